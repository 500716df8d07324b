#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the card does not take is done in software, and no packet leaves in
# clear: with the table of SAs full, with an interface that was down when its
# states were added.  And what the operator asks back expires.
#
# One processor: while a BAR of the card goes or comes, QEMU's TCG (10.0) may
# have what another processor writes to a device reach the wrong one, such as
# the end of an interrupt.
#
# nics: ipsecnic e1000e
# device card: sa-capacity=4
# cpus: 1
# append: iomem=relaxed
# timeout: 150

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works
clear_start

# --- The table is full ------------------------------------------------------

# Two pairs of states that nothing uses.
for n in 1 2; do
    xfrm_state card "$CARD_V4" "$PEER_V4" "0x300$n" transport \
        offload dev "$CARD_DEV" dir out
    xfrm_state card "$PEER_V4" "$CARD_V4" "0x400$n" transport \
        offload dev "$CARD_DEV" dir in
done
is "$(card_sas)" 4 "the card's table is full"
full=$(card_stat sa_refused_table_full)
check "two states more are taken" \
    esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
check_not "... not by the card" offloaded card 0x1001
is "$(card_stat sa_refused_table_full)" $((full + 2)) "... which counts them"
check "traffic passes" marked card "$PEER_V4" 5
is "$(state_packets card 0x1001) $(state_packets card 0x2001)" '5 5' \
    "... in software"
is "$(card_stat tx_ipsec) $(card_stat rx_crypto_success)" \
    "$(card_stat dev_tx_ipsec) 0" "... all of it"

echo 1 >"/sys/bus/pci/devices/$CARD_PCI/reset"
restored() {
    echo "$(card_sas) $(card_stat sa_restore_failed)"
}
is_soon '4 0' "after a reset the card has the same four" restored
check "... and traffic passes" wait_for 10 marked card "$PEER_V4" 3
check_not "... in software, as before" offloaded card 0x1001

for spi in 0x3001 0x3002; do
    ip -n card xfrm state delete dst "$PEER_V4" proto esp spi $spi
done
for spi in 0x4001 0x4002; do
    ip -n card xfrm state delete dst "$CARD_V4" proto esp spi $spi
done
check "deleted states leave the card" wait_for 5 eval '[ "$(card_sas)" = 0 ]'
prepare_states
ip -n card xfrm state flush
check "now there is room for new ones" states_new up
check "... in the card" offloaded card 0x1001
traffic_resumes "room again"

# --- The interface was down -------------------------------------------------

ip -n card link set "$CARD_DEV" down
is "$(state_spis card)" '' "with the interface the offloaded states go"
check "states can be added to an interface that is down" \
    ip -n card -batch /run/states
check_not "... but not to the card" offloaded card 0x1001
check "... then it comes up" link_up card "$CARD_DEV"
ip -n peer -batch /run/states.peer
ip -n card xfrm state flush
ip -n card link set "$CARD_DEV" down
ip -n card -batch /run/states
link_up card "$CARD_DEV"
check "traffic passes" wait_for 10 marked card "$PEER_V4" 3
check_not "... in software" offloaded card 0x1001

# --- What the operator wants back -------------------------------------------

ip -n card xfrm state flush
check "new states" states_new up
ip netns exec card ip xfrm monitor SA expire >/run/monitor 3>&- 4>&- &
monitor=$!
wait_for 10 xfrm_monitored card
handle=$(awk '$3 == "spi" && $4 == "0x00002001" { print $1 }' \
    "/sys/kernel/debug/ipsecnic/$CARD_PCI/sas")
check "an SA has a handle" test -n "$handle"
wanted() {
    qmp qom-set "{\"path\": \"/machine/peripheral/card\",
        \"property\": \"x-sa-delete-request\", \"value\": $((handle))}"
}
expired() {
    grep -q 'expired.*soft\|soft.*expired\|hard 0' /run/monitor
}
check "the operator wants it back" wanted
requests=$(card_stat rx_sa_delete_req)
check "... which packets of it say" marked card "$PEER_V4" 3
is "$(card_stat rx_sa_delete_req)" $((requests + 3)) "... each"
check_not "... but nobody is told by default" expired
in_ns card ethtool --set-priv-flags "$CARD_DEV" sa-delete-req-expire on
check "with sa-delete-req-expire the next packet" marked card "$PEER_V4" 3
check "... is a soft expiry to the key manager" wait_for 5 expired
sleep 0.3
kill $monitor
cat /run/monitor
is "$(grep -c 'Expired' /run/monitor) $(card_stat sa_soft_expired)" '1 1' \
    "... once"
like "$(cat /run/monitor)" '0x00002001' "... of that state"
check "the state goes on" marked card "$PEER_V4" 3
check "... in the card" offloaded card 0x2001
clear_stop "nothing left in clear"
xfrm_flush

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Packet offload under load: new keys, policies that are updated, resets of the
# card, a link that goes away, with traffic both ways.  Nothing leaves in
# clear, and no number is used twice.  And ESP in UDP.
#
# nics: ipsecnic e1000e
# userland: trixie
# append: iomem=relaxed
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../packet.sh"

setup_pair
CARD_PCI=$(card_pci)

# --- Under load ---

clear_works
check "both ends have packet offload, and software" \
    packet_pair transport "$CARD_V4" "$PEER_V4"
clear_start
xfrm_stat_save peer
load_start peer card "$PEER_V4"

# passes NAME: packet offload does, both ways.
passes() {
    local before
    check "$1: pings are answered" wait_for 20 pings card "$PEER_V4" 1
    before="$(card_stat dev_tx_encapsulated) $(card_stat rx_decapsulated)"
    check "... and go on" wait_for 10 marked card "$PEER_V4" 3
    check "... out and in by the card" \
        test "$(card_stat dev_tx_encapsulated)" -ge $((${before% *} + 3)) -a \
        "$(card_stat rx_decapsulated)" -ge $((${before#* } + 3))
}

# rekey OLD NEW: states with other SPIs take over, the inbound ones first, as
# an IKE daemon does it; NEW and OLD are the last digits.
rekey() {
    local old=$1 new=$2
    packet_state "$PEER_V4" "$CARD_V4" 0x200"$new" transport in &&
    xfrm_state peer "$CARD_V4" "$PEER_V4" 0x100"$new" transport &&
    packet_state "$CARD_V4" "$PEER_V4" 0x100"$new" transport out &&
    xfrm_state peer "$PEER_V4" "$CARD_V4" 0x200"$new" transport &&
    ip -n card xfrm state delete dst "$PEER_V4" proto esp spi 0x100"$old" &&
    ip -n peer xfrm state delete dst "$CARD_V4" proto esp spi 0x200"$old" &&
    sleep 0.3 &&
    ip -n card xfrm state delete dst "$CARD_V4" proto esp spi 0x200"$old" &&
    ip -n peer xfrm state delete dst "$PEER_V4" proto esp spi 0x100"$old"
}
eth_stat_save card "$CARD_DEV"
for ((i = 1; i < 6; i++)); do
    check "new keys, $i" rekey "$i" $((i + 1))
    passes "new keys, $i"
done
is "$(eth_stat_moved card "$CARD_DEV" tx_status_unknown_sa)" 0 \
    "... and no packet that was under way has lost its SA"
for ((i = 1; i < 4; i++)); do
    check "the policies are updated, $i" \
        packet_policy update "$CARD_V4" "$PEER_V4" out "$CARD_V4" "$PEER_V4" \
        transport
done
passes "updated policies"
for ((i = 1; i < 4; i++)); do
    check "the card is reset, $i" \
        eval 'echo 1 >"/sys/bus/pci/devices/$CARD_PCI/reset"'
    passes "reset, $i"
done
in_card() {
    echo "$(card_sas) $(card_stat sa_loaded) $(card_stat policy_loaded)"
}
is_soon '2 2 2' "the card has all, and nothing else" in_card
load_stop
clear_stop "nothing left in clear"
# What had been encrypted for a state that is deleted at the peer finds none; of
# what the peer was about to send with one this is not about.
is "$(xfrm_stat_diff peer | tr ' ' '\n' | grep -v -e XfrmInNoStates \
    -e XfrmOutStateInvalid)" '' \
    "the peer found no packet that was not authentic, and no number twice"

# --- Down ---

# Linux deletes what is offloaded with an interface that goes down: states and
# policies.
ip -n card link set "$CARD_DEV" down
is "$(ip -n card xfrm state; ip -n card xfrm policy)" '' \
    "an interface that goes down takes states and policies along"
check "it comes up again" link_up card card
# A policy stays for a moment, for what had found it.
is_soon '0 0 0' "... and the card has none either" in_card
xfrm_flush

# --- ESP in UDP ---

natt_sockets
# What arrives in UDP passes by a policy that is asked first.
ip -n peer xfrm policy add dir in proto udp dport 4500
check "ESP in UDP, transport mode" packet_pair transport \
    "$CARD_V4" "$PEER_V4" "$CARD_V4" "$PEER_V4" \
    encap espinudp 4500 4500 0.0.0.0
xfrm_stat_save card
xfrm_stat_save peer
eth_stat_save card "$CARD_DEV"
capture_start peer "$PEER_DEV" wire
check "... pings are answered" pings card "$PEER_V4" 5
capture_stop wire
is "$(captured wire 'udp port 4500 and udp[8:4] == 0x1001')" 5 \
    "... in UDP on the wire"
is "$(captured wire 'esp or icmp')" 0 "... and nothing else"
is "$(eth_stat_moved card "$CARD_DEV" dev_tx_encapsulated) $(
    eth_stat_moved card "$CARD_DEV" rx_decapsulated)" '5 5' \
    "... the card did it all"
is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' "... without an error"
xfrm_flush

# The peer behind a NAT, which the card's side has to do with.
NAT_V4=192.0.2.77
# nat DIRECTION PORT ADDRESS TO: on the peer's side, of what has that port.
nat() {
    in_ns peer tc filter add dev "$PEER_DEV" "$1" protocol ip flower \
        ip_proto udp "$2" 4500 action pedit ex munge ip "$3" set "$4" \
        pipe action csum ip4h
}
natt_pair() {
    local encap=(encap espinudp 4500 4500 0.0.0.0)
    ip -n peer xfrm policy add dir in proto udp dport 4500 &&
    packet_state "$CARD_V4" $NAT_V4 0x1001 transport out "${encap[@]}" &&
    packet_state $NAT_V4 "$CARD_V4" 0x2001 transport in "${encap[@]}" &&
    packet_policy add "$CARD_V4" $NAT_V4 out "$CARD_V4" $NAT_V4 transport &&
    packet_policy add $NAT_V4 "$CARD_V4" in $NAT_V4 "$CARD_V4" transport &&
    xfrm_state peer "$CARD_V4" "$PEER_V4" 0x1001 transport "${encap[@]}" &&
    xfrm_state peer "$PEER_V4" "$CARD_V4" 0x2001 transport "${encap[@]}" &&
    xfrm_policy peer "$PEER_V4" "$CARD_V4" "$PEER_V4" "$CARD_V4" transport
}
head -c 100000 /dev/urandom >/run/file
in_ns peer tc qdisc add dev "$PEER_DEV" clsact &&
nat egress src_port src $NAT_V4 &&
nat ingress dst_port dst "$PEER_V4" &&
ip -n card neigh replace $NAT_V4 dev "$CARD_DEV" nud permanent \
    lladdr "$(in_ns peer cat "/sys/class/net/$PEER_DEV/address")" ||
    bail "no NAT"
check "ESP in UDP, transport mode, the peer behind a NAT" natt_pair
xfrm_stat_save card
xfrm_stat_save peer
eth_stat_save card "$CARD_DEV"
check "... TCP to the peer, whose checksums are of its own address" \
    same_file card peer $NAT_V4
check "... and from the peer" same_file peer card "$CARD_V4"
cmp_ok "$(eth_stat_moved card "$CARD_DEV" rx_csum_bad)" -gt 20 \
    "... the card says that they are wrong"
is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' "... without an error"
in_ns peer tc qdisc del dev "$PEER_DEV" clsact
xfrm_flush

# --- ESP in UDP in software, beside policies of packet offload ---

# What software sends now the last policy in the card would take for its own.
no_policy() {
    [ "$(card_stat policy_loaded)" = 0 ]
}
wait_for 10 no_policy
# software_natt NS LOCAL REMOTE SPI_OUT SPI_IN: for pings.
software_natt() {
    local ns=$1 local=$2 remote=$3 out=$4 in=$5
    local words=(reqid 2 mode transport replay-window 32 "${ALG_GCM[@]}" \
        encap espinudp 4500 4500 0.0.0.0)
    ip -n "$ns" xfrm state add src "$local" dst "$remote" proto esp \
        spi "$out" "${words[@]}" &&
    ip -n "$ns" xfrm state add src "$remote" dst "$local" proto esp \
        spi "$in" "${words[@]}" &&
    ip -n "$ns" xfrm policy add src "$local" dst "$remote" proto icmp dir out \
        tmpl proto esp reqid 2 mode transport &&
    ip -n "$ns" xfrm policy add src "$remote" dst "$local" proto icmp dir in \
        tmpl proto esp reqid 2 mode transport
}
# packet_tcp: packet offload for TCP.
packet_tcp() {
    packet_state "$CARD_V4" "$PEER_V4" 0x1001 transport out &&
    packet_state "$PEER_V4" "$CARD_V4" 0x2001 transport in &&
    packet_policy add "$CARD_V4" "$PEER_V4" out "$CARD_V4" "$PEER_V4" \
        transport proto tcp &&
    packet_policy add "$PEER_V4" "$CARD_V4" in "$PEER_V4" "$CARD_V4" \
        transport proto tcp &&
    xfrm_state peer "$CARD_V4" "$PEER_V4" 0x1001 transport &&
    xfrm_state peer "$PEER_V4" "$CARD_V4" 0x2001 transport &&
    ip -n peer xfrm policy add src "$PEER_V4" dst "$CARD_V4" proto tcp \
        dir out tmpl proto esp reqid 1 mode transport &&
    ip -n peer xfrm policy add src "$CARD_V4" dst "$PEER_V4" proto tcp \
        dir in tmpl proto esp reqid 1 mode transport
}
head -c 100000 /dev/urandom >/run/file
check "packet offload for TCP" packet_tcp
check "ESP in UDP in software, for pings, on the card's side" \
    software_natt card "$CARD_V4" "$PEER_V4" 0x3001 0x4001
check "... and on the peer's" \
    software_natt peer "$PEER_V4" "$CARD_V4" 0x4001 0x3001
xfrm_stat_save card
xfrm_stat_save peer
eth_stat_save card "$CARD_DEV"
capture_start peer "$PEER_DEV" beside
check "... pings are answered" pings card "$PEER_V4" 5
check "... TCP passes" same_file card peer "$PEER_V4"
capture_stop beside
is "$(captured beside 'udp port 4500')" 10 "... pings in UDP on the wire"
is "$(captured beside 'icmp or tcp')" 0 "... and nothing in clear"
cmp_ok "$(eth_stat_moved card "$CARD_DEV" dev_tx_encapsulated)" -gt 50 \
    "... the card has protected TCP"
is "$(state_packets card 0x4001) $(state_packets peer 0x3001)" '5 5' \
    "... and software the pings"
is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' "... without an error"

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The card is reset many times under ESP load, by function-level reset and
# by the offline self-test: nothing leaves in clear, nothing is leaked, the SAs
# come back, and traffic with them.
#
# One processor: while a BAR of the card goes or comes, QEMU's TCG (10.0) may
# have what another processor writes to a device reach the wrong one, such as
# the end of an interrupt.
#
# nics: ipsecnic e1000e
# cpus: 1
# append: iomem=relaxed slub_debug=F,kmalloc-*,skbuff*,xfrm*
# kernels: all
# timeout: 420

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

reset_card() {
    local i
    for ((i = 0; i < $1; i++)); do
        echo 1 >"/sys/bus/pci/devices/$CARD_PCI/reset" || return 1
    done
}

self_test() {
    # One process for the namespace, which takes longer than ethtool.
    in_ns card bash -c "for ((i = 0; i < $1; i++)); do
            ethtool -t $CARD_DEV offline >/run/self-test || {
                cat /run/self-test
                exit 1
            }
        done"
}

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
is "$(card_sas)" 2 "the card has two SAs"
prepare_states
clear_start
xfrm_stat_save peer
few_times reset_card self_test

resets=$(card_stat resets)
restored=$(card_stat sa_restored)
load_start peer card "$PEER_V4"
packets=$(peer_received)
in_turns "the card is reset" reset_card
is "$(card_stat resets)" $((resets + DONE)) "... by the driver's account"
is "$(card_stat sa_restored)" $((restored + 2 * DONE)) \
    "... and both SAs were loaded each time"
cmp_ok "$(($(peer_received) - packets))" -gt $((2 * DONE)) "... under load"
traffic_resumes "after $DONE resets"
check "both states are offloaded still" offloaded card 0x1001
check "... the other one" offloaded card 0x2001
is_soon '2 2' "the card has two SAs, not more" sa_counts
load_stop
memory_is_kept "no memory is lost" "$DONE" reset_card

many_times "the offline self-test is passed" self_test

clear_stop "nothing left in clear"
is "$(xfrm_stat_diff peer | tr ' ' '\n' | grep -v SeqError)" '' \
    "the peer found no packet that was not authentic"

# What is known when it is over.
tcp_has_rate "TCP has its rate again" card peer "$PEER_V4" after
xfrm_flush
check "without states the card has no SA" \
    wait_for 5 eval '[ "$(card_sas)" = 0 ]'
is "$(card_stat sa_loaded)" 0 "... by the driver's account, too"

# said TEXT TIMES: the driver has said so as often, and not more.
said() {
    [ "$(dmesg | grep -c "$1")" = "$2" ]
}
# A card that cannot be read any more, with nothing to do (PCI_COMMAND, bit 1).
# Once more, since whoever was told of the first time must know that it is over.
for n in 1 2; do
    config_bits 0x04 2 0
    check "a card that does not answer is noticed ($n)" wait_for 5 \
        said "the card does not answer any more" $n
    check "... and given up" wait_for 5 \
        said "the card cannot be brought back" $n
    config_bits 0x04 0 2
    check "... until it answers again" wait_for 10 \
        said "the card answers again" $n
    check "... then there is traffic" wait_for 10 pings card "$PEER_V4" 1
done

done_testing

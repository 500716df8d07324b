#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The card is reset a hundred times under ESP load, by function-level reset and
# by the offline self-test: nothing leaves in clear, nothing is leaked, the SAs
# come back, and traffic with them.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
# kernels: all
# timeout: 240

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
    local i
    for ((i = 0; i < $1; i++)); do
        in_ns card ethtool -t "$CARD_DEV" offline >/run/self-test || {
            cat /run/self-test
            return 1
        }
    done
}

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
is "$(card_sas)" 2 "the card has two SAs"
clear_start
xfrm_stat_save peer

# What is allocated once only.
load_start peer card "$PEER_V4"
check "load passes" wait_for 20 test -s /run/load.client
reset_card 5
self_test 1
load_stop
traffic_resumes "after the first resets"
memory=$(kernel_memory)
resets=$(card_stat resets)
restored=$(card_stat sa_restored)

load_start peer card "$PEER_V4"
sleep 1
packets=$(state_packets card 0x1001)
check "the card is reset a hundred times" reset_card 100
cmp_ok "$(($(state_packets card 0x1001) - packets))" -gt 200 \
    "... under load"
is "$(card_stat resets)" $((resets + 100)) "... by the driver's account"
is "$(card_stat sa_restored)" $((restored + 200)) \
    "... and both SAs were loaded each time"
traffic_resumes "after a hundred resets"
check "both states are offloaded still" offloaded card 0x1001
check "... the other one" offloaded card 0x2001
is "$(card_sas) $(card_stat sa_loaded)" '2 2' "the card has two SAs, not more"

packets=$(state_packets card 0x1001)
check "a hundred self-tests offline are passed" self_test 100
cmp_ok "$(($(state_packets card 0x1001) - packets))" -gt 200 "... under load"
traffic_resumes "after a hundred self-tests"
is "$(card_sas)" 2 "they leave the SAs alone"
load_stop

grown=$(($(kernel_memory) - memory))
diag "memory of the kernel: $memory KiB, $grown KiB more at the end"
cmp_ok "$grown" -lt 4096 "no memory is lost"
clear_stop "nothing left in clear"
is "$(xfrm_stat_diff peer | tr ' ' '\n' | grep -v SeqError)" '' \
    "the peer found no packet that was not authentic"

# What is known when it is over.
iperf_server peer
bits=$(iperf card "$PEER_V4" 2 after)
iperf_stop peer
cmp_ok "${bits:-0}" -gt 1000000 "TCP has its rate again"
diag "${bits:-0} bit/s"
xfrm_flush
check "without states the card has no SA" \
    wait_for 5 eval '[ "$(card_sas)" = 0 ]'
is "$(card_stat sa_loaded)" 0 "... by the driver's account, too"

done_testing

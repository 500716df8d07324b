#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The link goes down and up a hundred times under ESP load: nothing leaves in
# clear, nothing is leaked, the SAs stay, and traffic goes on.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
# timeout: 180

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

# no_carrier NS DEV
no_carrier() {
    ! has_carrier "$@"
}

link_flaps() {
    local i
    for ((i = 0; i < $1; i++)); do
        qmp set_link '{"name": "card", "up": false}' >/dev/null &&
        wait_for 10 no_carrier card "$CARD_DEV" &&
        qmp set_link '{"name": "card", "up": true}' >/dev/null &&
        wait_for 10 has_carrier card "$CARD_DEV" || return 1
        # Some load in between.
        sleep 0.05
    done
}

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
xfrm_stat_save peer
load_start peer card "$PEER_V4"
sleep 1
link_flaps 3
load_stop
traffic_resumes "after the first faults"
memory=$(kernel_memory)

load_start peer card "$PEER_V4"
check "load passes" wait_for 20 test -s /run/load.client

packets=$(state_packets card 0x1001)
check "the link goes down and up a hundred times" link_flaps 100
cmp_ok $(($(state_packets card 0x1001) - packets)) -gt 200 "... under load"
traffic_resumes "after a hundred times"
is "$(card_sas)" 2 "... the card has its SAs"
load_stop

grown=$(($(kernel_memory) - memory))
diag "memory of the kernel: $memory KiB, $grown KiB more at the end"
cmp_ok "$grown" -lt 4096 "no memory is lost"
clear_stop "nothing left in clear"
is "$(xfrm_stat_diff peer | tr ' ' '\n' | grep -v SeqError)" '' \
    "the peer found no packet that was not authentic"
is "$(card_stat resets)$(card_stat queue_errors)" 00 \
    "the card needed no reset"

iperf_server peer
bits=$(iperf card "$PEER_V4" 2 after)
iperf_stop peer
cmp_ok "${bits:-0}" -gt 1000000 "TCP has its rate again"
diag "${bits:-0} bit/s"
xfrm_flush

done_testing

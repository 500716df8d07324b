#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Features are switched off and on a hundred times each under ESP load: nothing
# leaves in clear, nothing is leaked, the SAs stay, and traffic goes on.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

# toggles COUNT FEATURE...: all off, all on.
toggles() {
    local i off=() on=() feature
    for feature in "${@:2}"; do
        off+=("$feature" off)
        on+=("$feature" on)
    done
    for ((i = 0; i < $1; i++)); do
        in_ns card ethtool -K "$CARD_DEV" "${off[@]}" >/dev/null &&
        in_ns card ethtool -K "$CARD_DEV" "${on[@]}" >/dev/null || return 1
    done
}

private_flags() {
    local i
    for ((i = 0; i < $1; i++)); do
        in_ns card ethtool --set-priv-flags "$CARD_DEV" rx-ipsec-tap on &&
        in_ns card ethtool --set-priv-flags "$CARD_DEV" rx-ipsec-tap off ||
            return 1
    done
}

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
in_ns card ethtool -k "$CARD_DEV" >/out/features-before.txt
clear_start
xfrm_stat_save peer
load_start peer card "$PEER_V4"
sleep 1
toggles 3 esp-hw-offload esp-tx-csum-hw-offload tx-esp-segmentation
load_stop
traffic_resumes "after the first faults"
memory=$(kernel_memory)

load_start peer card "$PEER_V4"
check "load passes" wait_for 20 test -s /run/load.client

# under_load NAME COMMAND...: it succeeds, and packets pass meanwhile.
under_load() {
    local packets
    packets=$(state_packets card 0x1001)
    check "$@"
    cmp_ok $(($(state_packets card 0x1001) - packets)) -gt 200 \
        "... under load"
    traffic_resumes "$1"
    is "$(card_sas)" 2 "... the card has its SAs"
}

under_load "the features of IPsec are toggled a hundred times" toggles 100 \
    esp-hw-offload esp-tx-csum-hw-offload tx-esp-segmentation
under_load "... segmentation, receive checksums, aggregation, the hash" \
    toggles 100 tx-esp-segmentation tso gso rx gro rxhash
under_load "... transmit checksums and scatter-gather" toggles 100 tx sg
under_load "... private flags" private_flags 100
load_stop

# What depends on another feature does not come back by itself.
in_ns card ethtool -K "$CARD_DEV" tx on sg on tso on gso on \
    esp-hw-offload on esp-tx-csum-hw-offload on tx-esp-segmentation on \
    >/dev/null
in_ns card ethtool -k "$CARD_DEV" >/out/features-after.txt
is "$(diff /out/features-before.txt /out/features-after.txt)" '' \
    "all features are as they were"
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

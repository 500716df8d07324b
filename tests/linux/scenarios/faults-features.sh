#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Features are switched off and on many times each under ESP load: nothing
# leaves in clear, nothing is leaked, the SAs stay, and traffic goes on.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed slub_debug=F,kmalloc-*,skbuff*,xfrm*
# timeout: 420

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

# toggles COUNT FEATURE...: all off, all on.
toggles() {
    local off=() on=() feature
    for feature in "${@:2}"; do
        off+=("$feature" off)
        on+=("$feature" on)
    done
    # One process for the namespace, which takes longer than ethtool.
    in_ns card bash -c "for ((i = 0; i < $1; i++)); do
            ethtool -K $CARD_DEV ${off[*]} && ethtool -K $CARD_DEV ${on[*]} ||
                exit 1
        done" >/dev/null
}
ipsec() {
    toggles "$1" esp-hw-offload esp-tx-csum-hw-offload tx-esp-segmentation
}
others() {
    toggles "$1" tx-esp-segmentation tx sg tx-tcp-segmentation \
        tx-tcp6-segmentation tx-tcp-ecn-segmentation gso rx gro rxhash
}
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
prepare_states
in_ns card ethtool -k "$CARD_DEV" >/out/features-before.txt
clear_start
xfrm_stat_save peer
few_times ipsec others
many_times "the features of IPsec are toggled" ipsec
many_times "checksums, segmentation, scatter-gather, aggregation, the hash" \
    others

in_ns card ethtool -k "$CARD_DEV" >/out/features-after.txt
is "$(diff /out/features-before.txt /out/features-after.txt)" '' \
    "all features are as they were"
clear_stop "nothing left in clear"
is "$(xfrm_stat_diff peer | tr ' ' '\n' | grep -v SeqError)" '' \
    "the peer found no packet that was not authentic"
is "$(state_failed peer 0x1001)" 0 "... by the state's account, too"
is "$(card_stat resets)$(card_stat queue_errors)" 00 \
    "the card needed no reset"

tcp_has_rate "TCP has its rate again" card peer "$PEER_V4" after
xfrm_flush

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The interface goes down and up many times under ESP load: the kernel
# deletes the SAs each time, nothing leaves in clear, nothing is leaked, and
# traffic resumes as soon as there are states again.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed slub_debug=F,kmalloc-*,skbuff*,xfrm*
# kernels: all, by demand
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

down_and_up() {
    local i
    for ((i = 0; i < $1; i++)); do
        ip -n card link set "$CARD_DEV" down && no_states_left &&
        states_new up || return 1
    done
}

prepare_states
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
wrong=$(xfrm_stat peer XfrmInStateProtoError)
few_times down_and_up

deleted=$(card_stat sa_deleted)
down_and_up 10
is "$(card_stat sa_deleted)" $((deleted + 20)) \
    "each time that the interface goes down both states are deleted"
many_times "the interface goes down and up" down_and_up
clear_stop "nothing left in clear"
is "$(($(xfrm_stat peer XfrmInStateProtoError) - wrong))" 0 \
    "no packet arrived with a wrong ICV"

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The link goes down and up many times under ESP load: nothing leaves in
# clear, nothing is leaked, the SAs stay, and traffic goes on.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed slub_debug=F,kmalloc-*,skbuff*,xfrm*
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

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
no_carrier() {
    ! has_carrier "$@"
}

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
prepare_states
# Linux forgets its neighbours as the link goes, asks for them before it is back,
# and again only a second later: the card would have nothing to send meanwhile.
echo "neigh replace $PEER_V4 dev $CARD_DEV nud permanent lladdr \
    $(in_ns peer cat "/sys/class/net/$PEER_DEV/address")" >>/run/states.up
clear_start
xfrm_stat_save peer
few_times link_flaps

many_times "the link goes down and up" link_flaps

clear_stop "nothing left in clear"
is "$(xfrm_stat_diff peer | tr ' ' '\n' | grep -v SeqError)" '' \
    "the peer found no packet that was not authentic"
is "$(card_stat resets)$(card_stat queue_errors)" 00 \
    "the card needed no reset"
tcp_has_rate "TCP has its rate again" card peer "$PEER_V4" after
xfrm_flush

done_testing

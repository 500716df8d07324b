#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two libreswans negotiate ESP (IKEv2, common secret), which the kernel then
# does in software: what a negotiated offload is compared with.
#
# nics: e1000e virtio-net
# userland: trixie
# timeout: 180

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../libreswan.sh"

setup_pair
inner_addresses 4

# software_case MODE TO [CARD_SETTING PEER_SETTING]
software_case() {
    local mode=$1 to=$2 before spi bits
    libreswan_conf card "$CARD_V4" "$PEER_V4" "$mode" ${3:+$3}
    libreswan_conf peer "$PEER_V4" "$CARD_V4" "$mode" ${4:+$4}
    check "$mode: pluto starts in the namespace card" libreswan_start card
    check "$mode: pluto starts in the namespace peer" libreswan_start peer
    check "$mode: the connection comes up" libreswan_up card
    is "$(state_spis card)" "$(state_spis peer)" \
        "$mode: both have the same SAs"
    is "$(state_spis card | wc -l)" 2 "$mode: ... one in each direction"

    xfrm_stat_save card
    xfrm_stat_save peer
    spi=$(state_spis card "$CARD_V4" "$PEER_V4")
    before=$(state_packets card "$spi")
    capture_start peer "$PEER_DEV" "libreswan-$mode"
    check "$mode: pings are answered" pings card "$to" 5
    capture_stop "libreswan-$mode"
    is "$(captured "libreswan-$mode" 'ip proto 50')" 10 \
        "$mode: ten ESP packets were on the wire"
    is $(($(state_packets card "$spi") - before)) 5 \
        "$mode: five of them went out by the state"

    check "$mode: rekeying" libreswan_rekey card
    check "$mode: pings are answered after it" pings card "$to" 5
    iperf_server peer
    bits=$(iperf card "$to" 2 "iperf-$mode")
    cmp_ok "${bits:-0}" -gt 0 "$mode: TCP"
    iperf_stop peer
    is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' \
        "$mode: no error was counted"

    check "$mode: the connection goes down, with its SAs" libreswan_down card
    check "$mode: pluto of card ends" libreswan_stop card
    check "$mode: pluto of peer ends" libreswan_stop peer
}

software_case transport "$PEER_V4"
software_case tunnel "$PEER_IN4" \
    "leftsubnet=$CARD_IN4/32 rightsubnet=$PEER_IN4/32" \
    "leftsubnet=$PEER_IN4/32 rightsubnet=$CARD_IN4/32"

done_testing

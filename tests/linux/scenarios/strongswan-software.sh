#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two strongSwans negotiate ESP (IKEv2, common secret), which the kernel then
# does in software: what a negotiated offload is compared with.
#
# nics: e1000e virtio-net
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"

setup_pair
inner_addresses 4

# ike_case NAME MODE CARD PEER [CARD_TS PEER_TS]
ike_case() {
    local name=$1 mode=$2 to=${6:-$4} card_ts=() peer_ts=() before spi bits
    if [ $# -gt 4 ]; then
        card_ts=("local_ts = $5/32" "remote_ts = $6/32")
        peer_ts=("local_ts = $6/32" "remote_ts = $5/32")
    fi
    # As xfrm_state says.
    ike_conf card "$3" "$4" "$mode" 'replay_window = 1024' "${card_ts[@]}"
    ike_conf peer "$4" "$3" "$mode" 'replay_window = 1024' "${peer_ts[@]}"
    check "$name: charon starts in the namespace card" ike_start card
    check "$name: charon starts in the namespace peer" ike_start peer
    check "$name: the child comes up" ike_initiate card
    is "$(state_spis card)" "$(state_spis peer)" \
        "$name: both have the same SAs"
    is "$(state_spis card | wc -l)" 2 "$name: ... one in each direction"

    xfrm_stat_save card
    xfrm_stat_save peer
    spi=$(state_spis card "$3" "$4")
    before=$(state_packets card "$spi")
    capture_start peer "$PEER_DEV" "ike-$name"
    check "$name: pings are answered" pings card "$to" 5
    capture_stop "ike-$name"
    is "$(captured "ike-$name" 'ip proto 50')" 10 \
        "$name: ten ESP packets were on the wire"
    is $(($(state_packets card "$spi") - before)) 5 \
        "$name: five of them went out by the state"

    before=$(state_spis card)
    check "$name: rekeying" ike_rekey card
    check_not "$name: ... gave other SPIs" test "$before" = \
        "$(state_spis card)"
    check "$name: pings are answered after it" pings card "$to" 5

    iperf_server peer
    bits=$(iperf card "$to" 2 "iperf-$name")
    cmp_ok "${bits:-0}" -gt 0 "$name: TCP"
    diag "$name: ${bits:-0} bit/s"
    iperf_stop peer
    is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' \
        "$name: no error was counted"

    check "$name: the child goes down, with its SAs" ike_terminate card
    check "$name: charon of card ends" ike_stop card
    check "$name: charon of peer ends" ike_stop peer
}

ike_case transport transport "$CARD_V4" "$PEER_V4"
ike_case tunnel tunnel "$CARD_V4" "$PEER_V4" "$CARD_IN4" "$PEER_IN4"

done_testing

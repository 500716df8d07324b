#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# strongSwan of Debian 13, unmodified, with hw_offload = packet: transport and
# tunnel mode, rekeyed a few times. All that is on the wire is ESP, and the card has made it.
#
# nics: ipsecnic e1000e
# userland: trixie
# wire: 96
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"
. "$(dirname -- "$0")/../packet.sh"

setup_offload

for mode in transport tunnel; do
    configure $mode 4 aes128gcm16 'hw_offload = packet'
    check "$mode mode: the child comes up" bring_up
    check "... both states are on the card" on_card state 2
    count_from_here
    check "$mode mode: pings are answered" pings card "$to" 3
    check "$mode mode: TCP there and back" transfer "$to"
    packet_account "$mode mode"
    count_from_here
    for ((i = 1; i <= 5; i++)); do
        [ $((i % 2)) = 1 ] && by=card || by=peer
        check "$mode mode: the child is rekeyed by $by, $i" ike_rekey $by
        check "... pings are answered with the new keys" pings card "$to" 2
    done
    packet_account "$mode mode, rekeyed"
    check "$mode mode: it goes down" ike_down card
    is_soon 0 "... and the card has no SA any more" card_stat sa_loaded
done
# charon has exempted IKE in the card, and that stays.
configure transport 4 aes128gcm16 'hw_offload = no'
check "software, beside policies in the card: the child comes up" bring_up
# A policy that was the last stays in the card for a moment.
check "... pings are answered" wait_for 10 pings card "$to" 3
check "... it goes down" ike_down card
check "strongSwan of card ends" ike_stop card
check "strongSwan of peer ends" ike_stop peer

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# libreswan, as it comes from Debian, has the card do all of ESP for what it
# negotiated (nic-offload=packet; it takes transport mode only), against a peer
# that does it in software; rekeyed. All that is on the wire is ESP, and the card
# has made it.
#
# nics: ipsecnic e1000e
# userland: trixie
# wire: 96
# timeout: 180

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"
. "$(dirname -- "$0")/../libreswan.sh"
. "$(dirname -- "$0")/../packet.sh"

# packet_case NAME CARD_ADDRESS PEER_ADDRESS [SETTING...]
packet_case() {
    local name=$1 card=$2 peer=$3 i
    shift 3
    libreswan_conf card "$card" "$peer" transport nic-offload=packet "$@"
    libreswan_conf peer "$peer" "$card" transport "$@"
    check "$name: the connection comes up" libreswan_bring_up || return
    check "$name: both states are on the card" on_card state 2
    count_from_here
    check "$name: pings are answered" pings card "$peer" 5
    check "$name: TCP, both ways" transfer "$peer"
    packet_account "$name"
    for i in 1 2 3 4 5; do
        check "$name: rekeying, $i" libreswan_rekey card
    done
    check "$name: the new states are on the card" on_card state 2
    count_from_here
    check "$name: pings are answered after it" pings card "$peer" 5
    packet_account "$name, new keys"
    check "$name: it goes down, with its SAs" libreswan_down card
    is_soon 0 "$name: ... and the card has none" card_stat sa_loaded
}

setup_pair
echo_server peer
libreswan_conf card "$CARD_V4" "$PEER_V4" transport nic-offload=packet
libreswan_conf peer "$PEER_V4" "$CARD_V4" transport
check "pluto starts in the namespace card" libreswan_start card
check "pluto starts in the namespace peer" libreswan_start peer

packet_case 'IPv4, AES-GCM' "$CARD_V4" "$PEER_V4"
packet_case 'IPv6, AES-CBC, no ESN' "$CARD_V6" "$PEER_V6" \
    esp=aes128-sha2_256 esn=no

check "pluto of card ends" libreswan_stop card
check "pluto of peer ends" libreswan_stop peer
done_testing

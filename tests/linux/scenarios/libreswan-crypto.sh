#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# libreswan, as it comes from Debian, has the card do the cryptography of what
# it negotiated (nic-offload=crypto), against a peer that does it in software.
#
# The witness is the wire, as in strongswan-offload.
#
# nics: ipsecnic e1000e
# userland: trixie
# wire: 96
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"
. "$(dirname -- "$0")/../libreswan.sh"

# both CARD_ADDRESS PEER_ADDRESS MODE [SETTING...]: the configurations of both;
# the subnets of a tunnel are in $CARD_NET and $PEER_NET.
CARD_NET='' PEER_NET=''
both() {
    local card=$1 peer=$2 mode=$3
    shift 3
    libreswan_conf card "$card" "$peer" "$mode" nic-offload=crypto "$@" \
        ${CARD_NET:+"leftsubnet=$CARD_NET" "rightsubnet=$PEER_NET"}
    libreswan_conf peer "$peer" "$card" "$mode" "$@" \
        ${CARD_NET:+"leftsubnet=$PEER_NET" "rightsubnet=$CARD_NET"}
}

# crypto_case NAME TO CARD_ADDRESS PEER_ADDRESS MODE [SETTING...]
crypto_case() {
    local name=$1 to=$2
    shift 2
    both "$@"
    check "$name: the connection comes up" libreswan_bring_up || return
    check "$name: the kernel says that the card has both SAs" has_offload card
    is "$(driver_sas)" 2 "$name: ... and so does the driver"
    check_not "$name: ... and not of the peer, who did not ask" \
        has_offload peer

    count_from_here
    check "$name: pings are answered" pings card "$to" 5
    check "$name: TCP, both ways" transfer "$to"
    account "$name"

    check "$name: rekeying" libreswan_rekey card
    check "$name: the card has the new SAs" has_offload card
    count_from_here
    check "$name: pings are answered after it" pings card "$to" 5
    account "$name, new keys"
    check "$name: it goes down, with its SAs" libreswan_down card
}

setup_pair
inner_addresses 4
inner_addresses 6
echo_server peer
both "$CARD_V4" "$PEER_V4" transport
check "pluto starts in the namespace card" libreswan_start card
check "pluto starts in the namespace peer" libreswan_start peer

crypto_case 'transport, IPv4, AES-GCM' "$PEER_V4" \
    "$CARD_V4" "$PEER_V4" transport
crypto_case 'transport, IPv6, AES-CBC, no ESN' "$PEER_V6" \
    "$CARD_V6" "$PEER_V6" transport esp=aes128-sha2_256 esn=no
CARD_NET=$CARD_IN4/32 PEER_NET=$PEER_IN4/32
crypto_case 'tunnel, IPv4, AES-GCM' "$PEER_IN4" "$CARD_V4" "$PEER_V4" tunnel
CARD_NET=$CARD_IN6/128 PEER_NET=$PEER_IN6/128
crypto_case 'IPv6 in a tunnel, IPv4, as libreswan proposes' "$PEER_IN6" \
    "$CARD_V4" "$PEER_V4" tunnel esp=

# What it has proposed there, by its log: each cipher with each code, as a
# configuration calls them.
proposed() {
    local ciphers codes cipher code
    sed -n '/Child SA proposals/h; //!H; ${ x; p; }' /out/libreswan-card.log |
        sed -nE 's/.*: +[0-9]+:ESP=([^-]+)-([^-]+)-.*/\1 \2/p' | sed -E '
            s/AES_GCM_16_([0-9]+)/aes_gcm\1/g
            s/AES_CBC_([0-9]+)/aes\1/g
            s/CHACHA20_POLY1305/chacha20_poly1305/g
            s/HMAC_SHA2_([0-9]+)_[0-9]+/sha2_\1/g' |
        while read -r ciphers codes; do
            for cipher in ${ciphers//+/ }; do
                for code in ${codes//+/ }; do
                    echo "$cipher-$code"
                done
            done
        done | sed 's/-NONE$//'
}

defaults=$(proposed)
like "$defaults" 'aes_gcm256.*chacha20_poly1305.*aes256-sha2_512' \
    "what it proposes by itself is known"
# One by one: the peer wants this, and no other.
for proposal in $defaults; do
    name="of what it proposes, $proposal"
    both "$CARD_V4" "$PEER_V4" tunnel esp=
    libreswan_conf peer "$PEER_V4" "$CARD_V4" tunnel "esp=$proposal" \
        "leftsubnet=$PEER_NET" "rightsubnet=$CARD_NET"
    check "$name: the connection comes up" libreswan_bring_up || continue
    check "$name: the kernel says that the card has both SAs" has_offload card
    count_from_here
    check "$name: pings are answered" pings card "$PEER_IN6" 3
    account "$name"
    check "$name: it goes down, with its SAs" libreswan_down card
done

is_soon 0 "the card has no SA any more" driver_sas
check "pluto of card ends" libreswan_stop card
check "pluto of peer ends" libreswan_stop peer
done_testing

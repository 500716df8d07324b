#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# strongSwan, as it comes from Debian, has the card do what it negotiated: all
# of the algorithms, modes, families and sequence numbers, against a peer that
# does it in software.
#
# The witness is the wire: of each ESP packet there, the card must say that it
# made or checked it, and nothing may be there in clear.
#
# nics: ipsecnic e1000e
# wire: 96
# kernels: all, by demand
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"

# offload_case MODE FAMILY PROPOSAL: with $INNER as configure takes it
offload_case() {
    local name="$1, IPv$2, $3" to='' states wanted='rfc4106(gcm(aes))'
    [ -z "${INNER:-}" ] || name="IPv$INNER in a $name"
    configure "$@"
    check "$name: the child comes up" bring_up || return
    check "$name: the kernel says that the card has both SAs" has_offload card
    [ "$PEER_OFFLOAD" = no ] ||
        check "$name: ... and the peer's card, too" has_offload peer
    states=$(ip -n card xfrm state)
    [[ $3 == *gcm* ]] || wanted='hmac(sha256)'
    [[ $3 != chacha20* ]] || wanted='rfc7539esp(chacha20,poly1305)'
    [[ $3 != *sha512* ]] || wanted='hmac(sha512)'
    if [ "$3" = default ]; then
        like "$states" '(aead|enc) ' "$name: they agree on something"
    else
        like "$states" "${wanted//[()]/.}.* (128|256)" \
            "$name: it is that algorithm"
    fi
    like "$states" "mode $1" "$name: ... in that mode"
    if [[ $3 == *-esn ]]; then
        like "$states" 'flag [^'$'\n'']*esn' "$name: ... with ESN"
    else
        is "$(grep -c 'flag .*esn' <<<"$states")" 0 "$name: ... without ESN"
    fi

    count_from_here
    check "$name: pings are answered" pings card "$to" 5
    check "$name: and large ones" pings card "$to" 3 -s 1300
    check "$name: TCP, both ways" transfer "$to"
    account "$name"
    is "$spis" \
        "$(state_spis card | sed 's/^0x//' | paste -s -d ' ')" \
        "$name: all of it had the two SPIs"
    check "$name: it goes down, with its SAs" ike_down card
}

INNER=
setup_offload

# If the peer's card does it, too, each mode and family, algorithm and kind of
# number, but not each with each.
for mode in transport tunnel; do
    for family in 4 6; do
        case $PEER_OFFLOAD$family in
        yes4) proposals=(aes128gcm16-noesn aes128-sha256-esn);;
        yes6) proposals=(aes128gcm16-esn aes128-sha256-noesn);;
        *) proposals=({aes128gcm16,aes128-sha256}-{noesn,esn});;
        esac
        for proposal in "${proposals[@]}"; do
            offload_case "$mode" "$family" "$proposal"
        done
    done
done
INNER=6 offload_case tunnel 4 aes256gcm16-esn
INNER=4 offload_case tunnel 6 aes256-sha256-esn
# Beyond IPsecOV2, and what strongSwan proposes if nobody says.
for proposal in chacha20poly1305-noesn aes256-sha512-noesn default; do
    offload_case tunnel 4 "$proposal"
done

# What it has proposed, a transform a line: the ciphers as the peer's configuration
# calls them, and for each what it is proposed with.
proposed() {
    sed -n 's/.*received proposals: \(ESP:.*\)/\1/p' /out/ike-peer.log |
        tail -n 1 | sed 's/, /\n/g' | sed 's/^ESP://' | sed -E '
            s/AES_CBC_([0-9]+)/aes\1/g
            s/AES_CTR_([0-9]+)/aes\1ctr/g
            s/AES_GCM_([0-9]+)_([0-9]+)/aes\2gcm\1/g
            s/AES_CCM_([0-9]+)_([0-9]+)/aes\2ccm\1/g
            s/CHACHA20_POLY1305(_256)?/chacha20poly1305/g
            s/HMAC_SHA1_96/sha1/g
            s/HMAC_SHA2_([0-9]+)_[0-9]+/sha\1/g
            s/AES_XCBC_96/aesxcbc/g
            s/AES_CMAC_96/aescmac/g
            s,/NO_EXT_SEQ,,; s,/EXT_SEQ,,' | while IFS=/ read -ra words; do
        local ciphers=() codes=() word
        for word in "${words[@]}"; do
            case $word in
            aesxcbc|aescmac|sha*) codes+=("$word");;
            *) ciphers+=("$word");;
            esac
        done
        # Each of both once; with another of the others.
        for word in "${!ciphers[@]}"; do
            echo "${ciphers[word]}${codes[0]:+-${codes[0]}}"
        done
        for word in "${codes[@]:1}"; do
            echo "${ciphers[-1]}-$word"
        done
    done
}

# One by one of what it proposes if nobody says: the peer wants this, and no other.
defaults=''
if [ "$PEER_OFFLOAD" = no ]; then
    defaults=$(proposed)
    like "$defaults" 'aes256-sha512.*aes256gcm16' "strongSwan's defaults are known"
fi
for proposal in $defaults; do
    name="of the default, $proposal"
    PEER_PROPOSALS=$proposal configure tunnel 4 default
    check "$name: the child comes up" bring_up || continue
    check "$name: the kernel says that the card has both SAs" has_offload card
    count_from_here
    check "$name: pings are answered" pings card "$to" 3
    account "$name"
    check "$name: it goes down, with its SAs" ike_down card
done

is_soon 0 "the card has no SA any more" driver_sas
done_testing

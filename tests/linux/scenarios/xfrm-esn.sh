#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Extended sequence numbers where the low half wraps: single packets, large
# sends that the card cuts, and large sends that the kernel has to cut.  The
# other side counts in software, and takes nothing that has a wrong high half.
#
# nics: ipsecnic e1000e
# kernels: all
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

setup_pair

# pair_at LOW HIGH: ESP whose numbers go on behind that one, both ways.
pair_at() {
    local at=(replay-window 128 flag esn)
    local last=(replay-oseq "$1" replay-oseq-hi "$2")
    local seen=(replay-seq "$1" replay-seq-hi "$2")
    xfrm_state card "$CARD_V4" "$PEER_V4" 0x1001 transport \
        "${at[@]}" "${last[@]}" offload dev "$CARD_DEV" dir out &&
    xfrm_state peer "$CARD_V4" "$PEER_V4" 0x1001 transport \
        "${at[@]}" "${seen[@]}" &&
    xfrm_state peer "$PEER_V4" "$CARD_V4" 0x2001 transport \
        "${at[@]}" "${last[@]}" &&
    xfrm_state card "$PEER_V4" "$CARD_V4" 0x2001 transport \
        "${at[@]}" "${seen[@]}" offload dev "$CARD_DEV" dir in &&
    xfrm_policy card "$CARD_V4" "$PEER_V4" "$CARD_V4" "$PEER_V4" transport &&
    xfrm_policy peer "$PEER_V4" "$CARD_V4" "$PEER_V4" "$CARD_V4" transport
}

# high NS SPI WORD: seq-hi or oseq-hi of a state.
high() {
    ip -n "$1" xfrm state | awk -v spi="$(printf '0x%08x' "$2")" -v word="$3" '
        /^src/ { this = 0 }
        $1 == "proto" && index($0, "spi " spi) { this = 1 }
        this {
            for (i = 1; i < NF; i++) {
                if ($i == word) {
                    sub(/,$/, "", $(i + 1))
                    print $(i + 1)
                    exit
                }
            }
        }'
}

# no_errors NAME [CARD PEER]: no packet was refused; CARD, PEER: how many each
# may have, no more than one.
no_errors() {
    local ns spi lost text='' n=1
    for ns in card peer; do
        n=$((n + 1)) spi=0x2001
        [ "$ns" = card ] || spi=0x1001
        lost=${!n:-0}
        case $lost$(state_failed "$ns" "$spi")$(xfrm_stat_diff "$ns") in
        [01]0|11XfrmInStateProtoError=+1)
            ;;
        *)
            text+=" $ns: $(state_failed "$ns" "$spi") failed,"
            text+=" $(xfrm_stat_diff "$ns")";;
        esac
    done
    is "$text" '' "$1"
}

begin() {
    check "$1" pair_at "${@:2}"
    check "... in the card" offloaded card 0x2001
    xfrm_stat_save card
    xfrm_stat_save peer
    eth_stat_save card "$CARD_DEV"
}

# --- One by one ---

begin "numbers that begin behind 0xfffffff8" 0xfffffff8 0
check "pings pass the wrap" pings card "$PEER_V4" 20
no_errors "... without an error"
like "$(eth_stat_diff card "$CARD_DEV")" 'rx_crypto_success=\+20 ' \
    "... and the card has checked them all"
is "$(high card 0x1001 oseq-hi) $(high card 0x2001 seq-hi)" '0x1 0x1' \
    "... the high half is 1"
like "$(eth_stat_diff card "$CARD_DEV")" 'sa_esn_updated=\+1 ' \
    "... of which the card was told"
xfrm_flush

begin "numbers that begin behind 5 * 2^32 - 1" 0xffffffff 4
check "the first ping is number 5 * 2^32" pings card "$PEER_V4" 1
no_errors "... without an error"
is "$(high card 0x1001 oseq-hi) $(high card 0x2001 seq-hi)" '0x5 0x5' \
    "... the high half is 5"
xfrm_flush

# --- TCP ---

# Large sends take so many numbers that many lie across the wrap.  The kernel
# cuts those itself, also for a card that could, and when it encrypts what it
# has cut, it gives packet 0xffffffff the next high half (esp_xmit()): that one
# is lost.  The driver must not do the same when the card is the one to encrypt.

# wrap_by_tcp NAME LOST: LOST: how many the peer may refuse.
wrap_by_tcp() {
    local name=$1 lost=$2 low
    # The handshakes take some numbers, and it is not known how many.
    for low in 0xffffff00 0xffffffc0 0xfffffe81; do
        begin "$name, behind $low" "$low" 7
        check "... TCP to the peer" \
            in_ns card timeout 60 iperf3 -c "$PEER_V4" -p 5201 -n 2M
        check "... TCP from the peer" \
            in_ns card timeout 60 iperf3 -c "$PEER_V4" -p 5201 -n 2M -R
        is "$(high card 0x1001 oseq-hi) $(high peer 0x2001 oseq-hi)" \
            '0x8 0x8' "... past the wrap, both ways"
        # The peer is software.
        no_errors "... without an error" 1 "$lost"
        xfrm_flush
    done
}

iperf_server peer
wrap_by_tcp "large sends" 1
like "$(eth_stat_diff card "$CARD_DEV")" 'tx_ipsec_gso=' \
    "... which the card cuts"
in_ns card ethtool -K "$CARD_DEV" tx-esp-segmentation off
wrap_by_tcp "large sends that the kernel cuts" 0
check_not "... which the card has none of" \
    grep -q tx_ipsec_gso <<<"$(eth_stat_diff card "$CARD_DEV")"

done_testing

# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What scenarios of packet offload share, sourced behind lib.sh and offload.sh:
# states and policies of the namespace "card" that its card has, and software
# ESP as the peer.

# The replay window of inbound states of the card; see xfrm_state, too.
: "${WINDOW:=1024}"

# packet_state SRC DST SPI MODE out|in [ARGUMENT...]: one state of the card.
packet_state() {
    local src=$1 dst=$2 spi=$3 mode=$4 dir=$5
    shift 5
    state_words replay-window "$WINDOW" "${XFRM_ALG[@]}" "$@" \
        offload packet dev "$CARD_DEV" dir "$dir"
    ip -n card xfrm state add src "$src" dst "$dst" proto esp spi "$spi" \
        reqid 1 mode "$mode" "${STATE_WORDS[@]}"
}

# packet_policy COMMAND SRC DST out|in OUTER_SRC OUTER_DST MODE [ARGUMENT...]:
# one policy of the card; COMMAND as of ip xfrm policy.
packet_policy() {
    local command=$1 src=$2 dst=$3 dir=$4 osrc=$5 odst=$6 mode=$7
    shift 7
    ip -n card xfrm policy "$command" src "$src" dst "$dst" "$@" dir "$dir" \
        tmpl src "$osrc" dst "$odst" proto esp reqid 1 mode "$mode" \
        offload packet dev "$CARD_DEV"
}

# packet_pair MODE LOCAL REMOTE [IN_LOCAL IN_REMOTE [ARGUMENT...]]: ESP between
# the two namespaces; on the card's side the card does it.  ARGUMENTs are of all
# states.
packet_pair() {
    local mode=$1 local=$2 remote=$3 in_local=${4:-$2} in_remote=${5:-$3}
    shift $(($# < 5 ? $# : 5))
    if [[ $local == *:* && $in_local != *:* ||
          $local != *:* && $in_local == *:* ]]; then
        set -- flag af-unspec "$@"
    fi
    packet_state "$local" "$remote" 0x1001 "$mode" out "$@" &&
    packet_state "$remote" "$local" 0x2001 "$mode" in "$@" &&
    xfrm_state peer "$local" "$remote" 0x1001 "$mode" "$@" &&
    xfrm_state peer "$remote" "$local" 0x2001 "$mode" "$@" &&
    packet_policy add "$in_local" "$in_remote" out "$local" "$remote" \
        "$mode" &&
    packet_policy add "$in_remote" "$in_local" in "$remote" "$local" "$mode" &&
    xfrm_policy peer "$in_remote" "$in_local" "$remote" "$local" "$mode"
}

# on_card state|policy NUMBER: the kernel says that so many are in packet mode.
on_card() {
    [ "$(ip -n card xfrm "$1" |
        grep -c "offload parameters: dev $CARD_DEV .*mode packet")" = "$2" ]
}

# state_sent NS SPI: how many packets an outbound state has numbered.  (Software
# counts a large send as one packet.)
state_sent() {
    echo $(($(ip -n "$1" xfrm state | awk -v spi="$(printf '0x%08x' "$2")" '
        /^src/ { this = 0 }
        $1 == "proto" && $4 == spi { this = 1 }
        this && match($0, /oseq 0x[0-9a-f]+/) {
            print substr($0, RSTART + 5, RLENGTH - 5)
        }')))
}

# states_agree: do both ends say the same of both states?  The driver asks the
# card each second.
states_agree() {
    local card peer
    card="$(state_packets card 0x1001) $(state_sent card 0x1001)"
    card+=" $(state_packets card 0x2001)"
    peer="$(state_packets peer 0x1001) $(state_packets peer 0x1001)"
    peer+=" $(state_sent peer 0x2001)"
    [ "$card" = "$peer" ] || {
        echo "card: $card; peer: $peer"
        false
    }
}

# packet_account NAME: all that was on the wire since count_from_here was ESP,
# the card did it, and the stack of its side saw none of it.
packet_account() {
    local sent received clear
    wire_counts
    wait_for 10 wire_agrees packets_agree || :
    diag "$1: $sent ESP packets to the peer, $received from it"
    is "$clear" '' "$1: nothing was sent in clear"
    check "$1: there was ESP on the wire, both ways" \
        test "$sent" -gt 0 -a "$received" -gt 0
    is_soon "$sent" "$1: the card made all that was sent" \
        eth_stat_moved card "$CARD_DEV" dev_tx_encapsulated
    is_soon "$received" "$1: ... and took all that came out of its ESP" \
        eth_stat_moved card "$CARD_DEV" rx_decapsulated
    is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' \
        "$1: no error was counted"
}

packets_agree() {
    [ "$(eth_stat_moved card "$CARD_DEV" dev_tx_encapsulated) $(eth_stat_moved \
        card "$CARD_DEV" rx_decapsulated)" = "$sent $received" ]
}

# states_stay_found LOCAL REMOTE REQID: before there are states of packet offload
# with that reqid between these two of the namespace "card".  Linux (6.12) puts a
# state of software in front of those of packet offload, if it hashes the same
# and there is no other one of software; from then on it finds none of packet
# offload to send by.  An IKE daemon makes such a state when it asks for an SPI, if
# it says a reqid, as libreswan does.  Here is one that is not used; others are put
# where it is, behind those of packet offload.
states_stay_found() {
    ip -n card xfrm state add src "$1" dst "$2" proto ah spi 0x7001 \
        reqid "$3" mode transport auth-trunc 'hmac(sha256)' "$(key 32)" 128
}

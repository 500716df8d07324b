#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Packet offload of a card that does not offer it is refused with a sentence,
# whoever asks for it: there is no software behind it that would take over.
#
# nics: ipsecnic e1000e
# device card: ipsec-packet=off
# userland: trixie
# kernels: all
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"
. "$(dirname -- "$0")/../libreswan.sh"

setup_pair
# Linux 6.1 knows nothing of it, and does not ask the driver.
sentence='ipsecnic: the card does not do packet offload, only crypto offload'
policy_sentence=$sentence
counted=sa_refused_packet_offload=+1
if kernel_before 6 2; then
    sentence='Unrecognized flags in offload request'
    policy_sentence='' counted=''
fi

# refused_state DIR SRC DST
refused_state() {
    local text
    eth_stat_save card "$CARD_DEV"
    text=$(ip -n card xfrm state add src "$2" dst "$3" proto esp spi 0x3001 \
        reqid 1 mode transport "${ALG_GCM[@]}" \
        offload packet dev "$CARD_DEV" dir "$1" 2>&1)
    is "$text" "Error: $sentence." "a state, $1: an error, and why"
    is "$(eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' | grep '^sa_')" \
        "$counted" "... as the driver counts it"
    is "$(ip -n card xfrm state)" '' "... and there is no state"
}
refused_state out "$CARD_V4" "$PEER_V4"
refused_state in "$PEER_V4" "$CARD_V4"

text=$(ip -n card xfrm policy add src "$CARD_V4" dst "$PEER_V4" dir out \
    tmpl src "$CARD_V4" dst "$PEER_V4" proto esp reqid 1 mode transport \
    offload packet dev "$CARD_DEV" 2>&1)
if [ -n "$policy_sentence" ]; then
    is "$text" "Error: $policy_sentence." "a policy: an error, and why"
    is "$(ip -n card xfrm policy)" '' "... and there is no policy"
else
    is "$text" '' "a policy: Linux overlooks the wish"
    is "$(ip -n card xfrm policy | grep -c -E '^src|offload')" 1 \
        "... and has one that is not offloaded"
fi
xfrm_flush

# --- strongSwan ---

configure transport 4 aes128gcm16 'hw_offload = packet'
check "strongSwan starts in the namespace card" ike_start card
check "strongSwan starts in the namespace peer" ike_start peer
text=$(ike_initiate card 2>&1)
like "$text" "received netlink error: $sentence" \
    "strongSwan, hw_offload = packet: is told why not"
like "$text" 'establishing CHILD_SA .net. failed' "... and has no child"
is "$(state_spis card)" '' "... and there is no state"
check "... it goes down" ike_down card
configure transport 4 aes128gcm16 'hw_offload = auto'
check "strongSwan, hw_offload = auto: the child comes up" bring_up
check "... by crypto offload" has_offload card
check "... and pings are answered" pings card "$PEER_V4" 3
check "... it goes down" ike_down card
check "strongSwan of card ends" ike_stop card
check "strongSwan of peer ends" ike_stop peer

# --- libreswan ---

libreswan_conf card "$CARD_V4" "$PEER_V4" transport
libreswan_conf peer "$PEER_V4" "$CARD_V4" transport
check "libreswan starts in the namespace card" libreswan_start card
check "libreswan starts in the namespace peer" libreswan_start peer
libreswan_conf card "$CARD_V4" "$PEER_V4" transport nic-offload=packet
# It does not try on kernels that it knows to have none.
! kernel_before 6 2 || sentence='Linux kernel 6.7. required'
text=$(libreswan_load card 2>&1 && libreswan_up card 2>&1)
like "$text" "$sentence" "libreswan, nic-offload=packet: is told why not"
is "$(state_spis card)" '' "... and there is no state"
check "libreswan of card ends" libreswan_stop card
check "libreswan of peer ends" libreswan_stop peer

done_testing

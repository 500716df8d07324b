#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A card of which much is switched off by its properties: the driver does not
# offload that, and says so; the rest goes on.
#
# nics: ipsecnic e1000e
# device card: tunnel=off,ipv6=off,esn=off,aes-gcm-192=off,hmac-md5=off
# device card: chacha20-poly1305=off,hmac-sha2-384=off,hmac-sha2-512=off
# device card: gcm-icv-12=off,ipv4-options=off,lso=off,udp-esp-transport=off
# kernels: all
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

setup_pair
# Older kernels do not hand on what the driver says.
sentences=''
kernel_before 6 2 || sentences=yes

# software NAME COUNTER SENTENCE SRC DST MODE [ARGUMENT...]: such an outbound
# state, with $XFRM_ALG, is added in software.
software() {
    local name=$1 counter=$2 sentence=$3 text
    shift 3
    eth_stat_save card "$CARD_DEV"
    text=$(xfrm_state card "$1" "$2" 0x3001 "${@:3}" \
        offload dev "$CARD_DEV" dir out 2>&1)
    is "$(state_spis card)" 0x00003001 "$name: is done in software"
    check_not "... not offloaded" offloaded card 0x3001
    is "$(eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' | grep '^sa_')" \
        "sa_refused_$counter=+1" "... counted as sa_refused_$counter"
    [ -z "$sentences" ] ||
        is "$text" "Warning: ipsecnic: $sentence." "... with a sentence"
    ip -n card xfrm state flush
}

software "tunnel mode" mode "tunnel mode is switched off in the card" \
    "$CARD_V4" "$PEER_V4" tunnel
software "IPv6" family "the card does not do IPv6" \
    "$CARD_V6" "$PEER_V6" transport
software "ESN" esn "the card does not do extended sequence numbers" \
    "$CARD_V4" "$PEER_V4" transport replay-window 64 flag esn
XFRM_ALG=(aead 'rfc4106(gcm(aes))' "$(key 28)" 128)
software "a cipher" algorithm_off "this cipher is switched off in the card" \
    "$CARD_V4" "$PEER_V4" transport
XFRM_ALG=(enc 'cbc(aes)' "$(key 16)" auth 'hmac(md5)' "$(key 16)")
software "an authenticator" algorithm_off \
    "this authentication algorithm is switched off in the card" \
    "$CARD_V4" "$PEER_V4" transport
# To the driver the same as a card of before there were any of these.
for alg in "aead rfc7539esp(chacha20,poly1305) $(key 36) 128" \
    "enc cbc(aes) $(key 16) auth-trunc hmac(sha512) $(key 64) 256"; do
    read -ra XFRM_ALG <<<"$alg"
    software "${XFRM_ALG[-3]}" algorithm_off \
        "the card is too old for this algorithm, or has it switched off" \
        "$CARD_V4" "$PEER_V4" transport
done
XFRM_ALG=(aead 'rfc4106(gcm(aes))' "$(key 20)" 96)
software "a length of ICV" icv_length \
    "the card does not do this length of ICV" \
    "$CARD_V4" "$PEER_V4" transport
XFRM_ALG=("${ALG_GCM[@]}")
[ -z "$sentences" ] ||
    software "a form of ESP in UDP" encapsulation \
        "the card does not do this encapsulation" \
        "$CARD_V4" "$PEER_V4" transport encap espinudp 4500 4500 0.0.0.0

like "$(in_ns card ethtool -k "$CARD_DEV")" \
    'tx-esp-segmentation: off \[fixed\]' "no large sends of ESP"
# errors: what both kernels have counted, but for packets that were overtaken by
# a whole replay window, as in software that decrypts them on a busy machine.
errors() {
    { xfrm_stat_diff card && xfrm_stat_diff peer; } | tr ' ' '\n' |
        grep -v -e SeqError -e '^$'
}
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
check "what is left is offloaded" offloaded card 0x1001
xfrm_stat_save card
xfrm_stat_save peer
eth_stat_save card "$CARD_DEV"
iperf_server peer
bits=$(iperf card "$PEER_V4" 1 out)
cmp_ok "${bits:-0}" -gt 0 "TCP to the peer"
bits=$(iperf card "$PEER_V4" 1 in -R)
cmp_ok "${bits:-0}" -gt 0 "TCP from the peer"
iperf_stop peer
counters=" $(eth_stat_diff card "$CARD_DEV") "
like "$counters" ' tx_ipsec=' "... is protected by the card"
check_not "... without large sends" grep -q tx_ipsec_gso <<<"$counters"
is "$(errors)" '' "... without an error"

# Packets that it does not take, of a state that it does.
eth_stat_save card "$CARD_DEV"
check "a ping with IPv4 options is answered" \
    pings card "$PEER_V4" 1 -R
counters=" $(eth_stat_diff card "$CARD_DEV") "
like "$counters" ' tx_software_ipv4_options=\+1 ' \
    "... it was sent by software"
like "$counters" ' rx_reason_capability=\+1 ' \
    "... and the answer checked by software"
is "$(errors)" '' "... without an error"
xfrm_flush

done_testing

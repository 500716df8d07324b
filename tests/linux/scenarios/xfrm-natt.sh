#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# ESP in UDP (RFC 3948), which Linux offloads from 6.12 on: transport mode both
# ways, tunnel mode outbound; large sends; an outer checksum that is not zero;
# ports that change; and what is left to software.
#
# nics: ipsecnic e1000e
# timeout: 400

. "$(dirname -- "$0")/../lib.sh"

setup_pair
XFRM_WINDOW=1024

natt_sockets

dd if=/dev/urandom of=/run/file bs=900001 count=1 2>/dev/null

# natt_pair MODE: ESP in UDP, for which the card is asked in both directions.
natt_pair() {
    local mode=$1 ns encap=(encap espinudp 4500 4500 0.0.0.0)
    for ns in card peer; do
        ip -n "$ns" xfrm policy add dir in proto udp dport 4500
    done
    xfrm_state card "$CARD_V4" "$PEER_V4" 0x1001 "$mode" "${encap[@]}" \
        offload dev "$CARD_DEV" dir out &&
    xfrm_state card "$PEER_V4" "$CARD_V4" 0x2001 "$mode" "${encap[@]}" \
        offload dev "$CARD_DEV" dir in &&
    xfrm_state peer "$CARD_V4" "$PEER_V4" 0x1001 "$mode" "${encap[@]}" &&
    xfrm_state peer "$PEER_V4" "$CARD_V4" 0x2001 "$mode" "${encap[@]}" &&
    xfrm_policy card "$CARD_V4" "$PEER_V4" "$CARD_V4" "$PEER_V4" "$mode" &&
    xfrm_policy peer "$PEER_V4" "$CARD_V4" "$PEER_V4" "$CARD_V4" "$mode"
}

begin() {
    xfrm_stat_save card
    xfrm_stat_save peer
    eth_stat_save card "$CARD_DEV"
}

# counted NAME REGEX [NOT]: of ethtool's counters, and xfrm has no error.
counted() {
    local counters
    counters=" $(eth_stat_diff card "$CARD_DEV") "
    like "$counters" "$2" "$1"
    [ -z "${3:-}" ] || check_not "... and not $3" grep -q "$3" <<<"$counters"
    is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' "... without an error"
}

# --- Transport mode ---

check "transport mode" natt_pair transport
check "... is offloaded, outbound" offloaded card 0x1001
check "... and inbound" offloaded card 0x2001
begin
capture_start peer "$PEER_DEV" wire
check "pings are answered" pings card "$PEER_V4" 5
capture_stop wire
is "$(captured wire 'udp port 4500 and udp[8:4] == 0x1001')" 5 \
    "... in UDP on the wire"
is "$(captured wire 'esp or icmp')" 0 "... and nothing else"
counted "... the card did it all" ' rx_crypto_success=\+5 .*tx_ipsec=\+5 ' \
    rx_reason_no_sa
begin
check "a file arrives as it was" same_file card peer "$PEER_V4"
check "... back, too" same_file peer card "$CARD_V4"
counted "... in large sends that the card cut" ' tx_ipsec_gso=' tx_software

in_ns card ethtool -K "$CARD_DEV" tx-esp-segmentation off
begin
check "without them a file arrives as it was" same_file card peer "$PEER_V4"
counted "... software did what it had to cut" ' tx_software_udp_gso=' \
    tx_ipsec_gso
in_ns card ethtool -K "$CARD_DEV" tx-esp-segmentation on

# The sum of the outer header is of no use once its payload was decrypted.
in_ns peer tc qdisc add dev "$PEER_DEV" clsact
check "the peer gives the outer header a checksum" \
    in_ns peer tc filter add dev "$PEER_DEV" egress protocol ip flower \
    ip_proto udp dst_port 4500 \
    action pedit munge offset 26 u16 set 0x1234 pipe action csum udp
begin
capture_start peer "$PEER_DEV" sum
check "... pings are answered" pings card "$PEER_V4" 5
capture_stop sum
from_peer="src host $PEER_V4 and udp port 4500"
is "$(captured sum "$from_peer and udp[6:2] != 0")" 5 "... with a sum"
# The right one may be that by chance, of one in 65,536.
cmp_ok "$(captured sum "$from_peer and udp[6:2] = 0x1234")" -le 1 \
    "... which is not what was there before"
counted "... which the card looked at" ' rx_crypto_success=\+5 '
begin
check "... a file arrives as it was" same_file peer card "$CARD_V4"
counted "... which the card decrypted" ' rx_crypto_success=' rx_reason_udp
in_ns peer tc qdisc del dev "$PEER_DEV" clsact

# The kernel follows the other side's NAT; the card's SA has the ports that
# it was loaded with.
begin
# shellcheck disable=SC2046
state_words replay-window "$XFRM_WINDOW" "${XFRM_ALG[@]}" \
    encap espinudp 4500 4501 0.0.0.0 $(state_direction out)
check "the peer's port changes" ip -n card xfrm state update \
    src "$CARD_V4" dst "$PEER_V4" proto esp spi 0x1001 reqid 1 \
    mode transport "${STATE_WORDS[@]}"
capture_start peer "$PEER_DEV" moved
in_ns card ping -c 2 -i 0.1 -W 1 "$PEER_V4" >/run/pings
# Nobody answers: ping is no sign that they arrived.
both_moved() {
    [ "$(captured moved 'udp dst port 4501')" = 2 ]
}
wait_for 10 both_moved
capture_stop moved
is "$(captured moved 'udp dst port 4501 and udp[8:4] == 0x1001')" 2 \
    "... what is sent has the new one"
like "$(eth_stat_diff card "$CARD_DEV")" 'tx_software_udp_ports=\+2' \
    "... and was protected by software"
xfrm_flush

# --- Tunnel mode ---

check "tunnel mode" natt_pair tunnel 2>/run/warning
check "... is offloaded, outbound" offloaded card 0x1001
check_not "... not inbound" offloaded card 0x2001
begin
check "pings are answered" pings card "$PEER_V4" 5
counted "... the card did half of it" ' rx_reason_no_sa=\+5 .*tx_ipsec=\+5 '
begin
check "a file arrives as it was" same_file card peer "$PEER_V4"
check "... back, too" same_file peer card "$CARD_V4"
counted "... in large sends that the card cut" ' tx_ipsec_gso=' tx_software
xfrm_flush

done_testing

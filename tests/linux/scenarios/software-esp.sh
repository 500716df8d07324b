#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# ESP between two ordinary cards, all of it in software: what the offload is
# compared with, and a test of the test guest.
#
# nics: e1000e virtio-net
# kernels: all
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"

setup_pair

is "$(driver_of "$CARD_DEV" card)" e1000e "the first card is in its namespace"

# clear_pings CAPTURE ADDRESS: filter for pings in clear that ADDRESS sent.
clear_pings() {
    captured "$1" "src host $2 and (icmp or
        (icmp6 and (ip6[40] == 128 or ip6[40] == 129)))"
}

# esp_case NAME MODE CARD PEER [CARD_INNER PEER_INNER]
esp_case() {
    local name=$1 from=${5:-$3} to=${6:-$4}
    shift
    xfrm_stat_save card
    xfrm_stat_save peer
    check "$name: states and policies are taken" esp_pair "$@"
    capture_start card "$CARD_DEV" "$name-card"
    capture_start peer "$PEER_DEV" "$name-peer"
    check "$name: pings are answered" pings card "$to" 5
    capture_stop "$name-card"
    capture_stop "$name-peer"
    is "$(captured "$name-peer" 'ip proto 50 or ip6 proto 50')" 10 \
        "$name: ten ESP packets were on the wire"
    is "$(clear_pings "$name-card" "$from") $(clear_pings "$name-peer" "$to")" \
        '0 0' "$name: none left in clear"
    is "$(state_packets card 0x1001)" 5 "$name: five went out by the state"
    is "$(state_packets card 0x2001)" 5 "$name: five came in by the state"
    is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' \
        "$name: no error was counted"
    xfrm_flush
}

esp_case transport-v4 transport "$CARD_V4" "$PEER_V4"
esp_case transport-v6 transport "$CARD_V6" "$PEER_V6"

# Networks behind the two, which only the tunnels lead to.
for family in 4 6; do
    inner_addresses "$family" || bail "no inner addresses"
done
esp_case tunnel-4in4 tunnel "$CARD_V4" "$PEER_V4" "$CARD_IN4" "$PEER_IN4"
esp_case tunnel-6in6 tunnel "$CARD_V6" "$PEER_V6" "$CARD_IN6" "$PEER_IN6"
esp_case tunnel-6in4 tunnel "$CARD_V4" "$PEER_V4" "$CARD_IN6" "$PEER_IN6"
esp_case tunnel-4in6 tunnel "$CARD_V6" "$PEER_V6" "$CARD_IN4" "$PEER_IN4"

# What the error counters are for: a packet that was tampered with.
esp_pair transport "$CARD_V4" "$PEER_V4"
ip -n peer xfrm state delete dst "$PEER_V4" proto esp spi 0x1001
XFRM_ALG=("${ALG_OTHER_KEY[@]}")
xfrm_state peer "$CARD_V4" "$PEER_V4" 0x1001 transport
XFRM_ALG=("${ALG_GCM[@]}")
xfrm_stat_save peer
check_not "with another key a ping is not answered" \
    pings card "$PEER_V4" 1 -W 2
is_soon 'XfrmInStateProtoError=+1' "... and counted as XfrmInStateProtoError" \
    xfrm_stat_diff peer
is_soon 1 "... and by the state" state_failed peer 0x1001
xfrm_flush

# Rates on this machine, for whoever reads the results: nothing is judged.
iperf_server peer
bits=$(iperf card "$PEER_V4" 2 iperf-clear)
cmp_ok "${bits:-0}" -gt 0 "TCP without IPsec"
diag "without IPsec: ${bits:-0} bit/s"
esp_pair transport "$CARD_V4" "$PEER_V4"
bits=$(iperf card "$PEER_V4" 2 iperf-esp)
cmp_ok "${bits:-0}" -gt 0 "TCP in ESP"
diag "in ESP: ${bits:-0} bit/s"
iperf_stop peer

done_testing

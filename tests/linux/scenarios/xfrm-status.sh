#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What becomes of each verdict of the card, status by status: which of
# /proc/net/xfrm_stat moves, whether the state counts a failure, what
# ethtool -S counts, and what tcpdump on the interface shows.  Bad packets are
# shown as they came; good ones go by way of GRO, which packet sockets do not
# see, unless the private flag rx-ipsec-tap is set.
#
# First with statuses that the host makes the card give, then with packets that
# earn them.
#
# nics: ipsecnic e1000e
# inject: yes
# kernels: all
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"

setup_pair
for family in 4 6; do
    inner_addresses "$family" || bail "no inner addresses"
done

# fault STATUS: the next packet that an SA matches fails with it.
fault() {
    qmp qom-set "{\"path\": \"/machine/peripheral/card\",
        \"property\": \"x-rx-fault-status\", \"value\": $1}" &&
    qmp qom-set '{"path": "/machine/peripheral/card",
        "property": "x-rx-fault-count", "value": 1}'
}

# A frame of a local experiment, which nobody takes but tcpdump: what came in
# before it was handed to tcpdump before it.
last_frame=$(in_ns card cat "/sys/class/net/$CARD_DEV/address" | tr -d :)
last_frame+=02000000000188b5$(printf '00%.0s' {1..46})
seen_last() {
    [ "$(captured tap ether proto 0x88b5 2>/dev/null)" -gt 0 ]
}

# came COUNTER NUMBER: since they were saved.
came() {
    [ "$(eth_stat_moved card "$CARD_DEV" "$1")" -ge "$2" ]
}

# watch COMMAND...: run it, and wait for $COMES, a counter and by how much it moves,
# however late that is; then $xfrm is what xfrm_stat of the card's side
# counted, $failed what the state did, $eth what ethtool counted of IPsec, and
# $esp, $clear how many packets from the peer tcpdump saw: ESP, and pings.
watch() {
    local before
    eth_stat_save card "$CARD_DEV"
    xfrm_stat_save card
    before=$(state_failed card 0x2001)
    capture_start card "$CARD_DEV" tap
    "$@" >/run/watched 2>&1
    watched=$?
    # shellcheck disable=SC2086
    [ -z "${COMES:-}" ] || wait_for 10 came $COMES
    host "frame $last_frame" && wait_for 20 seen_last >/dev/null
    capture_stop tap >/dev/null
    xfrm=$(xfrm_stat_diff card)
    failed=$(($(state_failed card 0x2001) - before))
    eth=$(eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' |
        grep -E '^rx_(crypto|shown|state_gone|reason_[^n])|^rx_reason_no_sa' |
        tr '\n' ' ')
    esp=$(captured tap "(src host $PEER_V4 or src host $PEER_V6) and
        (ip proto 50 or ip proto 51 or ip6 proto 50 or ip6 proto 51)")
    clear=$(captured tap "icmp[icmptype] == icmp-echoreply or
        (icmp6 and ip6[40] == 129)")
}

# status_case NUMBER NAME XFRM FAILED ANSWERED: $NAME is ethtool's of it.
status_case() {
    local status=$1 name=$2 answered=$5 seconds=10
    fault "$status" >/run/qmp || diag "$(cat /run/qmp)"
    [[ $answered == 1* ]] || seconds=1
    COMES="rx_crypto_$name 1" watch in_ns card ping -c 1 -W $seconds "$to"
    is "$xfrm" "$3" "$title, status $status: xfrm_stat"
    is "$failed" "$4" "... failures of the state"
    is "$eth" "rx_shown=+1 rx_crypto_$name=+1 " "... counters of the card"
    is "$esp" 1 "... tcpdump shows the packet"
    is "$((watched == 0)) $clear" "$answered" \
        "... the ping is answered, and shown in clear"
}

for title in 'transport mode, IPv4' 'tunnel mode, IPv6'; do
    case $title in
    transport*)
        to=$PEER_V4
        esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
        inner=0;;
    tunnel*)
        to=$PEER_IN6
        esp_pair tunnel "$CARD_V6" "$PEER_V6" "$CARD_IN6" "$PEER_IN6" \
            -- offload
        inner=1;;
    esac
    pings card "$to" 2 >/run/pings || diag "$(cat /run/pings)"

    # What comes out of the stack below ESP is seen as the stack's own.
    watch in_ns card ping -c 1 -W 10 "$to"
    is "$xfrm" '' "$title, success: xfrm_stat"
    is "$eth" 'rx_crypto_success=+1 ' "... counters of the card"
    is "$esp" 0 "... tcpdump does not show the packet"
    is "$((watched == 0)) $clear" '1 1' \
        "... the ping is answered, and shown in clear"
    in_ns card ethtool --set-priv-flags "$CARD_DEV" rx-ipsec-tap on
    watch in_ns card ping -c 1 -W 10 "$to"
    is "$xfrm" '' "$title, success with rx-ipsec-tap: xfrm_stat"
    is "$eth" 'rx_shown=+1 rx_crypto_success=+1 ' "... counters of the card"
    is "$esp" 1 "... tcpdump shows the packet"
    is "$((watched == 0)) $clear" "1 $inner" \
        "... the ping is answered, and shown in clear in tunnel mode only"
    in_ns card ethtool --set-priv-flags "$CARD_DEV" rx-ipsec-tap off

    proto=XfrmInStateProtoError=+1
    buffer=XfrmInBufferError=+1
    status_case 1 generic_error "$buffer" 0 '0 0'
    status_case 2 transport_ah_auth "$proto" 1 '0 0'
    status_case 3 transport_esp_auth "$proto" 1 '0 0'
    status_case 4 tunnel_ah_auth "$proto" 1 '0 0'
    status_case 5 tunnel_esp_auth "$proto" 1 '0 0'
    status_case 6 invalid_syntax "$buffer" 0 '0 0'
    # Not to be believed for another protocol's state: software looks itself,
    # and finds nothing wrong.
    status_case 7 invalid_protocol '' 0 "1 $inner"
    xfrm_flush
done

# --- Packets that earn their status ---

# mac_hex DEV: its address, for a frame.
mac_hex() {
    in_ns card cat "/sys/class/net/$1/address" | tr -d :
}

# frame PROTOCOL PAYLOAD: an IPv4 packet from the peer to the card.
frame() {
    local sum=0 word header length
    length=$(((${#2}) / 2 + 20))
    printf -v header '4500%04x0000400040%s0000%02x%02x%02x%02x%02x%02x%02x%02x' \
        "$length" "$1" ${PEER_V4//./ } ${CARD_V4//./ }
    for ((word = 0; word < 40; word += 4)); do
        sum=$((sum + 16#${header:word:4}))
    done
    sum=$(((sum & 0xffff) + (sum >> 16)))
    sum=$((~(sum + (sum >> 16)) & 0xffff))
    printf '%s%s0800%s%04x%s%s' "$(mac_hex "$CARD_DEV")" 020000000001 \
        "${header:0:20}" "$sum" "${header:24}" "$2"
}

# arrived PACKETS: has the driver had more than so many?
arrived() {
    [ "$(eth_stat card "$CARD_DEV" rx_queue_0_packets)" -gt "$1" ]
}

# inject FRAME: put it onto the wire, and see it arrive.
inject() {
    local before
    before=$(eth_stat card "$CARD_DEV" rx_queue_0_packets)
    host "frame $1" && wait_for 10 arrived "$before"
}

# send PROTOCOL PAYLOAD
send() {
    inject "$(frame "$@")"
}

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
pings card "$PEER_V4" 2 >/run/pings

# SPI, a sequence number above those that were used, IV, data, ICV.
zeros=$(printf '00%.0s' {1..48})
watch send 32 "0000200100000100$zeros"
is "$xfrm / $failed / $eth/ $esp" "XfrmInStateProtoError=+1 / 1 / rx_shown=+1 \
rx_crypto_transport_esp_auth=+1 / 1" \
    "a wrong ICV: a failure of the state, shown"
watch send 32 "0000200100000101${zeros:0:40}"
is "$xfrm / $failed / $eth/ $esp" "XfrmInBufferError=+1 / 0 / rx_shown=+1 \
rx_crypto_invalid_syntax=+1 / 1" \
    "too short for its ICV: a wrong length, shown"
watch send 33 "0404000000002001000001020000000000000000000000000000000000000000"
# No module of AH is loaded, so that only the policy is asked.
is "$xfrm / $failed / $eth/ $esp" "XfrmInTmplMismatch=+1 / 0 / rx_shown=+1 \
rx_crypto_invalid_protocol=+1 / 1" \
    "AH with the SPI of ESP: no failure of the state, shown"
watch send 32 "0000777700000001$zeros"
is "$xfrm / $failed / $eth/ $esp" "XfrmInNoStates=+1 / 0 / rx_shown=+1 \
rx_reason_no_sa=+1 / 1" \
    "an SPI of no state: counted by software, shown"
watch send 32 "00002001"
is "$failed / $eth/ $esp" "0 / rx_shown=+1 rx_reason_truncated=+1 / 1" \
    "cut before its sequence number: shown"

# The same packet twice: good for the card, which does not check for replay.
capture_start peer "$PEER_DEV" wire src host "$PEER_V4" and esp
pings card "$PEER_V4" 1 >/run/pings
capture_stop wire
again=$(tcpdump -Z root -n -r /out/wire.pcap -xx 2>/dev/null |
    sed -n 's/^[[:space:]]*0x[0-9a-f]*: *//p' | tr -d ' \n')
watch inject "$again"
is "${#again} / $xfrm / $failed / $eth/ $esp" "268 / XfrmInStateSeqError=+1 / 0 / \
rx_crypto_success=+1 / 0" \
    "a replayed packet: good to the card, refused by Linux"

# Another key at the peer.
ip -n peer xfrm state delete dst "$CARD_V4" proto esp spi 0x2001
XFRM_ALG=("${ALG_OTHER_KEY[@]}")
xfrm_state peer "$PEER_V4" "$CARD_V4" 0x2001 transport replay-oseq 100
XFRM_ALG=("${ALG_GCM[@]}")
COMES='rx_crypto_transport_esp_auth 3' \
    watch in_ns card ping -c 3 -i 0.1 -W 1 "$PEER_V4"
is "$xfrm / $failed / $eth/ $esp" "XfrmInStateProtoError=+3 / 3 / rx_shown=+3 \
rx_crypto_transport_esp_auth=+3 / 3" \
    "a peer with another key: each packet is a failure, and shown"
xfrm_flush

# Software SAs beside offloaded ones are shown, too.
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload-out
watch pings card "$PEER_V4" 3
is "$watched / $xfrm / $failed / $eth/ $esp" \
    "0 /  / 0 / rx_shown=+3 rx_reason_no_sa=+3 / 3" \
    "an inbound state in software: good, and shown"
xfrm_flush

done_testing

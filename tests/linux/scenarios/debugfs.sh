#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What xfrm cannot show: the receive descriptors with all of IPsecOV2's
# out-of-band word and header word, the SAs of the card, and the rings.
#
# nics: ipsecnic e1000e
# device card: queues=2
# inject: yes
# kernels: all, by demand
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"

setup_pair
card_mac=$(in_ns card cat /sys/class/net/card/address)
peer_mac=$(in_ns peer cat /sys/class/net/peer/address)
# Nothing but what is sent here is to come in.
ip -n peer neigh replace "$CARD_V4" dev peer nud permanent lladdr "$card_mac"
ip -n card neigh replace "$PEER_V4" dev card nud permanent lladdr "$peer_mac"
for ns in card peer; do
    in_ns $ns sysctl -q -w "net.ipv6.conf.$ns.disable_ipv6=1"
done
bdf=$(in_ns card ethtool -i card | sed -n 's/^bus-info: //p')
dir=/sys/kernel/debug/ipsecnic/$bdf
card_mac=${card_mac//:/}

# record: forget what was recorded, and begin again.
record() {
    echo 0 >"$dir/record"
    echo 1 >"$dir/record"
}

# verdicts [WORD...]: recorded descriptors of packets to the card that have all
# these words.
verdicts() {
    local text word
    text=$(grep 'accept=own' "$dir/verdicts")
    for word in "$@"; do
        text=$(grep -F -e " $word " <<<"$text")
    done
    [ -z "$text" ] || printf '%s\n' "$text"
}

# count TEXT: lines.
count() {
    [ -n "$1" ] && wc -l <<<"$1" || echo 0
}

# pick LINE NAME...: the values of these.
pick() {
    local line=" $1 " name
    shift
    for name in "$@"; do
        [[ $line == *" $name="* ]] || return 1
        line=${line#*" $name="}
        printf '%s ' "${line%% *}"
        line=" $line"
    done
}

# frame HEX, from the other side's MAC, type IPv4: onto the wire.
packet() {
    host "frame ${card_mac}0200000000010800$1" >/dev/null
}

# ipv4 PROTOCOL HEX [FLAGS_AND_OFFSET]: a packet from the peer to the card.
ipv4() {
    local body=$2 head sum=0 word length
    printf -v length %04x $((20 + ${#2} / 2))
    head=4500${length}0001${3:-0000}40$(printf %02x "$1")
    for word in ${head:0:4} ${head:4:4} ${head:8:4} ${head:12:4} \
            ${head:16:4} c000 0202 c000 0201; do
        sum=$((sum + 0x$word))
    done
    sum=$(((sum & 0xffff) + (sum >> 16)))
    sum=$((~((sum & 0xffff) + (sum >> 16)) & 0xffff))
    packet "$head$(printf %04x $sum)c0000202c0000201$body"
}

# --- Files ------------------------------------------------------------------

is "$(cd "$dir" && echo *)" "record rings sas verdicts" \
    "each card has a directory, named as on the bus"
is "$(cat "$dir/record")" 0 "nothing is recorded at first"
pings card "$PEER_V4" 3 >/dev/null
is "$(cat "$dir/verdicts")" "" "... whatever comes in"
check_not "record takes 0 and 1 only" sh -c "echo 2 >$dir/record"
is "$(cat "$dir/record")" 0 "... and is not changed by others"

# --- Packets without IPsec --------------------------------------------------

record
pings card "$PEER_V4" 5 >/dev/null
text=$(verdicts kind=plain)
is "$(count "$text") $(count "$(verdicts)")" "5 5" \
    "five pings are five descriptors"
# 14 of Ethernet, 20 of IPv4, 8 of ICMP, 56 of data.
line=$(head -n 1 <<<"$text")
is "$(pick "$line" length accept oob crypto_done status reason \
      header_info_set sa_outer sa_inner l3 ipsec csum_outer_l3)" \
    "98 own 0x00000000 0 - not_ipsec 0 0x00000000 0x00000000 14 0 good " \
    "a packet without IPsec says so"

# --- ESP, transport mode ----------------------------------------------------

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
offloaded card 0x2001 || bail "no offload: $(ip -n card xfrm state)"
sas=$(cat "$dir/sas")
is "$(grep -c '^0x' <<<"$sas")" 2 "the card has two SAs"
inbound=$(grep ' in spi 0x00002001 ' <<<"$sas")
outbound=$(grep ' out spi 0x00001001 ' <<<"$sas")
handle=${inbound%% *}
like "$inbound" "$PEER_V4 > $CARD_V4 transport" "the inbound one ..."
like "$outbound" "$CARD_V4 > $PEER_V4 transport" "... and the outbound one"
# handle: index in 20 bits, not 0 (the specification, Handles)
cmp_ok $((handle & 0xfffff)) -gt 0 "... with a handle of the card"

record
pings card "$PEER_V4" 5 >/dev/null
text=$(verdicts kind=esp)
is "$(count "$text")" 5 "five pings in ESP are five descriptors"
# RFC 4106: 8 of IV and 16 of ICV; RFC 4303: 64 bytes of ICMP and the two of
# the trailer are padded to 68.
line=$(head -n 1 <<<"$text")
is "$(pick "$line" oob crypto_done next_crypto_done sa_delete_req status \
      reason inner_reason)" "0x00000002 1 0 0 success processed - " \
    "a packet that was decrypted is a success"
is "$(pick "$line" header_info_set next_header pad_length)" "1 1 2 " \
    "... its header word has ICMP and two bytes of padding"
is "$(pick "$line" sa_outer sa_inner)" "$handle 0x00000000 " \
    "... it names the SA"
is "$(pick "$line" l3 ipsec payload inner_l3 inner_ipsec trailer)" \
    "14 34 50 0 0 20 " "... and where things are"
like "$(sed -n '/ in spi 0x00002001 /{n;p;}' "$dir/sas")" ' packets 5 ' \
    "the card has counted five for the SA"
numbers=$(sed 's/.* arrival=\([0-9]*\) .*/\1/' <<<"$text")
is "$(sort -n -u <<<"$numbers")" "$numbers" "arrivals are in order"

record
pings card "$PEER_V4" 70 -i 0.01 >/dev/null
text=$(cat "$dir/verdicts")
is "$(count "$text")" 64 "the last 64 are kept"
is "$(tail -n 1 <<<"$text" | sed 's/.* arrival=\([0-9]*\) .*/\1/')" \
    "$(($(in_ns card ethtool -S card |
          sed -n 's/^ *dev_rx_arrivals: //p') - 1))" \
    "... of which the newest is the last"
echo 0 >"$dir/record"
pings card "$PEER_V4" 3 >/dev/null
is "$(cat "$dir/verdicts")" "$text" "what was recorded stays when it is over"
record
is "$(cat "$dir/verdicts")" "" "... until it begins again"

# --- Failures ---------------------------------------------------------------

# The other side encrypts with another key.
ip -n peer xfrm state delete dst "$CARD_V4" proto esp spi 0x2001
XFRM_ALG=("${ALG_OTHER_KEY[@]}")
xfrm_state peer "$PEER_V4" "$CARD_V4" 0x2001 transport
# shellcheck disable=SC2034
XFRM_ALG=("${ALG_GCM[@]}")
in_ns peer ping -c 1 -W 1 "$CARD_V4" >/dev/null
wait_for 5 grep -q kind=esp "$dir/verdicts"
line=$(verdicts kind=esp)
# CryptoStatus 3 in bits 16 to 31.
is "$(pick "$line" oob status header_info_set sa_outer payload trailer)" \
    "0x00030002 transport_esp_auth_failed 0 $handle 0 0 " \
    "a packet whose ICV is wrong names status and SA, and nothing inside"
line=$(sed -n '/ in spi 0x00002001 /{n;p;}' "$dir/sas")
like "$line" ' transport_esp_auth_failed 1( |$)' \
    "... and the card has counted it for the SA"

# case NAME WANT PROTOCOL HEX [FLAGS]: a packet that the card leaves alone.
skip_case() {
    record
    ipv4 "$3" "$4" "${5:-}"
    wait_for 5 grep -q own "$dir/verdicts"
    is "$(pick "$(verdicts)" kind oob reason sa_outer)" \
        "${2% *} 0x00000000 ${2#* } 0x00000000 " "$1"
}
zeros=$(printf '00%.0s' {1..40})
skip_case "ESP of an unknown SPI: no SA" "esp no_sa" 50 "0000300100000001$zeros"
skip_case "AH: no SA, since xfrm offloads none" "ah no_sa" 51 \
    "320400000000300100000001$zeros"
skip_case "a fragment: needs reassembly" "fragment fragment" 50 \
    "0000200100000001$zeros" 2000
skip_case "IKE on port 4500: the non-ESP marker" "ike ike" 17 \
    "1194119400300000$zeros"
skip_case "a NAT keep-alive" "keepalive ike" 17 "1194119400090000ff"
skip_case "ESP too short for SPI and sequence number" "esp truncated" 50 "00002001"

# CryptoStatus 7: the SPI is that of an SA for the other protocol.
record
ipv4 51 "320400000000200100000001$zeros"
wait_for 5 grep -q kind=ah "$dir/verdicts"
is "$(pick "$(verdicts)" kind oob status reason sa_outer)" \
    "ah 0x00070002 invalid_protocol processed $handle " \
    "AH under the SPI of an ESP SA"

in_ns card ethtool -K card esp-hw-offload off >/dev/null
record
ipv4 50 "0000200100000001$zeros"
wait_for 5 grep -q own "$dir/verdicts"
is "$(pick "$(verdicts)" kind oob reason)" "esp 0x00000000 inactive " \
    "with esp-hw-offload off the card leaves ESP alone"
in_ns card ethtool -K card esp-hw-offload on esp-tx-csum-hw-offload on \
    tx-esp-segmentation on >/dev/null
xfrm_flush

# --- Tunnel mode, and the card that wants its SA back ----------------------

inner_addresses 4
esp_pair tunnel "$CARD_V4" "$PEER_V4" "$CARD_IN4" "$PEER_IN4" -- offload
handle=$(sed -n 's/ in spi 0x00002001 .*//p' "$dir/sas")
record
pings card "$PEER_IN4" 3 >/dev/null
line=$(verdicts kind=esp | head -n 1)
# 84 bytes of IPv4 and the two of the trailer are padded to 88.
is "$(pick "$line" status next_header pad_length sa_outer)" \
    "success 4 2 $handle " "a tunnel's next header is IPv4"
is "$(pick "$line" l3 ipsec payload inner_l3 inner_ipsec trailer \
      csum_outer_l3 csum_inner_l3)" "14 34 50 50 0 20 good good " \
    "... and the inner header is found"

record
before=$(eth_stat card card rx_sa_delete_req)
qmp qom-set "{\"path\": \"/machine/peripheral/card\",
    \"property\": \"x-sa-delete-request\", \"value\": $((handle))}" >/dev/null
check "with SaDeleteReq packets are decrypted still" pings card "$PEER_IN4" 2
text=$(verdicts kind=esp)
is "$(pick "$(head -n 1 <<<"$text")" oob crypto_done sa_delete_req status)" \
    "0x00000003 1 1 success " "the card asks for an SA back by SaDeleteReq"
is "$(eth_stat card card rx_sa_delete_req)" $((before + 2)) "... and it is counted"
like "$(cat "$dir/sas")" 'wanted-back' "... and shown with the SA"
is "$(count "$(verdicts next_crypto_done=1)")" 0 "no packet had two portions"

# --- Keys -------------------------------------------------------------------

key=${KEY_GCM#0x}
is "$(cat "$dir"/* | tr -d ' :' | grep -c -i -e "$key" -e "${key:0:32}")" 0 \
    "no key is in any of the files"
xfrm_flush
is "$(cat "$dir/sas")" "" "deleted SAs are not listed"

# --- Rings ------------------------------------------------------------------

text=$(cat "$dir/rings")
is "$(cut -d ' ' -f 1,2 <<<"$text" | tr '\n' ' ')" \
    "control: running rx0: running tx0: running rx1: running tx1: running " \
    "all queues run"
is "$(sed -n 's/^[rt]x.* posted size=\([0-9]*\).*completion size=\([0-9]*\).*/\1 \2/p' \
      <<<"$text" | sort -u)" "512 512" "... with the rings that ethtool shows"
in_ns card ethtool -G card rx 128 tx 256
text=$(cat "$dir/rings")
like "$(grep ^rx0 <<<"$text")" 'posted size=128 .* completion size=128 ' \
    "... also after a change, of receive"
like "$(grep ^tx0 <<<"$text")" 'posted size=256 .* completion size=256 ' \
    "... and of transmit"
pings card "$PEER_V4" 5 >/dev/null
# Nothing is going on: what was posted is completed, and cleaned.
not_empty() {
    grep ^tx "$dir/rings" | while read -r line; do
        pick "${line/posted size/size}" head tail posted completed cleaned
        echo
    done | awk '$1 != $2 || $2 != $3 || $3 != $5'
}
is_soon "" "an idle transmit ring is empty for card and driver" not_empty
not_armed() {
    grep ^rx "$dir/rings" | grep -v 'armed=1'
}
is_soon "" "an idle receive queue is armed" not_armed
ip -n card link set card down
is "$(cut -d ' ' -f 2 "$dir/rings" | tr '\n' ' ')" \
    "running stopped stopped stopped stopped " \
    "with the interface down only the control queue runs"
link_up card card

# --- Removal ----------------------------------------------------------------

# The driver itself cannot be unloaded while a file is open, but the card can
# be taken from it.
driver=/sys/bus/pci/drivers/ipsecnic
exec 7<"$dir/verdicts" 8<"$dir/record"
record
ip netns exec peer ping -q -c 300 -i 0.01 -W 1 "$CARD_V4" >/dev/null 3>&- 4>&- &
load=$!
wait_for 10 grep -q own "$dir/verdicts"
check "the card can go while files are open and packets come" \
    sh -c "echo $bdf >$driver/unbind"
wait "$load"
check_not "... and its directory with it" test -d "$dir"
is "$(cat <&7 2>/dev/null | wc -c) $(cat <&8 2>/dev/null | wc -c)" "0 0" \
    "... and open files give nothing any more"
exec 7<&- 8<&-
check "it can come back" sh -c "echo $bdf >$driver/bind"
check "... and has a directory" wait_for 5 test -d "$dir"
is "$(cat "$dir/record") $(cat "$dir/verdicts")" "0 " \
    "... in which nothing is recorded"
check "the driver can go" unload_driver
check_not "... and all directories with it" test -d /sys/kernel/debug/ipsecnic
check "the driver can be loaded again" load_driver
check "... and the card has its directory" wait_for 5 test -d "$dir"

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What "scripts/demo --linux" shows: strongSwan brings up a tunnel that the card
# does, traffic flows through it, who counted what, a packet that fails its
# check, and how fast it all is.
#
# nics: ipsecnic ipsecnic
# userland: trixie
# wire: 96
# timeout: 180

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"

# The table's numbers, and where they come from, are left in /out, too.
PINGS=20
SECONDS_EACH=3

# step TEXT: what begins now.
step() {
    diag "== $*"
}

# row TEXT VALUE VALUE: of a table.
row() {
    diag "$(printf '  %-46s %12s %14s' "$@" | sed 's/ *$//')"
}

# counters NAME: all of them as they are now, into /out.
counters() {
    in_ns card ethtool -S "$CARD_DEV" >"/out/ethtool-$1.txt"
    xfrm_stat card >"/out/xfrm_stat-$1.txt"
}

# moved NAME: a counter, between the two times that all were written.
moved() {
    awk -F ': *' -v n="$1" '{ sub(/^ */, "", $1) }
        $1 == n { value[FILENAME] = $2 }
        END { print value[ARGV[2]] - value[ARGV[1]] }' \
        /out/ethtool-before.txt /out/ethtool-after.txt
}

# errors_moved: the sum of what /proc/net/xfrm_stat counted between them.
errors_moved() {
    awk 'FNR == NR { n -= $2; next } { n += $2 } END { print n + 0 }' \
        /out/xfrm_stat-before.txt /out/xfrm_stat-after.txt
}

# megabits NUMBER: of bits per second.
megabits() {
    echo $(($1 / 1000000))
}

step "two network cards on one wire, each in a namespace of its own"
setup_pair
inner_addresses 4
for ns in card peer; do
    diag "  $ns: $(driver_of "$ns" "$ns"), $(ip -n "$ns" -br -4 address show \
        dev "$ns" | awk '{ print $3 }')"
done
iperf_server peer
echo_server peer

step "a strongSwan in each negotiates a tunnel (IKEv2, common secret)"
# For now the peer does its side in software.
configure tunnel 4 aes128gcm16-esn
check "strongSwan starts in the namespace card" ike_start card
check "strongSwan starts in the namespace peer" ike_start peer
check "the tunnel comes up" bring_up
check "the kernel says that the card has both SAs" has_offload card
diag "ip xfrm state, in the namespace card:"
# One line is cut for the width of a terminal.
diag "$(ip -n card xfrm state list nokeys |
    grep -E '^src|proto esp|aead|offload parameters' | cut -c -78 |
    sed 's/^/  /; s/\t/    /g')"

step "traffic through it: $PINGS pings, and 1 MB each way (TCP)"
host wire >/run/wire
counters before
check "pings are answered" pings card "$to" "$PINGS"
check "TCP, both ways" transfer "$to"
wire_counts
# The driver may not have come to the last of them.
all_by_card() {
    counters after
    [ "$(moved dev_tx_ipsec) $(moved rx_crypto_success)" = "$sent $received" ]
}
wait_for 10 wire_agrees all_by_card
cp /run/wire /out/wire.json
large=$(moved tx_ipsec_gso)
diag ""
row "$PINGS pings, and 1 MB each way (TCP)" "to the peer" "from the peer"
row "ESP packets, counted on the wire" "$sent" "$received"
row "ESP packets that the card made, or checked" "$(moved dev_tx_ipsec)" \
    "$(moved rx_crypto_success)"
row "large sends, of which the card makes several" "$large" ""
row "packets that failed a check (xfrm_stat)" "" "$(errors_moved)"
row "frames in clear, counted on the wire" \
    "$(jq '.return.out.clear' /run/wire)" "$(jq '.return.in.clear' /run/wire)"
diag ""
is "$(moved dev_tx_ipsec) $(moved rx_crypto_success)" "$sent $received" \
    "the card did all ESP packets"
cmp_ok "$large" -gt 0 "some were large sends"
is "$clear" '' "nothing was sent in clear"
is "$(errors_moved)" 0 "no error was counted"

step "three pings; the card is told to find the second answer forged"
eth_stat_save card "$CARD_DEV"
xfrm_stat_save card
in_ns card tcpdump -Z root -n -t -l --immediate-mode -i "$CARD_DEV" \
    'esp or icmp' >/out/tcpdump.txt 2>/run/tcpdump.err 3>&- 4>&- &
tcpdump=$!
wait_for 10 grep -q 'listening on' /run/tcpdump.err
check "the first is answered" pings card "$to" 1
# IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED
qmp qom-set '{"path": "/machine/peripheral/card",
    "property": "x-rx-fault-status", "value": 5}' >/run/qmp
qmp qom-set '{"path": "/machine/peripheral/card",
    "property": "x-rx-fault-count", "value": 1}' >/run/qmp
like "$(cat /run/qmp)" '"return"' "the card takes a fault"
check_not "the second is not" in_ns card ping -c 1 -W 1 "$to"
check "the third is answered" pings card "$to" 1
shown() {
    [ "$(grep -c 'ICMP echo reply' /out/tcpdump.txt)" = 2 ] &&
        grep -q "$PEER_V4 > $CARD_V4: ESP" /out/tcpdump.txt
}
wait_for 10 shown
kill "$tcpdump"
wait "$tcpdump"
diag "tcpdump -n -i card, in the namespace card:"
while read -r line; do
    case $line in
    *"$PEER_V4 > $CARD_V4: ESP"*) remark='    <- the forged one';;
    *) remark='';;
    esac
    diag "  ${line%%, length*}$remark"
done </out/tcpdump.txt
diag "What goes out is shown before the card encrypts it; of good packets that"
diag "come in, the kernel shows what was inside, of a bad one the packet itself."
diag ""
diag "Counted for it:"
eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' >/out/fault-ethtool.txt
xfrm_stat_diff card >/out/fault-xfrm_stat.txt
diag "  ethtool -S card:       $(grep 'rx_crypto_tunnel' /out/fault-ethtool.txt)"
diag "  /proc/net/xfrm_stat:   $(cat /out/fault-xfrm_stat.txt)"
is "$(grep -c "$PEER_V4 > $CARD_V4: ESP" /out/tcpdump.txt)" 1 \
    "tcpdump shows the packet that failed"
like "$(cat /out/fault-ethtool.txt)" 'rx_crypto_tunnel_esp_auth=\+1' \
    "the driver counted it"
is "$(cat /out/fault-xfrm_stat.txt)" 'XfrmInStateProtoError=+1' \
    "the kernel counted it"
check "the tunnel goes down" ike_down card

step "how fast: TCP to the peer, $SECONDS_EACH seconds each"
plain=$(iperf card "$to" "$SECONDS_EACH" plain)
configure tunnel 4 aes128gcm16-esn 'hw_offload = no'
check "a tunnel without offload comes up" bring_up
software=$(iperf card "$to" "$SECONDS_EACH" software)
check "... and goes down" ike_down card
PEER_OFFLOAD=yes
configure tunnel 4 aes128gcm16-esn
check "a tunnel with offload on both sides comes up" bring_up
check "... the kernel says that the card has both SAs" has_offload card
check "... and the peer's card" has_offload peer
offloaded=$(iperf card "$to" "$SECONDS_EACH" offloaded)
check "... and goes down" ike_down card
results=(plain software offloaded)
if ! kernel_before 6 9; then
    PEER_OFFLOAD=packet
    configure tunnel 4 aes128gcm16-esn 'hw_offload = packet'
    check "a tunnel in packet offload on both sides comes up" bring_up
    packet=$(iperf card "$to" "$SECONDS_EACH" packet)
    check "... and goes down" ike_down card
    results+=(packet)
fi
for result in "${results[@]}"; do
    cmp_ok "${!result:-0}" -gt 0 "TCP: $result"
done
[ "${software:-0}" -gt 0 ] || software=1

# speed TITLE BITS: a row, and how much that is to software.
speed() {
    row "$1" "$(megabits "$2")" \
        "$(($2 * 10 / software / 10)).$(($2 * 10 / software % 10)) times"
}
diag ""
row "TCP to the peer, $SECONDS_EACH seconds each" "Mbit/s" ""
row "in clear" "$(megabits "$plain")" ""
row "ESP (AES-GCM-128), in software" "$(megabits "$software")" ""
speed "ESP (AES-GCM-128), crypto offload" "$offloaded"
[ -z "${packet:-}" ] || speed "ESP (AES-GCM-128), packet offload" "$packet"
is_soon 0 "the card has no SA any more" driver_sas
done_testing

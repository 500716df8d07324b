#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Live migration to another QEMU, three times, with TCP in ESP both ways: the
# connection survives, what one end's SAs have counted is what the other's have,
# and no packet is refused.  "scripts/soak migrate" does it more often: TIMES,
# SOAK_SECONDS on the kernel's command line.
#
# nics: ipsecnic e1000e
# timeout: 150

# Before lib.sh, which has a number of its own.
TIMES=${TIMES:-3}

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"

# passes LINES: what the client has said since that many lines of TCP, each half
# a second and for each direction, is that bytes have passed, twice.
passes() {
    tail -n +$(($1 + 2)) /out/client.log | awk '
        / [1-9][0-9.]* [KMG]?bits\/sec/ {
            out += /\[TX-C\]/
            in_ += /\[RX-C\]/
        }
        END { exit !(out >= 2 && in_ >= 2) }'
}

# sent NS SPI: the sequence numbers of that SA that were given, one for each
# packet.  (A sender counts what it leaves to the card to segment as one.)
sent() {
    echo $(($(ip -n "$1" -s xfrm state list proto esp spi "$2" |
        sed -n 's/.*oseq \(0x[0-9a-f]*\).*/\1/p' | head -n 1)))
}

# Software that decrypts on a busy processor may have one packet overtake more
# than 32 others.  A longer window is for ESN only.
XFRM_ALG+=(flag esn)
XFRM_WINDOW=256

setup_pair
xfrm_stat_save card
xfrm_stat_save peer
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
eth_stat_save card "$CARD_DEV"

ip netns exec peer iperf3 -s -1 -p 5301 >/out/server.log 2>&1 3>&- 4>&- &
server=$!
wait_for 10 listening peer 5301
# Fewer packets at a time than a receive ring has room for: what waits in QEMU
# between the two cards does not migrate.
ip netns exec card iperf3 -c "$PEER_V4" -p 5301 -t 86400 --bidir -w 64K -i 0.5 \
    --forceflush >/out/client.log 2>&1 3>&- 4>&- &
client=$!
check "TCP passes both ways" wait_for 30 passes 0

downtime=0
pages=0
done=0
wrong=0
while [ "$done" -lt "$TIMES" ] && [ "$SECONDS" -lt "$END" ]; do
    answer=$(host migrate) || {
        diag "migration $((done + 1)): $answer"
        wrong=$((wrong + 1))
        break
    }
    if ! wait_for 30 passes "$(wc -l </out/client.log)" || ! kill -0 "$client"; then
        diag "migration $((done + 1)): TCP does not go on"
        wrong=$((wrong + 1))
        break
    fi
    done=$((done + 1))
    read -r ms sent < <(jq -r '.return | "\(.downtime) \(.pages)"' <<<"$answer")
    downtime=$((downtime > ms ? downtime : ms))
    pages=$((pages + sent))
    [ $((done % 10)) -ne 0 ] || diag "$done migrations"
done
cmp_ok "$done" -ge 1 "the guest went on in another QEMU, $done times"
is "$wrong" 0 "... each time with the same connection of TCP, both ways"
cmp_ok "$pages" -gt 0 "... and its memory went with it ($pages pages)"
diag "the guest stood still for $downtime ms at most"

kill "$client" "$server"
check "the connection has come to its end" wait_for 30 no_connection card
check "... at both ends" wait_for 30 no_connection peer
check "pings are answered" wait_for 10 pings card "$PEER_V4" 3
# What is still on its way arrives.
ends_agree() {
    card_out=$(sent card 0x1001) card_in=$(state_packets card 0x2001)
    peer_out=$(sent peer 0x2001) peer_in=$(state_packets peer 0x1001)
    [ "$card_out $card_in" = "$peer_in $peer_out" ]
}
sleep 1
wait_for 10 ends_agree
ip -n card -s xfrm state
ip -n peer -s xfrm state
eth_stat_diff card "$CARD_DEV"
diag "packets in ESP: $card_out out, $card_in in"
cmp_ok "$card_out" -gt 100 "the card's side has sent packets in ESP"
cmp_ok "$card_in" -gt 100 "... and received some"
is "$peer_in" "$card_out" "what the card's side sent, the peer's has received"
is "$card_in" "$peer_out" "... and the other way"
is "$(xfrm_stat_diff card)" '' "the card's side has given up no packet"
is "$(xfrm_stat_diff peer)" '' "... nor has the peer's"
is "$(card_stat rx_crypto_success)" "$card_in" \
    "all that came in was decrypted by the card"
is "$(card_stat sa_loaded)" 2 "the card has its two SAs"
xfrm_flush
is_soon 0 "... and none once they are deleted" card_stat sa_loaded

done_testing

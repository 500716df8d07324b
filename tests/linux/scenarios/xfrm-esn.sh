#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Extended sequence numbers where the low half wraps: single packets, large
# sends that the card cuts, and large sends that the kernel has to cut.  The
# other side counts in software, and takes nothing that has a wrong high half.
# And large sends of which the kernel does not know yet how many packets they are.
#
# nics: ipsecnic e1000e
# append: audit=1 audit_backlog_limit=8192
# kernels: all, by demand
# timeout: 400

. "$(dirname -- "$0")/../lib.sh"

setup_pair

# pair_at LOW HIGH [WINDOW]: ESP whose numbers go on behind that one, both ways.
pair_at() {
    local at=(replay-window "${3:-128}" flag esn)
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

# refused SPI: the packets that the state's kernel refused since begin, by what
# and number, as it says in its audit log.
refused() {
    dmesg | awk -v spi="($(printf '0x%x' "$1"))" -v start="$start" '
        index($0, start) { text = "" }
        index($0, " op=SA-") && index($0, spi) && match($0, /seqno=[0-9]+/) {
            number = substr($0, RSTART + 6, RLENGTH - 6)
            match($0, /op=SA-[a-z-]+/)
            text = text " " substr($0, RSTART + 6, RLENGTH - 6) " " number
        }
        END { print text }'
}

# verdict NS SPI: all that the receiver of that state has against it.
verdict() {
    echo "refused$(refused "$2"), failed $(state_failed "$1" "$2")," \
        "$(xfrm_stat_diff "$1")"
}
GOOD="refused, failed 0, "
LAST_LOST="refused icv-failure 4294967295, failed 1, XfrmInStateProtoError=+1"

# accepted NAME NS SPI: nothing was refused.
accepted() {
    # The log is written by a thread.
    sleep 0.2
    is "$(verdict "$2" "$3")" "$GOOD" "$1"
}

# accepted_but_last NAME NS SPI: nothing, or 0xffffffff and nothing else.
accepted_but_last() {
    local got
    sleep 0.2
    got=$(verdict "$2" "$3")
    if [ "$got" = "$GOOD" ]; then
        ok "$1"
    else
        # It may not be in the log yet.
        wait_for 5 last_lost "$2" "$3"
        is "$(verdict "$2" "$3")" "$LAST_LOST" "$1"
    fi
}
last_lost() {
    [ "$(verdict "$1" "$2")" = "$LAST_LOST" ]
}

begin() {
    check "$1" pair_at "${@:2}"
    check "... in the card" offloaded card 0x2001
    start="esn: $1"
    echo "$start" >/dev/kmsg
    xfrm_stat_save card
    xfrm_stat_save peer
    eth_stat_save card "$CARD_DEV"
}

# --- One by one ---

begin "numbers that begin behind 0xfffffff8" 0xfffffff8 0
check "pings pass the wrap" pings card "$PEER_V4" 20
accepted "... the peer takes all" peer 0x1001
accepted "... and so does the card" card 0x2001
like "$(eth_stat_diff card "$CARD_DEV")" 'rx_crypto_success=\+20 ' \
    "... and the card has checked them all"
is "$(high card 0x1001 oseq-hi) $(high card 0x2001 seq-hi)" '0x1 0x1' \
    "... the high half is 1"
like "$(eth_stat_diff card "$CARD_DEV")" 'sa_esn_updated=\+1 ' \
    "... of which the card was told"
xfrm_flush

begin "numbers that begin behind 5 * 2^32 - 1" 0xffffffff 4
check "the first ping is number 5 * 2^32" pings card "$PEER_V4" 1
accepted "... the peer takes all" peer 0x1001
accepted "... and so does the card" card 0x2001
is "$(high card 0x1001 oseq-hi) $(high card 0x2001 seq-hi)" '0x5 0x5' \
    "... the high half is 5"
xfrm_flush

# --- TCP ---

# Large sends take so many numbers that many lie across the wrap.  The kernel
# cuts those itself, also for a card that could, and when it encrypts what it
# has cut, it gives packet 0xffffffff the next high half (esp_xmit()): that one
# is lost.  The driver must not do the same when the card is the one to encrypt.
#
# The replay window is larger than the number of packets: of two connections,
# one can overtake the other by more than an ordinary window between the place
# where it gets its number and the card, and what comes that late is taken for
# a packet of the next 2^32.

# wrap_by_tcp NAME HOW: HOW the peer accepts what is sent to it.
wrap_by_tcp() {
    local name=$1 how=$2 low full=0
    # The handshakes take some numbers, and it is not known how many.  What is
    # in the sender's buffer at the end is not sent any more: that is small.
    for low in 0xffffff00 0xfffffe81 0xfffffdc3; do
        begin "$name, behind $low" "$low" 7 4096
        capture_start card "$CARD_DEV" "tcp-$low" \
            "src host $CARD_V4 and ip proto 50 and ip[24:4] = 0xffffffff"
        check "... TCP to the peer" \
            iperf_client card iperf 60 -c "$PEER_V4" -n 2M -w 128K
        check "... TCP from the peer" \
            iperf_client card iperf-back 60 -c "$PEER_V4" -n 2M -w 128K -R
        capture_stop "tcp-$low"
        is "$(high card 0x1001 oseq-hi) $(high peer 0x2001 oseq-hi)" \
            '0x8 0x8' "... past the wrap, both ways"
        "$how" "... the peer takes all that the card encrypts" peer 0x1001
        # The peer is software.
        accepted_but_last "... the card all that is right" card 0x2001
        full=$((full + $(captured "tcp-$low" 'ip[2:2] > 1400')))
        xfrm_flush
    done
    cmp_ok "$full" -ge 1 "... and the last number before it was a segment's"
}

sysctl -q -w kernel.printk_ratelimit=0
iperf_server peer
wrap_by_tcp "large sends" accepted_but_last
like "$(eth_stat_diff card "$CARD_DEV")" 'tx_ipsec_gso=' \
    "... which the card cuts"
in_ns card ethtool -K "$CARD_DEV" tx-esp-segmentation off
wrap_by_tcp "large sends that the kernel cuts" accepted
check_not "... which the card has none of" \
    grep -q tx_ipsec_gso <<<"$(eth_stat_diff card "$CARD_DEV")"
xfrm_flush

# --- A large send of which nobody has said how many packets it will be -------

# From a virtual machine, or a tap: there the stack counts them only when it sends,
# behind xfrm.  Here a packet socket makes such a one, which comes in by another
# interface and is forwarded into a tunnel.
IN=198.51.100.0/24
modprobe -q dummy
for name in made came; do
    ip -n card link add $name type dummy && ip -n card link set $name up
done
ip -n card address add 198.51.100.1/24 dev came
ip -n card route add "$PEER_IN4" via "$PEER_V4"
ip -n peer address add "$PEER_IN4/32" dev lo
ip -n peer route add $IN via "$CARD_V4"
in_ns card sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 \
    net.ipv4.conf.came.rp_filter=0
in_ns card tc qdisc add dev made clsact
in_ns card tc filter add dev made egress matchall \
    action mirred ingress redirect dev came
in_ns card ethtool -K "$CARD_DEV" tx-esp-segmentation on
esp_pair tunnel "$CARD_V4" "$PEER_V4" $IN "$PEER_IN4" -- offload
check "a state of a tunnel is offloaded" offloaded card 0x1001

# large_send: TCP without flags, 4000 bytes of it, to be cut into 1000 each, from
# 198.51.100.7 to 203.0.113.1; in front of it struct virtio_net_hdr.
large_send() {
    local hex
    hex="01 01 3600 e803 2200 1000 020000000001 020000000002 0800"
    hex+=" 4500 0fc8 0000 4000 4006 c4f3 c6336407 cb007101"
    hex+=" 1388 1389 00000001 00000001 5010 2000 75f7 0000"
    hex=$(tr -d ' ' <<<"$hex")
    # shellcheck disable=SC2059
    { printf "$(sed 's/../\\x&/g' <<<"$hex")" && head -c 4000 /dev/zero; } |
        in_ns card socat -u -b 8000 - INTERFACE:made,setsockopt=263:15:x01000000
}
sent_by_card() {
    [ "$(eth_stat_moved card "$CARD_DEV" dev_tx_ipsec tx_esp_not_by_card)" = "$1" ]
}
eth_stat_save card "$CARD_DEV"
xfrm_stat_save peer
check "a large send comes, and nobody says of how many packets" large_send
check "... it leaves as four packets of ESP" wait_for 5 sent_by_card 4
check "... packets behind it are taken" pings card "$PEER_IN4" 3 -I 198.51.100.1
is "$(eth_stat_moved card "$CARD_DEV" tx_software_segments_unknown)" 1 \
    "... since software did it"
is "$(xfrm_stat_diff peer)" '' "... and no number was used twice"

done_testing

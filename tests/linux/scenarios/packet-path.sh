#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Packet offload on a gateway, against the kernel's own software ESP: what comes
# from a network behind the card is forwarded through its tunnels; packets that
# are too long, also where only the card knows that; fragments inside and of ESP
# itself; DSCP and ECN, both ways.
#
# nics: ipsecnic e1000e
# userland: trixie
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../packet.sh"

LAN=10.1.0 LAN6=2001:db8:10:

modprobe -q veth
setup_pair
inner_addresses 4
inner_addresses 6
head -c 400000 /dev/urandom >/run/file
ip netns add lan &&
ip -n card link add lan0 mtu 4000 type veth peer name lan1 netns lan mtu 4000 &&
ip -n lan link set lo up &&
ip -n lan link set lan1 up &&
ip -n card link set lan0 up &&
in_ns card sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 &&
add_addresses card lan0 $LAN.1/24 $LAN6:1/64 &&
add_addresses lan lan1 $LAN.2/24 $LAN6:2/64 &&
ip -n lan route add default via $LAN.1 &&
ip -n lan -6 route add default via $LAN6:1 &&
ip -n peer route add $LAN.0/24 via "$CARD_V4" src "$PEER_IN4" &&
ip -n peer -6 route add $LAN6:/64 via "$CARD_V6" src "$PEER_IN6" &&
ip -n card route replace "$PEER_IN4/32" via "$PEER_V4" src $LAN.1 &&
ip -n card -6 route replace "$PEER_IN6/128" via "$PEER_V6" src $LAN6:1 ||
    bail "there is no network behind the card"

# moved NAME...: counters of the card.
moved() {
    eth_stat_moved card "$CARD_DEV" "$@"
}

# accounts NAME: nothing went wrong, and both ends say the same.
accounts() {
    is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' \
        "$1: no error was counted"
    check "... and both ends have counted the same" wait_for 5 states_agree
}

# begin: remember all counters.
begin() {
    eth_stat_save card "$CARD_DEV"
    xfrm_stat_save card
    xfrm_stat_save peer
}

# mtu_told NS ADDRESS SIZE: by whoever finds that a ping with DF, of so many
# bytes, is too long.
mtu_told() {
    in_ns "$1" ping -n -M "do" -c 3 -i 0.2 -W 5 -s "$3" "$2" 2>&1 |
        sed -n 's/.*\(mtu = \|mtu=\|mtu: \)\([0-9]*\).*/\2/p' | tail -n 1
}

# class FAMILY VALUE: a filter for DSCP and ECN.
class() {
    if [ "$1" = 4 ]; then
        echo "ip[1] = 0x$2"
    else
        echo "ip6[0:2] & 0x0ff0 = 0x0${2}0"
    fi
}

# ce_on OUTER: the outer header of what the peer sends has CE.
ce_on() {
    if [ "$1" = 4 ]; then
        set -- protocol ip u32 match ip protocol 50 0xff \
            action pedit ex munge ip tos set 3 retain 3 pipe csum ip4h
    else
        set -- protocol ipv6 u32 match ip6 protocol 50 0xff \
            action pedit ex munge ip6 traffic_class set 3 retain 3
    fi
    in_ns peer tc filter add dev "$PEER_DEV" egress "$@"
}

# ecn OUTER INNER: DSCP and ECN both ways; the families of a tunnel that is there.
ecn() {
    local outer=$1 inner=$2 name="$2 in $1" back=$LAN.2 icmp=icmp
    local card=CARD_V$1 to=PEER_IN$2
    [ "$inner" = 4 ] || back=$LAN6:2 icmp=icmp6
    to=${!to}
    capture_start peer "$PEER_DEV" "out$inner$outer" \
        esp and src host "${!card}"
    check "$name: pings with EF and ECT(0)" pings lan "$to" 2 -Q 0xba
    capture_stop "out$inner$outer"
    is "$(captured "out$inner$outer" "$(class "$outer" ba)")" 2 \
        "... have both outside, too"
    check "the outer header is marked on the way: CE" ce_on "$outer"
    begin
    capture_start lan lan1 "in$inner$outer" src host "$to" and "$icmp"
    check "... pings with EF and ECT(0) come in" pings peer "$back" 2 -Q 0xba
    capture_stop "in$inner$outer"
    is "$(captured "in$inner$outer" "$(class "$inner" bb)")" 2 \
        "... with EF and CE"
    check_not "... those that know no ECN do not" \
        pings peer "$back" 2 -W 2 >/run/pings
    is_soon 2 "... the card counts them" moved rx_reason_ecn
    in_ns peer tc filter del dev "$PEER_DEV" egress
}

# --- Forwarded, IPv4 in IPv4 ---

check "a tunnel for the network behind the card" packet_pair tunnel \
    "$CARD_V4" "$PEER_V4" $LAN.0/24 "$PEER_IN4"
check "pings are forwarded" wait_for 10 pings lan "$PEER_IN4" 1
begin
check "... and those from the peer" pings peer $LAN.2 3
mtu=$(mtu_told lan "$PEER_IN4" 2000)
cmp_ok "${mtu:-0}" -gt 1400 "a packet that is too long is answered: $mtu"
check "... what is as long passes" pings lan "$PEER_IN4" 2 -M "do" \
    -s $((mtu - 28))
ip -n lan route flush cache
check "TCP from there finds out how long packets may be" \
    same_file lan peer "$PEER_IN4"
check "TCP to there" same_file peer lan $LAN.2
is "$(moved rx_packet_refused tx_status_too_big tx_refused_no_neighbour)" 0 \
    "... all of that without the card's help"
accounts "forwarded"

# GRO takes ESP before packet sockets see it, and when it finds ESP inside it
# forgets that there was a tunnel around it.
in_ns peer ethtool -K "$PEER_DEV" gro off >/dev/null

# --- IPsec inside of the tunnel, in software ---

# inner_esp NS REQID SPI ADDRESS: both states of transport mode between that
# address and the peer; the second one has the next SPI.
inner_esp() {
    ip -n "$1" xfrm state add src "$4" dst "$PEER_IN4" proto esp spi "$3" \
        reqid "$2" mode transport replay-window 32 "${ALG_CBC_SHA256[@]}" &&
    ip -n "$1" xfrm state add src "$PEER_IN4" dst "$4" proto esp \
        spi $(($3 + 1)) reqid "$2" mode transport replay-window 32 \
        "${ALG_CBC_SHA256[@]}"
}
# nested NS DIR SRC DST REQID [OUTER_SRC OUTER_DST]: a policy of software that
# wants that, and the tunnel around it.
nested() {
    local ns=$1 dir=$2 src=$3 dst=$4 reqid=$5
    shift 5
    ip -n "$ns" xfrm policy add src "$src" dst "$dst" dir "$dir" \
        tmpl proto esp reqid "$reqid" mode transport \
        ${1:+tmpl src "$1" dst "$2" proto esp reqid 1 mode tunnel}
}
# It looks at what is forwarded with IPsec inside.
ip -n card xfrm policy add src "$PEER_IN4" dst $LAN.0/24 dir fwd \
    tmpl src "$PEER_V4" dst "$CARD_V4" proto esp reqid 1 mode tunnel
# Of equal policies the first one counts.
ip -n peer xfrm policy update src "$PEER_IN4" dst $LAN.0/24 dir out priority 9 \
    tmpl src "$PEER_V4" dst "$CARD_V4" proto esp reqid 1 mode tunnel
ip -n peer xfrm policy update src $LAN.0/24 dst "$PEER_IN4" dir in priority 9 \
    tmpl src "$CARD_V4" dst "$PEER_V4" proto esp reqid 1 mode tunnel
packet_policy update "$PEER_IN4" $LAN.0/24 in "$PEER_V4" "$CARD_V4" tunnel \
    priority 9
xfrm_stat_save lan
begin
for ns in lan peer; do
    inner_esp "$ns" 2 0x3001 $LAN.2
done
nested lan out $LAN.2 "$PEER_IN4" 2
nested lan in "$PEER_IN4" $LAN.2 2
nested peer out "$PEER_IN4" $LAN.2 2 "$PEER_V4" "$CARD_V4"
nested peer in $LAN.2 "$PEER_IN4" 2 "$CARD_V4" "$PEER_V4"
check "ESP of the network behind the card is forwarded" pings lan "$PEER_IN4" 3
check "... large packets, too" pings peer $LAN.2 3 -s 1200
is "$(state_packets lan 0x3001) $(state_packets lan 0x3002)" '6 6' \
    "... all of it was ESP inside"
for ns in card peer; do
    inner_esp "$ns" 3 0x4001 $LAN.1
done
nested card in "$PEER_IN4" $LAN.1 3 "$PEER_V4" "$CARD_V4"
nested peer out "$PEER_IN4" $LAN.1 3 "$PEER_V4" "$CARD_V4"
check "ESP for the gateway itself is taken by software" pings peer $LAN.1 3
is "$(state_packets card 0x4002)" 3 "... with the state that is meant"
is "$(moved rx_decapsulated)" 9 "... the card has opened the tunnel of each"
is "$(xfrm_stat_diff lan)" '' "... no error was counted in that network"
accounts "IPsec inside"
ip -n lan xfrm policy flush
ip -n lan xfrm state flush
xfrm_flush
check "the tunnel, with new states" packet_pair tunnel \
    "$CARD_V4" "$PEER_V4" $LAN.0/24 "$PEER_IN4"
check "pings are forwarded" wait_for 10 pings lan "$PEER_IN4" 1

# --- DSCP and ECN ---

in_ns peer tc qdisc add dev "$PEER_DEV" clsact
ecn 4 4

# --- Fragments ---

# datagram FROM TO ADDRESS: UDP of 3000 bytes, in fragments, arrives.  What is
# sent before its sender knows how long packets may be is lost, as UDP is.
datagram() {
    local family=4 address=$3 try
    [[ $3 != *:* ]] || family=6 address="[$3]"
    head -c 3000 /run/file >/run/datagram
    rm -f /run/datagram.got
    ip netns exec "$2" timeout $((20 * ${IPSECNIC_PATIENCE:-1})) \
        socat -u "UDP$family-RECVFROM:5600" \
        OPEN:/run/datagram.got,creat,trunc >/dev/null 2>&1 3>&- 4>&- &
    wait_for 10 in_ns "$2" grep -q :15E0 "/proc/net/udp${family/4/}" || return 1
    for try in 1 2 3 4 5; do
        in_ns "$1" socat -u -b 4000 OPEN:/run/datagram \
            "UDP$family-SENDTO:$address:5600" || return 1
        wait_for 1 cmp /run/datagram /run/datagram.got && return
        echo "datagram $try was lost"
    done
    return 1
}
begin
ip -n lan link set lan1 mtu 1400
check "a datagram in fragments goes through the tunnel" \
    datagram lan peer "$PEER_IN4"
cmp_ok "$(moved dev_tx_encapsulated)" -ge 3 "... each of them protected"
# Linux as the peer cuts its ESP into fragments; the card has no replay window
# for what it cannot check.
check_not "ESP in fragments is not taken" \
    pings peer $LAN.2 1 -W 2 -M dont -s 2000 >/run/pings
like_soon '^[1-9]' "... nor by software" moved rx_packet_refused
is "$(xfrm_stat_diff card)" '' "... which has not seen it"
ip -n lan link set lan1 mtu 4000
begin
# The kernel gives it up, before it asks the driver: what may be fragmented it
# would have to fragment behind ESP.
check_not "without DF, what is too long with ESP is not sent" \
    pings lan "$PEER_IN4" 1 -W 2 -M dont -s 1460 >/run/pings
is_soon XfrmOutError=+1 "... and counted" xfrm_stat_diff card

# --- Where only the card knows how long a packet may be ---

xfrm_flush
check "the tunnel, with new states" packet_pair tunnel \
    "$CARD_V4" "$PEER_V4" $LAN.0/24 "$PEER_IN4"
ip -n card route add "$PEER_V4/32" dev "$CARD_DEV" mtu 4000
ip -n lan route flush cache
ip -n card route flush cache
begin
told=$mtu
mtu=$(mtu_told lan "$PEER_IN4" 1472)
is "$mtu" "$told" "a wrong route: the card's answer is the same"
cmp_ok "$(moved tx_too_big_told)" -ge 1 "... and counted"
is "$(moved tx_status_too_big)" "$(moved tx_too_big_told)" "... each time"
check "... what is as long passes" pings lan "$PEER_IN4" 2 -M "do" \
    -s $((mtu - 28))
ip -n lan route flush cache
check "... TCP finds out by it" same_file lan peer "$PEER_IN4"
is "$(mtu_told card "$PEER_IN4" 1472)" "$mtu" "... and senders on the gateway"
check "... what is as long passes" pings card "$PEER_IN4" 2 -M "do" \
    -s $((mtu - 28))
ip -n card route flush cache
check "... TCP finds out by it" same_file card peer "$PEER_IN4"
ip -n card route del "$PEER_V4/32" dev "$CARD_DEV" mtu 4000
accounts "a wrong route"
xfrm_flush

# --- IPv6 in IPv4: the kernel looks at the default route of IPv6 ---

modprobe -q dummy
ip -n card link add big mtu 4000 up type dummy
ip -n card -6 route add default dev big
check "a tunnel for IPv6 in IPv4" packet_pair tunnel \
    "$CARD_V4" "$PEER_V4" $LAN6:/64 "$PEER_IN6"
check "pings are forwarded" wait_for 10 pings lan "$PEER_IN6" 1
begin
mtu=$(mtu_told lan "$PEER_IN6" 1452)
cmp_ok "${mtu:-0}" -gt 1380 "the card's answer is forwarded: $mtu"
cmp_ok "$(moved tx_too_big_told)" -ge 1 "... and counted"
ip -n lan -6 route flush cache
check "... TCP finds out by it" same_file lan peer "$PEER_IN6"
check "TCP to there" same_file peer lan $LAN6:2
check "datagrams in fragments go through the tunnel" \
    datagram lan peer "$PEER_IN6"
accounts "IPv6 in IPv4"
ecn 4 6
xfrm_flush

# --- IPv6 in IPv6 ---

ip -n card link del big
check "a tunnel for IPv6 in IPv6" packet_pair tunnel \
    "$CARD_V6" "$PEER_V6" $LAN6:/64 "$PEER_IN6"
ip -n lan -6 route flush cache
# Until the other end's station is known.
check "pings are forwarded" wait_for 10 pings lan "$PEER_IN6" 1
ecn 6 6
begin
mtu=$(mtu_told lan "$PEER_IN6" 1452)
cmp_ok "${mtu:-0}" -gt 1380 "a packet that is too long is answered: $mtu"
check "... what is as long passes" pings lan "$PEER_IN6" 2 -M "do" \
    -s $((mtu - 48))
# large_sends on|off: of those who send from there.
large_sends() {
    in_ns lan ethtool -K lan1 tso "$1" gso "$1" >/dev/null &&
    ip -n lan -6 route flush cache
}
large_sends off
check "TCP from there, in single packets" same_file lan peer "$PEER_IN6"
is "$(moved tx_status_too_big)" 0 "... all of that without the card's help"
accounts "single packets"
# What is forwarded by IPv6 Linux compares with the MTU of the interface.  Behind
# that it answers a single packet that the tunnel makes too long, and gives up a
# large send without an answer, before the driver is asked; TCP tries again by a
# single packet.  Its first window are ten.
begin
large_sends on
check "TCP from there, in large sends" same_file lan peer "$PEER_IN6"
like "$(xfrm_stat_diff card)" '^XfrmOutError=.[1-9]$' \
    "... Linux has given up the first ones, and counted them"
is "$(moved tx_status_too_big tx_refused_no_neighbour)" 0 \
    "... neither driver nor card has"
begin
check "TCP to there" same_file peer lan $LAN6:2
check "large pings, in fragments inside, both ways" \
    pings lan "$PEER_IN6" 2 -s 3000
accounts "IPv6 in IPv6"
xfrm_flush

done_testing

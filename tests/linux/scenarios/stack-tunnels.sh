#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tunnels that are not IPsec's on the card: VXLAN, GENEVE, GRE and IP in IP, alone
# and in ESP.  TCP in them goes to the card in large sends; the peer's own stack,
# which takes the tunnel off, says whether each packet was right.  And what is not at
# the end of its route.
#
# nics: ipsecnic e1000e
# userland: trixie
# timeout: 400

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"
. "$(dirname -- "$0")/../packet.sh"

for module in vxlan geneve ip_gre ip6_gre ipip sit ip6_tunnel esp4_offload; do
    modprobe -q "$module" || diag "no module $module"
done
setup_pair
XFRM_WINDOW=1024
head -c 2000000 /dev/urandom >/run/file
# The peer's card, as QEMU has it, fills in checksums of TCP and UDP only; the
# kernel leaves that of GRE to it.
in_ns peer ethtool -K "$PEER_DEV" tx off >/run/features

# csum_errors: what the peer has found wrong, in headers of any kind.
csum_errors() {
    in_ns peer cat /proc/net/snmp /proc/net/snmp6 /proc/net/netstat | awk '
        /^Ip6InHdrErrors|^Udp6InCsumErrors/ { n += $2; next }
        /^(Ip|Tcp|Udp|IpExt|TcpExt): [A-Z]/ { split($0, name); next }
        /^(Ip|Tcp|Udp|IpExt|TcpExt): / {
            for (i = 2; i <= NF; i++)
                if (name[i] ~ /CsumErrors|InHdrErrors|InCsum/)
                    n += $i
        }
        END { print n + 0 }'
}

# add_tunnel TYPE LOCAL REMOTE ARGUMENT...: at both ends; LOCAL is the card's.
add_tunnel() {
    local type=$1 local=$2 remote=$3
    shift 3
    case $type in
    geneve)
        ip -n card link add tun9 type geneve id 7 remote "$remote" "$@" &&
        ip -n peer link add tun9 type geneve id 7 remote "$local" "$@";;
    vxlan)
        ip -n card link add tun9 type vxlan id 7 dstport 4789 local "$local" \
            remote "$remote" dev "$CARD_DEV" "$@" &&
        ip -n peer link add tun9 type vxlan id 7 dstport 4789 local "$remote" \
            remote "$local" dev "$PEER_DEV" "$@";;
    *)
        ip -n card link add tun9 type "$type" local "$local" \
            remote "$remote" "$@" &&
        ip -n peer link add tun9 type "$type" local "$remote" \
            remote "$local" "$@";;
    esac &&
    ip -n card link set tun9 mtu 1280 up && ip -n peer link set tun9 mtu 1280 up
}

# in_tunnel 4|6: addresses for what is in it.
in_tunnel() {
    if [ "$1" = 4 ]; then
        ip -n card address add 10.99.0.1/24 dev tun9 &&
        ip -n peer address add 10.99.0.2/24 dev tun9 && TO=10.99.0.2
    else
        ip -n card address add fd99::1/64 dev tun9 nodad &&
        ip -n peer address add fd99::2/64 dev tun9 nodad && TO=fd99::2
    fi && wait_for 10 in_ns card ping -c 1 -W 1 "$TO"
}

# tx_dropped: packets that the kernel did not send by the card.
tx_dropped() {
    in_ns card cat "/sys/class/net/$CARD_DEV/statistics/tx_dropped"
}

# sends NAME: a file goes through the tunnel in large sends of the card, and
# arrives without an error that the peer would count.
sends() {
    local large cut
    eth_stat_save card "$CARD_DEV"
    before=$(csum_errors)
    check "$1: a file arrives" same_file card peer "$TO"
    large=$(eth_stat_moved card "$CARD_DEV" dev_tx_large)
    cut=$(eth_stat_moved card "$CARD_DEV" dev_tx_segments)
    # 2,000,000 bytes are 1,630 packets of what fits into 1280, of which TCP may send
    # some one by one: how many is a matter of time.
    check "... in $large large sends, $cut packets of the card" \
        test "$large" -ge 20 -a "$cut" -ge 1000
    is "$(eth_stat_moved card "$CARD_DEV" dev_tx_errors) $(($(csum_errors) -
        before))" '0 0' "... and neither card nor peer finds an error"
}

# try NAME FAMILY TYPE LOCAL REMOTE ARGUMENT...
try() {
    local name=$1 family=$2
    shift 2
    if ! add_tunnel "$@" || ! in_tunnel "$family"; then
        not_ok "$name: a tunnel"
        diag "$(ip -n card link show dev tun9 2>&1)"
    else
        sends "$name"
    fi
    ip -n card link delete tun9
    ip -n peer link delete tun9
}

try 'VXLAN' 4 vxlan "$CARD_V4" "$PEER_V4" noudpcsum
try 'VXLAN with checksums, IPv6 in it' 6 vxlan "$CARD_V4" "$PEER_V4" udpcsum
try 'VXLAN over IPv6' 4 vxlan "$CARD_V6" "$PEER_V6" udp6zerocsumtx \
    udp6zerocsumrx
try 'GENEVE over IPv6, with checksums' 6 geneve "$CARD_V6" "$PEER_V6"
try 'GRE' 4 gre "$CARD_V4" "$PEER_V4"
try 'GRE with key and checksum' 4 gre "$CARD_V4" "$PEER_V4" key 5 csum
try 'GRE over IPv6' 6 ip6gre "$CARD_V6" "$PEER_V6" encaplimit none
try 'Ethernet in GRE' 4 gretap "$CARD_V4" "$PEER_V4"
try 'IPv4 in IPv4' 4 ipip "$CARD_V4" "$PEER_V4"
try 'IPv6 in IPv4' 6 sit "$CARD_V4" "$PEER_V4"
try 'IPv4 in IPv6' 4 ip6tnl "$CARD_V6" "$PEER_V6" mode ipip6 encaplimit none

# --- In ESP ---

# The kernel cuts what is in a tunnel before crypto offload: each is a packet.
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
if add_tunnel vxlan "$CARD_V4" "$PEER_V4" && in_tunnel 4; then
    xfrm_stat_save peer
    eth_stat_save card "$CARD_DEV"
    dropped=$(tx_dropped)
    check 'VXLAN in ESP, by crypto offload: a file arrives' \
        same_file card peer "$TO"
    by_card=$(eth_stat_moved card "$CARD_DEV" dev_tx_ipsec)
    left=$(eth_stat_moved card "$CARD_DEV" tx_software_tunnel_gso)
    case $(uname -r) in
    # It would drop them.
    6.12.*) check "... of which software encrypts the large sends, $left" \
        test "$left" -ge 20;;
    *) check "... encrypted by the card, $by_card packets" \
        test "$by_card" -ge 1500;;
    esac
    is "$(($(tx_dropped) - dropped))" 0 '... and the kernel drops none'
    is "$(xfrm_stat_diff peer)" '' '... which the peer can decrypt'
else
    not_ok 'VXLAN in ESP, by crypto offload: a tunnel'
fi
xfrm_flush

ip -n card link delete tun9
ip -n peer link delete tun9

# The card has it whole: tunnel, ESP and all.
# in_esp NAME MODE FAMILY TYPE ARGUMENT...
in_esp() {
    local name="$1 in ESP, $2 mode, by packet offload" mode=$2 family=$3
    shift 3
    if ! packet_pair "$mode" "$CARD_V4" "$PEER_V4" 2>/run/refused; then
        skip "no packet offload: $(head -1 /run/refused)" "$name"
    elif ! add_tunnel "$1" "$CARD_V4" "$PEER_V4" "${@:2}" ||
         ! in_tunnel "$family"; then
        not_ok "$name: a tunnel"
        diag "$(ip -n card link show dev tun9 2>&1)"
    else
        xfrm_stat_save peer
        sends "$name"
        is "$(xfrm_stat_diff peer)" '' '... which the peer can decrypt'
    fi
    xfrm_flush
    ip -n card link delete tun9
    ip -n peer link delete tun9
}
in_esp 'VXLAN' transport 4 vxlan
in_esp 'GENEVE, IPv6 in it,' transport 6 geneve
in_esp 'GRE with key and checksum' transport 4 gre key 5 csum
in_esp 'IPv4 in IPv4' transport 4 ipip
in_esp 'GRE' tunnel 4 gre

# --- Packets that are not at the end of their route ---------------------------

# Their checksums are made with the address of the last hop, which is in none of
# the fields that the card looks at.
inner_addresses 4
in_ns card sysctl -q -w net.ipv4.conf.all.accept_source_route=1 \
    "net.ipv4.conf.$CARD_DEV.accept_source_route=1"
in_ns peer sysctl -q -w net.ipv4.conf.all.accept_source_route=1 \
    "net.ipv4.conf.$PEER_DEV.accept_source_route=1"
eth_stat_save card "$CARD_DEV"
# By the peer to an address behind it.
ip netns exec peer socat -u TCP4-LISTEN:5000,reuseaddr \
    OPEN:/run/file.got,creat,trunc 3>&- 4>&- &
pid=$!
wait_for 10 listening peer 5000
check "a file with a source route is sent" in_ns card timeout 60 \
    socat -u -b 65536 OPEN:/run/file \
    "TCP4:$PEER_IN4:5000,ip-options=x830704c000020200"
check "... and arrives" wait_for 20 cmp /run/file /run/file.got
kill "$pid" 2>/dev/null
is "$(eth_stat_moved card "$CARD_DEV" dev_tx_errors tx_gso)" 0 \
    "... of which the stack has cut each large send"
# By the peer to an address that is nobody's.
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
eth_stat_save card "$CARD_DEV"
check "a datagram with a source route, in ESP" in_ns card socat -u - \
    UDP4-SENDTO:203.0.113.9:5009,ip-options=x830704c000020200 <<<routed
is_soon 1 "... by software" \
    eth_stat_moved card "$CARD_DEV" tx_software_ipv4_options
is_soon 1 "... is sent" eth_stat_moved card "$CARD_DEV" tx_esp_not_by_card
is "$(eth_stat_moved card "$CARD_DEV" tx_status_sa_mismatch)" 0 \
    "... and the card was not asked for what it does not do"
xfrm_flush

done_testing

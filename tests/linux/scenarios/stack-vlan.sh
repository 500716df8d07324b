#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# IPsec behind VLAN tags: 802.1Q, twice and three times, 802.1Q in 802.1ad; states
# of the VLAN interface and of the card's own; TCP both ways with large sends; with
# and without the card's help with tags, and GRO.  The witness is the wire: each
# packet there is ESP and has its tags, and the card says that it made or checked
# it.
#
# nics: card=ipsecnic peer=e1000e
# wire: 96
# kernels: all, by demand
# timeout: 400

. "$(dirname -- "$0")/../lib.sh"

modprobe -q 8021q
modprobe -q esp4_offload
modprobe -q esp6_offload
rename_dev card && rename_dev peer || bail "no cards: $(ip -br link)"
NIC=card PEER_DEV=peer XFRM_WINDOW=1024
add_ns card card && add_ns peer peer || bail "no namespaces"
link_up card card && link_up peer peer || bail "no carrier"
dd if=/dev/urandom of=/run/file bs=200001 count=1 2>/dev/null

# vlan NUMBER LOWER ID PROTOCOL: LOWER.ID on both sides.
vlan() {
    local ns
    for ns in card peer; do
        ip -n "$ns" link add link "$ns$2" name "$ns$2.$3" type vlan \
            protocol "$4" id "$3" &&
        ip -n "$ns" link set "$ns$2.$3" up || return 1
    done
    [ -n "$1" ] || return 0
    add_addresses card "card$2.$3" "192.0.$1.1/24" "2001:db8:$1::1/64" &&
    add_addresses peer "peer$2.$3" "192.0.$1.2/24" "2001:db8:$1::2/64" &&
    wait_for 10 in_ns card ping -c 1 -W 1 "192.0.$1.2" &&
    wait_for 10 in_ns card ping -c 1 -W 1 "2001:db8:$1::2"
}
vlan 5 '' 5 802.1Q || bail "no VLAN"
vlan '' '' 10 802.1Q && vlan 7 .10 7 802.1Q || bail "no VLAN in a VLAN"
vlan 6 .10.7 6 802.1Q || bail "no VLAN in these two"
vlan '' '' 20 802.1ad && vlan 8 .20 8 802.1Q || bail "no 802.1Q in 802.1ad"
# An e1000e has room for one tag above its MTU.
for ns in card peer; do
    ip -n "$ns" link set "$ns.10.7" mtu 1496
    ip -n "$ns" link set "$ns.10.7.6" mtu 1492
    ip -n "$ns" link set "$ns.20.8" mtu 1496
done
TAGS5='8100.5' TAGS7='8100.10 8100.7' TAGS8='88a8.20 8100.8'
TAGS6="$TAGS7 8100.6"
CARD5=card.5 CARD7=card.10.7 CARD8=card.20.8 CARD6=card.10.7.6

# wire_is [OUT IN]: asks for what was on the wire, and sets $sent, $received, $clear
# and $tags to it; with OUT and IN, "card" or "software", when the card has counted
# what of that it did, however late that is.
wire_is() {
    # What is on its way arrives.
    sleep 0.3
    if [ $# -eq 0 ]; then
        wire_read
    else
        wait_for 10 card_agrees "$@" || :
    fi
    [ -n "${received:-}" ] || bail "the host does not tell what was on the wire"
}
card_agrees() { # OUT IN
    local made=0 checked=0
    wire_read more
    [ "$1" != card ] || made=$sent
    [ "$2" != card ] || checked=$received
    [ "$(eth_stat_moved card $NIC dev_tx_ipsec) $(eth_stat_moved card $NIC \
        rx_crypto_success)" = "$made $checked" ]
}
wire_read() { # [more]
    host wire "$@" >/run/wire
    IFS='|' read -r sent received tags clear < <(jq -r '.return |
        "\(.out.esp)|\(.in.esp)|" +
        "\([.tags.out, .tags.in | keys[]] | unique | join(", "))|" +
        "\(.clear | join(" "))"' /run/wire)
}

begin() {
    wire_is
    eth_stat_save card $NIC
    xfrm_stat_save card
    xfrm_stat_save peer
}

# traffic NAME NUMBER TO BACK OUT IN: pings and a file each way between what are
# BACK here and TO there, in the VLANs of that number; OUT and IN: "card" or
# "software".
traffic() {
    local name=$1 tag=TAGS$2 to=$3 back=$4 out=$5 in=$6 counters
    begin
    check "$name: pings are answered" pings card "$to" 3
    check "$name: a file gets there" same_file card peer "$to"
    check "$name: and back" same_file peer card "$back"
    wire_is "$out" "$in"
    counters=" $(eth_stat_diff card $NIC) "
    is "$clear" '' "$name: nothing was sent in clear"
    is "$tags" "${!tag}" "$name: every packet of ESP had its tags"
    is "$(eth_stat_moved card $NIC dev_tx_ipsec)" \
        "$([ "$out" = card ] && echo "$sent" || echo 0)" \
        "$name: $out made $sent packets of ESP"
    [ "$out" != card ] || [ -n "${CUT:-}" ] ||
        like "$counters" ' tx_ipsec_gso=\+' "$name: of large sends"
    [ "$out" = card ] || is \
        "$(eth_stat_moved card $NIC tx_esp_not_by_card)" "$sent" \
        "$name: which the driver counts"
    is "$(eth_stat_moved card $NIC rx_crypto_success)" \
        "$([ "$in" = card ] && echo "$received" || echo 0)" \
        "$name: $in checked $received packets of ESP"
    is "$(eth_stat_moved card $NIC tx_ipsec_refused)" 0 \
        "$name: and none was refused"
    is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' \
        "$name: without an error"
}

# case NAME NUMBER FAMILY MODE OFFLOAD [DEV]: states of the VLAN interface of
# that number, or of DEV, and traffic.
vlan_case() {
    local name=$1 number=$2 family=$3 mode=$4 offload=$5 out=card in=card
    local card=CARD$2 local=192.0.$2.1 remote=192.0.$2.2 args=()
    [ "$family" = 4 ] || local=2001:db8:$2::1 remote=2001:db8:$2::2
    CARD_DEV=${6:-${!card}}
    args=("$mode" "$local" "$remote")
    if [ "$mode" = tunnel ]; then
        # An address behind each, of the other family.
        local here=198.51.100.1 there=203.0.113.1 length=32 way=-4 via=inet6
        [ "$family" = 6 ] ||
            here=2001:db8:a::1 there=2001:db8:b::1 length=128 way=-6 via=inet
        ip -n card address add "$here/$length" dev lo
        ip -n peer address add "$there/$length" dev lo
        ip -n card $way route add "$there/$length" via $via "$remote" \
            src "$here" 2>/dev/null ||
            ip -n card $way route add "$there/$length" dev "${!card}" \
                src "$here"
        ip -n peer $way route add "$here/$length" via $via "$local" \
            src "$there" 2>/dev/null ||
            ip -n peer $way route add "$here/$length" \
                dev "peer${CARD_DEV#card}" src "$there"
        args+=("$here" "$there")
    fi
    esp_pair "${args[@]}" -- "$offload" 2>/run/warning ||
        bail "$name: no states: $(cat /run/warning)"
    is "$(cat /run/warning)" '' "$name: no warning"
    case $offload in
    offload-in) out=software;;
    offload-out) in=software;;
    esac
    [ "${6:-}" != $NIC ] || out=software
    [ $out != card ] || check "$name: the state out is offloaded" \
        offloaded card 0x1001
    [ $in != card ] || check "$name: the state in is offloaded" \
        offloaded card 0x2001
    traffic "$name" "$number" "${args[4]:-$remote}" "${args[3]:-$local}" \
        "$out" "$in"
    [ "${7:-}" = keep ] || end_case "$name"
}

end_case() {
    xfrm_flush
    is "$(eth_stat card $NIC sa_loaded)" 0 "$1: and no SA is left in the card"
}

in_ns card ethtool -k $NIC >/run/features
for feature in rx-vlan-offload tx-vlan-offload rx-vlan-stag-hw-parse \
    tx-vlan-stag-hw-insert; do
    like "$(grep "$feature:" /run/features)" ': on$' "the card has $feature"
done
for dev in $CARD5 $CARD7 $CARD8; do
    like "$(in_ns card ethtool -k $dev | grep esp-hw-offload:)" \
        ': on \[fixed\]$' "$dev follows the card in esp-hw-offload"
done

vlan_case "802.1Q, transport" 5 4 transport offload
vlan_case "802.1Q, tunnel" 5 4 tunnel offload
vlan_case "802.1Q in 802.1Q, transport" 7 4 transport offload
# What has two tags the stack cuts in front of a VLAN interface; what arrives
# with three the card does not look into.
CUT=yes vlan_case "802.1Q three times, outbound only" 6 4 transport offload-out
vlan_case "802.1Q in 802.1ad, transport, IPv6" 8 6 transport offload
vlan_case "802.1Q in 802.1ad, tunnel, IPv6" 8 6 tunnel offload
vlan_case "inbound only" 5 4 transport offload-in
vlan_case "outbound only" 5 4 transport offload-out

# The kernel offloads what is sent only if the route leads to the interface that
# has the state.  What is received the card finds wherever it comes from.
vlan_case "a state of the card's own interface" 5 4 transport offload $NIC

# --- Without the card's help ---

set_features() {
    in_ns card ethtool -K $NIC "$@" >/dev/null
}
vlan_case "802.1Q, to be switched" 5 4 transport offload '' keep
cmp_ok "$(eth_stat_moved card $NIC dev_rx_vlan_stripped)" -ge "$received" \
    "... the card took off each tag"
cmp_ok "$(eth_stat_moved card $NIC dev_tx_vlan_inserted)" -ge "$sent" \
    "... and put on each"
for features in "rxvlan off txvlan off tx-vlan-stag-hw-insert off" "gro off" \
    "rxvlan on gro on txvlan on tx-vlan-stag-hw-insert on"; do
    # shellcheck disable=SC2086
    set_features $features
    traffic "$features" 5 192.0.5.2 192.0.5.1 card card
    case $features in
    *rxvlan\ off*)
        is "$(eth_stat_moved card $NIC dev_rx_vlan_stripped)" 0 \
            "$features: the card leaves tags alone";;
    esac
    case $features in
    *txvlan\ off*)
        is "$(eth_stat_moved card $NIC dev_tx_vlan_inserted)" 0 \
            "$features: and inserts none";;
    esac
done
# What the card does not cut must be cut before it is ready for encryption.
for feature in tso tx-udp-segmentation; do
    set_features $feature off
    CUT=yes traffic "$feature off" 5 192.0.5.2 192.0.5.1 card card
    set_features $feature on
done
traffic "all on" 5 192.0.5.2 192.0.5.1 card card
size=$(ip -n card -j -d link show $NIC | jq '.[0].gso_max_size')
ip -n card link set $NIC gso_max_size 8000
begin
check "a smaller gso_max_size: a file gets there" same_file card peer 192.0.5.2
cmp_ok "$(eth_stat_moved card $NIC tx_software_vlan_gso)" -gt 0 \
    "... software has cut it"
is "$(eth_stat_moved card $NIC tx_ipsec_refused) $(xfrm_stat_diff peer)" '0 ' \
    "... and nothing was refused"
ip -n card link set $NIC gso_max_size "$size"
end_case "switched"
set_features rxvlan off txvlan off tx-vlan-stag-hw-insert off
vlan_case "802.1Q in 802.1ad, rxvlan and txvlan off" 8 4 transport offload
set_features rxvlan on txvlan on tx-vlan-stag-hw-insert on

# --- UDP ---

vlan_case "802.1Q, UDP" 5 4 transport offload '' keep
iperf_server peer
# Room for all of a second: the one who reads them may not have his turn that long.
sysctl -q -w net.core.rmem_max=4194304 net.core.wmem_max=4194304
udp=(-u -b 10M -l 1300 -w 4M)
begin
check "datagrams both ways" iperf card 192.0.5.2 1 udp "${udp[@]}"
is "$(jq '.end.sum.lost_packets' /out/udp.json)" 0 "... none was lost"
check "... and back" iperf card 192.0.5.2 1 udp-back -R "${udp[@]}"
is "$(jq '.end.sum.lost_packets' /out/udp-back.json)" 0 "... none was lost"
wait_for 20 closed 5201 card peer
wire_is card card
is "$clear" '' "... and none was in clear"
is "$(eth_stat_moved card $NIC dev_tx_ipsec)" "$sent" "... made by the card"
is "$(eth_stat_moved card $NIC rx_crypto_success)" "$received" "... and checked"
iperf_stop peer

# --- Life ---

# What is there switches the card's IPsec off and on for VLAN interfaces, too.
set_features esp-hw-offload off
for dev in $CARD5 $CARD7 $CARD8; do
    like "$(in_ns card ethtool -k $dev | grep esp-hw-offload:)" ': off' \
        "with the card's, esp-hw-offload of $dev is off"
done
begin
check "pings are answered by software" pings card 192.0.5.2 3
wire_is
is "$clear" '' "... and were not in clear"
is "$(eth_stat_moved card $NIC dev_tx_ipsec)" 0 "... nor made by the card"
set_features esp-hw-offload on esp-tx-csum-hw-offload on tx-esp-segmentation on
for dev in $CARD5 $CARD7 $CARD8; do
    like "$(in_ns card ethtool -k $dev | grep esp-hw-offload:)" ': on' \
        "... and on again"
done
traffic "switched on again" 5 192.0.5.2 192.0.5.1 card card

ip -n card link set $CARD5 down
is "$(eth_stat card $NIC sa_loaded)" 0 \
    "a VLAN interface that goes down takes its states with it"
ip -n card link set $CARD5 up
xfrm_flush
vlan_case "802.1Q, after that" 5 4 transport offload '' keep
set_features esp-hw-offload off
check "one with states is deleted, esp-hw-offload off" \
    ip -n card link delete $CARD5
is "$(eth_stat card $NIC sa_loaded)" 0 "... and takes them with it, too"
set_features esp-hw-offload on esp-tx-csum-hw-offload on tx-esp-segmentation on
xfrm_flush
vlan_case "802.1Q in 802.1Q, after that" 7 4 transport offload '' keep
# The card finds what it decrypts by address and SPI, for its own namespace only.
ip netns add third
ip -n card link add link $NIC name $NIC.9 type vlan id 9
ip -n card link set $NIC.9 netns third
ip -n third link set $NIC.9 up
loaded=$(eth_stat card $NIC sa_loaded)
check "a state of a VLAN interface in another namespace" xfrm_state third \
    192.0.9.2 192.0.9.1 0x2009 transport offload dev $NIC.9 dir in
is "$(eth_stat card $NIC sa_loaded) $(eth_stat card $NIC sa_refused_namespace)" \
    "$loaded 1" "... is software's"
ip -n card link add link $NIC name $NIC.11 type vlan id 11 loose_binding on
ip -n card link set $NIC.11 up
xfrm_state card 192.0.11.2 192.0.11.1 0x2011 transport offload dev $NIC.11 dir in
is "$(eth_stat card $NIC sa_loaded)" $((loaded + 1)) \
    "one of a VLAN interface that does not go down with the card is the card's"
ip -n card link add link $NIC.11 name $NIC.11.2 type vlan id 2 loose_binding on
ip -n card link set $NIC.11.2 up
xfrm_state card 192.0.12.2 192.0.12.1 0x2012 transport \
    offload dev $NIC.11.2 dir in
is "$(eth_stat card $NIC sa_loaded)" $((loaded + 2)) \
    "... and one of another on top of that"
# Many kernels leave states where they are while that is off.
xfrm_state card 192.0.13.2 192.0.13.1 0x2013 transport offload dev $NIC dir in
is "$(eth_stat card $NIC sa_loaded)" $((loaded + 3)) "... and one of its own"
set_features esp-hw-offload off
ip -n card link set $NIC netns third
is "$(ip netns exec third ethtool -S $NIC | awk '$1 == "sa_loaded:" {
    print $2 }')" 0 "so does the card when it moves to another namespace, of all"

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What else can stand on the card: macvlan, ipvlan, bridge, VRF, an xfrm
# interface, another namespace, another name, MTU and MAC address.  States are
# on the card or on what stands on it; each works, and the counters say who did
# the work.
#
# nics: ipsecnic e1000e
# kernels: all, by demand
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

for module in macvlan ipvlan bridge vrf xfrm_interface esp4_offload; do
    modprobe -q "$module" || diag "no module $module"
done
setup_pair
XFRM_WINDOW=1024

# who_did COUNT: who has sent and received so many packets of ESP since the
# counters were saved: card or software, or how many.
who_did() {
    local sent received
    sent=$(eth_stat_moved card "$CARD_DEV" dev_tx_ipsec)
    received=$(eth_stat_moved card "$CARD_DEV" rx_crypto_success)
    if [ "$sent" = 0 ]; then
        sent=$(eth_stat_moved card "$CARD_DEV" tx_esp_not_by_card)
        [ "$sent" != "$1" ] || sent=software
    elif [ "$sent" = "$1" ]; then
        sent=card
    fi
    if [ "$received" = 0 ]; then
        received=$(eth_stat_moved card "$CARD_DEV" rx_reason_no_sa \
            rx_reason_not_own_mac)
        [ "$received" != "$1" ] || received=software
    elif [ "$received" = "$1" ]; then
        received=card
    fi
    echo "$sent $received"
}

# try NAME STATE_DEV SENT RECEIVED: states on that device carry pings and TCP,
# and SENT (card, software) has made the packets, RECEIVED checked them.
try() {
    local name=$1 dev=$2
    CARD_DEV=$dev esp_pair transport "$CARD_V4" "$PEER_V4" -- offload \
        2>/run/warning
    cat /run/warning
    wait_for 10 pings card "$PEER_V4" 1
    eth_stat_save card "$CARD_DEV"
    xfrm_stat_save card
    check "$name: packets pass" pings card "$PEER_V4" 5
    is "$(who_did 5)" "$3 $4" "... sent by $3, received by $4"
    check "... and TCP, both ways" both_ways
    is "$(eth_stat_moved card "$CARD_DEV" tx_ipsec_refused rx_state_gone)" 0 \
        "... the card refuses nothing"
    is "$(xfrm_stat_diff card)" '' "... and the kernel drops nothing"
    xfrm_flush
    wait_for 5 card_is_empty
    is "$(card_stat sa_loaded)" 0 "... and the card keeps nothing"
}
card_is_empty() {
    [ "$(card_stat sa_loaded)" = 0 ]
}
head -c 300000 /dev/urandom >/run/file
both_ways() {
    same_file card peer "$PEER_V4" && same_file peer card "$CARD_V4"
}
take_address() {
    ip -n card address flush dev "$CARD_DEV"
}
give_back() {
    ip -n card address add "$CARD_V4/24" dev "$CARD_DEV" &&
    wait_for 10 in_ns card ping -c 1 -W 1 "$PEER_V4"
}
to_dev() { # DEV: the address of the card is on that device
    ip -n card address add "$CARD_V4/24" dev "$1" &&
    ip -n card link set "$1" up &&
    in_ns peer ip neigh flush all &&
    wait_for 10 in_ns card ping -c 1 -W 1 "$PEER_V4"
}

try "the card itself" "$CARD_DEV" card card

# --- On top ---

take_address
ip -n card link add mv0 link "$CARD_DEV" type macvlan mode bridge
check "a macvlan" to_dev mv0
try "a macvlan, states on it" mv0 software software
try "a macvlan, states on the card" "$CARD_DEV" software software
ip -n card link delete mv0
if ip -n card link add iv0 link "$CARD_DEV" type ipvlan mode l2; then
    check "an ipvlan" to_dev iv0
    try "an ipvlan, states on it" iv0 software software
    try "an ipvlan, states on the card" "$CARD_DEV" software card
    ip -n card link delete iv0
else
    skip "the guest has no ipvlan" "an ipvlan"
fi

ip -n card link add br0 type bridge
ip -n card link set "$CARD_DEV" master br0
mac=$(in_ns card cat "/sys/class/net/$CARD_DEV/address")
ip -n card link set br0 address "$mac"
check "a bridge" to_dev br0
try "a bridge, states on it" br0 software software
try "a bridge, states on its port" "$CARD_DEV" software card
ip -n card link set "$CARD_DEV" nomaster
ip -n card link delete br0

give_back
ip -n card link add vrf0 type vrf table 10
ip -n card link set vrf0 up
ip -n card link set "$CARD_DEV" master vrf0
ip -n card address add "$CARD_V4/24" dev "$CARD_DEV" 2>/dev/null
# Programs that know nothing of VRFs.
vrf_ping() {
    pings card "$PEER_V4" "$1" -I vrf0
}
wait_for 10 vrf_ping 1
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
wait_for 10 vrf_ping 1
eth_stat_save card "$CARD_DEV"
check "a VRF, states on the card: packets pass" vrf_ping 5
is "$(who_did 5)" 'card card' "... sent by card, received by card"
xfrm_flush
ip -n card link set "$CARD_DEV" nomaster
ip -n card link delete vrf0
give_back

# --- xfrm interface ---

ip -n card link add xfrm0 type xfrm dev "$CARD_DEV" if_id 5 ||
    bail "no xfrm interface"
ip -n card link set xfrm0 up
inner_addresses 4
ip -n card route replace "$PEER_IN4/32" dev xfrm0 src "$CARD_IN4"
xfrm_state card "$CARD_V4" "$PEER_V4" 0x1001 tunnel if_id 5 \
    offload dev "$CARD_DEV" dir out
xfrm_state card "$PEER_V4" "$CARD_V4" 0x2001 tunnel if_id 5 \
    offload dev "$CARD_DEV" dir in
xfrm_state peer "$CARD_V4" "$PEER_V4" 0x1001 tunnel
xfrm_state peer "$PEER_V4" "$CARD_V4" 0x2001 tunnel
xfrm_policy peer "$PEER_IN4" "$CARD_IN4" "$PEER_V4" "$CARD_V4" tunnel
ip -n card xfrm policy add src "$CARD_IN4" dst "$PEER_IN4" dir out if_id 5 \
    tmpl src "$CARD_V4" dst "$PEER_V4" proto esp reqid 1 mode tunnel
ip -n card xfrm policy add src "$PEER_IN4" dst "$CARD_IN4" dir in if_id 5 \
    tmpl src "$PEER_V4" dst "$CARD_V4" proto esp reqid 1 mode tunnel
wait_for 10 pings card "$PEER_IN4" 1
eth_stat_save card "$CARD_DEV"
check "an xfrm interface: packets pass" pings card "$PEER_IN4" 5
is "$(who_did 5)" 'card card' "... the card does both"
before=$(in_ns card cat /sys/class/net/xfrm0/statistics/rx_packets)
pings card "$PEER_IN4" 5 >/run/pings
is "$(($(in_ns card cat /sys/class/net/xfrm0/statistics/rx_packets) -
    before))" 5 "... and they come in by that interface"
xfrm_flush
ip -n card link delete xfrm0

# --- What is changed about the card ---

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
pings card "$PEER_V4" 1 >/run/pings
ip -n peer link set "$PEER_DEV" mtu 1300
ip -n card link set "$CARD_DEV" mtu 1300
# The peer's card begins anew for that, and has no link meanwhile.
wait_for 10 pings card "$PEER_V4" 1
eth_stat_save card "$CARD_DEV"
check "another MTU: packets pass" pings card "$PEER_V4" 5 -s 1200
is "$(who_did 5)" 'card card' "... by the card"
check "... and TCP, both ways" both_ways
ip -n card link set "$CARD_DEV" mtu 1500
ip -n peer link set "$PEER_DEV" mtu 1500
ip -n card link set "$CARD_DEV" address 52:54:00:12:34:99
wait_for 10 pings card "$PEER_V4" 1
eth_stat_save card "$CARD_DEV"
check "another MAC address: packets pass" pings card "$PEER_V4" 5
is "$(who_did 5)" 'card card' "... by the card"
if ip -n card link set "$CARD_DEV" name other 2>/run/rename; then
    CARD_DEV=other
else
    # Before 6.3 or so an interface must be down for that.
    diag "not renamed: $(cat /run/rename)"
fi
eth_stat_save card "$CARD_DEV"
check "called $CARD_DEV: packets pass" pings card "$PEER_V4" 5
is "$(who_did 5)" 'card card' "... by the card"

# Another namespace: the states are of the one that the card leaves.
ip netns add third
ip -n card link set "$CARD_DEV" netns third
is "$(ip -n card xfrm state | grep -c offload) \
$(eth_stat third "$CARD_DEV" sa_loaded)" '0 0' \
    "moved to another namespace: its states are deleted, there and in the card"
xfrm_flush
ip -n third link set "$CARD_DEV" netns card
link_up card "$CARD_DEV"
add_addresses card "$CARD_DEV" "$CARD_V4/24" "$CARD_V6/64"
wait_for 10 in_ns card ping -c 1 -W 1 "$PEER_V4"
try "back again" "$CARD_DEV" card card

done_testing

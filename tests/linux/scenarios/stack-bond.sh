#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A bond on top of two cards: the states are in the active port, and go with it,
# under load.  Nothing leaves in clear, and no card keeps an SA that is not its
# own.  In other modes, and below a card that cannot offload, software does it.
#
# nics: nica=ipsecnic nicb=ipsecnic nicc=e1000e peer=e1000e
# cpus: 2
# kernels: all, by demand
# timeout: 300
# Of 6.12 a bond takes a mutex while xfrm holds the lock of the state.
# stack-ok: bond_ipsec_del_sa\+

. "$(dirname -- "$0")/../lib.sh"

modprobe -q bonding max_bonds=0
modprobe -q esp4_offload
for dev in nica nicb nicc peer; do
    rename_dev "$dev" || bail "no card $dev: $(ip -br link)"
done
PEER_DEV=peer CARD_DEV=bond0
add_ns card nica && add_ns peer peer || bail "no namespaces"
ip link set nicb netns card
ip link set nicc netns card
ip -n peer address add "$PEER_V4/24" dev peer
link_up peer peer
xfrm_of() { # DEV COUNTER
    eth_stat card "$1" "$2"
}
# loaded: SAs in the two cards.
loaded() {
    echo "$(xfrm_of nica sa_loaded) $(xfrm_of nicb sa_loaded)"
}
other_has() { # COUNT
    [ "$(xfrm_of "$other" sa_loaded)" = "$1" ]
}
active() {
    in_ns card cat /sys/class/net/bond0/bonding/active_slave
}
active_is() {
    [ "$(active)" = "$1" ]
}
# bonding takes no port of which it has not seen yet that the link is up.
set_active() {
    wait_for 10 make_active "$1"
}
make_active() {
    in_ns card sh -c "echo $1 >/sys/class/net/bond0/bonding/active_slave" &&
        active_is "$1"
}
loaded_is() {
    [ "$(loaded)" = "$1" ]
}
bond_up() { # MODE PORT...
    local dev mode=$1
    shift
    ip -n card link add bond0 type bond mode "$mode" miimon 50 &&
    ip -n card address add "$CARD_V4/24" dev bond0 &&
    ip -n card link set bond0 up || return 1
    for dev in "$@"; do
        ip -n card link set "$dev" down &&
        ip -n card link set "$dev" master bond0 || return 1
    done
    wait_for 10 in_ns card ping -c 1 -W 1 "$PEER_V4"
}
# by_cards NAME SENT RECEIVED NIC: since the counters were saved, that card has
# made and checked so many.
by_nic() {
    is "$(eth_stat_moved card "$4" dev_tx_ipsec) $(eth_stat_moved card "$4" \
        rx_crypto_success)" "$2 $3" "$1"
}

# --- Active-backup ---

check "a bond of two cards" bond_up active-backup nica nicb
set_active nica
check "... with the first one active" wait_for 5 active_is nica
# With "mode" at its creation a bond comes with the offload switched off.
in_ns card ethtool -K bond0 esp-hw-offload off
eth_stat_save card nica
check "states on the bond" esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
is "$(loaded)" '2 0' "... are in the active port"
check "... the kernel says so" offloaded card 0x1001
check "... and pass" pings card "$PEER_V4" 5
by_nic "... with esp-hw-offload of the bond off: received by the card only" \
    0 5 nica
is "$(eth_stat_moved card nica tx_esp_not_by_card)" 5 \
    "... what software has sent is counted"
# 6.12 takes what its ports segment for something that it has to help with, and
# then cuts it behind the place where it could be encrypted: refused by the card.
segment=on
kernel_before 6 12 || segment=off
in_ns card ethtool -K bond0 esp-hw-offload on esp-tx-csum-hw-offload on \
    tx-esp-segmentation $segment
eth_stat_save card nica
check "switched on" pings card "$PEER_V4" 5
by_nic "... the card does both" 5 5 nica
is "$(eth_stat_moved card nica tx_esp_not_by_card)" 0 "... and software none"
head -c 2000000 /dev/urandom >/run/file
eth_stat_save card nica
check "a file goes through" same_file card peer "$PEER_V4"
is "$(eth_stat_moved card nica tx_ipsec_refused tx_esp_not_by_card)" 0 \
    "... all of it by the card"

# --- The port changes under load ---

clear_start
load_start peer card "$PEER_V4"

# moved_to NIC HOW: the states are there, and ESP passes again.
moved_to() {
    local nic=$1 there='2 0' before
    [ "$nic" = nica ] || there='0 2'
    check "$2: the other port is active" wait_for 20 active_is "$nic"
    check "... both states are there, and none in the first" \
        wait_for 10 loaded_is "$there"
    check "... pings are answered" wait_for 20 pings card "$PEER_V4" 1
    before=$(xfrm_of "$nic" rx_crypto_success)
    check "... and go on" wait_for 10 marked card "$PEER_V4" 3
    check "... by the card" test "$(xfrm_of "$nic" rx_crypto_success)" \
        -ge $((before + 3))
}
set_active nicb
moved_to nicb "by active_slave"
qmp set_link '{"name": "nicb", "up": false}' >/dev/null
moved_to nica "by a link that goes"
qmp set_link '{"name": "nicb", "up": true}' >/dev/null
wait_for 10 has_carrier card nicb
ip -n card link set nica down
moved_to nicb "by an interface that goes down"
ip -n card link set nica up
wait_for 10 has_carrier card nica
ip -n card link set nicb nomaster
moved_to nica "by a port that is taken out"
ip -n card link set nicb down
ip -n card link set nicb master bond0
wait_for 10 has_carrier card nicb

flaps=0
for i in {1..5}; do
    set_active nicb && wait_for 5 loaded_is '0 2' &&
    set_active nica && wait_for 5 loaded_is '2 0' || break
    flaps=$((flaps + 1))
done
is "$flaps" 5 "five times there and back, the states with them"

# That states come and go while the port changes is not tried: bonding of 6.1
# warns when one is freed behind that (bond_ipsec_free_sa()), and that of 6.12
# waits for a mutex with the lock of the state held, whatever the card.

# A card that is reset brings its states back, below a bond too.
resets=$(xfrm_of nica sa_restored)
echo 1 >"/sys/bus/pci/devices/$(in_ns card ethtool -i nica |
    sed -n 's/^bus-info: //p')/reset"
set_active nica
check "the active card is reset: its states are in one of them again" \
    wait_for 20 in_ns card ping -c 1 -W 1 "$PEER_V4"
both_are_in_one() {
    loaded_is '2 0' || loaded_is '0 2'
}
check "... both" wait_for 10 both_are_in_one
diag "restored: $(($(xfrm_of nica sa_restored) - resets)), loaded: $(loaded)"
set_active nica
wait_for 5 loaded_is '2 0'

# No port at all, and one again.
ip -n card link set nica down
ip -n card link set nicb down
check "no port is left: no card has an SA" wait_for 10 loaded_is '0 0'
check "... but the kernel has the states" test \
    "$(ip -n card xfrm state | grep -c '^src')" = 2
ip -n card link set nica up
moved_to nica "when one is back"
ip -n card link set nicb up
wait_for 10 has_carrier card nicb
load_stop
clear_stop "nothing left in clear"

# --- A port without the offload ---

# All cards hear the peer here, which no switch lets happen.  Once there are
# states in software, ESP in the kernel's GRO takes what comes by a port that is
# not active, before bonding drops it, and what comes by the active one is a
# replay then.
ip netns exec card ethtool -K nicc gro off
ip -n card link set nicc down
ip -n card link set nicc master bond0
wait_for 10 has_carrier card nicc
set_active nicc
check "a port of another driver is active: no card has an SA" \
    wait_for 10 loaded_is '0 0'
check "... software goes on" wait_for 10 pings card "$PEER_V4" 3
set_active nica
check "... and a card again" wait_for 10 loaded_is '2 0'
check "... does so, too" wait_for 10 pings card "$PEER_V4" 3
ip -n card link set nicc nomaster

# --- MAC, MTU and name ---

ip -n card link set bond0 address 52:54:00:12:34:77
wait_for 10 pings card "$PEER_V4" 1
eth_stat_save card nica
check "another MAC address" pings card "$PEER_V4" 3
is "$(eth_stat_moved card nica rx_crypto_success)" 3 "... by the card"
ip -n card link set bond0 mtu 1400
check "another MTU" pings card "$PEER_V4" 3
ip -n card link set bond0 mtu 1500
is "$(eth_stat_moved card nica rx_crypto_success)" 6 "... by the card"

# --- The end ---

ip -n card link set bond0 down
wait_for 10 loaded_is '0 0'
is "$(loaded) $(ip -n card xfrm state | grep -c offload)" '0 0 0' \
    "a bond that goes down loses its states, as an interface does"
xfrm_flush
ip -n card link set bond0 up
wait_for 20 in_ns card ping -c 1 -W 1 "$PEER_V4"
check "states again" esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
old=$(active)
check "... and the port is taken out of the machine" \
    qmp device_del "{\"id\": \"$old\"}"
other=nica
[ "$old" != nica ] || other=nicb
check "... the other one has them" wait_for 20 active_is "$other"
wait_for 10 other_has 2
is "$(xfrm_of "$other" sa_loaded)" 2 "... both"
check "... and goes on" wait_for 20 pings card "$PEER_V4" 3
ip -n card link delete bond0
is "$(ip -n card xfrm state | grep -c offload) $(xfrm_of "$other" sa_loaded)" \
    '0 0' "a bond that is deleted takes its states with it"
xfrm_flush

# --- Another mode ---

for mode in balance-rr balance-alb; do
    ip -n card link set "$other" down
    bond_up "$mode" "$other" || diag "no $mode"
    eth_stat_save card "$other"
    esp_pair transport "$CARD_V4" "$PEER_V4" -- offload 2>/run/warning
    cat /run/warning
    is "$(xfrm_of "$other" sa_loaded) $(eth_stat_moved card "$other" \
        sa_refused_bond_mode)" '0 2' "$mode is refused, and counted"
    kernel_before 6 3 ||
        like "$(cat /run/warning)" 'only those of mode active-backup' \
            "... with a sentence"
    check "... and works in software" wait_for 10 pings card "$PEER_V4" 3
    xfrm_flush
    ip -n card link delete bond0
done

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What netdev asks of a driver: statistics by the standard groups, and moderation
# that follows the traffic.
#
# nics: ipsecnic e1000e
# device card: queues=4
# append: iomem=relaxed
# inject: yes
# kernels: all
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

et() {
    in_ns card ethtool "$@"
}

setup_pair
CARD_PCI=$(card_pci)
for ns in card peer; do
    in_ns $ns sysctl -q -w "net.ipv6.conf.$ns.disable_ipv6=1"
done

# --- Statistics by the standard groups --------------------------------------

# group NAME: the counters of it, NAME=VALUE by spaces, only those of the list.
group() {
    et --json -S card --groups "$1" |
        jq -r --arg g "$1" '.[0][$g] | to_entries | map("\(.key)=\(.value)") |
            join(" ")'
}
# mac NAME: a counter of the MAC.
mac() {
    et --json -S card --groups eth-mac | jq ".[0][\"eth-mac\"].$1"
}
ip -n card neigh replace "$PEER_V4" dev card nud permanent \
    lladdr "$(in_ns peer cat /sys/class/net/peer/address)"
ip -n peer neigh replace "$CARD_V4" dev peer nud permanent \
    lladdr "$(in_ns card cat /sys/class/net/card/address)"
sleep 1.5
NAMES="FramesTransmittedOK FramesReceivedOK OctetsTransmittedOK OctetsReceivedOK"
before=$(for name in $NAMES; do mac $name; done)
pings card "$PEER_V4" 10 >/dev/null
after=$(for name in $NAMES; do mac $name; done)
# 20 of IPv4, 8 of ICMP and 56 of data; the header of Ethernet is not counted.
is "$(paste <(echo "$before") <(echo "$after") |
      awk '{ printf "%d ", $2 - $1 }')" "10 10 840 840 " \
    "ten pings are counted by eth-mac, in frames and octets"
is "$(mac FrameTooLongErrors) $(group rmon)" \
    "0 etherStatsUndersizePkts=0 etherStatsOversizePkts=0" \
    "no frame was too long or too short"
mac_address=$(in_ns card cat /sys/class/net/card/address | tr -d :)
host "frame ${mac_address}02000000000188b5$(printf '00%.0s' {1..1600})" \
    >/dev/null
too_long() {
    [ "$(mac FrameTooLongErrors)" = 1 ]
}
check "a frame that is longer than the MTU allows is counted" \
    wait_for 5 too_long
is "$(group rmon)" "etherStatsUndersizePkts=0 etherStatsOversizePkts=1" \
    "... by rmon, too"
is "$(group eth-ctrl)$(group eth-phy)" "" \
    "of what a card without PAUSE frames and PHY cannot count nothing is shown"

# --- Moderation that follows the traffic ------------------------------------

interval() {
    register 0x2010
}
moved() {
    [ "$(($(interval)))" != 8 ]
}
et -L card combined 1
is "$(et -c card | sed -n 's/^Adaptive RX: *//p')" "off  TX: n/a" \
    "moderation does not follow the traffic at first"
et -C card rx-usecs 500
check "adaptive-rx is taken" et -C card adaptive-rx on
is "$(et -c card | sed -n 's/^Adaptive RX: *//p') $(($(interval)))" \
    "on  TX: n/a 8" "... and the interval is what DIM begins with"
in_ns card ping -q -f -c 20000 -w 60 "$PEER_V4" >/dev/null 3>&- 4>&- &
load=$!
check "... and under load another one" wait_for 40 moved
kill $load 2>/dev/null
wait $load
like " 1 8 64 128 256 " " $(($(interval))) " "... of those that DIM has"
et -C card adaptive-rx off
is "$(($(interval)))" 500 "without it the interval is rx-usecs again"
et -C card rx-usecs 0
et -L card combined 2

done_testing

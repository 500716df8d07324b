#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What netdev asks of a driver: statistics by the standard groups.
#
# nics: ipsecnic e1000e
# device card: queues=4
# inject: yes
# kernels: all
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

et() {
    in_ns card ethtool "$@"
}

setup_pair
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

done_testing

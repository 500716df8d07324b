#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Four queue pairs and four processors under load of ESP and of plain TCP and
# UDP, while rings get other sizes and queue pairs come and go: nothing leaves
# in clear, nothing is leaked, the SAs stay.
#
# nics: ipsecnic e1000e
# device card: queues=4
# cpus: 4
# append: iomem=relaxed
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

rings() { # COUNT
    local i sizes=(64 256 1024 4096 128 8192 512)
    for ((i = 0; i < $1; i++)); do
        in_ns card ethtool -G "$CARD_DEV" rx "${sizes[i % 7]}" \
            tx "${sizes[(i + 3) % 7]}" || return 1
    done
}
channels() { # COUNT
    local i numbers=(1 4 2 3)
    for ((i = 0; i < $1; i++)); do
        in_ns card ethtool -L "$CARD_DEV" combined "${numbers[i % 4]}" ||
            return 1
    done
    in_ns card ethtool -L "$CARD_DEV" combined 4 || :
}
moderation() { # COUNT
    local i usecs=(0 1000 20 65535 100)
    for ((i = 0; i < $1; i++)); do
        in_ns card ethtool -C "$CARD_DEV" rx-usecs "${usecs[i % 5]}" || return 1
    done
    in_ns card ethtool -C "$CARD_DEV" rx-usecs 0 || :
}
both_counts() {
    rings 10 && channels 8
}

like "$(in_ns card ethtool -l "$CARD_DEV")" 'Combined:[[:space:]]+4' \
    "four queue pairs"
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
xfrm_stat_save peer

# Beside the load in ESP, IPv6 goes without.
other_start() {
    in_ns peer iperf3 -s -p 5401 -D -I /run/other.server 3>&- 4>&-
    wait_for 10 listening peer 5401
    ip netns exec card iperf3 -c "$PEER_V6" -p 5401 -t 3600 -u -b 4M -P 2 \
        --bidir >/run/other.log 2>&1 3>&- 4>&- &
    echo $! >/run/other.client
}
other_stop() {
    kill "$(cat /run/other.client)" "$(tr -d '\0' </run/other.server)" \
        2>/dev/null
    wait_for 10 gone "$(cat /run/other.client)"
}

load_start peer card "$PEER_V4" -P 4
other_start
check "load passes" wait_for 20 test -s /run/load.client
both_counts
load_stop
other_stop
traffic_resumes "after the first times"
memory=$(kernel_memory)

load_start peer card "$PEER_V4" -P 4
other_start
sleep 1

# under_load NAME COMMAND...: it succeeds, and packets pass meanwhile.
under_load() {
    local packets
    packets=$(state_packets card 0x1001)
    check "$@"
    cmp_ok $(($(state_packets card 0x1001) - packets)) -gt 100 \
        "... under load"
    traffic_resumes "$1"
    is "$(card_sas)" 2 "... the card has its SAs"
}
under_load "rings change a hundred times" rings 100
under_load "queue pairs come and go a hundred times" channels 100
under_load "moderation changes a hundred times" moderation 100
resets() {
    local i
    for ((i = 0; i < 20; i++)); do
        echo 1 >"/sys/bus/pci/devices/$CARD_PCI/reset" || return 1
    done
}
under_load "twenty resets" resets
in_ns card ethtool -G "$CARD_DEV" rx 512 tx 512
used=0
for n in 0 1 2 3; do
    [ "$(card_stat "rx_queue_${n}_packets")" -eq 0 ] || used=$((used + 1))
done
cmp_ok "$used" -gt 1 "more than one queue has received"
load_stop
other_stop

grown=$(($(kernel_memory) - memory))
diag "memory of the kernel: $memory KiB, $grown KiB more at the end"
cmp_ok "$grown" -lt 6144 "no memory is lost"
clear_stop "nothing left in clear"
is "$(xfrm_stat_diff peer | tr ' ' '\n' | grep -v SeqError)" '' \
    "the peer found no packet that was not authentic"
is "$(card_stat queue_errors)" 0 "no queue has stopped"
xfrm_flush

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A driver with data races: tests/linux/detectors-test runs this with a copy of ours
# into which tests/linux/detectors/kcsan/*.patch were planted.  Here two processors
# come by them at once, and nothing goes wrong.  detectors-test reads what the kernel
# says of it.
#
# nics: ipsecnic e1000e
# device card: queues=2
# timeout: 180

. "$(dirname -- "$0")/../lib.sh"

# watched SECONDS: what the card's driver counts is asked for all the time.
watched() {
    local end=$((SECONDS + $1 * ${IPSECNIC_PATIENCE:-1}))
    while [ "$SECONDS" -lt "$end" ]; do
        in_ns card ethtool -S "$CARD_DEV" >/run/counters || return 1
    done
    grep -q rx_queue_0_packets /run/counters
}

setup_pair
load_start
check "counters are read meanwhile" watched 10
load_stop
check "pings are answered" pings card "$PEER_V4" 3

done_testing

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

setup_pair
load_start
sleep $((10 * ${IPSECNIC_PATIENCE:-1}))
load_stop
check "pings are answered" pings card "$PEER_V4" 3
# How much of it was looked at.
diag "$(tr '\n' ' ' </sys/kernel/debug/kcsan)"

done_testing

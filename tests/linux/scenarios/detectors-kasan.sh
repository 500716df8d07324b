#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A driver with mistakes that only a kernel sees that looks for them:
# tests/linux/detectors-test runs this with a copy of ours into which
# tests/linux/detectors/kasan/*.patch were planted.  Here each is come by, and nothing
# goes wrong: packets pass, states come and go.  detectors-test reads what the
# kernel says of it.
#
# nics: ipsecnic e1000e
# device card: queues=1
# cpus: 1
# timeout: 120

. "$(dirname -- "$0")/../lib.sh"

setup_pair
dir=/sys/kernel/debug/ipsecnic/$(card_pci)

# Lockdep gives up at the first of the locks that it complains of; of RCU it
# speaks before.
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
check "states are offloaded" offloaded card 0x1001
echo 1 >"$dir/record"
check "pings are answered" pings card "$PEER_V4" 5
check "what was received is recorded" grep -q 'accept=own' "$dir/verdicts"
xfrm_flush
for spi in 0x3001 0x3002 0x3003 0x3004 0x3005; do
    ip -n card xfrm state add src "$CARD_V4" dst "$PEER_V4" proto esp \
        spi $spi reqid 1 mode transport "${ALG_GCM[@]}" \
        extra-flag oseq-may-wrap offload dev "$CARD_DEV" dir out
done
check_not "states that the card does not take are done in software" \
    offloaded card 0x3001
xfrm_flush
# What RCU frees.
sleep 2
check "pings are answered without states" pings card "$PEER_V4" 3

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Under load of ESP, and of plain UDP beside it, rings get other sizes and queue
# pairs come and go, many times each: nothing leaves in clear, nothing is
# leaked, the SAs stay.
#
# nics: ipsecnic e1000e
# device card: queues=4
# append: iomem=relaxed slub_debug=F,kmalloc-*,skbuff*,xfrm*
# timeout: 420

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

rings() {
    local i sizes=(64 256 1024 4096 128 8192 512)
    for ((i = 0; i < $1; i++)); do
        in_ns card ethtool -G "$CARD_DEV" rx "${sizes[i % 7]}" \
            tx "${sizes[(i + 3) % 7]}" || return 1
    done
    in_ns card ethtool -G "$CARD_DEV" rx 512 tx 512
}
channels() {
    local i numbers=(1 4 2 3)
    for ((i = 0; i < $1; i++)); do
        in_ns card ethtool -L "$CARD_DEV" combined "${numbers[i % 4]}" ||
            return 1
    done
    in_ns card ethtool -L "$CARD_DEV" combined 4 || :
}
moderation() {
    local i usecs=(0 1000 20 65535 100)
    for ((i = 0; i < $1; i++)); do
        in_ns card ethtool -C "$CARD_DEV" rx-usecs "${usecs[i % 5]}" || return 1
    done
    in_ns card ethtool -C "$CARD_DEV" rx-usecs 0 || :
}

in_ns card ethtool -L "$CARD_DEV" combined 4
like "$(in_ns card ethtool -l "$CARD_DEV")" \
    'Current.*Combined:[[:space:]]+4' "four queue pairs are in use"
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
prepare_states
clear_start
xfrm_stat_save peer

# IPv6 goes without ESP; several flows, so that all queues have something.
for ns in card peer; do
    in_ns $ns sysctl -q -w net.ipv6.conf.all.keep_addr_on_down=1
done
LOAD_PLAIN=$PEER_V6
few_times rings channels moderation
many_times "rings change" rings
many_times "queue pairs come and go" channels
many_times "moderation changes" moderation
used=0
for n in 0 1 2 3; do
    [ "$(card_stat "rx_queue_${n}_packets")" -eq 0 ] || used=$((used + 1))
done
cmp_ok "$used" -gt 1 "more than one queue has received"

clear_stop "nothing left in clear"
is "$(xfrm_stat_diff peer | tr ' ' '\n' | grep -v SeqError)" '' \
    "the peer found no packet that was not authentic"
is "$(card_stat queue_errors)" 0 "no queue has stopped"
xfrm_flush

done_testing

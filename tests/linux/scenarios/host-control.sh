#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a scenario can ask of the host: the link, plugging cards in and out,
# frames onto the wire.  With ordinary cards, as a test of the test guest.
#
# nics: e1000e virtio-net
# inject: yes
# wire: yes
# kernels: all
# timeout: 120

. "$(dirname -- "$0")/../lib.sh"

# no_carrier NS DEV
no_carrier() {
    ! has_carrier "$@"
}

setup_pair

like "$(qmp query-status)" '"running"' "a command of QEMU's monitor"
like "$(qmp no-such-command)" 'error.*no-such-command' \
    "a command that QEMU does not have is an error"
like "$(qmp set_link '{"name": "nobody", "up": false}')" 'error.*nobody' \
    "... as is a device that is not there"
like "$(host 'nonsense')" 'error.*nonsense' "... and a request that is none"

check "the link goes down" qmp set_link '{"name": "card", "up": false}'
check "... which the driver sees" wait_for 10 no_carrier card "$CARD_DEV"
check "the link comes back" qmp set_link '{"name": "card", "up": true}'
check "... which the driver sees" wait_for 10 has_carrier card "$CARD_DEV"
check "... and frames pass again" wait_for 10 pings card "$PEER_V4" 1

# A broadcast of a protocol for experiments (IEEE 802, 0x88b5).
capture_start peer "$PEER_DEV" injected ether proto 0x88b5
check "a frame is put onto the wire" \
    host "frame ffffffffffff02000000000188b5$(printf 'ab%.0s' {1..46})"
injected() {
    [ "$(captured injected)" -ge 1 ]
}
wait_for 10 injected
capture_stop injected
is "$(captured injected)" 1 "... and arrives"

like "$(qmp_event STOP 1)" 'error.*STOP' \
    "an event that does not come is an error"
check "a card is pulled" qmp device_del '{"id": "card"}'
check "... and gone" qmp_event DEVICE_DELETED 30
check_not "... and its interface with it" \
    in_ns card test -e "/sys/class/net/$CARD_DEV"
check "another is plugged in" qmp device_add '{"driver": "e1000e",
    "id": "card", "bus": "port-card", "netdev": "net-card",
    "mac": "52:54:00:12:34:01"}'
check "... and found" wait_for 30 rename_dev card
ip link set card netns card
add_addresses card card "$CARD_V4/24" "$CARD_V6/64"
check "... and comes up" link_up card card
check "... and frames pass" wait_for 10 pings card "$PEER_V4" 1

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The card is pulled out and plugged in again many times under ESP load,
# as the operator of the virtual machine does it: the kernel deletes the SAs
# each time, nothing leaves in clear, nothing is leaked, and traffic resumes as
# soon as there are states again.
#
# One processor: while a BAR of the card goes or comes, QEMU's TCG (10.0) may
# have what another processor writes to a device reach the wrong one, such as
# the end of an interrupt.
#
# On the newest kernel only: under load 6.1 may wait for a minute until it lets
# an interface go whose SAs have packets in flight.
#
# nics: ipsecnic e1000e
# cpus: 1
# append: iomem=relaxed slub_debug=F,kmalloc-*,skbuff*,xfrm*
# timeout: 480

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

PLUG='{"driver": "ipsecnic", "id": "card", "bus": "port-card",
    "netdev": "net-card", "mac": "52:54:00:12:34:01"}'

unplug_and_plug() {
    local i
    for ((i = 0; i < $1; i++)); do
        qmp device_del '{"id": "card"}' >/dev/null &&
        qmp_event DEVICE_DELETED 30 >/dev/null || return 1
        no_states card && [ ! -e "/sys/bus/pci/devices/$CARD_PCI" ] || {
            echo "left: $(ip -n card xfrm state)"
            ls /sys/bus/pci/devices
            return 1
        }
        qmp device_add "$PLUG" >/dev/null && states_new new || return 1
    done
}

prepare_states
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
few_times unplug_and_plug
many_times "the card goes and comes" unplug_and_plug
clear_stop "nothing left in clear"

# While esp-hw-offload is off, the kernel does not delete the states of an
# interface that goes away, but waits for them.
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload off
check "the same with states while esp-hw-offload is off" unplug_and_plug 1
traffic_resumes "after that"

# Who has the card's clock open does not keep it, and asks nobody who is gone.
clock=$(in_ns card sh -c "ls /sys/class/net/$CARD_DEV/device/ptp")
phc_ctl "/dev/$clock" get wait 3600 get >/run/clock 2>&1 3>&- 4>&- &
reader=$!
wait_for 5 grep -q 'clock time is' /run/clock
check "the card goes and comes with its clock open" unplug_and_plug 1
# It waits for a timer, or for what a timer would send.
ended() {
    kill -ALRM "$reader"
    gone "$reader"
}
check "... whose reader ends" wait_for 20 ended
is "$(grep -c 'clock time is' /run/clock), $(grep -c 'No such device' \
    /run/clock)" '1, 1' "... and was told that there is none any more"
traffic_resumes "after that"
is "$(dmesg | grep -c 'unregister_netdevice')" 0 \
    "no reference was waited for"

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The card is pulled out and plugged in again a hundred times under ESP load,
# as the operator of the virtual machine does it: the kernel deletes the SAs
# each time, nothing leaves in clear, nothing is leaked, and traffic resumes as
# soon as there are states again.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
# kernels: all
# timeout: 240

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
        qmp_event DEVICE_DELETED 30 >/dev/null &&
        [ -z "$(state_spis card)" ] && [ ! -e "/sys/bus/pci/devices/$CARD_PCI" ] &&
        qmp device_add "$PLUG" >/dev/null && states_new new || return 1
    done
}

prepare_states
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
load_start peer card "$PEER_V4"
check "load passes" wait_for 20 test -s /run/load.client
unplug_and_plug 5
load_stop
traffic_resumes "after the first times"
memory=$(kernel_memory)

load_start peer card "$PEER_V4"
check "the card goes and comes a hundred times" unplug_and_plug 100
traffic_resumes "after a hundred times"
is "$(card_sas) $(card_stat sa_loaded)" '2 2' "the card has two SAs"
load_stop

# While esp-hw-offload is off, the kernel does not delete the states of an
# interface that goes away, but waits for them.
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload off
check "the same with states while esp-hw-offload is off" unplug_and_plug 1
traffic_resumes "after that"

grown=$(($(kernel_memory) - memory))
diag "memory of the kernel: $memory KiB, $grown KiB more at the end"
cmp_ok "$grown" -lt 4096 "no memory is lost"
clear_stop "nothing left in clear"
is "$(dmesg | grep -c 'stalled pool\|unregister_netdevice')" 0 \
    "no page and no reference was waited for"

done_testing

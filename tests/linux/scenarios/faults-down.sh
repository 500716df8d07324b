#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The interface goes down, and the driver goes away, a hundred times each under
# ESP load: the kernel deletes the SAs each time, nothing leaves in clear, and
# traffic resumes as soon as there are states again.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

down_and_up() {
    local i
    for ((i = 0; i < $1; i++)); do
        ip -n card link set "$CARD_DEV" down &&
        [ -z "$(state_spis card)" ] || {
            echo "states are left: $(ip -n card xfrm state)"
            return 1
        }
        states_new up || return 1
    done
}

unbind_and_bind() {
    local i driver=/sys/bus/pci/drivers/ipsecnic
    for ((i = 0; i < $1; i++)); do
        echo "$CARD_PCI" >$driver/unbind &&
        [ -z "$(state_spis card)" ] &&
        echo "$CARD_PCI" >$driver/bind && states_new new || return 1
    done
}

unload_and_load() {
    local i
    for ((i = 0; i < $1; i++)); do
        unload_driver && [ -z "$(state_spis card)" ] &&
        load_driver && states_new new || return 1
    done
}

prepare_states
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
load_start peer card "$PEER_V4"
check "load passes" wait_for 20 test -s /run/load.client
down_and_up 3
unbind_and_bind 3
unload_and_load 1
load_stop
traffic_resumes "after the first faults"
memory=$(kernel_memory)

load_start peer card "$PEER_V4"
deleted=$(card_stat sa_deleted)
check "the interface goes down and up a hundred times" down_and_up 100
is "$(card_stat sa_deleted)" $((deleted + 200)) \
    "... and both states were deleted each time"
traffic_resumes "after a hundred times"
is "$(card_sas) $(card_stat sa_loaded)" '2 2' "the card has two SAs, not more"

check "the driver is unbound and bound a hundred times" unbind_and_bind 100
traffic_resumes "after a hundred times"
is "$(card_sas) $(card_stat sa_loaded)" '2 2' "the card has two SAs, not more"

check "the driver is unloaded and loaded a hundred times" unload_and_load 100
traffic_resumes "after a hundred times"
is "$(card_sas) $(card_stat sa_loaded)" '2 2' "the card has two SAs, not more"
load_stop

grown=$(($(kernel_memory) - memory))
diag "memory of the kernel: $memory KiB, $grown KiB more at the end"
cmp_ok "$grown" -lt 4096 "no memory is lost"
clear_stop "nothing left in clear"

# While esp-hw-offload is off, the kernel does not delete the states of an
# interface that goes away, but waits for them.
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload off
check "with esp-hw-offload off and states the driver goes away, too" \
    timeout 10 rmmod ipsecnic
is "$(state_spis card)" '' "... and with it the states"
is "$(grep -c ipsecnic /proc/interrupts /proc/vmallocinfo | tr '\n' ' ')" \
    '/proc/interrupts:0 /proc/vmallocinfo:0 ' \
    "without the driver nothing of it is left"
is "$(dmesg | grep -c 'stalled pool\|unregister_netdevice')" 0 \
    "no page and no reference was waited for"

done_testing

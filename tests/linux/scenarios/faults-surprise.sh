#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The card is gone before anybody was asked: its slot loses power under ESP
# load.  The driver finds that nothing answers, lets go of everything, and a
# card that is put in later works.
#
# Such a removal takes about a second of the kernel's hot-plug driver, so that
# it is done ten times only.
#
# nics: ipsecnic e1000e
# qemu: -global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off
# append: iomem=relaxed
# kernels: all
# timeout: 180

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

PLUG='{"driver": "ipsecnic", "id": "card", "bus": "port-card",
    "netdev": "net-card", "mac": "52:54:00:12:34:01"}'

# PCI Express Slot Control of the port that the card is in (PCI Express Base
# Specification 7.5.3.10): the port's capability is at 0x54 in QEMU.
port=/sys/bus/pci/devices/$CARD_PCI
port=$(readlink -f "$port")
port=${port%/*}
SLOT_CONTROL=$((0x54 + 0x18))
slot_control() { # VALUE
    printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8)))" |
        dd of="$port/config" bs=2 seek=$((SLOT_CONTROL / 2)) conv=notrunc \
            2>/dev/null
}
slot_control_now() {
    dd if="$port/config" bs=2 skip=$((SLOT_CONTROL / 2)) count=1 2>/dev/null |
        hexdump -v -e '1/2 "%u"'
}

# Power off (bit 10), with its indicator off (bits 8 and 9); tell of a change
# of presence (bit 3).
pull_out() {
    slot_control $(($(slot_control_now) | 1 << 10 | 3 << 8 | 1 << 3))
}
has_gone() {
    [ ! -e "/sys/bus/pci/devices/$CARD_PCI" ]
}
surprise() {
    local i
    for ((i = 0; i < $1; i++)); do
        pull_out &&
        qmp_event DEVICE_DELETED 30 >/dev/null &&
        wait_for 30 has_gone && [ -z "$(state_spis card)" ] &&
        qmp device_add "$PLUG" >/dev/null && states_new new || return 1
    done
}

prepare_states
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
load_start peer card "$PEER_V4"
check "load passes" wait_for 20 test -s /run/load.client
surprise 2
load_stop
traffic_resumes "after the first times"
memory=$(kernel_memory)

load_start peer card "$PEER_V4"
sleep 1
check "the card vanishes and another comes, ten times" surprise 10
traffic_resumes "after ten times"
is "$(card_sas) $(card_stat sa_loaded)" '2 2' "the card has two SAs"
load_stop

grown=$(($(kernel_memory) - memory))
diag "memory of the kernel: $memory KiB, $grown KiB more at the end"
cmp_ok "$grown" -lt 4096 "no memory is lost"
clear_stop "nothing left in clear"
is "$(dmesg | grep -c 'stalled pool\|unregister_netdevice')" 0 \
    "no page and no reference was waited for"

done_testing

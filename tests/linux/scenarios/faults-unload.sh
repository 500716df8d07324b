#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The driver is unloaded and loaded many times under ESP load: the kernel
# deletes the SAs each time, nothing leaves in clear, nothing is leaked, and
# traffic resumes as soon as there are states again.
#
# On the newest kernel only: under load 6.1 may wait for a minute until it lets
# an interface go whose SAs have packets in flight.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed slub_debug=F,kmalloc-*,skbuff*,xfrm*
# timeout: 420

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

unbind_and_bind() {
    local i driver=/sys/bus/pci/drivers/ipsecnic
    for ((i = 0; i < $1; i++)); do
        echo "$CARD_PCI" >$driver/unbind && no_states_left &&
        echo "$CARD_PCI" >$driver/bind && states_new new || return 1
    done
}

unload_and_load() {
    local i
    for ((i = 0; i < $1; i++)); do
        unload_driver && no_states_left &&
        load_driver && states_new new || return 1
    done
}

prepare_states
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
wrong=$(xfrm_stat peer XfrmInStateProtoError)
few_times unbind_and_bind unload_and_load
PARTS=1

many_times "the driver is unloaded and loaded" unload_and_load
clear_stop "nothing left in clear"
is "$(($(xfrm_stat peer XfrmInStateProtoError) - wrong))" 0 \
    "no packet arrived with a wrong ICV"

# While esp-hw-offload is off, the kernel does not delete the states of an
# interface that goes away, but waits for them.
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload off
check "with esp-hw-offload off and states the driver goes away, too" \
    unload_driver
check "... and with it the states" no_states_left
is "$(grep -c ipsecnic /proc/interrupts /proc/vmallocinfo | tr '\n' ' ')" \
    '/proc/interrupts:0 /proc/vmallocinfo:0 ' \
    "without the driver nothing of it is left"
is "$(dmesg | grep -c 'unregister_netdevice')" 0 \
    "no reference was waited for"

done_testing

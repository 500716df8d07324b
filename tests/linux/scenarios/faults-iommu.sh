#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Behind an IOMMU in strict mode, where the card reaches what the driver has
# mapped and nothing else: everything works, and what is not mapped ends in the
# error state of that queue, from which the driver brings the card back.
#
# The peer is a virtio-net, which goes past the IOMMU.
#
# One processor: while a BAR of the card goes or comes, QEMU's TCG (10.0) may
# have what another processor writes to a device reach the wrong one, such as
# the end of an interrupt.
#
# nics: ipsecnic virtio-net
# qemu: -device intel-iommu
# cpus: 1
# append: intel_iommu=on iommu.strict=1 iommu.passthrough=0 iomem=relaxed
# console-ok: DMAR:.*(fault|DMA (Read|Write)|Request device)
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)

like "$(dmesg)" 'strict' "the IOMMU is in strict mode"
is "$(cat "/sys/bus/pci/devices/$CARD_PCI/iommu_group/type")" DMA \
    "what the card reaches is translated"
clear_works

# --- Everything works -------------------------------------------------------

check "pings are answered" pings card "$PEER_V4" 3
check "... in IPv6" pings card "$PEER_V6" 3
tcp_has_rate "TCP out" card peer "$PEER_V4" tcp-out
tcp_has_rate "TCP in" peer card "$CARD_V4" tcp-in
prepare_states
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
traffic_resumes "ESP"
tcp_has_rate "TCP out in ESP" card peer "$PEER_V4" esp-out
tcp_has_rate "TCP in in ESP" peer card "$CARD_V4" esp-in
ip -n card link set "$CARD_DEV" mtu 9000
ip -n peer link set "$PEER_DEV" mtu 9000
check "large packets in ESP" pings card "$PEER_V4" 3 -s 8900
ip -n card link set "$CARD_DEV" mtu 1500
ip -n peer link set "$PEER_DEV" mtu 1500
check "the self-test passes" in_ns card ethtool -t "$CARD_DEV" offline

load_start peer card "$PEER_V4"
resets() {
    local i
    for ((i = 0; i < 20; i++)); do
        echo 1 >"/sys/bus/pci/devices/$CARD_PCI/reset" || return 1
    done
}
check "twenty resets under load" resets
traffic_resumes "resets"
rings() {
    local size
    for size in 64 128 256 1024 4096 8192 512; do
        in_ns card ethtool -G "$CARD_DEV" rx $size tx $size || return 1
    done
}
check "rings of other sizes" rings
traffic_resumes "rings"
unbind_and_bind() {
    local i driver=/sys/bus/pci/drivers/ipsecnic
    for ((i = 0; i < 10; i++)); do
        echo "$CARD_PCI" >$driver/unbind &&
        echo "$CARD_PCI" >$driver/bind && states_new new || return 1
    done
}
check "ten times another driver" unbind_and_bind
traffic_resumes "another driver"
is "$(dmesg | grep -c 'DMAR:.*fault')" 0 "up to here the card was right"

# --- What is not mapped -----------------------------------------------------

# A bus address that the kernel gives to nobody: it begins from the top, and
# this is in the first page.
NOWHERE=0x100
test_dma_ends() {
    [ "$(($(register 0xd8)))" -gt 1 ]
}
test_dma() { # REQUEST
    register 0xc8 $NOWHERE && register 0xcc 0 && register 0xd0 64 &&
    register 0xd4 "$1" && wait_for 5 test_dma_ends &&
    echo "status $(($(register 0xd8)))"
}
is "$(test_dma 1)" "status 3" "a write to what is not mapped fails"
is "$(test_dma 3)" "status 3" "... and a read"
check "... and is the IOMMU's doing" \
    wait_for 10 eval 'dmesg | grep -q "DMAR:.*fault addr 0x0 "'
traffic_resumes "a failed test"
load_stop

# A queue that the driver does not use at this time.
resets=$(card_stat resets)
ip -n card link set "$CARD_DEV" down
bad_ring() { # BLOCK
    register $(($1 + 0x10)) 0x10000 && register $(($1 + 0x14)) 0 &&
    register $(($1 + 0x18)) 64 && register $(($1 + 0x28)) 0x20000 &&
    register $(($1 + 0x2c)) 0 && register $(($1 + 0x30)) 64 &&
    register $1 1 && register $(($1 + 0x1c)) 1
}
register 0x28 1
bad_ring 0xc000
check "a ring that is not mapped stops its queue, with reason DMA_READ" \
    wait_for 10 eval 'dmesg | grep -q "queue 0x0200 stopped: reason 6"'
resets_are() {
    [ "$(card_stat resets)" -ge "$1" ]
}
check "... for which the driver resets the card" \
    wait_for 10 resets_are $((resets + 1))
check "... and it can be used again" states_new up

# Under load, all that the card has is taken away from it: the IOMMU is shown
# another root table (VT-d 10.4.6 and 10.4.4: RTADDR, GCMD.SRTP), which is
# empty.  Then it gets back the old one.
VTD=0xfed90000
root_table() { # LOW HIGH
    local status
    devmem $((VTD + 0x20)) 32 "$1" && devmem $((VTD + 0x24)) 32 "$2" &&
    status=$(($(devmem $((VTD + 0x1c)) 32))) &&
    devmem $((VTD + 0x18)) 32 $((status & 0x96ffffff | 1 << 30))
}
low=$(devmem $((VTD + 0x20)) 32)
high=$(devmem $((VTD + 0x24)) 32)
load_start peer card "$PEER_V4"
sleep 1
resets=$(card_stat resets)
lines=$(($(dmesg | wc -l) + 1))
# Where no memory is.
root_table 0xf0000000 0
# Until the card has come by it, however slow the load is.
wait_for 10 eval 'dmesg | tail -n "+$lines" | grep -q "DMAR:.*fault"'
root_table "$low" "$high"
check "buffers that are not mapped any more make the driver reset the card" \
    wait_for 10 resets_are $((resets + 1))
check "... whose queue was in error with reason DMA_READ or DMA_WRITE" eval \
    'dmesg | tail -n "+$lines" | grep "queue.* \(in error,\|stopped:\) reason [67]"'
check "... after which there is traffic" wait_for 40 marked card "$PEER_V4" 3
traffic_resumes "with the memory back"
is "$(card_sas)" 2 "... and the card has its SAs"
load_stop
clear_stop "nothing left in clear"

xfrm_flush
check "the driver can be unloaded" unload_driver

done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What somebody else does to the card's registers, behind the driver's back:
# indices that cannot be, bus mastering off, a reset, interrupts for nothing.
# Each time the queues stop under ESP load; the driver finds out, resets the
# card and brings back SAs and traffic, and nothing leaves in clear.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
# console-ok: NETDEV WATCHDOG
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
clear_works

# Registers of a queue (Queue registers in the specification).
Q_STATE=0x04 Q_POSTED_SIZE=0x18 Q_POSTED_TAIL=0x1c Q_POSTED_HEAD=0x20
Q_COMP_HEAD=0x34 Q_COMP_TAIL=0x38

# said TEXT: in the kernel's log, since "forget" was called.
forget() {
    log_lines=$(dmesg | wc -l)
}
said() {
    dmesg | tail -n +$((log_lines + 1)) | grep -q "$1"
}

resets_are() {
    [ "$(card_stat resets)" -ge "$1" ]
}

# fault NAME SECONDS REGEX COMMAND...: after the command the kernel's log has
# the text, and the driver resets the card within that time.
fault() {
    local name=$1 seconds=$2 regex=$3 resets
    shift 3
    resets=$(card_stat resets)
    forget
    "$@" || not_ok "$name: could not be done"
    check "$name: is noticed" wait_for "$seconds" said "$regex"
    check "... and the card is reset" wait_for 10 resets_are $((resets + 1))
    traffic_resumes "$name"
    is "$(card_sas)" 2 "... the card has both SAs"
}

# Half way round from what there is: between reading and writing the card goes on,
# and must not come to where it would be right.
bad_tail() { # BLOCK
    register $(($1 + Q_POSTED_TAIL)) \
        $((($(register $(($1 + Q_POSTED_HEAD))) +
            $(register $(($1 + Q_POSTED_SIZE))) + 0x8000) & 0xffff))
}
bad_head() { # BLOCK
    register $(($1 + Q_COMP_HEAD)) \
        $((($(register $(($1 + Q_COMP_TAIL))) + 0x8000) & 0xffff))
}

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
xfrm_stat_save peer
load_start peer card "$PEER_V4"
sleep 1

RX=0x8000 TX=0xc000 CONTROL=0x4000
fault "a wrong tail of the receive queue" 10 'queue 0x0100 stopped: reason 4' \
    bad_tail $RX
fault "a wrong head of the receive queue" 10 'queue 0x0100 stopped: reason 4' \
    bad_head $RX
fault "a wrong tail of the transmit queue" 10 'queue 0x0200 stopped: reason 4' \
    bad_tail $TX
fault "a wrong head of the transmit queue" 10 'queue 0x0200 stopped: reason 4' \
    bad_head $TX
fault "a wrong tail of the control queue" 10 \
    'control queue in error, reason 4' bad_tail $CONTROL
fault "a wrong head of the control queue" 10 \
    'control queue in error, reason 4' bad_head $CONTROL

# No message and no interrupt comes then: Linux's own watchdog has to notice,
# which looks at queues that are full.
in_ns card sh -c "for queue in /sys/class/net/$CARD_DEV/queues/tx-*; do
        echo 16384 >\$queue/byte_queue_limits/limit_max
    done"
bus_master_off() {
    local config=/sys/bus/pci/devices/$CARD_PCI/config command
    command=$(dd if="$config" bs=2 skip=2 count=1 2>/dev/null |
        hexdump -v -e '1/2 "%u"')
    printf "\\x$(printf %02x $((command & ~4 & 255)))" |
        dd of="$config" bs=1 seek=4 conv=notrunc 2>/dev/null
}
fault "bus mastering off" 40 'no progress\|NETDEV WATCHDOG' bus_master_off
fault "a reset that nobody asked for" 40 'no progress\|NETDEV WATCHDOG' \
    register 0x18 0x80000000

# Interrupts for nothing, of both vectors and of one that does not exist.
resets=$(card_stat resets)
for ((i = 0; i < 100; i++)); do
    register 0xc4 $((i % 4))
done
is "$(card_stat resets)" "$resets" \
    "a hundred interrupts for nothing change nothing"
traffic_resumes "interrupts for nothing"
load_stop

clear_stop "nothing left in clear"
is "$(xfrm_stat_diff peer | tr ' ' '\n' | grep -v SeqError)" '' \
    "the peer found no packet that was not authentic"

# Without load, too: nothing but the card can tell that its queue has stopped.
fault "a wrong tail of an idle receive queue" 10 \
    'queue 0x0100 stopped: reason 4' bad_tail $RX

done_testing

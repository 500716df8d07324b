#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What somebody else does to the card's registers, behind the driver's back:
# indices that cannot be, bus mastering off, a reset, transmit switched off,
# interrupts that do not come, or for nothing.  Under ESP load and without, the
# driver finds out, resets the card where it must and brings back SAs and
# traffic, and nothing leaves in clear.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
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

# No message and no interrupt comes then: the driver has to look.
PCI_COMMAND=0x04
bus_master_off() {
    config_bits $PCI_COMMAND 4 0
}
card_reset() {
    register 0x18 0x80000000
}
# A poll that is under way may be the first to see a queue that stopped for that.
NO_BUS_MASTER='somebody has switched bus mastering off\|reason 8\>'
fault "bus mastering off" 5 "$NO_BUS_MASTER" bus_master_off
fault "a reset that nobody asked for" 5 'somebody has reset the card' card_reset
fault "transmit switched off" 10 'transmit queue [0-9]: no progress' \
    register 0x28 0

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
fault "bus mastering off while idle" 5 "$NO_BUS_MASTER" bus_master_off
fault "a reset while idle" 5 'somebody has reset the card' card_reset

# Interrupts that do not come: MSI-X is masked as a whole (message control, bit
# 14).  What the card has written is taken all the same, only later.
msix() {
    local at
    at=$(config_byte 0x34)
    while [ "$at" != 0 ] && [ "$(config_byte "$at")" != 17 ]; do
        at=$(config_byte $((at + 1)))
    done
    [ "$at" != 0 ] && config_bits $((at + 3)) "$1" "$2"
}
resets=$(card_stat resets)
lost=$(card_stat lost_interrupts)
check "all interrupts are masked" msix 0 0x40
check "... pings are answered" pings card "$PEER_V4" 1 -W 20
found=$(card_stat lost_interrupts)
cmp_ok "$found" -gt "$lost" "... for the driver finds that interrupts are lost"
# Without the interrupt of the control queue, too.
loaded=$(card_sas)
check "... a state can be added" xfrm_state card "$CARD_V4" "$PEER_V4" 0x3001 \
    transport offload dev "$CARD_DEV" dir out
is "$(card_sas)" $((loaded + 1)) "... to the card"
cmp_ok "$(card_stat lost_interrupts)" -gt "$found" "... likewise"
check "interrupts come again" msix 0x40 0
check "... the state can be deleted" ip -n card xfrm state delete \
    dst "$PEER_V4" proto esp spi 0x3001
traffic_resumes "interrupts that were lost"
# An interrupt is as good as lost if its processor stands still for two seconds
# while another one looks.
all_come() {
    lost=$(card_stat lost_interrupts)
    pings card "$PEER_V4" 10
    [ "$(card_stat lost_interrupts)" = "$lost" ]
}
check "... pings are answered at once" pings card "$PEER_V4" 10
check "... no interrupt is lost any more" wait_for 10 all_come
is "$(card_stat resets)" "$resets" "... and no reset was needed"

done_testing

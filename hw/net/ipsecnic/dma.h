/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: guest memory, and what an access to it can bring about
 *
 * The guest chooses where the card reads and writes, and so do its interrupt
 * messages.  Any access can therefore come back with the card reset, or gone:
 * a write to the slot control of the port above it unplugs it on the spot.
 * The same holds for a frame that is sent, whose receiver may be another card
 * of the same guest.
 *
 * Two things make that harmless:
 *
 * - All accesses go through here.  None begins once the card is gone, and one
 *   behind which the card is not what it was has failed.
 * - Nothing that the card consists of is freed before it is finalized, and
 *   that is not before the last one has left it; see ipsecnic_enter().
 */

#ifndef HW_NET_IPSECNIC_DMA_H
#define HW_NET_IPSECNIC_DMA_H

#include "exec/memattrs.h"

#include "state.h"

/** The parts of the card that use memory on their own. */
typedef enum IpsecnicPart {
    IPSECNIC_PART_CTRL,
    IPSECNIC_PART_RX,
    IPSECNIC_PART_TX,
    IPSECNIC_PART_IRQ,
    IPSECNIC_PART_TEST,
    IPSECNIC_PART_FAULT,
    IPSECNIC_PARTS
} IpsecnicPart;

/**
 * ipsecnic_enter: begin to work in a part of the card.
 * @part: no part is entered twice at a time
 *
 * False if there is nothing to do: the card is gone, or this part is at work
 * further up the stack (a device that it wrote to may run bottom halves).  In
 * the second case its bottom half runs again when that has left.
 *
 * True: the card is not finalized before ipsecnic_leave().
 */
bool ipsecnic_enter(IpsecnicState *s, IpsecnicPart part);

/** ipsecnic_leave: the opposite of an ipsecnic_enter() that returned true. */
void ipsecnic_leave(IpsecnicState *s, IpsecnicPart part);

/**
 * ipsecnic_gone: the card was unplugged.  Take nothing from here on, and have
 * it finalized when everybody has left: those who are at work in it, those
 * above them on the stack (QEMU's network queues), and processors that are on
 * their way to its registers.
 */
void ipsecnic_gone(IpsecnicState *s);

/** ipsecnic_bus_master: the card may use memory. */
bool ipsecnic_bus_master(IpsecnicState *s);

/**
 * ipsecnic_dma_read, ipsecnic_dma_write: guest memory, never around the end
 * of the address space, never without the bus-master bit.
 * @addr: on the bus
 * @len: bytes
 *
 * Anything but MEMTX_OK: it failed, or the card was reset or unplugged by it.
 * Which queue still runs is to be asked of ipsecnic_queue_same().
 */
MemTxResult ipsecnic_dma_read(IpsecnicState *s, uint64_t addr, void *buf,
                              uint32_t len);
MemTxResult ipsecnic_dma_write(IpsecnicState *s, uint64_t addr,
                               const void *buf, uint32_t len);

/**
 * ipsecnic_dma_write32: a word, little-endian in memory, in one access.
 * @value: in host byte order
 */
MemTxResult ipsecnic_dma_write32(IpsecnicState *s, uint64_t addr,
                                 uint32_t value);

/** ipsecnic_dma_message: send the message of a vector, which is in range. */
void ipsecnic_dma_message(IpsecnicState *s, uint32_t vector);

/** ipsecnic_dma_reason: IPSECNIC_Q_ERR_* for an access that failed. */
uint32_t ipsecnic_dma_reason(IpsecnicState *s, bool write);

#endif /* HW_NET_IPSECNIC_DMA_H */

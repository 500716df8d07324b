/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: a queue of the card, which is two rings in memory
 */

#ifndef IPSECNIC_QUEUE_H
#define IPSECNIC_QUEUE_H

#include <linux/compiler.h>
#include <linux/io.h>
#include <linux/types.h>
#include <asm/byteorder.h>

#include "ipsecnic_abi.h"

struct ipsecnic;

/**
 * struct ipsecnic_ring - one of the two rings of a queue
 * @entries: @size entries of 64 bytes; coherent memory
 * @dma: its bus address
 * @size: number of entries, a power of two
 * @index: posted ring: the next entry to fill; completion ring: the next
 *         entry to read.  Free-running, modulo 65536 in registers.
 */
struct ipsecnic_ring {
	void *entries;
	dma_addr_t dma;
	u32 size;
	u32 index;
};

/**
 * struct ipsecnic_queue - what all kinds of queue have
 * @regs: the queue's block of registers
 * @posted: from driver to card
 * @comp: from card to driver
 * @vector: MSI-X vector
 */
struct ipsecnic_queue {
	void __iomem *regs;
	struct ipsecnic_ring posted;
	struct ipsecnic_ring comp;
	u16 vector;
};

/**
 * ipsecnic_slot - the entry of a ring that an index means
 * @ring: ring
 * @index: free-running index
 *
 * Return: number of the entry.
 */
static inline u32 ipsecnic_slot(const struct ipsecnic_ring *ring, u32 index)
{
	return index & (ring->size - 1);
}

/**
 * ipsecnic_entry - the entry of a ring that an index means, in memory
 * @ring: ring
 * @index: free-running index
 *
 * Return: the entry.
 */
static inline void *ipsecnic_entry(const struct ipsecnic_ring *ring, u32 index)
{
	return ring->entries + ipsecnic_slot(ring, index) *
			       IPSECNIC_ENTRY_SIZE;
}

/**
 * ipsecnic_give_back - hand completions back, up to the ring's index
 * @q: queue
 * @arm: 0, or IPSECNIC_COMP_HEAD_ARM: interrupt when there are newer ones, at
 *       once if there are already
 */
static inline void ipsecnic_give_back(const struct ipsecnic_queue *q, u32 arm)
{
	writel((q->comp.index & IPSECNIC_INDEX_MASK) | arm,
	       q->regs + IPSECNIC_Q_COMP_HEAD);
}

/**
 * ipsecnic_doorbell - post the entries up to the posted ring's index
 * @q: queue
 *
 * What was written to the entries is seen by the card before.
 */
static inline void ipsecnic_doorbell(const struct ipsecnic_queue *q)
{
	writel(q->posted.index & IPSECNIC_INDEX_MASK,
	       q->regs + IPSECNIC_Q_POSTED_TAIL);
}

/**
 * ipsecnic_comp_ready - has the card written completion @index?
 * @ring: completion ring
 * @index: free-running index
 * @flags: last word of the entry, as the card wrote it
 *
 * The caller reads the rest of the entry after dma_rmb().
 */
static inline bool ipsecnic_comp_ready(const struct ipsecnic_ring *ring,
				       u32 index, __le32 flags)
{
	u32 pass = (index & IPSECNIC_INDEX_MASK) / ring->size;

	return (le32_to_cpu(flags) & IPSECNIC_COMP_PHASE) == (1 ^ (pass & 1));
}

/**
 * ipsecnic_comp_waits - is there a completion that the driver has not taken?
 * @ring: completion ring
 * @index: where the index of the next one to take goes
 *
 * For those who do not take completions themselves: by the time that they look
 * at the answer it may not be true any more.
 *
 * Return: true if there is.
 */
static inline bool ipsecnic_comp_waits(const struct ipsecnic_ring *ring,
				       u32 *index)
{
	const __le32 *entry;

	*index = READ_ONCE(ring->index);
	entry = ipsecnic_entry(ring, *index);
	/* The last word of all kinds of entry. */
	return ipsecnic_comp_ready(ring, *index,
				   READ_ONCE(entry[IPSECNIC_ENTRY_SIZE /
						   sizeof(*entry) - 1]));
}

int ipsecnic_queue_alloc(struct ipsecnic *ipn, struct ipsecnic_queue *q,
			 u32 block, u32 posted, u32 comp, u16 vector);
void ipsecnic_queue_free(struct ipsecnic *ipn, struct ipsecnic_queue *q);
int ipsecnic_queue_enable(struct ipsecnic *ipn, struct ipsecnic_queue *q);
int ipsecnic_queue_disable(struct ipsecnic *ipn, struct ipsecnic_queue *q);

#endif /* IPSECNIC_QUEUE_H */

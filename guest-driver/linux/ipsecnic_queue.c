// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: queues of the card: allocate, enable, disable
 *
 * All queues are alike here; what their entries are is known to those who own
 * them: ipsecnic_ctrlq.c, ipsecnic_rx.c, ipsecnic_tx.c.
 */

#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/jiffies.h>
#include <linux/pci.h>

#include "ipsecnic.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_queue.h"

static void ipsecnic_ring_free(struct ipsecnic *ipn, struct ipsecnic_ring *ring)
{
	if (ring->entries)
		dma_free_coherent(&ipn->pdev->dev,
				  ring->size * IPSECNIC_ENTRY_SIZE,
				  ring->entries, ring->dma);
	ring->entries = NULL;
}

static int ipsecnic_ring_alloc(struct ipsecnic *ipn, struct ipsecnic_ring *ring,
			       u32 size)
{
	/* Coherent memory is page-aligned: more than the 64 that are wanted. */
	ring->entries = dma_alloc_coherent(&ipn->pdev->dev,
					   size * IPSECNIC_ENTRY_SIZE,
					   &ring->dma, GFP_KERNEL);
	ring->size = size;
	ring->index = 0;
	return ring->entries ? 0 : -ENOMEM;
}

/**
 * ipsecnic_queue_alloc - get the memory of a queue's rings
 * @ipn: card
 * @q: queue
 * @block: offset of its registers in BAR 0
 * @posted: entries of the posted ring, a power of two
 * @comp: entries of the completion ring, a power of two
 * @vector: MSI-X vector, or IPSECNIC_VECTOR_NONE
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_queue_alloc(struct ipsecnic *ipn, struct ipsecnic_queue *q,
			 u32 block, u32 posted, u32 comp, u16 vector)
{
	q->regs = ipn->regs + block;
	q->vector = vector;
	if (ipsecnic_ring_alloc(ipn, &q->posted, posted))
		return -ENOMEM;
	if (ipsecnic_ring_alloc(ipn, &q->comp, comp)) {
		ipsecnic_ring_free(ipn, &q->posted);
		return -ENOMEM;
	}
	return 0;
}

/**
 * ipsecnic_queue_free - free the memory of a queue's rings
 * @ipn: card
 * @q: queue, which is stopped
 */
void ipsecnic_queue_free(struct ipsecnic *ipn, struct ipsecnic_queue *q)
{
	ipsecnic_ring_free(ipn, &q->comp);
	ipsecnic_ring_free(ipn, &q->posted);
}

/**
 * ipsecnic_queue_enable - let the card use a queue, from index 0 on
 * @ipn: card, enabled
 * @q: queue, stopped
 *
 * The interrupt is not armed.
 *
 * Return: 0, or -EIO if the card refuses; it says why in the kernel log.
 */
int ipsecnic_queue_enable(struct ipsecnic *ipn, struct ipsecnic_queue *q)
{
	u32 state;

	q->posted.index = 0;
	q->comp.index = 0;
	/* A phase of an earlier pass would look like a completion. */
	memset(q->comp.entries, 0, q->comp.size * IPSECNIC_ENTRY_SIZE);
	writel(q->vector, q->regs + IPSECNIC_Q_VECTOR);
	writel(lower_32_bits(q->posted.dma),
	       q->regs + IPSECNIC_Q_POSTED_BASE_LO);
	writel(upper_32_bits(q->posted.dma),
	       q->regs + IPSECNIC_Q_POSTED_BASE_HI);
	writel(q->posted.size, q->regs + IPSECNIC_Q_POSTED_SIZE);
	writel(lower_32_bits(q->comp.dma), q->regs + IPSECNIC_Q_COMP_BASE_LO);
	writel(upper_32_bits(q->comp.dma), q->regs + IPSECNIC_Q_COMP_BASE_HI);
	writel(q->comp.size, q->regs + IPSECNIC_Q_COMP_SIZE);
	writel(IPSECNIC_Q_CTRL_ENABLE, q->regs + IPSECNIC_Q_CTRL);
	state = readl(q->regs + IPSECNIC_Q_STATE);
	if (IPSECNIC_Q_STATE_OF(state) == IPSECNIC_Q_STATE_RUNNING)
		return 0;
	dev_err(&ipn->pdev->dev, "queue at 0x%lx: not enabled, state 0x%x\n",
		(unsigned long)(q->regs - ipn->regs), state);
	writel(0, q->regs + IPSECNIC_Q_CTRL);
	return -EIO;
}

/**
 * ipsecnic_queue_disable - take a queue back from the card
 * @ipn: card
 * @q: queue
 *
 * Return: 0 if the card touches none of the queue's memory any more; -ENODEV
 * if it is not there, which is as good; -ETIMEDOUT if it must be reset first.
 */
int ipsecnic_queue_disable(struct ipsecnic *ipn, struct ipsecnic_queue *q)
{
	unsigned long end = jiffies + msecs_to_jiffies(IPSECNIC_PATIENCE_MS);
	u32 state;

	writel(0, q->regs + IPSECNIC_Q_CTRL);
	for (;;) {
		state = readl(q->regs + IPSECNIC_Q_STATE);
		if (state == ~0U && ipsecnic_gone(ipn))
			return -ENODEV;
		if (IPSECNIC_Q_STATE_OF(state) == IPSECNIC_Q_STATE_STOPPED)
			return 0;
		if (time_after(jiffies, end))
			return -ETIMEDOUT;
		usleep_range(50, 200);
	}
}

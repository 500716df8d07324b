// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: a queue pair while it is in use: its memory, interrupt and NAPI
 */

#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/pci.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_dim.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_napi.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_queue.h"
#include "ipsecnic_rx.h"
#include "ipsecnic_tx.h"

static irqreturn_t ipsecnic_napi_irq(int irq, void *data)
{
	struct ipsecnic_pair *pair = data;

	WRITE_ONCE(pair->irqs, pair->irqs + 1);
	napi_schedule_irqoff(&pair->napi);
	return IRQ_HANDLED;
}

static void ipsecnic_napi_check_queue(struct ipsecnic *ipn,
				      const struct ipsecnic_queue *q, u16 id)
{
	u32 state = readl(q->regs + IPSECNIC_Q_STATE);

	if (IPSECNIC_Q_STATE_OF(state) == IPSECNIC_Q_STATE_ERROR)
		ipsecnic_queue_failed(ipn, id, IPSECNIC_Q_REASON_OF(state),
				      readl(q->regs + IPSECNIC_Q_ERROR_INDEX));
}

/**
 * ipsecnic_napi_check_queues - have the card reset if it has stopped a queue
 * @pair: queue pair, in use
 *
 * Context: any.
 */
void ipsecnic_napi_check_queues(struct ipsecnic_pair *pair)
{
	ipsecnic_napi_check_queue(pair->ipn, &pair->rx.q,
				  IPSECNIC_QUEUE_RX(pair->index));
	ipsecnic_napi_check_queue(pair->ipn, &pair->tx.q,
				  IPSECNIC_QUEUE_TX(pair->index));
}

/*
 * Receives @budget frames at most; netpoll, which only wants to send, gives 0.
 * Returns the number of frames, or @budget if there is more to do.
 */
static int ipsecnic_napi_poll(struct napi_struct *napi, int budget)
{
	struct ipsecnic_pair *pair =
		container_of(napi, struct ipsecnic_pair, napi);
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic_tx_queue *tx = &pair->tx;
	bool more, idle, starved = false;
	int frames = 0;

	more = ipsecnic_tx_poll(pair, budget);
	if (budget)
		frames = ipsecnic_rx_poll(pair, budget, &starved);
	if (more || starved || frames >= budget) {
		ipsecnic_give_back(&tx->q, 0);
		ipsecnic_give_back(&rx->q, 0);
		return budget;
	}
	/*
	 * A queue of which nothing was consumed is armed still.  Armed is
	 * before NAPI is given up: an interrupt that comes in between is
	 * remembered, and nobody else can write the registers meanwhile.
	 */
	if (tx->consumed)
		ipsecnic_give_back(&tx->q, IPSECNIC_COMP_HEAD_ARM);
	if (rx->consumed)
		ipsecnic_give_back(&rx->q, IPSECNIC_COMP_HEAD_ARM);
	idle = !tx->consumed && !rx->consumed;
	tx->consumed = false;
	rx->consumed = false;
	if (napi_complete_done(napi, frames))
		ipsecnic_dim_poll(pair);
	/*
	 * An interrupt for nothing is rare, but for that of a queue that has
	 * stopped; the event that tells of it may have found no room.
	 */
	if (unlikely(idle))
		ipsecnic_napi_check_queues(pair);
	return frames;
}

/* What was to be sent and was not is dropped, and counted. */
static void ipsecnic_napi_free_queues(struct ipsecnic_pair *pair)
{
	ipsecnic_tx_free(pair);
	ipsecnic_rx_free(pair);
}

/* If it fails, ipsecnic_napi_free_queues() is to be called all the same. */
static int ipsecnic_napi_alloc_queues(struct ipsecnic_pair *pair)
{
	int err;

	err = ipsecnic_rx_alloc(pair);
	if (!err)
		err = ipsecnic_tx_alloc(pair);
	return err;
}

/*
 * Returns 0, -ENOMEM without the receive buffers of a frame, -EIO if the card
 * refuses.
 * If it fails, the queues are to be stopped all the same.
 */
static int ipsecnic_napi_start_queues(struct ipsecnic_pair *pair)
{
	int err;

	err = ipsecnic_rx_start(pair);
	if (err)
		return err;
	err = ipsecnic_tx_start(pair);
	if (err)
		return err;
	return ipsecnic_rx_refill(pair) ? 0 : -ENOMEM;
}

/* Have the queues interrupt for the first time. */
static void ipsecnic_napi_arm(struct ipsecnic_pair *pair)
{
	writel(IPSECNIC_COMP_HEAD_ARM,
	       pair->tx.q.regs + IPSECNIC_Q_COMP_HEAD);
	writel(IPSECNIC_COMP_HEAD_ARM,
	       pair->rx.q.regs + IPSECNIC_Q_COMP_HEAD);
}

/**
 * ipsecnic_napi_stop - take a queue pair back from the card
 * @pair: NAPI disabled
 *
 * Return: 0, or -ETIMEDOUT: the card must be reset before memory is freed.
 */
int ipsecnic_napi_stop(struct ipsecnic_pair *pair)
{
	if (ipsecnic_queue_disable(pair->ipn, &pair->tx.q) == -ETIMEDOUT ||
	    ipsecnic_queue_disable(pair->ipn, &pair->rx.q) == -ETIMEDOUT)
		return -ETIMEDOUT;
	return 0;
}

/* Say which NAPI serves the pair; NULL: none. */
static void ipsecnic_napi_bind_queues(struct ipsecnic_pair *pair,
				      struct napi_struct *napi)
{
	struct net_device *netdev = pair->ipn->netdev;

	netif_queue_set_napi(netdev, pair->index, NETDEV_QUEUE_TYPE_RX, napi);
	netif_queue_set_napi(netdev, pair->index, NETDEV_QUEUE_TYPE_TX, napi);
}

/**
 * ipsecnic_napi_start - make a queue pair, and let the card use it
 * @pair: with its index and card set
 *
 * Context: rtnl.
 * Return: 0 or a negative error; nothing is left of it then.
 */
int ipsecnic_napi_start(struct ipsecnic_pair *pair)
{
	struct ipsecnic *ipn = pair->ipn;
	int err;

	/*
	 * By its index it has the number and settings that it had before.  It is
	 * there, and disabled, while there is a page pool that names it: the one
	 * that is taken back looks whether it is.
	 */
	netif_napi_add_config(ipn->netdev, &pair->napi, ipsecnic_napi_poll,
			      pair->index);
	err = ipsecnic_napi_alloc_queues(pair);
	if (err)
		goto free;
	pair->irq = pci_irq_vector(ipn->pdev,
				   IPSECNIC_VECTOR_PAIR(pair->index));
	snprintf(pair->name, sizeof(pair->name), "%s-%u", ipn->netdev->name,
		 pair->index);
	err = request_irq(pair->irq, ipsecnic_napi_irq, 0, pair->name, pair);
	if (err)
		goto free;
	netif_napi_set_irq(&pair->napi, pair->irq);
	ipsecnic_napi_bind_queues(pair, &pair->napi);
	err = ipsecnic_napi_start_queues(pair);
	if (err)
		goto unbind;
	ipsecnic_dim_start(pair);
	/* Only now may it be polled: buffers were being posted until here. */
	napi_enable(&pair->napi);
	ipsecnic_napi_arm(pair);
	return 0;

unbind:
	if (ipsecnic_napi_stop(pair))
		ipsecnic_reset_to_stop(ipn);
	ipsecnic_napi_bind_queues(pair, NULL);
	free_irq(pair->irq, pair);
free:
	netif_napi_del(&pair->napi);
	ipsecnic_napi_free_queues(pair);
	return err;
}

/**
 * ipsecnic_napi_kick - have a queue pair polled, whether or not it has an interrupt
 * @pair: queue pair of an interface that is up
 *
 * Context: process.
 */
void ipsecnic_napi_kick(struct ipsecnic_pair *pair)
{
	/* So that it is polled when bottom halves are on again. */
	local_bh_disable();
	napi_schedule(&pair->napi);
	local_bh_enable();
}

/**
 * ipsecnic_napi_free - free the interrupt and the memory of a queue pair
 * @pair: stopped, NAPI disabled
 *
 * What was to be sent and was not is dropped, and counted.
 *
 * Context: rtnl.
 */
void ipsecnic_napi_free(struct ipsecnic_pair *pair)
{
	ipsecnic_napi_bind_queues(pair, NULL);
	free_irq(pair->irq, pair);
	netif_napi_del(&pair->napi);
	/* The last poll goes on behind napi_complete_done(); this waited for it. */
	ipsecnic_dim_stop(pair);
	ipsecnic_napi_free_queues(pair);
}

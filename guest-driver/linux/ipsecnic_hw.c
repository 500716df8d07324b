// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: is the card there, its link, and have it reset
 *
 * The reset itself is ipsecnic_card.c's: whoever finds the card in disorder asks
 * for it here, from any context.
 */

#include <linux/bitops.h>
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "ipsecnic.h"
#include "ipsecnic_hw.h"

/* Resets that follow each other sooner than that are put off. */
#define IPSECNIC_RESET_PAUSE	HZ

/**
 * ipsecnic_gone - does the card not answer any more?
 * @ipn: card
 *
 * Reads of a card that was pulled out have all bits set.
 */
bool ipsecnic_gone(struct ipsecnic *ipn)
{
	return ipsecnic_read(ipn, IPSECNIC_REG_MAGIC) != IPSECNIC_MAGIC;
}

/**
 * ipsecnic_reset_now - tell the card to reset
 * @ipn: card
 *
 * Whether it does is to be seen in IPSECNIC_REG_CTRL, later.
 *
 * Context: any.
 */
void ipsecnic_reset_now(struct ipsecnic *ipn)
{
	ipsecnic_write(ipn, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
	/* What is posted on the bus has come there behind a read. */
	ipsecnic_read(ipn, IPSECNIC_REG_CTRL);
}

static bool ipsecnic_link_is_up(struct ipsecnic *ipn)
{
	u32 status = ipsecnic_read(ipn, IPSECNIC_REG_STATUS);

	return status != ~0U && (status & IPSECNIC_STATUS_LINK_UP);
}

/* A link that changes more often meanwhile is the service task's to look at. */
#define IPSECNIC_LINK_LOOKS	4

/**
 * ipsecnic_update_link - tell the stack what the card says of the link
 * @ipn: card
 *
 * Context: any.
 */
void ipsecnic_update_link(struct ipsecnic *ipn)
{
	bool up = ipsecnic_link_is_up(ipn), said;
	unsigned int looks = IPSECNIC_LINK_LOOKS;

	do {
		if (up != netif_carrier_ok(ipn->netdev))
			netif_info(ipn, link, ipn->netdev, "link is %s\n",
				   up ? "up" : "down");
		if (up)
			netif_carrier_on(ipn->netdev);
		else
			netif_carrier_off(ipn->netdev);
		/* An interrupt may have come in between, and said otherwise. */
		said = up;
		up = ipsecnic_link_is_up(ipn);
	} while (up != said && --looks);
}

/* Have the card reset, unless that is wanted already, and remember why. */
static void ipsecnic_reset_for(struct ipsecnic *ipn,
			       const struct ipsecnic_fault *fault)
{
	unsigned long flags;
	unsigned long since = jiffies - READ_ONCE(ipn->last_reset);
	unsigned long delay = 0;

	if (test_bit(IPSECNIC_STATE_REMOVED, &ipn->state) ||
	    test_and_set_bit(IPSECNIC_STATE_RESETTING, &ipn->state))
		return;
	spin_lock_irqsave(&ipn->error_lock, flags);
	ipn->fault = *fault;
	spin_unlock_irqrestore(&ipn->error_lock, flags);
	/* What goes wrong again at once must not keep a processor busy. */
	if (READ_ONCE(ipn->resets) && since < IPSECNIC_RESET_PAUSE)
		delay = IPSECNIC_RESET_PAUSE - since;
	/* It may be due later, for a look at a card that was dead. */
	mod_delayed_work(system_long_wq, &ipn->reset_work, delay);
}

/**
 * ipsecnic_reset_because - have the card reset and everything brought back
 * @ipn: card
 * @why: in words, which live on
 *
 * Context: any.
 */
void ipsecnic_reset_because(struct ipsecnic *ipn, const char *why)
{
	const struct ipsecnic_fault fault = { .why = why };

	ipsecnic_reset_for(ipn, &fault);
}

/**
 * ipsecnic_reset_later - have the card reset and everything brought back
 * @ipn: card, which does not do what it was told
 *
 * Context: any.
 */
void ipsecnic_reset_later(struct ipsecnic *ipn)
{
	ipsecnic_reset_because(ipn, "the card does not do what it was told");
}

/**
 * ipsecnic_out_of_order - a completion is not of the entry whose turn it is
 * @ipn: card
 * @queue: "receive" or "transmit"
 * @index: queue pair
 *
 * Which memory is whose is not known any more: the card has to be reset.
 *
 * Context: any.
 */
void ipsecnic_out_of_order(struct ipsecnic *ipn, const char *queue,
			   unsigned int index)
{
	if (!test_bit(IPSECNIC_STATE_RESETTING, &ipn->state))
		netdev_err(ipn->netdev,
			   "%s queue %u: a completion is out of order\n", queue,
			   index);
	ipsecnic_reset_because(ipn, "a completion is out of order");
}

/**
 * ipsecnic_reset_to_stop - a queue does not stop: reset the card at once
 * @ipn: card
 *
 * After this the card touches no memory any more, also if it does not even take
 * the reset.  The one that follows lets it master the bus again.
 */
void ipsecnic_reset_to_stop(struct ipsecnic *ipn)
{
	ipsecnic_reset_now(ipn);
	pci_clear_master(ipn->pdev);
	/* It has taken the control queue and the SAs as well. */
	ipsecnic_reset_later(ipn);
}

/* Is it the first time since a reset that this queue is found in error? */
static bool ipsecnic_queue_fails_first(struct ipsecnic *ipn, u16 queue)
{
	unsigned int n = queue & 0xff;
	unsigned long bit;

	lockdep_assert_held(&ipn->error_lock);

	if (n >= IPSECNIC_MAX_QUEUES)
		return true;
	if (queue == IPSECNIC_QUEUE_RX(n))
		bit = BIT(n);
	else if (queue == IPSECNIC_QUEUE_TX(n))
		bit = BIT(IPSECNIC_MAX_QUEUES + n);
	else
		return true;
	if (ipn->failed_queues & bit)
		return false;
	ipn->failed_queues |= bit;
	return true;
}

/**
 * ipsecnic_queue_failed - a queue is in state ERROR: say so, and have it reset
 * @ipn: card
 * @queue: IPSECNIC_QUEUE_RX(n) or IPSECNIC_QUEUE_TX(n)
 * @reason: IPSECNIC_Q_ERR_*
 * @index: Q_ERROR_INDEX
 *
 * The event, the interrupt of the queue and the service task may all find the
 * same error: it is said and counted once.
 *
 * Context: any.
 */
void ipsecnic_queue_failed(struct ipsecnic *ipn, u16 queue, u32 reason,
			   u32 index)
{
	const struct ipsecnic_fault fault = {
		.queue = queue,
		.reason = reason,
		.index = index,
	};
	unsigned long flags;
	bool first;

	spin_lock_irqsave(&ipn->error_lock, flags);
	first = ipsecnic_queue_fails_first(ipn, queue);
	if (first)
		WRITE_ONCE(ipn->queue_errors, ipn->queue_errors + 1);
	spin_unlock_irqrestore(&ipn->error_lock, flags);

	if (first)
		net_err_ratelimited("%s: queue 0x%04x stopped: reason %u at index %u\n",
				    netdev_name(ipn->netdev), queue, reason,
				    index);
	ipsecnic_reset_for(ipn, &fault);
}

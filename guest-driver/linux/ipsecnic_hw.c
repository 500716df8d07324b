// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: is the card there, and have it reset
 *
 * The reset itself is ipsecnic_card.c's: whoever finds the card in disorder asks
 * for it here, from any context.
 */

#include <linux/bitops.h>
#include <linux/jiffies.h>
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
 * ipsecnic_reset_later - have the card reset and everything brought back
 * @ipn: card
 *
 * Context: any.
 */
void ipsecnic_reset_later(struct ipsecnic *ipn)
{
	unsigned long since = jiffies - READ_ONCE(ipn->last_reset);
	unsigned long delay = 0;

	if (test_bit(IPSECNIC_STATE_REMOVED, &ipn->state) ||
	    test_and_set_bit(IPSECNIC_STATE_RESETTING, &ipn->state))
		return;
	/* What goes wrong again at once must not keep a processor busy. */
	if (READ_ONCE(ipn->resets) && since < IPSECNIC_RESET_PAUSE)
		delay = IPSECNIC_RESET_PAUSE - since;
	schedule_delayed_work(&ipn->reset_work, delay);
}

/**
 * ipsecnic_reset_to_stop - a queue does not stop: reset the card at once
 * @ipn: card
 *
 * After this the card touches no memory any more.
 */
void ipsecnic_reset_to_stop(struct ipsecnic *ipn)
{
	ipsecnic_write(ipn, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
	/* It has taken the control queue and the SAs as well. */
	ipsecnic_reset_later(ipn);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: the service task, which looks for what no interrupt tells
 *
 * Without bus mastering, and after a reset that somebody else did, the card
 * sends no messages; and a message can be lost.  So the task looks once a second
 * while the port is up, at a few registers and at entries in memory.
 *
 * It takes no lock that may be held while it is stopped, rtnl least of all: what
 * is to be reset is left to the reset work.
 */

#include <linux/bitops.h>
#include <linux/bottom_half.h>
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "ipsecnic.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_napi.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_queue.h"
#include "ipsecnic_service.h"

#define IPSECNIC_SERVICE_INTERVAL	HZ

/*
 * With the link up a transmit queue does not stand still for so long.  Less than
 * the stack's own watchdog takes, which looks at queues that are full, and warns
 * of a driver that has not seen it.
 */
#define IPSECNIC_SERVICE_STALL		(5 * HZ)

/*
 * Is the card in use, as the driver left it?  If not, there is nothing else to
 * be seen of it.
 */
static bool ipsecnic_service_check_card(struct ipsecnic *ipn, u32 status)
{
	const char *fault = NULL;
	u16 command;

	pci_read_config_word(ipn->pdev, PCI_COMMAND, &command);
	if (!ipsecnic_is_enabled(status))
		fault = ipsecnic_gone(ipn) ?
			"the card does not answer any more" :
			"somebody has reset the card";
	else if (!(command & PCI_COMMAND_MASTER))
		fault = "somebody has switched bus mastering off";
	else if (status & IPSECNIC_STATUS_ERROR)
		fault = "the card has failed";
	if (!fault)
		return true;
	netdev_err(ipn->netdev, "%s\n", fault);
	ipsecnic_reset_because(ipn, fault);
	return false;
}

/* What events would have told of, that came up while there was no room. */
static void ipsecnic_service_check_events(struct ipsecnic *ipn, u32 status)
{
	bool up = status & IPSECNIC_STATUS_LINK_UP;

	/* Before anything is looked at, so that none is lost unseen. */
	if (status & IPSECNIC_STATUS_EVENTS_LOST)
		ipsecnic_write(ipn, IPSECNIC_REG_EVENTS_LOST, 0);
	if (up != netif_carrier_ok(ipn->netdev))
		ipsecnic_update_link(ipn);
}

/*
 * A completion that was there in the last round already, and no NAPI that is
 * about to take it: the interrupt was lost.
 */
static void ipsecnic_service_check_irq(struct ipsecnic_pair *pair)
{
	struct ipsecnic_pair_watch *watch = &pair->watch;
	bool rx_waits, tx_waits, lost;
	u32 rx_index, tx_index;

	rx_waits = ipsecnic_comp_waits(&pair->rx.q.comp, &rx_index);
	tx_waits = ipsecnic_comp_waits(&pair->tx.q.comp, &tx_index);
	lost = (rx_waits && watch->rx_waits && rx_index == watch->rx_index) ||
	       (tx_waits && watch->tx_waits && tx_index == watch->tx_index);
	watch->rx_waits = rx_waits;
	watch->tx_waits = tx_waits;
	watch->rx_index = rx_index;
	watch->tx_index = tx_index;
	if (!lost || test_bit(NAPI_STATE_SCHED, &pair->napi.state))
		return;
	WRITE_ONCE(pair->ipn->lost_irqs, pair->ipn->lost_irqs + 1);
	ipsecnic_napi_kick(pair);
}

static void ipsecnic_service_check_stall(struct ipsecnic_pair *pair,
					 bool link_up)
{
	struct ipsecnic_pair_watch *watch = &pair->watch;
	u32 clean = READ_ONCE(pair->tx.clean);

	if (!link_up || clean != watch->tx_clean ||
	    clean == READ_ONCE(pair->tx.q.posted.index)) {
		watch->tx_clean = clean;
		watch->tx_moved = jiffies;
		return;
	}
	if (time_before(jiffies, watch->tx_moved + IPSECNIC_SERVICE_STALL))
		return;
	/* A peer that takes nothing holds the card up; that is no fault. */
	netdev_warn(pair->ipn->netdev, "transmit queue %u: no progress\n",
		    pair->index);
	ipsecnic_reset_because(pair->ipn,
			       "a transmit queue makes no progress");
}

static void ipsecnic_service_round(struct ipsecnic *ipn)
{
	u32 status = ipsecnic_read(ipn, IPSECNIC_REG_STATUS);
	unsigned int i;

	if (!ipsecnic_service_check_card(ipn, status))
		return;
	ipsecnic_service_check_events(ipn, status);
	if (ipsecnic_ctrlq_check(ipn))
		WRITE_ONCE(ipn->lost_irqs, ipn->lost_irqs + 1);
	for (i = 0; i < ipn->num_pairs; i++) {
		struct ipsecnic_pair *pair = &ipn->pairs[i];

		ipsecnic_napi_check_queues(pair);
		ipsecnic_service_check_irq(pair);
		ipsecnic_service_check_stall(pair,
					     status & IPSECNIC_STATUS_LINK_UP);
	}
}

static void ipsecnic_service_again(struct ipsecnic *ipn)
{
	schedule_delayed_work(&ipn->service_work,
			      round_jiffies_relative(IPSECNIC_SERVICE_INTERVAL));
}

static void ipsecnic_service_work(struct work_struct *work)
{
	struct ipsecnic *ipn = container_of(to_delayed_work(work),
					    struct ipsecnic, service_work);

	/* What is wrong with a card that waits for its reset is known. */
	if (!test_bit(IPSECNIC_STATE_RESETTING, &ipn->state) &&
	    !test_bit(IPSECNIC_STATE_REMOVED, &ipn->state))
		ipsecnic_service_round(ipn);
	ipsecnic_service_again(ipn);
}

/**
 * ipsecnic_service_init - prepare the service task
 * @ipn: card
 */
void ipsecnic_service_init(struct ipsecnic *ipn)
{
	INIT_DELAYED_WORK(&ipn->service_work, ipsecnic_service_work);
}

/**
 * ipsecnic_service_start - begin to look after the card
 * @ipn: card, its queue pairs in use
 *
 * Context: rtnl.
 */
void ipsecnic_service_start(struct ipsecnic *ipn)
{
	unsigned int i;

	for (i = 0; i < ipn->num_pairs; i++) {
		struct ipsecnic_pair_watch *watch = &ipn->pairs[i].watch;

		watch->rx_waits = false;
		watch->tx_waits = false;
		watch->tx_clean = 0;
		watch->tx_moved = jiffies;
	}
	ipsecnic_service_again(ipn);
}

/**
 * ipsecnic_service_stop - the end of that
 * @ipn: card, its queue pairs still there
 *
 * When it returns, the task does not run, nor will it.
 *
 * Context: rtnl; may sleep.
 */
void ipsecnic_service_stop(struct ipsecnic *ipn)
{
	cancel_delayed_work_sync(&ipn->service_work);
}

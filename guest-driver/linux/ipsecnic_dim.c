// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: interrupt moderation that follows the traffic
 *
 * With adaptive-rx the kernel's DIM chooses the interval of each queue pair,
 * from what its interrupts bring.  A pair has one vector for both directions,
 * so both count.
 */

#include <linux/dim.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_dim.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"

/**
 * ipsecnic_dim_usecs - which interrupt interval a queue pair has
 * @pair: queue pair
 *
 * Return: microseconds.
 */
u32 ipsecnic_dim_usecs(const struct ipsecnic_pair *pair)
{
	return READ_ONCE(pair->ipn->adaptive) ? READ_ONCE(pair->dim_usecs) :
						READ_ONCE(pair->ipn->usecs);
}

/**
 * ipsecnic_dim_apply - write the interrupt interval of a queue pair
 * @pair: queue pair, of a card with moderation
 */
void ipsecnic_dim_apply(struct ipsecnic_pair *pair)
{
	u32 vector = IPSECNIC_VECTOR_PAIR(pair->index);
	u32 usecs;

	/* DIM's work and the user may be here at once: the last has it right. */
	do {
		usecs = ipsecnic_dim_usecs(pair);
		ipsecnic_write(pair->ipn, IPSECNIC_REG_VEC_INTERVAL(vector),
			       usecs);
		/* Written before it is asked for once more. */
		mb();
	} while (usecs != ipsecnic_dim_usecs(pair));
}

#if IS_REACHABLE(CONFIG_DIMLIB)

/* The second of the least intervals: what DIM begins with by itself. */
#define IPSECNIC_DIM_PROFILE	1

static void ipsecnic_dim_work(struct work_struct *work)
{
	struct dim *dim = container_of(work, struct dim, work);
	struct ipsecnic_pair *pair = container_of(dim, struct ipsecnic_pair,
						  dim);

	WRITE_ONCE(pair->dim_usecs,
		   net_dim_get_rx_moderation(dim->mode, dim->profile_ix).usec);
	if (READ_ONCE(pair->ipn->adaptive))
		ipsecnic_dim_apply(pair);
	/* Behind what was read of it, see ipsecnic_dim_poll(). */
	smp_store_release(&dim->state, DIM_START_MEASURE);
}

/**
 * ipsecnic_dim_start - begin to follow the traffic of a queue pair
 * @pair: queue pair, not polled yet
 *
 * Context: rtnl.
 */
void ipsecnic_dim_start(struct ipsecnic_pair *pair)
{
	memset(&pair->dim, 0, sizeof(pair->dim));
	INIT_WORK(&pair->dim.work, ipsecnic_dim_work);
	/* An interval begins with an interrupt, not with a completion. */
	pair->dim.mode = DIM_CQ_PERIOD_MODE_START_FROM_EQE;
	pair->dim.profile_ix = IPSECNIC_DIM_PROFILE;
	pair->dim_usecs = net_dim_get_rx_moderation(pair->dim.mode,
						    pair->dim.profile_ix).usec;
}

/**
 * ipsecnic_dim_stop - the end of that
 * @pair: queue pair that is not polled any more
 *
 * Context: rtnl; may sleep.
 */
void ipsecnic_dim_stop(struct ipsecnic_pair *pair)
{
	cancel_work_sync(&pair->dim.work);
}

/**
 * ipsecnic_dim_poll - a poll has come to its end: look at what it brought
 * @pair: queue pair
 *
 * Context: NAPI.
 */
void ipsecnic_dim_poll(struct ipsecnic_pair *pair)
{
	struct dim_sample sample = { };
	struct ipsecnic_rx_stats rx;
	struct ipsecnic_tx_stats tx;

	if (!READ_ONCE(pair->ipn->adaptive))
		return;
	/* Until the work item has done what it said it has nothing to say. */
	if (smp_load_acquire(&pair->dim.state) == DIM_APPLY_NEW_PROFILE)
		return;
	ipsecnic_pair_stats(pair, &rx, &tx);
	dim_update_sample(READ_ONCE(pair->irqs), rx.packets + tx.packets,
			  rx.bytes + tx.bytes, &sample);
	ipsecnic_net_dim(&pair->dim, &sample);
}

#endif

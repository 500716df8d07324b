// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: asking the card about SAs in packet mode
 *
 * Each second, when the card tells of a limit, and before a reset: the kernel
 * does not see the packets of such a state, so that it must be told when its
 * limits are reached, and what to say if it is asked.
 */

#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_xfrm_packet.h"
#include "ipsecnic_xfrm_poll.h"
#include "ipsecnic_xfrm_sa.h"
#include "ipsecnic_xfrm_state.h"

/* So many SAs are got hold of at a time. */
#define IPSECNIC_POLL_BATCH	32

/* Was it not yet asked about in this round? */
static bool ipsecnic_poll_unasked(struct ipsecnic_xfrm *xfrm,
				  struct ipsecnic_sa *sa)
{
	if (!sa->packet || !sa->handle || sa->packet->round == xfrm->round)
		return false;
	sa->packet->round = xfrm->round;
	return true;
}

/* Returns false if the card does not answer. */
static bool ipsecnic_poll_ask(struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	struct ipsecnic_command command = { 0 };
	const struct ipsecnic_sa_info *info;
	struct ipsecnic_ctrl_comp comp;
	unsigned long settled;
	bool goes_on = true;
	u32 handle;

	handle = READ_ONCE(sa->handle);
	if (!handle)
		return true;
	info = xfrm->info->data;
	command.opcode = cpu_to_le16(IPSECNIC_CMD_QUERY_SA);
	command.handle = cpu_to_le32(handle);
	command.data_addr = cpu_to_le64(xfrm->info->dma);
	command.data_length = cpu_to_le32(sizeof(*info));
	settled = ipsecnic_packet_settled(sa->ipn);
	if (ipsecnic_ctrl_exec(sa->ipn, &command, &comp))
		return false;
	if (le32_to_cpu(comp.status) != IPSECNIC_ST_OK)
		return true;
	spin_lock_bh(&xfrm->lock);
	/* It may have been loaded anew meanwhile. */
	if (!sa->deleted && sa->handle == handle &&
	    le32_to_cpu(info->handle) == handle)
		goes_on = ipsecnic_packet_note(sa, info, settled);
	spin_unlock_bh(&xfrm->lock);
	if (!goes_on) {
		netdev_err(sa->ipn->netdev,
			   "SPI 0x%08x: the card has lost its sequence numbers\n",
			   ntohl(sa->x->id.spi));
		ipsecnic_reset_later(sa->ipn);
	}
	return true;
}

/* Do what software does with each packet of a state. */
static void ipsecnic_poll_expire(struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	struct ipsecnic_packet *packet = sa->packet;
	struct xfrm_state *x = sa->x;
	u32 state;
	bool used;

	spin_lock_bh(&xfrm->lock);
	state = packet->state;
	used = packet->base.packets || packet->card.packets || state;
	spin_unlock_bh(&xfrm->lock);
	if (!used)
		return;
	spin_lock_bh(&x->lock);
	if (x->km.state == XFRM_STATE_VALID) {
		xfrm_state_check_expire(x);
		/* Without numbers, it is as good as at its limit. */
		if (state & IPSECNIC_SA_STATE_SEQUENCE_END &&
		    x->km.state == XFRM_STATE_VALID && !x->km.dying) {
			x->km.dying = 1;
			km_state_expired(x, 0, 0);
		}
		/* The card does nothing for it any more, whoever is right. */
		if (state & IPSECNIC_SA_STATE_HARD_LIMIT &&
		    x->km.state == XFRM_STATE_VALID) {
			x->km.state = XFRM_STATE_EXPIRED;
			hrtimer_start(&x->mtimer, 0, HRTIMER_MODE_REL_SOFT);
		}
	}
	spin_unlock_bh(&x->lock);
}

/**
 * ipsecnic_xfrm_ask - renew what is known of all SAs in packet mode
 * @ipn: the card
 *
 * Context: may sleep.
 */
void ipsecnic_xfrm_ask(struct ipsecnic *ipn)
{
	struct ipsecnic_sa *batch[IPSECNIC_POLL_BATCH];
	struct ipsecnic_xfrm *xfrm = ipn->xfrm;
	bool answers = true;
	unsigned int i, n;

	if (!READ_ONCE(xfrm->packets))
		return;
	mutex_lock(&xfrm->asking);
	xfrm->round++;
	while (answers) {
		n = ipsecnic_sa_pick(xfrm, ipsecnic_poll_unasked, batch,
				     IPSECNIC_POLL_BATCH);
		if (!n)
			break;
		for (i = 0; i < n; i++) {
			if (answers)
				answers = ipsecnic_poll_ask(batch[i]);
			if (answers)
				ipsecnic_poll_expire(batch[i]);
			ipsecnic_sa_unpick(batch[i]);
		}
	}
	mutex_unlock(&xfrm->asking);
}

/**
 * ipsecnic_xfrm_poll - do that each second
 * @work: @poll of a struct ipsecnic_xfrm
 */
void ipsecnic_xfrm_poll(struct work_struct *work)
{
	struct ipsecnic_xfrm *xfrm;

	xfrm = container_of(to_delayed_work(work), struct ipsecnic_xfrm, poll);
	ipsecnic_xfrm_ask(xfrm->ipn);
	if (READ_ONCE(xfrm->packets))
		queue_delayed_work(system_long_wq, &xfrm->poll, HZ);
}

/*
 * What the kernel asks for
 */

/*
 * Where software keeps what it has seen.  It must never accept what the card
 * has: to it, all numbers up to the highest one have been received.
 */
static void ipsecnic_poll_put_top(const struct ipsecnic_sa *sa,
				  struct xfrm_state *x, u64 top)
{
	struct xfrm_replay_state_esn *esn = x->replay_esn;

	if (!esn) {
		if (!sa->inbound) {
			x->replay.oseq = top;
			return;
		}
		x->replay.seq = top;
		x->replay.bitmap = top ? U32_MAX : 0;
		return;
	}
	if (!sa->inbound) {
		esn->oseq = lower_32_bits(top);
		esn->oseq_hi = upper_32_bits(top);
		return;
	}
	esn->seq = lower_32_bits(top);
	esn->seq_hi = upper_32_bits(top);
	memset(esn->bmp, top ? 0xff : 0, esn->bmp_len * sizeof(esn->bmp[0]));
}

/**
 * ipsecnic_xfrm_update_stats - bring a state up to date
 * @x: any state; locked, or nobody can change it
 *
 * Context: any but hard interrupts.
 */
void ipsecnic_xfrm_update_stats(struct xfrm_state *x)
{
	struct ipsecnic_packet_counts sum;
	struct ipsecnic_xfrm *xfrm;
	struct ipsecnic_sa *sa;
	u64 top;

	rcu_read_lock();
	sa = ipsecnic_sa_of(x);
	if (!sa || !sa->packet)
		goto unlock;
	xfrm = sa->ipn->xfrm;
	spin_lock_bh(&xfrm->lock);
	sum = sa->packet->base;
	ipsecnic_packet_add(&sum, &sa->packet->card);
	top = sa->packet->top;
	spin_unlock_bh(&xfrm->lock);

	if (sum.packets && !x->curlft.use_time)
		WRITE_ONCE(x->curlft.use_time, ktime_get_real_seconds());
	x->curlft.packets = sum.packets;
	x->curlft.bytes = sum.bytes;
	x->stats.replay = sum.replayed;
	x->stats.replay_window = sum.late;
	x->stats.integrity_failed = sum.integrity;
	ipsecnic_poll_put_top(sa, x, top);
unlock:
	rcu_read_unlock();
}

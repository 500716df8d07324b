// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: security associations of a card: references, handles
 *
 * The SA of a state is in the table of handles while received frames may name
 * it; its memory stays until the last reference has gone.
 */

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/xfrm.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/dst_cache.h>

#include "ipsecnic.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_xfrm_sa.h"

/* The card is to have sent by then what was posted before. */
#define IPSECNIC_SA_LINGER_MS		1000

/* A handle: an index, and a generation that a new SA of that index has not. */
#define IPSECNIC_HANDLE_INDEX(handle)	((handle) & 0xfffff)

/* Readers of RCU may have been using the routes. */
static void ipsecnic_sa_free(struct rcu_head *rcu)
{
	struct ipsecnic_sa *sa = container_of(rcu, struct ipsecnic_sa, rcu);

	if (sa->packet)
		dst_cache_destroy(&sa->packet->route);
	kfree(sa->packet);
	kfree(sa);
}

/**
 * ipsecnic_sa_put - give back a reference to an SA
 * @sa: the SA
 *
 * Context: any.
 */
void ipsecnic_sa_put(struct ipsecnic_sa *sa)
{
	if (!refcount_dec_and_test(&sa->users))
		return;
	/* What readers of RCU may still look at has no keys. */
	memzero_explicit(sa->ctx, sizeof(sa->ctx));
	call_rcu(&sa->rcu, ipsecnic_sa_free);
}

/* Is it for ESP in UDP to a port that nothing but an SA says is for that? */
static bool ipsecnic_sa_has_port(const struct ipsecnic_sa *sa)
{
	return sa->inbound && sa->encap &&
	       sa->dport != htons(IPSECNIC_NAT_T_PORT);
}

/**
 * ipsecnic_sa_enlist - put an SA onto the list
 * @xfrm: the states of its card; locked
 * @sa: the SA
 */
void ipsecnic_sa_enlist(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa)
{
	lockdep_assert_held(&xfrm->lock);

	list_add_tail(&sa->node, &xfrm->list);
	if (!sa->packet)
		return;
	WRITE_ONCE(xfrm->packets, xfrm->packets + 1);
	if (ipsecnic_sa_has_port(sa))
		WRITE_ONCE(xfrm->ports, xfrm->ports + 1);
	queue_delayed_work(system_long_wq, &xfrm->poll, HZ);
}

/**
 * ipsecnic_sa_delist - take an SA off the list
 * @xfrm: the states of its card; locked
 * @sa: the SA
 */
void ipsecnic_sa_delist(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa)
{
	lockdep_assert_held(&xfrm->lock);

	list_del(&sa->node);
	if (!sa->packet)
		return;
	WRITE_ONCE(xfrm->packets, xfrm->packets - 1);
	if (ipsecnic_sa_has_port(sa))
		WRITE_ONCE(xfrm->ports, xfrm->ports - 1);
}

/**
 * ipsecnic_sa_find - the SA of a handle
 * @ipn: the card
 * @handle: as the card says it
 *
 * Context: within rcu_read_lock().
 *
 * Return: the SA; NULL if there is none any more.
 */
struct ipsecnic_sa *ipsecnic_sa_find(struct ipsecnic *ipn, u32 handle)
{
	struct ipsecnic_sa *sa;

	if (!handle)
		return NULL;
	sa = xa_load(&ipn->xfrm->handles, IPSECNIC_HANDLE_INDEX(handle));
	return sa && READ_ONCE(sa->handle) == handle ? sa : NULL;
}

/**
 * ipsecnic_sa_learn - the card has an SA, by this handle
 * @xfrm: the states of its card; locked
 * @sa: the SA
 * @handle: as the card says it
 *
 * Return: 0 or -ENOMEM; the card must delete it then.
 */
int ipsecnic_sa_learn(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa,
		      u32 handle)
{
	int err;

	lockdep_assert_held(&xfrm->lock);

	WRITE_ONCE(sa->handle, handle);
	err = xa_err(xa_store(&xfrm->handles, IPSECNIC_HANDLE_INDEX(handle), sa,
			      GFP_ATOMIC));
	if (err) {
		WRITE_ONCE(sa->handle, 0);
		return err;
	}
	sa->epoch = xfrm->epoch;
	atomic64_inc(&xfrm->stats[IPSECNIC_XFRM_LOADED]);
	return 0;
}

/**
 * ipsecnic_sa_forget - the card is not to have an SA any more, or has not
 * @xfrm: the states of its card; locked
 * @sa: the SA
 *
 * Return: the handle that must be deleted, 0 if there is none.
 */
u32 ipsecnic_sa_forget(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa)
{
	u32 handle = sa->handle;

	lockdep_assert_held(&xfrm->lock);

	if (!handle)
		return 0;
	/* Another SA may have the index by now. */
	xa_cmpxchg(&xfrm->handles, IPSECNIC_HANDLE_INDEX(handle), sa, NULL, 0);
	WRITE_ONCE(sa->handle, 0);
	/* The card has none of it already. */
	if (sa->software)
		return 0;
	atomic64_dec(&xfrm->stats[IPSECNIC_XFRM_LOADED]);
	return handle;
}

/**
 * ipsecnic_sa_inherit - what the card has of one SA is another one's now
 * @xfrm: the states of its card; locked
 * @heir: the one that the card has not
 * @sa: the one that it has
 */
void ipsecnic_sa_inherit(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *heir,
			 struct ipsecnic_sa *sa)
{
	u32 handle = sa->handle;

	lockdep_assert_held(&xfrm->lock);

	heir->epoch = xfrm->epoch;
	WRITE_ONCE(heir->handle, handle);
	/* There is an entry already, so that this needs no memory. */
	xa_store(&xfrm->handles, IPSECNIC_HANDLE_INDEX(handle), heir,
		 GFP_ATOMIC);
	WRITE_ONCE(sa->handle, 0);
}

static void ipsecnic_sa_removed(struct ipsecnic *ipn,
				struct ipsecnic_ctrl_request *request,
				const struct ipsecnic_ctrl_comp *comp,
				int error)
{
	/* With an error, too: then the card has been reset, and has no SA. */
	ipsecnic_sa_put(container_of(request, struct ipsecnic_sa, remove));
}

/**
 * ipsecnic_sa_remove - have the card delete an SA, without waiting for it
 * @sa: the SA
 * @handle: what the card knows it by
 *
 * Context: any.
 */
void ipsecnic_sa_remove(struct ipsecnic_sa *sa, u32 handle)
{
	struct ipsecnic_command *command = &sa->remove.command;

	memset(command, 0, sizeof(*command));
	command->opcode = cpu_to_le16(IPSECNIC_CMD_DELETE_SA);
	command->count = cpu_to_le32(1);
	command->handle = cpu_to_le32(handle);
	sa->remove.done = ipsecnic_sa_removed;
	refcount_inc(&sa->users);
	if (ipsecnic_ctrl_post(sa->ipn, &sa->remove))
		ipsecnic_sa_put(sa);
}

/*
 * SAs that leave
 */

/* Remember what is posted. */
static void ipsecnic_tx_mark(struct ipsecnic *ipn)
{
	unsigned int i;

	for (i = 0; i < ipn->max_pairs; i++) {
		struct ipsecnic_tx_queue *tx = &ipn->pairs[i].tx;

		tx->mark = READ_ONCE(tx->q.posted.index);
	}
}

/* Has the card sent what was posted, up to the mark or by now? */
static bool ipsecnic_tx_have_sent(const struct ipsecnic *ipn, bool marked)
{
	unsigned int i;

	if (!test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		return true;
	for (i = 0; i < ipn->max_pairs; i++) {
		const struct ipsecnic_tx_queue *tx = &ipn->pairs[i].tx;

		if (!ipsecnic_tx_has_sent(tx, marked ? tx->mark :
					  READ_ONCE(tx->q.posted.index)))
			return false;
	}
	return true;
}

/**
 * ipsecnic_sa_lingers - must the card keep an outbound SA a little?
 * @xfrm: the states of its card; locked
 * @sa: the SA, which the kernel has deleted
 * @handle: what the card knows it by
 *
 * A frame whose SA is gone is not sent, and the kernel has done with those that
 * it gave out before it deleted the state.
 *
 * Return: true if the card will be told later.
 */
bool ipsecnic_sa_lingers(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa,
			 u32 handle)
{
	lockdep_assert_held(&xfrm->lock);

	if (sa->inbound || ipsecnic_tx_have_sent(sa->ipn, false))
		return false;
	refcount_inc(&sa->users);
	sa->left = handle;
	sa->epoch = xfrm->epoch;
	list_add_tail(&sa->node, &xfrm->leaving);
	schedule_work(&xfrm->leave);
	return true;
}

static void ipsecnic_sas_leave(struct work_struct *work)
{
	struct ipsecnic_xfrm *xfrm = container_of(work, struct ipsecnic_xfrm,
						  leave);
	struct ipsecnic_sa *sa, *next;
	unsigned long end;
	LIST_HEAD(batch);

	spin_lock_bh(&xfrm->lock);
	list_splice_init(&xfrm->leaving, &batch);
	spin_unlock_bh(&xfrm->lock);

	/* Who has found one of them has posted its frame then. */
	synchronize_net();
	ipsecnic_tx_mark(xfrm->ipn);
	end = jiffies + msecs_to_jiffies(IPSECNIC_SA_LINGER_MS);
	while (!ipsecnic_tx_have_sent(xfrm->ipn, true) &&
	       time_before(jiffies, end))
		usleep_range(500, 1000);

	list_for_each_entry_safe(sa, next, &batch, node) {
		list_del(&sa->node);
		/* A reset has taken it away, and others may have its handle. */
		if (sa->epoch == READ_ONCE(xfrm->epoch))
			ipsecnic_sa_remove(sa, sa->left);
		ipsecnic_sa_put(sa);
	}
}

/**
 * ipsecnic_sas_init - prepare for SAs
 * @xfrm: what belongs to xfrm of a card
 */
void ipsecnic_sas_init(struct ipsecnic_xfrm *xfrm)
{
	INIT_LIST_HEAD(&xfrm->list);
	INIT_LIST_HEAD(&xfrm->leaving);
	INIT_WORK(&xfrm->leave, ipsecnic_sas_leave);
	xa_init_flags(&xfrm->handles, XA_FLAGS_LOCK_BH);
}

/**
 * ipsecnic_sas_exit - the end of all SAs
 * @xfrm: the same; its card is stopped, and the kernel has deleted all states
 */
void ipsecnic_sas_exit(struct ipsecnic_xfrm *xfrm)
{
	struct ipsecnic_sa *sa, *next;

	cancel_work_sync(&xfrm->leave);
	list_for_each_entry_safe(sa, next, &xfrm->leaving, node) {
		list_del(&sa->node);
		ipsecnic_sa_put(sa);
	}
	xa_destroy(&xfrm->handles);
}

/**
 * ipsecnic_sa_to_software - take an inbound SA off the card for good
 * @sa: SA that the card found within the packet of another one
 *
 * The kernel takes the card's word for one transform of a packet only, and
 * would decrypt the inner one again.  A card that names an SA that sends, or one
 * of packet mode, which is not the inner one of any, is not believed.
 *
 * Context: softirq.
 */
void ipsecnic_sa_to_software(struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	u32 handle = 0;

	if (!sa->inbound || sa->packet)
		return;
	spin_lock_bh(&xfrm->lock);
	if (!sa->deleted && !sa->software && sa->handle) {
		/* It stays in the table: frames in the rings may name it. */
		WRITE_ONCE(sa->software, true);
		handle = sa->handle;
		atomic64_dec(&xfrm->stats[IPSECNIC_XFRM_LOADED]);
		atomic64_inc(&xfrm->stats[IPSECNIC_XFRM_NESTED]);
	}
	spin_unlock_bh(&xfrm->lock);

	if (handle)
		ipsecnic_sa_remove(sa, handle);
}

/**
 * ipsecnic_sa_pick - get hold of SAs, to do something with them unlocked
 * @xfrm: what belongs to xfrm of their card
 * @want: which ones
 * @batch: where they go, with a reference of each and of its state
 * @most: how many have room there
 *
 * Return: how many there are.
 */
unsigned int ipsecnic_sa_pick(struct ipsecnic_xfrm *xfrm,
			      ipsecnic_sa_want_fn *want,
			      struct ipsecnic_sa **batch, unsigned int most)
{
	struct ipsecnic_sa *sa;
	unsigned int n = 0;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(sa, &xfrm->list, node) {
		if (n == most)
			break;
		if (!want(xfrm, sa) || !refcount_inc_not_zero(&sa->x->refcnt))
			continue;
		refcount_inc(&sa->users);
		batch[n++] = sa;
	}
	spin_unlock_bh(&xfrm->lock);
	return n;
}

/**
 * ipsecnic_sa_unpick - let go of such an SA
 * @sa: the SA
 */
void ipsecnic_sa_unpick(struct ipsecnic_sa *sa)
{
	xfrm_state_put(sa->x);
	ipsecnic_sa_put(sa);
}

/**
 * ipsecnic_xfrm_may_return - is it worth waiting until a reset is over?
 * @ipn: the card, which does not answer
 * @end: until when, in jiffies
 *
 * Context: sleeps for a moment.
 *
 * Return: true if it may answer now.
 */
bool ipsecnic_xfrm_may_return(struct ipsecnic *ipn, unsigned long end)
{
	if (test_bit(IPSECNIC_STATE_DEAD, &ipn->state) ||
	    test_bit(IPSECNIC_STATE_REMOVED, &ipn->state) ||
	    time_after(jiffies, end))
		return false;
	msleep(20);
	return true;
}

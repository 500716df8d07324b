// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: which SA a state has, and which of two states has an SA
 *
 * A state that the kernel hands over may be anybody's: below a bond it can have
 * been moved to another card, of another driver even, and its offload handle
 * with it.  What the handle points to is therefore never looked at.  All states
 * of all cards are in one table, and what is not in it is not ours.
 *
 * The card has one SA for a destination and an SPI; the kernel can have two
 * states of them for a while.  To update a state ("ip xfrm state update", and
 * what key managers do at the same time) it makes a second one, hands it over,
 * takes from it what may change, and deletes it again.  Newer kernels that move
 * a state to another address hand over the new one before they delete the old.
 * The second one waits here: nothing is loaded, and if the first is deleted, it
 * takes its place.
 */

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/rhashtable.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_xfrm_packet.h"
#include "ipsecnic_xfrm_sa.h"
#include "ipsecnic_xfrm_state.h"

static struct rhashtable ipsecnic_states;

static const struct rhashtable_params ipsecnic_states_params = {
	.key_len = sizeof(struct xfrm_state *),
	.key_offset = offsetof(struct ipsecnic_sa, x),
	.head_offset = offsetof(struct ipsecnic_sa, hash),
	.automatic_shrinking = true,
};

/**
 * ipsecnic_states_init - prepare the table of the states of all cards
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_states_init(void)
{
	return rhashtable_init(&ipsecnic_states, &ipsecnic_states_params);
}

/** ipsecnic_states_exit - the end of it; no card is left */
void ipsecnic_states_exit(void)
{
	rhashtable_destroy(&ipsecnic_states);
	/* SAs that were given back are freed by a function of this module. */
	rcu_barrier();
}

/**
 * ipsecnic_sa_of - the SA of a state
 * @x: any state
 *
 * Context: any, within rcu_read_lock().
 *
 * Return: the SA; NULL: no card of this driver has the state.
 */
struct ipsecnic_sa *ipsecnic_sa_of(const struct xfrm_state *x)
{
	/* Of most states that are not ours this much is known at once. */
	if (!READ_ONCE(x->xso.offload_handle))
		return NULL;
	return rhashtable_lookup(&ipsecnic_states, &x, ipsecnic_states_params);
}

/**
 * ipsecnic_sa_bind - from now on a state has that SA
 * @sa: the SA, with its state; the table takes over the caller's reference
 *
 * Context: any but hard interrupts.
 *
 * Return: 0; -EEXIST: the state has one already; -ENOMEM, -EBUSY, -E2BIG.
 */
int ipsecnic_sa_bind(struct ipsecnic_sa *sa)
{
	int err;

	err = rhashtable_lookup_insert_fast(&ipsecnic_states, &sa->hash,
					    ipsecnic_states_params);
	if (!err)
		WRITE_ONCE(sa->x->xso.offload_handle, (unsigned long)sa);
	return err;
}

/**
 * ipsecnic_sa_unbind - a state has no SA any more
 * @x: the state
 *
 * Context: any but hard interrupts.
 *
 * Return: the SA, with the table's reference, which is the caller's now; NULL if
 * there was none.
 */
struct ipsecnic_sa *ipsecnic_sa_unbind(struct xfrm_state *x)
{
	struct ipsecnic_sa *sa;

	rcu_read_lock();
	sa = rhashtable_lookup(&ipsecnic_states, &x, ipsecnic_states_params);
	if (sa && rhashtable_remove_fast(&ipsecnic_states, &sa->hash,
					 ipsecnic_states_params))
		sa = NULL;
	rcu_read_unlock();
	/* The state may live on in packets that wait to be sent. */
	if (sa)
		WRITE_ONCE(x->xso.offload_handle, 0);
	return sa;
}

/**
 * ipsecnic_sa_abandon - the state of an SA may have gone already
 * @sa: the SA; the caller gets the table's reference, if it is in there
 *
 * Return: true if it was.
 */
bool ipsecnic_sa_abandon(struct ipsecnic_sa *sa)
{
	return !rhashtable_remove_fast(&ipsecnic_states, &sa->hash,
				       ipsecnic_states_params);
}

/*
 * Two states and one SA
 */

static const struct ipsecnic_sa_ctx *
ipsecnic_sa_context(const struct ipsecnic_sa *sa)
{
	return (const struct ipsecnic_sa_ctx *)sa->ctx;
}

/* Does the card take them for the same? */
static bool ipsecnic_sa_same_key(const struct ipsecnic_sa *a,
				 const struct ipsecnic_sa *b)
{
	const struct ipsecnic_sa_ctx *x = ipsecnic_sa_context(a);
	const struct ipsecnic_sa_ctx *y = ipsecnic_sa_context(b);

	return x->op[0].spi == y->op[0].spi &&
	       !((x->flags ^ y->flags) & cpu_to_le32(IPSECNIC_SA_FLAG_IPV6)) &&
	       !memcmp(x->dst, y->dst, sizeof(x->dst));
}

static u32 ipsecnic_sa_replay_window(const struct ipsecnic_sa *sa)
{
	return sa->x->replay_esn ? sa->x->replay_esn->replay_window :
				   sa->x->props.replay_window;
}

/* Can the one go on with what the card has of the other? */
static bool ipsecnic_sa_same_context(const struct ipsecnic_sa *a,
				     const struct ipsecnic_sa *b)
{
	/*
	 * The copies have no sequence numbers; the card goes on with its own.
	 * In packet mode it has more than those, such as limits.
	 */
	return !a->packet && a->ctx_length == b->ctx_length &&
	       !memcmp(a->ctx, b->ctx, a->ctx_length) &&
	       ipsecnic_sa_replay_window(a) == ipsecnic_sa_replay_window(b);
}

/**
 * ipsecnic_sa_key - what the card looks an SA up by
 * @sa: the SA
 * @key: where it goes
 */
void ipsecnic_sa_key(const struct ipsecnic_sa *sa, struct ipsecnic_sa_key *key)
{
	const struct ipsecnic_sa_ctx *ctx = ipsecnic_sa_context(sa);

	memset(key, 0, sizeof(*key));
	key->flags = ctx->flags & cpu_to_le32(IPSECNIC_SA_FLAG_INBOUND |
					      IPSECNIC_SA_FLAG_IPV6);
	key->spi = ctx->op[0].spi;
	key->operation = ctx->op[0].operation;
	key->encap = ctx->encap;
	memcpy(key->src, ctx->src, sizeof(key->src));
	memcpy(key->dst, ctx->dst, sizeof(key->dst));
}

/**
 * ipsecnic_sa_is_taken - has another SA of the card the key of one?
 * @sa: the SA, which is not on the list
 *
 * Return: true if there is one, in the card or on its way there.
 */
bool ipsecnic_sa_is_taken(const struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	const struct ipsecnic_sa *other;
	bool found = false;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(other, &xfrm->list, node)
		found |= ipsecnic_sa_same_key(other, sa);
	spin_unlock_bh(&xfrm->lock);
	return found;
}

/**
 * ipsecnic_sa_wait - have an SA wait for the place of another one
 * @sa: the SA, which the card called a duplicate
 *
 * Return: true if there is one; @sa is on the list, and waits.  false: the card
 * has an SA that the driver does not know of.
 */
bool ipsecnic_sa_wait(struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	const struct ipsecnic_sa *other;
	bool found = false;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(other, &xfrm->list, node) {
		if (!other->waits && ipsecnic_sa_same_key(other, sa)) {
			found = true;
			break;
		}
	}
	if (found) {
		sa->waits = true;
		sa->epoch = xfrm->epoch;
		ipsecnic_sa_enlist(xfrm, sa);
		xfrm->waiting++;
	}
	spin_unlock_bh(&xfrm->lock);
	return found;
}

/*
 * An SA goes, and is off the list; the one that waits for its place gets it.
 * Returns the handle that the card must delete, 0 if there is none.
 */
static u32 ipsecnic_sa_pass_on(struct ipsecnic_xfrm *xfrm,
			       struct ipsecnic_sa *sa)
{
	struct ipsecnic_sa *heir = NULL, *other;

	lockdep_assert_held(&xfrm->lock);

	if (likely(!xfrm->waiting))
		return ipsecnic_sa_forget(xfrm, sa);
	list_for_each_entry(other, &xfrm->list, node) {
		if (other->waits && ipsecnic_sa_same_key(other, sa)) {
			heir = other;
			break;
		}
	}
	if (!heir)
		return ipsecnic_sa_forget(xfrm, sa);

	heir->waits = false;
	xfrm->waiting--;
	atomic64_inc(&xfrm->stats[IPSECNIC_XFRM_OFFLOADED]);
	if (!sa->handle || sa->software ||
	    !ipsecnic_sa_same_context(sa, heir)) {
		/* Behind the deletion, by ipsecnic_xfrm_restore(). */
		heir->epoch = xfrm->epoch - 1;
		ipsecnic_packet_succeed(heir, sa);
		schedule_work(&xfrm->late);
		return ipsecnic_sa_forget(xfrm, sa);
	}
	/* Nothing that is under way is lost: the card does not notice. */
	heir->seq_hi = sa->seq_hi;
	ipsecnic_sa_inherit(xfrm, heir, sa);
	return 0;
}

/**
 * ipsecnic_sa_unlink - the kernel has no use for an SA any more
 * @sa: the SA
 *
 * Context: any but hard interrupts.
 */
void ipsecnic_sa_unlink(struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	u32 handle = 0;

	spin_lock_bh(&xfrm->lock);
	if (!sa->deleted) {
		WRITE_ONCE(sa->deleted, true);
		ipsecnic_sa_delist(xfrm, sa);
		if (sa->waits) {
			/* The kernel has updated a state, and is done. */
			xfrm->waiting--;
		} else {
			/* Who waits for its place does not wait longer. */
			bool awaited = xfrm->waiting;

			atomic64_inc(&xfrm->stats[IPSECNIC_XFRM_DELETED]);
			handle = ipsecnic_sa_pass_on(xfrm, sa);
			if (handle && !awaited &&
			    ipsecnic_sa_lingers(xfrm, sa, handle))
				handle = 0;
		}
	}
	/* Before anybody can see that the heir is to be loaded. */
	if (handle)
		ipsecnic_sa_remove(sa, handle);
	spin_unlock_bh(&xfrm->lock);
}

/**
 * ipsecnic_sa_later - have an SA loaded when the card answers again
 * @sa: the SA
 *
 * Return: true if it is on the list; false: there is no hope for the card.
 */
bool ipsecnic_sa_later(struct ipsecnic_sa *sa)
{
	struct ipsecnic *ipn = sa->ipn;
	struct ipsecnic_xfrm *xfrm = ipn->xfrm;

	if (test_bit(IPSECNIC_STATE_DEAD, &ipn->state) ||
	    test_bit(IPSECNIC_STATE_REMOVED, &ipn->state))
		return false;
	spin_lock_bh(&xfrm->lock);
	sa->epoch = xfrm->epoch - 1;
	ipsecnic_sa_enlist(xfrm, sa);
	spin_unlock_bh(&xfrm->lock);
	/* For the case that the reset is over meanwhile. */
	schedule_work(&xfrm->late);
	return true;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: SAs that the card would like to have back
 *
 * Nothing in xfrm has a place for SaDeleteReq.  With the private flag of
 * ethtool, the key manager is told as if a soft limit of the state were passed.
 */

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_xfrm_expire.h"
#include "ipsecnic_xfrm_sa.h"

/**
 * ipsecnic_sa_wanted_back - the card would like to have an SA back
 * @sa: the SA
 *
 * With the private flag, the key manager is told as if a soft limit of the
 * state were passed, once.
 *
 * Context: any, within rcu_read_lock().
 */
void ipsecnic_sa_wanted_back(struct ipsecnic_sa *sa)
{
	struct ipsecnic *ipn = sa->ipn;

	if (!test_bit(IPSECNIC_PRIV_SADEL_EXPIRE, &ipn->priv_flags) ||
	    READ_ONCE(sa->expire) != IPSECNIC_EXPIRE_NOT)
		return;
	WRITE_ONCE(sa->expire, IPSECNIC_EXPIRE_WANTED);
	/* Not here: the state's lock may be held by somebody who waits. */
	schedule_work(&ipn->xfrm->expire);
}

/**
 * ipsecnic_xfrm_sa_limit - an SA has passed a limit
 * @ipn: the card
 * @handle: its handle
 * @limit: IPSECNIC_LIMIT_*
 *
 * Context: any.
 */
void ipsecnic_xfrm_sa_limit(struct ipsecnic *ipn, u32 handle, u32 limit)
{
	struct ipsecnic_sa *sa;

	rcu_read_lock();
	sa = ipsecnic_sa_find(ipn, handle);
	/* Of these the kernel has limits of its own; the card has told one. */
	if (sa && sa->packet)
		mod_delayed_work(system_long_wq, &ipn->xfrm->poll, 0);
	else if (sa)
		ipsecnic_sa_wanted_back(sa);
	rcu_read_unlock();
}

/* The state of one SA that is wanted back, with a reference to it. */
static struct xfrm_state *ipsecnic_xfrm_next_expired(struct ipsecnic_xfrm *xfrm)
{
	struct xfrm_state *x = NULL;
	struct ipsecnic_sa *sa;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(sa, &xfrm->list, node) {
		if (READ_ONCE(sa->expire) != IPSECNIC_EXPIRE_WANTED)
			continue;
		WRITE_ONCE(sa->expire, IPSECNIC_EXPIRE_TOLD);
		if (refcount_inc_not_zero(&sa->x->refcnt)) {
			x = sa->x;
			break;
		}
	}
	spin_unlock_bh(&xfrm->lock);
	return x;
}

/**
 * ipsecnic_xfrm_expire - tell the key manager of all SAs that are wanted back
 * @work: @expire of a struct ipsecnic_xfrm
 */
void ipsecnic_xfrm_expire(struct work_struct *work)
{
	struct ipsecnic_xfrm *xfrm;
	struct xfrm_state *x;

	xfrm = container_of(work, struct ipsecnic_xfrm, expire);
	while ((x = ipsecnic_xfrm_next_expired(xfrm))) {
		spin_lock_bh(&x->lock);
		/* What xfrm_state_check_expire() does at a soft limit. */
		if (x->km.state == XFRM_STATE_VALID && !x->km.dying) {
			x->km.dying = 1;
			km_state_expired(x, 0, 0);
			atomic64_inc(&xfrm->stats[IPSECNIC_XFRM_SOFT_EXPIRED]);
		}
		spin_unlock_bh(&x->lock);
		xfrm_state_put(x);
	}
}

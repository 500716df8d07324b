// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: security associations, from the kernel to the card and back
 *
 * A state that the card takes has a struct ipsecnic_sa, to which its
 * xso.offload_handle points.  The SA is on the list from the time that the card
 * has it until the kernel deletes the state, and in the table of handles while
 * received frames may name it.  It keeps a copy of its context, since a reset
 * of the card takes all SAs and the kernel does not load them again.
 */

#include <linux/bitops.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_netdev.h"
#include "ipsecnic_xfrm.h"
#include "ipsecnic_xfrm_context.h"
#include "ipsecnic_xfrm_expire.h"
#include "ipsecnic_xfrm_packet_tx.h"
#include "ipsecnic_xfrm_policy.h"
#include "ipsecnic_xfrm_poll.h"
#include "ipsecnic_xfrm_restore.h"
#include "ipsecnic_xfrm_sa.h"
#include "ipsecnic_xfrm_state.h"
#include "ipsecnic_xfrm_tx.h"

/*
 * Loading
 */

/*
 * Have the card delete whatever it has by the key of an SA that it did not take,
 * or of which it did not say by which handle.  What it has all the same it would
 * go on decrypting, and software, which has the state then, would do so again.
 */
static void ipsecnic_sa_clear(struct ipsecnic_sa *sa,
			      struct ipsecnic_ctrl_buffer *buffer,
			      ipsecnic_ctrl_exec_fn *exec)
{
	struct ipsecnic_command command = {
		.opcode = cpu_to_le16(IPSECNIC_CMD_DELETE_SA),
		.flags = cpu_to_le16(IPSECNIC_CMD_FLAG_BY_KEY),
		.count = cpu_to_le32(1),
		.data_addr = cpu_to_le64(buffer->dma),
		.data_length = cpu_to_le32(sizeof(struct ipsecnic_sa_key)),
	};
	struct ipsecnic_ctrl_comp comp;

	/* It is the place of another state's then. */
	if (ipsecnic_sa_is_taken(sa))
		return;
	ipsecnic_sa_key(sa, buffer->data);
	exec(sa->ipn, &command, &comp);
}

/* Returns 0, an errno, or the card's status. */
static int ipsecnic_sa_add(struct ipsecnic_sa *sa,
			   struct ipsecnic_ctrl_buffer *buffer,
			   ipsecnic_ctrl_exec_fn *exec, u32 *handle)
{
	int err;

	ipsecnic_sa_fill(sa, sa->x, buffer->data);
	err = ipsecnic_ctrl_add(sa->ipn, exec, IPSECNIC_CMD_ADD_SA, buffer,
				sa->ctx_length, handle);
	/* 0 is how it is known that the card has none. */
	return err || *handle ? err : IPSECNIC_ST_UNKNOWN_SA;
}

/* The same; the driver knows of it then. */
static int ipsecnic_sa_load(struct ipsecnic_sa *sa,
			    struct ipsecnic_ctrl_buffer *buffer,
			    ipsecnic_ctrl_exec_fn *exec)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	u32 epoch = READ_ONCE(xfrm->epoch);
	u32 handle = 0;
	int err;

	err = ipsecnic_sa_add(sa, buffer, exec, &handle);
	/* Does one that is leaving have its place?  It may still send. */
	if ((err == IPSECNIC_ST_TABLE_FULL || err == IPSECNIC_ST_DUPLICATE) &&
	    exec == ipsecnic_ctrl_exec && flush_work(&xfrm->leave))
		err = ipsecnic_sa_add(sa, buffer, exec, &handle);
	if (err > 0 && err != IPSECNIC_ST_TABLE_FULL) {
		ipsecnic_sa_clear(sa, buffer, exec);
		/*
		 * A duplicate of what nobody here knows is one that it should
		 * not have, or has left meanwhile.
		 */
		if (err == IPSECNIC_ST_DUPLICATE && !ipsecnic_sa_is_taken(sa))
			err = ipsecnic_sa_add(sa, buffer, exec, &handle);
	}
	if (err)
		return err;
	spin_lock_bh(&xfrm->lock);
	if (xfrm->epoch != epoch) {
		/* A reset did not know of it, and came before it or after. */
		err = -ESHUTDOWN;
	} else {
		err = ipsecnic_sa_learn(xfrm, sa, handle);
		if (!err)
			ipsecnic_sa_enlist(xfrm, sa);
	}
	spin_unlock_bh(&xfrm->lock);
	if (err)
		ipsecnic_sa_remove(sa, handle);
	return err;
}

static int ipsecnic_sa_load_patiently(struct ipsecnic_sa *sa)
{
	unsigned long end = jiffies + msecs_to_jiffies(IPSECNIC_PATIENCE_MS);
	struct ipsecnic *ipn = sa->ipn;
	struct ipsecnic_ctrl_buffer *buffer;
	int err;

	buffer = ipsecnic_ctrl_buffer_alloc(ipn, IPSECNIC_SA_CTX_MAX);
	if (!buffer)
		return -ENOMEM;
	do {
		err = ipsecnic_sa_load(sa, buffer, ipsecnic_ctrl_exec);
	} while (err == -ESHUTDOWN && ipsecnic_xfrm_may_return(ipn, end));
	ipsecnic_ctrl_buffer_free(ipn, buffer);
	return err;
}

static int ipsecnic_sa_load_atomic(struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	int err = -ESHUTDOWN;

	spin_lock_bh(&xfrm->atomic);
	/* Else keys might be left behind ipsecnic_xfrm_lost(). */
	if (!ipsecnic_ctrlq_answers(sa->ipn))
		goto unlock;
	err = ipsecnic_sa_load(sa, xfrm->buffer, ipsecnic_ctrl_exec_atomic);
	/*
	 * The card may still read it if it did not answer.  It is wiped behind
	 * the reset then, by ipsecnic_xfrm_lost().
	 */
	if (err != -ETIMEDOUT && err != -ESHUTDOWN)
		memzero_explicit(xfrm->buffer->data, xfrm->buffer->size);
unlock:
	spin_unlock_bh(&xfrm->atomic);
	return err;
}

/*
 * The kernel's callbacks
 */

/* The kernel has no use for the SA of a state, if it has one. */
static void ipsecnic_state_drop(struct xfrm_state *x)
{
	struct ipsecnic_sa *sa = ipsecnic_sa_unbind(x);

	if (!sa)
		return;
	ipsecnic_sa_unlink(sa);
	ipsecnic_sa_put(sa);
}

/* Has that card the state already?  A bond may ask twice. */
static bool ipsecnic_state_is_here(const struct ipsecnic *ipn,
				   const struct xfrm_state *x)
{
	const struct ipsecnic_sa *sa;
	bool here;

	rcu_read_lock();
	sa = ipsecnic_sa_of(x);
	here = sa && sa->ipn == ipn && !READ_ONCE(sa->deleted);
	rcu_read_unlock();
	return here;
}

/*
 * Called directly it may sleep.  Bonding calls it within RCU or with a lock held
 * up to some release of each series, and nothing tells which it is; later ones
 * hold a mutex that their xdo_dev_state_delete wants in atomic context.  So
 * below anything else it never sleeps, and waits for the card by looking.
 */
static int ipsecnic_state_add(struct net_device *dev, struct xfrm_state *x,
			      struct netlink_ext_ack *extack)
{
	bool atomic = dev != READ_ONCE(x->xso.dev);
	struct ipsecnic *ipn = ipsecnic_of(dev);
	struct ipsecnic_sa *sa;
	bool waits = false;
	int err;

	/* Until there are keys; the kernel may hold a lock. */
	if (ipsecnic_xso_is_acquire(x))
		return 0;
	if (!ipn)
		return ipsecnic_sa_refuse_stranger(extack);
	if (ipsecnic_state_is_here(ipn, x))
		return 0;
	/* Below a bond another card may have it, and nobody has taken it away. */
	ipsecnic_state_drop(x);

	sa = kzalloc(sizeof(*sa), atomic ? GFP_ATOMIC : GFP_KERNEL);
	if (!sa)
		return -ENOMEM;
	sa->ipn = ipn;
	refcount_set(&sa->users, 1);
	err = ipsecnic_sa_build(sa, x, extack);
	if (err)
		goto put;

	err = atomic ? ipsecnic_sa_load_atomic(sa) :
		       ipsecnic_sa_load_patiently(sa);
	if (err == IPSECNIC_ST_DUPLICATE && ipsecnic_sa_wait(sa)) {
		waits = true;
		err = 0;
	}
	if (err == -ESHUTDOWN || err == -ETIMEDOUT) {
		err = 0;
		if (!atomic || !ipsecnic_sa_later(sa))
			err = IPSECNIC_SA_REFUSE(ipn, extack,
						 IPSECNIC_XFRM_REFUSED_RESET,
						 "the card does not answer");
	} else if (err > 0) {
		err = ipsecnic_sa_refuse_status(ipn, extack, err);
	}
	if (err)
		goto put;

	err = ipsecnic_sa_bind(sa);
	if (err) {
		ipsecnic_sa_unlink(sa);
		goto put;
	}
	if (!waits)
		ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_OFFLOADED);
	if (sa->packet && !sa->inbound)
		ipsecnic_packet_resolve(sa, x);
	return 0;

put:
	ipsecnic_sa_put(sa);
	return err;
}

/* x->lock is held, also in a timer: nothing here may sleep. */
static void ipsecnic_state_delete(struct xfrm_state *x)
{
	struct ipsecnic_sa *sa;

	rcu_read_lock();
	sa = ipsecnic_sa_of(x);
	if (sa)
		ipsecnic_sa_unlink(sa);
	rcu_read_unlock();
}

/*
 * Also of a state that never came as far as to be deleted.
 *
 * When the interface goes down, Linux frees what senders may be at:
 * xfrm_dev_offload_ok() reads x->xso.dev once to compare it and once more to
 * follow it, and behind this function it is NULL.  To a dead state nobody comes
 * any more, and those who are there under RCU are waited for.  Everywhere else
 * a state has no users when it is freed, or it is not dead yet and this must
 * not sleep.  Nor must it below a bond: that frees its states with a spinlock
 * held when its port changes (6.1.108 and newer), and one may just have died.
 */
static void ipsecnic_state_free(struct xfrm_state *x)
{
	const struct net_device *dev = READ_ONCE(x->xso.dev);

	if (x->xso.dir == XFRM_DEV_OFFLOAD_OUT &&
	    READ_ONCE(x->km.state) == XFRM_STATE_DEAD &&
	    refcount_read(&x->refcnt) && !(dev && netif_is_bond_master(dev)))
		synchronize_net();
	ipsecnic_state_drop(x);
}

/*
 * Extended sequence numbers
 */

static void ipsecnic_sa_updated(struct ipsecnic *ipn,
				struct ipsecnic_ctrl_request *request,
				const struct ipsecnic_ctrl_comp *comp,
				int error)
{
	struct ipsecnic_sa *sa;

	sa = container_of(request, struct ipsecnic_sa, update);
	clear_bit(0, &sa->updating);
	ipsecnic_sa_put(sa);
}

/*
 * Called with x->lock for each packet that was accepted.  The card follows the
 * packets that it has authenticated by itself, so this is for those that
 * software had to do; it costs a command each 2^32 packets.
 */
static void ipsecnic_state_advance_esn(struct xfrm_state *x)
{
	struct ipsecnic_sa *sa;
	struct ipsecnic_command *command;
	u32 handle, high;

	/* What is sent brings its own numbers. */
	if (x->xso.dir != XFRM_DEV_OFFLOAD_IN || !x->replay_esn)
		return;
	rcu_read_lock();
	sa = ipsecnic_sa_of(x);
	if (!sa || !sa->inbound)
		goto unlock;
	high = x->replay_esn->seq_hi;
	if (likely(high == sa->seq_hi))
		goto unlock;
	handle = READ_ONCE(sa->handle);
	if (!handle || READ_ONCE(sa->software) ||
	    test_and_set_bit(0, &sa->updating))
		goto unlock;

	command = &sa->update.command;
	memset(command, 0, sizeof(*command));
	command->opcode = cpu_to_le16(IPSECNIC_CMD_UPDATE_SA);
	command->handle = cpu_to_le32(handle);
	command->operation = cpu_to_le32(IPSECNIC_OP_ESP);
	command->spi = cpu_to_le32(ntohl(x->id.spi));
	command->sequence = cpu_to_le64((u64)high << 32);
	sa->update.done = ipsecnic_sa_updated;
	refcount_inc(&sa->users);
	if (ipsecnic_ctrl_post(sa->ipn, &sa->update)) {
		clear_bit(0, &sa->updating);
		ipsecnic_sa_put(sa);
		goto unlock;
	}
	sa->seq_hi = high;
	ipsecnic_xfrm_count(sa->ipn, IPSECNIC_XFRM_ESN_UPDATED);
unlock:
	rcu_read_unlock();
}

/*
 * Life
 */

IPSECNIC_XDO_STATE_ADD(ipsecnic_state_add);
IPSECNIC_XDO_STATE_VOID(ipsecnic_state_delete);
IPSECNIC_XDO_STATE_VOID(ipsecnic_state_free);

static const struct xfrmdev_ops ipsecnic_xfrmdev_ops = {
	.xdo_dev_state_add = IPSECNIC_XDO(ipsecnic_state_add),
	.xdo_dev_state_delete = IPSECNIC_XDO(ipsecnic_state_delete),
	.xdo_dev_state_free = IPSECNIC_XDO(ipsecnic_state_free),
	.xdo_dev_offload_ok = ipsecnic_xfrm_offload_ok,
	.xdo_dev_state_advance_esn = ipsecnic_state_advance_esn,
	/* Bonding complains where there is none, also of crypto offload. */
	IPSECNIC_XDO_UPDATE_STATS(ipsecnic_xfrm_update_stats)
	IPSECNIC_XDO_POLICY_OPS(ipsecnic_policy_add, ipsecnic_policy_delete,
				ipsecnic_policy_free)
};

/* See ipsecnic_xfrm_rx(): in transport mode, of no protocol. */
static struct xfrm_state *ipsecnic_xfrm_nobody(void)
{
	struct xfrm_state *x = xfrm_state_alloc(&init_net);

	if (!x)
		return NULL;
	x->props.mode = XFRM_MODE_TRANSPORT;
	x->km.state = XFRM_STATE_DEAD;
	return x;
}

static void ipsecnic_xfrm_free(struct ipsecnic_xfrm *xfrm)
{
	if (xfrm->nobody)
		xfrm_state_put(xfrm->nobody);
	ipsecnic_ctrl_buffer_free(xfrm->ipn, xfrm->buffer);
	ipsecnic_ctrl_buffer_free(xfrm->ipn, xfrm->info);
	kfree(xfrm);
}

/**
 * ipsecnic_xfrm_init - prepare for states
 * @ipn: the card; its net_device is not registered yet
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_xfrm_init(struct ipsecnic *ipn)
{
	struct ipsecnic_xfrm *xfrm;

	xfrm = kzalloc(sizeof(*xfrm), GFP_KERNEL);
	if (!xfrm)
		return -ENOMEM;
	xfrm->ipn = ipn;
	spin_lock_init(&xfrm->lock);
	ipsecnic_sas_init(xfrm);
	INIT_WORK(&xfrm->expire, ipsecnic_xfrm_expire);
	INIT_WORK(&xfrm->late, ipsecnic_xfrm_late);
	INIT_DELAYED_WORK(&xfrm->poll, ipsecnic_xfrm_poll);
	mutex_init(&xfrm->asking);
	ipsecnic_policies_init(xfrm);
	spin_lock_init(&xfrm->atomic);
	xfrm->buffer = ipsecnic_ctrl_buffer_alloc(ipn, IPSECNIC_SA_CTX_MAX);
	xfrm->info =
		ipsecnic_ctrl_buffer_alloc(ipn,
					   sizeof(struct ipsecnic_sa_info));
	xfrm->nobody = ipsecnic_xfrm_nobody();
	if (!xfrm->buffer || !xfrm->info || !xfrm->nobody) {
		ipsecnic_xfrm_free(xfrm);
		return -ENOMEM;
	}
	ipn->xfrm = xfrm;
	ipn->netdev->xfrmdev_ops = &ipsecnic_xfrmdev_ops;
	return 0;
}

/**
 * ipsecnic_xfrm_exit - the end of all states
 * @ipn: the card, stopped; its net_device is not registered any more, so that
 *       the kernel has deleted and freed the states.  A bond may have forgotten
 *       some that were added while it changed its port.
 */
void ipsecnic_xfrm_exit(struct ipsecnic *ipn)
{
	struct ipsecnic_xfrm *xfrm = ipn->xfrm;
	struct ipsecnic_sa *sa, *next;
	bool forgotten = false;

	if (!xfrm)
		return;
	list_for_each_entry_safe(sa, next, &xfrm->list, node) {
		ipsecnic_sa_unlink(sa);
		if (ipsecnic_sa_abandon(sa))
			ipsecnic_sa_put(sa);
		forgotten = true;
	}
	/* Senders by the bond may have found them, and the card by them. */
	if (forgotten)
		synchronize_net();
	cancel_work_sync(&xfrm->expire);
	cancel_work_sync(&xfrm->late);
	cancel_delayed_work_sync(&xfrm->poll);
	ipsecnic_policies_exit(xfrm);
	ipsecnic_sas_exit(xfrm);
	ipn->xfrm = NULL;
	ipsecnic_xfrm_free(xfrm);
}

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

#include <linux/delay.h>
#include <linux/ethtool.h>
#include <linux/mm.h>
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "ipsecnic_xfrm.h"

/* A handle: an index, and a generation that a new SA of that index has not. */
#define HANDLE_INDEX(handle)	((handle) & 0xfffff)

/* So many SAs are loaded again with one command. */
#define RESTORE_BATCH		32

static const char
ipsecnic_xfrm_stat_names[IPSECNIC_XFRM_STATS][ETH_GSTRING_LEN] = {
	[IPSECNIC_XFRM_LOADED] = "sa_loaded",
	[IPSECNIC_XFRM_OFFLOADED] = "sa_offloaded",
	[IPSECNIC_XFRM_DELETED] = "sa_deleted",
	[IPSECNIC_XFRM_REFUSED_DOWN] = "sa_refused_interface_down",
	[IPSECNIC_XFRM_REFUSED_FEATURE_OFF] = "sa_refused_feature_off",
	[IPSECNIC_XFRM_REFUSED_PACKET_MODE] = "sa_refused_packet_offload",
	[IPSECNIC_XFRM_REFUSED_DIRECTION] = "sa_refused_direction",
	[IPSECNIC_XFRM_REFUSED_PROTOCOL] = "sa_refused_protocol",
	[IPSECNIC_XFRM_REFUSED_FAMILY] = "sa_refused_family",
	[IPSECNIC_XFRM_REFUSED_MODE] = "sa_refused_mode",
	[IPSECNIC_XFRM_REFUSED_ENCAP] = "sa_refused_encapsulation",
	[IPSECNIC_XFRM_REFUSED_MARK] = "sa_refused_mark",
	[IPSECNIC_XFRM_REFUSED_TFC] = "sa_refused_tfc_padding",
	[IPSECNIC_XFRM_REFUSED_SPI] = "sa_refused_spi",
	[IPSECNIC_XFRM_REFUSED_ESN] = "sa_refused_esn",
	[IPSECNIC_XFRM_REFUSED_SEQ_WRAP] = "sa_refused_sequence_may_wrap",
	[IPSECNIC_XFRM_REFUSED_ALGORITHM] = "sa_refused_algorithm",
	[IPSECNIC_XFRM_REFUSED_SWITCHED_OFF] = "sa_refused_algorithm_off",
	[IPSECNIC_XFRM_REFUSED_NO_AUTH] = "sa_refused_no_authentication",
	[IPSECNIC_XFRM_REFUSED_ICV] = "sa_refused_icv_length",
	[IPSECNIC_XFRM_REFUSED_KEY] = "sa_refused_key",
	[IPSECNIC_XFRM_REFUSED_GENIV] = "sa_refused_iv_generator",
	[IPSECNIC_XFRM_REFUSED_TABLE_FULL] = "sa_refused_table_full",
	[IPSECNIC_XFRM_REFUSED_DUPLICATE] = "sa_refused_duplicate",
	[IPSECNIC_XFRM_REFUSED_BOND_MODE] = "sa_refused_bond_mode",
	[IPSECNIC_XFRM_REFUSED_RESET] = "sa_refused_card_not_there",
	[IPSECNIC_XFRM_REFUSED_CARD] = "sa_refused_by_card",
	[IPSECNIC_XFRM_RESTORED] = "sa_restored",
	[IPSECNIC_XFRM_RESTORE_FAILED] = "sa_restore_failed",
	[IPSECNIC_XFRM_NESTED] = "sa_nested_to_software",
	[IPSECNIC_XFRM_SOFT_EXPIRED] = "sa_soft_expired",
	[IPSECNIC_XFRM_ESN_UPDATED] = "sa_esn_updated",
	[IPSECNIC_XFRM_SW_NOT_LOADED] = "tx_software_sa_not_loaded",
	[IPSECNIC_XFRM_SW_OPTIONS] = "tx_software_ipv4_options",
	[IPSECNIC_XFRM_SW_EXT_HEADERS] = "tx_software_ipv6_ext_headers",
	[IPSECNIC_XFRM_SW_PORTS] = "tx_software_udp_ports",
	[IPSECNIC_XFRM_SW_GSO] = "tx_software_udp_gso",
	[IPSECNIC_XFRM_SW_ESP] = "tx_esp_not_by_card",
	[IPSECNIC_XFRM_TX_NOT_ENCRYPTED] = "tx_refused_not_encrypted",
	[IPSECNIC_XFRM_TX_NOT_OURS] = "tx_refused_other_device",
	[IPSECNIC_XFRM_TX_NOT_LOADED] = "tx_refused_sa_not_loaded",
	[IPSECNIC_XFRM_TX_HEADER] = "tx_refused_esp_header",
	[IPSECNIC_XFRM_TX_TRAILER] = "tx_refused_esp_trailer",
};

/*
 * The SA and its references
 */

static void ipsecnic_sa_put(struct ipsecnic_sa *sa)
{
	if (!refcount_dec_and_test(&sa->users))
		return;
	/* What readers of RCU may still look at has no keys. */
	memzero_explicit(sa->ctx, sizeof(sa->ctx));
	kfree_rcu(sa, rcu);
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
	sa = xa_load(&ipn->xfrm->handles, HANDLE_INDEX(handle));
	return sa && READ_ONCE(sa->handle) == handle ? sa : NULL;
}

static int ipsecnic_sa_learn(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa,
			     u32 handle)
{
	int err;

	lockdep_assert_held(&xfrm->lock);

	WRITE_ONCE(sa->handle, handle);
	err = xa_err(xa_store(&xfrm->handles, HANDLE_INDEX(handle), sa,
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
	xa_cmpxchg(&xfrm->handles, HANDLE_INDEX(handle), sa, NULL, 0);
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
	xa_store(&xfrm->handles, HANDLE_INDEX(handle), heir, GFP_ATOMIC);
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

/* Have the card delete an SA, without sleeping. */
static void ipsecnic_sa_remove(struct ipsecnic_sa *sa, u32 handle)
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

/* The kernel has no use for it any more. */
static void ipsecnic_sa_unlink(struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	u32 handle = 0;

	spin_lock_bh(&xfrm->lock);
	if (!sa->deleted) {
		sa->deleted = true;
		list_del(&sa->node);
		if (sa->waits) {
			/* The kernel has updated a state, and is done. */
			xfrm->waiting--;
		} else {
			atomic64_inc(&xfrm->stats[IPSECNIC_XFRM_DELETED]);
			handle = ipsecnic_sa_pass_on(xfrm, sa);
		}
	}
	spin_unlock_bh(&xfrm->lock);

	if (handle)
		ipsecnic_sa_remove(sa, handle);
}

/**
 * ipsecnic_sa_to_software - take an inbound SA off the card for good
 * @sa: SA that the card found within the packet of another one
 *
 * The kernel takes the card's word for one transform of a packet only, and
 * would decrypt the inner one again.
 *
 * Context: softirq.
 */
void ipsecnic_sa_to_software(struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	u32 handle = 0;

	spin_lock_bh(&xfrm->lock);
	if (!sa->deleted && !sa->software && sa->handle) {
		/* It stays in the table: frames in the rings may name it. */
		sa->software = true;
		handle = sa->handle;
		atomic64_dec(&xfrm->stats[IPSECNIC_XFRM_LOADED]);
		atomic64_inc(&xfrm->stats[IPSECNIC_XFRM_NESTED]);
	}
	spin_unlock_bh(&xfrm->lock);

	if (handle)
		ipsecnic_sa_remove(sa, handle);
}

/*
 * Loading
 */

static void ipsecnic_sa_fill(struct ipsecnic_sa *sa, struct xfrm_state *x,
			     void *to)
{
	struct ipsecnic_sa_ctx *ctx = to;

	memcpy(to, sa->ctx, sa->ctx_length);
	ipsecnic_sa_number(sa, x, ctx);
	sa->seq_hi = upper_32_bits(le64_to_cpu(ctx->op[0].sequence));
}

/* Is it worth waiting until a reset is over?  Waits a little. */
static bool ipsecnic_card_may_return(struct ipsecnic *ipn, unsigned long end)
{
	if (test_bit(IPSECNIC_STATE_DEAD, &ipn->state) ||
	    test_bit(IPSECNIC_STATE_REMOVED, &ipn->state) ||
	    time_after(jiffies, end))
		return false;
	msleep(20);
	return true;
}

typedef int ipsecnic_exec_fn(struct ipsecnic *ipn,
			     struct ipsecnic_command *command,
			     struct ipsecnic_ctrl_comp *comp);

/* Returns 0, an errno, or the card's status. */
static int ipsecnic_sa_load(struct ipsecnic_sa *sa,
			    struct ipsecnic_ctrl_buffer *buffer,
			    ipsecnic_exec_fn *exec)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	struct ipsecnic_command command = { 0 };
	struct ipsecnic_ctrl_comp comp;
	u32 epoch = READ_ONCE(xfrm->epoch);
	u32 handle;
	int err;

	ipsecnic_sa_fill(sa, sa->x, buffer->data);
	command.opcode = cpu_to_le16(IPSECNIC_CMD_ADD_SA);
	command.count = cpu_to_le32(1);
	command.data_addr = cpu_to_le64(buffer->dma);
	command.data_length = cpu_to_le32(sa->ctx_length);
	err = exec(sa->ipn, &command, &comp);
	if (err)
		return err;
	if (le32_to_cpu(comp.status) != IPSECNIC_ST_OK)
		return le32_to_cpu(comp.status);

	handle = le32_to_cpu(comp.handle);
	spin_lock_bh(&xfrm->lock);
	if (xfrm->epoch != epoch) {
		/* A reset did not know of it, and came before it or after. */
		err = -ESHUTDOWN;
	} else {
		err = ipsecnic_sa_learn(xfrm, sa, handle);
		if (!err)
			list_add_tail(&sa->node, &xfrm->list);
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
	} while (err == -ESHUTDOWN && ipsecnic_card_may_return(ipn, end));
	ipsecnic_ctrl_buffer_free(ipn, buffer);
	return err;
}

static int ipsecnic_sa_load_atomic(struct ipsecnic_sa *sa)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	int err;

	spin_lock_bh(&xfrm->atomic);
	err = ipsecnic_sa_load(sa, xfrm->buffer, ipsecnic_ctrl_exec_atomic);
	/* The card may still read it if it did not answer. */
	if (err != -ETIMEDOUT && err != -ESHUTDOWN)
		memzero_explicit(xfrm->buffer->data, xfrm->buffer->size);
	spin_unlock_bh(&xfrm->atomic);
	return err;
}

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
			err = ipsecnic_sa_refuse(ipn, extack,
				IPSECNIC_XFRM_REFUSED_RESET,
				"ipsecnic: the card does not answer");
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

/* Also of a state that never came as far as to be deleted. */
static void ipsecnic_state_free(struct xfrm_state *x)
{
	ipsecnic_state_drop(x);
}

/*
 * Nothing to bring: the kernel counts what its states did by itself.  Bonding
 * complains where there is no such function.
 */
static void __maybe_unused ipsecnic_state_update_stats(struct xfrm_state *x)
{
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
	if (!handle || sa->software || test_and_set_bit(0, &sa->updating))
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
 * Reset of the card
 */

/**
 * ipsecnic_xfrm_lost - the card has been reset and has no SAs any more
 * @ipn: the card; its queues are stopped
 */
void ipsecnic_xfrm_lost(struct ipsecnic *ipn)
{
	struct ipsecnic_xfrm *xfrm = ipn->xfrm;
	struct ipsecnic_sa *sa;

	spin_lock_bh(&xfrm->lock);
	xfrm->epoch++;
	list_for_each_entry(sa, &xfrm->list, node)
		ipsecnic_sa_forget(xfrm, sa);
	spin_unlock_bh(&xfrm->lock);
}

/* Get hold of SAs that were not yet tried since the reset. */
static unsigned int ipsecnic_xfrm_pick(struct ipsecnic_xfrm *xfrm,
				       struct ipsecnic_sa **batch)
{
	struct ipsecnic_sa *sa;
	unsigned int n = 0;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(sa, &xfrm->list, node) {
		if (n == RESTORE_BATCH)
			break;
		if (sa->software || sa->waits || sa->epoch == xfrm->epoch)
			continue;
		sa->epoch = xfrm->epoch;
		if (!refcount_inc_not_zero(&sa->x->refcnt))
			continue;
		refcount_inc(&sa->users);
		batch[n++] = sa;
	}
	spin_unlock_bh(&xfrm->lock);
	return n;
}

/* What became of one SA.  It may have been deleted meanwhile. */
static void ipsecnic_sa_restored(struct ipsecnic_sa *sa,
				 const struct ipsecnic_result *result)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	u32 handle = le32_to_cpu(result->handle);
	bool keep = false;

	if (le32_to_cpu(result->status) == IPSECNIC_ST_OK && handle) {
		spin_lock_bh(&xfrm->lock);
		keep = !sa->deleted && !ipsecnic_sa_learn(xfrm, sa, handle);
		spin_unlock_bh(&xfrm->lock);
		if (!keep)
			ipsecnic_sa_remove(sa, handle);
	}
	if (keep)
		ipsecnic_xfrm_count(sa->ipn, IPSECNIC_XFRM_RESTORED);
	else if (!READ_ONCE(sa->deleted))
		ipsecnic_xfrm_count(sa->ipn, IPSECNIC_XFRM_RESTORE_FAILED);
}

/**
 * ipsecnic_xfrm_restore - load all SAs again
 * @ipn: the card, with its control queue
 *
 * The numbers are those that the states have now.  An SA that the card does not
 * take any more is left to software.
 *
 * Context: may sleep; the receive queues are stopped, so that no frame can name
 * an SA before its handle is known here.
 *
 * Return: 0; -ENOMEM, or the error of ipsecnic_ctrl_exec(): there are SAs that
 * were not tried.
 */
int ipsecnic_xfrm_restore(struct ipsecnic *ipn)
{
	const size_t size = RESTORE_BATCH * (IPSECNIC_SA_CTX_MAX +
					     sizeof(struct ipsecnic_result));
	struct ipsecnic_sa *batch[RESTORE_BATCH];
	struct ipsecnic_command command = { 0 };
	struct ipsecnic_ctrl_buffer *buffer;
	struct ipsecnic_result *results;
	struct ipsecnic_ctrl_comp comp;
	unsigned int i, n;
	u32 length;
	int err = 0;

	if (list_empty(&ipn->xfrm->list))
		return 0;
	buffer = ipsecnic_ctrl_buffer_alloc(ipn, size);
	if (!buffer)
		return -ENOMEM;
	results = buffer->data;

	while (!err) {
		n = ipsecnic_xfrm_pick(ipn->xfrm, batch);
		if (!n)
			break;
		length = 0;
		for (i = 0; i < n; i++) {
			spin_lock_bh(&batch[i]->x->lock);
			ipsecnic_sa_fill(batch[i], batch[i]->x,
					 &results[RESTORE_BATCH] + length /
					 sizeof(*results));
			spin_unlock_bh(&batch[i]->x->lock);
			length += batch[i]->ctx_length;
		}
		memset(results, 0, n * sizeof(*results));
		command.opcode = cpu_to_le16(IPSECNIC_CMD_ADD_SA);
		command.count = cpu_to_le32(n);
		command.data_addr = cpu_to_le64(buffer->dma + RESTORE_BATCH *
						sizeof(*results));
		command.data_length = cpu_to_le32(length);
		command.result_addr = cpu_to_le64(buffer->dma);
		err = ipsecnic_ctrl_exec(ipn, &command, &comp);
		for (i = 0; i < n; i++) {
			if (!err)
				ipsecnic_sa_restored(batch[i], &results[i]);
			xfrm_state_put(batch[i]->x);
			ipsecnic_sa_put(batch[i]);
		}
	}
	ipsecnic_ctrl_buffer_free(ipn, buffer);
	return err;
}

/* SAs that could not be loaded when the kernel handed them over. */
static void ipsecnic_xfrm_late(struct work_struct *work)
{
	struct ipsecnic_xfrm *xfrm = container_of(work, struct ipsecnic_xfrm,
						  late);
	struct ipsecnic *ipn = xfrm->ipn;

	rtnl_lock();
	/* A reset that is still to come will load them, too. */
	if (!test_bit(IPSECNIC_STATE_REMOVED, &ipn->state) &&
	    !test_bit(IPSECNIC_STATE_DEAD, &ipn->state) &&
	    !test_bit(IPSECNIC_STATE_RESETTING, &ipn->state) &&
	    netif_device_present(ipn->netdev))
		ipsecnic_xfrm_restore(ipn);
	rtnl_unlock();
}

/*
 * SaDeleteReq
 */

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
	if (sa)
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

static void ipsecnic_xfrm_expire(struct work_struct *work)
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

/*
 * What people can see
 */

/** ipsecnic_xfrm_stats_count - how many counters there are */
unsigned int ipsecnic_xfrm_stats_count(void)
{
	return IPSECNIC_XFRM_STATS;
}

/**
 * ipsecnic_xfrm_stats_strings - their names
 * @data: where they go; moved on
 */
void ipsecnic_xfrm_stats_strings(u8 **data)
{
	unsigned int i;

	for (i = 0; i < IPSECNIC_XFRM_STATS; i++)
		ethtool_puts(data, ipsecnic_xfrm_stat_names[i]);
}

/**
 * ipsecnic_xfrm_stats - their values
 * @ipn: the card
 * @values: where they go
 */
void ipsecnic_xfrm_stats(struct ipsecnic *ipn, u64 *values)
{
	unsigned int i;

	for (i = 0; i < IPSECNIC_XFRM_STATS; i++)
		values[i] = atomic64_read(&ipn->xfrm->stats[i]);
}

/* All SAs at this time, with references to them and their states. */
static struct ipsecnic_sa **ipsecnic_xfrm_snapshot(struct ipsecnic_xfrm *xfrm,
						   unsigned int *count)
{
	unsigned int size = 0, n = 0;
	struct ipsecnic_sa **all;
	struct ipsecnic_sa *sa;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(sa, &xfrm->list, node)
		size++;
	spin_unlock_bh(&xfrm->lock);

	all = kvmalloc_array(size + 1, sizeof(*all), GFP_KERNEL);
	if (!all)
		return NULL;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(sa, &xfrm->list, node) {
		if (n == size)
			break;
		if (!refcount_inc_not_zero(&sa->x->refcnt))
			continue;
		refcount_inc(&sa->users);
		all[n++] = sa;
	}
	spin_unlock_bh(&xfrm->lock);
	*count = n;
	return all;
}

static void ipsecnic_sa_show_counters(struct seq_file *m,
				      const struct ipsecnic_sa_info *info)
{
	u32 state = le32_to_cpu(info->state);
	unsigned int i;

	seq_printf(m, "  packets %llu bytes %llu skipped %llu sequence %llu",
		   le64_to_cpu(info->packets), le64_to_cpu(info->bytes),
		   le64_to_cpu(info->skipped), le64_to_cpu(info->sequence[0]));
	for (i = 0; i < ARRAY_SIZE(info->failed); i++) {
		if (info->failed[i])
			seq_printf(m, " %s %llu", ipsecnic_crypto_name(i),
				   le64_to_cpu(info->failed[i]));
	}
	if (state & IPSECNIC_SA_STATE_SOFT_LIMIT)
		seq_puts(m, " soft-limit");
	if (state & IPSECNIC_SA_STATE_HARD_LIMIT)
		seq_puts(m, " hard-limit");
	if (state & IPSECNIC_SA_STATE_DELETE_REQ)
		seq_puts(m, " wanted-back");
	seq_putc(m, '\n');
}

static void ipsecnic_sa_show(struct seq_file *m, struct ipsecnic_sa *sa,
			     struct ipsecnic_ctrl_buffer *buffer)
{
	struct ipsecnic_command command = { 0 };
	struct xfrm_state *x = sa->x;
	struct ipsecnic_ctrl_comp comp;
	u32 handle = READ_ONCE(sa->handle);

	seq_printf(m, "0x%08x %s spi 0x%08x ", handle, sa->inbound ? "in" : "out",
		   ntohl(x->id.spi));
	if (x->props.family == AF_INET)
		seq_printf(m, "%pI4 > %pI4", &x->props.saddr.a4,
			   &x->id.daddr.a4);
	else
		seq_printf(m, "%pI6c > %pI6c", &x->props.saddr.a6,
			   &x->id.daddr.a6);
	seq_printf(m, " %s %s%s%s icv %u reqid %u",
		   x->props.mode == XFRM_MODE_TUNNEL ? "tunnel" : "transport",
		   sa->algorithm, sa->auth ? " " : "", sa->auth ?: "", sa->icv,
		   x->props.reqid);
	if (sa->esn)
		seq_puts(m, " esn");
	if (sa->encap)
		seq_printf(m, " udp %u > %u", ntohs(sa->sport),
			   ntohs(sa->dport));
	if (sa->expire == IPSECNIC_EXPIRE_TOLD)
		seq_puts(m, " expired");
	if (sa->software)
		seq_puts(m, " software");
	seq_putc(m, '\n');
	if (!handle || sa->software)
		return;

	command.opcode = cpu_to_le16(IPSECNIC_CMD_QUERY_SA);
	command.handle = cpu_to_le32(handle);
	command.data_addr = cpu_to_le64(buffer->dma);
	command.data_length = cpu_to_le32(buffer->size);
	if (!ipsecnic_ctrl_exec(sa->ipn, &command, &comp) &&
	    le32_to_cpu(comp.status) == IPSECNIC_ST_OK)
		ipsecnic_sa_show_counters(m, buffer->data);
}

/**
 * ipsecnic_xfrm_show - list the SAs with what the card counted
 * @ipn: the card
 * @m: where the text goes
 *
 * Context: may sleep.
 */
void ipsecnic_xfrm_show(struct ipsecnic *ipn, struct seq_file *m)
{
	struct ipsecnic_ctrl_buffer *buffer;
	struct ipsecnic_sa **all;
	unsigned int i, count = 0;

	buffer = ipsecnic_ctrl_buffer_alloc(ipn,
					    sizeof(struct ipsecnic_sa_info));
	if (!buffer)
		return;
	all = ipsecnic_xfrm_snapshot(ipn->xfrm, &count);
	for (i = 0; i < count; i++) {
		/* If the text is cut, it is made again for a larger buffer. */
		if (!seq_has_overflowed(m))
			ipsecnic_sa_show(m, all[i], buffer);
		xfrm_state_put(all[i]->x);
		ipsecnic_sa_put(all[i]);
	}
	kvfree(all);
	ipsecnic_ctrl_buffer_free(ipn, buffer);
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
	IPSECNIC_XDO_UPDATE_STATS(ipsecnic_state_update_stats)
};

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
	INIT_LIST_HEAD(&xfrm->list);
	xa_init_flags(&xfrm->handles, XA_FLAGS_LOCK_BH);
	INIT_WORK(&xfrm->expire, ipsecnic_xfrm_expire);
	INIT_WORK(&xfrm->late, ipsecnic_xfrm_late);
	spin_lock_init(&xfrm->atomic);
	xfrm->buffer = ipsecnic_ctrl_buffer_alloc(ipn, IPSECNIC_SA_CTX_MAX);
	if (!xfrm->buffer) {
		kfree(xfrm);
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

	if (!xfrm)
		return;
	list_for_each_entry_safe(sa, next, &xfrm->list, node) {
		ipsecnic_sa_unlink(sa);
		if (ipsecnic_sa_abandon(sa))
			ipsecnic_sa_put(sa);
	}
	cancel_work_sync(&xfrm->expire);
	cancel_work_sync(&xfrm->late);
	ipsecnic_ctrl_buffer_free(ipn, xfrm->buffer);
	xa_destroy(&xfrm->handles);
	ipn->xfrm = NULL;
	kfree(xfrm);
}

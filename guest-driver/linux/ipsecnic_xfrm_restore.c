// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: SAs and resets of the card
 *
 * A reset takes all SAs, and the kernel does not load them again: that is done
 * here, from the copies of their contexts.
 */

#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/refcount.h>
#include <linux/rtnetlink.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_xfrm_context.h"
#include "ipsecnic_xfrm_packet.h"
#include "ipsecnic_xfrm_restore.h"
#include "ipsecnic_xfrm_sa.h"

/* So many SAs are loaded again with one command. */
#define IPSECNIC_RESTORE_BATCH		32

/**
 * ipsecnic_xfrm_lost - the card has been reset and has no SAs any more
 * @ipn: the card; its queues are stopped
 */
void ipsecnic_xfrm_lost(struct ipsecnic *ipn)
{
	struct ipsecnic_xfrm *xfrm = ipn->xfrm;
	struct ipsecnic_sa *sa;

	spin_lock_bh(&xfrm->lock);
	WRITE_ONCE(xfrm->epoch, xfrm->epoch + 1);
	list_for_each_entry(sa, &xfrm->list, node) {
		if (sa->packet)
			ipsecnic_packet_lost(sa);
		ipsecnic_sa_forget(xfrm, sa);
	}
	spin_unlock_bh(&xfrm->lock);

	/* The keys of an SA whose command was given up: the card has let go. */
	spin_lock_bh(&xfrm->atomic);
	memzero_explicit(xfrm->buffer->data, xfrm->buffer->size);
	spin_unlock_bh(&xfrm->atomic);
}

/* Was it not yet tried since the reset? */
static bool ipsecnic_xfrm_untried(struct ipsecnic_xfrm *xfrm,
				  struct ipsecnic_sa *sa)
{
	if (sa->software || sa->waits || sa->epoch == xfrm->epoch)
		return false;
	sa->epoch = xfrm->epoch;
	return !sa->packet || !ipsecnic_packet_used_up(sa);
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
	const size_t size = IPSECNIC_RESTORE_BATCH *
			    (IPSECNIC_SA_CTX_MAX +
			     sizeof(struct ipsecnic_result));
	struct ipsecnic_sa *batch[IPSECNIC_RESTORE_BATCH];
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
	if (!buffer) {
		netdev_warn(ipn->netdev,
			    "no memory to load SAs with: the card is without them\n");
		return -ENOMEM;
	}
	results = buffer->data;

	while (!err) {
		n = ipsecnic_sa_pick(ipn->xfrm, ipsecnic_xfrm_untried, batch,
				     IPSECNIC_RESTORE_BATCH);
		if (!n)
			break;
		length = 0;
		for (i = 0; i < n; i++) {
			spin_lock_bh(&batch[i]->x->lock);
			ipsecnic_sa_fill(batch[i], batch[i]->x,
					 &results[IPSECNIC_RESTORE_BATCH] +
					 length / sizeof(*results));
			spin_unlock_bh(&batch[i]->x->lock);
			length += batch[i]->ctx_length;
		}
		memset(results, 0, n * sizeof(*results));
		command.opcode = cpu_to_le16(IPSECNIC_CMD_ADD_SA);
		command.count = cpu_to_le32(n);
		command.data_addr =
			cpu_to_le64(buffer->dma +
				    IPSECNIC_RESTORE_BATCH * sizeof(*results));
		command.data_length = cpu_to_le32(length);
		command.result_addr = cpu_to_le64(buffer->dma);
		err = ipsecnic_ctrl_exec(ipn, &command, &comp);
		for (i = 0; i < n; i++) {
			if (!err)
				ipsecnic_sa_restored(batch[i], &results[i]);
			ipsecnic_sa_unpick(batch[i]);
		}
	}
	ipsecnic_ctrl_buffer_free(ipn, buffer);
	return err;
}

/**
 * ipsecnic_xfrm_late - load SAs that could not be loaded when they came
 * @work: @late of a struct ipsecnic_xfrm
 */
void ipsecnic_xfrm_late(struct work_struct *work)
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

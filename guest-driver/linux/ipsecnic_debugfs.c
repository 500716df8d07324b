// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: debugfs, for what xfrm cannot show
 *
 * /sys/kernel/debug/ipsecnic/PCI-NAME/
 *   sas       the SAs, with the card's handles and counters
 *   rings     the indices of all rings, in the driver and in the card
 *   record    1: receive descriptors are recorded; 0: not
 *   verdicts  the last ones, the oldest first
 *
 * AH, nested portions, SaDeleteReq and the header word reach Linux in the
 * receive descriptor only: nothing above the driver has a place for them.
 * There is no key in any of the files.
 */

#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "ipsecnic.h"
#include "ipsecnic_debugfs.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_queue.h"
#include "ipsecnic_record.h"
#include "ipsecnic_text.h"
#include "ipsecnic_xfrm_show.h"

/* The directory of the driver. */
static struct dentry *ipsecnic_debugfs_root;

static int ipsecnic_record_get(void *data, u64 *value)
{
	struct ipsecnic *ipn = data;

	*value = READ_ONCE(ipn->recording);
	return 0;
}

static int ipsecnic_record_set(void *data, u64 value)
{
	if (value > 1)
		return -EINVAL;
	ipsecnic_record_switch(data, value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(ipsecnic_record_fops, ipsecnic_record_get,
			 ipsecnic_record_set, "%llu\n");

static void ipsecnic_show_verdict(struct seq_file *m,
				  const struct ipsecnic_verdict *verdict)
{
	const struct ipsecnic_rx_comp *comp = &verdict->comp;
	u32 header = le32_to_cpu(comp->header_info);
	u32 csum = le16_to_cpu(comp->csum);
	u32 oob = le32_to_cpu(comp->oob);
	struct timespec64 when = ktime_to_timespec64(verdict->when);
	bool done = oob & IPSECNIC_OOB_CRYPTO_DONE;

	seq_printf(m, "%lld.%06ld arrival=%u length=%u kind=%s accept=%s",
		   (long long)when.tv_sec, when.tv_nsec / NSEC_PER_USEC,
		   le32_to_cpu(comp->arrival), le32_to_cpu(comp->frame_length),
		   ipsecnic_kind_name(comp->kind),
		   ipsecnic_accept_name(comp->accept));
	seq_printf(m, " oob=0x%08x crypto_done=%d next_crypto_done=%d sa_delete_req=%d status=%s",
		   oob, done, !!(oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE),
		   !!(oob & IPSECNIC_OOB_SA_DELETE_REQ),
		   done ? ipsecnic_crypto_name(IPSECNIC_OOB_STATUS(oob)) : "-");
	seq_printf(m, " reason=%s inner_reason=%s",
		   ipsecnic_reason_name(comp->reason),
		   comp->inner_reason ?
		   ipsecnic_reason_name(comp->inner_reason) : "-");
	seq_printf(m, " header_info_set=%d next_header=%u pad_length=%u",
		   !!(header & IPSECNIC_HEADER_INFO_SET),
		   IPSECNIC_HEADER_NEXT_HEADER(header),
		   IPSECNIC_HEADER_PAD_LENGTH(header));
	seq_printf(m, " sa_outer=0x%08x sa_inner=0x%08x",
		   le32_to_cpu(comp->sa_outer), le32_to_cpu(comp->sa_inner));
	seq_printf(m, " l3=%u ipsec=%u payload=%u inner_l3=%u inner_ipsec=%u trailer=%u",
		   le16_to_cpu(comp->l3_offset),
		   le16_to_cpu(comp->ipsec_offset),
		   le16_to_cpu(comp->payload_offset),
		   le16_to_cpu(comp->inner_l3_offset),
		   le16_to_cpu(comp->inner_ipsec_offset),
		   le16_to_cpu(comp->trailer_length));
	seq_printf(m, " csum_outer_l3=%s csum_outer_l4=%s csum_inner_l3=%s csum_inner_l4=%s hash=0x%08x\n",
		   ipsecnic_csum_name(IPSECNIC_CSUM_OUTER_L3(csum)),
		   ipsecnic_csum_name(IPSECNIC_CSUM_OUTER_L4(csum)),
		   ipsecnic_csum_name(IPSECNIC_CSUM_INNER_L3(csum)),
		   ipsecnic_csum_name(IPSECNIC_CSUM_INNER_L4(csum)),
		   le32_to_cpu(comp->hash));
}

static int ipsecnic_verdicts_show(struct seq_file *m, void *unused)
{
	struct ipsecnic_verdict *copy;
	unsigned int i, count;

	/* Printing takes too long for the lock. */
	copy = kmalloc_array(IPSECNIC_VERDICTS, sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	count = ipsecnic_record_copy(m->private, copy);
	for (i = 0; i < count; i++)
		ipsecnic_show_verdict(m, &copy[i]);
	kfree(copy);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ipsecnic_verdicts);

static void ipsecnic_show_queue(struct seq_file *m, struct ipsecnic *ipn,
				const char *name, u32 block)
{
	u32 state = ipsecnic_read(ipn, block + IPSECNIC_Q_STATE);
	u32 head = ipsecnic_read(ipn, block + IPSECNIC_Q_COMP_HEAD);
	u32 vector = ipsecnic_read(ipn, block + IPSECNIC_Q_VECTOR);

	seq_printf(m, "%s: %s reason=%u error_index=%u", name,
		   ipsecnic_q_state_name(IPSECNIC_Q_STATE_OF(state)),
		   IPSECNIC_Q_REASON_OF(state),
		   ipsecnic_read(ipn, block + IPSECNIC_Q_ERROR_INDEX));
	if (vector == IPSECNIC_VECTOR_NONE)
		seq_puts(m, " vector=none");
	else
		seq_printf(m, " vector=%u", vector);
	seq_printf(m, " posted size=%u head=%u tail=%u",
		   ipsecnic_read(ipn, block + IPSECNIC_Q_POSTED_SIZE),
		   ipsecnic_read(ipn, block + IPSECNIC_Q_POSTED_HEAD),
		   ipsecnic_read(ipn, block + IPSECNIC_Q_POSTED_TAIL));
	seq_printf(m, " completion size=%u head=%u tail=%u armed=%d",
		   ipsecnic_read(ipn, block + IPSECNIC_Q_COMP_SIZE),
		   head & IPSECNIC_INDEX_MASK,
		   ipsecnic_read(ipn, block + IPSECNIC_Q_COMP_TAIL),
		   !!(head & IPSECNIC_COMP_HEAD_ARM));
}

/* What the driver makes of it; all of it is modulo 65536 as in registers. */
static void ipsecnic_show_indices(struct seq_file *m,
				  const struct ipsecnic_queue *q)
{
	seq_printf(m, " driver posted=%u completed=%u",
		   READ_ONCE(q->posted.index) & IPSECNIC_INDEX_MASK,
		   READ_ONCE(q->comp.index) & IPSECNIC_INDEX_MASK);
}

static int ipsecnic_rings_show(struct seq_file *m, void *unused)
{
	struct ipsecnic *ipn = m->private;
	unsigned int i;
	char name[16];

	/* Queue pairs come and go under it. */
	rtnl_lock();
	if (ipsecnic_gone(ipn)) {
		rtnl_unlock();
		return -ENODEV;
	}
	ipsecnic_show_queue(m, ipn, "control", IPSECNIC_REG_CTRLQ);
	seq_putc(m, '\n');
	for (i = 0; i < ipn->max_pairs; i++) {
		struct ipsecnic_pair *pair = &ipn->pairs[i];
		bool used = i < ipn->num_pairs &&
			    test_bit(IPSECNIC_STATE_RUNNING, &ipn->state);

		snprintf(name, sizeof(name), "rx%u", i);
		ipsecnic_show_queue(m, ipn, name, IPSECNIC_REG_RXQ(i));
		if (used)
			ipsecnic_show_indices(m, &pair->rx.q);
		seq_putc(m, '\n');
		snprintf(name, sizeof(name), "tx%u", i);
		ipsecnic_show_queue(m, ipn, name, IPSECNIC_REG_TXQ(i));
		if (used) {
			struct netdev_queue *queue;

			ipsecnic_show_indices(m, &pair->tx.q);
			queue = netdev_get_tx_queue(ipn->netdev, i);
			seq_printf(m, " cleaned=%u stopped=%d",
				   READ_ONCE(pair->tx.clean) &
				   IPSECNIC_INDEX_MASK,
				   netif_tx_queue_stopped(queue));
		}
		seq_putc(m, '\n');
	}
	rtnl_unlock();
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ipsecnic_rings);

static int ipsecnic_sas_show(struct seq_file *m, void *unused)
{
	ipsecnic_xfrm_show(m->private, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ipsecnic_sas);

/**
 * ipsecnic_debugfs_init - make the directory of the driver
 */
void ipsecnic_debugfs_init(void)
{
	ipsecnic_debugfs_root = debugfs_create_dir(IPSECNIC_NAME, NULL);
}

/**
 * ipsecnic_debugfs_exit - remove it
 */
void ipsecnic_debugfs_exit(void)
{
	debugfs_remove(ipsecnic_debugfs_root);
}

/**
 * ipsecnic_debugfs_add - make the directory of a card
 * @ipn: card
 *
 * A card works without, so that there is no error.
 */
void ipsecnic_debugfs_add(struct ipsecnic *ipn)
{
	struct dentry *dir;

	if (ipsecnic_record_alloc(ipn))
		return;
	dir = debugfs_create_dir(pci_name(ipn->pdev), ipsecnic_debugfs_root);
	ipn->debugfs = dir;
	debugfs_create_file("sas", 0400, dir, ipn, &ipsecnic_sas_fops);
	debugfs_create_file("rings", 0400, dir, ipn, &ipsecnic_rings_fops);
	debugfs_create_file("verdicts", 0400, dir, ipn, &ipsecnic_verdicts_fops);
	debugfs_create_file_unsafe("record", 0600, dir, ipn, &ipsecnic_record_fops);
}

/**
 * ipsecnic_debugfs_remove - remove it
 * @ipn: card
 *
 * Waits for readers, of which one may wait for rtnl.
 */
void ipsecnic_debugfs_remove(struct ipsecnic *ipn)
{
	if (!ipn->debugfs)
		return;
	debugfs_remove(ipn->debugfs);
	ipn->debugfs = NULL;
	ipsecnic_record_free(ipn);
}

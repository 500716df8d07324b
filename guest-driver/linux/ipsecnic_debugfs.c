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
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "ipsecnic.h"

#define VERDICTS	64

struct verdict {
	ktime_t when;
	struct ipsecnic_rx_comp comp;
};

/**
 * struct ipsecnic_debugfs - a card's directory
 * @dir: the directory
 * @lock: guards the rest; queues record at the same time
 * @count: descriptors that were recorded since it was switched on
 * @verdicts: the last of them; number n is entry n modulo VERDICTS
 */
struct ipsecnic_debugfs {
	struct dentry *dir;
	spinlock_t lock;
	u64 count;
	struct verdict verdicts[VERDICTS];
};

static struct dentry *root;

/**
 * ipsecnic_debugfs_record - record a receive descriptor
 * @ipn: card
 * @comp: the first completion of a frame
 *
 * Context: NAPI.
 */
void ipsecnic_debugfs_record(struct ipsecnic *ipn,
			     const struct ipsecnic_rx_comp *comp)
{
	struct ipsecnic_debugfs *debug = ipn->debugfs;
	struct verdict *verdict;

	spin_lock(&debug->lock);
	verdict = &debug->verdicts[debug->count++ % VERDICTS];
	verdict->when = ktime_get_real();
	verdict->comp = *comp;
	spin_unlock(&debug->lock);
}

static int record_get(void *data, u64 *value)
{
	struct ipsecnic *ipn = data;

	*value = ipn->recording;
	return 0;
}

static int record_set(void *data, u64 value)
{
	struct ipsecnic *ipn = data;
	struct ipsecnic_debugfs *debug = ipn->debugfs;

	if (value > 1)
		return -EINVAL;
	/* Whoever switches it on wants to see what comes, not what came. */
	spin_lock_bh(&debug->lock);
	if (value && !ipn->recording)
		debug->count = 0;
	WRITE_ONCE(ipn->recording, value);
	spin_unlock_bh(&debug->lock);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(record_fops, record_get, record_set, "%llu\n");

static const char *kind_name(u8 kind)
{
	static const char * const names[] = {
		[IPSECNIC_KIND_PLAIN] = "plain",
		[IPSECNIC_KIND_ESP] = "esp",
		[IPSECNIC_KIND_AH] = "ah",
		[IPSECNIC_KIND_UDP_ESP] = "udp_esp",
		[IPSECNIC_KIND_IKE] = "ike",
		[IPSECNIC_KIND_KEEPALIVE] = "keepalive",
		[IPSECNIC_KIND_FRAGMENT] = "fragment",
	};

	return kind < ARRAY_SIZE(names) ? names[kind] : "unknown";
}

static const char *accept_name(u8 accept)
{
	static const char * const names[] = {
		[IPSECNIC_ACCEPT_OWN] = "own",
		[IPSECNIC_ACCEPT_MULTICAST] = "multicast",
		[IPSECNIC_ACCEPT_BROADCAST] = "broadcast",
		[IPSECNIC_ACCEPT_PROMISC] = "promiscuous",
	};

	return accept < ARRAY_SIZE(names) ? names[accept] : "unknown";
}

static const char *csum_name(u32 verdict)
{
	static const char * const names[] = {
		[IPSECNIC_CSUM_UNKNOWN] = "unknown",
		[IPSECNIC_CSUM_GOOD] = "good",
		[IPSECNIC_CSUM_BAD] = "bad",
		[3] = "invalid",
	};

	return names[verdict & 3];
}

static void show_verdict(struct seq_file *m, const struct verdict *verdict)
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
		   kind_name(comp->kind), accept_name(comp->accept));
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
		   csum_name(IPSECNIC_CSUM_OUTER_L3(csum)),
		   csum_name(IPSECNIC_CSUM_OUTER_L4(csum)),
		   csum_name(IPSECNIC_CSUM_INNER_L3(csum)),
		   csum_name(IPSECNIC_CSUM_INNER_L4(csum)),
		   le32_to_cpu(comp->hash));
}

static int verdicts_show(struct seq_file *m, void *unused)
{
	struct ipsecnic *ipn = m->private;
	struct ipsecnic_debugfs *debug = ipn->debugfs;
	struct verdict *copy;
	u64 count, i;

	/* Printing takes too long for the lock. */
	copy = kmalloc(sizeof(debug->verdicts), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	spin_lock_bh(&debug->lock);
	count = debug->count;
	memcpy(copy, debug->verdicts, sizeof(debug->verdicts));
	spin_unlock_bh(&debug->lock);
	for (i = count > VERDICTS ? count - VERDICTS : 0; i < count; i++)
		show_verdict(m, &copy[i % VERDICTS]);
	kfree(copy);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(verdicts);

static void show_queue(struct seq_file *m, struct ipsecnic *ipn,
		       const char *name, u32 block)
{
	static const char * const states[] = {
		[IPSECNIC_Q_STATE_STOPPED] = "stopped",
		[IPSECNIC_Q_STATE_RUNNING] = "running",
		[IPSECNIC_Q_STATE_ERROR] = "error",
	};
	u32 state = ipsecnic_read(ipn, block + IPSECNIC_Q_STATE);
	u32 head = ipsecnic_read(ipn, block + IPSECNIC_Q_COMP_HEAD);
	u32 kind = IPSECNIC_Q_STATE_OF(state);
	u32 vector = ipsecnic_read(ipn, block + IPSECNIC_Q_VECTOR);

	seq_printf(m, "%s: %s reason=%u error_index=%u", name,
		   kind < ARRAY_SIZE(states) ? states[kind] : "unknown",
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
static void show_indices(struct seq_file *m, const struct ipsecnic_queue *q)
{
	seq_printf(m, " driver posted=%u completed=%u",
		   READ_ONCE(q->posted.index) & IPSECNIC_INDEX_MASK,
		   READ_ONCE(q->comp.index) & IPSECNIC_INDEX_MASK);
}

static int rings_show(struct seq_file *m, void *unused)
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
	show_queue(m, ipn, "control", IPSECNIC_REG_CTRLQ);
	seq_putc(m, '\n');
	for (i = 0; i < ipn->max_pairs; i++) {
		struct ipsecnic_pair *pair = &ipn->pairs[i];
		bool used = i < ipn->num_pairs &&
			    test_bit(IPSECNIC_STATE_RUNNING, &ipn->state);

		snprintf(name, sizeof(name), "rx%u", i);
		show_queue(m, ipn, name, IPSECNIC_REG_RXQ(i));
		if (used)
			show_indices(m, &pair->rx.q);
		seq_putc(m, '\n');
		snprintf(name, sizeof(name), "tx%u", i);
		show_queue(m, ipn, name, IPSECNIC_REG_TXQ(i));
		if (used) {
			struct netdev_queue *queue;

			show_indices(m, &pair->tx.q);
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
DEFINE_SHOW_ATTRIBUTE(rings);

static int sas_show(struct seq_file *m, void *unused)
{
	ipsecnic_xfrm_show(m->private, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sas);

/**
 * ipsecnic_debugfs_init - make the directory of the driver
 */
void ipsecnic_debugfs_init(void)
{
	root = debugfs_create_dir(IPSECNIC_NAME, NULL);
}

/**
 * ipsecnic_debugfs_exit - remove it
 */
void ipsecnic_debugfs_exit(void)
{
	debugfs_remove(root);
}

/**
 * ipsecnic_debugfs_add - make the directory of a card
 * @ipn: card
 *
 * A card works without, so that there is no error.
 */
void ipsecnic_debugfs_add(struct ipsecnic *ipn)
{
	struct ipsecnic_debugfs *debug = kzalloc(sizeof(*debug), GFP_KERNEL);

	if (!debug)
		return;
	spin_lock_init(&debug->lock);
	ipn->debugfs = debug;
	debug->dir = debugfs_create_dir(pci_name(ipn->pdev), root);
	debugfs_create_file("sas", 0400, debug->dir, ipn, &sas_fops);
	debugfs_create_file("rings", 0400, debug->dir, ipn, &rings_fops);
	debugfs_create_file("verdicts", 0400, debug->dir, ipn, &verdicts_fops);
	debugfs_create_file_unsafe("record", 0600, debug->dir, ipn,
				   &record_fops);
}

/**
 * ipsecnic_debugfs_remove - remove it
 * @ipn: card
 *
 * Waits for readers, of which one may wait for rtnl.
 */
void ipsecnic_debugfs_remove(struct ipsecnic *ipn)
{
	struct ipsecnic_debugfs *debug = ipn->debugfs;

	if (!debug)
		return;
	debugfs_remove(debug->dir);
	WRITE_ONCE(ipn->recording, false);
	/* A queue that is being polled may not have seen it yet. */
	synchronize_net();
	ipn->debugfs = NULL;
	kfree(debug);
}

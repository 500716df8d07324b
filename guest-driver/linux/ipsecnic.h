/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: Linux driver of the ipsecnic card
 *
 * What the files of the driver share.  The interface of the card is
 * ipsecnic_abi.h and nothing else; its specification is docs/specs/ipsecnic.rst
 * of the project.
 *
 *   ipsecnic_pci.c      probe, remove, reset, interrupts
 *   ipsecnic_netdev.c   the network interface
 *   ipsecnic_txrx.c     transmit and receive queues
 *   ipsecnic_ctrlq.c    control queue: commands and events
 *   ipsecnic_xfrm.c     security associations: callbacks, table, reset
 *   ipsecnic_xfrm_sa.c  which states the card takes, and why it does not
 *   ipsecnic_xfrm_state.c  which state has which of them
 *   ipsecnic_xfrm_data.c  what packets need of them
 *   ipsecnic_vlan.c     states of VLAN interfaces on top of the card
 *   ipsecnic_ethtool.c  ethtool
 *   ipsecnic_stats.c    ethtool -S, statistics of queues
 *   ipsecnic_selftest.c ethtool -t
 *   ipsecnic_debugfs.c  what xfrm cannot show
 */

#ifndef IPSECNIC_H
#define IPSECNIC_H

#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/if_vlan.h>
#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/xfrm.h>

#include "ipsecnic_abi.h"
#include "ipsecnic_compat.h"

#define IPSECNIC_NAME			"ipsecnic"

/* Vector 0 is the control queue's, vector 1 + n that of queue pair n. */
#define IPSECNIC_VECTOR_CTRL		0
#define IPSECNIC_VECTOR_PAIR(n)		(1 + (n))

#define IPSECNIC_CTRL_RING		256
#define IPSECNIC_RING_DEFAULT		512
#define IPSECNIC_RING_SMALLEST		64
#define IPSECNIC_RING_LARGEST		8192

/* How long the card may take for what it does at once, in milliseconds. */
#define IPSECNIC_PATIENCE_MS		5000
/* The same, where a processor waits for it and can do nothing else. */
#define IPSECNIC_SPIN_MS		2000

/*
 * Private flags of ethtool.
 *
 * RX_TAP: packets that the card decrypted go past packet sockets, too; they
 * are not aggregated then.  SADEL_EXPIRE: SaDeleteReq becomes a soft expiry.
 */
#define IPSECNIC_PRIV_RX_TAP		0
#define IPSECNIC_PRIV_SADEL_EXPIRE	1
#define IPSECNIC_PRIV_FLAGS		2

/**
 * struct ipsecnic_ring - one of the two rings of a queue
 * @entries: @size entries of 64 bytes; coherent memory
 * @dma: its bus address
 * @size: number of entries, a power of two
 * @index: posted ring: the next entry to fill; completion ring: the next
 *         entry to read.  Free-running, modulo 65536 in registers.
 */
struct ipsecnic_ring {
	void *entries;
	dma_addr_t dma;
	u32 size;
	u32 index;
};

/**
 * struct ipsecnic_queue - what all kinds of queue have
 * @regs: the queue's block of registers
 * @posted: from driver to card
 * @comp: from card to driver
 * @vector: MSI-X vector
 */
struct ipsecnic_queue {
	void __iomem *regs;
	struct ipsecnic_ring posted;
	struct ipsecnic_ring comp;
	u16 vector;
};

/**
 * struct ipsecnic_caps - what this card can do, read once after each reset
 * @features: features that were accepted, as bits 1 << IPSECNIC_F_*
 * @ipsec: CAP_IPSEC
 * @udp_esp: CAP_UDP_ESP
 * @auth: CAP_AUTH
 * @cipher: CAP_CIPHER
 * @gcm_icv: CAP_GCM_ICV
 * @sa_capacity: bundles that fit
 * @tx_fragments: most fragments of a frame
 * @max_frame: longest frame
 * @max_queues: queue pairs present
 * @mcast_entries: size of the multicast table
 */
struct ipsecnic_caps {
	u64 features;
	u32 ipsec;
	u32 udp_esp;
	u64 auth;
	u64 cipher;
	u32 gcm_icv;
	u32 sa_capacity;
	u32 tx_fragments;
	u32 max_frame;
	u32 max_queues;
	u32 mcast_entries;
};

/*
 * Why a packet or a state was left to software, and what became of packets
 * that were not.  Counted for each queue, shown by ethtool -S.
 */
struct ipsecnic_rx_stats {
	u64 packets;
	u64 bytes;
	u64 csum_good;
	u64 csum_bad;
	u64 alloc_failed;
	u64 dropped;
	/* by CryptoStatus */
	u64 crypto[8];
	/* CryptoDone, but the state is gone, or there was no memory */
	u64 state_gone;
	u64 no_secpath;
	/* NextCryptoDone and SaDeleteReq, which xfrm has no reader for */
	u64 next_crypto_done;
	u64 sa_delete_req;
	/* not processed, by reason */
	u64 reason[IPSECNIC_REASONS];
	/* to the stack without GRO, so that packet sockets see it */
	u64 shown;
};

struct ipsecnic_tx_stats {
	u64 packets;
	u64 bytes;
	u64 gso;
	u64 gso_segments;
	u64 csum;
	u64 dropped;
	u64 map_failed;
	u64 linearized;
	u64 stopped;
	u64 ipsec;
	u64 ipsec_gso;
	/* dropped, since nothing may leave in clear */
	u64 ipsec_refused;
	/* completions by status; ipsecnic_tx_queue.status until they are read */
	u64 status[IPSECNIC_TX_STATUSES];
};

/**
 * struct ipsecnic_rx_buffer - a buffer of a receive queue
 * @page: from the page pool; NULL: none
 */
struct ipsecnic_rx_buffer {
	struct page *page;
};

/**
 * struct ipsecnic_tx_buffer - what belongs to an entry of a transmit queue
 * @skb: of the last entry of a frame; else NULL
 * @dma: bus address of the fragment
 * @length: bytes of it; 0: nothing is mapped
 * @wire: bytes of the frame on the wire, for BQL; with @skb
 * @single: mapped as a single, not as a page
 */
struct ipsecnic_tx_buffer {
	struct sk_buff *skb;
	DEFINE_DMA_UNMAP_ADDR(dma);
	u32 length;
	u32 wire;
	bool single;
};

/**
 * struct ipsecnic_rx_queue - a receive queue
 * @q: the rings
 * @buffers: one for each posted entry
 * @pool: where pages come from
 * @skb: frame of which buffers are still to come
 * @posted: what the card was told last of the posted ring's index
 * @consumed: completions were, since the interrupt was armed
 * @stats: counters, guarded by @syncp; written by NAPI only
 */
struct ipsecnic_rx_queue {
	struct ipsecnic_queue q;
	struct ipsecnic_rx_buffer *buffers;
	struct page_pool *pool;
	struct sk_buff *skb;
	u32 posted;
	bool consumed;
	struct ipsecnic_rx_stats stats;
	struct u64_stats_sync syncp;
};

/**
 * struct ipsecnic_tx_queue - a transmit queue
 * @q: the rings
 * @buffers: one for each posted entry
 * @clean: the oldest posted entry that is not completed
 * @told: what the card was told last of the posted ring's index
 * @consumed: completions were, since the interrupt was armed
 * @stats: counters of the sender, guarded by @syncp (transmit lock)
 * @status: completions by status, guarded by @done_syncp; written by NAPI only
 */
struct ipsecnic_tx_queue {
	struct ipsecnic_queue q;
	struct ipsecnic_tx_buffer *buffers;
	u32 clean;
	u32 told;
	bool consumed;
	struct ipsecnic_tx_stats stats;
	struct u64_stats_sync syncp;
	u64 status[IPSECNIC_TX_STATUSES];
	struct u64_stats_sync done_syncp;
};

/**
 * struct ipsecnic_pair - a receive and a transmit queue with one interrupt
 * @ipn: the card
 * @napi: polls both
 * @index: number of the pair
 * @irq: Linux interrupt number
 * @irqs: how often it has come
 * @rx: receive
 * @tx: transmit
 * @name: of the interrupt
 */
struct ipsecnic_pair {
	struct ipsecnic *ipn;
	struct napi_struct napi;
	unsigned int index;
	int irq;
	unsigned long irqs;
	struct ipsecnic_rx_queue rx;
	struct ipsecnic_tx_queue tx;
	char name[IFNAMSIZ + 16];
};

struct ipsecnic_ctrlq;
struct ipsecnic_debugfs;
struct ipsecnic_xfrm;
struct seq_file;

/* Bits of ipsecnic.state */
#define IPSECNIC_STATE_RUNNING		0	/* queue pairs are in use */
#define IPSECNIC_STATE_RESETTING	1	/* a reset is wanted, or going on */
#define IPSECNIC_STATE_REMOVED		2	/* the card does not answer any more */
#define IPSECNIC_STATE_DEAD		3	/* a reset has failed */

/**
 * struct ipsecnic - a card; private data of its net_device
 * @netdev: its interface
 * @pdev: its PCI function
 * @regs: BAR 0
 * @caps: what it can do
 * @state: IPSECNIC_STATE_*
 * @pairs: room for @max_pairs queue pairs, from probe to remove; their
 *         counters outlast the interface's going down
 * @max_pairs: how many there can be: vectors and the card allow no more
 * @num_pairs: how many are in use while the interface is up
 * @rx_ring: entries of a receive queue's rings
 * @tx_ring: entries of a transmit queue's rings
 * @usecs: interrupt interval of the queue pairs
 * @priv_flags: bits IPSECNIC_PRIV_*
 * @msg_enable: as ethtool sets it
 * @ctrlq: control queue, from probe to remove
 * @xfrm: security associations
 * @reset_work: resets the card and brings everything back (rtnl)
 * @last_reset: when that was, in jiffies
 * @resets: how often that has happened
 * @queue_errors: how often a queue went to state ERROR
 * @ctrl_irqs: interrupts of the control vector
 * @debugfs: directory and recorded descriptors; NULL if there is none
 * @recording: receive descriptors are recorded
 *
 * The locks, outermost first: rtnl; the control queue's; the table of states.
 */
struct ipsecnic {
	struct net_device *netdev;
	struct pci_dev *pdev;
	void __iomem *regs;
	struct ipsecnic_caps caps;
	unsigned long state;
	struct ipsecnic_pair *pairs;
	unsigned int max_pairs;
	unsigned int num_pairs;
	u32 rx_ring;
	u32 tx_ring;
	u32 usecs;
	unsigned long priv_flags;
	int msg_enable;
	struct ipsecnic_ctrlq *ctrlq;
	struct ipsecnic_xfrm *xfrm;
	struct delayed_work reset_work;
	unsigned long last_reset;
	u64 resets;
	u64 queue_errors;
	unsigned long ctrl_irqs;
	struct ipsecnic_debugfs *debugfs;
	bool recording;
};

/* Registers. */
static inline u32 ipsecnic_read(const struct ipsecnic *ipn, u32 reg)
{
	return readl(ipn->regs + reg);
}

static inline void ipsecnic_write(const struct ipsecnic *ipn, u32 reg,
				  u32 value)
{
	writel(value, ipn->regs + reg);
}

static inline bool ipsecnic_has(const struct ipsecnic *ipn, unsigned int f)
{
	return ipn->caps.features & BIT_ULL(f);
}

/* Number of entry @index of a ring, and that entry. */
static inline u32 ipsecnic_slot(const struct ipsecnic_ring *ring, u32 index)
{
	return index & (ring->size - 1);
}

static inline void *ipsecnic_entry(const struct ipsecnic_ring *ring, u32 index)
{
	return ring->entries + ipsecnic_slot(ring, index) *
			       IPSECNIC_ENTRY_SIZE;
}

/**
 * ipsecnic_give_back - hand completions back, up to the ring's index
 * @q: queue
 * @arm: 0, or IPSECNIC_COMP_HEAD_ARM: interrupt when there are newer ones, at
 *       once if there are already
 */
static inline void ipsecnic_give_back(const struct ipsecnic_queue *q, u32 arm)
{
	writel((q->comp.index & IPSECNIC_INDEX_MASK) | arm,
	       q->regs + IPSECNIC_Q_COMP_HEAD);
}

/* Post the entries up to the ring's index. */
static inline void ipsecnic_doorbell(const struct ipsecnic_queue *q)
{
	writel(q->posted.index & IPSECNIC_INDEX_MASK,
	       q->regs + IPSECNIC_Q_POSTED_TAIL);
}

/**
 * ipsecnic_comp_ready - has the card written completion @index?
 * @ring: completion ring
 * @index: free-running index
 * @flags: last word of the entry, as the card wrote it
 *
 * The caller reads the rest of the entry after dma_rmb().
 */
static inline bool ipsecnic_comp_ready(const struct ipsecnic_ring *ring,
				       u32 index, __le32 flags)
{
	u32 pass = (index & IPSECNIC_INDEX_MASK) / ring->size;

	return (le32_to_cpu(flags) & IPSECNIC_COMP_PHASE) == (1 ^ (pass & 1));
}

/* ipsecnic_pci.c */
int ipsecnic_card_start(struct ipsecnic *ipn);
void ipsecnic_card_stop(struct ipsecnic *ipn);
void ipsecnic_reset_later(struct ipsecnic *ipn);
void ipsecnic_handle_event(struct ipsecnic *ipn,
			   const struct ipsecnic_ctrl_comp *event);
bool ipsecnic_gone(struct ipsecnic *ipn);

/* ipsecnic_netdev.c */
extern const struct net_device_ops ipsecnic_netdev_ops;
struct ipsecnic *ipsecnic_of(const struct net_device *netdev);
void ipsecnic_netdev_setup(struct ipsecnic *ipn);
int ipsecnic_up(struct ipsecnic *ipn);
void ipsecnic_down(struct ipsecnic *ipn);
int ipsecnic_reconfigure(struct ipsecnic *ipn, unsigned int pairs, u32 rx_ring,
			 u32 tx_ring);
void ipsecnic_update_link(struct ipsecnic *ipn);
void ipsecnic_set_moderation(struct ipsecnic *ipn);
void ipsecnic_set_ipsec_ctrl(struct ipsecnic *ipn);

/* ipsecnic_txrx.c */
int ipsecnic_queue_alloc(struct ipsecnic *ipn, struct ipsecnic_queue *q,
			 u32 block, u32 posted, u32 comp, u16 vector);
void ipsecnic_queue_free(struct ipsecnic *ipn, struct ipsecnic_queue *q);
int ipsecnic_queue_enable(struct ipsecnic *ipn, struct ipsecnic_queue *q);
int ipsecnic_queue_disable(struct ipsecnic *ipn, struct ipsecnic_queue *q);
int ipsecnic_pair_alloc(struct ipsecnic_pair *pair);
void ipsecnic_pair_free(struct ipsecnic_pair *pair);
int ipsecnic_pair_start(struct ipsecnic_pair *pair);
void ipsecnic_pair_arm(struct ipsecnic_pair *pair);
int ipsecnic_pair_stop(struct ipsecnic_pair *pair);
irqreturn_t ipsecnic_pair_irq(int irq, void *data);
int ipsecnic_poll(struct napi_struct *napi, int budget);
netdev_tx_t ipsecnic_xmit(struct sk_buff *skb, struct net_device *netdev);
void ipsecnic_pair_stats(struct ipsecnic_pair *pair,
			 struct ipsecnic_rx_stats *rx,
			 struct ipsecnic_tx_stats *tx);

/* ipsecnic_ctrlq.c */

/**
 * struct ipsecnic_ctrl_request - a command that somebody posts
 * @command: set before it is posted, all but the cookie
 * @done: called once, in any context and without locks: with the card's
 *        completion and 0, or with NULL and the error that ended it.  The
 *        request is the caller's again.
 * @node: the control queue's
 * @index: the control queue's
 * @posted: the control queue's
 */
struct ipsecnic_ctrl_request {
	struct ipsecnic_command command;
	void (*done)(struct ipsecnic *ipn,
		     struct ipsecnic_ctrl_request *request,
		     const struct ipsecnic_ctrl_comp *comp, int error);
	struct list_head node;
	u32 index;
	unsigned long posted;
};

/**
 * struct ipsecnic_ctrl_buffer - memory that commands point to
 * @data: it
 * @dma: its bus address
 * @size: its bytes
 * @node: the control queue's
 */
struct ipsecnic_ctrl_buffer {
	void *data;
	dma_addr_t dma;
	size_t size;
	struct list_head node;
};

struct ipsecnic_ctrl_buffer *ipsecnic_ctrl_buffer_alloc(struct ipsecnic *ipn,
							size_t size);
void ipsecnic_ctrl_buffer_free(struct ipsecnic *ipn,
			       struct ipsecnic_ctrl_buffer *buffer);
int ipsecnic_ctrl_post(struct ipsecnic *ipn,
		       struct ipsecnic_ctrl_request *request);
int ipsecnic_ctrlq_alloc(struct ipsecnic *ipn);
void ipsecnic_ctrlq_free(struct ipsecnic *ipn);
int ipsecnic_ctrlq_start(struct ipsecnic *ipn);
void ipsecnic_ctrlq_stop(struct ipsecnic *ipn);
void ipsecnic_ctrlq_service(struct ipsecnic *ipn);
int ipsecnic_ctrl_exec(struct ipsecnic *ipn, struct ipsecnic_command *command,
		       struct ipsecnic_ctrl_comp *comp);
int ipsecnic_ctrl_exec_atomic(struct ipsecnic *ipn,
			      struct ipsecnic_command *command,
			      struct ipsecnic_ctrl_comp *comp);

/* ipsecnic_xfrm.c */

/**
 * enum ipsecnic_deliver - how a received packet goes to the stack
 * @IPSECNIC_DELIVER_GRO: napi_gro_receive()
 * @IPSECNIC_DELIVER_SHOW: netif_receive_skb(), so that packet sockets see it
 * @IPSECNIC_DELIVER_DROP: it cannot go up, and must be freed
 */
enum ipsecnic_deliver {
	IPSECNIC_DELIVER_GRO,
	IPSECNIC_DELIVER_SHOW,
	IPSECNIC_DELIVER_DROP,
};

/**
 * ipsecnic_rx_csum - take over the verdict on the outermost TCP or UDP checksum
 * @ipn: the card
 * @rxq: its queue; its counters are being updated
 * @skb: frame
 * @comp: its completion
 *
 * Not for a frame that was decrypted: what its outer checksum covered has gone.
 */
static inline void ipsecnic_rx_csum(const struct ipsecnic *ipn,
				    struct ipsecnic_rx_queue *rxq,
				    struct sk_buff *skb,
				    const struct ipsecnic_rx_comp *comp)
{
	switch (IPSECNIC_CSUM_OUTER_L4(le16_to_cpu(comp->csum))) {
	case IPSECNIC_CSUM_GOOD:
		rxq->stats.csum_good++;
		if (ipn->netdev->features & NETIF_F_RXCSUM)
			skb->ip_summed = CHECKSUM_UNNECESSARY;
		break;
	case IPSECNIC_CSUM_BAD:
		rxq->stats.csum_bad++;
		break;
	}
}

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
int ipsecnic_states_init(void);
void ipsecnic_states_exit(void);
int ipsecnic_xfrm_init(struct ipsecnic *ipn);
void ipsecnic_xfrm_exit(struct ipsecnic *ipn);
void ipsecnic_xfrm_lost(struct ipsecnic *ipn);
int ipsecnic_xfrm_restore(struct ipsecnic *ipn);
void ipsecnic_xfrm_sa_limit(struct ipsecnic *ipn, u32 handle, u32 limit);
enum ipsecnic_deliver ipsecnic_xfrm_rx(struct ipsecnic *ipn,
				       struct ipsecnic_rx_queue *rxq,
				       struct sk_buff *skb,
				       const struct ipsecnic_rx_comp *comp);
int ipsecnic_xfrm_tx(struct ipsecnic *ipn, struct sk_buff *skb,
		     struct ipsecnic_tx_posted *first, u32 *flags);
int ipsecnic_xfrm_select_queue(const struct net_device *netdev,
			       struct sk_buff *skb);
netdev_features_t
ipsecnic_xfrm_features_check(const struct net_device *netdev,
			     struct sk_buff *skb, netdev_features_t features);
/* What ethtool -S shows of states: so many counters, their names, values. */
unsigned int ipsecnic_xfrm_stats_count(void);
void ipsecnic_xfrm_stats_strings(u8 **data);
void ipsecnic_xfrm_stats(struct ipsecnic *ipn, u64 *values);
void ipsecnic_xfrm_show(struct ipsecnic *ipn, struct seq_file *m);
#else
static inline int ipsecnic_states_init(void)
{
	return 0;
}

static inline void ipsecnic_states_exit(void) {}

static inline int ipsecnic_xfrm_init(struct ipsecnic *ipn)
{
	return 0;
}

static inline void ipsecnic_xfrm_exit(struct ipsecnic *ipn) {}
static inline void ipsecnic_xfrm_lost(struct ipsecnic *ipn) {}

static inline int ipsecnic_xfrm_restore(struct ipsecnic *ipn)
{
	return 0;
}

static inline void ipsecnic_xfrm_sa_limit(struct ipsecnic *ipn, u32 handle,
					  u32 limit) {}

static inline enum ipsecnic_deliver
ipsecnic_xfrm_rx(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
		 struct sk_buff *skb, const struct ipsecnic_rx_comp *comp)
{
	if (comp->reason < IPSECNIC_REASONS)
		rxq->stats.reason[comp->reason]++;
	ipsecnic_rx_csum(ipn, rxq, skb, comp);
	return IPSECNIC_DELIVER_GRO;
}

static inline int ipsecnic_xfrm_tx(struct ipsecnic *ipn, struct sk_buff *skb,
				   struct ipsecnic_tx_posted *first, u32 *flags)
{
	return 0;
}

static inline int
ipsecnic_xfrm_select_queue(const struct net_device *netdev, struct sk_buff *skb)
{
	return -1;
}

static inline netdev_features_t
ipsecnic_xfrm_features_check(const struct net_device *netdev,
			     struct sk_buff *skb, netdev_features_t features)
{
	return features;
}

static inline unsigned int ipsecnic_xfrm_stats_count(void)
{
	return 0;
}

static inline void ipsecnic_xfrm_stats_strings(u8 **data) {}
static inline void ipsecnic_xfrm_stats(struct ipsecnic *ipn,
					     u64 *values) {}
static inline void ipsecnic_xfrm_show(struct ipsecnic *ipn,
				      struct seq_file *m) {}
#endif

/* ipsecnic_vlan.c */
#if IS_ENABLED(CONFIG_XFRM_OFFLOAD) && IS_ENABLED(CONFIG_VLAN_8021Q)
int ipsecnic_vlan_init(void);
void ipsecnic_vlan_exit(void);
#else
static inline int ipsecnic_vlan_init(void)
{
	return 0;
}

static inline void ipsecnic_vlan_exit(void) {}
#endif

/* ipsecnic_ethtool.c */
extern const struct ethtool_ops ipsecnic_ethtool_ops;

/* ipsecnic_stats.c */
const char *ipsecnic_crypto_name(u32 status);
const char *ipsecnic_reason_name(u32 reason);
int ipsecnic_stats_count(const struct ipsecnic *ipn);
void ipsecnic_stats_strings(const struct ipsecnic *ipn, u8 *data);
void ipsecnic_stats(struct ipsecnic *ipn, u64 *data);
void ipsecnic_stats_setup(struct net_device *netdev);

/* ipsecnic_selftest.c */
int ipsecnic_selftest_count(const struct ipsecnic *ipn);
void ipsecnic_selftest_strings(const struct ipsecnic *ipn, u8 *data);
bool ipsecnic_selftest(struct ipsecnic *ipn, bool offline, u64 *data);

/* ipsecnic_debugfs.c */
#if IS_ENABLED(CONFIG_DEBUG_FS)
void ipsecnic_debugfs_init(void);
void ipsecnic_debugfs_exit(void);
void ipsecnic_debugfs_add(struct ipsecnic *ipn);
void ipsecnic_debugfs_remove(struct ipsecnic *ipn);
void ipsecnic_debugfs_record(struct ipsecnic *ipn,
			     const struct ipsecnic_rx_comp *comp);

/**
 * ipsecnic_debugfs_rx - remember a receive descriptor, if somebody wants it
 * @ipn: card
 * @comp: the first completion of a frame
 *
 * Context: NAPI.
 */
static inline void ipsecnic_debugfs_rx(struct ipsecnic *ipn,
				       const struct ipsecnic_rx_comp *comp)
{
	if (unlikely(READ_ONCE(ipn->recording)))
		ipsecnic_debugfs_record(ipn, comp);
}
#else
static inline void ipsecnic_debugfs_init(void)
{
}

static inline void ipsecnic_debugfs_exit(void)
{
}

static inline void ipsecnic_debugfs_add(struct ipsecnic *ipn)
{
}

static inline void ipsecnic_debugfs_remove(struct ipsecnic *ipn)
{
}

static inline void ipsecnic_debugfs_rx(struct ipsecnic *ipn,
				       const struct ipsecnic_rx_comp *comp)
{
}
#endif

#endif /* IPSECNIC_H */

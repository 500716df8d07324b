/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: queue pairs, and their counters
 */

#ifndef IPSECNIC_PAIR_H
#define IPSECNIC_PAIR_H

#include <linux/dim.h>
#include <linux/dma-mapping.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/minmax.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/u64_stats_sync.h>

#include "ipsecnic_abi.h"
#include "ipsecnic_counters.h"
#include "ipsecnic_queue.h"

struct ipsecnic;
struct ipsecnic_xdp;
struct page;
struct page_pool;
struct xdp_frame;

/* Entries of the rings of a queue. */
#define IPSECNIC_RING_DEFAULT		512
#define IPSECNIC_RING_SMALLEST		64
#define IPSECNIC_RING_LARGEST		8192

/* Ethernet header and the tags of two VLANs. */
#define IPSECNIC_FRAME_OVERHEAD		(ETH_HLEN + 2 * VLAN_HLEN)

/*
 * A receive buffer is a page: headroom, data, and what build_skb() wants.  Of
 * a large page the card takes a part only.
 */
#define IPSECNIC_RX_ROOM(headroom) \
	min_t(u32, PAGE_SIZE - (headroom) - \
		   SKB_DATA_ALIGN(sizeof(struct skb_shared_info)), \
	      IPSECNIC_RX_BUFFER_MAX)

/**
 * struct ipsecnic_rx_stats - counters of a receive queue
 * @packets: frames that were received
 * @bytes: of them
 * @dropped: of them, too: the stack did not get them
 * @crypto: by CryptoStatus
 * @reason: not processed, by reason
 *
 * The others are those of IPSECNIC_RX_COUNTERS.  All are u64.
 */
struct ipsecnic_rx_stats {
	u64 packets;
	u64 bytes;
	u64 dropped;
#define IPSECNIC_COUNTER(field, name) u64 field;
	IPSECNIC_RX_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
	u64 crypto[8];
	u64 reason[IPSECNIC_REASONS];
};

/**
 * struct ipsecnic_tx_stats - counters of a transmit queue
 * @packets: frames on the wire
 * @bytes: of them
 * @dropped: packets that could not be sent
 * @status: completions by status; ipsecnic_tx_queue.status until they are read
 *
 * The others are those of IPSECNIC_TX_COUNTERS.  All are u64.
 */
struct ipsecnic_tx_stats {
	u64 packets;
	u64 bytes;
	u64 dropped;
#define IPSECNIC_COUNTER(field, name) u64 field;
	IPSECNIC_TX_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
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
 * enum ipsecnic_tx_kind - whose a frame is that is being sent
 * @IPSECNIC_TX_SKB: the stack's
 * @IPSECNIC_TX_XDP_OWN: XDP's, in pages of the pair's own receive queue
 * @IPSECNIC_TX_XDP_OTHER: XDP's, from another interface or queue
 */
enum ipsecnic_tx_kind {
	IPSECNIC_TX_SKB,
	IPSECNIC_TX_XDP_OWN,
	IPSECNIC_TX_XDP_OTHER,
};

/**
 * struct ipsecnic_tx_buffer - what belongs to an entry of a transmit queue
 * @skb: of the last entry of a frame; else NULL
 * @frame: the same, if @kind is one of XDP
 * @dma: bus address of the fragment
 * @length: bytes of it; 0: nothing is mapped
 * @wire: bytes of the frame on the wire, for BQL; of IPSECNIC_TX_SKB
 * @numbers: sequence numbers that it takes, or more, in packet mode; with @skb
 * @single: mapped as a single, not as a page
 * @kind: enum ipsecnic_tx_kind
 */
struct ipsecnic_tx_buffer {
	union {
		struct sk_buff *skb;
		struct xdp_frame *frame;
	};
	DEFINE_DMA_UNMAP_ADDR(dma);
	u32 length;
	u32 wire;
	u32 numbers;
	bool single;
	u8 kind;
};

/**
 * struct ipsecnic_rx_queue - a receive queue
 * @q: the rings
 * @buffers: one for each posted entry
 * @pool: where pages come from
 * @headroom: bytes of a page in front of what the card writes
 * @room: bytes that the card may write
 * @skb: frame of which buffers are still to come
 * @like: a packet without data, for the secpath that those of one SA share
 * @like_handle: the SA in packet mode that it is for; 0: it has none
 * @posted: what the card was told last of the posted ring's index
 * @consumed: completions were, since the interrupt was armed
 * @xdp: frames are shown to a program; NULL: there is none
 * @stats: counters, guarded by @syncp; written by NAPI only
 */
struct ipsecnic_rx_queue {
	struct ipsecnic_queue q;
	struct ipsecnic_rx_buffer *buffers;
	struct page_pool *pool;
	u32 headroom;
	u32 room;
	struct sk_buff *skb;
	struct sk_buff *like;
	u32 like_handle;
	u32 posted;
	bool consumed;
	struct ipsecnic_xdp *xdp;
	struct ipsecnic_rx_stats stats;
	struct u64_stats_sync syncp;
};

/**
 * struct ipsecnic_tx_queue - a transmit queue
 * @q: the rings
 * @buffers: one for each posted entry
 * @clean: the oldest posted entry that is not completed
 * @mark: what was posted when ipsecnic_sas_leave() looked last
 * @told: what the card was told last of the posted ring's index
 * @consumed: completions were, since the interrupt was armed
 * @numbered: @numbers of all frames that were posted, modulo its size
 * @settled: the same, of those that the card is through with
 * @stats: counters of the sender, guarded by @syncp (transmit lock)
 * @status: completions by status, guarded by @done_syncp; written by NAPI only
 * @too_big_told: as in struct ipsecnic_tx_stats; the same
 */
struct ipsecnic_tx_queue {
	struct ipsecnic_queue q;
	struct ipsecnic_tx_buffer *buffers;
	u32 clean;
	u32 mark;
	u32 told;
	bool consumed;
	unsigned long numbered;
	unsigned long settled;
	struct ipsecnic_tx_stats stats;
	struct u64_stats_sync syncp;
	u64 status[IPSECNIC_TX_STATUSES];
	u64 too_big_told;
	struct u64_stats_sync done_syncp;
};

/**
 * ipsecnic_tx_has_sent - is the card through with what was posted?
 * @tx: transmit queue
 * @posted: index of its posted ring, of now or before
 *
 * Context: any; the queue may go on meanwhile.
 * Return: true if all entries in front of @posted are completed.
 */
static inline bool ipsecnic_tx_has_sent(const struct ipsecnic_tx_queue *tx,
					u32 posted)
{
	return (s32)(READ_ONCE(tx->clean) - posted) >= 0;
}

/**
 * struct ipsecnic_pair_watch - what the service task has seen of a queue pair
 * @rx_waits: there was a completion that nobody had taken
 * @tx_waits: the same of transmit
 * @rx_index: index of it
 * @tx_index: index of it
 * @tx_clean: the oldest posted entry that was not completed
 * @tx_moved: when that, or the link, was last seen to be another, in jiffies
 */
struct ipsecnic_pair_watch {
	bool rx_waits;
	bool tx_waits;
	u32 rx_index;
	u32 tx_index;
	u32 tx_clean;
	unsigned long tx_moved;
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
 * @watch: the service task's
 * @dim: what is known of its traffic, for adaptive moderation
 * @dim_usecs: the interrupt interval that follows from that
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
	struct ipsecnic_pair_watch watch;
	struct dim dim;
	u32 dim_usecs;
	char name[IFNAMSIZ + 16];
};

int ipsecnic_pairs_alloc(struct ipsecnic *ipn, unsigned int count);
void ipsecnic_pairs_free(struct ipsecnic *ipn);
void ipsecnic_pair_stats(struct ipsecnic_pair *pair,
			 struct ipsecnic_rx_stats *rx,
			 struct ipsecnic_tx_stats *tx);

#endif /* IPSECNIC_PAIR_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: receive
 *
 * The data path reads no register: completions say by their phase that they
 * are there, and arming an interrupt is the same write that gives them back.
 */

#include <linux/bottom_half.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/math.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/u64_stats_sync.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_ptp.h"
#include "ipsecnic_queue.h"
#include "ipsecnic_record.h"
#include "ipsecnic_rss.h"
#include "ipsecnic_rx.h"
#include "ipsecnic_xdp.h"
#include "ipsecnic_xfrm_rx.h"

/* Unless a program needs more. */
#define IPSECNIC_RX_HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)
#define IPSECNIC_RX_DATA	IPSECNIC_RX_ROOM(IPSECNIC_RX_HEADROOM)

/* So many buffers are posted with one doorbell, or a quarter of the ring. */
#define IPSECNIC_RX_BATCH	64

static struct page_pool *ipsecnic_rx_pool(struct ipsecnic_pair *pair)
{
	struct ipsecnic *ipn = pair->ipn;
	struct page_pool_params params = {
		.flags = PP_FLAG_DMA_MAP | PP_FLAG_DMA_SYNC_DEV,
		.pool_size = pair->rx.q.posted.size,
		.nid = dev_to_node(&ipn->pdev->dev),
		.dev = &ipn->pdev->dev,
		/* A program may have a frame sent from where it is. */
		.dma_dir = pair->rx.xdp ? DMA_BIDIRECTIONAL : DMA_FROM_DEVICE,
		.offset = pair->rx.headroom,
		.max_len = pair->rx.room,
	};

	ipsecnic_page_pool_owner(&params, ipn->netdev, &pair->napi);
	return page_pool_create(&params);
}

/*
 * So many buffers the card must have to go on: it waits for room for the whole
 * of a frame, and with originals for twice that.
 */
static u32 ipsecnic_rx_least(const struct ipsecnic_pair *pair)
{
	u32 longest = READ_ONCE(pair->ipn->netdev->mtu) +
		      IPSECNIC_FRAME_OVERHEAD;
	u32 least = DIV_ROUND_UP(longest, pair->rx.room);

	return test_bit(IPSECNIC_PRIV_RX_TAP, &pair->ipn->priv_flags) ?
	       2 * least : least;
}

/**
 * ipsecnic_rx_refill - post the buffers that are missing
 * @pair: queue pair
 *
 * Return: false if there is no memory for as many as a frame may take.
 */
bool ipsecnic_rx_refill(struct ipsecnic_pair *pair)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic_ring *ring = &rx->q.posted;
	u32 least = ipsecnic_rx_least(pair);
	u32 room = ring->size - (ring->index - rx->q.comp.index);
	struct ipsecnic_rx_posted *entry;
	struct page *page;
	u32 slot;

	while (room--) {
		page = page_pool_dev_alloc_pages(rx->pool);
		if (unlikely(!page)) {
			/* Softirqs are on while the queue is set up. */
			local_bh_disable();
			u64_stats_update_begin(&rx->syncp);
			rx->stats.alloc_failed++;
			u64_stats_update_end(&rx->syncp);
			local_bh_enable();
			break;
		}
		slot = ipsecnic_slot(ring, ring->index);
		rx->buffers[slot].page = page;
		entry = ipsecnic_entry(ring, ring->index);
		/* Length, cookie and the reserved fields are there already. */
		entry->addr = cpu_to_le64(page_pool_get_dma_addr(page) +
					  rx->headroom);
		ring->index++;
	}
	/* Few are many for a card that has too few. */
	if (ring->index - rx->posted >=
	    min_t(u32, IPSECNIC_RX_BATCH, ring->size / 4) ||
	    (rx->posted - rx->q.comp.index < least &&
	     ring->index != rx->posted)) {
		dma_wmb();
		ipsecnic_doorbell(&rx->q);
		rx->posted = ring->index;
	}
	/* With fewer posted nothing might ever come and ask for more. */
	return rx->posted - rx->q.comp.index >= least;
}

static void ipsecnic_rx_hash(const struct ipsecnic *ipn, struct sk_buff *skb,
			     const struct ipsecnic_rx_comp *comp)
{
	skb_set_hash(skb, le32_to_cpu(comp->hash),
		     ipsecnic_rss_has_ports(ipn, comp) ? PKT_HASH_TYPE_L4 :
							 PKT_HASH_TYPE_L3);
}

/*
 * @moved: a program has put the start or the end of the frame elsewhere, so that
 * what the card says of it is not said of what is there now.
 */
static void ipsecnic_rx_deliver(struct ipsecnic_pair *pair, struct sk_buff *skb,
				const struct ipsecnic_rx_comp *comp, bool moved)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic *ipn = pair->ipn;
	enum ipsecnic_deliver deliver;

	skb_record_rx_queue(skb, pair->index);
	ipsecnic_ptp_rx(skb, comp);
	if (READ_ONCE(ipn->netdev->features) & NETIF_F_RXHASH && !moved)
		ipsecnic_rx_hash(ipn, skb, comp);
	if (comp->flags & cpu_to_le32(IPSECNIC_COMP_VLAN_STRIPPED)) {
		bool service = comp->flags &
			       cpu_to_le32(IPSECNIC_COMP_VLAN_SERVICE);

		__vlan_hwaccel_put_tag(skb, service ? htons(ETH_P_8021AD) :
						      htons(ETH_P_8021Q),
				       le16_to_cpu(comp->vlan_tci));
	}
	skb->protocol = eth_type_trans(skb, ipn->netdev);
	ipsecnic_record_rx(ipn, comp);

	u64_stats_update_begin(&rx->syncp);
	rx->stats.packets++;
	rx->stats.bytes += le32_to_cpu(comp->frame_length);
	if (unlikely(moved))
		deliver = ipsecnic_xfrm_rx_moved(ipn, rx, skb, comp);
	else
		deliver = ipsecnic_xfrm_rx(ipn, rx, skb, comp);
	if (deliver == IPSECNIC_DELIVER_SHOW)
		rx->stats.shown++;
	else if (deliver == IPSECNIC_DELIVER_DROP)
		rx->stats.dropped++;
	u64_stats_update_end(&rx->syncp);

	switch (deliver) {
	case IPSECNIC_DELIVER_GRO:
		napi_gro_receive(&pair->napi, skb);
		break;
	case IPSECNIC_DELIVER_SHOW:
		netif_receive_skb(skb);
		break;
	case IPSECNIC_DELIVER_DROP:
		kfree_skb(skb);
		break;
	}
}

static void ipsecnic_rx_dropped(struct ipsecnic_rx_queue *rx)
{
	u64_stats_update_begin(&rx->syncp);
	rx->stats.dropped++;
	u64_stats_update_end(&rx->syncp);
}

/*
 * The frame that the first buffer begins; NULL: it is given up.  So is one of
 * which the card says that not even the Ethernet header is in there: the stack
 * stops the machine over a header that is in pieces.
 */
static struct sk_buff *ipsecnic_rx_first(struct ipsecnic_pair *pair,
					 struct page *page, u32 length)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct sk_buff *skb;

	if (unlikely(length < ETH_HLEN)) {
		page_pool_recycle_direct(rx->pool, page);
		return NULL;
	}
	skb = napi_build_skb(page_address(page), PAGE_SIZE);
	if (unlikely(!skb)) {
		page_pool_recycle_direct(rx->pool, page);
		u64_stats_update_begin(&rx->syncp);
		rx->stats.alloc_failed++;
		u64_stats_update_end(&rx->syncp);
		return NULL;
	}
	skb_mark_for_recycle(skb);
	skb_reserve(skb, rx->headroom);
	__skb_put(skb, length);
	return skb;
}

/* The same, where a program sees the frame first. */
static bool ipsecnic_rx_xdp(struct ipsecnic_pair *pair, struct page *page,
			    u32 length, const struct ipsecnic_rx_comp *comp)
{
	u32 flags = le32_to_cpu(comp->flags);
	struct sk_buff *skb;
	bool moved;

	ipsecnic_xdp_buffer(pair, page, length, flags & IPSECNIC_COMP_START);
	if (!(flags & IPSECNIC_COMP_END))
		return false;
	skb = ipsecnic_xdp_run(pair, comp, &moved);
	if (skb)
		ipsecnic_rx_deliver(pair, skb, comp, moved);
	return true;
}

/* One buffer.  Returns true if a frame has ended with it. */
static bool ipsecnic_rx_buffer(struct ipsecnic_pair *pair,
			       const struct ipsecnic_rx_comp *comp)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	u32 slot = ipsecnic_slot(&rx->q.posted, rx->q.comp.index);
	/* Once: the card may write it again. */
	u32 length = le16_to_cpu(READ_ONCE(comp->buffer_length));
	struct page *page = rx->buffers[slot].page;
	u32 flags = le32_to_cpu(comp->flags);
	struct sk_buff *skb = rx->skb;

	rx->buffers[slot].page = NULL;
	rx->q.comp.index++;
	length = min_t(u32, length, rx->room);
	page_pool_dma_sync_for_cpu(rx->pool, page, 0, length);
	if (unlikely(rx->xdp))
		return ipsecnic_rx_xdp(pair, page, length, comp);
	if (flags & IPSECNIC_COMP_START) {
		if (unlikely(skb)) {
			kfree_skb(skb);
			ipsecnic_rx_dropped(rx);
		}
		skb = ipsecnic_rx_first(pair, page, length);
	} else if (likely(skb) &&
		   skb_shinfo(skb)->nr_frags < MAX_SKB_FRAGS) {
		skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page,
				rx->headroom, length, PAGE_SIZE);
	} else {
		/* The rest of a frame that was given up. */
		page_pool_recycle_direct(rx->pool, page);
		if (skb) {
			kfree_skb(skb);
			skb = NULL;
		}
	}
	rx->skb = skb;
	if (!(flags & IPSECNIC_COMP_END))
		return false;
	rx->skb = NULL;
	if (likely(skb))
		ipsecnic_rx_deliver(pair, skb, comp, false);
	else
		ipsecnic_rx_dropped(rx);
	return true;
}

/**
 * ipsecnic_rx_poll - take what was received
 * @pair: queue pair
 * @budget: most frames to take
 * @starved: set: the card has fewer buffers than a frame may take
 *
 * A card that goes on to write completions of which none ends a frame does not
 * keep the processor for longer than one turn of the ring.
 *
 * Context: NAPI.
 * Return: the number of frames; @budget if there may be more.
 */
int ipsecnic_rx_poll(struct ipsecnic_pair *pair, int budget, bool *starved)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	const struct ipsecnic_rx_comp *comp;
	u32 left = rx->q.comp.size;
	int frames = 0;

	while (frames < budget && left) {
		comp = ipsecnic_entry(&rx->q.comp, rx->q.comp.index);
		if (!ipsecnic_comp_ready(&rx->q.comp, rx->q.comp.index,
					 READ_ONCE(comp->flags)))
			break;
		/* The rest of the entry was written before its last word. */
		dma_rmb();
		/*
		 * One completion for each buffer, in order: both rings have one
		 * index.  Of a buffer that was not posted there is none.
		 */
		if (unlikely(rx->q.comp.index == rx->posted ||
			     le16_to_cpu(comp->posted_index) !=
			     (rx->q.comp.index & IPSECNIC_INDEX_MASK))) {
			ipsecnic_out_of_order(pair->ipn, "receive",
					      pair->index);
			break;
		}
		left--;
		frames += ipsecnic_rx_buffer(pair, comp);
		rx->consumed = true;
		if ((rx->q.comp.index & (rx->q.comp.size / 4 - 1)) == 0) {
			ipsecnic_give_back(&rx->q, 0);
			ipsecnic_rx_refill(pair);
		}
	}
	ipsecnic_xfrm_rx_end(rx);
	if (unlikely(rx->xdp))
		ipsecnic_xdp_end(pair);
	*starved = !ipsecnic_rx_refill(pair);
	return left ? frames : budget;
}

/**
 * ipsecnic_rx_alloc - get the memory of a receive queue
 * @pair: its queue pair
 *
 * If it fails, ipsecnic_rx_free() is to be called all the same.
 *
 * Return: 0 or -ENOMEM or what the page pool says.
 */
int ipsecnic_rx_alloc(struct ipsecnic_pair *pair)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic *ipn = pair->ipn;
	int err;

	err = ipsecnic_queue_alloc(ipn, &rx->q, IPSECNIC_REG_RXQ(pair->index),
				   ipn->rx_ring, ipn->rx_ring,
				   IPSECNIC_VECTOR_PAIR(pair->index));
	if (err)
		return err;
	rx->buffers = kvcalloc(ipn->rx_ring, sizeof(*rx->buffers), GFP_KERNEL);
	rx->like = alloc_skb(0, GFP_KERNEL);
	if (!rx->buffers || !rx->like)
		return -ENOMEM;
	err = ipsecnic_xdp_alloc(pair);
	if (err)
		return err;
	rx->headroom = rx->xdp ? IPSECNIC_XDP_HEADROOM : IPSECNIC_RX_HEADROOM;
	rx->room = rx->xdp ? IPSECNIC_XDP_ROOM : IPSECNIC_RX_DATA;
	rx->pool = ipsecnic_rx_pool(pair);
	if (IS_ERR(rx->pool)) {
		err = PTR_ERR(rx->pool);
		rx->pool = NULL;
	}
	return err;
}

static void ipsecnic_rx_free_buffers(struct ipsecnic_rx_queue *rx)
{
	u32 i;

	kfree_skb(rx->skb);
	rx->skb = NULL;
	for (i = 0; rx->buffers && i < rx->q.posted.size; i++) {
		if (rx->buffers[i].page)
			page_pool_put_full_page(rx->pool, rx->buffers[i].page,
						false);
		rx->buffers[i].page = NULL;
	}
}

/**
 * ipsecnic_rx_free - free the memory of a receive queue
 * @pair: its queue pair, stopped
 */
void ipsecnic_rx_free(struct ipsecnic_pair *pair)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;

	if (rx->pool)
		ipsecnic_rx_free_buffers(rx);
	ipsecnic_xdp_free(pair);
	if (rx->pool)
		page_pool_destroy(rx->pool);
	rx->pool = NULL;
	kfree_skb(rx->like);
	rx->like = NULL;
	kvfree(rx->buffers);
	rx->buffers = NULL;
	ipsecnic_queue_free(pair->ipn, &rx->q);
}

/**
 * ipsecnic_rx_start - let the card use a receive queue, with no buffer yet
 * @pair: its queue pair, its NAPI known to the kernel
 *
 * Return: 0, -EIO if the card refuses, or -ENOMEM.
 */
int ipsecnic_rx_start(struct ipsecnic_pair *pair)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic_rx_posted *entry;
	int err;
	u32 i;

	err = ipsecnic_xdp_register(pair);
	if (err)
		return err;
	memset(rx->q.posted.entries, 0,
	       rx->q.posted.size * IPSECNIC_ENTRY_SIZE);
	for (i = 0; i < rx->q.posted.size; i++) {
		entry = ipsecnic_entry(&rx->q.posted, i);
		entry->length = cpu_to_le32(rx->room);
		entry->cookie = cpu_to_le64(i);
	}
	rx->posted = 0;
	rx->consumed = false;
	return ipsecnic_queue_enable(pair->ipn, &rx->q);
}

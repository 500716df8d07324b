// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: transmit and receive queues
 *
 * The data path reads no register: completions say by their phase that they
 * are there, and arming an interrupt is the same write that gives them back.
 */

#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "ipsecnic.h"

/*
 * A receive buffer is a page: headroom, data, and what build_skb() wants.  Of
 * a large page the card takes a part only.
 */
#define RX_HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)
#define RX_ROOM		(PAGE_SIZE - RX_HEADROOM - \
			 SKB_DATA_ALIGN(sizeof(struct skb_shared_info)))
#define RX_DATA		min_t(u32, RX_ROOM, IPSECNIC_RX_BUFFER_MAX)

/* So many buffers are posted with one doorbell, or a quarter of the ring. */
#define RX_BATCH	64

/*
 * With so many entries in the card's hands the doorbell can wait until it is
 * through with one of them, and says so.
 */
#define TX_BACKLOG	32

/* The most entries that a frame takes; the queue stops when fewer are free. */
#define TX_NEEDED	(MAX_SKB_FRAGS + 1)

/*
 * Rings and the queue's registers
 */

static void free_ring(struct ipsecnic *ipn, struct ipsecnic_ring *ring)
{
	if (ring->entries)
		dma_free_coherent(&ipn->pdev->dev,
				  ring->size * IPSECNIC_ENTRY_SIZE,
				  ring->entries, ring->dma);
	ring->entries = NULL;
}

static int alloc_ring(struct ipsecnic *ipn, struct ipsecnic_ring *ring,
		      u32 size)
{
	/* Coherent memory is page-aligned: more than the 64 that are wanted. */
	ring->entries = dma_alloc_coherent(&ipn->pdev->dev,
					   size * IPSECNIC_ENTRY_SIZE,
					   &ring->dma, GFP_KERNEL);
	ring->size = size;
	ring->index = 0;
	return ring->entries ? 0 : -ENOMEM;
}

/**
 * ipsecnic_queue_alloc - get the memory of a queue's rings
 * @ipn: card
 * @q: queue
 * @block: offset of its registers in BAR 0
 * @posted: entries of the posted ring, a power of two
 * @comp: entries of the completion ring, a power of two
 * @vector: MSI-X vector, or IPSECNIC_VECTOR_NONE
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_queue_alloc(struct ipsecnic *ipn, struct ipsecnic_queue *q,
			 u32 block, u32 posted, u32 comp, u16 vector)
{
	q->regs = ipn->regs + block;
	q->vector = vector;
	if (alloc_ring(ipn, &q->posted, posted))
		return -ENOMEM;
	if (alloc_ring(ipn, &q->comp, comp)) {
		free_ring(ipn, &q->posted);
		return -ENOMEM;
	}
	return 0;
}

/**
 * ipsecnic_queue_free - free the memory of a queue's rings
 * @ipn: card
 * @q: queue, which is stopped
 */
void ipsecnic_queue_free(struct ipsecnic *ipn, struct ipsecnic_queue *q)
{
	free_ring(ipn, &q->comp);
	free_ring(ipn, &q->posted);
}

/**
 * ipsecnic_queue_enable - let the card use a queue, from index 0 on
 * @ipn: card, enabled
 * @q: queue, stopped
 *
 * The interrupt is not armed.
 *
 * Return: 0, or -EIO if the card refuses; it says why in the kernel log.
 */
int ipsecnic_queue_enable(struct ipsecnic *ipn, struct ipsecnic_queue *q)
{
	u32 state;

	q->posted.index = 0;
	q->comp.index = 0;
	/* A phase of an earlier pass would look like a completion. */
	memset(q->comp.entries, 0, q->comp.size * IPSECNIC_ENTRY_SIZE);
	writel(q->vector, q->regs + IPSECNIC_Q_VECTOR);
	writel(lower_32_bits(q->posted.dma),
	       q->regs + IPSECNIC_Q_POSTED_BASE_LO);
	writel(upper_32_bits(q->posted.dma),
	       q->regs + IPSECNIC_Q_POSTED_BASE_HI);
	writel(q->posted.size, q->regs + IPSECNIC_Q_POSTED_SIZE);
	writel(lower_32_bits(q->comp.dma), q->regs + IPSECNIC_Q_COMP_BASE_LO);
	writel(upper_32_bits(q->comp.dma), q->regs + IPSECNIC_Q_COMP_BASE_HI);
	writel(q->comp.size, q->regs + IPSECNIC_Q_COMP_SIZE);
	writel(IPSECNIC_Q_CTRL_ENABLE, q->regs + IPSECNIC_Q_CTRL);
	state = readl(q->regs + IPSECNIC_Q_STATE);
	if (IPSECNIC_Q_STATE_OF(state) == IPSECNIC_Q_STATE_RUNNING)
		return 0;
	dev_err(&ipn->pdev->dev, "queue at 0x%lx: not enabled, state 0x%x\n",
		(unsigned long)(q->regs - ipn->regs), state);
	writel(0, q->regs + IPSECNIC_Q_CTRL);
	return -EIO;
}

/**
 * ipsecnic_queue_disable - take a queue back from the card
 * @ipn: card
 * @q: queue
 *
 * Return: 0 if the card touches none of the queue's memory any more; -ENODEV
 * if it is not there, which is as good; -ETIMEDOUT if it must be reset first.
 */
int ipsecnic_queue_disable(struct ipsecnic *ipn, struct ipsecnic_queue *q)
{
	unsigned long end = jiffies + msecs_to_jiffies(IPSECNIC_PATIENCE_MS);
	u32 state;

	writel(0, q->regs + IPSECNIC_Q_CTRL);
	for (;;) {
		state = readl(q->regs + IPSECNIC_Q_STATE);
		if (state == ~0U && ipsecnic_gone(ipn))
			return -ENODEV;
		if (IPSECNIC_Q_STATE_OF(state) == IPSECNIC_Q_STATE_STOPPED)
			return 0;
		if (time_after(jiffies, end))
			return -ETIMEDOUT;
		usleep_range(50, 200);
	}
}

/*
 * Receive
 */

static struct page_pool *rx_pool(struct ipsecnic_pair *pair)
{
	struct ipsecnic *ipn = pair->ipn;
	struct page_pool_params params = {
		.flags = PP_FLAG_DMA_MAP | PP_FLAG_DMA_SYNC_DEV,
		.pool_size = pair->rx.q.posted.size,
		.nid = dev_to_node(&ipn->pdev->dev),
		.dev = &ipn->pdev->dev,
		.dma_dir = DMA_FROM_DEVICE,
		.offset = RX_HEADROOM,
		.max_len = RX_DATA,
	};

	ipsecnic_page_pool_owner(&params, ipn->netdev, &pair->napi);
	return page_pool_create(&params);
}

/* Post what is missing.  Returns false if there is no memory for any. */
static bool rx_refill(struct ipsecnic_rx_queue *rx)
{
	struct ipsecnic_ring *ring = &rx->q.posted;
	u32 room = ring->size - (ring->index - rx->q.comp.index);
	struct ipsecnic_rx_posted *entry;
	struct page *page;
	u32 slot;

	while (room--) {
		page = page_pool_dev_alloc_pages(rx->pool);
		if (unlikely(!page)) {
			u64_stats_update_begin(&rx->syncp);
			rx->stats.alloc_failed++;
			u64_stats_update_end(&rx->syncp);
			break;
		}
		slot = ipsecnic_slot(ring, ring->index);
		rx->buffers[slot].page = page;
		entry = ipsecnic_entry(ring, ring->index);
		/* Length, cookie and the reserved fields are there already. */
		entry->addr = cpu_to_le64(page_pool_get_dma_addr(page) +
					  RX_HEADROOM);
		ring->index++;
	}
	if (ring->index - rx->posted >= min_t(u32, RX_BATCH, ring->size / 4)) {
		dma_wmb();
		ipsecnic_doorbell(&rx->q);
		rx->posted = ring->index;
	}
	/* With nothing posted nothing would ever come and ask for more. */
	return rx->posted != rx->q.comp.index;
}

static void rx_hash(struct sk_buff *skb, const struct ipsecnic_rx_comp *comp)
{
	enum pkt_hash_types type = PKT_HASH_TYPE_L3;

	/* That of IPsec is over the SPI: flows inside are not told apart. */
	if (comp->kind == IPSECNIC_KIND_PLAIN &&
	    IPSECNIC_CSUM_OUTER_L4(le16_to_cpu(comp->csum)))
		type = PKT_HASH_TYPE_L4;
	skb_set_hash(skb, le32_to_cpu(comp->hash), type);
}

static void rx_deliver(struct ipsecnic_pair *pair, struct sk_buff *skb,
		       const struct ipsecnic_rx_comp *comp)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic *ipn = pair->ipn;
	enum ipsecnic_deliver deliver;

	skb_record_rx_queue(skb, pair->index);
	if (ipn->netdev->features & NETIF_F_RXHASH)
		rx_hash(skb, comp);
	if (comp->flags & cpu_to_le32(IPSECNIC_COMP_VLAN_STRIPPED)) {
		bool service = comp->flags &
			       cpu_to_le32(IPSECNIC_COMP_VLAN_SERVICE);

		__vlan_hwaccel_put_tag(skb, service ? htons(ETH_P_8021AD) :
						      htons(ETH_P_8021Q),
				       le16_to_cpu(comp->vlan_tci));
	}
	skb->protocol = eth_type_trans(skb, ipn->netdev);
	ipsecnic_debugfs_rx(ipn, comp);

	u64_stats_update_begin(&rx->syncp);
	rx->stats.packets++;
	rx->stats.bytes += le32_to_cpu(comp->frame_length);
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

static void rx_dropped(struct ipsecnic_rx_queue *rx)
{
	u64_stats_update_begin(&rx->syncp);
	rx->stats.dropped++;
	u64_stats_update_end(&rx->syncp);
}

/* The frame that the first buffer begins. */
static struct sk_buff *rx_first(struct ipsecnic_pair *pair, struct page *page,
				u32 length)
{
	struct sk_buff *skb = napi_build_skb(page_address(page), PAGE_SIZE);

	if (unlikely(!skb)) {
		page_pool_recycle_direct(pair->rx.pool, page);
		return NULL;
	}
	skb_mark_for_recycle(skb);
	skb_reserve(skb, RX_HEADROOM);
	__skb_put(skb, length);
	return skb;
}

/* One buffer.  Returns true if a frame has ended with it. */
static bool rx_buffer(struct ipsecnic_pair *pair,
		      const struct ipsecnic_rx_comp *comp)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	u32 slot = ipsecnic_slot(&rx->q.posted, rx->q.comp.index);
	u32 length = le16_to_cpu(comp->buffer_length);
	struct page *page = rx->buffers[slot].page;
	u32 flags = le32_to_cpu(comp->flags);
	struct sk_buff *skb = rx->skb;

	rx->buffers[slot].page = NULL;
	rx->q.comp.index++;
	/* One completion for each buffer, in order: both rings have one index. */
	if (WARN_ON_ONCE(!page))
		return false;
	length = min_t(u32, length, RX_DATA);
	page_pool_dma_sync_for_cpu(rx->pool, page, 0, length);
	if (flags & IPSECNIC_COMP_START) {
		if (unlikely(skb)) {
			kfree_skb(skb);
			rx_dropped(rx);
		}
		skb = rx_first(pair, page, length);
		if (unlikely(!skb)) {
			u64_stats_update_begin(&rx->syncp);
			rx->stats.alloc_failed++;
			u64_stats_update_end(&rx->syncp);
		}
	} else if (likely(skb) &&
		   skb_shinfo(skb)->nr_frags < MAX_SKB_FRAGS) {
		skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page,
				RX_HEADROOM, length, PAGE_SIZE);
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
		rx_deliver(pair, skb, comp);
	else
		rx_dropped(rx);
	return true;
}

/* Returns the number of frames; *@starved: there is no memory at all. */
static int rx_poll(struct ipsecnic_pair *pair, int budget, bool *starved)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	const struct ipsecnic_rx_comp *comp;
	int frames = 0;

	while (frames < budget) {
		comp = ipsecnic_entry(&rx->q.comp, rx->q.comp.index);
		if (!ipsecnic_comp_ready(&rx->q.comp, rx->q.comp.index,
					 READ_ONCE(comp->flags)))
			break;
		/* The rest of the entry was written before its last word. */
		dma_rmb();
		frames += rx_buffer(pair, comp);
		rx->consumed = true;
		if ((rx->q.comp.index & (rx->q.comp.size / 4 - 1)) == 0) {
			ipsecnic_give_back(&rx->q, 0);
			rx_refill(rx);
		}
	}
	*starved = !rx_refill(rx);
	return frames;
}

static void rx_free_buffers(struct ipsecnic_rx_queue *rx)
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

/*
 * Transmit
 */

/* Under the queue's lock: the card is to take what was posted. */
static void tx_tell(struct ipsecnic_tx_queue *tx)
{
	dma_wmb();
	ipsecnic_doorbell(&tx->q);
	WRITE_ONCE(tx->told, tx->q.posted.index);
}

/*
 * A write to a register is expensive where the card is emulated.  While the
 * card has work, tx_poll() does it for many frames at once.
 */
static bool tx_can_wait(const struct ipsecnic_tx_queue *tx)
{
	/* See tx_poll(): either sees what the other one has written. */
	smp_mb();
	return tx->told - READ_ONCE(tx->clean) >= TX_BACKLOG;
}

static u32 tx_free(const struct ipsecnic_tx_queue *tx)
{
	return tx->q.posted.size - (tx->q.posted.index - READ_ONCE(tx->clean));
}

static void tx_unmap(struct ipsecnic *ipn, struct ipsecnic_tx_buffer *buffer)
{
	struct device *dev = &ipn->pdev->dev;

	if (!buffer->length)
		return;
	if (buffer->single)
		dma_unmap_single(dev, dma_unmap_addr(buffer, dma),
				 buffer->length, DMA_TO_DEVICE);
	else
		dma_unmap_page(dev, dma_unmap_addr(buffer, dma),
			       buffer->length, DMA_TO_DEVICE);
	buffer->length = 0;
}

/* Fill one entry; the first of a frame has its offload fields already. */
static void tx_entry(struct ipsecnic_tx_queue *tx, u32 index, dma_addr_t dma,
		     u32 length, u32 flags, bool single,
		     const struct ipsecnic_tx_posted *offload)
{
	struct ipsecnic_tx_posted *entry = ipsecnic_entry(&tx->q.posted, index);
	u32 slot = ipsecnic_slot(&tx->q.posted, index);

	if (offload)
		*entry = *offload;
	else
		memset(entry, 0, sizeof(*entry));
	entry->addr = cpu_to_le64(dma);
	entry->length = cpu_to_le32(length);
	entry->flags = cpu_to_le32(flags);
	tx->buffers[slot].skb = NULL;
	tx->buffers[slot].length = length;
	tx->buffers[slot].single = single;
	dma_unmap_addr_set(&tx->buffers[slot], dma, dma);
}

/* Returns the number of entries, or -ENOMEM; nothing is posted then. */
static int tx_map(struct ipsecnic *ipn, struct ipsecnic_tx_queue *tx,
		  struct sk_buff *skb, const struct ipsecnic_tx_posted *offload,
		  u32 flags, u32 wire)
{
	struct device *dev = &ipn->pdev->dev;
	unsigned int frags = skb_shinfo(skb)->nr_frags;
	u32 index = tx->q.posted.index, slot;
	dma_addr_t dma;
	unsigned int i;

	dma = dma_map_single(dev, skb->data, skb_headlen(skb), DMA_TO_DEVICE);
	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	tx_entry(tx, index++, dma, skb_headlen(skb), flags |
		 IPSECNIC_TX_START | (frags ? 0 : IPSECNIC_TX_END), true,
		 offload);
	for (i = 0; i < frags; i++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];
		u32 size = skb_frag_size(frag);

		if (unlikely(!size))
			continue;
		dma = skb_frag_dma_map(dev, frag, 0, size, DMA_TO_DEVICE);
		if (dma_mapping_error(dev, dma))
			goto unmap;
		tx_entry(tx, index++, dma, size, 0, false, NULL);
	}
	/* A fragment of no bytes may have been the last one. */
	slot = ipsecnic_slot(&tx->q.posted, index - 1);
	((struct ipsecnic_tx_posted *)tx->q.posted.entries)[slot].flags |=
		cpu_to_le32(IPSECNIC_TX_END);
	tx->buffers[slot].skb = skb;
	tx->buffers[slot].wire = wire;
	return index - tx->q.posted.index;

unmap:
	while (index-- != tx->q.posted.index)
		tx_unmap(ipn, &tx->buffers[ipsecnic_slot(&tx->q.posted,
							 index)]);
	return -ENOMEM;
}

/*
 * The fields of checksum and segmentation.  Returns the bytes of all headers
 * of a large send, 0 of another frame, -EINVAL if it cannot be described.
 */
static int tx_offload(struct sk_buff *skb, struct ipsecnic_tx_posted *first,
		      u32 *flags)
{
	int start, header;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return skb_is_gso(skb) ? -EINVAL : 0;
	start = skb_checksum_start_offset(skb);
	first->csum_start = cpu_to_le16(start);
	first->csum_offset = cpu_to_le16(start + skb->csum_offset);
	*flags |= IPSECNIC_TX_CSUM;
	if (!skb_is_gso(skb))
		return 0;
	if (skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4) {
		header = start + sizeof(struct udphdr);
	} else {
		if (start + sizeof(struct tcphdr) > skb_headlen(skb))
			return -EINVAL;
		header = start + __tcp_hdrlen((const struct tcphdr *)
					      (skb->data + start));
	}
	if (header > skb_headlen(skb))
		return -EINVAL;
	if (!first->l3_offset)
		first->l3_offset = cpu_to_le16(skb_network_offset(skb));
	first->segment_size = cpu_to_le16(skb_shinfo(skb)->gso_size);
	first->header_length = cpu_to_le16(header);
	*flags |= IPSECNIC_TX_SEGMENT;
	return header;
}

/**
 * ipsecnic_xmit - ndo_start_xmit
 * @skb: packet
 * @netdev: interface
 *
 * Return: NETDEV_TX_OK, or NETDEV_TX_BUSY if the ring is full.
 */
netdev_tx_t ipsecnic_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	struct ipsecnic_pair *pair = &ipn->pairs[skb_get_queue_mapping(skb)];
	struct netdev_queue *queue = netdev_get_tx_queue(netdev, pair->index);
	struct ipsecnic_tx_queue *tx = &pair->tx;
	struct ipsecnic_tx_posted first = { 0 };
	unsigned int segments = 1, bytes;
	bool linearized = false;
	u32 flags = 0;
	int header, n;

	if (unlikely(tx_free(tx) < TX_NEEDED)) {
		netif_tx_stop_queue(queue);
		return NETDEV_TX_BUSY;
	}
	if (unlikely(skb_shinfo(skb)->nr_frags + 1 > ipn->caps.tx_fragments)) {
		if (skb_linearize(skb))
			goto drop;
		linearized = true;
	}
	if (unlikely(ipsecnic_xfrm_tx(ipn, skb, &first, &flags))) {
		u64_stats_update_begin(&tx->syncp);
		tx->stats.ipsec_refused++;
		u64_stats_update_end(&tx->syncp);
		goto drop;
	}
	header = tx_offload(skb, &first, &flags);
	if (unlikely(header < 0))
		goto drop;
	if (skb_vlan_tag_present(skb)) {
		first.vlan_tci = cpu_to_le16(skb_vlan_tag_get(skb));
		flags |= IPSECNIC_TX_VLAN;
		if (skb->vlan_proto == htons(ETH_P_8021AD))
			flags |= IPSECNIC_TX_VLAN_SERVICE;
	}
	/* Behind a packet of IPsec there may be nothing. */
	if (!first.sa_handle && unlikely(skb->len < ETH_ZLEN) &&
	    skb_put_padto(skb, ETH_ZLEN)) {
		/* It has been freed. */
		skb = NULL;
		goto drop;
	}
	bytes = skb->len;
	if (header) {
		segments = skb_shinfo(skb)->gso_segs;
		bytes += (segments - 1) * header;
	}
	skb_tx_timestamp(skb);

	n = tx_map(ipn, tx, skb, &first, flags, bytes);
	if (unlikely(n < 0)) {
		u64_stats_update_begin(&tx->syncp);
		tx->stats.map_failed++;
		u64_stats_update_end(&tx->syncp);
		goto drop;
	}
	u64_stats_update_begin(&tx->syncp);
	tx->stats.packets += segments;
	tx->stats.bytes += bytes;
	tx->stats.csum += !!(flags & IPSECNIC_TX_CSUM);
	tx->stats.linearized += linearized;
	if (header) {
		tx->stats.gso++;
		tx->stats.gso_segments += segments;
	}
	if (first.sa_handle) {
		tx->stats.ipsec += segments;
		tx->stats.ipsec_gso += !!header;
	}
	u64_stats_update_end(&tx->syncp);

	/* The completion is read against it. */
	smp_store_release(&tx->q.posted.index, tx->q.posted.index + n);
	if (unlikely(tx_free(tx) < TX_NEEDED)) {
		netif_tx_stop_queue(queue);
		u64_stats_update_begin(&tx->syncp);
		tx->stats.stopped++;
		u64_stats_update_end(&tx->syncp);
		/* Either we see what was cleaned, or the cleaner that we wait. */
		smp_mb();
		if (tx_free(tx) >= TX_NEEDED)
			netif_tx_start_queue(queue);
	}
	if (__netdev_tx_sent_queue(queue, bytes, netdev_xmit_more()) &&
	    !tx_can_wait(tx))
		tx_tell(tx);
	return NETDEV_TX_OK;

drop:
	u64_stats_update_begin(&tx->syncp);
	tx->stats.dropped++;
	u64_stats_update_end(&tx->syncp);
	dev_kfree_skb_any(skb);
	/* What was posted before it, and put off because of it. */
	if (!netdev_xmit_more() && tx->q.posted.index != tx->told &&
	    !tx_can_wait(tx))
		tx_tell(tx);
	return NETDEV_TX_OK;
}

/* Free @n entries; adds up what BQL wants to know. */
static void tx_complete(struct ipsecnic_pair *pair, u32 n, int budget,
			unsigned int *packets, unsigned int *bytes)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;
	u32 clean = tx->clean;
	struct sk_buff *skb;

	while (n--) {
		u32 slot = ipsecnic_slot(&tx->q.posted, clean++);
		struct ipsecnic_tx_buffer *buffer = &tx->buffers[slot];

		tx_unmap(pair->ipn, buffer);
		skb = buffer->skb;
		if (!skb)
			continue;
		buffer->skb = NULL;
		*packets += 1;
		*bytes += buffer->wire;
		napi_consume_skb(skb, budget);
	}
	WRITE_ONCE(tx->clean, clean);
}

/* Returns true if there may be more. */
static bool tx_poll(struct ipsecnic_pair *pair, int budget)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;
	unsigned int packets = 0, bytes = 0, left = tx->q.comp.size;
	struct netdev_queue *queue = netdev_get_tx_queue(pair->ipn->netdev,
							 pair->index);
	const struct ipsecnic_tx_comp *comp;
	u32 posted, n, status;

	while (left--) {
		comp = ipsecnic_entry(&tx->q.comp, tx->q.comp.index);
		if (!ipsecnic_comp_ready(&tx->q.comp, tx->q.comp.index,
					 READ_ONCE(comp->flags)))
			break;
		dma_rmb();
		posted = smp_load_acquire(&tx->q.posted.index);
		n = le16_to_cpu(comp->fragments);
		if (unlikely(n > posted - tx->clean)) {
			ipsecnic_reset_later(pair->ipn);
			break;
		}
		status = le32_to_cpu(comp->status);
		if (likely(status < IPSECNIC_TX_STATUSES)) {
			u64_stats_update_begin(&tx->done_syncp);
			tx->status[status]++;
			u64_stats_update_end(&tx->done_syncp);
		}
		tx->q.comp.index++;
		tx->consumed = true;
		tx_complete(pair, n, budget, &packets, &bytes);
	}
	/* See ipsecnic_xmit(), and tx_can_wait(). */
	smp_mb();
	if (budget && READ_ONCE(tx->told) != READ_ONCE(tx->q.posted.index)) {
		__netif_tx_lock(queue, smp_processor_id());
		if (tx->told != tx->q.posted.index)
			tx_tell(tx);
		__netif_tx_unlock(queue);
	}
	if (!packets)
		return false;
	netdev_tx_completed_queue(queue, packets, bytes);
	if (netif_tx_queue_stopped(queue) &&
	    tx_free(tx) >= min(2 * TX_NEEDED, tx->q.posted.size) &&
	    test_bit(IPSECNIC_STATE_RUNNING, &pair->ipn->state))
		netif_tx_wake_queue(queue);
	return packets == tx->q.comp.size;
}

static void tx_free_buffers(struct ipsecnic_pair *pair)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;
	unsigned int packets = 0, bytes = 0;

	if (tx->buffers)
		tx_complete(pair, tx->q.posted.index - tx->clean, 0, &packets,
			    &bytes);
	u64_stats_update_begin(&tx->syncp);
	tx->stats.dropped += packets;
	u64_stats_update_end(&tx->syncp);
	netdev_tx_reset_queue(netdev_get_tx_queue(pair->ipn->netdev,
						  pair->index));
}

/*
 * Both
 */

/**
 * ipsecnic_pair_irq - interrupt of a queue pair
 * @irq: number
 * @data: struct ipsecnic_pair
 *
 * Return: IRQ_HANDLED.
 */
irqreturn_t ipsecnic_pair_irq(int irq, void *data)
{
	struct ipsecnic_pair *pair = data;

	WRITE_ONCE(pair->irqs, pair->irqs + 1);
	napi_schedule_irqoff(&pair->napi);
	return IRQ_HANDLED;
}

/* Have the card reset if it has stopped one of the queues. */
static void check_queues(struct ipsecnic_pair *pair)
{
	u32 rx = readl(pair->rx.q.regs + IPSECNIC_Q_STATE);
	u32 tx = readl(pair->tx.q.regs + IPSECNIC_Q_STATE);

	if (IPSECNIC_Q_STATE_OF(rx) == IPSECNIC_Q_STATE_ERROR ||
	    IPSECNIC_Q_STATE_OF(tx) == IPSECNIC_Q_STATE_ERROR)
		ipsecnic_reset_later(pair->ipn);
}

/**
 * ipsecnic_poll - NAPI
 * @napi: of a queue pair
 * @budget: frames to receive; 0 from netpoll, which only wants to send
 *
 * Return: frames received, or @budget if there is more to do.
 */
int ipsecnic_poll(struct napi_struct *napi, int budget)
{
	struct ipsecnic_pair *pair =
		container_of(napi, struct ipsecnic_pair, napi);
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic_tx_queue *tx = &pair->tx;
	bool more, idle, starved = false;
	int frames = 0;

	more = tx_poll(pair, budget);
	if (budget)
		frames = rx_poll(pair, budget, &starved);
	if (more || starved || frames >= budget) {
		ipsecnic_give_back(&tx->q, 0);
		ipsecnic_give_back(&rx->q, 0);
		return budget;
	}
	/*
	 * A queue of which nothing was consumed is armed still.  Armed is
	 * before NAPI is given up: an interrupt that comes in between is
	 * remembered, and nobody else can write the registers meanwhile.
	 */
	if (tx->consumed)
		ipsecnic_give_back(&tx->q, IPSECNIC_COMP_HEAD_ARM);
	if (rx->consumed)
		ipsecnic_give_back(&rx->q, IPSECNIC_COMP_HEAD_ARM);
	idle = !tx->consumed && !rx->consumed;
	tx->consumed = false;
	rx->consumed = false;
	napi_complete_done(napi, frames);
	/*
	 * An interrupt for nothing is rare, but for that of a queue that has
	 * stopped; the event that tells of it may have found no room.
	 */
	if (unlikely(idle))
		check_queues(pair);
	return frames;
}

/**
 * ipsecnic_pair_alloc - get the memory of a queue pair
 * @pair: with its index and card set
 *
 * Return: 0 or -ENOMEM or what the page pool says.
 */
int ipsecnic_pair_alloc(struct ipsecnic_pair *pair)
{
	u16 vector = IPSECNIC_VECTOR_PAIR(pair->index);
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic_tx_queue *tx = &pair->tx;
	struct ipsecnic *ipn = pair->ipn;
	int err;

	err = ipsecnic_queue_alloc(ipn, &rx->q, IPSECNIC_REG_RXQ(pair->index),
				   ipn->rx_ring, ipn->rx_ring, vector);
	if (err)
		return err;
	err = ipsecnic_queue_alloc(ipn, &tx->q, IPSECNIC_REG_TXQ(pair->index),
				   ipn->tx_ring, ipn->tx_ring, vector);
	if (err)
		goto free;
	/* What is not posted is not cleaned, should this or the start fail. */
	tx->clean = 0;
	err = -ENOMEM;
	rx->buffers = kvcalloc(ipn->rx_ring, sizeof(*rx->buffers), GFP_KERNEL);
	tx->buffers = kvcalloc(ipn->tx_ring, sizeof(*tx->buffers), GFP_KERNEL);
	if (!rx->buffers || !tx->buffers)
		goto free;
	rx->pool = rx_pool(pair);
	if (IS_ERR(rx->pool)) {
		err = PTR_ERR(rx->pool);
		rx->pool = NULL;
		goto free;
	}
	return 0;

free:
	ipsecnic_pair_free(pair);
	return err;
}

/**
 * ipsecnic_pair_free - free the memory of a queue pair
 * @pair: stopped
 *
 * What was to be sent and was not is dropped, and counted.
 */
void ipsecnic_pair_free(struct ipsecnic_pair *pair)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic_tx_queue *tx = &pair->tx;

	tx_free_buffers(pair);
	if (rx->pool) {
		rx_free_buffers(rx);
		page_pool_destroy(rx->pool);
		rx->pool = NULL;
	}
	kvfree(tx->buffers);
	tx->buffers = NULL;
	kvfree(rx->buffers);
	rx->buffers = NULL;
	ipsecnic_queue_free(pair->ipn, &tx->q);
	ipsecnic_queue_free(pair->ipn, &rx->q);
}

/**
 * ipsecnic_pair_start - let the card use a queue pair
 * @pair: allocated, NAPI disabled
 *
 * If it fails, the pair is to be stopped all the same.
 *
 * Return: 0, -ENOMEM without a single receive buffer, -EIO if the card refuses.
 */
int ipsecnic_pair_start(struct ipsecnic_pair *pair)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic_tx_queue *tx = &pair->tx;
	struct ipsecnic_rx_posted *entry;
	u32 i;
	int err;

	memset(rx->q.posted.entries, 0,
	       rx->q.posted.size * IPSECNIC_ENTRY_SIZE);
	for (i = 0; i < rx->q.posted.size; i++) {
		entry = ipsecnic_entry(&rx->q.posted, i);
		entry->length = cpu_to_le32(RX_DATA);
		entry->cookie = cpu_to_le64(i);
	}
	rx->posted = 0;
	tx->told = 0;
	rx->consumed = false;
	tx->consumed = false;
	err = ipsecnic_queue_enable(pair->ipn, &rx->q);
	if (err)
		return err;
	err = ipsecnic_queue_enable(pair->ipn, &tx->q);
	if (err)
		return err;
	return rx_refill(rx) ? 0 : -ENOMEM;
}

/**
 * ipsecnic_pair_arm - have a queue pair interrupt for the first time
 * @pair: started, NAPI enabled
 */
void ipsecnic_pair_arm(struct ipsecnic_pair *pair)
{
	writel(IPSECNIC_COMP_HEAD_ARM,
	       pair->tx.q.regs + IPSECNIC_Q_COMP_HEAD);
	writel(IPSECNIC_COMP_HEAD_ARM,
	       pair->rx.q.regs + IPSECNIC_Q_COMP_HEAD);
}

/**
 * ipsecnic_pair_stop - take a queue pair back from the card
 * @pair: NAPI disabled
 *
 * Return: 0, or -ETIMEDOUT: the card must be reset before memory is freed.
 */
int ipsecnic_pair_stop(struct ipsecnic_pair *pair)
{
	int tx = ipsecnic_queue_disable(pair->ipn, &pair->tx.q);
	int rx = ipsecnic_queue_disable(pair->ipn, &pair->rx.q);

	return tx == -ETIMEDOUT || rx == -ETIMEDOUT ? -ETIMEDOUT : 0;
}

/**
 * ipsecnic_pair_stats - read the counters of a queue pair
 * @pair: queue pair
 * @rx: where those of receive go
 * @tx: where those of transmit go
 */
void ipsecnic_pair_stats(struct ipsecnic_pair *pair,
			 struct ipsecnic_rx_stats *rx,
			 struct ipsecnic_tx_stats *tx)
{
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&pair->rx.syncp);
		*rx = pair->rx.stats;
	} while (u64_stats_fetch_retry(&pair->rx.syncp, start));
	do {
		start = u64_stats_fetch_begin(&pair->tx.syncp);
		*tx = pair->tx.stats;
	} while (u64_stats_fetch_retry(&pair->tx.syncp, start));
	do {
		start = u64_stats_fetch_begin(&pair->tx.done_syncp);
		for (i = 0; i < ARRAY_SIZE(tx->status); i++)
			tx->status[i] = pair->tx.status[i];
	} while (u64_stats_fetch_retry(&pair->tx.done_syncp, start));
}

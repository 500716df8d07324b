// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: transmit
 *
 * As in ipsecnic_rx.c, the data path reads no register.
 */

#include <linux/bottom_half.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/irqflags.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/u64_stats_sync.h>
#include <linux/udp.h>
#include <net/xdp.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_ptp.h"
#include "ipsecnic_queue.h"
#include "ipsecnic_route.h"
#include "ipsecnic_tx.h"
#include "ipsecnic_xfrm_packet_tx.h"
#include "ipsecnic_xfrm_tx.h"

/*
 * With so many entries in the card's hands the doorbell can wait until it is
 * through with one of them, and says so.
 */
#define IPSECNIC_TX_BACKLOG	32

/* The most entries that a frame takes; the queue stops when fewer are free. */
#define IPSECNIC_TX_NEEDED	(MAX_SKB_FRAGS + 1)

/* Under the queue's lock: the card is to take what was posted. */
static void ipsecnic_tx_tell(struct ipsecnic_tx_queue *tx)
{
	/*
	 * The completion is read against it, and may come at once.  BQL knows
	 * by now of all that was posted.
	 */
	smp_store_release(&tx->told, tx->q.posted.index);
	dma_wmb();
	ipsecnic_doorbell(&tx->q);
}

/*
 * A write to a register is expensive where the card is emulated.  While the
 * card has work, ipsecnic_tx_poll() does it for many frames at once.
 */
static bool ipsecnic_tx_can_wait(const struct ipsecnic_tx_queue *tx)
{
	/* For netpoll nobody may come to do it: it tells of a panic, too. */
	if (unlikely(irqs_disabled()))
		return false;
	/* See ipsecnic_tx_poll(): either sees what the other one has written. */
	smp_mb();
	return tx->told - READ_ONCE(tx->clean) >= IPSECNIC_TX_BACKLOG;
}

/* Free entries.  Sender and cleaner both ask, and may be at it at once. */
static u32 ipsecnic_tx_room(const struct ipsecnic_tx_queue *tx)
{
	return tx->q.posted.size - (READ_ONCE(tx->q.posted.index) -
				    READ_ONCE(tx->clean));
}

/*
 * So many free entries wake a queue that was stopped.  XDP leaves them to the
 * stack, which therefore never waits for what XDP goes on to send.
 */
static u32 ipsecnic_tx_enough(const struct ipsecnic_tx_queue *tx)
{
	return min(2 * IPSECNIC_TX_NEEDED, tx->q.posted.size);
}

static void ipsecnic_tx_unmap(struct ipsecnic *ipn,
			      struct ipsecnic_tx_buffer *buffer)
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

/* Take back the entries up to @index, which the card has not been told of. */
static void ipsecnic_tx_unmap_new(struct ipsecnic *ipn,
				  struct ipsecnic_tx_queue *tx, u32 index)
{
	while (index-- != tx->q.posted.index)
		ipsecnic_tx_unmap(ipn, &tx->buffers[ipsecnic_slot(&tx->q.posted,
								  index)]);
}

/* Fill one entry; the first of a frame has its offload fields already. */
static void ipsecnic_tx_entry(struct ipsecnic_tx_queue *tx, u32 index,
			      dma_addr_t dma, u32 length, u32 flags,
			      bool single,
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
	tx->buffers[slot].kind = IPSECNIC_TX_SKB;
	tx->buffers[slot].length = length;
	tx->buffers[slot].single = single;
	dma_unmap_addr_set(&tx->buffers[slot], dma, dma);
}

/* Returns the number of entries, or -ENOMEM; nothing is posted then. */
static int ipsecnic_tx_map(struct ipsecnic *ipn, struct ipsecnic_tx_queue *tx,
			   struct sk_buff *skb,
			   const struct ipsecnic_tx_posted *offload, u32 flags,
			   u32 wire, u32 numbers)
{
	struct device *dev = &ipn->pdev->dev;
	unsigned int frags = skb_shinfo(skb)->nr_frags;
	u32 index = tx->q.posted.index, slot;
	dma_addr_t dma;
	unsigned int i;

	dma = dma_map_single(dev, skb->data, skb_headlen(skb), DMA_TO_DEVICE);
	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	flags |= IPSECNIC_TX_START;
	if (!frags)
		flags |= IPSECNIC_TX_END;
	ipsecnic_tx_entry(tx, index++, dma, skb_headlen(skb), flags, true,
			  offload);
	for (i = 0; i < frags; i++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];
		u32 size = skb_frag_size(frag);

		if (unlikely(!size))
			continue;
		dma = skb_frag_dma_map(dev, frag, 0, size, DMA_TO_DEVICE);
		if (dma_mapping_error(dev, dma))
			goto unmap;
		ipsecnic_tx_entry(tx, index++, dma, size, 0, false, NULL);
	}
	/* A fragment of no bytes may have been the last one. */
	slot = ipsecnic_slot(&tx->q.posted, index - 1);
	((struct ipsecnic_tx_posted *)tx->q.posted.entries)[slot].flags |=
		cpu_to_le32(IPSECNIC_TX_END);
	tx->buffers[slot].skb = skb;
	tx->buffers[slot].wire = wire;
	tx->buffers[slot].numbers = numbers;
	return index - tx->q.posted.index;

unmap:
	ipsecnic_tx_unmap_new(ipn, tx, index);
	return -ENOMEM;
}

/* Large sends of what a tunnel carries that is not IPsec's */
#define IPSECNIC_GSO_TUNNELS	(SKB_GSO_UDP_TUNNEL | \
				 SKB_GSO_UDP_TUNNEL_CSUM | \
				 SKB_GSO_GRE | SKB_GSO_GRE_CSUM | \
				 SKB_GSO_IPXIP4 | SKB_GSO_IPXIP6)

/**
 * ipsecnic_tx_tunnel_ok - can the card cut this large send?
 * @skb: any packet, from the Ethernet header on
 *
 * Of a tunnel in a tunnel it would leave the headers in the middle as they are,
 * and how far it sees is limited by a field of the descriptor.
 *
 * Return: false: it is in a tunnel, and software has to cut it.
 */
bool ipsecnic_tx_tunnel_ok(const struct sk_buff *skb)
{
	unsigned int type = skb_shinfo(skb)->gso_type & IPSECNIC_GSO_TUNNELS;
	int inner;

	if (likely(!type))
		return true;
	inner = skb_inner_network_offset(skb);
	return is_power_of_2(type) && inner > 0 && !(inner & 1) &&
	       inner / 2 <= U8_MAX;
}

/**
 * ipsecnic_tx_route_ok - are the addresses those of the checksums?
 * @skb: large send, from the Ethernet header on
 *
 * The card makes the checksums of segments by the addresses that it finds in the
 * IP header.  The IP header around a tunnel is in none but that of its UDP.
 *
 * Return: false: it has hops to go, and software has to cut it.
 */
bool ipsecnic_tx_route_ok(const struct sk_buff *skb)
{
	unsigned int type = skb_shinfo(skb)->gso_type & IPSECNIC_GSO_TUNNELS;

	if (likely(!type))
		return !ipsecnic_is_routed(skb, skb_network_offset(skb));
	if (type & SKB_GSO_UDP_TUNNEL_CSUM &&
	    ipsecnic_is_routed(skb, skb_network_offset(skb)))
		return false;
	return !ipsecnic_is_routed(skb, skb_inner_network_offset(skb));
}

/*
 * The fields of checksum and segmentation.  Returns the bytes of all headers
 * of a large send, 0 of another frame, -EINVAL if it cannot be described.
 */
static int ipsecnic_tx_offload(struct sk_buff *skb,
			       struct ipsecnic_tx_posted *first, u32 *flags)
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
	/* The checksum is that of the header behind this one. */
	if (skb_shinfo(skb)->gso_type & IPSECNIC_GSO_TUNNELS)
		first->inner_l3 = skb_inner_network_offset(skb) / 2;
	first->segment_size = cpu_to_le16(skb_shinfo(skb)->gso_size);
	first->header_length = cpu_to_le16(header);
	*flags |= IPSECNIC_TX_SEGMENT;
	return header;
}

/*
 * How many sequence numbers the frame can take if it is one of packet mode; the
 * card may cut a large send into more segments than the stack wants, so that
 * they fit with the headers of IPsec.  Rather too many than too few.  Who sends
 * chooses the segments, which may be of a few bytes.
 */
static u32 ipsecnic_tx_numbers(const struct net_device *netdev,
			       const struct sk_buff *skb,
			       const struct ipsecnic_tx_posted *first, u32 flags)
{
	u16 header = le16_to_cpu(first->header_length), least;

	if (flags & IPSECNIC_TX_BYPASS ||
	    (first->sa_handle && !(flags & IPSECNIC_TX_ENCAPSULATE)))
		return 0;
	if (!(flags & IPSECNIC_TX_SEGMENT))
		return 1;
	/* ESP, UDP and IPv6 around it take less than 224 bytes of a packet. */
	least = READ_ONCE(netdev->mtu) < header + 256U ? 1 : 32;
	/* Not gso_segs: of what a virtual machine sends it is not for sure. */
	return skb->len / min(least, skb_shinfo(skb)->gso_size) + 1;
}

/**
 * ipsecnic_tx_xmit - ndo_start_xmit
 * @skb: packet
 * @netdev: interface
 *
 * Return: NETDEV_TX_OK, or NETDEV_TX_BUSY if the ring is full.
 */
netdev_tx_t ipsecnic_tx_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	struct ipsecnic_pair *pair = &ipn->pairs[skb_get_queue_mapping(skb)];
	struct netdev_queue *queue = netdev_get_tx_queue(netdev, pair->index);
	struct ipsecnic_tx_queue *tx = &pair->tx;
	struct ipsecnic_tx_posted first = { 0 };
	unsigned int segments = 1, bytes;
	bool linearized = false;
	u32 flags = 0, numbers;
	int header, n;

	if (unlikely(ipsecnic_tx_room(tx) < IPSECNIC_TX_NEEDED)) {
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
	header = ipsecnic_tx_offload(skb, &first, &flags);
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
	flags |= ipsecnic_ptp_tx(ipn, skb);
	skb_tx_timestamp(skb);

	numbers = ipsecnic_tx_numbers(netdev, skb, &first, flags);
	n = ipsecnic_tx_map(ipn, tx, skb, &first, flags, bytes, numbers);
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
	if (first.sa_handle && !(flags & IPSECNIC_TX_ENCAPSULATE)) {
		tx->stats.ipsec += segments;
		tx->stats.ipsec_gso += !!header;
	}
	u64_stats_update_end(&tx->syncp);
	WRITE_ONCE(tx->numbered, tx->numbered + numbers);

	WRITE_ONCE(tx->q.posted.index, tx->q.posted.index + n);
	if (unlikely(ipsecnic_tx_room(tx) < IPSECNIC_TX_NEEDED)) {
		netif_tx_stop_queue(queue);
		u64_stats_update_begin(&tx->syncp);
		tx->stats.stopped++;
		u64_stats_update_end(&tx->syncp);
		/* Either we see what was cleaned, or the cleaner that we wait. */
		smp_mb();
		if (ipsecnic_tx_room(tx) >= IPSECNIC_TX_NEEDED)
			netif_tx_start_queue(queue);
	}
	if (__netdev_tx_sent_queue(queue, bytes, netdev_xmit_more()) &&
	    !ipsecnic_tx_can_wait(tx))
		ipsecnic_tx_tell(tx);
	return NETDEV_TX_OK;

drop:
	u64_stats_update_begin(&tx->syncp);
	tx->stats.dropped++;
	u64_stats_update_end(&tx->syncp);
	dev_kfree_skb_any(skb);
	/* What was posted before it, and put off because of it. */
	if (!netdev_xmit_more() && tx->q.posted.index != tx->told &&
	    !ipsecnic_tx_can_wait(tx))
		ipsecnic_tx_tell(tx);
	return NETDEV_TX_OK;
}

/*
 * XDP
 */

/* Where a frame of the pair's own receive queue is for the card. */
static dma_addr_t ipsecnic_tx_own_dma(struct ipsecnic *ipn, void *data, u32 size)
{
	struct page *page = virt_to_head_page(data);
	dma_addr_t dma = page_pool_get_dma_addr(page) +
			 (data - page_address(page));

	dma_sync_single_for_device(&ipn->pdev->dev, dma, size,
				   DMA_BIDIRECTIONAL);
	return dma;
}

/* As ipsecnic_tx_map(); of what is mapped already nothing is to be unmapped. */
static int ipsecnic_tx_map_frame(struct ipsecnic *ipn,
				 struct ipsecnic_tx_queue *tx,
				 struct xdp_frame *frame, bool own,
				 const struct ipsecnic_tx_posted *offload,
				 u32 flags, unsigned int frags)
{
	const struct skb_shared_info *info =
		xdp_get_shared_info_from_frame(frame);
	struct device *dev = &ipn->pdev->dev;
	u32 index = tx->q.posted.index, slot;
	const skb_frag_t *frag;
	dma_addr_t dma;
	unsigned int i;

	flags |= IPSECNIC_TX_START;
	for (i = 0; i <= frags; i++) {
		u32 size = frame->len;

		frag = i ? &info->frags[i - 1] : NULL;
		if (frag)
			size = skb_frag_size(frag);
		if (own)
			dma = ipsecnic_tx_own_dma(ipn, frag ?
						  skb_frag_address(frag) :
						  frame->data, size);
		else if (frag)
			dma = skb_frag_dma_map(dev, frag, 0, size,
					       DMA_TO_DEVICE);
		else
			dma = dma_map_single(dev, frame->data, size,
					     DMA_TO_DEVICE);
		if (!own && dma_mapping_error(dev, dma))
			goto unmap;
		if (i == frags)
			flags |= IPSECNIC_TX_END;
		ipsecnic_tx_entry(tx, index, dma, size, flags, !frag, offload);
		slot = ipsecnic_slot(&tx->q.posted, index++);
		if (own)
			tx->buffers[slot].length = 0;
		flags = 0;
		offload = NULL;
	}
	tx->buffers[slot].frame = frame;
	tx->buffers[slot].kind = own ? IPSECNIC_TX_XDP_OWN :
				       IPSECNIC_TX_XDP_OTHER;
	return index - tx->q.posted.index;

unmap:
	ipsecnic_tx_unmap_new(ipn, tx, index);
	return -ENOMEM;
}

/* A frame that is too short for Ethernet; if there is no room it stays so. */
static void ipsecnic_tx_pad_frame(struct xdp_frame *frame)
{
	u32 missing = ETH_ZLEN - frame->len;
	void *end = frame->data + frame->len;

	if (end + missing > (void *)xdp_get_shared_info_from_frame(frame))
		return;
	memset(end, 0, missing);
	frame->len = ETH_ZLEN;
}

/**
 * ipsecnic_tx_post_frame - post a frame of XDP
 * @pair: queue pair
 * @frame: frame, which is the queue's from now on
 * @own: it is in pages of the pair's receive queue, and comes from its NAPI
 * @offload: first entry of it, with the tag that the card is to insert
 * @flags: IPSECNIC_TX_* that go with that
 *
 * It names no SA and has no flag BYPASS: a card with policies applies them.
 * The caller goes on to ipsecnic_tx_flush_frames().
 *
 * Context: transmit lock, bottom halves off.
 * Return: 0; -ENOSPC, -EMSGSIZE or -ENOMEM: the frame is still the caller's.
 */
int ipsecnic_tx_post_frame(struct ipsecnic_pair *pair, struct xdp_frame *frame,
			   bool own, const struct ipsecnic_tx_posted *offload,
			   u32 flags)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;
	struct ipsecnic *ipn = pair->ipn;
	unsigned int frags = 0;
	int err, n;

	if (unlikely(xdp_frame_has_frags(frame)))
		frags = xdp_get_shared_info_from_frame(frame)->nr_frags;
	err = -EMSGSIZE;
	if (unlikely(frags + 1 > ipn->caps.tx_fragments))
		goto count;
	err = -ENOSPC;
	if (unlikely(ipsecnic_tx_room(tx) <
		     ipsecnic_tx_enough(tx) + frags + 1))
		goto count;
	if (unlikely(!frags && frame->len < ETH_ZLEN))
		ipsecnic_tx_pad_frame(frame);
	n = ipsecnic_tx_map_frame(ipn, tx, frame, own, offload, flags, frags);
	err = n;
	if (unlikely(n < 0))
		goto count;
	/* One sequence number, if a policy has it protected. */
	tx->buffers[ipsecnic_slot(&tx->q.posted, tx->q.posted.index + n - 1)]
		.numbers = 1;
	u64_stats_update_begin(&tx->syncp);
	tx->stats.packets++;
	tx->stats.bytes += xdp_get_frame_len(frame);
	tx->stats.xdp++;
	u64_stats_update_end(&tx->syncp);
	WRITE_ONCE(tx->numbered, tx->numbered + 1);
	WRITE_ONCE(tx->q.posted.index, tx->q.posted.index + n);
	return 0;

count:
	u64_stats_update_begin(&tx->syncp);
	tx->stats.xdp_errors++;
	u64_stats_update_end(&tx->syncp);
	return err;
}

/**
 * ipsecnic_tx_flush_frames - have the card send what was posted
 * @pair: queue pair
 *
 * Context: transmit lock.
 */
void ipsecnic_tx_flush_frames(struct ipsecnic_pair *pair)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;

	if (tx->told != tx->q.posted.index && !ipsecnic_tx_can_wait(tx))
		ipsecnic_tx_tell(tx);
}

/*
 * Completion
 */

/**
 * struct ipsecnic_tx_done - what was completed
 * @packets: the stack's, for BQL
 * @bytes: of them
 * @frames: all
 */
struct ipsecnic_tx_done {
	unsigned int packets;
	unsigned int bytes;
	unsigned int frames;
};

static void ipsecnic_tx_return_frame(const struct ipsecnic_tx_buffer *buffer,
				     int budget)
{
	/* The queue's NAPI is that of the pages. */
	if (buffer->kind == IPSECNIC_TX_XDP_OWN && budget)
		xdp_return_frame_rx_napi(buffer->frame);
	else
		xdp_return_frame(buffer->frame);
}

/* Free @n entries, and add up. */
static void ipsecnic_tx_complete(struct ipsecnic_pair *pair, u32 n, int budget,
				 struct ipsecnic_tx_done *done)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;
	u32 clean = tx->clean;
	struct sk_buff *skb;

	while (n--) {
		u32 slot = ipsecnic_slot(&tx->q.posted, clean++);
		struct ipsecnic_tx_buffer *buffer = &tx->buffers[slot];

		ipsecnic_tx_unmap(pair->ipn, buffer);
		skb = buffer->skb;
		if (!skb)
			continue;
		done->frames++;
		WRITE_ONCE(tx->settled, tx->settled + buffer->numbers);
		if (unlikely(buffer->kind != IPSECNIC_TX_SKB)) {
			ipsecnic_tx_return_frame(buffer, budget);
			buffer->frame = NULL;
			continue;
		}
		buffer->skb = NULL;
		done->packets++;
		done->bytes += buffer->wire;
		napi_consume_skb(skb, budget);
	}
	WRITE_ONCE(tx->clean, clean);
}

/* The packet that the next @n entries are; NULL: none, or a frame of XDP. */
static struct sk_buff *ipsecnic_tx_next_skb(const struct ipsecnic_tx_queue *tx,
					    u32 n)
{
	u32 slot = ipsecnic_slot(&tx->q.posted, tx->clean + n - 1);

	if (!n || tx->buffers[slot].kind != IPSECNIC_TX_SKB)
		return NULL;
	return tx->buffers[slot].skb;
}

/* The card has not sent the next frame of @n entries, since it is too long. */
static void ipsecnic_tx_too_big(struct ipsecnic_pair *pair, u32 n,
				const struct ipsecnic_tx_comp *comp)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;
	struct sk_buff *skb = ipsecnic_tx_next_skb(tx, n);

	if (!skb ||
	    !ipsecnic_packet_too_big(pair->ipn, skb, le32_to_cpu(comp->fit)))
		return;
	u64_stats_update_begin(&tx->done_syncp);
	tx->too_big_told++;
	u64_stats_update_end(&tx->done_syncp);
}

/* The card says when the next frame, of @n entries, went. */
static void ipsecnic_tx_stamped(struct ipsecnic_tx_queue *tx, u32 n,
				const struct ipsecnic_tx_comp *comp)
{
	struct sk_buff *skb = ipsecnic_tx_next_skb(tx, n);

	if (skb)
		ipsecnic_ptp_tx_done(skb, comp);
}

/*
 * Is it XDP's, what @n entries have become of?  netpoll runs with interrupts off,
 * where pages cannot be given back to a page pool.
 */
static bool ipsecnic_tx_is_frame(const struct ipsecnic_tx_queue *tx, u32 n)
{
	u32 slot = ipsecnic_slot(&tx->q.posted, tx->clean + n - 1);

	return n && tx->buffers[slot].kind != IPSECNIC_TX_SKB;
}

/**
 * ipsecnic_tx_poll - take back what was sent
 * @pair: queue pair
 * @budget: of NAPI; 0: from netpoll, which holds the transmit lock
 *
 * Context: NAPI.
 * Return: true if there may be more.
 */
bool ipsecnic_tx_poll(struct ipsecnic_pair *pair, int budget)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;
	struct ipsecnic_tx_done done = { 0 };
	unsigned int left = tx->q.comp.size;
	struct netdev_queue *queue = netdev_get_tx_queue(pair->ipn->netdev,
							 pair->index);
	const struct ipsecnic_tx_comp *comp;
	u32 told, n, status;

	while (left--) {
		comp = ipsecnic_entry(&tx->q.comp, tx->q.comp.index);
		if (!ipsecnic_comp_ready(&tx->q.comp, tx->q.comp.index,
					 READ_ONCE(comp->flags)))
			break;
		/* The rest of the entry is not older than its phase. */
		dma_rmb();
		/*
		 * Behind the descriptors that the sender posted, as it stores.
		 * Of what is posted and was not told it may not have told BQL.
		 */
		told = smp_load_acquire(&tx->told);
		/* Once, as the card may write them again. */
		n = le16_to_cpu(READ_ONCE(comp->fragments));
		if (unlikely(n > told - tx->clean ||
			     le16_to_cpu(comp->posted_index) !=
			     (tx->clean & IPSECNIC_INDEX_MASK))) {
			ipsecnic_out_of_order(pair->ipn, "transmit",
					      pair->index);
			break;
		}
		if (unlikely(!budget) && ipsecnic_tx_is_frame(tx, n))
			break;
		status = le32_to_cpu(READ_ONCE(comp->status));
		if (likely(status < IPSECNIC_TX_STATUSES)) {
			u64_stats_update_begin(&tx->done_syncp);
			tx->status[status]++;
			u64_stats_update_end(&tx->done_syncp);
		}
		tx->q.comp.index++;
		tx->consumed = true;
		/* netpoll has the lock that an answer may need. */
		if (unlikely(status == IPSECNIC_TX_ST_TOO_BIG) && budget)
			ipsecnic_tx_too_big(pair, n, comp);
		if (unlikely(comp->flags & cpu_to_le32(IPSECNIC_COMP_STAMPED)) &&
		    budget)
			ipsecnic_tx_stamped(tx, n, comp);
		ipsecnic_tx_complete(pair, n, budget, &done);
	}
	/* See ipsecnic_tx_xmit(), and ipsecnic_tx_can_wait(). */
	smp_mb();
	if (budget && READ_ONCE(tx->told) != READ_ONCE(tx->q.posted.index)) {
		__netif_tx_lock(queue, smp_processor_id());
		if (tx->told != tx->q.posted.index)
			ipsecnic_tx_tell(tx);
		__netif_tx_unlock(queue);
	}
	if (!done.frames)
		return false;
	netdev_tx_completed_queue(queue, done.packets, done.bytes);
	if (netif_tx_queue_stopped(queue) &&
	    ipsecnic_tx_room(tx) >= ipsecnic_tx_enough(tx) &&
	    test_bit(IPSECNIC_STATE_RUNNING, &pair->ipn->state))
		netif_tx_wake_queue(queue);
	return done.frames == tx->q.comp.size;
}

/**
 * ipsecnic_tx_alloc - get the memory of a transmit queue
 * @pair: its queue pair
 *
 * If it fails, ipsecnic_tx_free() is to be called all the same.
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_tx_alloc(struct ipsecnic_pair *pair)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;
	struct ipsecnic *ipn = pair->ipn;
	int err;

	err = ipsecnic_queue_alloc(ipn, &tx->q, IPSECNIC_REG_TXQ(pair->index),
				   ipn->tx_ring, ipn->tx_ring,
				   IPSECNIC_VECTOR_PAIR(pair->index));
	if (err)
		return err;
	/* What is not posted is not cleaned, should this or the start fail. */
	tx->clean = 0;
	tx->buffers = kvcalloc(ipn->tx_ring, sizeof(*tx->buffers), GFP_KERNEL);
	return tx->buffers ? 0 : -ENOMEM;
}

static void ipsecnic_tx_free_buffers(struct ipsecnic_pair *pair)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;
	struct ipsecnic_tx_done done = { 0 };

	if (tx->buffers)
		ipsecnic_tx_complete(pair, tx->q.posted.index - tx->clean, 0,
				     &done);
	/* Of 32-bit machines readers wait for the end of it. */
	local_bh_disable();
	u64_stats_update_begin(&tx->syncp);
	tx->stats.dropped += done.frames;
	u64_stats_update_end(&tx->syncp);
	local_bh_enable();
	netdev_tx_reset_queue(netdev_get_tx_queue(pair->ipn->netdev,
						  pair->index));
}

/**
 * ipsecnic_tx_free - free the memory of a transmit queue
 * @pair: its queue pair, stopped
 *
 * What was to be sent and was not is dropped, and counted.
 */
void ipsecnic_tx_free(struct ipsecnic_pair *pair)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;

	ipsecnic_tx_free_buffers(pair);
	kvfree(tx->buffers);
	tx->buffers = NULL;
	ipsecnic_queue_free(pair->ipn, &tx->q);
}

/**
 * ipsecnic_tx_start - let the card use a transmit queue
 * @pair: its queue pair
 *
 * Return: 0, -EIO if the card refuses.
 */
int ipsecnic_tx_start(struct ipsecnic_pair *pair)
{
	struct ipsecnic_tx_queue *tx = &pair->tx;

	tx->told = 0;
	tx->consumed = false;
	return ipsecnic_queue_enable(pair->ipn, &tx->q);
}

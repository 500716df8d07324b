// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: programs that see received frames before the stack does (XDP)
 *
 * A queue that has a struct ipsecnic_xdp puts the buffers of a frame together as
 * a struct xdp_buff, and makes an skb of what the program lets pass.  That is
 * decided when the queue is set up: programs may take each other's place, but
 * the first one comes, and the last one goes, while the queue is down.
 *
 * Frames that a program sends, or that other interfaces hand over, share the
 * transmit queues with the stack, and take the same lock.
 */

#include <linux/bpf.h>
#include <linux/bpf_trace.h>
#include <linux/container_of.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/u64_stats_sync.h>
#include <net/xdp.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_record.h"
#include "ipsecnic_rss.h"
#include "ipsecnic_tx.h"
#include "ipsecnic_xdp.h"
#include "ipsecnic_xfrm_clear.h"
#include "ipsecnic_xfrm_rx.h"

#if IPSECNIC_XDP_METADATA

/* The context of a program is the frame. */
static const struct ipsecnic_xdp *ipsecnic_xdp_of(const struct xdp_md *ctx)
{
	return container_of((const struct xdp_buff *)ctx, struct ipsecnic_xdp,
			    buff);
}

static int ipsecnic_xdp_rx_hash(const struct xdp_md *ctx, u32 *hash,
				enum xdp_rss_hash_type *type)
{
	const struct ipsecnic_xdp *xdp = ipsecnic_xdp_of(ctx);
	struct net_device *netdev = xdp->rxq.dev;

	if (!(READ_ONCE(netdev->features) & NETIF_F_RXHASH))
		return -ENODATA;
	*hash = le32_to_cpu(xdp->comp->hash);
	*type = ipsecnic_rss_has_ports(netdev_priv(netdev), xdp->comp) ?
		XDP_RSS_TYPE_L4_ANY : XDP_RSS_TYPE_NONE;
	return 0;
}

static int ipsecnic_xdp_rx_vlan_tag(const struct xdp_md *ctx, __be16 *protocol,
				    u16 *tci)
{
	const struct ipsecnic_rx_comp *comp = ipsecnic_xdp_of(ctx)->comp;

	if (!(comp->flags & cpu_to_le32(IPSECNIC_COMP_VLAN_STRIPPED)))
		return -ENODATA;
	*protocol = comp->flags & cpu_to_le32(IPSECNIC_COMP_VLAN_SERVICE) ?
		    htons(ETH_P_8021AD) : htons(ETH_P_8021Q);
	*tci = le16_to_cpu(comp->vlan_tci);
	return 0;
}

static const struct xdp_metadata_ops ipsecnic_xdp_metadata_ops = {
	.xmo_rx_hash = ipsecnic_xdp_rx_hash,
	.xmo_rx_vlan_tag = ipsecnic_xdp_rx_vlan_tag,
};

#endif

/**
 * ipsecnic_xdp_setup - say what there is for programs
 * @netdev: interface, before it is registered; its card started
 */
void ipsecnic_xdp_setup(struct net_device *netdev)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	ipsecnic_xdp_features(netdev, ipn->caps.tx_fragments > MAX_SKB_FRAGS);
	ipsecnic_xdp_set_metadata(netdev, &ipsecnic_xdp_metadata_ops);
}

/**
 * ipsecnic_xdp_check - can a program see all frames of an interface?
 * @prog: program, or NULL
 * @mtu: of the interface
 * @extack: what is said if not; or NULL
 *
 * Return: 0, or -EINVAL if a frame takes more buffers than the program does.
 */
int ipsecnic_xdp_check(const struct bpf_prog *prog, unsigned int mtu,
		       struct netlink_ext_ack *extack)
{
	u32 longest = mtu + IPSECNIC_FRAME_OVERHEAD;

	if (!prog)
		return 0;
	if (!prog->aux->xdp_has_frags && longest > IPSECNIC_XDP_ROOM) {
		NL_SET_ERR_MSG_MOD(extack,
				   "with this MTU frames have several buffers, and the program takes one (no xdp.frags)");
		return -EINVAL;
	}
	if (longest > IPSECNIC_XDP_ROOM * (MAX_SKB_FRAGS + 1)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "with this MTU frames have more buffers than any program takes");
		return -EINVAL;
	}
	return 0;
}

/**
 * ipsecnic_xdp_alloc - get the memory that a receive queue needs for a program
 * @pair: its queue pair
 *
 * Return: 0, also if there is no program, or -ENOMEM.
 */
int ipsecnic_xdp_alloc(struct ipsecnic_pair *pair)
{
	if (!pair->ipn->xdp_prog)
		return 0;
	pair->rx.xdp = kzalloc(sizeof(*pair->rx.xdp), GFP_KERNEL);
	return pair->rx.xdp ? 0 : -ENOMEM;
}

/**
 * ipsecnic_xdp_register - tell the kernel of a receive queue with a program
 * @pair: its queue pair, with page pool, its NAPI known to the kernel
 *
 * Return: 0, also if there is no program, or a negative error.
 */
int ipsecnic_xdp_register(struct ipsecnic_pair *pair)
{
	struct ipsecnic_xdp *xdp = pair->rx.xdp;
	int err;

	if (!xdp)
		return 0;
	/* Behind the data of a fragment its page is free. */
	err = __xdp_rxq_info_reg(&xdp->rxq, pair->ipn->netdev, pair->index,
				 pair->napi.napi_id, PAGE_SIZE);
	if (err)
		return err;
	return xdp_rxq_info_reg_mem_model(&xdp->rxq, MEM_TYPE_PAGE_POOL,
					  pair->rx.pool);
}

/*
 * Give the pages of a frame back that is not complete.  Not by xdp_return_buff(),
 * which takes the caller for the NAPI of the page pool: that is stopped.
 */
static void ipsecnic_xdp_put_pages(struct ipsecnic_rx_queue *rx)
{
	struct xdp_buff *buff = &rx->xdp->buff;
	const struct skb_shared_info *info;
	unsigned int i;

	if (xdp_buff_has_frags(buff)) {
		info = xdp_get_shared_info_from_buff(buff);
		for (i = 0; i < info->nr_frags; i++)
			page_pool_put_full_page(rx->pool,
						skb_frag_page(&info->frags[i]),
						false);
	}
	page_pool_put_full_page(rx->pool, virt_to_head_page(buff->data), false);
}

/**
 * ipsecnic_xdp_free - the end of that
 * @pair: queue pair, stopped, its page pool still there
 */
void ipsecnic_xdp_free(struct ipsecnic_pair *pair)
{
	struct ipsecnic_xdp *xdp = pair->rx.xdp;

	if (!xdp)
		return;
	if (xdp->open)
		ipsecnic_xdp_put_pages(&pair->rx);
	if (xdp_rxq_info_is_reg(&xdp->rxq))
		xdp_rxq_info_unreg(&xdp->rxq);
	kfree(xdp);
	pair->rx.xdp = NULL;
}

/**
 * ipsecnic_xdp_buffer - one buffer of a frame has come
 * @pair: queue pair
 * @page: the buffer, ready to be read
 * @length: bytes in it
 * @first: it is the first one of a frame
 *
 * A frame that has too many of them, or begins with too few bytes, is given up;
 * ipsecnic_xdp_run() counts it.
 *
 * Context: NAPI.
 */
void ipsecnic_xdp_buffer(struct ipsecnic_pair *pair, struct page *page,
			 u32 length, bool first)
{
	struct ipsecnic_rx_queue *rx = &pair->rx;
	struct ipsecnic_xdp *xdp = rx->xdp;

	if (first) {
		if (unlikely(xdp->open)) {
			xdp_return_buff(&xdp->buff);
			u64_stats_update_begin(&rx->syncp);
			rx->stats.dropped++;
			u64_stats_update_end(&rx->syncp);
		}
		/* As ipsecnic_rx_first(). */
		xdp->open = length >= ETH_HLEN;
		if (unlikely(!xdp->open)) {
			page_pool_recycle_direct(rx->pool, page);
			return;
		}
		xdp_init_buff(&xdp->buff, PAGE_SIZE, &xdp->rxq);
		xdp_prepare_buff(&xdp->buff, page_address(page), rx->headroom,
				 length, true);
		return;
	}
	if (likely(xdp->open) &&
	    likely(ipsecnic_xdp_add_frag(&xdp->buff, page, rx->headroom,
					 length)))
		return;
	page_pool_recycle_direct(rx->pool, page);
	if (xdp->open)
		xdp_return_buff(&xdp->buff);
	xdp->open = false;
}

/* What the program has let pass. */
static struct sk_buff *ipsecnic_xdp_skb(struct xdp_buff *buff)
{
	unsigned int meta = buff->data - buff->data_meta;
	unsigned int frags = 0, i;
	struct sk_buff *skb;

	/* The same memory is that of the skb, which begins with none. */
	if (unlikely(xdp_buff_has_frags(buff)))
		frags = xdp_get_shared_info_from_buff(buff)->nr_frags;
	skb = napi_build_skb(buff->data_hard_start, buff->frame_sz);
	if (unlikely(!skb))
		return NULL;
	skb_mark_for_recycle(skb);
	skb_reserve(skb, buff->data - buff->data_hard_start);
	__skb_put(skb, buff->data_end - buff->data);
	if (meta)
		skb_metadata_set(skb, meta);
	/* Where the kernel has kept how long the fragments are. */
	if (unlikely(frags))
		skb_shinfo(skb)->destructor_arg = NULL;
	for (i = 0; i < frags; i++) {
		const skb_frag_t frag = skb_shinfo(skb)->frags[i];

		skb_add_rx_frag(skb, i, skb_frag_page(&frag),
				skb_frag_off(&frag), skb_frag_size(&frag),
				PAGE_SIZE);
	}
	return skb;
}

/* Send a frame back to where it has come from, with the tag that it had. */
static bool ipsecnic_xdp_tx(struct ipsecnic_pair *pair, struct xdp_buff *buff,
			    const struct ipsecnic_rx_comp *comp)
{
	struct ipsecnic_tx_posted first = { 0 };
	struct xdp_frame *frame;
	struct netdev_queue *queue;
	u32 flags = 0;
	int err;

	if (comp->flags & cpu_to_le32(IPSECNIC_COMP_VLAN_STRIPPED)) {
		if (!ipsecnic_has(pair->ipn, IPSECNIC_F_VLAN_TX))
			return false;
		first.vlan_tci = comp->vlan_tci;
		flags = IPSECNIC_TX_VLAN;
		if (comp->flags & cpu_to_le32(IPSECNIC_COMP_VLAN_SERVICE))
			flags |= IPSECNIC_TX_VLAN_SERVICE;
	}
	/* NULL: no headroom is left, in which the kernel notes what it is. */
	frame = xdp_convert_buff_to_frame(buff);
	if (unlikely(!frame))
		return false;
	queue = netdev_get_tx_queue(pair->ipn->netdev, pair->index);
	__netif_tx_lock(queue, smp_processor_id());
	err = ipsecnic_tx_post_frame(pair, frame, true, &first, flags);
	__netif_tx_unlock(queue);
	return !err;
}

/* What became of a frame. */
enum ipsecnic_xdp_fate {
	IPSECNIC_XDP_PASS,
	IPSECNIC_XDP_DROP,
	IPSECNIC_XDP_TX,
	IPSECNIC_XDP_REDIRECT,
	IPSECNIC_XDP_ERROR,
	IPSECNIC_XDP_REFUSED,
};

/*
 * Has the card decrypted it, or tried to, and left it in ESP?  Nothing can be
 * done with that but by the stack, which is told so.
 */
static bool ipsecnic_xdp_is_opened(const struct ipsecnic_rx_comp *comp)
{
	return comp->oob & cpu_to_le32(IPSECNIC_OOB_CRYPTO_DONE) &&
	       !(comp->flags & cpu_to_le32(IPSECNIC_COMP_DECAPSULATED));
}

/*
 * Is it for the stack to look whether it should have been protected, or for
 * packet sockets only?  By a map of processors it would get there without a word
 * of that: what the card vouches for says so by having no secpath.
 */
static bool ipsecnic_xdp_is_suspect(struct ipsecnic *ipn,
				    const struct xdp_buff *buff,
				    const struct ipsecnic_rx_comp *comp,
				    bool moved)
{
	bool opened = !!(comp->flags &
			 cpu_to_le32(IPSECNIC_COMP_DECAPSULATED));
	unsigned int length = buff->data_end - buff->data;
	const struct ethhdr *eth = buff->data;
	const void *data = eth + 1;

	if (length < ETH_HLEN)
		return false;
	length -= ETH_HLEN;
	if (ipsecnic_clear_is_hidden(ipn, data, length, eth->h_proto))
		return true;
	if (opened && !moved)
		return false;
	if (ipsecnic_clear_is_suspect(ipn, data, length, eth->h_proto,
				      moved ? NULL : comp) &&
	    !ipsecnic_clear_is_neighbour(data, length, eth->h_proto))
		return true;
	/* Nobody has looked at what a program has uncovered. */
	if (moved && ipsecnic_clear_may_be_esp(ipn, data, length, eth->h_proto,
					       true))
		return true;
	switch (comp->kind) {
	case IPSECNIC_KIND_ESP:
	case IPSECNIC_KIND_UDP_ESP:
	case IPSECNIC_KIND_FRAGMENT:
		break;
	default:
		/* The stack looks behind more tags than the card does. */
		if (comp->l3_offset)
			return false;
		break;
	}
	return !opened &&
	       ipsecnic_clear_may_be_esp(ipn, data, length, eth->h_proto,
					 false);
}

/*
 * Was it decapsulated, and only the stack can say whether its state was for it?
 * Before the program is run, which may write other addresses.
 */
static bool ipsecnic_xdp_is_unsettled(struct ipsecnic *ipn,
				      const struct xdp_buff *buff,
				      const struct ipsecnic_rx_comp *comp)
{
	unsigned int length = buff->data_end - buff->data;

	return comp->flags & cpu_to_le32(IPSECNIC_COMP_DECAPSULATED) &&
	       (length < ETH_HLEN ||
		!ipsecnic_xfrm_rx_is_settled(ipn, buff->data + ETH_HLEN,
					     length - ETH_HLEN, comp));
}

static enum ipsecnic_xdp_fate
ipsecnic_xdp_act(struct ipsecnic_pair *pair, struct bpf_prog *prog,
		 const struct ipsecnic_rx_comp *comp, bool *moved)
{
	struct net_device *netdev = pair->ipn->netdev;
	struct ipsecnic_xdp *xdp = pair->rx.xdp;
	struct xdp_buff *buff = &xdp->buff;
	const void *start = buff->data;
	u32 length = xdp_get_buff_len(buff);
	bool unsettled = ipsecnic_xdp_is_unsettled(pair->ipn, buff, comp);
	u32 act;

	xdp->comp = comp;
	act = bpf_prog_run_xdp(prog, buff);
	*moved = buff->data != start || xdp_get_buff_len(buff) != length;
	switch (act) {
	case XDP_PASS:
		return IPSECNIC_XDP_PASS;
	case XDP_TX:
		if (unlikely(ipsecnic_xdp_is_opened(comp)))
			return IPSECNIC_XDP_REFUSED;
		if (unlikely(!ipsecnic_xdp_tx(pair, buff, comp)))
			break;
		xdp->sent = true;
		return IPSECNIC_XDP_TX;
	case XDP_REDIRECT:
		if (unlikely(unsettled || ipsecnic_xdp_is_opened(comp)) ||
		    unlikely(ipsecnic_xdp_is_suspect(pair->ipn, buff, comp,
						     *moved)))
			return IPSECNIC_XDP_REFUSED;
		if (unlikely(xdp_do_redirect(netdev, buff, prog)))
			break;
		xdp->redirected = true;
		return IPSECNIC_XDP_REDIRECT;
	default:
		bpf_warn_invalid_xdp_action(netdev, prog, act);
		fallthrough;
	case XDP_ABORTED:
		break;
	case XDP_DROP:
		return IPSECNIC_XDP_DROP;
	}
	trace_xdp_exception(netdev, prog, act);
	return IPSECNIC_XDP_ERROR;
}

/* A frame that the stack does not get. */
static void ipsecnic_xdp_count(struct ipsecnic_rx_queue *rx,
			       enum ipsecnic_xdp_fate fate,
			       const struct ipsecnic_rx_comp *comp)
{
	u64_stats_update_begin(&rx->syncp);
	rx->stats.packets++;
	rx->stats.bytes += le32_to_cpu(comp->frame_length);
	ipsecnic_xfrm_rx_taken(rx, comp);
	switch (fate) {
	case IPSECNIC_XDP_DROP:
		rx->stats.xdp_drop++;
		break;
	case IPSECNIC_XDP_TX:
		rx->stats.xdp_tx++;
		break;
	case IPSECNIC_XDP_REDIRECT:
		rx->stats.xdp_redirect++;
		break;
	case IPSECNIC_XDP_REFUSED:
		rx->stats.xdp_refused++;
		rx->stats.dropped++;
		break;
	case IPSECNIC_XDP_ERROR:
	case IPSECNIC_XDP_PASS:
		rx->stats.xdp_errors++;
		rx->stats.dropped++;
		break;
	}
	u64_stats_update_end(&rx->syncp);
}

/**
 * ipsecnic_xdp_run - show a frame to the program, and do what it says
 * @pair: queue pair
 * @comp: completion of the frame's last buffer
 * @moved: set: whether start or end of the frame are elsewhere
 *
 * Of a frame that is there twice, as it came and as it was decapsulated, the
 * program sees the second: the first is for packet sockets.
 *
 * Context: NAPI.
 * Return: the frame for the stack; NULL: it has been seen to, and counted.
 */
struct sk_buff *ipsecnic_xdp_run(struct ipsecnic_pair *pair,
				 const struct ipsecnic_rx_comp *comp,
				 bool *moved)
{
	struct bpf_prog *prog = READ_ONCE(pair->ipn->xdp_prog);
	struct ipsecnic_rx_queue *rx = &pair->rx;
	enum ipsecnic_xdp_fate fate = IPSECNIC_XDP_PASS;
	struct xdp_buff *buff = &rx->xdp->buff;
	struct sk_buff *skb;

	*moved = false;
	if (unlikely(!rx->xdp->open)) {
		u64_stats_update_begin(&rx->syncp);
		rx->stats.dropped++;
		u64_stats_update_end(&rx->syncp);
		return NULL;
	}
	rx->xdp->open = false;
	if (likely(prog) &&
	    !(comp->flags & cpu_to_le32(IPSECNIC_COMP_ORIGINAL))) {
		fate = IPSECNIC_XDP_ERROR;
		if (likely(!xdp_buff_has_frags(buff) ||
			   prog->aux->xdp_has_frags))
			fate = ipsecnic_xdp_act(pair, prog, comp, moved);
		if (fate == IPSECNIC_XDP_PASS) {
			u64_stats_update_begin(&rx->syncp);
			rx->stats.xdp_pass++;
			u64_stats_update_end(&rx->syncp);
		}
	}
	if (likely(fate == IPSECNIC_XDP_PASS)) {
		skb = ipsecnic_xdp_skb(buff);
		if (likely(skb))
			return skb;
		xdp_return_buff(buff);
		u64_stats_update_begin(&rx->syncp);
		rx->stats.alloc_failed++;
		rx->stats.dropped++;
		u64_stats_update_end(&rx->syncp);
		return NULL;
	}
	if (fate != IPSECNIC_XDP_TX && fate != IPSECNIC_XDP_REDIRECT)
		xdp_return_buff(buff);
	ipsecnic_record_rx(pair->ipn, comp);
	ipsecnic_xdp_count(rx, fate, comp);
	return NULL;
}

/**
 * ipsecnic_xdp_end - a poll of a queue with a program is over
 * @pair: queue pair
 *
 * Context: NAPI.
 */
void ipsecnic_xdp_end(struct ipsecnic_pair *pair)
{
	struct ipsecnic_xdp *xdp = pair->rx.xdp;
	struct netdev_queue *queue;

	if (xdp->redirected)
		xdp_do_flush();
	xdp->redirected = false;
	if (!xdp->sent)
		return;
	xdp->sent = false;
	queue = netdev_get_tx_queue(pair->ipn->netdev, pair->index);
	__netif_tx_lock(queue, smp_processor_id());
	ipsecnic_tx_flush_frames(pair);
	__netif_tx_unlock(queue);
}

/**
 * ipsecnic_xdp_xmit - ndo_xdp_xmit
 * @netdev: interface
 * @n: number of frames
 * @frames: them
 * @flags: XDP_XMIT_*
 *
 * Return: how many of them were taken, from the first one on; the others are the
 * caller's.  -EINVAL: unknown flags; -ENETDOWN: the interface is down, or the
 * card is being reset.
 */
int ipsecnic_xdp_xmit(struct net_device *netdev, int n,
		      struct xdp_frame **frames, u32 flags)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	unsigned int cpu = smp_processor_id();
	struct netdev_queue *queue;
	struct ipsecnic_pair *pair;
	int sent = 0;

	if (unlikely(flags & ~XDP_XMIT_FLAGS_MASK))
		return -EINVAL;
	pair = &ipn->pairs[cpu % READ_ONCE(ipn->num_pairs)];
	queue = netdev_get_tx_queue(netdev, pair->index);
	__netif_tx_lock(queue, cpu);
	/* Who takes the queues away clears the bit, and then takes the lock. */
	if (unlikely(!test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))) {
		__netif_tx_unlock(queue);
		return -ENETDOWN;
	}
	/* What was set up before the bit was set. */
	smp_rmb();
	if (likely(pair->index < ipn->num_pairs)) {
		while (sent < n &&
		       !ipsecnic_tx_post_frame(pair, frames[sent], false, NULL,
					       0))
			sent++;
		if (flags & XDP_XMIT_FLUSH)
			ipsecnic_tx_flush_frames(pair);
	}
	__netif_tx_unlock(queue);
	return sent;
}

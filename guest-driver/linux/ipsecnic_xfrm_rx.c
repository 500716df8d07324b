// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: received frames and the states that they belong to
 *
 * What the card found becomes what xfrm_input() asks for.
 */

#include <linux/bitops.h>
#include <linux/if_vlan.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/skbuff.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_xfrm_expire.h"
#include "ipsecnic_xfrm_rx.h"
#include "ipsecnic_xfrm_sa.h"

/*
 * The checksums of a frame that was decrypted.  In front of its payload may be
 * that of a UDP header, which the card found right, or zero, before it changed
 * what it covers: the kernel must not look at it again.
 *
 * Returns false if the claim holds for the UDP header only.  That must be seen
 * to by the UDP layer; behind GRO it would count for what is inside.
 */
static bool ipsecnic_rx_inner_csum(struct ipsecnic *ipn,
				   struct ipsecnic_rx_queue *rxq,
				   struct sk_buff *skb,
				   const struct ipsecnic_rx_comp *comp)
{
	bool udp = comp->kind == IPSECNIC_KIND_UDP_ESP;
	u16 csum = le16_to_cpu(comp->csum);

	switch (IPSECNIC_CSUM_INNER_L4(csum)) {
	case IPSECNIC_CSUM_GOOD:
		rxq->stats.csum_good++;
		if (!(ipn->netdev->features & NETIF_F_RXCSUM))
			break;
		skb->ip_summed = CHECKSUM_UNNECESSARY;
		skb->csum_level = udp;
		return true;
	case IPSECNIC_CSUM_BAD:
		rxq->stats.csum_bad++;
		break;
	}
	if (!udp || IPSECNIC_CSUM_OUTER_L4(csum) != IPSECNIC_CSUM_GOOD)
		return true;
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	return false;
}

/* The state of an SA, with a reference that a secpath can have. */
static struct xfrm_state *ipsecnic_rx_state(const struct ipsecnic_sa *sa)
{
	if (!sa || !refcount_inc_not_zero(&sa->x->refcnt))
		return NULL;
	return sa->x;
}

static bool ipsecnic_rx_secpath(struct sk_buff *skb, struct xfrm_state *x,
				u32 status)
{
	struct xfrm_offload *xo;
	struct sec_path *sp;

	sp = secpath_set(skb);
	if (!sp)
		return false;
	sp->xvec[sp->len++] = x;
	sp->olen++;
	xo = xfrm_offload(skb);
	xo->flags = CRYPTO_DONE;
	/* The card numbers what the kernel has a bit for. */
	xo->status = BIT(status);
	return true;
}

/* The card has checked at least one portion of the frame. */
static enum ipsecnic_deliver
ipsecnic_rx_done(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
		 struct sk_buff *skb, const struct ipsecnic_rx_comp *comp)
{
	u32 oob = le32_to_cpu(comp->oob);
	u32 status = IPSECNIC_OOB_STATUS(oob);
	struct ipsecnic_sa *outer, *inner;
	struct xfrm_state *x;
	bool gro = true;

	if (status >= ARRAY_SIZE(rxq->stats.crypto))
		status = IPSECNIC_CRYPTO_GENERIC_ERROR;
	rxq->stats.crypto[status]++;

	outer = ipsecnic_sa_find(ipn, le32_to_cpu(comp->sa_outer));
	inner = ipsecnic_sa_find(ipn, le32_to_cpu(comp->sa_inner));

	if (oob & IPSECNIC_OOB_SA_DELETE_REQ) {
		rxq->stats.sa_delete_req++;
		/* The card does not say which of two it means. */
		if (outer)
			ipsecnic_sa_wanted_back(outer);
		if (inner)
			ipsecnic_sa_wanted_back(inner);
	}

	if (oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) {
		rxq->stats.next_crypto_done++;
		if (status == IPSECNIC_CRYPTO_SUCCESS) {
			/*
			 * The kernel cannot be told of two, and would decrypt
			 * the second again.
			 */
			if (inner)
				ipsecnic_sa_to_software(inner);
			return IPSECNIC_DELIVER_DROP;
		}
		/* The inner portion is as it was; software comes to it. */
		status = IPSECNIC_CRYPTO_SUCCESS;
	}

	if (status == IPSECNIC_CRYPTO_SUCCESS)
		gro = ipsecnic_rx_inner_csum(ipn, rxq, skb, comp);
	else
		ipsecnic_rx_csum(ipn, rxq, skb, comp);

	/*
	 * SPIs are unique for each protocol: of the other one, software may
	 * have a state.
	 */
	if (status == IPSECNIC_CRYPTO_INVALID_PROTOCOL)
		return IPSECNIC_DELIVER_SHOW;
	/* Such a kernel does the check of what it sees outside of GRO again. */
	if (!IPSECNIC_NON_GRO_OFFLOAD && status != IPSECNIC_CRYPTO_SUCCESS)
		return IPSECNIC_DELIVER_SHOW;

	x = ipsecnic_rx_state(outer);
	if (!x) {
		/* The stack will not find it either, and count that. */
		rxq->stats.state_gone++;
		return IPSECNIC_DELIVER_SHOW;
	}
	if (!ipsecnic_rx_secpath(skb, x, status)) {
		/* The peer is not to blame for what was decrypted already. */
		xfrm_state_put(x);
		rxq->stats.no_secpath++;
		return IPSECNIC_DELIVER_DROP;
	}

	/* GRO takes IPsec before packet sockets can see it, also to drop it. */
	if (!IPSECNIC_NON_GRO_OFFLOAD)
		return IPSECNIC_DELIVER_GRO;
	if (status != IPSECNIC_CRYPTO_SUCCESS || !gro ||
	    test_bit(IPSECNIC_PRIV_RX_TAP, &ipn->priv_flags))
		return IPSECNIC_DELIVER_SHOW;
	/*
	 * A tag in front of the IP header: the inner one of two, or rxvlan is
	 * off.  From 6.10 on GRO leaves skb->network_header at such a tag, and
	 * the transport mode of xfrm takes that for the IP header.  Outside of
	 * GRO the stack takes the tag off first.
	 */
	if (eth_type_vlan(skb->protocol))
		return IPSECNIC_DELIVER_SHOW;
	return IPSECNIC_DELIVER_GRO;
}

/**
 * ipsecnic_xfrm_rx - see a received frame off
 * @ipn: the card
 * @rxq: its queue; its counters are being updated
 * @skb: the frame, behind eth_type_trans()
 * @comp: its completion
 *
 * Return: how it goes to the stack.
 */
enum ipsecnic_deliver ipsecnic_xfrm_rx(struct ipsecnic *ipn,
				       struct ipsecnic_rx_queue *rxq,
				       struct sk_buff *skb,
				       const struct ipsecnic_rx_comp *comp)
{
	enum ipsecnic_deliver deliver;

	if (comp->oob & cpu_to_le32(IPSECNIC_OOB_CRYPTO_DONE)) {
		rcu_read_lock();
		deliver = ipsecnic_rx_done(ipn, rxq, skb, comp);
		rcu_read_unlock();
		return deliver;
	}

	if (comp->reason < ARRAY_SIZE(rxq->stats.reason))
		rxq->stats.reason[comp->reason]++;
	ipsecnic_rx_csum(ipn, rxq, skb, comp);

	switch (comp->kind) {
	case IPSECNIC_KIND_PLAIN:
	case IPSECNIC_KIND_FRAGMENT:
		return IPSECNIC_DELIVER_GRO;
	default:
		/* With GRO, software SAs would vanish from packet sockets. */
		return IPSECNIC_DELIVER_SHOW;
	}
}

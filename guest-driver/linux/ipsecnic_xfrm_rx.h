/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: received frames and the states that they belong to
 */

#ifndef IPSECNIC_XFRM_RX_H
#define IPSECNIC_XFRM_RX_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "ipsecnic.h"
#include "ipsecnic_abi.h"
#include "ipsecnic_pair.h"

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
		if (READ_ONCE(ipn->netdev->features) & NETIF_F_RXCSUM)
			skb->ip_summed = CHECKSUM_UNNECESSARY;
		break;
	case IPSECNIC_CSUM_BAD:
		rxq->stats.csum_bad++;
		break;
	}
}

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
enum ipsecnic_deliver ipsecnic_xfrm_rx(struct ipsecnic *ipn,
				       struct ipsecnic_rx_queue *rxq,
				       struct sk_buff *skb,
				       const struct ipsecnic_rx_comp *comp);
enum ipsecnic_deliver
ipsecnic_xfrm_rx_moved(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
		       struct sk_buff *skb,
		       const struct ipsecnic_rx_comp *comp);
bool ipsecnic_xfrm_rx_is_settled(struct ipsecnic *ipn, const void *data,
				 unsigned int length,
				 const struct ipsecnic_rx_comp *comp);
void ipsecnic_xfrm_rx_taken(struct ipsecnic_rx_queue *rxq,
			    const struct ipsecnic_rx_comp *comp);
void ipsecnic_xfrm_rx_end(struct ipsecnic_rx_queue *rxq);
#else
static inline void ipsecnic_xfrm_rx_taken(struct ipsecnic_rx_queue *rxq,
					  const struct ipsecnic_rx_comp *comp)
{
	if (comp->reason < IPSECNIC_REASONS)
		rxq->stats.reason[comp->reason]++;
}

static inline bool
ipsecnic_xfrm_rx_is_settled(struct ipsecnic *ipn, const void *data,
			    unsigned int length,
			    const struct ipsecnic_rx_comp *comp)
{
	return true;
}

static inline enum ipsecnic_deliver
ipsecnic_xfrm_rx_moved(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
		       struct sk_buff *skb, const struct ipsecnic_rx_comp *comp)
{
	ipsecnic_xfrm_rx_taken(rxq, comp);
	return IPSECNIC_DELIVER_GRO;
}

static inline enum ipsecnic_deliver
ipsecnic_xfrm_rx(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
		 struct sk_buff *skb, const struct ipsecnic_rx_comp *comp)
{
	ipsecnic_xfrm_rx_taken(rxq, comp);
	ipsecnic_rx_csum(ipn, rxq, skb, comp);
	return IPSECNIC_DELIVER_GRO;
}

static inline void ipsecnic_xfrm_rx_end(struct ipsecnic_rx_queue *rxq)
{
}
#endif

#endif /* IPSECNIC_XFRM_RX_H */

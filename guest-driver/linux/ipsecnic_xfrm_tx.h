/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: frames to send and the states that they belong to
 */

#ifndef IPSECNIC_XFRM_TX_H
#define IPSECNIC_XFRM_TX_H

#include <linux/netdev_features.h>
#include <linux/types.h>

struct ipsecnic;
struct ipsecnic_tx_posted;
struct net_device;
struct sk_buff;
struct xfrm_state;

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
bool ipsecnic_xfrm_offload_ok(struct sk_buff *skb, struct xfrm_state *x);
int ipsecnic_xfrm_tx(struct ipsecnic *ipn, struct sk_buff *skb,
		     struct ipsecnic_tx_posted *first, u32 *flags);
int ipsecnic_xfrm_select_queue(const struct net_device *netdev,
			       struct sk_buff *skb);
netdev_features_t
ipsecnic_xfrm_features_check(const struct net_device *netdev,
			     struct sk_buff *skb, netdev_features_t features);
#else
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
#endif

#endif /* IPSECNIC_XFRM_TX_H */

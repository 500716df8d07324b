/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: transmit
 */

#ifndef IPSECNIC_TX_H
#define IPSECNIC_TX_H

#include <linux/netdevice.h>
#include <linux/types.h>

struct ipsecnic_pair;
struct ipsecnic_tx_posted;
struct sk_buff;
struct xdp_frame;

int ipsecnic_tx_alloc(struct ipsecnic_pair *pair);
void ipsecnic_tx_free(struct ipsecnic_pair *pair);
int ipsecnic_tx_start(struct ipsecnic_pair *pair);
bool ipsecnic_tx_poll(struct ipsecnic_pair *pair, int budget);
bool ipsecnic_tx_tunnel_ok(const struct sk_buff *skb);
bool ipsecnic_tx_route_ok(const struct sk_buff *skb);
int ipsecnic_tx_post_frame(struct ipsecnic_pair *pair, struct xdp_frame *frame,
			   bool own, const struct ipsecnic_tx_posted *offload,
			   u32 flags);
void ipsecnic_tx_flush_frames(struct ipsecnic_pair *pair);
netdev_tx_t ipsecnic_tx_xmit(struct sk_buff *skb, struct net_device *netdev);

#endif /* IPSECNIC_TX_H */

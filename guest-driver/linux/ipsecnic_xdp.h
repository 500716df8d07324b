/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: programs that see received frames before the stack does (XDP)
 */

#ifndef IPSECNIC_XDP_H
#define IPSECNIC_XDP_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <net/xdp.h>

#include "ipsecnic_pair.h"

/* A receive buffer with room for what a program puts in front of a frame. */
#define IPSECNIC_XDP_HEADROOM	XDP_PACKET_HEADROOM
#define IPSECNIC_XDP_ROOM	IPSECNIC_RX_ROOM(IPSECNIC_XDP_HEADROOM)

struct ipsecnic_rx_comp;
struct net_device;
struct netlink_ext_ack;
struct page;
struct sk_buff;

/**
 * struct ipsecnic_xdp - what a receive queue has for a program
 * @rxq: the queue, for the kernel
 * @buff: frame of which buffers are still to come, if @open
 * @open: there is one
 * @comp: its completion, while the program runs
 * @sent: frames were posted to the pair's transmit queue in this poll
 * @redirected: frames were handed on in this poll
 */
struct ipsecnic_xdp {
	struct xdp_rxq_info rxq;
	struct xdp_buff buff;
	bool open;
	const struct ipsecnic_rx_comp *comp;
	bool sent;
	bool redirected;
};

void ipsecnic_xdp_setup(struct net_device *netdev);
int ipsecnic_xdp_check(const struct bpf_prog *prog, unsigned int mtu,
		       struct netlink_ext_ack *extack);
int ipsecnic_xdp_alloc(struct ipsecnic_pair *pair);
int ipsecnic_xdp_register(struct ipsecnic_pair *pair);
void ipsecnic_xdp_free(struct ipsecnic_pair *pair);
void ipsecnic_xdp_buffer(struct ipsecnic_pair *pair, struct page *page,
			 u32 length, bool first);
struct sk_buff *ipsecnic_xdp_run(struct ipsecnic_pair *pair,
				 const struct ipsecnic_rx_comp *comp,
				 bool *moved);
void ipsecnic_xdp_end(struct ipsecnic_pair *pair);
int ipsecnic_xdp_xmit(struct net_device *netdev, int n,
		      struct xdp_frame **frames, u32 flags);

#endif /* IPSECNIC_XDP_H */

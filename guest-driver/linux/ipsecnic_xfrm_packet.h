/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: states of packet offload: contexts, numbers, counters
 */

#ifndef IPSECNIC_XFRM_PACKET_H
#define IPSECNIC_XFRM_PACKET_H

#include <linux/types.h>

struct ipsecnic;
struct ipsecnic_packet_counts;
struct ipsecnic_sa;
struct ipsecnic_sa_ctx;
struct ipsecnic_sa_info;
struct netlink_ext_ack;
struct sk_buff;
struct xfrm_state;

int ipsecnic_packet_build(struct ipsecnic_sa *sa, const struct xfrm_state *x,
			  struct netlink_ext_ack *extack);
void ipsecnic_packet_fill(struct ipsecnic_sa *sa, const struct xfrm_state *x,
			  struct ipsecnic_sa_ctx *ctx);
bool ipsecnic_packet_used_up(const struct ipsecnic_sa *sa);
unsigned long ipsecnic_packet_settled(const struct ipsecnic *ipn);
void ipsecnic_packet_add(struct ipsecnic_packet_counts *sum,
			 const struct ipsecnic_packet_counts *more);
bool ipsecnic_packet_note(struct ipsecnic_sa *sa,
			  const struct ipsecnic_sa_info *info,
			  unsigned long settled);
void ipsecnic_packet_lost(struct ipsecnic_sa *sa);
bool ipsecnic_packet_is_neighbour(const struct sk_buff *skb, int offset);
bool ipsecnic_bytes_are_neighbour(const void *data, unsigned int length);
void ipsecnic_packet_succeed(struct ipsecnic_sa *heir,
			     const struct ipsecnic_sa *sa);

#endif /* IPSECNIC_XFRM_PACKET_H */

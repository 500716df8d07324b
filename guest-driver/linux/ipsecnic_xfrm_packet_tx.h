/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: packets that leave by packet offload
 */

#ifndef IPSECNIC_XFRM_PACKET_TX_H
#define IPSECNIC_XFRM_PACKET_TX_H

#include <linux/types.h>

struct ipsecnic;
struct ipsecnic_sa;
struct sk_buff;
struct xfrm_state;

bool ipsecnic_packet_output_ok(struct ipsecnic_sa *sa, struct sk_buff *skb,
			       struct xfrm_state *x);
void ipsecnic_packet_resolve(struct ipsecnic_sa *sa, const struct xfrm_state *x);
bool ipsecnic_packet_bypasses(const struct ipsecnic *ipn, struct sk_buff *skb);

#endif /* IPSECNIC_XFRM_PACKET_TX_H */

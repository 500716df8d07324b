/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: packets that leave by packet offload
 */

#ifndef IPSECNIC_XFRM_PACKET_TX_H
#define IPSECNIC_XFRM_PACKET_TX_H

#include <linux/kconfig.h>
#include <linux/types.h>

struct ipsecnic;
struct ipsecnic_sa;
struct sk_buff;
struct xfrm_state;

bool ipsecnic_packet_output_ok(struct ipsecnic_sa *sa, struct sk_buff *skb,
			       struct xfrm_state *x);
int ipsecnic_packet_handle(struct ipsecnic *ipn, const struct sk_buff *skb,
			   u32 *handle);
void ipsecnic_packet_resolve(struct ipsecnic_sa *sa, const struct xfrm_state *x);
bool ipsecnic_packet_bypasses(const struct ipsecnic *ipn, struct sk_buff *skb);
#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
bool ipsecnic_packet_too_big(struct ipsecnic *ipn, struct sk_buff *skb,
			     u32 fit);
#else
static inline bool ipsecnic_packet_too_big(struct ipsecnic *ipn,
					   struct sk_buff *skb, u32 fit)
{
	return false;
}
#endif

#endif /* IPSECNIC_XFRM_PACKET_TX_H */

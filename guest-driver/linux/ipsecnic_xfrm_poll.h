/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: asking the card about SAs in packet mode
 */

#ifndef IPSECNIC_XFRM_POLL_H
#define IPSECNIC_XFRM_POLL_H

struct ipsecnic;
struct work_struct;
struct xfrm_state;

void ipsecnic_xfrm_poll(struct work_struct *work);
void ipsecnic_xfrm_update_stats(struct xfrm_state *x);
#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
void ipsecnic_xfrm_ask(struct ipsecnic *ipn);
#else
static inline void ipsecnic_xfrm_ask(struct ipsecnic *ipn)
{
}
#endif

#endif /* IPSECNIC_XFRM_POLL_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: security associations, from the kernel to the card and back
 */

#ifndef IPSECNIC_XFRM_H
#define IPSECNIC_XFRM_H

struct ipsecnic;

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
int ipsecnic_xfrm_init(struct ipsecnic *ipn);
void ipsecnic_xfrm_exit(struct ipsecnic *ipn);
#else
static inline int ipsecnic_xfrm_init(struct ipsecnic *ipn)
{
	return 0;
}

static inline void ipsecnic_xfrm_exit(struct ipsecnic *ipn) {}
#endif

#endif /* IPSECNIC_XFRM_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: IPsec of VLAN interfaces on top of the card
 */

#ifndef IPSECNIC_VLAN_H
#define IPSECNIC_VLAN_H

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD) && IS_ENABLED(CONFIG_VLAN_8021Q)
int ipsecnic_vlan_init(void);
void ipsecnic_vlan_exit(void);
#else
static inline int ipsecnic_vlan_init(void)
{
	return 0;
}

static inline void ipsecnic_vlan_exit(void) {}
#endif

#endif /* IPSECNIC_VLAN_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: SAs and resets of the card
 */

#ifndef IPSECNIC_XFRM_RESTORE_H
#define IPSECNIC_XFRM_RESTORE_H

struct ipsecnic;
struct work_struct;

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
void ipsecnic_xfrm_lost(struct ipsecnic *ipn);
int ipsecnic_xfrm_restore(struct ipsecnic *ipn);
void ipsecnic_xfrm_late(struct work_struct *work);
#else
static inline void ipsecnic_xfrm_lost(struct ipsecnic *ipn) {}

static inline int ipsecnic_xfrm_restore(struct ipsecnic *ipn)
{
	return 0;
}
#endif

#endif /* IPSECNIC_XFRM_RESTORE_H */

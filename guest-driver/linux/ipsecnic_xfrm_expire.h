/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: SAs that the card would like to have back
 */

#ifndef IPSECNIC_XFRM_EXPIRE_H
#define IPSECNIC_XFRM_EXPIRE_H

#include <linux/types.h>

struct ipsecnic;
struct ipsecnic_sa;
struct work_struct;

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
void ipsecnic_sa_wanted_back(struct ipsecnic_sa *sa);
void ipsecnic_xfrm_sa_limit(struct ipsecnic *ipn, u32 handle, u32 limit);
void ipsecnic_xfrm_expire(struct work_struct *work);
#else
static inline void ipsecnic_xfrm_sa_limit(struct ipsecnic *ipn, u32 handle,
					  u32 limit) {}
#endif

#endif /* IPSECNIC_XFRM_EXPIRE_H */

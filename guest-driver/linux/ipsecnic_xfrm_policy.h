/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: policies of packet offload
 */

#ifndef IPSECNIC_XFRM_POLICY_H
#define IPSECNIC_XFRM_POLICY_H

#include "ipsecnic_compat.h"

struct ipsecnic;
struct ipsecnic_xfrm;
struct netlink_ext_ack;
struct work_struct;
struct xfrm_policy;

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD) && IPSECNIC_XFRM_PACKET
int ipsecnic_policy_add(struct xfrm_policy *xp, struct netlink_ext_ack *extack);
void ipsecnic_policy_delete(struct xfrm_policy *xp);
void ipsecnic_policy_free(struct xfrm_policy *xp);
void ipsecnic_policies_init(struct ipsecnic_xfrm *xfrm);
void ipsecnic_policies_exit(struct ipsecnic_xfrm *xfrm);
void ipsecnic_policies_lost(struct ipsecnic *ipn);
int ipsecnic_policies_restore(struct ipsecnic *ipn);
#else
static inline void ipsecnic_policies_init(struct ipsecnic_xfrm *xfrm)
{
}

static inline void ipsecnic_policies_exit(struct ipsecnic_xfrm *xfrm)
{
}

static inline void ipsecnic_policies_lost(struct ipsecnic *ipn)
{
}

static inline int ipsecnic_policies_restore(struct ipsecnic *ipn)
{
	return 0;
}
#endif

#endif /* IPSECNIC_XFRM_POLICY_H */

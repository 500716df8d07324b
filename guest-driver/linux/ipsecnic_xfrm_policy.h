/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: policies of packet offload
 */

#ifndef IPSECNIC_XFRM_POLICY_H
#define IPSECNIC_XFRM_POLICY_H

#include <linux/types.h>

#include "ipsecnic_compat.h"

struct ipsecnic;
struct ipsecnic_xfrm;
struct net_device;
struct netlink_ext_ack;
struct work_struct;
struct xfrm_policy;

/**
 * struct ipsecnic_flow - what selectors of policies ask of a packet
 * @src: its source, of IPv4 or of IPv6
 * @dst: its destination
 * @protocol: behind all headers of IP
 * @ipv6: it is of IPv6
 * @addressed: @src and @dst are those that the stack will compare
 * @protocol_known: there is @protocol
 *
 * It has no ports: of a fragment nobody knows them.
 */
struct ipsecnic_flow {
	u8 src[16];
	u8 dst[16];
	u8 protocol;
	bool ipv6;
	bool addressed;
	bool protocol_known;
};

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD) && IPSECNIC_XFRM_PACKET
bool ipsecnic_policies_protect(const struct ipsecnic_xfrm *xfrm,
			       const struct ipsecnic_flow *flow);
int ipsecnic_policy_add(struct xfrm_policy *xp, struct netlink_ext_ack *extack);
void ipsecnic_policy_delete(struct xfrm_policy *xp);
void ipsecnic_policy_free(struct xfrm_policy *xp);
void ipsecnic_policies_flush(struct net_device *netdev);
void ipsecnic_policies_init(struct ipsecnic_xfrm *xfrm);
void ipsecnic_policies_exit(struct ipsecnic_xfrm *xfrm);
void ipsecnic_policies_lost(struct ipsecnic *ipn);
int ipsecnic_policies_restore(struct ipsecnic *ipn);
#else
static inline bool ipsecnic_policies_protect(const struct ipsecnic_xfrm *xfrm,
					     const struct ipsecnic_flow *flow)
{
	return false;
}

static inline void ipsecnic_policies_flush(struct net_device *netdev)
{
}

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

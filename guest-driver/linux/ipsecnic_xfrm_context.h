/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: from a state to a context of the card
 */

#ifndef IPSECNIC_XFRM_CONTEXT_H
#define IPSECNIC_XFRM_CONTEXT_H

#include <linux/errno.h>
#include <linux/types.h>

#include "ipsecnic_xfrm_sa.h"

struct ipsecnic;
struct netlink_ext_ack;
struct xfrm_state;

int ipsecnic_sa_refuse_stranger(struct netlink_ext_ack *extack);
int ipsecnic_sa_refuse_status(struct ipsecnic *ipn,
			      struct netlink_ext_ack *extack, u32 status);
int ipsecnic_sa_build(struct ipsecnic_sa *sa, struct xfrm_state *x,
		      struct netlink_ext_ack *extack);
void ipsecnic_sa_fill(struct ipsecnic_sa *sa, struct xfrm_state *x, void *to);

#endif /* IPSECNIC_XFRM_CONTEXT_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: from a state to a context of the card
 */

#ifndef IPSECNIC_XFRM_CONTEXT_H
#define IPSECNIC_XFRM_CONTEXT_H

#include <linux/errno.h>
#include <linux/netlink.h>
#include <linux/types.h>

#include "ipsecnic_xfrm_sa.h"

struct ipsecnic;
struct xfrm_state;

/**
 * IPSECNIC_SA_REFUSE - leave a state to software
 * @ipn: the card
 * @extack: where the reason goes; NULL: nowhere
 * @why: what to count, IPSECNIC_XFRM_REFUSED_*
 * @text: the reason, a string literal
 *
 * Result: -EOPNOTSUPP, with which the kernel goes on without the card.
 */
#define IPSECNIC_SA_REFUSE(ipn, extack, why, text)	\
({							\
	ipsecnic_xfrm_count(ipn, why);			\
	NL_SET_ERR_MSG_MOD(extack, text);		\
	-EOPNOTSUPP;					\
})

int ipsecnic_sa_refuse_stranger(struct netlink_ext_ack *extack);
int ipsecnic_sa_refuse_status(struct ipsecnic *ipn,
			      struct netlink_ext_ack *extack, u32 status);
int ipsecnic_sa_build(struct ipsecnic_sa *sa, struct xfrm_state *x,
		      struct netlink_ext_ack *extack);
void ipsecnic_sa_fill(struct ipsecnic_sa *sa, struct xfrm_state *x, void *to);

#endif /* IPSECNIC_XFRM_CONTEXT_H */

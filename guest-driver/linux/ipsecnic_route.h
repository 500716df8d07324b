/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: packets that their header does not say the destination of
 */

#ifndef IPSECNIC_ROUTE_H
#define IPSECNIC_ROUTE_H

#include <linux/types.h>

struct sk_buff;

bool ipsecnic_is_routed(const struct sk_buff *skb, int offset);

#endif /* IPSECNIC_ROUTE_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the operator can ask about queues of received frames
 */

#ifndef HW_NET_IPSECNIC_QUERY_RX_H
#define HW_NET_IPSECNIC_QUERY_RX_H

#include "query_visit.h"
#include "state.h"

/** ipsecnic_put_rss: the member "rss": contexts of the hash. */
void ipsecnic_put_rss(IpsecnicAnswer *a, const IpsecnicState *s);

/** ipsecnic_put_rules: the member "rx-rules", in the order of their places. */
void ipsecnic_put_rules(IpsecnicAnswer *a, const IpsecnicState *s);

#endif /* HW_NET_IPSECNIC_QUERY_RX_H */

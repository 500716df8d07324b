/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the operator can ask the card
 */

#ifndef HW_NET_IPSECNIC_QUERY_H
#define HW_NET_IPSECNIC_QUERY_H

#include "qom/object.h"

/**
 * ipsecnic_query_class_properties: add x-query, x-query-sas, x-query-policies
 * and x-query-filter.  docs/query.rst says what stands in them.
 */
void ipsecnic_query_class_properties(ObjectClass *klass);

#endif /* HW_NET_IPSECNIC_QUERY_H */

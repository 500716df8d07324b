/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the operator can ask about SAs and policies
 */

#ifndef HW_NET_IPSECNIC_QUERY_SAS_H
#define HW_NET_IPSECNIC_QUERY_SAS_H

#include "qapi/visitor.h"
#include "qom/object.h"

/** SAs or policies in one answer, if nothing else is asked for, and at most. */
#define IPSECNIC_QUERY_DEFAULT 64
#define IPSECNIC_QUERY_MAX 1024

/** Handles that are looked at for one answer. */
#define IPSECNIC_QUERY_SCAN 65536

/**
 * ipsecnic_get_sas, ipsecnic_get_policies: accessors of the properties
 * x-query-sas and x-query-policies: those that x-query-filter wants, without
 * keys.  How long this takes does not depend on how many there are.
 */
void ipsecnic_get_sas(Object *obj, Visitor *v, const char *name, void *opaque,
                      Error **errp);
void ipsecnic_get_policies(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp);

/** ipsecnic_get_filter, ipsecnic_set_filter: those of x-query-filter. */
void ipsecnic_get_filter(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp);
void ipsecnic_set_filter(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp);

#endif /* HW_NET_IPSECNIC_QUERY_SAS_H */

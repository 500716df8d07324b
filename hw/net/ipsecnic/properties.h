/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: properties: what the operator sets and sees
 */

#ifndef HW_NET_IPSECNIC_PROPERTIES_H
#define HW_NET_IPSECNIC_PROPERTIES_H

#include "qom/object.h"

#include "state.h"

/**
 * ipsecnic_check_properties: are the values of a card's properties possible?
 * @errp: set to what is wrong, in full; nothing was created yet
 */
bool ipsecnic_check_properties(IpsecnicState *s, Error **errp);

/**
 * ipsecnic_counter_nth: a counter's name, with underscores; NULL behind the
 * last one.
 * @stat: IPSECNIC_STAT_*
 */
const char *ipsecnic_counter_nth(uint32_t n, uint32_t *stat);

/** ipsecnic_class_properties: add those that all cards have. */
void ipsecnic_class_properties(ObjectClass *klass);

#endif /* HW_NET_IPSECNIC_PROPERTIES_H */

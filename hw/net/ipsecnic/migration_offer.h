/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: migration: does the card offer what the driver was offered?
 */

#ifndef HW_NET_IPSECNIC_MIGRATION_OFFER_H
#define HW_NET_IPSECNIC_MIGRATION_OFFER_H

#include "migration/vmstate.h"

/** ipsecnic_vmstate_features: FEATURES: all that are in the stream, and of the
 *  others those alone that older cards had not. */
extern const VMStateInfo ipsecnic_vmstate_features;

/** ipsecnic_vmstate_algorithms: likewise CAP_AUTH or CAP_CIPHER. */
extern const VMStateInfo ipsecnic_vmstate_algorithms;

#endif /* HW_NET_IPSECNIC_MIGRATION_OFFER_H */

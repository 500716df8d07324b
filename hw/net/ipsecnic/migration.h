/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the migration stream
 */

#ifndef HW_NET_IPSECNIC_MIGRATION_H
#define HW_NET_IPSECNIC_MIGRATION_H

#include "migration/vmstate.h"

/** All state of the card; its order and its versions are those of streams. */
extern const VMStateDescription ipsecnic_vmstate;

#endif /* HW_NET_IPSECNIC_MIGRATION_H */

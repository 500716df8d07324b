/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: migration of what a driver has set about queues of frames
 */

#ifndef HW_NET_IPSECNIC_MIGRATION_RX_H
#define HW_NET_IPSECNIC_MIGRATION_RX_H

#include "migration/vmstate.h"
#include "state.h"

/**
 * ipsecnic_rx_ctrl_mask: the bits that RX_CTRL can have, by the features that were
 * accepted, or, while the card is disabled, may have been.
 */
uint32_t ipsecnic_rx_ctrl_mask(const IpsecnicState *s);

/** ipsecnic_vmstate_rss: subsection: contexts of the hash that were set. */
extern const VMStateDescription ipsecnic_vmstate_rss;

/** ipsecnic_vmstate_steer: subsection: receive rules; it comes behind the
 *  contexts that they name. */
extern const VMStateDescription ipsecnic_vmstate_steer;

#endif /* HW_NET_IPSECNIC_MIGRATION_RX_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the control queue: commands and events
 */

#ifndef HW_NET_IPSECNIC_CTRLQ_H
#define HW_NET_IPSECNIC_CTRLQ_H

#include "state.h"

/** ipsecnic_ctrl_init: make the control queue, before the first reset. */
void ipsecnic_ctrl_init(IpsecnicState *s);

/**
 * ipsecnic_ctrl_bh: write events, run commands, as far as the budget goes.
 * @opaque: the IpsecnicState
 */
void ipsecnic_ctrl_bh(void *opaque);

#endif /* HW_NET_IPSECNIC_CTRLQ_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the card as a whole: made and freed, enabled, disabled, and reset
 */

#ifndef HW_NET_IPSECNIC_CORE_H
#define HW_NET_IPSECNIC_CORE_H

#include "state.h"

/**
 * ipsecnic_create_engine: offered is what the properties allow and the host
 * can do.
 * @errp: set if there can be no engine; then nothing was made
 */
bool ipsecnic_create_engine(IpsecnicState *s, Error **errp);

/** ipsecnic_free_engine: undo ipsecnic_create_engine(), if it was called. */
void ipsecnic_free_engine(IpsecnicState *s);

/**
 * ipsecnic_core_init: make queues, buffers and bottom halves.
 *
 * The engine is there, and the properties were found to be good.
 */
void ipsecnic_core_init(IpsecnicState *s);

/** ipsecnic_core_free: undo ipsecnic_core_init(), if it was called. */
void ipsecnic_core_free(IpsecnicState *s);

/**
 * ipsecnic_reset_state: the one reset behind all of them.
 * @why: for the trace
 *
 * Leaves PCI configuration space and the MSI-X table alone.
 */
void ipsecnic_reset_state(IpsecnicState *s, const char *why);

/** ipsecnic_features_ok: whether DRIVER_FEATURES can be accepted. */
bool ipsecnic_features_ok(const IpsecnicState *s);

/** ipsecnic_enable: CTRL.ENABLE was set; FEATURES_BAD says that it is not. */
void ipsecnic_enable(IpsecnicState *s);

/** ipsecnic_disable: CTRL.ENABLE was cleared; stops all queues. */
void ipsecnic_disable(IpsecnicState *s);

/**
 * ipsecnic_ipsec_ctrl_protocols: those bits of IPSEC_CTRL that stand for a
 * protocol, AH or ESP, which the card has.
 */
uint32_t ipsecnic_ipsec_ctrl_protocols(const IpsecnicState *s);

/** ipsecnic_update_control: tell the engine what the registers add up to. */
void ipsecnic_update_control(IpsecnicState *s);

#endif /* HW_NET_IPSECNIC_CORE_H */

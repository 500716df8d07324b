/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the guest did wrong, remembered for the operator
 */

#ifndef HW_NET_IPSECNIC_GUEST_ERROR_H
#define HW_NET_IPSECNIC_GUEST_ERROR_H

#include "state.h"

/**
 * ipsecnic_guest_error: remember an error, and forget the oldest one if there
 * are too many.
 * @error: what it was; its time is filled in
 */
void ipsecnic_guest_error(IpsecnicState *s, const IpsecnicGuestError *error);

/** ipsecnic_guest_errors: how many are remembered. */
uint32_t ipsecnic_guest_errors(const IpsecnicState *s);

/** ipsecnic_guest_error_nth: one of them; 0 is the oldest. */
const IpsecnicGuestError *ipsecnic_guest_error_nth(const IpsecnicState *s,
                                                   uint32_t n);

#endif /* HW_NET_IPSECNIC_GUEST_ERROR_H */

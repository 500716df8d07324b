/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: numbers of the card in words
 */

#ifndef IPSECNIC_TEXT_H
#define IPSECNIC_TEXT_H

#include <linux/types.h>

const char *ipsecnic_crypto_name(u32 status);
const char *ipsecnic_reason_name(u32 reason);
const char *ipsecnic_kind_name(u32 kind);
const char *ipsecnic_accept_name(u32 accept);
const char *ipsecnic_csum_name(u32 verdict);
const char *ipsecnic_q_state_name(u32 state);
const char *ipsecnic_q_error_text(u32 reason);

#endif /* IPSECNIC_TEXT_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what an SA is, in words and without its keys
 */

#ifndef HW_NET_IPSECNIC_SA_TEXT_H
#define HW_NET_IPSECNIC_SA_TEXT_H

#include <glib.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#include "engine/sa_codec.h"

/** ipsecnic_cipher_text: the name of one bit of IPSECNIC_CIPHER_*, that of its
 *  property; "?" of none. */
const char *ipsecnic_cipher_text(uint64_t cipher);

/** ipsecnic_auth_text: the same of IPSECNIC_AUTH_*. */
const char *ipsecnic_auth_text(uint64_t auth);

/**
 * ipsecnic_address_text: an address of an SA.
 * @address: IPv4 in the first four bytes
 * @out: room for it; "any" of zeros
 */
void ipsecnic_address_text(const uint8_t *address, bool ipv6,
                           char out[INET6_ADDRSTRLEN]);

/** ipsecnic_sa_text: append pairs of docs/story.rst that say all of an SA but
 *  its handle and its keys, each with "; " in front. */
void ipsecnic_sa_text(GString *to, const IpsecSaCtx *ctx);

/** ipsecnic_policy_text: the same of a policy, as the driver wrote it
 *  (little-endian). */
void ipsecnic_policy_text(GString *to, const struct ipsecnic_policy *policy);

#endif /* HW_NET_IPSECNIC_SA_TEXT_H */

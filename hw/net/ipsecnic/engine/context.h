/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SA contexts: the rules that they must keep
 */

#ifndef IPSECNIC_CONTEXT_H
#define IPSECNIC_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sa_codec.h"
#include "types.h"

/**
 * ipsec_context_length: the length that an SA context gives for itself.
 * @ctx: little-endian; need not be aligned
 * @length: bytes that are there
 *
 * 0 if that is impossible (IPSECNIC_ST_SA_LENGTH), so that nothing can be
 * found behind it.
 */
size_t ipsec_context_length(const void *ctx, size_t length);

/**
 * ipsec_context_check: whether an SA context keeps all rules.
 * @caps: what the engine offers
 * @inbound: whether inbound SAs are taken
 * @packet: whether SAs in packet mode are taken
 * @bytes: the context, little-endian, with the keys behind it
 * @length: bytes that are there
 * @used: bytes that the context takes, or 0 if that cannot be told
 * @ctx: the decoded fixed part, if the length field is good
 *
 * Returns IPSECNIC_ST_OK or the first broken rule, in the order of the
 * numbers from IPSECNIC_ST_SA_LENGTH on.
 */
uint32_t ipsec_context_check(const IpsecCaps *caps, bool inbound, bool packet,
                             const uint8_t *bytes, size_t length, size_t *used,
                             IpsecSaCtx *ctx);

#endif /* IPSECNIC_CONTEXT_H */

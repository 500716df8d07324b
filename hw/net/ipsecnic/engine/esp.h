/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ESP (RFC 4303): one header, inbound and outbound
 */

#ifndef IPSECNIC_ESP_H
#define IPSECNIC_ESP_H

#include <stdbool.h>
#include <stdint.h>

#include "payload.h"
#include "sa.h"
#include "transform.h"

/** Pad length and next header. */
#define IPSEC_ESP_TRAILER       2u

/**
 * ipsec_esp_input: RFC 4303, section 3.4.  A number that was received before
 * (P6) is told, and changes nothing else.
 * @data: the frame
 * @offset: of the ESP header
 * @end: behind the ICV; within the frame
 * @out: as large as the frame; receives plaintext at the same offsets, which
 *       is worth something only if the verdict is good
 *
 * Moves op->top and marks the number in op->replay if the ICV was good, whatever the trailer turns out to be.
 */
IpsecVerdict ipsec_esp_input(IpsecSaOp *op, const uint8_t *data,
                             uint32_t offset, uint32_t end, uint8_t *out,
                             IpsecPayload *payload);

/**
 * ipsec_esp_output: encrypt and sign (RFC 4303, section 3.3).
 * @esp: the ESP header, which is written; IV, text and room for the ICV follow
 * @from: where the text is now, which may be where it goes
 * @length: bytes of the text: payload, padding, pad length, next header; a
 *          whole number of blocks
 * @sequence: whose low half goes into the header
 * @iv_present: the IV is the caller's
 *
 * Returns IPSEC_GOOD or IPSEC_FAILED; then some of the text may be in clear
 * still.
 */
IpsecVerdict ipsec_esp_output(IpsecSaOp *op, IpsecRandomPool *pool,
                              uint8_t *esp, const uint8_t *from,
                              uint32_t length, uint64_t sequence,
                              bool iv_present);

#endif /* IPSECNIC_ESP_H */

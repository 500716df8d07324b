/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outbound processing of one ESP or AH header
 */

#ifndef IPSECNIC_OUTPUT_H
#define IPSECNIC_OUTPUT_H

#include "engine.h"
#include "sa.h"

/** Pad length and next header. */
#define IPSEC_ESP_TRAILER       2u

/** ipsec_ah_length: bytes of an AH header, as it says of itself. */
static inline uint32_t ipsec_ah_length(const uint8_t *ah)
{
    return (ah[1] + 2u) * 4;
}

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

/**
 * ipsec_ah_output: sign an IP packet in place (RFC 4302, section 3.3).
 * @ip: the IP header, complete but for what changes on the way
 * @version: of it, 4 or 6
 * @to_ah: bytes from there to the AH header, whose own length is right and
 *         within the packet
 * @length: bytes of the IP packet
 * @sequence: whose low half is written to the header
 * @iv_present: the IV of GMAC is the caller's
 * @scratch: room for all up to and with the AH header
 *
 * Returns IPSEC_GOOD, IPSEC_FAILED, or IPSEC_BAD_LENGTH if the IP options
 * cannot be followed.
 */
IpsecVerdict ipsec_ah_output(IpsecSaOp *op, IpsecRandomPool *pool, uint8_t *ip,
                             unsigned version, uint32_t to_ah,
                             uint32_t length, uint64_t sequence,
                             bool iv_present, uint8_t *scratch);

/** ipsec_ah_maskable: whether the options in front of an AH header can be
 *  followed, so that ipsec_ah_output() knows what counts. */
bool ipsec_ah_maskable(const uint8_t *ip, unsigned version, uint32_t to_ah,
                       uint8_t *scratch);

#endif /* IPSECNIC_OUTPUT_H */

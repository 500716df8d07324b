/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inbound processing of one ESP or AH header
 */

#ifndef IPSECNIC_INPUT_H
#define IPSECNIC_INPUT_H

#include "engine.h"
#include "sa.h"

/** What a verified ESP or AH header protects, as offsets into the frame. */
typedef struct IpsecPayload {
    /** First byte behind the header and its IV. */
    uint32_t start;
    /** Behind the last byte of payload; trailer and ICV follow. */
    uint32_t end;
    /** ESP: padding, pad length, next header and ICV together. */
    uint16_t trailer_length;
    uint8_t pad_length;
    uint8_t next_header;
    /** The plaintext of [start, end + trailer without ICV) is in @out. */
    bool decrypted;
} IpsecPayload;

/**
 * ipsec_esp_input: RFC 4303, section 3.4, but for the replay check (R21).
 * @data: the frame
 * @offset: of the ESP header
 * @end: behind the ICV; within the frame
 * @out: as large as the frame; receives plaintext at the same offsets, which
 *       is worth something only if the verdict is good
 *
 * Moves op->top if the ICV was good, whatever the trailer turns out to be.
 */
IpsecVerdict ipsec_esp_input(IpsecSaOp *op, const uint8_t *data,
                             uint32_t offset, uint32_t end, uint8_t *out,
                             IpsecPayload *payload);

/**
 * ipsec_ah_input: RFC 4302, section 3.4, but for the replay check.
 * @frame: parsed; the IP packet lies within it, and its kind is AH
 * @scratch: as large as the frame
 *
 * Moves op->top if the ICV was good.
 */
IpsecVerdict ipsec_ah_input(IpsecSaOp *op, const IpsecFrame *frame,
                            uint8_t *scratch, IpsecPayload *payload);

/**
 * ipsec_esn_estimate: D6, RFC 4303, appendix A: the 64-bit number of which
 * @low was sent.
 * @top: highest authenticated number
 * @window: of the replay check; 0: take what is nearest to @top
 */
uint64_t ipsec_esn_estimate(uint64_t top, uint32_t window, uint32_t low);

/** ipsec_sequence: the number that @low stands for in an operation. */
static inline uint64_t ipsec_sequence(const IpsecSaOp *op, uint32_t low)
{
    return op->esn ? ipsec_esn_estimate(op->top, op->window, low) : low;
}

/** ipsec_authenticated: D6: a good ICV moves the top, but only forward. */
static inline void ipsec_authenticated(IpsecSaOp *op, uint64_t sequence)
{
    if (sequence > op->top) {
        op->top = sequence;
    }
}

#endif /* IPSECNIC_INPUT_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sequence numbers, of which a packet has the low half
 */

#ifndef IPSECNIC_SEQUENCE_H
#define IPSECNIC_SEQUENCE_H

#include <stdint.h>

#include "sa.h"

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

/**
 * ipsec_sequence_advance: a packet with that number was authenticated (D6), or
 * was sent: it moves the top, but only forward.
 */
static inline void ipsec_sequence_advance(IpsecSaOp *op, uint64_t sequence)
{
    if (sequence > op->top) {
        op->top = sequence;
    }
}

#endif /* IPSECNIC_SEQUENCE_H */

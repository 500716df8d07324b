/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sequence numbers, of which a packet has the low half
 */

#include "sequence.h"

uint64_t ipsec_esn_estimate(uint64_t top, uint32_t window, uint32_t low)
{
    uint32_t top_low = (uint32_t)top;
    uint32_t high = (uint32_t)(top >> 32);
    uint32_t bottom;            /* of the window, modulo 2^32 */

    if (window == 0) {
        /* Nearest: half of the numbers are above the top, half below. */
        window = 0x80000000u;
    }
    bottom = top_low - window + 1;
    if (top_low >= window - 1) {
        /* RFC 4303, A2.2, case A: the window is in one subspace. */
        if (low < bottom && high != UINT32_MAX) {
            high++;
        }
    } else if (low >= bottom && high != 0) {
        /* Case B: it reaches into the one before. */
        high--;
    }
    return (uint64_t)high << 32 | low;
}

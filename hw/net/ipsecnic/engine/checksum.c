/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Internet checksum (RFC 1071)
 */

#include <string.h>

#include "bytes.h"
#include "checksum.h"

/* Add @length bytes to @sum, a one's complement sum not folded yet. */
static inline uint64_t sum_bytes(uint64_t sum, const uint8_t *p, size_t length)
{
    uint32_t word;
    uint16_t half;
    uint8_t last[2] = { 0, 0 };

    for (; length >= 4; length -= 4, p += 4) {
        memcpy(&word, p, 4);
        sum += word;
    }
    if (length >= 2) {
        memcpy(&half, p, 2);
        sum += half;
        p += 2;
        length -= 2;
    }
    if (length) {
        last[0] = *p;
        memcpy(&half, last, 2);
        sum += half;
    }
    return sum;
}

uint16_t ipsec_checksum_long_header(const uint8_t *header, size_t length)
{
    return ipsec_checksum_verdict(sum_bytes(0, header, length));
}

uint16_t ipsec_udp_checksum(const uint8_t *ip, unsigned version,
                            const uint8_t *udp, size_t length)
{
    uint8_t pseudo[8] = { 0 };
    uint64_t sum;

    if (udp[6] == 0 && udp[7] == 0) {
        return IPSECNIC_CSUM_UNKNOWN;
    }
    ipsec_put_be32(pseudo, (uint32_t)length);
    pseudo[7] = 17;
    sum = sum_bytes(0, pseudo, sizeof(pseudo));
    if (version == 4) {
        sum = sum_bytes(sum, ip + 12, 8);
    } else {
        sum = sum_bytes(sum, ip + 8, 32);
    }
    return ipsec_checksum_verdict(sum_bytes(sum, udp, length));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Internet checksum (RFC 1071)
 *
 * Whether a sum that includes its own checksum field is right does not depend
 * on the byte order in which the words are added (RFC 1071, section 2), so
 * the words are added as the host loads them.
 */

#ifndef IPSECNIC_CHECKSUM_H
#define IPSECNIC_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"

/**
 * ipsec_checksum_verdict: IPSECNIC_CSUM_GOOD or _BAD.
 * @sum: of 16 or 32-bit words, their checksum included; not folded
 *
 * Folding keeps the remainder modulo 2^16 - 1, and a right sum folds to that;
 * what was summed up is never all zero.
 */
static inline uint16_t ipsec_checksum_verdict(uint64_t sum)
{
    return sum % 0xffff == 0 ? IPSECNIC_CSUM_GOOD : IPSECNIC_CSUM_BAD;
}

/** ipsec_checksum_long_header: of an IPv4 header of any length. */
uint16_t ipsec_checksum_long_header(const uint8_t *header, size_t length);

/**
 * ipsec_ipv4_header_checksum: IPSECNIC_CSUM_GOOD or _BAD (RFC 791).
 * @header: an IPv4 header
 * @length: bytes of it, options included; a multiple of 4
 */
static inline uint16_t ipsec_ipv4_header_checksum(const uint8_t *header,
                                                  size_t length)
{
    uint32_t word[5];

    if (length != sizeof(word)) {
        return ipsec_checksum_long_header(header, length);
    }
    memcpy(word, header, sizeof(word));
    return ipsec_checksum_verdict((uint64_t)word[0] + word[1] + word[2] +
                                  word[3] + word[4]);
}

/**
 * ipsec_l4_checksum: the verdict on TCP or UDP (RFC 9293, RFC 768, RFC 8200).
 * @ip: the IP header in front of it, whose destination is the final one
 * @version: of that header, 4 or 6
 * @protocol: 6 or 17
 * @l4: the segment or datagram
 * @length: bytes of it, at least those of its fixed header
 *
 * Returns IPSECNIC_CSUM_GOOD or _BAD, or _UNKNOWN if the sum of a datagram is
 * 0, which says that the sender made none (for ESP in UDP over IPv6 as well:
 * RFC 3948).
 */
uint16_t ipsec_l4_checksum(const uint8_t *ip, unsigned version,
                           uint8_t protocol, const uint8_t *l4, size_t length);

/**
 * ipsec_checksum_copy: copy @length bytes, and add them up on the way.  Returns
 * the sum, not folded; sums of what follows an even number of bytes can be
 * added to it.
 */
uint64_t ipsec_checksum_copy(uint8_t *to, const uint8_t *from, size_t length);

/**
 * ipsec_checksum_fill: write the complement of a sum, in which what stands in
 * @field is counted.
 * @zero_means_none: write 0xffff for 0 (UDP)
 */
void ipsec_checksum_fill(uint64_t sum, uint8_t *field, bool zero_means_none);

/** ipsec_checksum_sum: add @length bytes up; ipsec_checksum_copy() without a
 *  copy. */
uint64_t ipsec_checksum_sum(const uint8_t *p, size_t length);

/** ipsec_checksum_word: what a 16-bit field that holds @value in network byte
 *  order adds to a sum. */
static inline uint16_t ipsec_checksum_word(uint16_t value)
{
    uint16_t word;

    ipsec_put_be16(&word, value);
    return word;
}

/**
 * ipsec_checksum_pseudo: the sum of a pseudo header (RFC 9293, RFC 768,
 * RFC 8200); the parameters are those of ipsec_l4_checksum().
 * @length: bytes of the segment or datagram; 0: to be added by the caller
 */
uint64_t ipsec_checksum_pseudo(const uint8_t *ip, unsigned version,
                               uint8_t protocol, size_t length);

/**
 * ipsec_checksum_fill_l4: write the checksum of TCP or UDP, whatever stood
 * there; the parameters are those of ipsec_l4_checksum().
 * @length: bytes of it that are to be added up, an even number if more follow
 * @payload: bytes that follow
 * @payload_sum: their sum, from ipsec_checksum_copy()
 * @field: within @l4
 */
void ipsec_checksum_fill_l4(const uint8_t *ip, unsigned version,
                            uint8_t protocol, const uint8_t *l4, size_t length,
                            size_t payload, uint64_t payload_sum,
                            uint8_t *field);

#endif /* IPSECNIC_CHECKSUM_H */

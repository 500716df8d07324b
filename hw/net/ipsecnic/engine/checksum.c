/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Internet checksum (RFC 1071)
 */

#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "checksum.h"
#include "frame.h"

/* Words that are added up at once, if the processor can. */
typedef uint32_t Lanes16 __attribute__((vector_size(16)));
typedef uint32_t Lanes32 __attribute__((vector_size(32)));

/* Below that many bytes blocks are not worth it. */
#define BLOCKS_MIN  128

/*
 * Add up 16-bit words, as many as make whole blocks, and copy them to @to if
 * that is not NULL; returns how many bytes that were.
 *
 * The upper halves of the lanes are added up on their own, and so are the
 * lanes, modulo 2^32: what the upper halves do not account for in that are the
 * lower ones.  No frame is so long that the sum of either would overflow.  Two
 * sums of each do not wait for each other.
 */
#define DEFINE_SUM_LANES(name, Lanes, attribute)                            \
static attribute size_t name(uint64_t *sum, const uint8_t *from,            \
                             uint8_t *to, size_t length)                    \
{                                                                           \
    Lanes all0 = { 0 }, upper0 = { 0 }, all1 = { 0 }, upper1 = { 0 };       \
    Lanes block0, block1;                                                   \
    size_t done;                                                            \
    unsigned i;                                                             \
                                                                            \
    for (done = 0; length - done >= 2 * sizeof(Lanes);                      \
         done += 2 * sizeof(Lanes)) {                                       \
        memcpy(&block0, from + done, sizeof(Lanes));                        \
        memcpy(&block1, from + done + sizeof(Lanes), sizeof(Lanes));        \
        if (to) {                                                           \
            memcpy(to + done, &block0, sizeof(Lanes));                      \
            memcpy(to + done + sizeof(Lanes), &block1, sizeof(Lanes));      \
        }                                                                   \
        all0 += block0;                                                     \
        upper0 += block0 >> 16;                                             \
        all1 += block1;                                                     \
        upper1 += block1 >> 16;                                             \
    }                                                                       \
    all0 += all1;                                                           \
    upper0 += upper1;                                                       \
    all0 -= upper0 << 16;                                                   \
    for (i = 0; i < sizeof(Lanes) / 4; i++) {                               \
        *sum += (uint64_t)all0[i] + upper0[i];                              \
    }                                                                       \
    return done;                                                            \
}

DEFINE_SUM_LANES(sum_lanes, Lanes16, )
#ifdef __x86_64__
DEFINE_SUM_LANES(sum_lanes_avx2, Lanes32, __attribute__((target("avx2"))))
#endif

static size_t sum_blocks(uint64_t *sum, const uint8_t *from, uint8_t *to,
                         size_t length)
{
    if (length < BLOCKS_MIN) {
        return 0;
    }
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        return sum_lanes_avx2(sum, from, to, length);
    }
#endif
    return sum_lanes(sum, from, to, length);
}

/* Add @length bytes to @sum, a one's complement sum not folded yet. */
static inline uint64_t sum_bytes(uint64_t sum, const uint8_t *p, size_t length)
{
    size_t done = sum_blocks(&sum, p, NULL, length);
    uint64_t wide;
    uint32_t word;
    uint16_t half;
    uint8_t last[2] = { 0, 0 };

    p += done;
    length -= done;
    for (; length >= 8; length -= 8, p += 8) {
        memcpy(&wide, p, 8);
        sum += (uint32_t)wide;
        sum += wide >> 32;
    }
    if (length >= 4) {
        memcpy(&word, p, 4);
        sum += word;
        p += 4;
        length -= 4;
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

uint64_t ipsec_checksum_sum(const uint8_t *p, size_t length)
{
    return sum_bytes(0, p, length);
}

uint64_t ipsec_checksum_copy(uint8_t *to, const uint8_t *from, size_t length)
{
    uint64_t sum = 0;
    size_t done = sum_blocks(&sum, from, to, length);

    memcpy(to + done, from + done, length - done);
    return sum_bytes(sum, from + done, length - done);
}

uint16_t ipsec_checksum_long_header(const uint8_t *header, size_t length)
{
    return ipsec_checksum_verdict(sum_bytes(0, header, length));
}

uint64_t ipsec_checksum_pseudo(const uint8_t *ip, unsigned version,
                               uint8_t protocol, size_t length)
{
    uint8_t pseudo[8] = { 0 };
    uint64_t sum;

    ipsec_put_be32(pseudo, (uint32_t)length);
    pseudo[7] = protocol;
    sum = sum_bytes(0, pseudo, sizeof(pseudo));
    if (version == 4) {
        return sum_bytes(sum, ip + 12, 8);
    }
    return sum_bytes(sum, ip + 8, 32);
}

/* Write the complement of @sum, in which the field itself counts as 0. */
static void store(uint8_t *field, uint64_t sum, bool zero_means_none)
{
    uint16_t value;

    sum = (sum >> 32) + (uint32_t)sum;
    sum = (sum >> 32) + (uint32_t)sum;
    sum = (sum >> 16) + (uint16_t)sum;
    sum = (sum >> 16) + (uint16_t)sum;
    value = (uint16_t)~sum;
    if (value == 0 && zero_means_none) {
        value = 0xffff;
    }
    memcpy(field, &value, sizeof(value));
}

void ipsec_checksum_fill(uint64_t sum, uint8_t *field, bool zero_means_none)
{
    store(field, sum, zero_means_none);
}

void ipsec_checksum_fill_l4(const uint8_t *ip, unsigned version,
                            uint8_t protocol, const uint8_t *l4, size_t length,
                            size_t payload, uint64_t payload_sum,
                            uint8_t *field)
{
    field[0] = 0;
    field[1] = 0;
    payload_sum += ipsec_checksum_pseudo(ip, version, protocol,
                                         length + payload);
    store(field, sum_bytes(payload_sum, l4, length),
          protocol == IPPROTO_NR_UDP);
}

uint16_t ipsec_l4_checksum(const uint8_t *ip, unsigned version,
                           uint8_t protocol, const uint8_t *l4, size_t length)
{
    if (protocol == IPPROTO_NR_UDP && l4[6] == 0 && l4[7] == 0) {
        return IPSECNIC_CSUM_UNKNOWN;
    }
    return ipsec_checksum_verdict(
        sum_bytes(ipsec_checksum_pseudo(ip, version, protocol, length), l4,
                  length));
}

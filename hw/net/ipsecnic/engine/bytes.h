/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integers in memory, byte by byte: no alignment, no host byte order
 *
 * Compilers turn each of these into one load or store.
 */

#ifndef IPSECNIC_BYTES_H
#define IPSECNIC_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** ipsec_get_be16: 16 bits in network byte order. */
static inline uint16_t ipsec_get_be16(const void *p)
{
    const uint8_t *b = p;

    return (uint16_t)(b[0] << 8 | b[1]);
}

/** ipsec_get_be32: 32 bits in network byte order. */
static inline uint32_t ipsec_get_be32(const void *p)
{
    const uint8_t *b = p;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
           (uint32_t)b[2] << 8 | b[3];
}

/** ipsec_put_be16: 16 bits in network byte order. */
static inline void ipsec_put_be16(void *p, uint16_t v)
{
    uint8_t *b = p;

    b[0] = (uint8_t)(v >> 8);
    b[1] = (uint8_t)v;
}

/** ipsec_put_be32: 32 bits in network byte order. */
static inline void ipsec_put_be32(void *p, uint32_t v)
{
    uint8_t *b = p;

    b[0] = (uint8_t)(v >> 24);
    b[1] = (uint8_t)(v >> 16);
    b[2] = (uint8_t)(v >> 8);
    b[3] = (uint8_t)v;
}

/** ipsec_get_be64: 64 bits in network byte order. */
static inline uint64_t ipsec_get_be64(const void *p)
{
    const uint8_t *b = p;

    return (uint64_t)ipsec_get_be32(b) << 32 | ipsec_get_be32(b + 4);
}

/** ipsec_put_be64: 64 bits in network byte order. */
static inline void ipsec_put_be64(void *p, uint64_t v)
{
    uint8_t *b = p;

    b[0] = (uint8_t)(v >> 56);
    b[1] = (uint8_t)(v >> 48);
    b[2] = (uint8_t)(v >> 40);
    b[3] = (uint8_t)(v >> 32);
    b[4] = (uint8_t)(v >> 24);
    b[5] = (uint8_t)(v >> 16);
    b[6] = (uint8_t)(v >> 8);
    b[7] = (uint8_t)v;
}

/** ipsec_get_le16: 16 bits, little-endian. */
static inline uint16_t ipsec_get_le16(const void *p)
{
    const uint8_t *b = p;

    return (uint16_t)(b[1] << 8 | b[0]);
}

/** ipsec_get_le32: 32 bits, little-endian. */
static inline uint32_t ipsec_get_le32(const void *p)
{
    const uint8_t *b = p;

    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 |
           (uint32_t)b[1] << 8 | b[0];
}

/** ipsec_get_le64: 64 bits, little-endian. */
static inline uint64_t ipsec_get_le64(const void *p)
{
    const uint8_t *b = p;

    return (uint64_t)ipsec_get_le32(b + 4) << 32 | ipsec_get_le32(b);
}

/** ipsec_put_le16: 16 bits, little-endian. */
static inline void ipsec_put_le16(void *p, uint16_t v)
{
    uint8_t *b = p;

    b[0] = (uint8_t)v;
    b[1] = (uint8_t)(v >> 8);
}

/** ipsec_put_le32: 32 bits, little-endian. */
static inline void ipsec_put_le32(void *p, uint32_t v)
{
    uint8_t *b = p;

    b[0] = (uint8_t)v;
    b[1] = (uint8_t)(v >> 8);
    b[2] = (uint8_t)(v >> 16);
    b[3] = (uint8_t)(v >> 24);
}

/** ipsec_put_le64: 64 bits, little-endian. */
static inline void ipsec_put_le64(void *p, uint64_t v)
{
    uint8_t *b = p;

    ipsec_put_le32(b, (uint32_t)v);
    ipsec_put_le32(b + 4, (uint32_t)(v >> 32));
}

/** ipsec_is_zero: whether @length bytes are all zero. */
static inline bool ipsec_is_zero(const void *p, size_t length)
{
    const uint8_t *b = p;
    uint8_t any = 0;
    size_t i;

    for (i = 0; i < length; i++) {
        any |= b[i];
    }
    return any == 0;
}

#endif /* IPSECNIC_BYTES_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a hash that who does not know its
 * key cannot make collide
 */

#include "siphash.h"

static inline uint64_t rotl(uint64_t x, unsigned n)
{
    return x << n | x >> (64 - n);
}

#define SIP_ROUND(v0, v1, v2, v3) \
    do { \
        v0 += v1; \
        v2 += v3; \
        v1 = rotl(v1, 13) ^ v0; \
        v3 = rotl(v3, 16) ^ v2; \
        v0 = rotl(v0, 32); \
        v2 += v1; \
        v0 += v3; \
        v1 = rotl(v1, 17) ^ v2; \
        v3 = rotl(v3, 21) ^ v0; \
        v2 = rotl(v2, 32); \
    } while (0)

uint64_t ipsec_siphash(const uint64_t key[2], const uint64_t *word,
                       unsigned words, uint64_t last)
{
    uint64_t v0 = key[0] ^ UINT64_C(0x736f6d6570736575);
    uint64_t v1 = key[1] ^ UINT64_C(0x646f72616e646f6d);
    uint64_t v2 = key[0] ^ UINT64_C(0x6c7967656e657261);
    uint64_t v3 = key[1] ^ UINT64_C(0x7465646279746573);
    unsigned i;

    for (i = 0; i < words; i++) {
        v3 ^= word[i];
        SIP_ROUND(v0, v1, v2, v3);
        SIP_ROUND(v0, v1, v2, v3);
        v0 ^= word[i];
    }
    v3 ^= last;
    SIP_ROUND(v0, v1, v2, v3);
    SIP_ROUND(v0, v1, v2, v3);
    v0 ^= last;
    v2 ^= 0xff;
    SIP_ROUND(v0, v1, v2, v3);
    SIP_ROUND(v0, v1, v2, v3);
    SIP_ROUND(v0, v1, v2, v3);
    SIP_ROUND(v0, v1, v2, v3);
    return v0 ^ v1 ^ v2 ^ v3;
}

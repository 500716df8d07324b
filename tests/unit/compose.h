/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all share who compose packets for the engine: bytes in network order,
 * lengths of algorithms, IP headers
 *
 * Written down as the RFCs tell it; nothing here knows the engine.
 */

#ifndef IPSECNIC_TEST_COMPOSE_H
#define IPSECNIC_TEST_COMPOSE_H

#include <stdbool.h>
#include <stdint.h>

#include <gcrypt.h>
#include <glib.h>

/** Append @n bytes. */
void test_append(GByteArray *to, const void *from, size_t n);

/** Append the lowest bits of @v, in network byte order. */
void test_append8(GByteArray *to, unsigned v);
void test_append16(GByteArray *to, unsigned v);
void test_append32(GByteArray *to, uint32_t v);

/** Lengths in bytes, and what the libraries call it. */
typedef struct TestAlgorithm {
    uint64_t bit;               /* IPSECNIC_CIPHER_* or IPSECNIC_AUTH_* */
    /* GCRY_CIPHER_*; of an HMAC: GChecksumType; or TEST_XCBC, TEST_CMAC */
    int id;
    int mode;                   /* GCRY_CIPHER_MODE_*; 0: none */
    unsigned key;
    unsigned salt;
    unsigned iv;
    unsigned block;             /* of a cipher */
    unsigned icv;               /* of an authenticator */
} TestAlgorithm;

/** The algorithm of a bit; NULL if it is none. */
const TestAlgorithm *test_cipher(uint64_t bit);
const TestAlgorithm *test_auth(uint64_t bit);

/** What is neither a cipher nor an HMAC. */
#define TEST_XCBC   1000
#define TEST_CMAC   1001

/** Whether a cipher authenticates, too. */
bool test_is_aead(const TestAlgorithm *cipher);

/**
 * Start @hd, a cipher with its key, on a packet; @key: its salt counts.
 * @aad, @text: bytes that follow
 * @icv: bytes of the tag that will be asked for
 */
void test_cipher_start(gcry_cipher_hd_t hd, const TestAlgorithm *cipher,
                       const uint8_t *key, const uint8_t *iv, size_t aad,
                       size_t text, unsigned icv);

/** Append the ICV over @data of what has no IV, an HMAC for instance. */
void test_append_hmac(GByteArray *to, const TestAlgorithm *auth,
                      const uint8_t *key, const GByteArray *data);

/** Bytes of the options that an IP header can have here. */
#define TEST_IPV4_OPTIONS   12u
#define TEST_IPV6_OPTIONS   16u

/** An IP header with something in each field. */
typedef struct TestIpHeader {
    bool ipv6;
    const uint8_t *src;         /* 4 or 16 bytes */
    const uint8_t *dst;
    uint16_t id;                /* IPv4 */
    uint8_t protocol;           /* what follows it and its options */
    /*
     * NULL, or options of IPv4; of IPv6: hop-by-hop and destination options,
     * eight bytes each, whose next headers are filled in.
     */
    const uint8_t *options;
    bool masked;                /* for the ICV of AH (RFC 4302, 3.3.3.1) */
} TestIpHeader;

/** The header in front of @length bytes; its options are copied as they are. */
GByteArray *test_ip_header(const TestIpHeader *h, unsigned length);

/** IPv4 header checksum over @length bytes, to be written at offset 10. */
void test_ipv4_checksum(uint8_t *header, unsigned length);

#endif /* IPSECNIC_TEST_COMPOSE_H */

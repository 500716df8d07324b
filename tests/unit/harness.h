/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine's unit tests share: SA contexts and packets to feed it
 *
 * Packets are sealed here with other means than the engine's: HMACs by GLib,
 * and the steps around the ciphers as the RFCs tell them, for the sender.
 */

#ifndef IPSECNIC_TEST_HARNESS_H
#define IPSECNIC_TEST_HARNESS_H

#include <glib.h>

#include "compose.h"
#include "engine.h"
#include "sa_codec.h"

#define TEST_SPI        0x12345678u

/* An SA context that can be changed before it is encoded. */
typedef struct TestSa {
    IpsecSaCtx ctx;
    uint8_t keys[2][2][64];     /* [operation][0: authenticator, 1: cipher] */
} TestSa;

/* What to do with a payload on its way out. */
typedef struct TestSeal {
    const TestSa *sa;
    unsigned op;
    uint64_t sequence;
    uint8_t next_header;
    int extra_pad;              /* blocks more than needed */
    int pad_length;             /* what to claim; -1: the truth */
    const uint8_t *iv;          /* NULL: any */
} TestSeal;

/* Bytes of hexadecimal digits; white space is ignored. */
GByteArray *test_unhex(const char *hex);

/* Assert that two byte strings are the same. */
#define test_assert_bytes(a, alen, b, blen) \
    g_assert_cmpmem((a), (alen), (b), (blen))

/*
 * An inbound IPv4 transport-mode ESP SA from 10.1.0.1 to 10.1.0.2, with keys
 * that differ in every byte.  Algorithms may be 0.
 */
void test_sa_init(TestSa *sa, uint64_t cipher, uint64_t auth);

/* The same for IPv6, 2001:db8::1 to 2001:db8::2. */
void test_sa_ipv6(TestSa *sa);

/* Bytes of IV and ICV of an operation, and what its text is a multiple of. */
typedef struct TestLengths {
    unsigned iv;
    unsigned icv;
    unsigned block;
} TestLengths;

TestLengths test_lengths(const IpsecSaCtxOp *op);

/*
 * The operation of a kind, IPSECNIC_OP_*, and its index @n; NULL if the SA has
 * none.
 */
const IpsecSaCtxOp *test_find_op(const TestSa *sa, unsigned operation,
                                 unsigned *n);

/* The same for what is sent. */
void test_sa_outbound(TestSa *sa);

/* Call @check for each SA that ESP can have, but for family and mode. */
void test_for_each_esp(void (*check)(TestSa *sa));

/* Make operation @op one of AH or ESP, with these algorithms. */
void test_sa_op(TestSa *sa, unsigned op, unsigned operation, uint32_t spi,
                uint64_t cipher, uint64_t auth);

/* The context as a driver writes it; returns its length. */
size_t test_sa_encode(const TestSa *sa, uint8_t out[IPSECNIC_SA_CTX_MAX]);

/* Add an SA; the status. */
uint32_t test_sa_add(IpsecEngine *engine, const TestSa *sa, uint32_t *handle);

/* Add an SA that must be good; its handle. */
uint32_t test_sa_must_add(IpsecEngine *engine, const TestSa *sa);

/* What QUERY_SA says. */
IpsecSaInfo test_sa_query(IpsecEngine *engine, uint32_t handle);

/* All capabilities that the engine has, and room for @capacity SAs. */
IpsecCaps test_caps(uint32_t capacity);

/* An engine that can do everything, switched on. */
IpsecEngine *test_engine(uint32_t capacity);

/* Ten bytes of payload or more that look like a UDP datagram. */
GByteArray *test_payload(unsigned length);

/* ESP header to ICV. */
GByteArray *test_esp(const TestSeal *seal, const GByteArray *payload);

/*
 * AH in front of what follows in @packet, an IP packet whose AH header goes
 * in at @offset.  Whatever changes on the way must be zero in @masked, which
 * is the same packet otherwise.
 */
GByteArray *test_ah(const TestSeal *seal, const GByteArray *packet,
                    const GByteArray *masked, unsigned offset,
                    unsigned ah_length);

/* Fill in @ah_length bytes of AH header at @p, without its ICV. */
void test_ah_header(const TestSeal *seal, uint8_t *p, unsigned ah_length);

/* An IP header of the SA's addresses in front of @body; freed with it. */
GByteArray *test_ip(const TestSa *sa, uint8_t protocol, const GByteArray *body);

/* UDP header in front of @body, with a right checksum or none. */
GByteArray *test_udp(const TestSa *sa, uint16_t sport, uint16_t dport,
                     const GByteArray *body, bool checksum);

/* Ethernet header in front of an IP packet. */
GByteArray *test_ethernet(const GByteArray *ip);

/* All of it: Ethernet, IP, ESP around @payload. */
GByteArray *test_esp_frame(const TestSeal *seal, const GByteArray *payload);

/* Parse with all encapsulations and receive. */
void test_receive(IpsecEngine *engine, const GByteArray *frame,
                  IpsecRxResult *result);

/* The receive word. */
#define TEST_WORD(done, next, status) \
    (((done) ? IPSECNIC_OOB_CRYPTO_DONE : 0) | \
     ((next) ? IPSECNIC_OOB_NEXT_CRYPTO_DONE : 0) | \
     (uint32_t)(status) << IPSECNIC_OOB_STATUS_SHIFT)

/* Assert that the frame came up as it was, with this word and reason. */
void test_assert_untouched(const GByteArray *frame,
                           const IpsecRxResult *result, uint32_t word,
                           uint8_t reason);

/**
 * test_in_little_memory: run a part of a test in a program of its own, which
 * may limit its memory, and expect that it passes.
 *
 * False: the test was skipped, or this is that program.
 */
bool test_in_little_memory(void (*part)(void));

/** test_memory_limit: this program gets @more bytes and nothing behind that. */
void test_memory_limit(size_t more);

/** test_memory_unlimit: the opposite of test_memory_limit(). */
void test_memory_unlimit(void);

#endif /* IPSECNIC_TEST_HARNESS_H */

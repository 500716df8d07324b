/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SA database: lookup rules, handles, management
 */

#include <string.h>

#include "harness.h"
#include "sadb.h"
#include "siphash.h"

#define INDEX(handle)       ((handle) & 0xfffff)
#define GENERATION(handle)  ((handle) >> 20)

/* Aumasson and Bernstein, "SipHash: a fast short-input PRF", appendix A */
static void test_siphash(void)
{
    const uint64_t key[2] = {
        UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)
    };
    const uint64_t word[1] = { UINT64_C(0x0706050403020100) };

    /* input 00 01 02 ... 0e */
    g_assert_cmphex(ipsec_siphash(key, word, 1, UINT64_C(0x0f0e0d0c0b0a0908)),
                    ==, UINT64_C(0xa129ca6149be45e5));
    /* from the reference implementation's vectors.h: no input; 8 bytes */
    g_assert_cmphex(ipsec_siphash(key, word, 0, 0), ==,
                    UINT64_C(0x726fdb47dd0e0e31));
    g_assert_cmphex(ipsec_siphash(key, word, 1, UINT64_C(0x08) << 56), ==,
                    UINT64_C(0x93f5f5799a932462));
}

/* ------------------------------------------------------------------------
 * D2
 */

/* The SA for packets from @src to @dst, as last bytes of 10.1.0.x; 0: any. */
static void make(TestSa *sa, bool ipv6, unsigned dst, unsigned src)
{
    test_sa_init(sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    if (ipv6) {
        test_sa_ipv6(sa);
    }
    sa->ctx.dst[ipv6 ? 15 : 3] = (uint8_t)dst;
    sa->ctx.src[ipv6 ? 15 : 3] = (uint8_t)src;
    if (!dst) {
        memset(sa->ctx.dst, 0, 16);
    }
    if (!src) {
        memset(sa->ctx.src, 0, 16);
    }
}

/* Which SA a packet from @src to @dst matches. */
static uint32_t match(IpsecEngine *engine, bool ipv6, unsigned dst,
                      unsigned src)
{
    g_autoptr(GByteArray) payload = test_payload(20);
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 17,
                      .pad_length = -1 };

    make(&sa, ipv6, dst, src);
    frame = test_esp_frame(&seal, payload);
    test_receive(engine, frame, &r);
    if (r.reason == 0) {
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    } else {
        test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_NO_SA);
    }
    return r.sa_outer;
}

static void test_d2_precedence(void)
{
    unsigned ipv6, set;

    for (ipv6 = 0; ipv6 < 2; ipv6++) {
        /* every subset of the four kinds of SA */
        for (set = 0; set < 16; set++) {
            IpsecEngine *engine = test_engine(8);
            static const unsigned dst[] = { 2, 2, 0, 0 };
            static const unsigned src[] = { 1, 0, 1, 0 };
            uint32_t handle[4] = { 0 };
            uint32_t expected = 0;
            unsigned i;
            TestSa sa;

            /* in the reverse order, so that the order of adding is not it */
            for (i = 4; i-- > 0;) {
                if (set & 1u << i) {
                    make(&sa, ipv6, dst[i], src[i]);
                    handle[i] = test_sa_must_add(engine, &sa);
                    expected = handle[i];
                }
            }
            g_assert_cmpuint(match(engine, ipv6, 2, 1), ==, expected);
            /* other source: kinds 1 and 3 are left */
            g_assert_cmpuint(match(engine, ipv6, 2, 9), ==,
                             handle[1] ? handle[1] : handle[3]);
            /* other destination: kinds 2 and 3 */
            g_assert_cmpuint(match(engine, ipv6, 9, 1), ==,
                             handle[2] ? handle[2] : handle[3]);
            g_assert_cmpuint(match(engine, ipv6, 9, 9), ==, handle[3]);
            /* zero is a wildcard within its own family */
            g_assert_cmpuint(match(engine, !ipv6, 2, 1), ==, 0);
            ipsec_engine_free(engine);
        }
    }
}

static void test_r3_spi(void)
{
    IpsecEngine *engine = test_engine(8);
    TestSa sa, other;

    make(&sa, false, 2, 1);
    other = sa;
    other.ctx.op[0].spi = TEST_SPI + 1;
    test_sa_must_add(engine, &other);
    g_assert_cmpuint(match(engine, false, 2, 1), ==, 0);
    g_assert_cmpuint(match(engine, false, 2, 1), !=,
                     test_sa_must_add(engine, &sa));
    g_assert_cmpuint(match(engine, false, 2, 1), !=, 0);
    ipsec_engine_free(engine);
}

static void test_duplicate(void)
{
    IpsecEngine *engine = test_engine(8);
    uint32_t handle;
    TestSa sa;

    make(&sa, false, 2, 1);
    test_sa_must_add(engine, &sa);
    /* another key, mode and cookie do not make it another SA */
    sa.keys[0][1][3] ^= 1;
    sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    sa.ctx.driver_cookie = 5;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_DUPLICATE);
    g_assert_cmpuint(handle, ==, 0);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 1);
    /* each part of the key does */
    make(&sa, false, 3, 1);
    test_sa_must_add(engine, &sa);
    make(&sa, false, 2, 0);
    test_sa_must_add(engine, &sa);
    make(&sa, false, 2, 1);
    sa.ctx.op[0].spi++;
    test_sa_must_add(engine, &sa);
    make(&sa, true, 2, 1);
    test_sa_must_add(engine, &sa);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 5);
    ipsec_engine_free(engine);
}

/* Many SAs, deleted in another order than they were added: all others are
 * still found at every moment. */
static void test_many(void)
{
    enum { N = 3000 };
    IpsecEngine *engine = test_engine(N);
    uint32_t handle[N];
    unsigned i, k;
    TestSa sa;

    make(&sa, false, 2, 1);
    for (i = 0; i < N; i++) {
        sa.ctx.op[0].spi = 0x1000 + i;
        handle[i] = test_sa_must_add(engine, &sa);
    }
    for (k = 0; k < N; k++) {
        struct ipsecnic_sa_key bytes;
        IpsecSaKey key = {
            .flags = IPSECNIC_SA_FLAG_INBOUND, .operation = IPSECNIC_OP_ESP,
        };
        uint32_t deleted;

        /* 1009 and N have no common divisor */
        i = (k * 1009 + 7) % N;
        key.spi = 0x1000 + i;
        memcpy(key.src, sa.ctx.src, 16);
        memcpy(key.dst, sa.ctx.dst, 16);
        ipsec_sa_key_encode(&bytes, &key);
        g_assert_cmpuint(ipsec_engine_delete_sa_by_key(engine, &bytes,
                                                       &deleted), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpuint(deleted, ==, handle[i]);
        g_assert_cmpuint(ipsec_engine_delete_sa_by_key(engine, &bytes,
                                                       &deleted), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
        g_assert_cmpuint(deleted, ==, 0);
        g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, N - 1 - k);
    }
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Handles
 */

static void test_handle_form(void)
{
    IpsecEngine *engine = test_engine(3);
    uint32_t a, b, c;
    TestSa sa;

    make(&sa, false, 2, 1);
    a = test_sa_must_add(engine, &sa);
    sa.ctx.op[0].spi++;
    b = test_sa_must_add(engine, &sa);
    sa.ctx.op[0].spi++;
    c = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(INDEX(a), ==, 1);
    g_assert_cmpuint(INDEX(b), ==, 2);
    g_assert_cmpuint(INDEX(c), ==, 3);
    ipsec_engine_free(engine);
}

static void test_capacity(void)
{
    IpsecEngine *engine = test_engine(2);
    uint32_t handle, first;
    TestSa sa;

    make(&sa, false, 2, 1);
    first = test_sa_must_add(engine, &sa);
    sa.ctx.op[0].spi++;
    test_sa_must_add(engine, &sa);
    sa.ctx.op[0].spi++;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_TABLE_FULL);
    g_assert_cmpuint(handle, ==, 0);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 2);
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, first), ==,
                     IPSECNIC_ST_OK);
    test_sa_must_add(engine, &sa);
    ipsec_engine_free(engine);
}

/* One SA, added and deleted: its handle comes back after 4096 times, and none
 * before it. */
static void test_generations(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autofree uint8_t *seen = g_new0(uint8_t, 4096);
    uint32_t handle = 0, first = 0;
    unsigned i;
    TestSa sa;

    make(&sa, false, 2, 1);
    for (i = 0; i < 4096; i++) {
        uint32_t old = handle;

        handle = test_sa_must_add(engine, &sa);
        first = i ? first : handle;
        g_assert_cmpuint(INDEX(handle), ==, 1);
        g_assert_cmpuint(seen[GENERATION(handle)], ==, 0);
        seen[GENERATION(handle)] = 1;
        if (i) {
            g_assert_cmpuint(ipsec_engine_delete_sa(engine, old), ==,
                             IPSECNIC_ST_UNKNOWN_SA);
        }
        g_assert_cmpuint(ipsec_engine_delete_sa(engine, handle), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpuint(ipsec_engine_delete_sa(engine, handle), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
    }
    g_assert_cmpuint(test_sa_must_add(engine, &sa), ==, first);
    ipsec_engine_free(engine);
}

/* With room for more, it takes longer still. */
static void test_reuse_is_late(void)
{
    IpsecEngine *engine = test_engine(5);
    uint32_t handle[10];
    unsigned i, k;
    TestSa sa;

    make(&sa, false, 2, 1);
    for (i = 0; i < 10; i++) {
        handle[i] = test_sa_must_add(engine, &sa);
        g_assert_cmpuint(INDEX(handle[i]), ==, i % 5 + 1);
        for (k = 0; k < i; k++) {
            g_assert_cmpuint(handle[k], !=, handle[i]);
        }
        ipsec_engine_delete_sa(engine, handle[i]);
    }
    ipsec_engine_free(engine);
}

static void test_unknown_handles(void)
{
    static const uint32_t bad[] = {
        0, 2, 0xfffff, 0xffffffff, 0x100001, 0x80000001, 0x100000,
    };
    IpsecEngine *engine = test_engine(4);
    struct ipsecnic_sa_info info;
    unsigned i;
    TestSa sa;

    make(&sa, false, 2, 1);
    sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    g_assert_cmpuint(test_sa_must_add(engine, &sa), ==, 1);
    for (i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_cmpuint(ipsec_engine_delete_sa(engine, bad[i]), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
        g_assert_cmpuint(ipsec_engine_query_sa(engine, bad[i], &info), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
        g_assert_cmpuint(ipsec_engine_request_delete(engine, bad[i]), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
        g_assert_cmpuint(ipsec_engine_update_sa(engine, bad[i],
                                                IPSECNIC_OP_ESP, TEST_SPI,
                                                1, true), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
    }
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 1);
    ipsec_engine_free(engine);
}

static void test_flush_and_reset(void)
{
    IpsecEngine *engine = test_engine(4);
    uint32_t handle;
    TestSa sa;

    make(&sa, false, 2, 1);
    handle = test_sa_must_add(engine, &sa);
    sa.ctx.op[0].spi++;
    test_sa_must_add(engine, &sa);
    g_assert_cmpuint(ipsec_engine_flush(engine, false, true), ==, 0);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 2);
    g_assert_cmpuint(ipsec_engine_flush(engine, true, false), ==, 2);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    g_assert_cmpuint(ipsec_engine_flush(engine, true, true), ==, 0);
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, handle), ==,
                     IPSECNIC_ST_UNKNOWN_SA);

    make(&sa, false, 2, 1);
    handle = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(match(engine, false, 2, 1), ==, handle);
    ipsec_engine_reset(engine);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, handle), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP);
    g_assert_cmpuint(match(engine, false, 2, 1), ==, 0);
    /* a handle of before the reset does not name what came after it */
    g_assert_cmpuint(test_sa_must_add(engine, &sa), !=, handle);
    ipsec_engine_free(engine);
}

/* Each SA once: inbound ones, then outbound ones, in the order of adding. */
static void test_walk(void)
{
    IpsecEngine *engine = test_engine(8);
    uint32_t handle[4];
    uint32_t at = 0;
    unsigned i;
    TestSa sa;

    g_assert_cmphex(ipsec_engine_next_sa(engine, 0), ==, 0);
    for (i = 0; i < 4; i++) {
        make(&sa, false, 2, i + 1);
        sa.ctx.op[0].spi += i;
        if (i == 1 || i == 2) {
            test_sa_outbound(&sa);
        }
        handle[i] = test_sa_must_add(engine, &sa);
    }
    at = ipsec_engine_next_sa(engine, at);
    g_assert_cmphex(at, ==, handle[0]);
    at = ipsec_engine_next_sa(engine, at);
    g_assert_cmphex(at, ==, handle[3]);
    at = ipsec_engine_next_sa(engine, at);
    g_assert_cmphex(at, ==, handle[1]);
    at = ipsec_engine_next_sa(engine, at);
    g_assert_cmphex(at, ==, handle[2]);
    g_assert_cmphex(ipsec_engine_next_sa(engine, at), ==, 0);
    /* one that has gone leads nowhere */
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, handle[3]), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmphex(ipsec_engine_next_sa(engine, handle[3]), ==, 0);
    g_assert_cmphex(ipsec_engine_next_sa(engine, handle[0]), ==, handle[1]);
    ipsec_engine_flush(engine, true, false);
    g_assert_cmphex(ipsec_engine_next_sa(engine, 0), ==, handle[1]);
    ipsec_engine_free(engine);
}

/* What an SA is, and with its keys; either would make it again. */
static void test_describe(void)
{
    IpsecEngine *engine = test_engine(4);
    IpsecEngine *other = test_engine(4);
    uint8_t bytes[IPSECNIC_SA_CTX_MAX];
    uint8_t same[IPSECNIC_SA_CTX_MAX];
    IpsecSaCtx ctx = { .length = 7 };
    uint32_t handle, made;
    size_t length, used;
    TestSa sa;

    make(&sa, true, 2, 1);
    sa.ctx.op[0].sequence = 99;
    sa.ctx.reqid = 5;
    handle = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(ipsec_engine_describe_sa(engine, handle + 1, &ctx), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ctx.length, ==, 7);
    g_assert_cmpuint(ipsec_engine_sa_context(engine, handle + 1, bytes), ==,
                     0);
    g_assert_cmpuint(ipsec_engine_describe_sa(engine, handle, &ctx), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmphex(ctx.flags, ==, sa.ctx.flags);
    g_assert_cmphex(ctx.op[0].spi, ==, sa.ctx.op[0].spi);
    g_assert_cmpuint(ctx.op[0].sequence, ==, 99);
    g_assert_cmphex(ctx.op[0].cipher_alg, ==, sa.ctx.op[0].cipher_alg);
    g_assert_cmpuint(ctx.reqid, ==, 5);
    g_assert_cmpmem(ctx.dst, 16, sa.ctx.dst, 16);

    length = ipsec_engine_sa_context(engine, handle, bytes);
    g_assert_cmpuint(length, ==, ctx.length);
    g_assert_cmpmem(bytes + ctx.op[0].cipher_key_offset,
                    ctx.op[0].cipher_key_length, sa.keys[0][1],
                    ctx.op[0].cipher_key_length);
    g_assert_cmpuint(ipsec_engine_add_sa(other, bytes, length, &used, &made),
                     ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipsec_engine_sa_context(other, made, same), ==, length);
    g_assert_cmpmem(bytes, length, same, length);
    ipsec_engine_free(engine);
    ipsec_engine_free(other);
}

/* ------------------------------------------------------------------------
 * Delete by key
 */

static uint32_t delete_key(IpsecEngine *engine, const IpsecSaKey *key)
{
    struct ipsecnic_sa_key bytes;
    uint32_t handle = 99;
    uint32_t status;

    ipsec_sa_key_encode(&bytes, key);
    status = ipsec_engine_delete_sa_by_key(engine, &bytes, &handle);
    g_assert_cmpint(handle != 0, ==, status == IPSECNIC_ST_OK);
    return status;
}

/* Neither mode nor ports nor the form of encapsulation tell SAs apart, but
 * whether there is one; a key names the form. */
static void test_duplicate_whatever_mode_and_ports(void)
{
    IpsecEngine *engine = test_engine(4);
    IpsecSaKey key = { .flags = IPSECNIC_SA_FLAG_INBOUND, .spi = TEST_SPI,
                          .operation = IPSECNIC_OP_ESP };
    uint32_t handle;
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    test_sa_must_add(engine, &sa);
    sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_DUPLICATE);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TUNNEL;
    test_sa_must_add(engine, &sa);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_DUPLICATE);
    sa.ctx.mode = IPSECNIC_MODE_TRANSPORT;
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    sa.ctx.encap_sport = 1;
    sa.ctx.encap_dport = 2;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_DUPLICATE);

    memcpy(key.src, sa.ctx.src, 16);
    memcpy(key.dst, sa.ctx.dst, 16);
    key.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    g_assert_cmpuint(delete_key(engine, &key), ==, IPSECNIC_ST_UNKNOWN_SA);
    key.encap = IPSECNIC_UDP_ESP_TUNNEL;
    g_assert_cmpuint(delete_key(engine, &key), ==, IPSECNIC_ST_OK);
    key.encap = 0;
    g_assert_cmpuint(delete_key(engine, &key), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    ipsec_engine_free(engine);
}

static void test_delete_by_key_is_exact(void)
{
    IpsecEngine *engine = test_engine(4);
    IpsecSaKey key = { .flags = IPSECNIC_SA_FLAG_INBOUND, .spi = TEST_SPI,
                          .operation = IPSECNIC_OP_ESP }, wrong;
    struct ipsecnic_sa_key bytes;
    uint32_t handle;
    TestSa sa;

    make(&sa, false, 2, 0);
    test_sa_must_add(engine, &sa);
    memcpy(key.dst, sa.ctx.dst, 16);

    /* the wildcard SA is not named by what it would match */
    wrong = key;
    memcpy(wrong.src, "\x0a\x01\x00\x01", 4);
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_UNKNOWN_SA);
    wrong = key;
    memset(wrong.dst, 0, 16);
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_UNKNOWN_SA);
    wrong = key;
    wrong.spi++;
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_UNKNOWN_SA);
    wrong = key;
    wrong.operation = IPSECNIC_OP_AH;
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_UNKNOWN_SA);
    wrong = key;
    wrong.operation = 77;
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_UNKNOWN_SA);
    wrong = key;
    wrong.encap = 1;
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_UNKNOWN_SA);
    wrong = key;
    wrong.flags |= IPSECNIC_SA_FLAG_IPV6;
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_UNKNOWN_SA);
    wrong = key;
    wrong.flags = 0;
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_UNKNOWN_SA);
    wrong = key;
    wrong.dst[7] = 1;
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_UNKNOWN_SA);
    wrong = key;
    wrong.flags |= 0x100;
    g_assert_cmpuint(delete_key(engine, &wrong), ==, IPSECNIC_ST_RESERVED);
    ipsec_sa_key_encode(&bytes, &key);
    bytes.reserved1 = 1;
    g_assert_cmpuint(ipsec_engine_delete_sa_by_key(engine, &bytes, &handle),
                     ==, IPSECNIC_ST_RESERVED);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 1);
    g_assert_cmpuint(delete_key(engine, &key), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Outbound SAs
 */

/* The same addresses and SPI are two SAs in two directions. */
static void test_d14_both_directions(void)
{
    IpsecEngine *engine = test_engine(3);
    uint32_t in, out, other;
    TestSa sa;

    make(&sa, false, 2, 1);
    in = test_sa_must_add(engine, &sa);
    sa.ctx.flags = 0;
    out = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(out, !=, in);
    g_assert_cmpuint(test_sa_add(engine, &sa, &other), ==,
                     IPSECNIC_ST_DUPLICATE);
    sa.ctx.op[0].spi++;
    test_sa_must_add(engine, &sa);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 3);
    sa.ctx.op[0].spi++;
    g_assert_cmpuint(test_sa_add(engine, &sa, &other), ==,
                     IPSECNIC_ST_TABLE_FULL);
    sa.ctx.flags = IPSECNIC_SA_FLAG_INBOUND;
    g_assert_cmpuint(test_sa_add(engine, &sa, &other), ==,
                     IPSECNIC_ST_TABLE_FULL);

    g_assert_cmpuint(match(engine, false, 2, 1), ==, in);
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, in), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(match(engine, false, 2, 1), ==, 0);
    g_assert_cmpuint(test_sa_query(engine, out).packets, ==, 0);
    g_assert_cmpuint(ipsec_engine_request_delete(engine, out), ==,
                     IPSECNIC_ST_SA_DIRECTION);
    ipsec_engine_free(engine);
}

/* Not even one that names any address. */
static void test_r3_outbound_never_matches(void)
{
    IpsecEngine *engine = test_engine(8);
    TestSa sa;

    make(&sa, false, 0, 0);
    sa.ctx.flags = 0;
    test_sa_must_add(engine, &sa);
    make(&sa, true, 0, 0);
    sa.ctx.flags = IPSECNIC_SA_FLAG_IPV6;
    test_sa_must_add(engine, &sa);
    g_assert_cmpuint(match(engine, false, 2, 1), ==, 0);
    g_assert_cmpuint(match(engine, true, 2, 1), ==, 0);
    ipsec_engine_free(engine);
}

static void test_outbound_delete_and_flush(void)
{
    IpsecEngine *engine = test_engine(8);
    IpsecSaKey key = { .spi = TEST_SPI, .operation = IPSECNIC_OP_ESP };
    uint32_t in, out;
    TestSa sa;

    make(&sa, false, 2, 1);
    memcpy(key.dst, sa.ctx.dst, 16);
    memcpy(key.src, sa.ctx.src, 16);
    in = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(delete_key(engine, &key), ==, IPSECNIC_ST_UNKNOWN_SA);
    sa.ctx.flags = 0;
    out = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(delete_key(engine, &key), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, out), ==,
                     IPSECNIC_ST_UNKNOWN_SA);

    out = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(ipsec_engine_flush(engine, false, true), ==, 1);
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, out), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(match(engine, false, 2, 1), ==, in);
    out = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(ipsec_engine_flush(engine, true, false), ==, 1);
    g_assert_cmpuint(match(engine, false, 2, 1), ==, 0);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 1);
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, out), ==, IPSECNIC_ST_OK);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Update and query
 */

static void test_d6_update(void)
{
    IpsecEngine *engine = test_engine(4);
    uint32_t esn, plain;
    TestSa sa;

    make(&sa, false, 2, 1);
    plain = test_sa_must_add(engine, &sa);
    sa.ctx.op[0].spi++;
    sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    sa.ctx.op[0].sequence = UINT64_C(0x500000007);
    esn = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(test_sa_query(engine, esn).sequence[0], ==,
                     UINT64_C(0x500000007));

#define UPDATE(handle, operation, spi, sequence, absolute) \
    ipsec_engine_update_sa(engine, handle, operation, spi, \
                           UINT64_C(sequence), absolute)
    g_assert_cmpuint(UPDATE(plain, IPSECNIC_OP_ESP, TEST_SPI, 1, true), ==,
                     IPSECNIC_ST_NOT_ESN);
    g_assert_cmpuint(UPDATE(esn, IPSECNIC_OP_ESP, TEST_SPI, 1, true), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(UPDATE(esn, IPSECNIC_OP_AH, TEST_SPI + 1, 1, true), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(UPDATE(esn, 0, TEST_SPI + 1, 1, true), ==,
                     IPSECNIC_ST_UNKNOWN_SA);

    /* the NDIS form: T = max(T, high << 32) */
    UPDATE(esn, IPSECNIC_OP_ESP, TEST_SPI + 1, 0x5ffffffff, false);
    g_assert_cmphex(test_sa_query(engine, esn).sequence[0], ==,
                    UINT64_C(0x500000007));
    UPDATE(esn, IPSECNIC_OP_ESP, TEST_SPI + 1, 0x4ffffffff, false);
    g_assert_cmphex(test_sa_query(engine, esn).sequence[0], ==,
                    UINT64_C(0x500000007));
    UPDATE(esn, IPSECNIC_OP_ESP, TEST_SPI + 1, 0x612345678, false);
    g_assert_cmphex(test_sa_query(engine, esn).sequence[0], ==,
                    UINT64_C(0x600000000));
    /* the absolute form goes back as well */
    g_assert_cmpuint(UPDATE(esn, IPSECNIC_OP_ESP, TEST_SPI + 1, 0x212345678,
                            true), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(test_sa_query(engine, esn).sequence[0], ==,
                    UINT64_C(0x212345678));
    ipsec_engine_free(engine);
}

static void test_query(void)
{
    IpsecEngine *engine = test_engine(4);
    IpsecSaInfo info;
    uint32_t handle;
    TestSa sa;

    make(&sa, false, 2, 1);
    sa.ctx.reqid = 0x01020304;
    sa.ctx.driver_cookie = UINT64_C(0x1122334455667788);
    sa.ctx.op[0].sequence = 40;
    handle = test_sa_must_add(engine, &sa);
    info = test_sa_query(engine, handle);
    g_assert_cmphex(info.reqid, ==, 0x01020304);
    g_assert_cmphex(info.driver_cookie, ==, UINT64_C(0x1122334455667788));
    g_assert_cmpuint(info.sequence[0], ==, 40);
    g_assert_cmpuint(info.sequence[1], ==, 0);
    g_assert_cmpuint(info.state, ==, 0);
    g_assert_cmpuint(info.packets, ==, 0);
    match(engine, false, 2, 1);
    match(engine, false, 2, 1);
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.packets, ==, 2);
    /* 20 IP + 8 ESP + 8 IV + 20 payload + 4 trailer + 16 ICV, twice */
    g_assert_cmpuint(info.bytes, ==, 2 * 76);
    /* 1 was authenticated, but 40 is higher */
    g_assert_cmpuint(info.sequence[0], ==, 40);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Tables that are moved, SAs that were flushed and not reaped yet
 */

#define MODEL_MAX   6000
#define MODEL_STEPS 60000

/* What a database must hold: SPI 0x1000 + n, even n inbound. */
typedef struct Model {
    IpsecEngine *engine;
    uint32_t handle[MODEL_MAX]; /* 0: not there */
    uint32_t count;
} Model;

static void model_sa(TestSa *sa, uint32_t n)
{
    test_sa_init(sa, IPSECNIC_CIPHER_NONE, IPSECNIC_AUTH_MD5);
    if (n & 1) {
        test_sa_outbound(sa);
    }
    sa->ctx.op[0].spi = 0x1000 + n;
}

static void model_toggle(Model *m, uint32_t n)
{
    TestSa sa;

    if (m->handle[n]) {
        g_assert_cmpuint(ipsec_engine_delete_sa(m->engine, m->handle[n]), ==,
                         IPSECNIC_ST_OK);
        m->handle[n] = 0;
        m->count--;
    } else {
        model_sa(&sa, n);
        m->handle[n] = test_sa_must_add(m->engine, &sa);
        m->count++;
    }
}

static void model_check(Model *m)
{
    uint32_t n, handle;
    TestSa sa;

    g_assert_cmpuint(ipsec_engine_sa_count(m->engine), ==, m->count);
    for (n = 0; n < MODEL_MAX; n += 7) {
        if (m->handle[n]) {
            model_sa(&sa, n);
            g_assert_cmpuint(test_sa_add(m->engine, &sa, &handle), ==,
                             IPSECNIC_ST_DUPLICATE);
            test_sa_query(m->engine, m->handle[n]);
        }
    }
}

static void model_flush(Model *m, bool outbound)
{
    uint32_t n, done = 0;

    for (n = outbound; n < MODEL_MAX; n += 2) {
        done += m->handle[n] != 0;
        m->handle[n] = 0;
    }
    g_assert_cmpuint(ipsec_engine_flush(m->engine, !outbound, outbound), ==,
                     done);
    m->count -= done;
}

static void test_tables_are_moved(void)
{
    g_autofree Model *m = g_new0(Model, 1);
    GRand *rand = g_rand_new_with_seed(1);
    uint32_t i, share;

    m->engine = test_engine(MODEL_MAX);
    /* Up to nearly all of them, down to few: tables grow and shrink. */
    for (i = 0; i < MODEL_STEPS; i++) {
        uint32_t n = (uint32_t)g_rand_int_range(rand, 0, MODEL_MAX);

        share = i / 10000 % 2 ? 5 : 95;
        if ((uint32_t)g_rand_int_range(rand, 0, 100) < share ?
            !m->handle[n] : m->handle[n] != 0) {
            model_toggle(m, n);
        }
        if (i % 1500 == 0) {
            model_check(m);
        }
        if (i % 7919 == 7918) {
            model_flush(m, i & 1);
        }
        if (i % 3 == 0) {
            ipsec_engine_reap(m->engine, 2);
        }
    }
    model_check(m);
    while (ipsec_engine_reap(m->engine, 100)) {
        /* the rest */
    }
    model_check(m);
    ipsec_engine_free(m->engine);
    g_rand_free(rand);
}

/* Nothing names what was flushed, although all of it is still there. */
static void test_flush_is_at_once(void)
{
    enum { CAPACITY = 5000 };
    g_autofree uint32_t *handle = g_new0(uint32_t, CAPACITY);
    IpsecEngine *engine = test_engine(CAPACITY);
    struct ipsecnic_sa_info info;
    uint32_t i;
    TestSa sa;

    for (i = 0; i < CAPACITY; i++) {
        model_sa(&sa, i);
        handle[i] = test_sa_must_add(engine, &sa);
    }
    g_assert_cmpuint(ipsec_engine_flush(engine, true, true), ==, CAPACITY);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    g_assert_true(ipsec_engine_reap(engine, 0));
    for (i = 0; i < CAPACITY; i++) {
        g_assert_cmpuint(ipsec_engine_query_sa(engine, handle[i], &info), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
        g_assert_cmpuint(ipsec_engine_delete_sa(engine, handle[i]), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
    }
    /* All of the capacity is there for others, under other handles. */
    for (i = 0; i < CAPACITY; i++) {
        uint32_t again;

        model_sa(&sa, i);
        again = test_sa_must_add(engine, &sa);
        g_assert_cmpuint(INDEX(again), <=, CAPACITY);
        g_assert_cmpuint(GENERATION(again), ==, 1);
    }
    g_assert_false(ipsec_engine_reap(engine, 0));
    ipsec_engine_free(engine);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sadb/siphash", test_siphash);
    g_test_add_func("/sadb/d2-precedence", test_d2_precedence);
    g_test_add_func("/sadb/r3-spi", test_r3_spi);
    g_test_add_func("/sadb/duplicate", test_duplicate);
    g_test_add_func("/sadb/many", test_many);
    g_test_add_func("/sadb/handle-form", test_handle_form);
    g_test_add_func("/sadb/capacity", test_capacity);
    g_test_add_func("/sadb/handle-generations", test_generations);
    g_test_add_func("/sadb/handle-reuse-is-late", test_reuse_is_late);
    g_test_add_func("/sadb/unknown-handles", test_unknown_handles);
    g_test_add_func("/sadb/flush-and-reset", test_flush_and_reset);
    g_test_add_func("/sadb/duplicate-whatever-mode-and-ports",
                    test_duplicate_whatever_mode_and_ports);
    g_test_add_func("/sadb/delete-by-key-is-exact",
                    test_delete_by_key_is_exact);
    g_test_add_func("/sadb/d14-both-directions", test_d14_both_directions);
    g_test_add_func("/sadb/r3-outbound-never-matches",
                    test_r3_outbound_never_matches);
    g_test_add_func("/sadb/outbound-delete-and-flush",
                    test_outbound_delete_and_flush);
    g_test_add_func("/sadb/tables-are-moved-in-steps", test_tables_are_moved);
    g_test_add_func("/sadb/flush-is-at-once", test_flush_is_at_once);
    g_test_add_func("/sadb/d6-update", test_d6_update);
    g_test_add_func("/sadb/query", test_query);
    g_test_add_func("/sadb/walk", test_walk);
    g_test_add_func("/sadb/describe", test_describe);
    return g_test_run();
}

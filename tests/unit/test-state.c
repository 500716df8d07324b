/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Saving and loading
 */

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "harness.h"

enum { SAS = 4 };

/* An engine with SAs of several kinds, some history, and its stream. */
typedef struct Bench {
    IpsecEngine *engine;
    TestSa sa[SAS];
    uint32_t handle[SAS];
    GByteArray *stream;
} Bench;

static GByteArray *frame_of(const TestSa *sa, uint64_t sequence)
{
    g_autoptr(GByteArray) payload = test_payload(33);
    TestSeal seal = { .sa = sa, .sequence = sequence, .next_header = 17,
                      .pad_length = -1 };

    return test_esp_frame(&seal, payload);
}

static void bench_init(Bench *b)
{
    static const uint64_t algorithms[SAS][2] = {
        { IPSECNIC_CIPHER_AES_GCM_256, 0 },
        { IPSECNIC_CIPHER_AES_CBC_192, IPSECNIC_AUTH_SHA256 },
        { 0, IPSECNIC_AUTH_AES_GMAC_192 },
        { IPSECNIC_CIPHER_NONE, IPSECNIC_AUTH_MD5 },
    };
    unsigned i, n;
    TestSa extra;

    b->engine = test_engine(6);
    /* slots that were in use, around those that are */
    test_sa_init(&extra, IPSECNIC_CIPHER_AES_GCM_128, 0);
    extra.ctx.op[0].spi = 0x900;
    test_sa_must_add(b->engine, &extra);
    for (i = 0; i < SAS; i++) {
        TestSa *sa = &b->sa[i];

        test_sa_init(sa, algorithms[i][0], algorithms[i][1]);
        sa->ctx.op[0].spi = 0x1000 + i;
        sa->ctx.reqid = 100 + i;
        sa->ctx.driver_cookie = UINT64_C(0x8877665544332211) + i;
        sa->ctx.op[0].replay_window = 32 * i;
        if (i % 2) {
            test_sa_ipv6(sa);
            sa->ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
            sa->ctx.op[0].sequence = UINT64_C(0x700000000) + i;
        }
        if (i == 2) {
            memset(sa->ctx.src, 0, 16);
            sa->ctx.soft_packets = 2;
            sa->ctx.hard_packets = 5;
            sa->ctx.soft_bytes = 100000;
        }
        sa->ctx.op[0].cipher_icv_length = i == 0 ? 12 : 0;
        b->handle[i] = test_sa_must_add(b->engine, sa);
    }
    extra.ctx.op[0].spi++;
    g_assert_cmpuint(test_sa_must_add(b->engine, &extra), ==, 6);
    ipsec_engine_delete_sa(b->engine, 1);
    ipsec_engine_delete_sa(b->engine, 6);
    for (i = 0; i < SAS; i++) {
        for (n = 1; n <= i + 1; n++) {
            TestSa wire = b->sa[i];
            g_autoptr(GByteArray) frame = NULL;
            IpsecRxResult r;

            wire.ctx.src[0] = wire.ctx.src[0] ? wire.ctx.src[0] : 9;
            frame = frame_of(&wire, wire.ctx.op[0].sequence + n);
            test_receive(b->engine, frame, &r);
            g_assert_cmphex(r.oob & ~1u, ==, TEST_WORD(1, 0, 0));
            frame->data[frame->len - 1] ^= 1;
            test_receive(b->engine, frame, &r);
            g_assert_cmphex(r.oob & ~1u, ==, TEST_WORD(1, 0, 3));
        }
    }
    ipsec_engine_request_delete(b->engine, b->handle[3]);
    b->stream = g_byte_array_new();
    ipsec_engine_save(b->engine, b->stream);
}

static void bench_clear(Bench *b)
{
    ipsec_engine_free(b->engine);
    g_byte_array_unref(b->stream);
}

/* Load what lies at the end of a block of its own. */
static bool load(IpsecEngine *engine, const uint8_t *data, size_t length,
                 GError **errp)
{
    g_autofree uint8_t *copy = g_malloc(length ? length : 1);

    memcpy(copy, data, length);
    return ipsec_engine_load(engine, copy, length, errp);
}

static void assert_refused(IpsecEngine *engine, const uint8_t *data,
                           size_t length)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(load(engine, data, length, &error));
    g_assert_nonnull(error);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    /* and without anybody who wants to know why */
    g_assert_false(load(engine, data, length, NULL));
}

static void test_round_trip(void)
{
    IpsecEngine *second = test_engine(6);
    g_autoptr(GByteArray) again = g_byte_array_new();
    g_autoptr(GError) error = NULL;
    unsigned i;
    Bench b;

    bench_init(&b);
    g_assert_true(load(second, b.stream->data, b.stream->len, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(ipsec_engine_sa_count(second), ==, SAS);
    for (i = 0; i < SAS; i++) {
        struct ipsecnic_sa_info one, two;
        TestSa wire = b.sa[i];
        g_autoptr(GByteArray) frame = NULL;
        IpsecRxResult r[2];

        g_assert_cmpuint(ipsec_engine_query_sa(b.engine, b.handle[i], &one),
                         ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(ipsec_engine_query_sa(second, b.handle[i], &two), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpmem(&one, sizeof(one), &two, sizeof(two));
        g_assert_cmpuint(test_sa_query(second, b.handle[i]).packets, ==,
                         i + 1);

        /* the keys came along, and the limits go on where they were */
        wire.ctx.src[0] = wire.ctx.src[0] ? wire.ctx.src[0] : 9;
        frame = frame_of(&wire, wire.ctx.op[0].sequence + 50);
        test_receive(b.engine, frame, &r[0]);
        test_receive(second, frame, &r[1]);
        g_assert_cmphex(r[0].oob & ~1u, ==, TEST_WORD(1, 0, 0));
        g_assert_cmphex(r[0].oob, ==, r[1].oob);
        g_assert_cmpuint(r[0].limits.count, ==, r[1].limits.count);
        g_assert_cmpmem(r[0].data, frame->len, r[1].data, frame->len);
    }
    /* what comes out of the second one is the same again */
    g_byte_array_set_size(b.stream, 0);
    ipsec_engine_save(b.engine, b.stream);
    ipsec_engine_save(second, again);
    g_assert_cmpmem(b.stream->data, b.stream->len, again->data, again->len);
    ipsec_engine_free(second);
    bench_clear(&b);
}

/* The direction comes along, and the last number that was used. */
static void test_outbound(void)
{
    IpsecEngine *engine = test_engine(2), *second = test_engine(2);
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_autoptr(GByteArray) frame = NULL;
    uint32_t handle, other;
    IpsecRxResult r;
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    sa.ctx.flags = 0;
    sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    sa.ctx.op[0].sequence = UINT64_C(0x1fffffffe);
    handle = test_sa_must_add(engine, &sa);
    ipsec_engine_save(engine, stream);
    g_assert_true(load(second, stream->data, stream->len, NULL));
    g_assert_cmphex(test_sa_query(second, handle).sequence[0], ==,
                    UINT64_C(0x1fffffffe));
    g_assert_cmpuint(test_sa_add(second, &sa, &other), ==,
                     IPSECNIC_ST_DUPLICATE);
    frame = frame_of(&sa, UINT64_C(0x1ffffffff));
    test_receive(second, frame, &r);
    test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_NO_SA);
    g_assert_cmpuint(ipsec_engine_flush(second, true, false), ==, 0);
    g_assert_cmpuint(ipsec_engine_flush(second, false, true), ==, 1);
    ipsec_engine_free(engine);
    ipsec_engine_free(second);
}

/* SAs in packet mode, with windows that have holes. */
static void packet_init(IpsecEngine *engine, TestSa sa[2], uint32_t handle[2])
{
    static const unsigned numbers[] = { 3, 90, 80, 80, 170, 171 };
    unsigned i;

    ipsec_engine_set_packet(engine, true);
    test_sa_init(&sa[0], IPSECNIC_CIPHER_AES_GCM_128, 0);
    sa[0].ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD |
                       IPSECNIC_SA_FLAG_NO_ECN | IPSECNIC_SA_FLAG_DECAP_DSCP;
    sa[0].ctx.mode = IPSECNIC_MODE_TUNNEL;
    sa[0].ctx.op[0].replay_window = 100;
    handle[0] = test_sa_must_add(engine, &sa[0]);
    sa[1] = sa[0];
    sa[1].ctx.op[0].spi++;
    sa[1].ctx.mode = IPSECNIC_MODE_TUNNEL;
    sa[1].ctx.flags = IPSECNIC_SA_FLAG_PACKET_OFFLOAD |
                      IPSECNIC_SA_FLAG_NO_DSCP | IPSECNIC_SA_FLAG_NO_FLOW_LABEL;
    memset(sa[1].ctx.mac_src, 2, 6);
    memset(sa[1].ctx.mac_dst, 4, 6);
    sa[1].ctx.ttl = 7;
    sa[1].ctx.df = IPSECNIC_DF_CLEAR;
    sa[1].ctx.mtu = 1400;
    sa[1].ctx.tfc = 300;
    sa[1].ctx.op[0].sequence = 77;
    handle[1] = test_sa_must_add(engine, &sa[1]);
    for (i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autoptr(GByteArray) frame = frame_of(&sa[0], numbers[i]);
        IpsecRxResult r;

        test_receive(engine, frame, &r);
    }
}

/* Windows, counters and flags of packet mode come along. */
static void test_packet_mode(void)
{
    IpsecEngine *engine = test_engine(6), *second = test_engine(6);
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_autoptr(GByteArray) again = g_byte_array_new();
    uint8_t window[2][32];
    uint32_t handle[2];
    unsigned i, n;
    size_t needed;
    TestSa sa[2];

    packet_init(engine, sa, handle);
    ipsec_engine_save(engine, stream);
    g_assert_cmpuint(stream->data[4], ==, 2);
    ipsec_engine_set_packet(second, true);
    g_assert_true(load(second, stream->data, stream->len, NULL));
    ipsec_engine_save(second, again);
    g_assert_cmpmem(stream->data, stream->len, again->data, again->len);
    for (i = 0; i < 2; i++) {
        struct ipsecnic_sa_info one, two;

        g_assert_cmpuint(ipsec_engine_query_sa(engine, handle[i], &one), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpuint(ipsec_engine_query_sa(second, handle[i], &two), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpmem(&one, sizeof(one), &two, sizeof(two));
        g_assert_cmpuint(ipsec_engine_query_window(i ? second : engine,
                                                   handle[0], window[i], 32,
                                                   &needed), ==,
                         IPSECNIC_ST_OK);
    }
    g_assert_cmpmem(window[0], 32, window[1], 32);
    g_assert_cmpuint(test_sa_query(second, handle[0]).replayed, ==, 1);
    g_assert_cmpuint(test_sa_query(second, handle[0]).unusable, ==, 5);
    for (n = 60; n < 180; n++) {
        g_autoptr(GByteArray) frame = frame_of(&sa[0], n);
        IpsecRxResult r[2];

        test_receive(engine, frame, &r[0]);
        test_receive(second, frame, &r[1]);
        g_assert_cmpuint(r[0].reason, ==, r[1].reason);
    }
    ipsec_engine_free(engine);
    ipsec_engine_free(second);
}

/* A window that no card can have is refused, by its words. */
static void test_packet_hostile(void)
{
    IpsecEngine *engine = test_engine(6), *second = test_engine(6);
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_autoptr(GError) error = NULL;
    /* behind header and slots, SA and context, and counters */
    size_t counters = 20 + 2 * 2 + 96 + 312;
    size_t words = counters + 6 * 8;
    uint32_t handle[2];
    size_t i;
    TestSa sa[2];

    packet_init(engine, sa, handle);
    ipsec_engine_save(engine, stream);
    g_assert_cmpuint(ipsec_get_le64(stream->data + counters), ==, 1);
    g_assert_cmphex(ipsec_get_le64(stream->data + words) & 3, ==, 3);
    /* bit 100 of a window of 100 */
    stream->data[words + 8 + 36 / 8] |= 1 << 36 % 8;
    g_assert_false(load(second, stream->data, stream->len, &error));
    g_assert_nonnull(strstr(error->message, "replay window"));
    stream->data[words + 8 + 36 / 8] &= (uint8_t)~(1 << 36 % 8);
    g_assert_true(load(second, stream->data, stream->len, NULL));
    ipsec_engine_reset(second);
    /* it says that it is of version 1, which has no such SAs */
    stream->data[4] = 1;
    assert_refused(second, stream->data, stream->len);
    stream->data[4] = 3;
    assert_refused(second, stream->data, stream->len);
    stream->data[4] = 2;
    for (i = 0; i < stream->len; i++) {
        assert_refused(second, stream->data, i);
    }
    /* the end of the numbers is for outbound SAs in packet mode */
    stream->data[20 + 4 + 4] |= IPSECNIC_SA_STATE_SEQUENCE_END;
    assert_refused(second, stream->data, stream->len);
    ipsec_engine_free(engine);
    ipsec_engine_free(second);
}

/* Both go on with the same handles. */
static void test_next_handles(void)
{
    IpsecEngine *second = test_engine(6);
    unsigned i;
    TestSa sa;
    Bench b;

    bench_init(&b);
    g_assert_true(load(second, b.stream->data, b.stream->len, NULL));
    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    for (i = 0; i < 20; i++) {
        uint32_t handle;

        sa.ctx.op[0].spi = 0x2000 + i;
        handle = test_sa_must_add(b.engine, &sa);
        g_assert_cmpuint(test_sa_must_add(second, &sa), ==, handle);
        ipsec_engine_delete_sa(b.engine, handle);
        ipsec_engine_delete_sa(second, handle);
    }
    ipsec_engine_free(second);
    bench_clear(&b);
}

static void test_empty(void)
{
    IpsecEngine *one = test_engine(6), *two = test_engine(6);
    g_autoptr(GByteArray) stream = g_byte_array_new();

    ipsec_engine_save(one, stream);
    g_assert_true(load(two, stream->data, stream->len, NULL));
    g_assert_cmpuint(ipsec_engine_sa_count(two), ==, 0);
    ipsec_engine_free(one);
    ipsec_engine_free(two);
}

/* The form of version 1: a change of it must be a new version. */
static void test_form(void)
{
    IpsecEngine *engine = test_engine(6);
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_autoptr(GByteArray) expected = test_unhex(
        /* magic, version, slots, SAs, free */
        "49505341 01000000 02000000 01000000 01000000"
        /* generations, the free slot */
        "0100 0000 01000000"
        /* handle, state, packets, bytes, failed, skipped */
        "02000000 04000000 0000000000000000 0000000000000000"
        "0000000000000000 0000000000000000 0000000000000000 0000000000000000"
        "0000000000000000 0000000000000000 0000000000000000 0000000000000000"
        "0000000000000000");
    uint8_t ctx[IPSECNIC_SA_CTX_MAX];
    static const uint8_t end[] = { 0x49, 0x50, 0x53, 0x41 };
    size_t length;
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    test_sa_must_add(engine, &sa);
    ipsec_engine_delete_sa(engine, 1);
    ipsec_engine_request_delete(engine, test_sa_must_add(engine, &sa));
    ipsec_engine_save(engine, stream);
    length = test_sa_encode(&sa, ctx);
    g_byte_array_append(expected, ctx, (guint)length);
    g_byte_array_append(expected, end, sizeof(end));
    g_assert_cmpmem(stream->data, stream->len, expected->data, expected->len);
    ipsec_engine_free(engine);
}

static void test_truncated(void)
{
    IpsecEngine *second = test_engine(6);
    unsigned n;
    Bench b;

    bench_init(&b);
    for (n = 0; n < b.stream->len; n++) {
        assert_refused(second, b.stream->data, n);
    }
    g_byte_array_append(b.stream, (const guint8 *)"", 1);
    assert_refused(second, b.stream->data, b.stream->len);
    /* It is none the worse for all that. */
    g_assert_true(load(second, b.stream->data, b.stream->len - 1, NULL));
    ipsec_engine_free(second);
    bench_clear(&b);
}

/* Every byte changed: refused, or an engine that works. */
static void test_every_byte(void)
{
    IpsecEngine *second = test_engine(6);
    unsigned i, v, accepted = 0, refused = 0;
    Bench b;

    bench_init(&b);
    for (i = 0; i < b.stream->len; i++) {
        for (v = 1; v < 256; v = v * 2 + 1) {
            g_autoptr(GError) error = NULL;

            b.stream->data[i] ^= (uint8_t)v;
            if (load(second, b.stream->data, b.stream->len, &error)) {
                g_autoptr(GByteArray) frame = frame_of(&b.sa[0], 9);
                IpsecRxResult r;

                g_assert_no_error(error);
                g_assert_cmpuint(ipsec_engine_sa_count(second), ==, SAS);
                test_receive(second, frame, &r);
                ipsec_engine_reset(second);
                ipsec_engine_set_control(second, IPSECNIC_IPSEC_CTRL_ACTIVE |
                                         IPSECNIC_IPSEC_CTRL_ESP);
                accepted++;
            } else {
                g_assert_nonnull(error);
                g_assert_cmpuint(ipsec_engine_sa_count(second), ==, 0);
                refused++;
            }
            b.stream->data[i] ^= (uint8_t)v;
        }
    }
    g_test_message("%u accepted, %u refused", accepted, refused);
    g_assert_cmpuint(accepted, >, 0);
    g_assert_cmpuint(refused, >, 0);
    ipsec_engine_free(second);
    bench_clear(&b);
}

/* Each thing that a stream may not say, by the error that names it. */
static void test_hostile(void)
{
    static const struct {
        unsigned offset;
        uint32_t value;
        const char *error;
    } c[] = {
        { 0, 0x41535048, "not an SA stream" },
        { 4, 3, "version" },
        { 8, 7, "7 slots" },
        { 8, 0xffffffff, "slots" },
        { 12, 5, "5 SAs and 2 free slots" },
        { 12, 0xffffffff, "SAs" },
        { 16, 0xffffffff, "free slots" },
        { 20, 0x1000, "generation of slot 1" },
        { 20, 0x0fff1000, "generation of slot 1" },
        /* two free slots behind six generations */
        { 32, 0, "slot 0 cannot be free" },
        { 32, 7, "slot 7 cannot be free" },
        { 32, 6, "slot 6 cannot be free" },
        { 32, 2, "handle 0x2 is refused" },
        /* the first SA: its handle, state, failed[0] */
        { 40, 0, "handle 0x0 is refused" },
        { 40, 3, "handle 0x3 is refused" },
        { 40, 0x100002, "handle 0x100002 is refused" },
        { 40, 1, "handle 0x1 is refused" },
        { 40, 7, "handle 0x7 is refused" },
        { 44, 8, "impossible state" },
        { 64, 1, "impossible state" },
        /* its context: length, version, flags */
        { 136, 0, "status 32" },
        { 136, 0xffffffff, "status 32" },
        { 140, 0x00010002, "status 33" },
        { 144, 0x101, "status 35" },
    };
    IpsecEngine *second = test_engine(6);
    unsigned i;
    Bench b;

    bench_init(&b);
    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        g_autoptr(GError) error = NULL;
        uint8_t *p = b.stream->data + c[i].offset;
        uint8_t saved[4];

        memcpy(saved, p, 4);
        p[0] = (uint8_t)c[i].value;
        p[1] = (uint8_t)(c[i].value >> 8);
        p[2] = (uint8_t)(c[i].value >> 16);
        p[3] = (uint8_t)(c[i].value >> 24);
        g_assert_false(load(second, b.stream->data, b.stream->len, &error));
        g_assert_nonnull(error);
        g_test_message("%s", error->message);
        g_assert_nonnull(strstr(error->message, c[i].error));
        g_assert_cmpuint(ipsec_engine_sa_count(second), ==, 0);
        memcpy(p, saved, 4);
    }
    ipsec_engine_free(second);
    bench_clear(&b);
}

/* What the destination does not offer, it does not take. */
static void test_other_capabilities(void)
{
    IpsecCaps caps = test_caps(6);
    IpsecEngine *second;
    g_autoptr(GError) error = NULL;
    Bench b;

    bench_init(&b);
    caps.ipsec &= ~IPSECNIC_CAP_IPV6;
    second = ipsec_engine_new(&caps, NULL);
    g_assert_false(load(second, b.stream->data, b.stream->len, &error));
    g_assert_nonnull(strstr(error->message, "status 37"));
    ipsec_engine_free(second);
    g_clear_error(&error);

    caps = test_caps(5);
    second = ipsec_engine_new(&caps, NULL);
    g_assert_false(load(second, b.stream->data, b.stream->len, &error));
    g_assert_nonnull(strstr(error->message, "room for 5"));
    ipsec_engine_free(second);
    bench_clear(&b);
}

static void test_not_empty(void)
{
    g_autoptr(GError) error = NULL;
    Bench b;

    bench_init(&b);
    g_assert_false(load(b.engine, b.stream->data, b.stream->len, &error));
    g_assert_nonnull(error);
    /* what is there stays */
    g_assert_cmpuint(ipsec_engine_sa_count(b.engine), ==, SAS);
    bench_clear(&b);
}

/* What was flushed and not reaped yet is not saved, and its slots are free. */
static void test_flushed(void)
{
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_autoptr(GByteArray) reaped = g_byte_array_new();
    IpsecEngine *other = test_engine(6);
    Bench b;

    bench_init(&b);
    g_assert_cmpuint(ipsec_engine_flush(b.engine, true, true), >, 0);
    ipsec_engine_save(b.engine, stream);
    g_assert_false(ipsec_engine_reap(b.engine, 0));
    ipsec_engine_save(b.engine, reaped);
    g_assert_cmpmem(stream->data, stream->len, reaped->data, reaped->len);
    g_assert_true(ipsec_engine_load(other, stream->data, stream->len, NULL));
    g_assert_cmpuint(ipsec_engine_sa_count(other), ==, 0);
    ipsec_engine_free(other);
    bench_clear(&b);
}

#ifndef __SANITIZE_ADDRESS__
#define ENDLESS_SAS 1000000u

/* The stream of a million SAs, made as it is read. */
typedef struct Endless {
    uint64_t at;
    uint32_t sas;               /* given so far */
    TestSa sa;
    size_t length;              /* of one, with what is in front of it */
    uint8_t bytes[96 + IPSECNIC_SA_CTX_MAX];
} Endless;

static uint8_t endless_byte(Endless *e, uint64_t at)
{
    const uint32_t head[5] = { 0x41535049, 1, ENDLESS_SAS, ENDLESS_SAS, 0 };
    uint64_t start = sizeof(head) + 2 * (uint64_t)ENDLESS_SAS;
    uint32_t n;

    if (at < sizeof(head)) {
        return (uint8_t)(head[at / 4] >> at % 4 * 8);
    }
    if (at < start) {
        return 0;
    }
    n = (uint32_t)((at - start) / e->length) + 1;
    if (n != e->sas) {
        e->sas = n;
        e->sa.ctx.op[0].spi = 0x1000 + n;
        memset(e->bytes, 0, sizeof(e->bytes));
        ipsec_put_le32(e->bytes, n);
        test_sa_encode(&e->sa, e->bytes + 96);
    }
    return e->bytes[(at - start) % e->length];
}

static bool endless_read(void *opaque, uint8_t *data, size_t length)
{
    Endless *e = opaque;

    while (length--) {
        *data++ = endless_byte(e, e->at++);
    }
    return true;
}

static void load_endless(void)
{
    IpsecEngine *engine = test_engine(ENDLESS_SAS);
    g_autoptr(GError) error = NULL;
    Endless e = { 0 };

    test_sa_init(&e.sa, IPSECNIC_CIPHER_NONE, IPSECNIC_AUTH_MD5);
    e.length = 96 + test_sa_encode(&e.sa, e.bytes);
    test_memory_limit(48 << 20);
    g_assert_false(ipsec_engine_load_from(
        engine, 24 + ENDLESS_SAS * (2 + (uint64_t)e.length), endless_read, &e,
        &error));
    test_memory_unlimit();
    printf("%u SAs, then: %s\n", e.sas, error->message);
    g_assert_cmpuint(e.sas, >, 1000);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    ipsec_engine_free(engine);
}

/* A host without memory refuses the stream, and goes on. */
static void test_no_memory(void)
{
    if (test_in_little_memory(load_endless)) {
        g_test_trap_assert_stdout("*SAs, then: SA stream: *");
    }
}
#endif

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/state/round-trip", test_round_trip);
    g_test_add_func("/state/outbound", test_outbound);
    g_test_add_func("/state/packet-mode", test_packet_mode);
    g_test_add_func("/state/packet-hostile", test_packet_hostile);
    g_test_add_func("/state/next-handles", test_next_handles);
    g_test_add_func("/state/empty", test_empty);
    g_test_add_func("/state/form-of-version-1", test_form);
    g_test_add_func("/state/truncated-anywhere", test_truncated);
    g_test_add_func("/state/every-byte-changed", test_every_byte);
    g_test_add_func("/state/hostile", test_hostile);
    g_test_add_func("/state/other-capabilities", test_other_capabilities);
    g_test_add_func("/state/not-on-top-of-others", test_not_empty);
    g_test_add_func("/state/flushed-is-not-saved", test_flushed);
#ifndef __SANITIZE_ADDRESS__
    g_test_add_func("/state/no-memory-is-an-error", test_no_memory);
#endif
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The receive contract, for one portion
 */

#include <string.h>

#include "harness.h"

#define ACTIVE  IPSECNIC_IPSEC_CTRL_ACTIVE
#define ESP     IPSECNIC_IPSEC_CTRL_ESP
#define AH      IPSECNIC_IPSEC_CTRL_AH

/* An engine with one AES-128-GCM transport SA, and a good frame for it. */
typedef struct Bench {
    IpsecEngine *engine;
    TestSa sa;
    TestSeal seal;
    uint32_t handle;
    GByteArray *payload;
    GByteArray *frame;
} Bench;

static void bench_init_caps(Bench *b, const IpsecCaps *caps, bool ipv6)
{
    memset(b, 0, sizeof(*b));
    b->engine = ipsec_engine_new(caps, NULL);
    g_assert_nonnull(b->engine);
    ipsec_engine_set_control(b->engine, ACTIVE | ESP | AH);
    test_sa_init(&b->sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    if (ipv6) {
        test_sa_ipv6(&b->sa);
    }
    b->handle = test_sa_must_add(b->engine, &b->sa);
    b->seal.sa = &b->sa;
    b->seal.sequence = 1;
    b->seal.next_header = 17;
    b->seal.pad_length = -1;
    b->payload = test_payload(50);
    b->frame = test_esp_frame(&b->seal, b->payload);
}

static void bench_init(Bench *b)
{
    IpsecCaps caps = test_caps(8);

    bench_init_caps(b, &caps, false);
}

static void bench_clear(Bench *b)
{
    g_byte_array_unref(b->payload);
    g_byte_array_unref(b->frame);
    ipsec_engine_free(b->engine);
}

static void assert_good(const Bench *b, const GByteArray *frame,
                        const IpsecRxResult *r)
{
    g_assert_cmphex(r->oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r->reason, ==, 0);
    g_assert_cmpuint(r->sa_outer, ==, b->handle);
    g_assert_cmpmem(r->data, r->payload_offset, frame->data,
                    r->payload_offset);
    g_assert_cmpmem(r->data + r->payload_offset, b->payload->len,
                    b->payload->data, b->payload->len);
}

/* ------------------------------------------------------------------------
 * Switches
 */

static void test_r1_inactive(void)
{
    Bench b;
    IpsecRxResult r;

    bench_init(&b);
    ipsec_engine_set_control(b.engine, 0);
    test_receive(b.engine, b.frame, &r);
    test_assert_untouched(b.frame, &r, 0, IPSECNIC_REASON_INACTIVE);
    g_assert_cmpuint(r.sa_outer, ==, 0);
    g_assert_cmpuint(r.kind, ==, IPSECNIC_KIND_ESP);
    /* R2: configured is not yet active */
    ipsec_engine_set_control(b.engine, ESP | AH);
    test_receive(b.engine, b.frame, &r);
    test_assert_untouched(b.frame, &r, 0, IPSECNIC_REASON_INACTIVE);
    /* D8: the SA was kept */
    ipsec_engine_set_control(b.engine, ACTIVE | ESP);
    test_receive(b.engine, b.frame, &r);
    assert_good(&b, b.frame, &r);
    bench_clear(&b);
}

static void test_r1_new_engine(void)
{
    IpsecCaps caps = test_caps(8);
    IpsecRxResult r;
    Bench b;

    bench_init(&b);
    ipsec_engine_free(b.engine);
    b.engine = ipsec_engine_new(&caps, NULL);
    test_sa_must_add(b.engine, &b.sa);
    test_receive(b.engine, b.frame, &r);
    test_assert_untouched(b.frame, &r, 0, IPSECNIC_REASON_INACTIVE);
    bench_clear(&b);
}

static void test_r2_protocol_off(void)
{
    Bench b;
    IpsecRxResult r;

    bench_init(&b);
    ipsec_engine_set_control(b.engine, ACTIVE | AH);
    test_receive(b.engine, b.frame, &r);
    test_assert_untouched(b.frame, &r, 0, IPSECNIC_REASON_PROTOCOL_OFF);
    ipsec_engine_set_control(b.engine, ACTIVE | ESP);
    test_receive(b.engine, b.frame, &r);
    assert_good(&b, b.frame, &r);
    bench_clear(&b);
}

static void test_reset_deactivates(void)
{
    Bench b;
    IpsecRxResult r;

    bench_init(&b);
    ipsec_engine_reset(b.engine);
    test_receive(b.engine, b.frame, &r);
    test_assert_untouched(b.frame, &r, 0, IPSECNIC_REASON_INACTIVE);
    bench_clear(&b);
}

static void test_skip(void)
{
    Bench b;
    IpsecRxResult r;
    IpsecFrame f;

    bench_init(&b);
    ipsec_frame_parse(&f, b.frame->data, b.frame->len, IPSECNIC_ENCAP_8023);
    ipsec_engine_receive(b.engine, &f, IPSECNIC_REASON_NOT_OWN_MAC, &r);
    test_assert_untouched(b.frame, &r, 0, IPSECNIC_REASON_NOT_OWN_MAC);
    g_assert_true(r.data == b.frame->data);
    bench_clear(&b);
}

/* ------------------------------------------------------------------------
 * Reasons
 */

static void check_reason(IpsecEngine *engine, const char *hex, uint8_t kind,
                         uint8_t reason)
{
    g_autoptr(GByteArray) frame = test_unhex(hex);
    IpsecRxResult r;

    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, 0, reason);
    g_assert_cmpuint(r.kind, ==, kind);
    g_assert_cmpuint(r.sa_outer, ==, 0);
}

#define MACS "525400123456 020000000001 "
#define TO_2 "0a010001 0a010002 "

static void test_reasons(void)
{
    Bench b;

    bench_init(&b);
    check_reason(b.engine, MACS "0806 0001080006040001",
                 IPSECNIC_KIND_PLAIN, IPSECNIC_REASON_NOT_IPSEC);
    check_reason(b.engine, MACS "0800 45000018 00010000 40060000" TO_2
                 "00000000", IPSECNIC_KIND_PLAIN, IPSECNIC_REASON_NOT_IPSEC);
    check_reason(b.engine, MACS "0800 44000018 00010000 40320000" TO_2
                 "00000000", IPSECNIC_KIND_PLAIN, IPSECNIC_REASON_MALFORMED);
    check_reason(b.engine, MACS "0800 45000018 00012000 40320000" TO_2
                 "12345678 00000001", IPSECNIC_KIND_FRAGMENT,
                 IPSECNIC_REASON_FRAGMENT);
    check_reason(b.engine, MACS "0800 45000024 00010000 40110000" TO_2
                 "11941194 00100000 00000000 00000001", IPSECNIC_KIND_IKE,
                 IPSECNIC_REASON_IKE);
    check_reason(b.engine, MACS "0800 4500001d 00010000 40110000" TO_2
                 "11941194 00090000 ff", IPSECNIC_KIND_KEEPALIVE,
                 IPSECNIC_REASON_IKE);
    check_reason(b.engine, MACS "0800 4500001b 00010000 40320000" TO_2
                 "12345678 000000", IPSECNIC_KIND_ESP,
                 IPSECNIC_REASON_TRUNCATED);
    /* R4 */
    check_reason(b.engine, MACS "0800 4500001c 00010000 40320000" TO_2
                 "12345679 00000001", IPSECNIC_KIND_ESP,
                 IPSECNIC_REASON_NO_SA);
    bench_clear(&b);
}

/* What the frame is comes before the switches. */
static void test_reasons_while_inactive(void)
{
    Bench b;

    bench_init(&b);
    ipsec_engine_set_control(b.engine, 0);
    check_reason(b.engine, MACS "0806 0001080006040001",
                 IPSECNIC_KIND_PLAIN, IPSECNIC_REASON_NOT_IPSEC);
    check_reason(b.engine, MACS "0800 4500001c 00010000 40320000" TO_2
                 "12345679 00000001", IPSECNIC_KIND_ESP,
                 IPSECNIC_REASON_INACTIVE);
    bench_clear(&b);
}

/* A frame on its way somewhere else is not for this SA. */
static void test_source_routed(void)
{
    Bench b;
    IpsecRxResult r;
    GByteArray *frame;

    bench_init(&b);
    frame = b.frame;
    /* LSRR with one hop to go, in front of the ESP header */
    g_byte_array_set_size(frame, frame->len + 8);
    memmove(frame->data + 34 + 8, frame->data + 34, frame->len - 34 - 8);
    memcpy(frame->data + 34, "\x83\x07\x04\x0a\x01\x00\x02\x00", 8);
    frame->data[14] = 0x47;
    frame->data[17] = (uint8_t)(frame->data[17] + 8);
    test_receive(b.engine, frame, &r);
    test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_NO_SA);
    /* the pointer behind the last hop: arrived */
    frame->data[36] = 8;
    test_receive(b.engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    bench_clear(&b);
}

/* ------------------------------------------------------------------------
 * R6, D4: what was not offered
 */

static void insert_ipv4_option(GByteArray *frame)
{
    g_byte_array_set_size(frame, frame->len + 4);
    memmove(frame->data + 34 + 4, frame->data + 34, frame->len - 34 - 4);
    memcpy(frame->data + 34, "\x94\x04\x00\x00", 4);
    frame->data[14] = 0x46;
    frame->data[17] = (uint8_t)(frame->data[17] + 4);
    test_ipv4_checksum(frame->data + 14, 24);
}

static void insert_ext_header(GByteArray *frame)
{
    g_byte_array_set_size(frame, frame->len + 8);
    memmove(frame->data + 54 + 8, frame->data + 54, frame->len - 54 - 8);
    memcpy(frame->data + 54, "\x32\x00\x01\x04\x00\x00\x00\x00", 8);
    frame->data[20] = 60;
    frame->data[19] = (uint8_t)(frame->data[19] + 8);
}

static void check_capability(bool ipv6, uint32_t cap,
                             void (*change)(GByteArray *frame))
{
    IpsecCaps caps = test_caps(8);
    IpsecRxResult r;
    Bench b;

    /* offered */
    bench_init_caps(&b, &caps, ipv6);
    change(b.frame);
    test_receive(b.engine, b.frame, &r);
    assert_good(&b, b.frame, &r);
    bench_clear(&b);

    /* not offered */
    caps.ipsec &= ~cap;
    bench_init_caps(&b, &caps, ipv6);
    change(b.frame);
    /* D4: not even SaDeleteReq */
    ipsec_engine_request_delete(b.engine, b.handle);
    test_receive(b.engine, b.frame, &r);
    test_assert_untouched(b.frame, &r, 0, IPSECNIC_REASON_CAPABILITY);
    g_assert_cmpuint(r.sa_outer, ==, b.handle);
    g_assert_cmpuint(test_sa_query(b.engine, b.handle).skipped, ==, 1);
    g_assert_cmpuint(test_sa_query(b.engine, b.handle).packets, ==, 0);
    /* after the match: without an SA it is that which is missing */
    ipsec_engine_delete_sa(b.engine, b.handle);
    test_receive(b.engine, b.frame, &r);
    test_assert_untouched(b.frame, &r, 0, IPSECNIC_REASON_NO_SA);
    bench_clear(&b);
}

static void test_r6_ipv4_options(void)
{
    check_capability(false, IPSECNIC_CAP_IPV4_OPTIONS, insert_ipv4_option);
}

static void test_r6_ext_headers(void)
{
    check_capability(true, IPSECNIC_CAP_IPV6_EXT_HEADERS, insert_ext_header);
}

static void test_caps_wanted(void)
{
    IpsecCaps caps, all;
    IpsecEngine *engine;
    g_autoptr(GError) error = NULL;

    ipsec_caps_available(&all);
    /* what this library has on every supported system outside of FIPS mode */
    g_assert_cmphex(all.auth_algs, ==, UINT64_C(0xf0000003f));
    g_assert_cmphex(all.cipher_algs, ==, UINT64_C(0x7f000001ff));
    g_assert_cmphex(all.gcm_icv, ==, 1 << 8 | 1 << 12 | 1 << 16);
    g_assert_cmphex(all.encap, ==, 6);

    /* more than there is is left out */
    memset(&caps, 0xff, sizeof(caps));
    caps.tfc = true;
    caps.sa_capacity = IPSEC_SA_CAPACITY_MAX;
    caps.policy_capacity = all.policy_capacity;
    engine = ipsec_engine_new(&caps, &error);
    g_assert_no_error(error);
    g_assert_cmpmem(ipsec_engine_caps(engine), sizeof(all), &all, sizeof(all));
    ipsec_engine_free(engine);

    caps.sa_capacity = 0;
    g_assert_null(ipsec_engine_new(&caps, &error));
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, "capacity"));
    g_clear_error(&error);
    caps.sa_capacity = IPSEC_SA_CAPACITY_MAX + 1;
    g_assert_null(ipsec_engine_new(&caps, &error));
    g_assert_nonnull(error);
}

/* A capability goes with what it needs. */
static void test_caps_dependent(void)
{
    IpsecCaps caps = test_caps(1);
    IpsecEngine *engine;

    caps.ipsec &= ~(IPSECNIC_CAP_IPV6 | IPSECNIC_CAP_TUNNEL);
    engine = ipsec_engine_new(&caps, NULL);
    g_assert_cmphex(ipsec_engine_caps(engine)->ipsec &
                    (IPSECNIC_CAP_IPV6_EXT_HEADERS |
                     IPSECNIC_CAP_TRANSPORT_TUNNEL), ==, 0);
    g_assert_cmphex(ipsec_engine_caps(engine)->udp_esp &
                    ~(uint32_t)IPSECNIC_UDP_ESP_TRANSPORT, ==, 0);
    ipsec_engine_free(engine);

    caps = test_caps(1);
    caps.ipsec &= ~IPSECNIC_CAP_ESP;
    engine = ipsec_engine_new(&caps, NULL);
    g_assert_cmphex(ipsec_engine_caps(engine)->udp_esp, ==, 0);
    g_assert_cmphex(ipsec_engine_caps(engine)->cipher_algs, ==, 0);
    g_assert_cmphex(ipsec_engine_caps(engine)->gcm_icv, ==, 0);
    g_assert_cmphex(ipsec_engine_caps(engine)->ipsec & IPSECNIC_CAP_AH_ESP,
                    ==, 0);
    ipsec_engine_free(engine);

    caps = test_caps(1);
    caps.gcm_icv = 0;
    engine = ipsec_engine_new(&caps, NULL);
    g_assert_cmphex(ipsec_engine_caps(engine)->cipher_algs, ==,
                    UINT64_C(0x7f000001c7));
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * The descriptor
 */

static void test_vlan(void)
{
    static const uint8_t tags[] = { 0x88, 0xa8, 0x20, 0x03,
                                    0x81, 0x00, 0xa0, 0x05 };
    IpsecRxResult r;
    IpsecFrame f;
    Bench b;

    bench_init(&b);
    g_byte_array_set_size(b.frame, b.frame->len + 8);
    memmove(b.frame->data + 20, b.frame->data + 12, b.frame->len - 20);
    memcpy(b.frame->data + 12, tags, sizeof(tags));
    test_receive(b.engine, b.frame, &r);
    assert_good(&b, b.frame, &r);
    g_assert_cmpuint(r.l3_offset, ==, 22);
    g_assert_cmpuint(r.ipsec_offset, ==, 42);
    g_assert_cmpuint(r.payload_offset, ==, 58);
    ipsec_frame_parse(&f, b.frame->data, b.frame->len, IPSECNIC_ENCAP_8023);
    ipsec_engine_receive(b.engine, &f, 0, &r);
    test_assert_untouched(b.frame, &r, 0, IPSECNIC_REASON_NOT_IPSEC);
    bench_clear(&b);
}

static void test_d5_ipv4_checksum(void)
{
    Bench b;
    IpsecRxResult r;

    bench_init(&b);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L3(r.csum), ==, IPSECNIC_CSUM_GOOD);
    b.frame->data[24] ^= 0x55;
    test_receive(b.engine, b.frame, &r);
    g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L3(r.csum), ==, IPSECNIC_CSUM_BAD);
    /* It does not prevent processing. */
    assert_good(&b, b.frame, &r);
    /* of frames that are not IPsec, too */
    b.frame->data[23] = 6;
    test_receive(b.engine, b.frame, &r);
    g_assert_cmpuint(r.csum, ==, IPSECNIC_CSUM_BAD);
    test_ipv4_checksum(b.frame->data + 14, 20);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmpuint(r.csum, ==, IPSECNIC_CSUM_GOOD);
    bench_clear(&b);
}

/* RFC 1071, section 3, and RFC 791 headers seen elsewhere: those of RFC 3602 */
static void test_checksum_of_others(void)
{
    static const char *const headers[] = {
        "45000054 08f20000 4001f9fe c0a87b03 c0a87b64",
        "4500007c 08f20000 4032f9a5 c0a87b03 c0a87b64",
        "4500008c 09050000 4032f91e c0a87b03 c0a87bc8",
        "45000054 09040000 4001f988 c0a87b03 c0a87bc8",
    };
    IpsecEngine *engine = test_engine(1);
    unsigned i, k;

    for (i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autofree char *hex = g_strconcat(MACS "0800", headers[i], NULL);
        g_autoptr(GByteArray) frame = test_unhex(hex);
        IpsecRxResult r;

        test_receive(engine, frame, &r);
        g_assert_cmpuint(r.csum, ==, IPSECNIC_CSUM_GOOD);
        for (k = 0; k < 20; k++) {
            /* version and header length must stay */
            if (k == 0 || k == 2 || k == 3) {
                continue;
            }
            frame->data[14 + k] ^= 4;
            test_receive(engine, frame, &r);
            g_assert_cmpuint(r.csum, ==, IPSECNIC_CSUM_BAD);
            frame->data[14 + k] ^= 4;
        }
    }
    ipsec_engine_free(engine);
}

/* The inner header's is set aside for another feature: whatever it is, there
 * is no verdict on it. */
static void test_inner_checksum(void)
{
    Bench b;
    IpsecRxResult r;
    unsigned bad;

    bench_init(&b);
    ipsec_engine_flush(b.engine, true, true);
    b.sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    b.handle = test_sa_must_add(b.engine, &b.sa);
    for (bad = 0; bad < 2; bad++) {
        g_autoptr(GByteArray) inner = test_ip(&b.sa, 17, b.payload);
        g_autoptr(GByteArray) frame = NULL;

        inner->data[10] ^= (uint8_t)bad;
        b.seal.next_header = 4;
        frame = test_esp_frame(&b.seal, inner);
        test_receive(b.engine, frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        g_assert_cmpuint(r.inner_l3_offset, ==, r.payload_offset);
        g_assert_cmpuint(r.inner_ipsec_offset, ==, 0);
        g_assert_cmpuint(r.inner_reason, ==, 0);
        g_assert_cmpuint(r.csum, ==, IPSECNIC_CSUM_GOOD);
    }
    bench_clear(&b);
}

/* The longest frame that there is. */
static void test_longest_frame(void)
{
    static const uint64_t algorithms[][2] = {
        { IPSECNIC_CIPHER_AES_GCM_256, 0 },
        { IPSECNIC_CIPHER_AES_CBC_128, IPSECNIC_AUTH_SHA1 },
        { IPSECNIC_CIPHER_NONE, IPSECNIC_AUTH_SHA256 },
        { 0, IPSECNIC_AUTH_AES_GMAC_128 },
    };
    static const uint8_t tags[] = { 0x88, 0xa8, 0x20, 0x03,
                                    0x81, 0x00, 0xa0, 0x05 };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(algorithms); i++) {
        IpsecEngine *engine = test_engine(1);
        TestSa sa;
        TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 17,
                          .pad_length = -1 };
        g_autoptr(GByteArray) payload = test_payload(65468);
        g_autoptr(GByteArray) frame = NULL;
        IpsecRxResult r;
        unsigned end;

        test_sa_init(&sa, algorithms[i][0], algorithms[i][1]);
        test_sa_must_add(engine, &sa);
        frame = test_esp_frame(&seal, payload);
        g_byte_array_set_size(frame, frame->len + 8);
        memmove(frame->data + 20, frame->data + 12, frame->len - 20);
        memcpy(frame->data + 12, tags, sizeof(tags));
        g_assert_cmpuint(frame->len, <=, IPSECNIC_MAX_FRAME);
        /* filled up with what follows the IP packet */
        end = frame->len;
        g_byte_array_set_size(frame, IPSECNIC_MAX_FRAME);
        memset(frame->data + end, 0xee, frame->len - end);
        test_receive(engine, frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        g_assert_cmpmem(r.data + r.payload_offset, payload->len,
                        payload->data, payload->len);
        ipsec_engine_free(engine);
    }
}

/* Data that did not change is not copied. */
static void test_no_copy(void)
{
    static const uint64_t algorithms[][2] = {
        { IPSECNIC_CIPHER_NONE, IPSECNIC_AUTH_SHA1 },
        { 0, IPSECNIC_AUTH_AES_GMAC_128 },
    };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(algorithms); i++) {
        IpsecEngine *engine = test_engine(1);
        TestSa sa;
        TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 17,
                          .pad_length = -1 };
        g_autoptr(GByteArray) payload = test_payload(100);
        g_autoptr(GByteArray) frame = NULL;
        IpsecRxResult r;
        IpsecFrame f;

        test_sa_init(&sa, algorithms[i][0], algorithms[i][1]);
        test_sa_must_add(engine, &sa);
        frame = test_esp_frame(&seal, payload);
        ipsec_frame_parse(&f, frame->data, frame->len, IPSECNIC_ENCAP_8023);
        ipsec_engine_receive(engine, &f, 0, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        g_assert_true(r.data == frame->data);
        ipsec_engine_free(engine);
    }
}

/* ------------------------------------------------------------------------
 * D11 and limits
 */

static void test_r15_operator(void)
{
    Bench b;
    IpsecRxResult r;
    const uint32_t ask = IPSECNIC_OOB_SA_DELETE_REQ;

    bench_init(&b);
    g_assert_cmpuint(ipsec_engine_request_delete(b.engine, b.handle), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmphex(test_sa_query(b.engine, b.handle).state, ==,
                    IPSECNIC_SA_STATE_DELETE_REQ);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0) | ask);
    g_assert_cmpuint(r.limits.count, ==, 0);
    /* R18: it goes on working; failures ask as well */
    b.frame->data[60] ^= 1;
    test_receive(b.engine, b.frame, &r);
    test_assert_untouched(
        b.frame, &r,
        TEST_WORD(1, 0, IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED) | ask, 0);
    b.frame->data[60] ^= 1;
    /* until it is deleted */
    ipsec_engine_delete_sa(b.engine, b.handle);
    b.handle = test_sa_must_add(b.engine, &b.sa);
    test_receive(b.engine, b.frame, &r);
    assert_good(&b, b.frame, &r);
    bench_clear(&b);
}

/* Faults that are asked for: each status, and nothing passes unchecked. */
static void test_faults_on_demand(void)
{
    Bench b;
    IpsecRxResult r;
    uint32_t status;

    bench_init(&b);
    g_assert_false(ipsec_engine_set_fault(b.engine, 0, 1));
    g_assert_false(ipsec_engine_set_fault(b.engine, 8, 1));
    g_assert_cmpuint(ipsec_engine_fault_status(b.engine), ==, 0);
    g_assert_cmpuint(ipsec_engine_fault_count(b.engine), ==, 0);
    for (status = 1; status <= 7; status++) {
        g_assert_true(ipsec_engine_set_fault(b.engine, status, 2));
        g_assert_cmpuint(ipsec_engine_fault_status(b.engine), ==, status);
        test_receive(b.engine, b.frame, &r);
        test_assert_untouched(b.frame, &r, TEST_WORD(1, 0, status), 0);
        g_assert_cmpuint(r.sa_outer, ==, b.handle);
        g_assert_cmpuint(ipsec_engine_fault_count(b.engine), ==, 1);
        /* Those with no SA do not count. */
        b.frame->data[34] ^= 1;
        test_receive(b.engine, b.frame, &r);
        g_assert_cmphex(r.oob, ==, 0);
        b.frame->data[34] ^= 1;
        test_receive(b.engine, b.frame, &r);
        test_assert_untouched(b.frame, &r, TEST_WORD(1, 0, status), 0);
        test_receive(b.engine, b.frame, &r);
        assert_good(&b, b.frame, &r);
        g_assert_cmpuint(test_sa_query(b.engine, b.handle).failed[status], ==,
                         2);
        g_assert_cmpuint(test_sa_query(b.engine, b.handle).packets, ==,
                         status);
    }
    bench_clear(&b);
}

static void check_limits(const TestSa *sa, const uint32_t expected[12][2])
{
    IpsecEngine *engine = test_engine(1);
    uint32_t handle = test_sa_must_add(engine, sa);
    TestSeal seal = { .sa = sa, .next_header = 17, .pad_length = -1 };
    g_autoptr(GByteArray) payload = test_payload(50);
    bool asked = false;
    unsigned i;

    /* 20 IP + 8 ESP + 8 IV + 50 + 2 + 16 ICV: 104 bytes a packet */
    for (i = 0; i < 12; i++) {
        g_autoptr(GByteArray) frame = NULL;
        IpsecRxResult r;
        unsigned n;

        seal.sequence++;
        frame = test_esp_frame(&seal, payload);
        g_assert_cmpuint(frame->len, ==, 14 + 104);
        test_receive(engine, frame, &r);
        for (n = 0; n < 2 && expected[i][n]; n++) {
            g_assert_cmpuint(r.limits.count, >, n);
            g_assert_cmpuint(r.limits.at[n].handle, ==, handle);
            g_assert_cmpuint(r.limits.at[n].limit, ==, expected[i][n]);
            asked = true;
        }
        g_assert_cmpuint(r.limits.count, ==, n);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0) |
                        (asked ? IPSECNIC_OOB_SA_DELETE_REQ : 0));
    }
    ipsec_engine_free(engine);
}

static void test_packet_limits(void)
{
    static const uint32_t expected[12][2] = {
        [4] = { IPSECNIC_LIMIT_SOFT_PACKETS },
        [6] = { IPSECNIC_LIMIT_HARD_PACKETS },
    };
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    sa.ctx.soft_packets = 5;
    sa.ctx.hard_packets = 7;
    check_limits(&sa, expected);
}

static void test_byte_limits(void)
{
    /* reached in the 3rd packet (208 < 209 <= 312) and exactly by the 8th */
    static const uint32_t expected[12][2] = {
        [2] = { IPSECNIC_LIMIT_SOFT_BYTES },
        [7] = { IPSECNIC_LIMIT_HARD_BYTES },
    };
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    sa.ctx.soft_bytes = 209;
    sa.ctx.hard_bytes = 8 * 104;
    check_limits(&sa, expected);
}

static void test_limits_together(void)
{
    static const uint32_t expected[12][2] = {
        [1] = { IPSECNIC_LIMIT_SOFT_PACKETS, IPSECNIC_LIMIT_SOFT_BYTES },
        [9] = { IPSECNIC_LIMIT_HARD_PACKETS, IPSECNIC_LIMIT_HARD_BYTES },
    };
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    sa.ctx.soft_packets = 2;
    sa.ctx.soft_bytes = 105;
    sa.ctx.hard_packets = 10;
    sa.ctx.hard_bytes = 1040;
    check_limits(&sa, expected);
}

/* A hard limit alone asks for the deletion too, or nobody would. */
static void test_hard_limit_alone(void)
{
    static const uint32_t expected[12][2] = {
        [0] = { IPSECNIC_LIMIT_HARD_PACKETS },
    };
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    sa.ctx.hard_packets = 1;
    check_limits(&sa, expected);
}

static void test_limits_count_passed(void)
{
    Bench b;
    IpsecRxResult r;
    unsigned i;

    bench_init(&b);
    ipsec_engine_flush(b.engine, true, true);
    b.sa.ctx.soft_packets = 2;
    b.handle = test_sa_must_add(b.engine, &b.sa);
    b.frame->data[60] ^= 1;
    for (i = 0; i < 10; i++) {
        test_receive(b.engine, b.frame, &r);
        g_assert_cmpuint(r.limits.count, ==, 0);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 3));
    }
    g_assert_cmpuint(test_sa_query(b.engine, b.handle).failed[3], ==, 10);
    g_assert_cmpuint(test_sa_query(b.engine, b.handle).bytes, ==, 0);
    bench_clear(&b);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/engine/r1-inactive", test_r1_inactive);
    g_test_add_func("/engine/r1-new-engine", test_r1_new_engine);
    g_test_add_func("/engine/r2-protocol-off", test_r2_protocol_off);
    g_test_add_func("/engine/reset-deactivates", test_reset_deactivates);
    g_test_add_func("/engine/skip", test_skip);
    g_test_add_func("/engine/r4-r24-r25-reasons", test_reasons);
    g_test_add_func("/engine/reasons-while-inactive",
                    test_reasons_while_inactive);
    g_test_add_func("/engine/source-routed-is-not-for-here",
                    test_source_routed);
    g_test_add_func("/engine/r6-ipv4-options", test_r6_ipv4_options);
    g_test_add_func("/engine/r6-ext-headers", test_r6_ext_headers);
    g_test_add_func("/engine/caps-wanted", test_caps_wanted);
    g_test_add_func("/engine/caps-dependent", test_caps_dependent);
    g_test_add_func("/engine/vlan", test_vlan);
    g_test_add_func("/engine/d5-ipv4-checksum", test_d5_ipv4_checksum);
    g_test_add_func("/engine/checksum-of-others", test_checksum_of_others);
    g_test_add_func("/engine/no-inner-checksum", test_inner_checksum);
    g_test_add_func("/engine/longest-frame", test_longest_frame);
    g_test_add_func("/engine/no-copy-without-decryption", test_no_copy);
    g_test_add_func("/engine/r15-r18-operator", test_r15_operator);
    g_test_add_func("/engine/r10-faults-on-demand", test_faults_on_demand);
    g_test_add_func("/engine/d11-packet-limits", test_packet_limits);
    g_test_add_func("/engine/d11-byte-limits", test_byte_limits);
    g_test_add_func("/engine/d11-limits-together", test_limits_together);
    g_test_add_func("/engine/d11-hard-limit-alone", test_hard_limit_alone);
    g_test_add_func("/engine/d11-limits-count-what-passed",
                    test_limits_count_passed);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two portions in one packet, and ESP in UDP
 */

#include <string.h>

#include "harness.h"
#include "mishap.h"

#define GCM     IPSECNIC_CIPHER_AES_GCM_128
#define CBC     IPSECNIC_CIPHER_AES_CBC_256
#define SHA1    IPSECNIC_AUTH_SHA1
#define GMAC    IPSECNIC_AUTH_AES_GMAC_256

#define OUTER_SPI   0x0aaaaaaau
#define INNER_SPI   0x0bbbbbbbu

#define TUNNEL_ESP_FAILED       IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED
#define TRANSPORT_ESP_FAILED    IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED
#define SYNTAX                  IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX

/* A tunnel, a transport SA inside it, and a packet that goes through both. */
typedef struct Bench {
    IpsecEngine *engine;
    TestSa outer;
    TestSa inner;
    uint32_t outer_handle;
    uint32_t inner_handle;
    GByteArray *payload;
    GByteArray *inner_packet;
    GByteArray *frame;
} Bench;

static GByteArray *esp_packet(const TestSa *sa, uint8_t next_header,
                              const GByteArray *inside, bool udp,
                              uint16_t port)
{
    TestSeal seal = { .sa = sa, .sequence = 9, .next_header = next_header,
                      .pad_length = -1 };
    g_autoptr(GByteArray) esp = test_esp(&seal, inside);
    g_autoptr(GByteArray) datagram = NULL;

    if (!udp) {
        return test_ip(sa, 50, esp);
    }
    datagram = test_udp(sa, 54321, port, esp, false);
    return test_ip(sa, 17, datagram);
}

static uint8_t version_number(const TestSa *sa)
{
    return sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 41 : 4;
}

static void bench_frame(Bench *b)
{
    g_autoptr(GByteArray) packet = NULL;

    if (b->inner_packet) {
        g_byte_array_unref(b->inner_packet);
        g_byte_array_unref(b->frame);
    }
    b->inner_packet = esp_packet(&b->inner, 17, b->payload,
                                 b->inner.ctx.encap != 0, 4500);
    packet = esp_packet(&b->outer, version_number(&b->inner),
                        b->inner_packet, b->outer.ctx.encap != 0, 4500);
    b->frame = test_ethernet(packet);
}

static void bench_init_caps(Bench *b, const IpsecCaps *caps, uint64_t outer,
                            uint64_t outer_auth, uint64_t inner,
                            uint64_t inner_auth)
{
    static const uint8_t src[] = { 192, 168, 1, 1 }, dst[] = { 192, 168, 1, 2 };

    memset(b, 0, sizeof(*b));
    b->engine = ipsec_engine_new(caps, NULL);
    ipsec_engine_set_control(b->engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP |
                             IPSECNIC_IPSEC_CTRL_AH);
    test_sa_init(&b->outer, outer, outer_auth);
    b->outer.ctx.op[0].spi = OUTER_SPI;
    b->outer.ctx.mode = IPSECNIC_MODE_TUNNEL;
    test_sa_init(&b->inner, inner, inner_auth);
    b->inner.ctx.op[0].spi = INNER_SPI;
    b->inner.keys[0][0][0] ^= 0x5a;
    b->inner.keys[0][1][0] ^= 0x5a;
    memcpy(b->inner.ctx.src, src, sizeof(src));
    memcpy(b->inner.ctx.dst, dst, sizeof(dst));
    b->payload = test_payload(80);
}

static void bench_init(Bench *b)
{
    IpsecCaps caps = test_caps(8);

    bench_init_caps(b, &caps, GCM, 0, CBC, SHA1);
}

static void bench_add(Bench *b)
{
    b->outer_handle = test_sa_must_add(b->engine, &b->outer);
    b->inner_handle = test_sa_must_add(b->engine, &b->inner);
    bench_frame(b);
}

static void bench_clear(Bench *b)
{
    g_byte_array_unref(b->payload);
    if (b->inner_packet) {
        g_byte_array_unref(b->inner_packet);
        g_byte_array_unref(b->frame);
    }
    ipsec_engine_free(b->engine);
}

/* The outer portion is decrypted: its payload is the inner packet. */
static void assert_outer_open(const Bench *b, const IpsecRxResult *r)
{
    unsigned start = r->inner_l3_offset;

    g_assert_cmpuint(r->sa_outer, ==, b->outer_handle);
    g_assert_cmpuint(start, !=, 0);
    g_assert_cmpmem(r->data, start, b->frame->data, start);
}

/* And everything inside it is as it came. */
static void assert_inner_untouched(const Bench *b, const IpsecRxResult *r)
{
    assert_outer_open(b, r);
    g_assert_cmpmem(r->data + r->inner_l3_offset, b->inner_packet->len,
                    b->inner_packet->data, b->inner_packet->len);
    g_assert_cmpuint(r->payload_offset, ==, r->inner_l3_offset);
}

static void assert_both_open(const Bench *b, const IpsecRxResult *r)
{
    unsigned inner_header = r->payload_offset - r->inner_l3_offset;

    assert_outer_open(b, r);
    g_assert_cmpuint(r->sa_inner, ==, b->inner_handle);
    g_assert_cmpuint(r->inner_reason, ==, 0);
    g_assert_cmpmem(r->data + r->inner_l3_offset, inner_header,
                    b->inner_packet->data, inner_header);
    g_assert_cmpmem(r->data + r->payload_offset, b->payload->len,
                    b->payload->data, b->payload->len);
    g_assert_cmpuint(IPSECNIC_HEADER_NEXT_HEADER(r->header_info), ==, 17);
}

/* ------------------------------------------------------------------------
 * R8, R26
 */

static void test_r26_both_good(void)
{
    static const uint64_t c[][2] = {
        { GCM, 0 }, { CBC, SHA1 }, { 0, GMAC },
        { IPSECNIC_CIPHER_NONE, IPSECNIC_AUTH_MD5 },
    };
    IpsecCaps caps = test_caps(8);
    unsigned o, i, families;

    for (o = 0; o < G_N_ELEMENTS(c); o++) {
        for (i = 0; i < G_N_ELEMENTS(c); i++) {
            for (families = 0; families < 4; families++) {
                IpsecRxResult r;
                Bench b;

                bench_init_caps(&b, &caps, c[o][0], c[o][1], c[i][0],
                                c[i][1]);
                if (families & 1) {
                    test_sa_ipv6(&b.outer);
                }
                if (families & 2) {
                    test_sa_ipv6(&b.inner);
                }
                bench_add(&b);
                test_receive(b.engine, b.frame, &r);
                g_assert_cmphex(r.oob, ==, TEST_WORD(1, 1, 0));
                assert_both_open(&b, &r);
                g_assert_cmpuint(r.inner_ipsec_offset, ==,
                                 r.inner_l3_offset +
                                 (families & 2 ? 40 : 20));
                g_assert_cmpuint(r.csum, ==, families & 1 ?
                                 IPSECNIC_CSUM_UNKNOWN : IPSECNIC_CSUM_GOOD);
                g_assert_cmpuint(test_sa_query(b.engine,
                                               b.outer_handle).bytes, ==,
                                 b.frame->len - 14);
                g_assert_cmpuint(test_sa_query(b.engine,
                                               b.inner_handle).bytes, ==,
                                 b.inner_packet->len);
                bench_clear(&b);
            }
        }
    }
}

/* Every byte of the outer packet: status 5 and nothing inside is reached. */
static void test_outer_bad(void)
{
    IpsecRxResult r;
    unsigned i;
    Bench b;

    bench_init(&b);
    bench_add(&b);
    for (i = 34 + 4; i < b.frame->len; i++) {
        b.frame->data[i] ^= 1;
        test_receive(b.engine, b.frame, &r);
        test_assert_untouched(b.frame, &r,
                              TEST_WORD(1, 0, TUNNEL_ESP_FAILED), 0);
        g_assert_cmpuint(r.sa_inner, ==, 0);
        b.frame->data[i] ^= 1;
    }
    g_assert_cmpuint(test_sa_query(b.engine, b.inner_handle).packets, ==, 0);
    bench_clear(&b);
}

/* D16: tunnel good, inner bad */
static void test_d16_inner_bad(void)
{
    static const uint64_t c[][2] = {
        { GCM, 0 }, { CBC, SHA1 }, { 0, GMAC },
    };
    IpsecCaps caps = test_caps(8);
    unsigned o, n, i;

    for (o = 0; o < G_N_ELEMENTS(c); o++) {
        for (n = 0; n < G_N_ELEMENTS(c); n++) {
            IpsecRxResult r;
            Bench b;

            bench_init_caps(&b, &caps, c[o][0], c[o][1], c[n][0], c[n][1]);
            bench_add(&b);
            /* the sender of the inner packet has it wrong, not the outer */
            for (i = 24; i < b.inner_packet->len; i++) {
                g_autoptr(GByteArray) packet = NULL;

                b.inner_packet->data[i] ^= 1;
                packet = esp_packet(&b.outer, 4, b.inner_packet, false, 0);
                g_byte_array_unref(b.frame);
                b.frame = test_ethernet(packet);
                test_receive(b.engine, b.frame, &r);
                g_assert_cmphex(r.oob, ==,
                                TEST_WORD(1, 1, TRANSPORT_ESP_FAILED));
                assert_inner_untouched(&b, &r);
                g_assert_cmpuint(r.sa_inner, ==, b.inner_handle);
                /* D10: the innermost that was verified */
                g_assert_cmpuint(IPSECNIC_HEADER_NEXT_HEADER(r.header_info),
                                 ==, 4);
                b.inner_packet->data[i] ^= 1;
            }
            bench_clear(&b);
        }
    }
}

static void test_d16_inner_missing(void)
{
    IpsecRxResult r;
    Bench b;

    bench_init(&b);
    b.outer_handle = test_sa_must_add(b.engine, &b.outer);
    bench_frame(&b);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.reason, ==, 0);
    g_assert_cmpuint(r.inner_reason, ==, IPSECNIC_REASON_NO_SA);
    g_assert_cmpuint(r.sa_inner, ==, 0);
    g_assert_cmpuint(r.inner_ipsec_offset, ==, r.inner_l3_offset + 20);
    assert_inner_untouched(&b, &r);
    bench_clear(&b);
}

static void test_d16_not_offered(void)
{
    IpsecCaps caps = test_caps(8);
    IpsecRxResult r;
    Bench b;

    caps.ipsec &= ~IPSECNIC_CAP_TRANSPORT_TUNNEL;
    bench_init_caps(&b, &caps, GCM, 0, CBC, SHA1);
    bench_add(&b);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.inner_reason, ==, IPSECNIC_REASON_CAPABILITY);
    assert_inner_untouched(&b, &r);
    g_assert_cmpuint(test_sa_query(b.engine, b.inner_handle).skipped, ==, 1);
    bench_clear(&b);
}

/* The combination is tunnel and transport, not two tunnels. */
static void test_tunnel_in_tunnel(void)
{
    IpsecRxResult r;
    Bench b;

    bench_init(&b);
    b.inner.ctx.mode = IPSECNIC_MODE_TUNNEL;
    bench_add(&b);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.inner_reason, ==, IPSECNIC_REASON_CAPABILITY);
    assert_inner_untouched(&b, &r);
    bench_clear(&b);
}

/* Within a transport portion nothing is looked for. */
static void test_transport_is_not_entered(void)
{
    IpsecRxResult r;
    Bench b;

    bench_init(&b);
    b.outer.ctx.mode = IPSECNIC_MODE_TRANSPORT;
    bench_add(&b);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.inner_l3_offset, ==, 0);
    g_assert_cmpuint(r.inner_reason, ==, 0);
    bench_clear(&b);
}

/* What else may be in a tunnel */
static void test_inner_reasons(void)
{
    static const struct {
        const char *packet;
        uint8_t reason;
        bool l3;
    } c[] = {
        { "45000018 00010000 40060000 c0a80101 c0a80102 00000000",
          0, true },
        { "45000018 00012000 40320000 c0a80101 c0a80102 0bbbbbbb",
          IPSECNIC_REASON_FRAGMENT, true },
        { "45000018 00010000 40320000 c0a80101 c0a80102 0bbbbbbb",
          IPSECNIC_REASON_TRUNCATED, true },
        { "44000018 00010000 40320000 c0a80101 c0a80102 0bbbbbbb",
          IPSECNIC_REASON_MALFORMED, true },
        { "45000024 00010000 40110000 c0a80101 c0a80102 "
          "11941194 00100000 00000000 00000001", IPSECNIC_REASON_IKE, true },
        { "45000018 0001", IPSECNIC_REASON_MALFORMED, false },
        { "", IPSECNIC_REASON_MALFORMED, false },
    };
    unsigned i;
    Bench b;

    bench_init(&b);
    bench_add(&b);
    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        g_autoptr(GByteArray) inside = test_unhex(c[i].packet);
        g_autoptr(GByteArray) packet = esp_packet(&b.outer, 4, inside, false,
                                                  0);
        g_autoptr(GByteArray) frame = test_ethernet(packet);
        IpsecRxResult r;

        test_receive(b.engine, frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        g_assert_cmpuint(r.inner_reason, ==, c[i].reason);
        g_assert_cmpint(r.inner_l3_offset != 0, ==, c[i].l3);
        g_assert_cmpmem(r.data + r.payload_offset, inside->len, inside->data,
                        inside->len);
    }
    bench_clear(&b);
}

/* The inner IP length beyond what the tunnel holds: 6, and the tunnel's
 * trailer and ICV are not taken for payload. */
static void test_inner_length(void)
{
    IpsecRxResult r;
    unsigned more;
    Bench b;

    bench_init(&b);
    bench_add(&b);
    for (more = 1; more < 40; more++) {
        g_autoptr(GByteArray) packet = NULL;
        uint8_t length = b.inner_packet->data[3];

        b.inner_packet->data[3] = (uint8_t)(length + more);
        packet = esp_packet(&b.outer, 4, b.inner_packet, false, 0);
        g_byte_array_unref(b.frame);
        b.frame = test_ethernet(packet);
        test_receive(b.engine, b.frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 1, SYNTAX));
        assert_inner_untouched(&b, &r);
        b.inner_packet->data[3] = length;
    }
    bench_clear(&b);
}

/* AH outside, AH inside */
static void test_ah_portions(void)
{
    IpsecCaps caps = test_caps(8);
    IpsecRxResult r;
    unsigned i;
    Bench b;

    /* AH transport in an ESP tunnel: made with Scapy 2.5.0, see test-ah.c */
    g_autoptr(GByteArray) ah = test_unhex(
        "45120051000740003f33275d0a0100010a010002"
        "110400001234567800000005b1ba0977d2c107e10bc84481303900350025d95e"
        "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d");
    g_autoptr(GByteArray) packet = NULL, frame = NULL;
    TestSa sa;

    bench_init_caps(&b, &caps, GCM, 0, CBC, SHA1);
    b.outer_handle = test_sa_must_add(b.engine, &b.outer);
    test_sa_init(&sa, 0, 0);
    test_sa_op(&sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, SHA1);
    b.inner_handle = test_sa_must_add(b.engine, &sa);
    packet = esp_packet(&b.outer, 4, ah, false, 0);
    frame = test_ethernet(packet);
    test_receive(b.engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 1, 0));
    g_assert_cmpuint(r.sa_inner, ==, b.inner_handle);
    g_assert_cmpmem(r.data + r.inner_l3_offset, ah->len, ah->data, ah->len);
    /* AH has no trailer: header_info is that of the ESP around it */
    g_assert_cmpuint(IPSECNIC_HEADER_NEXT_HEADER(r.header_info), ==, 4);
    g_assert_cmpuint(r.payload_offset, ==, r.inner_l3_offset + 20 + 24);

    for (i = 20 + 12; i < ah->len; i++) {
        g_autoptr(GByteArray) bad = NULL, bad_frame = NULL;

        ah->data[i] ^= 1;
        bad = esp_packet(&b.outer, 4, ah, false, 0);
        bad_frame = test_ethernet(bad);
        test_receive(b.engine, bad_frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(
            1, 1, IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED));
        g_assert_cmpmem(r.data + r.inner_l3_offset, ah->len, ah->data,
                        ah->len);
        ah->data[i] ^= 1;
    }
    bench_clear(&b);
}

/* ESP transport in an AH tunnel, which is not decrypted */
static void test_esp_in_ah_tunnel(void)
{
    IpsecCaps caps = test_caps(8);
    g_autoptr(GByteArray) body = g_byte_array_new();
    g_autoptr(GByteArray) ip = NULL, bare = g_byte_array_new();
    g_autoptr(GByteArray) masked = g_byte_array_new();
    g_autoptr(GByteArray) sealed = NULL;
    TestSeal seal = { .sequence = 4, .next_header = 4 };
    IpsecRxResult r;
    Bench b;

    bench_init_caps(&b, &caps, 0, SHA1, CBC, SHA1);
    test_sa_op(&b.outer, 0, IPSECNIC_OP_AH, OUTER_SPI, 0, SHA1);
    b.outer_handle = test_sa_must_add(b.engine, &b.outer);
    b.inner_handle = test_sa_must_add(b.engine, &b.inner);
    seal.sa = &b.outer;
    b.inner_packet = esp_packet(&b.inner, 17, b.payload, false, 0);
    g_byte_array_set_size(body, 24 + b.inner_packet->len);
    ip = test_ip(&b.outer, 51, body);
    g_byte_array_append(bare, ip->data, 20);
    g_byte_array_append(bare, b.inner_packet->data, b.inner_packet->len);
    g_byte_array_append(masked, bare->data, bare->len);
    masked->data[8] = masked->data[10] = masked->data[11] = 0;
    sealed = test_ah(&seal, bare, masked, 20, 24);
    b.frame = test_ethernet(sealed);

    test_receive(b.engine, b.frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 1, 0));
    assert_both_open(&b, &r);
    /* what was not AH's to know */
    b.frame->data[b.frame->len - 1] ^= 1;
    test_receive(b.engine, b.frame, &r);
    test_assert_untouched(b.frame, &r, TEST_WORD(
        1, 0, IPSECNIC_CRYPTO_TUNNEL_AH_AUTH_FAILED), 0);
    bench_clear(&b);
}

static void test_delete_requests(void)
{
    unsigned which;

    for (which = 0; which < 2; which++) {
        IpsecRxResult r;
        Bench b;

        bench_init(&b);
        bench_add(&b);
        ipsec_engine_request_delete(b.engine, which ? b.inner_handle :
                                                      b.outer_handle);
        test_receive(b.engine, b.frame, &r);
        g_assert_cmphex(r.oob, ==,
                        TEST_WORD(1, 1, 0) | IPSECNIC_OOB_SA_DELETE_REQ);
        bench_clear(&b);
    }
}

/* All eight limits in one frame */
static void test_all_limits(void)
{
    TestSa *sa[2];
    IpsecRxResult r;
    unsigned i;
    Bench b;

    bench_init(&b);
    sa[0] = &b.outer;
    sa[1] = &b.inner;
    for (i = 0; i < 2; i++) {
        sa[i]->ctx.soft_packets = 1;
        sa[i]->ctx.hard_packets = 1;
        sa[i]->ctx.soft_bytes = 1;
        sa[i]->ctx.hard_bytes = 1;
    }
    bench_add(&b);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmpuint(r.limits.count, ==, 8);
    for (i = 0; i < 8; i++) {
        g_assert_cmpuint(r.limits.at[i].handle, ==,
                         i < 4 ? b.outer_handle : b.inner_handle);
    }
    test_receive(b.engine, b.frame, &r);
    g_assert_cmpuint(r.limits.count, ==, 0);
    bench_clear(&b);
}

/* Who asks for plaintext that nobody vouches for gets it: what failed counts as
 * good as well, and what was good counts once. */
static void test_unchecked_counts_once(void)
{
    IpsecFrame f;
    IpsecRxResult r;
    unsigned bytes, i;
    Bench b;

    bench_init(&b);
    b.outer.ctx.soft_packets = 1;
    b.outer.ctx.hard_packets = 2;
    b.inner.ctx.soft_bytes = 1;
    bench_add(&b);
    bytes = b.frame->len - 14;
    /* The ICV of the inner portion, before the outer one is sealed around it */
    b.inner_packet->data[b.inner_packet->len - 1] ^= 1;
    g_byte_array_unref(b.frame);
    {
        g_autoptr(GByteArray) packet = esp_packet(&b.outer, 4, b.inner_packet,
                                                  false, 0);

        b.frame = test_ethernet(packet);
    }
    ipsec_engine_parse(b.engine, &f, b.frame->data, b.frame->len);
    ipsec_engine_receive(b.engine, &f, 0, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 1, TRANSPORT_ESP_FAILED) |
                    IPSECNIC_OOB_SA_DELETE_REQ);
    g_assert_cmpuint(r.limits.count, ==, 1);
    for (i = 0; i < 2; i++) {
        IpsecSaInfo outer, inner;

        ipsec_engine_receive_unchecked(b.engine, &f, &r);
        /* Of what is good now, nothing more comes. */
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 1, 0) |
                        IPSECNIC_OOB_SA_DELETE_REQ);
        assert_both_open(&b, &r);
        g_assert_cmpuint(r.limits.count, ==, 2);
        g_assert_cmpuint(r.limits.at[0].handle, ==, b.outer_handle);
        g_assert_cmpuint(r.limits.at[0].limit, ==,
                         IPSECNIC_LIMIT_SOFT_PACKETS);
        g_assert_cmpuint(r.limits.at[1].handle, ==, b.inner_handle);
        g_assert_cmpuint(r.limits.at[1].limit, ==, IPSECNIC_LIMIT_SOFT_BYTES);
        outer = test_sa_query(b.engine, b.outer_handle);
        inner = test_sa_query(b.engine, b.inner_handle);
        g_assert_cmpuint(outer.packets, ==, 1);
        g_assert_cmpuint(outer.bytes, ==, bytes);
        g_assert_cmpuint(inner.packets, ==, 1);
        g_assert_cmpuint(inner.failed[TRANSPORT_ESP_FAILED], ==, 1);
    }
    bench_clear(&b);
}

/* The switch for AH is not that for ESP, inside as outside. */
static void test_inner_protocol_off(void)
{
    g_autoptr(GByteArray) ah = test_unhex(
        "45120051000740003f33275d0a0100010a010002"
        "110400001234567800000005b1ba0977d2c107e10bc84481303900350025d95e"
        "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d");
    g_autoptr(GByteArray) packet = NULL, frame = NULL;
    IpsecRxResult r;
    Bench b;

    bench_init(&b);
    test_sa_must_add(b.engine, &b.outer);
    packet = esp_packet(&b.outer, 4, ah, false, 0);
    frame = test_ethernet(packet);
    ipsec_engine_set_control(b.engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP);
    test_receive(b.engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.inner_reason, ==, IPSECNIC_REASON_PROTOCOL_OFF);
    bench_clear(&b);
}

/* ------------------------------------------------------------------------
 * ESP in UDP: the four forms of IPsecOV2
 */

static void test_udp_forms(void)
{
    static const struct {
        uint8_t form;
        uint8_t outer;          /* encap of the tunnel SA */
        uint8_t inner;          /* encap of the transport SA */
    } c[] = {
        { IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL,
          IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL, 0 },
        { IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL, 0,
          IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL },
    };
    unsigned i, families;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        for (families = 0; families < 4; families++) {
            IpsecRxResult r;
            Bench b;

            bench_init(&b);
            if (families & 1) {
                test_sa_ipv6(&b.outer);
            }
            if (families & 2) {
                test_sa_ipv6(&b.inner);
            }
            b.outer.ctx.encap = c[i].outer;
            b.inner.ctx.encap = c[i].inner;
            bench_add(&b);
            test_receive(b.engine, b.frame, &r);
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 1, 0));
            g_assert_cmpuint(r.kind, ==, c[i].outer ? IPSECNIC_KIND_UDP_ESP :
                                                      IPSECNIC_KIND_ESP);
            assert_both_open(&b, &r);
            bench_clear(&b);
        }
    }
}

/* One portion, forms 1 and 2, with a checksum and without one */
static void test_udp_single(void)
{
    unsigned mode, ipv6, checksum;

    for (mode = 1; mode <= 2; mode++) {
        for (ipv6 = 0; ipv6 < 2; ipv6++) {
            for (checksum = 0; checksum < 2; checksum++) {
                IpsecEngine *engine = test_engine(1);
                g_autoptr(GByteArray) payload = test_payload(61);
                g_autoptr(GByteArray) inner = NULL, esp = NULL;
                g_autoptr(GByteArray) udp = NULL, ip = NULL, frame = NULL;
                unsigned header = ipv6 ? 40 : 20;
                uint32_t handle;
                IpsecRxResult r;
                TestSa sa;
                TestSeal seal = { .sa = &sa, .sequence = 3,
                                  .next_header = 17, .pad_length = -1 };

                test_sa_init(&sa, GCM, 0);
                if (ipv6) {
                    test_sa_ipv6(&sa);
                }
                sa.ctx.mode = (uint8_t)mode;
                sa.ctx.encap = mode == IPSECNIC_MODE_TUNNEL ?
                               IPSECNIC_UDP_ESP_TUNNEL :
                               IPSECNIC_UDP_ESP_TRANSPORT;
                handle = test_sa_must_add(engine, &sa);
                inner = test_ip(&sa, 17, payload);
                if (mode == IPSECNIC_MODE_TUNNEL) {
                    seal.next_header = version_number(&sa);
                }
                esp = test_esp(&seal, mode == IPSECNIC_MODE_TUNNEL ? inner :
                                                                     payload);
                udp = test_udp(&sa, 4500, 4500, esp, checksum);
                ip = test_ip(&sa, 17, udp);
                frame = test_ethernet(ip);

                test_receive(engine, frame, &r);
                g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
                g_assert_cmpuint(r.kind, ==, IPSECNIC_KIND_UDP_ESP);
                g_assert_cmpuint(r.sa_outer, ==, handle);
                g_assert_cmpuint(r.ipsec_offset, ==, 14 + header + 8);
                g_assert_cmpuint(r.payload_offset, ==,
                                 14 + header + 8 + 16);
                g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L4(r.csum), ==,
                                 checksum ? IPSECNIC_CSUM_GOOD :
                                            IPSECNIC_CSUM_UNKNOWN);
                g_assert_cmpmem(r.data, r.payload_offset, frame->data,
                                r.payload_offset);
                if (mode == IPSECNIC_MODE_TUNNEL) {
                    g_assert_cmpmem(r.data + r.payload_offset, inner->len,
                                    inner->data, inner->len);
                } else {
                    g_assert_cmpmem(r.data + r.payload_offset, payload->len,
                                    payload->data, payload->len);
                }

                /* a wrong one: untouched, word 0, before any decryption */
                if (checksum) {
                    frame->data[14 + header + 7] ^= 1;
                    test_receive(engine, frame, &r);
                    test_assert_untouched(frame, &r, 0,
                                          IPSECNIC_REASON_UDP_CSUM);
                    g_assert_cmpuint(r.sa_outer, ==, handle);
                    g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L4(r.csum), ==,
                                     IPSECNIC_CSUM_BAD);
                }
                ipsec_engine_free(engine);
            }
        }
    }
}

/* An odd number of bytes under the checksum, and one that comes to zero */
static void test_udp_checksum_corners(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(20);
    IpsecRxResult r;
    unsigned good = 0, i;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .next_header = 17, .pad_length = -1 };

    /* ICV bytes run through all values, so that sums do */
    test_sa_init(&sa, GCM, 0);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    test_sa_must_add(engine, &sa);
    for (i = 0; i < 2000; i++) {
        g_autoptr(GByteArray) esp = NULL, udp = NULL, ip = NULL;
        g_autoptr(GByteArray) frame = NULL;
        g_autoptr(GByteArray) longer = g_byte_array_new();

        seal.sequence++;
        esp = test_esp(&seal, payload);
        /* one byte behind ESP, within the datagram: an ESP length that is
         * not a multiple of four, but the sum is right */
        g_byte_array_append(longer, esp->data, esp->len);
        g_byte_array_append(longer, (const guint8 *)"\x5a", 1);
        udp = test_udp(&sa, (uint16_t)(i * 33), 4500, i % 2 ? longer : esp,
                       true);
        ip = test_ip(&sa, 17, udp);
        frame = test_ethernet(ip);
        test_receive(engine, frame, &r);
        g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L4(r.csum), ==,
                         IPSECNIC_CSUM_GOOD);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, i % 2 ? SYNTAX : 0));
        good++;
    }
    g_assert_cmpuint(good, ==, 2000);
    ipsec_engine_free(engine);
}

/* The length in the UDP header */
static void test_udp_length(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(40);
    g_autoptr(GByteArray) esp = NULL, udp = NULL, ip = NULL, frame = NULL;
    static const uint8_t behind[] = { 1, 2, 3, 4 };
    IpsecRxResult r;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 17,
                      .pad_length = -1 };

    test_sa_init(&sa, GCM, 0);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    test_sa_must_add(engine, &sa);
    esp = test_esp(&seal, payload);
    udp = test_udp(&sa, 4500, 4500, esp, false);
    /* bytes behind the datagram, within the IP packet */
    g_byte_array_append(udp, behind, sizeof(behind));
    ip = test_ip(&sa, 17, udp);
    frame = test_ethernet(ip);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.payload_offset + 40 + r.trailer_length, ==,
                     frame->len - 4);
    g_assert_cmpmem(r.data + frame->len - 4, 4, behind, 4);
    /* a length beyond the IP packet: status 6, even with a checksum */
    frame->data[34 + 5] = (uint8_t)(frame->data[34 + 5] + 5);
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, TEST_WORD(1, 0, SYNTAX), 0);
    frame->data[34 + 6] = 0x12;
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, TEST_WORD(1, 0, SYNTAX), 0);
    ipsec_engine_free(engine);
}

/* An SA with encapsulation takes no other ESP, and the reverse. */
static void test_udp_belongs_to_key(void)
{
    IpsecEngine *engine = test_engine(2);
    g_autoptr(GByteArray) payload = test_payload(40);
    g_autoptr(GByteArray) in_udp = NULL, in_ip = NULL, udp = NULL, ip = NULL;
    IpsecSaKey key = { .flags = IPSECNIC_SA_FLAG_INBOUND, .spi = TEST_SPI,
                          .operation = IPSECNIC_OP_ESP };
    struct ipsecnic_sa_key bytes;
    uint32_t handle[2], deleted;
    IpsecRxResult r;
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    in_udp = esp_packet(&sa, 17, payload, true, 4500);
    in_ip = esp_packet(&sa, 17, payload, false, 0);
    udp = test_ethernet(in_udp);
    ip = test_ethernet(in_ip);

    handle[0] = test_sa_must_add(engine, &sa);
    test_receive(engine, udp, &r);
    test_assert_untouched(udp, &r, 0, IPSECNIC_REASON_NO_SA);
    test_receive(engine, ip, &r);
    g_assert_cmpuint(r.sa_outer, ==, handle[0]);

    /* both, with the same addresses and SPI */
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    handle[1] = test_sa_must_add(engine, &sa);
    test_receive(engine, udp, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.sa_outer, ==, handle[1]);
    test_receive(engine, ip, &r);
    g_assert_cmpuint(r.sa_outer, ==, handle[0]);

    memcpy(key.src, sa.ctx.src, 16);
    memcpy(key.dst, sa.ctx.dst, 16);
    key.encap = IPSECNIC_UDP_ESP_TUNNEL;
    ipsec_sa_key_encode(&bytes, &key);
    g_assert_cmpuint(ipsec_engine_delete_sa_by_key(engine, &bytes, &deleted),
                     ==, IPSECNIC_ST_UNKNOWN_SA);
    key.encap = 0;
    ipsec_sa_key_encode(&bytes, &key);
    g_assert_cmpuint(ipsec_engine_delete_sa_by_key(engine, &bytes, &deleted),
                     ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(deleted, ==, handle[0]);
    test_receive(engine, ip, &r);
    test_assert_untouched(ip, &r, 0, IPSECNIC_REASON_NO_SA);
    ipsec_engine_free(engine);
}

/* The SA's own destination port instead of 4500; any source port, or the SA's
 * (packets come from port 54321). */
static void test_udp_ports(void)
{
    static const struct {
        uint16_t sport;
        uint16_t sa;
        uint16_t packet;
        uint8_t reason;
        uint8_t kind;
    } c[] = {
        { 0, 0, 4500, 0, IPSECNIC_KIND_UDP_ESP },
        { 0, 4500, 4500, 0, IPSECNIC_KIND_UDP_ESP },
        { 0, 0, 4501, IPSECNIC_REASON_NOT_IPSEC, IPSECNIC_KIND_PLAIN },
        { 0, 4501, 4501, 0, IPSECNIC_KIND_UDP_ESP },
        { 0, 4501, 4500, IPSECNIC_REASON_NO_SA, IPSECNIC_KIND_UDP_ESP },
        { 0, 4501, 4502, IPSECNIC_REASON_NOT_IPSEC, IPSECNIC_KIND_PLAIN },
        { 54321, 0, 4500, 0, IPSECNIC_KIND_UDP_ESP },
        { 54321, 4501, 4501, 0, IPSECNIC_KIND_UDP_ESP },
        { 4500, 0, 4500, IPSECNIC_REASON_NO_SA, IPSECNIC_KIND_UDP_ESP },
    };
    g_autoptr(GByteArray) payload = test_payload(40);
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        IpsecEngine *engine = test_engine(2);
        g_autoptr(GByteArray) packet = NULL, frame = NULL;
        IpsecRxResult r;
        TestSa sa;

        test_sa_init(&sa, GCM, 0);
        sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
        sa.ctx.encap_sport = c[i].sport;
        sa.ctx.encap_dport = c[i].sa;
        test_sa_must_add(engine, &sa);
        packet = esp_packet(&sa, 17, payload, true, c[i].packet);
        frame = test_ethernet(packet);
        test_receive(engine, frame, &r);
        g_assert_cmpuint(r.reason, ==, c[i].reason);
        g_assert_cmpuint(r.kind, ==, c[i].kind);
        g_assert_cmphex(r.oob, ==, TEST_WORD(c[i].reason == 0, 0, 0));
        /* once the SA is gone, so is its port */
        ipsec_engine_flush(engine, true, true);
        test_receive(engine, frame, &r);
        g_assert_cmpuint(r.kind, ==, c[i].packet == 4500 ?
                         IPSECNIC_KIND_UDP_ESP : IPSECNIC_KIND_PLAIN);
        ipsec_engine_free(engine);
    }
}

/* R25: IKE on the port of an SA */
static void test_r25_ike(void)
{
    static const char *const packets[] = {
        "45000024 00010000 40110000 0a010001 0a010002 11941194 00100000 "
        "00000000 12345678",
        "45000024 00010000 40110000 0a010001 0a010002 119411a0 00100000 "
        "00000000 12345678",
    };
    IpsecEngine *engine = test_engine(2);
    unsigned i;
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    sa.ctx.encap_dport = 4512;
    test_sa_must_add(engine, &sa);
    for (i = 0; i < G_N_ELEMENTS(packets); i++) {
        g_autoptr(GByteArray) packet = test_unhex(packets[i]);
        g_autoptr(GByteArray) frame = test_ethernet(packet);
        IpsecRxResult r;

        test_receive(engine, frame, &r);
        test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_IKE);
        g_assert_cmpuint(r.kind, ==, IPSECNIC_KIND_IKE);
    }
    ipsec_engine_free(engine);
}

/* A form that is not offered; a nested packet shows which one it is only
 * inside. */
static void test_udp_not_offered(void)
{
    IpsecCaps caps = test_caps(8);
    g_autoptr(GByteArray) payload = test_payload(40);
    g_autoptr(GByteArray) packet = NULL, frame = NULL;
    IpsecEngine *engine;
    IpsecRxResult r;
    uint32_t handle;
    TestSa sa;
    Bench b;

    /* SA of form 8, packet of form 1 */
    caps.udp_esp = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    engine = ipsec_engine_new(&caps, NULL);
    ipsec_engine_set_control(engine, 7);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_ENCAP);
    sa.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    handle = test_sa_must_add(engine, &sa);
    packet = esp_packet(&sa, 17, payload, true, 4500);
    frame = test_ethernet(packet);
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_CAPABILITY);
    g_assert_cmpuint(test_sa_query(engine, handle).skipped, ==, 1);
    ipsec_engine_free(engine);

    /* form 2 alone: a tunnel in UDP is taken, but not what form 4 has in it */
    caps.udp_esp = IPSECNIC_UDP_ESP_TUNNEL;
    bench_init_caps(&b, &caps, GCM, 0, CBC, SHA1);
    b.outer.ctx.encap = IPSECNIC_UDP_ESP_TUNNEL;
    bench_add(&b);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.inner_reason, ==, IPSECNIC_REASON_CAPABILITY);
    assert_inner_untouched(&b, &r);
    bench_clear(&b);

    /* "UDP on both portions at once is not a supported form" */
    caps = test_caps(8);
    bench_init_caps(&b, &caps, GCM, 0, CBC, SHA1);
    b.outer.ctx.encap = IPSECNIC_UDP_ESP_TUNNEL;
    b.inner.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    bench_add(&b);
    test_receive(b.engine, b.frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.inner_reason, ==, IPSECNIC_REASON_CAPABILITY);
    assert_inner_untouched(&b, &r);
    bench_clear(&b);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/nested/r8-r26-both-good", test_r26_both_good);
    g_test_add_func("/nested/outer-bad", test_outer_bad);
    g_test_add_func("/nested/d16-inner-bad", test_d16_inner_bad);
    g_test_add_func("/nested/d16-inner-missing", test_d16_inner_missing);
    g_test_add_func("/nested/d16-not-offered", test_d16_not_offered);
    g_test_add_func("/nested/tunnel-in-tunnel", test_tunnel_in_tunnel);
    g_test_add_func("/nested/transport-is-not-entered",
                    test_transport_is_not_entered);
    g_test_add_func("/nested/inner-reasons", test_inner_reasons);
    g_test_add_func("/nested/status-6-inner-length", test_inner_length);
    g_test_add_func("/nested/ah-in-esp-tunnel", test_ah_portions);
    g_test_add_func("/nested/esp-in-ah-tunnel", test_esp_in_ah_tunnel);
    g_test_add_func("/nested/r15-either-asks", test_delete_requests);
    g_test_add_func("/nested/all-limits", test_all_limits);
    g_test_add_func("/nested/unchecked-counts-once",
                    test_unchecked_counts_once);
    g_test_add_func("/nested/r2-inner-protocol-off", test_inner_protocol_off);
    g_test_add_func("/udp-esp/nested-forms", test_udp_forms);
    g_test_add_func("/udp-esp/single-forms-and-checksum", test_udp_single);
    g_test_add_func("/udp-esp/checksum-corners", test_udp_checksum_corners);
    g_test_add_func("/udp-esp/length", test_udp_length);
    g_test_add_func("/udp-esp/d2-belongs-to-key", test_udp_belongs_to_key);
    g_test_add_func("/udp-esp/ports", test_udp_ports);
    g_test_add_func("/udp-esp/r25-ike", test_r25_ike);
    g_test_add_func("/udp-esp/r6-form-not-offered", test_udp_not_offered);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of send.c and ip.c, on the host: headers, numbers, policy
 *
 * A few frames by hand, from the RFCs; and frames with arbitrary bytes in their
 * headers, of which nothing may be read or written that is not there.  That
 * what is sent opens at the other end is seen in tests/e2e.
 */

#include <glib.h>

#include "ip.h"
#include "send.h"

#define HANDLE(n)       (0x00300001u + (n))

/* ------------------------------------------------------------------------
 * The platform
 */

static GPtrArray *memory;

void *allocate(size_t size, size_t align)
{
    void *p = g_malloc0(size + align);

    g_ptr_array_add(memory, p);
    return (void *)(((uintptr_t)p + align - 1) & ~(uintptr_t)(align - 1));
}

/* ------------------------------------------------------------------------
 * SAs and frames
 */

typedef struct Fixture {
    struct sender sender;
    struct ipsecnic_sa_ctx ctx[4];
    struct ipsecnic_result result[4];
    unsigned int count;
    struct send_selector selector[4];
    unsigned int num_selectors;
    struct send_frame out;
} Fixture;

static const uint8_t src4[16] = { 192, 0, 2, 1 };
static const uint8_t dst4[16] = { 192, 0, 2, 2 };
static const uint8_t src6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 };
static const uint8_t dst6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 2 };

/* ESP with GCM; the caller changes what shall be different. */
static struct ipsecnic_sa_ctx *add_sa(Fixture *f, unsigned int version,
                                      uint8_t mode)
{
    struct ipsecnic_sa_ctx *ctx = &f->ctx[f->count];

    ctx->length = sizeof(*ctx);
    ctx->num_ops = 1;
    ctx->flags = version == 6 ? IPSECNIC_SA_FLAG_IPV6 : 0;
    ctx->mode = mode;
    memcpy(ctx->src, version == 6 ? src6 : src4, 16);
    memcpy(ctx->dst, version == 6 ? dst6 : dst4, 16);
    ctx->op[0].operation = IPSECNIC_OP_ESP;
    ctx->op[0].spi = 0x1000 + f->count;
    ctx->op[0].cipher_alg = IPSECNIC_CIPHER_AES_GCM_128;
    ctx->op[0].cipher_icv_length = 16;
    f->result[f->count].handle = HANDLE(f->count);
    f->count++;
    return ctx;
}

/* What the SA that was added last takes; addresses of all bits 0: any. */
static struct send_selector *add_selector(Fixture *f, unsigned int version)
{
    struct send_selector *selector = &f->selector[f->num_selectors++];

    selector->sa = f->count - 1;
    selector->version = version;
    return selector;
}

static void setup_done(Fixture *f)
{
    g_assert_true(send_init(&f->sender, f->ctx, f->count, f->result,
                            f->selector, f->num_selectors));
}

/* An Ethernet frame with an IPv4 packet without payload; @length bytes. */
static void make_ipv4(uint8_t *frame, uint8_t protocol, uint32_t length)
{
    memset(frame, 0, length);
    memset(frame, 2, 12);
    put_be16(frame + 12, 0x0800);
    frame[14] = 0x45;
    put_be16(frame + 16, length - 14);
    put_be16(frame + 20, 0x4000);
    frame[22] = 64;
    frame[23] = protocol;
    memcpy(frame + 26, src4, 4);
    memcpy(frame + 30, dst4, 4);
}

static void make_ipv6(uint8_t *frame, uint8_t protocol, uint32_t length)
{
    memset(frame, 0, length);
    memset(frame, 2, 12);
    put_be16(frame + 12, 0x86dd);
    frame[14] = 0x60;
    put_be16(frame + 18, length - 54);
    frame[20] = protocol;
    frame[21] = 64;
    memcpy(frame + 22, src6, 16);
    memcpy(frame + 38, dst6, 16);
}

static void assert_bytes(const uint8_t *have, const char *want)
{
    g_autoptr(GString) text = g_string_new(NULL);
    size_t i;

    for (i = 0; i < strlen(want) / 2; i++) {
        g_string_append_printf(text, "%02x", have[i]);
    }
    g_assert_cmpstr(text->str, ==, want);
}

/* ------------------------------------------------------------------------
 * Headers
 */

/* RFC 4303 section 3.1.1: behind the IPv4 header, in front of the upper
 * layer; the length is that on the wire. */
static void test_transport_ipv4(void)
{
    Fixture f = { 0 };
    uint8_t frame[14 + 20 + 5];

    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
    f.ctx[0].op[0].sequence = 0x11223343;
    setup_done(&f);
    make_ipv4(frame, 253, sizeof(frame));
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, sizeof(frame)), ==,
                     0);
    /* 20 + 8 + 8 + 5, padding 1, two bytes, ICV 16: 60 */
    assert_bytes(f.out.head, "0202020202020202020202020800"
                 "4500003c000040004032b68cc0000201c0000202"
                 "00001000112233440000000000000000");
    g_assert_cmpuint(f.out.head_length, ==, 14 + 20 + 16);
    g_assert_cmpuint(f.out.from, ==, 34);
    g_assert_cmpuint(f.out.length, ==, 5);
    g_assert_cmpuint(f.out.tail_length, ==, 0);
    g_assert_cmphex(f.out.offload.sa_handle, ==, HANDLE(0));
    g_assert_cmpuint(f.out.offload.l3_offset, ==, 14);
    g_assert_cmpuint(f.out.offload.esp_offset, ==, 34);
    g_assert_cmpuint(f.out.offload.ah_offset, ==, 0);
    g_assert_cmpuint(f.out.offload.next_header, ==, 253);
    g_assert_cmpuint(f.out.offload.flags, ==, 0);
    g_assert_cmphex(f.out.sequence, ==, 0x11223344);
    g_assert_cmphex(f.out.spi, ==, 0x1000);
}

/* Behind hop-by-hop options, destination options in front of a routing header,
 * and that; in front of other destination options. */
static void test_transport_ipv6(void)
{
    static const uint8_t chain[] = {
        60, 0, 1, 4, 0, 0, 0, 0, 43, 0, 1, 4, 0, 0, 0, 0,
        60, 0, 0, 0, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0,
    };
    Fixture f = { 0 };
    uint8_t frame[54 + sizeof(chain) + 8];

    add_sa(&f, 6, IPSECNIC_MODE_TRANSPORT);
    setup_done(&f);
    make_ipv6(frame, 0, sizeof(frame));
    memcpy(frame + 54, chain, sizeof(chain));
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, sizeof(frame)), ==,
                     0);
    g_assert_cmpuint(f.out.from, ==, 54 + 24);
    g_assert_cmpuint(f.out.offload.esp_offset, ==, 54 + 24);
    g_assert_cmpuint(f.out.offload.next_header, ==, 60);
    /* the routing header names ESP, and what is in front of it is as it was */
    g_assert_cmpuint(f.out.head[54 + 16], ==, 50);
    g_assert_cmpmem(f.out.head + 54, 16, chain, 16);
    /* 24 + 16 + 16, padding 2, two bytes, ICV 16 */
    g_assert_cmpuint(get_be16(f.out.head + 18), ==, 24 + 16 + 16 + 4 + 16);
}

/* RFC 4301 section 5.1.2: DSCP, ECN and DF of the packet inside. */
static void test_tunnel(void)
{
    Fixture f = { 0 };
    uint8_t frame[54];

    add_sa(&f, 4, IPSECNIC_MODE_TUNNEL);
    add_selector(&f, 4);
    add_sa(&f, 6, IPSECNIC_MODE_TUNNEL);
    add_selector(&f, 6);
    setup_done(&f);
    make_ipv4(frame, 253, 34);
    frame[15] = 0xb9;
    put_be16(frame + 20, 0);
    f.sender.ip_id = 0xfffe;
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34), ==, 0);
    /* 20 + 16 + 20, padding 2, two bytes, ICV: 76; identification in the lower
     * half */
    assert_bytes(f.out.head, "0202020202020202020202020800"
                 "45b9004c7ffe000040327" "5c5c0000201c0000202"
                 "00001000000000010000000000000000");
    g_assert_cmpuint(f.out.from, ==, 14);
    g_assert_cmpuint(f.out.offload.next_header, ==, 4);

    make_ipv6(frame, 59, 54);
    frame[14] = 0x6b;
    frame[15] = 0x90;
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 54), ==, 0);
    assert_bytes(f.out.head + 14, "6b900000004c3240");
    g_assert_cmpuint(f.out.offload.next_header, ==, 41);
}

/* AH in front of ESP, UDP in front of ESP; AH of IPv6 is a multiple of 8. */
static void test_bundle_and_udp(void)
{
    Fixture f = { 0 };
    struct ipsecnic_sa_ctx *ctx;
    uint8_t frame[54];

    ctx = add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
    ctx->encap = IPSECNIC_UDP_ESP_TRANSPORT;
    ctx->encap_sport = 4501;
    ctx = add_sa(&f, 6, IPSECNIC_MODE_TRANSPORT);
    ctx->num_ops = 2;
    ctx->op[1] = (struct ipsecnic_sa_op) {
        .operation = IPSECNIC_OP_AH,
        .spi = 0xabcdef01,
        .auth_alg = IPSECNIC_AUTH_SHA256,
        .auth_icv_length = 16,
        .sequence = 0x41,
    };
    setup_done(&f);
    make_ipv4(frame, 6, 34);
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34), ==, 0);
    g_assert_cmpuint(f.out.offload.esp_offset, ==, 34 + 8);
    /* ports, length 8 + 16 + 4 + 16, no checksum */
    assert_bytes(f.out.head + 34, "11951194" "002c0000" "00001000");
    g_assert_cmpuint(f.out.head[23], ==, 17);

    make_ipv6(frame, 59, 54);
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 54), ==, 0);
    g_assert_cmpuint(f.out.offload.ah_offset, ==, 54);
    /* 12 + 16, and 4 to the next multiple of 8: 8 words, less 2 */
    assert_bytes(f.out.head + 54, "32060000" "abcdef01" "00000042");
    g_assert_cmpuint(f.out.offload.esp_offset, ==, 54 + 32);
    g_assert_cmpuint(f.out.offload.next_header, ==, 59);
    g_assert_cmpuint(f.out.head[20], ==, 51);
    g_assert_cmphex(f.out.spi, ==, 0xabcdef01);
}

/* A transport SA in a tunnel: two portions, one inside the other. */
static void test_nested(void)
{
    Fixture f = { 0 };
    uint8_t frame[34];

    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
    add_sa(&f, 6, IPSECNIC_MODE_TUNNEL);
    add_selector(&f, 4)->flags = SEND_SELECTOR_PROTO;
    f.selector[0].proto = 50;
    setup_done(&f);
    make_ipv4(frame, 59, 34);
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34), ==, 0);
    g_assert_cmphex(f.out.offload.sa_handle, ==, HANDLE(0));
    g_assert_cmphex(f.out.offload.tunnel_handle, ==, HANDLE(1));
    g_assert_cmpuint(f.out.offload.tunnel_l3_offset, ==, 14);
    g_assert_cmpuint(f.out.offload.tunnel_esp_offset, ==, 54);
    g_assert_cmpuint(f.out.offload.l3_offset, ==, 70);
    g_assert_cmpuint(f.out.offload.esp_offset, ==, 90);
    /* inside 20 + 16 + 4 + 16, outside 16 of ESP, that, padding 2, 2, 16 */
    g_assert_cmpuint(get_be16(f.out.head + 72), ==, 56);
    g_assert_cmpuint(get_be16(f.out.head + 18), ==, 16 + 56 + 4 + 16);
    g_assert_true(f.out.sa[0] == &f.sender.sas[1]);
    g_assert_true(f.out.sa[1] == &f.sender.sas[0]);
}

/* P1, by name: the frame as it is, without what is behind the packet. */
static void test_packet(void)
{
    Fixture f = { .sender.form = SEND_FORM_TRAILER | SEND_FORM_IV };
    uint8_t frame[60] = { 0 };

    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT)->flags |=
        IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    setup_done(&f);
    make_ipv4(frame, 253, 39);
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, sizeof(frame)), ==,
                     SEND_REFUSED_NOT);
    g_assert_cmphex(f.out.offload.sa_handle, ==, HANDLE(0));
    g_assert_cmphex(f.out.offload.flags, ==, IPSECNIC_TX_ENCAPSULATE);
    g_assert_cmpuint(f.out.offload.l3_offset, ==, 0);
    g_assert_cmpuint(f.out.offload.esp_offset, ==, 0);
    g_assert_cmpuint(f.out.head_length, ==, 0);
    g_assert_cmpuint(f.out.tail_length, ==, 0);
    g_assert_cmpuint(f.out.from, ==, 0);
    g_assert_cmpuint(f.out.length, ==, 39);
    g_assert_true(f.out.sa[0] == &f.sender.sas[0]);
    g_assert_null(f.out.sa[1]);
    f.sender.sas[0].deleted = true;
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, sizeof(frame)), ==,
                     SEND_REFUSED_NO_SA);
}

/* Packet mode is for one SA: with another one nothing is sent. */
static void test_packet_nested(void)
{
    unsigned int which;

    for (which = 0; which < 2; which++) {
        Fixture f = { 0 };
        uint8_t frame[34];

        add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
        add_sa(&f, 6, IPSECNIC_MODE_TUNNEL);
        f.ctx[which].flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
        add_selector(&f, 4)->flags = SEND_SELECTOR_PROTO;
        f.selector[0].proto = 50;
        setup_done(&f);
        make_ipv4(frame, 59, 34);
        g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34), ==,
                         SEND_REFUSED_NESTED);
    }
}

/* P1, by policy: SAs in packet mode take nothing by themselves, also no ESP of
 * another SA; others go on taking what fits them. */
static void test_by_policy(void)
{
    Fixture f = { .sender.by_policy = true };
    uint8_t frame[60] = { 0 };

    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT)->flags |=
        IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    setup_done(&f);
    make_ipv4(frame, 253, sizeof(frame));
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, sizeof(frame)), ==,
                     SEND_REFUSED_NOT);
    g_assert_true(f.out.by_policy);
    g_assert_cmphex(f.out.offload.sa_handle, ==, 0);
    g_assert_cmphex(f.out.offload.flags, ==, 0);
    g_assert_cmpuint(f.out.length, ==, sizeof(frame));
    g_assert_null(f.out.sa[0]);
    /* what cannot be followed is for the card to judge */
    frame[14] = 0x4f;
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 40), ==,
                     SEND_REFUSED_NOT);
    g_assert_true(f.out.by_policy);

    f = (Fixture) { .sender.by_policy = true };
    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
    add_sa(&f, 6, IPSECNIC_MODE_TUNNEL)->flags |=
        IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    add_selector(&f, 4)->flags = SEND_SELECTOR_PROTO;
    f.selector[0].proto = 50;
    setup_done(&f);
    make_ipv4(frame, 253, sizeof(frame));
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, sizeof(frame)), ==,
                     SEND_REFUSED_NOT);
    g_assert_false(f.out.by_policy);
    g_assert_cmphex(f.out.offload.sa_handle, ==, HANDLE(0));
    g_assert_null(f.out.sa[1]);
    frame[14] = 0x4f;
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 40), ==,
                     SEND_REFUSED_MALFORMED);
}

/* The trailer that the guest makes, of both portions, the tunnel's last. */
static void test_trailer(void)
{
    Fixture f = { .sender.form = SEND_FORM_TRAILER | SEND_FORM_ICV_ROOM };
    uint8_t frame[34 + 1];

    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
    f.ctx[0].op[0].cipher_alg = IPSECNIC_CIPHER_AES_CBC_128;
    f.ctx[0].op[0].cipher_icv_length = 0;
    f.ctx[0].op[0].auth_alg = IPSECNIC_AUTH_SHA1;
    f.ctx[0].op[0].auth_icv_length = 12;
    add_sa(&f, 4, IPSECNIC_MODE_TUNNEL);
    add_selector(&f, 4)->flags = SEND_SELECTOR_PROTO;
    f.selector[0].proto = 50;
    setup_done(&f);
    make_ipv4(frame, 253, sizeof(frame));
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, sizeof(frame)), ==,
                     0);
    g_assert_cmpuint(f.out.offload.trailer_length, ==, 13 + 2 + 12);
    /* 20 + 24 + 16 + 12 is a multiple of 4: padding 2 */
    g_assert_cmpuint(f.out.offload.tunnel_trailer_length, ==, 2 + 2 + 16);
    assert_bytes(f.out.tail, "0102030405060708090a0b0c0d0dfd"
                 "000000000000000000000000" "01020204"
                 "00000000000000000000000000000000");
    g_assert_cmpuint(f.out.tail_length, ==, 27 + 20);
    g_assert_cmpuint(f.out.offload.flags, ==, IPSECNIC_TX_ICV_ROOM);
}

/* T12: what a large send asks for; lengths of 0. */
static void test_large_send(void)
{
    Fixture f = { .sender.segment_size = 100 };
    uint8_t frame[34 + 24 + 250];

    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
    setup_done(&f);
    make_ipv4(frame, 6, sizeof(frame));
    frame[34 + 12] = 6 << 4;
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, sizeof(frame)), ==,
                     0);
    g_assert_cmphex(f.out.offload.flags, ==, IPSECNIC_TX_CSUM |
                    IPSECNIC_TX_SEGMENT);
    g_assert_cmpuint(f.out.offload.csum_start, ==, 34 + 16);
    g_assert_cmpuint(f.out.offload.csum_offset, ==, 34 + 16 + 16);
    g_assert_cmpuint(f.out.offload.header_length, ==, 34 + 16 + 24);
    g_assert_cmpuint(f.out.offload.segment_size, ==, 100);
    g_assert_cmpuint(get_be16(f.out.head + 16), ==, 0);
    /* three segments, so three numbers */
    g_assert_cmpuint(f.out.sequence, ==, 1);
    g_assert_cmpuint(f.sender.sas[0].esp.sequence, ==, 3);
    /* as much as one segment is none */
    make_ipv4(frame, 6, 34 + 24 + 100);
    frame[34 + 12] = 6 << 4;
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34 + 124), ==, 0);
    g_assert_cmpuint(f.out.offload.flags, ==, 0);
    g_assert_cmpuint(f.sender.sas[0].esp.sequence, ==, 4);
}

/* ------------------------------------------------------------------------
 * Numbers
 */

static void test_sequence_high(void)
{
    static const struct {
        bool esn[2];
        uint64_t last[2];
        /* the upper half of the next ones; -1: the card has to know */
        int64_t high;
    } cases[] = {
        { { true, true }, { 0, 0 }, 0 },
        { { true, true }, { 0x4fffffffe, 0x400000007 }, 4 },
        { { true, true }, { 0x4ffffffff, 0x500000007 }, 5 },
        { { true, true }, { 0x4fffffffe, 0x500000007 }, -1 },
        { { true, false }, { 5, 7 }, 0 },
        { { true, false }, { 0x100000000, 7 }, -1 },
        { { false, true }, { 7, 0xffffffff }, -1 },
        { { false, false }, { 7, 7 }, -1 },
    };
    uint8_t frame[34];
    unsigned int i, op;

    make_ipv4(frame, 59, 34);
    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        Fixture f = { 0 };
        struct ipsecnic_sa_ctx *ctx = add_sa(&f, 4,
                                             IPSECNIC_MODE_TRANSPORT);

        ctx->num_ops = 2;
        ctx->op[1].operation = IPSECNIC_OP_AH;
        ctx->op[1].auth_alg = IPSECNIC_AUTH_SHA1;
        ctx->op[1].auth_icv_length = 12;
        for (op = 0; op < 2; op++) {
            ctx->op[op].flags = cases[i].esn[op] ? IPSECNIC_OP_FLAG_ESN : 0;
            ctx->op[op].sequence = cases[i].last[op];
        }
        setup_done(&f);
        g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34), ==, 0);
        g_assert_cmphex(f.out.offload.flags, ==,
                        cases[i].high >= 0 ? IPSECNIC_TX_SEQ_HI_VALID : 0);
        g_assert_cmphex(f.out.offload.sequence_high, ==,
                        cases[i].high >= 0 ? cases[i].high : 0);
    }
}

/* RFC 4303 section 3.3.3: numbers do not start over. */
static void test_numbers_end(void)
{
    static const uint64_t last[] = { UINT32_MAX, UINT64_MAX };
    uint8_t frame[34];
    unsigned int i;

    make_ipv4(frame, 59, 34);
    for (i = 0; i < 2; i++) {
        Fixture f = { 0 };

        add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
        f.ctx[0].op[0].flags = i ? IPSECNIC_OP_FLAG_ESN : 0;
        f.ctx[0].op[0].sequence = last[i] - 1;
        setup_done(&f);
        g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34), ==, 0);
        g_assert_cmphex(f.out.sequence, ==, last[i]);
        g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34), ==,
                         SEND_REFUSED_SEQUENCE);
        g_assert_cmphex(f.sender.sas[0].esp.sequence, ==, last[i]);
    }
}

/* ------------------------------------------------------------------------
 * Policy
 */

/* An SA that the card refused, and inbound ones, take nothing; one that is
 * deleted takes what it took, and then it is not sent. */
static void test_which_sas(void)
{
    Fixture f = { 0 };
    uint8_t frame[34];

    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT)->flags = IPSECNIC_SA_FLAG_INBOUND;
    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
    f.result[1].status = IPSECNIC_ST_SA_WEAK_KEY;
    add_sa(&f, 4, IPSECNIC_MODE_TUNNEL);
    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
    setup_done(&f);
    make_ipv4(frame, 59, 34);
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34), ==, 0);
    g_assert_cmphex(f.out.offload.sa_handle, ==, HANDLE(3));
    send_find(&f.sender, HANDLE(3))->deleted = true;
    g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame, 34), ==,
                     SEND_REFUSED_NO_SA);
    g_assert_null(send_find(&f.sender, HANDLE(0)));
}

/* RFC 4301 section 7: a fragment through a tunnel, but not by its ports. */
static void test_fragment(void)
{
    static const struct {
        uint8_t flags;
        uint16_t offset;
        uint32_t expect;
    } cases[] = {
        { 0, 0x2000, 0 },
        { 0, 0x0001, 0 },
        { SEND_SELECTOR_PROTO, 0x0001, 0 },
        { SEND_SELECTOR_PROTO | SEND_SELECTOR_DPORT, 0x2000, 0 },
        { SEND_SELECTOR_PROTO | SEND_SELECTOR_DPORT, 0x2001,
          SEND_REFUSED_FRAGMENT },
        { SEND_SELECTOR_PROTO | SEND_SELECTOR_SPORT, 0x0001,
          SEND_REFUSED_FRAGMENT },
    };
    uint8_t frame[34 + 8];
    unsigned int i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        Fixture f = { 0 };

        add_sa(&f, 4, IPSECNIC_MODE_TUNNEL);
        add_selector(&f, 4)->flags = cases[i].flags;
        f.selector[0].proto = 17;
        setup_done(&f);
        make_ipv4(frame, 17, sizeof(frame));
        put_be16(frame + 20, cases[i].offset);
        g_assert_cmpuint(send_prepare(&f.sender, &f.out, frame,
                                      sizeof(frame)), ==, cases[i].expect);
        g_assert_cmphex(f.out.offload.sa_handle, ==,
                        cases[i].expect ? 0 : HANDLE(0));
    }
}

/* ------------------------------------------------------------------------
 * Arbitrary frames
 */

/* What is handed to the card is within what there is. */
static void check_frame(const Fixture *f, uint32_t length)
{
    const struct ipsecnic_tx_posted *o = &f->out.offload;
    uint32_t all = f->out.head_length + f->out.length + f->out.tail_length;

    g_assert_cmpuint(f->out.head_length, <=, SEND_HEAD_MAX);
    g_assert_cmpuint(f->out.tail_length, <=, SEND_TAIL_MAX);
    g_assert_cmpuint(f->out.from + f->out.length, <=, length);
    if (o->sa_handle == 0) {
        g_assert_cmpuint(f->out.head_length + f->out.tail_length, ==, 0);
        return;
    }
    g_assert_cmpuint(o->esp_offset, <, f->out.head_length);
    g_assert_cmpuint(o->ah_offset, <, f->out.head_length);
    g_assert_cmpuint(o->header_length, <=, all);
    g_assert_cmpuint(all, <=, IPSECNIC_MAX_FRAME);
}

/* Frames whose headers are partly right: bytes that are anything, cut
 * anywhere.  The sanitizers watch; each frame ends where its memory does. */
static void test_arbitrary(void)
{
    Fixture f = { 0 };
    unsigned int i, n, sent = 0, refused = 0;

    add_sa(&f, 4, IPSECNIC_MODE_TRANSPORT);
    add_sa(&f, 6, IPSECNIC_MODE_TRANSPORT);
    add_sa(&f, 6, IPSECNIC_MODE_TUNNEL);
    add_selector(&f, 4)->flags = SEND_SELECTOR_PROTO;
    f.selector[0].proto = 50;
    add_sa(&f, 4, IPSECNIC_MODE_TUNNEL);
    add_selector(&f, 0);
    setup_done(&f);
    for (i = 0; i < 200000; i++) {
        uint32_t length = 14 + g_test_rand_int_range(0, i % 5 ? 120 : 1500);
        g_autofree uint8_t *frame = g_malloc0(MAX(length, 54));
        g_autofree uint8_t *cut = NULL;

        if (i % 2) {
            make_ipv4(frame, 6, MAX(length, 34));
        } else {
            make_ipv6(frame, i % 4 ? 0 : 43, MAX(length, 54));
        }
        for (n = g_test_rand_int_range(0, 5); n > 0; n--) {
            frame[g_test_rand_int_range(12, MIN(length, 90))] =
                g_test_rand_int() >> 8;
        }
        cut = g_malloc(length);
        memcpy(cut, frame, length);
        f.sender.form = i % 32;
        f.sender.segment_size = i % 3 ? 0 : 1 + i % 90;
        if (send_prepare(&f.sender, &f.out, cut, length) == 0) {
            check_frame(&f, length);
            sent++;
        } else {
            refused++;
        }
    }
    g_assert_cmpuint(sent, >, 50000);
    g_assert_cmpuint(refused, >, 10000);
}

int main(int argc, char **argv)
{
    int status;

    memory = g_ptr_array_new_with_free_func(g_free);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/send/transport-ipv4", test_transport_ipv4);
    g_test_add_func("/send/transport-ipv6", test_transport_ipv6);
    g_test_add_func("/send/tunnel", test_tunnel);
    g_test_add_func("/send/bundle-and-udp", test_bundle_and_udp);
    g_test_add_func("/send/nested", test_nested);
    g_test_add_func("/send/packet", test_packet);
    g_test_add_func("/send/packet-nested", test_packet_nested);
    g_test_add_func("/send/by-policy", test_by_policy);
    g_test_add_func("/send/trailer", test_trailer);
    g_test_add_func("/send/t12-large-send", test_large_send);
    g_test_add_func("/send/sequence-high", test_sequence_high);
    g_test_add_func("/send/numbers-end", test_numbers_end);
    g_test_add_func("/send/which-sas", test_which_sas);
    g_test_add_func("/send/fragment", test_fragment);
    g_test_add_func("/send/arbitrary", test_arbitrary);
    status = g_test_run();
    g_ptr_array_free(memory, TRUE);
    return status;
}

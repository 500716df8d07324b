/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outbound: single packets, byte for byte
 *
 * What the engine makes is compared with what the harness composes by means of
 * its own, and with packets that others published; and an engine that has the
 * inbound twin of the SA must take it.
 */

#include <string.h>

#include "sender.h"
#include "vectors.h"

#define GCM     IPSECNIC_CIPHER_AES_GCM_128
#define CBC     IPSECNIC_CIPHER_AES_CBC_256
#define NONE    IPSECNIC_CIPHER_NONE
#define SHA1    IPSECNIC_AUTH_SHA1
#define SHA256  IPSECNIC_AUTH_SHA256
#define GMAC    IPSECNIC_AUTH_AES_GMAC_128

#define ESN_TOP UINT64_C(0x2fffffff0)

static void esn(TestSa *sa)
{
    unsigned i;

    for (i = 0; i < sa->ctx.num_ops; i++) {
        sa->ctx.op[i].flags = IPSECNIC_OP_FLAG_ESN;
        sa->ctx.op[i].sequence = ESN_TOP;
    }
}

/* A second SA that has nothing in common with the first. */
static void make_tunnel(TestSa *sa, uint64_t cipher, uint64_t auth)
{
    static const uint8_t src[] = { 172, 16, 0, 1 }, dst[] = { 172, 16, 0, 2 };

    test_sa_init(sa, cipher, auth);
    sa->ctx.mode = IPSECNIC_MODE_TUNNEL;
    memcpy(sa->ctx.src, src, sizeof(src));
    memcpy(sa->ctx.dst, dst, sizeof(dst));
    sa->ctx.op[0].spi = 0x0ddba11;
    sa->keys[0][0][0] ^= 0x5a;
    sa->keys[0][1][0] ^= 0x5a;
}

/*
 * Send the packet with the driver's IVs and with the card's: both times every
 * byte must be right, and the other card must be content.
 */
static void check_packet(TestPair *p)
{
    const uint8_t *iv[2][2] = { { NULL, NULL }, { NULL, NULL } };
    TestPacket *packet = &p->packet;
    g_autoptr(GByteArray) frame = NULL, again = NULL, plain = NULL;
    IpsecRxResult r;
    TestSend send;

    packet->iv_present = true;
    test_send_init(&send, packet);
    frame = test_send_must(p->out, &send);
    g_assert_cmpmem(frame->data, frame->len, send.wire->data, send.wire->len);
    test_pair_assert_received(p, &send, frame, &r);
    test_send_clear(&send);

    packet->iv_present = false;
    test_send_init(&send, packet);
    again = test_send_must(p->out, &send);
    test_receive(p->in, again, &r);
    plain = g_byte_array_new();
    g_byte_array_append(plain, r.data, again->len);
    test_find_ivs(packet, &send, plain->data, iv);
    test_send_clear(&send);
    memcpy(packet->portion[0].iv, iv[0], sizeof(iv[0]));
    memcpy(packet->portion[1].iv, iv[1], sizeof(iv[1]));
    test_send_init(&send, packet);
    g_assert_cmpmem(again->data, again->len, send.wire->data, send.wire->len);
    test_pair_assert_received(p, &send, again, &r);
    test_send_clear(&send);
    memset(packet->portion[0].iv, 0, sizeof(iv[0]));
    memset(packet->portion[1].iv, 0, sizeof(iv[1]));
}

/* The next packet of an SA, with or without ESN. */
static void next_numbers(TestPair *p)
{
    unsigned i;

    for (i = 0; i < 2; i++) {
        TestPortion *portion = &p->packet.portion[i];

        if (portion->sa) {
            portion->sequence[0]++;
            portion->sequence[1]++;
            portion->id++;
        }
    }
}

/* Numbers of SAs with ESN start where those of esn() end, others at 1. */
static void first_numbers(TestPair *p)
{
    unsigned i;

    for (i = 0; i < 2; i++) {
        TestPortion *portion = &p->packet.portion[i];

        if (portion->sa) {
            portion->sequence[0] = portion->sa->ctx.op[0].sequence + 1;
            portion->sequence[1] = portion->sequence[0];
        }
    }
}

/* What a portion may protect: bytes, or of a tunnel an IP packet around
 * them, of either family. */
static GByteArray *make_payload(TestPacket *packet, unsigned length)
{
    GByteArray *payload = test_payload(length);
    GByteArray *inner;
    bool ipv6 = length % 2;

    packet->next_header = 17;
    if (packet->portion[0].sa->ctx.mode == IPSECNIC_MODE_TUNNEL) {
        inner = test_host_packet(ipv6, 17, 7, length % 3 == 0, payload);
        g_byte_array_unref(payload);
        payload = inner;
        packet->next_header = ipv6 ? 41 : 4;
    }
    return payload;
}

/* All payload lengths up to 64, and some more, with trailers of all kinds. */
static void check_lengths(TestPair *p)
{
    unsigned length, step, trailer;

    first_numbers(p);
    for (length = 0; length <= 1500; length += step) {
        g_autoptr(GByteArray) payload = make_payload(&p->packet, length);

        p->packet.payload = payload;
        step = length < 65 ? 1 : 359;
        for (trailer = 0; trailer < TEST_TRAILERS; trailer++) {
            if (length > 17 && trailer != length % 3) {
                continue;
            }
            p->packet.trailer = trailer;
            p->packet.extra_pad = length % 4;
            p->packet.vlan_tags = length % 5 % 3;
            check_packet(p);
            next_numbers(p);
        }
    }
}

static void check_all_forms(const TestSa *sa, bool options)
{
    unsigned form;

    for (form = 0; form < 8; form++) {
        TestSa copy = *sa;
        TestPair p;

        copy.ctx.mode = form & 1 ? IPSECNIC_MODE_TUNNEL :
                                   IPSECNIC_MODE_TRANSPORT;
        if (form & 2) {
            test_sa_ipv6(&copy);
        }
        if (form & 4) {
            esn(&copy);
        }
        test_pair_init(&p, &copy, NULL);
        p.packet.portion[0].options = options;
        check_lengths(&p);
        test_pair_clear(&p);
    }
}

static void check_esp(TestSa *sa)
{
    check_all_forms(sa, false);
}

static void test_t6_every_algorithm(void)
{
    test_for_each_esp(check_esp);
}

static const uint64_t all_auths[] = {
    IPSECNIC_AUTH_MD5, IPSECNIC_AUTH_SHA1, IPSECNIC_AUTH_SHA256,
    IPSECNIC_AUTH_AES_GMAC_128, IPSECNIC_AUTH_AES_GMAC_192,
    IPSECNIC_AUTH_AES_GMAC_256, IPSECNIC_AUTH_SHA384, IPSECNIC_AUTH_SHA512,
    IPSECNIC_AUTH_AES_XCBC, IPSECNIC_AUTH_AES_CMAC,
};

static void ah_sa(TestSa *sa, uint64_t auth)
{
    test_sa_init(sa, 0, auth);
    test_sa_op(sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, auth);
}

static void test_every_authenticator(void)
{
    unsigned a, options;
    TestSa sa;

    for (a = 0; a < G_N_ELEMENTS(all_auths); a++) {
        for (options = 0; options < 2; options++) {
            ah_sa(&sa, all_auths[a]);
            check_all_forms(&sa, options);
        }
    }
}

/* T7: ESP, then AH around it; either may come first in the SA. */
static void test_t7_bundles(void)
{
    static const struct {
        uint64_t cipher, auth, ah;
    } c[] = {
        { GCM, 0, SHA1 }, { CBC, SHA1, SHA256 }, { NONE, SHA256, GMAC },
        { 0, GMAC, IPSECNIC_AUTH_MD5 },
        { IPSECNIC_CIPHER_AES_CTR_256, IPSECNIC_AUTH_SHA512,
          IPSECNIC_AUTH_SHA512 },
        { IPSECNIC_CIPHER_CHACHA20_POLY1305, 0, IPSECNIC_AUTH_SHA384 },
        { IPSECNIC_CIPHER_AES_CCM_192, 0, IPSECNIC_AUTH_AES_CMAC },
        { 0, IPSECNIC_AUTH_AES_GMAC_256, IPSECNIC_AUTH_AES_GMAC_192 },
    };
    unsigned i, order, options;
    TestSa sa;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        for (order = 0; order < 2; order++) {
            for (options = 0; options < 2; options++) {
                test_sa_init(&sa, NONE, SHA1);
                sa.ctx.num_ops = 0;
                test_sa_op(&sa, order, IPSECNIC_OP_ESP, TEST_SPI, c[i].cipher,
                           c[i].auth);
                test_sa_op(&sa, !order, IPSECNIC_OP_AH, TEST_SPI + 1, 0,
                           c[i].ah);
                sa.ctx.num_ops = 2;
                check_all_forms(&sa, options);
            }
        }
    }
}

/* IPv4 options and IPv6 extension headers in front of ESP. */
static void check_options(TestSa *sa)
{
    if (sa->ctx.op[0].cipher_alg == GCM || sa->ctx.op[0].cipher_alg == CBC) {
        check_all_forms(sa, true);
    }
}

static void test_options(void)
{
    test_for_each_esp(check_options);
}

/* ------------------------------------------------------------------------
 * T4: two portions
 */

typedef struct Nested {
    uint64_t cipher, auth, ah;
} Nested;

static const Nested nested_kinds[] = {
    { GCM, 0, 0 }, { CBC, SHA1, 0 }, { NONE, SHA256, 0 }, { 0, GMAC, 0 },
    { 0, 0, SHA1 }, { 0, 0, GMAC }, { GCM, 0, SHA256 },
};

static void make_kind(TestSa *sa, const Nested *kind, bool tunnel)
{
    uint32_t spi = tunnel ? 0x0dd0000 : 0x0110000;
    unsigned n = 0;

    if (tunnel) {
        make_tunnel(sa, NONE, SHA1);
    } else {
        test_sa_init(sa, NONE, SHA1);
    }
    sa->ctx.num_ops = 0;
    if (kind->ah) {
        test_sa_op(sa, n++, IPSECNIC_OP_AH, spi, 0, kind->ah);
    }
    if (kind->cipher || kind->auth) {
        test_sa_op(sa, n, IPSECNIC_OP_ESP, spi + 1, kind->cipher, kind->auth);
    }
    sa->keys[0][0][1] ^= tunnel;
    sa->keys[0][1][1] ^= tunnel;
}

static void test_t4_nested(void)
{
    unsigned o, i, form, length;

    for (o = 0; o < G_N_ELEMENTS(nested_kinds); o++) {
        for (i = 0; i < G_N_ELEMENTS(nested_kinds); i++) {
            for (form = 0; form < 16; form++) {
                TestSa sa, tunnel;
                TestPair p;

                make_kind(&sa, &nested_kinds[i], false);
                make_kind(&tunnel, &nested_kinds[o], true);
                if (form & 1) {
                    test_sa_ipv6(&sa);
                }
                if (form & 2) {
                    test_sa_ipv6(&tunnel);
                }
                if (form & 4) {
                    esn(&sa);
                }
                if (form & 8) {
                    esn(&tunnel);
                }
                test_pair_init(&p, &sa, &tunnel);
                first_numbers(&p);
                p.packet.portion[1].sequence[0] += 5;
                p.packet.portion[1].sequence[1] += 5;
                for (length = 0; length < 12; length++) {
                    g_autoptr(GByteArray) payload =
                        make_payload(&p.packet, length);

                    p.packet.payload = payload;
                    p.packet.trailer = length % TEST_TRAILERS;
                    p.packet.extra_pad = length % 4;
                    p.packet.portion[0].options = length % 5 == 1;
                    p.packet.portion[1].options = length % 7 == 1;
                    check_packet(&p);
                    next_numbers(&p);
                }
                test_pair_clear(&p);
            }
        }
    }
}

/* ------------------------------------------------------------------------
 * ESP in UDP: the four forms, with and without a checksum
 */

static void check_udp(uint8_t encap, uint8_t tunnel_encap, bool tunnel_too,
                      unsigned form)
{
    uint64_t cipher = form & 16 ? CBC : GCM;
    uint64_t auth = form & 16 ? SHA256 : 0;
    TestSa sa, tunnel;
    unsigned length;
    TestPair p;

    test_sa_init(&sa, cipher, auth);
    make_tunnel(&tunnel, GCM, 0);
    sa.ctx.encap = encap;
    tunnel.ctx.encap = tunnel_encap;
    if (encap == IPSECNIC_UDP_ESP_TUNNEL) {
        sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    }
    if (form & 1) {
        test_sa_ipv6(&sa);
    }
    if (form & 2) {
        test_sa_ipv6(&tunnel);
    }
    if (form & 4) {
        /* other ports than 4500 and any */
        sa.ctx.encap_sport = encap ? 4501 : 0;
        sa.ctx.encap_dport = encap ? 4502 : 0;
        tunnel.ctx.encap_sport = tunnel_encap ? 4503 : 0;
        tunnel.ctx.encap_dport = tunnel_encap ? 4504 : 0;
    }
    test_pair_init(&p, &sa, tunnel_too ? &tunnel : NULL);
    for (length = 0; length < 48; length++) {
        g_autoptr(GByteArray) payload = make_payload(&p.packet, length);

        p.packet.payload = payload;
        p.packet.trailer = length % TEST_TRAILERS;
        p.packet.portion[0].udp_checksum = form & 8;
        p.packet.portion[1].udp_checksum = form & 8;
        p.packet.portion[0].options = length % 5 == 1;
        check_packet(&p);
        next_numbers(&p);
    }
    test_pair_clear(&p);
}

static void test_udp_forms(void)
{
    unsigned form;

    for (form = 0; form < 32; form++) {
        check_udp(IPSECNIC_UDP_ESP_TRANSPORT, 0, false, form);
        check_udp(IPSECNIC_UDP_ESP_TUNNEL, 0, false, form);
        check_udp(0, IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL, true, form);
        check_udp(0, IPSECNIC_UDP_ESP_TUNNEL, true, form);
        check_udp(IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL, 0, true, form);
        check_udp(IPSECNIC_UDP_ESP_TRANSPORT, 0, true, form);
    }
}

/* A checksum that comes out as 0 is written as 0xffff: sooner or later one of
 * 200,000 does. */
static void test_udp_checksum_never_zero(void)
{
    g_autoptr(GByteArray) payload = test_payload(12);
    unsigned i, ffff = 0;
    TestSend send;
    IpsecTx tx;
    TestSa sa;
    TestPair p;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    test_pair_init(&p, &sa, NULL);
    p.packet.payload = payload;
    p.packet.portion[0].udp_checksum = true;
    test_send_init(&send, &p.packet);
    g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==, 0);
    for (i = 0; i < 200000 && ffff == 0; i++) {
        const uint8_t *udp;
        IpsecRxResult r;
        uint32_t length;
        IpsecFrame f;

        tx.portion[0].sequence[0] = i + 1;
        g_assert_cmpuint(ipsec_tx_build(p.out, &tx, 0, &udp, &length), ==, 0);
        g_assert_true(udp[40] || udp[41]);
        if (udp[40] == 0xff && udp[41] == 0xff) {
            ipsec_frame_parse(&f, udp, length, IPSECNIC_ENCAP_8023);
            ipsec_engine_receive(p.in, &f, 0, &r);
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L4(r.csum), ==,
                             IPSECNIC_CSUM_GOOD);
            ffff++;
        }
    }
    g_assert_cmpuint(ffff, ==, 1);
    test_send_clear(&send);
    test_pair_clear(&p);
}

/* ------------------------------------------------------------------------
 * Up to the jumbo limit
 */

/* The longest payload whose IP packet and frame are still possible. */
static unsigned longest(const TestSa *sa, unsigned vlan_tags)
{
    TestLengths l = test_lengths(&sa->ctx.op[0]);
    unsigned ip = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 40 : 20;
    unsigned room = 65535;      /* bytes of the IP packet */
    unsigned text;

    if (ip == 40) {
        /* The header does not count in the length, but in the frame. */
        room = MIN(65535 + 40, IPSECNIC_MAX_FRAME - 14 - 4 * vlan_tags);
    }
    text = room - ip - 8 - l.iv - l.icv;
    return text - text % l.block - 2;
}

static void check_jumbo(TestSa *sa)
{
    unsigned form, n, refused = 0;

    for (form = 0; form < 2; form++) {
        TestSa copy = *sa;
        TestPair p;

        if (form) {
            test_sa_ipv6(&copy);
        }
        test_pair_init(&p, &copy, NULL);
        for (n = 0; n < 3; n++) {
            unsigned length = n ? longest(&copy, n) : 8900;
            g_autoptr(GByteArray) payload = make_payload(&p.packet, length);
            g_autoptr(GByteArray) more = make_payload(&p.packet, length + 1);
            TestSend send;
            IpsecTx tx;

            p.packet.vlan_tags = n;
            p.packet.payload = payload;
            p.packet.trailer = (n + form) % TEST_TRAILERS;
            check_packet(&p);
            next_numbers(&p);
            if (n == 0) {
                continue;
            }
            /* One byte more is another block. */
            p.packet.payload = more;
            test_send_init(&send, &p.packet);
            memset(send.frame->data + send.request.l3_offset + (form ? 4 : 2),
                   0xff, 2);
            if (send.frame->len <= IPSECNIC_MAX_FRAME) {
                g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==,
                                 IPSECNIC_TX_ST_IP_LENGTH);
                refused++;
            }
            test_send_clear(&send);
        }
        test_pair_clear(&p);
    }
    g_assert_cmpuint(refused, >=, 1);
}

static void test_jumbo(void)
{
    test_for_each_esp(check_jumbo);
}

/* ------------------------------------------------------------------------
 * Packets that others made
 */

static void check_draft_packet(const EspVector *v)
{
    g_autoptr(GByteArray) key = test_unhex(v->key);
    g_autoptr(GByteArray) spi = test_unhex(v->spi);
    g_autoptr(GByteArray) sequence = test_unhex(v->sequence);
    g_autoptr(GByteArray) packet = test_unhex(v->packet);
    g_autoptr(GByteArray) text = test_unhex(v->plaintext);
    g_autoptr(GByteArray) ip = NULL, wire = NULL;
    uint64_t number = 0;
    TestSend send = { .payload = 50 };
    unsigned i, pad, form;
    TestSa sa;

    for (i = 0; i < sequence->len; i++) {
        number = number << 8 | sequence->data[i];
    }
    test_sa_init(&sa, v->cipher, v->auth);
    test_sa_outbound(&sa);
    memcpy(sa.keys[0][v->auth == 0], key->data, key->len);
    sa.ctx.op[0].spi = (uint32_t)spi->data[0] << 24 | spi->data[1] << 16 |
                       spi->data[2] << 8 | spi->data[3];
    if (sequence->len == 8) {
        sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
        sa.ctx.op[0].sequence = number - 1;
    }
    ip = test_ip(&sa, 50, packet);
    wire = test_ethernet(ip);
    pad = text->data[text->len - 2];
    g_assert_cmpuint(pad, <, 4);
    for (form = 0; form < TEST_TRAILERS; form++) {
        IpsecEngine *engine = test_engine(1);
        g_autoptr(GByteArray) frame = NULL;
        unsigned length = text->len;

        send.request = (IpsecTxRequest) {
            .flags = IPSECNIC_TX_START | IPSECNIC_TX_END |
                     IPSECNIC_TX_IV_PRESENT,
            .sa_handle = test_sa_must_add(engine, &sa),
            .l3_offset = 14, .esp_offset = 34,
            .next_header = text->data[text->len - 1],
        };
        if (form == TEST_TRAILER_CARD) {
            length -= pad + 2;
        } else {
            send.request.trailer_length = (uint16_t)(pad + 2);
        }
        send.frame = g_byte_array_new();
        g_byte_array_append(send.frame, wire->data, 50);
        g_byte_array_append(send.frame, text->data, length);
        if (form == TEST_TRAILER_DRIVER_ICV) {
            send.request.trailer_length += 16;
            send.request.flags |= IPSECNIC_TX_ICV_ROOM;
            g_byte_array_set_size(send.frame, send.frame->len + 16);
        }
        frame = test_send_must(engine, &send);
        g_assert_cmpmem(frame->data, frame->len, wire->data, wire->len);
        g_assert_cmphex(test_sa_query(engine,
                                      send.request.sa_handle).sequence[0],
                        ==, number);
        g_byte_array_unref(send.frame);
        ipsec_engine_free(engine);
    }
    g_free(send.block);
}

static void test_mcgrew(void)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(esp_vectors); i++) {
        check_draft_packet(&esp_vectors[i]);
    }
}

static void check_cbc_packet(const CbcPacket *c, uint64_t auth,
                             GChecksumType hash, unsigned icv_length)
{
    g_autoptr(GByteArray) key = test_unhex(c->key);
    g_autoptr(GByteArray) esp = test_unhex(c->packet);
    g_autoptr(GByteArray) payload = test_unhex(c->payload);
    g_autoptr(GByteArray) ip = NULL, wire = NULL, frame = NULL;
    IpsecEngine *engine = test_engine(1);
    gsize digest_length = 64;
    TestSend send = { .payload = 58 };
    uint8_t digest[64];
    GHmac *hmac;
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_CBC_128, auth);
    test_sa_outbound(&sa);
    sa.ctx.mode = c->mode;
    sa.ctx.op[0].spi = (uint32_t)esp->data[2] << 8 | esp->data[3];
    memcpy(sa.keys[0][1], key->data, key->len);
    hmac = g_hmac_new(hash, sa.keys[0][0], sa.ctx.op[0].auth_key_length);
    g_hmac_update(hmac, esp->data, esp->len);
    g_hmac_get_digest(hmac, digest, &digest_length);
    g_hmac_unref(hmac);
    g_byte_array_append(esp, digest, icv_length);
    ip = test_ip(&sa, 50, esp);
    wire = test_ethernet(ip);

    send.request = (IpsecTxRequest) {
        .flags = IPSECNIC_TX_START | IPSECNIC_TX_END | IPSECNIC_TX_IV_PRESENT,
        .sa_handle = test_sa_must_add(engine, &sa),
        .l3_offset = 14, .esp_offset = 34,
        .next_header = (uint8_t)c->next_header,
    };
    send.frame = g_byte_array_new();
    g_byte_array_append(send.frame, wire->data, 58);
    g_byte_array_append(send.frame, payload->data, payload->len);
    /* All of them have the least padding, which is the card's. */
    frame = test_send_must(engine, &send);
    g_assert_cmpmem(frame->data, frame->len, wire->data, wire->len);
    test_send_clear(&(TestSend) { .frame = send.frame, .block = send.block,
                                  .wire = g_byte_array_new() });
    ipsec_engine_free(engine);
}

static void test_rfc3602(void)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(cbc_packets); i++) {
        check_cbc_packet(&cbc_packets[i], IPSECNIC_AUTH_MD5,
                         G_CHECKSUM_MD5, 12);
        check_cbc_packet(&cbc_packets[i], IPSECNIC_AUTH_SHA1,
                         G_CHECKSUM_SHA1, 12);
        check_cbc_packet(&cbc_packets[i], IPSECNIC_AUTH_SHA256,
                         G_CHECKSUM_SHA256, 16);
    }
}

static void check_scapy(gconstpointer data)
{
    const AhVector *v = data;
    g_autoptr(GByteArray) ip = test_unhex(v->packet);
    g_autoptr(GByteArray) wire = test_ethernet(ip);
    g_autoptr(GByteArray) frame = NULL;
    IpsecEngine *engine = test_engine(1);
    TestSend send = { 0 };
    unsigned ah = 14;
    TestSa sa;

    /* AH stands in front of its SPI. */
    while (memcmp(wire->data + ah + 4, "\x12\x34\x56\x78", 4) != 0) {
        ah++;
    }
    ah_sa(&sa, v->auth);
    if (ip->data[0] >> 4 == 6) {
        test_sa_ipv6(&sa);
    }
    test_sa_outbound(&sa);
    sa.ctx.mode = (uint8_t)v->mode;
    send.request = (IpsecTxRequest) {
        .flags = IPSECNIC_TX_START | IPSECNIC_TX_END,
        .sa_handle = test_sa_must_add(engine, &sa),
        .l3_offset = 14, .ah_offset = (uint16_t)ah,
    };
    send.frame = g_byte_array_new();
    g_byte_array_append(send.frame, wire->data, wire->len);
    memset(send.frame->data + ah + 12, 0x77, sa.ctx.op[0].auth_icv_length);
    frame = test_send_must(engine, &send);
    g_assert_cmpmem(frame->data, frame->len, wire->data, wire->len);
    g_assert_cmpuint(test_sa_query(engine, send.request.sa_handle).sequence[0],
                     ==, v->sequence);
    g_byte_array_unref(send.frame);
    g_free(send.block);
    ipsec_engine_free(engine);
}

/* RFC 4302, section 3.3.3.2.1: an AH header that is longer than it must be */
static void test_ah_padding(void)
{
    IpsecEngine *out = test_engine(1), *in = test_engine(1);
    unsigned extra;
    TestSa sa, twin;
    uint32_t handle;

    ah_sa(&sa, SHA256);
    twin = sa;
    test_sa_outbound(&sa);
    handle = test_sa_must_add(out, &sa);
    test_sa_must_add(in, &twin);
    for (extra = 0; extra <= 990; extra += 4) {
        g_autoptr(GByteArray) body = test_payload(28 + extra + 40);
        g_autoptr(GByteArray) ip = test_ip(&sa, 51, body);
        g_autoptr(GByteArray) eth = test_ethernet(ip);
        g_autoptr(GByteArray) frame = NULL;
        TestSeal seal = { .sa = &sa, .sequence = 3, .next_header = 17 };
        TestSend send = { .frame = eth };
        IpsecRxResult r;

        test_ah_header(&seal, eth->data + 34, 28 + extra);
        /* Padding counts as it is. */
        memset(eth->data + 34 + 28, 0x99, extra);
        send.request = (IpsecTxRequest) {
            .flags = IPSECNIC_TX_START | IPSECNIC_TX_END,
            .sa_handle = handle, .l3_offset = 14, .ah_offset = 34,
        };
        frame = test_send_must(out, &send);
        g_free(send.block);
        g_assert_cmpmem(frame->data + 62, frame->len - 62, eth->data + 62,
                        eth->len - 62);
        test_receive(in, frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        g_assert_cmpuint(r.payload_offset, ==, 34 + 28 + extra);
    }
    ipsec_engine_free(out);
    ipsec_engine_free(in);
}

/* RFC 4303, section 2.6: a dummy packet through a tunnel holds anything. */
static void test_dummy_packet(void)
{
    unsigned length, esp;
    TestSa sa;
    TestPair p;

    for (esp = 0; esp < 2; esp++) {
        if (esp) {
            test_sa_init(&sa, GCM, 0);
        } else {
            ah_sa(&sa, SHA1);
        }
        sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
        test_pair_init(&p, &sa, NULL);
        for (length = 0; length < 40; length++) {
            g_autoptr(GByteArray) payload = test_payload(length);

            p.packet.payload = payload;
            p.packet.next_header = 59;
            p.packet.trailer = length % TEST_TRAILERS;
            check_packet(&p);
            next_numbers(&p);
        }
        test_pair_clear(&p);
    }
}

/* ------------------------------------------------------------------------
 * Addresses: zero in an SA fits any
 */

static void test_any_address(void)
{
    unsigned form;

    for (form = 0; form < 8; form++) {
        g_autoptr(GByteArray) payload = test_payload(33);
        bool ipv6 = form & 4;
        TestSa sa;
        TestPair p;

        test_sa_init(&sa, GCM, 0);
        if (ipv6) {
            test_sa_ipv6(&sa);
        }
        if (form & 1) {
            memset(sa.ctx.src, 0, 16);
        }
        if (form & 2) {
            memset(sa.ctx.dst, 0, 16);
        }
        test_pair_init(&p, &sa, NULL);
        p.packet.payload = payload;
        p.packet.portion[0].src = form & 1 ? test_host_src[ipv6] : NULL;
        p.packet.portion[0].dst = form & 2 ? test_host_dst[ipv6] : NULL;
        check_packet(&p);
        test_pair_clear(&p);
    }
}

/* ------------------------------------------------------------------------
 * T14: IVs
 */

/* Send number @sequence; its IV, as a number. */
static uint64_t iv_of(IpsecEngine *engine, uint32_t handle, const TestSa *sa,
                      uint64_t sequence)
{
    g_autoptr(GByteArray) payload = test_payload(16);
    TestPacket packet = {
        .portion[0] = { .sa = sa, .handle = handle,
                        .sequence = { sequence, sequence } },
        .next_header = 17, .payload = payload,
        .sequence_high = sa->ctx.op[0].flags & IPSECNIC_OP_FLAG_ESN,
    };
    g_autoptr(GByteArray) frame = NULL;
    uint64_t iv = 0;
    TestSend send;
    unsigned at, i;

    test_send_init(&send, &packet);
    frame = test_send_must(engine, &send);
    at = send.request.esp_offset ? send.request.esp_offset + 8u :
                                   send.request.ah_offset + 12u;
    for (i = 0; i < 8; i++) {
        iv = iv << 8 | frame->data[at + i];
    }
    test_send_clear(&send);
    return iv;
}

/* SHA-256 of a label with its final zero, the operation, its SPI in network
 * byte order and the key, the first bytes: what another version of the card
 * must do as well, or the IVs of an SA that moves there might repeat. */
static uint64_t expected_mask(const IpsecSaCtxOp *op, const uint8_t *key,
                              unsigned length)
{
    const uint8_t of[] = {
        op->operation, (uint8_t)(op->spi >> 24), (uint8_t)(op->spi >> 16),
        (uint8_t)(op->spi >> 8), (uint8_t)op->spi,
    };
    static const char label[] = "ipsecnic IV mask";
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    uint8_t digest[32];
    gsize digest_length = sizeof(digest);
    uint64_t mask = 0;
    unsigned i;

    g_checksum_update(sum, (const guchar *)label, sizeof(label));
    g_checksum_update(sum, of, sizeof(of));
    g_checksum_update(sum, key, length);
    g_checksum_get_digest(sum, digest, &digest_length);
    g_checksum_free(sum);
    for (i = 0; i < 8; i++) {
        mask = mask << 8 | digest[i];
    }
    return mask;
}

static void check_mask(const TestSa *from)
{
    static const uint64_t numbers[] = {
        1, 2, 3, 0x7fffffff, 0xfffffffe, 0xffffffff, 0x100000000,
        0x100000001, UINT64_C(0x8765432100000000),
        UINT64_C(0xffffffffffffffff),
    };
    const IpsecSaCtxOp *op = &from->ctx.op[0];
    unsigned length = op->cipher_key_length ? op->cipher_key_length :
                                              op->auth_key_length;
    unsigned which = op->cipher_key_length ? 1 : 0;
    IpsecEngine *engine = test_engine(2), *other = test_engine(2);
    g_autoptr(GByteArray) saved = g_byte_array_new();
    TestSa sa = *from;
    uint64_t mask;
    uint32_t handle;
    unsigned i, n;

    test_sa_outbound(&sa);
    handle = test_sa_must_add(engine, &sa);
    mask = expected_mask(&sa.ctx.op[0], sa.keys[0][which], length);
    for (i = 0; i < G_N_ELEMENTS(numbers); i++) {
        if (numbers[i] >> 32 && !sa.ctx.op[0].flags) {
            break;
        }
        g_assert_cmphex(iv_of(engine, handle, &sa, numbers[i]), ==,
                        mask ^ numbers[i]);
    }
    /* The same after loading it again, with another handle and peer, */
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, handle), ==, 0);
    sa.ctx.dst[3]++;
    handle = test_sa_must_add(engine, &sa);
    g_assert_cmphex(iv_of(engine, handle, &sa, 77), ==, mask ^ 77);
    /* in a card that was reset, and in another one. */
    ipsec_engine_reset(engine);
    ipsec_engine_set_control(engine, 7);
    handle = test_sa_must_add(engine, &sa);
    g_assert_cmphex(iv_of(engine, handle, &sa, 78), ==, mask ^ 78);
    ipsec_engine_save(engine, saved);
    g_assert_true(ipsec_engine_load(other, saved->data, saved->len, NULL));
    g_assert_cmphex(iv_of(other, handle, &sa, 79), ==, mask ^ 79);
    /* With another SPI it is another SA; every byte of that counts, */
    for (n = 0; n < 4; n++) {
        TestSa changed = sa;

        changed.ctx.op[0].spi ^= 1u << (8 * n + n);
        handle = test_sa_must_add(engine, &changed);
        g_assert_cmphex(expected_mask(&changed.ctx.op[0], sa.keys[0][which],
                                      length), !=, mask);
        g_assert_cmphex(iv_of(engine, handle, &changed, 80), ==,
                        expected_mask(&changed.ctx.op[0], sa.keys[0][which],
                                      length) ^ 80);
        g_assert_cmpuint(ipsec_engine_delete_sa(engine, handle), ==, 0);
    }
    /* and every bit of the key, those of the salt included. */
    for (n = 0; n < length; n++) {
        TestSa changed = sa;

        changed.keys[0][which][n] ^= (uint8_t)(1 << n % 8);
        ipsec_engine_reset(other);
        ipsec_engine_set_control(other, 7);
        handle = test_sa_must_add(other, &changed);
        g_assert_cmphex(iv_of(other, handle, &changed, 80), !=, mask ^ 80);
    }
    ipsec_engine_free(engine);
    ipsec_engine_free(other);
}

static void test_t14_counter_ivs(void)
{
    static const uint64_t ciphers[] = {
        IPSECNIC_CIPHER_AES_GCM_128, IPSECNIC_CIPHER_AES_GCM_192,
        IPSECNIC_CIPHER_AES_GCM_256, IPSECNIC_CIPHER_CHACHA20_POLY1305,
        IPSECNIC_CIPHER_AES_CTR_128, IPSECNIC_CIPHER_AES_CTR_192,
        IPSECNIC_CIPHER_AES_CTR_256, IPSECNIC_CIPHER_AES_CCM_128,
        IPSECNIC_CIPHER_AES_CCM_192, IPSECNIC_CIPHER_AES_CCM_256, 0,
    };
    static const uint64_t gmacs[] = {
        IPSECNIC_AUTH_AES_GMAC_128, IPSECNIC_AUTH_AES_GMAC_192,
        IPSECNIC_AUTH_AES_GMAC_256,
    };
    unsigned c, a, with_esn, kind;

    for (c = 0; c < G_N_ELEMENTS(ciphers); c++) {
        for (a = 0; a < (ciphers[c] ? 1 : G_N_ELEMENTS(gmacs)); a++) {
            for (with_esn = 0; with_esn < 2; with_esn++) {
                for (kind = 0; kind < 2; kind++) {
                    TestSa sa;

                    if (kind && ciphers[c]) {
                        break;
                    }
                    test_sa_init(&sa, ciphers[c], !ciphers[c] ? gmacs[a] :
                                 test_is_aead(test_cipher(ciphers[c])) ? 0 :
                                 SHA256);
                    if (kind) {
                        ah_sa(&sa, gmacs[a]);
                    }
                    if (with_esn) {
                        sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
                    }
                    check_mask(&sa);
                }
            }
        }
    }
}

/* Two SAs with one key, as of both directions of a link that somebody has set
 * up by hand, and both operations of a bundle: the number 1 of each has another
 * IV. */
static void test_t14_one_key(void)
{
    IpsecEngine *engine = test_engine(4);
    uint64_t iv[2], bundled[2] = { 0 };
    uint32_t handle[2];
    unsigned i, k;
    TestSa sa[2];

    for (i = 0; i < 2; i++) {
        test_sa_init(&sa[i], IPSECNIC_CIPHER_AES_GCM_128, 0);
        test_sa_outbound(&sa[i]);
        sa[i].ctx.op[0].spi = 1 + i;
        handle[i] = test_sa_must_add(engine, &sa[i]);
        iv[i] = iv_of(engine, handle[i], &sa[i], 1);
    }
    g_assert_cmpmem(sa[0].keys[0][1], sa[0].ctx.op[0].cipher_key_length,
                    sa[1].keys[0][1], sa[1].ctx.op[0].cipher_key_length);
    g_assert_cmphex(iv[0], !=, iv[1]);
    for (i = 0; i < 2; i++) {
        g_assert_cmpuint(ipsec_engine_delete_sa(engine, handle[i]), ==, 0);
        handle[i] = test_sa_must_add(engine, &sa[i]);
        g_assert_cmphex(iv_of(engine, handle[i], &sa[i], 1), ==, iv[i]);
    }

    /* AH and ESP, with the same key and SPI */
    for (i = 0; i < 2; i++) {
        TestSa one;

        if (i == 0) {
            test_sa_init(&one, 0, IPSECNIC_AUTH_AES_GMAC_128);
        } else {
            ah_sa(&one, IPSECNIC_AUTH_AES_GMAC_128);
        }
        test_sa_outbound(&one);
        one.ctx.op[0].spi = 0x3001;
        for (k = 0; k < one.ctx.op[0].auth_key_length; k++) {
            one.keys[0][0][k] = (uint8_t)(7 * k);
        }
        bundled[i] = iv_of(engine, test_sa_must_add(engine, &one), &one, 1);
    }
    g_assert_cmphex(bundled[0], !=, bundled[1]);
    ipsec_engine_free(engine);
}

/* IVs of 100,000 packets of one SA, built with the least that is needed. */
static void collect_ivs(const TestSa *from, uint64_t first, unsigned length,
                        void (*see)(const uint8_t *iv, unsigned length,
                                    gpointer opaque), gpointer opaque)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(16);
    TestSa sa = *from;
    TestPacket packet = { .next_header = 17, .payload = payload };
    TestSend send;
    unsigned i;

    test_sa_outbound(&sa);
    packet.portion[0].sa = &sa;
    packet.portion[0].handle = test_sa_must_add(engine, &sa);
    test_send_init(&send, &packet);
    for (i = 0; i < 100000; i++) {
        uint32_t low = (uint32_t)(first + i), out_length;
        uint8_t *esp = send.frame->data + send.request.esp_offset;
        const uint8_t *data;
        IpsecTx tx;

        esp[4] = (uint8_t)(low >> 24);
        esp[5] = (uint8_t)(low >> 16);
        esp[6] = (uint8_t)(low >> 8);
        esp[7] = (uint8_t)low;
        g_assert_cmpuint(ipsec_tx_start(engine, &tx, send.frame->data,
                                        send.frame->len, &send.request), ==,
                         IPSECNIC_TX_ST_OK);
        g_assert_cmpuint(ipsec_tx_build(engine, &tx, 0, &data, &out_length),
                         ==, IPSECNIC_TX_ST_OK);
        ipsec_tx_sent(engine, &tx, 0);
        see(data + send.request.esp_offset + 8, length, opaque);
    }
    test_send_clear(&send);
    ipsec_engine_free(engine);
}

typedef struct Seen {
    GHashTable *ivs;
    unsigned count;
    unsigned ones[128];
} Seen;

static void see_iv(const uint8_t *iv, unsigned length, gpointer opaque)
{
    Seen *seen = opaque;
    unsigned i;

    /* Never one that was there before, in whole or the half of it. */
    for (i = 0; i < length; i += 8) {
        g_assert_true(g_hash_table_add(seen->ivs,
                                       g_bytes_new(iv + i, 8)));
    }
    for (i = 0; i < length * 8; i++) {
        seen->ones[i] += iv[i / 8] >> i % 8 & 1;
    }
    seen->count++;
}

static Seen see_ivs(const TestSa *sa, uint64_t first, unsigned length)
{
    Seen seen = {
        .ivs = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
                                     (GDestroyNotify)g_bytes_unref, NULL),
    };

    collect_ivs(sa, first, length, see_iv, &seen);
    g_hash_table_unref(seen.ivs);
    g_assert_cmpuint(seen.count, ==, 100000);
    return seen;
}

/* Random, every bit of them, and none of 100,000 twice; nor of another SA
 * with the same key. */
static void test_t14_random_ivs(void)
{
    static const struct {
        uint64_t cipher;
        unsigned length;
    } c[] = {
        { IPSECNIC_CIPHER_AES_CBC_128, 16 }, { IPSECNIC_CIPHER_3DES_CBC, 8 },
    };
    unsigned i, bit;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        Seen seen;
        TestSa sa;

        test_sa_init(&sa, c[i].cipher, SHA1);
        seen = see_ivs(&sa, 1, c[i].length);
        for (bit = 0; bit < c[i].length * 8; bit++) {
            /* Half of them; six standard deviations would be 949 off. */
            g_assert_cmpuint(seen.ones[bit], >, 50000 - 1200);
            g_assert_cmpuint(seen.ones[bit], <, 50000 + 1200);
        }
    }
}

/* Unique across the carry into the high half, too. */
static void test_t14_counter_ivs_unique(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    see_ivs(&sa, 1, 8);
    sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    sa.ctx.op[0].sequence = UINT64_C(0x4ffff3cae);
    see_ivs(&sa, UINT64_C(0x4ffff3caf), 8);
}

/* ------------------------------------------------------------------------
 * Sequence numbers
 */

static uint64_t top_of(TestPair *p, unsigned portion, unsigned op)
{
    return test_sa_query(p->out, p->packet.portion[portion].handle)
           .sequence[op];
}

/* Without SEQ_HI_VALID: what is nearest to the last one. */
static void check_esn_tracking(TestSa *sa)
{
    static const struct {
        uint64_t sequence;
        uint64_t top;           /* afterwards */
    } steps[] = {
        { 0x2fffffffe, 0x2fffffffe },
        { 0x2ffffffff, 0x2ffffffff },
        { 0x300000000, 0x300000000 },
        { 0x300000003, 0x300000003 },
        /* one that was late */
        { 0x2fffffffd, 0x300000003 },
        { 0x300000001, 0x300000003 },
        /* as far as it goes */
        { 0x380000003, 0x380000003 },
        { 0x300000004, 0x380000003 },
        { 0x400000003, 0x400000003 },
        { 0x480000003, 0x480000003 },
    };
    g_autoptr(GByteArray) payload = test_payload(24);
    TestSa copy = *sa;
    unsigned i;
    TestPair p;

    for (i = 0; i < copy.ctx.num_ops; i++) {
        copy.ctx.op[i].flags = IPSECNIC_OP_FLAG_ESN;
        copy.ctx.op[i].sequence = UINT64_C(0x2fffffffd);
    }
    test_pair_init(&p, &copy, NULL);
    p.packet.payload = payload;
    for (i = 0; i < G_N_ELEMENTS(steps); i++) {
        p.packet.portion[0].sequence[0] = steps[i].sequence;
        p.packet.portion[0].sequence[1] = steps[i].sequence;
        check_packet(&p);
        g_assert_cmphex(top_of(&p, 0, 0), ==, steps[i].top);
        if (copy.ctx.num_ops > 1) {
            g_assert_cmphex(top_of(&p, 0, 1), ==, steps[i].top);
        }
    }
    test_pair_clear(&p);
}

static void test_esn_tracking(void)
{
    TestSa sa;

    test_for_each_esp(check_esn_tracking);
    ah_sa(&sa, SHA1);
    check_esn_tracking(&sa);
    ah_sa(&sa, GMAC);
    check_esn_tracking(&sa);
    test_sa_init(&sa, GCM, 0);
    test_sa_op(&sa, 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, SHA256);
    check_esn_tracking(&sa);
}

/* With SEQ_HI_VALID: what the driver says, for both operations; but not for
 * the tunnel around it. */
static void test_sequence_high(void)
{
    static const uint64_t numbers[] = {
        5, 0x100000000, 0x2fffffff2, UINT64_C(0x7000000000000001),
        0x900000001, UINT64_C(0xffffffffffffffff),
    };
    g_autoptr(GByteArray) payload = test_payload(24);
    unsigned i, kind;

    for (kind = 0; kind < 3; kind++) {
        TestSa sa, tunnel;
        uint64_t top = ESN_TOP;
        TestPair p;

        test_sa_init(&sa, GCM, 0);
        if (kind == 1) {
            ah_sa(&sa, SHA1);
        } else if (kind == 2) {
            test_sa_op(&sa, 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, SHA1);
        }
        esn(&sa);
        make_tunnel(&tunnel, CBC, SHA256);
        esn(&tunnel);
        test_pair_init(&p, &sa, &tunnel);
        p.packet.payload = payload;
        p.packet.sequence_high = true;
        for (i = 0; i < G_N_ELEMENTS(numbers); i++) {
            TestPortion *portion = &p.packet.portion[0];
            unsigned op;

            for (op = 0; op < sa.ctx.num_ops; op++) {
                /* whatever the receiver had seen */
                ipsec_engine_update_sa(p.in, portion->handle,
                                       sa.ctx.op[op].operation,
                                       sa.ctx.op[op].spi, numbers[i], true);
            }
            portion->sequence[0] = numbers[i];
            portion->sequence[1] = numbers[i];
            p.packet.portion[1].sequence[0] = ESN_TOP + 1 + i;
            check_packet(&p);
            top = MAX(top, numbers[i]);
            g_assert_cmphex(top_of(&p, 0, 0), ==, top);
            g_assert_cmphex(top_of(&p, 0, sa.ctx.num_ops - 1), ==, top);
            g_assert_cmphex(top_of(&p, 1, 0), ==, ESN_TOP + 1 + i);
        }
        test_pair_clear(&p);
    }
}

/* A number counts when its packet is out, not before. */
static void test_sequence_moves_when_sent(void)
{
    g_autoptr(GByteArray) payload = test_payload(24);
    g_autoptr(GByteArray) frame = NULL;
    TestSend send;
    IpsecTx tx;
    TestSa sa;
    TestPair p;

    test_sa_init(&sa, GCM, 0);
    test_pair_init(&p, &sa, NULL);
    p.packet.payload = payload;
    p.packet.portion[0].sequence[0] = 9;
    test_send_init(&send, &p.packet);
    g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==, 0);
    g_assert_cmpuint(test_send_build(p.out, &tx, 0, &frame), ==, 0);
    g_assert_cmpuint(top_of(&p, 0, 0), ==, 0);
    g_assert_cmpuint(test_sa_query(p.out, p.packet.portion[0].handle).packets,
                     ==, 0);
    ipsec_tx_sent(p.out, &tx, 0);
    g_assert_cmpuint(top_of(&p, 0, 0), ==, 9);
    test_send_clear(&send);
    test_pair_clear(&p);
}

static void test_update_sa(void)
{
    g_autoptr(GByteArray) payload = test_payload(24);
    TestPortion *portion;
    TestSa sa;
    TestPair p;

    test_sa_init(&sa, GCM, 0);
    esn(&sa);
    test_pair_init(&p, &sa, NULL);
    portion = &p.packet.portion[0];
    p.packet.payload = payload;
    /* IPsecOV2's: the high half, and never back */
    g_assert_cmpuint(ipsec_engine_update_sa(p.out, portion->handle,
                                            IPSECNIC_OP_ESP, TEST_SPI,
                                            UINT64_C(0x700000009), false), ==,
                     IPSECNIC_ST_OK);
    ipsec_engine_update_sa(p.in, portion->handle, IPSECNIC_OP_ESP, TEST_SPI,
                           UINT64_C(0x700000009), false);
    portion->sequence[0] = UINT64_C(0x700000001);
    check_packet(&p);
    g_assert_cmpuint(ipsec_engine_update_sa(p.out, portion->handle,
                                            IPSECNIC_OP_ESP, TEST_SPI,
                                            UINT64_C(0x600000009), false), ==,
                     IPSECNIC_ST_OK);
    portion->sequence[0] = UINT64_C(0x700000002);
    check_packet(&p);
    /* ABSOLUTE: wherever the driver wants */
    g_assert_cmpuint(ipsec_engine_update_sa(p.out, portion->handle,
                                            IPSECNIC_OP_ESP, TEST_SPI,
                                            UINT64_C(0x1f0000000), true), ==,
                     IPSECNIC_ST_OK);
    ipsec_engine_update_sa(p.in, portion->handle, IPSECNIC_OP_ESP, TEST_SPI,
                           UINT64_C(0x1f0000000), true);
    portion->sequence[0] = UINT64_C(0x200000002);
    check_packet(&p);
    g_assert_cmphex(top_of(&p, 0, 0), ==, UINT64_C(0x200000002));
    test_pair_clear(&p);
}

/* The last number, and none behind it. */
static void test_sequence_used_up(void)
{
    g_autoptr(GByteArray) payload = test_payload(24);
    unsigned kind;

    for (kind = 0; kind < 2; kind++) {
        uint64_t last = kind ? UINT64_MAX : UINT32_MAX;
        TestSend send;
        IpsecTx tx;
        TestSa sa;
        TestPair p;

        test_sa_init(&sa, GCM, 0);
        sa.ctx.op[0].flags = kind ? IPSECNIC_OP_FLAG_ESN : 0;
        sa.ctx.op[0].sequence = last - 3;
        test_pair_init(&p, &sa, NULL);
        p.packet.payload = payload;
        p.packet.portion[0].sequence[0] = last;
        check_packet(&p);
        if (kind) {
            /* What follows would be number 2^64. */
            p.packet.portion[0].sequence[0] = 0;
            test_send_init(&send, &p.packet);
            g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==,
                             IPSECNIC_TX_ST_SEQUENCE);
            test_send_clear(&send);
            /* but one that was late is possible, */
            p.packet.portion[0].sequence[0] = last - 0x7fffffff;
            check_packet(&p);
            /* and the driver may know better. */
            p.packet.sequence_high = true;
            p.packet.portion[0].sequence[0] = 1;
            ipsec_engine_update_sa(p.in, p.packet.portion[0].handle,
                                   IPSECNIC_OP_ESP, TEST_SPI, 1, true);
            check_packet(&p);
        } else {
            p.packet.sequence_high = true;
            p.packet.portion[0].sequence[0] = UINT64_C(0x100000000);
            test_send_init(&send, &p.packet);
            g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==,
                             IPSECNIC_TX_ST_SEQUENCE);
            test_send_clear(&send);
            /* A high half that is zero is what it is anyway. */
            p.packet.portion[0].sequence[0] = 7;
            check_packet(&p);
        }
        test_pair_clear(&p);
    }
}

/* ------------------------------------------------------------------------
 * Counts and limits
 */

static void test_counts(void)
{
    g_autoptr(GByteArray) payload = test_payload(24);
    IpsecSaInfo info;
    TestSa sa, tunnel;
    TestSend send;
    unsigned i;
    TestPair p;

    test_sa_init(&sa, GCM, 0);
    make_tunnel(&tunnel, CBC, SHA1);
    test_pair_init(&p, &sa, &tunnel);
    p.packet.payload = payload;
    for (i = 0; i < 3; i++) {
        g_autoptr(GByteArray) frame = NULL;

        test_send_init(&send, &p.packet);
        frame = test_send_must(p.out, &send);
        next_numbers(&p);
        info = test_sa_query(p.out, p.packet.portion[0].handle);
        g_assert_cmpuint(info.packets, ==, i + 1);
        /* IP, ESP, IV, payload, padding and trailer, ICV */
        g_assert_cmpuint(info.bytes, ==, (i + 1) * (20 + 8 + 8 + 28 + 16));
        g_assert_cmpuint(info.sequence[0], ==, i + 1);
        g_assert_cmpuint(info.skipped, ==, 0);
        info = test_sa_query(p.out, p.packet.portion[1].handle);
        g_assert_cmpuint(info.packets, ==, i + 1);
        g_assert_cmpuint(info.bytes, ==, (i + 1) * (frame->len - 14));
        g_assert_cmpuint(info.sequence[0], ==, i + 1);
        test_send_clear(&send);
    }
    test_pair_clear(&p);
}

static void test_limits(void)
{
    g_autoptr(GByteArray) payload = test_payload(24);
    TestSa sa, tunnel;
    unsigned i, k;
    TestPair p;

    test_sa_init(&sa, GCM, 0);
    make_tunnel(&tunnel, CBC, SHA1);
    sa.ctx.soft_packets = 2;
    sa.ctx.hard_packets = 3;
    sa.ctx.soft_bytes = 161;
    sa.ctx.hard_bytes = 1000;
    tunnel.ctx.soft_packets = 3;
    test_pair_init(&p, &sa, &tunnel);
    p.packet.payload = payload;
    for (i = 1; i <= 4; i++) {
        g_autoptr(GByteArray) frame = NULL;
        uint32_t inside = 0, outside = 0;
        TestSend send;
        IpsecTx tx;

        test_send_init(&send, &p.packet);
        g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==, 0);
        g_assert_cmpuint(test_send_build(p.out, &tx, 0, &frame), ==, 0);
        g_assert_cmpuint(tx.limits.count, ==, 0);
        ipsec_tx_sent(p.out, &tx, 0);
        for (k = 0; k < tx.limits.count; k++) {
            if (tx.limits.at[k].handle == p.packet.portion[0].handle) {
                inside |= 1u << tx.limits.at[k].limit;
            } else {
                g_assert_cmpuint(tx.limits.at[k].handle, ==,
                                 p.packet.portion[1].handle);
                outside |= 1u << tx.limits.at[k].limit;
            }
        }
        g_assert_cmphex(inside, ==,
                        i == 2 ? 1u << IPSECNIC_LIMIT_SOFT_PACKETS :
                        i == 3 ? 1u << IPSECNIC_LIMIT_HARD_PACKETS |
                                 1u << IPSECNIC_LIMIT_SOFT_BYTES : 0u);
        g_assert_cmphex(outside, ==,
                        i == 3 ? 1u << IPSECNIC_LIMIT_SOFT_PACKETS : 0u);
        test_send_clear(&send);
        next_numbers(&p);
    }
    test_pair_clear(&p);
}

/* ------------------------------------------------------------------------
 * T2: frames without a handle
 */

/* CSUM alone: from csum_start on, with what the field holds. */
static void test_checksum_alone(void)
{
    unsigned length, ipv6, protocol;

    for (protocol = 6; protocol <= 17; protocol += 11) {
        for (ipv6 = 0; ipv6 < 2; ipv6++) {
            for (length = 0; length < 130; length++) {
                IpsecEngine *engine = test_engine(1);
                g_autoptr(GByteArray) data = test_payload(length);
                g_autoptr(GByteArray) l4 = NULL, ip = NULL, right = NULL;
                g_autoptr(GByteArray) frame = NULL;
                TestSend send = { 0 };

                l4 = protocol == 6 ?
                    test_tcp_segment(length, 0x18, length % 11 * 4, data->data,
                                     data->len) :
                    test_udp_datagram(data->data, data->len);
                test_l4_checksum(l4, (uint8_t)protocol, test_host_src[ipv6],
                                 test_host_dst[ipv6], ipv6, true);
                ip = test_host_packet(ipv6, (uint8_t)protocol, 1, length % 2,
                                      l4);
                send.frame = test_ethernet(ip);
                send.request = (IpsecTxRequest) {
                    .flags = IPSECNIC_TX_START | IPSECNIC_TX_END |
                             IPSECNIC_TX_CSUM,
                    .csum_start = (uint16_t)(send.frame->len - l4->len),
                };
                send.request.csum_offset = send.request.csum_start +
                                           (protocol == 6 ? 16 : 6);
                test_l4_checksum(l4, (uint8_t)protocol, test_host_src[ipv6],
                                 test_host_dst[ipv6], ipv6, false);
                right = g_byte_array_new();
                g_byte_array_append(right, send.frame->data,
                                    send.request.csum_start);
                g_byte_array_append(right, l4->data, l4->len);
                frame = test_send_must(engine, &send);
                g_assert_cmpmem(frame->data, frame->len, right->data,
                                right->len);
                g_byte_array_unref(send.frame);
                g_free(send.block);
                ipsec_engine_free(engine);
            }
        }
    }
}

/* The same in front of encryption: over the payload, without the trailer. */
static void check_checksum(TestSa *sa)
{
    unsigned form, length;

    for (form = 0; form < 4; form++) {
        TestSa copy = *sa;
        bool tunnel = form & 1, ipv6 = form & 2;
        TestPair p;

        if (ipv6) {
            test_sa_ipv6(&copy);
        }
        copy.ctx.mode = tunnel ? IPSECNIC_MODE_TUNNEL :
                                 IPSECNIC_MODE_TRANSPORT;
        test_pair_init(&p, &copy, NULL);
        for (length = 0; length < 40; length++) {
            uint8_t protocol = length % 2 ? 6 : 17;
            unsigned start = 0, trailer = length % TEST_TRAILERS;
            g_autoptr(GByteArray) data = test_payload(length);
            GByteArray *l4[2];
            TestSend send;
            unsigned i;

            for (i = 0; i < 2; i++) {
                l4[i] = protocol == 6 ?
                    test_tcp_segment(length, 0x18, 4, data->data, data->len) :
                    test_udp_datagram(data->data, data->len);
                test_l4_checksum(l4[i], protocol,
                                 tunnel ? test_host_src[0] : copy.ctx.src,
                                 tunnel ? test_host_dst[0] : copy.ctx.dst,
                                 ipv6 && !tunnel, i);
                if (tunnel) {
                    GByteArray *ip = test_host_packet(false, protocol, 3,
                                                      false, l4[i]);

                    g_byte_array_unref(l4[i]);
                    l4[i] = ip;
                    start = 20;
                }
            }
            p.packet.payload = l4[0];
            p.packet.driver_payload = l4[1];
            p.packet.next_header = tunnel ? 4 : protocol;
            p.packet.trailer = trailer;
            p.packet.iv_present = true;
            test_send_init(&send, &p.packet);
            send.request.flags |= IPSECNIC_TX_CSUM;
            send.request.csum_start = (uint16_t)(send.payload + start);
            send.request.csum_offset = send.request.csum_start +
                                       (protocol == 6 ? 16 : 6);
            {
                g_autoptr(GByteArray) frame = test_send_must(p.out, &send);
                IpsecRxResult r;

                g_assert_cmpmem(frame->data, frame->len, send.wire->data,
                                send.wire->len);
                test_pair_assert_received(&p, &send, frame, &r);
            }
            test_send_clear(&send);
            next_numbers(&p);
            g_byte_array_unref(l4[0]);
            g_byte_array_unref(l4[1]);
        }
        test_pair_clear(&p);
    }
}

static void test_checksum_in_front_of_esp(void)
{
    test_for_each_esp(check_checksum);
}

/* A datagram whose sum comes out as 0 */
static void test_checksum_zero(void)
{
    IpsecEngine *engine = test_engine(1);
    static const struct {
        unsigned offset;
        uint16_t value;
    } c[] = { { 6, 0xffff }, { 16, 0 } };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        g_autoptr(GByteArray) frame = NULL;
        TestSend send = { .frame = g_byte_array_new() };

        g_byte_array_set_size(send.frame, 60);
        memset(send.frame->data, 0, 60);
        send.frame->data[40] = 0xff;
        send.frame->data[41] = 0xff;
        send.request = (IpsecTxRequest) {
            .flags = IPSECNIC_TX_START | IPSECNIC_TX_END | IPSECNIC_TX_CSUM,
            .csum_start = 34, .csum_offset = (uint16_t)(34 + c[i].offset),
        };
        frame = test_send_must(engine, &send);
        g_assert_cmphex(frame->data[34 + c[i].offset] << 8 |
                        frame->data[35 + c[i].offset], ==, c[i].value);
        g_byte_array_unref(send.frame);
        g_free(send.block);
    }
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * T3: an SA that goes away
 */

/* Between the check and the packet: no packet. */
static void test_t3_deleted_in_between(void)
{
    g_autoptr(GByteArray) payload = test_payload(24);
    unsigned which;

    for (which = 0; which < 2; which++) {
        TestSa sa, tunnel;
        GByteArray *frame;
        TestSend send;
        IpsecTx tx;
        TestPair p;

        test_sa_init(&sa, GCM, 0);
        make_tunnel(&tunnel, CBC, SHA1);
        test_pair_init(&p, &sa, &tunnel);
        p.packet.payload = payload;
        test_send_init(&send, &p.packet);
        g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==, 0);
        ipsec_engine_delete_sa(p.out, p.packet.portion[which].handle);
        g_assert_cmpuint(test_send_build(p.out, &tx, 0, &frame), ==,
                         IPSECNIC_TX_ST_UNKNOWN_SA);
        ipsec_tx_sent(p.out, &tx, 0);
        test_send_clear(&send);
        test_pair_clear(&p);
    }
}

/* The handle comes round and names another SA then: that is not the one which
 * the packet was checked for, whatever it can do. */
static void test_t3_handle_comes_round(void)
{
    g_autoptr(GByteArray) payload = test_payload(24);
    unsigned kind;

    for (kind = 0; kind < 4; kind++) {
        uint32_t handle, again = 0;
        IpsecSaInfo info;
        GByteArray *frame;
        TestSa sa, other;
        TestSend send;
        IpsecTx tx;
        unsigned i;
        TestPair p;

        test_sa_init(&sa, GCM, 0);
        test_pair_init(&p, &sa, NULL);
        handle = p.packet.portion[0].handle;
        p.packet.payload = payload;
        p.packet.portion[0].sequence[0] = 5;
        test_send_init(&send, &p.packet);
        g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==, 0);

        other = p.sa[0];
        if (kind == 1) {
            ah_sa(&other, SHA1);
            test_sa_outbound(&other);
        } else if (kind == 2) {
            test_sa_init(&other, CBC, SHA256);
        } else if (kind == 3) {
            test_sa_op(&other, 1, IPSECNIC_OP_AH, 4711, 0, SHA1);
        }
        for (i = 0; i < 4 * 4096 && again != handle; i++) {
            ipsec_engine_delete_sa(p.out, i ? again : handle);
            again = test_sa_must_add(p.out, &other);
        }
        g_assert_cmphex(again, ==, handle);
        g_assert_cmpuint(test_send_build(p.out, &tx, 0, &frame), ==,
                         IPSECNIC_TX_ST_UNKNOWN_SA);
        /* Nor is it counted there. */
        ipsec_tx_sent(p.out, &tx, 0);
        info = test_sa_query(p.out, handle);
        g_assert_cmpuint(info.packets, ==, 0);
        g_assert_cmpuint(info.sequence[0], ==, 0);
        test_send_clear(&send);
        test_pair_clear(&p);
    }
}

/* A packet is out, and one of its SAs gone: the other one counts it. */
static void test_sent_counts_what_is_left(void)
{
    g_autoptr(GByteArray) payload = test_payload(24);
    unsigned which;

    for (which = 0; which < 2; which++) {
        g_autoptr(GByteArray) frame = NULL;
        IpsecSaInfo info;
        TestSa sa, tunnel;
        TestSend send;
        IpsecTx tx;
        TestPair p;

        test_sa_init(&sa, GCM, 0);
        make_tunnel(&tunnel, CBC, SHA1);
        test_pair_init(&p, &sa, &tunnel);
        p.packet.payload = payload;
        p.packet.portion[0].sequence[0] = 3;
        p.packet.portion[1].sequence[0] = 4;
        test_send_init(&send, &p.packet);
        g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==, 0);
        g_assert_cmpuint(test_send_build(p.out, &tx, 0, &frame), ==, 0);
        ipsec_engine_delete_sa(p.out, p.packet.portion[which].handle);
        ipsec_tx_sent(p.out, &tx, 0);
        info = test_sa_query(p.out, p.packet.portion[!which].handle);
        g_assert_cmpuint(info.packets, ==, 1);
        g_assert_cmpuint(info.bytes, ==, which ? 80u : frame->len - 14);
        g_assert_cmpuint(info.sequence[0], ==, which ? 3 : 4);
        test_send_clear(&send);
        test_pair_clear(&p);
    }
}

int main(int argc, char **argv)
{
    unsigned i;

    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/output/t6-every-algorithm-family-mode-esn-length",
                    test_t6_every_algorithm);
    g_test_add_func("/output/every-authenticator", test_every_authenticator);
    g_test_add_func("/output/t7-ah-esp-bundles", test_t7_bundles);
    g_test_add_func("/output/ip-options-and-extension-headers", test_options);
    g_test_add_func("/output/t4-nested", test_t4_nested);
    g_test_add_func("/output/udp-esp-forms", test_udp_forms);
    g_test_add_func("/output/udp-checksum-never-zero",
                    test_udp_checksum_never_zero);
    g_test_add_func("/output/jumbo", test_jumbo);
    g_test_add_func("/output/draft-mcgrew-gcm-and-gmac", test_mcgrew);
    g_test_add_func("/output/rfc3602-packets", test_rfc3602);
    for (i = 0; i < G_N_ELEMENTS(ah_vectors); i++) {
        g_autofree char *name = g_strconcat("/output/scapy/",
                                            ah_vectors[i].name, NULL);

        g_test_add_data_func(name, &ah_vectors[i], check_scapy);
    }
    g_test_add_func("/output/ah-padding", test_ah_padding);
    g_test_add_func("/output/dummy-packet", test_dummy_packet);
    g_test_add_func("/output/any-address", test_any_address);
    g_test_add_func("/output/t14-counter-ivs", test_t14_counter_ivs);
    g_test_add_func("/output/t14-one-key", test_t14_one_key);
    g_test_add_func("/output/t14-counter-ivs-unique",
                    test_t14_counter_ivs_unique);
    g_test_add_func("/output/t14-random-ivs", test_t14_random_ivs);
    g_test_add_func("/output/esn-tracking", test_esn_tracking);
    g_test_add_func("/output/esn-sequence-high", test_sequence_high);
    g_test_add_func("/output/sequence-moves-when-sent",
                    test_sequence_moves_when_sent);
    g_test_add_func("/output/update-sa", test_update_sa);
    g_test_add_func("/output/sequence-used-up", test_sequence_used_up);
    g_test_add_func("/output/counts", test_counts);
    g_test_add_func("/output/limits", test_limits);
    g_test_add_func("/output/t2-checksum-alone", test_checksum_alone);
    g_test_add_func("/output/checksum-in-front-of-esp",
                    test_checksum_in_front_of_esp);
    g_test_add_func("/output/checksum-zero", test_checksum_zero);
    g_test_add_func("/output/t3-deleted-in-between",
                    test_t3_deleted_in_between);
    g_test_add_func("/output/t3-handle-comes-round",
                    test_t3_handle_comes_round);
    g_test_add_func("/output/sent-counts-what-is-left",
                    test_sent_counts_what_is_left);
    return g_test_run();
}

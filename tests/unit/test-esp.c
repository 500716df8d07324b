/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inbound ESP
 */

#include <string.h>

#include "harness.h"
#include "sequence.h"
#include "sa.h"
#include "vectors.h"

/* ------------------------------------------------------------------------
 * draft-mcgrew-gcm-test-01
 */

/* Feed one packet of the draft through a whole engine. */
static void check_esp_vector(const EspVector *v)
{
    g_autoptr(GByteArray) key = test_unhex(v->key);
    g_autoptr(GByteArray) spi = test_unhex(v->spi);
    g_autoptr(GByteArray) sequence = test_unhex(v->sequence);
    g_autoptr(GByteArray) packet = test_unhex(v->packet);
    g_autoptr(GByteArray) text = test_unhex(v->plaintext);
    IpsecEngine *engine = test_engine(4);
    g_autoptr(GByteArray) expected = g_byte_array_new();
    uint64_t number = 0;
    IpsecSaInfo info;
    IpsecRxResult r;
    TestSa sa;
    uint32_t handle;
    unsigned i;

    for (i = 0; i < sequence->len; i++) {
        number = number << 8 | sequence->data[i];
    }
    test_sa_init(&sa, v->cipher, v->auth);
    memcpy(sa.keys[0][v->auth == 0], key->data, key->len);
    sa.ctx.op[0].spi = (uint32_t)spi->data[0] << 24 | spi->data[1] << 16 |
                       spi->data[2] << 8 | spi->data[3];
    if (sequence->len == 8) {
        sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
        sa.ctx.op[0].sequence = number - 1;
    }
    handle = test_sa_must_add(engine, &sa);

    g_autoptr(GByteArray) ip = test_ip(&sa, 50, packet);
    g_autoptr(GByteArray) frame = test_ethernet(ip);

    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, IPSECNIC_CRYPTO_SUCCESS));
    g_assert_cmpuint(r.sa_outer, ==, handle);
    g_assert_cmphex(r.header_info, ==, IPSECNIC_HEADER_INFO_SET |
                    (uint32_t)text->data[text->len - 2] << 8 |
                    text->data[text->len - 1]);
    g_assert_cmpuint(r.payload_offset, ==, 14 + 20 + 16);
    g_assert_cmpuint(r.trailer_length, ==,
                     text->data[text->len - 2] + 2 + 16);

    /* R22: in place; all else is as on the wire */
    g_byte_array_append(expected, frame->data, frame->len);
    memcpy(expected->data + 50, text->data, text->len);
    g_assert_cmpmem(r.data, frame->len, expected->data, expected->len);
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.sequence[0], ==, number);
    g_assert_cmpuint(info.packets, ==, 1);
    g_assert_cmpuint(info.bytes, ==, ip->len);

    /* Any bit of it changed: untouched, with a status. */
    for (i = 34 + 4; i < frame->len; i++) {
        frame->data[i] ^= 0x10;
        test_receive(engine, frame, &r);
        test_assert_untouched(
            frame, &r,
            TEST_WORD(1, 0, IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED), 0);
        frame->data[i] ^= 0x10;
    }
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.failed[3], ==, frame->len - 38);
    g_assert_cmpuint(info.sequence[0], ==, number);
    ipsec_engine_free(engine);
}

static void test_mcgrew(void)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(esp_vectors); i++) {
        if (esp_vectors[i].cipher) {
            check_esp_vector(&esp_vectors[i]);
        }
    }
}

static void test_mcgrew_gmac(void)
{
    check_esp_vector(&esp_vectors[G_N_ELEMENTS(esp_vectors) - 1]);
}

/* ------------------------------------------------------------------------
 * RFC 3602, section 4, cases 5 to 8: without authentication there, so each
 * packet is sealed with each HMAC here, computed by GLib.
 */

static void check_cbc_packet(const CbcPacket *c, uint64_t auth,
                             GChecksumType hash, unsigned icv_length)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) key = test_unhex(c->key);
    g_autoptr(GByteArray) esp = test_unhex(c->packet);
    g_autoptr(GByteArray) payload = test_unhex(c->payload);
    gsize digest_length = 64;
    uint8_t digest[64];
    IpsecRxResult r;
    GHmac *hmac;
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_CBC_128, auth);
    sa.ctx.mode = c->mode;
    sa.ctx.op[0].spi = (uint32_t)esp->data[2] << 8 | esp->data[3];
    memcpy(sa.keys[0][1], key->data, key->len);
    test_sa_must_add(engine, &sa);
    hmac = g_hmac_new(hash, sa.keys[0][0], sa.ctx.op[0].auth_key_length);
    g_hmac_update(hmac, esp->data, esp->len);
    g_hmac_get_digest(hmac, digest, &digest_length);
    g_hmac_unref(hmac);
    g_byte_array_append(esp, digest, icv_length);

    g_autoptr(GByteArray) ip = test_ip(&sa, 50, esp);
    g_autoptr(GByteArray) frame = test_ethernet(ip);

    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmphex(r.header_info, ==, IPSECNIC_HEADER_INFO_SET |
                    c->pad_length << 8 | c->next_header);
    g_assert_cmpuint(r.payload_offset, ==, 14 + 20 + 24);
    g_assert_cmpuint(r.trailer_length, ==, c->pad_length + 2 + icv_length);
    g_assert_cmpmem(r.data + r.payload_offset, payload->len, payload->data,
                    payload->len);
    g_assert_cmpmem(r.data, 58, frame->data, 58);
    g_assert_cmpuint(r.inner_l3_offset, ==,
                     c->mode == IPSECNIC_MODE_TUNNEL ? 58 : 0);
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

/* ------------------------------------------------------------------------
 * Every algorithm, family and mode
 */

static void check_lengths(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    unsigned icv = sa->ctx.op[0].auth_icv_length +
                   sa->ctx.op[0].cipher_icv_length;
    unsigned iv = test_lengths(&sa->ctx.op[0]).iv;
    unsigned ip_length = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 40 : 20;
    bool tunnel = sa->ctx.mode == IPSECNIC_MODE_TUNNEL;
    uint32_t handle = test_sa_must_add(engine, sa);
    unsigned length, step;
    TestSeal seal = { .sa = sa, .pad_length = -1 };

    for (length = 0; length <= 1500; length += step) {
        g_autoptr(GByteArray) payload = test_payload(length);
        g_autoptr(GByteArray) inner = test_ip(sa, 17, payload);
        const GByteArray *inside = tunnel ? inner : payload;
        unsigned start = 14 + ip_length + 8 + iv;
        g_autoptr(GByteArray) frame = NULL;
        IpsecRxResult r;

        step = length < 40 ? 1 : 173;
        seal.sequence++;
        seal.next_header = !tunnel ? 17 :
            sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 41 : 4;
        seal.extra_pad = length % 3 == 0 ? 2 : 0;
        frame = test_esp_frame(&seal, inside);
        test_receive(engine, frame, &r);

        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        g_assert_cmpuint(r.reason, ==, 0);
        g_assert_cmpuint(r.kind, ==, IPSECNIC_KIND_ESP);
        g_assert_cmpuint(r.sa_outer, ==, handle);
        g_assert_cmpuint(r.sa_inner, ==, 0);
        g_assert_cmpuint(r.l3_offset, ==, 14);
        g_assert_cmpuint(r.ipsec_offset, ==, 14 + ip_length);
        g_assert_cmpuint(r.payload_offset, ==, start);
        g_assert_cmpuint(r.inner_l3_offset, ==, tunnel ? start : 0);
        g_assert_cmpuint(IPSECNIC_HEADER_NEXT_HEADER(r.header_info), ==,
                         seal.next_header);
        g_assert_true(r.header_info & IPSECNIC_HEADER_INFO_SET);
        g_assert_cmpuint(r.trailer_length, ==,
                         IPSECNIC_HEADER_PAD_LENGTH(r.header_info) + 2 + icv);
        g_assert_cmpuint(frame->len, ==,
                         start + inside->len + r.trailer_length);
        g_assert_cmpmem(r.data, start, frame->data, start);
        g_assert_cmpmem(r.data + start, inside->len, inside->data,
                        inside->len);
        g_assert_cmpuint(r.data[frame->len - icv - 1], ==, seal.next_header);
        g_assert_cmpmem(r.data + frame->len - icv, icv,
                        frame->data + frame->len - icv, icv);
    }
    ipsec_engine_free(engine);
}

static void check_families_and_modes(TestSa *sa)
{
    TestSa copy = *sa;

    check_lengths(&copy);
    copy.ctx.mode = IPSECNIC_MODE_TUNNEL;
    check_lengths(&copy);
    test_sa_ipv6(&copy);
    check_lengths(&copy);
    copy.ctx.mode = IPSECNIC_MODE_TRANSPORT;
    check_lengths(&copy);
}

static void test_every_algorithm(void)
{
    test_for_each_esp(check_families_and_modes);
}

static void check_corruption(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .sequence = 5, .next_header = 17,
                      .pad_length = -1 };
    g_autoptr(GByteArray) payload = test_payload(37);
    g_autoptr(GByteArray) frame = test_esp_frame(&seal, payload);
    uint32_t status = sa->ctx.mode == IPSECNIC_MODE_TUNNEL ?
                      IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED :
                      IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED;
    IpsecRxResult r;
    unsigned i;

    test_sa_must_add(engine, sa);
    for (i = 14 + 20 + 4; i < frame->len; i++) {
        frame->data[i] ^= 0x01;
        test_receive(engine, frame, &r);
        test_assert_untouched(frame, &r, TEST_WORD(1, 0, status), 0);
        frame->data[i] ^= 0x01;
    }
    /* It was right before, and is right again. */
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    ipsec_engine_free(engine);
}

static void check_corruption_in_modes(TestSa *sa)
{
    TestSa copy = *sa;

    check_corruption(&copy);
    copy.ctx.mode = IPSECNIC_MODE_TUNNEL;
    check_corruption(&copy);
}

static void test_every_byte_corrupted(void)
{
    test_for_each_esp(check_corruption_in_modes);
}

/* ------------------------------------------------------------------------
 * SPIs that IANA keeps back (RFC 4303, section 2.1)
 */

/* An SA of each of them matches its packets, and them alone. */
static void test_low_spi(void)
{
    static const uint32_t spis[] = { 1, 7, 9, 37, 255 };
    IpsecEngine *engine = test_engine(G_N_ELEMENTS(spis));
    g_autoptr(GByteArray) payload = test_payload(37);
    uint32_t handle[G_N_ELEMENTS(spis)];
    TestSa sa[G_N_ELEMENTS(spis)];
    unsigned i, udp;

    for (i = 0; i < G_N_ELEMENTS(spis); i++) {
        test_sa_init(&sa[i], IPSECNIC_CIPHER_AES_GCM_128, 0);
        sa[i].ctx.op[0].spi = spis[i];
    }
    for (udp = 0; udp < 2; udp++) {
        for (i = 0; i < G_N_ELEMENTS(spis); i++) {
            sa[i].ctx.encap = udp ? IPSECNIC_UDP_ESP_TRANSPORT : 0;
            handle[i] = test_sa_must_add(engine, &sa[i]);
        }
        for (i = 0; i < G_N_ELEMENTS(spis); i++) {
            TestSeal seal = { .sa = &sa[i], .sequence = 1, .next_header = 17,
                              .pad_length = -1 };
            g_autoptr(GByteArray) esp = test_esp(&seal, payload);
            g_autoptr(GByteArray) datagram = test_udp(&sa[i], 4500, 4500, esp,
                                                      true);
            g_autoptr(GByteArray) ip = test_ip(&sa[i], udp ? 17 : 50,
                                               udp ? datagram : esp);
            g_autoptr(GByteArray) frame = test_ethernet(ip);
            IpsecRxResult r;

            test_receive(engine, frame, &r);
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            g_assert_cmphex(r.sa_outer, ==, handle[i]);
            g_assert_cmpmem(r.data + r.payload_offset, 37, payload->data, 37);
        }
        ipsec_engine_flush(engine, true, false);
    }
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Status 6
 */

/* An ESP packet cut short everywhere, with an IP length that says so: status
 * 6 where it cannot be ESP of this SA, an ICV failure where it could. */
static void check_cut(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .sequence = 5, .next_header = 17,
                      .pad_length = -1 };
    g_autoptr(GByteArray) payload = test_payload(61);
    g_autoptr(GByteArray) esp = test_esp(&seal, payload);
    unsigned icv = sa->ctx.op[0].auth_icv_length +
                   sa->ctx.op[0].cipher_icv_length;
    unsigned block = test_lengths(&sa->ctx.op[0]).block;
    unsigned iv = test_lengths(&sa->ctx.op[0]).iv;
    unsigned n;

    test_sa_must_add(engine, sa);
    for (n = 0; n < esp->len; n++) {
        g_autoptr(GByteArray) cut = g_byte_array_new();
        g_autoptr(GByteArray) ip = NULL, frame = NULL;
        IpsecRxResult r;

        g_byte_array_append(cut, esp->data, n);
        ip = test_ip(sa, 50, cut);
        frame = test_ethernet(ip);
        test_receive(engine, frame, &r);
        if (n < 8) {
            test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_TRUNCATED);
        } else if (n < 8 + iv + icv + 2 || (n - 8 - iv - icv) % block) {
            test_assert_untouched(
                frame, &r,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX), 0);
        } else {
            test_assert_untouched(
                frame, &r,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED),
                0);
        }
    }
    ipsec_engine_free(engine);
}

static void test_length_impossible(void)
{
    test_for_each_esp(check_cut);
}

/* D5: an IP length beyond the frame. */
static void check_ip_length(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .sequence = 5, .next_header = 17,
                      .pad_length = -1 };
    g_autoptr(GByteArray) payload = test_payload(61);
    g_autoptr(GByteArray) frame = test_esp_frame(&seal, payload);
    IpsecSaInfo info;
    uint32_t handle = test_sa_must_add(engine, sa);
    unsigned n;

    for (n = 14 + 20 + 8; n < frame->len; n++) {
        g_autoptr(GByteArray) cut = g_byte_array_new();
        IpsecRxResult r;

        g_byte_array_append(cut, frame->data, n);
        test_receive(engine, cut, &r);
        test_assert_untouched(
            cut, &r, TEST_WORD(1, 0, IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX),
            0);
        g_assert_cmpuint(r.sa_outer, ==, handle);
    }
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.failed[6], ==, frame->len - 42);
    g_assert_cmpuint(info.packets, ==, 0);
    ipsec_engine_free(engine);
}

static void test_ip_length_beyond_frame(void)
{
    test_for_each_esp(check_ip_length);
}

/* A good ICV over a pad length larger than the payload: the frame stays as it
 * was and HeaderInfoSet is 0 (D10); padding alone is fine. */
static void check_pad_length(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .next_header = 59 };
    g_autoptr(GByteArray) payload = test_payload(46);
    uint32_t handle = test_sa_must_add(engine, sa);
    IpsecRxResult r;
    unsigned good = 0, bad = 0;
    unsigned text;
    IpsecSaInfo info;

    seal.pad_length = -1;
    {
        g_autoptr(GByteArray) frame = test_esp_frame(&seal, payload);

        test_receive(engine, frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        text = r.trailer_length + 46u - sa->ctx.op[0].auth_icv_length -
               sa->ctx.op[0].cipher_icv_length;
    }
    for (seal.pad_length = 0; seal.pad_length < 256; seal.pad_length++) {
        g_autoptr(GByteArray) frame = NULL;

        seal.sequence++;
        frame = test_esp_frame(&seal, payload);
        test_receive(engine, frame, &r);
        if ((unsigned)seal.pad_length + 2 <= text) {
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            g_assert_cmpuint(IPSECNIC_HEADER_PAD_LENGTH(r.header_info), ==,
                             seal.pad_length);
            good++;
        } else {
            test_assert_untouched(
                frame, &r,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX), 0);
            bad++;
        }
    }
    g_assert_cmpuint(good, ==, text - 1);
    g_assert_cmpuint(bad, ==, 256 - good);
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.packets, ==, good + 1);
    g_assert_cmpuint(info.failed[6], ==, bad);
    /* They were authenticated all the same. */
    g_assert_cmpuint(info.sequence[0], ==, 256);
    ipsec_engine_free(engine);
}

static void test_d10_pad_length(void)
{
    test_for_each_esp(check_pad_length);
}

/* RFC 4303, section 2.6: a dummy packet is the transport's affair. */
static void test_dummy_packet(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) empty = g_byte_array_new();
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 59,
                      .pad_length = -1 };

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    test_sa_must_add(engine, &sa);
    frame = test_esp_frame(&seal, empty);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmphex(r.header_info, ==, IPSECNIC_HEADER_INFO_SET | 2 << 8 | 59);
    g_assert_cmpuint(r.inner_l3_offset, ==, 0);
    ipsec_engine_free(engine);
}

/* What stands behind the IP packet, as in every short Ethernet frame. */
static void check_ethernet_padding(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .sequence = 5, .next_header = 17,
                      .pad_length = -1 };
    g_autoptr(GByteArray) payload = test_payload(8);
    g_autoptr(GByteArray) frame = test_esp_frame(&seal, payload);
    static const uint8_t padding[18] = { 1, 2, 3 };
    unsigned end = frame->len;
    IpsecRxResult r;

    test_sa_must_add(engine, sa);
    g_byte_array_append(frame, padding, sizeof(padding));
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpmem(r.data + r.payload_offset, 8, payload->data, 8);
    g_assert_cmpmem(r.data + end, sizeof(padding), padding, sizeof(padding));
    g_assert_cmpuint(r.payload_offset + 8 + r.trailer_length, ==, end);
    ipsec_engine_free(engine);
}

static void test_ethernet_padding(void)
{
    test_for_each_esp(check_ethernet_padding);
}

/* ------------------------------------------------------------------------
 * D6: extended sequence numbers
 */

/* RFC 4303, appendix A2.2, and "nearest" without a window */
static void test_esn_estimate(void)
{
    static const struct {
        uint64_t top;
        uint32_t window;
        uint32_t low;
        uint64_t expected;
    } c[] = {
        /* case A: the window is in one subspace */
        { 0x500000100, 64, 0x00000100, 0x500000100 },
        { 0x500000100, 64, 0x000000c1, 0x5000000c1 },
        { 0x500000100, 64, 0x000000c0, 0x6000000c0 },
        { 0x500000100, 64, 0xffffffff, 0x5ffffffff },
        { 0x5ffffffff, 64, 0x00000000, 0x600000000 },
        { 0x50000003f, 64, 0x00000000, 0x500000000 },
        /* case B: it reaches into the one before */
        { 0x500000010, 64, 0x00000010, 0x500000010 },
        { 0x500000010, 64, 0x00000011, 0x500000011 },
        { 0x500000010, 64, 0xffffffd1, 0x4ffffffd1 },
        { 0x500000010, 64, 0xffffffd0, 0x5ffffffd0 },
        /* never below zero */
        { 0, 64, 0xffffffff, 0xffffffff },
        { 0x10, 64, 0xfffffff0, 0xfffffff0 },
        { 0, 0, 0xffffffff, 0xffffffff },
        /* nor beyond the end */
        { 0xffffffffffffffff, 64, 0, 0xffffffff00000000 },
        /* window 1: every other number is a later one */
        { 0x500000100, 1, 0x00000100, 0x500000100 },
        { 0x500000100, 1, 0x000000ff, 0x6000000ff },
        /* no window: nearest */
        { 0x500000100, 0, 0x80000100, 0x580000100 },
        { 0x500000100, 0, 0x80000101, 0x480000101 },
        { 0x580000000, 0, 0x00000000, 0x600000000 },
        { 0x580000000, 0, 0x00000001, 0x500000001 },
        { 0x5ffffffff, 0, 0x00000000, 0x600000000 },
        { 0x600000000, 0, 0xffffffff, 0x5ffffffff },
    };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        g_assert_cmphex(ipsec_esn_estimate(c[i].top, c[i].window, c[i].low),
                        ==, c[i].expected);
    }
}

static void check_esn(TestSa *sa)
{
    static const struct {
        uint64_t sequence;
        bool good;
        uint64_t top;           /* afterwards */
    } steps[] = {
        { 0x2fffffff0, true, 0x2fffffff0 },
        { 0x2ffffffff, true, 0x2ffffffff },
        /* over the edge, and back behind it */
        { 0x300000001, true, 0x300000001 },
        { 0x2fffffffe, true, 0x300000001 },
        { 0x300000000, true, 0x300000001 },
        { 0x300000100, true, 0x300000100 },
        /* with another high half than the estimate, the ICV is wrong */
        { 0x2000001ff, false, 0x300000100 },
        { 0x400000101, false, 0x300000100 },
        { 0x0ffffffff, false, 0x300000100 },
    };
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(40);
    TestSa copy = *sa;
    TestSeal seal = { .sa = &copy, .next_header = 17, .pad_length = -1 };
    uint32_t handle;
    unsigned i;

    copy.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    copy.ctx.op[0].sequence = 0x2ffffff00;
    copy.ctx.op[0].replay_window = 64;
    handle = test_sa_must_add(engine, &copy);
    for (i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(GByteArray) frame = NULL;
        IpsecRxResult r;

        seal.sequence = steps[i].sequence;
        frame = test_esp_frame(&seal, payload);
        test_receive(engine, frame, &r);
        if (steps[i].good) {
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            g_assert_cmpmem(r.data + r.payload_offset, 40, payload->data, 40);
        } else {
            test_assert_untouched(
                frame, &r,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED),
                0);
        }
        g_assert_cmphex(test_sa_query(engine, handle).sequence[0], ==,
                        steps[i].top);
    }
    ipsec_engine_free(engine);
}

static void test_d6_esn(void)
{
    test_for_each_esp(check_esn);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/esp/draft-mcgrew-gcm", test_mcgrew);
    g_test_add_func("/esp/draft-mcgrew-gmac", test_mcgrew_gmac);
    g_test_add_func("/esp/rfc3602-packets", test_rfc3602);
    g_test_add_func("/esp/every-algorithm-family-mode-length",
                    test_every_algorithm);
    g_test_add_func("/esp/every-byte-corrupted", test_every_byte_corrupted);
    g_test_add_func("/esp/low-spi", test_low_spi);
    g_test_add_func("/esp/status-6-length-impossible", test_length_impossible);
    g_test_add_func("/esp/status-6-ip-length-beyond-frame",
                    test_ip_length_beyond_frame);
    g_test_add_func("/esp/d10-pad-length-beyond-payload",
                    test_d10_pad_length);
    g_test_add_func("/esp/dummy-packet", test_dummy_packet);
    g_test_add_func("/esp/ethernet-padding", test_ethernet_padding);
    g_test_add_func("/esp/d6-esn-estimate", test_esn_estimate);
    g_test_add_func("/esp/d6-esn", test_d6_esn);
    return g_test_run();
}

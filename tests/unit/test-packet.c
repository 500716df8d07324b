/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Receiving in packet mode (P4 to P6, P8, P9)
 */

#include <string.h>

#include "bytes.h"
#include "harness.h"
#include "policy.h"

typedef struct PacketVector {
    const char *name;
    uint32_t spi;
    bool ipv6;
    uint8_t mode;
    uint8_t encap;
    uint64_t cipher;
    uint64_t auth;
    const char *cipher_key;
    const char *auth_key;
    const char *wire;           /* from the IP header on */
    const char *plain;
} PacketVector;

#include "../vectors/packet-vectors.h"

#define GCM         IPSECNIC_CIPHER_AES_GCM_128
#define TUNNEL      IPSECNIC_MODE_TUNNEL
#define TRANSPORT   IPSECNIC_MODE_TRANSPORT
#define GOOD        TEST_WORD(1, 0, IPSECNIC_CRYPTO_SUCCESS)

#define P32         UINT64_C(0x100000000)

static IpsecEngine *packet_engine(void)
{
    IpsecCaps caps = test_caps(8);
    IpsecEngine *engine;

    caps.policy_capacity = 16;
    engine = ipsec_engine_new(&caps, NULL);
    g_assert_nonnull(engine);
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP);
    ipsec_engine_set_packet(engine, true);
    ipsec_engine_set_rx_csum(engine, true);
    return engine;
}

static void packet_sa(TestSa *sa, uint8_t mode, uint32_t window)
{
    test_sa_init(sa, GCM, 0);
    sa->ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    sa->ctx.mode = mode;
    sa->ctx.op[0].replay_window = window;
}

/* An IP packet of its own addresses around @payload, UDP with a checksum. */
static GByteArray *inner_packet(unsigned version, unsigned length)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    g_autoptr(GByteArray) udp = NULL;
    unsigned i;
    TestSa in;

    test_sa_init(&in, GCM, 0);
    if (version == 6) {
        test_sa_ipv6(&in);
    }
    in.ctx.src[3] ^= 0x40;
    in.ctx.dst[3] ^= 0x40;
    for (i = 0; i < length; i++) {
        test_append8(body, i * 3 + 1);
    }
    udp = test_udp(&in, 1111, 2222, body, true);
    return test_ip(&in, 17, udp);
}

/* Bytes of VLAN tags behind the MAC addresses. */
static void add_tags(GByteArray *frame, unsigned tags)
{
    static const uint8_t both[] = { 0x88, 0xa8, 0x60, 0x05,
                                    0x81, 0x00, 0x00, 0x07 };
    g_autofree uint8_t *rest = g_memdup2(frame->data + 12, frame->len - 12);
    guint length = frame->len - 12;

    g_byte_array_set_size(frame, 12);
    test_append(frame, both + (tags == 1 ? 4 : 0), 4 * tags);
    test_append(frame, rest, length);
}

static GByteArray *seal(const TestSa *sa, uint64_t sequence, uint8_t next,
                        const GByteArray *payload)
{
    TestSeal s = { .sa = sa, .sequence = sequence, .next_header = next,
                   .pad_length = -1 };

    return test_esp_frame(&s, payload);
}

static void set_ipv4_tos(GByteArray *frame, unsigned at, uint8_t tos)
{
    frame->data[at + 1] = tos;
    test_ipv4_checksum(frame->data + at, 20);
}

static void assert_decapsulated(const IpsecRxResult *r, const GByteArray *frame)
{
    g_assert_cmphex(r->oob, ==, GOOD);
    g_assert_cmpuint(r->reason, ==, 0);
    g_assert_true(r->decapsulated);
    g_assert_cmpmem(r->data, r->length, frame->data, frame->len);
    g_assert_cmpuint(r->ipsec_offset, ==, 0);
    g_assert_cmpuint(r->payload_offset, ==, 0);
    g_assert_cmpuint(r->trailer_length, ==, 0);
    g_assert_cmpuint(r->inner_l3_offset, ==, 0);
    g_assert_cmpuint(r->inner_ipsec_offset, ==, 0);
    g_assert_cmpuint(r->sa_inner, ==, 0);
}

/* Not decapsulated: as it came from the wire, and no more is told of it. */
static void assert_left(const IpsecRxResult *r, const GByteArray *frame,
                        uint32_t oob, uint8_t reason)
{
    g_assert_cmphex(r->oob, ==, oob);
    g_assert_cmpuint(r->reason, ==, reason);
    g_assert_false(r->decapsulated);
    g_assert_cmpmem(r->data, r->length, frame->data, frame->len);
    g_assert_cmpuint(r->payload_offset, ==, 0);
    g_assert_cmpuint(r->trailer_length, ==, 0);
    g_assert_cmpuint(r->inner_l3_offset, ==, 0);
}

/* ------------------------------------------------------------------------
 * What Scapy protected comes out as it went in
 */

static void check_vector(const PacketVector *v, unsigned tags)
{
    g_autoptr(GByteArray) cipher_key = test_unhex(v->cipher_key);
    g_autoptr(GByteArray) auth_key = test_unhex(v->auth_key);
    g_autoptr(GByteArray) wire = test_unhex(v->wire);
    g_autoptr(GByteArray) plain = test_unhex(v->plain);
    g_autoptr(GByteArray) frame = test_ethernet(wire);
    g_autoptr(GByteArray) expected = test_ethernet(plain);
    IpsecEngine *engine = packet_engine();
    unsigned address = v->ipv6 ? 16 : 4;
    IpsecRxResult r;
    uint32_t handle;
    TestSa sa;

    test_sa_init(&sa, v->cipher, v->auth);
    sa.ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD |
                    (v->ipv6 ? IPSECNIC_SA_FLAG_IPV6 : 0);
    sa.ctx.mode = v->mode;
    sa.ctx.encap = v->encap;
    sa.ctx.op[0].spi = v->spi;
    sa.ctx.op[0].replay_window = 64;
    if (auth_key->len) {
        memcpy(sa.keys[0][0], auth_key->data, auth_key->len);
    }
    if (cipher_key->len) {
        memcpy(sa.keys[0][1], cipher_key->data, cipher_key->len);
    }
    memset(sa.ctx.src, 0, 16);
    memset(sa.ctx.dst, 0, 16);
    memcpy(sa.ctx.src, wire->data + (v->ipv6 ? 8 : 12), address);
    memcpy(sa.ctx.dst, wire->data + (v->ipv6 ? 24 : 16), address);
    handle = test_sa_must_add(engine, &sa);

    add_tags(frame, tags);
    add_tags(expected, tags);
    /* what pads a frame to 60 bytes is not of the packet */
    test_append32(frame, 0x5a5a5a5a);
    test_receive(engine, frame, &r);
    g_test_message("%s", v->name);
    assert_decapsulated(&r, expected);
    g_assert_cmpuint(r.sa_outer, ==, handle);
    g_assert_cmpuint(r.l3_offset, ==, 14 + 4 * tags);
    g_assert_cmpuint(r.kind, ==, v->encap ? IPSECNIC_KIND_UDP_ESP :
                                            IPSECNIC_KIND_ESP);
    /* checksum verdicts are those of the packet that was protected */
    g_assert_cmpuint(r.csum & 3, ==, plain->data[0] >> 4 == 6 ?
                     IPSECNIC_CSUM_UNKNOWN : IPSECNIC_CSUM_GOOD);
    g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L4(r.csum), ==,
                     strstr(v->name, "echo") ? IPSECNIC_CSUM_UNKNOWN :
                                               IPSECNIC_CSUM_GOOD);
    g_assert_cmpuint(r.csum >> 4, ==, 0);

    /* once */
    test_receive(engine, frame, &r);
    assert_left(&r, frame, GOOD, IPSECNIC_REASON_REPLAY);
    ipsec_engine_free(engine);
}

static void test_scapy(void)
{
    unsigned i, tags;

    for (i = 0; i < G_N_ELEMENTS(packet_vectors); i++) {
        for (tags = 0; tags <= 2; tags++) {
            check_vector(&packet_vectors[i], tags);
        }
    }
}

/* Every algorithm, both modes and families, with ESN and without. */
static void check_algorithm(TestSa *sa)
{
    unsigned variant, size;

    for (variant = 0; variant < 8; variant++) {
        TestSa s = *sa;
        bool tunnel = variant & 1;
        IpsecEngine *engine = packet_engine();
        IpsecRxResult r;

        s.ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
        s.ctx.mode = tunnel ? TUNNEL : TRANSPORT;
        s.ctx.op[0].replay_window = 256;
        s.ctx.op[0].flags = variant & 2 ? IPSECNIC_OP_FLAG_ESN : 0;
        s.ctx.op[0].sequence = variant & 2 ? 5 * P32 : 0;
        if (variant & 4) {
            test_sa_ipv6(&s);
        }
        test_sa_must_add(engine, &s);
        for (size = 1; size < 40; size++) {
            g_autoptr(GByteArray) inner = inner_packet(4, size);
            g_autoptr(GByteArray) udp = test_payload(size + 7);
            g_autoptr(GByteArray) frame =
                seal(&s, s.ctx.op[0].sequence + size, tunnel ? 4 : 17,
                     tunnel ? inner : udp);
            g_autoptr(GByteArray) ip = test_ip(&s, 17, udp);
            g_autoptr(GByteArray) expected = test_ethernet(tunnel ? inner :
                                                                    ip);

            test_receive(engine, frame, &r);
            assert_decapsulated(&r, expected);
        }
        ipsec_engine_free(engine);
    }
}

static void test_algorithms(void)
{
    test_for_each_esp(check_algorithm);
}

/* IPv6 extension headers stay, and so does the fragment header of a whole
 * packet; Scapy cannot put UDP behind IPv6. */
static void test_ipv6_headers(void)
{
    static const char *const headers[] = {
        "", "00 3c 00 01 02 00 00 00 00", "2b 3c 00 00 00 00 00 00 00",
        "2c 2c 00 00 00 12 34 56 78",
    };
    unsigned h, udp;

    for (h = 0; h < G_N_ELEMENTS(headers); h++) {
        for (udp = 0; udp < 2; udp++) {
            g_autoptr(GByteArray) more = test_unhex(headers[h]);
            g_autoptr(GByteArray) payload = test_payload(30);
            g_autoptr(GByteArray) body = g_byte_array_new();
            g_autoptr(GByteArray) clear = g_byte_array_new();
            IpsecEngine *engine = packet_engine();
            TestSeal s = { .sequence = 1, .next_header = 17, .pad_length = -1 };
            uint8_t first, protocol = udp ? 17 : 50;
            IpsecRxResult r;
            TestSa sa;

            packet_sa(&sa, TRANSPORT, 32);
            test_sa_ipv6(&sa);
            sa.ctx.encap = udp ? IPSECNIC_UDP_ESP_TRANSPORT : 0;
            s.sa = &sa;
            test_sa_must_add(engine, &sa);

            g_autoptr(GByteArray) esp = test_esp(&s, payload);
            g_autoptr(GByteArray) datagram = test_udp(&sa, 4500, 4500, esp,
                                                      false);

            first = more->len ? more->data[0] : protocol;
            if (more->len) {
                more->data[1] = protocol;
                test_append(body, more->data + 1, more->len - 1);
                more->data[1] = 17;
                test_append(clear, more->data + 1, more->len - 1);
            }
            test_append(body, udp ? datagram->data : esp->data,
                        udp ? datagram->len : esp->len);
            test_append(clear, payload->data, payload->len);

            g_autoptr(GByteArray) ip = test_ip(&sa, first, body);
            g_autoptr(GByteArray) frame = test_ethernet(ip);
            g_autoptr(GByteArray) plain = test_ip(&sa, more->len ? first : 17,
                                                  clear);
            g_autoptr(GByteArray) expected = test_ethernet(plain);

            test_receive(engine, frame, &r);
            assert_decapsulated(&r, expected);
            ipsec_engine_free(engine);
        }
    }
}

/* ------------------------------------------------------------------------
 * What is in a tunnel
 */

/* Padding for traffic flow confidentiality is left out. */
static void test_tfc(void)
{
    IpsecEngine *engine = packet_engine();
    unsigned version, more, n = 0;
    IpsecRxResult r;
    TestSa sa;

    packet_sa(&sa, TUNNEL, 64);
    test_sa_must_add(engine, &sa);
    for (version = 4; version <= 6; version += 2) {
        for (more = 0; more < 70; more += 23) {
            g_autoptr(GByteArray) inner = inner_packet(version, 31);
            g_autoptr(GByteArray) padded = g_byte_array_new();
            g_autoptr(GByteArray) expected = test_ethernet(inner);

            test_append(padded, inner->data, inner->len);
            while (padded->len < inner->len + more) {
                test_append8(padded, 0xee);
            }

            g_autoptr(GByteArray) frame = seal(&sa, ++n, version == 4 ? 4 : 41,
                                               padded);

            test_receive(engine, frame, &r);
            assert_decapsulated(&r, expected);
        }
    }
    ipsec_engine_free(engine);
}

/* What is protected and no packet: MALFORMED, counted, and its number is used.
 */
static void test_malformed(void)
{
    static const struct {
        uint8_t next;
        uint8_t version;        /* of the packet inside */
        unsigned at;            /* byte of it that is changed */
        uint8_t to;
        unsigned keep;          /* bytes of it that there are; 0: all */
    } bad[] = {
        { 59, 4, 0, 0x45, 0 },  /* dummy, RFC 4303, section 2.6 */
        { 59, 6, 0, 0x60, 0 },
        { 4, 6, 0, 0x60, 0 },   /* next header and version disagree */
        { 41, 4, 0, 0x45, 0 },
        { 4, 4, 0, 0x55, 0 },
        { 17, 4, 0, 0x45, 0 },  /* no IP packet */
        { 50, 4, 0, 0x45, 0 },
        { 0, 6, 0, 0x60, 0 },
        { 4, 4, 0, 0x44, 0 },   /* header shorter than a header */
        { 4, 4, 0, 0x4f, 40 },  /* and longer than the packet */
        { 4, 4, 3, 19, 0 },     /* the packet is shorter than its header */
        { 4, 4, 2, 1, 0 },      /* and longer than what there is */
        { 4, 4, 0, 0x45, 19 },  /* cut */
        { 4, 4, 0, 0x45, 20 },
        { 4, 4, 0, 0x45, 58 },
        { 41, 6, 4, 1, 0 },
        { 41, 6, 0, 0x60, 39 },
        { 41, 6, 0, 0x60, 40 },
        { 4, 4, 0, 0x45, 1 },
    };
    IpsecEngine *engine = packet_engine();
    uint32_t handle;
    IpsecRxResult r;
    unsigned i;
    TestSa sa;

    packet_sa(&sa, TUNNEL, 64);
    handle = test_sa_must_add(engine, &sa);
    for (i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GByteArray) inner = inner_packet(bad[i].version, 31);
        g_autoptr(GByteArray) frame = NULL;

        inner->data[bad[i].at] = bad[i].to;
        if (bad[i].keep) {
            g_byte_array_set_size(inner, bad[i].keep);
        }
        frame = seal(&sa, i + 1, bad[i].next, inner);
        test_receive(engine, frame, &r);
        assert_left(&r, frame, GOOD, IPSECNIC_REASON_MALFORMED);
        g_assert_cmpuint(r.header_info & 0xff, ==, bad[i].next);
        g_assert_cmpuint(r.sa_outer, ==, handle);
        g_assert_cmpuint(test_sa_query(engine, handle).unusable, ==, i + 1);
        g_assert_cmpuint(test_sa_query(engine, handle).packets, ==, i + 1);

        test_receive(engine, frame, &r);
        assert_left(&r, frame, GOOD, IPSECNIC_REASON_REPLAY);
    }
    ipsec_engine_free(engine);

    /* dummies come in transport mode, too */
    engine = packet_engine();
    packet_sa(&sa, TRANSPORT, 64);
    test_sa_must_add(engine, &sa);

    g_autoptr(GByteArray) payload = test_payload(9);
    g_autoptr(GByteArray) dummy = seal(&sa, 1, 59, payload);

    test_receive(engine, dummy, &r);
    assert_left(&r, dummy, GOOD, IPSECNIC_REASON_MALFORMED);
    ipsec_engine_free(engine);
}

/* The shortest packets that there are. */
static void test_shortest(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecRxResult r;
    TestSa sa;

    packet_sa(&sa, TUNNEL, 64);
    test_sa_must_add(engine, &sa);

    g_autoptr(GByteArray) inner = inner_packet(4, 0);
    g_byte_array_set_size(inner, 20);
    ipsec_put_be16(inner->data + 2, 20);
    test_ipv4_checksum(inner->data, 20);
    g_autoptr(GByteArray) frame = seal(&sa, 1, 4, inner);
    g_autoptr(GByteArray) expected = test_ethernet(inner);

    test_receive(engine, frame, &r);
    assert_decapsulated(&r, expected);
    ipsec_engine_free(engine);

    engine = packet_engine();
    packet_sa(&sa, TRANSPORT, 64);
    test_sa_must_add(engine, &sa);

    g_autoptr(GByteArray) nothing = g_byte_array_new();
    g_autoptr(GByteArray) empty = seal(&sa, 1, 6, nothing);
    g_autoptr(GByteArray) ip = test_ip(&sa, 6, nothing);
    g_autoptr(GByteArray) plain = test_ethernet(ip);

    test_receive(engine, empty, &r);
    assert_decapsulated(&r, plain);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * ECN and DSCP
 */

/* RFC 6040, figure 4: rows inner, columns outer, by codepoint. */
static const uint8_t ecn_table[4][4] = {
    /* outer   00, 01, 10, 11; 9: dropped */
    { 0, 0, 0, 9 },
    { 1, 1, 1, 3 },
    { 2, 1, 2, 3 },
    { 3, 3, 3, 3 },
};

/* Set the traffic class of an IP header. */
static void set_class(GByteArray *a, unsigned at, uint8_t value)
{
    if (a->data[at] >> 4 == 4) {
        set_ipv4_tos(a, at, value);
    } else {
        a->data[at] = (uint8_t)(0x60 | value >> 4);
        a->data[at + 1] = (uint8_t)((a->data[at + 1] & 0xf) | value << 4);
    }
}

static void check_ecn(unsigned outer_version, unsigned inner_version,
                      uint32_t flags)
{
    IpsecEngine *engine = packet_engine();
    unsigned outer, inner, n = 0, dropped = 0;
    uint32_t handle;
    IpsecRxResult r;
    TestSa sa;

    packet_sa(&sa, TUNNEL, 64);
    sa.ctx.flags |= flags;
    if (outer_version == 6) {
        test_sa_ipv6(&sa);
    }
    handle = test_sa_must_add(engine, &sa);
    for (inner = 0; inner < 4; inner++) {
        for (outer = 0; outer < 4; outer++) {
            g_autoptr(GByteArray) packet = inner_packet(inner_version, 20);
            g_autoptr(GByteArray) frame = NULL;
            g_autoptr(GByteArray) expected = NULL;
            unsigned ecn = flags & IPSECNIC_SA_FLAG_NO_ECN ?
                           inner : ecn_table[inner][outer];
            uint8_t dscp = flags & IPSECNIC_SA_FLAG_DECAP_DSCP ? 0x68 : 0xb8;

            set_class(packet, 0, (uint8_t)(0xb8 | inner));
            frame = seal(&sa, ++n, inner_version == 4 ? 4 : 41, packet);
            set_class(frame, 14, (uint8_t)(0x68 | outer));
            test_receive(engine, frame, &r);
            if (ecn == 9) {
                dropped++;
                assert_left(&r, frame, GOOD, IPSECNIC_REASON_ECN);
                continue;
            }
            expected = test_ethernet(packet);
            set_class(expected, 14, (uint8_t)(dscp | ecn));
            assert_decapsulated(&r, expected);
            g_assert_cmpuint(r.csum & 3, ==, inner_version == 4 ?
                             IPSECNIC_CSUM_GOOD : IPSECNIC_CSUM_UNKNOWN);
        }
    }
    g_assert_cmpuint(dropped, ==, flags & IPSECNIC_SA_FLAG_NO_ECN ? 0 : 1);
    g_assert_cmpuint(test_sa_query(engine, handle).unusable, ==, dropped);
    ipsec_engine_free(engine);
}

static void test_ecn(void)
{
    static const uint32_t flags[] = {
        0, IPSECNIC_SA_FLAG_NO_ECN, IPSECNIC_SA_FLAG_DECAP_DSCP,
        IPSECNIC_SA_FLAG_NO_ECN | IPSECNIC_SA_FLAG_DECAP_DSCP,
    };
    unsigned outer, inner, i;

    for (outer = 4; outer <= 6; outer += 2) {
        for (inner = 4; inner <= 6; inner += 2) {
            for (i = 0; i < G_N_ELEMENTS(flags); i++) {
                check_ecn(outer, inner, flags[i]);
            }
        }
    }
}

/* A header checksum that was wrong stays wrong, and is told; with that of a
 * tunnel's own header nothing is decapsulated. */
static void test_wrong_checksums(void)
{
    IpsecEngine *engine = packet_engine();
    uint32_t handle;
    IpsecRxResult r;
    TestSa sa;

    packet_sa(&sa, TRANSPORT, 64);
    test_sa_must_add(engine, &sa);

    g_autoptr(GByteArray) payload = test_payload(30);
    g_autoptr(GByteArray) frame = seal(&sa, 1, 17, payload);
    frame->data[14 + 10] ^= 0x20;
    test_receive(engine, frame, &r);
    g_assert_true(r.decapsulated);
    g_assert_cmpuint(r.csum & 3, ==, IPSECNIC_CSUM_BAD);
    ipsec_engine_free(engine);

    engine = packet_engine();
    packet_sa(&sa, TUNNEL, 64);
    test_sa_must_add(engine, &sa);

    g_autoptr(GByteArray) inner = inner_packet(4, 30);
    inner->data[10] ^= 1;
    inner->data[1] = 2;         /* ECT(0): CE will be written */
    inner->data[40] ^= 1;
    g_autoptr(GByteArray) tunnel = seal(&sa, 1, 4, inner);
    set_ipv4_tos(tunnel, 14, 3);
    test_receive(engine, tunnel, &r);
    g_assert_true(r.decapsulated);
    g_assert_cmpuint(r.data[15], ==, 3);
    g_assert_cmpuint(r.csum, ==, IPSECNIC_CSUM_BAD | IPSECNIC_CSUM_BAD << 2);
    /* Without RX_CSUM the IPv4 header alone. */
    ipsec_engine_set_rx_csum(engine, false);
    g_autoptr(GByteArray) again = seal(&sa, 2, 4, inner);
    test_receive(engine, again, &r);
    g_assert_true(r.decapsulated);
    g_assert_cmpuint(r.csum, ==, IPSECNIC_CSUM_BAD);
    ipsec_engine_free(engine);

    engine = packet_engine();
    handle = test_sa_must_add(engine, &sa);
    g_autoptr(GByteArray) packet = inner_packet(4, 30);
    packet->data[1] = 2;
    test_ipv4_checksum(packet->data, 20);
    g_autoptr(GByteArray) marked = seal(&sa, 9, 4, packet);
    marked->data[14 + 1] = 3;   /* CE, and the checksum is as it was */
    test_receive(engine, marked, &r);
    assert_left(&r, marked, 0, IPSECNIC_REASON_MALFORMED);
    g_assert_cmpuint(r.csum & 3, ==, IPSECNIC_CSUM_BAD);
    g_assert_cmpuint(r.sa_outer, ==, handle);
    g_assert_cmphex(r.header_info, ==, 0);
    /* nothing was checked, and its number is not used */
    g_assert_cmpuint(test_sa_query(engine, handle).packets, ==, 0);
    g_assert_cmpuint(test_sa_query(engine, handle).unusable, ==, 0);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==, 0);
    set_ipv4_tos(marked, 14, 3);
    test_receive(engine, marked, &r);
    g_assert_true(r.decapsulated);
    g_assert_cmpuint(r.data[15], ==, 3);
    ipsec_engine_free(engine);

    /* In UDP this comes before the checksum of that. */
    engine = packet_engine();
    sa.ctx.encap = IPSECNIC_UDP_ESP_TUNNEL;
    test_sa_must_add(engine, &sa);
    TestSeal s = { .sa = &sa, .sequence = 1, .next_header = 4,
                   .pad_length = -1 };
    g_autoptr(GByteArray) esp = test_esp(&s, packet);
    g_autoptr(GByteArray) udp = test_udp(&sa, 4500, 4500, esp, true);
    g_autoptr(GByteArray) ip = test_ip(&sa, 17, udp);
    g_autoptr(GByteArray) datagram = test_ethernet(ip);
    datagram->data[14 + 8] ^= 1;
    datagram->data[14 + 26] ^= 1;
    test_receive(engine, datagram, &r);
    assert_left(&r, datagram, 0, IPSECNIC_REASON_MALFORMED);
    datagram->data[14 + 8] ^= 1;
    test_receive(engine, datagram, &r);
    assert_left(&r, datagram, 0, IPSECNIC_REASON_UDP_CSUM);
    datagram->data[14 + 26] ^= 1;
    test_receive(engine, datagram, &r);
    g_assert_true(r.decapsulated);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Replay
 */

typedef struct Step {
    uint64_t n;
    uint8_t what;               /* 0, R, L, or F: another high half was meant */
} Step;

enum { R = 1, L, F };

/* Numbers that come in this order, as packets. */
static void check_numbers(uint32_t window, bool esn, uint64_t top,
                          const Step *step, unsigned steps)
{
    IpsecEngine *engine = packet_engine();
    uint64_t replayed = 0, late = 0, failed = 0, packets = 0;
    IpsecSaInfo info;
    uint32_t handle;
    IpsecRxResult r;
    unsigned i;
    TestSa sa;

    packet_sa(&sa, TRANSPORT, window);
    sa.ctx.op[0].flags = esn ? IPSECNIC_OP_FLAG_ESN : 0;
    sa.ctx.op[0].sequence = top;
    handle = test_sa_must_add(engine, &sa);
    for (i = 0; i < steps; i++) {
        g_autoptr(GByteArray) payload = test_payload(20);
        g_autoptr(GByteArray) frame = seal(&sa, step[i].n, 17, payload);

        test_receive(engine, frame, &r);
        switch (step[i].what) {
        case 0:
            packets++;
            g_assert_cmphex(r.oob, ==, GOOD);
            g_assert_true(r.decapsulated);
            break;
        case F:
            failed++;
            assert_left(&r, frame,
                        TEST_WORD(1, 0,
                                  IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED),
                        0);
            break;
        default:
            replayed += step[i].what == R;
            late += step[i].what == L;
            assert_left(&r, frame, GOOD, IPSECNIC_REASON_REPLAY);
            /* a forged one failed, whatever its number says */
            frame->data[frame->len - 1] ^= 1;
            test_receive(engine, frame, &r);
            failed++;
            assert_left(&r, frame,
                        TEST_WORD(1, 0,
                                  IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED),
                        0);
            break;
        }
    }
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.packets, ==, packets);
    g_assert_cmpuint(info.bytes, ==, packets * (20 + 8 + 8 + 20 + 4 + 16));
    g_assert_cmpuint(info.replayed, ==, replayed);
    g_assert_cmpuint(info.late, ==, late);
    g_assert_cmpuint(info.failed[IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED], ==,
                     failed);
    ipsec_engine_free(engine);
}

#define CHECK_NUMBERS(window, esn, top, ...) do {                       \
    static const Step steps[] = { __VA_ARGS__ };                        \
    check_numbers(window, esn, top, steps, G_N_ELEMENTS(steps));        \
} while (0)

static void test_numbers(void)
{
    /* RFC 4303, appendix A2.1, without ESN */
    CHECK_NUMBERS(64, false, 0, { 1, 0 }, { 1, R }, { 3, 0 }, { 2, 0 },
                  { 2, R }, { 67, 0 }, { 3, L }, { 4, 0 }, { 0, L });
    CHECK_NUMBERS(32, false, 0, { 0, R }, { 5, 0 }, { 0, R });
    /* The numbers end: nothing comes round. */
    CHECK_NUMBERS(64, false, 0xfffffffe, { 0xfffffffe, R }, { 0xffffffff, 0 },
                  { 0xffffffff, R }, { 1, L }, { 0, L });
    CHECK_NUMBERS(4096, false, 10, { 0x8000000a, 0 }, { 10, L }, { 11, L },
                  { 0x8000000a - 4095, 0 }, { 0x8000000a - 4096, L });
    /* ESN: the window reaches over 2^32, A2.2, both cases */
    CHECK_NUMBERS(64, true, P32 - 3, { P32 - 2, 0 }, { P32 + 2, 0 },
                  { P32 - 1, 0 }, { P32 - 1, R }, { P32 - 2, R }, { P32, 0 },
                  { P32, R }, { P32 + 2, R }, { P32 + 1, 0 });
    CHECK_NUMBERS(64, true, 0, { 0, R }, { 1, 0 }, { 1, R });
    /* Left of the window is what comes later, one subspace up. */
    CHECK_NUMBERS(64, true, 7 * P32 + 1000, { 7 * P32 + 936, F },
                  { 7 * P32 + 937, R }, { 8 * P32 + 936, 0 },
                  { 7 * P32 + 1000, F }, { 8 * P32 + 1000, 0 });
    /* A gap of 2^31 and more */
    CHECK_NUMBERS(128, true, 5, { 5 + P32 / 2, 0 }, { 5, F }, { P32 + 5, 0 },
                  { 5 + P32 / 2, F }, { P32 + 4, 0 });
    CHECK_NUMBERS(16384, true, P32 + 5, { P32 - 16378, R }, { P32 - 16379, F },
                  { 2 * P32 - 16379, 0 });
    /* The last subspace has none above it. */
    CHECK_NUMBERS(64, true, UINT64_MAX - 70, { UINT64_MAX, 0 },
                  { UINT64_MAX - 63, 0 }, { UINT64_MAX - 64, L },
                  { UINT64_MAX, R });
}

/* Without a window nothing is checked. */
static void test_no_window(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecRxResult r;
    unsigned i;
    TestSa sa;
    size_t needed;
    uint32_t handle;

    packet_sa(&sa, TRANSPORT, 0);
    handle = test_sa_must_add(engine, &sa);

    g_autoptr(GByteArray) payload = test_payload(20);
    g_autoptr(GByteArray) frame = seal(&sa, 9, 17, payload);
    for (i = 0; i < 3; i++) {
        test_receive(engine, frame, &r);
        g_assert_true(r.decapsulated);
    }
    g_assert_cmpuint(ipsec_engine_query_window(engine, handle, NULL, 0,
                                               &needed), ==,
                     IPSECNIC_ST_NOT_PACKET);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * What may be asked and set
 */

static uint32_t receive_number(IpsecEngine *engine, const TestSa *sa,
                               uint64_t n)
{
    g_autoptr(GByteArray) payload = test_payload(20);
    g_autoptr(GByteArray) frame = seal(sa, n, 17, payload);
    IpsecRxResult r;

    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob & ~IPSECNIC_OOB_SA_DELETE_REQ, ==, GOOD);
    return r.reason;
}

static void test_update(void)
{
    const uint32_t op = IPSECNIC_OP_ESP;
    IpsecEngine *engine = packet_engine();
    uint32_t handle;
    TestSa sa;

    packet_sa(&sa, TRANSPORT, 64);
    handle = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(ipsec_engine_update_sa(engine, handle, op, TEST_SPI, 100,
                                            false), ==, IPSECNIC_ST_NOT_ESN);
    g_assert_cmpuint(ipsec_engine_update_sa(engine, handle, op, TEST_SPI, P32,
                                            true), ==, IPSECNIC_ST_NOT_ESN);
    g_assert_cmpuint(receive_number(engine, &sa, 1), ==, 0);
    g_assert_cmpuint(ipsec_engine_update_sa(engine, handle, op, TEST_SPI, 100,
                                            true), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(receive_number(engine, &sa, 100), ==,
                     IPSECNIC_REASON_REPLAY);
    g_assert_cmpuint(receive_number(engine, &sa, 50), ==,
                     IPSECNIC_REASON_REPLAY);
    g_assert_cmpuint(receive_number(engine, &sa, 101), ==, 0);
    /* back: the driver's word counts */
    g_assert_cmpuint(ipsec_engine_update_sa(engine, handle, op, TEST_SPI, 98,
                                            true), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(receive_number(engine, &sa, 101), ==, 0);
    g_assert_cmpuint(receive_number(engine, &sa, 98), ==,
                     IPSECNIC_REASON_REPLAY);
    ipsec_engine_free(engine);

    engine = packet_engine();
    sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    handle = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(receive_number(engine, &sa, 5), ==, 0);
    /* no higher: nothing moves */
    g_assert_cmpuint(ipsec_engine_update_sa(engine, handle, op, TEST_SPI, 77,
                                            false), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(receive_number(engine, &sa, 4), ==, 0);
    g_assert_cmpuint(ipsec_engine_update_sa(engine, handle, op, TEST_SPI,
                                            3 * P32 + 9, false), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==, 3 * P32);
    g_assert_cmpuint(receive_number(engine, &sa, 3 * P32), ==,
                     IPSECNIC_REASON_REPLAY);
    g_assert_cmpuint(receive_number(engine, &sa, 3 * P32 - 1), ==,
                     IPSECNIC_REASON_REPLAY);
    g_assert_cmpuint(receive_number(engine, &sa, 3 * P32 + 1), ==, 0);
    ipsec_engine_free(engine);

    /* an SA of crypto mode as before, and an outbound one in packet mode */
    engine = packet_engine();
    test_sa_init(&sa, GCM, 0);
    handle = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(ipsec_engine_update_sa(engine, handle, op, TEST_SPI, 100,
                                            true), ==, IPSECNIC_ST_NOT_ESN);
    packet_sa(&sa, TRANSPORT, 64);
    test_sa_outbound(&sa);
    handle = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(ipsec_engine_update_sa(engine, handle, op, TEST_SPI, 100,
                                            true), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==, 100);
    ipsec_engine_free(engine);
}

static void test_window_commands(void)
{
    IpsecEngine *engine = packet_engine();
    uint8_t w[16 + 16], first[16 + 16];
    uint32_t handle, crypto;
    size_t needed;
    TestSa sa;

    packet_sa(&sa, TRANSPORT, 100);
    handle = test_sa_must_add(engine, &sa);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.op[0].spi++;
    sa.ctx.op[0].replay_window = 100;
    crypto = test_sa_must_add(engine, &sa);
    packet_sa(&sa, TRANSPORT, 100);

#define QUERY(handle, length) \
    ipsec_engine_query_window(engine, (handle), w, (length), &needed)
#define SET(length) ipsec_engine_set_window(engine, handle, w, (length))
    g_assert_cmpuint(QUERY(crypto, 32), ==, IPSECNIC_ST_NOT_PACKET);
    g_assert_cmpuint(needed, ==, 0);
    g_assert_cmpuint(QUERY(handle + 100, 32), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(QUERY(handle, 31), ==, IPSECNIC_ST_BAD_DATA_LENGTH);
    g_assert_cmpuint(needed, ==, 32);
    g_assert_cmpuint(QUERY(handle, 40), ==, IPSECNIC_ST_BAD_DATA_LENGTH);
    g_assert_cmpuint(ipsec_engine_query_window(engine, handle, NULL, 0,
                                               &needed), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(needed, ==, 32);

    /* nothing was received, and there is no number 0 */
    g_assert_cmpuint(QUERY(handle, 32), ==, IPSECNIC_ST_OK);
    memset(first, 0, sizeof(first));
    first[8] = 100;
    g_assert_cmpmem(w, 32, first, 32);
    g_assert_cmpuint(SET(32), ==, IPSECNIC_ST_OK);

    receive_number(engine, &sa, 1);
    receive_number(engine, &sa, 70);
    receive_number(engine, &sa, 69);
    g_assert_cmpuint(QUERY(handle, 32), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipsec_get_le64(w), ==, 70);
    g_assert_cmpuint(ipsec_get_le32(w + 8), ==, 100);
    g_assert_cmphex(ipsec_get_le64(w + 16), ==, 3);
    g_assert_cmphex(ipsec_get_le64(w + 24), ==, 1 << (69 - 64));

    /* what is set is what is known */
    memcpy(first, w, 32);
    ipsec_put_le64(w, 200);
    ipsec_put_le64(w + 16, 1);
    ipsec_put_le64(w + 24, UINT64_C(1) << 35);
    g_assert_cmpuint(SET(32), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==, 200);
    g_assert_cmpuint(receive_number(engine, &sa, 200), ==,
                     IPSECNIC_REASON_REPLAY);
    g_assert_cmpuint(receive_number(engine, &sa, 101), ==,
                     IPSECNIC_REASON_REPLAY);
    g_assert_cmpuint(receive_number(engine, &sa, 100), ==,
                     IPSECNIC_REASON_REPLAY);
    g_assert_cmpuint(test_sa_query(engine, handle).late, ==, 1);
    g_assert_cmpuint(receive_number(engine, &sa, 102), ==, 0);
    g_assert_cmpuint(receive_number(engine, &sa, 199), ==, 0);

    /* what cannot be changes nothing */
    g_assert_cmpuint(QUERY(handle, 32), ==, IPSECNIC_ST_OK);
    memcpy(first, w, 32);
    g_assert_cmpuint(SET(31), ==, IPSECNIC_ST_BAD_DATA_LENGTH);
    w[8] = 99;                                  /* another size */
    g_assert_cmpuint(SET(32), ==, IPSECNIC_ST_BAD_WINDOW);
    w[8] = 100;
    w[13] = 1;                                  /* reserved */
    g_assert_cmpuint(SET(32), ==, IPSECNIC_ST_BAD_WINDOW);
    w[13] = 0;
    w[4] = 1;                                   /* above 32 bits */
    g_assert_cmpuint(SET(32), ==, IPSECNIC_ST_BAD_WINDOW);
    w[4] = 0;
    ipsec_put_le64(w + 24, UINT64_C(1) << 36);  /* a bit from size on */
    g_assert_cmpuint(SET(32), ==, IPSECNIC_ST_BAD_WINDOW);
    ipsec_put_le64(w, 10);                      /* of numbers below 1 */
    ipsec_put_le64(w + 24, 0);
    ipsec_put_le64(w + 16, 1 << 10);
    g_assert_cmpuint(SET(32), ==, IPSECNIC_ST_BAD_WINDOW);
    g_assert_cmpuint(QUERY(handle, 32), ==, IPSECNIC_ST_OK);
    g_assert_cmpmem(w, 32, first, 32);
#undef QUERY
#undef SET
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Limits, and what is not packet mode
 */

static void test_limits(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecSaInfo info;
    uint32_t handle;
    IpsecRxResult r;
    unsigned i;
    TestSa sa;

    packet_sa(&sa, TRANSPORT, 64);
    sa.ctx.soft_packets = 2;
    sa.ctx.hard_packets = 3;
    handle = test_sa_must_add(engine, &sa);
    for (i = 1; i <= 5; i++) {
        g_autoptr(GByteArray) payload = test_payload(20);
        g_autoptr(GByteArray) frame = seal(&sa, i, 17, payload);
        uint32_t ask = i >= 2 ? IPSECNIC_OOB_SA_DELETE_REQ : 0;

        test_receive(engine, frame, &r);
        if (i > 3) {
            /* nothing was checked: a forged one looks the same */
            assert_left(&r, frame, ask, IPSECNIC_REASON_EXPIRED);
            g_assert_cmphex(r.header_info, ==, 0);
            frame->data[frame->len - 1] ^= 1;
            test_receive(engine, frame, &r);
            assert_left(&r, frame, ask, IPSECNIC_REASON_EXPIRED);
            g_assert_cmpuint(r.sa_outer, ==, handle);
            continue;
        }
        g_assert_cmphex(r.oob, ==, GOOD | ask);
        g_assert_true(r.decapsulated);
        g_assert_cmpuint(r.limits.count, ==, i >= 2);
        /* a replay counts towards no limit */
        test_receive(engine, frame, &r);
        assert_left(&r, frame, i == 3 ? ask : GOOD | ask,
                    i == 3 ? IPSECNIC_REASON_EXPIRED : IPSECNIC_REASON_REPLAY);
        g_assert_cmpuint(r.limits.count, ==, 0);
    }
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.packets, ==, 3);
    g_assert_cmpuint(info.replayed, ==, 2);
    g_assert_cmpuint(info.expired, ==, 5);
    g_assert_cmpuint(info.sequence[0], ==, 3);
    g_assert_cmpuint(info.failed[IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED], ==,
                     0);
    ipsec_engine_free(engine);
}

/* What fails a check is as in crypto mode, and moves no window. */
static void test_failures(void)
{
    IpsecEngine *engine = packet_engine();
    g_autoptr(GByteArray) payload = test_payload(20);
    IpsecRxResult r;
    uint32_t handle;
    TestSa sa;

    packet_sa(&sa, TRANSPORT, 64);
    handle = test_sa_must_add(engine, &sa);

    g_autoptr(GByteArray) frame = seal(&sa, 9, 17, payload);
    frame->data[14 + 20 + 7] = 200;
    test_receive(engine, frame, &r);
    assert_left(&r, frame,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED), 0);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==, 0);
    frame->data[14 + 20 + 7] = 9;
    ipsec_engine_set_fault(engine, IPSECNIC_CRYPTO_GENERIC_ERROR, 1);
    test_receive(engine, frame, &r);
    assert_left(&r, frame, TEST_WORD(1, 0, IPSECNIC_CRYPTO_GENERIC_ERROR), 0);
    test_receive(engine, frame, &r);
    g_assert_true(r.decapsulated);

    /* a pad length that cannot be, under a good ICV */
    TestSeal s = { .sa = &sa, .sequence = 10, .next_header = 17,
                   .pad_length = 255 };
    g_autoptr(GByteArray) pad = test_esp_frame(&s, payload);
    test_receive(engine, pad, &r);
    assert_left(&r, pad,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX), 0);
    g_assert_cmphex(r.header_info, ==, 0);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==, 10);
    ipsec_engine_free(engine);
}

/* An SA in packet mode is for what is outermost: inside of a tunnel of crypto
 * mode nobody would check its window. */
static void test_inner(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecRxResult r;
    TestSa outer, inner;
    uint32_t handle;

    packet_sa(&inner, TRANSPORT, 64);
    inner.ctx.op[0].spi = 0x4444;
    test_sa_init(&outer, GCM, 0);
    outer.ctx.mode = TUNNEL;
    test_sa_must_add(engine, &outer);
    handle = test_sa_must_add(engine, &inner);

    g_autoptr(GByteArray) payload = test_payload(20);
    g_autoptr(GByteArray) packet = seal(&inner, 1, 17, payload);
    g_byte_array_remove_range(packet, 0, 14);
    g_autoptr(GByteArray) frame = seal(&outer, 1, 4, packet);

    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, GOOD);
    g_assert_false(r.decapsulated);
    g_assert_cmpuint(r.inner_reason, ==, IPSECNIC_REASON_CAPABILITY);
    g_assert_cmpuint(r.sa_inner, ==, handle);
    g_assert_cmpmem(r.data + r.inner_l3_offset, packet->len, packet->data,
                    packet->len);
    g_assert_cmpuint(test_sa_query(engine, handle).skipped, ==, 1);
    ipsec_engine_free(engine);
}

/* A driver that did not accept packet mode gets nothing of it. */
static void test_not_accepted(void)
{
    IpsecEngine *engine = packet_engine();
    g_autoptr(GByteArray) payload = test_payload(20);
    uint32_t handle, other;
    IpsecRxResult r;
    TestSa sa;

    packet_sa(&sa, TRANSPORT, 64);
    handle = test_sa_must_add(engine, &sa);
    ipsec_engine_set_packet(engine, false);

    g_autoptr(GByteArray) frame = seal(&sa, 1, 17, payload);

    test_receive(engine, frame, &r);
    assert_left(&r, frame, 0, IPSECNIC_REASON_CAPABILITY);
    g_assert_cmpuint(r.sa_outer, ==, handle);
    g_assert_cmpuint(test_sa_query(engine, handle).skipped, ==, 1);
    sa.ctx.op[0].spi++;
    g_assert_cmpuint(test_sa_add(engine, &sa, &other), ==,
                     IPSECNIC_ST_SA_FLAGS);
    ipsec_engine_set_packet(engine, true);
    test_receive(engine, frame, &r);
    g_assert_true(r.decapsulated);
    ipsec_engine_free(engine);
}

/* IPsec inside of what was decapsulated is for the stack. */
static void test_ipsec_inside(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecRxResult r;
    TestSa outer, inner;

    test_sa_init(&inner, GCM, 0);
    inner.ctx.op[0].spi = 0x4444;
    packet_sa(&outer, TUNNEL, 64);
    test_sa_must_add(engine, &outer);
    test_sa_must_add(engine, &inner);

    g_autoptr(GByteArray) payload = test_payload(20);
    g_autoptr(GByteArray) expected = seal(&inner, 1, 17, payload);
    g_autoptr(GByteArray) packet = g_byte_array_new();
    test_append(packet, expected->data + 14, expected->len - 14);
    g_autoptr(GByteArray) frame = seal(&outer, 1, 4, packet);

    test_receive(engine, frame, &r);
    assert_decapsulated(&r, expected);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Policies
 */

/* An inbound policy for all packets of a family. */
static struct ipsecnic_policy inbound_policy(unsigned version, uint8_t action)
{
    struct ipsecnic_policy p;
    uint8_t *raw = (uint8_t *)&p;

    memset(&p, 0, sizeof(p));
    ipsec_put_le32(raw + offsetof(struct ipsecnic_policy, flags),
                   IPSECNIC_POLICY_FLAG_INBOUND |
                   (version == 6 ? IPSECNIC_POLICY_FLAG_IPV6 : 0));
    p.action = action;
    return p;
}

static void protect(struct ipsecnic_policy *p, const TestSa *sa)
{
    uint8_t *raw = (uint8_t *)p;

    p->mode = sa->ctx.mode;
    ipsec_put_le32(raw + offsetof(struct ipsecnic_policy, reqid),
                   sa->ctx.reqid);
    if (sa->ctx.mode == TUNNEL) {
        memcpy(p->tunnel_src, sa->ctx.src, 16);
        memcpy(p->tunnel_dst, sa->ctx.dst, 16);
    }
}

static uint32_t must_add_policy(IpsecEngine *engine,
                                const struct ipsecnic_policy *p)
{
    uint32_t handle;

    g_assert_cmpuint(ipsec_engine_add_policy(engine, p, &handle), ==,
                     IPSECNIC_ST_OK);
    return handle;
}

/* What was protected, by what it should have been and by what not (P5). */
static void check_policy(uint8_t mode, unsigned version)
{
    IpsecEngine *engine = packet_engine();
    g_autoptr(GByteArray) packet = inner_packet(version, 30);
    g_autoptr(GByteArray) payload = test_payload(20);
    unsigned n = 0, refused = 0, i;
    struct ipsecnic_policy p;
    uint32_t handle, policy;
    bool tunnel = mode == TUNNEL;
    TestSa sa;

    packet_sa(&sa, mode, 64);
    sa.ctx.reqid = 7;
    handle = test_sa_must_add(engine, &sa);
    for (i = 0; i < 8; i++) {
        /* What exempts a packet, or is for others, wants no tunnel. */
        bool good = i == 0 || i == 3 || (!tunnel && (i == 1 || i == 7));
        g_autoptr(GByteArray) frame = NULL;
        struct ipsecnic_policy_info info;
        IpsecRxResult r;

        p = inbound_policy(version, i == 1 ? IPSECNIC_POLICY_BYPASS :
                           i == 2 ? IPSECNIC_POLICY_DISCARD :
                           IPSECNIC_POLICY_PROTECT);
        if (i > 2) {
            protect(&p, &sa);
        }
        switch (i) {
        case 4:
            ((uint8_t *)&p.reqid)[0] ^= 1;
            break;
        case 5:
            p.mode = tunnel ? TRANSPORT : TUNNEL;
            memset(p.tunnel_src, !tunnel, 4);
            memset(p.tunnel_dst, !tunnel, 4);
            break;
        case 6:
            if (!tunnel) {
                continue;
            }
            p.tunnel_dst[3] ^= 1;
            break;
        case 7:
            /* it is for other packets */
            p.protocol = 6;
            ((uint8_t *)&p.reqid)[0] ^= 1;
            break;
        default:
            break;
        }
        policy = i ? must_add_policy(engine, &p) : 0;
        frame = seal(&sa, ++n, !tunnel ? 17 : version == 4 ? 4 : 41,
                     tunnel ? packet : payload);
        test_receive(engine, frame, &r);
        if (good) {
            g_assert_true(r.decapsulated);
            g_assert_cmpuint(r.reason, ==, 0);
        } else {
            assert_left(&r, frame, GOOD, IPSECNIC_REASON_POLICY);
            g_assert_cmpuint(r.sa_outer, ==, handle);
            refused++;
            /* its number was used */
            test_receive(engine, frame, &r);
            assert_left(&r, frame, GOOD, IPSECNIC_REASON_REPLAY);
        }
        g_assert_cmpuint(test_sa_query(engine, handle).policy, ==, refused);
        if (policy) {
            g_assert_cmpuint(ipsec_engine_query_policy(engine, policy, &info),
                             ==, IPSECNIC_ST_OK);
            g_assert_cmpuint(ipsec_get_le64((uint8_t *)&info.packets), ==,
                             good && i != 7);
            g_assert_cmpuint(ipsec_get_le64((uint8_t *)&info.refused), ==,
                             !good && i != 7);
            ipsec_engine_delete_policy(engine, policy);
        }
    }
    g_assert_cmpuint(test_sa_query(engine, handle).packets, ==, n);
    ipsec_engine_free(engine);
}

static void test_policy(void)
{
    check_policy(TRANSPORT, 4);
    check_policy(TUNNEL, 4);
    check_policy(TUNNEL, 6);
}

/* What is in a tunnel. */
typedef struct InnerRow {
    const char *what;
    unsigned version;
    unsigned at;                /* byte of the inner header that is changed */
    uint8_t by;
    bool good;
} InnerRow;

static GByteArray *seal_inner(const TestSa *sa, unsigned number,
                              const InnerRow *row)
{
    g_autoptr(GByteArray) packet = inner_packet(row->version, 30);

    packet->data[row->at] ^= row->by;
    if (row->version == 4) {
        test_ipv4_checksum(packet->data, 20);
    }
    return seal(sa, number, row->version == 4 ? 4 : 41, packet);
}

/* In a tunnel is what its other end likes: without a policy that wants it so it
 * is refused, unless there are none at all. */
static void test_tunnel_policy(void)
{
    static const InnerRow rows[] = {
        { "as the policy says", 4, 0, 0, true },
        { "from elsewhere", 4, 12, 0x80, false },
        { "to elsewhere", 4, 16, 0x80, false },
        { "a later fragment, which shows no port", 4, 7, 5, false },
        { "of another port", 4, 23, 1, false },
        { "of the other family", 6, 0, 0, false },
        { "the same", 6, 8, 0x80, false },
    };
    IpsecEngine *engine = packet_engine();
    unsigned n = 0, refused = 0, i;
    struct ipsecnic_policy_info info;
    struct ipsecnic_policy p;
    uint8_t *raw = (uint8_t *)&p;
    uint32_t handle, policy, all;
    TestSa sa;

    packet_sa(&sa, TUNNEL, 64);
    sa.ctx.reqid = 7;
    handle = test_sa_must_add(engine, &sa);
    p = inbound_policy(4, IPSECNIC_POLICY_PROTECT);
    protect(&p, &sa);
    {
        g_autoptr(GByteArray) packet = inner_packet(4, 30);

        memcpy(p.src, packet->data + 12, 4);
        memcpy(p.dst, packet->data + 16, 4);
    }
    p.src_prefix = p.dst_prefix = 32;
    p.protocol = 17;
    ipsec_put_le16(raw + offsetof(struct ipsecnic_policy, dport), 2222);
    ipsec_put_le16(raw + offsetof(struct ipsecnic_policy, dport_mask), 0xffff);
    policy = must_add_policy(engine, &p);

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) frame = seal_inner(&sa, ++n, &rows[i]);
        IpsecRxResult r;

        g_test_message("%s", rows[i].what);
        test_receive(engine, frame, &r);
        if (rows[i].good) {
            g_assert_true(r.decapsulated);
            continue;
        }
        assert_left(&r, frame, GOOD, IPSECNIC_REASON_POLICY);
        g_assert_cmpuint(r.sa_outer, ==, handle);
        g_assert_cmpuint(test_sa_query(engine, handle).policy, ==, ++refused);
        test_receive(engine, frame, &r);
        assert_left(&r, frame, GOOD, IPSECNIC_REASON_REPLAY);
    }
    /* None of them was the policy's. */
    ipsec_engine_query_policy(engine, policy, &info);
    g_assert_cmpuint(ipsec_get_le64((uint8_t *)&info.packets), ==, 1);
    g_assert_cmpuint(ipsec_get_le64((uint8_t *)&info.refused), ==, 0);

    /* One that is for all packets makes each of them good. */
    p = inbound_policy(4, IPSECNIC_POLICY_PROTECT);
    protect(&p, &sa);
    all = must_add_policy(engine, &p);
    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) frame = seal_inner(&sa, ++n, &rows[i]);
        IpsecRxResult r;

        if (i == 5) {
            /* Without any policy it is as without this check. */
            ipsec_engine_delete_policy(engine, policy);
            ipsec_engine_delete_policy(engine, all);
        }
        test_receive(engine, frame, &r);
        g_assert_true(r.decapsulated);
    }
    /* Outbound ones do not count. */
    p = inbound_policy(4, IPSECNIC_POLICY_DISCARD);
    raw[0] &= (uint8_t)~IPSECNIC_POLICY_FLAG_INBOUND;
    must_add_policy(engine, &p);
    {
        g_autoptr(GByteArray) packet = inner_packet(4, 30);
        g_autoptr(GByteArray) frame = seal(&sa, ++n, 4, packet);
        IpsecRxResult r;

        test_receive(engine, frame, &r);
        g_assert_true(r.decapsulated);
    }
    g_assert_cmpuint(test_sa_query(engine, handle).policy, ==, refused);
    ipsec_engine_free(engine);
}

/* What comes in clear and should not is told, and the stack decides. */
static void test_clear(void)
{
    IpsecEngine *engine = packet_engine();
    g_autoptr(GByteArray) packet = inner_packet(4, 30);
    g_autoptr(GByteArray) frame = test_ethernet(packet);
    g_autoptr(GByteArray) packet6 = inner_packet(6, 30);
    g_autoptr(GByteArray) frame6 = test_ethernet(packet6);
    struct ipsecnic_policy p;
    uint32_t bypass, handle;
    IpsecFrame parsed;
    IpsecRxResult r;
    TestSa sa;

#define ASSERT_CLEAR(f, why) do {                                       \
    test_receive(engine, f, &r);                                        \
    assert_left(&r, f, 0, IPSECNIC_REASON_##why);                       \
    g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L4(r.csum), ==,                \
                     IPSECNIC_CSUM_GOOD);                               \
} while (0)
    packet_sa(&sa, TUNNEL, 64);
    ASSERT_CLEAR(frame, NOT_IPSEC);
    p = inbound_policy(4, IPSECNIC_POLICY_PROTECT);
    protect(&p, &sa);
    ((uint8_t *)&p.priority)[0] = 9;
    must_add_policy(engine, &p);
    ASSERT_CLEAR(frame, POLICY);
    ASSERT_CLEAR(frame6, NOT_IPSEC);
    p = inbound_policy(4, IPSECNIC_POLICY_BYPASS);
    bypass = must_add_policy(engine, &p);
    ASSERT_CLEAR(frame, NOT_IPSEC);
    ipsec_engine_delete_policy(engine, bypass);
    ASSERT_CLEAR(frame, POLICY);
    p = inbound_policy(6, IPSECNIC_POLICY_DISCARD);
    handle = must_add_policy(engine, &p);
    ASSERT_CLEAR(frame6, POLICY);
    ipsec_engine_delete_policy(engine, handle);
    /* nor of what is to be left alone */
    ipsec_frame_parse(&parsed, frame->data, frame->len, IPSECNIC_ENCAP_8023);
    ipsec_engine_receive(engine, &parsed, IPSECNIC_REASON_NOT_OWN_MAC, &r);
    assert_left(&r, frame, 0, IPSECNIC_REASON_NOT_IPSEC);
    /* nothing of it while the offload, or packet mode, is off */
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ESP);
    ASSERT_CLEAR(frame, NOT_IPSEC);
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE);
    ASSERT_CLEAR(frame, POLICY);
    ipsec_engine_set_packet(engine, false);
    ASSERT_CLEAR(frame, NOT_IPSEC);
#undef ASSERT_CLEAR
    ipsec_engine_free(engine);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/packet/scapy", test_scapy);
    g_test_add_func("/packet/algorithms", test_algorithms);
    g_test_add_func("/packet/ipv6-headers", test_ipv6_headers);
    g_test_add_func("/packet/tfc-padding", test_tfc);
    g_test_add_func("/packet/malformed", test_malformed);
    g_test_add_func("/packet/shortest", test_shortest);
    g_test_add_func("/packet/ecn", test_ecn);
    g_test_add_func("/packet/wrong-checksums", test_wrong_checksums);
    g_test_add_func("/packet/numbers", test_numbers);
    g_test_add_func("/packet/no-window", test_no_window);
    g_test_add_func("/packet/update", test_update);
    g_test_add_func("/packet/window-commands", test_window_commands);
    g_test_add_func("/packet/limits", test_limits);
    g_test_add_func("/packet/failures", test_failures);
    g_test_add_func("/packet/policy", test_policy);
    g_test_add_func("/packet/tunnel-policy", test_tunnel_policy);
    g_test_add_func("/packet/clear", test_clear);
    g_test_add_func("/packet/inner", test_inner);
    g_test_add_func("/packet/not-accepted", test_not_accepted);
    g_test_add_func("/packet/ipsec-inside", test_ipsec_inside);
    return g_test_run();
}

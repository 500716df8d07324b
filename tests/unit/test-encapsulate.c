/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sending in packet mode (P1 to P3, P7, P8)
 */

#include <string.h>

#include "bytes.h"
#include "checksum.h"
#include "encapsulate.h"
#include "flow.h"
#include "frame.h"
#include "mishap.h"
#include "policy.h"
#include "segment.h"
#include "sender.h"
#include "transmit.h"

typedef struct EncapsulateVector {
    const char *name;
    uint64_t cipher;
    uint64_t auth;
    bool tunnel;
    bool ipv6;                  /* the IP header of the ESP is */
    uint32_t flags;
    uint16_t port;              /* 0: no UDP */
    uint16_t sport;
    uint8_t ttl;
    uint8_t df;
    uint8_t mac_src[6];
    uint8_t mac_dst[6];
    unsigned iv_offset;
    const char *plain;
    const char *clear;
} EncapsulateVector;

#include "../vectors/encapsulate-vectors.h"

#define GCM         IPSECNIC_CIPHER_AES_GCM_128
#define REQID       77
#define CONTROL     (IPSECNIC_IPSEC_CTRL_ACTIVE | IPSECNIC_IPSEC_CTRL_ESP)

/* ------------------------------------------------------------------------
 * A card that sends
 */

static IpsecEngine *packet_engine(void)
{
    IpsecCaps caps = test_caps(64);
    IpsecEngine *engine;

    caps.policy_capacity = 64;
    engine = ipsec_engine_new(&caps, NULL);
    g_assert_nonnull(engine);
    ipsec_engine_set_control(engine, CONTROL);
    ipsec_engine_set_packet(engine, true);
    return engine;
}

/* An outbound SA in packet mode. */
static void packet_sa(TestSa *sa, uint64_t cipher, uint64_t auth, bool tunnel,
                      bool ipv6)
{
    test_sa_init(sa, cipher, auth);
    if (ipv6) {
        test_sa_ipv6(sa);
    }
    test_sa_outbound(sa);
    sa->ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    sa->ctx.mode = tunnel ? IPSECNIC_MODE_TUNNEL : IPSECNIC_MODE_TRANSPORT;
    sa->ctx.reqid = REQID;
}

/* Put encapsulation in UDP to @port into an SA. */
static void set_udp(TestSa *sa, uint16_t sport, uint16_t port)
{
    sa->ctx.encap = sa->ctx.mode == IPSECNIC_MODE_TUNNEL ?
                    IPSECNIC_UDP_ESP_TUNNEL : IPSECNIC_UDP_ESP_TRANSPORT;
    sa->ctx.encap_sport = sport;
    sa->ctx.encap_dport = port == 4500 ? 0 : port;
}

/* A policy for all packets of a family, as a driver writes it. */
static void make_policy(uint8_t out[128], uint8_t action, uint32_t flags,
                        uint32_t priority)
{
    memset(out, 0, 128);
    ipsec_put_le32(out, flags);
    ipsec_put_le32(out + 4, priority);
    out[8] = action;
}

/* The policy whose SA that is, for packets of IPv6 or IPv4. */
static void policy_for(uint8_t out[128], const TestSa *sa, bool ipv6)
{
    bool tunnel = sa->ctx.mode == IPSECNIC_MODE_TUNNEL;
    uint32_t flags = ipv6 ? IPSECNIC_POLICY_FLAG_IPV6 : 0;

    if (tunnel && (sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6)) {
        flags |= IPSECNIC_POLICY_FLAG_SA_IPV6;
    }
    make_policy(out, IPSECNIC_POLICY_PROTECT, flags, 100);
    out[9] = sa->ctx.mode;
    ipsec_put_le32(out + 12, sa->ctx.reqid);
    if (tunnel) {
        memcpy(out + 64, sa->ctx.src, 16);
        memcpy(out + 80, sa->ctx.dst, 16);
    }
}

static uint32_t must_add_policy(IpsecEngine *engine, const uint8_t policy[128])
{
    uint32_t handle;

    g_assert_cmpuint(ipsec_engine_add_policy(engine, policy, &handle), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(handle, !=, 0);
    return handle;
}

typedef struct PolicyInfo {
    uint64_t packets;
    uint64_t bytes;
    uint64_t no_sa;
    uint64_t refused;
} PolicyInfo;

static PolicyInfo query_policy(IpsecEngine *engine, uint32_t handle)
{
    uint8_t raw[64];

    g_assert_cmpuint(
        ipsec_engine_query_policy(engine, handle,
                                  (struct ipsecnic_policy_info *)raw), ==,
        IPSECNIC_ST_OK);
    g_assert_cmpuint(ipsec_get_le32(raw), ==, handle);
    return (PolicyInfo) {
        .packets = ipsec_get_le64(raw + 16),
        .bytes = ipsec_get_le64(raw + 24),
        .no_sa = ipsec_get_le64(raw + 32),
        .refused = ipsec_get_le64(raw + 40),
    };
}

/* A frame on its way, in a block in which a sanitizer sees every byte too far.
 * */
typedef struct Trip {
    uint8_t *block;
    IpsecEncapsulated out;
    IpsecTx tx;
} Trip;

/* Encapsulate a frame and start it; the status of whoever refused it. */
static uint32_t start(IpsecEngine *engine, Trip *trip, const GByteArray *plain,
                      const IpsecTxRequest *request)
{
    uint32_t status;

    memset(trip, 0, sizeof(*trip));
    trip->block = g_malloc(IPSEC_ENCAPSULATE_ROOM + plain->len);
    memset(trip->block, 0xee, IPSEC_ENCAPSULATE_ROOM);
    memcpy(trip->block + IPSEC_ENCAPSULATE_ROOM, plain->data, plain->len);
    status = ipsec_encapsulate(engine, trip->block + IPSEC_ENCAPSULATE_ROOM,
                               plain->len, request, &trip->out);
    g_assert_false(trip->out.request.flags & IPSECNIC_TX_BYPASS);
    if (status) {
        /* Nothing is handed out. */
        g_assert_null(trip->out.frame);
        g_assert_cmpuint(trip->out.length, ==, 0);
        return status;
    }
    g_assert_cmpuint(trip->out.limits.count, ==, 0);
    return ipsec_tx_start(engine, &trip->tx, trip->out.frame, trip->out.length,
                          &trip->out.request);
}

static void end(Trip *trip)
{
    g_free(trip->block);
}

/* Of ESP in UDP: none in IPv4, a good one in IPv6. */
static void assert_udp_checksum(const uint8_t *data, uint32_t length)
{
    const uint8_t *udp;
    IpsecFrame f;

    ipsec_frame_parse(&f, data, length,
                      IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ);
    if (f.kind != IPSECNIC_KIND_UDP_ESP) {
        return;
    }
    udp = data + f.l4_offset;
    g_assert_cmpuint(f.l4_offset + ipsec_get_be16(udp + 4), ==, length);
    g_assert_cmpuint(ipsec_l4_checksum(data + f.l3_offset, f.ip_version, 17,
                                       udp, length - f.l4_offset), ==,
                     f.ip_version == 4 ? IPSECNIC_CSUM_UNKNOWN :
                                         IPSECNIC_CSUM_GOOD);
}

/* Send a segment that has to be sent. */
static GByteArray *must_build(IpsecEngine *engine, Trip *trip, uint32_t segment)
{
    GByteArray *frame = g_byte_array_new();
    const uint8_t *data;
    uint32_t length;

    g_assert_cmpuint(ipsec_tx_build(engine, &trip->tx, segment, &data, &length),
                     ==, IPSECNIC_TX_ST_OK);
    assert_udp_checksum(data, length);
    test_append(frame, data, length);
    ipsec_tx_sent(engine, &trip->tx, segment);
    return frame;
}

/* All of it for a frame that has to go out as one. */
static GByteArray *must_send(IpsecEngine *engine, const GByteArray *plain,
                             const IpsecTxRequest *request)
{
    GByteArray *frame;
    Trip trip;

    g_assert_cmpuint(start(engine, &trip, plain, request), ==,
                     IPSECNIC_TX_ST_OK);
    g_assert_cmpuint(trip.tx.segments, ==, 1);
    frame = must_build(engine, &trip, 0);
    end(&trip);
    return frame;
}

/* The status of a frame that must not go out. */
static uint32_t refuse(IpsecEngine *engine, const GByteArray *plain,
                       const IpsecTxRequest *request)
{
    uint32_t status;
    Trip trip;

    status = start(engine, &trip, plain, request);
    g_assert_cmpuint(status, !=, IPSECNIC_TX_ST_OK);
    end(&trip);
    return status;
}

/* The same, and the answer to a frame that is too big. */
static uint32_t try_length(IpsecEngine *engine, const GByteArray *plain,
                           const IpsecTxRequest *request, uint32_t *fit)
{
    uint32_t status;
    Trip trip;

    status = start(engine, &trip, plain, request);
    *fit = trip.out.fit;
    end(&trip);
    return status;
}

/* ------------------------------------------------------------------------
 * Frames, byte by byte
 */

static void assert_frame(const GByteArray *a, const GByteArray *b)
{
    unsigned i;

    g_assert_cmpuint(a->len, ==, b->len);
    for (i = 0; i < a->len; i++) {
        if (a->data[i] != b->data[i]) {
            g_error("byte %u is 0x%02x and should be 0x%02x", i, a->data[i],
                    b->data[i]);
        }
    }
}

/* What a frame is once it is decrypted in place, by a card in crypto mode that
 * has the twin of the SA; IV and ICV are zeros, and so is the checksum of UDP
 * around them. */
static GByteArray *reveal(const TestSa *sa, const GByteArray *frame,
                          unsigned iv_offset)
{
    TestLengths lengths = test_lengths(&sa->ctx.op[0]);
    IpsecEngine *engine = test_engine(1);
    GByteArray *clear = g_byte_array_new();
    IpsecRxResult r;
    TestSa twin = *sa;

    twin.ctx.flags &= IPSECNIC_SA_FLAG_IPV6;
    twin.ctx.flags |= IPSECNIC_SA_FLAG_INBOUND;
    twin.ctx.reqid = 0;
    twin.ctx.ttl = 0;
    twin.ctx.df = 0;
    twin.ctx.mtu = 0;
    twin.ctx.tfc = 0;
    memset(twin.ctx.mac_src, 0, 6);
    memset(twin.ctx.mac_dst, 0, 6);
    test_sa_must_add(engine, &twin);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, IPSECNIC_CRYPTO_SUCCESS));
    test_append(clear, r.data, frame->len);
    memset(clear->data + iv_offset, 0, lengths.iv);
    memset(clear->data + clear->len - lengths.icv, 0, lengths.icv);
    if (sa->ctx.encap) {
        bool ipv6 = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;

        g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L4(r.csum), ==, ipv6 ?
                         IPSECNIC_CSUM_GOOD : IPSECNIC_CSUM_UNKNOWN);
        /* in front of ESP, which begins eight bytes before the IV */
        memset(clear->data + iv_offset - 8 - 2, 0, 2);
    }
    ipsec_engine_free(engine);
    return clear;
}

static void check_vector(const EncapsulateVector *v, bool by_name)
{
    g_autoptr(GByteArray) plain = test_unhex(v->plain);
    g_autoptr(GByteArray) expected = test_unhex(v->clear);
    g_autoptr(GByteArray) frame = NULL, clear = NULL;
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest request = { 0 };
    uint32_t handle, policy = 0;
    uint8_t raw[128];
    unsigned l3 = 14;
    TestSa sa;

    g_test_message("%s", v->name);
    packet_sa(&sa, v->cipher, v->auth, v->tunnel, v->ipv6);
    sa.ctx.op[0].sequence = VECTOR_NUMBER - 1;
    sa.ctx.flags |= v->flags;
    sa.ctx.ttl = v->ttl;
    sa.ctx.df = v->df;
    memcpy(sa.ctx.mac_src, v->mac_src, 6);
    memcpy(sa.ctx.mac_dst, v->mac_dst, 6);
    if (v->port) {
        set_udp(&sa, v->sport ? v->sport : v->port, v->port);
    }
    handle = test_sa_must_add(engine, &sa);
    if (by_name) {
        request.flags = IPSECNIC_TX_ENCAPSULATE;
        request.sa_handle = handle;
    } else {
        while (plain->data[l3 - 2] == 0x81) {
            l3 += 4;
        }
        policy_for(raw, &sa, plain->data[l3] >> 4 == 6);
        policy = must_add_policy(engine, raw);
    }
    /* Ethernet pads what is too short. */
    if (plain->len < 60) {
        g_byte_array_set_size(plain, 60);
    }
    frame = must_send(engine, plain, &request);
    clear = reveal(&sa, frame, v->iv_offset);
    assert_frame(clear, expected);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==,
                     VECTOR_NUMBER);
    g_assert_cmpuint(test_sa_query(engine, handle).packets, ==, 1);
    if (policy) {
        ipsec_encapsulated_sent(engine, policy, 1, 99);
        g_assert_cmpuint(query_policy(engine, policy).packets, ==, 1);
        g_assert_cmpuint(query_policy(engine, policy).bytes, ==, 99);
    }
    ipsec_engine_free(engine);
}

static void test_p2_vectors(void)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(encapsulate_vectors); i++) {
        check_vector(&encapsulate_vectors[i], false);
        check_vector(&encapsulate_vectors[i], true);
    }
}

/* A plain frame of the SA's family, from its addresses or others. */
static GByteArray *plain_frame(bool ipv6, const TestSa *sa, unsigned length)
{
    g_autoptr(GByteArray) udp = g_byte_array_new();
    TestIpHeader h = {
        .ipv6 = ipv6, .id = 0x77, .protocol = 17,
        .src = test_host_src[ipv6], .dst = test_host_dst[ipv6],
    };
    GByteArray *frame;
    g_autoptr(GByteArray) ip = NULL;
    unsigned i;

    if (sa && sa->ctx.mode == IPSECNIC_MODE_TRANSPORT) {
        h.src = sa->ctx.src;
        h.dst = sa->ctx.dst;
    }
    test_append16(udp, 1000);
    test_append16(udp, 2000);
    test_append16(udp, 8 + length);
    test_append16(udp, 0);
    for (i = 0; i < length; i++) {
        test_append8(udp, 5 * i + 1);
    }
    ip = test_ip_header(&h, udp->len);
    test_append(ip, udp->data, udp->len);
    frame = test_ethernet(ip);
    return frame;
}

/* With every algorithm, ESN or not: what the harness composes of the same IV.
 * */
static void check_algorithm(TestSa *of)
{
    unsigned form;

    for (form = 0; form < 8; form++) {
        bool ipv6 = form & 1, tunnel = form & 2, esn = form & 4;
        TestSa sa = *of;
        IpsecEngine *engine = packet_engine();
        IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
        uint64_t number = esn ? UINT64_C(0x2fffffffe) : 7;
        unsigned n;

        if (ipv6) {
            test_sa_ipv6(&sa);
        }
        test_sa_outbound(&sa);
        sa.ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
        sa.ctx.mode = tunnel ? IPSECNIC_MODE_TUNNEL : IPSECNIC_MODE_TRANSPORT;
        sa.ctx.op[0].flags = esn ? IPSECNIC_OP_FLAG_ESN : 0;
        sa.ctx.op[0].sequence = number - 1;
        request.sa_handle = test_sa_must_add(engine, &sa);
        for (n = 0; n < 5; n++) {
            g_autoptr(GByteArray) plain = plain_frame(ipv6, &sa, 3 * n);
            unsigned header = 14 + (ipv6 ? 40 : 20);
            unsigned from = tunnel ? 14 : header;
            g_autoptr(GByteArray) body = g_byte_array_new();
            g_autoptr(GByteArray) frame = NULL, esp = NULL;
            TestSeal seal = {
                .sa = &sa, .sequence = number + n, .pad_length = -1,
                .next_header = tunnel ? (ipv6 ? 41 : 4) : 17,
            };

            test_append(body, plain->data + from, plain->len - from);
            frame = must_send(engine, plain, &request);
            seal.iv = frame->data + header + 8;
            esp = test_esp(&seal, body);
            g_assert_cmpmem(frame->data + header, frame->len - header,
                            esp->data, esp->len);
        }
        ipsec_engine_free(engine);
    }
}

static void test_every_algorithm(void)
{
    test_for_each_esp(check_algorithm);
}

/* A packet of TCP, which is not looked at, behind extension headers: number of
 * the first one, and all of them. */
static GByteArray *behind_headers(const TestSa *sa, uint8_t first,
                                  const char *headers)
{
    g_autoptr(GByteArray) body = test_unhex(headers);
    g_autoptr(GByteArray) payload = test_payload(40);
    g_autoptr(GByteArray) ip = NULL;

    test_append(body, payload->data, payload->len);
    ip = test_ip(sa, first, body);
    return test_ethernet(ip);
}

#define HOME_ADDRESS \
    "02 01 02 00 00 c9 10 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 77"

/* Who checks the checksum of UDP does so with the home address. */
static void test_udp_home_address(void)
{
    unsigned udp;

    for (udp = 0; udp < 2; udp++) {
        IpsecEngine *engine = packet_engine();
        IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
        g_autoptr(GByteArray) plain = NULL, frame = NULL;
        TestSa sa;

        packet_sa(&sa, GCM, 0, false, true);
        if (udp) {
            set_udp(&sa, 0, 4500);
        }
        request.sa_handle = test_sa_must_add(engine, &sa);
        plain = behind_headers(&sa, 60, "06 " HOME_ADDRESS);
        if (udp) {
            g_assert_cmpuint(refuse(engine, plain, &request), ==,
                             IPSECNIC_TX_ST_CAPABILITY);
            g_assert_cmpuint(test_sa_query(engine,
                                           request.sa_handle).sequence[0], ==,
                             sa.ctx.op[0].sequence);
        } else {
            frame = must_send(engine, plain, &request);
        }
        ipsec_engine_free(engine);
    }
}

/* Which extension headers stand in front of ESP, by those behind the IP header;
 * TCP is what follows them. */
static void test_ext_headers(void)
{
    static const struct {
        const char *name;
        uint8_t first;
        const char *headers;
        unsigned in_front;      /* bytes of them */
        uint8_t next;           /* behind that */
    } rows[] = {
        { "none", 6, "", 0, 6 },
        { "routing", 43, "06 00 00 00 00 00 00 00", 8, 6 },
        { "options", 60, "06 00 01 04 00 00 00 00", 8, 6 },
        { "routing, options", 43,
          "3c 00 00 00 00 00 00 00 06 00 01 04 00 00 00 00", 8, 60 },
        { "home address", 60, "06 " HOME_ADDRESS, 24, 6 },
        { "routing, home address", 43,
          "3c 00 00 00 00 00 00 00 06 " HOME_ADDRESS, 32, 6 },
        { "routing, home address, options", 43,
          "3c 00 00 00 00 00 00 00 3c " HOME_ADDRESS
          "06 00 01 04 00 00 00 00", 32, 60 },
        { "all of them", 0,
          "3c 00 01 04 00 00 00 00 2b 00 01 04 00 00 00 00"
          "3c 00 00 00 00 00 00 00 06 " HOME_ADDRESS, 48, 6 },
    };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        IpsecEngine *engine = packet_engine(), *twin = test_engine(1);
        IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
        g_autoptr(GByteArray) plain = NULL, frame = NULL;
        unsigned at = 14 + 40 + rows[i].in_front;
        IpsecRxResult r;
        TestSa sa, in;
        Trip trip;

        g_test_message("%s", rows[i].name);
        packet_sa(&sa, GCM, 0, false, true);
        request.sa_handle = test_sa_must_add(engine, &sa);
        plain = behind_headers(&sa, rows[i].first, rows[i].headers);
        g_assert_cmpuint(start(engine, &trip, plain, &request), ==,
                         IPSECNIC_TX_ST_OK);
        g_assert_cmpuint(trip.out.request.esp_offset, ==, at);
        g_assert_cmpuint(trip.out.request.next_header, ==, rows[i].next);
        frame = must_build(engine, &trip, 0);
        end(&trip);

        /* The other end finds what was protected, behind what was not. */
        packet_sa(&in, GCM, 0, false, true);
        in.ctx.flags &= ~(uint32_t)IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
        in.ctx.flags |= IPSECNIC_SA_FLAG_INBOUND;
        in.ctx.reqid = 0;
        test_sa_must_add(twin, &in);
        test_receive(twin, frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, IPSECNIC_CRYPTO_SUCCESS));
        g_assert_cmpuint(r.ipsec_offset, ==, at);
        g_assert_cmpuint(IPSECNIC_HEADER_NEXT_HEADER(r.header_info), ==,
                         rows[i].next);
        g_assert_cmpmem(r.data + r.payload_offset, plain->len - at,
                        plain->data + at, plain->len - at);
        ipsec_engine_free(engine);
        ipsec_engine_free(twin);
    }
}

/* ------------------------------------------------------------------------
 * P1, P3: policies and SAs
 */

/* The IPv4 SA of most of these tests, from 10.1.0.1 to 10.1.0.2. */
static void transport_sa(TestSa *sa)
{
    packet_sa(sa, GCM, 0, false, false);
}

static void assert_unchanged(IpsecEngine *engine, const GByteArray *plain,
                             const IpsecTxRequest *request, uint32_t policy)
{
    Trip trip;

    g_assert_cmpuint(start(engine, &trip, plain, request), ==,
                     IPSECNIC_TX_ST_OK);
    g_assert_cmpmem(trip.out.frame, trip.out.length, plain->data, plain->len);
    g_assert_cmpuint(trip.out.policy, ==, policy);
    g_assert_cmpuint(trip.out.request.sa_handle, ==, 0);
    g_assert_cmpuint(trip.out.request.flags, ==, 0);
    end(&trip);
}

static void test_p1_actions(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest request = { 0 };
    IpsecTxRequest bypass = { .flags = IPSECNIC_TX_BYPASS };
    uint32_t bypassed, discarded;
    uint8_t raw[128];
    TestSa sa;
    g_autoptr(GByteArray) plain = NULL, ipv6 = NULL, arp = NULL;

    transport_sa(&sa);
    plain = plain_frame(false, &sa, 20);
    ipv6 = plain_frame(true, NULL, 20);
    arp = plain_frame(false, &sa, 20);
    arp->data[13] = 6;
    assert_unchanged(engine, plain, &request, 0);

    make_policy(raw, IPSECNIC_POLICY_DISCARD, 0, 10);
    discarded = must_add_policy(engine, raw);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_POLICY);
    g_assert_cmpuint(query_policy(engine, discarded).refused, ==, 1);
    assert_unchanged(engine, plain, &bypass, 0);
    assert_unchanged(engine, ipv6, &request, 0);
    assert_unchanged(engine, arp, &request, 0);

    make_policy(raw, IPSECNIC_POLICY_BYPASS, 0, 9);
    bypassed = must_add_policy(engine, raw);
    assert_unchanged(engine, plain, &request, bypassed);
    g_assert_cmpuint(ipsec_engine_delete_policy(engine, bypassed), ==, 0);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_POLICY);
    /* Discarded is discarded, whatever the switches are; not asked is not. */
    ipsec_engine_set_control(engine, 0);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_POLICY);
    ipsec_engine_set_packet(engine, false);
    assert_unchanged(engine, plain, &request, 0);
    ipsec_engine_free(engine);
}

/* Removal of whatever protects a packet, with frames before and behind it. */
static void test_p3_nothing_in_clear(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest request = { 0 };
    uint32_t policy, first, second;
    uint8_t raw[128];
    TestSa sa, other;
    g_autoptr(GByteArray) plain = NULL, frame = NULL;
    Trip trip;
    const uint8_t *data;
    uint32_t length;

    transport_sa(&sa);
    plain = plain_frame(false, &sa, 20);
    policy_for(raw, &sa, false);
    policy = must_add_policy(engine, raw);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_NO_SA);
    g_assert_cmpuint(query_policy(engine, policy).no_sa, ==, 1);
    ipsec_engine_set_control(engine, 0);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_INACTIVE);
    ipsec_engine_set_control(engine, CONTROL);
    g_assert_cmpuint(query_policy(engine, policy).no_sa, ==, 1);

    /* SAs that do not fit: each for one reason */
    other = sa;
    other.ctx.reqid++;
    other.ctx.op[0].spi = 1001;
    test_sa_must_add(engine, &other);
    other = sa;
    other.ctx.dst[3]++;
    other.ctx.op[0].spi = 1002;
    test_sa_must_add(engine, &other);
    other = sa;
    other.ctx.mode = IPSECNIC_MODE_TUNNEL;
    other.ctx.op[0].spi = 1003;
    test_sa_must_add(engine, &other);
    other = sa;
    other.ctx.flags &= ~IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    other.ctx.op[0].spi = 1004;
    test_sa_must_add(engine, &other);
    other = sa;
    other.ctx.flags |= IPSECNIC_SA_FLAG_INBOUND;
    test_sa_must_add(engine, &other);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_NO_SA);

    first = test_sa_must_add(engine, &sa);
    g_assert_cmpuint(start(engine, &trip, plain, &request), ==, 0);
    g_assert_cmpuint(trip.out.request.sa_handle, ==, first);
    g_assert_cmpuint(trip.out.policy, ==, policy);
    end(&trip);

    /* The youngest one counts. */
    other = sa;
    other.ctx.op[0].spi = 2000;
    second = test_sa_must_add(engine, &other);
    g_assert_cmpuint(start(engine, &trip, plain, &request), ==, 0);
    g_assert_cmpuint(trip.out.request.sa_handle, ==, second);
    /* It goes while the frame is under way. */
    g_assert_cmpuint(ipsec_engine_delete_sa(engine, second), ==, 0);
    g_assert_cmpuint(ipsec_tx_build(engine, &trip.tx, 0, &data, &length), ==,
                     IPSECNIC_TX_ST_UNKNOWN_SA);
    g_assert_null(data);
    end(&trip);
    g_assert_cmpuint(start(engine, &trip, plain, &request), ==, 0);
    g_assert_cmpuint(trip.out.request.sa_handle, ==, first);
    end(&trip);

    /* Switched off */
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_INACTIVE);
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ESP);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_INACTIVE);
    ipsec_engine_set_control(engine, CONTROL);

    /* Flushed, before anything of it was freed and behind it */
    ipsec_engine_flush(engine, false, true);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_NO_SA);
    ipsec_engine_reap(engine, 1000);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_NO_SA);
    test_sa_must_add(engine, &sa);
    frame = must_send(engine, plain, &request);

    /* A policy less, and the packet is nobody's. */
    g_assert_cmpuint(ipsec_engine_delete_policy(engine, policy), ==, 0);
    g_assert_cmpuint(ipsec_engine_delete_policy(engine, policy), ==,
                     IPSECNIC_ST_UNKNOWN_POLICY);
    assert_unchanged(engine, plain, &request, 0);
    ipsec_engine_free(engine);
}

/* Addresses of 0 in transport SAs: all four kinds, the youngest of them. */
static void test_p3_wildcards(void)
{
    unsigned ipv6, order, i;

    for (ipv6 = 0; ipv6 < 2; ipv6++) {
        for (order = 0; order < 24; order++) {
            IpsecEngine *engine = packet_engine();
            IpsecTxRequest request = { 0 };
            uint32_t handle[4], left = 0xe4, rest = order;
            g_autoptr(GByteArray) plain = NULL;
            uint8_t raw[128];
            TestSa sa, one;
            Trip trip;

            packet_sa(&sa, GCM, 0, false, ipv6);
            plain = plain_frame(ipv6, &sa, 4);
            policy_for(raw, &sa, ipv6);
            must_add_policy(engine, raw);
            for (i = 4; i > 0; i--) {
                /* the kind that comes next in this permutation */
                unsigned n = rest % i * 2;
                unsigned kind = left >> n & 3;

                left = (left & ((1u << n) - 1)) | left >> (n + 2) << n;
                rest /= i;
                one = sa;
                one.ctx.op[0].spi = 500 + i;
                if (kind & 1) {
                    memset(one.ctx.src, 0, 16);
                }
                if (kind & 2) {
                    memset(one.ctx.dst, 0, 16);
                }
                handle[4 - i] = test_sa_must_add(engine, &one);
            }
            for (i = 4; i-- > 0;) {
                g_assert_cmpuint(start(engine, &trip, plain, &request), ==, 0);
                g_assert_cmpuint(trip.out.request.sa_handle, ==, handle[i]);
                end(&trip);
                ipsec_engine_delete_sa(engine, handle[i]);
            }
            g_assert_cmpuint(refuse(engine, plain, &request), ==,
                             IPSECNIC_TX_ST_NO_SA);
            ipsec_engine_free(engine);
        }
    }
}

/* What is ESP, AH or ESP in UDP already needs a policy that names it. */
static void test_p1_ipsec_already(void)
{
    static const struct {
        uint8_t protocol;
        uint16_t sport;
        uint16_t dport;
        uint32_t first;         /* behind UDP */
        uint16_t fragment;      /* of the IPv4 header */
        uint16_t length;        /* bytes behind UDP */
        bool exempt;
    } kinds[] = {
        { 50, 0, 0, 1, 0, 40, true }, { 51, 0, 0, 1, 0, 40, true },
        { 17, 1000, 4500, 0x1234, 0, 40, true },
        { 17, 1000, 4500, 0, 0, 40, false },
        { 17, 1000, 4501, 0x1234, 0, 40, false },
        { 6, 1000, 4500, 0x1234, 0, 40, false },
        /* Who answers through a NAT, and IKE and keep-alives that do */
        { 17, 4500, 31250, 0x1001, 0, 40, true },
        { 17, 4500, 31250, 0, 0, 40, false },
        { 17, 4500, 31250, 0xff000000, 0, 1, false },
        { 17, 1000, 4500, 0xff000000, 0, 1, false },
        { 6, 4500, 31250, 0x1001, 0, 40, false },
        /* Of fragments only the first would show it, and they stay together. */
        { 17, 4500, 31250, 0x1001, 0x2000, 40, false },
        { 17, 1000, 4500, 0x1001, 0x2000, 40, false },
        { 17, 4500, 4500, 0x1001, 0x2001, 40, false },
        { 17, 4500, 4500, 0x1001, 1, 40, false },
        { 50, 0, 0, 1, 1, 40, true },
    };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(kinds); i++) {
        IpsecEngine *engine = packet_engine();
        IpsecTxRequest request = { 0 };
        g_autoptr(GByteArray) plain = NULL;
        uint8_t raw[128];
        TestSa sa;

        transport_sa(&sa);
        plain = plain_frame(false, &sa, 40);
        plain->data[23] = kinds[i].protocol;
        ipsec_put_be16(plain->data + 20, kinds[i].fragment);
        ipsec_put_be16(plain->data + 16, (uint16_t)(28 + kinds[i].length));
        test_ipv4_checksum(plain->data + 14, 20);
        ipsec_put_be16(plain->data + 34, kinds[i].sport);
        ipsec_put_be16(plain->data + 36, kinds[i].dport);
        ipsec_put_be32(plain->data + 42, kinds[i].first);
        make_policy(raw, IPSECNIC_POLICY_DISCARD, 0, 10);
        must_add_policy(engine, raw);
        if (kinds[i].exempt) {
            assert_unchanged(engine, plain, &request, 0);
            raw[10] = kinds[i].protocol;
            must_add_policy(engine, raw);
        }
        g_assert_cmpuint(refuse(engine, plain, &request), ==,
                         IPSECNIC_TX_ST_POLICY);
        ipsec_engine_free(engine);
    }
}

/* ------------------------------------------------------------------------
 * What is asked for
 */

static void test_requests(void)
{
    IpsecEngine *engine = packet_engine();
    uint32_t packet, crypto, inbound;
    g_autoptr(GByteArray) plain = NULL, other = NULL;
    TestSa sa, one;

    transport_sa(&sa);
    plain = plain_frame(false, &sa, 20);
    packet = test_sa_must_add(engine, &sa);
    one = sa;
    one.ctx.flags &= ~IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    one.ctx.op[0].spi = 999;
    crypto = test_sa_must_add(engine, &one);
    one = sa;
    one.ctx.flags |= IPSECNIC_SA_FLAG_INBOUND;
    inbound = test_sa_must_add(engine, &one);
#define REFUSE(status, ...) \
    g_assert_cmpuint(refuse(engine, plain, &(IpsecTxRequest) { __VA_ARGS__ }), \
                     ==, IPSECNIC_TX_ST_##status)
#define NAMED   .flags = IPSECNIC_TX_ENCAPSULATE, .sa_handle = packet
    REFUSE(BAD_OFFLOAD, .flags = IPSECNIC_TX_ENCAPSULATE);
    REFUSE(BAD_OFFLOAD, .flags = IPSECNIC_TX_ENCAPSULATE | IPSECNIC_TX_BYPASS,
           .sa_handle = packet);
    REFUSE(BAD_OFFLOAD, .flags = IPSECNIC_TX_BYPASS, .sa_handle = packet);
    REFUSE(BAD_OFFLOAD, .flags = IPSECNIC_TX_BYPASS, .tunnel_handle = packet);
    REFUSE(BAD_OFFLOAD, NAMED, .tunnel_handle = packet);
    REFUSE(BAD_OFFLOAD, NAMED, .sequence_high = 1);
    REFUSE(BAD_OFFLOAD, NAMED, .l3_offset = 14);
    REFUSE(BAD_OFFLOAD, NAMED, .esp_offset = 34);
    REFUSE(BAD_OFFLOAD, NAMED, .ah_offset = 34);
    REFUSE(BAD_OFFLOAD, NAMED, .trailer_length = 4);
    REFUSE(BAD_OFFLOAD, NAMED, .next_header = 17);
    REFUSE(BAD_OFFLOAD, NAMED, .tunnel_l3_offset = 14);
    REFUSE(BAD_OFFLOAD, NAMED, .tunnel_esp_offset = 34);
    REFUSE(BAD_OFFLOAD, NAMED, .tunnel_ah_offset = 34);
    REFUSE(BAD_OFFLOAD, NAMED, .tunnel_trailer_length = 34);
    REFUSE(BAD_OFFLOAD, NAMED, .csum_start = 34);
    REFUSE(BAD_OFFLOAD, NAMED, .segment_size = 34);
    REFUSE(BAD_OFFLOAD, NAMED, .vlan_tci = 34);
    REFUSE(BAD_OFFLOAD, .flags = IPSECNIC_TX_ENCAPSULATE |
           IPSECNIC_TX_IV_PRESENT, .sa_handle = packet);
    REFUSE(BAD_OFFLOAD, .flags = IPSECNIC_TX_ENCAPSULATE |
           IPSECNIC_TX_SEQ_HI_VALID, .sa_handle = packet);
    REFUSE(BAD_OFFLOAD, .flags = IPSECNIC_TX_ENCAPSULATE |
           IPSECNIC_TX_ICV_ROOM, .sa_handle = packet);
    REFUSE(BAD_OFFLOAD, .flags = IPSECNIC_TX_ENCAPSULATE |
           IPSECNIC_TX_SEGMENT, .sa_handle = packet);
    REFUSE(UNKNOWN_SA, .flags = IPSECNIC_TX_ENCAPSULATE, .sa_handle = 12345);
    REFUSE(SA_DIRECTION, .flags = IPSECNIC_TX_ENCAPSULATE,
           .sa_handle = inbound);
    REFUSE(SA_MISMATCH, .flags = IPSECNIC_TX_ENCAPSULATE, .sa_handle = crypto);
    REFUSE(BAD_CSUM, .flags = IPSECNIC_TX_ENCAPSULATE | IPSECNIC_TX_CSUM,
           .sa_handle = packet, .csum_start = 65535, .csum_offset = 65535);
    REFUSE(BAD_CSUM, .flags = IPSECNIC_TX_ENCAPSULATE | IPSECNIC_TX_CSUM,
           .sa_handle = packet, .csum_start = 20, .csum_offset = 26);
    ipsec_engine_set_control(engine, 0);
    REFUSE(INACTIVE, NAMED);
    ipsec_engine_set_control(engine, CONTROL);

    /* Packets that are none, or not for this SA */
    other = plain;
    plain = plain_frame(true, NULL, 20);
    REFUSE(SA_MISMATCH, NAMED);
    g_byte_array_unref(plain);
    plain = plain_frame(false, NULL, 20);
    REFUSE(SA_MISMATCH, NAMED);
    plain->data[14] = 0x44;
    REFUSE(BAD_HEADER, NAMED);
    plain->data[12] = 7;
    REFUSE(BAD_HEADER, NAMED);
    g_byte_array_unref(plain);
    plain = plain_frame(false, &sa, 20);
    plain->data[20] = 0x20;
    test_ipv4_checksum(plain->data + 14, 20);
    REFUSE(FRAGMENT, NAMED);
    plain->data[20] = 0;
    plain->data[17]++;
    test_ipv4_checksum(plain->data + 14, 20);
    REFUSE(IP_LENGTH, NAMED);
    /* None of all that took a number. */
    g_assert_cmpuint(test_sa_query(engine, packet).sequence[0], ==, 0);
    g_assert_cmpuint(test_sa_query(engine, packet).packets, ==, 0);

    /* In crypto mode nobody can use it. */
    one = sa;
    one.ctx.flags &= ~IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    {
        TestPacket p = {
            .portion = { { .sa = &one, .handle = packet, .sequence = { 1 } } },
            .next_header = 17, .payload = other,
        };
        TestSend send;
        IpsecTx tx;

        test_send_init(&send, &p);
        g_assert_cmpuint(test_send_start(engine, &send, &tx), ==,
                         IPSECNIC_TX_ST_SA_MISMATCH);
        test_send_clear(&send);
    }
    ipsec_engine_free(engine);
#undef NAMED
#undef REFUSE
}

/* Headers that end too early, at each byte: never in clear if there may be a
 * policy for it. */
static void test_p3_short_headers(void)
{
    unsigned ipv6, length;

    for (ipv6 = 0; ipv6 < 2; ipv6++) {
        IpsecEngine *engine = packet_engine();
        IpsecTxRequest request = { 0 };
        uint8_t raw[128];
        TestSa sa;
        g_autoptr(GByteArray) whole = NULL;

        packet_sa(&sa, GCM, 0, false, ipv6);
        whole = plain_frame(ipv6, &sa, 8);
        make_policy(raw, IPSECNIC_POLICY_DISCARD,
                    ipv6 ? IPSECNIC_POLICY_FLAG_IPV6 : 0, 1);
        must_add_policy(engine, raw);
        for (length = 14; length <= whole->len; length++) {
            g_autoptr(GByteArray) plain = g_byte_array_new();

            test_append(plain, whole->data, length);
            g_assert_cmpuint(refuse(engine, plain, &request), ==,
                             length < (ipv6 ? 54u : 34u) ?
                             IPSECNIC_TX_ST_BAD_HEADER :
                             IPSECNIC_TX_ST_POLICY);
        }
        ipsec_engine_free(engine);
    }
}

/* ------------------------------------------------------------------------
 * P7: MTU
 */

static void check_mtu(const TestSa *sa, bool inner6, uint16_t mtu, bool by_sa)
{
    unsigned header = inner6 ? 40 : 20;
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
    unsigned length, most = 0, refused = 0;
    uint32_t fit, told = 0;
    TestSa copy = *sa;

    if (by_sa) {
        copy.ctx.mtu = mtu;
        ipsec_engine_set_mtu(engine, mtu + 1);
    } else {
        copy.ctx.mtu = mtu < UINT16_MAX ? mtu + 1 : 0;
        ipsec_engine_set_mtu(engine, mtu);
    }
    request.sa_handle = test_sa_must_add(engine, &copy);
    for (length = mtu - header - 8 - 160; length <= mtu; length++) {
        g_autoptr(GByteArray) plain = plain_frame(inner6, &copy, length);
        unsigned packet = header + 8 + length;

        if (try_length(engine, plain, &request, &fit) == 0) {
            g_autoptr(GByteArray) frame = must_send(engine, plain, &request);

            g_assert_cmpuint(refused, ==, 0);
            g_assert_cmpuint(frame->len - 14, <=, mtu);
            most = packet;
        } else {
            g_assert_cmpuint(refuse(engine, plain, &request), ==,
                             IPSECNIC_TX_ST_TOO_BIG);
            g_assert_true(told == 0 || told == fit);
            told = fit;
            refused += 2;
        }
    }
    g_assert_cmpuint(most, !=, 0);
    g_assert_cmpuint(told, ==, most);
    g_assert_cmpuint(test_sa_query(engine, request.sa_handle).too_big, ==,
                     refused);
    ipsec_engine_free(engine);
}

static void check_mtus(TestSa *of)
{
    unsigned form;

    for (form = 0; form < 16; form++) {
        bool ipv6 = form & 1, tunnel = form & 2, udp = form & 4;
        bool inner6 = tunnel ? form & 8 : ipv6;
        TestSa sa = *of;

        if (ipv6) {
            test_sa_ipv6(&sa);
        }
        test_sa_outbound(&sa);
        sa.ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
        sa.ctx.mode = tunnel ? IPSECNIC_MODE_TUNNEL : IPSECNIC_MODE_TRANSPORT;
        if (udp) {
            set_udp(&sa, 0, 4500);
        }
        check_mtu(&sa, inner6, 256 + form, true);
        check_mtu(&sa, inner6, 300 + 3 * form, false);
    }
}

static void test_p7_borders(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    check_mtus(&sa);
    test_sa_init(&sa, IPSECNIC_CIPHER_AES_CBC_128, IPSECNIC_AUTH_SHA256);
    check_mtus(&sa);
    test_sa_init(&sa, IPSECNIC_CIPHER_DES_CBC, IPSECNIC_AUTH_MD5);
    check_mtus(&sa);
}

/* Without an MTU the longest packet is what IP and the card can have. */
static void test_p7_longest(void)
{
    unsigned form;

    for (form = 0; form < 4; form++) {
        bool tunnel = form & 1, ipv6 = form & 2;
        IpsecEngine *engine = packet_engine();
        IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
        unsigned length, most = 0;
        uint32_t fit, status;
        TestSa sa;

        packet_sa(&sa, GCM, 0, tunnel, ipv6);
        request.sa_handle = test_sa_must_add(engine, &sa);
        for (length = 65300; length <= 65507; length++) {
            g_autoptr(GByteArray) plain = plain_frame(false, NULL, length);

            if (!tunnel) {
                g_byte_array_unref(plain);
                plain = plain_frame(ipv6, &sa, length);
            }
            status = try_length(engine, plain, &request, &fit);
            if (status == 0) {
                g_autoptr(GByteArray) frame = must_send(engine, plain,
                                                        &request);
                unsigned at = ipv6 ? 18 : 16, add = ipv6 ? 54 : 14;

                g_assert_cmpuint(frame->len, <=, IPSECNIC_MAX_FRAME);
                g_assert_cmpuint(ipsec_get_be16(frame->data + at) + add, ==,
                                 frame->len);
                g_assert_cmpuint(most, ==, length - 1 - (most ? 0 : 65299) +
                                 (most ? 0 : 0));
                most = length;
            } else {
                g_assert_cmpuint(status, ==, IPSECNIC_TX_ST_BAD_LENGTH);
                g_assert_cmpuint(fit, ==, 0);
            }
        }
        g_assert_cmpuint(most, >, 65400);
        ipsec_engine_free(engine);
    }
}

/* ------------------------------------------------------------------------
 * Large sends
 */

/* A large send of TCP or UDP as a driver posts it. */
static GByteArray *large_frame(bool tcp, bool ipv6, const TestSa *sa,
                               unsigned payload, unsigned segment_size,
                               IpsecTxRequest *request)
{
    g_autofree uint8_t *data = g_malloc(payload);
    g_autoptr(GByteArray) l4 = NULL, ip = NULL;
    TestIpHeader h = {
        .ipv6 = ipv6, .id = 0x1f0, .protocol = tcp ? 6 : 17,
        .src = test_host_src[ipv6], .dst = test_host_dst[ipv6],
    };
    GByteArray *frame;
    unsigned i;

    if (sa->ctx.mode == IPSECNIC_MODE_TRANSPORT) {
        h.src = sa->ctx.src;
        h.dst = sa->ctx.dst;
    }
    for (i = 0; i < payload; i++) {
        data[i] = (uint8_t)(i * 13 + i / 251);
    }
    l4 = tcp ? test_tcp_segment(0xfffff000, 0x99, 4, data, payload) :
               test_udp_datagram(data, payload);
    ip = test_ip_header(&h, l4->len);
    request->l3_offset = 14;
    request->csum_start = (uint16_t)(14 + ip->len);
    request->csum_offset = (uint16_t)(request->csum_start + (tcp ? 16 : 6));
    request->header_length = (uint16_t)(14 + ip->len + l4->len - payload);
    request->segment_size = (uint16_t)segment_size;
    request->flags |= IPSECNIC_TX_SEGMENT | IPSECNIC_TX_CSUM;
    test_append(ip, l4->data, l4->len);
    frame = test_ethernet(ip);
    /* Its own lengths do not count. */
    frame->data[ipv6 ? 18 : 16] ^= 0x5a;
    return frame;
}

/*
 * The frames of a large send are those that its segments become one by one,
 * which a card without IPsec makes.
 */
static void check_large(const TestSa *sa, bool tcp, bool inner6,
                        unsigned payload, unsigned segment_size, uint32_t mtu)
{
    IpsecEngine *large = packet_engine(), *single = packet_engine();
    IpsecEngine *cutter = packet_engine();
    IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
    IpsecTxRequest plain_request = { 0 };
    IpsecTxRequest one = { .flags = IPSECNIC_TX_ENCAPSULATE };
    g_autoptr(GByteArray) frame = NULL, plain = NULL;
    uint64_t bytes = 0;
    uint32_t n;
    Trip trip, cut;

    ipsec_engine_set_mtu(large, mtu);
    ipsec_engine_set_mtu(single, mtu);
    request.sa_handle = test_sa_must_add(large, sa);
    one.sa_handle = test_sa_must_add(single, sa);
    frame = large_frame(tcp, inner6, sa, payload, segment_size, &request);
    plain = large_frame(tcp, inner6, sa, payload, segment_size,
                        &plain_request);
    g_assert_cmpuint(start(large, &trip, frame, &request), ==, 0);
    g_assert_cmpuint(trip.tx.segment_size, <=, segment_size);
    plain_request.segment_size = (uint16_t)trip.tx.segment_size;
    g_assert_cmpuint(start(cutter, &cut, plain, &plain_request), ==, 0);
    g_assert_cmpuint(cut.tx.segments, ==, trip.tx.segments);
    for (n = 0; n < trip.tx.segments; n++) {
        g_autoptr(GByteArray) packet = must_build(cutter, &cut, n);
        g_autoptr(GByteArray) wire = must_build(large, &trip, n);
        g_autoptr(GByteArray) expected = NULL;

        expected = must_send(single, packet, &one);
        assert_frame(wire, expected);
        g_assert_true(mtu == 0 || wire->len - 14 <= mtu);
        bytes += wire->len - 14;
    }
    g_assert_cmpuint(test_sa_query(large, request.sa_handle).sequence[0], ==,
                     sa->ctx.op[0].sequence + n);
    g_assert_cmpuint(test_sa_query(large, request.sa_handle).packets, ==, n);
    g_assert_cmpuint(test_sa_query(large, request.sa_handle).bytes, ==, bytes);
    if (trip.tx.segment_size < segment_size) {
        /* A block more would be too much. */
        g_autoptr(GByteArray) longer = NULL;
        IpsecTxRequest r = { 0 };
        g_autoptr(GByteArray) packet = NULL;
        Trip again;

        longer = large_frame(tcp, inner6, sa, payload,
                             trip.tx.segment_size + 1, &r);
        g_assert_cmpuint(start(cutter, &again, longer, &r), ==, 0);
        packet = must_build(cutter, &again, 0);
        g_assert_cmpuint(refuse(single, packet, &one), ==,
                         IPSECNIC_TX_ST_TOO_BIG);
        end(&again);
    }
    end(&trip);
    end(&cut);
    ipsec_engine_free(large);
    ipsec_engine_free(single);
    ipsec_engine_free(cutter);
}

static void test_large_sends(void)
{
    unsigned form;

    for (form = 0; form < 64; form++) {
        bool ipv6 = form & 1, tunnel = form & 2, udp = form & 4;
        bool tcp = form & 8, esn = form & 32;
        bool inner6 = tunnel ? form & 16 : ipv6;
        TestSa sa;

        packet_sa(&sa, GCM, 0, tunnel, ipv6);
        if (udp) {
            set_udp(&sa, 0, 4500);
        }
        /* Across the end of 32 bits, too */
        sa.ctx.op[0].sequence = 0x10;
        if (esn) {
            sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
            sa.ctx.op[0].sequence = UINT64_C(0x1fffffffd);
            /* ids that do not cross the half of their space */
            sa.ctx.op[0].spi = 0x1100;
        }
        check_large(&sa, tcp, inner6, 5000, 1000, 0);
        check_large(&sa, tcp, inner6, 4001, 1000, 1500);
        check_large(&sa, tcp, inner6, 1, 1, 1500);
        if (tunnel) {
            sa.ctx.tfc = 700;
            check_large(&sa, tcp, inner6, 5000, 1000, 0);
            check_large(&sa, tcp, inner6, 4001, 1000, 1500);
            sa.ctx.tfc = 0;
        }
        if (tcp) {
            check_large(&sa, tcp, inner6, 60000, 8900, 1500);
            check_large(&sa, tcp, inner6, 9000, 1440, 1491);
            check_large(&sa, tcp, inner6, 9000, 1440, 1499);
            check_large(&sa, tcp, inner6, 3000, 1440, 300);
        }
    }
}

/* P7: it is TCP that is cut, whatever stands in front of it in a tunnel that
 * the driver made. */
static void check_inner_headers(bool tcp, const char *headers)
{
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
    g_autoptr(GByteArray) chain = test_unhex(headers);
    g_autoptr(GByteArray) data = test_payload(3000);
    uint8_t protocol = tcp ? 6 : 17;
    g_autoptr(GByteArray) l4 = NULL, inner = NULL, outer = NULL, frame = NULL;
    TestSa sa;
    Trip trip;

    packet_sa(&sa, GCM, 0, true, false);
    request.sa_handle = test_sa_must_add(engine, &sa);
    ipsec_engine_set_mtu(engine, 1000);
    l4 = tcp ? test_tcp_segment(1, 0x10, 0, data->data, data->len) :
               test_udp_datagram(data->data, data->len);
    test_append(chain, l4->data, l4->len);
    inner = test_host_packet(true, chain->len > l4->len ? 60 : protocol, 0,
                             false, chain);
    if (chain->len > l4->len) {
        inner->data[inner->len - l4->len - 8] = protocol;
    }
    /* Its length does not count. */
    inner->data[4] = 0;
    inner->data[5] = 0;
    outer = test_host_packet(false, 41, 7, false, inner);
    frame = test_ethernet(outer);
    request.flags |= IPSECNIC_TX_SEGMENT | IPSECNIC_TX_CSUM;
    request.l3_offset = 14;
    request.inner_l3_offset = 34;
    request.csum_start = (uint16_t)(frame->len - l4->len);
    request.csum_offset = (uint16_t)(request.csum_start + (tcp ? 16 : 6));
    request.header_length = (uint16_t)(frame->len - data->len);
    request.segment_size = 1400;
    g_assert_cmpuint(start(engine, &trip, frame, &request), ==,
                     tcp ? IPSECNIC_TX_ST_OK : IPSECNIC_TX_ST_TOO_BIG);
    if (tcp) {
        g_autoptr(GByteArray) wire = must_build(engine, &trip, 0);

        g_assert_cmpuint(trip.tx.segment_size, <, 1000);
        g_assert_cmpuint(wire->len - 14, <=, 1000);
        g_assert_cmpuint(wire->len - 14, >, 1000 - 4);
    }
    end(&trip);
    ipsec_engine_free(engine);
}

static void test_large_inner_ext_headers(void)
{
    unsigned tcp;

    for (tcp = 0; tcp < 2; tcp++) {
        check_inner_headers(tcp, "");
        check_inner_headers(tcp, "0600 0104 00000000");
        check_inner_headers(tcp, "3c00 0104 00000000 0600 0104 00000000");
        check_inner_headers(tcp, "2b00 0104 00000000 3c01 0400 00000000"
                                 "0000000000000000 0600 0104 00000000");
    }
}

/* ------------------------------------------------------------------------
 * TFC padding (RFC 4303, section 2.7)
 */

/* What a tunnel's frame of that packet holds: it, zeros up to @least bytes, and
 * ESP's padding, as long as it has to be. */
static void assert_padded(const TestSa *sa, const GByteArray *frame,
                          const GByteArray *plain, unsigned least,
                          uint8_t next_header)
{
    TestLengths lengths = test_lengths(&sa->ctx.op[0]);
    unsigned esp = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 54 : 34;
    unsigned text = esp + 8 + lengths.iv, length = plain->len - 14;
    g_autoptr(GByteArray) clear = reveal(sa, frame, esp + 8);
    const uint8_t *at = clear->data + text;
    unsigned end = clear->len - lengths.icv - text, pad, i;

    g_assert_cmpmem(at, length, plain->data + 14, length);
    for (; length < least; length++) {
        g_assert_cmpuint(at[length], ==, 0);
    }
    pad = at[end - 2];
    g_assert_cmpuint(at[end - 1], ==, next_header);
    g_assert_cmpuint(length + pad + 2, ==, end);
    g_assert_cmpuint(pad, <, MAX(lengths.iv, 4));
    for (i = 0; i < pad; i++) {
        g_assert_cmpuint(at[length + i], ==, i + 1);
    }
}

static void check_tfc(uint64_t cipher, uint64_t auth, bool ipv6, bool inner6,
                      unsigned tfc)
{
    unsigned least = inner6 ? 48 : 28, shorter = 0, length;
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
    uint64_t bytes = 0;
    TestSa sa;

    packet_sa(&sa, cipher, auth, true, ipv6);
    sa.ctx.tfc = (uint16_t)tfc;
    request.sa_handle = test_sa_must_add(engine, &sa);
    for (length = tfc - least - 40; length < tfc - least + 40; length++) {
        g_autoptr(GByteArray) plain = plain_frame(inner6, &sa, length);
        g_autoptr(GByteArray) frame = must_send(engine, plain, &request);

        assert_padded(&sa, frame, plain, tfc, inner6 ? 41 : 4);
        bytes += frame->len - 14;
        if (plain->len - 14 <= tfc) {
            g_assert_true(!shorter || frame->len == shorter);
            shorter = frame->len;
        }
    }
    g_assert_cmpuint(test_sa_query(engine, request.sa_handle).bytes, ==, bytes);
    ipsec_engine_free(engine);
}

static void test_tfc_padding(void)
{
    unsigned form;

    for (form = 0; form < 4; form++) {
        check_tfc(GCM, 0, form & 1, form & 2, 100);
        check_tfc(GCM, 0, form & 1, form & 2, 101);
        check_tfc(IPSECNIC_CIPHER_AES_CBC_128, IPSECNIC_AUTH_SHA256, form & 1,
                  form & 2, 1000);
    }
}

/* It takes the room that there is, and keeps no packet from being sent. */
static void check_tfc_mtu(uint16_t tfc, uint16_t mtu, bool ipv6)
{
    IpsecEngine *engine = packet_engine(), *bare = packet_engine();
    IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
    IpsecTxRequest without = request;
    unsigned length, sent = 0;
    TestSa sa;

    packet_sa(&sa, GCM, 0, true, ipv6);
    without.sa_handle = test_sa_must_add(bare, &sa);
    sa.ctx.tfc = tfc;
    request.sa_handle = test_sa_must_add(engine, &sa);
    ipsec_engine_set_mtu(engine, mtu);
    ipsec_engine_set_mtu(bare, mtu);
    for (length = 0; length <= mtu; length += 3) {
        g_autoptr(GByteArray) plain = plain_frame(false, &sa, length);
        uint32_t fit, fit_bare;
        uint32_t status = try_length(engine, plain, &request, &fit);

        g_assert_cmpuint(status, ==,
                         try_length(bare, plain, &without, &fit_bare));
        g_assert_cmpuint(fit, ==, fit_bare);
        if (status == IPSECNIC_TX_ST_OK) {
            g_autoptr(GByteArray) frame = must_send(engine, plain, &request);

            g_assert_cmpuint(frame->len - 14, <=, mtu);
            g_assert_cmpuint(frame->len - 14, >, mtu - 4);
            sent++;
        }
    }
    g_assert_cmpuint(sent, >, 50);
    ipsec_engine_free(engine);
    ipsec_engine_free(bare);
}

static void test_tfc_mtu(void)
{
    check_tfc_mtu(1500, 600, false);
    check_tfc_mtu(UINT16_MAX, 601, true);
    check_tfc_mtu(UINT16_MAX, 1500, true);
}

/* No segment of a large send is told by its length, the last one neither. */
static void test_tfc_large(void)
{
    static const uint16_t tfcs[] = { 300, 1400, UINT16_MAX };
    unsigned i, n;

    for (i = 0; i < G_N_ELEMENTS(tfcs); i++) {
        IpsecEngine *engine = packet_engine();
        IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
        g_autoptr(GByteArray) frame = NULL, last = NULL;
        unsigned longest = 0;
        TestSa sa;
        Trip trip;

        packet_sa(&sa, GCM, 0, true, i & 1);
        sa.ctx.tfc = tfcs[i];
        request.sa_handle = test_sa_must_add(engine, &sa);
        ipsec_engine_set_mtu(engine, 1500);
        frame = large_frame(true, false, &sa, 4001, 1000, &request);
        g_assert_cmpuint(start(engine, &trip, frame, &request), ==, 0);
        g_assert_cmpuint(trip.tx.segments, ==, 5);
        for (n = 0; n < trip.tx.segments; n++) {
            g_autoptr(GByteArray) wire = must_build(engine, &trip, n);

            g_clear_pointer(&last, g_byte_array_unref);
            last = g_byte_array_ref(wire);
            longest = MAX(longest, wire->len);
        }
        if (tfcs[i] == 300) {
            g_assert_cmpuint(last->len, <, longest);
            g_assert_cmpuint(last->len, >=, 300);
        } else {
            g_assert_cmpuint(last->len, ==, longest);
        }
        g_assert_cmpuint(longest - 14, <, 1200);
        end(&trip);
        ipsec_engine_free(engine);
    }
}

/* What cannot be cut, and where a segment is as long as IP allows. */
static void test_large_borders(void)
{
    unsigned size, form;

    for (form = 0; form < 4; form++) {
        bool tunnel = form & 1, ipv6 = form & 2;
        IpsecEngine *engine = packet_engine();
        IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
        g_autoptr(GByteArray) udp = NULL;
        uint32_t fit;
        TestSa sa;

        packet_sa(&sa, GCM, 0, tunnel, ipv6);
        request.sa_handle = test_sa_must_add(engine, &sa);
        ipsec_engine_set_mtu(engine, 1400);
        udp = large_frame(false, ipv6, &sa, 9000, 1400, &request);
        g_assert_cmpuint(try_length(engine, udp, &request, &fit), ==,
                         IPSECNIC_TX_ST_TOO_BIG);
        g_assert_cmpuint(fit, >, 1280);
        g_assert_cmpuint(fit, <, 1400);
        ipsec_engine_set_mtu(engine, 0);
        for (size = 65200; size < 65470; size++) {
            g_autoptr(GByteArray) frame = NULL;
            IpsecTxRequest r = {
                .flags = IPSECNIC_TX_ENCAPSULATE,
                .sa_handle = request.sa_handle
            };
            uint32_t status;
            Trip trip;

            frame = large_frame(size % 2, ipv6, &sa, size, size, &r);
            if (frame->len > IPSECNIC_MAX_FRAME) {
                break;
            }
            status = start(engine, &trip, frame, &r);
            if (status == 0) {
                uint32_t n;

                g_assert_true(size % 2 || trip.tx.segments == 1);
                for (n = 0; n < trip.tx.segments; n++) {
                    g_autoptr(GByteArray) wire = must_build(engine, &trip, n);
                    unsigned at = ipv6 ? 18 : 16, add = ipv6 ? 54 : 14;

                    g_assert_cmpuint(wire->len, <=, IPSECNIC_MAX_FRAME);
                    g_assert_cmpuint(ipsec_get_be16(wire->data + at) + add, ==,
                                     wire->len);
                }
            } else {
                g_assert_cmpuint(status, ==, IPSECNIC_TX_ST_BAD_SEGMENT);
                g_assert_cmpuint(size % 2, ==, 0);
            }
            end(&trip);
        }
        ipsec_engine_free(engine);
    }
}

/* Large sends that are none. */
static void test_large_refused(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest good = { .flags = IPSECNIC_TX_ENCAPSULATE }, r;
    g_autoptr(GByteArray) frame = NULL;
    TestSa sa;

    transport_sa(&sa);
    good.sa_handle = test_sa_must_add(engine, &sa);
    ipsec_engine_set_mtu(engine, 1000);
    frame = large_frame(true, false, &sa, 3000, 1000, &good);
#define REFUSE(status, field, value) \
    do { \
        r = good; \
        r.field = (value); \
        g_assert_cmpuint(refuse(engine, frame, &r), ==, \
                         IPSECNIC_TX_ST_##status); \
    } while (0)
    REFUSE(BAD_SEGMENT, segment_size, 0);
    REFUSE(BAD_SEGMENT, segment_size, 3001);
    REFUSE(BAD_HEADER, header_length, 0);
    REFUSE(BAD_HEADER, header_length, good.header_length + 1);
    REFUSE(BAD_HEADER, header_length, good.header_length - 1);
    REFUSE(BAD_HEADER, header_length, 65535);
    REFUSE(BAD_HEADER, header_length, (uint16_t)(frame->len));
    REFUSE(BAD_HEADER, l3_offset, 0);
    REFUSE(BAD_HEADER, l3_offset, 18);
    REFUSE(BAD_HEADER, csum_start, good.csum_start + 2);
    REFUSE(BAD_CSUM, csum_offset, good.csum_offset - 2);
    REFUSE(BAD_OFFLOAD, flags, good.flags & ~IPSECNIC_TX_CSUM);
#undef REFUSE
    g_assert_cmpuint(test_sa_query(engine, good.sa_handle).sequence[0], ==, 0);
    ipsec_engine_free(engine);
}

/* Of a frame that has begun the rest comes out the same, on another card. */
static void test_again(void)
{
    unsigned form;

    for (form = 0; form < 8; form++) {
        bool ipv6 = form & 1, tunnel = form & 2, by_policy = form & 4;
        IpsecEngine *from = packet_engine(), *to;
        IpsecTxRequest request = { 0 }, resumed;
        g_autoptr(GByteArray) frame = NULL, stream = g_byte_array_new();
        GByteArray *first[16];
        uint8_t raw[128], *block;
        IpsecEncapsulated out;
        uint32_t handle, n, segments;
        IpsecTx tx = { 0 };
        Trip trip;
        TestSa sa;

        packet_sa(&sa, GCM, 0, tunnel, ipv6);
        sa.ctx.op[0].sequence = UINT32_MAX - 16;
        sa.ctx.hard_packets = 20;
        handle = test_sa_must_add(from, &sa);
        if (by_policy) {
            policy_for(raw, &sa, ipv6);
            must_add_policy(from, raw);
        } else {
            request.flags = IPSECNIC_TX_ENCAPSULATE;
            request.sa_handle = handle;
        }
        frame = large_frame(true, ipv6, &sa, 12000, 900, &request);
        g_assert_cmpuint(start(from, &trip, frame, &request), ==, 0);
        segments = trip.tx.segments;
        g_assert_cmpuint(segments, ==, 14);
        tx.portion[0].sequence[0] = trip.tx.portion[0].sequence[0];
        ipsec_engine_save(from, stream);
        for (n = 0; n < segments; n++) {
            first[n] = must_build(from, &trip, n);
        }
        end(&trip);

        to = packet_engine();
        g_assert_true(ipsec_engine_load(to, stream->data, stream->len, NULL));
        /* What it was begun with does not count any more. */
        ipsec_engine_set_control(to, 0);
        block = g_malloc(IPSEC_ENCAPSULATE_ROOM + frame->len);
        memcpy(block + IPSEC_ENCAPSULATE_ROOM, frame->data, frame->len);
        resumed = request;
        resumed.flags |= IPSECNIC_TX_ENCAPSULATE;
        resumed.sa_handle = handle;
        g_assert_cmpuint(
            ipsec_encapsulate_again(to, block + IPSEC_ENCAPSULATE_ROOM,
                                    frame->len, &resumed, &tx, &out), ==, 0);
        g_assert_cmpuint(ipsec_tx_resume(to, &tx, out.frame, out.length,
                                         &out.request, segments), ==, 0);
        for (n = 0; n < segments; n++) {
            const uint8_t *data;
            uint32_t length;

            g_assert_cmpuint(ipsec_tx_build(to, &tx, n, &data, &length), ==, 0);
            g_assert_cmpmem(data, length, first[n]->data, first[n]->len);
            g_byte_array_unref(first[n]);
        }
        /* Its numbers were used up on the other card. */
        g_assert_cmpuint(test_sa_query(to, handle).sequence[0], ==,
                         UINT32_MAX - 16 + segments);
        g_free(block);
        ipsec_engine_free(from);
        ipsec_engine_free(to);
    }
}

/* What has begun goes on in another engine, whose MTU is lower.  Returns what
 * the frame lies in. */
static uint8_t *resume_below(IpsecEngine *to, uint32_t mtu,
                             const GByteArray *stream, const GByteArray *frame,
                             const IpsecTxRequest *request, IpsecTx *tx,
                             uint32_t segments)
{
    uint8_t *block = g_malloc(IPSEC_ENCAPSULATE_ROOM + frame->len);
    IpsecEncapsulated out;

    g_assert_true(ipsec_engine_load(to, stream->data, stream->len, NULL));
    ipsec_engine_set_mtu(to, mtu);
    memcpy(block + IPSEC_ENCAPSULATE_ROOM, frame->data, frame->len);
    g_assert_cmpuint(ipsec_encapsulate_again(to, block + IPSEC_ENCAPSULATE_ROOM,
                                             frame->len, request, tx, &out),
                     ==, 0);
    g_assert_cmpuint(ipsec_tx_resume(to, tx, out.frame, out.length,
                                     &out.request, segments), ==, 0);
    return block;
}

/* An MTU is for frames that begin: one that has begun is not TOO_BIG for it on
 * another card, and has the TFC padding that it had. */
static void test_again_mtu(void)
{
    unsigned form;

    for (form = 0; form < 8; form++) {
        bool ipv6 = form & 1, tunnel = form & 2, tfc = tunnel && (form & 4);
        IpsecEngine *from = packet_engine(), *to = packet_engine();
        IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
        g_autoptr(GByteArray) frame = NULL, first = NULL;
        g_autoptr(GByteArray) stream = g_byte_array_new();
        g_autofree uint8_t *block = NULL;
        IpsecTx tx = { 0 };
        const uint8_t *data;
        uint32_t length;
        TestSa sa;
        Trip trip;

        packet_sa(&sa, GCM, 0, tunnel, ipv6);
        sa.ctx.tfc = tfc ? 1400 : 0;
        request.sa_handle = test_sa_must_add(from, &sa);
        frame = plain_frame(ipv6, &sa, 1000);
        g_assert_cmpuint(start(from, &trip, frame, &request), ==, 0);
        tx.portion[0].sequence[0] = trip.tx.portion[0].sequence[0];
        tx.portion[0].tfc = trip.tx.portion[0].tfc;
        ipsec_engine_save(from, stream);
        first = must_build(from, &trip, 0);
        end(&trip);

        block = resume_below(to, 600, stream, frame, &request, &tx, 1);
        g_assert_cmpuint(ipsec_tx_build(to, &tx, 0, &data, &length), ==, 0);
        g_assert_cmpmem(data, length, first->data, first->len);
        g_assert_cmpuint(test_sa_query(to, request.sa_handle).too_big, ==, 0);
        g_assert_cmpuint(refuse(to, frame, &request), ==,
                         IPSECNIC_TX_ST_TOO_BIG);
        ipsec_engine_free(from);
        ipsec_engine_free(to);
    }
}

/* The same of a large send that was cut as it was asked for. */
static void test_again_large_mtu(void)
{
    unsigned tunnel;

    for (tunnel = 0; tunnel < 2; tunnel++) {
        IpsecEngine *from = packet_engine(), *to = packet_engine();
        IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
        g_autoptr(GByteArray) frame = NULL;
        g_autoptr(GByteArray) stream = g_byte_array_new();
        g_autofree uint8_t *block = NULL;
        GByteArray *first[16];
        IpsecTx tx = { 0 };
        uint32_t n;
        TestSa sa;
        Trip trip;

        packet_sa(&sa, GCM, 0, tunnel, false);
        request.sa_handle = test_sa_must_add(from, &sa);
        frame = large_frame(true, false, &sa, 12000, 900, &request);
        g_assert_cmpuint(start(from, &trip, frame, &request), ==, 0);
        tx.portion[0].sequence[0] = trip.tx.portion[0].sequence[0];
        tx.segments = trip.tx.segments;
        g_assert_cmpuint(tx.segments, ==, 14);
        ipsec_engine_save(from, stream);
        for (n = 0; n < 14; n++) {
            first[n] = must_build(from, &trip, n);
        }
        end(&trip);

        block = resume_below(to, 600, stream, frame, &request, &tx, 14);
        for (n = 0; n < 14; n++) {
            const uint8_t *data;
            uint32_t length;

            g_assert_cmpuint(ipsec_tx_build(to, &tx, n, &data, &length), ==, 0);
            g_assert_cmpmem(data, length, first[n]->data, first[n]->len);
            g_byte_array_unref(first[n]);
        }
        ipsec_engine_free(from);
        ipsec_engine_free(to);
    }
}

/* ------------------------------------------------------------------------
 * P8: limits and numbers
 */

static void test_p8_hard_limit(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
    g_autoptr(GByteArray) plain = NULL, large = NULL;
    const uint8_t *data;
    uint32_t length;
    unsigned n;
    TestSa sa;
    Trip trip;

    transport_sa(&sa);
    sa.ctx.hard_packets = 5;
    request.sa_handle = test_sa_must_add(engine, &sa);
    plain = plain_frame(false, &sa, 20);
    for (n = 0; n < 2; n++) {
        g_byte_array_unref(must_send(engine, plain, &request));
    }
    /* A large send reaches it half-way. */
    IpsecTxRequest r = request;
    large = large_frame(true, false, &sa, 5000, 1000, &r);
    g_assert_cmpuint(start(engine, &trip, large, &r), ==, 0);
    for (n = 0; n < 3; n++) {
        g_byte_array_unref(must_build(engine, &trip, n));
    }
    g_assert_cmpuint(trip.tx.limits.count, ==, 1);
    g_assert_cmpuint(ipsec_tx_build(engine, &trip.tx, 3, &data, &length), ==,
                     IPSECNIC_TX_ST_EXPIRED);
    g_assert_null(data);
    end(&trip);
    g_assert_cmpuint(refuse(engine, plain, &request), ==,
                     IPSECNIC_TX_ST_EXPIRED);
    g_assert_cmpuint(test_sa_query(engine, request.sa_handle).packets, ==, 5);
    g_assert_cmpuint(test_sa_query(engine, request.sa_handle).expired, ==, 2);
    ipsec_engine_free(engine);
}

static void check_last_number(bool esn)
{
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
    uint64_t last = esn ? UINT64_MAX : UINT32_MAX;
    g_autoptr(GByteArray) plain = NULL, large = NULL;
    unsigned n;
    TestSa sa;
    Trip trip;
    IpsecTxRequest r;

    transport_sa(&sa);
    sa.ctx.op[0].sequence = last - 3;
    sa.ctx.op[0].flags = esn ? IPSECNIC_OP_FLAG_ESN : 0;
    request.sa_handle = test_sa_must_add(engine, &sa);
    plain = plain_frame(false, &sa, 20);
    r = request;
    large = large_frame(true, false, &sa, 3500, 1000, &r);
    /* Three are left, not four: refused, and told once. */
    for (n = 0; n < 2; n++) {
        g_assert_cmpuint(start(engine, &trip, large, &r), ==,
                         IPSECNIC_TX_ST_SEQUENCE);
        g_assert_cmpuint(trip.out.limits.count, ==, n == 0);
        if (n == 0) {
            g_assert_cmpuint(trip.out.limits.at[0].handle, ==,
                             request.sa_handle);
            g_assert_cmpuint(trip.out.limits.at[0].limit, ==,
                             IPSECNIC_LIMIT_SEQUENCE);
        }
        end(&trip);
    }
    for (n = 0; n < 3; n++) {
        g_byte_array_unref(must_send(engine, plain, &request));
    }
    g_assert_cmpuint(test_sa_query(engine, request.sa_handle).sequence[0], ==,
                     last);
    g_assert_cmpuint(start(engine, &trip, plain, &request), ==,
                     IPSECNIC_TX_ST_SEQUENCE);
    g_assert_cmpuint(trip.out.limits.count, ==, 0);
    end(&trip);
    g_assert_cmpuint(test_sa_query(engine, request.sa_handle).expired, ==, 3);
    g_assert_cmphex(test_sa_query(engine, request.sa_handle).state, ==,
                    IPSECNIC_SA_STATE_SEQUENCE_END);
    ipsec_engine_free(engine);
}

static void test_p8_last_number(void)
{
    check_last_number(false);
    check_last_number(true);
}

typedef enum Spent { UNSPENT, NUMBERS, MTU, LIMIT, SPENTS } Spent;

/* An engine with @sa, for which no packet can be sent any more; who tries is
 * counted. */
static IpsecEngine *spent_engine(TestSa *sa, Spent spent, uint32_t *handle)
{
    IpsecEngine *engine = packet_engine();

    if (spent == NUMBERS) {
        sa->ctx.op[0].sequence = UINT32_MAX;
    } else if (spent == MTU) {
        ipsec_engine_set_mtu(engine, 100);
    }
    *handle = test_sa_must_add(engine, sa);
    if (spent == LIMIT) {
        ipsec_engine_reach_limit(engine, *handle, IPSECNIC_LIMIT_HARD_PACKETS);
    }
    return engine;
}

/* Loose source route, or routing header, behind the IP header of a frame. */
static void insert_route(GByteArray *frame, bool ipv6, bool hop_left)
{
    uint8_t lsrr[TEST_IPV4_OPTIONS] = { 0x83, 11, hop_left ? 8 : 12 };
    uint8_t routing[24] = { 17, 2, 0, hop_left };
    const uint8_t *route = ipv6 ? routing : lsrr;
    unsigned length = ipv6 ? sizeof(routing) : sizeof(lsrr);
    unsigned at = ipv6 ? 54 : 34;

    g_byte_array_set_size(frame, frame->len + length);
    memmove(frame->data + at + length, frame->data + at,
            frame->len - at - length);
    memcpy(frame->data + at, route, length);
    if (ipv6) {
        frame->data[19] = (uint8_t)(frame->data[19] + length);
        frame->data[20] = 43;
    } else {
        frame->data[14] = 0x48;
        frame->data[17] = (uint8_t)(frame->data[17] + length);
        test_ipv4_checksum(frame->data + 14, 20 + length);
    }
}

/* A packet that is not for the SA it names says nothing of that SA: the first
 * status of the table counts, and nothing else does. */
static void check_mismatch(bool ipv6, Spent spent)
{
    static const uint32_t otherwise[SPENTS] = {
        [NUMBERS] = IPSECNIC_TX_ST_SEQUENCE,
        [MTU] = IPSECNIC_TX_ST_TOO_BIG,
        [LIMIT] = IPSECNIC_TX_ST_EXPIRED,
    };
    enum { FITS, SOURCE, DESTINATION, LENGTH, HOP_LEFT, NO_HOP_LEFT, CHANGES };
    unsigned change;

    for (change = 0; change < CHANGES; change++) {
        IpsecTxRequest r = { .flags = IPSECNIC_TX_ENCAPSULATE };
        g_autoptr(GByteArray) frame = NULL;
        IpsecEngine *engine;
        IpsecSaInfo info;
        TestSa sa;
        Trip trip;

        packet_sa(&sa, GCM, 0, false, ipv6);
        frame = plain_frame(ipv6, &sa, 100);
        engine = spent_engine(&sa, spent, &r.sa_handle);
        switch (change) {
        case SOURCE:
            frame->data[ipv6 ? 37 : 29] ^= 1;
            break;
        case LENGTH:
            /* One that is not there comes behind it. */
            frame->data[ipv6 ? 18 : 16]++;
            /* fall through */
        case DESTINATION:
            frame->data[ipv6 ? 53 : 33] ^= 1;
            break;
        case HOP_LEFT:
        case NO_HOP_LEFT:
            insert_route(frame, ipv6, change == HOP_LEFT);
            break;
        default:
            break;
        }
        if (change == FITS || change == NO_HOP_LEFT) {
            g_assert_cmpuint(start(engine, &trip, frame, &r), ==,
                             otherwise[spent]);
        } else {
            g_assert_cmpuint(start(engine, &trip, frame, &r), ==,
                             IPSECNIC_TX_ST_SA_MISMATCH);
            g_assert_cmpuint(trip.out.limits.count, ==, 0);
            info = test_sa_query(engine, r.sa_handle);
            g_assert_cmpuint(info.expired, ==, 0);
            g_assert_cmpuint(info.too_big, ==, 0);
            g_assert_cmpuint(info.sequence[0], ==, sa.ctx.op[0].sequence);
        }
        end(&trip);
        ipsec_engine_free(engine);
    }
}

static void test_mismatch_comes_first(void)
{
    unsigned ipv6, spent;

    for (ipv6 = 0; ipv6 < 2; ipv6++) {
        for (spent = 0; spent < SPENTS; spent++) {
            check_mismatch(ipv6, spent);
        }
    }
}

/* A number is used up with the frame, sent or not; a refused one has none. */
static void test_p8_used_up(void)
{
    IpsecEngine *engine = packet_engine();
    IpsecTxRequest request = { .flags = IPSECNIC_TX_ENCAPSULATE };
    g_autoptr(GByteArray) plain = NULL, frame = NULL;
    TestSa sa;
    Trip trip;

    transport_sa(&sa);
    request.sa_handle = test_sa_must_add(engine, &sa);
    plain = plain_frame(false, &sa, 20);
    g_assert_cmpuint(start(engine, &trip, plain, &request), ==, 0);
    end(&trip);
    g_assert_cmpuint(test_sa_query(engine, request.sa_handle).sequence[0], ==,
                     1);
    frame = must_send(engine, plain, &request);
    g_assert_cmpuint(ipsec_get_be32(frame->data + 38), ==, 2);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Frames that nobody would send
 */

/* Whether IPsec protects what is on the wire, or there is no IP in it. */
static void assert_protected(const uint8_t *data, uint32_t length)
{
    IpsecFlow flow;
    IpsecFrame f;

    ipsec_frame_parse(&f, data, length,
                      IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ);
    if (f.kind == IPSECNIC_KIND_FRAGMENT) {
        /* Of a packet that had IPsec when it was cut. */
        g_assert_true(ipsec_flow_parse(&flow, data + f.l3_offset,
                                       length - f.l3_offset, f.ip_version));
        g_assert_true(flow.protocol == 50 || flow.protocol == 51);
        return;
    }
    g_assert_true(f.ip_version == 0 || f.kind == IPSECNIC_KIND_ESP ||
                  f.kind == IPSECNIC_KIND_AH ||
                  f.kind == IPSECNIC_KIND_UDP_ESP ||
                  (f.l4_protocol == 17 &&
                   ipsec_get_be16(data + f.l4_offset) == 4500));
}

/* A few bytes of a frame and of what is asked for are others. */
static void change_at_random(GByteArray *plain, IpsecTxRequest *r)
{
    unsigned n = (unsigned)g_test_rand_int_range(0, 4);

    while (n--) {
        unsigned at = (unsigned)g_test_rand_int_range(
            12, (int)MIN(plain->len, 90));

        plain->data[at] = g_test_rand_int_range(0, 2) ?
                          (uint8_t)g_test_rand_int_range(0, 256) :
                          (uint8_t)(plain->data[at] ^
                                    1 << g_test_rand_int_range(0, 8));
    }
    if (!g_test_rand_int_range(0, 4)) {
        g_byte_array_set_size(plain, (guint)g_test_rand_int_range(
            14, (int)plain->len + 1));
    }
    switch (g_test_rand_int_range(0, 16)) {
    case 0:
        r->csum_start = (uint16_t)g_test_rand_int_range(0, 65536);
        break;
    case 1:
        r->csum_offset = (uint16_t)(r->csum_start +
                                    g_test_rand_int_range(0, 40));
        break;
    case 2:
        r->header_length = (uint16_t)g_test_rand_int_range(0, 200);
        break;
    case 3:
        r->segment_size = (uint16_t)g_test_rand_int_range(0, 65536);
        break;
    case 4:
        r->l3_offset = (uint16_t)g_test_rand_int_range(0, 40);
        break;
    case 5:
        r->flags ^= 1u << g_test_rand_int_range(2, 12);
        r->flags &= ~(uint32_t)IPSECNIC_TX_BYPASS;
        break;
    default:
        break;
    }
}

static void test_hostile(void)
{
    unsigned rounds = g_test_slow() ? 2000000 : 100000, n, sent = 0, clear = 0;
    bool tunnel = false;
    IpsecEngine *engine = NULL;

    for (n = 0; n < rounds; n++) {
        bool ipv6 = g_test_rand_int_range(0, 2);
        bool large = !g_test_rand_int_range(0, 3);
        g_autoptr(GByteArray) plain = NULL;
        IpsecTxRequest request = { 0 };
        uint32_t status, segment;
        TestSa sa;
        Trip trip;

        if (n % 1000 == 0) {
            unsigned i;
            uint8_t raw[128];

            ipsec_engine_free(engine);
            engine = packet_engine();
            tunnel = n / 1000 % 2;
            for (i = 0; i < 2; i++) {
                packet_sa(&sa, n % 3000 ? GCM : IPSECNIC_CIPHER_AES_CBC_128,
                          n % 3000 ? 0 : IPSECNIC_AUTH_SHA1, tunnel,
                          tunnel ? n / 2000 % 2 : i);
                if (n / 4000 % 2) {
                    set_udp(&sa, 0, 4500);
                }
                if (!tunnel) {
                    memset(sa.ctx.src, 0, 16);
                    memset(sa.ctx.dst, 0, 16);
                }
                sa.ctx.op[0].spi += i;
                test_sa_must_add(engine, &sa);
                policy_for(raw, &sa, i);
                must_add_policy(engine, raw);
            }
            ipsec_engine_set_mtu(engine, n / 8000 % 2 ? 0 : 1200);
        }
        packet_sa(&sa, GCM, 0, true, ipv6);
        plain = large ? large_frame(n % 2, ipv6, &sa, 3000, 700, &request) :
                        plain_frame(ipv6, &sa, (unsigned)
                                    g_test_rand_int_range(0, 1500));
        change_at_random(plain, &request);
        status = start(engine, &trip, plain, &request);
        if (status) {
            end(&trip);
            continue;
        }
        if (trip.out.request.sa_handle == 0) {
            clear++;
        } else {
            sent++;
            g_assert_cmpuint(trip.out.request.flags & IPSECNIC_TX_ENCAPSULATE,
                             !=, 0);
        }
        for (segment = 0; segment < MIN(trip.tx.segments, 20); segment++) {
            const uint8_t *data;
            uint32_t length;

            g_assert_cmpuint(ipsec_tx_build(engine, &trip.tx, segment, &data,
                                            &length), ==, 0);
            g_assert_cmpuint(length, <=, IPSECNIC_MAX_FRAME);
            if (!(request.flags & IPSECNIC_TX_VLAN)) {
                assert_protected(data, length);
            }
            ipsec_tx_sent(engine, &trip.tx, segment);
        }
        end(&trip);
    }
    g_test_message("%u of %u protected, %u not IP or protected before", sent,
                   rounds, clear);
    g_assert_cmpuint(sent, >, rounds / 4);
    ipsec_engine_free(engine);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/encapsulate/p2-vectors", test_p2_vectors);
    g_test_add_func("/encapsulate/every-algorithm", test_every_algorithm);
    g_test_add_func("/encapsulate/udp-home-address", test_udp_home_address);
    g_test_add_func("/encapsulate/ext-headers", test_ext_headers);
    g_test_add_func("/encapsulate/p1-actions", test_p1_actions);
    g_test_add_func("/encapsulate/p1-ipsec-already", test_p1_ipsec_already);
    g_test_add_func("/encapsulate/p3-nothing-in-clear",
                    test_p3_nothing_in_clear);
    g_test_add_func("/encapsulate/p3-wildcards", test_p3_wildcards);
    g_test_add_func("/encapsulate/p3-short-headers", test_p3_short_headers);
    g_test_add_func("/encapsulate/requests", test_requests);
    g_test_add_func("/encapsulate/p7-borders", test_p7_borders);
    g_test_add_func("/encapsulate/p7-longest", test_p7_longest);
    g_test_add_func("/encapsulate/large-sends", test_large_sends);
    g_test_add_func("/encapsulate/large-borders", test_large_borders);
    g_test_add_func("/encapsulate/large-inner-ext-headers",
                    test_large_inner_ext_headers);
    g_test_add_func("/encapsulate/large-refused", test_large_refused);
    g_test_add_func("/encapsulate/tfc-padding", test_tfc_padding);
    g_test_add_func("/encapsulate/tfc-mtu", test_tfc_mtu);
    g_test_add_func("/encapsulate/tfc-large", test_tfc_large);
    g_test_add_func("/encapsulate/again", test_again);
    g_test_add_func("/encapsulate/again-mtu", test_again_mtu);
    g_test_add_func("/encapsulate/again-large-mtu", test_again_large_mtu);
    g_test_add_func("/encapsulate/p8-hard-limit", test_p8_hard_limit);
    g_test_add_func("/encapsulate/p8-last-number", test_p8_last_number);
    g_test_add_func("/encapsulate/p8-used-up", test_p8_used_up);
    g_test_add_func("/encapsulate/mismatch-comes-first",
                    test_mismatch_comes_first);
    g_test_add_func("/encapsulate/hostile", test_hostile);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The four checksum verdicts of what is received
 */

#include <string.h>

#include "checksum.h"
#include "sender.h"

#define GCM     IPSECNIC_CIPHER_AES_GCM_128
#define CBC     IPSECNIC_CIPHER_AES_CBC_256
#define SHA1    IPSECNIC_AUTH_SHA1

#define TCP     6
#define UDP     17

/* What is done to a checksum. */
typedef enum Sum { ABSENT, GOOD, BAD, SUMS } Sum;

/* These are the verdicts, too. */
G_STATIC_ASSERT(ABSENT == IPSECNIC_CSUM_UNKNOWN);
G_STATIC_ASSERT(GOOD == IPSECNIC_CSUM_GOOD);
G_STATIC_ASSERT(BAD == IPSECNIC_CSUM_BAD);

#define VERDICTS(l3, l4, inner_l3, inner_l4) \
    ((unsigned)(l3) | (unsigned)(l4) << 2 | (unsigned)(inner_l3) << 4 | \
     (unsigned)(inner_l4) << 6)

static const uint8_t *addresses(const TestSa *sa, bool ipv6, bool dst)
{
    if (sa) {
        return dst ? sa->ctx.dst : sa->ctx.src;
    }
    return dst ? test_host_dst[ipv6] : test_host_src[ipv6];
}

/* TCP or UDP between the addresses of an SA, or those of hosts. */
static GByteArray *make_l4(uint8_t protocol, const TestSa *sa, bool ipv6,
                           Sum sum, unsigned length)
{
    g_autoptr(GByteArray) data = test_payload(length);
    GByteArray *l4 = protocol == TCP ?
        test_tcp_segment(1, 0x10, 8, data->data, data->len) :
        test_udp_datagram(data->data, data->len);

    if (sum != ABSENT) {
        test_l4_checksum(l4, protocol, addresses(sa, ipv6, false),
                         addresses(sa, ipv6, true), ipv6, false);
    }
    if (sum == BAD) {
        l4->data[protocol == TCP ? 17 : 7] ^= 1;
        if (protocol == UDP && !l4->data[6] && !l4->data[7]) {
            l4->data[7] = 0x80;
        }
    }
    return l4;
}

/* What must be said of it: TCP always has a checksum. */
static unsigned l4_verdict(uint8_t protocol, Sum sum)
{
    if (protocol == TCP && sum == ABSENT) {
        return BAD;
    }
    return protocol == TCP || protocol == UDP ? (unsigned)sum : ABSENT;
}

static unsigned spoil_l3(uint8_t *ip, Sum sum)
{
    if (ip[0] >> 4 == 6) {
        return ABSENT;
    }
    ip[11] ^= sum == BAD;
    return sum == BAD ? BAD : GOOD;
}

/* Receive with all verdicts and with the least, and compare. */
static void check(IpsecEngine *engine, const GByteArray *frame, uint32_t oob,
                  unsigned all, unsigned least)
{
    IpsecRxResult r;

    ipsec_engine_set_rx_csum(engine, true);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, oob);
    g_assert_cmphex(r.csum, ==, all);
    ipsec_engine_set_rx_csum(engine, false);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, oob);
    g_assert_cmphex(r.csum, ==, least);
}

/* No IPsec: outer ones alone. */
static void test_plain(void)
{
    static const uint8_t protocols[] = { TCP, UDP, 1 };
    IpsecEngine *engine = test_engine(1);
    unsigned p, sum, length, form;

    for (p = 0; p < G_N_ELEMENTS(protocols); p++) {
        for (sum = 0; sum < SUMS; sum++) {
            for (form = 0; form < 8; form++) {
                for (length = 0; length < 70; length++) {
                    bool ipv6 = form & 1;
                    g_autoptr(GByteArray) l4 =
                        make_l4(protocols[p] == TCP ? TCP : UDP, NULL, ipv6,
                                sum, length);
                    g_autoptr(GByteArray) ip =
                        test_host_packet(ipv6, protocols[p], 1, form & 2, l4);
                    g_autoptr(GByteArray) frame = NULL;
                    unsigned l3 = spoil_l3(ip->data, form & 4 ? BAD : GOOD);

                    frame = test_ethernet(ip);
                    /* Padding of short frames does not count. */
                    g_byte_array_append(frame, (const guint8 *)"\x55\x66", 2);
                    check(engine, frame, 0,
                          VERDICTS(l3, l4_verdict(protocols[p], sum), 0, 0),
                          VERDICTS(l3, 0, 0, 0));
                }
            }
        }
    }
    ipsec_engine_free(engine);
}

/* Kinds of SA: ESP, AH, both, ESP in UDP */
static void make_sa(TestSa *sa, unsigned kind, bool ipv6, bool tunnel)
{
    test_sa_init(sa, kind % 2 ? CBC : GCM, kind % 2 ? SHA1 : 0);
    if (kind == 1) {
        test_sa_op(sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, SHA1);
    } else if (kind == 2) {
        test_sa_op(sa, 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, SHA1);
    } else if (kind == 3) {
        sa->ctx.encap = tunnel ? IPSECNIC_UDP_ESP_TUNNEL :
                                 IPSECNIC_UDP_ESP_TRANSPORT;
    }
    if (ipv6) {
        test_sa_ipv6(sa);
    }
    if (tunnel) {
        sa->ctx.mode = IPSECNIC_MODE_TUNNEL;
    }
}

#define SA_KINDS 4

/* The packet as it is on the wire. */
static GByteArray *seal(TestPair *p, const GByteArray *payload,
                        uint8_t next_header, bool udp_checksum)
{
    GByteArray *frame = g_byte_array_new();
    unsigned i;
    TestSend send;

    p->packet.payload = payload;
    p->packet.next_header = next_header;
    for (i = 0; i < 2; i++) {
        p->packet.portion[i].udp_checksum = udp_checksum;
    }
    test_send_init(&send, &p->packet);
    g_byte_array_append(frame, send.wire->data, send.wire->len);
    test_send_clear(&send);
    return frame;
}

static void test_transport(void)
{
    unsigned kind, form, sum, length;

    for (kind = 0; kind < SA_KINDS; kind++) {
        for (form = 0; form < 16; form++) {
            bool ipv6 = form & 1, outer_bad = form & 4;
            uint8_t protocol = form & 2 ? UDP : TCP;
            TestPair p;
            TestSa sa;

            make_sa(&sa, kind, ipv6, false);
            test_pair_init(&p, &sa, NULL);
            for (sum = 0; sum < SUMS; sum++) {
                for (length = 0; length < 40; length += 3) {
                    g_autoptr(GByteArray) l4 = make_l4(protocol, &sa, ipv6,
                                                       sum, length);
                    g_autoptr(GByteArray) frame = seal(&p, l4, protocol,
                                                       form & 8);
                    unsigned l3 = spoil_l3(frame->data + 14,
                                           outer_bad ? BAD : GOOD);
                    unsigned udp = kind == 3 && (form & 8) ? GOOD : 0;

                    check(p.in, frame, TEST_WORD(1, 0, 0),
                          VERDICTS(l3, udp, 0, l4_verdict(protocol, sum)),
                          VERDICTS(l3, udp, 0, 0));
                }
            }
            test_pair_clear(&p);
        }
    }
}

static void test_tunnel(void)
{
    unsigned kind, form, sum, length;

    for (kind = 0; kind < SA_KINDS; kind++) {
        for (form = 0; form < 32; form++) {
            bool ipv6 = form & 1, inner_ipv6 = form & 16;
            uint8_t protocol = form & 2 ? UDP : TCP;
            TestPair p;
            TestSa sa;

            make_sa(&sa, kind, ipv6, true);
            test_pair_init(&p, &sa, NULL);
            for (sum = 0; sum < SUMS; sum++) {
                for (length = 0; length < 40; length += 3) {
                    g_autoptr(GByteArray) l4 = make_l4(protocol, NULL,
                                                       inner_ipv6, sum,
                                                       length);
                    g_autoptr(GByteArray) ip =
                        test_host_packet(inner_ipv6, protocol, 1, length % 2,
                                         l4);
                    unsigned inner_l3 = spoil_l3(ip->data,
                                                 form & 4 ? BAD : GOOD);
                    g_autoptr(GByteArray) frame =
                        seal(&p, ip, inner_ipv6 ? 41 : 4, form & 8);
                    unsigned l3 = ipv6 ? ABSENT : GOOD;
                    unsigned udp = kind == 3 && (form & 8) ? GOOD : 0;

                    check(p.in, frame, TEST_WORD(1, 0, 0),
                          VERDICTS(l3, udp, inner_l3,
                                   l4_verdict(protocol, sum)),
                          VERDICTS(l3, udp, 0, 0));
                }
            }
            test_pair_clear(&p);
        }
    }
}

/* The L4 verdict is that of what is innermost, not of UDP around it. */
static void test_nested(void)
{
    unsigned outer, inner, form, sum;

    for (outer = 0; outer < SA_KINDS; outer++) {
        for (inner = 0; inner < SA_KINDS; inner++) {
            for (form = 0; form < 16; form++) {
                bool ipv6 = form & 1, inner_ipv6 = form & 2;
                uint8_t protocol = form & 4 ? UDP : TCP;
                TestSa sa, tunnel;
                TestPair p;

                if (outer == 3 && inner == 3) {
                    continue;
                }
                make_sa(&sa, inner, inner_ipv6, false);
                make_sa(&tunnel, outer, ipv6, true);
                tunnel.ctx.op[0].spi = 0x77777;
                tunnel.ctx.op[1].spi += tunnel.ctx.num_ops > 1;
                test_pair_init(&p, &sa, &tunnel);
                for (sum = 0; sum < SUMS; sum++) {
                    g_autoptr(GByteArray) l4 = make_l4(protocol, &sa,
                                                       inner_ipv6, sum, 33);
                    g_autoptr(GByteArray) frame = seal(&p, l4, protocol,
                                                       form & 8);
                    unsigned l3 = ipv6 ? ABSENT : GOOD;
                    unsigned inner_l3 = inner_ipv6 ? ABSENT : GOOD;
                    unsigned udp = outer == 3 && (form & 8) ? GOOD : 0;

                    check(p.in, frame, TEST_WORD(1, 1, 0),
                          VERDICTS(l3, udp, inner_l3,
                                   l4_verdict(protocol, sum)),
                          VERDICTS(l3, udp, 0, 0));
                }
                test_pair_clear(&p);
            }
        }
    }
}

/* An inner portion that was not processed, or failed: what is inside it is
 * not known, so the tunnel's packet is all that there is a verdict on. */
static void test_nested_not_processed(void)
{
    unsigned inner, why, udp_bad;

    for (inner = 0; inner < SA_KINDS; inner++) {
        for (why = 0; why < 2; why++) {
            for (udp_bad = 0; udp_bad < 2; udp_bad++) {
                g_autoptr(GByteArray) l4 = NULL, frame = NULL;
                TestSa sa, tunnel, other;
                bool udp = inner == 3;
                TestPair p;

                make_sa(&sa, inner, false, false);
                make_sa(&tunnel, 0, false, true);
                tunnel.ctx.op[0].spi = 0x77777;
                test_pair_init(&p, &sa, &tunnel);
                if (udp_bad) {
                    /* The sender of the inner packet had it wrong. */
                    g_autoptr(GByteArray) packet = NULL;
                    TestPair q;

                    l4 = make_l4(TCP, &sa, false, GOOD, 20);
                    test_pair_init(&q, &sa, NULL);
                    packet = seal(&q, l4, TCP, true);
                    test_pair_clear(&q);
                    if (udp) {
                        packet->data[14 + 20 + 7] ^= 1;
                    }
                    g_byte_array_remove_range(packet, 0, 14);
                    test_pair_clear(&p);
                    test_pair_init(&p, &tunnel, NULL);
                    frame = seal(&p, packet, 4, false);
                } else {
                    l4 = make_l4(TCP, &sa, false, GOOD, 20);
                    frame = seal(&p, l4, TCP, true);
                }
                ipsec_engine_flush(p.in, true, true);
                other = test_sa_twin(&tunnel);
                test_sa_must_add(p.in, &other);
                if (why) {
                    /* with other keys */
                    other = test_sa_twin(&sa);
                    other.keys[0][0][3] ^= 1;
                    other.keys[0][1][3] ^= 1;
                    other.keys[1][0][3] ^= 1;
                    test_sa_must_add(p.in, &other);
                }
                if (why && !(udp && udp_bad)) {
                    uint32_t status = inner == 0 || inner == 3 ?
                        IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED :
                        IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED;

                    check(p.in, frame, TEST_WORD(1, 1, status),
                          VERDICTS(GOOD, 0, GOOD, udp ? GOOD : 0),
                          VERDICTS(GOOD, 0, 0, 0));
                } else {
                    check(p.in, frame, TEST_WORD(1, 0, 0),
                          VERDICTS(GOOD, 0, GOOD,
                                   !udp ? 0 : udp_bad ? BAD : GOOD),
                          VERDICTS(GOOD, 0, 0, 0));
                }
                test_pair_clear(&p);
            }
        }
    }
}

/* What failed has no inside. */
static void test_failed(void)
{
    unsigned kind, tunnel, ipv6;

    for (kind = 0; kind < SA_KINDS; kind++) {
        for (tunnel = 0; tunnel < 2; tunnel++) {
            for (ipv6 = 0; ipv6 < 2; ipv6++) {
                g_autoptr(GByteArray) l4 = NULL, ip = NULL, frame = NULL;
                TestPair p;
                TestSa sa;
                unsigned l3 = ipv6 ? ABSENT : GOOD;
                IpsecRxResult r;

                make_sa(&sa, kind, ipv6, tunnel);
                test_pair_init(&p, &sa, NULL);
                l4 = make_l4(TCP, tunnel ? NULL : &sa, !tunnel && ipv6, GOOD,
                             20);
                ip = test_host_packet(false, TCP, 1, false, l4);
                frame = seal(&p, tunnel ? ip : l4, tunnel ? 4 : TCP, false);
                frame->data[frame->len - 1] ^= 1;
                ipsec_engine_set_rx_csum(p.in, true);
                test_receive(p.in, frame, &r);
                g_assert_cmpuint(IPSECNIC_OOB_STATUS(r.oob), !=, 0);
                g_assert_cmphex(r.csum, ==, VERDICTS(l3, 0, 0, 0));
                test_pair_clear(&p);
            }
        }
    }
}

/* ESP in UDP without an SA is a datagram like others. */
static void test_udp_esp_without_sa(void)
{
    unsigned checksum, bad;

    for (checksum = 0; checksum < 2; checksum++) {
        for (bad = 0; bad < 2; bad++) {
            g_autoptr(GByteArray) l4 = NULL, frame = NULL;
            TestPair p;
            TestSa sa;

            make_sa(&sa, 3, false, false);
            test_pair_init(&p, &sa, NULL);
            l4 = make_l4(TCP, &sa, false, GOOD, 20);
            frame = seal(&p, l4, TCP, checksum);
            if (checksum) {
                frame->data[14 + 20 + 6] ^= (uint8_t)bad;
            }
            if (bad && checksum) {
                /* With an SA it is not processed. */
                check(p.in, frame, 0, VERDICTS(GOOD, BAD, 0, 0),
                      VERDICTS(GOOD, BAD, 0, 0));
            }
            ipsec_engine_flush(p.in, true, true);
            check(p.in, frame, 0,
                  VERDICTS(GOOD, !checksum ? ABSENT : bad ? BAD : GOOD, 0, 0),
                  VERDICTS(GOOD, 0, 0, 0));
            test_pair_clear(&p);
        }
    }
}

/* A fragment has no checksum that could be looked at; its IP header has. */
static void test_fragments(void)
{
    g_autoptr(GByteArray) l4 = make_l4(UDP, NULL, false, GOOD, 40);
    g_autoptr(GByteArray) l4_6 = make_l4(UDP, NULL, true, GOOD, 40);
    unsigned i;
    TestPair p;
    TestSa sa;

    make_sa(&sa, 0, false, true);
    test_pair_init(&p, &sa, NULL);
    for (i = 0; i < 3; i++) {
        static const uint8_t offset[][2] = { { 0x20, 0 }, { 0, 1 },
                                             { 0x20, 9 } };
        g_autoptr(GByteArray) ip = test_host_packet(false, UDP, 1, i % 2, l4);
        g_autoptr(GByteArray) plain = NULL, sealed = NULL;

        memcpy(ip->data + 6, offset[i], 2);
        test_ipv4_checksum(ip->data, (ip->data[0] & 0xfu) * 4);
        plain = test_ethernet(ip);
        check(p.in, plain, 0, VERDICTS(GOOD, 0, 0, 0),
              VERDICTS(GOOD, 0, 0, 0));
        sealed = seal(&p, ip, 4, false);
        check(p.in, sealed, TEST_WORD(1, 0, 0), VERDICTS(GOOD, 0, GOOD, 0),
              VERDICTS(GOOD, 0, 0, 0));
    }
    /* IPv6: a fragment, and a fragment header on a whole packet, which is
     * none (RFC 6946) */
    for (i = 0; i < 2; i++) {
        const uint8_t header[8] = { UDP, 0, 0, i ? 0 : 1, 0, 0, 0, 1 };
        g_autoptr(GByteArray) body = g_byte_array_new();
        g_autoptr(GByteArray) ip = NULL, plain = NULL, sealed = NULL;

        g_byte_array_append(body, header, 8);
        g_byte_array_append(body, l4_6->data, l4_6->len);
        ip = test_host_packet(true, 44, 1, false, body);
        plain = test_ethernet(ip);
        check(p.in, plain, 0, VERDICTS(0, i ? GOOD : 0, 0, 0), 0);
        sealed = seal(&p, ip, 41, false);
        check(p.in, sealed, TEST_WORD(1, 0, 0),
              VERDICTS(GOOD, 0, 0, i ? GOOD : 0), VERDICTS(GOOD, 0, 0, 0));
    }
    test_pair_clear(&p);
}

/* A length to be written into an IP or UDP header, and what comes of it */
typedef struct Length {
    unsigned offset;            /* from the IP header on */
    int by;
    Sum verdict;
} Length;

/* Lengths that lie: in a plain packet, in a tunnel, and, of UDP, in transport
 * mode. */
static void test_lengths_that_lie(void)
{
    static const Length c[] = {
        { 2, 0, GOOD },
        /* the IP packet goes on beyond what there is */
        { 2, 1, ABSENT }, { 2, 30000, ABSENT },
        /* or ends within the datagram, or within its header */
        { 2, -1, ABSENT }, { 2, -44, ABSENT }, { 2, -47, ABSENT },
        /* the datagram is longer than the packet */
        { 24, 1, ABSENT }, { 24, 65535 - 48, ABSENT },
        /* or shorter: then it ends there, and its checksum is another one */
        { 24, -1, BAD }, { 24, -40, BAD },
        /* shorter than its header */
        { 24, -41, ABSENT }, { 24, -48, ABSENT },
    };
    unsigned i;
    TestPair tunnel, transport;
    TestSa sa;

    make_sa(&sa, 0, false, true);
    test_pair_init(&tunnel, &sa, NULL);
    make_sa(&sa, 0, false, false);
    test_pair_init(&transport, &sa, NULL);
    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        g_autoptr(GByteArray) l4 = make_l4(UDP, NULL, false, GOOD, 40);
        g_autoptr(GByteArray) ip = test_host_packet(false, UDP, 1, false, l4);
        g_autoptr(GByteArray) frame = NULL, sealed = NULL;
        unsigned length = ip->data[c[i].offset] << 8 |
                          ip->data[c[i].offset + 1];

        length += (unsigned)c[i].by;
        ip->data[c[i].offset] = (uint8_t)(length >> 8);
        ip->data[c[i].offset + 1] = (uint8_t)length;
        test_ipv4_checksum(ip->data, 20);
        frame = test_ethernet(ip);
        check(tunnel.in, frame, 0, VERDICTS(GOOD, c[i].verdict, 0, 0),
              VERDICTS(GOOD, 0, 0, 0));
        sealed = seal(&tunnel, ip, 4, false);
        check(tunnel.in, sealed, TEST_WORD(1, 0, 0),
              VERDICTS(GOOD, 0, GOOD, c[i].verdict),
              VERDICTS(GOOD, 0, 0, 0));
        if (c[i].offset > 20) {
            g_autoptr(GByteArray) datagram = make_l4(UDP, &sa, false, GOOD,
                                                     40);

            memcpy(datagram->data + 4, ip->data + 24, 2);
            g_byte_array_unref(sealed);
            sealed = seal(&transport, datagram, UDP, false);
            check(transport.in, sealed, TEST_WORD(1, 0, 0),
                  VERDICTS(GOOD, 0, 0, c[i].verdict),
                  VERDICTS(GOOD, 0, 0, 0));
        }
    }
    test_pair_clear(&tunnel);
    test_pair_clear(&transport);
}

/* A datagram that ends before its packet does, with the checksum of that */
static void test_short_datagram(void)
{
    static const uint8_t behind[] = { 0xde, 0xad, 0xbe };
    g_autoptr(GByteArray) l4 = make_l4(UDP, NULL, false, GOOD, 40);
    g_autoptr(GByteArray) ip = NULL, frame = NULL, sealed = NULL;
    TestPair p;
    TestSa sa;

    make_sa(&sa, 0, false, true);
    test_pair_init(&p, &sa, NULL);
    g_byte_array_append(l4, behind, sizeof(behind));
    ip = test_host_packet(false, UDP, 1, false, l4);
    frame = test_ethernet(ip);
    check(p.in, frame, 0, VERDICTS(GOOD, GOOD, 0, 0), VERDICTS(GOOD, 0, 0, 0));
    sealed = seal(&p, ip, 4, false);
    check(p.in, sealed, TEST_WORD(1, 0, 0), VERDICTS(GOOD, 0, GOOD, GOOD),
          VERDICTS(GOOD, 0, 0, 0));
    test_pair_clear(&p);
}

/* Cut off: too short for what should be summed up, in transport mode */
static void test_too_short(void)
{
    unsigned length;
    TestPair p;
    TestSa sa;

    make_sa(&sa, 0, false, false);
    test_pair_init(&p, &sa, NULL);
    for (length = 0; length < 24; length++) {
        g_autoptr(GByteArray) l4 = g_byte_array_new();
        g_autoptr(GByteArray) tcp = NULL, udp = NULL;

        while (l4->len < length) {
            g_byte_array_append(l4, (const guint8 *)"\x12", 1);
        }
        tcp = seal(&p, l4, TCP, false);
        check(p.in, tcp, TEST_WORD(1, 0, 0),
              VERDICTS(GOOD, 0, 0, length < 20 ? ABSENT : BAD),
              VERDICTS(GOOD, 0, 0, 0));
        udp = seal(&p, l4, UDP, false);
        check(p.in, udp, TEST_WORD(1, 0, 0), VERDICTS(GOOD, 0, 0, 0),
              VERDICTS(GOOD, 0, 0, 0));
    }
    test_pair_clear(&p);
}

/* With hops to go, the address in the header is not the one of the pseudo
 * header: nothing can be said. */
static void test_source_route(void)
{
    static const uint8_t routes[][8] = {
        { 0x83, 7, 4, 10, 9, 9, 9, 0 },         /* one hop to go */
        { 0x83, 7, 8, 10, 9, 9, 9, 0 },         /* none */
    };
    g_autoptr(GByteArray) l4 = make_l4(TCP, NULL, false, GOOD, 20);
    IpsecEngine *engine = test_engine(1);
    unsigned i;

    for (i = 0; i < 2; i++) {
        g_autoptr(GByteArray) ip = test_host_packet(false, TCP, 1, true, l4);
        g_autoptr(GByteArray) frame = NULL;

        memset(ip->data + 20, 1, 12);
        memcpy(ip->data + 20, routes[i], 8);
        test_ipv4_checksum(ip->data, 32);
        frame = test_ethernet(ip);
        check(engine, frame, 0, VERDICTS(GOOD, i ? GOOD : ABSENT, 0, 0),
              VERDICTS(GOOD, 0, 0, 0));
    }
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * The sum itself
 */

/* RFC 1071, section 4.1, word by word: the checksum in network byte order. */
static uint16_t plain_sum(const uint8_t *p, size_t length)
{
    uint32_t sum = 0;
    size_t i;

    for (i = 0; i < length; i++) {
        sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return (uint16_t)~sum;
}

static void check_sum(const uint8_t *from, size_t length)
{
    g_autofree uint8_t *copy = g_malloc(length + 2);
    uint8_t field[2];
    uint64_t sum;

    copy[length] = 0x3c;
    copy[length + 1] = 0x3d;
    sum = ipsec_checksum_copy(copy, from, length);
    g_assert_cmpmem(copy, length, from, length);
    g_assert_cmphex(copy[length] << 8 | copy[length + 1], ==, 0x3c3d);
    ipsec_checksum_fill(sum, field, false);
    g_assert_cmphex(field[0] << 8 | field[1], ==, plain_sum(from, length));
}

/* Every length and alignment, and the largest sums there are. */
static void test_sum(void)
{
    g_autofree uint8_t *data = g_malloc(IPSECNIC_MAX_FRAME + 64);
    g_autoptr(GRand) rand = g_rand_new_with_seed(4);
    size_t length, offset;

    for (length = 0; length < IPSECNIC_MAX_FRAME + 64; length++) {
        data[length] = (uint8_t)g_rand_int(rand);
    }
    for (length = 0; length < 300; length++) {
        for (offset = 0; offset < 17; offset++) {
            check_sum(data + offset, length);
        }
    }
    check_sum(data + 1, IPSECNIC_MAX_FRAME);
    memset(data, 0xff, IPSECNIC_MAX_FRAME);
    check_sum(data, IPSECNIC_MAX_FRAME);
    check_sum(data, IPSECNIC_MAX_FRAME - 1);
    memset(data, 0, IPSECNIC_MAX_FRAME);
    check_sum(data, IPSECNIC_MAX_FRAME);
}

/* Destination options of 24 bytes with a home address behind the IPv6 header
 * at @at, whose lengths are all in low bytes (RFC 6275, section 6.3). */
static void insert_home_address(GByteArray *frame, unsigned at)
{
    uint8_t header[24] = { frame->data[at + 6], 2, 1, 2, 0, 0, 0xc9, 16 };
    unsigned rest = at + 40;

    memcpy(header + 8, test_host_src[1], 16);
    frame->data[at + 6] = 60;
    frame->data[at + 5] = (uint8_t)(frame->data[at + 5] + sizeof(header));
    g_byte_array_set_size(frame, frame->len + sizeof(header));
    memmove(frame->data + rest + sizeof(header), frame->data + rest,
            frame->len - rest - sizeof(header));
    memcpy(frame->data + rest, header, sizeof(header));
}

/* Sums are made with the home address, which is not in the IP header: there is
 * no verdict on any of them, and so none to keep a packet from its SA. */
static void test_home_address(void)
{
    unsigned form;

    for (form = 0; form < 3; form++) {
        IpsecEngine *engine = test_engine(1);
        g_autoptr(GByteArray) data = test_payload(40);
        g_autoptr(GByteArray) tcp = test_tcp_segment(1, 0x10, 0, data->data,
                                                     data->len);
        g_autoptr(GByteArray) plain_ip = NULL, plain = NULL, esp = NULL;
        g_autoptr(GByteArray) udp = NULL, ip = NULL, frame = NULL;
        TestSa sa, home;
        TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = TCP,
                          .pad_length = -1 };

        make_sa(&sa, form == 1 ? 3 : 0, true, form == 2);
        test_sa_must_add(engine, &sa);
        home = sa;
        memcpy(home.ctx.src, test_host_src[1], 16);
        test_l4_checksum(tcp, TCP, home.ctx.src, home.ctx.dst, true, false);
        plain_ip = test_ip(&sa, TCP, tcp);
        plain = test_ethernet(plain_ip);
        insert_home_address(plain, 14);
        check(engine, plain, 0, VERDICTS(0, 0, 0, 0), 0);
        if (form == 2) {
            insert_home_address(plain_ip, 0);
            seal.next_header = 41;
        }
        esp = test_esp(&seal, form == 2 ? plain_ip : tcp);
        udp = test_udp(&home, 4500, 4500, esp, true);
        ip = test_ip(&sa, form == 1 ? 17 : 50, form == 1 ? udp : esp);
        frame = test_ethernet(ip);
        if (form < 2) {
            insert_home_address(frame, 14);
        }
        check(engine, frame, TEST_WORD(1, 0, 0), VERDICTS(0, 0, 0, 0), 0);
        ipsec_engine_free(engine);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/checksum/rfc1071-sum", test_sum);
    g_test_add_func("/checksum/plain", test_plain);
    g_test_add_func("/checksum/transport", test_transport);
    g_test_add_func("/checksum/tunnel", test_tunnel);
    g_test_add_func("/checksum/nested", test_nested);
    g_test_add_func("/checksum/nested-not-processed",
                    test_nested_not_processed);
    g_test_add_func("/checksum/failed", test_failed);
    g_test_add_func("/checksum/udp-esp-without-sa", test_udp_esp_without_sa);
    g_test_add_func("/checksum/fragments", test_fragments);
    g_test_add_func("/checksum/lengths-that-lie", test_lengths_that_lie);
    g_test_add_func("/checksum/short-datagram", test_short_datagram);
    g_test_add_func("/checksum/too-short", test_too_short);
    g_test_add_func("/checksum/source-route", test_source_route);
    g_test_add_func("/checksum/home-address-option", test_home_address);
    return g_test_run();
}

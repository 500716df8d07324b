/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outbound: large sends (T8, T9, T12)
 *
 * Of every segment the harness composes what must be on the wire: headers,
 * numbers, checksums, ESP and AH, with the IV that the engine chose.  So every
 * byte of every segment is compared, and each goes to an engine with the twin
 * of the SA.
 */

#include <string.h>

#include "sender.h"

#define GCM     IPSECNIC_CIPHER_AES_GCM_128
#define CBC     IPSECNIC_CIPHER_AES_CBC_256
#define NONE    IPSECNIC_CIPHER_NONE
#define SHA1    IPSECNIC_AUTH_SHA1
#define SHA256  IPSECNIC_AUTH_SHA256
#define GMAC    IPSECNIC_AUTH_AES_GMAC_128

#define TCP     6
#define UDP     17

#define FIN     0x01
#define PSH     0x08
#define ACK     0x10
#define CWR     0x80

#define ESN_TOP UINT64_C(0x2fffffff0)

/* One large send; the defaults are those of large_init(). */
typedef struct Large {
    TestPair pair;              /* without SAs: plain */
    uint8_t protocol;
    bool inner_ipv6;            /* plain, and what is in a tunnel */
    bool inner_options;
    uint16_t inner_id;
    uint32_t tcp_sequence;
    uint8_t tcp_flags;
    unsigned tcp_options;       /* bytes */
    unsigned mss;
    unsigned length;            /* bytes of payload */
    unsigned trailer[2];        /* bytes to leave out */
    bool lengths_zero;          /* LSOv2; else rubbish */
} Large;

static void large_init(Large *l, const TestSa *sa, const TestSa *tunnel)
{
    memset(l, 0, sizeof(*l));
    if (sa) {
        test_pair_init(&l->pair, sa, tunnel);
    } else {
        l->pair.out = test_engine(1);
        l->pair.in = test_engine(1);
    }
    ipsec_engine_set_rx_csum(l->pair.in, true);
    l->protocol = TCP;
    l->inner_id = 0x4321;
    l->tcp_sequence = 0xfffffff0;
    l->tcp_flags = ACK | FIN | PSH | CWR;
    l->tcp_options = 12;
    l->mss = 100;
    l->length = 250;
}

static void large_clear(Large *l)
{
    test_pair_clear(&l->pair);
}

static bool has_inner_ip(const Large *l)
{
    const TestSa *sa = l->pair.packet.portion[0].sa;

    return !sa || sa->ctx.mode == IPSECNIC_MODE_TUNNEL;
}

static unsigned l4_header(const Large *l)
{
    return l->protocol == TCP ? 20 + l->tcp_options : 8;
}

static uint8_t data_byte(unsigned i)
{
    return (uint8_t)(i * 7 + (i >> 8) * 13 + 1);
}

/* T12: the identification of segment @n. */
static uint16_t id_of(uint16_t first, unsigned n)
{
    return (uint16_t)((first & 0x8000) + (first + n) % 0x8000);
}

/*
 * What segment @n protects: TCP or UDP with the payload from @from on, in an IP
 * packet if there is to be one.  @total: how many segments there are; 0: this
 * is the large send itself.
 */
static GByteArray *make_payload(const Large *l, unsigned n, unsigned total,
                                unsigned from, unsigned length)
{
    const TestPortion *portion = &l->pair.packet.portion[0];
    g_autofree uint8_t *data = g_malloc(length + 1);
    bool inner = has_inner_ip(l);
    bool ipv6 = inner ? l->inner_ipv6 :
                        portion->sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    uint8_t flags = l->tcp_flags;
    g_autoptr(GByteArray) l4 = NULL;
    unsigned i;

    for (i = 0; i < length; i++) {
        data[i] = data_byte(from + i);
    }
    if (total && n + 1 < total) {
        flags &= (uint8_t)~(FIN | PSH);
    }
    if (n > 0) {
        flags &= (uint8_t)~CWR;
    }
    l4 = l->protocol == TCP ?
        test_tcp_segment(l->tcp_sequence + from, flags, l->tcp_options, data,
                         length) :
        test_udp_datagram(data, length);
    if (total) {
        test_l4_checksum(l4, l->protocol,
                         inner ? test_host_src[ipv6] : portion->sa->ctx.src,
                         inner ? test_host_dst[ipv6] : portion->sa->ctx.dst,
                         ipv6, false);
    } else {
        /* What the field holds does not count. */
        memset(l4->data + (l->protocol == TCP ? 16 : 6), 0x6b, 2);
    }
    if (!inner) {
        return g_steal_pointer(&l4);
    }
    return test_host_packet(ipv6, l->protocol, id_of(l->inner_id, n),
                            l->inner_options, l4);
}

static void spoil_ip(const Large *l, TestSend *send, unsigned offset)
{
    uint8_t *ip = send->frame->data + offset;
    uint8_t value = l->lengths_zero ? 0 : 0x95;

    if (ip[0] >> 4 == 6) {
        memset(ip + 4, value, 2);
    } else {
        memset(ip + 2, value, 2);
        memset(ip + 10, value, 2);
    }
}

/* The frame and the request for all of it. */
static void large_send(Large *l, TestSend *send)
{
    TestPacket *packet = &l->pair.packet;
    g_autoptr(GByteArray) payload = make_payload(l, 0, 0, 0, l->length);
    IpsecTxRequest *r = &send->request;
    bool inner = has_inner_ip(l);
    unsigned start, i;

    packet->payload = payload;
    packet->driver_payload = NULL;
    packet->trailer = TEST_TRAILER_CARD;
    packet->iv_present = false;
    packet->next_header = !inner ? l->protocol : l->inner_ipv6 ? 41 : 4;
    test_send_init(send, packet);
    start = send->payload + payload->len - l->length - l4_header(l);
    r->flags |= IPSECNIC_TX_SEGMENT | IPSECNIC_TX_CSUM;
    r->csum_start = (uint16_t)start;
    r->csum_offset = (uint16_t)(start + (l->protocol == TCP ? 16 : 6));
    r->header_length = (uint16_t)(start + l4_header(l));
    r->segment_size = (uint16_t)l->mss;
    if (!packet->portion[0].sa) {
        r->l3_offset = (uint16_t)send->payload;
    } else {
        spoil_ip(l, send, r->l3_offset);
        if (packet->portion[0].sa->ctx.encap) {
            memset(send->frame->data + r->esp_offset - 4, 0x95, 2);
        }
    }
    if (packet->portion[1].sa) {
        spoil_ip(l, send, r->tunnel_l3_offset);
        if (packet->portion[1].sa->ctx.encap) {
            memset(send->frame->data + r->tunnel_esp_offset - 4, 0, 2);
        }
    }
    if (inner) {
        spoil_ip(l, send, send->payload);
    }
    if (l->protocol == UDP) {
        memset(send->frame->data + start + 4, l->lengths_zero ? 0 : 0xff, 2);
    }
    for (i = 0; i < l->trailer[0] + l->trailer[1]; i++) {
        g_byte_array_append(send->frame, (const guint8 *)"\xbb", 1);
    }
    r->trailer_length = (uint16_t)l->trailer[0];
    r->tunnel_trailer_length = (uint16_t)l->trailer[1];
    packet->payload = NULL;
}

/* Compare one frame with what must be segment @n of @total. */
static void check_segment(Large *l, const TestPacket *first, unsigned n,
                          unsigned total, const GByteArray *frame)
{
    TestPacket *packet = &l->pair.packet;
    unsigned from = n * l->mss;
    g_autoptr(GByteArray) payload =
        make_payload(l, n, total, from, MIN(l->mss, l->length - from));
    g_autoptr(GByteArray) plain = g_byte_array_new();
    const uint8_t *iv[2][2] = { { NULL, NULL }, { NULL, NULL } };
    IpsecRxResult r;
    TestSend send;
    unsigned i;

    for (i = 0; i < 2; i++) {
        const TestPortion *from_portion = &first->portion[i];
        TestPortion *portion = &packet->portion[i];

        portion->id = id_of(from_portion->id, n);
        portion->sequence[0] = from_portion->sequence[0] + n;
        portion->sequence[1] = from_portion->sequence[1] + n;
    }
    packet->payload = payload;
    if (!first->portion[0].sa) {
        test_send_init(&send, packet);
        g_assert_cmpmem(frame->data, frame->len, send.wire->data,
                        send.wire->len);
        test_receive(l->pair.in, frame, &r);
        g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L4(r.csum), ==,
                         IPSECNIC_CSUM_GOOD);
        test_send_clear(&send);
        return;
    }
    test_receive(l->pair.in, frame, &r);
    g_byte_array_append(plain, r.data, frame->len);
    test_send_init(&send, packet);
    test_find_ivs(packet, &send, plain->data, iv);
    test_send_clear(&send);
    memcpy(packet->portion[0].iv, iv[0], sizeof(iv[0]));
    memcpy(packet->portion[1].iv, iv[1], sizeof(iv[1]));
    test_send_init(&send, packet);
    g_assert_cmpmem(frame->data, frame->len, send.wire->data, send.wire->len);
    test_pair_assert_received(&l->pair, &send, frame, &r);
    g_assert_cmpuint(IPSECNIC_CSUM_INNER_L4(r.csum), ==, IPSECNIC_CSUM_GOOD);
    test_send_clear(&send);
    memset(packet->portion[0].iv, 0, sizeof(iv[0]));
    memset(packet->portion[1].iv, 0, sizeof(iv[1]));
}

/* Send it all, in order, and check all that comes out. */
static void check_large(Large *l)
{
    const TestPacket first = l->pair.packet;
    unsigned total = (l->length + l->mss - 1) / l->mss, n;
    TestSend send;
    IpsecTx tx;

    large_send(l, &send);
    g_assert_cmpuint(test_send_start(l->pair.out, &send, &tx), ==,
                     IPSECNIC_TX_ST_OK);
    g_assert_cmpuint(tx.segments, ==, total);
    for (n = 0; n < total; n++) {
        g_autoptr(GByteArray) frame = NULL;

        g_assert_cmpuint(test_send_build(l->pair.out, &tx, n, &frame), ==,
                         IPSECNIC_TX_ST_OK);
        ipsec_tx_sent(l->pair.out, &tx, n);
        check_segment(l, &first, n, total, frame);
    }
    test_send_clear(&send);
    memcpy(&l->pair.packet, &first, sizeof(first));
}

/* Sizes around what is a whole number of segments, and what changes with
 * them. */
static void check_sizes(Large *l)
{
    static const struct {
        unsigned mss, length;
    } c[] = {
        { 100, 100 }, { 100, 101 }, { 100, 199 }, { 100, 300 }, { 1, 5 },
        { 7, 50 }, { 1448, 6000 }, { 1447, 4341 },
    };
    TestPortion *portion = l->pair.packet.portion;
    unsigned i, k;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        l->mss = c[i].mss;
        l->length = c[i].length;
        l->protocol = i % 2 ? UDP : TCP;
        l->inner_options = i % 3 == 2;
        l->lengths_zero = i % 4 < 2;
        l->tcp_options = i % 5 * 4;
        l->pair.packet.vlan_tags = i % 3;
        for (k = 0; k < 2; k++) {
            if (portion[k].sa && portion[k].sa->ctx.op[0].operation ==
                                 IPSECNIC_OP_ESP) {
                l->trailer[k] = i % 3 * 9;
            }
            portion[k].options = i % 4 == 1 + k;
        }
        check_large(l);
        for (k = 0; k < 2; k++) {
            portion[k].sequence[0] += 6000;
            portion[k].sequence[1] += 6000;
        }
    }
}

static void test_plain(void)
{
    unsigned ipv6;
    Large l;

    for (ipv6 = 0; ipv6 < 2; ipv6++) {
        large_init(&l, NULL, NULL);
        l.inner_ipv6 = ipv6;
        check_sizes(&l);
        large_clear(&l);
    }
}

static void esn(TestSa *sa)
{
    unsigned i;

    for (i = 0; i < sa->ctx.num_ops; i++) {
        sa->ctx.op[i].flags = IPSECNIC_OP_FLAG_ESN;
        sa->ctx.op[i].sequence = ESN_TOP;
    }
}

/* Transport and tunnel, families outside and inside, ESN: numbers that carry
 * into the high half. */
static void check_forms(TestSa *sa)
{
    unsigned form;

    for (form = 0; form < 16; form++) {
        TestSa copy = *sa;
        Large l;

        if ((form & 9) == 8) {
            /* Of transport mode there is one family. */
            continue;
        }
        copy.ctx.mode = form & 1 ? IPSECNIC_MODE_TUNNEL :
                                   IPSECNIC_MODE_TRANSPORT;
        if (form & 2) {
            test_sa_ipv6(&copy);
        }
        if (form & 4) {
            esn(&copy);
        }
        large_init(&l, &copy, NULL);
        l.inner_ipv6 = form & 8;
        l.pair.packet.portion[0].sequence[0] = form & 4 ? ESN_TOP + 14 : 1;
        l.pair.packet.portion[0].sequence[1] = form & 4 ? ESN_TOP + 15 : 1;
        check_sizes(&l);
        large_clear(&l);
    }
}

static void test_esp_segments(void)
{
    test_for_each_esp(check_forms);
}

static void ah_sa(TestSa *sa, uint64_t auth)
{
    test_sa_init(sa, 0, auth);
    test_sa_op(sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, auth);
}

static void test_ah_segments(void)
{
    TestSa sa;

    ah_sa(&sa, SHA1);
    check_forms(&sa);
    ah_sa(&sa, SHA256);
    check_forms(&sa);
    ah_sa(&sa, GMAC);
    check_forms(&sa);
}

static void test_bundles(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    test_sa_op(&sa, 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, SHA1);
    check_forms(&sa);
    test_sa_init(&sa, CBC, SHA256);
    test_sa_op(&sa, 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, GMAC);
    check_forms(&sa);
}

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

static void test_nested(void)
{
    static const struct {
        uint64_t cipher, auth, ah;
    } c[] = {
        { GCM, 0, 0 }, { CBC, SHA1, 0 }, { 0, GMAC, 0 }, { 0, 0, SHA1 },
        { 0, 0, GMAC }, { GCM, 0, SHA256 },
        { IPSECNIC_CIPHER_CHACHA20_POLY1305, 0, 0 },
        { IPSECNIC_CIPHER_AES_CTR_128, IPSECNIC_AUTH_SHA512, 0 },
        { IPSECNIC_CIPHER_AES_CCM_256, 0, IPSECNIC_AUTH_SHA384 },
        { NONE, IPSECNIC_AUTH_AES_XCBC, IPSECNIC_AUTH_AES_CMAC },
    };
    unsigned k[2], form, i;

    for (k[0] = 0; k[0] < G_N_ELEMENTS(c); k[0]++) {
        for (k[1] = 0; k[1] < G_N_ELEMENTS(c); k[1]++) {
            for (form = 0; form < 8; form++) {
                TestSa sa[2];
                Large l;

                for (i = 0; i < 2; i++) {
                    unsigned n = 0;

                    if (i) {
                        make_tunnel(&sa[i], NONE, SHA1);
                    } else {
                        test_sa_init(&sa[i], NONE, SHA1);
                    }
                    sa[i].ctx.num_ops = 0;
                    if (c[k[i]].ah) {
                        test_sa_op(&sa[i], n++, IPSECNIC_OP_AH,
                                   0x1000 + i, 0, c[k[i]].ah);
                    }
                    if (c[k[i]].cipher || c[k[i]].auth) {
                        test_sa_op(&sa[i], n, IPSECNIC_OP_ESP, 0x2000 + i,
                                   c[k[i]].cipher, c[k[i]].auth);
                    }
                    if (form >> i & 1) {
                        test_sa_ipv6(&sa[i]);
                    }
                    if (form & 4) {
                        esn(&sa[i]);
                    }
                }
                large_init(&l, &sa[0], &sa[1]);
                for (i = 0; i < 2; i++) {
                    TestPortion *portion = &l.pair.packet.portion[i];
                    uint64_t top = form & 4 ? ESN_TOP + 14 + i : 1 + 5 * i;

                    portion->sequence[0] = top;
                    portion->sequence[1] = top;
                }
                check_sizes(&l);
                large_clear(&l);
            }
        }
    }
}

static void test_udp_esp(void)
{
    static const struct {
        uint8_t encap, tunnel_encap;
        bool tunnel;
    } c[] = {
        { IPSECNIC_UDP_ESP_TRANSPORT, 0, false },
        { IPSECNIC_UDP_ESP_TUNNEL, 0, false },
        { 0, IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL, true },
        { IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL, 0, true },
    };
    unsigned i, form;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        for (form = 0; form < 16; form++) {
            TestSa sa, tunnel;
            Large l;

            test_sa_init(&sa, GCM, 0);
            make_tunnel(&tunnel, CBC, SHA1);
            sa.ctx.encap = c[i].encap;
            tunnel.ctx.encap = c[i].tunnel_encap;
            if (c[i].encap == IPSECNIC_UDP_ESP_TUNNEL) {
                sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
            }
            if (form & 1) {
                test_sa_ipv6(&sa);
            }
            if (form & 2) {
                test_sa_ipv6(&tunnel);
            }
            if (form & 4) {
                sa.ctx.encap_dport = c[i].encap ? 5001 : 0;
                tunnel.ctx.encap_dport = c[i].tunnel_encap ? 5002 : 0;
            }
            large_init(&l, &sa, c[i].tunnel ? &tunnel : NULL);
            l.pair.packet.portion[0].udp_checksum = form & 8;
            l.pair.packet.portion[1].udp_checksum = form & 8;
            check_sizes(&l);
            large_clear(&l);
        }
    }
}

/* 64 KiB of it, as much as fits into a frame; and segments as long as IP
 * packets get. */
static void test_whole_frame(void)
{
    static const unsigned mss[] = { 536, 1420, 8900, 20000, 60000 };
    unsigned i, kind;

    for (i = 0; i < G_N_ELEMENTS(mss); i++) {
        for (kind = 0; kind < 5; kind++) {
            TestSend send;
            TestSa sa;
            Large l;

            test_sa_init(&sa, GCM, 0);
            if (kind & 1) {
                sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
            }
            if (kind & 2) {
                test_sa_ipv6(&sa);
            }
            large_init(&l, kind < 4 ? &sa : NULL, NULL);
            l.mss = mss[i];
            l.length = 1000;
            l.mss = MIN(l.mss, l.length);
            large_send(&l, &send);
            l.length += IPSECNIC_MAX_FRAME - send.frame->len;
            l.mss = mss[i];
            test_send_clear(&send);
            check_large(&l);
            large_clear(&l);
        }
    }
}

/* T12: the half of the number space that the identification is in */
static void test_t12_identification(void)
{
    static const uint16_t ids[] = {
        0, 1, 0x7ffd, 0x7fff, 0x8000, 0xfffe, 0xffff,
    };
    unsigned i;
    TestSa sa;
    Large l;

    for (i = 0; i < G_N_ELEMENTS(ids); i++) {
        test_sa_init(&sa, GCM, 0);
        sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
        large_init(&l, &sa, NULL);
        l.inner_id = ids[i];
        l.pair.packet.portion[0].id = ids[G_N_ELEMENTS(ids) - 1 - i];
        l.length = 1000;
        check_large(&l);
        large_clear(&l);
        large_init(&l, NULL, NULL);
        l.inner_id = ids[i];
        l.length = 1000;
        check_large(&l);
        large_clear(&l);
    }
}

/* T12: each combination of TCP flags, in one, two and three segments */
static void test_t12_flags(void)
{
    unsigned flags, segments;
    Large l;

    large_init(&l, NULL, NULL);
    for (flags = 0; flags < 256; flags++) {
        for (segments = 1; segments <= 3; segments++) {
            l.tcp_flags = (uint8_t)flags;
            l.length = segments * l.mss;
            check_large(&l);
        }
    }
    large_clear(&l);
}

/* T9: what is left out at the end, of any length, may be anything. */
static void test_t9_trailer_left_out(void)
{
    TestSa sa, tunnel;
    unsigned n, icv;
    Large l;

    test_sa_init(&sa, GCM, 0);
    make_tunnel(&tunnel, CBC, SHA1);
    large_init(&l, &sa, &tunnel);
    for (n = 0; n < 300; n += 7) {
        l.trailer[0] = n;
        l.trailer[1] = 300 - n;
        check_large(&l);
        for (icv = 0; icv < 2; icv++) {
            TestSend send;
            IpsecTx tx;

            /* With room for an ICV there, or without, it is the same. */
            large_send(&l, &send);
            send.request.flags |= icv ? IPSECNIC_TX_ICV_ROOM : 0;
            g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==,
                             IPSECNIC_TX_ST_OK);
            g_assert_cmpuint(tx.segments, ==, 3);
            test_send_clear(&send);
        }
    }
    large_clear(&l);
}

/* The last number is given out, and none behind it: all or nothing. */
static void test_sequence_used_up(void)
{
    unsigned kind, op;

    for (kind = 0; kind < 2; kind++) {
        for (op = 0; op < 3; op++) {
            uint64_t last = kind ? UINT64_MAX : UINT32_MAX;
            TestPortion *portion;
            TestSend send;
            IpsecTx tx;
            TestSa sa;
            unsigned i;
            Large l;

            test_sa_init(&sa, GCM, 0);
            if (op == 1) {
                ah_sa(&sa, SHA1);
            } else if (op == 2) {
                test_sa_op(&sa, 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, SHA1);
            }
            for (i = 0; i < sa.ctx.num_ops; i++) {
                sa.ctx.op[i].flags = kind ? IPSECNIC_OP_FLAG_ESN : 0;
                sa.ctx.op[i].sequence = last - 100;
            }
            large_init(&l, &sa, NULL);
            portion = &l.pair.packet.portion[0];
            portion->sequence[0] = last - 2;
            portion->sequence[1] = last - 2;
            l.length = 300;
            check_large(&l);
            l.length = 301;
            large_send(&l, &send);
            g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==,
                             IPSECNIC_TX_ST_SEQUENCE);
            test_send_clear(&send);
            /* In a bundle either operation may be the one. */
            if (op == 2) {
                portion->sequence[0] -= 1;
                large_send(&l, &send);
                g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==,
                                 IPSECNIC_TX_ST_SEQUENCE);
                test_send_clear(&send);
                portion->sequence[1] -= 1;
            } else {
                portion->sequence[0] -= 1;
                portion->sequence[1] -= 1;
            }
            check_large(&l);
            large_clear(&l);
        }
    }
}

/* The same number for the same segment, in whatever order they are built; and
 * with a counter for IV, the same bytes. */
static void test_segments_in_any_order(void)
{
    static const unsigned order[] = { 4, 0, 9, 9, 3, 8, 0, 1, 2, 5, 6, 7, 4 };
    g_autoptr(GPtrArray) seen =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
    TestPacket first;
    TestSend send;
    unsigned i;
    TestSa sa;
    IpsecTx tx;
    Large l;

    test_sa_init(&sa, GCM, 0);
    test_sa_op(&sa, 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, GMAC);
    large_init(&l, &sa, NULL);
    l.length = 1000;
    first = l.pair.packet;
    large_send(&l, &send);
    g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==, 0);
    g_ptr_array_set_size(seen, 10);
    for (i = 0; i < G_N_ELEMENTS(order); i++) {
        unsigned n = order[i];
        GByteArray *frame;

        g_assert_cmpuint(test_send_build(l.pair.out, &tx, n, &frame), ==, 0);
        check_segment(&l, &first, n, 10, frame);
        if (seen->pdata[n]) {
            GByteArray *before = seen->pdata[n];

            g_assert_cmpmem(frame->data, frame->len, before->data,
                            before->len);
            g_byte_array_unref(frame);
        } else {
            seen->pdata[n] = frame;
        }
    }
    test_send_clear(&send);
    large_clear(&l);
}

/* Each segment is a packet of its SAs. */
static void test_counts(void)
{
    IpsecSaInfo info;
    TestSa sa, tunnel;
    unsigned i;
    Large l;

    test_sa_init(&sa, GCM, 0);
    make_tunnel(&tunnel, GCM, 0);
    tunnel.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    tunnel.ctx.op[0].sequence = 0xfffffffe;
    tunnel.ctx.soft_packets = 3;
    large_init(&l, &sa, &tunnel);
    l.pair.packet.portion[1].sequence[0] = 0xffffffff;
    l.length = 250;
    check_large(&l);
    for (i = 0; i < 2; i++) {
        /* TCP, padding, trailer, ICV, IV, ESP, IP; of 100, 100 and 50 */
        unsigned bytes = 3 * (32 + 16 + 8 + 8 + 20) + 102 + 102 + 54;

        info = test_sa_query(l.pair.out, l.pair.packet.portion[i].handle);
        g_assert_cmpuint(info.packets, ==, 3);
        if (i) {
            bytes += 3 * (16 + 8 + 8 + 20) + 2 + 2 + 2;
        }
        g_assert_cmpuint(info.bytes, >=, bytes);
        g_assert_cmpuint(info.bytes, <, bytes + 3 * 4);
        g_assert_cmphex(info.sequence[0], ==,
                        i ? UINT64_C(0x100000001) : 3);
        g_assert_cmphex(info.state, ==,
                        i ? IPSECNIC_SA_STATE_SOFT_LIMIT : 0);
    }
    large_clear(&l);
}

/* T3: an SA that goes away half-way takes the rest with it. */
static void test_t3_deleted_half_way(void)
{
    unsigned which, n;

    for (which = 0; which < 2; which++) {
        TestSa sa, tunnel;
        TestSend send;
        IpsecTx tx;
        Large l;

        test_sa_init(&sa, GCM, 0);
        make_tunnel(&tunnel, CBC, SHA1);
        large_init(&l, &sa, &tunnel);
        l.length = 1000;
        large_send(&l, &send);
        g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==, 0);
        for (n = 0; n < 10; n++) {
            g_autoptr(GByteArray) frame = NULL;

            if (n == 4) {
                ipsec_engine_delete_sa(l.pair.out,
                                       l.pair.packet.portion[which].handle);
            }
            g_assert_cmpuint(test_send_build(l.pair.out, &tx, n, &frame), ==,
                             n < 4 ? IPSECNIC_TX_ST_OK :
                                     IPSECNIC_TX_ST_UNKNOWN_SA);
            if (frame) {
                ipsec_tx_sent(l.pair.out, &tx, n);
            }
        }
        g_assert_cmpuint(
            test_sa_query(l.pair.out,
                          l.pair.packet.portion[!which].handle).packets, ==,
            4);
        test_send_clear(&send);
        large_clear(&l);
    }
}

/* The numbers are those of the check, whatever else is sent meanwhile. */
static void test_numbers_stay(void)
{
    TestPacket first;
    TestSend send;
    unsigned n;
    TestSa sa;
    IpsecTx tx;
    Large l;

    test_sa_init(&sa, GCM, 0);
    esn(&sa);
    large_init(&l, &sa, NULL);
    l.pair.packet.portion[0].sequence[0] = ESN_TOP + 14;
    first = l.pair.packet;
    large_send(&l, &send);
    g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==, 0);
    for (n = 0; n < 3; n++) {
        g_autoptr(GByteArray) frame = NULL;

        ipsec_engine_update_sa(l.pair.out, first.portion[0].handle,
                               IPSECNIC_OP_ESP, TEST_SPI,
                               UINT64_C(0x900000000), false);
        g_assert_cmpuint(test_send_build(l.pair.out, &tx, n, &frame), ==, 0);
        check_segment(&l, &first, n, 3, frame);
    }
    test_send_clear(&send);
    large_clear(&l);
}

/* A frame that goes on on another host, in a copy that was read again. */
static uint32_t resume(Large *l, const TestSend *send,
                       const uint64_t sequence[2], uint32_t segments,
                       uint8_t **block, IpsecTx *tx)
{
    uint32_t length = send->frame->len;

    *block = g_malloc(length);
    memcpy(*block, send->frame->data, length);
    memset(tx, 0xa5, sizeof(*tx));
    memcpy(tx->portion[0].sequence, sequence,
           sizeof(tx->portion[0].sequence));
    return ipsec_tx_resume(l->pair.out, tx, *block, length, &send->request,
                           segments);
}

/*
 * A frame that has begun goes on with the numbers that it has, whatever
 * IPSEC_CTRL says now, and whatever its SA was told meanwhile.
 */
static void test_begun_goes_on(void)
{
    g_autoptr(GPtrArray) expected =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
    uint64_t numbers[2];
    TestSend send;
    IpsecTx tx;
    uint8_t *block;
    unsigned n;
    TestSa sa;
    Large l;

    test_sa_init(&sa, GCM, 0);
    test_sa_op(&sa, 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, GMAC);
    sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    sa.ctx.op[0].sequence = UINT64_C(0x5fffffffd);
    large_init(&l, &sa, NULL);
    l.pair.packet.portion[0].sequence[0] = 0xfffffffe;
    l.length = 1000;
    large_send(&l, &send);
    g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==, 0);
    memcpy(numbers, tx.portion[0].sequence, sizeof(numbers));
    g_assert_cmphex(numbers[0], ==, UINT64_C(0x5fffffffe));
    for (n = 0; n < 10; n++) {
        GByteArray *frame;

        g_assert_cmpuint(test_send_build(l.pair.out, &tx, n, &frame), ==, 0);
        g_ptr_array_add(expected, frame);
        if (n < 4) {
            ipsec_tx_sent(l.pair.out, &tx, n);
        }
    }

    /* One that begins now would get others, or would not begin at all. */
    g_assert_cmpuint(
        ipsec_engine_update_sa(l.pair.out, l.pair.packet.portion[0].handle,
                               IPSECNIC_OP_ESP, sa.ctx.op[0].spi,
                               UINT64_C(0x900000001), true), ==,
        IPSECNIC_ST_OK);
    g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==, 0);
    g_assert_cmphex(tx.portion[0].sequence[0], ==, UINT64_C(0x8fffffffe));
    ipsec_engine_set_control(l.pair.out, 0);
    g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==,
                     IPSECNIC_TX_ST_INACTIVE);

    g_assert_cmpuint(resume(&l, &send, numbers, 10, &block, &tx), ==, 0);
    g_assert_cmpmem(tx.portion[0].sequence, sizeof(numbers), numbers,
                    sizeof(numbers));
    for (n = 4; n < 10; n++) {
        const GByteArray *before = expected->pdata[n];
        g_autoptr(GByteArray) frame = NULL;

        g_assert_cmpuint(test_send_build(l.pair.out, &tx, n, &frame), ==, 0);
        g_assert_cmpmem(frame->data, frame->len, before->data, before->len);
    }
    g_free(block);
    test_send_clear(&send);
    large_clear(&l);
}

/* What cannot be the frame that has begun does not go on. */
static void test_begun_is_checked(void)
{
    static const uint64_t numbers[2] = { 5, 6 };
    TestSend send;
    uint8_t *block;
    unsigned n;
    TestSa sa;
    IpsecTx tx;
    Large l;

    test_sa_init(&sa, GCM, 0);
    large_init(&l, &sa, NULL);
    l.length = 1000;
    large_send(&l, &send);
    for (n = 9; n <= 11; n++) {
        g_assert_cmpuint(resume(&l, &send, numbers, n, &block, &tx), ==,
                         n == 10 ? IPSECNIC_TX_ST_OK :
                                   IPSECNIC_TX_ST_BAD_SEGMENT);
        g_free(block);
    }

    send.request.segment_size = 0;
    g_assert_cmpuint(resume(&l, &send, numbers, 10, &block, &tx), ==,
                     IPSECNIC_TX_ST_BAD_SEGMENT);
    g_free(block);
    send.request.segment_size = (uint16_t)l.mss;
    ipsec_engine_delete_sa(l.pair.out, l.pair.packet.portion[0].handle);
    g_assert_cmpuint(resume(&l, &send, numbers, 10, &block, &tx), ==,
                     IPSECNIC_TX_ST_UNKNOWN_SA);
    g_free(block);
    test_send_clear(&send);
    large_clear(&l);
}

/* ------------------------------------------------------------------------
 * Source routes
 */

/* A large send behind a source route, which may have a hop left. */
typedef struct Route {
    bool ipv6;                  /* the header that has the route is */
    uint8_t carrier;            /* what is behind it; TCP: no tunnel */
    uint16_t sum;               /* posted in the UDP header of the tunnel */
    bool hop_left;
    bool home;                  /* no route, but a Home Address option */
    uint32_t status;
} Route;

/* The IP header with the route, in front of @body. */
static GByteArray *route_packet(const Route *r, unsigned n,
                                const GByteArray *body)
{
    /* RFC 791: length and pointer; RFC 8754: length and segments left */
    uint8_t lsrr[TEST_IPV4_OPTIONS] = { 0x83, 11, r->hop_left ? 8 : 12 };
    uint8_t srh[40] = { r->carrier, 4, 4, r->hop_left, 1 };
    uint8_t home[24] = { r->carrier, 2, 1, 2, 0, 0, 0xc9, 16 };
    TestIpHeader h = {
        .src = test_host_src[0], .dst = test_host_dst[0],
        .id = id_of(0x4321, n), .protocol = r->carrier, .options = lsrr,
    };
    g_autoptr(GByteArray) routed = NULL;
    GByteArray *ip;

    if (!r->ipv6) {
        ip = test_ip_header(&h, body->len);
        test_append(ip, body->data, body->len);
        return ip;
    }
    memcpy(srh + 8, test_host_dst[1], 16);
    memcpy(srh + 24, test_host_src[1], 16);
    memcpy(home + 8, test_host_dst[1], 16);
    routed = g_byte_array_new();
    test_append(routed, r->home ? home : srh,
                r->home ? sizeof(home) : sizeof(srh));
    test_append(routed, body->data, body->len);
    return test_host_packet(true, r->home ? 60 : 43, 0, false, routed);
}

/* Segment @n of @total, or with @total 0 what is posted: @length bytes of data
 * from @from on.  @inner, @l4: where the packet in the tunnel is, and its TCP.
 */
static GByteArray *make_routed(const Route *r, unsigned n, unsigned total,
                               unsigned from, unsigned length, unsigned *inner,
                               unsigned *l4)
{
    bool ipv6 = r->carrier != TCP || r->ipv6;
    g_autoptr(GByteArray) body = NULL, tcp = NULL;
    uint8_t data[300];
    GByteArray *ip;
    unsigned i;

    for (i = 0; i < length; i++) {
        data[i] = data_byte(from + i);
    }
    tcp = test_tcp_segment(1000 + from, ACK, 0, data, length);
    if (total) {
        test_l4_checksum(tcp, TCP, test_host_src[ipv6], test_host_dst[ipv6],
                         ipv6, false);
    }
    if (r->carrier == TCP) {
        ip = route_packet(r, n, tcp);
        *inner = 0;
        *l4 = ip->len - tcp->len;
        return ip;
    }
    body = test_host_packet(true, TCP, 0, false, tcp);
    *inner = body->len;
    if (r->carrier == 47) {
        g_byte_array_prepend(body, (const guint8 *)"\0\0\x86\xdd", 4);
    } else if (r->carrier == UDP) {
        g_autoptr(GByteArray) udp = test_udp_datagram(body->data, body->len);

        if (r->sum && total) {
            test_l4_checksum(udp, UDP, test_host_src[r->ipv6],
                             test_host_dst[r->ipv6], r->ipv6, false);
        } else {
            udp->data[6] = (uint8_t)(r->sum >> 8);
            udp->data[7] = (uint8_t)r->sum;
        }
        g_byte_array_set_size(body, 0);
        test_append(body, udp->data, udp->len);
    }
    ip = route_packet(r, n, body);
    *inner = ip->len - *inner;
    *l4 = ip->len - tcp->len;
    return ip;
}

/* @sa: the tunnel SA that protects it; NULL: none does */
static void check_route(const Route *r, const TestSa *sa)
{
    unsigned inner, l4, n, base;
    g_autoptr(GByteArray) posted = make_routed(r, 0, 0, 0, 250, &inner, &l4);
    TestSend send;
    IpsecTx tx;
    Large l;

    large_init(&l, sa, NULL);
    l.pair.packet.payload = posted;
    l.pair.packet.next_header = posted->data[0] >> 4 == 6 ? 41 : 4;
    test_send_init(&send, &l.pair.packet);
    base = send.payload;
    send.request.flags |= IPSECNIC_TX_SEGMENT | IPSECNIC_TX_CSUM;
    send.request.l3_offset = 14;
    send.request.inner_l3_offset = (uint16_t)(inner ? base + inner : 0);
    send.request.csum_start = (uint16_t)(base + l4);
    send.request.csum_offset = (uint16_t)(base + l4 + 16);
    send.request.header_length = (uint16_t)(base + l4 + 20);
    send.request.segment_size = 100;
    g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==, r->status);
    if (!r->status) {
        g_assert_cmpuint(tx.segments, ==, 3);
    }
    for (n = 0; !r->status && n < 3; n++) {
        g_autoptr(GByteArray) packet = make_routed(r, n, 3, n * 100,
                                                   n < 2 ? 100 : 50, &inner,
                                                   &l4);
        g_autoptr(GByteArray) frame = NULL;
        IpsecRxResult result;
        TestSend expected;

        l.pair.packet.payload = packet;
        test_send_init(&expected, &l.pair.packet);
        g_assert_cmpuint(test_send_build(l.pair.out, &tx, n, &frame), ==,
                         IPSECNIC_TX_ST_OK);
        if (sa) {
            test_pair_assert_received(&l.pair, &expected, frame, &result);
        } else {
            g_assert_cmpmem(frame->data, frame->len, expected.wire->data,
                            expected.wire->len);
        }
        test_send_clear(&expected);
    }
    test_send_clear(&send);
    large_clear(&l);
}

/* A home address is what counts as the source: the same, and the same where ESP
 * or AH stands between (RFC 6275). */
static void test_home_address(void)
{
    const uint32_t bad = IPSECNIC_TX_ST_BAD_HEADER;
    const Route c[] = {
        { .ipv6 = true, .home = true, .carrier = 41 },
        { .ipv6 = true, .home = true, .carrier = 47 },
        { .ipv6 = true, .home = true, .carrier = UDP },
        { .ipv6 = true, .home = true, .carrier = UDP, .sum = 1, .status = bad },
        { .ipv6 = true, .home = true, .carrier = TCP, .status = bad },
    };
    TestSa tunnel, sa[2];
    unsigned i;

    make_tunnel(&tunnel, GCM, 0);
    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        check_route(&c[i], NULL);
        check_route(&c[i], &tunnel);
    }
    test_sa_init(&sa[0], GCM, 0);
    ah_sa(&sa[1], SHA1);
    for (i = 0; i < 4; i++) {
        bool home = i % 2;
        TestSend send;
        IpsecTx tx;
        Large l;

        test_sa_ipv6(&sa[i / 2]);
        large_init(&l, &sa[i / 2], NULL);
        l.pair.packet.portion[0].options = true;
        large_send(&l, &send);
        if (home) {
            /* The type of the destination option */
            send.frame->data[14 + 40 + 8 + 2] = 0xc9;
        }
        g_assert_cmpuint(test_send_start(l.pair.out, &send, &tx), ==,
                         home ? bad : 0);
        test_send_clear(&send);
        large_clear(&l);
    }
}

/* RFC 8200, section 8.1: the destination in front of a tunnel only counts for
 * a checksum with a pseudo header. */
static void test_carrier_routing_header(void)
{
    const uint32_t bad = IPSECNIC_TX_ST_BAD_HEADER;
    const Route c[] = {
        { true, 41, 0, false, false, 0 }, { true, 41, 0, true, false, 0 },
        { false, 41, 0, false, false, 0 }, { false, 41, 0, true, false, 0 },
        { true, 47, 0, true, false, 0 }, { false, 47, 0, true, false, 0 },
        { true, UDP, 0, true, false, 0 }, { false, UDP, 0, true, false, 0 },
        { true, UDP, 0x1234, false, false, 0 },
        { true, UDP, 0x1234, true, false, bad },
        { false, UDP, 0x1234, false, false, 0 },
        { false, UDP, 0x1234, true, false, bad },
        { true, TCP, 0, false, false, 0 }, { true, TCP, 0, true, false, bad },
        { false, TCP, 0, false, false, 0 }, { false, TCP, 0, true, false, bad },
    };
    TestSa sa;
    unsigned i;

    make_tunnel(&sa, GCM, 0);
    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        check_route(&c[i], NULL);
        check_route(&c[i], &sa);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/large/plain", test_plain);
    g_test_add_func("/large/t8-esp", test_esp_segments);
    g_test_add_func("/large/t8-ah", test_ah_segments);
    g_test_add_func("/large/t8-bundles", test_bundles);
    g_test_add_func("/large/t8-nested", test_nested);
    g_test_add_func("/large/t8-udp-esp", test_udp_esp);
    g_test_add_func("/large/whole-frame", test_whole_frame);
    g_test_add_func("/large/t12-identification", test_t12_identification);
    g_test_add_func("/large/t12-flags", test_t12_flags);
    g_test_add_func("/large/t9-trailer-left-out", test_t9_trailer_left_out);
    g_test_add_func("/large/sequence-used-up", test_sequence_used_up);
    g_test_add_func("/large/segments-in-any-order",
                    test_segments_in_any_order);
    g_test_add_func("/large/counts", test_counts);
    g_test_add_func("/large/t3-deleted-half-way", test_t3_deleted_half_way);
    g_test_add_func("/large/numbers-stay", test_numbers_stay);
    g_test_add_func("/large/begun-goes-on-with-its-numbers",
                    test_begun_goes_on);
    g_test_add_func("/large/begun-is-checked", test_begun_is_checked);
    g_test_add_func("/large/carrier-routing-header",
                    test_carrier_routing_header);
    g_test_add_func("/large/home-address-option", test_home_address);
    return g_test_run();
}

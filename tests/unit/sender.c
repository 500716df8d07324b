/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a driver sends, and what must be on the wire then
 */

#include <string.h>

#include "compose.h"
#include "sender.h"

/* What the driver leaves where the card writes. */
#define RUBBISH_IV      0xe1
#define RUBBISH_ICV     0xd2
#define RUBBISH_ROOM    0xc3

/* ------------------------------------------------------------------------
 * IP headers
 */

/* An option that AH covers, and one that changes on the way. */
static const uint8_t ipv4_options[TEST_IPV4_OPTIONS] = {
    0x94, 4, 0, 0, 0x44, 8, 5, 0, 1, 2, 3, 4,
};
static const uint8_t ipv4_options_masked[TEST_IPV4_OPTIONS] = { 0x94, 4, 0, 0 };

/* Hop-by-hop options that do not change, destination options that do; the
 * first byte of each is the next header. */
static const uint8_t ipv6_options[TEST_IPV6_OPTIONS] = {
    60, 0, 5, 2, 0, 0, 1, 0, 0, 0, 0x3e, 4, 1, 2, 3, 4,
};
static const uint8_t ipv6_options_masked[TEST_IPV6_OPTIONS] = {
    60, 0, 5, 2, 0, 0, 1, 0, 0, 0, 0x3e, 4,
};

static const uint8_t *ip_options(bool ipv6, bool masked)
{
    return ipv6 ? (masked ? ipv6_options_masked : ipv6_options) :
                  (masked ? ipv4_options_masked : ipv4_options);
}

const uint8_t test_host_src[2][16] = {
    { 192, 168, 1, 10 },
    { 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0a },
};
const uint8_t test_host_dst[2][16] = {
    { 192, 168, 2, 20 },
    { 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14 },
};

GByteArray *test_host_packet(bool ipv6, uint8_t protocol, uint16_t id,
                             bool options, const GByteArray *body)
{
    const TestIpHeader h = {
        .ipv6 = ipv6, .src = test_host_src[ipv6], .dst = test_host_dst[ipv6],
        .id = id, .protocol = protocol,
        .options = options ? ip_options(ipv6, false) : NULL,
    };
    GByteArray *ip = test_ip_header(&h, body->len);

    test_append(ip, body->data, body->len);
    return ip;
}

/* ------------------------------------------------------------------------
 * TCP and UDP
 */

GByteArray *test_tcp_segment(uint32_t sequence, uint8_t flags,
                             unsigned options, const uint8_t *data,
                             unsigned length)
{
    GByteArray *tcp = g_byte_array_new();
    unsigned i;

    test_append16(tcp, 40000);
    test_append16(tcp, 443);
    test_append32(tcp, sequence);
    test_append32(tcp, 0x01020304);
    test_append8(tcp, (20 + options) / 4 << 4);
    test_append8(tcp, flags);
    test_append16(tcp, 0x7210);
    test_append32(tcp, 0);
    for (i = 0; i < options; i++) {
        test_append8(tcp, 1);
    }
    test_append(tcp, data, length);
    return tcp;
}

GByteArray *test_udp_datagram(const uint8_t *data, unsigned length)
{
    GByteArray *udp = g_byte_array_new();

    test_append16(udp, 40001);
    test_append16(udp, 53);
    test_append16(udp, length + 8);
    test_append16(udp, 0);
    test_append(udp, data, length);
    return udp;
}

void test_l4_checksum(GByteArray *l4, uint8_t protocol, const uint8_t *src,
                      const uint8_t *dst, bool ipv6, bool partial)
{
    unsigned field = protocol == 6 ? 16 : 6, n = ipv6 ? 16 : 4;
    g_autoptr(GByteArray) summed = g_byte_array_new();
    uint32_t sum = 0;
    unsigned i;

    test_append(summed, src, n);
    test_append(summed, dst, n);
    test_append32(summed, l4->len);
    test_append32(summed, protocol);
    if (!partial) {
        l4->data[field] = 0;
        l4->data[field + 1] = 0;
        test_append(summed, l4->data, l4->len);
    }
    if (summed->len % 2) {
        test_append8(summed, 0);
    }
    for (i = 0; i < summed->len; i += 2) {
        sum += (uint32_t)summed->data[i] << 8 | summed->data[i + 1];
    }
    while (sum >> 16) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    if (!partial) {
        sum = ~sum & 0xffff;
        sum = sum || protocol == 6 ? sum : 0xffff;
    }
    l4->data[field] = (uint8_t)(sum >> 8);
    l4->data[field + 1] = (uint8_t)sum;
}

/* ------------------------------------------------------------------------
 * Portions
 */

/* One portion: the packet of the wire, and offsets from its IP header. */
typedef struct Layer {
    GByteArray *wire;
    unsigned udp, ah, esp;      /* 0: none */
    unsigned text;              /* where what it protects begins */
    unsigned trailer;           /* bytes behind that, ICV included */
    TestLengths esp_lengths;
    TestLengths ah_lengths;
} Layer;

/* UDP, if there is any, and ESP; @protocol: what is first. */
static GByteArray *compose_esp(const TestPortion *p, const TestSeal *seal,
                               const GByteArray *payload, Layer *l,
                               uint8_t *protocol)
{
    const IpsecSaCtx *ctx = &seal->sa->ctx;
    GByteArray *esp = test_esp(seal, payload);
    GByteArray *udp;

    l->text = 8 + l->esp_lengths.iv;
    l->trailer = esp->len - payload->len - l->text;
    *protocol = 50;
    if (!ctx->encap) {
        return esp;
    }
    udp = test_udp(seal->sa, ctx->encap_sport ? ctx->encap_sport : 40000,
                   ctx->encap_dport ? ctx->encap_dport : 4500, esp,
                   p->udp_checksum);
    g_byte_array_unref(esp);
    l->text += 8;
    *protocol = 17;
    return udp;
}

static void compose(const TestPacket *packet, unsigned i,
                    const GByteArray *payload, uint8_t next_header, Layer *l)
{
    const TestPortion *p = &packet->portion[i];
    TestSa sa = *p->sa;
    unsigned esp_op, ah_op, ah_length = 0, header;
    const IpsecSaCtxOp *esp = test_find_op(&sa, IPSECNIC_OP_ESP, &esp_op);
    const IpsecSaCtxOp *ah = test_find_op(&sa, IPSECNIC_OP_AH, &ah_op);
    TestSeal seal = { .sa = &sa, .next_header = next_header,
                      .pad_length = -1 };
    TestIpHeader h = { .ipv6 = sa.ctx.flags & IPSECNIC_SA_FLAG_IPV6,
                   .src = sa.ctx.src, .dst = sa.ctx.dst, .id = p->id };
    g_autoptr(GByteArray) body = NULL, packet_masked = NULL, plain = NULL;
    uint8_t protocol = next_header;

    memset(l, 0, sizeof(*l));
    if (p->src) {
        memcpy(sa.ctx.src, p->src, 16);
    }
    if (p->dst) {
        memcpy(sa.ctx.dst, p->dst, 16);
    }
    if (esp) {
        l->esp_lengths = test_lengths(esp);
        seal.op = esp_op;
        seal.sequence = p->sequence[0];
        seal.iv = p->iv[0];
        seal.extra_pad = packet->trailer == TEST_TRAILER_CARD ? 0 :
                         (int)packet->extra_pad;
        body = compose_esp(p, &seal, payload, l, &protocol);
    } else {
        body = g_byte_array_new();
        test_append(body, payload->data, payload->len);
    }
    if (ah) {
        l->ah_lengths = test_lengths(ah);
        ah_length = 12 + l->ah_lengths.iv + l->ah_lengths.icv;
        if (h.ipv6) {
            ah_length = (ah_length + 7) & ~7u;
        }
    }
    h.protocol = ah ? 51 : protocol;
    h.options = p->options ? ip_options(h.ipv6, false) : NULL;
    plain = test_ip_header(&h, ah_length + body->len);
    header = plain->len;
    test_append(plain, body->data, body->len);
    l->text += header + ah_length;
    if (!ah) {
        l->wire = g_steal_pointer(&plain);
    } else {
        l->ah = header;
        h.masked = true;
        h.options = p->options ? ip_options(h.ipv6, true) : NULL;
        packet_masked = test_ip_header(&h, ah_length + body->len);
        test_append(packet_masked, body->data, body->len);
        seal = (TestSeal) { .sa = &sa, .op = ah_op, .iv = p->iv[1],
                            .sequence = p->sequence[1],
                            .next_header = protocol };
        l->wire = test_ah(&seal, plain, packet_masked, header, ah_length);
    }
    if (esp) {
        l->esp = l->text - 8 - l->esp_lengths.iv;
        l->udp = sa.ctx.encap ? l->esp - 8 : 0;
    }
}

/* Bytes that the driver puts behind the payload. */
static unsigned driver_trailer(const TestPacket *packet, const Layer *l)
{
    switch (packet->trailer) {
    case TEST_TRAILER_DRIVER:
        return l->trailer ? l->trailer - l->esp_lengths.icv : 0;
    case TEST_TRAILER_DRIVER_ICV:
        return l->trailer;
    default:
        return 0;
    }
}

/* The headers of a portion, as the driver builds them. */
static void append_headers(GByteArray *to, const TestPacket *packet,
                           const Layer *l)
{
    guint start = to->len;
    uint8_t *p;
    unsigned iv;

    test_append(to, l->wire->data, l->text);
    p = to->data + start;
    if (l->esp && !packet->iv_present) {
        memset(p + l->esp + 8, RUBBISH_IV, l->esp_lengths.iv);
    }
    if (l->ah) {
        iv = packet->iv_present ? l->ah_lengths.iv : 0;
        memset(p + l->ah + 12 + iv, RUBBISH_ICV,
               l->ah_lengths.iv + l->ah_lengths.icv - iv);
    }
    if (l->udp && (p[l->udp + 6] || p[l->udp + 7])) {
        p[l->udp + 6] ^= 0x5a;
        p[l->udp + 7] |= 1;
    }
}

static void append_trailer(GByteArray *to, const TestPacket *packet,
                           const Layer *l, uint8_t next_header)
{
    unsigned icv = l->esp_lengths.icv, i;

    if (driver_trailer(packet, l) == 0) {
        return;
    }
    for (i = 1; i + 2 + icv <= l->trailer; i++) {
        test_append8(to, i);
    }
    test_append8(to, l->trailer - icv - 2);
    test_append8(to, next_header);
    if (packet->trailer == TEST_TRAILER_DRIVER_ICV) {
        for (i = 0; i < icv; i++) {
            test_append8(to, RUBBISH_ROOM);
        }
    }
}

static void append_ethernet(GByteArray *to, unsigned vlan_tags, bool ipv6)
{
    static const uint8_t macs[] = {
        0x52, 0x54, 0x00, 0x12, 0x34, 0x56, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01
    };
    unsigned i;

    test_append(to, macs, sizeof(macs));
    for (i = vlan_tags; i > 0; i--) {
        test_append32(to, i > 1 ? 0x88a86007 : 0x81002005);
    }
    test_append16(to, ipv6 ? 0x86dd : 0x0800);
}

/* A frame without IPsec. */
static void init_plain(TestSend *send, const TestPacket *packet)
{
    const GByteArray *payload = packet->driver_payload ?
                                packet->driver_payload : packet->payload;

    append_ethernet(send->frame, packet->vlan_tags,
                    payload->data[0] >> 4 == 6);
    send->payload = send->frame->len;
    test_append(send->wire, send->frame->data, send->frame->len);
    test_append(send->wire, packet->payload->data, packet->payload->len);
    test_append(send->frame, payload->data, payload->len);
    send->request.flags = IPSECNIC_TX_START | IPSECNIC_TX_END;
}

static bool is_ipv6(const TestPortion *p)
{
    return p->sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
}

void test_send_init(TestSend *send, const TestPacket *packet)
{
    const TestPortion *main = &packet->portion[0];
    const TestPortion *outer = &packet->portion[1];
    const GByteArray *payload = packet->driver_payload ?
                                packet->driver_payload : packet->payload;
    bool nested = outer->sa != NULL;
    IpsecTxRequest *r = &send->request;
    uint8_t version;
    Layer l[2];
    unsigned at;

    memset(send, 0, sizeof(*send));
    memset(l, 0, sizeof(l));
    send->frame = g_byte_array_new();
    send->wire = g_byte_array_new();
    if (!main->sa) {
        init_plain(send, packet);
        return;
    }
    version = is_ipv6(main) ? 41 : 4;
    compose(packet, 0, packet->payload, packet->next_header, &l[0]);
    if (nested) {
        compose(packet, 1, l[0].wire, version, &l[1]);
    }
    append_ethernet(send->frame, packet->vlan_tags,
                    is_ipv6(nested ? outer : main));
    test_append(send->wire, send->frame->data, send->frame->len);
    test_append(send->wire, l[nested].wire->data, l[nested].wire->len);

    r->flags = IPSECNIC_TX_START | IPSECNIC_TX_END;
    r->sa_handle = main->handle;
    if (packet->iv_present) {
        r->flags |= IPSECNIC_TX_IV_PRESENT;
    }
    if (packet->trailer == TEST_TRAILER_DRIVER_ICV &&
        (l[0].trailer || l[1].trailer)) {
        r->flags |= IPSECNIC_TX_ICV_ROOM;
    }
    if (packet->sequence_high) {
        r->flags |= IPSECNIC_TX_SEQ_HI_VALID;
        r->sequence_high = (uint32_t)(main->sequence[l[0].esp == 0] >> 32);
    }
    at = send->frame->len;
    if (nested) {
        r->tunnel_handle = outer->handle;
        r->tunnel_l3_offset = (uint16_t)at;
        r->tunnel_esp_offset = (uint16_t)(l[1].esp ? at + l[1].esp : 0);
        r->tunnel_ah_offset = (uint16_t)(l[1].ah ? at + l[1].ah : 0);
        r->tunnel_trailer_length = (uint16_t)driver_trailer(packet, &l[1]);
        append_headers(send->frame, packet, &l[1]);
        at = send->frame->len;
    }
    r->l3_offset = (uint16_t)at;
    r->esp_offset = (uint16_t)(l[0].esp ? at + l[0].esp : 0);
    r->ah_offset = (uint16_t)(l[0].ah ? at + l[0].ah : 0);
    r->trailer_length = (uint16_t)driver_trailer(packet, &l[0]);
    r->next_header = l[0].esp ? packet->next_header : 0;
    append_headers(send->frame, packet, &l[0]);
    send->payload = send->frame->len;
    test_append(send->frame, payload->data, payload->len);
    append_trailer(send->frame, packet, &l[0], packet->next_header);
    if (nested) {
        append_trailer(send->frame, packet, &l[1], version);
        g_byte_array_unref(l[1].wire);
    }
    g_byte_array_unref(l[0].wire);
}

void test_send_clear(TestSend *send)
{
    g_byte_array_unref(send->frame);
    g_byte_array_unref(send->wire);
    g_free(send->block);
    memset(send, 0, sizeof(*send));
}

/* ------------------------------------------------------------------------
 * Sending
 */

uint32_t test_send_start(IpsecEngine *engine, TestSend *send, IpsecTx *tx)
{
    uint32_t status;

    g_free(send->block);
    send->block = g_malloc(send->frame->len);
    memcpy(send->block, send->frame->data, send->frame->len);
    memset(tx, 0xa5, sizeof(*tx));
    status = ipsec_tx_start(engine, tx, send->block, send->frame->len,
                            &send->request);
    if (!(send->request.flags & IPSECNIC_TX_SEGMENT)) {
        g_assert_cmpmem(send->block, send->frame->len, send->frame->data,
                        send->frame->len);
    }
    if (status == IPSECNIC_TX_ST_OK) {
        g_assert_cmpuint(tx->segments, >=, 1);
    }
    return status;
}

uint32_t test_send_build(IpsecEngine *engine, IpsecTx *tx, uint32_t segment,
                         GByteArray **frame)
{
    const uint8_t *data = (const uint8_t *)"";
    uint32_t length = 1234567;
    uint32_t status = ipsec_tx_build(engine, tx, segment, &data, &length);

    *frame = NULL;
    if (status != IPSECNIC_TX_ST_OK) {
        g_assert_null(data);
        g_assert_cmpuint(length, ==, 0);
        return status;
    }
    g_assert_nonnull(data);
    g_assert_cmpuint(length, >=, IPSECNIC_MIN_FRAME);
    g_assert_cmpuint(length, <=, IPSECNIC_MAX_FRAME);
    *frame = g_byte_array_new();
    test_append(*frame, data, length);
    return status;
}

GByteArray *test_send_must(IpsecEngine *engine, TestSend *send)
{
    GByteArray *frame;
    IpsecTx tx;

    g_assert_cmpuint(test_send_start(engine, send, &tx), ==,
                     IPSECNIC_TX_ST_OK);
    g_assert_cmpuint(tx.segments, ==, 1);
    g_assert_cmpuint(test_send_build(engine, &tx, 0, &frame), ==,
                     IPSECNIC_TX_ST_OK);
    ipsec_tx_sent(engine, &tx, 0);
    return frame;
}

TestSa test_sa_twin(const TestSa *sa)
{
    TestSa twin = *sa;

    twin.ctx.flags |= IPSECNIC_SA_FLAG_INBOUND;
    /* SaDeleteReq is of no interest. */
    twin.ctx.soft_packets = IPSECNIC_NO_LIMIT;
    twin.ctx.hard_packets = IPSECNIC_NO_LIMIT;
    twin.ctx.soft_bytes = IPSECNIC_NO_LIMIT;
    twin.ctx.hard_bytes = IPSECNIC_NO_LIMIT;
    return twin;
}

/* ------------------------------------------------------------------------
 * Two cards
 */

void test_pair_init_caps(TestPair *p, const IpsecCaps *caps, const TestSa *sa,
                         const TestSa *tunnel)
{
    unsigned i;

    memset(p, 0, sizeof(*p));
    p->out = ipsec_engine_new(caps, NULL);
    p->in = ipsec_engine_new(caps, NULL);
    ipsec_engine_set_control(p->out, 7);
    ipsec_engine_set_control(p->in, 7);
    for (i = 0; i < 2; i++) {
        const TestSa *from = i ? tunnel : sa;
        TestPortion *portion = &p->packet.portion[i];
        TestSa twin;

        if (!from) {
            continue;
        }
        p->sa[i] = *from;
        test_sa_outbound(&p->sa[i]);
        twin = test_sa_twin(from);
        portion->sa = &p->sa[i];
        portion->handle = test_sa_must_add(p->out, &p->sa[i]);
        portion->id = (uint16_t)(0x1234 + i);
        portion->sequence[0] = 1;
        portion->sequence[1] = 1;
        test_sa_must_add(p->in, &twin);
    }
    p->packet.next_header = 17;
}

void test_pair_init(TestPair *p, const TestSa *sa, const TestSa *tunnel)
{
    IpsecCaps caps = test_caps(4);

    test_pair_init_caps(p, &caps, sa, tunnel);
}

void test_pair_clear(TestPair *p)
{
    ipsec_engine_free(p->out);
    ipsec_engine_free(p->in);
}

void test_pair_assert_received(TestPair *p, const TestSend *send,
                               const GByteArray *frame, IpsecRxResult *r)
{
    const TestPacket *packet = &p->packet;
    bool nested = packet->portion[1].sa;
    unsigned end = send->payload + packet->payload->len, i, pad;

    test_receive(p->in, frame, r);
    g_assert_cmpuint(r->reason, ==, 0);
    g_assert_cmphex(r->oob, ==, TEST_WORD(1, nested, 0));
    g_assert_cmpuint(r->inner_reason, ==, 0);
    g_assert_cmpuint(r->payload_offset, ==, send->payload);
    g_assert_cmpmem(r->data + send->payload, packet->payload->len,
                    packet->payload->data, packet->payload->len);
    if (send->request.esp_offset) {
        pad = IPSECNIC_HEADER_PAD_LENGTH(r->header_info);
        g_assert_cmpuint(IPSECNIC_HEADER_NEXT_HEADER(r->header_info), ==,
                         packet->next_header);
        for (i = 0; i < pad; i++) {
            g_assert_cmpuint(r->data[end + i], ==, i + 1);
        }
        g_assert_cmpuint(r->data[end + pad], ==, pad);
        g_assert_cmpuint(r->data[end + pad + 1], ==, packet->next_header);
    }
}

void test_find_ivs(const TestPacket *packet, const TestSend *send,
                   const uint8_t *data, const uint8_t *iv[2][2])
{
    const IpsecTxRequest *r = &send->request;
    const unsigned offset[2][2] = {
        { r->esp_offset, r->ah_offset },
        { r->tunnel_esp_offset, r->tunnel_ah_offset },
    };
    unsigned i;

    for (i = 0; i < 2; i++) {
        if (!packet->portion[i].sa) {
            continue;
        }
        iv[i][0] = offset[i][0] ? data + offset[i][0] + 8 : NULL;
        iv[i][1] = offset[i][1] ? data + offset[i][1] + 12 : NULL;
    }
}

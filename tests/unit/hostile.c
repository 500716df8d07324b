/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever is asked of the outbound half of the engine: what must hold then
 *
 * An input: u8 SA, u8 tunnel SA, u8 FLAG_*, u8 more flags, u16 payload length,
 * u16 segment size, u16 sequence number, u8 trailer, u8 TCP flags, u8 number of
 * changes, the changes, u8 number of actions, the actions; what is missing is
 * 0.  A change: u8 what, u16 where, u16 value.  An action: u8 what, u8 before
 * which segment.
 *
 * The description makes a request that is good; the changes spoil it.
 */

#include <string.h>

#include "hostile.h"

#define FLAG_TUNNEL         0x01    /* the tunnel SA counts */
#define FLAG_SEGMENT        0x02
#define FLAG_CSUM           0x04
#define FLAG_IV_PRESENT     0x08
#define FLAG_SEQUENCE_HIGH  0x10
#define FLAG_OPTIONS        0x20
#define FLAG_UDP_CHECKSUM   0x40
#define FLAG_PLAIN          0x80    /* no SA at all */

#define MORE_VLAN           0x03    /* tags, up to 2; 3: one, and one more
                                     * that the card inserts */
#define MORE_UDP            0x04    /* inner protocol; else TCP */
#define MORE_INNER_IPV6     0x08
#define MORE_INNER_OPTIONS  0x10
#define MORE_SEGMENT_ORDER  0x20    /* backwards */
#define MORE_LENGTHS_ZERO   0x40
#define MORE_ANY_ADDRESS    0x80

/* A large send in a tunnel that is not IPsec's */
#define CARRIER_SHIFT       6       /* which of carriers[]; others: none */
#define CARRIER_MASK        15
#define CARRIER_IPV6        0x0400  /* unless the SA says it */
#define CARRIER_OPTIONS     0x0800
#define SEQUENCE_MASK       63

#define MAX_CHANGES     12
#define MAX_ACTIONS     3
#define MAX_BUILT       12          /* segments of one large send */

#define ESN_TOP UINT64_C(0x1fffffff0)

/* ------------------------------------------------------------------------
 * Input
 */

typedef struct Input {
    const uint8_t *data;
    size_t left;
} Input;

static uint8_t take8(Input *in)
{
    if (in->left == 0) {
        return 0;
    }
    in->left--;
    return *in->data++;
}

static uint16_t take16(Input *in)
{
    uint16_t low = take8(in);

    return (uint16_t)(low | take8(in) << 8);
}

/* ------------------------------------------------------------------------
 * SAs
 */

#define C(name) IPSECNIC_CIPHER_ ## name
#define A(name) IPSECNIC_AUTH_ ## name

/* Each for both families and modes. */
static const struct Kind {
    uint64_t ah, cipher, auth;
    uint16_t icv;               /* of the cipher, if not 16 */
    bool esn;
    uint16_t port;              /* UDP encapsulation */
} kinds[] = {
    { .cipher = C(AES_GCM_128) },
    { .cipher = C(AES_GCM_256), .icv = 8, .esn = true },
    { .cipher = C(AES_CBC_128), .auth = A(SHA1) },
    { .cipher = C(AES_CBC_256), .auth = A(SHA256), .esn = true },
    { .cipher = C(3DES_CBC), .auth = A(MD5) },
    { .cipher = C(NONE), .auth = A(SHA256) },
    { .auth = A(AES_GMAC_128) },
    { .auth = A(AES_GMAC_256), .esn = true },
    { .ah = A(SHA1) },
    { .ah = A(SHA256), .esn = true },
    { .ah = A(AES_GMAC_128) },
    { .ah = A(SHA1), .cipher = C(AES_GCM_128) },
    { .ah = A(AES_GMAC_192), .cipher = C(AES_CBC_192), .auth = A(SHA1),
      .esn = true },
    { .cipher = C(AES_GCM_128), .port = 4500 },
    { .cipher = C(AES_CBC_128), .auth = A(SHA1), .port = 5000 },
    { .cipher = C(CHACHA20_POLY1305) },
    { .cipher = C(AES_CTR_128), .auth = A(SHA512), .esn = true },
    { .cipher = C(AES_CCM_192), .icv = 8, .esn = true },
    { .ah = A(AES_XCBC), .cipher = C(NONE), .auth = A(SHA384) },
};

#define NUM_SAS (G_N_ELEMENTS(kinds) * 4)

typedef struct Entry {
    TestSa sa;
    uint32_t handle;
    uint32_t twin[2];           /* in Cards.in[] */
} Entry;

/*
 * The card that sends, and two that receive: one that looks into tunnels, for
 * packets with two portions, and one that does not, since what is in a tunnel
 * may look like another portion by chance.
 */
typedef struct Cards {
    IpsecEngine *out;
    IpsecEngine *in[2];
    Entry entry[NUM_SAS];
} Cards;

static void make_sa(TestSa *sa, unsigned n)
{
    const struct Kind *kind = &kinds[n / 4];
    bool ipv6 = n & 1, tunnel = n & 2;
    unsigned op = 0, i;

    test_sa_init(sa, C(NONE), A(SHA1));
    sa->ctx.num_ops = 0;
    if (ipv6) {
        test_sa_ipv6(sa);
    }
    test_sa_outbound(sa);
    if (tunnel) {
        sa->ctx.mode = IPSECNIC_MODE_TUNNEL;
        sa->ctx.src[ipv6 ? 14 : 2] = 0x77;
    }
    if (n % 8 == 5) {
        memset(sa->ctx.src, 0, 16);
    }
    if (n % 8 == 6) {
        memset(sa->ctx.dst, 0, 16);
    }
    if (kind->port) {
        sa->ctx.encap = tunnel ? IPSECNIC_UDP_ESP_TUNNEL :
                                 IPSECNIC_UDP_ESP_TRANSPORT;
        sa->ctx.encap_dport = kind->port == 4500 ? 0 : kind->port;
        sa->ctx.encap_sport = kind->port == 4500 ? 0 : 5001;
    }
    if (kind->ah) {
        test_sa_op(sa, op++, IPSECNIC_OP_AH, 0x1000 + n, 0, kind->ah);
    }
    if (kind->cipher || kind->auth) {
        test_sa_op(sa, op, IPSECNIC_OP_ESP, 0x2000 + n, kind->cipher,
                   kind->auth);
        if (kind->icv) {
            sa->ctx.op[op].cipher_icv_length = kind->icv;
        }
    }
    for (i = 0; i < sa->ctx.num_ops; i++) {
        /* Keys that do not differ hide a mistaken identity. */
        sa->keys[i][0][1] ^= (uint8_t)n;
        sa->keys[i][1][1] ^= (uint8_t)n;
        if (kind->esn) {
            sa->ctx.op[i].flags = IPSECNIC_OP_FLAG_ESN;
            sa->ctx.op[i].sequence = ESN_TOP;
        }
    }
}

static void add_entry(Cards *cards, Entry *e)
{
    TestSa twin = test_sa_twin(&e->sa);
    unsigned i;

    e->handle = test_sa_must_add(cards->out, &e->sa);
    for (i = 0; i < 2; i++) {
        e->twin[i] = test_sa_must_add(cards->in[i], &twin);
    }
}

/* Counts and numbers go back to where they were. */
static void renew_entry(Cards *cards, Entry *e)
{
    unsigned i;

    /* It may be gone. */
    ipsec_engine_delete_sa(cards->out, e->handle);
    for (i = 0; i < 2; i++) {
        ipsec_engine_delete_sa(cards->in[i], e->twin[i]);
    }
    add_entry(cards, e);
}

static Cards *the_cards(void)
{
    static Cards cards;
    IpsecCaps caps = test_caps(NUM_SAS);
    unsigned i;

    if (cards.out) {
        return &cards;
    }
    cards.out = ipsec_engine_new(&caps, NULL);
    cards.in[1] = ipsec_engine_new(&caps, NULL);
    caps.ipsec &= ~IPSECNIC_CAP_TRANSPORT_TUNNEL;
    cards.in[0] = ipsec_engine_new(&caps, NULL);
    ipsec_engine_set_control(cards.out, 7);
    for (i = 0; i < 2; i++) {
        ipsec_engine_set_control(cards.in[i], 7);
        ipsec_engine_set_rx_csum(cards.in[i], true);
    }
    for (i = 0; i < NUM_SAS; i++) {
        make_sa(&cards.entry[i].sa, i);
        add_entry(&cards, &cards.entry[i]);
    }
    return &cards;
}

unsigned test_hostile_sas(void)
{
    return NUM_SAS;
}

static Entry *find_entry(Cards *cards, uint32_t handle)
{
    unsigned i;

    for (i = 0; i < NUM_SAS; i++) {
        if (cards->entry[i].handle == handle) {
            return &cards->entry[i];
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------------
 * What is asked
 */

/* A request that was accepted, and all that is known of what it means. */
typedef struct Asked {
    Cards *cards;
    const uint8_t *frame;       /* as it was before */
    uint32_t length;
    const IpsecTxRequest *r;
    Entry *entry[2];
    /* Of both portions: */
    unsigned l3[2], esp[2], ah[2], text[2];
    unsigned esp_op[2], ah_op[2];
    uint64_t number[2][2];
    /* Where the payload begins that segments are cut from, and ends. */
    unsigned header;
    unsigned payload_end;
    unsigned inner_l3;          /* of what a tunnel or a plain frame holds */
    /* In a tunnel that is not IPsec's: the IP header of the payload; 0: there
     * is none.  The IP header in front, and what is behind that. */
    unsigned carried_l3;
    unsigned carrier_l3, carrier_l4;
    uint8_t carrier;            /* the number of what is behind it */
    unsigned segments;
} Asked;

static unsigned be16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static void put16(uint8_t *p, unsigned v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p + 2, v & 0xffff);
}

/* The number of which @low is half, without regard to how that is found. */
static uint64_t whole_number(const IpsecSaCtxOp *op, uint64_t top,
                             uint32_t low, bool given, uint32_t high)
{
    uint64_t best = 0, distance = UINT64_MAX;
    int i;

    if (!(op->flags & IPSECNIC_OP_FLAG_ESN)) {
        return low;
    }
    if (given) {
        return (uint64_t)high << 32 | low;
    }
    for (i = 1; i >= -1; i--) {
        uint64_t subspace = (top >> 32) + (uint64_t)i;
        uint64_t candidate = subspace << 32 | low, d;

        if (subspace >> 32) {
            continue;
        }
        d = candidate > top ? candidate - top : top - candidate;
        if (d < distance) {
            best = candidate;
            distance = d;
        }
    }
    return best;
}

/* What is behind an IP header, and where. */
static unsigned skip_ip(const uint8_t *data, unsigned offset, uint8_t *protocol)
{
    unsigned at = offset + 40;

    if (data[offset] >> 4 == 4) {
        *protocol = data[offset + 9];
        return offset + (data[offset] & 0xf) * 4;
    }
    *protocol = data[offset + 6];
    /* Hop-by-hop and destination options, routing */
    while (*protocol == 0 || *protocol == 60 || *protocol == 43) {
        *protocol = data[at];
        at += (data[at + 1] + 1u) * 8;
    }
    return at;
}

static unsigned find_op(const TestSa *sa, unsigned operation)
{
    return sa->ctx.op[0].operation == operation ? 0 : 1;
}

static void understand_carrier(Asked *a)
{
    const IpsecTxRequest *r = a->r;
    unsigned room = 0;
    const uint8_t *at;

    a->carried_l3 = r->inner_l3_offset;
    if (!a->carried_l3) {
        return;
    }
    g_assert_cmpuint(a->carried_l3, <, a->header);
    if (a->inner_l3) {
        a->carrier_l3 = a->inner_l3;
        a->carrier_l4 = skip_ip(a->frame, a->carrier_l3, &a->carrier);
    } else {
        a->carrier_l3 = a->l3[0];
        a->carrier_l4 = a->text[0];
        a->carrier = a->esp[0] ? r->next_header : a->frame[a->ah[0]];
    }
    at = a->frame + a->carrier_l4;
    if (a->carrier == 17) {
        room = 8;
    } else if (a->carrier == 47) {
        g_assert_cmphex(be16(at) & 0x5fff, ==, 0);
        room = 4 + (at[0] >> 7) * 4 + (at[0] >> 5 & 1) * 4;
    } else {
        g_assert_cmpuint(a->carrier, ==, *at >> 4 == 4 ? 4 : 41);
        g_assert_cmpuint(a->carrier_l4, ==, a->carried_l3);
    }
    g_assert_cmpuint(a->carrier_l4 + room, <=, a->carried_l3);
}

static void understand(Asked *a, Cards *cards, const uint8_t *frame,
                       uint32_t length, const IpsecTxRequest *r)
{
    bool segment = r->flags & IPSECNIC_TX_SEGMENT;
    unsigned i, payload;

    memset(a, 0, sizeof(*a));
    a->cards = cards;
    a->frame = frame;
    a->length = length;
    a->r = r;
    a->l3[0] = r->l3_offset;
    a->esp[0] = r->esp_offset;
    a->ah[0] = r->ah_offset;
    a->l3[1] = r->tunnel_l3_offset;
    a->esp[1] = r->tunnel_esp_offset;
    a->ah[1] = r->tunnel_ah_offset;
    for (i = 0; i < 2; i++) {
        uint32_t handle = i ? r->tunnel_handle : r->sa_handle;
        bool given = i == 0 && (r->flags & IPSECNIC_TX_SEQ_HI_VALID);
        const TestSa *sa;
        IpsecSaInfo info;

        if (!handle) {
            continue;
        }
        /* T3 */
        a->entry[i] = find_entry(cards, handle);
        g_assert_nonnull(a->entry[i]);
        sa = &a->entry[i]->sa;
        info = test_sa_query(cards->out, handle);
        g_assert_cmpuint((a->esp[i] != 0) + (a->ah[i] != 0), ==,
                         sa->ctx.num_ops);
        if (a->ah[i]) {
            a->ah_op[i] = find_op(sa, IPSECNIC_OP_AH);
            g_assert_cmpuint(a->ah[i] + 12, <=, length);
            a->text[i] = a->ah[i] + (frame[a->ah[i] + 1] + 2u) * 4;
            a->number[i][1] = whole_number(
                &sa->ctx.op[a->ah_op[i]], info.sequence[a->ah_op[i]],
                be32(frame + a->ah[i] + 8), given, r->sequence_high);
        }
        if (a->esp[i]) {
            a->esp_op[i] = find_op(sa, IPSECNIC_OP_ESP);
            g_assert_cmpuint(a->esp[i] + 8, <=, length);
            a->text[i] = a->esp[i] + 8 +
                         test_lengths(&sa->ctx.op[a->esp_op[i]]).iv;
            a->number[i][0] = whole_number(
                &sa->ctx.op[a->esp_op[i]], info.sequence[a->esp_op[i]],
                be32(frame + a->esp[i] + 4), given, r->sequence_high);
        }
    }
    g_assert_cmpuint(r->trailer_length + r->tunnel_trailer_length, <=, length);
    a->payload_end = length - r->trailer_length - r->tunnel_trailer_length;
    a->header = segment ? r->header_length : a->text[0];
    g_assert_cmpuint(a->header, <=, a->payload_end);
    a->segments = 1;
    if (segment) {
        payload = a->payload_end - a->header;
        g_assert_cmpuint(r->segment_size, >=, 1);
        g_assert_cmpuint(r->segment_size, <=, payload);
        a->segments = (payload + r->segment_size - 1) / r->segment_size;
        if (!a->entry[0]) {
            a->inner_l3 = r->l3_offset;
        } else if (a->entry[0]->sa.ctx.mode == IPSECNIC_MODE_TUNNEL) {
            a->inner_l3 = a->text[0];
        }
        understand_carrier(a);
    }
}

/* ------------------------------------------------------------------------
 * What came out
 */

/* An IP header of a segment; the lengths are checked by who calls. */
static void expect_ip(uint8_t *e, const uint8_t *data, unsigned offset,
                      unsigned segment)
{
    unsigned id;

    if (e[offset] >> 4 == 6) {
        memcpy(e + offset + 4, data + offset + 4, 2);
        return;
    }
    memcpy(e + offset + 2, data + offset + 2, 2);
    memcpy(e + offset + 10, data + offset + 10, 2);
    id = be16(e + offset + 4);
    put16(e + offset + 4, (id & 0x8000) | ((id + segment) & 0x7fff));
}

static unsigned ip_end(const uint8_t *data, unsigned offset)
{
    return offset + (data[offset] >> 4 == 6 ? 40 + be16(data + offset + 4) :
                                              be16(data + offset + 2));
}

/* UDP and GRE in front of what is carried; see check_sums(), too. */
static void expect_carrier(const Asked *a, unsigned end, const uint8_t *data,
                           uint8_t *e)
{
    unsigned at = a->carrier_l4;

    if (a->carrier == 17) {
        put16(e + at + 4, end - at);
        if (be16(e + at + 6)) {
            g_assert_cmpuint(be16(data + at + 6), !=, 0);
            memcpy(e + at + 6, data + at + 6, 2);
        }
    } else if (a->carrier == 47 && (e[at] & 0x80)) {
        memcpy(e + at + 4, data + at + 4, 2);
    }
}

/* Add up the words from @from to @end. */
static uint32_t add_up(uint32_t sum, const uint8_t *data, unsigned from,
                       unsigned end)
{
    unsigned i;

    for (i = from; i < end; i++) {
        sum += (i - from) % 2 ? data[i] : (uint32_t)data[i] << 8;
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return sum;
}

/* The pseudo header of what begins at @l4. */
static uint32_t add_pseudo(const uint8_t *data, unsigned l3, unsigned l4,
                           unsigned end, uint8_t protocol)
{
    bool ipv6 = data[l3] >> 4 == 6;
    unsigned from = l3 + (ipv6 ? 8 : 12);

    return add_up(protocol + end - l4, data, from, from + (ipv6 ? 32 : 8));
}

/* The checksums of a segment in a tunnel that is not IPsec's, of which no
 * receiver of ours looks at all. */
static void check_sums(const Asked *a, const uint8_t *data, unsigned end)
{
    unsigned l4 = a->r->csum_start, carrier = a->carrier_l4, i;
    uint8_t protocol = a->r->csum_offset == l4 + 16 ? 6 : 17;
    unsigned l3[] = { a->carrier_l3, a->carried_l3 };

    for (i = 0; i < 2; i++) {
        if (data[l3[i]] >> 4 == 4) {
            g_assert_cmphex(add_up(0, data, l3[i],
                                   l3[i] + (data[l3[i]] & 0xf) * 4), ==,
                            0xffff);
        }
    }
    g_assert_cmphex(add_up(add_pseudo(data, a->carried_l3, l4, end, protocol),
                           data, l4, end), ==, 0xffff);
    if (a->carrier == 17 && be16(data + carrier + 6)) {
        g_assert_cmphex(add_up(add_pseudo(data, a->carrier_l3, carrier, end,
                                          17), data, carrier, end), ==,
                        0xffff);
    } else if (a->carrier == 47 && (data[carrier] & 0x80)) {
        g_assert_cmphex(add_up(0, data, carrier, end), ==, 0xffff);
    }
}

/* What the headers must be, from those that the driver built; what cannot be
 * told is taken from @data, and proved otherwise. */
static void expect_headers(const Asked *a, unsigned segment, unsigned end,
                           const uint8_t *data, uint8_t *e)
{
    const IpsecTxRequest *r = a->r;
    bool segmented = r->flags & IPSECNIC_TX_SEGMENT;
    bool iv_present = r->flags & IPSECNIC_TX_IV_PRESENT;
    unsigned i, l4 = r->csum_start;

    memcpy(e, a->frame, a->header);
    for (i = 0; i < 2; i++) {
        const TestSa *sa = a->entry[i] ? &a->entry[i]->sa : NULL;
        TestLengths l;
        unsigned at;

        if (!sa) {
            continue;
        }
        if (segmented) {
            expect_ip(e, data, a->l3[i], segment);
        }
        if (a->esp[i]) {
            l = test_lengths(&sa->ctx.op[a->esp_op[i]]);
            at = a->esp[i];
            put32(e + at + 4, (uint32_t)(a->number[i][0] + segment));
            if (!iv_present) {
                memcpy(e + at + 8, data + at + 8, l.iv);
            }
            if (sa->ctx.encap && (e[at - 2] || e[at - 1])) {
                /* The right one, or it would not be received. */
                g_assert_true(data[at - 2] || data[at - 1]);
                memcpy(e + at - 2, data + at - 2, 2);
            }
            if (sa->ctx.encap && segmented) {
                put16(e + at - 4, ip_end(data, a->l3[i]) - (at - 8));
            }
        }
        if (a->ah[i]) {
            l = test_lengths(&sa->ctx.op[a->ah_op[i]]);
            at = a->ah[i];
            put32(e + at + 8, (uint32_t)(a->number[i][1] + segment));
            memcpy(e + at + 12 + (iv_present ? l.iv : 0),
                   data + at + 12 + (iv_present ? l.iv : 0),
                   l.icv + (iv_present ? 0 : l.iv));
        }
    }
    if (!segmented) {
        return;
    }
    if (a->inner_l3) {
        expect_ip(e, data, a->inner_l3, segment);
        g_assert_cmpuint(ip_end(data, a->inner_l3), ==, end);
    }
    if (a->carried_l3) {
        expect_ip(e, data, a->carried_l3, segment);
        g_assert_cmpuint(ip_end(data, a->carried_l3), ==, end);
        expect_carrier(a, end, data, e);
    }
    if (r->csum_offset == l4 + 16) {
        put32(e + l4 + 4, be32(e + l4 + 4) + segment * r->segment_size);
        e[l4 + 13] &= (uint8_t)(segment ? ~0x80 : ~0);
        e[l4 + 13] &= (uint8_t)(segment + 1 < a->segments ? ~0x09 : ~0);
    } else {
        put16(e + l4 + 4, end - l4);
    }
    memcpy(e + r->csum_offset, data + r->csum_offset, 2);
}

/* The checksum of a single frame: what the field held counts. */
static void expect_checksum(const Asked *a, uint8_t *payload)
{
    unsigned start = a->r->csum_start, offset = a->r->csum_offset;
    unsigned sum = ~add_up(0, a->frame, start, a->payload_end) & 0xffff;

    if (sum == 0 && offset - start == 6) {
        sum = 0xffff;
    }
    put16(payload + (offset - a->header), sum);
}

/* The trailer of an ESP, decrypted, behind a text up to @end; @driver: where
 * the driver put it, or NULL.  Returns where it ends. */
static unsigned check_trailer(const Asked *a, unsigned i, unsigned end,
                              const uint8_t *data, const uint8_t *driver,
                              uint8_t next_header)
{
    TestLengths l = test_lengths(&a->entry[i]->sa.ctx.op[a->esp_op[i]]);
    unsigned length = i ? a->r->tunnel_trailer_length : a->r->trailer_length;
    unsigned pad, n;

    if (driver && length) {
        length -= a->r->flags & IPSECNIC_TX_ICV_ROOM ? l.icv : 0;
        g_assert_cmpmem(data + end, length, driver, length);
        return end + length;
    }
    pad = l.block - 1 - (end - a->text[i] + 1) % l.block;
    for (n = 0; n < pad; n++) {
        g_assert_cmpuint(data[end + n], ==, n + 1);
    }
    g_assert_cmpuint(data[end + pad], ==, pad);
    g_assert_cmpuint(data[end + pad + 1], ==, next_header);
    return end + pad + 2;
}

/* The receiver knows how far the sender's numbers are. */
static void tell_numbers(const Asked *a, unsigned card, unsigned segment)
{
    unsigned i, op;

    for (i = 0; i < 2; i++) {
        const IpsecSaCtx *ctx = a->entry[i] ? &a->entry[i]->sa.ctx : NULL;

        for (op = 0; ctx && op < ctx->num_ops; op++) {
            const IpsecSaCtxOp *o = &ctx->op[op];

            if (o->flags & IPSECNIC_OP_FLAG_ESN) {
                g_assert_cmpuint(ipsec_engine_update_sa(
                    a->cards->in[card], a->entry[i]->twin[card], o->operation,
                    o->spi, a->number[i][o->operation == IPSECNIC_OP_AH] +
                    segment, true), ==, IPSECNIC_ST_OK);
            }
        }
    }
}

static void check_received(const Asked *a, unsigned segment,
                           const uint8_t *out, uint32_t length, unsigned end)
{
    unsigned nested = a->entry[1] != NULL;
    IpsecEngine *in = a->cards->in[nested];
    const IpsecTxRequest *r = a->r;
    bool segmented = r->flags & IPSECNIC_TX_SEGMENT;
    uint32_t outer = a->entry[nested]->twin[nested];
    uint32_t inner = a->entry[0]->twin[nested];
    unsigned from = a->header + segment * r->segment_size, l3;
    g_autofree uint8_t *wire = g_malloc(length);
    g_autofree uint8_t *e = g_malloc(a->header + 1);
    g_autofree uint8_t *payload = g_malloc(end - a->header + 1);
    const uint8_t *driver;
    IpsecRxResult result;
    IpsecFrame f;
    unsigned at;

    memcpy(wire, out, length);
    tell_numbers(a, nested, segment);
    ipsec_frame_parse(&f, wire, length,
                      IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ);
    ipsec_engine_receive(in, &f, 0, &result);
    g_assert_cmpuint(result.reason, ==, 0);
    g_assert_cmphex(result.oob, ==, TEST_WORD(1, nested, 0));
    g_assert_cmpuint(result.sa_outer, ==, outer);
    if (nested) {
        g_assert_cmpuint(result.sa_inner, ==, inner);
    }
    g_assert_cmpuint(result.payload_offset, ==, a->text[0]);

    expect_headers(a, segment, end, result.data, e);
    g_assert_cmpmem(result.data, a->header, e, a->header);
    memcpy(payload, a->frame + from, end - a->header);
    if ((r->flags & IPSECNIC_TX_CSUM) && !segmented) {
        expect_checksum(a, payload);
    }
    g_assert_cmpmem(result.data + a->header, end - a->header, payload,
                    end - a->header);
    if (segmented && result.data[a->l3[nested]] >> 4 == 4) {
        g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L3(result.csum), ==,
                         IPSECNIC_CSUM_GOOD);
    }
    /* Into a tunnel whose next header says that there is nothing, no receiver
     * looks. */
    if (a->carried_l3) {
        check_sums(a, result.data, end);
    } else if (segmented && (!a->inner_l3 || result.inner_l3_offset)) {
        g_assert_cmpuint(IPSECNIC_CSUM_INNER_L4(result.csum), ==,
                         IPSECNIC_CSUM_GOOD);
        l3 = nested ? a->l3[0] : a->inner_l3;
        if (l3 && result.data[l3] >> 4 == 4) {
            g_assert_cmpuint(IPSECNIC_CSUM_INNER_L3(result.csum), ==,
                             IPSECNIC_CSUM_GOOD);
        }
    } else if (segmented) {
        g_assert_cmpuint(a->ah[0] && !a->esp[0] ? a->frame[a->ah[0]] :
                         r->next_header, ==, 59);
    }

    at = end;
    driver = segmented ? NULL : a->frame + a->payload_end;
    if (a->esp[0]) {
        at = check_trailer(a, 0, at, result.data, driver, r->next_header);
        at += test_lengths(&a->entry[0]->sa.ctx.op[a->esp_op[0]]).icv;
    }
    if (nested) {
        g_assert_cmpuint(ip_end(result.data, a->l3[0]), ==, at);
    }
    if (nested && a->esp[1]) {
        at = check_trailer(a, 1, at, result.data,
                           driver ? driver + r->trailer_length : NULL,
                           result.data[a->l3[0]] >> 4 == 6 ? 41 : 4);
        at += test_lengths(&a->entry[1]->sa.ctx.op[a->esp_op[1]]).icv;
    }
    g_assert_cmpuint(at, ==, length);
    g_assert_cmpuint(ip_end(out, a->l3[nested]), ==, length);
}

static void check_plain(const Asked *a, unsigned segment, const uint8_t *out,
                        uint32_t length, unsigned end)
{
    bool segmented = a->r->flags & IPSECNIC_TX_SEGMENT;
    g_autofree uint8_t *e = g_malloc(end);
    IpsecRxResult result;
    IpsecFrame f;

    g_assert_cmpuint(length, ==, end);
    expect_headers(a, segment, end, out, e);
    memcpy(e + a->header,
           a->frame + a->header + segment * a->r->segment_size,
           end - a->header);
    if ((a->r->flags & IPSECNIC_TX_CSUM) && !segmented) {
        expect_checksum(a, e + a->header);
    }
    g_assert_cmpmem(out, length, e, end);
    if (a->carried_l3) {
        check_sums(a, out, end);
    } else if (segmented) {
        ipsec_frame_parse(&f, e, end,
                          IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ);
        ipsec_engine_receive(a->cards->in[0], &f, 0, &result);
        g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L4(result.csum), ==,
                         IPSECNIC_CSUM_GOOD);
        if (f.ip_version == 4) {
            g_assert_cmpuint(IPSECNIC_CSUM_OUTER_L3(result.csum), ==,
                             IPSECNIC_CSUM_GOOD);
        }
    }
}

/* Whether the bytes behind the header are the payload as it is. */
static void check_not_in_clear(const Asked *a, unsigned segment,
                               const uint8_t *out, unsigned end)
{
    unsigned nested = a->entry[1] != NULL, i;
    unsigned length = end - a->header;
    bool secret = false;

    for (i = 0; i <= nested; i++) {
        uint64_t cipher = a->esp[i] ?
            a->entry[i]->sa.ctx.op[a->esp_op[i]].cipher_alg : 0;

        secret |= cipher && cipher != IPSECNIC_CIPHER_NONE;
    }
    if (secret && length >= 8) {
        g_assert_cmpint(memcmp(out + a->header, a->frame + a->header +
                               segment * a->r->segment_size, length), !=, 0);
    }
}

static void check_built(const Asked *a, unsigned segment, const uint8_t *out,
                        uint32_t length)
{
    unsigned left = a->payload_end - a->header -
                    segment * a->r->segment_size;
    unsigned size = a->r->flags & IPSECNIC_TX_SEGMENT ?
                    MIN(a->r->segment_size, left) : left;
    unsigned end = a->header + size;

    g_assert_cmpuint(length, <=, IPSECNIC_MAX_FRAME);
    g_assert_cmpuint(length, >=, end);
    if (a->entry[0]) {
        check_not_in_clear(a, segment, out, end);
        check_received(a, segment, out, length, end);
    } else {
        check_plain(a, segment, out, length, end);
    }
}

/* The tag that was asked for; returns the frame as it is without it. */
static GByteArray *check_tag(const Asked *a, const uint8_t *data,
                             uint32_t length)
{
    const IpsecTxRequest *r = a->r;
    GByteArray *out = g_byte_array_new();
    unsigned tag = 0;

    if (r->flags & IPSECNIC_TX_VLAN) {
        tag = 4;
        g_assert_cmpuint(length, >=, 18);
        g_assert_cmphex(be16(data + 12), ==,
                        r->flags & IPSECNIC_TX_VLAN_SERVICE ? 0x88a8 : 0x8100);
        g_assert_cmphex(be16(data + 14), ==, r->vlan_tci);
    }
    g_assert_cmpuint(length, <=, IPSECNIC_MAX_FRAME);
    g_byte_array_append(out, data, 12);
    g_byte_array_append(out, data + 12 + tag, length - 12 - tag);
    return out;
}

/* What sending a segment does to its SAs. */
static void check_sent(const Asked *a, IpsecTx *tx, unsigned segment,
                       unsigned packets, uint32_t length)
{
    unsigned i, op, nested = a->entry[1] != NULL;
    IpsecSaInfo before[2], after;

    for (i = 0; i <= nested && a->entry[i]; i++) {
        before[i] = test_sa_query(a->cards->out, a->entry[i]->handle);
    }
    ipsec_tx_sent(a->cards->out, tx, segment);
    g_assert_cmpuint(tx->limits.count, ==, 0);
    for (i = 0; i <= nested && a->entry[i]; i++) {
        const TestSa *sa = &a->entry[i]->sa;

        after = test_sa_query(a->cards->out, a->entry[i]->handle);
        g_assert_cmpuint(after.packets, ==, packets + 1);
        if (i == nested) {
            g_assert_cmpuint(after.bytes, ==, before[i].bytes + length -
                             a->l3[i]);
        }
        for (op = 0; op < sa->ctx.num_ops; op++) {
            bool ah = sa->ctx.op[op].operation == IPSECNIC_OP_AH;

            g_assert_cmphex(after.sequence[op], ==,
                            MAX(before[i].sequence[op],
                                a->number[i][ah] + segment));
        }
    }
}

/* ------------------------------------------------------------------------
 * From the input to a request
 */

typedef struct Plan {
    Entry *main;
    Entry *tunnel;
    TestSend send;
    bool good;
} Plan;

/* TCP or UDP around bytes that tell where they are from. */
static GByteArray *make_l4(bool udp, unsigned length, uint8_t flags)
{
    g_autofree uint8_t *data = g_malloc(length + 1);
    unsigned i;

    for (i = 0; i < length; i++) {
        data[i] = (uint8_t)(i * 7 + (i >> 8) * 13 + 1);
    }
    return udp ? test_udp_datagram(data, length) :
                 test_tcp_segment(0xffffff00, flags, flags % 11 * 4, data,
                                  length);
}

static void zero_length(TestSend *send, unsigned offset)
{
    uint8_t *ip = send->frame->data + offset;

    memset(ip + (ip[0] >> 4 == 6 ? 4 : 2), 0, 2);
}

static void take_portion(TestPortion *p, const Entry *e, uint16_t sequence,
                         uint8_t flags, bool other)
{
    bool ipv6 = e->sa.ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    static const uint8_t zero[16];

    p->sa = &e->sa;
    p->handle = e->handle;
    p->sequence[0] = e->sa.ctx.op[0].sequence + 1 + sequence;
    p->sequence[1] = p->sequence[0];
    p->id = sequence;
    p->options = flags & FLAG_OPTIONS;
    p->udp_checksum = flags & FLAG_UDP_CHECKSUM;
    if (memcmp(e->sa.ctx.src, zero, 16) == 0) {
        p->src = other ? test_host_src[ipv6] : test_host_dst[ipv6];
    }
    if (memcmp(e->sa.ctx.dst, zero, 16) == 0) {
        p->dst = other ? test_host_dst[ipv6] : test_host_src[ipv6];
    }
}

/* What is between two IP headers of a tunnel that is not IPsec's: as long as
 * that, and from the start what is said here. */
static const struct Carrier {
    uint8_t protocol;           /* 0: none; 4: IP in IP, of either version */
    uint8_t length;
    uint8_t data[12];
} carriers[] = {
    { 0 },
    /* VXLAN and GENEVE; they have an Ethernet header behind their own.  A sum
     * that is not zero is one that the card is to fill in. */
    { 17, 8 + 8 + 14, { 0x30, 1, 18, 181, 0, 0, 0, 0, 8 } },
    { 17, 8 + 8 + 14, { 0x30, 1, 18, 181, 0xee, 0xee, 0x77, 1, 8 } },
    { 17, 8 + 16 + 14, { 0x30, 1, 23, 193, 0, 9, 0xff, 0xff, 2 } },
    /* GRE, with a sum, a key and both */
    { 47, 4, { 0, 0, 8, 0 } },
    { 47, 8, { 0x80, 0, 8, 0, 0x12, 0x34 } },
    { 47, 8, { 0x20, 0, 8, 0, 1, 2, 3, 4 } },
    { 47, 12, { 0xa0, 0, 8, 0, 0, 0, 0, 0, 1, 2, 3, 4 } },
    { 4, 0, { 0 } },
};

/*
 * TCP or UDP with what is in front of it: if @ip, an IP header, and a tunnel if
 * there is to be one.  Returns where in it the IP header is that such a tunnel
 * carries; -1: there is no tunnel.
 */
static int make_payload(TestPacket *packet, GByteArray **payload, bool udp,
                        uint8_t more, unsigned carrier_bits, bool ip)
{
    unsigned which = carrier_bits >> CARRIER_SHIFT & CARRIER_MASK;
    const struct Carrier *c = &carriers[which < G_N_ELEMENTS(carriers) ? which :
                                        0];
    bool ipv6 = more & MORE_INNER_IPV6, options = more & MORE_INNER_OPTIONS;
    GByteArray *body = *payload;
    uint8_t header[64] = { 0 };
    int carried = -1;

    packet->next_header = udp ? 17 : 6;
    if (c->protocol) {
        *payload = test_host_packet(ipv6, packet->next_header, 0x7ff8, options,
                                    body);
        g_byte_array_unref(body);
        body = *payload;
        memcpy(header, c->data, sizeof(c->data));
        g_byte_array_prepend(body, header, c->length);
        carried = c->length;
        packet->next_header = c->protocol != 4 ? c->protocol : ipv6 ? 41 : 4;
        ipv6 = carrier_bits & CARRIER_IPV6;
        options = carrier_bits & CARRIER_OPTIONS;
    }
    if (ip) {
        *payload = test_host_packet(ipv6, packet->next_header, 0x7ff8, options,
                                    body);
        carried += c->protocol ? (int)((*payload)->len - body->len) : 0;
        g_byte_array_unref(body);
        packet->next_header = ipv6 ? 41 : 4;
    }
    packet->payload = *payload;
    return carried;
}

static void make_request(Cards *cards, Input *in, Plan *plan, uint8_t *more)
{
    unsigned main = take8(in) % NUM_SAS, tunnel = take8(in) % NUM_SAS;
    uint8_t flags = take8(in);
    unsigned length, mss, sequence, carrier, l4_length, inner;
    TestPacket packet = { .vlan_tags = 0 };
    g_autoptr(GByteArray) payload = NULL;
    IpsecTxRequest *r = &plan->send.request;
    uint8_t trailer, tcp_flags;
    bool segment, udp, ip;
    int carried;

    *more = take8(in);
    length = take16(in);
    mss = take16(in);
    carrier = take16(in);
    sequence = carrier & SEQUENCE_MASK;
    trailer = take8(in);
    tcp_flags = take8(in);
    segment = flags & FLAG_SEGMENT;
    udp = *more & MORE_UDP;
    length = length % (segment ? 20000 : 3000);
    if (segment) {
        length = MAX(length, 1);
        mss = 1 + mss % length;
    }

    plan->good = true;
    if (!(flags & FLAG_PLAIN)) {
        plan->main = &cards->entry[main];
        take_portion(&packet.portion[0], plan->main, (uint16_t)sequence,
                     flags, *more & MORE_ANY_ADDRESS);
    }
    if (plan->main && (flags & FLAG_TUNNEL)) {
        plan->tunnel = &cards->entry[tunnel];
        take_portion(&packet.portion[1], plan->tunnel,
                     (uint16_t)(63 - sequence), flags,
                     !(*more & MORE_ANY_ADDRESS));
        plan->good &= plan->main->sa.ctx.mode == IPSECNIC_MODE_TRANSPORT &&
                      plan->tunnel->sa.ctx.mode == IPSECNIC_MODE_TUNNEL &&
                      !(plan->main->sa.ctx.encap &&
                        plan->tunnel->sa.ctx.encap);
    }
    ip = !plan->main || plan->main->sa.ctx.mode == IPSECNIC_MODE_TUNNEL;
    payload = make_l4(udp, length, tcp_flags);
    l4_length = payload->len - length;
    carried = make_payload(&packet, &payload, udp, *more,
                           segment ? carrier : 0, ip);
    inner = payload->len - length - l4_length;
    packet.vlan_tags = (*more & MORE_VLAN) == 3 ? 1 : *more & MORE_VLAN;
    packet.trailer = segment ? TEST_TRAILER_CARD : trailer % TEST_TRAILERS;
    packet.extra_pad = trailer / TEST_TRAILERS % 13;
    packet.iv_present = !segment && (flags & FLAG_IV_PRESENT);
    packet.sequence_high = flags & FLAG_SEQUENCE_HIGH;
    test_send_init(&plan->send, &packet);
    if (!plan->main) {
        r->flags &= ~(uint32_t)(IPSECNIC_TX_IV_PRESENT |
                                IPSECNIC_TX_SEQ_HI_VALID);
        r->sequence_high = 0;
    } else if (plan->main->sa.ctx.op[0].flags == 0) {
        r->sequence_high = 0;
    }

    if ((*more & MORE_VLAN) == 3) {
        r->flags |= IPSECNIC_TX_VLAN;
        r->flags |= flags & FLAG_OPTIONS ? IPSECNIC_TX_VLAN_SERVICE : 0;
        r->vlan_tci = (uint16_t)mss;
    }
    if (segment || (flags & FLAG_CSUM)) {
        r->flags |= IPSECNIC_TX_CSUM;
        r->csum_start = (uint16_t)(plan->send.payload + inner);
        r->csum_offset = (uint16_t)(r->csum_start + (udp ? 6 : 16));
    }
    if (!segment) {
        return;
    }
    r->flags |= IPSECNIC_TX_SEGMENT;
    r->segment_size = (uint16_t)mss;
    r->header_length = (uint16_t)(r->csum_start + l4_length);
    if (!plan->main) {
        r->l3_offset = (uint16_t)plan->send.payload;
    } else if (r->esp_offset) {
        r->trailer_length = trailer;
        g_byte_array_set_size(plan->send.frame,
                              plan->send.frame->len + trailer);
        memset(plan->send.frame->data + plan->send.frame->len - trailer, 0xee,
               trailer);
    }
    if (carried >= 0) {
        r->inner_l3_offset = (uint16_t)(plan->send.payload + (unsigned)carried);
    }
    if (*more & MORE_LENGTHS_ZERO) {
        zero_length(&plan->send, r->l3_offset);
        if (plan->tunnel) {
            zero_length(&plan->send, r->tunnel_l3_offset);
        }
        if (ip) {
            zero_length(&plan->send, plan->send.payload);
        }
        if (carried >= 0) {
            zero_length(&plan->send, r->inner_l3_offset);
        }
    }
}

/* Change one thing. */
static void change(Cards *cards, Plan *plan, Input *in)
{
    GByteArray *frame = plan->send.frame;
    IpsecTxRequest *r = &plan->send.request;
    uint8_t what = take8(in);
    uint16_t where = take16(in), value = take16(in);
    uint16_t *const fields[] = {
        &r->l3_offset, &r->esp_offset, &r->ah_offset, &r->csum_start,
        &r->csum_offset, &r->segment_size, &r->header_length,
        &r->trailer_length, &r->tunnel_l3_offset, &r->tunnel_esp_offset,
        &r->tunnel_ah_offset, &r->tunnel_trailer_length, &r->inner_l3_offset,
    };
    uint16_t *field = fields[where % G_N_ELEMENTS(fields)];
    unsigned headers = MIN(frame->len, 160), n;

    switch (what % 12) {
    case 0:
        *field = value;
        break;
    case 1:
        *field = (uint16_t)(*field + (value & 0xff) - 128);
        break;
    case 2:
        r->flags ^= 1u << (2 + where % 7);
        break;
    case 3:
        if (where & 1) {
            r->vlan_tci = value;
        } else {
            r->next_header = (uint8_t)value;
        }
        break;
    case 4:
        r->sequence_high = (uint32_t)where << 16 | value;
        break;
    case 5:
        r->sa_handle = value & 1 ? cards->entry[where % NUM_SAS].handle :
                                   (uint32_t)where << 16 | value;
        break;
    case 6:
        r->tunnel_handle = value & 1 ?
            cards->entry[where % NUM_SAS].handle : value & 2 ? where : 0;
        break;
    case 7:
        /* Headers are where it hurts. */
        frame->data[where % headers] = (uint8_t)value;
        break;
    case 8:
        frame->data[where % headers] ^= (uint8_t)(1 << value % 8);
        break;
    case 9:
        frame->data[frame->len - 1 - where % frame->len] = (uint8_t)value;
        break;
    case 10:
        n = MIN(value % 64u, frame->len - IPSECNIC_MIN_FRAME);
        g_byte_array_set_size(frame, frame->len - n);
        break;
    default:
        n = value % 64u;
        g_byte_array_set_size(frame, MIN(frame->len + n, IPSECNIC_MAX_FRAME));
        memset(frame->data + frame->len - MIN(n, frame->len), 0x5d,
               MIN(n, frame->len));
        break;
    }
    plan->good = false;
}

typedef struct Action {
    uint8_t what;
    uint8_t before;
} Action;

enum { ACT_NONE, ACT_DELETE_MAIN, ACT_DELETE_TUNNEL, ACT_UPDATE, ACT_REPLACE,
       ACT_SWITCH_OFF, ACTS };

/* Do what an action says; returns whether an SA of the request is gone. */
static bool act(const Asked *a, unsigned what)
{
    IpsecEngine *out = a->cards->out;
    Entry *e = a->entry[what == ACT_DELETE_TUNNEL];
    uint32_t handle;
    bool gone;

    if (!e) {
        return false;
    }
    switch (what) {
    case ACT_DELETE_MAIN:
    case ACT_DELETE_TUNNEL:
        ipsec_engine_delete_sa(out, e->handle);
        return true;
    case ACT_UPDATE:
        ipsec_engine_update_sa(out, e->handle, e->sa.ctx.op[0].operation,
                               e->sa.ctx.op[0].spi, UINT64_C(0x777700000000),
                               true);
        return false;
    case ACT_REPLACE:
        /* The same SA again is another SA. */
        gone = ipsec_engine_delete_sa(out, e->handle) == IPSECNIC_ST_OK;
        handle = test_sa_must_add(out, &e->sa);
        g_assert_true(!gone || handle != e->handle);
        ipsec_engine_delete_sa(out, handle);
        return true;
    case ACT_SWITCH_OFF:
        ipsec_engine_set_control(out, 0);
        return false;
    default:
        return false;
    }
}

static uint32_t run(Cards *cards, Plan *plan, Input *in, uint8_t more,
                    TestHostile *result)
{
    g_autoptr(GByteArray) frame = g_byte_array_new();
    const uint8_t *data = (const uint8_t *)"";
    unsigned num_actions, i, k, packets = 0;
    bool gone = false, moved = false;
    uint32_t status, length;
    Action action[MAX_ACTIONS];
    Asked a;
    IpsecTx tx;

    num_actions = take8(in) % (MAX_ACTIONS + 1);
    for (i = 0; i < num_actions; i++) {
        action[i].what = take8(in) % ACTS;
        action[i].before = take8(in) % MAX_BUILT;
    }
    /* What is longer has been refused before. */
    g_byte_array_set_size(plan->send.frame,
                          MIN(plan->send.frame->len,
                              ipsec_tx_max_length(plan->send.request.flags)));
    g_byte_array_append(frame, plan->send.frame->data, plan->send.frame->len);
    status = test_send_start(cards->out, &plan->send, &tx);
    if (status != IPSECNIC_TX_ST_OK) {
        g_assert_cmpuint(status, >=, IPSECNIC_TX_ST_BAD_OFFLOAD);
        g_assert_cmpuint(status, <=, IPSECNIC_TX_ST_SEQUENCE);
        return status;
    }
    understand(&a, cards, frame->data, frame->len, &plan->send.request);
    g_assert_cmpuint(tx.segments, ==, a.segments);
    for (i = 0; i < MIN(a.segments, MAX_BUILT); i++) {
        unsigned n = more & MORE_SEGMENT_ORDER ? a.segments - 1 - i : i;

        for (k = 0; k < num_actions; k++) {
            if (action[k].before == i) {
                gone |= act(&a, action[k].what);
                moved |= action[k].what == ACT_UPDATE;
            }
        }
        status = ipsec_tx_build(cards->out, &tx, n, &data, &length);
        if (gone) {
            /* T3: not a byte */
            g_assert_cmpuint(status, ==, IPSECNIC_TX_ST_UNKNOWN_SA);
            g_assert_null(data);
            g_assert_cmpuint(length, ==, 0);
            break;
        }
        g_assert_cmpuint(status, ==, IPSECNIC_TX_ST_OK);
        g_autoptr(GByteArray) out = check_tag(&a, data, length);

        check_built(&a, n, out->data, out->len);
        result->segments++;
        result->carrier = a.carrier;
        if (!moved) {
            check_sent(&a, &tx, n, packets, out->len);
        }
        packets++;
    }
    return IPSECNIC_TX_ST_OK;
}

TestHostile test_hostile(const uint8_t *data, size_t size)
{
    Input in = { data, size };
    Cards *cards = the_cards();
    TestHostile result = { 0 };
    uint32_t handle[2];
    unsigned changes, i;
    Plan plan;
    uint8_t more;

    memset(&plan, 0, sizeof(plan));
    make_request(cards, &in, &plan, &more);
    changes = take8(&in) % (MAX_CHANGES + 1);
    for (i = 0; i < changes; i++) {
        change(cards, &plan, &in);
    }
    handle[0] = plan.send.request.sa_handle;
    handle[1] = plan.send.request.tunnel_handle;
    result.good = plan.good;
    result.status = run(cards, &plan, &in, more, &result);
    if (plan.good) {
        g_assert_cmpuint(result.status, ==, IPSECNIC_TX_ST_OK);
    }
    test_send_clear(&plan.send);
    ipsec_engine_set_control(cards->out, 7);
    for (i = 0; i < 2; i++) {
        Entry *e = find_entry(cards, handle[i]);

        if (e) {
            renew_entry(cards, e);
        }
    }
    return result;
}

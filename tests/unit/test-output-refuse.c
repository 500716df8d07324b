/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outbound: what is refused, and why (T1, T3, T11, T13)
 *
 * Every rule of the specification's table of transmit statuses that the engine
 * judges, for both portions; which of two broken rules is told; and that
 * nothing leaves in clear, whatever is asked.
 */

#include <string.h>

#include "desc.h"
#include "hostile.h"
#include "internal.h"

#define GCM     IPSECNIC_CIPHER_AES_GCM_128
#define CBC     IPSECNIC_CIPHER_AES_CBC_256
#define NONE    IPSECNIC_CIPHER_NONE
#define SHA1    IPSECNIC_AUTH_SHA1
#define SHA256  IPSECNIC_AUTH_SHA256
#define GMAC    IPSECNIC_AUTH_AES_GMAC_128

#define ST(name) IPSECNIC_TX_ST_ ## name

/* ------------------------------------------------------------------------
 * A good request of each kind, to be spoilt
 */

typedef enum Kind {
    PLAIN,                      /* TCP over IPv4, CSUM */
    PLAIN_LARGE,
    ESP,                        /* transport mode, IPv4 */
    ESP6,
    ESP_TUNNEL,
    AH,
    AH6,
    AH_TUNNEL,
    BUNDLE,
    BUNDLE6,
    UDP_ESP,
    UDP_ESP6,
    NESTED,                     /* ESP in an ESP tunnel */
    NESTED_AH,                  /* AH in an AH tunnel */
    NESTED_UDP,                 /* ESP in UDP, in an ESP tunnel */
    LARGE,                      /* ESP, transport mode */
    LARGE_TUNNEL,
    LARGE_NESTED,
    LARGE_AH,
    KINDS
} Kind;

typedef struct Base {
    TestPair pair;
    TestSa sa[2];
    TestSend send;
    IpsecTxRequest *r;        /* of send */
    uint8_t *f;                 /* the frame */
} Base;

static void sa_of_kind(Kind kind, TestSa sa[2], bool *nested)
{
    static const uint8_t src[] = { 172, 16, 0, 1 }, dst[] = { 172, 16, 0, 2 };

    *nested = false;
    test_sa_init(&sa[0], GCM, 0);
    test_sa_init(&sa[1], CBC, SHA1);
    sa[1].ctx.mode = IPSECNIC_MODE_TUNNEL;
    memcpy(sa[1].ctx.src, src, 4);
    memcpy(sa[1].ctx.dst, dst, 4);
    switch (kind) {
    case ESP6:
        test_sa_ipv6(&sa[0]);
        break;
    case LARGE_TUNNEL:
    case ESP_TUNNEL:
        sa[0].ctx.mode = IPSECNIC_MODE_TUNNEL;
        break;
    case AH:
    case AH6:
    case LARGE_AH:
    case AH_TUNNEL:
    case NESTED_AH:
        test_sa_op(&sa[0], 0, IPSECNIC_OP_AH, TEST_SPI, 0, SHA1);
        test_sa_op(&sa[1], 0, IPSECNIC_OP_AH, TEST_SPI, 0, SHA256);
        if (kind == AH6) {
            test_sa_ipv6(&sa[0]);
        } else if (kind == AH_TUNNEL) {
            sa[0].ctx.mode = IPSECNIC_MODE_TUNNEL;
        }
        *nested = kind == NESTED_AH;
        break;
    case BUNDLE6:
        test_sa_ipv6(&sa[0]);
        /* fall through */
    case BUNDLE:
        test_sa_op(&sa[0], 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, SHA1);
        break;
    case UDP_ESP6:
        test_sa_ipv6(&sa[0]);
        /* fall through */
    case UDP_ESP:
        sa[0].ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
        break;
    case NESTED_UDP:
        sa[0].ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
        *nested = true;
        break;
    case LARGE_NESTED:
    case NESTED:
        *nested = true;
        break;
    default:
        break;
    }
}

static bool is_large(Kind kind)
{
    return kind == PLAIN_LARGE || kind >= LARGE;
}

static void base_init(Base *b, Kind kind, TestTrailer trailer)
{
    g_autoptr(GByteArray) data = test_payload(300);
    g_autoptr(GByteArray) payload = test_tcp_segment(7, 0x18, 4, data->data,
                                                     data->len);
    unsigned inner = 0;
    bool nested;

    sa_of_kind(kind, b->sa, &nested);
    if (kind == PLAIN || kind == PLAIN_LARGE) {
        memset(&b->pair, 0, sizeof(b->pair));
        b->pair.out = test_engine(1);
        b->pair.in = test_engine(1);
    } else {
        test_pair_init(&b->pair, &b->sa[0], nested ? &b->sa[1] : NULL);
    }
    b->pair.packet.next_header = 6;
    if (!b->pair.packet.portion[0].sa ||
        b->sa[0].ctx.mode == IPSECNIC_MODE_TUNNEL) {
        GByteArray *ip = test_host_packet(false, 6, 1, false, payload);

        g_byte_array_unref(payload);
        payload = ip;
        inner = 20;
        b->pair.packet.next_header = 4;
    }
    b->pair.packet.payload = payload;
    b->pair.packet.trailer = is_large(kind) ? TEST_TRAILER_CARD : trailer;
    test_send_init(&b->send, &b->pair.packet);
    b->pair.packet.payload = NULL;
    b->r = &b->send.request;
    b->r->flags |= IPSECNIC_TX_CSUM;
    b->r->csum_start = (uint16_t)(b->send.payload + inner);
    b->r->csum_offset = (uint16_t)(b->r->csum_start + 16);
    if (is_large(kind)) {
        b->r->flags |= IPSECNIC_TX_SEGMENT;
        b->r->header_length = (uint16_t)(b->r->csum_start + 24);
        b->r->segment_size = 100;
        if (kind == PLAIN_LARGE) {
            b->r->l3_offset = (uint16_t)b->send.payload;
        } else if (b->r->esp_offset) {
            g_byte_array_set_size(b->send.frame, b->send.frame->len + 22);
            memset(b->send.frame->data + b->send.frame->len - 22, 0xee, 22);
            b->r->trailer_length = 22;
        }
    }
    b->f = b->send.frame->data;
}

static void base_clear(Base *b)
{
    test_send_clear(&b->send);
    test_pair_clear(&b->pair);
}

/* What a change needs to know: which frame, and a number of its own. */
typedef void Spoil(Base *b, unsigned n);

static void add_bytes(Base *b, unsigned n)
{
    g_byte_array_set_size(b->send.frame, b->send.frame->len + n);
    b->f = b->send.frame->data;
    memset(b->f + b->send.frame->len - n, 0, n);
}

static void remove_bytes(Base *b, unsigned n)
{
    g_byte_array_set_size(b->send.frame, b->send.frame->len - n);
    b->f = b->send.frame->data;
}

/* What a request and the descriptor that it comes in have in common. */
#define REQUEST_MEMBERS(m) \
    m(flags) m(sa_handle) m(tunnel_handle) m(sequence_high) m(l3_offset) \
    m(esp_offset) m(ah_offset) m(csum_start) m(csum_offset) m(segment_size) \
    m(header_length) m(trailer_length) m(next_header) m(vlan_tci) \
    m(tunnel_l3_offset) m(tunnel_esp_offset) m(tunnel_ah_offset) \
    m(tunnel_trailer_length)

/* The request as a driver lays it out: 64 bytes, little-endian. */
static void encode(uint8_t raw[64], const IpsecTxRequest *r)
{
    IpsecnicTxPosted posted = { 0 };

#define MEMBER(m) posted.m = r->m;
    REQUEST_MEMBERS(MEMBER)
#undef MEMBER
    ipsecnic_tx_posted_encode(raw, &posted);
}

static void decode(IpsecTxRequest *r, const uint8_t raw[64])
{
    IpsecnicTxPosted posted;

    ipsecnic_tx_posted_decode(&posted, raw);
#define MEMBER(m) r->m = posted.m;
    REQUEST_MEMBERS(MEMBER)
#undef MEMBER
}

static void set_field(Base *b, unsigned offset, uint32_t value, unsigned n)
{
    uint8_t raw[64];
    unsigned i;

    encode(raw, b->r);
    for (i = 0; i < n; i++) {
        raw[offset + i] = (uint8_t)(value >> 8 * i);
    }
    decode(b->r, raw);
}

static void set16(Base *b, unsigned offset, unsigned value)
{
    set_field(b, offset, value, 2);
}

/* ------------------------------------------------------------------------
 * The rules, one by one
 */

typedef struct Rule {
    uint32_t status;
    Kind kind;
    TestTrailer trailer;
    Spoil *spoil;
    unsigned n;
    const char *what;
} Rule;

/* Offsets of fields of struct ipsecnic_tx_posted, for set16(). */
enum {
    SA_HANDLE = 24, TUNNEL_HANDLE = 28, SEQUENCE_HIGH = 32, L3 = 36,
    ESP_OFFSET = 38, AH_OFFSET = 40, CSUM_START = 42, CSUM_OFFSET = 44,
    SEGMENT_SIZE = 46, HEADER_LENGTH = 48, TRAILER_LENGTH = 50,
    NEXT_HEADER = 52, TUNNEL_L3 = 56, TUNNEL_ESP = 58, TUNNEL_AH = 60,
    TUNNEL_TRAILER = 62
};

static void one_field(Base *b, unsigned offset)
{
    set16(b, offset, 1);
}

static void no_field(Base *b, unsigned offset)
{
    set16(b, offset, 0);
}

static void far_field(Base *b, unsigned offset)
{
    set16(b, offset, 0xffff);
}

static unsigned get16(Base *b, unsigned offset)
{
    uint8_t raw[64];

    encode(raw, b->r);
    return raw[offset] | (unsigned)raw[offset + 1] << 8;
}

static void field_plus(Base *b, unsigned n)
{
    set16(b, n & 0xff, get16(b, n & 0xff) + (n >> 8));
}

static void field_minus(Base *b, unsigned n)
{
    set16(b, n & 0xff, get16(b, n & 0xff) - (n >> 8));
}

#define BY(field, n) ((n) << 8 | (field))

static void flags_on(Base *b, unsigned flags)
{
    b->r->flags |= flags;
}

static void flags_off(Base *b, unsigned flags)
{
    b->r->flags &= ~flags;
}

static void set_vlan_tci(Base *b, unsigned tci)
{
    b->r->vlan_tci = (uint16_t)tci;
}

static void sequence_high(Base *b, unsigned high)
{
    b->r->sequence_high = high;
}

static void sequence_high_valid(Base *b, unsigned high)
{
    b->r->sequence_high = high;
    b->r->flags |= IPSECNIC_TX_SEQ_HI_VALID;
}

static void control(Base *b, unsigned value)
{
    ipsec_engine_set_control(b->pair.out, value);
}

static void unknown_handle(Base *b, unsigned offset)
{
    set_field(b, offset, 0x12345678, 4);
}

static void deleted_handle(Base *b, unsigned portion)
{
    ipsec_engine_delete_sa(b->pair.out,
                           b->pair.packet.portion[portion].handle);
}

static void inbound_handle(Base *b, unsigned portion)
{
    TestSa sa = test_sa_twin(&b->sa[portion]);

    set_field(b, portion ? TUNNEL_HANDLE : SA_HANDLE,
              test_sa_must_add(b->pair.out, &sa), 4);
}

/* A byte of the frame, so far behind (or in front of) a header of the
 * request. */
#define AT(field, byte, value) \
    ((field) << 16 | ((byte) & 0xff) << 8 | (value))

static unsigned place(Base *b, unsigned n)
{
    return get16(b, n >> 16) + (unsigned)(int8_t)(n >> 8);
}

static void byte_at(Base *b, unsigned n)
{
    unsigned at = place(b, n);

    g_assert_cmpuint(at, <, b->send.frame->len);
    g_assert_cmphex(b->f[at], !=, n & 0xff);
    b->f[at] = (uint8_t)n;
}

static void flip_at(Base *b, unsigned n)
{
    b->f[place(b, n)] ^= (uint8_t)n;
}

/* Cut the frame off behind a header of the request. */
static void cut_at(Base *b, unsigned n)
{
    g_byte_array_set_size(b->send.frame, place(b, n));
    b->f = b->send.frame->data;
}

/* Put bytes in front of a header, as an option or extension header, and move
 * all that is behind it. */
static void insert(Base *b, unsigned at, const uint8_t *bytes, unsigned n)
{
    static const unsigned fields[] = {
        L3, ESP_OFFSET, AH_OFFSET, CSUM_START, CSUM_OFFSET, HEADER_LENGTH,
        TUNNEL_L3, TUNNEL_ESP, TUNNEL_AH,
    };
    unsigned tail = b->send.frame->len - at, i;

    add_bytes(b, n);
    memmove(b->f + at + n, b->f + at, tail);
    memcpy(b->f + at, bytes, n);
    for (i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (get16(b, fields[i]) >= at) {
            set16(b, fields[i], get16(b, fields[i]) + n);
        }
    }
}

static void add16(uint8_t *p, unsigned by)
{
    unsigned v = (unsigned)(p[0] << 8 | p[1]) + by;

    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

/* IPv4 options behind the header at a field of the request; @n: which. */
static void ipv4_option(Base *b, unsigned n)
{
    static const uint8_t options[][8] = {
        { 0x94, 4, 0, 0, 0, 0, 0, 0 },          /* router alert */
        { 0x83, 7, 4, 10, 9, 9, 9, 0 },         /* source route, not done */
        { 0x94, 9, 0, 0, 0, 0, 0, 0 },          /* too long */
    };
    unsigned field = n >> 8, l3 = get16(b, field);

    insert(b, l3 + 20, options[n & 0xff], 8);
    b->f[l3] += 2;
    add16(b->f + l3 + 2, 8);
    if (field == L3 && b->r->tunnel_l3_offset) {
        add16(b->f + b->r->tunnel_l3_offset + 2, 8);
    }
}

/* An extension header behind the IPv6 header at l3_offset. */
static void ipv6_header(Base *b, unsigned n)
{
    static const struct {
        uint8_t protocol;
        uint8_t bytes[8];
    } headers[] = {
        { 60, { 0, 0, 1, 4, 0, 0, 0, 0 } },     /* destination options */
        { 43, { 0, 0, 0, 1, 0, 0, 0, 0 } },     /* routing, one hop to go */
        { 44, { 0, 0, 0, 0, 0, 0, 0, 1 } },     /* atomic fragment */
        { 44, { 0, 0, 0, 1, 0, 0, 0, 1 } },     /* fragment */
        { 60, { 0, 200, 1, 4, 0, 0, 0, 0 } },   /* beyond the frame */
        { 60, { 0, 0, 1, 9, 0, 0, 0, 0 } },     /* option too long */
    };
    unsigned l3 = b->r->l3_offset;
    uint8_t next = b->f[l3 + 6];

    insert(b, l3 + 40, headers[n].bytes, 8);
    b->f[l3 + 6] = headers[n].protocol;
    b->f[l3 + 40] = next;
    add16(b->f + l3 + 4, 8);
}

static void no_ethertype(Base *b, unsigned n)
{
    b->f[12] = 0x12;
    (void)n;
}

/* The sender's own fault: another packet than the SA has */
static void other_sa(Base *b, unsigned n)
{
    TestSa sa = b->sa[0];

    switch (n) {
    case 0:
        test_sa_op(&sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, SHA1);
        sa.ctx.num_ops = 1;
        break;
    case 1:
        test_sa_op(&sa, 1, IPSECNIC_OP_AH, TEST_SPI + 1, 0, SHA1);
        break;
    case 2:
        test_sa_ipv6(&sa);
        break;
    case 3:
        sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
        break;
    case 4:
        sa.ctx.encap = 0;
        break;
    case 5:
        sa.ctx.encap_dport = 4501;
        break;
    case 6:
        sa.ctx.encap_sport = 4501;
        break;
    case 7:
        sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
        break;
    case 8:
        /* the AH SA of a bundle alone */
        sa.ctx.op[0] = sa.ctx.op[1];
        memcpy(sa.keys[0], sa.keys[1], sizeof(sa.keys[0]));
        memset(&sa.ctx.op[1], 0, sizeof(sa.ctx.op[1]));
        sa.ctx.num_ops = 1;
        break;
    case 9:
        memset(&sa.ctx.op[1], 0, sizeof(sa.ctx.op[1]));
        sa.ctx.num_ops = 1;
        break;
    }
    test_sa_outbound(&sa);
    ipsec_engine_delete_sa(b->pair.out, b->r->sa_handle);
    b->r->sa_handle = test_sa_must_add(b->pair.out, &sa);
}

static void tunnel_is_transport(Base *b, unsigned n)
{
    TestSa sa = b->sa[1];

    sa.ctx.mode = IPSECNIC_MODE_TRANSPORT;
    test_sa_outbound(&sa);
    ipsec_engine_delete_sa(b->pair.out, b->r->tunnel_handle);
    b->r->tunnel_handle = test_sa_must_add(b->pair.out, &sa);
    (void)n;
}

/* Another engine that can do less. */
static void less_capable(Base *b, const IpsecCaps *caps)
{
    unsigned i;

    ipsec_engine_free(b->pair.out);
    b->pair.out = ipsec_engine_new(caps, NULL);
    ipsec_engine_set_control(b->pair.out, 7);
    for (i = 0; i < 2; i++) {
        if (b->pair.packet.portion[i].sa) {
            set_field(b, i ? TUNNEL_HANDLE : SA_HANDLE,
                      test_sa_must_add(b->pair.out,
                                       b->pair.packet.portion[i].sa), 4);
        }
    }
}

static void without(Base *b, unsigned cap)
{
    IpsecCaps caps = test_caps(4);

    caps.ipsec &= ~cap;
    if (cap & IPSECNIC_CAP_IPV4_OPTIONS) {
        ipv4_option(b, L3 << 8);
    }
    if (cap & IPSECNIC_CAP_IPV6_EXT_HEADERS) {
        ipv6_header(b, 0);
    }
    less_capable(b, &caps);
}

/* Destination options behind AH */
static void without_options_behind_ah(Base *b, unsigned n)
{
    uint8_t options[8] = { 0, 0, 1, 4, 0, 0, 0, 0 };
    IpsecCaps caps = test_caps(4);
    unsigned ah = b->r->ah_offset;

    caps.ipsec &= ~IPSECNIC_CAP_IPV6_EXT_HEADERS;
    options[0] = b->f[ah];
    b->f[ah] = 60;
    insert(b, ah + (b->f[ah + 1] + 2u) * 4, options, sizeof(options));
    add16(b->f + b->r->l3_offset + 4, sizeof(options));
    less_capable(b, &caps);
    (void)n;
}

/* The checksum in front of ESP would be that of a home address. */
static void udp_checksum_home_address(Base *b, unsigned n)
{
    static const uint8_t options[8] = { 17, 0, 0xc9, 4, 0, 0, 0, 0 };
    unsigned l3 = b->r->l3_offset;

    insert(b, l3 + 40, options, sizeof(options));
    b->f[l3 + 6] = 60;
    add16(b->f + l3 + 4, sizeof(options));
    b->f[l3 + 48 + 7] = (uint8_t)n;
}

/* IPv4 options of the tunnel's header */
static void without_options_outside(Base *b, unsigned n)
{
    IpsecCaps caps = test_caps(4);

    caps.ipsec &= ~IPSECNIC_CAP_IPV4_OPTIONS;
    ipv4_option(b, TUNNEL_L3 << 8);
    less_capable(b, &caps);
    (void)n;
}

static void without_form(Base *b, unsigned form)
{
    IpsecCaps caps = test_caps(4);

    caps.udp_esp &= ~form;
    less_capable(b, &caps);
}

static void udp_twice(Base *b, unsigned n)
{
    /* "UDP on both portions at once is not a supported form" */
    static const uint8_t udp[8] = { 0x11, 0x94, 0x11, 0x94 };
    TestSa sa = b->sa[1];
    unsigned at = b->r->tunnel_esp_offset, length;

    sa.ctx.encap = IPSECNIC_UDP_ESP_TUNNEL;
    test_sa_outbound(&sa);
    ipsec_engine_delete_sa(b->pair.out, b->r->tunnel_handle);
    b->r->tunnel_handle = test_sa_must_add(b->pair.out, &sa);
    insert(b, at, udp, 8);
    add16(b->f + b->r->tunnel_l3_offset + 2, 8);
    b->f[b->r->tunnel_l3_offset + 9] = 17;
    length = (unsigned)(b->f[b->r->tunnel_l3_offset + 2] << 8 |
                        b->f[b->r->tunnel_l3_offset + 3]) - 20;
    b->f[at + 4] = (uint8_t)(length >> 8);
    b->f[at + 5] = (uint8_t)length;
    (void)n;
}

static void no_payload(Base *b, unsigned n)
{
    g_byte_array_set_size(b->send.frame,
                          b->r->header_length + b->r->trailer_length);
    b->f = b->send.frame->data;
    (void)n;
}

/* A payload from which segments longer than IP packets can be cut */
static void long_segment(Base *b, unsigned size)
{
    add_bytes(b, IPSECNIC_MAX_FRAME - b->send.frame->len);
    b->r->segment_size = (uint16_t)size;
}

static void sequence_low(Base *b, unsigned n)
{
    memset(b->f + get16(b, n >> 8) + (n & 0xff), 0xff, 4);
    b->r->segment_size = 100;
}

static void trailer_byte(Base *b, unsigned n)
{
    /* From the end of the main portion's trailer */
    unsigned end = b->send.frame->len - b->r->tunnel_trailer_length;

    b->f[end - (n >> 8)] ^= (uint8_t)n;
}

static void tunnel_trailer_byte(Base *b, unsigned n)
{
    b->f[b->send.frame->len - (n >> 8)] ^= (uint8_t)n;
}

static void one_byte_more(Base *b, unsigned n)
{
    add_bytes(b, n);
}

static void one_byte_less(Base *b, unsigned n)
{
    remove_bytes(b, n);
}

static void udp_length(Base *b, unsigned n)
{
    b->f[b->r->esp_offset - 3] ^= (uint8_t)n;
}

static void set_next_header(Base *b, unsigned n)
{
    b->r->next_header = (uint8_t)n;
}

/* Neither in the entry nor in the trailer, where it is the n-th byte from the
 * end. */
static void no_next_header(Base *b, unsigned n)
{
    b->r->next_header = 0;
    b->f[b->send.frame->len - n] = 0;
}

static void csum_at(Base *b, unsigned n)
{
    b->r->csum_start = (uint16_t)(b->r->csum_start + (n >> 8) - 128);
    b->r->csum_offset = (uint16_t)(b->r->csum_offset + (n & 0xff) - 128);
}

#define CSUM_BY(start, offset) ((start) + 128) << 8 | ((offset) + 128)

static void csum_at_end(Base *b, unsigned n)
{
    unsigned end = b->send.frame->len - b->r->trailer_length -
                   b->r->tunnel_trailer_length;

    b->r->csum_offset = (uint16_t)(end - n);
    b->r->csum_start = (uint16_t)(end - n);
}

/* Driver's trailer: none, in the frame and in the request */
static void ah_next(Base *b, unsigned value)
{
    b->f[b->r->ah_offset] = (uint8_t)value;
}

static void ah_behind_nothing(Base *b, unsigned n)
{
    /* Of a bundle, ESP does not follow AH */
    b->f[b->r->ah_offset] = 6;
    (void)n;
}

/* What AH says is there are destination options, and the IP packet ends within
 * them: that is no ESP. */
static void options_behind_ah(Base *b, unsigned n)
{
    b->f[b->r->ah_offset] = 60;
    b->f[b->r->l3_offset + 4] = 0;
    b->f[b->r->l3_offset + 5] = (uint8_t)(b->r->esp_offset + 4 -
                                          b->r->l3_offset - 40);
    (void)n;
}

#define RULE(status, kind, trailer, spoil, n) \
    { ST(status), kind, TEST_TRAILER_ ## trailer, spoil, n, \
      #status "/" #kind " " #trailer ": " #spoil " " #n }

static const Rule rules[] = {
    /* -------------------- BAD_OFFLOAD: the fields contradict each other */
    RULE(BAD_OFFLOAD, PLAIN, CARD, one_field, TUNNEL_HANDLE),
    RULE(BAD_OFFLOAD, PLAIN, CARD, sequence_high, 1),
    RULE(BAD_OFFLOAD, PLAIN, CARD, sequence_high_valid, 1),
    RULE(BAD_OFFLOAD, PLAIN, CARD, one_field, L3),
    RULE(BAD_OFFLOAD, PLAIN, CARD, one_field, ESP_OFFSET),
    RULE(BAD_OFFLOAD, PLAIN, CARD, one_field, AH_OFFSET),
    RULE(BAD_OFFLOAD, PLAIN, CARD, one_field, TRAILER_LENGTH),
    RULE(BAD_OFFLOAD, PLAIN, CARD, set_next_header, 6),
    RULE(BAD_OFFLOAD, PLAIN, CARD, flags_on, IPSECNIC_TX_IV_PRESENT),
    RULE(BAD_OFFLOAD, PLAIN, CARD, flags_on, IPSECNIC_TX_SEQ_HI_VALID),
    RULE(BAD_OFFLOAD, PLAIN, CARD, flags_on, IPSECNIC_TX_ICV_ROOM),
    RULE(BAD_OFFLOAD, PLAIN, CARD, set_vlan_tci, 5),
    RULE(BAD_OFFLOAD, PLAIN, CARD, flags_on, IPSECNIC_TX_VLAN_SERVICE),
    RULE(BAD_OFFLOAD, ESP, CARD, set_vlan_tci, 5),
    RULE(BAD_OFFLOAD, LARGE, CARD, flags_on, IPSECNIC_TX_VLAN_SERVICE),
    RULE(BAD_OFFLOAD, PLAIN_LARGE, CARD, one_field, TRAILER_LENGTH),
    RULE(BAD_OFFLOAD, PLAIN_LARGE, CARD, one_field, ESP_OFFSET),
    RULE(BAD_OFFLOAD, ESP, CARD, one_field, TUNNEL_L3),
    RULE(BAD_OFFLOAD, ESP, CARD, one_field, TUNNEL_ESP),
    RULE(BAD_OFFLOAD, ESP, CARD, one_field, TUNNEL_AH),
    RULE(BAD_OFFLOAD, ESP, CARD, one_field, TUNNEL_TRAILER),
    RULE(BAD_OFFLOAD, PLAIN, CARD, one_field, TUNNEL_L3),
    RULE(BAD_OFFLOAD, PLAIN, CARD, one_field, TUNNEL_TRAILER),
    RULE(BAD_OFFLOAD, ESP, CARD, sequence_high, 1),
    RULE(BAD_OFFLOAD, ESP, CARD, flags_off, IPSECNIC_TX_CSUM),
    RULE(BAD_OFFLOAD, PLAIN, CARD, flags_off, IPSECNIC_TX_CSUM),
    RULE(BAD_OFFLOAD, PLAIN, CARD, one_field, SEGMENT_SIZE),
    RULE(BAD_OFFLOAD, ESP, CARD, one_field, HEADER_LENGTH),
    RULE(BAD_OFFLOAD, LARGE, CARD, flags_off, IPSECNIC_TX_SEGMENT),
    RULE(BAD_OFFLOAD, LARGE, CARD, flags_off, IPSECNIC_TX_CSUM),
    RULE(BAD_OFFLOAD, LARGE, CARD, flags_on, IPSECNIC_TX_IV_PRESENT),
    RULE(BAD_OFFLOAD, ESP, CARD, no_field, ESP_OFFSET),
    RULE(BAD_OFFLOAD, AH, CARD, no_field, AH_OFFSET),
    RULE(BAD_OFFLOAD, NESTED, CARD, no_field, ESP_OFFSET),
    RULE(BAD_OFFLOAD, NESTED, CARD, no_field, TUNNEL_ESP),
    RULE(BAD_OFFLOAD, NESTED_AH, CARD, no_field, TUNNEL_AH),

    /* -------------------- INACTIVE (T1) */
    RULE(INACTIVE, ESP, CARD, control, 0),
    RULE(INACTIVE, ESP, CARD, control, 6),
    RULE(INACTIVE, ESP, CARD, control, 5),
    RULE(INACTIVE, AH, CARD, control, 3),
    RULE(INACTIVE, BUNDLE, CARD, control, 3),
    RULE(INACTIVE, BUNDLE, CARD, control, 5),
    RULE(INACTIVE, NESTED, CARD, control, 5),
    RULE(INACTIVE, NESTED_AH, CARD, control, 3),
    RULE(INACTIVE, LARGE, CARD, control, 6),

    /* -------------------- UNKNOWN_SA (T3) */
    RULE(UNKNOWN_SA, ESP, CARD, unknown_handle, SA_HANDLE),
    RULE(UNKNOWN_SA, NESTED, CARD, unknown_handle, SA_HANDLE),
    RULE(UNKNOWN_SA, NESTED, CARD, unknown_handle, TUNNEL_HANDLE),
    RULE(UNKNOWN_SA, ESP, CARD, deleted_handle, 0),
    RULE(UNKNOWN_SA, NESTED, CARD, deleted_handle, 0),
    RULE(UNKNOWN_SA, NESTED, CARD, deleted_handle, 1),
    RULE(UNKNOWN_SA, LARGE_NESTED, CARD, deleted_handle, 1),

    /* -------------------- SA_DIRECTION */
    RULE(SA_DIRECTION, ESP, CARD, inbound_handle, 0),
    RULE(SA_DIRECTION, NESTED, CARD, inbound_handle, 0),
    RULE(SA_DIRECTION, NESTED, CARD, inbound_handle, 1),

    /* -------------------- BAD_HEADER: offsets */
    RULE(BAD_HEADER, ESP, CARD, no_field, L3),
    RULE(BAD_HEADER, ESP, CARD, far_field, L3),
    RULE(BAD_HEADER, ESP, CARD, field_plus, BY(L3, 1)),
    RULE(BAD_HEADER, ESP, CARD, field_minus, BY(L3, 1)),
    RULE(BAD_HEADER, ESP, CARD, far_field, ESP_OFFSET),
    RULE(BAD_HEADER, ESP, CARD, field_plus, BY(ESP_OFFSET, 4)),
    RULE(BAD_HEADER, ESP, CARD, field_minus, BY(ESP_OFFSET, 4)),
    RULE(BAD_HEADER, ESP, CARD, field_plus, BY(AH_OFFSET, 34)),
    RULE(BAD_HEADER, AH, CARD, field_plus, BY(AH_OFFSET, 4)),
    RULE(BAD_HEADER, AH, CARD, far_field, AH_OFFSET),
    RULE(BAD_HEADER, AH, CARD, field_plus, BY(ESP_OFFSET, 58)),
    RULE(BAD_HEADER, BUNDLE, CARD, field_plus, BY(ESP_OFFSET, 4)),
    RULE(BAD_HEADER, BUNDLE, CARD, far_field, ESP_OFFSET),
    RULE(BAD_HEADER, BUNDLE, CARD, no_field, AH_OFFSET),
    RULE(BAD_HEADER, BUNDLE, CARD, no_field, ESP_OFFSET),
    RULE(BAD_HEADER, BUNDLE, CARD, ah_behind_nothing, 0),
    RULE(BAD_HEADER, BUNDLE6, CARD, options_behind_ah, 0),
    RULE(BAD_HEADER, UDP_ESP, CARD, field_minus, BY(ESP_OFFSET, 8)),
    RULE(BAD_HEADER, NESTED, CARD, no_field, L3),
    RULE(BAD_HEADER, NESTED, CARD, field_plus, BY(L3, 4)),
    RULE(BAD_HEADER, NESTED, CARD, far_field, L3),
    RULE(BAD_HEADER, NESTED, CARD, field_plus, BY(ESP_OFFSET, 4)),
    RULE(BAD_HEADER, NESTED, CARD, no_field, TUNNEL_L3),
    RULE(BAD_HEADER, NESTED, CARD, far_field, TUNNEL_L3),
    RULE(BAD_HEADER, NESTED, CARD, field_plus, BY(TUNNEL_ESP, 4)),
    RULE(BAD_HEADER, NESTED, CARD, far_field, TUNNEL_ESP),
    RULE(BAD_HEADER, NESTED, CARD, one_field, TUNNEL_AH),
    RULE(BAD_HEADER, NESTED_AH, CARD, field_plus, BY(TUNNEL_AH, 4)),
    RULE(BAD_HEADER, NESTED_AH, CARD, field_plus, BY(AH_OFFSET, 4)),

    /* -------------------- BAD_HEADER: headers */
    RULE(BAD_HEADER, ESP, CARD, no_ethertype, 0),
    RULE(BAD_HEADER, ESP, CARD, byte_at, AT(L3, 0, 0x55)),
    RULE(BAD_HEADER, ESP, CARD, byte_at, AT(L3, 0, 0x65)),
    RULE(BAD_HEADER, ESP, CARD, byte_at, AT(L3, 0, 0x44)),
    RULE(BAD_HEADER, ESP, CARD, byte_at, AT(L3, 0, 0x46)),
    RULE(BAD_HEADER, ESP, CARD, byte_at, AT(L3, 9, 17)),
    RULE(BAD_HEADER, ESP, CARD, byte_at, AT(L3, 9, 51)),
    RULE(BAD_HEADER, ESP6, CARD, byte_at, AT(L3, 6, 6)),
    RULE(BAD_HEADER, ESP6, CARD, ipv6_header, 4),
    RULE(BAD_HEADER, AH6, CARD, ipv6_header, 5),
    RULE(BAD_HEADER, AH, CARD, ipv4_option, L3 << 8 | 2),
    RULE(BAD_HEADER, ESP, CARD, cut_at, AT(L3, 19, 0)),
    RULE(BAD_HEADER, ESP6, CARD, cut_at, AT(L3, 39, 0)),
    RULE(BAD_HEADER, ESP, CARD, cut_at, AT(ESP_OFFSET, 7, 0)),
    RULE(BAD_HEADER, ESP, CARD, cut_at, AT(ESP_OFFSET, 15, 0)),
    RULE(BAD_HEADER, AH, CARD, cut_at, AT(AH_OFFSET, 11, 0)),
    RULE(BAD_HEADER, AH, CARD, cut_at, AT(AH_OFFSET, 23, 0)),
    RULE(BAD_HEADER, AH, CARD, byte_at, AT(AH_OFFSET, 1, 3)),
    RULE(BAD_HEADER, AH, CARD, byte_at, AT(AH_OFFSET, 1, 255)),
    RULE(BAD_HEADER, AH6, CARD, byte_at, AT(AH_OFFSET, 1, 5)),
    RULE(BAD_HEADER, AH, CARD, ah_next, 50),
    RULE(BAD_HEADER, BUNDLE, CARD, byte_at, AT(AH_OFFSET, 1, 5)),
    RULE(BAD_HEADER, BUNDLE, CARD, cut_at, AT(ESP_OFFSET, 7, 0)),
    RULE(BAD_HEADER, UDP_ESP, CARD, cut_at, AT(ESP_OFFSET, -1, 0)),
    RULE(BAD_HEADER, UDP_ESP, CARD, byte_at, AT(L3, 9, 6)),
    RULE(BAD_HEADER, NESTED, CARD, byte_at, AT(L3, 0, 0x55)),
    RULE(BAD_HEADER, NESTED, CARD, byte_at, AT(L3, 0, 0x4f)),
    RULE(BAD_HEADER, NESTED, CARD, byte_at, AT(L3, 9, 6)),
    RULE(BAD_HEADER, NESTED, CARD, byte_at, AT(TUNNEL_L3, 0, 0x44)),
    RULE(BAD_HEADER, NESTED, CARD, byte_at, AT(TUNNEL_L3, 9, 51)),
    RULE(BAD_HEADER, NESTED, CARD, cut_at, AT(L3, 0, 0)),
    RULE(BAD_HEADER, NESTED, CARD, cut_at, AT(L3, 19, 0)),
    RULE(BAD_HEADER, NESTED, CARD, cut_at, AT(ESP_OFFSET, 15, 0)),
    RULE(BAD_HEADER, NESTED_AH, CARD, byte_at, AT(AH_OFFSET, 1, 3)),
    RULE(BAD_HEADER, NESTED_AH, CARD, byte_at, AT(TUNNEL_AH, 1, 4)),
    RULE(BAD_HEADER, NESTED_AH, CARD, byte_at, AT(TUNNEL_AH, 0, 41)),
    RULE(BAD_HEADER, NESTED_AH, CARD, byte_at, AT(TUNNEL_AH, 0, 59)),

    /* -------------------- BAD_HEADER: large sends */
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, no_field, L3),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, field_plus, BY(L3, 20)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, field_plus, BY(CSUM_START, 4)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, no_field, CSUM_START),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, far_field, CSUM_START),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, field_plus, BY(HEADER_LENGTH, 1)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, no_field, HEADER_LENGTH),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, far_field, HEADER_LENGTH),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, byte_at, AT(L3, 9, 1)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, byte_at, AT(L3, 9, 17)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, byte_at, AT(CSUM_START, 12, 0x40)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, byte_at, AT(CSUM_START, 12, 0xf0)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, cut_at, AT(CSUM_START, 19, 0)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, cut_at, AT(CSUM_START, 23, 0)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, cut_at, AT(L3, 19, 0)),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, no_ethertype, 0),
    RULE(BAD_HEADER, PLAIN_LARGE, CARD, ipv4_option, L3 << 8 | 1),
    RULE(BAD_HEADER, LARGE, CARD, field_plus, BY(CSUM_START, 4)),
    RULE(BAD_HEADER, LARGE, CARD, field_minus, BY(HEADER_LENGTH, 4)),
    RULE(BAD_HEADER, LARGE, CARD, set_next_header, 1),
    RULE(BAD_HEADER, LARGE, CARD, set_next_header, 17),
    RULE(BAD_HEADER, LARGE_AH, CARD, ah_next, 1),
    RULE(BAD_HEADER, LARGE_TUNNEL, CARD, byte_at, AT(CSUM_START, -20, 0x35)),
    RULE(BAD_HEADER, LARGE_TUNNEL, CARD, byte_at, AT(CSUM_START, -11, 1)),
    RULE(BAD_HEADER, LARGE_TUNNEL, CARD, byte_at, AT(CSUM_START, -20, 0x46)),
    RULE(BAD_HEADER, LARGE_TUNNEL, CARD, field_minus, BY(CSUM_START, 20)),
    RULE(BAD_HEADER, LARGE_NESTED, CARD, field_plus, BY(CSUM_START, 4)),

    /* -------------------- FRAGMENT (T13) */
    RULE(FRAGMENT, ESP, CARD, byte_at, AT(L3, 6, 0x20)),
    RULE(FRAGMENT, ESP, CARD, byte_at, AT(L3, 7, 1)),
    RULE(FRAGMENT, ESP6, CARD, ipv6_header, 2),
    RULE(FRAGMENT, ESP6, CARD, ipv6_header, 3),
    RULE(FRAGMENT, AH, CARD, byte_at, AT(L3, 6, 0x20)),
    RULE(FRAGMENT, UDP_ESP, CARD, byte_at, AT(L3, 6, 0x20)),
    RULE(FRAGMENT, NESTED, CARD, byte_at, AT(L3, 6, 0x20)),
    RULE(FRAGMENT, NESTED, CARD, byte_at, AT(TUNNEL_L3, 6, 0x20)),
    RULE(FRAGMENT, PLAIN_LARGE, CARD, byte_at, AT(L3, 6, 0x20)),
    RULE(FRAGMENT, LARGE_TUNNEL, CARD, byte_at, AT(CSUM_START, -14, 0x20)),

    /* -------------------- SA_MISMATCH */
    RULE(SA_MISMATCH, ESP, CARD, flip_at, AT(L3, 15, 1)),
    RULE(SA_MISMATCH, ESP, CARD, flip_at, AT(L3, 19, 1)),
    RULE(SA_MISMATCH, ESP6, CARD, flip_at, AT(L3, 23, 1)),
    RULE(SA_MISMATCH, ESP6, CARD, flip_at, AT(L3, 39, 1)),
    RULE(SA_MISMATCH, ESP, CARD, flip_at, AT(ESP_OFFSET, 0, 1)),
    RULE(SA_MISMATCH, AH, CARD, flip_at, AT(AH_OFFSET, 7, 1)),
    RULE(SA_MISMATCH, BUNDLE, CARD, flip_at, AT(AH_OFFSET, 7, 1)),
    RULE(SA_MISMATCH, BUNDLE, CARD, flip_at, AT(ESP_OFFSET, 3, 1)),
    RULE(SA_MISMATCH, ESP, CARD, other_sa, 0),
    RULE(SA_MISMATCH, ESP, CARD, other_sa, 1),
    RULE(SA_MISMATCH, ESP, CARD, other_sa, 2),
    RULE(SA_MISMATCH, ESP, CARD, other_sa, 3),
    RULE(SA_MISMATCH, BUNDLE, CARD, other_sa, 8),
    RULE(SA_MISMATCH, BUNDLE, CARD, other_sa, 9),
    RULE(SA_MISMATCH, UDP_ESP, CARD, other_sa, 4),
    RULE(SA_MISMATCH, UDP_ESP, CARD, other_sa, 5),
    RULE(SA_MISMATCH, UDP_ESP, CARD, other_sa, 6),
    RULE(SA_MISMATCH, NESTED, CARD, other_sa, 2),
    RULE(SA_MISMATCH, NESTED, CARD, other_sa, 7),
    RULE(SA_MISMATCH, NESTED, CARD, tunnel_is_transport, 0),
    RULE(SA_MISMATCH, NESTED, CARD, flip_at, AT(ESP_OFFSET, 2, 1)),
    RULE(SA_MISMATCH, NESTED, CARD, flip_at, AT(TUNNEL_ESP, 2, 1)),
    RULE(SA_MISMATCH, NESTED, CARD, flip_at, AT(L3, 15, 1)),
    RULE(SA_MISMATCH, NESTED, CARD, flip_at, AT(TUNNEL_L3, 15, 1)),
    RULE(SA_MISMATCH, NESTED_AH, CARD, flip_at, AT(TUNNEL_AH, 4, 1)),
    RULE(SA_MISMATCH, NESTED_UDP, CARD, other_sa, 5),
    RULE(SA_MISMATCH, ESP, CARD, ipv4_option, L3 << 8 | 1),
    RULE(SA_MISMATCH, NESTED, CARD, ipv4_option, TUNNEL_L3 << 8 | 1),
    RULE(SA_MISMATCH, ESP6, CARD, ipv6_header, 1),
    RULE(SA_MISMATCH, LARGE, CARD, flip_at, AT(ESP_OFFSET, 0, 1)),

    /* -------------------- CAPABILITY (T11) */
    RULE(CAPABILITY, ESP, CARD, without, IPSECNIC_CAP_IPV4_OPTIONS),
    RULE(CAPABILITY, AH, CARD, without, IPSECNIC_CAP_IPV4_OPTIONS),
    RULE(CAPABILITY, NESTED, CARD, without, IPSECNIC_CAP_IPV4_OPTIONS),
    RULE(CAPABILITY, NESTED, CARD, without_options_outside, 0),
    RULE(CAPABILITY, ESP6, CARD, without, IPSECNIC_CAP_IPV6_EXT_HEADERS),
    RULE(CAPABILITY, AH6, CARD, without_options_behind_ah, 0),
    RULE(CAPABILITY, BUNDLE6, CARD, without_options_behind_ah, 0),
    RULE(CAPABILITY, UDP_ESP6, CARD, udp_checksum_home_address, 1),
    RULE(OK, UDP_ESP6, CARD, udp_checksum_home_address, 0),
    RULE(CAPABILITY, NESTED, CARD, without, IPSECNIC_CAP_TRANSPORT_TUNNEL),
    RULE(CAPABILITY, NESTED_UDP, CARD, without_form,
         IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL),
    RULE(CAPABILITY, NESTED_UDP, CARD, udp_twice, 0),
    RULE(CAPABILITY, LARGE, CARD, without, IPSECNIC_CAP_LSO),
    RULE(CAPABILITY, LARGE_TUNNEL, CARD, without, IPSECNIC_CAP_LSO),
    RULE(CAPABILITY, LARGE_NESTED, CARD, without, IPSECNIC_CAP_LSO),

    /* -------------------- BAD_SEGMENT */
    RULE(BAD_SEGMENT, PLAIN_LARGE, CARD, no_field, SEGMENT_SIZE),
    RULE(BAD_SEGMENT, LARGE, CARD, no_field, SEGMENT_SIZE),
    RULE(BAD_SEGMENT, LARGE_NESTED, CARD, no_field, SEGMENT_SIZE),
    RULE(BAD_SEGMENT, PLAIN_LARGE, CARD, field_plus, BY(SEGMENT_SIZE, 201)),
    RULE(BAD_SEGMENT, LARGE, CARD, field_plus, BY(SEGMENT_SIZE, 201)),
    RULE(BAD_SEGMENT, LARGE, CARD, far_field, SEGMENT_SIZE),
    RULE(BAD_SEGMENT, PLAIN_LARGE, CARD, no_payload, 0),
    RULE(BAD_SEGMENT, LARGE, CARD, no_payload, 0),
    /* IPv4, TCP; ESP, IV, padding, trailer, ICV */
    RULE(BAD_SEGMENT, PLAIN_LARGE, CARD, long_segment, 65535 - 20 - 24 + 1),
    RULE(BAD_SEGMENT, LARGE, CARD, long_segment,
         65535 - 20 - 16 - 24 - 16 - 3 + 1),
    RULE(BAD_SEGMENT, LARGE_TUNNEL, CARD, long_segment,
         65535 - 20 - 16 - 20 - 24 - 16 - 3 + 1),
    RULE(BAD_SEGMENT, LARGE_NESTED, CARD, long_segment,
         65535 - 20 - 24 - 20 - 16 - 24 - 16 - 12 - 1),
    /* Of a large send that has less than its trailer there is no payload. */
    RULE(BAD_SEGMENT, LARGE, CARD, far_field, TRAILER_LENGTH),
    RULE(BAD_SEGMENT, LARGE, CARD, field_plus, BY(TRAILER_LENGTH, 301)),
    RULE(BAD_SEGMENT, LARGE_NESTED, CARD, far_field, TUNNEL_TRAILER),

    /* -------------------- BAD_TRAILER */
    RULE(BAD_TRAILER, ESP, CARD, far_field, TRAILER_LENGTH),
    RULE(BAD_TRAILER, ESP, DRIVER, far_field, TRAILER_LENGTH),
    RULE(BAD_TRAILER, ESP, CARD, field_plus, BY(TRAILER_LENGTH, 329)),
    RULE(BAD_TRAILER, ESP, CARD, one_field, TRAILER_LENGTH),
    RULE(BAD_TRAILER, NESTED, CARD, far_field, TUNNEL_TRAILER),
    RULE(BAD_TRAILER, NESTED, DRIVER, far_field, TUNNEL_TRAILER),
    RULE(BAD_TRAILER, ESP, DRIVER, trailer_byte, 2 << 8 | 1),
    RULE(BAD_TRAILER, ESP, DRIVER, trailer_byte, 1 << 8 | 1),
    RULE(BAD_TRAILER, ESP, DRIVER_ICV, trailer_byte, 18 << 8 | 1),
    RULE(BAD_TRAILER, ESP, DRIVER_ICV, trailer_byte, 17 << 8 | 1),
    RULE(BAD_TRAILER, NESTED, DRIVER, trailer_byte, 2 << 8 | 1),
    RULE(BAD_TRAILER, NESTED, DRIVER, trailer_byte, 1 << 8 | 1),
    RULE(BAD_TRAILER, NESTED, DRIVER, tunnel_trailer_byte, 2 << 8 | 1),
    RULE(BAD_TRAILER, NESTED, DRIVER, tunnel_trailer_byte, 1 << 8 | 45),
    RULE(BAD_TRAILER, NESTED, DRIVER_ICV, tunnel_trailer_byte, 14 << 8 | 1),
    RULE(BAD_TRAILER, ESP, DRIVER, set_next_header, 17),
    RULE(BAD_TRAILER, ESP, DRIVER, one_byte_more, 1),
    RULE(BAD_TRAILER, NESTED, DRIVER, one_byte_more, 1),
    RULE(BAD_TRAILER, ESP, DRIVER, field_minus, BY(TRAILER_LENGTH, 1)),
    RULE(BAD_TRAILER, ESP, DRIVER, flags_on, IPSECNIC_TX_ICV_ROOM),
    RULE(BAD_TRAILER, ESP, DRIVER_ICV, flags_off, IPSECNIC_TX_ICV_ROOM),
    RULE(BAD_TRAILER, ESP, CARD, flags_on, IPSECNIC_TX_ICV_ROOM),
    RULE(BAD_TRAILER, AH, CARD, flags_on, IPSECNIC_TX_ICV_ROOM),
    RULE(BAD_TRAILER, AH, CARD, one_field, TRAILER_LENGTH),
    RULE(BAD_TRAILER, AH, CARD, set_next_header, 6),
    RULE(BAD_TRAILER, NESTED_AH, CARD, one_field, TUNNEL_TRAILER),
    RULE(BAD_TRAILER, NESTED_AH, CARD, one_field, TRAILER_LENGTH),
    RULE(BAD_TRAILER, NESTED_AH, CARD, flags_on, IPSECNIC_TX_ICV_ROOM),
    RULE(BAD_TRAILER, LARGE_AH, CARD, one_field, TRAILER_LENGTH),
    RULE(BAD_TRAILER, ESP, CARD, set_next_header, 0),
    RULE(BAD_TRAILER, ESP, DRIVER, no_next_header, 1),
    RULE(BAD_TRAILER, ESP, DRIVER_ICV, no_next_header, 17),
    RULE(BAD_TRAILER, ESP6, CARD, set_next_header, 0),
    RULE(BAD_TRAILER, UDP_ESP, CARD, set_next_header, 0),
    RULE(BAD_TRAILER, BUNDLE, CARD, set_next_header, 0),
    RULE(BAD_TRAILER, NESTED, CARD, set_next_header, 0),
    RULE(BAD_TRAILER, AH, CARD, ah_next, 0),
    RULE(BAD_TRAILER, AH6, CARD, ah_next, 0),
    RULE(BAD_TRAILER, AH_TUNNEL, CARD, ah_next, 0),
    RULE(BAD_TRAILER, NESTED_AH, CARD, ah_next, 0),
    RULE(BAD_TRAILER, ESP_TUNNEL, CARD, set_next_header, 41),
    RULE(BAD_TRAILER, ESP_TUNNEL, CARD, set_next_header, 6),
    RULE(BAD_TRAILER, ESP_TUNNEL, CARD, set_next_header, 0),
    RULE(BAD_TRAILER, AH_TUNNEL, CARD, ah_next, 41),
    RULE(BAD_TRAILER, AH_TUNNEL, CARD, ah_next, 6),
    RULE(BAD_TRAILER, LARGE_TUNNEL, CARD, set_next_header, 41),

    /* -------------------- IP_LENGTH */
    RULE(IP_LENGTH, ESP, CARD, flip_at, AT(L3, 3, 1)),
    RULE(IP_LENGTH, ESP, CARD, flip_at, AT(L3, 2, 0x40)),
    RULE(IP_LENGTH, ESP6, CARD, flip_at, AT(L3, 5, 1)),
    RULE(IP_LENGTH, ESP, CARD, one_byte_more, 4),
    RULE(IP_LENGTH, ESP, CARD, one_byte_less, 4),
    RULE(IP_LENGTH, AH, CARD, one_byte_more, 1),
    RULE(IP_LENGTH, AH, CARD, one_byte_less, 1),
    RULE(IP_LENGTH, AH, CARD, flip_at, AT(L3, 3, 1)),
    RULE(IP_LENGTH, BUNDLE, CARD, flip_at, AT(L3, 3, 1)),
    RULE(IP_LENGTH, UDP_ESP, CARD, flip_at, AT(L3, 3, 1)),
    RULE(IP_LENGTH, UDP_ESP, CARD, udp_length, 1),
    RULE(IP_LENGTH, NESTED_UDP, CARD, udp_length, 4),
    RULE(IP_LENGTH, NESTED, CARD, flip_at, AT(L3, 3, 1)),
    RULE(IP_LENGTH, NESTED, CARD, flip_at, AT(TUNNEL_L3, 3, 1)),
    RULE(IP_LENGTH, NESTED_AH, CARD, one_byte_more, 1),

    /* -------------------- BAD_CSUM */
    RULE(BAD_CSUM, PLAIN, CARD, csum_at_end, 1),
    RULE(BAD_CSUM, PLAIN, CARD, csum_at_end, 0),
    RULE(BAD_CSUM, PLAIN, CARD, far_field, CSUM_OFFSET),
    RULE(BAD_CSUM, PLAIN, CARD, far_field, CSUM_START),
    RULE(BAD_CSUM, PLAIN, CARD, csum_at, CSUM_BY(0, -17)),
    RULE(BAD_CSUM, PLAIN, CARD, csum_at, CSUM_BY(0, -16 - 2)),
    RULE(BAD_CSUM, PLAIN, CARD, csum_at, CSUM_BY(0, 1)),
    RULE(BAD_CSUM, PLAIN, CARD, csum_at, CSUM_BY(-21, -21)),
    RULE(BAD_CSUM, PLAIN, CARD, no_field, CSUM_START),
    RULE(BAD_CSUM, ESP, CARD, csum_at, CSUM_BY(-2, -2)),
    RULE(BAD_CSUM, ESP, CARD, csum_at, CSUM_BY(-24, -24)),
    RULE(BAD_CSUM, ESP, CARD, csum_at_end, 1),
    RULE(BAD_CSUM, ESP, DRIVER, csum_at_end, 0),
    RULE(BAD_CSUM, AH, CARD, csum_at, CSUM_BY(-2, -2)),
    RULE(BAD_CSUM, NESTED, CARD, csum_at, CSUM_BY(-2, -2)),
    RULE(BAD_CSUM, NESTED, CARD, csum_at, CSUM_BY(-40, -40)),
    RULE(BAD_CSUM, PLAIN_LARGE, CARD, csum_at, CSUM_BY(0, 2)),
    RULE(BAD_CSUM, PLAIN_LARGE, CARD, csum_at, CSUM_BY(0, -10)),
    RULE(BAD_CSUM, LARGE, CARD, csum_at, CSUM_BY(0, 2)),
    RULE(BAD_CSUM, LARGE_TUNNEL, CARD, csum_at, CSUM_BY(0, -16)),

    /* -------------------- SEQUENCE */
    RULE(SEQUENCE, ESP, CARD, sequence_high_valid, 1),
    RULE(SEQUENCE, AH, CARD, sequence_high_valid, 0x80000000u),
    RULE(SEQUENCE, BUNDLE, CARD, sequence_high_valid, 1),
    RULE(SEQUENCE, NESTED, CARD, sequence_high_valid, 1),
    RULE(SEQUENCE, LARGE, CARD, sequence_low, ESP_OFFSET << 8 | 4),
    RULE(SEQUENCE, LARGE_AH, CARD, sequence_low, AH_OFFSET << 8 | 8),
    RULE(SEQUENCE, LARGE_NESTED, CARD, sequence_low, ESP_OFFSET << 8 | 4),
    RULE(SEQUENCE, LARGE_NESTED, CARD, sequence_low, TUNNEL_ESP << 8 | 4),
};

/* Every kind is good as it is, with every kind of trailer. */
static void test_unspoilt(void)
{
    unsigned kind, trailer;

    for (kind = 0; kind < KINDS; kind++) {
        for (trailer = 0; trailer < TEST_TRAILERS; trailer++) {
            unsigned n;
            IpsecTx tx;
            Base b;

            base_init(&b, kind, trailer);
            g_assert_cmpuint(test_send_start(b.pair.out, &b.send, &tx), ==,
                             ST(OK));
            g_assert_cmpuint(tx.segments, ==, is_large(kind) ? 3 : 1);
            for (n = 0; n < tx.segments; n++) {
                g_autoptr(GByteArray) frame = NULL;

                g_assert_cmpuint(test_send_build(b.pair.out, &tx, n, &frame),
                                 ==, ST(OK));
            }
            base_clear(&b);
        }
    }
}

static void test_rule(gconstpointer data)
{
    const Rule *rule = data;
    IpsecSaInfo info;
    uint32_t status;
    unsigned i;
    IpsecTx tx;
    Base b;

    base_init(&b, rule->kind, rule->trailer);
    rule->spoil(&b, rule->n);
    status = test_send_start(b.pair.out, &b.send, &tx);
    g_assert_cmpuint(status, ==, rule->status);
    /* Nothing was sent, so nothing counts. */
    for (i = 0; i < 2; i++) {
        struct ipsecnic_sa_info raw;
        uint32_t handle = i ? b.r->tunnel_handle : b.r->sa_handle;

        if (handle && ipsec_engine_query_sa(b.pair.out, handle, &raw) ==
                      IPSECNIC_ST_OK) {
            ipsec_sa_info_decode(&info, &raw);
            g_assert_cmpuint(info.packets, ==, 0);
        }
    }
    base_clear(&b);
}

/* ------------------------------------------------------------------------
 * The first status of the table that applies
 */

/*
 * Of two rules that can be broken at once, without one of them hiding the other:
 * for each pair of these the lower status is told, whichever was broken first.
 */
static const Rule large_rules[] = {
    RULE(BAD_OFFLOAD, LARGE_NESTED, CARD, flags_on, IPSECNIC_TX_IV_PRESENT),
    RULE(INACTIVE, LARGE_NESTED, CARD, control, 6),
    RULE(UNKNOWN_SA, LARGE_NESTED, CARD, unknown_handle, TUNNEL_HANDLE),
    RULE(SA_DIRECTION, LARGE_NESTED, CARD, inbound_handle, 0),
    RULE(BAD_HEADER, LARGE_NESTED, CARD, field_plus, BY(TUNNEL_ESP, 4)),
    RULE(BAD_HEADER, LARGE_NESTED, CARD, field_plus, BY(ESP_OFFSET, 4)),
    RULE(FRAGMENT, LARGE_NESTED, CARD, byte_at, AT(L3, 6, 0x20)),
    RULE(SA_MISMATCH, LARGE_NESTED, CARD, flip_at, AT(ESP_OFFSET, 2, 1)),
    RULE(BAD_SEGMENT, LARGE_NESTED, CARD, no_field, SEGMENT_SIZE),
    RULE(BAD_SEGMENT, LARGE_NESTED, CARD, far_field, TUNNEL_TRAILER),
    RULE(BAD_CSUM, LARGE_NESTED, CARD, csum_at, CSUM_BY(0, 2)),
    RULE(SEQUENCE, LARGE_NESTED, CARD, sequence_high_valid, 1),
};

static const Rule large_tunnel_rules[] = {
    RULE(BAD_HEADER, LARGE_TUNNEL, CARD, field_plus, BY(CSUM_START, 4)),
    RULE(FRAGMENT, LARGE_TUNNEL, CARD, byte_at, AT(L3, 6, 0x20)),
    RULE(BAD_SEGMENT, LARGE_TUNNEL, CARD, no_field, SEGMENT_SIZE),
    RULE(BAD_TRAILER, LARGE_TUNNEL, CARD, set_next_header, 41),
    RULE(BAD_CSUM, LARGE_TUNNEL, CARD, csum_at, CSUM_BY(0, 2)),
    RULE(SEQUENCE, LARGE_TUNNEL, CARD, sequence_high_valid, 1),
};

static const Rule udp_rules[] = {
    RULE(BAD_HEADER, UDP_ESP, CARD, field_plus, BY(ESP_OFFSET, 4)),
    RULE(SA_MISMATCH, UDP_ESP, CARD, other_sa, 5),
    RULE(IP_LENGTH, UDP_ESP, CARD, udp_length, 1),
    RULE(BAD_CSUM, UDP_ESP, CARD, csum_at, CSUM_BY(-2, -2)),
};

static const Rule nested_rules[] = {
    RULE(BAD_OFFLOAD, NESTED, DRIVER, one_field, SEGMENT_SIZE),
    RULE(INACTIVE, NESTED, DRIVER, control, 5),
    RULE(UNKNOWN_SA, NESTED, DRIVER, deleted_handle, 0),
    RULE(SA_DIRECTION, NESTED, DRIVER, inbound_handle, 1),
    RULE(BAD_HEADER, NESTED, DRIVER, field_plus, BY(ESP_OFFSET, 4)),
    RULE(FRAGMENT, NESTED, DRIVER, byte_at, AT(L3, 7, 1)),
    RULE(SA_MISMATCH, NESTED, DRIVER, flip_at, AT(TUNNEL_ESP, 2, 1)),
    RULE(BAD_TRAILER, NESTED, DRIVER, trailer_byte, 1 << 8 | 1),
    RULE(IP_LENGTH, NESTED, DRIVER, flip_at, AT(L3, 3, 1)),
    RULE(BAD_CSUM, NESTED, DRIVER, csum_at, CSUM_BY(0, -17)),
    RULE(SEQUENCE, NESTED, DRIVER, sequence_high_valid, 1),
};

/* What lies behind a header that is at fault, or that does not fit the SA,
 * cannot be found. */
static bool hides(const Rule *a, const Rule *b)
{
    if (a->status == ST(SA_MISMATCH) && a->n >> 16 == TUNNEL_ESP) {
        return b->status == ST(BAD_HEADER) || b->status == ST(FRAGMENT);
    }
    return a->status == ST(FRAGMENT) && b->status == ST(BAD_HEADER);
}

static void check_pairs(const Rule *table, unsigned n)
{
    unsigned i, k;

    for (i = 0; i < n; i++) {
        for (k = 0; k < n; k++) {
            const Rule *low = table[i].status < table[k].status ? &table[i] :
                                                                  &table[k];
            const Rule *high = low == &table[i] ? &table[k] : &table[i];
            IpsecTx tx;
            Base b;

            if (i == k || hides(high, low)) {
                continue;
            }
            base_init(&b, table[i].kind, table[i].trailer);
            table[i].spoil(&b, table[i].n);
            table[k].spoil(&b, table[k].n);
            g_test_message("%s, then %s", table[i].what, table[k].what);
            g_assert_cmpuint(test_send_start(b.pair.out, &b.send, &tx), ==,
                             low->status);
            base_clear(&b);
        }
    }
}

static void test_precedence(void)
{
    check_pairs(large_rules, G_N_ELEMENTS(large_rules));
    check_pairs(large_tunnel_rules, G_N_ELEMENTS(large_tunnel_rules));
    check_pairs(nested_rules, G_N_ELEMENTS(nested_rules));
    check_pairs(udp_rules, G_N_ELEMENTS(udp_rules));
}

/* CAPABILITY is the card's, not the request's. */
static void test_precedence_capability(void)
{
    static const Rule higher[] = {
        RULE(BAD_SEGMENT, LARGE, CARD, no_field, SEGMENT_SIZE),
        RULE(BAD_SEGMENT, LARGE, CARD, far_field, TRAILER_LENGTH),
        RULE(BAD_CSUM, LARGE, CARD, csum_at, CSUM_BY(0, 2)),
        RULE(SEQUENCE, LARGE, CARD, sequence_high_valid, 1),
    };
    static const Rule lower[] = {
        RULE(BAD_OFFLOAD, LARGE, CARD, flags_on, IPSECNIC_TX_IV_PRESENT),
        RULE(BAD_HEADER, LARGE, CARD, field_plus, BY(CSUM_START, 4)),
        RULE(BAD_HEADER, LARGE, CARD, field_plus, BY(ESP_OFFSET, 4)),
        RULE(FRAGMENT, LARGE, CARD, byte_at, AT(L3, 6, 0x20)),
        RULE(SA_MISMATCH, LARGE, CARD, flip_at, AT(ESP_OFFSET, 2, 1)),
    };
    unsigned i;
    IpsecTx tx;
    Base b;

    for (i = 0; i < G_N_ELEMENTS(higher); i++) {
        base_init(&b, LARGE, TEST_TRAILER_CARD);
        without(&b, IPSECNIC_CAP_LSO);
        higher[i].spoil(&b, higher[i].n);
        g_assert_cmpuint(test_send_start(b.pair.out, &b.send, &tx), ==,
                         ST(CAPABILITY));
        base_clear(&b);
    }
    for (i = 0; i < G_N_ELEMENTS(lower); i++) {
        base_init(&b, LARGE, TEST_TRAILER_CARD);
        without(&b, IPSECNIC_CAP_LSO);
        lower[i].spoil(&b, lower[i].n);
        g_assert_cmpuint(test_send_start(b.pair.out, &b.send, &tx), ==,
                         lower[i].status);
        base_clear(&b);
    }
}

/* ------------------------------------------------------------------------
 * CRYPTO: the library fails half-way
 */

static bool contains(const uint8_t *data, size_t length, const uint8_t *what,
                     size_t n)
{
    size_t i;

    for (i = 0; i + n <= length; i++) {
        if (memcmp(data + i, what, n) == 0) {
            return true;
        }
    }
    return false;
}

/* The library says what it is asked wrongly; here that is the plan. */
static void say_nothing(void *opaque, int level, const char *format,
                        va_list ap)
{
    (void)opaque;
    (void)level;
    (void)format;
    (void)ap;
}

static void set_log_handler(gcry_handler_log_t handler)
{
    /* libgcrypt 1.11 calls it deprecated, and has nothing in its place. */
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    gcry_set_log_handler(handler, NULL);
    G_GNUC_END_IGNORE_DEPRECATIONS
}

static void test_t3_crypto_fails(void)
{
    static const Kind kinds[] = { ESP, ESP_TUNNEL, NESTED, LARGE, UDP_ESP };
    unsigned i, which;

    set_log_handler(say_nothing);
    for (i = 0; i < G_N_ELEMENTS(kinds); i++) {
        for (which = 0; which < 2; which++) {
            gcry_cipher_hd_t wrong, right;
            GByteArray *frame;
            IpsecSaOp *op;
            IpsecTx tx;
            Base b;

            base_init(&b, kinds[i], TEST_TRAILER_CARD);
            if (which && !b.r->tunnel_handle) {
                base_clear(&b);
                continue;
            }
            g_assert_cmpuint(test_send_start(b.pair.out, &b.send, &tx), ==,
                             ST(OK));
            op = &ipsec_sadb_by_handle(
                &b.pair.out->db, which ? b.r->tunnel_handle :
                                         b.r->sa_handle)->op[0];
            /* A handle without a key */
            g_assert_cmpint(gcry_cipher_open(
                &wrong, GCRY_CIPHER_AES256, op->transform.cipher_kind ==
                IPSEC_ALG_GCM ? GCRY_CIPHER_MODE_ECB : GCRY_CIPHER_MODE_GCM,
                0), ==, 0);
            right = op->transform.cipher_handle;
            op->transform.cipher_handle = wrong;
            g_assert_cmpuint(test_send_build(b.pair.out, &tx, 0, &frame), ==,
                             ST(CRYPTO));
            g_assert_null(frame);
            /* Nor does it stay behind. */
            g_assert_false(contains(b.pair.out->tx_buffer, IPSEC_BUFFER_SIZE,
                                    b.f + b.send.frame->len - 60, 16));
            op->transform.cipher_handle = right;
            gcry_cipher_close(wrong);
            g_assert_cmpuint(test_send_build(b.pair.out, &tx, 0, &frame), ==,
                             ST(OK));
            g_byte_array_unref(frame);
            base_clear(&b);
        }
    }
    set_log_handler(NULL);
}

/* ------------------------------------------------------------------------
 * Whatever is asked
 */

/* Offsets, sizes and handles at random, on frames of all kinds: nothing but a
 * status, or what was asked for. */
static void test_random_fields(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    unsigned statuses[IPSECNIC_TX_STATUSES] = { 0 };
    unsigned kind, round, seen = 0, i;

    for (kind = 0; kind < KINDS; kind++) {
        IpsecTxRequest good;
        Base b;

        base_init(&b, kind, TEST_TRAILER_DRIVER);
        good = *b.r;
        for (round = 0; round < 3000; round++) {
            uint8_t raw[64];
            uint32_t status;
            IpsecTx tx;

            encode(raw, &good);
            for (i = g_rand_int_range(rand, 1, 6); i > 0; i--) {
                static const uint16_t values[] = {
                    0, 1, 14, 34, 0x7fff, 0x8000, 0xfff0, 0xffff,
                };
                unsigned at = 36 + 2 * (unsigned)g_rand_int_range(rand, 0, 14);
                uint16_t value = g_rand_boolean(rand) ?
                    (uint16_t)g_rand_int_range(rand, 0, 65536) :
                    values[g_rand_int_range(rand, 0, 8)];

                if (at == 52 || at == 54) {
                    at = 50;
                }
                raw[at] = (uint8_t)value;
                raw[at + 1] = (uint8_t)(value >> 8);
            }
            if (round % 5 == 0) {
                raw[12] ^= (uint8_t)(4 << g_rand_int_range(rand, 0, 5));
            }
            decode(b.r, raw);
            status = test_send_start(b.pair.out, &b.send, &tx);
            statuses[status]++;
            if (status == ST(OK)) {
                /* What was changed does not matter to it. */
                GByteArray *frame;

                g_assert_cmpuint(test_send_build(b.pair.out, &tx,
                                                 tx.segments - 1, &frame), ==,
                                 ST(OK));
                g_byte_array_unref(frame);
            }
        }
        base_clear(&b);
    }
    for (i = ST(BAD_OFFLOAD); i <= ST(SEQUENCE); i++) {
        seen += statuses[i] != 0;
    }
    g_assert_cmpuint(seen, >=, 5);
}

/* Frames of random bytes, and any request. */
static void test_random_frames(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(2);
    unsigned round, i;
    Base b;

    base_init(&b, NESTED, TEST_TRAILER_CARD);
    for (round = 0; round < 20000; round++) {
        unsigned length = (unsigned)g_rand_int_range(rand, 14, 200);
        g_autofree uint8_t *frame = g_malloc(length);
        IpsecTxRequest r = { .flags = 3 };
        uint8_t raw[64];
        IpsecTx tx;

        for (i = 0; i < length; i++) {
            frame[i] = (uint8_t)g_rand_int(rand);
        }
        if (round % 2) {
            memcpy(frame, b.f, MIN(length, 100));
        }
        encode(raw, &r);
        for (i = 36; i < 64; i++) {
            raw[i] = (uint8_t)g_rand_int_range(rand, 0, 1 + 255 * (i % 2 ? 0 :
                                                                   1));
        }
        raw[12] = (uint8_t)(g_rand_int(rand) & 0x7c);
        decode(&r, raw);
        r.sa_handle = round % 3 ? b.send.request.sa_handle : 0;
        r.tunnel_handle = round % 6 > 2 ? b.send.request.tunnel_handle : 0;
        if (ipsec_tx_start(b.pair.out, &tx, frame, length, &r) == ST(OK)) {
            const uint8_t *data;
            uint32_t out;

            g_assert_cmpuint(ipsec_tx_build(b.pair.out, &tx, 0, &data, &out),
                             ==, ST(OK));
        }
    }
    base_clear(&b);
}

/*
 * Good requests and such with a few things changed: the receiver finds what
 * was asked for, or there is nothing for it.
 */
static void test_t3_nothing_in_clear(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(3);
    unsigned statuses[IPSECNIC_TX_STATUSES] = { 0 };
    unsigned round, i, good = 0, spoilt = 0, segments = 0, carried[256] = { 0 };

    for (round = 0; round < 6000; round++) {
        uint8_t input[80];
        TestHostile h;

        for (i = 0; i < sizeof(input); i++) {
            input[i] = (uint8_t)g_rand_int(rand);
        }
        /* Plain frames are not what this is about. */
        input[2] &= (uint8_t)(round % 10 ? ~0x80 : ~0);
        /* One or two changes, or none. */
        input[12] = (uint8_t)(round % 4 == 0 ? 0 : 1 + round % 3);
        h = test_hostile(input, sizeof(input));
        statuses[h.status]++;
        good += h.good;
        spoilt += !h.good && h.status == ST(OK);
        segments += h.segments;
        carried[h.carrier] += h.segments;
    }
    /* So it did see something of each kind. */
    g_assert_cmpuint(good, >, 500);
    g_assert_cmpuint(spoilt, >, 200);
    g_assert_cmpuint(segments, >, 2000);
    g_test_message("segments of tunnels: UDP %u, GRE %u, IP %u and %u",
                   carried[17], carried[47], carried[4], carried[41]);
    g_assert_cmpuint(carried[17], >, 200);
    g_assert_cmpuint(carried[47], >, 200);
    g_assert_cmpuint(carried[4], >, 20);
    g_assert_cmpuint(carried[41], >, 20);
    for (i = ST(BAD_OFFLOAD); i <= ST(SEQUENCE); i++) {
        g_test_message("status %u: %u", i, statuses[i]);
        if (i != ST(INACTIVE) && i != ST(SA_DIRECTION)) {
            g_assert_cmpuint(statuses[i], >, 0);
        }
    }
}

int main(int argc, char **argv)
{
    unsigned i;

    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/refuse/unspoilt", test_unspoilt);
    for (i = 0; i < G_N_ELEMENTS(rules); i++) {
        g_autofree char *name = g_strconcat("/refuse/", rules[i].what, NULL);

        g_test_add_data_func(name, &rules[i], test_rule);
    }
    g_test_add_func("/refuse/precedence", test_precedence);
    g_test_add_func("/refuse/precedence-capability",
                    test_precedence_capability);
    g_test_add_func("/refuse/t3-crypto-fails", test_t3_crypto_fails);
    g_test_add_func("/refuse/random-fields", test_random_fields);
    g_test_add_func("/refuse/random-frames", test_random_frames);
    g_test_add_func("/refuse/t3-nothing-in-clear", test_t3_nothing_in_clear);
    return g_test_run();
}

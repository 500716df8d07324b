/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens to this packet?  One packet a row, as in docs/ipsecov2.rst
 *
 * Each row makes an engine, loads what SAs there are to be, composes one frame
 * and says what must become of it: kind, reasons, receive word, every byte of
 * what is indicated, HeaderInfoSet, and which counters of which SA move.  The
 * expected values come from the RFCs and the contract; tests/docs compares
 * the rows with those of the document.
 */

#include <gcrypt.h>
#include <string.h>

#include "harness.h"

#define GCM         IPSECNIC_CIPHER_AES_GCM_128
#define CBC         IPSECNIC_CIPHER_AES_CBC_128
#define SHA1        IPSECNIC_AUTH_SHA1
#define SHA256      IPSECNIC_AUTH_SHA256

#define ESP         IPSECNIC_OP_ESP
#define AH          IPSECNIC_OP_AH
#define TRANSPORT   IPSECNIC_MODE_TRANSPORT
#define TUNNEL      IPSECNIC_MODE_TUNNEL

#define ACTIVE      IPSECNIC_IPSEC_CTRL_ACTIVE
#define ESP_ON      IPSECNIC_IPSEC_CTRL_ESP
#define AH_ON       IPSECNIC_IPSEC_CTRL_AH

#define ESP_SPI     0x9abcdef0u     /* of a bundle's ESP */
#define INNER_SPI   0x0bbbbbbbu

/* HMAC-SHA1-96 */
#define AH_LENGTH   24u
/* Where IP and what follows it are in a frame without tags */
#define IP4         14u
#define IN_IP4      34u
#define IN_IP6      54u
#define IN_UDP      42u

#define MAX_SAS     4

/* A packet as it is sent, and as it is to be indicated. */
typedef struct Packet {
    GByteArray *wire;
    GByteArray *clear;
} Packet;

/* Where a row plays. */
typedef struct Scene {
    IpsecCaps caps;
    uint32_t control;
    uint32_t encap;             /* IPSECNIC_ENCAP_* of the card */
    uint8_t skip;               /* what the device tells the engine */
    unsigned before;            /* times that the frame came before */
    bool library_fails;
    int csum;                   /* expected outer verdicts; -1: any */
    int claim;                  /* pad length to claim; -1: the truth */
    int seen;                   /* top of the SA's numbers then; -1: any */
    IpsecEngine *engine;
    uint32_t handle[MAX_SAS];
    unsigned num_sas;
    /* What is to be found as sa_outer and sa_inner. */
    uint32_t outer;
    uint32_t inner;
    /* header_info of the innermost ESP that is opened. */
    uint32_t info;
    Packet frame;
    GPtrArray *arrays;
} Scene;

/* What the frame's bytes are to be. */
typedef enum Bytes {
    WIRE,                       /* as they came */
    OPEN,                       /* decrypted, all portions that there are */
    OUTER,                      /* the outer portion decrypted alone */
} Bytes;

/* Whose counters move. */
typedef enum Counted {
    NOBODY,
    PASSED,                     /* packets and bytes of the SA */
    FAILED,                     /* failed[status] */
    SKIPPED,                    /* skipped */
    BOTH,                       /* packets and bytes of both SAs */
    PASSED_FAILED,              /* of the outer SA; of the inner one */
    PASSED_SKIPPED,
    PASSED_NOBODY,
} Counted;

/* ------------------------------------------------------------------------
 * A library that fails
 */

static bool library_fails;

gcry_error_t __real_gcry_cipher_checktag(gcry_cipher_hd_t hd, const void *tag,
                                         size_t length);
gcry_error_t __wrap_gcry_cipher_checktag(gcry_cipher_hd_t hd, const void *tag,
                                         size_t length);
gcry_error_t __real_gcry_cipher_setkey(gcry_cipher_hd_t hd, const void *key,
                                       size_t length);
gcry_error_t __wrap_gcry_cipher_setkey(gcry_cipher_hd_t hd, const void *key,
                                       size_t length);

gcry_error_t __wrap_gcry_cipher_checktag(gcry_cipher_hd_t hd, const void *tag,
                                         size_t length)
{
    return library_fails ? gcry_error(GPG_ERR_INTERNAL) :
                           __real_gcry_cipher_checktag(hd, tag, length);
}

gcry_error_t __wrap_gcry_cipher_setkey(gcry_cipher_hd_t hd, const void *key,
                                       size_t length)
{
    return library_fails ? gcry_error(GPG_ERR_INTERNAL) :
                           __real_gcry_cipher_setkey(hd, key, length);
}

/* ------------------------------------------------------------------------
 * Packets, from the inside out
 */

static GByteArray *array(Scene *s)
{
    GByteArray *a = g_byte_array_new();

    g_ptr_array_add(s->arrays, a);
    return a;
}

static GByteArray *keep(Scene *s, GByteArray *a)
{
    g_ptr_array_add(s->arrays, a);
    return a;
}

static GByteArray *join(Scene *s, const GByteArray *head, unsigned length,
                        const GByteArray *tail)
{
    GByteArray *a = array(s);

    g_byte_array_append(a, head->data, length);
    g_byte_array_append(a, tail->data, tail->len);
    return a;
}

static Packet payload(Scene *s, unsigned length)
{
    GByteArray *a = keep(s, test_payload(length));

    return (Packet) { a, a };
}

static Packet hex(Scene *s, const char *digits)
{
    GByteArray *a = keep(s, test_unhex(digits));

    return (Packet) { a, a };
}

static unsigned iv_length(const IpsecnicSaOp *op)
{
    return op->cipher_alg == IPSECNIC_CIPHER_NONE ? 0 :
           op->cipher_alg == CBC ? 16 : 8;
}

/* ESP around a packet, which the card is to open or not. */
static Packet esp(Scene *s, const TestSa *sa, unsigned op, uint64_t sequence,
                  uint8_t next_header, Packet in, bool open)
{
    const IpsecnicSaOp *o = &sa->ctx.op[op];
    unsigned start = 8 + iv_length(o);
    unsigned icv = o->auth_icv_length + o->cipher_icv_length;
    TestSeal seal = { .sa = sa, .op = op, .sequence = sequence,
                      .next_header = next_header, .pad_length = s->claim };
    Packet p;
    unsigned pad, i;

    p.wire = keep(s, test_esp(&seal, in.wire));
    p.clear = join(s, p.wire, p.wire->len, array(s));
    if (!open) {
        return p;
    }
    pad = p.wire->len - icv - 2 - start - in.clear->len;
    if (in.clear->len) {
        memcpy(p.clear->data + start, in.clear->data, in.clear->len);
    }
    for (i = 0; i < pad; i++) {
        p.clear->data[start + in.clear->len + i] = (uint8_t)(i + 1);
    }
    if (s->claim >= 0) {
        pad = (unsigned)s->claim;
    }
    p.clear->data[p.clear->len - icv - 2] = (uint8_t)pad;
    p.clear->data[p.clear->len - icv - 1] = next_header;
    if (!s->info) {
        s->info = IPSECNIC_HEADER_INFO_SET | pad << 8 | next_header;
    }
    return p;
}

/* An IP header of the SA's addresses in front. */
static Packet ip(Scene *s, const TestSa *sa, uint8_t protocol, Packet in)
{
    unsigned header = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 40 : 20;
    Packet p;

    p.wire = keep(s, test_ip(sa, protocol, in.wire));
    p.clear = join(s, p.wire, header, in.clear);
    return p;
}

static Packet udp(Scene *s, const TestSa *sa, uint16_t port, bool checksum,
                  Packet in)
{
    Packet p;

    p.wire = keep(s, test_udp(sa, 54321, port, in.wire, checksum));
    p.clear = join(s, p.wire, 8, in.clear);
    return p;
}

/* IP and AH in front. */
static Packet ip_ah(Scene *s, const TestSa *sa, unsigned op,
                    uint8_t next_header, Packet in)
{
    bool ipv6 = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    unsigned header = ipv6 ? 40 : 20;
    TestSeal seal = { .sa = sa, .op = op, .sequence = 55,
                      .next_header = next_header };
    GByteArray *body = array(s), *head, *packet, *masked;
    Packet p;

    /* An IP header whose length counts the AH. */
    g_byte_array_set_size(body, AH_LENGTH + in.wire->len);
    head = keep(s, test_ip(sa, 51, body));
    packet = join(s, head, header, in.wire);
    masked = join(s, head, header, in.wire);
    if (ipv6) {
        masked->data[7] = 0;
    } else {
        masked->data[8] = masked->data[10] = masked->data[11] = 0;
    }
    p.wire = keep(s, test_ah(&seal, packet, masked, header, AH_LENGTH));
    p.clear = join(s, p.wire, header + AH_LENGTH, in.clear);
    return p;
}

static void transmit(Scene *s, Packet packet)
{
    s->frame.wire = keep(s, test_ethernet(packet.wire));
    s->frame.clear = join(s, s->frame.wire, 14, packet.clear);
}

/* ESP of the only operation, in IP, around so many bytes */
static void transmit_esp(Scene *s, const TestSa *sa, unsigned length,
                         bool open)
{
    transmit(s, ip(s, sa, 50, esp(s, sa, 0, 7, 17, payload(s, length),
                                  open)));
}

static void transmit_hex(Scene *s, const char *digits)
{
    s->frame = hex(s, digits);
}

/* ------------------------------------------------------------------------
 * Changes on the way
 */

/* It is as it came: nothing is opened. */
static void as_it_came(Scene *s)
{
    s->frame.clear = join(s, s->frame.wire, s->frame.wire->len, array(s));
    s->info = 0;
}

/* A byte that does not matter. */
static void change(Scene *s, unsigned at, uint8_t by)
{
    s->frame.wire->data[at] ^= by;
    if (s->frame.clear != s->frame.wire) {
        s->frame.clear->data[at] ^= by;
    }
}

/* A byte that does. */
static void spoil(Scene *s, unsigned at, uint8_t by)
{
    s->frame.wire->data[at] ^= by;
    as_it_came(s);
}

static void spoil_last(Scene *s)
{
    spoil(s, s->frame.wire->len - 1, 1);
}

static void ip4_length(Scene *s, int more)
{
    uint8_t *p = s->frame.wire->data + IP4;
    unsigned length = (unsigned)((p[2] << 8 | p[3]) + more);

    p[2] = (uint8_t)(length >> 8);
    p[3] = (uint8_t)length;
    test_ipv4_checksum(p, (p[0] & 0xfu) * 4);
    memcpy(s->frame.clear->data + IP4, p, 20);
}

static void insert_array(GByteArray *a, unsigned at, const char *digits)
{
    g_autoptr(GByteArray) bytes = test_unhex(digits);

    g_byte_array_set_size(a, a->len + bytes->len);
    memmove(a->data + at + bytes->len, a->data + at,
            a->len - at - bytes->len);
    memcpy(a->data + at, bytes->data, bytes->len);
}

static void insert(Scene *s, unsigned at, const char *digits)
{
    insert_array(s->frame.wire, at, digits);
    insert_array(s->frame.clear, at, digits);
}

static void append(Scene *s, const char *digits)
{
    insert(s, s->frame.wire->len, digits);
}

/* IPv4 options, a multiple of four bytes. */
static void options(Scene *s, const char *digits)
{
    unsigned words = (unsigned)strlen(digits) / 8;

    insert(s, IN_IP4, digits);
    change(s, IP4, (uint8_t)(5 ^ (5 + words)));
    ip4_length(s, (int)words * 4);
}

/* An IPv6 extension header of eight bytes; its first byte is filled in. */
static void extension(Scene *s, uint8_t type, const char *digits)
{
    GByteArray *arrays[] = { s->frame.wire, s->frame.clear };
    unsigned i;

    insert(s, IN_IP6, digits);
    for (i = 0; i < G_N_ELEMENTS(arrays); i++) {
        uint8_t *p = arrays[i]->data + 14;

        p[40] = p[6];
        p[6] = type;
        p[5] = (uint8_t)(p[5] + 8);
    }
}

static void cut(Scene *s, unsigned bytes)
{
    g_byte_array_set_size(s->frame.wire, s->frame.wire->len - bytes);
    as_it_came(s);
}

/* ------------------------------------------------------------------------
 * SAs
 */

static uint32_t load(Scene *s, const TestSa *sa)
{
    uint32_t handle;

    if (!s->engine) {
        s->engine = ipsec_engine_new(&s->caps, NULL);
        g_assert_nonnull(s->engine);
        ipsec_engine_set_control(s->engine, s->control);
    }
    handle = test_sa_must_add(s->engine, sa);
    s->handle[s->num_sas++] = handle;
    return handle;
}

static void ask_for(Scene *s, uint32_t handle)
{
    g_assert_cmpuint(ipsec_engine_request_delete(s->engine, handle), ==,
                     IPSECNIC_ST_OK);
}

static void gcm_sa(TestSa *sa, unsigned mode)
{
    test_sa_init(sa, GCM, 0);
    sa->ctx.mode = (uint8_t)mode;
}

static void ah_sa(TestSa *sa, unsigned mode)
{
    test_sa_init(sa, 0, SHA1);
    test_sa_op(sa, 0, AH, TEST_SPI, 0, SHA1);
    sa->ctx.mode = (uint8_t)mode;
}

static void bundle_sa(TestSa *sa)
{
    test_sa_init(sa, 0, 0);
    sa->ctx.num_ops = 0;
    test_sa_op(sa, 0, AH, TEST_SPI, 0, SHA1);
    test_sa_op(sa, 1, ESP, ESP_SPI, CBC, SHA256);
}

/* For the packet inside of a tunnel. */
static void inner_addresses(TestSa *sa)
{
    static const uint8_t src[] = { 192, 168, 1, 1 }, dst[] = { 192, 168, 1, 2 };

    memcpy(sa->ctx.src, src, sizeof(src));
    memcpy(sa->ctx.dst, dst, sizeof(dst));
    sa->keys[0][0][0] ^= 0x5a;
    sa->keys[0][1][0] ^= 0x5a;
}

static void inner_sa(TestSa *sa)
{
    test_sa_init(sa, CBC, SHA1);
    sa->ctx.op[0].spi = INNER_SPI;
    inner_addresses(sa);
}

/* ------------------------------------------------------------------------
 * Not IPsec
 */

#define MACS    "525400123456 020000000001 "
#define HEAD    "0a010001 0a010002 "
#define HEAD6   "20010db8000000000000000000000001" \
                "20010db8000000000000000000000002"
#define TCP     "30390050 00000001 00000000 50022000 abcd0000"

/* A good ESP packet in transport mode, and its SA */
static void esp_good(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    s->outer = load(s, &sa);
    transmit_esp(s, &sa, 50, true);
    s->csum = IPSECNIC_CSUM_GOOD;
}

static void esp_good_ipv6(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    test_sa_ipv6(&sa);
    s->outer = load(s, &sa);
    transmit_esp(s, &sa, 50, true);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

/* The same that nothing is done with, and no SA is named for. */
static void esp_not_ours(Scene *s)
{
    esp_good(s);
    as_it_came(s);
    s->outer = 0;
}

static void arp(Scene *s)
{
    transmit_hex(s, "ffffffffffff 020000000001 0806 0001080006040001"
             "020000000001 0a010001 000000000000 0a010002");
}

static void plain_tcp(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    load(s, &sa);
    transmit(s, ip(s, &sa, 6, hex(s, TCP)));
    s->csum = IPSECNIC_CSUM_GOOD;
}

static void plain_bad_header_checksum(Scene *s)
{
    plain_tcp(s);
    spoil(s, IP4 + 10, 0x55);
    s->csum = IPSECNIC_CSUM_BAD;
}

static void ip_in_ip(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    load(s, &sa);
    transmit(s, ip(s, &sa, 4, ip(s, &sa, 50, esp(s, &sa, 0, 7, 17,
                                             payload(s, 50), false))));
}

static void ipcomp(Scene *s)
{
    esp_not_ours(s);
    s->frame.wire->data[IP4 + 9] = 108;
    test_ipv4_checksum(s->frame.wire->data + IP4, 20);
    as_it_came(s);
}

static void icmp_quotes_esp(Scene *s)
{
    TestSa sa;
    Packet quoted;

    gcm_sa(&sa, TRANSPORT);
    load(s, &sa);
    quoted = ip(s, &sa, 50, esp(s, &sa, 0, 7, 17, payload(s, 50), false));
    insert_array(quoted.wire, 0, "0304000000000500");
    transmit(s, ip(s, &sa, 1, (Packet) { quoted.wire, quoted.wire }));
}

static void ipv6_no_next_header(Scene *s)
{
    esp_good_ipv6(s);
    s->outer = 0;
    spoil(s, 14 + 6, 50 ^ 59);
}

static void llc_snap(Scene *s)
{
    esp_not_ours(s);
    s->frame.wire->data[12] = 0;
    s->frame.wire->data[13] = (uint8_t)(s->frame.wire->len - 14 + 8);
    insert_array(s->frame.wire, 14, "aaaa03000000 0800");
    as_it_came(s);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

static void vlan_one_tag(Scene *s)
{
    esp_good(s);
    insert(s, 12, "8100 a005");
}

static void vlan_two_tags(Scene *s)
{
    esp_good(s);
    insert(s, 12, "88a8 2003 8100 a005");
}

static void vlan_three_tags(Scene *s)
{
    esp_not_ours(s);
    insert(s, 12, "88a8 2003 8100 a005 8100 0001");
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

static void vlan_not_offered(Scene *s)
{
    s->encap = IPSECNIC_ENCAP_8023;
    vlan_one_tag(s);
    as_it_came(s);
    s->outer = 0;
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

/* ------------------------------------------------------------------------
 * UDP
 */

static void udp_frame(Scene *s, uint16_t port, const char *bytes)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    load(s, &sa);
    transmit(s, ip(s, &sa, 17, udp(s, &sa, port, false, hex(s, bytes))));
}

static void ike(Scene *s)
{
    udp_frame(s, 4500, "00000000 0102030405060708");
}

static void keepalive(Scene *s)
{
    udp_frame(s, 4500, "ff");
}

static void udp_empty(Scene *s)
{
    udp_frame(s, 4500, "");
}

static void udp_length_too_small(Scene *s)
{
    udp_frame(s, 4500, "12345678 00000001 0102030405060708");
    s->frame.wire->data[IN_IP4 + 5] = 7;
    as_it_came(s);
}

static void udp_from_4500(Scene *s)
{
    udp_frame(s, 53, "12345678 00000001 0102030405060708");
    s->frame.wire->data[IN_IP4] = 4500 >> 8;
    s->frame.wire->data[IN_IP4 + 1] = 4500 & 0xff;
    as_it_came(s);
}

/* UDP-encapsulated ESP of an SA of form 1 */
static void udp_esp_packet(Scene *s, uint16_t sa_sport, uint16_t sa_dport,
                           uint16_t port, bool checksum)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    sa.ctx.encap_sport = sa_sport;
    sa.ctx.encap_dport = sa_dport;
    s->outer = load(s, &sa);
    transmit(s, ip(s, &sa, 17, udp(s, &sa, port, checksum, esp(
        s, &sa, 0, 7, 17, payload(s, 50), true))));
}

static void udp_esp(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, false);
    s->csum = IPSECNIC_CSUM_GOOD;
}

static void udp_esp_checksum(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, true);
    s->csum = IPSECNIC_CSUM_GOOD | IPSECNIC_CSUM_GOOD << 2;
}

static void udp_esp_bad_checksum(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, true);
    spoil(s, IN_IP4 + 7, 1);
    s->csum = IPSECNIC_CSUM_GOOD | IPSECNIC_CSUM_BAD << 2;
    /* not processed: the request does not come through */
    ask_for(s, s->outer);
}

static void udp_esp_bad_icv(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, false);
    spoil_last(s);
}

static void udp_esp_port_of_sa(Scene *s)
{
    udp_esp_packet(s, 0, 4501, 4501, false);
}

static void udp_esp_other_port(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4501, false);
    as_it_came(s);
    s->outer = 0;
}

static void udp_esp_4500_not_of_sa(Scene *s)
{
    udp_esp_packet(s, 0, 4501, 4500, false);
    as_it_came(s);
    s->outer = 0;
}

static void udp_esp_source_port(Scene *s)
{
    udp_esp_packet(s, 4500, 0, 4500, false);
    as_it_came(s);
    s->outer = 0;
}

static void udp_esp_length_beyond_ip(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, true);
    s->frame.wire->data[IN_IP4 + 5] = (uint8_t)(
        s->frame.wire->data[IN_IP4 + 5] + 4);
    as_it_came(s);
}

static void udp_esp_sa_is_bare(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    load(s, &sa);
    transmit(s, ip(s, &sa, 17, udp(s, &sa, 4500, false, esp(
        s, &sa, 0, 7, 17, payload(s, 50), false))));
}

static void esp_sa_is_udp(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    load(s, &sa);
    transmit_esp(s, &sa, 50, false);
}

static void udp_esp_form_not_offered(Scene *s)
{
    TestSa sa;

    s->caps.udp_esp = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    gcm_sa(&sa, TRANSPORT);
    sa.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    s->outer = load(s, &sa);
    transmit(s, ip(s, &sa, 17, udp(s, &sa, 4500, false, esp(
        s, &sa, 0, 7, 17, payload(s, 50), false))));
}

/* ------------------------------------------------------------------------
 * Headers that cannot be followed, or that end too early
 */

static void frame_ends_in_ip(Scene *s)
{
    esp_not_ours(s);
    cut(s, s->frame.wire->len - 33);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

static void ipv4_header_length(Scene *s)
{
    esp_not_ours(s);
    spoil(s, IP4, 0x45 ^ 0x44);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

static void ip_version(Scene *s)
{
    esp_not_ours(s);
    spoil(s, IP4, 0x45 ^ 0x65);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

static void hop_by_hop_second(Scene *s)
{
    esp_good_ipv6(s);
    extension(s, 0, "0000010400000000");
    extension(s, 60, "0000010400000000");
    as_it_came(s);
    s->outer = 0;
}

static void many_extension_headers(Scene *s)
{
    unsigned i;

    esp_good_ipv6(s);
    for (i = 0; i < 17; i++) {
        extension(s, 60, "0000010400000000");
    }
    as_it_came(s);
    s->outer = 0;
}

/* RFC 2675: payload length 0, the length in a hop-by-hop option */
static void ipv6_jumbogram(Scene *s)
{
    esp_good_ipv6(s);
    extension(s, 0, "0000c20400010000");
    s->frame.wire->data[14 + 4] = s->frame.wire->data[14 + 5] = 0;
    as_it_came(s);
    s->outer = 0;
}

static void esp_7_bytes(Scene *s)
{
    esp_not_ours(s);
    cut(s, s->frame.wire->len - IN_IP4 - 7);
    ip4_length(s, 27 - (int)(s->frame.wire->data[17]));
}

static void ah_good(Scene *s)
{
    TestSa sa;

    ah_sa(&sa, TRANSPORT);
    s->outer = load(s, &sa);
    transmit(s, ip_ah(s, &sa, 0, 17, payload(s, 50)));
    s->csum = IPSECNIC_CSUM_GOOD;
}

static void ah_11_bytes(Scene *s)
{
    ah_good(s);
    cut(s, s->frame.wire->len - IN_IP4 - 11);
    s->outer = 0;
}

static void spi_in_ethernet_padding(Scene *s)
{
    esp_not_ours(s);
    ip4_length(s, 20 - (int)(s->frame.wire->data[17]));
}

/* ------------------------------------------------------------------------
 * Fragments
 */

static void fragment(Scene *s, uint8_t flags, uint8_t offset)
{
    esp_not_ours(s);
    s->frame.wire->data[IP4 + 6] = flags;
    s->frame.wire->data[IP4 + 7] = offset;
    test_ipv4_checksum(s->frame.wire->data + IP4, 20);
    as_it_came(s);
}

static void first_fragment(Scene *s)
{
    fragment(s, 0x20, 0);
}

static void later_fragment(Scene *s)
{
    fragment(s, 0, 3);
}

static void tcp_fragment(Scene *s)
{
    plain_tcp(s);
    change(s, IP4 + 6, 0x20);
    s->csum = -1;
}

static void dont_fragment(Scene *s)
{
    esp_good(s);
    change(s, IP4 + 6, 0x40);
    s->csum = IPSECNIC_CSUM_BAD;
}

static void ipv6_fragment(Scene *s)
{
    esp_good_ipv6(s);
    extension(s, 44, "0000000100000001");
    as_it_came(s);
    s->outer = 0;
}

static void atomic_fragment_esp(Scene *s)
{
    esp_good_ipv6(s);
    extension(s, 44, "0000000000000001");
}

static void ah_good_ipv6(Scene *s)
{
    TestSa sa;

    ah_sa(&sa, TRANSPORT);
    test_sa_ipv6(&sa);
    s->outer = load(s, &sa);
    transmit(s, ip_ah(s, &sa, 0, 17, payload(s, 50)));
}

static void atomic_fragment_ah(Scene *s)
{
    ah_good_ipv6(s);
    extension(s, 44, "0000000000000001");
}

static void atomic_fragment_ah_no_sa(Scene *s)
{
    atomic_fragment_ah(s);
    ipsec_engine_flush(s->engine, true, true);
    s->num_sas = 0;
    s->outer = 0;
}

/* ------------------------------------------------------------------------
 * Switches
 */

static void inactive(Scene *s)
{
    s->control = ESP_ON | AH_ON;
    esp_not_ours(s);
}

static void inactive_and_more(Scene *s)
{
    s->control = AH_ON;
    s->skip = IPSECNIC_REASON_NOT_OWN_MAC;
    esp_not_ours(s);
}

static void not_own_mac(Scene *s)
{
    s->control = ACTIVE | AH_ON;
    s->skip = IPSECNIC_REASON_NOT_OWN_MAC;
    esp_not_ours(s);
}

static void plain_not_own_mac(Scene *s)
{
    s->skip = IPSECNIC_REASON_NOT_OWN_MAC;
    plain_tcp(s);
}

static void esp_configured_off(Scene *s)
{
    s->control = ACTIVE | AH_ON;
    esp_not_ours(s);
}

static void ah_configured_off(Scene *s)
{
    s->control = ACTIVE | ESP_ON;
    ah_good(s);
    s->outer = 0;
}

static void bundle_good(Scene *s)
{
    TestSa sa;

    bundle_sa(&sa);
    s->outer = load(s, &sa);
    transmit(s, ip_ah(s, &sa, 0, 50, esp(s, &sa, 1, 77, 17, payload(s, 50),
                                     true)));
}

static void bundle_half_off(Scene *s)
{
    s->control = ACTIVE | AH_ON;
    bundle_good(s);
    as_it_came(s);
}

/* ------------------------------------------------------------------------
 * Lookup
 */

static void unknown_spi(Scene *s)
{
    esp_not_ours(s);
    spoil(s, IN_IP4 + 3, 1);
}

static void spi_zero(Scene *s)
{
    esp_not_ours(s);
    memset(s->frame.wire->data + IN_IP4, 0, 4);
    as_it_came(s);
}

static void other_destination(Scene *s)
{
    esp_not_ours(s);
    s->frame.wire->data[IP4 + 19] = 3;
    test_ipv4_checksum(s->frame.wire->data + IP4, 20);
    as_it_came(s);
}

static void other_source(Scene *s)
{
    esp_not_ours(s);
    s->frame.wire->data[IP4 + 15] = 3;
    test_ipv4_checksum(s->frame.wire->data + IP4, 20);
    as_it_came(s);
}

static void wildcard(Scene *s)
{
    TestSa sa, any;

    gcm_sa(&sa, TRANSPORT);
    any = sa;
    memset(any.ctx.src, 0, 16);
    memset(any.ctx.dst, 0, 16);
    s->outer = load(s, &any);
    transmit_esp(s, &sa, 50, true);
}

static void wildcard_of_other_family(Scene *s)
{
    TestSa sa, any;

    gcm_sa(&sa, TRANSPORT);
    any = sa;
    test_sa_ipv6(&any);
    memset(any.ctx.src, 0, 16);
    memset(any.ctx.dst, 0, 16);
    load(s, &any);
    transmit_esp(s, &sa, 50, false);
}

static void outbound_sa_alone(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    sa.ctx.flags &= ~IPSECNIC_SA_FLAG_INBOUND;
    load(s, &sa);
    transmit_esp(s, &sa, 50, false);
}

static void source_route_not_at_its_end(Scene *s)
{
    esp_good(s);
    options(s, "830704" "0a010009" "00");
    as_it_came(s);
    s->outer = 0;
}

static void source_route_at_its_end(Scene *s)
{
    esp_good(s);
    options(s, "830708" "0a010009" "00");
}

static void ipv6_segments_left(Scene *s)
{
    esp_good_ipv6(s);
    extension(s, 43, "0000fd0100000000");
    as_it_came(s);
    s->outer = 0;
}

static void multicast_esp(Scene *s)
{
    static const uint8_t mac[] = { 1, 0, 0x5e, 1, 2, 3 };
    static const uint8_t group[] = { 239, 1, 2, 3 };
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    memcpy(sa.ctx.dst, group, 4);
    s->outer = load(s, &sa);
    transmit_esp(s, &sa, 50, true);
    memcpy(s->frame.wire->data, mac, 6);
    memcpy(s->frame.clear->data, mac, 6);
}

static void ah_before_esp_of_another_sa(Scene *s)
{
    TestSa both, sa;

    /* one SA for the ESP, none for the AH in front of it */
    bundle_sa(&both);
    test_sa_init(&sa, CBC, SHA256);
    sa.ctx.op[0].spi = ESP_SPI;
    load(s, &sa);
    transmit(s, ip_ah(s, &both, 0, 50, esp(s, &both, 1, 77, 17, payload(s, 50),
                                       false)));
}

/* ------------------------------------------------------------------------
 * R6
 */

static void options_offered(Scene *s)
{
    esp_good(s);
    options(s, "94040000");
}

static void options_not_offered(Scene *s)
{
    s->caps.ipsec &= ~IPSECNIC_CAP_IPV4_OPTIONS;
    esp_good(s);
    options(s, "94040000");
    as_it_came(s);
}

static void options_not_offered_and_asked_for(Scene *s)
{
    options_not_offered(s);
    ask_for(s, s->outer);
}

static void options_not_offered_no_sa(Scene *s)
{
    options_not_offered(s);
    spoil(s, IN_IP4 + 4 + 3, 1);
    s->outer = 0;
}

static void ext_headers_offered(Scene *s)
{
    esp_good_ipv6(s);
    extension(s, 60, "0000010400000000");
}

static void ext_headers_not_offered(Scene *s)
{
    s->caps.ipsec &= ~IPSECNIC_CAP_IPV6_EXT_HEADERS;
    ext_headers_offered(s);
    as_it_came(s);
}

static void atomic_fragment_not_offered(Scene *s)
{
    s->caps.ipsec &= ~IPSECNIC_CAP_IPV6_EXT_HEADERS;
    atomic_fragment_esp(s);
    as_it_came(s);
}

/* What is not offered cannot be configured on: IPSEC_CTRL.AH reads 0. */
static void ah_not_offered(Scene *s)
{
    TestSa ah, sa;

    s->caps.ipsec &= ~IPSECNIC_CAP_AH;
    s->control = ACTIVE | ESP_ON;
    ah_sa(&ah, TRANSPORT);
    gcm_sa(&sa, TRANSPORT);
    load(s, &sa);
    transmit(s, ip_ah(s, &ah, 0, 17, payload(s, 50)));
}

/* AH and ESP in one portion, of which an SA has the AH alone */
static void combined_not_offered(Scene *s)
{
    TestSa both, sa;

    s->caps.ipsec &= ~IPSECNIC_CAP_AH_ESP;
    bundle_sa(&both);
    ah_sa(&sa, TRANSPORT);
    s->outer = load(s, &sa);
    transmit(s, ip_ah(s, &both, 0, 50, esp(s, &both, 1, 77, 17,
                                           payload(s, 50), false)));
}

/* ------------------------------------------------------------------------
 * Status 7
 */

static void esp_for_ah_sa(Scene *s)
{
    TestSa ah, sa;

    ah_sa(&ah, TRANSPORT);
    gcm_sa(&sa, TRANSPORT);
    s->outer = load(s, &ah);
    transmit_esp(s, &sa, 50, false);
}

static void ah_for_esp_sa(Scene *s)
{
    TestSa ah, sa;

    ah_sa(&ah, TRANSPORT);
    gcm_sa(&sa, TRANSPORT);
    s->outer = load(s, &sa);
    transmit(s, ip_ah(s, &ah, 0, 17, payload(s, 50)));
}

static void ah_for_esp_sa_too_long(Scene *s)
{
    ah_for_esp_sa(s);
    cut(s, 10);
}

static void bundle_esp_alone(Scene *s)
{
    TestSa sa;

    bundle_sa(&sa);
    s->outer = load(s, &sa);
    transmit(s, ip(s, &sa, 50, esp(s, &sa, 1, 77, 17, payload(s, 50), false)));
}

static void bundle_ah_alone(Scene *s)
{
    TestSa sa;

    bundle_sa(&sa);
    s->outer = load(s, &sa);
    transmit(s, ip_ah(s, &sa, 0, 17, payload(s, 50)));
}

static void bundle_other_esp(Scene *s)
{
    bundle_good(s);
    spoil(s, IN_IP4 + AH_LENGTH + 3, 1);
}

/* ------------------------------------------------------------------------
 * Status 6
 */

static void ip_length_beyond_frame(Scene *s)
{
    esp_good(s);
    cut(s, 4);
}

static void esp_without_room(Scene *s)
{
    esp_good(s);
    /* 8 header + 8 IV + 16 ICV: no room for a trailer */
    cut(s, s->frame.wire->len - IN_IP4 - 32);
    ip4_length(s, 20 + 32 - (int)(s->frame.wire->data[17]));
}

static void esp_odd_length(Scene *s)
{
    esp_good(s);
    cut(s, 1);
    ip4_length(s, -1);
}

static void cbc_not_whole_blocks(Scene *s)
{
    TestSa sa;

    test_sa_init(&sa, CBC, SHA1);
    s->outer = load(s, &sa);
    transmit_esp(s, &sa, 50, true);
    cut(s, 4);
    ip4_length(s, -4);
}

static void ah_too_short(Scene *s)
{
    ah_good(s);
    spoil(s, IN_IP4 + 1, 4 ^ 3);
}

static void ah_beyond_packet(Scene *s)
{
    ah_good(s);
    spoil(s, IN_IP4 + 1, 4 ^ 0xff);
}

static void ah_ipv6_not_8(Scene *s)
{
    ah_good_ipv6(s);
    spoil(s, IN_IP6 + 1, 4 ^ 5);
}

static void ah_option_lies(Scene *s)
{
    ah_good(s);
    options(s, "94050000");
    as_it_came(s);
}

static void bundle_no_room_for_esp(Scene *s)
{
    bundle_good(s);
    spoil(s, IN_IP4 + 1, 4 ^ 0xff);
}

static void pad_length_beyond_payload(Scene *s)
{
    s->claim = 255;
    esp_good(s);
    as_it_came(s);
    /* it was authenticated all the same */
    s->seen = 7;
}

/* ------------------------------------------------------------------------
 * Status 1 to 5
 */

static void esp_bad_icv(Scene *s)
{
    esp_good(s);
    spoil_last(s);
    s->seen = 0;
}

static void esp_bad_ciphertext(Scene *s)
{
    esp_good(s);
    spoil(s, IN_IP4 + 20, 0x80);
}

static void esp_sequence_changed(Scene *s)
{
    esp_good(s);
    spoil(s, IN_IP4 + 7, 1);
}

static void esp_tunnel(Scene *s)
{
    TestSa sa, inside;

    gcm_sa(&sa, TUNNEL);
    inner_sa(&inside);
    s->outer = load(s, &sa);
    transmit(s, ip(s, &sa, 50, esp(s, &sa, 0, 7, 4, ip(s, &inside, 17,
                                                   payload(s, 50)), true)));
}

static void esp_tunnel_bad_icv(Scene *s)
{
    esp_tunnel(s);
    spoil_last(s);
}

static void ah_ttl_changed(Scene *s)
{
    ah_good(s);
    change(s, IP4 + 8, 0x3f);
    s->csum = IPSECNIC_CSUM_BAD;
}

static void ah_payload_changed(Scene *s)
{
    ah_good(s);
    spoil_last(s);
}

static void ah_source_changed(Scene *s)
{
    ah_good(s);
    spoil(s, IP4 + 15, 9);
    s->outer = 0;
    s->csum = IPSECNIC_CSUM_BAD;
}

static void ah_source_changed_any_source(Scene *s)
{
    TestSa sa, any;

    ah_sa(&sa, TRANSPORT);
    any = sa;
    memset(any.ctx.src, 0, 16);
    s->outer = load(s, &any);
    transmit(s, ip_ah(s, &sa, 0, 17, payload(s, 50)));
    spoil(s, IP4 + 15, 9);
}

static void ah_tunnel_bad(Scene *s)
{
    TestSa sa, inside;

    ah_sa(&sa, TUNNEL);
    inner_sa(&inside);
    s->outer = load(s, &sa);
    transmit(s, ip_ah(s, &sa, 0, 4, ip(s, &inside, 17, payload(s, 50))));
    spoil_last(s);
}

static void bundle_bad_ah(Scene *s)
{
    bundle_good(s);
    /* under the ICVs of both: AH is first */
    spoil_last(s);
}

static void bundle_bad_esp(Scene *s)
{
    TestSa sa;
    Packet inside;

    bundle_sa(&sa);
    s->outer = load(s, &sa);
    inside = esp(s, &sa, 1, 77, 17, payload(s, 50), false);
    inside.wire->data[inside.wire->len - 1] ^= 1;
    inside.clear = inside.wire;
    transmit(s, ip_ah(s, &sa, 0, 50, inside));
}

/* Each has an SA of its own: they are no bundle, and only AH is outside. */
static void ah_and_esp_of_two_sas(Scene *s)
{
    TestSa both, sa;

    bundle_sa(&both);
    test_sa_init(&sa, CBC, SHA256);
    sa.ctx.op[0].spi = ESP_SPI;
    load(s, &sa);
    ah_sa(&sa, TRANSPORT);
    s->outer = load(s, &sa);
    transmit(s, ip_ah(s, &both, 0, 50, esp(s, &both, 1, 77, 17, payload(s, 50),
                                       false)));
}

static void esn(Scene *s, uint64_t sequence)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    sa.ctx.op[0].sequence = UINT64_C(0x1fffffffe);
    sa.ctx.op[0].replay_window = 64;
    s->outer = load(s, &sa);
    transmit(s, ip(s, &sa, 50, esp(s, &sa, 0, sequence, 17, payload(s, 50),
                               true)));
}

static void esn_over_the_wrap(Scene *s)
{
    esn(s, UINT64_C(0x200000001));
}

static void esn_back_over_the_wrap(Scene *s)
{
    esn(s, UINT64_C(0x1fffffff0));
}

static void esn_other_high_half(Scene *s)
{
    esn(s, UINT64_C(0x300000001));
    as_it_came(s);
}

static void library_error(Scene *s)
{
    esp_good(s);
    as_it_came(s);
    s->library_fails = true;
}

/* ------------------------------------------------------------------------
 * Good, and odd
 */

static void replayed(Scene *s)
{
    esp_good(s);
    s->before = 3;
}

static void wrong_header_checksum(Scene *s)
{
    esp_good(s);
    change(s, IP4 + 10, 0x55);
    s->csum = IPSECNIC_CSUM_BAD;
}

static void ethernet_padding(Scene *s)
{
    esp_good(s);
    append(s, "000102030405060708090a0b0c0d0e0f");
}

static void odd_padding(Scene *s)
{
    /* 50 bytes and no padding needed: the last ten are declared to be it */
    s->claim = 10;
    esp_good(s);
}

static void trailer(Scene *s, unsigned mode, uint8_t next_header)
{
    TestSa sa;

    gcm_sa(&sa, mode);
    s->outer = load(s, &sa);
    transmit(s, ip(s, &sa, 50, esp(s, &sa, 0, 7, next_header, payload(s, 50),
                               true)));
}

static void dummy_packet(Scene *s)
{
    trailer(s, TUNNEL, 59);
}

static void unknown_next_header(Scene *s)
{
    trailer(s, TRANSPORT, 255);
}

static void tunnel_holds_udp(Scene *s)
{
    trailer(s, TUNNEL, 17);
}

static void transport_holds_ip(Scene *s)
{
    TestSa sa, inside;

    gcm_sa(&sa, TRANSPORT);
    s->outer = load(s, &sa);
    inner_sa(&inside);
    load(s, &inside);
    transmit(s, ip(s, &sa, 50, esp(s, &sa, 0, 7, 4, ip(
        s, &inside, 50, esp(s, &inside, 0, 3, 17, payload(s, 50), false)),
        true)));
}

static void transport_holds_ah(Scene *s)
{
    TestSa sa, inside;

    gcm_sa(&sa, TRANSPORT);
    s->outer = load(s, &sa);
    ah_sa(&inside, TRANSPORT);
    load(s, &inside);
    transmit(s, ip(s, &sa, 50, esp(s, &sa, 0, 7, 51, hex(
        s, "11040000 12345678 00000001 000000000000000000000000" TCP), true)));
}

static void big(Scene *s, unsigned length)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    s->outer = load(s, &sa);
    transmit_esp(s, &sa, length, true);
}

static void jumbo(Scene *s)
{
    big(s, 8900);
}

static void longest_ipv4(Scene *s)
{
    /* 20 IP + 8 ESP + 8 IV + 65478 + 2 trailer + 16 ICV: no longer one ends
     * on four bytes and fits into an IPv4 packet */
    big(s, 65478);
    g_assert_cmpuint(s->frame.wire->len, ==, 14 + 65532);
}

/* ------------------------------------------------------------------------
 * SaDeleteReq
 */

static void soft_limit(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    sa.ctx.soft_packets = 1;
    s->outer = load(s, &sa);
    transmit_esp(s, &sa, 50, true);
}

static void below_soft_limit(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    sa.ctx.soft_packets = 2;
    s->outer = load(s, &sa);
    transmit_esp(s, &sa, 50, true);
}

static void hard_limit_passed(Scene *s)
{
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    sa.ctx.hard_packets = 1;
    s->outer = load(s, &sa);
    transmit_esp(s, &sa, 50, true);
    s->before = 5;
}

static void asked_for(Scene *s)
{
    esp_good(s);
    ask_for(s, s->outer);
}

static void asked_for_bad_icv(Scene *s)
{
    esp_bad_icv(s);
    ask_for(s, s->outer);
}

/* ------------------------------------------------------------------------
 * Two portions
 */

/* A tunnel of GCM, around ESP of CBC in transport mode, for which there is an
 * SA or not; @inner_open: whether the card is to open that too. */
static void nest(Scene *s, const TestSa *outer, const TestSa *inner,
                 Packet inside)
{
    s->outer = load(s, outer);
    if (inner) {
        s->inner = load(s, inner);
    }
    if (outer->ctx.encap) {
        transmit(s, ip(s, outer, 17, udp(s, outer, 4500, false, esp(
            s, outer, 0, 9, 4, inside, true))));
    } else {
        transmit(s, ip(s, outer, 50, esp(s, outer, 0, 9, 4, inside, true)));
    }
}

static Packet inner_esp(Scene *s, const TestSa *sa, bool open)
{
    return ip(s, sa, 50, esp(s, sa, 0, 3, 17, payload(s, 60), open));
}

static void nested(Scene *s)
{
    TestSa outer, inner;

    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    nest(s, &outer, &inner, inner_esp(s, &inner, true));
}

static void nested_asked_for_inner(Scene *s)
{
    nested(s);
    ask_for(s, s->inner);
}

static void nested_ah_outside(Scene *s)
{
    TestSa outer, inner;

    ah_sa(&outer, TUNNEL);
    inner_sa(&inner);
    s->outer = load(s, &outer);
    s->inner = load(s, &inner);
    transmit(s, ip_ah(s, &outer, 0, 4, inner_esp(s, &inner, true)));
}

static void nested_bundle_outside(Scene *s)
{
    TestSa outer, inner;

    bundle_sa(&outer);
    outer.ctx.mode = TUNNEL;
    inner_sa(&inner);
    s->outer = load(s, &outer);
    s->inner = load(s, &inner);
    transmit(s, ip_ah(s, &outer, 0, 50, esp(s, &outer, 1, 77, 4, inner_esp(
        s, &inner, true), true)));
}

static void nested_outer_bad(Scene *s)
{
    nested(s);
    spoil_last(s);
    s->inner = 0;
}

static void nested_outer_length(Scene *s)
{
    nested(s);
    cut(s, 4);
    s->inner = 0;
}

static void nested_outer_protocol(Scene *s)
{
    TestSa ah, outer, inner;

    ah_sa(&ah, TUNNEL);
    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    s->outer = load(s, &ah);
    load(s, &inner);
    transmit(s, ip(s, &outer, 50, esp(s, &outer, 0, 9, 4, inner_esp(
        s, &inner, false), false)));
}

/* The sender of the inner packet has it wrong, that of the outer one not. */
static void nested_inner_changed(Scene *s, unsigned from_end, int length)
{
    TestSa outer, inner;
    Packet inside;

    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    inside = inner_esp(s, &inner, false);
    if (from_end) {
        inside.wire->data[inside.wire->len - from_end] ^= 1;
    }
    inside.wire->data[3] = (uint8_t)(inside.wire->data[3] + length);
    inside.clear = inside.wire;
    nest(s, &outer, &inner, inside);
}

static void nested_inner_bad(Scene *s)
{
    nested_inner_changed(s, 1, 0);
}

static void nested_inner_length(Scene *s)
{
    nested_inner_changed(s, 0, 8);
}

static void nested_inner_ah_bad(Scene *s)
{
    TestSa outer, inner;
    Packet inside;

    gcm_sa(&outer, TUNNEL);
    ah_sa(&inner, TRANSPORT);
    inner_addresses(&inner);
    inside = ip_ah(s, &inner, 0, 17, payload(s, 50));
    inside.wire->data[inside.wire->len - 1] ^= 1;
    inside.clear = inside.wire;
    nest(s, &outer, &inner, inside);
}

static void nested_inner_pad_length(Scene *s)
{
    TestSa outer, inner;
    Packet inside;

    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    s->claim = 255;
    inside = inner_esp(s, &inner, false);
    s->claim = -1;
    nest(s, &outer, &inner, inside);
}

static void nested_inner_protocol(Scene *s)
{
    TestSa outer, inner, ah;

    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    ah_sa(&ah, TRANSPORT);
    inner_addresses(&ah);
    ah.ctx.op[0].spi = INNER_SPI;
    nest(s, &outer, &ah, inner_esp(s, &inner, false));
}

static void nested_inner_unknown(Scene *s)
{
    TestSa outer, inner;

    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    nest(s, &outer, NULL, inner_esp(s, &inner, false));
}

static void nested_not_offered(Scene *s)
{
    TestSa outer, inner;

    s->caps.ipsec &= ~IPSECNIC_CAP_TRANSPORT_TUNNEL;
    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    nest(s, &outer, &inner, inner_esp(s, &inner, false));
}

static void nested_not_offered_asked_for(Scene *s)
{
    nested_not_offered(s);
    ask_for(s, s->inner);
}

static void tunnel_in_tunnel(Scene *s)
{
    TestSa outer, inner;

    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    inner.ctx.mode = TUNNEL;
    nest(s, &outer, &inner, inner_esp(s, &inner, false));
}

static void nested_inner_options(Scene *s)
{
    TestSa outer, inner;
    Packet inside;

    s->caps.ipsec &= ~IPSECNIC_CAP_IPV4_OPTIONS;
    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    inside = inner_esp(s, &inner, false);
    insert_array(inside.wire, 20, "94040000");
    inside.wire->data[0] = 0x46;
    inside.wire->data[3] = (uint8_t)(inside.wire->data[3] + 4);
    nest(s, &outer, &inner, (Packet) { inside.wire, inside.wire });
}

static void nested_inner_configured_off(Scene *s)
{
    TestSa outer, inner;

    s->control = ACTIVE | ESP_ON;
    gcm_sa(&outer, TUNNEL);
    ah_sa(&inner, TRANSPORT);
    inner_addresses(&inner);
    nest(s, &outer, &inner, ip_ah(s, &inner, 0, 17, payload(s, 50)));
    s->inner = 0;
}

/* Something in a tunnel, with an SA for the address and SPI that it may have */
static void tunnel_holds(Scene *s, const char *inside)
{
    TestSa outer, inner;

    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    nest(s, &outer, &inner, hex(s, inside));
    s->inner = 0;
}

#define INNER   "c0a80101 c0a80102 "

static void nested_inner_plain(Scene *s)
{
    tunnel_holds(s, "45000028 00010000 40060000 " INNER TCP);
}

static void nested_inner_fragment(Scene *s)
{
    tunnel_holds(s, "45000028 00012000 40320000 " INNER
                 "0bbbbbbb 00000001 000000000000000000000000");
}

static void nested_inner_truncated(Scene *s)
{
    tunnel_holds(s, "45000018 00010000 40320000 " INNER "0bbbbbbb");
}

static void nested_inner_malformed(Scene *s)
{
    tunnel_holds(s, "44000018 00010000 40320000 " INNER "0bbbbbbb");
}

static void nested_inner_nothing(Scene *s)
{
    tunnel_holds(s, "");
}

static void nested_inner_ike(Scene *s)
{
    tunnel_holds(s, "45000024 00010000 40110000 " INNER
                 "11941194 00100000 00000000 00000001");
}

static void nested_inner_routed(Scene *s)
{
    tunnel_holds(s, "47000030 00010000 40320000 " INNER
                 "83070401 02030400 0bbbbbbb 00000001 0000000000000000");
}

static void form_4(Scene *s)
{
    TestSa outer, inner;

    gcm_sa(&outer, TUNNEL);
    outer.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL;
    inner_sa(&inner);
    nest(s, &outer, &inner, inner_esp(s, &inner, true));
}

static Packet inner_udp_esp(Scene *s, const TestSa *sa, bool checksum,
                            bool open)
{
    return ip(s, sa, 17, udp(s, sa, 4500, checksum, esp(
        s, sa, 0, 3, 17, payload(s, 60), open)));
}

static void form_8(Scene *s)
{
    TestSa outer, inner;

    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    inner.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    nest(s, &outer, &inner, inner_udp_esp(s, &inner, true, true));
}

static void form_8_bad_checksum(Scene *s)
{
    TestSa outer, inner;
    Packet inside;

    gcm_sa(&outer, TUNNEL);
    inner_sa(&inner);
    inner.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    inside = inner_udp_esp(s, &inner, true, false);
    inside.wire->data[20 + 7] ^= 1;
    inside.clear = inside.wire;
    nest(s, &outer, &inner, inside);
}

static void udp_twice(Scene *s)
{
    TestSa outer, inner;

    gcm_sa(&outer, TUNNEL);
    outer.ctx.encap = IPSECNIC_UDP_ESP_TUNNEL;
    inner_sa(&inner);
    inner.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    nest(s, &outer, &inner, inner_udp_esp(s, &inner, false, false));
}

/* Form 2 is off; what is inside shows that it was that, and it is too late. */
static void form_2_for_sa_of_form_4(Scene *s)
{
    TestSa outer, inside;

    s->caps.udp_esp &= ~(uint32_t)IPSECNIC_UDP_ESP_TUNNEL;
    gcm_sa(&outer, TUNNEL);
    outer.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL;
    inner_sa(&inside);
    nest(s, &outer, NULL, ip(s, &inside, 17, payload(s, 50)));
}

/* ------------------------------------------------------------------------
 * The rows
 */

typedef struct Row {
    const char *name;
    void (*make)(Scene *s);
    uint8_t kind;
    uint8_t reason;
    uint8_t inner_reason;
    uint32_t word;
    Bytes bytes;
    Counted counted;
} Row;

#define K(x)    IPSECNIC_KIND_##x
#define R(x)    IPSECNIC_REASON_##x

static const Row rows[] = {
    /* not IPsec */
    { "arp", arp,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "plain-tcp", plain_tcp,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "plain-header-checksum-wrong", plain_bad_header_checksum,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "ip-in-ip-around-esp", ip_in_ip,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "ipcomp", ipcomp,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "icmp-quotes-esp", icmp_quotes_esp,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-no-next-header", ipv6_no_next_header,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "llc-snap", llc_snap,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "vlan-three-tags", vlan_three_tags,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "vlan-not-offered", vlan_not_offered,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },

    /* UDP, not processed */
    { "ike", ike,
      K(IKE), R(IKE), 0, 0x00000000, WIRE, NOBODY },
    { "nat-keep-alive", keepalive,
      K(KEEPALIVE), R(IKE), 0, 0x00000000, WIRE, NOBODY },
    { "udp-4500-empty", udp_empty,
      K(UDP_ESP), R(TRUNCATED), 0, 0x00000000, WIRE, NOBODY },
    { "udp-4500-length-too-small", udp_length_too_small,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "udp-from-4500", udp_from_4500,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "udp-esp-on-another-port", udp_esp_other_port,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "udp-esp-sa-has-another-port", udp_esp_4500_not_of_sa,
      K(UDP_ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "udp-esp-sa-has-another-source-port", udp_esp_source_port,
      K(UDP_ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "udp-esp-sa-without-encapsulation", udp_esp_sa_is_bare,
      K(UDP_ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "esp-sa-with-encapsulation", esp_sa_is_udp,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "udp-esp-form-not-offered", udp_esp_form_not_offered,
      K(UDP_ESP), R(CAPABILITY), 0, 0x00000000, WIRE, SKIPPED },
    { "udp-esp-checksum-wrong", udp_esp_bad_checksum,
      K(UDP_ESP), R(UDP_CSUM), 0, 0x00000000, WIRE, NOBODY },

    /* headers that cannot be followed, or end too early */
    { "frame-ends-in-ip-header", frame_ends_in_ip,
      K(PLAIN), R(MALFORMED), 0, 0x00000000, WIRE, NOBODY },
    { "ipv4-header-length-16", ipv4_header_length,
      K(PLAIN), R(MALFORMED), 0, 0x00000000, WIRE, NOBODY },
    { "ip-version-not-of-the-type", ip_version,
      K(PLAIN), R(MALFORMED), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-hop-by-hop-not-first", hop_by_hop_second,
      K(PLAIN), R(MALFORMED), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-17-extension-headers", many_extension_headers,
      K(PLAIN), R(MALFORMED), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-jumbogram", ipv6_jumbogram,
      K(PLAIN), R(MALFORMED), 0, 0x00000000, WIRE, NOBODY },
    { "esp-of-7-bytes", esp_7_bytes,
      K(ESP), R(TRUNCATED), 0, 0x00000000, WIRE, NOBODY },
    { "ah-of-11-bytes", ah_11_bytes,
      K(AH), R(TRUNCATED), 0, 0x00000000, WIRE, NOBODY },
    { "esp-in-ethernet-padding", spi_in_ethernet_padding,
      K(ESP), R(TRUNCATED), 0, 0x00000000, WIRE, NOBODY },

    /* fragments */
    { "esp-first-fragment", first_fragment,
      K(FRAGMENT), R(FRAGMENT), 0, 0x00000000, WIRE, NOBODY },
    { "esp-later-fragment", later_fragment,
      K(FRAGMENT), R(FRAGMENT), 0, 0x00000000, WIRE, NOBODY },
    { "tcp-fragment", tcp_fragment,
      K(FRAGMENT), R(FRAGMENT), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-esp-fragment", ipv6_fragment,
      K(FRAGMENT), R(FRAGMENT), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-atomic-fragment-ah", atomic_fragment_ah,
      K(AH), R(FRAGMENT), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-atomic-fragment-ah-no-sa", atomic_fragment_ah_no_sa,
      K(AH), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-atomic-fragment-esp", atomic_fragment_esp,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "esp-do-not-fragment", dont_fragment,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },

    /* switches */
    { "offload-inactive", inactive,
      K(ESP), R(INACTIVE), 0, 0x00000000, WIRE, NOBODY },
    { "offload-inactive-and-more", inactive_and_more,
      K(ESP), R(INACTIVE), 0, 0x00000000, WIRE, NOBODY },
    { "not-own-mac", not_own_mac,
      K(ESP), R(NOT_OWN_MAC), 0, 0x00000000, WIRE, NOBODY },
    { "plain-not-own-mac", plain_not_own_mac,
      K(PLAIN), R(NOT_IPSEC), 0, 0x00000000, WIRE, NOBODY },
    { "esp-configured-off", esp_configured_off,
      K(ESP), R(PROTOCOL_OFF), 0, 0x00000000, WIRE, NOBODY },
    { "ah-configured-off", ah_configured_off,
      K(AH), R(PROTOCOL_OFF), 0, 0x00000000, WIRE, NOBODY },
    { "bundle-half-configured-off", bundle_half_off,
      K(AH), R(PROTOCOL_OFF), 0, 0x00000000, WIRE, NOBODY },

    /* lookup */
    { "esp-unknown-spi", unknown_spi,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "esp-spi-0", spi_zero,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "esp-to-another-destination", other_destination,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "esp-from-another-source", other_source,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "wildcard-of-the-other-family", wildcard_of_other_family,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "outbound-sa-alone", outbound_sa_alone,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "source-route-not-at-its-end", source_route_not_at_its_end,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-segments-left", ipv6_segments_left,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "ah-before-esp-with-an-sa", ah_before_esp_of_another_sa,
      K(AH), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },

    /* outside of the capabilities */
    { "ipv4-options-not-offered", options_not_offered,
      K(ESP), R(CAPABILITY), 0, 0x00000000, WIRE, SKIPPED },
    { "ipv4-options-not-offered-asked-for", options_not_offered_and_asked_for,
      K(ESP), R(CAPABILITY), 0, 0x00000000, WIRE, SKIPPED },
    { "ipv4-options-not-offered-no-sa", options_not_offered_no_sa,
      K(ESP), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "ipv6-ext-headers-not-offered", ext_headers_not_offered,
      K(ESP), R(CAPABILITY), 0, 0x00000000, WIRE, SKIPPED },
    { "ipv6-atomic-fragment-not-offered", atomic_fragment_not_offered,
      K(ESP), R(CAPABILITY), 0, 0x00000000, WIRE, SKIPPED },
    { "ah-and-esp-not-offered", combined_not_offered,
      K(AH), R(CAPABILITY), 0, 0x00000000, WIRE, SKIPPED },
    { "ah-not-offered", ah_not_offered,
      K(AH), R(PROTOCOL_OFF), 0, 0x00000000, WIRE, NOBODY },

    /* status 7 */
    { "esp-for-an-ah-sa", esp_for_ah_sa,
      K(ESP), R(PROCESSED), 0, 0x00070002, WIRE, FAILED },
    { "ah-for-an-esp-sa", ah_for_esp_sa,
      K(AH), R(PROCESSED), 0, 0x00070002, WIRE, FAILED },
    { "ah-for-an-esp-sa-and-too-long", ah_for_esp_sa_too_long,
      K(AH), R(PROCESSED), 0, 0x00070002, WIRE, FAILED },
    { "bundle-esp-alone", bundle_esp_alone,
      K(ESP), R(PROCESSED), 0, 0x00070002, WIRE, FAILED },
    { "bundle-ah-alone", bundle_ah_alone,
      K(AH), R(PROCESSED), 0, 0x00070002, WIRE, FAILED },
    { "bundle-esp-of-another-spi", bundle_other_esp,
      K(AH), R(PROCESSED), 0, 0x00070002, WIRE, FAILED },

    /* status 6 */
    { "ip-length-beyond-frame", ip_length_beyond_frame,
      K(ESP), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "esp-without-room-for-a-trailer", esp_without_room,
      K(ESP), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "esp-not-a-multiple-of-4", esp_odd_length,
      K(ESP), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "cbc-not-whole-blocks", cbc_not_whole_blocks,
      K(ESP), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "udp-length-beyond-ip", udp_esp_length_beyond_ip,
      K(UDP_ESP), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "ah-length-too-short", ah_too_short,
      K(AH), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "ah-length-beyond-packet", ah_beyond_packet,
      K(AH), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "ah-length-in-ipv6-not-a-multiple-of-8", ah_ipv6_not_8,
      K(AH), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "ah-option-length-lies", ah_option_lies,
      K(AH), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "bundle-without-room-for-esp", bundle_no_room_for_esp,
      K(AH), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "pad-length-beyond-payload", pad_length_beyond_payload,
      K(ESP), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },

    /* status 1 to 5 */
    { "library-error", library_error,
      K(ESP), R(PROCESSED), 0, 0x00010002, WIRE, FAILED },
    { "ah-payload-changed", ah_payload_changed,
      K(AH), R(PROCESSED), 0, 0x00020002, WIRE, FAILED },
    { "ah-source-changed", ah_source_changed,
      K(AH), R(NO_SA), 0, 0x00000000, WIRE, NOBODY },
    { "ah-source-changed-any-source", ah_source_changed_any_source,
      K(AH), R(PROCESSED), 0, 0x00020002, WIRE, FAILED },
    { "esp-icv-wrong", esp_bad_icv,
      K(ESP), R(PROCESSED), 0, 0x00030002, WIRE, FAILED },
    { "esp-ciphertext-changed", esp_bad_ciphertext,
      K(ESP), R(PROCESSED), 0, 0x00030002, WIRE, FAILED },
    { "esp-sequence-number-changed", esp_sequence_changed,
      K(ESP), R(PROCESSED), 0, 0x00030002, WIRE, FAILED },
    { "esn-other-high-half", esn_other_high_half,
      K(ESP), R(PROCESSED), 0, 0x00030002, WIRE, FAILED },
    { "udp-esp-icv-wrong", udp_esp_bad_icv,
      K(UDP_ESP), R(PROCESSED), 0, 0x00030002, WIRE, FAILED },
    { "ah-tunnel-changed", ah_tunnel_bad,
      K(AH), R(PROCESSED), 0, 0x00040002, WIRE, FAILED },
    { "esp-tunnel-icv-wrong", esp_tunnel_bad_icv,
      K(ESP), R(PROCESSED), 0, 0x00050002, WIRE, FAILED },
    { "bundle-ah-wrong", bundle_bad_ah,
      K(AH), R(PROCESSED), 0, 0x00020002, WIRE, FAILED },
    { "bundle-esp-wrong", bundle_bad_esp,
      K(AH), R(PROCESSED), 0, 0x00030002, WIRE, FAILED },

    /* good */
    { "esp-good", esp_good,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "esp-good-ipv6", esp_good_ipv6,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "esp-tunnel-good", esp_tunnel,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "ah-good", ah_good,
      K(AH), R(PROCESSED), 0, 0x00000002, WIRE, PASSED },
    { "ah-ttl-changed", ah_ttl_changed,
      K(AH), R(PROCESSED), 0, 0x00000002, WIRE, PASSED },
    { "bundle-good", bundle_good,
      K(AH), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "ah-and-esp-of-two-sas", ah_and_esp_of_two_sas,
      K(AH), R(PROCESSED), 0, 0x00000002, WIRE, PASSED },
    { "udp-esp-good", udp_esp,
      K(UDP_ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "udp-esp-checksum-right", udp_esp_checksum,
      K(UDP_ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "udp-esp-port-of-the-sa", udp_esp_port_of_sa,
      K(UDP_ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "esn-over-the-wrap", esn_over_the_wrap,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "esn-back-over-the-wrap", esn_back_over_the_wrap,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "esp-any-source-any-destination", wildcard,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "esp-multicast", multicast_esp,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "source-route-at-its-end", source_route_at_its_end,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "ipv4-options-offered", options_offered,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "ipv6-ext-headers-offered", ext_headers_offered,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "vlan-one-tag", vlan_one_tag,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "vlan-two-tags", vlan_two_tags,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "header-checksum-wrong", wrong_header_checksum,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "replayed", replayed,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "ethernet-padding", ethernet_padding,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "padding-bytes-odd", odd_padding,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "dummy-packet", dummy_packet,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "next-header-unknown", unknown_next_header,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "tunnel-holds-udp", tunnel_holds_udp,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "transport-holds-ip", transport_holds_ip,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "transport-holds-ah", transport_holds_ah,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "jumbo", jumbo,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "longest-ipv4", longest_ipv4,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },

    /* SaDeleteReq */
    { "soft-limit-not-reached", below_soft_limit,
      K(ESP), R(PROCESSED), 0, 0x00000002, OPEN, PASSED },
    { "soft-limit-reached", soft_limit,
      K(ESP), R(PROCESSED), 0, 0x00000003, OPEN, PASSED },
    { "hard-limit-passed", hard_limit_passed,
      K(ESP), R(PROCESSED), 0, 0x00000003, OPEN, PASSED },
    { "operator-asked", asked_for,
      K(ESP), R(PROCESSED), 0, 0x00000003, OPEN, PASSED },
    { "operator-asked-icv-wrong", asked_for_bad_icv,
      K(ESP), R(PROCESSED), 0, 0x00030003, WIRE, FAILED },
    { "operator-asked-for-the-inner-sa", nested_asked_for_inner,
      K(ESP), R(PROCESSED), 0, 0x00000007, OPEN, BOTH },

    /* two portions, both checked */
    { "nested-good", nested,
      K(ESP), R(PROCESSED), 0, 0x00000006, OPEN, BOTH },
    { "nested-ah-outside", nested_ah_outside,
      K(AH), R(PROCESSED), 0, 0x00000006, OPEN, BOTH },
    { "nested-bundle-outside", nested_bundle_outside,
      K(AH), R(PROCESSED), 0, 0x00000006, OPEN, BOTH },
    { "nested-form-4", form_4,
      K(UDP_ESP), R(PROCESSED), 0, 0x00000006, OPEN, BOTH },
    { "nested-form-8", form_8,
      K(ESP), R(PROCESSED), 0, 0x00000006, OPEN, BOTH },
    { "nested-inner-icv-wrong", nested_inner_bad,
      K(ESP), R(PROCESSED), 0, 0x00030006, OUTER, PASSED_FAILED },
    { "nested-inner-ah-changed", nested_inner_ah_bad,
      K(ESP), R(PROCESSED), 0, 0x00020006, OUTER, PASSED_FAILED },
    { "nested-inner-length", nested_inner_length,
      K(ESP), R(PROCESSED), 0, 0x00060006, OUTER, PASSED_FAILED },
    { "nested-inner-pad-length", nested_inner_pad_length,
      K(ESP), R(PROCESSED), 0, 0x00060006, OUTER, PASSED_FAILED },
    { "nested-inner-protocol", nested_inner_protocol,
      K(ESP), R(PROCESSED), 0, 0x00070006, OUTER, PASSED_FAILED },

    /* two portions, the outer one bad */
    { "nested-outer-icv-wrong", nested_outer_bad,
      K(ESP), R(PROCESSED), 0, 0x00050002, WIRE, FAILED },
    { "nested-outer-length", nested_outer_length,
      K(ESP), R(PROCESSED), 0, 0x00060002, WIRE, FAILED },
    { "nested-outer-protocol", nested_outer_protocol,
      K(ESP), R(PROCESSED), 0, 0x00070002, WIRE, FAILED },

    /* a good tunnel and what else may be in it */
    { "nested-inner-unknown-spi", nested_inner_unknown,
      K(ESP), R(PROCESSED), R(NO_SA), 0x00000002, OUTER, PASSED_NOBODY },
    { "nested-not-offered", nested_not_offered,
      K(ESP), R(PROCESSED), R(CAPABILITY), 0x00000002, OUTER,
      PASSED_SKIPPED },
    { "nested-not-offered-asked-for", nested_not_offered_asked_for,
      K(ESP), R(PROCESSED), R(CAPABILITY), 0x00000002, OUTER,
      PASSED_SKIPPED },
    { "nested-tunnel-in-tunnel", tunnel_in_tunnel,
      K(ESP), R(PROCESSED), R(CAPABILITY), 0x00000002, OUTER,
      PASSED_SKIPPED },
    { "nested-udp-in-both-portions", udp_twice,
      K(UDP_ESP), R(PROCESSED), R(CAPABILITY), 0x00000002, OUTER,
      PASSED_SKIPPED },
    { "nested-inner-options-not-offered", nested_inner_options,
      K(ESP), R(PROCESSED), R(CAPABILITY), 0x00000002, OUTER,
      PASSED_SKIPPED },
    { "nested-inner-configured-off", nested_inner_configured_off,
      K(ESP), R(PROCESSED), R(PROTOCOL_OFF), 0x00000002, OUTER,
      PASSED_NOBODY },
    { "nested-inner-udp-checksum-wrong", form_8_bad_checksum,
      K(ESP), R(PROCESSED), R(UDP_CSUM), 0x00000002, OUTER, PASSED_NOBODY },
    { "nested-inner-plain", nested_inner_plain,
      K(ESP), R(PROCESSED), 0, 0x00000002, OUTER, PASSED_NOBODY },
    { "nested-form-2-not-offered", form_2_for_sa_of_form_4,
      K(UDP_ESP), R(PROCESSED), 0, 0x00000002, OUTER, PASSED_NOBODY },
    { "nested-inner-fragment", nested_inner_fragment,
      K(ESP), R(PROCESSED), R(FRAGMENT), 0x00000002, OUTER, PASSED_NOBODY },
    { "nested-inner-truncated", nested_inner_truncated,
      K(ESP), R(PROCESSED), R(TRUNCATED), 0x00000002, OUTER, PASSED_NOBODY },
    { "nested-inner-malformed", nested_inner_malformed,
      K(ESP), R(PROCESSED), R(MALFORMED), 0x00000002, OUTER, PASSED_NOBODY },
    { "nested-inner-nothing", nested_inner_nothing,
      K(ESP), R(PROCESSED), R(MALFORMED), 0x00000002, OUTER, PASSED_NOBODY },
    { "nested-inner-ike", nested_inner_ike,
      K(ESP), R(PROCESSED), R(IKE), 0x00000002, OUTER, PASSED_NOBODY },
    { "nested-inner-source-route", nested_inner_routed,
      K(ESP), R(PROCESSED), R(NO_SA), 0x00000002, OUTER, PASSED_NOBODY },
};

/* ------------------------------------------------------------------------
 * One row
 */

/* The counters of one SA: packets, failed by status, skipped. */
static void assert_counts(const IpsecnicSaInfo *before,
                          const IpsecnicSaInfo *after, unsigned passed,
                          unsigned failed, unsigned status, unsigned skipped)
{
    unsigned i;

    g_assert_cmpuint(after->packets, ==, before->packets + passed);
    g_assert_cmpint(after->bytes > before->bytes, ==, passed != 0);
    for (i = 0; i < 8; i++) {
        g_assert_cmpuint(after->failed[i], ==, before->failed[i] +
                         (i == status ? failed : 0));
    }
    g_assert_cmpuint(after->skipped, ==, before->skipped + skipped);
}

static void assert_counted(const Row *row, const Scene *s, uint32_t handle,
                           const IpsecnicSaInfo *before,
                           const IpsecnicSaInfo *after)
{
    unsigned status = IPSECNIC_OOB_STATUS(row->word);
    bool outer = handle == s->outer, inner = handle == s->inner;
    unsigned passed = 0, failed = 0, skipped = 0;

    switch (row->counted) {
    case NOBODY:
        break;
    case PASSED:
        passed = outer;
        break;
    case FAILED:
        failed = outer;
        break;
    case SKIPPED:
        skipped = outer;
        break;
    case BOTH:
        passed = outer || inner;
        break;
    case PASSED_FAILED:
        passed = outer;
        failed = inner;
        break;
    case PASSED_SKIPPED:
        passed = outer;
        skipped = inner;
        break;
    case PASSED_NOBODY:
        passed = outer;
        break;
    }
    assert_counts(before, after, passed, failed, status, skipped);
}

static void receive(const Scene *s, IpsecRxResult *result)
{
    IpsecFrame parsed;

    ipsec_frame_parse(&parsed, s->frame.wire->data, s->frame.wire->len,
                      s->encap);
    ipsec_engine_receive(s->engine, &parsed, s->skip, result);
}

static void scene_init(Scene *s)
{
    *s = (Scene) {
        .caps = test_caps(MAX_SAS),
        .control = ACTIVE | ESP_ON | AH_ON,
        .encap = IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ,
        .csum = -1,
        .claim = -1,
        .seen = -1,
    };
    s->arrays = g_ptr_array_new_with_free_func(
        (GDestroyNotify)g_byte_array_unref);
}

static void scene_clear(Scene *s)
{
    ipsec_engine_free(s->engine);
    g_ptr_array_unref(s->arrays);
}

static void test_row(gconstpointer data)
{
    const Row *row = data;
    IpsecnicSaInfo before[MAX_SAS], after;
    IpsecRxResult r;
    unsigned i;
    Scene s;

    scene_init(&s);
    row->make(&s);
    if (!s.engine) {
        s.engine = ipsec_engine_new(&s.caps, NULL);
        ipsec_engine_set_control(s.engine, s.control);
    }
    for (i = 0; i < s.before; i++) {
        receive(&s, &r);
    }
    for (i = 0; i < s.num_sas; i++) {
        before[i] = test_sa_query(s.engine, s.handle[i]);
    }

    library_fails = s.library_fails;
    receive(&s, &r);
    library_fails = false;

    g_assert_cmpuint(r.kind, ==, row->kind);
    g_assert_cmpuint(r.reason, ==, row->reason);
    g_assert_cmpuint(r.inner_reason, ==, row->inner_reason);
    g_assert_cmphex(r.oob, ==, row->word);
    g_assert_cmphex(r.sa_outer, ==, s.outer);
    g_assert_cmphex(r.sa_inner, ==, s.inner);
    g_assert_cmphex(r.header_info, ==, s.info);
    if (s.csum >= 0) {
        g_assert_cmphex(r.csum, ==, s.csum);
    }

    /* The composition agrees with the row about what it is. */
    g_assert_cmpint(s.frame.clear->len == s.frame.wire->len &&
                    memcmp(s.frame.clear->data, s.frame.wire->data,
                           s.frame.wire->len) == 0, ==, row->bytes == WIRE);
    g_assert_cmpmem(r.data, s.frame.wire->len, s.frame.clear->data,
                    s.frame.clear->len);
    g_assert_cmpint(row->bytes == OUTER, ==, row->counted >= PASSED_FAILED);

    for (i = 0; i < s.num_sas; i++) {
        after = test_sa_query(s.engine, s.handle[i]);
        assert_counted(row, &s, s.handle[i], &before[i], &after);
        if (s.seen >= 0 && s.handle[i] == s.outer) {
            g_assert_cmpuint(after.sequence[0], ==, s.seen);
        }
    }
    scene_clear(&s);
}

/* Where a header is cut to nothing its offset is the frame's length. */
static void test_cut_to_nothing(void)
{
    IpsecRxResult r;
    TestSa outer, inside;
    Scene s;

    scene_init(&s);
    esp_good(&s);
    cut(&s, s.frame.wire->len - IN_IP4);
    receive(&s, &r);
    g_assert_cmpuint(r.reason, ==, IPSECNIC_REASON_TRUNCATED);
    g_assert_cmpuint(r.ipsec_offset, ==, s.frame.wire->len);
    scene_clear(&s);

    scene_init(&s);
    ah_sa(&outer, TUNNEL);
    inner_sa(&inside);
    load(&s, &outer);
    transmit(&s, ip_ah(&s, &outer, 0, 4, ip(&s, &inside, 50, hex(&s, ""))));
    receive(&s, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.inner_reason, ==, IPSECNIC_REASON_TRUNCATED);
    g_assert_cmpuint(r.inner_ipsec_offset, ==, s.frame.wire->len);
    scene_clear(&s);
}

/* A key with which nothing is wrong, but that the library does not take */
static void test_key_refused(void)
{
    IpsecEngine *engine = test_engine(1);
    uint32_t handle;
    TestSa sa;

    gcm_sa(&sa, TRANSPORT);
    library_fails = true;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_CRYPTO);
    library_fails = false;
    g_assert_cmpuint(handle, ==, 0);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    test_sa_must_add(engine, &sa);
    ipsec_engine_free(engine);
}

int main(int argc, char **argv)
{
    unsigned i;

    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/library/refuses-a-key", test_key_refused);
    g_test_add_func("/offsets/header-cut-to-nothing", test_cut_to_nothing);
    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/packet/", rows[i].name, NULL);

        g_test_add_data_func(path, &rows[i], test_row);
    }
    return g_test_run();
}

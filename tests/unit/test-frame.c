/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frame parser
 */

#include <string.h>

#include "frame.h"
#include "harness.h"

#define ALL_ENCAP   (IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ)

#define MACS        "525400123456 020000000001 "
/* 24 bytes behind the header */
#define IPV4(proto) "4500002c 00010000 40" proto "0000 0a010001 0a010002 "
#define IPV6(next, length) \
    "60000000 " length next "40 " \
    "20010db8000000000000000000000001 20010db8000000000000000000000002 "
#define ESP_BYTES   "12345678 00000007 " \
    "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf "
#define AH_BYTES    "0604 0000 12345678 00000009 " \
    "a0a1a2a3a4a5a6a7a8a9aaab "

/* The bytes that a frame refers to: at the very end of a heap block, so that
 * sanitizers and valgrind see a read behind it. */
static GByteArray *parse(IpsecFrame *frame, const char *hex, uint32_t encap)
{
    GByteArray *bytes = test_unhex(hex);

    ipsec_frame_parse(frame, bytes->data, bytes->len, encap);
    return bytes;
}

#define PARSE(frame, hex) \
    g_autoptr(GByteArray) frame##_bytes G_GNUC_UNUSED = \
        parse(&(frame), hex, ALL_ENCAP)

static void test_ipv4_esp(void)
{
    IpsecFrame f;
    PARSE(f, MACS "0800" IPV4("32") ESP_BYTES);

    g_assert_true(f.data == f_bytes->data);
    g_assert_cmpuint(f.length, ==, 14 + 20 + 24);
    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_cmpuint(f.ip_version, ==, 4);
    g_assert_cmpuint(f.num_vlan_tags, ==, 0);
    g_assert_false(f.malformed);
    g_assert_false(f.ip_options);
    g_assert_false(f.ext_headers);
    g_assert_false(f.truncated);
    g_assert_cmpuint(f.l3_offset, ==, 14);
    g_assert_cmpuint(f.l3_length, ==, 44);
    g_assert_cmpuint(f.l4_offset, ==, 34);
    g_assert_cmpuint(f.l4_protocol, ==, 50);
    g_assert_cmpuint(f.ipsec_offset, ==, 34);
    g_assert_cmphex(f.spi, ==, 0x12345678);
    g_assert_cmpuint(f.sequence, ==, 7);
}

static void test_ipv4_ah(void)
{
    IpsecFrame f;
    PARSE(f, MACS "0800" IPV4("33") AH_BYTES);

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_AH);
    g_assert_cmpuint(f.ipsec_offset, ==, 34);
    g_assert_cmphex(f.spi, ==, 0x12345678);
    g_assert_cmpuint(f.sequence, ==, 9);
}

static void test_ipv6_esp(void)
{
    IpsecFrame f;
    PARSE(f, MACS "86dd" IPV6("32", "0018") ESP_BYTES);

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_cmpuint(f.ip_version, ==, 6);
    g_assert_cmpuint(f.l3_offset, ==, 14);
    g_assert_cmpuint(f.l3_length, ==, 64);
    g_assert_cmpuint(f.ipsec_offset, ==, 54);
    g_assert_cmphex(f.spi, ==, 0x12345678);
    g_assert_cmpuint(f.sequence, ==, 7);
}

static void test_vlan(void)
{
    IpsecFrame f;
    PARSE(f, MACS "8100 a005 0800" IPV4("32") ESP_BYTES);
    IpsecFrame g;
    PARSE(g, MACS "88a8 2003 8100 a005 86dd" IPV6("32", "0018") ESP_BYTES);
    IpsecFrame h;
    PARSE(h, MACS "88a8 2003 8100 a005 8100 0001 0800" IPV4("32") ESP_BYTES);

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_cmpuint(f.num_vlan_tags, ==, 1);
    g_assert_cmphex(f.vlan_tci, ==, 0xa005);
    g_assert_false(f.vlan_service);
    g_assert_cmpuint(f.l3_offset, ==, 18);
    g_assert_cmpuint(g.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_cmpuint(g.num_vlan_tags, ==, 2);
    g_assert_cmphex(g.vlan_tci, ==, 0x2003);
    g_assert_true(g.vlan_service);
    g_assert_cmpuint(g.l3_offset, ==, 22);
    /* A third tag is not looked behind. */
    g_assert_cmpuint(h.kind, ==, IPSECNIC_KIND_PLAIN);
    g_assert_cmpuint(h.ip_version, ==, 0);
    g_assert_cmpuint(h.num_vlan_tags, ==, 2);
}

static void test_encap_gate(void)
{
    IpsecFrame f;
    g_autoptr(GByteArray) a G_GNUC_UNUSED =
        parse(&f, MACS "8100 a005 0800" IPV4("32") ESP_BYTES,
              IPSECNIC_ENCAP_8023);

    g_assert_cmpuint(f.ip_version, ==, 0);
    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_PLAIN);

    g_autoptr(GByteArray) b G_GNUC_UNUSED =
        parse(&f, MACS "0800" IPV4("32") ESP_BYTES, 0);

    g_assert_cmpuint(f.ip_version, ==, 0);

    /* LLC/SNAP is an encapsulation that the card does not look into. */
    g_autoptr(GByteArray) c G_GNUC_UNUSED =
        parse(&f, MACS "003d aaaa03000000 0800" IPV4("32") ESP_BYTES,
              ALL_ENCAP);

    g_assert_cmpuint(f.ip_version, ==, 0);
    g_assert_cmpuint(f.l3_offset, ==, 0);
}

static void test_ipv4_options(void)
{
    IpsecFrame f;
    PARSE(f, MACS "0800 46000030 00010000 40320000 0a010001 0a010002 "
          "94040000 " ESP_BYTES);

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_true(f.ip_options);
    g_assert_false(f.routed);
    g_assert_cmpuint(f.ipsec_offset, ==, 38);
    g_assert_cmphex(f.spi, ==, 0x12345678);
}

static void test_ipv4_source_route(void)
{
    /* LSRR with one address, pointer at it: still a hop to go */
    IpsecFrame f;
    PARSE(f, MACS "0800 47000034 00010000 40320000 0a010001 0a010002 "
          "83070401 02030400 " ESP_BYTES);
    /* the same, pointer behind it */
    IpsecFrame g;
    PARSE(g, MACS "0800 47000034 00010000 40320000 0a010001 0a010002 "
          "83070801 02030400 " ESP_BYTES);

    g_assert_true(f.routed);
    g_assert_false(g.routed);
}

static void test_ipv6_ext_headers(void)
{
    /* hop-by-hop, destination options, routing (used up), then ESP */
    IpsecFrame f;
    PARSE(f, MACS "86dd" IPV6("00", "0038")
          "3c00 0104 00000000 " "2b00 0104 00000000 "
          "3201 0000 00000000 0000000000000000 " ESP_BYTES);

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_true(f.ext_headers);
    g_assert_false(f.routed);
    g_assert_cmpuint(f.ipsec_offset, ==, 14 + 40 + 8 + 8 + 16);
    g_assert_cmphex(f.spi, ==, 0x12345678);
}

static void test_ipv6_segments_left(void)
{
    IpsecFrame f;
    PARSE(f, MACS "86dd" IPV6("2b", "0028")
          "3201 0001 00000000 0000000000000000 " ESP_BYTES);

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_true(f.routed);
}

static void test_r24_fragments(void)
{
    IpsecFrame f;
    /* IPv4: more fragments; an offset */
    PARSE(f, MACS "0800 4500002c 00012000 40320000 0a010001 0a010002 "
          ESP_BYTES);
    IpsecFrame g;
    PARSE(g, MACS "0800 4500002c 00010001 40320000 0a010001 0a010002 "
          ESP_BYTES);
    /* do not fragment is not a fragment */
    IpsecFrame h;
    PARSE(h, MACS "0800 4500002c 00014000 40320000 0a010001 0a010002 "
          ESP_BYTES);
    /* IPv6: more fragments; an offset; neither (RFC 6946) */
    IpsecFrame i;
    PARSE(i, MACS "86dd" IPV6("2c", "0020") "32000001 00000001 " ESP_BYTES);
    IpsecFrame j;
    PARSE(j, MACS "86dd" IPV6("2c", "0020") "32000008 00000001 " ESP_BYTES);
    IpsecFrame k;
    PARSE(k, MACS "86dd" IPV6("2c", "0020") "32000000 00000001 " ESP_BYTES);

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_FRAGMENT);
    g_assert_cmpuint(g.kind, ==, IPSECNIC_KIND_FRAGMENT);
    g_assert_cmpuint(h.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_cmpuint(i.kind, ==, IPSECNIC_KIND_FRAGMENT);
    g_assert_cmpuint(j.kind, ==, IPSECNIC_KIND_FRAGMENT);
    g_assert_cmpuint(k.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_true(k.atomic_fragment);
    g_assert_cmpuint(k.ipsec_offset, ==, 62);
}

static void test_r25_port_4500(void)
{
    IpsecFrame f;
    PARSE(f, MACS "0800" IPV4("11") "30391194 00180000 " "12345678 00000007 "
          "a0a1a2a3a4a5a6a7");
    IpsecFrame ike;
    PARSE(ike, MACS "0800" IPV4("11") "11941194 00180000 " "00000000 00000007 "
          "a0a1a2a3a4a5a6a7");
    IpsecFrame keepalive;
    PARSE(keepalive, MACS "0800 4500001d 00010000 40110000 0a010001 0a010002"
          "11941194 00090000 ff");
    /* a source port of 4500 means nothing */
    IpsecFrame plain;
    PARSE(plain, MACS "0800" IPV4("11") "11943039 00180000 "
          "12345678 00000007 a0a1a2a3a4a5a6a7");
    /* the UDP length ends before the sequence number does */
    IpsecFrame cut;
    PARSE(cut, MACS "0800" IPV4("11") "30391194 000f0000 "
          "12345678 00000007 a0a1a2a3a4a5a6a7");
    /* the UDP length is impossible */
    IpsecFrame lie;
    PARSE(lie, MACS "0800" IPV4("11") "30391194 00070000 "
          "12345678 00000007 a0a1a2a3a4a5a6a7");

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_UDP_ESP);
    g_assert_cmpuint(f.l4_offset, ==, 34);
    g_assert_cmpuint(f.ipsec_offset, ==, 42);
    g_assert_cmphex(f.spi, ==, 0x12345678);
    g_assert_cmpuint(f.sequence, ==, 7);
    g_assert_cmpuint(ike.kind, ==, IPSECNIC_KIND_IKE);
    g_assert_cmpuint(keepalive.kind, ==, IPSECNIC_KIND_KEEPALIVE);
    g_assert_cmpuint(plain.kind, ==, IPSECNIC_KIND_PLAIN);
    g_assert_cmpuint(cut.kind, ==, IPSECNIC_KIND_UDP_ESP);
    g_assert_true(cut.truncated);
    g_assert_cmpuint(lie.kind, ==, IPSECNIC_KIND_PLAIN);
}

static void test_not_ip(void)
{
    IpsecFrame f;
    PARSE(f, MACS "0806 0001080006040001");

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_PLAIN);
    g_assert_cmpuint(f.ip_version, ==, 0);
    g_assert_cmpuint(f.l3_offset, ==, 0);
    g_assert_false(f.malformed);
}

static void test_ipv4_header_lies(void)
{
    IpsecFrame f;
    /* header of 16 bytes; header beyond the packet; beyond the frame */
    PARSE(f, MACS "0800 4400002c 00010000 40320000 0a010001 0a010002 "
          ESP_BYTES);
    IpsecFrame g;
    PARSE(g, MACS "0800 4f000030 00010000 40320000 0a010001 0a010002 "
          ESP_BYTES);
    IpsecFrame h;
    PARSE(h, MACS "0800 4f0000ff 00010000 40320000 0a010001 0a010002 "
          ESP_BYTES);
    /* total length shorter than the header; wrong version */
    IpsecFrame i;
    PARSE(i, MACS "0800 45000013 00010000 40320000 0a010001 0a010002 "
          ESP_BYTES);
    IpsecFrame j;
    PARSE(j, MACS "0800 6500002c 00010000 40320000 0a010001 0a010002 "
          ESP_BYTES);
    /* total length beyond the frame is for the SA to judge */
    IpsecFrame k;
    PARSE(k, MACS "0800 4500ffff 00010000 40320000 0a010001 0a010002 "
          ESP_BYTES);

    g_assert_true(f.malformed);
    g_assert_true(g.malformed);
    g_assert_true(h.malformed);
    g_assert_true(i.malformed);
    g_assert_true(j.malformed);
    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_PLAIN);
    g_assert_false(k.malformed);
    g_assert_cmpuint(k.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_cmpuint(k.l3_length, ==, 65535);
}

/* SPI and sequence number that lie behind the end of the IP packet, in the
 * padding of the frame, are not there. */
static void test_truncated_by_ip_length(void)
{
    IpsecFrame f;
    PARSE(f, MACS "0800 4500001b 00010000 40320000 0a010001 0a010002 "
          ESP_BYTES);
    IpsecFrame g;
    PARSE(g, MACS "0800 4500001c 00010000 40320000 0a010001 0a010002 "
          ESP_BYTES);
    IpsecFrame h;
    PARSE(h, MACS "86dd" IPV6("33", "000b") AH_BYTES);

    g_assert_cmpuint(f.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_true(f.truncated);
    g_assert_cmphex(f.spi, ==, 0);
    g_assert_false(g.truncated);
    g_assert_cmpuint(h.kind, ==, IPSECNIC_KIND_AH);
    g_assert_true(h.truncated);
}

static void test_ipv6_chain_lies(void)
{
    IpsecFrame f;
    /* hop-by-hop not first; a length beyond the packet; beyond the frame */
    PARSE(f, MACS "86dd" IPV6("3c", "0028") "0000 0104 00000000 "
          "3200 0104 00000000 " ESP_BYTES);
    IpsecFrame g;
    PARSE(g, MACS "86dd" IPV6("3c", "0008") "3201 0104 00000000 " ESP_BYTES);
    IpsecFrame h;
    PARSE(h, MACS "86dd" IPV6("3c", "0808") "32ff 0104 00000000 " ESP_BYTES);
    /* seven bytes of a header of eight */
    IpsecFrame i;
    PARSE(i, MACS "86dd" IPV6("3c", "0007") "3200 0104 000000");

    g_assert_true(f.malformed);
    g_assert_true(g.malformed);
    g_assert_true(h.malformed);
    g_assert_true(i.malformed);
    g_assert_cmpuint(i.kind, ==, IPSECNIC_KIND_PLAIN);
}

/* A chain of @n destination options headers, then ESP. */
static GByteArray *chain(unsigned n)
{
    g_autoptr(GString) hex = g_string_new(MACS "86dd 60000000 ");
    unsigned i;

    g_string_append_printf(hex, "%04x%s40 %032x %032x", 8 * n + 24,
                           n ? "3c" : "32", 1, 2);
    for (i = 0; i < n; i++) {
        g_string_append_printf(hex, "%s00010400000000",
                               i + 1 < n ? "3c" : "32");
    }
    g_string_append(hex, ESP_BYTES);
    return test_unhex(hex->str);
}

static void test_ipv6_chain_without_end(void)
{
    unsigned n;

    for (n = 0; n <= 7000; n = n < 40 ? n + 1 : n * 3) {
        g_autoptr(GByteArray) bytes = chain(n);
        IpsecFrame f;

        ipsec_frame_parse(&f, bytes->data, bytes->len, ALL_ENCAP);
        g_assert_cmpint(f.malformed, ==, n > IPSEC_MAX_EXT_HEADERS);
        g_assert_cmpuint(f.kind, ==, n > IPSEC_MAX_EXT_HEADERS ?
                         IPSECNIC_KIND_PLAIN : IPSECNIC_KIND_ESP);
    }
}

/* All that a frame of its type may be hashed by is in the frame: the sanitizer
 * sees whether it is.  What is chosen after a reset is what the flow is. */
static void check_flow_fields(const IpsecFrame *f)
{
    static const uint8_t normal[6] = { 0x0f, 0x0f, 0x03, 0x10, 0x10, 0x10 };
    static const uint8_t most[6] = { 0x0f, 0x0f, 0x03, 0x13, 0x13, 0x0f };
    uint8_t input[36], flow[36];
    int type = ipsec_frame_flow_type(f);
    size_t length = ipsec_frame_flow(f, flow);

    g_assert_cmpint(type, >=, -1);
    g_assert_cmpint(type, <, 12);
    if (type < 0) {
        g_assert_cmpuint(length, ==, 0);
        return;
    }
    g_assert_cmpint(type >= IPSECNIC_RSS_FLOW_TCP6, ==, f->ip_version == 6);
    g_assert_cmpmem(input, ipsec_frame_flow_fields(f, normal[type % 6], false,
                                                   input), flow, length);
    g_assert_cmpuint(ipsec_frame_flow_fields(f, most[type % 6], false, input),
                     <=, sizeof(input));
    g_assert_cmpuint(ipsec_frame_flow_fields(f, normal[type % 6], true, input),
                     ==, length);
}

/* Every frame of this suite, cut at every length: whatever the parser says,
 * it lies within the frame. */
static void test_every_truncation(void)
{
    static const char *const frames[] = {
        MACS "0800" IPV4("32") ESP_BYTES,
        MACS "0800" IPV4("33") AH_BYTES,
        MACS "0800" IPV4("11") "30391194 00180000 12345678 00000007 "
            "a0a1a2a3a4a5a6a7",
        MACS "88a8 2003 8100 a005 86dd" IPV6("32", "0018") ESP_BYTES,
        MACS "86dd" IPV6("33", "0018") AH_BYTES,
        MACS "86dd" IPV6("00", "0038") "3c00 0104 00000000 "
            "2c00 0104 00000000 " "3201 0000 00000000 0000000000000000 "
            ESP_BYTES,
        MACS "0800 46000030 00010000 40320000 0a010001 0a010002 94040000 "
            ESP_BYTES,
    };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(frames); i++) {
        g_autoptr(GByteArray) whole = test_unhex(frames[i]);
        unsigned n;

        for (n = IPSECNIC_MIN_FRAME; n <= whole->len; n++) {
            g_autofree uint8_t *cut = g_malloc(n);
            IpsecFrame f;

            memcpy(cut, whole->data, n);
            ipsec_frame_parse(&f, cut, n, ALL_ENCAP);
            g_assert_cmpuint(f.length, ==, n);
            g_assert_cmpuint(f.l3_offset, <=, n);
            g_assert_cmpuint(f.l4_offset, <=, n);
            g_assert_cmpuint(f.ipsec_offset, <=, n);
            if (f.l3_offset) {
                g_assert_cmpuint(f.l3_offset + (f.ip_version == 4 ? 20 : 40),
                                 <=, n);
            }
            if (f.kind == IPSECNIC_KIND_ESP && !f.truncated) {
                g_assert_cmpuint(f.ipsec_offset + 8, <=, n);
            }
            check_flow_fields(&f);
        }
    }
}

/* The same for bytes that are changed one by one. */
static void test_every_byte_flipped(void)
{
    g_autoptr(GByteArray) whole = test_unhex(
        MACS "86dd" IPV6("00", "0038") "3c00 0104 00000000 "
        "2b00 0104 00000000 " "3201 0000 00000000 0000000000000000 "
        ESP_BYTES);
    unsigned i, v;

    for (i = 12; i < whole->len; i++) {
        for (v = 0; v < 256; v++) {
            g_autofree uint8_t *copy = g_malloc(whole->len);
            IpsecFrame f;

            memcpy(copy, whole->data, whole->len);
            copy[i] = (uint8_t)v;
            ipsec_frame_parse(&f, copy, whole->len, ALL_ENCAP);
            g_assert_cmpuint(f.ipsec_offset, <=, whole->len);
            check_flow_fields(&f);
        }
    }
}

static void test_flow_ipsec_is_spi(void)
{
    static const char *const frames[] = {
        MACS "0800" IPV4("32") ESP_BYTES,
        MACS "0800" IPV4("33") AH_BYTES,
        MACS "86dd" IPV6("32", "0018") ESP_BYTES,
        MACS "0800" IPV4("11") "30391194 00180000 12345678 00000007 "
            "a0a1a2a3a4a5a6a7",
    };
    static const uint8_t spi[] = { 0x12, 0x34, 0x56, 0x78 };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(frames); i++) {
        uint8_t input[36];
        IpsecFrame f;
        PARSE(f, frames[i]);

        g_assert_cmpmem(input, ipsec_frame_flow(&f, input), spi, 4);
    }
}

static void test_flow_tuple(void)
{
    uint8_t input[36];
    IpsecFrame f;
    PARSE(f, MACS "0800" IPV4("06") "30390050 00000000 00000000 50000000 "
          "00000000 00000000");
    IpsecFrame g;
    PARSE(g, MACS "86dd" IPV6("11", "0010") "30390050 00100000 "
          "0102030405060708");
    IpsecFrame icmp;
    PARSE(icmp, MACS "0800" IPV4("01") ESP_BYTES);
    IpsecFrame fragment;
    PARSE(fragment, MACS "0800 4500002c 00012000 40060000 0a010001 0a010002 "
          ESP_BYTES);
    IpsecFrame arp;
    PARSE(arp, MACS "0806 0001080006040001");
    g_autoptr(GByteArray) v4 = test_unhex("0a010001 0a010002 30390050");
    g_autoptr(GByteArray) v6 = test_unhex(
        "20010db8000000000000000000000001 20010db8000000000000000000000002"
        "30390050");

    g_assert_cmpmem(input, ipsec_frame_flow(&f, input), v4->data, 12);
    g_assert_cmpmem(input, ipsec_frame_flow(&g, input), v6->data, 36);
    g_assert_cmpmem(input, ipsec_frame_flow(&icmp, input), v4->data, 8);
    g_assert_cmpmem(input, ipsec_frame_flow(&fragment, input), v4->data, 8);
    g_assert_cmpuint(ipsec_frame_flow(&arp, input), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/frame/ipv4-esp", test_ipv4_esp);
    g_test_add_func("/frame/ipv4-ah", test_ipv4_ah);
    g_test_add_func("/frame/ipv6-esp", test_ipv6_esp);
    g_test_add_func("/frame/vlan-up-to-two-tags", test_vlan);
    g_test_add_func("/frame/encapsulations-not-offered", test_encap_gate);
    g_test_add_func("/frame/ipv4-options", test_ipv4_options);
    g_test_add_func("/frame/ipv4-source-route", test_ipv4_source_route);
    g_test_add_func("/frame/ipv6-ext-headers", test_ipv6_ext_headers);
    g_test_add_func("/frame/ipv6-segments-left", test_ipv6_segments_left);
    g_test_add_func("/frame/r24-fragments", test_r24_fragments);
    g_test_add_func("/frame/r25-port-4500", test_r25_port_4500);
    g_test_add_func("/frame/not-ip", test_not_ip);
    g_test_add_func("/frame/ipv4-header-lies", test_ipv4_header_lies);
    g_test_add_func("/frame/truncated-by-ip-length",
                    test_truncated_by_ip_length);
    g_test_add_func("/frame/ipv6-chain-lies", test_ipv6_chain_lies);
    g_test_add_func("/frame/ipv6-chain-without-end",
                    test_ipv6_chain_without_end);
    g_test_add_func("/frame/every-truncation", test_every_truncation);
    g_test_add_func("/frame/every-byte-flipped", test_every_byte_flipped);
    g_test_add_func("/frame/flow-ipsec-is-spi", test_flow_ipsec_is_spi);
    g_test_add_func("/frame/flow-tuple", test_flow_tuple);
    return g_test_run();
}

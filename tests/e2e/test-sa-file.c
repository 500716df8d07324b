/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parser of SA files: what it understands, what it makes of it, and what
 * it says about everything else
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <glib.h>
#include <glib/gstdio.h>
#include "sa_file.h"

#define KEY16 "0x000102030405060708090a0b0c0d0e0f"
#define KEY19 "0x000102030405060708090a0b0c0d0e0f101112"
#define KEY20 "0x000102030405060708090a0b0c0d0e0f10111213"
#define KEY24 "0x000102030405060708090a0b0c0d0e0f1011121314151617"
#define KEY27 KEY24 "18191a"
#define KEY28 KEY24 "18191a1b"
#define KEY32 KEY28 "1c1d1e1f"
#define KEY35 KEY32 "202122"
#define KEY36 KEY32 "20212223"
#define KEY48 KEY36 "2425262728292a2b2c2d2e2f"
#define KEY64 KEY48 "303132333435363738393a3b3c3d3e3f"

#define ID4 "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1000 "
#define ID6 "src 2001:db8::1 dst 2001:db8::2 proto esp spi 0x1000 "
#define GCM "aead 'rfc4106(gcm(aes))' " KEY20 " 128 "
#define CBC "enc 'cbc(aes)' " KEY16 " "
#define SHA1 "auth 'hmac(sha1)' " KEY20 " "

static ReplaySaFile *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    ReplaySaFile *file = sa_file_parse("t.sa", text, strlen(text), &error);

    g_assert_no_error(error);
    g_assert_nonnull(file);
    return file;
}

/** The context of the only SA of @text. */
static const struct ipsecnic_sa_ctx *context(ReplaySaFile *file)
{
    const struct ipsecnic_sa_ctx *ctx;

    g_assert_cmpuint(file->num_sa, ==, 1);
    ctx = (const void *)file->sa[0].ctx;
    g_assert_cmpuint(GUINT32_FROM_LE(ctx->length), ==,
                     file->sa[0].ctx_length);
    g_assert_cmpuint(file->sa[0].ctx_length % 8, ==, 0);
    g_assert_cmpuint(GUINT16_FROM_LE(ctx->version), ==, 1);
    return ctx;
}

/** Check that a key of 0, 1, 2, ... and of @length bytes is where it should
 *  be. */
static void check_key(const struct ipsecnic_sa_ctx *ctx, uint32_t le_offset,
                      uint32_t le_length, uint32_t length)
{
    uint32_t offset = GUINT32_FROM_LE(le_offset), i;

    g_assert_cmpuint(GUINT32_FROM_LE(le_length), ==, length);
    if (!length) {
        g_assert_cmpuint(offset, ==, 0);
        return;
    }
    g_assert_cmpuint(offset, >=, sizeof(*ctx));
    g_assert_cmpuint(offset + length, <=, GUINT32_FROM_LE(ctx->length));
    for (i = 0; i < length; i++) {
        g_assert_cmpuint(((const uint8_t *)ctx)[offset + i], ==, i);
    }
}

/* ------------------------------------------------------------------------
 * Contexts
 */

typedef struct AlgoCase {
    const char *words;
    uint64_t auth, cipher;
    unsigned auth_key, cipher_key;
    unsigned auth_icv, cipher_icv;
} AlgoCase;

static void test_algorithms(void)
{
    static const AlgoCase cases[] = {
        { "aead 'rfc4106(gcm(aes))' " KEY20 " 64",
          0, 0x008, 0, 20, 0, 8 },
        { "aead \"rfc4106(gcm(aes))\" " KEY28 " 96",
          0, 0x010, 0, 28, 0, 12 },
        { "aead rfc4106(gcm(aes)) " KEY36 " 128",
          0, 0x020, 0, 36, 0, 16 },
        { "aead rfc4106\\(gcm\\(aes\\)\\) " KEY20 " 0x80",
          0, 0x008, 0, 20, 0, 16 },
        { "aead 'rfc4543(gcm(aes))' " KEY20 " 128",
          0x08, 0, 20, 0, 16, 0 },
        { "aead 'rfc4543(gcm(aes))' " KEY28 " 128",
          0x10, 0, 28, 0, 16, 0 },
        { "aead 'rfc4543(gcm(aes))' " KEY36 " 128",
          0x20, 0, 36, 0, 16, 0 },
        { "enc 'cbc(aes)' " KEY16 " auth 'hmac(md5)' " KEY16,
          0x01, 0x040, 16, 16, 12, 0 },
        { "enc 'cbc(aes)' " KEY24 " auth 'hmac(sha1)' " KEY20,
          0x02, 0x080, 20, 24, 12, 0 },
        { "auth-trunc 'hmac(sha256)' " KEY32 " 128 enc 'cbc(aes)' " KEY32,
          0x04, 0x100, 32, 32, 16, 0 },
        { "enc 'cbc(des3_ede)' " KEY24 " auth-trunc 'hmac(sha1)' " KEY20 " 96",
          0x02, 0x004, 20, 24, 12, 0 },
        { "enc 'cbc(des)' 0x0001020304050607 auth 'hmac(sha1)' " KEY20,
          0x02, 0x002, 20, 8, 12, 0 },
        { "enc 'ecb(cipher_null)' '' auth 'hmac(sha1)' " KEY20,
          0x02, 0x001, 20, 0, 12, 0 },
        { "enc 'ecb(cipher_null)' auth 'hmac(sha1)' " KEY20,
          0x02, 0x001, 20, 0, 12, 0 },
        { "auth-trunc 'hmac(md5)' " KEY16 " 96 enc 'ecb(cipher_null)'",
          0x01, 0x001, 16, 0, 12, 0 },
        { "aead 'rfc7539esp(chacha20,poly1305)' " KEY36 " 128",
          0, 0x100000000, 0, 36, 0, 16 },
        { "aead 'rfc4309(ccm(aes))' " KEY19 " 64",
          0, 0x1000000000, 0, 19, 0, 8 },
        { "aead 'rfc4309(ccm(aes))' " KEY27 " 96",
          0, 0x2000000000, 0, 27, 0, 12 },
        { "aead 'rfc4309(ccm(aes))' " KEY35 " 128",
          0, 0x4000000000, 0, 35, 0, 16 },
        { "enc 'rfc3686(ctr(aes))' " KEY20 " auth 'hmac(sha384)' " KEY48,
          0x100000000, 0x200000000, 48, 20, 24, 0 },
        { "enc 'rfc3686(ctr(aes))' " KEY28 " auth-trunc 'hmac(sha512)' " KEY64
          " 256", 0x200000000, 0x400000000, 64, 28, 32, 0 },
        { "auth 'xcbc(aes)' " KEY16 " enc 'rfc3686(ctr(aes))' " KEY36,
          0x400000000, 0x800000000, 16, 36, 12, 0 },
        { "auth-trunc 'cmac(aes)' " KEY16 " 96 enc 'ecb(cipher_null)' ''",
          0x800000000, 0x001, 16, 0, 12, 0 },
        /* an odd number of digits: ip puts a zero in front */
        { "enc 'cbc(des)' 0x001020304050607 auth 'hmac(sha1)' " KEY20,
          0x02, 0x002, 20, 8, 12, 0 },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        const AlgoCase *c = &cases[i];
        g_autofree char *text = g_strconcat(ID4, c->words, "\n", NULL);
        ReplaySaFile *file = parse(text);
        const struct ipsecnic_sa_ctx *ctx = context(file);
        const struct ipsecnic_sa_op *op = &ctx->op[0];

        g_test_message("%s", c->words);
        g_assert_cmpuint(GUINT16_FROM_LE(ctx->num_ops), ==, 1);
        g_assert_cmpuint(op->operation, ==, 2);
        g_assert_cmpuint(GUINT64_FROM_LE(op->auth_alg), ==, c->auth);
        g_assert_cmpuint(GUINT64_FROM_LE(op->cipher_alg), ==, c->cipher);
        g_assert_cmpuint(GUINT16_FROM_LE(op->auth_icv_length), ==,
                         c->auth_icv);
        g_assert_cmpuint(GUINT16_FROM_LE(op->cipher_icv_length), ==,
                         c->cipher_icv);
        check_key(ctx, op->auth_key_offset, op->auth_key_length, c->auth_key);
        check_key(ctx, op->cipher_key_offset, op->cipher_key_length,
                  c->cipher_key);
        sa_file_free(file);
    }
}

static void test_ascii_key(void)
{
    ReplaySaFile *file = parse(ID4 "auth 'hmac(md5)' 'a key, with \"ip\"' "
                               "enc 'cbc(aes)' \"sixteen \\\"bytes\\\".\"");
    const struct ipsecnic_sa_ctx *ctx = context(file);
    const uint8_t *bytes = (const void *)ctx;

    g_assert_cmpmem(bytes + GUINT32_FROM_LE(ctx->op[0].auth_key_offset), 16,
                    "a key, with \"ip\"", 16);
    g_assert_cmpmem(bytes + GUINT32_FROM_LE(ctx->op[0].cipher_key_offset), 16,
                    "sixteen \"bytes\".", 16);
    sa_file_free(file);
}

static void test_identity(void)
{
    static const uint8_t v4[16] = { 192, 0, 2, 2 };
    static const uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0,
                                    0, 0, 0, 0, 0, 0, 0, 1 };
    static const uint8_t zero[16];
    ReplaySaFile *file = parse(ID4 GCM);
    const struct ipsecnic_sa_ctx *ctx = context(file);

    g_assert_cmphex(GUINT32_FROM_LE(ctx->flags), ==, 0x01);
    g_assert_cmpuint(ctx->mode, ==, 1);
    g_assert_cmpuint(ctx->encap, ==, 0);
    g_assert_cmpmem(ctx->dst, 16, v4, 16);
    g_assert_cmphex(GUINT32_FROM_LE(ctx->op[0].spi), ==, 0x1000);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx->soft_packets), ==, UINT64_MAX);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx->hard_bytes), ==, UINT64_MAX);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx->driver_cookie), ==, 1);
    g_assert_cmpuint(ctx->op[1].operation, ==, 0);
    sa_file_free(file);

    file = parse(ID6 "mode tunnel reqid 0x10 " GCM);
    ctx = context(file);
    g_assert_cmphex(GUINT32_FROM_LE(ctx->flags), ==, 0x11);
    g_assert_cmpuint(ctx->mode, ==, 2);
    g_assert_cmpuint(GUINT32_FROM_LE(ctx->reqid), ==, 16);
    g_assert_cmpmem(ctx->src, 16, v6, 16);
    sa_file_free(file);

    /* a source is optional, and zero or "any" are wildcards */
    file = parse("dst ::1 proto esp spi 4096 mode transport " GCM);
    ctx = context(file);
    g_assert_cmphex(GUINT32_FROM_LE(ctx->flags), ==, 0x11);
    g_assert_cmpmem(ctx->src, 16, zero, 16);
    g_assert_cmphex(GUINT32_FROM_LE(ctx->op[0].spi), ==, 0x1000);
    sa_file_free(file);
    file = parse("src 192.0.2.1/32 dst any proto esp spi 010000 " GCM);
    ctx = context(file);
    g_assert_cmphex(GUINT32_FROM_LE(ctx->flags), ==, 0x01);
    g_assert_cmpmem(ctx->dst, 16, zero, 16);
    /* ip reads a leading 0 as octal */
    g_assert_cmphex(GUINT32_FROM_LE(ctx->op[0].spi), ==, 0x1000);
    sa_file_free(file);
}

static void test_sequence_and_limits(void)
{
    ReplaySaFile *file = parse(ID4 GCM "flag esn replay-window 64 "
                               "replay-seq 0x10 replay-seq-hi 2 "
                               "replay-oseq 7 replay-oseq-hi 8 "
                               "limit packet-soft 10 limit packet-hard 20 "
                               "limit byte-soft 30 limit byte-hard 40");
    const struct ipsecnic_sa_ctx *ctx = context(file);

    g_assert_cmphex(GUINT16_FROM_LE(ctx->op[0].flags), ==, 1);
    g_assert_cmpuint(GUINT32_FROM_LE(ctx->op[0].replay_window), ==, 64);
    g_assert_cmphex(GUINT64_FROM_LE(ctx->op[0].sequence), ==, 0x200000010);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx->soft_packets), ==, 10);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx->hard_packets), ==, 20);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx->soft_bytes), ==, 30);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx->hard_bytes), ==, 40);
    sa_file_free(file);

    /* the other direction counts from the other number */
    file = parse(ID4 GCM "replay-seq 5 replay-oseq 7 "
                 "offload crypto dev eth0 dir out");
    ctx = context(file);
    g_assert_true(file->sa[0].outbound);
    g_assert_cmphex(GUINT32_FROM_LE(ctx->flags), ==, 0);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx->op[0].sequence), ==, 7);
    sa_file_free(file);
    file = parse(ID4 GCM "offload dev eth0 dir in");
    g_assert_false(file->sa[0].outbound);
    sa_file_free(file);
}

static void test_encap(void)
{
    ReplaySaFile *file = parse(ID4 GCM "encap espinudp 500 4500 0.0.0.0");
    const struct ipsecnic_sa_ctx *ctx = context(file);

    g_assert_cmpuint(ctx->encap, ==, 1);
    g_assert_cmpuint(GUINT16_FROM_LE(ctx->encap_sport), ==, 500);
    g_assert_cmpuint(GUINT16_FROM_LE(ctx->encap_dport), ==, 4500);
    sa_file_free(file);
    file = parse(ID4 GCM "encap espinudp 0 0 192.0.2.9 mode tunnel");
    g_assert_cmpuint(context(file)->encap, ==, 2);
    sa_file_free(file);
}

static void test_selector(void)
{
    ReplaySaFile *file = parse(ID4 "sel src 198.51.100.0/24 dst 0.0.0.0/0 "
                               "proto udp sport 53 dport 0x35 dev eth0 "
                               "mode tunnel " GCM);
    const SaSelector *sel = &file->sa[0].sel[0];

    g_assert_true(sel->present);
    g_assert_cmpuint(sel->family, ==, 4);
    g_assert_cmpuint(sel->src[0], ==, 198);
    g_assert_cmpuint(sel->src_prefix, ==, 24);
    g_assert_cmpuint(sel->dst_prefix, ==, 0);
    g_assert_cmpint(sel->proto, ==, 17);
    g_assert_cmpint(sel->sport, ==, 53);
    g_assert_cmpint(sel->dport, ==, 53);
    g_assert_cmpstr(sel->dev, ==, "eth0");
    g_assert_cmpuint(context(file)->mode, ==, 2);
    sa_file_free(file);

    file = parse(ID4 GCM "sel proto ipv6-icmp type 128 code 0");
    sel = &file->sa[0].sel[0];
    g_assert_cmpint(sel->proto, ==, 58);
    g_assert_cmpint(sel->sport, ==, 128);
    g_assert_cmpint(sel->dport, ==, 0);
    sa_file_free(file);
    file = parse(ID4 GCM "sel proto gre key 0.0.1.2");
    g_assert_cmpint(file->sa[0].sel[0].key, ==, 0x102);
    sa_file_free(file);
    file = parse(ID4 GCM);
    g_assert_false(file->sa[0].sel[0].present);
    sa_file_free(file);
}

/* ------------------------------------------------------------------------
 * Packet mode
 */

typedef struct PacketCase {
    const char *words;
    uint32_t flags;
    uint8_t df;
    bool noted;
    uint16_t tfc;
} PacketCase;

/* Flags say something about the outer header of a tunnel that the card makes,
 * or takes away, and nothing elsewhere. */
static void test_packet_mode(void)
{
    static const PacketCase cases[] = {
        { ID4 GCM "offload packet dev e0 dir in", 0x101, 0, false, 0 },
        { ID4 GCM "offload packet dev e0 dir out", 0x100, 0, false, 0 },
        { ID6 GCM "mode tunnel offload packet dev e0 dir out", 0x110, 0,
          false, 0 },
        { ID4 GCM "offload crypto dev e0 dir in", 0x001, 0, false, 0 },
        { ID4 GCM "crypto offload parameters: dev e0 dir in mode packet",
          0x101, 0, false, 0 },
        { ID4 GCM "crypto offload parameters: dev e0 dir in mode crypto",
          0x001, 0, false, 0 },
        { ID4 GCM "flag noecn decap-dscp mode tunnel offload packet dev e0 "
          "dir in", 0xd01, 0, false, 0 },
        { ID4 GCM "mode tunnel offload packet dev e0 dir out flag noecn "
          "nopmtudisc extra-flag dont-encap-dscp", 0x700, 2, false, 0 },
        { ID6 GCM "mode tunnel offload packet dev e0 dir out flag nopmtudisc",
          0x110, 0, false, 0 },
        { ID4 GCM "mode tunnel offload packet dev e0 dir out flag decap-dscp",
          0x100, 0, true, 0 },
        { ID4 GCM "offload packet dev e0 dir in flag noecn", 0x101, 0, true,
          0 },
        { ID4 GCM "mode tunnel flag noecn offload dev e0 dir in", 0x001, 0,
          true, 0 },
        { ID4 GCM "mode tunnel offload packet dev e0 dir out extra-flag "
          "oseq-may-wrap", 0x100, 0, true, 0 },
        { ID4 GCM "mode tunnel offload packet dev e0 dir out tfcpad 400", 0x100,
          0, false, 400 },
        { ID4 GCM "mode tunnel tfcpad 70000 offload packet dev e0 dir out",
          0x100, 0, false, 65535 },
        { ID4 GCM "mode tunnel offload packet dev e0 dir in tfcpad 400", 0x101,
          0, true, 0 },
        { ID4 GCM "offload packet dev e0 dir out tfcpad 400", 0x100, 0, true,
          0 },
        { ID4 GCM "sel src 192.0.2.0/24 offload packet dev e0 dir out", 0x100,
          0, false, 0 },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        const PacketCase *c = &cases[i];
        ReplaySaFile *file = parse(c->words);
        const struct ipsecnic_sa_ctx *ctx = context(file);

        g_test_message("%s", c->words);
        g_assert_cmphex(GUINT32_FROM_LE(ctx->flags), ==, c->flags);
        g_assert_cmpuint(ctx->df, ==, c->df);
        g_assert_cmpuint(ctx->ttl, ==, 0);
        g_assert_cmpuint(GUINT16_FROM_LE(ctx->tfc), ==, c->tfc);
        g_assert_cmpint(file->notes[0] != NULL, ==, c->noted);
        sa_file_free(file);
    }
}

/* ------------------------------------------------------------------------
 * Lines, positions, bundles
 */

static void test_lines(void)
{
    ReplaySaFile *file = parse(
        "# a comment with src and 'an open quote\r\n"
        "\n"
        "  \t \n"
        "ip xfrm state add " ID4 GCM "# behind\r\n"
        ID6 "\\\n    " GCM "\\\r\n  reqid 3\n"
        "sudo /usr/sbin/ip -6 -n blue xfrm state add src 2001:db8::1 dst "
        "2001:db8::3 proto esp spi 9999 " GCM "offload dev e0 dir out\n"
        "\tdst 192.0.2.7 proto ah spi 300 auth 'hmac(md5)' " KEY16);
    static const unsigned lines[] = { 4, 5, 8, 9 };
    size_t i;

    g_assert_cmpuint(file->num_sa, ==, 4);
    g_assert_cmpuint(file->positions, ==, 4);
    for (i = 0; i < 4; i++) {
        g_assert_cmpuint(file->sa[i].line, ==, lines[i]);
        g_assert_cmpuint(file->sa[i].position, ==, i + 1);
        g_assert_cmpuint(file->sa[i].outbound, ==, i == 2);
    }
    sa_file_free(file);

    file = parse("# nothing\n\n");
    g_assert_cmpuint(file->num_sa, ==, 0);
    sa_file_free(file);
    file = parse("");
    g_assert_cmpuint(file->num_sa, ==, 0);
    sa_file_free(file);
}

#define PAIR "src 192.0.2.1 dst 192.0.2.2 reqid 7 "
#define AH_A "proto ah spi 0x200 auth 'hmac(md5)' " KEY16 " "
#define ESP_A "proto esp spi 0x201 " GCM

static void test_bundle(void)
{
    ReplaySaFile *file = parse(
        "dst 192.0.2.9 proto esp spi 999 " GCM "\n"
        PAIR AH_A "limit packet-soft 9 flag esn replay-window 32\n"
        "dst 192.0.2.8 proto esp spi 998 " GCM "\n"
        PAIR ESP_A "mode tunnel limit packet-soft 5\n"
        "dst 192.0.2.7 proto esp spi 997 " GCM "\n");
    const struct ipsecnic_sa_ctx *ctx;

    g_assert_cmpuint(file->num_sa, ==, 4);
    g_assert_cmpuint(file->positions, ==, 5);
    g_assert_cmpuint(file->sa[1].position, ==, 2);
    g_assert_cmpuint(file->sa[1].other_position, ==, 4);
    g_assert_cmpuint(file->sa[1].other_line, ==, 4);
    g_assert_cmpuint(file->sa[2].position, ==, 3);
    g_assert_cmpuint(file->sa[3].position, ==, 5);
    ctx = (const void *)file->sa[1].ctx;
    g_assert_cmpuint(GUINT16_FROM_LE(ctx->num_ops), ==, 2);
    g_assert_cmpuint(ctx->mode, ==, 2);
    /* the outer one, AH, first */
    g_assert_cmpuint(ctx->op[0].operation, ==, 1);
    g_assert_cmphex(GUINT32_FROM_LE(ctx->op[0].spi), ==, 0x200);
    g_assert_cmphex(GUINT16_FROM_LE(ctx->op[0].flags), ==, 1);
    g_assert_cmpuint(GUINT32_FROM_LE(ctx->op[0].replay_window), ==, 32);
    check_key(ctx, ctx->op[0].auth_key_offset, ctx->op[0].auth_key_length, 16);
    g_assert_cmpuint(ctx->op[1].operation, ==, 2);
    g_assert_cmphex(GUINT32_FROM_LE(ctx->op[1].spi), ==, 0x201);
    g_assert_cmphex(GUINT16_FROM_LE(ctx->op[1].flags), ==, 0);
    check_key(ctx, ctx->op[1].cipher_key_offset, ctx->op[1].cipher_key_length,
              20);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx->soft_packets), ==, 5);
    sa_file_free(file);
}

/** Number of SAs that two lines make: 1 if they are a bundle. */
static size_t sas_of(const char *a, const char *b)
{
    g_autofree char *text = g_strconcat(a, "\n", b, "\n", NULL);
    ReplaySaFile *file = parse(text);
    size_t n = file->num_sa;

    sa_file_free(file);
    return n;
}

static void test_no_bundle(void)
{
    g_assert_cmpuint(sas_of(PAIR AH_A, PAIR ESP_A), ==, 1);
    g_assert_cmpuint(sas_of(PAIR ESP_A, PAIR AH_A), ==, 1);
    /* two of a kind, another reqid or none, another source, direction */
    g_assert_cmpuint(sas_of(PAIR ESP_A, PAIR "proto esp spi 999 " GCM), ==, 2);
    g_assert_cmpuint(sas_of(PAIR AH_A, "src 192.0.2.1 dst 192.0.2.2 reqid 8 "
                            ESP_A), ==, 2);
    g_assert_cmpuint(sas_of("src 192.0.2.1 dst 192.0.2.2 reqid 0 " AH_A,
                            "src 192.0.2.1 dst 192.0.2.2 " ESP_A), ==, 2);
    g_assert_cmpuint(sas_of(PAIR AH_A, "dst 192.0.2.2 reqid 7 " ESP_A), ==, 2);
    g_assert_cmpuint(sas_of(PAIR AH_A, PAIR ESP_A "offload dev e dir out"),
                     ==, 2);
}

/** A re-key: four lines of one request are two bundles, in order. */
static void test_two_bundles(void)
{
    ReplaySaFile *file = parse(
        PAIR AH_A "\n"
        PAIR "proto ah spi 0x300 auth 'hmac(md5)' " KEY16 "\n"
        PAIR ESP_A "\n"
        PAIR "proto esp spi 0x301 " GCM "\n");
    const struct ipsecnic_sa_ctx *ctx;

    g_assert_cmpuint(file->num_sa, ==, 2);
    ctx = (const void *)file->sa[0].ctx;
    g_assert_cmphex(GUINT32_FROM_LE(ctx->op[1].spi), ==, 0x201);
    ctx = (const void *)file->sa[1].ctx;
    g_assert_cmphex(GUINT32_FROM_LE(ctx->op[0].spi), ==, 0x300);
    g_assert_cmphex(GUINT32_FROM_LE(ctx->op[1].spi), ==, 0x301);
    g_assert_cmpuint(file->sa[1].position, ==, 2);
    sa_file_free(file);
}

/* ------------------------------------------------------------------------
 * Errors
 */

typedef struct ErrorCase {
    /** Name of the rule. */
    const char *name;
    const char *text;
    /** What the message begins with, and what must be in it. */
    const char *where;
    const char *expected;
} ErrorCase;

#define SECRET "TopSecretPassword"
#define HEXSECRET "0xc0ffee00c0ffee00c0ffee00c0ffee00c0ffee"

static const ErrorCase errors[] = {
    { "unknown-word", ID4 "colour red " GCM,
      "t.sa:1: word 9 (not shown, it may be a key): ", "expected src, dst, proto" },
    { "comp", ID4 GCM "comp deflate",
      "t.sa:1: word 13 'comp': ", "does not compress (IPComp)" },
    { "later-line", "# c\n\n" ID4 GCM "\n" ID4 "\\\n  spi 7",
      "t.sa:4: word 9 'spi': ", "given twice" },
    { "src-twice", ID4 "src 192.0.2.9",
      "t.sa:1: word 9 'src': ", "given twice" },
    { "no-dst", "src 192.0.2.1 proto esp spi 256 " GCM,
      "t.sa:1: ", "expected dst ADDRESS" },
    { "no-proto", "dst 192.0.2.1 spi 256 " GCM,
      "t.sa:1: ", "expected proto esp" },
    { "no-spi", "dst 192.0.2.1 proto esp " GCM,
      "t.sa:1: ", "expected spi NUMBER" },
    { "no-family", "src any dst any proto esp spi 256 " GCM,
      "t.sa:1: ", "0.0.0.0 or ::" },
    { "bad-address", "dst 192.0.2.300 proto esp",
      "t.sa:1: word 2 (not shown, it may be a key): ", "expected an IPv4 or IPv6 address" },
    { "host-name", "dst example.org proto esp",
      "t.sa:1: word 2 (not shown, it may be a key): ", "expected an IPv4 or IPv6 address" },
    { "families", "src 192.0.2.1 dst ::1",
      "t.sa:1: word 4 '::1': ", "expected IPv4" },
    { "proto", "dst 192.0.2.1 proto route2",
      "t.sa:1: word 4 'route2': ", "expected esp or ah" },
    { "proto-comp", "dst 192.0.2.1 proto comp",
      "t.sa:1: word 4 'comp': ", "does not compress (IPComp)" },
    { "spi-zero", "dst 192.0.2.1 proto esp spi 0",
      "t.sa:1: word 6 '0': ", "from 1 to 4294967295" },
    { "spi-too-large", "dst 192.0.2.1 proto esp spi 0x100000000",
      "t.sa:1: word 6 (not shown, it may be a key): ", "from 1 to 4294967295" },
    { "spi-junk", "dst 192.0.2.1 proto esp spi 12ab",
      "t.sa:1: word 6 (not shown, it may be a key): ", "expected an SPI" },
    { "spi-negative", "dst 192.0.2.1 proto esp spi -5",
      "t.sa:1: word 6 '-5': ", "expected an SPI" },
    { "mode", ID4 "mode beet",
      "t.sa:1: word 10 'beet': ", "expected transport or tunnel" },
    { "ends", ID4 "mode",
      "t.sa:1: the line ends behind word 9; ", "expected transport or tunnel" },
    { "algo", ID4 "aead 'rfc4106(gcm(aes)' " KEY20 " 128",
      "t.sa:1: word 10 (not shown, it may be a key; nearly 'rfc4106(gcm(aes))'): ",
      "unknown aead algorithm; expected one of 'rfc4106(gcm(aes))', "
      "'rfc4543(gcm(aes))'" },
    { "algo-enc", ID4 "enc 'ctr(aes)' " KEY20,
      "t.sa:1: word 10 'ctr(aes)': ", "'cbc(aes)', 'rfc3686(ctr(aes))'" },
    { "algo-auth", ID4 "auth 'hmac(rmd160)' " KEY20,
      "t.sa:1: word 10 'hmac(rmd160)': ", "'hmac(sha512)', 'xcbc(aes)'" },
    { "key-hex", ID4 "enc 'cbc(aes)' 0xc0ffee00c0ffee00c0ffee00c0ffeexx",
      "t.sa:1: word 11 (not shown, it may be a key): ",
      "not a hexadecimal key; expected 0x and digits 0 to 9, a to f, of 128, "
      "192 or 256 bits" },
    { "key-length", ID4 "enc 'cbc(aes)' " HEXSECRET,
      "t.sa:1: word 11 (not shown, it may be a key): ",
      "a key of 152 bits; for cbc(aes) expected 128, 192 or 256 bits" },
    { "key-without-salt", ID4 "aead 'rfc4106(gcm(aes))' " KEY16 " 128",
      "t.sa:1: word 11 (not shown, it may be a key): ",
      "expected 160, 224 or 288 bits, the last 32 of them being the salt" },
    { "key-without-salt-of-ccm", ID4 "aead 'rfc4309(ccm(aes))' " KEY16 " 128",
      "t.sa:1: word 11 (not shown, it may be a key): ",
      "expected 152, 216 or 280 bits, the last 24 of them being the salt" },
    { "icv-of-chacha20", ID4 "aead 'rfc7539esp(chacha20,poly1305)' " KEY36
      " 96", "t.sa:1: word 12 '96': ", "expected 128" },
    { "key-ascii-length", ID4 "enc 'cbc(aes)' " SECRET,
      "t.sa:1: word 11 (not shown, it may be a key): ", "a key of 136 bits" },
    { "key-in-place-of-name", ID4 "aead " HEXSECRET " 128",
      "t.sa:1: word 10 (not shown, it may be a key): ", "expected one of" },
    { "ascii-key-in-place-of-name", ID4 "auth " SECRET,
      "t.sa:1: word 10 (not shown, it may be a key): ", "expected one of" },
    { "key-in-place-of-icv", ID4 "aead 'rfc4106(gcm(aes))' " KEY20 " " SECRET,
      "t.sa:1: word 12 (not shown, it may be a key): ",
      "expected 64, 96 or 128" },
    { "key-not-quoted", ID4 "auth 'hmac(md5)' sixteenbytesabcd " SECRET,
      "t.sa:1: word 12 (not shown, it may be a key): ", "expected src" },
    { "null-with-key", ID4 "enc 'ecb(cipher_null)' " SECRET " " SHA1,
      "t.sa:1: word 11 (not shown, it may be a key): ",
      "ecb(cipher_null) has no key" },
    { "no-key", ID4 "enc 'cbc(aes)'",
      "t.sa:1: the line ends behind word 10; ", "expected a key" },
    { "icv", ID4 "aead 'rfc4106(gcm(aes))' " KEY20 " 100",
      "t.sa:1: word 12 '100': ", "expected 64, 96 or 128" },
    { "icv-gmac", ID4 "aead 'rfc4543(gcm(aes))' " KEY20 " 96",
      "t.sa:1: word 12 '96': ", "expected 128" },
    { "icv-missing", ID4 "aead 'rfc4106(gcm(aes))' " KEY20,
      "t.sa:1: the line ends behind word 11; ", "the ICV length in bits" },
    { "sha256-untruncated", ID4 CBC "auth 'hmac(sha256)' " KEY32,
      "t.sa:1: word 12 'auth': ",
      "ICV of 96 bits, which the card does not have; expected auth-trunc "
      "'hmac(sha256)' KEY 128" },
    { "sha256-96", ID4 CBC "auth-trunc 'hmac(sha256)' " KEY32 " 96",
      "t.sa:1: word 15 '96': ", "expected 128" },
    { "auth-and-trunc", ID4 CBC SHA1 "auth-trunc 'hmac(sha1)' " KEY20 " 96",
      "t.sa:1: word 15 'auth-trunc': ", "given twice" },
    { "aead-and-enc", ID4 GCM CBC SHA1,
      "t.sa:1: word 13 'enc': ", "an aead algorithm stands alone" },
    { "aead-and-auth", ID4 SHA1 GCM,
      "t.sa:1: word 12 'aead': ", "authenticates by itself" },
    { "enc-without-auth", ID4 CBC,
      "t.sa:1: word 9 'enc': ", "ESP without authentication" },
    { "auth-without-enc", ID4 SHA1,
      "t.sa:1: word 9 'auth': ", "enc 'ecb(cipher_null)' ''" },
    { "esp-without-algorithm", ID4,
      "t.sa:1: the SA has no algorithm; ", "expects aead, or enc and auth" },
    { "ah-without-algorithm", "dst 192.0.2.1 proto ah spi 256",
      "t.sa:1: the SA has no algorithm; ", "AH expects auth" },
    { "ah-with-enc", "dst 192.0.2.1 proto ah spi 256 " CBC SHA1,
      "t.sa:1: word 7 'enc': ", "AH does not encrypt" },
    { "ah-with-aead", "dst 192.0.2.1 proto ah spi 256 " GCM,
      "t.sa:1: word 7 'aead': ", "AH does not encrypt" },
    { "ah-with-encap", "dst 192.0.2.1 proto ah spi 256 " SHA1
      "encap espinudp 4500 4500 0.0.0.0",
      "t.sa:1: ", "AH cannot go through UDP" },
    { "flag-missing", ID4 GCM "flag",
      "t.sa:1: the line ends behind word 13; ", "expected a flag: noecn" },
    { "flag-unknown", ID4 GCM "flag fast",
      "t.sa:1: word 14 (not shown, it may be a key): ", "expected a flag" },
    { "seq-hi-without-esn", ID4 GCM "replay-seq-hi 1",
      "t.sa:1: word 13 'replay-seq-hi': ", "expected flag esn" },
    { "window", ID4 GCM "replay-window 4097",
      "t.sa:1: word 14 '4097': ", "from 0 to 4096" },
    { "reqid", ID4 GCM "reqid x",
      "t.sa:1: word 14 (not shown, it may be a key): ", "expected a request id" },
    { "limit-zero", ID4 GCM "limit packet-soft 0",
      "t.sa:1: word 15 '0': ", "a number from 1" },
    { "limit-twice", ID4 GCM "limit byte-soft 1 limit byte-soft 2",
      "t.sa:1: word 17 'byte-soft': ", "given twice" },
    { "limit-order", ID4 GCM "limit byte-soft 9 limit byte-hard 8",
      "t.sa:1: word 18 '8': ", "limit byte-soft is above limit byte-hard" },
    { "encap", ID4 GCM "encap espintcp 1 2 0.0.0.0",
      "t.sa:1: word 14 'espintcp': ", "expected espinudp" },
    { "encap-port", ID4 GCM "encap espinudp 70000 2 0.0.0.0",
      "t.sa:1: word 15 '70000': ", "UDP source port, a number from 0 to" },
    { "encap-address", ID4 GCM "encap espinudp 1 2 here",
      "t.sa:1: word 17 (not shown, it may be a key): ", "the original address" },
    { "offload-packet-ah", "dst 192.0.2.2 spi 7 offload packet dev e0 dir in "
      "proto ah auth 'hmac(md5)' " KEY16,
      "t.sa:1: word 6 'packet': ", "in packet mode the card does ESP alone" },
    { "offload-full", ID4 GCM "offload full dev e0 dir in",
      "t.sa:1: word 14 (not shown, it may be a key", "expected dev" },
    { "offload-dev", ID4 GCM "offload e0 dir in",
      "t.sa:1: word 14 (not shown, it may be a key): ", "expected dev" },
    { "offload-dir", ID4 GCM "offload dev e0 dir up",
      "t.sa:1: word 17 (not shown, it may be a key): ", "expected in or out" },
    { "sel-empty", ID4 GCM "sel",
      "t.sa:1: the line ends behind word 13; ", "of the selector" },
    { "sel-port", ID4 GCM "sel sport 5",
      "t.sa:1: word 14 'sport': ", "expected proto tcp, udp" },
    { "sel-type", ID4 GCM "sel proto tcp type 5",
      "t.sa:1: word 16 'type': ", "expected proto icmp" },
    { "sel-proto", ID4 GCM "sel proto nonesuch",
      "t.sa:1: word 15 (not shown, it may be a key): ", "unknown IP protocol" },
    { "sel-address", ID4 GCM "sel src 192.0.2.0/33",
      "t.sa:1: word 15 '192.0.2.0/33': ", "expected a prefix length from 0 to 32" },
    { "sel-twice", ID4 GCM "sel src 192.0.2.0/24 src ::1",
      "t.sa:1: word 16 'src': ", "given twice in the selector" },
    { "sel-families", ID4 GCM "sel src 192.0.2.0/24 dst ::1",
      "t.sa:1: word 17 '::1': ", "expected IPv4" },
    { "quote", ID4 GCM "reqid '5",
      "t.sa:1: a quoted word does not end", "expected '" },
    { "quote-over-line", ID4 GCM "reqid \"5\n\"",
      "t.sa:1: a quoted word does not end on its line", "expected \"" },
    { "variable", ID4 "aead 'rfc4106(gcm(aes))' $KEY 128",
      "t.sa:1: word 11 holds a '$'", "no shell" },
    { "variable-quoted", ID4 "aead 'rfc4106(gcm(aes))' \"$KEY\" 128",
      "t.sa:1: word 11 holds a '$'", "expected the value itself" },
    { "two-commands", ID4 GCM "; ip link",
      "t.sa:1: word 13 holds a ';'", "one SA a line" },
    { "other-command", "ip xfrm counter",
      "t.sa:1: word 3 (not shown, it may be a key): ",
      "expected state of ip xfrm state add" },
    { "other-verb", "ip xfrm state remove",
      "t.sa:1: word 4 (not shown, it may be a key): ",
      "expected add of ip xfrm state add" },
    { "flush-between", ID4 GCM "\nip xfrm state flush",
      "t.sa:2: word 4 'flush': ", "expected the lines of the SAs that remain" },
    { "batch-file", "ip -batch sas xfrm state add",
      "t.sa:1: word 2 '-batch': ", "expected the lines of the batch file" },
    { "mark-alone-differs", ID4 GCM "mark 1\n" ID4 GCM "mark 2",
      "t.sa:2: only a mark tells this SA from that of line 1",
      "expected one of them" },
    { "dir-differs", ID4 GCM "dir out offload dev e0 dir in",
      "t.sa:1: word 19 'in': ", "expected out as before" },
    { "digest-null", ID4 CBC "auth digest_null ''",
      "t.sa:1: word 13 'digest_null': ", "ESP without authentication" },
    { "hidden-key", ID4 "aead rfc4106(gcm(aes)) <<Keys hidden>> 128",
      "t.sa:1: the key is hidden; ", "expected what ip xfrm state prints" },
    { "printed-offload-mode", ID4 GCM
      "crypto offload parameters: dev e0 dir in mode tunnel",
      "t.sa:1: word 21 'tunnel': ", "expected crypto" },
    { "command-alone", "ip xfrm state add",
      "t.sa:1: the line ends behind word 4; ", "expected src, dst" },
    { "bundle-modes", PAIR AH_A "mode tunnel\n" PAIR ESP_A "\n",
      "t.sa:2: a bundle with line 1 ", "expected ah transport" },
};

static void test_error(gconstpointer data)
{
    const ErrorCase *c = data;
    g_autoptr(GError) error = NULL;

    g_assert_null(sa_file_parse("t.sa", c->text, strlen(c->text), &error));
    g_assert_error(error, SA_FILE_ERROR, 0);
    g_test_message("%s", error->message);
    g_assert_true(g_str_has_prefix(error->message, c->where));
    g_assert_nonnull(strstr(error->message, c->expected));
    g_assert_nonnull(strstr(error->message, "expect"));
    /* one line, and nothing of a key */
    g_assert_null(strchr(error->message, '\n'));
    g_assert_null(strstr(error->message, SECRET));
    g_assert_null(strstr(error->message, "c0ffee"));
    g_assert_null(strstr(error->message, "0102030405"));
}

static void test_zero_byte(void)
{
    static const char text[] = "dst 192.0.2.1\0proto esp";
    g_autoptr(GError) error = NULL;

    g_assert_null(sa_file_parse("t.sa", text, sizeof(text) - 1, &error));
    g_assert_true(g_str_has_prefix(error->message, "t.sa:1: a zero byte"));
}

/**
 * No error shows a key, wherever the line is damaged: every word left out in
 * turn, every word doubled, every line end.
 */
static void test_no_key_shown(void)
{
    static const char *const lines[] = {
        ID4 "aead 'rfc4106(gcm(aes))' 0xc0ffee00c0ffee00c0ffee00c0ffee00c0ffee"
        "00 128 mode transport replay-window 32",
        ID4 "auth-trunc 'hmac(sha256)' " "'Top5ecret.Password/of_32_bytes!!' "
        "128 enc 'cbc(aes)' '0therS3cretOf16b' reqid 5",
        ID4 "auth 'hmac(sha1)' '5ecret0f:twenty-char' enc 'cbc(des)' 's3cretOf'"
    };
    static const char *const secrets[] = {
        "c0ffee", "5ecret", "S3cret", "s3cret", "Password",
    };
    size_t i, j, k;
    int change;

    for (i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);

        for (j = 0; words[j]; j++) {
            for (change = 0; change < 3; change++) {
                GString *text = g_string_new(NULL);
                g_autoptr(GError) error = NULL;

                for (k = 0; words[k] && !(change == 2 && k == j); k++) {
                    if (change || k != j) {
                        g_string_append_printf(text, "%s ", words[k]);
                    }
                    if (change == 1 && k == j) {
                        g_string_append_printf(text, "%s ", words[k]);
                    }
                }
                sa_file_free(sa_file_parse("t.sa", text->str, text->len,
                                           &error));
                g_string_free(text, TRUE);
                for (k = 0; error && k < G_N_ELEMENTS(secrets); k++) {
                    g_assert_null(strstr(error->message, secrets[k]));
                }
            }
        }
    }
}

/** Text that is no SA file at all: a message, and no crash. */
static void test_noise(void)
{
    static const char alphabet[] = "src dst'\"\\\n #0x1$();spi enc\t\r\1\377";
    GRand *random = g_rand_new_with_seed(1);
    char text[200];
    int round;

    for (round = 0; round < 20000; round++) {
        size_t length = g_rand_int_range(random, 0, sizeof(text)), i;
        g_autoptr(GError) error = NULL;
        ReplaySaFile *file;

        for (i = 0; i < length; i++) {
            text[i] = alphabet[g_rand_int_range(random, 0,
                                                sizeof(alphabet) - 1)];
        }
        file = sa_file_parse("t.sa", text, length, &error);
        g_assert_true((file != NULL) == (error == NULL));
        g_assert_true(!error || !strchr(error->message, '\n'));
        sa_file_free(file);
    }
    g_rand_free(random);
}

static void test_load(void)
{
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    ReplaySaFile *file;
    int fd = g_file_open_tmp("sa-XXXXXX", &path, NULL);
    FILE *fp;
    int i;

    g_assert_cmpint(fd, >=, 0);
    fp = fdopen(fd, "w");
    for (i = 0; i < 2000; i++) {
        fprintf(fp, "dst 192.0.2.1 proto esp spi %d %s\r\n", 1000 + i, GCM);
    }
    fclose(fp);
    file = sa_file_load(path, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(file->num_sa, ==, 2000);
    sa_file_free(file);
    g_unlink(path);

    g_assert_null(sa_file_load(path, &error));
    g_assert_nonnull(strstr(error->message, "(the rest is not shown, it may be "
                              "a key)"));
    g_clear_error(&error);
    g_assert_null(sa_file_load(g_get_tmp_dir(), &error));
    g_assert_nonnull(strstr(error->message, g_get_tmp_dir()));
}

int main(int argc, char **argv)
{
    size_t i;

    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sa-file/context/algorithms", test_algorithms);
    g_test_add_func("/sa-file/context/ascii-key", test_ascii_key);
    g_test_add_func("/sa-file/context/identity", test_identity);
    g_test_add_func("/sa-file/context/packet-mode", test_packet_mode);
    g_test_add_func("/sa-file/context/sequence-and-limits",
                    test_sequence_and_limits);
    g_test_add_func("/sa-file/context/encap", test_encap);
    g_test_add_func("/sa-file/context/selector", test_selector);
    g_test_add_func("/sa-file/lines", test_lines);
    g_test_add_func("/sa-file/bundle/pair", test_bundle);
    g_test_add_func("/sa-file/bundle/not-a-pair", test_no_bundle);
    g_test_add_func("/sa-file/bundle/two-pairs", test_two_bundles);
    for (i = 0; i < G_N_ELEMENTS(errors); i++) {
        g_autofree char *name = g_strconcat("/sa-file/error/",
                                            errors[i].name, NULL);

        g_test_add_data_func(name, &errors[i], test_error);
    }
    g_test_add_func("/sa-file/error/zero-byte", test_zero_byte);
    g_test_add_func("/sa-file/error/shows-no-key", test_no_key_shown);
    g_test_add_func("/sa-file/error/noise", test_noise);
    g_test_add_func("/sa-file/load", test_load);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parser of SA files: policies, typed and printed, and what it says about
 * those that the card cannot have
 */

#include <string.h>
#include <glib.h>
#include "sa_file.h"

#define KEY20 "0x000102030405060708090a0b0c0d0e0f10111213"
#define GCM "aead 'rfc4106(gcm(aes))' " KEY20 " 128 "
#define OUT "offload packet dev e0 dir out\n"
#define IN "offload packet dev e0 dir in\n"
#define SA4 "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1000 reqid 7 " GCM
#define OTHER4 "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1001 reqid 7 " GCM
#define TUNNEL4 "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x2000 reqid 8 " \
    "mode tunnel " GCM
#define ADD "ip xfrm policy add "
#define OFF " offload packet dev e0 "
#define TMPL " tmpl proto esp reqid 7 mode transport"
#define TTMPL " tmpl src 192.0.2.1 dst 192.0.2.2 proto esp reqid 8 mode tunnel"

static ReplaySaFile *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    ReplaySaFile *file = sa_file_parse("t.sa", text, strlen(text), &error);

    g_assert_no_error(error);
    g_assert_nonnull(file);
    return file;
}

static bool has_note(const ReplaySaFile *file, const char *text)
{
    char **note;

    for (note = file->notes; *note; note++) {
        if (strstr(*note, text)) {
            return true;
        }
    }
    return false;
}

/** What the card is to get of one policy, as text. */
static char *described(const ReplayPolicy *p)
{
    const struct ipsecnic_policy *c = &p->policy;
    GString *s = g_string_new(NULL);
    unsigned i, size = GUINT32_FROM_LE(c->flags) & IPSECNIC_POLICY_FLAG_IPV6
                       ? 16 : 4;
    const uint8_t *const all[] = { c->src, c->dst, c->tunnel_src,
                                   c->tunnel_dst };

    g_assert_cmpuint(GUINT64_FROM_LE(c->driver_cookie), ==, p->position);
    g_assert_true(!(GUINT32_FROM_LE(c->flags) &
                    IPSECNIC_POLICY_FLAG_INBOUND) == p->outbound);
    g_string_printf(s, "%s %u %u/%u reqid %u proto %u sport %u/%x dport %u/%x "
                    "flags %x", p->outbound ? "out" : "in",
                    GUINT32_FROM_LE(c->priority), c->action, c->mode,
                    GUINT32_FROM_LE(c->reqid), c->protocol,
                    GUINT16_FROM_LE(c->sport), GUINT16_FROM_LE(c->sport_mask),
                    GUINT16_FROM_LE(c->dport), GUINT16_FROM_LE(c->dport_mask),
                    GUINT32_FROM_LE(c->flags));
    for (i = 0; i < 4; i++) {
        const uint8_t *a = all[i];
        unsigned n = i < 2 ? size : GUINT32_FROM_LE(c->flags) &
                     IPSECNIC_POLICY_FLAG_SA_IPV6 ? 16 : 4, at;

        g_string_append_c(s, ' ');
        for (at = 0; at < 16; at++) {
            if (at < n) {
                g_string_append_printf(s, "%02x", a[at]);
            } else {
                g_assert_cmpuint(a[at], ==, 0);
            }
        }
        if (i < 2) {
            g_string_append_printf(s, "/%u", i ? c->dst_prefix
                                               : c->src_prefix);
        }
    }
    return g_string_free(s, FALSE);
}

/** Every field, of typed and of printed policies. */
static void test_fields(void)
{
    static const struct {
        const char *text;
        const char *want;
    } cases[] = {
        { ADD "src 10.1.2.3/16 dst 10.2.0.0/17 dir out priority 5" TTMPL OFF,
          "out 5 1/2 reqid 8 proto 0 sport 0/0 dport 0/0 flags 0 "
          "0a010000/16 0a020000/17 c0000201 c0000202" },
        { "sudo ip -4 x p a src 192.0.2.1/32 dst 192.0.2.2/32 proto tcp sport "
          "80 dport 443 dir out priority 0xffffffff" OFF TMPL,
          "out 4294967295 1/1 reqid 7 proto 6 sport 80/ffff dport 443/ffff "
          "flags 0 c0000201/32 c0000202/32 00000000 00000000" },
        { ADD "src 192.0.2.1 dst 192.0.2.2 proto icmp type 0 code 0 dir in"
          OFF, "in 0 2/0 reqid 0 proto 1 sport 0/ffff dport 0/ffff flags 1 "
          "c0000201/32 c0000202/32 00000000 00000000" },
        /* port 0 is any to ip */
        { "ip xfrm policy update src any dst any proto udp sport 0 dir in "
          "action block" OFF, "in 0 3/0 reqid 0 proto 17 sport 0/0 dport 0/0 "
          "flags 1 00000000/0 00000000/0 00000000 00000000" },
        { ADD "src 2001:db8:1::/48 dst ::/0 proto 58 type 135 dev e0 dir out "
          "action allow flag localok priority 1" OFF,
          "out 1 2/0 reqid 0 proto 58 sport 135/ffff dport 0/0 flags 10 "
          "20010db8000100000000000000000000/48 "
          "00000000000000000000000000000000/0 00000000 00000000" },
        { ADD "src 10.0.0.0/8 dst 10.9.0.0/16 dir in tmpl src 2001:db8::1 dst "
          "2001:db8::2 proto esp reqid 9 mode tunnel level required" OFF,
          "in 0 1/2 reqid 9 proto 0 sport 0/0 dport 0/0 flags 21 0a000000/8 "
          "0a090000/16 20010db8000000000000000000000001 "
          "20010db8000000000000000000000002" },
        /* printed, and as ip -s prints it */
        { "src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp dport 80 \n"
          "\tdir out priority 7 ptype main \n"
          "\ttmpl src 192.0.2.1 dst 192.0.2.2\n"
          "\t\tproto esp spi 0x00002000 reqid 8 mode tunnel\n"
          "\tcrypto offload parameters: dev e0 mode packet\n",
          "out 7 1/2 reqid 8 proto 6 sport 0/0 dport 80/ffff flags 0 "
          "0a010000/16 0a020000/16 c0000201 c0000202" },
        { "src 192.0.2.2/32 dst 192.0.2.1/32 dev e0 uid 0\n"
          "\tdir in action block index 8 priority 32 ptype main share any flag "
          " (0x00000000)\n\tlifetime config:\n"
          "\t  limit: soft (INF)(bytes), hard (INF)(bytes)\n"
          "\t  limit: soft (INF)(packets), hard (INF)(packets)\n"
          "\t  expire add: soft 0(sec), hard 0(sec)\n"
          "\t  expire use: soft 0(sec), hard 0(sec)\n"
          "\tlifetime current:\n\t  0(bytes), 0(packets)\n"
          "\t  add 2026-11-29 03:51:29 use -\n"
          "\ttmpl src 192.0.2.2 dst 192.0.2.1\n"
          "\t\tproto esp spi 0x00000000(0) reqid 99(0x00000063) mode "
          "transport\n\t\tlevel required share any \n"
          "\t\tenc-mask ffffffff auth-mask ffffffff comp-mask ffffffff\n"
          "\tcrypto offload parameters: dev e0 dir in mode packet\n",
          "in 32 3/0 reqid 0 proto 0 sport 0/0 dport 0/0 flags 1 c0000202/32 "
          "c0000201/32 00000000 00000000" },
        { "src 0.0.0.0/0 dst 0.0.0.0/0 \\\tdir out priority 0 ptype main "
          "\\\tcrypto offload parameters: dev e0 dir out mode packet\\\n",
          "out 0 2/0 reqid 0 proto 0 sport 0/0 dport 0/0 flags 0 00000000/0 "
          "00000000/0 00000000 00000000" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat(SA4 OUT TUNNEL4 OUT,
                                            cases[i].text, NULL);
        ReplaySaFile *file = parse(text);
        g_autofree char *have = NULL;

        g_test_message("%s", cases[i].text);
        g_assert_cmpuint(file->num_policies, ==, 1);
        g_assert_cmpuint(file->policy[0].line, ==, 3);
        have = described(&file->policy[0]);
        g_assert_cmpstr(have, ==, cases[i].want);
        g_assert_true(file->outbound_policies == file->policy[0].outbound);
        sa_file_free(file);
    }
}

static ReplaySaFile *load(const char *name)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, name, NULL);
    g_autoptr(GError) error = NULL;
    ReplaySaFile *file = sa_file_load(path, &error);

    g_assert_no_error(error);
    return file;
}

/** Whether there is a policy that is the same but for its position. */
static bool has_policy(const ReplaySaFile *file, const ReplayPolicy *policy)
{
    struct ipsecnic_policy want = policy->policy;
    size_t i;

    for (i = 0; i < file->num_policies; i++) {
        want.driver_cookie = file->policy[i].policy.driver_cookie;
        if (!memcmp(&want, &file->policy[i].policy, sizeof(want))) {
            return true;
        }
    }
    return false;
}

/** What ip prints of policies in packet mode, with their SAs, is what was typed
 *  before. */
static void test_printed(gconstpointer name)
{
    ReplaySaFile *typed = load("packet-commands.txt"), *printed = load(name);
    size_t i;

    g_assert_cmpuint(typed->num_policies, ==, 6);
    g_assert_cmpuint(printed->num_policies, ==, 6);
    g_assert_cmpuint(printed->num_sa, ==, 3);
    for (i = 0; i < typed->num_policies; i++) {
        g_assert_true(has_policy(printed, &typed->policy[i]));
    }
    g_assert_true(has_note(typed, "a policy without 'offload packet'"));
    g_assert_null(typed->notes[2]);
    g_assert_true(has_note(printed, "a policy without 'offload packet'"));
    g_assert_false(has_note(printed, "no SA in packet mode"));
    sa_file_free(typed);
    sa_file_free(printed);
}

/** What strongSwan leaves in the kernel: policies of forwarding and of sockets,
 *  and those that are not offloaded, stop nothing and are told of once. */
static void test_left_out(void)
{
    ReplaySaFile *file = parse(
        "src 10.1.0.0/16 dst 10.2.0.0/16 \n"
        "\tdir out priority 375423 ptype main \n"
        "\ttmpl src 192.0.2.1 dst 192.0.2.2\n"
        "\t\tproto esp spi 0x00002000 reqid 8 mode tunnel\n"
        "\tcrypto offload parameters: dev e0 dir out mode packet\n"
        "src 10.2.0.0/16 dst 10.1.0.0/16 \n"
        "\tdir fwd priority 375423 ptype main \n"
        "\tmark 0x2a/0xffffffff\n"
        "\ttmpl src 192.0.2.2 dst 192.0.2.1\n"
        "\t\tproto comp reqid 8 mode tunnel\n\t\tlevel use \n"
        "\ttmpl src 0.0.0.0 dst 0.0.0.0\n\t\tproto esp reqid 8 mode beet\n"
        "src 10.2.0.0/16 dst 10.1.0.0/16 \n"
        "\tdir in priority 375423 ptype sub \n\tif_id 0x7\n"
        "src 0.0.0.0/0 dst 0.0.0.0/0 \n\tsocket in priority 0 ptype main \n"
        "src ::/0 dst ::/0 \n\tsocket out priority 0 ptype main \n"
        ADD "src 10.0.0.0/8 dst 10.0.0.0/8 dev e1 dir out" OFF "\n"
        TUNNEL4 OUT);

    g_assert_cmpuint(file->num_policies, ==, 1);
    g_assert_cmpuint(file->num_sa, ==, 1);
    g_assert_cmpuint(file->sa[0].position, ==, 1);
    g_assert_true(has_note(file, "t.sa:6 (and 3 more): a policy without "
                                 "'offload packet' is the stack's"));
    g_assert_true(has_note(file, "t.sa:21: a policy for the packets of another "
                                 "interface"));
    g_assert_null(file->notes[2]);
    sa_file_free(file);
}

/** An update takes the place of the policy with the same selector, and stands
 *  behind those that are there. */
static void test_update(void)
{
    ReplaySaFile *file = parse(
        "ip xfrm policy flush\nip xfrm policy deleteall dir out\n"
        ADD "src 10.1.0.9/16 dst 10.2.0.0/16 dir out priority 1" OFF "\n"
        ADD "src 10.1.0.0/16 dst 10.3.0.0/16 dir out" OFF "\n"
        "ip xfrm policy update src 10.1.0.0/16 dst 10.2.0.0/16 dir out "
        "priority 9 action block" OFF "\n"
        ADD "src 10.1.0.0/16 dst 10.2.0.0/16 dir in" OFF "\n"
        ADD "src 10.1.0.0/16 dst 10.2.0.0/16 dev e0 dir in" OFF "\n"
        "ip xfrm policy list\nip xfrm policy setdefault in block\n");

    g_assert_cmpuint(file->num_policies, ==, 4);
    g_assert_cmpuint(file->policy[0].position, ==, 2);
    g_assert_cmpuint(file->policy[1].position, ==, 3);
    g_assert_cmpuint(file->policy[1].line, ==, 5);
    g_assert_cmpuint(file->policy[1].policy.action, ==,
                     IPSECNIC_POLICY_DISCARD);
    g_assert_cmpuint(file->policy[2].line, ==, 6);
    g_assert_true(has_note(file, "t.sa:1 (and 3 more): a command that loads"));
    sa_file_free(file);
}

/** What is no error, and yet not what one expects, is told. */
static void test_notes(void)
{
    static const struct {
        const char *text;
        const char *note;
    } cases[] = {
        { ADD "src any dst any dir out" OFF TMPL "\n",
          "t.sa:1: no SA in packet mode of the file fits the policy" },
        { "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1000 reqid 7 " GCM
          "dir out\n" ADD "src any dst any dir out" OFF TMPL "\n",
          "t.sa:2: no SA in packet mode" },
        { SA4 OUT ADD "src 192.0.3.0/24 dst any dir out" OFF TMPL "\n",
          "t.sa:2: no SA in packet mode" },
        { SA4 "sel src 192.0.2.1/32 dst 192.0.2.2/32 " OUT
          ADD "src any dst any dir out" OFF TMPL "\n",
          "t.sa:1: the card's policies say what is sent through an SA" },
        { ADD "src any dst any dir in limit packet-hard 7" OFF,
          "t.sa:1: the card knows no limits of policies" },
        { ADD "src any dst any dir in flag icmp" OFF,
          "t.sa:1: flags of a policy mean nothing" },
        { ADD "src any dst any dir in ctx system_u" OFF,
          "t.sa:1: 'ctx' means nothing" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        ReplaySaFile *file = parse(cases[i].text);

        g_test_message("%s", cases[i].text);
        g_assert_true(has_note(file, cases[i].note));
        g_assert_null(file->notes[1]);
        sa_file_free(file);
    }
}

/** What is fine: SAs and policies in either order, an SPI that is that of the
 *  SA, an inbound SA beside an outbound one, overlaps. */
static void test_fitting(void)
{
    static const char *const cases[] = {
        ADD "src 192.0.2.0/24 dst any dir out" OFF TMPL "\n" SA4 OUT,
        SA4 OUT ADD "src 192.0.2.0/24 dst any dir out" OFF
        " tmpl spi 0x1000 proto esp reqid 7\n",
        SA4 IN SA4 OUT ADD "src any dst any dir in" OFF TMPL "\n"
        ADD "src any dst any dir out" OFF TMPL "\n",
        SA4 OUT ADD "src any dst any dir out priority 3" OFF TMPL "\n"
        ADD "src 192.0.2.0/24 dst any dir out priority 3 action block" OFF "\n"
        ADD "src 192.0.2.1/32 dst any dir out priority 3" OFF "\n",
        "src 192.0.2.1 dst any proto esp spi 9 reqid 8 mode tunnel " GCM OUT
        ADD "src 2001:db8::/32 dst any dir out" OFF TTMPL "\n",
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        ReplaySaFile *file = parse(cases[i]);

        g_test_message("%s", cases[i]);
        g_assert_null(file->notes[0]);
        sa_file_free(file);
    }
}

/** After a rekeying the policy names the new SA, and ip prints that in front of
 *  the old one: it is loaded behind it, so that the card takes it. */
static void test_youngest(void)
{
    static const unsigned want[] = { 2, 3, 1, 0 };
    ReplaySaFile *file = parse(
        OTHER4 OUT SA4 OUT TUNNEL4 OUT
        ADD "src any dst any dir out" OFF
        "tmpl src 0.0.0.0 dst 0.0.0.0 proto esp spi 0x1001 reqid 7\n"
        ADD "src any dst any proto 6 dir out" OFF
        "tmpl proto esp spi 0x1001 reqid 7\n");
    size_t i;

    for (i = 0; i < file->num_sa; i++) {
        g_assert_cmpuint(file->sa[i].position, ==, want[i]);
    }
    g_assert_cmpuint(i, ==, 3);
    sa_file_free(file);
}

/** ip prints the youngest SA and policy first, and of equal policies the oldest
 *  one decides, of SAs the youngest is used: so they are loaded the other way
 *  round, and what is typed as it stands. */
static void test_order(void)
{
#define PRINTED(spi, way) "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi " spi \
    " reqid 7 mode transport\n\treplay-window 0 \n\taead rfc4106(gcm(aes)) " \
    KEY20 " 128\n\tanti-replay context: seq 0x0, oseq 0x0, bitmap 0x00000000" \
    "\n\tcrypto offload parameters: dev e0 dir " way " mode packet\n"
#define BYPASS(net) "src " net " dst 0.0.0.0/0 \n\tdir out priority 0 ptype " \
    "main \n\tcrypto offload parameters: dev e0 mode packet\n"
    static const unsigned want_sas[] = { 5, 2, 3, 4, 1 };
    static const unsigned want_policies[] = { 1, 4, 3, 2, 5, 6 };
    ReplaySaFile *file = parse(
        PRINTED("0x00001003", "out") PRINTED("0x00002001", "in") SA4 OUT
        PRINTED("0x00001002", "out") PRINTED("0x00001001", "out")
        ADD "src 10.1.0.0/16 dst any dir out" OFF "\n"
        BYPASS("10.2.0.0/16") BYPASS("10.3.0.0/16") BYPASS("10.4.0.0/16")
        ADD "src 10.5.0.0/16 dst any dir out" OFF "\n"
        ADD "src 10.6.0.0/16 dst any dir out" OFF "\n");
    size_t i;

    g_assert_cmpuint(file->num_sa, ==, G_N_ELEMENTS(want_sas));
    for (i = 0; i < file->num_sa; i++) {
        g_assert_cmpuint(file->sa[i].position, ==, want_sas[i]);
    }
    g_assert_cmpuint(file->num_policies, ==, G_N_ELEMENTS(want_policies));
    for (i = 0; i < file->num_policies; i++) {
        g_assert_cmpuint(file->policy[i].position, ==, want_policies[i]);
    }
    sa_file_free(file);
}

/** Each thing that the card cannot have, with line, word and what to do. */
static void test_refused(void)
{
#define SEL "src 10.1.0.0/16 dst 10.2.0.0/16 "
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        { ADD SEL "dir fwd" OFF, "t.sa:1: word 10 'fwd': the card has no "
          "policies for what is forwarded" },
        { SEL "socket out priority 0 ptype main" OFF, "t.sa:1: word 5 "
          "'socket': the card knows no sockets" },
        { ADD SEL "dir out ptype sub" OFF, "word 12 'sub': the card has one "
          "kind of policies" },
        { ADD SEL "dir out mark 7" OFF, "word 11 'mark': the card sees no "
          "marks" },
        { ADD SEL "dir out if_id 0x42" OFF, "word 12 '0x42': the card knows no "
          "interface ids" },
        { ADD SEL "dir out tmpl proto esp level use" OFF, "word 15 'use': what "
          "a policy of the card protects never leaves without an SA" },
        { ADD SEL "dir out tmpl proto ah" OFF, "word 13 'ah': in packet mode "
          "the card does ESP alone" },
        { ADD SEL "dir out tmpl proto comp" OFF, "ESP alone" },
        { ADD SEL "dir out tmpl reqid 1" OFF, "the template names no protocol" },
        { ADD SEL "dir out tmpl proto esp mode beet" OFF, "word 15 'beet': the "
          "card has no such mode" },
        { ADD SEL "dir out" TTMPL " tmpl proto esp" OFF, "word 22 'tmpl': "
          "packet mode is for one SA" },
        { ADD SEL "dir out tmpl proto esp mode tunnel" OFF, "t.sa:1: a "
          "tunnel's template needs both end points" },
        { ADD SEL "dir out tmpl src 192.0.2.1 dst 0.0.0.0 proto esp mode "
          "tunnel" OFF, "needs both end points" },
        { ADD SEL "dir out tmpl src 192.0.2.1 dst 2001:db8::2 proto esp mode "
          "tunnel" OFF, "word 15 '2001:db8::2': the template's addresses "
          "differ in family; expected IPv4" },
        { ADD SEL "dir out tmpl src 2001:db8::1 dst 2001:db8::2 proto esp" OFF,
          "t.sa:1: a template in transport mode has IPv6 addresses, and the "
          "policy is for IPv4" },
        { ADD "src 10.1.0.0/16 dst 2001:db8::/32 dir out" OFF, "word 8 "
          "'2001:db8::/32': the selector's addresses differ in family" },
        { ADD "src 10.1.0.0/33 dst any dir out" OFF, "word 6 '10.1.0.0/33': "
          "expected a prefix length from 0 to 32 behind the IPv4 address" },
        { ADD "src any dst 2001:db8::/129 dir out" OFF, "expected a prefix "
          "length from 0 to 128 behind the IPv6 address" },
        { ADD SEL "sport 80 dir out" OFF, "word 9 'sport': expected proto tcp, "
          "udp, sctp or dccp before it" },
        { ADD SEL "proto tcp sport 80/0xfff0 dir out" OFF, "expected a port, a "
          "number from 0 to 65535" },
        { ADD SEL "proto gre key 7 dir out" OFF, "the card does not look at "
          "keys of GRE" },
        { ADD SEL OFF, "t.sa:1: the policy has no direction" },
        { ADD SEL "dir both" OFF, "expected in or out" },
        { ADD SEL "dir out dir in" OFF, "word 11 'dir': given twice" },
        { ADD SEL "dir out action maybe" OFF, "expected allow or block" },
        { ADD SEL "dir out priority -1" OFF, "expected a priority, a number "
          "from 0 to 4294967295" },
        { ADD SEL "dir out offload dev e0", "word 12 'dev': a policy is in the "
          "card in packet mode or not at all" },
        { ADD SEL "dir out offload crypto dev e0", "in packet mode or not at "
          "all" },
        { ADD SEL "dir out offload packet dev eeeeeeeeeeeeeeee", "interface "
          "name of 1 to 15" },
        { ADD SEL "dir out offload packet", "expected dev" },
        { ADD SEL "dir out frobnicate" OFF, "expected a word of ip xfrm "
          "policy" },
        { "ip xfrm policy frobnicate", "expected add or update of ip xfrm "
          "policy" },
        /* of several */
        { ADD SEL "dir out" OFF "\n" ADD SEL "dir out action block priority 7"
          OFF, "t.sa:2: the policy of line 1 has the same selector and "
          "direction; expected one of them, or ip xfrm policy update" },
        { ADD "src 10.1.2.3/16 dst 10.2.0.0/16 dir out" OFF "\n" ADD SEL
          "dir out" OFF, "t.sa:2: the policy of line 1" },
        { ADD SEL "dir out" OFF "\nip xfrm policy flush\n", "t.sa:2: word 4 "
          "'flush': the policies of a file are all loaded at once" },
        { SA4 IN ADD "src 192.0.2.0/24 dst any dir out" OFF TMPL, "t.sa:2: a "
          "policy of dir out, and its template is for the SA of line 1, which "
          "is of dir in" },
        { TUNNEL4 OUT ADD SEL "dir in" OFF TTMPL, "t.sa:2: a policy of dir in, "
          "and its template is for the SA of line 1, which is of dir out" },
        { SA4 OUT ADD "src any dst any dir out" OFF "tmpl spi 0x1001 proto esp "
          "reqid 7", "t.sa:2: the template names an SPI" },
        { SA4 IN "src 192.0.2.1 dst 192.0.2.3 proto esp spi 0x1001 reqid 7 "
          GCM IN ADD "src any dst any dir in" OFF "tmpl spi 0x1000 proto esp "
          "reqid 7", "it would take the one of line 2, too" },
        { SA4 OUT OTHER4 OUT ADD "src any dst any dir out" OFF "tmpl spi "
          "0x1000 proto esp reqid 7\n" ADD "src any dst any proto tcp dir out"
          OFF "tmpl spi 0x1001 proto esp reqid 7", "t.sa:4: the template names "
          "an SPI, and the card finds SAs by reqid, mode and addresses: it "
          "would take the one of line 1, too" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        ReplaySaFile *file = sa_file_parse("t.sa", cases[i].text,
                                           strlen(cases[i].text), &error);

        g_test_message("%s: %s", cases[i].text, error ? error->message : "-");
        g_assert_null(file);
        g_assert_nonnull(error);
        g_assert_nonnull(strstr(error->message, cases[i].error));
        g_assert_null(strchr(error->message, '\n'));
    }
}

/** Many policies, and many SAs, take no time. */
static void test_many(void)
{
    GString *text = g_string_new(NULL);
    ReplaySaFile *file;
    unsigned i;

    for (i = 0; i < 30000; i++) {
        g_string_append_printf(text, "src 192.0.2.1 dst 192.0.2.2 proto esp "
                               "spi %u reqid %u mode tunnel " GCM OUT
                               ADD "src 10.%u.%u.0/24 dst any dir out priority "
                               "%u tmpl src 192.0.2.1 dst 192.0.2.2 proto esp "
                               "reqid %u mode tunnel" OFF "\n", i + 256, i + 1,
                               i / 256, i % 256, i, i + 1);
    }
    file = parse(text->str);
    g_assert_cmpuint(file->num_policies, ==, 30000);
    g_assert_null(file->notes[0]);
    sa_file_free(file);
    g_string_free(text, TRUE);
}

int main(int argc, char **argv)
{
    static const char *const printed[] = {
        "packet-6.15.txt", "packet-s-6.15.txt", "packet-o-6.15.txt",
    };
    size_t i;

    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/policies/fields", test_fields);
    for (i = 0; i < G_N_ELEMENTS(printed); i++) {
        g_autofree char *path = g_strconcat("/policies/", printed[i], NULL);

        g_test_add_data_func(path, printed[i], test_printed);
    }
    g_test_add_func("/policies/left-out", test_left_out);
    g_test_add_func("/policies/update", test_update);
    g_test_add_func("/policies/notes", test_notes);
    g_test_add_func("/policies/fitting", test_fitting);
    g_test_add_func("/policies/youngest", test_youngest);
    g_test_add_func("/policies/order", test_order);
    g_test_add_func("/policies/refused", test_refused);
    g_test_add_func("/policies/many", test_many);
    return g_test_run();
}

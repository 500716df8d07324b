/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs as they are pasted: what ip itself printed and takes, Wireshark's table,
 * strongSwan's and libreswan's
 *
 * tests/data/xfrm has what two versions of ip printed, and what was typed
 * before: both make the same contexts for the card.
 */

#include <string.h>
#include <glib.h>
#include "sa_file.h"

#define KEY16 "0x000102030405060708090a0b0c0d0e0f"
#define KEY20 KEY16 "10111213"
#define KEY24 KEY20 "14151617"
#define KEY32 KEY24 "18191a1b1c1d1e1f"
#define KEY36 KEY32 "20212223"
#define KEY48 KEY36 "2425262728292a2b2c2d2e2f"
#define KEY64 KEY48 "303132333435363738393a3b3c3d3e3f"
#define ID4 "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1000 "
#define GCM "aead 'rfc4106(gcm(aes))' " KEY20 " 128 "

static ReplaySaFile *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    ReplaySaFile *file = sa_file_parse("t.sa", text, strlen(text), &error);

    g_test_message("%s", text);
    g_assert_no_error(error);
    return file;
}

static struct ipsecnic_sa_ctx *ctx_of(const ReplaySa *sa)
{
    return (void *)sa->ctx;
}

static int by_spi(const void *a, const void *b)
{
    uint32_t x = GUINT32_FROM_LE(ctx_of(a)->op[0].spi);
    uint32_t y = GUINT32_FROM_LE(ctx_of(b)->op[0].spi);

    return x < y ? -1 : x > y;
}

/** Both make the same SAs for the card, in whatever order. */
static void same(ReplaySaFile *a, ReplaySaFile *b)
{
    size_t i;

    g_assert_cmpuint(a->num_sa, ==, b->num_sa);
    qsort(a->sa, a->num_sa, sizeof(*a->sa), by_spi);
    qsort(b->sa, b->num_sa, sizeof(*b->sa), by_spi);
    for (i = 0; i < a->num_sa; i++) {
        g_test_message("SPI %#x", ctx_of(&a->sa[i])->op[0].spi);
        /* the position in the file */
        ctx_of(&a->sa[i])->driver_cookie = 0;
        ctx_of(&b->sa[i])->driver_cookie = 0;
        g_assert_cmpmem(a->sa[i].ctx, a->sa[i].ctx_length, b->sa[i].ctx,
                        b->sa[i].ctx_length);
        g_assert_cmpint(a->sa[i].outbound, ==, b->sa[i].outbound);
    }
}

static void same_text(const char *text, const char *as)
{
    ReplaySaFile *a = parse(text), *b = parse(as);

    same(a, b);
    sa_file_free(a);
    sa_file_free(b);
}

static bool has_note(const ReplaySaFile *file, const char *text)
{
    size_t i;

    for (i = 0; file->notes[i]; i++) {
        if (strstr(file->notes[i], text)) {
            return true;
        }
    }
    return false;
}

/** Why a file is refused. */
static GError *error_of(const char *text)
{
    GError *error = NULL;

    g_assert_null(sa_file_parse("t.sa", text, strlen(text), &error));
    g_test_message("%s", error->message);
    return error;
}

static void check_refused(const char *text, const char *message)
{
    g_autoptr(GError) error = error_of(text);

    g_assert_true(g_str_has_prefix(error->message, "t.sa:1: "));
    g_assert_nonnull(strstr(error->message, message));
    g_assert_nonnull(strstr(error->message, "expect"));
}

/* ------------------------------------------------------------------------
 * What ip printed
 */

static ReplaySaFile *load(const char *name)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, name, NULL);
    g_autoptr(GError) error = NULL;
    ReplaySaFile *file = sa_file_load(path, &error);

    g_assert_no_error(error);
    return file;
}

/** Every form in which ip prints its states makes the SAs that were typed. */
static void test_printed(gconstpointer name)
{
    ReplaySaFile *typed = load("commands.txt"), *printed = load(name);
    size_t i;

    g_assert_cmpuint(printed->num_sa, ==, 6);
    g_assert_cmpuint(printed->positions, ==, 6);
    for (i = 0; i < typed->num_sa; i++) {
        /* how far it was when it was printed is nothing to begin at */
        ctx_of(&typed->sa[i])->op[0].sequence = 0;
    }
    for (i = 0; i < typed->num_sa && !strstr(name, "state-s"); i++) {
        /* only ip -s prints limits */
        ctx_of(&typed->sa[i])->soft_bytes = G_MAXUINT64;
        ctx_of(&typed->sa[i])->hard_bytes = G_MAXUINT64;
        ctx_of(&typed->sa[i])->hard_packets = G_MAXUINT64;
    }
    same(typed, printed);
    g_assert_true(has_note(printed, "a mark is nothing that the card sees"));
    g_assert_true(has_note(printed, "older than the anti-replay context"));
    sa_file_free(typed);
    sa_file_free(printed);
}

/** ip xfrm monitor has the keys of all SAs that there were while it ran: each is
 *  loaded once, as it was when it was young. */
static void test_monitor(gconstpointer name)
{
    ReplaySaFile *typed = load("monitor-commands.txt"), *file = load(name);
    size_t i;

    g_assert_cmpuint(file->num_sa, ==, 4);
    g_assert_cmpuint(file->positions, ==, 4);
    same(typed, file);
    for (i = 0; i < file->num_sa; i++) {
        g_assert_false(file->sa[i].printed);
    }
    g_assert_true(has_note(file, "read as what ip xfrm monitor prints"));
    sa_file_free(typed);
    sa_file_free(file);
}

/** Policies are no SAs, and without offload none of the card's, however ip
 *  prints them. */
static void test_policies(gconstpointer name)
{
    ReplaySaFile *file = load(name);

    g_assert_cmpuint(file->num_sa, ==, 0);
    g_assert_nonnull(file->notes[0]);
    g_assert_nonnull(strstr(file->notes[0], "(and 1 more): a policy without "
                            "'offload packet'"));
    g_assert_null(file->notes[1]);
    sa_file_free(file);
}

/** States printed without keys are refused, with what to print instead. */
static void test_hidden(gconstpointer name)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, name, NULL);
    g_autoptr(GError) error = NULL;

    g_assert_null(sa_file_load(path, &error));
    g_assert_nonnull(strstr(error->message, ":1: the key is hidden; expected "
                            "what ip xfrm state prints without nokeys"));
}

/** Lines of an entry that is printed over several are named by themselves. */
static void test_printed_error(void)
{
    static const char text[] =
        "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x1 mode transport\n"
        "\treplay-window 32 \n\tenc cbc(aes) " KEY20 "\n";
    g_autoptr(GError) error = NULL;

    g_assert_null(sa_file_parse("t.sa", text, strlen(text), &error));
    g_assert_true(g_str_has_prefix(error->message, "t.sa:4: word 3 (not "
                                   "shown"));
}

/** Other events of ip xfrm monitor are no SAs, and lines are counted. */
static void test_monitor_events(void)
{
    ReplaySaFile *as = parse(ID4 GCM), *file = parse(
        "acquire proto esp \n  sel src 192.0.2.1/32 dst 192.0.2.2/32 \n  policy "
        "src 192.0.2.0/24 dst 192.0.2.0/24 \n    \tdir out priority 0 ptype main "
        "\n    \ttmpl src 192.0.2.1 dst 192.0.2.2\n    \t\tproto esp reqid 1 mode "
        "transport\nAsync event  (0x20)  timer expired \n\tsrc 192.0.2.1 dst "
        "192.0.2.2  reqid 0x1 protocol esp  SPI 0x1001\nMapping change "
        "192.0.2.1:4500 -> 192.0.2.1:4501\n\tdst 192.0.2.2  reqid 0x1 protocol "
        "esp  SPI 0x1000\n[2026-11-30T14:58:20.082280] Flushed state proto 0\\\n"
        "Deleted src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001001 reqid 1 "
        "mode transport\n\treplay-window 0 \n\tsel src 0.0.0.0/0 dst 0.0.0.0/0 \n"
        "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001000 reqid 0 mode "
        "transport\n\treplay-window 0 \n\taead rfc4106(gcm(aes)) " KEY20 " 128\n"
        "Unknown message: 00000036 0x00000026 0x00000000\n");

    g_assert_cmpuint(file->sa[0].line, ==, 16);
    same(file, as);
    sa_file_free(file);
    sa_file_free(as);
    /* a time in brackets is no prompt, and brackets are no time */
    same_text("[2026-11-30T14:58:12.607423] " ID4 GCM "\n"
              "[root@gw ~]# ip xfrm state list", ID4 GCM);
}

/** Of all namespaces each event has that of its own in front. */
static void test_monitor_all_nsid(void)
{
#define IN(nsid) nsid "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi " \
    "0x00001000 reqid 0 mode transport\n\treplay-window 0 \n\taead " \
    "rfc4106(gcm(aes)) " KEY20 " 128\n"
    static const char *const texts[] = {
        IN("[nsid current]"), IN("[nsid 12]"), IN("[nsid 0]Updated "),
        "[nsid current]Flushed state proto 0\n" IN("[nsid 1]Deleted "),
        "Timestamp: Tue Dec  1 09:26:33 2026 879891 usec\n"
        IN("[nsid current]Updated "),
        "[2026-12-01T09:26:33.879972] [nsid current]Flushed state proto 0\\\n"
        "[2026-12-01T09:26:33.880920] [nsid 3]src 1.2.3.4/32 dst 1.2.3.5/32 "
        "\\\tdir out priority 0 ptype main \\\n"
        IN("[2026-12-01T09:26:33.880921] [nsid current]"),
        "[nsid 1]Async event  (0x20)  timer expired \n\tsrc 192.0.2.1 dst "
        "192.0.2.2  reqid 0x1 protocol esp  SPI 0x1001\n" IN("[nsid 1]"),
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        same_text(texts[i], ID4 GCM);
    }
    check_refused(IN("[nsid x]"), "(not shown");
}

/* ------------------------------------------------------------------------
 * What ip takes
 */

static void test_command(void)
{
    static const char *const fronts[] = {
        "ip xfrm state add", "ip x s a", "ip xf st ad", "ip xfrm sa add",
        "ip x s update", "ip xfrm state upd", "ip xfrm state u",
        "sudo ip xfrm state add", "sudo -n /usr/sbin/ip -6 x s add",
        "ip -n blue xfrm state add", "ip -netns blue -4 xfrm state add",
        "ip --netns blue xfrm state add", "ip -family inet xfrm state add",
        "ip netns exec card ip xfrm state add",
        "sudo ip netns exec card /sbin/ip -s xfrm state add",
        "ip netns exec card sudo ip xfrm state update",
        "sudo -u root ip xfrm state add", "doas /sbin/ip xfrm state add",
        "ssh root@gateway ip xfrm state add", "ssh gw sudo ip x s a",
        "docker exec -it moon ip xfrm state add",
        "nsenter -t 123 -n ip xfrm state add",
        "10:00:00.123 ip xfrm state add",
        /* behind what a shell prints */
        "$ sudo ip xfrm state add", "% ip x s a", "> ip xfrm state add",
        "root@gw:~# ip xfrm state add", "  user@gw:/etc$ ip xfrm state add",
        "[root@gw ~]# ip xfrm state add", "gw%\tip xfrm state add",
        "root@bsd:~ # ip xfrm state add", "+ ip xfrm state add", "+++ ip xfrm state add",
        /* lines of ip -batch */
        "xfrm state add", "x s a",
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(fronts); i++) {
        g_autofree char *text = g_strconcat(fronts[i], " " ID4 GCM "\n", NULL);

        same_text(text, ID4 GCM);
    }
}

/** What runs ip gets it in quotes also: the command is read all the same, and
 *  what is wrong in it named by its place there. */
static void test_command_in_quotes(void)
{
    static const char *const fronts[] = {
        "ssh gw", "ssh -t root@gw", "sudo sh -c", "$ ssh gw", "bash -c",
        "root@h:~# docker exec -it moon sh -c", "ip netns exec blue sh -c", "",
    };
    static const char *const commands[] = {
        "ip xfrm state add", "sudo ip x s a", "/sbin/ip -n blue x s u",
        "ip netns exec blue ip xfrm state add",
    };
    static const struct {
        const char *text;
        const char *error;
    } wrong[] = {
        { "ssh gw \"ip xfrm state add " ID4 "aead 'rfc4106(gcm(aes))' 0x"
          "00010203 128\"", "t.sa:1: quoted word 15 (not shown" },
        { "ssh gw \"ip xfrm state add dst ::1 spi\"", "quoted word 7; "
          "expected an SPI" },
        { "ssh gw 'ip xfrm state add spi $SPI'", "what sh -x prints" },
        { "ssh gw 'ip xfrm state add spi 7; ip xfrm state list'",
          "no shell here" },
        { "ssh gw 'ip xfrm state add spi 7' dst ::1", "expected nothing "
          "behind a command in quotes" },
        { "ssh gw 'ip xfrm state ad dst ::1 ad'", "quoted word 7 (not shown" },
        { "sudo sh -c 'ls -l'", "expected ip xfrm state add" },
    };
    size_t i, n;

    for (i = 0; i < G_N_ELEMENTS(fronts); i++) {
        for (n = 0; n < G_N_ELEMENTS(commands); n++) {
            g_autofree char *text = g_strdup_printf("%s \"%s %s\"\n",
                                                    fronts[i], commands[n],
                                                    ID4 GCM);

            same_text(text, ID4 GCM);
        }
    }
    for (i = 0; i < G_N_ELEMENTS(wrong); i++) {
        check_refused(wrong[i].text, wrong[i].error);
    }
    same_text("ssh gw 'ip xfrm state flush'\n" ID4 GCM "\n$ ssh gw \"ip xfrm "
              "state list\"\n", ID4 GCM);
}

/** A terminal's contents can be pasted: prompts and other commands are no
 *  SAs, whatever a shell makes of them, and lines are counted. */
static void test_terminal(void)
{
    ReplaySaFile *as = parse(ID4 GCM), *file = parse(
        "root@gw:~# tcpdump -i any -w x.pcap 'esp' &\n"
        "root@gw:~# for i in $(seq 3); do \\\n  sleep 1; done\n"
        "root@gw:~# ip xfrm state | tee sas.txt\n"
        "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001000 reqid 0 mode "
        "transport\n\treplay-window 0 \n\taead rfc4106(gcm(aes)) " KEY20
        " 128\nroot@gw:~# \nroot@gw:~#");
    g_autoptr(GError) error = NULL;
    const char *bad;

    g_assert_cmpuint(file->sa[0].line, ==, 5);
    g_assert_true(has_note(file, "t.sa:1 (and 2 more): a command that loads "
                           "no SA"));
    same(file, as);
    sa_file_free(file);
    sa_file_free(as);
    /* without a prompt as well */
    same_text("ip xfrm state\n" ID4 GCM "\nsudo ip x s\n", ID4 GCM);
    /* what is behind one is no less checked */
    bad = "$ ip xfrm state add dst 192.0.2.2 spi $SPI\n";
    g_assert_null(sa_file_parse("t.sa", bad, strlen(bad), &error));
    g_assert_nonnull(strstr(error->message, "holds a '$'"));
    g_clear_error(&error);
    bad = ID4 GCM "\n# \n$ ip xfrm state flush\n";
    g_assert_null(sa_file_parse("t.sa", bad, strlen(bad), &error));
    g_assert_nonnull(strstr(error->message, "t.sa:3: word 4 'flush'"));
    g_clear_error(&error);
    bad = "sudo -n rm -f x\n";
    g_assert_null(sa_file_parse("t.sa", bad, strlen(bad), &error));
    g_assert_nonnull(strstr(error->message, "expected ip xfrm state add"));
}

/** Behind a prompt only ip xfrm loads and deletes SAs, whoever runs it. */
static void test_other_commands(void)
{
    static const char *const others[] = {
        "+ ip link delete veth0", "+ ip addr flush dev eth0",
        "root@gw:~# ip -n blue route flush cache",
        "+ nft add rule inet t c esp spi 0x1001 counter accept",
        "root@gw:~# nft flush ruleset", "$ git branch --delete x; ls -d dir in",
        "$ ./strip delete xfrm", "$ echo flush # ip xfrm state flush",
        "$ ip netns delete x", "$ ip -family xfrm link delete x",
        "$ tcpdump -i any 'esp and dir in' &",
    };
    static const struct {
        const char *text;
        const char *error;
    } ours[] = {
        { "$ ip xfrm state flush", "none is deleted between" },
        { "$ sudo /sbin/ip -s -n blue x s flush", "none is deleted between" },
        { "$ ip netns exec x ip xfrm state deleteall", "deleted between" },
        { "$ ssh gw 'ip xfrm state add dst ::1 spi 7 '", "has no protocol" },
        { "$ ls && ip xfrm state add spi $SPI dir in", "no shell here" },
        { "$ src 192.0.2.1 spi 7 ", "the SA has no destination" },
        { "root@h:~# $IP xfrm state add " ID4 GCM, "holds a '$'" },
        { "$ sudo \"$IP\" x s a " ID4 GCM, "what sh -x prints" },
        { "+ ${IP} -n blue x s a " ID4 GCM, "what sh -x prints" },
        { "$ $IP xfrm state flush", "what sh -x prints" },
        { "$ $IP xfrm policy add dir in", "what sh -x prints" },
        { "root@h:~# vrfip xfrm state add " ID4 GCM, "word 1 (not shown" },
        { "root@h:~# in-ns blue xfrm policy add src 10.0.0.0/8 dir in ",
          "word 1 (not shown" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autofree char *text = g_strconcat(ID4 GCM "\n", others[i], "\n",
                                            NULL);
        ReplaySaFile *file = parse(text);

        g_assert_cmpuint(file->num_sa, ==, 1);
        g_assert_true(has_note(file, "t.sa:2: a command that loads no SA"));
        sa_file_free(file);
    }
    for (i = 0; i < G_N_ELEMENTS(ours); i++) {
        g_autofree char *text = g_strconcat(ID4 GCM "\n", ours[i].text, "\n",
                                            NULL);
        g_autoptr(GError) error = error_of(text);

        g_assert_true(g_str_has_prefix(error->message, "t.sa:2: "));
        g_assert_nonnull(strstr(error->message, ours[i].error));
    }
}

/** Commands that load nothing are told once, whatever they are. */
static void test_no_sa(void)
{
    ReplaySaFile *file = parse(
        "ip xfrm state flush\nip x s deleteall\nip xfrm state list nokeys\n"
        "ip xfrm policy add src 10.0.0.0/8 dst 10.0.0.0/8 dir out tmpl proto "
        "esp mode tunnel\nip xfrm policy flush\nip xfrm monitor\n"
        "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00000000 reqid 1 mode "
        "tunnel\n\treplay-window 0 \n\tsel src 192.0.2.1/32 dst 192.0.2.2/32 \n"
        ID4 GCM "\nip xfrm state count\n");

    g_assert_cmpuint(file->num_sa, ==, 1);
    g_assert_cmpuint(file->sa[0].position, ==, 1);
    g_assert_true(has_note(file, "t.sa:1 (and 5 more): a command that loads no "
                           "SA"));
    g_assert_true(has_note(file, "t.sa:4: a policy without 'offload packet'"));
    g_assert_true(has_note(file, "t.sa:7: an SA that is not negotiated yet"));
    sa_file_free(file);
}

/** Of a negotiation that is under way ip prints SAs without keys, with SPI 0 or
 *  the one that was chosen: they are left out. */
static void test_negotiating(gconstpointer name)
{
    ReplaySaFile *file = load(name);

    g_assert_cmpuint(file->num_sa, ==, 0);
    g_assert_cmpuint(file->positions, ==, 0);
    g_assert_nonnull(strstr(file->notes[0], "(and 1 more): an SA that is not "
                            "negotiated yet"));
    g_assert_null(file->notes[1]);
    sa_file_free(file);
}

/** They are left out whatever the card does not have, and what is around IPComp
 *  is no SA before it is negotiated; in a monitor it is none at all. */
static void test_negotiating_others(void)
{
#define STATE(proto, mode) "src 192.0.2.1 dst 192.0.2.2\n\tproto " proto \
    " spi 0x0000c001 reqid 1 mode " mode "\n\treplay-window 0 \n"
    static const char *const texts[] = {
        STATE("esp", "beet"), STATE("ah", "iptfs"), STATE("esp", "5"),
        STATE("comp", "tunnel"), STATE("comp", "beet"), STATE("esp", "ro"),
        "Updated " STATE("esp", "beet"), "Deleted " STATE("esp", "beet"),
        "Updated " STATE("comp", "tunnel"), "Deleted " STATE("comp", "tunnel"),
        "Updated " STATE("comp", "tunnel") "\tcomp deflate \n",
        "Deleted " STATE("comp", "transport") "\tcomp deflate \n",
        "[2026-11-30T14:58:12.607423] Deleted src 192.0.2.1 dst 192.0.2.2\\\t"
        "proto comp spi 0x0000c001 reqid 1 mode tunnel\\\treplay-window 0 \\\t"
        "comp deflate \\\n",
    };
    static const struct {
        const char *text;
        const char *error;
    } refused[] = {
        { STATE("comp", "tunnel") "\tcomp deflate \n", "does not compress" },
        { STATE("esp", "beat"), "the card has no such mode" },
        { STATE("hao", "beat"), "the card has no such mode" },
        { STATE("compp", "tunnel"), "unknown protocol" },
        { STATE("esp", "beet") "\taead rfc4106(gcm(aes)) " KEY20 " 128\n",
          "the card has no such mode" },
        { "Updated " STATE("esp", "beet") "\taead rfc4106(gcm(aes)) " KEY20
          " 128\n", "the card has no such mode" },
        { "src 192.0.2.1 dst 192.0.2.2 proto comp spi 0x1001\n",
          "does not compress" },
        { ID4 "mode beet\n", "the card has no such mode" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *text = g_strconcat(texts[i], ID4 GCM "\n", NULL);
        ReplaySaFile *file = parse(text);

        g_assert_cmpuint(file->num_sa, ==, 1);
        g_assert_cmpuint(file->positions, ==, 1);
        sa_file_free(file);
    }
    for (i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = error_of(refused[i].text);

        g_assert_nonnull(strstr(error->message, refused[i].error));
    }
}

/** What is left out of a listing was read to its end: a word that ip does not
 *  print is named, and not taken for an SA without keys. */
static void test_listing_mistyped(void)
{
#define LISTED "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001001 reqid 1 " \
    "mode tunnel\n\treplay-window 32 \n"
#define ONELINE "src 192.0.2.1 dst 192.0.2.2\\\tproto esp spi 0x00001001 reqid " \
    "1 mode tunnel\\\treplay-window 32 \\\t"
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        { LISTED "\taed rfc4106(gcm(aes)) " KEY20 " 128\n",
          "t.sa:4: word 1 (not shown, it may be a key): expected src, dst" },
        { ONELINE "aeadd rfc4106(gcm(aes)) " KEY20 " 128\\\n",
          "nearly 'aead'" },
        { "Updated " LISTED "\taed rfc4106(gcm(aes)) " KEY20 " 128\n",
          "t.sa:4: word 1 (not shown, it may be a key): expected src, dst" },
        { LISTED "\tproto esp\n", "t.sa:4: word 1 'proto': given twice" },
        { "src 192.0.2.1 dst 192.0.2.2\n\tproto esp reqid 1\n",
          "the SA has no SPI" },
        { "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00000000 mode tunnel\n"
          "\taead rfc4106(gcm(aes)) " KEY20 " 128\n",
          "t.sa:2: word 4 (not shown" },
        { "src 192.0.2.1 dst 192.0.2.2\n\tproto epsn spi 0x00001001 mode "
          "tunnel\n", "unknown protocol" },
        { LISTED "\tcomp deflate\n", "does not compress" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = error_of(cases[i].text);

        g_assert_nonnull(strstr(error->message, cases[i].error));
    }
}

/** ip also prints states of what is around IPComp, and of Mobile IPv6; but who
 *  types one means it. */
static void test_other_protocols(void)
{
    ReplaySaFile *file = parse(
        "src 192.0.2.1 dst 192.0.2.2\n\tproto 4 spi 0xc0000201 reqid 0 mode "
        "tunnel\n\treplay-window 0 \n\tsel src 0.0.0.0/0 dst 0.0.0.0/0 \n"
        "src 2001:db8::1 dst 2001:db8::2\n\tproto hao spi 0x00000000 reqid 0 "
        "mode ro\n\treplay-window 0 \n\tcoa 2001:db8::3\n" ID4 GCM "\n");

    g_assert_cmpuint(file->num_sa, ==, 1);
    g_assert_cmpuint(file->positions, ==, 1);
    g_assert_true(has_note(file, "t.sa:1 (and 1 more): a state of another "
                           "protocol, which is no SA"));
    g_assert_null(file->notes[1]);
    sa_file_free(file);
    check_refused("src 192.0.2.1 dst 192.0.2.2 proto 4 spi 0xc0000201\n",
                  "unknown protocol");
}

/** What is typed has an algorithm, and an SPI. */
static void test_typed_without_keys(void)
{
    check_refused(ID4 "reqid 1 mode tunnel replay-window 0\n",
                  "the SA has no algorithm");
    check_refused("src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x00000000 " GCM,
                  "word 8 (not shown");
}

/** What means nothing to a card is taken, and told once for each kind. */
static void test_noted(void)
{
    static const struct {
        const char *words;
        const char *note;
    } cases[] = {
        { "mark 5", "a mark is nothing" },
        { "mark 0x5 mask 0xff", "a mark is nothing" },
        { "mark 0x5/0xff", "a mark is nothing" },
        { "output-mark 1 mask 2", "'output-mark'" },
        { "output-mark 0x1/0x2", "'output-mark'" },
        { "if_id 0x42", "'if_id'" },
        { "tfcpad 100", "'tfcpad'" },
        { "pcpu-num 3", "'pcpu-num'" },
        { "nat-keepalive-interval 20", "'nat-keepalive-interval'" },
        { "coa 2001:db8::9/64", "'coa'" },
        { "ctx system_u:object_r:default_t:s0", "'ctx'" },
        { "security context system_u:object_r:default_t:s0", "'ctx'" },
        { "extra-flag dont-encap-dscp oseq-may-wrap", "'extra-flag'" },
        { "extra-flag 0x3", "'extra-flag'" },
        { "flag noecn decap-dscp nopmtudisc wildrecv icmp af-unspec align4",
          "flags other than esn" },
        { "flag 0x20", "flags other than esn" },
        { "limit time-soft 5 limit time-hard 6 limit time-use-soft 7 limit "
          "time-use-hard 8", "limits in seconds" },
        { "seq 0x1000", NULL },
        { "mode trans", NULL },
        { "dir in offload crypto dev eth0 dir in", NULL },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat(ID4, cases[i].words, " " GCM,
                                            NULL);
        ReplaySaFile *file = parse(text), *plain = parse(ID4 GCM);

        same(file, plain);
        if (cases[i].note) {
            g_assert_nonnull(file->notes[0]);
            g_assert_nonnull(strstr(file->notes[0], cases[i].note));
            g_assert_null(file->notes[1]);
        } else {
            g_assert_null(file->notes[0]);
        }
        sa_file_free(file);
        sa_file_free(plain);
    }
    same_text("src 192.0.2.1/24 dst 192.0.2.2/32 proto esp spi 0x1000 " GCM,
              ID4 GCM);
    same_text(ID4 GCM "flag af-unspec esn align4 replay-window 5",
              ID4 GCM "flag esn replay-window 5");
    same_text(ID4 GCM "flag 0xa0 replay-window 5",
              ID4 GCM "flag esn replay-window 5");
    same_text(ID4 GCM "dir out", ID4 GCM "offload dev e dir out");
}

/** The kernel's other names of algorithms mean the same. */
static void test_aliases(void)
{
    same_text(ID4 "enc aes " KEY16 " auth sha1 " KEY20,
              ID4 "enc 'cbc(aes)' " KEY16 " auth 'hmac(sha1)' " KEY20);
    same_text(ID4 "enc des3_ede " KEY24 " auth md5 " KEY16,
              ID4 "enc 'cbc(des3_ede)' " KEY24 " auth 'hmac(md5)' " KEY16);
    same_text(ID4 "enc cipher_null '' auth-trunc sha256 " KEY32 " 128",
              ID4 "enc 'ecb(cipher_null)' '' auth-trunc 'hmac(sha256)' " KEY32
              " 128");
    same_text(ID4 "enc null '' auth-trunc sha1 " KEY20 " 96",
              ID4 "enc 'ecb(cipher_null)' '' auth 'hmac(sha1)' " KEY20);
}

/** Every SPI but 0 is somebody's. */
static void test_low_spi(void)
{
    static const unsigned spis[] = { 1, 7, 8, 9, 37, 255, 256 };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(spis); i++) {
        g_autofree char *text = g_strdup_printf("dst 192.0.2.1 proto esp spi "
                                                "%u " GCM, spis[i]);
        ReplaySaFile *file = parse(text);

        g_assert_cmpuint(GUINT32_FROM_LE(ctx_of(&file->sa[0])->op[0].spi), ==,
                         spis[i]);
        sa_file_free(file);
    }
}

/* ------------------------------------------------------------------------
 * Text as it comes from elsewhere
 */

/** A file is read whatever encoding Windows has given it. */
static void test_encoding(void)
{
    static const char text[] =
        "# \xc3\xa4 \xf0\x9f\x94\x92\r\nsrc 192.0.2.1 dst 192.0.2.2\r\n\tproto "
        "esp spi 0x1000 mode transport\r\n\taead rfc4106(gcm(aes)) " KEY20
        " 128\r\n";
    static const struct {
        const char *name;
        const char *mark;
        size_t mark_length;
    } encodings[] = {
        { "UTF-8", "\xef\xbb\xbf", 3 },
        { "UTF-16LE", "\xff\xfe", 2 },
        { "UTF-16BE", "\xfe\xff", 2 },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(encodings); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *made = NULL, *all = NULL;
        ReplaySaFile *file, *as = parse(ID4 GCM);
        gsize length;

        made = g_convert(text, -1, encodings[i].name, "UTF-8", NULL, &length,
                         &error);
        g_assert_no_error(error);
        all = g_malloc(encodings[i].mark_length + length);
        memcpy(all, encodings[i].mark, encodings[i].mark_length);
        memcpy(all + encodings[i].mark_length, made, length);
        file = sa_file_parse("t.sa", all, encodings[i].mark_length + length,
                             &error);
        g_assert_no_error(error);
        g_assert_cmpuint(file->sa[0].line, ==, 2);
        same(file, as);
        sa_file_free(file);
        sa_file_free(as);
        /* a byte of a character is missing, and it says so */
        g_assert_null(sa_file_parse("t.sa", all, encodings[i].mark_length +
                                    length - 5, &error));
        g_assert_nonnull(error);
    }
}

/** What only looks like ASCII is named, where it stands. */
static void test_odd_characters(void)
{
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        { "src\xc2\xa0" "192.0.2.1", "t.sa:1: word 1 holds a no-break space" },
        { "src 192.0.2.1 dst\xa0" "192.0.2.2", "word 3 holds a no-break space" },
        { "src 192.0.2.1 dst 192.0.2.2\n\xc2\xa0\xc2\xa0proto esp",
          "word 1 holds a no-break space" },
        { "dst 192.0.2.2 aead \xe2\x80\x98rfc4106(gcm(aes))\xe2\x80\x99",
          "word 4 holds a typographic quote" },
        { "dst 192.0.2.2 replay\xe2\x80\x93window 32",
          "word 3 holds a typographic dash" },
        { "dst 192.0.2.2 \xe2\x80\x8b" "proto esp",
          "word 3 holds an invisible character" },
        { "dst\xe3\x80\x80" "192.0.2.2", "word 1 holds a blank" },
        { "dst 192.0.2.2 enc aes 0x0011\xe2\x80\xa6", "holds an ellipsis" },
        { "dst \x1b[32m192.0.2.2\x1b[0m", "holds an escape sequence" },
        { "dst 192.0.2.2\rproto esp", "word 2 holds a carriage return" },
        { "\xd4\xc3\xb2\2", "word 1 holds a control character" },
        { "s\xff\xfd", "word 1 (not shown" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;

        g_test_message("%zu", i);
        g_assert_null(sa_file_parse("t.sa", cases[i].text,
                                    strlen(cases[i].text), &error));
        g_assert_nonnull(strstr(error->message, cases[i].error));
    }
    /* quoted, it is a key of text */
    same_text(ID4 "aead 'rfc4106(gcm(aes))' '\xc2\xa0\xe2\x80\x98\x1b"
              "56789012345678' 128",
              ID4 "aead 'rfc4106(gcm(aes))' "
              "0xc2a0e280981b3536373839303132333435363738 128");
    same_text("src 192.0.2.1 dst 192.0.2.2\r\r\n\tproto esp spi 0x1000\r\r\n"
              "\taead rfc4106(gcm(aes)) " KEY20 " 128\r", ID4 GCM);
}

/* ------------------------------------------------------------------------
 * Wireshark, strongSwan, libreswan
 */

/** A line of Wireshark's table is an SA of ip's words, and once more with UDP
 *  around it. */
static void check_table(const char *line, const char *words)
{
    g_autofree char *both = g_strconcat(words, "\n", words,
                                        " encap espinudp 0 0 0.0.0.0\n", NULL);
    ReplaySaFile *file = parse(line), *as = parse(both);
    size_t i;

    g_assert_cmpuint(file->num_sa, ==, 2);
    g_assert_cmpuint(file->positions, ==, 1);
    for (i = 0; i < 2; i++) {
        g_assert_cmpuint(file->sa[i].position, ==, 1);
        ctx_of(&file->sa[i])->driver_cookie = 0;
        ctx_of(&as->sa[i])->driver_cookie = 0;
        g_assert_cmpmem(file->sa[i].ctx, file->sa[i].ctx_length, as->sa[i].ctx,
                        as->sa[i].ctx_length);
    }
    g_assert_true(has_note(file, "does not say transport or tunnel"));
    sa_file_free(file);
    sa_file_free(as);
}

#define TABLE4 "\"IPv4\",\"192.0.2.1\",\"192.0.2.2\",\"0x00001000\","
#define NOAUTH "\"NULL\",\"\"\n"

static void test_table(void)
{
    check_table("# This file is automatically generated, DO NOT MODIFY.\n"
                TABLE4 "\"AES-GCM with 16 octet ICV [RFC4106]\",\"" KEY20
                "\"," NOAUTH, ID4 GCM);
    check_table(TABLE4 "\"AES-GCM with 8 octet ICV [RFC4106]\",\"" KEY20
                "\"," NOAUTH, ID4 "aead 'rfc4106(gcm(aes))' " KEY20 " 64");
    /* as strongSwan writes it */
    check_table(TABLE4 "\"AES-GCM [RFC4106]\",\"" KEY20 "\",\"ANY 96 bit "
                "authentication [no checking]\",\"0x\"\n",
                ID4 "aead 'rfc4106(gcm(aes))' " KEY20 " 96");
    check_table(TABLE4 "\"TripleDes-CBC [RFC2451]\",\"" KEY24 "\",\"HMAC-SHA-"
                "1-96 [RFC2404]\",\"" KEY20 "\"\n",
                ID4 "enc 'cbc(des3_ede)' " KEY24 " auth 'hmac(sha1)' " KEY20);
    check_table("uat:esp_sa:" TABLE4 "\"AES-CBC [RFC3602]\",\"" KEY32
                "\",\"HMAC-SHA-256-128 [RFC4868]\",\"" KEY32 "\"\r\n",
                ID4 "enc 'cbc(aes)' " KEY32 " auth-trunc 'hmac(sha256)' " KEY32
                " 128");
    check_table("\"IPv6\" , \"*\" , \"2001:db8::2\", \"4096\", \"NULL\" , \"\" "
                ", \"HMAC-MD5-96 [RFC2403]\", \"" KEY16 "\"",
                "dst 2001:db8::2 proto esp spi 4096 enc null auth md5 " KEY16);
    check_table(TABLE4 "\"AES-GCM with 16 octet ICV [RFC4106]\",\"" KEY20
                "\",\"NULL\",\"\",\"64-bit\",\"2\"\n",
                ID4 GCM "flag esn replay-seq-hi 2 replay-seq 0x7fffffff");
}

/* Names of Wireshark's, and what the parser takes for the same. */
static void test_table_beyond(void)
{
    check_table(TABLE4 "\"ChaCha20 with Poly1305 [RFC7634]\",\"" KEY36 "\","
                NOAUTH, ID4 "aead 'rfc7539esp(chacha20,poly1305)' " KEY36
                " 128");
    check_table(TABLE4 "\"AES-CTR [RFC3686]\",\"" KEY36 "\",\"HMAC-SHA-512-"
                "256 [RFC4868]\",\"" KEY64 "\"\n",
                ID4 "enc 'rfc3686(ctr(aes))' " KEY36 " auth 'hmac(sha512)' "
                KEY64);
    check_table(TABLE4 "\"AES-CTR [RFC3686]\",\"" KEY20 "\",\"HMAC-SHA-384-"
                "192 [RFC4868]\",\"" KEY48 "\"\n",
                ID4 "enc 'rfc3686(ctr(aes))' " KEY20 " auth 'hmac(sha384)' "
                KEY48);
    /* as ip prints it, and with -s */
    same_text("src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001000 reqid 0 "
              "mode transport\n\treplay-window 0 \n\taead rfc7539esp(chacha20,"
              "poly1305) " KEY36 " 128\n",
              ID4 "aead 'rfc7539esp(chacha20,poly1305)' " KEY36 " 128");
    same_text("src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001000(4096) "
              "reqid 0(0x00000000) mode transport\n\treplay-window 0 seq "
              "0x00000000 flag  (0x00000000)\n\tauth-trunc hmac(sha384) " KEY48
              " (384 bits) 192\n\tenc rfc3686(ctr(aes)) " KEY20
              " (160 bits)\n",
              ID4 "auth 'hmac(sha384)' " KEY48 " enc 'rfc3686(ctr(aes))' "
              KEY20);
}

static void test_table_refused(void)
{
    check_refused(TABLE4 "\"CAST5-CBC [RFC2144]\",\"" KEY16 "\"," NOAUTH,
                  "field 5 'CAST5-CBC [RFC2144]': the card does not have this "
                  "cipher");
    check_refused(TABLE4 "\"AES-CTR [RFC3686]\",\"" KEY20 "\"," NOAUTH,
                  "field 7 'NULL': ESP without authentication");
    check_refused(TABLE4 "\"ChaCha20 with Poly1305 [RFC7634]\",\"" KEY36
                  "\",\"HMAC-MD5-96 [RFC2403]\",\"" KEY16 "\"",
                  "field 7 'HMAC-MD5-96 [RFC2403]': the cipher authenticates");
    check_refused(TABLE4 "\"AES-CBC [RFC3602]\",\"" KEY16 "\"," NOAUTH,
                  "field 7 'NULL': ESP without authentication");
    check_refused(TABLE4 "\"AES-CBC [RFC3602]\",\"" KEY16 "\",\"MAC-RIPEMD-"
                  "160-96 [RFC2857]\",\"" KEY16 "\"",
                  "field 7 'MAC-RIPEMD-160-96 [RFC2857]': the card does not");
    check_refused(TABLE4 "\"AES-CBC [RFC3602]\",\"" KEY20 "\",\"HMAC-MD5-96 "
                  "[RFC2403]\",\"" KEY16 "\"",
                  "field 6 (not shown, it may be a key): a key of 160 bits");
    check_refused(TABLE4 "\"AES-GCM [RFC4106]\",\"" KEY20 "\"," NOAUTH,
                  "does not say how long the ICV is");
    check_refused("\"IPv4\",\"192.0.2.0/24\",\"192.0.2.2\",\"1\",\"NULL\",\"\","
                  "\"HMAC-MD5-96 [RFC2403]\",\"" KEY16 "\"",
                  "field 2 '192.0.2.0/24': the card takes one address or any");
    check_refused("\"IPv4\",\"*\",\"192.0.2.2\",\"*\",\"NULL\",\"\",\"HMAC-MD5-"
                  "96 [RFC2403]\",\"" KEY16 "\"", "field 4 ");
    check_refused(TABLE4 "\"NULL\"", "a line of 5 fields");
    check_refused(TABLE4 "NULL", "field 5 has no quotes");
    check_refused(TABLE4 "\"NULL", "field 5 does not end");
    check_refused("0123456789abcdef,fedcba9876543210,00,11,\"AES-CBC-256 "
                  "[RFC3602]\",22,33,\"HMAC_SHA2_256_128 [RFC4868]\"\n",
                  "keys of IKE");
    check_refused("0123456789abcdef,00112233\n", "keys of IKE");
}

/** What setkey takes and prints, as its manual has it. */
static void test_setkey(void)
{
    static const struct {
        const char *setkey;
        const char *ip;
    } cases[] = {
        { "#!/usr/sbin/setkey -f\nflush ;\nspdflush;\n"
          "add 10.0.11.41 10.0.11.33 esp 0x10001\n"
          "\t-E des-cbc 0x3ffe05014819ffff\n"
          "\t-A hmac-md5 \"authentication!!\" ; # of the manual\n"
          "spdadd 10.0.11.41/32[21] 10.0.11.33/32[any] any\n"
          "\t-P out ipsec esp/tunnel/192.168.0.1-192.168.1.2/require ;\n",
          "src 10.0.11.41 dst 10.0.11.33 proto esp spi 0x10001 enc 'cbc(des)' "
          "0x3ffe05014819ffff auth 'hmac(md5)' 'authentication!!'" },
        { "add -6 2001:db8::1 2001:db8::2 ah 123456 -m tunnel -A hmac-sha1 "
          KEY20 ";\nadd 192.0.2.1 192.0.2.2 esp 4096 -u 7 -r 4 -f esn -bh 5 "
          "-E aes-gcm-16 " KEY20 ";",
          "src 2001:db8::1 dst 2001:db8::2 proto ah spi 123456 mode tunnel "
          "auth 'hmac(sha1)' " KEY20 "\n" ID4 "reqid 7 replay-window 32 flag "
          "esn limit byte-hard 5 " GCM },
        { "add 192.0.2.1 192.0.2.2 esp 4096 -E null -A hmac-sha2-256 " KEY32
          ";add 192.0.2.1 192.0.2.2 esp 4097 -A hmac-sha2-512 " KEY64 ";\r\n",
          ID4 "enc null '' auth-trunc sha256 " KEY32 " 128\n"
          "src 192.0.2.1 dst 192.0.2.2 proto esp spi 4097 enc null '' "
          "auth-trunc sha512 " KEY64 " 256" },
        /* -D, of FreeBSD and of ipsec-tools */
        { "192.0.2.1 192.0.2.2\n\tesp mode=transport spi=4096(0x00001000) "
          "reqid=16385(0x00004001)\n\tE: aes-gcm-16  00010203 04050607 "
          "08090a0b 0c0d0e0f 10111213\n\tseq=0x00000000 replay=4 flags="
          "0x00000000 state=mature\n\tcreated: Nov 30 15:00:00 2026\tcurrent: "
          "Nov 30 15:00:10 2026\n\tdiff: 10(s)\thard: 0(s)\tsoft: 0(s)\n\tlast: "
          "                    \thard: 0(s)\tsoft: 0(s)\n\tcurrent: 0(bytes)\t"
          "hard: 0(bytes)\tsoft: 0(bytes)\n\tallocated: 0\thard: 0\tsoft: 0\n\t"
          "sadb_seq=1 pid=1234 refcnt=1\n"
          "192.0.2.1[4500] 192.0.2.2[4501] \n\tesp-udp mode=tunnel spi=4097("
          "0x00001001) reqid=0(0x00000000)\n\tE: rijndael-cbc  00010203 "
          "04050607 08090a0b 0c0d0e0f\n\tA: hmac-sha1  00010203 04050607 "
          "08090a0b 0c0d0e0f 10111213\n\tseq=0x00000000 replay=0 flags="
          "0x00000400 state=mature \n\tsadb_seq=0 pid=1 refcnt=0\n",
          ID4 "mode transport reqid 16385 replay-window 32 " GCM "\n"
          "src 192.0.2.1 dst 192.0.2.2 proto esp spi 4097 mode tunnel flag esn "
          "encap espinudp 4500 4501 0.0.0.0 enc aes " KEY16 " auth sha1 "
          KEY20 },
    };
    static const struct {
        const char *text;
        const char *error;
    } refused[] = {
        { "add 192.0.2.1 192.0.2.2 esp 4096 -E aes-cbc " KEY16 ";",
          "ESP without authentication" },
        { "add 192.0.2.1 192.0.2.2 esp 4096 -E blowfish-cbc " KEY16 ";",
          "t.sa:1: word 7 (not shown" },
        { "add 192.0.2.1 192.0.2.2 esp 4096 -E aes-cbc " KEY20 ";",
          "a key of 160 bits" },
        { "add 192.0.2.1 192.0.2.2 esp 4096 -m tunnel", "expected ;" },
        { "add gw.example.org 192.0.2.2 esp 4096;", "t.sa:1: word 2 (not" },
        { "\nadd 192.0.2.1 192.0.2.2 ipcomp 9 -C deflate;", "t.sa:2: word 4" },
        { "add 192.0.2.1 192.0.2.2 esp 4096 -x 1;", "-m, -r, -u" },
        { "add 192.0.2.1 192.0.2.2 esp", "expected ;" },
        { "add 192.0.2.1 192.0.2.2 esp;", "the SA ends too early" },
        { "add 192.0.2.1 192.0.2.2 esp 4096 -E;", "this cipher" },
        { "add 192.0.2.1 192.0.2.2 esp 4096 -E aes-cbc;", "expected a key" },
        { "add 192.0.2.1 192.0.2.2 esp 4096 -E aes-gcm-16 " KEY20 ";\nflush;",
          "none is deleted between" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        same_text(cases[i].setkey, cases[i].ip);
    }
    for (i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;

        g_test_message("%s", refused[i].text);
        error = error_of(refused[i].text);
        g_assert_nonnull(strstr(error->message, refused[i].error));
    }
}

/** Of a negotiation that is under way setkey lists SAs without keys, with SPI 0
 *  or the one that was chosen. */
static void test_setkey_negotiating(void)
{
#define LARVAL(spi, state) "192.0.2.1 192.0.2.2 \n\tesp mode=tunnel spi=" spi \
    " reqid=1(0x00000001)\n\tseq=0x00000001 replay=0 flags=0x00000000 state=" \
    state " \n\tsadb_seq=1 pid=1234 refcnt=1\n"
    static const char alone[] = LARVAL("0(0x00000000)", "larval");
    g_autoptr(GError) error = NULL;
    ReplaySaFile *as = parse(ID4 "reqid 2 " GCM), *file = parse(
        LARVAL("0(0x00000000)", "larval") LARVAL("4098(0x00001002)", "larval")
        "192.0.2.1 192.0.2.2 \n\tesp mode=transport spi=4096(0x00001000) "
        "reqid=2(0x00000002)\n\tE: aes-gcm-16  00010203 04050607 08090a0b "
        "0c0d0e0f 10111213\n\tseq=0x00000000 replay=0 flags=0x00000000 "
        "state=mature \n\tsadb_seq=0 pid=1 refcnt=0\n");

    same(file, as);
    g_assert_cmpuint(file->positions, ==, 1);
    g_assert_true(has_note(file, "t.sa:1 (and 1 more): an SA that is not "
                           "negotiated yet"));
    g_assert_true(has_note(file, "t.sa:9: setkey does not say"));
    sa_file_free(file);
    sa_file_free(as);
    file = parse(alone);
    g_assert_cmpuint(file->num_sa, ==, 0);
    g_assert_null(file->notes[1]);
    sa_file_free(file);
    /* whatever the card does not have */
    same_text("192.0.2.1 192.0.2.2 \n\tesp mode=beet spi=1(0x00000001)\n"
              "\tseq=0x00000000 replay=0 flags=0x00000000 state=larval \n"
              "192.0.2.1 192.0.2.2 \n\tipcomp mode=tunnel spi=2(0x00000002)\n"
              "\tseq=0x00000000 replay=0 flags=0x00000000 state=larval \n" ID4
              GCM "\n", ID4 GCM);
    error = error_of("192.0.2.1 192.0.2.2 \n\tipcomp mode=any spi=2\n\tC: "
                     "deflate seq=0x00000000 state=mature \n");
    g_assert_true(g_str_has_prefix(error->message, "t.sa:2: word 1 'ipcomp': "
                                   "expected esp, esp-udp or ah"));
    /* in another state it has keys */
    check_refused(LARVAL("4098(0x00001002)", "mature"),
                  "the SA has no algorithm");
}

/** What other programs have is refused with what its owner can do. */
static void test_foreign(void)
{
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        { "0x1001@192.0.2.2 aes128-cbc-hmac96:" KEY16 "\n", "tcpdump -E" },
        { "# of tcpdump\n  -E '4097@::1 3des-cbc-hmac96:secret'\n",
          "t.sa:2: a secret of tcpdump -E" },
        { "[0] sa 1 (0x1) spi 4097 (0x00001001) protocol:esp flags:[none]\n",
          "as VPP has it" },
        { "ipsec sa add 10 spi 1001 esp crypto-key " KEY16, "as VPP has it" },
        { "esp transport from 192.0.2.1 to 192.0.2.2 spi 0x1001 enc aes \\\n"
          "\tauthkey 0x00\n", "OpenBSD's ipsecctl" },
        { "esp from ::1 to ::2 spi 0x1:0x2 authkey file \"k\"\n", "OpenBSD" },
        { "list-sa event {gw {uniqueid=1 version=2}}\n", "which has no keys" },
        { "gw-gw: #12, ESTABLISHED, IKEv2, aa_i* bb_r\n", "which has no keys" },
        { "Status of IKE charon daemon (strongSwan 5.9.8)\n", "no keys" },
        { "000 \"east\": 192.0.2.1...192.0.2.2\n", "no keys" },
        { "#2: \"west\", type=ESP, add_time=1483927681, inBytes=84\n",
          "which has no keys" },
        { ID4 GCM "\n  #12: \"west\"[1] 192.0.2.2, type=AH, inBytes=84\n",
          "t.sa:2: a listing of an IKE daemon, which has no keys" },
        { "006 #2: \"west\", type=ESP, inBytes=84\n", "no keys" },
        { "#1: \"west\":500 ESTABLISHED_IKE_SA (established)\n", "no keys" },
        { "interface: GigabitEthernet0/0\n", "a listing of a router" },
        { "ID    Algorithm       SPI      Life:sec/kb\n", "of a router" },
        { "conn east\n\tleft=192.0.2.1\n", "a configuration" },
        { "secrets {\n  ike-1 {\n", "a configuration" },
        { "{\"spi\": 4097}", "JSON" }, { "[\n  {\n", "JSON" },
        { "[Interface]\nPrivateKey = x\n", "nothing of IPsec" },
        { "-----BEGIN PRIVATE KEY-----\n", "nothing of IPsec" },
        { "\xd4\xc3\xb2\xa1\2", "are --sa and --in exchanged?" },
        { "\n\r\r\n\x1c", "are --sa and --in exchanged?" },
        { "ip xfrm state add src $A", "or what sh -x prints of the script" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shown = g_strescape(cases[i].text, NULL);
        g_autoptr(GError) error = NULL;

        g_test_message("%s", shown);
        g_assert_null(sa_file_parse("t.sa", cases[i].text,
                                    strlen(cases[i].text), &error));
        g_assert_nonnull(strstr(error->message, cases[i].error));
    }
}

/** A comment may say anything, and a prompt may be anybody's. */
static void test_comments(void)
{
    static const char *const texts[] = {
        "# gw-paris: #12, rekeyed\n" ID4 GCM,
        "  # gw: #1\n" ID4 GCM "# ticket: #4711\n",
        "ip xfrm state add " ID4 GCM "# gw: #12, ESTABLISHED\n",
        "#2: \"west\", of the second office\n#3: type=ESP\n" ID4 GCM,
        "### to delete: spi 0x1001 ###\n#conn east\n" ID4 GCM,
        "# 0x1001@192.0.2.2 secret\n#\"IPv4\",\"*\"\n" ID4 GCM,
        "# add 192.0.2.1 192.0.2.2 esp 1 \\\n" ID4 GCM,
        "ada@gw:~$ ip xfrm state list\nfee@10.0.0.1:~# ls\n" ID4 GCM,
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        same_text(texts[i], ID4 GCM);
    }
}

/** Of what libreswan's "ipsec look" prints states and policies are read. */
static void test_look(void)
{
    static const char text[] =
        "east Sun Nov 29 03:00:00 UTC 2026\nXFRM state:\nsrc 192.0.2.1 dst "
        "192.0.2.2\n\tproto esp spi 0x00001000 reqid 0 mode transport\n\t"
        "replay-window 0 flag af-unspec\n\taead rfc4106(gcm(aes)) " KEY20
        " 128\nXFRM policy:\nsrc 10.0.0.0/8 dst 10.0.0.0/8\n\tdir out priority "
        "1 ptype main\n\tcrypto offload parameters: dev e0 dir out mode packet\n"
        "XFRM done\nIPSEC mangle TABLES\niptables filter TABLE\n";
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *windows = g_strjoinv("\r\n", lines);
    const char *const texts[] = { text, windows };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        ReplaySaFile *file = parse(texts[i]), *as = parse(ID4 GCM);

        g_assert_true(has_note(file, "libreswan"));
        g_assert_cmpuint(file->sa[0].line, ==, 3);
        g_assert_cmpuint(file->num_policies, ==, 1);
        g_assert_cmpuint(file->policy[0].line, ==, 8);
        same(file, as);
        sa_file_free(file);
        sa_file_free(as);
    }
}

int main(int argc, char **argv)
{
    static const char *const printed[] = {
        "state-6.1.txt", "state-s-6.1.txt", "state-o-6.1.txt",
        "state-s-o-6.1.txt", "state-6.15.txt", "state-s-6.15.txt",
        "state-o-6.15.txt", "state-s-o-6.15.txt",
    };
    static const char *const policies[] = {
        "policy-6.1.txt", "policy-s-6.1.txt", "policy-o-6.1.txt",
        "policy-s-6.15.txt",
    };
    static const char *const hidden[] = { "nokeys-6.1.txt", "nokeys-6.15.txt" };
    static const char *const monitor[] = {
        "monitor-6.1.txt", "monitor-6.15.txt", "monitor-s-t-6.1.txt",
        "monitor-s-o-ts-6.15.txt",
    };
    static const char *const negotiating[] = {
        "negotiating-6.1.txt", "negotiating-s-o-6.1.txt",
    };
    size_t i;

    g_test_init(&argc, &argv, NULL);
#define ADD(names, fn) \
    for (i = 0; i < G_N_ELEMENTS(names); i++) { \
        g_autofree char *path = g_strconcat("/sa-formats/", names[i], NULL); \
        g_test_add_data_func(path, names[i], fn); \
    }
    ADD(printed, test_printed)
    ADD(policies, test_policies)
    ADD(hidden, test_hidden)
    ADD(monitor, test_monitor)
    ADD(negotiating, test_negotiating)
    g_test_add_func("/sa-formats/printed/error", test_printed_error);
    g_test_add_func("/sa-formats/monitor/events", test_monitor_events);
    g_test_add_func("/sa-formats/monitor/all-nsid", test_monitor_all_nsid);
    g_test_add_func("/sa-formats/command", test_command);
    g_test_add_func("/sa-formats/command/in-quotes", test_command_in_quotes);
    g_test_add_func("/sa-formats/terminal", test_terminal);
    g_test_add_func("/sa-formats/other-commands", test_other_commands);
    g_test_add_func("/sa-formats/no-sa", test_no_sa);
    g_test_add_func("/sa-formats/negotiating-others", test_negotiating_others);
    g_test_add_func("/sa-formats/listing-mistyped", test_listing_mistyped);
    g_test_add_func("/sa-formats/other-protocols", test_other_protocols);
    g_test_add_func("/sa-formats/typed-without-keys", test_typed_without_keys);
    g_test_add_func("/sa-formats/noted", test_noted);
    g_test_add_func("/sa-formats/aliases", test_aliases);
    g_test_add_func("/sa-formats/low-spi", test_low_spi);
    g_test_add_func("/sa-formats/encoding", test_encoding);
    g_test_add_func("/sa-formats/odd-characters", test_odd_characters);
    g_test_add_func("/sa-formats/table", test_table);
    g_test_add_func("/sa-formats/beyond-ipsecov2", test_table_beyond);
    g_test_add_func("/sa-formats/table/refused", test_table_refused);
    g_test_add_func("/sa-formats/setkey", test_setkey);
    g_test_add_func("/sa-formats/setkey/negotiating", test_setkey_negotiating);
    g_test_add_func("/sa-formats/foreign", test_foreign);
    g_test_add_func("/sa-formats/comments", test_comments);
    g_test_add_func("/sa-formats/look", test_look);
    return g_test_run();
}

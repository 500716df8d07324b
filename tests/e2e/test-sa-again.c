/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs and policies that stand in a file more than once
 */

#include <string.h>
#include <glib.h>
#include "sa_file.h"

#define KEY20 "0x000102030405060708090a0b0c0d0e0f10111213"
#define ALSO20 "0x000102030405060708090a0b0c0d0e0f10111214"
#define KEY16 "0x000102030405060708090a0b0c0d0e0f"
#define ID4 "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1000 "
#define GCM "aead 'rfc4106(gcm(aes))' " KEY20 " 128 "
#define PRINTED(seq, more) "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi " \
    "0x00001000 reqid 7 mode transport\n\treplay-window 32 \n" more "\taead " \
    "rfc4106(gcm(aes)) " KEY20 " 128\n\tanti-replay context: seq " seq \
    ", oseq 0x0, bitmap 0x00000000\n"
#define POLICY(dst, priority) "src 10.1.0.0/16 dst " dst " \n\tdir out " \
    "priority " priority " ptype main \n\ttmpl src 192.0.2.1 dst 192.0.2.2\n" \
    "\t\tproto esp reqid 7 mode tunnel\n\tcrypto offload parameters: dev e0 " \
    "mode packet\n"

static ReplaySaFile *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    ReplaySaFile *file = sa_file_parse("t.sa", text, strlen(text), &error);

    g_test_message("%s", text);
    g_assert_no_error(error);
    return file;
}

static const struct ipsecnic_sa_ctx *ctx_of(const ReplaySaFile *file, size_t i)
{
    return (const void *)file->sa[i].ctx;
}

static void check_note(const ReplaySaFile *file, const char *text)
{
    size_t i;

    for (i = 0; file->notes[i]; i++) {
        if (strstr(file->notes[i], text)) {
            return;
        }
    }
    g_assert_not_reached();
}

/** An SA that comes again with the same keys is loaded once, as it was at first,
 *  and does not count. */
static void test_once(void)
{
    ReplaySaFile *file = parse(
        ID4 GCM "limit packet-soft 5\n" ID4 GCM "replay-seq 9\n"
        ID4 "dir out " GCM "\nsrc 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1001 "
        GCM "\n" ID4 GCM "limit packet-soft 6\n");

    g_assert_cmpuint(file->num_sa, ==, 3);
    g_assert_cmpuint(file->positions, ==, 3);
    g_assert_cmpuint(GUINT64_FROM_LE(ctx_of(file, 0)->soft_packets), ==, 5);
    g_assert_cmpuint(ctx_of(file, 0)->op[0].sequence, ==, 0);
    g_assert_true(file->sa[1].outbound);
    g_assert_cmpuint(file->sa[2].position, ==, 3);
    g_assert_cmpuint(file->sa[2].line, ==, 4);
    check_note(file, "t.sa:2 (and 1 more): an SA that came before");
    sa_file_free(file);
}

/** So a file with two listings of the same SAs can be used, whatever was counted
 *  between, and with marks. */
static void test_listed_twice(void)
{
    static const char *const texts[] = {
        PRINTED("0x1", "") PRINTED("0x99", ""),
        PRINTED("0x1", "\tmark 0x5/0xff \n")
        PRINTED("0x99", "\tmark 0x5/0xff \n"),
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        ReplaySaFile *file = parse(texts[i]);

        g_assert_cmpuint(file->num_sa, ==, 1);
        check_note(file, ": an SA that came before");
        sa_file_free(file);
    }
}

/** What a card writes each time that it is asked is one set of SAs, and a bundle
 *  is one, too. */
static void test_keys_of_card(void)
{
#define BUNDLE(reqid) \
    "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto ah spi 0x00000200 " \
    "reqid " reqid " mode transport auth-trunc 'hmac(md5)' " KEY16 " 96 " \
    "offload dev ipsecnic0 dir in\n" \
    "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x00000201 " \
    "reqid " reqid " mode transport " GCM "offload dev ipsecnic0 dir in\n"
    ReplaySaFile *file = parse(
        "# ipsecnic: keys of SAs for ip and ipsecnic-replay; whoever\n"
        "# 2026-11-30T10:00:00Z SA 0x00100001\n" BUNDLE("1048577")
        "# 2026-11-30T10:00:01Z SAs gone by a reset\n"
        "# 2026-11-30T10:00:02Z SA 0x00200001\n" BUNDLE("2097153"));

    g_assert_cmpuint(file->num_sa, ==, 1);
    g_assert_cmpuint(file->positions, ==, 2);
    g_assert_cmpuint(file->sa[0].position, ==, 1);
    g_assert_cmpuint(file->sa[0].other_position, ==, 2);
    sa_file_free(file);
}

/** The numbers of what a card has written are those of when it did; what is
 *  typed says where to begin, in front of that and behind it. */
static void test_typed_beside_card(void)
{
#define OF_CARD "# ipsecnic: keys of SAs for ip and ipsecnic-replay; whoever\n" \
    "# 2026-11-30T10:00:00Z SA 0x00100001\nip xfrm state add src 192.0.2.1 dst " \
    "192.0.2.2 proto esp spi 0x00001000 mode transport replay-window 32 " \
    "replay-seq 7 " GCM "offload dev ipsecnic0 dir in\n"
#define TYPED "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi " \
    "0x00001001 mode transport replay-window 32 replay-seq 0x10 " GCM "\n"
    static const char *const texts[] = { OF_CARD TYPED, TYPED OF_CARD };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        ReplaySaFile *file = parse(texts[i]);

        g_assert_cmpuint(file->num_sa, ==, 2);
        g_assert_cmphex(GUINT64_FROM_LE(ctx_of(file, i)->op[0].sequence), ==,
                        0);
        g_assert_cmphex(GUINT64_FROM_LE(ctx_of(file, !i)->op[0].sequence), ==,
                        0x10);
        sa_file_free(file);
    }
}

/** A line of Wireshark's table is for what is not there yet: ESP in UDP is
 *  another SA. */
static void test_table(void)
{
    static const char table[] =
        "\"IPv4\",\"192.0.2.1\",\"192.0.2.2\",\"0x1000\",\"AES-GCM with 16 "
        "octet ICV [RFC4106]\",\"" KEY20 "\",\"NULL\",\"\"\n";
    g_autofree char *before = g_strconcat(ID4 GCM "\n", table, NULL);
    g_autofree char *twice = g_strconcat(table, table, NULL);
    ReplaySaFile *file = parse(before);

    g_assert_cmpuint(file->num_sa, ==, 2);
    g_assert_cmpuint(file->sa[1].position, ==, 1);
    g_assert_cmpuint(ctx_of(file, 0)->encap, ==, 0);
    g_assert_cmpuint(ctx_of(file, 1)->encap, !=, 0);
    sa_file_free(file);
    file = parse(twice);
    g_assert_cmpuint(file->num_sa, ==, 2);
    g_assert_cmpuint(file->positions, ==, 1);
    sa_file_free(file);
}

/** What says more than a line of the table is what is loaded, in either order:
 *  of a table of eight fields also the kind of sequence number. */
static void test_table_and_listing(void)
{
#define ROW "\"IPv4\",\"192.0.2.1\",\"192.0.2.2\",\"0x1000\",\"AES-GCM with " \
    "16 octet ICV [RFC4106]\",\"" KEY20 "\",\"NULL\",\"\""
    static const char *const others[] = {
        PRINTED("0x1", "\tmark 0x5/0xff \n"),
        "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001000 reqid 7 mode "
        "tunnel\n\treplay-window 32 flag esn\n\taead rfc4106(gcm(aes)) " KEY20
        " 128\n\tencap type espinudp sport 4500 dport 4500 addr 0.0.0.0\n",
        ID4 "mode tunnel limit packet-soft 5 offload packet dev e0 dir in " GCM
        "\n",
    };
    static const char *const other_key[] = {
        ROW "\n" ID4 "aead 'rfc4106(gcm(aes))' " ALSO20 " 128\n",
        ROW ",\"32-bit\",\"\"\n" ID4 "flag esn " GCM "\n",
        ID4 "flag esn " GCM "\n" ROW ",\"32-bit\",\"\"\n",
    };
    size_t i, n;

    for (i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autofree char *behind = g_strconcat(ROW "\n", others[i], NULL);
        g_autofree char *before = g_strconcat(others[i], ROW "\n", NULL);
        const char *const texts[] = { behind, before };
        ReplaySaFile *alone = parse(others[i]);
        const bool udp = ctx_of(alone, 0)->encap;

        for (n = 0; n < G_N_ELEMENTS(texts); n++) {
            ReplaySaFile *file = parse(texts[n]);
            const size_t told = !ctx_of(file, 0)->encap == udp;

            g_assert_cmpuint(file->num_sa, ==, 2);
            g_assert_cmpuint(file->positions, ==, 1);
            ((struct ipsecnic_sa_ctx *)file->sa[told].ctx)->driver_cookie =
                ctx_of(alone, 0)->driver_cookie;
            g_assert_cmpmem(file->sa[told].ctx, file->sa[told].ctx_length,
                            alone->sa[0].ctx, alone->sa[0].ctx_length);
            g_assert_cmpuint(!ctx_of(file, !told)->encap, ==, udp);
            check_note(file, n == 0 ? "t.sa:2: an SA that Wireshark's table had "
                                      "before" : ": an SA that came before");
            sa_file_free(file);
        }
        sa_file_free(alone);
    }
    for (i = 0; i < G_N_ELEMENTS(other_key); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(sa_file_parse("t.sa", other_key[i],
                                    strlen(other_key[i]), &error));
        g_assert_nonnull(strstr(error->message, "lines 1 and 2 are one SA"));
    }
}

/** Which position an SA has does not depend on whether the table or what says
 *  more is first, in plain ESP or in UDP. */
static void test_positions(void)
{
    static const char b[] =
        "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1001 " GCM "\n";
    static const char *const others[] = {
        ID4 GCM "\n", ID4 "encap espinudp 4500 4500 0.0.0.0 " GCM "\n",
        PRINTED("0x1", ""),
    };
    size_t i, n, sa;

    for (i = 0; i < G_N_ELEMENTS(others); i++) {
        const char *const orders[][3] = {
            { ROW "\n", others[i], b }, { others[i], ROW "\n", b },
            { ROW "\n", b, others[i] }, { others[i], b, ROW "\n" },
        };

        for (n = 0; n < G_N_ELEMENTS(orders); n++) {
            g_autofree char *text = g_strconcat(orders[n][0], orders[n][1],
                                                orders[n][2], NULL);
            ReplaySaFile *file = parse(text);

            g_assert_cmpuint(file->num_sa, ==, 3);
            g_assert_cmpuint(file->positions, ==, 2);
            for (sa = 0; sa < file->num_sa; sa++) {
                const unsigned spi =
                    GUINT32_FROM_LE(ctx_of(file, sa)->op[0].spi);

                g_assert_cmpuint(file->sa[sa].position, ==, spi - 0x0fff);
            }
            sa_file_free(file);
        }
    }
}

/** Of two lines of a table the one that has the kind of sequence number counts,
 *  in either order. */
static void test_table_tells_sequence(void)
{
    static const char *const rows[][2] = {
        { ROW "\n", ROW ",\"64-bit\",\"00000003\"\n" },
        { ROW ",\"\",\"\"\n", ROW ",\"64-bit\",\"00000003\"\n" },
        { ROW "\n", ROW ",\"32-bit\",\"\"\n" },
    };
    size_t i, n;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        ReplaySaFile *alone = parse(rows[i][1]);

        for (n = 0; n < 2; n++) {
            g_autofree char *text = g_strconcat(rows[i][n], rows[i][!n], NULL);
            ReplaySaFile *file = parse(text);
            size_t sa;

            g_assert_cmpuint(file->num_sa, ==, 2);
            g_assert_cmpuint(file->positions, ==, 1);
            for (sa = 0; sa < file->num_sa; sa++) {
                g_assert_cmpmem(file->sa[sa].ctx, file->sa[sa].ctx_length,
                                alone->sa[sa].ctx, alone->sa[sa].ctx_length);
            }
            check_note(file, n == 0 ? ": an SA that Wireshark's table had "
                                      "before" : ": an SA that came before");
            sa_file_free(file);
        }
        sa_file_free(alone);
    }
}

/** When a NAT gives the peer another port, what it has sent before and behind
 *  that is of one SA. */
static void test_moved(void)
{
#define UDP(port) "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001000 reqid " \
    "7 mode tunnel\n\treplay-window 32 \n\taead rfc4106(gcm(aes)) " KEY20 \
    " 128\n\tencap type espinudp sport " port " dport 4500 addr 0.0.0.0\n"
    static const struct {
        const char *text;
        const char *note;
        unsigned sport;
    } cases[] = {
        { UDP("4500") "Mapping change 192.0.2.1:4500 -> 192.0.2.1:4501\n\tdst "
          "192.0.2.2  reqid 0x7 protocol esp  SPI 0x1000\nUpdated "
          UDP("4501"), "t.sa:8: an SA that came before, with the same keys and "
          "another UDP port", 0 },
        { UDP("4500") UDP("1024") UDP("4500"), "t.sa:6: an SA that came "
          "before, with the same keys and another", 0 },
        { UDP("1024") UDP("0"), "t.sa:6: an SA that came before, with the same "
          "keys and another", 0 },
        { UDP("0") UDP("1024"), "t.sa:6: an SA that came before, with the same "
          "keys; it", 0 },
        { UDP("1024") UDP("1024"), "t.sa:6: an SA that came before, with the "
          "same keys; it", 1024 },
    };
    ReplaySaFile *file;
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        file = parse(cases[i].text);
        g_assert_cmpuint(file->num_sa, ==, 1);
        g_assert_cmpuint(GUINT16_FROM_LE(ctx_of(file, 0)->encap_sport), ==,
                         cases[i].sport);
        g_assert_cmpuint(GUINT16_FROM_LE(ctx_of(file, 0)->encap_dport), ==,
                         4500);
        check_note(file, cases[i].note);
        sa_file_free(file);
    }
    /* what is sent goes from one port */
    file = parse(UDP("4500") "\tdir out\n" UDP("4501") "\tdir out\n");
    g_assert_cmpuint(GUINT16_FROM_LE(ctx_of(file, 0)->encap_sport), ==, 4500);
    sa_file_free(file);
}

/** The card knows one port that packets of an SA go to: of the host's own,
 *  which a listing does not tell from the others, another one of the peer's is
 *  told, in what a monitor prints, too. */
static void test_port_lost(void)
{
#define TO(sport, dport) "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi " \
    "0x00001000 reqid 7 mode tunnel\n\treplay-window 32 \n\taead " \
    "rfc4106(gcm(aes)) " KEY20 " 128\n\tencap type espinudp sport " sport \
    " dport " dport " addr 0.0.0.0\n"
#define SETKEY(dport) "add 192.0.2.1[4500] 192.0.2.2[" dport "] esp-udp " \
    "0x1000 -m tunnel -E aes-gcm-16 " KEY20 ";\n"
    static const char lost[] = "and another UDP port that its packets go to";
    static const struct {
        const char *text;
        const char *note;
        unsigned sport, dport;
    } cases[] = {
        { TO("4500", "1111") TO("4500", "2222"), lost, 4500, 1111 },
        { "Updated " TO("4500", "1111") "Updated " TO("4500", "2222"), lost,
          4500, 1111 },
        { TO("4500", "1111") "Deleted " TO("4500", "2222"), lost, 4500, 1111 },
        { TO("4500", "1111") TO("1024", "2222"), lost, 0, 1111 },
        { SETKEY("1111") SETKEY("2222"), lost, 4500, 1111 },
        { TO("4500", "0") TO("4500", "1111"), lost, 4500, 0 },
        { TO("4500", "0") TO("4500", "4500"), "with the same keys; it", 4500,
          0 },
        { TO("4500", "1111") "\tdir out\n" TO("4500", "2222") "\tdir out\n",
          "with the same keys; it", 4500, 1111 },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        ReplaySaFile *file = parse(cases[i].text);

        g_assert_cmpuint(file->num_sa, ==, 1);
        g_assert_cmpuint(GUINT16_FROM_LE(ctx_of(file, 0)->encap_sport), ==,
                         cases[i].sport);
        g_assert_cmpuint(GUINT16_FROM_LE(ctx_of(file, 0)->encap_dport), ==,
                         cases[i].dport);
        check_note(file, cases[i].note);
        sa_file_free(file);
    }
}

/** Of one SA with two keys nobody knows which one it had in the capture. */
static void test_two_keys(void)
{
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        { ID4 GCM "\n" ID4 "aead 'rfc4106(gcm(aes))' " ALSO20 " 128\n",
          "t.sa:2: lines 1 and 2 are one SA with two keys" },
        { ID4 GCM "\n" ID4 "aead 'rfc4106(gcm(aes))' " KEY20 " 96\n",
          "t.sa:2: lines 1 and 2 are one SA" },
        { "\n" ID4 GCM "\n" ID4 GCM "flag esn\n",
          "t.sa:3: lines 2 and 3 are one SA" },
        { ID4 GCM "\n" ID4 "enc 'cbc(aes)' " KEY16 " auth 'hmac(md5)' " KEY16,
          "t.sa:2: lines 1 and 2 are one SA" },
        { PRINTED("0x1", "") "Updated " ID4 "aead 'rfc4106(gcm(aes))' " ALSO20
          " 128\n", "t.sa:6: lines 1 and 6 are one SA" },
        { PRINTED("0x1", "\tmark 0x5/0xff \n") PRINTED("0x1", "\tmark "
          "0x6/0xff \n"), "t.sa:7: only a mark tells this SA from that of "
          "line 1" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(sa_file_parse("t.sa", cases[i].text,
                                    strlen(cases[i].text), &error));
        g_test_message("%s", error->message);
        g_assert_true(g_str_has_prefix(error->message, cases[i].error));
        g_assert_nonnull(strstr(error->message, "expected one of them"));
    }
}

/** Policies that ip has printed twice are loaded once; others with the same
 *  selector are no less refused. */
static void test_policies(void)
{
    ReplaySaFile *file = parse(POLICY("10.2.0.0/16", "5")
                               POLICY("10.3.0.0/16", "5")
                               POLICY("10.2.0.0/16", "5"));
    static const char other[] = POLICY("10.2.0.0/16", "5")
                                POLICY("10.2.0.0/16", "6");
    g_autoptr(GError) error = NULL;

    g_assert_cmpuint(file->num_policies, ==, 2);
    check_note(file, "t.sa:11: a policy that ip has printed before");
    sa_file_free(file);
    g_assert_null(sa_file_parse("t.sa", other, strlen(other), &error));
    g_assert_nonnull(strstr(error->message, "t.sa:6: the policy of line 1"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sa-again/once", test_once);
    g_test_add_func("/sa-again/listed-twice", test_listed_twice);
    g_test_add_func("/sa-again/keys-of-card", test_keys_of_card);
    g_test_add_func("/sa-again/typed-beside-card", test_typed_beside_card);
    g_test_add_func("/sa-again/table", test_table);
    g_test_add_func("/sa-again/table-and-listing", test_table_and_listing);
    g_test_add_func("/sa-again/positions", test_positions);
    g_test_add_func("/sa-again/table-tells-sequence",
                    test_table_tells_sequence);
    g_test_add_func("/sa-again/moved", test_moved);
    g_test_add_func("/sa-again/port-lost", test_port_lost);
    g_test_add_func("/sa-again/two-keys", test_two_keys);
    g_test_add_func("/sa-again/policies", test_policies);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * No message about an SA file shows a piece of a key, in whatever format the
 * key came and wherever in it
 *
 * Each format that keys are kept in is read as it is, with the secret in place
 * of each of its words in turn, between them, and glued to them; and with the
 * text cut off behind each character, for one of the secrets.
 */

#include <string.h>
#include <glib.h>
#include "sa_file.h"

/** No message may have so many characters of a secret one behind the other. */
#define PIECE 4

/** Where the secret stands in a format. */
#define S "\001"

static const char *const secrets[] = {
    /* hexadecimal, of a length that fits and of one that does not */
    "0x7ea1c0de9f3b52d86b047fe2c95d13a8f0b46e2d",
    "7ea1c0de9f3b52d86b047fe2c95d13a8",
    "7EA1C0DE:9F3B:52D8",
    /* six groups of an address, and a MAC address as some write keys */
    "7ea1:c0de:9f3b:52d8:6b04:7fe2:c95d:13a8",
    "7e:a1:c0:de:9f:3b:52:d8",
    /* base64, plain and for URLs; text; digits */
    "Kd/9sGf0aP1uJ7mQ2x+Zw8Yb4A==",
    "Kd_9sGf0aP1uJ7mQ2x-Zw8Yb4A",
    "Xq7vK2mZ9pL4wT8rXq7vK2mZ",
    "90718263544536271809",
    "hjqxzvwkyjqhvzxk",
    "Xq7(vK2)mZ9.pL4:wT8/rXq7,vK2=mZ",
};

static const struct {
    const char *name;
    const char *text;
} formats[] = {
    { "ip-aead", "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi "
      "0x1001 mode transport aead 'rfc4106(gcm(aes))' " S " 128 "
      "replay-window 32 sel src 10.0.0.0/8 dst 10.0.0.0/8 proto tcp dport 80 "
      "limit byte-soft 100 offload dev eth0 dir in\n" },
    { "ip-enc-auth", "src 2001:db8::1 dst 2001:db8::2 proto esp spi 0x1001 "
      "reqid 5 mode tunnel enc 'cbc(aes)' " S " auth-trunc 'hmac(sha256)' " S
      " 128 encap espinudp 4500 4500 0.0.0.0 flag esn mark 1 mask 2 if_id 3 "
      "output-mark 4 coa ::1 ctx c extra-flag oseq-may-wrap tfcpad 6\n" },
    { "ip-text-key", "dst 192.0.2.2 proto ah spi 300 auth 'hmac(sha1)' '" S
      "' dir out\n" },
    { "ip-listing", "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001001("
      "4097) reqid 1(0x00000001) mode transport\n\treplay-window 32 seq "
      "0x00000000 flag  (0x00)\n\taead rfc4106(gcm(aes)) " S " (160 bits) 128"
      "\n\tlastused 2026-11-01 10:00:00\n\tanti-replay context: seq 0x0, oseq "
      "0x0, bitmap 0x00000000\n\tcrypto offload parameters: dev card dir in "
      "mode crypto\n\tsel src 0.0.0.0/0 dst 0.0.0.0/0 uid 0\n\tlifetime "
      "config:\n\t  limit: soft (INF)(bytes), hard 5(bytes)\n\t  expire add: "
      "soft 0(sec), hard 7(sec)\n\tlifetime current:\n\t  0(bytes), "
      "0(packets)\n\t  add 2026-11-01 10:00:00 use -\n\tstats:\n\t  "
      "replay-window 0 replay 0 failed 0\n" },
    { "ip-oneline", "src 192.0.2.1 dst 192.0.2.2\\\tproto esp spi 0x00001001 "
      "reqid 1 mode tunnel\\\treplay-window 0 flag af-unspec\\\tenc cbc(aes) "
      S "\\\tauth-trunc hmac(sha1) " S " 96\\\tanti-replay esn context:\\\t "
      "seq-hi 0x0, seq 0x1, oseq-hi 0x0, oseq 0x0\\\t replay_window 64, "
      "bitmap-length 2\\\t 00000001 00000000 \\\n" },
    { "ip-monitor", "Timestamp: Mon Nov 30 14:58:12 2026 615406 usec\n"
      "[2026-11-30T14:58:13.626247] Updated src 192.0.2.1 dst 192.0.2.2\n\t"
      "proto esp spi 0x00001001 reqid 1 mode tunnel\n\taead rfc4106(gcm(aes)) "
      S " 128\nDeleted src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x00001002 "
      "reqid 1 mode tunnel\n\tenc cbc(aes) " S "\n\tauth-trunc hmac(sha1) " S
      " 96\nFlushed state proto 0\n" },
    { "terminal", "root@gw:~# KEY=" S "\n$ ip xfrm state add dst 192.0.2.2 proto "
      "esp spi 0x1001 aead 'rfc4106(gcm(aes))' " S " 128\n[" S "]# ip x s\n" },
    { "ip-grouped", "dst 192.0.2.2 proto esp spi 300 aead "
      "'rfc4106(gcm(aes))' 0x7ea1 c0de 9f3b 52d8 6b04 9071 " S " 128\n" },
    { "ip-equals", "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1001 mode "
      "transport aead=rfc4106(gcm(aes))," S ",128 key=" S "\n" },
    { "ip-colons", "esp:aes-cbc:" S ":sha1:" S "\n" },
    { "ip-policy", "src 10.0.0.0/8 dst 10.0.0.0/8\n\tdir out priority 0 ptype "
      "main\n\ttmpl src 192.0.2.1 dst 192.0.2.2\n\t\tproto esp spi 0x1 reqid 1 "
      "mode tunnel\n" S "\n" },
    { "wireshark", "\"IPv4\",\"192.0.2.1\",\"192.0.2.2\",\"0x00001001\",\"AES-"
      "CBC [RFC3602]\",\"" S "\",\"HMAC-SHA-1-96 [RFC2404]\",\"" S "\"\n" },
    { "wireshark-esn", "uat:esp_sa:\"IPv6\",\"::1\",\"*\",\"0x1001\",\"AES-GCM "
      "with 16 octet ICV [RFC4106]\",\"" S "\",\"NULL\",\"\",\"64-bit\",\"" S
      "\"\n" },
    { "strongswan-save-keys", "\"IPv4\",\"10.0.0.1\",\"10.0.0.2\","
      "\"0xc1d2e3f4\",\"AES-GCM [RFC4106]\",\"0x" S "\",\"ANY 128 bit "
      "authentication [no checking]\",\"0x\"\n" },
    { "ikev2-decryption-table", "0123456789abcdef,fedcba9876543210," S "," S
      ",\"AES-CBC-256 [RFC3602]\"," S "," S ",\"HMAC_SHA2_256_128 [RFC4868]\"\n"
    },
    { "ikev1-decryption-table", "0123456789abcdef," S "\n" },
    { "setkey", "add 192.0.2.1 192.0.2.2 esp 0x1001 -m transport -E aes-cbc "
      S " -A hmac-sha1 \"" S "\"\n" },
    { "setkey-ends", "add 192.0.2.1 192.0.2.2 esp 0x1001 -E 3des-cbc " S ";\n"
      "spdadd 10.0.0.0/8 10.0.0.0/8 any -P out ipsec esp/transport//require;\n"
    },
    { "setkey-listing", "192.0.2.1[4500] 192.0.2.2[4500] \n\tesp-udp mode=tunnel "
      "spi=4097(0x00001001) reqid=0(0x00000000)\n\tE: rijndael-cbc  " S " " S
      "\n\tA: hmac-sha1  " S "\n\tseq=0x00000000 replay=4 flags=0x00000000 "
      "state=mature \n\tsadb_seq=0 pid=1 refcnt=0\n" },
    { "racoon-psk", "192.0.2.2 " S "\nuser@example.org " S "\n" },
    { "swanctl", "secrets {\n  ike-1 {\n    id = moon.example.org\n    secret "
      "= " S "\n  }\n  esp = { key = 0s" S " }\n}\n" },
    { "ipsec-secrets", "192.0.2.1 %any : PSK \"" S "\"\n: XAUTH " S "\n" },
    { "libreswan-manual", "conn manual\n\tspi=0x1001\n\tesp=aes-sha1\n\t"
      "espenckey=0x" S "\n\tespauthkey=0x" S "\n" },
    { "libreswan-look", "east Sun Nov 29 03:00:00 UTC 2026\nXFRM state:\nsrc "
      "192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0x1001 reqid 1 mode tunnel\n\t"
      "aead rfc4106(gcm(aes)) " S " 128\nXFRM policy:\nXFRM done\n" },
    { "wireguard", "[Interface]\nPrivateKey = " S "\nListenPort = 51820\n"
      "[Peer]\nPresharedKey = " S "\nAllowedIPs = 10.0.0.0/8\n" },
    { "openvpn", "-----BEGIN OpenVPN Static key V1-----\n" S "\n" S "\n-----END "
      "OpenVPN Static key V1-----\n" },
    { "pem", "-----BEGIN PRIVATE KEY-----\n" S "\n" S "==\n-----END PRIVATE "
      "KEY-----\n" },
    { "tcpdump-e", "-E 0x1001@192.0.2.2 aes-cbc-hmac96:0x" S "\n" },
    { "json", "{\"spi\":4097,\"aead\":{\"name\":\"rfc4106(gcm(aes))\",\"key\":"
      "\"" S "\"}}\n" },
    { "frr-or-vpp", "ipsec sa add 10 spi 1001 esp crypto-alg aes-cbc-128 "
      "crypto-key " S " integ-alg sha1-96 integ-key " S "\n" },
    { "bsd-ipsec-conf", "esp from 192.0.2.1 to 192.0.2.2 spi 0x1001 authkey "
      "0x" S ":0x" S " enckey file \"" S "\"\n" },
    { "shell", "KEY=" S "\nip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto "
      "esp spi 1 enc aes \"$KEY\" auth sha1 `echo " S "`\n" },
};

static unsigned messages;

/** Fail if @text has a piece of @secret. */
static void check_text(const char *text, const char *secret,
                       const char *format)
{
    g_autofree char *low = g_ascii_strdown(text, -1);
    g_autofree char *piece = g_ascii_strdown(secret, -1);
    size_t length = strlen(secret), i;

    messages++;
    for (i = 0; i + PIECE <= length; i++) {
        char part[PIECE + 1];

        memcpy(part, piece + i, PIECE);
        part[PIECE] = '\0';
        if (strstr(low, part)) {
            g_test_message("%s: '%s' in: %s", format, part, text);
            g_test_fail();
            return;
        }
    }
}

/** Read @text, and look at all that is said about it. */
static void read_text(const char *text, size_t length, const char *secret,
                      const char *format)
{
    g_autoptr(GError) error = NULL;
    ReplaySaFile *file = sa_file_parse("t.sa", text, length, &error);
    size_t i;

    if (error) {
        check_text(error->message, secret, format);
        g_assert_null(strchr(error->message, '\n'));
    }
    for (i = 0; file && file->notes[i]; i++) {
        check_text(file->notes[i], secret, format);
    }
    sa_file_free(file);
}

/** @format with @secret in its places. */
static char *fill(const char *format, const char *secret)
{
    g_auto(GStrv) parts = g_strsplit(format, S, -1);

    return g_strjoinv(secret, parts);
}

static bool is_delimiter(char c)
{
    return strchr(" \t\n\\\"',=:;()[]{}", c) != NULL;
}

/** The text with the secret in place of the word at @at, @length bytes. */
static void replace_word(const char *text, size_t at, size_t length,
                         const char *secret, const char *format)
{
    /* between words it stands alone, or glued to both */
    const size_t step = length ? 1 : 5;
    static const char *const around[][2] = {
        { "", "" }, { "'", "'" }, { "=", "" }, { "", "," }, { "(", ")" },
        { "0x", "" }, { "ip ", "" }, { "-", "" }, { "--", "=1" },
        { "aes(", "))" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(around); i += step) {
        g_autoptr(GString) s = g_string_new_len(text, at);

        g_string_append(s, around[i][0]);
        g_string_append(s, secret);
        g_string_append(s, around[i][1]);
        g_string_append(s, text + at + length);
        read_text(s->str, s->len, secret, format);
    }
}

static void test_format(gconstpointer data)
{
    size_t number = GPOINTER_TO_SIZE(data), i;
    const char *name = formats[number].name;

    for (i = 0; i < G_N_ELEMENTS(secrets); i++) {
        g_autofree char *text = fill(formats[number].text, secrets[i]);
        size_t length = strlen(text), at, end;

        for (at = 1 + i; at <= length; at += G_N_ELEMENTS(secrets)) {
            read_text(text, at, secrets[i], name);
        }
        for (at = 0; at < length; at = end + 1) {
            end = at;
            while (end < length && !is_delimiter(text[end])) {
                end++;
            }
            replace_word(text, at, end - at, secrets[i], name);
            replace_word(text, at, 0, secrets[i], name);
        }
    }
}

/** The check itself finds a piece that is there. */
static void test_finds(void)
{
    char *found = strstr("word 'Kd/9sGf0': expected", "/9sG");

    g_assert_nonnull(found);
    g_assert_cmpuint(messages, >, 50000);
    g_test_message("%u messages", messages);
}

int main(int argc, char **argv)
{
    size_t i;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_autofree char *path = g_strconcat("/key-shown/", formats[i].name,
                                            NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_format);
    }
    g_test_add_func("/key-shown/was-looked-at", test_finds);
    return g_test_run();
}

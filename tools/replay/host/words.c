/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which words of an input may stand in a message
 */

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "words.h"
#include "xfrm_list.h"

/** Words are no slip of the pen of one that is shorter. */
#define NEARLY_MIN  4
/** Longer words are not compared. */
#define NEARLY_MAX  64

static const char *const known[] = {
    /* ip and what stands in front of it */
    "sudo", "ip", "netns", "exec", "xfrm", "state", "policy", "monitor", "sa",
    "add", "update", "delete", "deleteall", "delall", "allocspi", "list",
    "show", "lst", "get", "flush", "count", "help", "nokeys", "-n", "-netns",
    "-4", "-6", "-s", "-d", "-o", "-b", "-batch", "-f", "-family", "-force",
    "-all", "inet", "inet6",
    /* an SA */
#define WORD(word, seen, take, note) word,
    XFRM_WORDS(WORD)
    XFRM_OTHER_WORDS(WORD)
#undef WORD
    "mask", "packet", "dev", "in", "out", "fwd", "esp", "ah", "route2", "hao",
    "ipcomp", "transport", "tunnel", "beet", "ro", "in_trigger", "iptfs",
    "noecn", "decap-dscp", "nopmtudisc", "wildrecv", "icmp", "af-unspec",
    "align4", "esn", "dont-encap-dscp", "oseq-may-wrap", "espinudp",
    "espinudp-nonike", "espintcp", "time-soft", "time-hard", "time-use-soft",
    "time-use-hard", "byte-soft", "byte-hard", "packet-soft", "packet-hard",
    "any", "all", "default",
    /* selectors */
    "sport", "dport", "type", "code", "key", "uid", "tcp", "udp", "sctp",
    "dccp", "gre", "ipv6-icmp", "mobility-header",
    /* what ip prints */
    "context:", "seq-hi", "oseq-hi", "oseq", "bitmap", "replay_window",
    "bitmap-length", "parameters:", "config:", "current:", "context", "replay",
    "failed", "expire", "use", "soft", "hard", "addr", "limit:", "(bytes)",
    "(packets)", "(sec)", "bits)", "(INF)",
    /* policies */
#define WORD(word, seen, take) word,
    XFRM_POLICY_WORDS(WORD)
#undef WORD
    "main", "sub", "allow", "block", "level", "required", "localok", "session",
    "user", "unique", "enc-mask", "auth-mask", "comp-mask",
    /* algorithms, as the kernel calls them */
    "rfc4106(gcm(aes))", "rfc4543(gcm(aes))", "rfc4309(ccm(aes))",
    "rfc7539esp(chacha20,poly1305)", "gcm(aes)", "ccm(aes)", "ctr(aes)",
    "rfc3686(ctr(aes))", "cbc(aes)", "cbc(des)", "cbc(des3_ede)",
    "cbc(cast5)", "cbc(blowfish)", "cbc(serpent)", "cbc(camellia)",
    "cbc(twofish)", "cbc(sm4)", "ecb(cipher_null)", "cipher_null",
    "digest_null", "null", "aes", "des", "des3_ede", "cast5", "blowfish",
    "serpent", "camellia", "twofish", "hmac(md5)", "hmac(sha1)",
    "hmac(sha256)", "hmac(sha384)", "hmac(sha512)", "hmac(rmd160)",
    "hmac(sm3)", "xcbc(aes)", "cmac(aes)", "md5", "sha1", "sha256", "sha384",
    "sha512", "rmd160", "deflate", "lzs", "lzjh",
    /* Wireshark's table */
    "IPv4", "IPv6", "NULL", "TripleDES-CBC [RFC2451]",
    "TripleDes-CBC [RFC2451]", "AES-CBC [RFC3602]", "AES-CTR [RFC3686]",
    "DES-CBC [RFC2405]", "CAST5-CBC [RFC2144]", "BLOWFISH-CBC [RFC2451]",
    "TWOFISH-CBC", "AES-GCM [RFC4106]", "AES-GCM with 8 octet ICV [RFC4106]",
    "AES-GCM with 12 octet ICV [RFC4106]",
    "AES-GCM with 16 octet ICV [RFC4106]",
    "ChaCha20 with Poly1305 [RFC7634]", "HMAC-SHA-1-96 [RFC2404]",
    "HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]",
    "HMAC-SHA-256-128 [RFC4868]", "HMAC-SHA-384-192 [RFC4868]",
    "HMAC-SHA-512-256 [RFC4868]", "HMAC-MD5-96 [RFC2403]",
    "MAC-RIPEMD-160-96 [RFC2857]", "ANY 64 bit authentication [no checking]",
    "ANY 96 bit authentication [no checking]",
    "ANY 128 bit authentication [no checking]",
    "ANY 192 bit authentication [no checking]",
    "ANY 256 bit authentication [no checking]", "32-bit", "64-bit",
    /* the tool's own */
    "trailer", "icv-room", "iv", "track-esn", "udp-csum", "unknown-sa",
    "inbound-sa", "deleted-sa", "descriptor", "headers", "short", "long",
    /* properties of the card */
    "mac", "netdev", "bootindex", "queues", "sa-capacity", "ipsec-packet",
    "policy-capacity", "rx-overrun", "migratable",
    "ipsec-tx", "tx-csum", "rx-csum", "tx-segment", "tx-tunnel",
    "tfc", "rss", "rss-symmetric", "rx-steer", "rx-rules", "clock", "rmon",
    "rx-vlan", "tx-vlan", "vlan",
    "ipv6", "ipv4-options", "ipv6-ext-headers", "ah-esp",
    "transport-tunnel", "lso", "udp-esp-transport", "udp-esp-tunnel",
    "udp-esp-transport-over-udp-tunnel", "udp-esp-udp-transport-over-tunnel",
    "hmac-md5", "hmac-sha1", "hmac-sha2-256", "aes-gmac-128", "aes-gmac-192",
    "aes-gmac-256", "cipher-null", "des-cbc", "3des-cbc", "aes-gcm-128",
    "aes-gcm-192", "aes-gcm-256", "aes-cbc-128", "aes-cbc-192", "aes-cbc-256",
    "hmac-sha2-384", "hmac-sha2-512", "aes-xcbc", "aes-cmac",
    "chacha20-poly1305", "aes-ctr-128", "aes-ctr-192", "aes-ctr-256",
    "aes-ccm-128", "aes-ccm-192", "aes-ccm-256",
    "gcm-icv-8", "gcm-icv-12", "x-sa-delete-request", "x-rx-fault-status",
    "x-rx-fault-count", "x-stats", "x-query", "x-query-sas",
    "x-query-policies", "x-query-filter", "capture", "capture-filter",
    "capture-max-size", "capture-files", "capture-state", "esp-keys", "faults",
    "x-faults", "bus", "id", "driver", "drop", "stall", "on", "off",
};

bool word_is_known(const char *word)
{
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(known); i++) {
        if (!strcmp(word, known[i])) {
            return true;
        }
    }
    return !*word;
}

bool word_begins_xfrm(const char *word)
{
    static const char *const words[] = {
#define WORD(word, seen, take, note) word,
        XFRM_WORDS(WORD)
        XFRM_OTHER_WORDS(WORD)
#undef WORD
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!strcmp(word, words[i])) {
            return true;
        }
    }
    return false;
}

/** Whether @word is @min to @max characters of @set. */
static bool is_run(const char *word, const char *set, size_t min, size_t max)
{
    size_t length = strspn(word, set);

    return !word[length] && length >= min && length <= max;
}

static bool is_small_number(const char *word)
{
    if (g_str_has_prefix(word, "0x")) {
        return is_run(word + 2, "0123456789abcdefABCDEF", 1, 4);
    }
    word += *word == '-';
    return is_run(word, "0123456789.", 1, 5);
}

static bool is_address(const char *word)
{
    g_auto(GStrv) parts = g_strsplit(word, "/", 2);
    char text[INET6_ADDRSTRLEN];
    uint8_t addr[16];

    if (!parts[0] || (parts[1] && !is_run(parts[1], "0123456789", 1, 3))) {
        return false;
    }
    if (inet_pton(AF_INET, parts[0], addr) == 1) {
        return true;
    }
    /* eight groups without "::" are as many digits as a key of 128 bits */
    return strstr(parts[0], "::") && inet_pton(AF_INET6, parts[0], addr) == 1 &&
           inet_ntop(AF_INET6, addr, text, sizeof(text)) &&
           !g_ascii_strcasecmp(text, parts[0]) && strlen(text) <= 24;
}

bool word_may_be_shown(const char *word, WordKind kind)
{
    return word_is_known(word) ||
           (kind == WORD_NUMBER && is_small_number(word)) ||
           (kind == WORD_ADDRESS && is_address(word));
}

/** Insertions, deletions and replacements that make @b of @a. */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[NEARLY_MAX + 1], i, j;
    size_t length = strlen(b);

    for (j = 0; j <= length; j++) {
        row[j] = j;
    }
    for (i = 1; a[i - 1]; i++) {
        unsigned diagonal = row[0];

        row[0] = i;
        for (j = 1; j <= length; j++) {
            unsigned replaced = diagonal + (a[i - 1] != b[j - 1]);

            diagonal = row[j];
            row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[length];
}

const char *word_nearly(const char *word)
{
    const char *best = NULL;
    size_t length = strlen(word), i;
    unsigned least = UINT_MAX;

    if (length < NEARLY_MIN || length > NEARLY_MAX) {
        return NULL;
    }
    for (i = 0; i < G_N_ELEMENTS(known); i++) {
        size_t other = strlen(known[i]);
        unsigned d;

        if (other < NEARLY_MIN || other > NEARLY_MAX || other > length + 2 ||
            length > other + 2) {
            continue;
        }
        d = distance(word, known[i]);
        if (d < least && d <= (other < 8 ? 1 : 2)) {
            least = d;
            best = known[i];
        }
    }
    return best;
}

char *word_in_message(const char *word, WordKind kind)
{
    return word_may_be_shown(word, kind) ? g_strdup_printf("'%s'", word)
                                         : g_strdup("(" WORD_NOT_SHOWN ")");
}

char *word_path(const char *path)
{
    g_autofree char *dir = NULL;

    if (access(path, F_OK) == 0) {
        return g_strdup_printf("'%s'", path);
    }
    dir = g_strdup(path);
    for (;;) {
        char *slash = strrchr(dir, '/');

        if (!slash) {
            return g_strdup("(" WORD_NOT_SHOWN ")");
        }
        if (slash == dir) {
            return g_strdup("'/...' (the rest is " WORD_NOT_SHOWN ")");
        }
        *slash = '\0';
        if (access(dir, F_OK) == 0) {
            return g_strdup_printf("'%s/...' (the rest is " WORD_NOT_SHOWN
                                   ")", dir);
        }
    }
}

/** Replace every @piece of @s. */
static void replace(GString *s, const char *piece)
{
    char *at;
    gsize offset = 0;

    while ((at = strstr(s->str + offset, piece)) != NULL) {
        offset = at - s->str;
        g_string_erase(s, offset, strlen(piece));
        g_string_insert(s, offset, "(not shown)");
        offset += strlen("(not shown)");
    }
}

char *word_redact(const char *text, const char *secret)
{
    GString *s = g_string_new(text);
    /* the whole first, then what it consists of */
    const char *const separators[] = { "", ",", ",=" };
    size_t i, j;

    for (i = 0; i < G_N_ELEMENTS(separators); i++) {
        g_auto(GStrv) pieces = *separators[i]
                               ? g_strsplit_set(secret, separators[i], -1)
                               : g_strsplit(secret, "\n", 1);

        for (j = 0; pieces[j]; j++) {
            if (strlen(pieces[j]) > 2 &&
                !word_may_be_shown(pieces[j], WORD_NUMBER)) {
                replace(s, pieces[j]);
            }
        }
    }
    return g_string_free(s, FALSE);
}

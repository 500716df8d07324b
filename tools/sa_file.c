/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security associations in the words of "ip xfrm state add"
 *
 * The grammar is that of ip-xfrm(8) as far as the card has a use for it; words
 * that ip knows and the card does not are refused by name, because an SA that
 * is loaded without half of what was asked for would be worse than none.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sa_file.h"

/** Longest key of any algorithm: AES-256 and its salt. */
#define KEY_MAX_BYTES   36
/** Linux keeps no larger window (XFRMA_REPLAY_ESN_MAX), and ip refuses one. */
#define WINDOW_MAX      4096
/** Below this an SPI is reserved (RFC 4303 section 2.1). */
#define SPI_MIN         256
/** A file larger than this is taken for a mistake. */
#define FILE_MAX_BYTES  (64 * 1024 * 1024)

G_DEFINE_QUARK(sa-file-error-quark, sa_file_error)

/* ------------------------------------------------------------------------
 * Algorithms
 */

/** One algorithm name of ip xfrm and what the card calls it. */
typedef struct Algo {
    const char *name;
    /** Key lengths in bytes, salt included, 0-terminated. */
    uint8_t key_bytes[4];
    /** The card's bit for each of the key lengths. */
    uint64_t bit[3];
    /** ICV lengths in bits, 0-terminated. */
    uint16_t icv_bits[4];
    /** The last four bytes of the key are the salt. */
    bool salted;
    /** AEAD without encryption: an authenticator to the card (RFC 4543). */
    bool is_auth;
} Algo;

static const Algo aead_algos[] = {
    {
        .name = "rfc4106(gcm(aes))",
        .key_bytes = { 20, 28, 36 },
        .bit = { IPSECNIC_CIPHER_AES_GCM_128, IPSECNIC_CIPHER_AES_GCM_192,
                 IPSECNIC_CIPHER_AES_GCM_256 },
        .icv_bits = { 64, 96, 128 },
        .salted = true,
    }, {
        .name = "rfc4543(gcm(aes))",
        .key_bytes = { 20, 28, 36 },
        .bit = { IPSECNIC_AUTH_AES_GMAC_128, IPSECNIC_AUTH_AES_GMAC_192,
                 IPSECNIC_AUTH_AES_GMAC_256 },
        .icv_bits = { 128 },
        .salted = true,
        .is_auth = true,
    },
    { .name = NULL }
};

static const Algo enc_algos[] = {
    {
        .name = "cbc(aes)",
        .key_bytes = { 16, 24, 32 },
        .bit = { IPSECNIC_CIPHER_AES_CBC_128, IPSECNIC_CIPHER_AES_CBC_192,
                 IPSECNIC_CIPHER_AES_CBC_256 },
    }, {
        .name = "cbc(des3_ede)",
        .key_bytes = { 24 },
        .bit = { IPSECNIC_CIPHER_3DES_CBC },
    }, {
        .name = "cbc(des)",
        .key_bytes = { 8 },
        .bit = { IPSECNIC_CIPHER_DES_CBC },
    }, {
        .name = "ecb(cipher_null)",
        .bit = { IPSECNIC_CIPHER_NONE },
    },
    { .name = NULL }
};

static const Algo auth_algos[] = {
    {
        .name = "hmac(md5)",
        .key_bytes = { 16 },
        .bit = { IPSECNIC_AUTH_MD5 },
        .icv_bits = { 96 },
    }, {
        .name = "hmac(sha1)",
        .key_bytes = { 20 },
        .bit = { IPSECNIC_AUTH_SHA1 },
        .icv_bits = { 96 },
    }, {
        .name = "hmac(sha256)",
        .key_bytes = { 32 },
        .bit = { IPSECNIC_AUTH_SHA256 },
        .icv_bits = { 128 },
    },
    { .name = NULL }
};

/** An algorithm that a line chose, with its key. */
typedef struct Chosen {
    const Algo *algo;
    /** Which of the algorithm's key lengths. */
    unsigned size;
    uint8_t key[KEY_MAX_BYTES];
    unsigned key_length;
    /** Bytes. */
    unsigned icv_length;
} Chosen;

/* ------------------------------------------------------------------------
 * A line being parsed
 */

/** Words of the grammar, as bits: each may stand once in a line. */
enum {
    SEEN_SRC = 1 << 0,
    SEEN_DST = 1 << 1,
    SEEN_PROTO = 1 << 2,
    SEEN_SPI = 1 << 3,
    SEEN_REQID = 1 << 4,
    SEEN_MODE = 1 << 5,
    SEEN_AEAD = 1 << 6,
    SEEN_ENC = 1 << 7,
    SEEN_AUTH = 1 << 8,
    SEEN_FLAG = 1 << 9,
    SEEN_WINDOW = 1 << 10,
    SEEN_SEQ = 1 << 11,
    SEEN_SEQ_HI = 1 << 12,
    SEEN_OSEQ = 1 << 13,
    SEEN_OSEQ_HI = 1 << 14,
    SEEN_ENCAP = 1 << 15,
    SEEN_SEL = 1 << 16,
    SEEN_OFFLOAD = 1 << 17,
    SEEN_LIMIT = 1 << 18,   /* and the next three: soft, hard, ... */
};

typedef enum LimitKind {
    LIMIT_PACKET_SOFT,
    LIMIT_PACKET_HARD,
    LIMIT_BYTE_SOFT,
    LIMIT_BYTE_HARD,
    LIMITS,
} LimitKind;

static const char *const limit_names[LIMITS] = {
    "packet-soft", "packet-hard", "byte-soft", "byte-hard",
};

/** One line, understood but not yet a context. */
typedef struct SaLine {
    unsigned line;
    unsigned position;
    unsigned seen;
    /** 0: not known yet, 4 or 6. */
    int family;
    uint8_t src[16];
    uint8_t dst[16];
    /** IPSECNIC_OP_*. */
    uint8_t operation;
    /** IPSECNIC_MODE_*. */
    uint8_t mode;
    uint32_t spi;
    uint32_t reqid;
    Chosen aead;
    Chosen enc;
    Chosen auth;
    bool esn;
    bool outbound;
    uint32_t window;
    uint32_t seq, seq_hi, oseq, oseq_hi;
    uint16_t encap_sport, encap_dport;
    uint64_t limit[LIMITS];
    SaSelector sel;
    /** Word numbers, for errors that show at the end of the line. */
    guint word_enc, word_auth, word_aead, word_seq_hi, word_spi, word_limit;
    /** Became part of a bundle. */
    bool taken;
} SaLine;

typedef struct Parser {
    const char *file;
    /** Number of the physical line that the words begin on. */
    unsigned line;
    /** The words (char *), shell quoting removed. */
    GPtrArray *words;
    /** Index of the next word. */
    guint next;
    /** The word before belongs to an algorithm: what stands here may be a
     *  piece of a key, and is not repeated in an error. */
    bool behind_key;
    GError **errp;
} Parser;

/** Overwrite memory that held a key, also where nobody reads it again. */
static void wipe(void *p, size_t n)
{
    explicit_bzero(p, n);
}

static void free_word(gpointer word)
{
    wipe(word, strlen(word));
    g_free(word);
}

/** @word with what is not printable escaped and its length bounded. */
static char *printable(const char *word)
{
    GString *s = g_string_new(NULL);
    const char *p;

    for (p = word; *p && s->len < 64; p++) {
        if (g_ascii_isprint(*p)) {
            g_string_append_c(s, *p);
        } else {
            g_string_append_printf(s, "\\x%02x", (unsigned char)*p);
        }
    }
    if (*p) {
        g_string_append(s, "...");
    }
    return g_string_free(s, FALSE);
}

static bool is_keyword(const char *word);

/** Whether word @index could be key material that stands in the wrong place. */
static bool may_be_key(const Parser *p, guint index)
{
    const char *word = g_ptr_array_index(p->words, index);
    size_t length = strlen(word);

    if (is_keyword(word)) {
        return false;
    }
    if (p->behind_key) {
        return true;
    }
    if (g_str_has_prefix(word, "0x")) {
        return length > 2 + 10;
    }
    /* no key is shorter than DES's; what else is as long is an address, the
     * name of an algorithm, or a word of lower-case letters */
    if (length < 8 || strpbrk(word, "()./:")) {
        return false;
    }
    return strspn(word, "abcdefghijklmnopqrstuvwxyz-") != length ||
           length > 16;
}

/** Refuse word @index of the line; always false. */
static bool G_GNUC_PRINTF(3, 4) fail(Parser *p, guint index,
                                     const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list ap;

    va_start(ap, format);
    text = g_strdup_vprintf(format, ap);
    va_end(ap);
    if (index >= p->words->len) {
        g_set_error(p->errp, SA_FILE_ERROR, 0,
                    "%s:%u: the line ends behind word %u; %s",
                    p->file, p->line, p->words->len, text);
    } else if (may_be_key(p, index)) {
        g_set_error(p->errp, SA_FILE_ERROR, 0,
                    "%s:%u: word %u (not shown, it may be a key): %s",
                    p->file, p->line, index + 1, text);
    } else {
        g_autofree char *word = printable(g_ptr_array_index(p->words, index));

        g_set_error(p->errp, SA_FILE_ERROR, 0, "%s:%u: word %u '%s': %s",
                    p->file, p->line, index + 1, word, text);
    }
    return false;
}

/** Refuse the line as a whole; always false. */
static bool G_GNUC_PRINTF(2, 3) fail_line(Parser *p, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list ap;

    va_start(ap, format);
    text = g_strdup_vprintf(format, ap);
    va_end(ap);
    g_set_error(p->errp, SA_FILE_ERROR, 0, "%s:%u: %s", p->file, p->line,
                text);
    return false;
}

/** The next word without taking it; NULL at the end of the line. */
static const char *peek(const Parser *p)
{
    return p->next < p->words->len ? g_ptr_array_index(p->words, p->next)
                                   : NULL;
}

/** Take the next word; at the end of the line: NULL and an error that says
 *  what was @expected. */
static const char *take(Parser *p, const char *expected)
{
    const char *word = peek(p);

    if (!word) {
        fail(p, p->next, "expected %s", expected);
        return NULL;
    }
    p->next++;
    return word;
}

/** Index of the word that take() gave last. */
static guint taken(const Parser *p)
{
    return p->next - 1;
}

/** A number as ip reads it: decimal, 0x for hexadecimal, 0 for octal. */
static bool parse_number(const char *word, uint64_t max, uint64_t *value)
{
    char *end;

    if (!g_ascii_isdigit(word[0])) {
        return false;
    }
    errno = 0;
    *value = g_ascii_strtoull(word, &end, 0);
    return !errno && !*end && *value <= max;
}

static bool take_number(Parser *p, const char *what, uint64_t min,
                        uint64_t max, uint64_t *value)
{
    g_autofree char *expected =
        g_strdup_printf("%s, a number from %" G_GUINT64_FORMAT " to %"
                        G_GUINT64_FORMAT, what, min, max);
    const char *word = take(p, expected);

    if (!word) {
        return false;
    }
    if (!parse_number(word, max, value) || *value < min) {
        return fail(p, taken(p), "expected %s", expected);
    }
    return true;
}

static bool take_u32(Parser *p, const char *what, uint32_t *value)
{
    uint64_t v;

    if (!take_number(p, what, 0, UINT32_MAX, &v)) {
        return false;
    }
    *value = v;
    return true;
}

static bool take_u16(Parser *p, const char *what, uint16_t *value)
{
    uint64_t v;

    if (!take_number(p, what, 0, UINT16_MAX, &v)) {
        return false;
    }
    *value = v;
    return true;
}

/** An IP address; ip's words for "any" give zeros and family 0. */
static bool parse_address(const char *word, uint8_t addr[16], int *family)
{
    memset(addr, 0, 16);
    if (!strcmp(word, "any") || !strcmp(word, "all") ||
        !strcmp(word, "default")) {
        *family = 0;
        return true;
    }
    if (inet_pton(AF_INET, word, addr) == 1) {
        *family = 4;
        return true;
    }
    memset(addr, 0, 16);
    if (inet_pton(AF_INET6, word, addr) == 1) {
        *family = 6;
        return true;
    }
    return false;
}

/** ADDR or ADDR/PLEN; @prefix in bits. */
static bool parse_prefix(const char *word, uint8_t addr[16], int *family,
                         unsigned *prefix)
{
    const char *slash = strchr(word, '/');
    g_autofree char *host = slash ? g_strndup(word, slash - word)
                                  : g_strdup(word);
    unsigned max;
    uint64_t bits;

    if (!parse_address(host, addr, family)) {
        return false;
    }
    max = *family == 6 ? 128 : *family == 4 ? 32 : 0;
    *prefix = max;
    if (slash) {
        if (!parse_number(slash + 1, max, &bits)) {
            return false;
        }
        *prefix = bits;
    }
    return true;
}

/* ------------------------------------------------------------------------
 * Words with an argument of their own kind
 */

static bool take_sa_address(Parser *p, SaLine *l, const char *name,
                            uint8_t addr[16])
{
    const char *word = take(p, "an IPv4 or IPv6 address");
    unsigned prefix;
    int family;

    if (!word) {
        return false;
    }
    if (!parse_prefix(word, addr, &family, &prefix)) {
        return fail(p, taken(p), "expected an IPv4 or IPv6 address");
    }
    if (family && prefix != (family == 6 ? 128 : 32)) {
        return fail(p, taken(p), "an SA has one %s address; expected an "
                    "address without prefix length", name);
    }
    if (family && l->family && family != l->family) {
        return fail(p, taken(p), "src and dst differ in family; expected "
                    "IPv%d as before", l->family);
    }
    if (family) {
        l->family = family;
    }
    return true;
}

static bool take_spi(Parser *p, SaLine *l)
{
    uint64_t v;

    l->word_spi = p->next;
    if (!take_number(p, "an SPI (1 to 255 are reserved)", SPI_MIN, UINT32_MAX,
                     &v)) {
        return false;
    }
    l->spi = v;
    return true;
}

static bool take_proto(Parser *p, SaLine *l)
{
    const char *word = take(p, "esp or ah");

    if (!word) {
        return false;
    }
    if (!strcmp(word, "esp")) {
        l->operation = IPSECNIC_OP_ESP;
    } else if (!strcmp(word, "ah")) {
        l->operation = IPSECNIC_OP_AH;
    } else {
        return fail(p, taken(p), "unknown protocol; expected esp or ah");
    }
    return true;
}

static bool take_mode(Parser *p, SaLine *l)
{
    const char *word = take(p, "transport or tunnel");

    if (!word) {
        return false;
    }
    if (!strcmp(word, "transport")) {
        l->mode = IPSECNIC_MODE_TRANSPORT;
    } else if (!strcmp(word, "tunnel")) {
        l->mode = IPSECNIC_MODE_TUNNEL;
    } else {
        return fail(p, taken(p), "the card has no such mode; expected "
                    "transport or tunnel");
    }
    return true;
}

static bool is_flag_of_ip(const char *word)
{
    static const char *const flags[] = {
        "noecn", "decap-dscp", "nopmtudisc", "wildrecv", "icmp", "af-unspec",
        "align4", "esn", NULL,
    };

    return g_strv_contains(flags, word);
}

static bool take_flags(Parser *p, SaLine *l)
{
    const char *word = take(p, "esn");

    if (!word) {
        return false;
    }
    do {
        if (strcmp(word, "esn")) {
            return fail(p, taken(p), is_flag_of_ip(word)
                        ? "ip knows this flag, the card does not; expected esn"
                        : "unknown flag; expected esn");
        }
        if (l->esn) {
            return fail(p, taken(p), "given twice; expected it once");
        }
        l->esn = true;
        /* ip reads on for as long as there are flags */
        word = peek(p);
        if (word && is_flag_of_ip(word)) {
            p->next++;
        } else {
            word = NULL;
        }
    } while (word);
    return true;
}

static bool take_limit(Parser *p, SaLine *l)
{
    const char *word = take(p, "packet-soft, packet-hard, byte-soft or "
                            "byte-hard");
    unsigned i;

    if (!word) {
        return false;
    }
    for (i = 0; i < LIMITS; i++) {
        if (!strcmp(word, limit_names[i])) {
            break;
        }
    }
    if (i == LIMITS) {
        return fail(p, taken(p), g_str_has_prefix(word, "time-")
                    ? "the card has no clock for lifetimes; expected "
                      "packet-soft, packet-hard, byte-soft or byte-hard"
                    : "unknown limit; expected packet-soft, packet-hard, "
                      "byte-soft or byte-hard");
    }
    if (l->seen & (SEEN_LIMIT << i)) {
        return fail(p, taken(p), "given twice; expected it once");
    }
    l->seen |= SEEN_LIMIT << i;
    l->word_limit = p->next;
    return take_number(p, "a limit", 1, UINT64_MAX, &l->limit[i]);
}

static bool take_encap(Parser *p, SaLine *l)
{
    const char *word = take(p, "espinudp");
    uint8_t addr[16];
    int family;

    if (!word) {
        return false;
    }
    if (strcmp(word, "espinudp")) {
        return fail(p, taken(p), "the card has no such encapsulation; "
                    "expected espinudp");
    }
    if (!take_u16(p, "the UDP source port", &l->encap_sport) ||
        !take_u16(p, "the UDP destination port", &l->encap_dport)) {
        return false;
    }
    word = take(p, "the original address, 0.0.0.0 if unknown");
    if (!word) {
        return false;
    }
    if (!parse_address(word, addr, &family)) {
        return fail(p, taken(p), "expected the original address, 0.0.0.0 if "
                    "unknown");
    }
    return true;
}

static bool take_offload(Parser *p, SaLine *l)
{
    const char *word = take(p, "dev");

    if (word && !strcmp(word, "packet")) {
        return fail(p, taken(p), "the card does not offer packet offload yet; "
                    "expected dev");
    }
    if (word && !strcmp(word, "crypto")) {
        word = take(p, "dev");
    }
    if (!word) {
        return false;
    }
    if (strcmp(word, "dev")) {
        return fail(p, taken(p), "expected dev");
    }
    if (!take(p, "an interface name")) {
        return false;
    }
    word = take(p, "dir");
    if (!word) {
        return false;
    }
    if (strcmp(word, "dir")) {
        return fail(p, taken(p), "expected dir");
    }
    word = take(p, "in or out");
    if (!word) {
        return false;
    }
    if (!strcmp(word, "out")) {
        l->outbound = true;
    } else if (strcmp(word, "in")) {
        return fail(p, taken(p), "expected in or out");
    }
    return true;
}

/** Number of an IP protocol by name or number, -1 if there is none. */
static int ip_protocol(const char *word)
{
    /* those that ip-xfrm(8) names; a minimal machine lacks /etc/protocols */
    static const struct {
        const char *name;
        int number;
    } known[] = {
        { "icmp", 1 }, { "tcp", 6 }, { "udp", 17 }, { "dccp", 33 },
        { "gre", 47 }, { "esp", 50 }, { "ah", 51 }, { "ipv6-icmp", 58 },
        { "sctp", 132 }, { "mobility-header", 135 },
    };
    struct protoent *entry;
    uint64_t number;
    size_t i;

    if (parse_number(word, 255, &number)) {
        return number;
    }
    for (i = 0; i < G_N_ELEMENTS(known); i++) {
        if (!strcmp(word, known[i].name)) {
            return known[i].number;
        }
    }
    entry = getprotobyname(word);
    return entry ? entry->p_proto : -1;
}

static bool take_sel_address(Parser *p, SaSelector *sel, uint8_t addr[16],
                             uint8_t *prefix)
{
    const char *word = take(p, "an address, with or without prefix length");
    unsigned bits;
    int family;

    if (!word) {
        return false;
    }
    if (!parse_prefix(word, addr, &family, &bits)) {
        return fail(p, taken(p), "expected an address, with or without prefix "
                    "length");
    }
    if (family && sel->family && family != sel->family) {
        return fail(p, taken(p), "the selector's addresses differ in family; "
                    "expected IPv%u", sel->family);
    }
    if (family) {
        sel->family = family;
    }
    *prefix = bits;
    return true;
}

static bool sel_has_ports(int proto)
{
    return proto == 6 || proto == 17 || proto == 33 || proto == 132;
}

static bool sel_has_type(int proto)
{
    return proto == 1 || proto == 58 || proto == 135;
}

static bool take_sel(Parser *p, SaLine *l)
{
    SaSelector *sel = &l->sel;
    const char *word;
    unsigned words = 0;
    bool src = false, dst = false;
    uint64_t v;

    *sel = (SaSelector) { .present = true, .proto = -1, .sport = -1,
                          .dport = -1, .key = -1 };
    while ((word = peek(p)) != NULL) {
        bool *seen_address = !strcmp(word, "src") ? &src :
                             !strcmp(word, "dst") ? &dst : NULL;

        if (seen_address) {
            if (*seen_address) {
                return fail(p, p->next, "given twice in the selector, which "
                            "takes all src, dst and proto that follow; "
                            "expected it once");
            }
            *seen_address = true;
            p->next++;
            if (seen_address == &src
                ? !take_sel_address(p, sel, sel->src, &sel->src_prefix)
                : !take_sel_address(p, sel, sel->dst, &sel->dst_prefix)) {
                return false;
            }
        } else if (!strcmp(word, "dev")) {
            p->next++;
            word = take(p, "an interface name");
            if (!word) {
                return false;
            }
            if (!*word || g_strlcpy(sel->dev, word, sizeof(sel->dev)) >=
                          sizeof(sel->dev)) {
                return fail(p, taken(p), "expected an interface name of 1 to "
                            "15 characters");
            }
        } else if (!strcmp(word, "proto")) {
            p->next++;
            word = take(p, "an IP protocol");
            if (!word) {
                return false;
            }
            sel->proto = ip_protocol(word);
            if (sel->proto < 0) {
                return fail(p, taken(p), "unknown IP protocol; expected a "
                            "name or a number");
            }
        } else if (!strcmp(word, "sport") || !strcmp(word, "dport")) {
            int *port = word[0] == 's' ? &sel->sport : &sel->dport;

            if (!sel_has_ports(sel->proto)) {
                return fail(p, p->next, "expected proto tcp, udp, sctp or "
                            "dccp before it");
            }
            p->next++;
            if (!take_number(p, "a port", 0, UINT16_MAX, &v)) {
                return false;
            }
            *port = v;
        } else if (!strcmp(word, "type") || !strcmp(word, "code")) {
            int *field = word[0] == 't' ? &sel->sport : &sel->dport;

            if (!sel_has_type(sel->proto)) {
                return fail(p, p->next, "expected proto icmp, ipv6-icmp or "
                            "mobility-header before it");
            }
            p->next++;
            if (!take_number(p, "an ICMP type or code", 0, UINT8_MAX, &v)) {
                return false;
            }
            *field = v;
        } else if (!strcmp(word, "key")) {
            uint8_t quad[4];

            if (sel->proto != 47) {
                return fail(p, p->next, "expected proto gre before it");
            }
            p->next++;
            word = take(p, "a GRE key, dotted quad or number");
            if (!word) {
                return false;
            }
            if (inet_pton(AF_INET, word, quad) == 1) {
                sel->key = (uint32_t)quad[0] << 24 | quad[1] << 16 |
                           quad[2] << 8 | quad[3];
            } else if (parse_number(word, UINT32_MAX, &v)) {
                sel->key = v;
            } else {
                return fail(p, taken(p), "expected a GRE key, dotted quad or "
                            "number");
            }
        } else {
            break;
        }
        words++;
    }
    if (!words) {
        return fail(p, p->next, "expected src, dst, proto or dev of the "
                    "selector");
    }
    return true;
}

/* ------------------------------------------------------------------------
 * Algorithms and keys
 */

static char *list_of_algos(const Algo *algos)
{
    GString *s = g_string_new(NULL);

    for (; algos->name; algos++) {
        g_string_append_printf(s, "%s'%s'", s->len ? ", " : "", algos->name);
    }
    return g_string_free(s, FALSE);
}

/** Add @n to a list such as "128, 192 or 256"; @last: it is the last one. */
static void add_to_list(GString *s, unsigned n, bool last)
{
    g_string_append_printf(s, "%s%u", !s->len ? "" : last ? " or " : ", ", n);
}

static char *list_of_key_bits(const Algo *algo)
{
    GString *s = g_string_new(NULL);
    unsigned i;

    for (i = 0; algo->key_bytes[i]; i++) {
        add_to_list(s, algo->key_bytes[i] * 8, !algo->key_bytes[i + 1]);
    }
    return g_string_free(s, FALSE);
}

static char *list_of_icv_bits(const Algo *algo)
{
    GString *s = g_string_new(NULL);
    unsigned i;

    for (i = 0; algo->icv_bits[i]; i++) {
        add_to_list(s, algo->icv_bits[i], !algo->icv_bits[i + 1]);
    }
    return g_string_free(s, FALSE);
}

/**
 * The bytes of a key word as ip reads it: hexadecimal behind 0x, an odd digit
 * being the low half of the first byte; anything else is taken literally.
 *
 * Returns the number of bytes (which may be more than @max: only the first
 * ones were stored), or -1 for a character that is no hexadecimal digit.
 */
static int key_bytes(const char *word, uint8_t *key, size_t max)
{
    size_t digits, length, i;

    if (!g_str_has_prefix(word, "0x") || !word[2]) {
        length = strlen(word);
        memcpy(key, word, MIN(length, max));
        return MIN(length, (size_t)INT_MAX);
    }
    word += 2;
    digits = strlen(word);
    for (i = 0; i < digits; i++) {
        if (!g_ascii_isxdigit(word[i])) {
            return -1;
        }
    }
    length = (digits + 1) / 2;
    for (i = 0; i < MIN(length, max); i++) {
        /* where the first byte has one digit the others shift by it */
        size_t low = 2 * i + 1 - digits % 2;
        int high = low ? g_ascii_xdigit_value(word[low - 1]) : 0;

        key[i] = high << 4 | g_ascii_xdigit_value(word[low]);
    }
    return MIN(length, (size_t)INT_MAX);
}

static bool take_key(Parser *p, const Algo *algo, Chosen *chosen)
{
    g_autofree char *bits = list_of_key_bits(algo);
    const char *word;
    int length;
    unsigned i;

    if (!algo->key_bytes[0]) {
        /* ip wants an empty word here; its own listing prints none */
        word = peek(p);
        if (word && !*word) {
            p->next++;
        } else if (word && !is_keyword(word)) {
            return fail(p, p->next, "%s has no key; expected '' or the next "
                        "word of the SA", algo->name);
        }
        return true;
    }
    word = take(p, "a key");
    if (!word) {
        return false;
    }
    length = key_bytes(word, chosen->key, sizeof(chosen->key));
    if (length < 0) {
        return fail(p, taken(p), "not a hexadecimal key; expected 0x and "
                    "digits 0 to 9, a to f, of %s bits", bits);
    }
    for (i = 0; algo->key_bytes[i]; i++) {
        if (algo->key_bytes[i] == length) {
            chosen->size = i;
            chosen->key_length = length;
            return true;
        }
    }
    return fail(p, taken(p), "a key of %d bits; for %s expected %s bits%s",
                length * 8, algo->name, bits,
                algo->salted ? ", the last 32 of them being the salt" : "");
}

/**
 * An algorithm with its key, and with its ICV length if @trunc.
 *
 * @kind: the word before it, for errors
 */
static bool take_algo(Parser *p, const Algo *algos, const char *kind,
                      bool trunc, Chosen *chosen)
{
    g_autofree char *names = list_of_algos(algos);
    g_autofree char *expected = g_strdup_printf("one of %s", names);
    g_autofree char *icvs = NULL;
    const char *word = take(p, expected);
    const Algo *algo;
    uint64_t bits;
    unsigned i;

    if (!word) {
        return false;
    }
    for (algo = algos; algo->name && strcmp(algo->name, word); algo++) {
        continue;
    }
    if (!algo->name) {
        /* a key without its algorithm in front looks like a name */
        p->behind_key = strlen(word) >= 8 && !strpbrk(word, "()");
        return fail(p, taken(p), "unknown %s algorithm; expected %s", kind,
                    expected);
    }
    chosen->algo = algo;
    p->behind_key = true;
    if (!take_key(p, algo, chosen)) {
        return false;
    }
    if (!trunc) {
        chosen->icv_length = algo->icv_bits[0] / 8;
        return true;
    }
    word = take(p, "the ICV length in bits");
    if (!word) {
        return false;
    }
    if (parse_number(word, 1024, &bits)) {
        for (i = 0; algo->icv_bits[i]; i++) {
            if (algo->icv_bits[i] == bits) {
                chosen->icv_length = bits / 8;
                return true;
            }
        }
        p->behind_key = false;
    }
    icvs = list_of_icv_bits(algo);
    return fail(p, taken(p), "the card has no such ICV length for %s; "
                "expected %s", algo->name, icvs);
}

static bool take_aead(Parser *p, SaLine *l)
{
    l->word_aead = taken(p);
    return take_algo(p, aead_algos, "aead", true, &l->aead);
}

static bool take_enc(Parser *p, SaLine *l)
{
    l->word_enc = taken(p);
    return take_algo(p, enc_algos, "enc", false, &l->enc);
}

static bool take_auth_trunc(Parser *p, SaLine *l)
{
    l->word_auth = taken(p);
    return take_algo(p, auth_algos, "auth-trunc", true, &l->auth);
}

static bool take_auth(Parser *p, SaLine *l)
{
    l->word_auth = taken(p);
    if (!take_algo(p, auth_algos, "auth", false, &l->auth)) {
        return false;
    }
    if (!strcmp(l->auth.algo->name, "hmac(sha256)")) {
        p->behind_key = false;
        return fail(p, l->word_auth, "Linux takes auth 'hmac(sha256)' for an "
                    "ICV of 96 bits, which the card does not have; expected "
                    "auth-trunc 'hmac(sha256)' KEY 128");
    }
    return true;
}

/* ------------------------------------------------------------------------
 * The line
 */

static bool take_reqid(Parser *p, SaLine *l)
{
    return take_u32(p, "a request id", &l->reqid);
}

static bool take_window(Parser *p, SaLine *l)
{
    uint64_t v;

    if (!take_number(p, "a window in packets", 0, WINDOW_MAX, &v)) {
        return false;
    }
    l->window = v;
    return true;
}

static bool take_seq(Parser *p, SaLine *l)
{
    return take_u32(p, "a sequence number", &l->seq);
}

static bool take_seq_hi(Parser *p, SaLine *l)
{
    l->word_seq_hi = taken(p);
    return take_u32(p, "the upper half of a sequence number", &l->seq_hi);
}

static bool take_oseq(Parser *p, SaLine *l)
{
    return take_u32(p, "a sequence number", &l->oseq);
}

static bool take_oseq_hi(Parser *p, SaLine *l)
{
    l->word_seq_hi = taken(p);
    return take_u32(p, "the upper half of a sequence number", &l->oseq_hi);
}

static bool take_src(Parser *p, SaLine *l)
{
    return take_sa_address(p, l, "source", l->src);
}

static bool take_dst(Parser *p, SaLine *l)
{
    return take_sa_address(p, l, "destination", l->dst);
}

/** The words that may begin something, and what reads the rest of it. */
static const struct Keyword {
    const char *name;
    unsigned seen;
    bool (*take)(Parser *p, SaLine *l);
} keywords[] = {
    { "src", SEEN_SRC, take_src },
    { "dst", SEEN_DST, take_dst },
    { "proto", SEEN_PROTO, take_proto },
    { "spi", SEEN_SPI, take_spi },
    { "reqid", SEEN_REQID, take_reqid },
    { "mode", SEEN_MODE, take_mode },
    { "aead", SEEN_AEAD, take_aead },
    { "enc", SEEN_ENC, take_enc },
    { "auth", SEEN_AUTH, take_auth },
    { "auth-trunc", SEEN_AUTH, take_auth_trunc },
    { "flag", SEEN_FLAG, take_flags },
    { "replay-window", SEEN_WINDOW, take_window },
    { "replay-seq", SEEN_SEQ, take_seq },
    { "replay-seq-hi", SEEN_SEQ_HI, take_seq_hi },
    { "replay-oseq", SEEN_OSEQ, take_oseq },
    { "replay-oseq-hi", SEEN_OSEQ_HI, take_oseq_hi },
    { "encap", SEEN_ENCAP, take_encap },
    { "sel", SEEN_SEL, take_sel },
    { "limit", 0, take_limit },
    { "offload", SEEN_OFFLOAD, take_offload },
};

static const char *const words_of_ip[] = {
    "mark", "seq", "coa", "ctx", "extra-flag", "output-mark", "if_id",
    "tfcpad", "comp", "dir", "pcpu-num", NULL,
};

static const struct Keyword *find_keyword(const char *word)
{
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(keywords); i++) {
        if (!strcmp(word, keywords[i].name)) {
            return &keywords[i];
        }
    }
    return NULL;
}

static bool is_keyword(const char *word)
{
    return find_keyword(word) || g_strv_contains(words_of_ip, word);
}

#define KEYWORDS_TEXT \
    "src, dst, proto, spi, reqid, mode, aead, enc, auth, auth-trunc, flag, " \
    "replay-window, replay-seq, replay-seq-hi, replay-oseq, replay-oseq-hi, " \
    "encap, sel, limit or offload"

/** Skip "ip xfrm state add" in front of a pasted command. */
static bool skip_command(Parser *p)
{
    static const char *const rest[] = { "xfrm", "state", "add" };
    const char *word = peek(p);
    size_t i;

    if (word && !strcmp(word, "sudo")) {
        p->next++;
        word = take(p, "ip xfrm state add");
        if (!word) {
            return false;
        }
        p->next--;
        if (strcmp(word, "ip") && !g_str_has_suffix(word, "/ip")) {
            return fail(p, p->next, "expected ip xfrm state add");
        }
    }
    if (!word || (strcmp(word, "ip") && !g_str_has_suffix(word, "/ip"))) {
        return true;
    }
    p->next++;
    while ((word = peek(p)) != NULL && word[0] == '-') {
        p->next++;
        if ((!strcmp(word, "-n") || !strcmp(word, "-netns")) &&
            !take(p, "a network namespace")) {
            return false;
        }
    }
    for (i = 0; i < G_N_ELEMENTS(rest); i++) {
        g_autofree char *expected = g_strdup_printf("%s of ip xfrm state add",
                                                    rest[i]);

        word = take(p, expected);
        if (!word) {
            return false;
        }
        if (strcmp(word, rest[i])) {
            return fail(p, taken(p), "expected %s", expected);
        }
    }
    return true;
}

/** Rules that only the whole line shows to be broken. */
static bool check_line(Parser *p, SaLine *l)
{
    unsigned soft, hard;

    p->behind_key = false;
    if (!(l->seen & SEEN_DST)) {
        return fail_line(p, "the SA has no destination; expected dst ADDRESS");
    }
    if (!l->family) {
        return fail_line(p, "neither address says whether this is IPv4 or "
                         "IPv6; expected 0.0.0.0 or :: in place of any");
    }
    if (!(l->seen & SEEN_PROTO)) {
        return fail_line(p, "the SA has no protocol; expected proto esp or "
                         "proto ah");
    }
    if (!(l->seen & SEEN_SPI)) {
        return fail_line(p, "the SA has no SPI; expected spi NUMBER");
    }
    if (l->aead.algo && l->enc.algo) {
        return fail(p, MAX(l->word_aead, l->word_enc), "an aead algorithm "
                    "stands alone; expected aead or enc with auth");
    }
    if (l->aead.algo && l->auth.algo) {
        return fail(p, MAX(l->word_aead, l->word_auth), "an aead algorithm "
                    "authenticates by itself; expected aead or enc with auth");
    }
    if (l->operation == IPSECNIC_OP_AH) {
        if (l->enc.algo || l->aead.algo) {
            return fail(p, l->enc.algo ? l->word_enc : l->word_aead,
                        "AH does not encrypt; expected auth or auth-trunc "
                        "alone");
        }
        if (!l->auth.algo) {
            return fail_line(p, "the SA has no algorithm; AH expects auth or "
                             "auth-trunc");
        }
        if (l->seen & SEEN_ENCAP) {
            return fail_line(p, "AH cannot go through UDP; expected encap "
                             "with proto esp only");
        }
    } else if (!l->aead.algo) {
        if (!l->enc.algo && !l->auth.algo) {
            return fail_line(p, "the SA has no algorithm; ESP expects aead, "
                             "or enc and auth");
        }
        if (!l->auth.algo) {
            return fail(p, l->word_enc, "ESP without authentication is not "
                        "accepted; expected auth or auth-trunc besides enc");
        }
        if (!l->enc.algo) {
            return fail(p, l->word_auth, "expected enc besides it; for no "
                        "encryption enc 'ecb(cipher_null)' ''");
        }
    }
    if ((l->seen & (SEEN_SEQ_HI | SEEN_OSEQ_HI)) && !l->esn) {
        return fail(p, l->word_seq_hi, "only extended sequence numbers have "
                    "an upper half; expected flag esn besides it");
    }
    for (soft = 0; soft < LIMITS; soft += 2) {
        hard = soft + 1;
        if (l->limit[soft] != IPSECNIC_NO_LIMIT &&
            l->limit[hard] != IPSECNIC_NO_LIMIT &&
            l->limit[soft] > l->limit[hard]) {
            return fail(p, l->word_limit, "limit %s is above limit %s; "
                        "expected it at or below", limit_names[soft],
                        limit_names[hard]);
        }
    }
    return true;
}

static bool parse_line(Parser *p, SaLine *l)
{
    const struct Keyword *k;
    const char *word;
    unsigned i;

    l->mode = IPSECNIC_MODE_TRANSPORT;
    for (i = 0; i < LIMITS; i++) {
        l->limit[i] = IPSECNIC_NO_LIMIT;
    }
    if (!skip_command(p)) {
        return false;
    }
    if (p->next == p->words->len) {
        return fail(p, p->next, "expected src, dst, proto, spi, ...");
    }
    while ((word = peek(p)) != NULL) {
        k = find_keyword(word);
        if (!k) {
            return fail(p, p->next, g_strv_contains(words_of_ip, word)
                        ? "ip knows this word, the card has no use for it; "
                          "expected %s" : "expected %s", KEYWORDS_TEXT);
        }
        p->behind_key = false;
        if (l->seen & k->seen) {
            return fail(p, p->next, "given twice; expected it once%s",
                        k->seen == SEEN_AUTH ? " (auth or auth-trunc)" : "");
        }
        l->seen |= k->seen;
        p->next++;
        if (!k->take(p, l)) {
            return false;
        }
    }
    return check_line(p, l);
}

/* ------------------------------------------------------------------------
 * Contexts
 */

static void put_key(struct ipsecnic_sa_ctx *ctx, size_t *length,
                    const Chosen *chosen, ipsecnic_le32 *offset,
                    ipsecnic_le32 *key_length)
{
    if (!chosen->key_length) {
        return;
    }
    memcpy((uint8_t *)ctx + *length, chosen->key, chosen->key_length);
    *offset = GUINT32_TO_LE(*length);
    *key_length = GUINT32_TO_LE(chosen->key_length);
    *length += chosen->key_length;
}

static void put_op(struct ipsecnic_sa_ctx *ctx, unsigned n, const SaLine *l,
                   size_t *length)
{
    struct ipsecnic_sa_op *op = &ctx->op[n];
    const Chosen *auth = l->auth.algo ? &l->auth : NULL;
    const Chosen *cipher = l->enc.algo ? &l->enc : NULL;
    uint32_t low = l->outbound ? l->oseq : l->seq;
    uint32_t high = l->outbound ? l->oseq_hi : l->seq_hi;

    if (l->aead.algo) {
        if (l->aead.algo->is_auth) {
            auth = &l->aead;
        } else {
            cipher = &l->aead;
        }
    }
    op->operation = l->operation;
    op->flags = GUINT16_TO_LE(l->esn ? IPSECNIC_OP_FLAG_ESN : 0);
    op->spi = GUINT32_TO_LE(l->spi);
    op->replay_window = GUINT32_TO_LE(l->window);
    op->sequence = GUINT64_TO_LE((uint64_t)high << 32 | low);
    if (cipher) {
        op->cipher_alg = GUINT64_TO_LE(cipher->algo->bit[cipher->size]);
        op->cipher_icv_length = GUINT16_TO_LE(cipher->icv_length);
        put_key(ctx, length, cipher, &op->cipher_key_offset,
                &op->cipher_key_length);
    }
    if (auth) {
        op->auth_alg = GUINT64_TO_LE(auth->algo->bit[auth->size]);
        op->auth_icv_length = GUINT16_TO_LE(auth->icv_length);
        put_key(ctx, length, auth, &op->auth_key_offset,
                &op->auth_key_length);
    }
}

/** Make the SA of a line, or of two that are a bundle (@ah and @esp). */
static void make_sa(ReplaySa *sa, const SaLine *first, const SaLine *other)
{
    struct ipsecnic_sa_ctx *ctx = (void *)sa->ctx;
    const SaLine *outer = other && other->operation == IPSECNIC_OP_AH
                          ? other : first;
    const SaLine *inner = outer == first ? other : first;
    const SaLine *innermost = inner ? inner : outer;
    size_t length = sizeof(*ctx);
    uint64_t limit[LIMITS];
    unsigned i;

    memset(sa, 0, sizeof(*sa));
    sa->line = first->line;
    sa->position = first->position;
    sa->sel[0] = first->sel;
    sa->outbound = first->outbound;
    if (other) {
        sa->other_line = other->line;
        sa->other_position = other->position;
        sa->sel[1] = other->sel;
    }
    for (i = 0; i < LIMITS; i++) {
        limit[i] = other ? MIN(first->limit[i], other->limit[i])
                         : first->limit[i];
    }

    ctx->version = GUINT16_TO_LE(IPSECNIC_SA_CTX_VERSION);
    ctx->num_ops = GUINT16_TO_LE(other ? 2 : 1);
    ctx->flags = GUINT32_TO_LE(
        (first->outbound ? 0 : IPSECNIC_SA_FLAG_INBOUND) |
        (first->family == 6 ? IPSECNIC_SA_FLAG_IPV6 : 0));
    /* AH around a tunnel protects the tunnel's outer header: the bundle is
     * one tunnel, whatever xfrm calls the mode of the AH state */
    ctx->mode = innermost->mode;
    if (innermost->seen & SEEN_ENCAP) {
        ctx->encap = innermost->mode == IPSECNIC_MODE_TUNNEL
                     ? IPSECNIC_UDP_ESP_TUNNEL : IPSECNIC_UDP_ESP_TRANSPORT;
        ctx->encap_sport = GUINT16_TO_LE(innermost->encap_sport);
        ctx->encap_dport = GUINT16_TO_LE(innermost->encap_dport);
    }
    memcpy(ctx->src, first->src, sizeof(ctx->src));
    memcpy(ctx->dst, first->dst, sizeof(ctx->dst));
    ctx->reqid = GUINT32_TO_LE(first->reqid);
    ctx->driver_cookie = GUINT64_TO_LE(first->position);
    put_op(ctx, 0, outer, &length);
    if (inner) {
        put_op(ctx, 1, inner, &length);
    }
    ctx->soft_packets = GUINT64_TO_LE(limit[LIMIT_PACKET_SOFT]);
    ctx->hard_packets = GUINT64_TO_LE(limit[LIMIT_PACKET_HARD]);
    ctx->soft_bytes = GUINT64_TO_LE(limit[LIMIT_BYTE_SOFT]);
    ctx->hard_bytes = GUINT64_TO_LE(limit[LIMIT_BYTE_HARD]);
    sa->ctx_length = (length + 7) & ~(size_t)7;
    ctx->length = GUINT32_TO_LE(sa->ctx_length);
}

/** Whether two lines are the two operations of one bundle. */
static bool is_bundle(const SaLine *a, const SaLine *b)
{
    return a->reqid && a->reqid == b->reqid && a->family == b->family &&
           a->operation != b->operation && a->outbound == b->outbound &&
           !memcmp(a->src, b->src, sizeof(a->src)) &&
           !memcmp(a->dst, b->dst, sizeof(a->dst));
}

static char *bundle_key(const SaLine *l)
{
    GString *s = g_string_new(NULL);
    unsigned i;

    g_string_append_printf(s, "%d %d %u ", l->family, l->outbound, l->reqid);
    for (i = 0; i < 16; i++) {
        g_string_append_printf(s, "%02x%02x", l->src[i], l->dst[i]);
    }
    return g_string_free(s, FALSE);
}

static gboolean free_queue_entry(gpointer key G_GNUC_UNUSED, gpointer queue,
                                 gpointer data G_GNUC_UNUSED)
{
    g_queue_free(queue);
    return TRUE;
}

/** Pair the lines of bundles, and make a context of everything. */
static bool make_all(ReplaySaFile *file, const char *name, GPtrArray *lines,
                     GError **errp)
{
    /* lines that wait for their other half, by what both must share */
    GHashTable *waiting = g_hash_table_new_full(g_str_hash, g_str_equal,
                                                g_free, NULL);
    g_autofree SaLine **other = g_new0(SaLine *, lines->len);
    bool ok = true;
    guint i;

    for (i = 0; i < lines->len && ok; i++) {
        SaLine *l = g_ptr_array_index(lines, i);
        g_autofree char *key = NULL;
        SaLine *first, *esp, *ah;
        GQueue *queue;

        if (!l->reqid) {
            continue;
        }
        key = bundle_key(l);
        queue = g_hash_table_lookup(waiting, key);
        if (!queue) {
            queue = g_queue_new();
            g_hash_table_insert(waiting, g_steal_pointer(&key), queue);
        }
        first = g_queue_peek_head(queue);
        if (!first || !is_bundle(first, l)) {
            g_queue_push_tail(queue, l);
            continue;
        }
        g_queue_pop_head(queue);
        l->taken = true;
        other[first->position - 1] = l;
        esp = l->operation == IPSECNIC_OP_ESP ? l : first;
        ah = esp == l ? first : l;
        if (ah->mode == IPSECNIC_MODE_TUNNEL &&
            esp->mode == IPSECNIC_MODE_TRANSPORT) {
            g_set_error(errp, SA_FILE_ERROR, 0, "%s:%u: a bundle with line %u "
                        "(equal src, dst and reqid), but ah is in tunnel mode "
                        "and esp in transport mode; expected ah transport, or "
                        "different reqids for two SAs", name, l->line,
                        first->line);
            ok = false;
        }
    }
    g_hash_table_foreach_remove(waiting, free_queue_entry, NULL);
    g_hash_table_destroy(waiting);
    if (!ok) {
        return false;
    }

    file->sa = g_new0(ReplaySa, MAX(lines->len, 1));
    for (i = 0; i < lines->len; i++) {
        SaLine *l = g_ptr_array_index(lines, i);

        if (!l->taken) {
            make_sa(&file->sa[file->num_sa++], l, other[i]);
        }
    }
    file->positions = lines->len;
    return true;
}

/* ------------------------------------------------------------------------
 * Text into words
 */

/** Bytes at most from @text to the end of the logical line. */
static size_t logical_line_length(const char *text, const char *end)
{
    const char *s = text;

    for (; s < end; s++) {
        if (*s == '\n' && !(s - text >= 1 && s[-1] == '\\') &&
            !(s - text >= 2 && s[-1] == '\r' && s[-2] == '\\')) {
            break;
        }
    }
    return s - text;
}

/**
 * Split the logical line at *@text into words as a shell would.
 *
 * Quotes and backslashes are honoured, a backslash at the end of a line joins
 * the next one.  What a shell would expand or act on is refused: the result
 * would not be what the user's shell makes of it.
 *
 * Moves *@text behind the line and *@line to the number of the next one.
 */
static bool split_line(Parser *p, const char **text, const char *end,
                       unsigned *line)
{
    /* room for the longest word, so that no piece of a key is left behind
     * where the string has moved away from */
    GString *word = g_string_sized_new(logical_line_length(*text, end) + 1);
    const char *s = *text;
    bool in_word = false, ok = true;
    char quote = 0;

    for (; s < end && ok; s++) {
        char c = *s;

        if (c == '\r' && (s + 1 == end || s[1] == '\n')) {
            continue;
        }
        if (c == '\0') {
            ok = fail_line(p, "a zero byte; expected text");
        } else if (c == '\n' && !quote) {
            break;
        } else if (c == '\n') {
            ok = fail_line(p, "a quoted word does not end on its line; "
                           "expected %c", quote);
        } else if (c == '\\' && quote != '\'' && s + 1 < end &&
                   (s[1] == '\n' || (s[1] == '\r' && s + 2 < end &&
                                     s[2] == '\n'))) {
            s += s[1] == '\r' ? 2 : 1;
            (*line)++;
        } else if (quote) {
            if (c == quote) {
                quote = 0;
            } else if (quote == '"' && (c == '$' || c == '`')) {
                ok = fail_line(p, "word %u holds a '%c', and there is no "
                               "shell here to expand it; expected the value "
                               "itself", p->words->len + 1, c);
            } else if (quote == '"' && c == '\\' && s + 1 < end &&
                       strchr("\"\\$`", s[1])) {
                g_string_append_c(word, *++s);
            } else {
                g_string_append_c(word, c);
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
            in_word = true;
        } else if (c == ' ' || c == '\t' || c == '\v' || c == '\f') {
            if (in_word) {
                g_ptr_array_add(p->words, g_strdup(word->str));
                wipe(word->str, word->len);
                g_string_truncate(word, 0);
                in_word = false;
            }
        } else if (c == '#' && !in_word) {
            while (s + 1 < end && s[1] != '\n') {
                s++;
            }
        } else if (strchr("$`;&|<>", c)) {
            ok = fail_line(p, "word %u holds a '%c', and there is no shell "
                           "here to act on it; expected the value itself, one "
                           "SA a line", p->words->len + 1, c);
        } else if (c == '\\') {
            if (s + 1 < end) {
                g_string_append_c(word, *++s);
            }
            in_word = true;
        } else {
            g_string_append_c(word, c);
            in_word = true;
        }
    }
    if (ok && quote) {
        ok = fail_line(p, "a quoted word does not end; expected %c", quote);
    }
    if (ok && in_word) {
        g_ptr_array_add(p->words, g_strdup(word->str));
    }
    /* the capacity, not the length: longer words were in there before */
    wipe(word->str, word->allocated_len);
    g_string_free(word, TRUE);
    (*line)++;
    *text = MIN(s + 1, end);
    return ok;
}

static void free_line(gpointer line)
{
    wipe(line, sizeof(SaLine));
    g_free(line);
}

ReplaySaFile *sa_file_parse(const char *name, const char *text, size_t length,
                            GError **errp)
{
    ReplaySaFile *file = g_new0(ReplaySaFile, 1);
    GPtrArray *lines = g_ptr_array_new_with_free_func(free_line);
    const char *end = text + length;
    unsigned line = 1;
    bool ok = true;

    while (ok && text < end) {
        Parser p = {
            .file = name,
            .line = line,
            .words = g_ptr_array_new_with_free_func(free_word),
            .errp = errp,
        };

        ok = split_line(&p, &text, end, &line);
        if (ok && p.words->len) {
            SaLine *l = g_new0(SaLine, 1);

            g_ptr_array_add(lines, l);
            l->line = p.line;
            l->position = lines->len;
            ok = parse_line(&p, l);
        }
        g_ptr_array_free(p.words, TRUE);
    }
    ok = ok && make_all(file, name, lines, errp);
    g_ptr_array_free(lines, TRUE);
    if (!ok) {
        sa_file_free(file);
        return NULL;
    }
    return file;
}

ReplaySaFile *sa_file_load(const char *path, GError **errp)
{
    ReplaySaFile *file = NULL;
    size_t size = 0, room = 64 * 1024;
    char *text = NULL;
    struct stat st;
    ssize_t n;
    int fd;

    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0) {
        g_set_error(errp, SA_FILE_ERROR, 0, "%s: %s; expected a file with one "
                    "SA a line", path, g_strerror(errno));
        goto out;
    }
    if (S_ISREG(st.st_mode) && st.st_size < FILE_MAX_BYTES) {
        room = st.st_size + 1;
    }
    text = g_malloc(room);
    for (;;) {
        if (size == room) {
            char *more;

            if (room >= FILE_MAX_BYTES) {
                g_set_error(errp, SA_FILE_ERROR, 0, "%s: longer than %d "
                            "bytes; expected a file with one SA a line", path,
                            FILE_MAX_BYTES);
                goto out;
            }
            /* not realloc(), which would leave keys behind */
            more = g_malloc(2 * room);
            memcpy(more, text, size);
            wipe(text, size);
            g_free(text);
            text = more;
            room *= 2;
        }
        n = read(fd, text + size, room - size);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            g_set_error(errp, SA_FILE_ERROR, 0, "%s: %s; expected a file with "
                        "one SA a line", path, g_strerror(errno));
            goto out;
        }
        if (!n) {
            break;
        }
        size += n;
    }
    file = sa_file_parse(path, text, size, errp);
out:
    if (text) {
        wipe(text, size);
        g_free(text);
    }
    if (fd >= 0) {
        close(fd);
    }
    return file;
}

void sa_file_free(ReplaySaFile *file)
{
    if (!file) {
        return;
    }
    if (file->sa) {
        wipe(file->sa, file->num_sa * sizeof(*file->sa));
        g_free(file->sa);
    }
    g_free(file);
}

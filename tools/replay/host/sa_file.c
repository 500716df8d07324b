/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security associations in the words of "ip xfrm state add"
 *
 * The grammar is that of ip-xfrm(8).  What means nothing to a card is taken
 * and noted; what would change the meaning of an SA is refused, because one
 * that is loaded without half of what was asked for would be worse than none.
 */

#define _GNU_SOURCE     /* memmem() */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "esp_sa.h"
#include "sa_file.h"
#include "sa_line.h"
#include "sa_parser.h"
#include "xfrm_words.h"

/** Linux keeps no larger window (XFRMA_REPLAY_ESN_MAX), and ip refuses one. */
#define WINDOW_MAX      4096
/** SPI 0 is for local use (RFC 4303 section 2.1).  Those up to 255 are reserved
 *  for IANA to assign, which binds who chooses SPIs and not who is told one. */
#define SPI_MIN         1
/** A file larger than this is taken for a mistake. */
#define FILE_MAX_BYTES  (64 * 1024 * 1024)

G_DEFINE_QUARK(sa-file-error-quark, sa_file_error)

/* ------------------------------------------------------------------------
 * Algorithms
 */

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
        .alias = { "aes" },
        .key_bytes = { 16, 24, 32 },
        .bit = { IPSECNIC_CIPHER_AES_CBC_128, IPSECNIC_CIPHER_AES_CBC_192,
                 IPSECNIC_CIPHER_AES_CBC_256 },
    }, {
        .name = "cbc(des3_ede)",
        .alias = { "des3_ede" },
        .key_bytes = { 24 },
        .bit = { IPSECNIC_CIPHER_3DES_CBC },
    }, {
        .name = "cbc(des)",
        .alias = { "des" },
        .key_bytes = { 8 },
        .bit = { IPSECNIC_CIPHER_DES_CBC },
    }, {
        .name = "ecb(cipher_null)",
        .alias = { "cipher_null", "null" },
        .bit = { IPSECNIC_CIPHER_NONE },
    },
    { .name = NULL }
};

static const Algo auth_algos[] = {
    {
        .name = "hmac(md5)",
        .alias = { "md5" },
        .key_bytes = { 16 },
        .bit = { IPSECNIC_AUTH_MD5 },
        .icv_bits = { 96 },
    }, {
        .name = "hmac(sha1)",
        .alias = { "sha1" },
        .key_bytes = { 20 },
        .bit = { IPSECNIC_AUTH_SHA1 },
        .icv_bits = { 96 },
    }, {
        .name = "hmac(sha256)",
        .alias = { "sha256" },
        .key_bytes = { 32 },
        .bit = { IPSECNIC_AUTH_SHA256 },
        .icv_bits = { 128 },
    },
    { .name = NULL }
};

/* ------------------------------------------------------------------------
 * A line being parsed
 */

static const char *const limit_names[LIMITS] = {
    "packet-soft", "packet-hard", "byte-soft", "byte-hard",
};

/* ------------------------------------------------------------------------
 * Words with an argument of their own kind
 */

static bool take_sa_address(Parser *p, SaLine *l, uint8_t addr[16])
{
    const char *word = parser_take(p, "an IPv4 or IPv6 address");
    unsigned prefix;
    int family;

    if (!word) {
        return false;
    }
    if (!parse_prefix(word, addr, &family, &prefix)) {
        return parser_fail(p, parser_taken(p), WORD_ADDRESS, "expected an "
                           "IPv4 or IPv6 address");
    }
    if (strchr(word, '/')) {
        xfrm_note_prefix(p);
    }
    if (family && l->family && family != l->family) {
        return parser_fail(p, parser_taken(p), WORD_ADDRESS, "src and dst "
                           "differ in family; expected IPv%d as before",
                           l->family);
    }
    if (family) {
        l->family = family;
    }
    return true;
}

static bool take_spi(Parser *p, SaLine *l)
{
    uint64_t v;

    if (!parser_take_number(p, "an SPI", SPI_MIN, UINT32_MAX, &v)) {
        return false;
    }
    l->spi = v;
    return true;
}

static bool take_proto(Parser *p, SaLine *l)
{
    const char *word = parser_take(p, "esp or ah");

    if (!word) {
        return false;
    }
    if (!strcmp(word, "esp") || !strcmp(word, "50")) {
        l->operation = IPSECNIC_OP_ESP;
    } else if (!strcmp(word, "ah") || !strcmp(word, "51")) {
        l->operation = IPSECNIC_OP_AH;
    } else if (!strcmp(word, "comp")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "the card does not "
                           "compress (IPComp); expected esp or ah");
    } else {
        return parser_fail(p, parser_taken(p), WORD_ANY, "unknown protocol; "
                           "expected esp or ah");
    }
    return true;
}

static bool take_mode(Parser *p, SaLine *l)
{
    const char *word = parser_take(p, "transport or tunnel");

    if (!word) {
        return false;
    }
    /* ip takes any beginning of them */
    if (*word && g_str_has_prefix("transport", word)) {
        l->mode = IPSECNIC_MODE_TRANSPORT;
    } else if (*word && g_str_has_prefix("tunnel", word)) {
        l->mode = IPSECNIC_MODE_TUNNEL;
    } else {
        return parser_fail(p, parser_taken(p), WORD_ANY, "the card has no "
                           "such mode; expected transport or tunnel");
    }
    return true;
}

static bool take_limit(Parser *p, SaLine *l)
{
    const char *word = parser_take(p, "packet-soft, packet-hard, byte-soft or "
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
    if (!strcmp(word, "time-soft") || !strcmp(word, "time-hard") ||
        !strcmp(word, "time-use-soft") || !strcmp(word, "time-use-hard")) {
        uint64_t seconds;

        xfrm_note_time(p);
        return parser_take_number(p, "seconds", 0, UINT64_MAX, &seconds);
    }
    if (i == LIMITS) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "unknown limit; "
                           "expected packet-soft, packet-hard, byte-soft or "
                           "byte-hard");
    }
    if (l->seen & (SEEN_LIMIT << i)) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "given twice; "
                           "expected it once");
    }
    l->seen |= SEEN_LIMIT << i;
    l->word_limit = p->next;
    return parser_take_number(p, "a limit", 1, UINT64_MAX, &l->limit[i]);
}

static bool take_encap(Parser *p, SaLine *l)
{
    /* ip prints what it takes without names */
    bool printed = parser_skip(p, "type");
    const char *word = parser_take(p, "espinudp");
    uint8_t addr[16];
    int family;

    if (!word) {
        return false;
    }
    if (strcmp(word, "espinudp")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "the card has no "
                           "such encapsulation; expected espinudp");
    }
    if ((printed && !parser_take_word(p, "sport")) ||
        !parser_take_u16(p, "the UDP source port", &l->encap_sport) ||
        (printed && !parser_take_word(p, "dport")) ||
        !parser_take_u16(p, "the UDP destination port", &l->encap_dport) ||
        (printed && !parser_take_word(p, "addr"))) {
        return false;
    }
    word = parser_take(p, "the original address, 0.0.0.0 if unknown");
    if (!word) {
        return false;
    }
    if (!parse_address(word, addr, &family)) {
        return parser_fail(p, parser_taken(p), WORD_ADDRESS, "expected the "
                           "original address, 0.0.0.0 if unknown");
    }
    return true;
}

static bool take_offload(Parser *p, SaLine *l)
{
    const char *word = parser_take(p, "dev");

    if (word && !strcmp(word, "packet")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "the card does not "
                           "offer packet offload yet; expected dev");
    }
    if (word && !strcmp(word, "crypto")) {
        word = parser_take(p, "dev");
    }
    if (!word) {
        return false;
    }
    if (strcmp(word, "dev")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "expected dev");
    }
    if (!parser_take(p, "an interface name")) {
        return false;
    }
    return parser_take_word(p, "dir") && xfrm_take_dir(p, l);
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
    const char *word = parser_take(p, "an address, with or without prefix "
                                   "length");
    unsigned bits;
    int family;

    if (!word) {
        return false;
    }
    if (!parse_prefix(word, addr, &family, &bits)) {
        return parser_fail(p, parser_taken(p), WORD_ADDRESS, "expected an "
                           "address, with or without prefix length");
    }
    if (family && sel->family && family != sel->family) {
        return parser_fail(p, parser_taken(p), WORD_ADDRESS, "the selector's "
                           "addresses differ in family; expected IPv%u",
                           sel->family);
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
    while ((word = parser_peek(p)) != NULL) {
        bool *seen_address = !strcmp(word, "src") ? &src :
                             !strcmp(word, "dst") ? &dst : NULL;

        if (seen_address) {
            if (*seen_address) {
                return parser_fail(p, p->next, WORD_ANY, "given twice in the "
                                   "selector, which takes all src, dst and "
                                   "proto that follow; expected it once");
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
            word = parser_take(p, "an interface name");
            if (!word) {
                return false;
            }
            if (!*word || g_strlcpy(sel->dev, word, sizeof(sel->dev)) >=
                          sizeof(sel->dev)) {
                return parser_fail(p, parser_taken(p), WORD_ANY, "expected an "
                                   "interface name of 1 to 15 characters");
            }
        } else if (!strcmp(word, "proto")) {
            p->next++;
            word = parser_take(p, "an IP protocol");
            if (!word) {
                return false;
            }
            sel->proto = ip_protocol(word);
            if (sel->proto < 0) {
                return parser_fail(p, parser_taken(p), WORD_ANY, "unknown IP "
                                   "protocol; expected a name or a number");
            }
        } else if (!strcmp(word, "sport") || !strcmp(word, "dport")) {
            int *port = word[0] == 's' ? &sel->sport : &sel->dport;

            if (!sel_has_ports(sel->proto)) {
                return parser_fail(p, p->next, WORD_ANY, "expected proto tcp, "
                                   "udp, sctp or dccp before it");
            }
            p->next++;
            if (!parser_take_number(p, "a port", 0, UINT16_MAX, &v)) {
                return false;
            }
            *port = v;
        } else if (!strcmp(word, "type") || !strcmp(word, "code")) {
            int *field = word[0] == 't' ? &sel->sport : &sel->dport;

            if (!sel_has_type(sel->proto)) {
                return parser_fail(p, p->next, WORD_ANY, "expected proto "
                                   "icmp, ipv6-icmp or mobility-header before "
                                   "it");
            }
            p->next++;
            if (!parser_take_number(p, "an ICMP type or code", 0, UINT8_MAX,
                                    &v)) {
                return false;
            }
            *field = v;
        } else if (!strcmp(word, "uid")) {
            /* printed by ip -s; nothing looks at it, in the kernel neither */
            p->next++;
            if (!parser_take_number(p, "a user id", 0, UINT32_MAX, &v)) {
                return false;
            }
        } else if (!strcmp(word, "key")) {
            uint8_t quad[4];

            if (sel->proto != 47) {
                return parser_fail(p, p->next, WORD_ANY, "expected proto gre "
                                   "before it");
            }
            p->next++;
            word = parser_take(p, "a GRE key, dotted quad or number");
            if (!word) {
                return false;
            }
            if (inet_pton(AF_INET, word, quad) == 1) {
                sel->key = (uint32_t)quad[0] << 24 | quad[1] << 16 |
                           quad[2] << 8 | quad[3];
            } else if (parse_number(word, UINT32_MAX, &v)) {
                sel->key = v;
            } else {
                return parser_fail(p, parser_taken(p), WORD_ANY, "expected a "
                                   "GRE key, dotted quad or number");
            }
        } else {
            break;
        }
        words++;
    }
    if (!words) {
        return parser_fail(p, p->next, WORD_ANY, "expected src, dst, proto or "
                           "dev of the selector");
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

static bool is_keyword(const char *word);

static bool take_key(Parser *p, const Algo *algo, Chosen *chosen)
{
    g_autofree char *bits = list_of_key_bits(algo);
    const char *word;
    int length;
    unsigned i;

    if (!algo->key_bytes[0]) {
        /* ip wants an empty word here; its own listing prints none */
        word = parser_peek(p);
        if (word && !*word) {
            p->next++;
        } else if (word && !is_keyword(word)) {
            return parser_fail(p, p->next, WORD_ANY, "%s has no key; expected "
                               "'' or the next word of the SA", algo->name);
        }
        return true;
    }
    word = parser_take(p, "a key");
    if (!word) {
        return false;
    }
    length = key_bytes(word, chosen->key, sizeof(chosen->key));
    if (length < 0) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "not a hexadecimal "
                           "key; expected 0x and digits 0 to 9, a to f, of %s "
                           "bits", bits);
    }
    for (i = 0; algo->key_bytes[i]; i++) {
        if (algo->key_bytes[i] == length) {
            chosen->size = i;
            chosen->key_length = length;
            xfrm_skip_bits(p);
            return true;
        }
    }
    return parser_fail(p, parser_taken(p), WORD_ANY, "a key of %d bits; for "
                       "%s expected %s bits%s", length * 8, algo->name, bits,
                       algo->salted ? ", the last 32 of them being the salt" :
                       "");
}

static bool is_name_of(const Algo *algo, const char *word)
{
    size_t i;

    if (!strcmp(algo->name, word)) {
        return true;
    }
    for (i = 0; algo->alias[i]; i++) {
        if (!strcmp(algo->alias[i], word)) {
            return true;
        }
    }
    return false;
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
    const char *word = parser_take(p, expected);
    const Algo *algo;
    uint64_t bits;
    unsigned i;

    if (!word) {
        return false;
    }
    for (algo = algos; algo->name && !is_name_of(algo, word); algo++) {
        continue;
    }
    if (!algo->name && !strcmp(word, "digest_null")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "ESP without "
                           "authentication is not accepted; expected %s",
                           expected);
    }
    if (!algo->name) {
        return parser_fail(p, parser_taken(p), WORD_ANY, word_is_known(word)
                           ? "the card has no such %s algorithm; expected %s"
                           : "unknown %s algorithm; expected %s", kind,
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
    word = parser_take(p, "the ICV length in bits");
    if (!word) {
        return false;
    }
    if (parse_number(word, 999, &bits)) {
        for (i = 0; algo->icv_bits[i]; i++) {
            if (algo->icv_bits[i] == bits) {
                chosen->icv_length = bits / 8;
                return true;
            }
        }
        p->behind_key = false;
    }
    icvs = list_of_icv_bits(algo);
    return parser_fail(p, parser_taken(p), WORD_NUMBER, "the card has no such "
                       "ICV length for %s; expected %s", algo->name, icvs);
}

static bool take_aead(Parser *p, SaLine *l)
{
    l->word_aead = parser_taken(p);
    return take_algo(p, aead_algos, "aead", true, &l->aead);
}

static bool take_enc(Parser *p, SaLine *l)
{
    l->word_enc = parser_taken(p);
    return take_algo(p, enc_algos, "enc", false, &l->enc);
}

static bool take_auth_trunc(Parser *p, SaLine *l)
{
    l->word_auth = parser_taken(p);
    return take_algo(p, auth_algos, "auth-trunc", true, &l->auth);
}

static bool take_auth(Parser *p, SaLine *l)
{
    l->word_auth = parser_taken(p);
    if (!take_algo(p, auth_algos, "auth", false, &l->auth)) {
        return false;
    }
    if (!strcmp(l->auth.algo->name, "hmac(sha256)")) {
        p->behind_key = false;
        return parser_fail(p, l->word_auth, WORD_ANY, "Linux takes auth "
                           "'hmac(sha256)' for an ICV of 96 bits, which the "
                           "card does not have; expected auth-trunc "
                           "'hmac(sha256)' KEY 128");
    }
    return true;
}

/* ------------------------------------------------------------------------
 * The line
 */

static bool take_reqid(Parser *p, SaLine *l)
{
    return parser_take_u32(p, "a request id", &l->reqid);
}

static bool take_window(Parser *p, SaLine *l)
{
    uint64_t v;

    if (!parser_take_number(p, "a window in packets", 0, WINDOW_MAX, &v)) {
        return false;
    }
    l->window = v;
    return true;
}

static bool take_seq(Parser *p, SaLine *l)
{
    return parser_take_u32(p, "a sequence number", &l->seq);
}

static bool take_seq_hi(Parser *p, SaLine *l)
{
    l->word_seq_hi = parser_taken(p);
    return parser_take_u32(p, "the upper half of a sequence number",
                           &l->seq_hi);
}

static bool take_oseq(Parser *p, SaLine *l)
{
    return parser_take_u32(p, "a sequence number", &l->oseq);
}

static bool take_oseq_hi(Parser *p, SaLine *l)
{
    l->word_seq_hi = parser_taken(p);
    return parser_take_u32(p, "the upper half of a sequence number",
                           &l->oseq_hi);
}

static bool take_src(Parser *p, SaLine *l)
{
    return take_sa_address(p, l, l->src);
}

static bool take_dst(Parser *p, SaLine *l)
{
    return take_sa_address(p, l, l->dst);
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
    { "flag", SEEN_FLAG, xfrm_take_flags },
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
    return find_keyword(word) || xfrm_is_other(word);
}

#define KEYWORDS_TEXT \
    "src, dst, proto, spi, reqid, mode, aead, enc, auth, auth-trunc, flag, " \
    "replay-window, replay-seq, replay-seq-hi, replay-oseq, replay-oseq-hi, " \
    "encap, sel, limit, offload or dir"

/** Rules that only the whole line shows to be broken. */
static bool check_line(Parser *p, SaLine *l)
{
    unsigned soft, hard;

    p->behind_key = false;
    if (!(l->seen & SEEN_DST)) {
        return parser_fail_line(p, "the SA has no destination; expected dst "
                                "ADDRESS");
    }
    if (!l->family) {
        return parser_fail_line(p, "neither address says whether this is IPv4 "
                                "or IPv6; expected 0.0.0.0 or :: in place of "
                                "any");
    }
    if (!(l->seen & SEEN_PROTO)) {
        return parser_fail_line(p, "the SA has no protocol; expected proto "
                                "esp or proto ah");
    }
    if (!(l->seen & SEEN_SPI)) {
        return parser_fail_line(p, "the SA has no SPI; expected spi NUMBER");
    }
    if (l->aead.algo && l->enc.algo) {
        return parser_fail(p, MAX(l->word_aead, l->word_enc), WORD_ANY,
                           "an aead algorithm stands alone; expected aead or "
                           "enc with auth");
    }
    if (l->aead.algo && l->auth.algo) {
        return parser_fail(p, MAX(l->word_aead, l->word_auth), WORD_ANY,
                           "an aead algorithm authenticates by itself; "
                           "expected aead or enc with auth");
    }
    if (l->operation == IPSECNIC_OP_AH) {
        if (l->enc.algo || l->aead.algo) {
            return parser_fail(p, l->enc.algo ? l->word_enc : l->word_aead,
                               WORD_ANY, "AH does not encrypt; expected auth "
                               "or auth-trunc alone");
        }
        if (!l->auth.algo) {
            return parser_fail_line(p, "the SA has no algorithm; AH expects "
                                    "auth or auth-trunc");
        }
        if (l->seen & SEEN_ENCAP) {
            return parser_fail_line(p, "AH cannot go through UDP; expected "
                                    "encap with proto esp only");
        }
    } else if (!l->aead.algo) {
        if (!l->enc.algo && !l->auth.algo) {
            return parser_fail_line(p, "the SA has no algorithm; ESP expects "
                                    "aead, or enc and auth");
        }
        if (!l->auth.algo) {
            return parser_fail(p, l->word_enc, WORD_ANY, "ESP without "
                               "authentication is not accepted; expected auth "
                               "or auth-trunc besides enc");
        }
        if (!l->enc.algo) {
            return parser_fail(p, l->word_auth, WORD_ANY, "expected enc "
                               "besides it; for no encryption enc "
                               "'ecb(cipher_null)' ''");
        }
    }
    if ((l->seen & (SEEN_SEQ_HI | SEEN_OSEQ_HI)) && !l->esn) {
        return parser_fail(p, l->word_seq_hi, WORD_ANY, "only extended "
                           "sequence numbers have an upper half; expected "
                           "flag esn besides it");
    }
    for (soft = 0; soft < LIMITS; soft += 2) {
        hard = soft + 1;
        if (l->limit[soft] != IPSECNIC_NO_LIMIT &&
            l->limit[hard] != IPSECNIC_NO_LIMIT &&
            l->limit[soft] > l->limit[hard]) {
            return parser_fail(p, l->word_limit, WORD_NUMBER, "limit %s is "
                               "above limit %s; expected it at or below",
                               limit_names[soft], limit_names[hard]);
        }
    }
    return true;
}

/** Read the words of an SA, the command in front of it being skipped. */
static bool parse_line(Parser *p, SaLine *l)
{
    const struct Keyword *k;
    const char *word;
    unsigned i;

    l->line = p->line;
    l->mode = IPSECNIC_MODE_TRANSPORT;
    for (i = 0; i < LIMITS; i++) {
        l->limit[i] = IPSECNIC_NO_LIMIT;
    }
    if (p->next == p->words->len) {
        return parser_fail(p, p->next, WORD_ANY, "expected src, dst, proto, "
                           "spi, ...");
    }
    while ((word = parser_peek(p)) != NULL) {
        k = find_keyword(word);
        if (!k && !xfrm_is_other(word)) {
            return parser_fail(p, p->next, WORD_ANY, "expected %s",
                               KEYWORDS_TEXT);
        }
        p->behind_key = false;
        if (k && (l->seen & k->seen)) {
            return parser_fail(p, p->next, WORD_ANY, "given twice; expected "
                               "it once%s", k->seen == SEEN_AUTH ? " (auth or "
                               "auth-trunc)" : "");
        }
        p->next++;
        if (!k) {
            if (!xfrm_take_other(p, l, word)) {
                return false;
            }
            continue;
        }
        l->seen |= k->seen;
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

/** Family and addresses, as text. */
static char *addresses_key(const SaLine *l)
{
    GString *s = g_string_new(NULL);
    unsigned i;

    g_string_append_printf(s, "%d ", l->family);
    for (i = 0; i < 16; i++) {
        g_string_append_printf(s, "%02x%02x", l->src[i], l->dst[i]);
    }
    return g_string_free(s, FALSE);
}

/** What the two lines of a bundle share, as text. */
static char *bundle_key(const SaLine *l)
{
    g_autofree char *addresses = addresses_key(l);

    return g_strdup_printf("%s %d %u", addresses, l->outbound, l->reqid);
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

        l->index = i;
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
        other[first->index] = l;
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
    return true;
}

/* ------------------------------------------------------------------------
 * The file
 */

static void free_line(gpointer line)
{
    sa_wipe(line, sizeof(SaLine));
    g_free(line);
}

/** What is known of the file while it is read. */
typedef struct Reading {
    const char *name;
    const char *text;
    const char *end;
    /** Number of the line at @text. */
    unsigned line;
    GPtrArray *lines;
    /** SA entries so far. */
    unsigned positions;
    SaNotes *notes;
    GError **errp;
} Reading;

static bool has_word(const Parser *p, const char *word)
{
    guint i;

    for (i = 0; i < p->words->len; i++) {
        if (!strcmp(g_ptr_array_index(p->words, i), word)) {
            return true;
        }
    }
    return false;
}

/** Whether the words begin an entry of what "ip xfrm state" or "policy"
 *  prints, the rest of which stands on lines that are indented. */
static bool begins_listing(const Parser *p)
{
    return p->words->len >= 4 &&
           !strcmp(g_ptr_array_index(p->words, 0), "src") &&
           !strcmp(g_ptr_array_index(p->words, 2), "dst") &&
           !has_word(p, "spi");
}

/** Whether the line at the text goes on with such an entry. */
static bool continues_listing(const Reading *r)
{
    const char *s = r->text;

    if (s == r->end || (*s != '\t' && *s != ' ')) {
        return false;
    }
    while (s < r->end && (*s == '\t' || *s == ' ')) {
        s++;
    }
    /* neither a line of blanks nor an SA of its own */
    return s < r->end && !strchr("\r\n#", *s) &&
           !((size_t)(r->end - s) > 3 && (!memcmp(s, "src", 3) ||
                                          !memcmp(s, "dst", 3)));
}

/** An entry that "ip xfrm state" prints of an SA that is still negotiated. */
static bool is_larval(const Parser *p)
{
    guint i;

    if (strcmp(g_ptr_array_index(p->words, 0), "src")) {
        return false;
    }
    for (i = 0; i + 1 < p->words->len; i++) {
        if (!strcmp(g_ptr_array_index(p->words, i), "spi")) {
            return g_str_has_prefix(g_ptr_array_index(p->words, i + 1),
                                    "0x00000000");
        }
    }
    return false;
}

/** Read one SA.  @table: it comes from Wireshark's table */
static bool add_lines(Reading *r, Parser *p, bool table)
{
    SaLine *l = g_new0(SaLine, 1);

    l->position = ++r->positions;
    g_ptr_array_add(r->lines, l);
    if (!parse_line(p, l)) {
        return false;
    }
    if (table) {
        /* the table does not say whether UDP is around ESP: both */
        l = g_memdup2(l, sizeof(*l));
        l->seen |= SEEN_ENCAP;
        g_ptr_array_add(r->lines, l);
    }
    return true;
}

/** Read an entry, of one logical line or of several. */
static bool read_entry(Reading *r, Parser *p)
{
    bool listing;

    p->line = r->line;
    switch (esp_sa_recognise(r->text, r->end)) {
    case ESP_SA_IKE:
        return parser_fail_line(p, "keys of IKE (Wireshark's ikev1_ or "
                                "ikev2_decryption_table), not of an SA; "
                                "expected the table esp_sa");
    case ESP_SA_LINE:
        return esp_sa_read(p, &r->text, r->end, &r->line) &&
               add_lines(r, p, true);
    case ESP_SA_NONE:
        break;
    }
    if (!parser_split_line(p, &r->text, r->end, &r->line)) {
        return false;
    }
    listing = begins_listing(p);
    while (listing && continues_listing(r)) {
        if (!parser_split_line(p, &r->text, r->end, &r->line)) {
            return false;
        }
    }
    if (!p->words->len) {
        return true;
    }
    if (!strcmp(g_ptr_array_index(p->words, 0), "src") &&
        (has_word(p, "ptype") || has_word(p, "tmpl") ||
         has_word(p, "socket"))) {
        xfrm_note_policy(p);
        return true;
    }
    if (is_larval(p)) {
        sa_notes_add(p->notes, p->line, "an SA that is not negotiated yet (SPI "
                     "0); it is left out");
        return true;
    }
    switch (xfrm_skip_command(p, r->positions == 0)) {
    case XFRM_SA:
        return add_lines(r, p, false);
    case XFRM_NOTED:
        return true;
    case XFRM_BAD:
        break;
    }
    return false;
}

/** What "ipsec look" of libreswan prints around states and policies. */
static void skip_titles(Reading *r)
{
    static const char states[] = "XFRM state:\n";
    static const char policies[] = "\nXFRM policy:\n";
    const char *at = NULL;
    const char *s;

    if ((size_t)(r->end - r->text) >= sizeof(states) - 1 &&
        !memcmp(r->text, states, sizeof(states) - 1)) {
        at = r->text;
    } else {
        s = memmem(r->text, r->end - r->text, "\nXFRM state:\n",
                   sizeof(states));
        at = s ? s + 1 : NULL;
    }
    if (!at) {
        return;
    }
    at += sizeof(states) - 1;
    for (s = r->text; s < at; s++) {
        r->line += *s == '\n';
    }
    r->text = at;
    s = memmem(at - 1, r->end - at + 1, policies, sizeof(policies) - 1);
    if (s) {
        r->end = s + 1;
    }
    sa_notes_add(r->notes, r->line, "read as what libreswan's ipsec look "
                 "prints: only the states");
}

/** Refuse SAs that only a mark tells apart: the card sees none. */
static bool check_marks(const Reading *r)
{
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                             NULL);
    bool ok = true;
    guint i;

    for (i = 0; i < r->lines->len && ok; i++) {
        const SaLine *l = g_ptr_array_index(r->lines, i);
        g_autofree char *addresses = addresses_key(l);
        g_autofree char *key =
            g_strdup_printf("%s %u %u %d", addresses, l->spi, l->operation,
                            !!(l->seen & SEEN_ENCAP));
        const SaLine *other = g_hash_table_lookup(seen, key);

        if (other && (l->mark_mask || other->mark_mask)) {
            g_set_error(r->errp, SA_FILE_ERROR, 0, "%s:%u: only a mark tells "
                        "this SA from that of line %u, and the card sees no "
                        "marks; expected one of them", r->name, l->line,
                        other->line);
            ok = false;
        } else if (!other) {
            g_hash_table_insert(seen, g_steal_pointer(&key), (gpointer)l);
        }
    }
    g_hash_table_destroy(seen);
    return ok;
}

ReplaySaFile *sa_file_parse(const char *name, const char *text, size_t length,
                            GError **errp)
{
    ReplaySaFile *file = g_new0(ReplaySaFile, 1);
    Reading r = {
        .name = name,
        .text = text,
        .end = text + length,
        .line = 1,
        .lines = g_ptr_array_new_with_free_func(free_line),
        .notes = sa_notes_new(),
        .errp = errp,
    };
    bool ok = true;

    skip_titles(&r);
    while (ok && r.text < r.end) {
        Parser p = { .file = name, .notes = r.notes, .errp = errp };

        parser_init(&p);
        ok = read_entry(&r, &p);
        parser_clear(&p);
    }
    ok = ok && check_marks(&r) && make_all(file, name, r.lines, errp);
    if (ok) {
        file->positions = r.positions;
        file->notes = sa_notes_texts(r.notes, name);
    }
    g_ptr_array_free(r.lines, TRUE);
    sa_notes_free(r.notes);
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
        const int error = errno;
        g_autofree char *shown = word_path(path);

        g_set_error(errp, SA_FILE_ERROR, 0, "--sa %s: %s; expected a file with "
                    "one SA a line", shown, g_strerror(error));
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
            sa_wipe(text, size);
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
        sa_wipe(text, size);
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
        sa_wipe(file->sa, file->num_sa * sizeof(*file->sa));
        g_free(file->sa);
    }
    g_strfreev(file->notes);
    g_free(file);
}

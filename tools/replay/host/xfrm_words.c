/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security associations in the words of "ip xfrm state add"
 *
 * The grammar is that of ip-xfrm(8).  What means nothing to a card is taken
 * and noted; what would change the meaning of an SA is refused, because one
 * that is loaded without half of what was asked for would be worse than none.
 */

#include <string.h>
#include "hw/net/ipsecnic_abi.h"
#include "sa.h"
#include "sa_algos.h"
#include "words.h"
#include "xfrm_list.h"
#include "xfrm_printed.h"
#include "xfrm_selector.h"
#include "xfrm_words.h"

/** Linux keeps no larger window (XFRMA_REPLAY_ESN_MAX), and ip refuses one. */
#define WINDOW_MAX      4096
/** SPI 0 is for local use (RFC 4303 section 2.1).  Those up to 255 are reserved
 *  for IANA to assign, which binds who chooses SPIs and not who is told one. */
#define SPI_MIN         1

static const char note_prefix[] =
    "the prefix length behind an SA's address means nothing, to ip neither";

static const char larval[] =
    "an SA that is not negotiated yet, and has no algorithm; it is left out";
static const char other_protocol[] =
    "a state of another protocol, which is no SA; it is left out";

/** Protocols of states that ip has for the outer header around IPComp and for
 *  Mobile IPv6, with names or without. */
static const char *const other_protocols[] = {
    "4", "ipip", "ipencap", "41", "ipv6", "route2", "hao",
    NULL,
};

/** Modes that ip prints and the card does not have; a later one it prints as a
 *  number. */
static const char *const other_modes[] = {
    "beet", "iptfs", "ro", "in_trigger",
    NULL,
};

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
        sa_notes_add(p->notes, p->line, note_prefix);
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

    /* one that is not chosen yet is printed as 0 */
    if (!parser_take_number(p, "an SPI", l->of_listing ? 0 : SPI_MIN,
                            UINT32_MAX, &v)) {
        return false;
    }
    l->word_spi = parser_taken(p);
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
    } else if (!strcmp(word, "comp") && l->keyless) {
        /* one that is no event and negotiated is refused at its algorithm */
        l->left_out = other_protocol;
    } else if (!strcmp(word, "comp")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "the card does not "
                           "compress (IPComp); expected esp or ah");
    } else if (l->of_listing && g_strv_contains(other_protocols, word)) {
        l->left_out = other_protocol;
    } else {
        return parser_fail(p, parser_taken(p), WORD_ANY, "unknown protocol; "
                           "expected esp or ah");
    }
    return true;
}

static bool is_other_mode(const char *word)
{
    uint64_t number;

    return g_strv_contains(other_modes, word) ||
           parse_number(word, UINT8_MAX, &number);
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
    } else if (!(l->left_out || l->keyless) || !is_other_mode(word)) {
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
    const char *word = parser_take(p, "packet, crypto or dev");

    l->word_offload = parser_taken(p);
    if (word && (!strcmp(word, "packet") || !strcmp(word, "crypto"))) {
        l->packet = !strcmp(word, "packet");
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

static bool take_sel(Parser *p, SaLine *l)
{
    return xfrm_take_selector(p, &l->sel);
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
    const char *note;
} keywords[] = {
#define WORD(word, seen, take, note) { word, seen, take, note },
    XFRM_WORDS(WORD)
    XFRM_OTHER_WORDS(WORD)
#undef WORD
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

/** What is expected: "src, dst, ... or dir". */
static char *keywords_text(void)
{
    static const char *const words[] = {
#define WORD(word, seen, take, note) word,
        XFRM_WORDS(WORD)
#undef WORD
    };
    GString *s = g_string_new(words[0]);
    size_t i;

    for (i = 1; i < G_N_ELEMENTS(words); i++) {
        g_string_append_printf(s, "%s%s",
                               i + 1 < G_N_ELEMENTS(words) ? ", " : " or ",
                               words[i]);
    }
    return g_string_free(s, FALSE);
}

/** Rules that only the whole line shows to be broken. */
static bool check_line(Parser *p, SaLine *l)
{
    unsigned soft, hard;

    xfrm_note_flags(p, l);

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
    if (l->of_listing && !l->left_out && !l->aead.algo && !l->enc.algo &&
        !l->auth.algo) {
        /* not SPI 0 alone: the own side chooses one before it has keys */
        l->left_out = larval;
    }
    if (l->left_out) {
        return true;
    }
    if (l->spi < SPI_MIN) {
        return parser_fail(p, l->word_spi, WORD_NUMBER, "expected an SPI, a "
                           "number from %u on", SPI_MIN);
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
    if (l->packet && l->operation == IPSECNIC_OP_AH) {
        return parser_fail(p, l->word_offload, WORD_ANY, "in packet mode the "
                           "card does ESP alone; expected proto esp, or an "
                           "offload without packet");
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

bool xfrm_read_sa(Parser *p, SaLine *l)
{
    const struct Keyword *k;
    const char *word;
    unsigned i;
    uint32_t v;

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
        if (!k) {
            g_autofree char *expected = keywords_text();

            return parser_fail(p, p->next, WORD_ANY, "expected %s", expected);
        }
        p->behind_key = false;
        if (l->seen & k->seen) {
            return parser_fail(p, p->next, WORD_ANY, "given twice; expected "
                               "it once%s", k->seen == SEEN_AUTH ? " (auth or "
                               "auth-trunc)" : "");
        }
        p->next++;
        l->seen |= k->seen;
        if (k->note) {
            sa_notes_add(p->notes, p->line, k->note);
        }
        if (k->take ? !k->take(p, l) : !parser_take_u32(p, k->name, &v)) {
            return false;
        }
    }
    return check_line(p, l);
}

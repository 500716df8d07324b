/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words that mean nothing to a card, and what "ip xfrm state" prints besides
 * what "ip xfrm state add" takes
 */

#include <string.h>
#include "words.h"
#include "xfrm_list.h"
#include "xfrm_printed.h"

/** Words of a bitmap of the largest window. */
#define BITMAP_WORDS_MAX 128

/* what is noted, a kind each */
static const char note_flags[] =
    "flags other than esn mean nothing to the card; they are left out";
static const char note_mark[] =
    "a mark is nothing that the card sees: the SA is found by addresses, SPI "
    "and protocol alone";
static const char note_time[] =
    "the card has no clock: limits in seconds are left out";
static const char note_context[] =
    "a capture may be older than the anti-replay context: numbers up to it are "
    "no replays, and it only tells which the extended ones are";

void xfrm_note_time(Parser *p)
{
    sa_notes_add(p->notes, p->line, note_time);
}

bool xfrm_take_dir(Parser *p, SaLine *l)
{
    const char *word = parser_take(p, "in or out");
    bool outbound;

    if (!word) {
        return false;
    }
    outbound = !strcmp(word, "out");
    if (!outbound && strcmp(word, "in")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "expected in or out");
    }
    if ((l->seen & SEEN_DIR) && outbound != l->outbound) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "an SA has one "
                           "direction; expected %s as before",
                           l->outbound ? "out" : "in");
    }
    l->seen |= SEEN_DIR;
    l->outbound = outbound;
    return true;
}

void xfrm_skip_bits(Parser *p)
{
    const char *word = parser_peek(p);

    if (word && word[0] == '(' && p->next + 1 < p->words->len &&
        !strcmp(g_ptr_array_index(p->words, p->next + 1), "bits)")) {
        p->next += 2;
    }
}

static const char *const state_flags[] = {
    "noecn", "decap-dscp", "nopmtudisc", "wildrecv", "icmp", "af-unspec",
    "align4", "esn",
};

static const char *const extra_flags[] = {
    "dont-encap-dscp", "oseq-may-wrap",
};

static int index_of(const char *word, const char *const *names, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (!strcmp(word, names[i])) {
            return i;
        }
    }
    return -1;
}

/** Which flags of @l the card acts upon: in packet mode it is the card that
 *  makes, and takes away, the outer header of a tunnel. */
static void meaningful_flags(const SaLine *l, uint32_t *flags, uint32_t *extra)
{
    *flags = *extra = 0;
    if (!l->packet || l->mode != IPSECNIC_MODE_TUNNEL) {
        return;
    }
    *flags = STATE_NOECN | (l->outbound ? STATE_NOPMTUDISC : STATE_DECAP_DSCP);
    if (l->outbound) {
        *extra = EXTRA_DONT_ENCAP_DSCP;
    }
}

void xfrm_note_flags(Parser *p, const SaLine *l)
{
    uint32_t flags, extra;

    meaningful_flags(l, &flags, &extra);
    if (l->flags & ~flags) {
        sa_notes_add(p->notes, p->line, note_flags);
    }
    if (l->extra_flags & ~extra) {
        sa_notes_add(p->notes, p->line, XFRM_NO_MEANING("extra-flag"));
    }
    if (l->tfcpad &&
        !(l->packet && l->outbound && l->mode == IPSECNIC_MODE_TUNNEL)) {
        sa_notes_add(p->notes, p->line, XFRM_NO_MEANING("tfcpad"));
    }
}

bool xfrm_take_tfcpad(Parser *p, SaLine *l)
{
    return parser_take_u32(p, "a length in bytes", &l->tfcpad);
}

static void take_extra_flags(Parser *p, SaLine *l)
{
    const char *word;
    uint64_t v;
    int flag;

    while ((word = parser_peek(p)) != NULL) {
        flag = index_of(word, extra_flags, G_N_ELEMENTS(extra_flags));
        if (flag < 0 && !parse_number(word, UINT32_MAX, &v)) {
            return;
        }
        l->extra_flags |= flag >= 0 ? UINT32_C(1) << flag : (uint32_t)v;
        p->next++;
    }
}

/** Skip "(0x00)", which ip -s prints behind flags. */
static void skip_flag_mask(Parser *p)
{
    const char *word = parser_peek(p);

    if (word && word[0] == '(') {
        p->next++;
    }
}

bool xfrm_take_flags(Parser *p, SaLine *l)
{
    const char *word = parser_peek(p);
    unsigned taken = 0, all = 0;
    uint64_t bits;

    if (word && parse_number(word, 0xff, &bits)) {
        p->next++;
        all = bits;
        taken = 1;
    }
    while (!taken || all) {
        g_autofree char *name = NULL;
        bool extra;
        int flag;

        word = parser_peek(p);
        if (!word) {
            break;
        }
        /* ip -s prints the one behind the other, without a blank */
        extra = g_str_has_suffix(word, "extra_flag");
        name = g_strndup(word, strlen(word) -
                               (extra ? strlen("extra_flag") : 0));
        flag = index_of(name, state_flags, G_N_ELEMENTS(state_flags));
        if (flag < 0 && !(extra && !*name)) {
            break;
        }
        p->next++;
        if (flag >= 0) {
            all |= 1u << flag;
        }
        taken++;
        if (extra) {
            take_extra_flags(p, l);
            break;
        }
    }
    word = parser_peek(p);
    if (!taken && (!word || word[0] != '(')) {
        return parser_fail(p, p->next, WORD_ANY, "expected a flag: noecn, "
                           "decap-dscp, nopmtudisc, wildrecv, icmp, af-unspec, "
                           "align4 or esn");
    }
    skip_flag_mask(p);
    l->esn |= all & 0x80;
    l->flags |= all & 0x7f;
    return true;
}

/** VALUE, VALUE/MASK or VALUE mask MASK. */
static bool take_mark(Parser *p, uint32_t *mark, uint32_t *mask)
{
    const char *word = parser_take(p, "a mark, a number");
    g_auto(GStrv) parts = word ? g_strsplit(word, "/", 2) : NULL;
    uint64_t v;

    *mask = UINT32_MAX;
    if (!word) {
        return false;
    }
    if (!parts[0] || !parse_number(parts[0], UINT32_MAX, &v) ||
        (parts[1] && !parse_number(parts[1], UINT32_MAX, &v))) {
        return parser_fail(p, parser_taken(p), WORD_NUMBER, "expected a mark, "
                           "a number from 0 to 4294967295");
    }
    *mark = g_ascii_strtoull(parts[0], NULL, 0);
    if (parts[1]) {
        *mask = v;
    }
    if (parser_skip(p, "mask")) {
        return parser_take_u32(p, "a mask", mask);
    }
    return true;
}

/** A number that ip prints with a comma behind it. */
static bool take_printed(Parser *p, const char *name, uint64_t max,
                         uint64_t *value)
{
    g_autofree char *number = NULL;
    const char *word;

    if (!parser_take_word(p, name)) {
        return false;
    }
    word = parser_take(p, "a number");
    if (!word) {
        return false;
    }
    number = g_strndup(word, strcspn(word, ","));
    if (!parse_number(number, max, value)) {
        return parser_fail(p, parser_taken(p), WORD_NUMBER, "expected what ip "
                           "prints there, a number");
    }
    return true;
}

bool xfrm_take_anti_replay(Parser *p, SaLine *l)
{
    uint64_t seq, oseq, seq_hi = 0, oseq_hi = 0, window, words, bitmap;
    bool esn = parser_skip(p, "esn");

    if (!parser_take_word(p, "context:")) {
        return false;
    }
    if (!esn) {
        if (!take_printed(p, "seq", UINT32_MAX, &seq) ||
            !take_printed(p, "oseq", UINT32_MAX, &oseq) ||
            !take_printed(p, "bitmap", UINT32_MAX, &bitmap)) {
            return false;
        }
    } else {
        if (!take_printed(p, "seq-hi", UINT32_MAX, &seq_hi) ||
            !take_printed(p, "seq", UINT32_MAX, &seq) ||
            !take_printed(p, "oseq-hi", UINT32_MAX, &oseq_hi) ||
            !take_printed(p, "oseq", UINT32_MAX, &oseq) ||
            !take_printed(p, "replay_window", 4096, &window) ||
            !take_printed(p, "bitmap-length", BITMAP_WORDS_MAX, &words)) {
            return false;
        }
        l->window = window;
        for (; words; words--) {
            const char *word = parser_take(p, "the bitmap's next word");

            if (!word) {
                return false;
            }
            if (strspn(word, "0123456789abcdef") != 8 || word[8]) {
                return parser_fail(p, parser_taken(p), WORD_ANY, "expected "
                                   "the bitmap's next word, 8 hexadecimal "
                                   "digits");
            }
        }
    }
    l->listed = true;
    l->seq = seq;
    l->oseq = oseq;
    l->seq_hi = seq_hi;
    l->oseq_hi = oseq_hi;
    if ((seq || seq_hi) && l->window) {
        sa_notes_add(p->notes, p->line, note_context);
    }
    return true;
}

/** "crypto offload parameters: dev card dir in mode crypto", or packet. */
bool xfrm_take_offload_printed(Parser *p, SaLine *l)
{
    if (!parser_take_word(p, "offload") ||
        !parser_take_word(p, "parameters:") || !parser_take_word(p, "dev") ||
        !parser_take(p, "an interface name") ||
        (parser_skip(p, "dir") && !xfrm_take_dir(p, l))) {
        return false;
    }
    l->word_offload = parser_taken(p);
    if (parser_skip(p, "mode")) {
        l->packet = parser_skip(p, "packet");
        return l->packet || parser_take_word(p, "crypto");
    }
    return true;
}

/** A quantity such as "(INF)(bytes)," or "5(sec)"; infinite: UINT64_MAX. */
static bool take_quantity(Parser *p, const char *unit, uint64_t *value)
{
    const char *word = parser_take(p, "a quantity");
    g_autofree char *number = NULL;
    char *at;

    if (!word) {
        return false;
    }
    number = g_strdup(word);
    at = strrchr(number, '(');
    if (at) {
        g_autofree char *is = g_strndup(at, strcspn(at, ","));

        if (!strcmp(is, unit)) {
            *at = '\0';
            if (!strcmp(number, "(INF)")) {
                *value = UINT64_MAX;
                return true;
            }
            if (parse_number(number, UINT64_MAX, value)) {
                return true;
            }
        }
    }
    return parser_fail(p, parser_taken(p), WORD_ANY, "expected what ip prints "
                       "there, a number and %s", unit);
}

static void set_limit(SaLine *l, LimitKind kind, uint64_t value)
{
    /* 0 is what the kernel has where nobody ever set one */
    if (value && value != UINT64_MAX) {
        l->limit[kind] = value;
    }
}

static bool take_lifetime_config(Parser *p, SaLine *l)
{
    uint64_t soft, hard;

    for (;;) {
        if (parser_skip(p, "limit:")) {
            const char *word;
            bool packets;

            if (!parser_take_word(p, "soft")) {
                return false;
            }
            word = parser_peek(p);
            packets = word && strstr(word, "(packets)");
            if (!take_quantity(p, packets ? "(packets)" : "(bytes)", &soft) ||
                !parser_take_word(p, "hard") ||
                !take_quantity(p, packets ? "(packets)" : "(bytes)", &hard)) {
                return false;
            }
            set_limit(l, packets ? LIMIT_PACKET_SOFT : LIMIT_BYTE_SOFT, soft);
            set_limit(l, packets ? LIMIT_PACKET_HARD : LIMIT_BYTE_HARD, hard);
            l->word_limit = parser_taken(p);
        } else if (parser_skip(p, "expire")) {
            if (!parser_skip(p, "add:") && !parser_take_word(p, "use:")) {
                return false;
            }
            if (!parser_take_word(p, "soft") ||
                !take_quantity(p, "(sec)", &soft) ||
                !parser_take_word(p, "hard") ||
                !take_quantity(p, "(sec)", &hard)) {
                return false;
            }
            if (soft || hard) {
                sa_notes_add(p->notes, p->line, note_time);
            }
        } else {
            return true;
        }
    }
}

/** "-", or a day and a time of day. */
static bool take_time(Parser *p)
{
    return parser_skip(p, "-") || parser_skip(p, "invalid-time") ||
           (parser_take(p, "a date") && parser_take(p, "a time of day"));
}

bool xfrm_take_lifetime(Parser *p, SaLine *l)
{
    uint64_t v;

    if (parser_skip(p, "config:")) {
        return take_lifetime_config(p, l);
    }
    return parser_take_word(p, "current:") &&
           take_quantity(p, "(bytes)", &v) &&
           take_quantity(p, "(packets)", &v) &&
           parser_take_word(p, "add") && take_time(p) &&
           parser_take_word(p, "use") && take_time(p);
}

bool xfrm_take_stats(Parser *p, SaLine *l G_GNUC_UNUSED)
{
    uint64_t v;

    return take_printed(p, "replay-window", UINT32_MAX, &v) &&
           take_printed(p, "replay", UINT32_MAX, &v) &&
           take_printed(p, "failed", UINT32_MAX, &v);
}

bool xfrm_take_mark(Parser *p, SaLine *l)
{
    sa_notes_add(p->notes, p->line, note_mark);
    return take_mark(p, &l->mark, &l->mark_mask);
}

bool xfrm_take_output_mark(Parser *p, SaLine *l G_GNUC_UNUSED)
{
    uint32_t mark, mask;

    return take_mark(p, &mark, &mask);
}

bool xfrm_take_extra_flag(Parser *p, SaLine *l)
{
    take_extra_flags(p, l);
    skip_flag_mask(p);
    return true;
}

bool xfrm_take_coa(Parser *p, SaLine *l G_GNUC_UNUSED)
{
    const char *word = parser_take(p, "an address");
    uint8_t addr[16];
    unsigned prefix;
    int family;

    if (!word) {
        return false;
    }
    return parse_prefix(word, addr, &family, &prefix) ||
           parser_fail(p, parser_taken(p), WORD_ADDRESS, "expected an IPv4 or "
                       "IPv6 address");
}

bool xfrm_take_ctx(Parser *p, SaLine *l G_GNUC_UNUSED)
{
    sa_notes_add(p->notes, p->line, XFRM_NO_MEANING("ctx"));
    return parser_take(p, "a security context") != NULL;
}

bool xfrm_take_security(Parser *p, SaLine *l)
{
    return parser_take_word(p, "context") && xfrm_take_ctx(p, l);
}

bool xfrm_take_lastused(Parser *p, SaLine *l G_GNUC_UNUSED)
{
    return take_time(p);
}

bool xfrm_take_comp(Parser *p, SaLine *l)
{
    if (l->of_event && l->left_out) {
        return parser_take(p, "an algorithm") != NULL;
    }
    return parser_fail(p, parser_taken(p), WORD_ANY, "the card does not "
                       "compress (IPComp); expected an SA without comp");
}

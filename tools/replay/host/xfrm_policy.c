/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies in the words of "ip xfrm policy add", and as ip prints them
 */

#include <string.h>
#include "hw/net/ipsecnic_abi.h"
#include "sa_line.h"
#include "xfrm_list.h"
#include "xfrm_policy.h"
#include "xfrm_printed.h"
#include "xfrm_selector.h"

/** Words of the grammar, as bits: each may stand once. */
enum {
    POLICY_SEEN_SEL = 1 << 0,
    POLICY_SEEN_DIR = 1 << 1,
    POLICY_SEEN_ACTION = 1 << 2,
    POLICY_SEEN_PRIORITY = 1 << 3,
    POLICY_SEEN_OFFLOAD = 1 << 4,
    POLICY_SEEN_TMPL = 1 << 5,
    POLICY_SEEN_PTYPE = 1 << 6,
};

static const char note_stack[] =
    "a policy without 'offload packet' is the stack's, not the card's; it is "
    "left out";
static const char note_limits[] =
    "the card knows no limits of policies; they are left out";
static const char note_flags[] =
    "flags of a policy mean nothing to the card; they are left out";
static const char note_dev[] =
    "a policy for the packets of another interface than it is offloaded to; it "
    "is left out";

static bool has_word(const Parser *p, const char *word)
{
    guint i;

    for (i = p->next; i < p->words->len; i++) {
        if (!strcmp(g_ptr_array_index(p->words, i), word)) {
            return true;
        }
    }
    return false;
}

bool xfrm_is_policy(const Parser *p)
{
    const char *word = parser_peek(p);

    return word && (!strcmp(word, "src") || !strcmp(word, "dst") ||
                    !strcmp(word, "dir")) &&
           (has_word(p, "ptype") || has_word(p, "tmpl") ||
            has_word(p, "socket") || has_word(p, "action") ||
            has_word(p, "priority"));
}

/* ------------------------------------------------------------------------
 * Words
 */

static bool take_selector(Parser *p, PolicyLine *l)
{
    p->next--;
    return xfrm_take_selector(p, &l->sel);
}

static bool take_direction(Parser *p, PolicyLine *l)
{
    const char *word = parser_take(p, "in or out");

    if (!word) {
        return false;
    }
    l->outbound = !strcmp(word, "out");
    if (!strcmp(word, "fwd")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "the card has no "
                           "policies for what is forwarded, its inbound ones "
                           "are for all that it receives; expected in or out, "
                           "or a policy without offload");
    }
    return l->outbound || !strcmp(word, "in") ||
           parser_fail(p, parser_taken(p), WORD_ANY, "expected in or out");
}

static bool take_socket(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    return parser_fail(p, parser_taken(p), WORD_ANY, "the card knows no "
                       "sockets; expected dir in or dir out, or a policy "
                       "without offload");
}

static bool take_action(Parser *p, PolicyLine *l)
{
    const char *word = parser_take(p, "allow or block");

    if (!word) {
        return false;
    }
    l->block = !strcmp(word, "block");
    return l->block || !strcmp(word, "allow") ||
           parser_fail(p, parser_taken(p), WORD_ANY, "expected allow or "
                       "block");
}

static bool take_priority(Parser *p, PolicyLine *l)
{
    return parser_take_u32(p, "a priority", &l->priority);
}

static bool take_ptype(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    const char *word = parser_take(p, "main");

    return word && (!strcmp(word, "main") ||
                    parser_fail(p, parser_taken(p), WORD_ANY, "the card has "
                                "one kind of policies; expected main, or a "
                                "policy without offload"));
}

static bool take_index(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    uint32_t v;

    return parser_take_u32(p, "an index", &v);
}

static bool take_mark(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    return parser_fail(p, parser_taken(p), WORD_ANY, "the card sees no marks, "
                       "and the policy would be for more than it says; "
                       "expected one without mark, or without offload");
}

static bool take_if_id(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    uint32_t v;

    if (!parser_take_u32(p, "an interface id", &v)) {
        return false;
    }
    return !v || parser_fail(p, parser_taken(p), WORD_NUMBER, "the card knows "
                             "no interface ids, and the policy would be for "
                             "more than it says; expected one without if_id, "
                             "or without offload");
}

static bool take_share(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    return parser_take(p, "any, session, user or unique") != NULL;
}

static bool take_flags(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    const char *word;
    uint64_t v;
    bool any = false;

    while ((word = parser_peek(p)) != NULL) {
        if (!strcmp(word, "localok") || !strcmp(word, "icmp") ||
            parse_number(word, UINT8_MAX, &v)) {
            any = true;
        } else if (word[0] != '(') {
            break;
        }
        p->next++;
    }
    if (any) {
        sa_notes_add(p->notes, p->line, note_flags);
    }
    return true;
}

static bool take_context(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    SaLine scratch = { 0 };

    return xfrm_take_ctx(p, &scratch);
}

static bool take_security(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    SaLine scratch = { 0 };

    return xfrm_take_security(p, &scratch);
}

static bool take_limit(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    uint64_t v;

    sa_notes_add(p->notes, p->line, note_limits);
    return parser_take(p, "a limit") &&
           parser_take_number(p, "a limit", 0, UINT64_MAX, &v);
}

/** "lifetime config:" and "lifetime current:", printed by ip -s. */
static bool take_lifetime(Parser *p, PolicyLine *l G_GNUC_UNUSED)
{
    SaLine scratch = { 0 };
    unsigned i;

    if (!xfrm_take_lifetime(p, &scratch)) {
        return false;
    }
    for (i = 0; i < LIMITS; i++) {
        if (scratch.limit[i]) {
            sa_notes_add(p->notes, p->line, note_limits);
        }
    }
    return true;
}

static bool take_device(Parser *p, PolicyLine *l)
{
    const char *word = parser_take(p, "an interface name");

    if (!word) {
        return false;
    }
    return (*word && g_strlcpy(l->offload_dev, word, sizeof(l->offload_dev)) <
                     sizeof(l->offload_dev)) ||
           parser_fail(p, parser_taken(p), WORD_ANY, "expected an interface "
                       "name of 1 to 15 characters");
}

static bool take_offload(Parser *p, PolicyLine *l)
{
    const char *word = parser_take(p, "packet");

    if (!word) {
        return false;
    }
    if (strcmp(word, "packet")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "a policy is in the "
                           "card in packet mode or not at all; expected "
                           "packet");
    }
    return parser_take_word(p, "dev") && take_device(p, l);
}

/** "crypto offload parameters: dev card mode packet"; a direction, if any, is
 *  not the one that counts. */
static bool take_offload_printed(Parser *p, PolicyLine *l)
{
    if (!parser_take_word(p, "offload") ||
        !parser_take_word(p, "parameters:") || !parser_take_word(p, "dev") ||
        !take_device(p, l) ||
        (parser_skip(p, "dir") && !parser_take(p, "in or out"))) {
        return false;
    }
    return parser_take_word(p, "mode") && parser_take_word(p, "packet");
}

/* ------------------------------------------------------------------------
 * The template
 */

static bool take_end_point(Parser *p, PolicyLine *l, uint8_t addr[16])
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
    if (family && l->tunnel_family && family != l->tunnel_family) {
        return parser_fail(p, parser_taken(p), WORD_ADDRESS, "the template's "
                           "addresses differ in family; expected IPv%d as "
                           "before", l->tunnel_family);
    }
    if (family) {
        l->tunnel_family = family;
    }
    return true;
}

static bool take_template_word(Parser *p, PolicyLine *l, const char *word)
{
    const char *value;

    if (!strcmp(word, "src")) {
        return take_end_point(p, l, l->tunnel_src);
    }
    if (!strcmp(word, "dst")) {
        return take_end_point(p, l, l->tunnel_dst);
    }
    if (!strcmp(word, "spi")) {
        return parser_take_u32(p, "an SPI", &l->spi);
    }
    if (!strcmp(word, "reqid")) {
        return parser_take_u32(p, "a request id", &l->reqid);
    }
    value = parser_take(p, "what the template wants");
    if (!value) {
        return false;
    }
    if (!strcmp(word, "proto")) {
        l->esp = !strcmp(value, "esp") || !strcmp(value, "50");
        return l->esp ||
               parser_fail(p, parser_taken(p), WORD_ANY, "in packet mode the "
                           "card does ESP alone; expected esp, or a policy "
                           "without offload");
    }
    if (!strcmp(word, "mode")) {
        l->mode = !*value ? 0 :
                  g_str_has_prefix("transport", value)
                  ? IPSECNIC_MODE_TRANSPORT :
                  g_str_has_prefix("tunnel", value) ? IPSECNIC_MODE_TUNNEL : 0;
        return l->mode ||
               parser_fail(p, parser_taken(p), WORD_ANY, "the card has no "
                           "such mode; expected transport or tunnel");
    }
    if (!strcmp(word, "level")) {
        return !strcmp(value, "required") ||
               parser_fail(p, parser_taken(p), WORD_ANY, "what a policy of "
                           "the card protects never leaves without an SA; "
                           "expected level required, or a policy without "
                           "offload");
    }
    /* share and the masks, which nothing looks at */
    return true;
}

static bool take_template(Parser *p, PolicyLine *l)
{
    static const char *const words[] = {
        "src", "dst", "proto", "spi", "reqid", "mode", "level", "share",
        "enc-mask", "auth-mask", "comp-mask",
    };
    const char *word;
    size_t i;

    if (l->has_template) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "packet mode is for "
                           "one SA, and this would be for another one, too; "
                           "expected one tmpl, or a policy without offload");
    }
    l->has_template = true;
    l->mode = IPSECNIC_MODE_TRANSPORT;
    while ((word = parser_peek(p)) != NULL) {
        for (i = 0; i < G_N_ELEMENTS(words); i++) {
            if (!strcmp(word, words[i])) {
                break;
            }
        }
        if (i == G_N_ELEMENTS(words)) {
            break;
        }
        p->next++;
        if (!take_template_word(p, l, word)) {
            return false;
        }
    }
    return l->esp ||
           parser_fail(p, parser_taken(p), WORD_ANY, "the template names no "
                       "protocol; expected proto esp in it");
}

/* ------------------------------------------------------------------------
 * The policy
 */

static const struct Keyword {
    const char *name;
    unsigned seen;
    bool (*take)(Parser *p, PolicyLine *l);
} keywords[] = {
#define WORD(word, seen, take) { word, seen, take },
    XFRM_POLICY_WORDS(WORD)
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

static const uint8_t any_address[16];

/** Rules that only the whole policy shows to be broken. */
static bool check_policy(Parser *p, PolicyLine *l)
{
    if (!(l->seen & POLICY_SEEN_DIR)) {
        return parser_fail_line(p, "the policy has no direction; expected dir "
                                "in or dir out");
    }
    if (l->sel.key >= 0) {
        return parser_fail_line(p, "the card does not look at keys of GRE; "
                                "expected a selector without key, or a policy "
                                "without offload");
    }
    if (!l->sel.family) {
        /* as ip has it */
        l->sel.family = 4;
    }
    if (l->block || !l->has_template) {
        return true;
    }
    if (l->mode == IPSECNIC_MODE_TRANSPORT) {
        return !l->tunnel_family || l->tunnel_family == l->sel.family ||
               parser_fail_line(p, "a template in transport mode has IPv%d "
                                "addresses, and the policy is for IPv%u; "
                                "expected the same", l->tunnel_family,
                                l->sel.family);
    }
    return (memcmp(l->tunnel_src, any_address, sizeof(any_address)) &&
            memcmp(l->tunnel_dst, any_address, sizeof(any_address))) ||
           parser_fail_line(p, "a tunnel's template needs both end points for "
                            "the card; expected tmpl src ADDRESS dst ADDRESS");
}

static PolicyEntry noted(Parser *p, const char *what)
{
    sa_notes_add(p->notes, p->line, what);
    return POLICY_NOTED;
}

PolicyEntry xfrm_read_policy(Parser *p, PolicyLine *l, bool update)
{
    const struct Keyword *k;
    const char *word;

    if (!has_word(p, "offload")) {
        return noted(p, note_stack);
    }
    l->line = p->line;
    l->update = update;
    l->sel = (SaSelector) { .proto = -1, .sport = -1, .dport = -1, .key = -1 };
    while ((word = parser_peek(p)) != NULL) {
        k = find_keyword(word);
        if (!k) {
            parser_fail(p, p->next, WORD_ANY, "expected a word of ip xfrm "
                        "policy: dir, priority, action, tmpl, offload, ...");
            return POLICY_BAD;
        }
        if (l->seen & k->seen & ~POLICY_SEEN_TMPL) {
            parser_fail(p, p->next, WORD_ANY, "given twice; expected it once");
            return POLICY_BAD;
        }
        p->next++;
        l->seen |= k->seen;
        if (!k->take(p, l)) {
            return POLICY_BAD;
        }
    }
    if (!check_policy(p, l)) {
        return POLICY_BAD;
    }
    if (*l->sel.dev && strcmp(l->sel.dev, l->offload_dev)) {
        return noted(p, note_dev);
    }
    return POLICY_CARD;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command in front of an SA, and what else ip xfrm has in a file
 */

#include <string.h>
#include "sa.h"
#include "sa_text.h"
#include "words.h"
#include "xfrm_command.h"

/** What is longer in front of a '$' or '#' is no prompt. */
#define PROMPT_MAX 256

static const char note_command[] =
    "a command that loads no SA and no policy; it is left out";

/** Whether ip takes @word for @full: any beginning of it will do. */
static bool matches(const char *word, const char *full)
{
    return *word && g_str_has_prefix(full, word);
}

static bool is_ip(const char *word)
{
    return !strcmp(word, "ip") || g_str_has_suffix(word, "/ip");
}

/** Whether an argument follows an option of ip, its dashes taken away. */
static bool has_argument(const char *name)
{
    return !strcmp(name, "n") || (strlen(name) > 1 &&
                                  matches(name, "netns")) ||
           matches(name, "family") || !strcmp(name, "rc") ||
           matches(name, "rcvbuf") || matches(name, "loops");
}

static const char *without_dashes(const char *word)
{
    return word + (word[1] == '-' ? 2 : 1);
}

/** Skip the options of ip. */
static bool skip_options(Parser *p)
{
    const char *word;

    while ((word = parser_peek(p)) != NULL && word[0] == '-') {
        const char *name = without_dashes(word);

        p->next++;
        if (!strcmp(name, "b") || (strlen(name) > 1 &&
                                   matches(name, "batch"))) {
            return parser_fail(p, parser_taken(p), WORD_ANY, "expected the "
                               "lines of the batch file themselves");
        }
        if (has_argument(name) &&
            !parser_take(p, "an argument of the option")) {
            return false;
        }
    }
    return true;
}

const char *xfrm_skip_prompt(const char *text, const char *end)
{
    const char *token = sa_text_skip_blanks(text, end);
    const char *s = token;
    const char *plus;

    if (s < end && *s == '[') {
        while (s < end && *s != ']' && *s != '\n') {
            s++;
        }
    }
    while (s < end && !strchr(" \t\r\n\"'=", *s)) {
        s++;
    }
    /* "root@host:~ # " */
    if (memchr(token, '@', s - token) && end - s >= 2 && *s == ' ' &&
        strchr("$#%>", s[1])) {
        s += 2;
    }
    for (plus = token; plus < s && *plus == '+'; plus++) {
        continue;
    }
    /* '#' alone begins a comment; '+' is what "set -x" prints */
    if (s == token || s - token > PROMPT_MAX || !s[-1] ||
        (!strchr("$%>", s[-1]) && (s[-1] != '#' || s - token == 1) &&
         plus < s)) {
        return text;
    }
    return s == end || strchr(" \t\r\n", *s) ? s : text;
}

/** The next of the words that blanks part, at *@s before @end, or NULL. */
static char *next_piece(const char **s, const char *end)
{
    const char *from;

    while (*s < end && strchr(" \t\r\n\\", **s)) {
        ++*s;
    }
    from = *s;
    while (*s < end && !strchr(" \t\r\n", **s)) {
        ++*s;
    }
    return *s > from ? g_strndup(from, *s - from) : NULL;
}

/** Whether a piece of a command may run ip: it ends with that, by its path or
 *  in what a shell takes apart, as a quote or "&&", or a shell has to expand
 *  it. */
static bool may_run_ip(const char *piece)
{
    size_t length = strlen(piece);

    if (piece[piece[0] == '"'] == '$') {
        return true;
    }
    return g_str_has_suffix(piece, "ip") &&
           (length == 2 || strchr("/\"'`(;&|=", piece[length - 3]));
}

/** Whether a command has to do with ip xfrm, whatever runs that, or is what one
 *  prints. */
static bool is_of_xfrm(const char *text, const char *end)
{
    bool first = true, ip = false, found = false, argument = false;

    while (!found) {
        char *piece = next_piece(&text, end);

        if (!piece || *piece == '#') {
            g_free(piece);
            break;
        }
        if (argument) {
            argument = false;
        } else if (ip && *piece == '-') {
            argument = has_argument(without_dashes(piece));
        } else {
            found = (first && word_begins_xfrm(piece)) ||
                    (ip && matches(piece, "xfrm"));
            ip = may_run_ip(piece);
        }
        first = false;
        /* it may be a key */
        sa_wipe(piece, strlen(piece));
        g_free(piece);
    }
    return found;
}

/** Whether one of @words, which NULL ends, is in the text. */
static bool has_any(const char *text, size_t length, const char *const *words)
{
    while (*words && !g_strstr_len(text, length, *words)) {
        words++;
    }
    return *words;
}

bool xfrm_command_loads(const char *text, size_t length)
{
    static const char *const loads[] = { " spi ", " dir ", NULL };
    static const char *const deletes[] = {
        " flush", " delete", " delall", NULL,
    };
    const bool may_load = has_any(text, length, loads);

    /* by whatever name ip is run: to leave out an SA would be worse than to
     * ask what a line is */
    return (may_load && g_strstr_len(text, length, " xfrm ")) ||
           ((may_load || has_any(text, length, deletes)) &&
            is_of_xfrm(text, text + length));
}

void xfrm_note_command(Parser *p)
{
    sa_notes_add(p->notes, p->line, note_command);
}

/** Take the last word apart, which is a command in quotes, as ssh and "sh -c"
 *  get one; places are those in it. */
static bool take_quoted(Parser *p, guint index)
{
    const char *text = g_ptr_array_index(p->words, index);
    const char *end = text + strlen(text);
    unsigned line = p->line;

    p->next = index + 1;
    if (parser_peek(p)) {
        return parser_fail(p, p->next, WORD_ANY, "expected nothing behind a "
                           "command in quotes");
    }
    p->unit = "quoted word";
    return parser_split_line(p, &text, end, &line);
}

/** Skip what runs ip: sudo, ssh, docker exec and whatever else; false: it is
 *  sudo, and what follows is not ip, or a command in quotes is wrong. */
static bool skip_front(Parser *p)
{
    const char *word = parser_peek(p);
    guint i;

    if (!word || is_ip(word) || word_begins_xfrm(word)) {
        return true;
    }
    for (i = p->next + 1; i < p->words->len; i++) {
        if (is_ip(g_ptr_array_index(p->words, i))) {
            p->next = i;
            return true;
        }
    }
    for (i = p->next; i < p->words->len; i++) {
        word = g_ptr_array_index(p->words, i);
        if (strpbrk(word, " \t") && is_of_xfrm(word, word + strlen(word))) {
            return take_quoted(p, i) && skip_front(p);
        }
    }
    if (!parser_skip(p, "sudo")) {
        return true;
    }
    while ((word = parser_peek(p)) != NULL && word[0] == '-') {
        p->next++;
    }
    return parser_take(p, "ip xfrm state add") &&
           parser_fail(p, parser_taken(p), WORD_ANY, "expected ip xfrm state "
                       "add");
}

static XfrmEntry noted(Parser *p, const char *what)
{
    sa_notes_add(p->notes, p->line, what);
    return XFRM_NOTED;
}

static bool is_deletion(const char *word)
{
    return matches(word, "delete") || matches(word, "deleteall") ||
           matches(word, "delall") || matches(word, "flush");
}

/** A verb that deletes; before the @first of @what there is nothing to delete. */
static XfrmEntry take_deletion(Parser *p, bool first, const char *what)
{
    if (first) {
        return noted(p, note_command);
    }
    parser_fail(p, parser_taken(p), WORD_ANY, "the %s of a file are all "
                "loaded at once, none is deleted between; expected the lines "
                "of the %s that remain", what, what);
    return XFRM_BAD;
}

static XfrmEntry take_verb(Parser *p, bool first)
{
    const char *word = parser_peek(p);

    if (!word) {
        return noted(p, note_command);
    }
    p->next++;
    if (matches(word, "add") || matches(word, "update")) {
        return XFRM_SA;
    }
    if (matches(word, "allocspi") || matches(word, "list") ||
        matches(word, "show") || matches(word, "lst") ||
        matches(word, "get") || matches(word, "count") ||
        matches(word, "help")) {
        return noted(p, note_command);
    }
    if (is_deletion(word)) {
        return take_deletion(p, first, "SAs");
    }
    parser_fail(p, parser_taken(p), WORD_ANY, "expected add of ip xfrm state "
                "add");
    return XFRM_BAD;
}

/** The verb of ip xfrm policy. */
static XfrmEntry take_policy_verb(Parser *p, bool first)
{
    static const char *const others[] = {
        "get", "list", "show", "lst", "count", "set", "setdefault",
        "getdefault", "help",
    };
    const char *word = parser_peek(p);
    size_t i;

    if (!word) {
        return noted(p, note_command);
    }
    p->next++;
    if (matches(word, "add")) {
        return XFRM_POLICY;
    }
    if (matches(word, "update")) {
        return XFRM_POLICY_UPDATE;
    }
    for (i = 0; i < G_N_ELEMENTS(others); i++) {
        if (matches(word, others[i])) {
            return noted(p, note_command);
        }
    }
    if (is_deletion(word)) {
        return take_deletion(p, first, "policies");
    }
    parser_fail(p, parser_taken(p), WORD_ANY, "expected add or update of ip "
                "xfrm policy");
    return XFRM_BAD;
}

XfrmEntry xfrm_skip_command(Parser *p, bool first, bool first_policy)
{
    const char *word;
    bool ip = false;

    for (;;) {
        if (!skip_front(p)) {
            return XFRM_BAD;
        }
        word = parser_peek(p);
        if (!word || !is_ip(word)) {
            break;
        }
        ip = true;
        p->next++;
        if (!skip_options(p)) {
            return XFRM_BAD;
        }
        if (!parser_skip(p, "netns")) {
            break;
        }
        if (!parser_take_word(p, "exec") ||
            !parser_take(p, "a network namespace")) {
            return XFRM_BAD;
        }
        ip = false;
    }
    word = parser_peek(p);
    if (!ip && (!word || !matches(word, "xfrm"))) {
        return XFRM_SA;
    }
    word = parser_take(p, "xfrm of ip xfrm state add");
    if (!word) {
        return XFRM_BAD;
    }
    if (!matches(word, "xfrm")) {
        parser_fail(p, parser_taken(p), WORD_ANY, "expected xfrm of ip xfrm "
                    "state add");
        return XFRM_BAD;
    }
    word = parser_take(p, "state of ip xfrm state add");
    if (!word) {
        return XFRM_BAD;
    }
    if (matches(word, "policy")) {
        return take_policy_verb(p, first_policy);
    }
    if (matches(word, "monitor") || matches(word, "help")) {
        return noted(p, note_command);
    }
    if (!matches(word, "state") && !matches(word, "sa")) {
        parser_fail(p, parser_taken(p), WORD_ANY, "expected state of ip xfrm "
                    "state add");
        return XFRM_BAD;
    }
    return take_verb(p, first);
}

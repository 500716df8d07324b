/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of an SA file
 */

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include "sa.h"
#include "sa_parser.h"
#include "sa_text.h"
#include "words.h"

typedef struct Note {
    const char *what;
    unsigned line;
    unsigned count;
} Note;

struct SaNotes {
    GArray *notes;
};


static void free_word(gpointer word)
{
    sa_wipe(word, strlen(word));
    g_free(word);
}

void parser_init(Parser *p)
{
    p->words = g_ptr_array_new_with_free_func(free_word);
    p->places = g_array_new(FALSE, FALSE, sizeof(WordPlace));
    p->unit = "word";
    p->line = 0;
    p->next = 0;
    p->behind_key = false;
}

void parser_clear(Parser *p)
{
    g_ptr_array_free(p->words, TRUE);
    g_array_free(p->places, TRUE);
}

void parser_add_word(Parser *p, const char *word, unsigned line,
                     unsigned number)
{
    WordPlace place = { line, number };

    g_ptr_array_add(p->words, g_strdup(word));
    g_array_append_val(p->places, place);
}

/* ------------------------------------------------------------------------
 * Errors
 */

static WordPlace place_of(const Parser *p, guint index)
{
    return g_array_index(p->places, WordPlace, index);
}

bool parser_fail(Parser *p, guint index, WordKind kind, const char *format,
                 ...)
{
    g_autofree char *text = NULL;
    const char *word, *nearly = NULL;
    WordPlace at;
    va_list ap;

    va_start(ap, format);
    text = g_strdup_vprintf(format, ap);
    va_end(ap);
    if (index >= p->words->len) {
        at = p->words->len ? place_of(p, p->words->len - 1)
                           : (WordPlace) { p->line, 0 };
        g_set_error(p->errp, SA_FILE_ERROR, 0,
                    "%s:%u: the line ends behind %s %u; %s",
                    p->file, at.line, p->unit, at.number, text);
        return false;
    }
    at = place_of(p, index);
    word = g_ptr_array_index(p->words, index);
    if (word_may_be_shown(word, p->behind_key ? WORD_ANY : kind)) {
        g_set_error(p->errp, SA_FILE_ERROR, 0, "%s:%u: %s %u '%s': %s",
                    p->file, at.line, p->unit, at.number, word, text);
        return false;
    }
    if (!p->behind_key) {
        nearly = word_nearly(word);
    }
    if (nearly) {
        g_set_error(p->errp, SA_FILE_ERROR, 0, "%s:%u: %s %u (" WORD_NOT_SHOWN
                    "; nearly '%s'): %s", p->file, at.line, p->unit,
                    at.number, nearly, text);
    } else {
        g_set_error(p->errp, SA_FILE_ERROR, 0, "%s:%u: %s %u (" WORD_NOT_SHOWN
                    "): %s", p->file, at.line, p->unit, at.number, text);
    }
    return false;
}

bool parser_fail_line(Parser *p, const char *format, ...)
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

/* ------------------------------------------------------------------------
 * Taking words
 */

const char *parser_peek(const Parser *p)
{
    return p->next < p->words->len ? g_ptr_array_index(p->words, p->next)
                                   : NULL;
}

bool parser_skip(Parser *p, const char *word)
{
    const char *next = parser_peek(p);

    if (!next || strcmp(next, word)) {
        return false;
    }
    p->next++;
    return true;
}

const char *parser_take(Parser *p, const char *expected)
{
    const char *word = parser_peek(p);

    if (!word) {
        parser_fail(p, p->next, WORD_ANY, "expected %s", expected);
        return NULL;
    }
    p->next++;
    return word;
}

bool parser_take_word(Parser *p, const char *word)
{
    const char *next = parser_take(p, word);

    if (!next) {
        return false;
    }
    return !strcmp(next, word) ||
           parser_fail(p, parser_taken(p), WORD_ANY, "expected %s", word);
}

guint parser_taken(const Parser *p)
{
    return p->next - 1;
}

bool parse_number(const char *word, uint64_t max, uint64_t *value)
{
    char *end;

    if (!g_ascii_isdigit(word[0])) {
        return false;
    }
    errno = 0;
    *value = g_ascii_strtoull(word, &end, 0);
    return !errno && !*end && *value <= max;
}

bool parse_address(const char *word, uint8_t addr[16], int *family)
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

bool parse_prefix(const char *word, uint8_t addr[16], int *family,
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

/** The same, and what "ip -s" prints: the number once more in parentheses, in
 *  the other base. */
static bool parse_number_twice(const char *word, uint64_t max,
                               uint64_t *value)
{
    g_auto(GStrv) parts = g_strsplit(word, "(", 2);
    uint64_t again;
    size_t length;

    if (!parts[0] || !parts[1]) {
        return parse_number(word, max, value);
    }
    length = strlen(parts[1]);
    if (!length || parts[1][length - 1] != ')') {
        return false;
    }
    parts[1][length - 1] = '\0';
    return parse_number(parts[0], max, value) &&
           parse_number(parts[1], max, &again) && again == *value;
}

bool parser_take_number(Parser *p, const char *what, uint64_t min,
                        uint64_t max, uint64_t *value)
{
    g_autofree char *expected =
        g_strdup_printf("%s, a number from %" G_GUINT64_FORMAT " to %"
                        G_GUINT64_FORMAT, what, min, max);
    const char *word = parser_take(p, expected);

    if (!word) {
        return false;
    }
    if (!parse_number_twice(word, max, value) || *value < min) {
        return parser_fail(p, parser_taken(p), WORD_NUMBER, "expected %s",
                           expected);
    }
    return true;
}

bool parser_take_u32(Parser *p, const char *what, uint32_t *value)
{
    uint64_t v;

    if (!parser_take_number(p, what, 0, UINT32_MAX, &v)) {
        return false;
    }
    *value = v;
    return true;
}

bool parser_take_u16(Parser *p, const char *what, uint16_t *value)
{
    uint64_t v;

    if (!parser_take_number(p, what, 0, UINT16_MAX, &v)) {
        return false;
    }
    *value = v;
    return true;
}

/* ------------------------------------------------------------------------
 * Text into words
 */

size_t parser_line_length(const char *text, const char *end)
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

/** Why a character that means something to a shell is refused. */
static bool refuse_shell(Parser *p, unsigned number, const char *s,
                         const char *end)
{
    static const char hidden[] = "<<Keys hidden>>";

    if ((size_t)(end - s) >= sizeof(hidden) - 1 &&
        !memcmp(s, hidden, sizeof(hidden) - 1)) {
        return parser_fail_line(p, "the key is hidden; expected what ip xfrm "
                                "state prints without nokeys, to root");
    }
    return parser_fail_line(p, "word %u holds a '%c', and there is no shell "
                            "here to %s; expected the value itself%s",
                            number, *s, strchr("$`", *s) ? "expand it" :
                            "act on it", strchr("$`", *s)
                            ? ", or what sh -x prints of the script"
                            : ", one SA a line");
}

bool parser_split_line(Parser *p, const char **text, const char *end,
                       unsigned *line)
{
    /* room for the longest word, so that no piece of a key is left behind
     * where the string has moved away from */
    GString *word = g_string_sized_new(parser_line_length(*text, end) + 1);
    const char *s = *text;
    bool in_word = false, oneline = false, ok = true;
    unsigned first = *line, number = 0;
    char quote = 0;

    if (!p->words->len) {
        p->line = first;
    }
    for (; s < end && ok; s++) {
        const char *odd = sa_text_odd(s, end);
        char c = *s;

        if (c == '\r' && !odd) {
            continue;
        }
        if (c == '\\' && !quote && s + 1 < end && s[1] == '\t') {
            oneline = true;
            c = ' ';
        }
        if (c == '\0') {
            ok = parser_fail_line(p, "a zero byte; expected text: UTF-8, or "
                                  "UTF-16 with a byte order mark");
        } else if (odd && !quote) {
            ok = parser_fail_line(p, "word %u holds %s; expected plain text "
                                  "(a web page, a word processor or a "
                                  "terminal has put it there)", number + 1,
                                  odd);
        } else if (c == '\n' && !quote) {
            break;
        } else if (c == '\n') {
            ok = parser_fail_line(p, "a quoted word does not end on its line; "
                                  "expected %c", quote);
        } else if (c == '\\' && quote != '\'' && s + 1 < end &&
                   (s[1] == '\n' || (s[1] == '\r' && s + 2 < end &&
                                     s[2] == '\n'))) {
            s += s[1] == '\r' ? 2 : 1;
            if (oneline) {
                break;
            }
            (*line)++;
        } else if (quote) {
            if (c == quote) {
                quote = 0;
            } else if (quote == '"' && (c == '$' || c == '`')) {
                ok = refuse_shell(p, number + 1, s, end);
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
                parser_add_word(p, word->str, first, ++number);
                sa_wipe(word->str, word->len);
                g_string_truncate(word, 0);
                in_word = false;
            }
        } else if (c == '#' && !in_word) {
            while (s + 1 < end && s[1] != '\n') {
                s++;
            }
        } else if (strchr("$`;&|<>", c)) {
            ok = refuse_shell(p, number + 1, s, end);
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
        ok = parser_fail_line(p, "a quoted word does not end; expected %c",
                              quote);
    }
    if (ok && in_word) {
        parser_add_word(p, word->str, first, ++number);
    }
    /* the capacity, not the length: longer words were in there before */
    sa_wipe(word->str, word->allocated_len);
    g_string_free(word, TRUE);
    (*line)++;
    *text = MIN(s + 1, end);
    return ok;
}

/* ------------------------------------------------------------------------
 * Notes
 */

SaNotes *sa_notes_new(void)
{
    SaNotes *notes = g_new0(SaNotes, 1);

    notes->notes = g_array_new(FALSE, FALSE, sizeof(Note));
    return notes;
}

void sa_notes_free(SaNotes *notes)
{
    if (notes) {
        g_array_free(notes->notes, TRUE);
        g_free(notes);
    }
}

void sa_notes_add(SaNotes *notes, unsigned line, const char *what)
{
    Note note = { what, line, 1 };
    guint i;

    if (!notes) {
        return;
    }
    for (i = 0; i < notes->notes->len; i++) {
        Note *old = &g_array_index(notes->notes, Note, i);

        if (!strcmp(old->what, what)) {
            old->count++;
            return;
        }
    }
    g_array_append_val(notes->notes, note);
}

char **sa_notes_texts(const SaNotes *notes, const char *file)
{
    char **texts = g_new0(char *, notes->notes->len + 1);
    guint i;

    for (i = 0; i < notes->notes->len; i++) {
        const Note *note = &g_array_index(notes->notes, Note, i);
        g_autofree char *more = note->count > 1
            ? g_strdup_printf(" (and %u more)", note->count - 1)
            : g_strdup("");

        texts[i] = g_strdup_printf("%s:%u%s: %s", file, note->line, more,
                                   note->what);
    }
    return texts;
}

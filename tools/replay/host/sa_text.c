/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of an SA file: how it is encoded, characters that only look like
 * ASCII, and how a line begins
 */

#include <stdint.h>
#include <string.h>
#include <glib.h>
#include "sa_text.h"

/** Stands for what is no character. */
#define REPLACEMENT 0xfffd

bool sa_text_starts_with(const char *s, const char *end, const char *text)
{
    size_t length = strlen(text);

    return (size_t)(end - s) >= length && !memcmp(s, text, length);
}

const char *sa_text_skip_blanks(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || *s == '\t')) {
        s++;
    }
    return s;
}

const char *sa_text_next_line(const char *s, const char *end)
{
    const char *stop = memchr(s, '\n', end - s);

    return stop ? stop + 1 : end;
}

static uint32_t unit_at(const uint8_t *p, bool big)
{
    return big ? p[0] << 8 | p[1] : p[1] << 8 | p[0];
}

/** UTF-8 of @size bytes of UTF-16. */
static char *from_utf16(const uint8_t *p, size_t size, bool big,
                        size_t *length)
{
    /* two bytes become three at most, four become four; not realloc(), which
     * would leave keys behind */
    char *text = g_malloc(size / 2 * 3 + 3);
    size_t at = 0, i;

    for (i = 0; i + 1 < size; i += 2) {
        uint32_t c = unit_at(p + i, big);
        uint32_t low = i + 3 < size ? unit_at(p + i + 2, big) : 0;

        if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            i += 2;
        } else if (c >= 0xd800 && c < 0xe000) {
            c = REPLACEMENT;
        }
        at += g_unichar_to_utf8(c, text + at);
    }
    if (size % 2) {
        at += g_unichar_to_utf8(REPLACEMENT, text + at);
    }
    *length = at;
    return text;
}

char *sa_text_decode(const char **text, size_t *length)
{
    const uint8_t *p = (const uint8_t *)*text;
    char *made;

    if (*length >= 3 && !memcmp(p, "\xef\xbb\xbf", 3)) {
        *text += 3;
        *length -= 3;
        return NULL;
    }
    if (*length < 2 || (memcmp(p, "\xff\xfe", 2) && memcmp(p, "\xfe\xff", 2))) {
        return NULL;
    }
    made = from_utf16(p + 2, *length - 2, p[0] == 0xfe, length);
    *text = made;
    return made;
}

const char *sa_text_odd(const char *s, const char *end)
{
    gunichar c;

    if (s == end) {
        return NULL;
    }
    if (*s == '\r') {
        while (s < end && *s == '\r') {
            s++;
        }
        return s == end || *s == '\n' ? NULL
                                      : "a carriage return within the line";
    }
    if (*s == '\x1b') {
        return "an escape sequence of a terminal";
    }
    if (g_ascii_iscntrl(*s)) {
        return strchr("\t\n\v\f", *s) ? NULL : "a control character";
    }
    if (!(*s & 0x80)) {
        return NULL;
    }
    c = g_utf8_get_char_validated(s, end - s);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        /* 0xa0 is the no-break space of the encodings of before */
        return *s == '\xa0' ? "a no-break space" : NULL;
    }
    if (c == 0xa0 || c == 0x202f) {
        return "a no-break space";
    }
    if (g_unichar_type(c) == G_UNICODE_SPACE_SEPARATOR) {
        return "a blank that is none of ASCII";
    }
    if (c == 0x2212 || g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION) {
        return "a typographic dash";
    }
    if (c >= 0x2018 && c <= 0x201f) {
        return "a typographic quote";
    }
    if (c == 0x2026) {
        return "an ellipsis: something was left out there";
    }
    if (c == REPLACEMENT) {
        return "a character that could not be decoded";
    }
    return g_unichar_type(c) == G_UNICODE_FORMAT ||
           g_unichar_type(c) == G_UNICODE_LINE_SEPARATOR ||
           g_unichar_type(c) == G_UNICODE_PARAGRAPH_SEPARATOR
           ? "an invisible character" : NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of an SA file: how it is encoded, characters that only look like
 * ASCII, and how a line begins
 *
 * Text ends before @end, and not with a zero byte.
 */

#ifndef IPSECNIC_REPLAY_SA_TEXT_H
#define IPSECNIC_REPLAY_SA_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Text without its byte order mark, and UTF-16, as Windows writes it, as UTF-8.
 *
 * @text, @length: what was read; set to what is to be read
 *
 * Returns memory that *@text is in now, of *@length bytes, to be wiped and
 * freed by the caller; NULL if *@text is still in what was there before.
 */
char *sa_text_decode(const char **text, size_t *length);

/**
 * What the character at @s is, if it is one that programs put in the place of
 * ASCII, or that cannot be seen: "a no-break space", for instance.  NULL: none.
 *
 * Blanks, tabs and line ends are none.
 */
const char *sa_text_odd(const char *s, const char *end);

/** Whether @text is what begins at @s. */
bool sa_text_starts_with(const char *s, const char *end, const char *text);

/** Position behind the blanks and tabs at @s. */
const char *sa_text_skip_blanks(const char *s, const char *end);

/** Position behind the line at @s. */
const char *sa_text_next_line(const char *s, const char *end);

#endif /* IPSECNIC_REPLAY_SA_TEXT_H */

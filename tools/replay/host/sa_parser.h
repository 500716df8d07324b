/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of an SA file: splitting text into them, taking one after the
 * other, and saying which one is wrong
 *
 * What is shared by the readers of the formats.  Errors name file, line, word
 * and what was expected, and show of a word what words.h allows.
 */

#ifndef IPSECNIC_REPLAY_SA_PARSER_H
#define IPSECNIC_REPLAY_SA_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>
#include "words.h"

/** Where a word stands. */
typedef struct WordPlace {
    /** Line of the file, from 1: that on which its logical line begins. */
    unsigned line;
    /** Word, or field, of that line, from 1. */
    unsigned number;
} WordPlace;

/** Things that were taken and have no effect, one entry for each kind. */
typedef struct SaNotes SaNotes;

typedef struct Parser {
    /** How errors call the file. */
    const char *file;
    /** Line that the words begin on. */
    unsigned line;
    /** The words (char *), quoting removed. */
    GPtrArray *words;
    /** WordPlace of each; shorter than @words: the rest counts on. */
    GArray *places;
    /** "word", or "field" of a table. */
    const char *unit;
    /** Index of the next word. */
    guint next;
    /** The word before belongs to an algorithm: what stands here may be a
     *  piece of a key, and is not shown whatever it looks like. */
    bool behind_key;
    SaNotes *notes;
    GError **errp;
} Parser;

/** Begin with no words; @p->file, @p->notes and @p->errp are the caller's. */
void parser_init(Parser *p);
/** Wipe the words and free them. */
void parser_clear(Parser *p);

/** Append a word, which is copied, at a place. */
void parser_add_word(Parser *p, const char *word, unsigned line,
                     unsigned number);

/**
 * Append the words of the logical line at *@text, split as a shell would.
 *
 * Quotes and backslashes are honoured, a backslash at the end of a line joins
 * the next one.  What a shell would expand or act on is refused: the result
 * would not be what the user's shell makes of it.  A backslash in front of a
 * tab is how "ip -o" ends a line of its output: a blank, and then one at the
 * end of the line joins nothing.
 *
 * Moves *@text behind the line and *@line to the number of the next one.
 */
bool parser_split_line(Parser *p, const char **text, const char *end,
                       unsigned *line);

/** Bytes from @text to the line end behind its logical line, at most. */
size_t parser_line_length(const char *text, const char *end);

/** Refuse word @index; always false. */
bool parser_fail(Parser *p, guint index, WordKind kind, const char *format,
                 ...) G_GNUC_PRINTF(4, 5);
/** Refuse the entry as a whole; always false. */
bool parser_fail_line(Parser *p, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** The next word without taking it; NULL at the end. */
const char *parser_peek(const Parser *p);
/** Whether the next word is @word; takes it if so. */
bool parser_skip(Parser *p, const char *word);
/** Take the next word; at the end: NULL and an error that says what was
 *  @expected. */
const char *parser_take(Parser *p, const char *expected);
/** Take the next word, which has to be @word. */
bool parser_take_word(Parser *p, const char *word);
/** Index of the word that was taken last. */
guint parser_taken(const Parser *p);

/** A number as ip reads it: decimal, 0x for hexadecimal, 0 for octal. */
bool parse_number(const char *word, uint64_t max, uint64_t *value);
/** An IP address, network byte order, IPv4 in the first four bytes; @family 4
 *  or 6.  ip's words for "any" give zeros and family 0. */
bool parse_address(const char *word, uint8_t addr[16], int *family);
/** ADDR or ADDR/PLEN; @prefix in bits. */
bool parse_prefix(const char *word, uint8_t addr[16], int *family,
                  unsigned *prefix);

bool parser_take_number(Parser *p, const char *what, uint64_t min,
                        uint64_t max, uint64_t *value);
bool parser_take_u32(Parser *p, const char *what, uint32_t *value);
bool parser_take_u16(Parser *p, const char *what, uint16_t *value);

SaNotes *sa_notes_new(void);
void sa_notes_free(SaNotes *notes);
/** Note that something was taken and has no effect.
 *  @notes: NULL: nobody wants it
 *  @what: what, and why; a constant: the same text is the same kind */
void sa_notes_add(SaNotes *notes, unsigned line, const char *what);
/** Each kind once, with its first line: "FILE:LINE: WHAT", as a
 *  NULL-terminated array. */
char **sa_notes_texts(const SaNotes *notes, const char *file);

#endif /* IPSECNIC_REPLAY_SA_PARSER_H */

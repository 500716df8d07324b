/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which words of an input may stand in a message
 *
 * A word that is out of place may be a key, in whatever format somebody keeps
 * keys: hexadecimal, base64, with colons, text.  No rule about its characters
 * tells.  So a message shows a word only if it is on a list, or if it is a
 * number or an address where one was expected, in a form that has no room for
 * a key.  Everything else is named by its place alone.
 */

#ifndef IPSECNIC_REPLAY_WORDS_H
#define IPSECNIC_REPLAY_WORDS_H

#include <stdbool.h>
#include <glib.h>

/** What messages say in place of a word that they do not show. */
#define WORD_NOT_SHOWN "not shown, it may be a key"

/** What was expected where a word stands. */
typedef enum WordKind {
    /** A keyword, or anything else: only words on the list are shown. */
    WORD_ANY,
    /** A number: at most five decimal digits or four hexadecimal ones, with
     *  sign and decimal point, are shown too. */
    WORD_NUMBER,
    /** An address: dotted quads, and IPv6 with "::", are shown too, with or
     *  without prefix length. */
    WORD_ADDRESS,
} WordKind;

/** Whether @word is on the list: a keyword or a name of the formats read. */
bool word_is_known(const char *word);

/** Whether @word begins something that an SA has: a line of xfrm_list.h. */
bool word_begins_xfrm(const char *word);

/** Whether a message may show @word. */
bool word_may_be_shown(const char *word, WordKind kind);

/** The word of the list that @word, which is not on it, looks like a slip of
 *  the pen of: one or two characters of many differ.  NULL: none. */
const char *word_nearly(const char *word);

/** "'WORD'", or "(not shown, it may be a key)". */
char *word_in_message(const char *word, WordKind kind);

/**
 * A path for a message.  One that exists is a name and shown; of one that does
 * not exist the directories that do are shown, and "..." for the rest: a key
 * that stands where a file name should is no file.
 */
char *word_path(const char *path);

/** @text without what may not be shown of @secret, a list PROP=VALUE[,...]
 *  that the user gave: another program repeats what it was told. */
char *word_redact(const char *text, const char *secret);

#endif /* IPSECNIC_REPLAY_WORDS_H */

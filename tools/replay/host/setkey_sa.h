/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs as setkey(8) has them, of FreeBSD, NetBSD and ipsec-tools: what "setkey
 * -f" takes and what "setkey -D" prints
 *
 * An SA becomes the words that "ip xfrm state add" would have for it.
 */

#ifndef IPSECNIC_REPLAY_SETKEY_SA_H
#define IPSECNIC_REPLAY_SETKEY_SA_H

#include "sa_parser.h"

/** What the text at hand is to this format. */
typedef enum SetkeyKind {
    /** Nothing of setkey's. */
    SETKEY_NONE,
    /** "add ... ;" */
    SETKEY_ADD,
    /** A statement that loads no SA and deletes none. */
    SETKEY_OTHER,
    /** One that deletes. */
    SETKEY_DELETE,
    /** An entry of a listing. */
    SETKEY_LISTING,
} SetkeyKind;

/** What begins with the line at @text, which ends before @end. */
SetkeyKind setkey_recognise(const char *text, const char *end);

/**
 * Read what begins at *@text, which is of @kind, and append the words that ip
 * would have, of an SA.  The words' places are lines, and words of these.
 *
 * Moves *@text behind it and *@line to the number of the line there, and sets
 * *@larval to whether it is an SA of a listing that is not negotiated yet.
 */
bool setkey_read(Parser *p, SetkeyKind kind, const char **text,
                 const char *end, unsigned *line, bool *larval);

#endif /* IPSECNIC_REPLAY_SETKEY_SA_H */

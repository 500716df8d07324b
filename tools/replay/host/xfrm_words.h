/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands around an SA where ip xfrm is concerned: the command in front of
 * it, words that mean nothing to a card, and what "ip xfrm state" prints
 * besides what "ip xfrm state add" takes
 *
 * The grammar is that of iproute2 6.1 (Debian 12) and 6.15 (Debian 13).
 */

#ifndef IPSECNIC_REPLAY_XFRM_WORDS_H
#define IPSECNIC_REPLAY_XFRM_WORDS_H

#include "sa_line.h"
#include "sa_parser.h"

/** What an entry is about. */
typedef enum XfrmEntry {
    /** It is wrong, and the error is set. */
    XFRM_BAD,
    /** An SA follows. */
    XFRM_SA,
    /** Something that has no effect, and is noted. */
    XFRM_NOTED,
} XfrmEntry;

/**
 * Skip the command in front of an SA: "ip xfrm state add" and the like, as ip
 * abbreviates them, with sudo and ip netns exec; a line of "ip -batch"; or
 * nothing.
 *
 * @first: no SA stands above: what deletes SAs deletes nothing
 */
XfrmEntry xfrm_skip_command(Parser *p, bool first);

/** Whether @word begins something that an SA may have and that is taken by
 *  xfrm_take_other(). */
bool xfrm_is_other(const char *word);

/** Take what @word begins, which was taken itself. */
bool xfrm_take_other(Parser *p, SaLine *l, const char *word);

/** The flags behind "flag". */
bool xfrm_take_flags(Parser *p, SaLine *l);

/** The direction of an SA: "in" or "out"; it may be told more than once, and
 *  the same each time. */
bool xfrm_take_dir(Parser *p, SaLine *l);

/** Skip what "ip -s" prints behind a key: "(160 bits)". */
void xfrm_skip_bits(Parser *p);

/** Note that an address has a prefix length that means nothing. */
void xfrm_note_prefix(Parser *p);
/** The same of a limit in seconds. */
void xfrm_note_time(Parser *p);
/** The same of a policy that ip has printed. */
void xfrm_note_policy(Parser *p);

#endif /* IPSECNIC_REPLAY_XFRM_WORDS_H */

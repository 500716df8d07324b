/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command in front of an SA, and what else ip xfrm has in a file
 *
 * The grammar is that of iproute2 6.1 (Debian 12) and 6.15 (Debian 13).
 */

#ifndef IPSECNIC_REPLAY_XFRM_COMMAND_H
#define IPSECNIC_REPLAY_XFRM_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include "sa_parser.h"

/** What an entry is about. */
typedef enum XfrmEntry {
    /** It is wrong, and the error is set. */
    XFRM_BAD,
    /** An SA follows. */
    XFRM_SA,
    /** A policy follows. */
    XFRM_POLICY,
    /** One that takes the place of another. */
    XFRM_POLICY_UPDATE,
    /** Something that has no effect, and is noted. */
    XFRM_NOTED,
} XfrmEntry;

/**
 * Position behind the prompt of a shell that the line at @text begins with, as
 * "$ ", "root@gateway:~# " or "[root@gateway ~]# ", or behind the "+ " of "set
 * -x"; @text itself if there is none.  A '#' alone is a comment.
 */
const char *xfrm_skip_prompt(const char *text, const char *end);

/**
 * Whether a command behind a prompt, @length bytes at @text, is one that is to
 * be read: it is of ip xfrm, and has an SA or a policy, or deletes some.  Others
 * may have what only a shell can read, and delete what they like.
 */
bool xfrm_command_loads(const char *text, size_t length);
/** Note a command that has no effect, which is not taken apart. */
void xfrm_note_command(Parser *p);

/**
 * Skip the command in front of an SA or policy: "ip xfrm state add" and the
 * like, as ip abbreviates them, with whatever runs it, as sudo, ssh and ip
 * netns exec; a line of "ip -batch"; or nothing.  A command that is one word in
 * quotes is taken apart, and its words are behind those that there were.
 *
 * @first: no SA stands above: what deletes SAs deletes nothing
 * @first_policy: the same of policies that the card is to have
 */
XfrmEntry xfrm_skip_command(Parser *p, bool first, bool first_policy);

#endif /* IPSECNIC_REPLAY_XFRM_COMMAND_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies in the words of "ip xfrm policy add", and as ip prints them
 *
 * The card is given those that have "offload packet", as by Linux; all others
 * are the stack's, and are left out unread.  What a policy of the card has and
 * the card has not is refused: one that is loaded without half of what was
 * asked for lets through, or keeps back, what it should not.
 *
 * The grammar is that of iproute2 6.1 (Debian 12) and 6.15 (Debian 13).
 */

#ifndef IPSECNIC_REPLAY_XFRM_POLICY_H
#define IPSECNIC_REPLAY_XFRM_POLICY_H

#include <stdbool.h>
#include "policy_line.h"
#include "sa_parser.h"

/** Whether the words, no command in front of them, are a policy: ip prints
 *  words of it that an SA does not have. */
bool xfrm_is_policy(const Parser *p);

/** What becomes of a policy. */
typedef enum PolicyEntry {
    /** It is wrong, and the error is set. */
    POLICY_BAD,
    /** It is for the card. */
    POLICY_CARD,
    /** It has no effect, and is noted. */
    POLICY_NOTED,
} PolicyEntry;

/**
 * Read the words of a policy, the command in front of it being skipped.
 *
 * @l: all zero
 * @update: the command was update, not add
 */
PolicyEntry xfrm_read_policy(Parser *p, PolicyLine *l, bool update);

#endif /* IPSECNIC_REPLAY_XFRM_POLICY_H */

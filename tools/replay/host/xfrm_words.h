/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security associations in the words of "ip xfrm state add"
 *
 * The words themselves are listed in xfrm_list.h.
 */

#ifndef IPSECNIC_REPLAY_XFRM_WORDS_H
#define IPSECNIC_REPLAY_XFRM_WORDS_H

#include <stdbool.h>
#include "sa_line.h"
#include "sa_parser.h"

/**
 * Read the words of an SA, the command in front of it being skipped.
 *
 * @l: all zero but for what it is of; if that is a listing, "left_out" may be
 *     set when it was read
 *
 * False, with the error set, if a word is wrong or the whole breaks a rule.
 */
bool xfrm_read_sa(Parser *p, SaLine *l);

#endif /* IPSECNIC_REPLAY_XFRM_WORDS_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words that mean nothing to a card, and what "ip xfrm state" prints besides
 * what "ip xfrm state add" takes
 *
 * The grammar is that of iproute2 6.1 (Debian 12) and 6.15 (Debian 13).
 */

#ifndef IPSECNIC_REPLAY_XFRM_PRINTED_H
#define IPSECNIC_REPLAY_XFRM_PRINTED_H

#include <stdbool.h>
#include "sa_line.h"
#include "sa_parser.h"

/** The flags behind "flag". */
bool xfrm_take_flags(Parser *p, SaLine *l);

/** Note flags that mean nothing, once all of the line is read. */
void xfrm_note_flags(Parser *p, const SaLine *l);

/** The direction of an SA: "in" or "out"; it may be told more than once, and
 *  the same each time. */
bool xfrm_take_dir(Parser *p, SaLine *l);

/** Skip what "ip -s" prints behind a key: "(160 bits)". */
void xfrm_skip_bits(Parser *p);

/** Note that limits in seconds are left out. */
void xfrm_note_time(Parser *p);

/** What is behind the word of the same name in xfrm_list.h; of "mark" the mask
 *  is kept, of "anti-replay" the numbers, of "lifetime" the limits. */
bool xfrm_take_mark(Parser *p, SaLine *l);
bool xfrm_take_output_mark(Parser *p, SaLine *l);
bool xfrm_take_extra_flag(Parser *p, SaLine *l);
bool xfrm_take_tfcpad(Parser *p, SaLine *l);
bool xfrm_take_coa(Parser *p, SaLine *l);
bool xfrm_take_ctx(Parser *p, SaLine *l);
bool xfrm_take_security(Parser *p, SaLine *l);
bool xfrm_take_comp(Parser *p, SaLine *l);
bool xfrm_take_lastused(Parser *p, SaLine *l);
bool xfrm_take_anti_replay(Parser *p, SaLine *l);
bool xfrm_take_offload_printed(Parser *p, SaLine *l);
bool xfrm_take_lifetime(Parser *p, SaLine *l);
bool xfrm_take_stats(Parser *p, SaLine *l);

#endif /* IPSECNIC_REPLAY_XFRM_PRINTED_H */

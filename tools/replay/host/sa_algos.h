/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Algorithms of ip xfrm, and their keys
 *
 * A new algorithm is an entry of a table in sa_algos.c, and its name a word of
 * words.c, so that messages may show it.
 */

#ifndef IPSECNIC_REPLAY_SA_ALGOS_H
#define IPSECNIC_REPLAY_SA_ALGOS_H

#include "sa_line.h"
#include "sa_parser.h"

/** Take an algorithm and its key, and where the word wants one its ICV length,
 *  behind "aead", "enc", "auth" or "auth-trunc".  False: the error is set. */
bool sa_algos_take_aead(Parser *p, SaLine *l);
bool sa_algos_take_enc(Parser *p, SaLine *l);
bool sa_algos_take_auth(Parser *p, SaLine *l);
bool sa_algos_take_auth_trunc(Parser *p, SaLine *l);

#endif /* IPSECNIC_REPLAY_SA_ALGOS_H */

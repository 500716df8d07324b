/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selectors: of an SA, behind "sel", and of a policy
 *
 * The grammar is that of ip-xfrm(8), and of what ip prints.
 */

#ifndef IPSECNIC_REPLAY_XFRM_SELECTOR_H
#define IPSECNIC_REPLAY_XFRM_SELECTOR_H

#include <stdbool.h>
#include "sa.h"
#include "sa_parser.h"

/** Take all words of a selector that follow, in any order; @sel is set anew.
 *  False, with the error set, if one is wrong or there is none. */
bool xfrm_take_selector(Parser *p, SaSelector *sel);

#endif /* IPSECNIC_REPLAY_XFRM_SELECTOR_H */

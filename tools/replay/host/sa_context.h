/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SA contexts of what was read
 */

#ifndef IPSECNIC_REPLAY_SA_CONTEXT_H
#define IPSECNIC_REPLAY_SA_CONTEXT_H

#include <stdbool.h>
#include <glib.h>
#include "sa.h"
#include "sa_line.h"

/**
 * Pair the lines of bundles, and make a context of everything.
 *
 * @file: gets its SAs
 * @name: how errors call the file
 * @lines: all SAs (SaLine *) in the order of the file; marked as they are used
 *
 * False and @errp if two are no bundle although they look like one, or if only
 * a mark tells two from each other: the card sees none.
 */
bool sa_context_make_all(ReplaySaFile *file, const char *name,
                         GPtrArray *lines, GError **errp);

#endif /* IPSECNIC_REPLAY_SA_CONTEXT_H */

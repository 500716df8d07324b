/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies as the card takes them, of what was read
 */

#ifndef IPSECNIC_REPLAY_POLICY_CONTEXT_H
#define IPSECNIC_REPLAY_POLICY_CONTEXT_H

#include <stdbool.h>
#include <glib.h>
#include "policy_line.h"
#include "sa.h"
#include "sa_parser.h"

/**
 * Make the card's policies of all that were read, and look whether the SAs of
 * the file fit them.
 *
 * @file: has its SAs, and gets its policies; its SAs are put into the order in
 *        which they are to be loaded
 * @name: how errors call the file
 * @policies: all of them (PolicyLine *) in the order of the file; marked as
 *            others take their place
 * @notes: gets what is no error, and yet not what one expects
 *
 * False and @errp if two contradict each other, if the template of one fits
 * SAs of the other direction alone, or names an SPI that the card, which finds
 * SAs by reqid, cannot be made to keep to.
 */
bool policy_context_make_all(ReplaySaFile *file, const char *name,
                             GPtrArray *policies, SaNotes *notes,
                             GError **errp);

#endif /* IPSECNIC_REPLAY_POLICY_CONTEXT_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the card knew in the end: its policies' counters, and its replay windows
 * against those of the guest's transport
 */

#ifndef IPSECNIC_REPLAY_ENDING_H
#define IPSECNIC_REPLAY_ENDING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <glib.h>
#include "replay_proto.h"
#include "sa.h"

/** Error domain: one code, the message says it all. */
#define ENDING_ERROR (ending_error_quark())
GQuark ending_error_quark(void);

typedef struct Ending Ending;

/**
 * Begin.
 *
 * @sas: SAs and policies of the run; they must stay
 * @by_handle: the loaded SAs (ReplaySa *) by their handles
 */
Ending *ending_new(const ReplaySaFile *sas, GHashTable *by_handle);
void ending_free(Ending *e);

/** Whether there is something to ask the guest for: a policy, or an inbound SA
 *  in packet mode that has a window. */
bool ending_wanted(const Ending *e);

/** What the guest tells, in host byte order; false and @errp if it cannot be. */
bool ending_take_policy(Ending *e, const struct replay_policy_state *state,
                        GError **errp);
bool ending_take_window(Ending *e, const struct replay_window_state *state,
                        GError **errp);

/**
 * The guest has told all.
 *
 * @left: policies that the card still has
 * @gone: handles of SAs that were given back, of which nothing is told
 */
bool ending_take_end(Ending *e, uint32_t left, GHashTable *gone,
                     GError **errp);

/** Whether it has. */
bool ending_told(const Ending *e);

/** Write one JSON object for each policy, then one for each window. */
void ending_write(const Ending *e, FILE *fp);

/**
 * Tell the user what is wrong; true: nothing is.
 *
 * @name: how the SA file is called
 * @verbose: also tell what each policy did
 */
bool ending_conclude(const Ending *e, const char *name, bool verbose);

#endif /* IPSECNIC_REPLAY_ENDING_H */

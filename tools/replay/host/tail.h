/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that arrives in pieces, of which the end is kept: the guest's console,
 * and QEMU's standard error
 */

#ifndef IPSECNIC_REPLAY_TAIL_H
#define IPSECNIC_REPLAY_TAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

/** Such a text: its last lines. */
typedef struct Tail {
    /** In front of each line when it is shown at once. */
    const char *name;
    bool show;
    /** What the user gave to who speaks here; parts of it are not repeated. */
    const char *redact;
    GQueue lines;
    GString *partial;
} Tail;

/** Begin.  @name: in front of each line if it is to @show at once. */
void tail_init(Tail *tail, const char *name, bool show);
void tail_free(Tail *tail);

/** Take @size bytes more; what cannot be printed becomes '?'. */
void tail_add(Tail *tail, const char *data, size_t size);

/** Show what is kept on standard error, indented, behind @title; nothing if it
 *  has been shown at once. */
void tail_print(Tail *tail, const char *title);

#endif /* IPSECNIC_REPLAY_TAIL_H */

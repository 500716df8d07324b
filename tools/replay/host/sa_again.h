/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs that stand in a file more than once
 *
 * Who lists SAs twice into one file, or has a card write down what it has each
 * time it is asked, has the same SAs again.  The card takes one of them.
 */

#ifndef IPSECNIC_REPLAY_SA_AGAIN_H
#define IPSECNIC_REPLAY_SA_AGAIN_H

#include <glib.h>
#include "sa_line.h"

/** The SAs that came so far, by what the card finds them by. */
typedef struct SasSeen SasSeen;

typedef enum SaComing {
    /** It is the first of its kind. */
    SA_NEW,
    /** One like it came before: the card would do the same with it. */
    SA_AGAIN,
    /** It came before in Wireshark's table, and that line does not say all: the
     *  one that was kept is what @l was now, and @l what that was. */
    SA_TOLD,
    /** It came before with another port of the peer: the line that was kept
     *  takes any now. */
    SA_MOVED,
    /** It came before with another port that packets go to, and the card knows
     *  an SA by one alone: that of the line that was kept. */
    SA_PORT_LOST,
    /** One came before that the card could not tell it from. */
    SA_CLASHES,
} SaComing;

SasSeen *sas_seen_new(void);
void sas_seen_free(SasSeen *seen);

/** Position of the SA that @l is, if it came before, and 0 if it is new. */
unsigned sas_seen_position(const SasSeen *seen, const SaLine *l);

/**
 * An SA comes.
 *
 * @l: kept by the caller as long as @seen, if it is new; one that is kept
 *     stays where it is and has its position, whatever comes later
 * @name: how errors call the file
 *
 * Returns what it is; if it clashes, @errp says with which line.
 */
SaComing sas_seen_add(SasSeen *seen, SaLine *l, const char *name,
                      GError **errp);

#endif /* IPSECNIC_REPLAY_SA_AGAIN_H */

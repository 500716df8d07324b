/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of frame numbers, as few words as possible
 */

#ifndef IPSECNIC_REPLAY_RANGES_H
#define IPSECNIC_REPLAY_RANGES_H

#include <stdint.h>
#include <stdio.h>
#include <glib.h>

/** For @most: as many as somebody reads. */
#define RANGES_READABLE 256

/** Numbers that came in ascending order. */
typedef struct Ranges {
    uint64_t count;
    /** Keep only the first runs of numbers, this many; 0: all of them. */
    guint most;
    /** First and last number of each run; NULL: none yet. */
    GArray *ranges;
} Ranges;

/** @number: larger than those before it. */
void ranges_add(Ranges *ranges, uint64_t number);
/** Print "    3, 7-9, 59" and, if not all are kept, "    and 5 more". */
void ranges_print(const Ranges *ranges, FILE *fp);
/** Free what is in it. */
void ranges_clear(Ranges *ranges);

#endif /* IPSECNIC_REPLAY_RANGES_H */

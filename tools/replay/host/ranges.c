/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of frame numbers
 */

#include "ranges.h"

#define RANGES_PER_LINE 16

typedef struct Range {
    uint64_t first;
    uint64_t last;
} Range;

void ranges_add(Ranges *ranges, uint64_t number)
{
    Range range = { number, number };
    Range *last;

    if (!ranges->ranges) {
        ranges->ranges = g_array_new(FALSE, FALSE, sizeof(Range));
    }
    last = ranges->ranges->len
           ? &g_array_index(ranges->ranges, Range, ranges->ranges->len - 1)
           : NULL;
    ranges->count++;
    if (last && last->last + 1 == number) {
        last->last = number;
    } else if (!ranges->most || ranges->ranges->len < ranges->most) {
        g_array_append_val(ranges->ranges, range);
    }
}

void ranges_print(const Ranges *ranges, FILE *fp)
{
    g_autoptr(GString) s = g_string_new(NULL);
    uint64_t shown = 0;
    guint i;

    for (i = 0; ranges->ranges && i < ranges->ranges->len; i++) {
        const Range *range = &g_array_index(ranges->ranges, Range, i);

        shown += range->last - range->first + 1;
        g_string_append_printf(s, "%s%" G_GUINT64_FORMAT, s->len ? ", " : "",
                               range->first);
        if (range->last != range->first) {
            g_string_append_printf(s, "-%" G_GUINT64_FORMAT, range->last);
        }
        if (i % RANGES_PER_LINE == RANGES_PER_LINE - 1 ||
            i == ranges->ranges->len - 1) {
            fprintf(fp, "    %s\n", s->str);
            g_string_truncate(s, 0);
        }
    }
    if (shown < ranges->count) {
        fprintf(fp, "    and %" G_GUINT64_FORMAT " more\n",
                ranges->count - shown);
    }
}

void ranges_clear(Ranges *ranges)
{
    if (ranges->ranges) {
        g_array_free(ranges->ranges, TRUE);
    }
    *ranges = (Ranges) { .most = ranges->most };
}

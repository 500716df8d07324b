/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "ip xfrm monitor" prints besides what "ip xfrm state" and "ip xfrm
 * policy" do
 */

#include <stdbool.h>
#include <string.h>
#include <glib.h>
#include "sa_text.h"
#include "xfrm_monitor.h"

static const struct {
    const char *text;
    XfrmEvent event;
} events[] = {
    { "Updated src ", XFRM_EVENT_UPDATED },
    { "Deleted src ", XFRM_EVENT_DELETED },
    { "Expired src ", XFRM_EVENT_EXPIRED },
    { "Timestamp: ", XFRM_EVENT_OTHER },
    { "Flushed state ", XFRM_EVENT_OTHER },
    { "Flushed policy ", XFRM_EVENT_OTHER },
    { "acquire proto ", XFRM_EVENT_OTHER },
    { "report proto ", XFRM_EVENT_OTHER },
    { "Async event ", XFRM_EVENT_OTHER },
    { "Mapping change ", XFRM_EVENT_OTHER },
    { "Unknown message: ", XFRM_EVENT_OTHER },
};

/** Position behind "[2026-11-30T14:58:12.607423] ", which "ip -ts" prints. */
static const char *skip_time(const char *s, const char *end)
{
    const char *at = s;

    if (s == end || *s != '[') {
        return s;
    }
    for (at++; at < end && (g_ascii_isdigit(*at) || strchr("-T:.", *at));
         at++) {
        continue;
    }
    return sa_text_starts_with(at, end, "] ") && at - s > 20 ? at + 2 : s;
}

/** Position behind "[nsid current]" or "[nsid 5]", which "all-nsid" prints. */
static const char *skip_nsid(const char *s, const char *end)
{
    const char *at;

    if (sa_text_starts_with(s, end, "[nsid current]")) {
        return s + strlen("[nsid current]");
    }
    if (!sa_text_starts_with(s, end, "[nsid ")) {
        return s;
    }
    for (at = s + strlen("[nsid "); at < end && g_ascii_isdigit(*at); at++) {
        continue;
    }
    return sa_text_starts_with(at, end, "]") ? at + 1 : s;
}

XfrmEvent xfrm_skip_event(const char **text, const char *end, unsigned *line)
{
    const char *s = skip_nsid(skip_time(*text, end), end);
    XfrmEvent event = XFRM_EVENT_NONE;
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(events) && !event; i++) {
        if (sa_text_starts_with(s, end, events[i].text)) {
            event = events[i].event;
        }
    }
    if (event == XFRM_EVENT_OTHER) {
        /* what belongs to it is indented */
        do {
            s = sa_text_next_line(s, end);
            ++*line;
        } while (s < end && (*s == ' ' || *s == '\t'));
    } else if (event != XFRM_EVENT_NONE) {
        s = memchr(s, ' ', end - s);
        s++;
    }
    *text = s;
    return event;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "ip xfrm monitor" prints besides what "ip xfrm state" and "ip xfrm
 * policy" do
 *
 * The grammar is that of iproute2 6.1 (Debian 12) and 6.15 (Debian 13).
 */

#ifndef IPSECNIC_REPLAY_XFRM_MONITOR_H
#define IPSECNIC_REPLAY_XFRM_MONITOR_H

/** What the text at hand is to this format. */
typedef enum XfrmEvent {
    /** No event, or one that prints a state or policy as a listing does. */
    XFRM_EVENT_NONE,
    /** In front of a state or policy that was there before. */
    XFRM_EVENT_UPDATED,
    /** In front of one that is gone. */
    XFRM_EVENT_DELETED,
    /** In front of one that has passed a limit; printed without keys. */
    XFRM_EVENT_EXPIRED,
    /** Neither a state nor a policy: all of it has been skipped. */
    XFRM_EVENT_OTHER,
} XfrmEvent;

/**
 * Skip the time and the namespace, and the word in front of a state or policy,
 * or all of an event that prints none.
 *
 * Moves *@text, and adds to *@line the lines that it skipped.
 */
XfrmEvent xfrm_skip_event(const char **text, const char *end, unsigned *line);

#endif /* IPSECNIC_REPLAY_XFRM_MONITOR_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of what a database has: GLib's queues, of links that the items own
 */

#ifndef IPSECNIC_LINKS_H
#define IPSECNIC_LINKS_H

#include <glib.h>

/**
 * ipsec_links_append: put an item behind all others.
 * @link: the item's own; in no list
 */
static inline void ipsec_links_append(GQueue *list, GList *link, void *item)
{
    link->data = item;
    g_queue_push_tail_link(list, link);
}

/** ipsec_links_join: all of @from goes behind what is in @list, in the same time
 *  for any number. */
static inline void ipsec_links_join(GQueue *list, GQueue *from)
{
    if (!from->head) {
        return;
    }
    from->head->prev = list->tail;
    if (list->tail) {
        list->tail->next = from->head;
    } else {
        list->head = from->head;
    }
    list->tail = from->tail;
    list->length += from->length;
    g_queue_init(from);
}

#endif /* IPSECNIC_LINKS_H */

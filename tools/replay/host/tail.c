/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that arrives in pieces, of which the end is kept
 */

#include <stdio.h>
#include "complain.h"
#include "tail.h"
#include "words.h"

/** Lines of console and of standard error that are shown with an error. */
#define LAST_LINES          20
#define LAST_LINE_BYTES     400

void tail_init(Tail *tail, const char *name, bool show)
{
    tail->name = name;
    tail->show = show;
    g_queue_init(&tail->lines);
    tail->partial = g_string_new(NULL);
}

void tail_free(Tail *tail)
{
    g_queue_clear_full(&tail->lines, g_free);
    g_string_free(tail->partial, TRUE);
}

static void tail_end_line(Tail *tail)
{
    if (tail->redact) {
        char *shown = word_redact(tail->partial->str, tail->redact);

        g_string_assign(tail->partial, shown);
        g_free(shown);
    }
    if (tail->show) {
        fprintf(stderr, "%s: %s\n", tail->name, tail->partial->str);
    }
    g_queue_push_tail(&tail->lines, g_strdup(tail->partial->str));
    if (tail->lines.length > LAST_LINES) {
        g_free(g_queue_pop_head(&tail->lines));
    }
    g_string_truncate(tail->partial, 0);
}

void tail_add(Tail *tail, const char *data, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++) {
        if (data[i] == '\n') {
            tail_end_line(tail);
        } else if (data[i] != '\r' && tail->partial->len < LAST_LINE_BYTES) {
            g_string_append_c(tail->partial,
                              g_ascii_isprint(data[i]) || data[i] == '\t' ||
                              (data[i] & 0x80) ? data[i] : '?');
        }
    }
}

void tail_print(Tail *tail, const char *title)
{
    GList *item;

    if (tail->partial->len) {
        tail_end_line(tail);
    }
    if (tail->show) {
        return;     /* it has been seen already */
    }
    fprintf(stderr, "%s: %s%s\n", PROGRAM, title,
            tail->lines.length ? ":" : ": none");
    for (item = tail->lines.head; item; item = item->next) {
        fprintf(stderr, "    %s\n", (char *)item->data);
    }
}

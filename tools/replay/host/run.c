/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run: what is under way, and what became of it
 */

#include <stdarg.h>
#include <stdio.h>
#include "report_record.h"
#include "run.h"

void run_progress(Replay *r)
{
    r->progress = g_get_monotonic_time();
}

void run_fail(Replay *r, const char *format, ...)
{
    va_list ap;

    if (!r->failure) {
        va_start(ap, format);
        r->failure = g_strdup_vprintf(format, ap);
        va_end(ap);
    }
}

uint64_t run_frames_read(const Replay *r)
{
    return r->transmit ? transmit_next(r->transmit) : r->next;
}

uint64_t run_frames_done(const Replay *r)
{
    return r->transmit ? transmit_done(r->transmit) : r->came_back;
}

void run_write_record(Replay *r, const Indication *ind, uint64_t position)
{
    g_autofree char *json = report_json(ind, position, r->by_handle,
                                        r->options->answer_sa_delete
                                        ? r->deleted : NULL);

    fputs(json, r->oob);
    putc('\n', r->oob);
}

/** Whether the SA has a window, with which the card must have compared. */
static bool has_window(const ReplaySa *sa)
{
    const struct ipsecnic_sa_ctx *ctx = sa ? (const void *)sa->ctx : NULL;

    return ctx && ctx->op[0].replay_window;
}

void run_check_replay(Replay *r, const Indication *ind, uint64_t position)
{
    bool decapsulated = ind->comp.flags & IPSECNIC_COMP_DECAPSULATED;
    gpointer handle = GUINT_TO_POINTER(ind->comp.sa_outer);

    /* of what is decapsulated the transport has seen the number */
    if (ind->check == REPLAY_CHECK_NONE
        ? decapsulated && has_window(g_hash_table_lookup(r->by_handle, handle))
        : ind->check != REPLAY_CHECK_AGREED) {
        ranges_add(&r->disagreed, position);
    }
}

void run_hold(Replay *r, const Indication *ind, uint64_t index)
{
    r->holding = true;
    r->held = *ind;
    g_byte_array_set_size(r->held_frame, 0);
    g_byte_array_append(r->held_frame, ind->frame, ind->comp.frame_length);
    r->held.frame = r->held_frame->data;
    r->held_index = index;
    r->held_position = r->sent[index % RUN_WINDOW].position;
}

void run_let_go(Replay *r)
{
    if (r->holding) {
        r->holding = false;
        run_write_record(r, &r->held, r->held_position);
        g_array_set_size(r->deleted, 0);
    }
}

void run_give_up_outstanding(Replay *r)
{
    for (; r->oldest < r->next; r->oldest++) {
        if (!r->sent[r->oldest % RUN_WINDOW].back) {
            ranges_add(&r->missing, r->sent[r->oldest % RUN_WINDOW].position);
        }
    }
}

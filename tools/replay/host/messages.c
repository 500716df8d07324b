/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest's messages mean for the run
 */

#include <stdarg.h>
#include "hw/net/ipsecnic_abi.h"
#include "capture.h"
#include "complain.h"
#include "ending.h"
#include "messages.h"
#include "replay_proto.h"
#include "report_names.h"
#include "report_record.h"
#include "run.h"
#include "sa.h"
#include "transmit.h"

static bool G_GNUC_PRINTF(2, 3) refuse(GError **errp, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    if (errp) {
        *errp = g_error_new_valist(REPORT_ERROR, 0, format, ap);
    }
    va_end(ap);
    return false;
}

static bool on_sa_results(void *opaque, uint32_t first, uint32_t count,
                          const struct ipsecnic_result *result, GError **errp)
{
    Replay *r = opaque;
    uint32_t i;

    run_progress(r);
    if (first != r->sa_results || count > r->sas->num_sa - first) {
        return refuse(errp, "the guest tells of SAs %u to %u, of %zu, after "
                      "%u", first, first + count, r->sas->num_sa,
                      r->sa_results);
    }
    r->sa_results += count;
    for (i = 0; i < count; i++) {
        ReplaySa *sa = &r->sas->sa[first + i];

        if (result[i].status == IPSECNIC_ST_OK && result[i].handle) {
            g_hash_table_insert(r->by_handle,
                                GUINT_TO_POINTER(result[i].handle), sa);
            continue;
        }
        r->sa_refused++;
        complain("%s:%u: the card refused the SA: %s (%s, status %u)",
                 r->options->sa, sa->line,
                 report_status_text(result[i].status),
                 report_status_name(result[i].status), result[i].status);
    }
    return true;
}

static bool on_policy_results(void *opaque, uint32_t first, uint32_t count,
                              const struct ipsecnic_result *result,
                              GError **errp)
{
    Replay *r = opaque;
    uint32_t i;

    run_progress(r);
    if (first != r->policy_results || count > r->sas->num_policies - first) {
        return refuse(errp, "the guest tells of policies %u to %u, of %zu, "
                      "after %u", first, first + count, r->sas->num_policies,
                      r->policy_results);
    }
    r->policy_results += count;
    for (i = 0; i < count; i++) {
        if (result[i].status == IPSECNIC_ST_OK && result[i].handle) {
            continue;
        }
        r->policies_refused++;
        complain("%s:%u: the card refused the policy: %s (%s, status %u)",
                 r->options->sa, r->sas->policy[first + i].line,
                 report_status_text(result[i].status),
                 report_status_name(result[i].status), result[i].status);
    }
    return true;
}

static bool on_ready(void *opaque, GError **errp)
{
    Replay *r = opaque;

    run_progress(r);
    if (r->sa_refused || r->policies_refused) {
        r->failure = g_strdup("");
        return true;
    }
    if (r->ready || r->sa_results != r->sas->num_sa ||
        r->policy_results != r->sas->num_policies) {
        return refuse(errp, "the guest is ready %s", r->ready ? "twice" :
                      "and has not told of all SAs and policies");
    }
    r->ready = true;
    r->stats_time = r->progress;
    if (r->options->verbose) {
        complain("the guest is ready, %zu SAs are loaded", r->sas->num_sa);
    }
    return true;
}

/** Forget frames at the front of the window that came back. */
static void advance(Replay *r)
{
    while (r->oldest < r->next && r->sent[r->oldest % RUN_WINDOW].back) {
        r->oldest++;
    }
}

static bool on_indication(void *opaque, const Indication *ind, GError **errp)
{
    Replay *r = opaque;
    uint64_t index = r->oldest + (uint32_t)(ind->comp.arrival -
                                            (uint32_t)r->oldest);
    CaptureFrame frame;
    Sent *sent;

    if (!r->ready) {
        return refuse(errp, "the guest indicates a packet before it is ready");
    }
    if (index >= r->next || r->sent[index % RUN_WINDOW].back) {
        return refuse(errp, "the guest indicates frame %u (by its arrival), "
                      "which was not sent or came back before",
                      ind->comp.arrival);
    }
    sent = &r->sent[index % RUN_WINDOW];
    if (ind->comp.flags & IPSECNIC_COMP_DECAPSULATED
        ? ind->comp.frame_length >= sent->length
        : ind->comp.frame_length != sent->length) {
        return refuse(errp, "frame %" G_GUINT64_FORMAT " was sent with %u "
                      "bytes and came back with %u; the card must not change "
                      "a length%s%s", sent->position, sent->length,
                      ind->comp.frame_length,
                      ind->comp.flags & IPSECNIC_COMP_DECAPSULATED
                      ? " but make it shorter as it decapsulates" : "",
                      r->options->faults
                      ? "; or it is another frame: what comes while a fault "
                      "has taken the link or the card away is gone, and not "
                      "counted" : "");
    }
    sent->back = true;
    r->came_back++;
    run_progress(r);
    r->stats_time = r->progress;
    r->stats_delay = STATS_DELAY_FIRST;
    advance(r);

    frame = (CaptureFrame) {
        .data = ind->frame,
        .length = ind->comp.frame_length,
        .time = sent->time,
    };
    capture_write(r->out, &frame);
    run_check_replay(r, ind, sent->position);
    if (r->options->answer_sa_delete &&
        (ind->comp.oob & IPSECNIC_OOB_SA_DELETE_REQ)) {
        run_hold(r, ind, index);
    } else {
        run_write_record(r, ind, sent->position);
    }
    return true;
}

static bool on_sa_deleted(void *opaque, const SaDeleted *gone, GError **errp)
{
    Replay *r = opaque;
    gpointer handle = GUINT_TO_POINTER(gone->handle);
    const ReplaySa *sa = g_hash_table_lookup(r->by_handle, handle);
    const ReplaySa *partner =
        g_hash_table_lookup(r->by_handle, GUINT_TO_POINTER(gone->partner));
    g_autofree char *name = NULL, *other = NULL;

    run_progress(r);
    if (!r->holding || gone->arrival != (uint32_t)r->held_index) {
        return refuse(errp, "the guest deletes an SA for frame %u (by its "
                      "arrival), which did not ask for it", gone->arrival);
    }
    if (!sa || sa->outbound != gone->outbound ||
        (gone->partner && !partner) || (gone->outbound && !partner)) {
        return refuse(errp, "the guest deletes SA %#x (a handle), partner "
                      "%#x, and there is no such pair", gone->handle,
                      gone->partner);
    }
    name = report_sa_text(sa);
    if (gone->outbound &&
        !g_hash_table_contains(r->gone, GUINT_TO_POINTER(gone->partner))) {
        return refuse(errp, "the guest deletes %s before its inbound partner",
                      name);
    }
    if (!g_hash_table_add(r->gone, handle)) {
        return refuse(errp, "the guest deletes %s twice", name);
    }
    g_array_append_vals(r->deleted, gone, 1);
    if (gone->status != IPSECNIC_ST_OK) {
        r->deletions_refused++;
        complain("%s: the card refused to delete it: %s (%s, status %u)", name,
                 report_status_text(gone->status),
                 report_status_name(gone->status), gone->status);
        return true;
    }
    other = partner ? report_sa_text(partner) : NULL;
    if (gone->outbound) {
        complain("%s: deleted, as the partner of %s", name, other);
    } else {
        complain("%s: deleted, as frame %" G_GUINT64_FORMAT " asked for it%s",
                 name, r->held_position, partner ? "" :
                 "; no outbound SA is paired with it");
    }
    return true;
}

static bool on_sent(void *opaque, const SendResult *sent, GError **errp)
{
    Replay *r = opaque;

    run_progress(r);
    if (!r->ready || !r->transmit) {
        return refuse(errp, "the guest says that it sent frame %u, which it "
                      "did not get", sent->number);
    }
    return transmit_take_sent(r->transmit, sent, errp);
}

static bool on_stats(void *opaque, const struct replay_stats *stats,
                     GError **errp G_GNUC_UNUSED)
{
    Replay *r = opaque;
    uint64_t arrivals = stats->counter[IPSECNIC_STAT_RX_ARRIVALS];

    r->stats_asked = false;
    if (r->holding) {
        /* the guest answers when all that was asked for is done */
        run_let_go(r);
        run_progress(r);
    }
    if (!r->have_stats ||
        arrivals != r->stats.counter[IPSECNIC_STAT_RX_ARRIVALS]) {
        run_progress(r);
    }
    r->stats = *stats;
    r->have_stats = true;
    r->stats_time = g_get_monotonic_time();
    if (arrivals != r->next || r->stats_next != r->next) {
        r->settled = false;
        r->stats_delay = MIN(r->stats_delay * 2, STATS_DELAY_MAX);
    } else if (!r->settled) {
        /* The answer to one more request stands behind every indication of
         * what the counter has seen. */
        r->settled = true;
        r->stats_delay = 0;
    } else {
        r->settled = false;
        r->stats_delay = STATS_DELAY_FIRST;
        run_give_up_outstanding(r);
    }
    return true;
}

static bool on_policy(void *opaque, const struct replay_policy_state *state,
                      GError **errp)
{
    Replay *r = opaque;

    run_progress(r);
    return ending_take_policy(r->ending, state, errp);
}

static bool on_window(void *opaque, const struct replay_window_state *state,
                      GError **errp)
{
    Replay *r = opaque;

    run_progress(r);
    return ending_take_window(r->ending, state, errp);
}

static bool on_state_end(void *opaque, uint32_t policies_left, GError **errp)
{
    Replay *r = opaque;

    run_progress(r);
    return ending_take_end(r->ending, policies_left, r->gone, errp);
}

static bool on_fatal(void *opaque, const char *text, GError **errp)
{
    Replay *r = opaque;

    /* what the card said about SAs is the reason, and clearer */
    if (r->sa_refused) {
        r->failure = g_strdup("");
        return true;
    }
    return refuse(errp, "the guest gave up: %s", text);
}

const ReportHandler messages_handler = {
    .sa_results = on_sa_results,
    .policy_results = on_policy_results,
    .ready = on_ready,
    .indication = on_indication,
    .sa_deleted = on_sa_deleted,
    .sent = on_sent,
    .stats = on_stats,
    .policy = on_policy,
    .window = on_window,
    .state_end = on_state_end,
    .fatal = on_fatal,
};

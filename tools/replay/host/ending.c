/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the card knew in the end
 */

#include "hw/net/ipsecnic_abi.h"
#include "complain.h"
#include "ending.h"
#include "report_names.h"
#include "report_record.h"

G_DEFINE_QUARK(ending-error-quark, ending_error)

typedef struct PolicyEnd {
    bool told;
    struct replay_policy_state state;
} PolicyEnd;

typedef struct WindowEnd {
    bool told;
    struct replay_window_state state;
} WindowEnd;

struct Ending {
    const ReplaySaFile *sas;
    GHashTable *by_handle;
    /** In the order of the file's policies, and of its SAs. */
    PolicyEnd *policy;
    WindowEnd *window;
    bool told;
    uint32_t policies_left;
};

Ending *ending_new(const ReplaySaFile *sas, GHashTable *by_handle)
{
    Ending *e = g_new0(Ending, 1);

    e->sas = sas;
    e->by_handle = by_handle;
    e->policy = g_new0(PolicyEnd, MAX(sas->num_policies, 1));
    e->window = g_new0(WindowEnd, MAX(sas->num_sa, 1));
    return e;
}

void ending_free(Ending *e)
{
    if (e) {
        g_free(e->policy);
        g_free(e->window);
        g_free(e);
    }
}

static bool has_window(const ReplaySa *sa)
{
    const struct ipsecnic_sa_ctx *ctx = (const void *)sa->ctx;

    return !sa->outbound && ctx->op[0].replay_window &&
           (GUINT32_FROM_LE(ctx->flags) & IPSECNIC_SA_FLAG_PACKET_OFFLOAD);
}

bool ending_wanted(const Ending *e)
{
    size_t i;

    for (i = 0; i < e->sas->num_sa; i++) {
        if (has_window(&e->sas->sa[i])) {
            return true;
        }
    }
    return e->sas->num_policies > 0;
}

/* ------------------------------------------------------------------------
 * What the guest tells
 */

static bool G_GNUC_PRINTF(2, 3) refuse(GError **errp, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    if (errp) {
        *errp = g_error_new_valist(ENDING_ERROR, 0, format, ap);
    }
    va_end(ap);
    return false;
}

bool ending_take_policy(Ending *e, const struct replay_policy_state *state,
                        GError **errp)
{
    const ReplayPolicy *policy;
    PolicyEnd *end;

    if (e->told || state->number >= e->sas->num_policies ||
        e->policy[state->number].told) {
        return refuse(errp, "the guest tells of policy %u (from 0), of %zu, "
                      "which it was not asked for or told of before",
                      state->number, e->sas->num_policies);
    }
    policy = &e->sas->policy[state->number];
    end = &e->policy[state->number];
    if (state->query_status == IPSECNIC_ST_OK &&
        state->info.driver_cookie != policy->position) {
        return refuse(errp, "the card takes the policy of line %u for another "
                      "one: its cookie is %" G_GUINT64_FORMAT ", not %u",
                      policy->line, (uint64_t)state->info.driver_cookie,
                      policy->position);
    }
    end->told = true;
    end->state = *state;
    return true;
}

bool ending_take_window(Ending *e, const struct replay_window_state *state,
                        GError **errp)
{
    const ReplaySa *sa = g_hash_table_lookup(e->by_handle,
                                             GUINT_TO_POINTER(state->handle));
    WindowEnd *end = sa ? &e->window[sa - e->sas->sa] : NULL;

    if (e->told || !sa || !has_window(sa) || end->told) {
        return refuse(errp, "the guest tells of the window of SA %#x (a "
                      "handle), which it was not asked for or told of before",
                      state->handle);
    }
    end->told = true;
    end->state = *state;
    return true;
}

/** Whether the SA with that is among the handles. */
static bool is_gone(const Ending *e, const ReplaySa *sa, GHashTable *gone)
{
    GHashTableIter iter;
    gpointer handle;

    g_hash_table_iter_init(&iter, gone);
    while (g_hash_table_iter_next(&iter, &handle, NULL)) {
        if (g_hash_table_lookup(e->by_handle, handle) == sa) {
            return true;
        }
    }
    return false;
}

bool ending_take_end(Ending *e, uint32_t left, GHashTable *gone, GError **errp)
{
    size_t i;

    if (e->told || !ending_wanted(e)) {
        return refuse(errp, "the guest says that it has told all, and was not "
                      "asked");
    }
    for (i = 0; i < e->sas->num_policies; i++) {
        if (!e->policy[i].told) {
            return refuse(errp, "the guest has told all but the policy of line "
                          "%u", e->sas->policy[i].line);
        }
    }
    for (i = 0; i < e->sas->num_sa; i++) {
        if (has_window(&e->sas->sa[i]) && !e->window[i].told &&
            !is_gone(e, &e->sas->sa[i], gone)) {
            return refuse(errp, "the guest has told all but the window of the "
                          "SA of line %u", e->sas->sa[i].line);
        }
    }
    e->told = true;
    e->policies_left = left;
    return true;
}

bool ending_told(const Ending *e)
{
    return e->told;
}

/* ------------------------------------------------------------------------
 * What the user is told
 */

void ending_write(const Ending *e, FILE *fp)
{
    size_t i;

    for (i = 0; i < e->sas->num_policies; i++) {
        if (e->policy[i].told) {
            g_autofree char *json =
                report_policy_json(&e->sas->policy[i], &e->policy[i].state);

            fprintf(fp, "%s\n", json);
        }
    }
    for (i = 0; i < e->sas->num_sa; i++) {
        if (e->window[i].told) {
            g_autofree char *json =
                report_window_json(&e->sas->sa[i], &e->window[i].state);

            fprintf(fp, "%s\n", json);
        }
    }
}

static bool check_policy(const ReplayPolicy *policy, const PolicyEnd *end,
                         const char *name)
{
    const struct replay_policy_state *s = &end->state;
    uint32_t status = s->query_status != IPSECNIC_ST_OK ? s->query_status
                                                        : s->delete_status;

    if (!end->told || status == IPSECNIC_ST_OK) {
        return true;
    }
    complain("%s:%u: the card refused to %s the policy: %s (%s, status %u)",
             name, policy->line, s->query_status != IPSECNIC_ST_OK
             ? "tell of" : "delete", report_status_text(status),
             report_status_name(status), status);
    return false;
}

static bool check_window(const ReplaySa *sa, const WindowEnd *end)
{
    const struct replay_window_state *s = &end->state;
    g_autofree char *text = NULL;

    if (!end->told || (s->status == IPSECNIC_ST_OK && !s->differences)) {
        return true;
    }
    text = report_sa_text(sa);
    if (s->status != IPSECNIC_ST_OK) {
        complain("%s: the card refused to tell of its replay window: %s (%s, "
                 "status %u)", text, report_status_text(s->status),
                 report_status_name(s->status), s->status);
        return false;
    }
    complain("%s: in the end the card's replay window is not that of the "
             "guest's transport: top %" G_GUINT64_FORMAT " and %"
             G_GUINT64_FORMAT ", size %u and %u, received %u and %u; %u "
             "differences, from number %" G_GUINT64_FORMAT " on", text,
             (uint64_t)s->card_top, (uint64_t)s->own_top, s->card_size,
             s->own_size, s->card_received, s->own_received, s->differences,
             (uint64_t)s->first);
    return false;
}

/** What the policy did. */
static void tell_policy(const ReplayPolicy *policy, const PolicyEnd *end,
                        const char *name)
{
    const struct ipsecnic_policy_info *info = &end->state.info;

    if (!end->told || end->state.query_status != IPSECNIC_ST_OK) {
        return;
    }
    complain("%s:%u: policy %u, %s, %s: %" G_GUINT64_FORMAT " packets of %"
             G_GUINT64_FORMAT " bytes, %" G_GUINT64_FORMAT " without an SA, %"
             G_GUINT64_FORMAT " refused", name, policy->line, policy->position,
             policy->outbound ? "out" : "in",
             report_action_name(policy->policy.action),
             (uint64_t)info->packets, (uint64_t)info->bytes,
             (uint64_t)info->no_sa, (uint64_t)info->refused);
}

bool ending_conclude(const Ending *e, const char *name, bool verbose)
{
    bool ok = true;
    size_t i;

    for (i = 0; i < e->sas->num_policies; i++) {
        if (verbose) {
            tell_policy(&e->sas->policy[i], &e->policy[i], name);
        }
        ok = check_policy(&e->sas->policy[i], &e->policy[i], name) && ok;
    }
    for (i = 0; i < e->sas->num_sa; i++) {
        ok = check_window(&e->sas->sa[i], &e->window[i]) && ok;
    }
    if (e->policies_left) {
        complain("all policies were deleted, and the card says that it has %u",
                 e->policies_left);
        ok = false;
    }
    return ok;
}

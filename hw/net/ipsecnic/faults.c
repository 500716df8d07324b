/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the fault plan that is armed in a card, and what it wants of each
 * opportunity
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/bswap.h"
#include "qemu/main-loop.h"
#include "qemu/timer.h"

#include "capture_story.h"
#include "engine/engine.h"
#include "faults.h"
#include "state.h"
#include "trace.h"

int64_t ipsecnic_fault_now(void)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static void ipsecnic_fault_tell(IpsecnicState *s, const IpsecnicFault *f,
                                const IpsecnicFaultPoint *point)
{
    g_autofree char *text = g_strdup_printf(
        "%s (%s, match %" PRIu64 ", firing %" PRIu64 ")", f->name,
        ipsecnic_fault_kind_name(f->kind), f->matched, f->fired);

    trace_ipsecnic_fault(text, ipsecnic_fault_side_name(f->side),
                         point->queue, point->sa);
    ipsecnic_capture_fault(s, text);
}

void ipsecnic_fault_missed(const IpsecnicFault *f)
{
    ((IpsecnicFault *)f)->missed++;
    trace_ipsecnic_fault_missed(f->name, f->missed);
}

static void ipsecnic_fault_effect(IpsecnicState *s, IpsecnicFault *f,
                                  uint32_t sa)
{
    IpsecnicFaults *faults = s->faults;

    if (faults->num_effects == ARRAY_SIZE(faults->effects)) {
        ipsecnic_fault_missed(f);
        return;
    }
    faults->effects[faults->num_effects++] = (IpsecnicFaultEffect) {
        .fault = f,
        .sa = f->handle ? f->handle : sa,
    };
    qemu_bh_schedule(s->fault_bh);
}

static void ipsecnic_fault_note(IpsecnicFaultAction *action,
                                const IpsecnicFault *f)
{
    switch (f->kind) {
    case IPSECNIC_FAULT_STATUS:
    case IPSECNIC_FAULT_NOT_DONE:
        action->status = f;
        break;
    case IPSECNIC_FAULT_HANDLE:
    case IPSECNIC_FAULT_STALE_HANDLE:
    case IPSECNIC_FAULT_FIELD:
        if (action->num_fields < ARRAY_SIZE(action->fields)) {
            action->fields[action->num_fields++] = f;
        } else {
            ipsecnic_fault_missed(f);
        }
        break;
    case IPSECNIC_FAULT_CORRUPT_ICV:
        action->icv = f;
        break;
    case IPSECNIC_FAULT_SEQUENCE:
        action->sequence = f;
        break;
    case IPSECNIC_FAULT_LOSE_COMPLETION:
    case IPSECNIC_FAULT_DUPLICATE_COMPLETION:
    case IPSECNIC_FAULT_DELAY_COMPLETION:
    case IPSECNIC_FAULT_REORDER_COMPLETION:
    case IPSECNIC_FAULT_PHASE_LATE:
        action->completion = f;
        break;
    default:
        action->frame = f;
        break;
    }
}

void ipsecnic_fault_point(IpsecnicState *s, IpsecnicFaultPoint *point,
                          IpsecnicFaultAction *action)
{
    IpsecnicFaults *faults = s->faults;
    IpsecnicFaultPlan *plan = faults->plan;
    uint32_t i;

    point->ns = ipsecnic_fault_now() - faults->armed;
    for (i = 0; plan && i < plan->count; i++) {
        IpsecnicFault *f = &plan->faults[i];

        if (!ipsecnic_fault_due(f, point)) {
            continue;
        }
        ipsecnic_fault_tell(s, f, point);
        if (ipsecnic_fault_is_effect(f->kind)) {
            ipsecnic_fault_effect(s, f, point->sa);
        } else if (action) {
            ipsecnic_fault_note(action, f);
        }
    }
}

/* What a queue held back that has been stopped takes no room. */
static void ipsecnic_fault_tidy(IpsecnicFaults *faults)
{
    GList *l, *next;

    for (l = faults->late.head; l; l = next) {
        IpsecnicLate *late = l->data;

        next = l->next;
        if (late->generation != late->q->generation) {
            ipsecnic_fault_forget(faults, late);
        }
    }
}

IpsecnicLate *ipsecnic_fault_late(IpsecnicState *s, IpsecnicLateKind kind,
                                  IpsecnicQueue *q, int64_t ns)
{
    IpsecnicFaults *faults = s->faults;
    IpsecnicLate *late;

    ipsecnic_fault_tidy(faults);
    if (g_queue_get_length(&faults->late) >= IPSECNIC_LATE_MAX) {
        return NULL;
    }
    late = g_new0(IpsecnicLate, 1);
    late->kind = kind;
    late->q = q;
    late->generation = q->generation;
    late->due = ipsecnic_fault_now() + ns;
    g_queue_push_tail(&faults->late, late);
    ipsecnic_fault_wind(s);
    return late;
}

void ipsecnic_fault_forget(IpsecnicFaults *faults, IpsecnicLate *late)
{
    g_queue_remove(&faults->late, late);
    faults->late_bytes -= late->frame ? late->length : 0;
    g_free(late->frame);
    g_free(late);
}

void ipsecnic_fault_wind(IpsecnicState *s)
{
    IpsecnicFaults *faults = s->faults;
    IpsecnicFaultPlan *plan = faults->plan;
    int64_t times[] = {
        faults->link_down, faults->gone, faults->stuck, faults->hung,
        faults->frozen,
    };
    int64_t next = INT64_MAX;
    GList *l;
    uint32_t i;

    for (l = faults->late.head; l; l = l->next) {
        next = MIN(next, ((IpsecnicLate *)l->data)->due);
    }
    for (i = 0; i < ARRAY_SIZE(times); i++) {
        next = times[i] ? MIN(next, times[i]) : next;
    }
    for (i = 0; plan && i < plan->count; i++) {
        if (plan->faults[i].side == IPSECNIC_FAULT_TIME &&
            plan->faults[i].due_ns != INT64_MAX) {
            next = MIN(next, faults->armed + plan->faults[i].due_ns);
        }
    }
    if (next == INT64_MAX) {
        timer_del(faults->timer);
    } else {
        timer_mod(faults->timer, next);
    }
}

void ipsecnic_fault_reset(IpsecnicState *s)
{
    IpsecnicFaults *faults = s->faults;

    while (!g_queue_is_empty(&faults->late)) {
        ipsecnic_fault_forget(faults, g_queue_peek_head(&faults->late));
    }
    memset(&faults->tx, 0, sizeof(faults->tx));
    faults->deleted = 0;
    faults->device_error = 0;
    faults->gone = 0;
    faults->stuck = 0;
    faults->hung = 0;
    faults->hung_seen = false;
    faults->frozen = 0;
    ipsecnic_fault_wind(s);
}

void ipsecnic_fault_loaded(IpsecnicState *s)
{
    IpsecnicFaults *faults = s->faults;
    uint32_t i;

    faults->armed = ipsecnic_fault_now();
    faults->link_down = 0;
    for (i = 0; faults->plan && i < faults->plan->count; i++) {
        IpsecnicFault *f = &faults->plan->faults[i];

        if (f->due_ns != INT64_MAX) {
            f->due_ns = f->from_ns;
        }
    }
    ipsecnic_fault_reset(s);
}

static int64_t ipsecnic_fault_until(int64_t ns)
{
    return ns ? ipsecnic_fault_now() + ns : INT64_MAX;
}

bool ipsecnic_fault_interrupt(IpsecnicQueue *q)
{
    IpsecnicState *s = q->nic;
    IpsecnicFaultPoint point = {
        .side = IPSECNIC_FAULT_INTERRUPT,
        .queue = q->id,
    };
    IpsecnicFaultAction action = { };

    ipsecnic_fault_point(s, &point, &action);
    if (!action.frame) {
        return false;
    }
    if (action.frame->kind == IPSECNIC_FAULT_DELAY &&
        !ipsecnic_fault_late(s, IPSECNIC_LATE_INTERRUPT, q,
                             action.frame->ns)) {
        ipsecnic_fault_missed(action.frame);
        return false;
    }
    return true;
}

bool ipsecnic_fault_event(IpsecnicState *s, const IpsecnicEvent *event,
                          bool *again, bool *counted)
{
    IpsecnicFaultPoint point = {
        .side = IPSECNIC_FAULT_EVENT,
        .sa = event->handle,
        .event = event->code,
    };
    IpsecnicFaultAction action = { };
    IpsecnicLate *late;

    *again = false;
    *counted = false;
    ipsecnic_fault_point(s, &point, &action);
    if (!action.frame) {
        return true;
    }
    switch (action.frame->kind) {
    case IPSECNIC_FAULT_DUPLICATE:
        *again = true;
        return true;
    case IPSECNIC_FAULT_DELAY:
        late = ipsecnic_fault_late(s, IPSECNIC_LATE_EVENT, &s->ctrlq,
                                   action.frame->ns);
        if (!late) {
            ipsecnic_fault_missed(action.frame);
            return true;
        }
        late->event = *event;
        return false;
    default:
        *counted = action.frame->counted;
        return false;
    }
}

bool ipsecnic_fault_link_down(const IpsecnicState *s)
{
    return s->faults->link_down != 0;
}

uint32_t ipsecnic_fault_read(IpsecnicState *s, hwaddr offset, uint32_t value)
{
    IpsecnicFaults *faults = s->faults;

    if (faults->gone) {
        return UINT32_MAX;
    }
    switch (offset) {
    case IPSECNIC_REG_CTRL:
        return faults->stuck ? IPSECNIC_CTRL_RESET : value;
    case IPSECNIC_REG_STATUS:
        return value | (faults->device_error ? IPSECNIC_STATUS_ERROR : 0);
    case IPSECNIC_REG_DEVICE_ERROR:
        return faults->device_error;
    default:
        break;
    }
    if (faults->frozen && offset >= IPSECNIC_REG_STAT_LO(0) &&
        offset < IPSECNIC_REG_STAT_LO(IPSECNIC_STATS)) {
        uint32_t word = (offset - IPSECNIC_REG_STAT_LO(0)) / 4;

        return extract64(faults->frozen_stats[word / 2], word % 2 * 32, 32);
    }
    return value;
}

bool ipsecnic_fault_write(IpsecnicState *s, hwaddr offset, uint32_t value)
{
    IpsecnicFaults *faults = s->faults;
    IpsecnicFaultPoint point = { .side = IPSECNIC_FAULT_RESET };
    IpsecnicFaultAction action = { };

    if (faults->gone || faults->stuck) {
        return false;
    }
    if (offset == IPSECNIC_REG_CTRL && (value & IPSECNIC_CTRL_RESET)) {
        ipsecnic_fault_point(s, &point, &action);
        if (action.frame) {
            /* The reset happens, and nobody is told. */
            s->reset(s, "CTRL.RESET");
            faults->stuck = ipsecnic_fault_until(action.frame->ns);
            ipsecnic_fault_wind(s);
            return false;
        }
    }
    return true;
}

bool ipsecnic_fault_full(const IpsecnicState *s)
{
    return ipsec_engine_sa_count(s->engine) >= s->faults->capacity;
}

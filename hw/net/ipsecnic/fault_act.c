/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what faults do to frames, commands and the card
 *
 * What is held back is bounded, belongs to one running of one queue, and is
 * written by the bottom half, which enters all parts of the card: a completion
 * never comes in between those of another frame.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "net/net.h"
#include "qemu/bswap.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"

#include "capture_story.h"
#include "dma.h"
#include "engine/bytes.h"
#include "engine/engine.h"
#include "engine/mishap.h"
#include "event.h"
#include "fault_act.h"
#include "faults.h"
#include "irq.h"
#include "link.h"
#include "queue.h"
#include "state.h"
#include "trace.h"

/* What was held back and finds no room is tried again after that. */
#define RETRY_NS        SCALE_MS
/* A completion that waits for others waits so long at most. */
#define BEHIND_NS       (1000 * SCALE_MS)

static IpsecnicQueue *ipsecnic_fault_queue(IpsecnicState *s, uint32_t id)
{
    if (id == IPSECNIC_QUEUE_CTRL) {
        return &s->ctrlq;
    }
    return id >= IPSECNIC_QUEUE_TX(0) ?
           &s->txq[id - IPSECNIC_QUEUE_TX(0)].q :
           &s->rxq[id - IPSECNIC_QUEUE_RX(0)].q;
}

static int64_t ipsecnic_fault_until(int64_t ns)
{
    return ns ? ipsecnic_fault_now() + ns : INT64_MAX;
}

/*
 * Effects
 */

static uint32_t ipsecnic_fault_limit(IpsecnicState *s, uint32_t handle,
                                     uint32_t limit)
{
    uint32_t status = ipsec_engine_reach_limit(s->engine, handle, limit);

    if (status == IPSECNIC_ST_OK) {
        ipsecnic_event_put(s, &(IpsecnicEvent) {
            .code = IPSECNIC_EVENT_SA_LIMIT,
            .handle = handle,
            .argument = limit,
        });
    }
    return status;
}

static void ipsecnic_fault_link(IpsecnicState *s, int64_t until)
{
    s->faults->link_down = until;
    ipsecnic_update_link(s);
    if (until && s->tx_state == IPSECNIC_TX_WAITING) {
        qemu_purge_queued_packets(qemu_get_queue(s->nic));
    }
    qemu_bh_schedule(s->tx_bh);
}

static void ipsecnic_fault_do(IpsecnicState *s, IpsecnicFault *f, uint32_t sa)
{
    IpsecnicFaults *faults = s->faults;
    IpsecnicQueue *q = ipsecnic_fault_queue(s, f->target);
    uint32_t status = IPSECNIC_ST_OK;

    switch (f->kind) {
    case IPSECNIC_FAULT_LINK_DOWN:
        ipsecnic_fault_link(s, ipsecnic_fault_until(f->ns));
        break;
    case IPSECNIC_FAULT_QUEUE_ERROR:
        if (ipsecnic_queue_running(q)) {
            ipsecnic_queue_error(q, f->reason, q->posted_head);
        } else {
            ipsecnic_fault_missed(f);
        }
        break;
    case IPSECNIC_FAULT_DEVICE_ERROR:
        faults->device_error = f->code;
        ipsecnic_event_put(s, &(IpsecnicEvent) {
            .code = IPSECNIC_EVENT_DEVICE_ERROR,
            .status = f->code,
        });
        break;
    case IPSECNIC_FAULT_CARD_GONE:
        s->reset(s, "fault: card gone");
        faults->gone = ipsecnic_fault_until(f->ns);
        break;
    case IPSECNIC_FAULT_RAISE_INTERRUPT:
        if (ipsecnic_queue_running(q)) {
            ipsecnic_irq_raise(s, q->vector);
        } else {
            ipsecnic_fault_missed(f);
        }
        break;
    case IPSECNIC_FAULT_COUNTERS_STOP:
        memcpy(faults->frozen_stats, s->stats, sizeof(s->stats));
        faults->frozen = ipsecnic_fault_until(f->ns);
        break;
    case IPSECNIC_FAULT_SA_DELETE_REQUEST:
        status = ipsec_engine_request_delete(s->engine, sa);
        break;
    case IPSECNIC_FAULT_SA_LIMIT:
        status = ipsecnic_fault_limit(s, sa, f->limit);
        break;
    case IPSECNIC_FAULT_SEQUENCE_TOP_LOST:
        status = ipsec_engine_lose_top(s->engine, sa);
        break;
    case IPSECNIC_FAULT_WINDOW_LOST:
        status = ipsec_engine_lose_window(s->engine, sa);
        break;
    default:
        break;
    }
    if (status != IPSECNIC_ST_OK) {
        ipsecnic_fault_missed(f);
    }
    ipsecnic_fault_wind(s);
}

static void ipsecnic_fault_effects(IpsecnicState *s)
{
    IpsecnicFaults *faults = s->faults;
    uint32_t most = ARRAY_SIZE(faults->effects);

    /* One can bring about another, which has the bottom half scheduled. */
    while (most-- && faults->num_effects) {
        IpsecnicFaultEffect effect = faults->effects[0];

        faults->num_effects--;
        memmove(faults->effects, faults->effects + 1,
                faults->num_effects * sizeof(effect));
        ipsecnic_fault_do(s, effect.fault, effect.sa);
    }
}

/*
 * What happens later
 */

/*
 * Take the first thing that is due off the list; @q: of that queue alone, which
 * may be in the midst of a frame.
 */
static IpsecnicLate *ipsecnic_fault_take(IpsecnicFaults *faults,
                                         const IpsecnicQueue *q, int64_t now)
{
    GList *l;

    for (l = faults->late.head; l; l = l->next) {
        IpsecnicLate *late = l->data;

        if (late->due <= now && (!q || (late->q == q && !late->fresh))) {
            g_queue_delete_link(&faults->late, l);
            faults->late_bytes -= late->frame ? late->length : 0;
            return late;
        }
    }
    return NULL;
}

/* Put it back in front, and all behind it that is of the same queue off. */
static void ipsecnic_fault_put_off(IpsecnicState *s, IpsecnicLate *late)
{
    IpsecnicFaults *faults = s->faults;
    int64_t due = ipsecnic_fault_now() + RETRY_NS;
    GList *l;

    g_queue_push_head(&faults->late, late);
    faults->late_bytes += late->frame ? late->length : 0;
    for (l = faults->late.head; l; l = l->next) {
        IpsecnicLate *other = l->data;

        if (other->q == late->q && other->kind == late->kind) {
            other->due = MAX(other->due, due);
        }
    }
}

/* The completion whose phase was wrong; the driver may not have passed it. */
static void ipsecnic_fault_phase(IpsecnicState *s, const IpsecnicLate *late)
{
    IpsecnicQueue *q = late->q;
    uint64_t base = (uint64_t)q->comp_base_hi << 32 | q->comp_base_lo;
    uint32_t age = (q->comp_tail - late->index) & IPSECNIC_INDEX_MASK;

    if (age > ((q->comp_tail - q->comp_head) & IPSECNIC_INDEX_MASK)) {
        return;
    }
    ipsecnic_dma_write32(s, base + (uint64_t)(late->index &
                                              (q->comp_size - 1)) *
                            IPSECNIC_ENTRY_SIZE +
                            IPSECNIC_ENTRY_SIZE - sizeof(late->flags),
                         late->flags);
    if (ipsecnic_queue_same(q, late->generation)) {
        ipsecnic_queue_notify(q);
    }
}

/* Completions that can be written now: the frame that has begun has its own. */
static uint32_t ipsecnic_fault_room(const IpsecnicQueue *q)
{
    const IpsecnicState *s = q->nic;
    uint32_t room = ipsecnic_queue_room(q);
    bool begun = s->tx_state != IPSECNIC_TX_IDLE &&
                 q == &s->txq[s->tx_queue].q;

    return room - MIN(room, begun);
}

/* Have it happen; it belongs to this function.  False: there was no room. */
static bool ipsecnic_fault_happen(IpsecnicState *s, IpsecnicLate *late)
{
    NetClientState *nc = qemu_get_queue(s->nic);
    IpsecnicQueue *q = late->q;

    if (!ipsecnic_queue_same(q, late->generation)) {
        goto out;
    }
    switch (late->kind) {
    case IPSECNIC_LATE_COMPLETION:
        if (!ipsecnic_fault_room(q)) {
            ipsecnic_fault_put_off(s, late);
            return false;
        }
        if (ipsecnic_queue_complete(q, late->entry,
                                    late->flags | ipsecnic_queue_phase(q))) {
            ipsecnic_queue_notify(q);
        }
        break;
    case IPSECNIC_LATE_PHASE:
        ipsecnic_fault_phase(s, late);
        break;
    case IPSECNIC_LATE_FRAME:
        if (ipsecnic_link_is_up(s)) {
            if (!qemu_can_send_packet(nc)) {
                /* QEMU would keep it, and any number of others. */
                ipsecnic_fault_put_off(s, late);
                return false;
            }
            ipsecnic_capture_late(s, q, late->packet, late->frame,
                                  late->length);
            qemu_send_packet(nc, late->frame, late->length);
        }
        break;
    case IPSECNIC_LATE_INTERRUPT:
        ipsecnic_irq_raise(s, q->vector);
        break;
    case IPSECNIC_LATE_EVENT:
        ipsecnic_event_put(s, &late->event);
        break;
    }
out:
    g_free(late->frame);
    g_free(late);
    return true;
}

static void ipsecnic_fault_happens(IpsecnicState *s, const IpsecnicQueue *q)
{
    int64_t now = ipsecnic_fault_now();
    uint32_t most = IPSECNIC_LATE_MAX;
    IpsecnicLate *late;

    while (most-- && (late = ipsecnic_fault_take(s->faults, q, now))) {
        ipsecnic_fault_happen(s, late);
    }
}

static void ipsecnic_fault_timer(void *opaque)
{
    IpsecnicState *s = opaque;

    qemu_bh_schedule(s->fault_bh);
}

/* Is a time over that something lasts until? */
static bool ipsecnic_fault_over(int64_t *until, int64_t now)
{
    if (!*until || *until > now) {
        return false;
    }
    *until = 0;
    return true;
}

static void ipsecnic_fault_clock(IpsecnicState *s)
{
    IpsecnicFaults *faults = s->faults;
    IpsecnicFaultPlan *plan = faults->plan;
    int64_t now = ipsecnic_fault_now();
    uint32_t i;

    ipsecnic_fault_over(&faults->gone, now);
    ipsecnic_fault_over(&faults->stuck, now);
    ipsecnic_fault_over(&faults->frozen, now);
    if (ipsecnic_fault_over(&faults->hung, now)) {
        qemu_bh_schedule(s->ctrl_bh);
    }
    if (ipsecnic_fault_over(&faults->link_down, now)) {
        ipsecnic_fault_link(s, 0);
    }
    for (i = 0; plan && i < plan->count; i++) {
        IpsecnicFault *f = &plan->faults[i];
        IpsecnicFaultPoint point = { .side = IPSECNIC_FAULT_TIME };

        if (f->side != IPSECNIC_FAULT_TIME ||
            f->due_ns > now - faults->armed) {
            continue;
        }
        f->due_ns = f->period_ns ? now - faults->armed + f->period_ns :
                    INT64_MAX;
        point.fault = f;
        ipsecnic_fault_point(s, &point, NULL);
    }
}

/*
 * All parts are entered, so that nobody is in the midst of a frame or command
 * meanwhile; it waits if somebody is, further up the stack.
 */
void ipsecnic_fault_bh(void *opaque)
{
    IpsecnicState *s = opaque;
    IpsecnicPart part;

    if (!s->faults || s->gone || !runstate_is_running()) {
        return;
    }
    if (s->busy) {
        timer_mod(s->faults->timer, ipsecnic_fault_now() + RETRY_NS);
        return;
    }
    for (part = 0; part < IPSECNIC_PARTS; part++) {
        ipsecnic_enter(s, part);
    }
    ipsecnic_fault_clock(s);
    ipsecnic_fault_happens(s, NULL);
    ipsecnic_fault_effects(s);
    ipsecnic_fault_wind(s);
    for (part = 0; part < IPSECNIC_PARTS; part++) {
        ipsecnic_leave(s, part);
    }
}

void ipsecnic_fault_arm(IpsecnicState *s, IpsecnicFaultPlan *plan)
{
    IpsecnicFaults *faults = s->faults;
    GList *l;

    trace_ipsecnic_fault_arm(plan ? plan->count : 0, plan ? plan->seed : 0);
    if (!faults) {
        if (!plan) {
            return;
        }
        faults = g_new0(IpsecnicFaults, 1);
        g_queue_init(&faults->late);
        faults->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, ipsecnic_fault_timer,
                                     s);
        faults->capacity = UINT32_MAX;
        s->faults = faults;
    }
    memset(&faults->tx, 0, sizeof(faults->tx));
    memset(&faults->hung_action, 0, sizeof(faults->hung_action));
    faults->num_effects = 0;
    ipsecnic_fault_plan_free(faults->plan);
    faults->plan = plan;
    faults->armed = ipsecnic_fault_now();

    /* What is held back comes, and what lasts is over. */
    for (l = faults->late.head; l; l = l->next) {
        IpsecnicLate *late = l->data;

        late->due = faults->armed;
    }
    faults->device_error = 0;
    faults->gone = MIN(faults->gone, faults->armed);
    faults->stuck = MIN(faults->stuck, faults->armed);
    faults->hung = MIN(faults->hung, faults->armed);
    faults->frozen = MIN(faults->frozen, faults->armed);
    faults->link_down = MIN(faults->link_down, faults->armed);
    ipsecnic_fault_clock(s);
    ipsecnic_fault_wind(s);
    qemu_bh_schedule(s->fault_bh);
}

void ipsecnic_fault_free(IpsecnicState *s)
{
    IpsecnicFaults *faults = s->faults;

    if (!faults) {
        return;
    }
    while (!g_queue_is_empty(&faults->late)) {
        ipsecnic_fault_forget(faults, g_queue_peek_head(&faults->late));
    }
    timer_free(faults->timer);
    ipsecnic_fault_plan_free(faults->plan);
    g_free(faults);
    s->faults = NULL;
}

/*
 * Completions of all queues
 */

/* Is this completion the last one of its frame or command? */
static bool ipsecnic_fault_is_last(const IpsecnicQueue *q, uint32_t flags)
{
    return q->id != IPSECNIC_QUEUE_RX(q->pair) || (flags & IPSECNIC_COMP_END);
}

/* Completions of @q that wait for others: this may have been the one. */
static void ipsecnic_fault_passed(IpsecnicQueue *q, uint32_t flags)
{
    GList *l;

    if (!ipsecnic_fault_is_last(q, flags)) {
        return;
    }
    for (l = q->nic->faults->late.head; l; l = l->next) {
        IpsecnicLate *late = l->data;

        if (late->q == q && late->behind && !late->fresh && !--late->behind) {
            late->due = ipsecnic_fault_now();
        }
    }
}

static bool ipsecnic_fault_hold(IpsecnicQueue *q, const IpsecnicFault *f,
                                const void *entry, uint32_t flags)
{
    IpsecnicLate *late = ipsecnic_fault_late(
        q->nic, IPSECNIC_LATE_COMPLETION, q, f->behind ? BEHIND_NS : f->ns);

    if (!late) {
        return false;
    }
    memcpy(late->entry, entry, sizeof(late->entry));
    late->flags = flags & ~IPSECNIC_COMP_PHASE;
    late->behind = f->behind;
    late->fresh = true;
    return true;
}

static bool ipsecnic_fault_late_phase(IpsecnicQueue *q,
                                      const IpsecnicFault *f,
                                      const void *entry, uint32_t flags)
{
    uint32_t index = q->comp_tail;
    IpsecnicLate *late = ipsecnic_fault_late(q->nic, IPSECNIC_LATE_PHASE, q,
                                             f->ns);

    if (!late) {
        ipsecnic_fault_missed(f);
        return ipsecnic_queue_complete(q, entry, flags);
    }
    late->flags = flags;
    late->index = index;
    return ipsecnic_queue_complete(q, entry, flags ^ IPSECNIC_COMP_PHASE);
}

bool ipsecnic_fault_complete(IpsecnicQueue *q,
                             const IpsecnicFaultAction *action,
                             const void *entry, uint32_t flags)
{
    const IpsecnicFault *f = action->completion;
    uint32_t generation = q->generation;

    if (f && f->kind == IPSECNIC_FAULT_LOSE_COMPLETION) {
        return true;
    }
    if (f && (f->kind == IPSECNIC_FAULT_DELAY_COMPLETION ||
              f->kind == IPSECNIC_FAULT_REORDER_COMPLETION)) {
        if (ipsecnic_fault_hold(q, f, entry, flags)) {
            return true;
        }
        ipsecnic_fault_missed(f);
    }
    if (f && f->kind == IPSECNIC_FAULT_PHASE_LATE) {
        if (!ipsecnic_fault_late_phase(q, f, entry, flags)) {
            return false;
        }
    } else if (!ipsecnic_queue_complete(q, entry, flags)) {
        return false;
    }
    if (f && f->kind == IPSECNIC_FAULT_DUPLICATE_COMPLETION) {
        /* Room was found for the frame: for as many as are posted at most. */
        if (ipsecnic_queue_room(q) < (ipsecnic_fault_is_last(q, flags) ? 1 :
                                      ipsecnic_queue_posted(q))) {
            ipsecnic_fault_missed(f);
        } else if (!ipsecnic_queue_complete(q, entry,
                                            (flags & ~IPSECNIC_COMP_PHASE) |
                                            ipsecnic_queue_phase(q))) {
            return false;
        }
    }
    if (ipsecnic_queue_same(q, generation)) {
        ipsecnic_fault_passed(q, flags);
    }
    return true;
}

void ipsecnic_fault_after(IpsecnicQueue *q)
{
    IpsecnicState *s = q->nic;
    GList *l;

    for (l = s->faults->late.head; l; l = l->next) {
        IpsecnicLate *late = l->data;

        late->fresh = late->fresh && late->q != q;
    }
    ipsecnic_fault_happens(s, q);
    ipsecnic_fault_effects(s);
}

/*
 * Receive
 */

uint64_t ipsecnic_fault_packets(IpsecnicState *s, uint32_t handle)
{
    struct ipsecnic_sa_info info;

    if (!handle || !s->faults->plan || !s->faults->plan->needs_packets ||
        ipsec_engine_query_sa(s->engine, handle, &info) != IPSECNIC_ST_OK) {
        return 0;
    }
    return le64_to_cpu(info.packets);
}

/* The frame is indicated as it came from the wire (R22). */
static void ipsecnic_fault_wire(const IpsecFrame *frame,
                                IpsecRxResult *result)
{
    result->data = frame->data;
    result->length = frame->length;
    result->decapsulated = false;
    result->header_info = 0;
    result->ipsec_offset = frame->ipsec_offset;
    result->payload_offset = 0;
    result->trailer_length = 0;
    result->inner_l3_offset = 0;
    result->inner_ipsec_offset = 0;
    result->sa_inner = 0;
    result->inner_reason = 0;
}

static void ipsecnic_fault_verdict(IpsecnicState *s, const IpsecnicFault *f,
                                   const IpsecFrame *frame,
                                   IpsecRxResult *result)
{
    uint32_t request = result->oob & IPSECNIC_OOB_SA_DELETE_REQ;

    if (!(result->oob & IPSECNIC_OOB_CRYPTO_DONE) ||
        (f->kind == IPSECNIC_FAULT_STATUS &&
         IPSECNIC_OOB_STATUS(result->oob) == f->status)) {
        ipsecnic_fault_missed(f);
        return;
    }
    if (f->unauthenticated) {
        ipsec_engine_receive_unchecked(s->engine, frame, result);
        if (IPSECNIC_OOB_STATUS(result->oob)) {
            ipsecnic_fault_missed(f);
        }
        return;
    }
    if (!f->decrypted) {
        ipsecnic_fault_wire(frame, result);
    }
    if (f->kind == IPSECNIC_FAULT_NOT_DONE) {
        result->oob = 0;
        result->header_info = 0;
        result->payload_offset = 0;
        result->trailer_length = 0;
        result->reason = f->reason;
        result->sa_outer = 0;
        result->sa_inner = 0;
        return;
    }
    result->oob = request | IPSECNIC_OOB_CRYPTO_DONE |
                  (result->sa_inner ? IPSECNIC_OOB_NEXT_CRYPTO_DONE : 0) |
                  f->status << IPSECNIC_OOB_STATUS_SHIFT;
    result->reason = IPSECNIC_REASON_PROCESSED;
}

bool ipsecnic_fault_receive(IpsecnicQueue *q, const IpsecFrame *frame,
                            IpsecRxResult *result,
                            IpsecnicFaultAction *action)
{
    IpsecnicState *s = q->nic;
    IpsecnicFaultPoint point = {
        .side = IPSECNIC_FAULT_RECEIVE,
        .queue = q->id,
        .sa = result->sa_outer,
        .sa_inner = result->sa_inner,
        .spi = frame->spi,
        .frame = frame->kind,
        .direction_known = true,
        .packets = ipsecnic_fault_packets(s, result->sa_outer),
    };

    memset(action, 0, sizeof(*action));
    ipsecnic_fault_point(s, &point, action);
    if (action->status) {
        ipsecnic_fault_verdict(s, action->status, frame, result);
    }
    return !action->frame;
}

bool ipsecnic_fault_complete_rx(IpsecnicQueue *q,
                                const IpsecnicFaultAction *action,
                                const IpsecnicRxComp *comp)
{
    uint32_t deleted = q->nic->faults->deleted;
    uint8_t entry[IPSECNIC_ENTRY_SIZE];
    IpsecnicRxComp wrong = *comp;
    uint32_t i;

    for (i = 0; i < action->num_fields; i++) {
        const IpsecnicFault *f = action->fields[i];

        if (f->kind == IPSECNIC_FAULT_FIELD) {
            ipsecnic_fault_field(f, &wrong);
        } else if (f->kind == IPSECNIC_FAULT_HANDLE) {
            wrong.sa_outer = f->handle;
        } else if (deleted) {
            wrong.sa_outer = deleted;
        } else {
            ipsecnic_fault_missed(f);
        }
    }
    ipsecnic_rx_comp_encode(entry, &wrong);
    return ipsecnic_fault_complete(q, action, entry, comp->flags);
}

/*
 * Control
 */

bool ipsecnic_fault_hung(const IpsecnicState *s)
{
    return s->faults->hung &&
           s->faults->hung_generation == s->ctrlq.generation;
}

/* Direction and SPI of what a command is about, as far as they are known. */
static void ipsecnic_fault_context(IpsecnicState *s,
                                   const IpsecnicCommand *cmd,
                                   IpsecnicFaultPoint *point)
{
    struct ipsecnic_sa_ctx ctx;

    point->spi = cmd->spi;
    switch (cmd->opcode) {
    case IPSECNIC_CMD_ADD_SA:
        if (ipsecnic_dma_read(s, cmd->data_addr, &ctx, sizeof(ctx)) ==
            MEMTX_OK) {
            point->spi = le32_to_cpu(ctx.op[0].spi);
            point->direction_known = true;
            point->outbound = !(le32_to_cpu(ctx.flags) &
                                IPSECNIC_SA_FLAG_INBOUND);
        }
        break;
    case IPSECNIC_CMD_FLUSH_SA:
    case IPSECNIC_CMD_FLUSH_POLICY:
        point->direction_known = true;
        point->outbound = cmd->flags & IPSECNIC_CMD_FLAG_OUTBOUND;
        break;
    default:
        break;
    }
}

bool ipsecnic_fault_command(IpsecnicState *s, const IpsecnicCommand *cmd,
                            IpsecnicFaultAction *action)
{
    IpsecnicFaults *faults = s->faults;
    uint32_t generation = s->ctrlq.generation;
    IpsecnicFaultPoint point = {
        .side = IPSECNIC_FAULT_CONTROL,
        .sa = cmd->handle,
        .opcode = cmd->opcode,
        .packets = ipsecnic_fault_packets(s, cmd->handle),
    };

    memset(action, 0, sizeof(*action));
    faults->capacity = UINT32_MAX;
    if (faults->hung_seen && faults->hung_generation == generation) {
        /* The one that the queue hung at. */
        faults->hung_seen = false;
        *action = faults->hung_action;
        return true;
    }
    if (faults->plan && faults->plan->needs_context) {
        ipsecnic_fault_context(s, cmd, &point);
        if (!ipsecnic_queue_same(&s->ctrlq, generation)) {
            return false;
        }
    }
    ipsecnic_fault_point(s, &point, action);
    if (action->frame && action->frame->kind == IPSECNIC_FAULT_HANG) {
        faults->hung = ipsecnic_fault_until(action->frame->ns);
        faults->hung_generation = generation;
        faults->hung_seen = true;
        faults->hung_action = *action;
        faults->hung_action.frame = NULL;
        ipsecnic_fault_wind(s);
        return false;
    }
    if (action->frame && action->frame->kind == IPSECNIC_FAULT_TABLE_FULL) {
        faults->capacity = action->frame->capacity;
    }
    return true;
}

uint32_t ipsecnic_fault_ran(IpsecnicState *s, const IpsecnicCommand *cmd,
                            const IpsecnicFaultAction *action,
                            uint32_t status)
{
    if (status == IPSECNIC_ST_OK && cmd->opcode == IPSECNIC_CMD_DELETE_SA &&
        cmd->count == 1 && cmd->handle) {
        s->faults->deleted = cmd->handle;
    }
    return action->status ? action->status->status : status;
}

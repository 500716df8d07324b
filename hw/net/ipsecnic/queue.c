/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: queues: their registers and states, and the entries of their rings
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/cutils.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"

#include "capture_story.h"
#include "dma.h"
#include "event.h"
#include "faults.h"
#include "guest_error.h"
#include "irq.h"
#include "queue.h"
#include "state.h"
#include "trace.h"
#include "words.h"

static uint64_t ipsecnic_queue_posted_base(const IpsecnicQueue *q)
{
    return (uint64_t)q->posted_base_hi << 32 | q->posted_base_lo;
}

static uint64_t ipsecnic_queue_comp_base(const IpsecnicQueue *q)
{
    return (uint64_t)q->comp_base_hi << 32 | q->comp_base_lo;
}

void ipsecnic_queue_init(IpsecnicState *s, IpsecnicQueue *q,
                         const IpsecnicQueueOps *ops, const char *name,
                         uint16_t id, uint16_t pair)
{
    q->nic = s;
    q->ops = ops;
    q->id = id;
    q->pair = pair;
    pstrcpy(q->name, sizeof(q->name), name);
}

/* The queue is not RUNNING any more: forget what was read of its memory. */
static void ipsecnic_queue_left(IpsecnicQueue *q)
{
    q->generation++;
    q->armed = 0;
    q->ops->left(q);
}

void ipsecnic_queue_stop(IpsecnicQueue *q)
{
    q->enabled = 0;
    if (q->state == IPSECNIC_Q_STATE_STOPPED) {
        return;
    }
    trace_ipsecnic_queue_stop(q->name, ipsecnic_queue_posted(q),
                              (q->comp_tail - q->comp_head) &
                              IPSECNIC_INDEX_MASK);
    q->state = IPSECNIC_Q_STATE_STOPPED;
    ipsecnic_queue_left(q);
}

void ipsecnic_queue_reset(IpsecnicQueue *q)
{
    ipsecnic_queue_stop(q);
    q->reason = IPSECNIC_Q_ERR_NONE;
    q->error_index = 0;
    q->vector = IPSECNIC_VECTOR_NONE;
    q->posted_base_lo = 0;
    q->posted_base_hi = 0;
    q->posted_size = 0;
    q->posted_tail = 0;
    q->posted_head = 0;
    q->comp_base_lo = 0;
    q->comp_base_hi = 0;
    q->comp_size = 0;
    q->comp_head = 0;
    q->comp_tail = 0;
}

void ipsecnic_queue_error(IpsecnicQueue *q, uint32_t reason, uint32_t index)
{
    IpsecnicState *s = q->nic;
    const char *text = ipsecnic_queue_reason_text(reason);

    qemu_log_mask(LOG_GUEST_ERROR, "ipsecnic: queue %s: %s (index %" PRIu32
                  ")\n", q->name, text, index);
    trace_ipsecnic_queue_error(q->name, text, index);
    ipsecnic_guest_error(s, &(IpsecnicGuestError) {
        .kind = IPSECNIC_GUEST_QUEUE,
        .queue = q,
        .status = reason,
        .index = index,
    });
    q->state = IPSECNIC_Q_STATE_ERROR;
    q->reason = reason;
    q->error_index = index;
    ipsecnic_capture_control(s, 0, "queue error: %s; queue: %s; index: %"
                             PRIu32, text, q->name, index);
    ipsecnic_queue_left(q);
    s->stats[IPSECNIC_STAT_QUEUE_ERRORS]++;
    ipsecnic_event(s, &(IpsecnicEvent) {
        .code = IPSECNIC_EVENT_QUEUE_ERROR,
        .status = reason,
        .queue = q->id,
        .index = index,
    });
    ipsecnic_irq_raise(s, q->vector);
}

static bool ipsecnic_ring_size_ok(uint32_t size)
{
    return is_power_of_2(size) &&
           size >= IPSECNIC_RING_MIN && size <= IPSECNIC_RING_MAX;
}

static bool ipsecnic_ring_wraps(uint64_t base, uint32_t size)
{
    return base + (uint64_t)size * IPSECNIC_ENTRY_SIZE - 1 < base;
}

uint32_t ipsecnic_queue_rings_bad(IpsecnicQueue *q)
{
    uint64_t posted = ipsecnic_queue_posted_base(q);
    uint64_t comp = ipsecnic_queue_comp_base(q);

    if (posted % IPSECNIC_RING_ALIGN || comp % IPSECNIC_RING_ALIGN) {
        return IPSECNIC_Q_ERR_BAD_BASE;
    }
    if (!ipsecnic_ring_size_ok(q->posted_size) ||
        !ipsecnic_ring_size_ok(q->comp_size)) {
        return IPSECNIC_Q_ERR_BAD_SIZE;
    }
    if (ipsecnic_ring_wraps(posted, q->posted_size) ||
        ipsecnic_ring_wraps(comp, q->comp_size)) {
        return IPSECNIC_Q_ERR_BAD_BASE;
    }
    return IPSECNIC_Q_ERR_NONE;
}

/* Why a queue cannot be enabled. */
static uint32_t ipsecnic_queue_check(IpsecnicQueue *q)
{
    IpsecnicState *s = q->nic;
    uint32_t reason = ipsecnic_queue_rings_bad(q);

    /* The control queue is that of pair 0, of which there is always one. */
    if (!s->enabled || q->pair >= s->queues) {
        return IPSECNIC_Q_ERR_DISABLED;
    }
    if (!reason && !ipsecnic_bus_master(s)) {
        return IPSECNIC_Q_ERR_NO_BUS_MASTER;
    }
    return reason;
}

static void ipsecnic_queue_start(IpsecnicQueue *q)
{
    uint32_t reason;

    if (q->state != IPSECNIC_Q_STATE_STOPPED) {
        return;
    }
    q->enabled = 1;
    q->reason = IPSECNIC_Q_ERR_NONE;
    q->error_index = 0;
    q->posted_tail = 0;
    q->posted_head = 0;
    q->comp_head = 0;
    q->comp_tail = 0;
    q->armed = 0;
    reason = ipsecnic_queue_check(q);
    if (reason) {
        ipsecnic_queue_error(q, reason, 0);
        return;
    }
    q->generation++;
    if (q->id != IPSECNIC_QUEUE_CTRL) {
        ipsecnic_capture_queue_begun(q->nic, q);
    }
    q->state = IPSECNIC_Q_STATE_RUNNING;
    trace_ipsecnic_queue_start(q->name, ipsecnic_queue_posted_base(q),
                               q->posted_size, ipsecnic_queue_comp_base(q),
                               q->comp_size, q->vector);
}

uint32_t ipsecnic_queue_read(IpsecnicQueue *q, hwaddr offset)
{
    switch (offset) {
    case IPSECNIC_Q_CTRL:
        return (q->enabled ? IPSECNIC_Q_CTRL_ENABLE : 0) |
               (ipsecnic_queue_original(q) ? IPSECNIC_Q_CTRL_ORIGINAL : 0);
    case IPSECNIC_Q_STATE:
        return q->state | q->reason << 8;
    case IPSECNIC_Q_ERROR_INDEX:
        return q->error_index;
    case IPSECNIC_Q_VECTOR:
        return q->vector;
    case IPSECNIC_Q_POSTED_BASE_LO:
        return q->posted_base_lo;
    case IPSECNIC_Q_POSTED_BASE_HI:
        return q->posted_base_hi;
    case IPSECNIC_Q_POSTED_SIZE:
        return q->posted_size;
    case IPSECNIC_Q_POSTED_TAIL:
        return q->posted_tail;
    case IPSECNIC_Q_POSTED_HEAD:
        return q->posted_head;
    case IPSECNIC_Q_COMP_BASE_LO:
        return q->comp_base_lo;
    case IPSECNIC_Q_COMP_BASE_HI:
        return q->comp_base_hi;
    case IPSECNIC_Q_COMP_SIZE:
        return q->comp_size;
    case IPSECNIC_Q_COMP_HEAD:
        return q->comp_head | (q->armed ? IPSECNIC_COMP_HEAD_ARM : 0);
    case IPSECNIC_Q_COMP_TAIL:
        return q->comp_tail;
    default:
        return 0;
    }
}

static void ipsecnic_queue_write_tail(IpsecnicQueue *q, uint32_t value)
{
    uint32_t posted = (value - q->posted_head) & IPSECNIC_INDEX_MASK;

    if (value > IPSECNIC_INDEX_MASK || posted > q->posted_size ||
        posted < ipsecnic_queue_posted(q)) {
        ipsecnic_queue_error(q, IPSECNIC_Q_ERR_BAD_INDEX, value);
        return;
    }
    q->posted_tail = value;
    trace_ipsecnic_queue_tail(q->name, q->posted_tail, q->posted_head);
    if (q->ops->posted) {
        q->ops->posted(q);
    } else if (posted) {
        q->ops->kick(q);
    }
}

static void ipsecnic_queue_write_comp_head(IpsecnicQueue *q, uint32_t value)
{
    uint32_t head = value & ~IPSECNIC_COMP_HEAD_ARM;
    bool moved;

    if (head > IPSECNIC_INDEX_MASK ||
        ((head - q->comp_head) & IPSECNIC_INDEX_MASK) >
        ((q->comp_tail - q->comp_head) & IPSECNIC_INDEX_MASK)) {
        ipsecnic_queue_error(q, IPSECNIC_Q_ERR_BAD_INDEX, value);
        return;
    }
    moved = head != q->comp_head;
    q->comp_head = head;
    if (moved && q->id != IPSECNIC_QUEUE_CTRL) {
        ipsecnic_capture_looked(q->nic, q);
    }
    if (value & IPSECNIC_COMP_HEAD_ARM) {
        q->armed = 1;
    }
    trace_ipsecnic_queue_comp_head(q->name, q->comp_head, q->comp_tail,
                                   q->armed);
    if (ipsecnic_queue_posted(q)) {
        q->ops->kick(q);
    }
    ipsecnic_queue_notify(q);
}

/* What Q_CTRL says besides ENABLE. */
static void ipsecnic_queue_write_original(IpsecnicQueue *q, uint32_t value)
{
    IpsecnicState *s = q->nic;

    if (q->id != IPSECNIC_QUEUE_RX(q->pair)) {
        return;
    }
    s->rx_original &= ~BIT(q->pair);
    if ((value & IPSECNIC_Q_CTRL_ORIGINAL) &&
        ipsecnic_feature(s, IPSECNIC_F_IPSEC_PACKET)) {
        s->rx_original |= BIT(q->pair);
    }
    q->ops->kick(q);
}

void ipsecnic_queue_write(IpsecnicQueue *q, hwaddr offset, uint32_t value)
{
    bool stopped = q->state == IPSECNIC_Q_STATE_STOPPED;

    switch (offset) {
    case IPSECNIC_Q_CTRL:
        ipsecnic_queue_write_original(q, value);
        if (value & IPSECNIC_Q_CTRL_ENABLE) {
            ipsecnic_queue_start(q);
        } else {
            ipsecnic_queue_stop(q);
        }
        return;
    case IPSECNIC_Q_POSTED_TAIL:
        if (ipsecnic_queue_running(q)) {
            ipsecnic_queue_write_tail(q, value);
            return;
        }
        break;
    case IPSECNIC_Q_COMP_HEAD:
        if (ipsecnic_queue_running(q)) {
            ipsecnic_queue_write_comp_head(q, value);
            return;
        }
        break;
    case IPSECNIC_Q_VECTOR:
        if (stopped) {
            q->vector = value < q->nic->num_vectors ? value :
                        IPSECNIC_VECTOR_NONE;
            return;
        }
        break;
    case IPSECNIC_Q_POSTED_BASE_LO:
        if (stopped) {
            q->posted_base_lo = value;
            return;
        }
        break;
    case IPSECNIC_Q_POSTED_BASE_HI:
        if (stopped) {
            q->posted_base_hi = value;
            return;
        }
        break;
    case IPSECNIC_Q_POSTED_SIZE:
        if (stopped) {
            q->posted_size = value;
            return;
        }
        break;
    case IPSECNIC_Q_COMP_BASE_LO:
        if (stopped) {
            q->comp_base_lo = value;
            return;
        }
        break;
    case IPSECNIC_Q_COMP_BASE_HI:
        if (stopped) {
            q->comp_base_hi = value;
            return;
        }
        break;
    case IPSECNIC_Q_COMP_SIZE:
        if (stopped) {
            q->comp_size = value;
            return;
        }
        break;
    default:
        break;
    }
    qemu_log_mask(LOG_GUEST_ERROR, "ipsecnic: queue %s: write of 0x%" PRIx32
                  " to offset 0x%" HWADDR_PRIx " in state %" PRIu32
                  " ignored\n", q->name, value, offset, q->state);
}

bool ipsecnic_queue_fetch(IpsecnicQueue *q, uint32_t index, void *entries,
                          uint32_t count)
{
    uint32_t generation = q->generation;
    uint64_t addr = ipsecnic_queue_posted_base(q) +
                    (uint64_t)(index & (q->posted_size - 1)) *
                    IPSECNIC_ENTRY_SIZE;
    MemTxResult result;

    result = ipsecnic_dma_read(q->nic, addr, entries,
                               count * IPSECNIC_ENTRY_SIZE);
    if (!ipsecnic_queue_same(q, generation)) {
        return false;
    }
    if (result != MEMTX_OK) {
        ipsecnic_queue_error(q, ipsecnic_dma_reason(q->nic, false),
                             index & IPSECNIC_INDEX_MASK);
        return false;
    }
    return true;
}

bool ipsecnic_queue_complete(IpsecnicQueue *q, const void *entry,
                             uint32_t flags)
{
    IpsecnicState *s = q->nic;
    uint32_t generation = q->generation;
    uint64_t addr = ipsecnic_queue_comp_base(q) +
                    (uint64_t)(q->comp_tail & (q->comp_size - 1)) *
                    IPSECNIC_ENTRY_SIZE;
    uint32_t body = IPSECNIC_ENTRY_SIZE - sizeof(flags);
    MemTxResult result;

    result = ipsecnic_dma_write(s, addr, entry, body);
    if (!ipsecnic_queue_same(q, generation)) {
        return false;
    }
    /* The driver looks at this word, so it is written behind the others. */
    if (result == MEMTX_OK) {
        result = ipsecnic_dma_write32(s, addr + body, flags);
        if (!ipsecnic_queue_same(q, generation)) {
            return false;
        }
    }
    if (result != MEMTX_OK) {
        ipsecnic_queue_error(q, ipsecnic_dma_reason(s, true), q->comp_tail);
        return false;
    }
    q->comp_tail = (q->comp_tail + 1) & IPSECNIC_INDEX_MASK;
    return true;
}

void ipsecnic_queue_notify(IpsecnicQueue *q)
{
    if (q->armed && q->comp_tail != q->comp_head) {
        q->armed = 0;
        trace_ipsecnic_irq_want(q->name, q->vector);
        if (unlikely(q->nic->faults) && ipsecnic_fault_interrupt(q)) {
            return;
        }
        ipsecnic_irq_raise(q->nic, q->vector);
    }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: queues: their registers and states, and the entries of their rings
 */

#ifndef HW_NET_IPSECNIC_QUEUE_H
#define HW_NET_IPSECNIC_QUEUE_H

#include "exec/hwaddr.h"
#include "hw/net/ipsecnic_abi.h"

#include "state.h"

/**
 * ipsecnic_queue_init: before the first reset.
 * @ops: of its owner
 * @name: for traces and the log, at most 7 characters
 * @id: IPSECNIC_QUEUE_*
 * @pair: its number; 0 for the control queue
 */
void ipsecnic_queue_init(IpsecnicState *s, IpsecnicQueue *q,
                         const IpsecnicQueueOps *ops, const char *name,
                         uint16_t id, uint16_t pair);

/** ipsecnic_queue_reset: STOPPED, and all registers at their reset values. */
void ipsecnic_queue_reset(IpsecnicQueue *q);

/** ipsecnic_queue_stop: what clearing ENABLE does. */
void ipsecnic_queue_stop(IpsecnicQueue *q);

/**
 * ipsecnic_queue_read, ipsecnic_queue_write: a register of a queue.
 * @offset: IPSECNIC_Q_*
 */
uint32_t ipsecnic_queue_read(IpsecnicQueue *q, hwaddr offset);
void ipsecnic_queue_write(IpsecnicQueue *q, hwaddr offset, uint32_t value);

/**
 * ipsecnic_queue_error: bring a queue to state ERROR.
 * @reason: IPSECNIC_Q_ERR_*
 * @index: for Q_ERROR_INDEX
 */
void ipsecnic_queue_error(IpsecnicQueue *q, uint32_t reason, uint32_t index);

/**
 * ipsecnic_queue_rings_bad: IPSECNIC_Q_ERR_* that addresses and sizes of the
 * rings deserve, or 0.
 */
uint32_t ipsecnic_queue_rings_bad(IpsecnicQueue *q);

/** ipsecnic_queue_same: it has run ever since @generation was read. */
static inline bool ipsecnic_queue_same(const IpsecnicQueue *q,
                                       uint32_t generation)
{
    return q->generation == generation && ipsecnic_queue_running(q);
}

/** ipsecnic_queue_posted: entries that were posted and not consumed. */
static inline uint32_t ipsecnic_queue_posted(const IpsecnicQueue *q)
{
    return (q->posted_tail - q->posted_head) & IPSECNIC_INDEX_MASK;
}

/** ipsecnic_queue_room: completions that can be written. */
static inline uint32_t ipsecnic_queue_room(const IpsecnicQueue *q)
{
    return q->comp_size -
           ((q->comp_tail - q->comp_head) & IPSECNIC_INDEX_MASK);
}

/** ipsecnic_queue_phase: for the next completion. */
static inline uint32_t ipsecnic_queue_phase(const IpsecnicQueue *q)
{
    return (q->comp_tail / q->comp_size) & 1 ? 0 : IPSECNIC_COMP_PHASE;
}

/**
 * ipsecnic_queue_fetch: read posted entries.
 * @index: of the first one
 * @entries: room for @count times IPSECNIC_ENTRY_SIZE bytes
 * @count: they must not go beyond the end of the ring
 *
 * False if the queue is not running any more; why is in its state.
 */
bool ipsecnic_queue_fetch(IpsecnicQueue *q, uint32_t index, void *entries,
                          uint32_t count);

/**
 * ipsecnic_queue_complete: write a completion, the last word last, and move
 * COMP_TAIL.
 * @entry: IPSECNIC_ENTRY_SIZE bytes, encoded
 * @flags: its last word, in host byte order, with ipsecnic_queue_phase() in it
 *
 * The caller has looked at ipsecnic_queue_room(), and calls
 * ipsecnic_queue_notify() when it is done.  False as above.
 */
bool ipsecnic_queue_complete(IpsecnicQueue *q, const void *entry,
                             uint32_t flags);

/** ipsecnic_queue_notify: raise the queue's vector if it wants it. */
void ipsecnic_queue_notify(IpsecnicQueue *q);

#endif /* HW_NET_IPSECNIC_QUEUE_H */

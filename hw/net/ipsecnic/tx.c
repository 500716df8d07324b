/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: transmit
 *
 * All queues share one connection to the peer.  One frame at a time is on its
 * way, from the first queue in turn that has one.  If the peer cannot take it,
 * QEMU keeps it and calls back; until then nothing else is sent, and the frame
 * stays on its posted ring.  Should QEMU give it up (the machine is stopped),
 * it is sent again when the machine goes on, on whatever host that is.
 */

#include "qemu/osdep.h"
#include "net/net.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"

#include "ipsecnic.h"
#include "trace.h"

/* Forget the frame at POSTED_HEAD; the entry behind it may be known. */
static void ipsecnic_tx_next(IpsecnicTxQueue *txq)
{
    txq->scanned = 0;
    txq->complete = 0;
    txq->status = IPSECNIC_TX_ST_OK;
    txq->length = 0;
    txq->cookie = 0;
    txq->num_fragments = 0;
}

static uint32_t ipsecnic_tx_number(const IpsecnicTxQueue *txq)
{
    return txq - txq->q.nic->txq;
}

void ipsecnic_tx_forget(IpsecnicTxQueue *txq)
{
    IpsecnicState *s = txq->q.nic;
    uint32_t state = s->tx_state;

    ipsecnic_tx_next(txq);
    txq->next_valid = 0;
    if (state == IPSECNIC_TX_IDLE || s->tx_queue != ipsecnic_tx_number(txq)) {
        return;
    }
    s->tx_state = IPSECNIC_TX_IDLE;
    s->tx_frame_valid = false;
    if (state == IPSECNIC_TX_WAITING) {
        qemu_purge_queued_packets(qemu_get_queue(s->nic));
    }
    /* The others can go on. */
    qemu_bh_schedule(s->tx_bh);
}

void ipsecnic_tx_link_down(IpsecnicState *s)
{
    if (s->tx_state == IPSECNIC_TX_WAITING) {
        qemu_purge_queued_packets(qemu_get_queue(s->nic));
    }
}

/* Note what is wrong; the table of the specification is the precedence. */
static void ipsecnic_tx_blame(IpsecnicTxQueue *txq, uint32_t status)
{
    if (status && (!txq->status || status < txq->status)) {
        txq->status = status;
    }
}

/* Take another entry into the frame. */
static void ipsecnic_tx_account(IpsecnicTxQueue *txq, uint64_t addr,
                                uint32_t length, uint32_t flags,
                                uint64_t cookie, uint32_t status)
{
    if (txq->scanned == 0) {
        txq->cookie = cookie;
        if (!(flags & IPSECNIC_TX_START)) {
            status = IPSECNIC_TX_ST_BAD_DESCRIPTOR;
        }
    }
    txq->scanned++;
    ipsecnic_tx_blame(txq, status);
    if (txq->num_fragments < IPSECNIC_TX_MAX_FRAGMENTS) {
        txq->fragments[txq->num_fragments].addr = addr;
        txq->fragments[txq->num_fragments].length = length;
        txq->num_fragments++;
    } else {
        ipsecnic_tx_blame(txq, IPSECNIC_TX_ST_TOO_MANY);
    }
    txq->length = MIN((uint64_t)txq->length + length, IPSECNIC_MAX_FRAME + 1);
    if (flags & IPSECNIC_TX_END) {
        if (txq->length < IPSECNIC_MIN_FRAME ||
            txq->length > IPSECNIC_MAX_FRAME) {
            ipsecnic_tx_blame(txq, IPSECNIC_TX_ST_BAD_LENGTH);
        }
        txq->complete = 1;
    }
}

/* What is wrong with an entry, wherever it stands. */
static uint32_t ipsecnic_tx_check(const IpsecnicTxPosted *entry)
{
    if ((entry->flags & ~(IPSECNIC_TX_START | IPSECNIC_TX_END)) ||
        !entry->reserved_zero || !entry->length) {
        return IPSECNIC_TX_ST_BAD_DESCRIPTOR;
    }
    return entry->offload_zero ? IPSECNIC_TX_ST_OK :
           IPSECNIC_TX_ST_NOT_NEGOTIATED;
}

/*
 * Read entries until the frame at POSTED_HEAD is complete.  False: it is not,
 * or the budget was spent, or the queue is not running any more.
 */
static bool ipsecnic_tx_scan(IpsecnicTxQueue *txq, uint32_t *budget)
{
    IpsecnicQueue *q = &txq->q;

    while (!txq->complete) {
        uint32_t index = (q->posted_head + txq->scanned) & IPSECNIC_INDEX_MASK;
        uint8_t raw[IPSECNIC_ENTRY_SIZE];
        IpsecnicTxPosted entry;
        uint32_t status;

        if (txq->scanned == q->posted_size) {
            /* No END can come any more. */
            ipsecnic_tx_blame(txq, IPSECNIC_TX_ST_TOO_MANY);
            txq->complete = 1;
            break;
        }
        if (txq->scanned == ipsecnic_queue_posted(q) || !*budget) {
            return false;
        }
        (*budget)--;
        if (txq->next_valid && !txq->scanned) {
            txq->next_valid = 0;
            ipsecnic_tx_account(txq, txq->next_addr, txq->next_length,
                                txq->next_flags, txq->next_cookie,
                                txq->next_status);
            continue;
        }
        if (!ipsecnic_queue_fetch(q, index, raw, 1)) {
            return false;
        }
        ipsecnic_tx_posted_decode(&entry, raw);
        status = ipsecnic_tx_check(&entry);
        if (txq->scanned && (entry.flags & IPSECNIC_TX_START)) {
            /* It begins the next frame; it is not read again for that. */
            ipsecnic_tx_blame(txq, IPSECNIC_TX_ST_BAD_DESCRIPTOR);
            txq->complete = 1;
            txq->next_valid = 1;
            txq->next_addr = entry.addr;
            txq->next_length = entry.length;
            txq->next_flags = entry.flags;
            txq->next_cookie = entry.cookie;
            txq->next_status = status;
            break;
        }
        ipsecnic_tx_account(txq, entry.addr, entry.length, entry.flags,
                            entry.cookie, status);
    }
    return true;
}

/* Copy the frame into the card.  False: the queue is not running any more. */
static bool ipsecnic_tx_gather(IpsecnicTxQueue *txq)
{
    IpsecnicQueue *q = &txq->q;
    IpsecnicState *s = q->nic;
    uint32_t generation = q->generation;
    uint32_t offset = 0;
    uint32_t i;

    s->tx_frame_valid = false;
    for (i = 0; i < txq->num_fragments; i++) {
        const IpsecnicFragment *f = &txq->fragments[i];
        MemTxResult result = MEMTX_ERROR;

        /* The sum was checked; this is so that nobody need rely on it. */
        if (f->length <= IPSECNIC_MAX_FRAME - offset) {
            result = ipsecnic_dma_read(s, f->addr, s->tx_frame + offset,
                                       f->length);
        }
        if (!ipsecnic_queue_same(q, generation)) {
            return false;
        }
        if (result != MEMTX_OK) {
            ipsecnic_queue_error(q, ipsecnic_dma_reason(s, false),
                                 (q->posted_head + i) & IPSECNIC_INDEX_MASK);
            return false;
        }
        offset += f->length;
    }
    s->tx_frame_valid = true;
    return true;
}

/* Complete the frame at POSTED_HEAD; there is room for that. */
static void ipsecnic_tx_complete(IpsecnicTxQueue *txq)
{
    IpsecnicQueue *q = &txq->q;
    IpsecnicState *s = q->nic;
    bool ok = txq->status == IPSECNIC_TX_ST_OK;
    uint8_t entry[IPSECNIC_ENTRY_SIZE];
    IpsecnicTxComp comp = {
        .cookie = txq->cookie,
        .status = txq->status,
        .frame_length = ok ? txq->length : 0,
        .posted_index = q->posted_head,
        .fragments = txq->scanned,
        .flags = ipsecnic_queue_phase(q),
    };

    s->tx_frame_valid = false;
    if (!ok) {
        qemu_log_mask(LOG_GUEST_ERROR, "ipsecnic: queue %s: frame at %" PRIu32
                      " not sent: status %" PRIu32 "\n", q->name,
                      q->posted_head, txq->status);
    }
    trace_ipsecnic_tx_completion(q->name, q->comp_tail, q->posted_head,
                                 txq->status);
    ipsecnic_tx_comp_encode(entry, &comp);
    if (!ipsecnic_queue_complete(q, entry, comp.flags)) {
        return;
    }
    q->posted_head = (q->posted_head + txq->scanned) & IPSECNIC_INDEX_MASK;
    ipsecnic_tx_next(txq);
    if (ok) {
        s->stats[IPSECNIC_STAT_TX_FRAMES]++;
        s->stats[IPSECNIC_STAT_TX_BYTES] += comp.frame_length;
    } else {
        s->stats[IPSECNIC_STAT_TX_ERRORS]++;
    }
    ipsecnic_queue_notify(q);
}

/* The peer has taken a frame that it did not take at first, or gave it up. */
static void ipsecnic_tx_sent(NetClientState *nc, ssize_t ret)
{
    IpsecnicState *s = qemu_get_nic_opaque(nc);

    if (s->tx_state != IPSECNIC_TX_WAITING) {
        /* Its queue was stopped, or the card was reset. */
        return;
    }
    trace_ipsecnic_tx_resume(s->txq[s->tx_queue].q.name, ret);
    s->tx_state = ret ? IPSECNIC_TX_SENT : IPSECNIC_TX_RETRY;
    qemu_bh_schedule(s->tx_bh);
}

/* Send the complete frame at POSTED_HEAD; there is room for its completion. */
static void ipsecnic_tx_send(IpsecnicTxQueue *txq)
{
    IpsecnicQueue *q = &txq->q;
    IpsecnicState *s = q->nic;
    NetClientState *nc = qemu_get_queue(s->nic);
    uint32_t generation = q->generation;
    ssize_t ret;

    trace_ipsecnic_tx_frame(q->name, q->posted_head, txq->scanned, txq->length,
                            txq->status);
    s->tx_state = IPSECNIC_TX_IDLE;
    if (!txq->status && !ipsecnic_link_is_up(s)) {
        txq->status = IPSECNIC_TX_ST_LINK_DOWN;
    }
    if (txq->status) {
        ipsecnic_tx_complete(txq);
        return;
    }
    if (!s->tx_frame_valid && !ipsecnic_tx_gather(txq)) {
        return;
    }
    ret = qemu_send_packet_async(nc, s->tx_frame, txq->length,
                                 ipsecnic_tx_sent);
    if (!ipsecnic_queue_same(q, generation)) {
        if (ret == 0) {
            qemu_purge_queued_packets(nc);
        }
        return;
    }
    if (ret == 0) {
        trace_ipsecnic_tx_stall(q->name, q->posted_head);
        s->stats[IPSECNIC_STAT_TX_STALLS]++;
        s->tx_state = IPSECNIC_TX_WAITING;
        s->tx_queue = ipsecnic_tx_number(txq);
        return;
    }
    ipsecnic_tx_complete(txq);
}

void ipsecnic_tx_bh(void *opaque)
{
    IpsecnicState *s = opaque;
    uint32_t budget = IPSECNIC_BUDGET;
    uint32_t idle = 0;

    if (!runstate_is_running()) {
        return;
    }
    if (s->tx_state == IPSECNIC_TX_SENT) {
        s->tx_state = IPSECNIC_TX_IDLE;
        ipsecnic_tx_complete(&s->txq[s->tx_queue]);
    }
    if (!(s->tx_ctrl & IPSECNIC_TX_CTRL_ENABLE)) {
        return;
    }
    if (s->tx_state == IPSECNIC_TX_RETRY) {
        ipsecnic_tx_send(&s->txq[s->tx_queue]);
    }
    while (s->tx_state == IPSECNIC_TX_IDLE && idle < s->config.queues) {
        IpsecnicTxQueue *txq;

        if (!budget) {
            qemu_bh_schedule(s->tx_bh);
            return;
        }
        if (!(s->tx_ctrl & IPSECNIC_TX_CTRL_ENABLE)) {
            return;
        }
        s->tx_queue = (s->tx_queue + 1) % s->config.queues;
        txq = &s->txq[s->tx_queue];
        idle++;
        if (ipsecnic_queue_running(&txq->q) && ipsecnic_queue_room(&txq->q) &&
            ipsecnic_tx_scan(txq, &budget)) {
            ipsecnic_tx_send(txq);
            idle = 0;
        }
    }
}

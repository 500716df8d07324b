/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: transmit
 *
 * All queues share one connection to the peer.  One frame at a time is on its
 * way, from the first queue in turn that has one: it is copied into the card,
 * judged as a whole, and sent in as many segments as it becomes.  If the peer
 * cannot take a segment, QEMU keeps that and calls back; until then nothing
 * else is sent, and the frame stays on its posted ring.  Should QEMU give it up
 * (the machine is stopped), the frame goes on from this segment when the
 * machine does, on whatever host that is.
 *
 * Nothing leaves in clear (T3): what asks for any offload is only ever sent
 * from what ipsec_tx_build() made of it, and no error leads to the other way.
 * With packet mode (P3) policies decide about all other frames, too, when they
 * are begun; what was decided stands until the frame is completed, also on
 * another host.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "net/net.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"

#include "capture_story.h"
#include "clock.h"
#include "desc.h"
#include "dma.h"
#include "engine/engine.h"
#include "engine/secret.h"
#include "event.h"
#include "fault_act.h"
#include "fault_tx.h"
#include "link.h"
#include "queue.h"
#include "rmon.h"
#include "state.h"
#include "trace.h"
#include "tx.h"

/* What a turn of the bottom half may still do; either at 0: it is over. */
typedef struct IpsecnicTxBudget {
    uint32_t units;             /* entries to read, segments to send */
    uint32_t bytes;
} IpsecnicTxBudget;

/* Flags that need a feature, and all that are known. */
#define IPSECNIC_TX_FLAGS_IPSEC \
    (IPSECNIC_TX_IV_PRESENT | IPSECNIC_TX_SEQ_HI_VALID | IPSECNIC_TX_ICV_ROOM)
#define IPSECNIC_TX_FLAGS_VLAN (IPSECNIC_TX_VLAN | IPSECNIC_TX_VLAN_SERVICE)
#define IPSECNIC_TX_FLAGS_PACKET \
    (IPSECNIC_TX_BYPASS | IPSECNIC_TX_ENCAPSULATE)
#define IPSECNIC_TX_FLAGS_ENDS (IPSECNIC_TX_START | IPSECNIC_TX_END)
#define IPSECNIC_TX_FLAGS \
    (IPSECNIC_TX_FLAGS_ENDS | IPSECNIC_TX_CSUM | IPSECNIC_TX_SEGMENT | \
     IPSECNIC_TX_FLAGS_IPSEC | IPSECNIC_TX_FLAGS_VLAN | \
     IPSECNIC_TX_FLAGS_PACKET | IPSECNIC_TX_STAMP)
/* They ask for nothing that changes the frame. */
#define IPSECNIC_TX_FLAGS_ASIDE (IPSECNIC_TX_BYPASS | IPSECNIC_TX_STAMP)

static bool ipsecnic_tx_spent(const IpsecnicTxBudget *budget)
{
    return !budget->units || !budget->bytes;
}

static void ipsecnic_tx_spend(IpsecnicTxBudget *budget, uint32_t bytes)
{
    budget->units -= MIN(budget->units, 1);
    budget->bytes -= MIN(budget->bytes, bytes);
}

/* Forget the frame at POSTED_HEAD; the entry behind it may be known. */
static void ipsecnic_tx_next(IpsecnicTxQueue *txq)
{
    txq->scanned = 0;
    txq->complete = 0;
    txq->status = IPSECNIC_TX_ST_OK;
    txq->length = 0;
    memset(txq->first, 0, sizeof(txq->first));
    txq->num_fragments = 0;
}

/* No frame is under way any more. */
static void ipsecnic_tx_idle(IpsecnicState *s)
{
    s->tx_state = IPSECNIC_TX_IDLE;
    s->tx_frame_valid = false;
    s->tx_segment = 0;
    s->tx_segments = 0;
    s->tx_bytes = 0;
    s->tx_sa = 0;
    s->tx_policy = 0;
    s->tx_length = 0;
    s->tx_time = 0;
}

void ipsecnic_tx_reset(IpsecnicState *s)
{
    ipsecnic_tx_idle(s);
    s->tx_queue = 0;
    ipsec_wipe(s->tx_room, IPSEC_ENCAPSULATE_ROOM + IPSECNIC_MAX_FRAME);
    memset(&s->tx, 0, sizeof(s->tx));
}

static void ipsecnic_txq_kick(IpsecnicQueue *q)
{
    qemu_bh_schedule(q->nic->tx_bh);
}

static void ipsecnic_txq_left(IpsecnicQueue *q)
{
    IpsecnicTxQueue *txq = container_of(q, IpsecnicTxQueue, q);
    IpsecnicState *s = q->nic;
    uint32_t state = s->tx_state;

    ipsecnic_tx_next(txq);
    txq->next_valid = 0;
    if (state == IPSECNIC_TX_IDLE || s->tx_queue != q->pair) {
        return;
    }
    ipsecnic_tx_idle(s);
    ipsecnic_capture_left(s);
    if (state == IPSECNIC_TX_WAITING) {
        qemu_purge_queued_packets(qemu_get_queue(s->nic));
    }
    /* The others can go on. */
    qemu_bh_schedule(s->tx_bh);
}

static const IpsecnicQueueOps ipsecnic_txq_ops = {
    .kick = ipsecnic_txq_kick,
    .left = ipsecnic_txq_left,
};

void ipsecnic_tx_init(IpsecnicState *s)
{
    uint32_t i;

    for (i = 0; i < IPSECNIC_MAX_QUEUES; i++) {
        g_autofree char *name = g_strdup_printf("tx%" PRIu32, i);

        ipsecnic_queue_init(s, &s->txq[i].q, &ipsecnic_txq_ops, name,
                            IPSECNIC_QUEUE_TX(i), i);
    }
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

/* Does a frame ask for more than to be sent as it is? */
static bool ipsecnic_tx_offload(const IpsecnicTxPosted *entry)
{
    return !entry->offload_zero ||
           (entry->flags & ~(IPSECNIC_TX_FLAGS_ENDS |
                             IPSECNIC_TX_FLAGS_ASIDE));
}

bool ipsecnic_tx_packet(const IpsecnicState *s, const IpsecnicTxPosted *entry)
{
    return (entry->flags & IPSECNIC_TX_ENCAPSULATE) ||
           (ipsecnic_feature(s, IPSECNIC_F_IPSEC_PACKET) &&
            !(entry->flags & IPSECNIC_TX_BYPASS) &&
            !entry->sa_handle && !entry->tunnel_handle);
}

/* Does it contradict itself about packet mode? */
static bool ipsecnic_tx_packet_bad(const IpsecnicTxPosted *entry)
{
    if (entry->flags & IPSECNIC_TX_ENCAPSULATE) {
        return (entry->flags & (IPSECNIC_TX_BYPASS |
                                IPSECNIC_TX_FLAGS_IPSEC)) ||
               !entry->sa_handle || entry->tunnel_handle ||
               entry->sequence_high || entry->esp_offset ||
               entry->ah_offset || entry->trailer_length ||
               entry->next_header || entry->tunnel_l3_offset ||
               entry->tunnel_esp_offset || entry->tunnel_ah_offset ||
               entry->tunnel_trailer_length;
    }
    return (entry->flags & IPSECNIC_TX_BYPASS) &&
           (entry->sa_handle || entry->tunnel_handle);
}

/* Are the features accepted that an entry asks for? */
static bool ipsecnic_tx_negotiated(const IpsecnicState *s,
                                   const IpsecnicTxPosted *entry)
{
    bool ipsec = ipsecnic_feature(s, IPSECNIC_F_IPSEC_TX);
    bool segment = ipsecnic_feature(s, IPSECNIC_F_TX_SEGMENT);

    if (!ipsec &&
        ((entry->flags & IPSECNIC_TX_FLAGS_IPSEC) || entry->sa_handle ||
         entry->tunnel_handle || entry->sequence_high || entry->esp_offset ||
         entry->ah_offset || entry->trailer_length || entry->next_header ||
         entry->tunnel_l3_offset || entry->tunnel_esp_offset ||
         entry->tunnel_ah_offset || entry->tunnel_trailer_length)) {
        return false;
    }
    if (!ipsec && !segment && entry->l3_offset) {
        return false;
    }
    if ((entry->flags & IPSECNIC_TX_FLAGS_PACKET) &&
        !ipsecnic_feature(s, IPSECNIC_F_IPSEC_PACKET)) {
        return false;
    }
    if ((entry->flags & IPSECNIC_TX_STAMP) &&
        !ipsecnic_feature(s, IPSECNIC_F_CLOCK)) {
        return false;
    }
    if (!ipsecnic_feature(s, IPSECNIC_F_TX_CSUM) &&
        ((entry->flags & IPSECNIC_TX_CSUM) || entry->csum_start ||
         entry->csum_offset)) {
        return false;
    }
    if (!segment && ((entry->flags & IPSECNIC_TX_SEGMENT) ||
                     entry->segment_size || entry->header_length)) {
        return false;
    }
    if (entry->inner_l3 && !ipsecnic_feature(s, IPSECNIC_F_TX_TUNNEL)) {
        return false;
    }
    return ipsecnic_feature(s, IPSECNIC_F_VLAN_TX) ||
           (!(entry->flags & IPSECNIC_TX_FLAGS_VLAN) && !entry->vlan_tci);
}

uint32_t ipsecnic_tx_first_bad(const IpsecnicState *s,
                               const IpsecnicTxPosted *entry)
{
    if ((entry->flags & ~IPSECNIC_TX_FLAGS) || !entry->length ||
        !(entry->flags & IPSECNIC_TX_START)) {
        return IPSECNIC_TX_ST_BAD_DESCRIPTOR;
    }
    return ipsecnic_tx_negotiated(s, entry) ? IPSECNIC_TX_ST_OK :
           IPSECNIC_TX_ST_NOT_NEGOTIATED;
}

/* What is wrong with an entry that is not the first of its frame. */
static uint32_t ipsecnic_tx_later_bad(const IpsecnicTxPosted *entry)
{
    return (entry->flags & ~IPSECNIC_TX_END) || !entry->offload_zero ||
           !entry->length ?
           IPSECNIC_TX_ST_BAD_DESCRIPTOR : IPSECNIC_TX_ST_OK;
}

uint32_t ipsecnic_tx_max_length(const IpsecnicTxQueue *txq)
{
    IpsecnicTxPosted first;

    ipsecnic_tx_posted_decode(&first, txq->first);
    return ipsec_tx_max_length(first.flags);
}

/* Take another entry into the frame. */
static void ipsecnic_tx_account(IpsecnicTxQueue *txq, const uint8_t *raw,
                                const IpsecnicTxPosted *entry)
{
    if (txq->scanned == 0) {
        memcpy(txq->first, raw, sizeof(txq->first));
        ipsecnic_tx_blame(txq, ipsecnic_tx_first_bad(txq->q.nic, entry));
    } else {
        ipsecnic_tx_blame(txq, ipsecnic_tx_later_bad(entry));
    }
    txq->scanned++;
    if (txq->num_fragments < IPSECNIC_TX_MAX_FRAGMENTS) {
        txq->fragments[txq->num_fragments].addr = entry->addr;
        txq->fragments[txq->num_fragments].length = entry->length;
        txq->num_fragments++;
    } else {
        ipsecnic_tx_blame(txq, IPSECNIC_TX_ST_TOO_MANY);
    }
    txq->length = MIN((uint64_t)txq->length + entry->length,
                      IPSECNIC_MAX_FRAME + 1);
    if (entry->flags & IPSECNIC_TX_END) {
        if (txq->length < IPSECNIC_MIN_FRAME ||
            (txq->length > IPSECNIC_MAX_FRAME - IPSECNIC_VLAN_TAG &&
             txq->length > ipsecnic_tx_max_length(txq))) {
            ipsecnic_tx_blame(txq, IPSECNIC_TX_ST_BAD_LENGTH);
        }
        txq->complete = 1;
    }
}

/*
 * Read entries until the frame at POSTED_HEAD is complete.  False: it is not,
 * or the budget was spent, or the queue is not running any more.
 */
static bool ipsecnic_tx_scan(IpsecnicTxQueue *txq, IpsecnicTxBudget *budget)
{
    IpsecnicQueue *q = &txq->q;

    while (!txq->complete) {
        uint32_t index = (q->posted_head + txq->scanned) & IPSECNIC_INDEX_MASK;
        uint8_t raw[IPSECNIC_ENTRY_SIZE];
        IpsecnicTxPosted entry;

        if (txq->scanned == q->posted_size) {
            /* No END can come any more. */
            ipsecnic_tx_blame(txq, IPSECNIC_TX_ST_TOO_MANY);
            txq->complete = 1;
            break;
        }
        if (txq->scanned == ipsecnic_queue_posted(q) ||
            ipsecnic_tx_spent(budget)) {
            return false;
        }
        ipsecnic_tx_spend(budget, 0);
        if (txq->next_valid && !txq->scanned) {
            txq->next_valid = 0;
            memcpy(raw, txq->next, sizeof(raw));
        } else if (!ipsecnic_queue_fetch(q, index, raw, 1)) {
            return false;
        }
        ipsecnic_tx_posted_decode(&entry, raw);
        if (txq->scanned && (entry.flags & IPSECNIC_TX_START)) {
            /* It begins the next frame; it is not read again for that. */
            ipsecnic_tx_blame(txq, IPSECNIC_TX_ST_BAD_DESCRIPTOR);
            txq->complete = 1;
            txq->next_valid = 1;
            memcpy(txq->next, raw, sizeof(txq->next));
            break;
        }
        ipsecnic_tx_account(txq, raw, &entry);
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

/*
 * Complete the frame at POSTED_HEAD; there is room for that.
 * @fit: TOO_BIG: as of the completion
 */
static void ipsecnic_tx_complete(IpsecnicTxQueue *txq, uint32_t status,
                                 uint32_t fit)
{
    IpsecnicQueue *q = &txq->q;
    IpsecnicState *s = q->nic;
    uint8_t entry[IPSECNIC_ENTRY_SIZE];
    IpsecnicTxPosted first;
    IpsecnicTxComp comp = {
        .status = status,
        .frame_length = s->tx_bytes,
        .posted_index = q->posted_head,
        .fragments = txq->scanned,
        .segments = s->tx_segment,
        .fit = status == IPSECNIC_TX_ST_TOO_BIG ? fit : 0,
        .flags = ipsecnic_queue_phase(q),
    };

    ipsecnic_tx_posted_decode(&first, txq->first);
    comp.cookie = first.cookie;
    if ((first.flags & IPSECNIC_TX_STAMP) && !status) {
        comp.time = s->tx_time;
        comp.flags |= IPSECNIC_COMP_STAMPED;
    }
    ipsecnic_tx_idle(s);
    if (status) {
        qemu_log_mask(LOG_GUEST_ERROR, "ipsecnic: queue %s: frame at %" PRIu32
                      ": status %" PRIu32 ", after %" PRIu32 " segments\n",
                      q->name, q->posted_head, status, comp.segments);
    }
    trace_ipsecnic_tx_completion(q->name, q->comp_tail, q->posted_head,
                                 status, comp.segments);
    ipsecnic_tx_comp_encode(entry, &comp);
    if (unlikely(s->faults) ?
        !ipsecnic_fault_complete_tx(q, entry, comp.flags) :
        !ipsecnic_queue_complete(q, entry, comp.flags)) {
        return;
    }
    ipsecnic_capture_completed(s, txq, status, comp.segments);
    q->posted_head = (q->posted_head + txq->scanned) & IPSECNIC_INDEX_MASK;
    ipsecnic_tx_next(txq);
    if (status) {
        s->stats[IPSECNIC_STAT_TX_ERRORS]++;
    } else if (first.flags & IPSECNIC_TX_SEGMENT) {
        s->stats[IPSECNIC_STAT_TX_LARGE]++;
    }
    if (status < IPSECNIC_TX_STATUSES) {
        s->stats[IPSECNIC_STAT_TX_STATUS(status)]++;
    }
    ipsecnic_queue_notify(q);
    if (unlikely(s->faults)) {
        ipsecnic_fault_after(q);
    }
}

/* What the first entry of a frame asks of the engine. */
static IpsecTxRequest ipsecnic_tx_request(const IpsecnicTxPosted *first)
{
    return (IpsecTxRequest) {
        .flags = first->flags & ~IPSECNIC_TX_FLAGS_ASIDE,
        .sa_handle = first->sa_handle,
        .tunnel_handle = first->tunnel_handle,
        .sequence_high = first->sequence_high,
        .l3_offset = first->l3_offset,
        .esp_offset = first->esp_offset,
        .ah_offset = first->ah_offset,
        .csum_start = first->csum_start,
        .csum_offset = first->csum_offset,
        .segment_size = first->segment_size,
        .header_length = first->header_length,
        .trailer_length = first->trailer_length,
        .next_header = first->next_header,
        .inner_l3_offset = first->inner_l3 * 2,
        .vlan_tci = first->vlan_tci,
        .tunnel_l3_offset = first->tunnel_l3_offset,
        .tunnel_esp_offset = first->tunnel_esp_offset,
        .tunnel_ah_offset = first->tunnel_ah_offset,
        .tunnel_trailer_length = first->tunnel_trailer_length,
    };
}

static void ipsecnic_tx_trace_offload(const IpsecnicTxQueue *txq,
                                      const IpsecTxRequest *request,
                                      uint32_t status)
{
    const IpsecnicQueue *q = &txq->q;

    trace_ipsecnic_tx_offload(q->name, q->posted_head, request->flags,
                              request->sa_handle, request->tunnel_handle,
                              status,
                              status ? 0 : q->nic->tx.segments);
}

/* How long the IP packet is that goes out as tx_segment, without IPsec. */
static uint32_t ipsecnic_tx_l3_length(const IpsecnicState *s,
                                      const IpsecnicTxPosted *first)
{
    const IpsecTx *tx = &s->tx;

    if (!(first->flags & IPSECNIC_TX_SEGMENT)) {
        return s->tx_l3_length;
    }
    return first->header_length - MIN(first->l3_offset, first->header_length) +
           MIN(tx->segment_size, tx->payload_end - tx->header_length -
                                 s->tx_segment * tx->segment_size);
}

/*
 * Let packet mode decide about the frame in the card's memory.  What it makes
 * of it is in @out; a frame that is none of its affairs comes out as it is.
 * @again: the frame has begun; @first says what was decided then
 */
static uint32_t ipsecnic_tx_encapsulate(IpsecnicTxQueue *txq,
                                        const IpsecnicTxPosted *first,
                                        bool again, IpsecEncapsulated *out)
{
    IpsecnicState *s = txq->q.nic;
    IpsecTxRequest request = ipsecnic_tx_request(first);
    uint32_t status;

    *out = (IpsecEncapsulated) {
        .frame = s->tx_frame,
        .length = txq->length,
        .request = request,
    };
    s->tx_built = ipsecnic_tx_offload(first);
    if (!ipsecnic_tx_packet(s, first)) {
        if (again && s->tx_policy) {
            /* A policy has let it pass, and is to be told how long it is. */
            IpsecFrame frame;

            ipsec_engine_parse(s->engine, &frame, s->tx_frame, txq->length);
            s->tx_l3_length = ipsec_frame_l3_present(&frame);
        }
        return IPSECNIC_TX_ST_OK;
    }
    status = again ?
             ipsec_encapsulate_again(s->engine, s->tx_frame, txq->length,
                                     &request, &s->tx, out) :
             ipsec_encapsulate(s->engine, s->tx_frame, txq->length, &request,
                               out);
    trace_ipsecnic_tx_encapsulate(txq->q.name, txq->q.posted_head,
                                  request.sa_handle, status, out->policy,
                                  out->request.sa_handle, out->fit);
    ipsecnic_event_limits(s, &out->limits);
    s->tx_l3_length = out->l3_length;
    /* Of a frame that is refused only a capture asks for these. */
    s->tx_sa = out->request.sa_handle;
    if (!again) {
        s->tx_policy = out->policy;
    }
    s->tx_built = s->tx_built || s->tx_sa;
    return status;
}

/*
 * Judge the frame in the card's memory.  Its SA and its sequence numbers are
 * chosen here.
 */
static uint32_t ipsecnic_tx_start(IpsecnicTxQueue *txq,
                                  const IpsecnicTxPosted *first, uint32_t *fit)
{
    IpsecnicState *s = txq->q.nic;
    IpsecEncapsulated out;
    uint32_t status;

    *fit = 0;
    if (ipsecnic_tx_packet_bad(first)) {
        return IPSECNIC_TX_ST_BAD_OFFLOAD;
    }
    status = ipsecnic_tx_encapsulate(txq, first, false, &out);
    if (status) {
        *fit = out.fit;
        return status;
    }
    if (!s->tx_built) {
        return IPSECNIC_TX_ST_OK;
    }
    status = ipsec_tx_start(s->engine, &s->tx, out.frame, out.length,
                            &out.request);
    ipsecnic_tx_trace_offload(txq, &out.request, status);
    return status;
}

/*
 * Begin the complete frame at POSTED_HEAD; there is room for its completion.
 * Either it is under way then, or it was completed.
 */
static void ipsecnic_tx_begin(IpsecnicTxQueue *txq, IpsecnicTxBudget *budget)
{
    IpsecnicQueue *q = &txq->q;
    IpsecnicState *s = q->nic;
    uint32_t status = txq->status;
    IpsecnicTxPosted first;
    uint32_t fit;

    trace_ipsecnic_tx_frame(q->name, q->posted_head, txq->scanned, txq->length,
                            status);
    if (unlikely(s->faults)) {
        ipsecnic_fault_tx_begin(s);
    }
    if (!status && !ipsecnic_link_is_up(s)) {
        status = IPSECNIC_TX_ST_LINK_DOWN;
    }
    if (status) {
        ipsecnic_tx_complete(txq, status, 0);
        return;
    }
    if (!ipsecnic_tx_gather(txq)) {
        return;
    }
    ipsecnic_tx_spend(budget, txq->length);
    ipsecnic_tx_posted_decode(&first, txq->first);
    ipsecnic_capture_posted(s, s->tx_frame, txq->length);
    status = ipsecnic_tx_start(txq, &first, &fit);
    if (unlikely(s->faults) && !status) {
        status = ipsecnic_fault_transmit(q, s->tx_sa ?: first.sa_handle);
    }
    if (status) {
        ipsecnic_capture_begun(s, txq, status);
        ipsecnic_tx_complete(txq, status, fit);
        return;
    }
    s->tx_segments = s->tx_built ? s->tx.segments : 1;
    s->tx_state = IPSECNIC_TX_MORE;
    ipsecnic_capture_begun(s, txq, status);
}

/*
 * The frame under way was begun on another host: read it again, and go on with
 * the SA and the sequence numbers that it has.  False: it cannot go on, why is
 * in @status, or the queue is not running any more.
 */
static bool ipsecnic_tx_resume(IpsecnicTxQueue *txq,
                               const IpsecnicTxPosted *entry, uint32_t *status)
{
    IpsecnicQueue *q = &txq->q;
    IpsecnicState *s = q->nic;
    IpsecnicTxPosted first = *entry;
    IpsecEncapsulated out;

    if (!ipsecnic_tx_gather(txq)) {
        return false;
    }
    if (s->tx_sa) {
        first.sa_handle = s->tx_sa;
        first.flags |= IPSECNIC_TX_ENCAPSULATE;
    } else {
        first.flags |= IPSECNIC_TX_BYPASS;
    }
    s->tx.segments = s->tx_segments;
    *status = ipsecnic_tx_encapsulate(txq, &first, true, &out);
    if (!*status && s->tx_built) {
        *status = ipsec_tx_resume(s->engine, &s->tx, out.frame, out.length,
                                  &out.request, s->tx_segments);
        ipsecnic_tx_trace_offload(txq, &out.request, *status);
    }
    if (*status) {
        s->tx_frame_valid = false;
    }
    return !*status;
}

/* A segment is handed to the peer now. */
static void ipsecnic_tx_stamp(IpsecnicState *s, const IpsecnicTxPosted *first)
{
    if (first->flags & IPSECNIC_TX_STAMP) {
        s->tx_time = ipsecnic_clock_now(s);
    }
}

/* Segment tx_segment, of @length bytes, was handed to the peer. */
static void ipsecnic_tx_out(IpsecnicTxQueue *txq, uint32_t length)
{
    IpsecnicState *s = txq->q.nic;
    IpsecnicTxPosted first;

    s->stats[IPSECNIC_STAT_TX_FRAMES]++;
    s->stats[IPSECNIC_STAT_TX_BYTES] += length;
    ipsecnic_rmon_sent(s, s->tx_dst, length);
    ipsecnic_tx_posted_decode(&first, txq->first);
    if (s->tx_policy) {
        ipsec_encapsulated_sent(s->engine, s->tx_policy, 1,
                                ipsecnic_tx_l3_length(s, &first));
    }
    if (s->tx_built) {
        ipsec_tx_sent(s->engine, &s->tx, s->tx_segment);
        ipsecnic_event_limits(s, &s->tx.limits);
        if (first.sa_handle || s->tx_sa) {
            s->stats[IPSECNIC_STAT_TX_IPSEC]++;
        }
        if (s->tx_sa) {
            s->stats[IPSECNIC_STAT_TX_ENCAPSULATED]++;
        }
        if (first.flags & IPSECNIC_TX_SEGMENT) {
            s->stats[IPSECNIC_STAT_TX_SEGMENTS]++;
        }
        if (first.flags & IPSECNIC_TX_VLAN) {
            s->stats[IPSECNIC_STAT_TX_VLAN_INSERTED]++;
        }
    }
    s->tx_segment++;
    s->tx_bytes += length;
    s->tx_state = IPSECNIC_TX_MORE;
}

/* The peer has taken a segment that it did not take at first, or gave it up. */
static void ipsecnic_tx_sent(NetClientState *nc, ssize_t ret)
{
    IpsecnicState *s = qemu_get_nic_opaque(nc);
    IpsecnicTxQueue *txq = &s->txq[s->tx_queue];
    IpsecnicTxPosted first;

    if (s->tx_state != IPSECNIC_TX_WAITING) {
        /* Its queue was stopped, or the card was reset or unplugged. */
        return;
    }
    trace_ipsecnic_tx_resume(txq->q.name, ret);
    if (ret) {
        ipsecnic_tx_posted_decode(&first, txq->first);
        ipsecnic_tx_stamp(s, &first);
        ipsecnic_tx_out(txq, s->tx_length);
    } else {
        s->tx_state = IPSECNIC_TX_RETRY;
    }
    qemu_bh_schedule(s->tx_bh);
}

/* Give a segment to the peer, or to the faults that took the frame. */
static ssize_t ipsecnic_tx_hand_over(IpsecnicTxQueue *txq, const uint8_t *data,
                                     uint32_t length)
{
    IpsecnicState *s = txq->q.nic;

    if (unlikely(s->faults)) {
        return ipsecnic_fault_send(txq, data, length, ipsecnic_tx_sent);
    }
    ipsecnic_capture_tx(s, txq, data, length);
    return qemu_send_packet_async(qemu_get_queue(s->nic), data, length,
                                  ipsecnic_tx_sent);
}

/*
 * Send one segment of the frame under way.  False: not now, or the frame is
 * over; then @status says what is wrong with it, or the queue is not running
 * any more.
 */
static bool ipsecnic_tx_segment(IpsecnicTxQueue *txq,
                                const IpsecnicTxPosted *first,
                                IpsecnicTxBudget *budget, uint32_t *status)
{
    IpsecnicQueue *q = &txq->q;
    IpsecnicState *s = q->nic;
    NetClientState *nc = qemu_get_queue(s->nic);
    uint32_t generation = q->generation;
    const uint8_t *data = s->tx_frame;
    uint32_t length = txq->length;
    ssize_t ret;

    if (!ipsecnic_link_is_up(s)) {
        *status = IPSECNIC_TX_ST_LINK_DOWN;
        return false;
    }
    if (!s->tx_frame_valid && !ipsecnic_tx_resume(txq, first, status)) {
        return false;
    }
    if (s->tx_built) {
        *status = ipsec_tx_build(s->engine, &s->tx, s->tx_segment, &data,
                                 &length);
        if (*status) {
            return false;
        }
    }
    ipsecnic_tx_spend(budget, length);
    trace_ipsecnic_tx_segment(q->name, q->posted_head, s->tx_segment,
                              s->tx_segments, length);
    if (s->tx_state == IPSECNIC_TX_RETRY) {
        s->stats[IPSECNIC_STAT_TX_RESENT]++;
        s->tx_state = IPSECNIC_TX_MORE;
    }
    memcpy(s->tx_dst, data, sizeof(s->tx_dst));
    /* Before what the peer answers, be it at once. */
    ipsecnic_tx_stamp(s, first);
    ret = ipsecnic_tx_hand_over(txq, data, length);
    if (!ipsecnic_queue_same(q, generation)) {
        if (ret == 0) {
            qemu_purge_queued_packets(nc);
        }
        return false;
    }
    if (ret == 0) {
        trace_ipsecnic_tx_stall(q->name, q->posted_head, s->tx_segment);
        s->stats[IPSECNIC_STAT_TX_STALLS]++;
        s->tx_state = IPSECNIC_TX_WAITING;
        s->tx_length = length;
        return false;
    }
    ipsecnic_tx_out(txq, length);
    return true;
}

/*
 * Go on with the frame under way until it is completed, or something else than
 * the card has to happen first.
 */
static void ipsecnic_tx_go_on(IpsecnicTxQueue *txq, IpsecnicTxBudget *budget)
{
    IpsecnicState *s = txq->q.nic;
    uint32_t status = IPSECNIC_TX_ST_OK;
    IpsecnicTxPosted first;

    ipsecnic_tx_posted_decode(&first, txq->first);
    while (s->tx_segment < s->tx_segments) {
        if (!(s->tx_ctrl & IPSECNIC_TX_CTRL_ENABLE)) {
            return;
        }
        if (ipsecnic_tx_spent(budget)) {
            qemu_bh_schedule(s->tx_bh);
            return;
        }
        if (!ipsecnic_tx_segment(txq, &first, budget, &status)) {
            if (!status) {
                return;
            }
            status = ipsec_encapsulated_lost(s->engine, s->tx_policy, status);
            break;
        }
    }
    ipsecnic_tx_complete(txq, status, 0);
}

void ipsecnic_tx_bh(void *opaque)
{
    IpsecnicState *s = opaque;
    IpsecnicTxBudget budget = {
        .units = IPSECNIC_BUDGET,
        .bytes = IPSECNIC_BUDGET_BYTES,
    };
    uint32_t idle = 0;

    if (!runstate_is_running() || !ipsecnic_enter(s, IPSECNIC_PART_TX)) {
        return;
    }
    if (s->tx_state == IPSECNIC_TX_RETRY || s->tx_state == IPSECNIC_TX_MORE) {
        ipsecnic_tx_go_on(&s->txq[s->tx_queue], &budget);
    }
    while (s->tx_state == IPSECNIC_TX_IDLE && idle < s->config.queues &&
           (s->tx_ctrl & IPSECNIC_TX_CTRL_ENABLE) &&
           !ipsecnic_tx_spent(&budget)) {
        IpsecnicTxQueue *txq;

        s->tx_queue = (s->tx_queue + 1) % s->config.queues;
        txq = &s->txq[s->tx_queue];
        idle++;
        if (ipsecnic_queue_running(&txq->q) && ipsecnic_queue_room(&txq->q) &&
            ipsecnic_tx_scan(txq, &budget)) {
            idle = 0;
            ipsecnic_tx_begin(txq, &budget);
            if (s->tx_state == IPSECNIC_TX_MORE) {
                ipsecnic_tx_go_on(txq, &budget);
            }
        }
    }
    /* It may have run out within a frame of the last queue looked at. */
    if (s->tx_state == IPSECNIC_TX_IDLE && ipsecnic_tx_spent(&budget)) {
        qemu_bh_schedule(s->tx_bh);
    }
    ipsecnic_leave(s, IPSECNIC_PART_TX);
}

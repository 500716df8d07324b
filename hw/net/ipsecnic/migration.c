/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: migration
 *
 * All state that the guest could miss is in the stream: registers, rings that
 * are half used, entries that were read ahead, SAs with their keys, and what
 * is held back by moderation.  A stream is believed no more than a guest is:
 * whatever is used as an index, a length or a choice is checked, and so are
 * the relations that the rest of the code relies on.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/pci/msix.h"
#include "migration/qemu-file-types.h"
#include "migration/vmstate.h"
#include "net/net.h"
#include "qemu/error-report.h"
#include "qemu/timer.h"

#include "capture.h"
#include "clock.h"
#include "core.h"
#include "desc.h"
#include "engine/engine.h"
#include "espkeys.h"
#include "faults.h"
#include "link.h"
#include "migration.h"
#include "migration_offer.h"
#include "migration_rx.h"
#include "queue.h"
#include "rss.h"
#include "state.h"
#include "steer.h"
#include "trace.h"
#include "tx.h"

/* More than the engine writes for an SA, and for a place where one was. */
#define IPSECNIC_SAVED_SA 1024
#define IPSECNIC_SAVED_SLOT 8
/* With packet mode its replay window, and for a policy. */
#define IPSECNIC_SAVED_WINDOW (IPSEC_WINDOW_MAX / 8)
#define IPSECNIC_SAVED_POLICY 256

/* What there is of queue pairs in each stream; more come by themselves. */
#define OLD_QUEUES 8
#define OLD_VECTORS (1 + 2 * OLD_QUEUES)
/* And of counters; those behind them have a subsection of their own. */
#define OLD_STATS 96
#define RMON_STATS 16
QEMU_BUILD_BUG_ON(OLD_STATS + RMON_STATS != IPSECNIC_STATS);

static void ipsecnic_put_bytes(void *opaque, const uint8_t *data,
                               size_t length)
{
    qemu_put_buffer(opaque, data, length);
}

static bool ipsecnic_get_bytes(void *opaque, uint8_t *data, size_t length)
{
    return qemu_get_buffer(opaque, data, length) == length;
}

/*
 * The length in bytes, then what the engine says; keys are in it.  Neither end
 * has it in memory as a whole.
 */
static int ipsecnic_put_engine(QEMUFile *f, void *pv, size_t size,
                               const VMStateField *field, JSONWriter *vmdesc)
{
    IpsecnicState *s = pv;
    uint64_t length = ipsec_engine_save_size(s->engine);

    trace_ipsecnic_save(ipsec_engine_sa_count(s->engine), length);
    qemu_put_be32(f, length);
    ipsec_engine_save_to(s->engine, ipsecnic_put_bytes, f);
    return 0;
}

static int ipsecnic_get_engine(QEMUFile *f, void *pv, size_t size,
                               const VMStateField *field)
{
    IpsecnicState *s = pv;
    uint32_t length = qemu_get_be32(f);
    g_autoptr(GError) err = NULL;

    if (length > (uint64_t)s->caps.sa_capacity *
                 (IPSECNIC_SAVED_SA + IPSECNIC_SAVED_SLOT +
                  (s->caps.policy_capacity ? IPSECNIC_SAVED_WINDOW : 0)) +
                 (uint64_t)s->caps.policy_capacity * IPSECNIC_SAVED_POLICY +
                 64) {
        error_report("ipsecnic: migration stream: %" PRIu32 " bytes of SAs "
                     "are too many for a capacity of %" PRIu32, length,
                     s->caps.sa_capacity);
        return -EINVAL;
    }
    ipsec_engine_reset(s->engine);
    if (!ipsec_engine_load_from(s->engine, length, ipsecnic_get_bytes, f,
                                &err)) {
        error_report("ipsecnic: migration stream: SAs: %s",
                     err ? err->message : "not accepted");
        return -EINVAL;
    }
    trace_ipsecnic_load(ipsec_engine_sa_count(s->engine), length);
    return 0;
}

static const VMStateInfo ipsecnic_vmstate_engine = {
    .name = "ipsecnic-engine",
    .get = ipsecnic_get_engine,
    .put = ipsecnic_put_engine,
};

/*
 * Does an array hold so many?  If not, the card is not left with the number,
 * since it can be saved again before it is reset.
 */
static bool ipsecnic_count_ok(uint32_t *count, uint32_t max)
{
    if (*count > max) {
        *count = 0;
        return false;
    }
    return true;
}

static const VMStateDescription ipsecnic_vmstate_queue = {
    .name = "ipsecnic-queue",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(enabled, IpsecnicQueue),
        VMSTATE_UINT32(state, IpsecnicQueue),
        VMSTATE_UINT32(reason, IpsecnicQueue),
        VMSTATE_UINT32(error_index, IpsecnicQueue),
        VMSTATE_UINT32(vector, IpsecnicQueue),
        VMSTATE_UINT32(posted_base_lo, IpsecnicQueue),
        VMSTATE_UINT32(posted_base_hi, IpsecnicQueue),
        VMSTATE_UINT32(posted_size, IpsecnicQueue),
        VMSTATE_UINT32(posted_tail, IpsecnicQueue),
        VMSTATE_UINT32(posted_head, IpsecnicQueue),
        VMSTATE_UINT32(comp_base_lo, IpsecnicQueue),
        VMSTATE_UINT32(comp_base_hi, IpsecnicQueue),
        VMSTATE_UINT32(comp_size, IpsecnicQueue),
        VMSTATE_UINT32(comp_head, IpsecnicQueue),
        VMSTATE_UINT32(comp_tail, IpsecnicQueue),
        VMSTATE_UINT32(armed, IpsecnicQueue),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription ipsecnic_vmstate_rx_buffer = {
    .name = "ipsecnic-rx-buffer",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(addr, IpsecnicRxBuffer),
        VMSTATE_UINT64(cookie, IpsecnicRxBuffer),
        VMSTATE_UINT32(length, IpsecnicRxBuffer),
        VMSTATE_END_OF_LIST()
    },
};

/* The buffers that were read ahead go to the front, where they are saved. */
static int ipsecnic_rxq_pre_save(void *opaque)
{
    IpsecnicRxQueue *rxq = opaque;

    memmove(rxq->buffers, rxq->buffers + rxq->first,
            rxq->cached * sizeof(rxq->buffers[0]));
    rxq->first = 0;
    return 0;
}

static int ipsecnic_rxq_pre_load(void *opaque)
{
    IpsecnicRxQueue *rxq = opaque;

    rxq->first = 0;
    return 0;
}

static bool ipsecnic_rxq_cached_ok(void *opaque, int version_id)
{
    IpsecnicRxQueue *rxq = opaque;

    return ipsecnic_count_ok(&rxq->cached, ARRAY_SIZE(rxq->buffers));
}

static const VMStateDescription ipsecnic_vmstate_rxq = {
    .name = "ipsecnic-rx-queue",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = ipsecnic_rxq_pre_save,
    .pre_load = ipsecnic_rxq_pre_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(q, IpsecnicRxQueue, 1, ipsecnic_vmstate_queue,
                       IpsecnicQueue),
        VMSTATE_UINT32(cached, IpsecnicRxQueue),
        VMSTATE_VALIDATE("number of buffers read ahead",
                         ipsecnic_rxq_cached_ok),
        VMSTATE_STRUCT_VARRAY_UINT32(buffers, IpsecnicRxQueue, cached, 1,
                                     ipsecnic_vmstate_rx_buffer,
                                     IpsecnicRxBuffer),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription ipsecnic_vmstate_fragment = {
    .name = "ipsecnic-tx-fragment",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(addr, IpsecnicFragment),
        VMSTATE_UINT32(length, IpsecnicFragment),
        VMSTATE_END_OF_LIST()
    },
};

static bool ipsecnic_txq_fragments_ok(void *opaque, int version_id)
{
    IpsecnicTxQueue *txq = opaque;

    return ipsecnic_count_ok(&txq->num_fragments, ARRAY_SIZE(txq->fragments));
}

static const VMStateDescription ipsecnic_vmstate_txq = {
    .name = "ipsecnic-tx-queue",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(q, IpsecnicTxQueue, 1, ipsecnic_vmstate_queue,
                       IpsecnicQueue),
        VMSTATE_UINT32(scanned, IpsecnicTxQueue),
        VMSTATE_UINT32(complete, IpsecnicTxQueue),
        VMSTATE_UINT32(status, IpsecnicTxQueue),
        VMSTATE_UINT32(length, IpsecnicTxQueue),
        VMSTATE_UINT8_ARRAY(first, IpsecnicTxQueue, IPSECNIC_ENTRY_SIZE),
        VMSTATE_UINT32(num_fragments, IpsecnicTxQueue),
        VMSTATE_VALIDATE("number of fragments", ipsecnic_txq_fragments_ok),
        VMSTATE_STRUCT_VARRAY_UINT32(fragments, IpsecnicTxQueue,
                                     num_fragments, 1,
                                     ipsecnic_vmstate_fragment,
                                     IpsecnicFragment),
        VMSTATE_UINT32(next_valid, IpsecnicTxQueue),
        VMSTATE_UINT8_ARRAY(next, IpsecnicTxQueue, IPSECNIC_ENTRY_SIZE),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription ipsecnic_vmstate_vector = {
    .name = "ipsecnic-vector",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(interval, IpsecnicVector),
        VMSTATE_UINT32(pending, IpsecnicVector),
        VMSTATE_UINT32(fired, IpsecnicVector),
        VMSTATE_INT64(last_fired, IpsecnicVector),
        VMSTATE_TIMER_PTR(timer, IpsecnicVector),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription ipsecnic_vmstate_event = {
    .name = "ipsecnic-event",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT16(code, IpsecnicEvent),
        VMSTATE_UINT16(index, IpsecnicEvent),
        VMSTATE_UINT16(queue, IpsecnicEvent),
        VMSTATE_UINT32(status, IpsecnicEvent),
        VMSTATE_UINT32(handle, IpsecnicEvent),
        VMSTATE_UINT32(argument, IpsecnicEvent),
        VMSTATE_END_OF_LIST()
    },
};

/* Say which field is refused. */
static bool ipsecnic_check(bool ok, const char *where, const char *field,
                           uint64_t value)
{
    if (!ok) {
        error_report("ipsecnic: migration stream: %s: %s cannot be 0x%" PRIx64,
                     where, field, value);
    }
    return ok;
}

static bool ipsecnic_queue_valid(IpsecnicQueue *q, bool present)
{
    IpsecnicState *s = q->nic;
    bool running = ipsecnic_queue_running(q);
    uint32_t unread = (q->comp_tail - q->comp_head) & IPSECNIC_INDEX_MASK;

    return ipsecnic_check(q->state <= IPSECNIC_Q_STATE_ERROR &&
                          (present || q->state == IPSECNIC_Q_STATE_STOPPED) &&
                          (s->enabled || !running),
                          q->name, "state", q->state) &&
           ipsecnic_check(q->reason <= IPSECNIC_Q_ERR_NO_BUS_MASTER &&
                          !(running && q->reason),
                          q->name, "reason", q->reason) &&
           ipsecnic_check(q->enabled ==
                          (q->state != IPSECNIC_Q_STATE_STOPPED),
                          q->name, "Q_CTRL", q->enabled) &&
           ipsecnic_check(q->vector < s->num_vectors ||
                          q->vector == IPSECNIC_VECTOR_NONE,
                          q->name, "Q_VECTOR", q->vector) &&
           ipsecnic_check(q->armed <= running, q->name, "armed", q->armed) &&
           ipsecnic_check(q->posted_tail <= IPSECNIC_INDEX_MASK, q->name,
                          "POSTED_TAIL", q->posted_tail) &&
           ipsecnic_check(q->posted_head <= IPSECNIC_INDEX_MASK, q->name,
                          "POSTED_HEAD", q->posted_head) &&
           ipsecnic_check(q->comp_head <= IPSECNIC_INDEX_MASK, q->name,
                          "COMP_HEAD", q->comp_head) &&
           ipsecnic_check(q->comp_tail <= IPSECNIC_INDEX_MASK, q->name,
                          "COMP_TAIL", q->comp_tail) &&
           (!running ||
            (ipsecnic_check(!ipsecnic_queue_rings_bad(q), q->name,
                            "ring address or size",
                            ipsecnic_queue_rings_bad(q)) &&
             ipsecnic_check(ipsecnic_queue_posted(q) <= q->posted_size,
                            q->name, "number of posted entries",
                            ipsecnic_queue_posted(q)) &&
             ipsecnic_check(unread <= q->comp_size, q->name,
                            "number of completions", unread)));
}

static bool ipsecnic_rxq_valid(IpsecnicRxQueue *rxq)
{
    IpsecnicQueue *q = &rxq->q;
    uint32_t i;

    if (!ipsecnic_check(ipsecnic_queue_running(q) ?
                        rxq->cached <= ipsecnic_queue_posted(q) : !rxq->cached,
                        q->name, "number of buffers read ahead",
                        rxq->cached)) {
        return false;
    }
    for (i = 0; i < rxq->cached; i++) {
        uint32_t length = rxq->buffers[i].length;

        if (!ipsecnic_check(!length || (length >= IPSECNIC_RX_BUFFER_MIN &&
                                        length <= IPSECNIC_RX_BUFFER_MAX),
                            q->name, "buffer length", length)) {
            return false;
        }
    }
    return true;
}

static bool ipsecnic_txq_valid(IpsecnicTxQueue *txq)
{
    IpsecnicQueue *q = &txq->q;
    uint32_t posted = ipsecnic_queue_running(q) ? ipsecnic_queue_posted(q) : 0;
    IpsecnicTxPosted first, next;
    uint64_t sum = 0;
    uint32_t i;

    for (i = 0; i < txq->num_fragments; i++) {
        sum += txq->fragments[i].length;
    }
    ipsecnic_tx_posted_decode(&first, txq->first);
    ipsecnic_tx_posted_decode(&next, txq->next);
    return ipsecnic_check(txq->scanned <= posted, q->name,
                          "entries of the frame", txq->scanned) &&
           ipsecnic_check(txq->num_fragments ==
                          MIN(txq->scanned, ARRAY_SIZE(txq->fragments)),
                          q->name, "number of fragments",
                          txq->num_fragments) &&
           ipsecnic_check(txq->status < IPSECNIC_TX_ST_LINK_DOWN &&
                          (txq->status || txq->num_fragments == txq->scanned),
                          q->name, "frame status", txq->status) &&
           ipsecnic_check(txq->status ||
                          txq->length == MIN(sum, IPSECNIC_MAX_FRAME + 1),
                          q->name, "frame length", txq->length) &&
           ipsecnic_check(txq->length <= IPSECNIC_MAX_FRAME + 1, q->name,
                          "frame length", txq->length) &&
           ipsecnic_check(!txq->complete || txq->status ||
                          (txq->length >= IPSECNIC_MIN_FRAME &&
                           txq->length <= ipsecnic_tx_max_length(txq)),
                          q->name, "length of a complete frame",
                          txq->length) &&
           ipsecnic_check(txq->complete <= (txq->scanned > 0), q->name,
                          "complete", txq->complete) &&
           /* What was found to be good must be so by the rules of here. */
           ipsecnic_check(txq->status || !txq->scanned ||
                          !ipsecnic_tx_first_bad(q->nic, &first),
                          q->name, "flags of the first entry", first.flags) &&
           ipsecnic_check(!txq->next_valid ||
                          (txq->next_valid == 1 && txq->scanned < posted &&
                           (txq->complete || !txq->scanned) &&
                           (next.flags & IPSECNIC_TX_START)),
                          q->name, "entry of the next frame",
                          txq->next_valid);
}

/* Does packet mode decide about the frame under way? */
static bool ipsecnic_tx_by_card(const IpsecnicState *s)
{
    IpsecnicTxPosted first;

    ipsecnic_tx_posted_decode(&first, s->txq[s->tx_queue].first);
    return ipsecnic_tx_packet(s, &first);
}

static bool ipsecnic_tx_state_valid(IpsecnicState *s)
{
    const char *transmit = "transmit";
    bool idle = s->tx_state == IPSECNIC_TX_IDLE;
    uint64_t sent = s->tx_segment;
    const IpsecnicTxQueue *txq;
    IpsecnicTxPosted first;

    if (!ipsecnic_check(s->tx_state <= IPSECNIC_TX_MORE, transmit, "state",
                        s->tx_state) ||
        !ipsecnic_check(s->tx_queue < s->config.queues, transmit, "queue",
                        s->tx_queue)) {
        return false;
    }
    txq = &s->txq[s->tx_queue];
    ipsecnic_tx_posted_decode(&first, txq->first);
    return ipsecnic_check(idle || (ipsecnic_queue_running(&txq->q) &&
                                   txq->complete && !txq->status &&
                                   ipsecnic_queue_room(&txq->q)),
                          transmit, "state without a frame", s->tx_state) &&
           ipsecnic_check(idle ? !s->tx_segments :
                          s->tx_segments >= 1 &&
                          s->tx_segments <= (first.flags & IPSECNIC_TX_SEGMENT ?
                                             IPSECNIC_MAX_FRAME : 1),
                          transmit, "number of segments", s->tx_segments) &&
           ipsecnic_check(idle || s->tx_state == IPSECNIC_TX_MORE ?
                          sent <= s->tx_segments : sent < s->tx_segments,
                          transmit, "segment", s->tx_segment) &&
           ipsecnic_check(s->tx_bytes >= sent * IPSECNIC_MIN_FRAME &&
                          s->tx_bytes <= sent * IPSECNIC_MAX_FRAME,
                          transmit, "bytes that went out", s->tx_bytes) &&
           ipsecnic_check(!s->tx_sa || (!idle && ipsecnic_tx_by_card(s)),
                          transmit, "SA of packet mode", s->tx_sa) &&
           ipsecnic_check(!s->tx.segment_size ||
                          (s->tx_sa && s->tx.segment_size <=
                                       first.segment_size),
                          transmit, "segment size of packet mode",
                          s->tx.segment_size) &&
           ipsecnic_check(!s->tx.portion[0].tfc || s->tx_sa, transmit,
                          "TFC padding of packet mode",
                          s->tx.portion[0].tfc) &&
           ipsecnic_check(!s->tx_policy ||
                          (!idle && ipsecnic_tx_by_card(s) &&
                           !(first.flags & IPSECNIC_TX_ENCAPSULATE)),
                          transmit, "policy", s->tx_policy);
}

static bool ipsecnic_vector_valid(IpsecnicState *s, uint32_t number)
{
    IpsecnicVector *v = &s->vectors[number];
    bool present = number < s->num_vectors;
    g_autofree char *name = g_strdup_printf("vector %" PRIu32, number);
    /* The timer says -1 when it does not run. */
    int64_t expire = timer_expire_time_ns(v->timer);
    int64_t most = IPSECNIC_VEC_INTERVAL_MAX * (int64_t)SCALE_US;

    return ipsecnic_check(v->interval <= (present ? IPSECNIC_VEC_INTERVAL_MAX :
                                          0),
                          name, "VEC_INTERVAL", v->interval) &&
           ipsecnic_check(v->pending <= present, name, "VEC_PENDING",
                          v->pending) &&
           ipsecnic_check(v->fired <= 1, name, "fired", v->fired) &&
           ipsecnic_check(v->last_fired >= 0, name, "last_fired",
                          v->last_fired) &&
           ipsecnic_check(expire == -1 ||
                          (v->pending && expire >= v->last_fired &&
                           expire - v->last_fired <= most),
                          name, "timer", expire);
}

static bool ipsecnic_globals_valid(IpsecnicState *s)
{
    uint32_t ipsec_ctrl = IPSECNIC_IPSEC_CTRL_ACTIVE |
                          IPSECNIC_IPSEC_CTRL_OWN_MAC_ONLY |
                          ipsecnic_ipsec_ctrl_protocols(s);
    bool packet = ipsecnic_feature_left(s, IPSECNIC_F_IPSEC_PACKET);
    const char *card = "card";
    uint32_t i;

    for (i = 0; i < s->num_events; i++) {
        if (!ipsecnic_check(s->events[i].code >= IPSECNIC_EVENT_LINK &&
                            s->events[i].code <= IPSECNIC_EVENT_CAPABILITIES,
                            card, "event", s->events[i].code)) {
            return false;
        }
    }
    return ipsecnic_check(s->enabled <= 1, card, "CTRL", s->enabled) &&
           ipsecnic_check(s->features_bad <= 1, card, "FEATURES_BAD",
                          s->features_bad) &&
           ipsecnic_check(!s->enabled || ipsecnic_features_ok(s), card,
                          "DRIVER_FEATURES", s->driver_features) &&
           ipsecnic_check(!(s->rx_ctrl & ~ipsecnic_rx_ctrl_mask(s)), card,
                          "RX_CTRL", s->rx_ctrl) &&
           ipsecnic_check(s->tx_ctrl <= IPSECNIC_TX_CTRL_ENABLE, card,
                          "TX_CTRL", s->tx_ctrl) &&
           ipsecnic_check(!(s->ipsec_ctrl & ~ipsec_ctrl), card, "IPSEC_CTRL",
                          s->ipsec_ctrl) &&
           ipsecnic_check(s->queues >= 1 && s->queues <= s->config.queues,
                          card, "QUEUES", s->queues) &&
           ipsecnic_check(s->rx_max_frame >= IPSECNIC_RX_MAX_FRAME_MIN &&
                          s->rx_max_frame <= IPSECNIC_MAX_FRAME,
                          card, "RX_MAX_FRAME", s->rx_max_frame) &&
           ipsecnic_check(!s->packet_mtu ||
                          (packet &&
                           s->packet_mtu >= IPSECNIC_PACKET_MTU_MIN &&
                           s->packet_mtu <= IPSECNIC_PACKET_MTU_MAX),
                          card, "PACKET_MTU", s->packet_mtu) &&
           ipsecnic_check(!(s->rx_original &
                            ~(packet ? BIT(s->config.queues) - 1 : 0)),
                          card, "ORIGINAL", s->rx_original) &&
           ipsecnic_check(ipsecnic_clock_rate_ok(s->clock.rate), card,
                          "CLOCK_RATE", (uint32_t)s->clock.rate) &&
           ipsecnic_check(s->test_dma_status <= IPSECNIC_TEST_DMA_ST_BAD,
                          card, "TEST_DMA_STATUS", s->test_dma_status) &&
           ipsecnic_check(s->test_dma_status != IPSECNIC_TEST_DMA_ST_BUSY ||
                          (s->test_dma_op >= IPSECNIC_TEST_DMA_CLEAR &&
                           s->test_dma_op <= IPSECNIC_TEST_DMA_INVERT),
                          card, "TEST_DMA_CTRL", s->test_dma_op) &&
           ipsecnic_check(!s->num_events || ipsecnic_queue_running(&s->ctrlq),
                          card, "number of events", s->num_events) &&
           ipsecnic_check(s->link_up <= 1, card, "LINK_UP", s->link_up) &&
           ipsecnic_check(s->saved_link_down <= 1, card, "link_down",
                          s->saved_link_down);
}

static int ipsecnic_pre_save(void *opaque)
{
    IpsecnicState *s = opaque;

    if (s->load_failed) {
        /* Of what came nothing was judged, not even how much there is. */
        ipsecnic_reset_state(s, "refused stream");
    }
    s->saved_link_down = qemu_get_queue(s->nic)->link_down;
    return 0;
}

static bool ipsecnic_events_ok(void *opaque, int version_id)
{
    IpsecnicState *s = opaque;

    return ipsecnic_count_ok(&s->num_events, ARRAY_SIZE(s->events));
}

/*
 * A stream that is refused leaves the card in pieces; should the machine go on
 * or be saved nevertheless, the card is reset first.
 */
static int ipsecnic_pre_load(void *opaque)
{
    IpsecnicState *s = opaque;

    s->load_failed = true;
    /* Streams of cards without packet mode do not have it. */
    s->packet_mtu = 0;
    s->rx_original = 0;
    s->tx_sa = 0;
    s->tx_policy = 0;
    s->tx.segment_size = 0;
    s->tx.portion[0].tfc = 0;
    /* Nor these: what was not set is not in a stream. */
    ipsecnic_steer_reset(s);
    ipsecnic_rss_reset(s);
    memset(&s->clock, 0, sizeof(s->clock));
    s->tx_time = 0;
    memset(s->stats + OLD_STATS, 0, RMON_STATS * sizeof(s->stats[0]));
    return 0;
}

/* Nothing is sent, written or raised from here: the machine is stopped. */
static int ipsecnic_post_load(void *opaque, int version_id)
{
    IpsecnicState *s = opaque;
    uint32_t i;

    if (!ipsecnic_globals_valid(s) || !ipsecnic_queue_valid(&s->ctrlq, true)) {
        return -EINVAL;
    }
    for (i = 0; i < IPSECNIC_MAX_QUEUES; i++) {
        bool present = i < s->config.queues;

        if (!ipsecnic_queue_valid(&s->rxq[i].q, present) ||
            !ipsecnic_rxq_valid(&s->rxq[i]) ||
            !ipsecnic_queue_valid(&s->txq[i].q, present) ||
            !ipsecnic_txq_valid(&s->txq[i])) {
            return -EINVAL;
        }
    }
    for (i = 0; i < IPSECNIC_MAX_VECTORS; i++) {
        if (!ipsecnic_vector_valid(s, i)) {
            return -EINVAL;
        }
    }
    if (!ipsecnic_tx_state_valid(s)) {
        return -EINVAL;
    }

    /* What QEMU keeps of a frame does not migrate: it is sent from here. */
    if (s->tx_state == IPSECNIC_TX_WAITING) {
        s->tx_state = IPSECNIC_TX_RETRY;
    }
    s->tx_frame_valid = false;
    s->rx_held = qemu_get_queue(s->nic)->receive_disabled;
    s->load_failed = false;
    ipsecnic_load_link(s, s->saved_link_down);
    qemu_format_nic_info_str(qemu_get_queue(s->nic), s->mac);
    ipsecnic_update_control(s);
    if (s->faults) {
        ipsecnic_fault_loaded(s);
    }
    ipsecnic_capture_came(s);
    ipsecnic_esp_keys_came(s);
    return 0;
}

static bool ipsecnic_packet_needed(void *opaque)
{
    IpsecnicState *s = opaque;

    return s->features & BIT_ULL(IPSECNIC_F_IPSEC_PACKET);
}

/* A large send of packet mode has begun, in segments that the card has chosen. */
static bool ipsecnic_recut_needed(void *opaque)
{
    IpsecnicState *s = opaque;
    IpsecnicTxPosted first;

    if (s->tx_state == IPSECNIC_TX_IDLE || !s->tx_sa || !s->tx.segment_size) {
        return false;
    }
    ipsecnic_tx_posted_decode(&first, s->txq[s->tx_queue].first);
    return s->tx.segment_size < first.segment_size;
}

/* Of its own, since there are streams of packet mode without it. */
static const VMStateDescription ipsecnic_vmstate_recut = {
    .name = TYPE_IPSECNIC "/recut",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = ipsecnic_recut_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(tx.segment_size, IpsecnicState),
        VMSTATE_END_OF_LIST()
    },
};

/* One packet has begun, with TFC padding: an MTU may have limited that. */
static bool ipsecnic_tfc_needed(void *opaque)
{
    IpsecnicState *s = opaque;
    IpsecnicTxPosted first;

    if (s->tx_state == IPSECNIC_TX_IDLE || !s->tx_sa) {
        return false;
    }
    ipsecnic_tx_posted_decode(&first, s->txq[s->tx_queue].first);
    return s->tx.portion[0].tfc && !(first.flags & IPSECNIC_TX_SEGMENT);
}

/* The same: there are streams of TFC without it. */
static const VMStateDescription ipsecnic_vmstate_tfc = {
    .name = TYPE_IPSECNIC "/tfc",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = ipsecnic_tfc_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT16(tx.portion[0].tfc, IpsecnicState),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription ipsecnic_vmstate_packet = {
    .name = TYPE_IPSECNIC "/packet",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = ipsecnic_packet_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(caps.policy_capacity, IpsecnicState,
                             "ipsecnic: 'policy-capacity' differs"),
        VMSTATE_UINT32(packet_mtu, IpsecnicState),
        VMSTATE_UINT32(rx_original, IpsecnicState),
        /* of the frame under way: what was decided about it */
        VMSTATE_UINT32(tx_sa, IpsecnicState),
        VMSTATE_UINT32(tx_policy, IpsecnicState),
        VMSTATE_END_OF_LIST()
    },
};

static bool ipsecnic_queues_needed(void *opaque)
{
    IpsecnicState *s = opaque;

    return s->config.queues > OLD_QUEUES;
}

static const VMStateDescription ipsecnic_vmstate_queues = {
    .name = TYPE_IPSECNIC "/queues",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = ipsecnic_queues_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_SUB_ARRAY(vectors, IpsecnicState, OLD_VECTORS,
                                 IPSECNIC_MAX_VECTORS - OLD_VECTORS, 1,
                                 ipsecnic_vmstate_vector, IpsecnicVector),
        VMSTATE_STRUCT_SUB_ARRAY(rxq, IpsecnicState, OLD_QUEUES,
                                 IPSECNIC_MAX_QUEUES - OLD_QUEUES, 1,
                                 ipsecnic_vmstate_rxq, IpsecnicRxQueue),
        VMSTATE_STRUCT_SUB_ARRAY(txq, IpsecnicState, OLD_QUEUES,
                                 IPSECNIC_MAX_QUEUES - OLD_QUEUES, 1,
                                 ipsecnic_vmstate_txq, IpsecnicTxQueue),
        VMSTATE_END_OF_LIST()
    },
};

static bool ipsecnic_clock_needed(void *opaque)
{
    return ipsecnic_clock_used(opaque);
}

/* What it runs by, QEMU_CLOCK_VIRTUAL, migrates with the machine. */
static const VMStateDescription ipsecnic_vmstate_clock = {
    .name = TYPE_IPSECNIC "/clock",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = ipsecnic_clock_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(clock.time, IpsecnicState),
        VMSTATE_INT64(clock.since, IpsecnicState),
        VMSTATE_INT32(clock.rate, IpsecnicState),
        VMSTATE_UINT32(clock.latched_hi, IpsecnicState),
        VMSTATE_UINT64(clock.argument, IpsecnicState),
        VMSTATE_UINT64(tx_time, IpsecnicState),
        VMSTATE_END_OF_LIST()
    },
};

static bool ipsecnic_rmon_needed(void *opaque)
{
    IpsecnicState *s = opaque;

    return s->features & BIT_ULL(IPSECNIC_F_RMON);
}

static const VMStateDescription ipsecnic_vmstate_rmon = {
    .name = TYPE_IPSECNIC "/rmon",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = ipsecnic_rmon_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64_SUB_ARRAY(stats, IpsecnicState, OLD_STATS, RMON_STATS),
        VMSTATE_END_OF_LIST()
    },
};

const VMStateDescription ipsecnic_vmstate = {
    .name = TYPE_IPSECNIC,
    .version_id = 2,
    .minimum_version_id = 2,
    .pre_save = ipsecnic_pre_save,
    .pre_load = ipsecnic_pre_load,
    .post_load = ipsecnic_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_PCI_DEVICE(parent_obj, IpsecnicState),
        VMSTATE_MSIX(parent_obj, IpsecnicState),

        /* what the driver was offered must still be there */
        VMSTATE_UINT32_EQUAL(config.queues, IpsecnicState,
                             "ipsecnic: 'queues' differs"),
        VMSTATE_SINGLE(features, IpsecnicState, 0, ipsecnic_vmstate_features,
                       uint64_t),
        VMSTATE_UINT32_EQUAL(caps.encap, IpsecnicState,
                             "ipsecnic: CAP_ENCAP differs"),
        VMSTATE_UINT32_EQUAL(caps.ipsec, IpsecnicState,
                             "ipsecnic: CAP_IPSEC differs"),
        VMSTATE_UINT32_EQUAL(caps.udp_esp, IpsecnicState,
                             "ipsecnic: CAP_UDP_ESP differs"),
        VMSTATE_SINGLE(caps.auth_algs, IpsecnicState, 0,
                       ipsecnic_vmstate_algorithms, uint64_t),
        VMSTATE_SINGLE(caps.cipher_algs, IpsecnicState, 0,
                       ipsecnic_vmstate_algorithms, uint64_t),
        VMSTATE_UINT32_EQUAL(caps.gcm_icv, IpsecnicState,
                             "ipsecnic: CAP_GCM_ICV differs"),
        VMSTATE_UINT32_EQUAL(caps.sa_capacity, IpsecnicState,
                             "ipsecnic: 'sa-capacity' differs"),

        VMSTATE_UINT64(driver_features, IpsecnicState),
        VMSTATE_UINT32(enabled, IpsecnicState),
        VMSTATE_UINT32(features_bad, IpsecnicState),
        VMSTATE_UINT32(rx_ctrl, IpsecnicState),
        VMSTATE_UINT32(tx_ctrl, IpsecnicState),
        VMSTATE_UINT32(ipsec_ctrl, IpsecnicState),
        VMSTATE_UINT32(queues, IpsecnicState),
        VMSTATE_UINT32(events_lost, IpsecnicState),
        VMSTATE_UINT32(rx_max_frame, IpsecnicState),
        VMSTATE_UINT8_ARRAY(mac, IpsecnicState, 6),
        VMSTATE_UINT32_ARRAY(mcast_lo, IpsecnicState, IPSECNIC_MCAST_MAX),
        VMSTATE_UINT32_ARRAY(mcast_hi, IpsecnicState, IPSECNIC_MCAST_MAX),
        VMSTATE_UINT64_SUB_ARRAY(stats, IpsecnicState, 0, OLD_STATS),
        VMSTATE_UINT32(test_scratch, IpsecnicState),
        VMSTATE_UINT32(test_dma_addr_lo, IpsecnicState),
        VMSTATE_UINT32(test_dma_addr_hi, IpsecnicState),
        VMSTATE_UINT32(test_dma_size, IpsecnicState),
        VMSTATE_UINT32(test_dma_op, IpsecnicState),
        VMSTATE_UINT32(test_dma_status, IpsecnicState),
        VMSTATE_UINT32(link_up, IpsecnicState),
        VMSTATE_UINT32(saved_link_down, IpsecnicState),

        VMSTATE_STRUCT_SUB_ARRAY(vectors, IpsecnicState, 0, OLD_VECTORS, 1,
                                 ipsecnic_vmstate_vector, IpsecnicVector),
        VMSTATE_STRUCT(ctrlq, IpsecnicState, 1, ipsecnic_vmstate_queue,
                       IpsecnicQueue),
        VMSTATE_UINT32(num_events, IpsecnicState),
        VMSTATE_VALIDATE("number of events", ipsecnic_events_ok),
        VMSTATE_STRUCT_VARRAY_UINT32(events, IpsecnicState, num_events, 1,
                                     ipsecnic_vmstate_event, IpsecnicEvent),
        VMSTATE_STRUCT_SUB_ARRAY(rxq, IpsecnicState, 0, OLD_QUEUES, 1,
                                 ipsecnic_vmstate_rxq, IpsecnicRxQueue),
        VMSTATE_STRUCT_SUB_ARRAY(txq, IpsecnicState, 0, OLD_QUEUES, 2,
                                 ipsecnic_vmstate_txq, IpsecnicTxQueue),
        VMSTATE_UINT32(tx_state, IpsecnicState),
        VMSTATE_UINT32(tx_queue, IpsecnicState),
        VMSTATE_UINT32(tx_segment, IpsecnicState),
        VMSTATE_UINT32(tx_segments, IpsecnicState),
        VMSTATE_UINT32(tx_bytes, IpsecnicState),
        /* of the frame under way, whose SAs may have moved on since */
        VMSTATE_UINT64_ARRAY(tx.portion[0].sequence, IpsecnicState, 2),
        VMSTATE_UINT64_ARRAY(tx.portion[1].sequence, IpsecnicState, 2),
        {
            .name = "sas",
            .info = &ipsecnic_vmstate_engine,
            .flags = VMS_SINGLE,
        },
        VMSTATE_END_OF_LIST()
    },
    .subsections = (const VMStateDescription *const []) {
        &ipsecnic_vmstate_packet,
        &ipsecnic_vmstate_recut,
        &ipsecnic_vmstate_tfc,
        &ipsecnic_vmstate_queues,
        &ipsecnic_vmstate_rss,
        &ipsecnic_vmstate_steer,
        &ipsecnic_vmstate_clock,
        &ipsecnic_vmstate_rmon,
        NULL
    },
};

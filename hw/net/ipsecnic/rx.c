/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: receive
 *
 * A frame comes in through .receive and is in guest memory when that returns.
 * The card keeps none.  A frame that finds no buffer stays with QEMU: .receive
 * answers 0, and QEMU delivers nothing more until it is told to try again.
 * That is done by ipsecnic_rx_kick(), from the bottom half.  So does a frame
 * behind so many others, or such long ones, that the main loop has other things
 * to do now; it matters not whether a peer or a flush delivered them.
 *
 * What can make a frame deliverable that was refused before, or makes it one
 * to be dropped, and so has to kick:
 *
 *   POSTED_TAIL of a receive queue    ipsecnic_rxq_posted()
 *   COMP_HEAD of a receive queue      ipsecnic_queue_write_comp_head()
 *   Q_CTRL (with ORIGINAL there are two frames to have room for)
 *                                     ipsecnic_queue_write()
 *   a receive queue leaves RUNNING    ipsecnic_rxq_left(); so do CTRL and
 *                                     errors, which stop queues
 *   RX_CTRL (a frame without its tag may fit), RX_MAX_FRAME
 *                                     ipsecnic_write_global()
 *   contexts, rules and UDP ports of SAs (it may be for another queue, or to be
 *   dropped)                          ipsecnic_command_run()
 *   the budget was spent              ipsecnic_receive()
 *   the machine goes on               ipsecnic_vm_state_change()
 *   a reset                           ipsecnic_rx_purge()
 *
 * Not in the list: link up, before which QEMU drops frames instead of keeping
 * them; the bus-master bit, without which the queue goes to state ERROR;
 * QUEUES, MAC address and filter, since a frame that is refused has passed them
 * and waits for buffers alone.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "net/checksum.h"
#include "net/eth.h"
#include "net/net.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"

#include "capture_story.h"
#include "clock.h"
#include "desc.h"
#include "dma.h"
#include "engine/engine.h"
#include "engine/vlan.h"
#include "event.h"
#include "fault_act.h"
#include "queue.h"
#include "rmon.h"
#include "rx.h"
#include "state.h"
#include "steer.h"
#include "trace.h"
#include "words.h"

/* What becomes of a frame that goes to a queue. */
typedef enum IpsecnicRxRoom {
    IPSECNIC_RX_FITS,
    IPSECNIC_RX_LATER,          /* not enough was posted or given back yet */
    IPSECNIC_RX_NEVER,          /* would not fit if all of it were */
    IPSECNIC_RX_ERROR,          /* the queue is in state ERROR now */
} IpsecnicRxRoom;

/* A new turn, with a whole budget. */
static void ipsecnic_rx_refill(IpsecnicState *s)
{
    s->rx_units = IPSECNIC_BUDGET;
    s->rx_bytes = IPSECNIC_BUDGET_BYTES;
}

void ipsecnic_rx_kick(IpsecnicState *s)
{
    if (s->rx_held) {
        qemu_bh_schedule(s->rx_bh);
    }
}

/*
 * Is the entry at POSTED_HEAD unread, or was it found to be bad?  An entry is
 * judged when it is the first one, so that a driver hears of a bad one without
 * waiting for a frame, but not before all in front of it were used.
 */
static bool ipsecnic_rx_look(const IpsecnicRxQueue *rxq)
{
    return ipsecnic_queue_posted(&rxq->q) &&
           (!rxq->cached || !rxq->buffers[rxq->first].length);
}

static void ipsecnic_rxq_kick(IpsecnicQueue *q)
{
    ipsecnic_rx_kick(q->nic);
}

static void ipsecnic_rxq_posted(IpsecnicQueue *q)
{
    IpsecnicRxQueue *rxq = container_of(q, IpsecnicRxQueue, q);
    IpsecnicState *s = q->nic;

    if (s->rx_held || ipsecnic_rx_look(rxq)) {
        qemu_bh_schedule(s->rx_bh);
    }
}

static void ipsecnic_rxq_left(IpsecnicQueue *q)
{
    IpsecnicRxQueue *rxq = container_of(q, IpsecnicRxQueue, q);

    rxq->first = 0;
    rxq->cached = 0;
    ipsecnic_rx_kick(q->nic);
}

static const IpsecnicQueueOps ipsecnic_rxq_ops = {
    .kick = ipsecnic_rxq_kick,
    .posted = ipsecnic_rxq_posted,
    .left = ipsecnic_rxq_left,
};

void ipsecnic_rx_init(IpsecnicState *s)
{
    uint32_t i;

    ipsecnic_rx_refill(s);
    for (i = 0; i < IPSECNIC_MAX_QUEUES; i++) {
        g_autofree char *name = g_strdup_printf("rx%" PRIu32, i);

        ipsecnic_queue_init(s, &s->rxq[i].q, &ipsecnic_rxq_ops, name,
                            IPSECNIC_QUEUE_RX(i), i);
    }
}

static uint32_t ipsecnic_rx_arrival(IpsecnicState *s)
{
    return s->stats[IPSECNIC_STAT_RX_ARRIVALS];
}

/* The card has taken a frame, whatever becomes of it. */
static void ipsecnic_rx_taken(IpsecnicState *s, size_t size)
{
    s->stats[IPSECNIC_STAT_RX_ARRIVALS]++;
    ipsecnic_rmon_arrived(s, size);
}

/*
 * What QEMU is told of a frame that is over.  0 would be "not now", and comes
 * back, so that a frame of no bytes would stop the port.
 */
static ssize_t ipsecnic_rx_over(size_t size)
{
    return size ? size : -1;
}

/* @q: NULL: it is not known which one the frame is for */
static ssize_t ipsecnic_rx_drop(IpsecnicState *s, const IpsecnicQueue *q,
                                uint32_t stat, const char *why,
                                const uint8_t *buf, size_t size)
{
    trace_ipsecnic_rx_drop(ipsecnic_rx_arrival(s), why);
    ipsecnic_capture_drop(s, q, buf, size, why);
    ipsecnic_rx_taken(s, size);
    s->stats[stat]++;
    return ipsecnic_rx_over(size);
}

/* The frame that brought its queue to state ERROR. */
static ssize_t ipsecnic_rx_drop_error(IpsecnicQueue *q, const uint8_t *buf,
                                      size_t size)
{
    IpsecnicState *s = q->nic;

    switch (q->reason) {
    case IPSECNIC_Q_ERR_DMA_READ:
    case IPSECNIC_Q_ERR_DMA_WRITE:
    case IPSECNIC_Q_ERR_NO_BUS_MASTER:
        return ipsecnic_rx_drop(s, q, IPSECNIC_STAT_RX_DROP_DMA, "DMA fault",
                                buf, size);
    default:
        return ipsecnic_rx_drop(s, q, IPSECNIC_STAT_RX_DROP_QUEUE,
                                "queue not running", buf, size);
    }
}

/* A frame whose queue was RUNNING at @generation and is not any more. */
static ssize_t ipsecnic_rx_lost(IpsecnicQueue *q, uint32_t generation,
                                const uint8_t *buf, size_t size)
{
    if (q->generation == generation + 1 &&
        q->state == IPSECNIC_Q_STATE_ERROR) {
        return ipsecnic_rx_drop_error(q, buf, size);
    }
    /* The card was reset on the way; its counters start anew. */
    ipsecnic_capture_drop(q->nic, q, buf, size, "the card was reset");
    return size;
}

/* Which rule of the receive filter lets a frame in; -1: none. */
static int ipsecnic_rx_filter(IpsecnicState *s, const uint8_t *dst)
{
    if (memcmp(dst, s->mac, ETH_ALEN) == 0) {
        return IPSECNIC_ACCEPT_OWN;
    }
    if (is_broadcast_ether_addr(dst)) {
        if (s->rx_ctrl & IPSECNIC_RX_CTRL_BROADCAST) {
            return IPSECNIC_ACCEPT_BROADCAST;
        }
    } else if (is_multicast_ether_addr(dst)) {
        uint32_t lo = ldl_le_p(dst);
        uint32_t hi = lduw_le_p(dst + 4) | IPSECNIC_MCAST_VALID;
        unsigned i;

        if (s->rx_ctrl & IPSECNIC_RX_CTRL_ALL_MULTICAST) {
            return IPSECNIC_ACCEPT_MULTICAST;
        }
        for (i = 0; i < IPSECNIC_MCAST_MAX; i++) {
            if (s->mcast_hi[i] == hi && s->mcast_lo[i] == lo) {
                return IPSECNIC_ACCEPT_MULTICAST;
            }
        }
    }
    if (s->rx_ctrl & IPSECNIC_RX_CTRL_PROMISC) {
        return IPSECNIC_ACCEPT_PROMISC;
    }
    return -1;
}

/*
 * Read more posted entries into the cache; there are some.  Entries that break
 * a rule are kept, with length 0, until it is their turn.
 */
static bool ipsecnic_rx_fetch(IpsecnicRxQueue *rxq)
{
    IpsecnicQueue *q = &rxq->q;
    uint8_t entries[IPSECNIC_RX_BATCH * IPSECNIC_ENTRY_SIZE];
    uint32_t index = (q->posted_head + rxq->cached) & IPSECNIC_INDEX_MASK;
    uint32_t slot = index & (q->posted_size - 1);
    uint32_t count = ipsecnic_queue_posted(q) - rxq->cached;
    uint32_t i;

    if (rxq->first) {
        memmove(rxq->buffers, rxq->buffers + rxq->first,
                rxq->cached * sizeof(rxq->buffers[0]));
        rxq->first = 0;
    }
    count = MIN(count, IPSECNIC_RX_BATCH);
    count = MIN(count, q->posted_size - slot);
    count = MIN(count, ARRAY_SIZE(rxq->buffers) - rxq->cached);
    if (!ipsecnic_queue_fetch(q, index, entries, count)) {
        return false;
    }
    /* Nobody else reads ahead meanwhile; that is not relied on here. */
    if (index != ((q->posted_head + rxq->cached) & IPSECNIC_INDEX_MASK) ||
        count > ARRAY_SIZE(rxq->buffers) - rxq->first - rxq->cached) {
        return rxq->cached > 0;
    }
    trace_ipsecnic_rx_fetch(q->name, index, count);
    for (i = 0; i < count; i++) {
        IpsecnicRxBuffer *buffer = &rxq->buffers[rxq->cached++];
        IpsecnicRxPosted posted;

        ipsecnic_rx_posted_decode(&posted, entries + i * IPSECNIC_ENTRY_SIZE);
        buffer->addr = posted.addr;
        buffer->cookie = posted.cookie;
        buffer->length = posted.reserved_zero &&
                         posted.length >= IPSECNIC_RX_BUFFER_MIN &&
                         posted.length <= IPSECNIC_RX_BUFFER_MAX ?
                         posted.length : 0;
    }
    return true;
}

/* Number @n of the posted buffers; NULL: the queue is in state ERROR now. */
static IpsecnicRxBuffer *ipsecnic_rx_buffer(IpsecnicRxQueue *rxq, uint32_t n)
{
    IpsecnicQueue *q = &rxq->q;
    IpsecnicRxBuffer *buffer;

    if (n == rxq->cached && !ipsecnic_rx_fetch(rxq)) {
        return NULL;
    }
    buffer = &rxq->buffers[rxq->first + n];
    if (!buffer->length) {
        ipsecnic_queue_error(q, IPSECNIC_Q_ERR_BAD_DESCRIPTOR,
                             (q->posted_head + n) & IPSECNIC_INDEX_MASK);
        return NULL;
    }
    return buffer;
}

/*
 * How many buffers a frame takes behind @n others, and whether it can have
 * them; @buffers: of all of them.
 */
static IpsecnicRxRoom ipsecnic_rx_room(IpsecnicRxQueue *rxq, uint32_t n,
                                       size_t size, uint32_t *buffers)
{
    IpsecnicQueue *q = &rxq->q;
    uint32_t posted = ipsecnic_queue_posted(q);
    size_t sum = 0;

    while (sum < size) {
        IpsecnicRxBuffer *buffer;

        if (n == q->comp_size) {
            return IPSECNIC_RX_NEVER;
        }
        if (n == posted) {
            return posted == q->posted_size ? IPSECNIC_RX_NEVER :
                   IPSECNIC_RX_LATER;
        }
        buffer = ipsecnic_rx_buffer(rxq, n);
        if (!buffer) {
            return IPSECNIC_RX_ERROR;
        }
        sum += buffer->length;
        n++;
    }
    *buffers = n;
    return n <= ipsecnic_queue_room(q) ? IPSECNIC_RX_FITS : IPSECNIC_RX_LATER;
}

/* How many of the buffers that ipsecnic_rx_room() found a frame takes. */
static uint32_t ipsecnic_rx_span(const IpsecnicRxQueue *rxq, uint32_t n,
                                 uint32_t length)
{
    uint32_t sum = 0;
    uint32_t i;

    for (i = n; sum < length; i++) {
        sum += rxq->buffers[rxq->first + i].length;
    }
    return i - n;
}

/*
 * Write @length bytes of the frame, from @offset on.  They are those of @data,
 * which may be QEMU's and not be changed, but for a tag that is left out.  The
 * caller has to look at the queue first, and at what this returns then.
 */
static MemTxResult ipsecnic_rx_write(IpsecnicQueue *q, uint64_t addr,
                                     const uint8_t *data, uint32_t flags,
                                     uint32_t offset, uint32_t length)
{
    IpsecnicState *s = q->nic;
    uint32_t generation = q->generation;
    uint32_t macs = 0;

    if (flags & IPSECNIC_COMP_VLAN_STRIPPED) {
        if (!offset) {
            MemTxResult ret;

            /* No buffer is so short, and no frame either. */
            macs = IPSECNIC_VLAN_TAG_OFFSET;
            ret = ipsecnic_dma_write(s, addr, data, macs);
            if (ret != MEMTX_OK || !ipsecnic_queue_same(q, generation)) {
                return ret;
            }
        }
        offset += IPSECNIC_VLAN_TAG;
    }
    return ipsecnic_dma_write(s, addr + macs, data + offset + macs,
                              length - macs);
}

/* A frame that is to be placed. */
typedef struct IpsecnicRxPlace {
    const uint8_t *data;        /* with the tag that may be left out */
    IpsecnicRxComp comp;        /* all that is the same in its completions;
                                 * STAMPED: the cookie, too */
    uint32_t buffers;           /* that it takes */
    const IpsecnicFaultAction *fault; /* NULL: no plan is armed */
} IpsecnicRxPlace;

/*
 * Write a frame into the buffers behind the first @n.  False: the queue is not
 * what it was when this began.
 */
static bool ipsecnic_rx_place(IpsecnicRxQueue *rxq, uint32_t n,
                              const IpsecnicRxPlace *place)
{
    IpsecnicQueue *q = &rxq->q;
    IpsecnicState *s = q->nic;
    uint32_t generation = q->generation;
    uint32_t length = place->comp.frame_length;
    uint32_t offset = 0;
    uint32_t i;

    for (i = n; i < n + place->buffers; i++) {
        IpsecnicRxBuffer *buffer = &rxq->buffers[rxq->first + i];
        uint32_t part = MIN(buffer->length, length - offset);
        MemTxResult ret;

        ret = ipsecnic_rx_write(q, buffer->addr, place->data,
                                place->comp.flags, offset, part);
        if (!ipsecnic_queue_same(q, generation)) {
            return false;
        }
        if (ret != MEMTX_OK) {
            ipsecnic_queue_error(q, ipsecnic_dma_reason(s, true),
                                 (q->posted_head + i) & IPSECNIC_INDEX_MASK);
            return false;
        }
        offset += part;
    }
    return true;
}

/* Write the completions of a frame in the first buffers; likewise. */
static bool ipsecnic_rx_complete(IpsecnicRxQueue *rxq, IpsecnicRxPlace *place)
{
    IpsecnicQueue *q = &rxq->q;
    IpsecnicRxComp *comp = &place->comp;
    uint32_t length = comp->frame_length;
    uint32_t flags = comp->flags;
    uint32_t offset = 0;
    uint32_t i;

    for (i = 0; i < place->buffers; i++) {
        IpsecnicRxBuffer *buffer = &rxq->buffers[rxq->first];
        uint8_t entry[IPSECNIC_ENTRY_SIZE];

        if (!(flags & IPSECNIC_COMP_STAMPED)) {
            comp->cookie = buffer->cookie;
        }
        comp->buffer_length = MIN(buffer->length, length - offset);
        comp->posted_index = q->posted_head;
        comp->flags = flags | ipsecnic_queue_phase(q) |
                      (i == 0 ? IPSECNIC_COMP_START : 0) |
                      (i == place->buffers - 1 ? IPSECNIC_COMP_END : 0);
        offset += comp->buffer_length;
        trace_ipsecnic_rx_completion(comp->arrival, q->name, q->comp_tail,
                                     comp->posted_index, comp->buffer_length,
                                     comp->flags);
        if (unlikely(place->fault)) {
            if (!ipsecnic_fault_complete_rx(q, place->fault, comp)) {
                return false;
            }
        } else {
            ipsecnic_rx_comp_encode(entry, comp);
            if (!ipsecnic_queue_complete(q, entry, comp->flags)) {
                return false;
            }
        }
        q->posted_head = (q->posted_head + 1) & IPSECNIC_INDEX_MASK;
        rxq->first++;
        rxq->cached--;
    }
    return true;
}

/* What the driver is told of the outer VLAN tag, and whether it is left out. */
static uint32_t ipsecnic_rx_vlan(const IpsecnicState *s,
                                 const IpsecFrame *frame)
{
    uint32_t flags = IPSECNIC_COMP_VLAN;

    if (!frame->num_vlan_tags || !ipsecnic_feature(s, IPSECNIC_F_VLAN_RX)) {
        return 0;
    }
    if (frame->vlan_service) {
        flags |= IPSECNIC_COMP_VLAN_SERVICE;
    }
    if (s->rx_ctrl & IPSECNIC_RX_CTRL_STRIP_VLAN) {
        flags |= IPSECNIC_COMP_VLAN_STRIPPED;
    }
    return flags;
}

/* Offsets and length as they are without the outer VLAN tag. */
static void ipsecnic_rx_strip(IpsecnicRxComp *comp)
{
    comp->frame_length -= IPSECNIC_VLAN_TAG;
    comp->l3_offset = ipsec_vlan_offset(comp->l3_offset);
    comp->ipsec_offset = ipsec_vlan_offset(comp->ipsec_offset);
    comp->payload_offset = ipsec_vlan_offset(comp->payload_offset);
    comp->inner_l3_offset = ipsec_vlan_offset(comp->inner_l3_offset);
    comp->inner_ipsec_offset = ipsec_vlan_offset(comp->inner_ipsec_offset);
}

static void ipsecnic_rx_count(IpsecnicState *s, const IpsecFrame *frame,
                              const IpsecnicRxComp *comp)
{
    s->stats[IPSECNIC_STAT_RX_FRAMES]++;
    s->stats[IPSECNIC_STAT_RX_BYTES] += frame->length;
    if (comp->flags & IPSECNIC_COMP_DECAPSULATED) {
        s->stats[IPSECNIC_STAT_RX_DECAPSULATED]++;
    }
    if (comp->flags & IPSECNIC_COMP_VLAN_STRIPPED) {
        s->stats[IPSECNIC_STAT_RX_VLAN_STRIPPED]++;
    }
    if (is_broadcast_ether_addr(frame->data)) {
        s->stats[IPSECNIC_STAT_RX_BROADCAST]++;
    } else if (is_multicast_ether_addr(frame->data)) {
        s->stats[IPSECNIC_STAT_RX_MULTICAST]++;
    }
    if (comp->oob & IPSECNIC_OOB_CRYPTO_DONE) {
        s->stats[IPSECNIC_STAT_RX_STATUS(IPSECNIC_OOB_STATUS(comp->oob) &
                                         7)]++;
    }
    if (comp->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) {
        s->stats[IPSECNIC_STAT_RX_NESTED]++;
    }
    if (comp->reason && comp->reason < IPSECNIC_REASONS) {
        s->stats[IPSECNIC_STAT_RX_REASON(comp->reason)]++;
    }
}

/* The completion of a frame as it came from the wire, beside what was in it. */
static IpsecnicRxComp ipsecnic_rx_original(const IpsecnicRxComp *comp,
                                           const IpsecFrame *frame)
{
    return (IpsecnicRxComp) {
        .sa_outer = comp->sa_outer,
        .cookie = comp->cookie,
        .frame_length = frame->length,
        .kind = comp->kind,
        .accept = comp->accept,
        .l3_offset = frame->l3_offset,
        .ipsec_offset = frame->ipsec_offset,
        .hash = comp->hash,
        .arrival = comp->arrival,
        .vlan_tci = comp->vlan_tci,
        .flags = (comp->flags & ~IPSECNIC_COMP_DECAPSULATED) |
                 IPSECNIC_COMP_ORIGINAL,
    };
}

/*
 * May a frame become two?  Whether it does is known when it was processed, and
 * then it must be placed: numbers of packet mode are accepted once.
 */
static bool ipsecnic_rx_twice(const IpsecnicQueue *q, const IpsecFrame *frame)
{
    return ipsecnic_queue_original(q) && (frame->kind == IPSECNIC_KIND_ESP ||
                                          frame->kind == IPSECNIC_KIND_UDP_ESP);
}

/* Write frames and completions; all of the former first: both or none. */
static bool ipsecnic_rx_indicate(IpsecnicRxQueue *rxq,
                                 IpsecnicRxPlace *original,
                                 IpsecnicRxPlace *place)
{
    uint32_t n = 0;

    if (original) {
        n = original->buffers = ipsecnic_rx_span(rxq, 0,
                                                 original->comp.frame_length);
        if (!ipsecnic_rx_place(rxq, 0, original)) {
            return false;
        }
    }
    place->buffers = ipsecnic_rx_span(rxq, n, place->comp.frame_length);
    return ipsecnic_rx_place(rxq, n, place) &&
           (!original || ipsecnic_rx_complete(rxq, original)) &&
           ipsecnic_rx_complete(rxq, place);
}

/* A frame that passed the filter and has its buffers: process and place it. */
static ssize_t ipsecnic_rx_deliver(IpsecnicRxQueue *rxq,
                                   const IpsecFrame *frame, int accept,
                                   const IpsecnicSteering *to, uint32_t vlan)
{
    IpsecnicQueue *q = &rxq->q;
    IpsecnicState *s = q->nic;
    uint32_t generation = q->generation;
    uint32_t arrival = ipsecnic_rx_arrival(s);
    bool stamp = (s->rx_ctrl & IPSECNIC_RX_CTRL_STAMP) &&
                 ipsecnic_feature(s, IPSECNIC_F_CLOCK);
    uint64_t time = stamp ? ipsecnic_clock_now(s) : 0;
    uint8_t skip = 0;
    IpsecRxResult result;
    IpsecnicRxPlace original;
    IpsecnicRxPlace place;
    IpsecnicFaultAction fault;
    bool twice;

    if (!ipsecnic_feature(s, IPSECNIC_F_IPSEC_RX)) {
        /* SAs of an earlier negotiation may be there, and ACTIVE be set. */
        skip = IPSECNIC_REASON_INACTIVE;
    } else if ((s->ipsec_ctrl & IPSECNIC_IPSEC_CTRL_OWN_MAC_ONLY) &&
               accept != IPSECNIC_ACCEPT_OWN) {
        skip = IPSECNIC_REASON_NOT_OWN_MAC;
    }
    twice = ipsecnic_rx_twice(q, frame);
    s->rx_bytes -= MIN(s->rx_bytes, frame->length << twice);
    ipsec_engine_receive(s->engine, frame, skip, &result);
    trace_ipsecnic_rx_verdict(arrival, result.oob, result.reason,
                              result.inner_reason, result.sa_outer,
                              result.sa_inner);
    original.fault = NULL;
    place.fault = NULL;
    if (unlikely(s->faults)) {
        if (!ipsecnic_fault_receive(q, frame, &result, &fault)) {
            ipsecnic_capture_drop(s, q, frame->data, frame->length, "fault");
            ipsecnic_rx_taken(s, frame->length);
            return frame->length;
        }
        place.fault = &fault;
    }
    if (result.decapsulated) {
        trace_ipsecnic_rx_decapsulated(arrival, frame->length, result.length);
    }
    twice = twice && result.decapsulated;
    place.data = result.data;
    place.comp = (IpsecnicRxComp) {
        .oob = result.oob,
        .header_info = result.header_info,
        .sa_outer = result.sa_outer,
        .sa_inner = result.sa_inner,
        .cookie = time,
        .frame_length = MIN(result.length, frame->length),
        .kind = result.kind,
        .reason = result.reason,
        .accept = accept,
        .inner_reason = result.inner_reason,
        .csum = result.csum,
        .l3_offset = result.l3_offset,
        .ipsec_offset = result.ipsec_offset,
        .payload_offset = result.payload_offset,
        .inner_l3_offset = result.inner_l3_offset,
        .inner_ipsec_offset = result.inner_ipsec_offset,
        .trailer_length = result.trailer_length,
        .hash = to->hash,
        .arrival = arrival,
        .vlan_tci = vlan ? frame->vlan_tci : 0,
        .flags = vlan | (stamp ? IPSECNIC_COMP_STAMPED : 0) |
                 (result.decapsulated ? IPSECNIC_COMP_DECAPSULATED : 0),
    };
    if (twice) {
        original.data = frame->data;
        original.comp = ipsecnic_rx_original(&place.comp, frame);
    }
    if (vlan & IPSECNIC_COMP_VLAN_STRIPPED) {
        ipsecnic_rx_strip(&place.comp);
        if (twice) {
            ipsecnic_rx_strip(&original.comp);
        }
    }
    ipsecnic_event_limits(s, &result.limits);
    if (!ipsecnic_rx_indicate(rxq, twice ? &original : NULL, &place)) {
        return ipsecnic_rx_lost(q, generation, frame->data, frame->length);
    }
    ipsecnic_capture_rx(s, q, frame, place.data, &place.comp, place.buffers,
                        twice);
    ipsecnic_rx_taken(s, frame->length);
    ipsecnic_rx_count(s, frame, &place.comp);
    if (unlikely(to->rule >= 0)) {
        s->stats[IPSECNIC_STAT_RX_STEERED]++;
        ipsecnic_steer_count(s, to->rule, frame->length);
    }
    if (twice) {
        s->stats[IPSECNIC_STAT_RX_ORIGINALS]++;
        s->stats[IPSECNIC_STAT_RX_BYTES] += frame->length;
    }
    if (ipsecnic_rx_look(rxq)) {
        qemu_bh_schedule(s->rx_bh);
    }
    ipsecnic_queue_notify(q);
    return frame->length;
}

/* Is there room for a frame, and for it once more if it may become two? */
static IpsecnicRxRoom ipsecnic_rx_rooms(IpsecnicRxQueue *rxq,
                                        const IpsecFrame *frame, uint32_t vlan)
{
    size_t size = frame->length;
    uint32_t buffers;
    IpsecnicRxRoom room;

    if (vlan & IPSECNIC_COMP_VLAN_STRIPPED) {
        size -= IPSECNIC_VLAN_TAG;
    }
    room = ipsecnic_rx_room(rxq, 0, size, &buffers);
    if (room == IPSECNIC_RX_FITS && ipsecnic_rx_twice(&rxq->q, frame)) {
        room = ipsecnic_rx_room(rxq, buffers, size, &buffers);
    }
    return room;
}

/* One frame; see ipsecnic_receive(). */
static ssize_t ipsecnic_rx_frame(IpsecnicState *s, const uint8_t *buf,
                                 size_t size)
{
    uint32_t arrival = ipsecnic_rx_arrival(s);
    uint32_t generation;
    uint32_t vlan;
    IpsecFrame frame;
    IpsecnicSteering to;
    IpsecnicRxQueue *rxq;
    IpsecnicQueue *q;
    int accept;

    trace_ipsecnic_rx_arrival(arrival, size);

    if (!s->enabled || !(s->rx_ctrl & IPSECNIC_RX_CTRL_ENABLE)) {
        return ipsecnic_rx_drop(s, NULL, IPSECNIC_STAT_RX_DROP_DISABLED,
                                "receive is not enabled", buf, size);
    }
    if (size < IPSECNIC_MIN_FRAME) {
        return ipsecnic_rx_drop(s, NULL, IPSECNIC_STAT_RX_DROP_RUNT,
                                "shorter than a header", buf, size);
    }
    if (size > s->rx_max_frame) {
        return ipsecnic_rx_drop(s, NULL, IPSECNIC_STAT_RX_DROP_OVERSIZE,
                                "longer than RX_MAX_FRAME", buf, size);
    }
    accept = ipsecnic_rx_filter(s, buf);
    if (accept < 0) {
        return ipsecnic_rx_drop(s, NULL, IPSECNIC_STAT_RX_DROP_FILTER,
                                "receive filter", buf, size);
    }
    trace_ipsecnic_rx_filter(arrival, ipsecnic_accept_word(accept));

    ipsec_engine_parse(s->engine, &frame, buf, size);
    trace_ipsecnic_rx_parse(arrival, ipsecnic_kind_word(frame.kind),
                            frame.ip_version, frame.ipsec_offset, frame.spi,
                            frame.sequence);
    ipsecnic_steer(s, &frame, &to);
    if (unlikely(to.drop)) {
        ipsecnic_steer_count(s, to.rule, size);
        return ipsecnic_rx_drop(s, NULL, IPSECNIC_STAT_RX_DROP_RULE,
                                "receive rule", buf, size);
    }
    rxq = &s->rxq[to.queue];
    q = &rxq->q;
    trace_ipsecnic_rx_steer(arrival, to.hash, q->name);
    if (!ipsecnic_queue_running(q)) {
        return ipsecnic_rx_drop(s, q, IPSECNIC_STAT_RX_DROP_QUEUE,
                                "queue not running", buf, size);
    }
    if (!ipsecnic_bus_master(s)) {
        ipsecnic_queue_error(q, IPSECNIC_Q_ERR_NO_BUS_MASTER,
                             q->posted_head);
        return ipsecnic_rx_drop_error(q, buf, size);
    }

    generation = q->generation;
    vlan = ipsecnic_rx_vlan(s, &frame);
    switch (ipsecnic_rx_rooms(rxq, &frame, vlan)) {
    case IPSECNIC_RX_FITS:
        break;
    case IPSECNIC_RX_LATER:
        if (s->overrun_drop) {
            return ipsecnic_rx_drop(s, q, IPSECNIC_STAT_RX_DROP_OVERRUN,
                                    "no buffer", buf, size);
        }
        trace_ipsecnic_rx_stall(arrival, q->name, ipsecnic_queue_posted(q),
                                ipsecnic_queue_room(q));
        ipsecnic_capture_held(s, q);
        s->stats[IPSECNIC_STAT_RX_STALLS]++;
        s->rx_held = true;
        return 0;
    case IPSECNIC_RX_NEVER:
        return ipsecnic_rx_drop(s, q, IPSECNIC_STAT_RX_DROP_OVERSIZE,
                                "longer than the rings can hold", buf, size);
    default:
        return ipsecnic_rx_lost(q, generation, buf, size);
    }
    return ipsecnic_rx_deliver(rxq, &frame, accept, &to, vlan);
}

/* The same while a plan of faults is armed. */
static ssize_t ipsecnic_rx_faulty(IpsecnicState *s, const uint8_t *buf,
                                  size_t size)
{
    ssize_t ret = ipsecnic_rx_over(size);
    uint32_t i;

    if (!ipsecnic_fault_link_down(s)) {
        ret = ipsecnic_rx_frame(s, buf, size);
    }
    for (i = 0; i < s->config.queues; i++) {
        ipsecnic_fault_after(&s->rxq[i].q);
    }
    /* A reset among these has asked for receive_disabled, which comes later. */
    s->rx_held |= !ret;
    return ret;
}

ssize_t ipsecnic_receive(NetClientState *nc, const uint8_t *buf, size_t size)
{
    IpsecnicState *s = qemu_get_nic_opaque(nc);
    ssize_t ret;

    if (s->gone || s->load_failed) {
        return ipsecnic_rx_over(size);
    }
    if (!s->rx_units || !s->rx_bytes) {
        /* Others have their turn, and then the bottom half. */
        trace_ipsecnic_rx_spent(s->rx_units, s->rx_bytes);
        s->rx_held = true;
        ipsecnic_rx_kick(s);
        return 0;
    }
    if (!ipsecnic_enter(s, IPSECNIC_PART_RX)) {
        /* Whoever is at work there brought this frame about. */
        s->rx_held = true;
        return 0;
    }
    s->rx_units--;
    ret = unlikely(s->faults) ? ipsecnic_rx_faulty(s, buf, size) :
          ipsecnic_rx_frame(s, buf, size);
    ipsecnic_leave(s, IPSECNIC_PART_RX);
    return ret;
}

/*
 * What the peer is to be told, that it can send again, waits for the bottom
 * half: on a hub others have their frames then, and what they do is no part of
 * a reset.
 */
void ipsecnic_rx_purge(IpsecnicState *s)
{
    NetClientState *nc = qemu_get_queue(s->nic);

    if (nc->peer) {
        qemu_purge_queued_packets(nc->peer);
    }
    if (s->gone) {
        nc->receive_disabled = 0;
        return;
    }
    s->rx_held = nc->receive_disabled;
    ipsecnic_rx_kick(s);
}

/* Look at the first entry of each queue; flush what QEMU holds. */
void ipsecnic_rx_bh(void *opaque)
{
    IpsecnicState *s = opaque;
    uint32_t i;

    if (!runstate_is_running() || !ipsecnic_enter(s, IPSECNIC_PART_RX)) {
        return;
    }
    ipsecnic_rx_refill(s);
    for (i = 0; i < s->config.queues; i++) {
        IpsecnicRxQueue *rxq = &s->rxq[i];

        if (ipsecnic_queue_running(&rxq->q) && ipsecnic_rx_look(rxq)) {
            ipsecnic_rx_buffer(rxq, 0);
        }
    }
    ipsecnic_leave(s, IPSECNIC_PART_RX);
    if (!s->rx_held || s->gone) {
        return;
    }
    trace_ipsecnic_rx_flush();
    s->rx_held = false;
    qemu_flush_queued_packets(qemu_get_queue(s->nic));
}

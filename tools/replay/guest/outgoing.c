/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames that ipsecnic-replay wants to have sent
 */

#include "hw/net/ipsecnic_abi.h"
#include "outgoing.h"
#include "platform.h"
#include "wire.h"

/* Head, pieces, tail: what the card takes at most. */
#define FRAGMENTS               IPSECNIC_TX_FRAGMENTS_MIN
_Static_assert(OUTGOING_PIECES + 2 <= FRAGMENTS,
               "a frame has no more fragments than the card takes");

bool outgoing_init(struct outgoing *outgoing)
{
    unsigned int i;

    outgoing->slots = allocate(OUTGOING_SLOTS * sizeof(outgoing->slots[0]),
                               64);
    if (outgoing->slots == NULL) {
        return false;
    }
    for (i = 0; i < OUTGOING_SLOTS; i++) {
        outgoing->slots[i].next = outgoing->free;
        outgoing->free = &outgoing->slots[i];
    }
    return true;
}

bool outgoing_ready(const struct outgoing *outgoing)
{
    return !outgoing->deleting &&
           (outgoing->partial != NULL || outgoing->free != NULL) &&
           ipsecnic_transmit_room(outgoing->port) >= FRAGMENTS;
}

bool outgoing_is_slot(const struct outgoing *outgoing, const void *cookie)
{
    return outgoing->slots != NULL &&
           (const struct outgoing_slot *)cookie >= outgoing->slots &&
           (const struct outgoing_slot *)cookie < outgoing->slots +
                                                  OUTGOING_SLOTS;
}

/* ------------------------------------------------------------------------
 * From the report line
 */

/* Note where the bytes of a message from @offset on lie. */
static bool add_pieces(struct outgoing_slot *slot,
                       const struct ipsecnic_packet *packet, uint32_t offset,
                       uint32_t end)
{
    struct ipsecnic_buffer *buffer = packet->first;
    uint32_t at = 0, n;

    for (; buffer != NULL && at < end; buffer = buffer->next) {
        n = buffer->used < end - at ? buffer->used : end - at;
        if (offset < at + n) {
            uint32_t skip = offset > at ? offset - at : 0;

            if (slot->num_pieces == OUTGOING_PIECES) {
                return false;
            }
            slot->piece[slot->num_pieces].data = buffer->data + skip;
            slot->piece[slot->num_pieces].length = n - skip;
            slot->num_pieces++;
            slot->have += n - skip;
        }
        at += n;
    }
    /* All buffers of a frame go back together. */
    packet->last->next = slot->buffers;
    slot->buffers = packet->first;
    return at == end && slot->have <= slot->length;
}

static struct outgoing_slot *take_slot(struct outgoing *outgoing)
{
    struct outgoing_slot *slot = outgoing->free;

    outgoing->free = slot->next;
    slot->num_pieces = 0;
    slot->have = 0;
    slot->buffers = NULL;
    outgoing->under_way++;
    return slot;
}

/* ------------------------------------------------------------------------
 * To the port
 */

/* The first bytes of the frame, in one piece. */
static const uint8_t *first_bytes(const struct outgoing_slot *slot)
{
    static uint8_t start[SEND_PEEK];
    uint32_t at = 0, n;
    unsigned int i;

    for (i = 0; i < slot->num_pieces && at < sizeof(start); i++) {
        n = slot->piece[i].length;
        if (n > sizeof(start) - at) {
            n = sizeof(start) - at;
        }
        memcpy(start + at, slot->piece[i].data, n);
        at += n;
    }
    return start;
}

static unsigned int make_fragments(const struct outgoing_slot *slot,
                                   struct ipsecnic_fragment *fragments)
{
    const struct send_frame *frame = &slot->frame;
    uint32_t skip = frame->from, left = frame->length, length;
    unsigned int n = 0, i;

    if (frame->head_length > 0) {
        fragments[n].data = frame->head;
        fragments[n++].length = frame->head_length;
    }
    for (i = 0; i < slot->num_pieces && left > 0; i++) {
        length = slot->piece[i].length;
        if (skip >= length) {
            skip -= length;
            continue;
        }
        length -= skip;
        if (length > left) {
            length = left;
        }
        fragments[n].data = (const uint8_t *)slot->piece[i].data + skip;
        fragments[n++].length = length;
        left -= length;
        skip = 0;
    }
    if (frame->tail_length > 0) {
        fragments[n].data = frame->tail;
        fragments[n++].length = frame->tail_length;
    }
    return n;
}

/* The buffers go back, and the tool hears what became of the frame. */
static void finish(struct outgoing *outgoing, struct outgoing_slot *slot)
{
    ipsecnic_return_buffers(outgoing->report, slot->buffers);
    slot->buffers = NULL;
    outgoing->tell(slot);
}

static bool has_feature(const struct ipsecnic *nic, unsigned int feature)
{
    return nic->features & (UINT64_C(1) << feature);
}

/* What was not negotiated is not to be asked for. */
static bool offered(const struct ipsecnic *port,
                    const struct ipsecnic_tx_posted *offload)
{
    return (offload->sa_handle == 0 ||
            has_feature(port, IPSECNIC_F_IPSEC_TX)) &&
           (!(offload->flags & IPSECNIC_TX_CSUM) ||
            has_feature(port, IPSECNIC_F_TX_CSUM)) &&
           (!(offload->flags & IPSECNIC_TX_SEGMENT) ||
            has_feature(port, IPSECNIC_F_TX_SEGMENT));
}

static void send(struct outgoing *outgoing, struct outgoing_slot *slot)
{
    struct ipsecnic_fragment fragments[FRAGMENTS];
    struct replay_sent *record = &slot->message.record;
    struct send_frame *frame = &slot->frame;
    unsigned int i;

    memset(record, 0, sizeof(*record));
    record->number = slot->number;
    record->refused = wire_refusal(send_prepare(&outgoing->sender, frame,
                                                first_bytes(slot),
                                                slot->length));
    if (record->refused == 0 && !offered(outgoing->port, &frame->offload)) {
        record->refused = REPLAY_REFUSED_NO_OFFLOAD;
    }
    for (i = 0; i < 2; i++) {
        record->handle[i] = frame->sa[i] != NULL ? frame->sa[i]->handle : 0;
    }
    if (record->refused != 0) {
        finish(outgoing, slot);
        return;
    }
    record->flags = frame->by_policy ? REPLAY_SENT_BY_POLICY : 0;
    record->spi = frame->spi;
    record->sequence = frame->sequence;
    if (outgoing->fault.kind != 0 && frame->sa[0] != NULL) {
        fault_apply(&outgoing->fault, slot->number, frame);
    }
    ipsecnic_transmit(outgoing->port, fragments,
                      make_fragments(slot, fragments), &frame->offload, slot);
    outgoing->deleting = outgoing->fault.kind == REPLAY_FAULT_DELETED_SA &&
                         slot->number == outgoing->fault.at;
}

const char *outgoing_message(struct outgoing *outgoing,
                             const struct ipsecnic_packet *packet,
                             const struct replay_header *header)
{
    struct outgoing_slot *slot = outgoing->partial;
    uint32_t offset = sizeof(*header);
    struct replay_send send_record;

    if (header->type == REPLAY_MSG_SEND) {
        if (slot != NULL) {
            return "a frame inside of a frame";
        }
        if (!ipsecnic_packet_read(packet, offset, &send_record,
                                  sizeof(send_record))) {
            return "a frame without its record";
        }
        offset += sizeof(send_record);
        slot = take_slot(outgoing);
        slot->number = send_record.number;
        slot->length = send_record.length;
        outgoing->partial = slot;
    } else if (slot == NULL) {
        return "more of a frame that was whole";
    }
    if (header->length < offset || !add_pieces(slot, packet, offset,
                                               header->length)) {
        return "a frame that is not as long as it says";
    }
    if (slot->have == slot->length) {
        outgoing->partial = NULL;
        send(outgoing, slot);
    }
    return NULL;
}

void outgoing_sent(struct outgoing *outgoing, struct outgoing_slot *slot,
                   const struct ipsecnic_tx_comp *comp)
{
    slot->message.record.status = comp->status;
    slot->message.record.bytes = comp->frame_length;
    slot->message.record.segments = comp->segments;
    slot->message.record.fragments = comp->fragments;
    slot->message.record.fit = comp->fit;
    /* Queues keep no order among each other. */
    if (outgoing->deleting && slot->number == outgoing->fault.at) {
        outgoing->deleting = ipsecnic_flush_sas(outgoing->port,
                                                IPSECNIC_CMD_FLAG_OUTBOUND,
                                                outgoing);
    }
    finish(outgoing, slot);
}

bool outgoing_command_done(struct outgoing *outgoing, const void *cookie)
{
    if (cookie != outgoing) {
        return false;
    }
    outgoing->deleting = false;
    return true;
}

void outgoing_told(struct outgoing *outgoing, struct outgoing_slot *slot)
{
    slot->next = outgoing->free;
    outgoing->free = slot;
    outgoing->under_way--;
}

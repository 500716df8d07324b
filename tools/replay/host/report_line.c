/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report line: what the guest says, and what it is told
 */

#include <arpa/inet.h>
#include <string.h>
#include "report_line.h"

/** Length in front of each frame. */
#define PREFIX 4
/** Longest frame that the line can carry: the card's. */
#define LINE_MAX_BYTES IPSECNIC_MAX_FRAME

G_DEFINE_QUARK(report-error-quark, report_error)

struct ReportLine {
    const ReportHandler *handler;
    void *opaque;
    /** A frame with its prefix, as far as it has come. */
    uint8_t buffer[PREFIX + LINE_MAX_BYTES];
    size_t have;
    /** Number that the next message must have. */
    uint32_t number;
    /** An indication whose frame is not whole yet. */
    bool partial;
    Indication ind;
    GByteArray *frame;
};

ReportLine *report_new(const ReportHandler *handler, void *opaque)
{
    ReportLine *line = g_new0(ReportLine, 1);

    line->handler = handler;
    line->opaque = opaque;
    line->frame = g_byte_array_new();
    return line;
}

void report_free(ReportLine *line)
{
    if (line) {
        g_byte_array_free(line->frame, TRUE);
        g_free(line);
    }
}

static bool G_GNUC_PRINTF(2, 3) broken(GError **errp, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list ap;

    va_start(ap, format);
    text = g_strdup_vprintf(format, ap);
    va_end(ap);
    g_set_error(errp, REPORT_ERROR, 0, "the guest broke the protocol of the "
                "report line: %s", text);
    return false;
}

static void comp_from_le(struct ipsecnic_rx_comp *c)
{
    c->oob = GUINT32_FROM_LE(c->oob);
    c->header_info = GUINT32_FROM_LE(c->header_info);
    c->sa_outer = GUINT32_FROM_LE(c->sa_outer);
    c->sa_inner = GUINT32_FROM_LE(c->sa_inner);
    c->cookie = GUINT64_FROM_LE(c->cookie);
    c->frame_length = GUINT32_FROM_LE(c->frame_length);
    c->buffer_length = GUINT16_FROM_LE(c->buffer_length);
    c->csum = GUINT16_FROM_LE(c->csum);
    c->l3_offset = GUINT16_FROM_LE(c->l3_offset);
    c->ipsec_offset = GUINT16_FROM_LE(c->ipsec_offset);
    c->payload_offset = GUINT16_FROM_LE(c->payload_offset);
    c->inner_l3_offset = GUINT16_FROM_LE(c->inner_l3_offset);
    c->inner_ipsec_offset = GUINT16_FROM_LE(c->inner_ipsec_offset);
    c->trailer_length = GUINT16_FROM_LE(c->trailer_length);
    c->hash = GUINT32_FROM_LE(c->hash);
    c->arrival = GUINT32_FROM_LE(c->arrival);
    c->posted_index = GUINT16_FROM_LE(c->posted_index);
    c->vlan_tci = GUINT16_FROM_LE(c->vlan_tci);
    c->flags = GUINT32_FROM_LE(c->flags);
}

/** Hand up the indication if all of its frame is there. */
static bool complete_frame(ReportLine *line, GError **errp)
{
    if (line->frame->len > line->ind.comp.frame_length) {
        return broken(errp, "%u bytes of a frame of %u", line->frame->len,
                      line->ind.comp.frame_length);
    }
    line->partial = line->frame->len < line->ind.comp.frame_length;
    if (line->partial) {
        return true;
    }
    line->ind.frame = line->frame->data;
    return line->handler->indication(line->opaque, &line->ind, errp);
}

static bool take_indication(ReportLine *line, const uint8_t *data,
                            size_t size, GError **errp)
{
    struct replay_indication wire;
    uint32_t length;

    if (size < sizeof(wire)) {
        return broken(errp, "an indication of %zu bytes", size);
    }
    memcpy(&wire, data, sizeof(wire));
    length = GUINT32_FROM_LE(wire.length);
    if (length > size - sizeof(wire)) {
        return broken(errp, "an indication without its frame");
    }
    line->ind.comp = wire.comp;
    comp_from_le(&line->ind.comp);
    line->ind.verdict = wire.verdict;
    line->ind.queue = wire.queue;
    line->ind.check = wire.check;
    line->ind.spi = GUINT32_FROM_LE(wire.spi);
    line->ind.sequence = GUINT64_FROM_LE(wire.sequence);
    g_byte_array_set_size(line->frame, 0);
    g_byte_array_append(line->frame, data + sizeof(wire), length);
    return complete_frame(line, errp);
}

/** Results of SAs, or of policies, for @take. */
static bool take_results(ReportLine *line, const uint8_t *data, size_t size,
                         bool (*take)(void *opaque, uint32_t first,
                                      uint32_t count,
                                      const struct ipsecnic_result *result,
                                      GError **errp),
                         GError **errp)
{
    g_autofree struct ipsecnic_result *result = NULL;
    struct replay_sa_results wire;
    uint32_t count, i;

    if (size < sizeof(wire)) {
        return broken(errp, "results of %zu bytes", size);
    }
    memcpy(&wire, data, sizeof(wire));
    count = GUINT32_FROM_LE(wire.count);
    if (count > (size - sizeof(wire)) / sizeof(*result)) {
        return broken(errp, "%u results in %zu bytes", count, size);
    }
    result = g_new(struct ipsecnic_result, count);
    if (count) {
        memcpy(result, data + sizeof(wire), count * sizeof(*result));
    }
    for (i = 0; i < count; i++) {
        result[i].status = GUINT32_FROM_LE(result[i].status);
        result[i].handle = GUINT32_FROM_LE(result[i].handle);
    }
    return take(line->opaque, GUINT32_FROM_LE(wire.first), count, result,
                errp);
}

static bool take_sa_deleted(ReportLine *line, const uint8_t *data,
                            size_t size, GError **errp)
{
    struct replay_sa_deleted wire;
    SaDeleted gone;

    if (size < sizeof(wire)) {
        return broken(errp, "the deletion of an SA in %zu bytes", size);
    }
    memcpy(&wire, data, sizeof(wire));
    if (wire.direction != REPLAY_DIRECTION_IN &&
        wire.direction != REPLAY_DIRECTION_OUT) {
        return broken(errp, "an SA of direction %u", wire.direction);
    }
    gone = (SaDeleted) {
        .handle = GUINT32_FROM_LE(wire.handle),
        .status = GUINT32_FROM_LE(wire.status),
        .arrival = GUINT32_FROM_LE(wire.arrival),
        .partner = GUINT32_FROM_LE(wire.partner),
        .outbound = wire.direction == REPLAY_DIRECTION_OUT,
    };
    return line->handler->sa_deleted(line->opaque, &gone, errp);
}

static bool take_sent(ReportLine *line, const uint8_t *data, size_t size,
                      GError **errp)
{
    struct replay_sent wire;
    SendResult sent;
    int i;

    if (size < sizeof(wire)) {
        return broken(errp, "what became of a frame in %zu bytes", size);
    }
    memcpy(&wire, data, sizeof(wire));
    sent = (SendResult) {
        .number = GUINT32_FROM_LE(wire.number),
        .refused = GUINT32_FROM_LE(wire.refused),
        .status = GUINT32_FROM_LE(wire.status),
        .bytes = GUINT32_FROM_LE(wire.bytes),
        .segments = GUINT32_FROM_LE(wire.segments),
        .fragments = GUINT32_FROM_LE(wire.fragments),
        .spi = GUINT32_FROM_LE(wire.spi),
        .sequence = GUINT64_FROM_LE(wire.sequence),
        .fit = GUINT32_FROM_LE(wire.fit),
        .by_policy = GUINT32_FROM_LE(wire.flags) & REPLAY_SENT_BY_POLICY,
    };
    for (i = 0; i < 2; i++) {
        sent.handle[i] = GUINT32_FROM_LE(wire.handle[i]);
    }
    return line->handler->sent(line->opaque, &sent, errp);
}

static bool take_stats(ReportLine *line, const uint8_t *data, size_t size,
                       GError **errp)
{
    struct replay_stats stats;
    unsigned i;

    if (size < sizeof(stats)) {
        return broken(errp, "statistics of %zu bytes", size);
    }
    memcpy(&stats, data, sizeof(stats));
    for (i = 0; i < IPSECNIC_STATS; i++) {
        stats.counter[i] = GUINT64_FROM_LE(stats.counter[i]);
    }
    for (i = 0; i < IPSECNIC_MAX_QUEUES; i++) {
        stats.rx_queue_state[i] = GUINT32_FROM_LE(stats.rx_queue_state[i]);
    }
    stats.indicated = GUINT64_FROM_LE(stats.indicated);
    return line->handler->stats(line->opaque, &stats, errp);
}

static bool take_policy(ReportLine *line, const uint8_t *data, size_t size,
                        GError **errp)
{
    struct replay_policy_state state;
    struct ipsecnic_policy_info *info = &state.info;

    if (size < sizeof(state)) {
        return broken(errp, "a policy in %zu bytes", size);
    }
    memcpy(&state, data, sizeof(state));
    state.number = GUINT32_FROM_LE(state.number);
    state.query_status = GUINT32_FROM_LE(state.query_status);
    state.delete_status = GUINT32_FROM_LE(state.delete_status);
    info->handle = GUINT32_FROM_LE(info->handle);
    info->driver_cookie = GUINT64_FROM_LE(info->driver_cookie);
    info->packets = GUINT64_FROM_LE(info->packets);
    info->bytes = GUINT64_FROM_LE(info->bytes);
    info->no_sa = GUINT64_FROM_LE(info->no_sa);
    info->refused = GUINT64_FROM_LE(info->refused);
    return line->handler->policy(line->opaque, &state, errp);
}

static bool take_window(ReportLine *line, const uint8_t *data, size_t size,
                        GError **errp)
{
    struct replay_window_state state;

    if (size < sizeof(state)) {
        return broken(errp, "a window in %zu bytes", size);
    }
    memcpy(&state, data, sizeof(state));
    state.handle = GUINT32_FROM_LE(state.handle);
    state.status = GUINT32_FROM_LE(state.status);
    state.card_top = GUINT64_FROM_LE(state.card_top);
    state.own_top = GUINT64_FROM_LE(state.own_top);
    state.card_size = GUINT32_FROM_LE(state.card_size);
    state.own_size = GUINT32_FROM_LE(state.own_size);
    state.card_received = GUINT32_FROM_LE(state.card_received);
    state.own_received = GUINT32_FROM_LE(state.own_received);
    state.differences = GUINT32_FROM_LE(state.differences);
    state.first = GUINT64_FROM_LE(state.first);
    return line->handler->window(line->opaque, &state, errp);
}

static bool take_state_end(ReportLine *line, const uint8_t *data, size_t size,
                           GError **errp)
{
    struct replay_state_end end;

    if (size < sizeof(end)) {
        return broken(errp, "the end of the state in %zu bytes", size);
    }
    memcpy(&end, data, sizeof(end));
    return line->handler->state_end(line->opaque,
                                    GUINT32_FROM_LE(end.policies_left), errp);
}

static bool take_message(ReportLine *line, const uint8_t *frame, size_t size,
                         GError **errp)
{
    g_autofree char *text = NULL;
    struct replay_header header;
    uint32_t length, number;
    uint16_t type;

    if (size < sizeof(header)) {
        return true;    /* not one of ours */
    }
    memcpy(&header, frame, sizeof(header));
    if (header.ethertype[0] != REPLAY_ETHERTYPE >> 8 ||
        header.ethertype[1] != (REPLAY_ETHERTYPE & 0xff)) {
        return true;
    }
    type = GUINT16_FROM_LE(header.type);
    length = GUINT32_FROM_LE(header.length);
    number = GUINT32_FROM_LE(header.number);
    if (length < sizeof(header) || length > size) {
        return broken(errp, "message %u says %u bytes in a frame of %zu",
                      number, length, size);
    }
    if (number != line->number) {
        return broken(errp, "message %u where %u was due", number,
                      line->number);
    }
    line->number++;
    frame += sizeof(header);
    length -= sizeof(header);
    if (line->partial && type != REPLAY_MSG_MORE &&
        type != REPLAY_MSG_FATAL) {
        return broken(errp, "message type %u inside of a frame", type);
    }

    switch (type) {
    case REPLAY_MSG_SA_RESULTS:
        return take_results(line, frame, length, line->handler->sa_results,
                            errp);
    case REPLAY_MSG_POLICY_RESULTS:
        return take_results(line, frame, length,
                            line->handler->policy_results, errp);
    case REPLAY_MSG_READY:
        return line->handler->ready(line->opaque, errp);
    case REPLAY_MSG_INDICATION:
        return take_indication(line, frame, length, errp);
    case REPLAY_MSG_MORE:
        if (!line->partial) {
            return broken(errp, "more bytes of a frame that was whole");
        }
        if (!length) {
            return broken(errp, "a continuation without content");
        }
        g_byte_array_append(line->frame, frame, length);
        return complete_frame(line, errp);
    case REPLAY_MSG_SA_DELETED:
        return take_sa_deleted(line, frame, length, errp);
    case REPLAY_MSG_SENT:
        return take_sent(line, frame, length, errp);
    case REPLAY_MSG_POLICY:
        return take_policy(line, frame, length, errp);
    case REPLAY_MSG_WINDOW:
        return take_window(line, frame, length, errp);
    case REPLAY_MSG_STATE_END:
        return take_state_end(line, frame, length, errp);
    case REPLAY_MSG_STATS:
        return take_stats(line, frame, length, errp);
    case REPLAY_MSG_FATAL:
        text = g_strndup((const char *)frame, length);
        g_strchomp(text);
        return line->handler->fatal(line->opaque, text, errp);
    default:
        return broken(errp, "message type %u", type);
    }
}

bool report_feed(ReportLine *line, const uint8_t *data, size_t size,
                 GError **errp)
{
    size_t need, n;

    while (size) {
        need = PREFIX;
        if (line->have >= PREFIX) {
            uint32_t length;

            memcpy(&length, line->buffer, PREFIX);
            need += ntohl(length);
            if (need > sizeof(line->buffer)) {
                return broken(errp, "a frame of %zu bytes", need - PREFIX);
            }
        }
        n = MIN(size, need - line->have);
        memcpy(line->buffer + line->have, data, n);
        line->have += n;
        data += n;
        size -= n;
        if (need > PREFIX && line->have == need) {
            line->have = 0;
            if (!take_message(line, line->buffer + PREFIX, need - PREFIX,
                              errp)) {
                return false;
            }
        }
    }
    return true;
}

void report_append_frame(GByteArray *out, const uint8_t *data,
                         uint32_t length)
{
    uint32_t prefix = htonl(length);

    g_byte_array_append(out, (const uint8_t *)&prefix, PREFIX);
    g_byte_array_append(out, data, length);
}

/** Append a message of a header, and two pieces behind it. */
static void append_message(GByteArray *out, uint16_t type,
                           const void *record, uint32_t record_size,
                           const uint8_t *data, uint32_t size)
{
    static const uint8_t zeros[60];
    uint32_t total = sizeof(struct replay_header) + record_size + size;
    /* Ethernet's shortest frame: real cards would pad it, so do we */
    uint32_t padding = total < sizeof(zeros) ? sizeof(zeros) - total : 0;
    uint32_t prefix = htonl(total + padding);
    struct replay_header header = {
        .dst = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
        .src = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x01 },
        .ethertype = { REPLAY_ETHERTYPE >> 8, REPLAY_ETHERTYPE & 0xff },
        .type = GUINT16_TO_LE(type),
        .length = GUINT32_TO_LE(total),
    };

    g_byte_array_append(out, (const uint8_t *)&prefix, PREFIX);
    g_byte_array_append(out, (const uint8_t *)&header, sizeof(header));
    g_byte_array_append(out, record, record_size);
    g_byte_array_append(out, data, size);
    g_byte_array_append(out, zeros, padding);
}

void report_request(GByteArray *out, uint16_t type)
{
    append_message(out, type, "", 0, (const uint8_t *)"", 0);
}

void report_send(GByteArray *out, uint64_t number, const uint8_t *frame,
                 uint32_t length)
{
    const struct replay_send record = {
        .number = GUINT32_TO_LE((uint32_t)number),
        .length = GUINT32_TO_LE(length),
    };
    const uint32_t room = LINE_MAX_BYTES - sizeof(struct replay_header) -
                          sizeof(record);
    uint32_t first = MIN(length, room);

    append_message(out, REPLAY_MSG_SEND, &record, sizeof(record), frame,
                   first);
    if (first < length) {
        append_message(out, REPLAY_MSG_SEND_MORE, "", 0, frame + first,
                       length - first);
    }
}

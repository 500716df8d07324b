/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest says on the report line, and how it is told to the user
 */

#include <arpa/inet.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include "hw/net/ipsecnic_names.h"
#include "report.h"

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
    line->ind.spi = GUINT32_FROM_LE(wire.spi);
    line->ind.sequence = GUINT64_FROM_LE(wire.sequence);
    g_byte_array_set_size(line->frame, 0);
    g_byte_array_append(line->frame, data + sizeof(wire), length);
    return complete_frame(line, errp);
}

static bool take_sa_results(ReportLine *line, const uint8_t *data,
                            size_t size, GError **errp)
{
    g_autofree struct ipsecnic_result *result = NULL;
    struct replay_sa_results wire;
    uint32_t count, i;

    if (size < sizeof(wire)) {
        return broken(errp, "SA results of %zu bytes", size);
    }
    memcpy(&wire, data, sizeof(wire));
    count = GUINT32_FROM_LE(wire.count);
    if (count > (size - sizeof(wire)) / sizeof(*result)) {
        return broken(errp, "%u SA results in %zu bytes", count, size);
    }
    result = g_new(struct ipsecnic_result, count);
    if (count) {
        memcpy(result, data + sizeof(wire), count * sizeof(*result));
    }
    for (i = 0; i < count; i++) {
        result[i].status = GUINT32_FROM_LE(result[i].status);
        result[i].handle = GUINT32_FROM_LE(result[i].handle);
    }
    return line->handler->sa_results(line->opaque, GUINT32_FROM_LE(wire.first),
                                     count, result, errp);
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
        return take_sa_results(line, frame, length, errp);
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

/* ------------------------------------------------------------------------
 * Numbers in words
 */

typedef struct StatusText {
    uint32_t status;
    const char *name;
    const char *text;
} StatusText;

static const StatusText status_texts[] = {
#define STATUS(id, text) { IPSECNIC_ST_##id, #id, text },
    IPSECNIC_ST_NAMES(STATUS)
#undef STATUS
};

static const StatusText tx_status_texts[] = {
#define STATUS(id, name, text) { IPSECNIC_TX_ST_##id, #id, text },
    IPSECNIC_TX_ST_NAMES(STATUS)
#undef STATUS
};

static const StatusText refusal_texts[] = {
    { 0, "none", "not refused" },
    { REPLAY_REFUSED_MALFORMED, "malformed",
      "the headers of the IP packet cannot be followed" },
    { REPLAY_REFUSED_HEADERS, "headers", "its headers are too long" },
    { REPLAY_REFUSED_FRAGMENT, "fragment",
      "a fragment that does not show what its SA is chosen by" },
    { REPLAY_REFUSED_TOO_LONG, "too_long",
      "with its new headers it is too long for an IP packet" },
    { REPLAY_REFUSED_SEQUENCE, "sequence",
      "the sequence numbers of its SA are used up" },
    { REPLAY_REFUSED_NO_OFFLOAD, "no_offload",
      "this card does not offer what it needs" },
    { REPLAY_REFUSED_NO_SA, "no_sa", "its SA was deleted" },
};

static const StatusText *find_text(const StatusText *texts, size_t count,
                                   uint32_t status)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (texts[i].status == status) {
            return &texts[i];
        }
    }
    return NULL;
}

#define FIND_TEXT(texts, status) \
    find_text(texts, G_N_ELEMENTS(texts), status)

const char *report_status_name(uint32_t status)
{
    const StatusText *t = FIND_TEXT(status_texts, status);

    return t ? t->name : "an unknown status";
}

const char *report_status_text(uint32_t status)
{
    const StatusText *t = FIND_TEXT(status_texts, status);

    return t ? t->text : "this tool is older than the card";
}

const char *report_tx_status_name(uint32_t status)
{
    const StatusText *t = FIND_TEXT(tx_status_texts, status);

    return t ? t->name : "an unknown status";
}

const char *report_tx_status_text(uint32_t status)
{
    const StatusText *t = FIND_TEXT(tx_status_texts, status);

    return t ? t->text : "this tool is older than the card";
}

const char *report_refusal_name(uint32_t refused)
{
    const StatusText *t = FIND_TEXT(refusal_texts, refused);

    return t ? t->name : "unknown";
}

const char *report_refusal_text(uint32_t refused)
{
    const StatusText *t = FIND_TEXT(refusal_texts, refused);

    return t ? t->text : "this tool is older than the guest";
}

static const char *name_of(const char *const *names, size_t count,
                           unsigned number)
{
    return number < count ? names[number] : "unknown";
}

#define NAME_OF(names, number) name_of(names, G_N_ELEMENTS(names), number)

const char *report_queue_error(uint32_t reason)
{
    static const char *const names[] = {
#define REASON(id, text) [IPSECNIC_Q_ERR_##id] = #id,
        IPSECNIC_Q_ERR_NAMES(REASON)
#undef REASON
    };

    return NAME_OF(names, reason);
}

static const char *const crypto_names[] = {
#define STATUS(id, name, counter) [IPSECNIC_CRYPTO_##id] = name,
    IPSECNIC_CRYPTO_NAMES(STATUS)
#undef STATUS
};

static const char *const verdict_names[] = {
    "accepted", "icv_failed", "invalid", "replay", "not_for_us",
};

static const char *const kind_names[] = {
#define KIND(id, name) [IPSECNIC_KIND_##id] = name,
    IPSECNIC_KIND_NAMES(KIND)
#undef KIND
};

static const char *const reason_names[] = {
#define REASON(id, name) [IPSECNIC_REASON_##id] = name,
    IPSECNIC_REASON_NAMES(REASON)
#undef REASON
};

static const char *const accept_names[] = {
#define ACCEPT(id, name) [IPSECNIC_ACCEPT_##id] = name,
    IPSECNIC_ACCEPT_NAMES(ACCEPT)
#undef ACCEPT
};

static const char *const csum_names[] = {
#define CSUM(id, name) [IPSECNIC_CSUM_##id] = name,
    IPSECNIC_CSUM_NAMES(CSUM)
#undef CSUM
};

static uint32_t spi_of(const ReplaySa *sa, unsigned op)
{
    const struct ipsecnic_sa_ctx *ctx = (const void *)sa->ctx;

    return GUINT32_FROM_LE(ctx->op[op].spi);
}

char *report_sa_text(const ReplaySa *sa)
{
    g_autofree char *other = sa->other_line
                             ? g_strdup_printf(" and %#x", spi_of(sa, 1))
                             : g_strdup("");

    return g_strdup_printf("SA %u (SPI %#x%s, %s)", sa->position,
                           spi_of(sa, 0), other, sa->outbound ? "out" : "in");
}

/* ------------------------------------------------------------------------
 * JSON
 */

static void add_bool(JsonObject *o, const char *name, bool value)
{
    json_object_set_boolean_member(o, name, value);
}

static void add_int(JsonObject *o, const char *name, int64_t value)
{
    json_object_set_int_member(o, name, value);
}

/** A number, or null where there is no such thing. */
static void add_int_if(JsonObject *o, const char *name, bool there,
                       int64_t value)
{
    if (there) {
        json_object_set_int_member(o, name, value);
    } else {
        json_object_set_null_member(o, name);
    }
}

static void add_text(JsonObject *o, const char *name, const char *text)
{
    if (text) {
        json_object_set_string_member(o, name, text);
    } else {
        json_object_set_null_member(o, name);
    }
}

/** Addresses of the IP header that the card found. */
static void add_addresses(JsonObject *o, const Indication *ind)
{
    uint32_t offset = ind->comp.l3_offset;
    char src[INET6_ADDRSTRLEN], dst[INET6_ADDRSTRLEN];
    bool there = false;

    if (offset && offset + 20 <= ind->comp.frame_length &&
        ind->frame[offset] >> 4 == 4) {
        inet_ntop(AF_INET, ind->frame + offset + 12, src, sizeof(src));
        inet_ntop(AF_INET, ind->frame + offset + 16, dst, sizeof(dst));
        there = true;
    } else if (offset && offset + 40 <= ind->comp.frame_length &&
               ind->frame[offset] >> 4 == 6) {
        inet_ntop(AF_INET6, ind->frame + offset + 8, src, sizeof(src));
        inet_ntop(AF_INET6, ind->frame + offset + 24, dst, sizeof(dst));
        there = true;
    }
    add_text(o, "src", there ? src : NULL);
    add_text(o, "dst", there ? dst : NULL);
}

static void add_csum(JsonObject *o, uint16_t csum)
{
    JsonObject *sums = json_object_new();

    add_text(sums, "outer_l3",
             NAME_OF(csum_names, IPSECNIC_CSUM_OUTER_L3(csum)));
    add_text(sums, "outer_l4",
             NAME_OF(csum_names, IPSECNIC_CSUM_OUTER_L4(csum)));
    add_text(sums, "inner_l3",
             NAME_OF(csum_names, IPSECNIC_CSUM_INNER_L3(csum)));
    add_text(sums, "inner_l4",
             NAME_OF(csum_names, IPSECNIC_CSUM_INNER_L4(csum)));
    json_object_set_object_member(o, "csum", sums);
}

static const ReplaySa *sa_of(uint32_t handle, GHashTable *by_handle)
{
    return g_hash_table_lookup(by_handle, GUINT_TO_POINTER(handle));
}

/** Positions of the SAs in the SA file. */
static void add_sas(JsonObject *o, const uint32_t handles[2],
                    GHashTable *by_handle)
{
    JsonArray *positions = json_array_new();
    int i;

    for (i = 0; i < 2; i++) {
        const ReplaySa *sa = sa_of(handles[i], by_handle);

        if (handles[i]) {
            /* a handle that was never given out names no line: 0 */
            json_array_add_int_element(positions, sa ? sa->position : 0);
        }
    }
    json_object_set_array_member(o, "sa", positions);
}

static void add_handles(JsonObject *o, const uint32_t handles[2])
{
    JsonArray *numbers = json_array_new();
    int i;

    for (i = 0; i < 2; i++) {
        if (handles[i]) {
            json_array_add_int_element(numbers, handles[i]);
        }
    }
    json_object_set_array_member(o, "handle", numbers);
}

/** An object as text, without a newline; takes it over. */
static char *to_text(JsonObject *o)
{
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    JsonGenerator *generator = json_generator_new();
    char *text;

    json_node_take_object(node, o);
    json_generator_set_root(generator, node);
    text = json_generator_to_data(generator, NULL);
    json_node_free(node);
    g_object_unref(generator);
    return text;
}

static const char *mode_of(const ReplaySa *sa)
{
    const struct ipsecnic_sa_ctx *ctx = sa ? (const void *)sa->ctx : NULL;

    return !ctx ? NULL :
           ctx->mode == IPSECNIC_MODE_TUNNEL ? "tunnel" : "transport";
}

/** What became of the SAs that the packet asked for. */
static void add_deleted(JsonObject *o, GHashTable *by_handle,
                        const GArray *deleted)
{
    JsonArray *all = json_array_new();
    guint i;

    for (i = 0; i < deleted->len; i++) {
        const SaDeleted *gone = &g_array_index(deleted, SaDeleted, i);
        gpointer handle = GUINT_TO_POINTER(gone->handle);
        const ReplaySa *sa = g_hash_table_lookup(by_handle, handle);
        JsonObject *one = json_object_new();

        add_int(one, "sa", sa->position);
        add_int(one, "spi", spi_of(sa, 0));
        add_text(one, "direction", gone->outbound ? "out" : "in");
        add_int(one, "handle", gone->handle);
        add_text(one, "status", report_status_name(gone->status));
        json_array_add_object_element(all, one);
    }
    json_object_set_array_member(o, "sa_deleted", all);
}

char *report_json(const Indication *ind, uint64_t index,
                  GHashTable *by_handle, const GArray *deleted)
{
    const struct ipsecnic_rx_comp *c = &ind->comp;
    uint32_t handles[2] = { c->sa_outer, c->sa_inner };
    JsonObject *o = json_object_new();
    bool header = c->header_info & IPSECNIC_HEADER_INFO_SET;
    bool spi;

    add_int(o, "index", index);
    add_int(o, "length", c->frame_length);
    add_bool(o, "crypto_done", c->oob & IPSECNIC_OOB_CRYPTO_DONE);
    add_bool(o, "next_crypto_done", c->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE);
    add_text(o, "crypto_status",
             NAME_OF(crypto_names, IPSECNIC_OOB_STATUS(c->oob)));
    add_bool(o, "sa_delete_req", c->oob & IPSECNIC_OOB_SA_DELETE_REQ);
    add_sas(o, handles, by_handle);
    add_int_if(o, "next_header", header,
               IPSECNIC_HEADER_NEXT_HEADER(c->header_info));
    add_int_if(o, "pad_length", header,
               IPSECNIC_HEADER_PAD_LENGTH(c->header_info));
    add_text(o, "transport", NAME_OF(verdict_names, ind->verdict));

    /* of a packet that ends before them, the bytes there are not its own */
    spi = ind->spi && c->reason != IPSECNIC_REASON_TRUNCATED;
    add_int_if(o, "spi", spi, ind->spi);
    add_int_if(o, "sequence", spi, ind->sequence);
    add_handles(o, handles);
    add_text(o, "kind", NAME_OF(kind_names, c->kind));
    add_text(o, "reason", NAME_OF(reason_names, c->reason));
    add_text(o, "inner_reason", c->inner_reason
             ? NAME_OF(reason_names, c->inner_reason) : NULL);
    add_text(o, "mode", mode_of(sa_of(handles[0], by_handle)));
    add_addresses(o, ind);
    add_int(o, "queue", ind->queue);
    add_text(o, "accept", NAME_OF(accept_names, c->accept));
    add_int(o, "hash", c->hash);
    add_int_if(o, "l3_offset", c->l3_offset, c->l3_offset);
    add_int_if(o, "ipsec_offset", c->ipsec_offset, c->ipsec_offset);
    add_int_if(o, "payload_offset", c->payload_offset, c->payload_offset);
    add_int_if(o, "inner_l3_offset", c->inner_l3_offset, c->inner_l3_offset);
    add_int_if(o, "inner_ipsec_offset", c->inner_ipsec_offset,
               c->inner_ipsec_offset);
    add_int_if(o, "trailer_length", c->trailer_length, c->trailer_length);
    add_csum(o, c->csum);
    add_int_if(o, "vlan_tci", c->flags & IPSECNIC_COMP_VLAN, c->vlan_tci);
    add_int(o, "oob", c->oob);
    if (deleted) {
        add_deleted(o, by_handle, deleted);
    }

    return to_text(o);
}

char *report_sent_json(const SendResult *sent, uint64_t index, uint32_t length,
                       uint64_t out, GHashTable *by_handle)
{
    const ReplaySa *outer = sa_of(sent->handle[0], by_handle);
    JsonObject *o = json_object_new();
    bool handed = !sent->refused;

    add_int(o, "index", index);
    add_int(o, "length", length);
    add_text(o, "status", handed ? report_tx_status_name(sent->status) : NULL);
    add_int_if(o, "status_number", handed, sent->status);
    add_text(o, "refused", handed ? NULL : report_refusal_name(sent->refused));
    add_int(o, "bytes", sent->bytes);
    add_int(o, "segments", sent->segments);
    add_sas(o, sent->handle, by_handle);
    add_int_if(o, "out", sent->segments, out);

    add_int_if(o, "spi", sent->spi, sent->spi);
    add_int_if(o, "sequence", sent->spi, sent->sequence);
    add_handles(o, sent->handle);
    add_text(o, "mode", mode_of(outer));
    add_int(o, "fragments", sent->fragments);
    return to_text(o);
}

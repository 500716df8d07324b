/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --transmit: frames that the guest sends, and what appears on the wire
 */

#include <arpa/inet.h>
#include <string.h>
#include "hw/net/ipsecnic_abi.h"
#include "ranges.h"
#include "replay_proto.h"
#include "report_names.h"
#include "report_record.h"
#include "transmit.h"
#include "wire_esp.h"

/** Frames on their way at most; a power of two. */
#define WINDOW          4096
/** Bytes that they may become, about; one frame alone may be more. */
#define WIRE_BYTES      (4 * 1024 * 1024)
/** Headers and trailers that a segment has, about. */
#define GROWTH          256
/** Length in front of each frame on a QEMU network socket. */
#define PREFIX          4
/** Reasons: the card's statuses, then the guest's refusals; of both the last
 *  is for those that are not known. */
#define UNKNOWN_STATUS  IPSECNIC_TX_STATUSES
#define REFUSALS        (UNKNOWN_STATUS + 1)
#define REASONS         (REFUSALS + REPLAY_REFUSALS + 1)

G_DEFINE_QUARK(transmit-error-quark, transmit_error)

/** A frame on its way. */
typedef struct Frame {
    CaptureTime time;
    /** Number in the capture. */
    uint64_t position;
    uint32_t length;
    /** About how many bytes it can become on the wire. */
    uint32_t wire;
    /** It has its completion. */
    bool told;
    SendResult sent;
} Frame;

struct Transmit {
    uint32_t segment_size;
    CaptureWriter *out;
    FILE *oob;
    GHashTable *by_handle;
    /** Handles of outbound SAs in packet mode, by what is on the wire of them;
     *  NULL: not needed yet. */
    GHashTable *by_esp;
    /** Numbers @oldest to @next - 1. */
    Frame frame[WINDOW];
    uint64_t oldest;
    uint64_t next;
    uint64_t wire_bytes;
    /** What was read from the port, from @wire_at on. */
    GByteArray *wire;
    size_t wire_at;
    /** Frames written to @out, and those of them that belong to @oldest. */
    uint64_t written;
    uint32_t taken;
    uint64_t taken_bytes;
    /** Positions of those that were not sent, for each reason. */
    Ranges failed[REASONS];
    /** Of those that were too big: what would have been the longest, from ...
     *  to ... */
    uint32_t fit_min, fit_max;
    uint64_t num_failed;
};

/* ------------------------------------------------------------------------
 * Policy
 */

static const struct ipsecnic_sa_ctx *context_of(const ReplaySa *sa)
{
    return (const void *)sa->ctx;
}

static bool is_ipv6(const ReplaySa *sa)
{
    return GUINT32_FROM_LE(context_of(sa)->flags) & IPSECNIC_SA_FLAG_IPV6;
}

static bool is_packet(const ReplaySa *sa)
{
    return GUINT32_FROM_LE(context_of(sa)->flags) &
           IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
}

static bool is_tunnel(const ReplaySa *sa)
{
    return context_of(sa)->mode == IPSECNIC_MODE_TUNNEL;
}

static bool G_GNUC_PRINTF(4, 5) refuse(const char *name, unsigned line,
                                       GError **errp, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list ap;

    va_start(ap, format);
    text = g_strdup_vprintf(format, ap);
    va_end(ap);
    g_set_error(errp, TRANSMIT_ERROR, 0, "%s:%u: %s", name, line, text);
    return false;
}

static bool append_selector(const ReplaySa *sa, uint32_t number,
                            const SaSelector *sel, unsigned line,
                            const char *name, GByteArray *out, GError **errp)
{
    struct replay_selector wire = {
        .sa = GUINT32_TO_LE(number),
        .version = sel->family,
        .src_prefix = sel->src_prefix,
        .dst_prefix = sel->dst_prefix,
    };

    if (sel->key >= 0) {
        return refuse(name, line, errp, "to send, a selector with a GRE key is "
                      "of no use: the guest does not look at it; expected one "
                      "without key");
    }
    if (!is_tunnel(sa)) {
        unsigned own = is_ipv6(sa) ? 6 : 4;

        if (sel->family && sel->family != own) {
            return refuse(name, line, errp, "an SA for IPv%u in transport mode "
                          "has a selector for IPv%u; expected the same", own,
                          sel->family);
        }
        wire.version = own;
    }
    memcpy(wire.src, sel->src, sizeof(wire.src));
    memcpy(wire.dst, sel->dst, sizeof(wire.dst));
    /* to xfrm, protocol 0 is any */
    if (sel->proto > 0) {
        wire.flags |= REPLAY_SELECTOR_PROTO;
        wire.proto = sel->proto;
    }
    if (sel->sport >= 0) {
        wire.flags |= REPLAY_SELECTOR_SPORT;
        wire.sport = GUINT16_TO_LE(sel->sport);
    }
    if (sel->dport >= 0) {
        wire.flags |= REPLAY_SELECTOR_DPORT;
        wire.dport = GUINT16_TO_LE(sel->dport);
    }
    g_byte_array_append(out, (const uint8_t *)&wire, sizeof(wire));
    return true;
}

bool transmit_selectors(const ReplaySaFile *sas, const char *name,
                        GByteArray *out, GError **errp)
{
    static const uint8_t any[16];
    size_t i;

    for (i = 0; i < sas->num_sa; i++) {
        const ReplaySa *sa = &sas->sa[i];
        const unsigned line[] = { sa->line, sa->other_line };
        unsigned n;

        if (!sa->outbound || (is_packet(sa) && sas->outbound_policies)) {
            continue;
        }
        if (is_tunnel(sa) && !sa->sel[0].present && !sa->sel[1].present) {
            return refuse(name, sa->line, errp, "to send, an SA in tunnel mode "
                          "needs to know what goes through it; expected sel "
                          "src ADDRESS/LENGTH dst ADDRESS/LENGTH");
        }
        if (is_tunnel(sa) &&
            (!memcmp(context_of(sa)->src, any, sizeof(any)) ||
             !memcmp(context_of(sa)->dst, any, sizeof(any)))) {
            return refuse(name, sa->line, errp, "to send, an SA in tunnel mode "
                          "needs both ends of the tunnel; expected src and dst "
                          "with an address");
        }
        for (n = 0; n < 2; n++) {
            if (sa->sel[n].present &&
                !append_selector(sa, i, &sa->sel[n], line[n], name, out,
                                 errp)) {
                return false;
            }
        }
    }
    return true;
}

/* ------------------------------------------------------------------------
 * To the guest
 */

Transmit *transmit_new(uint32_t segment_size, CaptureWriter *out, FILE *oob,
                       GHashTable *by_handle)
{
    Transmit *t = g_new0(Transmit, 1);

    t->segment_size = segment_size;
    t->out = out;
    t->oob = oob;
    t->by_handle = by_handle;
    t->wire = g_byte_array_new();
    return t;
}

void transmit_free(Transmit *t)
{
    unsigned i;

    if (!t) {
        return;
    }
    for (i = 0; i < REASONS; i++) {
        ranges_clear(&t->failed[i]);
    }
    g_clear_pointer(&t->by_esp, g_hash_table_destroy);
    g_byte_array_free(t->wire, TRUE);
    g_free(t);
}

bool transmit_has_room(const Transmit *t)
{
    return t->next - t->oldest < WINDOW && t->wire_bytes < WIRE_BYTES;
}

void transmit_frame(Transmit *t, const CaptureFrame *frame, GByteArray *out)
{
    Frame *f = &t->frame[t->next % WINDOW];
    uint32_t segments = t->segment_size ? frame->length / t->segment_size + 1
                                        : 1;

    *f = (Frame) {
        .time = frame->time,
        .position = frame->position,
        .length = frame->length,
        .wire = frame->length + segments * GROWTH,
    };
    t->wire_bytes += f->wire;
    report_send(out, t->next, frame->data, frame->length);
    t->next++;
}

/* ------------------------------------------------------------------------
 * From the guest
 */

bool transmit_take_sent(Transmit *t, const SendResult *sent, GError **errp)
{
    uint64_t number = t->oldest + (uint32_t)(sent->number -
                                             (uint32_t)t->oldest);
    Frame *f = &t->frame[number % WINDOW];

    if (number >= t->next || f->told) {
        g_set_error(errp, TRANSMIT_ERROR, 0, "the guest tells what became of "
                    "frame %u, which it did not get or told of before",
                    sent->number);
        return false;
    }
    if (sent->refused && (sent->segments || sent->bytes)) {
        g_set_error(errp, TRANSMIT_ERROR, 0, "the guest refused frame %"
                    G_GUINT64_FORMAT " and sent it all the same", f->position);
        return false;
    }
    f->told = true;
    f->sent = *sent;
    return true;
}

static bool too_long(uint32_t length, GError **errp)
{
    if (length <= IPSECNIC_MAX_FRAME) {
        return false;
    }
    g_set_error(errp, TRANSMIT_ERROR, 0, "a frame of %u bytes appeared on the "
                "wire; the longest possible are %u", length,
                IPSECNIC_MAX_FRAME);
    return true;
}

/** The next whole frame of the wire; 0: there is none yet. */
static uint32_t next_wire(const Transmit *t, const uint8_t **data)
{
    size_t have = t->wire->len - t->wire_at;
    uint32_t length;

    if (have < PREFIX) {
        return 0;
    }
    memcpy(&length, t->wire->data + t->wire_at, PREFIX);
    length = ntohl(length);
    *data = t->wire->data + t->wire_at + PREFIX;
    return have - PREFIX < length ? 0 : length;
}

static void add_failed(Transmit *t, unsigned reason)
{
    t->num_failed++;
    t->failed[reason].most = RANGES_READABLE;
    ranges_add(&t->failed[reason],
               t->frame[t->oldest % WINDOW].position);
}

/** The oldest frame is complete: write its record, and forget it. */
static void write_record(Transmit *t)
{
    Frame *f = &t->frame[t->oldest % WINDOW];
    g_autofree char *json =
        report_sent_json(&f->sent, f->position, f->length,
                         t->written - t->taken, t->by_handle);

    fputs(json, t->oob);
    putc('\n', t->oob);
    if (!f->sent.refused && f->sent.status == IPSECNIC_TX_ST_TOO_BIG) {
        t->fit_min = t->failed[IPSECNIC_TX_ST_TOO_BIG].count
                     ? MIN(t->fit_min, f->sent.fit) : f->sent.fit;
        t->fit_max = MAX(t->fit_max, f->sent.fit);
    }
    if (f->sent.refused) {
        add_failed(t, REFUSALS + MIN(f->sent.refused, REPLAY_REFUSALS));
    } else if (f->sent.status != IPSECNIC_TX_ST_OK) {
        add_failed(t, MIN(f->sent.status, UNKNOWN_STATUS));
    }
    t->wire_bytes -= f->wire;
    t->oldest++;
    t->taken = 0;
    t->taken_bytes = 0;
}

/** SPI, destination and encapsulation of an SA or of a frame, as text. */
static char *esp_key(uint32_t spi, const uint8_t dst[16], bool encap)
{
    GString *s = g_string_new(NULL);
    unsigned i;

    g_string_append_printf(s, "%x %d ", spi, encap);
    for (i = 0; i < 16; i++) {
        g_string_append_printf(s, "%02x", dst[i]);
    }
    return g_string_free(s, FALSE);
}

/** Outbound SAs in packet mode: handles by key. */
static GHashTable *make_by_esp(GHashTable *by_handle)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                              NULL);
    gpointer handle, sa;
    GHashTableIter iter;

    g_hash_table_iter_init(&iter, by_handle);
    while (g_hash_table_iter_next(&iter, &handle, &sa)) {
        const struct ipsecnic_sa_ctx *ctx = context_of(sa);

        if (((const ReplaySa *)sa)->outbound && is_packet(sa)) {
            g_hash_table_insert(table,
                                esp_key(GUINT32_FROM_LE(ctx->op[0].spi),
                                        ctx->dst, ctx->encap), handle);
        }
    }
    return table;
}

/** The card has chosen the SA, by its policies: which one is on the wire. */
static void find_sa_on_wire(Transmit *t, SendResult *sent,
                            const CaptureFrame *frame)
{
    g_autofree char *key = NULL;
    const ReplaySa *sa;
    gpointer handle;
    WireEsp esp;

    if (!wire_esp_find(frame->data, frame->length, &esp)) {
        return;
    }
    if (!t->by_esp) {
        t->by_esp = make_by_esp(t->by_handle);
    }
    key = esp_key(esp.spi, esp.dst, esp.encap);
    handle = g_hash_table_lookup(t->by_esp, key);
    sa = g_hash_table_lookup(t->by_handle, handle);
    if (!sa) {
        return;
    }
    sent->handle[0] = GPOINTER_TO_UINT(handle);
    sent->spi = esp.spi;
    /* of extended numbers the upper half is not on the wire */
    if (!(GUINT16_FROM_LE(context_of(sa)->op[0].flags) &
          IPSECNIC_OP_FLAG_ESN)) {
        sent->sequence = esp.sequence;
    }
}

/** Take what has come of the oldest frame, whose completion is there. */
static void take_wire(Transmit *t)
{
    Frame *f = &t->frame[t->oldest % WINDOW];
    CaptureFrame frame = { .time = f->time };

    while (t->taken < f->sent.segments &&
           (frame.length = next_wire(t, &frame.data)) != 0) {
        capture_write(t->out, &frame);
        if (f->sent.by_policy && !t->taken) {
            find_sa_on_wire(t, &f->sent, &frame);
        }
        t->wire_at += PREFIX + frame.length;
        t->written++;
        t->taken++;
        t->taken_bytes += frame.length;
    }
}

static void drop_taken(Transmit *t)
{
    if (t->wire_at) {
        g_byte_array_remove_range(t->wire, 0, t->wire_at);
        t->wire_at = 0;
    }
}

/** Write down what is complete; false if the oldest frame that was told of is
 *  not, or is not what was told. */
static bool write_complete(Transmit *t)
{
    while (t->oldest < t->next && t->frame[t->oldest % WINDOW].told) {
        const SendResult *sent = &t->frame[t->oldest % WINDOW].sent;

        take_wire(t);
        if (t->taken < sent->segments || t->taken_bytes != sent->bytes) {
            return false;
        }
        write_record(t);
    }
    return true;
}

bool transmit_take_wire(Transmit *t, const uint8_t *data, size_t size,
                        GError **errp)
{
    const uint8_t *frame;
    uint32_t length;

    drop_taken(t);
    g_byte_array_append(t->wire, data, size);
    write_complete(t);
    /* what cannot be a frame is not waited for */
    if (t->wire->len - t->wire_at >= PREFIX && !next_wire(t, &frame)) {
        memcpy(&length, t->wire->data + t->wire_at, PREFIX);
        return !too_long(ntohl(length), errp);
    }
    return true;
}

bool transmit_settle(Transmit *t, GError **errp)
{
    const SendResult *sent;
    uint64_t position;

    if (write_complete(t)) {
        drop_taken(t);
        return true;
    }
    position = t->frame[t->oldest % WINDOW].position;
    sent = &t->frame[t->oldest % WINDOW].sent;
    if (t->taken < sent->segments) {
        g_set_error(errp, TRANSMIT_ERROR, 0, "the card says that frame %"
                    G_GUINT64_FORMAT " became %u frames; only %u of them are "
                    "on the wire", position, sent->segments, t->taken);
    } else {
        g_set_error(errp, TRANSMIT_ERROR, 0, "the card says that frame %"
                    G_GUINT64_FORMAT " became %u bytes; on the wire are %"
                    G_GUINT64_FORMAT, position, sent->bytes, t->taken_bytes);
    }
    return false;
}

uint64_t transmit_next(const Transmit *t)
{
    return t->next;
}

uint64_t transmit_done(const Transmit *t)
{
    return t->oldest;
}

uint64_t transmit_position(const Transmit *t)
{
    return t->oldest < t->next ? t->frame[t->oldest % WINDOW].position :
           t->next ? t->frame[(t->next - 1) % WINDOW].position + 1 : 0;
}

bool transmit_finish(Transmit *t, GError **errp)
{
    size_t left = t->wire->len - t->wire_at;
    /* nobody knows of which frame they are: not of one before this */
    CaptureFrame frame = {
        .time = t->frame[(t->oldest ? t->oldest - 1 : 0) % WINDOW].time,
    };

    if (!left) {
        return true;
    }
    while ((frame.length = next_wire(t, &frame.data)) != 0) {
        capture_write(t->out, &frame);
        t->wire_at += PREFIX + frame.length;
    }
    g_set_error(errp, TRANSMIT_ERROR, 0, "%zu bytes appeared on the wire that "
                "no completion of the card speaks of", left);
    return false;
}

/* ------------------------------------------------------------------------
 * In the end
 */

/** How long a packet may have been that was too big. */
static char *fit_text(const Transmit *t)
{
    if (t->fit_min == t->fit_max) {
        return g_strdup_printf(", the longest IP packet that fits has %u bytes",
                               t->fit_max);
    }
    return g_strdup_printf(", the longest IP packets that fit have %u to %u "
                           "bytes", t->fit_min, t->fit_max);
}

bool transmit_conclude(const Transmit *t, const char *program, const char *in,
                       uint64_t total)
{
    unsigned i;

    if (!t->num_failed) {
        return true;
    }
    fprintf(stderr, "%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
            " frames were not sent (positions in %s, from 0):\n", program,
            t->num_failed, total, in);
    for (i = 0; i < REASONS; i++) {
        const Ranges *failed = &t->failed[i];

        if (!failed->count) {
            continue;
        }
        if (i < REFUSALS) {
            fprintf(stderr, "%s: %" G_GUINT64_FORMAT " by the card: %s (%s",
                    program, failed->count, report_tx_status_text(i),
                    report_tx_status_name(i));
            if (i < UNKNOWN_STATUS) {
                fprintf(stderr, ", status %u", i);
            }
            fprintf(stderr, ")");
            if (i == IPSECNIC_TX_ST_TOO_BIG) {
                g_autofree char *fit = fit_text(t);

                fputs(fit, stderr);
            }
            fprintf(stderr, ":\n");
        } else {
            fprintf(stderr, "%s: %" G_GUINT64_FORMAT " by the guest: %s "
                    "(%s):\n", program, failed->count,
                    report_refusal_text(i - REFUSALS),
                    report_refusal_name(i - REFUSALS));
        }
        ranges_print(failed, stderr);
    }
    return false;
}

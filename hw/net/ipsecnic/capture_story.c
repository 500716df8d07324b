/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what a capture says of packets and SAs, in the words of
 * docs/story.rst
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/timer.h"

#include "capture_record.h"
#include "capture_story.h"
#include "dma.h"
#include "engine/engine.h"
#include "engine/sa_codec.h"
#include "sa_text.h"
#include "words.h"

/* A fault can make a number what it never is. */

static const char *reason_of(uint32_t reason)
{
    return ipsecnic_reason_word(reason) ?: "?";
}

static const char *kind_of(uint32_t kind)
{
    return ipsecnic_kind_word(kind) ?: "?";
}

static const char *accept_of(uint32_t accept)
{
    return ipsecnic_accept_word(accept) ?: "?";
}

static const char *status_of(uint32_t status)
{
    return ipsecnic_tx_status_word(status) ?: "?";
}

static const char *status_text(uint32_t status)
{
    return ipsecnic_tx_status_text(status) ?: "?";
}

static void ipsecnic_capture_faults(IpsecnicCapture *c, GString *comment,
                                    int which)
{
    g_string_append_len(comment, c->faults[which]->str,
                        c->faults[which]->len);
    g_string_truncate(c->faults[which], 0);
}

static IpsecnicCaptureUntold *ipsecnic_capture_untold(IpsecnicCapture *c,
                                                      const IpsecnicQueue *q)
{
    bool receive = q->id == IPSECNIC_QUEUE_RX(q->pair);

    return &c->untold[(receive ? 0 : IPSECNIC_MAX_QUEUES) + q->pair];
}

/*
 * A driver that moves COMP_HEAD is at work, and need not be told; one that does
 * not, of a queue that is not armed, may have forgotten to arm it.
 */
static void ipsecnic_capture_interrupt(GString *comment, IpsecnicCapture *c,
                                       const IpsecnicQueue *q)
{
    IpsecnicCaptureUntold *untold = ipsecnic_capture_untold(c, q);
    bool none = q->vector == IPSECNIC_VECTOR_NONE;

    g_string_append_printf(comment, "; interrupt: %s", none ? "none" :
                           q->armed ? "raised" :
                           untold->head != q->comp_head ? "polled" :
                           "not armed");
    untold->head = q->comp_head;
    if (q->armed || none) {
        untold->count = 0;
    } else if (!untold->count++) {
        untold->since = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    }
}

/* How long the driver may take for a queue that it was not told of. */
#define UNTOLD_NS (200 * SCALE_MS)

void ipsecnic_capture_write_looked(IpsecnicState *s, const IpsecnicQueue *q)
{
    IpsecnicCaptureUntold *untold = ipsecnic_capture_untold(s->capture, q);
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    IpsecnicCaptureFacts facts = { .control = true, .queue = q->name };

    if (untold->count && now - untold->since >= UNTOLD_NS) {
        g_autofree char *text = g_strdup_printf(
            "waited: %s; completions: %" PRIu32 "; ms: %" PRId64
            "; why: they came without an interrupt, since the driver had not "
            "armed the queue", q->name, untold->count,
            (now - untold->since) / SCALE_MS);

        ipsecnic_capture_line(s->capture, &facts, 0, text);
    }
    if (s->capture) {
        /* What is left is from now on what the driver knows of. */
        untold->count = q->comp_tail != q->comp_head;
        untold->since = now;
    }
}

void ipsecnic_capture_write_begun(IpsecnicState *s, const IpsecnicQueue *q)
{
    *ipsecnic_capture_untold(s->capture, q) = (IpsecnicCaptureUntold) { 0 };
}

/* What filters can ask of an SA, and what comments say of it. */
static bool ipsecnic_capture_sa_facts(const IpsecnicState *s, uint32_t handle,
                                      IpsecnicCaptureFacts *facts,
                                      IpsecSaCtx *ctx)
{
    uint32_t i;

    if (ipsec_engine_describe_sa(s->engine, handle, ctx) != IPSECNIC_ST_OK) {
        return false;
    }
    for (i = 0; i < MIN(ctx->num_ops, 2); i++) {
        facts->spi[i] = ctx->op[i].spi;
    }
    return true;
}

/*
 * Handle, mode and top of an SA that a packet matched or named.
 * @which: what stands before each key: "", "inner ", "tunnel "
 */
static void ipsecnic_capture_match(const IpsecnicState *s, GString *comment,
                                   const char *which, uint32_t handle,
                                   IpsecnicCaptureFacts *facts)
{
    IpsecSaCtx ctx;

    if (!handle) {
        return;
    }
    g_string_append_printf(comment, "; %ssa: 0x%08" PRIx32, which, handle);
    if (ipsecnic_capture_sa_facts(s, handle, facts, &ctx)) {
        g_string_append_printf(comment, "; %smode: %s; %stop: %" PRIu64, which,
                               ctx.mode == IPSECNIC_MODE_TUNNEL ? "tunnel" :
                               "transport", which, ctx.op[0].sequence);
    }
}

static void ipsecnic_capture_spi(GString *comment, const IpsecFrame *frame,
                                 IpsecnicCaptureFacts *facts)
{
    if (frame->ipsec_offset && !frame->truncated) {
        facts->spi[2] = frame->spi;
        g_string_append_printf(comment, "; spi: 0x%08" PRIx32
                               "; sequence: %" PRIu32, frame->spi,
                               frame->sequence);
    }
}

static const char *ipsecnic_capture_done(const IpsecFrame *frame,
                                         const uint8_t *data,
                                         const IpsecnicRxComp *comp)
{
    if (comp->flags & IPSECNIC_COMP_DECAPSULATED) {
        return "decapsulated";
    }
    if (data != frame->data) {
        return "decrypted";
    }
    return (comp->oob & IPSECNIC_OOB_CRYPTO_DONE) &&
           !IPSECNIC_OOB_STATUS(comp->oob) ? "checked" : "unchanged";
}

/* What the driver is told of a frame, and what filters can ask of that. */
static void ipsecnic_capture_verdict(GString *comment,
                                     const IpsecnicRxComp *comp,
                                     IpsecnicCaptureFacts *facts)
{
    uint32_t status = IPSECNIC_OOB_STATUS(comp->oob);

    if (comp->oob & IPSECNIC_OOB_CRYPTO_DONE) {
        facts->verdict[0] = ipsecnic_crypto_word(status) ?: "?";
        facts->verdict[1] = status || comp->reason ? "bad" : "good";
    } else {
        facts->verdict[1] = "unprocessed";
    }
    g_string_append_printf(comment, "; verdict: %s; status: %s",
                           facts->verdict[1],
                           facts->verdict[0] ? facts->verdict[0] : "none");
    if (comp->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) {
        g_string_append(comment, "; next status: yes");
    }
    if (comp->reason) {
        facts->verdict[2] = reason_of(comp->reason);
        g_string_append_printf(comment, "; reason: %s", facts->verdict[2]);
    }
    if (comp->inner_reason) {
        facts->verdict[3] = reason_of(comp->inner_reason);
        g_string_append_printf(comment, "; inner reason: %s",
                               facts->verdict[3]);
    }
    if (comp->oob & IPSECNIC_OOB_SA_DELETE_REQ) {
        g_string_append(comment, "; delete request: yes");
    }
}

void ipsecnic_capture_write_rx(IpsecnicState *s, const IpsecnicQueue *q,
                               const IpsecFrame *frame, const uint8_t *data,
                               const IpsecnicRxComp *comp, uint32_t buffers,
                               bool original)
{
    IpsecnicCapture *c = s->capture;
    g_autoptr(GString) wire = g_string_sized_new(256);
    g_autoptr(GString) card = g_string_sized_new(512);
    IpsecnicCaptureFacts facts = {
        .sa = { comp->sa_outer, comp->sa_inner },
        .queue = q->name,
    };
    bool stripped = comp->flags & IPSECNIC_COMP_VLAN_STRIPPED;
    IpsecnicCaptureRecord record = {
        .direction = IPSECNIC_CAPTURE_IN,
        .packet = ++c->packets,
    };

    c->held_valid = false;
    g_string_append_printf(card, "indicated: %s; queue: %s; index: %" PRIu32
                           "; completion: %" PRIu32 "; buffers: %" PRIu32,
                           ipsecnic_capture_done(frame, data, comp), q->name,
                           (q->posted_head - buffers) & IPSECNIC_INDEX_MASK,
                           (q->comp_tail - buffers) & IPSECNIC_INDEX_MASK,
                           buffers);
    ipsecnic_capture_interrupt(card, c, q);
    g_string_append_printf(card, "; arrival: %" PRIu32 "; kind: %s",
                           comp->arrival, kind_of(comp->kind));
    ipsecnic_capture_match(s, card, "inner ", comp->sa_inner, &facts);
    ipsecnic_capture_match(s, card, "", comp->sa_outer, &facts);
    ipsecnic_capture_spi(card, frame, &facts);
    ipsecnic_capture_verdict(card, comp, &facts);
    g_string_append_printf(card, "; length: %" PRIu32 "; hash: 0x%08" PRIx32,
                           comp->frame_length, comp->hash);
    if (original) {
        g_string_append(card, "; original: yes");
    }
    ipsecnic_capture_faults(c, card, RECEIVED);

    g_string_append_printf(wire, "received: %s; queue: %s; arrival: %" PRIu32
                           "; accept: %s",
                           kind_of(frame->kind), q->name,
                           comp->arrival, accept_of(comp->accept));
    ipsecnic_capture_spi(wire, frame, &facts);
    g_string_append_printf(wire, "; verdict: %s; length: %" PRIu32,
                           facts.verdict[1], frame->length);

    record.interface = IPSECNIC_CAPTURE_WIRE;
    record.data = frame->data;
    record.length = frame->length;
    record.comment = wire->str;
    ipsecnic_capture_add(c, &facts, &record);
    if (s->capture != c) {
        return;
    }
    record.interface = IPSECNIC_CAPTURE_CARD;
    record.data = data;
    record.length = comp->frame_length;
    record.comment = card->str;
    if (stripped) {
        record.head = data;
        record.head_length = IPSECNIC_VLAN_TAG_OFFSET;
        record.data = data + IPSECNIC_VLAN_TAG_OFFSET + IPSECNIC_VLAN_TAG;
        record.length -= IPSECNIC_VLAN_TAG_OFFSET;
    }
    ipsecnic_capture_add(c, &facts, &record);
}

void ipsecnic_capture_write_drop(IpsecnicState *s, const IpsecnicQueue *q,
                                 const uint8_t *data, size_t length,
                                 const char *why)
{
    IpsecnicCapture *c = s->capture;
    g_autoptr(GString) comment = g_string_sized_new(256);
    IpsecnicCaptureFacts facts = {
        .queue = q ? q->name : NULL,
        .verdict = { "dropped" },
    };
    IpsecFrame frame;

    c->held_valid = false;
    g_string_append_printf(comment, "dropped: %s", why);
    if (q) {
        g_string_append_printf(comment, "; queue: %s", q->name);
    }
    if (length >= IPSECNIC_MIN_FRAME && length <= IPSECNIC_MAX_FRAME) {
        ipsec_engine_parse(s->engine, &frame, data, length);
        g_string_append_printf(comment, "; kind: %s",
                               kind_of(frame.kind));
        ipsecnic_capture_spi(comment, &frame, &facts);
    }
    g_string_append_printf(comment, "; verdict: dropped; length: %zu", length);
    ipsecnic_capture_faults(c, comment, RECEIVED);
    ipsecnic_capture_add(c, &facts, &(IpsecnicCaptureRecord) {
        .interface = IPSECNIC_CAPTURE_WIRE,
        .direction = IPSECNIC_CAPTURE_IN,
        .packet = ++c->packets,
        .data = data,
        .length = MIN(length, UINT32_MAX / 2),
        .comment = comment->str,
    });
}

/* QEMU comes with the same frame again and again; it is told of once. */
void ipsecnic_capture_write_held(IpsecnicState *s, const IpsecnicQueue *q)
{
    IpsecnicCapture *c = s->capture;
    uint32_t arrival = s->stats[IPSECNIC_STAT_RX_ARRIVALS];
    IpsecnicCaptureFacts facts = { .control = true, .queue = q->name };
    g_autofree char *text = NULL;

    if (c->held_valid && c->held == arrival) {
        return;
    }
    c->held_valid = true;
    c->held = arrival;
    text = g_strdup_printf("held: no buffer; queue: %s; arrival: %" PRIu32
                           "; entries: %" PRIu32, q->name, arrival,
                           (q->posted_tail - q->posted_head) &
                           IPSECNIC_INDEX_MASK);
    ipsecnic_capture_line(c, &facts, 0, text);
}

void ipsecnic_capture_keep_posted(IpsecnicState *s, const uint8_t *data,
                                  uint32_t length)
{
    IpsecnicCapture *c = s->capture;

    c->posted_length = MIN(length, IPSECNIC_MAX_FRAME);
    memcpy(c->posted, data, c->posted_length);
}

/* What a posted frame asks for. */
static void ipsecnic_capture_asks(GString *comment,
                                  const IpsecnicTxPosted *first, bool packet)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } asks[] = {
        { IPSECNIC_TX_BYPASS, " bypass" },
        { IPSECNIC_TX_CSUM, " csum" },
        { IPSECNIC_TX_SEGMENT, " segment" },
        { IPSECNIC_TX_STAMP, " stamp" },
        { IPSECNIC_TX_VLAN, " vlan" },
    };
    size_t start;
    size_t i;

    g_string_append(comment, "posted:");
    start = comment->len;
    if (packet || (first->flags & IPSECNIC_TX_ENCAPSULATE)) {
        g_string_append(comment, " packet");
    } else if (first->sa_handle) {
        g_string_append(comment, " ipsec");
    }
    for (i = 0; i < ARRAY_SIZE(asks); i++) {
        if (first->flags & asks[i].flag) {
            g_string_append(comment, asks[i].name);
        }
    }
    if (comment->len == start) {
        g_string_append(comment, " plain");
    }
}

void ipsecnic_capture_write_posted(IpsecnicState *s, const IpsecnicTxQueue *txq,
                                   uint32_t status)
{
    IpsecnicCapture *c = s->capture;
    const IpsecnicQueue *q = &txq->q;
    g_autoptr(GString) comment = g_string_sized_new(512);
    IpsecnicCaptureFacts facts = {
        .queue = q->name,
        .verdict = { status_of(status), status ? "bad" : "good" },
    };
    IpsecnicTxPosted first;

    ipsecnic_tx_posted_decode(&first, txq->first);
    facts.sa[0] = first.sa_handle ? first.sa_handle : s->tx_sa;
    facts.sa[1] = first.tunnel_handle;
    ipsecnic_capture_asks(comment, &first, s->tx_sa || s->tx_policy);
    g_string_append_printf(comment, "; queue: %s; index: %" PRIu32
                           "; entries: %" PRIu32, q->name, q->posted_head,
                           txq->scanned);
    ipsecnic_capture_match(s, comment, "tunnel ", facts.sa[1], &facts);
    ipsecnic_capture_match(s, comment, "", facts.sa[0], &facts);
    if (s->tx_policy) {
        g_string_append_printf(comment, "; policy: 0x%08" PRIx32,
                               s->tx_policy);
    }
    g_string_append_printf(comment, "; verdict: %s; status: %s",
                           facts.verdict[1], facts.verdict[0]);
    if (status) {
        g_string_append_printf(comment, "; text: %s",
                               status_text(status));
    } else {
        g_string_append_printf(comment, "; segments: %" PRIu32,
                               s->tx_segments);
    }
    g_string_append_printf(comment, "; length: %" PRIu32, c->posted_length);
    ipsecnic_capture_faults(c, comment, SENT);
    c->packet = ++c->packets;
    c->tx_facts = facts;
    ipsecnic_capture_add(c, &facts, &(IpsecnicCaptureRecord) {
        .interface = IPSECNIC_CAPTURE_CARD,
        .direction = IPSECNIC_CAPTURE_OUT,
        .packet = c->packet,
        .data = c->posted,
        .length = c->posted_length,
        .comment = comment->str,
    });
}

void ipsecnic_capture_write_sent(IpsecnicState *s, const IpsecnicTxQueue *txq,
                                 const uint8_t *data, uint32_t length)
{
    IpsecnicCapture *c = s->capture;
    const IpsecnicQueue *q = &txq->q;
    g_autoptr(GString) comment = g_string_sized_new(256);
    IpsecnicCaptureFacts facts = c->tx_facts;
    IpsecFrame frame;

    if (!c->packet) {
        /* It was posted before the capture began. */
        IpsecnicTxPosted first;

        ipsecnic_tx_posted_decode(&first, txq->first);
        c->packet = ++c->packets;
        facts = (IpsecnicCaptureFacts) {
            .sa = { first.sa_handle ? first.sa_handle : s->tx_sa,
                    first.tunnel_handle },
            .queue = q->name,
            .verdict = { status_of(IPSECNIC_TX_ST_OK), "good" },
        };
        c->tx_facts = facts;
    }
    ipsec_engine_parse(s->engine, &frame, data, length);
    g_string_append_printf(comment, "sent: %" PRIu32 "; of: %" PRIu32
                           "; queue: %s; index: %" PRIu32 "; kind: %s",
                           s->tx_segment + 1, s->tx_segments, q->name,
                           q->posted_head, kind_of(frame.kind));
    ipsecnic_capture_match(s, comment, "tunnel ", facts.sa[1], &facts);
    ipsecnic_capture_match(s, comment, "", facts.sa[0], &facts);
    ipsecnic_capture_spi(comment, &frame, &facts);
    g_string_append_printf(comment, "; verdict: %s; length: %" PRIu32,
                           facts.verdict[1], length);
    ipsecnic_capture_faults(c, comment, SENT);
    ipsecnic_capture_add(c, &facts, &(IpsecnicCaptureRecord) {
        .interface = IPSECNIC_CAPTURE_WIRE,
        .direction = IPSECNIC_CAPTURE_OUT,
        .packet = c->packet,
        .data = data,
        .length = length,
        .comment = comment->str,
    });
}

void ipsecnic_capture_write_late(IpsecnicState *s, const IpsecnicQueue *q,
                                 uint64_t packet, const uint8_t *data,
                                 uint32_t length)
{
    g_autoptr(GString) comment = g_string_sized_new(256);
    IpsecnicCaptureFacts facts = { .queue = q->name };
    IpsecFrame frame;

    ipsec_engine_parse(s->engine, &frame, data, length);
    g_string_append_printf(comment, "sent: late; queue: %s; kind: %s", q->name,
                           kind_of(frame.kind));
    ipsecnic_capture_spi(comment, &frame, &facts);
    g_string_append_printf(comment, "; length: %" PRIu32, length);
    ipsecnic_capture_add(s->capture, &facts, &(IpsecnicCaptureRecord) {
        .interface = IPSECNIC_CAPTURE_WIRE,
        .direction = IPSECNIC_CAPTURE_OUT,
        .packet = packet,
        .data = data,
        .length = length,
        .comment = comment->str,
    });
}

uint64_t ipsecnic_capture_number(IpsecnicState *s)
{
    return s->capture->packet;
}

void ipsecnic_capture_forget(IpsecnicState *s)
{
    s->capture->packet = 0;
}

void ipsecnic_capture_write_completed(IpsecnicState *s,
                                      const IpsecnicTxQueue *txq,
                                      uint32_t status, uint32_t segments)
{
    IpsecnicCapture *c = s->capture;
    const IpsecnicQueue *q = &txq->q;
    g_autoptr(GString) comment = g_string_sized_new(256);
    IpsecnicCaptureFacts facts = c->packet ? c->tx_facts :
                                 (IpsecnicCaptureFacts) { .queue = q->name };
    IpsecnicTxPosted first;

    ipsecnic_tx_posted_decode(&first, txq->first);
    facts.sa[0] = facts.sa[0] ? facts.sa[0] : first.sa_handle;
    facts.verdict[0] = status_of(status);
    facts.verdict[1] = status ? "bad" : "good";
    g_string_append_printf(comment, "completed: %s; queue: %s; index: %" PRIu32
                           "; entries: %" PRIu32 "; completion: %" PRIu32,
                           facts.verdict[0], q->name, q->posted_head,
                           txq->scanned,
                           (q->comp_tail - 1) & IPSECNIC_INDEX_MASK);
    ipsecnic_capture_interrupt(comment, c, q);
    if (facts.sa[0]) {
        g_string_append_printf(comment, "; sa: 0x%08" PRIx32, facts.sa[0]);
    }
    if (status) {
        g_string_append_printf(comment, "; text: %s",
                               status_text(status));
    }
    g_string_append_printf(comment, "; verdict: %s; segments: %" PRIu32,
                           facts.verdict[1], segments);
    ipsecnic_capture_faults(c, comment, SENT);
    ipsecnic_capture_line(c, &facts, c->packet, comment->str);
    if (s->capture == c) {
        c->packet = 0;
    }
}

void ipsecnic_capture_write_control(IpsecnicState *s, uint32_t handle,
                                    const char *text)
{
    IpsecnicCaptureFacts facts = { .control = true, .sa = { handle } };
    IpsecSaCtx ctx;

    if (handle) {
        ipsecnic_capture_sa_facts(s, handle, &facts, &ctx);
    }
    ipsecnic_capture_line(s->capture, &facts, 0, text);
}

void ipsecnic_capture_write_sa(IpsecnicState *s, const char *what,
                               uint32_t handle, uint32_t spi,
                               const IpsecSaCtx *ctx, const char *why)
{
    g_autoptr(GString) text = g_string_sized_new(512);
    IpsecnicCaptureFacts facts = {
        .control = true,
        .sa = { handle },
        .spi = { spi },
    };
    uint32_t i;

    g_string_append_printf(text, "sa: %s", what);
    if (handle) {
        g_string_append_printf(text, "; handle: 0x%08" PRIx32, handle);
    }
    if (ctx) {
        for (i = 0; i < MIN(ctx->num_ops, 2); i++) {
            facts.spi[i] = ctx->op[i].spi;
        }
        ipsecnic_sa_text(text, ctx);
    } else if (spi) {
        g_string_append_printf(text, "; spi: 0x%08" PRIx32, spi);
    }
    if (why) {
        g_string_append_printf(text, "; text: %s", why);
    }
    ipsecnic_capture_line(s->capture, &facts, 0, text->str);
}

void ipsecnic_capture_write_fault(IpsecnicState *s, const char *text)
{
    IpsecnicCapture *c = s->capture;
    g_autofree char *line = g_strdup(text);
    IpsecnicCaptureFacts facts = { .control = true };
    uint32_t busy = s->busy;

    /* It is somebody else's text. */
    g_strdelimit(line, ";\n\r\t", ' ');
    /* That of faults enters all others, and no packet is under way in them. */
    if (s->busy & BIT(IPSECNIC_PART_FAULT)) {
        busy = 0;
    }
    if (busy & BIT(IPSECNIC_PART_RX)) {
        g_string_append_printf(c->faults[RECEIVED], "; fault: %s", line);
    } else if (busy & BIT(IPSECNIC_PART_TX)) {
        g_string_append_printf(c->faults[SENT], "; fault: %s", line);
    } else {
        g_autofree char *record = g_strdup_printf("fault: %s", line);

        ipsecnic_capture_line(c, &facts, 0, record);
    }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Saving and loading an engine's SAs
 *
 * A stream is little-endian, on every host:
 *
 *   u32 magic, u32 version, u32 slots, u32 SAs, u32 free slots
 *   u16 generation, for each slot
 *   u32 index, for each free slot, the one that is used next first
 *   for each SA: u32 handle, u32 state, u64 packets, u64 bytes,
 *                u64 failed[8], u64 skipped, SA context
 *   u32 magic again
 *
 * Version 2 has SAs in packet mode, too, and all SAs of a direction in the
 * order in which they came.  Behind the context of one in packet mode stand
 *
 *   u64 replayed, u64 late, u64 expired, u64 policy, u64 too big, u64 unusable
 *   u64 words of its replay window, if it has one that is checked, as
 *       QUERY_WINDOW writes them
 *
 * and behind all SAs the policies:
 *
 *   slots as those of the SAs: u32 slots, u32 policies, u32 free slots, ...
 *   for each policy, inbound ones first, in the order in which they came:
 *       u32 handle, u64 packets, u64 bytes, u64 no SA, u64 refused,
 *       struct ipsecnic_policy
 *
 * What can be said in version 1 is, so that an older card takes it.
 */

#include <glib.h>
#include <stdarg.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "context.h"
#include "internal.h"
#include "policy.h"
#include "sa.h"
#include "sa_codec.h"
#include "sadb.h"
#include "secret.h"
#include "slots.h"
#include "spd.h"
#include "stream.h"
#include "window.h"

#define STREAM_MAGIC    0x41535049u /* "IPSA" */
#define STREAM_VERSION  1
#define STREAM_PACKET   2
#define STATE_MASK                                                      \
    (IPSECNIC_SA_STATE_SOFT_LIMIT | IPSECNIC_SA_STATE_HARD_LIMIT |      \
     IPSECNIC_SA_STATE_DELETE_REQ)
/* Those of outbound SAs in packet mode */
#define STATE_MASK_PACKET   (STATE_MASK | IPSECNIC_SA_STATE_SEQUENCE_END)

/* A stream that is being written, in pieces. */
typedef struct Writer {
    IpsecSaveFunc func;
    void *opaque;
    size_t length;
    uint8_t buffer[1024];
} Writer;

static void put_flush(Writer *w)
{
    w->func(w->opaque, w->buffer, w->length);
    w->length = 0;
}

/* Room for the next bytes, at most a whole buffer. */
static uint8_t *put(Writer *w, size_t n)
{
    if (n > sizeof(w->buffer) - w->length) {
        put_flush(w);
    }
    w->length += n;
    return w->buffer + w->length - n;
}

static void put16(Writer *w, uint16_t v)
{
    ipsec_put_le16(put(w, sizeof(v)), v);
}

static void put32(Writer *w, uint32_t v)
{
    ipsec_put_le32(put(w, sizeof(v)), v);
}

static void put64(Writer *w, uint64_t v)
{
    ipsec_put_le64(put(w, sizeof(v)), v);
}

/* What packet mode adds to an SA. */
static void save_packet(Writer *w, const IpsecSa *sa)
{
    const IpsecSaOp *op = &sa->op[0];
    uint32_t i;

    put64(w, sa->replayed);
    put64(w, sa->late);
    put64(w, sa->expired);
    put64(w, sa->policy);
    put64(w, sa->too_big);
    put64(w, sa->unusable);
    for (i = 0; op->replay && i < ipsec_window_words(op->window); i++) {
        put64(w, ipsec_window_encode(op->replay, op->top, i));
    }
}

static void save_sa(Writer *w, const IpsecSa *sa)
{
    uint8_t ctx[IPSECNIC_SA_CTX_MAX];
    size_t length;
    unsigned n;

    put32(w, sa->handle);
    put32(w, sa->state);
    put64(w, sa->packets);
    put64(w, sa->bytes);
    for (n = 0; n < G_N_ELEMENTS(sa->failed); n++) {
        put64(w, sa->failed[n]);
    }
    put64(w, sa->skipped);
    length = ipsec_sa_context(sa, ctx);
    memcpy(put(w, length), ctx, length);
    ipsec_wipe(ctx, sizeof(ctx));
    if (sa->packet) {
        save_packet(w, sa);
    }
}

static bool has_packet_mode(const IpsecSadb *db)
{
    const IpsecSa *sa;
    const GList *link;
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(db->list); i++) {
        for (link = db->list[i].head; link; link = link->next) {
            sa = link->data;
            if (sa->packet) {
                return true;
            }
        }
    }
    return false;
}

/* In the order of version 1, or in that in which they came. */
static void save_sas(Writer *w, const IpsecSadb *db, bool in_order)
{
    const IpsecSa *sa;
    const GList *link;
    uint32_t i;

    if (in_order) {
        for (i = 0; i < G_N_ELEMENTS(db->list); i++) {
            for (link = db->list[i].head; link; link = link->next) {
                sa = link->data;
                save_sa(w, sa);
            }
        }
        return;
    }
    for (i = 1; i <= db->slots.used; i++) {
        sa = ipsec_slots_at(&db->slots, i)->item;
        if (sa) {
            save_sa(w, sa);
        }
    }
}

static void save_slots(Writer *w, const IpsecSlots *slots, uint32_t count)
{
    uint32_t i;

    put32(w, slots->used);
    put32(w, count);
    put32(w, slots->used - count);
    for (i = 1; i <= slots->used; i++) {
        put16(w, ipsec_slots_at(slots, i)->generation);
    }
    for (i = slots->free_first; i; i = ipsec_slots_at(slots, i)->next_free) {
        put32(w, i);
    }
}

static void save_policies(Writer *w, const IpsecSpd *spd)
{
    const IpsecPolicy *policy;
    const GList *link;
    unsigned i;

    save_slots(w, &spd->slots, ipsec_spd_count(spd));
    for (i = 0; i < G_N_ELEMENTS(spd->list); i++) {
        for (link = spd->list[i].head; link; link = link->next) {
            policy = link->data;
            put32(w, policy->handle);
            put64(w, policy->packets);
            put64(w, policy->bytes);
            put64(w, policy->no_sa);
            put64(w, policy->refused);
            memcpy(put(w, sizeof(policy->given)), &policy->given,
                   sizeof(policy->given));
        }
    }
}

void ipsec_engine_save_to(IpsecEngine *engine, IpsecSaveFunc func,
                          void *opaque)
{
    const IpsecSadb *db = &engine->db;
    Writer w = { .func = func, .opaque = opaque };
    uint32_t most = UINT32_MAX;
    bool packet;

    /* What was flushed does not go along, and its slots are free. */
    ipsec_sadb_reap(&engine->db, UINT32_MAX);
    ipsec_spd_reap(&engine->spd, &most);
    packet = has_packet_mode(db) || engine->spd.slots.used;
    put32(&w, STREAM_MAGIC);
    put32(&w, packet ? STREAM_PACKET : STREAM_VERSION);
    save_slots(&w, &db->slots, ipsec_sadb_count(db));
    save_sas(&w, db, packet);
    if (packet) {
        save_policies(&w, &engine->spd);
    }
    put32(&w, STREAM_MAGIC);
    put_flush(&w);
    ipsec_wipe(w.buffer, sizeof(w.buffer));
}

static void count_bytes(void *opaque, const uint8_t *data, size_t length)
{
    (void)data;
    *(uint64_t *)opaque += length;
}

uint64_t ipsec_engine_save_size(IpsecEngine *engine)
{
    uint64_t size = 0;

    ipsec_engine_save_to(engine, count_bytes, &size);
    return size;
}

static void append_bytes(void *opaque, const uint8_t *data, size_t length)
{
    g_byte_array_append(opaque, data, (guint)length);
}

void ipsec_engine_save(IpsecEngine *engine, GByteArray *out)
{
    guint length = out->len;

    /* An array that grows while keys are in it would leave copies of them
     * behind. */
    g_byte_array_set_size(out,
                          length + (guint)ipsec_engine_save_size(engine));
    g_byte_array_set_size(out, length);
    ipsec_engine_save_to(engine, append_bytes, out);
}

/* A stream that is being read; once it failed, it reads as zeros. */
typedef struct Reader {
    IpsecLoadFunc func;
    void *opaque;
    bool failed;
    char why[160];              /* there may be no memory for more */
    uint64_t left;              /* bytes that were not asked for yet */
    /* bytes that were, and not used: from data on, length of them */
    const uint8_t *data;
    size_t length;
    uint8_t buffer[1024];
} Reader;

static void G_GNUC_PRINTF(2, 3) fail(Reader *r, const char *format, ...)
{
    va_list ap;

    if (r->failed) {
        return;
    }
    r->failed = true;
    va_start(ap, format);
    g_vsnprintf(r->why, sizeof(r->why), format, ap);
    va_end(ap);
}

/* Have the next @n bytes at r->data, or all if there are fewer. */
static void fill(Reader *r, size_t n)
{
    size_t more;

    if (r->failed || r->length >= n) {
        return;
    }
    memmove(r->buffer, r->data, r->length);
    r->data = r->buffer;
    more = (size_t)MIN(r->left, sizeof(r->buffer) - r->length);
    if (more && !r->func(r->opaque, r->buffer + r->length, more)) {
        fail(r, "SA stream cannot be read");
        return;
    }
    r->length += more;
    r->left -= more;
}

static const uint8_t *get(Reader *r, size_t n)
{
    static const uint8_t zeros[8];
    const uint8_t *p;

    fill(r, n);
    if (n > r->length) {
        fail(r, "SA stream ends too early");
    }
    if (r->failed) {
        return zeros;
    }
    p = r->data;
    r->data += n;
    r->length -= n;
    return p;
}

static uint16_t get16(Reader *r)
{
    return ipsec_get_le16(get(r, 2));
}

static uint32_t get32(Reader *r)
{
    return ipsec_get_le32(get(r, 4));
}

static uint64_t get64(Reader *r)
{
    return ipsec_get_le64(get(r, 8));
}

/* The reverse of save_packet(). */
static void load_packet(Reader *r, IpsecSa *sa)
{
    IpsecSaOp *op = &sa->op[0];
    uint64_t word;
    uint32_t i;

    sa->replayed = get64(r);
    sa->late = get64(r);
    sa->expired = get64(r);
    sa->policy = get64(r);
    sa->too_big = get64(r);
    sa->unusable = get64(r);
    if (!op->replay) {
        return;
    }
    ipsec_window_clear(op->replay);
    for (i = 0; i < ipsec_window_words(op->window) && !r->failed; i++) {
        word = get64(r);
        if (!ipsec_window_valid_word(op->window, op->top, i, word)) {
            fail(r, "SA stream: SA 0x%x has an impossible replay window",
                 sa->handle);
            return;
        }
        ipsec_window_decode(op->replay, op->top, i, word);
    }
}

static void load_sa(IpsecEngine *engine, Reader *r, bool packet_mode)
{
    uint32_t handle = get32(r);
    uint32_t state = get32(r);
    uint64_t packets = get64(r);
    uint64_t bytes = get64(r);
    uint64_t failed[8], skipped;
    IpsecSaCtx ctx;
    IpsecSa *sa;
    uint32_t status;
    size_t used;
    unsigned n;

    for (n = 0; n < G_N_ELEMENTS(failed); n++) {
        failed[n] = get64(r);
    }
    skipped = get64(r);
    fill(r, IPSECNIC_SA_CTX_MAX);
    if (r->failed) {
        return;
    }
    if (failed[0] != 0) {
        fail(r, "SA stream: SA 0x%x has an impossible state", handle);
        return;
    }
    status = ipsec_context_check(&engine->caps, true, packet_mode, r->data,
                                 r->length, &used, &ctx);
    if (status == IPSECNIC_ST_OK) {
        status = ipsec_sa_new(&ctx, r->data, &sa);
    }
    if (status != IPSECNIC_ST_OK) {
        fail(r, "SA stream: context of SA 0x%x is refused with status %u",
             handle, status);
        return;
    }
    get(r, used);
    if (state & ~(sa->packet && sa->outbound ? STATE_MASK_PACKET :
                                               STATE_MASK)) {
        fail(r, "SA stream: SA 0x%x has an impossible state", handle);
    }
    sa->handle = handle;
    sa->state = state;
    sa->packets = packets;
    sa->bytes = bytes;
    ipsec_sa_set_next_limits(sa);
    memcpy(sa->failed, failed, sizeof(sa->failed));
    sa->skipped = skipped;
    if (sa->packet) {
        load_packet(r, sa);
    }
    if (r->failed) {
        ipsec_sa_free(sa);
        return;
    }
    status = handle ? ipsec_sadb_insert_as(&engine->db, sa) :
                      IPSECNIC_ST_UNKNOWN_SA;
    if (status != IPSECNIC_ST_OK) {
        fail(r, "SA stream: handle 0x%x is refused with status %u", handle,
             status);
        ipsec_sa_free(sa);
    }
}

/* Which slots are free, and in which order they are used again; returns how
 * many are not. */
static uint32_t load_slots(Reader *r, IpsecSlots *slots, const char *what)
{
    uint32_t used = get32(r);
    uint32_t count = get32(r);
    uint32_t num_free = get32(r);
    uint32_t i;

    if (used > slots->capacity) {
        fail(r, "SA stream has %u slots, but there is room for %u only", used,
             slots->capacity);
    }
    if (count > used || num_free != used - count) {
        fail(r, "SA stream: %u %s and %u free slots are not %u slots", count,
             what, num_free, used);
    }
    if (r->left + r->length < (uint64_t)used * 2) {
        fail(r, "SA stream ends too early");
    }
    if (r->failed) {
        return 0;
    }
    ipsec_slots_restore(slots, used);
    for (i = 1; i <= used; i++) {
        IpsecSlot *slot = ipsec_slots_at(slots, i);

        slot->generation = get16(r);
        if (slot->generation >= IPSEC_HANDLE_GENERATIONS) {
            fail(r, "SA stream: generation of slot %u is out of range", i);
        }
    }
    for (i = 0; i < num_free && !r->failed; i++) {
        uint32_t index = get32(r);

        if (r->failed) {
            return 0;
        }
        if (index < 1 || index > used ||
            ipsec_slots_at(slots, index)->is_free) {
            fail(r, "SA stream: slot %u cannot be free", index);
            return 0;
        }
        ipsec_slots_restore_free(slots, index);
    }
    return count;
}

static void load_policy(IpsecEngine *engine, Reader *r)
{
    uint32_t handle = get32(r);
    uint64_t packets = get64(r);
    uint64_t bytes = get64(r);
    uint64_t no_sa = get64(r);
    uint64_t refused = get64(r);
    IpsecPolicy *policy;
    uint32_t status;

    fill(r, sizeof(policy->given));
    if (r->length < sizeof(policy->given)) {
        fail(r, "SA stream ends too early");
    }
    if (r->failed) {
        return;
    }
    status = handle ? ipsec_policy_load(engine, r->data, handle, &policy) :
                      IPSECNIC_ST_UNKNOWN_POLICY;
    if (status != IPSECNIC_ST_OK) {
        fail(r, "SA stream: policy 0x%x is refused with status %u", handle,
             status);
        return;
    }
    get(r, sizeof(policy->given));
    policy->packets = packets;
    policy->bytes = bytes;
    policy->no_sa = no_sa;
    policy->refused = refused;
}

static void load_policies(IpsecEngine *engine, Reader *r)
{
    uint32_t count = load_slots(r, &engine->spd.slots, "policies");
    uint32_t i;

    for (i = 0; i < count && !r->failed; i++) {
        load_policy(engine, r);
    }
}

static void load_all(IpsecEngine *engine, Reader *r)
{
    uint32_t version, count, i;

    if (get32(r) != STREAM_MAGIC) {
        fail(r, "this is not an SA stream");
    }
    version = get32(r);
    if (version != STREAM_VERSION && version != STREAM_PACKET) {
        fail(r, "SA stream has an unknown version");
    }
    count = load_slots(r, &engine->db.slots, "SAs");
    for (i = 0; i < count && !r->failed; i++) {
        load_sa(engine, r, version == STREAM_PACKET);
    }
    if (version == STREAM_PACKET) {
        load_policies(engine, r);
    }
    if (get32(r) != STREAM_MAGIC) {
        fail(r, "SA stream has no end mark");
    }
    if (r->left + r->length != 0) {
        fail(r, "SA stream goes on behind its end");
    }
}

bool ipsec_engine_load_from(IpsecEngine *engine, uint64_t length,
                            IpsecLoadFunc func, void *opaque, GError **errp)
{
    Reader r = { .func = func, .opaque = opaque, .left = length };

    r.data = r.buffer;
    if (ipsec_sadb_count(&engine->db) != 0 ||
        ipsec_spd_count(&engine->spd) != 0) {
        fail(&r, "SAs cannot be loaded on top of others");
    } else {
        ipsec_sadb_forget(&engine->db);
        ipsec_spd_forget(&engine->spd);
        load_all(engine, &r);
        if (r.failed) {
            ipsec_sadb_forget(&engine->db);
            ipsec_spd_forget(&engine->spd);
        }
    }
    ipsec_wipe(r.buffer, sizeof(r.buffer));
    if (r.failed) {
        g_set_error_literal(errp, g_quark_from_static_string("ipsecnic-engine"),
                            1, r.why);
    }
    return !r.failed;
}

static bool next_bytes(void *opaque, uint8_t *data, size_t length)
{
    const uint8_t **from = opaque;

    memcpy(data, *from, length);
    *from += length;
    return true;
}

bool ipsec_engine_load(IpsecEngine *engine, const uint8_t *data, size_t length,
                       GError **errp)
{
    return ipsec_engine_load_from(engine, length, next_bytes, &data, errp);
}

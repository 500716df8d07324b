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
 */

#include <stdarg.h>
#include <string.h>

#include "bytes.h"
#include "internal.h"

#define STREAM_MAGIC    0x41535049u /* "IPSA" */
#define STREAM_VERSION  1
/* Bytes around generations, free slots and SAs, and of an SA before its
 * context */
#define STREAM_FIXED    24
#define SA_FIXED        96

#define STATE_MASK                                                      \
    (IPSECNIC_SA_STATE_SOFT_LIMIT | IPSECNIC_SA_STATE_HARD_LIMIT |      \
     IPSECNIC_SA_STATE_DELETE_REQ)

static void put16(GByteArray *out, uint16_t v)
{
    uint8_t b[2];

    ipsec_put_le16(b, v);
    g_byte_array_append(out, b, sizeof(b));
}

static void put32(GByteArray *out, uint32_t v)
{
    uint8_t b[4];

    ipsec_put_le32(b, v);
    g_byte_array_append(out, b, sizeof(b));
}

static void put64(GByteArray *out, uint64_t v)
{
    uint8_t b[8];

    ipsec_put_le64(b, v);
    g_byte_array_append(out, b, sizeof(b));
}

/* Make room for all of a stream at once: an array that grows while keys are in
 * it would leave copies of them behind. */
static void reserve(GByteArray *out, const IpsecSadb *db)
{
    guint length = out->len;

    g_byte_array_set_size(out, length + STREAM_FIXED + 6 * db->slots_used +
                          db->count * (SA_FIXED + IPSECNIC_SA_CTX_MAX));
    g_byte_array_set_size(out, length);
}

void ipsec_engine_save(const IpsecEngine *engine, GByteArray *out)
{
    const IpsecSadb *db = &engine->db;
    uint8_t ctx[IPSECNIC_SA_CTX_MAX];
    uint32_t i;
    unsigned n;

    reserve(out, db);
    put32(out, STREAM_MAGIC);
    put32(out, STREAM_VERSION);
    put32(out, db->slots_used);
    put32(out, db->count);
    put32(out, db->slots_used - db->count);
    for (i = 0; i < db->slots_used; i++) {
        put16(out, db->slots[i].generation);
    }
    for (i = db->free_first; i; i = db->slots[i - 1].next_free) {
        put32(out, i);
    }
    for (i = 0; i < db->slots_used; i++) {
        const IpsecSa *sa = db->slots[i].sa;

        if (!sa) {
            continue;
        }
        put32(out, sa->handle);
        put32(out, sa->state);
        put64(out, sa->packets);
        put64(out, sa->bytes);
        for (n = 0; n < G_N_ELEMENTS(sa->failed); n++) {
            put64(out, sa->failed[n]);
        }
        put64(out, sa->skipped);
        g_byte_array_append(out, ctx, (guint)ipsec_sa_context(sa, ctx));
    }
    put32(out, STREAM_MAGIC);
    ipsec_wipe(ctx, sizeof(ctx));
}

/* A stream that is being read; once it failed, it reads as zeros. */
typedef struct Reader {
    const uint8_t *data;
    size_t left;
    GError **errp;
    bool failed;
} Reader;

static void G_GNUC_PRINTF(2, 3) fail(Reader *r, const char *format, ...)
{
    va_list ap;

    if (r->failed) {
        return;
    }
    r->failed = true;
    if (r->errp) {
        va_start(ap, format);
        *r->errp = g_error_new_valist(
            g_quark_from_static_string("ipsecnic-engine"), 1, format, ap);
        va_end(ap);
    }
}

static const uint8_t *get(Reader *r, size_t n)
{
    static const uint8_t zeros[8];
    const uint8_t *p = r->data;

    if (n > r->left) {
        fail(r, "SA stream ends too early");
    }
    if (r->failed) {
        return zeros;
    }
    r->data += n;
    r->left -= n;
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

static void load_sa(IpsecEngine *engine, Reader *r)
{
    uint32_t handle = get32(r);
    uint32_t state = get32(r);
    uint64_t packets = get64(r);
    uint64_t bytes = get64(r);
    uint64_t failed[8], skipped;
    IpsecnicSaCtx ctx;
    IpsecSa *sa;
    uint32_t status;
    size_t used;
    unsigned n;

    for (n = 0; n < G_N_ELEMENTS(failed); n++) {
        failed[n] = get64(r);
    }
    skipped = get64(r);
    if (r->failed) {
        return;
    }
    if ((state & ~STATE_MASK) || failed[0] != 0) {
        fail(r, "SA stream: SA 0x%x has an impossible state", handle);
        return;
    }
    status = ipsec_context_check(&engine->caps, true, r->data, r->left, &used,
                                 &ctx);
    if (status == IPSECNIC_ST_OK) {
        status = ipsec_sa_new(&ctx, r->data, &sa);
    }
    if (status != IPSECNIC_ST_OK) {
        fail(r, "SA stream: context of SA 0x%x is refused with status %u",
             handle, status);
        return;
    }
    get(r, used);
    sa->handle = handle;
    sa->state = state;
    sa->packets = packets;
    sa->bytes = bytes;
    ipsec_sa_set_next_limits(sa);
    memcpy(sa->failed, failed, sizeof(sa->failed));
    sa->skipped = skipped;
    status = handle ? ipsec_engine_take(engine, sa) : IPSECNIC_ST_UNKNOWN_SA;
    if (status != IPSECNIC_ST_OK) {
        fail(r, "SA stream: handle 0x%x is refused with status %u", handle,
             status);
        ipsec_sa_free(sa);
    }
}

/* Which slots are free, and in which order they are used again. */
static void load_slots(IpsecEngine *engine, Reader *r, uint32_t slots,
                       uint32_t num_free)
{
    IpsecSadb *db = &engine->db;
    uint32_t i;

    ipsec_sadb_restore_slots(db, slots);
    for (i = 0; i < slots; i++) {
        db->slots[i].generation = get16(r);
        if (db->slots[i].generation >= IPSEC_HANDLE_GENERATIONS) {
            fail(r, "SA stream: generation of slot %u is out of range", i + 1);
        }
    }
    for (i = 0; i < num_free && !r->failed; i++) {
        uint32_t index = get32(r);

        if (r->failed) {
            return;
        }
        if (index < 1 || index > slots || db->slots[index - 1].is_free) {
            fail(r, "SA stream: slot %u cannot be free", index);
            return;
        }
        ipsec_sadb_restore_free(db, index);
    }
}

static void load_all(IpsecEngine *engine, Reader *r)
{
    uint32_t slots, count, num_free, i;

    if (get32(r) != STREAM_MAGIC) {
        fail(r, "this is not an SA stream");
    }
    if (get32(r) != STREAM_VERSION) {
        fail(r, "SA stream has an unknown version");
    }
    slots = get32(r);
    count = get32(r);
    num_free = get32(r);
    if (slots > engine->db.capacity) {
        fail(r, "SA stream has %u slots, but there is room for %u only",
             slots, engine->db.capacity);
    }
    if (count > slots || num_free != slots - count) {
        fail(r, "SA stream: %u SAs and %u free slots are not %u slots", count,
             num_free, slots);
    }
    if (r->left < (size_t)slots * 2) {
        fail(r, "SA stream ends too early");
    }
    if (r->failed) {
        return;
    }
    load_slots(engine, r, slots, num_free);
    for (i = 0; i < count && !r->failed; i++) {
        load_sa(engine, r);
    }
    if (get32(r) != STREAM_MAGIC) {
        fail(r, "SA stream has no end mark");
    }
    if (r->left != 0) {
        fail(r, "SA stream goes on behind its end");
    }
}

bool ipsec_engine_load(IpsecEngine *engine, const uint8_t *data, size_t length,
                       GError **errp)
{
    Reader r = { .data = data, .left = length, .errp = errp };

    if (engine->db.count != 0) {
        fail(&r, "SAs cannot be loaded on top of others");
        return false;
    }
    ipsec_engine_forget(engine);
    load_all(engine, &r);
    if (r.failed) {
        ipsec_engine_forget(engine);
    }
    return !r.failed;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzer: SA contexts, and everything else that is done to an SA database
 *
 * Input: u8 capacity and capabilities, then steps: u8 what, and what that
 * takes.  A model of the database that knows no more than which handles are
 * in use goes along.
 */

#include <string.h>

#include "fuzz.h"

#define MAX_STEPS       48
#define MAX_PATCHES     8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the harness knows of an SA that the engine took. */
typedef struct Known {
    uint32_t handle;
    uint32_t reqid;
    uint64_t cookie;
    uint32_t spi;
    bool esn;
    bool outbound;
} Known;

typedef struct Model {
    IpsecCaps caps;
    IpsecEngine *engine;
    GArray *known;
} Model;

static GByteArray *save(IpsecEngine *engine)
{
    GByteArray *out = g_byte_array_new();

    ipsec_engine_save(engine, out);
    return out;
}

static IpsecEngine *new_engine(const IpsecCaps *caps)
{
    IpsecEngine *engine = ipsec_engine_new(caps, NULL);

    g_assert_nonnull(engine);
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP | IPSECNIC_IPSEC_CTRL_AH);
    ipsec_engine_set_packet(engine, true);
    return engine;
}

static void assert_same(const GByteArray *a, const GByteArray *b)
{
    g_assert_cmpuint(a->len, ==, b->len);
    g_assert_cmpint(memcmp(a->data, b->data, a->len), ==, 0);
}

/* Change a few bytes, as the input says. */
static void patch(FuzzInput *in, uint8_t *data, size_t length)
{
    unsigned n = fuzz_take8(in) % (MAX_PATCHES + 1);

    while (n-- && length) {
        size_t offset = fuzz_take16(in) % length;
        uint8_t value = fuzz_take8(in);

        data[offset] = value;
    }
}

/* A handle from the model, or one that was never given out. */
static uint32_t take_handle(const Model *m, FuzzInput *in, int *index)
{
    uint8_t n = fuzz_take8(in);

    *index = -1;
    if (n & 0x80 || m->known->len == 0) {
        uint32_t handle = fuzz_take32(in);
        unsigned i;

        for (i = 0; i < m->known->len; i++) {
            if (g_array_index(m->known, Known, i).handle == handle) {
                *index = (int)i;
            }
        }
        return handle;
    }
    *index = n % (int)m->known->len;
    return g_array_index(m->known, Known, *index).handle;
}

static bool is_add_status(uint32_t status)
{
    return status == IPSECNIC_ST_OK || status == IPSECNIC_ST_TABLE_FULL ||
           status == IPSECNIC_ST_DUPLICATE ||
           (status >= IPSECNIC_ST_SA_LENGTH && status <= IPSECNIC_ST_SA_MTU);
}

/* An SA of a kind that exists, some bytes of it changed, or bytes alone. */
static void add(Model *m, FuzzInput *in, bool raw)
{
    const FuzzDb *db = fuzz_db();
    uint8_t bytes[IPSECNIC_SA_CTX_MAX + 64];
    g_autoptr(GByteArray) before = save(m->engine);
    g_autoptr(GByteArray) after = NULL;
    g_autofree uint8_t *block = NULL;
    size_t length, used = 12345;
    uint32_t handle = 12345, status, count = m->known->len;
    IpsecSaCtx ctx;
    Known known;
    unsigned i;

    if (raw) {
        length = fuzz_take16(in) % sizeof(bytes);
        fuzz_take(in, bytes, length);
    } else {
        uint8_t which = fuzz_take8(in);
        TestSa sa = db->entry[(which & 0x7f) % db->count].sa;

        if (which & 0x80) {
            sa.ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
            sa.ctx.op[0].replay_window = fuzz_take8(in) * 65u;
        }
        length = test_sa_encode(&sa, bytes);
        patch(in, bytes, length);
    }
    block = g_malloc(length + 1);
    memcpy(block + 1, bytes, length);   /* and not aligned */
    status = ipsec_engine_add_sa(m->engine, block + 1, length, &used, &handle);
    g_assert_cmpint(memcmp(block + 1, bytes, length), ==, 0);
    g_assert_true(is_add_status(status));
    g_assert_cmpuint(used, <=, length);
    if (status != IPSECNIC_ST_OK) {
        /* On failure nothing has changed. */
        g_assert_cmpuint(handle, ==, 0);
        after = save(m->engine);
        assert_same(before, after);
        return;
    }

    ipsec_sa_ctx_decode(&ctx, bytes);
    g_assert_cmpuint(used, ==, ctx.length);
    g_assert_cmpuint(used, >=, sizeof(struct ipsecnic_sa_ctx));
    g_assert_cmpuint(used % 8, ==, 0);
    g_assert_cmpuint(count, <, m->caps.sa_capacity);
    g_assert_true(ctx.num_ops == 1 || ctx.num_ops == 2);
    g_assert_true(ctx.reserved_zero);
    for (i = 0; i < ctx.num_ops; i++) {
        const IpsecSaCtxOp *op = &ctx.op[i];
        bool aead = op->cipher_alg &&
                    test_is_aead(test_cipher(op->cipher_alg));

        g_assert_cmpuint(op->spi, >, 0);
        /* D13, and what is not advertised is not accepted */
        g_assert_true(op->auth_alg || aead);
        g_assert_cmphex(op->auth_alg & ~m->caps.auth_algs, ==, 0);
        g_assert_cmphex(op->cipher_alg & ~m->caps.cipher_algs, ==, 0);
        g_assert_true(op->operation == IPSECNIC_OP_ESP ||
                      (op->operation == IPSECNIC_OP_AH && !op->cipher_alg));
        g_assert_cmphex(op->flags & ~IPSECNIC_OP_FLAG_ESN, ==, 0);
        if (op->flags) {
            g_assert_true(m->caps.ipsec & IPSECNIC_CAP_ESN);
        }
        g_assert_cmpuint((size_t)op->auth_key_offset + op->auth_key_length,
                         <=, used);
        g_assert_cmpuint((size_t)op->cipher_key_offset + op->cipher_key_length,
                         <=, used);
    }
    if (ctx.flags & IPSECNIC_SA_FLAG_IPV6) {
        g_assert_true(m->caps.ipsec & IPSECNIC_CAP_IPV6);
    }
    g_assert_cmphex(ctx.encap & ~m->caps.udp_esp, ==, 0);
    g_assert_true(ctx.soft_packets <= ctx.hard_packets ||
                  ctx.soft_packets == IPSECNIC_NO_LIMIT);
    g_assert_true(ctx.soft_bytes <= ctx.hard_bytes ||
                  ctx.soft_bytes == IPSECNIC_NO_LIMIT);
    g_assert_cmpuint(ctx.soft_packets, !=, 0);
    g_assert_cmpuint(ctx.soft_bytes, !=, 0);

    g_assert_cmpuint(handle, !=, 0);
    for (i = 0; i < m->known->len; i++) {
        g_assert_cmpuint(g_array_index(m->known, Known, i).handle, !=, handle);
    }
    known = (Known) { handle, ctx.reqid, ctx.driver_cookie, ctx.op[0].spi,
                      ctx.op[0].flags & IPSECNIC_OP_FLAG_ESN,
                      !(ctx.flags & IPSECNIC_SA_FLAG_INBOUND) };
    g_array_append_val(m->known, known);
}

static void delete(Model *m, FuzzInput *in)
{
    int index;
    uint32_t handle = take_handle(m, in, &index);
    uint32_t status = ipsec_engine_delete_sa(m->engine, handle);

    g_assert_cmpuint(status, ==, index < 0 ? IPSECNIC_ST_UNKNOWN_SA :
                                             IPSECNIC_ST_OK);
    if (index >= 0) {
        g_array_remove_index(m->known, (guint)index);
    }
}

static void delete_by_key(Model *m, FuzzInput *in)
{
    const FuzzDb *db = fuzz_db();
    const TestSa *sa = &db->entry[fuzz_take8(in) % db->count].sa;
    IpsecSaKey key = {
        .flags = sa->ctx.flags,
        .spi = sa->ctx.op[0].spi,
        .operation = sa->ctx.op[0].operation,
        .encap = sa->ctx.encap,
    };
    struct ipsecnic_sa_key bytes;
    uint32_t handle = 12345, status;
    bool found = false;
    unsigned i;

    memcpy(key.src, sa->ctx.src, sizeof(key.src));
    memcpy(key.dst, sa->ctx.dst, sizeof(key.dst));
    ipsec_sa_key_encode(&bytes, &key);
    patch(in, (uint8_t *)&bytes, sizeof(bytes));
    status = ipsec_engine_delete_sa_by_key(m->engine, &bytes, &handle);
    if (status != IPSECNIC_ST_OK) {
        g_assert_cmpuint(handle, ==, 0);
        return;
    }
    for (i = 0; i < m->known->len; i++) {
        if (g_array_index(m->known, Known, i).handle == handle) {
            g_array_remove_index(m->known, i);
            found = true;
            break;
        }
    }
    g_assert_true(found);
}

static void query(Model *m, FuzzInput *in)
{
    int index;
    uint32_t handle = take_handle(m, in, &index);
    struct ipsecnic_sa_info bytes;
    IpsecSaInfo info;
    uint32_t status = ipsec_engine_query_sa(m->engine, handle, &bytes);

    g_assert_cmpuint(status, ==, index < 0 ? IPSECNIC_ST_UNKNOWN_SA :
                                             IPSECNIC_ST_OK);
    if (index >= 0) {
        const Known *known = &g_array_index(m->known, Known, index);

        ipsec_sa_info_decode(&info, &bytes);
        g_assert_cmpuint(info.handle, ==, handle);
        g_assert_cmpuint(info.reqid, ==, known->reqid);
        g_assert_cmpuint(info.driver_cookie, ==, known->cookie);
        g_assert_true(info.reserved_zero);
    }
}

static void update(Model *m, FuzzInput *in)
{
    int index;
    uint32_t handle = take_handle(m, in, &index);
    uint8_t what = fuzz_take8(in);
    uint32_t spi = what & 1 && index >= 0 ?
                   g_array_index(m->known, Known, index).spi : fuzz_take32(in);
    uint64_t sequence = fuzz_take32(in);
    uint32_t status;

    sequence = sequence << 32 | fuzz_take32(in);
    status = ipsec_engine_update_sa(m->engine, handle, what >> 1 & 3, spi,
                                    sequence, what & 8);
    g_assert_true(status == IPSECNIC_ST_OK ||
                  status == IPSECNIC_ST_UNKNOWN_SA ||
                  status == IPSECNIC_ST_NOT_ESN);
    if (index < 0) {
        g_assert_cmpuint(status, ==, IPSECNIC_ST_UNKNOWN_SA);
    }
}

/* A replay window is what was set, or stays what it was. */
static void window(Model *m, FuzzInput *in)
{
    g_autofree uint8_t *set = NULL;
    g_autofree uint8_t *before = NULL;
    g_autofree uint8_t *after = NULL;
    int index;
    uint32_t handle = take_handle(m, in, &index), status;
    size_t needed = 12345, again;

    status = ipsec_engine_query_window(m->engine, handle, NULL, 0, &needed);
    if (status != IPSECNIC_ST_OK) {
        g_assert_cmpuint(status, ==, index < 0 ? IPSECNIC_ST_UNKNOWN_SA :
                                                 IPSECNIC_ST_NOT_PACKET);
        g_assert_cmpuint(needed, ==, 0);
        return;
    }
    g_assert_cmpint(index, >=, 0);
    before = g_malloc(needed);
    after = g_malloc(needed);
    g_assert_cmpuint(ipsec_engine_query_window(m->engine, handle, before,
                                               needed, &again), ==,
                     IPSECNIC_ST_OK);
    set = g_memdup2(before, needed);
    patch(in, set, needed);
    status = ipsec_engine_set_window(m->engine, handle, set, needed);
    g_assert_true(status == IPSECNIC_ST_OK || status == IPSECNIC_ST_BAD_WINDOW);
    g_assert_cmpuint(ipsec_engine_query_window(m->engine, handle, after,
                                               needed, &again), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(again, ==, needed);
    g_assert_cmpint(memcmp(after, status == IPSECNIC_ST_OK ? set : before,
                           needed), ==, 0);
}

static void flush(Model *m, FuzzInput *in)
{
    uint8_t which = fuzz_take8(in);
    uint32_t before = m->known->len, deleted;
    unsigned i;

    deleted = ipsec_engine_flush(m->engine, which & 1, which & 2);
    g_assert_cmpuint(deleted, <=, before);
    for (i = m->known->len; i-- > 0; ) {
        const Known *known = &g_array_index(m->known, Known, i);
        bool gone = which & (known->outbound ? 2 : 1);
        struct ipsecnic_sa_info info;

        g_assert_cmpuint(ipsec_engine_query_sa(m->engine, known->handle,
                                               &info), ==,
                         gone ? IPSECNIC_ST_UNKNOWN_SA : IPSECNIC_ST_OK);
        if (gone) {
            g_array_remove_index(m->known, i);
        }
    }
    g_assert_cmpuint(m->known->len, ==, before - deleted);
    if ((which & 3) == 3) {
        g_assert_cmpuint(m->known->len, ==, 0);
    }
}

/* What was saved and loaded is the same as it was, and so on. */
static void save_and_load(Model *m)
{
    g_autoptr(GByteArray) first = save(m->engine);
    g_autoptr(GByteArray) second = NULL;
    g_autoptr(GError) error = NULL;
    IpsecEngine *other = new_engine(&m->caps);
    struct ipsecnic_sa_info info[2];
    unsigned i;

    g_assert_true(ipsec_engine_load(other, first->data, first->len, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(ipsec_engine_sa_count(other), ==, m->known->len);
    second = save(other);
    assert_same(first, second);
    for (i = 0; i < m->known->len; i++) {
        uint32_t handle = g_array_index(m->known, Known, i).handle;

        g_assert_cmpuint(ipsec_engine_query_sa(m->engine, handle, &info[0]),
                         ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(ipsec_engine_query_sa(other, handle, &info[1]), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpint(memcmp(&info[0], &info[1], sizeof(info[0])), ==, 0);
    }
    ipsec_engine_free(m->engine);
    m->engine = other;
}

/* A stream from an attacker: ours with bytes changed, or bytes alone. */
static void load_hostile(Model *m, FuzzInput *in, bool raw)
{
    g_autoptr(GByteArray) stream = NULL;
    g_autoptr(GByteArray) first = NULL;
    g_autoptr(GByteArray) second = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree uint8_t *block = NULL;
    IpsecEngine *other = new_engine(&m->caps), *third;
    bool good;

    if (raw) {
        stream = g_byte_array_new();
        g_byte_array_set_size(stream, fuzz_take16(in) % 1024);
        fuzz_take(in, stream->data, stream->len);
    } else {
        stream = save(m->engine);
        patch(in, stream->data, stream->len);
        if (fuzz_take8(in) & 1) {
            g_byte_array_set_size(stream, fuzz_take16(in) % (stream->len + 1));
        }
    }
    block = g_malloc(stream->len + 1);
    if (stream->len) {
        memcpy(block + 1, stream->data, stream->len);
    }
    good = ipsec_engine_load(other, block + 1, stream->len, &error);
    if (!good) {
        g_assert_nonnull(error);
        g_assert_cmpuint(strlen(error->message), >, 0);
        g_assert_cmpuint(ipsec_engine_sa_count(other), ==, 0);
    } else {
        g_assert_no_error(error);
        g_assert_cmpuint(ipsec_engine_sa_count(other), <=,
                         m->caps.sa_capacity);
        first = save(other);
        third = new_engine(&m->caps);
        g_assert_true(ipsec_engine_load(third, first->data, first->len,
                                        NULL));
        second = save(third);
        assert_same(first, second);
        ipsec_engine_free(third);
    }
    ipsec_engine_free(other);
}

/* A frame for whatever SA is there, so that counters are not all zero. */
static void receive(Model *m, FuzzInput *in)
{
    /* Number of changes is zero. */
    uint8_t description[16] = { fuzz_take8(in) };
    FuzzInput seal = { description, sizeof(description) };
    FuzzExpect expect;
    g_autoptr(GByteArray) frame = NULL;
    IpsecFrame parsed;
    IpsecRxResult result;

    fuzz_take(in, description + 1, 6);
    frame = fuzz_seal(fuzz_db(), &seal, &expect);
    ipsec_frame_parse(&parsed, frame->data, frame->len, m->caps.encap);
    ipsec_engine_receive(m->engine, &parsed, 0, &result);
    if (m->known->len == 0) {
        g_assert_cmphex(result.oob, ==, 0);
        g_assert_cmpuint(result.sa_outer, ==, 0);
    }
}

static void request_delete(Model *m, FuzzInput *in)
{
    int index;
    uint32_t handle = take_handle(m, in, &index);

    uint32_t expected = IPSECNIC_ST_UNKNOWN_SA;

    if (index >= 0) {
        expected = g_array_index(m->known, Known, index).outbound ?
                   IPSECNIC_ST_SA_DIRECTION : IPSECNIC_ST_OK;
    }
    g_assert_cmpuint(ipsec_engine_request_delete(m->engine, handle), ==,
                     expected);
}

static void step(Model *m, FuzzInput *in)
{
    uint8_t what = fuzz_take8(in);

    switch (what % 16) {
    case 0: case 1: case 2: case 3: case 4:
        add(m, in, false);
        break;
    case 5:
        add(m, in, true);
        break;
    case 6:
        delete(m, in);
        break;
    case 7:
        delete_by_key(m, in);
        break;
    case 8:
        query(m, in);
        break;
    case 9:
        update(m, in);
        break;
    case 10:
        flush(m, in);
        break;
    case 11:
        save_and_load(m);
        break;
    case 12:
        load_hostile(m, in, false);
        break;
    case 13:
        load_hostile(m, in, true);
        break;
    case 14:
        receive(m, in);
        break;
    default:
        if (what == 0xff) {
            ipsec_engine_reset(m->engine);
            g_array_set_size(m->known, 0);
            ipsec_engine_set_control(m->engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                                     IPSECNIC_IPSEC_CTRL_ESP);
        } else if (what & 0x40) {
            window(m, in);
        } else {
            request_delete(m, in);
        }
    }
    g_assert_cmpuint(ipsec_engine_sa_count(m->engine), ==, m->known->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput in = { data, size };
    uint8_t first = fuzz_take8(&in);
    Model m = { .caps = test_caps(1 + first % 8) };
    unsigned i;

    if (first & 0x80) {
        m.caps.ipsec &= ~(uint32_t)(fuzz_take8(&in) | fuzz_take8(&in) << 8);
        m.caps.udp_esp &= fuzz_take8(&in);
        m.caps.auth_algs &= fuzz_take8(&in) | ~(uint64_t)UINT8_MAX;
        m.caps.cipher_algs &= fuzz_take16(&in) | ~(uint64_t)UINT16_MAX;
        m.caps.gcm_icv &= fuzz_take32(&in);
    }
    m.engine = new_engine(&m.caps);
    /* What is wanted may not make sense; what the engine took does. */
    m.caps = *ipsec_engine_caps(m.engine);
    m.known = g_array_new(FALSE, FALSE, sizeof(Known));
    for (i = 0; i < MAX_STEPS && in.left; i++) {
        step(&m, &in);
    }
    save_and_load(&m);
    ipsec_engine_free(m.engine);
    g_array_free(m.known, TRUE);
    return 0;
}

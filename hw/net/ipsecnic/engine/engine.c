/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IPsec engine: life cycle, switches, SA management
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "caps.h"
#include "context.h"
#include "engine.h"
#include "internal.h"
#include "sa.h"
#include "sa_codec.h"
#include "sadb.h"
#include "secret.h"
#include "window.h"

IpsecEngine *ipsec_engine_new(const IpsecCaps *wanted, GError **errp)
{
    IpsecEngine *engine;

    if (wanted->sa_capacity < 1 ||
        wanted->sa_capacity > IPSEC_SA_CAPACITY_MAX) {
        g_set_error(errp, g_quark_from_static_string("ipsecnic-engine"), 0,
                    "SA capacity %" G_GUINT32_FORMAT " is not in 1..%u",
                    wanted->sa_capacity, IPSEC_SA_CAPACITY_MAX);
        return NULL;
    }
    if (wanted->policy_capacity > IPSEC_POLICY_CAPACITY_MAX) {
        g_set_error(errp, g_quark_from_static_string("ipsecnic-engine"), 0,
                    "policy capacity %" G_GUINT32_FORMAT " is above %u",
                    wanted->policy_capacity, IPSEC_POLICY_CAPACITY_MAX);
        return NULL;
    }
    engine = g_new0(IpsecEngine, 1);
    ipsec_caps_select(&engine->caps, wanted);
    engine->accepted = engine->caps;
    engine->inbound = true;
    engine->buffer[0] = g_malloc0(IPSEC_BUFFER_SIZE);
    engine->buffer[1] = g_malloc0(IPSEC_BUFFER_SIZE);
    engine->tx_buffer = g_malloc0(IPSEC_BUFFER_SIZE);
    engine->tx_headers = g_malloc0(IPSEC_MAX_HEADERS);
    ipsec_sadb_init(&engine->db, engine->caps.sa_capacity);
    ipsec_spd_init(&engine->spd, engine->caps.policy_capacity);
    return engine;
}

void ipsec_engine_free(IpsecEngine *engine)
{
    unsigned i;

    if (!engine) {
        return;
    }
    ipsec_sadb_clear(&engine->db);
    ipsec_spd_clear(&engine->spd);
    for (i = 0; i < G_N_ELEMENTS(engine->buffer); i++) {
        ipsec_wipe(engine->buffer[i], IPSEC_BUFFER_SIZE);
        g_free(engine->buffer[i]);
    }
    ipsec_wipe(engine->tx_buffer, IPSEC_BUFFER_SIZE);
    g_free(engine->tx_buffer);
    g_free(engine->tx_headers);
    g_free(engine);
}

const IpsecCaps *ipsec_engine_caps(const IpsecEngine *engine)
{
    return &engine->caps;
}

void ipsec_engine_set_control(IpsecEngine *engine, uint32_t control)
{
    engine->control = control;
}

void ipsec_engine_set_inbound(IpsecEngine *engine, bool inbound)
{
    engine->inbound = inbound;
}

void ipsec_engine_set_packet(IpsecEngine *engine, bool packet)
{
    engine->packet = packet;
}

void ipsec_engine_set_features(IpsecEngine *engine, uint64_t features)
{
    engine->accepted = engine->caps;
    ipsec_caps_accept(&engine->accepted, features);
}

void ipsec_engine_set_mtu(IpsecEngine *engine, uint32_t mtu)
{
    engine->packet_mtu = mtu;
}

void ipsec_engine_set_rx_csum(IpsecEngine *engine, bool all)
{
    engine->rx_csum = all;
}

/* ------------------------------------------------------------------------
 * SA management
 */

uint32_t ipsec_engine_add_sa(IpsecEngine *engine, const void *ctx,
                             size_t length, size_t *used, uint32_t *handle)
{
    IpsecSaCtx decoded;
    IpsecSa *sa;
    uint32_t status;

    *handle = 0;
    status = ipsec_context_check(&engine->accepted, engine->inbound,
                                 engine->packet, ctx, length, used, &decoded);
    if (status == IPSECNIC_ST_OK) {
        status = ipsec_sa_new(&decoded, ctx, &sa);
    }
    if (status != IPSECNIC_ST_OK) {
        return status;
    }
    status = ipsec_sadb_insert(&engine->db, sa);
    if (status != IPSECNIC_ST_OK) {
        ipsec_sa_free(sa);
        return status;
    }
    *handle = sa->handle;
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_delete_sa(IpsecEngine *engine, uint32_t handle)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);

    if (!sa) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    ipsec_sadb_remove(&engine->db, sa);
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_delete_sa_by_key(IpsecEngine *engine,
                                       const struct ipsecnic_sa_key *key,
                                       uint32_t *handle)
{
    const uint32_t flags = IPSECNIC_SA_FLAG_INBOUND | IPSECNIC_SA_FLAG_IPV6;
    IpsecSaKey k;
    IpsecSelector s;
    IpsecSa *sa;
    unsigned op;

    *handle = 0;
    ipsec_sa_key_decode(&k, key);
    if (!k.reserved_zero || (k.flags & ~flags)) {
        return IPSECNIC_ST_RESERVED;
    }
    s = (IpsecSelector) {
        .dst = k.dst,
        .src = k.src,
        .spi = k.spi,
        .ip_version = k.flags & IPSECNIC_SA_FLAG_IPV6 ? 6 : 4,
        .operation = k.operation,
        .udp = k.encap != 0,
        .outbound = !(k.flags & IPSECNIC_SA_FLAG_INBOUND),
    };
    sa = ipsec_sadb_find(&engine->db, &s, &op);
    if (!sa || sa->encap != k.encap ||
        memcmp(sa->src, k.src, sizeof(k.src)) != 0 ||
        memcmp(sa->dst, k.dst, sizeof(k.dst)) != 0) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    *handle = sa->handle;
    ipsec_sadb_remove(&engine->db, sa);
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_update_sa(IpsecEngine *engine, uint32_t handle,
                                uint32_t operation, uint32_t spi,
                                uint64_t sequence, bool absolute)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);
    IpsecSaOp *op = sa ? ipsec_sa_find_op(sa, operation) : NULL;

    if (!op || op->spi != spi) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    if (!op->esn && !(sa->packet && absolute && sequence <= UINT32_MAX)) {
        return IPSECNIC_ST_NOT_ESN;
    }
    if (!absolute) {
        sequence &= ~(uint64_t)UINT32_MAX;
        if (sequence <= op->top) {
            return IPSECNIC_ST_OK;
        }
    }
    op->top = sequence;
    if (op->replay) {
        ipsec_window_fill(op->replay, sequence);
    }
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_query_sa(IpsecEngine *engine, uint32_t handle,
                               struct ipsecnic_sa_info *info)
{
    const IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);
    IpsecSaInfo i = { 0 };
    unsigned op;

    if (!sa) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    i.handle = sa->handle;
    i.state = sa->state;
    i.driver_cookie = sa->driver_cookie;
    i.reqid = sa->reqid;
    i.packets = sa->packets;
    i.bytes = sa->bytes;
    memcpy(i.failed, sa->failed, sizeof(i.failed));
    i.skipped = sa->skipped;
    i.replayed = sa->replayed;
    i.late = sa->late;
    i.expired = sa->expired;
    i.policy = sa->policy;
    i.too_big = sa->too_big;
    i.unusable = sa->unusable;
    for (op = 0; op < sa->num_ops; op++) {
        i.sequence[op] = sa->op[op].top;
    }
    ipsec_sa_info_encode(info, &i);
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_next_sa(const IpsecEngine *engine, uint32_t handle)
{
    const IpsecSadb *db = &engine->db;
    const IpsecSa *sa = ipsec_sadb_by_handle(db, handle);
    const GList *link = sa ? sa->link.next : db->list[0].head;

    if (handle && !sa) {
        return 0;
    }
    if (!link && (!sa || !sa->outbound)) {
        link = db->list[1].head;
    }
    return link ? ((const IpsecSa *)link->data)->handle : 0;
}

uint32_t ipsec_engine_describe_sa(const IpsecEngine *engine, uint32_t handle,
                                  IpsecSaCtx *ctx)
{
    const IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);

    if (!sa) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    ipsec_sa_describe(sa, ctx);
    return IPSECNIC_ST_OK;
}

size_t ipsec_engine_sa_context(const IpsecEngine *engine, uint32_t handle,
                               uint8_t out[IPSECNIC_SA_CTX_MAX])
{
    const IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);

    return sa ? ipsec_sa_context(sa, out) : 0;
}

/* The operation of an SA whose replay window is checked, or NULL; @needed: the
 * bytes that it takes in memory. */
static IpsecSaOp *find_window(IpsecEngine *engine, uint32_t handle,
                              size_t *needed, uint32_t *status)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);

    *needed = 0;
    if (!sa) {
        *status = IPSECNIC_ST_UNKNOWN_SA;
        return NULL;
    }
    if (!sa->op[0].replay) {
        *status = IPSECNIC_ST_NOT_PACKET;
        return NULL;
    }
    *needed = sizeof(struct ipsecnic_window) +
              8 * (size_t)ipsec_window_words(sa->op[0].window);
    *status = IPSECNIC_ST_OK;
    return &sa->op[0];
}

uint32_t ipsec_engine_query_window(IpsecEngine *engine, uint32_t handle,
                                   void *out, size_t length, size_t *needed)
{
    uint8_t *p = out;
    IpsecSaOp *op;
    uint32_t status, i;

    op = find_window(engine, handle, needed, &status);
    if (!op || !out) {
        return status;
    }
    if (length != *needed) {
        return IPSECNIC_ST_BAD_DATA_LENGTH;
    }
    ipsec_put_le64(p + offsetof(struct ipsecnic_window, top), op->top);
    ipsec_put_le32(p + offsetof(struct ipsecnic_window, size), op->window);
    ipsec_put_le32(p + offsetof(struct ipsecnic_window, reserved), 0);
    p += sizeof(struct ipsecnic_window);
    for (i = 0; i < ipsec_window_words(op->window); i++) {
        ipsec_put_le64(p + 8 * i, ipsec_window_encode(op->replay, op->top, i));
    }
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_set_window(IpsecEngine *engine, uint32_t handle,
                                 const void *in, size_t length)
{
    const uint8_t *p = in;
    const uint8_t *words = p + sizeof(struct ipsecnic_window);
    IpsecSaOp *op;
    size_t needed;
    uint32_t status, i;
    uint64_t top;

    op = find_window(engine, handle, &needed, &status);
    if (!op) {
        return status;
    }
    if (length != needed) {
        return IPSECNIC_ST_BAD_DATA_LENGTH;
    }
    top = ipsec_get_le64(p + offsetof(struct ipsecnic_window, top));
    if (ipsec_get_le32(p + offsetof(struct ipsecnic_window, size)) !=
            op->window ||
        ipsec_get_le32(p + offsetof(struct ipsecnic_window, reserved)) != 0 ||
        (!op->esn && top > UINT32_MAX)) {
        return IPSECNIC_ST_BAD_WINDOW;
    }
    for (i = 0; i < ipsec_window_words(op->window); i++) {
        if (!ipsec_window_valid_word(op->window, top, i,
                                     ipsec_get_le64(words + 8 * i))) {
            return IPSECNIC_ST_BAD_WINDOW;
        }
    }
    op->top = top;
    ipsec_window_clear(op->replay);
    for (i = 0; i < ipsec_window_words(op->window); i++) {
        ipsec_window_decode(op->replay, top, i, ipsec_get_le64(words + 8 * i));
    }
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_flush(IpsecEngine *engine, bool inbound, bool outbound)
{
    uint32_t done = 0;

    if (inbound) {
        done += ipsec_sadb_flush(&engine->db, false);
    }
    if (outbound) {
        done += ipsec_sadb_flush(&engine->db, true);
    }
    return done;
}

bool ipsec_engine_reap(IpsecEngine *engine, uint32_t most)
{
    bool more = ipsec_spd_reap(&engine->spd, &most);

    return ipsec_sadb_reap(&engine->db, most) || more;
}

void ipsec_engine_reset(IpsecEngine *engine)
{
    /* Handles go on where they were: one of before the reset names nothing. */
    ipsec_engine_flush(engine, true, true);
    ipsec_spd_flush(&engine->spd, false);
    ipsec_spd_flush(&engine->spd, true);
    engine->control = 0;
    ipsec_wipe(engine->buffer[0], IPSEC_BUFFER_SIZE);
    ipsec_wipe(engine->buffer[1], IPSEC_BUFFER_SIZE);
    ipsec_wipe(engine->tx_buffer, IPSEC_BUFFER_SIZE);
}

uint32_t ipsec_engine_sa_count(const IpsecEngine *engine)
{
    return ipsec_sadb_count(&engine->db);
}

uint32_t ipsec_engine_request_delete(IpsecEngine *engine, uint32_t handle)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);

    if (!sa) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    if (sa->outbound) {
        return IPSECNIC_ST_SA_DIRECTION;
    }
    sa->state |= IPSECNIC_SA_STATE_DELETE_REQ;
    return IPSECNIC_ST_OK;
}

bool ipsec_engine_set_fault(IpsecEngine *engine, uint32_t status,
                            uint32_t count)
{
    /* Without a check nothing may pass. */
    if (status == IPSECNIC_CRYPTO_SUCCESS ||
        status > IPSECNIC_CRYPTO_INVALID_PROTOCOL) {
        return false;
    }
    engine->fault_status = status;
    engine->fault_count = count;
    return true;
}

uint32_t ipsec_engine_fault_status(const IpsecEngine *engine)
{
    return engine->fault_status;
}

uint32_t ipsec_engine_fault_count(const IpsecEngine *engine)
{
    return engine->fault_count;
}

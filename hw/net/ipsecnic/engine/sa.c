/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of a security association: made of an SA context, counted, turned
 * into a context again, freed
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "algorithms.h"
#include "sa.h"
#include "sa_codec.h"
#include "secret.h"
#include "transform.h"
#include "window.h"

/* Take over one key; returns where the next one goes. */
static uint8_t keep_key(IpsecSa *sa, IpsecKeyRange *range, uint8_t at,
                        const uint8_t *bytes, uint32_t offset, uint32_t length)
{
    range->offset = at;
    range->length = (uint8_t)length;
    if (length) {
        memcpy(sa->keys + at, bytes + offset, length);
    }
    return (uint8_t)(at + length);
}

uint32_t ipsec_sa_new(const IpsecSaCtx *ctx, const uint8_t *bytes,
                      IpsecSa **out)
{
    uint32_t status = IPSECNIC_ST_OK;
    uint32_t keys_length = 0;
    size_t ops_size = ctx->num_ops * sizeof(IpsecSaOp);
    uint8_t at = 0;
    IpsecSa *sa;
    unsigned i;

    for (i = 0; i < ctx->num_ops; i++) {
        keys_length += ctx->op[i].auth_key_length +
                       ctx->op[i].cipher_key_length;
    }
    sa = ipsec_secret_alloc(sizeof(*sa) + ops_size + keys_length);
    if (!sa) {
        *out = NULL;
        return IPSECNIC_ST_TABLE_FULL;
    }
    sa->size = (uint32_t)(sizeof(*sa) + ops_size + keys_length);
    sa->keys = (uint8_t *)sa + sizeof(*sa) + ops_size;
    sa->keys_length = keys_length;
    sa->ip_version = ctx->flags & IPSECNIC_SA_FLAG_IPV6 ? 6 : 4;
    sa->mode = ctx->mode;
    sa->encap = ctx->encap;
    sa->outbound = !(ctx->flags & IPSECNIC_SA_FLAG_INBOUND);
    sa->packet = ctx->flags & IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    sa->tunnel_flags = ctx->flags & IPSEC_SA_TUNNEL_FLAGS;
    sa->ttl = ctx->ttl;
    sa->df = ctx->df;
    memcpy(sa->mac_src, ctx->mac_src, sizeof(sa->mac_src));
    memcpy(sa->mac_dst, ctx->mac_dst, sizeof(sa->mac_dst));
    sa->mtu = ctx->mtu;
    sa->tfc = ctx->tfc;
    sa->encap_sport = ctx->encap_sport;
    sa->encap_dport = ctx->encap_dport;
    memcpy(sa->src, ctx->src, sizeof(sa->src));
    memcpy(sa->dst, ctx->dst, sizeof(sa->dst));
    sa->soft_packets = ctx->soft_packets;
    sa->hard_packets = ctx->hard_packets;
    sa->soft_bytes = ctx->soft_bytes;
    sa->hard_bytes = ctx->hard_bytes;
    sa->driver_cookie = ctx->driver_cookie;
    sa->reqid = ctx->reqid;
    ipsec_sa_set_next_limits(sa);

    for (i = 0; i < ctx->num_ops && status == IPSECNIC_ST_OK; i++) {
        const IpsecSaCtxOp *from = &ctx->op[i];
        IpsecSaOp *op = &sa->op[i];

        op->top = from->sequence;
        op->spi = from->spi;
        op->window = from->replay_window;
        op->operation = from->operation;
        op->esn = from->flags & IPSECNIC_OP_FLAG_ESN;
        at = keep_key(sa, &op->auth_key, at, bytes, from->auth_key_offset,
                      from->auth_key_length);
        at = keep_key(sa, &op->cipher_key, at, bytes, from->cipher_key_offset,
                      from->cipher_key_length);
        status = ipsec_transform_init(
            &op->transform, ipsec_cipher_algorithm(from->cipher_alg),
            sa->keys + op->cipher_key.offset, op->cipher_key.length,
            ipsec_auth_algorithm(from->auth_alg),
            sa->keys + op->auth_key.offset, op->auth_key.length,
            from->auth_icv_length + from->cipher_icv_length);
        if (sa->outbound && status == IPSECNIC_ST_OK) {
            const IpsecKeyRange *key = op->cipher_key.length ? &op->cipher_key :
                                                               &op->auth_key;

            ipsec_transform_init_outbound(&op->transform, op->operation,
                                          op->spi, sa->keys + key->offset,
                                          key->length);
        }
        sa->num_ops++;
        if (sa->packet && !sa->outbound && op->window &&
            status == IPSECNIC_ST_OK) {
            op->replay = ipsec_window_new(op->window, op->top);
            if (!op->replay) {
                status = IPSECNIC_ST_TABLE_FULL;
            }
        }
    }
    if (status != IPSECNIC_ST_OK) {
        ipsec_sa_free(sa);
        sa = NULL;
    }
    *out = sa;
    return status;
}

static uint64_t next_limit(uint64_t count, uint64_t soft, uint64_t hard)
{
    uint64_t next = IPSECNIC_NO_LIMIT;

    if (soft > count) {
        next = soft;
    }
    if (hard > count) {
        next = MIN(next, hard);
    }
    return next;
}

void ipsec_sa_set_next_limits(IpsecSa *sa)
{
    sa->next_packets = next_limit(sa->packets, sa->soft_packets,
                                  sa->hard_packets);
    sa->next_bytes = next_limit(sa->bytes, sa->soft_bytes, sa->hard_bytes);
}

/* Note that a limit was passed if this packet took the count over it. */
static void check_limit(IpsecSa *sa, IpsecPassedLimits *passed,
                        uint64_t before, uint64_t after, uint64_t limit,
                        uint32_t which, uint32_t state)
{
    if (limit == IPSECNIC_NO_LIMIT || before >= limit || after < limit) {
        return;
    }
    sa->state |= state;
    passed->at[passed->count].handle = sa->handle;
    passed->at[passed->count].limit = which;
    passed->count++;
}

void ipsec_sa_check_limits(IpsecSa *sa, uint32_t length,
                           IpsecPassedLimits *passed)
{
    uint64_t packets = sa->packets - 1;
    uint64_t bytes = sa->bytes - length;

    check_limit(sa, passed, packets, sa->packets, sa->soft_packets,
                IPSECNIC_LIMIT_SOFT_PACKETS, IPSECNIC_SA_STATE_SOFT_LIMIT);
    check_limit(sa, passed, bytes, sa->bytes, sa->soft_bytes,
                IPSECNIC_LIMIT_SOFT_BYTES, IPSECNIC_SA_STATE_SOFT_LIMIT);
    check_limit(sa, passed, packets, sa->packets, sa->hard_packets,
                IPSECNIC_LIMIT_HARD_PACKETS, IPSECNIC_SA_STATE_HARD_LIMIT);
    check_limit(sa, passed, bytes, sa->bytes, sa->hard_bytes,
                IPSECNIC_LIMIT_HARD_BYTES, IPSECNIC_SA_STATE_HARD_LIMIT);
    ipsec_sa_set_next_limits(sa);
}

void ipsec_sa_free(IpsecSa *sa)
{
    unsigned i;

    for (i = 0; i < sa->num_ops; i++) {
        ipsec_transform_clear(&sa->op[i].transform);
        ipsec_window_free(sa->op[i].replay);
    }
    ipsec_secret_free(sa, sa->size);
}

void ipsec_sa_describe(const IpsecSa *sa, IpsecSaCtx *out)
{
    IpsecSaCtx ctx = {
        .length = (IPSEC_SA_KEYS_START + sa->keys_length + 7) & ~(uint32_t)7,
        .reserved_zero = true,
    };
    unsigned i;

    ctx.version = IPSECNIC_SA_CTX_VERSION;
    ctx.num_ops = sa->num_ops;
    ctx.flags = (sa->outbound ? 0 : IPSECNIC_SA_FLAG_INBOUND) |
                (sa->ip_version == 6 ? IPSECNIC_SA_FLAG_IPV6 : 0) |
                (sa->packet ? IPSECNIC_SA_FLAG_PACKET_OFFLOAD : 0) |
                sa->tunnel_flags;
    ctx.ttl = sa->ttl;
    ctx.df = sa->df;
    memcpy(ctx.mac_src, sa->mac_src, sizeof(ctx.mac_src));
    memcpy(ctx.mac_dst, sa->mac_dst, sizeof(ctx.mac_dst));
    ctx.mtu = sa->mtu;
    ctx.tfc = sa->tfc;
    ctx.mode = sa->mode;
    ctx.encap = sa->encap;
    ctx.encap_sport = sa->encap_sport;
    ctx.encap_dport = sa->encap_dport;
    memcpy(ctx.src, sa->src, sizeof(ctx.src));
    memcpy(ctx.dst, sa->dst, sizeof(ctx.dst));
    ctx.reqid = sa->reqid;
    ctx.driver_cookie = sa->driver_cookie;
    ctx.soft_packets = sa->soft_packets;
    ctx.hard_packets = sa->hard_packets;
    ctx.soft_bytes = sa->soft_bytes;
    ctx.hard_bytes = sa->hard_bytes;
    for (i = 0; i < sa->num_ops; i++) {
        const IpsecSaOp *from = &sa->op[i];
        const IpsecTransform *t = &from->transform;
        IpsecSaCtxOp *op = &ctx.op[i];

        op->operation = from->operation;
        op->flags = from->esn ? IPSECNIC_OP_FLAG_ESN : 0;
        op->reserved_zero = true;
        op->spi = from->spi;
        op->replay_window = from->window;
        op->sequence = from->top;
        if (t->auth) {
            op->auth_alg = t->auth->bit;
            op->auth_icv_length = t->icv_length;
        } else {
            op->cipher_icv_length = t->icv_length;
        }
        op->cipher_alg = t->cipher ? t->cipher->bit : 0;
        if (from->auth_key.length) {
            op->auth_key_offset = IPSEC_SA_KEYS_START + from->auth_key.offset;
            op->auth_key_length = from->auth_key.length;
        }
        if (from->cipher_key.length) {
            op->cipher_key_offset = IPSEC_SA_KEYS_START +
                                    from->cipher_key.offset;
            op->cipher_key_length = from->cipher_key.length;
        }
    }
    *out = ctx;
}

size_t ipsec_sa_context(const IpsecSa *sa, uint8_t out[IPSECNIC_SA_CTX_MAX])
{
    IpsecSaCtx ctx;

    ipsec_sa_describe(sa, &ctx);
    memset(out, 0, ctx.length);
    ipsec_sa_ctx_encode(out, &ctx);
    memcpy(out + IPSEC_SA_KEYS_START, sa->keys, sa->keys_length);
    return ctx.length;
}

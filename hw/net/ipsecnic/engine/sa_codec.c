/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What commands say about SAs, between guest memory and the host
 */

#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "sa_codec.h"

/* Where member @m of structure @s lies behind @p. */
#define AT(p, s, m) ((p) + offsetof(struct s, m))

static void sa_op_encode(void *dst, const IpsecSaCtxOp *src)
{
    uint8_t *p = dst;

    memset(p, 0, sizeof(struct ipsecnic_sa_op));
    *AT(p, ipsecnic_sa_op, operation) = src->operation;
    ipsec_put_le16(AT(p, ipsecnic_sa_op, flags), src->flags);
    ipsec_put_le32(AT(p, ipsecnic_sa_op, spi), src->spi);
    ipsec_put_le64(AT(p, ipsecnic_sa_op, auth_alg), src->auth_alg);
    ipsec_put_le64(AT(p, ipsecnic_sa_op, cipher_alg), src->cipher_alg);
    ipsec_put_le32(AT(p, ipsecnic_sa_op, auth_key_offset),
                   src->auth_key_offset);
    ipsec_put_le32(AT(p, ipsecnic_sa_op, auth_key_length),
                   src->auth_key_length);
    ipsec_put_le32(AT(p, ipsecnic_sa_op, cipher_key_offset),
                   src->cipher_key_offset);
    ipsec_put_le32(AT(p, ipsecnic_sa_op, cipher_key_length),
                   src->cipher_key_length);
    ipsec_put_le16(AT(p, ipsecnic_sa_op, auth_icv_length),
                   src->auth_icv_length);
    ipsec_put_le16(AT(p, ipsecnic_sa_op, cipher_icv_length),
                   src->cipher_icv_length);
    ipsec_put_le32(AT(p, ipsecnic_sa_op, replay_window), src->replay_window);
    ipsec_put_le64(AT(p, ipsecnic_sa_op, sequence), src->sequence);
}

static void sa_op_decode(IpsecSaCtxOp *dst, const void *src)
{
    const uint8_t *p = src;

    dst->operation = *AT(p, ipsecnic_sa_op, operation);
    dst->flags = ipsec_get_le16(AT(p, ipsecnic_sa_op, flags));
    dst->spi = ipsec_get_le32(AT(p, ipsecnic_sa_op, spi));
    dst->auth_alg = ipsec_get_le64(AT(p, ipsecnic_sa_op, auth_alg));
    dst->cipher_alg = ipsec_get_le64(AT(p, ipsecnic_sa_op, cipher_alg));
    dst->auth_key_offset =
        ipsec_get_le32(AT(p, ipsecnic_sa_op, auth_key_offset));
    dst->auth_key_length =
        ipsec_get_le32(AT(p, ipsecnic_sa_op, auth_key_length));
    dst->cipher_key_offset =
        ipsec_get_le32(AT(p, ipsecnic_sa_op, cipher_key_offset));
    dst->cipher_key_length =
        ipsec_get_le32(AT(p, ipsecnic_sa_op, cipher_key_length));
    dst->auth_icv_length =
        ipsec_get_le16(AT(p, ipsecnic_sa_op, auth_icv_length));
    dst->cipher_icv_length =
        ipsec_get_le16(AT(p, ipsecnic_sa_op, cipher_icv_length));
    dst->replay_window = ipsec_get_le32(AT(p, ipsecnic_sa_op, replay_window));
    dst->sequence = ipsec_get_le64(AT(p, ipsecnic_sa_op, sequence));
    dst->reserved_zero =
        ipsec_is_zero(AT(p, ipsecnic_sa_op, reserved0), 1) &&
        ipsec_is_zero(AT(p, ipsecnic_sa_op, reserved1), 8);
}

void ipsec_sa_ctx_encode(void *dst, const IpsecSaCtx *src)
{
    uint8_t *p = dst;
    unsigned i;

    memset(p, 0, sizeof(struct ipsecnic_sa_ctx));
    ipsec_put_le32(AT(p, ipsecnic_sa_ctx, length), src->length);
    ipsec_put_le16(AT(p, ipsecnic_sa_ctx, version), src->version);
    ipsec_put_le16(AT(p, ipsecnic_sa_ctx, num_ops), src->num_ops);
    ipsec_put_le32(AT(p, ipsecnic_sa_ctx, flags), src->flags);
    *AT(p, ipsecnic_sa_ctx, mode) = src->mode;
    *AT(p, ipsecnic_sa_ctx, encap) = src->encap;
    memcpy(AT(p, ipsecnic_sa_ctx, src), src->src, 16);
    memcpy(AT(p, ipsecnic_sa_ctx, dst), src->dst, 16);
    ipsec_put_le16(AT(p, ipsecnic_sa_ctx, encap_sport), src->encap_sport);
    ipsec_put_le16(AT(p, ipsecnic_sa_ctx, encap_dport), src->encap_dport);
    ipsec_put_le32(AT(p, ipsecnic_sa_ctx, reqid), src->reqid);
    ipsec_put_le64(AT(p, ipsecnic_sa_ctx, driver_cookie), src->driver_cookie);
    for (i = 0; i < 2; i++) {
        sa_op_encode(AT(p, ipsecnic_sa_ctx, op) +
                     sizeof(struct ipsecnic_sa_op) * i, &src->op[i]);
    }
    ipsec_put_le64(AT(p, ipsecnic_sa_ctx, soft_packets), src->soft_packets);
    ipsec_put_le64(AT(p, ipsecnic_sa_ctx, hard_packets), src->hard_packets);
    ipsec_put_le64(AT(p, ipsecnic_sa_ctx, soft_bytes), src->soft_bytes);
    ipsec_put_le64(AT(p, ipsecnic_sa_ctx, hard_bytes), src->hard_bytes);
    memcpy(AT(p, ipsecnic_sa_ctx, mac_src), src->mac_src, 6);
    memcpy(AT(p, ipsecnic_sa_ctx, mac_dst), src->mac_dst, 6);
    *AT(p, ipsecnic_sa_ctx, ttl) = src->ttl;
    *AT(p, ipsecnic_sa_ctx, df) = src->df;
    ipsec_put_le16(AT(p, ipsecnic_sa_ctx, mtu), src->mtu);
    ipsec_put_le16(AT(p, ipsecnic_sa_ctx, tfc), src->tfc);
}

void ipsec_sa_ctx_decode(IpsecSaCtx *dst, const void *src)
{
    const uint8_t *p = src;
    unsigned i;

    dst->length = ipsec_get_le32(AT(p, ipsecnic_sa_ctx, length));
    dst->version = ipsec_get_le16(AT(p, ipsecnic_sa_ctx, version));
    dst->num_ops = ipsec_get_le16(AT(p, ipsecnic_sa_ctx, num_ops));
    dst->flags = ipsec_get_le32(AT(p, ipsecnic_sa_ctx, flags));
    dst->mode = *AT(p, ipsecnic_sa_ctx, mode);
    dst->encap = *AT(p, ipsecnic_sa_ctx, encap);
    memcpy(dst->src, AT(p, ipsecnic_sa_ctx, src), 16);
    memcpy(dst->dst, AT(p, ipsecnic_sa_ctx, dst), 16);
    dst->encap_sport = ipsec_get_le16(AT(p, ipsecnic_sa_ctx, encap_sport));
    dst->encap_dport = ipsec_get_le16(AT(p, ipsecnic_sa_ctx, encap_dport));
    dst->reqid = ipsec_get_le32(AT(p, ipsecnic_sa_ctx, reqid));
    dst->driver_cookie = ipsec_get_le64(AT(p, ipsecnic_sa_ctx, driver_cookie));
    for (i = 0; i < 2; i++) {
        sa_op_decode(&dst->op[i], AT(p, ipsecnic_sa_ctx, op) +
                     sizeof(struct ipsecnic_sa_op) * i);
    }
    dst->soft_packets = ipsec_get_le64(AT(p, ipsecnic_sa_ctx, soft_packets));
    dst->hard_packets = ipsec_get_le64(AT(p, ipsecnic_sa_ctx, hard_packets));
    dst->soft_bytes = ipsec_get_le64(AT(p, ipsecnic_sa_ctx, soft_bytes));
    dst->hard_bytes = ipsec_get_le64(AT(p, ipsecnic_sa_ctx, hard_bytes));
    memcpy(dst->mac_src, AT(p, ipsecnic_sa_ctx, mac_src), 6);
    memcpy(dst->mac_dst, AT(p, ipsecnic_sa_ctx, mac_dst), 6);
    dst->ttl = *AT(p, ipsecnic_sa_ctx, ttl);
    dst->df = *AT(p, ipsecnic_sa_ctx, df);
    dst->mtu = ipsec_get_le16(AT(p, ipsecnic_sa_ctx, mtu));
    dst->tfc = ipsec_get_le16(AT(p, ipsecnic_sa_ctx, tfc));
    dst->reserved_zero =
        ipsec_is_zero(AT(p, ipsecnic_sa_ctx, reserved0), 2) &&
        ipsec_is_zero(AT(p, ipsecnic_sa_ctx, reserved1), 32) &&
        ipsec_is_zero(AT(p, ipsecnic_sa_ctx, reserved2), 14);
}

void ipsec_sa_key_encode(void *dst, const IpsecSaKey *src)
{
    uint8_t *p = dst;

    memset(p, 0, sizeof(struct ipsecnic_sa_key));
    ipsec_put_le32(AT(p, ipsecnic_sa_key, flags), src->flags);
    ipsec_put_le32(AT(p, ipsecnic_sa_key, spi), src->spi);
    *AT(p, ipsecnic_sa_key, operation) = src->operation;
    *AT(p, ipsecnic_sa_key, encap) = src->encap;
    memcpy(AT(p, ipsecnic_sa_key, src), src->src, 16);
    memcpy(AT(p, ipsecnic_sa_key, dst), src->dst, 16);
}

void ipsec_sa_key_decode(IpsecSaKey *dst, const void *src)
{
    const uint8_t *p = src;

    dst->flags = ipsec_get_le32(AT(p, ipsecnic_sa_key, flags));
    dst->spi = ipsec_get_le32(AT(p, ipsecnic_sa_key, spi));
    dst->operation = *AT(p, ipsecnic_sa_key, operation);
    dst->encap = *AT(p, ipsecnic_sa_key, encap);
    memcpy(dst->src, AT(p, ipsecnic_sa_key, src), 16);
    memcpy(dst->dst, AT(p, ipsecnic_sa_key, dst), 16);
    dst->reserved_zero =
        ipsec_is_zero(AT(p, ipsecnic_sa_key, reserved0), 2) &&
        ipsec_is_zero(AT(p, ipsecnic_sa_key, reserved1), 4);
}

void ipsec_sa_info_encode(void *dst, const IpsecSaInfo *src)
{
    uint8_t *p = dst;
    unsigned i;

    memset(p, 0, sizeof(struct ipsecnic_sa_info));
    ipsec_put_le32(AT(p, ipsecnic_sa_info, handle), src->handle);
    ipsec_put_le32(AT(p, ipsecnic_sa_info, state), src->state);
    ipsec_put_le64(AT(p, ipsecnic_sa_info, driver_cookie), src->driver_cookie);
    ipsec_put_le32(AT(p, ipsecnic_sa_info, reqid), src->reqid);
    ipsec_put_le64(AT(p, ipsecnic_sa_info, packets), src->packets);
    ipsec_put_le64(AT(p, ipsecnic_sa_info, bytes), src->bytes);
    for (i = 0; i < 8; i++) {
        ipsec_put_le64(AT(p, ipsecnic_sa_info, failed) + 8 * i,
                       src->failed[i]);
    }
    ipsec_put_le64(AT(p, ipsecnic_sa_info, skipped), src->skipped);
    for (i = 0; i < 2; i++) {
        ipsec_put_le64(AT(p, ipsecnic_sa_info, sequence) + 8 * i,
                       src->sequence[i]);
    }
    ipsec_put_le64(AT(p, ipsecnic_sa_info, replayed), src->replayed);
    ipsec_put_le64(AT(p, ipsecnic_sa_info, late), src->late);
    ipsec_put_le64(AT(p, ipsecnic_sa_info, expired), src->expired);
    ipsec_put_le64(AT(p, ipsecnic_sa_info, policy), src->policy);
    ipsec_put_le64(AT(p, ipsecnic_sa_info, too_big), src->too_big);
    ipsec_put_le64(AT(p, ipsecnic_sa_info, unusable), src->unusable);
}

void ipsec_sa_info_decode(IpsecSaInfo *dst, const void *src)
{
    const uint8_t *p = src;
    unsigned i;

    dst->handle = ipsec_get_le32(AT(p, ipsecnic_sa_info, handle));
    dst->state = ipsec_get_le32(AT(p, ipsecnic_sa_info, state));
    dst->driver_cookie = ipsec_get_le64(AT(p, ipsecnic_sa_info, driver_cookie));
    dst->reqid = ipsec_get_le32(AT(p, ipsecnic_sa_info, reqid));
    dst->packets = ipsec_get_le64(AT(p, ipsecnic_sa_info, packets));
    dst->bytes = ipsec_get_le64(AT(p, ipsecnic_sa_info, bytes));
    for (i = 0; i < 8; i++) {
        dst->failed[i] =
            ipsec_get_le64(AT(p, ipsecnic_sa_info, failed) + 8 * i);
    }
    dst->skipped = ipsec_get_le64(AT(p, ipsecnic_sa_info, skipped));
    for (i = 0; i < 2; i++) {
        dst->sequence[i] =
            ipsec_get_le64(AT(p, ipsecnic_sa_info, sequence) + 8 * i);
    }
    dst->replayed = ipsec_get_le64(AT(p, ipsecnic_sa_info, replayed));
    dst->late = ipsec_get_le64(AT(p, ipsecnic_sa_info, late));
    dst->expired = ipsec_get_le64(AT(p, ipsecnic_sa_info, expired));
    dst->policy = ipsec_get_le64(AT(p, ipsecnic_sa_info, policy));
    dst->too_big = ipsec_get_le64(AT(p, ipsecnic_sa_info, too_big));
    dst->unusable = ipsec_get_le64(AT(p, ipsecnic_sa_info, unusable));
    dst->reserved_zero =
        ipsec_is_zero(AT(p, ipsecnic_sa_info, reserved0), 4) &&
        ipsec_is_zero(AT(p, ipsecnic_sa_info, reserved1), 80);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What commands say about SAs, between guest memory and the host
 *
 * Guest memory holds little-endian integers at fixed offsets; the host works
 * with the plain structs below, in host byte order.  Both directions exist for
 * each structure, because the tests stand on the other side of it.
 *
 * The memory that a function reads or writes needs no alignment.  An encoder
 * writes every byte of the structure; reserved ones become zero.  A decoder
 * accepts every content: it reports instead of judging, and says in
 * reserved_zero whether all reserved fields were zero.
 */

#ifndef IPSECNIC_SA_CODEC_H
#define IPSECNIC_SA_CODEC_H

#include <stdbool.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

/** Where the keys of an SA context begin, in bytes. */
#define IPSEC_SA_KEYS_START ((uint32_t)sizeof(struct ipsecnic_sa_ctx))

/** Flags of a context that packet mode has for tunnels. */
#define IPSEC_SA_TUNNEL_FLAGS                                           \
    (IPSECNIC_SA_FLAG_NO_DSCP | IPSECNIC_SA_FLAG_NO_ECN |               \
     IPSECNIC_SA_FLAG_DECAP_DSCP | IPSECNIC_SA_FLAG_NO_FLOW_LABEL)

/** struct ipsecnic_sa_op. */
typedef struct IpsecSaCtxOp {
    uint8_t operation;
    uint16_t flags;
    uint32_t spi;
    uint64_t auth_alg;
    uint64_t cipher_alg;
    uint32_t auth_key_offset;
    uint32_t auth_key_length;
    uint32_t cipher_key_offset;
    uint32_t cipher_key_length;
    uint16_t auth_icv_length;
    uint16_t cipher_icv_length;
    uint32_t replay_window;
    uint64_t sequence;
    bool reserved_zero;         /* decode only */
} IpsecSaCtxOp;

/** struct ipsecnic_sa_ctx, without the keys that follow it. */
typedef struct IpsecSaCtx {
    uint32_t length;
    uint16_t version;
    uint16_t num_ops;
    uint32_t flags;
    uint8_t mode;
    uint8_t encap;
    uint8_t src[16];
    uint8_t dst[16];
    uint16_t encap_sport;
    uint16_t encap_dport;
    uint32_t reqid;
    uint64_t driver_cookie;
    IpsecSaCtxOp op[2];
    uint64_t soft_packets;
    uint64_t hard_packets;
    uint64_t soft_bytes;
    uint64_t hard_bytes;
    uint8_t mac_src[6];
    uint8_t mac_dst[6];
    uint8_t ttl;
    uint8_t df;
    uint16_t mtu;
    uint16_t tfc;
    bool reserved_zero;         /* decode only; not those of op[] */
} IpsecSaCtx;

/** struct ipsecnic_sa_key. */
typedef struct IpsecSaKey {
    uint32_t flags;
    uint32_t spi;
    uint8_t operation;
    uint8_t encap;
    uint8_t src[16];
    uint8_t dst[16];
    bool reserved_zero;         /* decode only */
} IpsecSaKey;

/** struct ipsecnic_sa_info. */
typedef struct IpsecSaInfo {
    uint32_t handle;
    uint32_t state;
    uint64_t driver_cookie;
    uint32_t reqid;
    uint64_t packets;
    uint64_t bytes;
    uint64_t failed[8];
    uint64_t skipped;
    uint64_t sequence[2];
    uint64_t replayed;
    uint64_t late;
    uint64_t expired;
    uint64_t policy;
    uint64_t too_big;
    uint64_t unusable;
    bool reserved_zero;         /* decode only */
} IpsecSaInfo;

/** ipsec_sa_ctx_encode: write the 288 bytes of the fixed part at @dst. */
void ipsec_sa_ctx_encode(void *dst, const IpsecSaCtx *src);
/** ipsec_sa_ctx_decode: read the 288 bytes of the fixed part at @src. */
void ipsec_sa_ctx_decode(IpsecSaCtx *dst, const void *src);

/** ipsec_sa_key_encode: write 48 bytes at @dst. */
void ipsec_sa_key_encode(void *dst, const IpsecSaKey *src);
/** ipsec_sa_key_decode: read 48 bytes at @src. */
void ipsec_sa_key_decode(IpsecSaKey *dst, const void *src);

/** ipsec_sa_info_encode: write 256 bytes at @dst. */
void ipsec_sa_info_encode(void *dst, const IpsecSaInfo *src);
/** ipsec_sa_info_decode: read 256 bytes at @src. */
void ipsec_sa_info_decode(IpsecSaInfo *dst, const void *src);

#endif /* IPSECNIC_SA_CODEC_H */

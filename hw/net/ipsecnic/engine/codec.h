/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The structures of the ABI, between guest memory and the host
 *
 * Guest memory holds little-endian integers at fixed offsets; the host works
 * with the plain structs below, in host byte order.  Nothing else in the card
 * swaps bytes.  Both directions exist for each structure, because the tests
 * stand on the other side of it.
 *
 * The memory that a function reads or writes needs no alignment.  An encoder
 * writes every byte of the structure; reserved ones become zero.  A decoder
 * accepts every content: it reports instead of judging, and says in
 * reserved_zero whether all reserved fields were zero.
 */

#ifndef IPSECNIC_CODEC_H
#define IPSECNIC_CODEC_H

#include <stdbool.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

/** struct ipsecnic_rx_posted: a receive buffer. */
typedef struct IpsecnicRxPosted {
    uint64_t addr;
    uint32_t length;
    uint64_t cookie;
    bool reserved_zero;         /* decode only */
} IpsecnicRxPosted;

/** struct ipsecnic_rx_comp: a receive descriptor. */
typedef struct IpsecnicRxComp {
    uint32_t oob;
    uint32_t header_info;
    uint32_t sa_outer;
    uint32_t sa_inner;
    uint64_t cookie;
    uint32_t frame_length;
    uint16_t buffer_length;
    uint8_t kind;
    uint8_t reason;
    uint8_t accept;
    uint8_t inner_reason;
    uint16_t csum;
    uint16_t l3_offset;
    uint16_t ipsec_offset;
    uint16_t payload_offset;
    uint16_t inner_l3_offset;
    uint16_t inner_ipsec_offset;
    uint16_t trailer_length;
    uint32_t hash;
    uint32_t arrival;
    uint16_t posted_index;
    uint16_t vlan_tci;
    uint32_t flags;
} IpsecnicRxComp;

/** struct ipsecnic_tx_posted: a fragment to send. */
typedef struct IpsecnicTxPosted {
    uint64_t addr;
    uint32_t length;
    uint32_t flags;
    uint64_t cookie;
    uint32_t sa_handle;
    uint32_t tunnel_handle;
    uint32_t sequence_high;
    uint16_t l3_offset;
    uint16_t esp_offset;
    uint16_t ah_offset;
    uint16_t csum_start;
    uint16_t csum_offset;
    uint16_t segment_size;
    uint16_t header_length;
    uint16_t trailer_length;
    uint8_t next_header;
    uint16_t vlan_tci;
    uint16_t tunnel_l3_offset;
    uint16_t tunnel_esp_offset;
    uint16_t tunnel_ah_offset;
    uint16_t tunnel_trailer_length;
    bool reserved_zero;         /* decode only */
    bool offload_zero;          /* decode only: all from sa_handle on */
} IpsecnicTxPosted;

/** struct ipsecnic_tx_comp: what became of a frame to send. */
typedef struct IpsecnicTxComp {
    uint64_t cookie;
    uint32_t status;
    uint32_t frame_length;
    uint16_t posted_index;
    uint16_t fragments;
    uint32_t segments;
    uint32_t flags;
    bool reserved_zero;         /* decode only */
} IpsecnicTxComp;

/** struct ipsecnic_command. */
typedef struct IpsecnicCommand {
    uint16_t opcode;
    uint16_t flags;
    uint32_t count;
    uint64_t cookie;
    uint64_t data_addr;
    uint32_t data_length;
    uint32_t handle;
    uint64_t result_addr;
    uint32_t operation;
    uint32_t spi;
    uint64_t sequence;
    bool reserved_zero;         /* decode only */
} IpsecnicCommand;

/** struct ipsecnic_result: one member of a batch. */
typedef struct IpsecnicResult {
    uint32_t status;
    uint32_t handle;
} IpsecnicResult;

/** struct ipsecnic_ctrl_comp: a command's completion, or an event. */
typedef struct IpsecnicCtrlComp {
    uint16_t type;
    uint16_t code;
    uint32_t status;
    uint64_t cookie;
    uint32_t handle;
    uint32_t done;
    uint16_t index;
    uint16_t queue;
    uint32_t argument;
    uint32_t flags;
    bool reserved_zero;         /* decode only */
} IpsecnicCtrlComp;

/** struct ipsecnic_sa_op. */
typedef struct IpsecnicSaOp {
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
} IpsecnicSaOp;

/** struct ipsecnic_sa_ctx, without the keys that follow it. */
typedef struct IpsecnicSaCtx {
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
    IpsecnicSaOp op[2];
    uint64_t soft_packets;
    uint64_t hard_packets;
    uint64_t soft_bytes;
    uint64_t hard_bytes;
    uint8_t tunnel_src[16];
    uint8_t tunnel_dst[16];
    uint8_t mac_src[6];
    uint8_t mac_dst[6];
    bool reserved_zero;         /* decode only; not those of op[] */
} IpsecnicSaCtx;

/** struct ipsecnic_sa_key. */
typedef struct IpsecnicSaKey {
    uint32_t flags;
    uint32_t spi;
    uint8_t operation;
    uint8_t encap;
    uint8_t src[16];
    uint8_t dst[16];
    bool reserved_zero;         /* decode only */
} IpsecnicSaKey;

/** struct ipsecnic_sa_info. */
typedef struct IpsecnicSaInfo {
    uint32_t handle;
    uint32_t state;
    uint64_t driver_cookie;
    uint32_t reqid;
    uint64_t packets;
    uint64_t bytes;
    uint64_t failed[8];
    uint64_t skipped;
    uint64_t sequence[2];
    bool reserved_zero;         /* decode only */
} IpsecnicSaInfo;

/** ipsecnic_rx_posted_encode: write 64 bytes at @dst. */
void ipsecnic_rx_posted_encode(void *dst, const IpsecnicRxPosted *src);
/** ipsecnic_rx_posted_decode: read 64 bytes at @src. */
void ipsecnic_rx_posted_decode(IpsecnicRxPosted *dst, const void *src);

/** ipsecnic_rx_comp_encode: write 64 bytes at @dst; flags are the last four. */
void ipsecnic_rx_comp_encode(void *dst, const IpsecnicRxComp *src);
/** ipsecnic_rx_comp_decode: read 64 bytes at @src. */
void ipsecnic_rx_comp_decode(IpsecnicRxComp *dst, const void *src);

/** ipsecnic_tx_posted_encode: write 64 bytes at @dst. */
void ipsecnic_tx_posted_encode(void *dst, const IpsecnicTxPosted *src);
/** ipsecnic_tx_posted_decode: read 64 bytes at @src. */
void ipsecnic_tx_posted_decode(IpsecnicTxPosted *dst, const void *src);

/** ipsecnic_tx_comp_encode: write 64 bytes at @dst; flags are the last four. */
void ipsecnic_tx_comp_encode(void *dst, const IpsecnicTxComp *src);
/** ipsecnic_tx_comp_decode: read 64 bytes at @src. */
void ipsecnic_tx_comp_decode(IpsecnicTxComp *dst, const void *src);

/** ipsecnic_command_encode: write 64 bytes at @dst. */
void ipsecnic_command_encode(void *dst, const IpsecnicCommand *src);
/** ipsecnic_command_decode: read 64 bytes at @src. */
void ipsecnic_command_decode(IpsecnicCommand *dst, const void *src);

/** ipsecnic_result_encode: write 8 bytes at @dst. */
void ipsecnic_result_encode(void *dst, const IpsecnicResult *src);
/** ipsecnic_result_decode: read 8 bytes at @src. */
void ipsecnic_result_decode(IpsecnicResult *dst, const void *src);

/**
 * ipsecnic_ctrl_comp_encode: write 64 bytes at @dst; flags are the last four.
 */
void ipsecnic_ctrl_comp_encode(void *dst, const IpsecnicCtrlComp *src);
/** ipsecnic_ctrl_comp_decode: read 64 bytes at @src. */
void ipsecnic_ctrl_comp_decode(IpsecnicCtrlComp *dst, const void *src);

/** ipsecnic_sa_ctx_encode: write the 288 bytes of the fixed part at @dst. */
void ipsecnic_sa_ctx_encode(void *dst, const IpsecnicSaCtx *src);
/** ipsecnic_sa_ctx_decode: read the 288 bytes of the fixed part at @src. */
void ipsecnic_sa_ctx_decode(IpsecnicSaCtx *dst, const void *src);

/** ipsecnic_sa_key_encode: write 48 bytes at @dst. */
void ipsecnic_sa_key_encode(void *dst, const IpsecnicSaKey *src);
/** ipsecnic_sa_key_decode: read 48 bytes at @src. */
void ipsecnic_sa_key_decode(IpsecnicSaKey *dst, const void *src);

/** ipsecnic_sa_info_encode: write 256 bytes at @dst. */
void ipsecnic_sa_info_encode(void *dst, const IpsecnicSaInfo *src);
/** ipsecnic_sa_info_decode: read 256 bytes at @src. */
void ipsecnic_sa_info_decode(IpsecnicSaInfo *dst, const void *src);

#endif /* IPSECNIC_CODEC_H */

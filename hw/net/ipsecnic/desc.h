/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the entries of rings, between guest memory and the host
 *
 * Guest memory holds little-endian integers at fixed offsets; the host works
 * with the plain structs below, in host byte order.  Nothing else in the card
 * swaps bytes, but engine/sa_codec.c what commands say about SAs.  Both
 * directions exist for each structure, because the tests stand on the other
 * side of it.
 *
 * The memory that a function reads or writes needs no alignment.  An encoder
 * writes every byte of the structure; reserved ones become zero.  A decoder
 * accepts every content: it reports instead of judging, and says in
 * reserved_zero whether all reserved fields were zero.
 */

#ifndef IPSECNIC_DESC_H
#define IPSECNIC_DESC_H

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
    uint8_t inner_l3;           /* in units of two bytes */
    uint16_t vlan_tci;
    uint16_t tunnel_l3_offset;
    uint16_t tunnel_esp_offset;
    uint16_t tunnel_ah_offset;
    uint16_t tunnel_trailer_length;
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
    uint32_t fit;
    uint64_t time;
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

#endif /* IPSECNIC_DESC_H */

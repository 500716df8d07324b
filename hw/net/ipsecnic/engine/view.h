/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operator may see of SAs and policies: all but their keys
 */

#ifndef IPSECNIC_VIEW_H
#define IPSECNIC_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#include "types.h"

/** One operation of an SA. */
typedef struct IpsecSaOpView {
    uint8_t operation;          /* IPSECNIC_OP_* */
    uint32_t spi;
    const char *cipher;         /* as algorithms are named; NULL: none */
    const char *auth;           /* the same; NULL: the cipher authenticates */
    uint8_t icv_length;         /* bytes */
    bool esn;
    uint64_t top;               /* of the sequence numbers, D6 */
    uint32_t window;            /* sequence numbers; 0: none */
    bool checks_replay;         /* packet mode, inbound */
} IpsecSaOpView;

/** An SA without its keys, in host byte order; addresses as on the wire. */
typedef struct IpsecSaView {
    uint32_t handle;
    uint32_t state;             /* IPSECNIC_SA_STATE_* */
    bool outbound;
    bool packet;                /* packet mode */
    uint8_t ip_version;
    uint8_t mode;               /* IPSECNIC_MODE_* */
    uint8_t encap;              /* one bit of IPSECNIC_UDP_ESP_*, or 0 */
    uint16_t encap_sport;       /* 0: any */
    uint16_t encap_dport;       /* the one that counts; of no use without */
    uint8_t src[16];            /* IPv4 in the first four bytes */
    uint8_t dst[16];
    uint32_t reqid;
    uint16_t mtu;               /* bytes; 0: none */
    uint16_t tfc;               /* bytes; 0: none */
    uint8_t num_ops;
    IpsecSaOpView op[2];
    uint64_t packets;
    uint64_t bytes;
    uint64_t soft_packets;      /* IPSECNIC_NO_LIMIT: none */
    uint64_t hard_packets;
    uint64_t soft_bytes;
    uint64_t hard_bytes;
    uint64_t failed[8];         /* by CryptoStatus; [0] is 0 */
    uint64_t skipped;           /* this and those below: ipsecnic_sa_info */
    uint64_t replayed;
    uint64_t late;
    uint64_t expired;
    uint64_t policy;
    uint64_t too_big;
    uint64_t unusable;
} IpsecSaView;

/** A policy; as above. */
typedef struct IpsecPolicyView {
    uint32_t handle;
    bool outbound;
    uint8_t action;             /* IPSECNIC_POLICY_* */
    uint32_t priority;
    uint8_t ip_version;
    uint8_t src[16];
    uint8_t dst[16];
    uint8_t src_prefix;         /* bits */
    uint8_t dst_prefix;
    uint8_t protocol;           /* 0: any */
    uint16_t sport;
    uint16_t sport_mask;        /* 0: any */
    uint16_t dport;
    uint16_t dport_mask;
    uint8_t mode;               /* PROTECT: IPSECNIC_MODE_*; else 0 */
    uint32_t reqid;             /* PROTECT */
    uint8_t sa_version;         /* PROTECT: IP version of its SA */
    uint8_t tunnel_src[16];     /* PROTECT by a tunnel */
    uint8_t tunnel_dst[16];
    uint64_t packets;
    uint64_t bytes;
    uint64_t no_sa;
    uint64_t refused;
} IpsecPolicyView;

/**
 * ipsec_engine_view_sa: look at all SAs, in the order of the lower 20 bits of
 * their handles.
 * @index: lower 20 bits of a handle; 0 to begin with.  Moves to that of the SA
 *         that was found, so that the next call goes on behind it; SAs may come
 *         and go in between
 * @most: so many indices are looked at, less those that were
 * @view: what is there
 *
 * False: there is none among those that were looked at.  With @most 0 there may
 * be more behind @index, else there are none.
 */
bool ipsec_engine_view_sa(const IpsecEngine *engine, uint32_t *index,
                          uint32_t *most, IpsecSaView *view);

/** ipsec_engine_view_policy: the same of policies. */
bool ipsec_engine_view_policy(const IpsecEngine *engine, uint32_t *index,
                              uint32_t *most, IpsecPolicyView *view);

#endif /* IPSECNIC_VIEW_H */

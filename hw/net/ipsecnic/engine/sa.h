/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A security association: what became of an SA context that passed its checks
 */

#ifndef IPSECNIC_SA_H
#define IPSECNIC_SA_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#include "sa_codec.h"
#include "transform.h"
#include "types.h"
#include "window.h"

/** Which part of an SA's keys is meant. */
typedef struct IpsecKeyRange {
    uint8_t offset;             /* bytes from the start of the SA's keys */
    uint8_t length;
} IpsecKeyRange;

/** One operation of a bundle. */
typedef struct IpsecSaOp {
    IpsecTransform transform;
    /** Inbound, D6: highest authenticated sequence number, ESN or not.
     *  Outbound: the last one that was used. */
    uint64_t top;
    uint32_t spi;
    /** D6: 0 means that the estimate is the number nearest to top. */
    uint32_t window;
    /** Packet mode, inbound: numbers that were received; NULL: not checked. */
    IpsecWindow *replay;
    /** IPSECNIC_OP_*. */
    uint8_t operation;
    bool esn;
    /** Inbound: a wrong ICV is taken for a right one (mishap.h). */
    bool unchecked;
    IpsecKeyRange auth_key;
    IpsecKeyRange cipher_key;
} IpsecSaOp;

/**
 * A bundle of one or two operations, with the keys as they were given.
 *
 * What the lookup compares and what each packet counts comes first.
 */
typedef struct IpsecSa {
    uint32_t handle;
    /** Which of all SAs that the engine ever had; handles come round. */
    uint64_t serial;
    /** IPSECNIC_SA_STATE_*. */
    uint32_t state;
    uint8_t ip_version;
    /** IPSECNIC_MODE_*. */
    uint8_t mode;
    /** IPSECNIC_UDP_ESP_*, or 0. */
    uint8_t encap;
    bool outbound;
    bool packet;                /* packet mode: one operation, ESP */
    uint8_t num_ops;
    /** Packet mode: IPSECNIC_SA_FLAG_NO_DSCP, _NO_ECN, _DECAP_DSCP and
     *  _NO_FLOW_LABEL. */
    uint32_t tunnel_flags;
    /** Packet mode, outbound tunnel: as given in the context. */
    uint8_t ttl;
    uint8_t df;
    uint8_t mac_src[6];
    uint8_t mac_dst[6];
    uint16_t mtu;               /* packet mode, outbound; 0: none */
    uint16_t tfc;               /* packet mode, outbound tunnel; 0: none */
    /** As given; 0 means any. */
    uint16_t encap_sport;
    /** As given; 0 means 4500 if there is encapsulation. */
    uint16_t encap_dport;
    /** IPv4 in the first four bytes, zeros behind them. */
    uint8_t src[16];
    uint8_t dst[16];
    uint64_t packets;
    uint64_t bytes;
    /** The lowest limits that the counts have not reached yet. */
    uint64_t next_packets;
    uint64_t next_bytes;
    uint64_t soft_packets;
    uint64_t hard_packets;
    uint64_t soft_bytes;
    uint64_t hard_bytes;
    uint64_t failed[8];
    uint64_t skipped;
    /** Packet mode; see struct ipsecnic_sa_info. */
    uint64_t replayed;
    uint64_t late;
    uint64_t expired;
    uint64_t policy;
    uint64_t too_big;
    uint64_t unusable;
    uint64_t driver_cookie;
    uint32_t reqid;
    /** In one of the database's lists. */
    GList link;
    /** Those of an IpsecSaIndex: the youngest of the next key, of the youngest
     *  one only; and those of the same key. */
    struct IpsecSa *index_next;
    struct IpsecSa *index_younger;
    struct IpsecSa *index_older;
    uint32_t size;              /* of this, see ipsec_secret_alloc() */
    uint32_t keys_length;
    uint8_t *keys;              /* behind op[], in the same allocation */
    IpsecSaOp op[];
} IpsecSa;

/**
 * ipsec_sa_new: an SA with its key schedules from a context that passed.
 * @sa: the SA, or NULL
 *
 * Returns IPSECNIC_ST_OK, _SA_WEAK_KEY, _SA_CRYPTO, or _TABLE_FULL if the host
 * has no memory.
 */
uint32_t ipsec_sa_new(const IpsecSaCtx *ctx, const uint8_t *bytes,
                      IpsecSa **sa);

/** ipsec_sa_free: close the handles, wipe the keys, free the SA. */
void ipsec_sa_free(IpsecSa *sa);

/**
 * ipsec_sa_describe: the fixed part of ipsec_sa_context(): all but the keys,
 * whose places are in it.
 */
void ipsec_sa_describe(const IpsecSa *sa, IpsecSaCtx *out);

/**
 * ipsec_sa_context: the context that would make the same SA again, with the
 * sequence numbers as they are now.  Returns its length.
 */
size_t ipsec_sa_context(const IpsecSa *sa, uint8_t out[IPSECNIC_SA_CTX_MAX]);

/** ipsec_sa_set_next_limits: after counts or limits were set. */
void ipsec_sa_set_next_limits(IpsecSa *sa);

/** ipsec_sa_check_limits: which limits the last packet took the counts over.
 *  @passed has room for the four limits of two SAs. */
void ipsec_sa_check_limits(IpsecSa *sa, uint32_t length,
                           IpsecPassedLimits *passed);

/**
 * ipsec_sa_count: count a packet that was processed.
 * @length: bytes of its IP packet
 * @passed: gets the limits that it passed
 */
static inline void ipsec_sa_count(IpsecSa *sa, uint32_t length,
                                  IpsecPassedLimits *passed)
{
    sa->packets++;
    sa->bytes += length;
    if (sa->packets >= sa->next_packets || sa->bytes >= sa->next_bytes) {
        ipsec_sa_check_limits(sa, length, passed);
    }
}

/** ipsec_sa_find_op: the operation of a kind, or NULL. */
static inline IpsecSaOp *ipsec_sa_find_op(IpsecSa *sa, unsigned operation)
{
    unsigned i;

    for (i = 0; i < sa->num_ops; i++) {
        if (sa->op[i].operation == operation) {
            return &sa->op[i];
        }
    }
    return NULL;
}

/** ipsec_sa_port: UDP destination port of an SA with encapsulation. */
static inline uint16_t ipsec_sa_port(const IpsecSa *sa)
{
    return sa->encap_dport ? sa->encap_dport : IPSECNIC_UDP_ESP_PORT;
}

#endif /* IPSECNIC_SA_H */

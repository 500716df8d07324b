/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The security policy database: lookup by what stands in a packet, and by
 * handle
 *
 * This is tuple space search (Srinivasan, Suri and Varghese, 1999): policies
 * whose prefixes have the same lengths and that look at the same bits of ports
 * and protocol are of one tuple, and one hash lookup tells which of them agree
 * with a packet.  Tuples are tried in the order of their best policies, until
 * none can have a better one.
 */

#ifndef IPSECNIC_SPD_H
#define IPSECNIC_SPD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#include "flow.h"
#include "ranking.h"
#include "sa.h"
#include "slots.h"

/** Most tuples of a direction and family: what a lookup may cost. */
#define IPSEC_SPD_TUPLES 128

/** What the packets of a policy have in common, in words as of IpsecFlow, and
 *  with the tuple in the first one. */
typedef struct IpsecSpdKey {
    uint64_t word[6];
    unsigned words;
} IpsecSpdKey;

/** Policies with the same key. */
typedef struct IpsecSpdGroup {
    struct IpsecSpdGroup *next;         /* in the same bucket */
    struct IpsecSpdGroup **link;        /* to this one */
    IpsecSpdKey key;
    IpsecRankNode *members;             /* IpsecPolicy.in_group */
} IpsecSpdGroup;

/** What a tuple's policies look at. */
typedef struct IpsecSpdMask {
    uint8_t src_prefix;
    uint8_t dst_prefix;
    bool protocol;
    uint32_t ports;             /* source ports in the upper half */
} IpsecSpdMask;

/** Policies that look at the same bits. */
typedef struct IpsecSpdTuple {
    IpsecSpdMask mask;
    uint64_t src[2];            /* prefixes as masks, as in IpsecFlow */
    uint64_t dst[2];
    uint64_t id;                /* differs from that of all that ever were */
    IpsecRankNode *members;     /* IpsecPolicy.in_tuple; not empty */
    IpsecRank best;
} IpsecSpdTuple;

/** The tuples of a direction and family, the one with the best policy first;
 *  those from count on are free. */
typedef struct IpsecSpdSpace {
    unsigned count;
    IpsecSpdTuple *order[IPSEC_SPD_TUPLES];
    IpsecSpdTuple tuple[IPSEC_SPD_TUPLES];
} IpsecSpdSpace;

/** A policy that passed its checks. */
typedef struct IpsecPolicy {
    uint32_t handle;
    uint8_t action;             /* IPSECNIC_POLICY_* */
    uint8_t mode;               /* PROTECT: IPSECNIC_MODE_* */
    uint8_t sa_version;         /* PROTECT: IP version of the SA */
    bool outbound;
    uint8_t ip_version;
    uint32_t reqid;
    uint8_t tunnel_src[16];
    uint8_t tunnel_dst[16];
    uint64_t packets;
    uint64_t bytes;
    uint64_t no_sa;
    uint64_t refused;
    /** As the driver wrote it. */
    struct ipsecnic_policy given;
    /** The database's. */
    IpsecRankNode in_group;
    IpsecRankNode in_tuple;
    IpsecSpdGroup *group;
    IpsecSpdTuple *tuple;       /* not of one that was flushed */
    GList link;                 /* in one of the database's lists */
} IpsecPolicy;

/** The last lookup: packets come in bursts. */
typedef struct IpsecSpdLast {
    bool valid;
    IpsecFlow flow;
    IpsecPolicy *policy;        /* NULL: none agrees */
} IpsecSpdLast;

/** The database.  Of what there is of each direction, [1] is outbound. */
typedef struct IpsecSpd {
    IpsecSpdSpace *space[2][2]; /* [.][1]: IPv6 */
    /** Policies in the order in which they came. */
    GQueue list[2];
    /** Policies that were flushed: nobody finds them any more, and they have
     *  yet to be freed.  They still hold their slots. */
    GQueue flushed;
    uint64_t serial;            /* policies that there ever were */
    uint64_t live_from[2];      /* the first one that was not flushed */
    uint64_t tuple_serial;
    IpsecSpdLast last[2];
    /** Changes with each policy that comes or goes. */
    uint64_t changes;
    IpsecSpdGroup **bucket;     /* as many as a full database needs */
    uint32_t bucket_mask;
    uint64_t hash_key[2];
    uint64_t weights;           /* state of a generator of random numbers */
    IpsecSlots slots;
} IpsecSpd;

/**
 * ipsec_spd_init: an empty database.
 * @capacity: policies that it can hold, at most IPSEC_HANDLE_INDEX_MASK
 */
void ipsec_spd_init(IpsecSpd *spd, uint32_t capacity);

/** ipsec_spd_forget: delete all policies and forget what handles there were. */
void ipsec_spd_forget(IpsecSpd *spd);

/** ipsec_spd_clear: the opposite of ipsec_spd_init(). */
void ipsec_spd_clear(IpsecSpd *spd);

/** ipsec_spd_count: policies in it. */
static inline uint32_t ipsec_spd_count(const IpsecSpd *spd)
{
    return spd->list[0].length + spd->list[1].length;
}

/**
 * ipsec_spd_insert: take over @policy, which g_try_new0() made and whose key
 * and mask are taken from what was given.
 * @handle: 0: give it one; else the one that it had, see ipsec_slots_take_as()
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_POLICY (of a handle that nobody can have) or
 * _TABLE_FULL, which is also said if the host has no memory or if there are
 * IPSEC_SPD_TUPLES; @policy stays the caller's then.
 */
uint32_t ipsec_spd_insert(IpsecSpd *spd, IpsecPolicy *policy, uint32_t handle);

/** ipsec_spd_by_handle: the policy, or NULL. */
IpsecPolicy *ipsec_spd_by_handle(const IpsecSpd *spd, uint32_t handle);

/** ipsec_spd_remove: delete @policy and free it. */
void ipsec_spd_remove(IpsecSpd *spd, IpsecPolicy *policy);

/** ipsec_spd_flush: delete the policies of a direction, in the same time for
 *  any number of them; returns how many. */
uint32_t ipsec_spd_flush(IpsecSpd *spd, bool outbound);

/**
 * ipsec_spd_reap: free policies that were flushed.
 * @most: so many of them, less what was done
 *
 * True: there are more.
 */
bool ipsec_spd_reap(IpsecSpd *spd, uint32_t *most);

/** ipsec_spd_search: ipsec_spd_lookup() for what is not the last one. */
IpsecPolicy *ipsec_spd_search(IpsecSpd *spd, bool outbound,
                              const IpsecFlow *flow);

/** ipsec_spd_lookup: of the policies that agree with a packet the one that
 *  decides, or NULL.  Its headers could be followed. */
static inline IpsecPolicy *ipsec_spd_lookup(IpsecSpd *spd, bool outbound,
                                            const IpsecFlow *flow)
{
    const IpsecSpdLast *last = &spd->last[outbound];

    if (last->valid && ipsec_flow_equal(&last->flow, flow)) {
        return last->policy;
    }
    return ipsec_spd_search(spd, outbound, flow);
}

/** ipsec_spd_has: whether there are policies of a direction and family. */
static inline bool ipsec_spd_has(const IpsecSpd *spd, bool outbound,
                                 unsigned ip_version)
{
    return spd->space[outbound][ip_version == 6]->count != 0;
}

/**
 * ipsec_spd_admit: P5, whether inbound policies let a packet pass; counts.
 * @ip: its IP header
 * @length: bytes that are there, which may be more than those of the packet
 * @ip_version: 4 or 6
 * @sa: the SA in packet mode by which it came; NULL: it came in clear
 *
 * What came by a tunnel needs a policy that wants it so, if there are inbound
 * policies of either family.  Anything else passes if none agrees with it; so
 * does a packet whose headers cannot be followed if there is none of its
 * family.
 */
bool ipsec_spd_admit(IpsecSpd *spd, const uint8_t *ip, uint32_t length,
                     unsigned ip_version, const IpsecSa *sa);

#endif /* IPSECNIC_SPD_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outbound SAs in packet mode, by what a policy names them by
 */

#ifndef IPSECNIC_SA_INDEX_H
#define IPSECNIC_SA_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "sa.h"

/** What a policy says of its SAs. */
typedef struct IpsecSaWanted {
    uint32_t reqid;
    uint8_t mode;               /* IPSECNIC_MODE_* */
    uint8_t ip_version;
    const uint8_t *src;         /* 4 or 16 bytes, as ip_version says */
    const uint8_t *dst;
} IpsecSaWanted;

/** SAs whose keys have the same hash are in one bucket: of each key the
 *  youngest one, which has the others behind it. */
typedef struct IpsecSaIndex {
    IpsecSa **bucket;           /* as many as a full database needs */
    uint32_t mask;
    uint64_t hash_key[2];
    /** SAs by family and wildcards: what none has, is not looked for. */
    uint32_t in_class[2][4];
} IpsecSaIndex;

/** ipsec_sa_index_init: an empty index for @capacity SAs. */
void ipsec_sa_index_init(IpsecSaIndex *index, uint32_t capacity);

/** ipsec_sa_index_clear: the opposite of ipsec_sa_index_init(). */
void ipsec_sa_index_clear(IpsecSaIndex *index);

/** ipsec_sa_index_add: an SA that is younger than all others, and in packet
 *  mode and outbound. */
void ipsec_sa_index_add(IpsecSaIndex *index, IpsecSa *sa);

/** ipsec_sa_index_remove: an SA that was added. */
void ipsec_sa_index_remove(IpsecSaIndex *index, IpsecSa *sa);

/**
 * ipsec_sa_index_find: the youngest SA that is wanted, or NULL.
 * @any: transport mode: addresses of 0 in an SA fit, too
 * @live_from: older ones were deleted and are yet to be removed
 */
IpsecSa *ipsec_sa_index_find(const IpsecSaIndex *index,
                             const IpsecSaWanted *wanted, bool any,
                             uint64_t live_from);

#endif /* IPSECNIC_SA_INDEX_H */

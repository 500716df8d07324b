/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outbound SAs in packet mode, by what a policy names them by
 *
 * SAs with the same key are in a list of their own, so that however many there
 * are of one key, others are found as fast.
 */

#include <glib.h>
#include <string.h>

#include "bytes.h"
#include "sa.h"
#include "sa_index.h"
#include "secret.h"
#include "siphash.h"
#include "transform.h"

#define BUCKETS_MIN     64

#define CLASS_ANY_SRC   1
#define CLASS_ANY_DST   2
#define CLASSES         4

static const uint8_t any_address[16];

static unsigned address_length(unsigned ip_version)
{
    return ip_version == 4 ? 4 : 16;
}

static IpsecSa **bucket_of(const IpsecSaIndex *index, const IpsecSaWanted *w)
{
    uint64_t word[5];
    unsigned words;
    uint64_t hash;

    word[0] = (uint64_t)w->reqid << 32 | (uint32_t)w->mode << 8 |
              w->ip_version;
    if (w->ip_version == 4) {
        word[1] = (uint64_t)ipsec_get_le32(w->src) << 32 |
                  ipsec_get_le32(w->dst);
        words = 2;
    } else {
        word[1] = ipsec_get_le64(w->src);
        word[2] = ipsec_get_le64(w->src + 8);
        word[3] = ipsec_get_le64(w->dst);
        word[4] = ipsec_get_le64(w->dst + 8);
        words = 5;
    }
    hash = ipsec_siphash(index->hash_key, word, words, (uint64_t)words << 59);
    return &index->bucket[hash & index->mask];
}

static bool is_wanted(const IpsecSa *sa, const IpsecSaWanted *w)
{
    unsigned n = address_length(w->ip_version);

    return sa->reqid == w->reqid && sa->mode == w->mode &&
           sa->ip_version == w->ip_version &&
           memcmp(sa->src, w->src, n) == 0 && memcmp(sa->dst, w->dst, n) == 0;
}

static IpsecSaWanted wanted_of(const IpsecSa *sa)
{
    return (IpsecSaWanted) {
        .reqid = sa->reqid,
        .mode = sa->mode,
        .ip_version = sa->ip_version,
        .src = sa->src,
        .dst = sa->dst,
    };
}

static uint32_t *class_of(IpsecSaIndex *index, const IpsecSa *sa)
{
    unsigned class = 0;

    if (ipsec_is_zero(sa->src, sizeof(sa->src))) {
        class |= CLASS_ANY_SRC;
    }
    if (ipsec_is_zero(sa->dst, sizeof(sa->dst))) {
        class |= CLASS_ANY_DST;
    }
    return &index->in_class[sa->ip_version == 6][class];
}

/* What points to the youngest SA of a key, or to the end of the bucket. */
static IpsecSa **find_link(const IpsecSaIndex *index, const IpsecSaWanted *w)
{
    IpsecSa **link = bucket_of(index, w);

    while (*link && !is_wanted(*link, w)) {
        link = &(*link)->index_next;
    }
    return link;
}

void ipsec_sa_index_add(IpsecSaIndex *index, IpsecSa *sa)
{
    IpsecSaWanted wanted = wanted_of(sa);
    IpsecSa **link = find_link(index, &wanted);
    IpsecSa *older = *link;

    sa->index_younger = NULL;
    sa->index_older = older;
    sa->index_next = NULL;
    if (older) {
        sa->index_next = older->index_next;
        older->index_younger = sa;
    }
    *link = sa;
    ++*class_of(index, sa);
}

void ipsec_sa_index_remove(IpsecSaIndex *index, IpsecSa *sa)
{
    IpsecSaWanted wanted = wanted_of(sa);

    if (sa->index_younger) {
        sa->index_younger->index_older = sa->index_older;
    } else {
        IpsecSa **link = find_link(index, &wanted);

        *link = sa->index_older;
        if (sa->index_older) {
            sa->index_older->index_next = sa->index_next;
        } else {
            *link = sa->index_next;
        }
    }
    if (sa->index_older) {
        sa->index_older->index_younger = sa->index_younger;
    }
    --*class_of(index, sa);
}

IpsecSa *ipsec_sa_index_find(const IpsecSaIndex *index,
                             const IpsecSaWanted *wanted, bool any,
                             uint64_t live_from)
{
    const uint32_t *in_class = index->in_class[wanted->ip_version == 6];
    IpsecSa *best = NULL;
    unsigned i;

    for (i = 0; i < (any ? CLASSES : 1); i++) {
        IpsecSaWanted w = *wanted;
        IpsecSa *sa;

        if (in_class[i] == 0) {
            continue;
        }
        w.src = i & CLASS_ANY_SRC ? any_address : w.src;
        w.dst = i & CLASS_ANY_DST ? any_address : w.dst;
        sa = *find_link(index, &w);
        if (sa && sa->serial >= live_from &&
            (!best || sa->serial > best->serial)) {
            best = sa;
        }
    }
    return best;
}

void ipsec_sa_index_init(IpsecSaIndex *index, uint32_t capacity)
{
    uint32_t buckets = BUCKETS_MIN;

    memset(index, 0, sizeof(*index));
    while (buckets < capacity) {
        buckets *= 2;
    }
    ipsec_random(index->hash_key, sizeof(index->hash_key));
    /* As of the slots: address space. */
    index->bucket = g_new0(IpsecSa *, buckets);
    index->mask = buckets - 1;
}

void ipsec_sa_index_clear(IpsecSaIndex *index)
{
    g_free(index->bucket);
    ipsec_wipe(index->hash_key, sizeof(index->hash_key));
    memset(index, 0, sizeof(*index));
}

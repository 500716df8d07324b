/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The security policy database: lookup by what stands in a packet, and by
 * handle
 *
 * The guest chooses the policies.  The hash is keyed with a secret that it
 * cannot learn, equal selectors are in a tree, and there are no more tuples
 * than IPSEC_SPD_TUPLES: so no choice makes a lookup or a command slow.  What
 * grows with the number of policies is allocated when the database is made,
 * but for the policies.
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "flow.h"
#include "links.h"
#include "ranking.h"
#include "secret.h"
#include "siphash.h"
#include "slots.h"
#include "spd.h"
#include "transform.h"

#define POLICY_OF(node, member) \
    ((IpsecPolicy *)((char *)(node) - offsetof(IpsecPolicy, member)))

#define BUCKETS_MIN     64

/* ------------------------------------------------------------------------
 * Masks and keys
 */

static void prefix_mask(uint64_t mask[2], unsigned bits)
{
    mask[0] = bits == 0 ? 0 : UINT64_MAX << (64 - MIN(bits, 64u));
    mask[1] = bits <= 64 ? 0 : UINT64_MAX << (128 - bits);
}

/* What a tuple sees of a packet.  The words of an IPv6 key are more than those
 * of an IPv4 key; direction and family go with the tuple's id. */
static inline void make_key(IpsecSpdKey *key, const IpsecSpdTuple *t,
                            const IpsecFlow *f)
{
    key->word[0] = t->id;
    key->word[1] = (uint64_t)(f->ports & t->mask.ports) << 8 |
                   (t->mask.protocol ? f->protocol : 0);
    if (f->ip_version == 4) {
        key->word[2] = (f->src[0] & t->src[0]) |
                       (f->dst[0] & t->dst[0]) >> 32;
        key->words = 3;
    } else {
        key->word[2] = f->src[0] & t->src[0];
        key->word[3] = f->src[1] & t->src[1];
        key->word[4] = f->dst[0] & t->dst[0];
        key->word[5] = f->dst[1] & t->dst[1];
        key->words = 6;
    }
}

static inline IpsecSpdGroup **bucket_of(const IpsecSpd *spd,
                                        const IpsecSpdKey *key)
{
    uint64_t hash = ipsec_siphash(spd->hash_key, key->word, key->words,
                                  (uint64_t)key->words << 59);

    return &spd->bucket[hash & spd->bucket_mask];
}

static inline IpsecSpdGroup *group_find(IpsecSpdGroup *group,
                                        const IpsecSpdKey *key)
{
    /* The tuple's id tells how many words there are. */
    while (group && memcmp(group->key.word, key->word,
                           key->words * sizeof(key->word[0])) != 0) {
        group = group->next;
    }
    return group;
}

/* A policy's selector as the flow of a packet for it. */
static void flow_of(IpsecFlow *flow, const struct ipsecnic_policy *given)
{
    const uint8_t *raw = (const uint8_t *)given;
    const uint8_t *src = raw + offsetof(struct ipsecnic_policy, src);
    const uint8_t *dst = raw + offsetof(struct ipsecnic_policy, dst);
    uint32_t flags = ipsec_get_le32(
        raw + offsetof(struct ipsecnic_policy, flags));

    memset(flow, 0, sizeof(*flow));
    flow->ip_version = flags & IPSECNIC_POLICY_FLAG_IPV6 ? 6 : 4;
    flow->src[0] = ipsec_get_be64(src);
    flow->src[1] = ipsec_get_be64(src + 8);
    flow->dst[0] = ipsec_get_be64(dst);
    flow->dst[1] = ipsec_get_be64(dst + 8);
    flow->protocol = given->protocol;
    flow->ports =
        (uint32_t)ipsec_get_le16(
            raw + offsetof(struct ipsecnic_policy, sport)) << 16 |
        ipsec_get_le16(raw + offsetof(struct ipsecnic_policy, dport));
}

static IpsecSpdMask mask_of(const struct ipsecnic_policy *given)
{
    const uint8_t *raw = (const uint8_t *)given;

    return (IpsecSpdMask) {
        .src_prefix = given->src_prefix,
        .dst_prefix = given->dst_prefix,
        .protocol = given->protocol != 0,
        .ports =
            (uint32_t)ipsec_get_le16(
                raw + offsetof(struct ipsecnic_policy, sport_mask)) << 16 |
            ipsec_get_le16(
                raw + offsetof(struct ipsecnic_policy, dport_mask)),
    };
}

/* ------------------------------------------------------------------------
 * Tuples
 */

static IpsecSpdSpace *space_of(const IpsecSpd *spd, const IpsecPolicy *policy)
{
    return spd->space[policy->outbound][policy->ip_version == 6];
}

/* Where a tuple stands in the order; count: there is none with that mask. */
static unsigned tuple_place(const IpsecSpdSpace *space,
                            const IpsecSpdMask *mask)
{
    unsigned i;

    for (i = 0; i < space->count; i++) {
        const IpsecSpdMask *m = &space->order[i]->mask;

        if (m->src_prefix == mask->src_prefix &&
            m->dst_prefix == mask->dst_prefix && m->ports == mask->ports &&
            m->protocol == mask->protocol) {
            break;
        }
    }
    return i;
}

/* The best policy of the tuple at @place has come or gone: move it to where it
 * belongs now. */
static void tuple_settle(IpsecSpdSpace *space, unsigned place)
{
    IpsecSpdTuple *t = space->order[place];

    t->best = ipsec_ranking_first(t->members)->rank;
    while (place > 0 &&
           ipsec_rank_before(&t->best, &space->order[place - 1]->best)) {
        space->order[place] = space->order[place - 1];
        place--;
    }
    while (place + 1 < space->count &&
           ipsec_rank_before(&space->order[place + 1]->best, &t->best)) {
        space->order[place] = space->order[place + 1];
        place++;
    }
    space->order[place] = t;
}

/* A tuple without policies, behind all others; not counted yet. */
static IpsecSpdTuple *tuple_prepare(IpsecSpd *spd, IpsecSpdSpace *space,
                                    const IpsecSpdMask *mask)
{
    IpsecSpdTuple *t = space->order[space->count];

    t->mask = *mask;
    prefix_mask(t->src, mask->src_prefix);
    prefix_mask(t->dst, mask->dst_prefix);
    t->id = ++spd->tuple_serial;
    t->members = NULL;
    return t;
}

static void space_init(IpsecSpdSpace *space)
{
    unsigned i;

    space->count = 0;
    for (i = 0; i < IPSEC_SPD_TUPLES; i++) {
        space->order[i] = &space->tuple[i];
    }
}

/* ------------------------------------------------------------------------
 * Changes
 */

/* Any change may make another policy the one that decides. */
static void forget_last(IpsecSpd *spd)
{
    spd->last[0].valid = false;
    spd->last[1].valid = false;
    spd->changes++;
}

/* xorshift64*; who adds policies does not see the weights. */
static uint64_t next_weight(IpsecSpd *spd)
{
    spd->weights ^= spd->weights >> 12;
    spd->weights ^= spd->weights << 25;
    spd->weights ^= spd->weights >> 27;
    return spd->weights * UINT64_C(0x2545f4914f6cdd1d);
}

static void group_free(IpsecSpdGroup *group)
{
    *group->link = group->next;
    if (group->next) {
        group->next->link = group->link;
    }
    g_free(group);
}

/* The group of a key, made if there is none; NULL: no memory. */
static IpsecSpdGroup *group_get(IpsecSpd *spd, const IpsecSpdKey *key)
{
    IpsecSpdGroup **bucket = bucket_of(spd, key);
    IpsecSpdGroup *group = group_find(*bucket, key);

    if (group) {
        return group;
    }
    group = g_try_new0(IpsecSpdGroup, 1);
    if (!group) {
        return NULL;
    }
    group->key = *key;
    group->link = bucket;
    group->next = *bucket;
    if (group->next) {
        group->next->link = &group->next;
    }
    *bucket = group;
    return group;
}

/* Out of the group; the tuple may not be there any more. */
static void group_leave(IpsecPolicy *policy)
{
    ipsec_ranking_remove(&policy->group->members, &policy->in_group);
    if (!policy->group->members) {
        group_free(policy->group);
    }
}

uint32_t ipsec_spd_insert(IpsecSpd *spd, IpsecPolicy *policy, uint32_t handle)
{
    IpsecSpdMask mask = mask_of(&policy->given);
    IpsecSpdSpace *space = space_of(spd, policy);
    unsigned place = tuple_place(space, &mask);
    IpsecSpdTuple *tuple;
    uint32_t most = 1;
    IpsecSpdKey key;
    IpsecFlow flow;

    if (ipsec_spd_count(spd) >= spd->slots.capacity ||
        (place == space->count && place == IPSEC_SPD_TUPLES)) {
        return IPSECNIC_ST_TABLE_FULL;
    }
    if (!handle && !ipsec_slots_available(&spd->slots)) {
        /* Those that were flushed have them. */
        ipsec_spd_reap(spd, &most);
    }
    tuple = place < space->count ? space->order[place] :
                                   tuple_prepare(spd, space, &mask);
    flow_of(&flow, &policy->given);
    make_key(&key, tuple, &flow);
    policy->group = group_get(spd, &key);
    if (!policy->group) {
        return IPSECNIC_ST_TABLE_FULL;
    }
    if (!handle) {
        handle = ipsec_slots_take(&spd->slots, policy);
    } else if (!ipsec_slots_take_as(&spd->slots, handle, policy)) {
        if (!policy->group->members) {
            group_free(policy->group);
        }
        return IPSECNIC_ST_UNKNOWN_POLICY;
    }
    if (place == space->count) {
        space->count++;
    }
    policy->handle = handle;
    policy->tuple = tuple;
    policy->in_group.rank.priority = ipsec_get_le32(
        (const uint8_t *)&policy->given +
        offsetof(struct ipsecnic_policy, priority));
    policy->in_group.rank.serial = ++spd->serial;
    policy->in_group.weight = next_weight(spd);
    policy->in_tuple.rank = policy->in_group.rank;
    policy->in_tuple.weight = next_weight(spd);
    ipsec_ranking_insert(&policy->group->members, &policy->in_group);
    ipsec_ranking_insert(&tuple->members, &policy->in_tuple);
    tuple_settle(space, place);
    ipsec_links_append(&spd->list[policy->outbound], &policy->link, policy);
    forget_last(spd);
    return IPSECNIC_ST_OK;
}

IpsecPolicy *ipsec_spd_by_handle(const IpsecSpd *spd, uint32_t handle)
{
    IpsecPolicy *policy = ipsec_slots_find(&spd->slots, handle);

    return policy && policy->in_group.rank.serial >=
           spd->live_from[policy->outbound] ? policy : NULL;
}

void ipsec_spd_remove(IpsecSpd *spd, IpsecPolicy *policy)
{
    IpsecSpdSpace *space = space_of(spd, policy);
    IpsecSpdTuple *tuple = policy->tuple;
    unsigned place = tuple_place(space, &tuple->mask);

    ipsec_ranking_remove(&tuple->members, &policy->in_tuple);
    if (tuple->members) {
        tuple_settle(space, place);
    } else {
        space->count--;
        memmove(&space->order[place], &space->order[place + 1],
                (space->count - place) * sizeof(space->order[0]));
        space->order[space->count] = tuple;
    }
    group_leave(policy);
    g_queue_unlink(&spd->list[policy->outbound], &policy->link);
    ipsec_slots_give(&spd->slots, policy->handle);
    g_free(policy);
    forget_last(spd);
}

uint32_t ipsec_spd_flush(IpsecSpd *spd, bool outbound)
{
    uint32_t count = spd->list[outbound].length;

    if (!count) {
        return 0;
    }
    /* Groups stay where they are; no tuple with their ids comes again. */
    spd->space[outbound][0]->count = 0;
    spd->space[outbound][1]->count = 0;
    ipsec_links_join(&spd->flushed, &spd->list[outbound]);
    spd->live_from[outbound] = spd->serial + 1;
    forget_last(spd);
    return count;
}

bool ipsec_spd_reap(IpsecSpd *spd, uint32_t *most)
{
    for (; spd->flushed.head && *most; --*most) {
        IpsecPolicy *policy = spd->flushed.head->data;

        g_queue_unlink(&spd->flushed, &policy->link);
        group_leave(policy);
        ipsec_slots_give(&spd->slots, policy->handle);
        g_free(policy);
    }
    return spd->flushed.head != NULL;
}

/* ------------------------------------------------------------------------
 * Lookup
 */

/* Whether a tuple's policies may agree with a packet at all. */
static inline bool tuple_fits(const IpsecSpdTuple *t, const IpsecFlow *f)
{
    return (t->mask.ports == 0 || f->has_ports) &&
           (t->mask.protocol || !f->named_only);
}

IpsecPolicy *ipsec_spd_search(IpsecSpd *spd, bool outbound,
                              const IpsecFlow *flow)
{
    const IpsecSpdSpace *space = spd->space[outbound][flow->ip_version == 6];
    IpsecSpdLast *last = &spd->last[outbound];
    const IpsecRankNode *best = NULL;
    unsigned i;

    for (i = 0; i < space->count; i++) {
        const IpsecSpdTuple *t = space->order[i];
        const IpsecSpdGroup *group;
        const IpsecRankNode *node;
        IpsecSpdKey key;

        if (best && !ipsec_rank_before(&t->best, &best->rank)) {
            break;
        }
        if (!tuple_fits(t, flow)) {
            continue;
        }
        make_key(&key, t, flow);
        group = group_find(*bucket_of(spd, &key), &key);
        if (!group) {
            continue;
        }
        node = ipsec_ranking_first(group->members);
        if (!best || ipsec_rank_before(&node->rank, &best->rank)) {
            best = node;
        }
    }
    last->valid = true;
    last->flow = *flow;
    last->policy = best ? POLICY_OF(best, in_group) : NULL;
    return last->policy;
}

/* Whether an SA's address is that of a policy; zero is any. */
static bool end_point_fits(const uint8_t sa[16], const uint8_t policy[16])
{
    return ipsec_is_zero(sa, 16) || memcmp(sa, policy, 16) == 0;
}

static bool is_tunnel(const IpsecSa *sa)
{
    return sa && sa->mode == IPSECNIC_MODE_TUNNEL;
}

/* Whether a packet that came by @sa, or in clear, is what a policy wants. */
static bool satisfies(const IpsecPolicy *policy, const IpsecSa *sa)
{
    if (policy->action != IPSECNIC_POLICY_PROTECT) {
        return policy->action == IPSECNIC_POLICY_BYPASS && !is_tunnel(sa);
    }
    if (!sa || sa->mode != policy->mode ||
        (policy->reqid && sa->reqid != policy->reqid)) {
        return false;
    }
    return policy->mode != IPSECNIC_MODE_TUNNEL ||
           (sa->ip_version == policy->sa_version &&
            end_point_fits(sa->src, policy->tunnel_src) &&
            end_point_fits(sa->dst, policy->tunnel_dst));
}

bool ipsec_spd_admit(IpsecSpd *spd, const uint8_t *ip, uint32_t length,
                     unsigned ip_version, const IpsecSa *sa)
{
    IpsecPolicy *policy;
    uint32_t total;
    IpsecFlow flow;

    /* The other end of a tunnel chooses what is in it: only policies say which
     * packets that may be (RFC 4301, section 5.2).  Whoever has none of them
     * decides elsewhere. */
    if (!ipsec_spd_has(spd, false, ip_version)) {
        return !is_tunnel(sa) || spd->list[false].length == 0;
    }
    if (!ipsec_flow_parse(&flow, ip, length, ip_version)) {
        return false;
    }
    /* What has IPsec and came in clear does not come here, and what is inside
     * of that counts like any packet. */
    flow.named_only = false;
    policy = ipsec_spd_lookup(spd, false, &flow);
    if (!policy) {
        return !is_tunnel(sa);
    }
    if (!satisfies(policy, sa)) {
        policy->refused++;
        return false;
    }
    total = ip_version == 4 ? ipsec_get_be16(ip + 2) :
                              40u + ipsec_get_be16(ip + 4);
    policy->packets++;
    policy->bytes += MIN(total, length);
    return true;
}

/* ------------------------------------------------------------------------
 * The whole database
 */

void ipsec_spd_init(IpsecSpd *spd, uint32_t capacity)
{
    uint32_t buckets = BUCKETS_MIN;
    unsigned i;

    memset(spd, 0, sizeof(*spd));
    while (buckets < capacity) {
        buckets *= 2;
    }
    ipsec_random(spd->hash_key, sizeof(spd->hash_key));
    ipsec_random(&spd->weights, sizeof(spd->weights));
    spd->weights |= 1;
    ipsec_slots_init(&spd->slots, capacity);
    spd->bucket = g_new0(IpsecSpdGroup *, buckets);
    spd->bucket_mask = buckets - 1;
    for (i = 0; i < 4; i++) {
        spd->space[i / 2][i % 2] = g_new0(IpsecSpdSpace, 1);
        space_init(spd->space[i / 2][i % 2]);
    }
}

void ipsec_spd_forget(IpsecSpd *spd)
{
    uint32_t most = UINT32_MAX;

    ipsec_spd_flush(spd, false);
    ipsec_spd_flush(spd, true);
    ipsec_spd_reap(spd, &most);
    ipsec_slots_forget(&spd->slots);
}

void ipsec_spd_clear(IpsecSpd *spd)
{
    unsigned i;

    ipsec_spd_forget(spd);
    for (i = 0; i < 4; i++) {
        g_free(spd->space[i / 2][i % 2]);
    }
    g_free(spd->bucket);
    ipsec_slots_clear(&spd->slots);
    ipsec_wipe(spd->hash_key, sizeof(spd->hash_key));
    memset(spd, 0, sizeof(*spd));
}

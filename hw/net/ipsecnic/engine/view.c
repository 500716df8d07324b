/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operator may see of SAs and policies: all but their keys
 */

#include <stddef.h>
#include <string.h>

#include "bytes.h"
#include "internal.h"
#include "sadb.h"
#include "slots.h"
#include "spd.h"
#include "view.h"

#define GIVEN(policy, field) \
    ((const uint8_t *)&(policy)->given + \
     offsetof(struct ipsecnic_policy, field))

/* The next item with a slot, of those that may be looked at. */
static void *next_item(const IpsecSlots *slots, uint32_t *index,
                       uint32_t *most)
{
    while (*most && *index < slots->used) {
        void *item = ipsec_slots_at(slots, ++*index)->item;

        --*most;
        if (item) {
            return item;
        }
    }
    return NULL;
}

static void view_op(IpsecSaOpView *view, const IpsecSaOp *op)
{
    view->operation = op->operation;
    view->spi = op->spi;
    view->cipher = op->transform.cipher ? op->transform.cipher->name : NULL;
    view->auth = op->transform.auth ? op->transform.auth->name : NULL;
    view->icv_length = op->transform.icv_length;
    view->esn = op->esn;
    view->top = op->top;
    view->window = op->window;
    view->checks_replay = op->replay != NULL;
}

static void view_sa(IpsecSaView *view, const IpsecSa *sa)
{
    unsigned i;

    /* All of it: of what is between the members something would show. */
    memset(view, 0, sizeof(*view));
    view->handle = sa->handle;
    view->state = sa->state;
    view->outbound = sa->outbound;
    view->packet = sa->packet;
    view->ip_version = sa->ip_version;
    view->mode = sa->mode;
    view->encap = sa->encap;
    view->encap_sport = sa->encap_sport;
    view->encap_dport = ipsec_sa_port(sa);
    view->reqid = sa->reqid;
    view->mtu = sa->mtu;
    view->tfc = sa->tfc;
    view->num_ops = sa->num_ops;
    view->packets = sa->packets;
    view->bytes = sa->bytes;
    view->soft_packets = sa->soft_packets;
    view->hard_packets = sa->hard_packets;
    view->soft_bytes = sa->soft_bytes;
    view->hard_bytes = sa->hard_bytes;
    view->skipped = sa->skipped;
    view->replayed = sa->replayed;
    view->late = sa->late;
    view->expired = sa->expired;
    view->policy = sa->policy;
    view->too_big = sa->too_big;
    view->unusable = sa->unusable;
    memcpy(view->src, sa->src, sizeof(view->src));
    memcpy(view->dst, sa->dst, sizeof(view->dst));
    memcpy(view->failed, sa->failed, sizeof(view->failed));
    for (i = 0; i < sa->num_ops; i++) {
        view_op(&view->op[i], &sa->op[i]);
    }
}

bool ipsec_engine_view_sa(const IpsecEngine *engine, uint32_t *index,
                          uint32_t *most, IpsecSaView *view)
{
    const IpsecSa *sa;

    do {
        sa = next_item(&engine->db.slots, index, most);
    } while (sa && !ipsec_sadb_live(&engine->db, sa));
    if (!sa) {
        return false;
    }
    view_sa(view, sa);
    return true;
}

static void view_policy(IpsecPolicyView *view, const IpsecPolicy *policy)
{
    /* All of it: of what is between the members something would show. */
    memset(view, 0, sizeof(*view));
    view->handle = policy->handle;
    view->outbound = policy->outbound;
    view->action = policy->action;
    view->priority = ipsec_get_le32(GIVEN(policy, priority));
    view->ip_version = policy->ip_version;
    view->src_prefix = *GIVEN(policy, src_prefix);
    view->dst_prefix = *GIVEN(policy, dst_prefix);
    view->protocol = *GIVEN(policy, protocol);
    view->sport = ipsec_get_le16(GIVEN(policy, sport));
    view->sport_mask = ipsec_get_le16(GIVEN(policy, sport_mask));
    view->dport = ipsec_get_le16(GIVEN(policy, dport));
    view->dport_mask = ipsec_get_le16(GIVEN(policy, dport_mask));
    view->mode = policy->mode;
    view->reqid = policy->reqid;
    view->sa_version = policy->sa_version;
    view->packets = policy->packets;
    view->bytes = policy->bytes;
    view->no_sa = policy->no_sa;
    view->refused = policy->refused;
    memcpy(view->src, GIVEN(policy, src), sizeof(view->src));
    memcpy(view->dst, GIVEN(policy, dst), sizeof(view->dst));
    memcpy(view->tunnel_src, policy->tunnel_src, sizeof(view->tunnel_src));
    memcpy(view->tunnel_dst, policy->tunnel_dst, sizeof(view->tunnel_dst));
}

bool ipsec_engine_view_policy(const IpsecEngine *engine, uint32_t *index,
                              uint32_t *most, IpsecPolicyView *view)
{
    const IpsecPolicy *policy;

    /* A policy that was flushed is of no tuple any more, but that of another
     * may be where it was: the database tells by the handle. */
    do {
        policy = next_item(&engine->spd.slots, index, most);
    } while (policy && !ipsec_spd_by_handle(&engine->spd, policy->handle));
    if (!policy) {
        return false;
    }
    view_policy(view, policy);
    return true;
}

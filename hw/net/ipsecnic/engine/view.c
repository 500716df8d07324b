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

    *view = (IpsecSaView) {
        .handle = sa->handle,
        .state = sa->state,
        .outbound = sa->outbound,
        .packet = sa->packet,
        .ip_version = sa->ip_version,
        .mode = sa->mode,
        .encap = sa->encap,
        .encap_sport = sa->encap_sport,
        .encap_dport = ipsec_sa_port(sa),
        .reqid = sa->reqid,
        .mtu = sa->mtu,
        .num_ops = sa->num_ops,
        .packets = sa->packets,
        .bytes = sa->bytes,
        .soft_packets = sa->soft_packets,
        .hard_packets = sa->hard_packets,
        .soft_bytes = sa->soft_bytes,
        .hard_bytes = sa->hard_bytes,
        .skipped = sa->skipped,
        .replayed = sa->replayed,
        .late = sa->late,
        .expired = sa->expired,
        .policy = sa->policy,
        .too_big = sa->too_big,
        .unusable = sa->unusable,
    };
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
    *view = (IpsecPolicyView) {
        .handle = policy->handle,
        .outbound = policy->outbound,
        .action = policy->action,
        .priority = ipsec_get_le32(GIVEN(policy, priority)),
        .ip_version = policy->ip_version,
        .src_prefix = *GIVEN(policy, src_prefix),
        .dst_prefix = *GIVEN(policy, dst_prefix),
        .protocol = *GIVEN(policy, protocol),
        .sport = ipsec_get_le16(GIVEN(policy, sport)),
        .sport_mask = ipsec_get_le16(GIVEN(policy, sport_mask)),
        .dport = ipsec_get_le16(GIVEN(policy, dport)),
        .dport_mask = ipsec_get_le16(GIVEN(policy, dport_mask)),
        .mode = policy->mode,
        .reqid = policy->reqid,
        .sa_version = policy->sa_version,
        .packets = policy->packets,
        .bytes = policy->bytes,
        .no_sa = policy->no_sa,
        .refused = policy->refused,
    };
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

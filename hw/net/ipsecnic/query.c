/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the operator can ask the card
 *
 * Nothing here changes anything, and nothing looks at a key.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "hw/pci/msix.h"
#include "net/net.h"

#include "capture.h"
#include "engine/engine.h"
#include "fault_read.h"
#include "faults.h"
#include "guest_error.h"
#include "link.h"
#include "properties.h"
#include "query.h"
#include "query_rx.h"
#include "query_sas.h"
#include "query_visit.h"
#include "queue.h"
#include "state.h"
#include "words.h"

static const struct {
    unsigned bit;
    const char *name;
} ipsecnic_features[] = {
#define IPSECNIC_NAME(id, name) { IPSECNIC_F_##id, name },
    IPSECNIC_F_NAMES(IPSECNIC_NAME)
#undef IPSECNIC_NAME
};

static const char *const ipsecnic_queue_states[] = {
#define IPSECNIC_NAME(id, name) [IPSECNIC_Q_STATE_##id] = name,
    IPSECNIC_Q_STATE_NAMES(IPSECNIC_NAME)
#undef IPSECNIC_NAME
};

static void ipsecnic_put_features(IpsecnicAnswer *a, const char *name,
                                  uint64_t features)
{
    size_t i;

    if (!ipsecnic_put_list(a, name)) {
        return;
    }
    for (i = 0; i < ARRAY_SIZE(ipsecnic_features); i++) {
        if (features >> ipsecnic_features[i].bit & 1) {
            ipsecnic_put_word(a, NULL, ipsecnic_features[i].name);
        }
    }
    ipsecnic_end_list(a);
}

static void ipsecnic_put_multicast(IpsecnicAnswer *a, const IpsecnicState *s)
{
    uint32_t i;

    if (!ipsecnic_put_list(a, "multicast")) {
        return;
    }
    for (i = 0; i < IPSECNIC_MCAST_MAX; i++) {
        uint8_t mac[6];

        if (s->mcast_hi[i] & IPSECNIC_MCAST_VALID) {
            stl_le_p(mac, s->mcast_lo[i]);
            stw_le_p(mac + 4, s->mcast_hi[i]);
            ipsecnic_put_mac(a, NULL, mac);
        }
    }
    ipsecnic_end_list(a);
}

static void ipsecnic_put_filter(IpsecnicAnswer *a, const IpsecnicState *s)
{
    if (!ipsecnic_put_struct(a, "rx")) {
        return;
    }
    ipsecnic_put_bool(a, "enabled", s->rx_ctrl & IPSECNIC_RX_CTRL_ENABLE);
    ipsecnic_put_bool(a, "promiscuous",
                      s->rx_ctrl & IPSECNIC_RX_CTRL_PROMISC);
    ipsecnic_put_bool(a, "all-multicast",
                      s->rx_ctrl & IPSECNIC_RX_CTRL_ALL_MULTICAST);
    ipsecnic_put_bool(a, "broadcast",
                      s->rx_ctrl & IPSECNIC_RX_CTRL_BROADCAST);
    ipsecnic_put_multicast(a, s);
    ipsecnic_put_bool(a, "strip-vlan",
                      s->rx_ctrl & IPSECNIC_RX_CTRL_STRIP_VLAN);
    ipsecnic_put_bool(a, "stamp", s->rx_ctrl & IPSECNIC_RX_CTRL_STAMP);
    ipsecnic_put_number(a, "max-frame", s->rx_max_frame);
    ipsecnic_put_bool(a, "held", s->rx_held);
    ipsecnic_end_struct(a);
}

static void ipsecnic_put_ipsec(IpsecnicAnswer *a, const IpsecnicState *s)
{
    if (!ipsecnic_put_struct(a, "ipsec")) {
        return;
    }
    ipsecnic_put_bool(a, "active",
                      s->ipsec_ctrl & IPSECNIC_IPSEC_CTRL_ACTIVE);
    ipsecnic_put_bool(a, "esp", s->ipsec_ctrl & IPSECNIC_IPSEC_CTRL_ESP);
    ipsecnic_put_bool(a, "ah", s->ipsec_ctrl & IPSECNIC_IPSEC_CTRL_AH);
    ipsecnic_put_bool(a, "own-mac-only",
                      s->ipsec_ctrl & IPSECNIC_IPSEC_CTRL_OWN_MAC_ONLY);
    ipsecnic_put_number(a, "packet-mtu", s->packet_mtu);
    ipsecnic_put_number(a, "sas",
                        s->engine ? ipsec_engine_sa_count(s->engine) : 0);
    ipsecnic_put_number(a, "sa-capacity", s->caps.sa_capacity);
    ipsecnic_put_number(a, "policies",
                        s->engine ? ipsec_engine_policy_count(s->engine) : 0);
    ipsecnic_put_number(a, "policy-capacity", s->caps.policy_capacity);
    ipsecnic_end_struct(a);
}

static void ipsecnic_put_ring(IpsecnicAnswer *a, const char *name,
                              uint64_t base, uint32_t size, uint32_t head,
                              uint32_t tail)
{
    if (!ipsecnic_put_struct(a, name)) {
        return;
    }
    ipsecnic_put_number(a, "base", base);
    ipsecnic_put_number(a, "size", size);
    ipsecnic_put_number(a, "head", head);
    ipsecnic_put_number(a, "tail", tail);
    ipsecnic_put_number(a, "waiting", (tail - head) & IPSECNIC_INDEX_MASK);
    ipsecnic_end_struct(a);
}

static void ipsecnic_put_queue(IpsecnicAnswer *a, const IpsecnicQueue *q)
{
    if (!ipsecnic_put_struct(a, NULL)) {
        return;
    }
    ipsecnic_put_text(a, "name", q->name);
    /* A stream that was refused can have left any number. */
    ipsecnic_put_word(a, "state", q->state < ARRAY_SIZE(ipsecnic_queue_states) ?
                      ipsecnic_queue_states[q->state] : "unknown");
    if (q->reason) {
        ipsecnic_put_text(a, "reason",
                          ipsecnic_queue_reason_text(q->reason) ?: "unknown");
        ipsecnic_put_number(a, "error-index", q->error_index);
    }
    if (q->vector != IPSECNIC_VECTOR_NONE) {
        ipsecnic_put_number(a, "vector", q->vector);
    }
    ipsecnic_put_bool(a, "armed", q->armed);
    if (ipsecnic_queue_original(q)) {
        ipsecnic_put_bool(a, "original", true);
    }
    ipsecnic_put_ring(a, "posted",
                      (uint64_t)q->posted_base_hi << 32 | q->posted_base_lo,
                      q->posted_size, q->posted_head, q->posted_tail);
    ipsecnic_put_ring(a, "completions",
                      (uint64_t)q->comp_base_hi << 32 | q->comp_base_lo,
                      q->comp_size, q->comp_head, q->comp_tail);
    ipsecnic_end_struct(a);
}

static void ipsecnic_put_queues(IpsecnicAnswer *a, const IpsecnicState *s)
{
    uint32_t i;

    if (!ipsecnic_put_list(a, "queues")) {
        return;
    }
    /* A card that was not realized has none. */
    for (i = 0; s->engine && i <= s->config.queues; i++) {
        if (i == 0) {
            ipsecnic_put_queue(a, &s->ctrlq);
        } else {
            ipsecnic_put_queue(a, &s->rxq[i - 1].q);
            ipsecnic_put_queue(a, &s->txq[i - 1].q);
        }
    }
    ipsecnic_end_list(a);
}

static void ipsecnic_put_vectors(IpsecnicAnswer *a, const IpsecnicState *s)
{
    uint32_t i;

    if (!ipsecnic_put_list(a, "vectors")) {
        return;
    }
    for (i = 0; s->engine && i < s->num_vectors; i++) {
        if (ipsecnic_put_struct(a, NULL)) {
            ipsecnic_put_number(a, "vector", i);
            ipsecnic_put_number(a, "interval", s->vectors[i].interval);
            ipsecnic_put_bool(a, "pending", s->vectors[i].pending);
            ipsecnic_put_bool(a, "masked", msix_is_masked(s->pdev, i));
            ipsecnic_end_struct(a);
        }
    }
    ipsecnic_end_list(a);
}

static void ipsecnic_put_counters(IpsecnicAnswer *a, const IpsecnicState *s)
{
    const char *name;
    uint32_t stat;
    uint32_t i;

    if (!ipsecnic_put_struct(a, "counters")) {
        return;
    }
    for (i = 0; (name = ipsecnic_counter_nth(i, &stat)); i++) {
        ipsecnic_put_member(a, "", name, s->stats[stat]);
    }
    ipsecnic_end_struct(a);
}

static void ipsecnic_put_guest_error(IpsecnicAnswer *a,
                                     const IpsecnicGuestError *e)
{
    if (!ipsecnic_put_struct(a, NULL)) {
        return;
    }
    ipsecnic_put_number(a, "time", e->time);
    switch (e->kind) {
    case IPSECNIC_GUEST_QUEUE:
        ipsecnic_put_text(a, "error", "queue");
        ipsecnic_put_text(a, "queue", e->queue->name);
        ipsecnic_put_text(a, "reason", ipsecnic_queue_reason_text(e->status));
        ipsecnic_put_number(a, "index", e->index);
        break;
    case IPSECNIC_GUEST_COMMAND:
        ipsecnic_put_text(a, "error", "command");
        ipsecnic_put_text(a, "command",
                          ipsecnic_command_word(e->opcode) ?: "unknown");
        ipsecnic_put_number(a, "opcode", e->opcode);
        ipsecnic_put_text(a, "reason",
                          ipsecnic_status_text(e->status) ?: "unknown");
        ipsecnic_put_number(a, "index", e->index);
        ipsecnic_put_counted(a, "handle", e->handle);
        ipsecnic_put_counted(a, "count", e->count);
        if (e->count > 1 && e->member_status) {
            ipsecnic_put_number(a, "member", e->member);
            ipsecnic_put_text(a, "member-reason",
                              ipsecnic_status_text(e->member_status) ?:
                              "unknown");
        }
        break;
    case IPSECNIC_GUEST_FEATURES:
        ipsecnic_put_text(a, "error", "features");
        ipsecnic_put_features(a, "asked-for", e->features);
        ipsecnic_put_number(a, "bits", e->features);
        break;
    }
    ipsecnic_end_struct(a);
}

static void ipsecnic_put_guest_errors(IpsecnicAnswer *a,
                                      const IpsecnicState *s)
{
    uint32_t i;

    ipsecnic_put_number(a, "guest-errors-total", s->num_guest_errors);
    if (!ipsecnic_put_list(a, "guest-errors")) {
        return;
    }
    for (i = 0; i < ipsecnic_guest_errors(s); i++) {
        ipsecnic_put_guest_error(a, ipsecnic_guest_error_nth(s, i));
    }
    ipsecnic_end_list(a);
}

static void ipsecnic_put_card(IpsecnicAnswer *a, IpsecnicState *s)
{
    bool there = s->engine && !s->gone;

    ipsecnic_put_bool(a, "enabled", s->enabled);
    ipsecnic_put_bool(a, "gone", s->gone);
    ipsecnic_put_bool(a, "link", there && ipsecnic_link_is_up(s));
    ipsecnic_put_mac(a, "mac", s->mac);
    ipsecnic_put_features(a, "offered", s->features);
    ipsecnic_put_features(a, "accepted",
                          s->enabled ? s->driver_features : 0);
    ipsecnic_put_bool(a, "features-bad", s->features_bad);
    ipsecnic_put_number(a, "pairs", s->config.queues);
    ipsecnic_put_number(a, "pairs-used", s->queues);
    ipsecnic_put_filter(a, s);
    if (ipsecnic_put_struct(a, "tx")) {
        ipsecnic_put_bool(a, "enabled", s->tx_ctrl & IPSECNIC_TX_CTRL_ENABLE);
        ipsecnic_put_bool(a, "held", s->tx_state == IPSECNIC_TX_WAITING);
        ipsecnic_end_struct(a);
    }
    ipsecnic_put_ipsec(a, s);
    ipsecnic_put_number(a, "events-waiting", s->num_events);
    ipsecnic_put_number(a, "events-lost", s->events_lost);
}

static void ipsecnic_get_query(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);
    IpsecnicAnswer a = { v, errp };

    if (!ipsecnic_put_struct(&a, name)) {
        return;
    }
    ipsecnic_put_card(&a, s);
    ipsecnic_put_queues(&a, s);
    ipsecnic_put_vectors(&a, s);
    ipsecnic_put_rss(&a, s);
    ipsecnic_put_rules(&a, s);
    ipsecnic_put_counters(&a, s);
    if (!a.failed) {
        a.failed = !ipsecnic_fault_plan_write(v, "faults", s->faults ?
                                              s->faults->plan : NULL, errp) ||
                   !ipsecnic_capture_get_state(s, v, "capture", errp);
    }
    ipsecnic_put_guest_errors(&a, s);
    ipsecnic_end_struct(&a);
}

static const struct {
    const char *name;
    const char *type;
    ObjectPropertyAccessor *get;
    ObjectPropertyAccessor *set;
    const char *text;
} ipsecnic_query_properties[] = {
    { "x-query", "IpsecnicQuery", ipsecnic_get_query, NULL,
      "the state of the card" },
    { "x-query-sas", "IpsecnicSas", ipsecnic_get_sas, NULL,
      "SAs that x-query-filter wants, without keys" },
    { "x-query-policies", "IpsecnicPolicies", ipsecnic_get_policies, NULL,
      "policies that x-query-filter wants" },
    { "x-query-filter", "IpsecnicQueryFilter", ipsecnic_get_filter,
      ipsecnic_set_filter,
      "which SAs and policies are shown: handle, spi, reqid, direction, after, "
      "limit" },
};

void ipsecnic_query_class_properties(ObjectClass *klass)
{
    size_t i;

    for (i = 0; i < ARRAY_SIZE(ipsecnic_query_properties); i++) {
        object_class_property_add(klass, ipsecnic_query_properties[i].name,
                                  ipsecnic_query_properties[i].type,
                                  ipsecnic_query_properties[i].get,
                                  ipsecnic_query_properties[i].set, NULL,
                                  NULL);
        object_class_property_set_description(klass,
            ipsecnic_query_properties[i].name,
            ipsecnic_query_properties[i].text);
    }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the operator can ask about SAs and policies
 *
 * There can be a million of them.  An answer has as many as the filter says,
 * and comes from as many handles as can be looked at while a frame waits; it
 * says where to go on.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "qapi/error.h"
#include "qapi/visitor-impl.h"

#include "engine/view.h"
#include "query_sas.h"
#include "query_visit.h"
#include "state.h"
#include "words.h"

static const char *const ipsecnic_modes[] = {
#define IPSECNIC_NAME(id, name) [IPSECNIC_MODE_##id] = name,
    IPSECNIC_MODE_NAMES(IPSECNIC_NAME)
#undef IPSECNIC_NAME
};

static const char *const ipsecnic_operations[] = {
#define IPSECNIC_NAME(id, name) [IPSECNIC_OP_##id] = name,
    IPSECNIC_OP_NAMES(IPSECNIC_NAME)
#undef IPSECNIC_NAME
};

typedef struct IpsecnicBit {
    uint32_t bit;
    const char *name;
} IpsecnicBit;

static const IpsecnicBit ipsecnic_sa_states[] = {
#define IPSECNIC_NAME(id, name) { IPSECNIC_SA_STATE_##id, name },
    IPSECNIC_SA_STATE_NAMES(IPSECNIC_NAME)
#undef IPSECNIC_NAME
};

static const IpsecnicBit ipsecnic_encaps[] = {
#define IPSECNIC_NAME(id, name) { IPSECNIC_UDP_ESP_##id, name },
    IPSECNIC_UDP_ESP_NAMES(IPSECNIC_NAME)
#undef IPSECNIC_NAME
};

static const char *ipsecnic_direction(bool outbound)
{
    return outbound ? "outbound" : "inbound";
}

static bool ipsecnic_wants(const IpsecnicQueryFilter *f, uint32_t handle,
                           bool outbound, uint32_t reqid)
{
    return (!f->has_handle || f->handle == handle) &&
           (!f->has_outbound || f->outbound == outbound) &&
           (!f->has_reqid || f->reqid == reqid);
}

static bool ipsecnic_wants_sa(const IpsecnicQueryFilter *f,
                              const IpsecSaView *sa)
{
    return ipsecnic_wants(f, sa->handle, sa->outbound, sa->reqid) &&
           (!f->has_spi || f->spi == sa->op[0].spi ||
            (sa->num_ops == 2 && f->spi == sa->op[1].spi));
}

static void ipsecnic_put_op(IpsecnicAnswer *a, const IpsecSaOpView *op)
{
    if (!ipsecnic_put_struct(a, NULL)) {
        return;
    }
    ipsecnic_put_word(a, "protocol", ipsecnic_operations[op->operation]);
    ipsecnic_put_number(a, "spi", op->spi);
    if (op->cipher) {
        ipsecnic_put_text(a, "cipher", op->cipher);
    }
    if (op->auth) {
        ipsecnic_put_text(a, "auth", op->auth);
    }
    ipsecnic_put_number(a, "icv-length", op->icv_length);
    ipsecnic_put_bool(a, "esn", op->esn);
    ipsecnic_put_number(a, "top", op->top);
    ipsecnic_put_counted(a, "window", op->window);
    if (op->checks_replay) {
        ipsecnic_put_bool(a, "checks-replay", true);
    }
    ipsecnic_end_struct(a);
}

static void ipsecnic_put_limit(IpsecnicAnswer *a, const char *name,
                               uint64_t limit)
{
    if (limit != IPSECNIC_NO_LIMIT) {
        ipsecnic_put_number(a, name, limit);
    }
}

static void ipsecnic_put_sa(IpsecnicAnswer *a, const IpsecSaView *sa)
{
    uint32_t i;

    if (!ipsecnic_put_struct(a, NULL)) {
        return;
    }
    ipsecnic_put_number(a, "handle", sa->handle);
    ipsecnic_put_text(a, "direction", ipsecnic_direction(sa->outbound));
    ipsecnic_put_address(a, "src", sa->ip_version, sa->src, -1);
    ipsecnic_put_address(a, "dst", sa->ip_version, sa->dst, -1);
    ipsecnic_put_word(a, "mode", ipsecnic_modes[sa->mode]);
    ipsecnic_put_bool(a, "packet", sa->packet);
    ipsecnic_put_counted(a, "reqid", sa->reqid);
    for (i = 0; i < ARRAY_SIZE(ipsecnic_encaps); i++) {
        if (sa->encap == ipsecnic_encaps[i].bit) {
            ipsecnic_put_word(a, "encap", ipsecnic_encaps[i].name);
            ipsecnic_put_number(a, "sport", sa->encap_sport);
            ipsecnic_put_number(a, "dport", sa->encap_dport);
        }
    }
    ipsecnic_put_counted(a, "mtu", sa->mtu);
    ipsecnic_put_counted(a, "tfc", sa->tfc);
    if (ipsecnic_put_list(a, "operations")) {
        for (i = 0; i < sa->num_ops; i++) {
            ipsecnic_put_op(a, &sa->op[i]);
        }
        ipsecnic_end_list(a);
    }
    if (ipsecnic_put_list(a, "state")) {
        for (i = 0; i < ARRAY_SIZE(ipsecnic_sa_states); i++) {
            if (sa->state & ipsecnic_sa_states[i].bit) {
                ipsecnic_put_word(a, NULL, ipsecnic_sa_states[i].name);
            }
        }
        ipsecnic_end_list(a);
    }
    ipsecnic_put_limit(a, "soft-packets", sa->soft_packets);
    ipsecnic_put_limit(a, "hard-packets", sa->hard_packets);
    ipsecnic_put_limit(a, "soft-bytes", sa->soft_bytes);
    ipsecnic_put_limit(a, "hard-bytes", sa->hard_bytes);
    ipsecnic_put_number(a, "packets", sa->packets);
    ipsecnic_put_number(a, "bytes", sa->bytes);
    for (i = 1; i < ARRAY_SIZE(sa->failed); i++) {
        ipsecnic_put_member(a, "failed-", ipsecnic_crypto_word(i),
                            sa->failed[i]);
    }
    ipsecnic_put_counted(a, "skipped", sa->skipped);
    ipsecnic_put_counted(a, "replayed", sa->replayed);
    ipsecnic_put_counted(a, "late", sa->late);
    ipsecnic_put_counted(a, "expired", sa->expired);
    ipsecnic_put_counted(a, "policy", sa->policy);
    ipsecnic_put_counted(a, "too-big", sa->too_big);
    ipsecnic_put_counted(a, "unusable", sa->unusable);
    ipsecnic_end_struct(a);
}

static void ipsecnic_put_port(IpsecnicAnswer *a, const char *name,
                              uint16_t port, uint16_t mask)
{
    char text[16];

    if (mask == UINT16_MAX) {
        snprintf(text, sizeof(text), "%u", port);
    } else {
        snprintf(text, sizeof(text), "0x%04x/0x%04x", port, mask);
    }
    if (mask) {
        ipsecnic_put_text(a, name, text);
    }
}

static void ipsecnic_put_policy(IpsecnicAnswer *a, const IpsecPolicyView *p)
{
    if (!ipsecnic_put_struct(a, NULL)) {
        return;
    }
    ipsecnic_put_number(a, "handle", p->handle);
    ipsecnic_put_text(a, "direction", ipsecnic_direction(p->outbound));
    ipsecnic_put_number(a, "priority", p->priority);
    ipsecnic_put_word(a, "action", ipsecnic_action_word(p->action));
    ipsecnic_put_address(a, "src", p->ip_version, p->src, p->src_prefix);
    ipsecnic_put_address(a, "dst", p->ip_version, p->dst, p->dst_prefix);
    ipsecnic_put_counted(a, "protocol", p->protocol);
    ipsecnic_put_port(a, "sport", p->sport, p->sport_mask);
    ipsecnic_put_port(a, "dport", p->dport, p->dport_mask);
    if (p->action == IPSECNIC_POLICY_PROTECT) {
        ipsecnic_put_word(a, "mode", ipsecnic_modes[p->mode]);
        ipsecnic_put_number(a, "reqid", p->reqid);
        if (p->mode == IPSECNIC_MODE_TUNNEL) {
            ipsecnic_put_address(a, "tunnel-src", p->sa_version,
                                 p->tunnel_src, -1);
            ipsecnic_put_address(a, "tunnel-dst", p->sa_version,
                                 p->tunnel_dst, -1);
        }
    }
    ipsecnic_put_number(a, "packets", p->packets);
    ipsecnic_put_number(a, "bytes", p->bytes);
    ipsecnic_put_counted(a, "no-sa", p->no_sa);
    ipsecnic_put_counted(a, "refused", p->refused);
    ipsecnic_end_struct(a);
}

/* The next one that is wanted.  False: there is none, or none was found yet. */
typedef union IpsecnicView {
    IpsecSaView sa;
    IpsecPolicyView policy;
} IpsecnicView;

static bool ipsecnic_next(IpsecnicState *s, bool policies, uint32_t *index,
                          uint32_t *most, IpsecnicView *view)
{
    const IpsecnicQueryFilter *f = &s->query_filter;

    if (policies) {
        while (ipsec_engine_view_policy(s->engine, index, most,
                                        &view->policy)) {
            if (ipsecnic_wants(f, view->policy.handle, view->policy.outbound,
                               view->policy.reqid)) {
                return true;
            }
        }
        return false;
    }
    while (ipsec_engine_view_sa(s->engine, index, most, &view->sa)) {
        if (ipsecnic_wants_sa(f, &view->sa)) {
            return true;
        }
    }
    return false;
}

static void ipsecnic_put_table(IpsecnicState *s, IpsecnicAnswer *a,
                               const char *name, bool policies)
{
    const IpsecnicQueryFilter *f = &s->query_filter;
    uint32_t limit = f->limit ? f->limit : IPSECNIC_QUERY_DEFAULT;
    uint32_t index = f->after & IPSEC_SA_CAPACITY_MAX;
    uint32_t most = IPSECNIC_QUERY_SCAN;
    uint32_t after = f->after;
    uint32_t count = 0;
    bool more = false;
    IpsecnicView view;

    if (!ipsecnic_put_struct(a, name)) {
        return;
    }
    if (ipsecnic_put_list(a, policies ? "policies" : "sas")) {
        while (s->engine && !more &&
               ipsecnic_next(s, policies, &index, &most, &view)) {
            if (count++ == limit) {
                more = true;
            } else if (policies) {
                ipsecnic_put_policy(a, &view.policy);
                after = view.policy.handle;
            } else {
                ipsecnic_put_sa(a, &view.sa);
                after = view.sa.handle;
            }
        }
        ipsecnic_end_list(a);
    }
    if (!more && !most) {
        more = true;
        after = index;
    }
    ipsecnic_put_bool(a, "more", more);
    if (more) {
        ipsecnic_put_number(a, "after", after);
    }
    ipsecnic_end_struct(a);
}

void ipsecnic_get_sas(Object *obj, Visitor *v, const char *name, void *opaque,
                      Error **errp)
{
    ipsecnic_put_table(IPSECNIC(obj), &(IpsecnicAnswer) { v, errp }, name,
                       false);
}

void ipsecnic_get_policies(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    ipsecnic_put_table(IPSECNIC(obj), &(IpsecnicAnswer) { v, errp }, name,
                       true);
}

void ipsecnic_get_filter(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    const IpsecnicQueryFilter *f = &IPSECNIC(obj)->query_filter;
    IpsecnicAnswer a = { v, errp };

    if (!ipsecnic_put_struct(&a, name)) {
        return;
    }
    if (f->has_handle) {
        ipsecnic_put_number(&a, "handle", f->handle);
    }
    if (f->has_spi) {
        ipsecnic_put_number(&a, "spi", f->spi);
    }
    if (f->has_reqid) {
        ipsecnic_put_number(&a, "reqid", f->reqid);
    }
    if (f->has_outbound) {
        ipsecnic_put_text(&a, "direction", ipsecnic_direction(f->outbound));
    }
    ipsecnic_put_counted(&a, "after", f->after);
    ipsecnic_put_counted(&a, "limit", f->limit);
    ipsecnic_end_struct(&a);
}

/* False: with @errp set. */
static bool ipsecnic_take_number(Visitor *v, const char *name, bool *has,
                                 uint32_t *value, Error **errp)
{
    *has = false;
    visit_optional(v, name, has);
    return !*has || visit_type_uint32(v, name, value, errp);
}

static bool ipsecnic_take_direction(Visitor *v, IpsecnicQueryFilter *f,
                                    Error **errp)
{
    g_autofree char *text = NULL;

    visit_optional(v, "direction", &f->has_outbound);
    if (!f->has_outbound) {
        return true;
    }
    if (!visit_type_str(v, "direction", &text, errp)) {
        return false;
    }
    f->outbound = !strcmp(text, ipsecnic_direction(true));
    if (strcmp(text, ipsecnic_direction(f->outbound))) {
        error_setg(errp, "Parameter 'direction' is '%s', must be 'inbound' or "
                   "'outbound'", text);
        return false;
    }
    return true;
}

void ipsecnic_set_filter(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    IpsecnicQueryFilter f = { 0 };
    bool has;
    bool ok;

    /* "qom-set" of the monitor has one that reads single values alone. */
    if (!v->start_struct) {
        error_setg(errp, "a filter of queries is a JSON object (in the "
                   "monitor: qom-set -j)");
        return;
    }
    if (!visit_start_struct(v, name, NULL, 0, errp)) {
        return;
    }
    ok = ipsecnic_take_number(v, "handle", &f.has_handle, &f.handle, errp) &&
         ipsecnic_take_number(v, "spi", &f.has_spi, &f.spi, errp) &&
         ipsecnic_take_number(v, "reqid", &f.has_reqid, &f.reqid, errp) &&
         ipsecnic_take_direction(v, &f, errp) &&
         ipsecnic_take_number(v, "after", &has, &f.after, errp) &&
         ipsecnic_take_number(v, "limit", &has, &f.limit, errp) &&
         visit_check_struct(v, errp);
    visit_end_struct(v, NULL);
    if (ok && has && (!f.limit || f.limit > IPSECNIC_QUERY_MAX)) {
        error_setg(errp, "Parameter 'limit' is %" PRIu32 ", must be from 1 to "
                   "%d", f.limit, IPSECNIC_QUERY_MAX);
        ok = false;
    }
    if (ok) {
        IPSECNIC(obj)->query_filter = f;
    }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies as commands see them: checked, loaded, deleted, told about
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "flow.h"
#include "internal.h"
#include "policy.h"
#include "spd.h"

#define KNOWN_FLAGS                                                     \
    (IPSECNIC_POLICY_FLAG_INBOUND | IPSECNIC_POLICY_FLAG_IPV6 |         \
     IPSECNIC_POLICY_FLAG_SA_IPV6)

/* Fields of the structure at @p. */
#define AT(p, m)    ((p) + offsetof(struct ipsecnic_policy, m))
#define INFO(p, m)  ((p) + offsetof(struct ipsecnic_policy_info, m))

/* A policy under examination. */
typedef struct Exam {
    const IpsecCaps *caps;
    const uint8_t *raw;
    uint32_t flags;
    uint8_t action;
    uint8_t mode;
    uint8_t protocol;
} Exam;

static bool reserved_ok(const Exam *e)
{
    return *AT(e->raw, reserved0) == 0 &&
           ipsec_is_zero(AT(e->raw, reserved1), 2) &&
           ipsec_is_zero(AT(e->raw, reserved2), 4) &&
           ipsec_is_zero(AT(e->raw, reserved3), 24);
}

static bool flags_ok(const Exam *e)
{
    return !(e->flags & ~KNOWN_FLAGS);
}

static bool family_ok(const Exam *e)
{
    return (e->caps->ipsec & IPSECNIC_CAP_IPV6) ||
           !(e->flags & (IPSECNIC_POLICY_FLAG_IPV6 |
                         IPSECNIC_POLICY_FLAG_SA_IPV6));
}

static bool action_ok(const Exam *e)
{
    return e->action >= IPSECNIC_POLICY_PROTECT &&
           e->action <= IPSECNIC_POLICY_DISCARD;
}

static unsigned address_bits(const Exam *e)
{
    return e->flags & IPSECNIC_POLICY_FLAG_IPV6 ? 128 : 32;
}

static bool prefix_ok(const Exam *e)
{
    return *AT(e->raw, src_prefix) <= address_bits(e) &&
           *AT(e->raw, dst_prefix) <= address_bits(e);
}

/* Whether all bits from @prefix on are 0, those behind the address too. */
static bool is_prefix(const uint8_t address[16], unsigned prefix)
{
    unsigned byte = prefix / 8;

    if (prefix % 8) {
        if (address[byte] & (0xff >> prefix % 8)) {
            return false;
        }
        byte++;
    }
    return ipsec_is_zero(address + byte, 16 - byte);
}

static bool address_ok(const Exam *e)
{
    return is_prefix(AT(e->raw, src), *AT(e->raw, src_prefix)) &&
           is_prefix(AT(e->raw, dst), *AT(e->raw, dst_prefix));
}

static bool ports_ok(const Exam *e)
{
    uint16_t sport_mask = ipsec_get_le16(AT(e->raw, sport_mask));
    uint16_t dport_mask = ipsec_get_le16(AT(e->raw, dport_mask));

    if ((sport_mask || dport_mask) && !ipsec_flow_has_ports(e->protocol)) {
        return false;
    }
    return !(ipsec_get_le16(AT(e->raw, sport)) & ~sport_mask) &&
           !(ipsec_get_le16(AT(e->raw, dport)) & ~dport_mask);
}

static bool mode_ok(const Exam *e)
{
    if (e->action != IPSECNIC_POLICY_PROTECT) {
        return true;
    }
    return (e->mode == IPSECNIC_MODE_TRANSPORT &&
            (e->caps->ipsec & IPSECNIC_CAP_TRANSPORT)) ||
           (e->mode == IPSECNIC_MODE_TUNNEL &&
            (e->caps->ipsec & IPSECNIC_CAP_TUNNEL));
}

static bool tunnel_ok(const Exam *e)
{
    const uint8_t *src = AT(e->raw, tunnel_src);
    const uint8_t *dst = AT(e->raw, tunnel_dst);

    if (e->action != IPSECNIC_POLICY_PROTECT) {
        return true;
    }
    if (e->mode == IPSECNIC_MODE_TRANSPORT) {
        return ipsec_is_zero(src, 16) && ipsec_is_zero(dst, 16) &&
               !(e->flags & IPSECNIC_POLICY_FLAG_SA_IPV6);
    }
    if (!(e->flags & IPSECNIC_POLICY_FLAG_SA_IPV6) &&
        (!ipsec_is_zero(src + 4, 12) || !ipsec_is_zero(dst + 4, 12))) {
        return false;
    }
    return !ipsec_is_zero(src, 16) && !ipsec_is_zero(dst, 16);
}

static bool unused_ok(const Exam *e)
{
    return e->action == IPSECNIC_POLICY_PROTECT ||
           (e->mode == 0 && ipsec_is_zero(AT(e->raw, reqid), 4) &&
            ipsec_is_zero(AT(e->raw, tunnel_src), 16) &&
            ipsec_is_zero(AT(e->raw, tunnel_dst), 16) &&
            !(e->flags & IPSECNIC_POLICY_FLAG_SA_IPV6));
}

/* In the order of the numbers, which is that of the specification. */
static const struct {
    uint32_t status;
    bool (*ok)(const Exam *e);
} rules[] = {
    { IPSECNIC_ST_POLICY_RESERVED, reserved_ok },
    { IPSECNIC_ST_POLICY_FLAGS, flags_ok },
    { IPSECNIC_ST_POLICY_FAMILY, family_ok },
    { IPSECNIC_ST_POLICY_ACTION, action_ok },
    { IPSECNIC_ST_POLICY_PREFIX, prefix_ok },
    { IPSECNIC_ST_POLICY_ADDRESS, address_ok },
    { IPSECNIC_ST_POLICY_PORTS, ports_ok },
    { IPSECNIC_ST_POLICY_MODE, mode_ok },
    { IPSECNIC_ST_POLICY_TUNNEL, tunnel_ok },
    { IPSECNIC_ST_POLICY_UNUSED, unused_ok },
};

static uint32_t check(const Exam *e)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (!rules[i].ok(e)) {
            return rules[i].status;
        }
    }
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_policy_load(IpsecEngine *engine, const void *bytes,
                           uint32_t handle, IpsecPolicy **loaded)
{
    const uint8_t *raw = bytes;
    Exam e = {
        .caps = &engine->caps,
        .raw = raw,
        .flags = ipsec_get_le32(AT(raw, flags)),
        .action = *AT(raw, action),
        .mode = *AT(raw, mode),
        .protocol = *AT(raw, protocol),
    };
    uint32_t status = check(&e);
    IpsecPolicy *policy;

    *loaded = NULL;
    if (status != IPSECNIC_ST_OK) {
        return status;
    }
    policy = g_try_new0(IpsecPolicy, 1);
    if (!policy) {
        return IPSECNIC_ST_TABLE_FULL;
    }
    memcpy(&policy->given, raw, sizeof(policy->given));
    policy->action = e.action;
    policy->mode = e.mode;
    policy->outbound = !(e.flags & IPSECNIC_POLICY_FLAG_INBOUND);
    policy->ip_version = e.flags & IPSECNIC_POLICY_FLAG_IPV6 ? 6 : 4;
    policy->sa_version = e.flags & IPSECNIC_POLICY_FLAG_SA_IPV6 ? 6 : 4;
    if (policy->mode == IPSECNIC_MODE_TRANSPORT) {
        policy->sa_version = policy->ip_version;
    }
    policy->reqid = ipsec_get_le32(AT(raw, reqid));
    memcpy(policy->tunnel_src, AT(raw, tunnel_src), 16);
    memcpy(policy->tunnel_dst, AT(raw, tunnel_dst), 16);
    status = ipsec_spd_insert(&engine->spd, policy, handle);
    if (status != IPSECNIC_ST_OK) {
        g_free(policy);
        return status;
    }
    *loaded = policy;
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_add_policy(IpsecEngine *engine, const void *policy,
                                 uint32_t *handle)
{
    IpsecPolicy *loaded;
    uint32_t status = ipsec_policy_load(engine, policy, 0, &loaded);

    *handle = loaded ? loaded->handle : 0;
    return status;
}

uint32_t ipsec_engine_delete_policy(IpsecEngine *engine, uint32_t handle)
{
    IpsecPolicy *policy = ipsec_spd_by_handle(&engine->spd, handle);

    if (!policy) {
        return IPSECNIC_ST_UNKNOWN_POLICY;
    }
    ipsec_spd_remove(&engine->spd, policy);
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_query_policy(IpsecEngine *engine, uint32_t handle,
                                   struct ipsecnic_policy_info *info)
{
    const IpsecPolicy *policy = ipsec_spd_by_handle(&engine->spd, handle);
    uint8_t *p = (uint8_t *)info;

    if (!policy) {
        return IPSECNIC_ST_UNKNOWN_POLICY;
    }
    memset(p, 0, sizeof(*info));
    ipsec_put_le32(INFO(p, handle), policy->handle);
    memcpy(INFO(p, driver_cookie),
           AT((const uint8_t *)&policy->given, driver_cookie), 8);
    ipsec_put_le64(INFO(p, packets), policy->packets);
    ipsec_put_le64(INFO(p, bytes), policy->bytes);
    ipsec_put_le64(INFO(p, no_sa), policy->no_sa);
    ipsec_put_le64(INFO(p, refused), policy->refused);
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_flush_policies(IpsecEngine *engine, bool inbound,
                                     bool outbound)
{
    uint32_t done = 0;

    if (inbound) {
        done += ipsec_spd_flush(&engine->spd, false);
    }
    if (outbound) {
        done += ipsec_spd_flush(&engine->spd, true);
    }
    return done;
}

uint32_t ipsec_engine_policy_count(const IpsecEngine *engine)
{
    return ipsec_spd_count(&engine->spd);
}

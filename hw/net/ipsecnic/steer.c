/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: receive rules: which queue a frame goes to
 *
 * A rule has a place, and of those that match a frame the one of the lowest
 * place counts.  They are looked at one after the other: without rules a frame
 * costs one branch more, and with all that there can be it costs as many
 * comparisons as there are places.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"

#include "capture_story.h"
#include "desc.h"
#include "dma.h"
#include "engine/engine.h"
#include "rss.h"
#include "state.h"
#include "steer.h"

/* Protocol numbers (IANA) of those that begin with two ports. */
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_DCCP 33
#define PROTOCOL_SCTP 132
#define PROTOCOL_UDPLITE 136

struct IpsecnicRxRule {
    struct ipsecnic_rx_rule abi;    /* as it was set */
    uint64_t packets;
    uint64_t bytes;
};

/* What rules look at in a frame.  Bits of has: the fields that are there. */
#define HAS_ETHERTYPE   0x01
#define HAS_VLAN        0x02
#define HAS_ADDRESSES   0x04    /* and TOS */
#define HAS_PROTOCOL    0x08
#define HAS_PORTS       0x10
#define HAS_SPI         0x20

typedef struct IpsecnicRxKey {
    const uint8_t *data;
    uint32_t has;
    uint16_t ethertype;
    uint16_t vlan_tci;
    uint8_t family;
    uint8_t protocol;
    uint8_t tos;
    uint8_t address_size;
    const uint8_t *src;
    const uint8_t *dst;
    uint16_t sport;
    uint16_t dport;
    uint32_t spi;
} IpsecnicRxKey;

void ipsecnic_steer_init(IpsecnicState *s)
{
    s->rules = g_new0(IpsecnicRxRule *, s->config.rx_rules);
    s->rule_order = g_new0(uint16_t, s->config.rx_rules);
}

void ipsecnic_steer_free(IpsecnicState *s)
{
    if (s->rules) {
        ipsecnic_steer_reset(s);
    }
    g_clear_pointer(&s->rules, g_free);
    g_clear_pointer(&s->rule_order, g_free);
}

/* The places that have a rule, in order. */
static void ipsecnic_steer_sort(IpsecnicState *s)
{
    uint32_t i;

    s->num_rules = 0;
    for (i = 0; i < s->config.rx_rules; i++) {
        if (s->rules[i]) {
            s->rule_order[s->num_rules++] = i;
        }
    }
}

void ipsecnic_steer_reset(IpsecnicState *s)
{
    while (s->num_rules) {
        g_clear_pointer(&s->rules[s->rule_order[--s->num_rules]], g_free);
    }
}

void ipsecnic_steer_enabled(IpsecnicState *s)
{
    uint32_t i;

    if (!ipsecnic_feature(s, IPSECNIC_F_RX_STEER)) {
        ipsecnic_steer_reset(s);
    }
    if (ipsecnic_feature(s, IPSECNIC_F_RSS)) {
        return;
    }
    ipsecnic_rss_reset(s);
    for (i = 0; i < s->num_rules; i++) {
        IpsecnicRxRule **rule = &s->rules[s->rule_order[i]];

        if ((*rule)->abi.action == IPSECNIC_RX_ACTION_CONTEXT &&
            (*rule)->abi.target) {
            g_clear_pointer(rule, g_free);
        }
    }
    ipsecnic_steer_sort(s);
}

static bool ipsecnic_has_ports(uint8_t protocol)
{
    switch (protocol) {
    case PROTOCOL_TCP:
    case PROTOCOL_UDP:
    case PROTOCOL_DCCP:
    case PROTOCOL_SCTP:
    case PROTOCOL_UDPLITE:
        return true;
    default:
        return false;
    }
}

static void ipsecnic_rx_key(const IpsecFrame *frame, IpsecnicRxKey *key)
{
    uint32_t type = IPSECNIC_VLAN_TAG_OFFSET +
                    IPSECNIC_VLAN_TAG * frame->num_vlan_tags;
    const uint8_t *ip = frame->data + frame->l3_offset;

    memset(key, 0, sizeof(*key));
    key->data = frame->data;
    if (type + 2 <= frame->length) {
        key->has |= HAS_ETHERTYPE;
        key->ethertype = lduw_be_p(frame->data + type);
    }
    if (frame->num_vlan_tags) {
        key->has |= HAS_VLAN;
        key->vlan_tci = frame->vlan_tci;
    }
    if (!frame->ip_version || !frame->l3_offset) {
        return;
    }
    key->has |= HAS_ADDRESSES;
    key->family = frame->ip_version;
    key->address_size = frame->ip_version == 4 ? 4 : 16;
    key->src = ipsec_frame_source(frame);
    key->dst = ipsec_frame_destination(frame);
    key->tos = frame->ip_version == 4 ? ip[1] : lduw_be_p(ip) >> 4;
    if (frame->l4_offset) {
        key->has |= HAS_PROTOCOL;
        key->protocol = frame->l4_protocol;
        if (ipsecnic_has_ports(frame->l4_protocol) &&
            frame->length >= frame->l4_offset + 4u) {
            key->has |= HAS_PORTS;
            key->sport = lduw_be_p(frame->data + frame->l4_offset);
            key->dport = lduw_be_p(frame->data + frame->l4_offset + 2);
        }
    }
    if (!frame->truncated && (frame->kind == IPSECNIC_KIND_ESP ||
                              frame->kind == IPSECNIC_KIND_AH ||
                              frame->kind == IPSECNIC_KIND_UDP_ESP)) {
        key->has |= HAS_SPI;
        key->spi = frame->spi;
    }
}

static bool ipsecnic_bytes_match(const uint8_t *bytes, const uint8_t *value,
                                 const uint8_t *mask, size_t size)
{
    uint8_t differ = 0;
    size_t i;

    for (i = 0; i < size; i++) {
        differ |= (bytes[i] & mask[i]) ^ value[i];
    }
    return !differ;
}

/* Fields that a rule wants and the frame does not have are no match. */
static bool ipsecnic_number_match(const IpsecnicRxKey *key, uint32_t has,
                                  uint32_t number, uint32_t value,
                                  uint32_t mask)
{
    return !mask || ((key->has & has) && (number & mask) == value);
}

static bool ipsecnic_rule_match(const struct ipsecnic_rx_rule *r,
                                const IpsecnicRxKey *key)
{
    return (!r->family || r->family == key->family) &&
           ipsecnic_number_match(key, HAS_PROTOCOL, key->protocol,
                                 r->protocol, r->protocol_mask) &&
           ipsecnic_number_match(key, HAS_PORTS, key->dport,
                                 le16_to_cpu(r->dport),
                                 le16_to_cpu(r->dport_mask)) &&
           ipsecnic_number_match(key, HAS_PORTS, key->sport,
                                 le16_to_cpu(r->sport),
                                 le16_to_cpu(r->sport_mask)) &&
           ipsecnic_number_match(key, HAS_SPI, key->spi, le32_to_cpu(r->spi),
                                 le32_to_cpu(r->spi_mask)) &&
           ipsecnic_number_match(key, HAS_ADDRESSES, key->tos, r->tos,
                                 r->tos_mask) &&
           ipsecnic_number_match(key, HAS_ETHERTYPE, key->ethertype,
                                 le16_to_cpu(r->ethertype),
                                 le16_to_cpu(r->ethertype_mask)) &&
           ipsecnic_number_match(key, HAS_VLAN, key->vlan_tci,
                                 le16_to_cpu(r->vlan_tci),
                                 le16_to_cpu(r->vlan_tci_mask)) &&
           (!r->family ||
            (ipsecnic_bytes_match(key->dst, r->dst, r->dst_mask,
                                  key->address_size) &&
             ipsecnic_bytes_match(key->src, r->src, r->src_mask,
                                  key->address_size))) &&
           ipsecnic_bytes_match(key->data, r->mac_dst, r->mac_dst_mask, 6) &&
           ipsecnic_bytes_match(key->data + 6, r->mac_src, r->mac_src_mask, 6);
}

/* The first rule that matches; NULL: none. */
static const struct ipsecnic_rx_rule *
ipsecnic_steer_find(const IpsecnicState *s, const IpsecFrame *frame, int *place)
{
    IpsecnicRxKey key;
    uint32_t i;

    ipsecnic_rx_key(frame, &key);
    for (i = 0; i < s->num_rules; i++) {
        const struct ipsecnic_rx_rule *r = &s->rules[s->rule_order[i]]->abi;

        if (ipsecnic_rule_match(r, &key)) {
            *place = s->rule_order[i];
            return r;
        }
    }
    return NULL;
}

void ipsecnic_steer(const IpsecnicState *s, const IpsecFrame *frame,
                    IpsecnicSteering *to)
{
    const struct ipsecnic_rx_rule *r = NULL;
    uint32_t context = 0;

    to->rule = -1;
    to->drop = false;
    if (unlikely(s->num_rules)) {
        r = ipsecnic_steer_find(s, frame, &to->rule);
    }
    if (r && r->action == IPSECNIC_RX_ACTION_CONTEXT) {
        context = le16_to_cpu(r->target);
    }
    to->hash = ipsecnic_rss_hash(s, context, frame, &to->queue);
    if (r && r->action == IPSECNIC_RX_ACTION_QUEUE) {
        to->queue = le16_to_cpu(r->target) % s->queues;
    }
    to->drop = r && r->action == IPSECNIC_RX_ACTION_DROP;
}

void ipsecnic_steer_count(IpsecnicState *s, int rule, uint32_t length)
{
    if (rule >= 0 && s->rules[rule]) {
        s->rules[rule]->packets++;
        s->rules[rule]->bytes += length;
    }
}

/* A field of @size bytes has no bit outside of its mask. */
static bool ipsecnic_in_mask(const void *value, const void *mask, size_t size)
{
    const uint8_t *v = value;
    const uint8_t *m = mask;
    size_t i;

    for (i = 0; i < size; i++) {
        if (v[i] & ~m[i]) {
            return false;
        }
    }
    return true;
}

#define IN_MASK(r, field) \
    ipsecnic_in_mask(&(r)->field, &(r)->field##_mask, sizeof((r)->field))

static bool ipsecnic_rule_has_ip(const struct ipsecnic_rx_rule *r)
{
    return r->protocol_mask || r->tos_mask || r->sport_mask ||
           r->dport_mask || r->spi_mask ||
           !buffer_is_zero(r->src_mask, sizeof(r->src_mask)) ||
           !buffer_is_zero(r->dst_mask, sizeof(r->dst_mask));
}

static bool ipsecnic_target_ok(const IpsecnicState *s,
                               const struct ipsecnic_rx_rule *r)
{
    uint32_t target = le16_to_cpu(r->target);

    switch (r->action) {
    case IPSECNIC_RX_ACTION_QUEUE:
        return target < s->config.queues;
    case IPSECNIC_RX_ACTION_CONTEXT:
        return ipsecnic_rss_known(s, target);
    default:
        return target == 0;
    }
}

/* In the order of the specification. */
static uint32_t ipsecnic_rule_check(const IpsecnicState *s,
                                    const struct ipsecnic_rx_rule *r)
{
    if (r->reserved) {
        return IPSECNIC_ST_RX_RULE_RESERVED;
    }
    if (r->action < IPSECNIC_RX_ACTION_QUEUE ||
        r->action > IPSECNIC_RX_ACTION_DROP) {
        return IPSECNIC_ST_RX_RULE_ACTION;
    }
    if (!ipsecnic_target_ok(s, r)) {
        return IPSECNIC_ST_RX_RULE_TARGET;
    }
    if (r->family != 4 && r->family != 6 &&
        (r->family || ipsecnic_rule_has_ip(r))) {
        return IPSECNIC_ST_RX_RULE_FAMILY;
    }
    if (r->family == 4 && (!buffer_is_zero(r->src_mask + 4, 12) ||
                           !buffer_is_zero(r->dst_mask + 4, 12))) {
        return IPSECNIC_ST_RX_RULE_ADDRESS;
    }
    if ((r->sport_mask || r->dport_mask) &&
        (r->protocol_mask != 0xff || !ipsecnic_has_ports(r->protocol))) {
        return IPSECNIC_ST_RX_RULE_PORTS;
    }
    if (!IN_MASK(r, protocol) || !IN_MASK(r, tos) || !IN_MASK(r, mac_dst) ||
        !IN_MASK(r, mac_src) || !IN_MASK(r, ethertype) ||
        !IN_MASK(r, vlan_tci) || !IN_MASK(r, src) || !IN_MASK(r, dst) ||
        !IN_MASK(r, sport) || !IN_MASK(r, dport) || !IN_MASK(r, spi)) {
        return IPSECNIC_ST_RX_RULE_VALUE;
    }
    return IPSECNIC_ST_OK;
}

const struct ipsecnic_rx_rule *
ipsecnic_steer_nth(const IpsecnicState *s, uint32_t place,
                   struct ipsecnic_rx_rule_info *info)
{
    const IpsecnicRxRule *rule = s->rules[place];

    if (!rule) {
        return NULL;
    }
    *info = (struct ipsecnic_rx_rule_info) {
        .packets = cpu_to_le64(rule->packets),
        .bytes = cpu_to_le64(rule->bytes),
    };
    return &rule->abi;
}

uint32_t ipsecnic_steer_put(IpsecnicState *s, uint32_t place,
                            const struct ipsecnic_rx_rule *rule,
                            uint64_t packets, uint64_t bytes)
{
    uint32_t status;

    if (place >= s->config.rx_rules) {
        return IPSECNIC_ST_UNKNOWN_RX_RULE;
    }
    status = ipsecnic_rule_check(s, rule);
    if (status) {
        return status;
    }
    if (!s->rules[place]) {
        s->rules[place] = g_new(IpsecnicRxRule, 1);
    }
    *s->rules[place] = (IpsecnicRxRule) {
        .abi = *rule,
        .packets = packets,
        .bytes = bytes,
    };
    ipsecnic_steer_sort(s);
    return IPSECNIC_ST_OK;
}

static void ipsecnic_capture_rule(IpsecnicState *s, const char *what,
                                  uint32_t place)
{
    ipsecnic_capture_control(s, 0, "rule: %s; place: %" PRIu32, what, place);
}

uint32_t ipsecnic_run_set_rule(IpsecnicState *s, const IpsecnicCommand *cmd)
{
    uint32_t status = ipsecnic_steer_put(s, cmd->handle, (void *)s->ctrl_data,
                                         0, 0);

    ipsecnic_capture_rule(s, status ? "refused" : "set", cmd->handle);
    return status;
}

static bool ipsecnic_rule_known(const IpsecnicState *s, uint32_t place)
{
    return place < s->config.rx_rules && s->rules[place];
}

uint32_t ipsecnic_run_delete_rule(IpsecnicState *s, const IpsecnicCommand *cmd)
{
    if (!ipsecnic_rule_known(s, cmd->handle)) {
        return IPSECNIC_ST_UNKNOWN_RX_RULE;
    }
    g_clear_pointer(&s->rules[cmd->handle], g_free);
    ipsecnic_steer_sort(s);
    ipsecnic_capture_rule(s, "deleted", cmd->handle);
    return IPSECNIC_ST_OK;
}

uint32_t ipsecnic_run_query_rule(IpsecnicState *s, const IpsecnicCommand *cmd)
{
    struct ipsecnic_rx_rule_info info;

    if (!ipsecnic_rule_known(s, cmd->handle)) {
        return IPSECNIC_ST_UNKNOWN_RX_RULE;
    }
    ipsecnic_steer_nth(s, cmd->handle, &info);
    if (ipsecnic_dma_write(s, cmd->data_addr, &info, sizeof(info)) !=
        MEMTX_OK) {
        return IPSECNIC_ST_DMA_FAULT;
    }
    return IPSECNIC_ST_OK;
}

uint32_t ipsecnic_run_flush_rules(IpsecnicState *s, const IpsecnicCommand *cmd)
{
    ipsecnic_capture_control(s, 0, "rule: flushed; count: %" PRIu32,
                             s->num_rules);
    ipsecnic_steer_reset(s);
    return IPSECNIC_ST_OK;
}

uint32_t ipsecnic_run_delete_context(IpsecnicState *s,
                                     const IpsecnicCommand *cmd)
{
    uint32_t i;

    for (i = 0; i < s->num_rules; i++) {
        const struct ipsecnic_rx_rule *r = &s->rules[s->rule_order[i]]->abi;

        /* Number 0 is there afterwards, too. */
        if (cmd->handle && r->action == IPSECNIC_RX_ACTION_CONTEXT &&
            le16_to_cpu(r->target) == cmd->handle) {
            return IPSECNIC_ST_RSS_CONTEXT;
        }
    }
    return ipsecnic_run_delete_rss(s, cmd);
}

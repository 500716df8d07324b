/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the operator can ask about queues of received frames
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"

#include "query_rx.h"
#include "query_visit.h"
#include "rss.h"
#include "state.h"
#include "steer.h"

/* Where text and its terminating zero goes: the longest is two IPv6 addresses
 * with a slash between. */
#define TEXT (2 * INET6_ADDRSTRLEN)

/* Digits in one piece; a whole number of these. */
#define KEY_PIECE 20
#define TABLE_PIECE 32

QEMU_BUILD_BUG_ON(2 * IPSECNIC_RSS_KEY % KEY_PIECE);
QEMU_BUILD_BUG_ON(IPSECNIC_RSS_TABLE % TABLE_PIECE);

static const char *const ipsecnic_flows[] = {
#define IPSECNIC_NAME(id, name) [IPSECNIC_RSS_FLOW_##id] = name,
    IPSECNIC_RSS_FLOW_NAMES(IPSECNIC_NAME)
#undef IPSECNIC_NAME
};

static const struct {
    uint8_t bit;
    const char *name;
} ipsecnic_fields[] = {
#define IPSECNIC_NAME(id, name) { IPSECNIC_RSS_FIELD_##id, name },
    IPSECNIC_RSS_FIELD_NAMES(IPSECNIC_NAME)
#undef IPSECNIC_NAME
};

static const char *const ipsecnic_actions[] = {
#define IPSECNIC_NAME(id, name) [IPSECNIC_RX_ACTION_##id] = name,
    IPSECNIC_RX_ACTION_NAMES(IPSECNIC_NAME)
#undef IPSECNIC_NAME
};

static void ipsecnic_put_fields(IpsecnicAnswer *a,
                                const struct ipsecnic_rss *rss)
{
    size_t i, n;

    if (!ipsecnic_put_struct(a, "fields")) {
        return;
    }
    for (i = 0; i < ARRAY_SIZE(ipsecnic_flows); i++) {
        g_autofree char *name = g_strdelimit(g_strdup(ipsecnic_flows[i]),
                                             "_", '-');
        g_autoptr(GString) text = g_string_new(NULL);

        for (n = 0; n < ARRAY_SIZE(ipsecnic_fields); n++) {
            if (rss->fields[i] & ipsecnic_fields[n].bit) {
                g_string_append_printf(text, "%s%s", text->len ? "+" : "",
                                       ipsecnic_fields[n].name);
            }
        }
        ipsecnic_put_text(a, name, text->str);
    }
    ipsecnic_end_struct(a);
}

/* In pieces that fit into lines for people. */
static void ipsecnic_put_pieces(IpsecnicAnswer *a, const char *name,
                                const char *text, size_t piece)
{
    if (!ipsecnic_put_list(a, name)) {
        return;
    }
    for (; *text; text += piece) {
        g_autofree char *one = g_strndup(text, piece);

        ipsecnic_put_text(a, NULL, one);
    }
    ipsecnic_end_list(a);
}

static void ipsecnic_put_context(IpsecnicAnswer *a, uint32_t number,
                                 const struct ipsecnic_rss *rss)
{
    char table[IPSECNIC_RSS_TABLE + 1];
    char key[2 * IPSECNIC_RSS_KEY + 1];
    size_t i;

    if (!ipsecnic_put_struct(a, NULL)) {
        return;
    }
    ipsecnic_put_number(a, "context", number);
    for (i = 0; i < IPSECNIC_RSS_KEY; i++) {
        snprintf(key + 2 * i, 3, "%02x", rss->key[i]);
    }
    ipsecnic_put_pieces(a, "hash-key", key, KEY_PIECE);
    if (le32_to_cpu(rss->flags) & IPSECNIC_RSS_FLAG_TABLE) {
        for (i = 0; i < IPSECNIC_RSS_TABLE; i++) {
            table[i] = "0123456789abcdef"[rss->table[i] % 16];
        }
        table[i] = 0;
        ipsecnic_put_pieces(a, "table", table, TABLE_PIECE);
    }
    if (le32_to_cpu(rss->flags) & IPSECNIC_RSS_FLAG_SYMMETRIC) {
        ipsecnic_put_bool(a, "symmetric", true);
    }
    ipsecnic_put_fields(a, rss);
    ipsecnic_end_struct(a);
}

/* A digit for each queue. */
QEMU_BUILD_BUG_ON(IPSECNIC_MAX_QUEUES > 16);

void ipsecnic_put_rss(IpsecnicAnswer *a, const IpsecnicState *s)
{
    struct ipsecnic_rss rss;
    uint32_t i;

    if (!ipsecnic_put_list(a, "rss")) {
        return;
    }
    for (i = 0; i < IPSECNIC_RSS_CONTEXTS; i++) {
        if (ipsecnic_rss_get(s, i, &rss) || i == 0) {
            ipsecnic_put_context(a, i, &rss);
        }
    }
    ipsecnic_end_list(a);
}

/* A number of which some bits count, as "80" or as "64/0xfff0". */
static void ipsecnic_put_masked(IpsecnicAnswer *a, const char *name,
                                uint32_t value, uint32_t mask, uint32_t all)
{
    char text[TEXT];

    if (!mask) {
        return;
    }
    if (mask == all) {
        snprintf(text, sizeof(text), "%" PRIu32, value);
    } else {
        snprintf(text, sizeof(text), "%" PRIu32 "/0x%" PRIx32, value, mask);
    }
    ipsecnic_put_text(a, name, text);
}

static void ipsecnic_put_masked_mac(IpsecnicAnswer *a, const char *name,
                                    const uint8_t *v, const uint8_t *m)
{
    char text[TEXT];

    if (buffer_is_zero(m, 6)) {
        return;
    }
    snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x/"
             "%02x:%02x:%02x:%02x:%02x:%02x", v[0], v[1], v[2], v[3], v[4],
             v[5], m[0], m[1], m[2], m[3], m[4], m[5]);
    ipsecnic_put_text(a, name, text);
}

static void ipsecnic_put_masked_address(IpsecnicAnswer *a, const char *name,
                                        uint8_t family, const uint8_t *value,
                                        const uint8_t *mask)
{
    int af = family == 4 ? AF_INET : AF_INET6;
    char address[INET6_ADDRSTRLEN], bits[INET6_ADDRSTRLEN];
    char text[TEXT];

    if (buffer_is_zero(mask, 16)) {
        return;
    }
    inet_ntop(af, value, address, sizeof(address));
    inet_ntop(af, mask, bits, sizeof(bits));
    snprintf(text, sizeof(text), "%s/%s", address, bits);
    ipsecnic_put_text(a, name, text);
}

static void ipsecnic_put_rule(IpsecnicAnswer *a, uint32_t place,
                              const struct ipsecnic_rx_rule *r,
                              const struct ipsecnic_rx_rule_info *info)
{
    if (!ipsecnic_put_struct(a, NULL)) {
        return;
    }
    ipsecnic_put_number(a, "place", place);
    ipsecnic_put_word(a, "action", ipsecnic_actions[r->action]);
    if (r->action != IPSECNIC_RX_ACTION_DROP) {
        ipsecnic_put_number(a, "target", le16_to_cpu(r->target));
    }
    ipsecnic_put_counted(a, "ip-version", r->family);
    ipsecnic_put_masked_mac(a, "mac-dst", r->mac_dst, r->mac_dst_mask);
    ipsecnic_put_masked_mac(a, "mac-src", r->mac_src, r->mac_src_mask);
    ipsecnic_put_masked(a, "ethertype", le16_to_cpu(r->ethertype),
                        le16_to_cpu(r->ethertype_mask), UINT16_MAX);
    ipsecnic_put_masked(a, "vlan-tci", le16_to_cpu(r->vlan_tci),
                        le16_to_cpu(r->vlan_tci_mask), UINT16_MAX);
    ipsecnic_put_masked_address(a, "src", r->family, r->src, r->src_mask);
    ipsecnic_put_masked_address(a, "dst", r->family, r->dst, r->dst_mask);
    ipsecnic_put_masked(a, "tos", r->tos, r->tos_mask, UINT8_MAX);
    ipsecnic_put_masked(a, "protocol", r->protocol, r->protocol_mask,
                        UINT8_MAX);
    ipsecnic_put_masked(a, "sport", le16_to_cpu(r->sport),
                        le16_to_cpu(r->sport_mask), UINT16_MAX);
    ipsecnic_put_masked(a, "dport", le16_to_cpu(r->dport),
                        le16_to_cpu(r->dport_mask), UINT16_MAX);
    ipsecnic_put_masked(a, "spi", le32_to_cpu(r->spi),
                        le32_to_cpu(r->spi_mask), UINT32_MAX);
    ipsecnic_put_number(a, "packets", le64_to_cpu(info->packets));
    ipsecnic_put_number(a, "bytes", le64_to_cpu(info->bytes));
    ipsecnic_end_struct(a);
}

void ipsecnic_put_rules(IpsecnicAnswer *a, const IpsecnicState *s)
{
    struct ipsecnic_rx_rule_info info;
    uint32_t i;

    if (!ipsecnic_put_list(a, "rx-rules")) {
        return;
    }
    for (i = 0; i < s->num_rules; i++) {
        uint32_t place = s->rule_order[i];
        const struct ipsecnic_rx_rule *r = ipsecnic_steer_nth(s, place, &info);

        ipsecnic_put_rule(a, place, r, &info);
    }
    ipsecnic_end_list(a);
}

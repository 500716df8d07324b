/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user is told of a packet: one JSON object
 */

#include <arpa/inet.h>
#include <json-glib/json-glib.h>
#include "hw/net/ipsecnic_abi.h"
#include "report_names.h"
#include "report_record.h"

static uint32_t spi_of(const ReplaySa *sa, unsigned op)
{
    const struct ipsecnic_sa_ctx *ctx = (const void *)sa->ctx;

    return GUINT32_FROM_LE(ctx->op[op].spi);
}

char *report_sa_text(const ReplaySa *sa)
{
    g_autofree char *other = sa->other_line
                             ? g_strdup_printf(" and %#x", spi_of(sa, 1))
                             : g_strdup("");

    return g_strdup_printf("SA %u (SPI %#x%s, %s)", sa->position,
                           spi_of(sa, 0), other, sa->outbound ? "out" : "in");
}

/* ------------------------------------------------------------------------
 * JSON
 */

static void add_bool(JsonObject *o, const char *name, bool value)
{
    json_object_set_boolean_member(o, name, value);
}

static void add_int(JsonObject *o, const char *name, int64_t value)
{
    json_object_set_int_member(o, name, value);
}

/** A number, or null where there is no such thing. */
static void add_int_if(JsonObject *o, const char *name, bool there,
                       int64_t value)
{
    if (there) {
        json_object_set_int_member(o, name, value);
    } else {
        json_object_set_null_member(o, name);
    }
}

static void add_text(JsonObject *o, const char *name, const char *text)
{
    if (text) {
        json_object_set_string_member(o, name, text);
    } else {
        json_object_set_null_member(o, name);
    }
}

/** Addresses of the IP header that the card found. */
static void add_addresses(JsonObject *o, const Indication *ind)
{
    uint32_t offset = ind->comp.l3_offset;
    char src[INET6_ADDRSTRLEN], dst[INET6_ADDRSTRLEN];
    bool there = false;

    if (offset && offset + 20 <= ind->comp.frame_length &&
        ind->frame[offset] >> 4 == 4) {
        inet_ntop(AF_INET, ind->frame + offset + 12, src, sizeof(src));
        inet_ntop(AF_INET, ind->frame + offset + 16, dst, sizeof(dst));
        there = true;
    } else if (offset && offset + 40 <= ind->comp.frame_length &&
               ind->frame[offset] >> 4 == 6) {
        inet_ntop(AF_INET6, ind->frame + offset + 8, src, sizeof(src));
        inet_ntop(AF_INET6, ind->frame + offset + 24, dst, sizeof(dst));
        there = true;
    }
    add_text(o, "src", there ? src : NULL);
    add_text(o, "dst", there ? dst : NULL);
}

static void add_csum(JsonObject *o, uint16_t csum)
{
    JsonObject *sums = json_object_new();

    add_text(sums, "outer_l3",
             report_csum_name(IPSECNIC_CSUM_OUTER_L3(csum)));
    add_text(sums, "outer_l4",
             report_csum_name(IPSECNIC_CSUM_OUTER_L4(csum)));
    add_text(sums, "inner_l3",
             report_csum_name(IPSECNIC_CSUM_INNER_L3(csum)));
    add_text(sums, "inner_l4",
             report_csum_name(IPSECNIC_CSUM_INNER_L4(csum)));
    json_object_set_object_member(o, "csum", sums);
}

static const ReplaySa *sa_of(uint32_t handle, GHashTable *by_handle)
{
    return g_hash_table_lookup(by_handle, GUINT_TO_POINTER(handle));
}

/** Positions of the SAs in the SA file. */
static void add_sas(JsonObject *o, const uint32_t handles[2],
                    GHashTable *by_handle)
{
    JsonArray *positions = json_array_new();
    int i;

    for (i = 0; i < 2; i++) {
        const ReplaySa *sa = sa_of(handles[i], by_handle);

        if (handles[i]) {
            /* a handle that was never given out names no line: 0 */
            json_array_add_int_element(positions, sa ? sa->position : 0);
        }
    }
    json_object_set_array_member(o, "sa", positions);
}

static void add_handles(JsonObject *o, const uint32_t handles[2])
{
    JsonArray *numbers = json_array_new();
    int i;

    for (i = 0; i < 2; i++) {
        if (handles[i]) {
            json_array_add_int_element(numbers, handles[i]);
        }
    }
    json_object_set_array_member(o, "handle", numbers);
}

/** An object as text, without a newline; takes it over. */
static char *to_text(JsonObject *o)
{
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    JsonGenerator *generator = json_generator_new();
    char *text;

    json_node_take_object(node, o);
    json_generator_set_root(generator, node);
    text = json_generator_to_data(generator, NULL);
    json_node_free(node);
    g_object_unref(generator);
    return text;
}

static const char *mode_of(const ReplaySa *sa)
{
    const struct ipsecnic_sa_ctx *ctx = sa ? (const void *)sa->ctx : NULL;

    return !ctx ? NULL :
           ctx->mode == IPSECNIC_MODE_TUNNEL ? "tunnel" : "transport";
}

/** What became of the SAs that the packet asked for. */
static void add_deleted(JsonObject *o, GHashTable *by_handle,
                        const GArray *deleted)
{
    JsonArray *all = json_array_new();
    guint i;

    for (i = 0; i < deleted->len; i++) {
        const SaDeleted *gone = &g_array_index(deleted, SaDeleted, i);
        gpointer handle = GUINT_TO_POINTER(gone->handle);
        const ReplaySa *sa = g_hash_table_lookup(by_handle, handle);
        JsonObject *one = json_object_new();

        add_int(one, "sa", sa->position);
        add_int(one, "spi", spi_of(sa, 0));
        add_text(one, "direction", gone->outbound ? "out" : "in");
        add_int(one, "handle", gone->handle);
        add_text(one, "status", report_status_name(gone->status));
        json_array_add_object_element(all, one);
    }
    json_object_set_array_member(o, "sa_deleted", all);
}

char *report_json(const Indication *ind, uint64_t index,
                  GHashTable *by_handle, const GArray *deleted)
{
    const struct ipsecnic_rx_comp *c = &ind->comp;
    uint32_t handles[2] = { c->sa_outer, c->sa_inner };
    JsonObject *o = json_object_new();
    bool header = c->header_info & IPSECNIC_HEADER_INFO_SET;
    bool spi;

    add_int(o, "index", index);
    add_int(o, "length", c->frame_length);
    add_bool(o, "crypto_done", c->oob & IPSECNIC_OOB_CRYPTO_DONE);
    add_bool(o, "next_crypto_done", c->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE);
    add_text(o, "crypto_status",
             report_crypto_name(IPSECNIC_OOB_STATUS(c->oob)));
    add_bool(o, "sa_delete_req", c->oob & IPSECNIC_OOB_SA_DELETE_REQ);
    add_sas(o, handles, by_handle);
    add_int_if(o, "next_header", header,
               IPSECNIC_HEADER_NEXT_HEADER(c->header_info));
    add_int_if(o, "pad_length", header,
               IPSECNIC_HEADER_PAD_LENGTH(c->header_info));
    add_text(o, "transport", report_verdict_name(ind->verdict));

    /* of a packet that ends before them, the bytes there are not its own */
    spi = ind->spi && c->reason != IPSECNIC_REASON_TRUNCATED;
    add_int_if(o, "spi", spi, ind->spi);
    add_int_if(o, "sequence", spi, ind->sequence);
    add_handles(o, handles);
    add_text(o, "kind", report_kind_name(c->kind));
    add_text(o, "reason", report_reason_name(c->reason));
    add_text(o, "inner_reason", c->inner_reason
             ? report_reason_name(c->inner_reason) : NULL);
    add_text(o, "mode", mode_of(sa_of(handles[0], by_handle)));
    add_addresses(o, ind);
    add_int(o, "queue", ind->queue);
    add_text(o, "accept", report_accept_name(c->accept));
    add_int(o, "hash", c->hash);
    add_int_if(o, "l3_offset", c->l3_offset, c->l3_offset);
    add_int_if(o, "ipsec_offset", c->ipsec_offset, c->ipsec_offset);
    add_int_if(o, "payload_offset", c->payload_offset, c->payload_offset);
    add_int_if(o, "inner_l3_offset", c->inner_l3_offset, c->inner_l3_offset);
    add_int_if(o, "inner_ipsec_offset", c->inner_ipsec_offset,
               c->inner_ipsec_offset);
    add_int_if(o, "trailer_length", c->trailer_length, c->trailer_length);
    add_csum(o, c->csum);
    add_int_if(o, "vlan_tci", c->flags & IPSECNIC_COMP_VLAN, c->vlan_tci);
    add_int(o, "oob", c->oob);
    add_bool(o, "decapsulated", c->flags & IPSECNIC_COMP_DECAPSULATED);
    add_text(o, "replay_check", report_check_name(ind->check));
    if (deleted) {
        add_deleted(o, by_handle, deleted);
    }

    return to_text(o);
}

char *report_sent_json(const SendResult *sent, uint64_t index, uint32_t length,
                       uint64_t out, GHashTable *by_handle)
{
    const ReplaySa *outer = sa_of(sent->handle[0], by_handle);
    JsonObject *o = json_object_new();
    bool handed = !sent->refused;

    add_int(o, "index", index);
    add_int(o, "length", length);
    add_text(o, "status", handed ? report_tx_status_name(sent->status) : NULL);
    add_int_if(o, "status_number", handed, sent->status);
    add_text(o, "refused", handed ? NULL : report_refusal_name(sent->refused));
    add_int(o, "bytes", sent->bytes);
    add_int(o, "segments", sent->segments);
    add_sas(o, sent->handle, by_handle);
    add_int_if(o, "out", sent->segments, out);

    add_int_if(o, "spi", sent->spi, sent->spi);
    add_int_if(o, "sequence", sent->spi && (sent->sequence || !sent->by_policy),
               sent->sequence);
    add_handles(o, sent->handle);
    add_text(o, "mode", mode_of(outer));
    add_int(o, "fragments", sent->fragments);
    add_bool(o, "by_policy", sent->by_policy);
    add_int_if(o, "fit", handed && sent->status == IPSECNIC_TX_ST_TOO_BIG,
               sent->fit);
    return to_text(o);
}

char *report_policy_json(const ReplayPolicy *policy,
                         const struct replay_policy_state *state)
{
    const struct ipsecnic_policy_info *info = &state->info;
    JsonObject *o = json_object_new();

    add_int(o, "policy", policy->position);
    add_int(o, "line", policy->line);
    add_text(o, "direction", policy->outbound ? "out" : "in");
    add_text(o, "action", report_action_name(policy->policy.action));
    add_int(o, "priority", GUINT32_FROM_LE(policy->policy.priority));
    add_int(o, "packets", info->packets);
    add_int(o, "bytes", info->bytes);
    add_int(o, "no_sa", info->no_sa);
    add_int(o, "refused", info->refused);
    add_int(o, "handle", info->handle);
    return to_text(o);
}

char *report_window_json(const ReplaySa *sa,
                         const struct replay_window_state *state)
{
    JsonObject *o = json_object_new();

    add_int(o, "sa", sa->position);
    add_int(o, "spi", spi_of(sa, 0));
    add_int(o, "size", state->card_size);
    add_int(o, "top", state->card_top);
    add_int(o, "received", state->card_received);
    add_int(o, "transport_top", state->own_top);
    add_int(o, "transport_received", state->own_received);
    add_int(o, "differences", state->differences);
    add_int_if(o, "first_difference", state->differences, state->first);
    add_int(o, "handle", state->handle);
    return to_text(o);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SA contexts of what was read: one of each line, or of two that are a bundle
 */

#include <string.h>
#include "hw/net/ipsecnic_abi.h"
#include "sa_context.h"

/** Half of the numbers that have one upper half. */
#define HALF_STRETCH (UINT64_C(1) << 31)

static void put_key(struct ipsecnic_sa_ctx *ctx, size_t *length,
                    const Chosen *chosen, ipsecnic_le32 *offset,
                    ipsecnic_le32 *key_length)
{
    if (!chosen->key_length) {
        return;
    }
    memcpy((uint8_t *)ctx + *length, chosen->key, chosen->key_length);
    *offset = GUINT32_TO_LE(*length);
    *key_length = GUINT32_TO_LE(chosen->key_length);
    *length += chosen->key_length;
}

/** The highest number that counts as received when an inbound SA begins. */
static uint64_t first_top(const SaLine *l)
{
    const uint64_t in = (uint64_t)l->seq_hi << 32 | l->seq;
    /* who does not say which direction it is has counted in one */
    const uint64_t near = MAX(in, (uint64_t)l->oseq_hi << 32 | l->oseq);
    uint64_t back;

    if (!l->listed) {
        return in;
    }
    if (!l->esn) {
        return 0;
    }
    /* The card takes a low half that is left of the window for one of the next
     * stretch.  To have it take what is nearest to the number that was listed,
     * on either side, the window has to begin half a stretch before that.
     * Without a window the card takes what is nearest. */
    back = l->window ? HALF_STRETCH + 1 - l->window : 0;
    return near > back ? near - back : 0;
}

static void put_op(struct ipsecnic_sa_ctx *ctx, unsigned n, const SaLine *l,
                   size_t *length)
{
    struct ipsecnic_sa_op *op = &ctx->op[n];
    const Chosen *auth = l->auth.algo ? &l->auth : NULL;
    const Chosen *cipher = l->enc.algo ? &l->enc : NULL;
    uint64_t top = l->outbound ? (uint64_t)l->oseq_hi << 32 | l->oseq
                               : first_top(l);

    if (l->aead.algo) {
        if (l->aead.algo->is_auth) {
            auth = &l->aead;
        } else {
            cipher = &l->aead;
        }
    }
    op->operation = l->operation;
    op->flags = GUINT16_TO_LE(l->esn ? IPSECNIC_OP_FLAG_ESN : 0);
    op->spi = GUINT32_TO_LE(l->spi);
    op->replay_window = GUINT32_TO_LE(l->window);
    op->sequence = GUINT64_TO_LE(top);
    if (cipher) {
        op->cipher_alg = GUINT64_TO_LE(cipher->algo->bit[cipher->size]);
        op->cipher_icv_length = GUINT16_TO_LE(cipher->icv_length);
        put_key(ctx, length, cipher, &op->cipher_key_offset,
                &op->cipher_key_length);
    }
    if (auth) {
        op->auth_alg = GUINT64_TO_LE(auth->algo->bit[auth->size]);
        op->auth_icv_length = GUINT16_TO_LE(auth->icv_length);
        put_key(ctx, length, auth, &op->auth_key_offset,
                &op->auth_key_length);
    }
}

/** What packet mode has besides: the outer header of a tunnel, as ip-xfrm(8)
 *  and the kernel have it. */
static void put_packet_mode(struct ipsecnic_sa_ctx *ctx, const SaLine *l)
{
    uint32_t flags = IPSECNIC_SA_FLAG_PACKET_OFFLOAD;

    if (l->mode == IPSECNIC_MODE_TUNNEL) {
        if (l->flags & STATE_NOECN) {
            flags |= IPSECNIC_SA_FLAG_NO_ECN;
        }
        if (!l->outbound && (l->flags & STATE_DECAP_DSCP)) {
            flags |= IPSECNIC_SA_FLAG_DECAP_DSCP;
        }
        if (l->outbound && (l->extra_flags & EXTRA_DONT_ENCAP_DSCP)) {
            flags |= IPSECNIC_SA_FLAG_NO_DSCP;
        }
        if (l->outbound && l->family == 4 && (l->flags & STATE_NOPMTUDISC)) {
            ctx->df = IPSECNIC_DF_CLEAR;
        }
        if (l->outbound) {
            /* No packet is longer than that. */
            ctx->tfc = GUINT16_TO_LE(MIN(l->tfcpad, UINT16_MAX));
        }
    }
    ctx->flags |= GUINT32_TO_LE(flags);
}

/** Make the SA of a line, or of two that are a bundle (@ah and @esp). */
static void make_sa(ReplaySa *sa, const SaLine *first, const SaLine *other)
{
    struct ipsecnic_sa_ctx *ctx = (void *)sa->ctx;
    const SaLine *outer = other && other->operation == IPSECNIC_OP_AH
                          ? other : first;
    const SaLine *inner = outer == first ? other : first;
    const SaLine *innermost = inner ? inner : outer;
    size_t length = sizeof(*ctx);
    uint64_t limit[LIMITS];
    unsigned i;

    memset(sa, 0, sizeof(*sa));
    sa->line = first->line;
    sa->position = first->position;
    sa->sel[0] = first->sel;
    sa->outbound = first->outbound;
    sa->printed = first->printed;
    if (other) {
        sa->other_line = other->line;
        sa->other_position = other->position;
        sa->sel[1] = other->sel;
    }
    for (i = 0; i < LIMITS; i++) {
        limit[i] = other ? MIN(first->limit[i], other->limit[i])
                         : first->limit[i];
    }

    ctx->version = GUINT16_TO_LE(IPSECNIC_SA_CTX_VERSION);
    ctx->num_ops = GUINT16_TO_LE(other ? 2 : 1);
    ctx->flags = GUINT32_TO_LE(
        (first->outbound ? 0 : IPSECNIC_SA_FLAG_INBOUND) |
        (first->family == 6 ? IPSECNIC_SA_FLAG_IPV6 : 0));
    if (first->packet) {
        put_packet_mode(ctx, first);
    }
    /* AH around a tunnel protects the tunnel's outer header: the bundle is
     * one tunnel, whatever xfrm calls the mode of the AH state */
    ctx->mode = innermost->mode;
    if (innermost->seen & SEEN_ENCAP) {
        ctx->encap = innermost->mode == IPSECNIC_MODE_TUNNEL
                     ? IPSECNIC_UDP_ESP_TUNNEL : IPSECNIC_UDP_ESP_TRANSPORT;
        ctx->encap_sport = GUINT16_TO_LE(innermost->encap_sport);
        ctx->encap_dport = GUINT16_TO_LE(innermost->encap_dport);
    }
    memcpy(ctx->src, first->src, sizeof(ctx->src));
    memcpy(ctx->dst, first->dst, sizeof(ctx->dst));
    ctx->reqid = GUINT32_TO_LE(first->reqid);
    ctx->driver_cookie = GUINT64_TO_LE(first->position);
    put_op(ctx, 0, outer, &length);
    if (inner) {
        put_op(ctx, 1, inner, &length);
    }
    ctx->soft_packets = GUINT64_TO_LE(limit[LIMIT_PACKET_SOFT]);
    ctx->hard_packets = GUINT64_TO_LE(limit[LIMIT_PACKET_HARD]);
    ctx->soft_bytes = GUINT64_TO_LE(limit[LIMIT_BYTE_SOFT]);
    ctx->hard_bytes = GUINT64_TO_LE(limit[LIMIT_BYTE_HARD]);
    sa->ctx_length = (length + 7) & ~(size_t)7;
    ctx->length = GUINT32_TO_LE(sa->ctx_length);
}

/** Whether two lines are the two operations of one bundle. */
static bool is_bundle(const SaLine *a, const SaLine *b)
{
    return a->reqid && a->reqid == b->reqid && a->family == b->family &&
           a->operation != b->operation && a->packet == b->packet &&
           a->outbound == b->outbound &&
           !memcmp(a->src, b->src, sizeof(a->src)) &&
           !memcmp(a->dst, b->dst, sizeof(a->dst));
}

/** Family and addresses, as text. */
static char *addresses_key(const SaLine *l)
{
    GString *s = g_string_new(NULL);
    unsigned i;

    g_string_append_printf(s, "%d ", l->family);
    for (i = 0; i < 16; i++) {
        g_string_append_printf(s, "%02x%02x", l->src[i], l->dst[i]);
    }
    return g_string_free(s, FALSE);
}

/** What the two lines of a bundle share, as text. */
static char *bundle_key(const SaLine *l)
{
    g_autofree char *addresses = addresses_key(l);

    return g_strdup_printf("%s %d %u", addresses, l->outbound, l->reqid);
}

static gboolean free_queue_entry(gpointer key G_GNUC_UNUSED, gpointer queue,
                                 gpointer data G_GNUC_UNUSED)
{
    g_queue_free(queue);
    return TRUE;
}

bool sa_context_make_all(ReplaySaFile *file, const char *name,
                         GPtrArray *lines, GError **errp)
{
    /* lines that wait for their other half, by what both must share */
    GHashTable *waiting = g_hash_table_new_full(g_str_hash, g_str_equal,
                                                g_free, NULL);
    g_autofree SaLine **other = g_new0(SaLine *, lines->len);
    bool ok = true;
    guint i;

    for (i = 0; i < lines->len && ok; i++) {
        SaLine *l = g_ptr_array_index(lines, i);
        g_autofree char *key = NULL;
        SaLine *first, *esp, *ah;
        GQueue *queue;

        l->index = i;
        if (!l->reqid) {
            continue;
        }
        key = bundle_key(l);
        queue = g_hash_table_lookup(waiting, key);
        if (!queue) {
            queue = g_queue_new();
            g_hash_table_insert(waiting, g_steal_pointer(&key), queue);
        }
        first = g_queue_peek_head(queue);
        if (!first || !is_bundle(first, l)) {
            g_queue_push_tail(queue, l);
            continue;
        }
        g_queue_pop_head(queue);
        l->taken = true;
        other[first->index] = l;
        esp = l->operation == IPSECNIC_OP_ESP ? l : first;
        ah = esp == l ? first : l;
        if (ah->mode == IPSECNIC_MODE_TUNNEL &&
            esp->mode == IPSECNIC_MODE_TRANSPORT) {
            g_set_error(errp, SA_FILE_ERROR, 0, "%s:%u: a bundle with line %u "
                        "(equal src, dst and reqid), but ah is in tunnel mode "
                        "and esp in transport mode; expected ah transport, or "
                        "different reqids for two SAs", name, l->line,
                        first->line);
            ok = false;
        }
    }
    g_hash_table_foreach_remove(waiting, free_queue_entry, NULL);
    g_hash_table_destroy(waiting);
    if (!ok) {
        return false;
    }

    file->sa = g_new0(ReplaySa, MAX(lines->len, 1));
    for (i = 0; i < lines->len; i++) {
        SaLine *l = g_ptr_array_index(lines, i);

        if (!l->taken) {
            make_sa(&file->sa[file->num_sa++], l, other[i]);
        }
    }
    return true;
}

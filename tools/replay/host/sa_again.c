/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs that stand in a file more than once
 */

#include <string.h>
#include "hw/net/ipsecnic_abi.h"
#include "sa_again.h"

struct SasSeen {
    /** SaLine by Identity. */
    GHashTable *first;
};

/** What the card finds an SA by. */
typedef struct Identity {
    uint8_t src[16];
    uint8_t dst[16];
    uint32_t spi;
    uint8_t family;
    uint8_t operation;
    uint8_t encap;
    uint8_t outbound;
} Identity;

SasSeen *sas_seen_new(void)
{
    SasSeen *seen = g_new(SasSeen, 1);

    seen->first = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
                                        (GDestroyNotify)g_bytes_unref, NULL);
    return seen;
}

void sas_seen_free(SasSeen *seen)
{
    g_hash_table_destroy(seen->first);
    g_free(seen);
}

static GBytes *identity_of(const SaLine *l)
{
    Identity id = {
        .spi = l->spi,
        .family = l->family,
        .operation = l->operation,
        .encap = !!(l->seen & SEEN_ENCAP),
        .outbound = l->outbound,
    };

    memcpy(id.src, l->src, sizeof(id.src));
    memcpy(id.dst, l->dst, sizeof(id.dst));
    return g_bytes_new(&id, sizeof(id));
}

unsigned sas_seen_position(const SasSeen *seen, const SaLine *l)
{
    GBytes *id = identity_of(l);
    const SaLine *first = g_hash_table_lookup(seen->first, id);

    g_bytes_unref(id);
    return first ? first->position : 0;
}

static bool is_same_choice(const Chosen *a, const Chosen *b)
{
    return a->algo == b->algo && a->icv_length == b->icv_length &&
           a->key_length == b->key_length &&
           !memcmp(a->key, b->key, a->key_length);
}

/** Whether both are of one kind of sequence number, as far as they say. */
static bool is_same_sequence(const SaLine *a, const SaLine *b)
{
    return a->esn == b->esn || (a->of_table && !a->tells_esn) ||
           (b->of_table && !b->tells_esn);
}

/** Whether what one SA protects is what the other one opens. */
static bool is_same_protection(const SaLine *a, const SaLine *b)
{
    return is_same_sequence(a, b) && is_same_choice(&a->aead, &b->aead) &&
           is_same_choice(&a->enc, &b->enc) &&
           is_same_choice(&a->auth, &b->auth);
}

/** Whether @l says what @first, a line of a table, does not. */
static bool tells_more(const SaLine *l, const SaLine *first)
{
    return first->of_table &&
           (!l->of_table || (l->tells_esn && !first->tells_esn));
}

/** Have @l where the line of a table is: with the position of that. */
static void take_place(SaLine *first, SaLine *l)
{
    const unsigned position = first->position;
    SaLine kept = *first;

    *first = *l;
    *l = kept;
    sa_wipe(&kept, sizeof(kept));
    first->position = position;
}

/** A port to which ESP in UDP goes, as it is on the wire. */
static unsigned wire_port(uint16_t port)
{
    return port ? port : IPSECNIC_UDP_ESP_PORT;
}

/** A NAT in front of the peer has given it another port meanwhile: @first takes
 *  what can be taken of both. */
static SaComing take_ports(SaLine *first, const SaLine *l)
{
    const bool moved = first->encap_sport &&
                       l->encap_sport != first->encap_sport;

    if (moved) {
        /* to the card any */
        first->encap_sport = 0;
    }
    if (wire_port(l->encap_dport) != wire_port(first->encap_dport)) {
        return SA_PORT_LOST;
    }
    return moved ? SA_MOVED : SA_AGAIN;
}

SaComing sas_seen_add(SasSeen *seen, SaLine *l, const char *name,
                      GError **errp)
{
    GBytes *id = identity_of(l);
    SaLine *other = g_hash_table_lookup(seen->first, id);
    bool marks;

    if (!other) {
        g_hash_table_insert(seen->first, id, l);
        return SA_NEW;
    }
    g_bytes_unref(id);
    marks = !l->of_table && !other->of_table;
    if (marks && (l->mark_mask != other->mark_mask ||
                  l->mark != other->mark)) {
        g_set_error(errp, SA_FILE_ERROR, 0, "%s:%u: only a mark tells this SA "
                    "from that of line %u, and the card sees no marks; "
                    "expected one of them", name, l->line, other->line);
        return SA_CLASHES;
    }
    if (!is_same_protection(l, other)) {
        g_set_error(errp, SA_FILE_ERROR, 0, "%s:%u: lines %u and %u are one SA "
                    "with two keys, algorithms or kinds of sequence number; "
                    "expected one of them", name, l->line, other->line,
                    l->line);
        return SA_CLASHES;
    }
    if (tells_more(l, other)) {
        take_place(other, l);
        return SA_TOLD;
    }
    return l->outbound || l->of_table ? SA_AGAIN : take_ports(other, l);
}

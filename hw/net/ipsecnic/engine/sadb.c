/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SA database: lookup by what stands in a packet, and by handle
 *
 * The guest chooses addresses and SPIs, so the hash is keyed with a secret
 * that it cannot learn: no choice of SAs makes lookups slow.
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "links.h"
#include "sa.h"
#include "sa_index.h"
#include "sadb.h"
#include "secret.h"
#include "siphash.h"
#include "slots.h"
#include "transform.h"

#define TABLE_MIN       IPSEC_SADB_TABLE_MIN
/*
 * Places to look at with each SA that comes or goes while a table is moved.  A
 * table of n places that grows has n/2 entries more to come before it grows
 * again, one that shrinks n/8.
 */
#define MOVES           16
/* Tables of fewer places are moved at once. */
#define MOVE_AT_ONCE    1024

/* Wildcard classes, in the order in which they are probed */
#define CLASS_ANY_SRC   1
#define CLASS_ANY_DST   2
#define CLASSES         4

/* ------------------------------------------------------------------------
 * Hash table
 */

static unsigned address_length(unsigned ip_version)
{
    return ip_version == 4 ? 4 : 16;
}

static uint32_t hash_selector(const IpsecSadb *db, const IpsecSelector *s)
{
    IpsecSadbKey key;

    ipsec_sadb_make_key(&key, s);
    return (uint32_t)ipsec_siphash(db->hash_key, key.word, key.words,
                                   (uint64_t)key.words << 59);
}

static bool entry_is(const IpsecSadbEntry *entry, const IpsecSelector *s)
{
    const IpsecSa *sa = entry->sa;
    const IpsecSaOp *op = &sa->op[entry->op];
    unsigned n = address_length(s->ip_version);

    return op->spi == s->spi && op->operation == s->operation &&
           sa->ip_version == s->ip_version && (sa->encap != 0) == s->udp &&
           sa->outbound == s->outbound &&
           memcmp(sa->dst, s->dst, n) == 0 && memcmp(sa->src, s->src, n) == 0;
}

/* Where an entry is, or the empty place at which the search for it ends. */
static inline const IpsecSadbEntry *entry_find(const IpsecSadbEntry *entry,
                                               uint32_t mask, uint32_t hash,
                                               const IpsecSelector *selector)
{
    uint32_t i = hash & mask;

    while (entry[i].sa &&
           (entry[i].hash != hash || !entry_is(&entry[i], selector))) {
        i = (i + 1) & mask;
    }
    return &entry[i];
}

IpsecSa *ipsec_sadb_find(const IpsecSadb *db, const IpsecSelector *selector,
                         unsigned *op)
{
    const IpsecSadbTable *t = &db->table[selector->outbound];
    uint32_t hash = hash_selector(db, selector);
    const IpsecSadbEntry *entry = entry_find(t->entry, t->mask, hash, selector);

    if (!entry->sa && t->old) {
        entry = entry_find(t->old, t->old_mask, hash, selector);
    }
    *op = entry->op;
    return entry->sa;
}

IpsecSa *ipsec_sadb_probe(IpsecSadb *db, const IpsecSelector *selector,
                          unsigned *op)
{
    static const uint8_t any[16];
    const uint32_t *in_class = db->in_class[selector->ip_version == 6]
                                           [selector->operation ==
                                            IPSECNIC_OP_AH];
    IpsecSelector probe = *selector;
    unsigned i;

    for (i = 0; i < CLASSES; i++) {
        IpsecSa *sa;

        if (in_class[i] == 0) {
            continue;
        }
        probe.src = i & CLASS_ANY_SRC ? any : selector->src;
        probe.dst = i & CLASS_ANY_DST ? any : selector->dst;
        sa = ipsec_sadb_find(db, &probe, op);
        if (sa) {
            ipsec_sadb_make_key(&db->last_key, selector);
            db->last_sa = sa;
            db->last_op = *op;
            return sa;
        }
    }
    return NULL;
}

/* Any change may make another SA the one to be found. */
static void forget_last(IpsecSadb *db)
{
    db->last_sa = NULL;
}

static IpsecSelector selector_of(const IpsecSa *sa, unsigned op)
{
    IpsecSelector s = {
        .dst = sa->dst,
        .src = sa->src,
        .spi = sa->op[op].spi,
        .ip_version = sa->ip_version,
        .operation = sa->op[op].operation,
        .udp = sa->encap != 0,
        .outbound = sa->outbound,
    };

    return s;
}

/* Outbound SAs are found by their handles alone: nobody probes for them. */
static void count_class(IpsecSadb *db, const IpsecSa *sa, unsigned op, int by)
{
    unsigned class = 0;

    if (sa->outbound) {
        return;
    }
    if (ipsec_is_zero(sa->src, 16)) {
        class |= CLASS_ANY_SRC;
    }
    if (ipsec_is_zero(sa->dst, 16)) {
        class |= CLASS_ANY_DST;
    }
    db->in_class[sa->ip_version == 6]
                [sa->op[op].operation == IPSECNIC_OP_AH][class] += by;
}

/* Count an inbound SA's UDP port, or no longer. */
static void count_port(IpsecSadb *db, const IpsecSa *sa, int by)
{
    gpointer port = GUINT_TO_POINTER(ipsec_sa_port(sa));
    guint n;

    if (sa->outbound || !sa->encap ||
        ipsec_sa_port(sa) == IPSECNIC_UDP_ESP_PORT) {
        return;
    }
    n = GPOINTER_TO_UINT(g_hash_table_lookup(db->ports, port)) + by;
    if (n) {
        g_hash_table_insert(db->ports, port, GUINT_TO_POINTER(n));
    } else {
        g_hash_table_remove(db->ports, port);
    }
}

static void entry_put(IpsecSadbEntry *entry, uint32_t mask, IpsecSadbEntry new)
{
    uint32_t i = new.hash & mask;

    while (entry[i].sa) {
        i = (i + 1) & mask;
    }
    entry[i] = new;
}

/* Empty entry @i and move up what could not be found behind the gap. */
static void entry_take(IpsecSadbEntry *entry, uint32_t mask, uint32_t i)
{
    uint32_t j = i;

    for (;;) {
        j = (j + 1) & mask;
        if (!entry[j].sa) {
            break;
        }
        /* Entry j may move to i if its own place is not in (i, j]. */
        if (((j - entry[j].hash) & mask) >= ((j - i) & mask)) {
            entry[i] = entry[j];
            i = j;
        }
    }
    entry[i].sa = NULL;
}

/* Take the entry of an operation out of a table; false: it is not in it. */
static bool entry_delete(IpsecSadbEntry *entry, uint32_t mask, uint32_t hash,
                         const IpsecSa *sa, unsigned op)
{
    uint32_t i = hash & mask;

    while (entry[i].sa && (entry[i].sa != sa || entry[i].op != op)) {
        i = (i + 1) & mask;
    }
    if (!entry[i].sa) {
        return false;
    }
    entry_take(entry, mask, i);
    return true;
}

static void table_free(IpsecSadbTable *t, IpsecSadbEntry *entry)
{
    if (entry != t->smallest) {
        g_free(entry);
    }
}

/*
 * Look at the next @steps places of the table that is being moved from.  A
 * taken place is looked at again, since another entry may have moved up to it.
 */
static void table_move(IpsecSadbTable *t, uint32_t steps)
{
    while (t->old && steps--) {
        if (t->old_used == 0) {
            table_free(t, t->old);
            t->old = NULL;
        } else if (t->old[t->moved].sa) {
            entry_put(t->entry, t->mask, t->old[t->moved]);
            entry_take(t->old, t->old_mask, t->moved);
            t->used++;
            t->old_used--;
        } else {
            t->moved = (t->moved + 1) & t->old_mask;
        }
    }
}

static bool table_resize(IpsecSadbTable *t, uint32_t size)
{
    IpsecSadbEntry *entry = t->smallest;

    if (size > TABLE_MIN) {
        entry = g_try_new0(IpsecSadbEntry, size);
        if (!entry) {
            return false;
        }
    } else {
        memset(t->smallest, 0, sizeof(t->smallest));
    }
    /*
     * MOVES are enough that the last move has ended by now; if they were not,
     * this would be slow and nothing worse.
     */
    table_move(t, UINT32_MAX);
    t->old = t->entry;
    t->old_mask = t->mask;
    t->old_used = t->used;
    t->moved = 0;
    t->entry = entry;
    t->mask = size - 1;
    t->used = 0;
    if (t->old_mask < MOVE_AT_ONCE) {
        table_move(t, UINT32_MAX);
    }
    return true;
}

/* Make sure that @n entries can be added. */
static bool table_reserve(IpsecSadbTable *t, unsigned n)
{
    return t->used + t->old_used + n <= (t->mask + 1) / 2 ||
           table_resize(t, (t->mask + 1) * 2);
}

/* An empty one takes the place of a table. */
static void table_clear(IpsecSadbTable *t)
{
    table_free(t, t->old);
    table_free(t, t->entry);
    memset(t->smallest, 0, sizeof(t->smallest));
    t->entry = t->smallest;
    t->mask = TABLE_MIN - 1;
    t->used = 0;
    t->old = NULL;
    t->old_used = 0;
}

/* There is room for it; see table_reserve(). */
static void table_add(IpsecSadb *db, IpsecSa *sa)
{
    IpsecSadbTable *t = &db->table[sa->outbound];
    unsigned i;

    forget_last(db);
    for (i = 0; i < sa->num_ops; i++) {
        IpsecSelector s = selector_of(sa, i);
        IpsecSadbEntry entry = { sa, hash_selector(db, &s), i };

        entry_put(t->entry, t->mask, entry);
        t->used++;
        count_class(db, sa, i, 1);
    }
    table_move(t, MOVES);
}

static void table_delete(IpsecSadb *db, IpsecSa *sa)
{
    IpsecSadbTable *t = &db->table[sa->outbound];
    unsigned op;

    forget_last(db);
    for (op = 0; op < sa->num_ops; op++) {
        IpsecSelector s = selector_of(sa, op);
        uint32_t hash = hash_selector(db, &s);

        if (entry_delete(t->entry, t->mask, hash, sa, op)) {
            t->used--;
            count_class(db, sa, op, -1);
        } else if (t->old &&
                   entry_delete(t->old, t->old_mask, hash, sa, op)) {
            t->old_used--;
            count_class(db, sa, op, -1);
        }
    }
    table_move(t, MOVES);
    /* A quarter of what would make it grow again; no matter if it cannot. */
    if (!t->old && t->used < (t->mask + 1) / 8 && t->mask + 1 > TABLE_MIN) {
        table_resize(t, (t->mask + 1) / 2);
    }
}

/* ------------------------------------------------------------------------
 * Both
 */

static bool is_duplicate(const IpsecSadb *db, const IpsecSa *sa)
{
    unsigned i, op;

    for (i = 0; i < sa->num_ops; i++) {
        IpsecSelector s = selector_of(sa, i);

        if (ipsec_sadb_find(db, &s, &op)) {
            return true;
        }
    }
    return false;
}

/* Whether policies may look for it. */
static bool is_indexed(const IpsecSa *sa)
{
    return sa->packet && sa->outbound;
}

static void add(IpsecSadb *db, IpsecSa *sa)
{
    sa->serial = ++db->serial;
    table_add(db, sa);
    ipsec_links_append(&db->list[sa->outbound], &sa->link, sa);
    count_port(db, sa, 1);
    if (is_indexed(sa)) {
        ipsec_sa_index_add(&db->index, sa);
        db->index_changes++;
    }
}

uint32_t ipsec_sadb_insert(IpsecSadb *db, IpsecSa *sa)
{
    if (is_duplicate(db, sa)) {
        return IPSECNIC_ST_DUPLICATE;
    }
    if (ipsec_sadb_count(db) >= db->slots.capacity ||
        !table_reserve(&db->table[sa->outbound], sa->num_ops)) {
        return IPSECNIC_ST_TABLE_FULL;
    }
    if (!ipsec_slots_available(&db->slots)) {
        /* Those that were flushed have them. */
        ipsec_sadb_reap(db, 1);
    }
    sa->handle = ipsec_slots_take(&db->slots, sa);
    add(db, sa);
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_sadb_insert_as(IpsecSadb *db, IpsecSa *sa)
{
    if (is_duplicate(db, sa)) {
        return IPSECNIC_ST_DUPLICATE;
    }
    if (!table_reserve(&db->table[sa->outbound], sa->num_ops)) {
        return IPSECNIC_ST_TABLE_FULL;
    }
    if (!ipsec_slots_take_as(&db->slots, sa->handle, sa)) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    add(db, sa);
    return IPSECNIC_ST_OK;
}

/* @sa is in no table and no list any more: free what it has. */
static void release(IpsecSadb *db, IpsecSa *sa)
{
    if (is_indexed(sa)) {
        ipsec_sa_index_remove(&db->index, sa);
        db->index_changes++;
    }
    ipsec_slots_give(&db->slots, sa->handle);
    ipsec_sa_free(sa);
}

void ipsec_sadb_remove(IpsecSadb *db, IpsecSa *sa)
{
    table_delete(db, sa);
    g_queue_unlink(&db->list[sa->outbound], &sa->link);
    count_port(db, sa, -1);
    release(db, sa);
}

uint32_t ipsec_sadb_flush(IpsecSadb *db, bool outbound)
{
    uint32_t count = db->list[outbound].length;

    if (!count) {
        return 0;
    }
    forget_last(db);
    table_clear(&db->table[outbound]);
    if (!outbound) {
        memset(db->in_class, 0, sizeof(db->in_class));
        g_hash_table_remove_all(db->ports);
    }
    ipsec_links_join(&db->flushed, &db->list[outbound]);
    db->live_from[outbound] = db->serial + 1;
    db->index_changes++;
    return count;
}

bool ipsec_sadb_reap(IpsecSadb *db, uint32_t most)
{
    for (; db->flushed.head && most; most--) {
        IpsecSa *sa = db->flushed.head->data;

        g_queue_unlink(&db->flushed, &sa->link);
        release(db, sa);
    }
    return db->flushed.head != NULL;
}

void ipsec_sadb_init(IpsecSadb *db, uint32_t capacity)
{
    unsigned i;

    memset(db, 0, sizeof(*db));
    ipsec_random(db->hash_key, sizeof(db->hash_key));
    ipsec_slots_init(&db->slots, capacity);
    ipsec_sa_index_init(&db->index, capacity);
    db->ports = g_hash_table_new(NULL, NULL);
    for (i = 0; i < G_N_ELEMENTS(db->table); i++) {
        db->table[i].entry = db->table[i].smallest;
        db->table[i].mask = TABLE_MIN - 1;
    }
}

void ipsec_sadb_forget(IpsecSadb *db)
{
    ipsec_sadb_flush(db, false);
    ipsec_sadb_flush(db, true);
    ipsec_sadb_reap(db, UINT32_MAX);
    ipsec_slots_forget(&db->slots);
}

void ipsec_sadb_clear(IpsecSadb *db)
{
    unsigned i;

    ipsec_sadb_forget(db);
    for (i = 0; i < G_N_ELEMENTS(db->table); i++) {
        table_clear(&db->table[i]);
    }
    ipsec_slots_clear(&db->slots);
    ipsec_sa_index_clear(&db->index);
    g_hash_table_destroy(db->ports);
    ipsec_wipe(db->hash_key, sizeof(db->hash_key));
    memset(db, 0, sizeof(*db));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SA database: lookup by what stands in a packet, and by handle
 *
 * The guest chooses addresses and SPIs, so the hash is keyed with a secret
 * that it cannot learn: no choice of SAs makes lookups slow.
 */

#include <string.h>

#include "bytes.h"
#include "sadb.h"

#define TABLE_MIN       64

/* Wildcard classes, in the order in which they are probed */
#define CLASS_ANY_SRC   1
#define CLASS_ANY_DST   2
#define CLASSES         4

static inline uint64_t rotl(uint64_t x, unsigned n)
{
    return x << n | x >> (64 - n);
}

#define SIP_ROUND(v0, v1, v2, v3) \
    do { \
        v0 += v1; \
        v2 += v3; \
        v1 = rotl(v1, 13) ^ v0; \
        v3 = rotl(v3, 16) ^ v2; \
        v0 = rotl(v0, 32); \
        v2 += v1; \
        v0 += v3; \
        v1 = rotl(v1, 17) ^ v2; \
        v3 = rotl(v3, 21) ^ v0; \
        v2 = rotl(v2, 32); \
    } while (0)

uint64_t ipsec_siphash(const uint64_t key[2], const uint64_t *word,
                       unsigned words, uint64_t last)
{
    uint64_t v0 = key[0] ^ UINT64_C(0x736f6d6570736575);
    uint64_t v1 = key[1] ^ UINT64_C(0x646f72616e646f6d);
    uint64_t v2 = key[0] ^ UINT64_C(0x6c7967656e657261);
    uint64_t v3 = key[1] ^ UINT64_C(0x7465646279746573);
    unsigned i;

    for (i = 0; i < words; i++) {
        v3 ^= word[i];
        SIP_ROUND(v0, v1, v2, v3);
        SIP_ROUND(v0, v1, v2, v3);
        v0 ^= word[i];
    }
    v3 ^= last;
    SIP_ROUND(v0, v1, v2, v3);
    SIP_ROUND(v0, v1, v2, v3);
    v0 ^= last;
    v2 ^= 0xff;
    SIP_ROUND(v0, v1, v2, v3);
    SIP_ROUND(v0, v1, v2, v3);
    SIP_ROUND(v0, v1, v2, v3);
    SIP_ROUND(v0, v1, v2, v3);
    return v0 ^ v1 ^ v2 ^ v3;
}

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

IpsecSa *ipsec_sadb_find(const IpsecSadb *db, const IpsecSelector *selector,
                         unsigned *op)
{
    uint32_t hash = hash_selector(db, selector);
    uint32_t i = hash & db->table_mask;

    for (; db->table[i].sa; i = (i + 1) & db->table_mask) {
        if (db->table[i].hash == hash && entry_is(&db->table[i], selector)) {
            *op = db->table[i].op;
            return db->table[i].sa;
        }
    }
    return NULL;
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

static void table_put(IpsecSadb *db, IpsecSadbEntry entry)
{
    uint32_t i = entry.hash & db->table_mask;

    while (db->table[i].sa) {
        i = (i + 1) & db->table_mask;
    }
    db->table[i] = entry;
}

static void table_resize(IpsecSadb *db, uint32_t new_size)
{
    IpsecSadbEntry *old = db->table;
    uint32_t size = db->table_mask + 1;
    uint32_t i;

    db->table = g_new0(IpsecSadbEntry, new_size);
    db->table_mask = new_size - 1;
    for (i = 0; i < size; i++) {
        if (old[i].sa) {
            table_put(db, old[i]);
        }
    }
    g_free(old);
}

static void table_add(IpsecSadb *db, IpsecSa *sa)
{
    unsigned i;

    forget_last(db);
    for (i = 0; i < sa->num_ops; i++) {
        IpsecSelector s = selector_of(sa, i);
        IpsecSadbEntry entry = { sa, hash_selector(db, &s), i };

        if (db->table_used >= (db->table_mask + 1) / 2) {
            table_resize(db, (db->table_mask + 1) * 2);
        }
        table_put(db, entry);
        db->table_used++;
        count_class(db, sa, i, 1);
    }
}

/* Empty entry @i and move up what could not be found behind the gap. */
static void table_take(IpsecSadb *db, uint32_t i)
{
    uint32_t mask = db->table_mask;
    uint32_t j = i;

    for (;;) {
        j = (j + 1) & mask;
        if (!db->table[j].sa) {
            break;
        }
        /* Entry j may move to i if its own place is not in (i, j]. */
        if (((j - db->table[j].hash) & mask) >= ((j - i) & mask)) {
            db->table[i] = db->table[j];
            i = j;
        }
    }
    db->table[i].sa = NULL;
    db->table_used--;
}

static void table_delete(IpsecSadb *db, IpsecSa *sa)
{
    unsigned op;

    forget_last(db);
    for (op = 0; op < sa->num_ops; op++) {
        IpsecSelector s = selector_of(sa, op);
        uint32_t i = hash_selector(db, &s) & db->table_mask;

        while (db->table[i].sa &&
               (db->table[i].sa != sa || db->table[i].op != op)) {
            i = (i + 1) & db->table_mask;
        }
        if (db->table[i].sa) {
            table_take(db, i);
            count_class(db, sa, op, -1);
        }
    }
    /* A quarter of what would make it grow again */
    if (db->table_used < (db->table_mask + 1) / 8 &&
        db->table_mask + 1 > TABLE_MIN) {
        table_resize(db, (db->table_mask + 1) / 2);
    }
}

/* ------------------------------------------------------------------------
 * Handles
 */

static uint32_t handle_of(uint32_t index, uint32_t generation)
{
    return generation << IPSEC_HANDLE_INDEX_BITS | index;
}

static void slots_reserve(IpsecSadb *db, uint32_t n)
{
    uint32_t size = db->slots_allocated ? db->slots_allocated : 16;

    while (size < n) {
        size *= 2;
    }
    if (size > db->capacity) {
        size = db->capacity;
    }
    if (size > db->slots_allocated) {
        db->slots = g_renew(IpsecSlot, db->slots, size);
        db->slots_allocated = size;
    }
}

/* An index that is not in use; there is one. */
static uint32_t slot_take(IpsecSadb *db)
{
    IpsecSlot *slot;
    uint32_t index;

    if (db->slots_used < db->capacity) {
        slots_reserve(db, db->slots_used + 1);
        slot = &db->slots[db->slots_used++];
        memset(slot, 0, sizeof(*slot));
        return db->slots_used;
    }
    index = db->free_first;
    slot = ipsec_sadb_slot(db, index);
    db->free_first = slot->next_free;
    if (db->free_first == 0) {
        db->free_last = 0;
    }
    slot->next_free = 0;
    slot->is_free = false;
    return index;
}

static void slot_free(IpsecSadb *db, uint32_t index)
{
    IpsecSlot *slot = ipsec_sadb_slot(db, index);

    slot->sa = NULL;
    slot->next_free = 0;
    slot->is_free = true;
    if (db->free_last) {
        ipsec_sadb_slot(db, db->free_last)->next_free = index;
    } else {
        db->free_first = index;
    }
    db->free_last = index;
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

uint32_t ipsec_sadb_insert(IpsecSadb *db, IpsecSa *sa)
{
    IpsecSlot *slot;
    uint32_t index;

    if (is_duplicate(db, sa)) {
        return IPSECNIC_ST_DUPLICATE;
    }
    if (db->count >= db->capacity) {
        return IPSECNIC_ST_TABLE_FULL;
    }
    index = slot_take(db);
    slot = ipsec_sadb_slot(db, index);
    slot->sa = sa;
    sa->handle = handle_of(index, slot->generation);
    table_add(db, sa);
    db->count++;
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_sadb_insert_as(IpsecSadb *db, IpsecSa *sa)
{
    IpsecSlot *slot = ipsec_sadb_slot(db, sa->handle & IPSEC_HANDLE_INDEX_MASK);

    if (!slot || slot->sa || slot->is_free ||
        slot->generation != sa->handle >> IPSEC_HANDLE_INDEX_BITS) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    if (is_duplicate(db, sa)) {
        return IPSECNIC_ST_DUPLICATE;
    }
    slot->sa = sa;
    table_add(db, sa);
    db->count++;
    return IPSECNIC_ST_OK;
}

void ipsec_sadb_remove(IpsecSadb *db, IpsecSa *sa)
{
    uint32_t index = sa->handle & IPSEC_HANDLE_INDEX_MASK;
    IpsecSlot *slot = ipsec_sadb_slot(db, index);

    table_delete(db, sa);
    slot->generation = (uint16_t)((slot->generation + 1u) %
                                  IPSEC_HANDLE_GENERATIONS);
    slot_free(db, index);
    db->count--;
    ipsec_sa_free(sa);
}

void ipsec_sadb_restore_slots(IpsecSadb *db, uint32_t n)
{
    if (n) {
        slots_reserve(db, n);
        memset(db->slots, 0, n * sizeof(*db->slots));
    }
    db->slots_used = n;
}

void ipsec_sadb_restore_free(IpsecSadb *db, uint32_t index)
{
    slot_free(db, index);
}

void ipsec_sadb_init(IpsecSadb *db, uint32_t capacity)
{
    memset(db, 0, sizeof(*db));
    ipsec_random(db->hash_key, sizeof(db->hash_key));
    db->capacity = capacity;
    db->table = g_new0(IpsecSadbEntry, TABLE_MIN);
    db->table_mask = TABLE_MIN - 1;
}

void ipsec_sadb_clear(IpsecSadb *db)
{
    uint32_t i;

    for (i = 0; i < db->slots_used; i++) {
        if (db->slots[i].sa) {
            ipsec_sa_free(db->slots[i].sa);
        }
    }
    g_free(db->slots);
    g_free(db->table);
    ipsec_wipe(db->hash_key, sizeof(db->hash_key));
    memset(db, 0, sizeof(*db));
}

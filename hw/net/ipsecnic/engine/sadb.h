/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SA database: lookup by what stands in a packet, and by handle
 */

#ifndef IPSECNIC_SADB_H
#define IPSECNIC_SADB_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "sa.h"
#include "sa_index.h"
#include "slots.h"

/** One operation of an SA in the hash table. */
typedef struct IpsecSadbEntry {
    IpsecSa *sa;                /* NULL: empty */
    uint32_t hash;
    uint32_t op;                /* index into sa->op[] */
} IpsecSadbEntry;

/** Entries of the smallest hash table. */
#define IPSEC_SADB_TABLE_MIN 64

/**
 * The hash table of a direction: open addressing, linear probing, at most half
 * full.
 *
 * A table that grows or shrinks is moved in steps, a few entries with each that
 * comes or goes.  Until all were moved, lookups look into both.
 */
typedef struct IpsecSadbTable {
    IpsecSadbEntry *entry;      /* smallest, or allocated */
    uint32_t mask;
    uint32_t used;
    IpsecSadbEntry *old;        /* being moved from; NULL: nothing is */
    uint32_t old_mask;
    uint32_t old_used;
    uint32_t moved;             /* entries of old in front of it are empty */
    /* The smallest table is here: a small block that is allocated when there
     * are many SAs would keep the heap from shrinking when they go. */
    IpsecSadbEntry smallest[IPSEC_SADB_TABLE_MIN];
} IpsecSadbTable;

/** What an SA is looked up with. */
typedef struct IpsecSelector {
    const uint8_t *dst;         /* 4 or 16 bytes */
    const uint8_t *src;
    uint32_t spi;
    uint8_t ip_version;
    uint8_t operation;          /* IPSECNIC_OP_* */
    bool udp;                   /* encapsulated in UDP */
    bool outbound;
} IpsecSelector;

/** What a selector comes to, in words: two for IPv4, five for IPv6. */
typedef struct IpsecSadbKey {
    uint64_t word[5];
    unsigned words;
} IpsecSadbKey;

/** The database.  Of what there is of each direction, [1] is outbound. */
typedef struct IpsecSadb {
    IpsecSadbTable table[2];
    /** SAs in the order in which they came. */
    GQueue list[2];
    /** SAs that were flushed: nobody finds them any more, and they have yet to
     *  be wiped and freed.  They still hold their slots. */
    GQueue flushed;
    /** SAs that the database ever had, and the first one that was not
     *  flushed. */
    uint64_t serial;
    uint64_t live_from[2];
    /** Inbound operations that each combination of family, operation and
     *  wildcards holds: those that hold none are not probed. */
    uint32_t in_class[2][2][4];
    /** UDP destination ports besides 4500 that inbound SAs have: number -> how
     *  many SAs. */
    GHashTable *ports;
    uint64_t hash_key[2];
    /** Outbound SAs in packet mode, also those that were flushed. */
    IpsecSaIndex index;
    /** Changes with each of them that comes or goes. */
    uint64_t index_changes;
    /** The last lookup that found something: packets come in bursts. */
    IpsecSadbKey last_key;
    IpsecSa *last_sa;           /* NULL: none */
    unsigned last_op;
    IpsecSlots slots;
} IpsecSadb;

/**
 * ipsec_sadb_init: an empty database.
 * @capacity: SAs that it can hold, at most IPSEC_HANDLE_INDEX_MASK
 */
void ipsec_sadb_init(IpsecSadb *db, uint32_t capacity);

/** ipsec_sadb_count: SAs in it. */
static inline uint32_t ipsec_sadb_count(const IpsecSadb *db)
{
    return db->list[0].length + db->list[1].length;
}

/** ipsec_sadb_forget: delete all SAs and forget what handles there were. */
void ipsec_sadb_forget(IpsecSadb *db);

/** ipsec_sadb_clear: the opposite of ipsec_sadb_init(). */
void ipsec_sadb_clear(IpsecSadb *db);

/** ipsec_sadb_probe: ipsec_sadb_lookup() for what is not the last one. */
IpsecSa *ipsec_sadb_probe(IpsecSadb *db, const IpsecSelector *selector,
                          unsigned *op);

/** ipsec_sadb_make_key: what a selector comes to. */
static inline void ipsec_sadb_make_key(IpsecSadbKey *key,
                                       const IpsecSelector *s)
{
    key->word[0] = (uint64_t)s->spi << 32 | (uint32_t)s->ip_version << 16 |
                   (uint32_t)s->operation << 8 |
                   (uint32_t)s->outbound << 1 | s->udp;
    if (s->ip_version == 4) {
        key->word[1] = (uint64_t)ipsec_get_le32(s->dst) << 32 |
                       ipsec_get_le32(s->src);
        key->words = 2;
    } else {
        key->word[1] = ipsec_get_le64(s->dst);
        key->word[2] = ipsec_get_le64(s->dst + 8);
        key->word[3] = ipsec_get_le64(s->src);
        key->word[4] = ipsec_get_le64(s->src + 8);
        key->words = 5;
    }
}

/**
 * ipsec_sadb_lookup: R3 and D2; the first hit of (dst, src), (dst, any),
 * (any, src), (any, any).
 * @op: index of the operation that was hit
 */
static inline IpsecSa *ipsec_sadb_lookup(IpsecSadb *db,
                                         const IpsecSelector *selector,
                                         unsigned *op)
{
    const uint64_t *last = db->last_key.word;
    IpsecSadbKey key;

    ipsec_sadb_make_key(&key, selector);
    /* The first word has the family in it. */
    if (db->last_sa && key.word[0] == last[0] && key.word[1] == last[1] &&
        (key.words == 2 ||
         (key.word[2] == last[2] && key.word[3] == last[3] &&
          key.word[4] == last[4]))) {
        *op = db->last_op;
        return db->last_sa;
    }
    return ipsec_sadb_probe(db, selector, op);
}

/** ipsec_sadb_has_port: whether an inbound SA has that UDP destination port,
 *  which is not 4500. */
static inline bool ipsec_sadb_has_port(const IpsecSadb *db, uint16_t port)
{
    return g_hash_table_contains(db->ports, GUINT_TO_POINTER(port));
}

/** ipsec_sadb_find: the SA of a direction with exactly these addresses, zeros
 *  included. */
IpsecSa *ipsec_sadb_find(const IpsecSadb *db, const IpsecSelector *selector,
                         unsigned *op);

/**
 * ipsec_sadb_insert: take over @sa and give it a handle.  Returns
 * IPSECNIC_ST_OK, _DUPLICATE or _TABLE_FULL (which is also said if the host has
 * no memory); @sa stays the caller's then.
 */
uint32_t ipsec_sadb_insert(IpsecSadb *db, IpsecSa *sa);

/**
 * ipsec_sadb_insert_as: the same with the handle that @sa already has; see
 * ipsec_slots_take_as().
 */
uint32_t ipsec_sadb_insert_as(IpsecSadb *db, IpsecSa *sa);

/** ipsec_sadb_live: was an SA that has a slot not flushed? */
static inline bool ipsec_sadb_live(const IpsecSadb *db, const IpsecSa *sa)
{
    return sa->serial >= db->live_from[sa->outbound];
}

/** ipsec_sadb_by_handle: the SA, or NULL. */
static inline IpsecSa *ipsec_sadb_by_handle(const IpsecSadb *db,
                                            uint32_t handle)
{
    IpsecSa *sa = ipsec_slots_find(&db->slots, handle);

    return sa && ipsec_sadb_live(db, sa) ? sa : NULL;
}

/** ipsec_sadb_by_policy: the youngest outbound SA in packet mode that is wanted,
 *  or NULL; @any as of ipsec_sa_index_find(). */
static inline IpsecSa *ipsec_sadb_by_policy(const IpsecSadb *db,
                                            const IpsecSaWanted *wanted,
                                            bool any)
{
    return ipsec_sa_index_find(&db->index, wanted, any, db->live_from[1]);
}

/** ipsec_sadb_remove: delete @sa and free it. */
void ipsec_sadb_remove(IpsecSadb *db, IpsecSa *sa);

/**
 * ipsec_sadb_flush: delete all SAs of a direction; returns how many.
 *
 * This takes the same time for any number of them: they are wiped and freed by
 * ipsec_sadb_reap(), or when their slots are needed.
 */
uint32_t ipsec_sadb_flush(IpsecSadb *db, bool outbound);

/**
 * ipsec_sadb_reap: wipe and free SAs that were flushed.
 * @most: so many of them
 *
 * True: there are more.
 */
bool ipsec_sadb_reap(IpsecSadb *db, uint32_t most);

#endif /* IPSECNIC_SADB_H */

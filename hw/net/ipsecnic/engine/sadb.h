/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SA database: lookup by what stands in a packet, and by handle
 */

#ifndef IPSECNIC_SADB_H
#define IPSECNIC_SADB_H

#include "sa.h"

/** Bits of a handle: index from 0 on, generation above it. */
#define IPSEC_HANDLE_INDEX_BITS 20
#define IPSEC_HANDLE_INDEX_MASK ((1u << IPSEC_HANDLE_INDEX_BITS) - 1)
#define IPSEC_HANDLE_GENERATIONS 4096u

/** One operation of an SA in the hash table. */
typedef struct IpsecSadbEntry {
    IpsecSa *sa;                /* NULL: empty */
    uint32_t hash;
    uint32_t op;                /* index into sa->op[] */
} IpsecSadbEntry;

/** The life of one handle index. */
typedef struct IpsecSlot {
    IpsecSa *sa;                /* NULL: free */
    uint32_t next_free;         /* index; 0: none */
    uint32_t generation;        /* of the SA, or of the next one */
} IpsecSlot;

/** The database. */
typedef struct IpsecSadb {
    /** Open addressing, linear probing, at most half full. */
    IpsecSadbEntry *table;
    uint32_t table_mask;
    uint32_t table_used;
    /** Operations that each combination of family, operation and wildcards
     *  holds: those that hold none are not probed. */
    uint32_t in_class[2][2][4];
    uint8_t hash_key[16];
    /** Slot n is that of index n + 1.  Free slots are reused in the order in
     *  which they became free, after all others were used once. */
    IpsecSlot *slots;
    uint32_t slots_used;
    uint32_t slots_allocated;
    uint32_t free_first;
    uint32_t free_last;
    uint32_t capacity;
    uint32_t count;
} IpsecSadb;

/** What an SA is looked up with. */
typedef struct IpsecSelector {
    const uint8_t *dst;         /* 4 or 16 bytes */
    const uint8_t *src;
    uint32_t spi;
    uint8_t ip_version;
    uint8_t operation;          /* IPSECNIC_OP_* */
    bool udp;                   /* encapsulated in UDP */
} IpsecSelector;

/** ipsec_sadb_init: an empty database for @capacity SAs. */
void ipsec_sadb_init(IpsecSadb *db, uint32_t capacity);

/** ipsec_sadb_clear: delete all SAs and forget what handles there were. */
void ipsec_sadb_clear(IpsecSadb *db);

/**
 * ipsec_sadb_lookup: R3 and D2; the first hit of (dst, src), (dst, any),
 * (any, src), (any, any).
 * @op: index of the operation that was hit
 */
IpsecSa *ipsec_sadb_lookup(const IpsecSadb *db, const IpsecSelector *selector,
                           unsigned *op);

/** ipsec_sadb_find: the SA with exactly these addresses, zeros included. */
IpsecSa *ipsec_sadb_find(const IpsecSadb *db, const IpsecSelector *selector,
                         unsigned *op);

/**
 * ipsec_sadb_insert: take over @sa and give it a handle.  Returns
 * IPSECNIC_ST_OK, _DUPLICATE or _TABLE_FULL; @sa stays the caller's then.
 */
uint32_t ipsec_sadb_insert(IpsecSadb *db, IpsecSa *sa);

/**
 * ipsec_sadb_insert_as: the same with the handle that @sa already has, whose
 * index is in use according to ipsec_sadb_restore_slots().
 */
uint32_t ipsec_sadb_insert_as(IpsecSadb *db, IpsecSa *sa);

/** ipsec_sadb_by_handle: the SA, or NULL. */
IpsecSa *ipsec_sadb_by_handle(const IpsecSadb *db, uint32_t handle);

/** ipsec_sadb_remove: delete @sa and free it. */
void ipsec_sadb_remove(IpsecSadb *db, IpsecSa *sa);

/**
 * ipsec_sadb_restore_slots: make @n slots of an empty database, all in use
 * by SAs that are yet to be inserted.
 */
void ipsec_sadb_restore_slots(IpsecSadb *db, uint32_t n);

/** ipsec_sadb_restore_free: append one slot to the free ones. */
void ipsec_sadb_restore_free(IpsecSadb *db, uint32_t index);

/** ipsec_siphash: SipHash-2-4 (Aumasson and Bernstein, 2012). */
uint64_t ipsec_siphash(const uint8_t key[16], const uint8_t *data,
                       size_t length);

#endif /* IPSECNIC_SADB_H */

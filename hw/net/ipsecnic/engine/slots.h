/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Handles: an index, and a generation that tells who had it before
 */

#ifndef IPSECNIC_SLOTS_H
#define IPSECNIC_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bits of a handle: index from 0 on, generation above it. */
#define IPSEC_HANDLE_INDEX_BITS 20
#define IPSEC_HANDLE_INDEX_MASK ((1u << IPSEC_HANDLE_INDEX_BITS) - 1)
#define IPSEC_HANDLE_GENERATIONS 4096u

/** The life of one handle index. */
typedef struct IpsecSlot {
    void *item;                 /* what has it; NULL: free, or yet to come */
    uint32_t next_free;         /* index; 0: none */
    uint16_t generation;        /* of the item, or of the next one */
    bool is_free;               /* in the list of free slots */
} IpsecSlot;

/**
 * All handles of a number space.
 *
 * Slot n is that of index n + 1.  Free slots are reused in the order in which
 * they became free, after all others were used once.
 */
typedef struct IpsecSlots {
    IpsecSlot *slot;            /* room for the capacity, from the start */
    uint32_t used;
    uint32_t free_first;        /* index; 0: none */
    uint32_t free_last;
    uint32_t capacity;
} IpsecSlots;

/**
 * ipsec_slots_init: handles of which none was used.
 * @capacity: at most IPSEC_HANDLE_INDEX_MASK
 */
void ipsec_slots_init(IpsecSlots *slots, uint32_t capacity);

/** ipsec_slots_forget: as if no handle had ever been used. */
void ipsec_slots_forget(IpsecSlots *slots);

/** ipsec_slots_clear: the opposite of ipsec_slots_init(). */
void ipsec_slots_clear(IpsecSlots *slots);

/** ipsec_slots_at: the slot of an index, or NULL. */
static inline IpsecSlot *ipsec_slots_at(const IpsecSlots *slots,
                                        uint32_t index)
{
    return index >= 1 && index <= slots->used ? &slots->slot[index - 1] : NULL;
}

/** ipsec_slots_find: the item that has a handle, or NULL. */
static inline void *ipsec_slots_find(const IpsecSlots *slots, uint32_t handle)
{
    IpsecSlot *slot = ipsec_slots_at(slots, handle & IPSEC_HANDLE_INDEX_MASK);

    return slot && slot->generation == handle >> IPSEC_HANDLE_INDEX_BITS ?
           slot->item : NULL;
}

/** ipsec_slots_available: whether ipsec_slots_take() may be called. */
static inline bool ipsec_slots_available(const IpsecSlots *slots)
{
    return slots->used < slots->capacity || slots->free_first;
}

/** ipsec_slots_take: give @item a handle, which is returned. */
uint32_t ipsec_slots_take(IpsecSlots *slots, void *item);

/** ipsec_slots_take_as: give @item the handle that it had; false: it is not one
 *  that ipsec_slots_restore() left for somebody. */
bool ipsec_slots_take_as(IpsecSlots *slots, uint32_t handle, void *item);

/** ipsec_slots_give: the item with that handle is gone. */
void ipsec_slots_give(IpsecSlots *slots, uint32_t handle);

/** ipsec_slots_restore: make @n slots where none was used, all in use by items
 *  that are yet to come. */
void ipsec_slots_restore(IpsecSlots *slots, uint32_t n);

/** ipsec_slots_restore_free: append one slot to the free ones. */
void ipsec_slots_restore_free(IpsecSlots *slots, uint32_t index);

#endif /* IPSECNIC_SLOTS_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Handles: an index, and a generation that tells who had it before
 */

#include <glib.h>
#include <string.h>

#include "slots.h"

void ipsec_slots_init(IpsecSlots *slots, uint32_t capacity)
{
    memset(slots, 0, sizeof(*slots));
    slots->capacity = capacity;
    /* For a million this is address space; pages come as they are used. */
    slots->slot = g_new0(IpsecSlot, capacity);
}

void ipsec_slots_forget(IpsecSlots *slots)
{
    if (slots->used) {
        memset(slots->slot, 0, slots->used * sizeof(*slots->slot));
    }
    slots->used = 0;
    slots->free_first = 0;
    slots->free_last = 0;
}

void ipsec_slots_clear(IpsecSlots *slots)
{
    g_free(slots->slot);
    memset(slots, 0, sizeof(*slots));
}

uint32_t ipsec_slots_take(IpsecSlots *slots, void *item)
{
    IpsecSlot *slot;
    uint32_t index;

    if (slots->used < slots->capacity) {
        index = ++slots->used;
        slot = ipsec_slots_at(slots, index);
    } else {
        index = slots->free_first;
        slot = ipsec_slots_at(slots, index);
        slots->free_first = slot->next_free;
        if (slots->free_first == 0) {
            slots->free_last = 0;
        }
        slot->next_free = 0;
        slot->is_free = false;
    }
    slot->item = item;
    return (uint32_t)slot->generation << IPSEC_HANDLE_INDEX_BITS | index;
}

bool ipsec_slots_take_as(IpsecSlots *slots, uint32_t handle, void *item)
{
    IpsecSlot *slot = ipsec_slots_at(slots, handle & IPSEC_HANDLE_INDEX_MASK);

    if (!slot || slot->item || slot->is_free ||
        slot->generation != handle >> IPSEC_HANDLE_INDEX_BITS) {
        return false;
    }
    slot->item = item;
    return true;
}

void ipsec_slots_restore_free(IpsecSlots *slots, uint32_t index)
{
    IpsecSlot *slot = ipsec_slots_at(slots, index);

    slot->item = NULL;
    slot->next_free = 0;
    slot->is_free = true;
    if (slots->free_last) {
        ipsec_slots_at(slots, slots->free_last)->next_free = index;
    } else {
        slots->free_first = index;
    }
    slots->free_last = index;
}

void ipsec_slots_give(IpsecSlots *slots, uint32_t handle)
{
    uint32_t index = handle & IPSEC_HANDLE_INDEX_MASK;
    IpsecSlot *slot = ipsec_slots_at(slots, index);

    slot->generation = (uint16_t)((slot->generation + 1u) %
                                  IPSEC_HANDLE_GENERATIONS);
    ipsec_slots_restore_free(slots, index);
}

void ipsec_slots_restore(IpsecSlots *slots, uint32_t n)
{
    slots->used = n;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the card knows in the end: its policies' counters and replay windows
 */

#include "ending.h"
#include "platform.h"

bool ending_init(struct ending *ending)
{
    unsigned int i;

    ending->slots = allocate(ENDING_SLOTS * sizeof(ending->slots[0]), 64);
    if (ending->slots == NULL) {
        return false;
    }
    for (i = 0; i < ENDING_SLOTS; i++) {
        ending->slots[i].next = ending->free;
        ending->free = &ending->slots[i];
    }
    return true;
}

void ending_start(struct ending *ending)
{
    ending->active = true;
    ending->next_policy = 0;
    ending->next_sa = 0;
}

bool ending_is_slot(const struct ending *ending, const void *cookie)
{
    return ending->slots != NULL &&
           (const struct ending_slot *)cookie >= ending->slots &&
           (const struct ending_slot *)cookie < ending->slots + ENDING_SLOTS;
}

/* ------------------------------------------------------------------------
 * Commands
 */

static bool query_policy(struct ending *ending, struct ending_slot *slot,
                         unsigned int number)
{
    slot->own = NULL;
    slot->number = number;
    slot->handle = ending->policies[number].handle;
    memset(&slot->card.info, 0, sizeof(slot->card.info));
    return ipsecnic_query_policy(ending->port, slot->handle,
                                 &slot->card.info, slot);
}

static bool has_window(const struct transport_sa *sa)
{
    const struct transport_window *own = transport_window(sa);

    return own != NULL && own->size <= ENDING_WINDOW_MAX;
}

static bool query_window(struct ending *ending, struct ending_slot *slot,
                         const struct transport_sa *sa)
{
    slot->own = transport_window(sa);
    slot->handle = sa->handle;
    return ipsecnic_query_window(ending->port, slot->handle,
                                 &slot->card.window.head,
                                 sizeof(slot->card.window.head) +
                                 (slot->own->size + 63) / 64 * 8, slot);
}

/* Use a slot for the next query; false: there is no room for a command. */
static bool use_slot(struct ending *ending, bool posted)
{
    struct ending_slot *slot = ending->free;

    if (!posted) {
        return false;
    }
    ending->free = slot->next;
    slot->deleting = false;
    ending->under_way++;
    return true;
}

/* Policies first, then windows; false: nothing more can be asked now. */
static bool ask_next(struct ending *ending)
{
    const struct transport *transport = ending->transport;

    if (ending->next_policy < ending->num_policies) {
        unsigned int n = ending->next_policy;

        if (ending->policies[n].status == IPSECNIC_ST_OK &&
            !use_slot(ending, query_policy(ending, ending->free, n))) {
            return false;
        }
        ending->next_policy++;
        return true;
    }
    if (ending->next_sa < transport->num_sas) {
        const struct transport_sa *sa = &transport->sas[ending->next_sa];

        if (has_window(sa) &&
            !use_slot(ending, query_window(ending, ending->free, sa))) {
            return false;
        }
        ending->next_sa++;
        return true;
    }
    return false;
}

/* Delete the policies that were queried, as far as there is room. */
static void delete_policies(struct ending *ending)
{
    struct ending_slot *slot;

    while ((slot = ending->to_delete) != NULL &&
           ipsecnic_delete_policy(ending->port, slot->handle, slot)) {
        ending->to_delete = slot->next;
        slot->deleting = true;
    }
}

void ending_work(struct ending *ending)
{
    static struct {
        struct replay_header header;
        struct replay_state_end record;
    } message;

    if (!ending->active) {
        return;
    }
    delete_policies(ending);
    while (ending->free != NULL && ask_next(ending)) {
        continue;
    }
    if (ending->under_way == 0 &&
        ending->next_policy == ending->num_policies &&
        ending->next_sa == ending->transport->num_sas) {
        ending->active = false;
        message.record.policies_left =
            ending->num_policies != 0 ? ipsecnic_policies(ending->port) : 0;
        line_send(ending->line, &message.header, REPLAY_MSG_STATE_END,
                  sizeof(message), NULL, 0);
    }
}

/* ------------------------------------------------------------------------
 * Answers
 */

static void tell(struct ending *ending, struct ending_slot *slot,
                 uint16_t type, size_t size)
{
    line_post(ending->line, &slot->message.header, type,
              sizeof(slot->message.header) + size, slot);
}

static void window_done(struct ending *ending, struct ending_slot *slot,
                        uint32_t status)
{
    struct replay_window_state *record = &slot->message.record.window;
    struct transport_comparison compared;

    memset(record, 0, sizeof(*record));
    record->handle = slot->handle;
    record->status = status;
    if (status == IPSECNIC_ST_OK) {
        transport_compare_window(slot->own, &slot->card.window.head,
                                 slot->card.window.bits, &compared);
        record->card_top = compared.card_top;
        record->own_top = compared.own_top;
        record->card_size = compared.card_size;
        record->own_size = compared.own_size;
        record->card_received = compared.card_received;
        record->own_received = compared.own_received;
        record->differences = compared.differences;
        record->first = compared.first;
    }
    tell(ending, slot, REPLAY_MSG_WINDOW, sizeof(*record));
}

static void policy_done(struct ending *ending, struct ending_slot *slot,
                        uint32_t status)
{
    struct replay_policy_state *record = &slot->message.record.policy;

    if (!slot->deleting) {
        record->number = slot->number;
        record->query_status = status;
        record->reserved = 0;
        record->info = slot->card.info;
        slot->next = ending->to_delete;
        ending->to_delete = slot;
        return;
    }
    record->delete_status = status;
    tell(ending, slot, REPLAY_MSG_POLICY, sizeof(*record));
}

void ending_command_done(struct ending *ending, struct ending_slot *slot,
                         uint32_t status)
{
    if (slot->own != NULL) {
        window_done(ending, slot, status);
    } else {
        policy_done(ending, slot, status);
    }
}

void ending_told(struct ending *ending, struct ending_slot *slot)
{
    slot->next = ending->free;
    ending->free = slot;
    ending->under_way--;
}

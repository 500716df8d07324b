/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the card knows in the end: its policies' counters and replay windows
 *
 * The tool asks for it when all frames are done with.  Policies are queried and
 * then deleted, each by a command of its own, and windows compared with those
 * of the transport.  Some are under way at a time, each in a slot: its command
 * writes there, and its message lies there until the report line has sent it.
 */

#ifndef IPSECNIC_GUEST_ENDING_H
#define IPSECNIC_GUEST_ENDING_H

#include "hw/net/ipsecnic_abi.h"
#include "ipsecnic.h"
#include "line.h"
#include "replay_proto.h"
#include "transport.h"

/** Policies and windows under way at most. */
#define ENDING_SLOTS            32
/** Numbers in a window at most: what ip takes, and so the tool. */
#define ENDING_WINDOW_MAX       4096

/** One policy, or one window. */
struct ending_slot {
    struct ending_slot *next;
    /** Handle of the policy or SA; number of the policy. */
    uint32_t handle;
    uint32_t number;
    /** The SA's own window; NULL: it is a policy. */
    const struct transport_window *own;
    /** A policy whose deletion is under way. */
    bool deleting;
    union {
        struct ipsecnic_policy_info info;
        struct {
            struct ipsecnic_window head;
            uint64_t bits[ENDING_WINDOW_MAX / 64];
        } window;
    } card __attribute__((aligned(8)));
    struct {
        struct replay_header header;
        union {
            struct replay_policy_state policy;
            struct replay_window_state window;
        } record;
    } message __attribute__((aligned(8)));
};

/** All of them. */
struct ending {
    struct ipsecnic *port;
    struct line *line;
    const struct transport *transport;
    /** What became of @num_policies policies. */
    const struct ipsecnic_result *policies;
    unsigned int num_policies;
    /** The tool has asked, and has not its whole answer yet. */
    bool active;
    /** What is asked for next. */
    unsigned int next_policy;
    unsigned int next_sa;
    struct ending_slot *slots;
    struct ending_slot *free;
    /** Slots that are in use. */
    unsigned int under_way;
    /** Policies that were queried and are to be deleted. */
    struct ending_slot *to_delete;
};

/** ending_init: @ending with all up to @num_policies set.  False if there is
 *  not enough memory. */
bool ending_init(struct ending *ending);

/** ending_start: the tool has asked. */
void ending_start(struct ending *ending);

/** ending_work: give the card the next commands, and end the answer when there
 *  are no more; to be called again after commands were done and messages sent.
 */
void ending_work(struct ending *ending);

/** ending_is_slot: whether a cookie, of a command or a message, is one. */
bool ending_is_slot(const struct ending *ending, const void *cookie);

/** ending_command_done: so is the command of a slot. */
void ending_command_done(struct ending *ending, struct ending_slot *slot,
                         uint32_t status);

/** ending_told: the report line is done with the message of a slot. */
void ending_told(struct ending *ending, struct ending_slot *slot);

#endif /* IPSECNIC_GUEST_ENDING_H */

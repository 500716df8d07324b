/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the driver, as what lies above it sees it
 *
 * The specification is docs/specs/ipsecnic.rst; Rn are the statements of the
 * receive contract in docs/ipsecov2.rst.
 *
 * The driver never waits for the card but at start and stop.  Otherwise it is
 * called from one loop: poll what there is to do, kick, arm, sleep.  It is for
 * one CPU that is little-endian, like the card; so fields of the ABI are used
 * as they are.
 */

#ifndef IPSECNIC_GUEST_IPSECNIC_H
#define IPSECNIC_GUEST_IPSECNIC_H

#include "hw/net/ipsecnic_abi.h"
#include "ipsecnic_types.h"

/**
 * ipsecnic_packet_read: copy @length bytes at @offset of the frame to @to,
 * over the borders of buffers.  False, with nothing copied, if the frame is
 * not so long.
 */
bool ipsecnic_packet_read(const struct ipsecnic_packet *packet,
                          uint32_t offset, void *to, uint32_t length);

/**
 * ipsecnic_start: probe, self-test, negotiate, set up all queues.
 * @nic: all zero
 * @name: for messages
 * @bdf: PCI address
 *
 * On failure returns false, and @nic->error says why.  Frames come after
 * ipsecnic_open().
 */
bool ipsecnic_start(struct ipsecnic *nic, const char *name, uint16_t bdf,
                    const struct ipsecnic_params *params);

/**
 * ipsecnic_add_sas: load SAs.
 * @contexts: @count contexts, one behind the other, as for ADD_SA
 * @length: their bytes
 * @results: room for @count results; the same order
 *
 * Returns false if a command failed as a whole or the card does not answer;
 * then @contexts and @results are the card's until ipsecnic_stop() has returned
 * true.  What became of each SA is in its result alone.
 */
bool ipsecnic_add_sas(struct ipsecnic *nic, const void *contexts,
                      size_t length, unsigned int count,
                      struct ipsecnic_result *results);

/**
 * ipsecnic_add_policies: load policies of packet mode (P1 to P5), for which
 * params.packet was set.
 * @results: room for @count results; the same order
 *
 * Returns as ipsecnic_add_sas() does.  Outbound policies decide about frames
 * that are sent without an SA from then on, inbound ones about those that
 * arrive.
 */
bool ipsecnic_add_policies(struct ipsecnic *nic,
                           const struct ipsecnic_policy *policies,
                           unsigned int count,
                           struct ipsecnic_result *results);

/**
 * ipsecnic_query_sa: have what the card knows of an SA written to @info.
 *
 * This function and the next ones do not wait: ops->command_done(@cookie) says
 * later what became of the command, in the order of the commands.  @cookie must
 * not be NULL.  False if there is no room for a command now: there will be when
 * one is done.
 */
bool ipsecnic_query_sa(struct ipsecnic *nic, uint32_t handle,
                       struct ipsecnic_sa_info *info, void *cookie);

/**
 * ipsecnic_query_window: have the replay window of an inbound SA in packet mode
 * written to @window ("Replay window").
 * @length: bytes that it has: those of the struct, and of the words of bits
 *          behind it, as many as the SA's replay_window needs
 */
bool ipsecnic_query_window(struct ipsecnic *nic, uint32_t handle,
                           struct ipsecnic_window *window, size_t length,
                           void *cookie);

/** ipsecnic_query_policy: have what the card knows of a policy, its counters,
 *  written to @info ("Policy information"). */
bool ipsecnic_query_policy(struct ipsecnic *nic, uint32_t handle,
                           struct ipsecnic_policy_info *info, void *cookie);

/** ipsecnic_delete_policy: have a policy deleted; the next frame is not for it
 *  any more. */
bool ipsecnic_delete_policy(struct ipsecnic *nic, uint32_t handle,
                            void *cookie);

/**
 * ipsecnic_delete_sa: have an SA deleted.  Until ops->command_done() packets
 * go on matching it (R18); none that arrives later does.
 */
bool ipsecnic_delete_sa(struct ipsecnic *nic, uint32_t handle, void *cookie);

/** ipsecnic_flush_sas: have all SAs of some directions deleted
 *  (IPSECNIC_CMD_FLAG_*). */
bool ipsecnic_flush_sas(struct ipsecnic *nic, uint16_t directions,
                        void *cookie);

/** ipsecnic_activate: start or stop IPsec (R1, R2, T1). */
void ipsecnic_activate(struct ipsecnic *nic, bool active);

/** ipsecnic_open: take every frame from the wire, and send. */
void ipsecnic_open(struct ipsecnic *nic);

/**
 * ipsecnic_stop: stop all queues; after it the card touches no memory.
 *
 * Frames and commands that are under way are forgotten: ops->sent() and
 * ops->command_done() do not come for them, nor do they once @nic->broken is
 * set.  What they point to is the caller's again when this has returned true;
 * false: a queue did not stop, and the card was reset.
 */
bool ipsecnic_stop(struct ipsecnic *nic);

/** ipsecnic_poll_control: answers and events. */
void ipsecnic_poll_control(struct ipsecnic *nic);

/**
 * ipsecnic_poll_receive: indicate what has arrived on @queue, at most @budget
 * frames.  Returns how many there were.
 */
unsigned int ipsecnic_poll_receive(struct ipsecnic *nic, unsigned int queue,
                                   unsigned int budget);

/** ipsecnic_poll_transmit: report the frames that were sent; how many. */
unsigned int ipsecnic_poll_transmit(struct ipsecnic *nic);

/** ipsecnic_return_buffers: give back the buffers of a frame, or some. */
void ipsecnic_return_buffers(struct ipsecnic *nic,
                             struct ipsecnic_buffer *first);

/** ipsecnic_transmit_room: fragments for which there is room. */
unsigned int ipsecnic_transmit_room(const struct ipsecnic *nic);

/**
 * ipsecnic_transmit: send a frame of @count fragments, without copying them;
 * they must stay as they are until ops->sent(@cookie).
 * @offload: what the card is to do with it: the fields from flags on but
 *           cookie, the flags from IPSECNIC_TX_CSUM on; NULL: nothing
 *
 * Short frames without IPsec are padded, which takes one fragment more.  False
 * if there is no room.
 */
bool ipsecnic_transmit(struct ipsecnic *nic,
                       const struct ipsecnic_fragment *fragments,
                       unsigned int count,
                       const struct ipsecnic_tx_posted *offload, void *cookie);

/**
 * ipsecnic_kick: tell the card all that happened in the rings.  Once for many
 * frames, since every register that is written costs an exit.
 */
void ipsecnic_kick(struct ipsecnic *nic);

/** ipsecnic_arm_*: interrupt when there is something to poll. */
void ipsecnic_arm_control(struct ipsecnic *nic);
void ipsecnic_arm_receive(struct ipsecnic *nic);
void ipsecnic_arm_transmit(struct ipsecnic *nic);

/** ipsecnic_wake: take note of the interrupts that came. */
void ipsecnic_wake(struct ipsecnic *nic);

/** ipsecnic_counter: statistics counter IPSECNIC_STAT_*. */
uint64_t ipsecnic_counter(const struct ipsecnic *nic, unsigned int number);

/** ipsecnic_policies: how many policies the card has; only where packet mode
 *  is negotiated. */
uint32_t ipsecnic_policies(const struct ipsecnic *nic);

/** ipsecnic_queue_state: Q_STATE of receive queue @queue. */
uint32_t ipsecnic_queue_state(const struct ipsecnic *nic, unsigned int queue);

#endif /* IPSECNIC_GUEST_IPSECNIC_H */

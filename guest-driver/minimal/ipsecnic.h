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
#include "platform.h"

/** Vectors of a card with all its queues: control, receive, transmit. */
#define IPSECNIC_MAX_VECTORS    (1 + 2 * IPSECNIC_MAX_QUEUES)

/** Bytes that belong to whoever holds the buffer. */
#define IPSECNIC_BUFFER_PRIVATE 128

/** A receive buffer. */
struct ipsecnic_buffer {
    uint8_t *data;
    /** Bytes of the frame that are in it. */
    uint32_t used;
    /** Receive queue that it belongs to. */
    uint16_t queue;
    /** The layer above kept it. */
    bool kept;
    /** Next buffer of the same frame; NULL: none. */
    struct ipsecnic_buffer *next;
    /** For the layer above, while it has the buffer. */
    uint8_t private[IPSECNIC_BUFFER_PRIVATE] __attribute__((aligned(8)));
};

/** What is indicated: one frame, and what the card found out about it. */
struct ipsecnic_packet {
    /** The first completion of the frame: verdict, handles, offsets. */
    struct ipsecnic_rx_comp info;
    /** The bytes, in one buffer or more. */
    struct ipsecnic_buffer *first;
    struct ipsecnic_buffer *last;
    unsigned int num_buffers;
    /** Receive queue that it came by. */
    unsigned int queue;
};

/**
 * ipsecnic_packet_read: copy @length bytes at @offset of the frame to @to,
 * over the borders of buffers.  False, with nothing copied, if the frame is
 * not so long.
 */
bool ipsecnic_packet_read(const struct ipsecnic_packet *packet,
                          uint32_t offset, void *to, uint32_t length);

/** One piece of a frame to send. */
struct ipsecnic_fragment {
    const void *data;
    uint32_t length;
};

/** What the layer above provides; called from the ipsecnic_poll functions. */
struct ipsecnic_ops {
    /**
     * indicate: here is a frame, good or bad (R13), its verdict with it (R19).
     * Returns true to keep the buffers, which are then to be given back by
     * ipsecnic_return_buffers().
     */
    bool (*indicate)(void *opaque, const struct ipsecnic_packet *packet);
    /** sent: the frame with this @cookie is done with; what became of it. */
    void (*sent)(void *opaque, void *cookie,
                 const struct ipsecnic_tx_comp *comp);
    /** command_done: so is the command with this @cookie; IPSECNIC_ST_*. */
    void (*command_done)(void *opaque, void *cookie, uint32_t status);
    /** event: the card has news; the driver has done its part. */
    void (*event)(void *opaque, const struct ipsecnic_ctrl_comp *event);
};

/** What to start a card with. */
struct ipsecnic_params {
    const struct ipsecnic_ops *ops;
    void *opaque;
    /** Receive queues, 1..8; 0: as many as the card has. */
    unsigned int queues;
    /** Entries of each ring, a power of two. */
    unsigned int rx_ring_size;
    unsigned int tx_ring_size;
    /** Bytes of a receive buffer. */
    unsigned int buffer_size;
    /** Take no interrupts: the caller looks in a loop. */
    bool polling;
    /** Negotiate the offload. */
    bool ipsec;
};

/** A queue: its two rings and the driver's indices into them. */
struct ipsecnic_queue {
    const char *name;
    /** Where its registers are. */
    unsigned int regs;
    uint32_t vector;
    uint8_t *posted;
    uint32_t posted_size;
    uint16_t posted_tail;
    /** What the doorbell was last told. */
    uint16_t posted_told;
    uint8_t *comp;
    uint32_t comp_size;
    uint16_t comp_head;
    uint16_t comp_told;
    /** An interrupt will come for the next completion. */
    bool armed;
    /** The card said that the queue is in state ERROR. */
    bool failed;
};

/** A receive queue. */
struct ipsecnic_rx_queue {
    struct ipsecnic_queue q;
    struct ipsecnic_buffer *buffers;
    /** The frame that is being put together. */
    struct ipsecnic_packet packet;
    unsigned int restarts;
};

/** A card. */
struct ipsecnic {
    const char *name;
    uint16_t bdf;
    volatile uint8_t *regs;
    struct ipsecnic_params params;
    uint64_t features;
    unsigned int num_queues;
    unsigned int num_vectors;
    uint8_t mac[6];
    bool link_up;
    struct ipsecnic_queue ctrl;
    struct ipsecnic_rx_queue rx[IPSECNIC_MAX_QUEUES];
    struct ipsecnic_queue tx;
    /** Entries of the transmit ring that are in use. */
    uint32_t tx_used;
    /** Commands that the card has not answered yet. */
    uint32_t commands;
    /** Those that it has, and the first refusal among them. */
    uint32_t commands_done;
    uint32_t command_status;
    /** Frames indicated. */
    uint64_t indicated;
    /** Vectors that fired; the interrupt handler sets them. */
    volatile uint32_t fired;
    /** Those of them whose queues have not been looked at since. */
    uint32_t woken;
    /** Something is wrong that the driver cannot repair; @error says what. */
    bool broken;
    char error[160];
};

/**
 * ipsecnic_find: the address of the @number th card of the machine, counted
 * from 0; -1: there is none.
 */
int ipsecnic_find(unsigned int number);

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
 * what became of each SA is in its result alone.
 */
bool ipsecnic_add_sas(struct ipsecnic *nic, const void *contexts,
                      size_t length, unsigned int count,
                      struct ipsecnic_result *results);

/**
 * ipsecnic_query_sa: have what the card knows of an SA written to @info.
 *
 * This function and the next one do not wait: ops->command_done(@cookie) says
 * later what became of the command, in the order of the commands.  @cookie must
 * not be NULL.  False if there is no room for a command now: there will be when
 * one is done.
 */
bool ipsecnic_query_sa(struct ipsecnic *nic, uint32_t handle,
                       struct ipsecnic_sa_info *info, void *cookie);

/**
 * ipsecnic_delete_sa: have an SA deleted.  Until ops->command_done() packets
 * go on matching it (R18); none that arrives later does.
 */
bool ipsecnic_delete_sa(struct ipsecnic *nic, uint32_t handle, void *cookie);

/** ipsecnic_flush_sas: have all SAs of some directions deleted
 *  (IPSECNIC_CMD_FLAG_*); nobody is told when that is done. */
bool ipsecnic_flush_sas(struct ipsecnic *nic, uint16_t directions);

/** ipsecnic_activate: start or stop IPsec (R1, R2, T1). */
void ipsecnic_activate(struct ipsecnic *nic, bool active);

/** ipsecnic_open: take every frame from the wire, and send. */
void ipsecnic_open(struct ipsecnic *nic);

/** ipsecnic_stop: stop all queues; after it the card touches no memory. */
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

/** ipsecnic_queue_state: Q_STATE of receive queue @queue. */
uint32_t ipsecnic_queue_state(const struct ipsecnic *nic, unsigned int queue);

/** ipsecnic_status_text: IPSECNIC_ST_* in words. */
const char *ipsecnic_status_text(uint32_t status);

#endif /* IPSECNIC_GUEST_IPSECNIC_H */

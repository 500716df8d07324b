/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: a card, its queues, and what goes through them
 */

#ifndef IPSECNIC_GUEST_TYPES_H
#define IPSECNIC_GUEST_TYPES_H

#include "hw/net/ipsecnic_abi.h"
#include "platform.h"

/** Vectors of a card with all its queues: control, receive, transmit. */
#define IPSECNIC_MAX_VECTORS    (2 + IPSECNIC_MAX_QUEUES)

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
    /** With @ipsec: negotiate packet mode, too. */
    bool packet;
    /** With @packet: what is decapsulated is indicated as it came from the
     *  wire, too, right in front of it ("The original"). */
    bool originals;
    /** With @packet: no packet of packet mode is longer, in bytes of IP (P7);
     *  0: as long as they like. */
    unsigned int mtu;
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

#endif /* IPSECNIC_GUEST_TYPES_H */

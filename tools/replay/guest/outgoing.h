/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames that ipsecnic-replay wants to have sent
 *
 * They come over the report line, go out by the port with the headers of their
 * SAs, and what became of each is told on the report line.  A frame is not
 * copied: the buffers that it came in are fragments of what is sent, and go
 * back to the report line when that is done.  While there is no room here the
 * report line is not read, and its card, QEMU and the tool wait: nothing is
 * lost.
 */

#ifndef IPSECNIC_GUEST_OUTGOING_H
#define IPSECNIC_GUEST_OUTGOING_H

#include "hw/net/ipsecnic_abi.h"
#include "fault.h"
#include "ipsecnic.h"
#include "replay_proto.h"
#include "send.h"

/** Frames on their way at most. */
#define OUTGOING_SLOTS          256
/** Receive buffers of the report line that a frame can lie in. */
#define OUTGOING_PIECES         48

/** A frame on its way. */
struct outgoing_slot {
    struct outgoing_slot *next;
    uint32_t number;
    /** Bytes of it, and those that have come. */
    uint32_t length;
    uint32_t have;
    /** Where they are. */
    struct ipsecnic_fragment piece[OUTGOING_PIECES];
    unsigned int num_pieces;
    struct ipsecnic_buffer *buffers;
    struct send_frame frame;
    /** What is told in the end. */
    struct {
        struct replay_header header;
        struct replay_sent record;
    } message;
};

/** All of them. */
struct outgoing {
    struct ipsecnic *port;
    struct ipsecnic *report;
    struct sender sender;
    struct fault fault;
    /** Send the message of a slot by the report line, the slot its cookie. */
    void (*tell)(struct outgoing_slot *slot);
    struct outgoing_slot *slots;
    struct outgoing_slot *free;
    /** The frame that is not whole yet; NULL: none. */
    struct outgoing_slot *partial;
    /** Frames on their way. */
    unsigned int under_way;
    /** REPLAY_FAULT_DELETED_SA: no frame is taken until the SAs are deleted. */
    bool deleting;
};

/** outgoing_init: @outgoing with port, report, sender, fault and tell set.
 *  False if there is not enough memory. */
bool outgoing_init(struct outgoing *outgoing);

/** outgoing_ready: whether the next message can be taken. */
bool outgoing_ready(const struct outgoing *outgoing);

/**
 * outgoing_message: take a REPLAY_MSG_SEND or REPLAY_MSG_SEND_MORE.
 * @packet: it
 * @header: its header, which was read
 *
 * Keeps the buffers.  Returns NULL, or what is wrong with the message.
 */
const char *outgoing_message(struct outgoing *outgoing,
                             const struct ipsecnic_packet *packet,
                             const struct replay_header *header);

/** outgoing_sent: the port is done with a frame. */
void outgoing_sent(struct outgoing *outgoing, struct outgoing_slot *slot,
                   const struct ipsecnic_tx_comp *comp);

/** outgoing_command_done: the port is done with a command of @cookie; whether it
 *  was one of @outgoing. */
bool outgoing_command_done(struct outgoing *outgoing, const void *cookie);

/** outgoing_told: the report line is done with the message of a slot. */
void outgoing_told(struct outgoing *outgoing, struct outgoing_slot *slot);

/** outgoing_is_slot: whether a cookie of the report line is one. */
bool outgoing_is_slot(const struct outgoing *outgoing, const void *cookie);

#endif /* IPSECNIC_GUEST_OUTGOING_H */

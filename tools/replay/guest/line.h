/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report line: messages to the tool
 *
 * Indications are sent without copying the frame: the receive buffers are
 * fragments of what is sent, and are the cookie of their message, so that they
 * can go back to the port when they are.  So a slow reader slows down the port,
 * and nothing is lost.
 */

#ifndef IPSECNIC_GUEST_LINE_H
#define IPSECNIC_GUEST_LINE_H

#include "ipsecnic.h"
#include "replay_proto.h"
#include "transport.h"

/** Entries of the line's transmit ring. */
#define LINE_TX_RING_SIZE       1024

/** The line. */
struct line {
    /** Its card; all zero where there is none. */
    struct ipsecnic nic;
    /** Number of the next message. */
    uint32_t number;
};

/**
 * line_send: send a message that is not an indication.
 * @header: with @header_size bytes, what the type says behind it included
 * @type: REPLAY_MSG_*
 * @more: @size bytes behind it; 0: none
 *
 * Both must stay as they are until the message is sent.
 */
void line_send(struct line *line, struct replay_header *header, uint16_t type,
               size_t header_size, const void *more, size_t size);

/** line_post: the same of one piece, which is told by ops->sent(@cookie); it
 *  goes with the next ipsecnic_kick(). */
void line_post(struct line *line, struct replay_header *header, uint16_t type,
               size_t size, void *cookie);

/**
 * line_indicate: send a packet, and what was decided about it.  Its buffers
 * come back as cookies of ops->sent(), each the first of some that belong
 * together.
 */
void line_indicate(struct line *line, const struct ipsecnic_packet *packet,
                   const struct transport_decision *decision);

/** line_entries_for_a_frame: entries of the line's transmit ring that one frame
 *  of @port can take. */
unsigned int line_entries_for_a_frame(const struct ipsecnic *port);

/** line_fatal: say @text on the console, and on the line if it works, and power
 *  off. */
_Noreturn void line_fatal(struct line *line, const char *text);

#endif /* IPSECNIC_GUEST_LINE_H */

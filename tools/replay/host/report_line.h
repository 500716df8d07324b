/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report line: what the guest says, and what it is told
 *
 * The messages are those of replay_proto.h.  They come as Ethernet frames on a
 * QEMU network socket: each with its length in front, four bytes in network
 * byte order.
 */

#ifndef IPSECNIC_REPLAY_REPORT_LINE_H
#define IPSECNIC_REPLAY_REPORT_LINE_H

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "hw/net/ipsecnic_abi.h"
#include "replay_proto.h"

/** Error domain: one code, the message says it all. */
#define REPORT_ERROR (report_error_quark())
GQuark report_error_quark(void);

/** One packet that the guest driver indicated; host byte order. */
typedef struct Indication {
    struct ipsecnic_rx_comp comp;
    /** REPLAY_VERDICT_*. */
    uint8_t verdict;
    /** Receive queue. */
    uint8_t queue;
    /** REPLAY_CHECK_*. */
    uint8_t check;
    /** Of the outermost IPsec header; both 0 where there is none. */
    uint32_t spi;
    uint64_t sequence;
    /** The frame as it lies in the guest's memory, comp.frame_length bytes. */
    const uint8_t *frame;
} Indication;

/** An SA that the guest's transport gave back, as the card asked for it. */
typedef struct SaDeleted {
    uint32_t handle;
    /** IPSECNIC_ST_*: what the card made of it. */
    uint32_t status;
    /** Arrival number of the packet that asked. */
    uint32_t arrival;
    /** Handle of the SA that it is paired with; 0: none. */
    uint32_t partner;
    bool outbound;
} SaDeleted;

/** What became of a frame that the guest was to send: struct replay_sent in
 *  host byte order. */
typedef struct SendResult {
    uint32_t number;
    /** REPLAY_REFUSED_*, or 0: it was handed to the card. */
    uint32_t refused;
    /** IPSECNIC_TX_ST_*. */
    uint32_t status;
    /** What went out. */
    uint32_t bytes;
    uint32_t segments;
    /** Posted entries that it took. */
    uint32_t fragments;
    /** Outer first; 0: none. */
    uint32_t handle[2];
    /** Of the outermost IPsec header; both 0 where there is none. */
    uint32_t spi;
    uint64_t sequence;
    /** Of TOO_BIG: bytes of the longest IP packet that would do, or 0. */
    uint32_t fit;
    /** No SA was named, and the card has outbound policies. */
    bool by_policy;
} SendResult;

/** What to do with a message.  Those that return false set @errp. */
typedef struct ReportHandler {
    /** What became of @count SA contexts, from number @first on (from 0). */
    bool (*sa_results)(void *opaque, uint32_t first, uint32_t count,
                       const struct ipsecnic_result *result, GError **errp);
    /** The same of policies. */
    bool (*policy_results)(void *opaque, uint32_t first, uint32_t count,
                           const struct ipsecnic_result *result,
                           GError **errp);
    /** The port takes frames. */
    bool (*ready)(void *opaque, GError **errp);
    bool (*indication)(void *opaque, const Indication *ind, GError **errp);
    bool (*sa_deleted)(void *opaque, const SaDeleted *gone, GError **errp);
    bool (*sent)(void *opaque, const SendResult *sent, GError **errp);
    /** In host byte order. */
    bool (*stats)(void *opaque, const struct replay_stats *stats,
                  GError **errp);
    /** In host byte order: a policy and a window in the end, and that there are
     *  no more, but policies that the card still has. */
    bool (*policy)(void *opaque, const struct replay_policy_state *state,
                   GError **errp);
    bool (*window)(void *opaque, const struct replay_window_state *state,
                   GError **errp);
    bool (*state_end)(void *opaque, uint32_t policies_left, GError **errp);
    /** Why the guest gave up. */
    bool (*fatal)(void *opaque, const char *text, GError **errp);
} ReportHandler;

/** The line's state between two reads. */
typedef struct ReportLine ReportLine;

ReportLine *report_new(const ReportHandler *handler, void *opaque);
void report_free(ReportLine *line);

/**
 * Take @size bytes from the line and call the handler for each message that
 * became whole.  Returns false and @errp at the first message that breaks the
 * protocol or that a handler refused.
 */
bool report_feed(ReportLine *line, const uint8_t *data, size_t size,
                 GError **errp);

/** Append a request without content (REPLAY_MSG_*) to what will be sent. */
void report_request(GByteArray *out, uint16_t type);

/** Append the messages that have the guest send a frame.
 *  @number: of the frame, from 0; counted modulo 2^32 there */
void report_send(GByteArray *out, uint64_t number, const uint8_t *frame,
                 uint32_t length);

/** Append a frame to what will be sent on a QEMU network socket. */
void report_append_frame(GByteArray *out, const uint8_t *data,
                         uint32_t length);

#endif /* IPSECNIC_REPLAY_REPORT_LINE_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest says on the report line, and how it is told to the user
 *
 * The messages are those of replay_proto.h.  They come as Ethernet frames on a
 * QEMU network socket: each with its length in front, four bytes in network
 * byte order.
 */

#ifndef IPSECNIC_REPLAY_REPORT_H
#define IPSECNIC_REPLAY_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "replay_proto.h"
#include "sa_file.h"

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
} SendResult;

/** What to do with a message.  Those that return false set @errp. */
typedef struct ReportHandler {
    /** What became of @count SA contexts, from number @first on (from 0). */
    bool (*sa_results)(void *opaque, uint32_t first, uint32_t count,
                       const struct ipsecnic_result *result, GError **errp);
    /** The port takes frames. */
    bool (*ready)(void *opaque, GError **errp);
    bool (*indication)(void *opaque, const Indication *ind, GError **errp);
    bool (*sa_deleted)(void *opaque, const SaDeleted *gone, GError **errp);
    bool (*sent)(void *opaque, const SendResult *sent, GError **errp);
    /** In host byte order. */
    bool (*stats)(void *opaque, const struct replay_stats *stats,
                  GError **errp);
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

/** Name of a status of the control queue (IPSECNIC_ST_*). */
const char *report_status_name(uint32_t status);
/** What it means, in words. */
const char *report_status_text(uint32_t status);
/** Name of the reason of a queue in state ERROR (IPSECNIC_Q_ERR_*). */
const char *report_queue_error(uint32_t reason);

/** The same of a status of a transmit completion (IPSECNIC_TX_ST_*). */
const char *report_tx_status_name(uint32_t status);
const char *report_tx_status_text(uint32_t status);
/** And of a frame that the guest did not hand to the card
 *  (REPLAY_REFUSED_*). */
const char *report_refusal_name(uint32_t refused);
const char *report_refusal_text(uint32_t refused);

/** What an SA is called: "SA 3 (SPI 0x1001, in)". */
char *report_sa_text(const ReplaySa *sa);

/**
 * The out-of-band record of a packet: one JSON object, without a newline.
 *
 * @index: position of the frame in the input, from 0
 * @by_handle: the loaded SAs (ReplaySa *) by their handles
 * @deleted: the SAs (SaDeleted, all of them in @by_handle) that were deleted
 *           because the packet asked for it, in order; NULL: requests to delete
 *           are not answered
 */
char *report_json(const Indication *ind, uint64_t index,
                  GHashTable *by_handle, const GArray *deleted);

/**
 * The record of a frame that was to be sent: one JSON object, without a
 * newline.
 *
 * @index, @length: of the frame in the input
 * @out: position in the output of the first frame that it became
 * @by_handle: as above
 */
char *report_sent_json(const SendResult *sent, uint64_t index, uint32_t length,
                       uint64_t out, GHashTable *by_handle);

#endif /* IPSECNIC_REPLAY_REPORT_H */

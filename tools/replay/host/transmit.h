/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --transmit: frames that the guest sends, and what appears on the wire
 *
 * The guest tells what became of each frame on the report line; the frames for
 * the wire come out of the other end of the port's netdev.  The card completes
 * a frame when the last byte of it has left, in the order of the frames; so
 * what a completion speaks of can be read from the port as soon as it is there,
 * and every frame on the wire belongs to one completion.
 */

#ifndef IPSECNIC_REPLAY_TRANSMIT_H
#define IPSECNIC_REPLAY_TRANSMIT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <glib.h>
#include "capture.h"
#include "report_line.h"
#include "sa.h"

/** Error domain: one code, the message says it all. */
#define TRANSMIT_ERROR (transmit_error_quark())
GQuark transmit_error_quark(void);

typedef struct Transmit Transmit;

/**
 * Make the guest's policy of the selectors of the outbound SAs.
 *
 * @name: how errors call the SA file
 * @out: struct replay_selector, little-endian, are appended
 *
 * Returns false and @errp if an SA cannot be used to send.
 */
bool transmit_selectors(const ReplaySaFile *sas, const char *name,
                        GByteArray *out, GError **errp);

/**
 * Begin.
 *
 * @segment_size: payload bytes of the segments of a large send, 0: none
 * @by_handle: the loaded SAs (ReplaySa *) by their handles
 */
Transmit *transmit_new(uint32_t segment_size, CaptureWriter *out, FILE *oob,
                       GHashTable *by_handle);
void transmit_free(Transmit *t);

/** Whether the guest may get another frame now. */
bool transmit_has_room(const Transmit *t);

/** The next frame goes to the guest, in messages appended to @out. */
void transmit_frame(Transmit *t, const CaptureFrame *frame, GByteArray *out);

/** What the guest tells about a frame. */
bool transmit_take_sent(Transmit *t, const SendResult *sent, GError **errp);

/** Bytes from the port's socket. */
bool transmit_take_wire(Transmit *t, const uint8_t *data, size_t size,
                        GError **errp);

/**
 * Write down all frames up to the first that has no completion.  To be called
 * when everything was read from the port that was there after the completions
 * were: false and @errp if something is missing then.
 */
bool transmit_settle(Transmit *t, GError **errp);

/** Frames that the guest got, and those that were written down. */
uint64_t transmit_next(const Transmit *t);
uint64_t transmit_done(const Transmit *t);

/** Number in the capture of the first frame that is not written down. */
uint64_t transmit_position(const Transmit *t);

/**
 * In the end: write down what is on the wire that no completion speaks of.
 * False and @errp if there is something.
 */
bool transmit_finish(Transmit *t, GError **errp);

/**
 * Say on standard error which frames were not sent, and why.
 *
 * @program, @in: names for the messages
 * @total: frames of the capture
 *
 * Returns true if there are none.
 */
bool transmit_conclude(const Transmit *t, const char *program, const char *in,
                       uint64_t total);

#endif /* IPSECNIC_REPLAY_TRANSMIT_H */

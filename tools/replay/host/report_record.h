/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user is told of a packet: one JSON object
 */

#ifndef IPSECNIC_REPLAY_REPORT_RECORD_H
#define IPSECNIC_REPLAY_REPORT_RECORD_H

#include <stdint.h>
#include <glib.h>
#include "report_line.h"
#include "sa.h"

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

/** A policy in the end, and the replay window of an SA: one JSON object each,
 *  without a newline.  @state: host byte order */
char *report_policy_json(const ReplayPolicy *policy,
                         const struct replay_policy_state *state);
char *report_window_json(const ReplaySa *sa,
                         const struct replay_window_state *state);

#endif /* IPSECNIC_REPLAY_REPORT_RECORD_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run: what is under way, and what became of it
 *
 * What is kept in memory is the frames' time stamps, from the oldest that has
 * not come back to the newest that was sent, and never more than RUN_WINDOW of
 * them.  To transmit it is the other way round: transmit.h.
 */

#ifndef IPSECNIC_REPLAY_RUN_H
#define IPSECNIC_REPLAY_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <glib.h>
#include "capture.h"
#include "ending.h"
#include "options.h"
#include "ranges.h"
#include "replay_proto.h"
#include "report_line.h"
#include "sa.h"
#include "tail.h"
#include "transmit.h"
#include "vm.h"

/** Exit statuses. */
enum {
    EXIT_ALL_BACK = 0,
    EXIT_FAILED = 1,
    EXIT_BAD_INPUT = 2,
};

/** Frames on their way at most; a power of two. */
#define RUN_WINDOW          8192
/** Milliseconds without an indication after which the counters are asked. */
#define STATS_DELAY_FIRST   20
#define STATS_DELAY_MAX     500

/** A frame that was sent. */
typedef struct Sent {
    CaptureTime time;
    /** Number in the capture, of which some may have been left out. */
    uint64_t position;
    uint32_t length;
    bool back;
} Sent;

/** The run. */
typedef struct Replay {
    const Options *options;
    CaptureSummary summary;
    ReplaySaFile *sas;
    GHashTable *by_handle;
    uint32_t sa_results;
    uint32_t sa_refused;
    uint32_t policy_results;
    uint32_t policies_refused;

    CaptureReader *in;
    CaptureWriter *out;
    FILE *oob;
    Vm *vm;
    ReportLine *line;
    /** With --transmit: frames on their way; NULL without. */
    Transmit *transmit;
    /** Its policy. */
    GByteArray *selectors;
    /** What the card knew in the end, where to write it (NULL: nowhere), and
     *  whether the guest was asked. */
    Ending *ending;
    FILE *state;
    bool state_asked;
    Tail console;
    Tail errors;

    bool ready;
    /** The capture has been read to its end. */
    bool all_read;
    /** Frames on their way: numbers @oldest to @next - 1. */
    Sent sent[RUN_WINDOW];
    uint64_t oldest;
    uint64_t next;
    uint64_t came_back;
    /** Positions of frames that did not come back. */
    Ranges missing;
    /** Positions of packets whose replay check card and transport did not do
     *  alike, in the order of the capture or nearly so. */
    Ranges disagreed;
    /** With --answer-sa-delete: the last packet asked for an SA.  It is
     *  written down, and the next one sent, when that is done. */
    bool holding;
    Indication held;
    GByteArray *held_frame;
    /** Its arrival number, and its number in the capture. */
    uint64_t held_index;
    uint64_t held_position;
    /** SAs (SaDeleted) that were deleted since, as it asked for them. */
    GArray *deleted;
    /** Handles of all that were. */
    GHashTable *gone;
    uint32_t deletions_refused;
    GByteArray *to_port;
    size_t port_done;
    GByteArray *to_report;
    size_t report_done;

    /** A request for the counters is under way, and @next at that time. */
    bool stats_asked;
    uint64_t stats_next;
    /** The counters have said once that everything arrived. */
    bool settled;
    int64_t stats_time;
    int64_t stats_delay;
    struct replay_stats stats;
    bool have_stats;

    /** Monotonic time of the last progress. */
    int64_t progress;
    int64_t last_shown;
    /** Why the run ends without success; said already if empty. */
    char *failure;
    int exit_status;
    int signal;
} Replay;

/** Note that something moved: the timeout starts again. */
void run_progress(Replay *r);

/** End the run with @text; the first failure counts. */
void run_fail(Replay *r, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** Frames of the capture that were read. */
uint64_t run_frames_read(const Replay *r);

/** Frames that are done with. */
uint64_t run_frames_done(const Replay *r);

/** Write down a packet's record; @position: of the frame in the capture. */
void run_write_record(Replay *r, const Indication *ind, uint64_t position);

/** Keep a packet until what it asked for is done.  @index: its arrival number,
 *  64 bits of it. */
void run_hold(Replay *r, const Indication *ind, uint64_t index);

/** It is done, or will not be: write down the packet that is kept, if any. */
void run_let_go(Replay *r);

/**
 * Whether the card's replay check of a packet is that of the transport, as far
 * as it was one; or note that it is not.
 */
void run_check_replay(Replay *r, const Indication *ind, uint64_t position);

/** The frames that are still on their way will not come any more. */
void run_give_up_outstanding(Replay *r);

#endif /* IPSECNIC_REPLAY_RUN_H */

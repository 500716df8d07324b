/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures of frames: pcap and pcapng in, also compressed; classic pcap out
 *
 * What comes out of a capture are Ethernet frames that the card can take.
 * Packets of other link types that carry IP are made into such; frames that
 * cannot be taken are left out, or the capture is refused.
 */

#ifndef IPSECNIC_REPLAY_CAPTURE_H
#define IPSECNIC_REPLAY_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <glib.h>
#include "link_type.h"
#include "ranges.h"

/** Error domain: one code, the message says it all. */
#define CAPTURE_ERROR (capture_error_quark())
GQuark capture_error_quark(void);

/** When a frame was captured. */
typedef struct CaptureTime {
    /** Seconds since 1970. */
    int64_t seconds;
    uint32_t nanoseconds;
} CaptureTime;

/** A frame of a capture; @data is valid until the next one is read. */
typedef struct CaptureFrame {
    const uint8_t *data;
    /** Bytes. */
    uint32_t length;
    CaptureTime time;
    /** Number of the frame in the file, from 0; those left out count. */
    uint64_t position;
} CaptureFrame;

/** How a capture is to be read. */
typedef struct CaptureOptions {
    /** Refuse a capture of which frames would be left out. */
    bool strict;
    /** For the header of packets that have none of Ethernet. */
    LinkAddresses addresses;
    /** Position up to which what is left out is counted separately. */
    uint64_t upto;
    /** Packets that are read at most, be there more or not; 0: any number. */
    uint64_t limit;
} CaptureOptions;

/** Why a frame is left out. */
typedef enum CaptureReason {
    /** Not all of it was captured. */
    CAPTURE_CUT,
    /** More was captured than there was: one of its lengths is wrong. */
    CAPTURE_LENGTHS,
    /** Longer than the card takes. */
    CAPTURE_LONG,
    /** Shorter than a header. */
    CAPTURE_SHORT,
    /** It has no IP in it, nor anything else that has an EtherType. */
    CAPTURE_NO_IP,
    /** Of a link type that is not taken, on one interface of several. */
    CAPTURE_LINK_TYPE,
    CAPTURE_REASONS,
} CaptureReason;

/** What a pass over a whole capture found. */
typedef struct CaptureSummary {
    /** Frames that are taken, and all that there are. */
    uint64_t frames;
    uint64_t total;
    /** Frames that are left out up to CaptureOptions.upto, and with it. */
    uint64_t left_out_upto;
    uint64_t bytes;
    /** Some time stamp is finer than a microsecond. */
    bool nanoseconds;
    /** Frames whose time a pcap file cannot hold. */
    uint64_t out_of_time;
    /** Those that are left out. */
    Ranges left_out[CAPTURE_REASONS];
    /** Packets that became Ethernet frames (uint64_t), by link type; NULL:
     *  none. */
    GHashTable *converted;
    /** A link type that is not taken, or -1. */
    int link_type;
} CaptureSummary;

typedef struct CaptureReader CaptureReader;
typedef struct CaptureWriter CaptureWriter;

/**
 * Read the whole capture @path without keeping it, and see which of its frames
 * the card can take: a regular file, pcap or pcapng, of link types that
 * link_type.h takes, frames captured whole and of 14 to IPSECNIC_MAX_FRAME
 * bytes.
 *
 * @summary: to be freed with capture_summary_clear(), whatever is returned
 *
 * Returns false and @errp, which names the file and the frame (from 0).
 */
bool capture_check(const char *path, const CaptureOptions *options,
                   CaptureSummary *summary, GError **errp);
void capture_summary_clear(CaptureSummary *summary);

/**
 * Say on standard error what was put in front of frames, and which ones are
 * left out, and that times do not fit.
 *
 * @program, @path: names for the messages
 */
void capture_tell(const CaptureSummary *summary, const char *program,
                  const char *path);

/** Open a capture that capture_check() found good. */
CaptureReader *capture_open(const char *path, const CaptureOptions *options,
                            GError **errp);

/**
 * The next frame that is taken.  Returns 1, 0 at the end of the capture, -1 and
 * @errp if it cannot be read.
 */
int capture_read(CaptureReader *reader, CaptureFrame *frame, GError **errp);

/** Close; NULL is fine. */
void capture_close(CaptureReader *reader);

/**
 * Begin a classic pcap, link type Ethernet, on @fp (which it takes over).
 *
 * @nanoseconds: write the variant with nanosecond time stamps
 */
CaptureWriter *capture_create(FILE *fp, bool nanoseconds, GError **errp);

/** Append a frame; a time that does not fit becomes the nearest.  What goes
 *  wrong shows at capture_flush(). */
void capture_write(CaptureWriter *writer, const CaptureFrame *frame);

/** Hand everything written so far to the system; false if it took not all. */
bool capture_flush(CaptureWriter *writer);

/** Flush and close; false as capture_flush().  NULL is fine. */
bool capture_finish(CaptureWriter *writer);

#endif /* IPSECNIC_REPLAY_CAPTURE_H */

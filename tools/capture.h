/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures of Ethernet frames: pcap and pcapng in, classic pcap out
 */

#ifndef IPSECNIC_REPLAY_CAPTURE_H
#define IPSECNIC_REPLAY_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <glib.h>

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
} CaptureFrame;

/** What a pass over a whole capture found. */
typedef struct CaptureSummary {
    uint64_t frames;
    uint64_t bytes;
    /** Some time stamp is finer than a microsecond. */
    bool nanoseconds;
} CaptureSummary;

typedef struct CaptureReader CaptureReader;
typedef struct CaptureWriter CaptureWriter;

/**
 * Read the whole capture @path without keeping it, and check that the card can
 * take every frame: a regular file, pcap or pcapng, Ethernet, frames captured
 * whole and of 14 to IPSECNIC_MAX_FRAME bytes.
 *
 * Returns false and @errp, which names the file and the frame (from 0).
 */
bool capture_check(const char *path, CaptureSummary *summary, GError **errp);

/** Open a capture that capture_check() found good. */
CaptureReader *capture_open(const char *path, GError **errp);

/**
 * The next frame.  Returns 1, 0 at the end of the capture, -1 and @errp if it
 * cannot be read.
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

/** Append a frame.  What goes wrong shows at capture_flush(). */
void capture_write(CaptureWriter *writer, const CaptureFrame *frame);

/** Hand everything written so far to the system; false if it took not all. */
bool capture_flush(CaptureWriter *writer);

/** Flush and close; false as capture_flush().  NULL is fine. */
bool capture_finish(CaptureWriter *writer);

#endif /* IPSECNIC_REPLAY_CAPTURE_H */

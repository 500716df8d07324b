/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: a pcapng file that is written (draft-ietf-opsawg-pcapng)
 *
 * Blocks, buffering, rotation, and what can go wrong with a file; it knows
 * nothing of the card.  Whatever goes wrong, the file ends behind a whole
 * block, if it is one that can be cut.
 */

#ifndef HW_NET_IPSECNIC_CAPTURE_FILE_H
#define HW_NET_IPSECNIC_CAPTURE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "qapi/error.h"

/* What is not regular holds back so much while nobody reads. */
#define IPSECNIC_CAPTURE_BACKLOG (4 * 1024 * 1024)

/* The least `capture-max-size`, besides 0: two of the longest records. */
#define IPSECNIC_CAPTURE_MIN (256 * 1024)

#define IPSECNIC_CAPTURE_FILES_MAX 1000

typedef struct IpsecnicCaptureFile IpsecnicCaptureFile;

/** The interfaces of the file, in their order. */
typedef enum IpsecnicCaptureInterface {
    IPSECNIC_CAPTURE_WIRE,
    IPSECNIC_CAPTURE_CARD,
    IPSECNIC_CAPTURE_CONTROL,
    IPSECNIC_CAPTURE_INTERFACES,
} IpsecnicCaptureInterface;

/** The direction in epb_flags. */
typedef enum IpsecnicCaptureDirection {
    IPSECNIC_CAPTURE_NEITHER,
    IPSECNIC_CAPTURE_IN,
    IPSECNIC_CAPTURE_OUT,
} IpsecnicCaptureDirection;

/** One record. */
typedef struct IpsecnicCaptureRecord {
    IpsecnicCaptureInterface interface;
    IpsecnicCaptureDirection direction;
    uint64_t packet;            /* epb_packetid; 0: none */
    int64_t time;               /* nanoseconds since 1970 */
    /** The frame, which may be in two pieces.  Of the control interface there
     *  is none: the comment is the packet, too. */
    const uint8_t *head;
    uint32_t head_length;
    const uint8_t *data;
    uint32_t length;
    const char *comment;
} IpsecnicCaptureRecord;

/** What a file has been told. */
typedef struct IpsecnicCaptureCounts {
    uint64_t records[IPSECNIC_CAPTURE_INTERFACES];
    uint64_t dropped;           /* nobody read fast enough, or no room */
    uint64_t bytes;             /* in all files */
    uint64_t files;
} IpsecnicCaptureCounts;

/**
 * ipsecnic_capture_file_open: begin a file, and write its first blocks.
 * @path: a regular file, which must be a capture or empty if it is there; a
 *        FIFO that somebody reads; a character device; /dev/fdset/N
 * @max: bytes of a file, from IPSECNIC_CAPTURE_MIN on, before the next one is
 *       begun; 0: there is only one
 * @files: that are kept, this one included; from 1 on
 * @errp: set to what is wrong, with the path
 */
IpsecnicCaptureFile *ipsecnic_capture_file_open(const char *path, uint64_t max,
                                                uint32_t files, Error **errp);

/**
 * ipsecnic_capture_file_limit: another @max and @files, as above, from the next
 * record on.  False, with @errp, if such a file cannot be rotated.
 */
bool ipsecnic_capture_file_limit(IpsecnicCaptureFile *file, uint64_t max,
                                 uint32_t files, Error **errp);

/**
 * ipsecnic_capture_file_write: add a record.  It is in memory at first.
 * False, with @errp: the file is not to be used any more, but to be closed.
 */
bool ipsecnic_capture_file_write(IpsecnicCaptureFile *file,
                                 const IpsecnicCaptureRecord *record,
                                 Error **errp);

/**
 * ipsecnic_capture_file_flush: have all that was added written, or as much as
 * a reader takes.  False as above.
 */
bool ipsecnic_capture_file_flush(IpsecnicCaptureFile *file, Error **errp);

/** ipsecnic_capture_file_waits: something is in memory yet. */
bool ipsecnic_capture_file_waits(const IpsecnicCaptureFile *file);

/** ipsecnic_capture_file_counts: of all files since the first. */
const IpsecnicCaptureCounts *
ipsecnic_capture_file_counts(const IpsecnicCaptureFile *file);

/**
 * ipsecnic_capture_file_close: free it.
 * @errp: set if the statistics at its end, or what was before them, were not
 *        written
 */
bool ipsecnic_capture_file_close(IpsecnicCaptureFile *file, Error **errp);

/** ipsecnic_capture_now: nanoseconds since 1970. */
int64_t ipsecnic_capture_now(void);

/**
 * ipsecnic_capture_beyond_limit: would @length more bytes behind a regular file
 * be beyond RLIMIT_FSIZE?  A signal says so otherwise, and ends QEMU.
 */
bool ipsecnic_capture_beyond_limit(int fd, size_t length);

#endif /* HW_NET_IPSECNIC_CAPTURE_FILE_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the records of a capture that is running, and what it consists of
 */

#ifndef HW_NET_IPSECNIC_CAPTURE_RECORD_H
#define HW_NET_IPSECNIC_CAPTURE_RECORD_H

#include "qemu/notify.h"
#include "qemu/timer.h"

#include "capture_file.h"
#include "capture_filter.h"
#include "state.h"

/* What the operator asked for, and what became of it; as old as the card. */
struct IpsecnicCaptureConfig {
    char *path;                 /* or NULL */
    char *filter_text;          /* or NULL */
    IpsecnicCaptureFilter *filter;
    uint64_t max;
    uint32_t files;
    char *ended;                /* why the last capture ended, or NULL */
    IpsecnicCaptureCounts counts; /* of the last capture */
};

/* Index of faults[]. */
enum { RECEIVED, SENT };

/* Of a queue: completions that came without an interrupt. */
typedef struct IpsecnicCaptureUntold {
    uint32_t head;              /* COMP_HEAD at the last record */
    uint32_t count;
    int64_t since;              /* virtual time, ns; of the first of them */
} IpsecnicCaptureUntold;

/* A capture that is running. */
struct IpsecnicCapture {
    IpsecnicState *nic;
    IpsecnicCaptureFile *file;
    QEMUTimer *flush;
    Notifier exit;
    NotifierWithReturn migration;
    int64_t time;               /* of the last record */
    uint64_t packets;           /* numbers that were given */
    uint64_t packet;            /* of the frame that is being sent */
    uint8_t *posted;            /* as it was, room for the longest */
    uint32_t posted_length;
    uint32_t held;              /* arrival of the frame that was held last */
    bool held_valid;
    IpsecnicCaptureUntold untold[2 * IPSECNIC_MAX_QUEUES]; /* rx, then tx */
    IpsecnicCaptureFacts tx_facts; /* of the frame that is being sent */
    GString *faults[2];         /* that hit what is being received, sent */
};

/* How long a record may stay in memory, in milliseconds. */
#define IPSECNIC_CAPTURE_FLUSH 200

/* The default of `capture-files`. */
#define IPSECNIC_CAPTURE_FILES 5

/** ipsecnic_capture_config: that of a card; made when it is asked for first. */
IpsecnicCaptureConfig *ipsecnic_capture_config(IpsecnicState *s);

/**
 * ipsecnic_capture_add: add a record, if the filter lets it in.
 *
 * An error of the file ends the capture: it may be gone when this returns.
 */
void ipsecnic_capture_add(IpsecnicCapture *c,
                          const IpsecnicCaptureFacts *facts,
                          IpsecnicCaptureRecord *record);

/**
 * ipsecnic_capture_line: the same with a record that is no packet.
 * @packet: the number of the packet that it belongs to; or 0
 * @text: pairs of the grammar
 */
void ipsecnic_capture_line(IpsecnicCapture *c,
                           const IpsecnicCaptureFacts *facts, uint64_t packet,
                           const char *text);

/**
 * ipsecnic_capture_finish: close the file and free the capture.
 * @errp: set if the file did not take its end
 */
void ipsecnic_capture_finish(IpsecnicState *s, Error **errp);

/** ipsecnic_capture_ended: note why, for those who ask. */
void ipsecnic_capture_ended(IpsecnicState *s, const char *why);

/** ipsecnic_capture_close: the file is not what it should be; the card goes on.
 *  @err is freed. */
void ipsecnic_capture_close(IpsecnicState *s, Error *err);

#endif /* HW_NET_IPSECNIC_CAPTURE_RECORD_H */

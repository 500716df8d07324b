/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line
 */

#ifndef IPSECNIC_REPLAY_OPTIONS_H
#define IPSECNIC_REPLAY_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "capture.h"

/** What the user asks for. */
typedef struct Options {
    char *sa;
    char *in;
    char *out;
    char *oob;
    char **device;
    char *story;
    char *faults;
    char *qemu;
    char *guest;
    char *timeout;
    char *ring_size;
    char *buffer_size;
    gboolean transmit;
    char *segment;
    char *form;
    char *fault;
    char *mtu;
    char *state;
    gboolean poll;
    gboolean inactive;
    gboolean answer_sa_delete;
    gboolean strict;
    gboolean verbose;
    /** How the capture is read. */
    CaptureOptions capture;
    /** --timeout in microseconds. */
    int64_t timeout_us;
    uint32_t ring_entries;
    uint32_t buffer_bytes;
    uint32_t segment_bytes;
    uint32_t mtu_bytes;
    /** REPLAY_FORM_* and REPLAY_FAULT_*. */
    uint32_t form_bits;
    uint32_t fault_kind;
    uint32_t fault_at;
    /** All of --device in one. */
    char *properties;
    /** The same and what --capture and --faults add to it; NULL: nothing. */
    char *card;
} Options;

/**
 * Read the command line.
 *
 * @o: all zero; to be freed with options_free(), whatever is returned
 *
 * False if something is wrong with it: the user has been told what.
 */
bool options_parse(int argc, char **argv, Options *o);

/** Find QEMU and the guest; false if one is missing, and the user has been told
 *  where it was looked for. */
bool options_find_programs(Options *o);

/** Free what the options hold. */
void options_free(Options *o);

#endif /* IPSECNIC_REPLAY_OPTIONS_H */

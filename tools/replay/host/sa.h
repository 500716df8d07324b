/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SAs of a file, as the card takes them
 */

#ifndef IPSECNIC_REPLAY_SA_H
#define IPSECNIC_REPLAY_SA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>
#include "hw/net/ipsecnic_abi.h"

/** Error domain: one code, the message says it all. */
#define SA_FILE_ERROR (sa_file_error_quark())
GQuark sa_file_error_quark(void);

/** What "sel" restricts an SA to; kept for the policy check of a stack. */
typedef struct SaSelector {
    /** The line had a "sel". */
    bool present;
    /** 0: none given, 4 or 6. */
    uint8_t family;
    /** Network byte order; an IPv4 address fills the first four bytes. */
    uint8_t src[16];
    uint8_t dst[16];
    /** Prefix lengths in bits. */
    uint8_t src_prefix;
    uint8_t dst_prefix;
    /** IP protocol number, -1: any. */
    int proto;
    /** Ports, or ICMP type and code, as numbers; -1: any. */
    int sport;
    int dport;
    /** GRE key, -1: any. */
    int64_t key;
    /** Interface name, or empty. */
    char dev[16];
} SaSelector;

/** One SA: an entry of the file, or two of them that are a bundle.  An SA of
 *  Wireshark's table is two of these: with and without UDP encapsulation. */
typedef struct ReplaySa {
    /** Line number of the first line, from 1. */
    unsigned line;
    /** Position of the first line among the SAs of the file, from 1. */
    unsigned position;
    /** The same of the bundle's other line; 0: no bundle. */
    unsigned other_line;
    unsigned other_position;
    /** "offload ... dir out". */
    bool outbound;
    /** Selectors of the first and of the other line. */
    SaSelector sel[2];
    /** It is of what ip has printed, which is the youngest SA first. */
    bool printed;
    /** A policy of what is sent wants it to be the youngest: it names its
     *  SPI. */
    bool youngest;
    /** Bytes used of ctx. */
    size_t ctx_length;
    /** struct ipsecnic_sa_ctx and the keys behind it, little-endian. */
    uint8_t ctx[IPSECNIC_SA_CTX_MAX] __attribute__((aligned(8)));
} ReplaySa;

/** One policy that the card is to have. */
typedef struct ReplayPolicy {
    /** Line number, from 1. */
    unsigned line;
    /** Position among those policies of the file, from 1; one that another took
     *  the place of counts. */
    unsigned position;
    bool outbound;
    /** As for ADD_POLICY, little-endian. */
    struct ipsecnic_policy policy;
} ReplayPolicy;

/** The SAs of a file, in the order of their first lines. */
typedef struct ReplaySaFile {
    ReplaySa *sa;
    size_t num_sa;
    /** SAs of the file, a bundle being two: the highest position. */
    unsigned positions;
    /** Its policies with "offload packet", in the order in which the card is to
     *  get them. */
    ReplayPolicy *policy;
    size_t num_policies;
    /** There is an outbound one: the card says what becomes of what is sent, and
     *  SAs in packet mode take nothing by themselves. */
    bool outbound_policies;
    /** What was taken and has no effect: "FILE:LINE: TEXT", one for each kind,
     *  NULL-terminated. */
    char **notes;
} ReplaySaFile;

/** Overwrite the keys and free; NULL is fine. */
void sa_file_free(ReplaySaFile *file);

/** Overwrite memory that held a key, also where nobody reads it again. */
void sa_wipe(void *p, size_t n);

#endif /* IPSECNIC_REPLAY_SA_H */

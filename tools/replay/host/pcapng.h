/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading pcapng files, whatever their interfaces
 *
 * libpcap has one link type and one snap length for a file and gives up at an
 * interface that has others, which is any capture on several interfaces.
 * Wireshark's library wiretap can, but changes its functions from one release
 * to the next (Debian 12 and 13 have different ones), and takes libpcap's place
 * rather than standing beside it.  Of the format, four kinds of block and four
 * options matter here; all others are skipped.
 */

#ifndef IPSECNIC_REPLAY_PCAPNG_H
#define IPSECNIC_REPLAY_PCAPNG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** First four bytes of a file, in either byte order. */
#define PCAPNG_MAGIC 0x0a0d0d0a

/** A packet; @data is valid until the next one is read. */
typedef struct PcapngPacket {
    const uint8_t *data;
    /** Bytes that were captured, and that there were. */
    uint32_t captured;
    uint32_t length;
    /** Since 1970. */
    int64_t seconds;
    uint32_t nanoseconds;
    /** LINKTYPE_* of its interface. */
    uint16_t linktype;
    /** The section is in the other byte order than the host's. */
    bool swapped;
    /** Bytes at its end that are the FCS, if all of it was captured. */
    uint8_t fcs;
} PcapngPacket;

typedef struct PcapngReader PcapngReader;

/** Begin to read @fp, which stays the caller's. */
PcapngReader *pcapng_open(FILE *fp);

/** The next packet: 1; 0 at the end of the file; -1 and why it cannot be read,
 *  a constant. */
int pcapng_next(PcapngReader *reader, PcapngPacket *packet, const char **why);

/**
 * Make a time of a stamp.
 *
 * @resolution: as if_tsresol has it
 * @offset: seconds to be added; what is beyond 64 bits becomes the last second
 * @seconds, @nanoseconds: set, the latter rounded down
 */
void pcapng_time(uint64_t stamp, uint8_t resolution, int64_t offset,
                 int64_t *seconds, uint32_t *nanoseconds);

/** Free; NULL is fine. */
void pcapng_close(PcapngReader *reader);

#endif /* IPSECNIC_REPLAY_PCAPNG_H */

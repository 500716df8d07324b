/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets of captures that are not Ethernet: what carries IP, made into an
 * Ethernet frame
 *
 * The card takes Ethernet.  A packet of another link type gets an Ethernet
 * header in place of its own, if what is behind that is told by an EtherType.
 */

#ifndef IPSECNIC_REPLAY_LINK_TYPE_H
#define IPSECNIC_REPLAY_LINK_TYPE_H

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

/** Addresses of the header that is put in front. */
typedef struct LinkAddresses {
    uint8_t dst[6];
    /** Unless the capture has the sender's address. */
    uint8_t src[6];
} LinkAddresses;

/** What became of a packet. */
typedef enum LinkVerdict {
    /** It is an Ethernet frame, or was made into one. */
    LINK_FRAME,
    /** It ends within its link layer's header. */
    LINK_SHORT,
    /** Nothing that an Ethernet header could announce. */
    LINK_NO_IP,
} LinkVerdict;

/** DLT_* of a LINKTYPE_* number, as it stands in a pcapng file. */
int link_type_of_file(uint16_t linktype);

/** Whether packets of link type @dlt (DLT_*) can be taken. */
bool link_type_is_taken(int dlt);

/** Its name, "12 (RAW)"; to be freed. */
char *link_type_text(int dlt);

/** What may be done about a link type that is not taken, to be put behind
 *  "expected ". */
extern const char link_type_expected[];

/**
 * Make an Ethernet frame of a packet.
 *
 * @dlt: a link type that is taken
 * @data, @length: the packet; bytes
 * @swapped: pseudo-headers are in the other byte order than the host's
 * @frame: set to the frame, if it is LINK_FRAME
 */
LinkVerdict link_to_ethernet(int dlt, const uint8_t *data, uint32_t length,
                             bool swapped, const LinkAddresses *addresses,
                             GByteArray *frame);

#endif /* IPSECNIC_REPLAY_LINK_TYPE_H */

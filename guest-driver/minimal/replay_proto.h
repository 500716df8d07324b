/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the minimal guest and ipsecnic-replay say to each other
 *
 * The guest has two cards.  The first is the port: captured frames arrive
 * there.  The second is the report line: a plain Ethernet link to the tool,
 * over which the guest sends what it indicated and takes requests.  So the
 * tool needs no window into the guest's memory, and back-pressure on the line
 * is that of any network card.
 *
 * Everything is little-endian and naturally aligned unless it says otherwise.
 * A message is one Ethernet frame: struct replay_header and what its type
 * says behind it.
 */

#ifndef IPSECNIC_REPLAY_PROTO_H
#define IPSECNIC_REPLAY_PROTO_H

#include "hw/net/ipsecnic_abi.h"

/* fw_cfg files that the tool gives to the guest */
/** One struct replay_config. */
#define REPLAY_FW_CFG_CONFIG    "opt/ipsecnic/config"
/** SA contexts as for ADD_SA, one behind the other; absent: none. */
#define REPLAY_FW_CFG_SA        "opt/ipsecnic/sa"

#define REPLAY_VERSION          2

/** How the guest shall run. */
struct replay_config {
    /** REPLAY_VERSION. */
    ipsecnic_le32 version;
    /** PCI address of the port: bus << 8 | device << 3 | function. */
    ipsecnic_le32 port_bdf;
    /** PCI address of the report line; REPLAY_NO_REPORT: print to the
     *  console. */
    ipsecnic_le32 report_bdf;
    /** REPLAY_CONFIG_*. */
    ipsecnic_le32 flags;
    /** Queue pairs to use, 0: as many as the port has. */
    ipsecnic_le32 queues;
    /** Entries of each receive ring, 0: the guest's own choice. */
    ipsecnic_le32 ring_size;
    /** Bytes of each receive buffer, 0: the guest's own choice. */
    ipsecnic_le32 buffer_size;
    /** How many SA contexts the other file holds. */
    ipsecnic_le32 num_sa;
};
IPSECNIC_ASSERT_SIZE(struct replay_config, 32);

#define REPLAY_NO_REPORT        0xffffffffu
/** Look at the completion rings in a loop instead of taking interrupts. */
#define REPLAY_CONFIG_POLL      0x00000001u
/** Leave the offload inactive (R1). */
#define REPLAY_CONFIG_INACTIVE  0x00000002u
/** Delete the SAs that the card asks for (R15 to R18).  A guest without a
 *  configuration does so anyway. */
#define REPLAY_CONFIG_ANSWER_SA_DELETE 0x00000004u

/** In front of every message. */
struct replay_header {
    ipsecnic_u8 dst[6];
    ipsecnic_u8 src[6];
    /** Network byte order: REPLAY_ETHERTYPE. */
    ipsecnic_u8 ethertype[2];
    /** REPLAY_MSG_*. */
    ipsecnic_le16 type;
    /** Bytes of the message, this header included: frames may be padded. */
    ipsecnic_le32 length;
    /** Guest to tool: counts the messages from 0, so that a lost one shows. */
    ipsecnic_le32 number;
};
IPSECNIC_ASSERT_SIZE(struct replay_header, 24);
IPSECNIC_ASSERT_OFFSET(struct replay_header, type, 14);

/** IEEE 802 local experimental ethertype 1. */
#define REPLAY_ETHERTYPE        0x88b5

/* guest to tool */
/** struct replay_sa_results: what became of SA contexts, in order. */
#define REPLAY_MSG_SA_RESULTS   1
/** No more content: the port takes frames now. */
#define REPLAY_MSG_READY        2
/** struct replay_indication and the frame. */
#define REPLAY_MSG_INDICATION   3
/** struct replay_stats: the answer to STATS_REQUEST. */
#define REPLAY_MSG_STATS        4
/** Text, not terminated: why the guest gives up; it powers off behind it. */
#define REPLAY_MSG_FATAL        5
/** Bytes of a frame that did not fit into its INDICATION, which is the case
 *  where that one's length is below comp.frame_length: a message ends at
 *  IPSECNIC_MAX_FRAME bytes and at the fragments that the card can send.
 *  They follow at once, in order, until comp.frame_length is reached. */
#define REPLAY_MSG_MORE         6
/** struct replay_sa_deleted: an SA that the card asked for was given back. */
#define REPLAY_MSG_SA_DELETED   7
/* tool to guest */
/** No more content; answered by STATS once all that was received before is
 *  indicated, and the SAs that it asked for are deleted. */
#define REPLAY_MSG_STATS_REQUEST 16
/** No more content; the guest powers off. */
#define REPLAY_MSG_BYE          17

struct replay_sa_results {
    /** Position of the first of these among the SA contexts, from 0. */
    ipsecnic_le32 first;
    ipsecnic_le32 count;
    /* count struct ipsecnic_result follow */
};
IPSECNIC_ASSERT_SIZE(struct replay_sa_results, 8);

/** One packet, as the driver indicated it to the transport. */
struct replay_indication {
    /** The first completion of the frame, as the card wrote it. */
    struct ipsecnic_rx_comp comp;
    /** Bytes of the frame that follow in this message; what is missing to
     *  comp.frame_length comes in REPLAY_MSG_MORE. */
    ipsecnic_le32 length;
    /** REPLAY_VERDICT_*. */
    ipsecnic_u8 verdict;
    /** Receive queue that it came by. */
    ipsecnic_u8 queue;
    ipsecnic_le16 reserved;
    /** SPI and sequence number (64 bits with ESN) that the transport read
     *  from the outermost IPsec header; 0 where there is none. */
    ipsecnic_le32 spi;
    ipsecnic_le32 reserved1;
    ipsecnic_le64 sequence;
};
IPSECNIC_ASSERT_SIZE(struct replay_indication, 88);
IPSECNIC_ASSERT_OFFSET(struct replay_indication, length, 64);
IPSECNIC_ASSERT_OFFSET(struct replay_indication, spi, 72);
IPSECNIC_ASSERT_OFFSET(struct replay_indication, sequence, 80);

/** What became of a DELETE_SA.  Of two SAs that are paired the inbound one
 *  comes first (R17). */
struct replay_sa_deleted {
    ipsecnic_le32 handle;
    /** IPSECNIC_ST_*. */
    ipsecnic_le32 status;
    /** comp.arrival of the packet that asked for it, or for its partner. */
    ipsecnic_le32 arrival;
    /** Handle of the SA that it is paired with; 0: none. */
    ipsecnic_le32 partner;
    /** REPLAY_DIRECTION_*. */
    ipsecnic_u8 direction;
    ipsecnic_u8 reserved[3];
};
IPSECNIC_ASSERT_SIZE(struct replay_sa_deleted, 20);
IPSECNIC_ASSERT_OFFSET(struct replay_sa_deleted, direction, 16);

#define REPLAY_DIRECTION_IN     1
#define REPLAY_DIRECTION_OUT    2

/* what the transport decided (R20) */
/** Status good, sequence number good. */
#define REPLAY_VERDICT_ACCEPTED   0
/** CryptoStatus 2 to 5. */
#define REPLAY_VERDICT_ICV_FAILED 1
/** CryptoStatus 1, 6 or 7. */
#define REPLAY_VERDICT_INVALID    2
/** Status good, sequence number seen before or left of the window. */
#define REPLAY_VERDICT_REPLAY     3
/** The card did nothing: no IPsec, or no SA of ours. */
#define REPLAY_VERDICT_NOT_FOR_US 4

struct replay_stats {
    /** The port's counters, in order of their numbers. */
    ipsecnic_le64 counter[IPSECNIC_STATS];
    /** Q_STATE of the port's receive queues. */
    ipsecnic_le32 rx_queue_state[IPSECNIC_MAX_QUEUES];
    /** Packets that the driver indicated. */
    ipsecnic_le64 indicated;
};
IPSECNIC_ASSERT_SIZE(struct replay_stats, 552);

#endif /* IPSECNIC_REPLAY_PROTO_H */

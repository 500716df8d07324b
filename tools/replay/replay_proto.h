/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the minimal guest and ipsecnic-replay say to each other
 *
 * The guest has two cards.  The first is the port: captured frames arrive
 * there, or leave there.  The second is the report line: a plain Ethernet link
 * to the tool, over which the guest sends what it indicated, and takes requests
 * and the frames that it is to send.  So the tool needs no window into the
 * guest's memory, and back-pressure on the line is that of any network card.
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
/** struct replay_selector, one behind the other; absent: none. */
#define REPLAY_FW_CFG_SELECTORS "opt/ipsecnic/selectors"
/** struct ipsecnic_policy as for ADD_POLICY, one behind the other; absent:
 *  none. */
#define REPLAY_FW_CFG_POLICIES  "opt/ipsecnic/policies"
/** Text: addresses whose pings are answered, when there is no configuration;
 *  absent: none. */
#define REPLAY_FW_CFG_ADDRESS   "opt/ipsecnic/address"

#define REPLAY_VERSION          7

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
    /** REPLAY_FORM_*. */
    ipsecnic_le32 form;
    /** Send TCP with more payload than this as large sends of segments of so
     *  many bytes; 0: do not. */
    ipsecnic_le32 segment_size;
    /** REPLAY_FAULT_*, and its argument. */
    ipsecnic_le32 fault;
    ipsecnic_le32 fault_at;
    /** How many policies their file holds. */
    ipsecnic_le32 num_policies;
    /** Longest IP packet of packet mode in bytes; 0: any. */
    ipsecnic_le32 mtu;
};
IPSECNIC_ASSERT_SIZE(struct replay_config, 56);

#define REPLAY_NO_REPORT        0xffffffffu
/** Look at the completion rings in a loop instead of taking interrupts. */
#define REPLAY_CONFIG_POLL      0x00000001u
/** Leave the offload inactive (R1). */
#define REPLAY_CONFIG_INACTIVE  0x00000002u
/** Delete the SAs that the card asks for (R15 to R18).  A guest without a
 *  configuration does so anyway. */
#define REPLAY_CONFIG_ANSWER_SA_DELETE 0x00000004u
/** Frames come by REPLAY_MSG_SEND, not by the port. */
#define REPLAY_CONFIG_TRANSMIT  0x00000008u

/* What the guest leaves to the card, and what it does itself */
/** Padding, pad length and next header of ESP are the guest's. */
#define REPLAY_FORM_TRAILER     0x00000001u
/** With FORM_TRAILER: room for the ICV is, too. */
#define REPLAY_FORM_ICV_ROOM    0x00000002u
/** IVs are the guest's. */
#define REPLAY_FORM_IV          0x00000004u
/** The upper half of extended sequence numbers is the card's to track. */
#define REPLAY_FORM_TRACK       0x00000008u
/** UDP in front of ESP has a checksum, which the card fills in. */
#define REPLAY_FORM_UDP_CSUM    0x00000010u

/* What the guest does wrong with every frame that goes through an SA, so that
 * it can be seen that nothing leaves in clear */
#define REPLAY_FAULT_NONE       0
/** The handle names no SA. */
#define REPLAY_FAULT_UNKNOWN_SA 1
/** The handle is that of the first inbound SA. */
#define REPLAY_FAULT_INBOUND_SA 2
/** Behind frame number fault_at all outbound SAs are deleted. */
#define REPLAY_FAULT_DELETED_SA 3
/** Another bit of the descriptor is flipped in each frame. */
#define REPLAY_FAULT_DESCRIPTOR 4
/** The same of the headers. */
#define REPLAY_FAULT_HEADERS    5
/** Bytes are missing at the end, more in each frame. */
#define REPLAY_FAULT_SHORT      6
/** Bytes are added at the end, more in each frame. */
#define REPLAY_FAULT_LONG       7

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
/** struct replay_sent: what became of a SEND.  Those that the guest refuses
 *  may be told of before those that are on their way. */
#define REPLAY_MSG_SENT         8
/** struct replay_sa_results: what became of policies, in order, behind those of
 *  SAs. */
#define REPLAY_MSG_POLICY_RESULTS 9
/** struct replay_policy_state: an answer to STATE_REQUEST, one for each policy
 *  that the card took. */
#define REPLAY_MSG_POLICY       10
/** struct replay_window_state: another, one for each inbound SA in packet mode
 *  that has a window and was not given back. */
#define REPLAY_MSG_WINDOW       11
/** struct replay_state_end: there are no more of them. */
#define REPLAY_MSG_STATE_END    12
/* tool to guest */
/** No more content; answered by STATS once all that was received before is
 *  indicated, and the SAs that it asked for are deleted. */
#define REPLAY_MSG_STATS_REQUEST 16
/** No more content; the guest powers off. */
#define REPLAY_MSG_BYE          17
/** struct replay_send and a frame, or its first bytes: to be sent by the port.
 *  The guest takes it when it has room; until then the line waits. */
#define REPLAY_MSG_SEND         18
/** The next bytes of the frame, until all of it has come: a message ends at
 *  IPSECNIC_MAX_FRAME bytes. */
#define REPLAY_MSG_SEND_MORE    19
/** No more content; once nothing is under way any more the guest asks the card
 *  what it knows of its policies and windows, gives the policies back, and
 *  answers by POLICY, WINDOW and STATE_END. */
#define REPLAY_MSG_STATE_REQUEST 20

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
    /** REPLAY_CHECK_*. */
    ipsecnic_u8 check;
    ipsecnic_u8 reserved;
    /** SPI and sequence number (64 bits with ESN) that the transport read
     *  from the outermost IPsec header, of a packet that was decapsulated from
     *  that which it had; 0 where there is none. */
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
/** Packet mode: not decapsulated, for comp.reason. */
#define REPLAY_VERDICT_DROPPED    5

/* packet mode: the card's replay check, and the transport's own */
/** There was nothing to be compared. */
#define REPLAY_CHECK_NONE         0
#define REPLAY_CHECK_AGREED       1
/** The card took what the transport takes for a replay. */
#define REPLAY_CHECK_CARD_ACCEPTED 2
/** The card took for a replay what the transport would have accepted. */
#define REPLAY_CHECK_CARD_REFUSED 3

/**
 * What an outbound SA takes.  An SA that has several takes what fits all of
 * them.  They are in the order of the SAs.
 */
struct replay_selector {
    /** Position of the SA among the contexts, from 0. */
    ipsecnic_le32 sa;
    /** 4 or 6; 0: both, and then no addresses. */
    ipsecnic_u8 version;
    /** REPLAY_SELECTOR_*. */
    ipsecnic_u8 flags;
    /** Bits of the addresses that count. */
    ipsecnic_u8 src_prefix;
    ipsecnic_u8 dst_prefix;
    /** IPv4 in the first four bytes. */
    ipsecnic_u8 src[16];
    ipsecnic_u8 dst[16];
    /** IP protocol. */
    ipsecnic_u8 proto;
    ipsecnic_u8 reserved;
    /** Ports, or ICMP type and code. */
    ipsecnic_le16 sport;
    ipsecnic_le16 dport;
    ipsecnic_le16 reserved1;
};
IPSECNIC_ASSERT_SIZE(struct replay_selector, 48);
IPSECNIC_ASSERT_OFFSET(struct replay_selector, src, 8);
IPSECNIC_ASSERT_OFFSET(struct replay_selector, proto, 40);
IPSECNIC_ASSERT_OFFSET(struct replay_selector, sport, 42);

#define REPLAY_SELECTOR_PROTO   0x01
#define REPLAY_SELECTOR_SPORT   0x02
#define REPLAY_SELECTOR_DPORT   0x04

/** In front of a frame to send. */
struct replay_send {
    /** Position of the frame in the input, modulo 2^32. */
    ipsecnic_le32 number;
    /** Bytes of it. */
    ipsecnic_le32 length;
};
IPSECNIC_ASSERT_SIZE(struct replay_send, 8);

/** What became of it. */
struct replay_sent {
    ipsecnic_le32 number;
    /** REPLAY_REFUSED_*: the guest did not hand it to the card; or 0. */
    ipsecnic_le32 refused;
    /** As in the transmit completion: IPSECNIC_TX_ST_*, bytes and frames that
     *  went out, posted entries. */
    ipsecnic_le32 status;
    ipsecnic_le32 bytes;
    ipsecnic_le32 segments;
    ipsecnic_le32 fragments;
    /** Handles of the SAs that it is for, outer first; 0: none. */
    ipsecnic_le32 handle[2];
    /** SPI and sequence number (64 bits with ESN) of the outermost AH or ESP
     *  header that the guest made, of a large send those of the first segment;
     *  0 where there is none. */
    ipsecnic_le32 spi;
    /** As in the transmit completion: of TOO_BIG, the longest IP packet that
     *  would do. */
    ipsecnic_le32 fit;
    ipsecnic_le64 sequence;
    /** REPLAY_SENT_*. */
    ipsecnic_le32 flags;
    ipsecnic_le32 reserved;
};
IPSECNIC_ASSERT_SIZE(struct replay_sent, 56);
IPSECNIC_ASSERT_OFFSET(struct replay_sent, handle, 24);
IPSECNIC_ASSERT_OFFSET(struct replay_sent, fit, 36);
IPSECNIC_ASSERT_OFFSET(struct replay_sent, sequence, 40);
IPSECNIC_ASSERT_OFFSET(struct replay_sent, flags, 48);

/** No SA was named, and the card has outbound policies: if it is IP, they said
 *  what becomes of it. */
#define REPLAY_SENT_BY_POLICY   0x00000001u

/* why the guest does not hand a frame to the card */
/** The headers of its IP packet cannot be followed, or it is longer than the
 *  frame: what protects it nobody can tell. */
#define REPLAY_REFUSED_MALFORMED  1
/** Its headers are longer than what the guest looks at. */
#define REPLAY_REFUSED_HEADERS    2
/** A fragment without what the SA is chosen by. */
#define REPLAY_REFUSED_FRAGMENT   3
/** With its new headers it does not fit into an IP packet. */
#define REPLAY_REFUSED_TOO_LONG   4
/** The sequence numbers of the SA are used up. */
#define REPLAY_REFUSED_SEQUENCE   5
/** The card does not offer what it needs. */
#define REPLAY_REFUSED_NO_OFFLOAD 6
/** The SA was deleted. */
#define REPLAY_REFUSED_NO_SA      7
/** It is for two SAs, one of which is in packet mode. */
#define REPLAY_REFUSED_NESTED     8
#define REPLAY_REFUSALS           9

struct replay_stats {
    /** The port's counters, in order of their numbers. */
    ipsecnic_le64 counter[IPSECNIC_STATS];
    /** Q_STATE of the port's receive queues. */
    ipsecnic_le32 rx_queue_state[IPSECNIC_MAX_QUEUES];
    /** Packets that the driver indicated. */
    ipsecnic_le64 indicated;
};
IPSECNIC_ASSERT_SIZE(struct replay_stats, 968);

/** A policy in the end. */
struct replay_policy_state {
    /** Position among the policies that the guest was given, from 0. */
    ipsecnic_le32 number;
    /** IPSECNIC_ST_*: of QUERY_POLICY, and of DELETE_POLICY behind it. */
    ipsecnic_le32 query_status;
    ipsecnic_le32 delete_status;
    ipsecnic_le32 reserved;
    /** As the card wrote it. */
    struct ipsecnic_policy_info info;
};
IPSECNIC_ASSERT_SIZE(struct replay_policy_state, 80);
IPSECNIC_ASSERT_OFFSET(struct replay_policy_state, info, 16);

/** A replay window in the end: the card's, and the transport's own. */
struct replay_window_state {
    /** The SA. */
    ipsecnic_le32 handle;
    /** IPSECNIC_ST_*, of QUERY_WINDOW; with any but OK the rest is 0. */
    ipsecnic_le32 status;
    ipsecnic_le64 card_top;
    ipsecnic_le64 own_top;
    ipsecnic_le32 card_size;
    ipsecnic_le32 own_size;
    /** Numbers that each has for received, of those within the size. */
    ipsecnic_le32 card_received;
    ipsecnic_le32 own_received;
    /** Numbers about which they differ, tops and sizes included; the lowest. */
    ipsecnic_le32 differences;
    ipsecnic_le32 reserved;
    ipsecnic_le64 first;
};
IPSECNIC_ASSERT_SIZE(struct replay_window_state, 56);
IPSECNIC_ASSERT_OFFSET(struct replay_window_state, card_size, 24);
IPSECNIC_ASSERT_OFFSET(struct replay_window_state, first, 48);

struct replay_state_end {
    /** Policies that the card still has. */
    ipsecnic_le32 policies_left;
};
IPSECNIC_ASSERT_SIZE(struct replay_state_end, 4);

#endif /* IPSECNIC_REPLAY_PROTO_H */

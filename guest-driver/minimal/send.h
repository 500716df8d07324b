/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sending half of the tiny transport: which SA protects a packet, and the
 * headers that go around it
 *
 * On transmit the card encrypts and signs, and nothing more; all headers and
 * all sequence numbers are made here (T6; "Protecting a packet" in
 * docs/specs/ipsecnic.rst).  So this file is what is left of a stack's output
 * path: the policy (RFC 4301 section 4.4.1), the headers (RFC 4301 section
 * 5.1.2, RFC 4302 and 4303 sections 3.1 and 3.3), and the fields of the
 * transmit descriptor that say where they are.
 *
 * An SA in packet mode takes a frame as any other does; then the card is told
 * its handle, and does all the rest ("Sending in packet mode", by name).  Or the
 * card has policies, and finds the SA itself (by policy).
 *
 * Nothing that a policy wants protected is sent in another way: what cannot be
 * protected is refused, with a reason.
 */

#ifndef IPSECNIC_GUEST_SEND_H
#define IPSECNIC_GUEST_SEND_H

#include "hw/net/ipsecnic_abi.h"
#include "platform.h"

/** Bytes of a frame's headers that are looked at, at most. */
#define SEND_PEEK               512
/** What may come in front of them: two times IPv6, UDP, AH, ESP and IV. */
#define SEND_HEAD_MAX           (SEND_PEEK + 256)
/** What may come behind a frame: two times the longest padding, pad length,
 *  next header and ICV. */
#define SEND_TAIL_MAX           80

/** What is left to the card, and what is made here; each a bit. */
enum send_form {
    /** Padding, pad length and next header of ESP are made here. */
    SEND_FORM_TRAILER = 1 << 0,
    /** With FORM_TRAILER: room for the ICV is, too. */
    SEND_FORM_ICV_ROOM = 1 << 1,
    /** IVs are made here. */
    SEND_FORM_IV = 1 << 2,
    /** The upper half of extended sequence numbers is the card's to track. */
    SEND_FORM_TRACK = 1 << 3,
    /** UDP in front of ESP has a checksum, which the card fills in. */
    SEND_FORM_UDP_CSUM = 1 << 4,
};

/** Why a frame may not be handed to the card. */
enum send_refusal {
    /** It may. */
    SEND_REFUSED_NOT,
    /** The headers of its IP packet cannot be followed, or it is longer than
     *  the frame: what protects it nobody can tell. */
    SEND_REFUSED_MALFORMED,
    /** Its headers are longer than SEND_PEEK. */
    SEND_REFUSED_HEADERS,
    /** A fragment without what the SA is chosen by. */
    SEND_REFUSED_FRAGMENT,
    /** With its new headers it does not fit into an IP packet. */
    SEND_REFUSED_TOO_LONG,
    /** The sequence numbers of the SA are used up. */
    SEND_REFUSED_SEQUENCE,
    /** The SA was deleted, or there is none. */
    SEND_REFUSED_NO_SA,
    /** It is for two SAs, one of which is in packet mode: that is for a packet
     *  that has no other. */
    SEND_REFUSED_NESTED,
    /** How many there are. */
    SEND_REFUSALS,
};

/** Which of its fields a selector looks at; each a bit. */
enum send_selector_flag {
    SEND_SELECTOR_PROTO = 1 << 0,
    SEND_SELECTOR_SPORT = 1 << 1,
    SEND_SELECTOR_DPORT = 1 << 2,
};

/**
 * What an outbound SA takes.  An SA that has several takes what fits all of
 * them.
 */
struct send_selector {
    /** Position of the SA among the contexts, from 0. */
    uint32_t sa;
    /** 4 or 6; 0: both, and then no addresses. */
    uint8_t version;
    /** SEND_SELECTOR_*. */
    uint8_t flags;
    /** Bits of the addresses that count. */
    uint8_t src_prefix;
    uint8_t dst_prefix;
    /** IPv4 in the first four bytes. */
    uint8_t src[16];
    uint8_t dst[16];
    /** IP protocol. */
    uint8_t proto;
    uint8_t reserved;
    /** Ports, or ICMP type and code, as numbers. */
    uint16_t sport;
    uint16_t dport;
    uint16_t reserved1;
};

/** One operation of an outbound SA. */
struct send_op {
    bool present;
    bool esn;
    uint32_t spi;
    /** Bytes; and what the length of the text is a multiple of. */
    uint8_t iv;
    uint8_t icv;
    uint8_t block;
    /** The last sequence number that was used. */
    uint64_t sequence;
};

/** An outbound SA, or bundle. */
struct send_sa {
    /** The card's name for it. */
    uint32_t handle;
    const struct ipsecnic_sa_ctx *context;
    /** It is in packet mode: the card makes the headers, and numbers. */
    bool packet;
    struct send_op esp;
    struct send_op ah;
    /** It takes what fits all of these. */
    const struct send_selector *selectors;
    unsigned int num_selectors;
    /** It is gone from the card. */
    bool deleted;
};

/** The sending half. */
struct sender {
    /** In the order of the contexts, which is the order of the policy. */
    struct send_sa *sas;
    unsigned int num_sas;
    /** SEND_FORM_*. */
    uint32_t form;
    /** Payload bytes of the segments of a large send; 0: there are none. */
    uint16_t segment_size;
    /** The card has outbound policies (P1): SAs in packet mode take nothing by
     *  themselves, and what no other SA takes goes to the card without an SA,
     *  which asks its policies. */
    bool by_policy;
    /** Identification of the next IPv4 header of a tunnel. */
    uint16_t ip_id;
};

/**
 * A frame as it goes to the card: @head, then @length bytes of the original
 * frame from @from on, then @tail.
 */
struct send_frame {
    /** The fields of the descriptor from flags on. */
    struct ipsecnic_tx_posted offload;
    /** SAs, outer first; NULL: none. */
    struct send_sa *sa[2];
    /** No SA is named, and the card has policies: if it is IP, they say what
     *  becomes of it. */
    bool by_policy;
    uint8_t head[SEND_HEAD_MAX];
    uint32_t head_length;
    uint32_t from;
    uint32_t length;
    uint8_t tail[SEND_TAIL_MAX];
    uint32_t tail_length;
    /** Of the outermost AH or ESP; of a large send, of the first segment; 0 of
     *  an SA in packet mode. */
    uint32_t spi;
    uint64_t sequence;
};

/**
 * send_init: take note of the outbound SAs.
 * @sender: all zero; the caller sets form and segment_size
 * @contexts: @count contexts, one behind the other, as given to the card; they
 *            must stay
 * @results: what the card made of them; those that it refused are left out
 * @selectors: @num_selectors of them, in the order of the contexts; they must
 *             stay
 *
 * An SA in transport mode without a selector takes what is sent from its
 * source to its destination; one in tunnel mode takes nothing then.
 *
 * False if there is not enough memory.
 */
bool send_init(struct sender *sender, const void *contexts, unsigned int count,
               const struct ipsecnic_result *results,
               const struct send_selector *selectors,
               unsigned int num_selectors);

/**
 * send_prepare: find the SAs for a frame, and put their headers around it.
 * @start: the first bytes of the frame, SEND_PEEK or as many as it has
 * @length: bytes of the frame
 *
 * The first SA whose selectors fit takes the frame.  If that is one in
 * transport mode, the result goes through the first SA in tunnel mode one of
 * whose selectors names the protocol of the result (ESP or AH, or UDP where
 * ESP is in UDP) and all of whose selectors fit it.  A frame that no SA takes
 * goes as it is, or as the card's policies say (@sender->by_policy).
 *
 * Returns SEND_REFUSED_NOT, and then the numbers of the SAs are used up, or why
 * it may not be sent.
 */
enum send_refusal send_prepare(struct sender *sender, struct send_frame *out,
                               const uint8_t *start, uint32_t length);

/**
 * send_prepare_through: the same with SAs that the caller chose.
 * @sa: in either mode; NULL: none
 * @tunnel: around it, if that is in transport mode; NULL: none
 */
enum send_refusal send_prepare_through(struct sender *sender,
                                       struct send_frame *out,
                                       const uint8_t *start, uint32_t length,
                                       struct send_sa *sa,
                                       struct send_sa *tunnel);

/** send_find: the SA with this handle; NULL: none. */
struct send_sa *send_find(const struct sender *sender, uint32_t handle);

/** send_refusal_text: a refusal in words. */
const char *send_refusal_text(enum send_refusal refused);

#endif /* IPSECNIC_GUEST_SEND_H */

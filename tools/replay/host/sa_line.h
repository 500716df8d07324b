/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An SA of the file, understood but not yet a context of the card
 */

#ifndef IPSECNIC_REPLAY_SA_LINE_H
#define IPSECNIC_REPLAY_SA_LINE_H

#include <stdbool.h>
#include <stdint.h>
#include "sa.h"

/** Longest key of any algorithm: HMAC-SHA2-512. */
#define KEY_MAX_BYTES   64

/** One algorithm name of ip xfrm and what the card calls it. */
typedef struct Algo {
    const char *name;
    /** The kernel's other names for it; NULL-terminated. */
    const char *alias[3];
    /** Key lengths in bytes, salt included, 0-terminated. */
    uint8_t key_bytes[4];
    /** The card's bit for each of the key lengths. */
    uint64_t bit[3];
    /** ICV lengths in bits, 0-terminated. */
    uint16_t icv_bits[4];
    /** So many bits at the end of the key are the salt, which RFC 3686 calls
     *  the nonce. */
    uint8_t salt_bits;
    /** AEAD without encryption: an authenticator to the card (RFC 4543). */
    bool is_auth;
} Algo;

/** An algorithm that a line chose, with its key. */
typedef struct Chosen {
    const Algo *algo;
    /** Which of the algorithm's key lengths. */
    unsigned size;
    uint8_t key[KEY_MAX_BYTES];
    unsigned key_length;
    /** Bytes. */
    unsigned icv_length;
} Chosen;

/** Words of the grammar, as bits: each may stand once in a line. */
enum {
    SEEN_SRC = 1 << 0,
    SEEN_DST = 1 << 1,
    SEEN_PROTO = 1 << 2,
    SEEN_SPI = 1 << 3,
    SEEN_REQID = 1 << 4,
    SEEN_MODE = 1 << 5,
    SEEN_AEAD = 1 << 6,
    SEEN_ENC = 1 << 7,
    SEEN_AUTH = 1 << 8,
    SEEN_FLAG = 1 << 9,
    SEEN_WINDOW = 1 << 10,
    SEEN_SEQ = 1 << 11,
    SEEN_SEQ_HI = 1 << 12,
    SEEN_OSEQ = 1 << 13,
    SEEN_OSEQ_HI = 1 << 14,
    SEEN_ENCAP = 1 << 15,
    SEEN_SEL = 1 << 16,
    SEEN_OFFLOAD = 1 << 17,
    SEEN_LIMIT = 1 << 18,   /* and the next three: soft, hard, ... */
    SEEN_DIR = 1 << 22,
};

typedef enum LimitKind {
    LIMIT_PACKET_SOFT,
    LIMIT_PACKET_HARD,
    LIMIT_BYTE_SOFT,
    LIMIT_BYTE_HARD,
    LIMITS,
} LimitKind;

/* Flags of a state (XFRM_STATE_*, XFRM_SA_XFLAG_*) that say something about the
 * outer header of a tunnel. */
#define STATE_NOECN             0x01
#define STATE_DECAP_DSCP        0x02
#define STATE_NOPMTUDISC        0x04
#define EXTRA_DONT_ENCAP_DSCP   0x01

/** One entry of the file. */
typedef struct SaLine {
    unsigned line;
    /** Index among the lines that make SAs. */
    unsigned index;
    /** Position among the SAs of the file, from 1. */
    unsigned position;
    unsigned seen;
    /** 0: not known yet, 4 or 6. */
    int family;
    uint8_t src[16];
    uint8_t dst[16];
    /** IPSECNIC_OP_*. */
    uint8_t operation;
    /** IPSECNIC_MODE_*. */
    uint8_t mode;
    uint32_t spi;
    uint32_t reqid;
    Chosen aead;
    Chosen enc;
    Chosen auth;
    bool esn;
    bool outbound;
    /** "offload packet". */
    bool packet;
    /** Bits of "flag" but for esn, and of "extra-flag", as the kernel has
     *  them. */
    uint32_t flags, extra_flags;
    /** Bytes; 0: none. */
    uint32_t tfcpad;
    uint32_t window;
    uint32_t seq, seq_hi, oseq, oseq_hi;
    uint16_t encap_sport, encap_dport;
    uint64_t limit[LIMITS];
    SaSelector sel;
    /** What a packet's mark would have to be, and the bits of it that count. */
    uint32_t mark, mark_mask;
    /** Word indices, for errors that show at the end of the line. */
    guint word_enc, word_auth, word_aead, word_seq_hi, word_limit;
    guint word_offload, word_spi;
    /** It is of what ip has printed. */
    bool printed;
    /** It is of a listing, which has what was negotiated so far, and states of
     *  other protocols. */
    bool of_listing;
    /** It is of a listing and has no algorithm: none to load, so that what the
     *  card does not have is no error. */
    bool keyless;
    /** It is of an event, all of which a file has. */
    bool of_event;
    /** Why an SA of a listing is none to load: a constant; NULL: it is. */
    const char *left_out;
    /** Its sequence numbers are those of when it was written down: a capture
     *  may be older. */
    bool listed;
    /** It is of Wireshark's table, which has no mode, no window and no marks. */
    bool of_table;
    /** ... nor, in a line of eight fields, the kind of sequence number. */
    bool tells_esn;
    /** Became part of a bundle. */
    bool taken;
} SaLine;

#endif /* IPSECNIC_REPLAY_SA_LINE_H */

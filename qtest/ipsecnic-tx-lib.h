/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transmit, for tests of ipsecnic: entries, completions, and the other end of
 * an SA, which opens what the card sealed
 */

#ifndef IPSECNIC_TX_LIB_H
#define IPSECNIC_TX_LIB_H

#include "tests/qtest/ipsecnic/ipsecnic-lib.h"

/** One frame of ipsecnic-tx-vectors.h, and what must be on the wire. */
typedef struct IpnTxVector {
    const char *name;
    const IpnSaVector *sa;      /* of sa_handle, or NULL */
    const IpnSaVector *tunnel;  /* of tunnel_handle, or NULL */
    uint64_t sequence;          /* the first number of sa */
    /* the entry; START and END are not in flags */
    uint32_t flags;
    uint32_t sequence_high;
    uint16_t l3_offset;
    uint16_t esp_offset;
    uint16_t ah_offset;
    uint16_t csum_start;
    uint16_t csum_offset;
    uint16_t segment_size;
    uint16_t header_length;
    uint16_t trailer_length;
    uint8_t next_header;
    uint8_t inner_l3;
    uint16_t tunnel_l3_offset;
    uint16_t tunnel_esp_offset;
    uint16_t tunnel_ah_offset;
    uint16_t tunnel_trailer_length;
    const char *frame;
    /** wire[] is what ipn_tx_open() makes of the frames on the wire. */
    bool opened;
    const char *const *wire;
    unsigned segments;          /* how many there are */
} IpnTxVector;

/** A transmit completion in host byte order. */
typedef struct IpnTxComp {
    uint64_t cookie;
    uint32_t status;
    uint32_t frame_length;
    uint16_t posted_index;
    uint16_t fragments;
    uint32_t segments;
    uint32_t fit;
    bool stamped;               /* CLOCK: there is a time of it */
    uint64_t time;
} IpnTxComp;

/** ipn_tx_entry: an entry that asks for nothing. */
void ipn_tx_entry(uint8_t entry[64], uint64_t addr, uint32_t length,
                  uint32_t flags, uint64_t cookie);
/**
 * ipn_tx_entry_ask: put in all that a vector asks for.
 * @handle: of v->sa, or 0
 * @tunnel: of v->tunnel, or 0
 */
void ipn_tx_entry_ask(uint8_t entry[64], const IpnTxVector *v,
                      uint32_t handle, uint32_t tunnel);
/** ipn_tx_post: post such an entry; its index.  No doorbell. */
uint16_t ipn_tx_post(Ipn *n, IpnQueue *q, uint64_t addr, uint32_t length,
                     uint32_t flags, uint64_t cookie);
/** ipn_tx_next: wait for a completion; check what holds for each; release. */
void ipn_tx_next(Ipn *n, IpnQueue *q, IpnTxComp *comp);
/** ipn_tx_completed: the next completion, in every field; without a time. */
void ipn_tx_completed(Ipn *n, IpnQueue *q, uint32_t status, uint32_t length,
                      uint32_t segments, uint16_t index, uint16_t fragments,
                      uint64_t cookie);

/** ipn_tx_sa: the context of a vector, outbound; no limits. */
void ipn_tx_sa(IpnSa *sa, const IpnSaVector *v);
/** ipn_tx_sa_load: ADD_SA of it; must succeed; the handle. */
uint32_t ipn_tx_sa_load(Ipn *n, const IpnSaVector *v);
/** ipn_tx_sa_unload: DELETE_SA of a handle, which must succeed; 0: nothing. */
void ipn_tx_sa_unload(Ipn *n, uint32_t handle);
/** IPN_TX_CHECK_VECTORS: @check(@n, vector) for each vector of a group. */
#define IPN_TX_CHECK_VECTORS(check, n, group) do { \
        unsigned v_; \
        for (v_ = 0; v_ < ARRAY_SIZE(ipn_tx_##group##_vectors); v_++) { \
            (check)((n), &ipn_tx_##group##_vectors[v_]); \
        } \
    } while (0)

/**
 * ipn_tx_open: check the ICV of an ESP packet that ends with the frame,
 * decrypt it in place, and put zeros where IV and ICV were.
 * @sequence: 64 bits, whose low half must be in the packet
 *
 * By libgcrypt alone; nothing of the card's code is in it.
 */
void ipn_tx_open(const IpnSaVector *sa, uint64_t sequence, uint32_t esp_offset,
                 uint8_t *frame, size_t length);

/*
 * A large send of which the peer takes as much as the test lets it
 */

/** Payload bytes of a segment, and how many there are. */
#define IPN_LARGE_SIZE 50
#define IPN_LARGE_SEGMENTS 1100

/** A large send in guest memory: TCP in IPv4 in ESP, marked all over. */
typedef struct IpnLarge {
    const IpnSaVector *sa;
    uint32_t handle;
    uint64_t sequence;          /* of the first segment */
    uint64_t addr;
    uint32_t length;
    uint8_t entry[64];
    uint32_t tag;               /* TPID and TCI that each segment gets, or 0 */
    uint32_t next;              /* segments that were checked */
    uint64_t bytes;             /* of them */
} IpnLarge;

/**
 * ipn_large: build one, load its SA, which has IPv4 addresses and is in
 * transport mode, and post it to queue 0, in one entry.  No doorbell.
 * @high: with ESN, say what the high half is; else the card is to find it
 */
void ipn_large(Ipn *n, IpnLarge *large, const IpnSaVector *sa,
               uint64_t sequence, bool high);
/**
 * ipn_large_plain: the same, of which the card in packet mode is to make what
 * ipn_large() is.  The SA has been loaded, with sequence - 1 as its last number.
 * @named: the entry names it
 */
void ipn_large_plain(Ipn *n, IpnLarge *large, const IpnSaVector *sa,
                     uint64_t sequence, uint32_t handle, bool named);
/**
 * ipn_large_tag: have each segment get a VLAN tag; between ipn_large() and the
 * doorbell.
 * @tag: TPID in the upper half, TCI in the lower
 */
void ipn_large_tag(Ipn *n, IpnLarge *large, uint32_t tag);
/** ipn_large_stamp: have it get a time; likewise. */
void ipn_large_stamp(Ipn *n, IpnLarge *large);
/** ipn_large_stall: ring the doorbell, and wait until the peer is full. */
void ipn_large_stall(Ipn *n, IpnLarge *large);
/**
 * ipn_large_take: read a segment from the wire if there is one, and check that
 * it is the next one, all of it.  False: there is none.
 */
bool ipn_large_take(Ipn *n, IpnLarge *large);
/** ipn_large_drain: read what is on the wire and nothing more comes. */
void ipn_large_drain(Ipn *n, IpnLarge *large);
/** ipn_large_finish: read and check all that is left, and the completion. */
void ipn_large_finish(Ipn *n, IpnLarge *large);

#endif /* IPSECNIC_TX_LIB_H */

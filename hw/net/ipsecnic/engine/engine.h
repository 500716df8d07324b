/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IPsec engine: frame in, verdict and plaintext out
 *
 * It knows IPsec (RFC 4301 to 4303) and the IPsecOV2 receive contract, and
 * nothing of QEMU: C, GLib and libgcrypt.  The device model and the tests call
 * what stands here.  Everything in this header is in host byte order unless
 * it says otherwise; addresses are bytes in the order of the wire.  One engine
 * is used by one thread at a time.
 */

#ifndef IPSECNIC_ENGINE_H
#define IPSECNIC_ENGINE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

/** An SA database and all that is needed to process frames with it. */
typedef struct IpsecEngine IpsecEngine;

/** What an engine is to be able to do: the fields of NDIS_IPSEC_OFFLOAD_V2. */
typedef struct IpsecCaps {
    uint32_t encap;         /* IPSECNIC_ENCAP_* */
    uint32_t ipsec;         /* IPSECNIC_CAP_* */
    uint32_t udp_esp;       /* IPSECNIC_UDP_ESP_* */
    uint64_t auth_algs;     /* IPSECNIC_AUTH_* */
    uint64_t cipher_algs;   /* IPSECNIC_CIPHER_* */
    uint32_t gcm_icv;       /* bit n: GCM ICV of n bytes */
    uint32_t sa_capacity;   /* bundles, 1..IPSEC_SA_CAPACITY_MAX */
} IpsecCaps;

/** Most bundles that an engine can hold: the index part of a handle. */
#define IPSEC_SA_CAPACITY_MAX 0xfffff

/** Where the headers of a frame are; filled in by ipsec_frame_parse(). */
typedef struct IpsecFrame {
    const uint8_t *data;        /* the frame as it came from the wire */
    uint32_t length;            /* bytes */
    uint8_t kind;               /* IPSECNIC_KIND_* */
    uint8_t ip_version;         /* 4, 6, or 0: not IP */
    uint8_t num_vlan_tags;      /* 0..2 */
    bool malformed;             /* an IP header chain that cannot be followed */
    bool ip_options;            /* IPv4 header longer than 20 bytes */
    bool ext_headers;           /* IPv6 extension headers besides AH and ESP */
    uint16_t vlan_tci;          /* outer tag, if there is one */
    bool vlan_service;          /* its TPID is IPSECNIC_VLAN_TPID_SERVICE */
    uint16_t l3_offset;         /* IP header; 0: none */
    uint32_t l3_length;         /* bytes of the IP packet, as its header says */
    uint16_t ipsec_offset;      /* outermost ESP or AH header; 0: none */
    uint16_t l4_offset;         /* header behind the IP headers; 0: none */
    uint8_t l4_protocol;        /* and its protocol number */
    uint32_t spi;               /* of kind ESP, AH and UDP_ESP */
    uint32_t sequence;          /* low 32 bits of it */
    bool truncated;             /* too short for SPI and sequence number */
    bool routed;                /* source route not at its end: not for here */
    bool atomic_fragment;       /* IPv6 fragment header of a whole packet */
} IpsecFrame;

/**
 * ipsec_frame_parse: find the headers of an Ethernet frame.
 * @frame: filled in completely
 * @data: the frame, from the destination MAC address on
 * @length: bytes, IPSECNIC_MIN_FRAME to IPSECNIC_MAX_FRAME
 * @encap: IPSECNIC_ENCAP_* that are looked into; others count as not IP
 *
 * Reads no byte beyond @length whatever the frame says of itself.  Follows
 * IPv6 extension headers (RFC 8200) up to a fixed number of them.
 */
void ipsec_frame_parse(IpsecFrame *frame, const uint8_t *data, uint32_t length,
                       uint32_t encap);

/**
 * ipsec_frame_flow: what a frame's flow hash is computed over.
 * @frame: a parsed frame
 * @input: room for 36 bytes, in network byte order
 *
 * ESP and AH: the SPI alone, so that one SA is always on one queue.  TCP and
 * UDP: addresses and ports.  Other IP, and fragments: addresses.  Not IP:
 * nothing.  Returns how many bytes were written.
 */
size_t ipsec_frame_flow(const IpsecFrame *frame, uint8_t input[36]);

/** Limits that SAs passed with one packet, for IPSECNIC_EVENT_SA_LIMIT; of
 *  at[], so many as count says are filled in. */
typedef struct IpsecPassedLimits {
    uint8_t count;
    struct {
        uint32_t handle;
        uint32_t limit;         /* IPSECNIC_LIMIT_* */
    } at[8];
} IpsecPassedLimits;

/** What became of a frame: the receive descriptor without its buffers. */
typedef struct IpsecRxResult {
    /** The bytes to indicate: the frame itself if nothing was decrypted, else
     *  a copy that belongs to the engine and lasts until its next call.  Its
     *  length is that of the frame (R22). */
    const uint8_t *data;
    uint32_t oob;               /* IPSECNIC_OOB_* */
    uint32_t header_info;       /* IPSECNIC_HEADER_* */
    uint32_t sa_outer;
    uint32_t sa_inner;
    uint8_t kind;
    uint8_t reason;
    uint8_t inner_reason;
    uint16_t csum;
    uint16_t l3_offset;
    uint16_t ipsec_offset;
    uint16_t payload_offset;
    uint16_t inner_l3_offset;
    uint16_t inner_ipsec_offset;
    uint16_t trailer_length;
    IpsecPassedLimits limits;
} IpsecRxResult;

/**
 * ipsec_caps_available: everything that this engine and the host's libgcrypt
 * can do.  Initialises libgcrypt if nobody has.  Algorithms that the library
 * lacks or refuses (FIPS mode) are not in the answer: each was tried with a
 * known-answer test.
 */
void ipsec_caps_available(IpsecCaps *caps);

/**
 * ipsec_engine_new: an engine without SAs, offload not active.
 * @wanted: what it shall be able to do; what is not available is left out
 * @errp: set if @wanted breaks a rule (capacity out of range)
 */
IpsecEngine *ipsec_engine_new(const IpsecCaps *wanted, GError **errp);

/** ipsec_engine_free: delete all SAs, wipe their keys, free the engine. */
void ipsec_engine_free(IpsecEngine *engine);

/** ipsec_engine_caps: what the engine can do; valid while it lives. */
const IpsecCaps *ipsec_engine_caps(const IpsecEngine *engine);

/**
 * ipsec_engine_set_control: R1, R2.
 * @control: IPSECNIC_IPSEC_CTRL_ACTIVE, _ESP, _AH
 */
void ipsec_engine_set_control(IpsecEngine *engine, uint32_t control);

/**
 * ipsec_engine_set_inbound: whether ipsec_engine_add_sa() takes inbound SAs,
 * or gives them IPSECNIC_ST_SA_DIRECTION.  It does at first; SAs that are
 * loaded stay, and ipsec_engine_load() takes them.
 */
void ipsec_engine_set_inbound(IpsecEngine *engine, bool inbound);

/**
 * ipsec_engine_set_rx_csum: which checksum verdicts are wanted.
 * @all: all four; else that on the outer IPv4 header, and on the UDP header of
 *       ESP in UDP that matches an SA
 */
void ipsec_engine_set_rx_csum(IpsecEngine *engine, bool all);

/**
 * ipsec_engine_parse: ipsec_frame_parse() with the engine's capabilities, and
 * with the UDP ports of the SAs that it has now as well as port 4500.
 */
void ipsec_engine_parse(const IpsecEngine *engine, IpsecFrame *frame,
                        const uint8_t *data, uint32_t length);

/**
 * ipsec_engine_receive: process one frame (R3 to R16, R21 to R26).
 * @frame: parsed with the engine's capabilities
 * @skip: IPSECNIC_REASON_* why the frame shall not be processed, or 0
 * @result: filled in completely
 *
 * The frame's own bytes are never written.  No unauthenticated plaintext is
 * ever in @result->data.
 */
void ipsec_engine_receive(IpsecEngine *engine, const IpsecFrame *frame,
                          uint8_t skip, IpsecRxResult *result);

/** What is asked for with a frame to send; offsets are from its start. */
typedef struct IpsecTxRequest {
    uint32_t flags;             /* IPSECNIC_TX_*; START and END do not matter */
    uint32_t sa_handle;         /* 0: no IPsec */
    uint32_t tunnel_handle;     /* of the SA around it; 0: none */
    uint32_t sequence_high;     /* SEQ_HI_VALID: of the first segment */
    uint16_t l3_offset;         /* IP header */
    uint16_t esp_offset;        /* 0: no ESP */
    uint16_t ah_offset;         /* 0: no AH */
    uint16_t csum_start;
    uint16_t csum_offset;       /* of the checksum field */
    uint16_t segment_size;      /* SEGMENT: payload bytes of each */
    uint16_t header_length;     /* SEGMENT: bytes in front of the payload */
    uint16_t trailer_length;    /* bytes behind it that the driver put there */
    uint8_t next_header;        /* of the ESP trailer */
    uint16_t vlan_tci;          /* VLAN: of the tag to insert */
    /** The same of the portion of tunnel_handle. */
    uint16_t tunnel_l3_offset;
    uint16_t tunnel_esp_offset;
    uint16_t tunnel_ah_offset;
    uint16_t tunnel_trailer_length;
} IpsecTxRequest;

/** One IPsec portion of a frame to send. */
typedef struct IpsecTxPortion {
    uint32_t handle;            /* 0: there is no such portion */
    uint32_t l3_offset;         /* IP header */
    uint32_t esp_offset;        /* 0: no ESP */
    uint32_t ah_offset;         /* 0: no AH */
    uint32_t udp_offset;        /* UDP header of ESP in UDP; 0: none */
    uint32_t trailer_length;    /* what the driver put there */
    uint8_t next_header;        /* of the ESP trailer */
    uint8_t ip_version;
    /** 64-bit numbers of the first segment: [0] ESP, [1] AH. */
    uint64_t sequence[2];
    /** Which of the SAs that had the handle. */
    uint64_t sa_serial;
    uint32_t text;              /* where what it protects begins */
    /** Bytes of the IP packet in the segment that was built last. */
    uint32_t ip_length;
} IpsecTxPortion;

/**
 * A frame to send on its way through the engine.
 *
 * It lies in the caller's memory and holds no reference to an SA: SAs may come
 * and go between the segments.
 */
typedef struct IpsecTx {
    const uint8_t *frame;       /* as the driver built it, or nearly so */
    uint32_t length;            /* bytes of it */
    uint32_t flags;             /* IPSECNIC_TX_* */
    uint16_t vlan_tci;          /* IPSECNIC_TX_VLAN: of the tag to insert */
    uint32_t payload_end;       /* behind the payload; trailers follow */
    uint32_t csum_start;
    uint32_t csum_offset;
    uint32_t header_length;     /* bytes in front of the payload of a segment */
    uint32_t segment_size;      /* payload bytes of a segment; 0: one frame */
    uint32_t segments;          /* how many there are, at least 1 */
    uint32_t inner_l3_offset;   /* IP header of the payload; 0: none needed */
    uint8_t inner_ip_version;
    uint8_t l4_protocol;        /* SEGMENT: TCP or UDP */
    uint8_t portions;           /* how many portion[] has */
    /** [0]: sa_handle; [1]: tunnel_handle. */
    IpsecTxPortion portion[2];
    /** Where the portions end, of a large send those of all segments but the
     *  last; [1] is the length of what is sent in any case, but for a VLAN
     *  tag, which is inserted at the end. */
    uint32_t ends[2];
    /** SEGMENT: sums of what no segment changes in its headers: IPv4 headers
     *  of the portions and inside of them; TCP or UDP with pseudo header. */
    uint64_t ip_sum[3];
    uint64_t l4_sum;
    /** Limits that SAs passed with the last segment that was sent. */
    IpsecPassedLimits limits;
} IpsecTx;

/**
 * ipsec_tx_max_length: the longest frame that can be given, in bytes.
 * @flags: IPSECNIC_TX_* of its request
 *
 * With the tag that is to be inserted it must not exceed IPSECNIC_MAX_FRAME;
 * of a large send that is a matter of its segments.
 */
static inline uint32_t ipsec_tx_max_length(uint32_t flags)
{
    return (flags & (IPSECNIC_TX_VLAN | IPSECNIC_TX_SEGMENT)) ==
           IPSECNIC_TX_VLAN ? IPSECNIC_MAX_FRAME - IPSECNIC_VLAN_TAG :
                              IPSECNIC_MAX_FRAME;
}

/**
 * ipsec_tx_start: check a frame to send and what is asked for it (T1 to T15).
 * @tx: filled in
 * @frame: the caller's own copy; stays where it is until the last segment.
 *         Lengths in the headers of a large send are overwritten.
 * @length: bytes, IPSECNIC_MIN_FRAME to ipsec_tx_max_length()
 * @request: whose features were already judged
 *
 * Returns IPSECNIC_TX_ST_OK, or the first status from _BAD_OFFLOAD on that
 * applies; nothing may be sent then.
 */
uint32_t ipsec_tx_start(IpsecEngine *engine, IpsecTx *tx, uint8_t *frame,
                        uint32_t length, const IpsecTxRequest *request);

/**
 * ipsec_tx_resume: ipsec_tx_start() for a frame of which something may have
 * been sent, on this engine or on another one that had the same SAs.
 * @tx: its portions have the sequence numbers of the first segment, from
 *      ipsec_tx_start(); all else is filled in
 * @frame: the frame once more, as the caller was given it
 * @segments: how many ipsec_tx_start() made of it
 *
 * A frame that has begun goes on with the numbers that it has, whatever
 * ipsec_engine_set_control() says now.  Returns what ipsec_tx_start() returns,
 * but never _INACTIVE or _SEQUENCE, and _BAD_SEGMENT also if the frame does not
 * become @segments any more.
 */
uint32_t ipsec_tx_resume(IpsecEngine *engine, IpsecTx *tx, uint8_t *frame,
                         uint32_t length, const IpsecTxRequest *request,
                         uint32_t segments);

/**
 * ipsec_tx_build: make one frame for the wire.
 * @segment: 0 to tx->segments - 1
 * @data: the frame; the engine's until ipsec_tx_build() is called again
 * @out_length: its bytes, at most IPSECNIC_MAX_FRAME
 *
 * The same segment comes out the same each time, but for the random IVs of
 * CBC.  Returns IPSECNIC_TX_ST_OK, _UNKNOWN_SA if an SA is gone, or _CRYPTO.
 * On failure @data is NULL.
 */
uint32_t ipsec_tx_build(IpsecEngine *engine, IpsecTx *tx, uint32_t segment,
                        const uint8_t **data, uint32_t *out_length);

/**
 * ipsec_tx_sent: the segment that was built last was handed to the wire: count
 * it, move the SAs' sequence numbers, and say in tx->limits which limits it
 * passed.  SAs that are gone are left out.
 */
void ipsec_tx_sent(IpsecEngine *engine, IpsecTx *tx, uint32_t segment);

/**
 * ipsec_context_length: the length that an SA context gives for itself.
 * @ctx: little-endian; need not be aligned
 * @length: bytes that are there
 *
 * 0 if that is impossible (IPSECNIC_ST_SA_LENGTH), so that nothing can be
 * found behind it.
 */
size_t ipsec_context_length(const void *ctx, size_t length);

/**
 * ipsec_engine_add_sa: check an SA context and load it.
 * @ctx: a struct ipsecnic_sa_ctx and the keys behind it, as the driver wrote
 *       it (little-endian); need not be aligned; not kept
 * @length: bytes that are there
 * @used: bytes that the context takes of them, or 0 if that cannot be told
 * @handle: the new handle, or 0
 *
 * Returns IPSECNIC_ST_*.  On failure nothing has changed.
 */
uint32_t ipsec_engine_add_sa(IpsecEngine *engine, const void *ctx,
                             size_t length, size_t *used, uint32_t *handle);

/** ipsec_engine_delete_sa: IPSECNIC_ST_OK or IPSECNIC_ST_UNKNOWN_SA. */
uint32_t ipsec_engine_delete_sa(IpsecEngine *engine, uint32_t handle);

/**
 * ipsec_engine_delete_sa_by_key: delete the SA that a key names exactly
 * (a zero address in the key names the SA with that zero address, not any).
 * @key: as the driver wrote it (little-endian)
 * @handle: the SA that was deleted, or 0
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_SA, or _RESERVED if a reserved field or an
 * unknown flag is not 0.
 */
uint32_t ipsec_engine_delete_sa_by_key(IpsecEngine *engine,
                                       const struct ipsecnic_sa_key *key,
                                       uint32_t *handle);

/**
 * ipsec_engine_update_sa: move the 64-bit top of an operation's sequence
 * numbers (D6).
 * @operation: IPSECNIC_OP_*
 * @sequence: the top (@absolute), or a number whose high half is taken
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_SA (no such handle, operation or SPI) or
 * _NOT_ESN.
 */
uint32_t ipsec_engine_update_sa(IpsecEngine *engine, uint32_t handle,
                                uint32_t operation, uint32_t spi,
                                uint64_t sequence, bool absolute);

/** ipsec_engine_query_sa: fill @info (little-endian) about one SA. */
uint32_t ipsec_engine_query_sa(IpsecEngine *engine, uint32_t handle,
                               struct ipsecnic_sa_info *info);

/**
 * ipsec_engine_flush: delete all SAs of the directions; how many.
 *
 * They are gone when this returns, but to wipe and free many takes its time:
 * the caller calls ipsec_engine_reap() until it returns false.
 */
uint32_t ipsec_engine_flush(IpsecEngine *engine, bool inbound, bool outbound);

/**
 * ipsec_engine_reap: wipe and free SAs that were flushed.
 * @most: so many of them
 *
 * True: there are more.
 */
bool ipsec_engine_reap(IpsecEngine *engine, uint32_t most);

/**
 * ipsec_engine_reset: delete all SAs, wipe keys, offload not active.  Handles
 * of before the reset name nothing after it.  As ipsec_engine_flush(), it
 * leaves work for ipsec_engine_reap().
 */
void ipsec_engine_reset(IpsecEngine *engine);

/** ipsec_engine_sa_count: bundles loaded. */
uint32_t ipsec_engine_sa_count(const IpsecEngine *engine);

/**
 * ipsec_engine_request_delete: raise SaDeleteReq on every packet that matches
 * the SA from now on (R15).  IPSECNIC_ST_OK, _UNKNOWN_SA, or _SA_DIRECTION
 * for an outbound SA: no packet that is received matches it.
 */
uint32_t ipsec_engine_request_delete(IpsecEngine *engine, uint32_t handle);

/**
 * ipsec_engine_set_fault: the next @count portions that are to be checked are
 * not, and get @status, one of IPSECNIC_CRYPTO_* but SUCCESS; they stay as
 * they came from the wire (R22) and count as failed.  Neither a reset nor a
 * migration touches this.
 * Returns false, with nothing changed, if there is no such status.
 */
bool ipsec_engine_set_fault(IpsecEngine *engine, uint32_t status,
                            uint32_t count);

/** ipsec_engine_fault_status: the status that was set; 0: none was. */
uint32_t ipsec_engine_fault_status(const IpsecEngine *engine);

/** ipsec_engine_fault_count: portions that are yet to get it. */
uint32_t ipsec_engine_fault_count(const IpsecEngine *engine);

/** Takes the next bytes of what is saved; keys are among them. */
typedef void (*IpsecSaveFunc)(void *opaque, const uint8_t *data,
                              size_t length);

/** Gives the next @length bytes of what is loaded; false: it cannot. */
typedef bool (*IpsecLoadFunc)(void *opaque, uint8_t *data, size_t length);

/** ipsec_engine_save_size: bytes that ipsec_engine_save_to() will save. */
uint64_t ipsec_engine_save_size(IpsecEngine *engine);

/**
 * ipsec_engine_save_to: ipsec_engine_save() in small pieces, in memory that
 * does not grow with the number of SAs.
 */
void ipsec_engine_save_to(IpsecEngine *engine, IpsecSaveFunc func,
                          void *opaque);

/**
 * ipsec_engine_load_from: ipsec_engine_load() in small pieces.
 * @length: bytes that there are
 */
bool ipsec_engine_load_from(IpsecEngine *engine, uint64_t length,
                            IpsecLoadFunc func, void *opaque, GError **errp);

/**
 * ipsec_engine_save: append all SAs, keys and counters included, to @out, and
 * what decides about the next handle.  The form is versioned and the same on
 * every host.  The caller wipes @out.
 */
void ipsec_engine_save(IpsecEngine *engine, GByteArray *out);

/**
 * ipsec_engine_load: the reverse, into an engine that has no SAs.
 * @data: from ipsec_engine_save(), or from an attacker: every SA in it goes
 *        through the checks of ipsec_engine_add_sa()
 *
 * False with @errp set, and an empty engine, if anything in it breaks a rule or
 * the host has no memory.
 */
bool ipsec_engine_load(IpsecEngine *engine, const uint8_t *data, size_t length,
                       GError **errp);

#endif /* IPSECNIC_ENGINE_H */

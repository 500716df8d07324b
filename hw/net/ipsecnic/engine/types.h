/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the engine, and those who use it, hand to each other
 */

#ifndef IPSECNIC_TYPES_H
#define IPSECNIC_TYPES_H

#include <stdbool.h>
#include <stdint.h>

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
    uint32_t policy_capacity; /* policies, 0..IPSEC_POLICY_CAPACITY_MAX */
    bool tfc;               /* SAs may have TFC padding */
} IpsecCaps;

/** Most bundles that an engine can hold: the index part of a handle. */
#define IPSEC_SA_CAPACITY_MAX 0xfffff
/** Most policies: the same. */
#define IPSEC_POLICY_CAPACITY_MAX 0xfffff

/** Largest replay window that is checked, in sequence numbers. */
#define IPSEC_WINDOW_MAX 16384

/** Where the headers of a frame are; filled in by ipsec_frame_parse(). */
typedef struct IpsecFrame {
    const uint8_t *data;        /* the frame as it came from the wire */
    uint32_t length;            /* bytes */
    uint8_t kind;               /* IPSECNIC_KIND_* */
    uint8_t ip_version;         /* 4, 6, or 0: not IP */
    uint8_t num_vlan_tags;      /* 0..2 */
    bool malformed;             /* an IP header chain that cannot be followed */
    bool ip_options;            /* IPv4 header longer than 20 bytes */
    bool ext_headers;           /* IPv6 extension headers besides AH and ESP,
                                 * in front of them or behind AH */
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
    bool home_address;          /* another source counts (RFC 6275, 6.3) */
    bool atomic_fragment;       /* IPv6 fragment header of a whole packet */
} IpsecFrame;

/** Bytes of a frame's IP packet that are in the frame, whatever its header
 *  says. */
static inline uint32_t ipsec_frame_l3_present(const IpsecFrame *frame)
{
    uint32_t room = frame->length - frame->l3_offset;

    return frame->l3_length < room ? frame->l3_length : room;
}

/** Limits that SAs passed with one packet, for IPSECNIC_EVENT_SA_LIMIT; of
 *  at[], so many as count says are filled in. */
typedef struct IpsecPassedLimits {
    uint8_t count;
    struct {
        uint32_t handle;
        uint32_t limit;         /* IPSECNIC_LIMIT_* */
    } at[8];
} IpsecPassedLimits;

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
    /** By ipsec_encapsulate() alone: bytes of what ESP protects, below which
     *  TFC padding follows it. */
    uint16_t tfc;
    /** SEGMENT: IP header of the payload in a tunnel that is not IPsec's; 0:
     *  there is none. */
    uint16_t inner_l3_offset;
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
    uint16_t tfc;               /* as in IpsecTxRequest */
    uint8_t ip_version;
    /** 64-bit numbers of the first segment: [0] ESP, [1] AH. */
    uint64_t sequence[2];
    /** Which of the SAs that had the handle. */
    uint64_t sa_serial;
    uint32_t text;              /* where what it protects begins */
    /** Bytes of the IP packet in the segment that was built last. */
    uint32_t ip_length;
} IpsecTxPortion;

/** The headers of a tunnel that is not IPsec's, around the payload of a large
 *  send: VXLAN, GENEVE (both in UDP), GRE, or IP alone. */
typedef struct IpsecTxCarrier {
    uint32_t l3_offset;         /* its IP header; 0: there is no such tunnel */
    uint32_t l4_offset;         /* what is behind that */
    uint8_t ip_version;
    uint8_t protocol;           /* the number of what is behind it */
    /** It does not have the addresses that a pseudo header has. */
    bool elsewhere;
} IpsecTxCarrier;

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
    IpsecTxCarrier carrier;     /* SEGMENT */
    uint8_t portions;           /* how many portion[] has */
    /** [0]: sa_handle; [1]: tunnel_handle. */
    IpsecTxPortion portion[2];
    /** Where the portions end, of a large send those of all segments but the
     *  last; [1] is the length of what is sent in any case, but for a VLAN
     *  tag, which is inserted at the end. */
    uint32_t ends[2];
    /** SEGMENT: sums of what no segment changes in its headers: IPv4 headers
     *  of the portions, of the payload and of what carries it; TCP or UDP with
     *  pseudo header. */
    uint64_t ip_sum[4];
    uint64_t l4_sum;
    /** Limits that SAs passed with the last segment that was sent. */
    IpsecPassedLimits limits;
} IpsecTx;

#endif /* IPSECNIC_TYPES_H */

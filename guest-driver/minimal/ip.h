/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IP headers: where things are in a frame, and checksums
 *
 * No more of IP than a transport needs to put AH and ESP where they belong.
 */

#ifndef IPSECNIC_GUEST_IP_H
#define IPSECNIC_GUEST_IP_H

#include "platform.h"

/* Ethernet */
#define ETHER_HEADER            14
#define ETHER_TYPE_AT           12
#define ETHERTYPE_IPV4          0x0800
#define ETHERTYPE_ARP           0x0806
#define ETHERTYPE_IPV6          0x86dd
#define ETHERTYPE_VLAN          0x8100
#define ETHERTYPE_QINQ          0x88a8

#define IPV4_HEADER             20
#define IPV6_HEADER             40
#define UDP_HEADER              8
#define TCP_HEADER              20

/* IP protocol numbers */
#define PROTO_HOP_BY_HOP        0
#define PROTO_ICMP              1
#define PROTO_IPV4              4
#define PROTO_TCP               6
#define PROTO_UDP               17
#define PROTO_IPV6              41
#define PROTO_ROUTING           43
#define PROTO_FRAGMENT          44
#define PROTO_ESP               50
#define PROTO_AH                51
#define PROTO_ICMPV6            58
#define PROTO_NONE              59
#define PROTO_DEST_OPTIONS      60
#define PROTO_DCCP              33
#define PROTO_SCTP              132
#define PROTO_MOBILITY          135

/** A protocol that cannot be told. */
#define PROTO_UNKNOWN           (-1)

/** Network byte order. */
static inline uint16_t get_be16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t get_be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static inline void put_be16(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static inline void put_be32(uint8_t *p, uint32_t value)
{
    put_be16(p, value >> 16);
    put_be16(p + 2, value);
}

static inline void put_be64(uint8_t *p, uint64_t value)
{
    put_be32(p, (uint32_t)(value >> 32));
    put_be32(p + 4, (uint32_t)value);
}

/** An IP packet in a frame; offsets are from the start of the frame. */
struct ip_packet {
    /** 4 or 6; 0: the frame holds none. */
    uint8_t version;
    /** There is something that says that it is a fragment. */
    bool fragment;
    /** A later one: the header of the upper layer is in another. */
    bool headless;
    /** The header, and where the packet ends by what that says. */
    uint32_t l3;
    uint32_t end;
    const uint8_t *src;
    const uint8_t *dst;
    /**
     * Where AH and ESP go in transport mode (RFC 4302 section 3.1.1, RFC 4303
     * section 3.1.1): behind the IPv4 header with its options; behind the
     * extension headers of IPv6 that are looked at on the way, which are
     * hop-by-hop options, routing, and destination options in front of a
     * routing header.
     */
    uint32_t insert;
    /** Protocol number of what stands there, and the byte that says so. */
    uint8_t next;
    uint32_t next_at;
    /** The upper layer: its number, or PROTO_UNKNOWN if that is in another
     *  fragment; and where it begins. */
    int protocol;
    uint32_t l4;
};

/** What is wrong with a frame. */
enum ip_error {
    IP_OK,
    /** There is no following its headers, or it is longer than the frame. */
    IP_MALFORMED,
    /** Its headers are longer than @have. */
    IP_HEADERS_TOO_LONG,
};

/**
 * ip_parse: find the IP packet in an Ethernet frame, behind VLAN tags too.
 * @frame: its first @have bytes
 * @have: not less than @length or the longest headers that are expected
 * @length: bytes of the frame
 * @ip: filled in; without an IP packet in the frame its version is 0, which is
 *      no error
 */
enum ip_error ip_parse(const uint8_t *frame, uint32_t have, uint32_t length,
                       struct ip_packet *ip);

/** ip_sum: add @length bytes to a sum of 16-bit words (RFC 1071); only the
 *  last piece may have an odd length. */
uint32_t ip_sum(uint32_t sum, const uint8_t *data, uint32_t length);

/** ip_sum_pseudo: the same of a pseudo header (RFC 793, RFC 8200). */
uint32_t ip_sum_pseudo(unsigned int version, const uint8_t *src,
                       const uint8_t *dst, uint8_t protocol, uint32_t length);

/** ip_sum_end: the checksum, to be stored with put_be16(). */
uint16_t ip_sum_end(uint32_t sum);

/** ip_fill_ipv4_checksum: of a header with its options. */
void ip_fill_ipv4_checksum(uint8_t *header);

#endif /* IPSECNIC_GUEST_IP_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frame parser: where the headers of a frame are
 */

#ifndef IPSECNIC_FRAME_H
#define IPSECNIC_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "types.h"

/* Protocol numbers (IANA). */
#define IPPROTO_NR_HOPOPTS      0
#define IPPROTO_NR_IPV4         4
#define IPPROTO_NR_TCP          6
#define IPPROTO_NR_UDP          17
#define IPPROTO_NR_IPV6         41
#define IPPROTO_NR_ROUTING      43
#define IPPROTO_NR_FRAGMENT     44
#define IPPROTO_NR_ESP          50
#define IPPROTO_NR_AH           51
#define IPPROTO_NR_DSTOPTS      60
#define IPPROTO_NR_MOBILITY     135
#define IPPROTO_NR_HIP          139
#define IPPROTO_NR_SHIM6        140

/** The Home Address option (RFC 6275, section 6.3), and bytes of its data. */
#define IPSEC_HOME_ADDRESS      0xc9
#define IPSEC_HOME_ADDRESS_DATA 16u

#define IPSEC_ETH_HEADER        14u
#define IPSEC_IPV4_HEADER       20u
#define IPSEC_IPV6_HEADER       40u
#define IPSEC_UDP_HEADER        8u
#define IPSEC_ESP_HEADER        8u
#define IPSEC_AH_HEADER         12u

/** Most IPv6 extension headers in front of AH, ESP or the upper layer. */
#define IPSEC_MAX_EXT_HEADERS   16

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

/**
 * ipsec_frame_flow_type: IPSECNIC_RSS_FLOW_* of a parsed frame; -1: it is not
 * IP, or its addresses are not there.
 */
int ipsec_frame_flow_type(const IpsecFrame *frame);

/**
 * ipsec_frame_flow_fields: the same by another choice of fields.
 * @frame: a parsed frame that has a flow type
 * @fields: IPSECNIC_RSS_FIELD_*, none that frames of its type do not have, and
 *          not SPI beside both ports
 * @symmetric: both addresses, and both ports, as in the other direction of the
 *             flow: each is replaced by the XOR of the two
 * @input: room for 36 bytes, in network byte order
 *
 * Returns how many bytes were written.
 */
size_t ipsec_frame_flow_fields(const IpsecFrame *frame, uint8_t fields,
                               bool symmetric, uint8_t input[36]);

/**
 * ipsec_frame_parse_ip: find the headers of an IP packet within a frame.
 * @frame: data and length are set, and all else that belongs to the layers
 *         below IP; the rest is zero
 * @offset: where the IP header starts, at most frame->length
 * @version: 4 or 6, what the layer below says
 *
 * Fills in the rest of @frame.
 */
void ipsec_frame_parse_ip(IpsecFrame *frame, uint32_t offset,
                          unsigned version);

/**
 * ipsec_frame_parse_udp_esp: look at a UDP datagram as if its port were for
 * ESP in UDP (RFC 3948).
 * @frame: parsed; its l4_protocol is UDP
 */
void ipsec_frame_parse_udp_esp(IpsecFrame *frame);

/**
 * ipsec_frame_is_ext_header: whether @protocol is an IPv6 extension header
 * that has a next header and a length in units of 8 bytes (RFC 8200, 6564).
 */
bool ipsec_frame_is_ext_header(unsigned protocol);

/**
 * ipsec_frame_has_home_address: whether destination options have that among
 * them.
 * @length: bytes of the header, all of which are there
 */
bool ipsec_frame_has_home_address(const uint8_t *header, uint32_t length);

/**
 * ipsec_frame_esp_behind_ah: the ESP header behind the AH header of a frame
 * of kind AH, with destination options at most in between.
 *
 * Returns 0 if there is none.  An AH header that is too long for its packet
 * counts as one with ESP behind it, its length being at fault: the offset may
 * then lie behind the end of the packet.
 */
uint32_t ipsec_frame_esp_behind_ah(const IpsecFrame *frame);

/** The longest chain of headers up to and with AH, in bytes. */
#define IPSEC_MAX_HEADERS \
    (IPSEC_IPV6_HEADER + IPSEC_MAX_EXT_HEADERS * 256u * 8 + (255u + 2) * 4)

/** ipsec_frame_source: the source address, 4 or 16 bytes. */
static inline const uint8_t *ipsec_frame_source(const IpsecFrame *frame)
{
    return frame->data + frame->l3_offset + (frame->ip_version == 4 ? 12 : 8);
}

/** ipsec_frame_destination: the destination address, 4 or 16 bytes. */
static inline const uint8_t *ipsec_frame_destination(const IpsecFrame *frame)
{
    return frame->data + frame->l3_offset + (frame->ip_version == 4 ? 16 : 24);
}

/** ipsec_frame_elsewhere: whether the addresses of a pseudo header are not
 *  those of the IP header (RFC 8200, section 8.1; RFC 6275). */
static inline bool ipsec_frame_elsewhere(const IpsecFrame *frame)
{
    return frame->routed || frame->home_address;
}

/** ipsec_frame_ipv4_header_length: bytes, of a frame that is IPv4. */
static inline unsigned ipsec_frame_ipv4_header_length(const IpsecFrame *frame)
{
    return (frame->data[frame->l3_offset] & 0xf) * 4u;
}

/** ipsec_ah_length: bytes of an AH header, as it says of itself. */
static inline uint32_t ipsec_ah_length(const uint8_t *ah)
{
    return (ah[1] + 2u) * 4;
}

#endif /* IPSECNIC_FRAME_H */

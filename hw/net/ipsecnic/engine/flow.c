/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What policies look at in a packet
 */

#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "flow.h"
#include "frame.h"

#define IPPROTO_NR_ICMP         1
#define IPPROTO_NR_DCCP         33
#define IPPROTO_NR_ICMPV6       58
#define IPPROTO_NR_SCTP         132
#define IPPROTO_NR_UDPLITE      136

/* In an IPv4 header: more fragments, and the offset */
#define IPV4_FRAGMENT           0x3fff
/* The offset in an IPv6 fragment header, and more fragments */
#define IPV6_FRAGMENT_OFFSET    0xfff8
#define IPV6_FRAGMENT           0xfff9

bool ipsec_flow_has_ports(uint8_t protocol)
{
    switch (protocol) {
    case IPPROTO_NR_ICMP:
    case IPPROTO_NR_TCP:
    case IPPROTO_NR_UDP:
    case IPPROTO_NR_DCCP:
    case IPPROTO_NR_ICMPV6:
    case IPPROTO_NR_SCTP:
    case IPPROTO_NR_MOBILITY:
    case IPPROTO_NR_UDPLITE:
        return true;
    default:
        return false;
    }
}

/* RFC 3948, section 2: what stands behind a UDP header is neither IKE nor a
 * keepalive.  Behind a NAT it goes to whatever port that chose. */
static bool is_udp_esp(const uint8_t *udp, uint32_t room)
{
    return room >= IPSEC_UDP_HEADER + 4 &&
           (ipsec_get_be16(udp) == IPSECNIC_UDP_ESP_PORT ||
            ipsec_get_be16(udp + 2) == IPSECNIC_UDP_ESP_PORT) &&
           ipsec_get_be32(udp + IPSEC_UDP_HEADER) != 0;
}

/* What is behind the IP headers: @room bytes at @p. */
static void parse_ports(IpsecFlow *flow, const uint8_t *p, uint32_t room)
{
    switch (flow->protocol) {
    case IPPROTO_NR_UDP:
        flow->named_only = is_udp_esp(p, room);
        /* fallthrough */
    case IPPROTO_NR_TCP:
    case IPPROTO_NR_DCCP:
    case IPPROTO_NR_SCTP:
    case IPPROTO_NR_UDPLITE:
        flow->has_ports = room >= 4;
        flow->ports = flow->has_ports ? ipsec_get_be32(p) : 0;
        break;
    case IPPROTO_NR_ICMP:
    case IPPROTO_NR_ICMPV6:
        flow->has_ports = room >= 2;
        flow->ports = flow->has_ports ? (uint32_t)p[0] << 16 | p[1] : 0;
        break;
    case IPPROTO_NR_MOBILITY:
        flow->has_ports = room >= 3;
        flow->ports = flow->has_ports ? (uint32_t)p[2] << 16 : 0;
        break;
    default:
        break;
    }
}

static bool parse_ipv4(IpsecFlow *flow, const uint8_t *ip, uint32_t length)
{
    uint32_t header, total;

    if (length < IPSEC_IPV4_HEADER || ip[0] >> 4 != 4) {
        return false;
    }
    header = (ip[0] & 0xf) * 4u;
    total = ipsec_get_be16(ip + 2);
    if (header < IPSEC_IPV4_HEADER || header > length || header > total) {
        return false;
    }
    if (length > total) {
        length = total;
    }
    flow->protocol = ip[9];
    flow->src[0] = (uint64_t)ipsec_get_be32(ip + 12) << 32;
    flow->dst[0] = (uint64_t)ipsec_get_be32(ip + 16) << 32;
    if (!(ipsec_get_be16(ip + 6) & IPV4_FRAGMENT)) {
        parse_ports(flow, ip + header, length - header);
    }
    return true;
}

static bool is_followed(uint8_t protocol)
{
    return protocol == IPPROTO_NR_HOPOPTS || protocol == IPPROTO_NR_ROUTING ||
           protocol == IPPROTO_NR_DSTOPTS || protocol == IPPROTO_NR_FRAGMENT;
}

static bool parse_ipv6(IpsecFlow *flow, const uint8_t *ip, uint32_t length)
{
    uint32_t pos = IPSEC_IPV6_HEADER;
    bool fragment = false;
    uint32_t header;
    unsigned i;

    if (length < IPSEC_IPV6_HEADER || ip[0] >> 4 != 6) {
        return false;
    }
    if (length - IPSEC_IPV6_HEADER > ipsec_get_be16(ip + 4)) {
        length = IPSEC_IPV6_HEADER + ipsec_get_be16(ip + 4);
    }
    flow->protocol = ip[6];
    flow->src[0] = ipsec_get_be64(ip + 8);
    flow->src[1] = ipsec_get_be64(ip + 16);
    flow->dst[0] = ipsec_get_be64(ip + 24);
    flow->dst[1] = ipsec_get_be64(ip + 32);
    for (i = 0; is_followed(flow->protocol); i++) {
        const uint8_t *p = ip + pos;

        /* RFC 8200, section 4.1: hop-by-hop options come first or nowhere */
        if (i == IPSEC_MAX_EXT_HEADERS || length - pos < 8 ||
            (flow->protocol == IPPROTO_NR_HOPOPTS && i > 0)) {
            return false;
        }
        header = 8;
        if (flow->protocol == IPPROTO_NR_FRAGMENT) {
            uint16_t field = ipsec_get_be16(p + 2);

            if (field & IPV6_FRAGMENT) {
                fragment = true;
            }
            if (field & IPV6_FRAGMENT_OFFSET) {
                /* What comes is not a header, whatever it is the rest of. */
                flow->protocol = p[0];
                return !is_followed(flow->protocol);
            }
        } else {
            header = (p[1] + 1u) * 8;
        }
        if (length - pos < header) {
            return false;
        }
        flow->protocol = p[0];
        pos += header;
    }
    if (!fragment) {
        parse_ports(flow, ip + pos, length - pos);
    }
    return true;
}

bool ipsec_flow_parse(IpsecFlow *flow, const uint8_t *ip, uint32_t length,
                      unsigned ip_version)
{
    bool followed;

    memset(flow, 0, sizeof(*flow));
    flow->ip_version = (uint8_t)ip_version;
    followed = ip_version == 4 ? parse_ipv4(flow, ip, length) :
                                 parse_ipv6(flow, ip, length);
    if (flow->protocol == IPPROTO_NR_ESP || flow->protocol == IPPROTO_NR_AH) {
        flow->named_only = true;
    }
    return followed;
}

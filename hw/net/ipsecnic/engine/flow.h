/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What policies look at in a packet
 */

#ifndef IPSECNIC_FLOW_H
#define IPSECNIC_FLOW_H

#include <stdbool.h>
#include <stdint.h>

/** Addresses, protocol and ports of a packet. */
typedef struct IpsecFlow {
    /** Addresses as numbers; IPv4 in the upper half of the first word. */
    uint64_t src[2];
    uint64_t dst[2];
    uint32_t ports;             /* source port in the upper half */
    uint8_t protocol;
    uint8_t ip_version;         /* 4 or 6 */
    bool has_ports;
    /** Has IPsec already, as far as can be seen: what is sent agrees with
     *  policies for its protocol only then. */
    bool named_only;
} IpsecFlow;

/** ipsec_flow_equal: whether no policy tells two packets apart. */
static inline bool ipsec_flow_equal(const IpsecFlow *a, const IpsecFlow *b)
{
    return a->src[0] == b->src[0] && a->src[1] == b->src[1] &&
           a->dst[0] == b->dst[0] && a->dst[1] == b->dst[1] &&
           a->ports == b->ports && a->protocol == b->protocol &&
           a->ip_version == b->ip_version && a->has_ports == b->has_ports &&
           a->named_only == b->named_only;
}

/**
 * ipsec_flow_has_ports: whether packets of a protocol have what policies call
 * ports: of ICMP and ICMPv6 type and code, of a Mobility Header the type.
 */
bool ipsec_flow_has_ports(uint8_t protocol);

/**
 * ipsec_flow_parse: find what policies look at.
 * @ip: the IP header
 * @length: bytes that are there, which may be more than those of the packet
 * @ip_version: 4 or 6: what the layer below says
 *
 * Follows hop-by-hop and destination options, routing and fragment headers, as
 * Linux does for its policies.  False: the headers cannot be followed to the
 * protocol behind them; the flow is not to be used then.
 */
bool ipsec_flow_parse(IpsecFlow *flow, const uint8_t *ip, uint32_t length,
                      unsigned ip_version);

#endif /* IPSECNIC_FLOW_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: packets that their header does not say the destination of
 *
 * With a source route of IPv4 (RFC 791) or a routing header of IPv6 (RFC 8200)
 * that is not at its end the address in the IP header is that of the next hop,
 * and checksums are made with that of the last one.
 */

#include <linux/errno.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "ipsecnic_route.h"

/* The longest header of IPv4. */
#define IPSECNIC_IPV4_HEADER	60

static bool ipsecnic_ipv4_is_routed(const struct sk_buff *skb, int offset,
				    unsigned int length)
{
	u8 space[IPSECNIC_IPV4_HEADER];
	const u8 *ip = skb_header_pointer(skb, offset, length, space);
	unsigned int i = sizeof(struct iphdr);

	if (!ip)
		return true;
	while (i < length && ip[i] != IPOPT_END) {
		if (ip[i] == IPOPT_NOOP) {
			i++;
			continue;
		}
		if (i + 1 >= length || ip[i + 1] < 2)
			break;
		if ((ip[i] == IPOPT_LSRR || ip[i] == IPOPT_SSRR) &&
		    i + 2 < length && ip[i + 2] <= ip[i + 1])
			return true;
		i += ip[i + 1];
	}
	return false;
}

static bool ipsecnic_ipv6_is_routed(const struct sk_buff *skb, int offset)
{
	int flags = IP6_FH_F_SKIP_RH;
	unsigned int start = offset;

	/* Any other error is of headers that cannot be followed. */
	return ipv6_find_hdr(skb, &start, NEXTHDR_ROUTING, NULL, &flags) !=
	       -ENOENT;
}

/**
 * ipsecnic_is_routed - has a packet hops to go?
 * @skb: packet
 * @offset: of an IP header in it, from @skb->data on
 *
 * Context: any.
 *
 * Return: true if it has, or if that cannot be seen.
 */
bool ipsecnic_is_routed(const struct sk_buff *skb, int offset)
{
	const struct iphdr *ip;
	struct iphdr space;

	ip = skb_header_pointer(skb, offset, sizeof(*ip), &space);
	if (!ip)
		return true;
	if (ip->version != 4)
		return ipsecnic_ipv6_is_routed(skb, offset);
	return ip->ihl > 5 && ipsecnic_ipv4_is_routed(skb, offset, ip->ihl * 4);
}

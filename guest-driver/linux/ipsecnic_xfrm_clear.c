// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: packet mode: what arrives in clear, and for whom the card vouches
 *
 * The stack takes it for checked that a packet without secpath agrees with a
 * policy of packet offload.  The card looks at its policies for some frames
 * only: those for its own address, while it is to do IPsec, and by the addresses
 * that stand in the IP header.  Of all others that one of its policies may want
 * protected the stack must be told to look for itself.
 */

#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "ipsecnic.h"
#include "ipsecnic_abi.h"
#include "ipsecnic_xfrm_clear.h"
#include "ipsecnic_xfrm_packet.h"
#include "ipsecnic_xfrm_policy.h"
#include "ipsecnic_xfrm_sa.h"

/**
 * struct ipsecnic_clear - what is read of a packet
 * @flow: for the policies
 * @payload: behind the headers of IP; NULL: elsewhere, or not here
 * @segments: behind a header of segment routing (RFC 8754, RFC 6554)
 * @cut: its headers go on behind the bytes that there are
 */
struct ipsecnic_clear {
	struct ipsecnic_flow flow;
	const void *payload;
	bool segments;
	bool cut;
};

/*
 * May a source route have it go on to another destination?  What cannot be
 * followed may; other options are of no matter here.
 */
static bool ipsecnic_clear_has_route(const u8 *ip, unsigned int header,
				     unsigned int length)
{
	unsigned int i = sizeof(struct iphdr);

	if (header > length)
		return true;
	while (i < header && ip[i] != IPOPT_END) {
		if (ip[i] == IPOPT_NOOP) {
			i++;
			continue;
		}
		if (ip[i] == IPOPT_LSRR || ip[i] == IPOPT_SSRR ||
		    i + 1 >= header || ip[i + 1] < 2)
			return true;
		i += ip[i + 1];
	}
	return false;
}

static void ipsecnic_clear_read_ipv4(struct ipsecnic_clear *clear,
				     const void *data, unsigned int length)
{
	struct ipsecnic_flow *flow = &clear->flow;
	const struct iphdr *ip = data;

	if (length < sizeof(*ip) || ip->version != 4)
		return;
	memcpy(flow->src, &ip->saddr, sizeof(ip->saddr));
	memcpy(flow->dst, &ip->daddr, sizeof(ip->daddr));
	flow->protocol = ip->protocol;
	flow->protocol_known = true;
	flow->addressed = !ipsecnic_clear_has_route(data, ip->ihl * 4, length);
	if (!(ip->frag_off & htons(IP_OFFSET)))
		clear->payload = data + ip->ihl * 4;
}

/* Is that routing header one at whose end the stack takes out a packet inside? */
static bool ipsecnic_clear_has_segments(const void *data)
{
	const struct ipv6_rt_hdr *route = data;

	return route->type == IPV6_SRCRT_TYPE_3 ||
	       route->type == IPV6_SRCRT_TYPE_4;
}

/* Does the stack go on with another destination behind a routing header? */
static bool ipsecnic_clear_goes_on(const void *data)
{
	const struct ipv6_rt_hdr *route = data;

	return route->segments_left || ipsecnic_clear_has_segments(data);
}

/* Is there a Home Address (RFC 6275), which the stack takes for the source? */
static bool ipsecnic_clear_has_home(const u8 *options, unsigned int header,
				    unsigned int length)
{
	unsigned int i = sizeof(struct ipv6_opt_hdr);

	if (header > length)
		return true;
	while (i < header) {
		if (options[i] == IPV6_TLV_PAD1) {
			i++;
			continue;
		}
		if (options[i] == IPV6_TLV_HAO || i + 1 >= header)
			return true;
		i += options[i + 1] + 2;
	}
	return false;
}

static void ipsecnic_clear_read_ipv6(struct ipsecnic_clear *clear,
				     const void *data, unsigned int length)
{
	struct ipsecnic_flow *flow = &clear->flow;
	const struct ipv6hdr *ip = data;
	unsigned int offset = sizeof(*ip);
	const struct ipv6_opt_hdr *hdr;
	bool addressed = true;
	u8 next;

	flow->ipv6 = true;
	clear->cut = length < sizeof(*ip);
	if (clear->cut || ip->version != 6)
		return;
	memcpy(flow->src, &ip->saddr, sizeof(ip->saddr));
	memcpy(flow->dst, &ip->daddr, sizeof(ip->daddr));
	next = ip->nexthdr;
	while (ipv6_ext_hdr(next) && next != NEXTHDR_AUTH &&
	       next != NEXTHDR_NONE) {
		if (offset + sizeof(struct frag_hdr) > length) {
			clear->cut = true;
			return;
		}
		hdr = data + offset;
		if (next == NEXTHDR_FRAGMENT) {
			const struct frag_hdr *frag = data + offset;

			next = frag->nexthdr;
			offset += sizeof(*frag);
			if (!(frag->frag_off & htons(IP6_OFFSET)))
				continue;
			/* Whatever extends it stands in the first one. */
			flow->addressed = addressed && !ipv6_ext_hdr(next);
			flow->protocol = next;
			flow->protocol_known = !ipv6_ext_hdr(next);
			return;
		}
		if (next == NEXTHDR_ROUTING && ipsecnic_clear_has_segments(hdr))
			clear->segments = true;
		if ((next == NEXTHDR_ROUTING && ipsecnic_clear_goes_on(hdr)) ||
		    (next == NEXTHDR_DEST &&
		     ipsecnic_clear_has_home(data + offset, ipv6_optlen(hdr),
					     length - offset)))
			addressed = false;
		next = hdr->nexthdr;
		offset += ipv6_optlen(hdr);
	}
	flow->addressed = addressed;
	flow->protocol = next;
	flow->protocol_known = true;
	clear->payload = data + offset;
}

/*
 * Go on to what is behind all tags.  Returns the type there, or 0 if that is not
 * in the bytes that there are.
 */
static __be16 ipsecnic_clear_skip_tags(const void **data, unsigned int *length,
				       __be16 type)
{
	const struct vlan_hdr *tag;

	while (eth_type_vlan(type)) {
		if (*length < sizeof(*tag))
			return 0;
		tag = *data;
		type = tag->h_vlan_encapsulated_proto;
		*data += sizeof(*tag);
		*length -= sizeof(*tag);
	}
	return type;
}

/*
 * What the stack will see behind all tags.  What cannot be made out is left
 * unknown; returns false if it is no IP.
 */
static bool ipsecnic_clear_read(struct ipsecnic_clear *clear, const void *data,
				unsigned int length, __be16 type)
{
	memset(clear, 0, sizeof(*clear));
	switch (ipsecnic_clear_skip_tags(&data, &length, type)) {
	case htons(ETH_P_IP):
		ipsecnic_clear_read_ipv4(clear, data, length);
		return true;
	case htons(ETH_P_IPV6):
		ipsecnic_clear_read_ipv6(clear, data, length);
		return true;
	default:
		return false;
	}
}

/*
 * Has the card found no policy that would have had the frame protected?  While
 * there is the feature it is active, see ipsecnic_set_features().
 */
static bool ipsecnic_clear_was_looked_at(const struct ipsecnic *ipn,
					 const struct ipsecnic_rx_comp *comp)
{
	return comp->reason == IPSECNIC_REASON_NOT_IPSEC &&
	       comp->accept == IPSECNIC_ACCEPT_OWN && comp->l3_offset &&
	       READ_ONCE(ipn->netdev->features) & NETIF_F_HW_ESP;
}

/*
 * Go on to the packet inside of a tunnel, whose payload is there.  Returns false
 * if it is none.
 */
static bool ipsecnic_clear_enter(struct ipsecnic_clear *clear, const void *end)
{
	const void *data = clear->payload;
	unsigned int length = data < end ? end - data : 0;

	switch (clear->flow.protocol) {
	case IPPROTO_IPIP:
		return ipsecnic_clear_read(clear, data, length,
					   htons(ETH_P_IP));
	case IPPROTO_IPV6:
		return ipsecnic_clear_read(clear, data, length,
					   htons(ETH_P_IPV6));
	default:
		return false;
	}
}

/*
 * May a policy be for what is inside of an IPv6 tunnel?  The stack can take that
 * out by a route of segment routing (seg6local), and go on without a look at the
 * policies for what was around it.
 */
static bool ipsecnic_clear_is_suspect_inside(struct ipsecnic *ipn,
					     struct ipsecnic_clear *clear,
					     const void *end)
{
	return clear->flow.ipv6 && clear->payload &&
	       ipsecnic_clear_enter(clear, end) &&
	       ipsecnic_policies_protect(ipn->xfrm, &clear->flow);
}

/**
 * ipsecnic_clear_is_suspect - may a packet be one that should be protected?
 * @ipn: the card that it came by
 * @data: what is behind its Ethernet header, or behind a tag
 * @length: bytes of that, which are not all of it, but its headers
 * @type: the type there
 * @comp: its completion; NULL: it is not as the card has seen it
 *
 * Not for what the card has taken out of ESP.
 *
 * Context: any.
 *
 * Return: true: an inbound policy in the card may be for it, and nobody has looked
 * at that.
 */
bool ipsecnic_clear_is_suspect(struct ipsecnic *ipn, const void *data,
			       unsigned int length, __be16 type,
			       const struct ipsecnic_rx_comp *comp)
{
	const void *end = data + length;
	struct ipsecnic_clear clear;

	if (!READ_ONCE(ipn->xfrm->policies_in) ||
	    !ipsecnic_clear_read(&clear, data, length, type))
		return false;
	if (!(comp && clear.flow.addressed &&
	      ipsecnic_clear_was_looked_at(ipn, comp)) &&
	    ipsecnic_policies_protect(ipn->xfrm, &clear.flow))
		return true;
	return ipsecnic_clear_is_suspect_inside(ipn, &clear, end);
}

/* Is there a policy that wants anything protected, of either family? */
static bool ipsecnic_clear_is_any_protected(struct ipsecnic *ipn)
{
	struct ipsecnic_flow flow = { 0 };

	if (ipsecnic_policies_protect(ipn->xfrm, &flow))
		return true;
	flow.ipv6 = true;
	return ipsecnic_policies_protect(ipn->xfrm, &flow);
}

/**
 * ipsecnic_clear_is_hidden - may there be such a packet at the end of segments?
 * @ipn: the card that it came by
 * @data: what is behind its Ethernet header, or behind a tag
 * @length: bytes of that, which are not all of it, but its headers
 * @type: the type there
 *
 * The stack takes the packet inside of segment routing out, and has it come by
 * the card once more; what it was told of the frame it forgets on the way.  Where
 * the headers cannot be followed to their end they may lead there.  Also of what
 * the card has taken out of ESP: that is an answer for the packet outside.
 *
 * Context: any.
 *
 * Return: true: an inbound policy in the card may be for what is inside.
 */
bool ipsecnic_clear_is_hidden(struct ipsecnic *ipn, const void *data,
			      unsigned int length, __be16 type)
{
	const void *end = data + length;
	struct ipsecnic_clear clear;

	if (!READ_ONCE(ipn->xfrm->policies_in) ||
	    !ipsecnic_clear_read(&clear, data, length, type))
		return false;
	if (clear.cut)
		return ipsecnic_clear_is_any_protected(ipn);
	if (!clear.segments)
		return false;
	if (!clear.payload)
		return true;
	if (!ipsecnic_clear_enter(&clear, end))
		return false;
	if (clear.cut)
		return ipsecnic_clear_is_any_protected(ipn);
	return clear.segments ||
	       ipsecnic_policies_protect(ipn->xfrm, &clear.flow);
}

/**
 * ipsecnic_clear_is_neighbour - is that neighbour discovery of the link?
 * @data: what is behind the Ethernet header, or behind a tag
 * @length: bytes of that, which are not all of it, but its headers
 * @type: the type there
 *
 * As ipsecnic_packet_is_neighbour(), of a frame that is no packet yet.
 *
 * Return: true if it is.
 */
bool ipsecnic_clear_is_neighbour(const void *data, unsigned int length,
				 __be16 type)
{
	return ipsecnic_clear_skip_tags(&data, &length, type) ==
		       htons(ETH_P_IPV6) &&
	       ipsecnic_bytes_are_neighbour(data, length);
}

static bool ipsecnic_clear_is_nat_t(const struct udphdr *udp, const void *end)
{
	return (const void *)(udp + 1) > end ||
	       udp->dest == htons(IPSECNIC_NAT_T_PORT);
}

/**
 * ipsecnic_clear_may_be_esp - may a packet be ESP of a state in packet mode?
 * @ipn: the card that it came by, which has taken nothing out of it
 * @data: what is behind its Ethernet header, or behind a tag
 * @length: bytes of that, which are not all of it, but its headers
 * @type: the type there
 * @nat_t: of UDP only what is for the port of NAT traversal, unless there are
 *         states with another one
 *
 * Context: any.
 *
 * Return: true: software that gets it may find such a state, whose window only
 * the card knows.
 */
bool ipsecnic_clear_may_be_esp(struct ipsecnic *ipn, const void *data,
			       unsigned int length, __be16 type, bool nat_t)
{
	struct ipsecnic_clear clear;

	if (!READ_ONCE(ipn->xfrm->packets) ||
	    !ipsecnic_clear_read(&clear, data, length, type))
		return false;
	if (!clear.flow.protocol_known || clear.flow.protocol == IPPROTO_ESP)
		return true;
	return clear.flow.protocol == IPPROTO_UDP &&
	       (!nat_t || READ_ONCE(ipn->xfrm->ports) ||
		(clear.payload &&
		 ipsecnic_clear_is_nat_t(clear.payload, data + length)));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: packets that leave by packet offload
 *
 * The kernel does nothing to such a packet, and posts it as a plain one; the
 * card finds its SA by the policies.  In transport mode its way out is that of
 * any packet.  In tunnel mode there is nobody but the driver who knows which
 * station on the wire the tunnel leads to: the kernel leaves the Ethernet header
 * of a packet that it forwards unwritten, and asks for the neighbour of the
 * destination inside for one of its own.
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <net/dst_cache.h>
#include <net/inet_sock.h>
#include <net/ip6_route.h>
#include <net/neighbour.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_xfrm_packet.h"
#include "ipsecnic_xfrm_packet_tx.h"
#include "ipsecnic_xfrm_sa.h"

/* The route to the other end of a tunnel, with a reference; NULL: none. */
static struct dst_entry *ipsecnic_tunnel_route4(struct ipsecnic_sa *sa,
						const struct xfrm_state *x)
{
	const struct net_device *netdev = sa->ipn->netdev;
	struct dst_cache *cache = &sa->packet->route;
	struct flowi4 fl4 = {
		.flowi4_oif = netdev->ifindex,
		.daddr = x->id.daddr.a4,
		.saddr = x->props.saddr.a4,
	};
	struct rtable *rt;
	__be32 saddr;

	rt = dst_cache_get_ip4(cache, &saddr);
	if (rt)
		return &rt->dst;
	rt = ip_route_output_key(dev_net(netdev), &fl4);
	if (IS_ERR(rt))
		return NULL;
	dst_cache_set_ip4(cache, &rt->dst, fl4.saddr);
	return &rt->dst;
}

#if IS_ENABLED(CONFIG_IPV6)
static struct dst_entry *ipsecnic_tunnel_route6(struct ipsecnic_sa *sa,
						const struct xfrm_state *x)
{
	const struct net_device *netdev = sa->ipn->netdev;
	struct dst_cache *cache = &sa->packet->route;
	struct flowi6 fl6 = {
		.flowi6_oif = netdev->ifindex,
		.daddr = x->id.daddr.in6,
		.saddr = x->props.saddr.in6,
	};
	struct dst_entry *dst;
	struct in6_addr saddr;

	dst = dst_cache_get_ip6(cache, &saddr);
	if (dst)
		return dst;
	dst = ip6_route_output(dev_net(netdev), NULL, &fl6);
	if (dst->error) {
		dst_release(dst);
		return NULL;
	}
	dst_cache_set_ip6(cache, dst, &fl6.saddr);
	return dst;
}
#else
static struct dst_entry *ipsecnic_tunnel_route6(struct ipsecnic_sa *sa,
						const struct xfrm_state *x)
{
	return NULL;
}
#endif

/*
 * The station that a tunnel leads to.  Returns false if it is not known; it is
 * being looked for then.
 */
static bool ipsecnic_tunnel_station(struct ipsecnic_sa *sa,
				    const struct xfrm_state *x, u8 *mac)
{
	const struct net_device *netdev = sa->ipn->netdev;
	struct neighbour *neigh;
	struct dst_entry *dst;
	bool known = false;

	/* For the cache of the route. */
	local_bh_disable();
	dst = x->props.family == AF_INET ? ipsecnic_tunnel_route4(sa, x) :
					   ipsecnic_tunnel_route6(sa, x);
	if (!dst)
		goto enable;
	neigh = dst->dev == netdev ? dst_neigh_lookup(dst, &x->id.daddr) : NULL;
	dst_release(dst);
	if (!neigh)
		goto enable;
	neigh_event_send(neigh, NULL);
	if (READ_ONCE(neigh->nud_state) & NUD_VALID) {
		neigh_ha_snapshot(mac, neigh, netdev);
		known = true;
	}
	neigh_release(neigh);
enable:
	local_bh_enable();
	return known;
}

/**
 * ipsecnic_packet_resolve - look for the station that a tunnel leads to
 * @sa: outbound SA in packet mode
 * @x: its state
 *
 * So that the first packet need not wait for that.
 *
 * Context: any but hard interrupts.
 */
void ipsecnic_packet_resolve(struct ipsecnic_sa *sa, const struct xfrm_state *x)
{
	u8 mac[ETH_ALEN];

	if (sa->packet->tunnel)
		ipsecnic_tunnel_station(sa, x, mac);
}

/* Is the neighbour that the kernel will ask for the one that is right? */
static bool ipsecnic_tunnel_has_gateway(const struct dst_entry *path,
					const struct xfrm_state *x)
{
	if (path->ops->family != x->props.family)
		return false;
	if (path->ops->family == AF_INET)
		return container_of(path, struct rtable, dst)->rt_gw_family;
	return !ipv6_addr_any(&container_of(path, struct rt6_info,
					    dst)->rt6i_gateway);
}

/* Write the Ethernet header that the kernel will make room for. */
static bool ipsecnic_tunnel_put_header(struct ipsecnic_sa *sa,
				       struct sk_buff *skb,
				       const struct xfrm_state *x)
{
	const struct net_device *netdev = sa->ipn->netdev;
	struct ethhdr *eth;
	u8 mac[ETH_ALEN];

	if (!ipsecnic_tunnel_station(sa, x, mac)) {
		ipsecnic_xfrm_count(sa->ipn, IPSECNIC_XFRM_TX_NO_NEIGHBOUR);
		return false;
	}
	if (skb_cow_head(skb, LL_RESERVED_SPACE(netdev)))
		return false;
	eth = (struct ethhdr *)(skb_network_header(skb) - ETH_HLEN);
	ether_addr_copy(eth->h_dest, mac);
	ether_addr_copy(eth->h_source, netdev->dev_addr);
	eth->h_proto = skb->protocol;
	return true;
}

/**
 * ipsecnic_packet_output_ok - can the packet leave by packet offload?
 * @sa: outbound SA in packet mode
 * @skb: the packet, from the IP header on
 * @x: its state
 *
 * Context: any but hard interrupts, within rcu_read_lock().
 *
 * Return: false: the kernel drops it, as there is no other way.
 */
bool ipsecnic_packet_output_ok(struct ipsecnic_sa *sa, struct sk_buff *skb,
			       struct xfrm_state *x)
{
	const struct dst_entry *path = xfrm_dst_path(skb_dst(skb));
	const struct net_device *netdev = sa->ipn->netdev;

	if (sa->inbound)
		return false;
	if (!sa->packet->tunnel) {
		/* Any other interface would send it as it is. */
		if (path->dev == netdev)
			return true;
		ipsecnic_xfrm_count(sa->ipn, IPSECNIC_XFRM_TX_NOT_OURS);
		return false;
	}
	if (skb->sk) {
		if (path->dev == netdev && ipsecnic_tunnel_has_gateway(path, x))
			return true;
		/*
		 * Else it would ask for the neighbour of the destination inside,
		 * or take the route to an address of the other family.  Without
		 * a socket it goes straight to the interface.
		 */
		skb_orphan(skb);
	}
	return ipsecnic_tunnel_put_header(sa, skb, x);
}

/* Does its socket have a policy of its own that exempts it, as IKE's have? */
static bool ipsecnic_socket_bypasses(struct sk_buff *skb, u16 family)
{
	const struct sock *sk = skb_to_full_sk(skb);
	const struct xfrm_policy *policy;
	bool bypasses = false;

	if (!sk || !sk_fullsock(sk))
		return false;
	rcu_read_lock();
	policy = rcu_dereference(sk->sk_policy[XFRM_POLICY_OUT]);
	/* One that is for some packets only is more than can be seen here. */
	if (policy && policy->action == XFRM_POLICY_ALLOW && !policy->xfrm_nr &&
	    policy->family == family && !policy->selector.prefixlen_s &&
	    !policy->selector.prefixlen_d && !policy->selector.proto &&
	    !policy->mark.m && !policy->if_id)
		bypasses = true;
	rcu_read_unlock();
	return bypasses;
}

/**
 * ipsecnic_packet_bypasses - must the card not look for a policy?
 * @ipn: the card
 * @skb: packet without IPsec of the kernel's, from the Ethernet header on
 *
 * Context: ndo_start_xmit.
 *
 * Return: true if the packet is exempt, and goes out as it is.
 */
bool ipsecnic_packet_bypasses(const struct ipsecnic *ipn, struct sk_buff *skb)
{
	if (!READ_ONCE(ipn->xfrm->policies_out))
		return false;
	switch (vlan_get_protocol(skb)) {
	case htons(ETH_P_IP):
		return ipsecnic_socket_bypasses(skb, AF_INET);
	case htons(ETH_P_IPV6):
		return ipsecnic_socket_bypasses(skb, AF_INET6) ||
		       ipsecnic_packet_is_neighbour(skb,
						    skb_network_offset(skb));
	default:
		return false;
	}
}

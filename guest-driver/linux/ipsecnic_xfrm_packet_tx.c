// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: packets that leave by packet offload
 *
 * The kernel does nothing to such a packet, and posts it as a plain one; which
 * state it has chosen is noted on the packet on the way.  In transport mode its way out is that of
 * any packet.  In tunnel mode there is nobody but the driver who knows which
 * station on the wire the tunnel leads to: the kernel leaves the Ethernet header
 * of a packet that it forwards unwritten, and asks for the neighbour of the
 * destination inside for one of its own.
 */

#include <linux/etherdevice.h>
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <net/dst_cache.h>
#include <net/icmp.h>
#include <net/inet_sock.h>
#include <net/ip6_route.h>
#include <net/neighbour.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_xfrm_packet.h"
#include "ipsecnic_xfrm_packet_tx.h"
#include "ipsecnic_xfrm_sa.h"
#include "ipsecnic_xfrm_state.h"

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

/*
 * Write the Ethernet header that the kernel will make room for, or, if it asks
 * the neighbour itself, may.
 */
static bool ipsecnic_tunnel_put_header(struct ipsecnic_sa *sa,
				       struct sk_buff *skb,
				       const struct xfrm_state *x,
				       bool kernel_asks)
{
	const struct net_device *netdev = sa->ipn->netdev;
	u8 mac[ETH_ALEN] = { 0 };
	struct ethhdr *eth;

	if (!ipsecnic_tunnel_station(sa, x, mac) && !kernel_asks) {
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

/*
 * Leave a note on the packet which state the kernel has chosen for it.  Between
 * two that would do for a policy the key manager can make a choice, by the SPI in
 * the policy's template: while keys are changed the new one is there before the
 * other end has it.  And it says that there was one, when it has gone and its
 * policy with it.  Not as xfrm_offload() would see it, since that has
 * validate_xmit_xfrm() make ESP of the packet.  Returns false if there is no
 * memory for it.
 */
static bool ipsecnic_packet_note_state(struct sk_buff *skb,
				       struct xfrm_state *x)
{
	struct sec_path *sp;

	/* Of what is forwarded: how it came. */
	secpath_reset(skb);
	sp = secpath_set(skb);
	if (!sp)
		return false;
	xfrm_state_hold(x);
	sp->xvec[sp->len++] = x;
	return true;
}

/*
 * The state that is noted on a packet, or NULL.  If it was taken away with its
 * interface it has no type any more, but its direction; one that sends is
 * found on a packet for no other reason.
 */
static const struct xfrm_state *
ipsecnic_packet_noted(const struct sk_buff *skb)
{
	const struct sec_path *sp = skb_sec_path(skb);

	if (!sp || sp->olen || sp->len != 1 ||
	    sp->xvec[0]->xso.dir != XFRM_DEV_OFFLOAD_OUT ||
	    ipsecnic_xso_is_crypto(sp->xvec[0]))
		return NULL;
	return sp->xvec[0];
}

/* Is the one for the same packets, and in the same way, as the other? */
static bool ipsecnic_packet_is_like(const struct xfrm_state *x,
				    const struct xfrm_state *other)
{
	return x->props.reqid == other->props.reqid &&
	       x->props.mode == other->props.mode &&
	       x->props.family == other->props.family &&
	       xfrm_addr_equal(&x->id.daddr, &other->id.daddr,
			       x->props.family) &&
	       xfrm_addr_equal(&x->props.saddr, &other->props.saddr,
			       x->props.family) &&
	       !memcmp(&x->sel, &other->sel, sizeof(x->sel));
}

/* The youngest SA that can take the place of a state's, by its handle, or 0. */
static u32 ipsecnic_packet_successor(struct ipsecnic_xfrm *xfrm,
				     const struct xfrm_state *x)
{
	const struct ipsecnic_sa *sa;
	u32 handle = 0;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry_reverse(sa, &xfrm->list, node) {
		if (!sa->packet || sa->inbound || !sa->handle ||
		    !ipsecnic_packet_is_like(sa->x, x))
			continue;
		handle = sa->handle;
		break;
	}
	spin_unlock_bh(&xfrm->lock);
	return handle;
}

/**
 * ipsecnic_packet_handle - the SA that the kernel has chosen for a packet
 * @ipn: the card
 * @skb: packet without IPsec of the kernel's
 * @handle: where its handle goes; 0: none was chosen, the policies decide
 *
 * The packet may have waited for a neighbour, or in a queueing discipline,
 * until the state was deleted.  The card's policies are not asked then: they may
 * have gone as well, and the packet would be sent as it is.  It goes by an SA
 * that has come in its place, as when keys are changed, or not at all.
 *
 * Context: ndo_start_xmit.
 *
 * Return: 0; negative: there is no SA for it any more, and it must not be sent.
 */
int ipsecnic_packet_handle(struct ipsecnic *ipn, const struct sk_buff *skb,
			   u32 *handle)
{
	const struct xfrm_state *x = ipsecnic_packet_noted(skb);
	const struct ipsecnic_sa *sa;
	bool ours = true;

	*handle = 0;
	if (!x)
		return 0;
	rcu_read_lock();
	sa = ipsecnic_sa_of(x);
	if (sa) {
		ours = sa->ipn == ipn;
		if (ours && sa->packet && !sa->inbound)
			*handle = READ_ONCE(sa->handle);
	}
	rcu_read_unlock();
	/* By way of another card, as tc can have it. */
	if (!ours) {
		ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_TX_NOT_OURS);
		return -EINVAL;
	}
	if (!*handle)
		*handle = ipsecnic_packet_successor(ipn->xfrm, x);
	if (*handle)
		return 0;
	ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_TX_NOT_LOADED);
	return -ENOENT;
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
	bool kernel_asks;

	if (sa->inbound)
		return false;
	if (!sa->packet->tunnel) {
		/* Any other interface would send it as it is. */
		if (path->dev == netdev)
			return ipsecnic_packet_note_state(skb, x);
		ipsecnic_xfrm_count(sa->ipn, IPSECNIC_XFRM_TX_NOT_OURS);
		return false;
	}
	/*
	 * With a socket it asks for a neighbour, but not all kernels do: the
	 * first that have xfrm_dev_direct_output() always go by that.
	 */
	kernel_asks = skb->sk && path->dev == netdev &&
		      ipsecnic_tunnel_has_gateway(path, x);
	/*
	 * Else it would be that of the destination inside, or it would take the
	 * route to an address of the other family.  Without a socket it goes
	 * straight to the interface.
	 */
	if (skb->sk && !kernel_asks)
		skb_orphan(skb);
	return ipsecnic_packet_note_state(skb, x) &&
	       ipsecnic_tunnel_put_header(sa, skb, x, kernel_asks);
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

/* What the kernel looks for to find its way back to the sender. */
static bool ipsecnic_too_big_route(struct net *net, struct sk_buff *skb)
{
	const struct iphdr *ip = ip_hdr(skb);
	struct flowi4 fl4 = {
		.daddr = ip->daddr,
		.flowi4_mark = skb->mark,
	};
	struct rtable *rt;

	rt = ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return false;
	skb_dst_drop(skb);
	skb_dst_set(skb, &rt->dst);
	return true;
}

/**
 * ipsecnic_packet_too_big - tell the sender of a packet how long it may be
 * @ipn: the card, which has refused the packet
 * @skb: the packet, from the Ethernet header on; nobody else wants it any more
 * @fit: bytes of the longest IP packet that would do; 0: none
 *
 * By what a router says, also to a sender on this machine, whose socket is not
 * to be locked from here.  The kernel says it by itself where it knows the MTU:
 * it does not if a route says more than the interface has, or goes through
 * another one, as that of an IPv6 packet to a tunnel of IPv4 can.
 *
 * Context: NAPI, without a lock of any queue: the answer may leave by the card.
 *
 * Return: true if it is told.
 */
bool ipsecnic_packet_too_big(struct ipsecnic *ipn, struct sk_buff *skb, u32 fit)
{
	struct net *net = dev_net(ipn->netdev);

	if (!fit)
		return false;
	skb->dev = ipn->netdev;
	/* Nothing of the outer headers of a tunnel, nor of the queue's notes. */
	skb->encapsulation = 0;
	switch (vlan_get_protocol(skb)) {
	case htons(ETH_P_IP):
		skb->protocol = htons(ETH_P_IP);
		if (!(ip_hdr(skb)->frag_off & htons(IP_DF)) ||
		    !ipsecnic_too_big_route(net, skb))
			return false;
		icmp_ndo_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
			      htonl(fit));
		return true;
#if IS_ENABLED(CONFIG_IPV6)
	case htons(ETH_P_IPV6):
		skb->protocol = htons(ETH_P_IPV6);
		icmpv6_ndo_send(skb, ICMPV6_PKT_TOOBIG, 0,
				max_t(u32, fit, IPV6_MIN_MTU));
		return true;
#endif
	default:
		return false;
	}
}

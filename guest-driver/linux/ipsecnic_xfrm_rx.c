// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: received frames and the states that they belong to
 *
 * What the card found becomes what xfrm_input() asks for.
 */

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_route.h"
#include "ipsecnic_xfrm_clear.h"
#include "ipsecnic_xfrm_expire.h"
#include "ipsecnic_xfrm_packet.h"
#include "ipsecnic_xfrm_rx.h"
#include "ipsecnic_xfrm_sa.h"

/*
 * Where the IP header of a frame is, from skb->data on; negative: there is none.
 * The card does not look behind more than two tags, and the stack takes off any
 * number of them that name no VLAN.  @comp is NULL if the frame is not as it saw
 * it.
 */
static int ipsecnic_rx_ip_offset(const struct sk_buff *skb,
				 const struct ipsecnic_rx_comp *comp)
{
	__be16 type = skb->protocol;
	struct vlan_hdr tag;
	int offset;

	if (likely(comp && comp->l3_offset))
		return le16_to_cpu(comp->l3_offset) - ETH_HLEN;
	for (offset = 0; eth_type_vlan(type); offset += VLAN_HLEN) {
		if (skb_copy_bits(skb, offset, &tag, sizeof(tag)))
			return -EINVAL;
		type = tag.h_vlan_encapsulated_proto;
	}
	if (type != htons(ETH_P_IP) && type != htons(ETH_P_IPV6))
		return -EINVAL;
	return offset;
}

static bool ipsecnic_rx_is_neighbour(const struct sk_buff *skb,
				     const struct ipsecnic_rx_comp *comp)
{
	return ipsecnic_packet_is_neighbour(skb,
					    ipsecnic_rx_ip_offset(skb, comp));
}

/*
 * The checksums of a frame that was decrypted.  In front of its payload may be
 * that of a UDP header, which the card found right, or zero, before it changed
 * what it covers: the kernel must not look at it again.
 *
 * Returns false if the claim holds for the UDP header only.  That must be seen
 * to by the UDP layer; behind GRO it would count for what is inside.
 */
static bool ipsecnic_rx_inner_csum(struct ipsecnic *ipn,
				   struct ipsecnic_rx_queue *rxq,
				   struct sk_buff *skb,
				   const struct ipsecnic_rx_comp *comp)
{
	bool udp = comp->kind == IPSECNIC_KIND_UDP_ESP;
	u16 csum = le16_to_cpu(comp->csum);

	switch (IPSECNIC_CSUM_INNER_L4(csum)) {
	case IPSECNIC_CSUM_GOOD:
		rxq->stats.csum_good++;
		if (!(READ_ONCE(ipn->netdev->features) & NETIF_F_RXCSUM))
			break;
		skb->ip_summed = CHECKSUM_UNNECESSARY;
		skb->csum_level = udp;
		return true;
	case IPSECNIC_CSUM_BAD:
		rxq->stats.csum_bad++;
		break;
	}
	if (!udp || IPSECNIC_CSUM_OUTER_L4(csum) != IPSECNIC_CSUM_GOOD)
		return true;
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	return false;
}

/*
 * The state of an SA, with a reference that a secpath can have.  A card that
 * says which SA a packet came by may be wrong: no packet comes by one that
 * sends.
 */
static struct xfrm_state *ipsecnic_rx_state(const struct ipsecnic_sa *sa)
{
	if (!sa || !sa->inbound || !refcount_inc_not_zero(&sa->x->refcnt))
		return NULL;
	return sa->x;
}

/*
 * The IP header of a frame as the card has seen it; NULL: it is not in the bytes
 * behind the Ethernet header that there are.
 */
static const void *ipsecnic_rx_ip(const void *data, unsigned int length,
				  const struct ipsecnic_rx_comp *comp)
{
	unsigned int offset = le16_to_cpu(comp->l3_offset);
	const struct iphdr *ip;

	if (offset < ETH_HLEN)
		return NULL;
	offset -= ETH_HLEN;
	if (length < offset + sizeof(*ip))
		return NULL;
	ip = data + offset;
	if (ip->version != 4 && length < offset + sizeof(struct ipv6hdr))
		return NULL;
	return ip;
}

/*
 * Was a packet sent to the address of a state?  Where it came from the kernel
 * does not look at.
 */
static bool ipsecnic_rx_is_to(const void *data, unsigned int length,
			      const struct ipsecnic_rx_comp *comp,
			      const struct xfrm_state *x)
{
	const struct iphdr *v4 = ipsecnic_rx_ip(data, length, comp);
	const struct ipv6hdr *v6 = (const void *)v4;

	if (!v4)
		return false;
	if (x->props.family == AF_INET)
		return v4->version == 4 && v4->daddr == x->id.daddr.a4;
	return v6->version == 6 &&
	       ipv6_addr_equal(&v6->daddr, &x->id.daddr.in6);
}

/*
 * Has a frame the SPI and the address of an SA, and is it of the same namespace?
 * xfrm_input() believes the secpath: it would look for its number in the window
 * of another state, and finish an IPv4 packet by a state of IPv6 as if it was
 * IPv6.  The card may have gone to another namespace.
 */
static bool ipsecnic_rx_is_of(const struct sk_buff *skb,
			      const struct ipsecnic_rx_comp *comp,
			      const struct ipsecnic_sa *sa)
{
	int offset = le16_to_cpu(comp->ipsec_offset) - ETH_HLEN;
	__be32 space;
	const __be32 *spi;

	if (!sa || offset < 0 || !net_eq(xs_net(sa->x), dev_net(skb->dev)))
		return false;
	spi = skb_header_pointer(skb, offset, sizeof(space), &space);
	return spi && *spi == sa->x->id.spi &&
	       ipsecnic_rx_is_to(skb->data, skb_headlen(skb), comp, sa->x);
}

static bool ipsecnic_rx_secpath(struct sk_buff *skb, struct xfrm_state *x,
				u32 status)
{
	struct xfrm_offload *xo;
	struct sec_path *sp;

	sp = secpath_set(skb);
	if (!sp)
		return false;
	sp->xvec[sp->len++] = x;
	sp->olen++;
	xo = xfrm_offload(skb);
	xo->flags = CRYPTO_DONE;
	/* The card numbers what the kernel has a bit for. */
	xo->status = BIT(status);
	return true;
}

/*
 * Packet mode
 */

/* What the card says of a frame that it has not processed, or has refused. */
static void ipsecnic_rx_count(struct ipsecnic_rx_queue *rxq,
			      const struct ipsecnic_rx_comp *comp)
{
	/* Once, as the card may write them again. */
	u32 oob = le32_to_cpu(READ_ONCE(comp->oob));
	u8 reason = READ_ONCE(comp->reason);

	if ((oob & IPSECNIC_OOB_CRYPTO_DONE) &&
	    IPSECNIC_OOB_STATUS(oob) < ARRAY_SIZE(rxq->stats.crypto))
		rxq->stats.crypto[IPSECNIC_OOB_STATUS(oob)]++;
	if (reason < ARRAY_SIZE(rxq->stats.reason))
		rxq->stats.reason[reason]++;
}

/*
 * A packet that the card has refused is for packet sockets only.  Software would
 * find the state, and decrypt it: what it knows of the replay window is old.
 */
static enum ipsecnic_deliver
ipsecnic_rx_refused(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
		    struct sk_buff *skb)
{
	rxq->stats.packet_refused++;
	/* These look at the address once more, and take it for their own. */
	if (skb_vlan_tag_present(skb) || eth_type_vlan(skb->protocol) ||
	    rcu_access_pointer(ipn->netdev->rx_handler))
		return IPSECNIC_DELIVER_DROP;
	skb->pkt_type = PACKET_OTHERHOST;
	return IPSECNIC_DELIVER_SHOW;
}

/*
 * Would software find a state in packet mode for it?  Of a packet in fragments
 * the first one is enough.
 */
static bool ipsecnic_rx_is_of_packet_mode(struct ipsecnic *ipn,
					  struct sk_buff *skb,
					  const struct ipsecnic_rx_comp *comp)
{
	int offset = ipsecnic_rx_ip_offset(skb, comp), start = offset;
	const struct xfrm_encap_tmpl *encap;
	union {
		struct iphdr v4;
		struct ipv6hdr v6;
	} ip;
	xfrm_address_t daddr = { 0 };
	struct xfrm_state *x;
	struct udphdr udp;
	__be16 frag;
	__be32 spi;
	u16 family;
	u8 protocol;
	bool found;

	if (offset < 0 || skb_copy_bits(skb, offset, &ip.v4, sizeof(ip.v4)))
		return false;
	if (ip.v4.version == 4) {
		family = AF_INET;
		daddr.a4 = ip.v4.daddr;
		protocol = ip.v4.protocol;
		frag = ip.v4.frag_off & htons(IP_MF | IP_OFFSET);
		offset += ip.v4.ihl * 4;
	} else {
		if (skb_copy_bits(skb, offset, &ip.v6, sizeof(ip.v6)))
			return false;
		family = AF_INET6;
		daddr.in6 = ip.v6.daddr;
		protocol = ip.v6.nexthdr;
		offset = ipv6_skip_exthdr(skb, offset + sizeof(ip.v6),
					  &protocol, &frag);
		/* Only an attacker has the first one end before ESP begins. */
		if (offset < 0)
			return frag;
	}
	if (protocol != IPPROTO_ESP && protocol != IPPROTO_UDP)
		return false;
	if (protocol == IPPROTO_UDP) {
		if (skb_copy_bits(skb, offset, &udp, sizeof(udp)))
			return frag;
		offset += sizeof(udp);
	}
	/* The stack looks for a state of where it goes on to. */
	if ((comp || protocol == IPPROTO_ESP ||
	     udp.dest == htons(IPSECNIC_NAT_T_PORT) ||
	     READ_ONCE(ipn->xfrm->ports)) &&
	    ipsecnic_is_routed(skb, start))
		return true;
	if (skb_copy_bits(skb, offset, &spi, sizeof(spi)))
		/* Nobody but an attacker makes so short a first fragment. */
		return frag;
	x = xfrm_state_lookup(dev_net(ipn->netdev), 0, &daddr, spi, IPPROTO_ESP,
			      family);
	if (!x)
		return false;
	encap = x->encap;
	found = ipsecnic_xso_is_packet(x) &&
		(protocol == IPPROTO_ESP ||
		 (encap && encap->encap_dport == udp.dest));
	xfrm_state_put(x);
	return found;
}

/*
 * Packets of one SA come in a row, and their secpaths say all the same: they
 * share one, for as long as a poll lasts.  Whoever wants to change it makes a
 * copy first.
 */
static bool ipsecnic_rx_secpath_again(struct ipsecnic_rx_queue *rxq,
				      struct sk_buff *skb, u32 handle)
{
	if (!rxq->like_handle || rxq->like_handle != handle)
		return false;
	skb_ext_copy(skb, rxq->like);
	/* As skb_ext_add() has it: GRO is to look at it, and to free it. */
	skb->slow_gro = 1;
	return true;
}

/* What is in a packet that was protected: how the kernel may see it. */
enum ipsecnic_inside {
	IPSECNIC_INSIDE_PLAIN,
	IPSECNIC_INSIDE_TUNNEL,
	IPSECNIC_INSIDE_IPSEC,
};

/*
 * Is there IPsec in what was protected, or a tunnel that may have some?  In
 * IPv4 every fragment says so.
 */
static enum ipsecnic_inside
ipsecnic_rx_inside(const struct sk_buff *skb,
		   const struct ipsecnic_rx_comp *comp)
{
	int offset = le16_to_cpu(comp->l3_offset) - ETH_HLEN;
	union {
		struct iphdr v4;
		struct ipv6hdr v6;
		struct udphdr udp;
	} h;
	__be16 frag;
	u8 protocol;

	if (offset < 0 || skb_copy_bits(skb, offset, &h.v4, sizeof(h.v4)))
		return IPSECNIC_INSIDE_IPSEC;
	if (h.v4.version == 4) {
		protocol = h.v4.protocol;
		offset += h.v4.ihl * 4;
	} else {
		if (skb_copy_bits(skb, offset, &h.v6, sizeof(h.v6)))
			return IPSECNIC_INSIDE_IPSEC;
		protocol = h.v6.nexthdr;
		offset = ipv6_skip_exthdr(skb, offset + sizeof(h.v6),
					  &protocol, &frag);
		if (offset < 0)
			return IPSECNIC_INSIDE_IPSEC;
	}
	switch (protocol) {
	case IPPROTO_ESP:
	case IPPROTO_AH:
	case IPPROTO_COMP:
		return IPSECNIC_INSIDE_IPSEC;
	case IPPROTO_IPIP:
	case IPPROTO_IPV6:
	case IPPROTO_GRE:
		return IPSECNIC_INSIDE_TUNNEL;
	case IPPROTO_UDP:
		if (!skb_copy_bits(skb, offset, &h.udp, sizeof(h.udp)) &&
		    (h.udp.source == htons(IPSECNIC_NAT_T_PORT) ||
		     h.udp.dest == htons(IPSECNIC_NAT_T_PORT)))
			return IPSECNIC_INSIDE_IPSEC;
		break;
	}
	return IPSECNIC_INSIDE_PLAIN;
}

/*
 * Can a packet have been protected by an SA?  In transport mode it has the
 * address; of a tunnel nothing is left to compare, and of no packet the SPI.
 * The kernel compares the SA's reqid, mode and tunnel with its policies.
 */
static bool ipsecnic_rx_was_of(const struct ipsecnic *ipn, const void *data,
			       unsigned int length,
			       const struct ipsecnic_rx_comp *comp,
			       const struct ipsecnic_sa *sa)
{
	return sa && sa->packet &&
	       net_eq(xs_net(sa->x), dev_net(ipn->netdev)) &&
	       (sa->packet->tunnel ||
		ipsecnic_rx_is_to(data, length, comp, sa->x));
}

/*
 * Is a packet one that the selector of its state is for?  The card knows of no
 * selectors, and the kernel does not look once it is told that the card has
 * checked the packet.  What cannot be said so soon is for the kernel to compare:
 * ports, and addresses that a source route or an extension header may change.
 */
static bool ipsecnic_rx_is_selected(const void *data, unsigned int length,
				    const struct ipsecnic_rx_comp *comp,
				    const struct xfrm_selector *sel)
{
	const struct iphdr *v4 = ipsecnic_rx_ip(data, length, comp);
	const struct ipv6hdr *v6 = (const void *)v4;

	if (!v4 || sel->sport_mask || sel->dport_mask || sel->ifindex ||
	    (sel->family &&
	     sel->family != (v4->version == 4 ? AF_INET : AF_INET6)))
		return false;
	if (!sel->proto && !sel->prefixlen_s && !sel->prefixlen_d)
		return true;
	if (v4->version == 4)
		return v4->ihl == 5 &&
		       (!sel->proto || sel->proto == v4->protocol) &&
		       addr4_match(v4->saddr, sel->saddr.a4,
				   sel->prefixlen_s) &&
		       addr4_match(v4->daddr, sel->daddr.a4,
				   sel->prefixlen_d);
	return !ipv6_ext_hdr(v6->nexthdr) &&
	       (!sel->proto || sel->proto == v6->nexthdr) &&
	       addr_match(&v6->saddr, &sel->saddr, sel->prefixlen_s) &&
	       addr_match(&v6->daddr, &sel->daddr, sel->prefixlen_d);
}

/*
 * Is there nothing left for the kernel to compare?  Of what came by a tunnel the
 * card has looked at the policies, if it has any inbound one; else those may have
 * gone, or never have been the card's.
 */
static bool ipsecnic_rx_is_compared(const void *data, unsigned int length,
				    const struct ipsecnic_rx_comp *comp,
				    const struct ipsecnic_sa *sa)
{
	if (sa->packet->tunnel && !READ_ONCE(sa->ipn->xfrm->policies_in))
		return false;
	return ipsecnic_rx_is_selected(data, length, comp, &sa->x->sel);
}

/*
 * Is it a packet in segment routing that nobody can look at?  Counts it; it must
 * be dropped then.
 */
static bool ipsecnic_rx_is_hidden(struct ipsecnic *ipn,
				  struct ipsecnic_rx_queue *rxq,
				  const struct sk_buff *skb)
{
	if (!ipsecnic_clear_is_hidden(ipn, skb->data, skb_headlen(skb),
				      skb->protocol))
		return false;
	rxq->stats.unprotected++;
	return true;
}

/*
 * The packet that was protected.
 *
 * Software sees to IPsec inside of it, with states of its own.  GRO and
 * xfrm_input() would take the mark that says what the card has done for one of
 * the ESP that they see, remove that as if it had been decrypted, and count it
 * with the state outside.  So such a packet has the state, as one that software
 * has decrypted, and no mark; GRO, which would take the state away if it finds
 * no other one, does not see it.  The kernel then compares the packet with the
 * selector of its state and with all policies, which is why one that the
 * selector may not be for goes the same way, and one that the card has no policies
 * for.
 */
static enum ipsecnic_deliver
ipsecnic_rx_decapsulated(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
			 struct sk_buff *skb,
			 const struct ipsecnic_rx_comp *comp)
{
	enum ipsecnic_inside inside = ipsecnic_rx_inside(skb, comp);
	u32 handle = le32_to_cpu(comp->sa_outer);
	struct xfrm_state *x = NULL;
	struct ipsecnic_sa *sa;

	rxq->stats.crypto[IPSECNIC_CRYPTO_SUCCESS]++;
	rxq->stats.decapsulated++;
	ipsecnic_rx_csum(ipn, rxq, skb, comp);
	if (ipsecnic_rx_is_hidden(ipn, rxq, skb))
		return IPSECNIC_DELIVER_DROP;
	sa = ipsecnic_sa_find(ipn, handle);
	if (ipsecnic_rx_was_of(ipn, skb->data, skb_headlen(skb), comp, sa)) {
		/*
		 * Behind a NAT the sum is that of another address: as
		 * esp_input_done2() has it (RFC 3948, section 3.1.2).
		 */
		if (sa->encap && !sa->packet->tunnel)
			skb->ip_summed = CHECKSUM_UNNECESSARY;
		if (!ipsecnic_rx_is_compared(skb->data, skb_headlen(skb), comp,
					     sa))
			inside = IPSECNIC_INSIDE_IPSEC;
		if (inside == IPSECNIC_INSIDE_PLAIN &&
		    ipsecnic_rx_secpath_again(rxq, skb, handle))
			return IPSECNIC_DELIVER_GRO;
		x = ipsecnic_rx_state(sa);
	}
	if (!x) {
		/* Nothing can say any more that it was protected. */
		rxq->stats.state_gone++;
		return IPSECNIC_DELIVER_DROP;
	}
	if (!ipsecnic_rx_secpath(skb, x, IPSECNIC_CRYPTO_SUCCESS)) {
		xfrm_state_put(x);
		rxq->stats.no_secpath++;
		return IPSECNIC_DELIVER_DROP;
	}
	if (inside == IPSECNIC_INSIDE_PLAIN) {
		skb_ext_copy(rxq->like, skb);
		rxq->like_handle = handle;
		return IPSECNIC_DELIVER_GRO;
	}
	if (inside == IPSECNIC_INSIDE_IPSEC)
		skb_sec_path(skb)->olen = 0;
	return IPSECNIC_DELIVER_SHOW;
}

/*
 * The kernel believes of a packet without secpath, and with a policy of packet
 * offload, that the card has let it pass.  If there is a secpath it looks closely,
 * and counts what it finds; so it gets one, with a state that fits no template.
 * (ICMP cannot do with one of no states.)  GRO must not put such a packet
 * together with one that was protected.
 */
static enum ipsecnic_deliver
ipsecnic_rx_no_voucher(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
		       struct sk_buff *skb)
{
	struct sec_path *sp;

	rxq->stats.unprotected++;
	sp = secpath_set(skb);
	if (!sp) {
		rxq->stats.no_secpath++;
		return IPSECNIC_DELIVER_DROP;
	}
	xfrm_state_hold(ipn->xfrm->nobody);
	sp->xvec[sp->len++] = ipn->xfrm->nobody;
	return IPSECNIC_DELIVER_SHOW;
}

/*
 * Is it a packet in clear that should perhaps have been protected?  With ESP and
 * AH it is not that: software that has a state for it sees to it, and would find
 * the other one in front of its own.
 */
static bool ipsecnic_rx_is_suspect(struct ipsecnic *ipn,
				   const struct sk_buff *skb,
				   const struct ipsecnic_rx_comp *comp)
{
	return comp->kind != IPSECNIC_KIND_ESP &&
	       comp->kind != IPSECNIC_KIND_AH &&
	       ipsecnic_clear_is_suspect(ipn, skb->data, skb_headlen(skb),
					 skb->protocol, comp) &&
	       !ipsecnic_rx_is_neighbour(skb, comp);
}

/*
 * What of a frame has to do with packet mode.  Returns true, and *deliver, if
 * that is all that there is to it.
 */
static bool ipsecnic_rx_packet(struct ipsecnic *ipn,
			       struct ipsecnic_rx_queue *rxq,
			       struct sk_buff *skb,
			       const struct ipsecnic_rx_comp *comp,
			       enum ipsecnic_deliver *deliver)
{
	u32 flags = le32_to_cpu(comp->flags);
	const struct ipsecnic_sa *outer;
	bool plain;

	if (flags & IPSECNIC_COMP_DECAPSULATED) {
		*deliver = ipsecnic_rx_decapsulated(ipn, rxq, skb, comp);
		return true;
	}
	if (flags & IPSECNIC_COMP_ORIGINAL) {
		*deliver = ipsecnic_rx_refused(ipn, rxq, skb);
		rxq->stats.packet_refused--;
		rxq->stats.originals++;
		return true;
	}
	/*
	 * Of what is not IP to the card it does not know whether that is ESP, nor
	 * of a port that only an SA says is for ESP, which it may be without.
	 */
	plain = comp->l3_offset && !READ_ONCE(ipn->xfrm->ports) &&
		(comp->reason == IPSECNIC_REASON_NOT_IPSEC ||
		 comp->reason == IPSECNIC_REASON_POLICY);
	outer = ipsecnic_sa_find(ipn, le32_to_cpu(comp->sa_outer));
	if ((outer && outer->packet) ||
	    (!plain && READ_ONCE(ipn->xfrm->packets) &&
	     ipsecnic_rx_is_of_packet_mode(ipn, skb, comp))) {
		ipsecnic_rx_count(rxq, comp);
		*deliver = ipsecnic_rx_refused(ipn, rxq, skb);
		return true;
	}
	if (comp->oob & cpu_to_le32(IPSECNIC_OOB_CRYPTO_DONE))
		return false;
	if (ipsecnic_rx_is_hidden(ipn, rxq, skb)) {
		ipsecnic_rx_count(rxq, comp);
		*deliver = IPSECNIC_DELIVER_DROP;
		return true;
	}
	if (!ipsecnic_rx_is_suspect(ipn, skb, comp))
		return false;
	ipsecnic_rx_count(rxq, comp);
	ipsecnic_rx_csum(ipn, rxq, skb, comp);
	*deliver = ipsecnic_rx_no_voucher(ipn, rxq, skb);
	return true;
}

/* The card has checked at least one portion of the frame. */
static enum ipsecnic_deliver
ipsecnic_rx_done(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
		 struct sk_buff *skb, const struct ipsecnic_rx_comp *comp)
{
	u32 oob = le32_to_cpu(READ_ONCE(comp->oob));
	u32 status = IPSECNIC_OOB_STATUS(oob);
	struct ipsecnic_sa *outer, *inner;
	struct xfrm_state *x = NULL;
	bool gro = true;

	if (status >= ARRAY_SIZE(rxq->stats.crypto))
		status = IPSECNIC_CRYPTO_GENERIC_ERROR;
	rxq->stats.crypto[status]++;

	outer = ipsecnic_sa_find(ipn, le32_to_cpu(comp->sa_outer));
	inner = ipsecnic_sa_find(ipn, le32_to_cpu(comp->sa_inner));

	if (oob & IPSECNIC_OOB_SA_DELETE_REQ) {
		rxq->stats.sa_delete_req++;
		/* The card does not say which of two it means. */
		if (outer)
			ipsecnic_sa_wanted_back(outer);
		if (inner)
			ipsecnic_sa_wanted_back(inner);
	}

	if (oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) {
		rxq->stats.next_crypto_done++;
		if (status == IPSECNIC_CRYPTO_SUCCESS) {
			/*
			 * The kernel cannot be told of two, and would decrypt
			 * the second again.
			 */
			if (inner)
				ipsecnic_sa_to_software(inner);
			return IPSECNIC_DELIVER_DROP;
		}
		/* The inner portion is as it was; software comes to it. */
		status = IPSECNIC_CRYPTO_SUCCESS;
	}

	if (status == IPSECNIC_CRYPTO_SUCCESS)
		gro = ipsecnic_rx_inner_csum(ipn, rxq, skb, comp);
	else
		ipsecnic_rx_csum(ipn, rxq, skb, comp);

	/*
	 * SPIs are unique for each protocol: of the other one, software may
	 * have a state.
	 */
	if (status == IPSECNIC_CRYPTO_INVALID_PROTOCOL)
		return IPSECNIC_DELIVER_SHOW;
	/* Such a kernel does the check of what it sees outside of GRO again. */
	if (!IPSECNIC_NON_GRO_OFFLOAD && status != IPSECNIC_CRYPTO_SUCCESS)
		return IPSECNIC_DELIVER_SHOW;

	if (ipsecnic_rx_is_of(skb, comp, outer))
		x = ipsecnic_rx_state(outer);
	if (!x) {
		/* The stack will not find it either, and count that. */
		rxq->stats.state_gone++;
		return IPSECNIC_DELIVER_SHOW;
	}
	if (!ipsecnic_rx_secpath(skb, x, status)) {
		/* The peer is not to blame for what was decrypted already. */
		xfrm_state_put(x);
		rxq->stats.no_secpath++;
		return IPSECNIC_DELIVER_DROP;
	}

	/* GRO takes IPsec before packet sockets can see it, also to drop it. */
	if (!IPSECNIC_NON_GRO_OFFLOAD)
		return IPSECNIC_DELIVER_GRO;
	if (status != IPSECNIC_CRYPTO_SUCCESS || !gro ||
	    test_bit(IPSECNIC_PRIV_RX_TAP, &ipn->priv_flags))
		return IPSECNIC_DELIVER_SHOW;
	/*
	 * A tag in front of the IP header: the inner one of two, or rxvlan is
	 * off.  From 6.10 on GRO leaves skb->network_header at such a tag, and
	 * the transport mode of xfrm takes that for the IP header.  Outside of
	 * GRO the stack takes the tag off first.
	 */
	if (eth_type_vlan(skb->protocol))
		return IPSECNIC_DELIVER_SHOW;
	return IPSECNIC_DELIVER_GRO;
}

/**
 * ipsecnic_xfrm_rx - see a received frame off
 * @ipn: the card
 * @rxq: its queue; its counters are being updated
 * @skb: the frame, behind eth_type_trans()
 * @comp: its completion
 *
 * Return: how it goes to the stack.
 */
enum ipsecnic_deliver ipsecnic_xfrm_rx(struct ipsecnic *ipn,
				       struct ipsecnic_rx_queue *rxq,
				       struct sk_buff *skb,
				       const struct ipsecnic_rx_comp *comp)
{
	enum ipsecnic_deliver deliver;
	bool done;

	if (ipsecnic_has(ipn, IPSECNIC_F_IPSEC_PACKET)) {
		rcu_read_lock();
		done = ipsecnic_rx_packet(ipn, rxq, skb, comp, &deliver);
		rcu_read_unlock();
		if (done)
			return deliver;
	}
	if (comp->oob & cpu_to_le32(IPSECNIC_OOB_CRYPTO_DONE)) {
		rcu_read_lock();
		deliver = ipsecnic_rx_done(ipn, rxq, skb, comp);
		rcu_read_unlock();
		return deliver;
	}

	ipsecnic_rx_count(rxq, comp);
	ipsecnic_rx_csum(ipn, rxq, skb, comp);

	switch (comp->kind) {
	case IPSECNIC_KIND_PLAIN:
	case IPSECNIC_KIND_FRAGMENT:
		return IPSECNIC_DELIVER_GRO;
	default:
		/* With GRO, software SAs would vanish from packet sockets. */
		return IPSECNIC_DELIVER_SHOW;
	}
}

/**
 * ipsecnic_xfrm_rx_taken - count a received frame that does not go to the stack
 * @rxq: its queue; its counters are being updated
 * @comp: its completion
 */
void ipsecnic_xfrm_rx_taken(struct ipsecnic_rx_queue *rxq,
			    const struct ipsecnic_rx_comp *comp)
{
	if (comp->flags & cpu_to_le32(IPSECNIC_COMP_DECAPSULATED)) {
		rxq->stats.crypto[IPSECNIC_CRYPTO_SUCCESS]++;
		rxq->stats.decapsulated++;
		return;
	}
	ipsecnic_rx_count(rxq, comp);
}

/**
 * ipsecnic_xfrm_rx_moved - see a frame off that is not as the card has seen it
 * @ipn: the card
 * @rxq: its queue; its counters are being updated
 * @skb: the frame, behind eth_type_trans()
 * @comp: its completion, of the frame that it was
 *
 * A program has moved the start or the end.  The card does not vouch for what is
 * there now.  What it had decrypted cannot be said to be so any more, and cannot
 * be decrypted again; nor may software try what packet mode has refused.
 *
 * Return: how it goes to the stack.
 */
enum ipsecnic_deliver
ipsecnic_xfrm_rx_moved(struct ipsecnic *ipn, struct ipsecnic_rx_queue *rxq,
		       struct sk_buff *skb, const struct ipsecnic_rx_comp *comp)
{
	bool plain = comp->flags & cpu_to_le32(IPSECNIC_COMP_DECAPSULATED) ||
		     (!comp->sa_outer &&
		      (comp->reason == IPSECNIC_REASON_NOT_IPSEC ||
		       comp->reason == IPSECNIC_REASON_POLICY));

	ipsecnic_xfrm_rx_taken(rxq, comp);
	/* See ipsecnic_rx_ip_offset(); and what a program has uncovered. */
	if ((!comp->l3_offset &&
	     ipsecnic_clear_may_be_esp(ipn, skb->data, skb_headlen(skb),
				       skb->protocol, false)) ||
	    (READ_ONCE(ipn->xfrm->packets) &&
	     ipsecnic_rx_is_of_packet_mode(ipn, skb, NULL)))
		plain = false;
	if (!plain && (comp->oob & cpu_to_le32(IPSECNIC_OOB_CRYPTO_DONE) ||
		       READ_ONCE(ipn->xfrm->packets))) {
		rxq->stats.xdp_moved++;
		return IPSECNIC_DELIVER_DROP;
	}
	if (ipsecnic_rx_is_hidden(ipn, rxq, skb))
		return IPSECNIC_DELIVER_DROP;
	if (ipsecnic_clear_is_suspect(ipn, skb->data, skb_headlen(skb),
				      skb->protocol, NULL) &&
	    !ipsecnic_rx_is_neighbour(skb, NULL))
		return ipsecnic_rx_no_voucher(ipn, rxq, skb);
	return comp->kind == IPSECNIC_KIND_PLAIN ? IPSECNIC_DELIVER_GRO :
						   IPSECNIC_DELIVER_SHOW;
}

/**
 * ipsecnic_xfrm_rx_is_settled - may the stack get a packet without its state?
 * @ipn: the card that has taken it out of ESP
 * @data: what is behind its Ethernet header
 * @length: bytes of that, which are not all of it, but its headers
 * @comp: its completion
 *
 * By a map of processors it comes without, and the kernel compares it with
 * nothing.
 *
 * Context: any.
 *
 * Return: true: its SA is there, and for such packets.
 */
bool ipsecnic_xfrm_rx_is_settled(struct ipsecnic *ipn, const void *data,
				 unsigned int length,
				 const struct ipsecnic_rx_comp *comp)
{
	struct ipsecnic_sa *sa;
	bool settled;

	rcu_read_lock();
	sa = ipsecnic_sa_find(ipn, le32_to_cpu(comp->sa_outer));
	settled = ipsecnic_rx_was_of(ipn, data, length, comp, sa) &&
		  sa->inbound &&
		  ipsecnic_rx_is_compared(data, length, comp, sa);
	rcu_read_unlock();
	return settled;
}

/**
 * ipsecnic_xfrm_rx_end - a poll of a queue is over
 * @rxq: the queue
 *
 * Keeps no state from being destroyed beyond that.
 */
void ipsecnic_xfrm_rx_end(struct ipsecnic_rx_queue *rxq)
{
	if (!rxq->like_handle)
		return;
	skb_ext_reset(rxq->like);
	rxq->like_handle = 0;
}

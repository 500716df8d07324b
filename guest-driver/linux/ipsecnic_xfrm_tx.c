// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: frames to send and the states that they belong to
 *
 * The first entry of a packet names the SA, and says what is where.
 */

#include <linux/hash.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/esp.h>
#include <net/ipv6.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_route.h"
#include "ipsecnic_xfrm_packet_tx.h"
#include "ipsecnic_xfrm_sa.h"
#include "ipsecnic_xfrm_state.h"
#include "ipsecnic_xfrm_tx.h"

/*
 * May ESP go behind these headers?  The kernel finds the protocol of the
 * payload by walking all of them, those behind ESP included, so that only the
 * ones that are always in front of it are safe.
 */
static bool ipsecnic_tx_ext_headers_ok(struct sk_buff *skb)
{
	int offset = skb_network_offset(skb) + sizeof(struct ipv6hdr);
	u8 next = ipv6_hdr(skb)->nexthdr;
	const struct ipv6_opt_hdr *hdr;
	struct ipv6_opt_hdr space;

	while (ipv6_ext_hdr(next)) {
		if (next != NEXTHDR_HOP && next != NEXTHDR_ROUTING)
			return false;
		hdr = skb_header_pointer(skb, offset, sizeof(space), &space);
		if (!hdr)
			return false;
		next = hdr->nexthdr;
		offset += ipv6_optlen(hdr);
	}
	return true;
}

/*
 * Will a large send come to the card as it is?  One that a VLAN interface makes
 * ready, and that the stack cuts in front of the card, has no trailers.
 */
static bool ipsecnic_tx_stays_whole(const struct ipsecnic *ipn,
				    const struct sk_buff *skb,
				    const struct xfrm_state *x)
{
	const struct net_device *netdev = ipn->netdev, *upper;
	unsigned int length = skb->len + x->props.header_len +
			      x->props.trailer_len + IPSECNIC_FRAME_OVERHEAD;

	upper = READ_ONCE(x->xso.dev);
	if (!upper || upper == netdev ||
	    !(READ_ONCE(upper->features) & NETIF_F_GSO_ESP))
		return true;
	return net_gso_ok(READ_ONCE(netdev->features),
			  skb_shinfo(skb)->gso_type) &&
	       length < READ_ONCE(netdev->gso_max_size) &&
	       skb_shinfo(skb)->gso_segs <= READ_ONCE(netdev->gso_max_segs);
}

/**
 * ipsecnic_xfrm_offload_ok - can the card protect this packet?
 * @skb: the packet, without the headers of @x
 * @x: an outbound state of the card
 *
 * Return: false: software does it; in packet mode it is dropped.
 */
bool ipsecnic_xfrm_offload_ok(struct sk_buff *skb, struct xfrm_state *x)
{
	const struct xfrm_encap_tmpl *encap = x->encap;
	enum ipsecnic_xfrm_stat why;
	struct ipsecnic_sa *sa;
	struct ipsecnic *ipn;
	bool ok = false;

	rcu_read_lock();
	sa = ipsecnic_sa_of(x);
	if (!sa)
		goto unlock;
	ipn = sa->ipn;
	if (sa->packet) {
		ok = ipsecnic_packet_output_ok(sa, skb, x);
		goto unlock;
	}

	why = IPSECNIC_XFRM_SW_NOT_LOADED;
	if (!READ_ONCE(sa->handle))
		goto count;

	/*
	 * From a virtual machine, a tap or a BPF program: xfrm would number it as
	 * no packet at all, and the next ones by the numbers of its segments.
	 * Software cuts it first.
	 */
	why = IPSECNIC_XFRM_SW_SEGMENTS;
	if (skb_is_gso(skb) && !skb_shinfo(skb)->gso_segs)
		goto count;

	why = IPSECNIC_XFRM_SW_VLAN_GSO;
	if (skb_is_gso(skb) && !ipsecnic_tx_stays_whole(ipn, skb, x))
		goto count;

	if (sa->encap) {
		/* The kernel moves them when the peer's NAT does. */
		why = IPSECNIC_XFRM_SW_PORTS;
		if (!encap || encap->encap_sport != sa->sport ||
		    encap->encap_dport != sa->dport)
			goto count;
		/* Software does not find the payload behind the UDP header. */
		why = IPSECNIC_XFRM_SW_GSO;
		if (skb_is_gso(skb) &&
		    !(READ_ONCE(ipn->netdev->features) & NETIF_F_GSO_ESP))
			goto count;
	}

	/* In tunnel mode these headers are payload, and the new ones plain. */
	if (x->props.mode == XFRM_MODE_TRANSPORT) {
		why = IPSECNIC_XFRM_SW_TUNNEL;
		if (IPSECNIC_INNER_HEADERS_LOST && skb_is_gso(skb) &&
		    skb->encapsulation)
			goto count;
		if (ip_hdr(skb)->version == 4) {
			why = IPSECNIC_XFRM_SW_OPTIONS;
			if (ip_hdr(skb)->ihl > 5 &&
			    (!(ipn->caps.ipsec & IPSECNIC_CAP_IPV4_OPTIONS) ||
			     ipsecnic_is_routed(skb, skb_network_offset(skb))))
				goto count;
		} else {
			why = IPSECNIC_XFRM_SW_EXT_HEADERS;
			if (ipv6_ext_hdr(ipv6_hdr(skb)->nexthdr) &&
			    (!(ipn->caps.ipsec &
			       IPSECNIC_CAP_IPV6_EXT_HEADERS) ||
			     !ipsecnic_tx_ext_headers_ok(skb) ||
			     ipsecnic_is_routed(skb, skb_network_offset(skb))))
				goto count;
		}
	} else if (skb_is_gso(skb)) {
		/* The card cuts what is in the tunnel, by its addresses. */
		why = ip_hdr(skb)->version == 4 ? IPSECNIC_XFRM_SW_OPTIONS :
						  IPSECNIC_XFRM_SW_EXT_HEADERS;
		if (ipsecnic_is_routed(skb, skb_network_offset(skb)))
			goto count;
	}
	ok = true;
	goto unlock;

count:
	ipsecnic_xfrm_count(ipn, why);
unlock:
	rcu_read_unlock();
	return ok;
}

/*
 * Where is the ESP header?  In bytes from the start of the frame, found by
 * walking the headers that are there; *esp is a copy.  Negative: it is not
 * where the kernel says, or not that of the state.
 */
static int ipsecnic_tx_esp_offset(const struct sk_buff *skb,
				  const struct xfrm_state *x,
				  const struct ipsecnic_sa *sa,
				  struct ip_esp_hdr *esp)
{
	int offset = skb_network_offset(skb);
	union {
		struct iphdr v4;
		struct ipv6hdr v6;
		struct udphdr udp;
	} h;
	__be16 frag = 0;
	u8 protocol;

	if (x->props.family == AF_INET) {
		if (skb_copy_bits(skb, offset, &h.v4, sizeof(h.v4)) ||
		    h.v4.version != 4 || h.v4.ihl < 5)
			return -EINVAL;
		protocol = h.v4.protocol;
		frag = h.v4.frag_off & htons(IP_MF | IP_OFFSET);
		offset += h.v4.ihl * 4;
	} else {
		if (skb_copy_bits(skb, offset, &h.v6, sizeof(h.v6)) ||
		    h.v6.version != 6)
			return -EINVAL;
		protocol = h.v6.nexthdr;
		offset = ipv6_skip_exthdr(skb, offset + sizeof(h.v6),
					  &protocol, &frag);
		if (offset < 0)
			return -EINVAL;
	}
	if (frag || offset != skb_transport_offset(skb))
		return -EINVAL;

	if (sa->encap) {
		if (protocol != IPPROTO_UDP ||
		    skb_copy_bits(skb, offset, &h.udp, sizeof(h.udp)) ||
		    h.udp.source != sa->sport || h.udp.dest != sa->dport)
			return -EINVAL;
		offset += sizeof(h.udp);
	} else if (protocol != IPPROTO_ESP) {
		return -EINVAL;
	}
	if (skb_copy_bits(skb, offset, esp, sizeof(*esp)) ||
	    esp->spi != x->id.spi || offset > U16_MAX)
		return -EINVAL;
	return offset;
}

/* Bytes from the padding to the end.  Negative: there is no such trailer. */
static int ipsecnic_tx_trailer(const struct sk_buff *skb,
			       const struct ipsecnic_sa *sa, int payload)
{
	int trailer = sa->icv + 2;
	u8 pad;

	if (skb_copy_bits(skb, (int)skb->len - trailer, &pad, sizeof(pad)))
		return -EINVAL;
	trailer += pad;
	return trailer <= (int)skb->len - payload ? trailer : -EINVAL;
}

static int ipsecnic_tx_fill(struct ipsecnic *ipn, struct sk_buff *skb,
			    const struct xfrm_offload *xo,
			    struct ipsecnic_tx_posted *first, u32 *flags)
{
	struct xfrm_state *x = xfrm_input_state(skb);
	const struct ipsecnic_sa *sa;
	struct ip_esp_hdr esp;
	int offset, trailer;
	u32 handle, high;

	sa = ipsecnic_sa_of(x);
	handle = sa ? READ_ONCE(sa->handle) : 0;
	/* Below a bond that has changed its port meanwhile. */
	if (handle && sa->ipn != ipn) {
		ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_TX_NOT_OURS);
		return -EINVAL;
	}
	if (!handle || sa->inbound) {
		ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_TX_NOT_LOADED);
		return -ENOENT;
	}
	offset = ipsecnic_tx_esp_offset(skb, x, sa, &esp);
	if (offset < 0) {
		ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_TX_HEADER);
		return offset;
	}

	/* Of a large send only ESP in UDP has a trailer, which is left out. */
	if (!skb_is_gso(skb) || sa->encap) {
		trailer = ipsecnic_tx_trailer(skb, sa, offset + sizeof(esp));
		if (trailer < 0) {
			ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_TX_TRAILER);
			return trailer;
		}
		first->trailer_length = cpu_to_le16(trailer);
		*flags |= IPSECNIC_TX_ICV_ROOM;
	}

	if (sa->esn) {
		high = xo->seq.hi;
		/*
		 * For a segment that software cut, the counter is that of the
		 * next one.  When it has wrapped, this one has not.
		 */
		if ((xo->flags & XFRM_GSO_SEGMENT) &&
		    ntohl(esp.seq_no) > xo->seq.low)
			high--;
		first->sequence_high = cpu_to_le32(high);
		*flags |= IPSECNIC_TX_SEQ_HI_VALID;
	}
	first->sa_handle = cpu_to_le32(handle);
	first->l3_offset = cpu_to_le16(skb_network_offset(skb));
	first->esp_offset = cpu_to_le16(offset);
	first->next_header = xo->proto;
	return 0;
}

/*
 * Is it ESP, or ESP in UDP?  Looked for where the stack has its headers; what it
 * does not say, or has in a page, is not worth more.
 */
static bool ipsecnic_tx_is_esp(const struct sk_buff *skb)
{
	int offset = skb_network_offset(skb);
	struct {
		struct udphdr udp;
		__be32 spi;
	} h;
	u8 protocol;

	if (offset < 0)
		return false;
	switch (vlan_get_protocol(skb)) {
	case htons(ETH_P_IP):
		if (offset + sizeof(struct iphdr) > skb_headlen(skb) ||
		    ip_hdr(skb)->frag_off & htons(IP_OFFSET))
			return false;
		protocol = ip_hdr(skb)->protocol;
		offset += ip_hdrlen(skb);
		break;
	case htons(ETH_P_IPV6):
		if (offset + sizeof(struct ipv6hdr) > skb_headlen(skb))
			return false;
		protocol = ipv6_hdr(skb)->nexthdr;
		offset += sizeof(struct ipv6hdr);
		break;
	default:
		return false;
	}
	if (protocol != IPPROTO_UDP)
		return protocol == IPPROTO_ESP;
	return !skb_copy_bits(skb, offset, &h, sizeof(h)) && h.spi &&
	       (h.udp.source == htons(IPSECNIC_NAT_T_PORT) ||
		h.udp.dest == htons(IPSECNIC_NAT_T_PORT));
}

/*
 * Was the packet left to the device to encrypt, and has not been made ready for
 * that?  One that came by way of IPsec, and is forwarded, may still have the mark
 * of how it was decrypted.
 */
static bool ipsecnic_tx_left_to_device(struct sk_buff *skb)
{
	const struct xfrm_offload *xo = xfrm_offload(skb);

	return xo && !(xo->flags & (XFRM_XMIT | CRYPTO_DONE | XFRM_GRO)) &&
	       xfrm_input_state(skb)->xso.dir != XFRM_DEV_OFFLOAD_IN;
}

/**
 * ipsecnic_xfrm_tx - say which SA a packet belongs to
 * @ipn: the card
 * @skb: the packet, from the Ethernet header on
 * @first: first entry of the packet; what belongs to IPsec is filled in
 * @flags: IPSECNIC_TX_* of it; what belongs to IPsec is set
 *
 * Return: 0, also for a packet that belongs to none; else it must be dropped,
 * since it is in clear.
 */
int ipsecnic_xfrm_tx(struct ipsecnic *ipn, struct sk_buff *skb,
		     struct ipsecnic_tx_posted *first, u32 *flags)
{
	const struct xfrm_offload *xo = xfrm_offload(skb);
	int err;

	if (unlikely(ipsecnic_tx_left_to_device(skb))) {
		/*
		 * It has its ESP header, and behind that all is in clear:
		 * validate_xmit_xfrm() has passed it by.  It does that with one
		 * whose state was taken off the device by
		 * xfrm_dev_state_flush(), since xso.dev is NULL then and
		 * xso.real_dev still the device (until 6.15), which it takes
		 * for the mark of a bond that has seen to the packet; and with
		 * one that is to be tried again, which only a queue does.
		 */
		ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_TX_NOT_ENCRYPTED);
		return -EPERM;
	}
	/* What software has encrypted, or forwards, has no such mark. */
	if (!xo || !(xo->flags & XFRM_XMIT)) {
		if (ipsecnic_has(ipn, IPSECNIC_F_IPSEC_PACKET)) {
			u32 handle;

			err = ipsecnic_packet_handle(ipn, skb, &handle);
			if (unlikely(err))
				return err;
			if (handle) {
				first->sa_handle = cpu_to_le32(handle);
				*flags |= IPSECNIC_TX_ENCAPSULATE;
				return 0;
			}
		}
		if (ipsecnic_tx_is_esp(skb))
			ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_SW_ESP);
		if (ipsecnic_has(ipn, IPSECNIC_F_IPSEC_PACKET) &&
		    ipsecnic_packet_bypasses(ipn, skb)) {
			ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_TX_BYPASS);
			*flags |= IPSECNIC_TX_BYPASS;
		}
		return 0;
	}
	rcu_read_lock();
	err = ipsecnic_tx_fill(ipn, skb, xo, first, flags);
	rcu_read_unlock();
	return err;
}

/**
 * ipsecnic_xfrm_select_queue - the queue of a packet that the card will protect
 * @netdev: the interface
 * @skb: the packet
 *
 * It has its sequence number already.  Flows in the same SA must not overtake
 * each other by way of several queues: the few packets of one large send would
 * be enough for the peer to find those behind it outside of its replay window.
 *
 * Return: the queue; negative: it is not such a packet.
 */
int ipsecnic_xfrm_select_queue(const struct net_device *netdev,
			       struct sk_buff *skb)
{
	const struct xfrm_state *x;

	if (!xfrm_offload(skb))
		return -1;
	x = xfrm_input_state(skb);
	/* What is forwarded may still have the mark of how it came. */
	if (x->xso.dir != XFRM_DEV_OFFLOAD_OUT)
		return -1;
	return reciprocal_scale(hash_32((__force u32)x->id.spi, 32),
				READ_ONCE(netdev->real_num_tx_queues));
}

/**
 * ipsecnic_xfrm_features_check - what the card can do for this packet
 * @netdev: the interface
 * @skb: the packet
 * @features: what it can do for others
 *
 * All that is asked of it for IPsec; what it cannot do,
 * ipsecnic_xfrm_offload_ok() has left to software before.
 *
 * Return: @features, or fewer.
 */
netdev_features_t
ipsecnic_xfrm_features_check(const struct net_device *netdev,
			     struct sk_buff *skb, netdev_features_t features)
{
	/* Those of a bond were made ready above. */
	if (!ipsecnic_tx_left_to_device(skb))
		return features;
	/*
	 * esp-hw-offload was switched off behind the packet, or its state was
	 * taken off the card, or the packet was routed anew.  Software is to
	 * encrypt it, and must find it complete: the card would put a checksum
	 * into what is encrypted by then.
	 */
	if (!(features & NETIF_F_HW_ESP) ||
	    READ_ONCE(xfrm_input_state(skb)->xso.dev) != netdev)
		features &= ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);
	return features;
}

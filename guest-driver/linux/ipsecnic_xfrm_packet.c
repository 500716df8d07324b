// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: states of packet offload: contexts, numbers, counters
 *
 * In packet mode the card numbers packets, checks replay and counts.  The
 * kernel asks for that where nothing can wait for the card, so that it is told
 * from a copy; see ipsecnic_xfrm_poll.c.
 *
 * The copy must do after a reset that came without warning, too: no sequence
 * number may be used twice.  What the card sent behind the time of the copy is
 * at most what was posted since, and that is counted.
 */

#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <net/dst_cache.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/ndisc.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_xfrm_packet.h"
#include "ipsecnic_xfrm_sa.h"

/* More numbers than can be used while a command is on its way to the card. */
#define IPSECNIC_PACKET_SLACK	BIT(20)

/*
 * Contexts
 */

static int ipsecnic_packet_check(struct ipsecnic *ipn,
				 const struct xfrm_state *x,
				 struct netlink_ext_ack *extack)
{
	bool inbound = x->xso.dir == XFRM_DEV_OFFLOAD_IN;
	u32 window = x->replay_esn ? x->replay_esn->replay_window :
				     x->props.replay_window;

	if (!ipsecnic_has(ipn, IPSECNIC_F_IPSEC_PACKET))
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_PACKET_MODE,
			"the card does not do packet offload, only crypto offload");
	/* Its policies do not look at tags, nor at who has a port. */
	if (x->xso.dev != ipn->netdev)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_PACKET_MODE,
			"packet offload is for the card's own interface, not for a VLAN or bond on it");
	if (x->if_id)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_MARK,
			"packet offload of a state with an interface id is not supported");
	if (x->mark.m || x->props.smark.m)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_MARK,
			"packet offload of a state with a mark is not supported");
	if (inbound && window > ipn->caps.window)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_ESN,
			"the replay window is too large for the card");
	if (!x->lft.hard_packet_limit || !x->lft.hard_byte_limit) {
		NL_SET_ERR_MSG_MOD(extack, "a hard limit of nothing");
		return -EINVAL;
	}
	return 0;
}

static u32 ipsecnic_packet_tunnel_flags(const struct xfrm_state *x)
{
	u32 flags = 0;

	if (x->props.flags & XFRM_STATE_NOECN)
		flags |= IPSECNIC_SA_FLAG_NO_ECN;
	if (x->xso.dir == XFRM_DEV_OFFLOAD_IN) {
		if (x->props.flags & XFRM_STATE_DECAP_DSCP)
			flags |= IPSECNIC_SA_FLAG_DECAP_DSCP;
	} else if (x->props.extra_flags & XFRM_SA_XFLAG_DONT_ENCAP_DSCP) {
		flags |= IPSECNIC_SA_FLAG_NO_DSCP;
	}
	return flags;
}

/* What software takes without a route that has one of its own. */
static u8 ipsecnic_packet_ttl(const struct net *net, u16 family)
{
	if (family == AF_INET)
		return READ_ONCE(net->ipv4.sysctl_ip_default_ttl);
#if IS_ENABLED(CONFIG_IPV6)
	return READ_ONCE(net->ipv6.devconf_all->hop_limit);
#else
	return 0;
#endif
}

/**
 * ipsecnic_packet_build - make what packet mode has more in a context
 * @sa: the SA, with the context that crypto mode would have
 * @x: its state, which nobody else can see yet
 * @extack: where the reason of a refusal goes
 *
 * Context: may sleep.
 *
 * Return: 0; -EOPNOTSUPP: the card cannot do it; -EINVAL: nobody can; -ENOMEM.
 */
int ipsecnic_packet_build(struct ipsecnic_sa *sa, const struct xfrm_state *x,
			  struct netlink_ext_ack *extack)
{
	struct ipsecnic_sa_ctx *ctx = (struct ipsecnic_sa_ctx *)sa->ctx;
	bool tunnel = x->props.mode == XFRM_MODE_TUNNEL;
	struct ipsecnic_packet *packet;
	u32 flags = IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
	int err;

	err = ipsecnic_packet_check(sa->ipn, x, extack);
	if (err)
		return err;
	packet = kzalloc(sizeof(*packet), GFP_KERNEL);
	if (!packet)
		return -ENOMEM;
	sa->packet = packet;
	packet->tunnel = tunnel;
	packet->base.packets = x->curlft.packets;
	packet->base.bytes = x->curlft.bytes;
	packet->settled = ipsecnic_packet_settled(sa->ipn);
	if (tunnel && !sa->inbound) {
		err = dst_cache_init(&packet->route, GFP_KERNEL);
		if (err)
			return err;
		ctx->ttl = ipsecnic_packet_ttl(dev_net(sa->ipn->netdev),
					       x->props.family);
		if (x->props.family == AF_INET)
			ctx->df = x->props.flags & XFRM_STATE_NOPMTUDISC ?
				  IPSECNIC_DF_CLEAR : IPSECNIC_DF_COPY;
	}
	if (tunnel)
		flags |= ipsecnic_packet_tunnel_flags(x);
	ctx->flags |= cpu_to_le32(flags);
	return 0;
}

static __le64 ipsecnic_packet_limit(u64 limit, u64 used)
{
	if (limit == XFRM_INF)
		return cpu_to_le64(IPSECNIC_NO_LIMIT);
	/* The card does not take 0; see ipsecnic_packet_used_up(). */
	return cpu_to_le64(limit > used ? limit - used : 1);
}

/* Numbers that may have been used since the card was asked last. */
static u64 ipsecnic_packet_margin(const struct ipsecnic_sa *sa)
{
	unsigned long posted = 0;
	unsigned int i;

	for (i = 0; i < sa->ipn->max_pairs; i++)
		posted += READ_ONCE(sa->ipn->pairs[i].tx.numbered);
	return posted - sa->packet->settled;
}

static u64 ipsecnic_packet_advance(const struct ipsecnic_sa *sa, u64 top,
				   u64 by)
{
	u64 last = sa->esn ? U64_MAX : U32_MAX;

	return by > last - top ? last : top + by;
}

/**
 * ipsecnic_packet_fill - numbers and limits of a context
 * @sa: SA in packet mode
 * @x: its state; locked, or not seen by anybody yet
 * @ctx: the context, with the numbers that the state has
 */
void ipsecnic_packet_fill(struct ipsecnic_sa *sa, const struct xfrm_state *x,
			  struct ipsecnic_sa_ctx *ctx)
{
	struct ipsecnic_xfrm *xfrm = sa->ipn->xfrm;
	struct ipsecnic_packet *packet = sa->packet;
	struct xfrm_lifetime_cfg lft = x->lft;

	/* The kernel lets a soft limit be above the hard one; it has no effect. */
	lft.soft_packet_limit = min(lft.soft_packet_limit,
				    lft.hard_packet_limit);
	lft.soft_byte_limit = min(lft.soft_byte_limit, lft.hard_byte_limit);
	spin_lock_bh(&xfrm->lock);
	ctx->soft_packets = ipsecnic_packet_limit(lft.soft_packet_limit,
						  packet->base.packets);
	ctx->hard_packets = ipsecnic_packet_limit(lft.hard_packet_limit,
						  packet->base.packets);
	ctx->soft_bytes = ipsecnic_packet_limit(lft.soft_byte_limit,
						packet->base.bytes);
	ctx->hard_bytes = ipsecnic_packet_limit(lft.hard_byte_limit,
						packet->base.bytes);
	packet->top = max(packet->top, le64_to_cpu(ctx->op[0].sequence));
	/*
	 * One that the card was given before may be there, or have been, though
	 * nobody said so: it sends what names no SA.
	 */
	if (packet->succeeds || packet->given) {
		u64 by = ipsecnic_packet_margin(sa);

		if (packet->succeeds)
			by += IPSECNIC_PACKET_SLACK;
		packet->top = ipsecnic_packet_advance(sa, packet->top, by);
		packet->succeeds = false;
	}
	packet->given = !sa->inbound;
	ctx->op[0].sequence = cpu_to_le64(packet->top);
	/* Whatever the card is through with is none of its packets. */
	packet->settled = ipsecnic_packet_settled(sa->ipn);
	spin_unlock_bh(&xfrm->lock);
}

/**
 * ipsecnic_packet_used_up - has an SA no packets or bytes left?
 * @sa: SA in packet mode
 *
 * Return: true: the card must not have it any more.
 */
bool ipsecnic_packet_used_up(const struct ipsecnic_sa *sa)
{
	const struct ipsecnic_packet *packet = sa->packet;
	const struct xfrm_lifetime_cfg *lft = &sa->x->lft;

	return packet->base.packets >= lft->hard_packet_limit ||
	       packet->base.bytes >= lft->hard_byte_limit;
}

/*
 * What the card says
 */

/**
 * ipsecnic_packet_settled - how many numbers had their fate already
 * @ipn: the card
 *
 * Return: an upper bound of the numbers of frames that the card was through
 * with; modulo the size of the type.
 */
unsigned long ipsecnic_packet_settled(const struct ipsecnic *ipn)
{
	unsigned long settled = 0;
	unsigned int i;

	for (i = 0; i < ipn->max_pairs; i++)
		settled += READ_ONCE(ipn->pairs[i].tx.settled);
	return settled;
}

/* What is new in counters that only the whole machine has. */
static void ipsecnic_packet_add_mib(const struct ipsecnic_sa *sa,
				    const struct ipsecnic_packet_counts *new,
				    const struct ipsecnic_packet_counts *old)
{
	struct net *net = xs_net(sa->x);

	if (!sa->inbound) {
		XFRM_ADD_STATS(net, LINUX_MIB_XFRMOUTSTATEEXPIRED,
			       new->expired - old->expired);
		return;
	}
	XFRM_ADD_STATS(net, LINUX_MIB_XFRMINSTATESEQERROR,
		       new->replayed + new->late - old->replayed - old->late);
	XFRM_ADD_STATS(net, LINUX_MIB_XFRMINSTATEPROTOERROR,
		       new->integrity + new->unusable - old->integrity -
		       old->unusable);
	XFRM_ADD_STATS(net, LINUX_MIB_XFRMINBUFFERERROR,
		       new->syntax - old->syntax);
	XFRM_ADD_STATS(net, LINUX_MIB_XFRMINSTATEEXPIRED,
		       new->expired - old->expired);
	XFRM_ADD_STATS(net, LINUX_MIB_XFRMINTMPLMISMATCH,
		       new->policy - old->policy);
}

/**
 * ipsecnic_packet_note - keep what the card says of an SA
 * @sa: SA in packet mode, on the list, which is locked; with its state
 * @info: the card's answer
 * @settled: what ipsecnic_packet_settled() said before the card was asked
 *
 * Return: false: the card is behind a number that it was at already, and would
 * use numbers twice, or accept them; it must be reset, and get the SA anew.
 */
bool ipsecnic_packet_note(struct ipsecnic_sa *sa,
			  const struct ipsecnic_sa_info *info,
			  unsigned long settled)
{
	struct ipsecnic_packet *packet = sa->packet;
	struct ipsecnic_packet_counts new = { 0 };
	u64 top = le64_to_cpu(info->sequence[0]);
	bool goes_on = top >= packet->top;
	unsigned int i;

	new.packets = le64_to_cpu(info->packets);
	new.bytes = le64_to_cpu(info->bytes);
	new.replayed = le64_to_cpu(info->replayed);
	new.late = le64_to_cpu(info->late);
	for (i = IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED;
	     i <= IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED; i++)
		new.integrity += le64_to_cpu(info->failed[i]);
	new.syntax = le64_to_cpu(info->failed[IPSECNIC_CRYPTO_GENERIC_ERROR]) +
		     le64_to_cpu(info->failed
				 [IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX]);
	new.expired = le64_to_cpu(info->expired);
	new.policy = le64_to_cpu(info->policy);
	new.unusable = le64_to_cpu(info->unusable);
	ipsecnic_packet_add_mib(sa, &new, &packet->card);
	packet->card = new;
	packet->top = max(packet->top, top);
	packet->settled = settled;
	packet->state = le32_to_cpu(info->state);
	return goes_on;
}

/**
 * ipsecnic_packet_add - add counters to others
 * @sum: those
 * @more: what is added
 */
void ipsecnic_packet_add(struct ipsecnic_packet_counts *sum,
			 const struct ipsecnic_packet_counts *more)
{
	sum->packets += more->packets;
	sum->bytes += more->bytes;
	sum->replayed += more->replayed;
	sum->late += more->late;
	sum->integrity += more->integrity;
}

/**
 * ipsecnic_packet_lost - the card has been reset, and knows nothing of an SA
 * @sa: SA in packet mode, on the list, which is locked; no queue is running
 */
void ipsecnic_packet_lost(struct ipsecnic_sa *sa)
{
	struct ipsecnic_packet *packet = sa->packet;

	ipsecnic_packet_add(&packet->base, &packet->card);
	memset(&packet->card, 0, sizeof(packet->card));
	packet->state = 0;
	if (sa->inbound || !sa->handle)
		return;
	packet->top = ipsecnic_packet_advance(sa, packet->top,
					      ipsecnic_packet_margin(sa));
	packet->settled = ipsecnic_packet_settled(sa->ipn);
}

/**
 * ipsecnic_packet_succeed - an SA takes the place of one that is being deleted
 * @heir: SA in packet mode, which the card has not
 * @sa: the one that it has, of the same destination and SPI; the list of both
 *      is locked
 *
 * They may have the same key, so that @heir must go on with other numbers.
 */
void ipsecnic_packet_succeed(struct ipsecnic_sa *heir,
			     const struct ipsecnic_sa *sa)
{
	if (!heir->packet || !sa->packet)
		return;
	heir->packet->top = max(heir->packet->top, sa->packet->top);
	heir->packet->settled = sa->packet->settled;
	heir->packet->succeeds = !heir->inbound;
}

/*
 * What never has to do with IPsec
 */

/* So much of a packet says whether it is neighbour discovery. */
#define IPSECNIC_NEIGHBOUR_LENGTH	(sizeof(struct ipv6hdr) + 1)

/**
 * ipsecnic_packet_is_neighbour - is that neighbour discovery of the link?
 * @skb: IPv6 packet
 * @offset: of its IP header, from @skb->data on; negative: not known
 *
 * A policy for all packets does not mean what finds the other end of its tunnel.
 * Between other addresses than those of the link it is for the policies to say,
 * as it is with software, so that both ends agree.
 *
 * Return: true if it is.
 */
bool ipsecnic_packet_is_neighbour(const struct sk_buff *skb, int offset)
{
	u8 start[IPSECNIC_NEIGHBOUR_LENGTH] __aligned(8);

	return offset >= 0 && !skb_copy_bits(skb, offset, start, sizeof(start)) &&
	       ipsecnic_bytes_are_neighbour(start, sizeof(start));
}

/**
 * ipsecnic_bytes_are_neighbour - the same, of an IPv6 packet's bytes
 * @data: they
 * @length: how many there are of them
 *
 * Return: true if it is.
 */
bool ipsecnic_bytes_are_neighbour(const void *data, unsigned int length)
{
	const struct ipv6hdr *ip = data;
	u8 type;

	if (length < IPSECNIC_NEIGHBOUR_LENGTH)
		return false;
	type = *(const u8 *)(ip + 1);
	return ip->version == 6 && ip->nexthdr == NEXTHDR_ICMP &&
	       ip->hop_limit == 255 && type >= NDISC_ROUTER_SOLICITATION &&
	       type <= NDISC_REDIRECT &&
	       (ipv6_addr_is_multicast(&ip->daddr) ||
		ipv6_addr_type(&ip->daddr) & IPV6_ADDR_LINKLOCAL ||
		ipv6_addr_type(&ip->saddr) & IPV6_ADDR_LINKLOCAL);
}

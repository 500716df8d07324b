// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: receive-side scaling, ethtool -x and -X
 *
 * What the user has set is kept here, since a reset of the card forgets it, in
 * the form that the card takes.  Nothing is changed here that the card has
 * refused.  All is under rtnl, but for the time before the interface exists.
 */

#include <linux/bitmap.h>
#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_rss.h"

#define IPSECNIC_RSS_ADDRESSES	(IPSECNIC_RSS_FIELD_SRC | \
				 IPSECNIC_RSS_FIELD_DST)
#define IPSECNIC_RSS_PORTS	(IPSECNIC_RSS_FIELD_SPORT | \
				 IPSECNIC_RSS_FIELD_DPORT)

/**
 * struct ipsecnic_rss_state - what is hashed, and where that leads to
 * @used: contexts that there are; 0 always
 * @contexts: what the card has of them
 */
struct ipsecnic_rss_state {
	DECLARE_BITMAP(used, IPSECNIC_RSS_CONTEXTS);
	struct ipsecnic_rss contexts[IPSECNIC_RSS_CONTEXTS];
};

/* By IPSECNIC_RSS_FLOW_*, after a reset of the card and here. */
static const u8 ipsecnic_rss_fields[] = {
	[IPSECNIC_RSS_FLOW_TCP4] = IPSECNIC_RSS_ADDRESSES | IPSECNIC_RSS_PORTS,
	[IPSECNIC_RSS_FLOW_UDP4] = IPSECNIC_RSS_ADDRESSES | IPSECNIC_RSS_PORTS,
	[IPSECNIC_RSS_FLOW_IP4] = IPSECNIC_RSS_ADDRESSES,
	[IPSECNIC_RSS_FLOW_ESP4] = IPSECNIC_RSS_FIELD_SPI,
	[IPSECNIC_RSS_FLOW_AH4] = IPSECNIC_RSS_FIELD_SPI,
	[IPSECNIC_RSS_FLOW_UDP_ESP4] = IPSECNIC_RSS_FIELD_SPI,
	[IPSECNIC_RSS_FLOW_TCP6] = IPSECNIC_RSS_ADDRESSES | IPSECNIC_RSS_PORTS,
	[IPSECNIC_RSS_FLOW_UDP6] = IPSECNIC_RSS_ADDRESSES | IPSECNIC_RSS_PORTS,
	[IPSECNIC_RSS_FLOW_IP6] = IPSECNIC_RSS_ADDRESSES,
	[IPSECNIC_RSS_FLOW_ESP6] = IPSECNIC_RSS_FIELD_SPI,
	[IPSECNIC_RSS_FLOW_AH6] = IPSECNIC_RSS_FIELD_SPI,
	[IPSECNIC_RSS_FLOW_UDP_ESP6] = IPSECNIC_RSS_FIELD_SPI,
};

static_assert(ARRAY_SIZE(ipsecnic_rss_fields) ==
	      sizeof_field(struct ipsecnic_rss, fields));

static void ipsecnic_rss_spread(const struct ipsecnic *ipn,
				struct ipsecnic_rss *rss)
{
	unsigned int i;

	for (i = 0; i < IPSECNIC_RSS_TABLE; i++)
		rss->table[i] = ethtool_rxfh_indir_default(i, ipn->num_pairs);
}

/* Is the hash of TCP and UDP one of the ports, whatever context it is of? */
static void ipsecnic_rss_note_ports(struct ipsecnic *ipn)
{
	static const u8 flows[] = {
		IPSECNIC_RSS_FLOW_TCP4, IPSECNIC_RSS_FLOW_UDP4,
		IPSECNIC_RSS_FLOW_TCP6, IPSECNIC_RSS_FLOW_UDP6,
	};
	struct ipsecnic_rss_state *state = ipn->rss;
	bool ports = true;
	unsigned int i, n;

	for_each_set_bit(n, state->used, IPSECNIC_RSS_CONTEXTS)
		for (i = 0; i < ARRAY_SIZE(flows); i++)
			ports &= (state->contexts[n].fields[flows[i]] &
				  IPSECNIC_RSS_PORTS) == IPSECNIC_RSS_PORTS;
	WRITE_ONCE(ipn->hash_ports, ports);
}

/* Have the card take a context, and keep it. */
static int ipsecnic_rss_write(struct ipsecnic *ipn, u32 context,
			      const struct ipsecnic_rss *rss)
{
	struct ipsecnic_rss_state *state = ipn->rss;
	int err;

	err = ipsecnic_ctrl_set(ipn, IPSECNIC_CMD_SET_RSS, context, rss,
				sizeof(*rss));
	if (err)
		return err > 0 ? -EINVAL : err;
	__set_bit(context, state->used);
	/* It may be itself. */
	if (rss != &state->contexts[context])
		state->contexts[context] = *rss;
	ipsecnic_rss_note_ports(ipn);
	return 0;
}

/**
 * ipsecnic_rss_init - decide how frames are hashed, before the card is told
 * @ipn: card
 *
 * The key is that of the kernel, which is another one after each boot.
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_rss_init(struct ipsecnic *ipn)
{
	struct ipsecnic_rss *rss;

	ipn->rss = kvzalloc(sizeof(*ipn->rss), GFP_KERNEL);
	if (!ipn->rss)
		return -ENOMEM;
	rss = &ipn->rss->contexts[0];
	rss->flags = cpu_to_le32(IPSECNIC_RSS_FLAG_TABLE);
	rss->function = IPSECNIC_RSS_TOEPLITZ;
	memcpy(rss->fields, ipsecnic_rss_fields, sizeof(rss->fields));
	netdev_rss_key_fill(rss->key, sizeof(rss->key));
	__set_bit(0, ipn->rss->used);
	ipn->hash_ports = true;
	return 0;
}

/**
 * ipsecnic_rss_exit - the opposite of ipsecnic_rss_init()
 * @ipn: card
 */
void ipsecnic_rss_exit(struct ipsecnic *ipn)
{
	kvfree(ipn->rss);
	ipn->rss = NULL;
}

/**
 * ipsecnic_rss_restore - tell the card of all contexts
 * @ipn: card, its control queue started
 *
 * What the card refuses is said, and is no error: frames come all the same.
 *
 * Return: 0 or a negative error.
 */
int ipsecnic_rss_restore(struct ipsecnic *ipn)
{
	struct ipsecnic_rss_state *state = ipn->rss;
	unsigned int n;
	int err;

	if (!ipsecnic_has(ipn, IPSECNIC_F_RSS))
		return 0;
	if (!netif_is_rxfh_configured(ipn->netdev))
		ipsecnic_rss_spread(ipn, &state->contexts[0]);
	for_each_set_bit(n, state->used, IPSECNIC_RSS_CONTEXTS) {
		err = ipsecnic_rss_write(ipn, n, &state->contexts[n]);
		/* Then it hashes as it does by itself. */
		if (err == -EINVAL)
			netdev_err(ipn->netdev,
				   "the card does not take hash context %u\n",
				   n);
		else if (err)
			return err;
	}
	return 0;
}

/**
 * ipsecnic_rss_set_pairs - spread over the queue pairs that are in use now
 * @ipn: card
 *
 * A table that the user has set stays as it is.
 *
 * Return: 0 or a negative error.
 */
int ipsecnic_rss_set_pairs(struct ipsecnic *ipn)
{
	struct ipsecnic_rss rss;

	if (!ipsecnic_has(ipn, IPSECNIC_F_RSS) ||
	    netif_is_rxfh_configured(ipn->netdev))
		return 0;
	rss = ipn->rss->contexts[0];
	ipsecnic_rss_spread(ipn, &rss);
	if (!memcmp(&rss, &ipn->rss->contexts[0], sizeof(rss)))
		return 0;
	return ipsecnic_rss_write(ipn, 0, &rss);
}

/**
 * ipsecnic_rss_known - is there such a context?
 * @ipn: card
 * @context: its number
 *
 * Return: true if there is.
 */
bool ipsecnic_rss_known(const struct ipsecnic *ipn, u32 context)
{
	return context < IPSECNIC_RSS_CONTEXTS &&
	       test_bit(context, ipn->rss->used);
}

/**
 * ipsecnic_rss_pairs_used - how many queue pairs tables need that were set
 * @ipn: card
 *
 * Return: one more than the highest queue that any of them names.
 */
u32 ipsecnic_rss_pairs_used(const struct ipsecnic *ipn)
{
	unsigned int first = netif_is_rxfh_configured(ipn->netdev) ? 0 : 1;
	unsigned int i, n;
	u32 pairs = 1;

	n = first;
	for_each_set_bit_from(n, ipn->rss->used, IPSECNIC_RSS_CONTEXTS)
		for (i = 0; i < IPSECNIC_RSS_TABLE; i++)
			pairs = max_t(u32, pairs,
				      ipn->rss->contexts[n].table[i] + 1);
	return pairs;
}

/*
 * Fields
 */

/**
 * struct ipsecnic_rss_flow - a type of flows, as ethtool has them
 * @type: *_FLOW
 * @flow: IPSECNIC_RSS_FLOW_*
 * @l4: what the first four bytes behind the IP header are
 */
struct ipsecnic_rss_flow {
	u32 type;
	u8 flow;
	u8 l4;
};

static const struct ipsecnic_rss_flow ipsecnic_rss_flows[] = {
	{ TCP_V4_FLOW, IPSECNIC_RSS_FLOW_TCP4, IPSECNIC_RSS_PORTS },
	{ UDP_V4_FLOW, IPSECNIC_RSS_FLOW_UDP4, IPSECNIC_RSS_PORTS },
	{ IPV4_FLOW, IPSECNIC_RSS_FLOW_IP4 },
	{ ESP_V4_FLOW, IPSECNIC_RSS_FLOW_ESP4, IPSECNIC_RSS_FIELD_SPI },
	{ AH_ESP_V4_FLOW, IPSECNIC_RSS_FLOW_ESP4, IPSECNIC_RSS_FIELD_SPI },
	{ AH_V4_FLOW, IPSECNIC_RSS_FLOW_AH4, IPSECNIC_RSS_FIELD_SPI },
	{ TCP_V6_FLOW, IPSECNIC_RSS_FLOW_TCP6, IPSECNIC_RSS_PORTS },
	{ UDP_V6_FLOW, IPSECNIC_RSS_FLOW_UDP6, IPSECNIC_RSS_PORTS },
	{ IPV6_FLOW, IPSECNIC_RSS_FLOW_IP6 },
	{ ESP_V6_FLOW, IPSECNIC_RSS_FLOW_ESP6, IPSECNIC_RSS_FIELD_SPI },
	{ AH_ESP_V6_FLOW, IPSECNIC_RSS_FLOW_ESP6, IPSECNIC_RSS_FIELD_SPI },
	{ AH_V6_FLOW, IPSECNIC_RSS_FLOW_AH6, IPSECNIC_RSS_FIELD_SPI },
};

static const struct ipsecnic_rss_flow *ipsecnic_rss_find_flow(u32 type)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ipsecnic_rss_flows); i++)
		if (ipsecnic_rss_flows[i].type == type)
			return &ipsecnic_rss_flows[i];
	return NULL;
}

/**
 * ipsecnic_rss_get_flow - what is hashed of a type of flows
 * @ipn: card
 * @context: number of the context
 * @flow_type: *_FLOW
 * @data: RXH_*
 *
 * An SPI is what ethtool calls the first four bytes behind the IP header.
 *
 * Return: 0; -EOPNOTSUPP: these are not told from others; -ENOENT.
 */
int ipsecnic_rss_get_flow(struct ipsecnic *ipn, u32 context, u32 flow_type,
			  u64 *data)
{
	const struct ipsecnic_rss_flow *flow;
	u8 fields;

	flow = ipsecnic_rss_find_flow(flow_type);
	if (!ipsecnic_has(ipn, IPSECNIC_F_RSS) || !flow)
		return -EOPNOTSUPP;
	if (!ipsecnic_rss_known(ipn, context))
		return -ENOENT;
	fields = ipn->rss->contexts[context].fields[flow->flow];
	*data = 0;
	if (fields & IPSECNIC_RSS_FIELD_SRC)
		*data |= RXH_IP_SRC;
	if (fields & IPSECNIC_RSS_FIELD_DST)
		*data |= RXH_IP_DST;
	if (fields & (IPSECNIC_RSS_FIELD_SPORT | IPSECNIC_RSS_FIELD_SPI))
		*data |= RXH_L4_B_0_1;
	if (fields & (IPSECNIC_RSS_FIELD_DPORT | IPSECNIC_RSS_FIELD_SPI))
		*data |= RXH_L4_B_2_3;
	return 0;
}

static int ipsecnic_rss_parse_flow(const struct ipsecnic_rss_flow *flow,
				   u64 data, u8 *fields,
				   struct netlink_ext_ack *extack)
{
	u64 allowed = RXH_IP_SRC | RXH_IP_DST;

	if (flow->l4)
		allowed |= RXH_L4_B_0_1 | RXH_L4_B_2_3;
	if (data & ~allowed) {
		NL_SET_ERR_MSG_MOD(extack,
				   "such packets have no such fields to be hashed");
		return -EINVAL;
	}
	*fields = 0;
	if (data & RXH_IP_SRC)
		*fields |= IPSECNIC_RSS_FIELD_SRC;
	if (data & RXH_IP_DST)
		*fields |= IPSECNIC_RSS_FIELD_DST;
	if (flow->l4 == IPSECNIC_RSS_FIELD_SPI) {
		if (!(data & RXH_L4_B_0_1) != !(data & RXH_L4_B_2_3)) {
			NL_SET_ERR_MSG_MOD(extack,
					   "an SPI is hashed as a whole: f and n");
			return -EINVAL;
		}
		if (data & RXH_L4_B_0_1)
			*fields |= IPSECNIC_RSS_FIELD_SPI;
		return 0;
	}
	if (data & RXH_L4_B_0_1)
		*fields |= IPSECNIC_RSS_FIELD_SPORT;
	if (data & RXH_L4_B_2_3)
		*fields |= IPSECNIC_RSS_FIELD_DPORT;
	return 0;
}

/**
 * ipsecnic_rss_set_flow - say what is hashed of a type of flows
 * @ipn: card
 * @context: number of the context
 * @flow_type: *_FLOW
 * @data: RXH_*
 * @extack: what is wrong; or NULL
 *
 * Where the kernel does not let the user choose a context they have all the same
 * fields.
 *
 * Context: rtnl.
 * Return: 0 or a negative error.
 */
int ipsecnic_rss_set_flow(struct ipsecnic *ipn, u32 context, u32 flow_type,
			  u64 data, struct netlink_ext_ack *extack)
{
	const struct ipsecnic_rss_flow *flow;
	struct ipsecnic_rss rss;
	unsigned int n;
	u8 fields;
	int err;

	flow = ipsecnic_rss_find_flow(flow_type);
	if (!ipsecnic_has(ipn, IPSECNIC_F_RSS) || !flow) {
		NL_SET_ERR_MSG_MOD(extack,
				   "what is hashed of such packets is fixed");
		return -EOPNOTSUPP;
	}
	if (!ipsecnic_rss_known(ipn, context))
		return -ENOENT;
	err = ipsecnic_rss_parse_flow(flow, data, &fields, extack);
	if (err)
		return err;
	for_each_set_bit(n, ipn->rss->used, IPSECNIC_RSS_CONTEXTS) {
		if (IPSECNIC_RXFH_FIELDS && n != context)
			continue;
		rss = ipn->rss->contexts[n];
		rss.fields[flow->flow] = fields;
		/* Older programs know no difference; AH is behind ESP. */
		if (flow_type == AH_ESP_V4_FLOW || flow_type == AH_ESP_V6_FLOW)
			rss.fields[flow->flow + 1] = fields;
		err = ipsecnic_rss_write(ipn, n, &rss);
		if (err)
			return err;
	}
	return 0;
}

/*
 * Key and table
 */

u32 ipsecnic_get_rxfh_key_size(struct net_device *netdev)
{
	return ipsecnic_has(netdev_priv(netdev), IPSECNIC_F_RSS) ?
	       IPSECNIC_RSS_KEY : 0;
}

u32 ipsecnic_get_rxfh_indir_size(struct net_device *netdev)
{
	return ipsecnic_has(netdev_priv(netdev), IPSECNIC_F_RSS) ?
	       IPSECNIC_RSS_TABLE : 0;
}

static int ipsecnic_rss_show(struct net_device *netdev, u32 context, u32 *indir,
			     u8 *key, u8 *hfunc, u8 *xfrm)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	const struct ipsecnic_rss *rss;
	unsigned int i;

	if (!ipsecnic_has(ipn, IPSECNIC_F_RSS))
		return -EOPNOTSUPP;
	if (!ipsecnic_rss_known(ipn, context))
		return -ENOENT;
	rss = &ipn->rss->contexts[context];
	if (hfunc)
		*hfunc = ETH_RSS_HASH_TOP;
	if (xfrm)
		*xfrm = rss->flags & cpu_to_le32(IPSECNIC_RSS_FLAG_SYMMETRIC) ?
			RXH_XFRM_SYM_XOR : 0;
	if (key)
		memcpy(key, rss->key, sizeof(rss->key));
	for (i = 0; indir && i < IPSECNIC_RSS_TABLE; i++)
		indir[i] = rss->table[i];
	return 0;
}

static int ipsecnic_rss_set_xfrm(struct ipsecnic *ipn, u8 xfrm,
				 struct ipsecnic_rss *rss,
				 struct netlink_ext_ack *extack)
{
	__le32 symmetric = cpu_to_le32(IPSECNIC_RSS_FLAG_SYMMETRIC);

	if (xfrm == RXH_XFRM_NO_CHANGE)
		return 0;
	if (!xfrm) {
		rss->flags &= ~symmetric;
		return 0;
	}
	if (xfrm != RXH_XFRM_SYM_XOR ||
	    !ipsecnic_has(ipn, IPSECNIC_F_RSS_SYMMETRIC)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the card does not hash symmetrically in this way");
		return -EOPNOTSUPP;
	}
	rss->flags |= symmetric;
	return 0;
}

/* What is NULL stays as it is, or as it is in a new context. */
static int ipsecnic_rss_change(struct net_device *netdev, u32 context,
			       const u32 *indir, const u8 *key, u8 hfunc,
			       u8 xfrm, struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	struct ipsecnic_rss rss;
	unsigned int i;
	int err;

	if (!ipsecnic_has(ipn, IPSECNIC_F_RSS)) {
		NL_SET_ERR_MSG_MOD(extack, "this card has one way to hash only");
		return -EOPNOTSUPP;
	}
	if (hfunc != ETH_RSS_HASH_NO_CHANGE && hfunc != ETH_RSS_HASH_TOP) {
		NL_SET_ERR_MSG_MOD(extack, "the hash function is toeplitz");
		return -EOPNOTSUPP;
	}
	if (context >= ipn->caps.rss_contexts) {
		NL_SET_ERR_MSG_MOD(extack, "there are no more contexts");
		return -ENOSPC;
	}
	if (ipsecnic_rss_known(ipn, context)) {
		rss = ipn->rss->contexts[context];
	} else {
		rss = ipn->rss->contexts[0];
		ipsecnic_rss_spread(ipn, &rss);
	}
	err = ipsecnic_rss_set_xfrm(ipn, xfrm, &rss, extack);
	if (err)
		return err;
	if (key)
		memcpy(rss.key, key, sizeof(rss.key));
	for (i = 0; indir && i < IPSECNIC_RSS_TABLE; i++)
		rss.table[i] = indir[i];
	return ipsecnic_rss_write(ipn, context, &rss);
}

static int ipsecnic_rss_remove(struct net_device *netdev, u32 context,
			       struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	int err;

	if (!context || !ipsecnic_rss_known(ipn, context))
		return -ENOENT;
	err = ipsecnic_ctrl_set(ipn, IPSECNIC_CMD_DELETE_RSS, context, NULL, 0);
	if (err == IPSECNIC_ST_RSS_CONTEXT) {
		NL_SET_ERR_MSG_MOD(extack, "rules send frames to the context");
		return -EBUSY;
	}
	if (err)
		return err > 0 ? -EIO : err;
	__clear_bit(context, ipn->rss->used);
	ipsecnic_rss_note_ports(ipn);
	return 0;
}

#if IPSECNIC_RXFH_PARAM

int ipsecnic_get_rxfh(struct net_device *netdev,
		      struct ethtool_rxfh_param *param)
{
	return ipsecnic_rss_show(netdev, param->rss_context, param->indir,
				 param->key, &param->hfunc, &param->input_xfrm);
}

#else

int ipsecnic_get_rxfh(struct net_device *netdev, u32 *indir, u8 *key,
		      u8 *hfunc)
{
	return ipsecnic_rss_show(netdev, 0, indir, key, hfunc, NULL);
}

int ipsecnic_set_rxfh(struct net_device *netdev, const u32 *indir,
		      const u8 *key, const u8 hfunc)
{
	return ipsecnic_rss_change(netdev, 0, indir, key, hfunc,
				   RXH_XFRM_NO_CHANGE, NULL);
}

int ipsecnic_get_rxfh_context(struct net_device *netdev, u32 *indir, u8 *key,
			      u8 *hfunc, u32 context)
{
	return ipsecnic_rss_show(netdev, context, indir, key, hfunc, NULL);
}

#endif

#if IPSECNIC_RXFH_CONTEXT_OPS

int ipsecnic_set_rxfh(struct net_device *netdev,
		      struct ethtool_rxfh_param *param,
		      struct netlink_ext_ack *extack)
{
	return ipsecnic_rss_change(netdev, 0, param->indir, param->key,
				   param->hfunc, ipsecnic_rxfh_xfrm(param),
				   extack);
}

int ipsecnic_create_rxfh_context(struct net_device *netdev,
				 struct ethtool_rxfh_context *context,
				 const struct ethtool_rxfh_param *param,
				 struct netlink_ext_ack *extack)
{
	int err;

	err = ipsecnic_rss_change(netdev, param->rss_context, param->indir,
				  param->key, param->hfunc,
				  ipsecnic_rxfh_xfrm(param), extack);
	if (err)
		return err;
	/* What was not asked for is what the driver has chosen. */
	return ipsecnic_rss_show(netdev, param->rss_context,
				 ethtool_rxfh_context_indir(context),
				 ethtool_rxfh_context_key(context),
				 &context->hfunc, &context->input_xfrm);
}

int ipsecnic_modify_rxfh_context(struct net_device *netdev,
				 struct ethtool_rxfh_context *context,
				 const struct ethtool_rxfh_param *param,
				 struct netlink_ext_ack *extack)
{
	return ipsecnic_rss_change(netdev, param->rss_context, param->indir,
				   param->key, param->hfunc,
				   ipsecnic_rxfh_xfrm(param), extack);
}

int ipsecnic_remove_rxfh_context(struct net_device *netdev,
				 struct ethtool_rxfh_context *context,
				 u32 number, struct netlink_ext_ack *extack)
{
	return ipsecnic_rss_remove(netdev, number, extack);
}

#else

/* The driver chooses the number of a new context. */
static int ipsecnic_rss_set_context(struct net_device *netdev, u32 *context,
				    bool remove, const u32 *indir,
				    const u8 *key, u8 hfunc, u8 xfrm,
				    struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	u32 number = *context;
	int err;

	if (remove)
		return ipsecnic_rss_remove(netdev, number, extack);
	if (number == ETH_RXFH_CONTEXT_ALLOC)
		number = find_next_zero_bit(ipn->rss->used,
					    IPSECNIC_RSS_CONTEXTS, 1);
	else if (!ipsecnic_rss_known(ipn, number))
		return -ENOENT;
	err = ipsecnic_rss_change(netdev, number, indir, key, hfunc, xfrm,
				  extack);
	if (!err)
		*context = number;
	return err;
}

#if IPSECNIC_RXFH_PARAM
int ipsecnic_set_rxfh(struct net_device *netdev,
		      struct ethtool_rxfh_param *param,
		      struct netlink_ext_ack *extack)
{
	return ipsecnic_rss_set_context(netdev, &param->rss_context,
					param->rss_delete, param->indir,
					param->key, param->hfunc,
					ipsecnic_rxfh_xfrm(param), extack);
}
#else
int ipsecnic_set_rxfh_context(struct net_device *netdev, const u32 *indir,
			      const u8 *key, const u8 hfunc, u32 *context,
			      bool remove)
{
	return ipsecnic_rss_set_context(netdev, context, remove, indir, key,
					hfunc, RXH_XFRM_NO_CHANGE, NULL);
}
#endif

#endif

#if IPSECNIC_RXFH_FIELDS

int ipsecnic_get_rxfh_fields(struct net_device *netdev,
			     struct ethtool_rxfh_fields *fields)
{
	u64 data;
	int err;

	err = ipsecnic_rss_get_flow(netdev_priv(netdev), fields->rss_context,
				    fields->flow_type, &data);
	if (!err)
		fields->data = data;
	return err;
}

int ipsecnic_set_rxfh_fields(struct net_device *netdev,
			     const struct ethtool_rxfh_fields *fields,
			     struct netlink_ext_ack *extack)
{
	return ipsecnic_rss_set_flow(netdev_priv(netdev), fields->rss_context,
				     fields->flow_type, fields->data, extack);
}

#endif

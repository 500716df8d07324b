// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: receive rules, ethtool -n and -N
 *
 * The location of ethtool is the card's place, with the same meaning: of rules
 * that match the one of the lowest decides.  Rules are kept as the user gave
 * them and as the card has them, since a reset of the card forgets them.  All is
 * under rtnl.
 */

#include <linux/ethtool.h>
#include <linux/in.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_ntuple.h"
#include "ipsecnic_rss.h"

/**
 * struct ipsecnic_ntuple_rule - a rule
 * @spec: as the user gave it
 * @context: with FLOW_RSS: number of the context
 * @rule: as the card has it
 */
struct ipsecnic_ntuple_rule {
	struct ethtool_rx_flow_spec spec;
	u32 context;
	struct ipsecnic_rx_rule rule;
};

/**
 * struct ipsecnic_ntuple - all rules
 * @count: how many there are
 * @rules: by place; NULL: none is there
 */
struct ipsecnic_ntuple {
	u32 count;
	struct ipsecnic_ntuple_rule *rules[IPSECNIC_NTUPLE_MAX];
};

/**
 * ipsecnic_ntuple_init - make room for rules
 * @ipn: card
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_ntuple_init(struct ipsecnic *ipn)
{
	ipn->ntuple = kvzalloc(sizeof(*ipn->ntuple), GFP_KERNEL);
	return ipn->ntuple ? 0 : -ENOMEM;
}

/**
 * ipsecnic_ntuple_exit - forget all rules
 * @ipn: card
 */
void ipsecnic_ntuple_exit(struct ipsecnic *ipn)
{
	unsigned int i;

	for (i = 0; i < IPSECNIC_NTUPLE_MAX; i++)
		kfree(ipn->ntuple->rules[i]);
	kvfree(ipn->ntuple);
	ipn->ntuple = NULL;
}

static int ipsecnic_ntuple_write(struct ipsecnic *ipn, u32 place,
				 const struct ipsecnic_rx_rule *rule)
{
	int err;

	err = ipsecnic_ctrl_set(ipn, IPSECNIC_CMD_SET_RX_RULE, place, rule,
				sizeof(*rule));
	return err > 0 ? -EINVAL : err;
}

/**
 * ipsecnic_ntuple_restore - tell the card of all rules
 * @ipn: card, its contexts restored
 *
 * What the card refuses is said, and is no error: frames come all the same.
 *
 * Return: 0 or a negative error.
 */
int ipsecnic_ntuple_restore(struct ipsecnic *ipn)
{
	const struct ipsecnic_ntuple_rule *rule;
	unsigned int i;
	int err;

	if (!ipsecnic_has(ipn, IPSECNIC_F_RX_STEER))
		return 0;
	for (i = 0; i < ipn->caps.rx_rules; i++) {
		rule = ipn->ntuple->rules[i];
		if (!rule)
			continue;
		err = ipsecnic_ntuple_write(ipn, i, &rule->rule);
		if (err == -EINVAL)
			netdev_err(ipn->netdev,
				   "the card does not take receive rule %u\n",
				   i);
		else if (err)
			return err;
	}
	return 0;
}

/**
 * ipsecnic_ntuple_pairs_used - how many queue pairs rules need
 * @ipn: card
 *
 * Return: one more than the highest queue that any of them names.
 */
u32 ipsecnic_ntuple_pairs_used(const struct ipsecnic *ipn)
{
	const struct ipsecnic_ntuple_rule *rule;
	unsigned int i;
	u32 pairs = 1;

	for (i = 0; i < IPSECNIC_NTUPLE_MAX; i++) {
		rule = ipn->ntuple->rules[i];
		if (rule && rule->rule.action == IPSECNIC_RX_ACTION_QUEUE)
			pairs = max_t(u32, pairs,
				      le16_to_cpu(rule->rule.target) + 1);
	}
	return pairs;
}

/*
 * From ethtool's form to the card's
 */

static void ipsecnic_ntuple_bytes(u8 *value, u8 *mask, const void *h,
				  const void *m, unsigned int size)
{
	const u8 *hv = h, *mv = m;
	unsigned int i;

	for (i = 0; i < size; i++) {
		value[i] = hv[i] & mv[i];
		mask[i] = mv[i];
	}
}

static void ipsecnic_ntuple_be16(ipsecnic_le16 *value, ipsecnic_le16 *mask,
				 __be16 h, __be16 m)
{
	*value = cpu_to_le16(be16_to_cpu(h & m));
	*mask = cpu_to_le16(be16_to_cpu(m));
}

static void ipsecnic_ntuple_spi(struct ipsecnic_rx_rule *rule, __be32 h,
				__be32 m)
{
	rule->spi = cpu_to_le32(be32_to_cpu(h & m));
	rule->spi_mask = cpu_to_le32(be32_to_cpu(m));
}

static void ipsecnic_ntuple_ip(struct ipsecnic_rx_rule *rule, u8 family,
			       u8 protocol, u8 protocol_mask)
{
	rule->family = family;
	rule->protocol = protocol & protocol_mask;
	rule->protocol_mask = protocol_mask;
}

/* TCP, UDP and SCTP have one form. */
static void ipsecnic_ntuple_ports4(struct ipsecnic_rx_rule *rule, u8 protocol,
				   const struct ethtool_tcpip4_spec *h,
				   const struct ethtool_tcpip4_spec *m)
{
	ipsecnic_ntuple_ip(rule, 4, protocol, 0xff);
	ipsecnic_ntuple_bytes(rule->src, rule->src_mask, &h->ip4src,
			      &m->ip4src, 4);
	ipsecnic_ntuple_bytes(rule->dst, rule->dst_mask, &h->ip4dst,
			      &m->ip4dst, 4);
	ipsecnic_ntuple_be16(&rule->sport, &rule->sport_mask, h->psrc,
			     m->psrc);
	ipsecnic_ntuple_be16(&rule->dport, &rule->dport_mask, h->pdst,
			     m->pdst);
	rule->tos = h->tos & m->tos;
	rule->tos_mask = m->tos;
}

static void ipsecnic_ntuple_ports6(struct ipsecnic_rx_rule *rule, u8 protocol,
				   const struct ethtool_tcpip6_spec *h,
				   const struct ethtool_tcpip6_spec *m)
{
	ipsecnic_ntuple_ip(rule, 6, protocol, 0xff);
	ipsecnic_ntuple_bytes(rule->src, rule->src_mask, h->ip6src,
			      m->ip6src, 16);
	ipsecnic_ntuple_bytes(rule->dst, rule->dst_mask, h->ip6dst,
			      m->ip6dst, 16);
	ipsecnic_ntuple_be16(&rule->sport, &rule->sport_mask, h->psrc,
			     m->psrc);
	ipsecnic_ntuple_be16(&rule->dport, &rule->dport_mask, h->pdst,
			     m->pdst);
	rule->tos = h->tclass & m->tclass;
	rule->tos_mask = m->tclass;
}

static void ipsecnic_ntuple_ipsec4(struct ipsecnic_rx_rule *rule, u8 protocol,
				   const struct ethtool_ah_espip4_spec *h,
				   const struct ethtool_ah_espip4_spec *m)
{
	ipsecnic_ntuple_ip(rule, 4, protocol, 0xff);
	ipsecnic_ntuple_bytes(rule->src, rule->src_mask, &h->ip4src,
			      &m->ip4src, 4);
	ipsecnic_ntuple_bytes(rule->dst, rule->dst_mask, &h->ip4dst,
			      &m->ip4dst, 4);
	ipsecnic_ntuple_spi(rule, h->spi, m->spi);
	rule->tos = h->tos & m->tos;
	rule->tos_mask = m->tos;
}

static void ipsecnic_ntuple_ipsec6(struct ipsecnic_rx_rule *rule, u8 protocol,
				   const struct ethtool_ah_espip6_spec *h,
				   const struct ethtool_ah_espip6_spec *m)
{
	ipsecnic_ntuple_ip(rule, 6, protocol, 0xff);
	ipsecnic_ntuple_bytes(rule->src, rule->src_mask, h->ip6src,
			      m->ip6src, 16);
	ipsecnic_ntuple_bytes(rule->dst, rule->dst_mask, h->ip6dst,
			      m->ip6dst, 16);
	ipsecnic_ntuple_spi(rule, h->spi, m->spi);
	rule->tos = h->tclass & m->tclass;
	rule->tos_mask = m->tclass;
}

/*
 * Bytes behind an IP header of which nobody says what they are: the card does
 * not look at those.
 */
static int ipsecnic_ntuple_user4(struct ipsecnic_rx_rule *rule,
				 const struct ethtool_usrip4_spec *h,
				 const struct ethtool_usrip4_spec *m)
{
	if (m->l4_4_bytes || m->ip_ver || h->ip_ver != ETH_RX_NFC_IP4)
		return -EOPNOTSUPP;
	ipsecnic_ntuple_ip(rule, 4, h->proto, m->proto);
	ipsecnic_ntuple_bytes(rule->src, rule->src_mask, &h->ip4src,
			      &m->ip4src, 4);
	ipsecnic_ntuple_bytes(rule->dst, rule->dst_mask, &h->ip4dst,
			      &m->ip4dst, 4);
	rule->tos = h->tos & m->tos;
	rule->tos_mask = m->tos;
	return 0;
}

static int ipsecnic_ntuple_user6(struct ipsecnic_rx_rule *rule,
				 const struct ethtool_usrip6_spec *h,
				 const struct ethtool_usrip6_spec *m)
{
	if (m->l4_4_bytes)
		return -EOPNOTSUPP;
	ipsecnic_ntuple_ip(rule, 6, h->l4_proto, m->l4_proto);
	ipsecnic_ntuple_bytes(rule->src, rule->src_mask, h->ip6src,
			      m->ip6src, 16);
	ipsecnic_ntuple_bytes(rule->dst, rule->dst_mask, h->ip6dst,
			      m->ip6dst, 16);
	rule->tos = h->tclass & m->tclass;
	rule->tos_mask = m->tclass;
	return 0;
}

static void ipsecnic_ntuple_ether(struct ipsecnic_rx_rule *rule,
				  const struct ethhdr *h,
				  const struct ethhdr *m)
{
	ipsecnic_ntuple_bytes(rule->mac_dst, rule->mac_dst_mask, h->h_dest,
			      m->h_dest, ETH_ALEN);
	ipsecnic_ntuple_bytes(rule->mac_src, rule->mac_src_mask, h->h_source,
			      m->h_source, ETH_ALEN);
	ipsecnic_ntuple_be16(&rule->ethertype, &rule->ethertype_mask,
			     h->h_proto, m->h_proto);
}

static int ipsecnic_ntuple_fields(struct ipsecnic_rx_rule *rule,
				  const struct ethtool_rx_flow_spec *fs)
{
	const union ethtool_flow_union *h = &fs->h_u, *m = &fs->m_u;

	switch (fs->flow_type & ~(FLOW_EXT | FLOW_MAC_EXT | FLOW_RSS)) {
	case TCP_V4_FLOW:
		ipsecnic_ntuple_ports4(rule, IPPROTO_TCP, &h->tcp_ip4_spec,
				       &m->tcp_ip4_spec);
		return 0;
	case UDP_V4_FLOW:
		ipsecnic_ntuple_ports4(rule, IPPROTO_UDP, &h->udp_ip4_spec,
				       &m->udp_ip4_spec);
		return 0;
	case SCTP_V4_FLOW:
		ipsecnic_ntuple_ports4(rule, IPPROTO_SCTP, &h->sctp_ip4_spec,
				       &m->sctp_ip4_spec);
		return 0;
	case TCP_V6_FLOW:
		ipsecnic_ntuple_ports6(rule, IPPROTO_TCP, &h->tcp_ip6_spec,
				       &m->tcp_ip6_spec);
		return 0;
	case UDP_V6_FLOW:
		ipsecnic_ntuple_ports6(rule, IPPROTO_UDP, &h->udp_ip6_spec,
				       &m->udp_ip6_spec);
		return 0;
	case SCTP_V6_FLOW:
		ipsecnic_ntuple_ports6(rule, IPPROTO_SCTP, &h->sctp_ip6_spec,
				       &m->sctp_ip6_spec);
		return 0;
	case ESP_V4_FLOW:
		ipsecnic_ntuple_ipsec4(rule, IPPROTO_ESP, &h->esp_ip4_spec,
				       &m->esp_ip4_spec);
		return 0;
	case AH_V4_FLOW:
		ipsecnic_ntuple_ipsec4(rule, IPPROTO_AH, &h->ah_ip4_spec,
				       &m->ah_ip4_spec);
		return 0;
	case ESP_V6_FLOW:
		ipsecnic_ntuple_ipsec6(rule, IPPROTO_ESP, &h->esp_ip6_spec,
				       &m->esp_ip6_spec);
		return 0;
	case AH_V6_FLOW:
		ipsecnic_ntuple_ipsec6(rule, IPPROTO_AH, &h->ah_ip6_spec,
				       &m->ah_ip6_spec);
		return 0;
	case IPV4_USER_FLOW:
		return ipsecnic_ntuple_user4(rule, &h->usr_ip4_spec,
					     &m->usr_ip4_spec);
	case IPV6_USER_FLOW:
		return ipsecnic_ntuple_user6(rule, &h->usr_ip6_spec,
					     &m->usr_ip6_spec);
	case ETHER_FLOW:
		ipsecnic_ntuple_ether(rule, &h->ether_spec, &m->ether_spec);
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static int ipsecnic_ntuple_extra(struct ipsecnic_rx_rule *rule,
				 const struct ethtool_rx_flow_spec *fs)
{
	const struct ethtool_flow_ext *h = &fs->h_ext, *m = &fs->m_ext;

	if (fs->flow_type & FLOW_EXT) {
		if (m->vlan_etype || m->data[0] || m->data[1])
			return -EOPNOTSUPP;
		ipsecnic_ntuple_be16(&rule->vlan_tci, &rule->vlan_tci_mask,
				     h->vlan_tci, m->vlan_tci);
	}
	if (fs->flow_type & FLOW_MAC_EXT)
		ipsecnic_ntuple_bytes(rule->mac_dst, rule->mac_dst_mask,
				      h->h_dest, m->h_dest, ETH_ALEN);
	return 0;
}

static int ipsecnic_ntuple_action(const struct ipsecnic *ipn,
				  struct ipsecnic_rx_rule *rule,
				  const struct ethtool_rxnfc *info)
{
	u64 cookie = info->fs.ring_cookie;

	if (cookie == RX_CLS_FLOW_DISC) {
		rule->action = IPSECNIC_RX_ACTION_DROP;
		return 0;
	}
	if (info->fs.flow_type & FLOW_RSS) {
		if (!ipsecnic_rss_known(ipn, info->rss_context) || cookie)
			return -EINVAL;
		rule->action = IPSECNIC_RX_ACTION_CONTEXT;
		rule->target = cpu_to_le16(info->rss_context);
		return 0;
	}
	if (cookie >= ipn->num_pairs)
		return -EINVAL;
	rule->action = IPSECNIC_RX_ACTION_QUEUE;
	rule->target = cpu_to_le16(cookie);
	return 0;
}

/* Where a rule goes that may stand anywhere. */
static u32 ipsecnic_ntuple_free_place(const struct ipsecnic *ipn)
{
	u32 place = 0;

	while (place < ipn->caps.rx_rules && ipn->ntuple->rules[place])
		place++;
	return place;
}

static int ipsecnic_ntuple_add(struct ipsecnic *ipn, struct ethtool_rxnfc *info)
{
	struct ipsecnic_ntuple *ntuple = ipn->ntuple;
	struct ipsecnic_ntuple_rule *rule;
	u32 place = info->fs.location;
	int err;

	if (place == RX_CLS_LOC_ANY) {
		place = ipsecnic_ntuple_free_place(ipn);
		if (place >= ipn->caps.rx_rules)
			return -ENOSPC;
	} else if (place >= ipn->caps.rx_rules) {
		return -EINVAL;
	}
	rule = kzalloc(sizeof(*rule), GFP_KERNEL);
	if (!rule)
		return -ENOMEM;
	err = ipsecnic_ntuple_fields(&rule->rule, &info->fs);
	if (!err)
		err = ipsecnic_ntuple_extra(&rule->rule, &info->fs);
	if (!err)
		err = ipsecnic_ntuple_action(ipn, &rule->rule, info);
	if (!err)
		err = ipsecnic_ntuple_write(ipn, place, &rule->rule);
	if (err) {
		kfree(rule);
		return err;
	}
	info->fs.location = place;
	rule->spec = info->fs;
	if (info->fs.flow_type & FLOW_RSS)
		rule->context = info->rss_context;
	if (!ntuple->rules[place])
		ntuple->count++;
	kfree(ntuple->rules[place]);
	ntuple->rules[place] = rule;
	return 0;
}

static struct ipsecnic_ntuple_rule *
ipsecnic_ntuple_find(const struct ipsecnic *ipn, u32 place)
{
	return place < IPSECNIC_NTUPLE_MAX ? ipn->ntuple->rules[place] : NULL;
}

static int ipsecnic_ntuple_delete(struct ipsecnic *ipn, u32 place)
{
	struct ipsecnic_ntuple_rule *rule = ipsecnic_ntuple_find(ipn, place);
	int err;

	if (!rule)
		return -ENOENT;
	err = ipsecnic_ctrl_set(ipn, IPSECNIC_CMD_DELETE_RX_RULE, place, NULL,
				0);
	if (err)
		return err > 0 ? -EIO : err;
	ipn->ntuple->rules[place] = NULL;
	ipn->ntuple->count--;
	kfree(rule);
	return 0;
}

static int ipsecnic_ntuple_list(const struct ipsecnic *ipn,
				struct ethtool_rxnfc *info, u32 *places)
{
	u32 count = 0, place;

	for (place = 0; place < IPSECNIC_NTUPLE_MAX; place++) {
		if (!ipn->ntuple->rules[place])
			continue;
		if (count == info->rule_cnt)
			return -EMSGSIZE;
		places[count++] = place;
	}
	info->rule_cnt = count;
	info->data = ipn->caps.rx_rules;
	return 0;
}

/* The part of the request that says which context fields are of. */
static u32 ipsecnic_rxnfc_context(const struct ethtool_rxnfc *info)
{
	return info->flow_type & FLOW_RSS ? info->rss_context : 0;
}

int ipsecnic_get_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info,
		       u32 *places)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	const struct ipsecnic_ntuple_rule *rule;

	switch (info->cmd) {
	case ETHTOOL_GRXRINGS:
		info->data = ipn->num_pairs;
		return 0;
	case ETHTOOL_GRXFH:
		return ipsecnic_rss_get_flow(ipn, ipsecnic_rxnfc_context(info),
					     info->flow_type & ~FLOW_RSS,
					     &info->data);
	case ETHTOOL_GRXCLSRLCNT:
		if (!ipsecnic_has(ipn, IPSECNIC_F_RX_STEER))
			return -EOPNOTSUPP;
		info->rule_cnt = ipn->ntuple->count;
		info->data = ipn->caps.rx_rules | RX_CLS_LOC_SPECIAL;
		return 0;
	case ETHTOOL_GRXCLSRULE:
		rule = ipsecnic_ntuple_find(ipn, info->fs.location);
		if (!rule)
			return -ENOENT;
		info->fs = rule->spec;
		info->rss_context = rule->context;
		return 0;
	case ETHTOOL_GRXCLSRLALL:
		return ipsecnic_ntuple_list(ipn, info, places);
	default:
		return -EOPNOTSUPP;
	}
}

int ipsecnic_set_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	if (info->cmd == ETHTOOL_SRXFH)
		return ipsecnic_rss_set_flow(ipn, ipsecnic_rxnfc_context(info),
					     info->flow_type & ~FLOW_RSS,
					     info->data, NULL);
	if (!ipsecnic_has(ipn, IPSECNIC_F_RX_STEER))
		return -EOPNOTSUPP;
	switch (info->cmd) {
	case ETHTOOL_SRXCLSRLINS:
		return ipsecnic_ntuple_add(ipn, info);
	case ETHTOOL_SRXCLSRLDEL:
		return ipsecnic_ntuple_delete(ipn, info->fs.location);
	default:
		return -EOPNOTSUPP;
	}
}

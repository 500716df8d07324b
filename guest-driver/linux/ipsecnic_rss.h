/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: receive-side scaling, ethtool -x and -X
 */

#ifndef IPSECNIC_RSS_H
#define IPSECNIC_RSS_H

#include <linux/types.h>

#include "ipsecnic_compat.h"

struct ipsecnic;

/* As many contexts as this driver keeps; the card may have fewer. */
#define IPSECNIC_RSS_CONTEXTS	64

int ipsecnic_rss_init(struct ipsecnic *ipn);
void ipsecnic_rss_exit(struct ipsecnic *ipn);
int ipsecnic_rss_restore(struct ipsecnic *ipn);
int ipsecnic_rss_set_pairs(struct ipsecnic *ipn);
bool ipsecnic_rss_known(const struct ipsecnic *ipn, u32 context);
u32 ipsecnic_rss_pairs_used(const struct ipsecnic *ipn);
int ipsecnic_rss_get_flow(struct ipsecnic *ipn, u32 context, u32 flow_type,
			  u64 *data);
int ipsecnic_rss_set_flow(struct ipsecnic *ipn, u32 context, u32 flow_type,
			  u64 data, struct netlink_ext_ack *extack);

u32 ipsecnic_get_rxfh_key_size(struct net_device *netdev);
u32 ipsecnic_get_rxfh_indir_size(struct net_device *netdev);

/*
 * Entries of the initialiser of struct ethtool_ops that are there in a kernel,
 * with their commas.
 */
#if IPSECNIC_RXFH_PARAM
int ipsecnic_get_rxfh(struct net_device *netdev,
		      struct ethtool_rxfh_param *param);
int ipsecnic_set_rxfh(struct net_device *netdev,
		      struct ethtool_rxfh_param *param,
		      struct netlink_ext_ack *extack);
#else
int ipsecnic_get_rxfh(struct net_device *netdev, u32 *indir, u8 *key,
		      u8 *hfunc);
int ipsecnic_set_rxfh(struct net_device *netdev, const u32 *indir,
		      const u8 *key, const u8 hfunc);
int ipsecnic_get_rxfh_context(struct net_device *netdev, u32 *indir, u8 *key,
			      u8 *hfunc, u32 context);
int ipsecnic_set_rxfh_context(struct net_device *netdev, const u32 *indir,
			      const u8 *key, const u8 hfunc, u32 *context,
			      bool remove);
#endif

#if IPSECNIC_RXFH_CONTEXT_OPS
int ipsecnic_create_rxfh_context(struct net_device *netdev,
				 struct ethtool_rxfh_context *context,
				 const struct ethtool_rxfh_param *param,
				 struct netlink_ext_ack *extack);
int ipsecnic_modify_rxfh_context(struct net_device *netdev,
				 struct ethtool_rxfh_context *context,
				 const struct ethtool_rxfh_param *param,
				 struct netlink_ext_ack *extack);
int ipsecnic_remove_rxfh_context(struct net_device *netdev,
				 struct ethtool_rxfh_context *context,
				 u32 number, struct netlink_ext_ack *extack);

#define IPSECNIC_RXFH_CONTEXT_ENTRIES \
	.rxfh_per_ctx_key = true, \
	.rxfh_max_num_contexts = IPSECNIC_RSS_CONTEXTS, \
	.create_rxfh_context = ipsecnic_create_rxfh_context, \
	.modify_rxfh_context = ipsecnic_modify_rxfh_context, \
	.remove_rxfh_context = ipsecnic_remove_rxfh_context,
#elif IPSECNIC_RXFH_PARAM
#define IPSECNIC_RXFH_CONTEXT_ENTRIES \
	.cap_rss_ctx_supported = true,
#else
#define IPSECNIC_RXFH_CONTEXT_ENTRIES \
	.get_rxfh_context = ipsecnic_get_rxfh_context, \
	.set_rxfh_context = ipsecnic_set_rxfh_context,
#endif

#if IPSECNIC_RXFH_XFRM
#define IPSECNIC_RXFH_XFRM_ENTRIES \
	.supported_input_xfrm = RXH_XFRM_SYM_XOR,
#else
#define IPSECNIC_RXFH_XFRM_ENTRIES
#endif

#if IPSECNIC_RXFH_FIELDS
int ipsecnic_get_rxfh_fields(struct net_device *netdev,
			     struct ethtool_rxfh_fields *fields);
int ipsecnic_set_rxfh_fields(struct net_device *netdev,
			     const struct ethtool_rxfh_fields *fields,
			     struct netlink_ext_ack *extack);

#define IPSECNIC_RXFH_FIELD_ENTRIES \
	.rxfh_per_ctx_fields = true, \
	.get_rxfh_fields = ipsecnic_get_rxfh_fields, \
	.set_rxfh_fields = ipsecnic_set_rxfh_fields,
#else
#define IPSECNIC_RXFH_FIELD_ENTRIES
#endif

/**
 * ipsecnic_rss_has_ports - is the hash of a frame one of ports, too?
 * @ipn: card
 * @comp: completion of the frame
 *
 * That of IPsec is over the SPI: flows inside are not told apart.
 *
 * Return: true if it is.
 */
static inline bool ipsecnic_rss_has_ports(const struct ipsecnic *ipn,
					  const struct ipsecnic_rx_comp *comp)
{
	return comp->kind == IPSECNIC_KIND_PLAIN &&
	       READ_ONCE(ipn->hash_ports) &&
	       IPSECNIC_CSUM_OUTER_L4(le16_to_cpu(comp->csum));
}

#endif /* IPSECNIC_RSS_H */

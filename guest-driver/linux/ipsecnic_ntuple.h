/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: receive rules, ethtool -n and -N
 */

#ifndef IPSECNIC_NTUPLE_H
#define IPSECNIC_NTUPLE_H

#include <linux/types.h>

struct ethtool_rxnfc;
struct ipsecnic;
struct net_device;

/* As many rules as this driver keeps; the card may have fewer. */
#define IPSECNIC_NTUPLE_MAX	1024

int ipsecnic_ntuple_init(struct ipsecnic *ipn);
void ipsecnic_ntuple_exit(struct ipsecnic *ipn);
int ipsecnic_ntuple_restore(struct ipsecnic *ipn);
u32 ipsecnic_ntuple_pairs_used(const struct ipsecnic *ipn);

int ipsecnic_get_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info,
		       u32 *places);
int ipsecnic_set_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info);

#endif /* IPSECNIC_NTUPLE_H */

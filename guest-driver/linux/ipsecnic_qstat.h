/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: the counters that are standardized: of queues, of the MAC, RMON
 */

#ifndef IPSECNIC_QSTAT_H
#define IPSECNIC_QSTAT_H

struct ethtool_eth_mac_stats;
struct ethtool_rmon_hist_range;
struct ethtool_rmon_stats;
struct net_device;

void ipsecnic_qstat_setup(struct net_device *netdev);
void ipsecnic_qstat_eth_mac(struct net_device *netdev,
			    struct ethtool_eth_mac_stats *stats);
void ipsecnic_qstat_rmon(struct net_device *netdev,
			 struct ethtool_rmon_stats *stats,
			 const struct ethtool_rmon_hist_range **ranges);

#endif /* IPSECNIC_QSTAT_H */

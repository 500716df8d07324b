/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: ethtool -S, and statistics of queues over netlink
 */

#ifndef IPSECNIC_STATS_H
#define IPSECNIC_STATS_H

#include <linux/types.h>

struct ipsecnic;
struct net_device;

int ipsecnic_stats_count(const struct ipsecnic *ipn);
void ipsecnic_stats_strings(const struct ipsecnic *ipn, u8 *data);
void ipsecnic_stats(struct ipsecnic *ipn, u64 *data);
void ipsecnic_stats_setup(struct net_device *netdev);

#endif /* IPSECNIC_STATS_H */

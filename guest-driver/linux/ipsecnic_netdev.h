/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: the network interface
 */

#ifndef IPSECNIC_NETDEV_H
#define IPSECNIC_NETDEV_H

struct ipsecnic;
struct net_device;

struct ipsecnic *ipsecnic_of(const struct net_device *netdev);
void ipsecnic_netdev_setup(struct ipsecnic *ipn);

#endif /* IPSECNIC_NETDEV_H */

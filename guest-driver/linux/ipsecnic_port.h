/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: the port: receive filter, and all queue pairs up and down
 */

#ifndef IPSECNIC_PORT_H
#define IPSECNIC_PORT_H

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/types.h>

struct ipsecnic;

/* Ethernet header and the tags of two VLANs. */
#define IPSECNIC_FRAME_OVERHEAD	(ETH_HLEN + 2 * VLAN_HLEN)

void ipsecnic_port_set_mac(struct ipsecnic *ipn);
void ipsecnic_port_set_filter(struct ipsecnic *ipn);
void ipsecnic_port_set_mtu(struct ipsecnic *ipn);
void ipsecnic_port_set_ipsec(struct ipsecnic *ipn);
void ipsecnic_port_set_moderation(struct ipsecnic *ipn);
void ipsecnic_port_set_originals(struct ipsecnic *ipn);
int ipsecnic_port_up(struct ipsecnic *ipn);
void ipsecnic_port_down(struct ipsecnic *ipn);
int ipsecnic_port_reconfigure(struct ipsecnic *ipn, unsigned int pairs,
			      u32 rx_ring, u32 tx_ring);

#endif /* IPSECNIC_PORT_H */

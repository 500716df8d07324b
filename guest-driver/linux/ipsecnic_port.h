/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: the port: receive filter, and all queue pairs up and down
 */

#ifndef IPSECNIC_PORT_H
#define IPSECNIC_PORT_H

#include <linux/types.h>

struct bpf_prog;
struct ipsecnic;
struct netlink_ext_ack;

void ipsecnic_port_set_mac(struct ipsecnic *ipn);
void ipsecnic_port_set_filter(struct ipsecnic *ipn);
void ipsecnic_port_set_mtu(struct ipsecnic *ipn);
void ipsecnic_port_refill(struct ipsecnic *ipn);
void ipsecnic_port_set_ipsec(struct ipsecnic *ipn, bool active);
void ipsecnic_port_catch_up(struct ipsecnic *ipn);
void ipsecnic_port_set_moderation(struct ipsecnic *ipn);
void ipsecnic_port_set_originals(struct ipsecnic *ipn);
int ipsecnic_port_up(struct ipsecnic *ipn);
void ipsecnic_port_down(struct ipsecnic *ipn);
int ipsecnic_port_reconfigure(struct ipsecnic *ipn, unsigned int pairs,
			      u32 rx_ring, u32 tx_ring);

int ipsecnic_port_set_xdp(struct ipsecnic *ipn, struct bpf_prog *prog,
			  struct netlink_ext_ack *extack);

#endif /* IPSECNIC_PORT_H */

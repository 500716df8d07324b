/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: receive
 */

#ifndef IPSECNIC_RX_H
#define IPSECNIC_RX_H

#include <linux/types.h>

struct ipsecnic_pair;

int ipsecnic_rx_alloc(struct ipsecnic_pair *pair);
void ipsecnic_rx_free(struct ipsecnic_pair *pair);
int ipsecnic_rx_start(struct ipsecnic_pair *pair);
bool ipsecnic_rx_refill(struct ipsecnic_pair *pair);
int ipsecnic_rx_poll(struct ipsecnic_pair *pair, int budget, bool *starved);

#endif /* IPSECNIC_RX_H */

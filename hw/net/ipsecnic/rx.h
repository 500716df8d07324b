/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: receive
 */

#ifndef HW_NET_IPSECNIC_RX_H
#define HW_NET_IPSECNIC_RX_H

#include "net/net.h"

#include "state.h"

/** ipsecnic_rx_init: make the receive queues, before the first reset. */
void ipsecnic_rx_init(IpsecnicState *s);

/**
 * ipsecnic_rx_bh: look at the first entry of each queue; flush what QEMU holds.
 * @opaque: the IpsecnicState
 */
void ipsecnic_rx_bh(void *opaque);

/** ipsecnic_receive: NetClientInfo.receive. */
ssize_t ipsecnic_receive(NetClientState *nc, const uint8_t *buf, size_t size);

/** ipsecnic_rx_kick: something happened that a held frame may wait for. */
void ipsecnic_rx_kick(IpsecnicState *s);

/** ipsecnic_rx_purge: the card was reset; throw away what QEMU holds for it. */
void ipsecnic_rx_purge(IpsecnicState *s);

#endif /* HW_NET_IPSECNIC_RX_H */

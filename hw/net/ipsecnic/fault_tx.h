/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what faults do to frames that are sent
 */

#ifndef HW_NET_IPSECNIC_FAULT_TX_H
#define HW_NET_IPSECNIC_FAULT_TX_H

#include "net/net.h"

#include "state.h"

/** ipsecnic_fault_tx_begin: the next frame; no fault has taken it yet. */
void ipsecnic_fault_tx_begin(IpsecnicState *s);

/**
 * ipsecnic_fault_transmit: a frame passed all checks, and its numbers are
 * chosen.
 * @sa: its SA, or 0
 *
 * Returns IPSECNIC_TX_ST_OK, or what it is completed with; nothing of it may be
 * sent then.
 */
uint32_t ipsecnic_fault_transmit(IpsecnicQueue *q, uint32_t sa);

/**
 * ipsecnic_fault_send: qemu_send_packet_async(), or what the faults that took
 * the frame want instead.
 * A capture gets what goes to the wire.
 * @data: a segment as it was built; not changed
 * @length: bytes
 */
ssize_t ipsecnic_fault_send(IpsecnicTxQueue *txq, const uint8_t *data,
                            uint32_t length, NetPacketSent *sent);

/** ipsecnic_fault_complete_tx: the completion of a frame, encoded. */
bool ipsecnic_fault_complete_tx(IpsecnicQueue *q, const void *entry,
                                uint32_t flags);

#endif /* HW_NET_IPSECNIC_FAULT_TX_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: transmit
 */

#ifndef HW_NET_IPSECNIC_TX_H
#define HW_NET_IPSECNIC_TX_H

#include "desc.h"
#include "state.h"

/** ipsecnic_tx_init: make the transmit queues, before the first reset. */
void ipsecnic_tx_init(IpsecnicState *s);

/**
 * ipsecnic_tx_bh: read posted frames and send them, as far as the budget goes.
 * @opaque: the IpsecnicState
 */
void ipsecnic_tx_bh(void *opaque);

/**
 * ipsecnic_tx_first_bad: what is wrong with the entry that begins a frame.
 *
 * Returns IPSECNIC_TX_ST_OK, _BAD_DESCRIPTOR or _NOT_NEGOTIATED.
 */
uint32_t ipsecnic_tx_first_bad(const IpsecnicState *s,
                               const IpsecnicTxPosted *entry);

/**
 * ipsecnic_tx_packet: is the frame that an entry begins one for packet mode: by
 * policy, or by the name of an SA?
 */
bool ipsecnic_tx_packet(const IpsecnicState *s, const IpsecnicTxPosted *entry);

/**
 * ipsecnic_tx_max_length: bytes that the frame whose first entry was read can
 * have.
 */
uint32_t ipsecnic_tx_max_length(const IpsecnicTxQueue *txq);

/** ipsecnic_tx_reset: forget the frame under way, and wipe it. */
void ipsecnic_tx_reset(IpsecnicState *s);

/** ipsecnic_tx_link_down: do not wait for a peer that cannot be reached. */
void ipsecnic_tx_link_down(IpsecnicState *s);

#endif /* HW_NET_IPSECNIC_TX_H */

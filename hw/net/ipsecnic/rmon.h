/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: counters of frames by their length and address
 *
 * "Statistics" in docs/specs/ipsecnic.rst, from RX_TO_64 on: those of a card
 * that offers RMON.
 */

#ifndef HW_NET_IPSECNIC_RMON_H
#define HW_NET_IPSECNIC_RMON_H

#include "state.h"

/**
 * ipsecnic_rmon_arrived: a frame was taken from the port, for good.
 * @length: bytes that it had there
 */
void ipsecnic_rmon_arrived(IpsecnicState *s, size_t length);

/**
 * ipsecnic_rmon_sent: a frame was sent.
 * @dst: its destination address
 * @length: its bytes
 */
void ipsecnic_rmon_sent(IpsecnicState *s, const uint8_t *dst,
                        uint32_t length);

#endif /* HW_NET_IPSECNIC_RMON_H */

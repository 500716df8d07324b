/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Large sends: whose payload it is that is cut, and the tunnel around it
 *
 * The payload is that of a TCP or UDP header behind an IP header: the one that
 * IPsec protects, or one in a tunnel that the driver made, of which the card
 * needs to know no more than what changes with each segment.
 */

#ifndef IPSECNIC_LARGE_H
#define IPSECNIC_LARGE_H

#include <stdint.h>

#include "types.h"

/**
 * ipsec_large_find: the headers in front of the payload of a large send.
 * @frame: tx->frame; lengths in its IP headers are changed, which do not count
 * @outer: the IP header that is in a frame without such a tunnel the one of the
 *         payload; with what follows it, or l4_offset 0 if that is to be looked
 *         for
 * @r: whose csum_start and header_length have to be where the headers are
 *
 * Fills in inner_l3_offset, inner_ip_version, l4_protocol and carrier of @tx.
 * Returns IPSECNIC_TX_ST_OK, _BAD_HEADER or _FRAGMENT.
 */
uint32_t ipsec_large_find(IpsecTx *tx, uint8_t *frame,
                          const IpsecTxCarrier *outer,
                          const IpsecTxRequest *r);

/** ipsec_large_sum_headers: add up what no segment changes in its headers. */
void ipsec_large_sum_headers(IpsecTx *tx);

/**
 * ipsec_large_set_carrier: lengths and checksums between the IP header of the
 * tunnel and the payload's, of which the TCP or UDP checksum is right already.
 * @out: the segment, from its Ethernet header on
 * @end: where its payload ends
 */
void ipsec_large_set_carrier(const IpsecTx *tx, uint8_t *out, uint32_t end);

#endif /* IPSECNIC_LARGE_H */

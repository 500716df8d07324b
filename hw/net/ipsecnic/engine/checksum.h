/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Internet checksum (RFC 1071)
 */

#ifndef IPSECNIC_CHECKSUM_H
#define IPSECNIC_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine.h"

/**
 * ipsec_ipv4_header_checksum: IPSECNIC_CSUM_GOOD or _BAD (RFC 791).
 * @header: an IPv4 header
 * @length: bytes of it, options included; a multiple of 4
 */
uint16_t ipsec_ipv4_header_checksum(const uint8_t *header, size_t length);

/**
 * ipsec_udp_checksum: the verdict on a UDP datagram (RFC 768, RFC 8200).
 * @ip: the IP header in front of it
 * @version: of that header, 4 or 6
 * @udp: the datagram
 * @length: bytes of it, at least 8
 *
 * Returns IPSECNIC_CSUM_GOOD or _BAD, or _UNKNOWN if the sum is 0, which says
 * that the sender made none (for ESP in UDP over IPv6 as well: RFC 3948).
 */
uint16_t ipsec_udp_checksum(const uint8_t *ip, unsigned version,
                            const uint8_t *udp, size_t length);

#endif /* IPSECNIC_CHECKSUM_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ESP header of a frame on the wire: what a card in packet mode has made
 */

#ifndef IPSECNIC_REPLAY_WIRE_ESP_H
#define IPSECNIC_REPLAY_WIRE_ESP_H

#include <stdbool.h>
#include <stdint.h>

/** Where a frame goes, and by which SA; host byte order. */
typedef struct WireEsp {
    /** 4 or 6. */
    unsigned version;
    /** Network byte order; an IPv4 address in the first four bytes. */
    uint8_t dst[16];
    /** It is in UDP. */
    bool encap;
    uint32_t spi;
    uint32_t sequence;
} WireEsp;

/**
 * Find the ESP header of an Ethernet frame: of IPv4 or IPv6, behind up to two
 * VLAN tags and IPv6 extension headers, alone or behind a UDP header.
 *
 * False if there is none.  What is in UDP may be something else; whether there
 * is such an SA says more.
 */
bool wire_esp_find(const uint8_t *frame, uint32_t length, WireEsp *esp);

#endif /* IPSECNIC_REPLAY_WIRE_ESP_H */

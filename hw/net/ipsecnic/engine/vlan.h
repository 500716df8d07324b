/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VLAN tags: four bytes behind the MAC addresses of a frame (IEEE 802.1Q)
 */

#ifndef IPSECNIC_VLAN_H
#define IPSECNIC_VLAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"

/**
 * ipsec_vlan_insert: put a tag into a complete frame.
 * @frame: from the destination MAC address on; there are IPSECNIC_VLAN_TAG
 *         bytes of room in front of it
 * @service: TPID 0x88a8 (IEEE 802.1ad), not 0x8100
 * @tci: priority, DEI and VLAN id
 *
 * Returns where the frame, IPSECNIC_VLAN_TAG bytes longer, begins now: the
 * addresses have moved, and nothing else.
 */
static inline uint8_t *ipsec_vlan_insert(uint8_t *frame, bool service,
                                         uint16_t tci)
{
    uint8_t *start = frame - IPSECNIC_VLAN_TAG;

    memmove(start, frame, IPSECNIC_VLAN_TAG_OFFSET);
    ipsec_put_be16(start + IPSECNIC_VLAN_TAG_OFFSET,
                   service ? IPSECNIC_VLAN_TPID_SERVICE : IPSECNIC_VLAN_TPID);
    ipsec_put_be16(start + IPSECNIC_VLAN_TAG_OFFSET + 2, tci);
    return start;
}

/**
 * ipsec_vlan_offset: what an offset from the start of a frame is once the outer
 * tag has been left out.
 * @offset: of something behind the tag; 0 says that there is no such thing
 */
static inline uint16_t ipsec_vlan_offset(uint16_t offset)
{
    return offset ? (uint16_t)(offset - IPSECNIC_VLAN_TAG) : 0;
}

#endif /* IPSECNIC_VLAN_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: counters of frames by their length and address
 *
 * They count whether the driver has accepted RMON or not: it is the operator
 * who may be looking.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "net/eth.h"
#include "qemu/bitops.h"

#include "rmon.h"
#include "state.h"

/* RFC 2819 counts it, and there is none on the card's wire. */
#define IPSECNIC_FCS 4

/* The longest frame of each counter but the last one's, as RFC 2819 has it. */
static const uint16_t ipsecnic_rmon_ends[] = { 64, 127, 255, 511, 1023, 1518 };

QEMU_BUILD_BUG_ON(IPSECNIC_STAT_RX_FROM_1519 - IPSECNIC_STAT_RX_TO_64 !=
                  ARRAY_SIZE(ipsecnic_rmon_ends));
QEMU_BUILD_BUG_ON(IPSECNIC_STAT_TX_FROM_1519 - IPSECNIC_STAT_TX_TO_64 !=
                  ARRAY_SIZE(ipsecnic_rmon_ends));

static bool ipsecnic_rmon_offered(const IpsecnicState *s)
{
    return s->features & BIT_ULL(IPSECNIC_F_RMON);
}

/* @first: the counter of the shortest ones */
static void ipsecnic_rmon_length(IpsecnicState *s, uint32_t first,
                                 size_t length)
{
    uint32_t i = 0;

    while (i < ARRAY_SIZE(ipsecnic_rmon_ends) &&
           length + IPSECNIC_FCS > ipsecnic_rmon_ends[i]) {
        i++;
    }
    s->stats[first + i]++;
}

void ipsecnic_rmon_arrived(IpsecnicState *s, size_t length)
{
    if (ipsecnic_rmon_offered(s)) {
        ipsecnic_rmon_length(s, IPSECNIC_STAT_RX_TO_64, length);
    }
}

void ipsecnic_rmon_sent(IpsecnicState *s, const uint8_t *dst, uint32_t length)
{
    if (!ipsecnic_rmon_offered(s)) {
        return;
    }
    ipsecnic_rmon_length(s, IPSECNIC_STAT_TX_TO_64, length);
    if (is_broadcast_ether_addr(dst)) {
        s->stats[IPSECNIC_STAT_TX_BROADCAST]++;
    } else if (is_multicast_ether_addr(dst)) {
        s->stats[IPSECNIC_STAT_TX_MULTICAST]++;
    }
}

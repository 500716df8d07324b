/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the clock of the card
 *
 * "Clock" in docs/specs/ipsecnic.rst.  Times are unsigned 64-bit nanoseconds,
 * and all of their arithmetic is modulo 2^64.
 */

#ifndef HW_NET_IPSECNIC_CLOCK_H
#define HW_NET_IPSECNIC_CLOCK_H

#include "state.h"

/** ipsecnic_clock_now: the time that the clock shows. */
uint64_t ipsecnic_clock_now(const IpsecnicState *s);

/**
 * ipsecnic_clock_read: the driver reads a register.
 * @offset: from CLOCK_TIME_LO to CLOCK_RATE
 *
 * Returns its value; 0 if the card does not offer CLOCK.
 */
uint32_t ipsecnic_clock_read(IpsecnicState *s, uint32_t offset);

/**
 * ipsecnic_clock_write: the driver writes a register.
 * @offset: from CLOCK_TIME_LO to CLOCK_RATE
 *
 * Returns NULL, or why that is ignored.
 */
const char *ipsecnic_clock_write(IpsecnicState *s, uint32_t offset,
                                 uint32_t value);

/** ipsecnic_clock_rate_ok: is that a value of CLOCK_RATE? */
static inline bool ipsecnic_clock_rate_ok(int32_t rate)
{
    return rate >= -IPSECNIC_CLOCK_RATE_MAX && rate <= IPSECNIC_CLOCK_RATE_MAX;
}

/** ipsecnic_clock_used: is anything of it not as at power-on? */
bool ipsecnic_clock_used(const IpsecnicState *s);

/** ipsecnic_clock_reset: a reset, which leaves time and rate as they are. */
void ipsecnic_clock_reset(IpsecnicState *s);

#endif /* HW_NET_IPSECNIC_CLOCK_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the guest did wrong, remembered for the operator
 */

#include "qemu/osdep.h"

#include "guest_error.h"
#include "state.h"

void ipsecnic_guest_error(IpsecnicState *s, const IpsecnicGuestError *error)
{
    IpsecnicGuestError *place =
        &s->guest_errors[s->num_guest_errors++ % IPSECNIC_GUEST_ERRORS];

    *place = *error;
    place->time = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

uint32_t ipsecnic_guest_errors(const IpsecnicState *s)
{
    return MIN(s->num_guest_errors, IPSECNIC_GUEST_ERRORS);
}

const IpsecnicGuestError *ipsecnic_guest_error_nth(const IpsecnicState *s,
                                                   uint32_t n)
{
    return &s->guest_errors[(s->num_guest_errors - ipsecnic_guest_errors(s) +
                             n) % IPSECNIC_GUEST_ERRORS];
}

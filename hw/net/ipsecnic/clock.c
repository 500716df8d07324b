/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the clock of the card
 *
 * It is driven by QEMU_CLOCK_VIRTUAL, as the machine's own clocks are: it stands
 * still while the machine is stopped, goes on where it was behind a migration,
 * and does not jump when somebody sets the time of the host.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/bitops.h"
#include "qemu/host-utils.h"
#include "qemu/timer.h"

#include "clock.h"
#include "state.h"

/* What passes on the clock while @elapsed nanoseconds do, rounded down. */
static uint64_t ipsecnic_clock_passed(uint64_t elapsed, int32_t rate)
{
    uint64_t lo, hi;

    muls64(&lo, &hi, elapsed, rate);
    return elapsed + (lo >> 32 | hi << 32);
}

uint64_t ipsecnic_clock_now(const IpsecnicState *s)
{
    uint64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    return s->clock.time +
           ipsecnic_clock_passed(now - (uint64_t)s->clock.since,
                                 s->clock.rate);
}

/* From now on it shows @time, and goes on from there. */
static void ipsecnic_clock_set(IpsecnicState *s, uint64_t time)
{
    s->clock.since = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    s->clock.time = time;
}

bool ipsecnic_clock_used(const IpsecnicState *s)
{
    return s->clock.time || s->clock.since || s->clock.rate ||
           s->clock.latched_hi || s->clock.argument || s->tx_time;
}

void ipsecnic_clock_reset(IpsecnicState *s)
{
    if (s->load_failed) {
        /* What came of it may be half of a state. */
        memset(&s->clock, 0, sizeof(s->clock));
    }
    s->clock.latched_hi = 0;
    s->clock.argument = 0;
}

uint32_t ipsecnic_clock_read(IpsecnicState *s, uint32_t offset)
{
    uint64_t now;

    if (!(s->features & BIT_ULL(IPSECNIC_F_CLOCK))) {
        return 0;
    }
    switch (offset) {
    case IPSECNIC_REG_CLOCK_TIME_LO:
        now = ipsecnic_clock_now(s);
        s->clock.latched_hi = extract64(now, 32, 32);
        return extract64(now, 0, 32);
    case IPSECNIC_REG_CLOCK_TIME_HI:
        return s->clock.latched_hi;
    case IPSECNIC_REG_CLOCK_ARG_LO:
        return extract64(s->clock.argument, 0, 32);
    case IPSECNIC_REG_CLOCK_ARG_HI:
        return extract64(s->clock.argument, 32, 32);
    case IPSECNIC_REG_CLOCK_RATE:
        return s->clock.rate;
    default:
        return 0;
    }
}

const char *ipsecnic_clock_write(IpsecnicState *s, uint32_t offset,
                                 uint32_t value)
{
    if (!(s->features & BIT_ULL(IPSECNIC_F_CLOCK))) {
        return "read-only or not there";
    }
    switch (offset) {
    case IPSECNIC_REG_CLOCK_ARG_LO:
        s->clock.argument = deposit64(s->clock.argument, 0, 32, value);
        return NULL;
    case IPSECNIC_REG_CLOCK_ARG_HI:
        s->clock.argument = deposit64(s->clock.argument, 32, 32, value);
        return NULL;
    case IPSECNIC_REG_CLOCK_OP:
        if (value == IPSECNIC_CLOCK_OP_SET) {
            ipsecnic_clock_set(s, s->clock.argument);
        } else if (value == IPSECNIC_CLOCK_OP_ADD) {
            ipsecnic_clock_set(s, ipsecnic_clock_now(s) + s->clock.argument);
        } else {
            return "no such operation";
        }
        return NULL;
    case IPSECNIC_REG_CLOCK_RATE:
        if (!ipsecnic_clock_rate_ok(value)) {
            return "out of range";
        }
        ipsecnic_clock_set(s, ipsecnic_clock_now(s));
        s->clock.rate = value;
        return NULL;
    default:
        return "read-only or not there";
    }
}

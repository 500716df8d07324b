/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: interrupt vectors and their moderation
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"

#include "dma.h"
#include "irq.h"
#include "state.h"
#include "trace.h"

void ipsecnic_irq_raise(IpsecnicState *s, uint32_t vector)
{
    IpsecnicVector *v;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    int64_t interval;

    if (vector >= s->num_vectors) {
        return;
    }
    v = &s->vectors[vector];
    if (v->pending) {
        return;
    }
    interval = ipsecnic_feature(s, IPSECNIC_F_MODERATION) ?
               v->interval * (int64_t)SCALE_US : 0;
    if (interval && v->fired && now >= v->last_fired &&
        now - v->last_fired < interval) {
        v->pending = 1;
        trace_ipsecnic_irq_pending(vector, v->last_fired + interval);
        timer_mod(v->timer, v->last_fired + interval);
        return;
    }
    v->fired = 1;
    v->last_fired = now;
    ipsecnic_dma_message(s, vector);
}

void ipsecnic_irq_bh(void *opaque)
{
    IpsecnicState *s = opaque;
    uint32_t i;

    if (!runstate_is_running() || !ipsecnic_enter(s, IPSECNIC_PART_IRQ)) {
        return;
    }
    for (i = 0; i < s->num_vectors; i++) {
        IpsecnicVector *v = &s->vectors[i];

        if (v->pending && !timer_pending(v->timer)) {
            v->pending = 0;
            v->fired = 1;
            v->last_fired = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
            ipsecnic_dma_message(s, i);
        }
    }
    ipsecnic_leave(s, IPSECNIC_PART_IRQ);
}

/* Timers are outside of the re-entrancy guard: the message is not for them. */
static void ipsecnic_irq_timer(void *opaque)
{
    IpsecnicVector *v = opaque;

    qemu_bh_schedule(v->nic->irq_bh);
}

void ipsecnic_irq_init(IpsecnicState *s)
{
    uint32_t i;

    for (i = 0; i < IPSECNIC_MAX_VECTORS; i++) {
        IpsecnicVector *v = &s->vectors[i];

        v->nic = s;
        v->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, ipsecnic_irq_timer, v);
    }
}

void ipsecnic_irq_free(IpsecnicState *s)
{
    uint32_t i;

    for (i = 0; i < IPSECNIC_MAX_VECTORS; i++) {
        g_clear_pointer(&s->vectors[i].timer, timer_free);
    }
}

void ipsecnic_irq_reset(IpsecnicState *s)
{
    uint32_t i;

    for (i = 0; i < IPSECNIC_MAX_VECTORS; i++) {
        IpsecnicVector *v = &s->vectors[i];

        timer_del(v->timer);
        v->interval = 0;
        v->pending = 0;
        v->fired = 0;
        v->last_fired = 0;
    }
}

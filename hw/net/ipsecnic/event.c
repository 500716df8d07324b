/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: events to the driver, until the control queue writes them
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/main-loop.h"

#include "event.h"
#include "state.h"
#include "trace.h"

void ipsecnic_event_lost(IpsecnicState *s, uint32_t code)
{
    trace_ipsecnic_event_lost(code);
    s->stats[IPSECNIC_STAT_EVENTS_LOST]++;
    if (s->events_lost < UINT32_MAX) {
        s->events_lost++;
    }
}

void ipsecnic_event(IpsecnicState *s, const IpsecnicEvent *event)
{
    if (!ipsecnic_feature(s, IPSECNIC_F_EVENTS) ||
        !ipsecnic_queue_running(&s->ctrlq)) {
        return;
    }
    if (s->num_events == ARRAY_SIZE(s->events)) {
        ipsecnic_event_lost(s, event->code);
        return;
    }
    s->events[s->num_events++] = *event;
    qemu_bh_schedule(s->ctrl_bh);
}

void ipsecnic_event_limits(IpsecnicState *s, const IpsecPassedLimits *limits)
{
    uint32_t i;

    for (i = 0; i < MIN(limits->count, ARRAY_SIZE(limits->at)); i++) {
        ipsecnic_event(s, &(IpsecnicEvent) {
            .code = IPSECNIC_EVENT_SA_LIMIT,
            .handle = limits->at[i].handle,
            .argument = limits->at[i].limit,
        });
    }
}

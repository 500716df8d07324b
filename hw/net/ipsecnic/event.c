/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: events to the driver, until the control queue writes them
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "qemu/main-loop.h"

#include "capture_story.h"
#include "event.h"
#include "faults.h"
#include "state.h"
#include "trace.h"

static const char *const ipsecnic_event_names[] = {
#define IPSECNIC_EVENT_NAME(id, name) [IPSECNIC_EVENT_##id] = name,
    IPSECNIC_EVENT_NAMES(IPSECNIC_EVENT_NAME)
#undef IPSECNIC_EVENT_NAME
};

static const char *const ipsecnic_limit_names[] = {
#define IPSECNIC_LIMIT_NAME(id, name) [IPSECNIC_LIMIT_##id] = name,
    IPSECNIC_LIMIT_NAMES(IPSECNIC_LIMIT_NAME)
#undef IPSECNIC_LIMIT_NAME
};

/* @told: the driver is to hear of it */
static void ipsecnic_event_capture(IpsecnicState *s, const IpsecnicEvent *event,
                                   bool told)
{
    const char *name = ipsecnic_event_names[event->code];
    const char *hears = told ? "yes" : "no";

    switch (event->code) {
    case IPSECNIC_EVENT_SA_LIMIT:
        ipsecnic_capture_control(s, event->handle, "event: %s; sa: 0x%08"
                                 PRIx32 "; limit: %s; told: %s", name,
                                 event->handle,
                                 ipsecnic_limit_names[event->argument], hears);
        break;
    case IPSECNIC_EVENT_QUEUE_ERROR:
        /* The queue has told more of it. */
        break;
    default:
        ipsecnic_capture_control(s, 0, "event: %s; status: %" PRIu32
                                 "; told: %s", name, event->status, hears);
        break;
    }
}

void ipsecnic_event_lost(IpsecnicState *s, uint32_t code)
{
    trace_ipsecnic_event_lost(code);
    ipsecnic_capture_control(s, 0, "event: lost; kind: %s",
                             ipsecnic_event_names[code]);
    s->stats[IPSECNIC_STAT_EVENTS_LOST]++;
    if (s->events_lost < UINT32_MAX) {
        s->events_lost++;
    }
}

void ipsecnic_event_put(IpsecnicState *s, const IpsecnicEvent *event)
{
    bool told = ipsecnic_feature(s, IPSECNIC_F_EVENTS) &&
                ipsecnic_queue_running(&s->ctrlq);

    ipsecnic_event_capture(s, event, told);
    if (!told) {
        return;
    }
    if (s->num_events == ARRAY_SIZE(s->events)) {
        ipsecnic_event_lost(s, event->code);
        return;
    }
    s->events[s->num_events++] = *event;
    qemu_bh_schedule(s->ctrl_bh);
}

void ipsecnic_event(IpsecnicState *s, const IpsecnicEvent *event)
{
    bool again = false;
    bool counted;

    if (unlikely(s->faults) && ipsecnic_feature(s, IPSECNIC_F_EVENTS) &&
        ipsecnic_queue_running(&s->ctrlq) &&
        !ipsecnic_fault_event(s, event, &again, &counted)) {
        if (counted) {
            ipsecnic_event_lost(s, event->code);
        }
        return;
    }
    ipsecnic_event_put(s, event);
    if (again) {
        ipsecnic_event_put(s, event);
    }
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

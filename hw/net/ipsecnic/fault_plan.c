/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: fault plans: what stands in one, and when it is due
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"

#include "desc.h"
#include "fault_plan.h"

static const char *const side_names[IPSECNIC_FAULT_SIDES] = {
    [IPSECNIC_FAULT_RECEIVE] = "receive",
    [IPSECNIC_FAULT_TRANSMIT] = "transmit",
    [IPSECNIC_FAULT_CONTROL] = "control",
    [IPSECNIC_FAULT_EVENT] = "event",
    [IPSECNIC_FAULT_INTERRUPT] = "interrupt",
    [IPSECNIC_FAULT_RESET] = "reset",
    [IPSECNIC_FAULT_TIME] = "time",
};

static const char *const kind_names[IPSECNIC_FAULT_KINDS] = {
    [IPSECNIC_FAULT_STATUS] = "status",
    [IPSECNIC_FAULT_NOT_DONE] = "not-done",
    [IPSECNIC_FAULT_HANDLE] = "handle",
    [IPSECNIC_FAULT_STALE_HANDLE] = "stale-handle",
    [IPSECNIC_FAULT_FIELD] = "field",
    [IPSECNIC_FAULT_LOSE_FRAME] = "lose-frame",
    [IPSECNIC_FAULT_DUPLICATE_FRAME] = "duplicate-frame",
    [IPSECNIC_FAULT_DELAY_FRAME] = "delay-frame",
    [IPSECNIC_FAULT_CORRUPT_ICV] = "corrupt-icv",
    [IPSECNIC_FAULT_SEQUENCE] = "sequence",
    [IPSECNIC_FAULT_LOSE_COMPLETION] = "lose-completion",
    [IPSECNIC_FAULT_DUPLICATE_COMPLETION] = "duplicate-completion",
    [IPSECNIC_FAULT_DELAY_COMPLETION] = "delay-completion",
    [IPSECNIC_FAULT_REORDER_COMPLETION] = "reorder-completion",
    [IPSECNIC_FAULT_PHASE_LATE] = "phase-late",
    [IPSECNIC_FAULT_HANG] = "hang",
    [IPSECNIC_FAULT_TABLE_FULL] = "table-full",
    [IPSECNIC_FAULT_LOSE] = "lose",
    [IPSECNIC_FAULT_DUPLICATE] = "duplicate",
    [IPSECNIC_FAULT_DELAY] = "delay",
    [IPSECNIC_FAULT_STUCK] = "stuck",
    [IPSECNIC_FAULT_LINK_DOWN] = "link-down",
    [IPSECNIC_FAULT_QUEUE_ERROR] = "queue-error",
    [IPSECNIC_FAULT_DEVICE_ERROR] = "device-error",
    [IPSECNIC_FAULT_CARD_GONE] = "card-gone",
    [IPSECNIC_FAULT_RAISE_INTERRUPT] = "raise-interrupt",
    [IPSECNIC_FAULT_COUNTERS_STOP] = "counters-stop",
    [IPSECNIC_FAULT_SA_DELETE_REQUEST] = "sa-delete-request",
    [IPSECNIC_FAULT_SA_LIMIT] = "sa-limit",
    [IPSECNIC_FAULT_SEQUENCE_TOP_LOST] = "sequence-top-lost",
    [IPSECNIC_FAULT_WINDOW_LOST] = "window-lost",
};

/* Fields of a receive completion that can be made wrong. */
#define FIELD(name, field) \
    { name, offsetof(IpsecnicRxComp, field), \
      sizeof(((IpsecnicRxComp *)0)->field) }

static const struct {
    const char *name;
    uint16_t offset;
    uint16_t size;
} fields[] = {
    FIELD("oob", oob),
    FIELD("header-info", header_info),
    FIELD("sa-outer", sa_outer),
    FIELD("sa-inner", sa_inner),
    FIELD("cookie", cookie),
    FIELD("frame-length", frame_length),
    FIELD("buffer-length", buffer_length),
    FIELD("kind", kind),
    FIELD("reason", reason),
    FIELD("accept", accept),
    FIELD("inner-reason", inner_reason),
    FIELD("csum", csum),
    FIELD("l3-offset", l3_offset),
    FIELD("ipsec-offset", ipsec_offset),
    FIELD("payload-offset", payload_offset),
    FIELD("inner-l3-offset", inner_l3_offset),
    FIELD("inner-ipsec-offset", inner_ipsec_offset),
    FIELD("trailer-length", trailer_length),
    FIELD("hash", hash),
    FIELD("arrival", arrival),
    FIELD("posted-index", posted_index),
    FIELD("vlan-tci", vlan_tci),
};

const char *ipsecnic_fault_side_name(IpsecnicFaultSide side)
{
    return side_names[side];
}

const char *ipsecnic_fault_kind_name(IpsecnicFaultKind kind)
{
    return kind_names[kind];
}

bool ipsecnic_fault_field_named(const char *name, uint32_t *field,
                                uint32_t *size)
{
    uint32_t i;

    for (i = 0; i < ARRAY_SIZE(fields); i++) {
        if (!strcmp(name, fields[i].name)) {
            *field = i;
            *size = fields[i].size;
            return true;
        }
    }
    return false;
}

void ipsecnic_fault_field(const IpsecnicFault *f, IpsecnicRxComp *comp)
{
    uint8_t *p = (uint8_t *)comp + fields[f->field].offset;
    uint64_t old = 0;
    uint64_t value = f->value;

    switch (fields[f->field].size) {
    case 1:
        old = *p;
        break;
    case 2:
        old = *(uint16_t *)p;
        break;
    case 4:
        old = *(uint32_t *)p;
        break;
    case 8:
        old = *(uint64_t *)p;
        break;
    default:
        g_assert_not_reached();
    }
    if (f->change == IPSECNIC_FAULT_XOR) {
        value ^= old;
    } else if (f->change == IPSECNIC_FAULT_ADD) {
        value += old;
    }
    switch (fields[f->field].size) {
    case 1:
        *p = value;
        break;
    case 2:
        *(uint16_t *)p = value;
        break;
    case 4:
        *(uint32_t *)p = value;
        break;
    default:
        *(uint64_t *)p = value;
        break;
    }
}

/* SplitMix64 (Steele, Lea, Flood 2014): one number after the other. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15ull;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

static bool is_here(const IpsecnicFault *f, const IpsecnicFaultPoint *p)
{
    return f->side == p->side && (!p->fault || p->fault == f) &&
           (!f->has_queue || f->queue == p->queue) &&
           (!f->has_sa || f->sa == p->sa || f->sa == p->sa_inner) &&
           (!f->has_spi || f->spi == p->spi) &&
           (!f->has_frame || f->frame == p->frame) &&
           (!f->has_opcode || f->opcode == p->opcode) &&
           (!f->has_event || f->event == p->event) &&
           (!f->has_direction ||
            (p->direction_known && f->outbound == p->outbound)) &&
           p->ns >= f->from_ns && p->ns < f->until_ns &&
           (!f->after_packets || p->packets >= f->after_packets);
}

bool ipsecnic_fault_due(IpsecnicFault *f, const IpsecnicFaultPoint *point)
{
    if (!is_here(f, point)) {
        return false;
    }
    f->matched++;
    if ((f->nth && f->matched != f->nth) ||
        (f->every && f->matched % f->every) ||
        (f->has_probability && next_random(&f->random) >> 11 >= f->chance) ||
        f->fired >= f->times) {
        return false;
    }
    f->fired++;
    return true;
}

void ipsecnic_fault_plan_free(IpsecnicFaultPlan *plan)
{
    uint32_t i;

    if (!plan) {
        return;
    }
    for (i = 0; i < IPSECNIC_FAULTS_MAX; i++) {
        g_free(plan->faults[i].name);
    }
    g_free(plan);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: fault plans: what stands in one, and when it is due
 *
 * A plan is data: it is asked here, without a card; fault_read.h reads it.
 * What a fault does to a card is in faults.c and fault_act.c; docs/faults.rst
 * is the interface.
 */

#ifndef HW_NET_IPSECNIC_FAULT_PLAN_H
#define HW_NET_IPSECNIC_FAULT_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "desc.h"

/** Faults in one plan. */
#define IPSECNIC_FAULTS_MAX 64

/** Where a fault can strike: the kinds of opportunity. */
typedef enum IpsecnicFaultSide {
    IPSECNIC_FAULT_RECEIVE,     /* a frame that has its buffers */
    IPSECNIC_FAULT_TRANSMIT,    /* a frame that would be sent */
    IPSECNIC_FAULT_CONTROL,     /* a command that was read */
    IPSECNIC_FAULT_EVENT,       /* an event that would be told */
    IPSECNIC_FAULT_INTERRUPT,   /* a queue that would raise its vector */
    IPSECNIC_FAULT_RESET,       /* a write of CTRL.RESET */
    IPSECNIC_FAULT_TIME,        /* the clock alone */
    IPSECNIC_FAULT_SIDES
} IpsecnicFaultSide;

/** What it does. */
typedef enum IpsecnicFaultKind {
    IPSECNIC_FAULT_STATUS,
    IPSECNIC_FAULT_NOT_DONE,
    IPSECNIC_FAULT_HANDLE,
    IPSECNIC_FAULT_STALE_HANDLE,
    IPSECNIC_FAULT_FIELD,
    IPSECNIC_FAULT_LOSE_FRAME,
    IPSECNIC_FAULT_DUPLICATE_FRAME,
    IPSECNIC_FAULT_DELAY_FRAME,
    IPSECNIC_FAULT_CORRUPT_ICV,
    IPSECNIC_FAULT_SEQUENCE,
    IPSECNIC_FAULT_LOSE_COMPLETION,
    IPSECNIC_FAULT_DUPLICATE_COMPLETION,
    IPSECNIC_FAULT_DELAY_COMPLETION,
    IPSECNIC_FAULT_REORDER_COMPLETION,
    IPSECNIC_FAULT_PHASE_LATE,
    IPSECNIC_FAULT_HANG,
    IPSECNIC_FAULT_TABLE_FULL,
    IPSECNIC_FAULT_LOSE,
    IPSECNIC_FAULT_DUPLICATE,
    IPSECNIC_FAULT_DELAY,
    IPSECNIC_FAULT_STUCK,
    /* effects, which any opportunity can have */
    IPSECNIC_FAULT_LINK_DOWN,
    IPSECNIC_FAULT_QUEUE_ERROR,
    IPSECNIC_FAULT_DEVICE_ERROR,
    IPSECNIC_FAULT_CARD_GONE,
    IPSECNIC_FAULT_RAISE_INTERRUPT,
    IPSECNIC_FAULT_COUNTERS_STOP,
    IPSECNIC_FAULT_SA_DELETE_REQUEST,
    IPSECNIC_FAULT_SA_LIMIT,
    IPSECNIC_FAULT_SEQUENCE_TOP_LOST,
    IPSECNIC_FAULT_WINDOW_LOST,
    IPSECNIC_FAULT_KINDS
} IpsecnicFaultKind;

/** How a field of a completion is made wrong. */
typedef enum IpsecnicFaultChange {
    IPSECNIC_FAULT_SET,
    IPSECNIC_FAULT_XOR,
    IPSECNIC_FAULT_ADD,
} IpsecnicFaultChange;

/** An opportunity; what does not apply is 0. */
typedef struct IpsecnicFaultPoint {
    IpsecnicFaultSide side;
    uint32_t queue;             /* IPSECNIC_QUEUE_* */
    uint32_t sa;                /* handle; outer one */
    uint32_t sa_inner;
    uint32_t spi;
    uint32_t frame;             /* IPSECNIC_KIND_* */
    uint32_t opcode;            /* IPSECNIC_CMD_* */
    uint32_t event;             /* IPSECNIC_EVENT_* */
    bool direction_known;
    bool outbound;
    uint64_t packets;           /* that the SA has counted */
    int64_t ns;                 /* virtual time since the plan was armed */
    const struct IpsecnicFault *fault; /* TIME: the one whose time it is */
} IpsecnicFaultPoint;

/** One fault of a plan. */
typedef struct IpsecnicFault {
    char *name;
    IpsecnicFaultSide side;
    IpsecnicFaultKind kind;

    /* where; has_ of what was said */
    bool has_queue;
    bool has_sa;
    bool has_spi;
    bool has_frame;
    bool has_opcode;
    bool has_event;
    bool has_direction;
    uint32_t queue;
    uint32_t sa;
    uint32_t spi;
    uint32_t frame;
    uint32_t opcode;
    uint32_t event;
    bool outbound;

    /* when */
    uint64_t nth;               /* 0: does not matter */
    uint64_t every;             /* likewise */
    bool has_probability;
    uint64_t chance;            /* of 2^53 */
    uint64_t times;             /* UINT64_MAX: no end */
    int64_t from_ns;
    int64_t until_ns;           /* INT64_MAX: no end */
    uint64_t after_packets;
    int64_t period_ns;          /* TIME; 0: once */

    /* what */
    uint32_t status;            /* CRYPTO, TX_ST or ST, as the side is */
    uint32_t reason;            /* NOT_DONE: IPSECNIC_REASON_*; QUEUE_ERROR:
                                 * IPSECNIC_Q_ERR_* */
    uint32_t field;             /* row of the fields */
    IpsecnicFaultChange change;
    int64_t value;
    uint32_t handle;            /* 0: that of the opportunity */
    uint32_t target;            /* IPSECNIC_QUEUE_* */
    uint32_t limit;             /* IPSECNIC_LIMIT_* */
    uint32_t behind;            /* completions */
    uint32_t capacity;
    uint32_t code;
    int64_t ns;                 /* how long; 0: for good */
    bool decrypted;             /* the bytes are left as they are */
    bool executed;              /* done, whatever is said */
    bool counted;
    bool unauthenticated;

    /* how it went */
    uint64_t random;
    int64_t due_ns;             /* TIME */
    uint64_t matched;
    uint64_t fired;
    uint64_t missed;            /* fired, and could not be carried out */
} IpsecnicFault;

/** A plan. */
typedef struct IpsecnicFaultPlan {
    uint64_t seed;
    uint32_t count;
    bool needs_packets;         /* points have to know them */
    bool needs_context;         /* commands: direction and SPI */
    IpsecnicFault faults[IPSECNIC_FAULTS_MAX];
} IpsecnicFaultPlan;

/** ipsecnic_fault_plan_free: NULL is fine. */
void ipsecnic_fault_plan_free(IpsecnicFaultPlan *plan);

/**
 * ipsecnic_fault_due: count an opportunity, and whether the fault fires.  The
 * same opportunities in the same order have the same answers.
 */
bool ipsecnic_fault_due(IpsecnicFault *f, const IpsecnicFaultPoint *point);

/** ipsecnic_fault_side_name, ipsecnic_fault_kind_name: the words of a plan. */
const char *ipsecnic_fault_side_name(IpsecnicFaultSide side);
const char *ipsecnic_fault_kind_name(IpsecnicFaultKind kind);

/** ipsecnic_fault_is_effect: can any opportunity have it? */
static inline bool ipsecnic_fault_is_effect(IpsecnicFaultKind kind)
{
    return kind >= IPSECNIC_FAULT_LINK_DOWN;
}

/**
 * ipsecnic_fault_field_named: a field of a receive completion that can be made
 * wrong.  False: there is none of that name.
 * @field: for IpsecnicFault.field
 * @size: bytes
 */
bool ipsecnic_fault_field_named(const char *name, uint32_t *field,
                                uint32_t *size);

/** ipsecnic_fault_field: make the field of a receive completion wrong. */
void ipsecnic_fault_field(const IpsecnicFault *f, IpsecnicRxComp *comp);

#endif /* HW_NET_IPSECNIC_FAULT_PLAN_H */

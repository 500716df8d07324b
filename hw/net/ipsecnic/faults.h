/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the fault plan that is armed in a card, and what it wants of each
 * opportunity
 *
 * A card without a plan has s->faults NULL and looks at nothing else.  What is
 * asked from below the queues (events, interrupts, registers, the link) is
 * carried out here; all else, and what happens later, in fault_act.c.
 */

#ifndef HW_NET_IPSECNIC_FAULTS_H
#define HW_NET_IPSECNIC_FAULTS_H

#include "exec/hwaddr.h"

#include "fault_plan.h"
#include "state.h"

/* Completions, frames, interrupts and events that are held back at a time. */
#define IPSECNIC_LATE_MAX 256
/* Bytes of such frames. */
#define IPSECNIC_LATE_BYTES (1 * MiB)
/* Fields that faults make wrong in one completion. */
#define IPSECNIC_FAULT_FIELDS 8
/* Effects that wait for the end of what they came up in. */
#define IPSECNIC_FAULT_EFFECTS 16

/** What the faults that fired want of one frame or command; NULL: nothing. */
typedef struct IpsecnicFaultAction {
    const IpsecnicFault *status;        /* STATUS, NOT_DONE */
    const IpsecnicFault *completion;    /* LOSE_COMPLETION to PHASE_LATE */
    const IpsecnicFault *frame;         /* *_FRAME, HANG, TABLE_FULL */
    const IpsecnicFault *icv;
    const IpsecnicFault *sequence;
    uint32_t num_fields;                /* HANDLE, STALE_HANDLE, FIELD */
    const IpsecnicFault *fields[IPSECNIC_FAULT_FIELDS];
} IpsecnicFaultAction;

/** An effect that is to happen, and the SA of the opportunity. */
typedef struct IpsecnicFaultEffect {
    IpsecnicFault *fault;
    uint32_t sa;
} IpsecnicFaultEffect;

typedef enum IpsecnicLateKind {
    IPSECNIC_LATE_COMPLETION,
    IPSECNIC_LATE_PHASE,
    IPSECNIC_LATE_FRAME,
    IPSECNIC_LATE_INTERRUPT,
    IPSECNIC_LATE_EVENT,
} IpsecnicLateKind;

/** Something that happens later. */
typedef struct IpsecnicLate {
    IpsecnicLateKind kind;
    IpsecnicQueue *q;
    uint32_t generation;        /* of it; another one: it is dropped */
    int64_t due;                /* virtual time, ns */
    uint32_t behind;            /* so many completions of q; 0: @due alone */
    bool fresh;                 /* of the frame that is being completed */
    uint8_t entry[IPSECNIC_ENTRY_SIZE];
    uint32_t flags;             /* last word, without its phase bit */
    uint32_t index;             /* PHASE: of the completion */
    uint8_t *frame;
    uint32_t length;
    uint64_t packet;            /* of frame: its number in the capture */
    IpsecnicEvent event;
} IpsecnicLate;

/** What is armed, and what came of it. */
struct IpsecnicFaults {
    IpsecnicFaultPlan *plan;
    int64_t armed;              /* virtual time, ns */
    QEMUTimer *timer;           /* the next thing that is due */

    GQueue late;                /* of IpsecnicLate, in the order of coming */
    uint32_t late_bytes;
    uint32_t num_effects;
    IpsecnicFaultEffect effects[IPSECNIC_FAULT_EFFECTS];

    IpsecnicFaultAction tx;     /* of the transmit frame under way */
    uint32_t deleted;           /* handle that DELETE_SA named last */
    uint32_t capacity;          /* of SAs; UINT32_MAX: that of the card */
    uint32_t device_error;

    /* until when, virtual time in ns; 0: not, INT64_MAX: for good */
    int64_t link_down;
    int64_t gone;
    int64_t stuck;
    int64_t hung;
    uint32_t hung_generation;
    bool hung_seen;             /* the command was an opportunity already */
    IpsecnicFaultAction hung_action;    /* what else is wanted of it */
    int64_t frozen;
    uint64_t frozen_stats[IPSECNIC_STATS];
};

/** ipsecnic_fault_now: virtual time, ns. */
int64_t ipsecnic_fault_now(void);

/**
 * ipsecnic_fault_point: an opportunity; the faults that fire are traced, and
 * what they want is noted in @action (NULL: only effects can be wanted).
 */
void ipsecnic_fault_point(IpsecnicState *s, IpsecnicFaultPoint *point,
                          IpsecnicFaultAction *action);

/**
 * ipsecnic_fault_late: hold something back.
 * @ns: how long
 *
 * NULL if so much is held back already.  What is returned belongs to the list,
 * and is to be filled in.
 */
IpsecnicLate *ipsecnic_fault_late(IpsecnicState *s, IpsecnicLateKind kind,
                                  IpsecnicQueue *q, int64_t ns);

/**
 * ipsecnic_fault_loaded: the card's state came from elsewhere, with another
 * virtual time: the plan begins anew.
 */
void ipsecnic_fault_loaded(IpsecnicState *s);

/** ipsecnic_fault_forget: drop a thing that was held back. */
void ipsecnic_fault_forget(IpsecnicFaults *faults, IpsecnicLate *late);

/** ipsecnic_fault_wind: set the timer for what is due next. */
void ipsecnic_fault_wind(IpsecnicState *s);

/** ipsecnic_fault_missed: a fault fired and cannot be carried out. */
void ipsecnic_fault_missed(const IpsecnicFault *f);

/**
 * ipsecnic_fault_reset: the card is reset: nothing that was held back happens,
 * and what lasted until a reset is over.  The plan stays, and so do its counts.
 */
void ipsecnic_fault_reset(IpsecnicState *s);

/**
 * ipsecnic_fault_interrupt: a queue is about to raise its vector.  True: it
 * shall not.
 */
bool ipsecnic_fault_interrupt(IpsecnicQueue *q);

/**
 * ipsecnic_fault_event: an event is about to be told.  False: it shall not.
 * @again: set if it shall be told twice
 * @counted: set if it is to be counted as lost
 */
bool ipsecnic_fault_event(IpsecnicState *s, const IpsecnicEvent *event,
                          bool *again, bool *counted);

/** ipsecnic_fault_link_down: the link is down because of a fault. */
bool ipsecnic_fault_link_down(const IpsecnicState *s);

/** ipsecnic_fault_read: what is read of a register, whose value is @value. */
uint32_t ipsecnic_fault_read(IpsecnicState *s, hwaddr offset, uint32_t value);

/** ipsecnic_fault_write: a write of a register.  False: it is ignored. */
bool ipsecnic_fault_write(IpsecnicState *s, hwaddr offset, uint32_t value);

/** ipsecnic_fault_full: an SA is to be added, and the table counts as full. */
bool ipsecnic_fault_full(const IpsecnicState *s);

#endif /* HW_NET_IPSECNIC_FAULTS_H */

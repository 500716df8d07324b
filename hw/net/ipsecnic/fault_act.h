/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what faults do to frames, commands and the card
 */

#ifndef HW_NET_IPSECNIC_FAULT_ACT_H
#define HW_NET_IPSECNIC_FAULT_ACT_H

#include "engine/engine.h"
#include "desc.h"
#include "faults.h"
#include "state.h"

/** ipsecnic_fault_bh: what was held back and is due, and effects. */
void ipsecnic_fault_bh(void *opaque);

/**
 * ipsecnic_fault_arm: arm a plan instead of the one that was; the card behaves
 * from here on, but for it.
 * @plan: becomes the card's; NULL: none
 */
void ipsecnic_fault_arm(IpsecnicState *s, IpsecnicFaultPlan *plan);

/** ipsecnic_fault_free: the card is finalized. */
void ipsecnic_fault_free(IpsecnicState *s);

/**
 * ipsecnic_fault_receive: a frame was processed.
 * @result: what is indicated; changed as the faults want it
 * @action: filled in, for ipsecnic_fault_complete_rx()
 *
 * False: it is not indicated at all.
 */
bool ipsecnic_fault_receive(IpsecnicQueue *q, const IpsecFrame *frame,
                            IpsecRxResult *result,
                            IpsecnicFaultAction *action);

/** ipsecnic_fault_complete_rx: encode and write a receive completion. */
bool ipsecnic_fault_complete_rx(IpsecnicQueue *q,
                                const IpsecnicFaultAction *action,
                                const IpsecnicRxComp *comp);

/**
 * ipsecnic_fault_complete: ipsecnic_queue_complete(), or what @action wants
 * instead.
 */
bool ipsecnic_fault_complete(IpsecnicQueue *q,
                             const IpsecnicFaultAction *action,
                             const void *entry, uint32_t flags);

/** ipsecnic_fault_packets: that an SA has counted, if the plan asks for it. */
uint64_t ipsecnic_fault_packets(IpsecnicState *s, uint32_t handle);

/**
 * ipsecnic_fault_after: what is done at the end of a frame or command of @q:
 * completions that waited for this one, and effects.
 */
void ipsecnic_fault_after(IpsecnicQueue *q);

/**
 * ipsecnic_fault_command: a command was read.
 * @action: filled in
 *
 * False: it is not touched now; the queue hangs.
 */
bool ipsecnic_fault_command(IpsecnicState *s, const IpsecnicCommand *cmd,
                            IpsecnicFaultAction *action);

/**
 * ipsecnic_fault_ran: a command ran.
 * @status: what became of it
 * @handle: of a command with one member, the SA
 *
 * Returns what its completion says.
 */
uint32_t ipsecnic_fault_ran(IpsecnicState *s, const IpsecnicCommand *cmd,
                            const IpsecnicFaultAction *action,
                            uint32_t status);

/** ipsecnic_fault_hung: the control queue hangs. */
bool ipsecnic_fault_hung(const IpsecnicState *s);

#endif /* HW_NET_IPSECNIC_FAULT_ACT_H */

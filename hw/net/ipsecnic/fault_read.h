/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: fault plans: reading one, and whether it can be
 */

#ifndef HW_NET_IPSECNIC_FAULT_READ_H
#define HW_NET_IPSECNIC_FAULT_READ_H

#include "qapi/visitor.h"

#include "fault_plan.h"

/**
 * ipsecnic_fault_plan_read: take a plan out of JSON.
 * @v: an input visitor
 * @queues: pairs that the card has
 * @plan: set to NULL if the plan is null, or has no fault
 *
 * False: it is refused; @errp names the place.
 */
bool ipsecnic_fault_plan_read(Visitor *v, uint32_t queues,
                              IpsecnicFaultPlan **plan, Error **errp);

/**
 * ipsecnic_fault_plan_write: say what the faults of a plan are, and how often
 * they matched and fired.
 * @plan: NULL: no faults
 */
bool ipsecnic_fault_plan_write(Visitor *v, const char *name,
                               const IpsecnicFaultPlan *plan, Error **errp);

#endif /* HW_NET_IPSECNIC_FAULT_READ_H */

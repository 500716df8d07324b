/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: fault plans: the text of one, and the file that it is in
 */

#ifndef HW_NET_IPSECNIC_FAULT_FILE_H
#define HW_NET_IPSECNIC_FAULT_FILE_H

#include "fault_plan.h"

/** Bytes of a file with a plan. */
#define IPSECNIC_FAULT_FILE_MAX (1024 * 1024)

/**
 * ipsecnic_fault_plan_parse: take a plan out of a text.
 * @text: JSON (RFC 8259), which may begin with a byte order mark; at @length
 *        there is one byte more, which is 0
 * @length: bytes, up to IPSECNIC_FAULT_FILE_MAX
 * @queues, @plan: as of ipsecnic_fault_plan_read()
 *
 * The text is changed.  False: it is refused; @errp names the line of what is
 * no JSON, and the member of what is no plan.
 */
bool ipsecnic_fault_plan_parse(char *text, size_t length, uint32_t queues,
                               IpsecnicFaultPlan **plan, Error **errp);

/**
 * ipsecnic_fault_plan_load: the same from a file, which is a regular one, or
 * /dev/fdset/N.
 */
bool ipsecnic_fault_plan_load(const char *path, uint32_t queues,
                              IpsecnicFaultPlan **plan, Error **errp);

#endif /* HW_NET_IPSECNIC_FAULT_FILE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: the control queue, commands to the card and events from it
 */

#ifndef IPSECNIC_CTRLQ_H
#define IPSECNIC_CTRLQ_H

#include <linux/irqreturn.h>
#include <linux/list.h>
#include <linux/types.h>

#include "ipsecnic_abi.h"

struct ipsecnic;

/**
 * struct ipsecnic_ctrl_request - a command that somebody posts
 * @command: set before it is posted, all but the cookie
 * @done: called once, in any context, without locks if it may post: with the
 *        card's completion and 0, or with NULL and the error that ended it.
 *        The request is the caller's again.
 * @node: the control queue's
 * @index: the control queue's
 * @posted: the control queue's
 */
struct ipsecnic_ctrl_request {
	struct ipsecnic_command command;
	void (*done)(struct ipsecnic *ipn,
		     struct ipsecnic_ctrl_request *request,
		     const struct ipsecnic_ctrl_comp *comp, int error);
	struct list_head node;
	u32 index;
	unsigned long posted;
};

/**
 * struct ipsecnic_ctrl_buffer - memory that commands point to
 * @data: it
 * @dma: its bus address
 * @size: its bytes
 * @node: the control queue's
 */
struct ipsecnic_ctrl_buffer {
	void *data;
	dma_addr_t dma;
	size_t size;
	struct list_head node;
};

/**
 * typedef ipsecnic_ctrl_event - hear an event of the card
 * @ipn: card
 * @event: completion of type EVENT, in the card's byte order
 *
 * Context: hard interrupt, ipsecnic_ctrlq_check(), or who waits for a command
 * without sleeping, or has waited for one in vain.
 */
typedef void ipsecnic_ctrl_event(struct ipsecnic *ipn,
				 const struct ipsecnic_ctrl_comp *event);

struct ipsecnic_ctrl_buffer *ipsecnic_ctrl_buffer_alloc(struct ipsecnic *ipn,
							size_t size);
void ipsecnic_ctrl_buffer_free(struct ipsecnic *ipn,
			       struct ipsecnic_ctrl_buffer *buffer);

/**
 * ipsecnic_ctrl_exec_fn - ipsecnic_ctrl_exec() or ipsecnic_ctrl_exec_atomic()
 * @ipn: the card
 * @command: the command
 * @comp: the card's completion
 */
typedef int ipsecnic_ctrl_exec_fn(struct ipsecnic *ipn,
				  struct ipsecnic_command *command,
				  struct ipsecnic_ctrl_comp *comp);

int ipsecnic_ctrl_post(struct ipsecnic *ipn,
		       struct ipsecnic_ctrl_request *request);
int ipsecnic_ctrl_exec(struct ipsecnic *ipn, struct ipsecnic_command *command,
		       struct ipsecnic_ctrl_comp *comp);
int ipsecnic_ctrl_exec_atomic(struct ipsecnic *ipn,
			      struct ipsecnic_command *command,
			      struct ipsecnic_ctrl_comp *comp);
int ipsecnic_ctrl_add(struct ipsecnic *ipn, ipsecnic_ctrl_exec_fn *exec,
		      u16 opcode, const struct ipsecnic_ctrl_buffer *buffer,
		      u32 length, u32 *handle);
int ipsecnic_ctrl_set(struct ipsecnic *ipn, u16 opcode, u32 handle,
		      const void *data, u32 length);
int ipsecnic_ctrlq_alloc(struct ipsecnic *ipn, ipsecnic_ctrl_event *event);
void ipsecnic_ctrlq_free(struct ipsecnic *ipn);
int ipsecnic_ctrlq_start(struct ipsecnic *ipn);
void ipsecnic_ctrlq_stop(struct ipsecnic *ipn);
bool ipsecnic_ctrlq_answers(const struct ipsecnic *ipn);
bool ipsecnic_ctrlq_check(struct ipsecnic *ipn);
irqreturn_t ipsecnic_ctrlq_irq(int irq, void *data);

#endif /* IPSECNIC_CTRLQ_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: the control queue, commands to the card and events from it
 *
 * A command is a request (struct ipsecnic_ctrl_request).  It is on one of two
 * lists: in flight, which is the order of the ring and of the completions, or
 * pending, while the ring is full.  Each request that was accepted ends exactly
 * once, in its function done(): with the card's completion, or with an error
 * when the queue is stopped.
 *
 * What a command points to may be read by the card until the command is
 * completed or the queue is stopped.  A waiter that loses its patience leaves
 * such memory behind: ipsecnic_ctrl_buffer_free() keeps it until the queue is
 * stopped, which the reset that follows does.
 */

#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "ipsecnic.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_queue.h"

#define IPSECNIC_CTRL_RING		256

/* How long a processor may wait for the card that can do nothing else. */
#define IPSECNIC_SPIN_MS		2000

/*
 * Twice the posted ring: commands can never fill it alone, so that events find
 * room while a batch of deletions is going on.
 */
#define IPSECNIC_CTRL_COMP_RING		(2 * IPSECNIC_CTRL_RING)

/**
 * struct ipsecnic_ctrlq - the control queue
 * @ipn: the card
 * @event: hears what the card tells of its own accord
 * @q: its rings
 * @lock: guards all that follows; taken in the interrupt handler
 * @running: requests are accepted
 * @stuck: a command was given up; the card may still read its memory
 * @failed: the queue is in state ERROR, and that was said
 * @waits: ipsecnic_ctrlq_check() saw a completion that nobody had taken
 * @waits_index: index of it
 * @clean: index of the oldest command in flight
 * @cookie: of the next command
 * @flight: requests that the card has, the oldest first
 * @pending: requests that found the ring full
 * @kept: buffers that the card may still read
 * @watchdog: resets a card that does not answer
 */
struct ipsecnic_ctrlq {
	struct ipsecnic *ipn;
	ipsecnic_ctrl_event *event;
	struct ipsecnic_queue q;
	spinlock_t lock;
	bool running;
	bool stuck;
	bool failed;
	bool waits;
	u32 waits_index;
	u32 clean;
	u64 cookie;
	struct list_head flight;
	struct list_head pending;
	struct list_head kept;
	struct delayed_work watchdog;
};

/* A request with somebody who waits for it. */
struct ipsecnic_ctrl_waiter {
	struct ipsecnic_ctrl_request request;
	struct completion done;
	struct ipsecnic_ctrl_comp comp;
	int error;
	refcount_t users;
};

static unsigned long ipsecnic_ctrl_patience(void)
{
	return msecs_to_jiffies(IPSECNIC_PATIENCE_MS);
}

/* Free what was kept: only while the card touches none of it. */
static void ipsecnic_ctrl_free_kept(struct ipsecnic_ctrlq *ctrlq)
{
	struct ipsecnic_ctrl_buffer *buffer, *next;
	LIST_HEAD(kept);

	spin_lock_irq(&ctrlq->lock);
	list_splice_init(&ctrlq->kept, &kept);
	WRITE_ONCE(ctrlq->stuck, false);
	spin_unlock_irq(&ctrlq->lock);

	list_for_each_entry_safe(buffer, next, &kept, node) {
		list_del(&buffer->node);
		ipsecnic_ctrl_buffer_free(ctrlq->ipn, buffer);
	}
}

/**
 * ipsecnic_ctrl_buffer_alloc - memory that commands can point to
 * @ipn: the card
 * @size: bytes
 *
 * The memory is zeroed.  May sleep.
 *
 * Return: the buffer, NULL if there is no memory.
 */
struct ipsecnic_ctrl_buffer *ipsecnic_ctrl_buffer_alloc(struct ipsecnic *ipn,
							size_t size)
{
	struct ipsecnic_ctrl_buffer *buffer;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return NULL;

	buffer->data = dma_alloc_coherent(&ipn->pdev->dev, size, &buffer->dma,
					  GFP_KERNEL);
	if (!buffer->data) {
		kfree(buffer);
		return NULL;
	}
	buffer->size = size;
	INIT_LIST_HEAD(&buffer->node);
	return buffer;
}

/**
 * ipsecnic_ctrl_buffer_free - wipe and free such memory
 * @ipn: the card
 * @buffer: the buffer, NULL is fine
 *
 * If a command was given up, the memory is only freed when the queue has been
 * stopped.  May sleep.
 */
void ipsecnic_ctrl_buffer_free(struct ipsecnic *ipn,
			       struct ipsecnic_ctrl_buffer *buffer)
{
	struct ipsecnic_ctrlq *ctrlq = ipn->ctrlq;

	if (!buffer)
		return;

	spin_lock_irq(&ctrlq->lock);
	if (ctrlq->stuck) {
		list_add(&buffer->node, &ctrlq->kept);
		spin_unlock_irq(&ctrlq->lock);
		return;
	}
	spin_unlock_irq(&ctrlq->lock);

	memzero_explicit(buffer->data, buffer->size);
	dma_free_coherent(&ipn->pdev->dev, buffer->size, buffer->data,
			  buffer->dma);
	kfree(buffer);
}

/* Move requests to the ring while there is room; ring the bell if any did. */
static void ipsecnic_ctrl_push(struct ipsecnic_ctrlq *ctrlq)
{
	struct ipsecnic_ring *ring = &ctrlq->q.posted;
	struct ipsecnic_ctrl_request *request;
	bool any = false;

	lockdep_assert_held(&ctrlq->lock);

	while (!list_empty(&ctrlq->pending) &&
	       ring->index - ctrlq->clean < ring->size) {
		request = list_first_entry(&ctrlq->pending,
					   struct ipsecnic_ctrl_request, node);
		list_move_tail(&request->node, &ctrlq->flight);
		request->command.cookie = cpu_to_le64(ctrlq->cookie++);
		request->index = ring->index;
		request->posted = jiffies;
		memcpy(ipsecnic_entry(ring, ring->index), &request->command,
		       sizeof(request->command));
		ring->index++;
		any = true;
	}
	if (!any)
		return;

	ipsecnic_doorbell(&ctrlq->q);
	/* No effect while it is counting: it looks at the oldest then. */
	schedule_delayed_work(&ctrlq->watchdog, ipsecnic_ctrl_patience());
}

/**
 * ipsecnic_ctrl_post - hand a command to the card, and do not wait
 * @ipn: the card
 * @request: command and done() are set; it stays untouched until done() is
 *           called, which may be before this function returns
 *
 * Commands are carried out in the order in which they are posted.  Any
 * context.
 *
 * Return: 0: done() will be called, in any context, exactly once;
 * -ESHUTDOWN: the queue is stopped, done() will not be called.
 */
int ipsecnic_ctrl_post(struct ipsecnic *ipn,
		       struct ipsecnic_ctrl_request *request)
{
	struct ipsecnic_ctrlq *ctrlq = ipn->ctrlq;
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&ctrlq->lock, flags);
	if (ctrlq->running) {
		list_add_tail(&request->node, &ctrlq->pending);
		ipsecnic_ctrl_push(ctrlq);
	} else {
		err = -ESHUTDOWN;
	}
	spin_unlock_irqrestore(&ctrlq->lock, flags);
	return err;
}

static void ipsecnic_ctrl_put_waiter(struct ipsecnic_ctrl_waiter *waiter)
{
	if (refcount_dec_and_test(&waiter->users))
		kfree(waiter);
}

static void ipsecnic_ctrl_wake(struct ipsecnic *ipn,
			       struct ipsecnic_ctrl_request *request,
			       const struct ipsecnic_ctrl_comp *comp, int error)
{
	struct ipsecnic_ctrl_waiter *waiter;

	waiter = container_of(request, struct ipsecnic_ctrl_waiter, request);
	waiter->error = error;
	if (comp)
		waiter->comp = *comp;
	complete(&waiter->done);
	ipsecnic_ctrl_put_waiter(waiter);
}

/*
 * Take the next completion off the ring.  *request is the one that it answers,
 * NULL for an event.  Returns false if there is none, or the card is out of
 * step.
 */
static bool ipsecnic_ctrl_take(struct ipsecnic_ctrlq *ctrlq,
			       struct ipsecnic_ctrl_comp *comp,
			       struct ipsecnic_ctrl_request **request)
{
	struct ipsecnic_ring *ring = &ctrlq->q.comp;
	const struct ipsecnic_ctrl_comp *entry;
	struct ipsecnic_ctrl_request *first;

	lockdep_assert_held(&ctrlq->lock);

	entry = ipsecnic_entry(ring, ring->index);
	if (!ipsecnic_comp_ready(ring, ring->index, READ_ONCE(entry->flags)))
		return false;
	/* The rest of the entry, and the data that it is about, come later. */
	dma_rmb();
	*comp = *entry;
	*request = NULL;

	if (le16_to_cpu(comp->type) == IPSECNIC_CTRL_COMP_COMMAND) {
		first = list_first_entry_or_null(&ctrlq->flight,
						 struct ipsecnic_ctrl_request,
						 node);
		if (!first || first->command.cookie != comp->cookie ||
		    le16_to_cpu(comp->index) !=
		    (first->index & IPSECNIC_INDEX_MASK)) {
			/* Which memory is whose is not known any more. */
			WRITE_ONCE(ctrlq->stuck, true);
			ctrlq->running = false;
			netdev_err(ctrlq->ipn->netdev,
				   "the card completes what nobody asked for\n");
			ipsecnic_reset_later(ctrlq->ipn);
			return false;
		}
		list_del_init(&first->node);
		ctrlq->clean++;
		*request = first;
	}
	ring->index++;
	return true;
}

/* A request that is on no list any more has ended. */
static void ipsecnic_ctrl_finish(struct ipsecnic_ctrlq *ctrlq,
				 struct ipsecnic_ctrl_request *request,
				 const struct ipsecnic_ctrl_comp *comp,
				 int error, unsigned long *flags)
	__must_hold(&ctrlq->lock)
{
	/*
	 * Whoever loses patience must not find it off the list and not done: he
	 * may keep the one who is about to say so off the processor.
	 */
	if (request->done == ipsecnic_ctrl_wake) {
		request->done(ctrlq->ipn, request, comp, error);
		return;
	}
	/* done() may post: not under the lock. */
	spin_unlock_irqrestore(&ctrlq->lock, *flags);
	request->done(ctrlq->ipn, request, comp, error);
	spin_lock_irqsave(&ctrlq->lock, *flags);
}

/*
 * Finish what the card has completed, and hear its events, but for no longer
 * than one turn of the ring, whatever the card goes on to write.  The lock is
 * held, but not while somebody is told who may post.  Returns how many there
 * were.
 */
static unsigned int ipsecnic_ctrl_reap(struct ipsecnic_ctrlq *ctrlq,
				       unsigned long *flags)
	__must_hold(&ctrlq->lock)
{
	struct ipsecnic_ctrl_request *request;
	struct ipsecnic_ctrl_comp comp;
	unsigned int taken = 0;

	while (ctrlq->running && taken < ctrlq->q.comp.size &&
	       ipsecnic_ctrl_take(ctrlq, &comp, &request)) {
		taken++;
		if (request) {
			ipsecnic_ctrl_finish(ctrlq, request, &comp, 0, flags);
			continue;
		}
		spin_unlock_irqrestore(&ctrlq->lock, *flags);
		ctrlq->event(ctrlq->ipn, &comp);
		spin_lock_irqsave(&ctrlq->lock, *flags);
	}
	return taken;
}

/* Look at what the card has written. */
static void ipsecnic_ctrl_look(struct ipsecnic_ctrlq *ctrlq)
{
	unsigned long flags;

	spin_lock_irqsave(&ctrlq->lock, flags);
	/*
	 * The interrupt that was asked for before comes all the same.  Behind
	 * ipsecnic_ctrlq_stop(), which somebody may have called meanwhile,
	 * nothing is posted, and nobody looks after it any more.
	 */
	if (ipsecnic_ctrl_reap(ctrlq, &flags) && ctrlq->running)
		ipsecnic_ctrl_push(ctrlq);
	spin_unlock_irqrestore(&ctrlq->lock, flags);
}

/* Until the waiter has its answer. */
static bool ipsecnic_ctrl_spin(struct ipsecnic *ipn,
			       struct ipsecnic_ctrl_waiter *waiter)
{
	ktime_t end = ktime_add_ms(ktime_get(), IPSECNIC_SPIN_MS);

	while (!completion_done(&waiter->done)) {
		if (ktime_after(ktime_get(), end))
			return false;
		ipsecnic_ctrl_look(ipn->ctrlq);
		cpu_relax();
	}
	return true;
}

static bool ipsecnic_ctrl_sleep(struct ipsecnic *ipn,
				struct ipsecnic_ctrl_waiter *waiter)
{
	return wait_for_completion_timeout(&waiter->done,
					   ipsecnic_ctrl_patience());
}

static int ipsecnic_ctrl_do(struct ipsecnic *ipn,
			    struct ipsecnic_command *command,
			    struct ipsecnic_ctrl_comp *comp, gfp_t gfp,
			    bool (*wait)(struct ipsecnic *ipn,
					 struct ipsecnic_ctrl_waiter *waiter))
{
	struct ipsecnic_ctrlq *ctrlq = ipn->ctrlq;
	struct ipsecnic_ctrl_waiter *waiter;
	unsigned long flags;
	int err;

	/* Not on the stack: the completion may come when patience is over. */
	waiter = kzalloc(sizeof(*waiter), gfp);
	if (!waiter)
		return -ENOMEM;
	init_completion(&waiter->done);
	refcount_set(&waiter->users, 2);
	waiter->request.command = *command;
	waiter->request.done = ipsecnic_ctrl_wake;

	err = ipsecnic_ctrl_post(ipn, &waiter->request);
	if (err) {
		kfree(waiter);
		return err;
	}

	if (!wait(ipn, waiter)) {
		/* It may be there: this processor may have stood still. */
		ipsecnic_ctrl_look(ctrlq);
		spin_lock_irqsave(&ctrlq->lock, flags);
		/* Under the lock, and not when it was completed meanwhile. */
		if (!completion_done(&waiter->done))
			err = ctrlq->running ? -ETIMEDOUT : -ESHUTDOWN;
		if (err == -ETIMEDOUT)
			WRITE_ONCE(ctrlq->stuck, true);
		spin_unlock_irqrestore(&ctrlq->lock, flags);
	}
	if (!err) {
		err = waiter->error;
		*comp = waiter->comp;
	} else if (err == -ETIMEDOUT) {
		netdev_err(ipn->netdev, "command %u: the card does not answer\n",
			   le16_to_cpu(command->opcode));
		ipsecnic_reset_later(ipn);
	}
	ipsecnic_ctrl_put_waiter(waiter);
	return err;
}

/**
 * ipsecnic_ctrl_exec - have the card carry out a command, and wait for it
 * @ipn: the card
 * @command: the command; the cookie is set here
 * @comp: the card's completion
 *
 * May sleep, at most IPSECNIC_PATIENCE_MS; then the card is reset, and the
 * memory that @command points to is still the card's
 * (ipsecnic_ctrl_buffer_free() knows).
 *
 * Return: 0 if the card completed the command, with whatever status;
 * -ESHUTDOWN: the queue is or was stopped; -ETIMEDOUT: the card does not
 * answer; -ENOMEM.
 */
int ipsecnic_ctrl_exec(struct ipsecnic *ipn, struct ipsecnic_command *command,
		       struct ipsecnic_ctrl_comp *comp)
{
	might_sleep();
	return ipsecnic_ctrl_do(ipn, command, comp, GFP_KERNEL,
				ipsecnic_ctrl_sleep);
}

/**
 * ipsecnic_ctrl_exec_atomic - the same where nothing may sleep
 * @ipn: the card
 * @command: the command; what it points to must have been allocated before
 * @comp: the card's completion
 *
 * Keeps its processor busy, usually for some microseconds, at most for
 * IPSECNIC_SPIN_MS; then the card is reset.  Behind a command that was given up
 * none is begun until then, so that it does not happen for each of many.
 *
 * Context: any but hard interrupts, interrupts on.
 *
 * Return: as ipsecnic_ctrl_exec().
 */
int ipsecnic_ctrl_exec_atomic(struct ipsecnic *ipn,
			      struct ipsecnic_command *command,
			      struct ipsecnic_ctrl_comp *comp)
{
	if (READ_ONCE(ipn->ctrlq->stuck))
		return -ESHUTDOWN;
	return ipsecnic_ctrl_do(ipn, command, comp, GFP_ATOMIC,
				ipsecnic_ctrl_spin);
}

/**
 * ipsecnic_ctrl_add - have the card add one SA or policy
 * @ipn: the card
 * @exec: how to wait for it
 * @opcode: IPSECNIC_CMD_ADD_*
 * @buffer: what is to be added
 * @length: bytes of it
 * @handle: where the handle that the card has chosen goes
 *
 * Context: that of @exec.
 *
 * Return: 0, the error of @exec, or the card's status.
 */
int ipsecnic_ctrl_add(struct ipsecnic *ipn, ipsecnic_ctrl_exec_fn *exec,
		      u16 opcode, const struct ipsecnic_ctrl_buffer *buffer,
		      u32 length, u32 *handle)
{
	struct ipsecnic_command command = {
		.opcode = cpu_to_le16(opcode),
		.count = cpu_to_le32(1),
		.data_addr = cpu_to_le64(buffer->dma),
		.data_length = cpu_to_le32(length),
	};
	struct ipsecnic_ctrl_comp comp;
	int err;

	err = exec(ipn, &command, &comp);
	if (err)
		return err;
	*handle = le32_to_cpu(comp.handle);
	return le32_to_cpu(comp.status);
}

/**
 * ipsecnic_ctrl_set - have the card carry out a command about a handle
 * @ipn: the card
 * @opcode: IPSECNIC_CMD_*
 * @handle: its handle
 * @data: what it points to; NULL: nothing
 * @length: bytes of it
 *
 * Context: sleeps, as ipsecnic_ctrl_exec().
 *
 * Return: 0, the error of ipsecnic_ctrl_exec(), or the card's status.
 */
int ipsecnic_ctrl_set(struct ipsecnic *ipn, u16 opcode, u32 handle,
		      const void *data, u32 length)
{
	struct ipsecnic_command command = {
		.opcode = cpu_to_le16(opcode),
		.handle = cpu_to_le32(handle),
	};
	struct ipsecnic_ctrl_buffer *buffer = NULL;
	struct ipsecnic_ctrl_comp comp;
	int err;

	if (data) {
		buffer = ipsecnic_ctrl_buffer_alloc(ipn, length);
		if (!buffer)
			return -ENOMEM;
		memcpy(buffer->data, data, length);
		command.data_addr = cpu_to_le64(buffer->dma);
		command.data_length = cpu_to_le32(length);
	}
	err = ipsecnic_ctrl_exec(ipn, &command, &comp);
	ipsecnic_ctrl_buffer_free(ipn, buffer);
	return err ? err : le32_to_cpu(comp.status);
}

/* Nobody waits for a request that was posted: look after those, too. */
static void ipsecnic_ctrl_watch(struct work_struct *work)
{
	struct ipsecnic_ctrl_request *request;
	unsigned long due = 0, now = jiffies;
	struct ipsecnic_ctrlq *ctrlq;
	bool late = false;

	ctrlq = container_of(work, struct ipsecnic_ctrlq, watchdog.work);

	/* It may have been completed: this processor may have stood still. */
	ipsecnic_ctrl_look(ctrlq);
	spin_lock_irq(&ctrlq->lock);
	request = list_first_entry_or_null(&ctrlq->flight,
					   struct ipsecnic_ctrl_request, node);
	if (ctrlq->running && request) {
		due = request->posted + ipsecnic_ctrl_patience();
		late = time_after_eq(now, due);
		if (late)
			WRITE_ONCE(ctrlq->stuck, true);
		else
			schedule_delayed_work(&ctrlq->watchdog, due - now);
	}
	spin_unlock_irq(&ctrlq->lock);

	if (late) {
		netdev_err(ctrlq->ipn->netdev,
			   "the control queue does not move\n");
		ipsecnic_reset_later(ctrlq->ipn);
	}
}

/*
 * Has the card stopped the queue?  No event can tell of that.  Returns Q_STATE
 * if it has and nobody has said so yet, else 0.
 */
static u32 ipsecnic_ctrl_find_error(struct ipsecnic_ctrlq *ctrlq)
{
	u32 state;

	lockdep_assert_held(&ctrlq->lock);

	state = readl(ctrlq->q.regs + IPSECNIC_Q_STATE);
	if (IPSECNIC_Q_STATE_OF(state) != IPSECNIC_Q_STATE_ERROR ||
	    ctrlq->failed)
		return 0;
	ctrlq->failed = true;
	return state;
}

static void ipsecnic_ctrl_say_error(struct ipsecnic *ipn, u32 state)
{
	netdev_err(ipn->netdev, "control queue in error, reason %u\n",
		   IPSECNIC_Q_REASON_OF(state));
	ipsecnic_reset_later(ipn);
}

/* Handle what the card has written. */
static void ipsecnic_ctrlq_service(struct ipsecnic *ipn)
{
	struct ipsecnic_ctrlq *ctrlq = ipn->ctrlq;
	unsigned int taken;
	unsigned long flags;
	u32 state = 0;

	spin_lock_irqsave(&ctrlq->lock, flags);
	taken = ipsecnic_ctrl_reap(ctrlq, &flags);
	if (ctrlq->running) {
		ipsecnic_ctrl_push(ctrlq);
		ipsecnic_give_back(&ctrlq->q, IPSECNIC_COMP_HEAD_ARM);
		/*
		 * An interrupt for nothing is rare, but for one that says that
		 * the queue has stopped.
		 */
		if (!taken)
			state = ipsecnic_ctrl_find_error(ctrlq);
	}
	spin_unlock_irqrestore(&ctrlq->lock, flags);

	if (state)
		ipsecnic_ctrl_say_error(ipn, state);
}

/**
 * ipsecnic_ctrlq_check - look for what no interrupt has told
 * @ipn: the card
 *
 * Has the card reset if it has stopped the queue.  Takes completions that were
 * there the last time already.
 *
 * Context: process, at regular intervals.
 * Return: true if there were such completions.
 */
bool ipsecnic_ctrlq_check(struct ipsecnic *ipn)
{
	struct ipsecnic_ctrlq *ctrlq = ipn->ctrlq;
	bool waits = false, lost = false;
	unsigned long flags;
	u32 index = 0, state = 0;

	spin_lock_irqsave(&ctrlq->lock, flags);
	if (ctrlq->running) {
		waits = ipsecnic_comp_waits(&ctrlq->q.comp, &index);
		lost = waits && ctrlq->waits && ctrlq->waits_index == index;
		state = ipsecnic_ctrl_find_error(ctrlq);
	}
	ctrlq->waits = waits;
	ctrlq->waits_index = index;
	spin_unlock_irqrestore(&ctrlq->lock, flags);

	if (state)
		ipsecnic_ctrl_say_error(ipn, state);
	if (lost)
		ipsecnic_ctrlq_service(ipn);
	return lost;
}

/**
 * ipsecnic_ctrlq_answers - is it worth asking the card for something?
 * @ipn: the card
 *
 * Return: false: it has left a command without an answer, or has stopped the
 * queue; whoever posted one more would lose his patience.
 */
bool ipsecnic_ctrlq_answers(const struct ipsecnic *ipn)
{
	struct ipsecnic_ctrlq *ctrlq = ipn->ctrlq;
	unsigned long flags;
	bool answers;

	spin_lock_irqsave(&ctrlq->lock, flags);
	answers = ctrlq->running && !ctrlq->stuck && !ctrlq->failed;
	spin_unlock_irqrestore(&ctrlq->lock, flags);
	return answers;
}

/**
 * ipsecnic_ctrlq_irq - interrupt of IPSECNIC_VECTOR_CTRL
 * @irq: number
 * @data: struct ipsecnic
 *
 * Return: IRQ_HANDLED.
 */
irqreturn_t ipsecnic_ctrlq_irq(int irq, void *data)
{
	struct ipsecnic *ipn = data;

	WRITE_ONCE(ipn->ctrl_irqs, ipn->ctrl_irqs + 1);
	ipsecnic_ctrlq_service(ipn);
	return IRQ_HANDLED;
}

/**
 * ipsecnic_ctrlq_start - bring the queue up
 * @ipn: the card, enabled
 *
 * Return: 0, or the error of ipsecnic_queue_enable().
 */
int ipsecnic_ctrlq_start(struct ipsecnic *ipn)
{
	struct ipsecnic_ctrlq *ctrlq = ipn->ctrlq;
	int err;

	/* Also for a stop that the card did not take part in. */
	ipsecnic_ctrl_free_kept(ctrlq);

	err = ipsecnic_queue_enable(ipn, &ctrlq->q);
	if (err)
		return err;

	spin_lock_irq(&ctrlq->lock);
	ctrlq->clean = ctrlq->q.posted.index;
	ctrlq->failed = false;
	ctrlq->waits = false;
	ctrlq->running = true;
	ipsecnic_give_back(&ctrlq->q, IPSECNIC_COMP_HEAD_ARM);
	spin_unlock_irq(&ctrlq->lock);
	return 0;
}

/**
 * ipsecnic_ctrlq_stop - take the queue down
 * @ipn: the card, which may have gone
 *
 * All requests end with -ESHUTDOWN, from here.  May sleep.
 */
void ipsecnic_ctrlq_stop(struct ipsecnic *ipn)
{
	struct ipsecnic_ctrlq *ctrlq = ipn->ctrlq;
	struct ipsecnic_ctrl_request *request;
	unsigned long flags;
	LIST_HEAD(rest);
	int irq, err;

	spin_lock_irq(&ctrlq->lock);
	ctrlq->running = false;
	/* Waiters go on before the card lets go of what they wait for. */
	WRITE_ONCE(ctrlq->stuck, true);
	spin_unlock_irq(&ctrlq->lock);

	cancel_delayed_work_sync(&ctrlq->watchdog);
	err = ipsecnic_queue_disable(ipn, &ctrlq->q);
	/* A done() of the interrupt handler may still be running. */
	irq = pci_irq_vector(ipn->pdev, IPSECNIC_VECTOR_CTRL);
	if (irq > 0)
		synchronize_irq(irq);

	spin_lock_irqsave(&ctrlq->lock, flags);
	list_splice_init(&ctrlq->flight, &rest);
	list_splice_tail_init(&ctrlq->pending, &rest);
	while (!list_empty(&rest)) {
		request = list_first_entry(&rest, struct ipsecnic_ctrl_request,
					   node);
		list_del_init(&request->node);
		ipsecnic_ctrl_finish(ctrlq, request, NULL, -ESHUTDOWN, &flags);
	}
	spin_unlock_irqrestore(&ctrlq->lock, flags);
	if (!err)
		ipsecnic_ctrl_free_kept(ctrlq);
}

/**
 * ipsecnic_ctrlq_alloc - make the control queue, stopped
 * @ipn: the card
 * @event: hears the card's events
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_ctrlq_alloc(struct ipsecnic *ipn, ipsecnic_ctrl_event *event)
{
	struct ipsecnic_ctrlq *ctrlq;
	int err;

	ctrlq = kzalloc(sizeof(*ctrlq), GFP_KERNEL);
	if (!ctrlq)
		return -ENOMEM;

	ctrlq->ipn = ipn;
	ctrlq->event = event;
	spin_lock_init(&ctrlq->lock);
	INIT_LIST_HEAD(&ctrlq->flight);
	INIT_LIST_HEAD(&ctrlq->pending);
	INIT_LIST_HEAD(&ctrlq->kept);
	INIT_DELAYED_WORK(&ctrlq->watchdog, ipsecnic_ctrl_watch);

	err = ipsecnic_queue_alloc(ipn, &ctrlq->q, IPSECNIC_REG_CTRLQ,
				   IPSECNIC_CTRL_RING, IPSECNIC_CTRL_COMP_RING,
				   IPSECNIC_VECTOR_CTRL);
	if (err) {
		kfree(ctrlq);
		return err;
	}
	ipn->ctrlq = ctrlq;
	return 0;
}

/**
 * ipsecnic_ctrlq_free - free the control queue
 * @ipn: the card, which does no DMA any more
 */
void ipsecnic_ctrlq_free(struct ipsecnic *ipn)
{
	struct ipsecnic_ctrlq *ctrlq = ipn->ctrlq;

	if (!ctrlq)
		return;
	ipsecnic_ctrl_free_kept(ctrlq);
	ipsecnic_queue_free(ipn, &ctrlq->q);
	ipn->ctrlq = NULL;
	kfree(ctrlq);
}

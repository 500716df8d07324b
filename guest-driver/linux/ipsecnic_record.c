// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: receive descriptors that are recorded for people to see
 *
 * Of a frame that the stack has taken nothing is left of what the card said of
 * it.  While it is switched on the last descriptors are kept here;
 * ipsecnic_debugfs.c shows them.
 */

#include <linux/compiler.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "ipsecnic.h"
#include "ipsecnic_record.h"

/**
 * struct ipsecnic_record - what was recorded
 * @lock: guards the rest; queues record at the same time
 * @count: descriptors that were recorded since it was switched on
 * @verdicts: the last of them; number n is entry n modulo IPSECNIC_VERDICTS
 */
struct ipsecnic_record {
	spinlock_t lock;
	u64 count;
	struct ipsecnic_verdict verdicts[IPSECNIC_VERDICTS];
};

/**
 * ipsecnic_record_alloc - make room for descriptors
 * @ipn: card
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_record_alloc(struct ipsecnic *ipn)
{
	struct ipsecnic_record *record = kzalloc(sizeof(*record), GFP_KERNEL);

	if (!record)
		return -ENOMEM;
	spin_lock_init(&record->lock);
	ipn->record = record;
	return 0;
}

/**
 * ipsecnic_record_free - record nothing any more, and forget what there is
 * @ipn: card
 *
 * Context: may sleep.
 */
void ipsecnic_record_free(struct ipsecnic *ipn)
{
	struct ipsecnic_record *record = ipn->record;

	WRITE_ONCE(ipn->recording, false);
	/* A queue that is being polled may not have seen it yet. */
	synchronize_net();
	ipn->record = NULL;
	kfree(record);
}

/**
 * ipsecnic_record_switch - begin to record, or end it
 * @ipn: card
 * @on: record from now on
 */
void ipsecnic_record_switch(struct ipsecnic *ipn, bool on)
{
	struct ipsecnic_record *record = ipn->record;

	/* Whoever switches it on wants to see what comes, not what came. */
	spin_lock_bh(&record->lock);
	if (on && !ipn->recording)
		record->count = 0;
	WRITE_ONCE(ipn->recording, on);
	spin_unlock_bh(&record->lock);
}

/**
 * ipsecnic_record_copy - the last descriptors, the oldest first
 * @ipn: card
 * @verdicts: room for IPSECNIC_VERDICTS of them
 *
 * Return: how many there are.
 */
unsigned int ipsecnic_record_copy(struct ipsecnic *ipn,
				  struct ipsecnic_verdict *verdicts)
{
	struct ipsecnic_record *record = ipn->record;
	unsigned int n = 0;
	u64 i;

	spin_lock_bh(&record->lock);
	i = record->count > IPSECNIC_VERDICTS ?
	    record->count - IPSECNIC_VERDICTS : 0;
	for (; i < record->count; i++)
		verdicts[n++] = record->verdicts[i % IPSECNIC_VERDICTS];
	spin_unlock_bh(&record->lock);
	return n;
}

/**
 * ipsecnic_record_add - record a receive descriptor
 * @ipn: card
 * @comp: the first completion of a frame
 *
 * Context: NAPI.
 */
void ipsecnic_record_add(struct ipsecnic *ipn,
			 const struct ipsecnic_rx_comp *comp)
{
	struct ipsecnic_record *record = ipn->record;
	struct ipsecnic_verdict *verdict;

	spin_lock(&record->lock);
	verdict = &record->verdicts[record->count++ % IPSECNIC_VERDICTS];
	verdict->when = ktime_get_real();
	verdict->comp = *comp;
	spin_unlock(&record->lock);
}

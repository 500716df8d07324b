// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: queue pairs from probe to remove
 *
 * Their counters outlast the interface's going down.
 */

#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/u64_stats_sync.h>

#include "ipsecnic.h"
#include "ipsecnic_pair.h"

/**
 * ipsecnic_pairs_alloc - make room for the queue pairs of a card
 * @ipn: card
 * @count: how many there can be
 *
 * As many of them will be used as there are processors.
 *
 * Return: 0 or -ENOMEM.
 */
int ipsecnic_pairs_alloc(struct ipsecnic *ipn, unsigned int count)
{
	unsigned int i;

	ipn->pairs = kcalloc(count, sizeof(*ipn->pairs), GFP_KERNEL);
	if (!ipn->pairs)
		return -ENOMEM;
	ipn->max_pairs = count;
	ipn->num_pairs = min(count, num_online_cpus());
	for (i = 0; i < count; i++) {
		ipn->pairs[i].ipn = ipn;
		ipn->pairs[i].index = i;
		u64_stats_init(&ipn->pairs[i].rx.syncp);
		u64_stats_init(&ipn->pairs[i].tx.syncp);
		u64_stats_init(&ipn->pairs[i].tx.done_syncp);
	}
	return 0;
}

/**
 * ipsecnic_pairs_free - the end of the queue pairs
 * @ipn: card; none of them is in use
 */
void ipsecnic_pairs_free(struct ipsecnic *ipn)
{
	kfree(ipn->pairs);
	ipn->pairs = NULL;
}

/* Copy @size bytes of counters, which others are adding to: each is read once. */
static void ipsecnic_pair_copy(void *to, const void *from, size_t size)
{
	const u64 *counters = from;
	u64 *copy = to;
	size_t i;

	for (i = 0; i < size / sizeof(u64); i++)
		copy[i] = READ_ONCE(counters[i]);
}

/**
 * ipsecnic_pair_stats - read the counters of a queue pair
 * @pair: queue pair
 * @rx: where those of receive go
 * @tx: where those of transmit go
 */
void ipsecnic_pair_stats(struct ipsecnic_pair *pair,
			 struct ipsecnic_rx_stats *rx,
			 struct ipsecnic_tx_stats *tx)
{
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&pair->rx.syncp);
		ipsecnic_pair_copy(rx, &pair->rx.stats, sizeof(*rx));
	} while (u64_stats_fetch_retry(&pair->rx.syncp, start));
	do {
		start = u64_stats_fetch_begin(&pair->tx.syncp);
		ipsecnic_pair_copy(tx, &pair->tx.stats, sizeof(*tx));
	} while (u64_stats_fetch_retry(&pair->tx.syncp, start));
	do {
		start = u64_stats_fetch_begin(&pair->tx.done_syncp);
		ipsecnic_pair_copy(tx->status, pair->tx.status,
				   sizeof(tx->status));
		tx->too_big_told = READ_ONCE(pair->tx.too_big_told);
	} while (u64_stats_fetch_retry(&pair->tx.done_syncp, start));
}

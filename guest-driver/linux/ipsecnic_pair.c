// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: queue pairs from probe to remove
 *
 * Their counters outlast the interface's going down.
 */

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
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&pair->rx.syncp);
		*rx = pair->rx.stats;
	} while (u64_stats_fetch_retry(&pair->rx.syncp, start));
	do {
		start = u64_stats_fetch_begin(&pair->tx.syncp);
		*tx = pair->tx.stats;
	} while (u64_stats_fetch_retry(&pair->tx.syncp, start));
	do {
		start = u64_stats_fetch_begin(&pair->tx.done_syncp);
		for (i = 0; i < ARRAY_SIZE(tx->status); i++)
			tx->status[i] = pair->tx.status[i];
		tx->too_big_told = pair->tx.too_big_told;
	} while (u64_stats_fetch_retry(&pair->tx.done_syncp, start));
}

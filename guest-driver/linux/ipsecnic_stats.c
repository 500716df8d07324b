// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: ethtool -S, and statistics of queues over netlink
 *
 * Which counters there are is in ipsecnic_counters.h.
 */

#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <net/netdev_queues.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_counters.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_names.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_stats.h"
#include "ipsecnic_xfrm_show.h"

static const char * const ipsecnic_rx_counters[] = {
#define IPSECNIC_COUNTER(field, name) name,
	IPSECNIC_RX_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

/* By CryptoStatus; the numbers are those of IPsecOV2. */
static const char * const ipsecnic_crypto_counters[] = {
#define IPSECNIC_COUNTER(id, name, counter) [IPSECNIC_CRYPTO_##id] = counter,
	IPSECNIC_CRYPTO_NAMES(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

static const char * const ipsecnic_reason_counters[] = {
#define IPSECNIC_COUNTER(id, name) [IPSECNIC_REASON_##id] = name,
	IPSECNIC_REASON_NAMES(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

static const char * const ipsecnic_tx_counters[] = {
#define IPSECNIC_COUNTER(field, name) name,
	IPSECNIC_TX_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

static const char * const ipsecnic_tx_status_counters[] = {
#define IPSECNIC_COUNTER(id, name, text) [IPSECNIC_TX_ST_##id] = name,
	IPSECNIC_TX_ST_NAMES(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

static const char * const ipsecnic_driver_counters[] = {
#define IPSECNIC_COUNTER(field, name) name,
	IPSECNIC_DRIVER_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

/* The card's own; they begin again with each reset of it. */
static const struct {
	const char *name;
	u32 number;
} ipsecnic_card_counters[] = {
#define IPSECNIC_COUNTER(id, name) { "dev_" name, IPSECNIC_STAT_##id },
	IPSECNIC_STAT_NAMES(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

/* Of each queue pair, with its number. */
static const char * const ipsecnic_pair_counters[] = {
#define IPSECNIC_COUNTER(value, name) name,
	IPSECNIC_PAIR_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

/**
 * ipsecnic_stats_count - how many counters ethtool -S has
 * @ipn: card
 *
 * Return: the number of them.
 */
int ipsecnic_stats_count(const struct ipsecnic *ipn)
{
	/* Reason 0 is none; two sums of what has no name. */
	return ARRAY_SIZE(ipsecnic_rx_counters) +
	       ARRAY_SIZE(ipsecnic_crypto_counters) +
	       ARRAY_SIZE(ipsecnic_reason_counters) - 1 + 1 +
	       ARRAY_SIZE(ipsecnic_tx_counters) +
	       ARRAY_SIZE(ipsecnic_tx_status_counters) + 1 +
	       ipsecnic_xfrm_stats_count() +
	       ARRAY_SIZE(ipsecnic_driver_counters) +
	       ARRAY_SIZE(ipsecnic_card_counters) +
	       ARRAY_SIZE(ipsecnic_crypto_counters) +
	       ipn->max_pairs * ARRAY_SIZE(ipsecnic_pair_counters);
}

/**
 * ipsecnic_stats_strings - their names
 * @ipn: card
 * @data: where they go, ETH_GSTRING_LEN bytes for each
 */
void ipsecnic_stats_strings(const struct ipsecnic *ipn, u8 *data)
{
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(ipsecnic_rx_counters); i++)
		ethtool_puts(&data, ipsecnic_rx_counters[i]);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_crypto_counters); i++)
		ethtool_sprintf(&data, "rx_crypto_%s",
				ipsecnic_crypto_counters[i]);
	for (i = 1; i < ARRAY_SIZE(ipsecnic_reason_counters); i++)
		ethtool_sprintf(&data, "rx_reason_%s",
				ipsecnic_reason_counters[i]);
	ethtool_puts(&data, "rx_reason_other");
	for (i = 0; i < ARRAY_SIZE(ipsecnic_tx_counters); i++)
		ethtool_puts(&data, ipsecnic_tx_counters[i]);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_tx_status_counters); i++)
		ethtool_sprintf(&data, "tx_status_%s",
				ipsecnic_tx_status_counters[i]);
	ethtool_puts(&data, "tx_status_other");
	ipsecnic_xfrm_stats_strings(&data);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_driver_counters); i++)
		ethtool_puts(&data, ipsecnic_driver_counters[i]);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_card_counters); i++)
		ethtool_puts(&data, ipsecnic_card_counters[i].name);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_crypto_counters); i++)
		ethtool_sprintf(&data, "dev_crypto_%s",
				ipsecnic_crypto_counters[i]);
	for (n = 0; n < ipn->max_pairs; n++)
		for (i = 0; i < ARRAY_SIZE(ipsecnic_pair_counters); i++)
			ethtool_sprintf(&data, ipsecnic_pair_counters[i], n);
}

/* All of a structure are counters. */
static void ipsecnic_stats_add(void *sum, const void *part, size_t size)
{
	const u64 *from = part;
	u64 *to = sum;
	size_t i;

	for (i = 0; i < size / sizeof(u64); i++)
		to[i] += from[i];
}

/* One value, though it has two registers and the card goes on counting. */
static u64 ipsecnic_stats_read(const struct ipsecnic *ipn, u32 n)
{
	u32 hi, lo, again;

	hi = ipsecnic_read(ipn, IPSECNIC_REG_STAT_HI(n));
	for (;;) {
		lo = ipsecnic_read(ipn, IPSECNIC_REG_STAT_LO(n));
		again = ipsecnic_read(ipn, IPSECNIC_REG_STAT_HI(n));
		/* Twice in a row it does not move: that takes 2^32 of them. */
		if (again == hi)
			return (u64)hi << 32 | lo;
		hi = again;
	}
}

static u64 *ipsecnic_stats_put_rx(u64 *data, const struct ipsecnic_rx_stats *rx)
{
	unsigned int i;
	u64 rest = 0;

#define IPSECNIC_COUNTER(field, name) *data++ = rx->field;
	IPSECNIC_RX_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
	for (i = 0; i < ARRAY_SIZE(ipsecnic_crypto_counters); i++)
		*data++ = rx->crypto[i];
	for (i = 1; i < ARRAY_SIZE(ipsecnic_reason_counters); i++)
		*data++ = rx->reason[i];
	for (; i < ARRAY_SIZE(rx->reason); i++)
		rest += rx->reason[i];
	*data++ = rest;
	return data;
}

static u64 *ipsecnic_stats_put_tx(u64 *data, const struct ipsecnic_tx_stats *tx)
{
	unsigned int i;
	u64 rest = 0;

#define IPSECNIC_COUNTER(field, name) *data++ = tx->field;
	IPSECNIC_TX_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
	for (i = 0; i < ARRAY_SIZE(ipsecnic_tx_status_counters); i++)
		*data++ = tx->status[i];
	for (; i < ARRAY_SIZE(tx->status); i++)
		rest += tx->status[i];
	*data++ = rest;
	return data;
}

/* The card's.  One that was pulled out has none. */
static u64 *ipsecnic_stats_put_card(u64 *data, const struct ipsecnic *ipn,
				    bool gone)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ipsecnic_card_counters); i++)
		*data++ = gone ? 0 :
			  ipsecnic_stats_read(ipn,
					      ipsecnic_card_counters[i].number);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_crypto_counters); i++)
		*data++ = gone ? 0 :
			  ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_STATUS(i));
	return data;
}

/**
 * ipsecnic_stats - their values
 * @ipn: card
 * @data: where they go, in the order of the names
 *
 * Context: rtnl.
 */
void ipsecnic_stats(struct ipsecnic *ipn, u64 *data)
{
	struct ipsecnic_rx_stats rx, rx_sum = { 0 };
	struct ipsecnic_tx_stats tx, tx_sum = { 0 };
	unsigned int n;

	for (n = 0; n < ipn->max_pairs; n++) {
		ipsecnic_pair_stats(&ipn->pairs[n], &rx, &tx);
		ipsecnic_stats_add(&rx_sum, &rx, sizeof(rx));
		ipsecnic_stats_add(&tx_sum, &tx, sizeof(tx));
	}
	data = ipsecnic_stats_put_rx(data, &rx_sum);
	data = ipsecnic_stats_put_tx(data, &tx_sum);
	ipsecnic_xfrm_stats(ipn, data);
	data += ipsecnic_xfrm_stats_count();
#define IPSECNIC_COUNTER(field, name) *data++ = READ_ONCE(ipn->field);
	IPSECNIC_DRIVER_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
	data = ipsecnic_stats_put_card(data, ipn, ipsecnic_gone(ipn));
	for (n = 0; n < ipn->max_pairs; n++) {
		struct ipsecnic_pair *pair = &ipn->pairs[n];

		ipsecnic_pair_stats(pair, &rx, &tx);
#define IPSECNIC_COUNTER(value, name) *data++ = READ_ONCE(value);
		IPSECNIC_PAIR_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
	}
}

#if IPSECNIC_QUEUE_STATS

static void ipsecnic_stats_sum_rx(struct ipsecnic *ipn, unsigned int first,
				  unsigned int end,
				  struct netdev_queue_stats_rx *stats)
{
	struct ipsecnic_rx_stats rx, sum = { 0 };
	struct ipsecnic_tx_stats tx;
	unsigned int i;

	for (i = first; i < end; i++) {
		ipsecnic_pair_stats(&ipn->pairs[i], &rx, &tx);
		ipsecnic_stats_add(&sum, &rx, sizeof(rx));
	}
	stats->packets = sum.packets;
	stats->bytes = sum.bytes;
	stats->alloc_fail = sum.alloc_failed;
	stats->csum_unnecessary = sum.csum_good;
	stats->csum_bad = sum.csum_bad;
}

static void ipsecnic_stats_sum_tx(struct ipsecnic *ipn, unsigned int first,
				  unsigned int end,
				  struct netdev_queue_stats_tx *stats)
{
	struct ipsecnic_tx_stats tx, sum = { 0 };
	struct ipsecnic_rx_stats rx;
	unsigned int i;

	for (i = first; i < end; i++) {
		ipsecnic_pair_stats(&ipn->pairs[i], &rx, &tx);
		ipsecnic_stats_add(&sum, &tx, sizeof(tx));
	}
	stats->packets = sum.packets;
	stats->bytes = sum.bytes;
	stats->needs_csum = sum.csum;
	stats->hw_gso_packets = sum.gso;
	stats->hw_gso_wire_packets = sum.gso_segments;
	stats->stop = sum.stopped;
}

static void ipsecnic_get_queue_stats_rx(struct net_device *netdev, int n,
					struct netdev_queue_stats_rx *stats)
{
	ipsecnic_stats_sum_rx(netdev_priv(netdev), n, n + 1, stats);
}

static void ipsecnic_get_queue_stats_tx(struct net_device *netdev, int n,
					struct netdev_queue_stats_tx *stats)
{
	ipsecnic_stats_sum_tx(netdev_priv(netdev), n, n + 1, stats);
}

/* The counters of pairs that are not in use, and have been. */
static void ipsecnic_get_base_stats(struct net_device *netdev,
				    struct netdev_queue_stats_rx *rx,
				    struct netdev_queue_stats_tx *tx)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	ipsecnic_stats_sum_rx(ipn, netdev->real_num_rx_queues, ipn->max_pairs,
			      rx);
	ipsecnic_stats_sum_tx(ipn, netdev->real_num_tx_queues, ipn->max_pairs,
			      tx);
}

static const struct netdev_stat_ops ipsecnic_stat_ops = {
	.get_queue_stats_rx = ipsecnic_get_queue_stats_rx,
	.get_queue_stats_tx = ipsecnic_get_queue_stats_tx,
	.get_base_stats = ipsecnic_get_base_stats,
};

/**
 * ipsecnic_stats_setup - offer statistics of queues where the kernel asks
 * @netdev: interface, before it is registered
 */
void ipsecnic_stats_setup(struct net_device *netdev)
{
	netdev->stat_ops = &ipsecnic_stat_ops;
}

#else

void ipsecnic_stats_setup(struct net_device *netdev)
{
}

#endif

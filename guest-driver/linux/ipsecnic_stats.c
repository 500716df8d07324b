// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: ethtool -S
 *
 * Which counters there are is in ipsecnic_counters.h.
 */

#include <linux/ethtool.h>
#include <linux/netdevice.h>

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
	       ipn->max_pairs * ARRAY_SIZE(ipsecnic_pair_counters) +
	       page_pool_ethtool_stats_get_count();
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
	page_pool_ethtool_stats_get_strings(data);
}

/**
 * ipsecnic_stats_add - add counters to counters
 * @sum: structure of which all members are u64, or arrays of them
 * @part: the same, to be added
 * @size: bytes of it
 */
void ipsecnic_stats_add(void *sum, const void *part, size_t size)
{
	const u64 *from = part;
	u64 *to = sum;
	size_t i;

	for (i = 0; i < size / sizeof(u64); i++)
		to[i] += from[i];
}

/* A good card wants two at most. */
#define IPSECNIC_STATS_TRIES	4

/**
 * ipsecnic_stats_read - read a counter of the card
 * @ipn: card
 * @n: IPSECNIC_STAT_*
 *
 * It has two registers, and the card goes on counting: this is one value.
 *
 * Return: the counter; all bits set if the card has gone; nonsense if the card
 * counts nonsense.
 */
u64 ipsecnic_stats_read(const struct ipsecnic *ipn, u32 n)
{
	unsigned int tries = IPSECNIC_STATS_TRIES;
	u32 hi, lo, again;

	again = ipsecnic_read(ipn, IPSECNIC_REG_STAT_HI(n));
	do {
		hi = again;
		lo = ipsecnic_read(ipn, IPSECNIC_REG_STAT_LO(n));
		again = ipsecnic_read(ipn, IPSECNIC_REG_STAT_HI(n));
		/* Twice in a row it does not move: that takes 2^32 of them. */
	} while (again != hi && --tries);
	return (u64)hi << 32 | lo;
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

/*
 * Of all queue pairs, and of a single one.  These counters are a good part of a
 * stack: not both at a time.
 */
static noinline_for_stack u64 *ipsecnic_stats_put_sums(u64 *data,
						       struct ipsecnic *ipn)
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
	return ipsecnic_stats_put_tx(data, &tx_sum);
}

static noinline_for_stack u64 *ipsecnic_stats_put_pair(u64 *data,
						       struct ipsecnic_pair *pair)
{
	struct ipsecnic_rx_stats rx;
	struct ipsecnic_tx_stats tx;

	ipsecnic_pair_stats(pair, &rx, &tx);
#define IPSECNIC_COUNTER(value, name) *data++ = READ_ONCE(value);
	IPSECNIC_PAIR_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
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

/*
 * Those of the page pools, which begin again when the interface comes up.
 * Kernels are built with them or without; there are no names then, either.
 */
static void ipsecnic_stats_put_pools(u64 *data, const struct ipsecnic *ipn)
{
#ifdef CONFIG_PAGE_POOL_STATS
	struct page_pool_stats stats = { };
	unsigned int n;

	for (n = 0; n < ipn->max_pairs; n++)
		if (ipn->pairs[n].rx.pool)
			page_pool_get_stats(ipn->pairs[n].rx.pool, &stats);
	page_pool_ethtool_stats_get(data, &stats);
#endif
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
	unsigned int n;

	data = ipsecnic_stats_put_sums(data, ipn);
	ipsecnic_xfrm_stats(ipn, data);
	data += ipsecnic_xfrm_stats_count();
#define IPSECNIC_COUNTER(field, name) *data++ = READ_ONCE(ipn->field);
	IPSECNIC_DRIVER_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
	data = ipsecnic_stats_put_card(data, ipn, ipsecnic_gone(ipn));
	for (n = 0; n < ipn->max_pairs; n++)
		data = ipsecnic_stats_put_pair(data, &ipn->pairs[n]);
	ipsecnic_stats_put_pools(data, ipn);
}

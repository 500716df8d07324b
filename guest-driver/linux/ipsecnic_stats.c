// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: ethtool -S, and statistics of queues over netlink
 *
 * What ip -s link shows already is not repeated.
 */

#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <net/netdev_queues.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_stats.h"
#include "ipsecnic_xfrm_show.h"

/* By CryptoStatus; names of counters have 31 characters at most. */
static const char * const ipsecnic_crypto_counters[] = {
	[IPSECNIC_CRYPTO_SUCCESS] = "success",
	[IPSECNIC_CRYPTO_GENERIC_ERROR] = "generic_error",
	[IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED] = "transport_ah_auth",
	[IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED] = "transport_esp_auth",
	[IPSECNIC_CRYPTO_TUNNEL_AH_AUTH_FAILED] = "tunnel_ah_auth",
	[IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED] = "tunnel_esp_auth",
	[IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX] = "invalid_syntax",
	[IPSECNIC_CRYPTO_INVALID_PROTOCOL] = "invalid_protocol",
};

static const char * const ipsecnic_reason_counters[] = {
	[IPSECNIC_REASON_PROCESSED] = "processed",
	[IPSECNIC_REASON_NOT_IPSEC] = "not_ipsec",
	[IPSECNIC_REASON_INACTIVE] = "inactive",
	[IPSECNIC_REASON_PROTOCOL_OFF] = "protocol_off",
	[IPSECNIC_REASON_NO_SA] = "no_sa",
	[IPSECNIC_REASON_FRAGMENT] = "fragment",
	[IPSECNIC_REASON_CAPABILITY] = "capability",
	[IPSECNIC_REASON_IKE] = "ike",
	[IPSECNIC_REASON_TRUNCATED] = "truncated",
	[IPSECNIC_REASON_MALFORMED] = "malformed",
	[IPSECNIC_REASON_UDP_CSUM] = "udp_csum",
	[IPSECNIC_REASON_NOT_OWN_MAC] = "not_own_mac",
};

static const char * const ipsecnic_tx_status_counters[] = {
	[IPSECNIC_TX_ST_OK] = "ok",
	[IPSECNIC_TX_ST_BAD_DESCRIPTOR] = "bad_descriptor",
	[IPSECNIC_TX_ST_TOO_MANY] = "too_many",
	[IPSECNIC_TX_ST_BAD_LENGTH] = "bad_length",
	[IPSECNIC_TX_ST_NOT_NEGOTIATED] = "not_negotiated",
	[IPSECNIC_TX_ST_LINK_DOWN] = "link_down",
	[IPSECNIC_TX_ST_BAD_OFFLOAD] = "bad_offload",
	[IPSECNIC_TX_ST_INACTIVE] = "inactive",
	[IPSECNIC_TX_ST_UNKNOWN_SA] = "unknown_sa",
	[IPSECNIC_TX_ST_SA_DIRECTION] = "sa_direction",
	[IPSECNIC_TX_ST_BAD_HEADER] = "bad_header",
	[IPSECNIC_TX_ST_FRAGMENT] = "fragment",
	[IPSECNIC_TX_ST_SA_MISMATCH] = "sa_mismatch",
	[IPSECNIC_TX_ST_CAPABILITY] = "capability",
	[IPSECNIC_TX_ST_BAD_SEGMENT] = "bad_segment",
	[IPSECNIC_TX_ST_BAD_TRAILER] = "bad_trailer",
	[IPSECNIC_TX_ST_IP_LENGTH] = "ip_length",
	[IPSECNIC_TX_ST_BAD_CSUM] = "bad_csum",
	[IPSECNIC_TX_ST_SEQUENCE] = "sequence",
	[IPSECNIC_TX_ST_CRYPTO] = "crypto",
};

struct ipsecnic_counter {
	const char *name;
	size_t offset;
};

static const struct ipsecnic_counter ipsecnic_rx_counters[] = {
	{ "rx_csum_good", offsetof(struct ipsecnic_rx_stats, csum_good) },
	{ "rx_csum_bad", offsetof(struct ipsecnic_rx_stats, csum_bad) },
	{ "rx_alloc_failed", offsetof(struct ipsecnic_rx_stats, alloc_failed) },
	{ "rx_shown", offsetof(struct ipsecnic_rx_stats, shown) },
	{ "rx_state_gone", offsetof(struct ipsecnic_rx_stats, state_gone) },
	{ "rx_no_secpath", offsetof(struct ipsecnic_rx_stats, no_secpath) },
	{ "rx_next_crypto_done",
	  offsetof(struct ipsecnic_rx_stats, next_crypto_done) },
	{ "rx_sa_delete_req",
	  offsetof(struct ipsecnic_rx_stats, sa_delete_req) },
};

static const struct ipsecnic_counter ipsecnic_tx_counters[] = {
	{ "tx_gso", offsetof(struct ipsecnic_tx_stats, gso) },
	{ "tx_gso_segments", offsetof(struct ipsecnic_tx_stats, gso_segments) },
	{ "tx_csum", offsetof(struct ipsecnic_tx_stats, csum) },
	{ "tx_map_failed", offsetof(struct ipsecnic_tx_stats, map_failed) },
	{ "tx_linearized", offsetof(struct ipsecnic_tx_stats, linearized) },
	{ "tx_stopped", offsetof(struct ipsecnic_tx_stats, stopped) },
	{ "tx_ipsec", offsetof(struct ipsecnic_tx_stats, ipsec) },
	{ "tx_ipsec_gso", offsetof(struct ipsecnic_tx_stats, ipsec_gso) },
	{ "tx_ipsec_refused",
	  offsetof(struct ipsecnic_tx_stats, ipsec_refused) },
};

/* The card's own; they begin again with each reset of it. */
static const struct {
	const char *name;
	u32 number;
} ipsecnic_card_counters[] = {
	{ "dev_rx_arrivals", IPSECNIC_STAT_RX_ARRIVALS },
	{ "dev_rx_frames", IPSECNIC_STAT_RX_FRAMES },
	{ "dev_rx_bytes", IPSECNIC_STAT_RX_BYTES },
	{ "dev_rx_multicast", IPSECNIC_STAT_RX_MULTICAST },
	{ "dev_rx_broadcast", IPSECNIC_STAT_RX_BROADCAST },
	{ "dev_rx_stalls", IPSECNIC_STAT_RX_STALLS },
	{ "dev_rx_drop_filter", IPSECNIC_STAT_RX_DROP_FILTER },
	{ "dev_rx_drop_runt", IPSECNIC_STAT_RX_DROP_RUNT },
	{ "dev_rx_drop_oversize", IPSECNIC_STAT_RX_DROP_OVERSIZE },
	{ "dev_rx_drop_disabled", IPSECNIC_STAT_RX_DROP_DISABLED },
	{ "dev_rx_drop_queue", IPSECNIC_STAT_RX_DROP_QUEUE },
	{ "dev_rx_drop_dma", IPSECNIC_STAT_RX_DROP_DMA },
	{ "dev_rx_drop_overrun", IPSECNIC_STAT_RX_DROP_OVERRUN },
	{ "dev_rx_vlan_stripped", IPSECNIC_STAT_RX_VLAN_STRIPPED },
	{ "dev_rx_nested", IPSECNIC_STAT_RX_NESTED },
	{ "dev_tx_frames", IPSECNIC_STAT_TX_FRAMES },
	{ "dev_tx_bytes", IPSECNIC_STAT_TX_BYTES },
	{ "dev_tx_errors", IPSECNIC_STAT_TX_ERRORS },
	{ "dev_tx_stalls", IPSECNIC_STAT_TX_STALLS },
	{ "dev_tx_ipsec", IPSECNIC_STAT_TX_IPSEC },
	{ "dev_tx_large", IPSECNIC_STAT_TX_LARGE },
	{ "dev_tx_segments", IPSECNIC_STAT_TX_SEGMENTS },
	{ "dev_tx_resent", IPSECNIC_STAT_TX_RESENT },
	{ "dev_tx_vlan_inserted", IPSECNIC_STAT_TX_VLAN_INSERTED },
	{ "dev_commands", IPSECNIC_STAT_COMMANDS },
	{ "dev_command_errors", IPSECNIC_STAT_COMMAND_ERRORS },
	{ "dev_events", IPSECNIC_STAT_EVENTS },
	{ "dev_events_lost", IPSECNIC_STAT_EVENTS_LOST },
	{ "dev_interrupts", IPSECNIC_STAT_INTERRUPTS },
	{ "dev_queue_errors", IPSECNIC_STAT_QUEUE_ERRORS },
};

/* Of the driver itself, see ipsecnic_stats(). */
static const char * const ipsecnic_driver_counters[] = {
	"resets", "queue_errors", "control_interrupts",
};

/* Of each queue pair, see ipsecnic_stats(). */
static const char * const ipsecnic_pair_counters[] = {
	"rx_queue_%u_packets", "rx_queue_%u_bytes",
	"tx_queue_%u_packets", "tx_queue_%u_bytes",
	"queue_%u_interrupts",
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
		ethtool_puts(&data, ipsecnic_rx_counters[i].name);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_crypto_counters); i++)
		ethtool_sprintf(&data, "rx_crypto_%s", ipsecnic_crypto_counters[i]);
	for (i = 1; i < ARRAY_SIZE(ipsecnic_reason_counters); i++)
		ethtool_sprintf(&data, "rx_reason_%s", ipsecnic_reason_counters[i]);
	ethtool_puts(&data, "rx_reason_other");
	for (i = 0; i < ARRAY_SIZE(ipsecnic_tx_counters); i++)
		ethtool_puts(&data, ipsecnic_tx_counters[i].name);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_tx_status_counters); i++)
		ethtool_sprintf(&data, "tx_status_%s", ipsecnic_tx_status_counters[i]);
	ethtool_puts(&data, "tx_status_other");
	ipsecnic_xfrm_stats_strings(&data);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_driver_counters); i++)
		ethtool_puts(&data, ipsecnic_driver_counters[i]);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_card_counters); i++)
		ethtool_puts(&data, ipsecnic_card_counters[i].name);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_crypto_counters); i++)
		ethtool_sprintf(&data, "dev_crypto_%s", ipsecnic_crypto_counters[i]);
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

	for (i = 0; i < ARRAY_SIZE(ipsecnic_rx_counters); i++)
		*data++ = *(const u64 *)((const char *)rx +
					 ipsecnic_rx_counters[i].offset);
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

	for (i = 0; i < ARRAY_SIZE(ipsecnic_tx_counters); i++)
		*data++ = *(const u64 *)((const char *)tx +
					 ipsecnic_tx_counters[i].offset);
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
		*data++ = gone ? 0 : ipsecnic_stats_read(ipn, ipsecnic_card_counters[i].number);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_crypto_counters); i++)
		*data++ = gone ? 0 :
				 ipsecnic_stats_read(
					 ipn, IPSECNIC_STAT_RX_STATUS(i));
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
	*data++ = ipn->resets;
	*data++ = ipn->queue_errors;
	*data++ = READ_ONCE(ipn->ctrl_irqs);
	data = ipsecnic_stats_put_card(data, ipn, ipsecnic_gone(ipn));
	for (n = 0; n < ipn->max_pairs; n++) {
		ipsecnic_pair_stats(&ipn->pairs[n], &rx, &tx);
		*data++ = rx.packets;
		*data++ = rx.bytes;
		*data++ = tx.packets;
		*data++ = tx.bytes;
		*data++ = READ_ONCE(ipn->pairs[n].irqs);
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

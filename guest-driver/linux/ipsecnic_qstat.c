// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: the counters that are standardized: of queues, of the MAC, RMON
 *
 * Queues are the driver's: "qstats-get" of netlink's family netdev.  The groups
 * of ethtool -S --groups are the card's, and begin again with each reset of it.
 * What nobody counts is left unset, and not shown.
 */

#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <net/netdev_queues.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_qstat.h"
#include "ipsecnic_stats.h"

#if IPSECNIC_QUEUE_STATS

static void ipsecnic_qstat_sum_rx(struct ipsecnic *ipn, unsigned int first,
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

static void ipsecnic_qstat_sum_tx(struct ipsecnic *ipn, unsigned int first,
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
	stats->hw_drop_errors = 0;
	for (i = IPSECNIC_TX_ST_OK + 1; i < IPSECNIC_TX_STATUSES; i++)
		stats->hw_drop_errors += sum.status[i];
}

static void ipsecnic_qstat_rx(struct net_device *netdev, int n,
			      struct netdev_queue_stats_rx *stats)
{
	ipsecnic_qstat_sum_rx(netdev_priv(netdev), n, n + 1, stats);
}

static void ipsecnic_qstat_tx(struct net_device *netdev, int n,
			      struct netdev_queue_stats_tx *stats)
{
	ipsecnic_qstat_sum_tx(netdev_priv(netdev), n, n + 1, stats);
}

/* The counters of pairs that are not in use, and have been. */
static void ipsecnic_qstat_base(struct net_device *netdev,
				struct netdev_queue_stats_rx *rx,
				struct netdev_queue_stats_tx *tx)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	ipsecnic_qstat_sum_rx(ipn, netdev->real_num_rx_queues, ipn->max_pairs,
			      rx);
	ipsecnic_qstat_sum_tx(ipn, netdev->real_num_tx_queues, ipn->max_pairs,
			      tx);
}

static const struct netdev_stat_ops ipsecnic_qstat_ops = {
	.get_queue_stats_rx = ipsecnic_qstat_rx,
	.get_queue_stats_tx = ipsecnic_qstat_tx,
	.get_base_stats = ipsecnic_qstat_base,
};

/**
 * ipsecnic_qstat_setup - offer statistics of queues where the kernel asks
 * @netdev: interface, before it is registered
 */
void ipsecnic_qstat_setup(struct net_device *netdev)
{
	netdev->stat_ops = &ipsecnic_qstat_ops;
}

#else

void ipsecnic_qstat_setup(struct net_device *netdev)
{
}

#endif

/* What IEEE 802.3 calls octets: all of a frame but the addresses and the type. */
static u64 ipsecnic_qstat_octets(u64 bytes, u64 frames)
{
	return bytes - frames * ETH_HLEN;
}

/**
 * ipsecnic_qstat_eth_mac - counters of the MAC (IEEE 802.3, 30.3.1.1)
 * @netdev: interface
 * @stats: where they go
 *
 * The card is a MAC without a medium: collisions and bad frame check sequences
 * do not occur, and are not counted.
 *
 * Context: rtnl.
 */
void ipsecnic_qstat_eth_mac(struct net_device *netdev,
			    struct ethtool_eth_mac_stats *stats)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	u64 frames, bytes;

	if (ipsecnic_gone(ipn))
		return;
	/* Frames first: what comes in between has at least a header. */
	frames = ipsecnic_stats_read(ipn, IPSECNIC_STAT_TX_FRAMES);
	bytes = ipsecnic_stats_read(ipn, IPSECNIC_STAT_TX_BYTES);
	stats->FramesTransmittedOK = frames;
	stats->OctetsTransmittedOK = ipsecnic_qstat_octets(bytes, frames);
	frames = ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_FRAMES);
	bytes = ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_BYTES);
	stats->FramesReceivedOK = frames;
	stats->OctetsReceivedOK = ipsecnic_qstat_octets(bytes, frames);
	stats->MulticastFramesReceivedOK =
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_MULTICAST);
	stats->BroadcastFramesReceivedOK =
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_BROADCAST);
	stats->FramesLostDueToIntMACRcvError =
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_DROP_QUEUE) +
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_DROP_DMA) +
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_DROP_OVERRUN);
	stats->FrameTooLongErrors =
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_DROP_OVERSIZE);
	if (!ipsecnic_has(ipn, IPSECNIC_F_RMON))
		return;
	stats->MulticastFramesXmittedOK =
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_TX_MULTICAST);
	stats->BroadcastFramesXmittedOK =
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_TX_BROADCAST);
}

/*
 * Lengths by which the card counts, with the frame check sequence.  The last
 * one has no end but the type's.
 */
static const struct ethtool_rmon_hist_range ipsecnic_qstat_ranges[] = {
	{ 0, 64 },
	{ 65, 127 },
	{ 128, 255 },
	{ 256, 511 },
	{ 512, 1023 },
	{ 1024, 1518 },
	{ 1519, U16_MAX },
	{ }
};

#define IPSECNIC_QSTAT_RANGES	(ARRAY_SIZE(ipsecnic_qstat_ranges) - 1)

static_assert(IPSECNIC_QSTAT_RANGES <= ETHTOOL_RMON_HIST_MAX);
static_assert(IPSECNIC_STAT_RX_FROM_1519 ==
	      IPSECNIC_STAT_RX_TO_64 + IPSECNIC_QSTAT_RANGES - 1);
static_assert(IPSECNIC_STAT_TX_FROM_1519 ==
	      IPSECNIC_STAT_TX_TO_64 + IPSECNIC_QSTAT_RANGES - 1);

/**
 * ipsecnic_qstat_rmon - counters of RMON (RFC 2819)
 * @netdev: interface
 * @stats: where they go
 * @ranges: of lengths, by which frames are counted; left as it is: none
 *
 * Context: rtnl.
 */
void ipsecnic_qstat_rmon(struct net_device *netdev,
			 struct ethtool_rmon_stats *stats,
			 const struct ethtool_rmon_hist_range **ranges)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	unsigned int i;

	if (ipsecnic_gone(ipn))
		return;
	stats->undersize_pkts =
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_DROP_RUNT);
	stats->oversize_pkts =
		ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_DROP_OVERSIZE);
	if (!ipsecnic_has(ipn, IPSECNIC_F_RMON))
		return;
	*ranges = ipsecnic_qstat_ranges;
	for (i = 0; i < IPSECNIC_QSTAT_RANGES; i++) {
		stats->hist[i] =
			ipsecnic_stats_read(ipn, IPSECNIC_STAT_RX_TO_64 + i);
		stats->hist_tx[i] =
			ipsecnic_stats_read(ipn, IPSECNIC_STAT_TX_TO_64 + i);
	}
}

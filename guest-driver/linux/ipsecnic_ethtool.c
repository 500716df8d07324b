// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: ethtool
 *
 * Statistics are in ipsecnic_stats.c and ipsecnic_qstat.c, the self-test in
 * ipsecnic_selftest.c.
 */

#include <linux/ethtool.h>
#include <linux/log2.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_dim.h"
#include "ipsecnic_ethtool.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_ntuple.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_port.h"
#include "ipsecnic_ptp.h"
#include "ipsecnic_qstat.h"
#include "ipsecnic_rss.h"
#include "ipsecnic_selftest.h"
#include "ipsecnic_stats.h"

/* In the order of IPSECNIC_PRIV_*. */
static const char
ipsecnic_priv_flag_names[IPSECNIC_PRIV_FLAGS][ETH_GSTRING_LEN] = {
	[IPSECNIC_PRIV_RX_TAP] = "rx-ipsec-tap",
	[IPSECNIC_PRIV_SADEL_EXPIRE] = "sa-delete-req-expire",
};

/* Of the layout of the register dump, see ipsecnic_get_regs(). */
#define IPSECNIC_REGS_VERSION	1

/* Registers from @first to @last, which are defined or read as 0. */
struct ipsecnic_reg_range {
	u32 first;
	u32 last;
};

static const struct ipsecnic_reg_range ipsecnic_global_regs[] = {
	{ IPSECNIC_REG_MAGIC, IPSECNIC_REG_MCAST_ENTRIES },
	{ IPSECNIC_REG_CAP_ENCAP, IPSECNIC_REG_BATCH_MAX },
	{ IPSECNIC_REG_TEST_SCRATCH, IPSECNIC_REG_TEST_DMA_STATUS },
	{ IPSECNIC_REG_RSS_CONTEXTS, IPSECNIC_REG_RX_RULE_COUNT },
	/* Not the time, which others are reading. */
	{ IPSECNIC_REG_CLOCK_ARG_LO, IPSECNIC_REG_CLOCK_RATE },
	{ IPSECNIC_REG_MCAST_LO(0),
	  IPSECNIC_REG_MCAST_HI(IPSECNIC_MCAST_MAX - 1) },
};

static const struct ipsecnic_reg_range ipsecnic_queue_regs = {
	IPSECNIC_Q_CTRL, IPSECNIC_Q_COMP_TAIL
};

static u32 ipsecnic_range_count(const struct ipsecnic_reg_range *range)
{
	return (range->last - range->first) / sizeof(u32) + 1;
}

static void ipsecnic_get_drvinfo(struct net_device *netdev,
				 struct ethtool_drvinfo *info)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	u32 version = ipsecnic_read(ipn, IPSECNIC_REG_ABI_VERSION);

	strscpy(info->driver, IPSECNIC_NAME, sizeof(info->driver));
	strscpy(info->bus_info, pci_name(ipn->pdev), sizeof(info->bus_info));
	/* A card that was pulled out reads as all ones. */
	if (version != ~0U)
		snprintf(info->fw_version, sizeof(info->fw_version),
			 "interface %u.%u", version >> 16, version & 0xffff);
}

static int ipsecnic_get_link_ksettings(struct net_device *netdev,
				       struct ethtool_link_ksettings *cmd)
{
	ethtool_link_ksettings_zero_link_mode(cmd, supported);
	ethtool_link_ksettings_zero_link_mode(cmd, advertising);
	cmd->base.port = PORT_OTHER;
	cmd->base.autoneg = AUTONEG_DISABLE;
	/*
	 * The wire has no rate of its own.  A bond of type 802.3ad and the
	 * costs of a bridge want a number, though, so it is that of veth.
	 */
	if (netif_carrier_ok(netdev)) {
		cmd->base.speed = SPEED_10000;
		cmd->base.duplex = DUPLEX_FULL;
	} else {
		cmd->base.speed = SPEED_UNKNOWN;
		cmd->base.duplex = DUPLEX_UNKNOWN;
	}
	return 0;
}

static void ipsecnic_get_ringparam(struct net_device *netdev,
				   struct ethtool_ringparam *ring,
				   struct kernel_ethtool_ringparam *kernel_ring,
				   struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	ring->rx_max_pending = IPSECNIC_RING_LARGEST;
	ring->tx_max_pending = IPSECNIC_RING_LARGEST;
	ring->rx_pending = ipn->rx_ring;
	ring->tx_pending = ipn->tx_ring;
}

static int ipsecnic_set_ringparam(struct net_device *netdev,
				  struct ethtool_ringparam *ring,
				  struct kernel_ethtool_ringparam *kernel_ring,
				  struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	u32 rx, tx;

	if (ring->rx_pending < IPSECNIC_RING_SMALLEST ||
	    ring->tx_pending < IPSECNIC_RING_SMALLEST) {
		NL_SET_ERR_MSG_MOD(extack,
				   "a ring has at least "
				   __stringify(IPSECNIC_RING_SMALLEST)
				   " entries");
		return -EINVAL;
	}
	/* The largest is one itself, so that this does not go beyond it. */
	rx = roundup_pow_of_two(ring->rx_pending);
	tx = roundup_pow_of_two(ring->tx_pending);
	if (rx != ring->rx_pending || tx != ring->tx_pending)
		NL_SET_ERR_MSG_MOD(extack, "rounded up to a power of two");
	if (rx == ipn->rx_ring && tx == ipn->tx_ring)
		return 0;
	return ipsecnic_port_reconfigure(ipn, ipn->num_pairs, rx, tx);
}

static void ipsecnic_get_channels(struct net_device *netdev,
				  struct ethtool_channels *channels)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	channels->max_combined = ipn->max_pairs;
	channels->combined_count = ipn->num_pairs;
}

static u32 __maybe_unused ipsecnic_get_rx_ring_count(struct net_device *netdev)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	return ipn->num_pairs;
}

static int ipsecnic_set_channels(struct net_device *netdev,
				 struct ethtool_channels *channels)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	/* The core has seen to it that it is 1..max_pairs, and nothing else. */
	if (channels->combined_count == ipn->num_pairs)
		return 0;
	/* Not all kernels look at each context. */
	if (channels->combined_count < ipsecnic_rss_pairs_used(ipn) ||
	    channels->combined_count < ipsecnic_ntuple_pairs_used(ipn))
		return -EINVAL;
	return ipsecnic_port_reconfigure(ipn, channels->combined_count,
					 ipn->rx_ring, ipn->tx_ring);
}

static int ipsecnic_get_coalesce(struct net_device *netdev,
				 struct ethtool_coalesce *coalesce,
				 struct kernel_ethtool_coalesce *kernel,
				 struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	coalesce->rx_coalesce_usecs = ipn->usecs;
	coalesce->use_adaptive_rx_coalesce = ipn->adaptive;
	return 0;
}

static int ipsecnic_set_coalesce(struct net_device *netdev,
				 struct ethtool_coalesce *coalesce,
				 struct kernel_ethtool_coalesce *kernel,
				 struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	if (!ipsecnic_has(ipn, IPSECNIC_F_MODERATION)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "this card has no interrupt moderation");
		return -EOPNOTSUPP;
	}
	if (coalesce->rx_coalesce_usecs > IPSECNIC_VEC_INTERVAL_MAX) {
		NL_SET_ERR_MSG_MOD(extack, "rx-usecs is at most "
				   __stringify(IPSECNIC_VEC_INTERVAL_MAX));
		return -ERANGE;
	}
	if (coalesce->use_adaptive_rx_coalesce && !IPSECNIC_DIM) {
		NL_SET_ERR_MSG_MOD(extack,
				   "this kernel is built without DIM, which adaptive-rx needs");
		return -EOPNOTSUPP;
	}
	WRITE_ONCE(ipn->usecs, coalesce->rx_coalesce_usecs);
	WRITE_ONCE(ipn->adaptive, coalesce->use_adaptive_rx_coalesce);
	ipsecnic_port_set_moderation(ipn);
	return 0;
}

static u32 ipsecnic_get_msglevel(struct net_device *netdev)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	return ipn->msg_enable;
}

static void ipsecnic_set_msglevel(struct net_device *netdev, u32 level)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	ipn->msg_enable = level;
}

static u32 ipsecnic_get_priv_flags(struct net_device *netdev)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	return ipn->priv_flags;
}

static int ipsecnic_set_priv_flags(struct net_device *netdev, u32 flags)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	/* The core lets no others through. */
	WRITE_ONCE(ipn->priv_flags, flags & (BIT(IPSECNIC_PRIV_FLAGS) - 1));
	if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state)) {
		ipsecnic_port_set_originals(ipn);
		ipsecnic_port_refill(ipn);
	}
	return 0;
}

/*
 * The dump is an array of pairs: offset in BAR 0, value.  So it can be read
 * without this file, and a register more does not move the others.
 */
static int ipsecnic_get_regs_len(struct net_device *netdev)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	u32 count = 2 * (1 + ipn->max_pairs); /* two registers a vector */
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ipsecnic_global_regs); i++)
		count += ipsecnic_range_count(&ipsecnic_global_regs[i]);
	count += (1 + 2 * ipn->max_pairs) *
		 ipsecnic_range_count(&ipsecnic_queue_regs);
	return count * 2 * sizeof(u32);
}

static u32 *ipsecnic_dump_range(struct ipsecnic *ipn, u32 *out, u32 base,
				const struct ipsecnic_reg_range *range)
{
	u32 reg;

	for (reg = range->first; reg <= range->last; reg += sizeof(u32)) {
		*out++ = base + reg;
		*out++ = ipsecnic_read(ipn, base + reg);
	}
	return out;
}

static void ipsecnic_get_regs(struct net_device *netdev,
			      struct ethtool_regs *regs, void *data)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	u32 *out = data;
	unsigned int i;

	regs->version = IPSECNIC_REGS_VERSION;
	for (i = 0; i < ARRAY_SIZE(ipsecnic_global_regs); i++)
		out = ipsecnic_dump_range(ipn, out, 0,
					  &ipsecnic_global_regs[i]);
	for (i = 0; i < 1 + ipn->max_pairs; i++) {
		const struct ipsecnic_reg_range vector = {
			IPSECNIC_REG_VEC_INTERVAL(i),
			IPSECNIC_REG_VEC_PENDING(i)
		};

		out = ipsecnic_dump_range(ipn, out, 0, &vector);
	}
	out = ipsecnic_dump_range(ipn, out, IPSECNIC_REG_CTRLQ,
				  &ipsecnic_queue_regs);
	for (i = 0; i < ipn->max_pairs; i++)
		out = ipsecnic_dump_range(ipn, out, IPSECNIC_REG_RXQ(i),
					  &ipsecnic_queue_regs);
	for (i = 0; i < ipn->max_pairs; i++)
		out = ipsecnic_dump_range(ipn, out, IPSECNIC_REG_TXQ(i),
					  &ipsecnic_queue_regs);
}

static int ipsecnic_get_sset_count(struct net_device *netdev, int set)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	switch (set) {
	case ETH_SS_STATS:
		return ipsecnic_stats_count(ipn);
	case ETH_SS_TEST:
		return ipsecnic_selftest_count(ipn);
	case ETH_SS_PRIV_FLAGS:
		return IPSECNIC_PRIV_FLAGS;
	default:
		return -EOPNOTSUPP;
	}
}

static void ipsecnic_get_strings(struct net_device *netdev, u32 set, u8 *data)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	switch (set) {
	case ETH_SS_STATS:
		ipsecnic_stats_strings(ipn, data);
		break;
	case ETH_SS_TEST:
		ipsecnic_selftest_strings(ipn, data);
		break;
	case ETH_SS_PRIV_FLAGS:
		memcpy(data, ipsecnic_priv_flag_names,
		       sizeof(ipsecnic_priv_flag_names));
		break;
	}
}

static void ipsecnic_get_ethtool_stats(struct net_device *netdev,
				       struct ethtool_stats *stats, u64 *data)
{
	ipsecnic_stats(netdev_priv(netdev), data);
}

static void ipsecnic_self_test(struct net_device *netdev,
			       struct ethtool_test *test, u64 *data)
{
	bool offline = test->flags & ETH_TEST_FL_OFFLINE;

	if (!ipsecnic_selftest(netdev_priv(netdev), offline, data))
		test->flags |= ETH_TEST_FL_FAILED;
}

const struct ethtool_ops ipsecnic_ethtool_ops = {
	.supported_coalesce_params = ETHTOOL_COALESCE_RX_USECS |
				     ETHTOOL_COALESCE_USE_ADAPTIVE_RX,
	.get_drvinfo = ipsecnic_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = ipsecnic_get_link_ksettings,
	.get_ringparam = ipsecnic_get_ringparam,
	.set_ringparam = ipsecnic_set_ringparam,
	.get_channels = ipsecnic_get_channels,
	.set_channels = ipsecnic_set_channels,
	.get_coalesce = ipsecnic_get_coalesce,
	.set_coalesce = ipsecnic_set_coalesce,
	.get_msglevel = ipsecnic_get_msglevel,
	.set_msglevel = ipsecnic_set_msglevel,
	.get_priv_flags = ipsecnic_get_priv_flags,
	.set_priv_flags = ipsecnic_set_priv_flags,
	.get_regs_len = ipsecnic_get_regs_len,
	.get_regs = ipsecnic_get_regs,
	.get_sset_count = ipsecnic_get_sset_count,
	.get_strings = ipsecnic_get_strings,
	.get_ethtool_stats = ipsecnic_get_ethtool_stats,
	.get_eth_mac_stats = ipsecnic_qstat_eth_mac,
	.get_rmon_stats = ipsecnic_qstat_rmon,
	.self_test = ipsecnic_self_test,
	.get_ts_info = ipsecnic_ptp_get_ts_info,
	IPSECNIC_RX_RING_COUNT(ipsecnic_get_rx_ring_count)
	.get_rxnfc = ipsecnic_get_rxnfc,
	.set_rxnfc = ipsecnic_set_rxnfc,
	.get_rxfh_key_size = ipsecnic_get_rxfh_key_size,
	.get_rxfh_indir_size = ipsecnic_get_rxfh_indir_size,
	.get_rxfh = ipsecnic_get_rxfh,
	.set_rxfh = ipsecnic_set_rxfh,
	IPSECNIC_RXFH_CONTEXT_ENTRIES
	IPSECNIC_RXFH_XFRM_ENTRIES
	IPSECNIC_RXFH_FIELD_ENTRIES
};

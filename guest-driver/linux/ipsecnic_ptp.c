// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: the clock of the card, and the times of packets
 *
 * The clock goes on whatever happens to the card: a reset takes neither its time
 * nor its rate, and none of the registers here wants the card to be enabled. So
 * nobody has to be kept out while it is brought back.
 */

#include <linux/ethtool.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/net_tstamp.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/pci.h>
#include <linux/ptp_clock_kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_ptp.h"

/* CLOCK_RATE_MAX / 2^32, in parts in 10^9. */
#define IPSECNIC_PTP_MAX_ADJ	62500000

/**
 * struct ipsecnic_ptp - the clock of a card that has one
 * @ipn: card
 * @info: what PTP is told of it
 * @clock: what PTP has made of it; NULL: this kernel knows no PTP
 * @lock: a read of the time, or an operation with its argument, is one
 */
struct ipsecnic_ptp {
	struct ipsecnic *ipn;
	struct ptp_clock_info info;
	struct ptp_clock *clock;
	spinlock_t lock;
};

static struct ipsecnic_ptp *ipsecnic_ptp_of(struct ptp_clock_info *info)
{
	return container_of(info, struct ipsecnic_ptp, info);
}

static int ipsecnic_ptp_gettimex(struct ptp_clock_info *info,
				 struct timespec64 *ts,
				 struct ptp_system_timestamp *sts)
{
	struct ipsecnic_ptp *ptp = ipsecnic_ptp_of(info);
	struct ipsecnic *ipn = ptp->ipn;
	unsigned long flags;
	u32 lo, hi;

	spin_lock_irqsave(&ptp->lock, flags);
	/* The low half is the one that is read from the clock. */
	ptp_read_system_prets(sts);
	lo = ipsecnic_read(ipn, IPSECNIC_REG_CLOCK_TIME_LO);
	ptp_read_system_postts(sts);
	hi = ipsecnic_read(ipn, IPSECNIC_REG_CLOCK_TIME_HI);
	spin_unlock_irqrestore(&ptp->lock, flags);
	if (hi == ~0U && ipsecnic_gone(ipn))
		return -ENODEV;
	*ts = ns_to_timespec64((s64)((u64)hi << 32 | lo));
	return 0;
}

static void ipsecnic_ptp_operate(struct ipsecnic_ptp *ptp, u32 op, u64 argument)
{
	struct ipsecnic *ipn = ptp->ipn;
	unsigned long flags;

	spin_lock_irqsave(&ptp->lock, flags);
	ipsecnic_write(ipn, IPSECNIC_REG_CLOCK_ARG_LO, lower_32_bits(argument));
	ipsecnic_write(ipn, IPSECNIC_REG_CLOCK_ARG_HI, upper_32_bits(argument));
	ipsecnic_write(ipn, IPSECNIC_REG_CLOCK_OP, op);
	spin_unlock_irqrestore(&ptp->lock, flags);
}

static int ipsecnic_ptp_settime(struct ptp_clock_info *info,
				const struct timespec64 *ts)
{
	ipsecnic_ptp_operate(ipsecnic_ptp_of(info), IPSECNIC_CLOCK_OP_SET,
			     timespec64_to_ns(ts));
	return 0;
}

static int ipsecnic_ptp_adjtime(struct ptp_clock_info *info, s64 delta)
{
	ipsecnic_ptp_operate(ipsecnic_ptp_of(info), IPSECNIC_CLOCK_OP_ADD,
			     delta);
	return 0;
}

/* From 2^-16 parts in 10^6 to 2^-32: times 2^16 / 10^6. */
static int ipsecnic_ptp_adjfine(struct ptp_clock_info *info, long scaled_ppm)
{
	s64 rate = div_s64((s64)scaled_ppm * 1024, 15625);

	rate = clamp_t(s64, rate, -IPSECNIC_CLOCK_RATE_MAX,
		       IPSECNIC_CLOCK_RATE_MAX);
	ipsecnic_write(ipsecnic_ptp_of(info)->ipn, IPSECNIC_REG_CLOCK_RATE,
		       rate);
	return 0;
}

static const struct ptp_clock_info ipsecnic_ptp_info = {
	.owner = THIS_MODULE,
	.name = IPSECNIC_NAME,
	.max_adj = IPSECNIC_PTP_MAX_ADJ,
	.adjfine = ipsecnic_ptp_adjfine,
	.adjtime = ipsecnic_ptp_adjtime,
	.gettimex64 = ipsecnic_ptp_gettimex,
	.settime64 = ipsecnic_ptp_settime,
};

/**
 * ipsecnic_ptp_init - give the system the clock of the card, if it has one
 * @ipn: card, started
 *
 * It begins with the time of the system.
 *
 * Return: 0 or a negative error.
 */
int ipsecnic_ptp_init(struct ipsecnic *ipn)
{
	struct ipsecnic_ptp *ptp;

	if (!ipsecnic_has(ipn, IPSECNIC_F_CLOCK))
		return 0;
	ptp = kzalloc(sizeof(*ptp), GFP_KERNEL);
	if (!ptp)
		return -ENOMEM;
	ptp->ipn = ipn;
	ptp->info = ipsecnic_ptp_info;
	spin_lock_init(&ptp->lock);
	ipsecnic_write(ipn, IPSECNIC_REG_CLOCK_RATE, 0);
	ipsecnic_ptp_operate(ptp, IPSECNIC_CLOCK_OP_SET, ktime_get_real_ns());
	ptp->clock = ptp_clock_register(&ptp->info, &ipn->pdev->dev);
	if (IS_ERR(ptp->clock)) {
		int err = PTR_ERR(ptp->clock);

		kfree(ptp);
		return err;
	}
	ipn->ptp = ptp;
	return 0;
}

/**
 * ipsecnic_ptp_exit - take it away again
 * @ipn: card, its interface unregistered
 *
 * Who has the clock open gets -ENODEV from then on.
 */
void ipsecnic_ptp_exit(struct ipsecnic *ipn)
{
	struct ipsecnic_ptp *ptp = ipn->ptp;

	if (!ptp)
		return;
	ipn->ptp = NULL;
	if (ptp->clock)
		ptp_clock_unregister(ptp->clock);
	kfree(ptp);
}

/**
 * ipsecnic_ptp_get_ts_info - ethtool -T
 * @netdev: interface
 * @info: what can be asked for, and by which clock times are
 *
 * Return: 0.
 */
int ipsecnic_ptp_get_ts_info(struct net_device *netdev,
			     struct ipsecnic_ts_info *info)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	struct ipsecnic_ptp *ptp = ipn->ptp;

	ethtool_op_get_ts_info(netdev, info);
	if (!ptp)
		return 0;
	info->so_timestamping |= SOF_TIMESTAMPING_TX_HARDWARE |
				 SOF_TIMESTAMPING_RX_HARDWARE |
				 SOF_TIMESTAMPING_RAW_HARDWARE;
	if (ptp->clock)
		info->phc_index = ptp_clock_index(ptp->clock);
	info->tx_types = BIT(HWTSTAMP_TX_OFF) | BIT(HWTSTAMP_TX_ON);
	info->rx_filters = BIT(HWTSTAMP_FILTER_NONE) | BIT(HWTSTAMP_FILTER_ALL);
	return 0;
}

/**
 * ipsecnic_ptp_get_config - which packets get times
 * @ipn: card
 * @config: where that goes
 *
 * Return: 0; -EOPNOTSUPP: the card has no clock.
 */
int ipsecnic_ptp_get_config(const struct ipsecnic *ipn,
			    struct kernel_hwtstamp_config *config)
{
	if (!ipn->ptp)
		return -EOPNOTSUPP;
	config->tx_type = ipn->stamp_tx ? HWTSTAMP_TX_ON : HWTSTAMP_TX_OFF;
	config->rx_filter = ipn->stamp_rx ? HWTSTAMP_FILTER_ALL :
					    HWTSTAMP_FILTER_NONE;
	return 0;
}

/**
 * ipsecnic_ptp_set_config - say which packets are to get times
 * @ipn: card; the caller tells it (ipsecnic_port_set_filter())
 * @config: what is asked for, and then what there will be, which may be more
 * @extack: for a sentence, or NULL
 *
 * Context: rtnl.
 * Return: 0; -EOPNOTSUPP: the card has no clock; -ERANGE: it knows no such
 * times.
 */
int ipsecnic_ptp_set_config(struct ipsecnic *ipn,
			    struct kernel_hwtstamp_config *config,
			    struct netlink_ext_ack *extack)
{
	if (!ipn->ptp) {
		NL_SET_ERR_MSG_MOD(extack, "this card has no clock");
		return -EOPNOTSUPP;
	}
	if (config->tx_type != HWTSTAMP_TX_OFF &&
	    config->tx_type != HWTSTAMP_TX_ON) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the card does not put times into packets");
		return -ERANGE;
	}
	WRITE_ONCE(ipn->stamp_tx, config->tx_type == HWTSTAMP_TX_ON);
	WRITE_ONCE(ipn->stamp_rx, config->rx_filter != HWTSTAMP_FILTER_NONE);
	/* It does not tell packets of PTP from others. */
	return ipsecnic_ptp_get_config(ipn, config);
}

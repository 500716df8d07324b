/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: the clock of the card, and the times of packets
 */

#ifndef IPSECNIC_PTP_H
#define IPSECNIC_PTP_H

#include <linux/ktime.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <asm/byteorder.h>

#include "ipsecnic.h"
#include "ipsecnic_abi.h"
#include "ipsecnic_compat.h"

struct netlink_ext_ack;

int ipsecnic_ptp_init(struct ipsecnic *ipn);
void ipsecnic_ptp_exit(struct ipsecnic *ipn);
int ipsecnic_ptp_get_ts_info(struct net_device *netdev,
			     struct ipsecnic_ts_info *info);
int ipsecnic_ptp_get_config(const struct ipsecnic *ipn,
			    struct kernel_hwtstamp_config *config);
int ipsecnic_ptp_set_config(struct ipsecnic *ipn,
			    struct kernel_hwtstamp_config *config,
			    struct netlink_ext_ack *extack);

/**
 * ipsecnic_ptp_rx - give a packet the time at which it came, if there is one
 * @skb: packet
 * @comp: any completion of it
 */
static inline void ipsecnic_ptp_rx(struct sk_buff *skb,
				   const struct ipsecnic_rx_comp *comp)
{
	if (comp->flags & cpu_to_le32(IPSECNIC_COMP_STAMPED))
		skb_hwtstamps(skb)->hwtstamp =
			ns_to_ktime(le64_to_cpu(comp->cookie));
}

/**
 * ipsecnic_ptp_tx - is the card to say when a packet went?
 * @ipn: card
 * @skb: packet; the stack is told that its time will come
 *
 * Return: flags for its first descriptor.
 */
static inline u32 ipsecnic_ptp_tx(const struct ipsecnic *ipn,
				  struct sk_buff *skb)
{
	if (likely(!(skb_shinfo(skb)->tx_flags & SKBTX_HW_TSTAMP)) ||
	    !READ_ONCE(ipn->stamp_tx) || !ipsecnic_has(ipn, IPSECNIC_F_CLOCK))
		return 0;
	skb_shinfo(skb)->tx_flags |= SKBTX_IN_PROGRESS;
	return IPSECNIC_TX_STAMP;
}

/**
 * ipsecnic_ptp_tx_done - tell the sender when a packet went
 * @skb: packet
 * @comp: its completion, with IPSECNIC_COMP_STAMPED
 *
 * Context: softirq, or process.
 */
static inline void ipsecnic_ptp_tx_done(struct sk_buff *skb,
					const struct ipsecnic_tx_comp *comp)
{
	struct skb_shared_hwtstamps times = {
		.hwtstamp = ns_to_ktime(le64_to_cpu(comp->time)),
	};

	skb_tstamp_tx(skb, &times);
}

#endif /* IPSECNIC_PTP_H */

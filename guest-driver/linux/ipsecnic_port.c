// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: the port: receive filter, and all queue pairs up and down
 */

#include <linux/atomic.h>
#include <linux/bpf.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>

#include "ipsecnic.h"
#include "ipsecnic_dim.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_napi.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_port.h"
#include "ipsecnic_rss.h"
#include "ipsecnic_service.h"
#include "ipsecnic_xdp.h"

/* PACKET_MTU takes no less. */
#define IPSECNIC_PACKET_MTU_MIN	256

/*
 * What the card is told of the interface
 */

/* Put a MAC address into a pair of registers; @flags go into the second. */
static void ipsecnic_port_write_mac(struct ipsecnic *ipn, u32 lo, u32 hi,
				    const u8 *mac, u32 flags)
{
	ipsecnic_write(ipn, lo, mac[0] | mac[1] << 8 | mac[2] << 16 |
		       (u32)mac[3] << 24);
	ipsecnic_write(ipn, hi, mac[4] | mac[5] << 8 | flags);
}

/**
 * ipsecnic_port_set_mac - write the interface's MAC address
 * @ipn: card
 */
void ipsecnic_port_set_mac(struct ipsecnic *ipn)
{
	ipsecnic_port_write_mac(ipn, IPSECNIC_REG_MAC_LO, IPSECNIC_REG_MAC_HI,
				ipn->netdev->dev_addr, 0);
}

static void ipsecnic_port_write_multicast(struct ipsecnic *ipn)
{
	struct netdev_hw_addr *ha;
	unsigned int n = 0;

	netdev_for_each_mc_addr(ha, ipn->netdev) {
		/* An entry that is half written must not be valid. */
		ipsecnic_write(ipn, IPSECNIC_REG_MCAST_HI(n), 0);
		ipsecnic_port_write_mac(ipn, IPSECNIC_REG_MCAST_LO(n),
					IPSECNIC_REG_MCAST_HI(n), ha->addr,
					IPSECNIC_MCAST_VALID);
		n++;
	}
	for (; n < ipn->caps.mcast_entries; n++)
		ipsecnic_write(ipn, IPSECNIC_REG_MCAST_HI(n), 0);
}

/**
 * ipsecnic_port_set_filter - say which frames are to be received
 * @ipn: card
 *
 * Context: the lock of the interface's addresses is held.
 */
void ipsecnic_port_set_filter(struct ipsecnic *ipn)
{
	struct net_device *netdev = ipn->netdev;
	u32 ctrl = IPSECNIC_RX_CTRL_ENABLE | IPSECNIC_RX_CTRL_BROADCAST;

	if (!test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		return;
	if (netdev->features & NETIF_F_HW_VLAN_CTAG_RX)
		ctrl |= IPSECNIC_RX_CTRL_STRIP_VLAN;
	if (READ_ONCE(ipn->stamp_rx))
		ctrl |= IPSECNIC_RX_CTRL_STAMP;
	if (netdev->flags & IFF_PROMISC)
		ctrl |= IPSECNIC_RX_CTRL_PROMISC;
	if ((netdev->flags & (IFF_PROMISC | IFF_ALLMULTI)) ||
	    netdev_mc_count(netdev) > ipn->caps.mcast_entries)
		ctrl |= IPSECNIC_RX_CTRL_ALL_MULTICAST;
	else
		ipsecnic_port_write_multicast(ipn);
	ipsecnic_write(ipn, IPSECNIC_REG_RX_CTRL, ctrl);
}

/**
 * ipsecnic_port_set_mtu - say how long a frame may be that is received, and an
 *			   IP packet that packet mode makes
 * @ipn: card
 */
void ipsecnic_port_set_mtu(struct ipsecnic *ipn)
{
	ipsecnic_write(ipn, IPSECNIC_REG_RX_MAX_FRAME,
		       ipn->netdev->mtu + IPSECNIC_FRAME_OVERHEAD);
	if (ipsecnic_has(ipn, IPSECNIC_F_IPSEC_PACKET))
		ipsecnic_write(ipn, IPSECNIC_REG_PACKET_MTU,
			       max_t(u32, ipn->netdev->mtu,
				     IPSECNIC_PACKET_MTU_MIN));
}

/**
 * ipsecnic_port_refill - post what buffers are missing now
 * @ipn: card, its interface up
 *
 * Of a longer frame, or one that comes twice, more are needed than those with
 * which a queue could wait for memory; and the card tells nobody that it waits
 * for them.
 *
 * Context: rtnl.
 */
void ipsecnic_port_refill(struct ipsecnic *ipn)
{
	unsigned int i;

	for (i = 0; i < ipn->num_pairs; i++)
		ipsecnic_napi_kick(&ipn->pairs[i]);
}

/**
 * ipsecnic_port_set_ipsec - say whether the card processes IPsec
 * @ipn: card
 * @active: it does
 *
 * With esp-hw-offload off it must leave alone what it receives, too: the stack
 * only stops to offload what it sends.
 */
void ipsecnic_port_set_ipsec(struct ipsecnic *ipn, bool active)
{
	u32 ctrl = IPSECNIC_IPSEC_CTRL_OWN_MAC_ONLY | IPSECNIC_IPSEC_CTRL_ESP;

	/*
	 * With AH on, a packet of the other protocol than its state's is told
	 * from one that has no state.
	 */
	if (ipn->caps.ipsec & IPSECNIC_CAP_AH)
		ctrl |= IPSECNIC_IPSEC_CTRL_AH;
	if (active)
		ctrl |= IPSECNIC_IPSEC_CTRL_ACTIVE;
	ipsecnic_write(ipn, IPSECNIC_REG_IPSEC_CTRL, ctrl);
}

/* Has the pair's NAPI come to what the card had received then? */
static bool ipsecnic_port_is_behind(const struct ipsecnic_pair *pair, u32 tail)
{
	u32 index = READ_ONCE(pair->rx.q.comp.index);

	return ((index - tail) & IPSECNIC_INDEX_MASK) > IPSECNIC_INDEX_MASK / 2;
}

/**
 * ipsecnic_port_catch_up - wait until what has been received is with the stack
 * @ipn: card, running
 *
 * Behind it all frames were received as the card is set up now.
 *
 * Context: rtnl.
 */
void ipsecnic_port_catch_up(struct ipsecnic *ipn)
{
	unsigned long end = jiffies + 5 * HZ;
	struct ipsecnic_pair *pair;
	unsigned int i;
	u32 tail;

	for (i = 0; i < ipn->num_pairs; i++) {
		pair = &ipn->pairs[i];
		tail = readl(pair->rx.q.regs + IPSECNIC_Q_COMP_TAIL);
		while (ipsecnic_port_is_behind(pair, tail)) {
			if (time_after(jiffies, end)) {
				ipsecnic_reset_because(ipn,
						       "a receive queue makes no progress");
				return;
			}
			usleep_range(500, 1000);
		}
	}
	/* The last one may not be through the poll yet. */
	synchronize_net();
}

/**
 * ipsecnic_port_set_originals - say whether ESP is shown that packet mode opens
 * @ipn: card
 *
 * With rx-ipsec-tap, packet sockets see it as it came, too.
 *
 * Context: rtnl.
 */
void ipsecnic_port_set_originals(struct ipsecnic *ipn)
{
	u32 ctrl = IPSECNIC_Q_CTRL_ENABLE;
	unsigned int i;

	if (!ipsecnic_has(ipn, IPSECNIC_F_IPSEC_PACKET))
		return;
	if (test_bit(IPSECNIC_PRIV_RX_TAP, &ipn->priv_flags))
		ctrl |= IPSECNIC_Q_CTRL_ORIGINAL;
	for (i = 0; i < ipn->num_pairs; i++)
		writel(ctrl, ipn->pairs[i].rx.q.regs + IPSECNIC_Q_CTRL);
}

/**
 * ipsecnic_port_set_moderation - write the interrupt interval of the queue pairs
 * @ipn: card
 */
void ipsecnic_port_set_moderation(struct ipsecnic *ipn)
{
	unsigned int i;

	if (!ipsecnic_has(ipn, IPSECNIC_F_MODERATION))
		return;
	for (i = 0; i < ipn->num_pairs; i++)
		ipsecnic_dim_apply(&ipn->pairs[i]);
}

/*
 * Up and down
 */

/**
 * ipsecnic_port_up - start the queue pairs and the port
 * @ipn: card, started
 *
 * Context: rtnl.
 * Return: 0 or a negative error; all is as it was then.
 */
int ipsecnic_port_up(struct ipsecnic *ipn)
{
	struct net_device *netdev = ipn->netdev;
	unsigned int i;
	int err;

	err = netif_set_real_num_queues(netdev, ipn->num_pairs, ipn->num_pairs);
	if (err)
		return err;
	err = ipsecnic_rss_set_pairs(ipn);
	if (err)
		return err;
	ipsecnic_write(ipn, IPSECNIC_REG_QUEUES, ipn->num_pairs);
	for (i = 0; i < ipn->num_pairs; i++) {
		err = ipsecnic_napi_start(&ipn->pairs[i]);
		if (err)
			goto stop;
	}
	ipsecnic_port_set_moderation(ipn);
	ipsecnic_port_set_originals(ipn);
	ipsecnic_port_set_mtu(ipn);
	ipsecnic_port_set_mac(ipn);
	ipsecnic_port_set_ipsec(ipn, netdev->features & NETIF_F_HW_ESP);
	/* Who sends by XDP looks at nothing but this bit. */
	smp_mb__before_atomic();
	set_bit(IPSECNIC_STATE_RUNNING, &ipn->state);
	netif_addr_lock_bh(netdev);
	ipsecnic_port_set_filter(ipn);
	netif_addr_unlock_bh(netdev);
	ipsecnic_write(ipn, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
	/* After a reset packets may be waiting already. */
	netif_tx_wake_all_queues(netdev);
	ipsecnic_update_link(ipn);
	ipsecnic_service_start(ipn);
	return 0;

stop:
	while (i--) {
		napi_disable(&ipn->pairs[i].napi);
		if (ipsecnic_napi_stop(&ipn->pairs[i]))
			ipsecnic_reset_to_stop(ipn);
		ipsecnic_napi_free(&ipn->pairs[i]);
	}
	return err;
}

/**
 * ipsecnic_port_down - stop the port and the queue pairs
 * @ipn: card
 *
 * What was posted and not sent is dropped.
 *
 * Context: rtnl.
 */
void ipsecnic_port_down(struct ipsecnic *ipn)
{
	bool stopped = true;
	unsigned int i;

	if (!test_and_clear_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		return;
	ipsecnic_service_stop(ipn);
	netif_carrier_off(ipn->netdev);
	netif_tx_disable(ipn->netdev);
	/* Whoever sets the filter has not seen that it goes down, or is done. */
	netif_addr_lock_bh(ipn->netdev);
	ipsecnic_write(ipn, IPSECNIC_REG_RX_CTRL, 0);
	netif_addr_unlock_bh(ipn->netdev);
	ipsecnic_write(ipn, IPSECNIC_REG_TX_CTRL, 0);
	for (i = 0; i < ipn->num_pairs; i++)
		napi_disable(&ipn->pairs[i].napi);
	/* Again: the last poll may have woken a queue. */
	netif_tx_disable(ipn->netdev);
	/* A reset stops the others as well, and nobody waits for each of them. */
	for (i = 0; i < ipn->num_pairs && stopped; i++)
		stopped = !ipsecnic_napi_stop(&ipn->pairs[i]);
	if (!stopped)
		ipsecnic_reset_to_stop(ipn);
	for (i = 0; i < ipn->num_pairs; i++)
		ipsecnic_napi_free(&ipn->pairs[i]);
}

/**
 * ipsecnic_port_reconfigure - use other numbers of queue pairs and ring entries
 * @ipn: card
 * @pairs: queue pairs
 * @rx_ring: entries, a power of two
 * @tx_ring: entries, a power of two
 *
 * If the interface is up it goes down for a moment; SAs stay.
 *
 * Context: rtnl.
 * Return: 0 or a negative error, and then the numbers are the old ones.
 */
int ipsecnic_port_reconfigure(struct ipsecnic *ipn, unsigned int pairs,
			      u32 rx_ring, u32 tx_ring)
{
	bool running = test_bit(IPSECNIC_STATE_RUNNING, &ipn->state);
	unsigned int old_pairs = ipn->num_pairs;
	u32 old_rx = ipn->rx_ring, old_tx = ipn->tx_ring;
	int err = 0;

	if (running)
		ipsecnic_port_down(ipn);
	WRITE_ONCE(ipn->num_pairs, pairs);
	ipn->rx_ring = rx_ring;
	ipn->tx_ring = tx_ring;
	if (running)
		err = ipsecnic_port_up(ipn);
	if (!err)
		return 0;
	WRITE_ONCE(ipn->num_pairs, old_pairs);
	ipn->rx_ring = old_rx;
	ipn->tx_ring = old_tx;
	if (ipsecnic_port_up(ipn))
		ipsecnic_reset_later(ipn);
	return err;
}

/**
 * ipsecnic_port_set_xdp - have a program see received frames first
 * @ipn: card
 * @prog: program, with a reference that goes to the card; NULL: none any more
 * @extack: what is said of a refusal
 *
 * Buffers have room for a program only where there is one, so with the first one,
 * and with none, the interface goes down for a moment; SAs stay.  One program in
 * place of another disturbs nothing.
 *
 * Context: rtnl.
 * Return: 0, always so without @prog; -EINVAL, or what comes of bringing the
 * interface up: nothing has changed then.
 */
int ipsecnic_port_set_xdp(struct ipsecnic *ipn, struct bpf_prog *prog,
			  struct netlink_ext_ack *extack)
{
	bool restart = test_bit(IPSECNIC_STATE_RUNNING, &ipn->state) &&
		       !prog != !ipn->xdp_prog;
	struct bpf_prog *old = ipn->xdp_prog;
	int err;

	err = ipsecnic_xdp_check(prog, ipn->netdev->mtu, extack);
	if (err)
		return err;
	if (restart)
		ipsecnic_port_down(ipn);
	WRITE_ONCE(ipn->xdp_prog, prog);
	if (restart)
		err = ipsecnic_port_up(ipn);
	if (err && prog) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the queues cannot be set up for a program");
		WRITE_ONCE(ipn->xdp_prog, old);
		if (ipsecnic_port_up(ipn))
			ipsecnic_reset_later(ipn);
		return err;
	}
	/* Nobody asks whether a program can be taken away. */
	if (err)
		ipsecnic_reset_later(ipn);
	if (old)
		bpf_prog_put(old);
	return 0;
}

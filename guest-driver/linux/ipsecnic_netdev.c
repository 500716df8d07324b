// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: the network interface
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>

#include "ipsecnic.h"

/* Ethernet header and the tags of two VLANs. */
#define FRAME_OVERHEAD	(ETH_HLEN + 2 * VLAN_HLEN)

#define VLAN_TX_FEATURES	(NETIF_F_HW_VLAN_CTAG_TX | \
				 NETIF_F_HW_VLAN_STAG_TX)

/* Put a MAC address into a pair of registers; @flags go into the second. */
static void write_mac(struct ipsecnic *ipn, u32 lo, u32 hi, const u8 *mac,
		      u32 flags)
{
	ipsecnic_write(ipn, lo, mac[0] | mac[1] << 8 | mac[2] << 16 |
		       (u32)mac[3] << 24);
	ipsecnic_write(ipn, hi, mac[4] | mac[5] << 8 | flags);
}

/*
 * The receive filter
 */

static void write_multicast(struct ipsecnic *ipn)
{
	struct netdev_hw_addr *ha;
	unsigned int n = 0;

	netdev_for_each_mc_addr(ha, ipn->netdev) {
		/* An entry that is half written must not be valid. */
		ipsecnic_write(ipn, IPSECNIC_REG_MCAST_HI(n), 0);
		write_mac(ipn, IPSECNIC_REG_MCAST_LO(n),
			  IPSECNIC_REG_MCAST_HI(n), ha->addr,
			  IPSECNIC_MCAST_VALID);
		n++;
	}
	for (; n < ipn->caps.mcast_entries; n++)
		ipsecnic_write(ipn, IPSECNIC_REG_MCAST_HI(n), 0);
}

static void ipsecnic_set_rx_mode(struct net_device *netdev)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	u32 ctrl = IPSECNIC_RX_CTRL_ENABLE | IPSECNIC_RX_CTRL_BROADCAST;

	if (!test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		return;
	if (netdev->features & NETIF_F_HW_VLAN_CTAG_RX)
		ctrl |= IPSECNIC_RX_CTRL_STRIP_VLAN;
	if (netdev->flags & IFF_PROMISC)
		ctrl |= IPSECNIC_RX_CTRL_PROMISC;
	if ((netdev->flags & (IFF_PROMISC | IFF_ALLMULTI)) ||
	    netdev_mc_count(netdev) > ipn->caps.mcast_entries)
		ctrl |= IPSECNIC_RX_CTRL_ALL_MULTICAST;
	else
		write_multicast(ipn);
	ipsecnic_write(ipn, IPSECNIC_REG_RX_CTRL, ctrl);
}

static int ipsecnic_set_mac_address(struct net_device *netdev, void *data)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	struct sockaddr *address = data;

	if (!is_valid_ether_addr(address->sa_data))
		return -EADDRNOTAVAIL;
	eth_hw_addr_set(netdev, address->sa_data);
	if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		write_mac(ipn, IPSECNIC_REG_MAC_LO, IPSECNIC_REG_MAC_HI,
			  netdev->dev_addr, 0);
	return 0;
}

/**
 * ipsecnic_set_ipsec_ctrl - say whether the card processes IPsec
 * @ipn: card
 *
 * With esp-hw-offload off it must leave alone what it receives, too: the stack
 * only stops to offload what it sends.
 */
void ipsecnic_set_ipsec_ctrl(struct ipsecnic *ipn)
{
	u32 ctrl = IPSECNIC_IPSEC_CTRL_OWN_MAC_ONLY | IPSECNIC_IPSEC_CTRL_ESP;

	/*
	 * With AH on, a packet of the other protocol than its state's is told
	 * from one that has no state.
	 */
	if (ipn->caps.ipsec & IPSECNIC_CAP_AH)
		ctrl |= IPSECNIC_IPSEC_CTRL_AH;
	if (ipn->netdev->features & NETIF_F_HW_ESP)
		ctrl |= IPSECNIC_IPSEC_CTRL_ACTIVE;
	ipsecnic_write(ipn, IPSECNIC_REG_IPSEC_CTRL, ctrl);
}

/**
 * ipsecnic_set_moderation - write the interrupt interval of the queue pairs
 * @ipn: card
 */
void ipsecnic_set_moderation(struct ipsecnic *ipn)
{
	unsigned int i;

	if (!ipsecnic_has(ipn, IPSECNIC_F_MODERATION))
		return;
	for (i = 0; i < ipn->num_pairs; i++)
		ipsecnic_write(ipn, IPSECNIC_REG_VEC_INTERVAL(
			       IPSECNIC_VECTOR_PAIR(i)), ipn->usecs);
}

static bool link_is_up(struct ipsecnic *ipn)
{
	u32 status = ipsecnic_read(ipn, IPSECNIC_REG_STATUS);

	return status != ~0U && (status & IPSECNIC_STATUS_LINK_UP);
}

/**
 * ipsecnic_update_link - tell the stack what the card says of the link
 * @ipn: card
 *
 * Context: any.
 */
void ipsecnic_update_link(struct ipsecnic *ipn)
{
	bool up = link_is_up(ipn), said;

	do {
		if (up != netif_carrier_ok(ipn->netdev))
			netif_info(ipn, link, ipn->netdev, "link is %s\n",
				   up ? "up" : "down");
		if (up)
			netif_carrier_on(ipn->netdev);
		else
			netif_carrier_off(ipn->netdev);
		/* An interrupt may have come in between, and said otherwise. */
		said = up;
		up = link_is_up(ipn);
	} while (up != said);
}

/*
 * Up and down
 */

/* Say which NAPI serves the pair; NULL: none. */
static void bind_queues(struct ipsecnic_pair *pair, struct napi_struct *napi)
{
	struct net_device *netdev = pair->ipn->netdev;

	netif_queue_set_napi(netdev, pair->index, NETDEV_QUEUE_TYPE_RX, napi);
	netif_queue_set_napi(netdev, pair->index, NETDEV_QUEUE_TYPE_TX, napi);
}

/* A queue does not stop.  After this the card touches no memory any more. */
static void reset_to_stop(struct ipsecnic *ipn)
{
	ipsecnic_write(ipn, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
	/* It has taken the control queue and the SAs as well. */
	ipsecnic_reset_later(ipn);
}

static int start_pair(struct ipsecnic_pair *pair)
{
	struct ipsecnic *ipn = pair->ipn;
	int err;

	err = ipsecnic_pair_alloc(pair);
	if (err)
		return err;
	netif_napi_add(ipn->netdev, &pair->napi, ipsecnic_poll);
	pair->irq = pci_irq_vector(ipn->pdev, IPSECNIC_VECTOR_PAIR(pair->index));
	snprintf(pair->name, sizeof(pair->name), "%s-%u", ipn->netdev->name,
		 pair->index);
	err = request_irq(pair->irq, ipsecnic_pair_irq, 0, pair->name, pair);
	if (err)
		goto free;
	netif_napi_set_irq(&pair->napi, pair->irq);
	bind_queues(pair, &pair->napi);
	err = ipsecnic_pair_start(pair);
	if (err)
		goto unbind;
	/* Only now may it be polled: buffers were being posted until here. */
	napi_enable(&pair->napi);
	ipsecnic_pair_arm(pair);
	return 0;

unbind:
	if (ipsecnic_pair_stop(pair))
		reset_to_stop(ipn);
	bind_queues(pair, NULL);
	free_irq(pair->irq, pair);
free:
	netif_napi_del(&pair->napi);
	ipsecnic_pair_free(pair);
	return err;
}

static void free_pair(struct ipsecnic_pair *pair)
{
	bind_queues(pair, NULL);
	free_irq(pair->irq, pair);
	netif_napi_del(&pair->napi);
	ipsecnic_pair_free(pair);
}

/**
 * ipsecnic_up - start the queue pairs and the port
 * @ipn: card, started
 *
 * Context: rtnl.
 * Return: 0 or a negative error; all is as it was then.
 */
int ipsecnic_up(struct ipsecnic *ipn)
{
	struct net_device *netdev = ipn->netdev;
	unsigned int i;
	int err;

	err = netif_set_real_num_queues(netdev, ipn->num_pairs, ipn->num_pairs);
	if (err)
		return err;
	ipsecnic_write(ipn, IPSECNIC_REG_QUEUES, ipn->num_pairs);
	for (i = 0; i < ipn->num_pairs; i++) {
		err = start_pair(&ipn->pairs[i]);
		if (err)
			goto stop;
	}
	ipsecnic_set_moderation(ipn);
	ipsecnic_write(ipn, IPSECNIC_REG_RX_MAX_FRAME,
		       netdev->mtu + FRAME_OVERHEAD);
	write_mac(ipn, IPSECNIC_REG_MAC_LO, IPSECNIC_REG_MAC_HI,
		  netdev->dev_addr, 0);
	ipsecnic_set_ipsec_ctrl(ipn);
	set_bit(IPSECNIC_STATE_RUNNING, &ipn->state);
	netif_addr_lock_bh(netdev);
	ipsecnic_set_rx_mode(netdev);
	netif_addr_unlock_bh(netdev);
	ipsecnic_write(ipn, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
	/* After a reset packets may be waiting already. */
	netif_tx_wake_all_queues(netdev);
	ipsecnic_update_link(ipn);
	return 0;

stop:
	while (i--) {
		napi_disable(&ipn->pairs[i].napi);
		if (ipsecnic_pair_stop(&ipn->pairs[i]))
			reset_to_stop(ipn);
		free_pair(&ipn->pairs[i]);
	}
	return err;
}

/**
 * ipsecnic_down - stop the port and the queue pairs
 * @ipn: card
 *
 * What was posted and not sent is dropped.
 *
 * Context: rtnl.
 */
void ipsecnic_down(struct ipsecnic *ipn)
{
	bool stopped = true;
	unsigned int i;

	if (!test_and_clear_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		return;
	netif_carrier_off(ipn->netdev);
	netif_tx_disable(ipn->netdev);
	ipsecnic_write(ipn, IPSECNIC_REG_RX_CTRL, 0);
	ipsecnic_write(ipn, IPSECNIC_REG_TX_CTRL, 0);
	for (i = 0; i < ipn->num_pairs; i++)
		napi_disable(&ipn->pairs[i].napi);
	/* Again: the last poll may have woken a queue. */
	netif_tx_disable(ipn->netdev);
	for (i = 0; i < ipn->num_pairs; i++)
		stopped &= !ipsecnic_pair_stop(&ipn->pairs[i]);
	if (!stopped)
		reset_to_stop(ipn);
	for (i = 0; i < ipn->num_pairs; i++)
		free_pair(&ipn->pairs[i]);
}

/**
 * ipsecnic_reconfigure - use other numbers of queue pairs and ring entries
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
int ipsecnic_reconfigure(struct ipsecnic *ipn, unsigned int pairs, u32 rx_ring,
			 u32 tx_ring)
{
	bool running = test_bit(IPSECNIC_STATE_RUNNING, &ipn->state);
	unsigned int old_pairs = ipn->num_pairs;
	u32 old_rx = ipn->rx_ring, old_tx = ipn->tx_ring;
	int err = 0;

	if (running)
		ipsecnic_down(ipn);
	ipn->num_pairs = pairs;
	ipn->rx_ring = rx_ring;
	ipn->tx_ring = tx_ring;
	if (running)
		err = ipsecnic_up(ipn);
	if (!err)
		return 0;
	ipn->num_pairs = old_pairs;
	ipn->rx_ring = old_rx;
	ipn->tx_ring = old_tx;
	if (ipsecnic_up(ipn))
		ipsecnic_reset_later(ipn);
	return err;
}

static int ipsecnic_open(struct net_device *netdev)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	if (test_bit(IPSECNIC_STATE_DEAD, &ipn->state) ||
	    test_bit(IPSECNIC_STATE_REMOVED, &ipn->state))
		return -ENODEV;
	netif_carrier_off(netdev);
	return ipsecnic_up(ipn);
}

static int ipsecnic_stop(struct net_device *netdev)
{
	ipsecnic_down(netdev_priv(netdev));
	return 0;
}

/*
 * The rest
 */

static int ipsecnic_change_mtu(struct net_device *netdev, int mtu)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	WRITE_ONCE(netdev->mtu, mtu);
	if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		ipsecnic_write(ipn, IPSECNIC_REG_RX_MAX_FRAME,
			       mtu + FRAME_OVERHEAD);
	return 0;
}

static void ipsecnic_tx_timeout(struct net_device *netdev, unsigned int queue)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	/* A peer that takes nothing holds the card up; that is no fault. */
	netdev_warn_once(netdev, "transmit queue %u: no progress\n", queue);
	ipsecnic_reset_later(ipn);
}

static void ipsecnic_get_stats64(struct net_device *netdev,
				 struct rtnl_link_stats64 *stats)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	struct ipsecnic_rx_stats rx;
	struct ipsecnic_tx_stats tx;
	unsigned int i, s;

	for (i = 0; i < ipn->max_pairs; i++) {
		ipsecnic_pair_stats(&ipn->pairs[i], &rx, &tx);
		stats->rx_packets += rx.packets;
		stats->rx_bytes += rx.bytes;
		stats->rx_dropped += rx.dropped + rx.no_secpath;
		stats->tx_packets += tx.packets;
		stats->tx_bytes += tx.bytes;
		stats->tx_dropped += tx.dropped;
		for (s = IPSECNIC_TX_ST_OK + 1; s < IPSECNIC_TX_STATUSES; s++)
			stats->tx_errors += tx.status[s];
		stats->tx_carrier_errors +=
			tx.status[IPSECNIC_TX_ST_LINK_DOWN];
	}
}

static netdev_features_t ipsecnic_fix_features(struct net_device *netdev,
					       netdev_features_t features)
{
	/* The kernel refuses these two without the first. */
	if (!(features & NETIF_F_HW_ESP))
		features &= ~(NETIF_F_HW_ESP_TX_CSUM | NETIF_F_GSO_ESP);
	/* The card takes off tags of both kinds, or none. */
	if (features & NETIF_F_HW_VLAN_CTAG_RX)
		features |= netdev->hw_features & NETIF_F_HW_VLAN_STAG_RX;
	else
		features &= ~NETIF_F_HW_VLAN_STAG_RX;
	return features;
}

static int ipsecnic_set_features(struct net_device *netdev,
				 netdev_features_t features)
{
	netdev_features_t changed = features ^ netdev->features;
	struct ipsecnic *ipn = netdev_priv(netdev);

	if (changed & NETIF_F_HW_ESP) {
		netdev->features ^= NETIF_F_HW_ESP;
		if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
			ipsecnic_set_ipsec_ctrl(ipn);
	}
	if (changed & NETIF_F_HW_VLAN_CTAG_RX) {
		netdev->features ^= NETIF_F_HW_VLAN_CTAG_RX;
		netif_addr_lock_bh(netdev);
		ipsecnic_set_rx_mode(netdev);
		netif_addr_unlock_bh(netdev);
	}
	return 0;
}

static netdev_features_t
ipsecnic_features_check(struct sk_buff *skb, struct net_device *netdev,
			netdev_features_t features)
{
	/* Behind more than two tags the card finds nothing. */
	if (unlikely(skb_network_offset(skb) > FRAME_OVERHEAD))
		features = vlan_features_check(skb, features);
	return ipsecnic_xfrm_features_check(netdev, skb, features);
}

/* One SA has one queue, whatever flows are in it. */
static u16 ipsecnic_select_queue(struct net_device *netdev,
				 struct sk_buff *skb,
				 struct net_device *sb_dev)
{
	int queue = ipsecnic_xfrm_select_queue(netdev, skb);

	return queue >= 0 ? queue : netdev_pick_tx(netdev, skb, sb_dev);
}

const struct net_device_ops ipsecnic_netdev_ops = {
	.ndo_open = ipsecnic_open,
	.ndo_stop = ipsecnic_stop,
	.ndo_start_xmit = ipsecnic_xmit,
	.ndo_select_queue = ipsecnic_select_queue,
	.ndo_features_check = ipsecnic_features_check,
	.ndo_set_rx_mode = ipsecnic_set_rx_mode,
	.ndo_set_mac_address = ipsecnic_set_mac_address,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = ipsecnic_change_mtu,
	.ndo_tx_timeout = ipsecnic_tx_timeout,
	.ndo_get_stats64 = ipsecnic_get_stats64,
	.ndo_fix_features = ipsecnic_fix_features,
	.ndo_set_features = ipsecnic_set_features,
};

/**
 * ipsecnic_of - the card of an interface that somebody else names
 * @netdev: any interface, or NULL
 *
 * The private data of an interface may be looked at only if it is known whose
 * they are.  The kernel does not always name the interface of the card itself:
 * it can be a bond on top of it, or a port of the same bond with another driver.
 * A VLAN interface stands for the one at the bottom, see ipsecnic_vlan.c.
 *
 * Return: the card; NULL: the interface is not one of this driver.
 */
struct ipsecnic *ipsecnic_of(const struct net_device *netdev)
{
	if (netdev && is_vlan_dev(netdev))
		netdev = vlan_dev_real_dev(netdev);
	if (!netdev || netdev->netdev_ops != &ipsecnic_netdev_ops)
		return NULL;
	return netdev_priv(netdev);
}

/**
 * ipsecnic_netdev_setup - fill in the net_device before it is registered
 * @ipn: card, started
 *
 * The one place that turns what the card offers into features.
 */
void ipsecnic_netdev_setup(struct ipsecnic *ipn)
{
	struct net_device *netdev = ipn->netdev;
	netdev_features_t offload = 0, ipsec = 0, vlan = 0;

	netdev->netdev_ops = &ipsecnic_netdev_ops;
	netdev->ethtool_ops = &ipsecnic_ethtool_ops;
	ipsecnic_stats_setup(netdev);
	netdev->watchdog_timeo = 10 * HZ;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = min_t(u32, ETH_MAX_MTU,
				ipn->caps.max_frame - FRAME_OVERHEAD);

	if (ipsecnic_has(ipn, IPSECNIC_F_TX_CSUM))
		offload |= NETIF_F_HW_CSUM;
	if (ipsecnic_has(ipn, IPSECNIC_F_TX_SEGMENT))
		offload |= NETIF_F_TSO | NETIF_F_TSO6 | NETIF_F_TSO_ECN |
			   NETIF_F_GSO_UDP_L4;
	offload |= NETIF_F_SG;
	if (IS_ENABLED(CONFIG_XFRM_OFFLOAD) &&
	    ipsecnic_has(ipn, IPSECNIC_F_IPSEC_TX) &&
	    ipsecnic_has(ipn, IPSECNIC_F_IPSEC_RX) &&
	    (ipn->caps.ipsec & IPSECNIC_CAP_ESP)) {
		ipsec |= NETIF_F_HW_ESP;
		if (ipsecnic_has(ipn, IPSECNIC_F_TX_CSUM))
			ipsec |= NETIF_F_HW_ESP_TX_CSUM;
		if (ipsecnic_has(ipn, IPSECNIC_F_TX_SEGMENT) &&
		    (ipn->caps.ipsec & IPSECNIC_CAP_LSO))
			ipsec |= NETIF_F_GSO_ESP;
	}
	if (ipsecnic_has(ipn, IPSECNIC_F_VLAN_RX))
		vlan |= NETIF_F_HW_VLAN_CTAG_RX | NETIF_F_HW_VLAN_STAG_RX;
	if (ipsecnic_has(ipn, IPSECNIC_F_VLAN_TX))
		vlan |= VLAN_TX_FEATURES;
	netdev->hw_features = offload | ipsec | vlan | NETIF_F_RXCSUM |
			      NETIF_F_RXHASH;
	netdev->features = netdev->hw_features | NETIF_F_HIGHDMA;
	/*
	 * The stack marks what it hands over for IPsec as encapsulated, and
	 * looks here for what may be left to the card.
	 */
	netdev->hw_enc_features = offload | ipsec | (vlan & VLAN_TX_FEATURES);
	/* Behind tags it does the same. */
	netdev->vlan_features = offload | ipsec;
	/* Headers of IPsec come in front of a large send of the stack. */
	netif_set_tso_max_size(netdev, IPSECNIC_MAX_FRAME - 256);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: the network interface, and what it promises to the stack
 */

#include <linux/bpf.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

#include "ipsecnic.h"
#include "ipsecnic_card.h"
#include "ipsecnic_ethtool.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_netdev.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_port.h"
#include "ipsecnic_ptp.h"
#include "ipsecnic_qstat.h"
#include "ipsecnic_tx.h"
#include "ipsecnic_xdp.h"
#include "ipsecnic_xfrm_tx.h"

#define IPSECNIC_TUNNEL_FEATURES	(NETIF_F_GSO_UDP_TUNNEL | \
					 NETIF_F_GSO_UDP_TUNNEL_CSUM | \
					 NETIF_F_GSO_GRE | \
					 NETIF_F_GSO_GRE_CSUM | \
					 NETIF_F_GSO_IPXIP4 | \
					 NETIF_F_GSO_IPXIP6)
#define IPSECNIC_VLAN_TX_FEATURES	(NETIF_F_HW_VLAN_CTAG_TX | \
					 NETIF_F_HW_VLAN_STAG_TX)

static void ipsecnic_set_rx_mode(struct net_device *netdev)
{
	ipsecnic_port_set_filter(netdev_priv(netdev));
}

static int ipsecnic_set_mac_address(struct net_device *netdev, void *data)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	struct sockaddr *address = data;

	if (!is_valid_ether_addr(address->sa_data))
		return -EADDRNOTAVAIL;
	eth_hw_addr_set(netdev, address->sa_data);
	if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		ipsecnic_port_set_mac(ipn);
	return 0;
}

static int ipsecnic_open(struct net_device *netdev)
{
	netif_carrier_off(netdev);
	return ipsecnic_card_open(netdev_priv(netdev));
}

static int ipsecnic_stop(struct net_device *netdev)
{
	ipsecnic_port_down(netdev_priv(netdev));
	return 0;
}

static int ipsecnic_change_mtu(struct net_device *netdev, int mtu)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	if (ipsecnic_xdp_check(ipn->xdp_prog, mtu, NULL)) {
		netdev_info(netdev, "the XDP program takes no MTU of %d\n",
			    mtu);
		return -EINVAL;
	}
	WRITE_ONCE(netdev->mtu, mtu);
	if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state)) {
		ipsecnic_port_set_mtu(ipn);
		ipsecnic_port_refill(ipn);
	}
	return 0;
}

static void ipsecnic_tx_timeout(struct net_device *netdev, unsigned int queue)
{
	struct ipsecnic *ipn = netdev_priv(netdev);

	/* A peer that takes nothing holds the card up; that is no fault. */
	netdev_warn_once(netdev, "transmit queue %u: no progress\n", queue);
	ipsecnic_reset_because(ipn, "a transmit queue makes no progress");
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
		stats->rx_dropped += rx.dropped;
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
	bool running = test_bit(IPSECNIC_STATE_RUNNING, &ipn->state);

	if (changed & NETIF_F_HW_ESP) {
		bool active = features & NETIF_F_HW_ESP;

		/*
		 * Who looks at the feature takes it that the card has looked at
		 * its policies: it has not for what came before.
		 */
		if (active && running) {
			ipsecnic_port_set_ipsec(ipn, true);
			ipsecnic_port_catch_up(ipn);
		}
		WRITE_ONCE(netdev->features,
			   netdev->features ^ NETIF_F_HW_ESP);
		if (!active && running)
			ipsecnic_port_set_ipsec(ipn, false);
	}
	if (changed & NETIF_F_HW_VLAN_CTAG_RX) {
		WRITE_ONCE(netdev->features,
			   netdev->features ^ NETIF_F_HW_VLAN_CTAG_RX);
		netif_addr_lock_bh(netdev);
		ipsecnic_port_set_filter(ipn);
		netif_addr_unlock_bh(netdev);
	}
	return 0;
}

static netdev_features_t
ipsecnic_features_check(struct sk_buff *skb, struct net_device *netdev,
			netdev_features_t features)
{
	/* Behind more than two tags the card finds nothing. */
	if (unlikely(skb_network_offset(skb) > IPSECNIC_FRAME_OVERHEAD))
		features = vlan_features_check(skb, features);
	if (skb_is_gso(skb) &&
	    (!ipsecnic_tx_tunnel_ok(skb) || !ipsecnic_tx_route_ok(skb)))
		features &= ~NETIF_F_GSO_MASK;
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

static int ipsecnic_hwtstamp_get(struct net_device *netdev,
				 struct kernel_hwtstamp_config *config)
{
	return ipsecnic_ptp_get_config(netdev_priv(netdev), config);
}

static int ipsecnic_hwtstamp_set(struct net_device *netdev,
				 struct kernel_hwtstamp_config *config,
				 struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = netdev_priv(netdev);
	int err;

	err = ipsecnic_ptp_set_config(ipn, config, extack);
	if (err)
		return err;
	netif_addr_lock_bh(netdev);
	ipsecnic_port_set_filter(ipn);
	netif_addr_unlock_bh(netdev);
	return 0;
}

IPSECNIC_HWTSTAMP(ipsecnic_hwtstamp_get, ipsecnic_hwtstamp_set);

static int ipsecnic_bpf(struct net_device *netdev, struct netdev_bpf *bpf)
{
	if (bpf->command != XDP_SETUP_PROG)
		return -EINVAL;
	return ipsecnic_port_set_xdp(netdev_priv(netdev), bpf->prog,
				     bpf->extack);
}

static const struct net_device_ops ipsecnic_netdev_ops = {
	.ndo_open = ipsecnic_open,
	.ndo_stop = ipsecnic_stop,
	.ndo_start_xmit = ipsecnic_tx_xmit,
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
	IPSECNIC_NDO_HWTSTAMP(ipsecnic_hwtstamp_get, ipsecnic_hwtstamp_set)
	.ndo_bpf = ipsecnic_bpf,
	.ndo_xdp_xmit = ipsecnic_xdp_xmit,
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
	ipsecnic_qstat_setup(netdev);
	netdev->watchdog_timeo = 10 * HZ;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = min_t(u32, ETH_MAX_MTU,
				ipn->caps.max_frame - IPSECNIC_FRAME_OVERHEAD);

	if (ipsecnic_has(ipn, IPSECNIC_F_TX_CSUM))
		offload |= NETIF_F_HW_CSUM;
	if (ipsecnic_has(ipn, IPSECNIC_F_TX_SEGMENT))
		offload |= NETIF_F_TSO | NETIF_F_TSO6 | NETIF_F_TSO_ECN |
			   NETIF_F_GSO_UDP_L4;
	if (ipsecnic_has(ipn, IPSECNIC_F_TX_TUNNEL))
		offload |= IPSECNIC_TUNNEL_FEATURES;
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
		vlan |= IPSECNIC_VLAN_TX_FEATURES;
	netdev->hw_features = offload | ipsec | vlan | NETIF_F_RXCSUM |
			      NETIF_F_RXHASH;
	netdev->features = netdev->hw_features | NETIF_F_HIGHDMA;
	/* Without rules it does nothing, and needs no switch. */
	if (ipsecnic_has(ipn, IPSECNIC_F_RX_STEER))
		netdev->features |= NETIF_F_NTUPLE;
	/*
	 * The stack marks what it hands over for IPsec as encapsulated, and
	 * looks here for what may be left to the card.
	 */
	netdev->hw_enc_features = offload | ipsec |
				  (vlan & IPSECNIC_VLAN_TX_FEATURES);
	/* Behind tags it does the same. */
	netdev->vlan_features = offload | ipsec;
	ipsecnic_xdp_setup(netdev);
	/* Headers of IPsec come in front of a large send of the stack. */
	netif_set_tso_max_size(netdev, IPSECNIC_MAX_FRAME - 256);
}

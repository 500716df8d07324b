// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: IPsec of VLAN interfaces on top of the card
 *
 * The kernel offloads what is sent only if the route leads to the interface that
 * has the state: xfrm_dev_offload_ok() compares the two, and esp_xmit() does so
 * again.  The VLAN interfaces of the kernel take no states, though, as they do
 * for MACsec.  So they are given the card's callbacks and features, as soon as
 * they are there: a state can be offloaded to the VLAN interface itself, and
 * ipsecnic_of() finds the card below it.
 *
 * The packet is prepared for the card on its way through the VLAN interface,
 * and has its tag when it gets here.
 *
 * They do not outlast the card's interface: when that is unregistered, the
 * kernel unregisters them.
 */

#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>
#include <net/net_namespace.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_netdev.h"
#include "ipsecnic_vlan.h"
#include "ipsecnic_xfrm_policy.h"

#define IPSECNIC_ESP_FEATURES	(NETIF_F_HW_ESP | NETIF_F_HW_ESP_TX_CSUM | \
				 NETIF_F_GSO_ESP)

/* Of large sends, what the stack leaves to a device, if it can. */
#define IPSECNIC_CUT_FEATURES	(NETIF_F_TSO | NETIF_F_TSO6 | NETIF_F_TSO_ECN | \
				 NETIF_F_GSO_UDP_L4)

static bool ipsecnic_vlan_is_deep(const struct net_device *dev)
{
	return is_vlan_dev(dev) && is_vlan_dev(vlan_dev_priv(dev)->real_dev);
}

/*
 * A VLAN interface can do what the one below it can.  Its own hw_features have
 * none of this, so that it always follows the card, and "ethtool -k" says
 * "fixed".
 *
 * It takes all large sends, whatever the card does: the stack cuts them in front
 * of the card.  That is too late for one that has been made ready here, and is
 * to be encrypted; so it is cut here.  In front of a VLAN interface the stack
 * cuts what has two tags (vlan_features_check()), which is that of a third one
 * on top.
 */
static void ipsecnic_vlan_follow(struct net_device *vlan)
{
	const struct net_device *lower = vlan_dev_priv(vlan)->real_dev;
	netdev_features_t esp = lower->features & lower->vlan_features &
				IPSECNIC_ESP_FEATURES;

	if (vlan->features & IPSECNIC_CUT_FEATURES & ~lower->features ||
	    ipsecnic_vlan_is_deep(lower))
		esp &= ~NETIF_F_GSO_ESP;
	/* The kernel sets it anew when the features of @lower have changed. */
	vlan->hw_enc_features |= lower->hw_enc_features &
				 ~NETIF_F_VLAN_FEATURES;
	if ((vlan->features & IPSECNIC_ESP_FEATURES) == esp)
		return;
	vlan->features = (vlan->features & ~IPSECNIC_ESP_FEATURES) | esp;
	netdev_features_change(vlan);
}

/* Has the card gone, and left the VLAN interface in another namespace? */
static bool ipsecnic_vlan_is_elsewhere(const struct net_device *vlan,
				       const struct net_device *card)
{
	return is_vlan_dev(vlan) &&
	       vlan->xfrmdev_ops == card->xfrmdev_ops &&
	       !net_eq(dev_net(vlan), dev_net(card));
}

static int ipsecnic_vlan_flush(struct net_device *upper,
			       struct netdev_nested_priv *priv)
{
	if (ipsecnic_vlan_is_elsewhere(upper, priv->data))
		xfrm_dev_state_flush(dev_net(upper), upper, true);
	return 0;
}

/*
 * The card is in another namespace than before.  A VLAN interface on it goes down
 * with it, and so loses its states, but not if it has its own mind about that
 * (loose_binding), nor one on top of that.
 */
static void ipsecnic_vlan_card_moved(struct net_device *card)
{
	struct netdev_nested_priv priv = { .data = card };

	/* Rtnl is held: the lists do not change, and this may sleep. */
	netdev_walk_all_upper_dev_rcu(card, ipsecnic_vlan_flush, &priv);
}

static int ipsecnic_vlan_event(struct notifier_block *nb, unsigned long event,
			       void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr), *upper;
	struct ipsecnic *ipn = ipsecnic_of(dev);
	struct list_head *iter;

	if (!ipn)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_REGISTER:
		if (dev == ipn->netdev)
			ipsecnic_vlan_card_moved(dev);
		if (!is_vlan_dev(dev) || dev->xfrmdev_ops)
			break;
		/* Before there are features that ask for them. */
		dev->xfrmdev_ops = ipn->netdev->xfrmdev_ops;
		ipsecnic_vlan_follow(dev);
		break;
	case NETDEV_UNREGISTER:
		/*
		 * xfrm of older kernels takes what is offloaded to an interface
		 * away only while that has the feature.  Else it never goes, or
		 * what it had in the namespace that it leaves stays.
		 */
		xfrm_dev_state_flush(dev_net(dev), dev, true);
		if (dev == ipn->netdev)
			ipsecnic_policies_flush(dev);
		break;
	case NETDEV_FEAT_CHANGE:
		/* Rtnl is held: the list does not change. */
		netdev_for_each_upper_dev_rcu(dev, upper, iter)
			if (is_vlan_dev(upper) &&
			    upper->xfrmdev_ops == ipn->netdev->xfrmdev_ops)
				ipsecnic_vlan_follow(upper);
		break;
	}
	return NOTIFY_DONE;
}

/* After the kernel's own, which passes features on to VLAN interfaces. */
static struct notifier_block ipsecnic_vlan_notifier = {
	.notifier_call = ipsecnic_vlan_event,
	.priority = -10,
};

/**
 * ipsecnic_vlan_init - look after the VLAN interfaces on top of all cards
 *
 * Return: 0 or a negative error.
 */
int ipsecnic_vlan_init(void)
{
	return register_netdevice_notifier(&ipsecnic_vlan_notifier);
}

/** ipsecnic_vlan_exit - the end of it; no card is left */
void ipsecnic_vlan_exit(void)
{
	unregister_netdevice_notifier(&ipsecnic_vlan_notifier);
}

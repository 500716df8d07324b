// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: probe, remove, reset, interrupts
 */

#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>

#include "ipsecnic.h"

/* What this driver knows how to use. */
#define KNOWN_FEATURES	(BIT_ULL(IPSECNIC_F_IPSEC_RX) | \
			 BIT_ULL(IPSECNIC_F_MULTI_QUEUE) | \
			 BIT_ULL(IPSECNIC_F_EVENTS) | \
			 BIT_ULL(IPSECNIC_F_MODERATION) | \
			 BIT_ULL(IPSECNIC_F_IPSEC_TX) | \
			 BIT_ULL(IPSECNIC_F_TX_CSUM) | \
			 BIT_ULL(IPSECNIC_F_RX_CSUM) | \
			 BIT_ULL(IPSECNIC_F_TX_SEGMENT) | \
			 BIT_ULL(IPSECNIC_F_VLAN_RX) | \
			 BIT_ULL(IPSECNIC_F_VLAN_TX))

/* Resets that follow each other sooner than that are put off. */
#define RESET_PAUSE	HZ

static u64 read_pair(struct ipsecnic *ipn, u32 lo)
{
	return ipsecnic_read(ipn, lo) | (u64)ipsecnic_read(ipn, lo + 4) << 32;
}

/**
 * ipsecnic_gone - does the card not answer any more?
 * @ipn: card
 *
 * Reads of a card that was pulled out have all bits set.
 */
bool ipsecnic_gone(struct ipsecnic *ipn)
{
	return ipsecnic_read(ipn, IPSECNIC_REG_MAGIC) != IPSECNIC_MAGIC;
}

/*
 * Start and stop
 */

static void read_caps(struct ipsecnic *ipn)
{
	struct ipsecnic_caps *caps = &ipn->caps;

	caps->ipsec = ipsecnic_read(ipn, IPSECNIC_REG_CAP_IPSEC);
	caps->udp_esp = ipsecnic_read(ipn, IPSECNIC_REG_CAP_UDP_ESP);
	caps->auth = read_pair(ipn, IPSECNIC_REG_CAP_AUTH_LO);
	caps->cipher = read_pair(ipn, IPSECNIC_REG_CAP_CIPHER_LO);
	caps->gcm_icv = ipsecnic_read(ipn, IPSECNIC_REG_CAP_GCM_ICV);
	caps->sa_capacity = ipsecnic_read(ipn, IPSECNIC_REG_SA_CAPACITY);
	caps->tx_fragments = ipsecnic_read(ipn, IPSECNIC_REG_TX_MAX_FRAGMENTS);
	caps->max_frame = ipsecnic_read(ipn, IPSECNIC_REG_MAX_FRAME);
	caps->max_queues = ipsecnic_read(ipn, IPSECNIC_REG_MAX_QUEUES);
	caps->mcast_entries = min_t(u32, IPSECNIC_MCAST_MAX,
				    ipsecnic_read(ipn,
						  IPSECNIC_REG_MCAST_ENTRIES));
}

/**
 * ipsecnic_card_start - negotiate features and start the control queue
 * @ipn: card, after a reset
 *
 * Return: 0; -EIO if the card refuses the features or the queue.
 */
int ipsecnic_card_start(struct ipsecnic *ipn)
{
	u64 features = read_pair(ipn, IPSECNIC_REG_FEATURES_LO) &
		       KNOWN_FEATURES;
	u32 status;
	int err;

	ipsecnic_write(ipn, IPSECNIC_REG_DRIVER_FEATURES_LO,
		       lower_32_bits(features));
	ipsecnic_write(ipn, IPSECNIC_REG_DRIVER_FEATURES_HI,
		       upper_32_bits(features));
	ipsecnic_write(ipn, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
	status = ipsecnic_read(ipn, IPSECNIC_REG_STATUS);
	if (!(status & IPSECNIC_STATUS_ENABLED)) {
		dev_err(&ipn->pdev->dev,
			"features 0x%llx are refused, status 0x%x\n", features,
			status);
		return -EIO;
	}
	ipn->caps.features = features;
	read_caps(ipn);
	err = ipsecnic_ctrlq_start(ipn);
	if (err)
		ipsecnic_write(ipn, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
	return err;
}

/**
 * ipsecnic_card_stop - reset the card
 * @ipn: card, its queue pairs stopped
 *
 * After that it touches no memory and has no SAs.
 */
void ipsecnic_card_stop(struct ipsecnic *ipn)
{
	ipsecnic_ctrlq_stop(ipn);
	ipsecnic_write(ipn, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
	ipsecnic_xfrm_lost(ipn);
}

/* Bring back what a reset has taken: SAs and, if it is up, the interface. */
static int bring_back(struct ipsecnic *ipn, bool running)
{
	int err;

	pci_set_master(ipn->pdev);
	err = ipsecnic_card_start(ipn);
	if (err)
		return err;
	/* What cannot be loaded is left to software, or is not sent. */
	ipsecnic_xfrm_restore(ipn);
	if (running)
		err = ipsecnic_up(ipn);
	if (err)
		ipsecnic_card_stop(ipn);
	return err;
}

/* Without a card that works: the interface stays, and does nothing. */
static void give_up(struct ipsecnic *ipn, int err)
{
	dev_err(&ipn->pdev->dev, "the card cannot be brought back: %d\n", err);
	set_bit(IPSECNIC_STATE_DEAD, &ipn->state);
	netif_device_detach(ipn->netdev);
}

static void reset_work(struct work_struct *work)
{
	struct ipsecnic *ipn = container_of(to_delayed_work(work),
					    struct ipsecnic, reset_work);
	bool running;
	int err;

	rtnl_lock();
	/* Detached: the card is dead, or in a reset that brings all back. */
	if (test_bit(IPSECNIC_STATE_REMOVED, &ipn->state) ||
	    !netif_device_present(ipn->netdev))
		goto unlock;
	running = netif_running(ipn->netdev);
	/* Also of a card that is gone: nobody shall wait for it any more. */
	ipsecnic_down(ipn);
	ipsecnic_card_stop(ipn);
	clear_bit(IPSECNIC_STATE_RESETTING, &ipn->state);
	err = ipsecnic_gone(ipn) ? -ENODEV : bring_back(ipn, running);
	if (err)
		give_up(ipn, err);
	ipn->resets++;
	ipn->last_reset = jiffies;
unlock:
	clear_bit(IPSECNIC_STATE_RESETTING, &ipn->state);
	rtnl_unlock();
}

/**
 * ipsecnic_reset_later - have the card reset and everything brought back
 * @ipn: card
 *
 * Context: any.
 */
void ipsecnic_reset_later(struct ipsecnic *ipn)
{
	unsigned long since = jiffies - READ_ONCE(ipn->last_reset);
	unsigned long delay = 0;

	if (test_bit(IPSECNIC_STATE_REMOVED, &ipn->state) ||
	    test_and_set_bit(IPSECNIC_STATE_RESETTING, &ipn->state))
		return;
	/* What goes wrong again at once must not keep a processor busy. */
	if (READ_ONCE(ipn->resets) && since < RESET_PAUSE)
		delay = RESET_PAUSE - since;
	schedule_delayed_work(&ipn->reset_work, delay);
}

/**
 * ipsecnic_handle_event - do what an event of the card asks for
 * @ipn: card
 * @event: completion of type EVENT, in the card's byte order
 *
 * Context: hard interrupt, or somebody who waits for a command without sleeping.
 */
void ipsecnic_handle_event(struct ipsecnic *ipn,
			   const struct ipsecnic_ctrl_comp *event)
{
	switch (le16_to_cpu(event->code)) {
	case IPSECNIC_EVENT_LINK:
		if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
			ipsecnic_update_link(ipn);
		break;
	case IPSECNIC_EVENT_QUEUE_ERROR:
		ipn->queue_errors++;
		net_err_ratelimited("%s: queue 0x%04x stopped: reason %u at index %u\n",
				    netdev_name(ipn->netdev),
				    le16_to_cpu(event->queue),
				    le32_to_cpu(event->status),
				    le16_to_cpu(event->index));
		ipsecnic_reset_later(ipn);
		break;
	case IPSECNIC_EVENT_DEVICE_ERROR:
		net_err_ratelimited("%s: device error %u\n",
				    netdev_name(ipn->netdev),
				    le32_to_cpu(event->status));
		ipsecnic_reset_later(ipn);
		break;
	case IPSECNIC_EVENT_SA_LIMIT:
		ipsecnic_xfrm_sa_limit(ipn, le32_to_cpu(event->handle),
				       le32_to_cpu(event->argument));
		break;
	default:
		/* Newer cards may have more to tell. */
		break;
	}
}

static irqreturn_t ctrl_irq(int irq, void *data)
{
	struct ipsecnic *ipn = data;

	WRITE_ONCE(ipn->ctrl_irqs, ipn->ctrl_irqs + 1);
	ipsecnic_ctrlq_service(ipn);
	return IRQ_HANDLED;
}

/*
 * Probe and remove
 */

/* Is it the card, and one of a version that the driver knows? */
static int check_identity(struct pci_dev *pdev, void __iomem *regs)
{
	u32 magic = readl(regs + IPSECNIC_REG_MAGIC);
	u32 version = readl(regs + IPSECNIC_REG_ABI_VERSION);

	if (magic != IPSECNIC_MAGIC) {
		dev_err(&pdev->dev, "magic is 0x%08x, not 0x%08x: not the card\n",
			magic, IPSECNIC_MAGIC);
		return -ENODEV;
	}
	if (version >> 16 != IPSECNIC_ABI_VERSION >> 16) {
		dev_err(&pdev->dev,
			"the card has interface %u.%u, the driver knows %u\n",
			version >> 16, version & 0xffff,
			IPSECNIC_ABI_VERSION >> 16);
		return -ENODEV;
	}
	return 0;
}

static void read_permanent_mac(struct ipsecnic *ipn)
{
	u64 raw = read_pair(ipn, IPSECNIC_REG_PERM_MAC_LO);
	u8 mac[ETH_ALEN];
	unsigned int i;

	for (i = 0; i < ETH_ALEN; i++)
		mac[i] = raw >> (8 * i);
	if (is_valid_ether_addr(mac)) {
		eth_hw_addr_set(ipn->netdev, mac);
		ether_addr_copy(ipn->netdev->perm_addr, mac);
	} else {
		eth_hw_addr_random(ipn->netdev);
	}
}

static int alloc_pairs(struct ipsecnic *ipn, unsigned int count)
{
	unsigned int i;

	ipn->pairs = kcalloc(count, sizeof(*ipn->pairs), GFP_KERNEL);
	if (!ipn->pairs)
		return -ENOMEM;
	ipn->max_pairs = count;
	ipn->num_pairs = min(count, num_online_cpus());
	for (i = 0; i < count; i++) {
		ipn->pairs[i].ipn = ipn;
		ipn->pairs[i].index = i;
		u64_stats_init(&ipn->pairs[i].rx.syncp);
		u64_stats_init(&ipn->pairs[i].tx.syncp);
		u64_stats_init(&ipn->pairs[i].tx.done_syncp);
	}
	return 0;
}

/* Somebody may have passed the test of the bit: call it once more at the end. */
static void no_more_resets(struct ipsecnic *ipn)
{
	set_bit(IPSECNIC_STATE_REMOVED, &ipn->state);
	cancel_delayed_work_sync(&ipn->reset_work);
}

static int ipsecnic_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *netdev;
	struct ipsecnic *ipn;
	void __iomem *regs;
	int err, vectors;
	u32 queues;

	err = pcim_enable_device(pdev);
	if (err)
		return err;
	err = pcim_iomap_regions(pdev, BIT(IPSECNIC_BAR_REGS), IPSECNIC_NAME);
	if (err)
		return err;
	regs = pcim_iomap_table(pdev)[IPSECNIC_BAR_REGS];
	err = check_identity(pdev, regs);
	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		return err;
	/* Before it may master the bus: another driver may have used it. */
	writel(IPSECNIC_CTRL_RESET, regs + IPSECNIC_REG_CTRL);
	pci_set_master(pdev);

	queues = clamp_t(u32, readl(regs + IPSECNIC_REG_MAX_QUEUES), 1,
			 IPSECNIC_MAX_QUEUES);
	if (!(readl(regs + IPSECNIC_REG_FEATURES_LO) &
	      BIT(IPSECNIC_F_MULTI_QUEUE)))
		queues = 1;
	vectors = pci_alloc_irq_vectors(pdev, 2, 1 + queues, PCI_IRQ_MSIX);
	if (vectors < 0) {
		dev_err(&pdev->dev, "no MSI-X vectors: %d\n", vectors);
		return vectors;
	}
	queues = min_t(u32, queues, vectors - 1);

	err = -ENOMEM;
	netdev = alloc_etherdev_mqs(sizeof(*ipn), queues, queues);
	if (!netdev)
		goto free_vectors;
	SET_NETDEV_DEV(netdev, &pdev->dev);
	pci_set_drvdata(pdev, netdev);
	ipn = netdev_priv(netdev);
	ipn->netdev = netdev;
	ipn->pdev = pdev;
	ipn->regs = regs;
	ipn->rx_ring = IPSECNIC_RING_DEFAULT;
	ipn->tx_ring = IPSECNIC_RING_DEFAULT;
	ipn->msg_enable = NETIF_MSG_LINK;
	INIT_DELAYED_WORK(&ipn->reset_work, reset_work);
	read_permanent_mac(ipn);

	err = alloc_pairs(ipn, queues);
	if (err)
		goto free_netdev;
	err = ipsecnic_ctrlq_alloc(ipn);
	if (err)
		goto free_pairs;
	err = ipsecnic_xfrm_init(ipn);
	if (err)
		goto free_ctrlq;
	err = request_irq(pci_irq_vector(pdev, IPSECNIC_VECTOR_CTRL), ctrl_irq,
			  0, pci_name(pdev), ipn);
	if (err)
		goto exit_xfrm;
	err = ipsecnic_card_start(ipn);
	if (err)
		goto free_irq;
	ipsecnic_netdev_setup(ipn);
	netif_carrier_off(netdev);
	err = register_netdev(netdev);
	if (err)
		goto stop_card;
	ipsecnic_debugfs_add(ipn);
	return 0;

stop_card:
	no_more_resets(ipn);
	ipsecnic_card_stop(ipn);
free_irq:
	free_irq(pci_irq_vector(pdev, IPSECNIC_VECTOR_CTRL), ipn);
	no_more_resets(ipn);
exit_xfrm:
	ipsecnic_xfrm_exit(ipn);
free_ctrlq:
	ipsecnic_ctrlq_free(ipn);
free_pairs:
	kfree(ipn->pairs);
free_netdev:
	free_netdev(netdev);
free_vectors:
	pci_free_irq_vectors(pdev);
	return err;
}

static void ipsecnic_remove(struct pci_dev *pdev)
{
	struct net_device *netdev = pci_get_drvdata(pdev);
	struct ipsecnic *ipn = netdev_priv(netdev);

	ipsecnic_debugfs_remove(ipn);
	/*
	 * The kernel deletes the interface's states when it is unregistered,
	 * but not while esp-hw-offload is off: then it would wait for ever for
	 * the references that they have.
	 */
	rtnl_lock();
	netdev->features |= netdev->hw_features & NETIF_F_HW_ESP;
	rtnl_unlock();
	unregister_netdev(netdev);
	no_more_resets(ipn);
	ipsecnic_card_stop(ipn);
	free_irq(pci_irq_vector(pdev, IPSECNIC_VECTOR_CTRL), ipn);
	no_more_resets(ipn);
	ipsecnic_xfrm_exit(ipn);
	ipsecnic_ctrlq_free(ipn);
	kfree(ipn->pairs);
	free_netdev(netdev);
	pci_free_irq_vectors(pdev);
}

/* Power off, kexec: the card must not write into the next kernel. */
static void ipsecnic_shutdown(struct pci_dev *pdev)
{
	struct net_device *netdev = pci_get_drvdata(pdev);
	struct ipsecnic *ipn = netdev_priv(netdev);

	rtnl_lock();
	set_bit(IPSECNIC_STATE_REMOVED, &ipn->state);
	netif_device_detach(netdev);
	ipsecnic_down(ipn);
	ipsecnic_card_stop(ipn);
	pci_clear_master(pdev);
	rtnl_unlock();
}

/*
 * Resets that come from outside: function-level reset and sleep
 */

static void ipsecnic_reset_prepare(struct pci_dev *pdev)
{
	struct net_device *netdev = pci_get_drvdata(pdev);
	struct ipsecnic *ipn = netdev_priv(netdev);

	rtnl_lock();
	netif_device_detach(netdev);
	ipsecnic_down(ipn);
	ipsecnic_card_stop(ipn);
	rtnl_unlock();
}

static void ipsecnic_reset_done(struct pci_dev *pdev)
{
	struct net_device *netdev = pci_get_drvdata(pdev);
	struct ipsecnic *ipn = netdev_priv(netdev);
	int err;

	rtnl_lock();
	/* Whoever resets a dead card wants it back. */
	clear_bit(IPSECNIC_STATE_DEAD, &ipn->state);
	err = bring_back(ipn, netif_running(netdev));
	ipn->resets++;
	ipn->last_reset = jiffies;
	if (err)
		give_up(ipn, err);
	else
		netif_device_attach(netdev);
	rtnl_unlock();
}

static int ipsecnic_suspend(struct device *dev)
{
	ipsecnic_reset_prepare(to_pci_dev(dev));
	return 0;
}

static int ipsecnic_resume(struct device *dev)
{
	ipsecnic_reset_done(to_pci_dev(dev));
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(ipsecnic_pm_ops, ipsecnic_suspend,
				ipsecnic_resume);

static const struct pci_error_handlers ipsecnic_err_handlers = {
	.reset_prepare = ipsecnic_reset_prepare,
	.reset_done = ipsecnic_reset_done,
};

static const struct pci_device_id ipsecnic_ids[] = {
	/* The range is one for experiments: others may have the first two. */
	{ PCI_DEVICE_SUB(IPSECNIC_PCI_VENDOR_ID, IPSECNIC_PCI_DEVICE_ID,
			 IPSECNIC_PCI_SUBSYSTEM_VENDOR_ID,
			 IPSECNIC_PCI_SUBSYSTEM_ID) },
	{ }
};
MODULE_DEVICE_TABLE(pci, ipsecnic_ids);

static struct pci_driver ipsecnic_driver = {
	.name = IPSECNIC_NAME,
	.id_table = ipsecnic_ids,
	.probe = ipsecnic_probe,
	.remove = ipsecnic_remove,
	.shutdown = ipsecnic_shutdown,
	.err_handler = &ipsecnic_err_handlers,
	.driver.pm = pm_sleep_ptr(&ipsecnic_pm_ops),
};

static int __init ipsecnic_init(void)
{
	int err;

	err = ipsecnic_states_init();
	if (err)
		return err;
	err = ipsecnic_vlan_init();
	if (err)
		goto states;
	ipsecnic_debugfs_init();
	err = pci_register_driver(&ipsecnic_driver);
	if (!err)
		return 0;
	ipsecnic_debugfs_exit();
	ipsecnic_vlan_exit();
states:
	ipsecnic_states_exit();
	return err;
}
module_init(ipsecnic_init);

static void __exit ipsecnic_exit(void)
{
	pci_unregister_driver(&ipsecnic_driver);
	ipsecnic_debugfs_exit();
	ipsecnic_vlan_exit();
	ipsecnic_states_exit();
}
module_exit(ipsecnic_exit);

MODULE_DESCRIPTION("ipsecnic: Ethernet card with inline IPsec");
MODULE_AUTHOR("the ipsecnic project");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: probe, remove, power, and the module
 */

#include <linux/cpumask.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>

#include "ipsecnic.h"
#include "ipsecnic_card.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_debugfs.h"
#include "ipsecnic_devlink.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_netdev.h"
#include "ipsecnic_ntuple.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_port.h"
#include "ipsecnic_ptp.h"
#include "ipsecnic_rss.h"
#include "ipsecnic_vlan.h"
#include "ipsecnic_xfrm.h"
#include "ipsecnic_xfrm_state.h"

/* Is it the card, and one of a version that the driver knows? */
static int ipsecnic_check_identity(struct pci_dev *pdev, void __iomem *regs)
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

static void ipsecnic_read_permanent_mac(struct ipsecnic *ipn)
{
	u64 raw = ipsecnic_read_pair(ipn, IPSECNIC_REG_PERM_MAC_LO);
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

/*
 * A queue pair for each processor, in turn.  It is done once: what the user
 * chooses later stays when the interface goes down, and over a reset.
 */
static void ipsecnic_spread_interrupts(struct pci_dev *pdev, u32 queues)
{
	int node = dev_to_node(&pdev->dev);
	unsigned int cpu;
	u32 i;

	for (i = 0; i < queues; i++) {
		cpu = cpumask_local_spread(i, node);
		/* Where that is not possible the kernel places them. */
		irq_set_affinity(pci_irq_vector(pdev, IPSECNIC_VECTOR_PAIR(i)),
				 cpumask_of(cpu));
	}
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
	err = ipsecnic_check_identity(pdev, regs);
	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		return err;
	/* Before it may master the bus: another driver may have used it. */
	writel(IPSECNIC_CTRL_RESET, regs + IPSECNIC_REG_CTRL);
	/* As in ipsecnic_reset_now(). */
	readl(regs + IPSECNIC_REG_CTRL);
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
	ipsecnic_spread_interrupts(pdev, queues);

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
	ipsecnic_card_init(ipn);
	ipsecnic_read_permanent_mac(ipn);

	err = ipsecnic_pairs_alloc(ipn, queues);
	if (err)
		goto free_netdev;
	err = ipsecnic_ctrlq_alloc(ipn, ipsecnic_card_event);
	if (err)
		goto free_pairs;
	err = ipsecnic_rss_init(ipn);
	if (err)
		goto free_ctrlq;
	err = ipsecnic_ntuple_init(ipn);
	if (err)
		goto exit_rss;
	err = ipsecnic_xfrm_init(ipn);
	if (err)
		goto exit_ntuple;
	err = request_irq(pci_irq_vector(pdev, IPSECNIC_VECTOR_CTRL),
			  ipsecnic_ctrlq_irq, 0, pci_name(pdev), ipn);
	if (err)
		goto exit_xfrm;
	err = ipsecnic_card_start(ipn);
	if (err)
		goto free_irq;
	err = ipsecnic_ptp_init(ipn);
	if (err)
		goto stop_card;
	ipsecnic_netdev_setup(ipn);
	netif_carrier_off(netdev);
	err = ipsecnic_devlink_alloc(ipn);
	if (err)
		goto exit_ptp;
	err = register_netdev(netdev);
	if (err)
		goto free_devlink;
	ipsecnic_debugfs_add(ipn);
	ipsecnic_devlink_register(ipn);
	return 0;

free_devlink:
	ipsecnic_devlink_free(ipn);
exit_ptp:
	ipsecnic_ptp_exit(ipn);
stop_card:
	ipsecnic_card_no_more_resets(ipn);
	ipsecnic_card_stop(ipn);
free_irq:
	/* As in ipsecnic_remove(). */
	pci_clear_master(pdev);
	free_irq(pci_irq_vector(pdev, IPSECNIC_VECTOR_CTRL), ipn);
	ipsecnic_card_no_more_resets(ipn);
exit_xfrm:
	ipsecnic_xfrm_exit(ipn);
exit_ntuple:
	ipsecnic_ntuple_exit(ipn);
exit_rss:
	ipsecnic_rss_exit(ipn);
free_ctrlq:
	ipsecnic_ctrlq_free(ipn);
free_pairs:
	ipsecnic_pairs_free(ipn);
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

	ipsecnic_devlink_unregister(ipn);
	ipsecnic_debugfs_remove(ipn);
	/*
	 * The kernel deletes the interface's states when it is unregistered,
	 * but not while esp-hw-offload is off: then it would wait for ever for
	 * the references that they have.  The feature also says that the card
	 * has looked at its policies for what it receives, which it has not
	 * while that was off: nothing may be received any more, nor may anybody
	 * take the interface up again.
	 */
	rtnl_lock();
	dev_close(netdev);
	netdev->features |= netdev->hw_features & NETIF_F_HW_ESP;
	unregister_netdevice(netdev);
	rtnl_unlock();
	ipsecnic_devlink_free(ipn);
	ipsecnic_ptp_exit(ipn);
	ipsecnic_card_no_more_resets(ipn);
	ipsecnic_card_stop(ipn);
	/* Also of a card that does not care for its reset. */
	pci_clear_master(pdev);
	free_irq(pci_irq_vector(pdev, IPSECNIC_VECTOR_CTRL), ipn);
	ipsecnic_card_no_more_resets(ipn);
	ipsecnic_xfrm_exit(ipn);
	ipsecnic_ntuple_exit(ipn);
	ipsecnic_rss_exit(ipn);
	ipsecnic_ctrlq_free(ipn);
	ipsecnic_pairs_free(ipn);
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
	ipsecnic_port_down(ipn);
	ipsecnic_card_stop(ipn);
	pci_clear_master(pdev);
	rtnl_unlock();
}

/*
 * Resets that come from outside: function-level reset and sleep
 */

static void ipsecnic_reset_prepare(struct pci_dev *pdev)
{
	ipsecnic_card_detach(netdev_priv(pci_get_drvdata(pdev)));
}

static void ipsecnic_reset_done(struct pci_dev *pdev)
{
	struct ipsecnic *ipn = netdev_priv(pci_get_drvdata(pdev));

	if (!ipsecnic_card_attach(ipn))
		ipsecnic_devlink_healthy(ipn);
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

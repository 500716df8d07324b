// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: start, stop and reset of the card, and what it tells of its own
 * accord
 */

#include <linux/iopoll.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "ipsecnic.h"
#include "ipsecnic_card.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_ntuple.h"
#include "ipsecnic_port.h"
#include "ipsecnic_rss.h"
#include "ipsecnic_service.h"
#include "ipsecnic_xfrm_expire.h"
#include "ipsecnic_xfrm_policy.h"
#include "ipsecnic_xfrm_poll.h"
#include "ipsecnic_xfrm_restore.h"

/* What this driver knows how to use. */
#define IPSECNIC_KNOWN_FEATURES	(BIT_ULL(IPSECNIC_F_IPSEC_RX) | \
				 BIT_ULL(IPSECNIC_F_MULTI_QUEUE) | \
				 BIT_ULL(IPSECNIC_F_EVENTS) | \
				 BIT_ULL(IPSECNIC_F_MODERATION) | \
				 BIT_ULL(IPSECNIC_F_IPSEC_TX) | \
				 BIT_ULL(IPSECNIC_F_TX_CSUM) | \
				 BIT_ULL(IPSECNIC_F_RX_CSUM) | \
				 BIT_ULL(IPSECNIC_F_TX_SEGMENT) | \
				 BIT_ULL(IPSECNIC_F_VLAN_RX) | \
				 BIT_ULL(IPSECNIC_F_VLAN_TX) | \
				 BIT_ULL(IPSECNIC_F_RSS) | \
				 BIT_ULL(IPSECNIC_F_RSS_SYMMETRIC) | \
				 BIT_ULL(IPSECNIC_F_RX_STEER) | \
				 BIT_ULL(IPSECNIC_F_TX_TUNNEL) | \
				 BIT_ULL(IPSECNIC_F_CLOCK) | \
				 BIT_ULL(IPSECNIC_F_RMON) | \
				 BIT_ULL(IPSECNIC_F_CHACHA20) | \
				 BIT_ULL(IPSECNIC_F_HMAC_SHA512) | \
				 BIT_ULL(IPSECNIC_F_AES_CTR) | \
				 BIT_ULL(IPSECNIC_F_AES_CCM) | \
				 BIT_ULL(IPSECNIC_F_AES_MAC))

/* Packet mode is of no use without these, and the card would refuse it. */
#define IPSECNIC_PACKET_NEEDS	(BIT_ULL(IPSECNIC_F_IPSEC_RX) | \
				 BIT_ULL(IPSECNIC_F_IPSEC_TX))

/*
 * Start and stop
 */

static void ipsecnic_card_read_caps(struct ipsecnic *ipn)
{
	struct ipsecnic_caps *caps = &ipn->caps;

	caps->ipsec = ipsecnic_read(ipn, IPSECNIC_REG_CAP_IPSEC);
	caps->udp_esp = ipsecnic_read(ipn, IPSECNIC_REG_CAP_UDP_ESP);
	caps->auth = ipsecnic_read_pair(ipn, IPSECNIC_REG_CAP_AUTH_LO);
	caps->cipher = ipsecnic_read_pair(ipn, IPSECNIC_REG_CAP_CIPHER_LO);
	caps->gcm_icv = ipsecnic_read(ipn, IPSECNIC_REG_CAP_GCM_ICV);
	caps->sa_capacity = ipsecnic_read(ipn, IPSECNIC_REG_SA_CAPACITY);
	caps->tx_fragments = ipsecnic_read(ipn, IPSECNIC_REG_TX_MAX_FRAGMENTS);
	caps->max_frame = ipsecnic_read(ipn, IPSECNIC_REG_MAX_FRAME);
	caps->max_queues = ipsecnic_read(ipn, IPSECNIC_REG_MAX_QUEUES);
	caps->mcast_entries = min_t(u32, IPSECNIC_MCAST_MAX,
				    ipsecnic_read(ipn,
						  IPSECNIC_REG_MCAST_ENTRIES));
	caps->policies = ipsecnic_read(ipn, IPSECNIC_REG_POLICY_CAPACITY);
	caps->window = ipsecnic_read(ipn, IPSECNIC_REG_WINDOW_MAX);
	caps->rss_contexts = min_t(u32, IPSECNIC_RSS_CONTEXTS,
				   ipsecnic_read(ipn,
						 IPSECNIC_REG_RSS_CONTEXTS));
	caps->rx_rules = min_t(u32, IPSECNIC_NTUPLE_MAX,
			       ipsecnic_read(ipn,
					     IPSECNIC_REG_RX_RULE_CAPACITY));
}

/* Those of the card's features that are used. */
static u64 ipsecnic_card_features(struct ipsecnic *ipn)
{
	u64 offered = ipsecnic_read_pair(ipn, IPSECNIC_REG_FEATURES_LO);
	u64 features = offered & IPSECNIC_KNOWN_FEATURES;

	if (IS_ENABLED(CONFIG_XFRM_OFFLOAD) && IPSECNIC_XFRM_PACKET &&
	    (features & IPSECNIC_PACKET_NEEDS) == IPSECNIC_PACKET_NEEDS)
		features |= offered & BIT_ULL(IPSECNIC_F_IPSEC_PACKET);
	return features;
}

/* Between two looks at a dead card: twice as long each time, up to the last. */
#define IPSECNIC_REVIVE_MIN	((unsigned long)HZ)
#define IPSECNIC_REVIVE_MAX	(64UL * HZ)

/* Between two looks whether a reset is over. */
#define IPSECNIC_RESET_POLL_US	1000

/*
 * Is a reset over?  It always is at once, but for a card that has trouble; what
 * is written meanwhile is lost, and the card would be given up for that.
 */
static int ipsecnic_card_wait(struct ipsecnic *ipn)
{
	u32 ctrl;

	/* All bits are set if there is no card; that is found out elsewhere. */
	return read_poll_timeout(ipsecnic_read, ctrl,
				 !(ctrl & IPSECNIC_CTRL_RESET) || ctrl == ~0U,
				 IPSECNIC_RESET_POLL_US,
				 IPSECNIC_PATIENCE_MS * USEC_PER_MSEC, false,
				 ipn, IPSECNIC_REG_CTRL);
}

/**
 * ipsecnic_card_start - negotiate features and start the control queue
 * @ipn: card, after a reset
 *
 * Context: sleeps until the reset is over, at most IPSECNIC_PATIENCE_MS.
 *
 * Return: 0; -ETIMEDOUT if the reset does not end; -EIO if the card refuses the
 * features or the queue.
 */
int ipsecnic_card_start(struct ipsecnic *ipn)
{
	u64 features;
	u32 status;
	int err;

	err = ipsecnic_card_wait(ipn);
	if (err)
		return err;
	features = ipsecnic_card_features(ipn);
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
	ipsecnic_card_read_caps(ipn);
	/* Queues are stopped now, and whoever could find one in error, too. */
	spin_lock_irq(&ipn->error_lock);
	ipn->failed_queues = 0;
	spin_unlock_irq(&ipn->error_lock);
	err = ipsecnic_ctrlq_start(ipn);
	if (err) {
		ipsecnic_reset_now(ipn);
		return err;
	}
	err = ipsecnic_rss_restore(ipn);
	if (!err)
		err = ipsecnic_ntuple_restore(ipn);
	if (err)
		ipsecnic_card_stop(ipn);
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
	/* The last chance to hear which numbers were used, if it still knows. */
	if (ipsecnic_is_enabled(ipsecnic_read(ipn, IPSECNIC_REG_STATUS)) &&
	    ipsecnic_ctrlq_answers(ipn))
		ipsecnic_xfrm_ask(ipn);
	ipsecnic_ctrlq_stop(ipn);
	ipsecnic_reset_now(ipn);
	ipsecnic_policies_lost(ipn);
	ipsecnic_xfrm_lost(ipn);
}

/*
 * Reset
 */

/* Bring back what a reset has taken: SAs and, if it is up, the interface. */
static int ipsecnic_card_bring_back(struct ipsecnic *ipn, bool running)
{
	int err;

	/* Before that is over it may still write to memory that was freed. */
	err = ipsecnic_card_wait(ipn);
	if (err)
		return err;
	pci_set_master(ipn->pdev);
	err = ipsecnic_card_start(ipn);
	if (err)
		return err;
	err = ipsecnic_policies_restore(ipn);
	/* What cannot be loaded is left to software, or is not sent. */
	if (!err)
		ipsecnic_xfrm_restore(ipn);
	if (!err && running)
		err = ipsecnic_port_up(ipn);
	if (err)
		ipsecnic_card_stop(ipn);
	return err;
}

/* Have a look at a dead card later. */
static void ipsecnic_card_look_later(struct ipsecnic *ipn)
{
	if (!test_bit(IPSECNIC_STATE_REMOVED, &ipn->state))
		mod_delayed_work(system_long_wq, &ipn->reset_work, ipn->revive);
}

/*
 * Without a card that works: the interface stays, and does nothing until the
 * card answers again.
 */
static void ipsecnic_card_give_up(struct ipsecnic *ipn, int err)
{
	dev_err(&ipn->pdev->dev, "the card cannot be brought back: %d\n", err);
	set_bit(IPSECNIC_STATE_DEAD, &ipn->state);
	netif_device_detach(ipn->netdev);
	/* A card that is back for a moment only must not be waited for again. */
	ipn->revive = clamp(2 * ipn->revive, IPSECNIC_REVIVE_MIN,
			    IPSECNIC_REVIVE_MAX);
	ipsecnic_card_look_later(ipn);
}

static void ipsecnic_card_was_reset(struct ipsecnic *ipn)
{
	WRITE_ONCE(ipn->resets, ipn->resets + 1);
	WRITE_ONCE(ipn->last_reset, jiffies);
}

/* Bring a detached card back. */
static int ipsecnic_card_return(struct ipsecnic *ipn)
{
	int err;

	clear_bit(IPSECNIC_STATE_DEAD, &ipn->state);
	err = ipsecnic_card_bring_back(ipn, netif_running(ipn->netdev));
	ipsecnic_card_was_reset(ipn);
	if (err) {
		ipsecnic_card_give_up(ipn, err);
		return err;
	}
	ipn->revive = 0;
	netif_device_attach(ipn->netdev);
	return 0;
}

/* Does a dead card answer again?  Then it is no worse than after any reset. */
static int ipsecnic_card_revive(struct ipsecnic *ipn)
{
	if (ipsecnic_gone(ipn) ||
	    (ipsecnic_read(ipn, IPSECNIC_REG_CTRL) & IPSECNIC_CTRL_RESET)) {
		ipsecnic_card_look_later(ipn);
		return -ENODEV;
	}
	dev_info(&ipn->pdev->dev, "the card answers again\n");
	ipsecnic_reset_now(ipn);
	return ipsecnic_card_return(ipn);
}

static int ipsecnic_card_recover_locked(struct ipsecnic *ipn)
{
	bool running;
	int err;

	ASSERT_RTNL();

	if (test_bit(IPSECNIC_STATE_REMOVED, &ipn->state))
		return 0;
	if (test_bit(IPSECNIC_STATE_DEAD, &ipn->state)) {
		clear_bit(IPSECNIC_STATE_RESETTING, &ipn->state);
		return ipsecnic_card_revive(ipn);
	}
	/* Detached: in a reset that brings all back. */
	if (!test_bit(IPSECNIC_STATE_RESETTING, &ipn->state) ||
	    !netif_device_present(ipn->netdev)) {
		clear_bit(IPSECNIC_STATE_RESETTING, &ipn->state);
		return 0;
	}
	running = netif_running(ipn->netdev);
	/* Also of a card that is gone: nobody shall wait for it any more. */
	ipsecnic_port_down(ipn);
	ipsecnic_card_stop(ipn);
	/* What is found wrong while it is brought back wants another reset. */
	clear_bit(IPSECNIC_STATE_RESETTING, &ipn->state);
	err = ipsecnic_gone(ipn) ? -ENODEV :
				   ipsecnic_card_bring_back(ipn, running);
	if (err)
		ipsecnic_card_give_up(ipn, err);
	ipsecnic_card_was_reset(ipn);
	return err;
}

/**
 * ipsecnic_card_recover - reset the card, and bring everything back
 * @ipn: card
 *
 * Context: process, without rtnl.
 *
 * Return: 0, also if somebody else is at it or the card is about to go; or a
 * negative error, and the card is given up.
 */
int ipsecnic_card_recover(struct ipsecnic *ipn)
{
	int err;

	rtnl_lock();
	err = ipsecnic_card_recover_locked(ipn);
	rtnl_unlock();
	return err;
}

/* Tell whoever is to hear of faults that there is none any more. */
static void ipsecnic_card_works(struct ipsecnic *ipn)
{
	void (*report)(struct ipsecnic *ipn,
		       const struct ipsecnic_fault *fault);

	report = READ_ONCE(ipn->report);
	if (report)
		report(ipn, NULL);
}

/**
 * ipsecnic_card_open - start the port, behind a reset that is still to come
 * @ipn: card
 *
 * Until then a card that had to be reset to stop takes no queues, and with
 * auto_recover off the reset may be long in coming.
 *
 * Context: rtnl, in ndo_open.
 *
 * Return: 0 or a negative error, and the port is down.
 */
int ipsecnic_card_open(struct ipsecnic *ipn)
{
	int err;

	if (test_bit(IPSECNIC_STATE_DEAD, &ipn->state) ||
	    test_bit(IPSECNIC_STATE_REMOVED, &ipn->state))
		return -ENODEV;
	if (test_bit(IPSECNIC_STATE_RESETTING, &ipn->state)) {
		err = ipsecnic_card_recover_locked(ipn);
		if (err)
			return err;
		ipsecnic_card_works(ipn);
		/* The stack has it as running already. */
		if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
			return 0;
	}
	return ipsecnic_port_up(ipn);
}

static void ipsecnic_card_reset_work(struct work_struct *work)
{
	struct ipsecnic *ipn = container_of(to_delayed_work(work),
					    struct ipsecnic, reset_work);
	void (*report)(struct ipsecnic *ipn,
		       const struct ipsecnic_fault *fault);
	struct ipsecnic_fault fault;

	/* Detached: somebody else is at it already, or the card was given up. */
	report = READ_ONCE(ipn->report);
	if (!report || test_bit(IPSECNIC_STATE_REMOVED, &ipn->state) ||
	    !netif_device_present(ipn->netdev)) {
		if (!ipsecnic_card_recover(ipn) &&
		    netif_device_present(ipn->netdev))
			ipsecnic_card_works(ipn);
		return;
	}
	/* Somebody else has reset it, and said so. */
	if (!test_bit(IPSECNIC_STATE_RESETTING, &ipn->state))
		return;
	spin_lock_irq(&ipn->error_lock);
	fault = ipn->fault;
	spin_unlock_irq(&ipn->error_lock);
	report(ipn, &fault);
}

/**
 * ipsecnic_card_init - prepare for errors and resets
 * @ipn: card
 */
void ipsecnic_card_init(struct ipsecnic *ipn)
{
	spin_lock_init(&ipn->error_lock);
	ipsecnic_service_init(ipn);
	INIT_DELAYED_WORK(&ipn->reset_work, ipsecnic_card_reset_work);
}

/**
 * ipsecnic_card_no_more_resets - the card is about to go, or has gone
 * @ipn: card
 *
 * Somebody may have passed the test of the bit: it is called once more at the
 * end.
 */
void ipsecnic_card_no_more_resets(struct ipsecnic *ipn)
{
	set_bit(IPSECNIC_STATE_REMOVED, &ipn->state);
	cancel_delayed_work_sync(&ipn->reset_work);
}

static void ipsecnic_card_detach_locked(struct ipsecnic *ipn)
{
	netif_device_detach(ipn->netdev);
	/* Nobody but ipsecnic_card_attach() is to bring it back. */
	clear_bit(IPSECNIC_STATE_DEAD, &ipn->state);
	ipsecnic_port_down(ipn);
	ipsecnic_card_stop(ipn);
}

/**
 * ipsecnic_card_detach - somebody else is going to reset the card
 * @ipn: card
 */
void ipsecnic_card_detach(struct ipsecnic *ipn)
{
	rtnl_lock();
	ipsecnic_card_detach_locked(ipn);
	rtnl_unlock();
}

/**
 * ipsecnic_card_attach - somebody else has reset the card: bring all back
 * @ipn: card
 *
 * Return: 0 or a negative error, and the card is given up.
 */
int ipsecnic_card_attach(struct ipsecnic *ipn)
{
	int err = -ENODEV;

	rtnl_lock();
	/* A reload may have waited for a shutdown to end. */
	if (test_bit(IPSECNIC_STATE_REMOVED, &ipn->state))
		goto unlock;
	/* Before Linux 6.8 a reload may end within a function-level reset. */
	if (netif_device_present(ipn->netdev))
		ipsecnic_card_detach_locked(ipn);
	/* What was wrong before is not so any more. */
	clear_bit(IPSECNIC_STATE_RESETTING, &ipn->state);
	err = ipsecnic_card_return(ipn);
unlock:
	rtnl_unlock();
	return err;
}

/*
 * Events
 */

/**
 * ipsecnic_card_event - do what an event of the card asks for
 * @ipn: card
 * @event: completion of type EVENT, in the card's byte order
 *
 * Context: see ipsecnic_ctrl_event.
 */
void ipsecnic_card_event(struct ipsecnic *ipn,
			 const struct ipsecnic_ctrl_comp *event)
{
	switch (le16_to_cpu(event->code)) {
	case IPSECNIC_EVENT_LINK:
		if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
			ipsecnic_update_link(ipn);
		break;
	case IPSECNIC_EVENT_QUEUE_ERROR:
		ipsecnic_queue_failed(ipn, le16_to_cpu(event->queue),
				      le32_to_cpu(event->status),
				      le16_to_cpu(event->index));
		break;
	case IPSECNIC_EVENT_DEVICE_ERROR:
		net_err_ratelimited("%s: device error %u\n",
				    netdev_name(ipn->netdev),
				    le32_to_cpu(event->status));
		ipsecnic_reset_because(ipn, "the card tells of a device error");
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

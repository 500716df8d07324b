// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: devlink: what the card is, how it is, and reload
 *
 * Whoever finds the card in disorder asks for a reset (ipsecnic_hw.c), and the
 * reset work hands the fault over to here: to the reporter "queue" if a queue
 * has stopped, else to "device".  devlink takes a dump of the card as it is
 * then, and has it recovered, unless somebody has switched auto_recover off.
 *
 * There is no port: devlink wants none to be left when it reloads, and this one
 * could not go without the interface, which stays.
 *
 * The locks: that of devlink is outside of rtnl.
 */

#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <net/devlink.h>

#include "ipsecnic.h"
#include "ipsecnic_card.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_devlink.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_queue.h"
#include "ipsecnic_text.h"

/* The kernel's names for what the information is of. */
#define IPSECNIC_BOARD_ID	DEVLINK_INFO_VERSION_GENERIC_BOARD_ID
#define IPSECNIC_BOARD_REV	DEVLINK_INFO_VERSION_GENERIC_BOARD_REV
#define IPSECNIC_INTERFACE	DEVLINK_INFO_VERSION_GENERIC_FW_MGMT_API

/**
 * struct ipsecnic_devlink - what a card has of devlink; its private data
 * @ipn: the card
 * @queue: reporter of queues that stop
 * @device: reporter of all else
 */
struct ipsecnic_devlink {
	struct ipsecnic *ipn;
	struct devlink_health_reporter *queue;
	struct devlink_health_reporter *device;
};

/* Registers of the card that a dump has. */
static const struct {
	const char *name;
	u32 reg;
} ipsecnic_devlink_regs[] = {
	{ "CTRL", IPSECNIC_REG_CTRL },
	{ "STATUS", IPSECNIC_REG_STATUS },
	{ "DEVICE_ERROR", IPSECNIC_REG_DEVICE_ERROR },
	{ "DRIVER_FEATURES_LO", IPSECNIC_REG_DRIVER_FEATURES_LO },
	{ "DRIVER_FEATURES_HI", IPSECNIC_REG_DRIVER_FEATURES_HI },
	{ "RX_CTRL", IPSECNIC_REG_RX_CTRL },
	{ "TX_CTRL", IPSECNIC_REG_TX_CTRL },
	{ "IPSEC_CTRL", IPSECNIC_REG_IPSEC_CTRL },
	{ "QUEUES", IPSECNIC_REG_QUEUES },
	{ "EVENTS_LOST", IPSECNIC_REG_EVENTS_LOST },
	{ "RX_MAX_FRAME", IPSECNIC_REG_RX_MAX_FRAME },
	{ "SA_COUNT", IPSECNIC_REG_SA_COUNT },
	{ "POLICY_COUNT", IPSECNIC_REG_POLICY_COUNT },
	{ "PACKET_MTU", IPSECNIC_REG_PACKET_MTU },
};

/* And of each queue. */
static const struct {
	const char *name;
	u32 reg;
} ipsecnic_devlink_queue_regs[] = {
	{ "VECTOR", IPSECNIC_Q_VECTOR },
	{ "POSTED_SIZE", IPSECNIC_Q_POSTED_SIZE },
	{ "POSTED_TAIL", IPSECNIC_Q_POSTED_TAIL },
	{ "POSTED_HEAD", IPSECNIC_Q_POSTED_HEAD },
	{ "COMP_SIZE", IPSECNIC_Q_COMP_SIZE },
	{ "COMP_HEAD", IPSECNIC_Q_COMP_HEAD },
	{ "COMP_TAIL", IPSECNIC_Q_COMP_TAIL },
};

/*
 * Information
 */

static int ipsecnic_devlink_features(struct devlink_info_req *req,
				     const char *name, u64 features)
{
	char text[2 + 16 + 1];

	snprintf(text, sizeof(text), "0x%llx", features);
	return devlink_info_version_running_put(req, name, text);
}

static int ipsecnic_devlink_info(struct devlink *devlink,
				 struct devlink_info_req *req,
				 struct netlink_ext_ack *extack)
{
	struct ipsecnic_devlink *dl = devlink_priv(devlink);
	struct ipsecnic *ipn = dl->ipn;
	struct pci_dev *pdev = ipn->pdev;
	char text[32];
	u32 version;
	u64 offered;
	int err;

	version = ipsecnic_read(ipn, IPSECNIC_REG_ABI_VERSION);
	offered = ipsecnic_read_pair(ipn, IPSECNIC_REG_FEATURES_LO);
	if (ipsecnic_gone(ipn)) {
		NL_SET_ERR_MSG_MOD(extack, "the card does not answer any more");
		return -ENODEV;
	}
	err = ipsecnic_devlink_info_driver(req, IPSECNIC_NAME);
	if (err)
		return err;
	snprintf(text, sizeof(text), "%04x:%04x", pdev->subsystem_vendor,
		 pdev->subsystem_device);
	err = devlink_info_version_fixed_put(req, IPSECNIC_BOARD_ID, text);
	if (err)
		return err;
	snprintf(text, sizeof(text), "%u", pdev->revision);
	err = devlink_info_version_fixed_put(req, IPSECNIC_BOARD_REV, text);
	if (err)
		return err;
	snprintf(text, sizeof(text), "%u.%u", version >> 16, version & 0xffff);
	err = devlink_info_version_running_put(req, IPSECNIC_INTERFACE, text);
	if (err)
		return err;
	err = ipsecnic_devlink_features(req, "features.offered", offered);
	if (err)
		return err;
	return ipsecnic_devlink_features(req, "features.used",
					 ipn->caps.features);
}

/*
 * Reload: the card is reset, and the interface and its SAs brought back, as
 * behind a reset of the function
 */

static int ipsecnic_devlink_down(struct devlink *devlink, bool netns_change,
				 enum devlink_reload_action action,
				 enum devlink_reload_limit limit,
				 struct netlink_ext_ack *extack)
{
	struct ipsecnic_devlink *dl = devlink_priv(devlink);

	if (netns_change) {
		NL_SET_ERR_MSG_MOD(extack,
				   "a reload does not move the interface; ip link set netns does");
		return -EOPNOTSUPP;
	}
	ipsecnic_card_detach(dl->ipn);
	return 0;
}

static int ipsecnic_devlink_up(struct devlink *devlink,
			       enum devlink_reload_action action,
			       enum devlink_reload_limit limit,
			       u32 *actions_performed,
			       struct netlink_ext_ack *extack)
{
	struct ipsecnic_devlink *dl = devlink_priv(devlink);
	int err;

	err = ipsecnic_card_attach(dl->ipn);
	if (err) {
		NL_SET_ERR_MSG_MOD(extack, "the card cannot be brought back");
		return err;
	}
	ipsecnic_devlink_healthy(dl->ipn);
	*actions_performed = BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT);
	return 0;
}

static const struct devlink_ops ipsecnic_devlink_ops = {
	.info_get = ipsecnic_devlink_info,
	.reload_actions = BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT),
	.reload_down = ipsecnic_devlink_down,
	.reload_up = ipsecnic_devlink_up,
};

/*
 * Health
 */

static struct ipsecnic *
ipsecnic_devlink_card(struct devlink_health_reporter *reporter)
{
	struct ipsecnic_devlink *dl = devlink_health_reporter_priv(reporter);

	return dl->ipn;
}

/* In a dump a register is a number of 32 bits. */
static void ipsecnic_devlink_reg(struct ipsecnic *ipn,
				 struct devlink_fmsg *fmsg, const char *name,
				 u32 reg)
{
	devlink_fmsg_u32_pair_put(fmsg, name, ipsecnic_read(ipn, reg));
}

/* What the queue of which the registers are at @block is doing. */
static void ipsecnic_devlink_queue_state(struct ipsecnic *ipn,
					 struct devlink_fmsg *fmsg, u16 id,
					 u32 block)
{
	u32 word = ipsecnic_read(ipn, block + IPSECNIC_Q_STATE);
	u32 reason = IPSECNIC_Q_REASON_OF(word);
	u32 state = IPSECNIC_Q_STATE_OF(word);
	u32 index;

	devlink_fmsg_u32_pair_put(fmsg, "queue", id);
	devlink_fmsg_string_pair_put(fmsg, "state",
				     ipsecnic_q_state_name(state));
	if (state == IPSECNIC_Q_STATE_ERROR) {
		index = ipsecnic_read(ipn, block + IPSECNIC_Q_ERROR_INDEX);
		devlink_fmsg_u32_pair_put(fmsg, "reason", reason);
		devlink_fmsg_string_pair_put(fmsg, "because",
					     ipsecnic_q_error_text(reason));
		devlink_fmsg_u32_pair_put(fmsg, "index", index);
	}
}

/* The rings of a queue pair are there while the interface is up. */
static void ipsecnic_devlink_entry(struct devlink_fmsg *fmsg,
				   const struct ipsecnic_queue *q, u32 index)
{
	ASSERT_RTNL();
	if (q->posted.entries)
		devlink_fmsg_binary_pair_put(fmsg, "posted entry",
					     ipsecnic_entry(&q->posted, index),
					     IPSECNIC_ENTRY_SIZE);
}

static void ipsecnic_devlink_dump_queue(struct ipsecnic *ipn,
					struct devlink_fmsg *fmsg, u16 id,
					u32 block,
					const struct ipsecnic_queue *q)
{
	unsigned int i;

	devlink_fmsg_obj_nest_start(fmsg);
	ipsecnic_devlink_queue_state(ipn, fmsg, id, block);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_devlink_queue_regs); i++)
		ipsecnic_devlink_reg(ipn, fmsg,
				     ipsecnic_devlink_queue_regs[i].name,
				     block + ipsecnic_devlink_queue_regs[i].reg);
	/* Entries have addresses and lengths, and no key. */
	if (q)
		ipsecnic_devlink_entry(fmsg, q,
				       ipsecnic_read(ipn, block +
						     IPSECNIC_Q_POSTED_HEAD));
	devlink_fmsg_obj_nest_end(fmsg);
}

/* All of the card that a reset is going to take away. */
static int ipsecnic_devlink_dump(struct devlink_health_reporter *reporter,
				 struct devlink_fmsg *fmsg, void *priv_ctx,
				 struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = ipsecnic_devlink_card(reporter);
	unsigned int i;

	rtnl_lock();
	devlink_fmsg_pair_nest_start(fmsg, "registers");
	devlink_fmsg_obj_nest_start(fmsg);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_devlink_regs); i++)
		ipsecnic_devlink_reg(ipn, fmsg, ipsecnic_devlink_regs[i].name,
				     ipsecnic_devlink_regs[i].reg);
	devlink_fmsg_obj_nest_end(fmsg);
	devlink_fmsg_pair_nest_end(fmsg);
	devlink_fmsg_arr_pair_nest_start(fmsg, "queues");
	ipsecnic_devlink_dump_queue(ipn, fmsg, IPSECNIC_QUEUE_CTRL,
				    IPSECNIC_REG_CTRLQ, NULL);
	for (i = 0; i < ipn->num_pairs; i++) {
		struct ipsecnic_pair *pair = &ipn->pairs[i];

		ipsecnic_devlink_dump_queue(ipn, fmsg, IPSECNIC_QUEUE_RX(i),
					    IPSECNIC_REG_RXQ(i), &pair->rx.q);
		ipsecnic_devlink_dump_queue(ipn, fmsg, IPSECNIC_QUEUE_TX(i),
					    IPSECNIC_REG_TXQ(i), &pair->tx.q);
	}
	devlink_fmsg_arr_pair_nest_end(fmsg);
	rtnl_unlock();
	return 0;
}

static void ipsecnic_devlink_diagnose_one(struct ipsecnic *ipn,
					  struct devlink_fmsg *fmsg, u16 id,
					  u32 block)
{
	devlink_fmsg_obj_nest_start(fmsg);
	ipsecnic_devlink_queue_state(ipn, fmsg, id, block);
	devlink_fmsg_obj_nest_end(fmsg);
}

static int
ipsecnic_devlink_diagnose_queue(struct devlink_health_reporter *reporter,
				struct devlink_fmsg *fmsg,
				struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = ipsecnic_devlink_card(reporter);
	unsigned int i;

	devlink_fmsg_u64_pair_put(fmsg, "queue errors",
				  READ_ONCE(ipn->queue_errors));
	devlink_fmsg_arr_pair_nest_start(fmsg, "queues");
	ipsecnic_devlink_diagnose_one(ipn, fmsg, IPSECNIC_QUEUE_CTRL,
				      IPSECNIC_REG_CTRLQ);
	for (i = 0; i < READ_ONCE(ipn->num_pairs); i++) {
		ipsecnic_devlink_diagnose_one(ipn, fmsg, IPSECNIC_QUEUE_RX(i),
					      IPSECNIC_REG_RXQ(i));
		ipsecnic_devlink_diagnose_one(ipn, fmsg, IPSECNIC_QUEUE_TX(i),
					      IPSECNIC_REG_TXQ(i));
	}
	devlink_fmsg_arr_pair_nest_end(fmsg);
	return 0;
}

static int
ipsecnic_devlink_diagnose_device(struct devlink_health_reporter *reporter,
				 struct devlink_fmsg *fmsg,
				 struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = ipsecnic_devlink_card(reporter);
	bool gone = ipsecnic_gone(ipn);
	u32 status = gone ? 0 : ipsecnic_read(ipn, IPSECNIC_REG_STATUS);

	devlink_fmsg_bool_pair_put(fmsg, "answers", !gone);
	devlink_fmsg_bool_pair_put(fmsg, "enabled",
				   status & IPSECNIC_STATUS_ENABLED);
	devlink_fmsg_bool_pair_put(fmsg, "link up",
				   status & IPSECNIC_STATUS_LINK_UP);
	devlink_fmsg_bool_pair_put(fmsg, "events lost",
				   status & IPSECNIC_STATUS_EVENTS_LOST);
	devlink_fmsg_bool_pair_put(fmsg, "given up",
				   test_bit(IPSECNIC_STATE_DEAD, &ipn->state));
	devlink_fmsg_u64_pair_put(fmsg, "resets", READ_ONCE(ipn->resets));
	devlink_fmsg_u64_pair_put(fmsg, "lost interrupts",
				  READ_ONCE(ipn->lost_irqs));
	return 0;
}

static int ipsecnic_devlink_recover(struct devlink_health_reporter *reporter,
				    void *priv_ctx,
				    struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = ipsecnic_devlink_card(reporter);
	int err;

	err = ipsecnic_card_recover(ipn);
	if (err) {
		NL_SET_ERR_MSG_MOD(extack, "the card cannot be brought back");
		return err;
	}
	/* devlink would take that for recovered as well. */
	if (!ipsecnic_devlink_healthy(ipn)) {
		NL_SET_ERR_MSG_MOD(extack, "the card has failed again");
		return -EAGAIN;
	}
	return 0;
}

/* As if something had gone wrong. */
static int ipsecnic_devlink_test(struct devlink_health_reporter *reporter,
				 struct netlink_ext_ack *extack)
{
	struct ipsecnic *ipn = ipsecnic_devlink_card(reporter);

	if (!netif_device_present(ipn->netdev)) {
		NL_SET_ERR_MSG_MOD(extack, "the card was given up, or is being reset");
		return -EBUSY;
	}
	ipsecnic_reset_because(ipn, "somebody wants to see a reset");
	return 0;
}

static const struct devlink_health_reporter_ops ipsecnic_devlink_queue_ops = {
	.name = "queue",
	.recover = ipsecnic_devlink_recover,
	.dump = ipsecnic_devlink_dump,
	.diagnose = ipsecnic_devlink_diagnose_queue,
};

static const struct devlink_health_reporter_ops ipsecnic_devlink_device_ops = {
	.name = "device",
	.recover = ipsecnic_devlink_recover,
	.dump = ipsecnic_devlink_dump,
	.diagnose = ipsecnic_devlink_diagnose_device,
	.test = ipsecnic_devlink_test,
};

/**
 * ipsecnic_devlink_healthy - the card was reset, and works
 * @ipn: card
 *
 * Context: process.
 * Return: false: it has failed again, and nothing is said.
 */
bool ipsecnic_devlink_healthy(struct ipsecnic *ipn)
{
	const enum devlink_health_reporter_state healthy =
		DEVLINK_HEALTH_REPORTER_STATE_HEALTHY;
	struct ipsecnic_devlink *dl = ipn->devlink;

	/* devlink recovers nothing that is healthy. */
	if (test_bit(IPSECNIC_STATE_RESETTING, &ipn->state))
		return false;
	devlink_health_reporter_state_update(dl->queue, healthy);
	devlink_health_reporter_state_update(dl->device, healthy);
	return true;
}

/* See report of struct ipsecnic. */
static void ipsecnic_devlink_report(struct ipsecnic *ipn,
				    const struct ipsecnic_fault *fault)
{
	struct ipsecnic_devlink *dl = ipn->devlink;
	struct devlink_health_reporter *reporter;
	char text[96];

	if (!fault) {
		ipsecnic_devlink_healthy(ipn);
		return;
	}
	reporter = fault->why ? dl->device : dl->queue;
	/*
	 * Of a reporter in error devlink would not recover again.  What it was
	 * in error of is over, or RESETTING would still be set.
	 */
	devlink_health_reporter_state_update(reporter,
					     DEVLINK_HEALTH_REPORTER_STATE_HEALTHY);
	if (fault->why) {
		devlink_health_report(reporter, fault->why, NULL);
		return;
	}
	snprintf(text, sizeof(text), "queue 0x%04x stopped: %s, at index %u",
		 fault->queue, ipsecnic_q_error_text(fault->reason),
		 fault->index);
	devlink_health_report(reporter, text, NULL);
}

/*
 * Life
 */

/**
 * ipsecnic_devlink_alloc - make what devlink has of a card
 * @ipn: card, before its interface is registered
 *
 * Return: 0 or a negative error.
 */
int ipsecnic_devlink_alloc(struct ipsecnic *ipn)
{
	struct ipsecnic_devlink *dl;
	struct devlink *devlink;
	int err;

	devlink = devlink_alloc(&ipsecnic_devlink_ops, sizeof(*dl),
				&ipn->pdev->dev);
	if (!devlink)
		return -ENOMEM;
	dl = devlink_priv(devlink);
	dl->ipn = ipn;
	dl->queue = ipsecnic_devlink_reporter(devlink,
					      &ipsecnic_devlink_queue_ops, dl);
	if (IS_ERR(dl->queue)) {
		err = PTR_ERR(dl->queue);
		goto free;
	}
	dl->device = ipsecnic_devlink_reporter(devlink,
					       &ipsecnic_devlink_device_ops,
					       dl);
	if (IS_ERR(dl->device)) {
		err = PTR_ERR(dl->device);
		goto queue;
	}
	ipsecnic_devlink_reloads(devlink);
	ipn->devlink = dl;
	return 0;

queue:
	devlink_health_reporter_destroy(dl->queue);
free:
	devlink_free(devlink);
	return err;
}

/**
 * ipsecnic_devlink_free - the end of that
 * @ipn: card, its interface not registered any more
 */
void ipsecnic_devlink_free(struct ipsecnic *ipn)
{
	struct ipsecnic_devlink *dl = ipn->devlink;

	ipn->devlink = NULL;
	devlink_health_reporter_destroy(dl->device);
	devlink_health_reporter_destroy(dl->queue);
	devlink_free(priv_to_devlink(dl));
}

/**
 * ipsecnic_devlink_register - let others see the card
 * @ipn: card, its interface registered
 */
void ipsecnic_devlink_register(struct ipsecnic *ipn)
{
	struct ipsecnic_devlink *dl = ipn->devlink;

	devlink_register(priv_to_devlink(dl));
	/* There is nobody to report to before. */
	WRITE_ONCE(ipn->report, ipsecnic_devlink_report);
}

/**
 * ipsecnic_devlink_unregister - let nobody see the card any more
 * @ipn: card, its interface registered still
 *
 * Context: process, without rtnl.
 */
void ipsecnic_devlink_unregister(struct ipsecnic *ipn)
{
	struct ipsecnic_devlink *dl = ipn->devlink;

	/* Whoever reports does it in the work, or under rtnl. */
	rtnl_lock();
	WRITE_ONCE(ipn->report, NULL);
	rtnl_unlock();
	flush_delayed_work(&ipn->reset_work);
	devlink_unregister(priv_to_devlink(dl));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: policies of packet offload
 *
 * The kernel hands over plain packets, and the card finds out by its policies
 * what is to be protected by which SA.  So what it has of them decides what
 * leaves in clear: a policy must be in the card before the first packet that it
 * is for, and behind the last one.
 */

#include <linux/if_vlan.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/rculist.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <net/sch_generic.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_xfrm_policy.h"
#include "ipsecnic_xfrm_sa.h"

#if IPSECNIC_XFRM_PACKET

/* So many are loaded again with one command. */
#define IPSECNIC_POLICY_BATCH	32

/*
 * How long a policy stays that packets under way may need: at least, and, if
 * queues do not get empty, at most.
 */
#define IPSECNIC_POLICY_LINGER_MS	100
#define IPSECNIC_POLICY_LINGER_MAX_MS	2000

/**
 * struct ipsecnic_policy_entry - a policy in the card
 * @ipn: the card
 * @users: the kernel's policy; the list; a request that is under way
 * @rcu: for who looks at received packets
 * @node: on the list of all policies
 * @listed: it is on the list
 * @remove: its DELETE_POLICY, which must not depend on memory
 * @handle: the card's; 0: it does not have it
 * @gone: the kernel has deleted it
 * @since: when that was, or the last reset since, in jiffies
 * @rule: what the card is told
 */
struct ipsecnic_policy_entry {
	struct ipsecnic *ipn;
	refcount_t users;
	struct rcu_head rcu;
	struct list_head node;
	struct ipsecnic_ctrl_request remove;
	u32 handle;
	bool listed;
	bool gone;
	unsigned long since;
	struct ipsecnic_policy rule;
};

static const struct {
	u32 status;
	int err;
	const char *text;
} ipsecnic_policy_statuses[] = {
	{ IPSECNIC_ST_TABLE_FULL, -ENOSPC,
	  "the card's table of policies is full" },
	{ IPSECNIC_ST_POLICY_FAMILY, -EOPNOTSUPP,
	  "the card does not do IPv6" },
	{ IPSECNIC_ST_POLICY_PREFIX, -EINVAL,
	  "a prefix is longer than an address" },
	{ IPSECNIC_ST_POLICY_PORTS, -EINVAL,
	  "the selector has ports, but no protocol that has some" },
	{ IPSECNIC_ST_POLICY_MODE, -EOPNOTSUPP,
	  "the card does not do the template's mode" },
	{ IPSECNIC_ST_POLICY_TUNNEL, -EINVAL,
	  "a template of a tunnel needs both end points" },
	{ IPSECNIC_ST_UNKNOWN_POLICY, -EIO,
	  "the card does not say that it has the policy" },
};

static bool ipsecnic_policy_is_out(const struct ipsecnic_policy_entry *entry)
{
	return !(entry->rule.flags &
		 cpu_to_le32(IPSECNIC_POLICY_FLAG_INBOUND));
}

static void ipsecnic_policy_put(struct ipsecnic_policy_entry *entry)
{
	if (refcount_dec_and_test(&entry->users))
		kfree_rcu(entry, rcu);
}

/*
 * From the kernel's policy to the card's
 */

#define IPSECNIC_POLICY_REFUSE(ipn, extack, text)			\
({									\
	ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_POLICY_REFUSED);		\
	NL_SET_ERR_MSG_MOD(extack, text);				\
	-EOPNOTSUPP;							\
})

static int ipsecnic_policy_refuse_status(struct ipsecnic *ipn,
					 struct netlink_ext_ack *extack,
					 u32 status)
{
	unsigned int i;

	ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_POLICY_REFUSED);
	for (i = 0; i < ARRAY_SIZE(ipsecnic_policy_statuses); i++) {
		if (ipsecnic_policy_statuses[i].status != status)
			continue;
		NL_SET_ERR_MSG_FMT_MOD(extack, "%s",
				       ipsecnic_policy_statuses[i].text);
		return ipsecnic_policy_statuses[i].err;
	}
	NL_SET_ERR_MSG_FMT_MOD(extack,
			       "the card does not understand the policy: status %u",
			       status);
	return -EIO;
}

static int ipsecnic_policy_check(struct ipsecnic *ipn,
				 const struct xfrm_policy *xp,
				 struct netlink_ext_ack *extack)
{
	const struct xfrm_tmpl *tmpl = &xp->xfrm_vec[0];

	if (!ipsecnic_has(ipn, IPSECNIC_F_IPSEC_PACKET))
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"the card does not do packet offload, only crypto offload");
	/* A VLAN interface. */
	if (xp->xdo.dev != ipn->netdev)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"packet offload is for the card's own interface, not for a VLAN or bond on it");
	if (!(READ_ONCE(ipn->netdev->features) & NETIF_F_HW_ESP))
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"esp-hw-offload is switched off");
	if (xp->type != XFRM_POLICY_TYPE_MAIN)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"a sub policy is not supported");
	if (xp->xdo.dir != XFRM_DEV_OFFLOAD_IN &&
	    xp->xdo.dir != XFRM_DEV_OFFLOAD_OUT)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"a policy for forwarding is not for the card: leave it to software");
	if (xp->mark.m)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"a policy with a mark is not supported");
	if (xp->if_id)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"a policy with an interface id is not supported");
	if (xp->security)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"a policy with a security context is not supported");
	if (xp->selector.ifindex &&
	    xp->selector.ifindex != ipn->netdev->ifindex)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"the policy is for another interface than that of the card");
	if (xp->family != AF_INET && xp->family != AF_INET6)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"the policy is neither of IPv4 nor of IPv6");
	if (xp->action != XFRM_POLICY_ALLOW || !xp->xfrm_nr)
		return 0;

	if (xp->xfrm_nr > 1)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"a policy with more than one template is not supported");
	if (tmpl->optional)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"an optional template is not supported");
	if (tmpl->id.proto != IPPROTO_ESP)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"a template of another protocol than ESP is not supported");
	/*
	 * IKE daemons name the SPI of the SA that they have just added, and
	 * the card takes the youngest one.
	 */
	if (tmpl->id.spi && xp->xdo.dir == XFRM_DEV_OFFLOAD_IN)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"an inbound template with an SPI is not supported, only with a reqid");
	if (tmpl->mode != XFRM_MODE_TRANSPORT && tmpl->mode != XFRM_MODE_TUNNEL)
		return IPSECNIC_POLICY_REFUSE(ipn, extack,
			"the template's mode is neither transport nor tunnel");
	return 0;
}

/* The bits of the prefix only, as the card wants them. */
static void ipsecnic_policy_put_prefix(u8 *to, const xfrm_address_t *from,
				       u8 prefix)
{
	unsigned int bytes = min(prefix / 8, 16);

	memcpy(to, from, bytes);
	if (bytes < 16 && prefix % 8)
		to[bytes] = ((const u8 *)from)[bytes] &
			    (u8)(0xff << (8 - prefix % 8));
}

static void ipsecnic_policy_put_address(u8 *to, const xfrm_address_t *from,
					u16 family)
{
	memcpy(to, from, family == AF_INET ? sizeof(from->a4) :
					     sizeof(from->a6));
}

static void ipsecnic_policy_put_template(struct ipsecnic_policy *rule,
					 const struct xfrm_tmpl *tmpl)
{
	rule->reqid = cpu_to_le32(tmpl->reqid);
	rule->mode = IPSECNIC_MODE_TRANSPORT;
	if (tmpl->mode != XFRM_MODE_TUNNEL)
		return;
	rule->mode = IPSECNIC_MODE_TUNNEL;
	if (tmpl->encap_family == AF_INET6)
		rule->flags |= cpu_to_le32(IPSECNIC_POLICY_FLAG_SA_IPV6);
	ipsecnic_policy_put_address(rule->tunnel_src, &tmpl->saddr,
				    tmpl->encap_family);
	ipsecnic_policy_put_address(rule->tunnel_dst, &tmpl->id.daddr,
				    tmpl->encap_family);
}

static void ipsecnic_policy_build(struct ipsecnic_policy *rule,
				  const struct xfrm_policy *xp)
{
	const struct xfrm_selector *sel = &xp->selector;
	u32 flags = 0;

	if (xp->xdo.dir == XFRM_DEV_OFFLOAD_IN)
		flags |= IPSECNIC_POLICY_FLAG_INBOUND;
	if (xp->family == AF_INET6)
		flags |= IPSECNIC_POLICY_FLAG_IPV6;
	rule->flags = cpu_to_le32(flags);
	rule->priority = cpu_to_le32(xp->priority);
	rule->protocol = sel->proto;
	rule->src_prefix = sel->prefixlen_s;
	rule->dst_prefix = sel->prefixlen_d;
	ipsecnic_policy_put_prefix(rule->src, &sel->saddr, sel->prefixlen_s);
	ipsecnic_policy_put_prefix(rule->dst, &sel->daddr, sel->prefixlen_d);
	rule->sport = cpu_to_le16(ntohs(sel->sport & sel->sport_mask));
	rule->sport_mask = cpu_to_le16(ntohs(sel->sport_mask));
	rule->dport = cpu_to_le16(ntohs(sel->dport & sel->dport_mask));
	rule->dport_mask = cpu_to_le16(ntohs(sel->dport_mask));
	if (xp->action != XFRM_POLICY_ALLOW) {
		rule->action = IPSECNIC_POLICY_DISCARD;
	} else if (!xp->xfrm_nr) {
		rule->action = IPSECNIC_POLICY_BYPASS;
	} else {
		rule->action = IPSECNIC_POLICY_PROTECT;
		ipsecnic_policy_put_template(rule, &xp->xfrm_vec[0]);
	}
}

/* Are they for the same packets, and equal in rank? */
static bool ipsecnic_policy_same_selector(const struct ipsecnic_policy *a,
					  const struct ipsecnic_policy *b)
{
	const __le32 flags = cpu_to_le32(IPSECNIC_POLICY_FLAG_INBOUND |
					 IPSECNIC_POLICY_FLAG_IPV6);

	return !((a->flags ^ b->flags) & flags) &&
	       a->priority == b->priority && a->protocol == b->protocol &&
	       a->src_prefix == b->src_prefix &&
	       a->dst_prefix == b->dst_prefix &&
	       a->sport == b->sport && a->sport_mask == b->sport_mask &&
	       a->dport == b->dport && a->dport_mask == b->dport_mask &&
	       !memcmp(a->src, b->src, sizeof(a->src)) &&
	       !memcmp(a->dst, b->dst, sizeof(a->dst));
}

/* Are the first bits of two addresses the same? */
static bool ipsecnic_policy_has_prefix(const u8 *address, const u8 *prefix,
				       u8 bits)
{
	unsigned int bytes = bits / 8;

	/* What is longer than an address the card has not taken. */
	if (memcmp(address, prefix, bytes))
		return false;
	return !(bits % 8) ||
	       !((address[bytes] ^ prefix[bytes]) >> (8 - bits % 8));
}

static bool ipsecnic_policy_is_for(const struct ipsecnic_policy *rule,
				   const struct ipsecnic_flow *flow)
{
	bool ipv6 = !!(rule->flags &
		       cpu_to_le32(IPSECNIC_POLICY_FLAG_IPV6));

	if (ipv6 != flow->ipv6)
		return false;
	if (rule->protocol && flow->protocol_known &&
	    rule->protocol != flow->protocol)
		return false;
	return !flow->addressed ||
	       (ipsecnic_policy_has_prefix(flow->src, rule->src,
					   rule->src_prefix) &&
		ipsecnic_policy_has_prefix(flow->dst, rule->dst,
					   rule->dst_prefix));
}

/**
 * ipsecnic_policies_protect - is a received packet one that should be protected?
 * @xfrm: what belongs to xfrm of the card that it came by
 * @flow: the packet
 *
 * Says so also if a policy of a higher rank exempts it, or the ports are others:
 * the stack has the same policies, and will find that.
 *
 * Context: any.
 *
 * Return: true if there is an inbound policy in the card that may be for it.
 */
bool ipsecnic_policies_protect(const struct ipsecnic_xfrm *xfrm,
			       const struct ipsecnic_flow *flow)
{
	const struct ipsecnic_policy_entry *entry;
	bool found = false;

	rcu_read_lock();
	list_for_each_entry_rcu(entry, &xfrm->policies, node) {
		if (ipsecnic_policy_is_out(entry) ||
		    entry->rule.action != IPSECNIC_POLICY_PROTECT ||
		    !ipsecnic_policy_is_for(&entry->rule, flow))
			continue;
		found = true;
		break;
	}
	rcu_read_unlock();
	return found;
}

/*
 * Loading and deleting
 */

static void ipsecnic_policy_removed(struct ipsecnic *ipn,
				    struct ipsecnic_ctrl_request *request,
				    const struct ipsecnic_ctrl_comp *comp,
				    int error)
{
	/* With an error, too: then the card has been reset. */
	ipsecnic_policy_put(container_of(request, struct ipsecnic_policy_entry,
					 remove));
}

/* Have the card delete one, without waiting for it. */
static void ipsecnic_policy_remove(struct ipsecnic_policy_entry *entry,
				   u32 handle)
{
	struct ipsecnic_command *command = &entry->remove.command;

	memset(command, 0, sizeof(*command));
	command->opcode = cpu_to_le16(IPSECNIC_CMD_DELETE_POLICY);
	command->count = cpu_to_le32(1);
	command->handle = cpu_to_le32(handle);
	entry->remove.done = ipsecnic_policy_removed;
	refcount_inc(&entry->users);
	if (ipsecnic_ctrl_post(entry->ipn, &entry->remove))
		ipsecnic_policy_put(entry);
}

/* One more, or one less. */
static void ipsecnic_policy_tally(struct ipsecnic_xfrm *xfrm,
				  const struct ipsecnic_policy_entry *entry,
				  int by)
{
	lockdep_assert_held(&xfrm->lock);

	if (ipsecnic_policy_is_out(entry))
		WRITE_ONCE(xfrm->policies_out, xfrm->policies_out + by);
	else
		WRITE_ONCE(xfrm->policies_in, xfrm->policies_in + by);
	atomic64_add(by, &xfrm->stats[IPSECNIC_XFRM_POLICY_LOADED]);
}

/* Returns 0, an errno, or the card's status. */
static int ipsecnic_policy_load(struct ipsecnic_policy_entry *entry,
				struct ipsecnic_ctrl_buffer *buffer)
{
	struct ipsecnic_xfrm *xfrm = entry->ipn->xfrm;
	u32 epoch = READ_ONCE(xfrm->epoch);
	u32 handle = 0;
	int err;

	memcpy(buffer->data, &entry->rule, sizeof(entry->rule));
	err = ipsecnic_ctrl_add(entry->ipn, ipsecnic_ctrl_exec,
				IPSECNIC_CMD_ADD_POLICY, buffer,
				sizeof(entry->rule), &handle);
	if (err)
		return err;
	if (!handle) {
		/* It may have it or not, and could not be told to delete it. */
		ipsecnic_reset_because(entry->ipn,
				       "the card does not name a policy");
		return IPSECNIC_ST_UNKNOWN_POLICY;
	}
	spin_lock_bh(&xfrm->lock);
	if (xfrm->epoch != epoch) {
		/* A reset did not know of it, and came before it or after. */
		err = -ESHUTDOWN;
	} else {
		entry->handle = handle;
		refcount_inc(&entry->users);
		list_add_tail_rcu(&entry->node, &xfrm->policies);
		entry->listed = true;
		ipsecnic_policy_tally(xfrm, entry, 1);
	}
	spin_unlock_bh(&xfrm->lock);
	if (err)
		ipsecnic_policy_remove(entry, handle);
	return err;
}

static int ipsecnic_policy_load_patiently(struct ipsecnic_policy_entry *entry)
{
	unsigned long end = jiffies + msecs_to_jiffies(IPSECNIC_PATIENCE_MS);
	struct ipsecnic *ipn = entry->ipn;
	struct ipsecnic_ctrl_buffer *buffer;
	int err;

	buffer = ipsecnic_ctrl_buffer_alloc(ipn, sizeof(entry->rule));
	if (!buffer)
		return -ENOMEM;
	do {
		err = ipsecnic_policy_load(entry, buffer);
	} while (err == -ESHUTDOWN && ipsecnic_xfrm_may_return(ipn, end));
	ipsecnic_ctrl_buffer_free(ipn, buffer);
	return err;
}

/* Off the list, which is locked.  Returns what the card must delete, or 0. */
static u32 ipsecnic_policy_unlink(struct ipsecnic_xfrm *xfrm,
				  struct ipsecnic_policy_entry *entry)
{
	u32 handle = entry->handle;

	list_del_rcu(&entry->node);
	entry->listed = false;
	ipsecnic_policy_tally(xfrm, entry, -1);
	entry->handle = 0;
	return handle;
}

/**
 * ipsecnic_policy_add - xdo_dev_policy_add
 * @xp: the policy, which nobody else can see yet
 * @extack: where the reason of a refusal goes
 *
 * Return: 0, or a negative error; the kernel does not go on without the card.
 */
int ipsecnic_policy_add(struct xfrm_policy *xp, struct netlink_ext_ack *extack)
{
	struct net_device *netdev = xp->xdo.dev;
	struct ipsecnic_policy_entry *entry;
	struct ipsecnic *ipn;
	int err;

	/* No other interface has these operations. */
	if (is_vlan_dev(netdev))
		netdev = vlan_dev_real_dev(netdev);
	ipn = netdev_priv(netdev);
	err = ipsecnic_policy_check(ipn, xp, extack);
	if (err)
		return err;
	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return -ENOMEM;
	entry->ipn = ipn;
	refcount_set(&entry->users, 1);
	ipsecnic_policy_build(&entry->rule, xp);

	err = ipsecnic_policy_load_patiently(entry);
	if (err == -ESHUTDOWN || err == -ETIMEDOUT) {
		err = IPSECNIC_POLICY_REFUSE(ipn, extack,
					     "the card does not answer");
	} else if (err > 0) {
		err = ipsecnic_policy_refuse_status(ipn, extack, err);
	}
	if (err) {
		ipsecnic_policy_put(entry);
		return err;
	}
	xp->xdo.offload_handle = (unsigned long)entry;
	return 0;
}

/*
 * Is the policy needed for packets that the kernel has let pass, since they
 * would be protected?  Not if another one sees to them: to update a policy the
 * kernel adds a new one and deletes the old one.
 */
static bool ipsecnic_policy_is_missed(struct ipsecnic_xfrm *xfrm,
				      const struct ipsecnic_policy_entry *entry)
{
	const struct ipsecnic_policy_entry *other;

	/* Also while the card has none, in a reset: it is to be given it again. */
	if (!ipsecnic_policy_is_out(entry) ||
	    entry->rule.action != IPSECNIC_POLICY_PROTECT)
		return false;
	list_for_each_entry(other, &xfrm->policies, node)
		if (!other->gone &&
		    other->rule.action != IPSECNIC_POLICY_BYPASS &&
		    ipsecnic_policy_same_selector(&other->rule, &entry->rule))
			return false;
	return true;
}

/**
 * ipsecnic_policy_delete - xdo_dev_policy_delete
 * @xp: the policy, which the kernel does not find any more
 *
 * Context: any but hard interrupts, also a timer.
 */
void ipsecnic_policy_delete(struct xfrm_policy *xp)
{
	struct ipsecnic_policy_entry *entry;
	struct ipsecnic_xfrm *xfrm;
	bool unlinked = false;
	u32 handle = 0;

	entry = (struct ipsecnic_policy_entry *)xp->xdo.offload_handle;
	if (!entry)
		return;
	xfrm = entry->ipn->xfrm;
	spin_lock_bh(&xfrm->lock);
	if (!entry->gone) {
		entry->gone = true;
		entry->since = jiffies;
		if (ipsecnic_policy_is_missed(xfrm, entry)) {
			schedule_delayed_work(&xfrm->policies_gone,
					      msecs_to_jiffies(IPSECNIC_POLICY_LINGER_MS));
		} else {
			handle = ipsecnic_policy_unlink(xfrm, entry);
			unlinked = true;
		}
	}
	spin_unlock_bh(&xfrm->lock);

	if (handle)
		ipsecnic_policy_remove(entry, handle);
	/* The list's. */
	if (unlinked)
		ipsecnic_policy_put(entry);
}

/**
 * ipsecnic_policy_free - xdo_dev_policy_free
 * @xp: the policy, deleted or never used
 *
 * Context: any but hard interrupts.
 */
void ipsecnic_policy_free(struct xfrm_policy *xp)
{
	struct ipsecnic_policy_entry *entry;

	entry = (struct ipsecnic_policy_entry *)xp->xdo.offload_handle;
	if (!entry)
		return;
	xp->xdo.offload_handle = 0;
	ipsecnic_policy_put(entry);
}

/**
 * ipsecnic_policies_flush - have the kernel delete all policies of a card
 * @netdev: its interface, which leaves its namespace
 *
 * Context: rtnl.
 */
void ipsecnic_policies_flush(struct net_device *netdev)
{
	xfrm_dev_policy_flush(dev_net(netdev), netdev, true);
}

/*
 * Policies that linger
 */

/* Are all packets on their way that the stack had given out? */
static bool ipsecnic_policies_drained(struct ipsecnic *ipn)
{
	bool drained = true;
	unsigned int i;

	if (!netif_running(ipn->netdev))
		return true;
	if (!test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		return false;
	rcu_read_lock();
	for (i = 0; i < READ_ONCE(ipn->netdev->real_num_tx_queues); i++) {
		struct netdev_queue *queue = netdev_get_tx_queue(ipn->netdev, i);
		const struct ipsecnic_tx_queue *tx = &ipn->pairs[i].tx;

		if (!qdisc_is_empty(rcu_dereference(queue->qdisc)) ||
		    !ipsecnic_tx_has_sent(tx, READ_ONCE(tx->q.posted.index)))
			drained = false;
	}
	rcu_read_unlock();
	return drained;
}

/*
 * In a reset packets wait in queueing disciplines for as long as it takes: what
 * they need is to be there behind it, and their time begins then.  Returns true
 * if they do.
 */
static bool ipsecnic_policies_wait(struct ipsecnic_xfrm *xfrm)
{
	struct ipsecnic_policy_entry *entry;
	struct ipsecnic *ipn = xfrm->ipn;

	if (!netif_running(ipn->netdev) ||
	    test_bit(IPSECNIC_STATE_RUNNING, &ipn->state))
		return false;
	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(entry, &xfrm->policies, node)
		if (entry->gone)
			entry->since = jiffies;
	spin_unlock_bh(&xfrm->lock);
	return true;
}

static struct ipsecnic_policy_entry *
ipsecnic_policies_next_gone(struct ipsecnic_xfrm *xfrm, bool drained,
			    u32 *handle, bool *more)
{
	unsigned long patience = drained ? IPSECNIC_POLICY_LINGER_MS :
					   IPSECNIC_POLICY_LINGER_MAX_MS;
	struct ipsecnic_policy_entry *entry, *found = NULL;

	*more = false;
	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(entry, &xfrm->policies, node) {
		if (!entry->gone)
			continue;
		if (time_before(jiffies, entry->since +
				msecs_to_jiffies(patience))) {
			*more = true;
			continue;
		}
		found = entry;
		*handle = ipsecnic_policy_unlink(xfrm, entry);
		break;
	}
	spin_unlock_bh(&xfrm->lock);
	return found;
}

static void ipsecnic_policies_gone(struct work_struct *work)
{
	struct ipsecnic_policy_entry *entry;
	struct ipsecnic_xfrm *xfrm;
	bool drained, more;
	u32 handle;

	xfrm = container_of(to_delayed_work(work), struct ipsecnic_xfrm,
			    policies_gone);
	if (ipsecnic_policies_wait(xfrm)) {
		schedule_delayed_work(&xfrm->policies_gone,
				      msecs_to_jiffies(IPSECNIC_POLICY_LINGER_MS));
		return;
	}
	/* Packets that had found the policy are in a queue then. */
	synchronize_net();
	drained = ipsecnic_policies_drained(xfrm->ipn);
	while ((entry = ipsecnic_policies_next_gone(xfrm, drained, &handle,
						    &more))) {
		if (handle)
			ipsecnic_policy_remove(entry, handle);
		ipsecnic_policy_put(entry);
	}
	if (more)
		schedule_delayed_work(&xfrm->policies_gone,
				      msecs_to_jiffies(IPSECNIC_POLICY_LINGER_MS / 2));
}

/*
 * Life
 */

/**
 * ipsecnic_policies_init - prepare for policies
 * @xfrm: what belongs to xfrm of a card
 */
void ipsecnic_policies_init(struct ipsecnic_xfrm *xfrm)
{
	INIT_LIST_HEAD(&xfrm->policies);
	INIT_DELAYED_WORK(&xfrm->policies_gone, ipsecnic_policies_gone);
}

/**
 * ipsecnic_policies_exit - the end of all policies
 * @xfrm: the same; the kernel has deleted all that it had
 */
void ipsecnic_policies_exit(struct ipsecnic_xfrm *xfrm)
{
	struct ipsecnic_policy_entry *entry, *next;

	cancel_delayed_work_sync(&xfrm->policies_gone);
	list_for_each_entry_safe(entry, next, &xfrm->policies, node) {
		list_del_rcu(&entry->node);
		ipsecnic_policy_put(entry);
	}
}

/**
 * ipsecnic_policies_lost - the card has been reset and has no policies any more
 * @ipn: the card; its queues are stopped
 */
void ipsecnic_policies_lost(struct ipsecnic *ipn)
{
	struct ipsecnic_xfrm *xfrm = ipn->xfrm;
	struct ipsecnic_policy_entry *entry;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(entry, &xfrm->policies, node)
		entry->handle = 0;
	spin_unlock_bh(&xfrm->lock);
}

/* Get hold of the oldest ones that the card has not. */
static unsigned int
ipsecnic_policies_pick(struct ipsecnic_xfrm *xfrm,
		       struct ipsecnic_policy_entry **batch,
		       struct ipsecnic_policy *rules)
{
	struct ipsecnic_policy_entry *entry;
	unsigned int n = 0;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(entry, &xfrm->policies, node) {
		if (n == IPSECNIC_POLICY_BATCH)
			break;
		if (entry->handle)
			continue;
		refcount_inc(&entry->users);
		rules[n] = entry->rule;
		batch[n++] = entry;
	}
	spin_unlock_bh(&xfrm->lock);
	return n;
}

/* Returns false if the card has not taken it. */
static bool ipsecnic_policy_restored(struct ipsecnic_policy_entry *entry,
				     const struct ipsecnic_result *result)
{
	struct ipsecnic_xfrm *xfrm = entry->ipn->xfrm;
	u32 handle = le32_to_cpu(result->handle);
	bool listed;

	if (le32_to_cpu(result->status) != IPSECNIC_ST_OK || !handle)
		return false;
	spin_lock_bh(&xfrm->lock);
	listed = entry->listed;
	if (listed)
		entry->handle = handle;
	spin_unlock_bh(&xfrm->lock);
	if (!listed)
		ipsecnic_policy_remove(entry, handle);
	ipsecnic_xfrm_count(entry->ipn, IPSECNIC_XFRM_POLICY_RESTORED);
	return true;
}

/**
 * ipsecnic_policies_restore - load all policies again, the oldest first
 * @ipn: the card, with its control queue; no other queue is running
 *
 * Context: may sleep.
 *
 * Return: 0; else the card must not be used, since it would send in clear what
 * the kernel has left to it to protect.
 */
int ipsecnic_policies_restore(struct ipsecnic *ipn)
{
	const size_t rules = IPSECNIC_POLICY_BATCH *
			     sizeof(struct ipsecnic_policy);
	const size_t size = rules + IPSECNIC_POLICY_BATCH *
				    sizeof(struct ipsecnic_result);
	struct ipsecnic_policy_entry *batch[IPSECNIC_POLICY_BATCH];
	struct ipsecnic_command command = { 0 };
	struct ipsecnic_ctrl_buffer *buffer;
	struct ipsecnic_result *results;
	struct ipsecnic_ctrl_comp comp;
	unsigned int i, n;
	int err = 0;

	if (list_empty(&ipn->xfrm->policies))
		return 0;
	buffer = ipsecnic_ctrl_buffer_alloc(ipn, size);
	if (!buffer)
		return -ENOMEM;
	results = buffer->data + rules;

	while (!err) {
		n = ipsecnic_policies_pick(ipn->xfrm, batch, buffer->data);
		if (!n)
			break;
		memset(results, 0, n * sizeof(*results));
		command.opcode = cpu_to_le16(IPSECNIC_CMD_ADD_POLICY);
		command.count = cpu_to_le32(n);
		command.data_addr = cpu_to_le64(buffer->dma);
		command.data_length =
			cpu_to_le32(n * sizeof(struct ipsecnic_policy));
		command.result_addr = cpu_to_le64(buffer->dma + rules);
		err = ipsecnic_ctrl_exec(ipn, &command, &comp);
		for (i = 0; i < n; i++) {
			if (!err && !ipsecnic_policy_restored(batch[i],
							      &results[i]))
				err = -EIO;
			ipsecnic_policy_put(batch[i]);
		}
	}
	ipsecnic_ctrl_buffer_free(ipn, buffer);
	return err;
}

#endif /* IPSECNIC_XFRM_PACKET */

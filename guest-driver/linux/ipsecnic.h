/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: a card
 *
 * The one structure that all files know, of a card; what belongs to a subject
 * is in the header of that subject.  The interface of the card is
 * ipsecnic_abi.h and nothing else; its specification is docs/specs/ipsecnic.rst
 * of the project.
 */

#ifndef IPSECNIC_H
#define IPSECNIC_H

#include <linux/bits.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "ipsecnic_abi.h"

#define IPSECNIC_NAME			"ipsecnic"

/* Vector 0 is the control queue's, vector 1 + n that of queue pair n. */
#define IPSECNIC_VECTOR_CTRL		0
#define IPSECNIC_VECTOR_PAIR(n)		(1 + (n))

/* How long the card may take for what it does at once, in milliseconds. */
#define IPSECNIC_PATIENCE_MS		5000

/*
 * Private flags of ethtool.
 *
 * RX_TAP: packets that the card decrypted go past packet sockets, too; they
 * are not aggregated then.  SADEL_EXPIRE: SaDeleteReq becomes a soft expiry.
 */
#define IPSECNIC_PRIV_RX_TAP		0
#define IPSECNIC_PRIV_SADEL_EXPIRE	1
#define IPSECNIC_PRIV_FLAGS		2

/**
 * struct ipsecnic_caps - what this card can do, read once after each reset
 * @features: features that were accepted, as bits 1 << IPSECNIC_F_*
 * @ipsec: CAP_IPSEC
 * @udp_esp: CAP_UDP_ESP
 * @auth: CAP_AUTH
 * @cipher: CAP_CIPHER
 * @gcm_icv: CAP_GCM_ICV
 * @sa_capacity: bundles that fit
 * @tx_fragments: most fragments of a frame
 * @max_frame: longest frame
 * @max_queues: queue pairs present
 * @mcast_entries: size of the multicast table
 * @policies: policies that fit
 * @window: largest replay window
 * @rss_contexts: contexts of the hash that there can be
 * @rx_rules: places for receive rules
 */
struct ipsecnic_caps {
	u64 features;
	u32 ipsec;
	u32 udp_esp;
	u64 auth;
	u64 cipher;
	u32 gcm_icv;
	u32 sa_capacity;
	u32 tx_fragments;
	u32 max_frame;
	u32 max_queues;
	u32 mcast_entries;
	u32 policies;
	u32 window;
	u32 rss_contexts;
	u32 rx_rules;
};

/**
 * struct ipsecnic_fault - why the card is to be reset
 * @why: in words; NULL: a queue has stopped
 * @queue: IPSECNIC_QUEUE_*
 * @reason: IPSECNIC_Q_ERR_*
 * @index: Q_ERROR_INDEX
 */
struct ipsecnic_fault {
	const char *why;
	u16 queue;
	u32 reason;
	u32 index;
};

struct bpf_prog;
struct dentry;
struct ipsecnic_ctrlq;
struct ipsecnic_devlink;
struct ipsecnic_ntuple;
struct ipsecnic_pair;
struct ipsecnic_ptp;
struct ipsecnic_record;
struct ipsecnic_rss_state;
struct ipsecnic_xfrm;
struct net_device;
struct pci_dev;

/* Bits of ipsecnic.state */
#define IPSECNIC_STATE_RUNNING		0	/* queue pairs are in use */
#define IPSECNIC_STATE_RESETTING	1	/* a reset is wanted, or going on */
#define IPSECNIC_STATE_REMOVED		2	/* the card does not answer any more */
#define IPSECNIC_STATE_DEAD		3	/* a reset has failed */

/**
 * struct ipsecnic - a card; private data of its net_device
 * @netdev: its interface
 * @pdev: its PCI function
 * @regs: BAR 0
 * @caps: what it can do
 * @state: IPSECNIC_STATE_*
 * @pairs: room for @max_pairs queue pairs, from probe to remove; their
 *         counters outlast the interface's going down
 * @max_pairs: how many there can be: vectors and the card allow no more
 * @num_pairs: how many are in use while the interface is up
 * @rx_ring: entries of a receive queue's rings
 * @tx_ring: entries of a transmit queue's rings
 * @usecs: interrupt interval of the queue pairs, unless @adaptive
 * @adaptive: it follows the traffic
 * @priv_flags: bits IPSECNIC_PRIV_*
 * @msg_enable: as ethtool sets it
 * @ctrlq: control queue, from probe to remove
 * @xfrm: security associations
 * @rss: contexts of the hash, from probe to remove
 * @hash_ports: whether all of them tell flows by their ports
 * @ntuple: receive rules, from probe to remove
 * @ptp: its clock; NULL: it has none
 * @stamp_rx: packets that are received get its time
 * @stamp_tx: those that are sent, too, if they ask for it
 * @reset_work: resets the card and brings everything back (rtnl)
 * @last_reset: when that was, in jiffies
 * @resets: how often that has happened
 * @revive: how long until a dead card is looked at again, in jiffies
 * @service_work: looks for what no interrupt tells, while the port is up
 * @lost_irqs: how often it found completions that no interrupt had told of
 * @devlink: what devlink has of it
 * @report: told by the reset work that a reset is wanted: sees to it that
 *          ipsecnic_card_recover() is called, now or later; without a fault: a
 *          card that was given up works again; NULL: nobody is told
 * @error_lock: guards the next three
 * @fault: why a reset is wanted, of the first that wanted it
 * @failed_queues: queues whose state ERROR is known, since the last reset
 * @queue_errors: how often a queue went to state ERROR
 * @ctrl_irqs: interrupts of the control vector
 * @record: receive descriptors that were recorded, with @debugfs
 * @recording: they are being recorded
 * @debugfs: directory; NULL if there is none
 * @xdp_prog: program that sees received frames first; NULL: none.  With one
 *            the queues have other buffers, so that it only comes and goes
 *            while they are down
 *
 * The locks, outermost first: rtnl; the table of states; the control queue's.
 */
struct ipsecnic {
	struct net_device *netdev;
	struct pci_dev *pdev;
	void __iomem *regs;
	struct ipsecnic_caps caps;
	unsigned long state;
	struct ipsecnic_pair *pairs;
	unsigned int max_pairs;
	unsigned int num_pairs;
	u32 rx_ring;
	u32 tx_ring;
	u32 usecs;
	bool adaptive;
	unsigned long priv_flags;
	int msg_enable;
	struct ipsecnic_ctrlq *ctrlq;
	struct ipsecnic_xfrm *xfrm;
	struct ipsecnic_rss_state *rss;
	bool hash_ports;
	struct ipsecnic_ntuple *ntuple;
	struct ipsecnic_ptp *ptp;
	bool stamp_rx;
	bool stamp_tx;
	struct delayed_work reset_work;
	unsigned long last_reset;
	u64 resets;
	unsigned long revive;
	struct delayed_work service_work;
	u64 lost_irqs;
	struct ipsecnic_devlink *devlink;
	void (*report)(struct ipsecnic *ipn,
		       const struct ipsecnic_fault *fault);
	spinlock_t error_lock;
	struct ipsecnic_fault fault;
	unsigned long failed_queues;
	u64 queue_errors;
	unsigned long ctrl_irqs;
	struct ipsecnic_record *record;
	bool recording;
	struct dentry *debugfs;
	struct bpf_prog *xdp_prog;
};

/**
 * ipsecnic_has - was this feature accepted?
 * @ipn: card
 * @f: IPSECNIC_F_*
 *
 * Return: true if the card has it and the driver uses it.
 */
static inline bool ipsecnic_has(const struct ipsecnic *ipn, unsigned int f)
{
	return ipn->caps.features & BIT_ULL(f);
}

#endif /* IPSECNIC_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: security associations of a card: references, handles
 */

#ifndef IPSECNIC_XFRM_SA_H
#define IPSECNIC_XFRM_SA_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/dst_cache.h>

#include "ipsecnic.h"
#include "ipsecnic_abi.h"
#include "ipsecnic_counters.h"
#include "ipsecnic_ctrlq.h"

struct xfrm_state;

/* ESP in UDP has one of these, RFC 3948. */
#define IPSECNIC_NAT_T_PORT	4500

/* What is counted of states; their names are in ipsecnic_counters.h. */
enum ipsecnic_xfrm_stat {
#define IPSECNIC_COUNTER(id, name) IPSECNIC_XFRM_##id,
	IPSECNIC_XFRM_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
	IPSECNIC_XFRM_STATS
};

/* Does the key manager know that the card wants the SA back? */
enum ipsecnic_sa_expire {
	IPSECNIC_EXPIRE_NOT,
	IPSECNIC_EXPIRE_WANTED,
	IPSECNIC_EXPIRE_TOLD,
};

/**
 * struct ipsecnic_packet_counts - what the card counts of an SA in packet mode
 * @packets: that passed
 * @bytes: of their IP packets
 * @replayed: received before
 * @late: left of the replay window
 * @integrity: ICV wrong
 * @syntax: too short for what they should be, or the card failed
 * @unusable: authentic, but no packet
 * @expired: behind a hard limit
 * @policy: otherwise than policies want
 */
struct ipsecnic_packet_counts {
	u64 packets;
	u64 bytes;
	u64 replayed;
	u64 late;
	u64 integrity;
	u64 syntax;
	u64 unusable;
	u64 expired;
	u64 policy;
};

/**
 * struct ipsecnic_packet - what an SA in packet mode has more
 * @base: counted before the card has loaded it last; the first five only
 * @card: since then, as the card has said last
 * @top: highest sequence number; behind a reset, that may have been used
 * @settled: ipsecnic_packet_settled() when the card was asked last
 * @state: IPSECNIC_SA_STATE_*, as the card has said last
 * @round: the card was asked in this round
 * @tunnel: mode
 * @succeeds: the SA before it has sent more than @top says
 * @given: outbound: a command has had it, with @top
 * @route: outbound tunnel: routes to its other end
 *
 * All but @route is guarded by the lock of struct ipsecnic_xfrm.
 */
struct ipsecnic_packet {
	struct ipsecnic_packet_counts base;
	struct ipsecnic_packet_counts card;
	u64 top;
	unsigned long settled;
	u32 state;
	u32 round;
	bool tunnel;
	bool succeeds;
	bool given;
	struct dst_cache route;
};

/**
 * struct ipsecnic_sa - an offloaded state; its xso.offload_handle points here,
 *		        which nobody trusts (ipsecnic_sa_of())
 * @ipn: the card
 * @x: the state.  Valid while the SA is on the list, and behind @ipn's table
 *     of handles to a reader of RCU.
 * @users: the kernel's state; a request that is under way; whoever walks the
 *         list
 * @rcu: for the transmit and the receive path
 * @hash: in the table of the states of all cards
 * @node: on the list of all SAs
 * @remove: its DELETE_SA, which must not depend on memory
 * @update: its UPDATE_SA
 * @updating: @update is under way
 * @handle: the card's; 0: it does not have the SA
 * @epoch: of the table, when it was last tried to load it
 * @deleted: the kernel has deleted the state; not on the list any more
 * @software: the card must not have it
 * @waits: the card has an SA of the same destination and SPI, of another state
 * @expire: enum ipsecnic_sa_expire
 * @left: handle that the card is still to delete, while it is one of those that
 *        leave
 * @inbound: direction
 * @esn: 64-bit sequence numbers
 * @icv: bytes of ICV
 * @encap: ESP in UDP
 * @sport: its ports in the card
 * @dport: the same
 * @seq_hi: high half of sequence numbers that the card has been told
 * @packet: packet mode; else NULL
 * @algorithm: for people
 * @auth: the same, of the authenticator beside it, or NULL
 * @ctx_length: bytes of the context
 * @ctx: shadow of the context, keys included
 */
struct ipsecnic_sa {
	struct ipsecnic *ipn;
	struct xfrm_state *x;
	refcount_t users;
	struct rcu_head rcu;
	struct rhash_head hash;
	struct list_head node;
	struct ipsecnic_ctrl_request remove;
	struct ipsecnic_ctrl_request update;
	unsigned long updating;
	u32 handle;
	u32 epoch;
	u32 left;
	bool deleted;
	bool software;
	bool waits;
	u8 expire;
	bool inbound;
	bool esn;
	bool encap;
	u8 icv;
	__be16 sport;
	__be16 dport;
	u32 seq_hi;
	struct ipsecnic_packet *packet;
	const char *algorithm;
	const char *auth;
	u32 ctx_length;
	u8 ctx[IPSECNIC_SA_CTX_MAX] __aligned(8);
};

/**
 * struct ipsecnic_xfrm - security associations of a card
 * @ipn: the card
 * @lock: guards the list, and the handles; with bottom halves off.  A state's
 *        lock may be held outside of it, never the other way round.
 * @list: all SAs that the kernel has not deleted
 * @handles: SAs by the index in the card's handle; read under RCU
 * @epoch: how often the card has lost its SAs
 * @waiting: SAs on the list that wait for the place of another one
 * @leaving: outbound SAs that the kernel has deleted, and the card not yet, since
 *           frames that were posted before name them
 * @leave: work item that has it delete them
 * @expire: work item that tells the key manager
 * @late: work item that loads what could not be loaded at once
 * @atomic: guards @buffer
 * @buffer: for an SA that must be loaded without sleeping
 * @packets: SAs in packet mode on the list
 * @ports: inbound ones of them in UDP to another port than that of NAT traversal
 * @poll: work item that asks the card about them
 * @asking: guards @round and @info
 * @round: counts how often it was asked
 * @info: for its answers
 * @nobody: state that no packet was ever protected by; only for secpaths
 * @policies: all policies that the kernel has not deleted, and those that are
 *            still needed for packets under way; guarded by @lock, the oldest
 *            first
 * @policies_in: inbound ones of them
 * @policies_out: outbound ones of them
 * @policies_gone: work item that takes off what is not needed any more
 * @stats: by enum ipsecnic_xfrm_stat
 */
struct ipsecnic_xfrm {
	struct ipsecnic *ipn;
	spinlock_t lock;
	struct list_head list;
	struct xarray handles;
	u32 epoch;
	unsigned int waiting;
	struct list_head leaving;
	struct work_struct leave;
	struct work_struct expire;
	struct work_struct late;
	spinlock_t atomic;
	struct ipsecnic_ctrl_buffer *buffer;
	unsigned int packets;
	unsigned int ports;
	struct delayed_work poll;
	struct mutex asking;
	u32 round;
	struct ipsecnic_ctrl_buffer *info;
	struct xfrm_state *nobody;
	struct list_head policies;
	unsigned int policies_in;
	unsigned int policies_out;
	struct delayed_work policies_gone;
	atomic64_t stats[IPSECNIC_XFRM_STATS];
};

/**
 * ipsecnic_xfrm_count - count something that has to do with states
 * @ipn: card
 * @stat: what
 *
 * Context: any.
 */
static inline void ipsecnic_xfrm_count(struct ipsecnic *ipn,
				       enum ipsecnic_xfrm_stat stat)
{
	atomic64_inc(&ipn->xfrm->stats[stat]);
}

/**
 * IPSECNIC_SA_REFUSE - the card does not take a state
 * @ipn: the card
 * @extack: where the reason goes; NULL: nowhere
 * @why: what to count, IPSECNIC_XFRM_REFUSED_*
 * @text: the reason, a string literal
 *
 * Result: -EOPNOTSUPP, with which the kernel goes on without the card, but for
 * packet offload.
 */
#define IPSECNIC_SA_REFUSE(ipn, extack, why, text)	\
({							\
	ipsecnic_xfrm_count(ipn, why);			\
	NL_SET_ERR_MSG_MOD(extack, text);		\
	-EOPNOTSUPP;					\
})

/**
 * ipsecnic_sa_want_fn - is that SA one to be picked?
 * @xfrm: what belongs to xfrm of its card; locked
 * @sa: the SA; may be noted as seen, also if it turns out to have no state
 */
typedef bool ipsecnic_sa_want_fn(struct ipsecnic_xfrm *xfrm,
				 struct ipsecnic_sa *sa);

bool ipsecnic_sa_lingers(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa,
			 u32 handle);
void ipsecnic_sas_init(struct ipsecnic_xfrm *xfrm);
void ipsecnic_sas_exit(struct ipsecnic_xfrm *xfrm);
void ipsecnic_sa_enlist(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa);
void ipsecnic_sa_delist(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa);
void ipsecnic_sa_put(struct ipsecnic_sa *sa);
unsigned int ipsecnic_sa_pick(struct ipsecnic_xfrm *xfrm,
			      ipsecnic_sa_want_fn *want,
			      struct ipsecnic_sa **batch, unsigned int most);
void ipsecnic_sa_unpick(struct ipsecnic_sa *sa);
struct ipsecnic_sa *ipsecnic_sa_find(struct ipsecnic *ipn, u32 handle);
int ipsecnic_sa_learn(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa,
		      u32 handle);
u32 ipsecnic_sa_forget(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *sa);
void ipsecnic_sa_inherit(struct ipsecnic_xfrm *xfrm, struct ipsecnic_sa *heir,
			 struct ipsecnic_sa *sa);
void ipsecnic_sa_remove(struct ipsecnic_sa *sa, u32 handle);
void ipsecnic_sa_to_software(struct ipsecnic_sa *sa);
bool ipsecnic_xfrm_may_return(struct ipsecnic *ipn, unsigned long end);

#endif /* IPSECNIC_XFRM_SA_H */

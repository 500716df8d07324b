// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: what people can see of states and SAs
 */

#include <linux/atomic.h>
#include <linux/ethtool.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/refcount.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/xfrm.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_counters.h"
#include "ipsecnic_ctrlq.h"
#include "ipsecnic_text.h"
#include "ipsecnic_xfrm_sa.h"
#include "ipsecnic_xfrm_show.h"

static const char * const ipsecnic_xfrm_stat_names[] = {
#define IPSECNIC_COUNTER(id, name) [IPSECNIC_XFRM_##id] = name,
	IPSECNIC_XFRM_COUNTERS(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

/** ipsecnic_xfrm_stats_count - how many counters there are */
unsigned int ipsecnic_xfrm_stats_count(void)
{
	return IPSECNIC_XFRM_STATS;
}

/**
 * ipsecnic_xfrm_stats_strings - their names
 * @data: where they go; moved on
 */
void ipsecnic_xfrm_stats_strings(u8 **data)
{
	unsigned int i;

	for (i = 0; i < IPSECNIC_XFRM_STATS; i++)
		ethtool_puts(data, ipsecnic_xfrm_stat_names[i]);
}

/**
 * ipsecnic_xfrm_stats - their values
 * @ipn: the card
 * @values: where they go
 */
void ipsecnic_xfrm_stats(struct ipsecnic *ipn, u64 *values)
{
	unsigned int i;

	for (i = 0; i < IPSECNIC_XFRM_STATS; i++)
		values[i] = atomic64_read(&ipn->xfrm->stats[i]);
}

/* All SAs at this time, with references to them and their states. */
static struct ipsecnic_sa **ipsecnic_xfrm_snapshot(struct ipsecnic_xfrm *xfrm,
						   unsigned int *count)
{
	unsigned int size = 0, n = 0;
	struct ipsecnic_sa **all;
	struct ipsecnic_sa *sa;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(sa, &xfrm->list, node)
		size++;
	spin_unlock_bh(&xfrm->lock);

	all = kvmalloc_array(size + 1, sizeof(*all), GFP_KERNEL);
	if (!all)
		return NULL;

	spin_lock_bh(&xfrm->lock);
	list_for_each_entry(sa, &xfrm->list, node) {
		if (n == size)
			break;
		if (!refcount_inc_not_zero(&sa->x->refcnt))
			continue;
		refcount_inc(&sa->users);
		all[n++] = sa;
	}
	spin_unlock_bh(&xfrm->lock);
	*count = n;
	return all;
}

static void ipsecnic_sa_show_counters(struct seq_file *m,
				      const struct ipsecnic_sa_info *info)
{
	u32 state = le32_to_cpu(info->state);
	unsigned int i;

	seq_printf(m, "  packets %llu bytes %llu skipped %llu sequence %llu",
		   le64_to_cpu(info->packets), le64_to_cpu(info->bytes),
		   le64_to_cpu(info->skipped), le64_to_cpu(info->sequence[0]));
	for (i = 0; i < ARRAY_SIZE(info->failed); i++) {
		if (info->failed[i])
			seq_printf(m, " %s %llu", ipsecnic_crypto_name(i),
				   le64_to_cpu(info->failed[i]));
	}
	if (state & IPSECNIC_SA_STATE_SOFT_LIMIT)
		seq_puts(m, " soft-limit");
	if (state & IPSECNIC_SA_STATE_HARD_LIMIT)
		seq_puts(m, " hard-limit");
	if (state & IPSECNIC_SA_STATE_DELETE_REQ)
		seq_puts(m, " wanted-back");
	seq_putc(m, '\n');
}

static void ipsecnic_sa_show(struct seq_file *m, struct ipsecnic_sa *sa,
			     struct ipsecnic_ctrl_buffer *buffer)
{
	struct ipsecnic_command command = { 0 };
	struct xfrm_state *x = sa->x;
	struct ipsecnic_ctrl_comp comp;
	u32 handle = READ_ONCE(sa->handle);
	bool software = READ_ONCE(sa->software);

	seq_printf(m, "0x%08x %s spi 0x%08x ", handle, sa->inbound ? "in" : "out",
		   ntohl(x->id.spi));
	if (x->props.family == AF_INET)
		seq_printf(m, "%pI4 > %pI4", &x->props.saddr.a4,
			   &x->id.daddr.a4);
	else
		seq_printf(m, "%pI6c > %pI6c", &x->props.saddr.a6,
			   &x->id.daddr.a6);
	seq_printf(m, " %s %s%s%s icv %u reqid %u",
		   x->props.mode == XFRM_MODE_TUNNEL ? "tunnel" : "transport",
		   sa->algorithm, sa->auth ? " " : "", sa->auth ?: "", sa->icv,
		   x->props.reqid);
	if (sa->esn)
		seq_puts(m, " esn");
	if (sa->encap)
		seq_printf(m, " udp %u > %u", ntohs(sa->sport),
			   ntohs(sa->dport));
	if (READ_ONCE(sa->expire) == IPSECNIC_EXPIRE_TOLD)
		seq_puts(m, " expired");
	if (software)
		seq_puts(m, " software");
	seq_putc(m, '\n');
	if (!handle || software)
		return;

	command.opcode = cpu_to_le16(IPSECNIC_CMD_QUERY_SA);
	command.handle = cpu_to_le32(handle);
	command.data_addr = cpu_to_le64(buffer->dma);
	command.data_length = cpu_to_le32(buffer->size);
	if (!ipsecnic_ctrl_exec(sa->ipn, &command, &comp) &&
	    le32_to_cpu(comp.status) == IPSECNIC_ST_OK)
		ipsecnic_sa_show_counters(m, buffer->data);
}

/**
 * ipsecnic_xfrm_show - list the SAs with what the card counted
 * @ipn: the card
 * @m: where the text goes
 *
 * Context: may sleep.
 */
void ipsecnic_xfrm_show(struct ipsecnic *ipn, struct seq_file *m)
{
	struct ipsecnic_ctrl_buffer *buffer;
	struct ipsecnic_sa **all;
	unsigned int i, count = 0;

	buffer = ipsecnic_ctrl_buffer_alloc(ipn,
					    sizeof(struct ipsecnic_sa_info));
	if (!buffer)
		return;
	all = ipsecnic_xfrm_snapshot(ipn->xfrm, &count);
	for (i = 0; i < count; i++) {
		/* If the text is cut, it is made again for a larger buffer. */
		if (!seq_has_overflowed(m))
			ipsecnic_sa_show(m, all[i], buffer);
		xfrm_state_put(all[i]->x);
		ipsecnic_sa_put(all[i]);
	}
	kvfree(all);
	ipsecnic_ctrl_buffer_free(ipn, buffer);
}

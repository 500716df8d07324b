/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: what people can see of states and SAs
 */

#ifndef IPSECNIC_XFRM_SHOW_H
#define IPSECNIC_XFRM_SHOW_H

#include <linux/types.h>

struct ipsecnic;
struct seq_file;

/* What ethtool -S shows of states: so many counters, their names, values. */
#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
unsigned int ipsecnic_xfrm_stats_count(void);
void ipsecnic_xfrm_stats_strings(u8 **data);
void ipsecnic_xfrm_stats(struct ipsecnic *ipn, u64 *values);
void ipsecnic_xfrm_show(struct ipsecnic *ipn, struct seq_file *m);
#else
static inline unsigned int ipsecnic_xfrm_stats_count(void)
{
	return 0;
}

static inline void ipsecnic_xfrm_stats_strings(u8 **data) {}
static inline void ipsecnic_xfrm_stats(struct ipsecnic *ipn, u64 *values) {}
static inline void ipsecnic_xfrm_show(struct ipsecnic *ipn,
				      struct seq_file *m) {}
#endif

#endif /* IPSECNIC_XFRM_SHOW_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: ethtool -S
 */

#ifndef IPSECNIC_STATS_H
#define IPSECNIC_STATS_H

#include <linux/types.h>

struct ipsecnic;

int ipsecnic_stats_count(const struct ipsecnic *ipn);
void ipsecnic_stats_strings(const struct ipsecnic *ipn, u8 *data);
void ipsecnic_stats(struct ipsecnic *ipn, u64 *data);
void ipsecnic_stats_add(void *sum, const void *part, size_t size);
u64 ipsecnic_stats_read(const struct ipsecnic *ipn, u32 n);

#endif /* IPSECNIC_STATS_H */

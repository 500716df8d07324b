/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: ethtool -t
 */

#ifndef IPSECNIC_SELFTEST_H
#define IPSECNIC_SELFTEST_H

#include <linux/types.h>

struct ipsecnic;

int ipsecnic_selftest_count(const struct ipsecnic *ipn);
void ipsecnic_selftest_strings(const struct ipsecnic *ipn, u8 *data);
bool ipsecnic_selftest(struct ipsecnic *ipn, bool offline, u64 *data);

#endif /* IPSECNIC_SELFTEST_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: ethtool
 */

#ifndef IPSECNIC_ETHTOOL_H
#define IPSECNIC_ETHTOOL_H

#include <linux/ethtool.h>

extern const struct ethtool_ops ipsecnic_ethtool_ops;

#endif /* IPSECNIC_ETHTOOL_H */

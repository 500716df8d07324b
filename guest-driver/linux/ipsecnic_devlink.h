/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: devlink: what the card is, how it is, and reload
 */

#ifndef IPSECNIC_DEVLINK_H
#define IPSECNIC_DEVLINK_H

#include <linux/kconfig.h>
#include <linux/types.h>

struct ipsecnic;

#if IS_ENABLED(CONFIG_NET_DEVLINK)
int ipsecnic_devlink_alloc(struct ipsecnic *ipn);
void ipsecnic_devlink_free(struct ipsecnic *ipn);
void ipsecnic_devlink_register(struct ipsecnic *ipn);
void ipsecnic_devlink_unregister(struct ipsecnic *ipn);
bool ipsecnic_devlink_healthy(struct ipsecnic *ipn);
#else
static inline int ipsecnic_devlink_alloc(struct ipsecnic *ipn) { return 0; }
static inline void ipsecnic_devlink_free(struct ipsecnic *ipn) {}
static inline void ipsecnic_devlink_register(struct ipsecnic *ipn) {}
static inline void ipsecnic_devlink_unregister(struct ipsecnic *ipn) {}
static inline bool ipsecnic_devlink_healthy(struct ipsecnic *ipn)
{
	return true;
}
#endif

#endif /* IPSECNIC_DEVLINK_H */

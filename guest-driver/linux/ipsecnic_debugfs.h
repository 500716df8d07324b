/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: debugfs, for what xfrm cannot show
 */

#ifndef IPSECNIC_DEBUGFS_H
#define IPSECNIC_DEBUGFS_H

struct ipsecnic;

#if IS_ENABLED(CONFIG_DEBUG_FS)
void ipsecnic_debugfs_init(void);
void ipsecnic_debugfs_exit(void);
void ipsecnic_debugfs_add(struct ipsecnic *ipn);
void ipsecnic_debugfs_remove(struct ipsecnic *ipn);
#else
static inline void ipsecnic_debugfs_init(void) {}
static inline void ipsecnic_debugfs_exit(void) {}
static inline void ipsecnic_debugfs_add(struct ipsecnic *ipn) {}
static inline void ipsecnic_debugfs_remove(struct ipsecnic *ipn) {}
#endif

#endif /* IPSECNIC_DEBUGFS_H */

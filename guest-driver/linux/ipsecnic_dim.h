/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: interrupt moderation that follows the traffic
 */

#ifndef IPSECNIC_DIM_H
#define IPSECNIC_DIM_H

#include <linux/kconfig.h>
#include <linux/types.h>

struct ipsecnic;
struct ipsecnic_pair;

#if IS_REACHABLE(CONFIG_DIMLIB)
#define IPSECNIC_DIM	true
void ipsecnic_dim_start(struct ipsecnic_pair *pair);
void ipsecnic_dim_stop(struct ipsecnic_pair *pair);
void ipsecnic_dim_poll(struct ipsecnic_pair *pair);
#else
#define IPSECNIC_DIM	false
static inline void ipsecnic_dim_start(struct ipsecnic_pair *pair) {}
static inline void ipsecnic_dim_stop(struct ipsecnic_pair *pair) {}
static inline void ipsecnic_dim_poll(struct ipsecnic_pair *pair) {}
#endif

u32 ipsecnic_dim_usecs(const struct ipsecnic_pair *pair);
void ipsecnic_dim_apply(struct ipsecnic_pair *pair);

#endif /* IPSECNIC_DIM_H */

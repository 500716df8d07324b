/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: which SA a state has, and which of two states has an SA
 */

#ifndef IPSECNIC_XFRM_STATE_H
#define IPSECNIC_XFRM_STATE_H

#include <linux/types.h>

struct ipsecnic_sa;
struct ipsecnic_sa_key;
struct xfrm_state;

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
int ipsecnic_states_init(void);
void ipsecnic_states_exit(void);
struct ipsecnic_sa *ipsecnic_sa_of(const struct xfrm_state *x);
int ipsecnic_sa_bind(struct ipsecnic_sa *sa);
struct ipsecnic_sa *ipsecnic_sa_unbind(struct xfrm_state *x);
bool ipsecnic_sa_abandon(struct ipsecnic_sa *sa);
void ipsecnic_sa_key(const struct ipsecnic_sa *sa,
		     struct ipsecnic_sa_key *key);
bool ipsecnic_sa_is_taken(const struct ipsecnic_sa *sa);
bool ipsecnic_sa_wait(struct ipsecnic_sa *sa);
bool ipsecnic_sa_later(struct ipsecnic_sa *sa);
void ipsecnic_sa_unlink(struct ipsecnic_sa *sa);
#else
static inline int ipsecnic_states_init(void)
{
	return 0;
}

static inline void ipsecnic_states_exit(void) {}
#endif

#endif /* IPSECNIC_XFRM_STATE_H */

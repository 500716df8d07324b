/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: packet mode: what arrives in clear, and for whom the card vouches
 */

#ifndef IPSECNIC_XFRM_CLEAR_H
#define IPSECNIC_XFRM_CLEAR_H

#include <linux/kconfig.h>
#include <linux/types.h>

struct ipsecnic;
struct ipsecnic_rx_comp;

#if IS_ENABLED(CONFIG_XFRM_OFFLOAD)
bool ipsecnic_clear_is_suspect(struct ipsecnic *ipn, const void *data,
			       unsigned int length, __be16 type,
			       const struct ipsecnic_rx_comp *comp);
bool ipsecnic_clear_is_hidden(struct ipsecnic *ipn, const void *data,
			      unsigned int length, __be16 type);
bool ipsecnic_clear_is_neighbour(const void *data, unsigned int length,
				 __be16 type);
bool ipsecnic_clear_may_be_esp(struct ipsecnic *ipn, const void *data,
			       unsigned int length, __be16 type, bool nat_t);
#else
static inline bool ipsecnic_clear_is_suspect(struct ipsecnic *ipn,
					     const void *data,
					     unsigned int length, __be16 type,
					     const struct ipsecnic_rx_comp *comp)
{
	return false;
}

static inline bool ipsecnic_clear_is_hidden(struct ipsecnic *ipn,
					    const void *data,
					    unsigned int length, __be16 type)
{
	return false;
}

static inline bool ipsecnic_clear_is_neighbour(const void *data,
					       unsigned int length, __be16 type)
{
	return false;
}

static inline bool ipsecnic_clear_may_be_esp(struct ipsecnic *ipn,
					     const void *data,
					     unsigned int length, __be16 type,
					     bool nat_t)
{
	return false;
}
#endif

#endif /* IPSECNIC_XFRM_CLEAR_H */

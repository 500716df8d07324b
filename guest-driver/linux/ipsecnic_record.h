/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: receive descriptors that are recorded for people to see
 */

#ifndef IPSECNIC_RECORD_H
#define IPSECNIC_RECORD_H

#include <linux/compiler.h>
#include <linux/ktime.h>
#include <linux/types.h>

#include "ipsecnic.h"
#include "ipsecnic_abi.h"

/* So many are kept. */
#define IPSECNIC_VERDICTS	64

/**
 * struct ipsecnic_verdict - a descriptor that was recorded
 * @when: time of day
 * @comp: the first completion of a frame
 */
struct ipsecnic_verdict {
	ktime_t when;
	struct ipsecnic_rx_comp comp;
};

int ipsecnic_record_alloc(struct ipsecnic *ipn);
void ipsecnic_record_free(struct ipsecnic *ipn);
void ipsecnic_record_switch(struct ipsecnic *ipn, bool on);
unsigned int ipsecnic_record_copy(struct ipsecnic *ipn,
				  struct ipsecnic_verdict *verdicts);
void ipsecnic_record_add(struct ipsecnic *ipn,
			 const struct ipsecnic_rx_comp *comp);

/**
 * ipsecnic_record_rx - remember a receive descriptor, if somebody wants it
 * @ipn: card
 * @comp: the first completion of a frame
 *
 * Context: NAPI.
 */
static inline void ipsecnic_record_rx(struct ipsecnic *ipn,
				      const struct ipsecnic_rx_comp *comp)
{
#if IS_ENABLED(CONFIG_DEBUG_FS)
	if (unlikely(READ_ONCE(ipn->recording)))
		ipsecnic_record_add(ipn, comp);
#endif
}

#endif /* IPSECNIC_RECORD_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: receive-side scaling: the hash of a frame, and its queue
 */

#ifndef HW_NET_IPSECNIC_RSS_H
#define HW_NET_IPSECNIC_RSS_H

#include "desc.h"
#include "engine/types.h"
#include "state.h"

/** ipsecnic_rss_class_init: what all cards share; before the first is made. */
void ipsecnic_rss_class_init(void);

/**
 * ipsecnic_rss_reset: forget what was set.  The card hashes as after a reset
 * then, by one context.  Also to free all of it.
 */
void ipsecnic_rss_reset(IpsecnicState *s);

/**
 * ipsecnic_rss_enabled: with the features that the driver has accepted.  What is
 * set goes on, but for what belongs to one that is not among them.
 */
void ipsecnic_rss_enabled(IpsecnicState *s);

/**
 * ipsecnic_rss_hash: the flow hash of a frame.
 * @context: below IPSECNIC_RSS_CONTEXTS; one that is not there is as after a
 *           reset
 * @queue: the receive queue that it leads to, below s->queues
 */
uint32_t ipsecnic_rss_hash(const IpsecnicState *s, uint32_t context,
                           const IpsecFrame *frame, uint32_t *queue);

/** ipsecnic_rss_known: may frames be sent to this context? */
static inline bool ipsecnic_rss_known(const IpsecnicState *s, uint32_t context)
{
    return context == 0 ||
           (context < IPSECNIC_RSS_CONTEXTS && s->rss[context]);
}

/**
 * ipsecnic_rss_get: what a context is, as QUERY_RSS says it.
 *
 * False: number 0 that was not set, or no context.  @rss is as after a reset
 * then.
 */
bool ipsecnic_rss_get(const IpsecnicState *s, uint32_t context,
                      struct ipsecnic_rss *rss);

/**
 * ipsecnic_rss_put: make a context, or change it.
 * @rss: as in SET_RSS; nothing of it has been checked
 *
 * Returns IPSECNIC_ST_*; but for OK nothing has changed.
 */
uint32_t ipsecnic_rss_put(IpsecnicState *s, uint32_t context,
                          const struct ipsecnic_rss *rss);

/*
 * The commands, whose fields have been checked.  They return IPSECNIC_ST_*.
 */

/** ipsecnic_run_set_rss: SET_RSS. */
uint32_t ipsecnic_run_set_rss(IpsecnicState *s, const IpsecnicCommand *cmd);
/** ipsecnic_run_query_rss: QUERY_RSS. */
uint32_t ipsecnic_run_query_rss(IpsecnicState *s, const IpsecnicCommand *cmd);
/** ipsecnic_run_delete_rss: DELETE_RSS of a context that no rule names. */
uint32_t ipsecnic_run_delete_rss(IpsecnicState *s, const IpsecnicCommand *cmd);

#endif /* HW_NET_IPSECNIC_RSS_H */

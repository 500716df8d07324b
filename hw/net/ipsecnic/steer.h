/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: receive rules: which queue a frame goes to
 */

#ifndef HW_NET_IPSECNIC_STEER_H
#define HW_NET_IPSECNIC_STEER_H

#include "desc.h"
#include "engine/types.h"
#include "state.h"

/** Where a frame goes. */
typedef struct IpsecnicSteering {
    uint32_t hash;
    uint32_t queue;             /* receive queue, below s->queues */
    int rule;                   /* place of the rule that matched; -1: none */
    bool drop;
} IpsecnicSteering;

/** ipsecnic_steer_init: make room for the rules that the card can have. */
void ipsecnic_steer_init(IpsecnicState *s);
/** ipsecnic_steer_free: the opposite. */
void ipsecnic_steer_free(IpsecnicState *s);

/** ipsecnic_steer_reset: forget all rules. */
void ipsecnic_steer_reset(IpsecnicState *s);

/**
 * ipsecnic_steer_enabled: the card was enabled; forget what belongs to features
 * that were not accepted: contexts, rules that name them, rules.
 */
void ipsecnic_steer_enabled(IpsecnicState *s);

/**
 * ipsecnic_steer: find out where a frame goes.  Counts nothing: the same frame
 * may come again.
 */
void ipsecnic_steer(const IpsecnicState *s, const IpsecFrame *frame,
                    IpsecnicSteering *to);

/**
 * ipsecnic_steer_count: a frame was indicated, or dropped, by a rule.
 * @rule: place of it, where meanwhile may be another or none; -1: none matched
 * @length: bytes on the wire
 */
void ipsecnic_steer_count(IpsecnicState *s, int rule, uint32_t length);

/** ipsecnic_steer_nth: the rule of a place, which exists; NULL: none is there.
 *  What it has counted goes to @info. */
const struct ipsecnic_rx_rule *
ipsecnic_steer_nth(const IpsecnicState *s, uint32_t place,
                   struct ipsecnic_rx_rule_info *info);

/**
 * ipsecnic_steer_put: put a rule into a place.
 * @rule: as in SET_RX_RULE; nothing of it has been checked
 * @packets: what it is to have counted
 * @bytes: and bytes
 *
 * Returns IPSECNIC_ST_*; but for OK nothing has changed.
 */
uint32_t ipsecnic_steer_put(IpsecnicState *s, uint32_t place,
                            const struct ipsecnic_rx_rule *rule,
                            uint64_t packets, uint64_t bytes);

/*
 * The commands, whose fields have been checked.  They return IPSECNIC_ST_*.
 */

/** ipsecnic_run_set_rule: SET_RX_RULE. */
uint32_t ipsecnic_run_set_rule(IpsecnicState *s, const IpsecnicCommand *cmd);
/** ipsecnic_run_delete_rule: DELETE_RX_RULE. */
uint32_t ipsecnic_run_delete_rule(IpsecnicState *s,
                                  const IpsecnicCommand *cmd);
/** ipsecnic_run_query_rule: QUERY_RX_RULE. */
uint32_t ipsecnic_run_query_rule(IpsecnicState *s, const IpsecnicCommand *cmd);
/** ipsecnic_run_flush_rules: FLUSH_RX_RULES. */
uint32_t ipsecnic_run_flush_rules(IpsecnicState *s,
                                  const IpsecnicCommand *cmd);
/** ipsecnic_run_delete_context: DELETE_RSS. */
uint32_t ipsecnic_run_delete_context(IpsecnicState *s,
                                     const IpsecnicCommand *cmd);

#endif /* HW_NET_IPSECNIC_STEER_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The security policy database (RFC 4301, section 4.4.1)
 *
 * Which packets are protected, by what, which go as they are, and which do not
 * go at all.  A lookup costs by the kinds of selectors that there are, not by
 * the number of policies; see spd.h.
 */

#ifndef IPSECNIC_POLICY_H
#define IPSECNIC_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#include "spd.h"
#include "types.h"

/**
 * ipsec_engine_add_policy: check a policy and load it.
 * @policy: as the driver wrote it (little-endian); need not be aligned
 * @handle: the new handle, or 0
 *
 * Returns IPSECNIC_ST_OK, the first rule of IPSECNIC_ST_POLICY_* that it
 * breaks, or _TABLE_FULL, which is also said if the host has no memory.
 */
uint32_t ipsec_engine_add_policy(IpsecEngine *engine, const void *policy,
                                 uint32_t *handle);

/**
 * ipsec_policy_load: the same with the handle that it had.
 * @handle: 0: a new one; see ipsec_spd_insert()
 * @loaded: the policy, or NULL
 */
uint32_t ipsec_policy_load(IpsecEngine *engine, const void *policy,
                           uint32_t handle, IpsecPolicy **loaded);

/** ipsec_engine_delete_policy: IPSECNIC_ST_OK or _UNKNOWN_POLICY. */
uint32_t ipsec_engine_delete_policy(IpsecEngine *engine, uint32_t handle);

/** ipsec_engine_query_policy: fill @info (little-endian); IPSECNIC_ST_OK or
 *  _UNKNOWN_POLICY. */
uint32_t ipsec_engine_query_policy(IpsecEngine *engine, uint32_t handle,
                                   struct ipsecnic_policy_info *info);

/** ipsec_engine_flush_policies: delete those of the directions; returns how
 *  many there were. */
uint32_t ipsec_engine_flush_policies(IpsecEngine *engine, bool inbound,
                                     bool outbound);

/** ipsec_engine_policy_count: policies that are loaded now. */
uint32_t ipsec_engine_policy_count(const IpsecEngine *engine);

#endif /* IPSECNIC_POLICY_H */

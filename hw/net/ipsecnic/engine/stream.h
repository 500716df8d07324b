/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Saving and loading an engine's SAs and policies
 */

#ifndef IPSECNIC_STREAM_H
#define IPSECNIC_STREAM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "types.h"

/** Takes the next bytes of what is saved; keys are among them. */
typedef void (*IpsecSaveFunc)(void *opaque, const uint8_t *data,
                              size_t length);

/** Gives the next @length bytes of what is loaded; false: it cannot. */
typedef bool (*IpsecLoadFunc)(void *opaque, uint8_t *data, size_t length);

/** ipsec_engine_save_size: bytes that ipsec_engine_save_to() will save. */
uint64_t ipsec_engine_save_size(IpsecEngine *engine);

/**
 * ipsec_engine_save_to: ipsec_engine_save() in small pieces, in memory that
 * does not grow with the number of SAs.
 */
void ipsec_engine_save_to(IpsecEngine *engine, IpsecSaveFunc func,
                          void *opaque);

/**
 * ipsec_engine_load_from: ipsec_engine_load() in small pieces.
 * @length: bytes that there are
 */
bool ipsec_engine_load_from(IpsecEngine *engine, uint64_t length,
                            IpsecLoadFunc func, void *opaque, GError **errp);

/**
 * ipsec_engine_save: append all SAs and policies, keys and counters included,
 * to @out, and what decides about the next handle.  The form is versioned and the
 * same on every host.  The caller wipes @out.
 */
void ipsec_engine_save(IpsecEngine *engine, GByteArray *out);

/**
 * ipsec_engine_load: the reverse, into an engine that has no SAs and no
 * policies.
 * @data: from ipsec_engine_save(), or from an attacker: everything in it goes
 *        through the checks of ipsec_engine_add_sa() and
 *        ipsec_engine_add_policy()
 *
 * False with @errp set, and an empty engine, if anything in it breaks a rule or
 * the host has no memory.
 */
bool ipsec_engine_load(IpsecEngine *engine, const uint8_t *data, size_t length,
                       GError **errp);

#endif /* IPSECNIC_STREAM_H */

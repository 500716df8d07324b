/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capabilities: what the engine and the host's library can do
 */

#ifndef IPSECNIC_CAPS_H
#define IPSECNIC_CAPS_H

#include <stdint.h>

#include "types.h"

/**
 * ipsec_caps_available: everything that this engine and the host's libgcrypt
 * can do.  Initialises libgcrypt if nobody has.  Algorithms that the library
 * lacks or refuses (FIPS mode) are not in the answer: each was tried with a
 * known-answer test.
 */
void ipsec_caps_available(IpsecCaps *caps);

/**
 * ipsec_caps_select: of what is available, what is wanted and is worth anything
 * with the rest of it.
 * @wanted: its capacities are taken as they are
 */
void ipsec_caps_select(IpsecCaps *caps, const IpsecCaps *wanted);

/** ipsec_caps_features: the features, as bits 1 << IPSECNIC_F_*, that stand for
 *  algorithms of which @caps has at least one. */
uint64_t ipsec_caps_features(const IpsecCaps *caps);

/** ipsec_caps_accept: leave out what of algorithms and TFC padding belongs to a
 *  feature which is not in @features. */
void ipsec_caps_accept(IpsecCaps *caps, uint64_t features);

#endif /* IPSECNIC_CAPS_H */

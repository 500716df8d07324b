/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a hash that who does not know its
 * key cannot make collide
 */

#ifndef IPSECNIC_SIPHASH_H
#define IPSECNIC_SIPHASH_H

#include <stdint.h>

/**
 * ipsec_siphash: SipHash-2-4 (Aumasson and Bernstein, 2012).
 * @key: two words; the reference reads them from memory as little-endian
 * @word: the input up to its last whole eight bytes, in the same way
 * @words: how many
 * @last: what is left of the input, and its length in the top byte
 */
uint64_t ipsec_siphash(const uint64_t key[2], const uint64_t *word,
                       unsigned words, uint64_t last);

#endif /* IPSECNIC_SIPHASH_H */

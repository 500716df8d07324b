/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The algorithm table
 */

#ifndef IPSECNIC_ALGORITHMS_H
#define IPSECNIC_ALGORITHMS_H

#include <stdbool.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

/** How an algorithm works, which decides how the library is called. */
typedef enum IpsecAlgorithmKind {
    IPSEC_ALG_NULL,             /* no encryption */
    IPSEC_ALG_CBC,              /* encryption alone */
    IPSEC_ALG_CTR,
    IPSEC_ALG_GCM,              /* encryption and authentication in one */
    IPSEC_ALG_CCM,
    IPSEC_ALG_POLY1305,
    IPSEC_ALG_HMAC,             /* authentication alone */
    IPSEC_ALG_XCBC,
    IPSEC_ALG_CMAC,
    IPSEC_ALG_GMAC,             /* authentication alone, with an IV */
} IpsecAlgorithmKind;

/** One row of the table. */
typedef struct IpsecAlgorithm {
    /** IPSECNIC_CIPHER_* or IPSECNIC_AUTH_*. */
    uint64_t bit;
    const char *name;
    const char *source;
    IpsecAlgorithmKind kind;
    /** Number of the cipher or of the hash in libgcrypt, 0: none. */
    int library_id;
    /** Bytes of key as an SA gives it, salt included. */
    uint8_t key_length;
    /** Bytes of salt at the end of the key. */
    uint8_t salt_length;
    /** Bytes of IV in each packet. */
    uint8_t iv_length;
    /** Bytes of which the ciphertext is a multiple. */
    uint8_t block_length;
    /** Bit n: an ICV of n bytes is possible; 0: makes no ICV. */
    uint64_t icv_lengths;
    /** Feature that it belongs to, 1 << IPSECNIC_F_*; 0: it is one of
     *  IPsecOV2's. */
    uint64_t feature;
} IpsecAlgorithm;

/** ipsec_algorithm_is_aead: whether it encrypts and authenticates in one. */
static inline bool ipsec_algorithm_is_aead(const IpsecAlgorithm *algorithm)
{
    return algorithm->kind == IPSEC_ALG_GCM ||
           algorithm->kind == IPSEC_ALG_CCM ||
           algorithm->kind == IPSEC_ALG_POLY1305;
}

/** ipsec_cipher_algorithm: the row of one IPSECNIC_CIPHER_* bit, or NULL. */
const IpsecAlgorithm *ipsec_cipher_algorithm(uint64_t bit);

/** ipsec_auth_algorithm: the row of one IPSECNIC_AUTH_* bit, or NULL. */
const IpsecAlgorithm *ipsec_auth_algorithm(uint64_t bit);

/** ipsec_cipher_algorithm_nth: row @n of the ciphers, NULL behind the last. */
const IpsecAlgorithm *ipsec_cipher_algorithm_nth(unsigned n);

/** ipsec_auth_algorithm_nth: row @n of the authenticators. */
const IpsecAlgorithm *ipsec_auth_algorithm_nth(unsigned n);

#endif /* IPSECNIC_ALGORITHMS_H */

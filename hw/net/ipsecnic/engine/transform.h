/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transforms: the keyed algorithms of one AH or ESP operation, on libgcrypt
 *
 * Nothing outside of transform.c calls the library.
 */

#ifndef IPSECNIC_TRANSFORM_H
#define IPSECNIC_TRANSFORM_H

#include <gcrypt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "algorithms.h"

/** Longest ICV of any algorithm, in bytes. */
#define IPSEC_ICV_MAX   32

/** What a check or a decryption came to. */
typedef enum IpsecVerdict {
    IPSEC_GOOD,
    IPSEC_BAD_ICV,
    IPSEC_BAD_LENGTH,           /* not from here; for the callers of it */
    IPSEC_FAILED,               /* the library gave an unexpected error */
} IpsecVerdict;

/** The keyed algorithms of one operation; the key schedules are kept. */
typedef struct IpsecTransform {
    /** Of what encrypts, and of GMAC; NULL: none of them. */
    gcry_cipher_hd_t cipher_handle;
    /** HMAC; NULL: none. */
    gcry_md_hd_t hmac_handle;
    /** XCBC and CMAC: CBC-MAC; NULL: none. */
    gcry_cipher_hd_t mac_handle;
    /** NULL: AH, and GMAC in ESP. */
    const IpsecAlgorithm *cipher;
    /** NULL: the cipher authenticates. */
    const IpsecAlgorithm *auth;
    uint8_t salt[4];
    /** Outbound, of all but CBC: what IVs are XORed with. */
    uint8_t iv_mask[8];
    /** XCBC and CMAC: what the last block is XORed with, if it is a whole one,
     *  and if it was filled up. */
    uint8_t mac_mask[2][16];
    /** Kind of the one that decrypts, and of the one that authenticates. */
    uint8_t cipher_kind;
    uint8_t auth_kind;
    /** The cipher authenticates, too. */
    bool aead;
    /** Bytes of IV in the packet, and of ICV. */
    uint8_t iv_length;
    uint8_t icv_length;
    /** Low bits that the length of an ESP ciphertext has not (RFC 4303,
     *  section 2.4: a multiple of 4 and of the block). */
    uint8_t odd_bits;
} IpsecTransform;

/** A piece of what an authenticator runs over. */
typedef struct IpsecSpan {
    const uint8_t *data;
    size_t length;
} IpsecSpan;

/** ipsec_transform_library_init: initialise libgcrypt if nobody has. */
void ipsec_transform_library_init(void);

/**
 * ipsec_transform_init: open handles and set keys.
 * @transform: cleared, even on failure
 * @cipher: NULL for AH and for GMAC in ESP
 * @auth: NULL if the cipher authenticates
 * @icv_length: bytes
 *
 * Keys are as an SA gives them, with the salt, if any, at their end.  Returns
 * IPSECNIC_ST_OK, _SA_WEAK_KEY or _SA_CRYPTO.
 */
uint32_t ipsec_transform_init(IpsecTransform *transform,
                              const IpsecAlgorithm *cipher,
                              const uint8_t *cipher_key,
                              size_t cipher_key_length,
                              const IpsecAlgorithm *auth,
                              const uint8_t *auth_key,
                              size_t auth_key_length, unsigned icv_length);

/**
 * ipsec_transform_init_outbound: get ready to make IVs.
 * @operation: IPSECNIC_OP_*
 * @spi: of the operation
 * @key: of the algorithm that has an IV, as an SA gives it
 *
 * The mask of what needs IVs that differ, all but CBC, depends on these alone,
 * and the key cannot be told from it: whoever loads the same SA again makes the
 * same IVs for the same sequence numbers, and no others (RFC 4106, section 3.1;
 * RFC 3686, 2.1; RFC 4309, 3.1; RFC 7634, 2).  Other SPIs and operations have
 * other masks, since people do use a key twice.  Addresses do not count: those
 * of an SA may change (RFC 4555).
 */
void ipsec_transform_init_outbound(IpsecTransform *transform,
                                   uint8_t operation, uint32_t spi,
                                   const uint8_t *key, size_t key_length);

/** ipsec_transform_clear: close the handles; the library wipes its keys. */
void ipsec_transform_clear(IpsecTransform *transform);

/**
 * ipsec_transform_verify: check the ICV of what authenticates alone.
 * @iv: the IV in the packet, for GMAC
 * @spans: what the ICV was computed over
 * @icv: the ICV in the packet
 */
IpsecVerdict ipsec_transform_verify(IpsecTransform *transform,
                                    const uint8_t *iv, const IpsecSpan *spans,
                                    unsigned num_spans, const uint8_t *icv);

/**
 * ipsec_transform_decrypt: decrypt CBC or CTR, which tells nothing about
 * integrity.
 * @iv: the IV in the packet
 * @length: bytes, a multiple of the block
 */
IpsecVerdict ipsec_transform_decrypt(IpsecTransform *transform,
                                     const uint8_t *iv, const uint8_t *in,
                                     size_t length, uint8_t *out);

/**
 * ipsec_transform_open: decrypt by an AEAD cipher and check its ICV (RFC 4106,
 * 4309, 7634).
 * @aad: the associated data
 * @out: the plaintext; worthless unless the verdict is good
 */
IpsecVerdict ipsec_transform_open(IpsecTransform *transform,
                                  const uint8_t *iv, const uint8_t *aad,
                                  size_t aad_length, const uint8_t *in,
                                  size_t length, const uint8_t *icv,
                                  uint8_t *out);

/** Random bytes, fetched many at a time: CBC wants some for each packet. */
typedef struct IpsecRandomPool {
    uint8_t bytes[512];
    unsigned left;              /* at the end of them */
} IpsecRandomPool;

/**
 * ipsec_transform_make_iv: the IV of an outbound packet.
 * @sequence: of the packet, 64 bits with ESN
 * @iv: room for transform->iv_length bytes
 */
void ipsec_transform_make_iv(const IpsecTransform *transform,
                             IpsecRandomPool *pool, uint64_t sequence,
                             uint8_t *iv);

/**
 * ipsec_transform_sign: compute the ICV of what authenticates alone; the
 * reverse of ipsec_transform_verify().  Returns IPSEC_GOOD or IPSEC_FAILED.
 */
IpsecVerdict ipsec_transform_sign(IpsecTransform *transform, const uint8_t *iv,
                                  const IpsecSpan *spans, unsigned num_spans,
                                  uint8_t *icv);

/** ipsec_transform_encrypt: encrypt CBC or CTR; @in may be @out. */
IpsecVerdict ipsec_transform_encrypt(IpsecTransform *transform,
                                     const uint8_t *iv, const uint8_t *in,
                                     size_t length, uint8_t *out);

/** ipsec_transform_seal: the reverse of ipsec_transform_open(); @in may be
 *  @out. */
IpsecVerdict ipsec_transform_seal(IpsecTransform *transform,
                                  const uint8_t *iv, const uint8_t *aad,
                                  size_t aad_length, const uint8_t *in,
                                  size_t length, uint8_t *out, uint8_t *icv);

/**
 * ipsec_transform_available: whether the library has an algorithm and gives
 * the published answer for it.
 */
bool ipsec_transform_available(const IpsecAlgorithm *algorithm);

/** ipsec_random: @length random bytes for secrets that die with the process. */
void ipsec_random(void *p, size_t length);

/** ipsec_equal: whether bytes are equal, in time that does not tell where
 *  they differ. */
bool ipsec_equal(const uint8_t *a, const uint8_t *b, size_t length);

#endif /* IPSECNIC_TRANSFORM_H */

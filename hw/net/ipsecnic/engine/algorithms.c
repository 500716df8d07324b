/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The algorithm table: all that the engine knows about an algorithm, but for
 * how the library is called
 */

#include <gcrypt.h>
#include <glib.h>

#include "hw/net/ipsecnic_abi.h"

#include "algorithms.h"

#define ICV(n)  (1u << (n))

/* ESP ciphers */
static const IpsecAlgorithm ciphers[] = {
    /* bit, name, source, kind, library, key, salt, IV, block, ICV */
    { IPSECNIC_CIPHER_NONE, "NULL", "RFC 2410",
      IPSEC_ALG_NULL, 0, 0, 0, 0, 1, 0 },
    { IPSECNIC_CIPHER_DES_CBC, "DES-CBC", "RFC 2405",
      IPSEC_ALG_CBC, GCRY_CIPHER_DES, 8, 0, 8, 8, 0 },
    { IPSECNIC_CIPHER_3DES_CBC, "3DES-CBC", "RFC 2451",
      IPSEC_ALG_CBC, GCRY_CIPHER_3DES, 24, 0, 8, 8, 0 },
    { IPSECNIC_CIPHER_AES_GCM_128, "AES-128-GCM", "RFC 4106",
      IPSEC_ALG_GCM, GCRY_CIPHER_AES128, 16 + 4, 4, 8, 1,
      ICV(8) | ICV(12) | ICV(16) },
    { IPSECNIC_CIPHER_AES_GCM_192, "AES-192-GCM", "RFC 4106",
      IPSEC_ALG_GCM, GCRY_CIPHER_AES192, 24 + 4, 4, 8, 1,
      ICV(8) | ICV(12) | ICV(16) },
    { IPSECNIC_CIPHER_AES_GCM_256, "AES-256-GCM", "RFC 4106",
      IPSEC_ALG_GCM, GCRY_CIPHER_AES256, 32 + 4, 4, 8, 1,
      ICV(8) | ICV(12) | ICV(16) },
    { IPSECNIC_CIPHER_AES_CBC_128, "AES-128-CBC", "RFC 3602",
      IPSEC_ALG_CBC, GCRY_CIPHER_AES128, 16, 0, 16, 16, 0 },
    { IPSECNIC_CIPHER_AES_CBC_192, "AES-192-CBC", "RFC 3602",
      IPSEC_ALG_CBC, GCRY_CIPHER_AES192, 24, 0, 16, 16, 0 },
    { IPSECNIC_CIPHER_AES_CBC_256, "AES-256-CBC", "RFC 3602",
      IPSEC_ALG_CBC, GCRY_CIPHER_AES256, 32, 0, 16, 16, 0 },
};

/* ESP and AH authenticators */
static const IpsecAlgorithm auths[] = {
    { IPSECNIC_AUTH_MD5, "HMAC-MD5-96", "RFC 2403",
      IPSEC_ALG_HMAC, GCRY_MD_MD5, 16, 0, 0, 1, ICV(12) },
    { IPSECNIC_AUTH_SHA1, "HMAC-SHA1-96", "RFC 2404",
      IPSEC_ALG_HMAC, GCRY_MD_SHA1, 20, 0, 0, 1, ICV(12) },
    { IPSECNIC_AUTH_SHA256, "HMAC-SHA2-256-128", "RFC 4868",
      IPSEC_ALG_HMAC, GCRY_MD_SHA256, 32, 0, 0, 1, ICV(16) },
    { IPSECNIC_AUTH_AES_GMAC_128, "AES-128-GMAC", "RFC 4543",
      IPSEC_ALG_GMAC, GCRY_CIPHER_AES128, 16 + 4, 4, 8, 1, ICV(16) },
    { IPSECNIC_AUTH_AES_GMAC_192, "AES-192-GMAC", "RFC 4543",
      IPSEC_ALG_GMAC, GCRY_CIPHER_AES192, 24 + 4, 4, 8, 1, ICV(16) },
    { IPSECNIC_AUTH_AES_GMAC_256, "AES-256-GMAC", "RFC 4543",
      IPSEC_ALG_GMAC, GCRY_CIPHER_AES256, 32 + 4, 4, 8, 1, ICV(16) },
};

const IpsecAlgorithm *ipsec_cipher_algorithm_nth(unsigned n)
{
    return n < G_N_ELEMENTS(ciphers) ? &ciphers[n] : NULL;
}

const IpsecAlgorithm *ipsec_auth_algorithm_nth(unsigned n)
{
    return n < G_N_ELEMENTS(auths) ? &auths[n] : NULL;
}

const IpsecAlgorithm *ipsec_cipher_algorithm(uint64_t bit)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(ciphers); i++) {
        if (ciphers[i].bit == bit) {
            return &ciphers[i];
        }
    }
    return NULL;
}

const IpsecAlgorithm *ipsec_auth_algorithm(uint64_t bit)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(auths); i++) {
        if (auths[i].bit == bit) {
            return &auths[i];
        }
    }
    return NULL;
}

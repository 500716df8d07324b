/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The algorithm table: all that the engine knows about an algorithm, but for
 * how the library is called
 */

#include <gcrypt.h>
#include <glib.h>

#include "hw/net/ipsecnic_abi.h"

#include "algorithms.h"

#define ICV(n)  (UINT64_C(1) << (n))
#define F(id)   (UINT64_C(1) << IPSECNIC_F_##id)

/* ESP ciphers */
static const IpsecAlgorithm ciphers[] = {
    /* bit, name, source, kind, library, key, salt, IV, block, ICV, feature */
    { IPSECNIC_CIPHER_NONE, "NULL", "RFC 2410",
      IPSEC_ALG_NULL, 0, 0, 0, 0, 1, 0, 0 },
    { IPSECNIC_CIPHER_DES_CBC, "DES-CBC", "RFC 2405",
      IPSEC_ALG_CBC, GCRY_CIPHER_DES, 8, 0, 8, 8, 0, 0 },
    { IPSECNIC_CIPHER_3DES_CBC, "3DES-CBC", "RFC 2451",
      IPSEC_ALG_CBC, GCRY_CIPHER_3DES, 24, 0, 8, 8, 0, 0 },
    { IPSECNIC_CIPHER_AES_GCM_128, "AES-128-GCM", "RFC 4106",
      IPSEC_ALG_GCM, GCRY_CIPHER_AES128, 16 + 4, 4, 8, 1,
      ICV(8) | ICV(12) | ICV(16), 0 },
    { IPSECNIC_CIPHER_AES_GCM_192, "AES-192-GCM", "RFC 4106",
      IPSEC_ALG_GCM, GCRY_CIPHER_AES192, 24 + 4, 4, 8, 1,
      ICV(8) | ICV(12) | ICV(16), 0 },
    { IPSECNIC_CIPHER_AES_GCM_256, "AES-256-GCM", "RFC 4106",
      IPSEC_ALG_GCM, GCRY_CIPHER_AES256, 32 + 4, 4, 8, 1,
      ICV(8) | ICV(12) | ICV(16), 0 },
    { IPSECNIC_CIPHER_AES_CBC_128, "AES-128-CBC", "RFC 3602",
      IPSEC_ALG_CBC, GCRY_CIPHER_AES128, 16, 0, 16, 16, 0, 0 },
    { IPSECNIC_CIPHER_AES_CBC_192, "AES-192-CBC", "RFC 3602",
      IPSEC_ALG_CBC, GCRY_CIPHER_AES192, 24, 0, 16, 16, 0, 0 },
    { IPSECNIC_CIPHER_AES_CBC_256, "AES-256-CBC", "RFC 3602",
      IPSEC_ALG_CBC, GCRY_CIPHER_AES256, 32, 0, 16, 16, 0, 0 },
    { IPSECNIC_CIPHER_CHACHA20_POLY1305, "ChaCha20-Poly1305", "RFC 7634",
      IPSEC_ALG_POLY1305, GCRY_CIPHER_CHACHA20, 32 + 4, 4, 8, 1, ICV(16),
      F(CHACHA20) },
    { IPSECNIC_CIPHER_AES_CTR_128, "AES-128-CTR", "RFC 3686",
      IPSEC_ALG_CTR, GCRY_CIPHER_AES128, 16 + 4, 4, 8, 1, 0, F(AES_CTR) },
    { IPSECNIC_CIPHER_AES_CTR_192, "AES-192-CTR", "RFC 3686",
      IPSEC_ALG_CTR, GCRY_CIPHER_AES192, 24 + 4, 4, 8, 1, 0, F(AES_CTR) },
    { IPSECNIC_CIPHER_AES_CTR_256, "AES-256-CTR", "RFC 3686",
      IPSEC_ALG_CTR, GCRY_CIPHER_AES256, 32 + 4, 4, 8, 1, 0, F(AES_CTR) },
    { IPSECNIC_CIPHER_AES_CCM_128, "AES-128-CCM", "RFC 4309",
      IPSEC_ALG_CCM, GCRY_CIPHER_AES128, 16 + 3, 3, 8, 1,
      ICV(8) | ICV(12) | ICV(16), F(AES_CCM) },
    { IPSECNIC_CIPHER_AES_CCM_192, "AES-192-CCM", "RFC 4309",
      IPSEC_ALG_CCM, GCRY_CIPHER_AES192, 24 + 3, 3, 8, 1,
      ICV(8) | ICV(12) | ICV(16), F(AES_CCM) },
    { IPSECNIC_CIPHER_AES_CCM_256, "AES-256-CCM", "RFC 4309",
      IPSEC_ALG_CCM, GCRY_CIPHER_AES256, 32 + 3, 3, 8, 1,
      ICV(8) | ICV(12) | ICV(16), F(AES_CCM) },
};

/* ESP and AH authenticators */
static const IpsecAlgorithm auths[] = {
    { IPSECNIC_AUTH_MD5, "HMAC-MD5-96", "RFC 2403",
      IPSEC_ALG_HMAC, GCRY_MD_MD5, 16, 0, 0, 1, ICV(12), 0 },
    { IPSECNIC_AUTH_SHA1, "HMAC-SHA1-96", "RFC 2404",
      IPSEC_ALG_HMAC, GCRY_MD_SHA1, 20, 0, 0, 1, ICV(12), 0 },
    { IPSECNIC_AUTH_SHA256, "HMAC-SHA2-256-128", "RFC 4868",
      IPSEC_ALG_HMAC, GCRY_MD_SHA256, 32, 0, 0, 1, ICV(16), 0 },
    { IPSECNIC_AUTH_AES_GMAC_128, "AES-128-GMAC", "RFC 4543",
      IPSEC_ALG_GMAC, GCRY_CIPHER_AES128, 16 + 4, 4, 8, 1, ICV(16), 0 },
    { IPSECNIC_AUTH_AES_GMAC_192, "AES-192-GMAC", "RFC 4543",
      IPSEC_ALG_GMAC, GCRY_CIPHER_AES192, 24 + 4, 4, 8, 1, ICV(16), 0 },
    { IPSECNIC_AUTH_AES_GMAC_256, "AES-256-GMAC", "RFC 4543",
      IPSEC_ALG_GMAC, GCRY_CIPHER_AES256, 32 + 4, 4, 8, 1, ICV(16), 0 },
    { IPSECNIC_AUTH_SHA384, "HMAC-SHA2-384-192", "RFC 4868",
      IPSEC_ALG_HMAC, GCRY_MD_SHA384, 48, 0, 0, 1, ICV(24), F(HMAC_SHA512) },
    { IPSECNIC_AUTH_SHA512, "HMAC-SHA2-512-256", "RFC 4868",
      IPSEC_ALG_HMAC, GCRY_MD_SHA512, 64, 0, 0, 1, ICV(32), F(HMAC_SHA512) },
    { IPSECNIC_AUTH_AES_XCBC, "AES-XCBC-MAC-96", "RFC 3566",
      IPSEC_ALG_XCBC, GCRY_CIPHER_AES128, 16, 0, 0, 1, ICV(12), F(AES_MAC) },
    { IPSECNIC_AUTH_AES_CMAC, "AES-CMAC-96", "RFC 4494",
      IPSEC_ALG_CMAC, GCRY_CIPHER_AES128, 16, 0, 0, 1, ICV(12), F(AES_MAC) },
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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all share who compose packets for the engine
 */

#include <gcrypt.h>

#include "compose.h"
#include "hw/net/ipsecnic_abi.h"

void test_append(GByteArray *to, const void *from, size_t n)
{
    g_byte_array_append(to, from, (guint)n);
}

void test_append8(GByteArray *to, unsigned v)
{
    const uint8_t b = (uint8_t)v;

    test_append(to, &b, 1);
}

void test_append16(GByteArray *to, unsigned v)
{
    test_append8(to, v >> 8);
    test_append8(to, v);
}

void test_append32(GByteArray *to, uint32_t v)
{
    test_append16(to, v >> 16);
    test_append16(to, v & 0xffff);
}

/* ------------------------------------------------------------------------
 * Algorithms
 */

static const TestAlgorithm ciphers[] = {
    { IPSECNIC_CIPHER_NONE, 0, 0, 0, 0, 0, 4, 0 },
    { IPSECNIC_CIPHER_DES_CBC, GCRY_CIPHER_DES, GCRY_CIPHER_MODE_CBC,
      8, 0, 8, 8, 0 },
    { IPSECNIC_CIPHER_3DES_CBC, GCRY_CIPHER_3DES, GCRY_CIPHER_MODE_CBC,
      24, 0, 8, 8, 0 },
    { IPSECNIC_CIPHER_AES_GCM_128, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_GCM,
      16, 4, 8, 4, 0 },
    { IPSECNIC_CIPHER_AES_GCM_192, GCRY_CIPHER_AES192, GCRY_CIPHER_MODE_GCM,
      24, 4, 8, 4, 0 },
    { IPSECNIC_CIPHER_AES_GCM_256, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_GCM,
      32, 4, 8, 4, 0 },
    { IPSECNIC_CIPHER_AES_CBC_128, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC,
      16, 0, 16, 16, 0 },
    { IPSECNIC_CIPHER_AES_CBC_192, GCRY_CIPHER_AES192, GCRY_CIPHER_MODE_CBC,
      24, 0, 16, 16, 0 },
    { IPSECNIC_CIPHER_AES_CBC_256, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_CBC,
      32, 0, 16, 16, 0 },
};

static const TestAlgorithm auths[] = {
    { IPSECNIC_AUTH_MD5, G_CHECKSUM_MD5, 0, 16, 0, 0, 0, 12 },
    { IPSECNIC_AUTH_SHA1, G_CHECKSUM_SHA1, 0, 20, 0, 0, 0, 12 },
    { IPSECNIC_AUTH_SHA256, G_CHECKSUM_SHA256, 0, 32, 0, 0, 0, 16 },
    { IPSECNIC_AUTH_AES_GMAC_128, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_GCM,
      16, 4, 8, 0, 16 },
    { IPSECNIC_AUTH_AES_GMAC_192, GCRY_CIPHER_AES192, GCRY_CIPHER_MODE_GCM,
      24, 4, 8, 0, 16 },
    { IPSECNIC_AUTH_AES_GMAC_256, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_GCM,
      32, 4, 8, 0, 16 },
};

const TestAlgorithm *test_cipher(uint64_t bit)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(ciphers); i++) {
        if (ciphers[i].bit == bit) {
            return &ciphers[i];
        }
    }
    return NULL;
}

const TestAlgorithm *test_auth(uint64_t bit)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(auths); i++) {
        if (auths[i].bit == bit) {
            return &auths[i];
        }
    }
    return NULL;
}

void test_append_hmac(GByteArray *to, const TestAlgorithm *auth,
                      const uint8_t *key, const GByteArray *data)
{
    uint8_t digest[32];
    gsize digest_length = sizeof(digest);
    GHmac *hmac = g_hmac_new((GChecksumType)auth->id, key, auth->key);

    g_hmac_update(hmac, data->data, data->len);
    g_hmac_get_digest(hmac, digest, &digest_length);
    g_hmac_unref(hmac);
    test_append(to, digest, auth->icv);
}

/* ------------------------------------------------------------------------
 * IP headers
 */

GByteArray *test_ip_header(const TestIpHeader *h, unsigned length)
{
    GByteArray *ip = g_byte_array_new();

    if (h->ipv6) {
        test_append32(ip, h->masked ? 0x60000000 : 0x6ab12345);
        test_append16(ip, length + (h->options ? TEST_IPV6_OPTIONS : 0));
        test_append8(ip, h->options ? 0 : h->protocol);
        test_append8(ip, h->masked ? 0 : 63);
        test_append(ip, h->src, 16);
        test_append(ip, h->dst, 16);
        if (h->options) {
            test_append(ip, h->options, TEST_IPV6_OPTIONS);
            ip->data[40] = 60;
            ip->data[48] = h->protocol;
        }
        return ip;
    }
    test_append8(ip, h->options ? 0x48 : 0x45);
    test_append8(ip, h->masked ? 0 : 0xb8);
    test_append16(ip, length + 20 + (h->options ? TEST_IPV4_OPTIONS : 0));
    test_append16(ip, h->id);
    test_append16(ip, h->masked ? 0 : 0x4000);
    test_append8(ip, h->masked ? 0 : 63);
    test_append8(ip, h->protocol);
    test_append16(ip, 0);
    test_append(ip, h->src, 4);
    test_append(ip, h->dst, 4);
    if (h->options) {
        test_append(ip, h->options, TEST_IPV4_OPTIONS);
    }
    if (!h->masked) {
        test_ipv4_checksum(ip->data, ip->len);
    }
    return ip;
}

void test_ipv4_checksum(uint8_t *header, unsigned length)
{
    uint32_t sum = 0;
    unsigned i;

    header[10] = 0;
    header[11] = 0;
    for (i = 0; i < length; i += 2) {
        sum += (uint32_t)header[i] << 8 | header[i + 1];
    }
    while (sum >> 16) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    header[10] = (uint8_t)(~sum >> 8);
    header[11] = (uint8_t)~sum;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all share who compose packets for the engine
 */

#include <gcrypt.h>
#include <string.h>

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
    { IPSECNIC_CIPHER_CHACHA20_POLY1305, GCRY_CIPHER_CHACHA20,
      GCRY_CIPHER_MODE_POLY1305, 32, 4, 8, 4, 0 },
    { IPSECNIC_CIPHER_AES_CTR_128, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CTR,
      16, 4, 8, 4, 0 },
    { IPSECNIC_CIPHER_AES_CTR_192, GCRY_CIPHER_AES192, GCRY_CIPHER_MODE_CTR,
      24, 4, 8, 4, 0 },
    { IPSECNIC_CIPHER_AES_CTR_256, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_CTR,
      32, 4, 8, 4, 0 },
    { IPSECNIC_CIPHER_AES_CCM_128, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CCM,
      16, 3, 8, 4, 0 },
    { IPSECNIC_CIPHER_AES_CCM_192, GCRY_CIPHER_AES192, GCRY_CIPHER_MODE_CCM,
      24, 3, 8, 4, 0 },
    { IPSECNIC_CIPHER_AES_CCM_256, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_CCM,
      32, 3, 8, 4, 0 },
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
    { IPSECNIC_AUTH_SHA384, G_CHECKSUM_SHA384, 0, 48, 0, 0, 0, 24 },
    { IPSECNIC_AUTH_SHA512, G_CHECKSUM_SHA512, 0, 64, 0, 0, 0, 32 },
    { IPSECNIC_AUTH_AES_XCBC, TEST_XCBC, 0, 16, 0, 0, 0, 12 },
    { IPSECNIC_AUTH_AES_CMAC, TEST_CMAC, 0, 16, 0, 0, 0, 12 },
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

bool test_is_aead(const TestAlgorithm *cipher)
{
    return cipher->mode == GCRY_CIPHER_MODE_GCM ||
           cipher->mode == GCRY_CIPHER_MODE_CCM ||
           cipher->mode == GCRY_CIPHER_MODE_POLY1305;
}

void test_cipher_start(gcry_cipher_hd_t hd, const TestAlgorithm *cipher,
                       const uint8_t *key, const uint8_t *iv, size_t aad,
                       size_t text, unsigned icv)
{
    uint64_t lengths[] = { text, aad, icv };
    uint8_t nonce[16];

    if (cipher->mode == GCRY_CIPHER_MODE_CBC) {
        g_assert_cmpint(gcry_cipher_setiv(hd, iv, cipher->iv), ==, 0);
        return;
    }
    memcpy(nonce, key + cipher->key, cipher->salt);
    memcpy(nonce + cipher->salt, iv, cipher->iv);
    if (cipher->mode == GCRY_CIPHER_MODE_CTR) {
        /* RFC 3686, section 4 */
        memcpy(nonce + 12, "\0\0\0\1", 4);
        g_assert_cmpint(gcry_cipher_setctr(hd, nonce, 16), ==, 0);
        return;
    }
    g_assert_cmpint(gcry_cipher_setiv(hd, nonce, cipher->salt + cipher->iv),
                    ==, 0);
    if (cipher->mode == GCRY_CIPHER_MODE_CCM) {
        g_assert_cmpint(gcry_cipher_ctl(hd, GCRYCTL_SET_CCM_LENGTHS, lengths,
                                        sizeof(lengths)), ==, 0);
    }
}

/* RFC 3566, section 4: step by step. */
static void xcbc(uint8_t mac[16], const uint8_t *key, const GByteArray *data)
{
    uint8_t k[3][16], block[16];
    gcry_cipher_hd_t hd;
    size_t at = 0, n;
    unsigned i;

    g_assert_cmpint(gcry_cipher_open(&hd, GCRY_CIPHER_AES128,
                                     GCRY_CIPHER_MODE_ECB, 0), ==, 0);
    g_assert_cmpint(gcry_cipher_setkey(hd, key, 16), ==, 0);
    for (i = 0; i < 3; i++) {
        memset(k[i], (int)i + 1, 16);
        g_assert_cmpint(gcry_cipher_encrypt(hd, k[i], 16, NULL, 0), ==, 0);
    }
    g_assert_cmpint(gcry_cipher_setkey(hd, k[0], 16), ==, 0);
    memset(mac, 0, 16);
    do {
        n = MIN(16, data->len - at);
        memset(block, 0, 16);
        if (n) {
            memcpy(block, data->data + at, n);
        }
        if (n < 16) {
            block[n] = 0x80;
        }
        at += n;
        for (i = 0; i < 16; i++) {
            mac[i] ^= block[i];
            if (at == data->len) {
                mac[i] ^= k[n < 16 ? 2 : 1][i];
            }
        }
        g_assert_cmpint(gcry_cipher_encrypt(hd, mac, 16, NULL, 0), ==, 0);
    } while (at < data->len);
    gcry_cipher_close(hd);
}

static void cmac(uint8_t mac[16], const uint8_t *key, const GByteArray *data)
{
    size_t length = 16;
    gcry_mac_hd_t hd;

    g_assert_cmpint(gcry_mac_open(&hd, GCRY_MAC_CMAC_AES, 0, NULL), ==, 0);
    g_assert_cmpint(gcry_mac_setkey(hd, key, 16), ==, 0);
    g_assert_cmpint(gcry_mac_write(hd, data->data, data->len), ==, 0);
    g_assert_cmpint(gcry_mac_read(hd, mac, &length), ==, 0);
    gcry_mac_close(hd);
}

void test_append_hmac(GByteArray *to, const TestAlgorithm *auth,
                      const uint8_t *key, const GByteArray *data)
{
    uint8_t digest[64];
    gsize digest_length = sizeof(digest);
    GHmac *hmac;

    if (auth->id == TEST_XCBC || auth->id == TEST_CMAC) {
        (auth->id == TEST_XCBC ? xcbc : cmac)(digest, key, data);
        test_append(to, digest, auth->icv);
        return;
    }
    hmac = g_hmac_new((GChecksumType)auth->id, key, auth->key);
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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The algorithms, against published answers
 */

#include <string.h>

#include "harness.h"
#include "secret.h"
#include "transform.h"

/* ------------------------------------------------------------------------
 * HMAC: RFC 2202, RFC 4231, RFC 4868.  Truncated as ESP and AH do it.
 */

typedef struct MacVector {
    uint64_t auth;
    const char *key;            /* hexadecimal, or "xx*n": a byte n times */
    const char *text;           /* the same, or "=..." for ASCII */
    const char *digest;
} MacVector;

#define LARGER_KEY "=Test Using Larger Than Block-Size Key - Hash Key First"
#define LARGER_DATA \
    "=Test Using Larger Than Block-Size Key and Larger Than One " \
    "Block-Size Data"
#define LARGER_DATA_4231 \
    "=This is a test using a larger than block-size key and a larger than " \
    "block-size data. The key needs to be hashed before being used by the " \
    "HMAC algorithm."
#define KEY_25 "0102030405060708090a0b0c0d0e0f10111213141516171819"

static const MacVector mac_vectors[] = {
    /* RFC 2202, section 2 */
    { IPSECNIC_AUTH_MD5, "0b*16", "=Hi There",
      "9294727a3638bb1c13f48ef8158bfc9d" },
    { IPSECNIC_AUTH_MD5, "4a656665", "=what do ya want for nothing?",
      "750c783e6ab0b503eaa86e310a5db738" },
    { IPSECNIC_AUTH_MD5, "aa*16", "dd*50",
      "56be34521d144c88dbb8c733f0e8b3f6" },
    { IPSECNIC_AUTH_MD5, KEY_25, "cd*50",
      "697eaf0aca3a3aea3a75164746ffaa79" },
    { IPSECNIC_AUTH_MD5, "0c*16", "=Test With Truncation",
      "56461ef2342edc00f9bab995690efd4c" },
    { IPSECNIC_AUTH_MD5, "aa*80", LARGER_KEY,
      "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd" },
    { IPSECNIC_AUTH_MD5, "aa*80", LARGER_DATA,
      "6f630fad67cda0ee1fb1f562db3aa53e" },
    /* section 3 */
    { IPSECNIC_AUTH_SHA1, "0b*20", "=Hi There",
      "b617318655057264e28bc0b6fb378c8ef146be00" },
    { IPSECNIC_AUTH_SHA1, "4a656665", "=what do ya want for nothing?",
      "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
    { IPSECNIC_AUTH_SHA1, "aa*20", "dd*50",
      "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
    { IPSECNIC_AUTH_SHA1, KEY_25, "cd*50",
      "4c9007f4026250c6bc8414f9bf50c86c2d7235da" },
    { IPSECNIC_AUTH_SHA1, "0c*20", "=Test With Truncation",
      "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04" },
    { IPSECNIC_AUTH_SHA1, "aa*80", LARGER_KEY,
      "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
    { IPSECNIC_AUTH_SHA1, "aa*80", LARGER_DATA,
      "e8e99d0f45237d786d6bbaa7965c7808bbff1a91" },
    /* RFC 4231, section 4 */
    { IPSECNIC_AUTH_SHA256, "0b*20", "=Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
    { IPSECNIC_AUTH_SHA256, "4a656665", "=what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { IPSECNIC_AUTH_SHA256, "aa*20", "dd*50",
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
    { IPSECNIC_AUTH_SHA256, KEY_25, "cd*50",
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
    { IPSECNIC_AUTH_SHA256, "0c*20", "=Test With Truncation",
      "a3b6167473100ee06e0c796c2955552b" },
    { IPSECNIC_AUTH_SHA256, "aa*131", LARGER_KEY,
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
    { IPSECNIC_AUTH_SHA256, "aa*131", LARGER_DATA_4231,
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
    /* RFC 4868, section 2.7.2.1, AUTH256-1 */
    { IPSECNIC_AUTH_SHA256, "0b*32", "=Hi There",
      "198a607eb44bfbc69903a0f1cf2bbdc5" },
};

static GByteArray *expand(const char *s)
{
    const char *star = strchr(s, '*');
    GByteArray *out;
    unsigned n;

    if (*s == '=') {
        out = g_byte_array_new();
        return g_byte_array_append(out, (const guint8 *)s + 1,
                                   (guint)strlen(s + 1));
    }
    if (!star) {
        return test_unhex(s);
    }
    out = g_byte_array_new();
    for (n = (unsigned)g_ascii_strtoull(star + 1, NULL, 10); n; n--) {
        guint8 b = (guint8)g_ascii_strtoull(s, NULL, 16);

        g_byte_array_append(out, &b, 1);
    }
    return out;
}

static void test_macs(void)
{
    unsigned i, cut;

    for (i = 0; i < G_N_ELEMENTS(mac_vectors); i++) {
        const MacVector *v = &mac_vectors[i];
        const IpsecAlgorithm *alg = ipsec_auth_algorithm(v->auth);
        unsigned icv_length = v->auth == IPSECNIC_AUTH_SHA256 ? 16 : 12;
        g_autoptr(GByteArray) key = expand(v->key);
        g_autoptr(GByteArray) text = expand(v->text);
        g_autoptr(GByteArray) digest = test_unhex(v->digest);
        IpsecTransform t;

        g_assert_cmpuint(ipsec_transform_init(&t, NULL, NULL, 0, alg,
                                              key->data, key->len,
                                              icv_length), ==, IPSECNIC_ST_OK);
        /* In two pieces, cut everywhere: a transform is used again and
         * again, and must not remember. */
        for (cut = 0; cut <= text->len; cut++) {
            const IpsecSpan spans[] = {
                { text->data, cut }, { text->data + cut, text->len - cut }
            };

            g_assert_cmpint(ipsec_transform_verify(&t, NULL, spans, 2,
                                                   digest->data), ==,
                            IPSEC_GOOD);
        }
        for (cut = 0; cut < icv_length; cut++) {
            const IpsecSpan span = { text->data, text->len };

            digest->data[cut] ^= 0x80;
            g_assert_cmpint(ipsec_transform_verify(&t, NULL, &span, 1,
                                                   digest->data), ==,
                            IPSEC_BAD_ICV);
            digest->data[cut] ^= 0x80;
        }
        ipsec_transform_clear(&t);
    }
}

/* ------------------------------------------------------------------------
 * CBC: RFC 3602, section 4; SP 800-38A, F.2; FIPS 81; one of OpenSSL's for
 * 3DES with three different keys
 */

typedef struct CbcVector {
    uint64_t cipher;
    const char *key;
    const char *iv;
    const char *in;
    const char *out;
} CbcVector;

#define SP800_38A_IV    "000102030405060708090a0b0c0d0e0f"
#define SP800_38A_TEXT \
    "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51" \
    "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710"

static const CbcVector cbc_vectors[] = {
    { IPSECNIC_CIPHER_AES_CBC_128, "06a9214036b8a15b512e03d534120006",
      "3dafba429d9eb430b422da802c9fac41", "e353779c1079aeb82708942dbe77181a",
      "53696e676c6520626c6f636b206d7367" },
    { IPSECNIC_CIPHER_AES_CBC_128, "c286696d887c9aa0611bbb3e2025a45a",
      "562e17996d093d28ddb3ba695a2e6f58",
      "d296cd94c2cccf8a3a863028b5e1dc0a 7586602d253cfff91b8266bea6d61ab1",
      "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f" },
    { IPSECNIC_CIPHER_AES_CBC_128, "90d382b410eeba7ad938c46cec1a82bf",
      "69d08df7d203329db093fc4924e5bd80",
      "f51995881ec4e0c4488987ce742e8109689bb379d2d750c0d915dca346a89f75",
      "0800b5e8a80a0500a69c083d0b660e0077777777777777777777777701020201" },
    { IPSECNIC_CIPHER_AES_CBC_128, "2b7e151628aed2a6abf7158809cf4f3c",
      SP800_38A_IV,
      "7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2"
      "73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7",
      SP800_38A_TEXT },
    { IPSECNIC_CIPHER_AES_CBC_192,
      "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", SP800_38A_IV,
      "4f021db243bc633d7178183a9fa071e8 b4d9ada9ad7dedf4e5e738763f69145a"
      "571b242012fb7ae07fa9baac3df102e0 08b0e27988598881d920a9e64f5615cd",
      SP800_38A_TEXT },
    { IPSECNIC_CIPHER_AES_CBC_256,
      "603deb1015ca71be2b73aef0857d7781 1f352c073b6108d72d9810a30914dff4",
      SP800_38A_IV,
      "f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d"
      "39f23369a9d9bacfa530e26304231461 b2eb05e2c39be9fcda6c19078c6a9d1b",
      SP800_38A_TEXT },
    { IPSECNIC_CIPHER_DES_CBC, "0123456789abcdef", "1234567890abcdef",
      "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6",
      "4e6f77206973207468652074696d6520666f7220616c6c20" },
    { IPSECNIC_CIPHER_3DES_CBC,
      "e9c0ff2e760b6424444d995a12d640c0eac284e81495dbe8", "7d3388930f93b242",
      "0e2db6973c5633f4671721c76e8ad54974b34905c51cd0ed12565c5396b6007d"
      "9048fcf58d2939cc8ad5351836234ed776d1da0c9467bb048bf2036ca8cfb6ea"
      "226447aa8f7513bf9fc2c3f0c956c57a71632e897b1e12cae25fafd8a4f8c97a"
      "d6f92131624445a6d6bc5ad32d5443cc9ddea570e942458a6bfab19113b0d919",
      "6f54206f614d796e532063656572737454206f6f4d206e612079655372637465"
      "20736f54206f614d796e532063656572737454206f6f4d206e61207965537263"
      "746520736f54206f614d796e532063656572737454206f6f4d206e6120796553"
      "7263746520736f54206f614d796e532063656572737454206f6f4d206e610a79" },
};

static void test_cbc(void)
{
    unsigned i, again;

    for (i = 0; i < G_N_ELEMENTS(cbc_vectors); i++) {
        const CbcVector *v = &cbc_vectors[i];
        g_autoptr(GByteArray) key = test_unhex(v->key);
        g_autoptr(GByteArray) iv = test_unhex(v->iv);
        g_autoptr(GByteArray) in = test_unhex(v->in);
        g_autoptr(GByteArray) out = test_unhex(v->out);
        g_autofree uint8_t *got = g_malloc(in->len);
        IpsecTransform t;

        g_assert_cmpuint(ipsec_transform_init(
            &t, ipsec_cipher_algorithm(v->cipher), key->data, key->len, NULL,
            NULL, 0, 0), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(t.iv_length, ==, iv->len);
        for (again = 0; again < 3; again++) {
            memset(got, 0, in->len);
            g_assert_cmpint(ipsec_transform_decrypt(&t, iv->data, in->data,
                                                    in->len, got), ==,
                            IPSEC_GOOD);
            g_assert_cmpmem(got, in->len, out->data, out->len);
        }
        ipsec_transform_clear(&t);
    }
}

/* ------------------------------------------------------------------------
 * GCM: the case of draft-mcgrew-gcm-test-01 with SPI 0, which no SA can have
 */

static void test_gcm_spi_zero(void)
{
    static const uint8_t key[20];
    g_autoptr(GByteArray) aad = test_unhex("0000000000000001");
    g_autoptr(GByteArray) in = test_unhex(
        "4688daf2f973a392732909c331d56d60f694abaa414b5e7ff5fdcdfff5e9a284"
        "456476492719ffb64de7d9dca1e1d894bc3bd57873ed4d181d19d4d5c8c18af3");
    g_autoptr(GByteArray) icv = test_unhex("f821d496eeb096e98ad2b69e4799c71d");
    g_autoptr(GByteArray) out = test_unhex(
        "4500003c99c500008001cb7a40679318010101010800075c0200440061626364"
        "65666768696a6b6c6d6e6f707172737475767761626364656667686901020201");
    static const uint8_t iv[8];
    static const unsigned icv_lengths[] = { 8, 12, 16 };
    uint8_t got[64];
    IpsecTransform t;
    unsigned i;

    /* The shorter ICVs are its beginning (RFC 4106, section 6). */
    for (i = 0; i < G_N_ELEMENTS(icv_lengths); i++) {
        g_assert_cmpuint(ipsec_transform_init(
            &t, ipsec_cipher_algorithm(IPSECNIC_CIPHER_AES_GCM_128), key,
            sizeof(key), NULL, NULL, 0, icv_lengths[i]), ==, IPSECNIC_ST_OK);
        memset(got, 0, sizeof(got));
        g_assert_cmpint(ipsec_transform_open(&t, iv, aad->data, aad->len,
                                             in->data, in->len, icv->data,
                                             got), ==, IPSEC_GOOD);
        g_assert_cmpmem(got, sizeof(got), out->data, out->len);
        icv->data[icv_lengths[i] - 1] ^= 1;
        g_assert_cmpint(ipsec_transform_open(&t, iv, aad->data, aad->len,
                                             in->data, in->len, icv->data,
                                             got), ==, IPSEC_BAD_ICV);
        icv->data[icv_lengths[i] - 1] ^= 1;
        ipsec_transform_clear(&t);
    }
}

/* RFC 2409, appendix A: the first of the weak keys of DES */
static void test_weak_key(void)
{
    g_autoptr(GByteArray) key = test_unhex("0101010101010101");
    IpsecTransform t;

    g_assert_cmpuint(ipsec_transform_init(
        &t, ipsec_cipher_algorithm(IPSECNIC_CIPHER_DES_CBC), key->data,
        key->len, NULL, NULL, 0, 0), ==, IPSECNIC_ST_SA_WEAK_KEY);
    g_assert_null(t.cipher_handle);
}

/* The table of the RFCs: key (with salt), IV, block, ICV */
static void test_table(void)
{
    static const struct {
        uint64_t bit;
        unsigned key, iv, block;
        uint32_t icv;
    } c[] = {
        { IPSECNIC_CIPHER_NONE, 0, 0, 1, 0 },
        { IPSECNIC_CIPHER_DES_CBC, 8, 8, 8, 0 },
        { IPSECNIC_CIPHER_3DES_CBC, 24, 8, 8, 0 },
        { IPSECNIC_CIPHER_AES_GCM_128, 20, 8, 1, 1 << 8 | 1 << 12 | 1 << 16 },
        { IPSECNIC_CIPHER_AES_GCM_192, 28, 8, 1, 1 << 8 | 1 << 12 | 1 << 16 },
        { IPSECNIC_CIPHER_AES_GCM_256, 36, 8, 1, 1 << 8 | 1 << 12 | 1 << 16 },
        { IPSECNIC_CIPHER_AES_CBC_128, 16, 16, 16, 0 },
        { IPSECNIC_CIPHER_AES_CBC_192, 24, 16, 16, 0 },
        { IPSECNIC_CIPHER_AES_CBC_256, 32, 16, 16, 0 },
    }, a[] = {
        { IPSECNIC_AUTH_MD5, 16, 0, 1, 1 << 12 },
        { IPSECNIC_AUTH_SHA1, 20, 0, 1, 1 << 12 },
        { IPSECNIC_AUTH_SHA256, 32, 0, 1, 1 << 16 },
        { IPSECNIC_AUTH_AES_GMAC_128, 20, 8, 1, 1 << 16 },
        { IPSECNIC_AUTH_AES_GMAC_192, 28, 8, 1, 1 << 16 },
        { IPSECNIC_AUTH_AES_GMAC_256, 36, 8, 1, 1 << 16 },
    };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        const IpsecAlgorithm *alg = ipsec_cipher_algorithm(c[i].bit);

        g_assert_nonnull(alg);
        g_assert_cmpuint(alg->key_length, ==, c[i].key);
        g_assert_cmpuint(alg->iv_length, ==, c[i].iv);
        g_assert_cmpuint(alg->block_length, ==, c[i].block);
        g_assert_cmphex(alg->icv_lengths, ==, c[i].icv);
    }
    for (i = 0; i < G_N_ELEMENTS(a); i++) {
        const IpsecAlgorithm *alg = ipsec_auth_algorithm(a[i].bit);

        g_assert_nonnull(alg);
        g_assert_cmpuint(alg->key_length, ==, a[i].key);
        g_assert_cmpuint(alg->iv_length, ==, a[i].iv);
        g_assert_cmpuint(alg->block_length, ==, a[i].block);
        g_assert_cmphex(alg->icv_lengths, ==, a[i].icv);
    }
    g_assert_null(ipsec_cipher_algorithm_nth(G_N_ELEMENTS(c)));
    g_assert_null(ipsec_auth_algorithm_nth(G_N_ELEMENTS(a)));
    g_assert_null(ipsec_cipher_algorithm(0));
    g_assert_null(ipsec_cipher_algorithm(IPSECNIC_CIPHER_AES_CBC_128 |
                                         IPSECNIC_CIPHER_AES_CBC_256));
}

static void test_equal(void)
{
    const uint8_t a[] = { 1, 2, 3, 4 }, b[] = { 1, 2, 3, 5 };

    g_assert_true(ipsec_equal(a, b, 3));
    g_assert_false(ipsec_equal(a, b, 4));
    g_assert_true(ipsec_equal(a, b, 0));
}

static void test_wipe(void)
{
    uint8_t p[] = { 1, 2, 3, 4 };
    const uint8_t expected[] = { 1, 0, 0, 4 };

    ipsec_wipe(p + 1, 2);
    g_assert_cmpmem(p, 4, expected, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ipsec_transform_library_init();
    g_test_add_func("/transform/rfc2202-rfc4231-rfc4868-macs", test_macs);
    g_test_add_func("/transform/rfc3602-and-other-cbc", test_cbc);
    g_test_add_func("/transform/gcm-spi-zero-and-short-icv",
                    test_gcm_spi_zero);
    g_test_add_func("/transform/weak-key", test_weak_key);
    g_test_add_func("/transform/table", test_table);
    g_test_add_func("/transform/equal", test_equal);
    g_test_add_func("/transform/wipe", test_wipe);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The algorithms, against published answers
 */

#include <string.h>

#include "harness.h"
#include "secret.h"
#include "transform.h"

/* ------------------------------------------------------------------------
 * HMAC: RFC 2202, RFC 4231, RFC 4868.  XCBC and CMAC: RFC 3566, RFC 4493.
 * Truncated as ESP and AH do it.
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

#define KEY_0F      "000102030405060708090a0b0c0d0e0f"
#define KEY_4493    "2b7e151628aed2a6abf7158809cf4f3c"

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
    /* RFC 4231, section 4 */
    { IPSECNIC_AUTH_SHA384, "0b*20", "=Hi There",
      "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec6" },
    { IPSECNIC_AUTH_SHA384, "4a656665", "=what do ya want for nothing?",
      "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47" },
    { IPSECNIC_AUTH_SHA384, "aa*20", "dd*50",
      "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9feb" },
    { IPSECNIC_AUTH_SHA384, KEY_25, "cd*50",
      "3e8a69b7783c25851933ab6290af6ca77a9981480850009c" },
    { IPSECNIC_AUTH_SHA384, "aa*131", LARGER_KEY,
      "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f" },
    { IPSECNIC_AUTH_SHA384, "aa*131", LARGER_DATA_4231,
      "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9a" },
    { IPSECNIC_AUTH_SHA512, "0b*20", "=Hi There",
      "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde" },
    { IPSECNIC_AUTH_SHA512, "4a656665", "=what do ya want for nothing?",
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554" },
    { IPSECNIC_AUTH_SHA512, "aa*20", "dd*50",
      "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39" },
    { IPSECNIC_AUTH_SHA512, KEY_25, "cd*50",
      "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db" },
    { IPSECNIC_AUTH_SHA512, "aa*131", LARGER_KEY,
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352" },
    { IPSECNIC_AUTH_SHA512, "aa*131", LARGER_DATA_4231,
      "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944" },
    /* RFC 4868, sections 2.7.2.2 and 2.7.2.3, AUTH384-1 and AUTH512-1 */
    { IPSECNIC_AUTH_SHA384, "0b*48", "=Hi There",
      "b6a8d5636f5c6a7224f9977dcf7ee6c7fb6d0c48cbdee973" },
    { IPSECNIC_AUTH_SHA512, "0b*64", "=Hi There",
      "637edc6e01dce7e6742a99451aae82df23da3e92439e590e43e761b33e910fb8" },
    /* RFC 3566, section 4.6 */
    { IPSECNIC_AUTH_AES_XCBC, KEY_0F, "",
      "75f0251d528ac01c4573dfd584d79f29" },
    { IPSECNIC_AUTH_AES_XCBC, KEY_0F, "000102",
      "5b376580ae2f19afe7219ceef172756f" },
    { IPSECNIC_AUTH_AES_XCBC, KEY_0F, KEY_0F,
      "d2a246fa349b68a79998a4394ff7a263" },
    { IPSECNIC_AUTH_AES_XCBC, KEY_0F, KEY_0F "10111213",
      "47f51b4564966215b8985c63055ed308" },
    { IPSECNIC_AUTH_AES_XCBC, KEY_0F,
      KEY_0F "101112131415161718191a1b1c1d1e1f",
      "f54f0ec8d2b9f3d36807734bd5283fd4" },
    { IPSECNIC_AUTH_AES_XCBC, KEY_0F,
      KEY_0F "101112131415161718191a1b1c1d1e1f2021",
      "becbb3bccdb518a30677d5481fb6b4d8" },
    { IPSECNIC_AUTH_AES_XCBC, KEY_0F, "00*1000",
      "f0dafee895db30253761103b5d84528f" },
    /* RFC 4493, section 4 */
    { IPSECNIC_AUTH_AES_CMAC, KEY_4493, "",
      "bb1d6929e95937287fa37d129b756746" },
    { IPSECNIC_AUTH_AES_CMAC, KEY_4493, "6bc1bee22e409f96e93d7e117393172a",
      "070a16b46b4d4144f79bdd9dd04a287c" },
    { IPSECNIC_AUTH_AES_CMAC, KEY_4493,
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
      "30c81c46a35ce411", "dfa66747de9ae63030ca32611497c827" },
    { IPSECNIC_AUTH_AES_CMAC, KEY_4493,
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
      "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
      "51f0bebf7e3b9d92fc49741779363cfe" },
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
        unsigned icv_length = test_auth(v->auth)->icv;
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
            /* The empty text has no memory. */
            const guint8 *rest = cut ? text->data + cut : text->data;
            const IpsecSpan spans[] = {
                { text->data, cut }, { rest, text->len - cut }
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

#define CTR_TEXT \
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

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

/* RFC 3686, section 6: all nine; the key ends in the nonce. */
static const CbcVector ctr_vectors[] = {
    { IPSECNIC_CIPHER_AES_CTR_128,
      "ae6852f8121067cc4bf7a5765577f39e 00000030", "0000000000000000",
      "e4095d4fb7a7b3792d6175a3261311b8", "53696e676c6520626c6f636b206d7367" },
    { IPSECNIC_CIPHER_AES_CTR_128,
      "7e24067817fae0d743d6ce1f32539163 006cb6db", "c0543b59da48d90b",
      "5104a106168a72d9790d41ee8edad388eb2e1efc46da57c8fce630df9141be28",
      CTR_TEXT },
    { IPSECNIC_CIPHER_AES_CTR_128,
      "7691be035e5020a8ac6e618529f9a0dc 00e0017b", "27777f3f4a1786f0",
      "c1cf48a89f2ffdd9cf4652e9efdb72d74540a42bde6d7836d59a5ceaaef31053"
      "25b2072f", CTR_TEXT "20212223" },
    { IPSECNIC_CIPHER_AES_CTR_192,
      "16af5b145fc9f579c175f93e3bfb0eed863d06ccfdb78515 00000048",
      "36733c147d6d93cb", "4b55384fe259c9c84e7935a003cbe928",
      "53696e676c6520626c6f636b206d7367" },
    { IPSECNIC_CIPHER_AES_CTR_192,
      "7c5cb2401b3dc33c19e7340819e0f69c678c3db8e6f6a91a 0096b03b",
      "020c6eadc2cb500d",
      "453243fc609b23327edfaafa7131cd9f8490701c5ad4a79cfc1fe0ff42f4fb00",
      CTR_TEXT },
    { IPSECNIC_CIPHER_AES_CTR_192,
      "02bf391ee8ecb159b959617b0965279bf59b60a786d3e0fe 0007bdfd",
      "5cbd60278dcc0912",
      "96893fc55e5c722f540b7dd1ddf7e758d288bc95c69165884536c811662f2188"
      "abee0935", CTR_TEXT "20212223" },
    { IPSECNIC_CIPHER_AES_CTR_256,
      "776beff2851db06f4c8a0542c8696f6c6a81af1eec96b4d37fc1d689e6c1c104"
      "00000060", "db5672c97aa8f0b2", "145ad01dbf824ec7560863dc71e3e0c0",
      "53696e676c6520626c6f636b206d7367" },
    { IPSECNIC_CIPHER_AES_CTR_256,
      "f6d66d6bd52d59bb0796365879eff886c66dd51a5b6a99744b50590c87a23884"
      "00faac24", "c1585ef15a43d875",
      "f05e231b3894612c49ee000b804eb2a9b8306b508f839d6a5530831d9344af1c",
      CTR_TEXT },
    { IPSECNIC_CIPHER_AES_CTR_256,
      "ff7a617ce69148e4f1726e2f43581de2aa62d9f805532edff1eed687fb54153d"
      "001cc5b7", "51a51d70a1c11148",
      "eb6c52821d0bbbf7ce7594462aca4faab407df866569fd07f48cc0b583d6071f"
      "1ec0e6b8", CTR_TEXT "20212223" },
};

/* In both directions, and in place. */
static void test_ctr(void)
{
    unsigned i, again;

    for (i = 0; i < G_N_ELEMENTS(ctr_vectors); i++) {
        const CbcVector *v = &ctr_vectors[i];
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
            g_assert_cmpint(ipsec_transform_decrypt(&t, iv->data, in->data,
                                                    in->len, got), ==,
                            IPSEC_GOOD);
            g_assert_cmpmem(got, in->len, out->data, out->len);
            g_assert_cmpint(ipsec_transform_encrypt(&t, iv->data, got, in->len,
                                                    got), ==, IPSEC_GOOD);
            g_assert_cmpmem(got, in->len, in->data, in->len);
        }
        ipsec_transform_clear(&t);
    }
}

/* ------------------------------------------------------------------------
 * AEAD beyond GCM: RFC 7634, appendix A; NIST's CAVS 11.0, CCM-VNT, the first
 * two of each file with a nonce of 11 bytes, as RFC 4309 has it.  The key ends
 * in the salt.
 */

typedef struct AeadVector {
    uint64_t cipher;
    const char *key;
    const char *iv;
    const char *aad;
    const char *in;
    const char *out;            /* with the ICV */
} AeadVector;

static const AeadVector aead_vectors[] = {
    { IPSECNIC_CIPHER_CHACHA20_POLY1305,
      "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
      "a0a1a2a3", "1011121314151617", "0102030400000005",
      "45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec10"
      "0007362708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
      "2425262728292a2b2c2d2e2f303132333435363701020204",
      "24039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c6"
      "14ee8099d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3"
      "cbec163fac469b502773f6fb94e664da9165b82829f641e0"
      "76aaa8266b7fb0f7b11b369907e1ad43" },
    { IPSECNIC_CIPHER_AES_CCM_128,
      "e6ab9e70a4fb51b01c2e262233e64c0d" "74e689",
      "eb5af9441dd690a6",
      "42f6518ee0fbe42f28e13b4bb2eb60517b37c9744394d9143393a879c3e107c7",
      "ba15916733550d7aa82b2f6b117cd3f54c83ddc16cd0288a",
      "dcc151443288f35d39ed8fae6f0ce1d1eb656f4f7fd65c0b16f322ce85d7c54e"
      "71ac560fd4da9651" },
    { IPSECNIC_CIPHER_AES_CCM_128,
      "e6ab9e70a4fb51b01c2e262233e64c0d" "eb118f",
      "b41284bfcb1bc338",
      "b5a6067fbac46578cfc8d3fe04108588c9de077eb009249374f205553bba9d02",
      "863da00c7accf45418d47c1eda72338734dcc49cd599f328",
      "d64de7a56146b971e21bf5784d67bab32dd837cfb81591da4a0177883346dc89"
      "6eb39e8a32bc1393" },
    { IPSECNIC_CIPHER_AES_CCM_192,
      "af84c6f302c59aeee6d5728ed5da2e3c64a5a781c52c4d1b" "df990c",
      "42a268950677c433",
      "a6ab5d78427f297a4b7e21f1091ff3a5b20caa3fe1cbcb09459d9df596a6c8e1",
      "6db41aeb5f7c24df8929dbc30483b3c7934b3bd1cdce5bb9",
      "8c9328258bf71970d33e23a3ff81cc1c9cbe196a1294264bfd6a7255e4801963"
      "bb30a63de3fc5b82" },
    { IPSECNIC_CIPHER_AES_CCM_192,
      "af84c6f302c59aeee6d5728ed5da2e3c64a5a781c52c4d1b" "b7ea72",
      "641bbe2dca6d85e7",
      "4e0f2ddf183281ec131693bdcea3fc9743733c07a486a42d5737735b3f6e3fdf",
      "726844e41b1e4d883024b32fee0dcea38c889cb328885b7c",
      "9a133e4582c2ebc445862a9c6f2f4e39223c84081e322c8f262de30da6ef505f"
      "e640c53d765f672c" },
    { IPSECNIC_CIPHER_AES_CCM_256,
      "97bc7482a87ba005475dfa3448f59d4b3f9c4c969d08b39b1b21ef965c0f5125" "0bcf78",
      "103ec52d6df28887",
      "049c10f0cb37ae08eae2d0766563b7c5a8454f841c2061a4f71a0a2158ae6ce5",
      "b99bf4dc781795fc4d3a8467b06e1665d4e543657f23129f",
      "0d3891fa0caac1f7ebe41b480920ffd34d4155064c24f3b17a483163dd8f228d"
      "1f20cd4f86cf38fd" },
    { IPSECNIC_CIPHER_AES_CCM_256,
      "97bc7482a87ba005475dfa3448f59d4b3f9c4c969d08b39b1b21ef965c0f5125" "ab6374",
      "c6b2faefd92fa3d3",
      "f19c044023e5cf339203738ee70e76527519763664c06ae00e002a5ba94c32c6",
      "a2e5c51f516db01688b64c173bb25645182a005018022ee1",
      "f70c598df3c64d3527ebb7fc8408b7de2cfaa1da7984ec361f1ad61758d828b7"
      "0d4881b7d6ae8cd0" },
};

static void test_aead(void)
{
    unsigned i, n, again;

    for (i = 0; i < G_N_ELEMENTS(aead_vectors); i++) {
        const AeadVector *v = &aead_vectors[i];
        g_autoptr(GByteArray) key = test_unhex(v->key);
        g_autoptr(GByteArray) iv = test_unhex(v->iv);
        g_autoptr(GByteArray) aad = test_unhex(v->aad);
        g_autoptr(GByteArray) in = test_unhex(v->in);
        g_autoptr(GByteArray) out = test_unhex(v->out);
        g_autofree uint8_t *got = g_malloc(out->len);
        unsigned icv = out->len - in->len;
        uint8_t tag[IPSEC_ICV_MAX];
        IpsecTransform t;

        g_assert_cmpuint(ipsec_transform_init(
            &t, ipsec_cipher_algorithm(v->cipher), key->data, key->len, NULL,
            NULL, 0, icv), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(t.iv_length, ==, iv->len);
        for (again = 0; again < 2; again++) {
            memcpy(got, in->data, in->len);
            g_assert_cmpint(ipsec_transform_seal(&t, iv->data, aad->data,
                                                 aad->len, got, in->len, got,
                                                 tag), ==, IPSEC_GOOD);
            g_assert_cmpmem(got, in->len, out->data, in->len);
            g_assert_cmpmem(tag, icv, out->data + in->len, icv);
            g_assert_cmpint(ipsec_transform_open(&t, iv->data, aad->data,
                                                 aad->len, got, in->len, tag,
                                                 got), ==, IPSEC_GOOD);
            g_assert_cmpmem(got, in->len, in->data, in->len);
        }
        /* each bit of the ICV, of the text and of what is beside it counts */
        for (n = 0; n < out->len; n++) {
            out->data[n] ^= 0x40;
            g_assert_cmpint(ipsec_transform_open(
                &t, iv->data, aad->data, aad->len, out->data, in->len,
                out->data + in->len, got), ==, IPSEC_BAD_ICV);
            out->data[n] ^= 0x40;
        }
        for (n = 0; n < aad->len; n++) {
            aad->data[n] ^= 0x40;
            g_assert_cmpint(ipsec_transform_open(
                &t, iv->data, aad->data, aad->len, out->data, in->len,
                out->data + in->len, got), ==, IPSEC_BAD_ICV);
            aad->data[n] ^= 0x40;
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
        uint64_t icv;
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
        { IPSECNIC_CIPHER_CHACHA20_POLY1305, 36, 8, 1, 1 << 16 },
        { IPSECNIC_CIPHER_AES_CTR_128, 20, 8, 1, 0 },
        { IPSECNIC_CIPHER_AES_CTR_192, 28, 8, 1, 0 },
        { IPSECNIC_CIPHER_AES_CTR_256, 36, 8, 1, 0 },
        { IPSECNIC_CIPHER_AES_CCM_128, 19, 8, 1, 1 << 8 | 1 << 12 | 1 << 16 },
        { IPSECNIC_CIPHER_AES_CCM_192, 27, 8, 1, 1 << 8 | 1 << 12 | 1 << 16 },
        { IPSECNIC_CIPHER_AES_CCM_256, 35, 8, 1, 1 << 8 | 1 << 12 | 1 << 16 },
    }, a[] = {
        { IPSECNIC_AUTH_MD5, 16, 0, 1, 1 << 12 },
        { IPSECNIC_AUTH_SHA1, 20, 0, 1, 1 << 12 },
        { IPSECNIC_AUTH_SHA256, 32, 0, 1, 1 << 16 },
        { IPSECNIC_AUTH_AES_GMAC_128, 20, 8, 1, 1 << 16 },
        { IPSECNIC_AUTH_AES_GMAC_192, 28, 8, 1, 1 << 16 },
        { IPSECNIC_AUTH_AES_GMAC_256, 36, 8, 1, 1 << 16 },
        { IPSECNIC_AUTH_SHA384, 48, 0, 1, 1 << 24 },
        { IPSECNIC_AUTH_SHA512, 64, 0, 1, UINT64_C(1) << 32 },
        { IPSECNIC_AUTH_AES_XCBC, 16, 0, 1, 1 << 12 },
        { IPSECNIC_AUTH_AES_CMAC, 16, 0, 1, 1 << 12 },
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
    g_test_add_func("/transform/rfc3686-ctr", test_ctr);
    g_test_add_func("/transform/rfc7634-and-ccm", test_aead);
    g_test_add_func("/transform/rfc3602-and-other-cbc", test_cbc);
    g_test_add_func("/transform/gcm-spi-zero-and-short-icv",
                    test_gcm_spi_zero);
    g_test_add_func("/transform/weak-key", test_weak_key);
    g_test_add_func("/transform/table", test_table);
    g_test_add_func("/transform/equal", test_equal);
    g_test_add_func("/transform/wipe", test_wipe);
    return g_test_run();
}

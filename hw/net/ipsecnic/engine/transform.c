/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transforms: the keyed algorithms of one AH or ESP operation, on libgcrypt
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "secret.h"
#include "transform.h"

#define NONCE_LENGTH    12
#define CCM_NONCE       11
#define AES_BLOCK       16

bool ipsec_equal(const uint8_t *a, const uint8_t *b, size_t length)
{
    unsigned differ = 0;
    size_t i;

    for (i = 0; i < length; i++) {
        differ |= a[i] ^ b[i];
    }
    return differ == 0;
}

void ipsec_random(void *p, size_t length)
{
    gcry_create_nonce(p, length);
}

void ipsec_transform_library_init(void)
{
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
        return;
    }
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

static uint32_t key_status(gcry_error_t err)
{
    switch (gcry_err_code(err)) {
    case GPG_ERR_NO_ERROR:
        return IPSECNIC_ST_OK;
    case GPG_ERR_WEAK_KEY:
        return IPSECNIC_ST_SA_WEAK_KEY;
    default:
        return IPSECNIC_ST_SA_CRYPTO;
    }
}

static int library_mode(IpsecAlgorithmKind kind)
{
    switch (kind) {
    case IPSEC_ALG_CBC:
        return GCRY_CIPHER_MODE_CBC;
    case IPSEC_ALG_CTR:
        return GCRY_CIPHER_MODE_CTR;
    case IPSEC_ALG_CCM:
        return GCRY_CIPHER_MODE_CCM;
    case IPSEC_ALG_POLY1305:
        return GCRY_CIPHER_MODE_POLY1305;
    default:
        return GCRY_CIPHER_MODE_GCM;
    }
}

static uint32_t open_cipher(IpsecTransform *t, const IpsecAlgorithm *alg,
                            const uint8_t *key, size_t key_length)
{
    gcry_error_t err;

    if (key_length <= alg->salt_length) {
        return IPSECNIC_ST_SA_CRYPTO;
    }
    err = gcry_cipher_open(&t->cipher_handle, alg->library_id,
                           library_mode(alg->kind), 0);
    if (err) {
        t->cipher_handle = NULL;
        return IPSECNIC_ST_SA_CRYPTO;
    }
    key_length -= alg->salt_length;
    memcpy(t->salt, key + key_length, alg->salt_length);
    return key_status(gcry_cipher_setkey(t->cipher_handle, key, key_length));
}

static uint32_t open_hmac(IpsecTransform *t, const IpsecAlgorithm *alg,
                          const uint8_t *key, size_t key_length)
{
    gcry_error_t err;

    err = gcry_md_open(&t->hmac_handle, alg->library_id, GCRY_MD_FLAG_HMAC);
    if (err) {
        t->hmac_handle = NULL;
        return IPSECNIC_ST_SA_CRYPTO;
    }
    return key_status(gcry_md_setkey(t->hmac_handle, key, key_length));
}

/* RFC 4493, section 2.3: times x in GF(2^128). */
static void double_block(uint8_t to[AES_BLOCK], const uint8_t from[AES_BLOCK])
{
    uint8_t carry = (uint8_t)-(from[0] >> 7);
    unsigned i;

    for (i = 0; i < AES_BLOCK - 1; i++) {
        to[i] = (uint8_t)(from[i] << 1 | from[i + 1] >> 7);
    }
    to[i] = (uint8_t)(from[i] << 1 ^ (carry & 0x87));
}

/*
 * XCBC and CMAC are a CBC-MAC whose last block is XORed with something that
 * depends on the key: RFC 3566, section 4, and RFC 4493, section 2.4.
 */
static uint32_t open_mac(IpsecTransform *t, const IpsecAlgorithm *alg,
                         const uint8_t *key, size_t key_length)
{
    uint8_t block[AES_BLOCK];
    gcry_cipher_hd_t ecb;
    gcry_error_t err;
    unsigned i;

    err = gcry_cipher_open(&ecb, alg->library_id, GCRY_CIPHER_MODE_ECB, 0);
    if (err) {
        return IPSECNIC_ST_SA_CRYPTO;
    }
    err = gcry_cipher_open(&t->mac_handle, alg->library_id,
                           GCRY_CIPHER_MODE_CBC, GCRY_CIPHER_CBC_MAC);
    if (err) {
        t->mac_handle = NULL;
    } else {
        err = gcry_cipher_setkey(ecb, key, key_length);
    }
    if (!err && alg->kind == IPSEC_ALG_CMAC) {
        memset(block, 0, sizeof(block));
        err = gcry_cipher_encrypt(ecb, block, sizeof(block), NULL, 0);
        double_block(t->mac_mask[0], block);
        double_block(t->mac_mask[1], t->mac_mask[0]);
        err = err ? err : gcry_cipher_setkey(t->mac_handle, key, key_length);
    } else if (!err) {
        for (i = 0; i < 2 && !err; i++) {
            memset(t->mac_mask[i], (int)i + 2, AES_BLOCK);
            err = gcry_cipher_encrypt(ecb, t->mac_mask[i], AES_BLOCK, NULL, 0);
        }
        memset(block, 1, sizeof(block));
        err = err ? err : gcry_cipher_encrypt(ecb, block, sizeof(block), NULL,
                                              0);
        err = err ? err : gcry_cipher_setkey(t->mac_handle, block,
                                             sizeof(block));
    }
    ipsec_wipe(block, sizeof(block));
    gcry_cipher_close(ecb);
    return key_status(err);
}

uint32_t ipsec_transform_init(IpsecTransform *transform,
                              const IpsecAlgorithm *cipher,
                              const uint8_t *cipher_key,
                              size_t cipher_key_length,
                              const IpsecAlgorithm *auth,
                              const uint8_t *auth_key,
                              size_t auth_key_length, unsigned icv_length)
{
    IpsecTransform *t = transform;
    uint32_t status = IPSECNIC_ST_OK;

    memset(t, 0, sizeof(*t));
    t->cipher = cipher;
    t->auth = auth;
    t->cipher_kind = (uint8_t)(cipher ? cipher->kind : IPSEC_ALG_NULL);
    t->auth_kind = auth ? (uint8_t)auth->kind : t->cipher_kind;
    t->aead = cipher && ipsec_algorithm_is_aead(cipher);
    t->iv_length = cipher ? cipher->iv_length : 0;
    t->icv_length = (uint8_t)icv_length;
    t->odd_bits = 4 - 1;
    if (cipher && cipher->block_length > 4) {
        t->odd_bits = (uint8_t)(cipher->block_length - 1);
    }
    if (cipher && cipher->kind != IPSEC_ALG_NULL) {
        status = open_cipher(t, cipher, cipher_key, cipher_key_length);
    }
    if (status == IPSECNIC_ST_OK && auth) {
        if (auth->kind == IPSEC_ALG_GMAC) {
            t->iv_length = auth->iv_length;
            status = open_cipher(t, auth, auth_key, auth_key_length);
        } else if (auth->kind == IPSEC_ALG_XCBC ||
                   auth->kind == IPSEC_ALG_CMAC) {
            status = open_mac(t, auth, auth_key, auth_key_length);
        } else {
            status = open_hmac(t, auth, auth_key, auth_key_length);
        }
    }
    if (status != IPSECNIC_ST_OK) {
        ipsec_transform_clear(t);
    }
    return status;
}

void ipsec_transform_clear(IpsecTransform *transform)
{
    if (transform->cipher_handle) {
        gcry_cipher_close(transform->cipher_handle);
    }
    if (transform->hmac_handle) {
        gcry_md_close(transform->hmac_handle);
    }
    if (transform->mac_handle) {
        gcry_cipher_close(transform->mac_handle);
    }
    ipsec_wipe(transform, sizeof(*transform));
}

/* RFC 4106, section 4, and RFC 7634, section 2: salt, then IV of the packet */
static inline gcry_error_t set_nonce(IpsecTransform *t, const uint8_t *iv)
{
    uint8_t nonce[NONCE_LENGTH];
    uint64_t value = ipsec_get_be64(iv);

    /* In the pieces in which it will be read: a load of what was stored in
     * other pieces has to wait for all of them. */
    ipsec_put_be64(nonce, (uint64_t)ipsec_get_be32(t->salt) << 32 |
                          value >> 32);
    ipsec_put_be32(nonce + 8, (uint32_t)value);
    return gcry_cipher_setiv(t->cipher_handle, nonce, sizeof(nonce));
}

/* RFC 4309, section 4: the same with less salt. */
static gcry_error_t set_ccm_nonce(IpsecTransform *t, const uint8_t *iv,
                                  size_t aad_length, size_t length)
{
    const uint64_t lengths[] = { length, aad_length, t->icv_length };
    uint8_t nonce[CCM_NONCE];
    gcry_error_t err;

    memcpy(nonce, t->salt, 3);
    memcpy(nonce + 3, iv, 8);
    err = gcry_cipher_setiv(t->cipher_handle, nonce, sizeof(nonce));
    return err ? err : gcry_cipher_ctl(t->cipher_handle,
                                       GCRYCTL_SET_CCM_LENGTHS,
                                       (void *)lengths, sizeof(lengths));
}

/* Start an AEAD cipher on a packet. */
static inline gcry_error_t start_aead(IpsecTransform *t, const uint8_t *iv,
                                      size_t aad_length, size_t length)
{
    return t->cipher_kind == IPSEC_ALG_CCM ?
           set_ccm_nonce(t, iv, aad_length, length) : set_nonce(t, iv);
}

/* Start CBC or CTR on a packet. */
static inline gcry_error_t start_cipher(IpsecTransform *t, const uint8_t *iv)
{
    uint8_t counter[AES_BLOCK];

    /* Setting the IV is all the reset that CBC needs. */
    if (t->cipher_kind == IPSEC_ALG_CBC) {
        return gcry_cipher_setiv(t->cipher_handle, iv, t->iv_length);
    }
    /* RFC 3686, section 4: nonce, IV, and a count that begins with 1 */
    memcpy(counter, t->salt, 4);
    memcpy(counter + 4, iv, 8);
    ipsec_put_be32(counter + 12, 1);
    return gcry_cipher_setctr(t->cipher_handle, counter, sizeof(counter));
}

static IpsecVerdict check_tag(IpsecTransform *t, const uint8_t *icv)
{
    gcry_error_t err = gcry_cipher_checktag(t->cipher_handle, icv,
                                            t->icv_length);

    switch (gcry_err_code(err)) {
    case GPG_ERR_NO_ERROR:
        return IPSEC_GOOD;
    case GPG_ERR_CHECKSUM:
        return IPSEC_BAD_ICV;
    default:
        return IPSEC_FAILED;
    }
}

/* XCBC or CMAC. */
static bool cbc_mac(IpsecTransform *t, const IpsecSpan *spans,
                    unsigned num_spans, uint8_t mac[AES_BLOCK])
{
    gcry_cipher_hd_t handle = t->mac_handle;
    uint8_t block[AES_BLOCK];   /* what is not yet under it: the last block */
    size_t used = 0;
    const uint8_t *mask;
    unsigned i;

    if (gcry_cipher_setiv(handle, NULL, 0)) {
        return false;
    }
    for (i = 0; i < num_spans; i++) {
        const uint8_t *data = spans[i].data;
        size_t left = spans[i].length;
        size_t n = MIN(left, AES_BLOCK - used);

        if (n) {
            memcpy(block + used, data, n);
            used += n;
            data += n;
            left -= n;
        }
        if (!left) {
            continue;
        }
        n = (left - 1) / AES_BLOCK * AES_BLOCK;
        if (gcry_cipher_encrypt(handle, mac, AES_BLOCK, block, AES_BLOCK) ||
            (n && gcry_cipher_encrypt(handle, mac, AES_BLOCK, data, n))) {
            return false;
        }
        used = left - n;
        memcpy(block, data + n, used);
    }
    mask = t->mac_mask[0];
    if (used < AES_BLOCK) {
        mask = t->mac_mask[1];
        block[used] = 0x80;
        memset(block + used + 1, 0, AES_BLOCK - used - 1);
    }
    for (i = 0; i < AES_BLOCK; i++) {
        block[i] ^= mask[i];
    }
    return !gcry_cipher_encrypt(handle, mac, AES_BLOCK, block, AES_BLOCK);
}

/*
 * Run what authenticates alone.  True, with the digest in @digest, which may
 * lie in @mac, or with the tag of a GMAC ready in the library.
 */
static bool authenticate(IpsecTransform *t, const uint8_t *iv,
                         const IpsecSpan *spans, unsigned num_spans,
                         uint8_t mac[AES_BLOCK], const uint8_t **digest)
{
    unsigned i;

    if (t->auth_kind == IPSEC_ALG_GMAC) {
        if (set_nonce(t, iv)) {
            return false;
        }
        for (i = 0; i < num_spans; i++) {
            if (gcry_cipher_authenticate(t->cipher_handle, spans[i].data,
                                         spans[i].length)) {
                return false;
            }
        }
        return true;
    }
    if (t->mac_handle) {
        *digest = mac;
        return cbc_mac(t, spans, num_spans, mac);
    }
    gcry_md_reset(t->hmac_handle);
    for (i = 0; i < num_spans; i++) {
        gcry_md_write(t->hmac_handle, spans[i].data, spans[i].length);
    }
    *digest = gcry_md_read(t->hmac_handle, 0);
    return *digest != NULL;
}

IpsecVerdict ipsec_transform_verify(IpsecTransform *transform,
                                    const uint8_t *iv, const IpsecSpan *spans,
                                    unsigned num_spans, const uint8_t *icv)
{
    IpsecTransform *t = transform;
    const uint8_t *digest = NULL;
    uint8_t mac[AES_BLOCK];

    if (!authenticate(t, iv, spans, num_spans, mac, &digest)) {
        return IPSEC_FAILED;
    }
    if (t->auth_kind == IPSEC_ALG_GMAC) {
        return check_tag(t, icv);
    }
    return ipsec_equal(digest, icv, t->icv_length) ? IPSEC_GOOD :
                                                     IPSEC_BAD_ICV;
}

IpsecVerdict ipsec_transform_decrypt(IpsecTransform *transform,
                                     const uint8_t *iv, const uint8_t *in,
                                     size_t length, uint8_t *out)
{
    gcry_cipher_hd_t handle = transform->cipher_handle;

    if (start_cipher(transform, iv) ||
        gcry_cipher_decrypt(handle, out, length, in, length)) {
        return IPSEC_FAILED;
    }
    return IPSEC_GOOD;
}

IpsecVerdict ipsec_transform_open(IpsecTransform *transform,
                                  const uint8_t *iv, const uint8_t *aad,
                                  size_t aad_length, const uint8_t *in,
                                  size_t length, const uint8_t *icv,
                                  uint8_t *out)
{
    gcry_cipher_hd_t handle = transform->cipher_handle;

    /* Setting the IV starts over (libgcrypt clears its whole state). */
    if (start_aead(transform, iv, aad_length, length) ||
        gcry_cipher_authenticate(handle, aad, aad_length) ||
        gcry_cipher_decrypt(handle, out, length, in, length)) {
        return IPSEC_FAILED;
    }
    return check_tag(transform, icv);
}

/* ------------------------------------------------------------------------
 * Outbound
 */

static bool iv_is_counter(const IpsecTransform *t)
{
    return t->aead || t->cipher_kind == IPSEC_ALG_CTR ||
           t->auth_kind == IPSEC_ALG_GMAC;
}

void ipsec_transform_init_outbound(IpsecTransform *transform,
                                   uint8_t operation, uint32_t spi,
                                   const uint8_t *key, size_t key_length)
{
    static const char label[] = "ipsecnic IV mask";
    enum {
        OPERATION = sizeof(label),
        SPI = OPERATION + 1,
        KEY = SPI + 4,
    };
    uint8_t input[KEY + UINT8_MAX];
    uint8_t digest[32];

    if (!iv_is_counter(transform) || key_length > UINT8_MAX) {
        return;
    }
    memcpy(input, label, sizeof(label));
    input[OPERATION] = operation;
    ipsec_put_be32(input + SPI, spi);
    memcpy(input + KEY, key, key_length);
    gcry_md_hash_buffer(GCRY_MD_SHA256, digest, input, KEY + key_length);
    memcpy(transform->iv_mask, digest, sizeof(transform->iv_mask));
    ipsec_wipe(input, sizeof(input));
    ipsec_wipe(digest, sizeof(digest));
}

void ipsec_transform_make_iv(const IpsecTransform *transform,
                             IpsecRandomPool *pool, uint64_t sequence,
                             uint8_t *iv)
{
    const uint8_t *mask = transform->iv_mask;
    unsigned length = transform->iv_length;

    if (iv_is_counter(transform)) {
        ipsec_put_be64(iv, sequence ^ ipsec_get_be64(mask));
        return;
    }
    /* RFC 3602, section 3: an IV of CBC cannot be predicted. */
    if (pool->left < length) {
        ipsec_random(pool->bytes, sizeof(pool->bytes));
        pool->left = sizeof(pool->bytes);
    }
    memcpy(iv, pool->bytes + sizeof(pool->bytes) - pool->left, length);
    pool->left -= length;
}

IpsecVerdict ipsec_transform_sign(IpsecTransform *transform, const uint8_t *iv,
                                  const IpsecSpan *spans, unsigned num_spans,
                                  uint8_t *icv)
{
    IpsecTransform *t = transform;
    const uint8_t *digest = NULL;
    uint8_t mac[AES_BLOCK];

    if (!authenticate(t, iv, spans, num_spans, mac, &digest)) {
        return IPSEC_FAILED;
    }
    if (t->auth_kind == IPSEC_ALG_GMAC) {
        return gcry_cipher_gettag(t->cipher_handle, icv, t->icv_length) ?
               IPSEC_FAILED : IPSEC_GOOD;
    }
    memcpy(icv, digest, t->icv_length);
    return IPSEC_GOOD;
}

IpsecVerdict ipsec_transform_encrypt(IpsecTransform *transform,
                                     const uint8_t *iv, const uint8_t *in,
                                     size_t length, uint8_t *out)
{
    gcry_cipher_hd_t handle = transform->cipher_handle;

    if (start_cipher(transform, iv) ||
        gcry_cipher_encrypt(handle, out, length, in, length)) {
        return IPSEC_FAILED;
    }
    return IPSEC_GOOD;
}

IpsecVerdict ipsec_transform_seal(IpsecTransform *transform,
                                  const uint8_t *iv, const uint8_t *aad,
                                  size_t aad_length, const uint8_t *in,
                                  size_t length, uint8_t *out, uint8_t *icv)
{
    gcry_cipher_hd_t handle = transform->cipher_handle;

    if (start_aead(transform, iv, aad_length, length) ||
        gcry_cipher_authenticate(handle, aad, aad_length) ||
        gcry_cipher_encrypt(handle, out, length, in, length) ||
        gcry_cipher_gettag(handle, icv, transform->icv_length)) {
        return IPSEC_FAILED;
    }
    return IPSEC_GOOD;
}

/* ------------------------------------------------------------------------
 * Known-answer tests: one published answer for each algorithm
 */

typedef struct KnownAnswer {
    bool is_auth;
    uint64_t bit;
    const char *source;
    const char *key;            /* all in hexadecimal */
    const char *iv;
    const char *aad;            /* or what an authenticator runs over */
    const char *in;
    const char *out;
    const char *icv;
} KnownAnswer;

#define SP800_38A_IV    "000102030405060708090a0b0c0d0e0f"
#define SP800_38A_TEXT  "6bc1bee22e409f96e93d7e117393172a"

static const KnownAnswer known_answers[] = {
    { false, IPSECNIC_CIPHER_DES_CBC, "FIPS 81, table C1",
      "0123456789abcdef", "1234567890abcdef", "",
      "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6",
      "4e6f77206973207468652074696d6520666f7220616c6c20", "" },
    { false, IPSECNIC_CIPHER_3DES_CBC, "SP 800-67, appendix B, first block",
      "0123456789abcdef23456789abcdef01456789abcdef0123",
      "0000000000000000", "",
      "a826fd8ce53b855f", "5468652071756663", "" },
    { false, IPSECNIC_CIPHER_AES_CBC_128, "SP 800-38A, F.2.2",
      "2b7e151628aed2a6abf7158809cf4f3c", SP800_38A_IV, "",
      "7649abac8119b246cee98e9b12e9197d", SP800_38A_TEXT, "" },
    { false, IPSECNIC_CIPHER_AES_CBC_192, "SP 800-38A, F.2.4",
      "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", SP800_38A_IV, "",
      "4f021db243bc633d7178183a9fa071e8", SP800_38A_TEXT, "" },
    { false, IPSECNIC_CIPHER_AES_CBC_256, "SP 800-38A, F.2.6",
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
      SP800_38A_IV, "",
      "f58c4c04d6e5f1ba779eabfb5f7bfbd6", SP800_38A_TEXT, "" },
    { false, IPSECNIC_CIPHER_AES_GCM_128, "draft-mcgrew-gcm-test-01, case 2",
      "feffe9928665731c6d6a8f9467308308" "cafebabe", "facedbaddecaf888",
      "0000a5f80000000a",
      "deb22cd9b07c72c16e3a65beeb8df304a5a5897d33ae530f1ba76d5d114d2a5c"
      "3de81827c10e9a4f51330d0eec416642cfbb85a5b47e48a4ec3b9ba95d918bd1",
      "4500003e698f000080114dccc0a80102c0a801010a980035002a2343b2d00100"
      "00010000000000000373697009637962657263697479" "02646b00000100010001",
      "83b70d3aa8bc6ee4c309e9d85a41ad4a" },
    { false, IPSECNIC_CIPHER_AES_GCM_192, "draft-mcgrew-gcm-test-01, case 7",
      "feffe9928665731c6d6a8f9467308308feffe9928665731c" "cafebabe",
      "facedbaddecaf888", "0000a5f80000000a",
      "a5b1f8066029aea40e598b8122de02420938b3ab33f828e687b8858b5bfbdbd0"
      "315b27452144cc77",
      "45000028a4ad4000400678800a01038f0a010612802306b8cb712602dd6bb03e"
      "501016d075680001",
      "95457b9652037f5318027b5b4cd7a636" },
    { false, IPSECNIC_CIPHER_AES_GCM_256, "draft-mcgrew-gcm-test-01, case 3",
      "abbccddef00112233445566778899aababbccddef00112233445566778899aab"
      "11223344", "0102030405060708", "4a2cbfe300000002",
      "ff425c9b724599df7a3bcd510194e00d6a78107f1b0b1cbf06efae9d65a5d763"
      "748a637985771d347f0545659f14e99def842d8e",
      "4500003069a6400080062690c0a801029389155e0a9e008b2dc57ee000000000"
      "7002400020bf0000020405b40101040201020201",
      "b335f4eecfdbf831824b4c4915956c96" },
    { false, IPSECNIC_CIPHER_CHACHA20_POLY1305, "RFC 7634, appendix A",
      "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
      "a0a1a2a3", "1011121314151617", "0102030400000005",
      "24039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c6"
      "14ee8099d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3"
      "cbec163fac469b502773f6fb94e664da9165b82829f641e0",
      "45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec10"
      "0007362708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
      "2425262728292a2b2c2d2e2f303132333435363701020204",
      "76aaa8266b7fb0f7b11b369907e1ad43" },
    { false, IPSECNIC_CIPHER_AES_CTR_128, "RFC 3686, section 6, vector 2",
      "7e24067817fae0d743d6ce1f32539163" "006cb6db",
      "c0543b59da48d90b", "",
      "5104a106168a72d9790d41ee8edad388eb2e1efc46da57c8fce630df9141be28",
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "" },
    { false, IPSECNIC_CIPHER_AES_CTR_192, "RFC 3686, section 6, vector 5",
      "7c5cb2401b3dc33c19e7340819e0f69c678c3db8e6f6a91a" "0096b03b",
      "020c6eadc2cb500d", "",
      "453243fc609b23327edfaafa7131cd9f8490701c5ad4a79cfc1fe0ff42f4fb00",
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "" },
    { false, IPSECNIC_CIPHER_AES_CTR_256, "RFC 3686, section 6, vector 8",
      "f6d66d6bd52d59bb0796365879eff886c66dd51a5b6a99744b50590c87a23884"
      "00faac24",
      "c1585ef15a43d875", "",
      "f05e231b3894612c49ee000b804eb2a9b8306b508f839d6a5530831d9344af1c",
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "" },
    { false, IPSECNIC_CIPHER_AES_CCM_128, "NIST CAVS, VNT128, count 40",
      "e6ab9e70a4fb51b01c2e262233e64c0d" "74e689",
      "eb5af9441dd690a6",
      "42f6518ee0fbe42f28e13b4bb2eb60517b37c9744394d9143393a879c3e107c7",
      "dcc151443288f35d39ed8fae6f0ce1d1eb656f4f7fd65c0b",
      "ba15916733550d7aa82b2f6b117cd3f54c83ddc16cd0288a",
      "16f322ce85d7c54e71ac560fd4da9651" },
    { false, IPSECNIC_CIPHER_AES_CCM_192, "NIST CAVS, VNT192, count 40",
      "af84c6f302c59aeee6d5728ed5da2e3c64a5a781c52c4d1b" "df990c",
      "42a268950677c433",
      "a6ab5d78427f297a4b7e21f1091ff3a5b20caa3fe1cbcb09459d9df596a6c8e1",
      "8c9328258bf71970d33e23a3ff81cc1c9cbe196a1294264b",
      "6db41aeb5f7c24df8929dbc30483b3c7934b3bd1cdce5bb9",
      "fd6a7255e4801963bb30a63de3fc5b82" },
    { false, IPSECNIC_CIPHER_AES_CCM_256, "NIST CAVS, VNT256, count 40",
      "97bc7482a87ba005475dfa3448f59d4b3f9c4c969d08b39b1b21ef965c0f5125"
      "0bcf78",
      "103ec52d6df28887",
      "049c10f0cb37ae08eae2d0766563b7c5a8454f841c2061a4f71a0a2158ae6ce5",
      "0d3891fa0caac1f7ebe41b480920ffd34d4155064c24f3b1",
      "b99bf4dc781795fc4d3a8467b06e1665d4e543657f23129f",
      "7a483163dd8f228d1f20cd4f86cf38fd" },
    { true, IPSECNIC_AUTH_MD5, "RFC 2202, section 2, case 1",
      "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "4869205468657265", "", "",
      "9294727a3638bb1c13f48ef8158bfc9d" },
    { true, IPSECNIC_AUTH_SHA1, "RFC 2202, section 3, case 1",
      "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "4869205468657265",
      "", "", "b617318655057264e28bc0b6fb378c8ef146be00" },
    { true, IPSECNIC_AUTH_SHA256, "RFC 4868, section 2.7.2.1, case AUTH256-1",
      "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
      "", "4869205468657265", "", "", "198a607eb44bfbc69903a0f1cf2bbdc5" },
    { true, IPSECNIC_AUTH_AES_GMAC_128, "draft-mcgrew-gcm-test-01, GMAC case",
      "4c80cdefbb5d10da906ac73c3613a634" "22433c64", "0000000000000000",
      "0000432100000007" "0000000000000000"
      "45000030da3a00008001df3bc0a80005c0a800010800c6cd0200070061626364"
      "65666768696a6b6c6d6e6f707172737401020201",
      "", "", "f2a9a836e155106aa8dcd618e4099aaa" },
    { true, IPSECNIC_AUTH_AES_GMAC_192, "GCM specification, test case 7",
      "000000000000000000000000000000000000000000000000" "00000000",
      "0000000000000000", "", "", "", "cd33b28ac773f74ba00ed1f312572435" },
    { true, IPSECNIC_AUTH_AES_GMAC_256, "GCM specification, test case 13",
      "0000000000000000000000000000000000000000000000000000000000000000"
      "00000000", "0000000000000000", "", "", "",
      "530f8afbc74536b9a963b4f1c4cb738b" },
    { true, IPSECNIC_AUTH_SHA384, "RFC 4868, section 2.7.2.2, case AUTH384-1",
      "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
      "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
      "", "4869205468657265", "", "",
      "b6a8d5636f5c6a7224f9977dcf7ee6c7fb6d0c48cbdee973" },
    { true, IPSECNIC_AUTH_SHA512, "RFC 4868, section 2.7.2.3, case AUTH512-1",
      "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
      "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
      "", "4869205468657265", "", "",
      "637edc6e01dce7e6742a99451aae82df23da3e92439e590e43e761b33e910fb8" },
    { true, IPSECNIC_AUTH_AES_XCBC, "RFC 3566, section 4.6, case 4",
      "000102030405060708090a0b0c0d0e0f", "",
      "000102030405060708090a0b0c0d0e0f10111213", "", "",
      "47f51b4564966215b8985c63" },
    { true, IPSECNIC_AUTH_AES_CMAC, "RFC 4493, section 4, example 3",
      "2b7e151628aed2a6abf7158809cf4f3c", "",
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
      "30c81c46a35ce411", "", "", "dfa66747de9ae63030ca3261" },
};

#define KAT_MAX         128

static size_t unhex(uint8_t *out, const char *hex)
{
    size_t n;

    for (n = 0; n < KAT_MAX && hex[2 * n]; n++) {
        out[n] = (uint8_t)(g_ascii_xdigit_value(hex[2 * n]) << 4 |
                           g_ascii_xdigit_value(hex[2 * n + 1]));
    }
    return n;
}

/* Whether the right ICV passes and a wrong one does not. */
static bool known_icv(IpsecTransform *t, bool seal, const uint8_t *iv,
                      const uint8_t *aad, size_t aad_length,
                      const uint8_t *in, size_t in_length, uint8_t *icv,
                      uint8_t *out)
{
    IpsecSpan span = { aad, aad_length };
    IpsecVerdict verdict[2];
    unsigned i;

    for (i = 0; i < 2; i++) {
        icv[0] ^= (uint8_t)i;
        verdict[i] = seal ?
            ipsec_transform_open(t, iv, aad, aad_length, in, in_length, icv,
                                 out) :
            ipsec_transform_verify(t, iv, &span, aad_length ? 1 : 0, icv);
    }
    return verdict[0] == IPSEC_GOOD && verdict[1] == IPSEC_BAD_ICV;
}

static bool known_answer(const IpsecAlgorithm *alg, const KnownAnswer *ka)
{
    uint8_t key[KAT_MAX], iv[KAT_MAX], aad[KAT_MAX], in[KAT_MAX];
    uint8_t out[KAT_MAX], icv[KAT_MAX], got[KAT_MAX];
    size_t key_length = unhex(key, ka->key);
    size_t aad_length = unhex(aad, ka->aad);
    size_t in_length = unhex(in, ka->in);
    size_t icv_length = unhex(icv, ka->icv);
    IpsecTransform t;
    uint32_t status;
    bool good;

    unhex(iv, ka->iv);
    unhex(out, ka->out);
    memset(got, 0, sizeof(got));
    if (ka->is_auth) {
        status = ipsec_transform_init(&t, NULL, NULL, 0, alg, key, key_length,
                                      (unsigned)icv_length);
    } else {
        status = ipsec_transform_init(&t, alg, key, key_length, NULL, NULL, 0,
                                      (unsigned)icv_length);
    }
    if (status != IPSECNIC_ST_OK) {
        return false;
    }
    if (alg->kind == IPSEC_ALG_CBC || alg->kind == IPSEC_ALG_CTR) {
        good = ipsec_transform_decrypt(&t, iv, in, in_length, got) ==
               IPSEC_GOOD;
    } else {
        good = known_icv(&t, t.aead, iv, aad, aad_length,
                         in, in_length, icv, got);
    }
    ipsec_transform_clear(&t);
    return good && memcmp(got, out, in_length) == 0;
}

bool ipsec_transform_available(const IpsecAlgorithm *algorithm)
{
    bool is_auth = ipsec_auth_algorithm(algorithm->bit) == algorithm;
    unsigned i;

    if (algorithm->kind == IPSEC_ALG_NULL) {
        return true;
    }
    for (i = 0; i < G_N_ELEMENTS(known_answers); i++) {
        if (known_answers[i].is_auth == is_auth &&
            known_answers[i].bit == algorithm->bit) {
            return known_answer(algorithm, &known_answers[i]);
        }
    }
    return false;
}

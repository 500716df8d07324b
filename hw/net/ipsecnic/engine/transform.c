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

static uint32_t open_cipher(IpsecTransform *t, const IpsecAlgorithm *alg,
                            const uint8_t *key, size_t key_length)
{
    int mode = alg->kind == IPSEC_ALG_CBC ? GCRY_CIPHER_MODE_CBC :
                                            GCRY_CIPHER_MODE_GCM;
    gcry_error_t err;

    if (key_length <= alg->salt_length) {
        return IPSECNIC_ST_SA_CRYPTO;
    }
    err = gcry_cipher_open(&t->cipher_handle, alg->library_id, mode, 0);
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
    ipsec_wipe(transform, sizeof(*transform));
}

/* RFC 4106, section 4: salt, then the IV in the packet */
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

/*
 * Run an HMAC or a GMAC.  True, with the digest of an HMAC in @digest, or with
 * the tag of a GMAC ready in the library.
 */
static bool authenticate(IpsecTransform *t, const uint8_t *iv,
                         const IpsecSpan *spans, unsigned num_spans,
                         const uint8_t **digest)
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

    if (!authenticate(t, iv, spans, num_spans, &digest)) {
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

    /* Setting the IV is all the reset that CBC needs. */
    if (gcry_cipher_setiv(handle, iv, transform->iv_length) ||
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

    /* Setting the IV starts GCM over (libgcrypt clears its whole state). */
    if (set_nonce(transform, iv) ||
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
    return t->cipher_kind == IPSEC_ALG_GCM || t->auth_kind == IPSEC_ALG_GMAC;
}

void ipsec_transform_init_outbound(IpsecTransform *transform,
                                   const uint8_t *key, size_t key_length)
{
    static const char label[] = "ipsecnic IV mask";
    uint8_t input[sizeof(label) + UINT8_MAX];
    uint8_t digest[32];

    if (!iv_is_counter(transform) || key_length > UINT8_MAX) {
        return;
    }
    memcpy(input, label, sizeof(label));
    memcpy(input + sizeof(label), key, key_length);
    gcry_md_hash_buffer(GCRY_MD_SHA256, digest, input,
                        sizeof(label) + key_length);
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

    if (!authenticate(t, iv, spans, num_spans, &digest)) {
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

    if (gcry_cipher_setiv(handle, iv, transform->iv_length) ||
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

    if (set_nonce(transform, iv) ||
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
    if (alg->kind == IPSEC_ALG_CBC) {
        good = ipsec_transform_decrypt(&t, iv, in, in_length, got) ==
               IPSEC_GOOD;
    } else {
        good = known_icv(&t, alg->kind == IPSEC_ALG_GCM, iv, aad, aad_length,
                         in, in_length, icv, got);
    }
    ipsec_transform_clear(&t);
    return good && memcmp(got, out, in_length) == 0;
}

bool ipsec_transform_available(const IpsecAlgorithm *algorithm)
{
    bool is_auth = algorithm->kind == IPSEC_ALG_HMAC ||
                   algorithm->kind == IPSEC_ALG_GMAC;
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

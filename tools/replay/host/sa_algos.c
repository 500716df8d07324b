/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Algorithms of ip xfrm, and their keys
 */

#include <string.h>
#include "hw/net/ipsecnic_abi.h"
#include "sa_algos.h"
#include "words.h"
#include "xfrm_printed.h"

/* ------------------------------------------------------------------------
 * What there is
 */

static const Algo aead_algos[] = {
    {
        .name = "rfc4106(gcm(aes))",
        .key_bytes = { 20, 28, 36 },
        .bit = { IPSECNIC_CIPHER_AES_GCM_128, IPSECNIC_CIPHER_AES_GCM_192,
                 IPSECNIC_CIPHER_AES_GCM_256 },
        .icv_bits = { 64, 96, 128 },
        .salt_bits = 32,
    }, {
        .name = "rfc4543(gcm(aes))",
        .key_bytes = { 20, 28, 36 },
        .bit = { IPSECNIC_AUTH_AES_GMAC_128, IPSECNIC_AUTH_AES_GMAC_192,
                 IPSECNIC_AUTH_AES_GMAC_256 },
        .icv_bits = { 128 },
        .salt_bits = 32,
        .is_auth = true,
    }, {
        .name = "rfc4309(ccm(aes))",
        .key_bytes = { 19, 27, 35 },
        .bit = { IPSECNIC_CIPHER_AES_CCM_128, IPSECNIC_CIPHER_AES_CCM_192,
                 IPSECNIC_CIPHER_AES_CCM_256 },
        .icv_bits = { 64, 96, 128 },
        .salt_bits = 24,
    }, {
        .name = "rfc7539esp(chacha20,poly1305)",
        .key_bytes = { 36 },
        .bit = { IPSECNIC_CIPHER_CHACHA20_POLY1305 },
        .icv_bits = { 128 },
        .salt_bits = 32,
    },
    { .name = NULL }
};

static const Algo enc_algos[] = {
    {
        .name = "cbc(aes)",
        .alias = { "aes" },
        .key_bytes = { 16, 24, 32 },
        .bit = { IPSECNIC_CIPHER_AES_CBC_128, IPSECNIC_CIPHER_AES_CBC_192,
                 IPSECNIC_CIPHER_AES_CBC_256 },
    }, {
        .name = "rfc3686(ctr(aes))",
        .key_bytes = { 20, 28, 36 },
        .bit = { IPSECNIC_CIPHER_AES_CTR_128, IPSECNIC_CIPHER_AES_CTR_192,
                 IPSECNIC_CIPHER_AES_CTR_256 },
        .salt_bits = 32,
    }, {
        .name = "cbc(des3_ede)",
        .alias = { "des3_ede" },
        .key_bytes = { 24 },
        .bit = { IPSECNIC_CIPHER_3DES_CBC },
    }, {
        .name = "cbc(des)",
        .alias = { "des" },
        .key_bytes = { 8 },
        .bit = { IPSECNIC_CIPHER_DES_CBC },
    }, {
        .name = "ecb(cipher_null)",
        .alias = { "cipher_null", "null" },
        .bit = { IPSECNIC_CIPHER_NONE },
    },
    { .name = NULL }
};

static const Algo auth_algos[] = {
    {
        .name = "hmac(md5)",
        .alias = { "md5" },
        .key_bytes = { 16 },
        .bit = { IPSECNIC_AUTH_MD5 },
        .icv_bits = { 96 },
    }, {
        .name = "hmac(sha1)",
        .alias = { "sha1" },
        .key_bytes = { 20 },
        .bit = { IPSECNIC_AUTH_SHA1 },
        .icv_bits = { 96 },
    }, {
        .name = "hmac(sha256)",
        .alias = { "sha256" },
        .key_bytes = { 32 },
        .bit = { IPSECNIC_AUTH_SHA256 },
        .icv_bits = { 128 },
    }, {
        .name = "hmac(sha384)",
        .alias = { "sha384" },
        .key_bytes = { 48 },
        .bit = { IPSECNIC_AUTH_SHA384 },
        .icv_bits = { 192 },
    }, {
        .name = "hmac(sha512)",
        .alias = { "sha512" },
        .key_bytes = { 64 },
        .bit = { IPSECNIC_AUTH_SHA512 },
        .icv_bits = { 256 },
    }, {
        .name = "xcbc(aes)",
        .key_bytes = { 16 },
        .bit = { IPSECNIC_AUTH_AES_XCBC },
        .icv_bits = { 96 },
    }, {
        .name = "cmac(aes)",
        .key_bytes = { 16 },
        .bit = { IPSECNIC_AUTH_AES_CMAC },
        .icv_bits = { 96 },
    },
    { .name = NULL }
};

/* ------------------------------------------------------------------------
 * Names and keys
 */

static char *list_of_algos(const Algo *algos)
{
    GString *s = g_string_new(NULL);

    for (; algos->name; algos++) {
        g_string_append_printf(s, "%s'%s'", s->len ? ", " : "", algos->name);
    }
    return g_string_free(s, FALSE);
}

/** Add @n to a list such as "128, 192 or 256"; @last: it is the last one. */
static void add_to_list(GString *s, unsigned n, bool last)
{
    g_string_append_printf(s, "%s%u", !s->len ? "" : last ? " or " : ", ", n);
}

static char *list_of_key_bits(const Algo *algo)
{
    GString *s = g_string_new(NULL);
    unsigned i;

    for (i = 0; algo->key_bytes[i]; i++) {
        add_to_list(s, algo->key_bytes[i] * 8, !algo->key_bytes[i + 1]);
    }
    return g_string_free(s, FALSE);
}

static char *list_of_icv_bits(const Algo *algo)
{
    GString *s = g_string_new(NULL);
    unsigned i;

    for (i = 0; algo->icv_bits[i]; i++) {
        add_to_list(s, algo->icv_bits[i], !algo->icv_bits[i + 1]);
    }
    return g_string_free(s, FALSE);
}

/**
 * The bytes of a key word as ip reads it: hexadecimal behind 0x, an odd digit
 * being the low half of the first byte; anything else is taken literally.
 *
 * Returns the number of bytes (which may be more than @max: only the first
 * ones were stored), or -1 for a character that is no hexadecimal digit.
 */
static int key_bytes(const char *word, uint8_t *key, size_t max)
{
    size_t digits, length, i;

    if (!g_str_has_prefix(word, "0x") || !word[2]) {
        length = strlen(word);
        memcpy(key, word, MIN(length, max));
        return MIN(length, (size_t)INT_MAX);
    }
    word += 2;
    digits = strlen(word);
    for (i = 0; i < digits; i++) {
        if (!g_ascii_isxdigit(word[i])) {
            return -1;
        }
    }
    length = (digits + 1) / 2;
    for (i = 0; i < MIN(length, max); i++) {
        /* where the first byte has one digit the others shift by it */
        size_t low = 2 * i + 1 - digits % 2;
        int high = low ? g_ascii_xdigit_value(word[low - 1]) : 0;

        key[i] = high << 4 | g_ascii_xdigit_value(word[low]);
    }
    return MIN(length, (size_t)INT_MAX);
}

static bool take_key(Parser *p, const Algo *algo, Chosen *chosen)
{
    g_autofree char *bits = list_of_key_bits(algo);
    g_autofree char *salt = !algo->salt_bits ? g_strdup("") :
        g_strdup_printf(", the last %u of them being the salt",
                        algo->salt_bits);
    const char *word;
    int length;
    unsigned i;

    if (!algo->key_bytes[0]) {
        /* ip wants an empty word here; its own listing prints none */
        word = parser_peek(p);
        if (word && !*word) {
            p->next++;
        } else if (word && !word_begins_xfrm(word)) {
            return parser_fail(p, p->next, WORD_ANY, "%s has no key; expected "
                               "'' or the next word of the SA", algo->name);
        }
        return true;
    }
    word = parser_take(p, "a key");
    if (!word) {
        return false;
    }
    length = key_bytes(word, chosen->key, sizeof(chosen->key));
    if (length < 0) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "not a hexadecimal "
                           "key; expected 0x and digits 0 to 9, a to f, of %s "
                           "bits", bits);
    }
    for (i = 0; algo->key_bytes[i]; i++) {
        if (algo->key_bytes[i] == length) {
            chosen->size = i;
            chosen->key_length = length;
            xfrm_skip_bits(p);
            return true;
        }
    }
    return parser_fail(p, parser_taken(p), WORD_ANY, "a key of %d bits; for "
                       "%s expected %s bits%s", length * 8, algo->name, bits,
                       salt);
}

static bool is_name_of(const Algo *algo, const char *word)
{
    size_t i;

    if (!strcmp(algo->name, word)) {
        return true;
    }
    for (i = 0; algo->alias[i]; i++) {
        if (!strcmp(algo->alias[i], word)) {
            return true;
        }
    }
    return false;
}

/**
 * An algorithm with its key, and with its ICV length if @trunc.
 *
 * @kind: the word before it, for errors
 */
static bool take_algo(Parser *p, const Algo *algos, const char *kind,
                      bool trunc, Chosen *chosen)
{
    g_autofree char *names = list_of_algos(algos);
    g_autofree char *expected = g_strdup_printf("one of %s", names);
    g_autofree char *icvs = NULL;
    const char *word = parser_take(p, expected);
    const Algo *algo;
    uint64_t bits;
    unsigned i;

    if (!word) {
        return false;
    }
    for (algo = algos; algo->name && !is_name_of(algo, word); algo++) {
        continue;
    }
    if (!algo->name && !strcmp(word, "digest_null")) {
        return parser_fail(p, parser_taken(p), WORD_ANY, "ESP without "
                           "authentication is not accepted; expected %s",
                           expected);
    }
    if (!algo->name) {
        return parser_fail(p, parser_taken(p), WORD_ANY, word_is_known(word)
                           ? "the card has no such %s algorithm; expected %s"
                           : "unknown %s algorithm; expected %s", kind,
                           expected);
    }
    chosen->algo = algo;
    p->behind_key = true;
    if (!take_key(p, algo, chosen)) {
        return false;
    }
    if (!trunc) {
        chosen->icv_length = algo->icv_bits[0] / 8;
        return true;
    }
    word = parser_take(p, "the ICV length in bits");
    if (!word) {
        return false;
    }
    if (parse_number(word, 999, &bits)) {
        for (i = 0; algo->icv_bits[i]; i++) {
            if (algo->icv_bits[i] == bits) {
                chosen->icv_length = bits / 8;
                return true;
            }
        }
        p->behind_key = false;
    }
    icvs = list_of_icv_bits(algo);
    return parser_fail(p, parser_taken(p), WORD_NUMBER, "the card has no such "
                       "ICV length for %s; expected %s", algo->name, icvs);
}

bool sa_algos_take_aead(Parser *p, SaLine *l)
{
    l->word_aead = parser_taken(p);
    return take_algo(p, aead_algos, "aead", true, &l->aead);
}

bool sa_algos_take_enc(Parser *p, SaLine *l)
{
    l->word_enc = parser_taken(p);
    return take_algo(p, enc_algos, "enc", false, &l->enc);
}

bool sa_algos_take_auth_trunc(Parser *p, SaLine *l)
{
    l->word_auth = parser_taken(p);
    return take_algo(p, auth_algos, "auth-trunc", true, &l->auth);
}

bool sa_algos_take_auth(Parser *p, SaLine *l)
{
    l->word_auth = parser_taken(p);
    if (!take_algo(p, auth_algos, "auth", false, &l->auth)) {
        return false;
    }
    if (!strcmp(l->auth.algo->name, "hmac(sha256)")) {
        p->behind_key = false;
        return parser_fail(p, l->word_auth, WORD_ANY, "Linux takes auth "
                           "'hmac(sha256)' for an ICV of 96 bits, which the "
                           "card does not have; expected auth-trunc "
                           "'hmac(sha256)' KEY 128");
    }
    return true;
}

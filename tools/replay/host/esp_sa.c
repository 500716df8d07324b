/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs in Wireshark's table "esp_sa"
 */

#include <stdio.h>
#include <string.h>
#include "esp_sa.h"
#include "sa.h"
#include "sa_text.h"
#include "words.h"

/** In front of a line where it was an option of tshark. */
#define UAT_PREFIX "uat:esp_sa:"

enum {
    FIELD_PROTOCOL,
    FIELD_SRC,
    FIELD_DST,
    FIELD_SPI,
    FIELD_CIPHER,
    FIELD_CIPHER_KEY,
    FIELD_AUTH,
    FIELD_AUTH_KEY,
    FIELDS_MIN,
    FIELD_SN_LENGTH = FIELDS_MIN,
    FIELD_SN_UPPER,
    FIELDS_MAX,
};

/** A name of the table, and what ip calls it. */
typedef struct Name {
    const char *name;
    /** NULL: the card does not have it. */
    const char *ip;
    /** Bits of the ICV; 0: none, or told elsewhere. */
    unsigned icv;
} Name;

static const Name ciphers[] = {
    { "NULL", "ecb(cipher_null)", 0 },
    { "TripleDES-CBC [RFC2451]", "cbc(des3_ede)", 0 },
    { "AES-CBC [RFC3602]", "cbc(aes)", 0 },
    { "DES-CBC [RFC2405]", "cbc(des)", 0 },
    { "AES-GCM with 8 octet ICV [RFC4106]", "rfc4106(gcm(aes))", 64 },
    { "AES-GCM with 12 octet ICV [RFC4106]", "rfc4106(gcm(aes))", 96 },
    { "AES-GCM with 16 octet ICV [RFC4106]", "rfc4106(gcm(aes))", 128 },
    /* the authenticator says how long the ICV is */
    { "AES-GCM [RFC4106]", "rfc4106(gcm(aes))", 0 },
    { "AES-CTR [RFC3686]", "rfc3686(ctr(aes))", 0 },
    { "CAST5-CBC [RFC2144]", NULL, 0 },
    { "BLOWFISH-CBC [RFC2451]", NULL, 0 },
    { "TWOFISH-CBC", NULL, 0 },
    { "ChaCha20 with Poly1305 [RFC7634]", "rfc7539esp(chacha20,poly1305)",
      128 },
};

static const Name authenticators[] = {
    { "HMAC-SHA-1-96 [RFC2404]", "hmac(sha1)", 96 },
    { "HMAC-SHA-256-128 [RFC4868]", "hmac(sha256)", 128 },
    { "HMAC-MD5-96 [RFC2403]", "hmac(md5)", 96 },
    { "HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]", NULL, 96 },
    { "HMAC-SHA-384-192 [RFC4868]", "hmac(sha384)", 192 },
    { "HMAC-SHA-512-256 [RFC4868]", "hmac(sha512)", 256 },
    { "MAC-RIPEMD-160-96 [RFC2857]", NULL, 96 },
};

static const Name unchecked[] = {
    { "NULL", "", 0 },
    { "ANY 64 bit authentication [no checking]", "", 64 },
    { "ANY 96 bit authentication [no checking]", "", 96 },
    { "ANY 128 bit authentication [no checking]", "", 128 },
    { "ANY 192 bit authentication [no checking]", "", 192 },
    { "ANY 256 bit authentication [no checking]", "", 256 },
};

static const char note_mode[] =
    "Wireshark's table does not say transport or tunnel, nor whether UDP is "
    "around ESP: each SA is loaded in transport mode, once for plain ESP and "
    "once for ESP in UDP";

static bool starts_with(const char *s, const char *end, const char *text)
{
    size_t length = strlen(text);

    return (size_t)(end - s) >= length &&
           !g_ascii_strncasecmp(s, text, length);
}

static const char *skip_prefix(const char *s, const char *end)
{
    s = sa_text_skip_blanks(s, end);
    return starts_with(s, end, UAT_PREFIX) ? s + strlen(UAT_PREFIX) : s;
}

EspSaKind esp_sa_recognise(const char *text, const char *end)
{
    const char *s = skip_prefix(text, end);
    size_t digits = 0;

    if (starts_with(s, end, "\"IPv4\"") || starts_with(s, end, "\"IPv6\"")) {
        return ESP_SA_LINE;
    }
    /* the initiator's cookie or SPI, 8 bytes, and a comma */
    while (s + digits < end && digits < 17 && g_ascii_isxdigit(s[digits])) {
        digits++;
    }
    return digits == 16 && s + digits < end && s[digits] == ',' ? ESP_SA_IKE
                                                                 : ESP_SA_NONE;
}

/** Split a line into fields (char *); false: it is no such line. */
static bool split_fields(Parser *p, const char *s, const char *end,
                         GPtrArray *fields)
{
    /* room for the longest, so that no piece of a key is left behind */
    GString *field = g_string_sized_new(end - s + 1);
    bool ok = true;

    for (;;) {
        s = sa_text_skip_blanks(s, end);
        g_string_truncate(field, 0);
        if (s == end || *s != '"') {
            ok = parser_fail_line(p, "field %u has no quotes; expected \"...\" "
                                  "and commas between", fields->len + 1);
            break;
        }
        for (s++; s < end && *s != '"'; s++) {
            unsigned code;

            if (*s == '\\' && s + 3 < end && s[1] == 'x' &&
                g_ascii_isxdigit(s[2]) && g_ascii_isxdigit(s[3])) {
                code = g_ascii_xdigit_value(s[2]) << 4 |
                       g_ascii_xdigit_value(s[3]);
                if (code) {
                    g_string_append_c(field, code);
                }
                s += 3;
            } else if (*s) {
                g_string_append_c(field, *s);
            }
        }
        if (s == end) {
            ok = parser_fail_line(p, "field %u does not end; expected \"",
                                  fields->len + 1);
            break;
        }
        g_ptr_array_add(fields, g_strdup(field->str));
        sa_wipe(field->str, field->allocated_len);
        s = sa_text_skip_blanks(s + 1, end);
        if (s == end || *s == '#') {
            break;
        }
        if (*s != ',') {
            ok = parser_fail_line(p, "no comma behind field %u; expected one",
                                  fields->len);
            break;
        }
        s++;
    }
    sa_wipe(field->str, field->allocated_len);
    g_string_free(field, TRUE);
    return ok;
}

/** Names differ in case between Wireshark and strongSwan. */
static const Name *find_name(const Name *names, size_t count,
                             const char *name)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (!g_ascii_strcasecmp(names[i].name, name)) {
            return &names[i];
        }
    }
    return NULL;
}

#define FIND_NAME(names, name) find_name(names, G_N_ELEMENTS(names), name)

static const char *field_of(const GPtrArray *fields, unsigned number)
{
    return g_ptr_array_index(fields, number);
}

/** Add a word that stands for @field. */
static void add(Parser *p, unsigned field, const char *word)
{
    parser_add_word(p, word, p->line, field + 1);
}

/** Refuse a field: errors show it if it is on the list. */
static bool refuse(Parser *p, unsigned field, const char *word,
                   const char *text)
{
    add(p, field, word);
    return parser_fail(p, p->words->len - 1, WORD_ADDRESS, "%s", text);
}

static bool add_address(Parser *p, const GPtrArray *fields, unsigned field,
                        const char *any)
{
    const char *word = field_of(fields, field);
    uint8_t addr[16];
    unsigned prefix;
    int family;

    if (!strcmp(word, "*")) {
        add(p, field, any);
        return true;
    }
    if (!parse_prefix(word, addr, &family, &prefix) || !family ||
        prefix != (family == 6 ? 128 : 32)) {
        return refuse(p, field, word, "the card takes one address or any; "
                      "expected an address, or *");
    }
    add(p, field, word);
    return true;
}

/** Words of cipher and authenticator. */
static bool add_algorithms(Parser *p, const GPtrArray *fields)
{
    const char *cipher_name = field_of(fields, FIELD_CIPHER);
    const char *auth_name = field_of(fields, FIELD_AUTH);
    const Name *cipher = FIND_NAME(ciphers, cipher_name);
    const Name *auth = FIND_NAME(authenticators, auth_name);
    const Name *none = FIND_NAME(unchecked, auth_name);
    bool aead = cipher && cipher->ip && g_str_has_prefix(cipher->ip, "rfc") &&
                strcmp(cipher->ip, "rfc3686(ctr(aes))");
    char icv[16];

    if (!cipher || !cipher->ip) {
        return refuse(p, FIELD_CIPHER, cipher_name, cipher
                      ? "the card does not have this cipher; expected AES-CBC, "
                        "AES-GCM, AES-CTR, ChaCha20 with Poly1305, "
                        "TripleDES-CBC, DES-CBC or NULL"
                      : "unknown cipher; expected one of Wireshark's names, "
                        "such as AES-CBC [RFC3602]");
    }
    if (!auth && !none) {
        return refuse(p, FIELD_AUTH, auth_name, "unknown authenticator; "
                      "expected one of Wireshark's names, such as "
                      "HMAC-SHA-256-128 [RFC4868]");
    }
    if (aead && auth) {
        return refuse(p, FIELD_AUTH, auth_name, "the cipher authenticates by "
                      "itself; expected NULL");
    }
    if (aead) {
        unsigned bits = cipher->icv ? cipher->icv : none->icv;

        if (!bits) {
            return refuse(p, FIELD_CIPHER, cipher_name, "it does not say how "
                          "long the ICV is; expected AES-GCM with 16 octet ICV "
                          "[RFC4106]");
        }
        snprintf(icv, sizeof(icv), "%u", bits);
        add(p, FIELD_CIPHER, "aead");
        add(p, FIELD_CIPHER, cipher->ip);
        add(p, FIELD_CIPHER_KEY, field_of(fields, FIELD_CIPHER_KEY));
        add(p, cipher->icv ? FIELD_CIPHER : FIELD_AUTH, icv);
        return true;
    }
    if (!auth) {
        return refuse(p, FIELD_AUTH, auth_name, "ESP without authentication "
                      "is not accepted; expected an authenticator that is "
                      "checked");
    }
    if (!auth->ip) {
        return refuse(p, FIELD_AUTH, auth_name, "the card does not have this "
                      "authenticator; expected HMAC-MD5-96, HMAC-SHA-1-96, "
                      "HMAC-SHA-256-128, HMAC-SHA-384-192 or "
                      "HMAC-SHA-512-256");
    }
    add(p, FIELD_CIPHER, "enc");
    add(p, FIELD_CIPHER, cipher->ip);
    if (strcmp(cipher->ip, "ecb(cipher_null)")) {
        add(p, FIELD_CIPHER_KEY, field_of(fields, FIELD_CIPHER_KEY));
    }
    snprintf(icv, sizeof(icv), "%u", auth->icv);
    add(p, FIELD_AUTH, "auth-trunc");
    add(p, FIELD_AUTH, auth->ip);
    add(p, FIELD_AUTH_KEY, field_of(fields, FIELD_AUTH_KEY));
    add(p, FIELD_AUTH, icv);
    return true;
}

static bool tells_sequence(const GPtrArray *fields)
{
    return fields->len > FIELD_SN_LENGTH && *field_of(fields, FIELD_SN_LENGTH);
}

/** Words of the sequence number, if the line tells of it. */
static bool add_sequence(Parser *p, const GPtrArray *fields)
{
    const char *word;

    if (!tells_sequence(fields)) {
        return true;
    }
    word = field_of(fields, FIELD_SN_LENGTH);
    if (!strcmp(word, "32-bit")) {
        return true;
    }
    if (strcmp(word, "64-bit")) {
        return refuse(p, FIELD_SN_LENGTH, word, "expected 32-bit or 64-bit");
    }
    add(p, FIELD_SN_LENGTH, "flag");
    add(p, FIELD_SN_LENGTH, "esn");
    if (fields->len > FIELD_SN_UPPER &&
        *(word = field_of(fields, FIELD_SN_UPPER))) {
        g_autofree char *hex = g_str_has_prefix(word, "0x")
                               ? g_strdup(word) : g_strconcat("0x", word, NULL);

        add(p, FIELD_SN_UPPER, "replay-seq-hi");
        add(p, FIELD_SN_UPPER, hex);
        /* all numbers of that half are nearest to the middle */
        add(p, FIELD_SN_UPPER, "replay-seq");
        add(p, FIELD_SN_UPPER, "0x7fffffff");
    }
    return true;
}

static bool add_words(Parser *p, const GPtrArray *fields)
{
    bool v6;

    if (fields->len < FIELDS_MIN || fields->len > FIELDS_MAX) {
        return parser_fail_line(p, "a line of %u fields; expected the %u of "
                                "Wireshark's table esp_sa, or %u", fields->len,
                                FIELDS_MIN, FIELDS_MAX);
    }
    v6 = !g_ascii_strcasecmp(field_of(fields, FIELD_PROTOCOL), "IPv6");
    add(p, FIELD_SRC, "src");
    if (!add_address(p, fields, FIELD_SRC, v6 ? "::" : "0.0.0.0")) {
        return false;
    }
    add(p, FIELD_DST, "dst");
    if (!add_address(p, fields, FIELD_DST, v6 ? "::" : "0.0.0.0")) {
        return false;
    }
    add(p, FIELD_PROTOCOL, "proto");
    add(p, FIELD_PROTOCOL, "esp");
    if (!strcmp(field_of(fields, FIELD_SPI), "*")) {
        return refuse(p, FIELD_SPI, "*", "the card finds an SA by its SPI; "
                      "expected a number");
    }
    add(p, FIELD_SPI, "spi");
    add(p, FIELD_SPI, field_of(fields, FIELD_SPI));
    if (!add_algorithms(p, fields) || !add_sequence(p, fields)) {
        return false;
    }
    sa_notes_add(p->notes, p->line, note_mode);
    return true;
}

static void free_field(gpointer field)
{
    sa_wipe(field, strlen(field));
    g_free(field);
}

bool esp_sa_read(Parser *p, const char **text, const char *end,
                 unsigned *line, bool *tells_esn)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func(free_field);
    const char *stop = memchr(*text, '\n', end - *text);
    const char *last = stop ? stop : end;
    bool ok;

    p->line = *line;
    p->unit = "field";
    if (last > *text && last[-1] == '\r') {
        last--;
    }
    ok = split_fields(p, skip_prefix(*text, last), last, fields) &&
         add_words(p, fields);
    *tells_esn = ok && tells_sequence(fields);
    g_ptr_array_free(fields, TRUE);
    (*line)++;
    *text = stop ? stop + 1 : end;
    return ok;
}

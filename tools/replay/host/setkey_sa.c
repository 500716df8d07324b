/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs as setkey(8) has them
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sa.h"
#include "sa_text.h"
#include "setkey_sa.h"
#include "words.h"

/** A window is given in bytes of its bitmap; Linux and ip go so far. */
#define WINDOW_MAX      4096
/** SADB_X_SAFLAGS_ESN of FreeBSD. */
#define FLAG_ESN        0x400

static const char note_setkey[] =
    "setkey does not say which SAs are outbound: all are inbound; mode any is "
    "taken for transport";
static const char note_sha256[] =
    "hmac-sha256 is taken for an ICV of 128 bits (RFC 4868); Linux, told by "
    "setkey, has one of 96, which the card does not have";
static const char note_other[] =
    "a statement of setkey that loads no SA; it is left out";

/** A name of setkey, and what ip calls it. */
typedef struct Name {
    const char *name;
    const char *ip;
    /** Bits of the ICV; 0: none. */
    unsigned icv;
} Name;

static const Name ciphers[] = {
    { "null", "ecb(cipher_null)", 0 },
    { "des-cbc", "cbc(des)", 0 },
    { "3des-cbc", "cbc(des3_ede)", 0 },
    { "rijndael-cbc", "cbc(aes)", 0 },
    { "aes-cbc", "cbc(aes)", 0 },
    { "aes-ctr", "rfc3686(ctr(aes))", 0 },
    { "aes-gcm-16", "rfc4106(gcm(aes))", 128 },
    { "chacha20-poly1305", "rfc7539esp(chacha20,poly1305)", 128 },
};

static const Name authenticators[] = {
    { "hmac-md5", "hmac(md5)", 96 },
    { "hmac-sha1", "hmac(sha1)", 96 },
    { "hmac-sha2-256", "hmac(sha256)", 128 },
    { "hmac-sha256", "hmac(sha256)", 128 },
    { "hmac-sha2-384", "hmac(sha384)", 192 },
    { "hmac-sha384", "hmac(sha384)", 192 },
    { "hmac-sha2-512", "hmac(sha512)", 256 },
    { "hmac-sha512", "hmac(sha512)", 256 },
    { "aes-xcbc-mac", "xcbc(aes)", 96 },
};

/** The words of an SA of setkey, and where they stand. */
typedef struct Words {
    GPtrArray *words;
    GArray *places;
    guint next;
    /** They are of a listing, and keys are still negotiated: what the card does
     *  not have is no error. */
    bool larval;
} Words;

/** Whether the line at @text is two addresses and the next one has a mode. */
static bool is_listing(const char *text, const char *end)
{
    const char *s = sa_text_next_line(text, end);
    const char *stop = sa_text_next_line(s, end);

    if (s == text || s == end || (*s != '\t' && *s != ' ') ||
        !(g_ascii_isxdigit(*text) || *text == ':')) {
        return false;
    }
    s = sa_text_skip_blanks(s, end);
    return (sa_text_starts_with(s, stop, "esp") ||
            sa_text_starts_with(s, stop, "ah ") ||
            sa_text_starts_with(s, stop, "ipcomp ")) &&
           g_strstr_len(s, stop - s, " mode=") &&
           g_strstr_len(s, stop - s, " spi=");
}

SetkeyKind setkey_recognise(const char *text, const char *end)
{
    static const struct {
        const char *text;
        SetkeyKind kind;
    } beginnings[] = {
        { "add ", SETKEY_ADD }, { "add\t", SETKEY_ADD },
        { "spdadd ", SETKEY_OTHER }, { "spdupdate ", SETKEY_OTHER },
        { "spddelete ", SETKEY_OTHER }, { "spdget ", SETKEY_OTHER },
        { "spdflush", SETKEY_OTHER }, { "spddump", SETKEY_OTHER },
        { "dump", SETKEY_OTHER }, { "get ", SETKEY_OTHER },
        { "flush", SETKEY_DELETE }, { "delete ", SETKEY_DELETE },
        { "deleteall ", SETKEY_DELETE },
    };
    const char *s = sa_text_skip_blanks(text, end);
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(beginnings); i++) {
        if (sa_text_starts_with(s, end, beginnings[i].text)) {
            return beginnings[i].kind;
        }
    }
    return is_listing(text, end) ? SETKEY_LISTING : SETKEY_NONE;
}

static void free_word(gpointer word)
{
    sa_wipe(word, strlen(word));
    g_free(word);
}

static void words_add(Words *w, const char *word, size_t length,
                      unsigned line, unsigned number)
{
    WordPlace place = { line, number };

    g_ptr_array_add(w->words, g_strndup(word, length));
    g_array_append_val(w->places, place);
}

/** Add text in quotes as the key that it is, in hexadecimal. */
static void words_add_text(Words *w, const char *text, size_t length,
                           unsigned line, unsigned number)
{
    char *hex = g_malloc(2 * length + 3);
    size_t i;

    memcpy(hex, "0x", 3);
    for (i = 0; i < length; i++) {
        snprintf(hex + 2 + 2 * i, 3, "%02x", (unsigned char)text[i]);
    }
    words_add(w, hex, 2 * length + 2, line, number);
    sa_wipe(hex, 2 * length + 2);
    g_free(hex);
}

/** Split a statement, which ends with a semicolon, or the indented lines of a
 *  listing and the one in front of them. */
static bool split(Parser *p, Words *w, bool listing, const char **text,
                  const char *end, unsigned *line)
{
    const char *s = *text;
    unsigned number = 0;
    bool ended = false;

    while (s < end && !ended) {
        const char *from;

        if (*s == '\n') {
            s++;
            ++*line;
            number = 0;
            ended = listing && (s == end || (*s != ' ' && *s != '\t'));
            continue;
        }
        if (strchr(" \t\r", *s)) {
            s++;
            continue;
        }
        if (*s == '#' && !listing) {
            s = sa_text_next_line(s, end);
            ++*line;
            number = 0;
            continue;
        }
        if (*s == ';' && !listing) {
            s++;
            ended = true;
            continue;
        }
        from = s;
        number++;
        if (*s == '"' && !listing) {
            for (s++; s < end && *s != '"' && *s != '\n'; s++) {
                continue;
            }
            if (s == end || *s == '\n') {
                return parser_fail_line(p, "a quoted word does not end on its "
                                        "line; expected \"");
            }
            words_add_text(w, from + 1, s - from - 1, *line, number);
            s++;
            continue;
        }
        while (s < end && !strchr(" \t\r\n", *s) && (listing || *s != ';')) {
            s++;
        }
        words_add(w, from, s - from, *line, number);
    }
    if (!ended && !listing) {
        return parser_fail_line(p, "a statement of setkey does not end; "
                                "expected ;");
    }
    /* what is behind it on its line may be another one */
    if (!listing) {
        const char *behind = s;

        while (behind < end && strchr(" \t\r", *behind)) {
            behind++;
        }
        if (behind == end || *behind == '\n') {
            s = MIN(behind + 1, end);
            ++*line;
        }
    }
    *text = s;
    return true;
}

static const char *peek(const Words *w)
{
    return w->next < w->words->len ? g_ptr_array_index(w->words, w->next)
                                   : NULL;
}

static WordPlace place_of(const Words *w, guint index)
{
    WordPlace none = { 0, 0 };

    return index < w->places->len ? g_array_index(w->places, WordPlace, index)
                                  : none;
}

/** Append a word that stands for word @from of @w. */
static void add(Parser *p, const Words *w, guint from, const char *word)
{
    WordPlace at = place_of(w, from);

    parser_add_word(p, word, at.line, at.number);
}

/** Refuse word @index of @w, or the end of it. */
static bool refuse(Parser *p, const Words *w, guint index, const char *text)
{
    if (index >= w->words->len) {
        return parser_fail_line(p, "the SA ends too early; %s", text);
    }
    add(p, w, index, g_ptr_array_index(w->words, index));
    return parser_fail(p, p->words->len - 1, WORD_ADDRESS, "%s", text);
}

static const Name *find_name(const Name *names, size_t count, const char *name)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (!strcmp(names[i].name, name)) {
            return &names[i];
        }
    }
    return NULL;
}

#define FIND_NAME(names, name) find_name(names, G_N_ELEMENTS(names), name)

/** An address, with or without a port in brackets; @port: 0 if none. */
static bool add_address(Parser *p, Words *w, const char *name, unsigned *port)
{
    const char *word = peek(w);
    const char *bracket = word ? strchr(word, '[') : NULL;
    g_autofree char *host = bracket ? g_strndup(word, bracket - word)
                                    : g_strdup(word);
    uint8_t addr[16];
    int family;

    *port = bracket ? atoi(bracket + 1) & 0xffff : 0;
    if (!host || !parse_address(host, addr, &family)) {
        return refuse(p, w, w->next, "expected an address, and no name");
    }
    add(p, w, w->next, name);
    add(p, w, w->next++, host);
    return true;
}

static bool add_protocol(Parser *p, Words *w, const unsigned ports[2])
{
    const char *word = peek(w);
    bool udp = word && !strcmp(word, "esp-udp");

    if (word && w->larval && !strcmp(word, "ipcomp")) {
        word = "comp";
    } else if (!word || (!udp && strcmp(word, "esp") && strcmp(word, "ah"))) {
        return refuse(p, w, w->next, "expected esp, esp-udp or ah");
    }
    add(p, w, w->next, "proto");
    add(p, w, w->next, udp ? "esp" : word);
    if (udp || ports[0] || ports[1]) {
        g_autofree char *from = g_strdup_printf("%u", ports[0]);
        g_autofree char *to = g_strdup_printf("%u", ports[1]);

        add(p, w, w->next, "encap");
        add(p, w, w->next, "espinudp");
        add(p, w, w->next, from);
        add(p, w, w->next, to);
        add(p, w, w->next, "0.0.0.0");
    }
    w->next++;
    return true;
}

/** A mode, as word @from of @w. */
static bool add_mode(Parser *p, Words *w, guint from, const char *mode)
{
    if (w->larval) {
        mode = "any";
    }
    if (!mode || (strcmp(mode, "any") && strcmp(mode, "transport") &&
                  strcmp(mode, "tunnel"))) {
        return refuse(p, w, from, "expected transport, tunnel or any");
    }
    add(p, w, from, "mode");
    add(p, w, from, strcmp(mode, "any") ? mode : "transport");
    return true;
}

/** A window in bytes of its bitmap. */
static bool add_window(Parser *p, Words *w, guint from, const char *bytes)
{
    g_autofree char *packets = NULL;
    uint64_t v;

    if (!bytes || !parse_number(bytes, UINT32_MAX, &v)) {
        return refuse(p, w, from, "expected the bytes of a replay window");
    }
    packets = g_strdup_printf("%u", (unsigned)MIN(v * 8, WINDOW_MAX));
    add(p, w, from, "replay-window");
    add(p, w, from, packets);
    return true;
}

/**
 * A cipher, of whose names and key the first word is @from of @w.
 *
 * @key: the key, or NULL if there is none
 */
static bool add_cipher(Parser *p, Words *w, guint from, const char *key)
{
    const Name *name = from < w->words->len
                       ? FIND_NAME(ciphers, (char *)g_ptr_array_index(w->words,
                                                                      from))
                       : NULL;

    if (!name) {
        return refuse(p, w, from, "the card does not have this cipher; "
                      "expected aes-cbc, rijndael-cbc, aes-ctr, aes-gcm-16, "
                      "chacha20-poly1305, 3des-cbc, des-cbc or null");
    }
    add(p, w, from, name->icv ? "aead" : "enc");
    add(p, w, from, name->ip);
    if (strcmp(name->name, "null")) {
        if (!key) {
            return refuse(p, w, from + 1, "expected a key");
        }
        add(p, w, from + 1, key);
    }
    if (name->icv) {
        g_autofree char *icv = g_strdup_printf("%u", name->icv);

        add(p, w, from, icv);
    }
    return true;
}

static bool add_authenticator(Parser *p, Words *w, guint from, const char *key)
{
    g_autofree char *icv = NULL;
    const char *word = from < w->words->len
                       ? g_ptr_array_index(w->words, from) : NULL;
    const Name *name = word ? FIND_NAME(authenticators, word) : NULL;

    if (!name && word && !strcmp(word, "null")) {
        return true;    /* what it lacks is refused later on */
    }
    if (!name) {
        return refuse(p, w, from, "the card does not have this authenticator; "
                      "expected hmac-md5, hmac-sha1, hmac-sha2-256, "
                      "hmac-sha2-384, hmac-sha2-512 or aes-xcbc-mac");
    }
    if (!key) {
        return refuse(p, w, from + 1, "expected a key");
    }
    if (!strcmp(name->name, "hmac-sha256")) {
        sa_notes_add(p->notes, p->line, note_sha256);
    }
    icv = g_strdup_printf("%u", name->icv);
    add(p, w, from, "auth-trunc");
    add(p, w, from, name->ip);
    add(p, w, from + 1, key);
    add(p, w, from, icv);
    return true;
}

/** What is behind the SPI of "add". */
static bool add_extensions(Parser *p, Words *w)
{
    bool esp = false, enc = false, auth = false;
    const char *word;
    guint i;

    for (i = 0; i < p->words->len; i++) {
        esp |= !strcmp(g_ptr_array_index(p->words, i), "esp");
    }
    while ((word = peek(w)) != NULL) {
        guint at = ++w->next;
        const char *value = peek(w);
        const char *key = at + 1 < w->words->len
                          ? g_ptr_array_index(w->words, at + 1) : NULL;
        bool ok = true;

        if (!strcmp(word, "-m")) {
            ok = add_mode(p, w, at, value);
        } else if (!strcmp(word, "-r")) {
            ok = add_window(p, w, at, value);
        } else if (!strcmp(word, "-u") && value) {
            add(p, w, at, "reqid");
            add(p, w, at, value);
        } else if (!strcmp(word, "-f") && value) {
            if (!strcmp(value, "esn")) {
                add(p, w, at, "flag");
                add(p, w, at, "esn");
            }
        } else if ((!strcmp(word, "-bh") || !strcmp(word, "-bs")) && value) {
            if (strcmp(value, "0")) {
                add(p, w, at, "limit");
                add(p, w, at, word[2] == 'h' ? "byte-hard" : "byte-soft");
                add(p, w, at, value);
            }
        } else if ((!strcmp(word, "-lh") || !strcmp(word, "-ls")) && value) {
            add(p, w, at, "limit");
            add(p, w, at, word[2] == 'h' ? "time-hard" : "time-soft");
            add(p, w, at, value);
        } else if (!strcmp(word, "-E")) {
            const bool none = value && !strcmp(value, "null");

            ok = add_cipher(p, w, at, key);
            enc = true;
            /* a null cipher has no key, or an empty one */
            w->next += none ? key && !strcmp(key, "0x") : 1;
        } else if (!strcmp(word, "-A")) {
            const bool none = value && !strcmp(value, "null");

            ok = add_authenticator(p, w, at, key);
            auth = true;
            w->next += none ? key && !strcmp(key, "0x") : 1;
        } else {
            return refuse(p, w, at - 1, "expected -m, -r, -u, -f, -E, -A, -bh, "
                          "-bs, -lh or -ls of setkey, with a value");
        }
        if (!ok) {
            return false;
        }
        w->next++;
    }
    if (esp && auth && !enc) {
        add(p, w, w->words->len - 1, "enc");
        add(p, w, w->words->len - 1, "ecb(cipher_null)");
    }
    return true;
}

static bool add_statement(Parser *p, Words *w)
{
    unsigned ports[2];
    const char *word;

    w->next = 1;
    while ((word = peek(w)) != NULL && word[0] == '-') {
        w->next++;
    }
    if (!add_address(p, w, "src", &ports[0]) ||
        !add_address(p, w, "dst", &ports[1]) || !add_protocol(p, w, ports)) {
        return false;
    }
    if (!peek(w)) {
        return refuse(p, w, w->next, "expected an SPI");
    }
    add(p, w, w->next, "spi");
    add(p, w, w->next, peek(w));
    w->next++;
    return add_extensions(p, w);
}

/** The bytes of a key, which a listing prints in groups, as one word. */
static char *join_key(Words *w)
{
    GString *key = g_string_sized_new(1024);
    const char *word;

    g_string_append(key, "0x");
    while ((word = peek(w)) != NULL &&
           strspn(word, "0123456789abcdef") == strlen(word) &&
           key->len + strlen(word) < 1024) {
        g_string_append(key, word);
        w->next++;
    }
    return g_string_free(key, FALSE);
}

/** "NAME=NUMBER", or "NAME=NUMBER(...)"; false: it is something else. */
static bool value_of(const char *word, const char *name, char value[16])
{
    size_t length = strlen(name);

    if (strncmp(word, name, length) || word[length] != '=') {
        return false;
    }
    g_strlcpy(value, word + length + 1, 16);
    value[strcspn(value, "(")] = '\0';
    return true;
}

static bool add_listing(Parser *p, Words *w)
{
    unsigned ports[2];
    const char *word;

    if (!add_address(p, w, "src", &ports[0]) ||
        !add_address(p, w, "dst", &ports[1]) || !add_protocol(p, w, ports)) {
        return false;
    }
    while ((word = peek(w)) != NULL) {
        const guint at = w->next++;
        char value[16];
        uint64_t flags;
        bool ok = true;

        if (!strcmp(word, "E:") || !strcmp(word, "A:")) {
            char *key;

            w->next++;
            key = join_key(w);
            ok = *word == 'E' ? add_cipher(p, w, at + 1, key)
                              : add_authenticator(p, w, at + 1, key);
            free_word(key);
        } else if (!strcmp(word, "C:")) {
            ok = refuse(p, w, at, "the card does not compress (IPComp)");
        } else if (value_of(word, "mode", value)) {
            ok = add_mode(p, w, at, value);
        } else if (value_of(word, "spi", value)) {
            add(p, w, at, "spi");
            add(p, w, at, value);
        } else if (value_of(word, "reqid", value)) {
            add(p, w, at, "reqid");
            add(p, w, at, value);
        } else if (value_of(word, "replay", value)) {
            ok = add_window(p, w, at, value);
        } else if (value_of(word, "flags", value) &&
                   parse_number(value, UINT32_MAX, &flags) &&
                   (flags & FLAG_ESN)) {
            add(p, w, at, "flag");
            add(p, w, at, "esn");
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}

/** Whether the keys of a listed SA are still negotiated. */
static bool is_larval(const Words *w)
{
    guint i;

    for (i = 0; i < w->words->len; i++) {
        if (!strcmp(g_ptr_array_index(w->words, i), "state=larval")) {
            return true;
        }
    }
    return false;
}

bool setkey_read(Parser *p, SetkeyKind kind, const char **text,
                 const char *end, unsigned *line, bool *larval)
{
    Words w = {
        .words = g_ptr_array_new_with_free_func(free_word),
        .places = g_array_new(FALSE, FALSE, sizeof(WordPlace)),
    };
    bool ok;

    p->line = *line;
    ok = split(p, &w, kind == SETKEY_LISTING, text, end, line);
    w.larval = kind == SETKEY_LISTING && is_larval(&w);
    *larval = w.larval;
    if (ok && (kind == SETKEY_OTHER || kind == SETKEY_DELETE)) {
        sa_notes_add(p->notes, p->line, note_other);
    } else if (ok) {
        ok = kind == SETKEY_ADD ? add_statement(p, &w) : add_listing(p, &w);
        if (!*larval) {
            sa_notes_add(p->notes, p->line, note_setkey);
        }
    }
    g_ptr_array_free(w.words, TRUE);
    g_array_free(w.places, TRUE);
    return ok;
}

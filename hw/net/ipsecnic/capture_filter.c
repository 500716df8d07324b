/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: which records of a capture are wanted
 *
 * Words of one key are alternatives; each key that is there has to match.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "qapi/error.h"
#include "qemu/ctype.h"
#include "qemu/cutils.h"

#include "capture_filter.h"

typedef enum FilterKey {
    KEY_SA,
    KEY_SPI,
    KEY_QUEUE,
    KEY_VERDICT,
    KEYS,
} FilterKey;

static const char *const keys[KEYS] = {
    [KEY_SA] = "sa",
    [KEY_SPI] = "spi",
    [KEY_QUEUE] = "queue",
    [KEY_VERDICT] = "verdict",
};

/* Verdicts: classes, and all that a status or a reason can be. */
static const char *const verdicts[] = {
    "good", "bad", "unprocessed", "dropped",
#define NAME(id, name, ...) name,
    IPSECNIC_CRYPTO_NAMES(NAME)
    IPSECNIC_REASON_NAMES(NAME)
    IPSECNIC_TX_ST_NAMES(NAME)
#undef NAME
};

struct IpsecnicCaptureFilter {
    bool asked[KEYS];
    GArray *numbers[KEYS];      /* uint32_t: KEY_SA, KEY_SPI */
    GPtrArray *words[KEYS];     /* char *: the others */
};

static bool known_verdict(const char *word)
{
    size_t i;

    for (i = 0; i < ARRAY_SIZE(verdicts); i++) {
        if (!strcmp(word, verdicts[i])) {
            return true;
        }
    }
    return false;
}

/* ctrl, or rx or tx and a number without a 0 in front of it */
static bool known_queue(const char *word)
{
    uint64_t pair;

    return !strcmp(word, "ctrl") ||
           ((g_str_has_prefix(word, "rx") || g_str_has_prefix(word, "tx")) &&
            qemu_isdigit(word[2]) && (word[2] != '0' || !word[3]) &&
            !qemu_strtou64(word + 2, NULL, 10, &pair) &&
            pair < IPSECNIC_MAX_QUEUES);
}

static bool take_value(IpsecnicCaptureFilter *f, FilterKey key,
                       const char *value, const char **want)
{
    uint64_t number;
    uint32_t low;

    switch (key) {
    case KEY_SA:
    case KEY_SPI:
        *want = "a number from 1 to 0xffffffff";
        if (!qemu_isdigit(value[0]) ||
            qemu_strtou64(value, NULL, 0, &number) < 0 || !number ||
            number > UINT32_MAX) {
            return false;
        }
        low = number;
        g_array_append_val(f->numbers[key], low);
        return true;
    case KEY_QUEUE:
        *want = "rx0 to rx15, tx0 to tx15 or ctrl";
        if (!known_queue(value)) {
            return false;
        }
        break;
    default:
        *want = "good, bad, unprocessed, dropped, a CryptoStatus, a reason or "
                "a status of transmit";
        if (!known_verdict(value)) {
            return false;
        }
        break;
    }
    g_ptr_array_add(f->words[key], g_strdup(value));
    return true;
}

static bool take_word(IpsecnicCaptureFilter *f, unsigned number,
                      const char *word, Error **errp)
{
    const char *equals = strchr(word, '=');
    const char *want = NULL;
    FilterKey key;

    if (!equals) {
        error_setg(errp, "word %u, '%s', must be KEY=VALUE", number, word);
        return false;
    }
    for (key = 0; key < KEYS; key++) {
        if (strlen(keys[key]) == (size_t)(equals - word) &&
            g_str_has_prefix(word, keys[key])) {
            break;
        }
    }
    if (key == KEYS) {
        error_setg(errp, "word %u, '%s': the keys are sa, spi, queue and "
                   "verdict", number, word);
        return false;
    }
    if (!take_value(f, key, equals + 1, &want)) {
        error_setg(errp, "word %u, '%s': the value must be %s", number, word,
                   want);
        return false;
    }
    f->asked[key] = true;
    return true;
}

IpsecnicCaptureFilter *ipsecnic_capture_filter_new(const char *text,
                                                   Error **errp)
{
    g_auto(GStrv) words = g_strsplit_set(text ? text : "", " \t", -1);
    IpsecnicCaptureFilter *f = g_new0(IpsecnicCaptureFilter, 1);
    unsigned number = 0;
    FilterKey key;
    char **word;

    for (key = 0; key < KEYS; key++) {
        f->numbers[key] = g_array_new(false, false, sizeof(uint32_t));
        f->words[key] = g_ptr_array_new_with_free_func(g_free);
    }
    for (word = words; *word; word++) {
        if (**word && !take_word(f, ++number, *word, errp)) {
            ipsecnic_capture_filter_free(f);
            return NULL;
        }
    }
    return f;
}

void ipsecnic_capture_filter_free(IpsecnicCaptureFilter *f)
{
    FilterKey key;

    if (!f) {
        return;
    }
    for (key = 0; key < KEYS; key++) {
        g_array_free(f->numbers[key], true);
        g_ptr_array_free(f->words[key], true);
    }
    g_free(f);
}

/* Is one of the numbers that are there asked for?  @none: there is none. */
static bool match_numbers(const IpsecnicCaptureFilter *f, FilterKey key,
                          const uint32_t *have, size_t count, bool none)
{
    bool any = false;
    size_t i;
    guint k;

    if (!f->asked[key]) {
        return true;
    }
    for (i = 0; i < count; i++) {
        any = any || have[i];
        for (k = 0; have[i] && k < f->numbers[key]->len; k++) {
            if (g_array_index(f->numbers[key], uint32_t, k) == have[i]) {
                return true;
            }
        }
    }
    return !any && none;
}

static bool match_words(const IpsecnicCaptureFilter *f, FilterKey key,
                        const char *const *have, size_t count, bool none)
{
    bool any = false;
    size_t i;
    guint k;

    if (!f->asked[key]) {
        return true;
    }
    for (i = 0; i < count; i++) {
        any = any || have[i];
        for (k = 0; have[i] && k < f->words[key]->len; k++) {
            if (!strcmp(g_ptr_array_index(f->words[key], k), have[i])) {
                return true;
            }
        }
    }
    return !any && none;
}

bool ipsecnic_capture_filter_match(const IpsecnicCaptureFilter *f,
                                   const IpsecnicCaptureFacts *facts)
{
    bool none = facts->control;

    return match_numbers(f, KEY_SA, facts->sa, ARRAY_SIZE(facts->sa), none) &&
           match_numbers(f, KEY_SPI, facts->spi, ARRAY_SIZE(facts->spi),
                         none) &&
           match_words(f, KEY_QUEUE, &facts->queue, 1, none) &&
           match_words(f, KEY_VERDICT, facts->verdict,
                       ARRAY_SIZE(facts->verdict), none);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzer: plans of faults
 *
 * Input: the text of a file with a plan, for a card with two pairs of queues.
 * Unlike the other fuzzers this one needs QEMU's JSON and visitors (link-plan).
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qapi/error.h"
#include "qapi/qobject-output-visitor.h"
#include "qapi/visitor.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "qobject/qlist.h"
#include <sanitizer/lsan_interface.h>

#include "fault_file.h"
#include "fault_plan.h"
#include "fault_read.h"
#include "fault_words.h"

#define QUEUES 2
#define POINTS 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/*
 * What is told
 */

/* A file that is taken has a plan or none at all; NULL: it was refused. */
static bool take(const uint8_t *data, size_t size, IpsecnicFaultPlan **plan,
                 Error **errp)
{
    g_autofree char *text = g_malloc(size + 1);

    memcpy(text, data, size);
    text[size] = '\0';
    return ipsecnic_fault_plan_parse(text, size, QUEUES, plan, errp);
}

/* A message says where to look. */
static void check_message(const char *message, const uint8_t *data,
                          size_t size, bool json)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    unsigned line, lines = 1;
    const char *p;

    for (p = text; *p; p++) {
        lines += *p == '\n';
    }
    if (json) {
        /* "faults[0].when: ..."; QEMU's visitors have the place in quotes */
        g_assert_true(strstr(message, "faults") || strstr(message, "seed") ||
                      strchr(message, '\'') ||
                      strstr(message, "expected: object"));
    } else if (strlen(text) != size) {
        g_assert_nonnull(strstr(message, "byte 0"));
    } else if (sscanf(message, "line %u: ", &line) == 1) {
        g_assert_cmpuint(line, >=, 1);
        g_assert_cmpuint(line, <=, lines);
    } else {
        g_assert_true(!strcmp(message, "there is nothing in it") ||
                      !strcmp(message, "it ends in the middle of a value"));
    }
}

/*
 * What is taken
 */

static bool has_queue(uint32_t queue)
{
    return queue == IPSECNIC_QUEUE_CTRL ||
           (queue >= IPSECNIC_QUEUE_RX(0) &&
            queue < IPSECNIC_QUEUE_RX(QUEUES)) ||
           (queue >= IPSECNIC_QUEUE_TX(0) &&
            queue < IPSECNIC_QUEUE_TX(QUEUES));
}

static void check_fault(const IpsecnicFaultPlan *plan, uint32_t n)
{
    const IpsecnicFault *f = &plan->faults[n];
    uint32_t i;

    g_assert_cmpuint(f->side, <, IPSECNIC_FAULT_SIDES);
    g_assert_cmpuint(f->kind, <, IPSECNIC_FAULT_KINDS);
    g_assert_nonnull(f->name);
    g_assert_cmpuint(strlen(f->name), >=, 1);
    g_assert_cmpuint(strlen(f->name), <=, 64);
    for (i = 0; i < n; i++) {
        g_assert_cmpstr(plan->faults[i].name, !=, f->name);
    }
    g_assert_true(has_queue(f->queue));
    g_assert_true(has_queue(f->target));
    g_assert_cmpint(f->from_ns, <, f->until_ns);
    g_assert_cmpuint(f->chance, <=, 1ull << 53);
    g_assert_cmpuint(f->behind, <=, 64);
    g_assert_cmpint(f->ns, >=, 0);
    if (f->kind == IPSECNIC_FAULT_FIELD) {
        IpsecnicRxComp comp = { 0 };

        ipsecnic_fault_field(f, &comp);
    }
    /* What failed its check is decrypted for who asked in so many words. */
    if (f->kind == IPSECNIC_FAULT_STATUS && f->side == IPSECNIC_FAULT_RECEIVE &&
        !f->status) {
        g_assert_false(f->decrypted);
    }
}

/* The same opportunities have the same faults; a fault keeps to its when. */
static void check_when(IpsecnicFaultPlan *plan, IpsecnicFaultPlan *again)
{
    uint32_t point, i;

    for (point = 0; point < POINTS; point++) {
        IpsecnicFaultPoint p = {
            .side = point % IPSECNIC_FAULT_SIDES,
            .queue = point / 7 % IPSECNIC_QUEUE_TX(QUEUES),
            .sa = point % 5,
            .spi = point % 3 ? 0x1001 : 1,
            .frame = point / 3 % 7,
            .opcode = point / 7 % 16,
            .event = point / 7 % 8,
            .direction_known = point % 11,
            .outbound = point / 7 % 2,
            .packets = point,
            .ns = point * 100000000ll,
        };

        for (i = 0; i < plan->count; i++) {
            g_assert_true(ipsecnic_fault_due(&plan->faults[i], &p) ==
                          ipsecnic_fault_due(&again->faults[i], &p));
        }
    }
    for (i = 0; i < plan->count; i++) {
        const IpsecnicFault *f = &plan->faults[i];

        g_assert_cmpuint(f->fired, <=, f->matched);
        g_assert_cmpuint(f->fired, <=, f->times);
        if (f->nth) {
            g_assert_cmpuint(f->fired, ==, f->matched >= f->nth);
        } else if (f->every) {
            g_assert_cmpuint(f->fired, ==, MIN(f->matched / f->every,
                                               f->times));
        } else if (!f->has_probability) {
            g_assert_cmpuint(f->fired, ==, MIN(f->matched, f->times));
        }
    }
}

/* What qom-get would answer. */
static void check_read_back(const IpsecnicFaultPlan *plan)
{
    QObject *value = NULL;
    Visitor *v = qobject_output_visitor_new(&value);
    QList *list;

    ipsecnic_fault_plan_write(v, NULL, plan, &error_abort);
    visit_complete(v, &value);
    visit_free(v);
    list = qdict_get_qlist(qobject_to(QDict, value), "faults");
    g_assert_cmpuint(qlist_size(list), ==, plan ? plan->count : 0);
    qobject_unref(value);
}

/* QEMU's parser loses the value of a member that is there twice. */
static bool is_json(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    const char *json = g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text;
    QObject *value;

    __lsan_disable();
    value = qobject_from_json(json, NULL);
    __lsan_enable();
    qobject_unref(value);
    return value && strlen(text) == size;
}

static void one_input(const uint8_t *data, size_t size, bool json)
{
    IpsecnicFaultPlan *plan = NULL;
    IpsecnicFaultPlan *again = NULL;
    Error *err = NULL;
    uint32_t i;

    if (!take(data, size, &plan, &err)) {
        g_assert_null(plan);
        g_assert_nonnull(err);
        check_message(error_get_pretty(err), data, size, json);
        error_free(err);
        return;
    }
    g_assert_null(err);
    g_assert_true(json);
    check_read_back(plan);
    if (plan) {
        g_assert_cmpuint(plan->count, >=, 1);
        g_assert_cmpuint(plan->count, <=, IPSECNIC_FAULTS_MAX);
        for (i = 0; i < plan->count; i++) {
            check_fault(plan, i);
        }
        take(data, size, &again, &error_abort);
        check_when(plan, again);
    }
    ipsecnic_fault_plan_free(plan);
    ipsecnic_fault_plan_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool json = is_json(data, size);

    if (!json) {
        __lsan_disable();
    }
    one_input(data, size, json);
    if (!json) {
        __lsan_enable();
    }
    return 0;
}

/*
 * A mutator that knows the words of a plan
 */

static const char *const other_words[] = {
    /* members */
    "\"seed\"", "\"faults\"", "\"name\"", "\"where\"", "\"when\"", "\"what\"",
    "\"side\"", "\"queue\"", "\"sa\"", "\"spi\"", "\"frame\"", "\"opcode\"",
    "\"event\"", "\"direction\"", "\"from-ms\"", "\"until-ms\"",
    "\"after-packets\"", "\"nth\"", "\"every\"", "\"probability\"",
    "\"times\"", "\"period-ms\"", "\"kind\"", "\"status\"", "\"bytes\"",
    "\"reason\"", "\"field\"", "\"value\"", "\"xor\"", "\"add\"", "\"ms\"",
    "\"behind\"", "\"capacity\"", "\"code\"", "\"limit\"", "\"executed\"",
    "\"counted\"", "\"unauthenticated-plaintext\"",
    /* values */
    "\"ctrl\"", "\"rx0\"", "\"rx1\"", "\"rx2\"", "\"tx1\"", "\"rx99999999999\"",
    "\"csum\"", "\"cookie\"", "\"oob\"", "\"sa-outer\"",
    "0", "1", "-1", "2", "64", "65", "255", "65535", "65536", "0.5", "1e999",
    "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296",
    "3600000", "3600001", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "18446744073709551615", "18446744073709551616",
    "true", "false", "null", "{}", "[]", "{", "}", "[", "]", ",", ":", "\n",
    "\"\"", "\"\\u0000\"", "'", "\xef\xbb\xbf", "%d", "//", "0x1001",
};

static const IpsecnicFaultWord *const tables[] = {
    ipsecnic_fault_crypto_words, ipsecnic_fault_tx_words,
    ipsecnic_fault_command_status_words, ipsecnic_fault_reason_words,
    ipsecnic_fault_queue_reason_words, ipsecnic_fault_frame_words,
    ipsecnic_fault_opcode_words, ipsecnic_fault_event_words,
    ipsecnic_fault_limit_words, ipsecnic_fault_direction_words,
    ipsecnic_fault_bytes_words,
};

static GPtrArray *vocabulary(void)
{
    static GPtrArray *words;
    const IpsecnicFaultWord *w;
    size_t i;

    if (words) {
        return words;
    }
    words = g_ptr_array_new();
    for (i = 0; i < ARRAY_SIZE(other_words); i++) {
        g_ptr_array_add(words, g_strdup(other_words[i]));
    }
    for (i = 0; i < ARRAY_SIZE(tables); i++) {
        for (w = tables[i]; w->id; w++) {
            GString *text = g_string_new("\"");

            ipsecnic_fault_word_append(text, w->id);
            g_string_append_c(text, '"');
            g_ptr_array_add(words, g_string_free(text, false));
        }
    }
    for (i = 0; i < IPSECNIC_FAULT_SIDES; i++) {
        g_ptr_array_add(words, g_strdup_printf(
            "\"%s\"", ipsecnic_fault_side_name(i)));
    }
    for (i = 0; i < IPSECNIC_FAULT_KINDS; i++) {
        g_ptr_array_add(words, g_strdup_printf(
            "\"%s\"", ipsecnic_fault_kind_name(i)));
    }
    return words;
}

/* Where the token that has byte @at ends, or begins. */
static size_t edge(const uint8_t *data, size_t size, size_t at, int step)
{
    while (at > 0 && at < size && !strchr("{}[],: \r\n\t", data[at])) {
        at += step;
    }
    return at;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed)
{
    GPtrArray *words = vocabulary();
    g_autofree uint8_t *rest = NULL;
    const char *word;
    size_t begin, end, length, at;

    if (seed % 4 == 0 || size < 2) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    seed /= 4;
    word = g_ptr_array_index(words, seed % words->len);
    length = strlen(word);
    seed /= words->len;
    at = 1 + seed % (size - 1);
    begin = edge(data, size, at, -1);
    begin += begin < at && begin;
    end = edge(data, size, at, 1);
    if (size - (end - begin) + length > max_size) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    rest = g_malloc(size - end + 1);
    memcpy(rest, data + end, size - end);
    memcpy(data + begin, word, length);
    memcpy(data + begin + length, rest, size - end);
    return size - (end - begin) + length;
}

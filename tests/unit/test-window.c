/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replay windows, against tables and against the set of all numbers
 */

#include <string.h>

#include "engine.h"
#include "window.h"

#define NEW     IPSEC_WINDOW_NEW
#define SEEN    IPSEC_WINDOW_SEEN
#define LATE    IPSEC_WINDOW_LATE

/* 2^32 and 2^31 */
#define P32     UINT64_C(0x100000000)
#define P31     UINT64_C(0x80000000)

static const uint32_t sizes[] = {
    1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 4096, 16383, 16384,
};

/* A number that comes, and what is said of it. */
typedef struct Step {
    uint64_t n;
    IpsecWindowVerdict verdict;
} Step;

/* RFC 4303, section 3.4.3 and appendix A; RFC 6479, appendix. */
static const struct {
    const char *name;
    uint32_t size;
    uint64_t top;
    Step step[12];              /* up to n = UINT64_MAX */
} tables[] = {
#define END { UINT64_MAX, NEW }
    { "first packet", 64, 0,
      { { 1, NEW }, { 1, SEEN }, { 2, NEW }, { 2, SEEN }, { 1, SEEN }, END } },
    { "first packet is not 1", 32, 0,
      { { 20, NEW }, { 1, NEW }, { 1, SEEN }, { 20, SEEN }, { 19, NEW }, END } },
    { "number 0", 64, 0,
      { { 0, SEEN }, { 1, NEW }, { 0, SEEN }, { 63, NEW }, { 0, SEEN },
        { 64, NEW }, { 0, LATE }, END } },
    { "left edge of 32", 32, 0,
      { { 100, NEW }, { 69, NEW }, { 68, LATE }, { 69, SEEN }, { 101, NEW },
        { 69, LATE }, { 70, NEW }, END } },
    { "left edge of 64", 64, 0,
      { { 164, NEW }, { 101, NEW }, { 100, LATE }, { 165, NEW }, { 101, LATE },
        { 102, NEW }, END } },
    { "left edge of 33 and 65", 33, 0,
      { { 200, NEW }, { 168, NEW }, { 167, LATE }, { 168, SEEN }, END } },
    { "a window of one", 1, 0,
      { { 1, NEW }, { 1, SEEN }, { 3, NEW }, { 2, LATE }, { 4, NEW },
        { 3, LATE }, END } },
    { "what was skipped was not received", 64, 0,
      { { 10, NEW }, { 70, NEW }, { 11, NEW }, { 69, NEW }, { 10, SEEN },
        { 11, SEEN }, END } },
    { "a top that is given", 64, 1000,
      { { 1000, SEEN }, { 999, SEEN }, { 937, SEEN }, { 936, LATE },
        { 1001, NEW }, { 1000, SEEN }, { 938, SEEN }, { 937, LATE }, END } },
    { "by whole words", 128, 64,
      { { 128, NEW }, { 192, NEW }, { 129, NEW }, { 65, NEW }, { 64, LATE },
        { 320, NEW }, { 193, NEW }, { 192, LATE }, END } },
    { "over 2^32", 64, P32 - 2,
      { { P32 - 2, SEEN }, { P32 - 1, NEW }, { P32, NEW }, { P32 + 1, NEW },
        { P32 - 1, SEEN }, { P32, SEEN }, { P32 + 62, NEW },
        { P32 - 1, SEEN }, { P32 - 2, LATE }, { P32 + 2, NEW }, END } },
    { "a gap of 2^31", 4096, 5,
      { { P31 + 5, NEW }, { P31 + 4, NEW }, { P31 - 4090, NEW },
        { P31 - 4091, LATE }, { 5, LATE }, { P31 + 5, SEEN }, END } },
    { "a gap of the whole ring, and a word more or less", 64, 1,
      { { 1 + 128, NEW }, { 66, NEW }, { 65, LATE }, { 129 + 64, NEW },
        { 130, NEW }, { 129, LATE }, { 193 + 192, NEW }, { 322, NEW }, END } },
    { "the last numbers", 64, UINT64_MAX - 66,
      { { UINT64_MAX - 3, NEW }, { UINT64_MAX - 66, SEEN },
        { UINT64_MAX - 67, LATE }, { UINT64_MAX - 1, NEW },
        { UINT64_MAX - 2, NEW }, { UINT64_MAX - 64, NEW },
        { UINT64_MAX - 65, LATE }, END } },
};

static void test_tables(void)
{
    unsigned t, i;

    for (t = 0; t < G_N_ELEMENTS(tables); t++) {
        uint64_t top = tables[t].top;
        IpsecWindow *w = ipsec_window_new(tables[t].size, top);

        for (i = 0; tables[t].step[i].n != UINT64_MAX; i++) {
            const Step *s = &tables[t].step[i];

            g_test_message("%s: step %u", tables[t].name, i);
            g_assert_cmpint(ipsec_window_check(w, top, s->n), ==, s->verdict);
            g_assert_cmpint(ipsec_window_accept(w, &top, s->n), ==,
                            s->verdict);
        }
        ipsec_window_free(w);
    }
}

/* Every number around both edges, for each size and each place in a word. */
static void test_edges(void)
{
    unsigned s, place;

    for (s = 0; s < G_N_ELEMENTS(sizes); s++) {
        uint32_t size = sizes[s];

        for (place = 0; place < 64; place++) {
            uint64_t top = 0, first = 20000 + place;
            IpsecWindow *w = ipsec_window_new(size, top);

            g_assert_cmpint(ipsec_window_accept(w, &top, first), ==, NEW);
            g_assert_cmpuint(top, ==, first);
            g_assert_cmpint(ipsec_window_check(w, top, first), ==, SEEN);
            g_assert_cmpint(ipsec_window_check(w, top, first + 1), ==, NEW);
            g_assert_cmpint(ipsec_window_check(w, top, first - size), ==, LATE);
            if (size > 1) {
                uint64_t left = first - size + 1;

                g_assert_cmpint(ipsec_window_accept(w, &top, left), ==, NEW);
                g_assert_cmpint(ipsec_window_accept(w, &top, left), ==, SEEN);
                g_assert_cmpuint(top, ==, first);
                g_assert_cmpint(ipsec_window_accept(w, &top, first + 1), ==,
                                NEW);
                g_assert_cmpint(ipsec_window_check(w, top, left), ==, LATE);
                g_assert_cmpint(ipsec_window_check(w, top, first), ==, SEEN);
            }
            ipsec_window_free(w);
        }
    }
}

/* The plainest of all: what was received, and the largest of it. */
typedef struct Model {
    GHashTable *received;
    uint32_t size;
    uint64_t given;             /* all up to this count as received */
    uint64_t top;
} Model;

static IpsecWindowVerdict model_accept(Model *m, uint64_t n)
{
    if (n <= m->top && m->top - n >= m->size) {
        return LATE;
    }
    if (n == 0 || n <= m->given || g_hash_table_contains(m->received, &n)) {
        return SEEN;
    }
    g_hash_table_add(m->received, g_memdup2(&n, sizeof(n)));
    m->top = MAX(m->top, n);
    return NEW;
}

static uint64_t next_number(GRand *rand, const Model *m)
{
    uint64_t step = (uint64_t)g_rand_int(rand);

    switch (g_rand_int_range(rand, 0, 10)) {
    case 0:
        return m->top + step % (3 * (uint64_t)m->size + 200);
    case 1:
        return m->top + step % 64 * 64;
    case 2:
        return m->top > step % 100000 ? m->top - step % 100000 : 0;
    case 3:
        return m->top > m->size ? m->top - m->size + step % 4 : step % 4;
    case 4:
    case 5:
        return m->top + step % 4;
    default:
        return m->top > m->size ? m->top - step % (m->size + 2) :
                                  step % (m->top + 3);
    }
}

static void test_model(void)
{
    static const uint64_t from[] = { 0, 1, 63, 64, P31 - 5, P32 - 700, P32,
                                     UINT64_C(1) << 60 };
    GRand *rand = g_rand_new_with_seed(20);
    unsigned s, f, i;

    for (s = 0; s < G_N_ELEMENTS(sizes); s++) {
        for (f = 0; f < G_N_ELEMENTS(from); f++) {
            Model m = { .size = sizes[s], .given = from[f], .top = from[f] };
            uint64_t top = from[f];
            IpsecWindow *w = ipsec_window_new(sizes[s], top);

            m.received = g_hash_table_new_full(g_int64_hash, g_int64_equal,
                                               g_free, NULL);
            for (i = 0; i < 3000; i++) {
                uint64_t n = next_number(rand, &m);

                g_assert_cmpint(ipsec_window_accept(w, &top, n), ==,
                                model_accept(&m, n));
                g_assert_cmpuint(top, ==, m.top);
            }
            g_hash_table_unref(m.received);
            ipsec_window_free(w);
        }
    }
    g_rand_free(rand);
}

/* Bit n is about number top - n, and says what a check says. */
static void check_word(const IpsecWindow *w, uint64_t top, uint32_t i)
{
    uint64_t word = ipsec_window_encode(w, top, i);
    unsigned bit;

    for (bit = 0; bit < 64; bit++) {
        uint64_t back = 64 * (uint64_t)i + bit;
        bool received = back < w->size && back < top &&
                        ipsec_window_check(w, top, top - back) == SEEN;

        g_assert_cmpuint(word >> bit & 1, ==, received);
    }
}

/* What is written down and read again says the same of each number. */
static void test_codec(void)
{
    static const uint64_t tops[] = { 0, 1, 31, 62, 63, 64, 65, 127, 20000,
                                     P32 + 7 };
    GRand *rand = g_rand_new_with_seed(21);
    unsigned s, t, i;
    uint64_t n;

    for (s = 0; s < G_N_ELEMENTS(sizes); s++) {
        for (t = 0; t < G_N_ELEMENTS(tops); t++) {
            uint32_t size = sizes[s], words = ipsec_window_words(size);
            uint64_t top = 0, last = tops[t];
            IpsecWindow *a = ipsec_window_new(size, 0);
            IpsecWindow *b = ipsec_window_new(size, 12345);

            for (i = 0; i < 500; i++) {
                uint64_t back = g_rand_int(rand) % size;

                ipsec_window_accept(a, &top, last > back ? last - back : last);
            }
            if (last) {
                ipsec_window_accept(a, &top, last);
            }
            g_assert_cmpuint(top, ==, last);
            ipsec_window_clear(b);
            for (i = 0; i < words; i++) {
                uint64_t word = ipsec_window_encode(a, top, i);

                g_assert_true(ipsec_window_valid_word(size, top, i, word));
                check_word(a, top, i);
                ipsec_window_decode(b, top, i, word);
                g_assert_cmphex(ipsec_window_encode(b, top, i), ==, word);
            }
            for (i = 0; i < words; i++) {
                check_word(b, top, i);
            }
            for (n = top > size + 3 ? top - size - 3 : 0; n <= top + 2; n++) {
                g_assert_cmpint(ipsec_window_check(a, top, n), ==,
                                ipsec_window_check(b, top, n));
            }
            ipsec_window_free(a);
            ipsec_window_free(b);
        }
    }
    g_rand_free(rand);

    /* bits that no window of that size and top can have */
    g_assert_true(ipsec_window_valid_word(64, 64, 0, UINT64_MAX));
    g_assert_false(ipsec_window_valid_word(63, 64, 0, UINT64_MAX));
    g_assert_true(ipsec_window_valid_word(63, 64, 0, UINT64_MAX >> 1));
    g_assert_false(ipsec_window_valid_word(64, 63, 0, UINT64_MAX));
    g_assert_true(ipsec_window_valid_word(64, 0, 0, 0));
    g_assert_false(ipsec_window_valid_word(64, 0, 0, 1));
    g_assert_true(ipsec_window_valid_word(65, 100, 1, 1));
    g_assert_false(ipsec_window_valid_word(65, 100, 1, 2));
    g_assert_true(ipsec_window_valid_word(128, 64, 1, 0));
    g_assert_false(ipsec_window_valid_word(128, 64, 1, 1));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/window/tables", test_tables);
    g_test_add_func("/window/edges", test_edges);
    g_test_add_func("/window/model", test_model);
    g_test_add_func("/window/codec", test_codec);
    return g_test_run();
}

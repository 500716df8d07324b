/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for keys
 */

#include <glib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "secret.h"

static bool all_zero(const uint8_t *p, size_t size)
{
    while (size && !*p) {
        p++;
        size--;
    }
    return size == 0;
}

/* Does the mapping of an address have a flag of smaps? */
static bool has_flag(const void *p, const char *flag)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;
    bool here = false;
    unsigned i;

    if (!g_file_get_contents("/proc/self/smaps", &text, NULL, NULL)) {
        return false;
    }
    lines = g_strsplit(text, "\n", -1);
    for (i = 0; lines[i]; i++) {
        uintptr_t start, end;

        if (sscanf(lines[i], "%" SCNxPTR "-%" SCNxPTR " ", &start, &end) == 2) {
            here = (uintptr_t)p >= start && (uintptr_t)p < end;
        } else if (here && g_str_has_prefix(lines[i], "VmFlags:")) {
            return strstr(lines[i], flag) != NULL;
        }
    }
    return false;
}

static void test_not_dumped(void)
{
    size_t page = 65536;
    uint8_t *p = mmap(NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                      0);

    g_assert_true(p != MAP_FAILED);
    if (madvise(p, page, MADV_DONTDUMP) || !has_flag(p, " dd")) {
        g_test_skip("this system does not tell what core dumps leave out");
        return;
    }
    munmap(p, page);
    p = ipsec_secret_alloc(500);
    g_assert_nonnull(p);
    g_assert_true(has_flag(p, " dd"));
    g_assert_false(has_flag(&p, " dd"));
    ipsec_secret_free(p, 500);
}

static void test_locked_as_allowed(void)
{
    struct rlimit old, limit;
    uint8_t *p[64];
    size_t before;
    unsigned i;

    g_assert_cmpint(getrlimit(RLIMIT_MEMLOCK, &old), ==, 0);
    before = ipsec_secret_locked();
    if (old.rlim_cur != RLIM_INFINITY) {
        g_assert_cmpuint(before, <=, old.rlim_cur);
    }
    /* Where nothing can be locked any more there is memory all the same. */
    limit = old;
    limit.rlim_cur = 0;
    g_assert_cmpint(setrlimit(RLIMIT_MEMLOCK, &limit), ==, 0);
    for (i = 0; i < G_N_ELEMENTS(p); i++) {
        p[i] = ipsec_secret_alloc(IPSEC_SECRET_MAX);
        g_assert_nonnull(p[i]);
        memset(p[i], 0xee, IPSEC_SECRET_MAX);
    }
    for (i = 0; i < G_N_ELEMENTS(p); i++) {
        ipsec_secret_free(p[i], IPSEC_SECRET_MAX);
    }
    g_assert_cmpint(setrlimit(RLIMIT_MEMLOCK, &old), ==, 0);
}

static void test_out_of_range(void)
{
    g_assert_null(ipsec_secret_alloc(0));
    g_assert_null(ipsec_secret_alloc(IPSEC_SECRET_MAX + 1));
    ipsec_secret_free(NULL, 1);
}

/* Pieces do not overlap, come zeroed, and are wiped when they go. */
static void test_pieces(void)
{
    enum { PIECES = 4000, TURNS = 40000 };
    g_autofree uint8_t **piece = g_new0(uint8_t *, PIECES);
    g_autofree size_t *size = g_new0(size_t, PIECES);
    GRand *rand = g_rand_new_with_seed(7);
    unsigned i, k;

    for (i = 0; i < TURNS; i++) {
        unsigned n = (unsigned)g_rand_int_range(rand, 0, PIECES);

        if (piece[n]) {
            for (k = 0; k < size[n]; k++) {
                g_assert_cmphex(piece[n][k], ==, (uint8_t)(n + 1));
            }
            ipsec_secret_free(piece[n], size[n]);
            piece[n] = NULL;
        } else {
            size[n] = (size_t)g_rand_int_range(rand, 1, IPSEC_SECRET_MAX + 1);
            piece[n] = ipsec_secret_alloc(size[n]);
            g_assert_true(all_zero(piece[n], size[n]));
            memset(piece[n], (int)(n + 1), size[n]);
        }
    }
    for (i = 0; i < PIECES; i++) {
        ipsec_secret_free(piece[i], size[i]);
    }
    g_rand_free(rand);
}

static void test_wiped(void)
{
    /* The first one keeps the page. */
    uint8_t *keep = ipsec_secret_alloc(200);
    uint8_t *p = ipsec_secret_alloc(200);

    memset(p, 0xaa, 200);
    ipsec_secret_free(p, 200);
    /* but for what links it to other free pieces */
    g_assert_true(all_zero(p + sizeof(void *), 200 - sizeof(void *)));
    ipsec_secret_free(keep, 200);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret/not-in-core-dumps", test_not_dumped);
    g_test_add_func("/secret/locked-as-far-as-allowed",
                    test_locked_as_allowed);
    g_test_add_func("/secret/out-of-range", test_out_of_range);
    g_test_add_func("/secret/pieces", test_pieces);
    g_test_add_func("/secret/wiped", test_wiped);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time stamps of pcapng files, of every resolution that the format has
 *
 * The numbers were computed with integers of any length.
 */

#include <glib.h>
#include "pcapng.h"

/** A resolution of a power of 2. */
#define BINARY 0x80

static const struct {
    uint64_t stamp;
    uint8_t resolution;
    int64_t offset;
    int64_t seconds;
    uint32_t nanoseconds;
} cases[] = {
    { UINT64_MAX, 0, 0, INT64_MAX, 0 },
    { UINT64_MAX, 1, 0, INT64_C(1844674407370955161), 500000000 },
    { UINT64_MAX, 6, 0, INT64_C(18446744073709), 551615000 },
    { UINT64_C(1700000000123456789), 6, 0, INT64_C(1700000000123), 456789000 },
    { UINT64_MAX, 9, 0, INT64_C(18446744073), 709551615 },
    { UINT64_C(1700000000123456789), 9, 0, 1700000000, 123456789 },
    { UINT64_MAX, 10, 0, 1844674407, 370955161 },
    { UINT64_C(1700000000123456789), 10, 0, 170000000, 12345678 },
    { UINT64_MAX, 18, 0, 18, 446744073 },
    { UINT64_C(1700000000123456789), 18, 0, 1, 700000000 },
    { UINT64_MAX, 19, 0, 1, 844674407 },
    { UINT64_C(1700000000123456789), 19, 0, 0, 170000000 },
    { UINT64_MAX, 20, 0, 0, 184467440 },
    { UINT64_C(1700000000123456789), 20, 0, 0, 17000000 },
    { UINT64_MAX, 28, 0, 0, 1 },
    { UINT64_MAX, 29, 0, 0, 0 },
    { UINT64_MAX, 127, 0, 0, 0 },
    { 0, 6, 0, 0, 0 },
    { UINT64_C(9999999999999999999), 19, 0, 0, 999999999 },
    { UINT64_C(10000000000000000000), 19, 0, 1, 0 },
    /* powers of 2 */
    { UINT64_MAX, BINARY | 0, 0, INT64_MAX, 0 },
    { UINT64_MAX, BINARY | 1, 0, INT64_MAX, 500000000 },
    { UINT64_MAX, BINARY | 8, 0, INT64_C(72057594037927935), 996093750 },
    { UINT64_MAX, BINARY | 20, 0, INT64_C(17592186044415), 999999046 },
    { UINT64_MAX, BINARY | 31, 0, INT64_C(8589934591), 999999999 },
    { UINT64_MAX, BINARY | 32, 0, INT64_C(4294967295), 999999999 },
    { UINT64_MAX, BINARY | 33, 0, 2147483647, 999999999 },
    { UINT64_MAX, BINARY | 34, 0, 1073741823, 999999999 },
    { UINT64_MAX, BINARY | 62, 0, 3, 999999999 },
    { UINT64_MAX, BINARY | 63, 0, 1, 999999999 },
    { UINT64_MAX, BINARY | 64, 0, 0, 999999999 },
    { UINT64_MAX, BINARY | 65, 0, 0, 499999999 },
    { UINT64_MAX, BINARY | 94, 0, 0, 0 },
    { UINT64_MAX, BINARY | 95, 0, 0, 0 },
    { UINT64_MAX, BINARY | 96, 0, 0, 0 },
    { UINT64_MAX, BINARY | 127, 0, 0, 0 },
    { UINT64_MAX - 1, BINARY | 63, 0, 1, 999999999 },
    { UINT64_C(9223372036854775808), BINARY | 63, 0, 1, 0 },
    { UINT64_C(9223372036854775807), BINARY | 63, 0, 0, 999999999 },
    { UINT64_C(1782579200524288), BINARY | 20, 0, 1700000000, 500000000 },
    { UINT64_C(4294967295), BINARY | 32, 0, 0, 999999999 },
    { 2147483647, BINARY | 31, 0, 0, 999999999 },
    { UINT64_C(8589934591), BINARY | 33, 0, 0, 999999999 },
    { 0, BINARY | 63, 0, 0, 0 },
    { 1, BINARY | 29, 0, 0, 1 },
    { 1, BINARY | 30, 0, 0, 0 },
    /* offsets */
    { 0, 6, -1, -1, 0 },
    { 1000000, 6, INT64_MIN, INT64_C(-9223372036854775807), 0 },
    { 1000000, 6, INT64_C(9223372036854775806), INT64_MAX, 0 },
    { 1000000, 6, INT64_MAX, INT64_MAX, 0 },
    { UINT64_MAX, 0, 0, INT64_MAX, 0 },
    { UINT64_MAX, 0, -1, INT64_C(9223372036854775806), 0 },
    { UINT64_MAX, BINARY | 0, 1, INT64_MAX, 0 },
};

/** Seconds and nanoseconds are right to the last digit, rounded down. */
static void test_resolutions(void)
{
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        uint32_t nanoseconds;
        int64_t seconds;

        pcapng_time(cases[i].stamp, cases[i].resolution, cases[i].offset,
                    &seconds, &nanoseconds);
        g_test_message("%" G_GUINT64_FORMAT ", %#x", cases[i].stamp,
                       cases[i].resolution);
        g_assert_cmpint(seconds, ==, cases[i].seconds);
        g_assert_cmpuint(nanoseconds, ==, cases[i].nanoseconds);
    }
}

/** Whatever the resolution, a second has less than 10^9 nanoseconds, and time
 *  does not go back. */
static void test_every_resolution(void)
{
    static const uint64_t stamps[] = {
        0, 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_C(1700000000123456),
        UINT64_C(1700000000123456789), INT64_MAX, UINT64_C(1) << 63,
        UINT64_MAX - 1, UINT64_MAX,
    };
    unsigned resolution;
    size_t i;

    for (resolution = 0; resolution < 256; resolution++) {
        uint32_t before_nanoseconds = 0;
        int64_t before = 0;

        for (i = 0; i < G_N_ELEMENTS(stamps); i++) {
            uint32_t nanoseconds;
            int64_t seconds;

            pcapng_time(stamps[i], resolution, 0, &seconds, &nanoseconds);
            g_assert_cmpuint(nanoseconds, <, 1000000000);
            g_assert_true(seconds > before || (seconds == before &&
                          nanoseconds >= before_nanoseconds));
            before = seconds;
            before_nanoseconds = nanoseconds;
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pcapng-time/resolutions", test_resolutions);
    g_test_add_func("/pcapng-time/every-resolution", test_every_resolution);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the tests of this build can see a forgotten byte swap
 *
 * The codecs are compiled here once more on top of loads and stores that forget
 * the swap: integers as the host has them.  On a little-endian host nobody can
 * tell the difference; on a big-endian one everything of more than one byte
 * has to come out wrong, or the other tests prove nothing there.
 *
 * The argument says which of the two this build is meant to be.
 */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/utsname.h>

/* What bytes.h has, with the host's byte order; it is kept out. */
#define IPSECNIC_BYTES_H

#define HOST_LOAD(bits) \
    static inline uint##bits##_t ipsec_get_le##bits(const void *p) \
    { \
        uint##bits##_t v; \
        memcpy(&v, p, sizeof(v)); \
        return v; \
    }

#define HOST_STORE(bits) \
    static inline void ipsec_put_le##bits(void *p, uint##bits##_t v) \
    { \
        memcpy(p, &v, sizeof(v)); \
    }

HOST_LOAD(16)
HOST_LOAD(32)
HOST_LOAD(64)
HOST_STORE(16)
HOST_STORE(32)
HOST_STORE(64)

static inline bool ipsec_is_zero(const void *p, size_t length)
{
    const uint8_t *b = p;

    while (length > 0 && *b == 0) {
        b++;
        length--;
    }
    return length == 0;
}

#include "desc.c"

static bool big;

static void test_memory(void)
{
    static const uint8_t big_bytes[] = { 0x01, 0x02, 0x03, 0x04 };
    static const uint8_t little_bytes[] = { 0x04, 0x03, 0x02, 0x01 };
    volatile uint32_t value = 0x01020304;
    uint32_t copy = value;

    g_assert_cmpmem(&copy, sizeof(copy), big ? big_bytes : little_bytes, 4);
    g_assert_cmpint(G_BYTE_ORDER, ==, big ? G_BIG_ENDIAN : G_LITTLE_ENDIAN);
}

/* The processor that runs it, which an emulator stands in for. */
static void test_machine(void)
{
    struct utsname host;

    g_assert_cmpint(uname(&host), ==, 0);
    g_test_message("%s", host.machine);
#if defined(__s390x__)
    g_assert_cmpstr(host.machine, ==, "s390x");
    g_assert_true(big);
#elif defined(__x86_64__)
    g_assert_cmpstr(host.machine, ==, "x86_64");
    g_assert_false(big);
#endif
}

/* A posted descriptor as a guest writes it, decoded without swaps. */
static void test_decode(void)
{
    uint8_t bytes[64] = {
        0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, 0x14, 0x13, 0x12, 0x11,
    };
    IpsecnicRxPosted s;

    ipsecnic_rx_posted_decode(&s, bytes);
    g_assert_cmphex(s.addr, ==,
                    big ? 0x0807060504030201 : 0x0102030405060708);
    g_assert_cmphex(s.length, ==, big ? 0x14131211 : 0x11121314);
}

/* A completion as the card writes it, encoded without swaps. */
static void test_encode(void)
{
    static const uint8_t right[] = { 0x04, 0x03, 0x02, 0x01 };
    static const uint8_t wrong[] = { 0x01, 0x02, 0x03, 0x04 };
    IpsecnicRxComp s = { .oob = 0x01020304, .csum = 0x0506 };
    uint8_t bytes[64] = { 0 };
    size_t csum = offsetof(struct ipsecnic_rx_comp, csum);

    ipsecnic_rx_comp_encode(bytes, &s);
    g_assert_cmpmem(bytes + offsetof(struct ipsecnic_rx_comp, oob), 4,
                    big ? wrong : right, 4);
    g_assert_cmphex(bytes[csum], ==, big ? 0x05 : 0x06);
    g_assert_cmphex(bytes[csum + 1], ==, big ? 0x06 : 0x05);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (argc != 2 || (strcmp(argv[1], "big") != 0 &&
                      strcmp(argv[1], "little") != 0)) {
        g_printerr("%s: one argument is wanted, big or little\n", argv[0]);
        return 2;
    }
    big = strcmp(argv[1], "big") == 0;
    if (big) {
        g_test_add_func("/byte-order/memory-is-big-endian", test_memory);
        g_test_add_func("/byte-order/machine", test_machine);
        g_test_add_func("/byte-order/load-without-swap-shows", test_decode);
        g_test_add_func("/byte-order/store-without-swap-shows", test_encode);
    } else {
        g_test_add_func("/byte-order/memory-is-little-endian", test_memory);
        g_test_add_func("/byte-order/machine", test_machine);
        g_test_add_func("/byte-order/load-without-swap-hides", test_decode);
        g_test_add_func("/byte-order/store-without-swap-hides", test_encode);
    }
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operator may see of SAs and policies, a bounded piece at a time
 */

#include <string.h>

#include "bytes.h"
#include "harness.h"
#include "policy.h"
#include "view.h"

#define CAPACITY    300
#define ALL         UINT32_MAX

static IpsecEngine *new_engine(void)
{
    IpsecCaps caps = test_caps(CAPACITY);
    IpsecEngine *engine;

    caps.policy_capacity = CAPACITY;
    engine = ipsec_engine_new(&caps, NULL);
    g_assert_nonnull(engine);
    ipsec_engine_set_packet(engine, true);
    return engine;
}

static uint32_t add_sa(IpsecEngine *engine, uint32_t spi, bool outbound)
{
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    sa.ctx.op[0].spi = spi;
    if (outbound) {
        test_sa_outbound(&sa);
    }
    return test_sa_must_add(engine, &sa);
}

static uint32_t add_policy(IpsecEngine *engine, uint32_t priority)
{
    uint8_t raw[sizeof(struct ipsecnic_policy)] = { 0 };
    uint32_t handle;

    ipsec_put_le32(raw + offsetof(struct ipsecnic_policy, priority), priority);
    raw[offsetof(struct ipsecnic_policy, action)] = IPSECNIC_POLICY_DISCARD;
    g_assert_cmpuint(ipsec_engine_add_policy(engine, raw, &handle), ==,
                     IPSECNIC_ST_OK);
    return handle;
}

static unsigned count_sas(const IpsecEngine *engine)
{
    uint32_t index = 0, most = ALL;
    IpsecSaView view;
    unsigned n = 0;

    while (ipsec_engine_view_sa(engine, &index, &most, &view)) {
        n++;
    }
    return n;
}

static unsigned count_policies(const IpsecEngine *engine)
{
    uint32_t index = 0, most = ALL;
    IpsecPolicyView view;
    unsigned n = 0;

    while (ipsec_engine_view_policy(engine, &index, &most, &view)) {
        n++;
    }
    return n;
}

/* Each one once, in the order of their handles, whoever goes meanwhile. */
static void test_walk(void)
{
    IpsecEngine *engine = new_engine();
    uint32_t handle[100];
    uint32_t index = 0, most = ALL;
    IpsecSaView view;
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(handle); i++) {
        handle[i] = add_sa(engine, 0x1000 + i, i % 3 == 0);
    }
    for (i = 0; i < G_N_ELEMENTS(handle); i++) {
        g_assert_true(ipsec_engine_view_sa(engine, &index, &most, &view));
        g_assert_cmphex(view.handle, ==, handle[i]);
        g_assert_cmphex(view.op[0].spi, ==, 0x1000 + i);
        g_assert_cmpint(view.outbound, ==, i % 3 == 0);
        g_assert_cmpstr(view.op[0].cipher, ==, "AES-128-GCM");
        g_assert_null(view.op[0].auth);
        if (i % 10 == 9 && i + 1 < G_N_ELEMENTS(handle)) {
            ipsec_engine_delete_sa(engine, handle[i]);
            ipsec_engine_delete_sa(engine, handle[++i]);
        }
    }
    g_assert_false(ipsec_engine_view_sa(engine, &index, &most, &view));
    g_assert_cmpuint(most, >, 0);
    ipsec_engine_free(engine);
}

/* No more is looked at than may be, and the next call goes on there. */
static void test_bounded(void)
{
    IpsecEngine *engine = new_engine();
    uint32_t handle[200];
    uint32_t index = 0;
    unsigned i, seen = 0, calls = 0;
    uint32_t most;
    IpsecSaView view;

    for (i = 0; i < G_N_ELEMENTS(handle); i++) {
        handle[i] = add_sa(engine, 0x1000 + i, false);
    }
    for (i = 0; i < G_N_ELEMENTS(handle); i++) {
        if (i != 5 && i != 150) {
            ipsec_engine_delete_sa(engine, handle[i]);
        }
    }
    do {
        uint32_t before = index;

        most = 16;
        while (ipsec_engine_view_sa(engine, &index, &most, &view)) {
            seen++;
        }
        g_assert_cmpuint(index - before, <=, 16);
        calls++;
    } while (most == 0);
    g_assert_cmpuint(seen, ==, 2);
    g_assert_cmpuint(calls, ==, 13);

    /* Beyond all that there is, and with nothing left to look at. */
    index = IPSEC_SA_CAPACITY_MAX;
    most = ALL;
    g_assert_false(ipsec_engine_view_sa(engine, &index, &most, &view));
    index = most = 0;
    g_assert_false(ipsec_engine_view_sa(engine, &index, &most, &view));
    g_assert_cmpuint(index, ==, 0);
    ipsec_engine_free(engine);
}

/* What was flushed is gone, although it has yet to be freed. */
static void test_flushed(void)
{
    IpsecEngine *engine = new_engine();
    unsigned i;

    for (i = 0; i < 20; i++) {
        add_sa(engine, 0x1000 + i, i % 2);
        add_policy(engine, i);
    }
    g_assert_cmpuint(count_sas(engine), ==, 20);
    g_assert_cmpuint(count_policies(engine), ==, 20);
    ipsec_engine_flush(engine, true, false);
    g_assert_cmpuint(count_sas(engine), ==, 10);
    ipsec_engine_flush_policies(engine, false, true);
    g_assert_cmpuint(count_policies(engine), ==, 0);
    add_policy(engine, 77);
    g_assert_cmpuint(count_policies(engine), ==, 1);
    while (ipsec_engine_reap(engine, 3)) {
        g_assert_cmpuint(count_policies(engine), ==, 1);
        g_assert_cmpuint(count_sas(engine), ==, 10);
    }
    ipsec_engine_reset(engine);
    g_assert_cmpuint(count_sas(engine) + count_policies(engine), ==, 0);
    ipsec_engine_free(engine);
}

/* No four bytes of a key are anywhere in it. */
static void test_keyless(void)
{
    IpsecEngine *engine = new_engine();
    uint32_t index = 0, most = ALL;
    const uint8_t *bytes, *keys;
    unsigned compared = 0;
    IpsecSaView view;
    size_t i, k;
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_CBC_256, IPSECNIC_AUTH_SHA256);
    test_sa_must_add(engine, &sa);
    memset(&view, 0, sizeof(view));
    g_assert_true(ipsec_engine_view_sa(engine, &index, &most, &view));
    bytes = (const uint8_t *)&view;
    keys = &sa.keys[0][0][0];
    for (k = 0; k + 4 <= sizeof(sa.keys); k += 4) {
        if (ipsec_get_le32(keys + k)) {
            for (i = 0; i + 4 <= sizeof(view); i++) {
                g_assert_cmpint(memcmp(bytes + i, keys + k, 4), !=, 0);
            }
            compared++;
        }
    }
    g_assert_cmpuint(compared, >=, 16);
    ipsec_engine_free(engine);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/view/walk", test_walk);
    g_test_add_func("/view/bounded", test_bounded);
    g_test_add_func("/view/flushed", test_flushed);
    g_test_add_func("/view/keyless", test_keyless);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy database: checks, handles, and lookups against a plain list
 */

#include <string.h>
#include <time.h>

#include "bytes.h"
#include "encapsulate.h"
#include "flow.h"
#include "harness.h"
#include "internal.h"
#include "policy.h"
#include "spd.h"

#define CAPACITY    512

static IpsecEngine *policy_engine(uint32_t capacity)
{
    IpsecCaps caps = test_caps(8);
    IpsecEngine *engine;

    caps.policy_capacity = capacity;
    engine = ipsec_engine_new(&caps, NULL);
    g_assert_nonnull(engine);
    ipsec_engine_set_packet(engine, true);
    return engine;
}

static uint32_t add(IpsecEngine *engine, const uint8_t raw[128],
                    uint32_t *handle)
{
    uint32_t status = ipsec_engine_add_policy(engine, raw, handle);

    g_assert_cmpint(status == IPSECNIC_ST_OK, ==, *handle != 0);
    return status;
}

/* One that discards all IPv4 that goes out. */
static void discard(uint8_t raw[128], uint32_t priority)
{
    memset(raw, 0, 128);
    ipsec_put_le32(raw + 4, priority);
    raw[8] = IPSECNIC_POLICY_DISCARD;
}

/* ------------------------------------------------------------------------
 * Checks
 */

/* A change of a good policy, and what is said of it. */
typedef struct Change {
    uint32_t status;
    unsigned offset;
    uint8_t value;
} Change;

static void check_changes(IpsecEngine *engine, const uint8_t good[128],
                          const Change *change, unsigned n)
{
    uint8_t raw[128];
    uint32_t handle;
    unsigned i, j;

    g_assert_cmpuint(add(engine, good, &handle), ==, IPSECNIC_ST_OK);
    ipsec_engine_delete_policy(engine, handle);
    for (i = 0; i < n; i++) {
        memcpy(raw, good, 128);
        raw[change[i].offset] = change[i].value;
        g_assert_cmpuint(add(engine, raw, &handle), ==, change[i].status);
        /* With another one the first in the table is said. */
        for (j = 0; j < n; j++) {
            if (change[j].offset == change[i].offset ||
                change[j].status == IPSECNIC_ST_POLICY_ACTION ||
                change[i].status == IPSECNIC_ST_POLICY_ACTION) {
                continue;
            }
            memcpy(raw, good, 128);
            raw[change[i].offset] = change[i].value;
            raw[change[j].offset] = change[j].value;
            g_assert_cmpuint(add(engine, raw, &handle), ==,
                             MIN(change[i].status, change[j].status));
        }
    }
    g_assert_cmpuint(ipsec_engine_policy_count(engine), ==, 0);
}

static void test_checks(void)
{
    static const Change tunnel[] = {
        { IPSECNIC_ST_POLICY_RESERVED, 11, 1 },
        { IPSECNIC_ST_POLICY_RESERVED, 19, 1 },
        { IPSECNIC_ST_POLICY_RESERVED, 28, 1 },
        { IPSECNIC_ST_POLICY_RESERVED, 104, 1 },
        { IPSECNIC_ST_POLICY_RESERVED, 127, 1 },
        { IPSECNIC_ST_POLICY_FLAGS, 0, 2 },
        { IPSECNIC_ST_POLICY_FLAGS, 3, 0x80 },
        { IPSECNIC_ST_POLICY_ACTION, 8, 0 },
        { IPSECNIC_ST_POLICY_ACTION, 8, 4 },
        { IPSECNIC_ST_POLICY_PREFIX, 16, 33 },
        { IPSECNIC_ST_POLICY_PREFIX, 17, 255 },
        { IPSECNIC_ST_POLICY_ADDRESS, 34, 1 },
        { IPSECNIC_ST_POLICY_ADDRESS, 33, 0x88 },
        { IPSECNIC_ST_POLICY_ADDRESS, 63, 1 },
        { IPSECNIC_ST_POLICY_PORTS, 10, 0 },
        { IPSECNIC_ST_POLICY_PORTS, 20, 0x55 },
        { IPSECNIC_ST_POLICY_PORTS, 25, 0x80 },
        { IPSECNIC_ST_POLICY_MODE, 9, 0 },
        { IPSECNIC_ST_POLICY_MODE, 9, 3 },
        { IPSECNIC_ST_POLICY_TUNNEL, 68, 1 },
        { IPSECNIC_ST_POLICY_TUNNEL, 80, 0 },
    };
    static const Change transport[] = {
        { IPSECNIC_ST_POLICY_TUNNEL, 0, IPSECNIC_POLICY_FLAG_SA_IPV6 },
        { IPSECNIC_ST_POLICY_TUNNEL, 64, 1 },
        { IPSECNIC_ST_POLICY_TUNNEL, 95, 1 },
    };
    static const Change bypass[] = {
        { IPSECNIC_ST_POLICY_UNUSED, 9, 1 },
        { IPSECNIC_ST_POLICY_UNUSED, 15, 1 },
        { IPSECNIC_ST_POLICY_UNUSED, 64, 1 },
        { IPSECNIC_ST_POLICY_UNUSED, 95, 1 },
        { IPSECNIC_ST_POLICY_UNUSED, 0, IPSECNIC_POLICY_FLAG_SA_IPV6 },
    };
    static const uint8_t protocols[] = { 1, 6, 17, 33, 58, 132, 135, 136 };
    IpsecEngine *engine = policy_engine(4);
    uint8_t raw[128];
    uint32_t handle;
    IpsecCaps caps;
    unsigned i, next = 0;

    memset(raw, 0, sizeof(raw));
    raw[8] = IPSECNIC_POLICY_PROTECT;
    raw[9] = IPSECNIC_MODE_TUNNEL;
    raw[10] = 6;
    raw[16] = 12;
    raw[17] = 32;
    ipsec_put_le16(raw + 20, 0x0050);
    ipsec_put_le16(raw + 22, 0xfff0 | 0);
    raw[32] = 10;
    raw[33] = 0x80;
    memcpy(raw + 48, "\x0a\x01\x02\x03", 4);
    raw[64] = 1;
    raw[80] = 1;
    check_changes(engine, raw, tunnel, G_N_ELEMENTS(tunnel));

    memset(raw, 0, sizeof(raw));
    raw[8] = IPSECNIC_POLICY_PROTECT;
    raw[9] = IPSECNIC_MODE_TRANSPORT;
    check_changes(engine, raw, transport, G_N_ELEMENTS(transport));
    memset(raw, 0, sizeof(raw));
    raw[8] = IPSECNIC_POLICY_BYPASS;
    check_changes(engine, raw, bypass, G_N_ELEMENTS(bypass));

    /* Which protocols have ports */
    for (i = 0; i < 256; i++) {
        bool has = next < G_N_ELEMENTS(protocols) && protocols[next] == i;

        memset(raw, 0, sizeof(raw));
        raw[8] = IPSECNIC_POLICY_BYPASS;
        raw[10] = (uint8_t)i;
        raw[26] = 1;
        g_assert_cmpuint(add(engine, raw, &handle), ==,
                         has ? IPSECNIC_ST_OK : IPSECNIC_ST_POLICY_PORTS);
        next += has;
        ipsec_engine_delete_policy(engine, handle);
    }
    ipsec_engine_free(engine);

    /* What the card does not offer */
    caps = test_caps(1);
    caps.policy_capacity = 1;
    caps.ipsec &= ~(IPSECNIC_CAP_IPV6 | IPSECNIC_CAP_TUNNEL);
    engine = ipsec_engine_new(&caps, NULL);
    memset(raw, 0, sizeof(raw));
    raw[8] = IPSECNIC_POLICY_PROTECT;
    raw[9] = IPSECNIC_MODE_TUNNEL;
    raw[64] = raw[80] = 1;
    g_assert_cmpuint(add(engine, raw, &handle), ==, IPSECNIC_ST_POLICY_MODE);
    raw[0] = IPSECNIC_POLICY_FLAG_IPV6;
    g_assert_cmpuint(add(engine, raw, &handle), ==, IPSECNIC_ST_POLICY_FAMILY);
    raw[0] = IPSECNIC_POLICY_FLAG_SA_IPV6;
    g_assert_cmpuint(add(engine, raw, &handle), ==, IPSECNIC_ST_POLICY_FAMILY);
    ipsec_engine_free(engine);

    caps.policy_capacity = IPSEC_POLICY_CAPACITY_MAX + 1;
    g_assert_null(ipsec_engine_new(&caps, NULL));
}

/* ------------------------------------------------------------------------
 * Handles and room
 */

static void test_handles(void)
{
    IpsecEngine *engine = policy_engine(3);
    uint32_t handle[3], again;
    uint8_t raw[128], info[64];
    unsigned i;

    for (i = 0; i < 3; i++) {
        discard(raw, i);
        raw[96] = (uint8_t)(i + 1);
        g_assert_cmpuint(add(engine, raw, &handle[i]), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(handle[i], ==, i + 1);
    }
    g_assert_cmpuint(add(engine, raw, &again), ==, IPSECNIC_ST_TABLE_FULL);
    g_assert_cmpuint(ipsec_engine_policy_count(engine), ==, 3);
    g_assert_cmpuint(
        ipsec_engine_query_policy(engine, handle[1],
                                  (struct ipsecnic_policy_info *)info), ==, 0);
    g_assert_cmpuint(ipsec_get_le64(info + 8), ==, 2);
    g_assert_cmpuint(ipsec_engine_delete_policy(engine, handle[1]), ==, 0);
    g_assert_cmpuint(
        ipsec_engine_query_policy(engine, handle[1],
                                  (struct ipsecnic_policy_info *)info), ==,
        IPSECNIC_ST_UNKNOWN_POLICY);
    g_assert_cmpuint(ipsec_engine_delete_policy(engine, handle[1]), ==,
                     IPSECNIC_ST_UNKNOWN_POLICY);
    g_assert_cmpuint(add(engine, raw, &again), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(again, ==, 1u << 20 | 2);

    /* Flushed ones are gone at once, and give their room when it is needed. */
    raw[0] = IPSECNIC_POLICY_FLAG_INBOUND;
    g_assert_cmpuint(ipsec_engine_flush_policies(engine, true, false), ==, 0);
    g_assert_cmpuint(ipsec_engine_flush_policies(engine, false, true), ==, 3);
    g_assert_cmpuint(ipsec_engine_policy_count(engine), ==, 0);
    g_assert_cmpuint(ipsec_engine_delete_policy(engine, again), ==,
                     IPSECNIC_ST_UNKNOWN_POLICY);
    for (i = 0; i < 3; i++) {
        g_assert_cmpuint(add(engine, raw, &handle[i]), ==, IPSECNIC_ST_OK);
    }
    g_assert_cmpuint(add(engine, raw, &again), ==, IPSECNIC_ST_TABLE_FULL);
    g_assert_false(ipsec_engine_reap(engine, 10));
    g_assert_cmpuint(ipsec_engine_policy_count(engine), ==, 3);
    ipsec_engine_reset(engine);
    g_assert_cmpuint(ipsec_engine_policy_count(engine), ==, 0);
    g_assert_true(ipsec_engine_reap(engine, 2));
    g_assert_false(ipsec_engine_reap(engine, 1));
    g_assert_cmpuint(add(engine, raw, &again), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(again >> 20, !=, 0);
    ipsec_engine_free(engine);
}

/* There are so many kinds of selectors and no more, in each direction and
 * family; a kind that nobody has any more makes room. */
static void test_tuples(void)
{
    IpsecEngine *engine = policy_engine(4 * IPSEC_SPD_TUPLES + 8);
    uint32_t handle, first = 0;
    unsigned kind, i;
    uint8_t raw[128];

    for (kind = 0; kind < 4; kind++) {
        for (i = 0; i <= IPSEC_SPD_TUPLES; i++) {
            discard(raw, i);
            raw[0] = (uint8_t)((kind & 1 ? IPSECNIC_POLICY_FLAG_INBOUND : 0) |
                               (kind & 2 ? IPSECNIC_POLICY_FLAG_IPV6 : 0));
            raw[16] = (uint8_t)(i % 33);
            raw[17] = (uint8_t)(i / 33);
            g_assert_cmpuint(add(engine, raw, &handle), ==,
                             i < IPSEC_SPD_TUPLES ? IPSECNIC_ST_OK :
                                                    IPSECNIC_ST_TABLE_FULL);
            if (i == 7) {
                first = handle;
            }
        }
        /* Another one of a kind that there is */
        raw[16] = 5;
        raw[17] = 0;
        g_assert_cmpuint(add(engine, raw, &handle), ==, IPSECNIC_ST_OK);
        raw[16] = 32;
        raw[17] = 30;
        g_assert_cmpuint(add(engine, raw, &handle), ==,
                         IPSECNIC_ST_TABLE_FULL);
        ipsec_engine_delete_policy(engine, first);
        g_assert_cmpuint(add(engine, raw, &handle), ==, IPSECNIC_ST_OK);
    }
    g_assert_cmpuint(ipsec_engine_flush_policies(engine, true, true), ==,
                     4 * (IPSEC_SPD_TUPLES + 1));
    g_assert_cmpuint(add(engine, raw, &handle), ==, IPSECNIC_ST_OK);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Against a plain list
 */

typedef struct Listed {
    uint8_t raw[128];
    uint32_t handle;            /* 0: not in the card */
    uint64_t added;
} Listed;

/* A packet as the list sees it: what stands in it. */
typedef struct Packet {
    bool ipv6;
    uint8_t src[16];
    uint8_t dst[16];
    uint8_t protocol;
    uint16_t sport;
    uint16_t dport;
    bool fragment;
} Packet;

static bool prefix_agrees(const uint8_t *a, const uint8_t *b, unsigned bits)
{
    unsigned i;

    for (i = 0; i < bits; i++) {
        if ((a[i / 8] ^ b[i / 8]) & (0x80 >> i % 8)) {
            return false;
        }
    }
    return true;
}

static bool agrees(const uint8_t *raw, const Packet *p)
{
    uint16_t sport_mask = ipsec_get_le16(raw + 22);
    uint16_t dport_mask = ipsec_get_le16(raw + 26);

    if (!(raw[0] & IPSECNIC_POLICY_FLAG_IPV6) != !p->ipv6 ||
        !prefix_agrees(raw + 32, p->src, raw[16]) ||
        !prefix_agrees(raw + 48, p->dst, raw[17]) ||
        (raw[10] && raw[10] != p->protocol)) {
        return false;
    }
    if (p->fragment && (sport_mask || dport_mask)) {
        return false;
    }
    return (p->sport & sport_mask) == ipsec_get_le16(raw + 20) &&
           (p->dport & dport_mask) == ipsec_get_le16(raw + 24);
}

/* The handle of the one that decides; 0: none. */
static uint32_t decide(const Listed *list, unsigned n, const Packet *p,
                       bool outbound)
{
    const Listed *best = NULL;
    unsigned i;

    for (i = 0; i < n; i++) {
        const Listed *l = &list[i];
        uint32_t priority = ipsec_get_le32(l->raw + 4);

        if (!l->handle ||
            !(l->raw[0] & IPSECNIC_POLICY_FLAG_INBOUND) != outbound ||
            !agrees(l->raw, p)) {
            continue;
        }
        if (!best || priority < ipsec_get_le32(best->raw + 4) ||
            (priority == ipsec_get_le32(best->raw + 4) &&
             l->added < best->added)) {
            best = l;
        }
    }
    return best ? best->handle : 0;
}

/* Few values, so that much agrees. */
static void random_address(uint8_t a[16], bool ipv6, unsigned prefix)
{
    unsigned bits = ipv6 ? 128 : 32, i;

    memset(a, 0, 16);
    for (i = 0; i < bits / 8; i++) {
        a[i] = (uint8_t)(g_test_rand_int_range(0, 4) ? 0x0a :
                         g_test_rand_int_range(0, 256));
    }
    for (i = prefix; i < bits; i++) {
        a[i / 8] &= (uint8_t)~(0x80 >> i % 8);
    }
}

static void random_policy(uint8_t raw[128])
{
    static const uint8_t prefixes[] = { 0, 8, 9, 16, 24, 31, 32 };
    static const uint16_t masks[] = { 0, 0, 0xffff, 0xff00, 0x8001 };
    static const uint8_t protocols[] = { 0, 0, 6, 17, 1 };
    bool ipv6 = g_test_rand_int_range(0, 2);

    memset(raw, 0, 128);
    raw[0] = (uint8_t)((ipv6 ? IPSECNIC_POLICY_FLAG_IPV6 : 0) |
                       (g_test_rand_int_range(0, 3) ? 0 :
                        IPSECNIC_POLICY_FLAG_INBOUND));
    ipsec_put_le32(raw + 4, (uint32_t)g_test_rand_int_range(0, 6));
    raw[8] = IPSECNIC_POLICY_BYPASS;
    raw[10] = protocols[g_test_rand_int_range(0, 5)];
    raw[16] = prefixes[g_test_rand_int_range(0, 7)];
    raw[17] = prefixes[g_test_rand_int_range(0, 7)];
    if (ipv6) {
        raw[16] = (uint8_t)(raw[16] * 4);
        raw[17] = (uint8_t)(raw[17] * (g_test_rand_int_range(0, 2) ? 4 : 2));
    }
    random_address(raw + 32, ipv6, raw[16]);
    random_address(raw + 48, ipv6, raw[17]);
    if (raw[10]) {
        uint16_t mask = masks[g_test_rand_int_range(0, 5)];

        ipsec_put_le16(raw + 22, mask);
        ipsec_put_le16(raw + 20, (uint16_t)(0x0101 & mask));
        mask = masks[g_test_rand_int_range(0, 5)];
        ipsec_put_le16(raw + 26, mask);
        ipsec_put_le16(raw + 24, (uint16_t)(0x0050 & mask));
    }
}

static void random_packet(Packet *p, const Listed *list, unsigned n)
{
    static const uint8_t protocols[] = { 6, 17, 1, 89 };
    const uint8_t *near = list[g_test_rand_int_range(0, (int)n)].raw;
    unsigned i, bytes;

    memset(p, 0, sizeof(*p));
    p->ipv6 = near[0] & IPSECNIC_POLICY_FLAG_IPV6;
    bytes = p->ipv6 ? 16 : 4;
    random_address(p->src, p->ipv6, 8 * bytes);
    random_address(p->dst, p->ipv6, 8 * bytes);
    if (g_test_rand_int_range(0, 2)) {
        /* One that the policy is for, or nearly so */
        for (i = 0; i < 8u * bytes; i++) {
            uint8_t bit = (uint8_t)(0x80 >> i % 8);

            if (i < near[16]) {
                p->src[i / 8] = (uint8_t)((p->src[i / 8] & ~bit) |
                                          (near[32 + i / 8] & bit));
            }
            if (i < near[17]) {
                p->dst[i / 8] = (uint8_t)((p->dst[i / 8] & ~bit) |
                                          (near[48 + i / 8] & bit));
            }
        }
    }
    p->protocol = near[10] && g_test_rand_int_range(0, 4) ? near[10] :
                  protocols[g_test_rand_int_range(0, 4)];
    p->fragment = !g_test_rand_int_range(0, 8);
    p->sport = g_test_rand_int_range(0, 4) ? 0x0101 :
               (uint16_t)g_test_rand_int_range(0, 65536);
    p->dport = g_test_rand_int_range(0, 4) ? 0x0050 :
               (uint16_t)g_test_rand_int_range(0, 65536);
    if (p->protocol == 1) {
        p->sport &= 0xff;
        p->dport &= 0xff;
    }
}

/* The same as a frame. */
static GByteArray *frame_of(const Packet *p)
{
    TestIpHeader h = { .ipv6 = p->ipv6, .src = p->src, .dst = p->dst,
                       .protocol = p->protocol };
    g_autoptr(GByteArray) ip = NULL, body = g_byte_array_new();

    if (p->ipv6 && p->fragment) {
        test_append32(body, (uint32_t)p->protocol << 24 | 9);
        test_append32(body, 77);
        h.protocol = 44;
    }
    if (p->protocol == 1) {
        test_append8(body, p->sport);
        test_append8(body, p->dport);
        test_append16(body, 0);
    } else {
        test_append16(body, p->sport);
        test_append16(body, p->dport);
    }
    test_append32(body, 0x00080000);
    test_append32(body, 0);
    ip = test_ip_header(&h, body->len);
    if (!p->ipv6 && p->fragment) {
        ip->data[7] = 1;
        test_ipv4_checksum(ip->data, 20);
    }
    test_append(ip, body->data, body->len);
    return test_ethernet(ip);
}

/* Which policy decides about what is sent. */
static uint32_t ask_outbound(IpsecEngine *engine, const GByteArray *frame)
{
    uint8_t *block = g_malloc(IPSEC_ENCAPSULATE_ROOM + frame->len);
    IpsecTxRequest request = { 0 };
    IpsecEncapsulated out;

    memcpy(block + IPSEC_ENCAPSULATE_ROOM, frame->data, frame->len);
    g_assert_cmpuint(ipsec_encapsulate(engine, block + IPSEC_ENCAPSULATE_ROOM,
                                       frame->len, &request, &out), ==, 0);
    g_free(block);
    return out.policy;
}

static uint64_t packets_of(IpsecEngine *engine, uint32_t handle)
{
    uint8_t info[64];

    g_assert_cmpuint(
        ipsec_engine_query_policy(engine, handle,
                                  (struct ipsecnic_policy_info *)info), ==, 0);
    return ipsec_get_le64(info + 16);
}

/* What is received counts with the policy that decides. */
static void ask_inbound(IpsecEngine *engine, const GByteArray *frame,
                        uint32_t expected)
{
    uint64_t before = expected ? packets_of(engine, expected) : 0;

    g_assert_true(ipsec_spd_admit(&engine->spd, frame->data + 14,
                                  frame->len - 14,
                                  frame->data[14] >> 4, NULL));
    if (expected) {
        g_assert_cmpuint(packets_of(engine, expected), ==, before + 1);
    }
}

static void test_against_list(void)
{
    static Listed list[CAPACITY];
    unsigned steps = g_test_slow() ? 200000 : 20000;
    unsigned n, i, hits[2] = { 0 }, full = 0;
    uint64_t added = 0;
    IpsecEngine *engine = policy_engine(CAPACITY);

    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE);
    memset(list, 0, sizeof(list));
    for (n = 0; n < CAPACITY; n++) {
        random_policy(list[n].raw);
    }
    for (n = 0; n < steps; n++) {
        /* From few to many and back again */
        unsigned most = 1 + (n / 500 * 37) % CAPACITY;
        Listed *l = &list[g_test_rand_int_range(0, (int)most)];
        g_autoptr(GByteArray) frame = NULL;
        uint32_t expected;
        Packet p;

        if (n % 4 == 0 && l->handle) {
            g_assert_cmpuint(ipsec_engine_delete_policy(engine, l->handle), ==,
                             0);
            l->handle = 0;
        } else if (n % 4 < 2 && !l->handle) {
            random_policy(l->raw);
            if (add(engine, l->raw, &l->handle) == IPSECNIC_ST_OK) {
                l->added = ++added;
            } else {
                full++;
            }
        }
        if (n % 5000 == 4999) {
            bool outbound = n % 10000 > 5000;

            ipsec_engine_flush_policies(engine, !outbound, outbound);
            for (i = 0; i < CAPACITY; i++) {
                if (!(list[i].raw[0] & IPSECNIC_POLICY_FLAG_INBOUND) ==
                    outbound) {
                    list[i].handle = 0;
                }
            }
        }
        random_packet(&p, list, CAPACITY);
        frame = frame_of(&p);
        for (i = 0; i < 2; i++) {
            expected = decide(list, CAPACITY, &p, true);
            g_assert_cmpuint(ask_outbound(engine, frame), ==, expected);
            hits[1] += expected != 0;
            expected = decide(list, CAPACITY, &p, false);
            ask_inbound(engine, frame, expected);
            hits[0] += expected != 0;
        }
    }
    /* It was about something. */
    g_assert_cmpuint(hits[0], >, steps / 8);
    g_assert_cmpuint(hits[1], >, steps / 8);
    g_test_message("%u inbound, %u outbound hits of %u, %u refused", hits[0],
                   hits[1], 2 * steps, full);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * P5: what comes in
 */

static void test_p5_admit(void)
{
    static const uint8_t src[16] = { 192, 0, 2, 1 }, dst[16] = { 192, 0, 2, 2 };
    IpsecEngine *engine = policy_engine(8);
    Packet p = { .src = { 10, 1 }, .dst = { 10, 2 }, .protocol = 17,
                 .sport = 1, .dport = 2 };
    g_autoptr(GByteArray) frame = frame_of(&p);
    IpsecSa good = { .ip_version = 4, .mode = IPSECNIC_MODE_TUNNEL,
                     .packet = true, .reqid = 5 };
    uint64_t refused = 0;
    uint8_t raw[128], info[64];
    uint32_t protect, handle;
    unsigned ipv6;
    IpsecSa sa;

    memcpy(good.src, src, 16);
    memcpy(good.dst, dst, 16);
#define ADMIT(sa) \
    ipsec_spd_admit(&engine->spd, frame->data + 14, frame->len - 14, 4, sa)
    g_assert_true(ADMIT(NULL));
    g_assert_true(ADMIT(&good));
    memset(raw, 0, sizeof(raw));
    raw[0] = IPSECNIC_POLICY_FLAG_INBOUND;
    raw[4] = 10;
    raw[8] = IPSECNIC_POLICY_PROTECT;
    raw[9] = IPSECNIC_MODE_TUNNEL;
    raw[12] = 5;
    memcpy(raw + 64, src, 16);
    memcpy(raw + 80, dst, 16);
    g_assert_cmpuint(add(engine, raw, &protect), ==, 0);
    g_assert_true(ADMIT(&good));
    g_assert_false(ADMIT(NULL));
    refused++;
    /* A template without a reqid takes what comes by any SA, if by one. */
    raw[4] = 9;
    raw[12] = 0;
    g_assert_cmpuint(add(engine, raw, &handle), ==, 0);
    g_assert_true(ADMIT(&good));
    g_assert_false(ADMIT(NULL));
    g_assert_cmpuint(ipsec_engine_delete_policy(engine, handle), ==, 0);
    raw[12] = 5;
#define OTHER(field, value, fits) \
    do { \
        sa = good; \
        sa.field = (value); \
        g_assert_true(ADMIT(&sa) == (fits)); \
        refused += !(fits); \
    } while (0)
    OTHER(reqid, 6, false);
    OTHER(mode, IPSECNIC_MODE_TRANSPORT, false);
    OTHER(ip_version, 6, false);
    OTHER(src[3], 9, false);
    OTHER(dst[3], 9, false);
    OTHER(dst[15], 9, false);
    sa = good;
    memset(sa.src, 0, 16);
    g_assert_true(ADMIT(&sa));
    memset(sa.dst, 0, 16);
    g_assert_true(ADMIT(&sa));
    ipsec_engine_query_policy(engine, protect,
                              (struct ipsecnic_policy_info *)info);
    g_assert_cmpuint(ipsec_get_le64(info + 16), ==, 3);
    g_assert_cmpuint(ipsec_get_le64(info + 24), ==, 3 * (frame->len - 14));
    g_assert_cmpuint(ipsec_get_le64(info + 32), ==, 0);
    g_assert_cmpuint(ipsec_get_le64(info + 40), ==, refused);

    /* Of transport mode the end points are the packet's own. */
    raw[4] = 9;
    raw[9] = IPSECNIC_MODE_TRANSPORT;
    memset(raw + 64, 0, 32);
    g_assert_cmpuint(add(engine, raw, &handle), ==, 0);
    OTHER(mode, IPSECNIC_MODE_TRANSPORT, true);
    g_assert_false(ADMIT(&good));
    /* A bypass lets pass what comes in clear or by transport mode, which need
     * not be protected, and nothing of a tunnel; a discard nothing at all. */
    memset(raw + 8, 0, 8);
    raw[8] = IPSECNIC_POLICY_BYPASS;
    raw[4] = 8;
    g_assert_cmpuint(add(engine, raw, &handle), ==, 0);
    OTHER(mode, IPSECNIC_MODE_TRANSPORT, true);
    g_assert_false(ADMIT(&good));
    g_assert_true(ADMIT(NULL));
    ipsec_engine_query_policy(engine, handle,
                              (struct ipsecnic_policy_info *)info);
    g_assert_cmpuint(ipsec_get_le64(info + 16), ==, 2);
    g_assert_cmpuint(ipsec_get_le64(info + 40), ==, 1);
    raw[8] = IPSECNIC_POLICY_DISCARD;
    raw[4] = 7;
    g_assert_cmpuint(add(engine, raw, &handle), ==, 0);
    g_assert_false(ADMIT(&good));
    g_assert_false(ADMIT(NULL));
    /* What cannot be followed */
    frame->data[14] = 0x44;
    g_assert_false(ADMIT(NULL));
    ipsec_engine_flush_policies(engine, true, false);
    g_assert_true(ADMIT(NULL));
    g_assert_true(ADMIT(&good));
    /* That no policy is for it holds of any packet; so it does if all policies
     * are of the other family. */
    frame->data[14] = 0x45;
    for (ipv6 = 0; ipv6 < 2; ipv6++) {
        memset(raw, 0, sizeof(raw));
        raw[0] = IPSECNIC_POLICY_FLAG_INBOUND |
                 (ipv6 ? IPSECNIC_POLICY_FLAG_IPV6 : 0);
        raw[8] = IPSECNIC_POLICY_DISCARD;
        raw[10] = 6;
        g_assert_cmpuint(add(engine, raw, &handle), ==, 0);
        g_assert_true(ADMIT(NULL));
        OTHER(mode, IPSECNIC_MODE_TRANSPORT, true);
        g_assert_false(ADMIT(&good));
        ipsec_engine_query_policy(engine, handle,
                                  (struct ipsecnic_policy_info *)info);
        g_assert_cmpuint(ipsec_get_le64(info + 40), ==, 0);
        g_assert_cmpuint(ipsec_engine_delete_policy(engine, handle), ==, 0);
        g_assert_true(ADMIT(&good));
    }
    ipsec_engine_free(engine);
#undef OTHER
#undef ADMIT
}

/* ------------------------------------------------------------------------
 * Many
 */

/* Of equal selectors in the order that a simple list would be slow with, and
 * deleted in the reverse one. */
static void test_many(void)
{
    unsigned many = 20000, i;
    IpsecEngine *engine = policy_engine(many);
    g_autofree uint32_t *handle = g_new(uint32_t, many);
    Packet p = { .src = { 10 }, .dst = { 10 }, .protocol = 6 };
    g_autoptr(GByteArray) frame = frame_of(&p);
    /* Of this process: that others have the processors is no fault. */
    clock_t start = clock();
    uint8_t raw[128];

    for (i = 0; i < many; i++) {
        discard(raw, i);
        raw[8] = IPSECNIC_POLICY_BYPASS;
        g_assert_cmpuint(add(engine, raw, &handle[i]), ==, 0);
        if (i % 1000 == 0) {
            g_assert_cmpuint(ask_outbound(engine, frame), ==, handle[0]);
        }
    }
    for (i = 0; i < many; i++) {
        if (i % 1000 == 0) {
            g_assert_cmpuint(ask_outbound(engine, frame), ==, handle[i]);
        }
        g_assert_cmpuint(ipsec_engine_delete_policy(engine, handle[i]), ==, 0);
    }
    /* A list would take minutes. */
    g_assert_cmpint((clock() - start) / CLOCKS_PER_SEC, <, 20);
    g_assert_cmpuint(ask_outbound(engine, frame), ==, 0);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * What policies look at
 */

typedef struct Look {
    const char *name;
    const char *packet;         /* from the IP header on */
    bool followed;
    uint8_t protocol;
    bool has_ports;
    uint32_t ports;
} Look;

#define V6HEAD(length, next) \
    "60000000" length next "40" \
    "20010db8000000000000000000000001" "20010db8000000000000000000000002"

static const Look looks[] = {
    { "TCP", "4500001c0000000040060000 0a0000010a000002 12345678 00000000",
      true, 6, true, 0x12345678 },
    { "ICMP", "4500001c0000000040010000 0a0000010a000002 08030000 00000000",
      true, 1, true, 0x00080003 },
    { "first fragment",
      "4500001c0000200040110000 0a0000010a000002 12345678 00000000",
      true, 17, false, 0 },
    { "fragment", "4500001c0000000140110000 0a0000010a000002 12345678 00000000",
      true, 17, false, 0 },
    { "ends early", "450000170000000040110000 0a0000010a000002 12345678",
      true, 17, false, 0 },
    { "OSPF", "4500001c0000000040590000 0a0000010a000002 12345678 00000000",
      true, 89, false, 0 },
    { "options",
      "460000200000000040060000 0a0000010a000002 01010100 12345678 00000000",
      true, 6, true, 0x12345678 },
    { "header too long", "4600001c", false, 0, false, 0 },
    { "no header", "4400001c0000000040060000 0a0000010a000002 12345678",
      false, 0, false, 0 },
    { "UDP", V6HEAD("0008", "11") "1234567800080000", true, 17, true,
      0x12345678 },
    { "hop-by-hop", V6HEAD("0010", "00") "1100010400000000 1234567800080000",
      true, 17, true, 0x12345678 },
    { "options and routing",
      V6HEAD("0020", "00") "3c00010400000000 2b00010400000000 1100000000000000"
      "1234567800080000", true, 17, true, 0x12345678 },
    { "ICMPv6", V6HEAD("0008", "3a") "8700000000000000", true, 58, true,
      0x00870000 },
    { "mobility", V6HEAD("0008", "87") "3b00050000000000", true, 135, true,
      0x00050000 },
    { "HIP", V6HEAD("0008", "8b") "3b00050000000000", true, 139, false, 0 },
    { "whole fragment",
      V6HEAD("0010", "2c") "1100000000000001 1234567800080000", true, 17, true,
      0x12345678 },
    { "first IPv6 fragment",
      V6HEAD("0010", "2c") "1100000100000001 1234567800080000", true, 17,
      false, 0 },
    { "IPv6 fragment",
      V6HEAD("0010", "2c") "1100000800000001 1234567800080000", true, 17,
      false, 0 },
    { "options in a fragment",
      V6HEAD("0010", "2c") "3c00000800000001 1234567800080000", false, 0,
      false, 0 },
    { "hop-by-hop twice",
      V6HEAD("0018", "00") "0000010400000000 3300010400000000"
      "1234567800080000", false, 0, false, 0 },
    { "options end early", V6HEAD("0008", "00") "1101010400000000", false, 0,
      false, 0 },
    { "version", "4500001c0000000040060000 0a0000010a000002 12345678"
      "0000000000000000000000000000000000000000", false, 0, false, 0 },
};

static void test_flow(void)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(looks); i++) {
        const Look *look = &looks[i];
        g_autoptr(GByteArray) bytes = test_unhex(look->packet);
        /* at the end of a block, where a sanitizer sees it */
        g_autofree uint8_t *packet = g_memdup2(bytes->data, bytes->len);
        unsigned version = strcmp(look->name, "version") == 0 ? 6 :
                           packet[0] >> 4;
        unsigned length;
        IpsecFlow flow;

        g_test_message("%s", look->name);
        g_assert_cmpint(ipsec_flow_parse(&flow, packet, bytes->len, version),
                        ==, look->followed);
        if (look->followed) {
            g_assert_cmpuint(flow.protocol, ==, look->protocol);
            g_assert_cmpint(flow.has_ports, ==, look->has_ports);
            g_assert_cmphex(flow.ports, ==, look->ports);
            g_assert_cmpuint(flow.ip_version, ==, version);
        }
        for (length = 0; length < bytes->len; length++) {
            g_autofree uint8_t *part = g_memdup2(bytes->data, length);

            ipsec_flow_parse(&flow, part, length, version);
        }
    }
}

/* ------------------------------------------------------------------------
 * Migration
 */

static void test_stream(void)
{
    IpsecEngine *from = policy_engine(64), *to = policy_engine(64), *small;
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_autoptr(GByteArray) again = g_byte_array_new();
    uint32_t handle[40], next[2];
    uint8_t raw[128], a[64], b[64];
    unsigned i, n;

    for (i = 0; i < 40; i++) {
        do {
            random_policy(raw);
            raw[96] = (uint8_t)i;
        } while (add(from, raw, &handle[i]) != 0);
        ipsec_encapsulated_sent(from, handle[i], i, 100 * i);
    }
    for (i = 0; i < 40; i += 3) {
        ipsec_engine_delete_policy(from, handle[i]);
        handle[i] = 0;
    }
    ipsec_engine_save(from, stream);
    g_assert_cmpuint(ipsec_engine_save_size(from), ==, stream->len);
    g_assert_true(ipsec_engine_load(to, stream->data, stream->len, NULL));
    ipsec_engine_save(to, again);
    g_assert_cmpmem(stream->data, stream->len, again->data, again->len);
    for (i = 0; i < 40; i++) {
        if (handle[i]) {
            g_assert_cmpuint(
                ipsec_engine_query_policy(
                    from, handle[i], (struct ipsecnic_policy_info *)a), ==, 0);
            g_assert_cmpuint(
                ipsec_engine_query_policy(
                    to, handle[i], (struct ipsecnic_policy_info *)b), ==, 0);
            g_assert_cmpmem(a, 64, b, 64);
        }
    }
    for (n = 0; n < 2000; n++) {
        static Listed near[1];
        g_autoptr(GByteArray) frame = NULL;
        Packet p;

        random_policy(near[0].raw);
        random_packet(&p, near, 1);
        frame = frame_of(&p);
        g_assert_cmpuint(ask_outbound(from, frame), ==,
                         ask_outbound(to, frame));
    }
    /* The next handles are the same. */
    for (i = 0; i < 30; i++) {
        discard(raw, 1);
        add(from, raw, &next[0]);
        add(to, raw, &next[1]);
        g_assert_cmpuint(next[0], ==, next[1]);
    }

    /* Not on top of others, and not where there is no room. */
    g_assert_false(ipsec_engine_load(to, stream->data, stream->len, NULL));
    ipsec_engine_free(to);
    small = policy_engine(39);
    g_assert_false(ipsec_engine_load(small, stream->data, stream->len, NULL));
    g_assert_cmpuint(ipsec_engine_policy_count(small), ==, 0);
    ipsec_engine_free(small);

    /* Every length and every byte of it: refused or loaded, and no worse. */
    for (i = 0; i < stream->len; i++) {
        g_autofree uint8_t *part = g_memdup2(stream->data, i);
        IpsecEngine *engine = policy_engine(64);

        g_assert_false(ipsec_engine_load(engine, part, i, NULL));
        g_assert_cmpuint(ipsec_engine_policy_count(engine), ==, 0);
        stream->data[i] ^= 0x41;
        if (!ipsec_engine_load(engine, stream->data, stream->len, NULL)) {
            g_assert_cmpuint(ipsec_engine_policy_count(engine), ==, 0);
        }
        stream->data[i] ^= 0x41;
        ipsec_engine_free(engine);
    }
    ipsec_engine_free(from);
}

/* ------------------------------------------------------------------------
 * A host without memory
 */

/* What has no memory ends with its sanitizer. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifndef SANITIZED
static void fill_host(void)
{
    IpsecEngine *engine = policy_engine(IPSEC_POLICY_CAPACITY_MAX);
    uint32_t handle, status, n = 0;
    uint8_t raw[128];

    test_memory_limit(16 << 20);
    do {
        discard(raw, n);
        raw[16] = 32;
        ipsec_put_be32(raw + 32, n++);
        status = ipsec_engine_add_policy(engine, raw, &handle);
    } while (status == IPSECNIC_ST_OK);
    test_memory_unlimit();
    g_assert_cmpuint(status, ==, IPSECNIC_ST_TABLE_FULL);
    g_assert_cmpuint(handle, ==, 0);
    g_assert_cmpuint(ipsec_engine_policy_count(engine), ==, n - 1);
    g_assert_cmpuint(n, >, 1000);
    g_assert_cmpuint(n, <, IPSEC_POLICY_CAPACITY_MAX);
    /* All of them are what they were. */
    g_assert_cmpuint(ipsec_engine_delete_policy(engine, 17), ==, 0);
    g_assert_cmpuint(add(engine, raw, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipsec_engine_flush_policies(engine, false, true), ==,
                     n - 1);
    ipsec_engine_free(engine);
}

/* It refuses a policy, and goes on. */
static void test_no_memory(void)
{
    test_in_little_memory(fill_host);
}
#endif

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/policy/checks", test_checks);
    g_test_add_func("/policy/handles", test_handles);
    g_test_add_func("/policy/tuples", test_tuples);
    g_test_add_func("/policy/against-list", test_against_list);
    g_test_add_func("/policy/p5-admit", test_p5_admit);
    g_test_add_func("/policy/many", test_many);
    g_test_add_func("/policy/flow", test_flow);
    g_test_add_func("/policy/stream", test_stream);
#ifndef SANITIZED
    g_test_add_func("/policy/no-memory", test_no_memory);
#endif
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SA contexts: every refusal with its status
 */

#include <string.h>

#include "harness.h"

#define GCM     IPSECNIC_CIPHER_AES_GCM_128
#define CBC     IPSECNIC_CIPHER_AES_CBC_128
#define SHA1    IPSECNIC_AUTH_SHA1
#define GMAC    IPSECNIC_AUTH_AES_GMAC_128

/* A context of 288 bytes and keys, to be spoiled byte by byte. */
typedef struct Bytes {
    uint8_t data[IPSECNIC_SA_CTX_MAX + 64];
    size_t length;
} Bytes;

static uint32_t add_bytes(const IpsecCaps *caps, const uint8_t *data,
                          size_t length, size_t *used)
{
    IpsecEngine *engine = ipsec_engine_new(caps, NULL);
    /* At an odd address, and with nothing behind it. */
    uint8_t *block = g_malloc(length + 1);
    uint32_t handle = 77;
    uint32_t status;

    memcpy(block + 1, data, length);
    status = ipsec_engine_add_sa(engine, block + 1, length, used, &handle);
    if (status == IPSECNIC_ST_OK) {
        g_assert_cmpuint(handle, !=, 0);
        g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 1);
    } else {
        g_assert_cmpuint(handle, ==, 0);
        g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    }
    g_free(block);
    ipsec_engine_free(engine);
    return status;
}

static uint32_t add_with(const IpsecCaps *caps, const TestSa *sa)
{
    uint8_t bytes[IPSECNIC_SA_CTX_MAX];
    size_t length = test_sa_encode(sa, bytes);
    size_t used;

    return add_bytes(caps, bytes, length, &used);
}

/* With all that the engine can do. */
static uint32_t add(const TestSa *sa)
{
    IpsecCaps caps = test_caps(4);

    return add_with(&caps, sa);
}

/* The same with something switched off. */
static uint32_t add_without(const TestSa *sa, uint32_t cap)
{
    IpsecCaps caps = test_caps(4);

    caps.ipsec &= ~cap;
    return add_with(&caps, sa);
}

static uint32_t add_raw(const TestSa *sa, size_t offset, uint8_t value)
{
    IpsecCaps caps = test_caps(4);
    uint8_t bytes[IPSECNIC_SA_CTX_MAX];
    size_t length = test_sa_encode(sa, bytes);
    size_t used;

    bytes[offset] = value;
    return add_bytes(&caps, bytes, length, &used);
}

#define assert_status(expr, st) g_assert_cmpuint(expr, ==, IPSECNIC_ST_##st)

static void test_good(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    assert_status(add(&sa), OK);
    test_sa_init(&sa, CBC, SHA1);
    assert_status(add(&sa), OK);
    test_sa_init(&sa, 0, GMAC);
    assert_status(add(&sa), OK);
    test_sa_ipv6(&sa);
    sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    sa.ctx.reqid = 5;
    sa.ctx.driver_cookie = UINT64_MAX;
    sa.ctx.op[0].replay_window = 0x80000000;
    sa.ctx.op[0].sequence = UINT32_MAX;
    assert_status(add(&sa), OK);
}

static void test_length(void)
{
    IpsecCaps caps = test_caps(4);
    uint8_t bytes[IPSECNIC_SA_CTX_MAX + 8] = { 0 };
    size_t length, used;
    TestSa sa;
    unsigned n;

    test_sa_init(&sa, GCM, 0);
    length = test_sa_encode(&sa, bytes);
    g_assert_cmpuint(length, ==, 312);
    /* not all there */
    for (n = 0; n < length; n++) {
        used = 1;
        assert_status(add_bytes(&caps, bytes, n, &used), SA_LENGTH);
        g_assert_cmpuint(used, ==, 0);
    }
    /* more than one context there: the length field counts */
    assert_status(add_bytes(&caps, bytes, sizeof(bytes), &used), OK);
    g_assert_cmpuint(used, ==, length);
    /* too short, not a multiple of 8, too long */
    for (n = 0; n < 0x300; n++) {
        bool good = n >= 312 && n <= IPSECNIC_SA_CTX_MAX && n % 8 == 0;
        uint32_t status;

        bytes[0] = (uint8_t)n;
        bytes[1] = (uint8_t)(n >> 8);
        status = add_bytes(&caps, bytes, sizeof(bytes), &used);
        if (n == 288 || n == 296 || n == 304) {
            /* a legal length, but the key is not within it */
            g_assert_cmpuint(status, ==, IPSECNIC_ST_SA_KEY_RANGE);
            g_assert_cmpuint(used, ==, n);
        } else {
            g_assert_cmpuint(status, ==, good ? IPSECNIC_ST_OK :
                                                IPSECNIC_ST_SA_LENGTH);
            g_assert_cmpuint(used, ==, good ? n : 0);
        }
    }
    bytes[3] = 0x80;
    assert_status(add_bytes(&caps, bytes, sizeof(bytes), &used), SA_LENGTH);
}

static void test_used_on_failure(void)
{
    IpsecCaps caps = test_caps(4);
    uint8_t bytes[IPSECNIC_SA_CTX_MAX];
    size_t length, used;
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.version = 9;
    length = test_sa_encode(&sa, bytes);
    assert_status(add_bytes(&caps, bytes, length, &used), SA_VERSION);
    g_assert_cmpuint(used, ==, length);
}

static void test_version(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.version = 0;
    assert_status(add(&sa), SA_VERSION);
    sa.ctx.version = 2;
    assert_status(add(&sa), SA_VERSION);
}

static void test_reserved(void)
{
    TestSa sa;
    unsigned i;

    test_sa_init(&sa, GCM, 0);
    for (i = 0; i < sizeof(struct ipsecnic_sa_ctx); i++) {
        bool reserved =
            i == 14 || i == 15 ||                   /* reserved0 */
            i == 64 + 1 || (i >= 64 + 56 && i < 128) || /* those of op[0] */
            (i >= 128 && i < 192) ||                /* op[1], not in use */
            (i >= 224 && i < 256) ||                /* reserved1 */
            (i >= 256 && i < 272) ||                /* packet offload's */
            i >= 272;
        uint32_t status = add_raw(&sa, i, 0x5a);

        g_assert_cmpint(status == IPSECNIC_ST_SA_RESERVED, ==, reserved ||
                        /* offset of a key that is not there */
                        (i >= 64 + 24 && i < 64 + 28));
    }
}

static void test_flags(void)
{
    TestSa sa;
    unsigned i;

    test_sa_init(&sa, GCM, 0);
    for (i = 0; i < 32; i++) {
        sa.ctx.flags = IPSECNIC_SA_FLAG_INBOUND | 1u << i;
        if (sa.ctx.flags == IPSECNIC_SA_FLAG_INBOUND) {
            assert_status(add(&sa), OK);
        } else if (sa.ctx.flags & IPSECNIC_SA_FLAG_IPV6) {
            assert_status(add(&sa), OK);
        } else {
            assert_status(add(&sa), SA_FLAGS);
        }
    }
    /* of an operation */
    test_sa_init(&sa, GCM, 0);
    for (i = 1; i < 16; i++) {
        sa.ctx.op[0].flags = (uint16_t)(1 << i);
        assert_status(add(&sa), SA_FLAGS);
    }
    /* packet offload makes its fields legal, and is not offered */
    test_sa_init(&sa, GCM, 0);
    sa.ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    sa.ctx.mac_dst[0] = 1;
    assert_status(add(&sa), SA_FLAGS);
}

static uint32_t add_to(IpsecEngine *engine, const TestSa *sa)
{
    uint8_t bytes[IPSECNIC_SA_CTX_MAX];
    size_t length = test_sa_encode(sa, bytes);
    uint32_t handle;
    size_t used;

    return ipsec_engine_add_sa(engine, bytes, length, &used, &handle);
}

static void test_direction(void)
{
    IpsecCaps caps = test_caps(4);
    IpsecEngine *engine, *second;
    GByteArray *saved = g_byte_array_new();
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.flags = 0;
    assert_status(add(&sa), OK);

    /* while inbound SAs are not taken: what is loaded stays */
    caps.ipsec &= ~IPSECNIC_CAP_IPV6;
    engine = ipsec_engine_new(&caps, NULL);
    sa.ctx.flags = IPSECNIC_SA_FLAG_INBOUND;
    assert_status(add_to(engine, &sa), OK);
    ipsec_engine_set_inbound(engine, false);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 1);
    sa.ctx.op[0].spi++;
    assert_status(add_to(engine, &sa), SA_DIRECTION);
    /* behind SA_FLAGS, before SA_FAMILY */
    sa.ctx.flags |= IPSECNIC_SA_FLAG_IPV6;
    assert_status(add_to(engine, &sa), SA_DIRECTION);
    sa.ctx.op[0].flags = 0x8000;
    assert_status(add_to(engine, &sa), SA_FLAGS);
    sa.ctx.op[0].flags = 0;
    sa.ctx.flags = 0;
    assert_status(add_to(engine, &sa), OK);

    /* an engine that takes none loads what another one had */
    ipsec_engine_save(engine, saved);
    second = ipsec_engine_new(&caps, NULL);
    ipsec_engine_set_inbound(second, false);
    g_assert_true(ipsec_engine_load(second, saved->data, saved->len, NULL));
    g_assert_cmpuint(ipsec_engine_sa_count(second), ==, 2);
    ipsec_engine_set_inbound(second, true);
    sa.ctx.op[0].spi++;
    sa.ctx.flags = IPSECNIC_SA_FLAG_INBOUND;
    assert_status(add_to(second, &sa), OK);
    g_byte_array_free(saved, true);
    ipsec_engine_free(second);
    ipsec_engine_free(engine);
}

static void test_family(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    test_sa_ipv6(&sa);
    assert_status(add_without(&sa, IPSECNIC_CAP_IPV6), SA_FAMILY);
}

static void test_address(void)
{
    TestSa sa;
    unsigned i;

    for (i = 0; i < 16; i++) {
        test_sa_init(&sa, GCM, 0);
        sa.ctx.src[i] = 1;
        g_assert_cmpuint(add(&sa), ==, i < 4 ? IPSECNIC_ST_OK :
                                               IPSECNIC_ST_SA_ADDRESS);
        test_sa_init(&sa, GCM, 0);
        sa.ctx.dst[i] = 1;
        g_assert_cmpuint(add(&sa), ==, i < 4 ? IPSECNIC_ST_OK :
                                               IPSECNIC_ST_SA_ADDRESS);
    }
}

static void test_mode(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.mode = 0;
    assert_status(add(&sa), SA_MODE);
    sa.ctx.mode = 3;
    assert_status(add(&sa), SA_MODE);
    sa.ctx.mode = IPSECNIC_MODE_TRANSPORT;
    assert_status(add_without(&sa, IPSECNIC_CAP_TRANSPORT), SA_MODE);
    assert_status(add_without(&sa, IPSECNIC_CAP_TUNNEL), OK);
    sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    assert_status(add_without(&sa, IPSECNIC_CAP_TUNNEL), SA_MODE);
    assert_status(add_without(&sa, IPSECNIC_CAP_TRANSPORT), OK);
}

static void test_encap(void)
{
    IpsecCaps caps = test_caps(4);
    TestSa sa;
    unsigned encap, mode;

    for (encap = 1; encap < 256; encap++) {
        for (mode = 1; mode <= 2; mode++) {
            bool known = encap == 1 || encap == 2 || encap == 4 || encap == 8;
            bool tunnel = encap == 2 || encap == 4;
            bool good = known && tunnel == (mode == IPSECNIC_MODE_TUNNEL) &&
                        (caps.udp_esp & encap);

            test_sa_init(&sa, GCM, 0);
            sa.ctx.mode = (uint8_t)mode;
            sa.ctx.encap = (uint8_t)encap;
            g_assert_cmpuint(add(&sa), ==, good ? IPSECNIC_ST_OK :
                                                  IPSECNIC_ST_SA_ENCAP);
            caps.udp_esp &= ~encap;
            g_assert_cmpuint(add_with(&caps, &sa), ==, IPSECNIC_ST_SA_ENCAP);
            caps = test_caps(4);
        }
    }
}

static void test_ports(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.encap_sport = 4500;
    assert_status(add(&sa), SA_PORTS);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.encap_dport = 4500;
    assert_status(add(&sa), SA_PORTS);
}

static void test_limit(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.soft_packets = 0;
    assert_status(add(&sa), SA_LIMIT);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.hard_packets = 0;
    assert_status(add(&sa), SA_LIMIT);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.soft_bytes = 0;
    assert_status(add(&sa), SA_LIMIT);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.hard_bytes = 0;
    assert_status(add(&sa), SA_LIMIT);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.soft_packets = 11;
    sa.ctx.hard_packets = 10;
    assert_status(add(&sa), SA_LIMIT);
    sa.ctx.soft_packets = 10;
    assert_status(add(&sa), OK);
    sa.ctx.soft_bytes = 11;
    sa.ctx.hard_bytes = 10;
    assert_status(add(&sa), SA_LIMIT);
    /* a hard limit alone */
    sa.ctx.soft_bytes = IPSECNIC_NO_LIMIT;
    assert_status(add(&sa), OK);
}

static void test_num_ops(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.num_ops = 0;
    assert_status(add(&sa), SA_NUM_OPS);
    sa.ctx.num_ops = 3;
    assert_status(add(&sa), SA_NUM_OPS);
    sa.ctx.num_ops = 0xffff;
    assert_status(add(&sa), SA_NUM_OPS);
}

static void test_operation(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.op[0].operation = 0;
    assert_status(add(&sa), SA_OPERATION);
    sa.ctx.op[0].operation = 3;
    assert_status(add(&sa), SA_OPERATION);
    sa.ctx.op[0].operation = IPSECNIC_OP_ESP;
    assert_status(add_without(&sa, IPSECNIC_CAP_ESP), SA_OPERATION);
    test_sa_op(&sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, SHA1);
    assert_status(add_without(&sa, IPSECNIC_CAP_AH), SA_OPERATION);
}

static void test_spi(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.op[0].spi = 0;
    assert_status(add(&sa), SA_SPI);
    /* 1 to 255 are kept back by IANA, and not by a card that is told to */
    sa.ctx.op[0].spi = 1;
    assert_status(add(&sa), OK);
    sa.ctx.op[0].spi = 255;
    assert_status(add(&sa), OK);
    sa.ctx.op[0].spi = 256;
    assert_status(add(&sa), OK);
    sa.ctx.op[0].spi = 0xffffffff;
    assert_status(add(&sa), OK);
}

static void test_esn(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    assert_status(add_without(&sa, IPSECNIC_CAP_ESN), SA_ESN);
    sa.ctx.op[0].sequence = UINT64_MAX;
    assert_status(add(&sa), OK);
    sa.ctx.op[0].flags = 0;
    assert_status(add(&sa), SA_SEQUENCE);
    sa.ctx.op[0].sequence = UINT64_C(0x100000000);
    assert_status(add(&sa), SA_SEQUENCE);
}

static void test_window(void)
{
    TestSa sa;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.op[0].replay_window = 0x80000001;
    assert_status(add(&sa), SA_WINDOW);
}

static void test_algorithms(void)
{
    TestSa sa;
    IpsecCaps caps = test_caps(4);
    unsigned i;

    test_sa_init(&sa, 0, 0);
    assert_status(add(&sa), SA_NO_ALGORITHM);

    /* each bit that is not an algorithm, and two at once */
    for (i = 0; i < 64; i++) {
        test_sa_init(&sa, IPSECNIC_CIPHER_NONE, UINT64_C(1) << i);
        if (!test_auth(UINT64_C(1) << i)) {
            assert_status(add(&sa), SA_AUTH_ALG);
        }
        test_sa_init(&sa, UINT64_C(1) << i, SHA1);
        if (!test_cipher(UINT64_C(1) << i)) {
            assert_status(add(&sa), SA_CIPHER_ALG);
        }
    }
    test_sa_init(&sa, CBC, SHA1 | IPSECNIC_AUTH_MD5);
    assert_status(add(&sa), SA_AUTH_ALG);
    test_sa_init(&sa, CBC | IPSECNIC_CIPHER_DES_CBC, SHA1);
    assert_status(add(&sa), SA_CIPHER_ALG);

    /* what is switched off */
    test_sa_init(&sa, CBC, SHA1);
    caps.auth_algs &= ~SHA1;
    assert_status(add_with(&caps, &sa), SA_AUTH_ALG);
    caps = test_caps(4);
    caps.cipher_algs &= ~CBC;
    assert_status(add_with(&caps, &sa), SA_CIPHER_ALG);

    /* ESP with an HMAC says NONE if it does not encrypt */
    test_sa_init(&sa, 0, SHA1);
    assert_status(add(&sa), SA_CIPHER_ALG);
    test_sa_init(&sa, IPSECNIC_CIPHER_NONE, SHA1);
    assert_status(add(&sa), OK);
}

/*
 * Algorithms beyond IPsecOV2 are taken with their feature alone, and the others
 * always.  SAs that are loaded stay, and go from one engine to another.
 */
static void test_features(void)
{
    static const struct {
        unsigned feature;
        uint64_t cipher, auth;
        uint32_t refusal;
    } c[] = {
        { IPSECNIC_F_CHACHA20, IPSECNIC_CIPHER_CHACHA20_POLY1305, 0,
          IPSECNIC_ST_SA_CIPHER_ALG },
        { IPSECNIC_F_HMAC_SHA512, CBC, IPSECNIC_AUTH_SHA384,
          IPSECNIC_ST_SA_AUTH_ALG },
        { IPSECNIC_F_HMAC_SHA512, CBC, IPSECNIC_AUTH_SHA512,
          IPSECNIC_ST_SA_AUTH_ALG },
        { IPSECNIC_F_AES_CTR, IPSECNIC_CIPHER_AES_CTR_128, SHA1,
          IPSECNIC_ST_SA_CIPHER_ALG },
        { IPSECNIC_F_AES_CTR, IPSECNIC_CIPHER_AES_CTR_192, SHA1,
          IPSECNIC_ST_SA_CIPHER_ALG },
        { IPSECNIC_F_AES_CTR, IPSECNIC_CIPHER_AES_CTR_256, SHA1,
          IPSECNIC_ST_SA_CIPHER_ALG },
        { IPSECNIC_F_AES_CCM, IPSECNIC_CIPHER_AES_CCM_128, 0,
          IPSECNIC_ST_SA_CIPHER_ALG },
        { IPSECNIC_F_AES_CCM, IPSECNIC_CIPHER_AES_CCM_192, 0,
          IPSECNIC_ST_SA_CIPHER_ALG },
        { IPSECNIC_F_AES_CCM, IPSECNIC_CIPHER_AES_CCM_256, 0,
          IPSECNIC_ST_SA_CIPHER_ALG },
        { IPSECNIC_F_AES_MAC, CBC, IPSECNIC_AUTH_AES_XCBC,
          IPSECNIC_ST_SA_AUTH_ALG },
        { IPSECNIC_F_AES_MAC, CBC, IPSECNIC_AUTH_AES_CMAC,
          IPSECNIC_ST_SA_AUTH_ALG },
        { 0, CBC, SHA1, IPSECNIC_ST_OK },
        { 0, GCM, 0, IPSECNIC_ST_OK },
        { 0, 0, GMAC, IPSECNIC_ST_OK },
    };
    IpsecCaps caps = test_caps(1);
    g_autoptr(GByteArray) saved = g_byte_array_new();
    IpsecEngine *engine = ipsec_engine_new(&caps, NULL);
    IpsecEngine *other = ipsec_engine_new(&caps, NULL);
    unsigned i, f;

    g_assert_cmphex(ipsec_caps_features(&caps), ==, UINT64_C(0x1f) << 32);
    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        TestSa sa;
        uint32_t handle;

        test_sa_init(&sa, c[i].cipher, c[i].auth);
        for (f = 32; f < 64; f++) {
            ipsec_engine_reset(engine);
            ipsec_engine_set_features(engine, UINT64_C(1) << f);
            g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                             f == c[i].feature ? IPSECNIC_ST_OK :
                             c[i].refusal);
            ipsec_engine_reset(engine);
            ipsec_engine_set_features(engine, ~(UINT64_C(1) << f));
            g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                             f == c[i].feature ? c[i].refusal :
                             IPSECNIC_ST_OK);
        }
        /* it is loaded */
        ipsec_engine_set_features(engine, 0);
        ipsec_engine_set_features(other, 0);
        g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 1);
        g_byte_array_set_size(saved, 0);
        ipsec_engine_save(engine, saved);
        g_assert_true(ipsec_engine_load(other, saved->data, saved->len, NULL));
        g_assert_cmpuint(ipsec_engine_sa_count(other), ==, 1);
        ipsec_engine_reset(other);
    }
    ipsec_engine_free(engine);
    ipsec_engine_free(other);

    caps.ipsec &= ~(IPSECNIC_CAP_AH | IPSECNIC_CAP_ESP);
    g_assert_cmphex(ipsec_caps_features(&caps), ==, 0);
}

static void test_combinations(void)
{
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_CCM_128, SHA1);
    assert_status(add(&sa), SA_AUTH_WITH_AEAD);
    test_sa_init(&sa, IPSECNIC_CIPHER_CHACHA20_POLY1305, GMAC);
    assert_status(add(&sa), SA_AUTH_WITH_AEAD);
    test_sa_init(&sa, IPSECNIC_CIPHER_AES_CTR_128, GMAC);
    assert_status(add(&sa), SA_GMAC_CIPHER);

    test_sa_init(&sa, GCM, SHA1);
    assert_status(add(&sa), SA_AUTH_WITH_AEAD);
    test_sa_init(&sa, GCM, GMAC);
    assert_status(add(&sa), SA_AUTH_WITH_AEAD);
    test_sa_init(&sa, CBC, GMAC);
    assert_status(add(&sa), SA_GMAC_CIPHER);
    test_sa_init(&sa, IPSECNIC_CIPHER_NONE, GMAC);
    assert_status(add(&sa), SA_GMAC_CIPHER);
}

static void test_d13_no_auth(void)
{
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_CTR_128, 0);
    assert_status(add(&sa), SA_NO_AUTH);

    test_sa_init(&sa, CBC, 0);
    assert_status(add(&sa), SA_NO_AUTH);
    test_sa_init(&sa, IPSECNIC_CIPHER_NONE, 0);
    assert_status(add(&sa), SA_NO_AUTH);
}

static void test_key_lengths(void)
{
    static const uint64_t ciphers[] = {
        IPSECNIC_CIPHER_NONE, IPSECNIC_CIPHER_DES_CBC,
        IPSECNIC_CIPHER_3DES_CBC, IPSECNIC_CIPHER_AES_CBC_128,
        IPSECNIC_CIPHER_AES_CBC_192, IPSECNIC_CIPHER_AES_CBC_256,
        IPSECNIC_CIPHER_AES_CTR_128, IPSECNIC_CIPHER_AES_CTR_192,
        IPSECNIC_CIPHER_AES_CTR_256,
    };
    static const uint64_t aeads[] = {
        IPSECNIC_CIPHER_AES_GCM_128, IPSECNIC_CIPHER_AES_GCM_192,
        IPSECNIC_CIPHER_AES_GCM_256, IPSECNIC_CIPHER_CHACHA20_POLY1305,
        IPSECNIC_CIPHER_AES_CCM_128, IPSECNIC_CIPHER_AES_CCM_192,
        IPSECNIC_CIPHER_AES_CCM_256,
    };
    static const uint64_t auths[] = {
        IPSECNIC_AUTH_MD5, IPSECNIC_AUTH_SHA1, IPSECNIC_AUTH_SHA256,
        IPSECNIC_AUTH_SHA384, IPSECNIC_AUTH_SHA512, IPSECNIC_AUTH_AES_XCBC,
        IPSECNIC_AUTH_AES_CMAC,
    };
    static const uint64_t gmacs[] = {
        IPSECNIC_AUTH_AES_GMAC_128, IPSECNIC_AUTH_AES_GMAC_192,
        IPSECNIC_AUTH_AES_GMAC_256,
    };
    TestSa sa;
    unsigned i;
    uint32_t n, right;

    for (i = 0; i < G_N_ELEMENTS(ciphers); i++) {
        test_sa_init(&sa, ciphers[i], SHA1);
        right = sa.ctx.op[0].cipher_key_length;
        for (n = 0; n <= 40; n++) {
            sa.ctx.op[0].cipher_key_length = n;
            g_assert_cmpuint(add(&sa), ==, n == right ? IPSECNIC_ST_OK :
                             IPSECNIC_ST_SA_CIPHER_KEY_LENGTH);
        }
    }
    for (i = 0; i < G_N_ELEMENTS(aeads); i++) {
        test_sa_init(&sa, aeads[i], 0);
        right = sa.ctx.op[0].cipher_key_length;
        for (n = 0; n <= 40; n++) {
            sa.ctx.op[0].cipher_key_length = n;
            g_assert_cmpuint(add(&sa), ==, n == right ? IPSECNIC_ST_OK :
                             IPSECNIC_ST_SA_CIPHER_KEY_LENGTH);
        }
        sa.ctx.op[0].cipher_key_length = right;
        sa.ctx.op[0].auth_key_length = 16;
        assert_status(add(&sa), SA_AUTH_KEY_LENGTH);
    }
    for (i = 0; i < G_N_ELEMENTS(auths); i++) {
        test_sa_init(&sa, CBC, auths[i]);
        right = sa.ctx.op[0].auth_key_length;
        for (n = 0; n <= 80; n++) {
            sa.ctx.op[0].auth_key_length = n;
            g_assert_cmpuint(add(&sa), ==, n == right ? IPSECNIC_ST_OK :
                             IPSECNIC_ST_SA_AUTH_KEY_LENGTH);
        }
    }
    for (i = 0; i < G_N_ELEMENTS(gmacs); i++) {
        test_sa_init(&sa, 0, gmacs[i]);
        right = sa.ctx.op[0].auth_key_length;
        for (n = 0; n <= 40; n++) {
            sa.ctx.op[0].auth_key_length = n;
            g_assert_cmpuint(add(&sa), ==, n == right ? IPSECNIC_ST_OK :
                             IPSECNIC_ST_SA_AUTH_KEY_LENGTH);
        }
    }
}

static void test_key_range(void)
{
    /* context of 312 bytes, key of 20 */
    static const struct {
        uint32_t offset;
        bool good;
    } c[] = {
        { 288, true }, { 292, true }, { 293, false }, { 287, false },
        { 1, false }, { 312, false }, { 313, false },
        { 0xffffffff, false }, { 0xffffffec, false },
    };
    TestSa sa;
    unsigned i;

    test_sa_init(&sa, GCM, 0);
    sa.ctx.length = 312;
    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        IpsecCaps caps = test_caps(4);
        uint8_t bytes[IPSECNIC_SA_CTX_MAX] = { 0 };
        size_t used;

        sa.ctx.op[0].cipher_key_offset = c[i].offset;
        test_sa_encode(&sa, bytes);
        g_assert_cmpuint(add_bytes(&caps, bytes, 312, &used), ==,
                         c[i].good ? IPSECNIC_ST_OK :
                                     IPSECNIC_ST_SA_KEY_RANGE);
    }
}

static void test_icv_length(void)
{
    TestSa sa;
    IpsecCaps caps = test_caps(4);
    unsigned n;

    for (n = 0; n <= 70; n++) {
        test_sa_init(&sa, GCM, 0);
        sa.ctx.op[0].cipher_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 8 || n == 12 || n == 16 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
        test_sa_init(&sa, IPSECNIC_CIPHER_AES_CCM_256, 0);
        sa.ctx.op[0].cipher_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 8 || n == 12 || n == 16 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
        test_sa_init(&sa, IPSECNIC_CIPHER_CHACHA20_POLY1305, 0);
        sa.ctx.op[0].cipher_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 16 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
        test_sa_init(&sa, CBC, IPSECNIC_AUTH_SHA384);
        sa.ctx.op[0].auth_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 24 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
        test_sa_init(&sa, CBC, IPSECNIC_AUTH_SHA512);
        sa.ctx.op[0].auth_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 32 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
        test_sa_init(&sa, CBC, SHA1);
        sa.ctx.op[0].auth_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 12 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
        test_sa_init(&sa, CBC, IPSECNIC_AUTH_SHA256);
        sa.ctx.op[0].auth_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 16 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
        test_sa_init(&sa, 0, GMAC);
        sa.ctx.op[0].auth_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 16 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
        /* an ICV of what makes none */
        test_sa_init(&sa, CBC, SHA1);
        sa.ctx.op[0].cipher_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 0 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
        test_sa_init(&sa, GCM, 0);
        sa.ctx.op[0].auth_icv_length = (uint16_t)n;
        g_assert_cmpuint(add(&sa), ==, n == 0 ?
                         IPSECNIC_ST_OK : IPSECNIC_ST_SA_ICV_LENGTH);
    }
    caps.gcm_icv = 1 << 16;
    test_sa_init(&sa, GCM, 0);
    assert_status(add_with(&caps, &sa), OK);
    sa.ctx.op[0].cipher_icv_length = 12;
    assert_status(add_with(&caps, &sa), SA_ICV_LENGTH);
}

static void test_weak_key(void)
{
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_DES_CBC, SHA1);
    memset(sa.keys[0][1], 0x01, 8);
    assert_status(add(&sa), SA_WEAK_KEY);
}

/* The order of the statuses is that of the checks: with everything wrong, the
 * first one comes, and so on as one thing after the other is put right. */
static void test_order(void)
{
    TestSa sa, good;

    test_sa_init(&good, GCM, 0);
    sa = good;
    sa.ctx.version = 7;
    sa.ctx.mac_src[0] = 1;
    sa.ctx.flags = 0x40;
    sa.ctx.src[9] = 1;
    sa.ctx.mode = 9;
    sa.ctx.encap = 0x33;
    sa.ctx.soft_bytes = 0;
    sa.ctx.op[0].operation = 9;
    sa.ctx.op[0].spi = 0;
    sa.ctx.op[0].sequence = UINT64_MAX;
    sa.ctx.op[0].replay_window = UINT32_MAX;
    sa.ctx.op[0].cipher_alg = 0;
    sa.ctx.op[0].auth_alg = 0;
    sa.ctx.op[0].cipher_key_length = 3;
    sa.ctx.op[0].cipher_icv_length = 3;

    assert_status(add(&sa), SA_VERSION);
    sa.ctx.version = good.ctx.version;
    assert_status(add(&sa), SA_RESERVED);
    sa.ctx.mac_src[0] = 0;
    assert_status(add(&sa), SA_FLAGS);
    sa.ctx.flags = IPSECNIC_SA_FLAG_INBOUND;
    assert_status(add(&sa), SA_ADDRESS);
    sa.ctx.src[9] = 0;
    assert_status(add(&sa), SA_MODE);
    sa.ctx.mode = good.ctx.mode;
    assert_status(add(&sa), SA_ENCAP);
    sa.ctx.encap = 0;
    sa.ctx.encap_sport = 1;
    assert_status(add(&sa), SA_PORTS);
    sa.ctx.encap_sport = 0;
    assert_status(add(&sa), SA_LIMIT);
    sa.ctx.soft_bytes = good.ctx.soft_bytes;
    sa.ctx.num_ops = 0;
    assert_status(add(&sa), SA_NUM_OPS);
    sa.ctx.num_ops = 1;
    assert_status(add(&sa), SA_OPERATION);
    sa.ctx.op[0].operation = IPSECNIC_OP_ESP;
    assert_status(add(&sa), SA_SPI);
    sa.ctx.op[0].spi = TEST_SPI;
    assert_status(add(&sa), SA_SEQUENCE);
    sa.ctx.op[0].sequence = 0;
    assert_status(add(&sa), SA_WINDOW);
    sa.ctx.op[0].replay_window = 0;
    assert_status(add(&sa), SA_NO_ALGORITHM);
    sa.ctx.op[0].auth_alg = UINT64_C(1) << 60;
    sa.ctx.op[0].cipher_alg = UINT64_C(1) << 60;
    assert_status(add(&sa), SA_AUTH_ALG);
    sa.ctx.op[0].auth_alg = SHA1;
    assert_status(add(&sa), SA_CIPHER_ALG);
    sa.ctx.op[0].cipher_alg = GCM;
    assert_status(add(&sa), SA_AUTH_WITH_AEAD);
    sa.ctx.op[0].auth_alg = 0;
    sa.ctx.op[0].auth_key_length = 5;
    assert_status(add(&sa), SA_AUTH_KEY_LENGTH);
    sa.ctx.op[0].auth_key_length = 0;
    assert_status(add(&sa), SA_CIPHER_KEY_LENGTH);
    sa.ctx.op[0].cipher_key_length = 20;
    sa.ctx.op[0].cipher_key_offset = 4;
    assert_status(add(&sa), SA_KEY_RANGE);
    sa.ctx.op[0].cipher_key_offset = 0;
    assert_status(add(&sa), SA_ICV_LENGTH);
    sa.ctx.op[0].cipher_icv_length = 16;
    assert_status(add(&sa), OK);
}

/* Whatever the bytes: a status, and never more than was there. */
static void test_every_byte(void)
{
    IpsecCaps caps = test_caps(4);
    uint8_t bytes[IPSECNIC_SA_CTX_MAX];
    size_t length, used;
    TestSa sa;
    unsigned i, v;

    test_sa_init(&sa, CBC, SHA1);
    length = test_sa_encode(&sa, bytes);
    for (i = 0; i < length; i++) {
        for (v = 1; v < 256; v <<= 1) {
            bytes[i] ^= (uint8_t)v;
            add_bytes(&caps, bytes, length, &used);
            g_assert_cmpuint(used, <=, length);
            bytes[i] ^= (uint8_t)v;
        }
    }
}

/* Packet mode is on. */
static uint32_t add_packet(const TestSa *sa)
{
    IpsecEngine *engine = test_engine(4);
    uint32_t handle, status;

    ipsec_engine_set_packet(engine, true);
    status = test_sa_add(engine, sa, &handle);
    ipsec_engine_free(engine);
    return status;
}

static void packet_sa(TestSa *sa, uint8_t mode, bool inbound)
{
    test_sa_init(sa, GCM, 0);
    sa->ctx.mode = mode;
    sa->ctx.flags = IPSECNIC_SA_FLAG_PACKET_OFFLOAD |
                    (inbound ? IPSECNIC_SA_FLAG_INBOUND : 0);
}

static void test_packet_flags(void)
{
    unsigned mode, inbound, i;
    TestSa sa;

    for (mode = IPSECNIC_MODE_TRANSPORT; mode <= IPSECNIC_MODE_TUNNEL; mode++) {
        for (inbound = 0; inbound < 2; inbound++) {
            for (i = 0; i < 32; i++) {
                uint32_t flag = 1u << i;
                bool tunnel = mode == IPSECNIC_MODE_TUNNEL;
                bool good = flag & (IPSECNIC_SA_FLAG_INBOUND |
                                    IPSECNIC_SA_FLAG_IPV6 |
                                    IPSECNIC_SA_FLAG_PACKET_OFFLOAD);

                good |= tunnel && (flag & IPSECNIC_SA_FLAG_NO_ECN);
                good |= tunnel && inbound &&
                        (flag & IPSECNIC_SA_FLAG_DECAP_DSCP);
                good |= tunnel && !inbound &&
                        (flag & (IPSECNIC_SA_FLAG_NO_DSCP |
                                 IPSECNIC_SA_FLAG_NO_FLOW_LABEL));
                packet_sa(&sa, (uint8_t)mode, inbound);
                sa.ctx.flags |= flag;
                g_assert_cmpuint(add_packet(&sa), ==,
                                 good ? IPSECNIC_ST_OK : IPSECNIC_ST_SA_FLAGS);
            }
        }
    }
    /* those of tunnels belong to packet mode */
    test_sa_init(&sa, GCM, 0);
    sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    sa.ctx.flags |= IPSECNIC_SA_FLAG_NO_ECN;
    assert_status(add_packet(&sa), SA_FLAGS);
}

static void test_packet_window(void)
{
    TestSa sa;

    packet_sa(&sa, IPSECNIC_MODE_TRANSPORT, true);
    sa.ctx.op[0].replay_window = IPSEC_WINDOW_MAX;
    assert_status(add_packet(&sa), OK);
    sa.ctx.op[0].replay_window++;
    assert_status(add_packet(&sa), SA_WINDOW);
    /* nobody checks these */
    packet_sa(&sa, IPSECNIC_MODE_TRANSPORT, false);
    sa.ctx.op[0].replay_window = 0x80000000u;
    assert_status(add_packet(&sa), OK);
    sa.ctx.op[0].replay_window++;
    assert_status(add_packet(&sa), SA_WINDOW);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.op[0].replay_window = IPSEC_WINDOW_MAX + 1;
    assert_status(add_packet(&sa), OK);
}

static void test_packet_operations(void)
{
    TestSa sa;

    packet_sa(&sa, IPSECNIC_MODE_TRANSPORT, true);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    assert_status(add_packet(&sa), OK);
    sa.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    assert_status(add_packet(&sa), SA_PACKET);
    packet_sa(&sa, IPSECNIC_MODE_TUNNEL, true);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TUNNEL;
    assert_status(add_packet(&sa), OK);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL;
    assert_status(add_packet(&sa), SA_PACKET);
    packet_sa(&sa, IPSECNIC_MODE_TRANSPORT, true);
    test_sa_op(&sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, SHA1);
    assert_status(add_packet(&sa), SA_PACKET);
    sa.ctx.num_ops = 2;
    test_sa_op(&sa, 1, IPSECNIC_OP_ESP, TEST_SPI + 1, GCM, 0);
    assert_status(add_packet(&sa), SA_PACKET);
}

static void test_packet_tunnel(void)
{
    unsigned mode, inbound;
    TestSa sa;

    for (mode = IPSECNIC_MODE_TRANSPORT; mode <= IPSECNIC_MODE_TUNNEL; mode++) {
        for (inbound = 0; inbound < 2; inbound++) {
            bool header = mode == IPSECNIC_MODE_TUNNEL && !inbound;
            uint32_t status = header ? IPSECNIC_ST_OK : IPSECNIC_ST_SA_TUNNEL;

            packet_sa(&sa, (uint8_t)mode, inbound);
            sa.ctx.ttl = 1;
            g_assert_cmpuint(add_packet(&sa), ==, status);
            packet_sa(&sa, (uint8_t)mode, inbound);
            sa.ctx.df = IPSECNIC_DF_CLEAR;
            g_assert_cmpuint(add_packet(&sa), ==, status);
            sa.ctx.df = IPSECNIC_DF_CLEAR + 1;
            assert_status(add_packet(&sa), SA_TUNNEL);
            packet_sa(&sa, (uint8_t)mode, inbound);
            sa.ctx.tfc = 1;
            g_assert_cmpuint(add_packet(&sa), ==, status);
            sa.ctx.tfc = UINT16_MAX;
            g_assert_cmpuint(add_packet(&sa), ==, status);
            packet_sa(&sa, (uint8_t)mode, inbound);
            sa.ctx.mac_src[5] = sa.ctx.mac_dst[0] = 2;
            g_assert_cmpuint(add_packet(&sa), ==, status);
            sa.ctx.mac_src[5] = 0;
            assert_status(add_packet(&sa), SA_TUNNEL);
            sa.ctx.mac_src[0] = 2;
            sa.ctx.mac_dst[0] = 0;
            assert_status(add_packet(&sa), SA_TUNNEL);
            packet_sa(&sa, (uint8_t)mode, inbound);
            memset(sa.ctx.src, 0, 16);
            g_assert_cmpuint(add_packet(&sa), ==, header ?
                             IPSECNIC_ST_SA_TUNNEL : IPSECNIC_ST_OK);
            packet_sa(&sa, (uint8_t)mode, inbound);
            memset(sa.ctx.dst, 0, 16);
            g_assert_cmpuint(add_packet(&sa), ==, header ?
                             IPSECNIC_ST_SA_TUNNEL : IPSECNIC_ST_OK);
        }
    }
    /* an outer header of IPv6 has no DF */
    packet_sa(&sa, IPSECNIC_MODE_TUNNEL, false);
    test_sa_ipv6(&sa);
    assert_status(add_packet(&sa), OK);
    sa.ctx.df = IPSECNIC_DF_SET;
    assert_status(add_packet(&sa), SA_TUNNEL);
}

static void test_packet_mtu(void)
{
    TestSa sa;

    packet_sa(&sa, IPSECNIC_MODE_TRANSPORT, false);
    sa.ctx.mtu = 255;
    assert_status(add_packet(&sa), SA_MTU);
    sa.ctx.mtu = 256;
    assert_status(add_packet(&sa), OK);
    sa.ctx.mtu = 65535;
    assert_status(add_packet(&sa), OK);
    packet_sa(&sa, IPSECNIC_MODE_TUNNEL, true);
    sa.ctx.mtu = 1400;
    assert_status(add_packet(&sa), SA_MTU);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.flags = 0;
    sa.ctx.mtu = 1400;
    assert_status(add_packet(&sa), SA_RESERVED);
}

/* Without its feature the field of TFC padding is a reserved one, and where that
 * is not offered so is it in a stream. */
static void test_packet_tfc(void)
{
    IpsecEngine *engine = test_engine(4);
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_autoptr(GError) error = NULL;
    IpsecCaps caps = test_caps(4);
    IpsecEngine *without;
    uint32_t handle;
    TestSa sa;

    caps.tfc = false;
    without = ipsec_engine_new(&caps, NULL);
    ipsec_engine_set_packet(without, true);
    packet_sa(&sa, IPSECNIC_MODE_TUNNEL, false);
    sa.ctx.tfc = 1000;
    ipsec_engine_set_packet(engine, true);
    ipsec_engine_set_features(engine, ~(UINT64_C(1) << IPSECNIC_F_TFC));
    assert_status(test_sa_add(engine, &sa, &handle), SA_RESERVED);
    ipsec_engine_set_features(engine, UINT64_C(1) << IPSECNIC_F_TFC);
    assert_status(test_sa_add(engine, &sa, &handle), OK);
    ipsec_engine_set_features(without, UINT64_C(1) << IPSECNIC_F_TFC);
    assert_status(test_sa_add(without, &sa, &handle), SA_RESERVED);
    ipsec_engine_save(engine, stream);
    g_assert_false(ipsec_engine_load(without, stream->data, stream->len,
                                     &error));
    g_assert_nonnull(strstr(error->message, "status 34"));
    ipsec_engine_free(without);
    test_sa_init(&sa, GCM, 0);
    sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    sa.ctx.flags = 0;
    sa.ctx.tfc = 1000;
    assert_status(test_sa_add(engine, &sa, &handle), SA_RESERVED);
    ipsec_engine_free(engine);
}

/* All that is wrong at once is told in the order of the numbers; what packet
 * mode adds, before the library sees the keys. */
static void test_packet_order(void)
{
    TestSa sa;

    packet_sa(&sa, IPSECNIC_MODE_TRANSPORT, true);
    test_sa_op(&sa, 0, IPSECNIC_OP_ESP, TEST_SPI, IPSECNIC_CIPHER_DES_CBC,
               SHA1);
    memset(sa.keys[0][1], 1, 8);        /* weak */
    sa.ctx.flags |= IPSECNIC_SA_FLAG_NO_ECN;
    sa.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    sa.ctx.ttl = 1;
    sa.ctx.mtu = 1;
    sa.ctx.op[0].replay_window = IPSEC_WINDOW_MAX + 1;
    sa.ctx.op[0].auth_icv_length = 5;
    assert_status(add_packet(&sa), SA_FLAGS);
    sa.ctx.flags &= ~IPSECNIC_SA_FLAG_NO_ECN;
    assert_status(add_packet(&sa), SA_WINDOW);
    sa.ctx.op[0].replay_window = 0;
    assert_status(add_packet(&sa), SA_ICV_LENGTH);
    sa.ctx.op[0].auth_icv_length = 12;
    assert_status(add_packet(&sa), SA_PACKET);
    sa.ctx.encap = 0;
    assert_status(add_packet(&sa), SA_TUNNEL);
    sa.ctx.ttl = 0;
    assert_status(add_packet(&sa), SA_MTU);
    sa.ctx.mtu = 0;
    assert_status(add_packet(&sa), SA_WEAK_KEY);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/context/good", test_good);
    g_test_add_func("/context/length", test_length);
    g_test_add_func("/context/used-on-failure", test_used_on_failure);
    g_test_add_func("/context/version", test_version);
    g_test_add_func("/context/reserved", test_reserved);
    g_test_add_func("/context/flags", test_flags);
    g_test_add_func("/context/direction", test_direction);
    g_test_add_func("/context/family", test_family);
    g_test_add_func("/context/address", test_address);
    g_test_add_func("/context/mode", test_mode);
    g_test_add_func("/context/encap", test_encap);
    g_test_add_func("/context/ports", test_ports);
    g_test_add_func("/context/limit", test_limit);
    g_test_add_func("/context/num-ops", test_num_ops);
    g_test_add_func("/context/operation", test_operation);
    g_test_add_func("/context/spi", test_spi);
    g_test_add_func("/context/esn-and-sequence", test_esn);
    g_test_add_func("/context/window", test_window);
    g_test_add_func("/context/algorithms", test_algorithms);
    g_test_add_func("/context/combinations", test_combinations);
    g_test_add_func("/context/algorithms-go-with-their-feature",
                    test_features);
    g_test_add_func("/context/d13-no-auth", test_d13_no_auth);
    g_test_add_func("/context/key-lengths", test_key_lengths);
    g_test_add_func("/context/key-range", test_key_range);
    g_test_add_func("/context/icv-length", test_icv_length);
    g_test_add_func("/context/weak-key", test_weak_key);
    g_test_add_func("/context/order-of-checks", test_order);
    g_test_add_func("/context/every-byte", test_every_byte);
    g_test_add_func("/context/packet-flags", test_packet_flags);
    g_test_add_func("/context/packet-window", test_packet_window);
    g_test_add_func("/context/packet-operations", test_packet_operations);
    g_test_add_func("/context/packet-tunnel", test_packet_tunnel);
    g_test_add_func("/context/packet-mtu", test_packet_mtu);
    g_test_add_func("/context/packet-tfc", test_packet_tfc);
    g_test_add_func("/context/packet-order", test_packet_order);
    return g_test_run();
}

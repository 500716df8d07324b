/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control queue of ipsecnic: SA contexts and their statuses, commands,
 * batches, handles, events, capabilities
 */

#include "qemu/osdep.h"
#include "qemu/units.h"
#include "qobject/qdict.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

/* Where nothing is, with 64 MiB of memory. */
#define NOWHERE 0x50000000u

#define GCM4 (&ipn_sa_vectors[VECTOR_SA_GCM4])
#define CBC4 (&ipn_sa_vectors[VECTOR_SA_CBC4])
#define NULL4 (&ipn_sa_vectors[VECTOR_SA_NULL4])
#define GCM6 (&ipn_sa_vectors[VECTOR_SA_GCM6])

static void op_put(void *cmd, unsigned opcode, unsigned count)
{
    memset(cmd, 0, 64);
    ipn_put(cmd, ipsecnic_command, opcode, opcode);
    ipn_put(cmd, ipsecnic_command, count, count);
}

static uint64_t to_guest(Ipn *n, const void *data, size_t bytes)
{
    uint64_t addr = ipn_alloc(n, bytes);

    qtest_bufwrite(n->qts, addr, data, bytes);
    return addr;
}

/*
 * Every way in which a context can be wrong
 */

typedef struct Patch {
    uint16_t offset;
    uint16_t size;
    uint64_t value;
} Patch;

#define PATCH(field, val) { \
        .offset = offsetof(struct ipsecnic_sa_ctx, field), \
        .size = sizeof(((struct ipsecnic_sa_ctx *)0)->field), \
        .value = (val) }

typedef struct Row {
    const char *name;
    const IpnSaVector *base;
    uint32_t status;
    Patch patch[5];
    uint32_t needs;             /* only with these CAP_IPSEC bits */
    uint32_t lacks;             /* only without these */
} Row;

#define AUTH(a) PATCH(op[0].auth_alg, a)
#define CIPHER(c) PATCH(op[0].cipher_alg, c)
#define ST(s) IPSECNIC_ST_SA_##s

/* Keys of CBC4: 20 bytes at 288, 16 bytes at 312; the context has 328. */
static const Row rows[] = {
    { "length-0", CBC4, ST(LENGTH), { PATCH(length, 0) } },
    { "length-below-fixed-part", CBC4, ST(LENGTH), { PATCH(length, 280) } },
    { "length-not-multiple-of-8", CBC4, ST(LENGTH), { PATCH(length, 324) } },
    { "length-beyond-data", CBC4, ST(LENGTH), { PATCH(length, 336) } },
    { "length-above-512", CBC4, ST(LENGTH), { PATCH(length, 520) } },
    { "length-huge", CBC4, ST(LENGTH), { PATCH(length, 0xfffffff8) } },
    { "version-0", CBC4, ST(VERSION), { PATCH(version, 0) } },
    { "version-2", CBC4, ST(VERSION), { PATCH(version, 2) } },
    { "reserved-16", CBC4, ST(RESERVED), { PATCH(reserved0, 1) } },
    { "reserved-224", CBC4, ST(RESERVED), { PATCH(reserved1[0], 1) } },
    { "reserved-255", CBC4, ST(RESERVED), { PATCH(reserved1[31], 1) } },
    { "reserved-272", CBC4, ST(RESERVED), { PATCH(reserved2[0], 1) } },
    { "reserved-280", CBC4, ST(RESERVED), { PATCH(reserved2[1], 1) } },
    { "reserved-in-op-1", CBC4, ST(RESERVED), { PATCH(op[0].reserved0, 1) } },
    { "reserved-in-op-56", CBC4, ST(RESERVED),
      { PATCH(op[0].reserved1, 1) } },
    { "op1-of-one-operation", CBC4, ST(RESERVED),
      { PATCH(op[1].sequence, 1) } },
    { "op1-of-one-operation-last-byte", CBC4, ST(RESERVED),
      { { 191, 1, 0x80 } } },
    { "mac-src", CBC4, ST(RESERVED), { PATCH(mac_src[0], 1) } },
    { "mac-dst", CBC4, ST(RESERVED), { PATCH(mac_dst[5], 1) } },
    { "flag-1", CBC4, ST(FLAGS), { PATCH(flags, 0x3) } },
    { "flag-31", CBC4, ST(FLAGS), { PATCH(flags, 0x80000001) } },
    { "ttl-of-packet-mode", CBC4, ST(RESERVED), { PATCH(ttl, 1) } },
    { "df-of-packet-mode", CBC4, ST(RESERVED), { PATCH(df, 1) } },
    { "mtu-of-packet-mode", CBC4, ST(RESERVED), { PATCH(mtu, 256) } },
    { "packet-reserved-224", CBC4, ST(RESERVED),
      { PATCH(flags, 0x101), PATCH(reserved1[0], 1) } },
    { "packet-reserved-272", CBC4, ST(RESERVED),
      { PATCH(flags, 0x101), PATCH(reserved2[0], 1) } },
    { "no-dscp-of-crypto-mode", CBC4, ST(FLAGS),
      { PATCH(flags, 0x200), PATCH(mode, 2) } },
    { "no-ecn-of-crypto-mode", CBC4, ST(FLAGS),
      { PATCH(flags, 0x401), PATCH(mode, 2) } },
    { "no-ecn-of-transport", CBC4, ST(FLAGS), { PATCH(flags, 0x501) } },
    { "no-dscp-inbound", CBC4, ST(FLAGS),
      { PATCH(flags, 0x301), PATCH(mode, 2) } },
    { "no-flow-label-inbound", CBC4, ST(FLAGS),
      { PATCH(flags, 0x1101), PATCH(mode, 2) } },
    { "decap-dscp-outbound", CBC4, ST(FLAGS),
      { PATCH(flags, 0x900), PATCH(mode, 2) } },
    { "ipv4-src-with-tail", CBC4, ST(ADDRESS), { PATCH(src[4], 1) } },
    { "ipv4-dst-with-tail", CBC4, ST(ADDRESS), { PATCH(dst[15], 1) } },
    { "mode-0", CBC4, ST(MODE), { PATCH(mode, 0) } },
    { "mode-3", CBC4, ST(MODE), { PATCH(mode, 3) } },
    { "mode-255", CBC4, ST(MODE), { PATCH(mode, 255) } },
    { "encap-two-bits", CBC4, ST(ENCAP), { PATCH(encap, 3) } },
    { "encap-undefined", CBC4, ST(ENCAP), { PATCH(encap, 0x10) } },
    { "encap-tunnel-of-transport", CBC4, ST(ENCAP), { PATCH(encap, 2) } },
    { "encap-transport-of-tunnel", CBC4, ST(ENCAP),
      { PATCH(encap, 1), PATCH(mode, 2) } },
    { "sport-without-encap", CBC4, ST(PORTS), { PATCH(encap_sport, 4500) } },
    { "dport-without-encap", CBC4, ST(PORTS), { PATCH(encap_dport, 4500) } },
    { "soft-packets-0", CBC4, ST(LIMIT), { PATCH(soft_packets, 0) } },
    { "hard-packets-0", CBC4, ST(LIMIT), { PATCH(hard_packets, 0) } },
    { "soft-bytes-0", CBC4, ST(LIMIT), { PATCH(soft_bytes, 0) } },
    { "hard-bytes-0", CBC4, ST(LIMIT), { PATCH(hard_bytes, 0) } },
    { "soft-packets-above-hard", CBC4, ST(LIMIT),
      { PATCH(soft_packets, 11), PATCH(hard_packets, 10) } },
    { "soft-bytes-above-hard", CBC4, ST(LIMIT),
      { PATCH(soft_bytes, 11), PATCH(hard_bytes, 10) } },
    { "num-ops-0", CBC4, ST(NUM_OPS), { PATCH(num_ops, 0) } },
    { "num-ops-3", CBC4, ST(NUM_OPS), { PATCH(num_ops, 3) } },
    { "operation-0", CBC4, ST(OPERATION), { PATCH(op[0].operation, 0) } },
    { "operation-3", CBC4, ST(OPERATION), { PATCH(op[0].operation, 3) } },
    { "ah-not-offered", CBC4, ST(OPERATION),
      { PATCH(op[0].operation, IPSECNIC_OP_AH), CIPHER(0) },
      .lacks = IPSECNIC_CAP_AH },
    { "ah-with-encap", CBC4, ST(OPERATION),
      { PATCH(op[0].operation, IPSECNIC_OP_AH), CIPHER(0), PATCH(encap, 1) },
      .needs = IPSECNIC_CAP_AH },
    { "bundle-of-esp-and-esp", CBC4, ST(BUNDLE),
      { PATCH(num_ops, 2), PATCH(op[1].operation, IPSECNIC_OP_ESP) } },
    { "bundle-of-ah-and-ah", CBC4, ST(BUNDLE),
      { PATCH(num_ops, 2), PATCH(op[0].operation, IPSECNIC_OP_AH),
        PATCH(op[1].operation, IPSECNIC_OP_AH) }, .needs = IPSECNIC_CAP_AH },
    { "bundle-not-offered", CBC4, ST(BUNDLE),
      { PATCH(num_ops, 2), PATCH(op[1].operation, IPSECNIC_OP_AH) },
      .needs = IPSECNIC_CAP_AH, .lacks = IPSECNIC_CAP_AH_ESP },
    { "spi-0", CBC4, ST(SPI), { PATCH(op[0].spi, 0) } },
    { "op-flag-1", CBC4, ST(FLAGS), { PATCH(op[0].flags, 2) } },
    { "op-flag-15", CBC4, ST(FLAGS), { PATCH(op[0].flags, 0x8000) } },
    { "esn-not-offered", CBC4, ST(ESN), { PATCH(op[0].flags, 1) },
      .lacks = IPSECNIC_CAP_ESN },
    { "sequence-of-33-bits", CBC4, ST(SEQUENCE),
      { PATCH(op[0].sequence, 0x100000000) } },
    { "window-above-2^31", CBC4, ST(WINDOW),
      { PATCH(op[0].replay_window, 0x80000001) } },
    { "window-above-window-max", CBC4, ST(WINDOW),
      { PATCH(flags, 0x101), PATCH(op[0].replay_window, 16385) } },
    { "no-algorithm", CBC4, ST(NO_ALGORITHM), { AUTH(0), CIPHER(0) } },
    { "auth-two-bits", CBC4, ST(AUTH_ALG), { AUTH(6) } },
    { "auth-undefined", CBC4, ST(AUTH_ALG), { AUTH(0x40) } },
    { "auth-bit-32", CBC4, ST(AUTH_ALG), { AUTH(0x100000000) } },
    { "cipher-two-bits", CBC4, ST(CIPHER_ALG), { CIPHER(0x0c0) } },
    { "cipher-undefined", CBC4, ST(CIPHER_ALG), { CIPHER(0x200) } },
    { "cipher-bit-63", CBC4, ST(CIPHER_ALG), { CIPHER(1ULL << 63) } },
    { "ah-with-cipher", CBC4, ST(AH_CIPHER),
      { PATCH(op[0].operation, IPSECNIC_OP_AH) }, .needs = IPSECNIC_CAP_AH },
    { "gcm-with-authenticator", CBC4, ST(AUTH_WITH_AEAD),
      { CIPHER(IPSECNIC_CIPHER_AES_GCM_128) } },
    { "gmac-with-cipher", CBC4, ST(GMAC_CIPHER),
      { AUTH(IPSECNIC_AUTH_AES_GMAC_128) } },
    { "gmac-with-null-cipher", NULL4, ST(GMAC_CIPHER),
      { AUTH(IPSECNIC_AUTH_AES_GMAC_256) } },
    { "esp-without-authentication", CBC4, ST(NO_AUTH), { AUTH(0) } },
    { "null-without-authentication", NULL4, ST(NO_AUTH), { AUTH(0) } },
    { "auth-key-19", CBC4, ST(AUTH_KEY_LENGTH),
      { PATCH(op[0].auth_key_length, 19) } },
    { "auth-key-0", CBC4, ST(AUTH_KEY_LENGTH),
      { PATCH(op[0].auth_key_length, 0), PATCH(op[0].auth_key_offset, 0) } },
    { "auth-key-of-gcm", GCM4, ST(AUTH_KEY_LENGTH),
      { PATCH(op[0].auth_key_length, 4), PATCH(op[0].auth_key_offset, 288) } },
    { "cipher-key-15", CBC4, ST(CIPHER_KEY_LENGTH),
      { PATCH(op[0].cipher_key_length, 15) } },
    { "cipher-key-huge", CBC4, ST(CIPHER_KEY_LENGTH),
      { PATCH(op[0].cipher_key_length, 0xffffffff) } },
    { "gcm-key-without-salt", GCM4, ST(CIPHER_KEY_LENGTH),
      { PATCH(op[0].cipher_key_length, 16) } },
    { "key-of-null-cipher", NULL4, ST(CIPHER_KEY_LENGTH),
      { PATCH(op[0].cipher_key_length, 8),
        PATCH(op[0].cipher_key_offset, 288) } },
    { "auth-key-in-fixed-part", CBC4, ST(KEY_RANGE),
      { PATCH(op[0].auth_key_offset, 287) } },
    { "auth-key-at-0", CBC4, ST(KEY_RANGE),
      { PATCH(op[0].auth_key_offset, 0) } },
    { "auth-key-beyond-context", CBC4, ST(KEY_RANGE),
      { PATCH(op[0].auth_key_offset, 312) } },
    { "cipher-key-beyond-context", CBC4, ST(KEY_RANGE),
      { PATCH(op[0].cipher_key_offset, 313) } },
    { "cipher-key-offset-overflows", CBC4, ST(KEY_RANGE),
      { PATCH(op[0].cipher_key_offset, 0xfffffff8) } },
    { "offset-of-key-of-length-0", GCM4, ST(RESERVED),
      { PATCH(op[0].auth_key_offset, 288) } },
    { "icv-of-sha1-16", CBC4, ST(ICV_LENGTH),
      { PATCH(op[0].auth_icv_length, 16) } },
    { "icv-of-sha1-0", CBC4, ST(ICV_LENGTH),
      { PATCH(op[0].auth_icv_length, 0) } },
    { "icv-of-cbc", CBC4, ST(ICV_LENGTH),
      { PATCH(op[0].cipher_icv_length, 12) } },
    { "icv-of-gcm-4", GCM4, ST(ICV_LENGTH),
      { PATCH(op[0].cipher_icv_length, 4) } },
    { "icv-of-gcm-10", GCM4, ST(ICV_LENGTH),
      { PATCH(op[0].cipher_icv_length, 10) } },
    { "icv-of-gcm-0", GCM4, ST(ICV_LENGTH),
      { PATCH(op[0].cipher_icv_length, 0) } },
    { "auth-icv-of-gcm", GCM4, ST(ICV_LENGTH),
      { PATCH(op[0].auth_icv_length, 16) } },
    { "packet-mode-of-ah", CBC4, ST(PACKET),
      { PATCH(flags, 0x101), PATCH(op[0].operation, IPSECNIC_OP_AH),
        CIPHER(0), PATCH(op[0].cipher_key_length, 0),
        PATCH(op[0].cipher_key_offset, 0) }, .needs = IPSECNIC_CAP_AH },
    { "packet-mode-over-udp-tunnel", CBC4, ST(PACKET),
      { PATCH(flags, 0x101), PATCH(mode, 2), PATCH(encap, 4) } },
    { "ttl-inbound", CBC4, ST(TUNNEL),
      { PATCH(flags, 0x101), PATCH(mode, 2), PATCH(ttl, 64) } },
    { "df-of-transport", CBC4, ST(TUNNEL),
      { PATCH(flags, 0x100), PATCH(df, 1) } },
    { "mac-of-transport", CBC4, ST(TUNNEL),
      { PATCH(flags, 0x100), PATCH(mac_src[0], 2), PATCH(mac_dst[0], 2) } },
    { "df-3", CBC4, ST(TUNNEL),
      { PATCH(flags, 0x100), PATCH(mode, 2), PATCH(df, 3) } },
    { "df-of-ipv6", CBC4, ST(TUNNEL),
      { PATCH(flags, 0x110), PATCH(mode, 2), PATCH(df, 1) } },
    { "one-mac-address", CBC4, ST(TUNNEL),
      { PATCH(flags, 0x100), PATCH(mode, 2), PATCH(mac_dst[0], 2) } },
    { "tunnel-from-anywhere", CBC4, ST(TUNNEL),
      { PATCH(flags, 0x100), PATCH(mode, 2), { 16, 4, 0 } } },
    { "tunnel-to-anywhere", CBC4, ST(TUNNEL),
      { PATCH(flags, 0x100), PATCH(mode, 2), { 32, 4, 0 } } },
    { "mtu-255", CBC4, ST(MTU), { PATCH(flags, 0x100), PATCH(mtu, 255) } },
    { "mtu-inbound", CBC4, ST(MTU), { PATCH(flags, 0x101), PATCH(mtu, 1400) } },
    { "weak-des-key", CBC4, ST(WEAK_KEY),
      { CIPHER(IPSECNIC_CIPHER_DES_CBC),
        PATCH(op[0].cipher_key_length, 8), { 312, 8, 0x0101010101010101 } } },
};

static void row_apply(IpnSa *sa, const Row *row)
{
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(row->patch) && row->patch[i].size; i++) {
        stn_le_p(sa->bytes + row->patch[i].offset, row->patch[i].size,
                 row->patch[i].value);
    }
}

static Ipn *ctrl_up(const char *props)
{
    Ipn *n = ipn_start(props, "");

    ipn_up(n, &(IpnSetup) { .no_buffers = true });
    return n;
}

static bool row_applies(Ipn *n, const Row *row)
{
    uint32_t caps = ipn_read(n, IPSECNIC_REG_CAP_IPSEC);

    if (row->status == IPSECNIC_ST_SA_WEAK_KEY &&
        !(ipn_read(n, IPSECNIC_REG_CAP_CIPHER_LO) & 2)) {
        return false;
    }
    return (caps & row->needs) == row->needs && !(caps & row->lacks);
}

/* A card that lacks what the row wants it to lack. */
static const char *row_props(const Row *row)
{
    switch (row->lacks) {
    case 0:
        return "";
    case IPSECNIC_CAP_AH:
        return ",ah=off";
    case IPSECNIC_CAP_AH_ESP:
        return ",ah-esp=off";
    case IPSECNIC_CAP_ESN:
        return ",esn=off";
    default:
        g_assert_not_reached();
    }
}

static void test_sa_row(const void *data)
{
    const Row *row = data;
    Ipn *n = ctrl_up(row_props(row));
    uint32_t handle;
    IpnSa sa;

    if (!row_applies(n, row)) {
        g_test_skip("the card's capabilities do not allow the case");
        return;
    }
    ipn_sa(&sa, row->base);
    row_apply(&sa, row);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, row->status);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_COMMAND_ERRORS), ==, 1);

    /* It was this one thing alone. */
    ipn_sa(&sa, row->base);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_COMMANDS), ==, 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_COMMAND_ERRORS), ==, 1);
}

/* Of two broken rules the one that stands first in the table is reported. */
static void test_sa_first_broken_rule_is_the_status(void)
{
    /* Rows that say nothing about each other. */
    static const char *const chain[] = {
        "version-2", "reserved-280", "op-flag-15", "ipv4-dst-with-tail",
        "mode-3", "encap-undefined", "hard-bytes-0", "operation-3", "spi-0",
        "sequence-of-33-bits", "window-above-2^31", "auth-two-bits",
        "cipher-two-bits", "auth-key-19", "cipher-key-15",
        "auth-key-in-fixed-part", "icv-of-sha1-16",
    };
    const Row *row[ARRAY_SIZE(chain)] = { NULL };
    Ipn *n = ctrl_up("");
    unsigned i, j, pairs = 0;

    for (i = 0; i < ARRAY_SIZE(chain); i++) {
        for (j = 0; j < ARRAY_SIZE(rows); j++) {
            if (!strcmp(rows[j].name, chain[i])) {
                row[i] = &rows[j];
            }
        }
        g_assert_nonnull(row[i]);
        g_assert_true(i == 0 || row[i - 1]->status < row[i]->status);
    }
    for (i = 0; i < ARRAY_SIZE(chain); i++) {
        for (j = i + 1; j < ARRAY_SIZE(chain); j++) {
            uint32_t handle, status;
            IpnSa sa;

            ipn_sa(&sa, CBC4);
            row_apply(&sa, row[j]);
            row_apply(&sa, row[i]);
            status = ipn_sa_add(n, &sa, &handle);
            if (status != row[i]->status) {
                g_error("%s and %s: status %u, not %u", chain[i], chain[j],
                        status, row[i]->status);
            }
            pairs++;
        }
    }
    g_assert_cmpuint(pairs, ==, 136);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
}

/* What IANA keeps back (RFC 4303, section 2.1) binds who assigns SPIs. */
static void test_sa_spi_1_to_255_is_taken(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle, spi;
    IpnSa sa;

    ipn_sa(&sa, CBC4);
    for (spi = 1; spi <= 255; spi++) {
        ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].spi, spi);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    }
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 255);
}

/* A byte that is neither fixed part nor key may hold anything. */
static void test_sa_bytes_between_keys_are_ignored(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle;
    IpnSa sa;

    ipn_sa(&sa, CBC4);
    memset(sa.bytes + 308, 0xff, 4);
    memset(sa.bytes + 328, 0xff, sizeof(sa.bytes) - 328);
    sa.length = 512;
    ipn_put(sa.bytes, ipsecnic_sa_ctx, length, 512);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
}

/* Keys may lie in any order. */
static void test_sa_keys_in_any_order(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle;
    IpnRx rx;
    IpnSa sa;

    ipn_rx_post(n, &n->rx[0], 4);
    ipn_sa(&sa, CBC4);
    memmove(sa.bytes + 400, sa.bytes + 288, 20);
    memmove(sa.bytes + 289, sa.bytes + 312, 16);
    sa.length = 424;
    ipn_put(sa.bytes, ipsecnic_sa_ctx, length, 424);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].auth_key_offset, 400);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].cipher_key_offset, 289);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    ipn_send_hex(n, ipn_basic_vectors[VECTOR_SA_CBC4].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, &ipn_basic_vectors[VECTOR_SA_CBC4], handle);
}

static void test_sa_every_algorithm_of_the_vectors(void)
{
    Ipn *n = ctrl_up("");
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(ipn_sa_vectors); i++) {
        ipn_sa_load(n, &ipn_sa_vectors[i]);
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, i + 1);
    }
}

static void test_duplicate_before_table_full(void)
{
    Ipn *n = ctrl_up(",sa-capacity=2");
    uint32_t first, second, handle;
    IpnSa sa;

    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_CAPACITY), ==, 2);
    ipn_sa(&sa, GCM4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &first), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_DUPLICATE);
    ipn_sa(&sa, CBC4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &second), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(first, !=, second);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_DUPLICATE);
    ipn_sa(&sa, GCM6);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_TABLE_FULL);
    /* A broken context says what is broken, full or not. */
    ipn_put(sa.bytes, ipsecnic_sa_ctx, mode, 3);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_SA_MODE);
    g_assert_cmpuint(ipn_sa_delete(n, first), ==, IPSECNIC_ST_OK);
    ipn_sa(&sa, GCM6);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 2);
}

/* The source belongs to the key: the same but for it is another SA. */
static void test_duplicate_is_the_whole_key(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle;
    IpnSa sa;

    ipn_sa(&sa, GCM4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    memset(sa.bytes + offsetof(struct ipsecnic_sa_ctx, src), 0, 16);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    memset(sa.bytes + offsetof(struct ipsecnic_sa_ctx, dst), 0, 16);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_DUPLICATE);
    /* All zero of the other family is not the same either. */
    ipn_put(sa.bytes, ipsecnic_sa_ctx, flags,
            IPSECNIC_SA_FLAG_INBOUND | IPSECNIC_SA_FLAG_IPV6);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
}

/*
 * Commands
 */

static void test_unknown_opcode(void)
{
    Ipn *n = ctrl_up("");
    uint8_t cmd[64], comp[64];

    /* The first number behind those of commands. */
    op_put(cmd, IPSECNIC_CMD_FLUSH_RX_RULES + 1, 0);
    ipn_put(cmd, ipsecnic_command, cookie, 0x1122334455667788);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_UNKNOWN_OPCODE);
    op_put(cmd, 0xffff, 0);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_UNKNOWN_OPCODE);
    op_put(cmd, IPSECNIC_CMD_NOP, 0);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
}

static void test_unused_fields_are_reserved(void)
{
    /* For each command which fields it uses, in the order of the names. */
    static const char names[] = "fcdlhrosq";
    static const struct {
        unsigned opcode;
        const char *uses;
        uint32_t status;        /* of the command as it stands here */
    } commands[] = {
        { IPSECNIC_CMD_NOP, "", IPSECNIC_ST_OK },
        { IPSECNIC_CMD_ADD_SA, "cdlr", IPSECNIC_ST_BAD_COUNT },
        { IPSECNIC_CMD_UPDATE_SA, "hosq", IPSECNIC_ST_UNKNOWN_SA },
        { IPSECNIC_CMD_DELETE_SA, "cdlhr", IPSECNIC_ST_BAD_COUNT },
        { IPSECNIC_CMD_QUERY_SA, "hdl", IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_FLUSH_SA, "", IPSECNIC_ST_RESERVED },
        { IPSECNIC_CMD_ADD_POLICY, "cdlr", IPSECNIC_ST_BAD_COUNT },
        { IPSECNIC_CMD_DELETE_POLICY, "cdlhr", IPSECNIC_ST_BAD_COUNT },
        { IPSECNIC_CMD_QUERY_POLICY, "hdl", IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_FLUSH_POLICY, "", IPSECNIC_ST_RESERVED },
        { IPSECNIC_CMD_QUERY_WINDOW, "hdl", IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_SET_WINDOW, "hdl", IPSECNIC_ST_BAD_DATA_LENGTH },
    };
    Ipn *n = ctrl_up("");
    uint8_t cmd[64], comp[64];
    unsigned i;
    const char *f;

    for (i = 0; i < ARRAY_SIZE(commands); i++) {
        op_put(cmd, commands[i].opcode, 0);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, commands[i].status);
        for (f = names; *f; f++) {
            if (strchr(commands[i].uses, *f)) {
                continue;
            }
            op_put(cmd, commands[i].opcode, 0);
            switch (*f) {
            case 'f':
                /* A flag that no command has. */
                ipn_put(cmd, ipsecnic_command, flags, 0x8000);
                break;
            case 'c':
                ipn_put(cmd, ipsecnic_command, count, 1);
                break;
            case 'd':
                ipn_put(cmd, ipsecnic_command, data_addr, 1);
                break;
            case 'l':
                ipn_put(cmd, ipsecnic_command, data_length, 1);
                break;
            case 'h':
                ipn_put(cmd, ipsecnic_command, handle, 1);
                break;
            case 'r':
                ipn_put(cmd, ipsecnic_command, result_addr, 1);
                break;
            case 'o':
                ipn_put(cmd, ipsecnic_command, operation, 2);
                break;
            case 's':
                ipn_put(cmd, ipsecnic_command, spi, 1);
                break;
            case 'q':
                ipn_put(cmd, ipsecnic_command, sequence, 1);
                break;
            }
            g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_RESERVED);
        }
        op_put(cmd, commands[i].opcode, 0);
        ipn_put(cmd, ipsecnic_command, reserved, 1);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_RESERVED);
    }
    /* Flags that belong to another command. */
    op_put(cmd, IPSECNIC_CMD_ADD_SA, 1);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_BY_KEY);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_RESERVED);
    op_put(cmd, IPSECNIC_CMD_FLUSH_SA, 0);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_INBOUND |
            IPSECNIC_CMD_FLAG_ABSOLUTE);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_RESERVED);
}

static void test_bad_count(void)
{
    static const uint16_t opcodes[] = {
        IPSECNIC_CMD_ADD_SA, IPSECNIC_CMD_DELETE_SA
    };
    Ipn *n = ctrl_up("");
    uint64_t data = ipn_alloc(n, 0x40000);
    uint8_t cmd[64], comp[64];
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(opcodes); i++) {
        op_put(cmd, opcodes[i], 0);
        ipn_put(cmd, ipsecnic_command, data_addr, data);
        ipn_put(cmd, ipsecnic_command, data_length, 288);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_COUNT);
        ipn_put(cmd, ipsecnic_command, count, 257);
        ipn_put(cmd, ipsecnic_command, data_length, 257 * 288);
        ipn_put(cmd, ipsecnic_command, result_addr, data);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_COUNT);
        ipn_put(cmd, ipsecnic_command, count, 0xffffffff);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_COUNT);
    }
    /* Two contexts, and nowhere to put what became of them. */
    op_put(cmd, IPSECNIC_CMD_ADD_SA, 2);
    ipn_put(cmd, ipsecnic_command, data_addr, data);
    ipn_put(cmd, ipsecnic_command, data_length, 2 * 288);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_COUNT);
}

static void test_bad_data_length(void)
{
    Ipn *n = ctrl_up("");
    uint64_t data, results = ipn_alloc(n, 64);
    uint8_t cmd[64], comp[64];
    uint32_t handle = ipn_sa_load(n, GCM4);
    IpnSa sa;

    ipn_sa(&sa, CBC4);
    data = to_guest(n, sa.bytes, sizeof(sa.bytes));
    op_put(cmd, IPSECNIC_CMD_ADD_SA, 1);
    ipn_put(cmd, ipsecnic_command, data_addr, data);
    ipn_put(cmd, ipsecnic_command, data_length, sa.length + 8);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_DATA_LENGTH);
    ipn_put(cmd, ipsecnic_command, data_length, 0xffffffff);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_DATA_LENGTH);
    ipn_put(cmd, ipsecnic_command, data_length, 0);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_DATA_LENGTH);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);

    op_put(cmd, IPSECNIC_CMD_DELETE_SA, 2);
    ipn_put(cmd, ipsecnic_command, data_addr, data);
    ipn_put(cmd, ipsecnic_command, data_length, 7);
    ipn_put(cmd, ipsecnic_command, result_addr, results);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_DATA_LENGTH);
    ipn_put(cmd, ipsecnic_command, data_length, 12);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_DATA_LENGTH);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_BY_KEY);
    ipn_put(cmd, ipsecnic_command, data_length, 95);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_DATA_LENGTH);

    op_put(cmd, IPSECNIC_CMD_QUERY_SA, 0);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    ipn_put(cmd, ipsecnic_command, data_addr, data);
    ipn_put(cmd, ipsecnic_command, data_length, 255);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_BAD_DATA_LENGTH);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);
}

/* Data or results that cannot be reached: nothing has happened. */
static void test_dma_fault_of_a_command(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle = ipn_sa_load(n, GCM4);
    uint8_t cmd[64], comp[64], info[256];
    uint64_t data;
    IpnSa sa;

    ipn_sa(&sa, CBC4);
    data = to_guest(n, sa.bytes, sizeof(sa.bytes));
    op_put(cmd, IPSECNIC_CMD_ADD_SA, 1);
    ipn_put(cmd, ipsecnic_command, data_addr, NOWHERE);
    ipn_put(cmd, ipsecnic_command, data_length, sa.length);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_DMA_FAULT);
    ipn_put(cmd, ipsecnic_command, data_addr, data);
    ipn_put(cmd, ipsecnic_command, result_addr, NOWHERE);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_DMA_FAULT);
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, handle), ==, 0);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);

    op_put(cmd, IPSECNIC_CMD_DELETE_SA, 1);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    ipn_put(cmd, ipsecnic_command, result_addr, NOWHERE);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_DMA_FAULT);
    op_put(cmd, IPSECNIC_CMD_DELETE_SA, 2);
    ipn_put(cmd, ipsecnic_command, data_addr, UINT64_MAX - 3);
    ipn_put(cmd, ipsecnic_command, data_length, 8);
    ipn_put(cmd, ipsecnic_command, result_addr, data);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_DMA_FAULT);
    op_put(cmd, IPSECNIC_CMD_QUERY_SA, 0);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    ipn_put(cmd, ipsecnic_command, data_addr, NOWHERE);
    ipn_put(cmd, ipsecnic_command, data_length, 256);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_DMA_FAULT);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    /* The queue itself goes on. */
    g_assert_cmphex(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
}

static void test_not_negotiated(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t cmd[64], comp[64];
    unsigned opcode;

    ipn_up(n, &(IpnSetup) { .features = BIT(IPSECNIC_F_EVENTS),
                            .inactive = true });
    op_put(cmd, IPSECNIC_CMD_NOP, 0);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    for (opcode = 1; opcode <= 5; opcode++) {
        op_put(cmd, opcode, opcode == IPSECNIC_CMD_ADD_SA);
        if (opcode == IPSECNIC_CMD_FLUSH_SA) {
            ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_INBOUND);
        }
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_NOT_NEGOTIATED);
    }
}

/*
 * Batches, deletes, handles
 */

#define NRES 4

static uint32_t batch(Ipn *n, unsigned opcode, unsigned flags, unsigned count,
                      const void *data, uint32_t length, unsigned done,
                      uint8_t results[NRES * 8])
{
    uint8_t cmd[64], comp[64];
    uint64_t result_addr = ipn_alloc(n, NRES * 8);
    uint32_t status;

    qtest_memset(n->qts, result_addr, 0x55, NRES * 8);
    op_put(cmd, opcode, count);
    ipn_put(cmd, ipsecnic_command, flags, flags);
    ipn_put(cmd, ipsecnic_command, data_addr, to_guest(n, data, length));
    ipn_put(cmd, ipsecnic_command, data_length, length);
    ipn_put(cmd, ipsecnic_command, result_addr, result_addr);
    status = ipn_cmd(n, cmd, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, done);
    qtest_memread(n->qts, result_addr, results, NRES * 8);
    /* Behind the array nothing was written. */
    if (count < NRES) {
        g_assert_cmphex(ldl_le_p(results + count * 8), ==, 0x55555555);
    }
    return status;
}

#define RESULT(r, i) ipn_get((r) + 8 * (i), ipsecnic_result, status)
#define HANDLE(r, i) ipn_get((r) + 8 * (i), ipsecnic_result, handle)

static void test_batch_of_adds(void)
{
    Ipn *n = ctrl_up("");
    uint8_t data[NRES * IPSECNIC_SA_CTX_MAX], r[NRES * 8], info[256];
    uint32_t length = 0, at[3];
    unsigned i;
    IpnSa sa;

    for (i = 0; i < 3; i++) {
        ipn_sa(&sa, &ipn_sa_vectors[i]);
        at[i] = length;
        memcpy(data + length, sa.bytes, sa.length);
        length += sa.length;
    }
    /* The one in the middle is wrong; it keeps nobody from being tried. */
    ipn_put(data + at[1], ipsecnic_sa_ctx, mode, 0);
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_ADD_SA, 0, 3, data, length, 2, r),
                     ==, IPSECNIC_ST_PARTIAL);
    g_assert_cmpuint(RESULT(r, 0), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(RESULT(r, 1), ==, IPSECNIC_ST_SA_MODE);
    g_assert_cmphex(HANDLE(r, 1), ==, 0);
    g_assert_cmpuint(RESULT(r, 2), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_query(n, HANDLE(r, 0), info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_query(n, HANDLE(r, 2), info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 2);

    /* None succeeds: the status of the first. */
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_ADD_SA, 0, 3, data, length, 0, r),
                     ==, IPSECNIC_ST_DUPLICATE);
    g_assert_cmpuint(RESULT(r, 1), ==, IPSECNIC_ST_SA_MODE);
    g_assert_cmpuint(RESULT(r, 2), ==, IPSECNIC_ST_DUPLICATE);

    /* An impossible length ends the batch. */
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    ipn_up(n, &(IpnSetup) { .no_buffers = true });
    ipn_put(data + at[1], ipsecnic_sa_ctx, length, 8);
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_ADD_SA, 0, 3, data, length, 1, r),
                     ==, IPSECNIC_ST_PARTIAL);
    g_assert_cmpuint(RESULT(r, 0), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(RESULT(r, 1), ==, IPSECNIC_ST_SA_LENGTH);
    g_assert_cmpuint(RESULT(r, 2), ==, IPSECNIC_ST_SA_LENGTH);

    /* All good. */
    ipn_sa(&sa, &ipn_sa_vectors[1]);
    memcpy(data + at[1], sa.bytes, sa.length);
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_ADD_SA, 0, 2, data + at[1],
                           length - at[1], 2, r), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(RESULT(r, 0), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(RESULT(r, 1), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(HANDLE(r, 0), !=, HANDLE(r, 1));
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 3);
}

/* As many members as a command may have, then all of them by handle. */
static void test_batch_of_256(void)
{
    Ipn *n = ctrl_up("");
    g_autofree uint8_t *data = g_malloc0(256 * IPSECNIC_SA_CTX_MAX);
    uint8_t r[256 * 8], cmd[64], comp[64];
    uint64_t results = ipn_alloc(n, sizeof(r)), addr;
    uint32_t length = 0;
    unsigned i;
    IpnSa sa;

    for (i = 0; i < 256; i++) {
        ipn_sa(&sa, GCM4);
        ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].spi, 0x5000 + i);
        memcpy(data + length, sa.bytes, sa.length);
        length += sa.length;
    }
    addr = to_guest(n, data, length);
    op_put(cmd, IPSECNIC_CMD_ADD_SA, 256);
    ipn_put(cmd, ipsecnic_command, data_addr, addr);
    ipn_put(cmd, ipsecnic_command, data_length, length);
    ipn_put(cmd, ipsecnic_command, result_addr, results);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 256);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 256);
    qtest_bufread(n->qts, results, r, sizeof(r));
    for (i = 0; i < 256; i++) {
        g_assert_cmpuint(RESULT(r, i), ==, IPSECNIC_ST_OK);
        stl_le_p(data + 4 * i, HANDLE(r, i));
    }
    addr = to_guest(n, data, 1024);
    op_put(cmd, IPSECNIC_CMD_DELETE_SA, 256);
    ipn_put(cmd, ipsecnic_command, data_addr, addr);
    ipn_put(cmd, ipsecnic_command, data_length, 1024);
    ipn_put(cmd, ipsecnic_command, result_addr, results);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 256);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
}

static void test_delete_by_handles(void)
{
    Ipn *n = ctrl_up("");
    uint8_t data[12], r[NRES * 8], info[256];
    uint32_t a = ipn_sa_load(n, GCM4), b = ipn_sa_load(n, CBC4);
    uint32_t c = ipn_sa_load(n, GCM6);

    stl_le_p(data, a);
    stl_le_p(data + 4, c ^ 0x100000);
    stl_le_p(data + 8, b);
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_DELETE_SA, 0, 3, data, 12, 2, r),
                     ==, IPSECNIC_ST_PARTIAL);
    g_assert_cmpuint(RESULT(r, 0), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(HANDLE(r, 0), ==, a);
    g_assert_cmpuint(RESULT(r, 1), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(RESULT(r, 2), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(HANDLE(r, 2), ==, b);
    g_assert_cmpuint(ipn_sa_query(n, a, info), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_sa_query(n, b, info), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_sa_query(n, c, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);
    /* The same handle twice: gone the second time. */
    stl_le_p(data, c);
    stl_le_p(data + 4, c);
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_DELETE_SA, 0, 2, data, 8, 1, r),
                     ==, IPSECNIC_ST_PARTIAL);
    g_assert_cmpuint(RESULT(r, 0), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(RESULT(r, 1), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
}

static void test_delete_by_key(void)
{
    Ipn *n = ctrl_up("");
    uint8_t keys[NRES * 48], r[NRES * 8], info[256];
    uint32_t handle[3];
    unsigned i;
    IpnSa sa;

    for (i = 0; i < 3; i++) {
        ipn_sa(&sa, &ipn_sa_vectors[i]);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[i]), ==, IPSECNIC_ST_OK);
        ipn_sa_key(keys + i * 48, &sa);
    }
    memcpy(keys + 3 * 48, keys + 48, 48);
    ipn_put(keys + 3 * 48, ipsecnic_sa_key, operation, IPSECNIC_OP_AH);
    /* A zero address in a key names the SA with that zero address. */
    memset(keys + 48 + offsetof(struct ipsecnic_sa_key, src), 0, 16);
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_DELETE_SA, IPSECNIC_CMD_FLAG_BY_KEY,
                           4, keys, 4 * 48, 2, r), ==, IPSECNIC_ST_PARTIAL);
    g_assert_cmpuint(RESULT(r, 0), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(HANDLE(r, 0), ==, handle[0]);
    g_assert_cmpuint(RESULT(r, 1), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(RESULT(r, 2), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(HANDLE(r, 2), ==, handle[2]);
    g_assert_cmpuint(RESULT(r, 3), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_sa_query(n, handle[1], info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);
}

/* A key may name an SA whose ADD_SA is still before it in the ring. */
static void test_delete_by_key_posted_with_the_add(void)
{
    Ipn *n = ctrl_up("");
    uint8_t cmd[64], comp[64], key[48];
    uint32_t handle;
    uint8_t info[256];
    IpnSa sa;

    ipn_sa(&sa, GCM4);
    ipn_sa_key(key, &sa);
    op_put(cmd, IPSECNIC_CMD_ADD_SA, 1);
    ipn_put(cmd, ipsecnic_command, data_addr,
            to_guest(n, sa.bytes, sa.length));
    ipn_put(cmd, ipsecnic_command, data_length, sa.length);
    ipn_post(n, &n->ctrl, cmd);
    op_put(cmd, IPSECNIC_CMD_DELETE_SA, 1);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_BY_KEY);
    ipn_put(cmd, ipsecnic_command, data_addr, to_guest(n, key, 48));
    ipn_put(cmd, ipsecnic_command, data_length, 48);
    ipn_post(n, &n->ctrl, cmd);
    ipn_doorbell(n, &n->ctrl);
    ipn_cmd_next(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_CMD_ADD_SA);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==,
                     IPSECNIC_ST_OK);
    handle = ipn_get(comp, ipsecnic_ctrl_comp, handle);
    ipn_cmd_next(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_CMD_DELETE_SA);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 1);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_UNKNOWN_SA);
}

static uint32_t update(Ipn *n, uint32_t handle, uint32_t operation,
                       uint32_t spi, uint64_t sequence, uint16_t flags)
{
    uint8_t cmd[64], comp[64];

    op_put(cmd, IPSECNIC_CMD_UPDATE_SA, 0);
    ipn_put(cmd, ipsecnic_command, flags, flags);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    ipn_put(cmd, ipsecnic_command, operation, operation);
    ipn_put(cmd, ipsecnic_command, spi, spi);
    ipn_put(cmd, ipsecnic_command, sequence, sequence);
    return ipn_cmd(n, cmd, comp);
}

static void test_stale_handles(void)
{
    Ipn *n = ctrl_up("");
    uint32_t old = ipn_sa_load(n, GCM4), now;
    uint8_t info[256];

    g_assert_cmpuint(ipn_sa_delete(n, old), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_delete(n, old), ==, IPSECNIC_ST_UNKNOWN_SA);
    now = ipn_sa_load(n, GCM4);
    g_assert_cmphex(now, !=, old);
    g_assert_cmpuint(ipn_sa_delete(n, old), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_sa_query(n, old, info), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(update(n, old, IPSECNIC_OP_ESP, 0x1001, 0, 0), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_sa_query(n, 0, info), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_sa_query(n, 0xffffffff, info), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    /* The room of a query of no SA is left alone. */
    g_assert_cmphex(info[0] & info[255], ==, 0xa5);
    g_assert_cmpuint(ipn_sa_query(n, now, info), ==, IPSECNIC_ST_OK);
}

static void test_handle_not_reissued_for_4096_generations(void)
{
    Ipn *n = ctrl_up(",sa-capacity=1");
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autofree uint8_t *ring = g_malloc(8192 * 64);
    uint8_t key[48];
    uint64_t ctx_addr, key_addr;
    unsigned i;
    IpnSa sa;

    ipn_sa(&sa, GCM4);
    ipn_sa_key(key, &sa);
    ctx_addr = to_guest(n, sa.bytes, sa.length);
    key_addr = to_guest(n, key, 48);
    ipn_queue_stop(n, &n->ctrl);
    ipn_queue_setup(n, &n->ctrl, 8192, 8192, 0);
    ipn_queue_enable(n, &n->ctrl);
    for (i = 0; i < 8192; i += 2) {
        op_put(ring + i * 64, IPSECNIC_CMD_ADD_SA, 1);
        ipn_put(ring + i * 64, ipsecnic_command, data_addr, ctx_addr);
        ipn_put(ring + i * 64, ipsecnic_command, data_length, sa.length);
        op_put(ring + i * 64 + 64, IPSECNIC_CMD_DELETE_SA, 1);
        ipn_put(ring + i * 64 + 64, ipsecnic_command, flags,
                IPSECNIC_CMD_FLAG_BY_KEY);
        ipn_put(ring + i * 64 + 64, ipsecnic_command, data_addr, key_addr);
        ipn_put(ring + i * 64 + 64, ipsecnic_command, data_length, 48);
    }
    qtest_bufwrite(n->qts, n->ctrl.posted, ring, 8192 * 64);
    ipn_q_write(n, &n->ctrl, IPSECNIC_Q_POSTED_TAIL, 8192);
    n->ctrl.head = 8191;
    IPN_WAIT(n, ipn_comp_ready(n, &n->ctrl));
    qtest_bufread(n->qts, n->ctrl.comp, ring, 8192 * 64);
    for (i = 0; i < 8192; i += 2) {
        uint32_t handle = ipn_get(ring + i * 64, ipsecnic_ctrl_comp, handle);

        g_assert_cmpuint(ipn_get(ring + i * 64, ipsecnic_ctrl_comp, status),
                         ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(ipn_get(ring + i * 64 + 64, ipsecnic_ctrl_comp,
                                 status), ==, IPSECNIC_ST_OK);
        g_assert_cmphex(handle & 0xfffff, !=, 0);
        g_assert_true(g_hash_table_add(seen, GUINT_TO_POINTER(handle)));
    }
    g_assert_cmpuint(g_hash_table_size(seen), ==, 4096);
}

static uint64_t esn_top(Ipn *n, uint32_t handle)
{
    uint8_t info[256];

    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    return ipn_get(info, ipsecnic_sa_info, sequence[0]);
}

static void test_update_sa(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle = ipn_sa_load(n, GCM4);
    IpnSa sa;

    g_assert_cmpuint(update(n, handle, IPSECNIC_OP_ESP, 0x1001, 1ULL << 32, 0),
                     ==, IPSECNIC_ST_NOT_ESN);
    g_assert_cmpuint(update(n, handle, IPSECNIC_OP_ESP, 0x1002, 0, 0), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(update(n, handle, IPSECNIC_OP_AH, 0x1001, 0, 0), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    if (!(ipn_read(n, IPSECNIC_REG_CAP_IPSEC) & IPSECNIC_CAP_ESN)) {
        g_test_message("ESN is not offered: success cannot be tested");
        return;
    }
    ipn_sa(&sa, CBC4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].flags, IPSECNIC_OP_FLAG_ESN);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].sequence, 0x500000007);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(esn_top(n, handle), ==, 0x500000007);
    /* The larger of itself and the high half. */
    g_assert_cmpuint(update(n, handle, IPSECNIC_OP_ESP, 0x1002, 0x5ffffffff,
                            0), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(esn_top(n, handle), ==, 0x500000007);
    g_assert_cmpuint(update(n, handle, IPSECNIC_OP_ESP, 0x1002, 0x600000009,
                            0), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(esn_top(n, handle), ==, 0x600000000);
    g_assert_cmpuint(update(n, handle, IPSECNIC_OP_ESP, 0x1002, 0x200000003,
                            IPSECNIC_CMD_FLAG_ABSOLUTE), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(esn_top(n, handle), ==, 0x200000003);
}

static void test_query_gives_back_what_the_context_said(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle;
    uint8_t info[256];
    IpnSa sa;

    ipn_sa(&sa, CBC4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, reqid, 0xcafe0001);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, driver_cookie, 0x123456789abcdef0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].sequence, 77);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state), ==, 0);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, reqid), ==, 0xcafe0001);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, driver_cookie), ==,
                    0x123456789abcdef0);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==, 77);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, sequence[1]), ==, 0);
    g_assert_true(buffer_is_zero(info + 24, 88));
}

static void test_flush(void)
{
    Ipn *n = ctrl_up("");
    uint8_t cmd[64], comp[64], info[256];
    uint32_t handle[3];
    unsigned i;

    for (i = 0; i < 3; i++) {
        handle[i] = ipn_sa_load(n, &ipn_sa_vectors[i]);
    }
    op_put(cmd, IPSECNIC_CMD_FLUSH_SA, 0);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_RESERVED);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_OUTBOUND);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 0);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 3);
    ipn_put(cmd, ipsecnic_command, flags,
            IPSECNIC_CMD_FLAG_INBOUND | IPSECNIC_CMD_FLAG_OUTBOUND);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 3);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
    for (i = 0; i < 3; i++) {
        g_assert_cmpuint(ipn_sa_query(n, handle[i], info), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
        g_assert_cmphex(ipn_sa_load(n, &ipn_sa_vectors[i]), !=, handle[i]);
    }
}

/* Indices run freely modulo 65536, on rings of the largest size. */
static void test_indices_wrap(void)
{
    Ipn *n = ctrl_up("");
    uint16_t tail = 0;
    unsigned round;

    ipn_queue_stop(n, &n->ctrl);
    ipn_queue_setup(n, &n->ctrl, 32768, 32768, 0);
    ipn_queue_enable(n, &n->ctrl);
    /* An entry of zeros is a NOP. */
    for (round = 1; round <= 3; round++) {
        tail += 32768;
        ipn_q_write(n, &n->ctrl, IPSECNIC_Q_POSTED_TAIL, tail);
        n->ctrl.head = tail - 1;
        IPN_WAIT(n, ipn_comp_ready(n, &n->ctrl));
        n->ctrl.head = tail;
        g_assert_cmphex(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_POSTED_HEAD), ==,
                        tail);
        g_assert_cmphex(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_COMP_TAIL), ==,
                        tail);
        g_assert_false(ipn_comp_ready(n, &n->ctrl));
        ipn_release(n, &n->ctrl, false);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_COMMANDS), ==, 3 * 32768);
    g_assert_cmphex(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
}

/*
 * Outbound SAs.  They are kept for a transport that pairs its SAs (R17).
 */

/* The context of a vector, without INBOUND. */
static void outbound(IpnSa *sa, const IpnSaVector *v)
{
    ipn_sa(sa, v);
    ipn_put(sa->bytes, ipsecnic_sa_ctx, flags,
            v->ipv6 ? IPSECNIC_SA_FLAG_IPV6 : 0);
}

static uint32_t outbound_load(Ipn *n, const IpnSaVector *v)
{
    uint32_t handle;
    IpnSa sa;

    outbound(&sa, v);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    return handle;
}

/* An inbound and an outbound SA may be the same in everything else. */
static void test_r17_directions_do_not_collide(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle[2 * ARRAY_SIZE(ipn_sa_vectors)], again;
    unsigned count = 0, i, j;
    IpnSa sa;

    for (i = 0; i < ARRAY_SIZE(ipn_sa_vectors); i++) {
        const IpnSaVector *v = &ipn_sa_vectors[i];

        if (i % 2) {
            handle[count++] = ipn_sa_load(n, v);
            handle[count++] = outbound_load(n, v);
        } else {
            handle[count++] = outbound_load(n, v);
            handle[count++] = ipn_sa_load(n, v);
        }
        /* But each of them with itself. */
        ipn_sa(&sa, v);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &again), ==,
                         IPSECNIC_ST_DUPLICATE);
        outbound(&sa, v);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &again), ==,
                         IPSECNIC_ST_DUPLICATE);
    }
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, count);
    for (i = 0; i < count; i++) {
        for (j = 0; j < i; j++) {
            g_assert_cmphex(handle[i], !=, handle[j]);
        }
    }
}

/* The rules for a context are the same in both directions. */
static void test_outbound_contexts_are_checked(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle;
    unsigned i, tried = 0;
    IpnSa sa;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        if (rows[i].lacks || !row_applies(n, &rows[i])) {
            continue;
        }
        outbound(&sa, rows[i].base);
        row_apply(&sa, &rows[i]);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, rows[i].status);
        tried++;
    }
    g_assert_cmpuint(tried, >, 70);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
}

/* What is received never matches an outbound SA: not by its addresses, not by
 * wildcards, not as the SA of the other protocol (D1), not by its port. */
static void test_r3_outbound_is_never_matched(void)
{
    Ipn *n = ctrl_up("");
    const IpnFrameVector *v = &ipn_basic_vectors[VECTOR_SA_GCM4];
    g_autoptr(GByteArray) frame = ipn_hex(v->wire);
    g_autoptr(GByteArray) udp = ipn_hex(v->wire);
    uint32_t handle[4], in;
    uint8_t info[256];
    unsigned i;
    IpnSa sa;
    IpnRx rx;

    ipn_rx_post(n, &n->rx[0], 64);
    handle[0] = outbound_load(n, GCM4);
    outbound(&sa, GCM4);
    memset(sa.bytes + offsetof(struct ipsecnic_sa_ctx, src), 0, 32);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[1]), ==, IPSECNIC_ST_OK);
    outbound(&sa, NULL4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].operation, IPSECNIC_OP_AH);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].cipher_alg, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].spi, GCM4->spi);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[2]), ==, IPSECNIC_ST_OK);
    outbound(&sa, GCM4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, encap, IPSECNIC_UDP_ESP_TRANSPORT);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, encap_dport, 4501);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[3]), ==, IPSECNIC_ST_OK);

    ipn_send(n, frame->data, frame->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_NO_SA);
    /* A UDP header to the outbound SA's port, with what looks like its SPI. */
    udp->data[14 + 9] = 17;
    ipn_ip4_csum(udp->data + 14);
    stw_be_p(udp->data + 34, 4500);
    stw_be_p(udp->data + 36, 4501);
    stw_be_p(udp->data + 38, udp->len - 34);
    stw_be_p(udp->data + 40, 0);
    stl_be_p(udp->data + 42, GCM4->spi);
    ipn_send(n, udp->data, udp->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, udp->data, udp->len, IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_NOT_IPSEC);

    /* Beside them the inbound one is found as ever. */
    in = ipn_sa_load(n, GCM4);
    ipn_send(n, frame->data, frame->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, v, in);
    g_assert_cmpuint(ipn_sa_delete(n, in), ==, IPSECNIC_ST_OK);
    ipn_send(n, frame->data, frame->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_NO_SA);
    for (i = 0; i < ARRAY_SIZE(handle); i++) {
        g_assert_cmpuint(ipn_sa_query(n, handle[i], info), ==, IPSECNIC_ST_OK);
        /* No counter has moved. */
        g_assert_true(buffer_is_zero(info + 24, 88));
    }
}

static void test_outbound_query_and_update(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle, in;
    uint8_t info[256];
    IpnSa sa;

    handle = outbound_load(n, GCM4);
    g_assert_cmpuint(update(n, handle, IPSECNIC_OP_ESP, GCM4->spi, 0, 0), ==,
                     IPSECNIC_ST_NOT_ESN);
    outbound(&sa, CBC4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].flags, IPSECNIC_OP_FLAG_ESN);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].sequence, 0x500000007);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, reqid, 0xbeef);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, driver_cookie, 0x1234);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    /* Its partner has a life of its own. */
    ipn_put(sa.bytes, ipsecnic_sa_ctx, flags, IPSECNIC_SA_FLAG_INBOUND);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &in), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, reqid), ==, 0xbeef);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, driver_cookie), ==,
                    0x1234);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state), ==, 0);
    g_assert_cmphex(esn_top(n, handle), ==, 0x500000007);
    g_assert_cmpuint(update(n, handle, IPSECNIC_OP_ESP, CBC4->spi,
                            0x600000009, 0), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(esn_top(n, handle), ==, 0x600000000);
    g_assert_cmpuint(update(n, handle, IPSECNIC_OP_ESP, CBC4->spi,
                            0x200000003, IPSECNIC_CMD_FLAG_ABSOLUTE), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmphex(esn_top(n, handle), ==, 0x200000003);
    g_assert_cmphex(esn_top(n, in), ==, 0x500000007);
}

/* A key has a direction: it names the one and never the other. */
static void test_r17_delete_inbound_then_outbound(void)
{
    static const bool by_key[] = { false, true };
    Ipn *n = ctrl_up("");
    uint8_t in_key[48], out_key[48], r[NRES * 8], info[256];
    uint32_t in, out;
    unsigned i;
    IpnSa sa;

    for (i = 0; i < ARRAY_SIZE(by_key); i++) {
        ipn_sa(&sa, CBC4);
        ipn_sa_key(in_key, &sa);
        in = ipn_sa_load(n, CBC4);
        outbound(&sa, CBC4);
        ipn_sa_key(out_key, &sa);
        out = outbound_load(n, CBC4);
        if (by_key[i]) {
            g_assert_cmpuint(batch(n, IPSECNIC_CMD_DELETE_SA,
                                   IPSECNIC_CMD_FLAG_BY_KEY, 1, in_key, 48, 1,
                                   r), ==, IPSECNIC_ST_OK);
            g_assert_cmphex(HANDLE(r, 0), ==, in);
        } else {
            g_assert_cmpuint(ipn_sa_delete(n, in), ==, IPSECNIC_ST_OK);
        }
        g_assert_cmpuint(ipn_sa_query(n, in, info), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
        g_assert_cmpuint(ipn_sa_query(n, out, info), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(batch(n, IPSECNIC_CMD_DELETE_SA,
                               IPSECNIC_CMD_FLAG_BY_KEY, 1, in_key, 48, 0, r),
                         ==, IPSECNIC_ST_UNKNOWN_SA);
        if (by_key[i]) {
            g_assert_cmpuint(batch(n, IPSECNIC_CMD_DELETE_SA,
                                   IPSECNIC_CMD_FLAG_BY_KEY, 1, out_key, 48, 1,
                                   r), ==, IPSECNIC_ST_OK);
            g_assert_cmphex(HANDLE(r, 0), ==, out);
        } else {
            g_assert_cmpuint(ipn_sa_delete(n, out), ==, IPSECNIC_ST_OK);
        }
        g_assert_cmpuint(ipn_sa_query(n, out, info), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
    }
    /* The key of an outbound SA does not name an inbound one either. */
    in = ipn_sa_load(n, CBC4);
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_DELETE_SA, IPSECNIC_CMD_FLAG_BY_KEY,
                           1, out_key, 48, 0, r), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_sa_query(n, in, info), ==, IPSECNIC_ST_OK);
}

static void test_flush_by_direction(void)
{
    static const unsigned flags[] = {
        IPSECNIC_CMD_FLAG_INBOUND, IPSECNIC_CMD_FLAG_OUTBOUND,
        IPSECNIC_CMD_FLAG_INBOUND | IPSECNIC_CMD_FLAG_OUTBOUND,
    };
    Ipn *n = ctrl_up("");
    uint8_t cmd[64], comp[64], info[256];
    uint32_t in[3], out[2];
    unsigned round, i;

    for (round = 0; round < ARRAY_SIZE(flags); round++) {
        bool ins = flags[round] & IPSECNIC_CMD_FLAG_INBOUND;
        bool outs = flags[round] & IPSECNIC_CMD_FLAG_OUTBOUND;

        for (i = 0; i < 3; i++) {
            in[i] = ipn_sa_load(n, &ipn_sa_vectors[i]);
            if (i < 2) {
                out[i] = outbound_load(n, &ipn_sa_vectors[i]);
            }
        }
        op_put(cmd, IPSECNIC_CMD_FLUSH_SA, 0);
        ipn_put(cmd, ipsecnic_command, flags, flags[round]);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==,
                         3 * ins + 2 * outs);
        for (i = 0; i < 3; i++) {
            g_assert_cmpuint(ipn_sa_query(n, in[i], info), ==,
                             ins ? IPSECNIC_ST_UNKNOWN_SA : IPSECNIC_ST_OK);
        }
        for (i = 0; i < 2; i++) {
            g_assert_cmpuint(ipn_sa_query(n, out[i], info), ==,
                             outs ? IPSECNIC_ST_UNKNOWN_SA : IPSECNIC_ST_OK);
        }
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==,
                         5 - 3 * ins - 2 * outs);
        ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_INBOUND |
                IPSECNIC_CMD_FLAG_OUTBOUND);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    }
}

/* D14: both directions share the capacity. */
static void test_d14_capacity_counts_both_directions(void)
{
    Ipn *n = ctrl_up(",sa-capacity=2");
    uint32_t in, out, handle;
    IpnSa sa;

    in = ipn_sa_load(n, GCM4);
    out = outbound_load(n, GCM4);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 2);
    ipn_sa(&sa, CBC4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_TABLE_FULL);
    outbound(&sa, CBC4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_TABLE_FULL);
    g_assert_cmpuint(ipn_sa_delete(n, out), ==, IPSECNIC_ST_OK);
    ipn_sa(&sa, CBC4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_delete(n, in), ==, IPSECNIC_ST_OK);
    outbound(&sa, CBC4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 2);
}

/* R15: only a packet that is received can ask for an SA. */
static void test_r15_operator_cannot_ask_for_outbound(void)
{
    Ipn *n = ctrl_up("");
    uint32_t handle = outbound_load(n, GCM4);
    uint8_t info[256];
    QDict *error;

    error = qtest_qmp_assert_failure_ref(
        n->qts, "{ 'execute': 'qom-set', 'arguments':"
        " { 'path': '/machine/peripheral/card',"
        " 'property': 'x-sa-delete-request', 'value': %u } }", handle);
    g_assert_nonnull(strstr(qdict_get_str(error, "desc"), "outbound"));
    qobject_unref(error);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state), ==, 0);
}

/*
 * Events
 */

static void test_events_overflow(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t cmd[64], comp[64];
    unsigned i;

    ipn_up(n, &(IpnSetup) { .no_buffers = true, .ctrl = 8 });
    for (i = 0; i < 10; i++) {
        ipn_link(n, i % 2);
    }
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_EVENTS_LOST) == 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_EVENTS), ==, 8);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_EVENTS_LOST), ==, 2);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS) &
                    IPSECNIC_STATUS_EVENTS_LOST, !=, 0);

    /* The ring is full: a command waits, and is not lost. */
    op_put(cmd, IPSECNIC_CMD_NOP, 0);
    ipn_put(cmd, ipsecnic_command, cookie, 1);
    ipn_post(n, &n->ctrl, cmd);
    ipn_put(cmd, ipsecnic_command, cookie, 2);
    ipn_post(n, &n->ctrl, cmd);
    ipn_doorbell(n, &n->ctrl);
    ipn_settle(n);
    g_assert_cmpuint(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_COMP_TAIL), ==, 8);
    for (i = 0; i < 8; i++) {
        g_assert_true(ipn_comp_ready(n, &n->ctrl));
        ipn_comp_next(n, &n->ctrl, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, type), ==,
                         IPSECNIC_CTRL_COMP_EVENT);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                         IPSECNIC_EVENT_LINK);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==, i % 2);
    }
    g_assert_false(ipn_comp_ready(n, &n->ctrl));
    ipn_release(n, &n->ctrl, false);
    for (i = 1; i <= 2; i++) {
        ipn_comp_next(n, &n->ctrl, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, type), ==,
                         IPSECNIC_CTRL_COMP_COMMAND);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, cookie), ==, i);
    }
    ipn_release(n, &n->ctrl, false);

    /* Sticky until the driver writes it; the counter stays. */
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_EVENTS_LOST), ==, 2);
    ipn_write(n, IPSECNIC_REG_EVENTS_LOST, 7);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_EVENTS_LOST), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS) &
                    IPSECNIC_STATUS_EVENTS_LOST, ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_EVENTS_LOST), ==, 2);
}

/* What a queue that stops has not told is counted, and not more than that. */
static void test_events_of_a_stopped_queue(void)
{
    Ipn *n = ipn_start("", "");
    /* The first entry is the last one that there is memory for. */
    uint32_t base = 64 * MiB - IPSECNIC_ENTRY_SIZE;

    ipn_up(n, &(IpnSetup) { .no_buffers = true, .ctrl = 8 });
    ipn_queue_stop(n, &n->ctrl);
    ipn_q_write(n, &n->ctrl, IPSECNIC_Q_COMP_BASE_LO, base);
    ipn_q_write(n, &n->ctrl, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    ipn_link(n, false);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_EVENTS) == 1);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_EVENTS_LOST), ==, 0);
    ipn_link(n, true);
    ipn_queue_error(n, &n->ctrl, IPSECNIC_Q_ERR_DMA_WRITE, 1);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_EVENTS_LOST), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_EVENTS), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_EVENTS_LOST), ==, 1);
}

/*
 * An algorithm beyond IPsecOV2 is taken with its feature alone: to a driver that
 * does not know it, it is one that the card does not have.
 */
static void test_sa_algorithm_goes_with_its_feature(void)
{
    static const struct {
        unsigned feature;
        uint64_t auth, cipher;
        uint16_t auth_icv, cipher_icv, auth_key, cipher_key;
    } c[] = {
        { IPSECNIC_F_CHACHA20, 0, IPSECNIC_CIPHER_CHACHA20_POLY1305, 0, 16,
          0, 36 },
        { IPSECNIC_F_HMAC_SHA512, IPSECNIC_AUTH_SHA384,
          IPSECNIC_CIPHER_AES_CBC_128, 24, 0, 48, 16 },
        { IPSECNIC_F_HMAC_SHA512, IPSECNIC_AUTH_SHA512, IPSECNIC_CIPHER_NONE,
          32, 0, 64, 0 },
        { IPSECNIC_F_AES_CTR, IPSECNIC_AUTH_SHA256,
          IPSECNIC_CIPHER_AES_CTR_192, 16, 0, 32, 28 },
        { IPSECNIC_F_AES_CCM, 0, IPSECNIC_CIPHER_AES_CCM_256, 0, 8, 0, 35 },
        { IPSECNIC_F_AES_MAC, IPSECNIC_AUTH_AES_XCBC,
          IPSECNIC_CIPHER_AES_CBC_128, 12, 0, 16, 16 },
        { IPSECNIC_F_AES_MAC, IPSECNIC_AUTH_AES_CMAC, IPSECNIC_CIPHER_NONE,
          12, 0, 16, 0 },
    };
    unsigned i, f;

    for (f = 31; f <= IPSECNIC_F_AES_MAC; f++) {
        Ipn *n = ipn_start("", "");

        /* 31: none of them */
        n->features_hi = f == 31 ? 0 : BIT(f - 32);
        ipn_up(n, &(IpnSetup) { 0 });
        for (i = 0; i < ARRAY_SIZE(c); i++) {
            g_autofree char *auth_key = g_strnfill(2 * c[i].auth_key, '5');
            g_autofree char *cipher_key = g_strnfill(2 * c[i].cipher_key,
                                                     '6');
            IpnSaVector v = *NULL4;
            uint32_t handle;
            IpnSa sa;

            v.spi = 0x5000 + i;
            v.auth_alg = c[i].auth;
            v.cipher_alg = c[i].cipher;
            v.auth_icv = c[i].auth_icv;
            v.cipher_icv = c[i].cipher_icv;
            v.auth_key = auth_key;
            v.cipher_key = cipher_key;
            ipn_sa(&sa, &v);
            g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==,
                             f == c[i].feature ? IPSECNIC_ST_OK :
                             c[i].auth >> 32 ? IPSECNIC_ST_SA_AUTH_ALG :
                             IPSECNIC_ST_SA_CIPHER_ALG);
        }
    }
}

static void test_no_events_without_the_feature(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t cmd[64], comp[64];

    ipn_up(n, &(IpnSetup) { .features = BIT(IPSECNIC_F_IPSEC_RX) });
    ipn_link(n, false);
    ipn_link(n, true);
    op_put(cmd, IPSECNIC_CMD_NOP, 0);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    g_assert_false(ipn_event_ready(n));
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_EVENTS), ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_EVENTS_LOST), ==, 0);
}

int main(int argc, char **argv)
{
    unsigned i;
    int ret;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autofree char *path = g_strdup_printf(
            "/ipsecnic/ctrl/sa-context/status-%u/%s", rows[i].status,
            rows[i].name);

        qtest_add_data_func(path, &rows[i], test_sa_row);
    }
#define ADD(name, func) qtest_add_func("/ipsecnic/ctrl/" name, func)
    ADD("sa-context/first-broken-rule-is-the-status",
        test_sa_first_broken_rule_is_the_status);
    ADD("sa-context/spi-1-to-255-is-taken", test_sa_spi_1_to_255_is_taken);
    ADD("sa-context/bytes-between-keys-are-ignored",
        test_sa_bytes_between_keys_are_ignored);
    ADD("sa-context/keys-in-any-order", test_sa_keys_in_any_order);
    ADD("sa-context/every-algorithm-of-the-vectors",
        test_sa_every_algorithm_of_the_vectors);
    ADD("sa-context/algorithm-goes-with-its-feature",
        test_sa_algorithm_goes_with_its_feature);
    ADD("duplicate-is-the-whole-key", test_duplicate_is_the_whole_key);
    ADD("unknown-opcode", test_unknown_opcode);
    ADD("unused-fields-are-reserved", test_unused_fields_are_reserved);
    ADD("bad-count", test_bad_count);
    ADD("bad-data-length", test_bad_data_length);
    ADD("dma-fault-of-a-command", test_dma_fault_of_a_command);
    ADD("not-negotiated", test_not_negotiated);
    ADD("batch-of-adds", test_batch_of_adds);
    ADD("batch-of-256", test_batch_of_256);
    ADD("delete/by-handles", test_delete_by_handles);
    ADD("delete/by-key", test_delete_by_key);
    ADD("delete/by-key-posted-with-the-add",
        test_delete_by_key_posted_with_the_add);
    ADD("stale-handles", test_stale_handles);
    ADD("update-sa", test_update_sa);
    ADD("query-gives-back-what-the-context-said",
        test_query_gives_back_what_the_context_said);
    ADD("flush", test_flush);
    ADD("outbound/r17-directions-do-not-collide",
        test_r17_directions_do_not_collide);
    ADD("outbound/contexts-are-checked", test_outbound_contexts_are_checked);
    ADD("outbound/r3-never-matched", test_r3_outbound_is_never_matched);
    ADD("outbound/query-and-update", test_outbound_query_and_update);
    ADD("outbound/r17-delete-inbound-then-outbound",
        test_r17_delete_inbound_then_outbound);
    ADD("outbound/flush-by-direction", test_flush_by_direction);
    ADD("outbound/r15-operator-cannot-ask",
        test_r15_operator_cannot_ask_for_outbound);
    ADD("indices-wrap", test_indices_wrap);
    ADD("events/overflow", test_events_overflow);
    ADD("events/of-a-stopped-queue", test_events_of_a_stopped_queue);
    ADD("events/none-without-the-feature",
        test_no_events_without_the_feature);
    ADD("duplicate-before-table-full", test_duplicate_before_table_full);
    ADD("outbound/d14-capacity-counts-both-directions",
        test_d14_capacity_counts_both_directions);
    ADD("handle-not-reissued-for-4096-generations",
        test_handle_not_reissued_for_4096_generations);
#undef ADD
    ret = g_test_run();
    ipn_quit();
    return ret;
}

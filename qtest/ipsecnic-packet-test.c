/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packet mode of ipsecnic: its feature, registers, commands, entries and
 * descriptors, both directions, and that nothing leaves in clear
 *
 * Tests that begin with p and a number are about that statement of packet mode.
 */

#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "tests/qtest/ipsecnic/ipsecnic-packet-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-tx-vectors.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#define START IPSECNIC_TX_START
#define END IPSECNIC_TX_END

#define GCM4 (&ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4])
#define GCM4T (&ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4T])
#define RX_GCM4 (&ipn_sa_vectors[VECTOR_SA_GCM4])
#define RX_GCM4T (&ipn_sa_vectors[VECTOR_SA_GCM4T])

#define PACKET BIT(IPSECNIC_F_IPSEC_PACKET)
#define RX_IPSEC BIT(IPSECNIC_F_IPSEC_RX)
#define TX_IPSEC BIT(IPSECNIC_F_IPSEC_TX)

static Ipn *up_with(const char *props, const IpnSetup *setup)
{
    Ipn *n = ipn_start(props, "");

    ipn_up(n, setup);
    return n;
}

static Ipn *up(void)
{
    return up_with("", &(IpnSetup) { 0 });
}

static uint64_t to_guest(Ipn *n, const void *data, size_t length)
{
    uint64_t addr = ipn_alloc(n, length + 3) + 3;

    qtest_bufwrite(n->qts, addr, data, length);
    return addr;
}

/*
 * The feature and its registers
 */

static void test_feature_needs_both_directions(void)
{
    Ipn *n = ipn_start("", "");
    uint32_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO);
    static const struct {
        uint32_t features;
        bool good;
    } rows[] = {
        { PACKET, false },
        { PACKET | RX_IPSEC, false },
        { PACKET | TX_IPSEC, false },
        { PACKET | RX_IPSEC | TX_IPSEC, true },
        { RX_IPSEC | TX_IPSEC, true },
    };
    unsigned i;

    g_assert_cmphex(offered & PACKET, ==, PACKET);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_assert_cmpint(ipn_negotiate(n, rows[i].features), ==, rows[i].good);
        g_assert_cmpint(!!(ipn_read(n, IPSECNIC_REG_STATUS) &
                           IPSECNIC_STATUS_FEATURES_BAD), ==, !rows[i].good);
    }
}

/* What the card lacks, and with that packet mode. */
static void test_not_offered(const void *data)
{
    Ipn *n = ipn_start(data, "");
    uint32_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO);

    g_assert_cmphex(offered & PACKET, ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_FEATURES_HI) &
                    BIT(IPSECNIC_F_TFC - 32), ==, 0);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_CAPACITY), ==, 0);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_WINDOW_MAX), ==, 0);
    g_assert_false(ipn_negotiate(n, offered | PACKET));
    ipn_up(n, &(IpnSetup) { 0 });
    ipn_write(n, IPSECNIC_REG_PACKET_MTU, 1400);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_PACKET_MTU), ==, 0);
}

/* A driver that does not know of it finds the card of before. */
static void test_not_accepted(void)
{
    static const unsigned commands[] = {
        IPSECNIC_CMD_ADD_POLICY, IPSECNIC_CMD_DELETE_POLICY,
        IPSECNIC_CMD_QUERY_POLICY, IPSECNIC_CMD_FLUSH_POLICY,
        IPSECNIC_CMD_QUERY_WINDOW, IPSECNIC_CMD_SET_WINDOW,
    };
    static const uint32_t flags[] = {
        IPSECNIC_TX_BYPASS, IPSECNIC_TX_ENCAPSULATE,
    };
    Ipn *n = up_with("", &(IpnSetup) {
        .features = ipn_read(ipn_start("", ""), IPSECNIC_REG_FEATURES_LO) &
                    ~PACKET,
    });
    uint8_t cmd[64], comp[64], frame[64], got[64];
    uint64_t addr = ipn_alloc(n, 64);
    uint32_t handle;
    unsigned i;
    IpnSa sa;

    for (i = 0; i < ARRAY_SIZE(commands); i++) {
        memset(cmd, 0, sizeof(cmd));
        ipn_put(cmd, ipsecnic_command, opcode, commands[i]);
        /* It comes before what is wrong with the rest of it. */
        ipn_put(cmd, ipsecnic_command, flags, 0x8000);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==,
                         IPSECNIC_ST_NOT_NEGOTIATED);
    }
    ipn_packet_sa(&sa, GCM4, false, 0);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_SA_FLAGS);
    ipn_write(n, IPSECNIC_REG_PACKET_MTU, 1400);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_PACKET_MTU), ==, 0);
    ipn_q_write(n, &n->rx[0], IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE |
                IPSECNIC_Q_CTRL_ORIGINAL);
    g_assert_cmphex(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_CTRL), ==,
                    IPSECNIC_Q_CTRL_ENABLE);

    ipn_plain(frame, sizeof(frame), (uint8_t[]) IPN_MAC_BYTES, 1);
    qtest_memwrite(n->qts, addr, frame, sizeof(frame));
    for (i = 0; i < ARRAY_SIZE(flags); i++) {
        uint16_t index = ipn_tx_post(n, &n->tx[0], addr, sizeof(frame),
                                     START | END | flags[i], i);

        ipn_doorbell(n, &n->tx[0]);
        ipn_tx_completed(n, &n->tx[0], IPSECNIC_TX_ST_NOT_NEGOTIATED, 0, 0,
                         index, 1, i);
    }
    ipn_wire_quiet(n);
    ipn_tx_post(n, &n->tx[0], addr, sizeof(frame), START | END, 7);
    ipn_doorbell(n, &n->tx[0]);
    g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, sizeof(frame));
}

static void test_registers(void)
{
    static const struct {
        uint32_t write;
        uint32_t then;
    } rows[] = {
        { 1500, 1500 }, { 255, 1500 }, { 256, 256 }, { 65535, 65535 },
        { 65536, 65535 }, { 0xffffffff, 65535 }, { 1, 65535 }, { 0, 0 },
        { 1280, 1280 },
    };
    Ipn *n = ipn_start(",policy-capacity=77", "");
    IpnPolicy p;
    unsigned i;

    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_CAPACITY), ==, 77);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_WINDOW_MAX), ==, 16384);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_PACKET_MTU), ==, 0);
    /* Ignored until the feature is accepted. */
    ipn_write(n, IPSECNIC_REG_PACKET_MTU, 1500);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_PACKET_MTU), ==, 0);
    ipn_up(n, &(IpnSetup) { 0 });
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        ipn_write(n, IPSECNIC_REG_PACKET_MTU, rows[i].write);
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_PACKET_MTU), ==,
                         rows[i].then);
    }
    ipn_policy(&p, false, false, IPSECNIC_POLICY_BYPASS);
    ipn_policy_load(n, &p);
    ipn_policy(&p, true, true, IPSECNIC_POLICY_DISCARD);
    ipn_policy_load(n, &p);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_COUNT), ==, 2);
    for (i = IPSECNIC_REG_POLICY_CAPACITY; i <= IPSECNIC_REG_WINDOW_MAX;
         i += 4) {
        uint32_t value = ipn_read(n, i);

        ipn_write(n, i, ~value);
        g_assert_cmphex(ipn_read(n, i), ==, value);
    }
    ipn_q_write(n, &n->rx[0], IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE |
                IPSECNIC_Q_CTRL_ORIGINAL);
    g_assert_cmphex(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_CTRL), ==,
                    IPSECNIC_Q_CTRL_ENABLE | IPSECNIC_Q_CTRL_ORIGINAL);

    /* Disabled: policies and MTU stay; they are gone with the feature. */
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_PACKET_MTU), ==, 1280);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_COUNT), ==, 2);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_PACKET_MTU), ==, 1280);
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, n->features & ~PACKET);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_PACKET_MTU), ==, 0);
    g_assert_cmphex(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_CTRL), ==, 0);

    ipn_up(n, &(IpnSetup) { 0 });
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_COUNT), ==, 0);
    ipn_write(n, IPSECNIC_REG_PACKET_MTU, 1280);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_PACKET_MTU), ==, 0);
}

/* ORIGINAL is of receive queues. */
static void test_original_of_other_queues(void)
{
    Ipn *n = up();

    ipn_q_write(n, &n->tx[0], IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE |
                IPSECNIC_Q_CTRL_ORIGINAL);
    g_assert_cmphex(ipn_q_read(n, &n->tx[0], IPSECNIC_Q_CTRL), ==,
                    IPSECNIC_Q_CTRL_ENABLE);
    ipn_q_write(n, &n->ctrl, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE |
                IPSECNIC_Q_CTRL_ORIGINAL);
    g_assert_cmphex(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_CTRL), ==,
                    IPSECNIC_Q_CTRL_ENABLE);
    g_assert_cmphex(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_CTRL), ==,
                    IPSECNIC_Q_CTRL_ENABLE);
}

/*
 * Policies
 */

typedef struct PolicyRow {
    const char *name;
    uint32_t status;
    const char *props;
    struct {
        uint16_t offset;
        uint16_t size;
        uint64_t value;
    } patch[4];
} PolicyRow;

#define PATCH(field, value_) { \
        .offset = offsetof(struct ipsecnic_policy, field), \
        .size = sizeof(((struct ipsecnic_policy *)0)->field), \
        .value = (value_) }
#define ROW(name_, status_, ...) { \
        .name = (name_), .status = IPSECNIC_ST_POLICY_##status_, \
        .patch = { __VA_ARGS__ } }

/* A policy of action BYPASS for all IPv4, and what is wrong with it. */
static const PolicyRow policy_rows[] = {
    ROW("reserved-11", RESERVED, PATCH(reserved0, 1)),
    ROW("reserved-18", RESERVED, PATCH(reserved1, 0x8000)),
    ROW("reserved-28", RESERVED, PATCH(reserved2, 1)),
    ROW("reserved-104", RESERVED, PATCH(reserved3[0], 1)),
    ROW("reserved-120", RESERVED, PATCH(reserved3[2], 1ull << 63)),
    ROW("flag-1", FLAGS, PATCH(flags, 2)),
    ROW("flag-31", FLAGS, PATCH(flags, 0x80000000)),
    { "ipv6-not-offered", IPSECNIC_ST_POLICY_FAMILY, ",ipv6=off",
      { PATCH(flags, 0x10) } },
    { "tunnel-over-ipv6-not-offered", IPSECNIC_ST_POLICY_FAMILY, ",ipv6=off",
      { PATCH(flags, 0x20), PATCH(action, 1), PATCH(mode, 2) } },
    ROW("action-0", ACTION, PATCH(action, 0)),
    ROW("action-4", ACTION, PATCH(action, 4)),
    ROW("src-prefix-33", PREFIX, PATCH(src_prefix, 33)),
    ROW("dst-prefix-255", PREFIX, PATCH(dst_prefix, 255)),
    ROW("ipv6-prefix-129", PREFIX, PATCH(flags, 0x10),
        PATCH(dst_prefix, 129)),
    ROW("src-behind-prefix", ADDRESS, PATCH(src[0], 0x0a),
        PATCH(src_prefix, 4)),
    ROW("dst-without-prefix", ADDRESS, PATCH(dst[0], 0x80)),
    ROW("ipv4-with-tail", ADDRESS, PATCH(src[4], 1),
        PATCH(src_prefix, 32)),
    ROW("ports-of-any", PORTS, PATCH(sport_mask, 0xffff)),
    ROW("ports-of-esp", PORTS, PATCH(protocol, 50),
        PATCH(dport_mask, 0xffff)),
    ROW("port-outside-of-mask", PORTS, PATCH(protocol, 17),
        PATCH(dport, 0x101), PATCH(dport_mask, 0xff00)),
    ROW("port-without-mask", PORTS, PATCH(protocol, 6),
        PATCH(sport, 80)),
    ROW("protect-without-mode", MODE, PATCH(action, 1)),
    ROW("protect-mode-3", MODE, PATCH(action, 1), PATCH(mode, 3)),
    { "tunnel-not-offered", IPSECNIC_ST_POLICY_MODE, ",tunnel=off",
      { PATCH(action, 1), PATCH(mode, 2), PATCH(tunnel_src[0], 1),
        PATCH(tunnel_dst[0], 1) } },
    ROW("tunnel-without-dst", TUNNEL, PATCH(action, 1), PATCH(mode, 2),
        PATCH(tunnel_src[0], 1)),
    ROW("tunnel-ipv4-with-tail", TUNNEL, PATCH(action, 1),
        PATCH(mode, 2), PATCH(tunnel_src[15], 1),
        PATCH(tunnel_dst[0], 1)),
    ROW("transport-with-end-point", TUNNEL, PATCH(action, 1),
        PATCH(mode, 1), PATCH(tunnel_dst[0], 1)),
    ROW("transport-sa-ipv6", TUNNEL, PATCH(action, 1),
        PATCH(mode, 1), PATCH(flags, 0x20)),
    ROW("bypass-with-mode", UNUSED, PATCH(mode, 1)),
    ROW("bypass-with-reqid", UNUSED, PATCH(reqid, 1)),
    ROW("discard-with-end-point", UNUSED, PATCH(action, 3),
        PATCH(tunnel_src[0], 1)),
    ROW("discard-sa-ipv6", UNUSED, PATCH(action, 3),
        PATCH(flags, 0x20)),
};

static void test_policy_row(const void *data)
{
    const PolicyRow *row = data;
    Ipn *n = up_with(row->props ?: "", &(IpnSetup) { .no_buffers = true });
    uint32_t handle;
    IpnPolicy p;
    unsigned i;

    ipn_policy(&p, false, false, IPSECNIC_POLICY_BYPASS);
    for (i = 0; i < ARRAY_SIZE(row->patch) && row->patch[i].size; i++) {
        stn_le_p(p.bytes + row->patch[i].offset, row->patch[i].size,
                 row->patch[i].value);
    }
    g_assert_cmpuint(ipn_policy_add(n, &p, &handle), ==, row->status);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_COUNT), ==, 0);
    /* Nothing else is wrong with it. */
    ipn_policy(&p, false, false, IPSECNIC_POLICY_BYPASS);
    ipn_policy_load(n, &p);
}

static uint32_t batch(Ipn *n, unsigned opcode, uint32_t count, const void *data,
                      uint32_t length, bool results, uint8_t comp[64],
                      uint8_t *out)
{
    uint64_t at = length ? to_guest(n, data, length) : 0;
    uint64_t result = results ? ipn_alloc(n, 8 * count + 1) + 1 : 0;
    uint8_t cmd[64] = { 0 };
    uint32_t status;

    ipn_put(cmd, ipsecnic_command, opcode, opcode);
    ipn_put(cmd, ipsecnic_command, count, count);
    ipn_put(cmd, ipsecnic_command, data_addr, at);
    ipn_put(cmd, ipsecnic_command, data_length, length);
    ipn_put(cmd, ipsecnic_command, result_addr, result);
    status = ipn_cmd(n, cmd, comp);
    if (results) {
        qtest_memread(n->qts, result, out, 8 * count);
    }
    return status;
}

static void test_policy_batch(void)
{
    Ipn *n = up_with(",policy-capacity=3", &(IpnSetup) { .no_buffers = true });
    uint8_t data[5 * 128] = { 0 }, comp[64], out[5 * 8], handles[20], info[64];
    IpnPolicy p;
    unsigned i;

    for (i = 0; i < 5; i++) {
        ipn_policy(&p, i & 1, false, IPSECNIC_POLICY_DISCARD);
        ipn_put(p.bytes, ipsecnic_policy, driver_cookie, 100 + i);
        memcpy(data + 128 * i, p.bytes, 128);
    }
    data[128 + 11] = 1;

    /* All, some, none. */
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_ADD_POLICY, 5, data, 640, true,
                           comp, out), ==, IPSECNIC_ST_PARTIAL);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 3);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, handle), ==, 0);
    for (i = 0; i < 5; i++) {
        uint32_t status = ldl_le_p(out + 8 * i);

        g_assert_cmpuint(status, ==, i == 1 ? IPSECNIC_ST_POLICY_RESERVED :
                         i == 4 ? IPSECNIC_ST_TABLE_FULL : IPSECNIC_ST_OK);
        g_assert_cmpint(ldl_le_p(out + 8 * i + 4) != 0, ==, status == 0);
        memcpy(handles + 4 * i, out + 8 * i + 4, 4);
    }
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_COUNT), ==, 3);
    g_assert_cmpuint(ipn_policy_query(n, ldl_le_p(handles + 12), info), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_policy_info, driver_cookie), ==,
                     103);
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_ADD_POLICY, 2, data, 256, true,
                           comp, out), ==, IPSECNIC_ST_TABLE_FULL);

    /* DELETE_POLICY: 1 and 4 never were. */
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_DELETE_POLICY, 5, handles, 20, true,
                           comp, out), ==, IPSECNIC_ST_PARTIAL);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 3);
    for (i = 0; i < 5; i++) {
        g_assert_cmpuint(ldl_le_p(out + 8 * i), ==, i == 1 || i == 4 ?
                         IPSECNIC_ST_UNKNOWN_POLICY : IPSECNIC_ST_OK);
        g_assert_cmphex(ldl_le_p(out + 8 * i + 4), ==,
                        ldl_le_p(handles + 4 * i));
    }
    g_assert_cmpuint(batch(n, IPSECNIC_CMD_DELETE_POLICY, 2, handles, 8, false,
                           comp, out), ==, IPSECNIC_ST_UNKNOWN_POLICY);
    g_assert_cmpuint(ipn_policy_query(n, ldl_le_p(handles), info), ==,
                     IPSECNIC_ST_UNKNOWN_POLICY);
    g_assert_cmpuint(ipn_policy_delete(n, 0), ==, IPSECNIC_ST_UNKNOWN_POLICY);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_COUNT), ==, 0);
}

static void test_policy_command_rules(void)
{
    Ipn *n = up();
    uint8_t data[512] = { 0 }, comp[64], cmd[64];
    static const struct {
        unsigned opcode, count, length, handle;
        bool results;
        uint32_t status;
    } rows[] = {
        { IPSECNIC_CMD_ADD_POLICY, 0, 128, 0, true, IPSECNIC_ST_BAD_COUNT },
        { IPSECNIC_CMD_ADD_POLICY, 257, 128, 0, true, IPSECNIC_ST_BAD_COUNT },
        { IPSECNIC_CMD_ADD_POLICY, 2, 256, 0, false, IPSECNIC_ST_BAD_COUNT },
        { IPSECNIC_CMD_ADD_POLICY, 1, 127, 0, false,
          IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_ADD_POLICY, 1, 129, 0, false,
          IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_ADD_POLICY, 2, 128, 0, true,
          IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_DELETE_POLICY, 2, 4, 0, false,
          IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_DELETE_POLICY, 2, 8, 5, false, IPSECNIC_ST_RESERVED },
        { IPSECNIC_CMD_QUERY_POLICY, 0, 63, 1, false,
          IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_QUERY_POLICY, 0, 64, 1, false,
          IPSECNIC_ST_UNKNOWN_POLICY },
        { IPSECNIC_CMD_FLUSH_POLICY, 0, 0, 0, false, IPSECNIC_ST_RESERVED },
        { IPSECNIC_CMD_QUERY_WINDOW, 0, 16, 1, false,
          IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_QUERY_WINDOW, 0, 25, 1, false,
          IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_QUERY_WINDOW, 0, 2072, 1, false,
          IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_QUERY_WINDOW, 0, 24, 1, false,
          IPSECNIC_ST_UNKNOWN_SA },
        { IPSECNIC_CMD_SET_WINDOW, 0, 0, 1, false,
          IPSECNIC_ST_BAD_DATA_LENGTH },
        { IPSECNIC_CMD_SET_WINDOW, 0, 24, 1, false, IPSECNIC_ST_UNKNOWN_SA },
    };
    static const unsigned reads[] = {
        IPSECNIC_CMD_ADD_POLICY, IPSECNIC_CMD_SET_WINDOW,
        IPSECNIC_CMD_DELETE_POLICY,
    };
    uint64_t at = to_guest(n, data, sizeof(data));
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        memset(cmd, 0, sizeof(cmd));
        ipn_put(cmd, ipsecnic_command, opcode, rows[i].opcode);
        ipn_put(cmd, ipsecnic_command, count, rows[i].count);
        ipn_put(cmd, ipsecnic_command, data_addr, rows[i].length ? at : 0);
        ipn_put(cmd, ipsecnic_command, data_length, rows[i].length);
        ipn_put(cmd, ipsecnic_command, handle, rows[i].handle);
        ipn_put(cmd, ipsecnic_command, result_addr, rows[i].results ? at : 0);
        g_test_message("row %u", i);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, rows[i].status);
    }
    for (i = 0; i < ARRAY_SIZE(reads); i++) {
        memset(cmd, 0, sizeof(cmd));
        ipn_put(cmd, ipsecnic_command, opcode, reads[i]);
        ipn_put(cmd, ipsecnic_command, count,
                reads[i] != IPSECNIC_CMD_SET_WINDOW);
        ipn_put(cmd, ipsecnic_command, data_addr, 1ull << 62);
        ipn_put(cmd, ipsecnic_command, data_length,
                reads[i] == IPSECNIC_CMD_ADD_POLICY ? 128 :
                reads[i] == IPSECNIC_CMD_SET_WINDOW ? 24 : 4);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_DMA_FAULT);
    }
}

/* Where the answer of a query cannot be written. */
static void test_query_faults(void)
{
    Ipn *n = up();
    uint32_t sa = ipn_packet_sa_load(n, RX_GCM4, true, 0), policy;
    uint8_t cmd[64] = { 0 }, comp[64];
    IpnPolicy p;

    ipn_policy(&p, false, false, IPSECNIC_POLICY_BYPASS);
    policy = ipn_policy_load(n, &p);
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_QUERY_POLICY);
    ipn_put(cmd, ipsecnic_command, handle, policy);
    ipn_put(cmd, ipsecnic_command, data_addr, 1ull << 62);
    ipn_put(cmd, ipsecnic_command, data_length, 64);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_DMA_FAULT);
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_QUERY_WINDOW);
    ipn_put(cmd, ipsecnic_command, handle, sa);
    ipn_put(cmd, ipsecnic_command, data_length, ipn_window_bytes(64));
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_DMA_FAULT);
}

static void test_flush_policy(void)
{
    Ipn *n = up();
    static const struct {
        uint32_t flags;
        unsigned done;
    } rows[] = {
        { IPSECNIC_CMD_FLAG_INBOUND, 3 },
        { IPSECNIC_CMD_FLAG_OUTBOUND, 4 },
        { IPSECNIC_CMD_FLAG_INBOUND | IPSECNIC_CMD_FLAG_OUTBOUND, 7 },
    };
    uint8_t cmd[64] = { 0 }, comp[64];
    unsigned i, k;
    IpnPolicy p;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        uint32_t before;

        for (k = 0; k < 7; k++) {
            ipn_policy(&p, k < 3, k & 1, IPSECNIC_POLICY_DISCARD);
            ipn_policy_load(n, &p);
        }
        before = ipn_read(n, IPSECNIC_REG_POLICY_COUNT);
        ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_FLUSH_POLICY);
        ipn_put(cmd, ipsecnic_command, flags, rows[i].flags);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==,
                         rows[i].done);
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_COUNT), ==,
                         before - rows[i].done);
        ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_INBOUND |
                IPSECNIC_CMD_FLAG_OUTBOUND);
        ipn_cmd(n, cmd, comp);
    }
}

/*
 * Sending
 */

static const IpnTxVector *vector_named(const IpnTxVector *v, size_t count,
                                       const char *name)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (!strcmp(v[i].name, name)) {
            return &v[i];
        }
    }
    g_assert_not_reached();
}

#define VECTOR(group, name) \
    vector_named(ipn_tx_##group##_vectors, \
                 ARRAY_SIZE(ipn_tx_##group##_vectors), name)

/* Post what is in guest memory, in two pieces if it is long enough. */
static uint16_t post(Ipn *n, uint64_t addr, uint32_t length,
                     const IpnTxVector *ask, uint32_t flags, uint32_t handle)
{
    uint32_t first = length > 200 ? 100 : length;
    uint8_t entry[64];
    uint16_t index;

    ipn_tx_entry(entry, addr, first, START | flags |
                 (first == length ? END : 0), 0xc0);
    ipn_tx_entry_ask(entry, ask, handle, 0);
    index = ipn_post(n, &n->tx[0], entry);
    if (first < length) {
        ipn_tx_post(n, &n->tx[0], addr + first, length - first, END, 0);
    }
    ipn_doorbell(n, &n->tx[0]);
    return index;
}

/* A vector goes out as it should, though the driver posted the plain frame. */
static size_t protect(Ipn *n, const IpnTxVector *v, uint64_t sequence,
                      uint32_t flags, uint32_t handle)
{
    IpnTxVector ask;
    g_autoptr(GByteArray) plain = ipn_packet_plain(v, &ask);
    g_autofree uint8_t *after = g_malloc(plain->len);
    uint64_t addr = to_guest(n, plain->data, plain->len);
    uint16_t index = post(n, addr, plain->len, &ask, flags, handle);
    size_t bytes = 0;
    unsigned i;

    for (i = 0; i < v->segments; i++) {
        bytes += ipn_packet_wire(n, v, i, sequence);
    }
    ipn_tx_completed(n, &n->tx[0], IPSECNIC_TX_ST_OK, bytes, v->segments,
                     index, plain->len > 200 ? 2 : 1, 0xc0);
    ipn_wire_quiet(n);
    qtest_bufread(n->qts, addr, after, plain->len);
    g_assert_cmpmem(after, plain->len, plain->data, plain->len);
    return bytes;
}

/* Bytes of IP of a vector's segments, without IPsec. */
static uint64_t plain_bytes(const IpnTxVector *v)
{
    IpnTxVector ask;
    g_autoptr(GByteArray) plain = ipn_packet_plain(v, &ask);

    return plain->len - 14 + (v->segments - 1) *
           (ask.header_length ? ask.header_length - 14 : 0);
}

static bool inner_ipv6(const IpnTxVector *v)
{
    IpnTxVector ask;
    g_autoptr(GByteArray) plain = ipn_packet_plain(v, &ask);

    return plain->data[14] >> 4 == 6;
}

static void test_p1_vector(const void *data)
{
    const IpnTxVector *v = data;
    uint64_t top = v->sa->esn ? v->sequence - 1 : 6, sequence;
    uint8_t info[256];
    uint32_t handle, policy;
    size_t bytes = 0;
    Ipn *n = up();
    IpnPolicy p;
    unsigned i;

    handle = ipn_packet_sa_load(n, v->sa, false, top);
    ipn_policy_protect(&p, false, inner_ipv6(v), v->sa);
    policy = ipn_policy_load(n, &p);
    for (i = 0, sequence = top + 1; i < 3; i++) {
        /* By policy, by name, by policy again: numbers go on. */
        bytes += protect(n, v, sequence, i == 1 ? IPSECNIC_TX_ENCAPSULATE : 0,
                         i == 1 ? handle : 0);
        sequence += v->segments;
    }
    ipn_policy_counted(n, policy, 2 * v->segments, 2 * plain_bytes(v), 0, 0);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==,
                     3 * v->segments);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, bytes), ==,
                     bytes - 3 * v->segments * 14);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==,
                    sequence - 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ENCAPSULATED), ==,
                     3 * v->segments);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_IPSEC), ==,
                     3 * v->segments);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==,
                     3 * v->segments);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_BYTES), ==, bytes);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_LARGE), ==,
                     v->flags & IPSECNIC_TX_SEGMENT ? 3 : 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ERRORS), ==, 0);
}

/* A plain frame whose payload is marked, for what must not leave. */
typedef struct Marked {
    uint64_t addr;
    uint32_t length;
    GByteArray *frame;
    IpnTxVector ask;
} Marked;

static void marked_make(Ipn *n, Marked *m, const char *vector)
{
    const IpnTxVector *v = VECTOR(esp, vector);

    m->frame = ipn_packet_plain(v, &m->ask);
    ipn_mark(m->frame->data + 42, m->frame->len - 42);
    m->length = m->frame->len;
    m->addr = to_guest(n, m->frame->data, m->length);
}

static void marked_free(Marked *m)
{
    g_byte_array_unref(m->frame);
}

/* It is refused, and nothing of it is on the wire. */
static void refused(Ipn *n, const Marked *m, uint32_t flags, uint32_t handle,
                    uint32_t status)
{
    uint64_t count = ipn_stat(n, IPSECNIC_STAT_TX_STATUS(status));
    uint16_t index = post(n, m->addr, m->length, &m->ask, flags, handle);

    g_assert_true(n->watch);
    ipn_tx_completed(n, &n->tx[0], status, 0, 0, index,
                     m->length > 200 ? 2 : 1, 0xc0);
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STATUS(status)), ==,
                     count + 1);
}

/* It goes out as it is. */
static void in_clear(Ipn *n, const Marked *m, uint32_t flags)
{
    uint16_t index = post(n, m->addr, m->length, &m->ask, flags, 0);
    uint8_t got[2048];

    g_assert_false(n->watch);
    g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, m->length);
    g_assert_cmpmem(got, m->length, m->frame->data, m->length);
    ipn_tx_completed(n, &n->tx[0], IPSECNIC_TX_ST_OK, m->length, 1, index,
                     m->length > 200 ? 2 : 1, 0xc0);
}

/* It goes out, and the mark is not in it. */
static void sealed(Ipn *n, const Marked *m, uint32_t flags, uint32_t handle)
{
    uint16_t index = post(n, m->addr, m->length, &m->ask, flags, handle);
    uint8_t got[2048];
    size_t length;

    g_assert_true(n->watch);
    length = ipn_wire_recv(n, got, sizeof(got));
    ipn_tx_completed(n, &n->tx[0], IPSECNIC_TX_ST_OK, length, 1, index,
                     m->length > 200 ? 2 : 1, 0xc0);
}

static void test_p1_what_goes_as_it_is(void)
{
    uint32_t bypass, discard;
    Ipn *n = up();
    IpnPolicy p;
    Marked m;

    marked_make(n, &m, "gcm4");
    /* No policy; then those that are for other packets. */
    in_clear(n, &m, 0);
    ipn_policy_protect(&p, true, false, GCM4);
    ipn_policy_load(n, &p);
    ipn_policy_protect(&p, false, true, GCM4);
    ipn_policy_load(n, &p);
    in_clear(n, &m, 0);
    /* An entry that exempts it, a policy that does. */
    ipn_policy_protect(&p, false, false, GCM4);
    ipn_put(p.bytes, ipsecnic_policy, priority, 10);
    ipn_policy_load(n, &p);
    in_clear(n, &m, IPSECNIC_TX_BYPASS);
    ipn_policy(&p, false, false, IPSECNIC_POLICY_BYPASS);
    ipn_put(p.bytes, ipsecnic_policy, priority, 9);
    bypass = ipn_policy_load(n, &p);
    in_clear(n, &m, 0);
    ipn_policy_counted(n, bypass, 1, m.length - 14, 0, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ENCAPSULATED), ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_IPSEC), ==, 0);

    /* Of equal priority the first one decides. */
    ipn_policy(&p, false, false, IPSECNIC_POLICY_DISCARD);
    ipn_put(p.bytes, ipsecnic_policy, priority, 9);
    discard = ipn_policy_load(n, &p);
    in_clear(n, &m, 0);
    ipn_watch(n);
    g_assert_cmpuint(ipn_policy_delete(n, bypass), ==, IPSECNIC_ST_OK);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_POLICY);
    ipn_policy_counted(n, discard, 0, 0, 0, 1);
    marked_free(&m);
}

/* What nobody compares with the frame is not what a policy counts. */
static void test_p1_length_beyond_the_frame(void)
{
    Ipn *n = up();
    uint32_t bypass;
    IpnPolicy p;
    Marked m;

    marked_make(n, &m, "gcm4");
    stw_be_p(m.frame->data + 16, 0xffff);
    m.addr = to_guest(n, m.frame->data, m.length);
    ipn_policy(&p, false, false, IPSECNIC_POLICY_BYPASS);
    bypass = ipn_policy_load(n, &p);
    in_clear(n, &m, 0);
    ipn_policy_counted(n, bypass, 1, m.length - 14, 0, 0);
    marked_free(&m);
}

/* Checksums are made of what no policy protects, too. */
static void test_p1_offloads_of_plain_frames(void)
{
    const IpnTxVector *v = VECTOR(csum, "tcp4");
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    g_autoptr(GByteArray) want = ipn_hex(v->wire[0]);
    Ipn *n = up();
    uint64_t addr = to_guest(n, frame->data, frame->len);
    uint8_t got[2048];
    unsigned i;
    IpnPolicy p;

    ipn_policy(&p, false, false, IPSECNIC_POLICY_BYPASS);
    for (i = 0; i < 3; i++) {
        post(n, addr, frame->len, v, i == 2 ? IPSECNIC_TX_BYPASS : 0, 0);
        g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, want->len);
        g_assert_cmpmem(got, want->len, want->data, want->len);
        if (i == 0) {
            ipn_policy_load(n, &p);
        }
    }
}

/* Large sends without IPsec, of which a policy lets all pass. */
static void test_p1_plain_large_send(void)
{
    const IpnTxVector *v = VECTOR(segment, "tcp4");
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    Ipn *n = up();
    uint64_t addr = to_guest(n, frame->data, frame->len), bytes = 0;
    uint32_t policy;
    uint8_t got[2048];
    unsigned i;
    IpnPolicy p;

    ipn_policy(&p, false, false, IPSECNIC_POLICY_BYPASS);
    policy = ipn_policy_load(n, &p);
    post(n, addr, frame->len, v, 0, 0);
    for (i = 0; i < v->segments; i++) {
        g_autoptr(GByteArray) want = ipn_hex(v->wire[i]);
        size_t length = ipn_wire_recv(n, got, sizeof(got));

        g_assert_cmpmem(got, length, want->data, want->len);
        bytes += length - 14;
    }
    ipn_policy_counted(n, policy, v->segments, bytes, 0, 0);
}

/* What the entries of packet mode must not say. */
static void test_entry_rules(void)
{
    static const struct {
        uint32_t flags;
        bool handle;
        uint16_t offset;
        uint16_t size;
        uint64_t value;
    } rows[] = {
#define FIELD(field, value_) \
        offsetof(struct ipsecnic_tx_posted, field), \
        sizeof(((struct ipsecnic_tx_posted *)0)->field), (value_)
        { IPSECNIC_TX_ENCAPSULATE, false },
        { IPSECNIC_TX_ENCAPSULATE | IPSECNIC_TX_BYPASS, true },
        { IPSECNIC_TX_BYPASS, true },
        { IPSECNIC_TX_BYPASS, false, FIELD(tunnel_handle, 1) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(tunnel_handle, 1) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(sequence_high, 1) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(esp_offset, 34) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(ah_offset, 34) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(trailer_length, 2) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(next_header, 17) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(tunnel_l3_offset, 14) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(tunnel_esp_offset, 34) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(tunnel_ah_offset, 34) },
        { IPSECNIC_TX_ENCAPSULATE, true, FIELD(tunnel_trailer_length, 2) },
        { IPSECNIC_TX_ENCAPSULATE | IPSECNIC_TX_IV_PRESENT, true },
        { IPSECNIC_TX_ENCAPSULATE | IPSECNIC_TX_SEQ_HI_VALID, true },
        { IPSECNIC_TX_ENCAPSULATE | IPSECNIC_TX_ICV_ROOM, true },
        /* By policy, with fields that ask for IPsec. */
        { 0, false, FIELD(l3_offset, 14) },
        { 0, false, FIELD(esp_offset, 34) },
        { 0, false, FIELD(sequence_high, 1) },
        { 0, false, FIELD(next_header, 17) },
        { IPSECNIC_TX_IV_PRESENT, false },
    };
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, GCM4, false, 0), policy;
    uint8_t entry[64];
    unsigned i;
    IpnPolicy p;
    Marked m;

    ipn_policy_protect(&p, false, false, GCM4);
    policy = ipn_policy_load(n, &p);
    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        uint16_t index;

        ipn_tx_entry(entry, m.addr, m.length, START | END | rows[i].flags, i);
        ipn_put(entry, ipsecnic_tx_posted, sa_handle,
                rows[i].handle ? handle : 0);
        if (rows[i].size) {
            stn_le_p(entry + rows[i].offset, rows[i].size, rows[i].value);
        }
        g_test_message("row %u", i);
        index = ipn_post(n, &n->tx[0], entry);
        ipn_doorbell(n, &n->tx[0]);
        ipn_tx_completed(n, &n->tx[0], IPSECNIC_TX_ST_BAD_OFFLOAD, 0, 0, index,
                         1, i);
        ipn_wire_quiet(n);
    }
    /* Not one number was used. */
    sealed(n, &m, 0, 0);
    ipn_policy_counted(n, policy, 1, m.length - 14, 0, 0);
    marked_free(&m);
}

static void test_p1_by_name(void)
{
    Ipn *n = up();
    uint32_t packet = ipn_packet_sa_load(n, GCM4, false, 0);
    uint32_t crypto = ipn_tx_sa_load(n, &ipn_tx_sa_vectors[VECTOR_TX_SA_CBC4]);
    uint32_t inbound = ipn_packet_sa_load(n, RX_GCM4, true, 0);
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    refused(n, &m, IPSECNIC_TX_ENCAPSULATE, 0xabc00077,
            IPSECNIC_TX_ST_UNKNOWN_SA);
    refused(n, &m, IPSECNIC_TX_ENCAPSULATE, crypto,
            IPSECNIC_TX_ST_SA_MISMATCH);
    refused(n, &m, IPSECNIC_TX_ENCAPSULATE, inbound,
            IPSECNIC_TX_ST_SA_DIRECTION);
    sealed(n, &m, IPSECNIC_TX_ENCAPSULATE, packet);
    marked_free(&m);
    /* It is not one for packets that the driver framed. */
    {
        const IpnTxVector *v = VECTOR(esp, "gcm4");
        g_autoptr(GByteArray) framed = ipn_hex(v->frame);
        uint64_t addr = to_guest(n, framed->data, framed->len);
        uint16_t index = post(n, addr, framed->len, v, 0, packet);

        ipn_tx_completed(n, &n->tx[0], IPSECNIC_TX_ST_SA_MISMATCH, 0, 0, index,
                         1, 0xc0);
        ipn_wire_quiet(n);
    }
}

/* The tag that is asked for is in front of the outer header. */
static void test_vlan_tag_is_inserted(void)
{
    static const uint8_t tag[] = { 0x81, 0x00, 0x60, 0x07 };
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, GCM4T, false, 0);
    uint8_t entry[64], got[2048];
    size_t length;
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, "gcm4t");
    ipn_tx_entry(entry, m.addr, m.length, START | END | IPSECNIC_TX_VLAN |
                 IPSECNIC_TX_ENCAPSULATE, 1);
    ipn_put(entry, ipsecnic_tx_posted, sa_handle, handle);
    ipn_put(entry, ipsecnic_tx_posted, vlan_tci, 0x6007);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    length = ipn_wire_recv(n, got, sizeof(got));
    g_assert_cmpmem(got + 12, 4, tag, 4);
    memmove(got + 12, got + 16, length - 16);
    ipn_tx_open(GCM4T, 1, 34, got, length - 4);
    g_assert_cmpmem(got + 50, m.length - 14, m.frame->data + 14,
                    m.length - 14);
    marked_free(&m);
}

/* A tag that the frame has stays in front of the outer header (P2). */
static void test_p2_outer_header(void)
{
    static const uint8_t macs[12] = { 2, 1, 2, 3, 4, 5, 2, 6, 7, 8, 9, 10 };
    static const uint8_t tag[] = { 0x88, 0xa8, 0x20, 0x07 };
    Ipn *n = up();
    uint8_t got[2048];
    uint32_t handle;
    uint16_t id = 0;
    unsigned i;
    size_t length;
    IpnSa sa;
    Marked m;

    marked_make(n, &m, "gcm4t");
    g_byte_array_set_size(m.frame, m.length + 4);
    memmove(m.frame->data + 16, m.frame->data + 12, m.length - 12);
    memcpy(m.frame->data + 12, tag, 4);
    m.frame->data[18 + 1] = 0xb9;       /* AF 46.. and ECT(1) */
    stw_be_p(m.frame->data + 18 + 6, 0x4000);
    ipn_ip4_csum(m.frame->data + 18);
    m.length += 4;
    m.addr = to_guest(n, m.frame->data, m.length);
    ipn_packet_sa(&sa, GCM4T, false, 0);
    for (i = 0; i < 2; i++) {
        if (i == 1) {
            ipn_put(sa.bytes, ipsecnic_sa_ctx, ttl, 17);
            ipn_put(sa.bytes, ipsecnic_sa_ctx, df, IPSECNIC_DF_CLEAR);
            ipn_put(sa.bytes, ipsecnic_sa_ctx, flags,
                    IPSECNIC_SA_FLAG_PACKET_OFFLOAD | IPSECNIC_SA_FLAG_NO_DSCP |
                    IPSECNIC_SA_FLAG_NO_ECN);
            memcpy(sa.bytes + offsetof(struct ipsecnic_sa_ctx, mac_dst), macs,
                   6);
            memcpy(sa.bytes + offsetof(struct ipsecnic_sa_ctx, mac_src),
                   macs + 6, 6);
        }
        g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
        post(n, m.addr, m.length, &m.ask, IPSECNIC_TX_ENCAPSULATE, handle);
        length = ipn_wire_recv(n, got, sizeof(got));
        id = lduw_be_p(got + 18 + 4);
        post(n, m.addr, m.length, &m.ask, IPSECNIC_TX_ENCAPSULATE, handle);
        length = ipn_wire_recv(n, got, sizeof(got));
        ipn_tx_open(GCM4T, 2, 38, got, length);
        g_assert_cmpmem(got + 12, 4, tag, 4);
        g_assert_cmpmem(got, 12, i ? macs : m.frame->data, 12);
        g_assert_cmphex(lduw_be_p(got + 16), ==, 0x0800);
        g_assert_cmphex(got[18 + 1], ==, i ? 0 : 0xb9);
        g_assert_cmphex(lduw_be_p(got + 18 + 6), ==, i ? 0 : 0x4000);
        g_assert_cmpuint(got[18 + 8], ==, i ? 17 : 64);
        g_assert_cmpuint(lduw_be_p(got + 18 + 2), ==, length - 18);
        g_assert_cmphex(lduw_be_p(got + 18 + 4), !=, id);
        g_assert_cmpmem(got + 54, m.length - 18, m.frame->data + 18,
                        m.length - 18);
        g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    }
    marked_free(&m);
}

/*
 * Nothing leaves in clear
 */

static void test_p3_no_sa(void)
{
    Ipn *n = up();
    uint32_t policy, handle;
    IpnPolicy p;
    Marked m;
    IpnSa sa;

    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    ipn_policy_protect(&p, false, false, GCM4);
    policy = ipn_policy_load(n, &p);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_NO_SA);

    /* SAs that are not those: reqid, mode, direction, crypto mode. */
    ipn_packet_sa(&sa, GCM4, false, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, reqid, IPN_REQID + 1);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_NO_SA);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    handle = ipn_packet_sa_load(n, GCM4T, false, 0);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_NO_SA);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    handle = ipn_packet_sa_load(n, GCM4, true, 0);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_NO_SA);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    ipn_tx_sa(&sa, GCM4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, reqid, IPN_REQID);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_NO_SA);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    ipn_policy_counted(n, policy, 0, 0, 5, 0);

    /* The right one comes, and goes. */
    handle = ipn_packet_sa_load(n, GCM4, false, 0);
    sealed(n, &m, 0, 0);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_NO_SA);
    ipn_policy_counted(n, policy, 1, m.length - 14, 6, 0);
    marked_free(&m);
}

/* The youngest SA is the one, and the older one when that is gone. */
static void test_p1_youngest_sa(void)
{
    const IpnTxVector *v = VECTOR(esp, "gcm4");
    Ipn *n = up();
    IpnPolicy p;
    IpnSa sa;
    uint32_t old, young;

    ipn_policy_protect(&p, false, false, GCM4);
    ipn_policy_load(n, &p);
    old = ipn_packet_sa_load(n, GCM4, false, 100);
    ipn_packet_sa(&sa, GCM4, false, 500);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].spi, 0x7777);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &young), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(old, !=, young);
    {
        IpnSaVector other = *GCM4;
        IpnTxVector w = *v;
        g_autofree char *wire = g_strdup(v->wire[0]);
        const char *wires[] = { wire };

        other.spi = 0x7777;
        w.sa = &other;
        w.wire = wires;
        w.opened = true;
        {
            g_autoptr(GByteArray) open = ipn_hex(v->wire[0]);
            GString *hex = g_string_new(NULL);
            unsigned i;

            ipn_tx_open(GCM4, v->sequence, v->esp_offset, open->data,
                        open->len);
            stl_be_p(open->data + v->esp_offset, 0x7777);
            for (i = 0; i < open->len; i++) {
                g_string_append_printf(hex, "%02x", open->data[i]);
            }
            wires[0] = hex->str;
            protect(n, &w, 501, 0, 0);
            g_string_free(hex, true);
        }
    }
    g_assert_cmpuint(ipn_sa_delete(n, young), ==, IPSECNIC_ST_OK);
    protect(n, v, 101, 0, 0);
}

static void test_p3_not_active(void)
{
    Ipn *n = up();
    uint32_t ctrl = ipn_read(n, IPSECNIC_REG_IPSEC_CTRL), handle;
    IpnPolicy p;
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    ipn_policy_protect(&p, false, false, GCM4);
    ipn_policy_load(n, &p);
    handle = ipn_packet_sa_load(n, GCM4, false, 0);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL,
              ctrl & ~IPSECNIC_IPSEC_CTRL_ACTIVE);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_INACTIVE);
    refused(n, &m, IPSECNIC_TX_ENCAPSULATE, handle, IPSECNIC_TX_ST_INACTIVE);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, ctrl & ~IPSECNIC_IPSEC_CTRL_ESP);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_INACTIVE);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, ctrl);
    sealed(n, &m, 0, 0);
    marked_free(&m);
}

/* Headers that cannot be followed, where a policy might be for the packet. */
static void test_p3_bad_headers(void)
{
    Ipn *n = up();
    IpnPolicy p;
    Marked m;
    unsigned i;
    static const struct {
        unsigned at;
        uint8_t value;
    } rows[] = {
        { 14, 0x44 },           /* header length below 20 */
        { 14, 0x65 },           /* version */
        { 17, 0x10 },           /* total length */
    };

    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    ipn_policy_protect(&p, false, false, GCM4);
    ipn_policy_load(n, &p);
    ipn_packet_sa_load(n, GCM4, false, 0);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        uint8_t was = m.frame->data[rows[i].at];
        IpnTxComp comp;

        g_test_message("row %u", i);
        qtest_writeb(n->qts, m.addr + rows[i].at, rows[i].value);
        post(n, m.addr, m.length, &m.ask, 0, 0);
        ipn_tx_next(n, &n->tx[0], &comp);
        /* An error, or sealed; the watch sees that it is not in clear. */
        if (comp.status == IPSECNIC_TX_ST_OK) {
            uint8_t got[2048];

            ipn_wire_recv(n, got, sizeof(got));
        }
        ipn_wire_quiet(n);
        qtest_writeb(n->qts, m.addr + rows[i].at, was);
    }
    sealed(n, &m, 0, 0);
    marked_free(&m);
}

/* A fragment goes by a tunnel, or not at all. */
static void test_p3_fragments(void)
{
    Ipn *n = up();
    IpnPolicy p;
    Marked m;
    uint32_t handle;

    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    stw_be_p(m.frame->data + 14 + 6, 0x2000);
    ipn_ip4_csum(m.frame->data + 14);
    qtest_bufwrite(n->qts, m.addr, m.frame->data, m.length);
    ipn_policy_protect(&p, false, false, GCM4);
    ipn_policy_load(n, &p);
    handle = ipn_packet_sa_load(n, GCM4, false, 0);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_FRAGMENT);
    refused(n, &m, IPSECNIC_TX_ENCAPSULATE, handle, IPSECNIC_TX_ST_FRAGMENT);
    ipn_policy_protect(&p, false, false, GCM4T);
    ipn_put(p.bytes, ipsecnic_policy, priority, 1);
    ipn_policy_load(n, &p);
    ipn_packet_sa_load(n, GCM4T, false, 0);
    sealed(n, &m, 0, 0);
    marked_free(&m);
}

/* A policy that is removed does not let out what was begun, nor in clear. */
static void test_p3_policy_removed_under_way(void)
{
    Ipn *n = up();
    uint32_t handle, policy;
    IpnPolicy p;
    IpnLarge l;

    ipn_watch(n);
    handle = ipn_packet_sa_load(n, GCM4, false, 999);
    ipn_policy_protect(&p, false, false, GCM4);
    policy = ipn_policy_load(n, &p);
    ipn_large_plain(n, &l, GCM4, 1000, handle, false);
    ipn_large_stall(n, &l);
    g_assert_cmpuint(ipn_policy_delete(n, policy), ==, IPSECNIC_ST_OK);
    ipn_large_finish(n, &l);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ENCAPSULATED), ==,
                     IPN_LARGE_SEGMENTS);
}

/* Delete an SA, or flush all of one direction. */
static void sa_taken(Ipn *n, uint32_t handle, bool flush)
{
    uint8_t cmd[64] = { 0 }, comp[64];

    if (!flush) {
        g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
        return;
    }
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_FLUSH_SA);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_OUTBOUND);
    g_assert_cmpint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
}

/* Who named no SA is told as one whose SA was never there, and the policy
 * counts both frames. */
static void test_p3_sa_gone_under_way(const void *data)
{
    bool flush = data;
    Ipn *n = up();
    uint32_t handle, policy;
    IpnTxComp comp;
    IpnPolicy p;
    IpnLarge l;

    ipn_watch(n);
    handle = ipn_packet_sa_load(n, GCM4, false, 999);
    ipn_policy_protect(&p, false, false, GCM4);
    policy = ipn_policy_load(n, &p);
    ipn_large_plain(n, &l, GCM4, 1000, handle, false);
    ipn_large_stall(n, &l);
    sa_taken(n, handle, flush);
    ipn_large_drain(n, &l);
    g_assert_cmpuint(l.next, <, IPN_LARGE_SEGMENTS);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_NO_SA);
    g_assert_cmpuint(comp.segments, ==, l.next);
    ipn_wire_quiet(n);
    ipn_policy_counted(n, policy, l.next, l.next * (40 + IPN_LARGE_SIZE), 1,
                       0);
    /* The next one finds no SA. */
    ipn_post(n, &n->tx[0], l.entry);
    ipn_doorbell(n, &n->tx[0]);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_NO_SA);
    ipn_wire_quiet(n);
    ipn_policy_counted(n, policy, l.next, l.next * (40 + IPN_LARGE_SIZE), 2,
                       0);
}

/* The policy may be gone as well. */
static void test_p3_all_gone_under_way(void)
{
    Ipn *n = up();
    uint32_t handle, policy;
    IpnTxComp comp;
    IpnPolicy p;
    IpnLarge l;

    ipn_watch(n);
    handle = ipn_packet_sa_load(n, GCM4, false, 999);
    ipn_policy_protect(&p, false, false, GCM4);
    policy = ipn_policy_load(n, &p);
    ipn_large_plain(n, &l, GCM4, 1000, handle, false);
    ipn_large_stall(n, &l);
    g_assert_cmpuint(ipn_policy_delete(n, policy), ==, IPSECNIC_ST_OK);
    sa_taken(n, handle, false);
    ipn_large_drain(n, &l);
    g_assert_cmpuint(l.next, <, IPN_LARGE_SEGMENTS);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_NO_SA);
    ipn_wire_quiet(n);
}

/* Who named it, by its name. */
static void test_p3_named_sa_gone_under_way(void)
{
    Ipn *n = up();
    IpnTxComp comp;
    IpnLarge l;

    ipn_watch(n);
    ipn_large_packet(n, &l, GCM4, 1000, true);
    ipn_large_stall(n, &l);
    sa_taken(n, l.handle, false);
    ipn_large_drain(n, &l);
    g_assert_cmpuint(l.next, <, IPN_LARGE_SEGMENTS);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_UNKNOWN_SA);
    g_assert_cmpuint(comp.segments, ==, l.next);
    ipn_wire_quiet(n);
}

/* A reset takes policies and SAs, and all that was posted with them. */
static void test_p3_reset(void)
{
    Ipn *n = up();
    IpnLarge l;

    ipn_watch(n);
    ipn_large_packet(n, &l, GCM4, 1000, false);
    ipn_large_stall(n, &l);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    ipn_large_drain(n, &l);
    g_assert_cmpuint(l.next, <, IPN_LARGE_SEGMENTS);
    ipn_wire_quiet(n);
    ipn_up(n, &(IpnSetup) { 0 });
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_POLICY_COUNT), ==, 0);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
    ipn_wire_quiet(n);
}

/* Full tables: the policy that has no SA holds its packets back. */
static void test_p3_tables_full(void)
{
    Ipn *n = up_with(",sa-capacity=1,policy-capacity=1", &(IpnSetup) { 0 });
    uint32_t handle;
    IpnPolicy p;
    IpnSa sa;
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    ipn_policy_protect(&p, false, false, GCM4);
    ipn_policy_load(n, &p);
    ipn_packet_sa_load(n, RX_GCM4, true, 0);
    ipn_packet_sa(&sa, GCM4, false, 0);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_TABLE_FULL);
    ipn_policy(&p, false, false, IPSECNIC_POLICY_BYPASS);
    ipn_put(p.bytes, ipsecnic_policy, priority, 1);
    g_assert_cmpuint(ipn_policy_add(n, &p, &handle), ==,
                     IPSECNIC_ST_TABLE_FULL);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_NO_SA);
    marked_free(&m);
}

/*
 * Entries and IP headers at random, and SAs and policies that come and go: what
 * a policy protects is sealed or not sent.  BYPASS alone may say otherwise, and
 * what is ESP already.
 */
static void test_p3_hostile_entries(void)
{
    static const uint32_t flags[] = {
        IPSECNIC_TX_CSUM, IPSECNIC_TX_SEGMENT, IPSECNIC_TX_IV_PRESENT,
        IPSECNIC_TX_SEQ_HI_VALID, IPSECNIC_TX_ICV_ROOM, IPSECNIC_TX_VLAN,
        IPSECNIC_TX_VLAN_SERVICE, IPSECNIC_TX_ENCAPSULATE,
    };
    Ipn *n = up();
    uint32_t sa = 0, keep, other;
    unsigned i, k, sent = 0;
    IpnPolicy p;
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    ipn_policy_protect(&p, false, false, GCM4);
    keep = ipn_policy_load(n, &p);
    other = ipn_tx_sa_load(n, &ipn_tx_sa_vectors[VECTOR_TX_SA_CBC4]);
    for (i = 0; i < 400; i++) {
        g_autofree uint8_t *frame = g_memdup2(m.frame->data, m.length);
        uint8_t entry[64], got[2048];
        IpnTxComp comp;

        if (i % 8 == 0) {
            if (sa) {
                g_assert_cmpuint(ipn_sa_delete(n, sa), ==, IPSECNIC_ST_OK);
                sa = 0;
            } else {
                sa = ipn_packet_sa_load(n, GCM4, false, 0);
            }
        }
        if (i % 50 == 49) {
            /* Another one takes its place, and only then it goes. */
            uint32_t next = ipn_policy_load(n, &p);

            g_assert_cmpuint(ipn_policy_delete(n, keep), ==, IPSECNIC_ST_OK);
            keep = next;
        }
        ipn_tx_entry(entry, m.addr, m.length, START | END, i);
        if (g_test_rand_bit()) {
            k = g_test_rand_int_range(16, 23);
            frame[k] ^= 1 << g_test_rand_int_range(0, 8);
        }
        if (i % 3) {
            uint32_t mask = flags[g_test_rand_int_range(0,
                                                        ARRAY_SIZE(flags))];

            ipn_put(entry, ipsecnic_tx_posted, flags, START | END | mask);
            k = g_test_rand_int_range(24, 64);
            entry[k] = g_test_rand_int_range(0, 64);
            if (g_test_rand_bit()) {
                ipn_put(entry, ipsecnic_tx_posted, sa_handle,
                        g_test_rand_bit() ? sa : other);
            }
            /* It lies where the flags are not, and flags have no BYPASS. */
            ipn_put(entry, ipsecnic_tx_posted, flags, START | END | mask);
        }
        qtest_bufwrite(n->qts, m.addr, frame, m.length);
        ipn_post(n, &n->tx[0], entry);
        ipn_doorbell(n, &n->tx[0]);
        ipn_tx_next(n, &n->tx[0], &comp);
        for (k = 0; k < comp.segments; k++) {
            ipn_wire_recv(n, got, sizeof(got));
            sent++;
        }
    }
    ipn_wire_quiet(n);
    g_assert_cmpuint(sent, >, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, sent);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ENCAPSULATED), ==, sent);
    marked_free(&m);
}

/*
 * MTU, limits and numbers
 */

static void test_p7_too_big(void)
{
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, GCM4, false, 0);
    uint8_t info[256], frame[1500], got[2048];
    IpnTxVector ask = { 0 };
    IpnTxComp comp;
    uint64_t addr = ipn_alloc(n, sizeof(frame));
    uint32_t fit = 0;
    unsigned i;
    Marked m;

    marked_make(n, &m, "gcm4");
    memcpy(frame, m.frame->data, 42);
    memset(frame + 42, 0x5a, sizeof(frame) - 42);
    ipn_write(n, IPSECNIC_REG_PACKET_MTU, 1000);
    for (i = 0; i < 3; i++) {
        /* Too big; as large as fits; one more. */
        unsigned length = i == 0 ? sizeof(frame) : 14 + fit + (i == 2);

        stw_be_p(frame + 16, length - 14);
        ipn_ip4_csum(frame + 14);
        stw_be_p(frame + 38, length - 34);
        qtest_bufwrite(n->qts, addr, frame, length);
        post(n, addr, length, &ask, IPSECNIC_TX_ENCAPSULATE, handle);
        ipn_tx_next(n, &n->tx[0], &comp);
        if (i == 1) {
            g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
            length = ipn_wire_recv(n, got, sizeof(got));
            g_assert_cmpuint(length, <=, 1014);
            g_assert_cmpuint(length, >, 1014 - 4);
        } else {
            g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_TOO_BIG);
            g_assert_cmpuint(comp.fit, <, 1000);
            g_assert_cmpuint(comp.fit, >, 900);
            ipn_wire_quiet(n);
            if (i == 0) {
                fit = comp.fit;
            } else {
                g_assert_cmpuint(comp.fit, ==, fit);
            }
        }
    }
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, too_big), ==, 2);
    /* Numbers of what was never sent were not used. */
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==, 1);
    marked_free(&m);
}

/* What tfc hides: packets below it have one length on the wire.  It is the
 * driver's choice, by a feature that is nothing without packet mode. */
static void test_p2_tfc_padding(void)
{
    static const uint8_t zeros[256] = { 0 };
    const uint32_t ipsec = RX_IPSEC | TX_IPSEC;
    Ipn *n = ipn_start("", "");
    uint8_t frame[400], got[2048];
    IpnTxVector ask = { 0 };
    IpnTxComp comp;
    uint32_t handle;
    unsigned length, first = 0, sent = 0;
    uint64_t addr;
    IpnSa sa;
    Marked m;

    g_assert_true(ipn_read(n, IPSECNIC_REG_FEATURES_HI) &
                  BIT(IPSECNIC_F_TFC - 32));
    n->features_hi = BIT(IPSECNIC_F_TFC - 32);
    g_assert_false(ipn_negotiate(n, ipsec));
    g_assert_true(ipn_read(n, IPSECNIC_REG_STATUS) &
                  IPSECNIC_STATUS_FEATURES_BAD);
    ipn_packet_sa(&sa, GCM4T, false, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, tfc, 200);
    n->features_hi = 0;
    ipn_up(n, &(IpnSetup) { 0 });
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==,
                     IPSECNIC_ST_SA_RESERVED);
    n->features_hi = BIT(IPSECNIC_F_TFC - 32);
    ipn_up(n, &(IpnSetup) { 0 });
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);

    addr = ipn_alloc(n, sizeof(frame));
    marked_make(n, &m, "gcm4t");
    memcpy(frame, m.frame->data, 42);
    memset(frame + 42, 0x5a, sizeof(frame) - 42);
    for (length = 60; length <= 260; length += 20) {
        unsigned packet = length - 14;
        ssize_t wire;

        stw_be_p(frame + 16, packet);
        ipn_ip4_csum(frame + 14);
        stw_be_p(frame + 38, length - 34);
        qtest_bufwrite(n->qts, addr, frame, length);
        post(n, addr, length, &ask, IPSECNIC_TX_ENCAPSULATE, handle);
        ipn_tx_next(n, &n->tx[0], &comp);
        g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
        wire = ipn_wire_recv(n, got, sizeof(got));
        first = first ? first : wire;
        g_assert_cmpuint(wire == first, ==, packet <= 200);
        ipn_tx_open(GCM4T, ++sent, 34, got, wire);
        g_assert_cmpmem(got + 50, packet, frame + 14, packet);
        if (packet < 200) {
            g_assert_cmpmem(got + 50 + packet, 200 - packet, zeros,
                            200 - packet);
        }
    }
    marked_free(&m);
}

/* TCP is cut smaller, UDP is the application's. */
static void test_p7_large_sends(void)
{
    const IpnTxVector *tcp = VECTOR(open, "gcm4-large");
    const IpnTxVector *udp = VECTOR(open, "gcm4-large-udp");
    const IpnTxVector *v;
    unsigned frames = 0;
    uint32_t handle;
    Ipn *n = up();
    IpnSa sa;

    ipn_packet_sa(&sa, GCM4, false, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, mtu, 256);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    for (v = tcp; v; v = v == tcp ? udp : NULL) {
        IpnTxVector ask;
        g_autoptr(GByteArray) plain = ipn_packet_plain(v, &ask);
        uint64_t addr;
        uint8_t got[2048];
        IpnTxComp comp;
        ssize_t length;
        unsigned header = ask.header_length, i;

        /* One segment would be longer than 256 bytes. */
        g_byte_array_set_size(plain, header + 900);
        ipn_mark(plain->data + header, 900);
        ask.segment_size = 300;
        stw_be_p(plain->data + 16, plain->len - 14);
        ipn_ip4_csum(plain->data + 14);
        addr = to_guest(n, plain->data, plain->len);
        post(n, addr, plain->len, &ask, IPSECNIC_TX_ENCAPSULATE, handle);
        ipn_tx_next(n, &n->tx[0], &comp);
        if (v == udp) {
            g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_TOO_BIG);
            ipn_wire_quiet(n);
            break;
        }
        g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
        g_assert_cmpuint(comp.segments, >, 3);
        for (i = 0; i < comp.segments; i++) {
            length = ipn_wire_recv(n, got, sizeof(got));
            g_assert_cmpint(length - 14, <=, 256);
            ipn_tx_open(GCM4, i + 1, 34, got, length);
            frames++;
        }
        ipn_wire_quiet(n);
    }
    g_assert_cmpuint(frames, >, 3);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ENCAPSULATED), ==, frames);
}

static void expect_limit(Ipn *n, uint32_t handle, unsigned limit)
{
    uint8_t comp[64];

    ipn_event(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_EVENT_SA_LIMIT);
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, handle), ==, handle);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, argument), ==, limit);
}

static void test_p8_hard_limit_outbound(void)
{
    Ipn *n = up();
    uint8_t info[256];
    uint32_t handle;
    IpnPolicy p;
    Marked m;
    IpnSa sa;
    unsigned i;

    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    ipn_policy_protect(&p, false, false, GCM4);
    ipn_policy_load(n, &p);
    ipn_packet_sa(&sa, GCM4, false, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, soft_packets, 2);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, hard_packets, 3);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    for (i = 0; i < 3; i++) {
        sealed(n, &m, 0, 0);
    }
    expect_limit(n, handle, IPSECNIC_LIMIT_SOFT_PACKETS);
    expect_limit(n, handle, IPSECNIC_LIMIT_HARD_PACKETS);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_EXPIRED);
    refused(n, &m, IPSECNIC_TX_ENCAPSULATE, handle, IPSECNIC_TX_ST_EXPIRED);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, expired), ==, 2);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 3);
    g_assert_false(ipn_event_ready(n));
    marked_free(&m);
}

static void test_p8_last_number(void)
{
    Ipn *n = up();
    uint8_t info[256];
    uint32_t handle;
    IpnPolicy p;
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, "gcm4");
    ipn_policy_protect(&p, false, false, GCM4);
    ipn_policy_load(n, &p);
    handle = ipn_packet_sa_load(n, GCM4, false, 0xfffffffe);
    sealed(n, &m, 0, 0);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_SEQUENCE);
    expect_limit(n, handle, IPSECNIC_LIMIT_SEQUENCE);
    refused(n, &m, 0, 0, IPSECNIC_TX_ST_SEQUENCE);
    ipn_settle(n);
    g_assert_false(ipn_event_ready(n));
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==,
                    0xffffffff);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state) &
                    IPSECNIC_SA_STATE_SEQUENCE_END, !=, 0);
    marked_free(&m);
}

/*
 * Receiving
 */

static const IpnSaVector *sa_of(const IpnFrameVector *v)
{
    return &ipn_sa_vectors[v->sa];
}

static void test_p4_vector(const void *data)
{
    const IpnFrameVector *v = data;
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, sa_of(v), true, v->sequence - 1);
    uint8_t info[256];
    IpnRx rx;

    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_packet_decapsulated(&rx, v, sa_of(v), handle);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DECAPSULATED), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STATUS(0)), ==, 1);
    /* Bytes are those of the wire. */
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_BYTES), ==, wire->len);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 1);

    /* Once more it is a replay, as it came. */
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_false(rx.decapsulated);
    g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_REPLAY);
    g_assert_cmpmem(rx.data, rx.frame_length, wire->data, wire->len);
    g_assert_cmphex(rx.sa_outer, ==, handle);
    g_assert_cmpuint(rx.payload_offset, ==, 0);
    g_assert_cmpuint(rx.trailer_length, ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DECAPSULATED), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_REASON(
                         IPSECNIC_REASON_REPLAY)), ==, 1);

    /* What is not authentic is no replay, and no plaintext is in it. */
    wire->data[wire->len - 1] ^= 1;
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_false(rx.decapsulated);
    g_assert_cmpmem(rx.data, rx.frame_length, wire->data, wire->len);
}

/* A frame in several buffers takes those that it needs. */
static void test_p4_buffers(void)
{
    const IpnFrameVector *v = &ipn_jumbo_vectors[0];
    Ipn *n = up_with("", &(IpnSetup) { .buffer_size = 256, .posted = 64 });
    uint32_t handle = ipn_packet_sa_load(n, sa_of(v), true, v->sequence - 1);
    g_autoptr(GByteArray) inside = ipn_packet_inside(v, sa_of(v));
    IpnRx rx;

    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_packet_decapsulated(&rx, v, sa_of(v), handle);
    g_assert_cmpuint(rx.descriptors, ==, DIV_ROUND_UP(inside->len, 256));
}

/* The frame @v as it came, and then what was in it. */
static void both(Ipn *n, IpnQueue *q, const IpnFrameVector *v, uint32_t handle)
{
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    uint32_t arrival;
    IpnRx rx;

    ipn_rx_next(n, q, &rx);
    g_assert_true(rx.original);
    g_assert_cmpmem(rx.data, rx.frame_length, wire->data, wire->len);
    g_assert_cmphex(rx.sa_outer, ==, handle);
    g_assert_cmpuint(rx.kind, ==, IPSECNIC_KIND_ESP);
    g_assert_cmpuint(rx.l3_offset, ==, 14);
    g_assert_cmpuint(rx.ipsec_offset, ==, v->ipsec_offset);
    g_assert_cmphex(rx.hash, ==, v->hash);
    arrival = rx.arrival;
    ipn_rx_next(n, q, &rx);
    g_assert_false(rx.original);
    ipn_packet_decapsulated(&rx, v, sa_of(v), handle);
    g_assert_cmpuint(rx.arrival, ==, arrival);
}

static void original_on(Ipn *n, bool on)
{
    ipn_q_write(n, &n->rx[0], IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE |
                (on ? IPSECNIC_Q_CTRL_ORIGINAL : 0));
}

static void test_original(void)
{
    const IpnFrameVector *v = ipn_stream_vectors;
    const IpnFrameVector *t = NULL;
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, RX_GCM4, true, 0), tunnel;
    uint64_t bytes = 0;
    unsigned i;
    IpnRx rx;

    for (i = 0; i < ARRAY_SIZE(ipn_basic_vectors); i++) {
        if (ipn_basic_vectors[i].sa == VECTOR_SA_GCM4T) {
            t = &ipn_basic_vectors[i];
        }
    }
    tunnel = ipn_packet_sa_load(n, RX_GCM4T, true, 0);
    original_on(n, true);
    ipn_send_hex(n, v[0].wire);
    both(n, &n->rx[0], &v[0], handle);
    ipn_send_hex(n, t->wire);
    both(n, &n->rx[0], t, tunnel);
    bytes = strlen(v[0].wire) + strlen(t->wire);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ORIGINALS), ==, 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DECAPSULATED), ==, 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_BYTES), ==, bytes);

    /* What is not decapsulated comes once. */
    ipn_send_hex(n, v[0].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_false(rx.original);
    g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_REPLAY);
    original_on(n, false);
    ipn_send_hex(n, v[1].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_packet_decapsulated(&rx, &v[1], RX_GCM4, handle);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ORIGINALS), ==, 2);
}

/* Both or none: one buffer is too few, and waiting uses no number. */
static void test_original_waits_for_room(void)
{
    const IpnFrameVector *v = ipn_stream_vectors;
    Ipn *n = up_with("", &(IpnSetup) { .posted = 8, .buffers = 1 });
    uint32_t handle = ipn_packet_sa_load(n, RX_GCM4, true, 0);
    uint8_t info[256];

    original_on(n, true);
    ipn_send_hex(n, v[0].wire);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == 1);
    ipn_settle(n);
    g_assert_false(ipn_comp_ready(n, &n->rx[0]));
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 0);
    ipn_rx_post(n, &n->rx[0], 1);
    both(n, &n->rx[0], &v[0], handle);

    /* Without the flag one buffer is enough. */
    ipn_rx_post(n, &n->rx[0], 1);
    ipn_send_hex(n, v[1].wire);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == 2);
    original_on(n, false);
    {
        IpnRx rx;

        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_packet_decapsulated(&rx, &v[1], RX_GCM4, handle);
    }
}

/* Rings that can never hold both do not get one of them. */
static void test_original_never_fits(void)
{
    const IpnFrameVector *v = &ipn_jumbo_vectors[0];
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    unsigned one = DIV_ROUND_UP(wire->len, 256), posted = 8;
    uint32_t handle;
    IpnRx rx;
    Ipn *n;

    while (posted < one) {
        posted *= 2;
    }
    g_assert_cmpuint(posted, <, 2 * one);
    n = up_with("", &(IpnSetup) { .posted = posted, .buffer_size = 256 });
    handle = ipn_packet_sa_load(n, sa_of(v), true, v->sequence - 1);
    original_on(n, true);
    ipn_send_hex(n, v->wire);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
    original_on(n, false);
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_packet_decapsulated(&rx, v, sa_of(v), handle);
}

/* A tag in front: kept, and with STRIP_VLAN in the descriptor alone. */
static void test_p4_vlan(void)
{
    static const uint8_t tag[] = { 0x81, 0x00, 0x20, 0x05 };
    const IpnFrameVector *v = ipn_stream_vectors;
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, RX_GCM4, true, 0);
    unsigned i;

    for (i = 0; i < 3; i++) {
        g_autoptr(GByteArray) wire = ipn_hex(v[i].wire);
        g_autoptr(GByteArray) inside = ipn_packet_inside(&v[i], RX_GCM4);
        bool strip = i > 0;
        uint8_t tagged[2048];
        IpnRx rx;

        memcpy(tagged, wire->data, 12);
        memcpy(tagged + 12, tag, 4);
        memcpy(tagged + 16, wire->data + 12, wire->len - 12);
        ipn_write(n, IPSECNIC_REG_RX_CTRL,
                  (ipn_read(n, IPSECNIC_REG_RX_CTRL) &
                   ~IPSECNIC_RX_CTRL_STRIP_VLAN) |
                  (strip ? IPSECNIC_RX_CTRL_STRIP_VLAN : 0));
        original_on(n, i == 2);
        ipn_send(n, tagged, wire->len + 4);
        ipn_rx_next(n, &n->rx[0], &rx);
        if (i == 2) {
            g_assert_true(rx.original);
            g_assert_cmpmem(rx.data, rx.frame_length, wire->data, wire->len);
            g_assert_cmpuint(rx.l3_offset, ==, 14);
            g_assert_cmpuint(rx.ipsec_offset, ==, v[i].ipsec_offset);
            g_assert_cmphex(rx.vlan_tci, ==, 0x2005);
            ipn_rx_next(n, &n->rx[0], &rx);
        }
        g_assert_true(rx.decapsulated);
        g_assert_cmphex(rx.sa_outer, ==, handle);
        g_assert_cmphex(rx.vlan, ==, IPSECNIC_COMP_VLAN |
                        (strip ? IPSECNIC_COMP_VLAN_STRIPPED : 0));
        g_assert_cmphex(rx.vlan_tci, ==, 0x2005);
        g_assert_cmpuint(rx.l3_offset, ==, strip ? 14 : 18);
        if (!strip) {
            g_byte_array_set_size(inside, inside->len + 4);
            memmove(inside->data + 16, inside->data + 12, inside->len - 16);
            memcpy(inside->data + 12, tag, 4);
        }
        g_assert_cmpmem(rx.data, rx.frame_length, inside->data, inside->len);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_VLAN_STRIPPED), ==, 2);
}

/* RX_MAX_FRAME is of the frame on the wire. */
static void test_p4_max_frame(void)
{
    const IpnFrameVector *v = ipn_stream_vectors;
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, RX_GCM4, true, 0);
    IpnRx rx;

    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, wire->len - 1);
    ipn_send_hex(n, v->wire);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, wire->len);
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_packet_decapsulated(&rx, v, RX_GCM4, handle);
}

/* Policies of the way in, for what was protected and what was not. */
static void test_p5_policies(void)
{
    const IpnFrameVector *v = ipn_stream_vectors;
    g_autoptr(GByteArray) inside = ipn_packet_inside(&v[0], RX_GCM4);
    g_autoptr(GByteArray) wire = ipn_hex(v[1].wire);
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, RX_GCM4, true, 0), policy, discard;
    uint8_t info[256];
    IpnPolicy p;
    IpnRx rx;

    /* Without a policy both are what they were. */
    ipn_send(n, inside->data, inside->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, inside->data, inside->len, IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_NOT_IPSEC);
    ipn_send_hex(n, v[0].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_packet_decapsulated(&rx, &v[0], RX_GCM4, handle);

    /* What should have been protected, and was not. */
    ipn_policy_protect(&p, true, false, RX_GCM4);
    policy = ipn_policy_load(n, &p);
    ipn_send(n, inside->data, inside->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, inside->data, inside->len, IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_POLICY);
    ipn_policy_counted(n, policy, 0, 0, 0, 1);
    ipn_send_hex(n, v[1].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_packet_decapsulated(&rx, &v[1], RX_GCM4, handle);
    {
        g_autoptr(GByteArray) second = ipn_packet_inside(&v[1], RX_GCM4);

        ipn_policy_counted(n, policy, 1, second->len - 14, 0, 1);
    }

    /* By another SA than the policy wants. */
    g_assert_cmpuint(ipn_policy_delete(n, policy), ==, IPSECNIC_ST_OK);
    ipn_put(p.bytes, ipsecnic_policy, reqid, IPN_REQID + 1);
    policy = ipn_policy_load(n, &p);
    g_byte_array_unref(g_steal_pointer(&wire));
    wire = ipn_hex(v[2].wire);
    ipn_send_hex(n, v[2].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_POLICY);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmphex(rx.sa_outer, ==, handle);
    g_assert_cmpmem(rx.data, rx.frame_length, wire->data, wire->len);
    ipn_policy_counted(n, policy, 0, 0, 0, 1);
    g_assert_cmpuint(ipn_policy_delete(n, policy), ==, IPSECNIC_ST_OK);

    /* Discarded, protected or not. */
    ipn_policy(&p, true, false, IPSECNIC_POLICY_DISCARD);
    discard = ipn_policy_load(n, &p);
    ipn_send_hex(n, v[3].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_POLICY);
    ipn_send(n, inside->data, inside->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, inside->data, inside->len, IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_POLICY);
    ipn_policy_counted(n, discard, 0, 0, 0, 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_REASON(
                         IPSECNIC_REASON_POLICY)), ==, 4);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, policy), ==, 2);

    /* Its number counts as received all the same. */
    g_assert_cmpuint(ipn_policy_delete(n, discard), ==, IPSECNIC_ST_OK);
    ipn_send_hex(n, v[3].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_REPLAY);
}

/* Numbers in an order, and what becomes of each. */
static void test_p6_window(void)
{
    static const struct {
        uint64_t sequence;
        bool good;
    } rows[] = {
        { 1, true }, { 1, false }, { 3, true }, { 2, true }, { 2, false },
        { 0, false }, { 100, true }, { 37, true }, { 36, false },
        { 99, true }, { 99, false }, { 37, false }, { 164, true },
        { 101, true }, { 100, false }, { 0xffffffff, true },
        { 0xffffffc0, true }, { 0xffffffbf, false }, { 0xffffffff, false },
        { 5, false },
    };
    const IpnFrameVector *v = ipn_stream_vectors;
    Ipn *n = up();
    uint32_t out = ipn_tx_sa_load(n, RX_GCM4);
    uint32_t in = ipn_packet_sa_load(n, RX_GCM4, true, 0);
    uint8_t info[256];
    unsigned i, bad = 0;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autoptr(GByteArray) wire = ipn_packet_seal(n, v, RX_GCM4, out,
                                                     rows[i].sequence);
        IpnRx rx;

        ipn_send(n, wire->data, wire->len);
        ipn_rx_next(n, &n->rx[0], &rx);
        g_test_message("row %u", i);
        g_assert_cmpint(rx.decapsulated, ==, rows[i].good);
        g_assert_cmpuint(rx.reason, ==, rows[i].good ? 0 :
                         IPSECNIC_REASON_REPLAY);
        g_assert_cmphex(rx.sa_outer, ==, in);
        bad += !rows[i].good;
        if (!rows[i].good) {
            g_assert_cmpmem(rx.data, rx.frame_length, wire->data, wire->len);
        }
    }
    g_assert_cmpuint(ipn_sa_query(n, in, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, replayed) +
                     ipn_get(info, ipsecnic_sa_info, late), ==, bad);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==,
                    0xffffffff);
}

static void test_p6_query_and_set(void)
{
    const IpnFrameVector *v = ipn_stream_vectors;
    Ipn *n = up();
    uint32_t out = ipn_tx_sa_load(n, RX_GCM4);
    uint32_t in, none;
    uint8_t window[16 + 16], then[16 + 16], longer[16 + 24];
    static const uint64_t seen[] = { 100, 99, 37, 1 };
    unsigned i;
    IpnSa sa;
    IpnRx rx;

    ipn_packet_sa(&sa, RX_GCM4, true, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].replay_window, 100);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &in), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_window_bytes(100), ==, sizeof(window));
    for (i = 0; i < ARRAY_SIZE(seen); i++) {
        g_autoptr(GByteArray) wire = ipn_packet_seal(n, v, RX_GCM4, out,
                                                     seen[3 - i]);

        ipn_send(n, wire->data, wire->len);
        ipn_rx_next(n, &n->rx[0], &rx);
        g_assert_true(rx.decapsulated);
    }
    g_assert_cmpuint(ipn_window_query(n, in, window, sizeof(window)), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(window, ipsecnic_window, top), ==, 100);
    g_assert_cmpuint(ipn_get(window, ipsecnic_window, size), ==, 100);
    g_assert_cmphex(ipn_get(window, ipsecnic_window, reserved), ==, 0);
    g_assert_cmphex(ldq_le_p(window + 16), ==, 1ull << 63 | 3);
    g_assert_cmphex(ldq_le_p(window + 24), ==, 1ull << 35);

    /* Set: 37 was not received, 50 was. */
    stq_le_p(window + 16, 1ull << 50 | 3);
    g_assert_cmpuint(ipn_window_set(n, in, window, sizeof(window)), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_window_query(n, in, then, sizeof(then)), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpmem(then, sizeof(then), window, sizeof(window));
    for (i = 0; i < 2; i++) {
        g_autoptr(GByteArray) wire = ipn_packet_seal(n, v, RX_GCM4, out,
                                                     i ? 50 : 37);

        ipn_send(n, wire->data, wire->len);
        ipn_rx_next(n, &n->rx[0], &rx);
        g_assert_cmpint(rx.decapsulated, ==, !i);
    }

    /* Other lengths, sizes, numbers; and SAs that have no window. */
    g_assert_cmpuint(ipn_window_query(n, in, longer, sizeof(longer)), ==,
                     IPSECNIC_ST_BAD_DATA_LENGTH);
    memcpy(longer, window, sizeof(window));
    memset(longer + sizeof(window), 0, 8);
    g_assert_cmpuint(ipn_window_set(n, in, longer, sizeof(longer)), ==,
                     IPSECNIC_ST_BAD_DATA_LENGTH);
    memcpy(then, window, sizeof(window));
    ipn_put(then, ipsecnic_window, size, 99);
    g_assert_cmpuint(ipn_window_set(n, in, then, sizeof(then)), ==,
                     IPSECNIC_ST_BAD_WINDOW);
    memcpy(then, window, sizeof(window));
    ipn_put(then, ipsecnic_window, reserved, 1);
    g_assert_cmpuint(ipn_window_set(n, in, then, sizeof(then)), ==,
                     IPSECNIC_ST_BAD_WINDOW);
    memcpy(then, window, sizeof(window));
    ipn_put(then, ipsecnic_window, top, 1ull << 32);
    g_assert_cmpuint(ipn_window_set(n, in, then, sizeof(then)), ==,
                     IPSECNIC_ST_BAD_WINDOW);
    memcpy(then, window, sizeof(window));
    stq_le_p(then + 24, 1ull << 36);
    g_assert_cmpuint(ipn_window_set(n, in, then, sizeof(then)), ==,
                     IPSECNIC_ST_BAD_WINDOW);
    memcpy(then, window, sizeof(window));
    ipn_put(then, ipsecnic_window, top, 20);
    g_assert_cmpuint(ipn_window_set(n, in, then, sizeof(then)), ==,
                     IPSECNIC_ST_BAD_WINDOW);
    g_assert_cmpuint(ipn_window_query(n, out, window, sizeof(window)), ==,
                     IPSECNIC_ST_NOT_PACKET);
    ipn_packet_sa(&sa, RX_GCM4T, true, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].replay_window, 0);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &none), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_window_query(n, none, window, 24), ==,
                     IPSECNIC_ST_NOT_PACKET);
    g_assert_cmpuint(ipn_window_set(n, none, window, 24), ==,
                     IPSECNIC_ST_NOT_PACKET);
}

/* The largest window there is goes through the commands. */
static void test_p6_largest_window(void)
{
    Ipn *n = up();
    uint32_t max = ipn_read(n, IPSECNIC_REG_WINDOW_MAX);
    uint32_t bytes = ipn_window_bytes(max), handle;
    g_autofree uint8_t *window = g_malloc(bytes);
    g_autofree uint8_t *then = g_malloc(bytes);
    unsigned i;
    IpnSa sa;

    ipn_packet_sa(&sa, RX_GCM4, true, 1 << 20);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].replay_window, max);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_window_query(n, handle, window, bytes), ==,
                     IPSECNIC_ST_OK);
    /* All up to a top that was given counts as received. */
    for (i = 16; i < bytes; i++) {
        g_assert_cmphex(window[i], ==, 0xff);
        window[i] = i * 7;
    }
    g_assert_cmpuint(ipn_window_set(n, handle, window, bytes), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_window_query(n, handle, then, bytes), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpmem(then, bytes, window, bytes);
}

/* UPDATE_SA with ABSOLUTE, without ESN: all up to it is old. */
static void test_p6_update_sa(void)
{
    const IpnFrameVector *v = ipn_stream_vectors;
    Ipn *n = up();
    uint32_t out = ipn_tx_sa_load(n, RX_GCM4);
    uint32_t in = ipn_packet_sa_load(n, RX_GCM4, true, 0);
    static const uint64_t numbers[] = { 500, 469, 501 };
    uint8_t cmd[64] = { 0 }, comp[64];
    unsigned i;

    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_UPDATE_SA);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_ABSOLUTE);
    ipn_put(cmd, ipsecnic_command, handle, in);
    ipn_put(cmd, ipsecnic_command, operation, IPSECNIC_OP_ESP);
    ipn_put(cmd, ipsecnic_command, spi, RX_GCM4->spi);
    ipn_put(cmd, ipsecnic_command, sequence, 500);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    for (i = 0; i < ARRAY_SIZE(numbers); i++) {
        g_autoptr(GByteArray) wire = ipn_packet_seal(n, v, RX_GCM4, out,
                                                     numbers[i]);
        IpnRx rx;

        ipn_send(n, wire->data, wire->len);
        ipn_rx_next(n, &n->rx[0], &rx);
        g_assert_cmpint(rx.decapsulated, ==, i == 2);
    }
    /* The form of IPsecOV2 is for ESN. */
    ipn_put(cmd, ipsecnic_command, flags, 0);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_NOT_ESN);
}

static void test_p8_hard_limit_inbound(void)
{
    const IpnFrameVector *v = ipn_stream_vectors;
    g_autoptr(GByteArray) wire = ipn_hex(v[2].wire);
    uint8_t info[256];
    uint32_t handle;
    Ipn *n = up();
    unsigned i;
    IpnSa sa;
    IpnRx rx;

    ipn_packet_sa(&sa, RX_GCM4, true, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, hard_packets, 2);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    for (i = 0; i < 2; i++) {
        ipn_send_hex(n, v[i].wire);
        ipn_rx_next(n, &n->rx[0], &rx);
        g_assert_true(rx.decapsulated);
    }
    expect_limit(n, handle, IPSECNIC_LIMIT_HARD_PACKETS);
    ipn_send_hex(n, v[2].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_EXPIRED);
    g_assert_cmphex(rx.oob & ~IPSECNIC_OOB_SA_DELETE_REQ, ==, 0);
    g_assert_cmphex(rx.sa_outer, ==, handle);
    g_assert_cmpmem(rx.data, rx.frame_length, wire->data, wire->len);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, expired), ==, 1);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 2);
}

/* Reason ECN: the outer header says CE, the inner one Not-ECT (P4). */
static void test_p4_ecn(void)
{
    const IpnFrameVector *t = NULL;
    g_autoptr(GByteArray) wire = NULL;
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, RX_GCM4T, true, 0);
    uint8_t info[256];
    unsigned i;
    IpnRx rx;

    for (i = 0; i < ARRAY_SIZE(ipn_basic_vectors); i++) {
        if (ipn_basic_vectors[i].sa == VECTOR_SA_GCM4T) {
            t = &ipn_basic_vectors[i];
        }
    }
    wire = ipn_hex(t->wire);
    wire->data[15] = 3;
    ipn_ip4_csum(wire->data + 14);
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_ECN);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmpmem(rx.data, rx.frame_length, wire->data, wire->len);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, unusable), ==, 1);
}

/* x-rx-fault: a packet of packet mode can be made to fail, too. */
static void test_fault(void)
{
    const IpnFrameVector *v = ipn_stream_vectors;
    g_autoptr(GByteArray) wire = ipn_hex(v[0].wire);
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, RX_GCM4, true, 0);
    IpnRx rx;

    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments':"
                             " { 'path': '/machine/peripheral/card',"
                             " 'property': 'x-rx-fault-status',"
                             " 'value': 2 } }");
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments':"
                             " { 'path': '/machine/peripheral/card',"
                             " 'property': 'x-rx-fault-count',"
                             " 'value': 1 } }");
    ipn_send_hex(n, v[0].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_failed(&rx, wire->data, wire->len, 2, handle);
    /* It was not received as far as the window knows. */
    ipn_send_hex(n, v[0].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_packet_decapsulated(&rx, &v[0], RX_GCM4, handle);
}

int main(int argc, char **argv)
{
    static const char *const esp[] = {
        "gcm4", "gcm4-tcp-csum", "gcm4-udp-csum", "gcm6", "gcm6-csum",
        "gcm4t", "gcm6t", "cbc4", "null4", "null6t", "esn4", "udp4",
    };
    unsigned i;
    int ret;

    g_test_init(&argc, &argv, NULL);
#define ADD(name, func) qtest_add_func("/ipsecnic/packet/" name, func)
    ADD("feature-needs-both-directions", test_feature_needs_both_directions);
    qtest_add_data_func("/ipsecnic/packet/not-offered/ipsec-packet-off",
                        ",ipsec-packet=off", test_not_offered);
    qtest_add_data_func("/ipsecnic/packet/not-offered/ipsec-tx-off",
                        ",ipsec-tx=off", test_not_offered);
    ADD("not-accepted", test_not_accepted);
    ADD("registers", test_registers);
    ADD("original-of-other-queues", test_original_of_other_queues);
    for (i = 0; i < ARRAY_SIZE(policy_rows); i++) {
        g_autofree char *name =
            g_strdup_printf("/ipsecnic/packet/policy/%s", policy_rows[i].name);

        qtest_add_data_func(name, &policy_rows[i], test_policy_row);
    }
    ADD("policy-batch", test_policy_batch);
    ADD("command-rules", test_policy_command_rules);
    ADD("query-faults", test_query_faults);
    ADD("flush-policy", test_flush_policy);

    for (i = 0; i < ARRAY_SIZE(esp); i++) {
        g_autofree char *name =
            g_strdup_printf("/ipsecnic/packet/p1-vector/%s", esp[i]);

        qtest_add_data_func(name, VECTOR(esp, esp[i]), test_p1_vector);
    }
    for (i = 0; i < ARRAY_SIZE(ipn_tx_open_vectors); i++) {
        const IpnTxVector *v = &ipn_tx_open_vectors[i];
        g_autofree char *name =
            g_strdup_printf("/ipsecnic/packet/p1-vector/made/%s", v->name);

        qtest_add_data_func(name, v, test_p1_vector);
    }
    ADD("p1-what-goes-as-it-is", test_p1_what_goes_as_it_is);
    ADD("p1-length-beyond-the-frame", test_p1_length_beyond_the_frame);
    ADD("p1-offloads-of-plain-frames", test_p1_offloads_of_plain_frames);
    ADD("p1-plain-large-send", test_p1_plain_large_send);
    ADD("p1-by-name", test_p1_by_name);
    ADD("p1-youngest-sa", test_p1_youngest_sa);
    ADD("entry-rules", test_entry_rules);
    ADD("vlan-tag-is-inserted", test_vlan_tag_is_inserted);
    ADD("p2-outer-header", test_p2_outer_header);
    ADD("p2-tfc-padding", test_p2_tfc_padding);
    ADD("p3-no-sa", test_p3_no_sa);
    ADD("p3-not-active", test_p3_not_active);
    ADD("p3-bad-headers", test_p3_bad_headers);
    ADD("p3-fragments", test_p3_fragments);
    ADD("p3-policy-removed-under-way", test_p3_policy_removed_under_way);
    qtest_add_data_func("/ipsecnic/packet/p3-sa-gone-under-way/deleted", NULL,
                        test_p3_sa_gone_under_way);
    qtest_add_data_func("/ipsecnic/packet/p3-sa-gone-under-way/flushed", "",
                        test_p3_sa_gone_under_way);
    ADD("p3-sa-gone-under-way/policy-too", test_p3_all_gone_under_way);
    ADD("p3-sa-gone-under-way/named", test_p3_named_sa_gone_under_way);
    ADD("p3-reset", test_p3_reset);
    ADD("p3-tables-full", test_p3_tables_full);
    ADD("p3-hostile-entries", test_p3_hostile_entries);
    ADD("p7-too-big", test_p7_too_big);
    ADD("p7-large-sends", test_p7_large_sends);
    ADD("p8-hard-limit-outbound", test_p8_hard_limit_outbound);
    ADD("p8-last-number", test_p8_last_number);

    for (i = 0; i < ARRAY_SIZE(ipn_basic_vectors); i++) {
        const IpnFrameVector *v = &ipn_basic_vectors[i];
        g_autofree char *name =
            g_strdup_printf("/ipsecnic/packet/p4-vector/%s", v->name);

        qtest_add_data_func(name, v, test_p4_vector);
    }
    qtest_add_data_func("/ipsecnic/packet/p4-vector/ip-options",
                        &ipn_options_vectors[0], test_p4_vector);
    ADD("p4-buffers", test_p4_buffers);
    ADD("p4-vlan", test_p4_vlan);
    ADD("p4-max-frame", test_p4_max_frame);
    ADD("p4-ecn", test_p4_ecn);
    ADD("original", test_original);
    ADD("original-waits-for-room", test_original_waits_for_room);
    ADD("original-never-fits", test_original_never_fits);
    ADD("p5-policies", test_p5_policies);
    ADD("p6-window", test_p6_window);
    ADD("p6-query-and-set", test_p6_query_and_set);
    ADD("p6-largest-window", test_p6_largest_window);
    ADD("p6-update-sa", test_p6_update_sa);
    ADD("p8-hard-limit-inbound", test_p8_hard_limit_inbound);
    ADD("fault", test_fault);

    ret = g_test_run();
    ipn_quit();
    return ret;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which queue a frame goes to: hash contexts (RSS) and receive rules (RX_STEER)
 *
 * The hash is computed here bit by bit, from its definition; that this is right
 * is tested by Microsoft's published values.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#define SRC IPSECNIC_RSS_FIELD_SRC
#define DST IPSECNIC_RSS_FIELD_DST
#define SPORT IPSECNIC_RSS_FIELD_SPORT
#define DPORT IPSECNIC_RSS_FIELD_DPORT
#define SPI IPSECNIC_RSS_FIELD_SPI

#define QUEUES 4
#define NOWHERE 0x50000000u
#define FRAME 120
#define TOS 0xb8
#define SPI_VALUE 0x12345678u

/* As "Flow hash and queues" has them. */
static const uint8_t default_key[40] = {
    0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67,
    0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb,
    0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30,
    0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};
static const uint8_t default_fields[12] = {
    0x0f, 0x0f, 0x03, 0x10, 0x10, 0x10, 0x0f, 0x0f, 0x03, 0x10, 0x10, 0x10,
};

static const uint8_t own_mac[6] = IPN_MAC_BYTES;
static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 1 };

/* What a frame is made of; the flow types follow each other in this order. */
typedef struct Flow {
    const char *name;
    bool ipv6;
    uint8_t protocol;
    uint16_t dport;
} Flow;

static const Flow flows[12] = {
    [IPSECNIC_RSS_FLOW_TCP4] = { "tcp4", false, 6, 1766 },
    [IPSECNIC_RSS_FLOW_UDP4] = { "udp4", false, 17, 1766 },
    [IPSECNIC_RSS_FLOW_IP4] = { "ip4", false, 47, 1766 },
    [IPSECNIC_RSS_FLOW_ESP4] = { "esp4", false, 50, 0 },
    [IPSECNIC_RSS_FLOW_AH4] = { "ah4", false, 51, 0 },
    [IPSECNIC_RSS_FLOW_UDP_ESP4] = { "udp-esp4", false, 17, 4500 },
    [IPSECNIC_RSS_FLOW_TCP6] = { "tcp6", true, 6, 1766 },
    [IPSECNIC_RSS_FLOW_UDP6] = { "udp6", true, 17, 1766 },
    [IPSECNIC_RSS_FLOW_IP6] = { "ip6", true, 47, 1766 },
    [IPSECNIC_RSS_FLOW_ESP6] = { "esp6", true, 50, 0 },
    [IPSECNIC_RSS_FLOW_AH6] = { "ah6", true, 51, 0 },
    [IPSECNIC_RSS_FLOW_UDP_ESP6] = { "udp-esp6", true, 17, 4500 },
};

static unsigned l4_of(const Flow *flow)
{
    return flow->ipv6 ? 54 : 34;
}

/* Addresses and source port of the first published row of each family. */
static void make(uint8_t frame[FRAME], const Flow *flow)
{
    g_autoptr(GByteArray) addresses =
        ipn_hex(flow->ipv6 ? "3ffe250102001fff0000000000000007"
                             "3ffe2501020000030000000000000001" :
                             "420995bba18e6450");
    uint8_t *ip = frame + 14, *l4 = frame + l4_of(flow);

    memset(frame, 0, FRAME);
    memcpy(frame, own_mac, 6);
    memcpy(frame + 6, peer_mac, 6);
    if (flow->ipv6) {
        stw_be_p(frame + 12, 0x86dd);
        stw_be_p(ip, 0x6000 | TOS << 4);
        stw_be_p(ip + 4, FRAME - 54);
        ip[6] = flow->protocol;
        ip[7] = 64;
        memcpy(ip + 8, addresses->data, 32);
    } else {
        stw_be_p(frame + 12, 0x0800);
        ip[0] = 0x45;
        ip[1] = TOS;
        stw_be_p(ip + 2, FRAME - 14);
        ip[8] = 64;
        ip[9] = flow->protocol;
        memcpy(ip + 12, addresses->data, 8);
        ipn_ip4_csum(ip);
    }
    switch (flow->protocol) {
    case 50:
        stl_be_p(l4, SPI_VALUE);
        stl_be_p(l4 + 4, 1);
        break;
    case 51:
        l4[0] = 59;
        l4[1] = 4;
        stl_be_p(l4 + 4, SPI_VALUE);
        stl_be_p(l4 + 8, 1);
        break;
    default:
        stw_be_p(l4, 2794);
        stw_be_p(l4 + 2, flow->dport);
        if (flow->protocol == 17) {
            stw_be_p(l4 + 4, FRAME - l4_of(flow));
            stl_be_p(l4 + 8, SPI_VALUE);
            stl_be_p(l4 + 12, 1);
        } else {
            l4[12] = 0x50;
        }
        break;
    }
}

static uint32_t toeplitz(const uint8_t *key, const uint8_t *input,
                         unsigned bytes)
{
    uint32_t hash = 0, window = ldl_be_p(key);
    unsigned bit;

    for (bit = 0; bit < 8 * bytes; bit++) {
        unsigned next = bit + 32;

        if (input[bit / 8] & (0x80 >> bit % 8)) {
            hash ^= window;
        }
        window = window << 1 | (key[next / 8] >> (7 - next % 8) & 1);
    }
    return hash;
}

/* What the specification says of these fields of such a frame. */
static uint32_t expect(const uint8_t *key, const uint8_t *frame,
                       const Flow *flow, uint8_t fields)
{
    unsigned size = flow->ipv6 ? 16 : 4, n = 0;
    const uint8_t *src = frame + 14 + (flow->ipv6 ? 8 : 12);
    uint8_t input[40];

    if (fields & SRC) {
        memcpy(input, src, size);
        n += size;
    }
    if (fields & DST) {
        memcpy(input + n, src + size, size);
        n += size;
    }
    if (fields & SPORT) {
        memcpy(input + n, frame + l4_of(flow), 2);
        n += 2;
    }
    if (fields & DPORT) {
        memcpy(input + n, frame + l4_of(flow) + 2, 2);
        n += 2;
    }
    if (fields & SPI) {
        stl_be_p(input + n, SPI_VALUE);
        n += 4;
    }
    return toeplitz(key, input, n);
}

/* A context as after a reset. */
static void rss_init(struct ipsecnic_rss *rss)
{
    memset(rss, 0, sizeof(*rss));
    rss->function = IPSECNIC_RSS_TOEPLITZ;
    memcpy(rss->key, default_key, sizeof(rss->key));
    memcpy(rss->fields, default_fields, sizeof(rss->fields));
}

static void rss_table(struct ipsecnic_rss *rss)
{
    rss->flags = cpu_to_le32(IPSECNIC_RSS_FLAG_TABLE);
}

static void random_key(struct ipsecnic_rss *rss)
{
    unsigned i;

    for (i = 0; i < sizeof(rss->key); i++) {
        rss->key[i] = g_test_rand_int();
    }
}

static uint32_t command(Ipn *n, unsigned opcode, uint32_t handle,
                        const void *data, uint32_t length)
{
    uint8_t cmd[64] = { 0 }, comp[64];
    uint64_t next = n->mem_next;
    uint32_t status;

    ipn_put(cmd, ipsecnic_command, opcode, opcode);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    if (data) {
        uint64_t addr = ipn_alloc(n, length);

        qtest_bufwrite(n->qts, addr, data, length);
        ipn_put(cmd, ipsecnic_command, data_addr, addr);
        ipn_put(cmd, ipsecnic_command, data_length, length);
    }
    status = ipn_cmd(n, cmd, comp);
    n->mem_next = next;
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 0);
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, handle), ==, 0);
    return status;
}

static uint32_t set_rss(Ipn *n, uint32_t context,
                        const struct ipsecnic_rss *rss)
{
    return command(n, IPSECNIC_CMD_SET_RSS, context, rss, sizeof(*rss));
}

static uint32_t query_rss(Ipn *n, uint32_t context, struct ipsecnic_rss *rss)
{
    return ipn_query_one(n, IPSECNIC_CMD_QUERY_RSS, context, rss,
                         sizeof(*rss));
}

static uint32_t delete_rss(Ipn *n, uint32_t context)
{
    return command(n, IPSECNIC_CMD_DELETE_RSS, context, NULL, 0);
}

static uint32_t set_rule(Ipn *n, uint32_t place,
                         const struct ipsecnic_rx_rule *rule)
{
    return command(n, IPSECNIC_CMD_SET_RX_RULE, place, rule, sizeof(*rule));
}

static uint32_t delete_rule(Ipn *n, uint32_t place)
{
    return command(n, IPSECNIC_CMD_DELETE_RX_RULE, place, NULL, 0);
}

static uint32_t query_rule(Ipn *n, uint32_t place, uint64_t *packets,
                           uint64_t *bytes)
{
    struct ipsecnic_rx_rule_info info;
    uint32_t status = ipn_query_one(n, IPSECNIC_CMD_QUERY_RX_RULE, place,
                                    &info, sizeof(info));

    *packets = le64_to_cpu(info.packets);
    *bytes = le64_to_cpu(info.bytes);
    if (status == IPSECNIC_ST_OK) {
        g_assert_cmphex(info.reserved[0] | info.reserved[1], ==, 0);
    }
    return status;
}

static Ipn *up_with(const char *props, unsigned queues)
{
    Ipn *n = ipn_start(props, "");

    ipn_up(n, &(IpnSetup) { .queues = queues });
    return n;
}

static Ipn *up(void)
{
    return up_with(",queues=4", QUEUES);
}

/* The queue that a frame comes to; the test fails if it comes to none. */
static unsigned arrives(Ipn *n, const void *frame, size_t length, IpnRx *rx)
{
    unsigned i;
    int64_t end = ipn_deadline();

    ipn_send(n, frame, length);
    for (;;) {
        for (i = 0; i < n->max_queues; i++) {
            if (n->rx[i].posted && ipn_comp_ready(n, &n->rx[i])) {
                ipn_rx_next(n, &n->rx[i], rx);
                ipn_rx_done(n, &n->rx[i], false);
                return i;
            }
        }
        ipn_poll(n, end, "a frame", __FILE__, __LINE__);
    }
}

/*
 * Contexts
 */

static void test_published_values(void)
{
    uint8_t frame[FRAME];

    make(frame, &flows[IPSECNIC_RSS_FLOW_TCP4]);
    g_assert_cmphex(expect(default_key, frame, &flows[IPSECNIC_RSS_FLOW_TCP4],
                           SRC | DST | SPORT | DPORT), ==, 0x51ccc178);
    g_assert_cmphex(expect(default_key, frame, &flows[IPSECNIC_RSS_FLOW_TCP4],
                           SRC | DST), ==, 0x323e8fc2);
    make(frame, &flows[IPSECNIC_RSS_FLOW_TCP6]);
    g_assert_cmphex(expect(default_key, frame, &flows[IPSECNIC_RSS_FLOW_TCP6],
                           SRC | DST | SPORT | DPORT), ==, 0x40207d3d);
    g_assert_cmphex(expect(default_key, frame, &flows[IPSECNIC_RSS_FLOW_TCP6],
                           SRC | DST), ==, 0x2cc18cd5);
}

/* What a driver finds, and what an old one relies on. */
static void test_after_reset(void)
{
    Ipn *n = up_with(",queues=4", 3);
    struct ipsecnic_rss want, is;
    uint8_t frame[FRAME];
    unsigned i;
    IpnRx rx;

    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RSS_CONTEXTS), ==, 64);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_CAPACITY), ==, 256);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, 0);
    rss_init(&want);
    g_assert_cmpuint(query_rss(n, 0, &is), ==, IPSECNIC_ST_OK);
    g_assert_cmpmem(&is, sizeof(is), &want, sizeof(want));
    for (i = 1; i <= 64; i += 63) {
        g_assert_cmpuint(query_rss(n, i, &is), ==, IPSECNIC_ST_RSS_CONTEXT);
    }
    for (i = 0; i < ARRAY_SIZE(flows); i++) {
        uint32_t hash;

        make(frame, &flows[i]);
        hash = expect(default_key, frame, &flows[i], default_fields[i]);
        g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, hash % 3);
        g_assert_cmphex(rx.hash, ==, hash);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STEERED), ==, 0);
}

/* Every choice of fields of each kind of packet that is allowed. */
static void test_fields(const void *data)
{
    const Flow *flow = data;
    unsigned type = flow - flows;
    static const uint8_t allowed[6] = { 0x0f, 0x0f, 0x03, 0x13, 0x13, 0x1f };
    struct ipsecnic_rss rss, is;
    uint8_t frame[FRAME];
    unsigned fields;
    Ipn *n = up();
    IpnRx rx;

    make(frame, flow);
    for (fields = 0; fields <= 0xff; fields++) {
        bool ok = !(fields & ~allowed[type % 6]) &&
                  !((fields & SPI) && (fields & (SPORT | DPORT)));
        uint32_t hash;

        rss_init(&rss);
        random_key(&rss);
        rss.fields[type] = fields;
        g_assert_cmpuint(set_rss(n, 0, &rss), ==,
                         ok ? IPSECNIC_ST_OK : IPSECNIC_ST_RSS_FIELDS);
        if (!ok) {
            continue;
        }
        g_assert_cmpuint(query_rss(n, 0, &is), ==, IPSECNIC_ST_OK);
        g_assert_cmpmem(&is, sizeof(is), &rss, sizeof(rss));
        hash = expect(rss.key, frame, flow, fields);
        g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, hash % QUEUES);
        g_assert_cmphex(rx.hash, ==, hash);
    }
    g_assert_cmpuint(delete_rss(n, 0), ==, IPSECNIC_ST_OK);
    arrives(n, frame, FRAME, &rx);
    g_assert_cmphex(rx.hash, ==,
                    expect(default_key, frame, flow, default_fields[type]));
}

/* The same frame in the other direction. */
static void turn(uint8_t turned[FRAME], const uint8_t *frame, const Flow *flow)
{
    unsigned size = flow->ipv6 ? 16 : 4, src = 14 + (flow->ipv6 ? 8 : 12);
    unsigned l4 = l4_of(flow);

    memcpy(turned, frame, FRAME);
    memcpy(turned + src, frame + src + size, size);
    memcpy(turned + src + size, frame + src, size);
    if (flow->protocol == 6 || (flow->protocol == 17 && flow->dport != 4500)) {
        memcpy(turned + l4, frame + l4 + 2, 2);
        memcpy(turned + l4 + 2, frame + l4, 2);
    }
}

/* What is hashed in place of it: each address and port is the XOR of both. */
static void mix(uint8_t mixed[FRAME], const uint8_t *frame, const Flow *flow,
                uint8_t fields)
{
    unsigned size = flow->ipv6 ? 16 : 4, src = 14 + (flow->ipv6 ? 8 : 12);
    unsigned l4 = l4_of(flow), i;

    memcpy(mixed, frame, FRAME);
    for (i = 0; i < size && (fields & (SRC | DST)) == (SRC | DST); i++) {
        mixed[src + i] = mixed[src + size + i] =
            frame[src + i] ^ frame[src + size + i];
    }
    for (i = 0; i < 2 && (fields & (SPORT | DPORT)) == (SPORT | DPORT); i++) {
        mixed[l4 + i] = mixed[l4 + 2 + i] = frame[l4 + i] ^ frame[l4 + 2 + i];
    }
}

/* Linux's RXH_XFRM_SYM_XOR, for every choice of fields. */
static void test_symmetric(const void *data)
{
    const Flow *flow = data;
    unsigned type = flow - flows, fields, alike = 0;
    uint8_t frame[FRAME], turned[FRAME], mixed[FRAME];
    struct ipsecnic_rss rss, is;
    Ipn *n = up();
    IpnRx rx;

    make(frame, flow);
    turn(turned, frame, flow);
    for (fields = 0; fields <= 0x1f; fields++) {
        bool pairs = !(fields & SRC) == !(fields & DST) &&
                     !(fields & SPORT) == !(fields & DPORT);
        uint32_t hash;
        unsigned queue;

        rss_init(&rss);
        rss.flags = cpu_to_le32(IPSECNIC_RSS_FLAG_SYMMETRIC);
        random_key(&rss);
        rss.fields[type] = fields;
        if (set_rss(n, 0, &rss) == IPSECNIC_ST_RSS_FIELDS) {
            continue;
        }
        g_assert_cmpuint(query_rss(n, 0, &is), ==, IPSECNIC_ST_OK);
        g_assert_cmpmem(&is, sizeof(is), &rss, sizeof(rss));
        mix(mixed, frame, flow, fields);
        hash = expect(rss.key, mixed, flow, fields);
        queue = arrives(n, frame, FRAME, &rx);
        g_assert_cmpuint(queue, ==, hash % QUEUES);
        g_assert_cmphex(rx.hash, ==, hash);
        arrives(n, turned, FRAME, &rx);
        if (pairs && flow->dport != 4500) {
            g_assert_cmphex(rx.hash, ==, hash);
            alike++;
        }
    }
    g_assert_true(alike >= 2 || flow->dport == 4500);
}

/* What has no fields has hash 0, whatever the key is. */
static void test_not_ip(void)
{
    struct ipsecnic_rss rss;
    uint8_t frame[64];
    Ipn *n = up();
    IpnRx rx;

    rss_init(&rss);
    random_key(&rss);
    rss_table(&rss);
    rss.table[0] = 2;
    g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_OK);
    ipn_plain(frame, sizeof(frame), own_mac, 3);
    g_assert_cmpuint(arrives(n, frame, sizeof(frame), &rx), ==, 2);
    g_assert_cmphex(rx.hash, ==, 0);
}

/* A frame goes where the entry of its hash says, and with the next one of the
 * table on to another queue. */
static void test_table(void)
{
    const Flow *flow = &flows[IPSECNIC_RSS_FLOW_UDP4];
    struct ipsecnic_rss rss;
    uint8_t frame[FRAME];
    unsigned seen = 0, turn, i;
    Ipn *n = up();
    IpnRx rx;

    rss_init(&rss);
    rss_table(&rss);
    make(frame, flow);
    for (turn = 0; turn < 2; turn++) {
        for (i = 0; i < ARRAY_SIZE(rss.table); i++) {
            rss.table[i] = g_test_rand_int_range(0, QUEUES);
        }
        g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_OK);
        for (i = 0; i < 64; i++) {
            unsigned q;

            stw_be_p(frame + 34, 1000 + i);
            q = arrives(n, frame, FRAME, &rx);
            g_assert_cmpuint(q, ==, rss.table[rx.hash % 128]);
            seen |= BIT(q);
        }
    }
    g_assert_cmphex(seen, ==, BIT(QUEUES) - 1);
}

/* No frame goes to a queue that is not in use: it counts modulo QUEUES. */
static void test_table_with_fewer_queues(void)
{
    struct ipsecnic_rx_rule rule = { .action = IPSECNIC_RX_ACTION_QUEUE,
                                     .target = cpu_to_le16(3) };
    struct ipsecnic_rss rss;
    uint8_t frame[FRAME];
    Ipn *n = up_with(",queues=4", 3);
    IpnRx rx;

    make(frame, &flows[0]);
    rss_init(&rss);
    rss_table(&rss);
    memset(rss.table, 3, sizeof(rss.table));
    g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, 0);
    memset(rss.table, 2, sizeof(rss.table));
    g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, 2);
    g_assert_cmpuint(set_rule(n, 0, &rule), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, 0);
}

/* Each has its key, table and fields, and frames come to it by rules. */
static void test_contexts(void)
{
    static const unsigned numbers[] = { 1, 2, 40, 63 };
    struct ipsecnic_rss rss[4], is;
    struct ipsecnic_rx_rule rule = { 0 };
    uint8_t frame[FRAME];
    Ipn *n = up();
    unsigned i;
    IpnRx rx;

    make(frame, &flows[IPSECNIC_RSS_FLOW_TCP4]);
    rule.action = IPSECNIC_RX_ACTION_CONTEXT;
    rule.family = 4;
    rule.protocol = 6;
    rule.protocol_mask = 0xff;
    rule.dport_mask = 0xffff;
    for (i = 0; i < 4; i++) {
        rss_init(&rss[i]);
        random_key(&rss[i]);
        rss[i].fields[IPSECNIC_RSS_FLOW_TCP4] = i;
        rss_table(&rss[i]);
        memset(rss[i].table, 3 - i, sizeof(rss[i].table));
        rule.target = cpu_to_le16(numbers[i]);
        rule.dport = cpu_to_le16(100 + i);
        g_assert_cmpuint(set_rule(n, i, &rule), ==,
                         IPSECNIC_ST_RX_RULE_TARGET);
        g_assert_cmpuint(set_rss(n, numbers[i], &rss[i]), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(set_rule(n, i, &rule), ==, IPSECNIC_ST_OK);
    }
    for (i = 0; i < 4; i++) {
        g_assert_cmpuint(query_rss(n, numbers[i], &is), ==, IPSECNIC_ST_OK);
        g_assert_cmpmem(&is, sizeof(is), &rss[i], sizeof(rss[i]));
        stw_be_p(frame + 36, 100 + i);
        g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, 3 - i);
        g_assert_cmphex(rx.hash, ==, expect(rss[i].key, frame, &flows[0], i));
        g_assert_cmpuint(delete_rss(n, numbers[i]), ==,
                         IPSECNIC_ST_RSS_CONTEXT);
        g_assert_cmpuint(delete_rule(n, i), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(delete_rss(n, numbers[i]), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(delete_rss(n, numbers[i]), ==,
                         IPSECNIC_ST_RSS_CONTEXT);
        arrives(n, frame, FRAME, &rx);
        g_assert_cmphex(rx.hash, ==,
                        expect(default_key, frame, &flows[0], 0x0f));
    }
    /* Number 0 is always there, for rules too. */
    rule.target = 0;
    g_assert_cmpuint(set_rule(n, 9, &rule), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(delete_rss(n, 0), ==, IPSECNIC_ST_OK);
    arrives(n, frame, FRAME, &rx);
    g_assert_cmphex(rx.hash, ==, expect(default_key, frame, &flows[0], 0x0f));
}

typedef struct BadRss {
    uint16_t offset;
    uint8_t value;
    uint32_t status;
    uint32_t context;
} BadRss;

static const BadRss bad_rss[] = {
    { 0, 5, IPSECNIC_ST_RSS_FLAGS },
    { 3, 0x80, IPSECNIC_ST_RSS_FLAGS },
    { 4, 0, IPSECNIC_ST_RSS_FUNCTION },
    { 4, 2, IPSECNIC_ST_RSS_FUNCTION },
    { 5, 1, IPSECNIC_ST_RSS_RESERVED },
    { 7, 0x80, IPSECNIC_ST_RSS_RESERVED },
    { 20, 1, IPSECNIC_ST_RSS_RESERVED },
    { 23, 0x80, IPSECNIC_ST_RSS_RESERVED },
    { 64, QUEUES, IPSECNIC_ST_RSS_QUEUE },
    { 191, 0xff, IPSECNIC_ST_RSS_QUEUE },
    { 192, 1, IPSECNIC_ST_RSS_RESERVED },
    { 255, 0x80, IPSECNIC_ST_RSS_RESERVED },
    { 0, 0, IPSECNIC_ST_RSS_RESERVED },     /* a table that is not used */
    { 0, 1, IPSECNIC_ST_RSS_CONTEXT, 64 },
    { 0, 1, IPSECNIC_ST_RSS_CONTEXT, 0xffffffff },
};

/* A context that is refused leaves the one that was there as it was. */
static void test_bad_context(void)
{
    struct ipsecnic_rss good, bad, is;
    Ipn *n = up();
    unsigned i;

    rss_init(&good);
    random_key(&good);
    rss_table(&good);
    good.table[5] = 1;
    g_assert_cmpuint(set_rss(n, 1, &good), ==, IPSECNIC_ST_OK);
    for (i = 0; i < ARRAY_SIZE(bad_rss); i++) {
        const BadRss *row = &bad_rss[i];

        bad = good;
        bad.key[7] ^= 1;
        ((uint8_t *)&bad)[row->offset] = row->value;
        g_assert_cmpuint(set_rss(n, row->context ? row->context : 1, &bad),
                         ==, row->status);
        g_assert_cmpuint(query_rss(n, 1, &is), ==, IPSECNIC_ST_OK);
        g_assert_cmpmem(&is, sizeof(is), &good, sizeof(good));
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_COMMAND_ERRORS), ==, i);
}

/*
 * Rules
 */

/* A field of a rule, and where it stands in a frame. */
typedef struct Field {
    const char *name;
    unsigned flow;
    uint16_t offset;            /* in struct ipsecnic_rx_rule */
    uint16_t mask;
    uint8_t size;
    bool number;                /* else bytes in the order of the wire */
    bool ip;
    bool ports;
    uint8_t at;                 /* in the frame, with a tag for VLANs */
} Field;

#define FIELD(f) offsetof(struct ipsecnic_rx_rule, f), \
                 offsetof(struct ipsecnic_rx_rule, f##_mask), \
                 sizeof(((struct ipsecnic_rx_rule *)0)->f)

static const Field fields[] = {
    { "mac-dst", 0, FIELD(mac_dst), .at = 0 },
    { "mac-src", 0, FIELD(mac_src), .at = 6 },
    { "ethertype", 0, FIELD(ethertype), .number = true, .at = 12 },
    { "protocol4", 0, FIELD(protocol), .ip = true, .at = 23 },
    { "protocol6", 6, FIELD(protocol), .ip = true, .at = 20 },
    { "tos4", 0, FIELD(tos), .ip = true, .at = 15 },
    { "src4", 0, FIELD(src), .ip = true, .at = 26 },
    { "dst4", 0, FIELD(dst), .ip = true, .at = 30 },
    { "src6", 6, FIELD(src), .ip = true, .at = 22 },
    { "dst6", 6, FIELD(dst), .ip = true, .at = 38 },
    { "sport4", 0, FIELD(sport), .number = true, .ip = true, .ports = true,
      .at = 34 },
    { "dport4", 1, FIELD(dport), .number = true, .ip = true, .ports = true,
      .at = 36 },
    { "sport6", 7, FIELD(sport), .number = true, .ip = true, .ports = true,
      .at = 54 },
    { "dport6", 6, FIELD(dport), .number = true, .ip = true, .ports = true,
      .at = 56 },
    { "spi-esp4", 3, FIELD(spi), .number = true, .ip = true, .at = 34 },
    { "spi-ah4", 4, FIELD(spi), .number = true, .ip = true, .at = 38 },
    { "spi-udp-esp4", 5, FIELD(spi), .number = true, .ip = true, .at = 42 },
    { "spi-esp6", 9, FIELD(spi), .number = true, .ip = true, .at = 54 },
};

/*
 * Each bit of each field, alone in the mask: the rule matches while the bit is
 * as it says, and does not when it is otherwise.
 */
static void test_field(const void *data)
{
    const Field *field = data;
    const Flow *flow = &flows[field->flow];
    unsigned size = field->size == 16 && !flow->ipv6 ? 4 : field->size;
    uint8_t plain[FRAME];
    Ipn *n = up();
    unsigned bit;
    uint32_t home;
    IpnRx rx;

    make(plain, flow);
    home = arrives(n, plain, FRAME, &rx);
    for (bit = 0; bit < 8 * size; bit++) {
        struct ipsecnic_rx_rule rule = {
            .action = IPSECNIC_RX_ACTION_QUEUE,
            .family = field->ip ? (flow->ipv6 ? 6 : 4) : 0,
        };
        uint8_t *value = (uint8_t *)&rule + field->offset;
        uint8_t *mask = (uint8_t *)&rule + field->mask;
        /* The byte of the field, and where that is in memory. */
        unsigned byte = bit / 8;
        unsigned to = field->number ? size - 1 - byte : byte;
        uint8_t one = 0x80 >> bit % 8;
        uint64_t packets, bytes;
        bool set = plain[field->at + byte] & one;
        unsigned target;

        if (field->ports) {
            rule.protocol = flow->protocol;
            rule.protocol_mask = 0xff;
        }
        mask[to] = one;
        value[to] = set ? one : 0;
        /* The frame may be home at the queue of its hash. */
        target = (home + 1) % QUEUES;
        rule.target = cpu_to_le16(target);
        g_assert_cmpuint(set_rule(n, 0, &rule), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(arrives(n, plain, FRAME, &rx), ==, target);
        value[to] ^= one;
        g_assert_cmpuint(query_rule(n, 0, &packets, &bytes), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpuint(packets, ==, 1);
        g_assert_cmpuint(bytes, ==, FRAME);
        g_assert_cmpuint(set_rule(n, 0, &rule), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(arrives(n, plain, FRAME, &rx), ==, home);
        g_assert_cmpuint(query_rule(n, 0, &packets, &bytes), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpuint(packets, ==, 0);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STEERED), ==, bit);
}

static unsigned steered(Ipn *n, const struct ipsecnic_rx_rule *rule,
                        const void *frame, size_t length)
{
    uint64_t before = ipn_stat(n, IPSECNIC_STAT_RX_STEERED);
    IpnRx rx;

    g_assert_cmpuint(set_rule(n, 0, rule), ==, IPSECNIC_ST_OK);
    arrives(n, frame, length, &rx);
    return ipn_stat(n, IPSECNIC_STAT_RX_STEERED) - before;
}

/* Traffic class of IPv6, which lies across two bytes. */
static void test_tos6(void)
{
    struct ipsecnic_rx_rule rule = { .action = IPSECNIC_RX_ACTION_QUEUE,
                                     .family = 6, .tos = TOS,
                                     .tos_mask = 0xff };
    uint8_t frame[FRAME];
    Ipn *n = up();

    make(frame, &flows[6]);
    g_assert_cmpuint(steered(n, &rule, frame, FRAME), ==, 1);
    rule.tos ^= 0x10;
    g_assert_cmpuint(steered(n, &rule, frame, FRAME), ==, 0);
}

/* The outer tag counts, and the type behind them all; no tag is no match. */
static void test_vlan(void)
{
    struct ipsecnic_rx_rule rule = {
        .action = IPSECNIC_RX_ACTION_QUEUE,
        .vlan_tci = cpu_to_le16(5), .vlan_tci_mask = cpu_to_le16(0xfff),
    };
    uint8_t frame[FRAME], tagged[FRAME + 8];
    Ipn *n = up();

    make(frame, &flows[0]);
    memcpy(tagged, frame, 12);
    stl_be_p(tagged + 12, 0x88a86005);
    stl_be_p(tagged + 16, 0x81000006);
    memcpy(tagged + 20, frame + 12, FRAME - 12);
    g_assert_cmpuint(steered(n, &rule, tagged, FRAME + 8), ==, 1);
    g_assert_cmpuint(steered(n, &rule, frame, FRAME), ==, 0);
    rule.vlan_tci = cpu_to_le16(6);
    g_assert_cmpuint(steered(n, &rule, tagged, FRAME + 8), ==, 0);
    rule.vlan_tci = rule.vlan_tci_mask = 0;
    rule.ethertype = cpu_to_le16(0x0800);
    rule.ethertype_mask = cpu_to_le16(0xffff);
    g_assert_cmpuint(steered(n, &rule, tagged, FRAME + 8), ==, 1);
    rule.family = 4;
    rule.protocol = 6;
    rule.protocol_mask = 0xff;
    rule.dport = cpu_to_le16(1766);
    rule.dport_mask = cpu_to_le16(0xffff);
    g_assert_cmpuint(steered(n, &rule, tagged, FRAME + 8), ==, 1);
}

/* Fields that are not in a frame are no match, but its addresses are. */
static void test_fields_that_are_missing(void)
{
    static const Flow sctp = { "sctp", false, 132, 1766 };
    struct ipsecnic_rx_rule ports = {
        .action = IPSECNIC_RX_ACTION_QUEUE, .family = 4,
        .protocol = 6, .protocol_mask = 0xff,
        .sport = cpu_to_le16(2794), .sport_mask = cpu_to_le16(0xffff),
    };
    struct ipsecnic_rx_rule all = { .action = IPSECNIC_RX_ACTION_QUEUE };
    struct ipsecnic_rx_rule ip = { .action = IPSECNIC_RX_ACTION_QUEUE,
                                   .family = 4 };
    struct ipsecnic_rx_rule spi = {
        .action = IPSECNIC_RX_ACTION_QUEUE, .family = 4,
        .spi_mask = cpu_to_le32(1),
    };
    uint8_t frame[FRAME];
    Ipn *n = up();

    make(frame, &flows[0]);
    g_assert_cmpuint(steered(n, &ports, frame, FRAME), ==, 1);
    g_assert_cmpuint(steered(n, &ports, frame, 34 + 4), ==, 1);
    g_assert_cmpuint(steered(n, &ports, frame, 34 + 3), ==, 0);
    g_assert_cmpuint(steered(n, &ip, frame, 34 + 3), ==, 1);
    /* 0 is the bit, and there is no SPI that has it. */
    g_assert_cmpuint(steered(n, &spi, frame, FRAME), ==, 0);
    frame[20] = 0x20;
    ipn_ip4_csum(frame + 14);
    g_assert_cmpuint(steered(n, &ports, frame, FRAME), ==, 0);
    g_assert_cmpuint(steered(n, &ip, frame, FRAME), ==, 1);
    make(frame, &sctp);
    ports.protocol = 132;
    g_assert_cmpuint(steered(n, &ports, frame, FRAME), ==, 1);
    make(frame, &flows[3]);
    g_assert_cmpuint(steered(n, &spi, frame, FRAME), ==, 1);
    g_assert_cmpuint(steered(n, &spi, frame, 34 + 7), ==, 0);
    make(frame, &flows[6]);
    g_assert_cmpuint(steered(n, &ip, frame, FRAME), ==, 0);
    g_assert_cmpuint(steered(n, &ip, frame, 14), ==, 0);
    g_assert_cmpuint(steered(n, &all, frame, 14), ==, 1);
    ipn_plain(frame, FRAME, own_mac, 1);
    g_assert_cmpuint(steered(n, &all, frame, FRAME), ==, 1);
    g_assert_cmpuint(steered(n, &ip, frame, FRAME), ==, 0);
}

/* Of those that match the one of the lowest place counts. */
static void test_lowest_place_first(void)
{
    struct ipsecnic_rx_rule rule = { .action = IPSECNIC_RX_ACTION_QUEUE };
    static const unsigned places[] = { 200, 7, 255, 0 };
    uint8_t frame[FRAME];
    uint64_t packets, bytes;
    Ipn *n = up();
    unsigned i;
    IpnRx rx;

    make(frame, &flows[0]);
    for (i = 0; i < 4; i++) {
        rule.target = cpu_to_le16(i);
        g_assert_cmpuint(set_rule(n, places[i], &rule), ==, IPSECNIC_ST_OK);
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, i + 1);
    }
    g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, 3);
    g_assert_cmpuint(delete_rule(n, 0), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, 1);
    g_assert_cmpuint(delete_rule(n, 7), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, 0);
    /* Another one in its place begins to count anew. */
    g_assert_cmpuint(query_rule(n, 200, &packets, &bytes), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(packets, ==, 1);
    rule.target = cpu_to_le16(3);
    g_assert_cmpuint(set_rule(n, 200, &rule), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, 2);
    g_assert_cmpuint(query_rule(n, 200, &packets, &bytes), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(packets, ==, 0);
    g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, 3);
    g_assert_cmpuint(command(n, IPSECNIC_CMD_FLUSH_RX_RULES, 0, NULL, 0), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, 0);
    g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, rx.hash % QUEUES);
}

/* Dropped frames are counted by card and rule, and reach no queue. */
static void test_drop(void)
{
    struct ipsecnic_rx_rule rule = {
        .action = IPSECNIC_RX_ACTION_DROP, .family = 4, .protocol = 17,
        .protocol_mask = 0xff,
    };
    uint8_t frame[FRAME];
    uint64_t packets, bytes;
    Ipn *n = up();
    unsigned i;
    IpnRx rx;

    g_assert_cmpuint(set_rule(n, 4, &rule), ==, IPSECNIC_ST_OK);
    make(frame, &flows[IPSECNIC_RSS_FLOW_UDP4]);
    for (i = 0; i < 5; i++) {
        ipn_send(n, frame, FRAME);
    }
    make(frame, &flows[IPSECNIC_RSS_FLOW_TCP4]);
    arrives(n, frame, FRAME, &rx);
    g_assert_cmpuint(rx.arrival, ==, 5);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DROP_RULE), ==, 5);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STEERED), ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, 6);
    g_assert_cmpuint(query_rule(n, 4, &packets, &bytes), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(packets, ==, 5);
    g_assert_cmpuint(bytes, ==, 5 * FRAME);
}

/* A frame that had to wait for a buffer is one frame. */
static void test_counted_once(void)
{
    struct ipsecnic_rx_rule rule = { .action = IPSECNIC_RX_ACTION_QUEUE,
                                     .target = cpu_to_le16(1) };
    Ipn *n = ipn_start(",queues=4", "");
    uint8_t frame[FRAME];
    uint64_t packets, bytes;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .queues = QUEUES, .no_buffers = true });
    g_assert_cmpuint(set_rule(n, 0, &rule), ==, IPSECNIC_ST_OK);
    make(frame, &flows[0]);
    ipn_send(n, frame, FRAME);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) > 0);
    ipn_rx_post(n, &n->rx[0], 1);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) > 1);
    ipn_rx_post(n, &n->rx[1], 1);
    ipn_rx_next(n, &n->rx[1], &rx);
    g_assert_cmpuint(query_rule(n, 0, &packets, &bytes), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(packets, ==, 1);
    g_assert_cmpuint(bytes, ==, FRAME);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STEERED), ==, 1);
}

/* ESP of one SA to a queue of its own; what is in it is not looked at. */
static void test_sa_to_a_queue(void)
{
    const IpnFrameVector *v = &ipn_stream_vectors[0];
    const IpnSaVector *sa = &ipn_sa_vectors[v->sa];
    struct ipsecnic_rx_rule rule = {
        .action = IPSECNIC_RX_ACTION_QUEUE, .family = sa->ipv6 ? 6 : 4,
        .protocol = 50, .protocol_mask = 0xff,
        .spi = cpu_to_le32(sa->spi), .spi_mask = cpu_to_le32(0xffffffff),
    };
    g_autoptr(GByteArray) frame = ipn_hex(v->wire);
    Ipn *n = up();
    unsigned home, q;
    uint32_t handle;
    IpnRx rx;

    handle = ipn_sa_load(n, sa);
    home = v->hash % QUEUES;
    q = (home + 1) % QUEUES;
    rule.target = cpu_to_le16(q);
    g_assert_cmpuint(set_rule(n, 0, &rule), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(arrives(n, frame->data, frame->len, &rx), ==, q);
    ipn_rx_clear(&rx, v, handle);
}

typedef struct BadRule {
    const char *name;
    struct ipsecnic_rx_rule rule;
    uint32_t status;
    uint32_t place;
} BadRule;

#define QUEUE .action = IPSECNIC_RX_ACTION_QUEUE

static const BadRule bad_rules[] = {
    { "reserved", { QUEUE, .reserved = 1 }, IPSECNIC_ST_RX_RULE_RESERVED },
    { "action-0", { .action = 0 }, IPSECNIC_ST_RX_RULE_ACTION },
    { "action-4", { .action = 4 }, IPSECNIC_ST_RX_RULE_ACTION },
    { "action-255", { .action = 255 }, IPSECNIC_ST_RX_RULE_ACTION },
    { "queue", { QUEUE, .target = const_le16(4) },
      IPSECNIC_ST_RX_RULE_TARGET },
    { "queue-65535", { QUEUE, .target = const_le16(65535) },
      IPSECNIC_ST_RX_RULE_TARGET },
    { "context-that-is-not-there",
      { .action = IPSECNIC_RX_ACTION_CONTEXT, .target = const_le16(1) },
      IPSECNIC_ST_RX_RULE_TARGET },
    { "context-64",
      { .action = IPSECNIC_RX_ACTION_CONTEXT, .target = const_le16(64) },
      IPSECNIC_ST_RX_RULE_TARGET },
    { "context-65535",
      { .action = IPSECNIC_RX_ACTION_CONTEXT, .target = const_le16(65535) },
      IPSECNIC_ST_RX_RULE_TARGET },
    { "target-of-drop",
      { .action = IPSECNIC_RX_ACTION_DROP, .target = const_le16(1) },
      IPSECNIC_ST_RX_RULE_TARGET },
    { "family-5", { QUEUE, .family = 5 }, IPSECNIC_ST_RX_RULE_FAMILY },
    { "protocol-without-family", { QUEUE, .protocol_mask = 1 },
      IPSECNIC_ST_RX_RULE_FAMILY },
    { "tos-without-family", { QUEUE, .tos_mask = 1 },
      IPSECNIC_ST_RX_RULE_FAMILY },
    { "src-without-family", { QUEUE, .src_mask = { [15] = 1 } },
      IPSECNIC_ST_RX_RULE_FAMILY },
    { "dst-without-family", { QUEUE, .dst_mask = { 1 } },
      IPSECNIC_ST_RX_RULE_FAMILY },
    { "sport-without-family", { QUEUE, .sport_mask = 1 },
      IPSECNIC_ST_RX_RULE_FAMILY },
    { "dport-without-family", { QUEUE, .dport_mask = 1 },
      IPSECNIC_ST_RX_RULE_FAMILY },
    { "spi-without-family", { QUEUE, .spi_mask = 1 },
      IPSECNIC_ST_RX_RULE_FAMILY },
    { "ipv4-src-with-tail", { QUEUE, .family = 4, .src_mask = { [4] = 1 } },
      IPSECNIC_ST_RX_RULE_ADDRESS },
    { "ipv4-dst-with-tail", { QUEUE, .family = 4, .dst_mask = { [15] = 1 } },
      IPSECNIC_ST_RX_RULE_ADDRESS },
    { "ports-of-any-protocol", { QUEUE, .family = 4, .sport_mask = 1 },
      IPSECNIC_ST_RX_RULE_PORTS },
    { "ports-of-half-a-protocol",
      { QUEUE, .family = 4, .dport_mask = 1, .protocol = 6,
        .protocol_mask = 0x7f }, IPSECNIC_ST_RX_RULE_PORTS },
    { "ports-of-esp",
      { QUEUE, .family = 6, .dport_mask = 1, .protocol = 50,
        .protocol_mask = 0xff }, IPSECNIC_ST_RX_RULE_PORTS },
    { "protocol-outside", { QUEUE, .family = 4, .protocol = 1 },
      IPSECNIC_ST_RX_RULE_VALUE },
    { "tos-outside", { QUEUE, .family = 4, .tos = 3, .tos_mask = 1 },
      IPSECNIC_ST_RX_RULE_VALUE },
    { "mac-dst-outside", { QUEUE, .mac_dst = { 1 } },
      IPSECNIC_ST_RX_RULE_VALUE },
    { "mac-src-outside", { QUEUE, .mac_src = { [5] = 1 } },
      IPSECNIC_ST_RX_RULE_VALUE },
    { "ethertype-outside", { QUEUE, .ethertype = 1 },
      IPSECNIC_ST_RX_RULE_VALUE },
    { "vlan-outside", { QUEUE, .vlan_tci = 1 }, IPSECNIC_ST_RX_RULE_VALUE },
    { "src-outside", { QUEUE, .src = { 1 } }, IPSECNIC_ST_RX_RULE_VALUE },
    { "dst-outside", { QUEUE, .dst = { [15] = 1 } },
      IPSECNIC_ST_RX_RULE_VALUE },
    { "sport-outside", { QUEUE, .sport = 1 }, IPSECNIC_ST_RX_RULE_VALUE },
    { "dport-outside", { QUEUE, .dport = 1 }, IPSECNIC_ST_RX_RULE_VALUE },
    { "spi-outside", { QUEUE, .spi = 1 }, IPSECNIC_ST_RX_RULE_VALUE },
    { "place-256", { QUEUE }, IPSECNIC_ST_UNKNOWN_RX_RULE, 256 },
    { "place-all-ones", { QUEUE }, IPSECNIC_ST_UNKNOWN_RX_RULE, 0xffffffff },
};

/* A rule that is refused leaves the one that was there as it was. */
static void test_bad_rule(void)
{
    struct ipsecnic_rx_rule rule = { .action = IPSECNIC_RX_ACTION_DROP };
    uint64_t packets, bytes;
    Ipn *n = up();
    unsigned i;

    g_assert_cmpuint(set_rule(n, 0, &rule), ==, IPSECNIC_ST_OK);
    for (i = 0; i < ARRAY_SIZE(bad_rules); i++) {
        const BadRule *row = &bad_rules[i];
        uint32_t status = set_rule(n, row->place, &row->rule);

        if (status != row->status) {
            g_error("%s: status %u, not %u", row->name, status, row->status);
        }
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, 1);
    }
    for (i = 1; i <= 256; i += 255) {
        g_assert_cmpuint(delete_rule(n, i), ==, IPSECNIC_ST_UNKNOWN_RX_RULE);
        g_assert_cmpuint(query_rule(n, i, &packets, &bytes), ==,
                         IPSECNIC_ST_UNKNOWN_RX_RULE);
    }
    ipn_send(n, own_mac, 6);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_RUNT) == 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DROP_RULE), ==, 0);
}

/*
 * Commands, negotiation, reset
 */

/* Fields that a command does not use, lengths, memory that is not there. */
static void test_bad_commands(void)
{
    static const struct {
        unsigned opcode;
        unsigned length;
    } rows[] = {
        { IPSECNIC_CMD_SET_RSS, 256 }, { IPSECNIC_CMD_QUERY_RSS, 256 },
        { IPSECNIC_CMD_DELETE_RSS, 0 }, { IPSECNIC_CMD_SET_RX_RULE, 128 },
        { IPSECNIC_CMD_DELETE_RX_RULE, 0 },
        { IPSECNIC_CMD_QUERY_RX_RULE, 32 },
        { IPSECNIC_CMD_FLUSH_RX_RULES, 0 },
    };
    struct ipsecnic_rx_rule rule = { .action = IPSECNIC_RX_ACTION_DROP };
    uint8_t cmd[64], comp[64];
    Ipn *n = up();
    unsigned i;

    g_assert_cmpuint(set_rule(n, 0, &rule), ==, IPSECNIC_ST_OK);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        unsigned length = rows[i].length;

        memset(cmd, 0, sizeof(cmd));
        ipn_put(cmd, ipsecnic_command, opcode, rows[i].opcode);
        ipn_put(cmd, ipsecnic_command, data_length, length);
        if (length) {
            ipn_put(cmd, ipsecnic_command, data_addr, NOWHERE);
            g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_DMA_FAULT);
            ipn_put(cmd, ipsecnic_command, data_length, length - 1);
            g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==,
                             IPSECNIC_ST_BAD_DATA_LENGTH);
            ipn_put(cmd, ipsecnic_command, data_length, length + 1);
            g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==,
                             IPSECNIC_ST_BAD_DATA_LENGTH);
            ipn_put(cmd, ipsecnic_command, data_length, 0xffffffff);
            g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==,
                             IPSECNIC_ST_BAD_DATA_LENGTH);
            ipn_put(cmd, ipsecnic_command, data_length, length);
        } else {
            ipn_put(cmd, ipsecnic_command, data_length, 1);
            g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_RESERVED);
            ipn_put(cmd, ipsecnic_command, data_length, 0);
        }
        ipn_put(cmd, ipsecnic_command, count, 1);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_RESERVED);
        ipn_put(cmd, ipsecnic_command, count, 0);
        ipn_put(cmd, ipsecnic_command, flags, 1);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_RESERVED);
        ipn_put(cmd, ipsecnic_command, flags, 0);
        ipn_put(cmd, ipsecnic_command, result_addr, 64);
        g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_RESERVED);
    }
    g_assert_cmpuint(command(n, IPSECNIC_CMD_FLUSH_RX_RULES, 1, NULL, 0), ==,
                     IPSECNIC_ST_RESERVED);
    /* None of them has done anything. */
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, 1);
}

/* A card without, and a driver without: the card of before. */
static void test_not_negotiated(void)
{
    static const char *const props[] = {
        ",queues=4", ",queues=4,rss=off", ",queues=4,rx-steer=off",
        ",queues=4,rss=off,rx-steer=off",
    };
    const uint32_t both = BIT(IPSECNIC_F_RSS) | BIT(IPSECNIC_F_RX_STEER);
    struct ipsecnic_rx_rule rule = { .action = IPSECNIC_RX_ACTION_QUEUE };
    struct ipsecnic_rss rss;
    uint8_t frame[FRAME];
    unsigned i;

    rss_init(&rss);
    make(frame, &flows[0]);
    for (i = 0; i < ARRAY_SIZE(props); i++) {
        Ipn *n = ipn_start(props[i], "");
        uint32_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO);
        bool off = strstr(props[i], "rss=off");
        bool steer_off = strstr(props[i], "rx-steer=off");
        IpnRx rx;

        g_assert_cmphex(offered & both, ==,
                        (off ? 0 : BIT(IPSECNIC_F_RSS)) |
                        (steer_off ? 0 : BIT(IPSECNIC_F_RX_STEER)));
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RSS_CONTEXTS), ==,
                         off ? 0 : 64);
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_CAPACITY), ==,
                         steer_off ? 0 : 256);
        ipn_up(n, &(IpnSetup) { .queues = QUEUES,
                                .features = offered & ~both });
        g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_NOT_NEGOTIATED);
        g_assert_cmpuint(query_rss(n, 0, &rss), ==,
                         IPSECNIC_ST_NOT_NEGOTIATED);
        g_assert_cmpuint(delete_rss(n, 0), ==, IPSECNIC_ST_NOT_NEGOTIATED);
        g_assert_cmpuint(set_rule(n, 0, &rule), ==,
                         IPSECNIC_ST_NOT_NEGOTIATED);
        g_assert_cmpuint(delete_rule(n, 0), ==, IPSECNIC_ST_NOT_NEGOTIATED);
        g_assert_cmpuint(command(n, IPSECNIC_CMD_FLUSH_RX_RULES, 0, NULL, 0),
                         ==, IPSECNIC_ST_NOT_NEGOTIATED);
        g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==,
                         rx.hash % QUEUES);
        g_assert_cmphex(rx.hash, ==, 0x51ccc178);
    }
}

/* Queue 1 has had buffers all the time: nobody has to ring a doorbell of it. */
static void held_frame_comes(Ipn *n, const uint8_t *frame)
{
    IpnRx rx;

    ipn_rx_next(n, &n->rx[1], &rx);
    ipn_rx_done(n, &n->rx[1], false);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, FRAME);
}

/* One more frame, for which queue 0 has no buffer. */
static void hold_frame(Ipn *n, const uint8_t *frame)
{
    uint64_t stalls = ipn_stat(n, IPSECNIC_STAT_RX_STALLS);

    ipn_send(n, frame, FRAME);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) > stalls);
    ipn_settle(n);
    g_assert_false(ipn_comp_ready(n, &n->rx[1]));
}

/*
 * A frame that waits for a buffer is not bound to its queue: what is set holds
 * for it, since it is placed later.
 */
static void test_held_frame_goes_elsewhere(void)
{
    struct ipsecnic_rx_rule rule = {
        .action = IPSECNIC_RX_ACTION_QUEUE, .target = cpu_to_le16(1),
    };
    const Flow *udp = &flows[IPSECNIC_RSS_FLOW_UDP4];
    Ipn *n = ipn_start(",queues=4", "");
    uint64_t packets, bytes, drops;
    struct ipsecnic_rss rss;
    uint8_t frame[FRAME];
    uint32_t handle;
    IpnSa sa;

    ipn_up(n, &(IpnSetup) { .queues = QUEUES, .no_buffers = true });
    ipn_rx_post(n, &n->rx[1], 32);
    make(frame, &flows[IPSECNIC_RSS_FLOW_TCP4]);
    rss_init(&rss);

    /* Its hash leads to queue 0: 0x51ccc178. */
    hold_frame(n, frame);
    g_assert_cmpuint(set_rule(n, 7, &rule), ==, IPSECNIC_ST_OK);
    held_frame_comes(n, frame);

    rule.target = 0;
    g_assert_cmpuint(set_rule(n, 3, &rule), ==, IPSECNIC_ST_OK);
    hold_frame(n, frame);
    g_assert_cmpuint(delete_rule(n, 3), ==, IPSECNIC_ST_OK);
    held_frame_comes(n, frame);
    g_assert_cmpuint(query_rule(n, 7, &packets, &bytes), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(packets, ==, 2);

    rss_table(&rss);
    memset(rss.table, 1, sizeof(rss.table));
    rule.target = cpu_to_le16(2);
    g_assert_cmpuint(set_rule(n, 3, &rule), ==, IPSECNIC_ST_OK);
    hold_frame(n, frame);
    g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(command(n, IPSECNIC_CMD_FLUSH_RX_RULES, 0, NULL, 0), ==,
                     IPSECNIC_ST_OK);
    held_frame_comes(n, frame);

    memset(rss.table, 2, sizeof(rss.table));
    g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_OK);
    hold_frame(n, frame);
    memset(rss.table, 1, sizeof(rss.table));
    g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_OK);
    held_frame_comes(n, frame);

    /* An SA makes ESP of a datagram, which has another hash then. */
    make(frame, udp);
    rss.table[expect(default_key, frame, udp, 0x0f) % 128] = 0;
    g_assert_cmpuint(rss.table[expect(default_key, frame, udp, SPI) % 128], ==,
                     1);
    g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_OK);
    hold_frame(n, frame);
    ipn_sa(&sa, &ipn_sa_vectors[VECTOR_SA_GCM4]);
    sa.bytes[offsetof(struct ipsecnic_sa_ctx, encap)] =
        IPSECNIC_UDP_ESP_TRANSPORT;
    stw_le_p(sa.bytes + offsetof(struct ipsecnic_sa_ctx, encap_dport),
             udp->dport);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    held_frame_comes(n, frame);

    rule.action = IPSECNIC_RX_ACTION_QUEUE;
    rule.target = 0;
    g_assert_cmpuint(set_rule(n, 0, &rule), ==, IPSECNIC_ST_OK);
    hold_frame(n, frame);
    drops = ipn_stat(n, IPSECNIC_STAT_RX_DROP_RULE);
    rule.action = IPSECNIC_RX_ACTION_DROP;
    g_assert_cmpuint(set_rule(n, 0, &rule), ==, IPSECNIC_ST_OK);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_RULE) == drops + 1);
}

static void configure(Ipn *n, struct ipsecnic_rss *rss,
                      struct ipsecnic_rx_rule *rule)
{
    rss_init(rss);
    random_key(rss);
    rss_table(rss);
    g_assert_cmpuint(set_rss(n, 0, rss), ==, IPSECNIC_ST_OK);
    memset(rss->table, 2, sizeof(rss->table));
    g_assert_cmpuint(set_rss(n, 5, rss), ==, IPSECNIC_ST_OK);
    memset(rule, 0, sizeof(*rule));
    rule->action = IPSECNIC_RX_ACTION_CONTEXT;
    rule->target = cpu_to_le16(5);
    rule->family = 4;
    g_assert_cmpuint(set_rule(n, 3, rule), ==, IPSECNIC_ST_OK);
    rule->action = IPSECNIC_RX_ACTION_DROP;
    rule->target = 0;
    rule->family = 6;
    g_assert_cmpuint(set_rule(n, 1, rule), ==, IPSECNIC_ST_OK);
}

static void enable_again(Ipn *n, uint32_t without)
{
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, n->features & ~without);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS) &
                    IPSECNIC_STATUS_ENABLED, !=, 0);
}

/* A reset forgets all; disabling does not; enabling without a feature forgets
 * what belongs to it. */
static void test_reset(void)
{
    struct ipsecnic_rss rss, is, want;
    struct ipsecnic_rx_rule rule;
    uint64_t packets, bytes;
    uint8_t frame[FRAME];
    Ipn *n = up();
    IpnRx rx;

    make(frame, &flows[0]);
    configure(n, &rss, &rule);
    g_assert_cmpuint(arrives(n, frame, FRAME, &rx), ==, 2);
    ipn_up(n, &(IpnSetup) { .queues = QUEUES });
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, 0);
    g_assert_cmpuint(query_rss(n, 5, &is), ==, IPSECNIC_ST_RSS_CONTEXT);
    g_assert_cmpuint(query_rss(n, 0, &is), ==, IPSECNIC_ST_OK);
    rss_init(&want);
    g_assert_cmpmem(&is, sizeof(is), &want, sizeof(want));
    g_assert_cmpuint(query_rule(n, 3, &packets, &bytes), ==,
                     IPSECNIC_ST_UNKNOWN_RX_RULE);
    arrives(n, frame, FRAME, &rx);
    g_assert_cmphex(rx.hash, ==, 0x51ccc178);

    configure(n, &rss, &rule);
    enable_again(n, 0);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, 2);
    enable_again(n, BIT(IPSECNIC_F_RSS));
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, 1);
    enable_again(n, BIT(IPSECNIC_F_RX_STEER));
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), ==, 0);
}

/* Only who accepted it can have it, and loses it with the feature. */
static void test_symmetric_not_negotiated(void)
{
    static const char *const props[] = {
        ",queues=4", ",queues=4,rss-symmetric=off",
    };
    const uint32_t symmetric = BIT(IPSECNIC_F_RSS_SYMMETRIC);
    struct ipsecnic_rss rss, is;
    unsigned i;
    Ipn *n;

    rss_init(&rss);
    rss.flags = cpu_to_le32(IPSECNIC_RSS_FLAG_SYMMETRIC);
    for (i = 0; i < ARRAY_SIZE(props); i++) {
        n = ipn_start(props[i], "");
        ipn_up(n, &(IpnSetup) {
            .queues = QUEUES,
            .features = ipn_read(n, IPSECNIC_REG_FEATURES_LO) & ~symmetric,
        });
        g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_RSS_FLAGS);
        /* What comes first in the table of statuses, comes first. */
        g_assert_cmpuint(set_rss(n, 64, &rss), ==, IPSECNIC_ST_RSS_CONTEXT);
        rss.reserved1[3] = 1;
        g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_RSS_RESERVED);
        rss.reserved1[3] = 0;
        rss.function = 0;
        g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_RSS_FLAGS);
        rss.function = IPSECNIC_RSS_TOEPLITZ;
    }
    n = up();
    g_assert_cmpuint(set_rss(n, 0, &rss), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(set_rss(n, 3, &rss), ==, IPSECNIC_ST_OK);
    enable_again(n, 0);
    ipn_queue_enable(n, &n->ctrl);
    g_assert_cmpuint(query_rss(n, 3, &is), ==, IPSECNIC_ST_OK);
    g_assert_cmpmem(&is, sizeof(is), &rss, sizeof(rss));
    enable_again(n, symmetric);
    ipn_queue_enable(n, &n->ctrl);
    rss.flags = 0;
    g_assert_cmpuint(query_rss(n, 3, &is), ==, IPSECNIC_ST_OK);
    g_assert_cmpmem(&is, sizeof(is), &rss, sizeof(rss));
}

/*
 * Numbers that nobody meant: a context or rule is taken as it is or refused
 * with a status of its own, and frames go on whatever was set.
 */
static void test_hostile(void)
{
    Ipn *n = up();
    uint8_t frame[FRAME];
    unsigned i, b, taken = 0;
    IpnRx rx;

    for (i = 0; i < 600; i++) {
        struct ipsecnic_rss rss;
        struct ipsecnic_rx_rule rule;
        uint8_t *p = (uint8_t *)&rule;
        uint32_t status;

        rss_init(&rss);
        rss_table(&rss);
        for (b = g_test_rand_int_range(0, 4); b; b--) {
            ((uint8_t *)&rss)[g_test_rand_int_range(0, sizeof(rss))] =
                g_test_rand_int();
        }
        status = set_rss(n, g_test_rand_int_range(0, 66), &rss);
        g_assert_true(status == IPSECNIC_ST_OK ||
                      (status >= IPSECNIC_ST_RSS_CONTEXT &&
                       status <= IPSECNIC_ST_RSS_QUEUE));
        memset(&rule, 0, sizeof(rule));
        rule.action = g_test_rand_int_range(1, 3);
        rule.target = cpu_to_le16(g_test_rand_int_range(0, 4));
        rule.family = g_test_rand_int_range(0, 3) * 2 + (i & 1) * 2;
        for (b = g_test_rand_int_range(0, 4); b; b--) {
            p[g_test_rand_int_range(0, sizeof(rule))] = g_test_rand_int();
        }
        status = set_rule(n, g_test_rand_int_range(0, 258), &rule);
        g_assert_true(status == IPSECNIC_ST_OK ||
                      (status >= IPSECNIC_ST_UNKNOWN_RX_RULE &&
                       status <= IPSECNIC_ST_RX_RULE_VALUE));
        taken += status == IPSECNIC_ST_OK;
        if (i % 7 == 0) {
            delete_rss(n, g_test_rand_int_range(0, 66));
            delete_rule(n, g_test_rand_int_range(0, 258));
        }
        make(frame, &flows[i % 12]);
        for (b = 0; b < 3; b++) {
            frame[g_test_rand_int_range(12, FRAME)] = g_test_rand_int();
        }
        ipn_send(n, frame, g_test_rand_int_range(14, FRAME + 1));
        if (i % 32 == 31) {
            /* None of them drops by chance alone: it is read and let go. */
            IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS) == i + 1);
            ipn_settle(n);
            for (b = 0; b < QUEUES; b++) {
                while (ipn_comp_ready(n, &n->rx[b])) {
                    ipn_rx_next(n, &n->rx[b], &rx);
                    ipn_rx_done(n, &n->rx[b], false);
                }
            }
        }
    }
    g_assert_cmpuint(taken, >, 50);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_COUNT), >, 0);
}

static void test_rx_rules_property(void)
{
    struct ipsecnic_rx_rule rule = { .action = IPSECNIC_RX_ACTION_DROP };
    Ipn *n = up_with(",queues=4,rx-rules=2", QUEUES);

    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_RULE_CAPACITY), ==, 2);
    g_assert_cmpuint(set_rule(n, 1, &rule), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(set_rule(n, 2, &rule), ==, IPSECNIC_ST_UNKNOWN_RX_RULE);
}

int main(int argc, char **argv)
{
    unsigned i;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < ARRAY_SIZE(flows); i++) {
        g_autofree char *path = g_strdup_printf("/ipsecnic/rss/fields/%s",
                                                flows[i].name);

        qtest_add_data_func(path, &flows[i], test_fields);
    }
    for (i = 0; i < ARRAY_SIZE(flows); i++) {
        g_autofree char *path = g_strdup_printf("/ipsecnic/rss/symmetric/%s",
                                                flows[i].name);

        qtest_add_data_func(path, &flows[i], test_symmetric);
    }
    for (i = 0; i < ARRAY_SIZE(fields); i++) {
        g_autofree char *path = g_strdup_printf("/ipsecnic/rule/field/%s",
                                                fields[i].name);

        qtest_add_data_func(path, &fields[i], test_field);
    }
#define ADD(name, func) qtest_add_func("/ipsecnic/" name, func)
    ADD("rss/published-values", test_published_values);
    ADD("rss/after-reset-as-before-the-feature", test_after_reset);
    ADD("rss/symmetric-not-negotiated", test_symmetric_not_negotiated);
    ADD("rss/not-ip-has-hash-0", test_not_ip);
    ADD("rss/table", test_table);
    ADD("rss/queue-not-in-use-counts-modulo-queues",
        test_table_with_fewer_queues);
    ADD("rss/contexts", test_contexts);
    ADD("rss/bad-context-refused", test_bad_context);
    ADD("rule/traffic-class", test_tos6);
    ADD("rule/vlan", test_vlan);
    ADD("rule/missing-fields-do-not-match", test_fields_that_are_missing);
    ADD("rule/lowest-place-first", test_lowest_place_first);
    ADD("rule/drop", test_drop);
    ADD("rule/held-frame-counted-once", test_counted_once);
    ADD("rule/held-frame-goes-elsewhere", test_held_frame_goes_elsewhere);
    ADD("rule/sa-to-a-queue", test_sa_to_a_queue);
    ADD("rule/bad-rule-refused", test_bad_rule);
    ADD("rule/capacity", test_rx_rules_property);
    ADD("rss/bad-commands-refused", test_bad_commands);
    ADD("rss/not-negotiated", test_not_negotiated);
    ADD("rss/reset", test_reset);
    ADD("rss/hostile", test_hostile);
    i = g_test_run();
    ipn_quit();
    return i;
}

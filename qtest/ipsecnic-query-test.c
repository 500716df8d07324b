/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the operator can ask an ipsecnic: x-query, x-query-sas,
 * x-query-policies, x-query-filter and "info ipsecnic"
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "qobject/qlist.h"
#include "qobject/qstring.h"
#include "tests/qtest/ipsecnic/ipsecnic-packet-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-tx-vectors.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#define GCM4 (&ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4])
#define GCM4T (&ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4T])
#define RX_GCM4 (&ipn_sa_vectors[VECTOR_SA_GCM4])

/* What the card remembers of the guest's errors. */
#define REMEMBERED 16
static Ipn *up(void)
{
    Ipn *n = ipn_start(",queues=2", "");

    ipn_up(n, &(IpnSetup) { 0 });
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': 'card', 'property': 'x-query-filter', "
                             "'value': {} } }");
    return n;
}

/* A property that is a struct. */
static QDict *ask(Ipn *n, const char *property)
{
    QDict *reply = qtest_qmp(n->qts, "{ 'execute': 'qom-get', 'arguments': "
                             "{ 'path': 'card', 'property': %s } }", property);
    QDict *answer = qdict_get_qdict(reply, "return");

    g_assert_nonnull(answer);
    qobject_ref(answer);
    qobject_unref(reply);
    return answer;
}

static void set_filter(Ipn *n, const char *json)
{
    QObject *value = qobject_from_json(json, &error_abort);

    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': 'card', 'property': 'x-query-filter', "
                             "'value': %p } }", value);
}

static QDict *nth(QDict *answer, const char *list, unsigned i)
{
    const QListEntry *e;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(answer, list), e) {
        if (!i--) {
            return qobject_to(QDict, qlist_entry_obj(e));
        }
    }
    g_assert_not_reached();
}

static size_t length(QDict *answer, const char *list)
{
    return qlist_size(qdict_get_qlist(answer, list));
}

static bool has_word(QDict *answer, const char *list, const char *word)
{
    const QListEntry *e;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(answer, list), e) {
        if (!strcmp(qstring_get_str(qobject_to(QString, qlist_entry_obj(e))),
                    word)) {
            return true;
        }
    }
    return false;
}

static char *info(Ipn *n)
{
    return qtest_hmp(n->qts, "info ipsecnic");
}

static void test_card(void)
{
    Ipn *n = up();
    QDict *a = ask(n, "x-query");
    QDict *rx = qdict_get_qdict(a, "rx");
    QDict *ipsec = qdict_get_qdict(a, "ipsec");

    g_assert_true(qdict_get_bool(a, "enabled"));
    g_assert_true(qdict_get_bool(a, "link"));
    g_assert_false(qdict_get_bool(a, "gone"));
    g_assert_false(qdict_get_bool(a, "features-bad"));
    g_assert_cmpstr(qdict_get_str(a, "mac"), ==, IPN_MAC);
    g_assert_true(has_word(a, "accepted", "ipsec-packet"));
    g_assert_true(has_word(a, "offered", "vlan-tx"));
    g_assert_true(has_word(a, "accepted", "rx-steer"));
    g_assert_true(qdict_get_bool(rx, "enabled"));
    g_assert_true(qdict_get_bool(rx, "promiscuous"));
    g_assert_cmpint(length(rx, "multicast"), ==, 0);
    g_assert_true(qdict_get_bool(ipsec, "active"));
    g_assert_cmpint(qdict_get_int(ipsec, "sas"), ==, 0);
    g_assert_cmpint(qdict_get_int(ipsec, "sa-capacity"), ==, 4096);
    qobject_unref(a);

    ipn_write(n, IPSECNIC_REG_PACKET_MTU, 1400);
    ipn_write(n, IPSECNIC_REG_MCAST_LO(3), 0x00005e01u);
    ipn_write(n, IPSECNIC_REG_MCAST_HI(3), IPSECNIC_MCAST_VALID | 0xfb00);
    ipn_link(n, false);
    a = ask(n, "x-query");
    g_assert_false(qdict_get_bool(a, "link"));
    g_assert_cmpint(qdict_get_int(qdict_get_qdict(a, "ipsec"), "packet-mtu"),
                    ==, 1400);
    g_assert_true(has_word(qdict_get_qdict(a, "rx"), "multicast",
                           "01:5e:00:00:00:fb"));
    qobject_unref(a);
    ipn_link(n, true);

    g_assert_false(ipn_negotiate(n, 1u << IPSECNIC_F_TX_SEGMENT));
    a = ask(n, "x-query");
    g_assert_false(qdict_get_bool(a, "enabled"));
    g_assert_true(qdict_get_bool(a, "features-bad"));
    g_assert_cmpint(length(a, "accepted"), ==, 0);
    qobject_unref(a);
}

static void test_queues_and_vectors(void)
{
    static const char *const names[] = { "ctrl", "rx0", "tx0", "rx1", "tx1" };
    Ipn *n = up();
    QDict *a, *q, *ring;
    unsigned i;

    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(1), 250);
    ipn_irq_mask(n, 2, true);
    ipn_release(n, &n->rx[0], true);
    a = ask(n, "x-query");
    g_assert_cmpint(length(a, "queues"), ==, ARRAY_SIZE(names));
    for (i = 0; i < ARRAY_SIZE(names); i++) {
        q = nth(a, "queues", i);
        g_assert_cmpstr(qdict_get_str(q, "name"), ==, names[i]);
        g_assert_cmpstr(qdict_get_str(q, "state"), ==,
                        i < 3 ? "running" : "stopped");
        g_assert_false(qdict_haskey(q, "reason"));
    }
    q = nth(a, "queues", 1);
    g_assert_true(qdict_get_bool(q, "armed"));
    g_assert_cmpint(qdict_get_int(q, "vector"), ==, n->rx[0].vector);
    ring = qdict_get_qdict(q, "posted");
    g_assert_cmphex(qdict_get_int(ring, "base"), ==, n->rx[0].posted);
    g_assert_cmpint(qdict_get_int(ring, "size"), ==, n->rx[0].posted_size);
    g_assert_cmpint(qdict_get_int(ring, "tail"), ==, n->rx[0].tail);
    g_assert_cmpint(qdict_get_int(ring, "waiting"), ==,
                    n->rx[0].posted_size);
    g_assert_cmpint(qdict_get_int(qdict_get_qdict(q, "completions"),
                                  "size"), ==, n->rx[0].comp_size);
    g_assert_cmpint(length(a, "vectors"), ==, 5);
    g_assert_cmpint(qdict_get_int(nth(a, "vectors", 1), "interval"), ==, 250);
    g_assert_false(qdict_get_bool(nth(a, "vectors", 1), "masked"));
    g_assert_true(qdict_get_bool(nth(a, "vectors", 2), "masked"));
    qobject_unref(a);

    ipn_q_write(n, &n->tx[0], IPSECNIC_Q_POSTED_TAIL, 40000);
    ipn_queue_error(n, &n->tx[0], IPSECNIC_Q_ERR_BAD_INDEX, 40000);
    a = ask(n, "x-query");
    q = nth(a, "queues", 2);
    g_assert_cmpstr(qdict_get_str(q, "state"), ==, "error");
    g_assert_cmpstr(qdict_get_str(q, "reason"), ==, "bad index written");
    g_assert_cmpint(qdict_get_int(q, "error-index"), ==, 40000);
    g_assert_cmpint(qdict_get_int(qdict_get_qdict(a, "counters"),
                                  "queue-errors"), ==, 1);
    /* Counters that are 0 are left out. */
    g_assert_false(qdict_haskey(qdict_get_qdict(a, "counters"),
                                "tx-frames"));
    qobject_unref(a);
}

static uint32_t put(Ipn *n, unsigned opcode, uint32_t handle,
                    const void *data, uint32_t length)
{
    uint8_t cmd[64] = { 0 }, comp[64];
    uint64_t addr = ipn_alloc(n, length);

    qtest_bufwrite(n->qts, addr, data, length);
    ipn_put(cmd, ipsecnic_command, opcode, opcode);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    ipn_put(cmd, ipsecnic_command, data_addr, addr);
    ipn_put(cmd, ipsecnic_command, data_length, length);
    return ipn_cmd(n, cmd, comp);
}

/* Contexts of the hash, and receive rules. */
static void test_rss_and_rules(void)
{
    struct ipsecnic_rx_rule rule = {
        .action = IPSECNIC_RX_ACTION_CONTEXT, .target = cpu_to_le16(7),
        .family = 4, .src = { 192, 0, 2 }, .src_mask = { 255, 255, 255 },
        .protocol = 6, .protocol_mask = 0xff,
        .dport = cpu_to_le16(80), .dport_mask = cpu_to_le16(0xffff),
        .sport = cpu_to_le16(64), .sport_mask = cpu_to_le16(0xfff0),
        .mac_dst = { 1, 2 }, .mac_dst_mask = { 0xff, 0xff },
    };
    struct ipsecnic_rss rss = {
        .flags = cpu_to_le32(IPSECNIC_RSS_FLAG_TABLE |
                             IPSECNIC_RSS_FLAG_SYMMETRIC),
        .function = IPSECNIC_RSS_TOEPLITZ,
        .fields = { [IPSECNIC_RSS_FLOW_UDP_ESP6] = IPSECNIC_RSS_FIELD_DST |
                                                   IPSECNIC_RSS_FIELD_SPI },
        .key = { 0xab, [39] = 0xcd }, .table = { [127] = 1 },
    };
    Ipn *n = up();
    QDict *a, *e;

    a = ask(n, "x-query");
    g_assert_cmpint(length(a, "rss"), ==, 1);
    g_assert_cmpint(length(a, "rx-rules"), ==, 0);
    e = nth(a, "rss", 0);
    g_assert_cmpint(qdict_get_int(e, "context"), ==, 0);
    g_assert_false(qdict_haskey(e, "table"));
    g_assert_false(qdict_haskey(e, "symmetric"));
    g_assert_cmpstr(qdict_get_str(qdict_get_qdict(e, "fields"), "tcp4"), ==,
                    "src+dst+sport+dport");
    g_assert_cmpint(length(e, "hash-key"), ==, 4);
    g_assert_true(has_word(e, "hash-key", "6d5a56da255b0ec24167"));
    qobject_unref(a);

    g_assert_cmpuint(put(n, IPSECNIC_CMD_SET_RSS, 7, &rss, sizeof(rss)), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(put(n, IPSECNIC_CMD_SET_RX_RULE, 200, &rule,
                         sizeof(rule)), ==, IPSECNIC_ST_OK);
    a = ask(n, "x-query");
    e = nth(a, "rss", 1);
    g_assert_cmpint(qdict_get_int(e, "context"), ==, 7);
    g_assert_cmpint(length(e, "table"), ==, 4);
    g_assert_true(qdict_get_bool(e, "symmetric"));
    g_assert_true(has_word(e, "table", "00000000000000000000000000000001"));
    g_assert_cmpstr(qdict_get_str(qdict_get_qdict(e, "fields"), "udp-esp6"),
                    ==, "dst+spi");
    g_assert_cmpstr(qdict_get_str(qdict_get_qdict(e, "fields"), "tcp4"), ==,
                    "");
    g_assert_true(has_word(e, "hash-key", "ab000000000000000000"));
    g_assert_true(has_word(e, "hash-key", "000000000000000000cd"));
    e = nth(a, "rx-rules", 0);
    g_assert_cmpint(qdict_get_int(e, "place"), ==, 200);
    g_assert_cmpstr(qdict_get_str(e, "action"), ==, "context");
    g_assert_cmpint(qdict_get_int(e, "target"), ==, 7);
    g_assert_cmpint(qdict_get_int(e, "ip-version"), ==, 4);
    g_assert_cmpstr(qdict_get_str(e, "src"), ==, "192.0.2.0/255.255.255.0");
    g_assert_cmpstr(qdict_get_str(e, "protocol"), ==, "6");
    g_assert_cmpstr(qdict_get_str(e, "dport"), ==, "80");
    g_assert_cmpstr(qdict_get_str(e, "sport"), ==, "64/0xfff0");
    g_assert_cmpstr(qdict_get_str(e, "mac-dst"), ==,
                    "01:02:00:00:00:00/ff:ff:00:00:00:00");
    g_assert_false(qdict_haskey(e, "dst"));
    g_assert_cmpint(qdict_get_int(e, "packets"), ==, 0);
    qobject_unref(a);
}

static uint32_t delete_unknown(Ipn *n, uint32_t handle)
{
    uint8_t cmd[64] = { 0 }, comp[64];

    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_DELETE_SA);
    ipn_put(cmd, ipsecnic_command, count, 1);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    return ipn_cmd(n, cmd, comp);
}

/* The last ones are remembered, with what was wrong and when. */
static void test_guest_errors(void)
{
    Ipn *n = ipn_spawn(",queues=2", "");
    uint8_t cmd[64] = { 0 }, comp[64];
    uint64_t handles;
    int64_t last = 0;
    QDict *a, *e;
    unsigned i;

    ipn_attach(n, -1);
    g_assert_false(ipn_negotiate(n, 1u << IPSECNIC_F_TX_SEGMENT));
    a = ask(n, "x-query");
    g_assert_cmpint(qdict_get_int(a, "guest-errors-total"), ==, 1);
    e = nth(a, "guest-errors", 0);
    g_assert_cmpstr(qdict_get_str(e, "error"), ==, "features");
    g_assert_true(has_word(e, "asked-for", "tx-segment"));
    qobject_unref(a);

    /* A reset is no reason to forget why there was one. */
    ipn_up(n, &(IpnSetup) { 0 });
    handles = ipn_alloc(n, 8);
    ipn_mem_write(n, handles, 4, 0x77777777);
    ipn_mem_write(n, handles + 4, 4, 0x77777777);
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_DELETE_SA);
    ipn_put(cmd, ipsecnic_command, count, 2);
    ipn_put(cmd, ipsecnic_command, data_addr, handles);
    ipn_put(cmd, ipsecnic_command, data_length, 8);
    g_assert_cmpint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_UNKNOWN_SA);
    memset(cmd, 0, sizeof(cmd));
    ipn_put(cmd, ipsecnic_command, opcode, 0x4444);
    g_assert_cmpint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_UNKNOWN_OPCODE);
    ipn_q_write(n, &n->tx[0], IPSECNIC_Q_POSTED_TAIL, 40000);
    ipn_queue_error(n, &n->tx[0], IPSECNIC_Q_ERR_BAD_INDEX, 40000);
    a = ask(n, "x-query");
    g_assert_cmpint(length(a, "guest-errors"), ==, 4);
    e = nth(a, "guest-errors", 1);
    g_assert_cmpstr(qdict_get_str(e, "error"), ==, "command");
    g_assert_cmpstr(qdict_get_str(e, "command"), ==, "DELETE_SA");
    g_assert_cmpstr(qdict_get_str(e, "reason"), ==, "no such SA");
    g_assert_cmpstr(qdict_get_str(e, "member-reason"), ==, "no such SA");
    g_assert_cmpint(qdict_get_int(e, "member"), ==, 0);
    e = nth(a, "guest-errors", 2);
    g_assert_cmpstr(qdict_get_str(e, "command"), ==, "unknown");
    g_assert_cmphex(qdict_get_int(e, "opcode"), ==, 0x4444);
    g_assert_cmpstr(qdict_get_str(e, "reason"), ==, "no such command");
    e = nth(a, "guest-errors", 3);
    g_assert_cmpstr(qdict_get_str(e, "error"), ==, "queue");
    g_assert_cmpstr(qdict_get_str(e, "queue"), ==, "tx0");
    g_assert_cmpint(qdict_get_int(e, "index"), ==, 40000);
    qobject_unref(a);

    for (i = 0; i < 2 * REMEMBERED + 3; i++) {
        g_assert_cmpint(delete_unknown(n, 0x100 + i), ==,
                        IPSECNIC_ST_UNKNOWN_SA);
        qtest_clock_step(n->qts, 1000);
    }
    a = ask(n, "x-query");
    g_assert_cmpint(qdict_get_int(a, "guest-errors-total"), ==, 4 + i);
    g_assert_cmpint(length(a, "guest-errors"), ==, REMEMBERED);
    for (i = 0; i < REMEMBERED; i++) {
        e = nth(a, "guest-errors", i);
        g_assert_cmphex(qdict_get_int(e, "handle"), ==,
                        0x100 + REMEMBERED + 3 + i);
        g_assert_cmpint(qdict_get_int(e, "time"), >, last);
        last = qdict_get_int(e, "time");
    }
    qobject_unref(a);
    ipn_free(n);
}

/* Each field of an SA, and of a policy, as the driver gave it. */
static void test_fields(void)
{
    Ipn *n = up();
    IpnPolicy policy;
    uint32_t sa, inbound, handle;
    QDict *a, *e;
    IpnSa ctx;

    ipn_packet_sa(&ctx, GCM4T, false, 77);
    ipn_put(ctx.bytes, ipsecnic_sa_ctx, soft_packets, 1000);
    ipn_put(ctx.bytes, ipsecnic_sa_ctx, hard_packets, 2000);
    g_assert_cmpint(ipn_sa_add(n, &ctx, &sa), ==, IPSECNIC_ST_OK);
    inbound = ipn_sa_load(n, RX_GCM4);
    ipn_policy_protect(&policy, false, false, GCM4T);
    ipn_put(policy.bytes, ipsecnic_policy, priority, 4242);
    ipn_put(policy.bytes, ipsecnic_policy, protocol, 6);
    ipn_put(policy.bytes, ipsecnic_policy, dport, 443);
    ipn_put(policy.bytes, ipsecnic_policy, dport_mask, 0xffff);
    handle = ipn_policy_load(n, &policy);

    a = ask(n, "x-query-sas");
    g_assert_cmpint(length(a, "sas"), ==, 2);
    g_assert_false(qdict_get_bool(a, "more"));
    e = nth(a, "sas", 0);
    g_assert_cmphex(qdict_get_int(e, "handle"), ==, sa);
    g_assert_cmpstr(qdict_get_str(e, "direction"), ==, "outbound");
    g_assert_cmpstr(qdict_get_str(e, "mode"), ==, "tunnel");
    g_assert_true(qdict_get_bool(e, "packet"));
    g_assert_cmphex(qdict_get_int(e, "reqid"), ==, IPN_REQID);
    g_assert_cmpint(qdict_get_int(e, "soft-packets"), ==, 1000);
    g_assert_cmpint(qdict_get_int(e, "hard-packets"), ==, 2000);
    g_assert_false(qdict_haskey(e, "soft-bytes"));
    g_assert_cmpint(length(e, "state"), ==, 0);
    e = nth(e, "operations", 0);
    g_assert_cmpstr(qdict_get_str(e, "protocol"), ==, "esp");
    g_assert_cmphex(qdict_get_int(e, "spi"), ==, GCM4T->spi);
    g_assert_cmpstr(qdict_get_str(e, "cipher"), ==, "AES-128-GCM");
    g_assert_false(qdict_haskey(e, "auth"));
    g_assert_cmpint(qdict_get_int(e, "icv-length"), ==, GCM4T->cipher_icv);
    g_assert_cmpint(qdict_get_int(e, "top"), ==, 77);
    qobject_unref(a);

    /* What the operator asked for shows. */
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': 'card', 'property': "
                             "'x-sa-delete-request', 'value': %u } }",
                             inbound);
    set_filter(n, "{\"direction\": \"inbound\"}");
    a = ask(n, "x-query-sas");
    g_assert_cmpint(length(a, "sas"), ==, 1);
    g_assert_true(has_word(nth(a, "sas", 0), "state", "delete-requested"));
    qobject_unref(a);

    set_filter(n, "{}");
    a = ask(n, "x-query-policies");
    g_assert_cmpint(length(a, "policies"), ==, 1);
    e = nth(a, "policies", 0);
    g_assert_cmphex(qdict_get_int(e, "handle"), ==, handle);
    g_assert_cmpstr(qdict_get_str(e, "action"), ==, "protect");
    g_assert_cmpstr(qdict_get_str(e, "src"), ==, "0.0.0.0/0");
    g_assert_cmpint(qdict_get_int(e, "priority"), ==, 4242);
    g_assert_cmpint(qdict_get_int(e, "protocol"), ==, 6);
    g_assert_cmpstr(qdict_get_str(e, "dport"), ==, "443");
    g_assert_false(qdict_haskey(e, "sport"));
    g_assert_cmpstr(qdict_get_str(e, "mode"), ==, "tunnel");
    g_assert_true(qdict_haskey(e, "tunnel-src"));
    qobject_unref(a);
}

/* Are four bytes of a key in a text, in one of the usual forms? */
static bool shows(const char *text, const char *key)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    size_t digits = strlen(key);
    size_t i;

    for (i = 0; i + 8 <= digits; i += 2) {
        g_autofree char *piece = g_ascii_strdown(key + i, 8);
        g_autofree char *little = g_strdup_printf("%.2s%.2s%.2s%.2s",
                                                  piece + 6, piece + 4,
                                                  piece + 2, piece);
        g_autofree char *number = g_strdup_printf("%" PRIu64,
            (uint64_t)g_ascii_strtoull(piece, NULL, 16));

        if (strstr(lower, piece) || strstr(lower, little) ||
            strstr(lower, number)) {
            return true;
        }
    }
    return false;
}

static void keyless(const char *text)
{
    unsigned i, keys = 0;

    for (i = 0; i < ARRAY_SIZE(ipn_sa_vectors); i++) {
        const char *key[] = {
            ipn_sa_vectors[i].cipher_key, ipn_sa_vectors[i].auth_key,
        };
        unsigned k;

        for (k = 0; k < 2; k++) {
            if (key[k] && *key[k]) {
                g_assert_false(shows(text, key[k]));
                keys++;
            }
        }
    }
    g_assert_cmpuint(keys, >, 10);
}

static void test_no_keys(void)
{
    static const char *const properties[] = {
        "x-query", "x-query-sas", "x-query-policies", "x-query-filter",
    };
    Ipn *n = up();
    IpnPolicy policy;
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(ipn_sa_vectors); i++) {
        ipn_sa_load(n, &ipn_sa_vectors[i]);
    }
    ipn_policy_protect(&policy, false, false, GCM4T);
    ipn_policy_load(n, &policy);
    for (i = 0; i < ARRAY_SIZE(properties); i++) {
        QDict *a = ask(n, properties[i]);
        g_autoptr(GString) json = qobject_to_json(QOBJECT(a));

        keyless(json->str);
        qobject_unref(a);
    }
    {
        g_autofree char *text = info(n);
        g_autofree char *wrong = g_strconcat(
            text, "cipher-key 0x", ipn_sa_vectors[0].cipher_key, NULL);

        keyless(text);
        g_assert_nonnull(strstr(text, "spi=0x"));
        /* A key that was there would be noticed. */
        g_assert_true(shows(wrong, ipn_sa_vectors[0].cipher_key));
    }
}

static void refused(Ipn *n, const char *json, const char *words)
{
    QObject *value = qobject_from_json(json, &error_abort);
    QDict *reply = qtest_qmp(n->qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': 'card', 'property': 'x-query-filter', "
                             "'value': %p } }", value);
    const char *desc = qdict_get_str(qdict_get_qdict(reply, "error"), "desc");

    if (!strstr(desc, words)) {
        g_test_message("%s", desc);
        g_test_fail();
    }
    qobject_unref(reply);
}

/* What the monitor makes of a property is a string, which has no members. */
static void test_filter_by_monitor(void)
{
    Ipn *n = up();
    g_autofree char *text = qtest_hmp(n->qts, "qom-set /machine/peripheral/card"
                                      " x-query-filter 5");
    QDict *answer;

    g_assert_nonnull(strstr(text, "JSON object"));
    answer = ask(n, "x-query-filter");
    g_assert_nonnull(answer);
    qobject_unref(answer);
}

static void test_filter(void)
{
    Ipn *n = up();
    QDict *a;

    refused(n, "{\"spy\": 1}", "x-query-filter.spy' is unexpected");
    refused(n, "{\"spi\": \"x\"}", "spi");
    refused(n, "{\"spi\": -1}", "spi");
    refused(n, "{\"limit\": 0}", "'limit' is 0, must be from 1 to 1024");
    refused(n, "{\"limit\": 1025}", "must be from 1 to 1024");
    refused(n, "{\"direction\": \"sideways\"}", "'sideways'");
    refused(n, "[]", "");
    refused(n, "7", "");
    set_filter(n, "{\"spi\": 4096, \"limit\": 3}");
    refused(n, "{\"limit\": 0, \"spi\": 1}", "limit");
    a = ask(n, "x-query-filter");
    g_assert_cmpint(qdict_get_int(a, "spi"), ==, 4096);
    g_assert_cmpint(qdict_get_int(a, "limit"), ==, 3);
    g_assert_cmpint(qdict_size(a), ==, 2);
    qobject_unref(a);
}

/* Many SAs, a few at a time; they may go in between. */
static void test_pages(void)
{
    Ipn *n = up();
    uint32_t handle[100];
    unsigned i, seen = 0, pages = 0;
    bool more = true;
    QDict *a;
    IpnSa sa;

    for (i = 0; i < ARRAY_SIZE(handle); i++) {
        ipn_sa(&sa, RX_GCM4);
        ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].spi, 0x1000 + i);
        g_assert_cmpint(ipn_sa_add(n, &sa, &handle[i]), ==, IPSECNIC_ST_OK);
    }
    set_filter(n, "{}");
    a = ask(n, "x-query-sas");
    g_assert_cmpint(length(a, "sas"), ==, 64);
    g_assert_true(qdict_get_bool(a, "more"));
    qobject_unref(a);

    set_filter(n, "{\"limit\": 7}");
    while (more) {
        g_autofree char *next = NULL;

        a = ask(n, "x-query-sas");
        for (i = 0; i < length(a, "sas"); i++) {
            g_assert_cmphex(qdict_get_int(nth(a, "sas", i), "handle"), ==,
                            handle[seen++]);
        }
        g_assert_cmpint(i, <=, 7);
        more = qdict_get_bool(a, "more");
        if (more) {
            /* The one that the next answer begins behind. */
            ipn_sa_delete(n, handle[seen - 1]);
            next = g_strdup_printf("{\"limit\": 7, \"after\": %" PRId64 "}",
                                   qdict_get_int(a, "after"));
            set_filter(n, next);
        }
        g_assert_cmpint(++pages, <, 50);
        qobject_unref(a);
    }
    g_assert_cmpint(seen, ==, ARRAY_SIZE(handle));
    g_assert_cmpint(pages, ==, 15);

    set_filter(n, "{\"spi\": 4100}");
    a = ask(n, "x-query-sas");
    g_assert_cmpint(length(a, "sas"), ==, 1);
    g_assert_cmphex(qdict_get_int(nth(a, "sas", 0), "handle"), ==, handle[4]);
    qobject_unref(a);
}

/* A card that is gone answers, too. */
static void test_gone(void)
{
    Ipn *n = ipn_spawn("", "");
    g_autofree char *text = NULL;
    QDict *a;

    ipn_attach(n, -1);
    ipn_up(n, &(IpnSetup) { 0 });
    ipn_sa_load(n, RX_GCM4);
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': 'card', 'property': 'realized', "
                             "'value': false } }");
    a = ask(n, "x-query");
    g_assert_true(qdict_get_bool(a, "gone"));
    g_assert_false(qdict_get_bool(a, "enabled"));
    g_assert_true(qdict_get_bool(nth(a, "vectors", 0), "masked"));
    qobject_unref(a);
    a = ask(n, "x-query-sas");
    g_assert_cmpint(length(a, "sas"), ==, 0);
    qobject_unref(a);
    text = info(n);
    g_assert_nonnull(strstr(text, "gone: yes"));
    ipn_free(n);
}

/* What is armed and what is captured shows, also as text. */
static void test_faults_and_capture(void)
{
    Ipn *n = ipn_spawn("", "");
    g_autofree char *dir = g_dir_make_tmp("ipsecnic-query-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "story.pcapng", NULL);
    g_autofree char *none = NULL;
    g_autofree char *some = NULL;
    QDict *a, *faults;

    ipn_attach(n, -1);
    a = ask(n, "x-query");
    g_assert_cmpint(length(qdict_get_qdict(a, "faults"), "faults"), ==, 0);
    g_assert_false(qdict_get_bool(qdict_get_qdict(a, "capture"), "running"));
    qobject_unref(a);
    none = info(n);
    g_assert_nonnull(strstr(none, "faults: seed="));

    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': 'card', 'property': 'faults', "
                             "'value': { 'faults': [ { 'name': 'lost', "
                             "'where': { 'side': 'interrupt' }, "
                             "'when': { 'nth': 100 }, "
                             "'what': { 'kind': 'lose' } } ] } } }");
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': 'card', 'property': 'capture', "
                             "'value': %s } }", path);
    a = ask(n, "x-query");
    faults = qdict_get_qdict(a, "faults");
    g_assert_cmpint(length(faults, "faults"), ==, 1);
    g_assert_true(qdict_get_bool(qdict_get_qdict(a, "capture"), "running"));
    g_assert_cmpstr(qdict_get_str(qdict_get_qdict(a, "capture"), "file"), ==,
                    path);
    qobject_unref(a);
    some = info(n);
    g_assert_nonnull(strstr(some, "name=lost"));
    g_assert_nonnull(strstr(some, "capture: running"));
    ipn_free(n);
    unlink(path);
    rmdir(dir);
}

static void test_info(void)
{
    Ipn *n = up();
    g_autofree char *all = NULL;
    g_autofree char *one = NULL;
    g_autofree char *none = NULL;
    char **lines;
    unsigned i;

    ipn_sa_load(n, RX_GCM4);
    ipn_packet_sa_load(n, GCM4, false, 0);
    all = info(n);
    one = qtest_hmp(n->qts, "info ipsecnic card");
    none = qtest_hmp(n->qts, "info ipsecnic machine");
    g_assert_cmpstr(all, ==, one);
    g_assert_nonnull(strstr(none, "no such ipsecnic card"));
    g_assert_nonnull(strstr(all, "/machine/peripheral/card"));
    g_assert_nonnull(strstr(all, "enabled: yes"));
    g_assert_nonnull(strstr(all, "  name=rx0 state=running"));
    g_assert_nonnull(strstr(all, "cipher=AES-128-GCM"));
    lines = g_strsplit(all, "\n", -1);
    for (i = 0; lines[i]; i++) {
        g_strchomp(lines[i]);
        g_assert_cmpuint(strlen(lines[i]), <, 80);
    }
    g_assert_cmpuint(i, >, 30);
    g_strfreev(lines);
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipsecnic/query/card", test_card);
    qtest_add_func("/ipsecnic/query/queues-and-vectors",
                   test_queues_and_vectors);
    qtest_add_func("/ipsecnic/query/rss-and-rules", test_rss_and_rules);
    qtest_add_func("/ipsecnic/query/guest-errors", test_guest_errors);
    qtest_add_func("/ipsecnic/query/fields", test_fields);
    qtest_add_func("/ipsecnic/query/no-keys", test_no_keys);
    qtest_add_func("/ipsecnic/query/filter", test_filter);
    qtest_add_func("/ipsecnic/query/filter-by-monitor",
                   test_filter_by_monitor);
    qtest_add_func("/ipsecnic/query/pages", test_pages);
    qtest_add_func("/ipsecnic/query/gone", test_gone);
    qtest_add_func("/ipsecnic/query/faults-and-capture",
                   test_faults_and_capture);
    qtest_add_func("/ipsecnic/query/info", test_info);
    ret = g_test_run();
    ipn_quit();
    return ret;
}

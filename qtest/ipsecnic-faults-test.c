/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fault plans of ipsecnic: each kind of fault, when it fires, and what a plan
 * cannot say
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/host-utils.h"
#include "qemu/units.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "qobject/qlist.h"
#include "tests/qtest/ipsecnic/ipsecnic-packet-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-tx-vectors.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#define GCM4 (&ipn_sa_vectors[VECTOR_SA_GCM4])
#define CBC4 (&ipn_sa_vectors[VECTOR_SA_CBC4])

#define MS 1000000ll

/* qom-set of the plan; single quotes; the answer is to be unreferenced. */
static QDict *set_plan(Ipn *n, const char *plan)
{
    return qtest_qmp(n->qts, "{ 'execute': 'qom-set', 'arguments': {"
                     " 'path': '/machine/peripheral/card',"
                     " 'property': 'faults', 'value': %p } }",
                     qobject_from_json(plan, &error_abort));
}

static void arm(Ipn *n, const char *plan)
{
    QDict *answer = set_plan(n, plan);

    if (!qdict_haskey(answer, "return")) {
        g_test_message("%s: %s", plan,
                       qdict_get_str(qdict_get_qdict(answer, "error"),
                                     "desc"));
        g_test_fail();
    }
    qobject_unref(answer);
}

/* A plan of one fault. */
static void arm_one(Ipn *n, const char *where, const char *when,
                    const char *what)
{
    g_autofree char *plan = g_strdup_printf(
        "{ 'faults': [ { 'name': 'it', 'where': { %s }, 'when': { %s },"
        " 'what': { %s } } ] }", where, when, what);

    arm(n, plan);
}

typedef struct Count {
    uint64_t matched;
    uint64_t fired;
    uint64_t missed;
} Count;

static Count count(Ipn *n, unsigned index)
{
    QDict *answer = qtest_qmp(n->qts, "{ 'execute': 'qom-get', 'arguments': {"
                              " 'path': '/machine/peripheral/card',"
                              " 'property': 'faults' } }");
    QList *list = qdict_get_qlist(qdict_get_qdict(answer, "return"), "faults");
    const QListEntry *entry = qlist_first(list);
    Count c;

    while (index--) {
        entry = qlist_next(entry);
    }
    c.matched = qdict_get_int(qobject_to(QDict, qlist_entry_obj(entry)),
                              "matched");
    c.fired = qdict_get_int(qobject_to(QDict, qlist_entry_obj(entry)),
                            "fired");
    c.missed = qdict_get_int(qobject_to(QDict, qlist_entry_obj(entry)),
                             "missed");
    qobject_unref(answer);
    return c;
}

static void counted(Ipn *n, uint64_t matched, uint64_t fired, uint64_t missed)
{
    Count c = count(n, 0);

    g_assert_cmpuint(c.matched, ==, matched);
    g_assert_cmpuint(c.fired, ==, fired);
    g_assert_cmpuint(c.missed, ==, missed);
}

static Ipn *up(const IpnSetup *setup)
{
    static const IpnSetup plain;
    Ipn *n = ipn_start("", "");

    arm(n, "null");
    ipn_up(n, setup ?: &plain);
    return n;
}

static const IpnFrameVector *frame_of(unsigned sa)
{
    const IpnFrameVector *v = ipn_basic_vectors;

    while (v->sa != sa) {
        v++;
    }
    return v;
}

/* The next completion of the receive queue, as it stands there. */
static void raw(Ipn *n, uint8_t comp[64])
{
    ipn_comp_next(n, &n->rx[0], comp);
}

static void quiet(Ipn *n, IpnQueue *q)
{
    ipn_settle(n);
    g_assert_false(ipn_comp_ready(n, q));
}

/*
 * Receive
 */

static const char *const status_words[8] = {
    "success", "generic-error", "transport-ah-auth-failed",
    "transport-esp-auth-failed", "tunnel-ah-auth-failed",
    "tunnel-esp-auth-failed", "invalid-packet-syntax", "invalid-protocol",
};

/* Any CryptoStatus; the bytes are those of the wire. */
static void test_rx_status(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    Ipn *n = up(NULL);
    uint32_t handle = ipn_sa_load(n, GCM4);
    unsigned status;
    IpnRx rx;

    for (status = 1; status < 8; status++) {
        g_autofree char *what = g_strdup_printf(
            "'kind': 'status', 'status': '%s'", status_words[status]);

        arm_one(n, "'side': 'receive', 'frame': 'esp'", "'nth': 1", what);
        ipn_send(n, wire->data, wire->len);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_failed(&rx, wire->data, wire->len, status, handle);
        ipn_rx_done(n, &n->rx[0], false);
        counted(n, 1, 1, 0);
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STATUS(status)), ==, 1);
        /* The next one is none of it. */
        ipn_send(n, wire->data, wire->len);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_clear(&rx, v, handle);
        ipn_rx_done(n, &n->rx[0], false);
        counted(n, 2, 1, 0);
    }
}

/* Decrypted, but the status says that it failed. */
static void test_rx_status_decrypted(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    g_autoptr(GByteArray) clear = ipn_hex(v->clear);
    Ipn *n = up(NULL);
    IpnRx rx;

    ipn_sa_load(n, GCM4);
    arm_one(n, "'side': 'receive'", "", "'kind': 'status',"
            " 'status': 'tunnel-esp-auth-failed', 'bytes': 'decrypted'");
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE | 5u << 16);
    g_assert_cmpmem(rx.data, rx.frame_length, clear->data, clear->len);
}

/* Success without a check: the bytes are those of the wire all the same. */
static void test_rx_silent_success(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    Ipn *n = up(NULL);
    uint32_t handle = ipn_sa_load(n, GCM4);
    IpnRx rx;

    wire->data[wire->len - 1] ^= 1;
    arm_one(n, "'side': 'receive'", "",
            "'kind': 'status', 'status': 'success'");
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_failed(&rx, wire->data, wire->len, 0, handle);
    ipn_rx_done(n, &n->rx[0], false);
    /* What is good is so without it. */
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, v, handle);
    counted(n, 2, 2, 1);
}

/* Plaintext of what failed, if the plan says so in so many words. */
static void test_rx_unauthenticated(const void *data)
{
    unsigned sa = GPOINTER_TO_UINT(data);
    const IpnFrameVector *v = frame_of(sa);
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    g_autoptr(GByteArray) clear = ipn_hex(v->clear);
    Ipn *n = up(NULL);
    uint32_t handle = ipn_sa_load(n, &ipn_sa_vectors[sa]);
    IpnRx rx;

    wire->data[wire->len - 1] ^= 1;
    arm_one(n, "'side': 'receive'", "'nth': 1",
            "'kind': 'status', 'status': 'success',"
            " 'unauthenticated-plaintext': true");
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmphex(rx.sa_outer, ==, handle);
    clear->data[clear->len - 1] ^= 1;
    g_assert_cmpmem(rx.data, rx.frame_length, clear->data, clear->len);
    ipn_rx_done(n, &n->rx[0], false);
    /* And it is over with that. */
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_failed(&rx, wire->data, wire->len,
                  ipn_sa_vectors[sa].mode == IPSECNIC_MODE_TUNNEL ?
                  IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED :
                  IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED, handle);
}

static void test_rx_not_done(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    g_autoptr(GByteArray) clear = ipn_hex(v->clear);
    Ipn *n = up(NULL);
    IpnRx rx;

    ipn_sa_load(n, GCM4);
    arm_one(n, "'side': 'receive'", "", "'kind': 'not-done'");
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, wire->data, wire->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_NO_SA);
    ipn_rx_done(n, &n->rx[0], false);
    arm_one(n, "'side': 'receive'", "", "'kind': 'not-done',"
            " 'bytes': 'decrypted', 'reason': 'capability'");
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmphex(rx.oob, ==, 0);
    g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_CAPABILITY);
    g_assert_cmpmem(rx.data, rx.frame_length, clear->data, clear->len);
}

static void test_rx_handle(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint32_t old = ipn_sa_load(n, GCM4);
    uint32_t handle;
    IpnRx rx;

    arm(n, "{ 'faults': ["
        "{ 'where': { 'side': 'receive' },"
        "  'when': { 'nth': 1 }, 'what': { 'kind': 'stale-handle' } },"
        "{ 'where': { 'side': 'receive' },"
        "  'when': { 'nth': 2 }, 'what': { 'kind': 'stale-handle' } },"
        "{ 'where': { 'side': 'receive' },"
        "  'when': { 'nth': 3 }, 'what': { 'kind': 'handle', 'sa': 4711 } }"
        "] }");
    /* None was deleted. */
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, v, old);
    ipn_rx_done(n, &n->rx[0], false);
    counted(n, 1, 1, 1);

    g_assert_cmpuint(ipn_sa_delete(n, old), ==, IPSECNIC_ST_OK);
    handle = ipn_sa_load(n, GCM4);
    g_assert_cmphex(handle, !=, old);
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, v, old);
    ipn_rx_done(n, &n->rx[0], false);
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, v, 4711);
    ipn_rx_done(n, &n->rx[0], false);
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, v, handle);
}

/* Every field; nothing else in the completion is another than without it. */
static void test_rx_field(void)
{
    static const struct {
        const char *name;
        uint16_t offset;
    } fields[] = {
#define FIELD(name, member) \
        { name, offsetof(struct ipsecnic_rx_comp, member) }
        FIELD("oob", oob),
        FIELD("header-info", header_info),
        FIELD("sa-outer", sa_outer),
        FIELD("sa-inner", sa_inner),
        FIELD("cookie", cookie),
        FIELD("frame-length", frame_length),
        FIELD("buffer-length", buffer_length),
        FIELD("kind", kind),
        FIELD("reason", reason),
        FIELD("accept", accept),
        FIELD("inner-reason", inner_reason),
        FIELD("csum", csum),
        FIELD("l3-offset", l3_offset),
        FIELD("ipsec-offset", ipsec_offset),
        FIELD("payload-offset", payload_offset),
        FIELD("inner-l3-offset", inner_l3_offset),
        FIELD("inner-ipsec-offset", inner_ipsec_offset),
        FIELD("trailer-length", trailer_length),
        FIELD("hash", hash),
        FIELD("arrival", arrival),
        FIELD("posted-index", posted_index),
        FIELD("vlan-tci", vlan_tci),
#undef FIELD
    };
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(fields); i++) {
        g_autofree char *what = g_strdup_printf(
            "'kind': 'field', 'field': '%s', 'xor': 85", fields[i].name);
        uint8_t good[64];
        uint8_t bad[64];
        uint32_t handle;
        Ipn *n = up(NULL);

        ipn_sa_load(n, GCM4);
        ipn_send_hex(n, v->wire);
        raw(n, good);
        n = up(NULL);
        handle = ipn_sa_load(n, GCM4);
        arm_one(n, "'side': 'receive'", "", what);
        ipn_send_hex(n, v->wire);
        raw(n, bad);
        /* Handles of two lives of a card differ. */
        ipn_put(good, ipsecnic_rx_comp, sa_outer, handle);
        good[fields[i].offset] ^= 85;
        g_assert_cmpmem(good, 64, bad, 64);
    }
}

static void test_rx_lose_frame(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint32_t handle = ipn_sa_load(n, GCM4);
    IpnRx rx;

    arm_one(n, "'side': 'receive'", "'nth': 2", "'kind': 'lose-frame'");
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, v, handle);
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, v, handle);
    g_assert_cmpuint(rx.arrival, ==, 2);
}

/* The buffer is used and written, and nobody is told. */
static void test_rx_lose_completion(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint8_t comp[64];

    ipn_sa_load(n, GCM4);
    arm_one(n, "'side': 'receive'", "'nth': 1", "'kind': 'lose-completion'");
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, 1);
    g_assert_cmpuint(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_COMP_TAIL), ==, 1);
}

static void test_rx_duplicate_completion(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(&(IpnSetup) { .posted = 8, .comp = 8, .buffers = 8 });
    uint8_t first[64];
    uint8_t second[64];
    unsigned i;

    ipn_sa_load(n, GCM4);
    arm_one(n, "'side': 'receive'", "", "'kind': 'duplicate-completion'");
    for (i = 0; i < 4; i++) {
        ipn_send_hex(n, v->wire);
        raw(n, first);
        raw(n, second);
        g_assert_cmpmem(first, 64, second, 64);
        g_assert_cmpuint(ipn_get(first, ipsecnic_rx_comp, posted_index), ==,
                         i);
    }
    counted(n, 4, 4, 0);
    /* The ring is full: the frame waits, and is not told twice then. */
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    n->rx[0].head -= 7;
    ipn_release(n, &n->rx[0], false);
    n->rx[0].head += 7;
    raw(n, first);
    quiet(n, &n->rx[0]);
    counted(n, 5, 5, 1);
}

/* Of a frame in several buffers each completion finds the room that it had. */
static void test_rx_duplicate_completion_room(void)
{
    Ipn *n = up(&(IpnSetup) { .posted = 8, .comp = 8, .buffers = 8,
                              .buffer_size = 256 });
    uint8_t frame[300];
    uint8_t comp[64];
    unsigned i;

    ipn_plain(frame, sizeof(frame), (const uint8_t[]) IPN_MAC_BYTES, 1);
    for (i = 0; i < 6; i++) {
        ipn_send(n, frame, 100);
    }
    IPN_WAIT(n, ipn_q_read(n, &n->rx[0], IPSECNIC_Q_COMP_TAIL) == 6);
    arm_one(n, "'side': 'receive'", "", "'kind': 'duplicate-completion'");
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_FRAMES) == 7);
    g_assert_cmpuint(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_COMP_TAIL), ==, 8);
    for (i = 0; i < 8; i++) {
        raw(n, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, i);
    }
    quiet(n, &n->rx[0]);
    counted(n, 1, 1, 2);
}

static void test_rx_delay_completion(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint8_t comp[64];

    ipn_sa_load(n, GCM4);
    arm_one(n, "'side': 'receive'", "'nth': 1",
            "'kind': 'delay-completion', 'ms': 20");
    ipn_release(n, &n->rx[0], true);
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    g_assert_false(ipn_irq_take(n, 1));
    qtest_clock_step(n->qts, 19 * MS);
    quiet(n, &n->rx[0]);
    /* Another one is not held up. */
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, 1);
    ipn_irq_wait(n, 1);
    ipn_release(n, &n->rx[0], true);
    qtest_clock_step(n->qts, 2 * MS);
    raw(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, 0);
    ipn_irq_wait(n, 1);
}

static void test_rx_reorder_completion(void)
{
    static const unsigned order[] = { 1, 2, 0, 3 };
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint8_t comp[64];
    unsigned i;

    ipn_sa_load(n, GCM4);
    arm_one(n, "'side': 'receive'", "'nth': 1",
            "'kind': 'reorder-completion', 'behind': 2");
    for (i = 0; i < 4; i++) {
        ipn_send_hex(n, v->wire);
    }
    for (i = 0; i < 4; i++) {
        raw(n, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==,
                         order[i]);
    }
    /* Alone, it comes after a second. */
    arm_one(n, "'side': 'receive'", "'nth': 1",
            "'kind': 'reorder-completion', 'behind': 2");
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    qtest_clock_step(n->qts, 1001 * MS);
    raw(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, 4);
}

static void test_rx_phase_late(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint8_t comp[64];

    ipn_sa_load(n, GCM4);
    arm_one(n, "'side': 'receive'", "'nth': 1",
            "'kind': 'phase-late', 'ms': 5");
    ipn_release(n, &n->rx[0], true);
    ipn_send_hex(n, v->wire);
    ipn_irq_wait(n, 1);
    quiet(n, &n->rx[0]);
    g_assert_cmpuint(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_COMP_TAIL), ==, 1);
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    qtest_clock_step(n->qts, 6 * MS);
    raw(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, 0);
    raw(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, 1);
}

/*
 * Interrupts
 */

static void test_interrupt(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint8_t comp[64];

    arm(n, "{ 'faults': ["
        "{ 'where': { 'side': 'interrupt', 'queue': 'rx0' },"
        "  'when': { 'nth': 1 }, 'what': { 'kind': 'lose' } },"
        "{ 'where': { 'side': 'interrupt', 'queue': 'rx0' },"
        "  'when': { 'nth': 2 }, 'what': { 'kind': 'delay', 'ms': 3 } }"
        "] }");
    ipn_release(n, &n->rx[0], true);
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    ipn_settle(n);
    g_assert_false(ipn_irq_take(n, 1));
    /* It was disarmed. */
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    ipn_settle(n);
    g_assert_false(ipn_irq_take(n, 1));
    ipn_release(n, &n->rx[0], true);
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    ipn_settle(n);
    g_assert_false(ipn_irq_take(n, 1));
    qtest_clock_step(n->qts, 4 * MS);
    ipn_irq_wait(n, 1);

    arm_one(n, "'side': 'receive'", "'nth': 1",
            "'kind': 'raise-interrupt', 'queue': 'ctrl'");
    ipn_irq_take(n, n->ctrl.vector);
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    ipn_irq_wait(n, n->ctrl.vector);
    quiet(n, &n->ctrl);
}

/*
 * Control
 */

static const struct {
    const char *word;
    uint32_t status;
} command_statuses[] = {
    { "partial", IPSECNIC_ST_PARTIAL },
    { "unknown-opcode", IPSECNIC_ST_UNKNOWN_OPCODE },
    { "dma-fault", IPSECNIC_ST_DMA_FAULT },
    { "table-full", IPSECNIC_ST_TABLE_FULL },
    { "sa-crypto", IPSECNIC_ST_SA_CRYPTO },
    { "policy-tunnel", IPSECNIC_ST_POLICY_TUNNEL },
};

static void test_ctrl_status(void)
{
    Ipn *n = up(NULL);
    uint32_t handle;
    unsigned i;
    IpnSa sa;

    ipn_sa(&sa, GCM4);
    for (i = 0; i < ARRAY_SIZE(command_statuses); i++) {
        g_autofree char *what = g_strdup_printf(
            "'kind': 'status', 'status': '%s'", command_statuses[i].word);

        arm_one(n, "'side': 'control', 'opcode': 'add-sa'", "'nth': 1", what);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==,
                         command_statuses[i].status);
        g_assert_cmphex(handle, ==, 0);
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
    }
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    /* Said to have failed, and done. */
    arm_one(n, "'side': 'control', 'opcode': 'delete-sa'", "",
            "'kind': 'status', 'status': 'dma-fault', 'executed': true");
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_DMA_FAULT);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
    /* Said to be done, and not. */
    arm_one(n, "'side': 'control', 'opcode': 'delete-sa'", "",
            "'kind': 'status', 'status': 'ok'");
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);
}

/* Where: direction and SPI of what is added. */
static void test_ctrl_where(void)
{
    Ipn *n = up(NULL);
    uint32_t handle;
    IpnSa sa;

    ipn_sa(&sa, GCM4);
    arm_one(n, "'side': 'control', 'direction': 'outbound'", "",
            "'kind': 'status', 'status': 'table-full'");
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    arm_one(n, "'side': 'control', 'direction': 'inbound'", "",
            "'kind': 'status', 'status': 'table-full'");
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_TABLE_FULL);
    arm_one(n, "'side': 'control', 'spi': 1", "",
            "'kind': 'status', 'status': 'table-full'");
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    counted(n, 0, 0, 0);
}

static uint16_t post_nop(Ipn *n)
{
    uint8_t cmd[64] = { };
    uint16_t index;

    index = ipn_post(n, &n->ctrl, cmd);
    ipn_doorbell(n, &n->ctrl);
    return index;
}

static void ctrl_raw(Ipn *n, uint16_t index)
{
    uint8_t comp[64];

    ipn_comp_next(n, &n->ctrl, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, index), ==, index);
}

static void test_ctrl_completions(void)
{
    Ipn *n = up(NULL);
    unsigned i;

    arm(n, "{ 'faults': ["
        "{ 'where': { 'side': 'control' },"
        "  'when': { 'nth': 1 }, 'what': { 'kind': 'lose-completion' } },"
        "{ 'where': { 'side': 'control' },"
        "  'when': { 'nth': 2 }, 'what': { 'kind': 'duplicate-completion' } },"
        "{ 'where': { 'side': 'control' }, 'when': { 'nth': 3 },"
        "  'what': { 'kind': 'delay-completion', 'ms': 10 } },"
        "{ 'where': { 'side': 'control' }, 'when': { 'nth': 4 },"
        "  'what': { 'kind': 'reorder-completion', 'behind': 1 } },"
        "{ 'where': { 'side': 'control' }, 'when': { 'nth': 6 },"
        "  'what': { 'kind': 'phase-late', 'ms': 10 } }"
        "] }");
    post_nop(n);
    quiet(n, &n->ctrl);
    for (i = 1; i < 5; i++) {
        post_nop(n);
    }
    ctrl_raw(n, 1);
    ctrl_raw(n, 1);
    ctrl_raw(n, 4);
    ctrl_raw(n, 3);
    quiet(n, &n->ctrl);
    qtest_clock_step(n->qts, 11 * MS);
    ctrl_raw(n, 2);
    post_nop(n);
    quiet(n, &n->ctrl);
    qtest_clock_step(n->qts, 11 * MS);
    ctrl_raw(n, 5);
}

static void test_ctrl_hang(void)
{
    Ipn *n = up(NULL);
    unsigned i;

    arm_one(n, "'side': 'control'", "'nth': 2", "'kind': 'hang', 'ms': 50");
    for (i = 0; i < 4; i++) {
        post_nop(n);
    }
    ctrl_raw(n, 0);
    quiet(n, &n->ctrl);
    g_assert_cmpuint(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_POSTED_HEAD), ==, 1);
    qtest_clock_step(n->qts, 51 * MS);
    ctrl_raw(n, 1);
    ctrl_raw(n, 2);
    ctrl_raw(n, 3);
    counted(n, 4, 1, 0);

    /* For good, but for the queue: a new life is not its. */
    arm_one(n, "'side': 'control'", "'nth': 1", "'kind': 'hang'");
    post_nop(n);
    quiet(n, &n->ctrl);
    qtest_clock_step(n->qts, 100000 * MS);
    quiet(n, &n->ctrl);
    ipn_queue_stop(n, &n->ctrl);
    ipn_queue_enable(n, &n->ctrl);
    post_nop(n);
    ctrl_raw(n, 0);
    counted(n, 2, 1, 0);
    /* A plan that is taken back ends it. */
    arm_one(n, "'side': 'control'", "'nth': 1", "'kind': 'hang'");
    post_nop(n);
    quiet(n, &n->ctrl);
    arm(n, "null");
    ctrl_raw(n, 1);
}

/* Faults of one command add up, and the guest is blamed for none. */
static void test_ctrl_hang_and_more(void)
{
    Ipn *n = up(NULL);
    uint8_t comp[64];
    QDict *reply;

    arm(n, "{ 'faults': ["
        "{ 'where': { 'side': 'control' }, 'when': { 'nth': 1 },"
        "  'what': { 'kind': 'hang', 'ms': 50 } },"
        "{ 'where': { 'side': 'control' }, 'when': { 'nth': 1 },"
        "  'what': { 'kind': 'status', 'status': 'table-full' } }"
        "] }");
    post_nop(n);
    quiet(n, &n->ctrl);
    qtest_clock_step(n->qts, 51 * MS);
    ipn_comp_next(n, &n->ctrl, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==,
                     IPSECNIC_ST_TABLE_FULL);
    reply = qtest_qmp(n->qts, "{ 'execute': 'qom-get', 'arguments': {"
                      " 'path': '/machine/peripheral/card',"
                      " 'property': 'x-query' } }");
    g_assert_true(qlist_empty(qdict_get_qlist(qdict_get_qdict(reply, "return"),
                                              "guest-errors")));
    qobject_unref(reply);
}

/* What a queue held back that has been stopped takes no room from others. */
static void test_ctrl_held_back_and_stopped(void)
{
    Ipn *n = up(NULL);
    unsigned i, k;

    arm_one(n, "'side': 'control'", "",
            "'kind': 'delay-completion', 'ms': 3600000");
    for (i = 0; i < 40; i++) {
        for (k = 0; k < 8; k++) {
            post_nop(n);
        }
        quiet(n, &n->ctrl);
        ipn_queue_stop(n, &n->ctrl);
        ipn_queue_enable(n, &n->ctrl);
    }
    counted(n, 320, 320, 0);
}

static void test_ctrl_table_full(void)
{
    Ipn *n = up(NULL);
    uint32_t handle;
    IpnSa sa;

    arm_one(n, "'side': 'control', 'opcode': 'add-sa'", "",
            "'kind': 'table-full', 'capacity': 1");
    ipn_sa(&sa, GCM4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    ipn_sa(&sa, CBC4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &(uint32_t) { 0 }), ==,
                     IPSECNIC_ST_TABLE_FULL);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
}

/*
 * Transmit
 */

#define SEALED (&ipn_tx_esp_vectors[0])

/* Post it; its index. */
static uint16_t seal(Ipn *n, const IpnTxVector *v, uint32_t handle)
{
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    uint64_t addr = ipn_alloc(n, frame->len);
    uint8_t entry[64];
    uint16_t index;

    qtest_bufwrite(n->qts, addr, frame->data, frame->len);
    ipn_tx_entry(entry, addr, frame->len,
                 IPSECNIC_TX_START | IPSECNIC_TX_END, 9);
    ipn_tx_entry_ask(entry, v, handle, 0);
    index = ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    return index;
}

/* The next frame from the card is this one. */
static void on_the_wire(Ipn *n, const GByteArray *want)
{
    uint8_t got[2048];
    size_t length = ipn_wire_recv(n, got, sizeof(got));

    g_assert_cmpmem(got, length, want->data, want->len);
}

static void sealed(Ipn *n, uint16_t index, size_t length)
{
    ipn_tx_completed(n, &n->tx[0], IPSECNIC_TX_ST_OK, length, 1, index, 1, 9);
}

static void test_tx_status(void)
{
    static const struct {
        const char *word;
        uint32_t status;
    } rows[] = {
        { "bad-descriptor", IPSECNIC_TX_ST_BAD_DESCRIPTOR },
        { "link-down", IPSECNIC_TX_ST_LINK_DOWN },
        { "unknown-sa", IPSECNIC_TX_ST_UNKNOWN_SA },
        { "sequence", IPSECNIC_TX_ST_SEQUENCE },
        { "crypto", IPSECNIC_TX_ST_CRYPTO },
        { "too-big", IPSECNIC_TX_ST_TOO_BIG },
    };
    g_autoptr(GByteArray) wire = ipn_hex(SEALED->wire[0]);
    Ipn *n = up(NULL);
    uint32_t handle = ipn_tx_sa_load(n, SEALED->sa);
    uint16_t index;
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autofree char *what = g_strdup_printf(
            "'kind': 'status', 'status': '%s'", rows[i].word);

        arm_one(n, "'side': 'transmit', 'spi': 12289, 'direction': 'outbound'",
                "'nth': 1", what);
        index = seal(n, SEALED, handle);
        ipn_tx_completed(n, &n->tx[0], rows[i].status, 0, 0, index, 1, 9);
        ipn_wire_quiet(n);
        index = seal(n, SEALED, handle);
        on_the_wire(n, wire);
        sealed(n, index, wire->len);
        counted(n, 2, 1, 0);
    }
}

static void set_capture(Ipn *n, const char *path)
{
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': '/machine/peripheral/card',"
                             " 'property': 'capture', 'value': %s } }", path);
}

/* An empty file for a capture; the caller frees the name. */
static char *capture_path(void)
{
    char *path = NULL;
    int fd = g_file_open_tmp("ipsecnic-faults-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    return path;
}

/* End the capture; what is in it. */
static GByteArray *captured(Ipn *n, const char *path)
{
    gsize length;
    char *text;

    set_capture(n, "");
    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    unlink(path);
    return g_byte_array_new_take((uint8_t *)text, length);
}

/* How often it is there. */
static unsigned occurs(const GByteArray *in, const void *what, size_t length)
{
    const uint8_t *at = in->data, *end = in->data + in->len;
    unsigned count = 0;

    while ((at = memmem(at, end - at, what, length))) {
        at += length;
        count++;
    }
    return count;
}

/* And what a capture has on the wire is what was there. */
static void test_tx_frame(void)
{
    g_autoptr(GByteArray) wire = ipn_hex(SEALED->wire[0]);
    g_autofree char *path = capture_path();
    g_autoptr(GByteArray) seen = NULL;
    Ipn *n = up(NULL);
    uint32_t handle = ipn_tx_sa_load(n, SEALED->sa);
    uint16_t index;

    set_capture(n, path);
    arm(n, "{ 'faults': ["
        "{ 'where': { 'side': 'transmit', 'queue': 'tx0' },"
        "  'when': { 'nth': 1 }, 'what': { 'kind': 'lose-frame' } },"
        "{ 'where': { 'side': 'transmit' },"
        "  'when': { 'nth': 2 }, 'what': { 'kind': 'duplicate-frame' } },"
        "{ 'where': { 'side': 'transmit' }, 'when': { 'nth': 3 },"
        "  'what': { 'kind': 'delay-frame', 'ms': 5 } },"
        "{ 'where': { 'side': 'transmit' },"
        "  'when': { 'nth': 5 }, 'what': { 'kind': 'corrupt-icv' } }"
        "] }");
    index = seal(n, SEALED, handle);
    sealed(n, index, wire->len);
    ipn_wire_quiet(n);

    index = seal(n, SEALED, handle);
    on_the_wire(n, wire);
    on_the_wire(n, wire);
    sealed(n, index, wire->len);
    ipn_wire_quiet(n);

    index = seal(n, SEALED, handle);
    sealed(n, index, wire->len);
    ipn_wire_quiet(n);
    /* The next one is not held up. */
    index = seal(n, SEALED, handle);
    on_the_wire(n, wire);
    sealed(n, index, wire->len);
    ipn_wire_quiet(n);
    qtest_clock_step(n->qts, 6 * MS);
    on_the_wire(n, wire);

    index = seal(n, SEALED, handle);
    wire->data[wire->len - 1] ^= 0xff;
    on_the_wire(n, wire);
    sealed(n, index, wire->len);
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, 5);
    seen = captured(n, path);
    g_assert_cmpuint(occurs(seen, wire->data, wire->len), ==, 1);
    wire->data[wire->len - 1] ^= 0xff;
    g_assert_cmpuint(occurs(seen, wire->data, wire->len), ==, 4);
#define OCCURS(text) occurs(seen, text, strlen(text))
    g_assert_cmpuint(OCCURS("sent: 1; of: 1;"), ==, 4);
    g_assert_cmpuint(OCCURS("sent: late; queue: tx0; kind: esp"), ==, 1);
    g_assert_cmpuint(OCCURS("posted: ipsec;"), ==, 5);
    g_assert_cmpuint(OCCURS("(lose-frame, match 1"), ==, 1);
#undef OCCURS
}

/* The ICV of AH is in front, and a tag that is inserted moves it. */
static void test_tx_icv_place(const void *data)
{
    const IpnTxVector *v = data;
    g_autoptr(GByteArray) good = ipn_hex(v->wire[0]);
    Ipn *n = up(NULL);
    uint32_t handle = ipn_tx_sa_load(n, v->sa);
    uint8_t got[2048];
    size_t length, i, differ = 0;

    arm_one(n, "'side': 'transmit'", "", "'kind': 'corrupt-icv'");
    seal(n, v, handle);
    length = ipn_wire_recv(n, got, sizeof(got));
    g_assert_cmpuint(length, ==, good->len);
    for (i = 0; i < length; i++) {
        differ += got[i] != good->data[i];
        g_assert_true(got[i] == good->data[i] ||
                      i == v->ah_offset + 12u);
    }
    g_assert_cmpuint(differ, ==, 1);
}

/* Of ESP in UDP with a checksum, which stays right, so that the ICV is looked at. */
static void test_tx_icv_udp(const void *data)
{
    const IpnTxVector *v = data;
    bool tunnel = v->sa->mode == IPSECNIC_MODE_TUNNEL;
    uint32_t udp = v->esp_offset;
    IpnSaVector in_udp = *v->sa;
    IpnTxVector ask;
    g_autoptr(GByteArray) plain = ipn_packet_plain(v, &ask);
    Ipn *n = up(NULL);
    uint64_t addr = ipn_alloc(n, plain->len), sum = 17;
    uint8_t entry[64], got[2048] = { 0 };
    uint32_t handle;
    size_t length, i;

    in_udp.encap = tunnel ? IPSECNIC_UDP_ESP_TUNNEL :
                            IPSECNIC_UDP_ESP_TRANSPORT;
    in_udp.sport = in_udp.dport = 4500;
    handle = ipn_packet_sa_load(n, &in_udp, false, 0);
    arm_one(n, "'side': 'transmit'", "", "'kind': 'corrupt-icv'");
    qtest_bufwrite(n->qts, addr, plain->data, plain->len);
    ipn_tx_entry(entry, addr, plain->len, IPSECNIC_TX_START |
                 IPSECNIC_TX_END | IPSECNIC_TX_ENCAPSULATE, 9);
    ipn_put(entry, ipsecnic_tx_posted, sa_handle, handle);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    length = ipn_wire_recv(n, got, sizeof(got));
    g_assert_cmpuint(count(n, 0).fired, ==, 1);
    g_assert_cmpuint(lduw_be_p(got + udp + 2), ==, 4500);
    g_assert_cmpuint(lduw_be_p(got + udp + 4), ==, length - udp);
    g_assert_cmpuint(lduw_be_p(got + udp + 6), !=, 0);
    /* Addresses, length, and all of the datagram (RFC 8200, section 8.1). */
    sum += length - udp;
    for (i = 14 + 8; i < 14 + 40; i += 2) {
        sum += lduw_be_p(got + i);
    }
    for (i = udp; i < length; i += 2) {
        sum += lduw_be_p(got + i);
    }
    g_assert_cmpuint(sum % 0xffff, ==, 0);
    got[length - 1] ^= 0xff;
    ipn_tx_open(&in_udp, 1, udp + 8, got, length);
}

/* Of an SA in packet mode: numbers that are sent again, and left out. */
static void test_tx_sequence(void)
{
    static const uint32_t numbers[] = { 1, 1, 4, 12, 13 };
    Ipn *n = up(NULL);
    uint32_t handle = ipn_packet_sa_load(n, SEALED->sa, false, 0);
    IpnTxVector ask;
    g_autoptr(GByteArray) plain = ipn_packet_plain(SEALED, &ask);
    uint64_t addr = ipn_alloc(n, plain->len);
    unsigned i;

    qtest_bufwrite(n->qts, addr, plain->data, plain->len);
    arm(n, "{ 'faults': ["
        "{ 'where': { 'side': 'transmit' }, 'when': { 'nth': 2 },"
        "  'what': { 'kind': 'sequence', 'add': -1 } },"
        "{ 'where': { 'side': 'transmit' }, 'when': { 'nth': 3 },"
        "  'what': { 'kind': 'sequence', 'add': 1 } },"
        "{ 'where': { 'side': 'transmit' }, 'when': { 'nth': 4 },"
        "  'what': { 'kind': 'sequence', 'add': 7 } },"
        "{ 'where': { 'side': 'transmit' }, 'when': { 'nth': 5 },"
        "  'what': { 'kind': 'sequence', 'add': -100 } }"
        "] }");
    for (i = 0; i < ARRAY_SIZE(numbers); i++) {
        uint8_t entry[64];
        uint8_t got[2048];
        size_t length;
        uint16_t index;

        ipn_tx_entry(entry, addr, plain->len, IPSECNIC_TX_START |
                     IPSECNIC_TX_END | IPSECNIC_TX_ENCAPSULATE, 9);
        ipn_put(entry, ipsecnic_tx_posted, sa_handle, handle);
        index = ipn_post(n, &n->tx[0], entry);
        ipn_doorbell(n, &n->tx[0]);
        length = ipn_wire_recv(n, got, sizeof(got));
        sealed(n, index, length);
        /* It is a right packet all the same. */
        ipn_tx_open(SEALED->sa, numbers[i], SEALED->esp_offset, got, length);
    }
    g_assert_cmpuint(count(n, 0).missed, ==, 0);
    g_assert_cmpuint(count(n, 3).missed, ==, 1);
}

static void test_tx_completions(void)
{
    g_autoptr(GByteArray) wire = ipn_hex(SEALED->wire[0]);
    Ipn *n = up(NULL);
    uint32_t handle = ipn_tx_sa_load(n, SEALED->sa);
    static const unsigned order[] = { 1, 1, 4, 3, 2, 5 };
    uint8_t comp[64];
    unsigned i;

    arm(n, "{ 'faults': ["
        "{ 'where': { 'side': 'transmit' },"
        "  'when': { 'nth': 1 }, 'what': { 'kind': 'lose-completion' } },"
        "{ 'where': { 'side': 'transmit' },"
        "  'when': { 'nth': 2 }, 'what': { 'kind': 'duplicate-completion' } },"
        "{ 'where': { 'side': 'transmit' }, 'when': { 'nth': 3 },"
        "  'what': { 'kind': 'delay-completion', 'ms': 10 } },"
        "{ 'where': { 'side': 'transmit' }, 'when': { 'nth': 4 },"
        "  'what': { 'kind': 'reorder-completion', 'behind': 1 } },"
        "{ 'where': { 'side': 'transmit' }, 'when': { 'nth': 6 },"
        "  'what': { 'kind': 'phase-late', 'ms': 10 } }"
        "] }");
    for (i = 0; i < 5; i++) {
        seal(n, SEALED, handle);
        on_the_wire(n, wire);
    }
    for (i = 0; i < ARRAY_SIZE(order); i++) {
        if (order[i] == 2 || order[i] == 5) {
            if (order[i] == 5) {
                seal(n, SEALED, handle);
                on_the_wire(n, wire);
            }
            quiet(n, &n->tx[0]);
            qtest_clock_step(n->qts, 11 * MS);
        }
        ipn_comp_next(n, &n->tx[0], comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, posted_index), ==,
                         order[i]);
    }
}

/* What comes late does not take the room of a frame that has begun. */
static void test_tx_late_completion_room(void)
{
    g_autoptr(GByteArray) wire = ipn_hex(SEALED->wire[0]);
    Ipn *n = up(&(IpnSetup) { .tx = 8 });
    uint32_t handle = ipn_tx_sa_load(n, SEALED->sa);
    uint64_t stalls = ipn_stat(n, IPSECNIC_STAT_TX_STALLS);
    uint8_t got[2048], comp[64];
    IpnLarge l;
    unsigned i;

    arm_one(n, "'side': 'transmit'", "'nth': 1",
            "'kind': 'delay-completion', 'ms': 10");
    for (i = 0; i < 8; i++) {
        seal(n, SEALED, handle);
        on_the_wire(n, wire);
    }
    ipn_large(n, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_CBC4], 1, false);
    ipn_doorbell(n, &n->tx[0]);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_STALLS) == stalls + 1);
    qtest_clock_step(n->qts, 11 * MS);
    ipn_settle(n);
    g_assert_cmpuint(ipn_q_read(n, &n->tx[0], IPSECNIC_Q_COMP_TAIL), ==, 7);
    while (ipn_q_read(n, &n->tx[0], IPSECNIC_Q_COMP_TAIL) == 7) {
        ipn_wire_take(n, got, sizeof(got));
        ipn_settle(n);
    }
    for (i = 1; i < 9; i++) {
        ipn_comp_next(n, &n->tx[0], comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, posted_index), ==, i);
    }
    quiet(n, &n->tx[0]);
    ipn_release(n, &n->tx[0], false);
    qtest_clock_step(n->qts, 2 * MS);
    ipn_comp_next(n, &n->tx[0], comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, posted_index), ==, 0);
    while (ipn_wire_take(n, got, sizeof(got)) > 0) {
        continue;
    }
    ipn_sa_delete(n, l.handle);
}

/* What is to be protected is never in clear, whatever is wrong with it. */
static void test_tx_never_in_clear(void)
{
    static const char *const whats[] = {
        "'kind': 'status', 'status': 'crypto'", "'kind': 'lose-frame'",
        "'kind': 'duplicate-frame'", "'kind': 'delay-frame', 'ms': 1",
        "'kind': 'corrupt-icv'", "'kind': 'sequence', 'add': 3",
        "'kind': 'lose-completion'", "'kind': 'duplicate-completion'",
        "'kind': 'delay-completion', 'ms': 1",
        "'kind': 'reorder-completion', 'behind': 2",
        "'kind': 'phase-late', 'ms': 1", "'kind': 'link-down', 'ms': 1",
        "'kind': 'queue-error', 'queue': 'tx0', 'reason': 'dma-read'",
        "'kind': 'card-gone', 'ms': 1", "'kind': 'sa-limit', 'limit':"
        " 'hard-packets'", "'kind': 'sequence-top-lost'",
    };
    unsigned i, k;

    for (i = 0; i < ARRAY_SIZE(whats); i++) {
        g_autoptr(GByteArray) frame = ipn_hex(SEALED->frame);
        Ipn *n = up(NULL);
        uint32_t handle = ipn_tx_sa_load(n, SEALED->sa);
        uint64_t addr = ipn_alloc(n, frame->len);
        uint8_t entry[64];

        ipn_watch(n);
        ipn_mark(frame->data + 50, frame->len - 50);
        qtest_bufwrite(n->qts, addr, frame->data, frame->len);
        arm_one(n, "'side': 'transmit'", "'every': 2", whats[i]);
        for (k = 0; k < 8; k++) {
            ipn_tx_entry(entry, addr, frame->len,
                         IPSECNIC_TX_START | IPSECNIC_TX_END, k);
            ipn_tx_entry_ask(entry, SEALED, handle, 0);
            ipn_post(n, &n->tx[0], entry);
        }
        ipn_doorbell(n, &n->tx[0]);
        ipn_settle(n);
        qtest_clock_step(n->qts, 1100 * MS);
        ipn_settle(n);
        g_assert_cmpuint(count(n, 0).fired, >, 0);
        while (ipn_wire_take(n, (uint8_t[2048]) { 0 }, 2048) >= 0) {
            continue;
        }
        arm(n, "null");
    }
}

/*
 * What the card knows of an SA
 */

static void test_sa_requests(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint32_t handle = ipn_sa_load(n, GCM4);
    uint8_t info[256];
    uint8_t comp[64];

    arm(n, "{ 'faults': ["
        "{ 'where': { 'side': 'receive' }, 'when': { 'nth': 1 },"
        "  'what': { 'kind': 'sa-delete-request' } },"
        "{ 'where': { 'side': 'receive' }, 'when': { 'nth': 2 },"
        "  'what': { 'kind': 'sa-limit', 'limit': 'hard-bytes' } },"
        "{ 'where': { 'side': 'receive' }, 'when': { 'nth': 3 },"
        "  'what': { 'kind': 'sa-delete-request', 'sa': 5 } }"
        "] }");
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    g_assert_cmphex(ipn_get(comp, ipsecnic_rx_comp, oob), ==,
                    IPSECNIC_OOB_CRYPTO_DONE);
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    g_assert_cmphex(ipn_get(comp, ipsecnic_rx_comp, oob), ==,
                    IPSECNIC_OOB_CRYPTO_DONE | IPSECNIC_OOB_SA_DELETE_REQ);
    ipn_event(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_EVENT_SA_LIMIT);
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, handle), ==, handle);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, argument), ==,
                     IPSECNIC_LIMIT_HARD_BYTES);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state), ==,
                    IPSECNIC_SA_STATE_HARD_LIMIT |
                    IPSECNIC_SA_STATE_DELETE_REQ);
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    g_assert_cmpuint(count(n, 2).missed, ==, 1);
}

static void test_sa_numbers(void)
{
    const IpnFrameVector *v = &ipn_stream_vectors[0];
    Ipn *n = up(NULL);
    uint32_t handle = ipn_packet_sa_load(n, GCM4, true, 0);
    const IpnTxVector *esn = NULL;
    uint8_t info[256];
    unsigned i;
    IpnRx rx;

    /* Received, received before, and again when that is forgotten. */
    arm_one(n, "'side': 'receive'", "'nth': 2", "'kind': 'window-lost'");
    for (i = 0; i < 3; i++) {
        ipn_send_hex(n, v->wire);
        ipn_rx_next(n, &n->rx[0], &rx);
        g_assert_cmpuint(rx.decapsulated, ==, i != 1);
        g_assert_cmpuint(rx.reason, ==, i == 1 ? IPSECNIC_REASON_REPLAY : 0);
        ipn_rx_done(n, &n->rx[0], false);
    }
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 2);

    for (i = 0; i < ARRAY_SIZE(ipn_tx_esp_vectors); i++) {
        if (!strcmp(ipn_tx_esp_vectors[i].name, "esn4")) {
            esn = &ipn_tx_esp_vectors[i];
        }
    }
    handle = ipn_tx_sa_load(n, esn->sa);
    arm_one(n, "'side': 'transmit'", "", "'kind': 'sequence-top-lost'");
    seal(n, esn, handle);
    ipn_wire_recv(n, (uint8_t[2048]) { 0 }, 2048);
    ipn_comp_next(n, &n->tx[0], (uint8_t[64]) { 0 });
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==,
                    (uint32_t)esn->sequence);
    counted(n, 1, 1, 0);
}

/*
 * Events and the card
 */

static void test_event(void)
{
    Ipn *n = up(NULL);
    uint8_t comp[64];

    arm(n, "{ 'faults': ["
        "{ 'where': { 'side': 'event', 'event': 'link' },"
        "  'when': { 'nth': 1 }, 'what': { 'kind': 'lose' } },"
        "{ 'where': { 'side': 'event', 'event': 'link' }, 'when': { 'nth': 2 },"
        "  'what': { 'kind': 'lose', 'counted': true } },"
        "{ 'where': { 'side': 'event' },"
        "  'when': { 'nth': 3 }, 'what': { 'kind': 'duplicate' } },"
        "{ 'where': { 'side': 'event' },"
        "  'when': { 'nth': 4 }, 'what': { 'kind': 'delay', 'ms': 7 } }"
        "] }");
    ipn_link(n, false);
    ipn_settle(n);
    g_assert_false(ipn_event_ready(n));
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_EVENTS_LOST), ==, 0);
    ipn_link(n, true);
    ipn_settle(n);
    g_assert_false(ipn_event_ready(n));
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_EVENTS_LOST), ==, 1);
    ipn_link(n, false);
    ipn_event(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==, 0);
    ipn_event(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==, 0);
    ipn_link(n, true);
    ipn_settle(n);
    g_assert_false(ipn_event_ready(n));
    qtest_clock_step(n->qts, 8 * MS);
    ipn_event(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==, 1);
}

/* Link down for a while, at a time; nothing is received meanwhile. */
static void test_link_down(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint8_t comp[64];

    arm_one(n, "'side': 'time'", "'from-ms': 10, 'period-ms': 100,"
            " 'times': 2", "'kind': 'link-down', 'ms': 20");
    ipn_settle(n);
    g_assert_true(ipn_read(n, IPSECNIC_REG_STATUS) & IPSECNIC_STATUS_LINK_UP);
    qtest_clock_step(n->qts, 10 * MS);
    ipn_event(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_EVENT_LINK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==, 0);
    g_assert_false(ipn_read(n, IPSECNIC_REG_STATUS) & IPSECNIC_STATUS_LINK_UP);
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    qtest_clock_step(n->qts, 20 * MS);
    ipn_event(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==, 1);
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    qtest_clock_step(n->qts, 80 * MS);
    ipn_event(n, comp);
    qtest_clock_step(n->qts, 20 * MS);
    ipn_event(n, comp);
    qtest_clock_step(n->qts, 1000 * MS);
    ipn_settle(n);
    g_assert_false(ipn_event_ready(n));
}

static const struct {
    const char *word;
    unsigned reason;
} queue_reasons[] = {
    { "disabled", IPSECNIC_Q_ERR_DISABLED },
    { "bad-base", IPSECNIC_Q_ERR_BAD_BASE },
    { "bad-size", IPSECNIC_Q_ERR_BAD_SIZE },
    { "bad-index", IPSECNIC_Q_ERR_BAD_INDEX },
    { "bad-descriptor", IPSECNIC_Q_ERR_BAD_DESCRIPTOR },
    { "dma-read", IPSECNIC_Q_ERR_DMA_READ },
    { "dma-write", IPSECNIC_Q_ERR_DMA_WRITE },
    { "no-bus-master", IPSECNIC_Q_ERR_NO_BUS_MASTER },
};

static void test_queue_error(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(queue_reasons); i++) {
        g_autofree char *what = g_strdup_printf(
            "'kind': 'queue-error', 'queue': 'rx0', 'reason': '%s'",
            queue_reasons[i].word);
        Ipn *n = up(NULL);
        uint8_t comp[64];

        arm_one(n, "'side': 'receive'", "'nth': 2", what);
        ipn_send_hex(n, v->wire);
        raw(n, comp);
        ipn_send_hex(n, v->wire);
        ipn_event(n, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                         IPSECNIC_EVENT_QUEUE_ERROR);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==,
                         queue_reasons[i].reason);
        ipn_queue_error(n, &n->rx[0], queue_reasons[i].reason, 2);
        /* It is there again when it was reset. */
        ipn_queue_stop(n, &n->rx[0]);
        ipn_queue_enable(n, &n->rx[0]);
        ipn_rx_post(n, &n->rx[0], 1);
        ipn_send_hex(n, v->wire);
        raw(n, comp);
        counted(n, 3, 1, 0);
    }
}

static void test_device_error(void)
{
    Ipn *n = up(NULL);
    uint8_t comp[64];

    arm_one(n, "'side': 'control', 'opcode': 'nop'", "'nth': 1",
            "'kind': 'device-error', 'code': 77");
    post_nop(n);
    ctrl_raw(n, 0);
    ipn_event(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_EVENT_DEVICE_ERROR);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==, 77);
    g_assert_true(ipn_read(n, IPSECNIC_REG_STATUS) & IPSECNIC_STATUS_ERROR);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_DEVICE_ERROR), ==, 77);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    g_assert_false(ipn_read(n, IPSECNIC_REG_STATUS) & IPSECNIC_STATUS_ERROR);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_DEVICE_ERROR), ==, 0);
}

static void test_card_gone(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    unsigned i;

    ipn_sa_load(n, GCM4);
    arm_one(n, "'side': 'time'", "'from-ms': 5",
            "'kind': 'card-gone', 'ms': 30");
    qtest_clock_step(n->qts, 5 * MS);
    IPN_WAIT(n, ipn_read(n, IPSECNIC_REG_MAGIC) == UINT32_MAX);
    for (i = 0; i < IPSECNIC_BAR_REGS_SIZE; i += 4) {
        g_assert_cmphex(ipn_read(n, i), ==, UINT32_MAX);
        ipn_write(n, i, 0xffffffff);
    }
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    qtest_clock_step(n->qts, 30 * MS);
    IPN_WAIT(n, ipn_read(n, IPSECNIC_REG_MAGIC) == IPSECNIC_MAGIC);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CTRL), ==, 0);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
    g_assert_cmpuint(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_STATE), ==, 0);

    /* For good: a function-level reset has it back. */
    arm_one(n, "'side': 'time'", "", "'kind': 'card-gone'");
    IPN_WAIT(n, ipn_read(n, IPSECNIC_REG_MAGIC) == UINT32_MAX);
    qtest_clock_step(n->qts, 100000 * MS);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_MAGIC), ==, UINT32_MAX);
    ipn_flr(n);
    ipn_pci_setup(n);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_MAGIC), ==, IPSECNIC_MAGIC);
}

static void test_reset_stuck(void)
{
    Ipn *n = up(NULL);

    arm_one(n, "'side': 'reset'", "'nth': 1", "'kind': 'stuck', 'ms': 40");
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CTRL), ==, IPSECNIC_CTRL_RESET);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CTRL), ==, IPSECNIC_CTRL_RESET);
    qtest_clock_step(n->qts, 40 * MS);
    IPN_WAIT(n, ipn_read(n, IPSECNIC_REG_CTRL) == 0);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CTRL), ==, IPSECNIC_CTRL_ENABLE);
}

static void test_counters_stop(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = up(NULL);
    uint8_t comp[64];
    unsigned i;

    arm_one(n, "'side': 'receive'", "'nth': 2",
            "'kind': 'counters-stop', 'ms': 1000");
    for (i = 0; i < 4; i++) {
        ipn_send_hex(n, v->wire);
        raw(n, comp);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, 2);
    qtest_clock_step(n->qts, 1001 * MS);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_FRAMES) == 4);
}

/*
 * When
 */

/* Which of @frames frames a fault lost, as bits. */
static uint64_t lost(Ipn *n, const char *plan, unsigned frames)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    uint64_t bits = 0;
    unsigned i;
    IpnRx rx;

    arm(n, plan);
    for (i = 0; i < frames; i++) {
        uint64_t arrivals = ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS);

        ipn_send_hex(n, v->wire);
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS) > arrivals);
        if (!ipn_comp_ready(n, &n->rx[0])) {
            bits |= 1ull << i;
            continue;
        }
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_done(n, &n->rx[0], false);
    }
    return bits;
}

#define LOSE(when) \
    "{ 'seed': 7, 'faults': [ { 'where': { 'side': 'receive' }," \
    " 'when': { " when " }, 'what': { 'kind': 'lose-frame' } } ] }"

static void test_when(void)
{
    Ipn *n = up(NULL);

    ipn_sa_load(n, GCM4);
    g_assert_cmphex(lost(n, LOSE("'nth': 3"), 8), ==, 0x04);
    g_assert_cmphex(lost(n, LOSE("'every': 3"), 8), ==, 0x24);
    g_assert_cmphex(lost(n, LOSE("'every': 2, 'times': 2"), 8), ==, 0x0a);
    g_assert_cmphex(lost(n, LOSE("'times': 1"), 8), ==, 0x01);
    g_assert_cmphex(lost(n, LOSE("'probability': 1"), 8), ==, 0xff);
    counted(n, 8, 8, 0);
    /* The SA has counted all of them. */
    g_assert_cmphex(lost(n, LOSE("'after-packets': 43"), 8), ==, 0xfc);
    counted(n, 6, 6, 0);
    g_assert_cmphex(lost(n, LOSE("'from-ms': 5, 'until-ms': 10"), 2), ==, 0);
    g_assert_cmphex(lost(n, LOSE("'until-ms': 10"), 2), ==, 3);
    qtest_clock_step(n->qts, 11 * MS);
    ipn_send_hex(n, frame_of(VECTOR_SA_GCM4)->wire);
    raw(n, (uint8_t[64]) { 0 });
    counted(n, 2, 2, 0);
}

/* Each firing is in QEMU's trace, with fault, kind, match and SA. */
static void test_trace(void)
{
    g_autofree char *path = NULL, *args = NULL, *text = NULL, *sa = NULL;
    g_auto(GStrv) lines = NULL;
    unsigned i, told = 0;
    uint32_t handle;
    Ipn *n;
    int fd;

    fd = g_file_open_tmp("ipsecnic-faults-XXXXXX", &path, NULL);
    g_assert_cmpint(fd, >=, 0);
    close(fd);
    args = g_strdup_printf("-D '%s' -trace ipsecnic_fault", path);
    n = ipn_start("", args);
    ipn_up(n, &(IpnSetup) { 0 });
    handle = ipn_sa_load(n, GCM4);
    sa = g_strdup_printf("SA 0x%08x", handle);
    g_assert_cmphex(lost(n, LOSE("'every': 3"), 8), ==, 0x24);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpint(unlink(path), ==, 0);
    lines = g_strsplit(text, "\n", -1);
    for (i = 0; lines[i]; i++) {
        if (strstr(lines[i], "ipsecnic_fault ")) {
            g_assert_nonnull(strstr(lines[i], told ?
                                    "(lose-frame, match 6, firing 2)" :
                                    "(lose-frame, match 3, firing 1)"));
            g_assert_nonnull(strstr(lines[i], "side receive"));
            g_assert_nonnull(strstr(lines[i], sa));
            told++;
        }
    }
    g_assert_cmpuint(told, ==, 2);
}

#define RANDOM(seed) \
    "{ 'seed': " seed ", 'faults': [ " \
    "{ 'where': { 'side': 'receive' }, 'when': { 'probability': 0.25 }," \
    " 'what': { 'kind': 'lose-frame' } } ] }"

/* The same plan, seed and traffic: the same faults. */
static void test_deterministic(void)
{
    uint64_t first = lost(up(NULL), RANDOM("1"), 64);
    uint64_t again = lost(up(NULL), RANDOM("1"), 64);
    uint64_t other = lost(up(NULL), RANDOM("2"), 64);

    g_assert_cmphex(first, ==, again);
    g_assert_cmphex(first, !=, other);
    g_assert_cmpuint(ctpop64(first), >, 6);
    g_assert_cmpuint(ctpop64(first), <, 28);
}

/*
 * What is held back
 */

/* Bounded; dropped by reset and queue stop, told by the end of the plan. */
static void test_held_back(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    static const char plan[] =
        "{ 'faults': [ { 'where': { 'side': 'receive' },"
        " 'what': { 'kind': 'delay-completion', 'ms': 1000 } } ] }";
    Ipn *n = up(&(IpnSetup) { .posted = 512, .comp = 512, .buffers = 300 });
    uint8_t comp[64];
    unsigned i;

    arm(n, plan);
    for (i = 0; i < 260; i++) {
        ipn_send_hex(n, v->wire);
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS) == i + 1);
    }
    for (i = 256; i < 260; i++) {
        raw(n, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, i);
    }
    quiet(n, &n->rx[0]);
    counted(n, 260, 260, 4);
    arm(n, "null");
    for (i = 0; i < 256; i++) {
        raw(n, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, i);
    }

    n = up(NULL);
    arm(n, plan);
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    ipn_queue_stop(n, &n->rx[0]);
    ipn_queue_enable(n, &n->rx[0]);
    ipn_rx_post(n, &n->rx[0], 1);
    qtest_clock_step(n->qts, 2000 * MS);
    quiet(n, &n->rx[0]);
    ipn_send_hex(n, v->wire);
    quiet(n, &n->rx[0]);
    ipn_up(n, &(IpnSetup) { });
    qtest_clock_step(n->qts, 2000 * MS);
    quiet(n, &n->rx[0]);
    /* The plan is still there. */
    counted(n, 2, 2, 0);
}

/* A guest without a driver: what can happen does, what cannot is missed, and a
 * driver that comes later finds a card. */
static void test_nobody_drives(void)
{
#define AT(what) \
    "{ 'where': { 'side': 'time' }, 'when': { 'from-ms': 5 }," \
    " 'what': { " what " } }"
    static const char plan[] =
        "{ 'faults': ["
        AT("'kind': 'link-down', 'ms': 5") ","
        AT("'kind': 'raise-interrupt', 'queue': 'rx0'") ","
        AT("'kind': 'raise-interrupt', 'queue': 'ctrl'") ","
        AT("'kind': 'counters-stop', 'ms': 5") ","
        AT("'kind': 'device-error', 'code': 7") ","
        AT("'kind': 'queue-error', 'queue': 'tx0', 'reason': 'dma-read'") ","
        AT("'kind': 'sa-delete-request', 'sa': 1") ","
        AT("'kind': 'sa-limit', 'limit': 'sequence', 'sa': 1") ","
        AT("'kind': 'sequence-top-lost', 'sa': 1") ","
        AT("'kind': 'window-lost', 'sa': 1") ","
        AT("'kind': 'card-gone', 'ms': 5") ","
        "{ 'where': { 'side': 'receive' },"
        "  'what': { 'kind': 'lose-frame' } } ] }";
#undef AT
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    Ipn *n = ipn_spawn("", "");
    unsigned i;
    IpnRx rx;

    ipn_attach(n, -1);
    arm(n, plan);
    ipn_send_hex(n, v->wire);
    qtest_clock_step(n->qts, 5 * MS);
    IPN_WAIT(n, ipn_read(n, IPSECNIC_REG_MAGIC) == UINT32_MAX);
    for (i = 0; i < 11; i++) {
        g_assert_cmpuint(count(n, i).fired, ==, 1);
    }
    /* There is no SA 1. */
    for (i = 6; i < 10; i++) {
        g_assert_cmpuint(count(n, i).missed, ==, 1);
    }
    g_assert_cmpuint(count(n, 11).matched, ==, 0);
    qtest_clock_step(n->qts, 10 * MS);
    IPN_WAIT(n, ipn_read(n, IPSECNIC_REG_MAGIC) == IPSECNIC_MAGIC);
    arm(n, "null");
    ipn_up(n, &(IpnSetup) { });
    ipn_sa_load(n, GCM4);
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(IPSECNIC_OOB_STATUS(rx.oob), ==, IPSECNIC_CRYPTO_SUCCESS);
    ipn_free(n);
}

/* What fired is told in the capture, in words. */
static void test_capture(void)
{
    const IpnFrameVector *v = frame_of(VECTOR_SA_GCM4);
    static const char *const wanted[] = {
        "; fault: it (status, match 1, firing 1)",
        "; fault: lost (lose-frame, match 2, firing 1)",
    };
    static const char clock[] = "fault: tick (raise-interrupt, match 1";
    static const char packet[] = "; fault: tick";
    g_autofree char *path = capture_path();
    g_autoptr(GByteArray) seen = NULL;
    Ipn *n = up(NULL);
    uint8_t comp[64];
    unsigned i;

    ipn_sa_load(n, GCM4);
    arm(n, "{ 'faults': ["
        "{ 'name': 'it', 'where': { 'side': 'receive' }, 'when': { 'nth': 1 },"
        "  'what': { 'kind': 'status', 'status': 'generic-error' } },"
        "{ 'name': 'lost', 'where': { 'side': 'receive' },"
        "  'when': { 'nth': 2 }, 'what': { 'kind': 'lose-frame' } } ] }");
    set_capture(n, path);
    for (i = 0; i < 3; i++) {
        ipn_send_hex(n, v->wire);
    }
    raw(n, comp);
    raw(n, comp);
    /* What the clock brings about is no packet's, though one comes next. */
    arm(n, "{ 'faults': ["
        "{ 'name': 'tick', 'where': { 'side': 'time' },"
        "  'when': { 'from-ms': 5 },"
        "  'what': { 'kind': 'raise-interrupt', 'queue': 'rx0' } } ] }");
    qtest_clock_step(n->qts, 10 * MS);
    IPN_WAIT(n, count(n, 0).fired == 1);
    ipn_send_hex(n, v->wire);
    raw(n, comp);
    seen = captured(n, path);
    for (i = 0; i < ARRAY_SIZE(wanted); i++) {
        g_assert_cmpuint(occurs(seen, wanted[i], strlen(wanted[i])), >, 0);
    }
    g_assert_cmpuint(occurs(seen, clock, strlen(clock)), >, 0);
    g_assert_cmpuint(occurs(seen, packet, strlen(packet)), ==, 0);
}

/*
 * Plans that cannot be
 */

static const struct {
    const char *plan;
    const char *error;
} refused[] = {
#define ONE(where, when, what) \
    "{ 'faults': [ { 'where': { " where " }, 'when': { " when " }," \
    " 'what': { " what " } } ] }"
#define RX "'side': 'receive'"
#define LOST "'kind': 'lose-frame'"
    { "1", "expected: object" },
    { "[]", "expected: object" },
    { "{ }", "'faults'" },
    { "{ 'faults': 1 }", "'faults'" },
    { "{ 'faults': [ 1 ] }", "'faults[0]'" },
    { "{ 'faults': [], 'sed': 1 }", "'sed'" },
    { "{ 'faults': [], 'seed': -1 }", "seed" },
    { "{ 'faults': [ { 'what': { " LOST " } } ] }", "'faults[0].where'" },
    { "{ 'faults': [ { 'where': { " RX " } } ] }", "'faults[0].what'" },
    { "{ 'faults': [ { 'name': '', 'where': { " RX " }, 'what': { " LOST
      " } } ] }", "faults[0].name: must be" },
    { "{ 'faults': [ { 'name': 'a b', 'where': { " RX " }, 'what': { " LOST
      " } } ] }", "faults[0].name: must be" },
    { "{ 'faults': [ { 'name': 'a', 'where': { " RX " }, 'what': { " LOST
      " } }, { 'name': 'a', 'where': { " RX " }, 'what': { " LOST " } } ] }",
      "faults[1].name: 'a' is that of faults[0]" },
    { "{ 'faults': [ { 'where': { " RX " }, 'what': { " LOST " },"
      " 'whn': { } } ] }", "'faults[0].whn'" },
    { ONE("", "", LOST), "'faults[0].where.side'" },
    { ONE("'side': 'recieve'", "", LOST),
      "faults[0].where.side: 'recieve' is none of: receive, " },
    { ONE(RX ", 'colour': 1", "", LOST), "'faults[0].where.colour'" },
    { ONE(RX ", 'queue': 'rx1'", "", LOST),
      "faults[0].where.queue: 'rx1' is not there, the card has 1 pairs" },
    { ONE(RX ", 'queue': 'tx0'", "", LOST),
      "faults[0].where.queue: nothing of side 'receive'" },
    { ONE(RX ", 'queue': 'rx'", "", LOST),
      "faults[0].where.queue: 'rx' is neither" },
    { ONE(RX ", 'queue': 0", "", LOST), "'faults[0].where.queue'" },
    { ONE(RX ", 'sa': 0", "", LOST),
      "faults[0].where.sa: 0 is not from 1 to 4294967295" },
    { ONE(RX ", 'spi': 4294967296", "", LOST), "faults[0].where.spi:" },
    { ONE(RX ", 'opcode': 'nop'", "", LOST), "faults[0].where.opcode: only" },
    { ONE(RX ", 'event': 'link'", "", LOST), "faults[0].where.event: only" },
    { ONE(RX ", 'direction': 'outbound'", "", LOST),
      "faults[0].where.direction: side 'receive' has the other" },
    { ONE("'side': 'time', 'sa': 1", "", "'kind': 'card-gone'"),
      "faults[0].where.sa: nothing of side 'time'" },
    { ONE("'side': 'reset', 'direction': 'inbound'", "", "'kind': 'stuck'"),
      "faults[0].where.direction: nothing" },
    { ONE(RX, "'nth': 0", LOST), "faults[0].when.nth: 0 is not from 1 to" },
    { ONE(RX, "'every': 0", LOST),
      "faults[0].when.every: 0 is not from 1 to 4294967295" },
    { ONE(RX, "'every': 'x'", LOST), "'faults[0].when.every'" },
    { ONE(RX, "'nth': 1, 'every': 1", LOST), "faults[0].when: 'nth', 'every'" },
    { ONE(RX, "'nth': 1, 'times': 1", LOST), "faults[0].when: 'nth' happens" },
    { ONE(RX, "'probability': 0", LOST), "faults[0].when.probability: 0 is" },
    { ONE(RX, "'probability': 1.5", LOST), "faults[0].when.probability: 1.5" },
    { ONE(RX, "'from-ms': 9, 'until-ms': 9", LOST),
      "faults[0].when.until-ms: 9 is not behind" },
    { ONE(RX, "'from-ms': 3600001", LOST), "faults[0].when.from-ms:" },
    { ONE(RX, "'period-ms': 5", LOST), "faults[0].when.period-ms: only" },
    { ONE("'side': 'event'", "'after-packets': 5", "'kind': 'lose'"),
      "faults[0].when.after-packets: nothing" },
    { ONE(RX, "'nht': 1", LOST), "'faults[0].when.nht'" },
    { ONE(RX, "", ""), "'faults[0].what.kind'" },
    { ONE(RX, "", "'kind': 'explode'"), "faults[0].what.kind: 'explode'" },
    { ONE(RX, "", "'kind': 'hang'"),
      "faults[0].what.kind: side 'receive' has no 'hang'" },
    { ONE(RX, "", LOST ", 'ms': 1"),
      "faults[0].what.ms: kind 'lose-frame' of side 'receive'" },
    { ONE(RX, "", "'kind': 'delay-completion'"),
      "faults[0].what: 'ms' is missing" },
    { ONE(RX, "", "'kind': 'delay-completion', 'ms': 0"),
      "faults[0].what.ms: 0 is not from 1 to 3600000" },
    { ONE(RX, "", "'kind': 'reorder-completion', 'behind': 65"),
      "faults[0].what.behind: 65 is not from 1 to 64" },
    { ONE(RX, "", "'kind': 'status'"), "faults[0].what: 'status' is missing" },
    { ONE(RX, "", "'kind': 'status', 'status': 'table-full'"),
      "faults[0].what.status: 'table-full' is none of: success, " },
    { ONE(RX, "", "'kind': 'status', 'status': 'success',"
                  " 'bytes': 'decrypted'"), "faults[0].what.bytes: what" },
    { ONE(RX, "", "'kind': 'status', 'status': 'generic-error',"
                  " 'executed': true"), "faults[0].what.executed: only" },
    { ONE("'side': 'transmit'", "", "'kind': 'status', 'status': 'ok'"),
      "faults[0].what.status: a frame" },
    { ONE("'side': 'control'", "", "'kind': 'status', 'status': 'ok',"
                                   " 'executed': true"),
      "faults[0].what.executed: a command" },
    { ONE(RX, "", "'kind': 'field', 'field': 'hash'"),
      "faults[0].what: kind 'field' needs" },
    { ONE(RX, "", "'kind': 'field', 'field': 'colour', 'value': 1"),
      "faults[0].what.field: 'colour'" },
    { ONE(RX, "", "'kind': 'field', 'field': 'csum', 'value': 65536"),
      "faults[0].what.value: 65536 is not from 0 to 65535" },
    { ONE(RX, "", "'kind': 'field', 'field': 'csum', 'xor': 1, 'add': 1"),
      "faults[0].what: kind 'field' needs" },
    { ONE(RX, "", "'kind': 'field', 'field': 'csum', 'add': 0"),
      "faults[0].what.add: 0 changes nothing" },
    { ONE("'side': 'time'", "", "'kind': 'queue-error', 'queue': 'rx0',"
                                " 'reason': 'none'"),
      "faults[0].what.reason: 'none'" },
    { ONE("'side': 'time'", "", "'kind': 'queue-error', 'queue': 'rx0'"),
      "faults[0].what: 'reason' is missing" },
    { ONE("'side': 'time'", "", "'kind': 'sa-delete-request'"),
      "faults[0].what: 'sa' is missing" },
    { ONE("'side': 'control', 'opcode': 'nop'", "", "'kind': 'table-full',"
                                                    " 'capacity': 1"),
      "faults[0].where.opcode: kind 'table-full'" },
#undef LOST
#undef RX
#undef ONE
};

static void test_refused(void)
{
    Ipn *n = up(NULL);
    g_autoptr(GString) many = g_string_new("{ 'faults': [");
    QDict *answer;
    unsigned i;

    arm_one(n, "'side': 'receive'", "", "'kind': 'lose-frame'");
    for (i = 0; i < ARRAY_SIZE(refused); i++) {
        const char *text;

        answer = set_plan(n, refused[i].plan);
        if (!qdict_haskey(answer, "error")) {
            g_error("%s was taken", refused[i].plan);
        }
        text = qdict_get_str(qdict_get_qdict(answer, "error"), "desc");
        if (!strstr(text, refused[i].error)) {
            g_test_message("%s: '%s' without '%s'", refused[i].plan, text,
                           refused[i].error);
            g_test_fail();
        }
        qobject_unref(answer);
    }
    for (i = 0; i < 65; i++) {
        g_string_append_printf(many, "%s{ 'where': { 'side': 'receive' },"
                               " 'what': { 'kind': 'lose-frame' } }",
                               i ? "," : "");
    }
    g_string_append(many, "] }");
    answer = set_plan(n, many->str);
    g_assert_true(qdict_haskey(answer, "error"));
    qobject_unref(answer);
    /* The plan of before is armed all the while. */
    ipn_send_hex(n, frame_of(VECTOR_SA_GCM4)->wire);
    quiet(n, &n->rx[0]);
    counted(n, 1, 1, 0);
}

/* A string is no plan, whoever brings it. */
static void test_monitor(void)
{
    Ipn *n = up(NULL);
    g_autofree char *text = qtest_hmp(n->qts, "qom-set /machine/peripheral/card"
                                      " faults 1");

    g_assert_nonnull(strstr(text, "JSON object"));
}

/*
 * Files
 */

static void test_file(void)
{
    g_autofree char *path = NULL;
    g_autofree char *props = NULL;
    int fd = g_file_open_tmp("ipsecnic-faults-XXXXXX", &path, NULL);
    /* With what other editors put in front, and their line ends. */
    static const char plan[] =
        "\xef\xbb\xbf{ \"seed\": 3,\r\n \"faults\": [\r\n"
        " { \"where\": { \"side\": \"receive\" },\r\n"
        " \"when\": { \"nth\": 1 }, \"what\": { \"kind\": \"lose-frame\" } }"
        " ] }\r\n";
    Ipn *n;

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    g_assert_true(g_file_set_contents(path, plan, -1, NULL));
    props = g_strdup_printf(",x-faults=%s", path);
    n = ipn_start(props, "");
    ipn_up(n, &(IpnSetup) { });
    ipn_send_hex(n, frame_of(VECTOR_SA_GCM4)->wire);
    quiet(n, &n->rx[0]);
    counted(n, 1, 1, 0);

    unlink(path);
}

/* A card is told a plan that it does not take; @error and @path are named. */
static void file_refused(QTestState *qts, const char *path, const char *error)
{
    QDict *answer = qtest_qmp_assert_failure_ref(
        qts, "{ 'execute': 'device_add', 'arguments': {"
        " 'driver': 'ipsecnic', 'x-faults': %s } }", path);
    const char *text = qdict_get_str(answer, "desc");

    g_test_message("%s", text);
    if (!strstr(text, error) || !strstr(text, path)) {
        g_test_message("... without '%s' or '%s'", error, path);
        g_test_fail();
    }
    qobject_unref(answer);
}

/* What is no JSON has a line, what is no plan the member's place. */
static void test_bad_file(void)
{
#define ONE(where) \
    "{ 'faults': [ { 'where': { 'side': 'receive', " where " }," \
    " 'what': { 'kind': 'lose-frame' } } ] }"
    g_autofree char *deep = g_strnfill(10000, '[');
    const struct {
        const char *text;
        const char *error;
    } rows[] = {
        { "{ 'faults': [ { } ] }", "'faults[0].where'" },
        { "", "there is nothing in it" },
        { "\xef\xbb\xbf \r\n\t", "there is nothing in it" },
        { "{", "it ends in the middle" },
        { "\n\n{ 'faults': [\n{ 'where': ", "it ends in the middle" },
        { "{ 'seed': 1\r\n 'faults': [] }",
          "line 2: JSON parse error, expected separator in dict" },
        { "{ 'seed': 1\n 'faults': [\n # none\n ] }",
          "line 2: JSON parse error, expected separator in dict" },
        { "\n{ 'faults': [\n // none\n ] }",
          "line 3: JSON parse error, stray '/'" },
        { "{ 'seed': 1,\n'faults': [],\n'seed': 2,\n'more': 3 }",
          "line 3: JSON parse error, duplicate key" },
        { "{ 'faults': [],\n}\n", "line 2: JSON parse error" },
        { "{ 'faults': [] }\n{ 'faults': [] }\n", "line 2: Expecting at most" },
        { "faults: []", "line 1: JSON parse error" },
        { "{ 'seed': 0x1001,\n'faults': [] }", "line 1: JSON parse error" },
        { deep, "line 1: JSON nesting depth limit exceeded" },
        { "\xff\xfe{", "line 1: JSON parse error, stray" },
        { "{ 'seed': 9223372036854775808, 'faults': [] }", "seed" },
        { "{ 'seed': 1e999, 'faults': [] }", "'seed'" },
        { ONE("'spi': 4294967296"),
          "faults[0].where.spi: 4294967296 is not from 1 to 4294967295" },
        { ONE("'spi': 18446744073709551616"), "'faults[0].where.spi'" },
        { ONE("'spi': '0x1001'"), "'faults[0].where.spi', expected: integer" },
    };
#undef ONE
    g_autofree char *dir = NULL;
    g_autofree char *path = NULL;
    QTestState *qts;
    unsigned i;

    if (!ipn_needs_pc("hot-plug")) {
        return;
    }
    dir = g_dir_make_tmp("ipsecnic-faults-XXXXXX", NULL);
    g_assert_nonnull(dir);
    path = g_build_filename(dir, "plan.json", NULL);
    qts = qtest_init("-M pc -nodefaults -m 64");
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_assert_true(g_file_set_contents(path, rows[i].text, -1, NULL));
        file_refused(qts, path, rows[i].error);
    }
    g_assert_true(g_file_set_contents(path, "{ }\0{ }", 7, NULL));
    file_refused(qts, path, "a byte 0");
    g_assert_cmpint(truncate(path, 1 * GiB), ==, 0);
    file_refused(qts, path, "longer than 1048576 bytes");
    unlink(path);
    file_refused(qts, path, "No such file");
    /* Nobody is to wait for its other end. */
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    file_refused(qts, path, "no regular file");
    unlink(path);
    file_refused(qts, dir, "no regular file");
    file_refused(qts, "/dev/zero", "no regular file");
    qtest_quit(qts);
    rmdir(dir);
}

/* A plan is for a card that is there: device_add takes none, and lives. */
static void test_plan_before_card(void)
{
    const char *const values[] = {
        "null", "5", "'plan.json'", "[]", "{ 'faults': [] }",
        "{ 'faults': [ { 'where': { 'side': 'receive' },"
        " 'what': { 'kind': 'lose-frame' } } ] }",
    };
    QTestState *qts;
    unsigned i;

    if (!ipn_needs_pc("hot-plug")) {
        return;
    }
    qts = qtest_init("-M pc -nodefaults -m 64");
    for (i = 0; i < ARRAY_SIZE(values); i++) {
        g_autofree char *command = g_strdup_printf(
            "{ 'execute': 'device_add', 'arguments': {"
            " 'driver': 'ipsecnic', 'faults': %s } }", values[i]);
        QObject *json = qobject_from_json(command, &error_abort);
        QDict *answer = qtest_qmp_assert_failure_ref(qts, "%p", json);

        g_assert_nonnull(strstr(qdict_get_str(answer, "desc"), "'x-faults'"));
        qobject_unref(answer);
    }
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    unsigned i;
    int ret;

    g_test_init(&argc, &argv, NULL);
#define ADD(name, func) qtest_add_func("/ipsecnic/faults/" name, func)
    ADD("receive/status", test_rx_status);
    ADD("receive/status-decrypted", test_rx_status_decrypted);
    ADD("receive/silent-success", test_rx_silent_success);
    qtest_add_data_func("/ipsecnic/faults/receive/unauthenticated/gcm4",
                        GUINT_TO_POINTER(VECTOR_SA_GCM4),
                        test_rx_unauthenticated);
    qtest_add_data_func("/ipsecnic/faults/receive/unauthenticated/cbc4t",
                        GUINT_TO_POINTER(VECTOR_SA_CBC4T),
                        test_rx_unauthenticated);
    ADD("receive/not-done", test_rx_not_done);
    ADD("receive/handle", test_rx_handle);
    ADD("receive/field", test_rx_field);
    ADD("receive/lose-frame", test_rx_lose_frame);
    ADD("receive/lose-completion", test_rx_lose_completion);
    ADD("receive/duplicate-completion", test_rx_duplicate_completion);
    ADD("receive/duplicate-completion/room",
        test_rx_duplicate_completion_room);
    ADD("receive/delay-completion", test_rx_delay_completion);
    ADD("receive/reorder-completion", test_rx_reorder_completion);
    ADD("receive/phase-late", test_rx_phase_late);
    ADD("interrupt", test_interrupt);
    ADD("control/status", test_ctrl_status);
    ADD("control/where", test_ctrl_where);
    ADD("control/completions", test_ctrl_completions);
    ADD("control/hang", test_ctrl_hang);
    ADD("control/hang-and-more", test_ctrl_hang_and_more);
    ADD("control/held-back-and-stopped", test_ctrl_held_back_and_stopped);
    ADD("control/table-full", test_ctrl_table_full);
    ADD("transmit/status", test_tx_status);
    ADD("transmit/frame", test_tx_frame);
    for (i = 0; i < ARRAY_SIZE(ipn_tx_esp_vectors); i++) {
        if (!strcmp(ipn_tx_esp_vectors[i].name, "ah4")) {
            qtest_add_data_func("/ipsecnic/faults/transmit/icv-place/ah4",
                                &ipn_tx_esp_vectors[i], test_tx_icv_place);
        } else if (!strcmp(ipn_tx_esp_vectors[i].name, "gcm6")) {
            qtest_add_data_func("/ipsecnic/faults/transmit/icv-udp/gcm6",
                                &ipn_tx_esp_vectors[i], test_tx_icv_udp);
        } else if (!strcmp(ipn_tx_esp_vectors[i].name, "gcm6t")) {
            qtest_add_data_func("/ipsecnic/faults/transmit/icv-udp/gcm6t",
                                &ipn_tx_esp_vectors[i], test_tx_icv_udp);
        }
    }
    ADD("transmit/sequence", test_tx_sequence);
    ADD("transmit/completions", test_tx_completions);
    ADD("transmit/late-completion/room", test_tx_late_completion_room);
    ADD("transmit/never-in-clear", test_tx_never_in_clear);
    ADD("sa/requests", test_sa_requests);
    ADD("sa/numbers", test_sa_numbers);
    ADD("event", test_event);
    ADD("link-down", test_link_down);
    ADD("queue-error", test_queue_error);
    ADD("device-error", test_device_error);
    ADD("card-gone", test_card_gone);
    ADD("reset-stuck", test_reset_stuck);
    ADD("counters-stop", test_counters_stop);
    ADD("when", test_when);
    ADD("trace", test_trace);
    ADD("deterministic", test_deterministic);
    ADD("held-back", test_held_back);
    ADD("nobody-drives", test_nobody_drives);
    ADD("capture", test_capture);
    ADD("refused", test_refused);
    ADD("monitor", test_monitor);
    ADD("file", test_file);
    ADD("bad-file", test_bad_file);
    ADD("plan-before-card", test_plan_before_card);
#undef ADD
    ret = g_test_run();
    ipn_quit();
    return ret;
}

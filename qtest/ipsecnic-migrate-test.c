/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Migration of ipsecnic: between two QEMUs, and from streams that lie
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "qobject/qlist.h"
#include "qobject/qjson.h"
#include "qobject/qlist.h"
#include "qobject/qnum.h"
#include "qemu/units.h"
#include "tests/qtest/ipsecnic/ipsecnic-packet-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-tx-vectors.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <sys/wait.h>

#define GCM4 (&ipn_sa_vectors[VECTOR_SA_GCM4])
#define CBC6 (&ipn_sa_vectors[VECTOR_SA_CBC6])

static const uint8_t own_mac[6] = IPN_MAC_BYTES;

/* Directory for sockets and streams; removed at the end. */
static char *dir;

static void wait_for_status(Ipn *n, const char *command, const char *member,
                            const char *want)
{
    int64_t end = ipn_deadline();

    for (;;) {
        QDict *reply = qtest_qmp_assert_success_ref(n->qts,
                                                    "{ 'execute': %s }",
                                                    command);
        g_autofree char *is =
            g_strdup(qdict_get_try_str(reply, member) ?: "none");

        qobject_unref(reply);
        if (!strcmp(is, want)) {
            return;
        }
        g_assert_cmpstr(is, !=, "failed");
        ipn_poll(n, end, want, __FILE__, __LINE__);
    }
}

/* A destination for @src, with the same arguments. */
static Ipn *destination(const char *props, const char *args)
{
    g_autofree char *all = g_strconcat("-incoming defer ", args, NULL);

    return ipn_spawn(props, all);
}

/* What the driver knows moves with the guest. */
static void adopt(Ipn *dst, const Ipn *src)
{
    Ipn old = *dst;

    *dst = *src;
    dst->qts = old.qts;
    dst->bus = old.bus;
    dst->dev.bus = old.bus;
    dst->wire = old.wire;
    dst->own = old.own;
    dst->args = old.args;
    dst->events = old.events;
    dst->frame = old.frame;
}

static void migrate(Ipn *src, Ipn *dst)
{
    g_autofree char *uri = g_strdup_printf("unix:%s/migrate", dir);

    adopt(dst, src);
    src->step_ns = dst->step_ns = 0;
    /* Virtual time of a qtest does not migrate by itself. */
    qtest_clock_set(dst->qts, qtest_clock_step(src->qts, 1));
    /* QEMU would tell switches about the new place, on the test's wire. */
    qtest_qmp_assert_success(dst->qts, "{ 'execute':"
                             " 'migrate-set-parameters', 'arguments':"
                             " { 'announce-rounds': 0 } }");
    qtest_qmp_assert_success(dst->qts, "{ 'execute': 'migrate-incoming',"
                             " 'arguments': { 'uri': %s } }", uri);
    qtest_qmp_assert_success(src->qts, "{ 'execute': 'migrate',"
                             " 'arguments': { 'uri': %s } }", uri);
    wait_for_status(src, "query-migrate", "status", "completed");
    wait_for_status(dst, "query-status", "status", "running");
}

static void check_registers_equal(Ipn *src, Ipn *dst)
{
    g_autofree uint8_t *a = g_malloc(IPSECNIC_BAR_REGS_SIZE);
    g_autofree uint8_t *b = g_malloc(IPSECNIC_BAR_REGS_SIZE);
    unsigned i;

    ipn_read_all(src, a);
    ipn_read_all(dst, b);
    for (i = 0; i < IPSECNIC_BAR_REGS_SIZE; i += 4) {
        if (ldl_le_p(a + i) != ldl_le_p(b + i)) {
            g_error("register 0x%x: source 0x%x, destination 0x%x", i,
                    ldl_le_p(a + i), ldl_le_p(b + i));
        }
    }
}

static void arrive(Ipn *n, unsigned q, const char *hex)
{
    uint64_t frames = ipn_stat(n, IPSECNIC_STAT_RX_FRAMES);

    ipn_send_hex(n, hex);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_FRAMES) == frames + 1);
}

/*
 * A card in the middle of everything: SAs, half-used rings, completions that
 * nobody read, an interrupt that is masked, another that waits for its
 * interval, a transmit frame without its end, an event, counters.
 */
typedef struct Everything {
    unsigned q;                 /* where the frames go */
    uint32_t gone;              /* handles of the SAs */
    uint32_t handle;
    uint32_t other;
    uint32_t partner;
    uint64_t addr;              /* of the frame that is sent */
    uint8_t frame[100];
    uint8_t info[256];          /* QUERY_SA of "handle" */
    uint32_t features;          /* that the driver accepts; 0: all */
} Everything;

/* What the driver does; virtual time is the same at the end of each run. */
static void everything_make(Ipn *src, Everything *e, unsigned max_queues)
{
    const IpnFrameVector *stream = ipn_stream_vectors;
    unsigned q = stream[0].hash % max_queues, i;
    uint8_t got[100], entry[64];
    IpnSa sa;
    IpnRx rx;

    ipn_up(src, &(IpnSetup) { .queues = max_queues, .posted = 8, .comp = 16,
                              .buffers = 6, .ctrl = 8, .tx = 16,
                              .features = e->features });
    src->step_ns = 0;
    qtest_clock_set(src->qts, 1000 * 1000 * 1000);
    e->q = q;
    ipn_write(src, IPSECNIC_REG_MAC_LO, 0x44332202);
    ipn_write(src, IPSECNIC_REG_MCAST_LO(9), 0x15e0001);
    ipn_write(src, IPSECNIC_REG_MCAST_HI(9), IPSECNIC_MCAST_VALID | 5);
    ipn_write(src, IPSECNIC_REG_TEST_SCRATCH, 0x1234);
    ipn_write(src, IPSECNIC_REG_RX_MAX_FRAME, 9014);

    /* SAs, one with a past, and a handle that was deleted. */
    e->gone = ipn_sa_load(src, &ipn_sa_vectors[VECTOR_SA_CBC4]);
    ipn_sa(&sa, GCM4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, driver_cookie, 0xfeedfacecafebeef);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, soft_packets, 7);
    g_assert_cmpuint(ipn_sa_add(src, &sa, &e->handle), ==, IPSECNIC_ST_OK);
    e->other = ipn_sa_load(src, CBC6);
    /* The outbound one that is the same as "handle" in everything else. */
    ipn_sa(&sa, GCM4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, flags, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, driver_cookie, 0x0b0b);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].sequence, 77);
    g_assert_cmpuint(ipn_sa_add(src, &sa, &e->partner), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_delete(src, e->gone), ==, IPSECNIC_ST_OK);

    /* Ring: three read, of which one given back; three more unread. */
    for (i = 0; i < 3; i++) {
        arrive(src, q, stream[i].wire);
        ipn_rx_next(src, &src->rx[q], &rx);
        ipn_rx_clear(&rx, &stream[i], e->handle);
    }
    src->rx[q].head -= 2;
    ipn_release(src, &src->rx[q], false);
    src->rx[q].head += 2;
    ipn_write(src, IPSECNIC_REG_VEC_INTERVAL(1 + 2 * q), 10000);
    ipn_release(src, &src->rx[q], true);
    arrive(src, q, stream[3].wire);
    ipn_irq_wait(src, 1 + 2 * q);
    src->rx[q].head++;
    ipn_release(src, &src->rx[q], true);
    src->rx[q].head--;
    qtest_clock_step(src->qts, 4000 * 1000);
    arrive(src, q, stream[4].wire);
    g_assert_cmpuint(ipn_read(src, IPSECNIC_REG_VEC_PENDING(1 + 2 * q)), ==,
                     1);

    /* A transmit queue in the middle of a frame; its vector is masked. */
    e->addr = ipn_alloc(src, sizeof(e->frame));
    ipn_plain(e->frame, sizeof(e->frame), own_mac, 0x42);
    qtest_memwrite(src->qts, e->addr, e->frame, sizeof(e->frame));
    ipn_irq_mask(src, 2, true);
    ipn_release(src, &src->tx[0], true);
    ipn_tx_entry(entry, e->addr, sizeof(e->frame),
                 IPSECNIC_TX_START | IPSECNIC_TX_END, 1);
    ipn_post(src, &src->tx[0], entry);
    ipn_tx_entry(entry, e->addr, 30, IPSECNIC_TX_START, 2);
    ipn_post(src, &src->tx[0], entry);
    ipn_doorbell(src, &src->tx[0]);
    g_assert_cmpuint(ipn_wire_recv(src, got, sizeof(got)), ==, 100);
    IPN_WAIT(src, ipn_irq_pending(src, 2));

    /* An event that nobody read. */
    ipn_link(src, false);
    ipn_link(src, true);
    ipn_settle(src);
    g_assert_cmpuint(ipn_sa_query(src, e->handle, e->info), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(e->info, ipsecnic_sa_info, packets), ==, 5);
    g_queue_clear_full(src->events, g_free);
    ipn_link(src, false);
    ipn_link(src, true);
    ipn_settle(src);
}

/* The card goes on elsewhere, with all that it had. */
static void everything_check(Ipn *dst, const Everything *e)
{
    const IpnFrameVector *stream = ipn_stream_vectors;
    unsigned q = e->q, i;
    uint8_t got[100], entry[64], comp[64], info[256], after[256];
    uint32_t fresh;
    IpnRx rx;

    g_assert_true(ipn_irq_pending(dst, 2));
    g_assert_false(ipn_irq_take(dst, 1 + 2 * q));

    /* Six of the ten milliseconds are left. */
    qtest_clock_step(dst->qts, 5999 * 1000);
    ipn_settle(dst);
    g_assert_false(ipn_irq_take(dst, 1 + 2 * q));
    qtest_clock_step(dst->qts, 1000);
    ipn_irq_wait(dst, 1 + 2 * q);
    g_assert_cmpuint(ipn_read(dst, IPSECNIC_REG_VEC_PENDING(1 + 2 * q)), ==,
                     0);
    ipn_irq_mask(dst, 2, false);
    ipn_irq_wait(dst, 2);

    /* The unread completions, and then new ones on the same rings. */
    for (i = 3; i < 5; i++) {
        ipn_rx_next(dst, &dst->rx[q], &rx);
        ipn_rx_clear(&rx, &stream[i], e->handle);
        g_assert_cmpuint(rx.arrival, ==, i);
    }
    arrive(dst, q, stream[5].wire);
    ipn_rx_next(dst, &dst->rx[q], &rx);
    ipn_rx_clear(&rx, &stream[5], e->handle);
    g_assert_cmpuint(rx.arrival, ==, 5);
    /* Six buffers were posted: this frame has to wait for another. */
    ipn_send_hex(dst, stream[6].wire);
    IPN_WAIT(dst, ipn_stat(dst, IPSECNIC_STAT_RX_STALLS) == 1);
    ipn_rx_done(dst, &dst->rx[q], false);
    ipn_rx_next(dst, &dst->rx[q], &rx);
    /* The seventh packet reaches the soft limit; five came at the source. */
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE |
                    IPSECNIC_OOB_SA_DELETE_REQ);
    g_assert_cmphex(rx.sa_outer, ==, e->handle);

    /* The rest of the frame that was begun. */
    ipn_tx_entry(entry, e->addr + 30, 70, IPSECNIC_TX_END, 3);
    ipn_post(dst, &dst->tx[0], entry);
    ipn_doorbell(dst, &dst->tx[0]);
    g_assert_cmpuint(ipn_wire_recv(dst, got, sizeof(got)), ==, 100);
    g_assert_cmpint(memcmp(got, e->frame, 100), ==, 0);
    for (i = 1; i <= 2; i++) {
        ipn_comp_next(dst, &dst->tx[0], comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, status), ==, 0);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, cookie), ==, i);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, fragments), ==, i);
    }
    ipn_wire_quiet(dst);

    /* Events, handles, counters of the SA. */
    for (i = 0; i < 2; i++) {
        ipn_event(dst, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                         IPSECNIC_EVENT_LINK);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, status), ==, i);
    }
    ipn_event(dst, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_EVENT_SA_LIMIT);
    g_assert_cmpuint(ipn_sa_query(dst, e->handle, after), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(after, ipsecnic_sa_info, packets), ==, 7);
    g_assert_cmpuint(ipn_get(after, ipsecnic_sa_info, bytes), >,
                     ipn_get(e->info, ipsecnic_sa_info, bytes));
    g_assert_cmphex(ipn_get(after, ipsecnic_sa_info, driver_cookie), ==,
                    0xfeedfacecafebeef);
    g_assert_cmpuint(ipn_sa_query(dst, e->gone, info), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_sa_query(dst, e->other, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_query(dst, e->partner, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, driver_cookie), ==,
                    0x0b0b);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 0);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==, 77);
    fresh = ipn_sa_load(dst, &ipn_sa_vectors[VECTOR_SA_CBC4]);
    g_assert_cmphex(fresh, !=, e->gone);
    g_assert_cmphex(fresh, !=, e->handle);
    g_assert_cmphex(fresh, !=, e->other);
    g_assert_cmphex(fresh, !=, e->partner);
    g_assert_cmpuint(ipn_read(dst, IPSECNIC_REG_SA_COUNT), ==, 4);
    g_assert_cmpuint(ipn_sa_delete(dst, e->other), ==, IPSECNIC_ST_OK);
    /* It is still an outbound one: FLUSH_SA of that direction takes it. */
    memset(entry, 0, sizeof(entry));
    ipn_put(entry, ipsecnic_command, opcode, IPSECNIC_CMD_FLUSH_SA);
    ipn_put(entry, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_OUTBOUND);
    g_assert_cmpuint(ipn_cmd(dst, entry, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 1);
    g_assert_cmpuint(ipn_sa_query(dst, e->partner, info), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_sa_query(dst, e->handle, info), ==, IPSECNIC_ST_OK);
}

static void everything(unsigned max_queues)
{
    g_autofree char *props = g_strdup_printf(",queues=%u", max_queues);
    Ipn *src = ipn_spawn(props, ""), *dst = destination(props, "");
    Everything e = { .features = 0 };

    ipn_attach(src, -1);
    everything_make(src, &e, max_queues);
    migrate(src, dst);
    check_registers_equal(src, dst);
    everything_check(dst, &e);
    ipn_free(src);
    ipn_free(dst);
}

static void test_everything_1_queue(void)
{
    everything(1);
}

static void test_everything_4_queues(void)
{
    everything(4);
}

/* The first stream is hashed to pair 9, of which old streams know nothing. */
static void test_everything_16_queues(void)
{
    g_assert_cmpuint(ipn_stream_vectors[0].hash % 16, ==, 9);
    everything(16);
}

/* A card that was never touched, and one that is in state ERROR. */
static void test_errors_migrate(void)
{
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    Ipn *third = destination("", "");
    uint8_t entry[64] = { 0 }, comp[64];
    unsigned i;

    ipn_attach(src, -1);
    migrate(src, dst);
    check_registers_equal(src, dst);

    ipn_up(dst, &(IpnSetup) { .no_buffers = true });
    ipn_q_write(dst, &dst->tx[0], IPSECNIC_Q_POSTED_TAIL, 0x10000);
    ipn_queue_error(dst, &dst->tx[0], IPSECNIC_Q_ERR_BAD_INDEX, 0x10000);
    ipn_link(dst, false);
    ipn_settle(dst);
    for (i = 0; i < 2; i++) {
        ipn_event(dst, comp);
    }
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_EVENT_LINK);
    ipn_release(dst, &dst->ctrl, true);
    ipn_settle(dst);
    g_assert_false(ipn_irq_take(dst, 0));
    migrate(dst, third);
    check_registers_equal(dst, third);
    ipn_queue_error(third, &third->tx[0], IPSECNIC_Q_ERR_BAD_INDEX, 0x10000);
    ipn_queue_stop(third, &third->tx[0]);
    ipn_queue_enable(third, &third->tx[0]);
    /* The link is still down. */
    ipn_tx_entry(entry, 0x100000, 60, IPSECNIC_TX_START | IPSECNIC_TX_END, 1);
    ipn_post(third, &third->tx[0], entry);
    ipn_doorbell(third, &third->tx[0]);
    ipn_comp_next(third, &third->tx[0], comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, status), ==,
                     IPSECNIC_TX_ST_LINK_DOWN);
    ipn_wire_quiet(third);
    /* The control queue is still armed: the next event fires its vector. */
    g_assert_false(ipn_irq_take(third, 0));
    ipn_link(third, true);
    ipn_irq_wait(third, 0);
    ipn_free(src);
    ipn_free(dst);
    ipn_free(third);
}

/* Frames that wait for a busy peer: each goes out once, here or there. */
static void test_transmit_under_back_pressure(void)
{
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    g_autofree uint8_t *frame = g_malloc(60000);
    g_autofree uint8_t *got = g_malloc(60001);
    uint8_t entry[64], comp[64];
    uint64_t addr;
    unsigned i, next = 0;
    ssize_t length;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { .tx = 32 });
    addr = ipn_alloc(src, 60000);
    ipn_plain(frame, 60000, own_mac, 3);
    qtest_bufwrite(src->qts, addr, frame, 60000);
    for (i = 0; i < 20; i++) {
        ipn_tx_entry(entry, addr, 60000 - i,
                     IPSECNIC_TX_START | IPSECNIC_TX_END, i);
        ipn_post(src, &src->tx[0], entry);
    }
    ipn_doorbell(src, &src->tx[0]);
    IPN_WAIT(src, ipn_stat(src, IPSECNIC_STAT_TX_STALLS) == 1);
    migrate(src, dst);
    while ((length = ipn_wire_take(src, got, 60001)) > 0) {
        g_assert_cmpint(length, ==, 60000 - next);
        next++;
    }
    g_assert_cmpuint(next, >, 0);
    g_assert_cmpuint(next, <, 20);
    for (; next < 20; next++) {
        g_assert_cmpuint(ipn_wire_recv(dst, got, 60001), ==, 60000 - next);
        g_assert_cmpint(memcmp(got, frame, 60000 - next), ==, 0);
    }
    for (i = 0; i < 20; i++) {
        ipn_comp_next(dst, &dst->tx[0], comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, cookie), ==, i);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, status), ==, 0);
    }
    ipn_wire_quiet(dst);
    ipn_free(src);
    ipn_free(dst);
}

/*
 * In the middle of a large send
 */

/* Each segment that is left gets its tag on the new host as well. */
static void test_large_send_keeps_its_tag(void)
{
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    IpnLarge l;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    ipn_watch(src);
    ipn_large(src, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4], 5000, false);
    ipn_large_tag(src, &l, 0x88a82fff);
    ipn_large_stall(src, &l);
    migrate(src, dst);
    ipn_large_drain(src, &l);
    g_assert_cmpuint(l.next, >, 0);
    g_assert_cmpuint(l.next, <, IPN_LARGE_SEGMENTS);
    ipn_large_finish(dst, &l);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_VLAN_INSERTED), ==,
                     IPN_LARGE_SEGMENTS);
    ipn_free(src);
    ipn_free(dst);
}

/* A source that has stalled with one, and a destination. */
static void large_ends(Ipn **src, Ipn **dst, IpnLarge *l,
                       const IpnSaVector *sa, uint64_t sequence)
{
    *src = ipn_spawn("", "");
    *dst = destination("", "");
    ipn_attach(*src, -1);
    ipn_up(*src, &(IpnSetup) { 0 });
    ipn_watch(*src);
    ipn_large(*src, l, sa, sequence, false);
    ipn_large_stall(*src, l);
}

/* Migrate; the source gives away what it had sent, and nothing else. */
static void large_migrate(Ipn *src, Ipn *dst, IpnLarge *l)
{
    migrate(src, dst);
    ipn_large_drain(src, l);
    g_assert_cmpuint(l->next, >, 0);
    g_assert_cmpuint(l->next, <, IPN_LARGE_SEGMENTS);
}

static void large_sa_counted(Ipn *n, const IpnLarge *l, unsigned packets,
                             uint64_t sequence)
{
    uint8_t info[256];

    g_assert_cmpuint(ipn_sa_query(n, l->handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, packets);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, bytes), ==,
                     l->bytes - 14 * packets);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==,
                    sequence);
}

/* It goes on at its segment: each of them is on one of the wires, once. */
static void test_large_send_goes_on(const void *data)
{
    const IpnSaVector *sa = data;
    Ipn *src, *dst;
    IpnLarge l;

    large_ends(&src, &dst, &l, sa, 5000);
    large_migrate(src, dst, &l);
    ipn_large_finish(dst, &l);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_SEGMENTS), ==,
                     IPN_LARGE_SEGMENTS);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_LARGE), ==, 1);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_RESENT), ==, 1);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_BYTES), ==, l.bytes);
    large_sa_counted(dst, &l, IPN_LARGE_SEGMENTS,
                     l.sequence + IPN_LARGE_SEGMENTS - 1);
    ipn_free(src);
    ipn_free(dst);
}

/* Move the last number of an SA. */
static void move_sequence(Ipn *n, const IpnLarge *l, uint64_t sequence)
{
    uint8_t cmd[64] = { 0 }, comp[64];

    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_UPDATE_SA);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_ABSOLUTE);
    ipn_put(cmd, ipsecnic_command, handle, l->handle);
    ipn_put(cmd, ipsecnic_command, operation, IPSECNIC_OP_ESP);
    ipn_put(cmd, ipsecnic_command, spi, l->sa->spi);
    ipn_put(cmd, ipsecnic_command, sequence, sequence);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
}

/*
 * The numbers are those that the frame began with, though the SA's last one
 * would give others now; and IPSEC_CTRL is for frames that begin.
 */
static void test_large_send_keeps_its_numbers(void)
{
    Ipn *src, *dst;
    IpnLarge l;

    large_ends(&src, &dst, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_ESN4],
               (9ull << 32) - 600);
    move_sequence(src, &l, 3ull << 32);
    ipn_write(src, IPSECNIC_REG_IPSEC_CTRL, 0);
    large_migrate(src, dst, &l);
    ipn_large_finish(dst, &l);
    large_sa_counted(dst, &l, IPN_LARGE_SEGMENTS,
                     l.sequence + IPN_LARGE_SEGMENTS - 1);
    g_assert_cmphex(ipn_read(dst, IPSECNIC_REG_IPSEC_CTRL), ==, 0);
    ipn_post(dst, &dst->tx[0], l.entry);
    ipn_doorbell(dst, &dst->tx[0]);
    ipn_tx_completed(dst, &dst->tx[0], IPSECNIC_TX_ST_INACTIVE, 0, 0, 1, 1,
                     0x1a46e);
    ipn_wire_quiet(dst);
    ipn_free(src);
    ipn_free(dst);
}

/* Between two segments, with TX_CTRL.ENABLE off: nothing is sent twice. */
static void test_large_send_between_segments(void)
{
    Ipn *src, *dst;
    IpnLarge l;

    large_ends(&src, &dst, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4], 1);
    ipn_write(src, IPSECNIC_REG_TX_CTRL, 0);
    ipn_large_drain(src, &l);
    large_migrate(src, dst, &l);
    ipn_wire_quiet(dst);
    g_assert_false(ipn_comp_ready(dst, &dst->tx[0]));
    ipn_write(dst, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    ipn_large_finish(dst, &l);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_RESENT), ==, 0);
    ipn_free(src);
    ipn_free(dst);
}

/* The completion of one that could not go on. */
static void large_ended(Ipn *n, const IpnLarge *l, uint32_t status)
{
    ipn_tx_completed(n, &n->tx[0], status, l->bytes, l->next, 0, 1, 0x1a46e);
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS), ==, l->next);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_RESENT), ==, 0);
}

/* T3: its SA is deleted while it is stalled, and then it migrates. */
static void test_large_send_sa_deleted(void)
{
    Ipn *src, *dst;
    IpnLarge l;

    large_ends(&src, &dst, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4], 1);
    g_assert_cmpuint(ipn_sa_delete(src, l.handle), ==, IPSECNIC_ST_OK);
    large_migrate(src, dst, &l);
    large_ended(dst, &l, IPSECNIC_TX_ST_UNKNOWN_SA);
    ipn_free(src);
    ipn_free(dst);
}

/* The driver changed the frame, which it must not: it is judged again. */
static void test_large_send_frame_changed(const void *data)
{
    static const struct {
        unsigned at;
        uint8_t byte;
        uint32_t status;
    } rows[] = {
        { 14, 0x66, IPSECNIC_TX_ST_BAD_HEADER },
        { 20, 0x20, IPSECNIC_TX_ST_FRAGMENT },
        { 37, 0x77, IPSECNIC_TX_ST_SA_MISMATCH },
    };
    unsigned row = GPOINTER_TO_UINT(data);
    Ipn *src, *dst;
    IpnLarge l;

    g_assert_cmpuint(row, <, ARRAY_SIZE(rows));
    large_ends(&src, &dst, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4], 1);
    qtest_writeb(src->qts, l.addr + rows[row].at, rows[row].byte);
    large_migrate(src, dst, &l);
    large_ended(dst, &l, rows[row].status);
    ipn_free(src);
    ipn_free(dst);
}

/* A frame with ESP that is no large send: once, and the same bytes. */
static void test_esp_under_back_pressure(void)
{
    const IpnTxVector *v = &ipn_tx_esp_vectors[0];
    const unsigned frames = 900;
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    g_autoptr(GByteArray) wire = ipn_hex(v->wire[0]);
    uint8_t entry[64], got[2048], info[256];
    unsigned i, next = 0;
    uint32_t handle;
    uint64_t addr;
    ssize_t length;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { .tx = 1024 });
    handle = ipn_tx_sa_load(src, v->sa);
    addr = ipn_alloc(src, frame->len);
    qtest_bufwrite(src->qts, addr, frame->data, frame->len);
    ipn_tx_entry(entry, addr, frame->len, IPSECNIC_TX_START | IPSECNIC_TX_END,
                 7);
    ipn_tx_entry_ask(entry, v, handle, 0);
    for (i = 0; i < frames; i++) {
        ipn_post(src, &src->tx[0], entry);
    }
    ipn_doorbell(src, &src->tx[0]);
    IPN_WAIT(src, ipn_stat(src, IPSECNIC_STAT_TX_STALLS) == 1);
    migrate(src, dst);
    while ((length = ipn_wire_take(src, got, sizeof(got))) > 0) {
        g_assert_cmpmem(got, length, wire->data, wire->len);
        next++;
    }
    g_assert_cmpuint(next, >, 0);
    g_assert_cmpuint(next, <, frames);
    for (; next < frames; next++) {
        length = ipn_wire_recv(dst, got, sizeof(got));
        g_assert_cmpmem(got, length, wire->data, wire->len);
    }
    for (i = 0; i < frames; i++) {
        ipn_tx_completed(dst, &dst->tx[0], IPSECNIC_TX_ST_OK, wire->len, 1, i,
                         1, 7);
    }
    ipn_wire_quiet(dst);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_IPSEC), ==, frames);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_RESENT), ==, 1);
    g_assert_cmpuint(ipn_sa_query(dst, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, frames);
    ipn_free(src);
    ipn_free(dst);
}

/*
 * Packet mode
 */

/*
 * A large send that the card encapsulates goes on with its SA and its numbers,
 * though there is no policy for it any more, and no number left for another.
 */
static void test_packet_large_send(const void *data)
{
    bool named = GPOINTER_TO_UINT(data);
    uint32_t last = 0xffffffff;
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    uint8_t cmd[64] = { 0 }, comp[64];
    uint32_t policies;
    IpnLarge l;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    ipn_watch(src);
    ipn_large_packet(src, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4],
                     last - IPN_LARGE_SEGMENTS + 1, named);
    policies = ipn_read(src, IPSECNIC_REG_POLICY_COUNT);
    g_assert_cmpuint(policies, ==, !named);
    ipn_large_stall(src, &l);
    if (!named) {
        ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_FLUSH_POLICY);
        ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_OUTBOUND);
        g_assert_cmpuint(ipn_cmd(src, cmd, comp), ==, IPSECNIC_ST_OK);
    }
    ipn_write(src, IPSECNIC_REG_IPSEC_CTRL, 0);
    large_migrate(src, dst, &l);
    ipn_large_finish(dst, &l);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_ENCAPSULATED), ==,
                     IPN_LARGE_SEGMENTS);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_RESENT), ==, 1);
    large_sa_counted(dst, &l, IPN_LARGE_SEGMENTS, last);
    ipn_free(src);
    ipn_free(dst);
}

/* On the new host its SA goes, and the policy that came along counts that. */
static void test_packet_large_send_sa_deleted(void)
{
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    const IpnSaVector *sa = &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4];
    uint32_t handle, policy;
    IpnTxComp comp;
    IpnPolicy p;
    IpnLarge l;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    ipn_watch(src);
    handle = ipn_packet_sa_load(src, sa, false, 99);
    ipn_policy_protect(&p, false, false, sa);
    policy = ipn_policy_load(src, &p);
    ipn_large_plain(src, &l, sa, 100, handle, false);
    ipn_large_stall(src, &l);
    ipn_write(src, IPSECNIC_REG_TX_CTRL, 0);
    large_migrate(src, dst, &l);
    g_assert_cmpuint(ipn_sa_delete(dst, handle), ==, IPSECNIC_ST_OK);
    ipn_write(dst, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    ipn_tx_next(dst, &dst->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_NO_SA);
    g_assert_cmpuint(comp.segments, ==, l.next);
    ipn_wire_quiet(dst);
    ipn_policy_counted(dst, policy, l.next, l.next * (40 + IPN_LARGE_SIZE), 1,
                       0);
    ipn_free(src);
    ipn_free(dst);
}

/* Take what is on the wire of a large send that the card has cut by @size. */
static void recut_take(Ipn *n, const IpnSaVector *sa, uint64_t *sequence,
                       GByteArray *payload, unsigned size)
{
    const unsigned text = 14 + 20 + 16 + 20;
    uint8_t got[2048];
    ssize_t length;

    while ((length = ipn_wire_take(n, got, sizeof(got))) >= 0) {
        unsigned trailer = sa->cipher_icv + 2;

        ipn_tx_open(sa, ++*sequence, 14 + 20, got, length);
        g_assert_cmpint(length, >, text + trailer);
        trailer += got[length - trailer];
        g_assert_cmpint(length, >, text + trailer);
        if (payload->len + size <= IPN_LARGE_SEGMENTS * IPN_LARGE_SIZE) {
            g_assert_cmpint(length - text - trailer, ==, size);
        }
        g_byte_array_append(payload, got + text, length - text - trailer);
    }
}

/* What the MTU is for a large send, and how long segments are to be, and are. */
typedef struct Recut {
    uint32_t before, after;
    unsigned asked, size;
} Recut;

/* Segments stay as they were cut, whatever the MTU is now. */
static void test_packet_large_send_recut(const void *data)
{
    const Recut *r = data;
    const IpnSaVector *sa = &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4];
    const unsigned bytes = IPN_LARGE_SEGMENTS * IPN_LARGE_SIZE;
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    g_autoptr(GByteArray) payload = g_byte_array_new();
    g_autofree uint8_t *want = g_malloc(bytes);
    uint64_t sequence = 99;
    IpnTxComp comp;
    IpnLarge l;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    ipn_watch(src);
    ipn_write(src, IPSECNIC_REG_PACKET_MTU, r->before);
    ipn_large_packet(src, &l, sa, sequence + 1, true);
    ipn_put(l.entry, ipsecnic_tx_posted, segment_size, r->asked);
    qtest_memwrite(src->qts, src->tx[0].posted, l.entry, 64);
    ipn_large_stall(src, &l);
    ipn_write(src, IPSECNIC_REG_TX_CTRL, 0);
    recut_take(src, sa, &sequence, payload, r->size);
    ipn_settle(src);
    migrate(src, dst);
    recut_take(src, sa, &sequence, payload, r->size);
    g_assert_cmpuint(payload->len, >, 0);
    g_assert_cmpuint(payload->len, <, bytes);

    ipn_write(dst, IPSECNIC_REG_PACKET_MTU, r->after);
    ipn_write(dst, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    IPN_WAIT(dst, (recut_take(dst, sa, &sequence, payload, r->size),
                   payload->len == bytes));
    ipn_mark(want, bytes);
    g_assert_cmpmem(payload->data, payload->len, want, bytes);
    ipn_tx_next(dst, &dst->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
    g_assert_cmpuint(comp.segments, ==, sequence - 99);
    ipn_wire_quiet(dst);
    ipn_free(src);
    ipn_free(dst);
}

/* The packets of an SA with TFC padding, of which each is as long as the MTU
 * lets it be; they have numbers from 1 on.  How many there were up to now, of
 * @end at most. */
static unsigned padded_take(Ipn *n, const IpnSaVector *sa, unsigned next,
                            unsigned end, ssize_t size)
{
    uint8_t got[2048];
    ssize_t length;

    for (; next < end; next++) {
        length = ipn_wire_take(n, got, sizeof(got));
        if (length < 0) {
            break;
        }
        g_assert_cmpint(length, ==, size);
        ipn_tx_open(sa, next + 1, 34, got, length);
    }
    return next;
}

/*
 * A packet whose TFC padding an MTU has limited is as long on the new host,
 * though the MTU is another now: its number was used for no other plaintext.
 */
static void test_packet_keeps_its_padding(const void *data)
{
    const uint32_t *mtu = data;
    const IpnSaVector *v = &ipn_sa_vectors[VECTOR_SA_GCM4T];
    const unsigned frames = 900;
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    uint8_t frame[60], entry[64];
    unsigned begun, next, i;
    uint32_t handle;
    uint64_t addr;
    IpnTxComp comp;
    IpnSa sa;

    ipn_attach(src, -1);
    src->features_hi = BIT(IPSECNIC_F_TFC - 32);
    ipn_up(src, &(IpnSetup) { .tx = 1024 });
    ipn_packet_sa(&sa, v, false, 0);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, tfc, 1900);
    g_assert_cmpuint(ipn_sa_add(src, &sa, &handle), ==, IPSECNIC_ST_OK);
    memset(frame, 0, sizeof(frame));
    memcpy(frame, own_mac, 6);
    stw_be_p(frame + 12, 0x0800);
    frame[14] = 0x45;
    stw_be_p(frame + 16, sizeof(frame) - 14);
    frame[22] = 64;
    frame[23] = 255;
    ipn_ip4_csum(frame + 14);
    addr = ipn_alloc(src, sizeof(frame));
    qtest_bufwrite(src->qts, addr, frame, sizeof(frame));
    ipn_tx_entry(entry, addr, sizeof(frame), IPSECNIC_TX_START |
                 IPSECNIC_TX_END | IPSECNIC_TX_ENCAPSULATE, 1);
    ipn_put(entry, ipsecnic_tx_posted, sa_handle, handle);
    for (i = 0; i < frames; i++) {
        ipn_post(src, &src->tx[0], entry);
    }
    ipn_write(src, IPSECNIC_REG_PACKET_MTU, mtu[0]);
    ipn_doorbell(src, &src->tx[0]);
    IPN_WAIT(src, ipn_stat(src, IPSECNIC_STAT_TX_STALLS) == 1);
    ipn_write(src, IPSECNIC_REG_PACKET_MTU, mtu[1]);
    /* That one waits, and has begun. */
    begun = ipn_stat(src, IPSECNIC_STAT_TX_FRAMES);
    migrate(src, dst);
    next = padded_take(src, v, 0, frames, mtu[0] + 14);
    g_assert_cmpuint(next, ==, begun);
    g_assert_cmpuint(begun + 1, <, frames);
    IPN_WAIT(dst, (next = padded_take(dst, v, next, begun + 1, mtu[0] + 14)) ==
                  begun + 1);
    IPN_WAIT(dst, (next = padded_take(dst, v, next, frames, mtu[1] + 14)) ==
                  frames);
    for (i = 0; i < frames; i++) {
        ipn_tx_next(dst, &dst->tx[0], &comp);
        g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
    }
    ipn_wire_quiet(dst);
    ipn_free(src);
    ipn_free(dst);
}

/* Its policy counts on, and what begins on the new host has the next number. */
static void test_packet_policy_goes_on(void)
{
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    const IpnSaVector *sa = &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4];
    uint32_t handle, policy;
    IpnPolicy p;
    IpnLarge l;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    ipn_watch(src);
    handle = ipn_packet_sa_load(src, sa, false, 99);
    ipn_policy_protect(&p, false, false, sa);
    policy = ipn_policy_load(src, &p);
    ipn_large_plain(src, &l, sa, 100, handle, false);
    ipn_large_stall(src, &l);
    large_migrate(src, dst, &l);
    ipn_large_finish(dst, &l);
    ipn_policy_counted(dst, policy, IPN_LARGE_SEGMENTS,
                       IPN_LARGE_SEGMENTS * (40 + IPN_LARGE_SIZE), 0, 0);
    dst->tx[0].tail = 0;
    ipn_queue_stop(dst, &dst->tx[0]);
    dst->tx[0].head = 0;
    ipn_queue_enable(dst, &dst->tx[0]);
    ipn_large_plain(dst, &l, sa, 100 + IPN_LARGE_SEGMENTS, handle, false);
    ipn_doorbell(dst, &dst->tx[0]);
    ipn_large_finish(dst, &l);
    g_assert_cmpuint(ipn_policy_delete(dst, policy), ==, IPSECNIC_ST_OK);
    ipn_free(src);
    ipn_free(dst);
}

/* In the middle of a window; with PACKET_MTU, ORIGINAL and policies. */
static void test_packet_window(void)
{
    static const uint64_t before[] = { 1, 70, 40 };
    static const struct {
        uint64_t sequence;
        bool good;
    } rows[] = {
        { 1, false }, { 70, false }, { 40, false }, { 41, true }, { 7, true },
        { 6, false }, { 71, true },
    };
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    const IpnFrameVector *v = &ipn_stream_vectors[0];
    uint32_t in, out, policy;
    uint8_t window[24], then[24];
    unsigned i;
    IpnPolicy p;
    IpnRx rx;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    in = ipn_packet_sa_load(src, GCM4, true, 0);
    out = ipn_tx_sa_load(src, GCM4);
    ipn_policy_protect(&p, true, false, GCM4);
    policy = ipn_policy_load(src, &p);
    ipn_write(src, IPSECNIC_REG_PACKET_MTU, 1280);
    ipn_q_write(src, &src->rx[0], IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE |
                IPSECNIC_Q_CTRL_ORIGINAL);
    for (i = 0; i < ARRAY_SIZE(before); i++) {
        g_autoptr(GByteArray) wire = ipn_packet_seal(src, v, GCM4, out,
                                                     before[i]);

        ipn_send(src, wire->data, wire->len);
        ipn_rx_next(src, &src->rx[0], &rx);
        g_assert_true(rx.original);
        ipn_rx_next(src, &src->rx[0], &rx);
        g_assert_true(rx.decapsulated);
    }
    g_assert_cmpuint(ipn_window_query(src, in, window, 24), ==,
                     IPSECNIC_ST_OK);
    migrate(src, dst);
    check_registers_equal(src, dst);
    g_assert_cmpuint(ipn_read(dst, IPSECNIC_REG_PACKET_MTU), ==, 1280);
    g_assert_cmpuint(ipn_read(dst, IPSECNIC_REG_POLICY_COUNT), ==, 1);
    g_assert_cmpuint(ipn_window_query(dst, in, then, 24), ==, IPSECNIC_ST_OK);
    g_assert_cmpmem(then, 24, window, 24);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autoptr(GByteArray) wire = ipn_packet_seal(dst, v, GCM4, out,
                                                     rows[i].sequence);

        ipn_send(dst, wire->data, wire->len);
        ipn_rx_next(dst, &dst->rx[0], &rx);
        g_assert_cmpint(rx.original, ==, rows[i].good);
        if (rows[i].good) {
            ipn_rx_next(dst, &dst->rx[0], &rx);
        }
        g_assert_cmpint(rx.decapsulated, ==, rows[i].good);
        g_assert_cmpuint(rx.reason, ==, rows[i].good ? 0 :
                         IPSECNIC_REASON_REPLAY);
    }
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_RX_DECAPSULATED), ==, 6);
    g_assert_cmpuint(ipn_policy_delete(dst, policy), ==, IPSECNIC_ST_OK);
    ipn_free(src);
    ipn_free(dst);
}

static void arm(Ipn *n, const char *plan)
{
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': '/machine/peripheral/card',"
                             " 'property': 'faults', 'value': %p } }",
                             qobject_from_json(plan, &error_abort));
}

static uint64_t fired(Ipn *n)
{
    QDict *answer = qtest_qmp(n->qts, "{ 'execute': 'qom-get', 'arguments': {"
                              " 'path': '/machine/peripheral/card',"
                              " 'property': 'faults' } }");
    QList *list = qdict_get_qlist(qdict_get_qdict(answer, "return"), "faults");
    uint64_t count = qlist_empty(list) ? 0 : qdict_get_int(
        qobject_to(QDict, qlist_peek(list)), "fired");

    qobject_unref(answer);
    return count;
}

/*
 * A plan of faults stays where it is: the destination has its own or none, and
 * what was held back is gone.
 */
static void test_faults_stay(void)
{
    static const char plan[] =
        "{ 'faults': [ { 'where': { 'side': 'receive' },"
        " 'what': { 'kind': 'delay-completion', 'ms': 100 } } ] }";
    const char *frame = ipn_stream_vectors[0].wire;
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    uint8_t comp[64];

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { });
    arm(dst, "{ 'faults': [ { 'where': { 'side': 'receive' },"
             " 'when': { 'nth': 2 }, 'what': { 'kind': 'lose-frame' } } ] }");
    arm(src, plan);
    arrive(src, 0, frame);
    g_assert_cmpuint(fired(src), ==, 1);
    migrate(src, dst);
    qtest_clock_step(dst->qts, 1000000000);
    ipn_settle(dst);
    g_assert_false(ipn_comp_ready(dst, &dst->rx[0]));
    g_assert_cmpuint(fired(dst), ==, 0);
    /* The second frame is the destination's to lose. */
    arrive(dst, 0, frame);
    ipn_comp_next(dst, &dst->rx[0], comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==, 1);
    ipn_send_hex(dst, frame);
    ipn_settle(dst);
    g_assert_false(ipn_comp_ready(dst, &dst->rx[0]));
    g_assert_cmpuint(fired(dst), ==, 1);
    ipn_free(src);
    ipn_free(dst);
}

static void test_migratable_off(void)
{
    Ipn *n = ipn_spawn(",migratable=off", "");
    g_autofree char *uri = g_strdup_printf("file:%s/refused", dir);
    QDict *error;

    error = qtest_qmp_assert_failure_ref(n->qts, "{ 'execute': 'migrate',"
                                         " 'arguments': { 'uri': %s } }", uri);
    g_assert_nonnull(strstr(qdict_get_str(error, "desc"), "migratable"));
    qobject_unref(error);
    ipn_free(n);
}

/*
 * Streams of an earlier build
 *
 * qtest/streams/README.rst says what they are and how they were made: by
 * these tests, with that build's QEMU.  Here the card of today goes through
 * the same once more, so that the driver knows where its rings and SAs are, and
 * then the driver goes on with a card that was loaded.
 */

/* A type of machine that every QEMU has that the card is built for. */
#define OLD_MACHINE "pc-q35-10.0"

/* Set: make the streams, in this directory, with the QEMU that is tested. */
#define OLD_MAKE "IPSECNIC_MAKE_STREAMS"

/* Firmware is no part of the test, nor of what is kept. */
static Ipn *old_spawn(const char *args)
{
    g_autofree char *bios = g_strdup_printf("%s/blank", dir);
    g_autofree char *all = g_strdup_printf("-M " OLD_MACHINE " -bios %s %s",
                                           bios, args);
    g_autofree char *blank = g_malloc0(64 * KiB);

    g_assert_true(g_file_set_contents(bios, blank, 64 * KiB, NULL));
    /* Counters that began with the stream would differ from those of a card that
     * has all behind it. */
    return ipn_spawn(",queues=2,rmon=off", all);
}

static bool old_machine(void)
{
    if (!ipn_needs_pc("the machine of the streams")) {
        return false;
    }
    if (!qtest_has_machine(OLD_MACHINE)) {
        g_test_skip("this QEMU has no " OLD_MACHINE);
        return false;
    }
    return true;
}

/* Make one instead of testing one?  Then that is done now. */
static bool old_make(Ipn *n, const char *name)
{
    const char *to = getenv(OLD_MAKE);
    g_autofree char *path = NULL, *quoted = NULL, *uri = NULL;

    if (!to) {
        return false;
    }
    path = g_strdup_printf("%s/%s.gz", to, name);
    quoted = g_shell_quote(path);
    uri = g_strdup_printf("exec:gzip -9n >%s", quoted);
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'migrate',"
                             " 'arguments': { 'uri': %s } }", uri);
    wait_for_status(n, "query-migrate", "status", "completed");
    ipn_free(n);
    return true;
}

/* What the driver of the streams accepted: the card did not have these yet. */
static uint32_t old_features(Ipn *n)
{
    return ipn_read(n, IPSECNIC_REG_FEATURES_LO) &
           ~(BIT(IPSECNIC_F_IPSEC_PACKET) | BIT(IPSECNIC_F_RSS) |
             BIT(IPSECNIC_F_RX_STEER) | BIT(IPSECNIC_F_TX_TUNNEL) |
             BIT(IPSECNIC_F_CLOCK) | BIT(IPSECNIC_F_RSS_SYMMETRIC));
}

/* Load one; the machine is stopped still.  @n ends, and its driver goes on. */
static Ipn *old_load(Ipn *n, const char *name)
{
    g_autofree char *path = g_strdup_printf("%s/%s.gz", IPN_STREAMS, name);
    g_autofree char *quoted = g_shell_quote(path);
    g_autofree char *uri = g_strdup_printf("exec:gzip -dc <%s", quoted);
    Ipn *dst = old_spawn("-S -incoming defer");

    adopt(dst, n);
    dst->step_ns = 0;
    qtest_clock_set(dst->qts, qtest_clock_step(n->qts, 1));
    qtest_qmp_assert_success(dst->qts, "{ 'execute':"
                             " 'migrate-set-parameters', 'arguments':"
                             " { 'announce-rounds': 0 } }");
    qtest_qmp_assert_success(dst->qts, "{ 'execute': 'migrate-incoming',"
                             " 'arguments': { 'uri': %s } }", uri);
    wait_for_status(dst, "query-migrate", "status", "completed");
    return dst;
}

static void old_go_on(Ipn *n)
{
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'cont' }");
    wait_for_status(n, "query-status", "status", "running");
}

/* Registers, counters, queues, SAs, an event, interrupts. */
static void test_old_stream_everything(void)
{
    const char *name = "everything";
    Everything e;
    Ipn *n, *dst;

    if (!old_machine()) {
        return;
    }
    n = old_spawn("");
    ipn_attach(n, -1);
    e.features = old_features(n);
    everything_make(n, &e, 2);
    if (old_make(n, name)) {
        return;
    }
    dst = old_load(n, name);
    check_registers_equal(n, dst);
    ipn_free(n);
    old_go_on(dst);
    everything_check(dst, &e);
    ipn_free(dst);
}

/* A large send whose last segment the peer had not taken. */
static void test_old_stream_large_send(void)
{
    const char *name = "large-send";
    IpnLarge l;
    Ipn *n, *dst;

    if (!old_machine()) {
        return;
    }
    n = old_spawn("");
    ipn_attach(n, -1);
    ipn_up(n, &(IpnSetup) { .features = old_features(n) });
    n->step_ns = 0;
    qtest_clock_set(n->qts, 1000 * 1000 * 1000);
    ipn_watch(n);
    ipn_large(n, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_ESN4],
              (9ull << 32) - 10, false);
    ipn_large_stall(n, &l);
    if (old_make(n, name)) {
        return;
    }
    dst = old_load(n, name);
    ipn_free(n);
    /* How many had gone out depends on the host that it was made on. */
    l.next = ipn_stat(dst, IPSECNIC_STAT_TX_SEGMENTS);
    l.bytes = ipn_stat(dst, IPSECNIC_STAT_TX_BYTES);
    g_assert_cmpuint(l.next, >, 10);
    g_assert_cmpuint(l.next, <, IPN_LARGE_SEGMENTS);
    old_go_on(dst);
    ipn_large_finish(dst, &l);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_SEGMENTS), ==,
                     IPN_LARGE_SEGMENTS);
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_TX_RESENT), ==, 1);
    large_sa_counted(dst, &l, IPN_LARGE_SEGMENTS,
                     l.sequence + IPN_LARGE_SEGMENTS - 1);
    ipn_free(dst);
}

/*
 * Streams that lie
 */

typedef struct Stream {
    GByteArray *bytes;
    size_t start;               /* of the card's section, behind its header */
    QDict *description;         /* of the card, as the stream ends with it */
} Stream;

/* A card that has seen everything, and one in the middle of a large send. */
static Stream streams[2];

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

/* Two contexts of the hash, and two rules; they do not touch IPv4. */
static void make_rss(Ipn *n, struct ipsecnic_rss *rss)
{
    struct ipsecnic_rx_rule rule = {
        .action = IPSECNIC_RX_ACTION_CONTEXT, .target = cpu_to_le16(5),
        .family = 6,
    };
    unsigned i;

    memset(rss, 0, sizeof(*rss));
    rss->function = IPSECNIC_RSS_TOEPLITZ;
    for (i = 0; i < sizeof(rss->key); i++) {
        rss->key[i] = 7 * i + 1;
    }
    rss->fields[IPSECNIC_RSS_FLOW_IP6] = IPSECNIC_RSS_FIELD_SRC;
    rss->flags = cpu_to_le32(IPSECNIC_RSS_FLAG_TABLE |
                             IPSECNIC_RSS_FLAG_SYMMETRIC);
    g_assert_cmpuint(put(n, IPSECNIC_CMD_SET_RSS, 5, rss, sizeof(*rss)), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(put(n, IPSECNIC_CMD_SET_RSS, 9, rss, sizeof(*rss)), ==,
                     IPSECNIC_ST_OK);
    g_assert_cmpuint(put(n, IPSECNIC_CMD_SET_RX_RULE, 3, &rule, sizeof(rule)),
                     ==, IPSECNIC_ST_OK);
    rule.action = IPSECNIC_RX_ACTION_DROP;
    rule.target = 0;
    rule.spi_mask = cpu_to_le32(1);
    g_assert_cmpuint(put(n, IPSECNIC_CMD_SET_RX_RULE, 2, &rule, sizeof(rule)),
                     ==, IPSECNIC_ST_OK);
}

/* The driver's part of the first one. */
static void make_everything(Ipn *n)
{
    struct ipsecnic_rss rss;
    uint8_t entry[64];

    ipn_up(n, &(IpnSetup) { .posted = 8, .buffers = 4 });
    make_rss(n, &rss);
    n->step_ns = 0;
    ipn_sa_delete(n, ipn_sa_load(n, CBC6));
    ipn_sa_load(n, GCM4);
    ipn_sa_load(n, CBC6);
    ipn_write(n, IPSECNIC_REG_CLOCK_RATE, 1000);
    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(1), 10000);
    ipn_release(n, &n->rx[0], true);
    arrive(n, 0, ipn_stream_vectors[0].wire);
    ipn_release(n, &n->rx[0], true);
    ipn_settle(n);
    ipn_tx_entry(entry, ipn_alloc(n, 100), 100, IPSECNIC_TX_START, 1);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    ipn_settle(n);
}

/* And of the second one. */
static void make_large(Ipn *n)
{
    IpnLarge l;

    ipn_up(n, &(IpnSetup) { 0 });
    ipn_large(n, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4], 1, true);
    ipn_large_stall(n, &l);
    n->step_ns = 0;
}

/* The stream of a card with one queue. */
static void make_stream(Stream *stream)
{
    g_autofree char *path = g_strdup_printf("%s/stream", dir);
    g_autofree char *uri = g_strdup_printf("file:%s", path);
    const char *const name = "/ipsecnic";
    Ipn *n = ipn_spawn("", "");
    QDict *all;
    QListEntry *e;
    gchar *data;
    gsize length;
    const char *json;
    uint8_t *p;

    ipn_attach(n, -1);
    if (stream == &streams[0]) {
        make_everything(n);
    } else {
        make_large(n);
    }
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'migrate',"
                             " 'arguments': { 'uri': %s } }", uri);
    wait_for_status(n, "query-migrate", "status", "completed");
    ipn_free(n);

    g_assert_true(g_file_get_contents(path, &data, &length, NULL));
    stream->bytes = g_byte_array_new_take((uint8_t *)data, length);
    /* idstr, instance and version stand in front of the data */
    p = memmem(data, length, name, strlen(name));
    g_assert_nonnull(p);
    stream->start = p - (uint8_t *)data + strlen(name) + 8;
    json = memmem(data, length, "{\"configuration\"", 16) ?:
           memmem(data, length, "{\"page_size\"", 12);
    g_assert_nonnull(json);
    {
        g_autofree char *text = g_strndup(json, data + length - json);

        all = qobject_to(QDict, qobject_from_json(text, &error_abort));
    }
    QLIST_FOREACH_ENTRY(qdict_get_qlist(all, "devices"), e) {
        QDict *device = qobject_to(QDict, qlist_entry_obj(e));

        if (!strcmp(qdict_get_str(device, "vmsd_name"), "ipsecnic")) {
            stream->description = qobject_ref(device);
        }
    }
    g_assert_nonnull(stream->description);
    qobject_unref(all);
}

/*
 * Where a field is in the card's section.  @path: names with dots between
 * them, NAME:INDEX for an element of an array.
 */
static bool find_field(QDict *description, const char *path, size_t *offset,
                       size_t *size)
{
    QListEntry *e;
    int64_t seen = 0;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(description, "fields"), e) {
        QDict *field = qobject_to(QDict, qlist_entry_obj(e));
        const char *name = qdict_get_str(field, "name");
        int64_t bytes = qdict_get_int(field, "size");
        int64_t count = qdict_get_try_int(field, "array_len", 1);
        const char *rest = path;
        int64_t index = 0;

        if (g_str_has_prefix(path, name)) {
            rest += strlen(name);
            if (*rest == ':') {
                index = g_ascii_strtoll(rest + 1, (gchar **)&rest, 10);
            }
        }
        if (rest == path || (*rest && *rest != '.')) {
            *offset += bytes * count;
            continue;
        }
        /* Equal elements stand together, others one by one, in order. */
        if (index >= seen + count) {
            *offset += bytes * count;
            seen += count;
            continue;
        }
        *offset += bytes * (index - seen);
        if (*rest) {
            return find_field(qdict_get_qdict(field, "struct"), rest + 1,
                              offset, size);
        }
        *size = bytes;
        return true;
    }
    return false;
}

static void qmp_say(int fd, const char *commands)
{
    /* It may just have ended. */
    if (write(fd, commands, strlen(commands)) < 0) {
        g_assert_cmpint(errno, ==, EPIPE);
    }
}

/* What is said to a QEMU that has been given a stream. */
typedef struct Talk {
    int fd;
    const char *await;          /* counter that must become 1; NULL: none */
    bool taken;                 /* the stream was */
    bool counted;               /* and the counter is 1 */
} Talk;

/* Is it 1 in an answer with all counters? */
static bool counter_is_1(const char *line, const char *counter)
{
    g_autofree char *member = g_strdup_printf("\"%s\": 1", counter);
    const char *at = strstr(line, member);

    return at && !g_ascii_isdigit(at[strlen(member)]);
}

/* The counter may be 0 still when it is read: it is asked for again. */
static void qmp_await(Talk *talk)
{
    qmp_say(talk->fd, "{ 'execute': 'qom-get', 'arguments': { 'path': 'card',"
            " 'property': 'x-stats' } }\n");
}

/* Ask whether the stream was taken; then let the machine run and end it. */
static void qmp_line(Talk *talk, const char *line)
{
    const char *quit = "{ 'execute': 'query-name' }\n"
                       "{ 'execute': 'query-name' }\n"
                       "{ 'execute': 'quit' }\n";

    if (g_str_has_prefix(line, "{\"QMP\"")) {
        qmp_say(talk->fd, "{ 'execute': 'qmp_capabilities' }\n");
    } else if (!g_str_has_prefix(line, "{\"return\"")) {
        return;
    } else if (talk->taken) {
        if (!talk->await || talk->counted) {
            return;
        }
        talk->counted = counter_is_1(line, talk->await);
        if (talk->counted) {
            qmp_say(talk->fd, quit);
        } else {
            qmp_await(talk);
        }
    } else if (g_str_has_prefix(line, "{\"return\": {\"status\": "
                                      "\"completed\"")) {
        talk->taken = true;
        qmp_say(talk->fd, "{ 'execute': 'cont' }\n");
        if (!talk->await) {
            qmp_say(talk->fd, quit);
        }
    } else {
        qmp_say(talk->fd, "{ 'execute': 'query-migrate' }\n");
    }
}

/*
 * Start a QEMU with the stream @bytes.  Returns its exit status, or 0 if it
 * took the stream and lived on until it was told to quit.  Whatever the stream
 * says, it must not be killed by a signal, nor hang.
 * @await: with this counter at 1, if the machine runs; NULL: whatever it says
 */
static int load(const GByteArray *bytes, const char *await, char **said)
{
    g_autofree char *path = g_strdup_printf("%s/hostile", dir);
    g_autofree char *uri = g_strdup_printf("file:%s", path);
    /* It takes everything that is sent, and nobody gets it. */
    g_autofree char *netdev = g_strdup_printf(
        "dgram,id=n0,local.type=unix,local.path=%s/local,"
        "remote.type=unix,remote.path=%s/nobody", dir, dir);
    g_autofree char *machine = ipn_machine();
    g_autofree char *command = g_strdup_printf(
        "%s %s -nodefaults -m 64 -netdev %s"
        " -device ipsecnic,id=card,netdev=n0,mac=" IPN_MAC
        " -display none -accel qtest -qmp stdio -incoming %s -S",
        getenv("QTEST_QEMU_BINARY"), machine, netdev, uri);
    g_auto(GStrv) argv = g_strsplit(command, " ", -1);
    g_autoptr(GString) out = g_string_new(NULL);
    GString *err = g_string_new(NULL);
    int64_t end = ipn_deadline();
    int in_fd, out_fd, err_fd, status;
    /*
     * ppce500's PCI host loads its address translation and does not put it
     * into effect: the card reaches no memory until the guest sets it again,
     * and there is no guest.
     */
    Talk talk = { .await = ipn_on_pc() ? await : NULL };
    bool alive = true;
    GPid pid;

    g_assert_true(g_file_set_contents(path, (const char *)bytes->data,
                                      bytes->len, NULL));
    g_assert_true(g_spawn_async_with_pipes(NULL, argv, NULL,
                                           G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                           NULL, &pid, &in_fd, &out_fd,
                                           &err_fd, NULL));
    talk.fd = in_fd;
    while (alive) {
        struct pollfd fds[2] = {
            { .fd = out_fd, .events = POLLIN },
            { .fd = err_fd, .events = POLLIN },
        };
        char buf[4096], *line_end;
        ssize_t got;

        if (g_get_monotonic_time() > end) {
            kill(pid, SIGKILL);
            g_error("QEMU hangs with a stream that lies: %s, %s",
                    talk.taken ? "taken" : "not taken", await ?: "");
        }
        poll(fds, 2, 100);
        if (fds[1].revents) {
            got = read(err_fd, buf, sizeof(buf));
            g_string_append_len(err, buf, MAX(got, 0));
        }
        if (!fds[0].revents) {
            continue;
        }
        got = read(out_fd, buf, sizeof(buf));
        alive = got > 0;
        g_string_append_len(out, buf, MAX(got, 0));
        while ((line_end = strchr(out->str, '\n'))) {
            qmp_line(&talk, out->str);
            g_string_erase(out, 0, line_end + 1 - out->str);
        }
    }
    for (;;) {
        char buf[4096];
        ssize_t got = read(err_fd, buf, sizeof(buf));

        if (got <= 0) {
            break;
        }
        g_string_append_len(err, buf, got);
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    close(in_fd);
    close(out_fd);
    close(err_fd);
    if (!WIFEXITED(status)) {
        g_error("QEMU was killed by signal %d: %s", WTERMSIG(status),
                err->str);
    }
    *said = g_string_free(err, false);
    return WEXITSTATUS(status);
}

static GByteArray *stream_copy(Stream *stream)
{
    GByteArray *copy;

    if (!stream->bytes) {
        make_stream(stream);
    }
    copy = g_byte_array_sized_new(stream->bytes->len);
    return g_byte_array_append(copy, stream->bytes->data, stream->bytes->len);
}

static void test_stream_itself_is_good(const void *data)
{
    Stream *stream = (Stream *)data;
    g_autoptr(GByteArray) bytes = stream_copy(stream);
    g_autofree char *said = NULL;
    int status = load(bytes, stream == &streams[1] ? "tx-large" : NULL,
                      &said);

    if (status) {
        g_error("exit status %d: %s", status, said);
    }
}

/* @n: of which the clock goes on meanwhile */
static void wait_for_refusal(Ipn *dst, Ipn *n)
{
    int64_t end = ipn_deadline();

    for (;;) {
        QDict *reply = qtest_qmp_assert_success_ref(
            dst->qts, "{ 'execute': 'query-migrate' }");
        g_autofree char *is =
            g_strdup(qdict_get_try_str(reply, "status") ?: "none");

        qobject_unref(reply);
        if (!strcmp(is, "failed")) {
            break;
        }
        g_assert_cmpstr(is, !=, "completed");
        ipn_poll(n, end, "refused", __FILE__, __LINE__);
    }
}

static void test_stream_of_another_card_refused(void)
{
    static const char *const rows[][2] = {
        { "", ",queues=4" }, { ",queues=4", "" }, { "", ",sa-capacity=5" },
        { "", ",aes-gcm-128=off" }, { "", ",ipv6=off" },
        { "", ",ipsec-tx=off" }, { ",tx-csum=off", "" }, { ",lso=off", "" },
        { "", ",rx-vlan=off" }, { "", ",tx-vlan=off" },
        { "", ",ipsec-packet=off" }, { "", ",policy-capacity=5" },
        { "", ",rss=off" }, { "", ",rx-steer=off" }, { "", ",clock=off" },
        { "", ",rss-symmetric=off" }, { "", ",rmon=off" },
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        Ipn *src = ipn_spawn(rows[i][0], "");
        Ipn *dst = destination(rows[i][1], "");
        g_autofree char *uri = g_strdup_printf("unix:%s/other", dir);

        qtest_qmp_assert_success(dst->qts, "{ 'execute': 'migrate-incoming',"
                                 " 'arguments': { 'uri': %s,"
                                 " 'exit-on-error': false } }", uri);
        qtest_qmp_assert_success(src->qts, "{ 'execute': 'migrate',"
                                 " 'arguments': { 'uri': %s } }", uri);
        wait_for_refusal(dst, src);
        ipn_free(src);
        ipn_free(dst);
    }
}

/* A netdev that is no more where the card comes to is no link there. */
static void test_link_of_a_deleted_netdev(void)
{
    Ipn *src = ipn_spawn("", "");
    Ipn *dst = destination("", "");

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    g_assert_cmphex(ipn_read(src, IPSECNIC_REG_STATUS) &
                    IPSECNIC_STATUS_LINK_UP, !=, 0);
    qtest_qmp_assert_success(dst->qts, "{ 'execute': 'netdev_del',"
                             " 'arguments': { 'id': 'n0' } }");
    migrate(src, dst);
    IPN_WAIT(dst, !(ipn_read(dst, IPSECNIC_REG_STATUS) &
                    IPSECNIC_STATUS_LINK_UP));
    ipn_free(src);
    ipn_free(dst);
}

/* So many frames have come, by their lengths. */
static void check_rmon(Ipn *n, uint64_t frames)
{
    uint64_t sum = 0;
    unsigned i;

    for (i = IPSECNIC_STAT_RX_TO_64; i <= IPSECNIC_STAT_RX_FROM_1519; i++) {
        sum += ipn_stat(n, i);
    }
    g_assert_cmpuint(sum, ==, frames);
}

/* Counters that not every stream has go on where they were. */
static void test_rmon(void)
{
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    const uint8_t to[6] = { 1, 0, 0x5e, 0, 0, 1 };
    uint8_t frame[100];
    uint64_t addr;
    IpnTxComp comp;
    IpnRx rx;
    Ipn *n;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    addr = ipn_alloc(src, sizeof(frame));
    ipn_plain(frame, sizeof(frame), to, 1);
    for (n = src; n; n = n == src ? dst : NULL) {
        if (n == dst) {
            migrate(src, dst);
            check_registers_equal(src, dst);
        }
        qtest_bufwrite(n->qts, addr, frame, sizeof(frame));
        ipn_tx_post(n, &n->tx[0], addr, sizeof(frame),
                    IPSECNIC_TX_START | IPSECNIC_TX_END, 1);
        ipn_doorbell(n, &n->tx[0]);
        ipn_tx_next(n, &n->tx[0], &comp);
        arrive(n, 0, ipn_stream_vectors[0].wire);
        ipn_rx_next(n, &n->rx[0], &rx);
        check_rmon(n, n == src ? 1 : 2);
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_65_TO_127), ==,
                         n == src ? 1 : 2);
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_MULTICAST), ==,
                         n == src ? 1 : 2);
    }
    ipn_free(src);
    ipn_free(dst);
}

/*
 * A card of version 1.0, which offered no VLAN_RX, VLAN_TX, IPSEC_PACKET, RSS,
 * RSS_SYMMETRIC, RX_STEER, TX_TUNNEL, CLOCK and RMON, and no algorithm beyond
 * IPsecOV2, comes to one that does; its driver goes on without them, and finds
 * them after a reset.
 */
static void test_stream_of_an_older_card(void)
{
    const uint32_t added = BIT(IPSECNIC_F_VLAN_RX) | BIT(IPSECNIC_F_VLAN_TX) |
                           BIT(IPSECNIC_F_IPSEC_PACKET) |
                           BIT(IPSECNIC_F_RSS) | BIT(IPSECNIC_F_RX_STEER) |
                           BIT(IPSECNIC_F_TX_TUNNEL) | BIT(IPSECNIC_F_CLOCK) |
                           BIT(IPSECNIC_F_RSS_SYMMETRIC) |
                           BIT(IPSECNIC_F_RMON);
    Ipn *src = ipn_spawn(",rx-vlan=off,tx-vlan=off,ipsec-packet=off,"
                         "rss=off,rx-steer=off,tx-tunnel=off,clock=off,"
                         "rmon=off,"
                         "hmac-sha2-384=off,hmac-sha2-512=off,aes-xcbc=off,"
                         "aes-cmac=off,chacha20-poly1305=off,aes-ctr-128=off,"
                         "aes-ctr-192=off,aes-ctr-256=off,aes-ccm-128=off,"
                         "aes-ccm-192=off,aes-ccm-256=off", "");
    Ipn *dst = destination("", "");
    const IpnFrameVector *v = &ipn_stream_vectors[0];
    uint32_t handle;
    IpnRx rx;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    g_assert_cmphex(src->features & added, ==, 0);
    handle = ipn_sa_load(src, GCM4);
    arrive(src, 0, ipn_stream_vectors[1].wire);
    ipn_rx_next(src, &src->rx[0], &rx);
    migrate(src, dst);
    /* Of what came before nobody knows how long it was. */
    g_assert_cmpuint(ipn_stat(dst, IPSECNIC_STAT_RX_FRAMES), ==, 1);
    check_rmon(dst, 0);
    g_assert_cmphex(ipn_read(dst, IPSECNIC_REG_DRIVER_FEATURES_LO), ==,
                    src->features);
    ipn_write(dst, IPSECNIC_REG_RX_CTRL,
              ipn_read(dst, IPSECNIC_REG_RX_CTRL) |
              IPSECNIC_RX_CTRL_STRIP_VLAN);
    g_assert_cmphex(ipn_read(dst, IPSECNIC_REG_RX_CTRL) &
                    IPSECNIC_RX_CTRL_STRIP_VLAN, ==, 0);
    arrive(dst, 0, v->wire);
    ipn_rx_next(dst, &dst->rx[0], &rx);
    ipn_rx_clear(&rx, v, handle);
    check_rmon(dst, 1);
    g_assert_cmphex(ipn_read(src, IPSECNIC_REG_FEATURES_HI), ==, 0);
    g_assert_cmphex(ipn_read(dst, IPSECNIC_REG_FEATURES_HI), ==, 0x3f);
    g_assert_cmphex(ipn_read(dst, IPSECNIC_REG_DRIVER_FEATURES_HI), ==, 0);
    dst->features_hi = 0x3f;
    g_assert_true(ipn_negotiate(dst, src->features | added));
    ipn_free(src);
    ipn_free(dst);
}

/* Frames are hashed and steered on the new host as on the old one, and rules
 * go on counting. */
static void test_rss_and_rules(void)
{
    Ipn *src = ipn_spawn(",queues=2", ""), *dst = destination(",queues=2", "");
    struct ipsecnic_rx_rule_info info;
    struct ipsecnic_rss rss, is;
    uint8_t frame[100] = { 0 };
    uint32_t hash;
    IpnRx rx;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { .queues = 2 });
    make_rss(src, &rss);
    memset(rss.table, 1, sizeof(rss.table));
    g_assert_cmpuint(put(src, IPSECNIC_CMD_SET_RSS, 5, &rss, sizeof(rss)), ==,
                     IPSECNIC_ST_OK);
    ipn_plain(frame, 14, own_mac, 1);
    stw_be_p(frame + 12, 0x86dd);
    frame[14] = 0x60;
    stw_be_p(frame + 18, sizeof(frame) - 54);
    frame[20] = 59;
    frame[22] = 0xfd;
    ipn_send(src, frame, sizeof(frame));
    ipn_rx_next(src, &src->rx[1], &rx);
    ipn_rx_done(src, &src->rx[1], false);
    hash = rx.hash;
    g_assert_cmphex(hash, !=, 0);

    migrate(src, dst);
    check_registers_equal(src, dst);
    g_assert_cmpuint(ipn_query_one(dst, IPSECNIC_CMD_QUERY_RSS, 5, &is,
                                   sizeof(is)), ==, IPSECNIC_ST_OK);
    g_assert_cmpmem(&is, sizeof(is), &rss, sizeof(rss));
    g_assert_cmpuint(ipn_query_one(dst, IPSECNIC_CMD_QUERY_RSS, 8, &is,
                                   sizeof(is)), ==, IPSECNIC_ST_RSS_CONTEXT);
    ipn_send(dst, frame, sizeof(frame));
    ipn_rx_next(dst, &dst->rx[1], &rx);
    g_assert_cmphex(rx.hash, ==, hash);
    g_assert_cmpuint(ipn_query_one(dst, IPSECNIC_CMD_QUERY_RX_RULE, 3, &info,
                                   sizeof(info)), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(le64_to_cpu(info.packets), ==, 2);
    g_assert_cmpuint(le64_to_cpu(info.bytes), ==, 2 * sizeof(frame));
    ipn_free(src);
    ipn_free(dst);
}

/* The tag is left out of frames on the new host, too. */
static void test_strip_vlan(void)
{
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    uint8_t frame[64];
    IpnRx rx;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) {
        .rx_ctrl = IPSECNIC_RX_CTRL_PROMISC | IPSECNIC_RX_CTRL_STRIP_VLAN,
    });
    ipn_plain(frame, sizeof(frame), own_mac, 0x42);
    stl_be_p(frame + 12, 0x88a82fff);
    migrate(src, dst);
    check_registers_equal(src, dst);
    ipn_send(dst, frame, sizeof(frame));
    ipn_rx_next(dst, &dst->rx[0], &rx);
    g_assert_cmphex(rx.vlan, ==, IPSECNIC_COMP_VLAN |
                    IPSECNIC_COMP_VLAN_SERVICE | IPSECNIC_COMP_VLAN_STRIPPED);
    g_assert_cmphex(rx.vlan_tci, ==, 0x2fff);
    g_assert_cmpuint(rx.frame_length, ==, sizeof(frame) - 4);
    ipn_free(src);
    ipn_free(dst);
}

static uint64_t clock_time(Ipn *n)
{
    return ipn_io_read(n, n->regs + IPSECNIC_REG_CLOCK_TIME_LO, 8);
}

/* The clock goes on as it was set, and so do the times of frames. */
static void test_clock(void)
{
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    uint8_t frame[64];
    uint64_t time;
    IpnRx rx;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) {
        .rx_ctrl = IPSECNIC_RX_CTRL_PROMISC | IPSECNIC_RX_CTRL_STAMP,
    });
    src->step_ns = 0;
    ipn_write(src, IPSECNIC_REG_CLOCK_ARG_LO, 0xfffffff0);
    ipn_write(src, IPSECNIC_REG_CLOCK_ARG_HI, 0x18000000);
    ipn_write(src, IPSECNIC_REG_CLOCK_OP, IPSECNIC_CLOCK_OP_SET);
    /* slower by 2^-8 */
    ipn_write(src, IPSECNIC_REG_CLOCK_RATE, -0x1000000);
    qtest_clock_step(src->qts, 0x10000);
    time = clock_time(src);
    g_assert_cmphex(time, ==, 0x18000000fffffff0 + 0xff00);
    /* migrate() steps once. */
    migrate(src, dst);
    check_registers_equal(src, dst);
    g_assert_cmphex(ipn_read(dst, IPSECNIC_REG_CLOCK_RATE), ==, 0xff000000);
    g_assert_cmphex(ipn_read(dst, IPSECNIC_REG_CLOCK_ARG_HI), ==, 0x18000000);
    qtest_clock_step(dst->qts, 0xffff);
    g_assert_cmphex(clock_time(dst), ==, time + 0xff00);
    ipn_plain(frame, sizeof(frame), own_mac, 0x42);
    ipn_send(dst, frame, sizeof(frame));
    ipn_rx_next(dst, &dst->rx[0], &rx);
    g_assert_true(rx.stamped);
    g_assert_cmphex(rx.time, ==, time + 0xff00);
    ipn_free(src);
    ipn_free(dst);
}

/* A frame that goes on here has the time at which its last segment went. */
static void test_clock_of_a_large_send(void)
{
    Ipn *src = ipn_spawn("", ""), *dst = destination("", "");
    uint64_t time;
    IpnTxComp comp;
    IpnLarge l;

    ipn_attach(src, -1);
    ipn_up(src, &(IpnSetup) { 0 });
    ipn_large(src, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4], 77, true);
    ipn_large_stamp(src, &l);
    ipn_large_stall(src, &l);
    large_migrate(src, dst, &l);
    qtest_clock_step(dst->qts, 5000);
    time = clock_time(dst);
    IPN_WAIT(dst, ipn_large_take(dst, &l) && l.next == IPN_LARGE_SEGMENTS);
    ipn_tx_next(dst, &dst->tx[0], &comp);
    g_assert_true(comp.stamped);
    g_assert_cmpuint(comp.time, ==, time);
    ipn_free(src);
    ipn_free(dst);
}

/* Fields that decide about memory, or about what the card does next. */
typedef struct LieRow {
    const char *field;
    uint64_t value;
    const char *also;           /* another one; NULL: this is all */
    uint64_t also_value;
} LieRow;

/* What the driver of a card with one queue has accepted, of features 0..31. */
#define ACCEPTED 0x17ff0d
#define WITHOUT(feature) (ACCEPTED & ~BIT(IPSECNIC_F_##feature))

static const LieRow lies[] = {
    { "packet/caps.policy_capacity", 7 },
    { "packet/packet_mtu", 255 },
    { "packet/packet_mtu", 65536 },
    { "packet/rx_original", 2 },
    { "packet/rx_original", 0xffffffff },
    { "packet/tx_sa", 1 },
    { "packet/tx_policy", 1 },
    { "config.queues", 2 },
    { "features", 0 },
    { "caps.sa_capacity", 7 },
    { "driver_features", 0x80 },
    /* how many, then the number of the first, and flags, function, fields of
     * it; of rules the place, and action, family, target */
    { "rss/contexts+0", 65 },
    { "rss/contexts+0", 0xffffffff },
    { "rss/contexts+4", 64 },
    { "rss/contexts+4", 0xffffffff },
    { "rss/contexts+8", 0x05000000 },
    { "rss/contexts+12", 0 },
    { "rss/contexts+16", 0xff000000 },
    /* contexts and rules, and bits of RX_CTRL, of drivers that cannot have any */
    { "driver_features", WITHOUT(RSS) },
    { "driver_features", WITHOUT(RSS_SYMMETRIC) },
    { "driver_features", WITHOUT(RX_STEER) },
    { "rx_ctrl", 0x1b, "driver_features", WITHOUT(VLAN_RX) },
    { "rx_ctrl", 0x2b, "driver_features", WITHOUT(CLOCK) },
    { "clock/clock.rate", 0x10000001 },
    { "clock/clock.rate", 0xefffffff },
    { "clock/clock.rate", 0x80000000 },
    { "steer/config.rx_rules", 255 },
    { "steer/rules+0", 257 },
    { "steer/rules+0", 0xffffffff },
    { "steer/rules+4", 256 },
    { "steer/rules+4", 0xffffffff },
    { "steer/rules+8", 0x00060000 },
    { "steer/rules+8", 0x01060100 },
    { "steer/rules+8", 0x02060600 },
    { "steer/rules+8", 0x03050000 },
    { "driver_features", BIT(IPSECNIC_F_TX_SEGMENT) },
    { "enabled", 2 },
    { "enabled", 0 },
    { "features_bad", 7 },
    { "rx_ctrl", 0x40 },
    { "tx_ctrl", 2 },
    { "ipsec_ctrl", 0x10 },
    { "queues", 0 },
    { "queues", 2 },
    { "queues", 0xffffffff },
    { "rx_max_frame", 63 },
    { "rx_max_frame", 65558 },
    { "test_dma_status", 5 },
    { "link_up", 2 },
    { "num_events", 257 },
    { "num_events", 0xffffffff },
    { "ctrlq.state", 3 },
    { "ctrlq.reason", 9 },
    { "ctrlq.vector", 3 },
    { "ctrlq.vector", 0xffffffff },
    { "ctrlq.posted_size", 0 },
    { "ctrlq.posted_size", 63 },
    { "ctrlq.comp_size", 0x80000000 },
    { "ctrlq.comp_base_lo", 0x100001 },
    { "ctrlq.posted_tail", 0x10000 },
    { "rxq:0.q.posted_tail", 500 },
    { "rxq:0.q.posted_head", 500 },
    { "rxq:0.q.comp_head", 500 },
    { "rxq:0.q.comp_tail", 500 },
    { "rxq:0.q.comp_tail", 0xffffffff },
    { "rxq:0.q.enabled", 0 },
    { "rxq:0.q.armed", 2 },
    { "rxq:0.cached", 500 },
    { "rxq:0.cached", 0xffffffff },
    { "rxq:0.cached", 7 },
    { "rxq:0.buffers:0.length", 1 },
    { "rxq:0.buffers:0.length", 0xffffffff },
    { "rxq:1.q.state", 1 },
    { "rxq:7.cached", 1 },
    { "txq:0.scanned", 200 },
    { "txq:0.num_fragments", 65 },
    { "txq:0.num_fragments", 0xffffffff },
    { "txq:0.num_fragments", 0 },
    { "txq:0.fragments:0.length", 0xffffffff },
    { "txq:0.length", 0xffffffff },
    { "txq:0.complete", 2 },
    { "txq:0.status", 0xffffffff },
    { "txq:0.next_valid", 1 },
    { "txq:0.first+12", 0 },
    { "tx_state", 3 },
    { "tx_state", 4 },
    { "tx_queue", 1 },
    { "tx_queue", 0xffffffff },
    { "tx_segment", 1 },
    { "tx_segments", 1 },
    { "tx_bytes", 1 },
    { "vectors:1.interval", 65536 },
    { "vectors:1.pending", 2 },
    { "vectors:1.timer", INT64_MAX },
    { "vectors:1.last_fired", 1ULL << 63 },
    { "vectors:16.interval", 1 },
    /* of the SAs: the length, then magic, version, slots, SAs, free slots */
    { "sas+0", 0 },
    { "sas+0", 0xffffffff },
    { "sas+4", 0 },
    { "sas+8", 0xffffffff },
    { "sas+12", 0xffffffff },
    { "sas+16", 0xffffffff },
    { "sas+16", 1 },
    { "sas+20", 0xffffffff },
};

/* How far a large send is, and what is to be sent. */
static const LieRow large_lies[] = {
    { "tx_state", 0 },
    { "tx_state", 4 },
    { "tx_segment", 1100 },
    { "tx_segment", 0 },
    { "tx_segment", 0xffffffff },
    { "tx_segments", 0 },
    { "tx_segments", 1 },
    { "tx_segments", 65558 },
    { "tx_segments", 0xffffffff },
    { "tx_bytes", 0 },
    { "tx_bytes", 0xffffffff },
    { "txq:0.complete", 0 },
    { "txq:0.status", 4 },
    /* of the first entry: no START, a flag */
    { "txq:0.first+12", 0 },
    { "txq:0.first+12", 0x0f100000 },
    /* and an inner IP header, for which TX_TUNNEL is not accepted */
    { "txq:0.first+52", 0x06010000, "driver_features", WITHOUT(TX_TUNNEL) },
    /* Packet mode has no part in a frame that names an SA without it. */
    { "packet/tx_sa", 1 },
    { "packet/tx_policy", 1 },
    /* TX_SEGMENT and IPSEC_TX, which the frame needs, are not accepted */
    { "driver_features", 0x20d },
    { "driver_features", 0xa0d },
    { "txq:0.q.comp_head", 0xff80 },
};

/* The same of a field of the subsection "ipsecnic/packet", the first one. */
/* @section: of "ipsecnic/packet" the second word */
static bool find_section_field(QDict *description, const char *section,
                               const char *path, size_t *offset, size_t *size)
{
    g_autofree char *want = g_strdup_printf("ipsecnic/%s", section);
    QListEntry *e;

    g_assert_false(find_field(description, "", offset, size));
    QLIST_FOREACH_ENTRY(qdict_get_qlist(description, "subsections"), e) {
        QDict *one = qobject_to(QDict, qlist_entry_obj(e));
        const char *name = qdict_get_str(one, "vmsd_name");

        /* type, length, name, version */
        *offset += 1 + 1 + strlen(name) + 4;
        if (!strcmp(name, want)) {
            return find_field(one, path, offset, size);
        }
        g_assert_false(find_field(one, "", offset, size));
    }
    return false;
}

static void lie_offset(const Stream *stream, const LieRow *row,
                       size_t *offset, size_t *size)
{
    g_auto(GStrv) parts = g_strsplit(row->field, "+", 2);
    g_auto(GStrv) path = g_strsplit(parts[0], "/", 2);

    *offset = stream->start;
    if (!(path[1] ? find_section_field(stream->description, path[0], path[1],
                                       offset, size) :
          find_field(stream->description, parts[0], offset, size))) {
        g_error("the stream has no field %s", row->field);
    }
    if (parts[1]) {
        *offset += g_ascii_strtoull(parts[1], NULL, 10);
        *size = 4;
    }
}

/* Write it into @bytes, which begin as the stream. */
static void lie_tell(const Stream *stream, const LieRow *row, GByteArray *bytes)
{
    size_t offset, size;

    lie_offset(stream, row, &offset, &size);
    g_assert_cmpuint(offset + size, <=, bytes->len);
    if (size > 8) {
        size = 8;
    }
    stn_be_p(bytes->data + offset, size, row->value);
    if (!memcmp(bytes->data + offset, stream->bytes->data + offset, size)) {
        g_error("%s has this value already", row->field);
    }
    if (row->also) {
        lie_tell(stream, &(LieRow) { row->also, row->also_value }, bytes);
    }
}

static void refuse_lies(Stream *stream, const LieRow *row, size_t count)
{
    unsigned taken = 0;

    for (; count; count--, row++) {
        g_autoptr(GByteArray) bytes = stream_copy(stream);
        g_autofree char *said = NULL;
        int status;

        lie_tell(stream, row, bytes);
        status = load(bytes, NULL, &said);
        /* It says why. */
        if (status != 1 || !*said) {
            g_printerr("%s = 0x%" PRIx64 ": exit status %d, not refused: %s\n",
                       row->field, row->value, status, said);
            taken++;
        }
    }
    g_assert_cmpuint(taken, ==, 0);
}

static void test_stream_lies_refused(void)
{
    refuse_lies(&streams[0], lies, ARRAY_SIZE(lies));
}

static void test_stream_lies_about_a_large_send_refused(void)
{
    refuse_lies(&streams[1], large_lies, ARRAY_SIZE(large_lies));
}

/*
 * Numbers that are possible, and wrong: they are taken, and the frame goes on
 * or is completed with what is wrong, or its queue stops.
 */
static void test_stream_lies_about_a_large_send_do_no_harm(void)
{
    static const struct {
        LieRow lie;
        const char *outcome;
    } rows[] = {
        { { "tx_segment", 1099 }, "tx-ok" },
        { { "tx_segments", 1099 }, "tx-bad-segment" },
        { { "tx_segments", 65557 }, "tx-bad-segment" },
        { { "tx_state", 1 }, "tx-resent" },
        { { "tx_state", 1 }, "tx-ok" },
        { { "tx_state", 3 }, "tx-ok" },
        { { "tx.portion[0].sequence", UINT64_MAX }, "tx-ok" },
        { { "tx.portion[0].sequence", 0x0123456789abcdef }, "tx-ok" },
        { { "txq:0.fragments:0.addr", UINT64_MAX }, "queue-errors" },
        { { "txq:0.fragments:0.addr", 0 }, "tx-bad-header" },
        /* its handle, offsets, sizes */
        { { "txq:0.first+24", 0xffffffff }, "tx-unknown-sa" },
        { { "txq:0.first+36", 0xffffffff }, "tx-bad-header" },
        { { "txq:0.first+40", 0xffffffff }, "tx-bad-header" },
        { { "txq:0.first+44", 0x00000100 }, "tx-bad-csum" },
        { { "txq:0.first+48", 0xffffffff }, "tx-bad-header" },
        { { "txq:0.first+56", 0xffffffff }, "tx-bad-offload" },
        /* a tag that it is not to get */
        { { "txq:0.first+52", 0x06000100 }, "tx-bad-offload" },
        /* an inner IP header, and where there is none */
        { { "txq:0.first+52", 0x06010000 }, "tx-bad-header" },
        /* what it does not need */
        { { "driver_features", WITHOUT(TX_TUNNEL) }, "tx-ok" },
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        const LieRow *lie = &rows[i].lie;
        g_autoptr(GByteArray) bytes = stream_copy(&streams[1]);
        g_autofree char *said = NULL;
        size_t offset, size;

        if (!strcmp(lie->field, "tx_segment")) {
            /* Bytes that fit it, or they would be what is refused. */
            lie_offset(&streams[1], &(LieRow) { "tx_bytes" }, &offset, &size);
            stn_be_p(bytes->data + offset, size, lie->value * 100);
        }
        lie_tell(&streams[1], lie, bytes);
        g_assert_cmpint(load(bytes, rows[i].outcome, &said), ==, 0);
    }
}

/*
 * What a stream left that was refused was not judged.  Who looks at the card
 * then, pulls its cable, ends its capture or saves it meets none of that.
 */
static void test_refused_stream_is_not_used(void)
{
    static const struct {
        LieRow lie;
        bool cut;               /* behind half of the lie */
        const char *shown;
    } rows[] = {
        { { "ctrlq.state", 0x7fffffff }, false, "name=ctrl state=unknown" },
        { { "ctrlq.reason", 0x7fffffff }, false, "reason=unknown" },
        { { "num_events", 0xffffffff }, true, "name=ctrl state=running" },
        { { "queues", 0xffffffff }, false, "name=ctrl state=running" },
        { { "rxq:0.cached", 0xffffffff }, true, "name=ctrl state=running" },
    };
    g_autofree char *path = g_strdup_printf("%s/refused", dir);
    g_autofree char *uri = g_strdup_printf("file:%s", path);
    g_autofree char *saved = g_strdup_printf("%s/saved", dir);
    g_autofree char *capture = g_strdup_printf(",capture=%s/refused.pcapng",
                                               dir);
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autoptr(GByteArray) bytes = stream_copy(&streams[0]);
        g_autofree char *shown = NULL;
        size_t offset, size;
        Ipn *n;

        lie_tell(&streams[0], &rows[i].lie, bytes);
        if (rows[i].cut) {
            lie_offset(&streams[0], &rows[i].lie, &offset, &size);
            g_byte_array_set_size(bytes, offset + size / 2);
        }
        g_assert_true(g_file_set_contents(path, (const char *)bytes->data,
                                          bytes->len, NULL));
        n = destination(capture, "");
        qtest_qmp_assert_success(n->qts, "{ 'execute': 'migrate-incoming',"
                                 " 'arguments': { 'uri': %s,"
                                 " 'exit-on-error': false } }", uri);
        wait_for_refusal(n, n);
        shown = qtest_hmp(n->qts, "info ipsecnic");
        if (!strstr(shown, rows[i].shown)) {
            g_error("no \"%s\" in: %s", rows[i].shown, shown);
        }
        qtest_qmp_assert_success(n->qts, "{ 'execute': 'set_link',"
                                 " 'arguments': { 'name': 'card',"
                                 " 'up': false } }");
        qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set',"
                                 " 'arguments': { 'path': 'card',"
                                 " 'property': 'capture', 'value': '' } }");
        qtest_qmp_assert_success(n->qts, "{ 'execute':"
                                 " 'xen-save-devices-state', 'arguments':"
                                 " { 'filename': %s, 'live': false } }",
                                 saved);
        ipn_free(n);
    }
}

/* Cut off, in the middle of what the card wrote. */
static void test_stream_truncated_refused(const void *data)
{
    Stream *stream = (Stream *)data;
    g_autoptr(GByteArray) whole = stream_copy(stream);
    size_t end = stream->start, size, i;

    g_assert_true(find_field(stream->description, "sas", &end, &size));
    end += size;
    for (i = 0; i < 12; i++) {
        g_autofree char *said = NULL;

        g_byte_array_set_size(whole, end - (end - stream->start) * i / 12);
        g_assert_cmpint(load(whole, NULL, &said), ==, 1);
    }
}

/* Single bits anywhere in the card's section: refused, or a valid state. */
static void test_stream_flipped_bits_do_no_harm(const void *data)
{
    Stream *stream = (Stream *)data;
    g_autoptr(GRand) rand = g_rand_new_with_seed(20);
    g_autoptr(GByteArray) bytes = stream_copy(stream);
    size_t end = stream->start, size, from, to;
    unsigned i, refused = 0;

    g_assert_true(find_field(stream->description, "sas", &end, &size));
    end += size;
    for (i = 0; i < 60; i++) {
        g_autofree char *said = NULL;
        size_t offset, field;
        int status;

        from = stream->start;
        to = end;
        if (i % 2 && stream == &streams[0]) {
            /* Half of them in the SAs. */
            from = end - size;
        } else if (i % 2) {
            /* Half of them in what is under way. */
            g_assert_true(find_field(stream->description, "txq:0", &from,
                                     &field));
            to = from + field;
        }
        offset = g_rand_int_range(rand, from, to);
        bytes->data[offset] ^= 1 << (i % 8);
        status = load(bytes, NULL, &said);
        bytes->data[offset] ^= 1 << (i % 8);
        g_assert_cmpint(status, <=, 1);
        refused += status;
    }
    g_test_message("%u of %u refused", refused, i);
    g_assert_cmpuint(refused, >, 0);
}

int main(int argc, char **argv)
{
    const char *name;
    GDir *d;
    unsigned i;
    int ret;

    g_test_init(&argc, &argv, NULL);
    signal(SIGPIPE, SIG_IGN);
    dir = g_dir_make_tmp("ipsecnic-migrate-XXXXXX", NULL);
    g_assert_nonnull(dir);
#define ADD(name, func) qtest_add_func("/ipsecnic/migrate/" name, func)
    ADD("everything/1-queue", test_everything_1_queue);
    ADD("everything/4-queues", test_everything_4_queues);
    ADD("everything/16-queues", test_everything_16_queues);
    ADD("errors-and-link", test_errors_migrate);
    ADD("transmit-under-back-pressure", test_transmit_under_back_pressure);
    ADD("esp-under-back-pressure", test_esp_under_back_pressure);
#define ADD_DATA(name, data, func) \
    qtest_add_data_func("/ipsecnic/migrate/" name, data, func)
    ADD_DATA("large-send/goes-on/gcm", &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4],
             test_large_send_goes_on);
    ADD_DATA("large-send/goes-on/cbc", &ipn_tx_sa_vectors[VECTOR_TX_SA_CBC4],
             test_large_send_goes_on);
    ADD("large-send/keeps-its-numbers", test_large_send_keeps_its_numbers);
    ADD("large-send/keeps-its-tag", test_large_send_keeps_its_tag);
    ADD("large-send/between-segments", test_large_send_between_segments);
    ADD("large-send/t3-sa-deleted", test_large_send_sa_deleted);
    for (i = 0; i < 3; i++) {
        g_autofree char *path = g_strdup_printf(
            "/ipsecnic/migrate/large-send/t3-frame-changed/%u", i);

        qtest_add_data_func(path, GUINT_TO_POINTER(i),
                            test_large_send_frame_changed);
    }
    ADD_DATA("packet/p3-large-send/by-policy", GUINT_TO_POINTER(0),
             test_packet_large_send);
    ADD_DATA("packet/p3-large-send/by-name", GUINT_TO_POINTER(1),
             test_packet_large_send);
    ADD("packet/p3-large-send/sa-deleted", test_packet_large_send_sa_deleted);
    /* 182 bytes are what 256 have room for. */
    ADD_DATA("packet/p7-large-send/mtu-raised",
             (&(Recut) { 256, 1500, 1000, 182 }), test_packet_large_send_recut);
    ADD_DATA("packet/p7-large-send/no-mtu",
             (&(Recut) { 256, 0, 1000, 182 }), test_packet_large_send_recut);
    ADD_DATA("packet/p7-large-send/mtu-lowered",
             (&(Recut) { 0, 256, 183, 183 }), test_packet_large_send_recut);
    /* Lengths of packets that need no padding of ESP's own. */
    ADD_DATA("packet/p7-padding/mtu-raised", (&(uint32_t [2]) { 600, 1500 }),
             test_packet_keeps_its_padding);
    ADD_DATA("packet/p7-padding/mtu-lowered", (&(uint32_t [2]) { 1500, 600 }),
             test_packet_keeps_its_padding);
    ADD("packet/policy-goes-on", test_packet_policy_goes_on);
    ADD("packet/p6-window", test_packet_window);
    ADD("faults-stay", test_faults_stay);
    ADD("migratable-off", test_migratable_off);
    ADD("strip-vlan", test_strip_vlan);
    ADD("clock", test_clock);
    ADD("rmon", test_rmon);
    ADD("clock/large-send", test_clock_of_a_large_send);
    ADD("rss-and-rules", test_rss_and_rules);
    ADD("old-stream/everything", test_old_stream_everything);
    ADD("old-stream/large-send", test_old_stream_large_send);
    ADD("older-card", test_stream_of_an_older_card);
    ADD("another-card-refused", test_stream_of_another_card_refused);
    ADD_DATA("stream/itself-is-good", &streams[0], test_stream_itself_is_good);
    ADD("stream/lies-refused", test_stream_lies_refused);
    ADD_DATA("stream/truncated-refused", &streams[0],
             test_stream_truncated_refused);
    ADD_DATA("stream/flipped-bits-do-no-harm", &streams[0],
             test_stream_flipped_bits_do_no_harm);
    ADD_DATA("large-stream/itself-is-good", &streams[1],
             test_stream_itself_is_good);
    ADD("large-stream/lies-refused",
        test_stream_lies_about_a_large_send_refused);
    ADD("large-stream/lies-do-no-harm",
        test_stream_lies_about_a_large_send_do_no_harm);
    ADD("link-of-a-deleted-netdev", test_link_of_a_deleted_netdev);
    ADD("refused-stream-is-not-used", test_refused_stream_is_not_used);
    ADD_DATA("large-stream/truncated-refused", &streams[1],
             test_stream_truncated_refused);
    ADD_DATA("large-stream/flipped-bits-do-no-harm", &streams[1],
             test_stream_flipped_bits_do_no_harm);
#undef ADD
    ret = g_test_run();
    for (i = 0; i < ARRAY_SIZE(streams); i++) {
        if (streams[i].bytes) {
            g_byte_array_unref(streams[i].bytes);
            qobject_unref(streams[i].description);
        }
    }
    d = g_dir_open(dir, 0, NULL);
    while ((name = g_dir_read_name(d))) {
        g_autofree char *path = g_build_filename(dir, name, NULL);

        g_unlink(path);
    }
    g_dir_close(d);
    g_rmdir(dir);
    g_free(dir);
    return ret;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts of ipsecnic: arming, masking, sharing, moderation
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"

/* Vectors that ipn_up() gives out. */
#define RX_VECTOR(q) (1 + 2 * (q))

static const uint8_t own_mac[6] = IPN_MAC_BYTES;
static uint8_t frame[64];

static Ipn *irq_up(const IpnSetup *setup)
{
    Ipn *n = ipn_start("", "");

    ipn_up(n, setup ?: &(IpnSetup) { });
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    /* Time passes only where a test says so. */
    n->step_ns = 0;
    return n;
}

/* A frame arrives and its completion is in memory. */
static void arrive(Ipn *n)
{
    uint16_t head = n->rx[0].head;
    IpnRx rx;

    ipn_send(n, frame, sizeof(frame));
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint((uint16_t)(n->rx[0].head - head), ==, 1);
    ipn_settle(n);
}

static bool armed(Ipn *n, IpnQueue *q)
{
    return ipn_q_read(n, q, IPSECNIC_Q_COMP_HEAD) & IPSECNIC_COMP_HEAD_ARM;
}

/* One arming, at most one interrupt. */
static void test_arming_is_for_one_interrupt(void)
{
    Ipn *n = irq_up(NULL);
    IpnQueue *q = &n->rx[0];
    unsigned i;

    /* Disarmed when it was enabled. */
    g_assert_false(armed(n, q));
    arrive(n);
    g_assert_false(ipn_irq_take(n, 1));
    ipn_rx_done(n, q, false);
    for (i = 0; i < 4; i++) {
        ipn_release(n, q, true);
        g_assert_true(armed(n, q));
        ipn_settle(n);
        g_assert_false(ipn_irq_take(n, 1));
        arrive(n);
        g_assert_true(ipn_irq_take(n, 1));
        g_assert_false(armed(n, q));
        arrive(n);
        g_assert_false(ipn_irq_take(n, 1));
        ipn_rx_done(n, q, false);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_INTERRUPTS), ==, 4);
}

/* Entries at or beyond COMP_HEAD: it wants again at once. */
static void test_rearming_with_entries_there_fires(void)
{
    Ipn *n = irq_up(NULL);
    IpnQueue *q = &n->rx[0];

    arrive(n);
    arrive(n);
    q->head--;
    ipn_release(n, q, true);
    ipn_irq_wait(n, 1);
    g_assert_false(armed(n, q));
    q->head++;
    ipn_release(n, q, true);
    ipn_settle(n);
    g_assert_false(ipn_irq_take(n, 1));
    g_assert_true(armed(n, q));
}

static void test_comp_head_without_arm_leaves_the_arming(void)
{
    Ipn *n = irq_up(NULL);
    IpnQueue *q = &n->rx[0];

    ipn_release(n, q, true);
    ipn_release(n, q, false);
    g_assert_true(armed(n, q));
    arrive(n);
    g_assert_true(ipn_irq_take(n, 1));
    ipn_release(n, q, false);
    g_assert_false(armed(n, q));
}

static void test_masked_vector_is_remembered(void)
{
    Ipn *n = irq_up(NULL);
    IpnQueue *q = &n->rx[0];

    ipn_irq_mask(n, 1, true);
    ipn_release(n, q, true);
    arrive(n);
    g_assert_false(ipn_irq_take(n, 1));
    g_assert_true(ipn_irq_pending(n, 1));
    ipn_irq_mask(n, 1, false);
    g_assert_false(ipn_irq_pending(n, 1));
    g_assert_true(ipn_irq_take(n, 1));
}

static void test_vector_none_is_polled(void)
{
    Ipn *n = irq_up(NULL);
    IpnQueue *q = &n->rx[0];
    unsigned v;

    ipn_queue_stop(n, q);
    ipn_q_write(n, q, IPSECNIC_Q_VECTOR, IPSECNIC_VECTOR_NONE);
    ipn_queue_enable(n, q);
    ipn_rx_post(n, q, 4);
    ipn_release(n, q, true);
    arrive(n);
    for (v = 0; v < n->vectors; v++) {
        g_assert_false(ipn_irq_take(n, v));
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_INTERRUPTS), ==, 0);
}

/* Queues may share a vector; each has an arming of its own. */
static void test_queues_share_a_vector(void)
{
    Ipn *n = irq_up(NULL);
    uint8_t cmd[64] = { 0 }, comp[64];

    ipn_queue_stop(n, &n->rx[0]);
    ipn_q_write(n, &n->rx[0], IPSECNIC_Q_VECTOR, 0);
    ipn_queue_enable(n, &n->rx[0]);
    ipn_rx_post(n, &n->rx[0], 4);
    ipn_release(n, &n->rx[0], true);
    ipn_release(n, &n->ctrl, true);
    arrive(n);
    g_assert_true(ipn_irq_take(n, 0));
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    ipn_settle(n);
    g_assert_true(ipn_irq_take(n, 0));
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    arrive(n);
    g_assert_false(ipn_irq_take(n, 0));
    g_assert_false(ipn_irq_take(n, 1));
}

static void test_events_want_an_interrupt(void)
{
    Ipn *n = irq_up(NULL);

    ipn_release(n, &n->ctrl, true);
    ipn_link(n, false);
    ipn_irq_wait(n, 0);
    ipn_link(n, true);
    ipn_settle(n);
    g_assert_false(ipn_irq_take(n, 0));
}

static uint32_t pending(Ipn *n)
{
    return ipn_read(n, IPSECNIC_REG_VEC_PENDING(1));
}

static void test_moderation(void)
{
    Ipn *n = irq_up(NULL);
    IpnQueue *q = &n->rx[0];

    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(1), 1000);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_VEC_INTERVAL(1)), ==, 1000);
    /* Long ago: fires immediately. */
    ipn_release(n, q, true);
    arrive(n);
    g_assert_true(ipn_irq_take(n, 1));
    g_assert_cmpuint(pending(n), ==, 0);
    /* Within the interval: waits, and fires once when it is over. */
    qtest_clock_step(n->qts, 400 * 1000);
    ipn_release(n, q, true);
    arrive(n);
    g_assert_false(ipn_irq_take(n, 1));
    g_assert_cmpuint(pending(n), ==, 1);
    /* The queue wanted, and that disarmed it; it may want once more. */
    g_assert_false(armed(n, q));
    ipn_release(n, q, true);
    arrive(n);
    qtest_clock_step(n->qts, 599 * 1000);
    ipn_settle(n);
    g_assert_false(ipn_irq_take(n, 1));
    g_assert_cmpuint(pending(n), ==, 1);
    qtest_clock_step(n->qts, 1000);
    ipn_irq_wait(n, 1);
    g_assert_cmpuint(pending(n), ==, 0);
    qtest_clock_step(n->qts, 10 * 1000 * 1000);
    ipn_settle(n);
    g_assert_false(ipn_irq_take(n, 1));
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_INTERRUPTS), ==, 2);
    /* The interval has passed since: immediately again. */
    ipn_release(n, q, true);
    arrive(n);
    g_assert_true(ipn_irq_take(n, 1));
    /* One microsecond is missing, and then none. */
    qtest_clock_step(n->qts, 999 * 1000);
    ipn_release(n, q, true);
    arrive(n);
    g_assert_false(ipn_irq_take(n, 1));
    qtest_clock_step(n->qts, 1000);
    ipn_irq_wait(n, 1);
    qtest_clock_step(n->qts, 1000 * 1000);
    ipn_release(n, q, true);
    arrive(n);
    g_assert_true(ipn_irq_take(n, 1));
    g_assert_cmpuint(pending(n), ==, 0);
}

/* Changing VEC_INTERVAL acts from the next firing on. */
static void test_moderation_change_acts_from_the_next_firing(void)
{
    Ipn *n = irq_up(NULL);
    IpnQueue *q = &n->rx[0];

    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(1), 1000);
    ipn_release(n, q, true);
    arrive(n);
    g_assert_true(ipn_irq_take(n, 1));
    ipn_release(n, q, true);
    arrive(n);
    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(1), 5000);
    g_assert_cmpuint(pending(n), ==, 1);
    qtest_clock_step(n->qts, 1000 * 1000);
    ipn_irq_wait(n, 1);
    /* From here on it is 5000. */
    ipn_release(n, q, true);
    arrive(n);
    qtest_clock_step(n->qts, 4999 * 1000);
    ipn_settle(n);
    g_assert_false(ipn_irq_take(n, 1));
    qtest_clock_step(n->qts, 1000);
    ipn_irq_wait(n, 1);
}

static void test_moderation_not_accepted_counts_as_0(void)
{
    Ipn *n = irq_up(&(IpnSetup) { .features = BIT(IPSECNIC_F_EVENTS),
                                  .inactive = true });
    unsigned i;

    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(1), 50000);
    for (i = 0; i < 3; i++) {
        ipn_release(n, &n->rx[0], true);
        arrive(n);
        g_assert_true(ipn_irq_take(n, 1));
    }
}

/* A vector that waits fires masked or not: then it is in the PBA. */
static void test_moderation_and_mask(void)
{
    Ipn *n = irq_up(NULL);
    IpnQueue *q = &n->rx[0];

    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(1), 1000);
    ipn_release(n, q, true);
    arrive(n);
    g_assert_true(ipn_irq_take(n, 1));
    ipn_release(n, q, true);
    arrive(n);
    ipn_irq_mask(n, 1, true);
    qtest_clock_step(n->qts, 1000 * 1000);
    IPN_WAIT(n, ipn_irq_pending(n, 1));
    g_assert_cmpuint(pending(n), ==, 0);
    g_assert_false(ipn_irq_take(n, 1));
    ipn_irq_mask(n, 1, false);
    g_assert_true(ipn_irq_take(n, 1));
}

/* MSI-X off: nothing is sent, and nothing goes wrong. */
static void test_msix_off(void)
{
    Ipn *n = irq_up(NULL);

    qpci_config_writew(&n->dev, n->msix_cap + 2, 0);
    ipn_release(n, &n->rx[0], true);
    arrive(n);
    ipn_write(n, IPSECNIC_REG_TEST_IRQ, 1);
    ipn_settle(n);
    g_assert_false(ipn_irq_take(n, 1));
    qpci_config_writew(&n->dev, n->msix_cap + 2, 0x8000);
    ipn_release(n, &n->rx[0], true);
    arrive(n);
    ipn_irq_wait(n, 1);
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
#define ADD(name, func) qtest_add_func("/ipsecnic/irq/" name, func)
    ADD("arming-is-for-one-interrupt", test_arming_is_for_one_interrupt);
    ADD("rearming-with-entries-there-fires",
        test_rearming_with_entries_there_fires);
    ADD("comp-head-without-arm-leaves-the-arming",
        test_comp_head_without_arm_leaves_the_arming);
    ADD("masked-vector-is-remembered", test_masked_vector_is_remembered);
    ADD("vector-none-is-polled", test_vector_none_is_polled);
    ADD("queues-share-a-vector", test_queues_share_a_vector);
    ADD("events-want-an-interrupt", test_events_want_an_interrupt);
    ADD("moderation", test_moderation);
    ADD("moderation-change-acts-from-the-next-firing",
        test_moderation_change_acts_from_the_next_firing);
    ADD("moderation-not-accepted-counts-as-0",
        test_moderation_not_accepted_counts_as_0);
    ADD("moderation-and-mask", test_moderation_and_mask);
    ADD("msix-off", test_msix_off);
#undef ADD
    ret = g_test_run();
    ipn_quit();
    return ret;
}

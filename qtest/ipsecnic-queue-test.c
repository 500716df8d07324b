/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues of ipsecnic: how each of them gets into state ERROR, what the driver
 * sees of it, that the others go on, and the way back
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

/* Where nothing is, with 64 MiB of memory. */
#define NOWHERE 0x50000000u

typedef enum Kind {
    CTRL, RX, TX
} Kind;

static const uint8_t own_mac[6] = IPN_MAC_BYTES;

static IpnQueue *queue_of(Ipn *n, Kind kind)
{
    /* The second pair: the first one is who must go on. */
    return kind == CTRL ? &n->ctrl : kind == RX ? &n->rx[1] : &n->tx[1];
}

static uint16_t queue_name(Kind kind)
{
    return kind == CTRL ? 0 : kind == RX ? 0x101 : 0x201;
}

static Ipn *queues_up(void)
{
    Ipn *n = ipn_start(",queues=4", "");

    ipn_up(n, &(IpnSetup) { .queues = 2 });
    return n;
}

static void tx_entry(uint8_t entry[64], uint64_t addr, uint32_t length)
{
    memset(entry, 0, 64);
    ipn_put(entry, ipsecnic_tx_posted, addr, addr);
    ipn_put(entry, ipsecnic_tx_posted, length, length);
    ipn_put(entry, ipsecnic_tx_posted, flags,
            IPSECNIC_TX_START | IPSECNIC_TX_END);
}

/* A frame for receive queue 1 of 2: this SA's SPI has an odd hash. */
static void send_to_1(Ipn *n)
{
    g_assert_cmphex(ipn_steer_vectors[1].hash % 2, ==, 1);
    ipn_send_hex(n, ipn_steer_vectors[1].wire);
}

/* Pair 0 works; it is not concerned by what happened to another queue. */
static void check_pair_0(Ipn *n)
{
    uint8_t frame[64], got[64], entry[64], comp[64];
    uint64_t addr = ipn_alloc(n, 64);
    IpnRx rx;

    ipn_plain(frame, sizeof(frame), own_mac, 7);
    ipn_send(n, frame, sizeof(frame));
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, sizeof(frame));
    qtest_memwrite(n->qts, addr, frame, sizeof(frame));
    tx_entry(entry, addr, sizeof(frame));
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, sizeof(frame));
    ipn_comp_next(n, &n->tx[0], comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, status), ==, 0);
}

/* A queue that was set up as ipn_up() does it works. */
static void check_queue(Ipn *n, Kind kind)
{
    uint8_t entry[64] = { 0 }, comp[64], got[64];
    IpnQueue *q = queue_of(n, kind);
    IpnRx rx;

    switch (kind) {
    case CTRL:
        g_assert_cmpuint(ipn_cmd(n, entry, comp), ==, IPSECNIC_ST_OK);
        break;
    case RX:
        ipn_rx_post(n, q, 4);
        send_to_1(n);
        ipn_rx_next(n, q, &rx);
        g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_NO_SA);
        break;
    case TX:
        tx_entry(entry, ipn_alloc(n, 64), 64);
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, 64);
        ipn_comp_next(n, q, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, status), ==, 0);
        break;
    }
}

/* Everything that the specification says of a queue that went to ERROR. */
static void check_error(Ipn *n, Kind kind, unsigned reason, uint32_t index)
{
    IpnQueue *q = queue_of(n, kind);
    uint8_t event[64];
    uint32_t head, tail;

    ipn_queue_error(n, q, reason, index);
    /* Its vector fires, armed or not. */
    if (reason != IPSECNIC_Q_ERR_NO_BUS_MASTER) {
        ipn_irq_wait(n, q->vector);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_QUEUE_ERRORS), >=, 1);
    if (kind != CTRL && reason != IPSECNIC_Q_ERR_NO_BUS_MASTER) {
        ipn_event(n, event);
        g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, code), ==,
                         IPSECNIC_EVENT_QUEUE_ERROR);
        g_assert_cmphex(ipn_get(event, ipsecnic_ctrl_comp, queue), ==,
                        queue_name(kind));
        g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, status), ==,
                         reason);
        g_assert_cmphex(ipn_get(event, ipsecnic_ctrl_comp, index), ==,
                        index & 0xffff);
    }
    /* Doorbells do nothing now. */
    tail = ipn_q_read(n, q, IPSECNIC_Q_POSTED_TAIL);
    head = ipn_q_read(n, q, IPSECNIC_Q_COMP_HEAD);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, tail + 1);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_HEAD, head + 1);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_POSTED_TAIL), ==, tail);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_COMP_HEAD), ==, head);
    /* Neither does ENABLE: the way out is by way of STOPPED. */
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_ERROR | reason << 8);
    ipn_queue_stop(n, q);
    /* It keeps its reason until the next ENABLE. */
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==, reason << 8);
}

/* Set the queue up afresh, enable it, and see it work. */
static void recover(Ipn *n, Kind kind)
{
    IpnQueue *q = queue_of(n, kind);
    uint64_t buffers = q->buffers;
    uint32_t size = q->buffer_size;

    ipn_queue_stop(n, q);
    ipn_queue_setup(n, q, 64, kind == RX ? 128 : 64,
                    kind == CTRL ? 0 : kind == RX ? 3 : 4);
    q->buffers = buffers;
    q->buffer_size = size;
    ipn_queue_enable(n, q);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
    check_queue(n, kind);
}

static void each_kind(void (*func)(Ipn *n, Kind kind))
{
    Kind kind;

    for (kind = CTRL; kind <= TX; kind++) {
        func(queues_up(), kind);
    }
}

/*
 * ENABLE refused
 */

static void enable_with(Ipn *n, Kind kind, uint32_t reg, uint32_t value,
                        unsigned reason)
{
    IpnQueue *q = queue_of(n, kind);
    uint32_t good;

    ipn_queue_stop(n, q);
    good = ipn_q_read(n, q, reg);
    ipn_q_write(n, q, reg, value);
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    check_error(n, kind, reason, 0);
    ipn_q_write(n, q, reg, good);
    ipn_queue_enable(n, q);
}

static void bad_base(Ipn *n, Kind kind)
{
    IpnQueue *q = queue_of(n, kind);
    static const uint32_t regs[] = {
        IPSECNIC_Q_POSTED_BASE_LO, IPSECNIC_Q_COMP_BASE_LO
    };
    unsigned i, bit;

    for (i = 0; i < 2; i++) {
        for (bit = 1; bit < 64; bit *= 2) {
            uint32_t base = ipn_q_read(n, q, regs[i]);

            enable_with(n, kind, regs[i], base | bit,
                        IPSECNIC_Q_ERR_BAD_BASE);
        }
        /* 64 entries from here reach beyond the end of the address space. */
        ipn_queue_stop(n, q);
        ipn_q_write(n, q, regs[i] + 4, 0xffffffff);
        enable_with(n, kind, regs[i], 0xfffff040, IPSECNIC_Q_ERR_BAD_BASE);
        ipn_queue_stop(n, q);
        ipn_q_write(n, q, regs[i] + 4, 0);
        ipn_queue_enable(n, q);
    }
    recover(n, kind);
    check_pair_0(n);
}

static void test_bad_base(void)
{
    /* The helper enables again with a base out of reach, which is allowed. */
    each_kind(bad_base);
}

static void bad_size(Ipn *n, Kind kind)
{
    static const uint32_t sizes[] = {
        0, 1, 4, 7, 9, 12, 48, 65, 32767, 65536, 0x80000000, 0xffffffff
    };
    static const uint32_t regs[] = {
        IPSECNIC_Q_POSTED_SIZE, IPSECNIC_Q_COMP_SIZE
    };
    unsigned i, j;

    for (i = 0; i < 2; i++) {
        for (j = 0; j < ARRAY_SIZE(sizes); j++) {
            enable_with(n, kind, regs[i], sizes[j], IPSECNIC_Q_ERR_BAD_SIZE);
        }
    }
    recover(n, kind);
    check_pair_0(n);
}

static void test_bad_size(void)
{
    each_kind(bad_size);
}

static void test_sizes_that_are_allowed(void)
{
    Ipn *n = queues_up();
    uint32_t size;

    for (size = 8; size <= 32768; size *= 2) {
        ipn_queue_stop(n, &n->tx[1]);
        n->mem_next = 0x1000000;
        ipn_queue_setup(n, &n->tx[1], size, 262144 / size, 4);
        ipn_queue_enable(n, &n->tx[1]);
        check_queue(n, TX);
    }
}

/* For a pair not below QUEUES, and while the card is not enabled. */
static void test_disabled(void)
{
    Ipn *n = queues_up();
    IpnQueue rx = { .reg = IPSECNIC_REG_RXQ(2) };
    IpnQueue tx = { .reg = IPSECNIC_REG_TXQ(3) };
    uint8_t event[64];

    ipn_queue_setup(n, &rx, 8, 8, 5);
    ipn_queue_setup(n, &tx, 8, 8, 6);
    ipn_q_write(n, &rx, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    ipn_q_write(n, &tx, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    ipn_queue_error(n, &rx, IPSECNIC_Q_ERR_DISABLED, 0);
    ipn_queue_error(n, &tx, IPSECNIC_Q_ERR_DISABLED, 0);
    ipn_irq_wait(n, 5);
    ipn_irq_wait(n, 6);
    ipn_event(n, event);
    g_assert_cmphex(ipn_get(event, ipsecnic_ctrl_comp, queue), ==, 0x102);
    ipn_event(n, event);
    g_assert_cmphex(ipn_get(event, ipsecnic_ctrl_comp, queue), ==, 0x203);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_QUEUE_ERRORS), ==, 2);
    check_pair_0(n);

    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    n->ctrl.vector = 0;
    ipn_q_write(n, &n->ctrl, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    ipn_queue_error(n, &n->ctrl, IPSECNIC_Q_ERR_DISABLED, 0);
}

static void no_bus_master_at_enable(Ipn *n, Kind kind)
{
    IpnQueue *q = queue_of(n, kind);

    ipn_queue_stop(n, q);
    ipn_bus_master(n, false);
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    ipn_queue_error(n, q, IPSECNIC_Q_ERR_NO_BUS_MASTER, 0);
    ipn_bus_master(n, true);
    recover(n, kind);
}

static void test_no_bus_master_at_enable(void)
{
    each_kind(no_bus_master_at_enable);
}

/* Off while it runs: the error comes when the card next wants memory. */
static void no_bus_master_later(Ipn *n, Kind kind)
{
    IpnQueue *q = queue_of(n, kind);
    uint8_t entry[64] = { 0 };
    uint32_t state;

    ipn_queue_stop(n, q);
    ipn_queue_enable(n, q);
    ipn_bus_master(n, false);
    ipn_settle(n);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
    if (kind == TX) {
        tx_entry(entry, ipn_alloc(n, 64), 64);
    } else if (kind == RX) {
        ipn_rx_entry(n, q, entry);
    }
    ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    if (kind == RX) {
        send_to_1(n);
    }
    IPN_WAIT(n, (state = ipn_q_read(n, q, IPSECNIC_Q_STATE)) !=
                IPSECNIC_Q_STATE_RUNNING);
    g_assert_cmphex(state, ==, IPSECNIC_Q_STATE_ERROR |
                    IPSECNIC_Q_ERR_NO_BUS_MASTER << 8);
    ipn_wire_quiet(n);
    ipn_bus_master(n, true);
    recover(n, kind);
}

static void test_no_bus_master_later(void)
{
    each_kind(no_bus_master_later);
}

/* A frame that arrives: nothing was wanted yet, so it is POSTED_HEAD. */
static void test_no_bus_master_index(void)
{
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, RX);
    IpnRx rx;
    unsigned i;

    ipn_queue_stop(n, q);
    ipn_queue_enable(n, q);
    ipn_rx_post(n, q, 8);
    for (i = 0; i < 5; i++) {
        send_to_1(n);
        ipn_rx_next(n, q, &rx);
    }
    ipn_bus_master(n, false);
    send_to_1(n);
    ipn_queue_error(n, q, IPSECNIC_Q_ERR_NO_BUS_MASTER, 5);
    ipn_bus_master(n, true);
    recover(n, RX);
}

/* An event is a write to memory, which the control queue cannot do either. */
static void test_no_bus_master_takes_the_control_queue(void)
{
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, RX);
    uint8_t entry[64] = { 0 }, comp[64];
    uint32_t events = BIT(IPSECNIC_F_EVENTS);

    /* Two commands first, so that its indices are not 0. */
    g_assert_cmpuint(ipn_cmd(n, entry, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_cmd(n, entry, comp), ==, IPSECNIC_ST_OK);
    ipn_bus_master(n, false);
    send_to_1(n);
    ipn_queue_error(n, q, IPSECNIC_Q_ERR_NO_BUS_MASTER, 0);
    ipn_queue_error(n, &n->ctrl, IPSECNIC_Q_ERR_NO_BUS_MASTER, 2);
    g_assert_cmpuint(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_COMP_TAIL), ==, 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_EVENTS), ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_QUEUE_ERRORS), ==, 2);
    ipn_bus_master(n, true);
    /* It was not written later, and no vector fired. */
    ipn_settle(n);
    g_assert_false(ipn_comp_ready(n, &n->ctrl));
    g_assert_false(ipn_irq_take(n, 0));
    g_assert_false(ipn_irq_take(n, 3));
    recover(n, CTRL);
    recover(n, RX);
    check_pair_0(n);

    /* Without events the control queue has nothing to write. */
    ipn_up(n, &(IpnSetup) {
        .queues = 2,
        .features = ipn_read(n, IPSECNIC_REG_FEATURES_LO) & ~events,
    });
    ipn_bus_master(n, false);
    send_to_1(n);
    ipn_queue_error(n, q, IPSECNIC_Q_ERR_NO_BUS_MASTER, 0);
    ipn_settle(n);
    g_assert_cmphex(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
    ipn_bus_master(n, true);
    g_assert_cmpuint(ipn_cmd(n, entry, comp), ==, IPSECNIC_ST_OK);
}

/*
 * Indices
 */

static void bad_tail(Ipn *n, Kind kind)
{
    static const uint32_t tails[] = {
        65, 66, 0x7fff, 0xffff, 0x10000, 0x10001, 0x40000001, 0x7fff0000
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(tails); i++) {
        IpnQueue *q = queue_of(n, kind);

        ipn_queue_stop(n, q);
        ipn_queue_setup(n, q, 64, 64, q->vector);
        ipn_queue_enable(n, q);
        ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, tails[i]);
        check_error(n, kind, IPSECNIC_Q_ERR_BAD_INDEX, tails[i]);
    }
    recover(n, kind);
    check_pair_0(n);
}

static void test_bad_posted_tail(void)
{
    each_kind(bad_tail);
}

/* Posted is posted: the index does not go back. */
static void test_posted_tail_backwards(void)
{
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, TX);

    ipn_write(n, IPSECNIC_REG_TX_CTRL, 0);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, 5);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, 5);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, 4);
    check_error(n, TX, IPSECNIC_Q_ERR_BAD_INDEX, 4);
    ipn_write(n, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    recover(n, TX);
}

static void bad_head(Ipn *n, Kind kind)
{
    IpnQueue *q = queue_of(n, kind);
    static const uint32_t heads[] = { 2, 0xffff, 0, 0x10001, 0x40000001 };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(heads); i++) {
        recover(n, kind);
        /* There is one completion; it was given back. */
        ipn_q_write(n, q, IPSECNIC_Q_COMP_HEAD, 1);
        g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==,
                        IPSECNIC_Q_STATE_RUNNING);
        ipn_q_write(n, q, IPSECNIC_Q_COMP_HEAD, heads[i]);
        check_error(n, kind, IPSECNIC_Q_ERR_BAD_INDEX, heads[i]);
    }
    recover(n, kind);
    check_pair_0(n);
}

static void test_bad_comp_head(void)
{
    each_kind(bad_head);
}

/* Q_ERROR_INDEX is the whole value; an event has room for its low half. */
static void test_bad_comp_head_with_arm(void)
{
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, TX);

    ipn_q_write(n, q, IPSECNIC_Q_COMP_HEAD, IPSECNIC_COMP_HEAD_ARM | 0x1234);
    check_error(n, TX, IPSECNIC_Q_ERR_BAD_INDEX,
                IPSECNIC_COMP_HEAD_ARM | 0x1234);
    recover(n, TX);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, 0x12345678);
    check_error(n, TX, IPSECNIC_Q_ERR_BAD_INDEX, 0x12345678);
    recover(n, TX);
}

/*
 * The driver must zero the completion ring, since nobody else does: the card
 * neither writes nor reads it before it has something to complete.
 */
static void completion_ring_is_left(Ipn *n, Kind kind)
{
    IpnQueue *q = queue_of(n, kind);
    uint8_t entry[64] = { 0 }, comp[64];
    uint64_t buffers = q->buffers;
    uint32_t size = q->buffer_size;

    ipn_queue_stop(n, q);
    ipn_queue_setup(n, q, 8, 8, q->vector);
    q->buffers = buffers;
    q->buffer_size = size;
    qtest_memset(n->qts, q->comp, 0xff, 8 * 64);
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    ipn_settle(n);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
    q->tail = q->head = q->returned = 0;
    /* What a driver takes for a completion that forgot to zero the ring. */
    g_assert_true(ipn_comp_ready(n, q));
    qtest_memread(n->qts, q->comp, comp, sizeof(comp));
    g_assert_cmphex(comp[0], ==, 0xff);
    /* The card's own is right, and the ones behind it are what they were. */
    if (kind == RX) {
        ipn_rx_post(n, q, 1);
        send_to_1(n);
    } else if (kind == TX) {
        tx_entry(entry, ipn_alloc(n, 64), 64);
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        g_assert_cmpuint(ipn_wire_recv(n, comp, sizeof(comp)), ==, 64);
    } else {
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
    }
    IPN_WAIT(n, ipn_q_read(n, q, IPSECNIC_Q_COMP_TAIL) == 1);
    qtest_memread(n->qts, q->comp, comp, sizeof(comp));
    g_assert_cmphex(ldl_le_p(comp + 60) & IPSECNIC_COMP_PHASE, ==, 1);
    g_assert_cmphex((uint32_t)ldl_le_p(comp + 60), !=, 0xffffffff);
    qtest_memread(n->qts, q->comp + 64, comp, sizeof(comp));
    g_assert_cmphex((uint32_t)ldl_le_p(comp + 60), ==, 0xffffffff);
    /* To give back what was never completed is an error. */
    ipn_q_write(n, q, IPSECNIC_Q_COMP_HEAD, 2);
    check_error(n, kind, IPSECNIC_Q_ERR_BAD_INDEX, 2);
    recover(n, kind);
}

static void test_completion_ring_is_left(void)
{
    each_kind(completion_ring_is_left);
}

/* The greatest that is allowed is allowed. */
static void test_index_at_the_limit(void)
{
    Ipn *n = queues_up();

    ipn_queue_stop(n, &n->ctrl);
    /* 64 entries of zeros: NOPs. */
    ipn_queue_setup(n, &n->ctrl, 64, 64, 0);
    ipn_queue_enable(n, &n->ctrl);
    ipn_q_write(n, &n->ctrl, IPSECNIC_Q_POSTED_TAIL, 64);
    IPN_WAIT(n, ipn_q_read(n, &n->ctrl, IPSECNIC_Q_COMP_TAIL) == 64);
    ipn_q_write(n, &n->ctrl, IPSECNIC_Q_COMP_HEAD, 64);
    ipn_settle(n);
    g_assert_cmphex(ipn_q_read(n, &n->ctrl, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
}

/*
 * Descriptors and DMA
 */

static void test_bad_receive_descriptor(void)
{
    static const struct {
        uint16_t offset, size;
        uint64_t value;
    } rows[] = {
        { 8, 4, 0 }, { 8, 4, 255 }, { 8, 4, 16385 }, { 8, 4, 0xffffffff },
        { 12, 4, 1 }, { 24, 8, 1 }, { 32, 1, 1 }, { 40, 8, 1ULL << 63 },
        { 56, 8, 1 }, { 63, 1, 0x80 },
    };
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, RX);
    uint8_t entry[64];
    unsigned i;
    IpnRx rx;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        ipn_queue_stop(n, q);
        ipn_queue_enable(n, q);
        /* Two good ones before it are used as if nothing were wrong. */
        ipn_rx_post(n, q, 2);
        send_to_1(n);
        ipn_rx_next(n, q, &rx);
        ipn_rx_entry(n, q, entry);
        stn_le_p(entry + rows[i].offset, rows[i].size, rows[i].value);
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        send_to_1(n);
        send_to_1(n);
        check_error(n, RX, IPSECNIC_Q_ERR_BAD_DESCRIPTOR, 2);
        recover(n, RX);
    }
    check_pair_0(n);
}

/* Lengths at the limits are good. */
static void test_buffer_lengths_at_the_limits(void)
{
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, RX);
    static const uint32_t sizes[] = { 256, 16384 };
    unsigned i;
    IpnRx rx;

    for (i = 0; i < 2; i++) {
        ipn_queue_stop(n, q);
        ipn_queue_enable(n, q);
        q->buffer_size = sizes[i];
        q->buffers = ipn_alloc(n, 64 * (sizes[i] + 64));
        ipn_rx_post(n, q, 2);
        send_to_1(n);
        ipn_rx_next(n, q, &rx);
        g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_NO_SA);
    }
}

static void dma_read_of_the_ring(Ipn *n, Kind kind)
{
    IpnQueue *q = queue_of(n, kind);

    ipn_queue_stop(n, q);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_BASE_LO, NOWHERE);
    ipn_queue_enable(n, q);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, 1);
    if (kind == RX) {
        send_to_1(n);
    }
    check_error(n, kind, IPSECNIC_Q_ERR_DMA_READ, 0);
    recover(n, kind);
    check_pair_0(n);
}

static void test_dma_read_of_the_ring(void)
{
    each_kind(dma_read_of_the_ring);
}

static void test_dma_read_of_a_fragment(void)
{
    static const uint64_t addrs[] = {
        NOWHERE, 0x4000000 - 32, UINT64_MAX - 31, 0xffffffff00000000,
    };
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, TX);
    uint8_t entry[64], comp[64], got[64];
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(addrs); i++) {
        ipn_queue_stop(n, q);
        ipn_queue_enable(n, q);
        tx_entry(entry, ipn_alloc(n, 64), 64);
        ipn_post(n, q, entry);
        tx_entry(entry, addrs[i], 64);
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, 64);
        ipn_comp_next(n, q, comp);
        check_error(n, TX, IPSECNIC_Q_ERR_DMA_READ, 1);
        g_assert_false(ipn_comp_ready(n, q));
        ipn_wire_quiet(n);
        recover(n, TX);
    }
    check_pair_0(n);
}

static void dma_write_of_a_completion(Ipn *n, Kind kind)
{
    IpnQueue *q = queue_of(n, kind);
    uint64_t buffers = q->buffers, ring;
    uint8_t entry[64] = { 0 };

    ipn_queue_stop(n, q);
    ring = q->comp;
    ipn_q_write(n, q, IPSECNIC_Q_COMP_BASE_LO, NOWHERE);
    ipn_queue_enable(n, q);
    switch (kind) {
    case CTRL:
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        break;
    case RX:
        q->buffers = buffers;
        ipn_rx_post(n, q, 2);
        send_to_1(n);
        break;
    case TX:
        tx_entry(entry, ipn_alloc(n, 64), 64);
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        break;
    }
    check_error(n, kind, IPSECNIC_Q_ERR_DMA_WRITE, 0);
    if (kind == TX) {
        uint8_t got[64];

        /* It may have gone out, but not twice. */
        ipn_settle(n);
        while (recv(n->wire, got, 64, MSG_DONTWAIT) == 64) {
            ;
        }
    }
    g_assert_cmphex(ring, ==, q->comp);
    recover(n, kind);
    check_pair_0(n);
    if (kind == RX) {
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DROP_DMA), ==, 1);
    }
}

static void test_dma_write_of_a_completion(void)
{
    each_kind(dma_write_of_a_completion);
}

static void test_dma_write_of_a_buffer(void)
{
    static const uint64_t addrs[] = {
        NOWHERE, 0x4000000 - 32, UINT64_MAX - 31,
    };
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, RX);
    uint8_t entry[64];
    unsigned i;
    IpnRx rx;

    for (i = 0; i < ARRAY_SIZE(addrs); i++) {
        ipn_queue_stop(n, q);
        ipn_queue_enable(n, q);
        ipn_rx_post(n, q, 1);
        ipn_rx_entry(n, q, entry);
        ipn_put(entry, ipsecnic_rx_posted, addr, addrs[i]);
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        send_to_1(n);
        ipn_rx_next(n, q, &rx);
        send_to_1(n);
        check_error(n, RX, IPSECNIC_Q_ERR_DMA_WRITE, 1);
        g_assert_false(ipn_comp_ready(n, q));
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DROP_DMA), ==, i + 1);
        /* From here on its frames are dropped, and the port goes on. */
        send_to_1(n);
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_QUEUE) == i + 1);
        check_pair_0(n);
        recover(n, RX);
    }
}

/* Of a completion it is the index on that ring, whatever the posted one is. */
static void test_dma_write_index_of_a_completion(void)
{
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, TX);
    uint8_t entry[64], got[64];
    uint64_t addr = ipn_alloc(n, 64);
    unsigned i;

    ipn_queue_stop(n, q);
    /* The first three entries of the ring are the last ones of memory. */
    q->comp = 0x4000000 - 3 * 64;
    ipn_q_write(n, q, IPSECNIC_Q_COMP_BASE_LO, q->comp);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_BASE_HI, 0);
    q->tail = q->head = 0;
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    for (i = 0; i < 4; i++) {
        /* Frames of two fragments */
        tx_entry(entry, addr, 32);
        ipn_put(entry, ipsecnic_tx_posted, flags, IPSECNIC_TX_START);
        ipn_post(n, q, entry);
        ipn_put(entry, ipsecnic_tx_posted, flags, IPSECNIC_TX_END);
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, 64);
    }
    check_error(n, TX, IPSECNIC_Q_ERR_DMA_WRITE, 3);
    g_assert_cmpuint(ipn_q_read(n, q, IPSECNIC_Q_COMP_TAIL), ==, 3);
    g_assert_cmpuint(ipn_q_read(n, q, IPSECNIC_Q_POSTED_HEAD), ==, 6);
    recover(n, TX);
}

/* Rings that lie in the card's own registers: refused, and no loop. */
static void test_rings_in_own_registers(void)
{
    Ipn *n = queues_up();
    IpnQueue *q = queue_of(n, TX);

    ipn_queue_stop(n, q);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_BASE_LO, n->regs + IPSECNIC_REG_TXQ(0));
    ipn_queue_enable(n, q);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, 8);
    ipn_settle(n);
    ipn_queue_stop(n, q);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_BASE_LO, n->regs + IPSECNIC_REG_TXQ(0));
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, 8);
    ipn_settle(n);
    recover(n, TX);
    check_pair_0(n);
}

/*
 * Behind an IOMMU: what the driver did not map is a DMA fault
 */

#define VTD 0xfed90000

static void test_iommu_fault_stops_the_queue(void)
{
    uint8_t entry[64] = { 0 }, comp[64], event[64];
    uint64_t table, slot;
    IpnQueue *q;
    unsigned i;
    IpnRx rx;
    Ipn *n;

    if (!qtest_has_device("intel-iommu")) {
        g_test_skip("this QEMU has no emulated IOMMU");
        return;
    }
    n = ipn_start("", "-M q35 -device intel-iommu,aw-bits=39");
    q = &n->rx[0];

    /*
     * Tables: root, context, and three levels of pages, which map the first
     * 32 MiB one to one in pages of 2 MiB.
     */
    table = ROUND_UP(ipn_alloc(n, 5 * 4096), 4096);
    n->mem_next = table + 4 * 4096;
    qtest_memset(n->qts, table, 0, 4 * 4096);
    qtest_writeq(n->qts, table, (table + 4096) | 1);
    slot = table + 4096 + 16 * n->dev.devfn;
    qtest_writeq(n->qts, slot, (table + 2 * 4096) | 1);
    qtest_writeq(n->qts, slot + 8, 1 << 8 | 1);
    qtest_writeq(n->qts, table + 2 * 4096, (table + 3 * 4096) | 3);
    for (i = 0; i < 16; i++) {
        qtest_writeq(n->qts, table + 3 * 4096 + 8 * i, i << 21 | 0x83);
    }
    qtest_writeq(n->qts, VTD + 0x20, table);
    qtest_writel(n->qts, VTD + 0x18, 1u << 30);
    qtest_writel(n->qts, VTD + 0x18, 1u << 31);
    g_assert_cmphex(qtest_readl(n->qts, VTD + 0x1c) & 0x80000000, !=, 0);

    ipn_up(n, &(IpnSetup) { .no_buffers = true });
    ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM4]);
    ipn_rx_post(n, q, 1);
    ipn_send_hex(n, ipn_basic_vectors[0].wire);
    ipn_rx_next(n, q, &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    /* There is memory, but not for the card. */
    ipn_rx_entry(n, q, entry);
    ipn_put(entry, ipsecnic_rx_posted, addr, 0x3000000);
    qtest_memset(n->qts, 0x3000000, 0x5a, 256);
    ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    ipn_send_hex(n, ipn_basic_vectors[0].wire);
    ipn_queue_error(n, q, IPSECNIC_Q_ERR_DMA_WRITE, 1);
    g_assert_cmphex(qtest_readq(n->qts, 0x3000000), ==, 0x5a5a5a5a5a5a5a5a);
    ipn_event(n, event);
    g_assert_cmphex(ipn_get(event, ipsecnic_ctrl_comp, queue), ==, 0x100);
    /* A read that faults. */
    tx_entry(entry, 0x3000000, 64);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    ipn_queue_error(n, &n->tx[0], IPSECNIC_Q_ERR_DMA_READ, 0);
    ipn_wire_quiet(n);
    /* The control queue goes on. */
    memset(entry, 0, sizeof(entry));
    g_assert_cmpuint(ipn_cmd(n, entry, comp), ==, IPSECNIC_ST_OK);
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
#define ADD(name, func) qtest_add_func("/ipsecnic/queue/" name, func)
    ADD("error-1-disabled", test_disabled);
    ADD("error-2-bad-base", test_bad_base);
    ADD("error-3-bad-size", test_bad_size);
    ADD("sizes-that-are-allowed", test_sizes_that_are_allowed);
    ADD("error-4-bad-index/posted-tail", test_bad_posted_tail);
    ADD("error-4-bad-index/posted-tail-backwards",
        test_posted_tail_backwards);
    ADD("error-4-bad-index/comp-head", test_bad_comp_head);
    ADD("error-4-bad-index/arm-is-part-of-it", test_bad_comp_head_with_arm);
    ADD("index-at-the-limit", test_index_at_the_limit);
    ADD("completion-ring-is-left-to-the-driver", test_completion_ring_is_left);
    ADD("error-5-bad-descriptor", test_bad_receive_descriptor);
    ADD("buffer-lengths-at-the-limits", test_buffer_lengths_at_the_limits);
    ADD("error-6-dma-read/ring", test_dma_read_of_the_ring);
    ADD("error-6-dma-read/fragment", test_dma_read_of_a_fragment);
    ADD("error-7-dma-write/completion", test_dma_write_of_a_completion);
    ADD("error-7-dma-write/buffer", test_dma_write_of_a_buffer);
    ADD("error-7-dma-write/index-of-a-completion",
        test_dma_write_index_of_a_completion);
    ADD("error-8-no-bus-master/at-enable", test_no_bus_master_at_enable);
    ADD("error-8-no-bus-master/later", test_no_bus_master_later);
    ADD("error-8-no-bus-master/index-of-a-frame", test_no_bus_master_index);
    ADD("error-8-no-bus-master/takes-the-control-queue-along",
        test_no_bus_master_takes_the_control_queue);
    ADD("rings-in-own-registers", test_rings_in_own_registers);
    ADD("iommu-fault-stops-the-queue", test_iommu_fault_stops_the_queue);
#undef ADD
    ret = g_test_run();
    ipn_quit();
    return ret;
}

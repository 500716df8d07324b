/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clock of ipsecnic, and the times of frames
 *
 * Virtual time passes only when a test lets it: what the clock must show is
 * computed here, from the formula of the specification.
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-packet-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-tx-vectors.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#define RATE_MAX IPSECNIC_CLOCK_RATE_MAX
#define STAMP IPSECNIC_RX_CTRL_STAMP
#define START IPSECNIC_TX_START
#define END IPSECNIC_TX_END
#define SECOND 1000000000ull

static const uint8_t own_mac[6] = IPN_MAC_BYTES;
static const uint8_t peer[6] = { 2, 0, 0, 0, 0, 1 };

/* A card whose time stands still but for pass(). */
static Ipn *still(const char *props)
{
    Ipn *n = ipn_start(props, "");

    n->step_ns = 0;
    return n;
}

static void pass(Ipn *n, int64_t ns)
{
    qtest_clock_step(n->qts, ns);
}

static uint64_t now(Ipn *n)
{
    uint64_t lo = ipn_read(n, IPSECNIC_REG_CLOCK_TIME_LO);

    return (uint64_t)ipn_read(n, IPSECNIC_REG_CLOCK_TIME_HI) << 32 | lo;
}

static void argument(Ipn *n, uint64_t value)
{
    ipn_write(n, IPSECNIC_REG_CLOCK_ARG_LO, value);
    ipn_write(n, IPSECNIC_REG_CLOCK_ARG_HI, value >> 32);
}

static void set(Ipn *n, uint64_t time)
{
    argument(n, time);
    ipn_write(n, IPSECNIC_REG_CLOCK_OP, IPSECNIC_CLOCK_OP_SET);
}

static void add(Ipn *n, int64_t ns)
{
    argument(n, ns);
    ipn_write(n, IPSECNIC_REG_CLOCK_OP, IPSECNIC_CLOCK_OP_ADD);
}

static void rate(Ipn *n, int32_t value)
{
    ipn_write(n, IPSECNIC_REG_CLOCK_RATE, value);
}

/* The formula, of both halves of the time that has passed. */
static uint64_t after(uint64_t base, uint64_t passed, int32_t at_rate)
{
    int64_t high = (passed >> 32) * at_rate;
    int64_t low = (int64_t)(uint32_t)passed * at_rate;

    /* Of a negative number, too, the shift gives what is not larger. */
    return base + passed + high + (low >> 32);
}

/*
 * The clock
 */

static void test_goes_on(void)
{
    Ipn *n = still("");
    uint64_t time;

    rate(n, 0);
    time = now(n);
    g_assert_cmpuint(now(n), ==, time);
    pass(n, 1);
    g_assert_cmpuint(now(n), ==, time + 1);
    pass(n, 1234567);
    g_assert_cmpuint(now(n), ==, time + 1234568);
    /* The card enabled or not is the same to it. */
    ipn_negotiate(n, BIT(IPSECNIC_F_CLOCK));
    pass(n, 10);
    g_assert_cmpuint(now(n), ==, time + 1234578);
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    pass(n, 10);
    g_assert_cmpuint(now(n), ==, time + 1234588);
}

/* HI is of the time that LO was read of, however much passes in between. */
static void test_low_half_latches_the_high_one(void)
{
    Ipn *n = still("");

    rate(n, 0);
    set(n, 0x1234567fffffff0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_TIME_LO), ==, 0xfffffff0);
    pass(n, 0x20);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_TIME_HI), ==, 0x1234567);
    set(n, 77);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_TIME_HI), ==, 0x1234567);
    set(n, 0x123456800000010);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_TIME_LO), ==, 0x10);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_TIME_HI), ==, 0x1234568);
    /* In one access it is one time. */
    set(n, 0xfeedface87654321);
    g_assert_cmphex(ipn_io_read(n, n->regs + IPSECNIC_REG_CLOCK_TIME_LO, 8),
                    ==, 0xfeedface87654321);
}

static void test_set(void)
{
    static const uint64_t times[] = {
        0, 1, 0xffffffff, 1ull << 32, 1795475154ull * SECOND, INT64_MAX,
        1ull << 63, UINT64_MAX,
    };
    Ipn *n = still("");
    unsigned i;

    rate(n, 0);
    for (i = 0; i < ARRAY_SIZE(times); i++) {
        set(n, times[i]);
        g_assert_cmphex(now(n), ==, times[i]);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_ARG_LO), ==,
                        (uint32_t)times[i]);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_ARG_HI), ==,
                        times[i] >> 32);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_OP), ==, 0);
        pass(n, 3);
        g_assert_cmphex(now(n), ==, times[i] + 3);
    }
}

static void test_add(void)
{
    static const int64_t steps[] = {
        0, 1, -1, 1000000000, -3000000000, INT64_MAX, INT64_MIN,
    };
    Ipn *n = still("");
    uint64_t time = 5 * SECOND;
    unsigned i;

    rate(n, 0);
    set(n, time);
    for (i = 0; i < ARRAY_SIZE(steps); i++) {
        add(n, steps[i]);
        time += steps[i];
        g_assert_cmphex(now(n), ==, time);
        pass(n, 5);
        time += 5;
        g_assert_cmphex(now(n), ==, time);
    }
}

/* One unit is 2^-32; the time goes on from where it was. */
static void test_rate(void)
{
    static const int32_t rates[] = {
        0, 1, -1, 4295, -4295, 0x1000000, -0x1000000, RATE_MAX, -RATE_MAX,
    };
    static const uint64_t spans[] = {
        1, 15, 16, 17, SECOND, (1ull << 32) + 1, 60 * SECOND,
    };
    Ipn *n = still("");
    uint64_t base = 1795475154ull * SECOND;
    unsigned i, j;

    rate(n, 0);
    set(n, base);
    for (i = 0; i < ARRAY_SIZE(rates); i++) {
        for (j = 0; j < ARRAY_SIZE(spans); j++) {
            rate(n, rates[i]);
            g_assert_cmphex(now(n), ==, base);
            g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_RATE), ==,
                            (uint32_t)rates[i]);
            pass(n, spans[j]);
            base = after(base, spans[j], rates[i]);
            g_assert_cmphex(now(n), ==, base);
        }
    }
    /* In whole numbers: 2^-4 of 16 s is a second; a ppm is 4295 units. */
    rate(n, RATE_MAX);
    pass(n, 16 * SECOND);
    base += 17 * SECOND;
    g_assert_cmpuint(now(n), ==, base);
    rate(n, -RATE_MAX);
    pass(n, 16 * SECOND);
    base += 15 * SECOND;
    g_assert_cmpuint(now(n), ==, base);
    rate(n, 4295);
    pass(n, SECOND);
    g_assert_cmpuint(now(n) - base, ==, SECOND + 1000);
}

/* Read in small steps, it never goes back, and loses nothing. */
static void test_rate_in_small_steps(void)
{
    static const int32_t rates[] = { RATE_MAX, -RATE_MAX, -1, 12345678 };
    Ipn *n = still("");
    unsigned i, j;

    for (i = 0; i < ARRAY_SIZE(rates); i++) {
        uint64_t last = 0;

        rate(n, rates[i]);
        set(n, 0);
        for (j = 1; j <= 100; j++) {
            uint64_t time;

            pass(n, 1);
            time = now(n);
            g_assert_cmpuint(time, ==, after(0, j, rates[i]));
            g_assert_cmpuint(time, >=, last);
            last = time;
        }
    }
}

static void test_out_of_range_is_ignored(void)
{
    static const uint32_t rates[] = {
        RATE_MAX + 1, -RATE_MAX - 1, 0x7fffffff, 0x80000000, 0x80000001,
    };
    static const uint32_t ops[] = { 0, 3, 0x101, 0x80000001, 0xffffffff };
    Ipn *n = still("");
    uint64_t time = 1ull << 40;
    unsigned i;

    set(n, time);
    rate(n, 99);
    argument(n, 7 * SECOND);
    for (i = 0; i < ARRAY_SIZE(rates); i++) {
        rate(n, rates[i]);
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_CLOCK_RATE), ==, 99);
    }
    for (i = 0; i < ARRAY_SIZE(ops); i++) {
        ipn_write(n, IPSECNIC_REG_CLOCK_OP, ops[i]);
    }
    ipn_write(n, IPSECNIC_REG_CLOCK_TIME_LO, 0x55555555);
    ipn_write(n, IPSECNIC_REG_CLOCK_TIME_HI, 0x55555555);
    g_assert_cmphex(now(n), ==, time);
    rate(n, 0);
}

/* As fast as it can be, over the ends of all numbers. */
static void test_extremes_wrap_around(void)
{
    const int64_t years = 100 * 365 * 86400ll * (int64_t)SECOND;
    uint64_t base = UINT64_MAX;
    Ipn *n;
    int i;

    if (!ipn_needs_pc("a machine in which no other clock ticks")) {
        return;
    }
    n = ipn_start("", "-M q35,pit=off");
    n->step_ns = 0;
    for (i = -1; i <= 1; i += 2) {
        rate(n, i * RATE_MAX);
        set(n, base);
        pass(n, years / 2);
        base = after(base, years / 2, i * RATE_MAX);
        g_assert_cmphex(now(n), ==, base);
        add(n, INT64_MIN);
        base += 1ull << 63;
        g_assert_cmphex(now(n), ==, base);
        pass(n, 1);
        g_assert_cmphex(now(n), ==, after(base, 1, i * RATE_MAX));
        base = now(n);
    }
}

static void reset_ctrl(Ipn *n)
{
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
}

static void reset_flr(Ipn *n)
{
    ipn_flr(n);
    ipn_pci_setup(n);
}

static void reset_system(Ipn *n)
{
    qtest_system_reset(n->qts);
    ipn_pci_setup(n);
}

/* Time and rate go on; what was read and written is gone. */
static void test_reset(const void *data)
{
    void (*reset)(Ipn *n) = data;
    Ipn *n = still("");
    uint64_t time = 0x1122334455667788;

    ipn_up(n, &(IpnSetup) { .rx_ctrl = STAMP });
    rate(n, 0x1000000);
    set(n, time);
    now(n);
    reset(n);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_TIME_HI), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_ARG_LO), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_ARG_HI), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CLOCK_RATE), ==, 0x1000000);
    g_assert_cmphex(now(n), ==, time);
    pass(n, 0x100);
    g_assert_cmphex(now(n), ==, time + 0x101);
    rate(n, 0);
}

/* Without the feature there are no such registers, and no such flags. */
static void test_off_is_reserved(void)
{
    Ipn *n = still(",clock=off");
    uint32_t reg;

    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_FEATURES_LO) &
                    BIT(IPSECNIC_F_CLOCK), ==, 0);
    set(n, UINT64_MAX);
    add(n, 1);
    rate(n, 5);
    pass(n, SECOND);
    for (reg = IPSECNIC_REG_CLOCK_TIME_LO; reg <= IPSECNIC_REG_CLOCK_RATE;
         reg += 4) {
        g_assert_cmphex(ipn_read(n, reg), ==, 0);
    }
    g_assert_false(ipn_negotiate(n, BIT(IPSECNIC_F_CLOCK)));
    ipn_up(n, &(IpnSetup) { .rx_ctrl = STAMP });
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL) & STAMP, ==, 0);
}

/*
 * Receive
 */

static void exchange(Ipn *n, const void *frame, size_t length, IpnRx *rx)
{
    ipn_send(n, frame, length);
    ipn_rx_next(n, &n->rx[0], rx);
    ipn_rx_done(n, &n->rx[0], false);
}

static void test_rx_every_frame(void)
{
    Ipn *n = still("");
    uint8_t frame[64];
    unsigned i;

    ipn_up(n, &(IpnSetup) { .rx_ctrl = STAMP });
    set(n, SECOND);
    for (i = 0; i < 100; i++) {
        IpnRx rx;

        ipn_plain(frame, sizeof(frame), own_mac, i);
        pass(n, 1000 + i);
        exchange(n, frame, sizeof(frame), &rx);
        g_assert_true(rx.stamped);
        g_assert_cmpuint(rx.time, ==, now(n));
        ipn_rx_untouched(&rx, frame, sizeof(frame), IPSECNIC_KIND_PLAIN,
                         IPSECNIC_REASON_NOT_IPSEC);
        g_assert_cmpuint(rx.arrival, ==, i);
    }
}

/* The time is that of the arrival, not that at which somebody looks. */
static void test_rx_time_of_arrival(void)
{
    Ipn *n = still("");
    uint8_t frame[64];
    uint64_t time;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .rx_ctrl = STAMP });
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    set(n, 1ull << 33);
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_comp_ready(n, &n->rx[0]));
    time = now(n);
    pass(n, SECOND);
    set(n, 0);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_true(rx.stamped);
    g_assert_cmpuint(rx.time, ==, time);
}

/* With a buffer at last it is taken, and that is when it came. */
static void test_rx_held_back(void)
{
    Ipn *n = still("");
    uint8_t frame[64];
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .rx_ctrl = STAMP, .no_buffers = true });
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == 1);
    pass(n, 5000);
    ipn_rx_post(n, &n->rx[0], 1);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_true(rx.stamped);
    g_assert_cmpuint(rx.time, ==, now(n));
}

/* ipn_rx_next() sees to it that all completions have one time. */
static void test_rx_several_buffers(void)
{
    Ipn *n = still("");
    uint8_t frame[1500];
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .rx_ctrl = STAMP, .buffer_size = 256 });
    set(n, 0xfffffffffffffff0);
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    exchange(n, frame, sizeof(frame), &rx);
    g_assert_cmpuint(rx.descriptors, ==, 6);
    g_assert_true(rx.stamped);
    g_assert_cmphex(rx.time, ==, 0xfffffffffffffff0);
}

/* From a frame to the next, and with the card's features. */
static void test_rx_toggled(void)
{
    Ipn *n = still("");
    uint8_t frame[64];
    uint32_t ctrl;
    unsigned i;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { });
    ctrl = ipn_read(n, IPSECNIC_REG_RX_CTRL);
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    for (i = 0; i < 6; i++) {
        uint32_t value = i % 2 ? ctrl | STAMP : ctrl;

        ipn_write(n, IPSECNIC_REG_RX_CTRL, value);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL), ==, value);
        exchange(n, frame, sizeof(frame), &rx);
        g_assert_cmpint(rx.stamped, ==, i % 2);
    }
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL) & STAMP, ==, STAMP);
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, 0);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL) & STAMP, ==, 0);
}

/* A driver that knows nothing of it sees the card of before. */
static void test_rx_not_negotiated(void)
{
    Ipn *n = still("");
    uint8_t frame[64];
    IpnRx rx;

    ipn_up(n, &(IpnSetup) {
        .features = ipn_read(n, IPSECNIC_REG_FEATURES_LO) &
                    ~BIT(IPSECNIC_F_CLOCK),
        .rx_ctrl = STAMP,
    });
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL) & STAMP, ==, 0);
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    exchange(n, frame, sizeof(frame), &rx);
    g_assert_false(rx.stamped);
}

/* What IPsec makes of a frame is the same, good or bad. */
static void test_rx_esp(void)
{
    const IpnFrameVector *v = &ipn_stream_vectors[0];
    Ipn *n = still("");
    g_autoptr(GByteArray) bad = ipn_hex(v->wire);
    uint32_t handle;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .rx_ctrl = STAMP });
    handle = ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
    set(n, 12345 * SECOND);
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, v, handle);
    g_assert_true(rx.stamped);
    g_assert_cmpuint(rx.time, ==, 12345 * SECOND);
    bad->data[bad->len - 1] ^= 1;
    pass(n, 1);
    ipn_send(n, bad->data, bad->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_failed(&rx, bad->data, bad->len,
                  IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED, handle);
    g_assert_true(rx.stamped);
    g_assert_cmpuint(rx.time, ==, 12345 * SECOND + 1);
}

/* A frame that becomes two came once. */
static void test_rx_original(void)
{
    const IpnFrameVector *v = &ipn_stream_vectors[0];
    Ipn *n = still("");
    IpnRx rx[2];
    unsigned i;

    ipn_up(n, &(IpnSetup) { .rx_ctrl = STAMP });
    ipn_q_write(n, &n->rx[0], IPSECNIC_Q_CTRL,
                IPSECNIC_Q_CTRL_ENABLE | IPSECNIC_Q_CTRL_ORIGINAL);
    ipn_packet_sa_load(n, &ipn_sa_vectors[v->sa], true, 0);
    set(n, 42);
    ipn_send_hex(n, v->wire);
    for (i = 0; i < 2; i++) {
        ipn_rx_next(n, &n->rx[0], &rx[i]);
        g_assert_true(rx[i].stamped);
        g_assert_cmpuint(rx[i].time, ==, 42);
    }
    g_assert_true(rx[0].original);
    g_assert_true(rx[1].decapsulated);
}

/*
 * Transmit
 */

static void post_plain(Ipn *n, uint32_t flags)
{
    uint64_t addr = ipn_alloc(n, 100);
    uint8_t frame[100];

    ipn_plain(frame, sizeof(frame), peer, 7);
    qtest_memwrite(n->qts, addr, frame, sizeof(frame));
    ipn_tx_post(n, &n->tx[0], addr, sizeof(frame), START | END | flags, 9);
    ipn_doorbell(n, &n->tx[0]);
}

/* Those that ask for it, and no others. */
static void test_tx_on_request(void)
{
    uint8_t got[100], frame[100];
    Ipn *n = still("");
    unsigned i;

    ipn_plain(frame, sizeof(frame), peer, 7);
    ipn_up(n, &(IpnSetup) { });
    set(n, SECOND);
    for (i = 0; i < 20; i++) {
        bool asked = i % 3 == 0;
        IpnTxComp comp;

        pass(n, 10 + i);
        post_plain(n, asked ? IPSECNIC_TX_STAMP : 0);
        ipn_tx_next(n, &n->tx[0], &comp);
        g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
        g_assert_cmpuint(comp.cookie, ==, 9);
        g_assert_cmpint(comp.stamped, ==, asked);
        if (asked) {
            g_assert_cmpuint(comp.time, ==, now(n));
        }
        g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, 100);
        g_assert_cmpmem(got, sizeof(got), frame, sizeof(frame));
    }
}

/* In an entry that is not the first one it asks for nothing. */
static void test_tx_in_a_later_entry(void)
{
    Ipn *n = still("");
    IpnTxComp comp;
    uint64_t addr;

    ipn_up(n, &(IpnSetup) { });
    addr = ipn_alloc(n, 100);
    ipn_tx_post(n, &n->tx[0], addr, 50, START, 9);
    ipn_tx_post(n, &n->tx[0], addr, 50, END | IPSECNIC_TX_STAMP, 9);
    ipn_doorbell(n, &n->tx[0]);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_BAD_DESCRIPTOR);
    g_assert_false(comp.stamped);
    ipn_wire_quiet(n);
}

/* What did not go out has no time. */
static void test_tx_failed(void)
{
    Ipn *n = still("");
    IpnTxComp comp;

    ipn_up(n, &(IpnSetup) { });
    ipn_link(n, false);
    post_plain(n, IPSECNIC_TX_STAMP);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_LINK_DOWN);
    g_assert_false(comp.stamped);
    ipn_link(n, true);
    post_plain(n, IPSECNIC_TX_STAMP | IPSECNIC_TX_SEGMENT);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_BAD_OFFLOAD);
    g_assert_false(comp.stamped);
    ipn_wire_quiet(n);
}

/* Each kind of offload does what it did, and gives a time. */
static void check_vector(Ipn *n, const IpnTxVector *v)
{
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME);
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    uint64_t addr = ipn_alloc(n, frame->len);
    uint32_t handle = v->sa ? ipn_tx_sa_load(n, v->sa) : 0;
    uint32_t tunnel = v->tunnel ? ipn_tx_sa_load(n, v->tunnel) : 0;
    uint8_t entry[64];
    IpnTxComp comp;
    unsigned s;

    qtest_bufwrite(n->qts, addr, frame->data, frame->len);
    ipn_tx_entry(entry, addr, frame->len, START | END | IPSECNIC_TX_STAMP, 4);
    ipn_tx_entry_ask(entry, v, handle, tunnel);
    pass(n, 100);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    for (s = 0; s < v->segments; s++) {
        g_autoptr(GByteArray) want = ipn_hex(v->wire[s]);
        size_t length = ipn_wire_recv(n, got, IPSECNIC_MAX_FRAME);

        g_assert_cmpmem(got, length, want->data, want->len);
    }
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
    g_assert_cmpuint(comp.segments, ==, v->segments);
    g_assert_true(comp.stamped);
    g_assert_cmpuint(comp.time, ==, now(n));
    ipn_tx_sa_unload(n, handle);
    ipn_tx_sa_unload(n, tunnel);
}

static void test_tx_esp(void)
{
    Ipn *n = still("");

    ipn_up(n, &(IpnSetup) { });
    IPN_TX_CHECK_VECTORS(check_vector, n, esp);
}

static void test_tx_csum_and_segment(void)
{
    Ipn *n = still("");

    ipn_up(n, &(IpnSetup) { });
    IPN_TX_CHECK_VECTORS(check_vector, n, csum);
    IPN_TX_CHECK_VECTORS(check_vector, n, segment);
}

/* The peer takes the last ones later. */
static void test_tx_last_segment(void)
{
    Ipn *n = still("");
    IpnTxComp comp;
    uint64_t time;
    IpnLarge l;

    ipn_up(n, &(IpnSetup) { });
    set(n, SECOND);
    ipn_large(n, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4], 77, false);
    ipn_large_stamp(n, &l);
    ipn_large_stall(n, &l);
    pass(n, 7 * SECOND);
    time = now(n);
    IPN_WAIT(n, ipn_large_take(n, &l) && l.next == IPN_LARGE_SEGMENTS);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_true(comp.stamped);
    g_assert_cmpuint(comp.time, ==, time);
    ipn_wire_quiet(n);
}

/* Of a frame that went out and came back, the times are in order. */
static void test_there_and_back(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t frame[100], got[100];
    IpnTxComp comp;
    unsigned i;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .rx_ctrl = STAMP });
    n->step_ns = 50;
    for (i = 0; i < 50; i++) {
        post_plain(n, IPSECNIC_TX_STAMP);
        ipn_wire_recv(n, got, sizeof(got));
        ipn_plain(frame, sizeof(frame), own_mac, i);
        exchange(n, frame, sizeof(frame), &rx);
        ipn_tx_next(n, &n->tx[0], &comp);
        g_assert_true(comp.stamped && rx.stamped);
        g_assert_cmpuint(comp.time, <=, rx.time);
        g_assert_cmpuint(rx.time, <=, now(n));
    }
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
#define ADD(name, func) qtest_add_func("/ipsecnic/clock/" name, func)
#define ADD_RESET(name, func) \
    qtest_add_data_func("/ipsecnic/clock/reset/" name, func, test_reset)
    ADD("goes-on", test_goes_on);
    ADD("low-half-latches-the-high-one", test_low_half_latches_the_high_one);
    ADD("set", test_set);
    ADD("add", test_add);
    ADD("rate", test_rate);
    ADD("rate-in-small-steps", test_rate_in_small_steps);
    ADD("out-of-range-is-ignored", test_out_of_range_is_ignored);
    ADD("extremes-wrap-around", test_extremes_wrap_around);
    ADD_RESET("ctrl", reset_ctrl);
    ADD_RESET("flr", reset_flr);
    ADD_RESET("system", reset_system);
    ADD("off-is-reserved", test_off_is_reserved);
    ADD("rx/every-frame", test_rx_every_frame);
    ADD("rx/time-of-arrival", test_rx_time_of_arrival);
    ADD("rx/held-back", test_rx_held_back);
    ADD("rx/several-buffers", test_rx_several_buffers);
    ADD("rx/toggled", test_rx_toggled);
    ADD("rx/not-negotiated", test_rx_not_negotiated);
    ADD("rx/esp", test_rx_esp);
    ADD("rx/original", test_rx_original);
    ADD("tx/on-request", test_tx_on_request);
    ADD("tx/in-a-later-entry", test_tx_in_a_later_entry);
    ADD("tx/failed", test_tx_failed);
    ADD("tx/esp", test_tx_esp);
    ADD("tx/csum-and-segment", test_tx_csum_and_segment);
    ADD("tx/large-send-has-the-time-of-the-last-segment",
        test_tx_last_segment);
    ADD("there-and-back", test_there_and_back);
    ret = g_test_run();
    ipn_quit();
    return ret;
}

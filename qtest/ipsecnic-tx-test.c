/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transmit path of ipsecnic
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"

#define START IPSECNIC_TX_START
#define END IPSECNIC_TX_END

static const uint8_t peer[6] = { 2, 0, 0, 0, 0, 1 };

static Ipn *tx_up(void)
{
    Ipn *n = ipn_start(",queues=4", "");

    ipn_up(n, &(IpnSetup) { .queues = 4 });
    return n;
}

static void entry_set(uint8_t entry[64], uint64_t addr, uint32_t length,
                      uint32_t flags, uint64_t cookie)
{
    memset(entry, 0, 64);
    ipn_put(entry, ipsecnic_tx_posted, addr, addr);
    ipn_put(entry, ipsecnic_tx_posted, length, length);
    ipn_put(entry, ipsecnic_tx_posted, flags, flags);
    ipn_put(entry, ipsecnic_tx_posted, cookie, cookie);
}

static uint16_t post(Ipn *n, IpnQueue *q, uint64_t addr, uint32_t length,
                     uint32_t flags, uint64_t cookie)
{
    uint8_t entry[64];

    entry_set(entry, addr, length, flags, cookie);
    return ipn_post(n, q, entry);
}

/* The next completion, in every field. */
static void completed(Ipn *n, IpnQueue *q, uint32_t status, uint32_t length,
                      uint16_t index, uint16_t fragments, uint64_t cookie)
{
    uint8_t comp[64];

    ipn_comp_next(n, q, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, status), ==, status);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, frame_length), ==, length);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, posted_index), ==, index);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, fragments), ==, fragments);
    g_assert_cmphex(ipn_get(comp, ipsecnic_tx_comp, cookie), ==, cookie);
    g_assert_cmphex(ipn_get(comp, ipsecnic_tx_comp, flags), <=, 1);
    g_assert_true(buffer_is_zero(comp + 20, 40));
    ipn_release(n, q, false);
}

static void on_the_wire(Ipn *n, const void *frame, size_t length)
{
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME + 1);

    g_assert_cmpuint(ipn_wire_recv(n, got, IPSECNIC_MAX_FRAME + 1), ==, length);
    g_assert_cmpint(memcmp(got, frame, length), ==, 0);
}

/* A frame in guest memory. */
static uint64_t frame_at(Ipn *n, uint8_t *frame, size_t length, uint8_t seed)
{
    uint64_t addr = ipn_alloc(n, length + 1) + 1;

    ipn_plain(frame, length, peer, seed);
    qtest_bufwrite(n->qts, addr, frame, length);
    return addr;
}

static void test_single_fragment(void)
{
    static const unsigned lengths[] = { 14, 15, 60, 1514, 9014, 65557 };
    Ipn *n = tx_up();
    g_autofree uint8_t *frame = g_malloc(IPSECNIC_MAX_FRAME);
    uint64_t bytes = 0;
    unsigned i, q;

    for (i = 0; i < ARRAY_SIZE(lengths); i++) {
        uint64_t addr = frame_at(n, frame, lengths[i], i);

        for (q = 0; q < 4; q++) {
            uint16_t index = post(n, &n->tx[q], addr, lengths[i], START | END,
                                  0xabc00000000 + i);

            ipn_doorbell(n, &n->tx[q]);
            on_the_wire(n, frame, lengths[i]);
            completed(n, &n->tx[q], IPSECNIC_TX_ST_OK, lengths[i], index, 1,
                      0xabc00000000 + i);
            bytes += lengths[i];
        }
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, 4 * i);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_BYTES), ==, bytes);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ERRORS), ==, 0);
}

/* Post a frame in pieces; the cookie of the first comes back. */
static uint16_t post_pieces(Ipn *n, IpnQueue *q, uint64_t addr, size_t length,
                            unsigned pieces, uint64_t cookie)
{
    uint16_t first = q->tail;
    unsigned i;

    for (i = 0; i < pieces; i++) {
        unsigned size = i == pieces - 1 ? length - i : 1;

        post(n, q, addr + i, size, (i == 0 ? START : 0) |
             (i == pieces - 1 ? END : 0), i == 0 ? cookie : ~cookie);
    }
    return first;
}

static void test_fragments(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    uint8_t frame[300];
    uint64_t addr = frame_at(n, frame, sizeof(frame), 9);
    unsigned pieces, half;
    uint16_t first;

    for (pieces = 2; pieces <= 64; pieces++) {
        first = post_pieces(n, q, addr, sizeof(frame), pieces, pieces);
        ipn_doorbell(n, q);
        on_the_wire(n, frame, sizeof(frame));
        completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), first, pieces,
                  pieces);
    }
    /* It begins a frame when END has been posted. */
    half = 32;
    post(n, q, addr, half, START, 5);
    ipn_doorbell(n, q);
    ipn_wire_quiet(n);
    g_assert_false(ipn_comp_ready(n, q));
    first = post(n, q, addr + half, sizeof(frame) - half, END, 6);
    ipn_doorbell(n, q);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), first - 1, 2, 5);
}

static void test_too_many_fragments(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    uint8_t frame[300];
    uint64_t addr = frame_at(n, frame, sizeof(frame), 9);
    uint16_t first, next;
    unsigned i;

    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_TX_MAX_FRAGMENTS), ==, 64);
    first = post_pieces(n, q, addr, sizeof(frame), 65, 1);
    next = post(n, q, addr, sizeof(frame), START | END, 2);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_TOO_MANY, 0, first, 65, 1);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), next, 1, 2);
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ERRORS), ==, 1);

    /* A ring that is full of one frame without END. */
    ipn_queue_stop(n, q);
    ipn_queue_setup(n, q, 8, 8, IPSECNIC_VECTOR_NONE);
    ipn_queue_enable(n, q);
    for (i = 0; i < 8; i++) {
        post(n, q, addr, 20, i == 0 ? START : 0, 3);
    }
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_TOO_MANY, 0, 0, 8, 3);
    next = post(n, q, addr, sizeof(frame), START | END, 4);
    ipn_doorbell(n, q);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), next, 1, 4);
}

/*
 * Frames with one thing wrong; a good one follows each of them
 */
typedef struct BadRow {
    const char *name;
    uint32_t status;
    uint16_t offset;            /* what is written into the entry */
    uint16_t size;
    uint64_t value;
} BadRow;

#define BAD(bad_name, bad_status, field, bad_value) { \
        .name = (bad_name), \
        .status = IPSECNIC_TX_ST_##bad_status, \
        .offset = offsetof(struct ipsecnic_tx_posted, field), \
        .size = sizeof(((struct ipsecnic_tx_posted *)0)->field), \
        .value = (bad_value) }

static const BadRow bad_rows[] = {
    BAD("flag-2", BAD_DESCRIPTOR, flags, 7),
    BAD("flag-31", BAD_DESCRIPTOR, flags, 0x80000003),
    BAD("no-start", BAD_DESCRIPTOR, flags, END),
    BAD("length-0", BAD_DESCRIPTOR, length, 0),
    BAD("reserved-53", BAD_DESCRIPTOR, reserved0, 1),
    BAD("reserved-56", BAD_DESCRIPTOR, reserved1, 1ULL << 63),
    BAD("length-13", BAD_LENGTH, length, 13),
    BAD("length-65558", BAD_LENGTH, length, 65558),
    BAD("length-huge", BAD_LENGTH, length, 0xffffffff),
    BAD("sa-handle", NOT_NEGOTIATED, sa_handle, 1),
    BAD("tunnel-handle", NOT_NEGOTIATED, tunnel_handle, 1),
    BAD("sequence-high", NOT_NEGOTIATED, sequence_high, 1),
    BAD("l3-offset", NOT_NEGOTIATED, l3_offset, 14),
    BAD("esp-offset", NOT_NEGOTIATED, esp_offset, 34),
    BAD("ah-offset", NOT_NEGOTIATED, ah_offset, 34),
    BAD("csum-start", NOT_NEGOTIATED, csum_start, 34),
    BAD("csum-offset", NOT_NEGOTIATED, csum_offset, 6),
    BAD("segment-size", NOT_NEGOTIATED, segment_size, 1400),
    BAD("header-length", NOT_NEGOTIATED, header_length, 54),
    BAD("trailer-length", NOT_NEGOTIATED, trailer_length, 2),
    BAD("next-header", NOT_NEGOTIATED, next_header, 4),
    BAD("vlan-tci", NOT_NEGOTIATED, vlan_tci, 7),
};

static void test_bad_row(const void *data)
{
    const BadRow *row = data;
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[1];
    uint8_t frame[100], entry[64];
    uint64_t addr = frame_at(n, frame, sizeof(frame), 3);
    uint16_t index, next;

    entry_set(entry, addr, sizeof(frame), START | END, 77);
    stn_le_p(entry + row->offset, row->size, row->value);
    index = ipn_post(n, q, entry);
    next = post(n, q, addr, sizeof(frame), START | END, 78);
    ipn_doorbell(n, q);
    completed(n, q, row->status, 0, index, 1, 77);
    /* Only the good one is on the wire. */
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), next, 1, 78);
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ERRORS), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, 1);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
}

/* An erroneous frame takes its entries up to END, or before the next START. */
static void test_where_an_erroneous_frame_ends(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    uint8_t frame[100];
    uint64_t addr = frame_at(n, frame, sizeof(frame), 3);
    uint16_t a, b, c;

    /* START in the middle begins the next frame. */
    a = post(n, q, addr, 20, START, 1);
    post(n, q, addr, 20, 0, 0);
    b = post(n, q, addr, 60, START, 2);
    post(n, q, addr + 60, 40, END, 0);
    /* Three entries without START, up to END. */
    c = post(n, q, addr, 20, 0, 3);
    post(n, q, addr, 20, 0, 0);
    post(n, q, addr, 20, END, 0);
    /* Something wrong in the middle: up to END all the same. */
    post(n, q, addr, 20, START, 4);
    post(n, q, addr, 0, 0, 0);
    post(n, q, addr, 20, END, 0);
    post(n, q, addr, sizeof(frame), START | END, 5);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_DESCRIPTOR, 0, a, 2, 1);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), b, 2, 2);
    completed(n, q, IPSECNIC_TX_ST_BAD_DESCRIPTOR, 0, c, 3, 3);
    completed(n, q, IPSECNIC_TX_ST_BAD_DESCRIPTOR, 0, c + 3, 3, 4);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), c + 6, 1, 5);
    ipn_wire_quiet(n);
}

/* The status is the first that applies in the order of the table. */
static void test_status_precedence(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    uint64_t addr = ipn_alloc(n, 100);
    uint8_t entry[64];
    uint16_t index;
    unsigned i;

    /* Length and handle wrong. */
    entry_set(entry, addr, 13, START | END, 1);
    ipn_put(entry, ipsecnic_tx_posted, sa_handle, 5);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_LENGTH, 0, index, 1, 1);
    /* And a reserved field. */
    ipn_put(entry, ipsecnic_tx_posted, reserved1, 5);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_DESCRIPTOR, 0, index, 1, 1);
    /* Too many, of a bad length, with a handle. */
    entry_set(entry, addr, 0x10000000, START, 2);
    ipn_put(entry, ipsecnic_tx_posted, sa_handle, 5);
    index = ipn_post(n, q, entry);
    for (i = 0; i < 64; i++) {
        post(n, q, addr, 0x10000000, i == 63 ? END : 0, 0);
    }
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_TOO_MANY, 0, index, 65, 2);
    ipn_wire_quiet(n);
}

/* Lengths are added without overflow. */
static void test_sum_of_lengths_does_not_wrap(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    uint64_t addr = ipn_alloc(n, 200);
    uint16_t index;

    index = post(n, q, addr, 0xffffffff, START, 1);
    post(n, q, addr, 101, END, 0);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_LENGTH, 0, index, 2, 1);
    index = post(n, q, addr, 100, START, 1);
    post(n, q, addr, 0xffffffff, END, 0);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_LENGTH, 0, index, 2, 1);
    index = post(n, q, addr, 13, START, 1);
    post(n, q, addr, 65545, END, 0);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_LENGTH, 0, index, 2, 1);
    ipn_wire_quiet(n);
}

static void test_link_down(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    uint8_t frame[100];
    uint64_t addr = frame_at(n, frame, sizeof(frame), 3);

    ipn_link(n, false);
    post(n, q, addr, sizeof(frame), START | END, 1);
    post(n, q, addr, sizeof(frame), START | END, 2);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_LINK_DOWN, 0, 0, 1, 1);
    completed(n, q, IPSECNIC_TX_ST_LINK_DOWN, 0, 1, 1, 2);
    ipn_link(n, true);
    ipn_wire_quiet(n);
    post(n, q, addr, sizeof(frame), START | END, 3);
    ipn_doorbell(n, q);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), 2, 1, 3);
}

static void test_transmit_off_waits(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[2];
    uint8_t frame[100];
    uint64_t addr = frame_at(n, frame, sizeof(frame), 3);

    ipn_write(n, IPSECNIC_REG_TX_CTRL, 0);
    post(n, q, addr, sizeof(frame), START | END, 1);
    ipn_doorbell(n, q);
    ipn_wire_quiet(n);
    g_assert_false(ipn_comp_ready(n, q));
    ipn_write(n, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), 0, 1, 1);

    /* Stopped while they wait: they are forgotten without a completion. */
    ipn_write(n, IPSECNIC_REG_TX_CTRL, 0);
    post(n, q, addr, sizeof(frame), START | END, 2);
    ipn_doorbell(n, q);
    ipn_queue_stop(n, q);
    ipn_write(n, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    ipn_wire_quiet(n);
    ipn_queue_enable(n, q);
    ipn_wire_quiet(n);
    g_assert_false(ipn_comp_ready(n, q));
}

static void test_ring_wraps(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[3];
    uint8_t frame[200];
    uint64_t addr = frame_at(n, frame, sizeof(frame), 3);
    unsigned i;

    ipn_queue_stop(n, q);
    /* Rings of different sizes; a frame of three entries meets their ends. */
    ipn_queue_setup(n, q, 8, 16, IPSECNIC_VECTOR_NONE);
    ipn_queue_enable(n, q);
    for (i = 0; i < 150; i++) {
        unsigned length = 20 + i;
        uint16_t first = post_pieces(n, q, addr, length, 1 + i % 3, i);

        ipn_doorbell(n, q);
        on_the_wire(n, frame, length);
        completed(n, q, IPSECNIC_TX_ST_OK, length, first, 1 + i % 3, i);
    }
    g_assert_cmpuint(ipn_q_read(n, q, IPSECNIC_Q_POSTED_HEAD), ==, 300);
    g_assert_cmpuint(ipn_q_read(n, q, IPSECNIC_Q_COMP_TAIL), ==, 150);
}

/* A full completion ring stops the queue's work, and only that. */
static void test_full_completion_ring(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    uint8_t frame[100];
    uint64_t addr = frame_at(n, frame, sizeof(frame), 3);
    uint8_t comp[64];
    unsigned i;

    ipn_queue_stop(n, q);
    ipn_queue_setup(n, q, 16, 8, IPSECNIC_VECTOR_NONE);
    ipn_queue_enable(n, q);
    for (i = 0; i < 10; i++) {
        post(n, q, addr, sizeof(frame), START | END, i);
    }
    ipn_doorbell(n, q);
    for (i = 0; i < 8; i++) {
        on_the_wire(n, frame, sizeof(frame));
        ipn_comp_next(n, q, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, cookie), ==, i);
    }
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_q_read(n, q, IPSECNIC_Q_COMP_TAIL), ==, 8);
    /* Another queue goes on. */
    post(n, &n->tx[1], addr, sizeof(frame), START | END, 42);
    ipn_doorbell(n, &n->tx[1]);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, &n->tx[1], IPSECNIC_TX_ST_OK, sizeof(frame), 0, 1, 42);
    ipn_release(n, q, false);
    for (i = 8; i < 10; i++) {
        on_the_wire(n, frame, sizeof(frame));
        completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), i, 1, i);
    }
}

/* A peer that takes nothing holds up the queue, and nothing is lost. */
static void test_back_pressure_of_the_peer(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    g_autofree uint8_t *frame = g_malloc(60000);
    uint64_t addr[4];
    unsigned i;

    for (i = 0; i < 4; i++) {
        addr[i] = frame_at(n, frame, 60000, i);
    }
    for (i = 0; i < 20; i++) {
        post(n, q, addr[i % 4], 60000 - i, START | END, i);
    }
    ipn_doorbell(n, q);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_STALLS) == 1);
    ipn_settle(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), <, 20);
    for (i = 0; i < 20; i++) {
        ipn_plain(frame, 60000, peer, i % 4);
        on_the_wire(n, frame, 60000 - i);
        completed(n, q, IPSECNIC_TX_ST_OK, 60000 - i, i, 1, i);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, 20);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ERRORS), ==, 0);
}

/* The link goes down while the peer is busy: the others are not sent. */
static void test_link_down_under_back_pressure(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    g_autofree uint8_t *frame = g_malloc(60000);
    uint64_t addr = frame_at(n, frame, 60000, 1);
    unsigned i, sent;
    uint8_t comp[64];

    for (i = 0; i < 20; i++) {
        post(n, q, addr, 60000, START | END, i);
    }
    ipn_doorbell(n, q);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_STALLS) == 1);
    ipn_settle(n);
    sent = ipn_stat(n, IPSECNIC_STAT_TX_FRAMES);
    ipn_link(n, false);
    for (i = 0; i < 20; i++) {
        ipn_comp_next(n, q, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, cookie), ==, i);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, status), ==,
                         i < sent ? IPSECNIC_TX_ST_OK :
                                    IPSECNIC_TX_ST_LINK_DOWN);
    }
    ipn_link(n, true);
    for (i = 0; i < sent; i++) {
        on_the_wire(n, frame, 60000);
    }
    ipn_wire_quiet(n);
}

/* The queue is stopped, or the card reset, while the peer is busy. */
static void test_stop_under_back_pressure(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    g_autofree uint8_t *frame = g_malloc(60000);
    uint64_t addr = frame_at(n, frame, 60000, 1);
    unsigned i, round;

    for (round = 0; round < 2; round++) {
        for (i = 0; i < 20; i++) {
            post(n, q, addr, 60000, START | END, i);
        }
        ipn_doorbell(n, q);
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_STALLS) >= 1);
        ipn_settle(n);
        if (round == 0) {
            ipn_queue_stop(n, q);
        } else {
            ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
        }
        while (recv(n->wire, frame, 60000, MSG_DONTWAIT) > 0) {
            ipn_settle(n);
        }
        if (round == 1) {
            ipn_up(n, &(IpnSetup) { .queues = 4 });
        } else {
            ipn_queue_enable(n, q);
        }
        ipn_wire_quiet(n);
        post(n, q, addr, 100, START | END, 99);
        ipn_doorbell(n, q);
        ipn_plain(frame, 60000, peer, 1);
        on_the_wire(n, frame, 100);
        completed(n, q, IPSECNIC_TX_ST_OK, 100, 0, 1, 99);
        ipn_queue_stop(n, q);
        ipn_queue_enable(n, q);
    }
}

int main(int argc, char **argv)
{
    unsigned i;
    int ret;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < ARRAY_SIZE(bad_rows); i++) {
        g_autofree char *path = g_strdup_printf(
            "/ipsecnic/tx/status-%u/%s", bad_rows[i].status, bad_rows[i].name);

        qtest_add_data_func(path, &bad_rows[i], test_bad_row);
    }
#define ADD(name, func) qtest_add_func("/ipsecnic/tx/" name, func)
    ADD("single-fragment", test_single_fragment);
    ADD("fragments", test_fragments);
    ADD("too-many-fragments", test_too_many_fragments);
    ADD("where-an-erroneous-frame-ends", test_where_an_erroneous_frame_ends);
    ADD("status-precedence", test_status_precedence);
    ADD("sum-of-lengths-does-not-wrap", test_sum_of_lengths_does_not_wrap);
    ADD("link-down", test_link_down);
    ADD("transmit-off-waits", test_transmit_off_waits);
    ADD("ring-wraps", test_ring_wraps);
    ADD("full-completion-ring", test_full_completion_ring);
    ADD("back-pressure-of-the-peer", test_back_pressure_of_the_peer);
    ADD("link-down-under-back-pressure", test_link_down_under_back_pressure);
    ADD("stop-under-back-pressure", test_stop_under_back_pressure);
#undef ADD
    ret = g_test_run();
    ipn_quit();
    return ret;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transmit path of ipsecnic: rings, entries, back-pressure
 *
 * What offloads make of a frame is in ipsecnic-txipsec-test.c.
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-tx-lib.h"

#define START IPSECNIC_TX_START
#define END IPSECNIC_TX_END

static const uint8_t peer[6] = { 2, 0, 0, 0, 0, 1 };

static Ipn *tx_up(void)
{
    Ipn *n = ipn_start(",queues=4", "");

    ipn_up(n, &(IpnSetup) { .queues = 4 });
    return n;
}

/* The next completion, of a frame that is not segmented. */
static void completed(Ipn *n, IpnQueue *q, uint32_t status, uint32_t length,
                      uint16_t index, uint16_t fragments, uint64_t cookie)
{
    ipn_tx_completed(n, q, status, length, status ? 0 : 1, index, fragments,
                     cookie);
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
    uint64_t addr = ipn_alloc(n, length + 400) + 1;

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
            uint16_t index = ipn_tx_post(n, &n->tx[q], addr, lengths[i],
                                         START | END, 0xabc00000000 + i);

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
        unsigned size = i == pieces - 1 && i < length ? length - i : 1;

        ipn_tx_post(n, q, addr + i, size, (i == 0 ? START : 0) |
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
    ipn_tx_post(n, q, addr, half, START, 5);
    ipn_doorbell(n, q);
    ipn_wire_quiet(n);
    g_assert_false(ipn_comp_ready(n, q));
    first = ipn_tx_post(n, q, addr + half, sizeof(frame) - half, END, 6);
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
    next = ipn_tx_post(n, q, addr, sizeof(frame), START | END, 2);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_TOO_MANY, 0, first, 65, 1);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), next, 1, 2);
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ERRORS), ==, 1);

    /* A thousand of them. */
    ipn_queue_stop(n, q);
    ipn_queue_setup(n, q, 1024, 8, IPSECNIC_VECTOR_NONE);
    ipn_queue_enable(n, q);
    first = post_pieces(n, q, addr, sizeof(frame), 1000, 5);
    next = ipn_tx_post(n, q, addr, sizeof(frame), START | END, 6);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_TOO_MANY, 0, first, 1000, 5);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), next, 1, 6);

    /* A ring that is full of one frame without END. */
    ipn_queue_stop(n, q);
    ipn_queue_setup(n, q, 8, 8, IPSECNIC_VECTOR_NONE);
    ipn_queue_enable(n, q);
    for (i = 0; i < 8; i++) {
        ipn_tx_post(n, q, addr, 20, i == 0 ? START : 0, 3);
    }
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_TOO_MANY, 0, 0, 8, 3);
    next = ipn_tx_post(n, q, addr, sizeof(frame), START | END, 4);
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
    uint32_t without;           /* these features are not accepted */
    uint32_t flags;             /* of the entry, besides START and END */
    uint16_t offset;            /* what is written into the entry */
    uint16_t size;
    uint64_t value;
} BadRow;

#define BAD_WITHOUT(bad_name, bad_status, field, bad_value, bits) { \
        .name = (bad_name), \
        .status = IPSECNIC_TX_ST_##bad_status, \
        .without = (bits), \
        .offset = offsetof(struct ipsecnic_tx_posted, field), \
        .size = sizeof(((struct ipsecnic_tx_posted *)0)->field), \
        .value = (bad_value) }
#define BAD(bad_name, bad_status, field, bad_value) \
    BAD_WITHOUT(bad_name, bad_status, field, bad_value, 0)

/* The same in a frame that is to get a VLAN tag. */
#define BAD_TAGGED(bad_name, bad_status, field, bad_value) { \
        .name = (bad_name), \
        .status = IPSECNIC_TX_ST_##bad_status, \
        .flags = IPSECNIC_TX_VLAN, \
        .offset = offsetof(struct ipsecnic_tx_posted, field), \
        .size = sizeof(((struct ipsecnic_tx_posted *)0)->field), \
        .value = (bad_value) }

#define NO_VLAN BIT(IPSECNIC_F_VLAN_TX)
#define NO_PACKET BIT(IPSECNIC_F_IPSEC_PACKET)
#define NO_IPSEC (BIT(IPSECNIC_F_IPSEC_TX) | NO_PACKET)
#define NO_TUNNEL BIT(IPSECNIC_F_TX_TUNNEL)
#define NO_SEGMENT (NO_TUNNEL | BIT(IPSECNIC_F_TX_SEGMENT))
#define NO_CLOCK BIT(IPSECNIC_F_CLOCK)
#define NO_CSUM (NO_SEGMENT | BIT(IPSECNIC_F_TX_CSUM))

static const BadRow bad_rows[] = {
    BAD("flag-12", BAD_DESCRIPTOR, flags, START | END | 0x1000),
    BAD("flag-31", BAD_DESCRIPTOR, flags, 0x80000003),
    BAD("no-start", BAD_DESCRIPTOR, flags, END),
    BAD("length-0", BAD_DESCRIPTOR, length, 0),
    BAD("length-13", BAD_LENGTH, length, 13),
    BAD("length-65558", BAD_LENGTH, length, 65558),
    BAD("length-huge", BAD_LENGTH, length, 0xffffffff),
    BAD_TAGGED("length-65554-and-a-tag", BAD_LENGTH, length, 65554),

    /* A flag or a field of each feature that was not accepted */
    BAD_WITHOUT("sa-handle", NOT_NEGOTIATED, sa_handle, 1, NO_IPSEC),
    BAD_WITHOUT("tunnel-handle", NOT_NEGOTIATED, tunnel_handle, 1, NO_IPSEC),
    BAD_WITHOUT("sequence-high", NOT_NEGOTIATED, sequence_high, 1, NO_IPSEC),
    BAD_WITHOUT("l3-offset", NOT_NEGOTIATED, l3_offset, 14,
                NO_IPSEC | NO_SEGMENT),
    BAD_WITHOUT("esp-offset", NOT_NEGOTIATED, esp_offset, 34, NO_IPSEC),
    BAD_WITHOUT("ah-offset", NOT_NEGOTIATED, ah_offset, 34, NO_IPSEC),
    BAD_WITHOUT("csum-start", NOT_NEGOTIATED, csum_start, 34, NO_CSUM),
    BAD_WITHOUT("csum-offset", NOT_NEGOTIATED, csum_offset, 6, NO_CSUM),
    BAD_WITHOUT("segment-size", NOT_NEGOTIATED, segment_size, 14, NO_SEGMENT),
    BAD_WITHOUT("header-length", NOT_NEGOTIATED, header_length, 54,
                NO_SEGMENT),
    BAD_WITHOUT("trailer-length", NOT_NEGOTIATED, trailer_length, 2, NO_IPSEC),
    BAD_WITHOUT("next-header", NOT_NEGOTIATED, next_header, 4, NO_IPSEC),
    BAD_WITHOUT("inner-l3", NOT_NEGOTIATED, inner_l3, 32, NO_TUNNEL),
    BAD_WITHOUT("vlan-tci", NOT_NEGOTIATED, vlan_tci, 7, NO_VLAN),
    BAD_WITHOUT("tunnel-l3-offset", NOT_NEGOTIATED, tunnel_l3_offset, 1,
                NO_IPSEC),
    BAD_WITHOUT("tunnel-esp-offset", NOT_NEGOTIATED, tunnel_esp_offset, 1,
                NO_IPSEC),
    BAD_WITHOUT("tunnel-ah-offset", NOT_NEGOTIATED, tunnel_ah_offset, 1,
                NO_IPSEC),
    BAD_WITHOUT("tunnel-trailer-length", NOT_NEGOTIATED,
                tunnel_trailer_length, 1, NO_IPSEC),
    BAD_WITHOUT("flag-csum", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_CSUM, NO_CSUM),
    BAD_WITHOUT("flag-segment", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_SEGMENT, NO_SEGMENT),
    BAD_WITHOUT("flag-iv-present", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_IV_PRESENT, NO_IPSEC),
    BAD_WITHOUT("flag-seq-hi-valid", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_SEQ_HI_VALID, NO_IPSEC),
    BAD_WITHOUT("flag-icv-room", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_ICV_ROOM, NO_IPSEC),
    BAD_WITHOUT("bypass", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_BYPASS, NO_PACKET),
    BAD_WITHOUT("encapsulate", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_ENCAPSULATE, NO_PACKET),
    BAD_WITHOUT("flag-stamp", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_STAMP, NO_CLOCK),
    BAD_WITHOUT("flag-vlan", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_VLAN, NO_VLAN),
    BAD_WITHOUT("flag-vlan-service", NOT_NEGOTIATED, flags,
                START | END | IPSECNIC_TX_VLAN_SERVICE, NO_VLAN),

    /* The same, all of them accepted, but with nothing to belong to */
    BAD("sa-handle-alone", BAD_OFFLOAD, sa_handle, 1),
    BAD("tunnel-handle", BAD_OFFLOAD, tunnel_handle, 1),
    BAD("sequence-high", BAD_OFFLOAD, sequence_high, 1),
    BAD("l3-offset", BAD_OFFLOAD, l3_offset, 14),
    BAD("esp-offset", BAD_OFFLOAD, esp_offset, 34),
    BAD("ah-offset", BAD_OFFLOAD, ah_offset, 34),
    BAD("csum-start", BAD_OFFLOAD, csum_start, 34),
    BAD("csum-offset", BAD_OFFLOAD, csum_offset, 40),
    BAD("segment-size", BAD_OFFLOAD, segment_size, 14),
    BAD("header-length", BAD_OFFLOAD, header_length, 54),
    BAD("trailer-length", BAD_OFFLOAD, trailer_length, 2),
    BAD("next-header", BAD_OFFLOAD, next_header, 4),
    BAD("inner-l3", BAD_OFFLOAD, inner_l3, 32),
    BAD("vlan-tci", BAD_OFFLOAD, vlan_tci, 7),
    BAD("flag-vlan-service-without-vlan", BAD_OFFLOAD, flags,
        START | END | IPSECNIC_TX_VLAN_SERVICE),
    BAD("tunnel-l3-offset", BAD_OFFLOAD, tunnel_l3_offset, 1),
    BAD("tunnel-esp-offset", BAD_OFFLOAD, tunnel_esp_offset, 1),
    BAD("tunnel-ah-offset", BAD_OFFLOAD, tunnel_ah_offset, 1),
    BAD("tunnel-trailer-length", BAD_OFFLOAD, tunnel_trailer_length, 1),
    BAD("flag-segment-without-csum", BAD_OFFLOAD, flags,
        START | END | IPSECNIC_TX_SEGMENT),
    BAD("flag-iv-present", BAD_OFFLOAD, flags,
        START | END | IPSECNIC_TX_IV_PRESENT),
    BAD("flag-seq-hi-valid", BAD_OFFLOAD, flags,
        START | END | IPSECNIC_TX_SEQ_HI_VALID),
    BAD("flag-icv-room", BAD_OFFLOAD, flags,
        START | END | IPSECNIC_TX_ICV_ROOM),
};

static void test_bad_row(const void *data)
{
    const BadRow *row = data;
    Ipn *n = ipn_start(",queues=4", "");
    IpnQueue *q = &n->tx[1];
    uint8_t frame[100], entry[64];
    uint16_t index, next;
    uint64_t addr;

    ipn_up(n, &(IpnSetup) {
        .queues = 4,
        .features = ipn_read(n, IPSECNIC_REG_FEATURES_LO) & ~row->without,
    });
    ipn_watch(n);
    addr = frame_at(n, frame, sizeof(frame), 3);
    ipn_mark(frame + 14, sizeof(frame) - 14);
    qtest_memwrite(n->qts, addr + 200, frame, sizeof(frame));
    ipn_plain(frame, sizeof(frame), peer, 3);

    ipn_tx_entry(entry, addr + 200, sizeof(frame),
                 START | END | row->flags, 77);
    stn_le_p(entry + row->offset, row->size, row->value);
    index = ipn_post(n, q, entry);
    next = ipn_tx_post(n, q, addr, sizeof(frame), START | END, 78);
    ipn_doorbell(n, q);
    completed(n, q, row->status, 0, index, 1, 77);
    /* Only the good one is on the wire. */
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), next, 1, 78);
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ERRORS), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STATUS(row->status)), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STATUS(0)), ==, 1);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
}

/* What belongs to the first entry of a frame is 0 in the others. */
static void test_only_the_first_entry_asks(void)
{
    Ipn *n = tx_up();
    IpnQueue *q = &n->tx[0];
    uint8_t frame[100], entry[64];
    uint64_t addr = frame_at(n, frame, sizeof(frame), 3);
    unsigned bit, byte;
    uint16_t index;

    for (bit = 2; bit < 32; bit++) {
        index = ipn_tx_post(n, q, addr, 50, START, bit);
        ipn_tx_post(n, q, addr + 50, 50, END | BIT(bit), 0);
        ipn_doorbell(n, q);
        completed(n, q, IPSECNIC_TX_ST_BAD_DESCRIPTOR, 0, index, 2, bit);
    }
    for (byte = 24; byte < 64; byte++) {
        index = ipn_tx_post(n, q, addr, 40, START, byte);
        ipn_tx_entry(entry, addr + 40, 30, 0, 0);
        entry[byte] = 0x80;
        ipn_post(n, q, entry);
        ipn_tx_post(n, q, addr + 70, 30, END, 0);
        ipn_doorbell(n, q);
        completed(n, q, IPSECNIC_TX_ST_BAD_DESCRIPTOR, 0, index, 3, byte);
    }
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STATUS(1)), ==, 30 + 40);
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
    a = ipn_tx_post(n, q, addr, 20, START, 1);
    ipn_tx_post(n, q, addr, 20, 0, 0);
    b = ipn_tx_post(n, q, addr, 60, START, 2);
    ipn_tx_post(n, q, addr + 60, 40, END, 0);
    /* Three entries without START, up to END. */
    c = ipn_tx_post(n, q, addr, 20, 0, 3);
    ipn_tx_post(n, q, addr, 20, 0, 0);
    ipn_tx_post(n, q, addr, 20, END, 0);
    /* Something wrong in the middle: up to END all the same. */
    ipn_tx_post(n, q, addr, 20, START, 4);
    ipn_tx_post(n, q, addr, 0, 0, 0);
    ipn_tx_post(n, q, addr, 20, END, 0);
    ipn_tx_post(n, q, addr, sizeof(frame), START | END, 5);
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
    Ipn *n = ipn_start("", "");
    IpnQueue *q = &n->tx[0];
    uint8_t entry[64];
    uint64_t addr;
    uint16_t index;
    unsigned i;

    ipn_up(n, &(IpnSetup) {
        .features = ipn_read(n, IPSECNIC_REG_FEATURES_LO) & ~NO_VLAN,
    });
    addr = ipn_alloc(n, 100);
    /* Length and handle wrong. */
    ipn_tx_entry(entry, addr, 13, START | END, 1);
    ipn_put(entry, ipsecnic_tx_posted, sa_handle, 5);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_LENGTH, 0, index, 1, 1);
    /* And a field of a feature that there is not: still the length. */
    ipn_put(entry, ipsecnic_tx_posted, vlan_tci, 5);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_LENGTH, 0, index, 1, 1);
    /* And an undefined flag. */
    ipn_put(entry, ipsecnic_tx_posted, flags, START | END | 0x80000000);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_DESCRIPTOR, 0, index, 1, 1);
    /* NOT_NEGOTIATED before LINK_DOWN, and that before BAD_OFFLOAD. */
    ipn_link(n, false);
    ipn_tx_entry(entry, addr, 100, START | END, 3);
    ipn_put(entry, ipsecnic_tx_posted, sa_handle, 5);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_LINK_DOWN, 0, index, 1, 3);
    ipn_put(entry, ipsecnic_tx_posted, vlan_tci, 5);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_NOT_NEGOTIATED, 0, index, 1, 3);
    ipn_link(n, true);
    /* Too many, of a bad length, with a handle. */
    ipn_tx_entry(entry, addr, 0x10000000, START, 2);
    ipn_put(entry, ipsecnic_tx_posted, sa_handle, 5);
    index = ipn_post(n, q, entry);
    for (i = 0; i < 64; i++) {
        ipn_tx_post(n, q, addr, 0x10000000, i == 63 ? END : 0, 0);
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

    index = ipn_tx_post(n, q, addr, 0xffffffff, START, 1);
    ipn_tx_post(n, q, addr, 101, END, 0);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_LENGTH, 0, index, 2, 1);
    index = ipn_tx_post(n, q, addr, 100, START, 1);
    ipn_tx_post(n, q, addr, 0xffffffff, END, 0);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_BAD_LENGTH, 0, index, 2, 1);
    index = ipn_tx_post(n, q, addr, 13, START, 1);
    ipn_tx_post(n, q, addr, 65545, END, 0);
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
    ipn_tx_post(n, q, addr, sizeof(frame), START | END, 1);
    ipn_tx_post(n, q, addr, sizeof(frame), START | END, 2);
    ipn_doorbell(n, q);
    completed(n, q, IPSECNIC_TX_ST_LINK_DOWN, 0, 0, 1, 1);
    completed(n, q, IPSECNIC_TX_ST_LINK_DOWN, 0, 1, 1, 2);
    ipn_link(n, true);
    ipn_wire_quiet(n);
    ipn_tx_post(n, q, addr, sizeof(frame), START | END, 3);
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
    ipn_tx_post(n, q, addr, sizeof(frame), START | END, 1);
    ipn_doorbell(n, q);
    ipn_wire_quiet(n);
    g_assert_false(ipn_comp_ready(n, q));
    ipn_write(n, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    on_the_wire(n, frame, sizeof(frame));
    completed(n, q, IPSECNIC_TX_ST_OK, sizeof(frame), 0, 1, 1);

    /* Stopped while they wait: they are forgotten without a completion. */
    ipn_write(n, IPSECNIC_REG_TX_CTRL, 0);
    ipn_tx_post(n, q, addr, sizeof(frame), START | END, 2);
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
        ipn_tx_post(n, q, addr, sizeof(frame), START | END, i);
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
    ipn_tx_post(n, &n->tx[1], addr, sizeof(frame), START | END, 42);
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
        ipn_tx_post(n, q, addr[i % 4], 60000 - i, START | END, i);
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
        ipn_tx_post(n, q, addr, 60000, START | END, i);
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
            ipn_tx_post(n, q, addr, 60000, START | END, i);
        }
        ipn_doorbell(n, q);
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_STALLS) >= 1);
        ipn_settle(n);
        if (round == 0) {
            ipn_queue_stop(n, q);
        } else {
            ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
        }
        while (ipn_wire_take(n, frame, 60000) > 0) {
            ipn_settle(n);
        }
        if (round == 1) {
            ipn_up(n, &(IpnSetup) { .queues = 4 });
        } else {
            ipn_queue_enable(n, q);
        }
        ipn_wire_quiet(n);
        ipn_tx_post(n, q, addr, 100, START | END, 99);
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
    ADD("only-the-first-entry-asks", test_only_the_first_entry_asks);
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

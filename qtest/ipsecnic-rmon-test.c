/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic's counters of frames by their length, and of multicast and broadcast
 * frames sent
 *
 * After each step every one of them is compared with what is expected, so that
 * a frame that is counted twice, or elsewhere, is seen.
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-packet-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-tx-vectors.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#define START IPSECNIC_TX_START
#define END IPSECNIC_TX_END

#define FIRST IPSECNIC_STAT_RX_TO_64
#define BUCKETS (IPSECNIC_STAT_TX_TO_64 - FIRST)

static const uint8_t own_mac[6] = IPN_MAC_BYTES;
static const uint8_t peer[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t group[6] = { 1, 0, 0x5e, 0, 0, 1 };
static const uint8_t broadcast[6] = { 255, 255, 255, 255, 255, 255 };

/* Bytes on the card's wire, and which counter has them, from 0 on. */
static const struct {
    unsigned length;
    unsigned bucket;
} edges[] = {
    { 14, 0 }, { 59, 0 }, { 60, 0 },
    { 61, 1 }, { 123, 1 },
    { 124, 2 }, { 251, 2 },
    { 252, 3 }, { 507, 3 },
    { 508, 4 }, { 1019, 4 },
    { 1020, 5 }, { 1514, 5 },
    { 1515, 6 }, { 9014, 6 }, { 65557, 6 },
};

/* What all the counters must be. */
typedef struct Want {
    uint64_t rx[BUCKETS];
    uint64_t tx[BUCKETS];
    uint64_t multicast;
    uint64_t broadcast;
} Want;

static unsigned bucket(unsigned length)
{
    unsigned i, found = 0;

    for (i = 0; i < ARRAY_SIZE(edges); i++) {
        if (edges[i].length <= length) {
            found = edges[i].bucket;
        }
    }
    return found;
}

static void check(Ipn *n, const Want *want)
{
    uint64_t arrivals = 0, sent = 0;
    unsigned i;

    for (i = 0; i < BUCKETS; i++) {
        g_assert_cmpuint(ipn_stat(n, FIRST + i), ==, want->rx[i]);
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_TO_64 + i), ==,
                         want->tx[i]);
        arrivals += want->rx[i];
        sent += want->tx[i];
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_MULTICAST), ==,
                     want->multicast);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_BROADCAST), ==,
                     want->broadcast);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, arrivals);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, sent);
}

static Ipn *up(void)
{
    Ipn *n = ipn_start("", "");

    ipn_up(n, &(IpnSetup) { });
    return n;
}

static void exchange(Ipn *n, const void *frame, size_t length)
{
    IpnRx rx;

    ipn_send(n, frame, length);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_done(n, &n->rx[0], false);
}

/* Post a frame, and read it from the wire; how long it is there. */
static size_t transmit(Ipn *n, const uint8_t dst[6], unsigned length)
{
    g_autofree uint8_t *frame = g_malloc(IPSECNIC_MAX_FRAME);
    uint64_t addr = ipn_alloc(n, length);
    IpnTxComp comp;

    ipn_plain(frame, length, dst, 3);
    qtest_bufwrite(n->qts, addr, frame, length);
    ipn_tx_post(n, &n->tx[0], addr, length, START | END, 9);
    ipn_doorbell(n, &n->tx[0]);
    length = ipn_wire_recv(n, frame, IPSECNIC_MAX_FRAME);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
    return length;
}

/*
 * The feature
 */

/* It is the operator who may want to know, whatever the driver does. */
static void test_not_negotiated(void)
{
    Ipn *n = ipn_start("", "");
    Want want = { };

    ipn_up(n, &(IpnSetup) {
        .features = ipn_read(n, IPSECNIC_REG_FEATURES_LO) &
                    ~BIT(IPSECNIC_F_RMON),
    });
    transmit(n, broadcast, 100);
    want.tx[1] = want.broadcast = 1;
    check(n, &want);
}

static void test_off_counts_nothing(void)
{
    Ipn *n = ipn_start(",rmon=off", "");
    uint8_t frame[100];
    unsigned i;

    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_FEATURES_LO) &
                    BIT(IPSECNIC_F_RMON), ==, 0);
    g_assert_false(ipn_negotiate(n, BIT(IPSECNIC_F_RMON)));
    ipn_up(n, &(IpnSetup) { });
    transmit(n, broadcast, 100);
    transmit(n, group, 100);
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    exchange(n, frame, sizeof(frame));
    for (i = FIRST; i < IPSECNIC_STATS; i++) {
        g_assert_cmpuint(ipn_stat(n, i), ==, 0);
    }
}

static void test_reset(void)
{
    uint8_t frame[100];
    Want want = { };
    Ipn *n = up();

    transmit(n, broadcast, 100);
    transmit(n, group, 1515);
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    exchange(n, frame, sizeof(frame));
    want.rx[1] = want.tx[1] = want.tx[6] = 1;
    want.multicast = want.broadcast = 1;
    check(n, &want);
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    check(n, &want);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    check(n, &(Want) { });
}

/*
 * Receive
 */

static void test_rx_edges(void)
{
    g_autofree uint8_t *frame = g_malloc(IPSECNIC_MAX_FRAME);
    Want want = { };
    Ipn *n = up();
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(edges); i++) {
        ipn_plain(frame, edges[i].length, own_mac, i);
        exchange(n, frame, edges[i].length);
        want.rx[edges[i].bucket]++;
        check(n, &want);
    }
}

/* What is dropped came, too (RFC 2819: "including bad packets"). */
static void test_rx_dropped(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t frame[1600];
    Want want = { };

    ipn_plain(frame, sizeof(frame), peer, 1);
    ipn_send(n, frame, 70);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_DISABLED) == 1);
    want.rx[1]++;
    check(n, &want);

    ipn_up(n, &(IpnSetup) { .rx_ctrl = IPSECNIC_RX_CTRL_BROADCAST });
    memset(&want, 0, sizeof(want));
    ipn_send(n, frame, 200);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_FILTER) == 1);
    want.rx[2]++;
    ipn_send(n, frame, 13);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_RUNT) == 1);
    want.rx[0]++;
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 1514);
    ipn_send(n, frame, 1515);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
    want.rx[6]++;
    ipn_queue_stop(n, &n->rx[0]);
    ipn_plain(frame, 600, own_mac, 1);
    ipn_send(n, frame, 600);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_QUEUE) == 1);
    want.rx[4]++;
    check(n, &want);
}

/* One that waits for a buffer is counted when it gets it. */
static void test_rx_held(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t frame[300];
    Want want = { };
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .no_buffers = true });
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == 1);
    check(n, &want);
    ipn_rx_post(n, &n->rx[0], 4);
    ipn_rx_next(n, &n->rx[0], &rx);
    want.rx[3]++;
    check(n, &want);
}

/* The tag that the driver does not get was on the wire. */
static void test_rx_tag_is_counted(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t frame[61];
    Want want = { };
    IpnRx rx;

    ipn_up(n, &(IpnSetup) {
        .rx_ctrl = IPSECNIC_RX_CTRL_PROMISC | IPSECNIC_RX_CTRL_STRIP_VLAN,
    });
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    stl_be_p(frame + 12, 0x81000005);
    ipn_send(n, frame, sizeof(frame));
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.frame_length, ==, 57);
    want.rx[1]++;
    check(n, &want);
}

/* A packet in ESP, shorter when it is decapsulated, and told of twice. */
static void test_rx_original(void)
{
    const IpnFrameVector *v = &ipn_stream_vectors[0];
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    Want want = { };
    Ipn *n = up();
    IpnRx rx[2];
    unsigned i;

    ipn_q_write(n, &n->rx[0], IPSECNIC_Q_CTRL,
                IPSECNIC_Q_CTRL_ENABLE | IPSECNIC_Q_CTRL_ORIGINAL);
    ipn_packet_sa_load(n, &ipn_sa_vectors[v->sa], true, 0);
    ipn_send(n, wire->data, wire->len);
    for (i = 0; i < 2; i++) {
        ipn_rx_next(n, &n->rx[0], &rx[i]);
    }
    g_assert_true(rx[0].original);
    g_assert_true(rx[1].decapsulated);
    want.rx[bucket(wire->len)]++;
    check(n, &want);
}

/*
 * Transmit
 */

static void test_tx_edges(void)
{
    Want want = { };
    Ipn *n = up();
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(edges); i++) {
        g_assert_cmpuint(transmit(n, peer, edges[i].length), ==,
                         edges[i].length);
        want.tx[edges[i].bucket]++;
        check(n, &want);
    }
}

/* By address, also of frames that had to wait for the peer. */
static void test_tx_addresses(void)
{
    static const uint8_t *const to[] = { peer, group, broadcast };
    /* Neither kind is as frequent as another. */
    static const uint8_t turn[] = { 0, 1, 2, 0, 0, 1 };
    g_autofree uint8_t *frame = g_malloc(60000);
    uint64_t addr[ARRAY_SIZE(to)];
    Want want = { };
    Ipn *n = up();
    IpnTxComp comp;
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(to); i++) {
        addr[i] = ipn_alloc(n, 60000);
        ipn_plain(frame, 60000, to[i], i);
        qtest_bufwrite(n->qts, addr[i], frame, 60000);
    }
    for (i = 0; i < 32; i++) {
        unsigned kind = turn[i % ARRAY_SIZE(turn)];

        ipn_tx_post(n, &n->tx[0], addr[kind], 60000, START | END, i);
        want.multicast += kind == 1;
        want.broadcast += kind == 2;
        want.tx[6]++;
    }
    ipn_doorbell(n, &n->tx[0]);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_STALLS) > 0);
    for (i = 0; i < 32; i++) {
        ipn_wire_recv(n, frame, 60000);
        ipn_tx_next(n, &n->tx[0], &comp);
    }
    g_assert_cmpuint(want.multicast, !=, want.broadcast);
    check(n, &want);
}

static void test_tx_refused(void)
{
    uint64_t addr;
    IpnTxComp comp;
    Ipn *n = up();

    ipn_link(n, false);
    addr = ipn_alloc(n, 100);
    qtest_memset(n->qts, addr, 0xff, 100);
    ipn_tx_post(n, &n->tx[0], addr, 100, START | END, 1);
    ipn_doorbell(n, &n->tx[0]);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_LINK_DOWN);
    check(n, &(Want) { });
    ipn_link(n, true);
}

static void test_tx_tag_is_counted(void)
{
    uint8_t entry[64], frame[57], got[100];
    Want want = { };
    IpnTxComp comp;
    Ipn *n = up();
    uint64_t addr = ipn_alloc(n, sizeof(frame));

    ipn_plain(frame, sizeof(frame), group, 1);
    qtest_bufwrite(n->qts, addr, frame, sizeof(frame));
    ipn_tx_entry(entry, addr, sizeof(frame), START | END | IPSECNIC_TX_VLAN, 1);
    ipn_put(entry, ipsecnic_tx_posted, vlan_tci, 5);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, 61);
    ipn_tx_next(n, &n->tx[0], &comp);
    want.tx[1]++;
    want.multicast++;
    check(n, &want);
}

/* Each frame that a vector becomes, as long as it is on the wire. */
static void check_vector(Ipn *n, const IpnTxVector *v, Want *want)
{
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME);
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    uint64_t addr = ipn_alloc(n, frame->len);
    uint32_t handle = v->sa ? ipn_tx_sa_load(n, v->sa) : 0;
    uint32_t tunnel = v->tunnel ? ipn_tx_sa_load(n, v->tunnel) : 0;
    uint8_t entry[64];
    IpnTxComp comp;
    unsigned i;

    qtest_bufwrite(n->qts, addr, frame->data, frame->len);
    ipn_tx_entry(entry, addr, frame->len, START | END, 4);
    ipn_tx_entry_ask(entry, v, handle, tunnel);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    for (i = 0; i < v->segments; i++) {
        want->tx[bucket(ipn_wire_recv(n, got, IPSECNIC_MAX_FRAME))]++;
    }
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
    check(n, want);
    ipn_tx_sa_unload(n, handle);
    ipn_tx_sa_unload(n, tunnel);
}

static void test_tx_esp(void)
{
    Want want = { };
    Ipn *n = up();
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(ipn_tx_esp_vectors); i++) {
        check_vector(n, &ipn_tx_esp_vectors[i], &want);
    }
}

static void test_tx_segments(void)
{
    Want want = { };
    Ipn *n = up();
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(ipn_tx_segment_vectors); i++) {
        check_vector(n, &ipn_tx_segment_vectors[i], &want);
    }
}

/* The same of a large send in ESP that the peer takes bit by bit. */
static void test_tx_large_stalled(void)
{
    Want want = { };
    Ipn *n = up();
    IpnLarge l;

    ipn_large(n, &l, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4], 77, false);
    ipn_large_stall(n, &l);
    ipn_large_finish(n, &l);
    /* All are of one length. */
    g_assert_cmpuint(l.bytes % IPN_LARGE_SEGMENTS, ==, 0);
    g_assert_cmpuint(bucket(l.bytes / IPN_LARGE_SEGMENTS), !=,
                     bucket(l.length));
    want.tx[bucket(l.bytes / IPN_LARGE_SEGMENTS)] = IPN_LARGE_SEGMENTS;
    check(n, &want);
}

/* What packet mode makes of a frame, which the driver does not see. */
static void test_tx_packet_mode(void)
{
    const IpnTxVector *v = &ipn_tx_esp_vectors[0];
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME);
    IpnTxVector ask;
    g_autoptr(GByteArray) plain = ipn_packet_plain(v, &ask);
    uint8_t entry[64];
    Want want = { };
    IpnTxComp comp;
    Ipn *n = up();
    uint32_t handle = ipn_packet_sa_load(n, v->sa, false, 6);
    uint64_t addr = ipn_alloc(n, plain->len);
    size_t length;

    qtest_bufwrite(n->qts, addr, plain->data, plain->len);
    ipn_tx_entry(entry, addr, plain->len,
                 START | END | IPSECNIC_TX_ENCAPSULATE, 4);
    ipn_tx_entry_ask(entry, &ask, handle, 0);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
    length = ipn_wire_recv(n, got, IPSECNIC_MAX_FRAME);
    g_assert_cmpuint(bucket(length), !=, bucket(plain->len));
    want.tx[bucket(length)]++;
    check(n, &want);
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
#define ADD(name, func) qtest_add_func("/ipsecnic/rmon/" name, func)
    ADD("not-negotiated", test_not_negotiated);
    ADD("off-counts-nothing", test_off_counts_nothing);
    ADD("reset", test_reset);
    ADD("rx/edges", test_rx_edges);
    ADD("rx/dropped-frames-came", test_rx_dropped);
    ADD("rx/held-back-is-counted-once", test_rx_held);
    ADD("rx/tag-that-is-stripped-counts", test_rx_tag_is_counted);
    ADD("rx/two-indications-are-one-frame", test_rx_original);
    ADD("tx/edges", test_tx_edges);
    ADD("tx/multicast-and-broadcast", test_tx_addresses);
    ADD("tx/refused-is-not-sent", test_tx_refused);
    ADD("tx/tag-that-is-inserted-counts", test_tx_tag_is_counted);
    ADD("tx/esp-counts-as-it-is-sent", test_tx_esp);
    ADD("tx/segments-count-each", test_tx_segments);
    ADD("tx/large-send-of-a-slow-peer", test_tx_large_stalled);
    ADD("tx/packet-mode-counts-as-it-is-sent", test_tx_packet_mode);
    ret = g_test_run();
    ipn_quit();
    return ret;
}

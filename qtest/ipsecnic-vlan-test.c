/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VLAN tags: what the receive descriptor tells of them, their removal, and
 * their insertion on transmit
 *
 * The frames are those of the other tests, with tags put in front of them here;
 * what the card makes of them must be what it makes of them without the tags.
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-tx-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-tx-vectors.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#define START IPSECNIC_TX_START
#define END IPSECNIC_TX_END

#define VLAN IPSECNIC_COMP_VLAN
#define SERVICE IPSECNIC_COMP_VLAN_SERVICE
#define STRIPPED IPSECNIC_COMP_VLAN_STRIPPED

#define CTAG 0x81000000u
#define STAG 0x88a80000u

static const uint8_t own_mac[6] = IPN_MAC_BYTES;
static const uint8_t peer[6] = { 2, 0, 0, 0, 0, 1 };

/* Tags, the outermost first; 0 ends them; what the descriptor says of them. */
typedef struct Tags {
    const char *name;
    uint32_t tag[3];
    uint32_t vlan;
    uint16_t tci;
} Tags;

static const Tags tags[] = {
    { "none", { 0 }, 0, 0 },
    { "802.1q", { CTAG | 0x6123 }, VLAN, 0x6123 },
    { "priority", { CTAG | 0xa000 }, VLAN, 0xa000 },
    { "tci-0", { CTAG }, VLAN, 0 },
    { "802.1ad", { STAG | 0x0fed }, VLAN | SERVICE, 0x0fed },
    { "802.1ad-802.1q", { STAG | 0x3064, CTAG | 5 }, VLAN | SERVICE, 0x3064 },
    { "802.1q-802.1q", { CTAG | 100, CTAG | 0xe005 }, VLAN, 100 },
};

static unsigned num_tags(const Tags *t)
{
    unsigned n = 0;

    while (n < ARRAY_SIZE(t->tag) && t->tag[n]) {
        n++;
    }
    return n;
}

/* The frame with all tags but the first @skip ones. */
static GByteArray *tagged(const uint8_t *frame, size_t length, const Tags *t,
                          unsigned skip)
{
    GByteArray *out = g_byte_array_new();
    unsigned i;

    g_byte_array_append(out, frame, 12);
    for (i = skip; i < num_tags(t); i++) {
        uint8_t tag[4];

        stl_be_p(tag, t->tag[i]);
        g_byte_array_append(out, tag, 4);
    }
    g_byte_array_append(out, frame + 12, length - 12);
    return out;
}

static GByteArray *tagged_hex(const char *hex, const Tags *t, unsigned skip)
{
    g_autoptr(GByteArray) frame = ipn_hex(hex);

    return tagged(frame->data, frame->len, t, skip);
}

static void strip(Ipn *n, bool on)
{
    ipn_write(n, IPSECNIC_REG_RX_CTRL, IPSECNIC_RX_CTRL_ENABLE |
              IPSECNIC_RX_CTRL_PROMISC | IPSECNIC_RX_CTRL_BROADCAST |
              (on ? IPSECNIC_RX_CTRL_STRIP_VLAN : 0));
}

static Ipn *up_with(const char *props, const IpnSetup *setup, bool on)
{
    Ipn *n = ipn_start(props, "");

    ipn_up(n, setup);
    strip(n, on);
    return n;
}

static Ipn *up(bool on)
{
    return up_with("", &(IpnSetup) { }, on);
}

static void exchange(Ipn *n, const GByteArray *frame, IpnRx *rx)
{
    ipn_send(n, frame->data, frame->len);
    ipn_rx_next(n, &n->rx[0], rx);
    ipn_rx_done(n, &n->rx[0], false);
}

/*
 * Receive
 */

/*
 * Every vector behind every tag: the frame is decrypted, the descriptor tells
 * of the outer tag, and offsets are of what is in the buffer.
 */
static void check_esp(const Tags *t, bool on)
{
    const IpnFrameVector *v;
    Ipn *n = up(on);
    unsigned out = on && num_tags(t) ? 1 : 0;
    unsigned more = 4 * (num_tags(t) - out);
    uint64_t bytes = 0;
    unsigned i, inner = 0;

    for (i = 0; i < ARRAY_SIZE(ipn_basic_vectors); i++) {
        v = &ipn_basic_vectors[i];
        g_autoptr(GByteArray) frame = tagged_hex(v->wire, t, 0);
        g_autoptr(GByteArray) clear = tagged_hex(v->clear, t, out);
        uint32_t handle = ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
        IpnRx rx;

        exchange(n, frame, &rx);
        g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
        g_assert_cmphex(rx.sa_outer, ==, handle);
        g_assert_cmpmem(rx.data, rx.frame_length, clear->data, clear->len);
        g_assert_cmphex(rx.vlan, ==, t->vlan | (out ? STRIPPED : 0));
        g_assert_cmphex(rx.vlan_tci, ==, t->tci);
        g_assert_cmpuint(rx.l3_offset, ==, 14 + more);
        g_assert_cmpuint(rx.ipsec_offset, ==, v->ipsec_offset + more);
        g_assert_cmpuint(rx.payload_offset, ==, v->payload_offset + more);
        g_assert_cmpuint(rx.inner_l3_offset, ==,
                         v->inner_l3_offset ? v->inner_l3_offset + more : 0);
        g_assert_cmpuint(rx.inner_ipsec_offset, ==, 0);
        g_assert_cmpuint(rx.trailer_length, ==, v->trailer_length);
        g_assert_cmphex(rx.hash, ==, v->hash);
        g_assert_cmphex(rx.csum, ==, v->csum);
        g_assert_cmpuint(rx.accept, ==, IPSECNIC_ACCEPT_OWN);
        g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
        bytes += frame->len;
        inner += v->inner_l3_offset != 0;
    }
    g_assert_cmpuint(inner, >, 0);
    /* What came over the wire, and what was left out of it. */
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_BYTES), ==, bytes);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_VLAN_STRIPPED), ==, out * i);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STATUS(0)), ==, i);
}

static void test_esp_reported(const void *data)
{
    check_esp(data, false);
}

static void test_esp_stripped(const void *data)
{
    check_esp(data, true);
}

/* A frame that fails its check is as on the wire, but for the tag. */
static void test_failed_stripped(void)
{
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    Ipn *n = up(true);
    uint32_t handle = ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
    g_autoptr(GByteArray) frame = tagged_hex(v->wire, &tags[1], 0);
    g_autoptr(GByteArray) plain = ipn_hex(v->wire);
    IpnRx rx;

    frame->data[frame->len - 1] ^= 1;
    plain->data[plain->len - 1] ^= 1;
    exchange(n, frame, &rx);
    ipn_rx_failed(&rx, plain->data, plain->len, 3, handle);
    g_assert_cmphex(rx.vlan, ==, VLAN | STRIPPED);
    g_assert_cmphex(rx.vlan_tci, ==, 0x6123);
}

/* What is no IP has its tag removed as well; three tags are none of IPsec. */
static void test_plain(void)
{
    static const Tags three = {
        "three", { STAG | 1, CTAG | 2, CTAG | 3 }, VLAN | SERVICE, 1
    };
    uint8_t frame[80];
    unsigned on, i;

    for (on = 0; on < 2; on++) {
        Ipn *n = up(on);

        ipn_plain(frame, sizeof(frame), own_mac, 7);
        for (i = 0; i <= ARRAY_SIZE(tags); i++) {
            const Tags *t = i < ARRAY_SIZE(tags) ? &tags[i] : &three;
            unsigned out = on && num_tags(t) ? 1 : 0;
            g_autoptr(GByteArray) wire = tagged(frame, sizeof(frame), t, 0);
            g_autoptr(GByteArray) left = tagged(frame, sizeof(frame), t, out);
            IpnRx rx;

            exchange(n, wire, &rx);
            ipn_rx_untouched(&rx, left->data, left->len, IPSECNIC_KIND_PLAIN,
                             IPSECNIC_REASON_NOT_IPSEC);
            g_assert_cmphex(rx.vlan, ==, t->vlan | (out ? STRIPPED : 0));
            g_assert_cmphex(rx.vlan_tci, ==, t->tci);
            g_assert_cmpuint(rx.l3_offset, ==, 0);
        }
    }
}

/* The tag is in the first buffer, and those behind it move up. */
static void test_several_buffers(void)
{
    static const unsigned sizes[] = { 256, 1000, 2048, 16384 };
    const IpnFrameVector *v = &ipn_jumbo_vectors[0];
    g_autoptr(GByteArray) frame = tagged_hex(v->wire, &tags[1], 0);
    g_autoptr(GByteArray) clear = ipn_hex(v->clear);
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(sizes); i++) {
        Ipn *n = up_with("", &(IpnSetup) { .buffer_size = sizes[i] }, true);
        uint32_t handle = ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
        IpnRx rx;

        ipn_send(n, frame->data, frame->len);
        ipn_rx_next(n, &n->rx[0], &rx);
        g_assert_cmphex(rx.sa_outer, ==, handle);
        g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
        g_assert_cmpmem(rx.data, rx.frame_length, clear->data, clear->len);
        g_assert_cmphex(rx.vlan, ==, VLAN | STRIPPED);
        g_assert_cmpuint(rx.descriptors, ==,
                         DIV_ROUND_UP(clear->len, sizes[i]));
    }
}

/* The shortest frames: a tag is four whole bytes, with a type behind it. */
static void test_short(void)
{
    uint8_t frame[20];
    Ipn *n = up(true);
    unsigned length;

    ipn_plain(frame, sizeof(frame), own_mac, 3);
    stl_be_p(frame + 12, CTAG | 9);
    for (length = 14; length <= sizeof(frame); length++) {
        bool has = length >= 18;
        g_autoptr(GByteArray) wire = g_byte_array_new();
        IpnRx rx;

        g_byte_array_append(wire, frame, length);
        exchange(n, wire, &rx);
        g_assert_cmphex(rx.vlan, ==, has ? VLAN | STRIPPED : 0);
        if (has) {
            memmove(wire->data + 12, wire->data + 16, length - 16);
        }
        g_assert_cmpmem(rx.data, rx.frame_length, wire->data,
                        has ? length - 4 : length);
    }
}

/* RX_MAX_FRAME and runts are matters of the wire, room one of the buffers. */
static void test_lengths(void)
{
    g_autofree uint8_t *frame = g_malloc0(IPSECNIC_MAX_FRAME);
    Ipn *n = up(true);
    IpnRx rx;

    ipn_plain(frame, IPSECNIC_MAX_FRAME, own_mac, 3);
    stl_be_p(frame + 12, CTAG | 9);
    ipn_send(n, frame, 13);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_RUNT) == 1);
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 1518);
    ipn_send(n, frame, 1519);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
    ipn_send(n, frame, 1518);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.frame_length, ==, 1514);
    g_assert_cmpuint(rx.descriptors, ==, 1);

    n = up_with("", &(IpnSetup) { .posted = 8, .comp = 8,
                                  .buffer_size = 256 }, true);
    ipn_send(n, frame, 8 * 256 + 5);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
    ipn_send(n, frame, 8 * 256 + 4);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.descriptors, ==, 8);
    g_assert_cmpmem(rx.data, 12, frame, 12);
    g_assert_cmpmem(rx.data + 12, rx.frame_length - 12, frame + 16,
                    8 * 256 - 12);

    n = up(true);
    ipn_send(n, frame, IPSECNIC_MAX_FRAME);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.frame_length, ==, IPSECNIC_MAX_FRAME - 4);
}

/* A driver that knows nothing of it sees the card of before. */
static void test_not_negotiated(void)
{
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    g_autoptr(GByteArray) frame = tagged_hex(v->wire, &tags[5], 0);
    g_autoptr(GByteArray) clear = tagged_hex(v->clear, &tags[5], 0);
    static const char *const props[] = { "", ",rx-vlan=off" };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(props); i++) {
        Ipn *n = ipn_start(props[i], "");
        uint32_t ctrl;
        IpnRx rx;

        ipn_up(n, &(IpnSetup) {
            .features = ipn_read(n, IPSECNIC_REG_FEATURES_LO) &
                        ~BIT(IPSECNIC_F_VLAN_RX),
        });
        ctrl = ipn_read(n, IPSECNIC_REG_RX_CTRL);
        strip(n, true);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL), ==, ctrl);
        ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
        exchange(n, frame, &rx);
        g_assert_cmphex(rx.vlan | rx.vlan_tci, ==, 0);
        g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
        g_assert_cmpmem(rx.data, rx.frame_length, clear->data, clear->len);
    }
}

/* The bit works at once, and is gone when the feature is. */
static void test_toggled(void)
{
    Ipn *n = up(false);
    uint8_t frame[60];
    unsigned i;
    IpnRx rx;

    ipn_plain(frame, sizeof(frame), own_mac, 3);
    for (i = 0; i < 6; i++) {
        g_autoptr(GByteArray) wire = tagged(frame, sizeof(frame), &tags[1], 0);

        strip(n, i % 2);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL) &
                        IPSECNIC_RX_CTRL_STRIP_VLAN, ==,
                        i % 2 ? IPSECNIC_RX_CTRL_STRIP_VLAN : 0);
        exchange(n, wire, &rx);
        g_assert_cmphex(rx.vlan, ==, i % 2 ? VLAN | STRIPPED : VLAN);
        g_assert_cmpuint(rx.frame_length, ==, i % 2 ? 60 : 64);
    }
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL) &
                    IPSECNIC_RX_CTRL_STRIP_VLAN, !=, 0);
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, 0);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL) &
                    IPSECNIC_RX_CTRL_STRIP_VLAN, ==, 0);
}

/* Without tags among the capabilities a tag is not a thing to tell of. */
static void test_vlan_off(void)
{
    Ipn *n = up_with(",vlan=off", &(IpnSetup) { }, true);
    g_autoptr(GByteArray) frame = tagged_hex(ipn_basic_vectors[0].wire,
                                             &tags[1], 0);
    IpnRx rx;

    g_assert_cmphex(n->features & (BIT(IPSECNIC_F_VLAN_RX) |
                                   BIT(IPSECNIC_F_VLAN_TX)), ==, 0);
    exchange(n, frame, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_NOT_IPSEC);
    g_assert_cmphex(rx.vlan, ==, 0);
}

/*
 * Transmit
 */

static uint64_t to_guest(Ipn *n, const void *data, size_t length)
{
    uint64_t addr = ipn_alloc(n, length + 7) + 7;

    qtest_bufwrite(n->qts, addr, data, length);
    return addr;
}

/* Ask for a tag: TPID and TCI. */
static void ask_tag(uint8_t entry[64], uint32_t tag)
{
    uint32_t flags = ipn_get(entry, ipsecnic_tx_posted, flags);

    flags |= IPSECNIC_TX_VLAN;
    flags |= tag >> 16 == 0x88a8 ? IPSECNIC_TX_VLAN_SERVICE : 0;
    ipn_put(entry, ipsecnic_tx_posted, flags, flags);
    ipn_put(entry, ipsecnic_tx_posted, vlan_tci, tag & 0xffff);
}

/* The next frame on the wire has this tag; the rest of it, and its length. */
static size_t untagged(Ipn *n, uint32_t tag, uint8_t *got)
{
    size_t length = ipn_wire_recv(n, got, IPSECNIC_MAX_FRAME);

    g_assert_cmpuint(length, >=, 18);
    g_assert_cmphex((uint32_t)ldl_be_p(got + 12), ==, tag);
    memmove(got + 12, got + 16, length - 16);
    return length - 4;
}

static const uint32_t tx_tags[] = {
    CTAG | 0x6123, CTAG | 0xa000, CTAG, STAG | 0x0fff,
};

static void test_tx_plain(void)
{
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME);
    static const unsigned lengths[] = { 14, 15, 60, 1514, 9000 };
    Ipn *n = up(false);
    IpnQueue *q = &n->tx[0];
    uint64_t bytes = 0;
    unsigned i, j;

    for (i = 0; i < ARRAY_SIZE(lengths); i++) {
        g_autofree uint8_t *frame = g_malloc(lengths[i]);
        uint64_t addr;

        ipn_plain(frame, lengths[i], peer, i);
        addr = to_guest(n, frame, lengths[i]);
        for (j = 0; j < ARRAY_SIZE(tx_tags); j++) {
            uint8_t entry[64];
            uint16_t index;

            ipn_tx_entry(entry, addr, 7, START, 9);
            ask_tag(entry, tx_tags[j]);
            index = ipn_post(n, q, entry);
            ipn_tx_post(n, q, addr + 7, lengths[i] - 7, END, 0);
            ipn_doorbell(n, q);
            g_assert_cmpuint(untagged(n, tx_tags[j], got), ==, lengths[i]);
            g_assert_cmpmem(got, lengths[i], frame, lengths[i]);
            ipn_tx_completed(n, q, IPSECNIC_TX_ST_OK, lengths[i] + 4, 1, index,
                             2, 9);
            bytes += lengths[i] + 4;
        }
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_BYTES), ==, bytes);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_VLAN_INSERTED), ==, i * j);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_IPSEC), ==, 0);
}

/* No frame on the wire is longer than MAX_FRAME. */
static void test_tx_longest(void)
{
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME);
    g_autofree uint8_t *frame = g_malloc(IPSECNIC_MAX_FRAME);
    Ipn *n = up(false);
    IpnQueue *q = &n->tx[0];
    uint64_t addr;
    unsigned more;

    ipn_plain(frame, IPSECNIC_MAX_FRAME, peer, 5);
    addr = to_guest(n, frame, IPSECNIC_MAX_FRAME);
    for (more = 0; more <= 4; more++) {
        uint32_t length = IPSECNIC_MAX_FRAME - 4 + more;
        uint8_t entry[64];
        uint16_t index;

        ipn_tx_entry(entry, addr, length, START | END, 3);
        ask_tag(entry, CTAG | 77);
        index = ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        if (more) {
            ipn_tx_completed(n, q, IPSECNIC_TX_ST_BAD_LENGTH, 0, 0, index, 1,
                             3);
            continue;
        }
        g_assert_cmpuint(untagged(n, CTAG | 77, got), ==, length);
        g_assert_cmpmem(got, length, frame, length);
        ipn_tx_completed(n, q, IPSECNIC_TX_ST_OK, length + 4, 1, index, 1, 3);
    }
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_VLAN_INSERTED), ==, 1);
}

/* One vector with each tag: the frames are those without it, and the tag. */
static void check_vector(Ipn *n, const IpnTxVector *v)
{
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME);
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    uint64_t addr = to_guest(n, frame->data, frame->len);
    uint32_t handle = v->sa ? ipn_tx_sa_load(n, v->sa) : 0;
    uint32_t tunnel = v->tunnel ? ipn_tx_sa_load(n, v->tunnel) : 0;
    IpnQueue *q = &n->tx[0];
    unsigned i, s;

    for (i = 0; i < ARRAY_SIZE(tx_tags); i++) {
        uint64_t before = ipn_stat(n, IPSECNIC_STAT_TX_VLAN_INSERTED);
        uint8_t entry[64];
        size_t bytes = 0;
        uint16_t index;

        ipn_tx_entry(entry, addr, frame->len, START | END, 4);
        ipn_tx_entry_ask(entry, v, handle, tunnel);
        ask_tag(entry, tx_tags[i]);
        index = ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        for (s = 0; s < v->segments; s++) {
            g_autoptr(GByteArray) want = ipn_hex(v->wire[s]);
            size_t length = untagged(n, tx_tags[i], got);

            bytes += length + 4;
            if (v->opened) {
                g_assert_cmpuint(length, ==, want->len);
                ipn_tx_open(v->sa, v->sequence + s, v->esp_offset, got,
                            length);
            }
            g_assert_cmpmem(got, length, want->data, want->len);
        }
        ipn_tx_completed(n, q, IPSECNIC_TX_ST_OK, bytes, v->segments, index, 1,
                         4);
        ipn_wire_quiet(n);
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_VLAN_INSERTED) - before,
                         ==, v->segments);
    }
    ipn_tx_sa_unload(n, handle);
    ipn_tx_sa_unload(n, tunnel);
}

static void test_tx_csum(void)
{
    IPN_TX_CHECK_VECTORS(check_vector, up(false), csum);
}

static void test_tx_segment(void)
{
    IPN_TX_CHECK_VECTORS(check_vector, up(false), segment);
}

static void test_tx_esp(void)
{
    IPN_TX_CHECK_VECTORS(check_vector, up(false), esp);
}

static void test_tx_esp_own_ivs_and_large(void)
{
    IPN_TX_CHECK_VECTORS(check_vector, up(false), open);
}

/* A large send whose peer takes some of it now and the rest later. */
static void test_tx_large_stalled(void)
{
    Ipn *n = up(false);
    IpnLarge large;

    ipn_watch(n);
    ipn_large(n, &large, &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4], 77, false);
    ipn_large_tag(n, &large, STAG | 0x2abc);
    ipn_large_stall(n, &large);
    ipn_large_finish(n, &large);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_VLAN_INSERTED), ==,
                     IPN_LARGE_SEGMENTS);
}

/* What is refused does not leave in clear because of a tag. */
static void test_tx_refused(void)
{
    const IpnTxVector *v = &ipn_tx_esp_vectors[0];
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    Ipn *n = up(false);
    IpnQueue *q = &n->tx[0];
    uint8_t entry[64];
    uint16_t index;
    uint64_t addr;

    ipn_watch(n);
    ipn_mark(frame->data + 58, frame->len - 58);
    addr = to_guest(n, frame->data, frame->len);
    ipn_tx_entry(entry, addr, frame->len, START | END, 4);
    ipn_tx_entry_ask(entry, v, 0xabc00077, 0);
    ask_tag(entry, CTAG | 5);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    ipn_tx_completed(n, q, IPSECNIC_TX_ST_UNKNOWN_SA, 0, 0, index, 1, 4);
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_VLAN_INSERTED), ==, 0);
}

/* What one card inserts another one removes. */
static void test_there_and_back(void)
{
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME);
    uint8_t frame[200], entry[64];
    Ipn *n = up(true);
    IpnQueue *q = &n->tx[0];
    size_t length;
    uint64_t addr;
    IpnRx rx;

    ipn_plain(frame, sizeof(frame), own_mac, 5);
    addr = to_guest(n, frame, sizeof(frame));
    ipn_tx_entry(entry, addr, sizeof(frame), START | END, 4);
    ask_tag(entry, STAG | 0x9234);
    ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    length = ipn_wire_recv(n, got, IPSECNIC_MAX_FRAME);
    ipn_send(n, got, length);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, sizeof(frame));
    g_assert_cmphex(rx.vlan, ==, VLAN | SERVICE | STRIPPED);
    g_assert_cmphex(rx.vlan_tci, ==, 0x9234);
}

int main(int argc, char **argv)
{
    unsigned i;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < ARRAY_SIZE(tags); i++) {
        g_autofree char *reported =
            g_strdup_printf("/ipsecnic/vlan/rx/esp-reported/%s", tags[i].name);
        g_autofree char *stripped =
            g_strdup_printf("/ipsecnic/vlan/rx/esp-stripped/%s", tags[i].name);

        qtest_add_data_func(reported, &tags[i], test_esp_reported);
        qtest_add_data_func(stripped, &tags[i], test_esp_stripped);
    }
#define ADD(name, func) qtest_add_func("/ipsecnic/vlan/" name, func)
    ADD("rx/failed-is-as-on-the-wire-but-for-the-tag", test_failed_stripped);
    ADD("rx/plain", test_plain);
    ADD("rx/several-buffers", test_several_buffers);
    ADD("rx/short", test_short);
    ADD("rx/lengths", test_lengths);
    ADD("rx/not-negotiated", test_not_negotiated);
    ADD("rx/toggled", test_toggled);
    ADD("rx/vlan-off", test_vlan_off);
    ADD("tx/plain", test_tx_plain);
    ADD("tx/longest", test_tx_longest);
    ADD("tx/csum", test_tx_csum);
    ADD("tx/segment", test_tx_segment);
    ADD("tx/esp", test_tx_esp);
    ADD("tx/esp-own-ivs-and-large", test_tx_esp_own_ivs_and_large);
    ADD("tx/large-stalled", test_tx_large_stalled);
    ADD("tx/refused", test_tx_refused);
    ADD("there-and-back", test_there_and_back);
    i = g_test_run();
    ipn_quit();
    return i;
}

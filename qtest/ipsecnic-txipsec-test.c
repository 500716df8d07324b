/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transmit offloads of ipsecnic: checksums, large send, ESP and AH, and that
 * nothing leaves in clear
 *
 * Tests that begin with t and a number are about that statement of the
 * transmit contract.
 */

#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "tests/qtest/ipsecnic/ipsecnic-tx-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-tx-vectors.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#include <sys/socket.h>

#define START IPSECNIC_TX_START
#define END IPSECNIC_TX_END

#define GCM4 (&ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4])
#define CBC4 (&ipn_tx_sa_vectors[VECTOR_TX_SA_CBC4])
#define ESN4 (&ipn_tx_sa_vectors[VECTOR_TX_SA_ESN4])
#define ALL_FEATURES 0

static const uint8_t peer[6] = { 2, 0, 0, 0, 0, 1 };

static Ipn *up_with(const char *props, uint32_t features)
{
    Ipn *n = ipn_start(props, "");

    ipn_up(n, &(IpnSetup) { .features = features });
    return n;
}

static Ipn *up(void)
{
    return up_with("", ALL_FEATURES);
}

/* A vector of an array by its name. */
#define VECTOR(group, vector_name) \
    vector_named(ipn_tx_##group##_vectors, \
                 ARRAY_SIZE(ipn_tx_##group##_vectors), vector_name)

static const IpnTxVector *vector_named(const IpnTxVector *v, size_t count,
                                       const char *name)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (!strcmp(v[i].name, name)) {
            return &v[i];
        }
    }
    g_assert_not_reached();
}

static uint64_t to_guest(Ipn *n, const void *data, size_t length)
{
    uint64_t addr = ipn_alloc(n, length + 7) + 7;

    qtest_bufwrite(n->qts, addr, data, length);
    return addr;
}

/*
 * Post a frame in as many pieces of one length; the last one takes what is
 * left.  Only the first entry asks for something.
 */
static uint16_t post_pieces(Ipn *n, IpnQueue *q, uint64_t addr, size_t length,
                            unsigned pieces, const IpnTxVector *v,
                            uint32_t handle, uint32_t tunnel, uint64_t cookie)
{
    size_t size = length / pieces, at = 0;
    uint16_t first = q->tail;
    uint8_t entry[64];
    unsigned i;

    for (i = 0; i < pieces; i++) {
        bool last = i == pieces - 1;

        ipn_tx_entry(entry, addr + at, last ? length - at : size,
                     (i == 0 ? START : 0) | (last ? END : 0), cookie + i);
        if (i == 0) {
            ipn_tx_entry_ask(entry, v, handle, tunnel);
        }
        ipn_post(n, q, entry);
        at += size;
    }
    return first;
}

/* The next frame on the wire is this segment of a vector; its length. */
static size_t on_the_wire(Ipn *n, const IpnTxVector *v, unsigned segment)
{
    g_autoptr(GByteArray) want = ipn_hex(v->wire[segment]);
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME);
    size_t length = ipn_wire_recv(n, got, IPSECNIC_MAX_FRAME);

    if (v->opened) {
        g_assert_cmpuint(length, ==, want->len);
        ipn_tx_open(v->sa, v->sequence + segment, v->esp_offset, got, length);
    }
    g_assert_cmpmem(got, length, want->data, want->len);
    return length;
}

/* A vector from the ring to the wire, in so many pieces. */
static size_t send_vector(Ipn *n, IpnQueue *q, const IpnTxVector *v,
                          uint32_t handle, uint32_t tunnel, unsigned pieces)
{
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    g_autofree uint8_t *after = g_malloc(frame->len);
    uint64_t addr = to_guest(n, frame->data, frame->len);
    uint16_t index;
    size_t bytes = 0;
    unsigned i;

    index = post_pieces(n, q, addr, frame->len, pieces, v, handle, tunnel, 99);
    ipn_doorbell(n, q);
    for (i = 0; i < v->segments; i++) {
        bytes += on_the_wire(n, v, i);
    }
    ipn_tx_completed(n, q, IPSECNIC_TX_ST_OK, bytes, v->segments, index,
                     pieces, 99);
    ipn_wire_quiet(n);
    /* What the driver built is left as it was. */
    qtest_bufread(n->qts, addr, after, frame->len);
    g_assert_cmpmem(after, frame->len, frame->data, frame->len);
    return bytes;
}

static void check_statistics(Ipn *n, const IpnTxVector *v, unsigned times,
                             size_t bytes)
{
    unsigned frames = times * v->segments;
    bool large = v->flags & IPSECNIC_TX_SEGMENT;

    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, frames);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_BYTES), ==, bytes);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_ERRORS), ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STATUS(0)), ==, times);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_IPSEC), ==,
                     v->sa ? frames : 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_LARGE), ==,
                     large ? times : 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS), ==,
                     large ? frames : 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_RESENT), ==, 0);
}

/* What an SA counts: frames that went out, and bytes of their IP packets. */
static void check_sa(Ipn *n, uint32_t handle, unsigned packets, size_t bytes,
                     uint64_t sequence)
{
    uint8_t info[256];

    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, packets);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, bytes), ==, bytes);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==,
                     sequence);
    g_assert_true(buffer_is_zero(info + 40, 72));
}

static void test_vector(const void *data)
{
    static const unsigned pieces[] = { 1, 2, 3, 40 };
    const IpnTxVector *v = data;
    Ipn *n = up();
    uint32_t handle = 0, tunnel = 0;
    size_t bytes = 0;
    unsigned i;

    if (v->sa) {
        handle = ipn_tx_sa_load(n, v->sa);
    }
    if (v->tunnel) {
        tunnel = ipn_tx_sa_load(n, v->tunnel);
    }
    for (i = 0; i < ARRAY_SIZE(pieces); i++) {
        bytes += send_vector(n, &n->tx[0], v, handle, tunnel, pieces[i]);
    }
    check_statistics(n, v, i, bytes);
    if (tunnel) {
        check_sa(n, tunnel, i, bytes - 14 * i, 19);
    } else if (handle) {
        check_sa(n, handle, i * v->segments, bytes - 14 * i * v->segments,
                 v->sequence + v->segments - 1);
    }
}

/*
 * Nothing leaves in clear
 */

/* A vector whose payload is marked, and the entry that posts it. */
typedef struct Marked {
    GByteArray *frame;
    uint64_t addr;
    uint8_t entry[64];
} Marked;

/*
 * @from: first byte of it that is marked; what the vector calls its trailer
 * stays as it is
 */
static void marked_make(Ipn *n, Marked *m, const IpnTxVector *v, unsigned from,
                        uint32_t handle, uint32_t tunnel)
{
    m->frame = ipn_hex(v->frame);
    ipn_mark(m->frame->data + from, m->frame->len - v->trailer_length - from);
    m->addr = to_guest(n, m->frame->data, m->frame->len);
    ipn_tx_entry(m->entry, m->addr, m->frame->len, START | END, 55);
    ipn_tx_entry_ask(m->entry, v, handle, tunnel);
}

static void marked_write(Ipn *n, Marked *m)
{
    qtest_bufwrite(n->qts, m->addr, m->frame->data, m->frame->len);
}

/* It is refused, and nothing of it is on the wire. */
static void refused(Ipn *n, IpnQueue *q, const Marked *m, uint32_t status)
{
    uint64_t count = ipn_stat(n, IPSECNIC_STAT_TX_STATUS(status));
    uint16_t index = ipn_post(n, q, m->entry);

    g_assert_true(n->watch);
    ipn_doorbell(n, q);
    ipn_tx_completed(n, q, status, 0, 0, index, 1, 55);
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STATUS(status)), ==,
                     count + 1);
}

/* It goes out, as one frame, and the mark is not in it. */
static void accepted(Ipn *n, IpnQueue *q, const Marked *m)
{
    uint16_t index = ipn_post(n, q, m->entry);
    uint8_t got[2048];
    size_t length;

    g_assert_true(n->watch);
    ipn_doorbell(n, q);
    length = ipn_wire_recv(n, got, sizeof(got));
    ipn_tx_completed(n, q, IPSECNIC_TX_ST_OK, length, 1, index, 1, 55);
}

/* What the other tests rely on: the watch sees what there is to be seen. */
static void test_watch_sees_plaintext(void)
{
    const IpnTxVector *v = VECTOR(esp, "gcm4");
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint8_t frame[100], got[200];
    Marked m;
    size_t i;

    /* Without a handle a frame goes out as it is (T2). */
    marked_make(n, &m, v, 58, 0, 0);
    memset(m.entry + 24, 0, 40);
    ipn_put(m.entry, ipsecnic_tx_posted, flags, START | END);
    ipn_post(n, q, m.entry);
    ipn_doorbell(n, q);
    g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, m.frame->len);
    g_assert_cmpmem(got, m.frame->len, m.frame->data, m.frame->len);
    g_assert_true(ipn_is_marked(got, m.frame->len));
    g_assert_false(ipn_is_marked(got, 58));
    g_byte_array_unref(m.frame);

    /* At any place, and a piece of it. */
    for (i = 0; i + 14 <= sizeof(frame); i++) {
        ipn_plain(frame, sizeof(frame), peer, i);
        g_assert_false(ipn_is_marked(frame, sizeof(frame)));
        ipn_mark(frame + i, 14);
        g_assert_true(ipn_is_marked(frame, sizeof(frame)));
        memset(frame + i, 0, 4);
        g_assert_true(ipn_is_marked(frame, sizeof(frame)));
    }
}

/* Rows of things that are wrong with a good frame */
typedef struct Row {
    const char *name;
    uint32_t status;
    const char *vector;         /* of the group esp; NULL: "gcm4" */
    unsigned mark;              /* first marked byte; 0: 58 */
    uint16_t offset;            /* what is written into the entry */
    uint16_t size;
    uint64_t value;
    int at;                     /* in the frame; negative: from its end */
    uint8_t flip;               /* bits of it; 0: none */
    const char *props;
} Row;

#define ENTRY(field_, value_) \
    .offset = offsetof(struct ipsecnic_tx_posted, field_), \
    .size = sizeof(((struct ipsecnic_tx_posted *)0)->field_), \
    .value = (value_)
#define FLIP(at_, flip_) .at = (at_), .flip = (flip_)
#define ROW(name_, status_, ...) { \
        .name = (name_), .status = IPSECNIC_TX_ST_##status_, __VA_ARGS__ }

/* gcm4: Ethernet, IP at 14, ESP at 34, IV at 42, UDP at 50, data at 58. */
static const Row rows[] = {
    ROW("neither-esp-nor-ah", BAD_OFFLOAD, ENTRY(esp_offset, 0)),
    ROW("tunnel-neither-esp-nor-ah", BAD_OFFLOAD, ENTRY(tunnel_handle, 5)),
    ROW("tunnel-offset-without-handle", BAD_OFFLOAD,
        ENTRY(tunnel_l3_offset, 14)),
    ROW("sequence-high-not-valid", BAD_OFFLOAD, ENTRY(sequence_high, 1)),
    ROW("csum-offset-without-csum", BAD_OFFLOAD, ENTRY(csum_offset, 56)),
    ROW("t3-unknown-handle", UNKNOWN_SA, ENTRY(sa_handle, 0xabc00077)),
    ROW("t3-handle-without-index", UNKNOWN_SA, ENTRY(sa_handle, 0xfff00000)),
    ROW("t3-handle-all-ones", UNKNOWN_SA, ENTRY(sa_handle, 0xffffffff)),
    ROW("t3-unknown-tunnel-handle", UNKNOWN_SA, .vector = "nested",
        .mark = 94, ENTRY(tunnel_handle, 0xabc00077)),
    ROW("t5-l3-offset", BAD_HEADER, ENTRY(l3_offset, 18)),
    ROW("t5-l3-offset-beyond", BAD_HEADER, ENTRY(l3_offset, 0xffff)),
    ROW("t5-esp-offset", BAD_HEADER, ENTRY(esp_offset, 38)),
    ROW("t5-esp-offset-beyond", BAD_HEADER, ENTRY(esp_offset, 0xffff)),
    ROW("t5-ah-where-none-is", BAD_HEADER, ENTRY(ah_offset, 34)),
    ROW("ethertype", BAD_HEADER, FLIP(12, 0x80)),
    ROW("ip-version", BAD_HEADER, FLIP(14, 0x10)),
    ROW("ip-header-length", BAD_HEADER, FLIP(14, 0x01)),
    ROW("ip-protocol", BAD_HEADER, FLIP(23, 0x40)),
    ROW("t5-inner-l3-offset", BAD_HEADER, .vector = "nested", .mark = 94,
        ENTRY(l3_offset, 51)),
    ROW("t5-tunnel-esp-offset", BAD_HEADER, .vector = "nested", .mark = 94,
        ENTRY(tunnel_esp_offset, 33)),
    ROW("t13-more-fragments", FRAGMENT, FLIP(20, 0x20)),
    ROW("t13-fragment-offset", FRAGMENT, FLIP(21, 0x08)),
    ROW("source", SA_MISMATCH, FLIP(29, 1)),
    ROW("destination", SA_MISMATCH, FLIP(33, 1)),
    ROW("spi", SA_MISMATCH, FLIP(37, 1)),
    ROW("inner-spi", SA_MISMATCH, .vector = "nested", .mark = 94,
        FLIP(73, 1)),
    ROW("udp-port", SA_MISMATCH, .vector = "udp4", .mark = 78, FLIP(37, 1)),
    ROW("transport-tunnel-off", CAPABILITY, .vector = "nested", .mark = 94,
        .props = ",transport-tunnel=off", ENTRY(cookie, 55)),
    ROW("t10-trailer-beyond-the-payload", BAD_TRAILER,
        ENTRY(trailer_length, 0xffff)),
    ROW("t10-trailer-length-1", BAD_TRAILER, ENTRY(trailer_length, 1)),
    ROW("t10-trailer-pad-length", BAD_TRAILER, .vector = "gcm4-trailer",
        FLIP(-2, 4)),
    ROW("t5-trailer-next-header", BAD_TRAILER, .vector = "gcm4-trailer",
        FLIP(-1, 1)),
    ROW("t5-next-header-of-the-trailer", BAD_TRAILER,
        .vector = "gcm4-trailer", ENTRY(next_header, 6)),
    ROW("icv-room-without-trailer", BAD_TRAILER,
        ENTRY(flags, START | END | IPSECNIC_TX_IV_PRESENT |
                     IPSECNIC_TX_ICV_ROOM)),
    ROW("next-header-0", BAD_TRAILER, ENTRY(next_header, 0)),
    ROW("udp-next-header-0", BAD_TRAILER, .vector = "udp4", .mark = 78,
        ENTRY(next_header, 0)),
    ROW("inner-next-header-0", BAD_TRAILER, .vector = "nested", .mark = 94,
        ENTRY(next_header, 0)),
    ROW("tunnel-next-header", BAD_TRAILER, .vector = "gcm4t", .mark = 78,
        ENTRY(next_header, 41)),
    ROW("ip-length-off-by-one", IP_LENGTH, FLIP(17, 1)),
    ROW("ip-length-zero", BAD_HEADER, FLIP(17, 0x80)),
    ROW("ip-length-long", IP_LENGTH, FLIP(16, 0x01)),
    ROW("udp-length", IP_LENGTH, .vector = "udp4", .mark = 78, FLIP(39, 4)),
    ROW("csum-start-beyond", BAD_CSUM, .vector = "gcm4-udp-csum",
        ENTRY(csum_start, 0xffff)),
    ROW("csum-start-in-esp", BAD_CSUM, .vector = "gcm4-udp-csum",
        ENTRY(csum_start, 40)),
    ROW("csum-offset-before-start", BAD_CSUM, .vector = "gcm4-udp-csum",
        ENTRY(csum_offset, 48)),
    ROW("csum-offset-beyond", BAD_CSUM, .vector = "gcm4-udp-csum",
        ENTRY(csum_offset, 0xfffe)),
    ROW("high-half-without-esn", SEQUENCE, ENTRY(sequence_high, 1)),
};

static void test_row(const void *data)
{
    const Row *row = data;
    const IpnTxVector *v = vector_named(ipn_tx_esp_vectors,
                                        ARRAY_SIZE(ipn_tx_esp_vectors),
                                        row->vector ?: "gcm4");
    Ipn *n = up_with(row->props ?: "", ALL_FEATURES);
    IpnQueue *q = &n->tx[0];
    uint32_t handle = ipn_tx_sa_load(n, v->sa), tunnel = 0, flags;
    uint8_t good[64];
    unsigned at;
    Marked m;

    if (v->tunnel) {
        tunnel = ipn_tx_sa_load(n, v->tunnel);
    }
    ipn_watch(n);
    marked_make(n, &m, v, row->mark ?: 58, handle, tunnel);
    memcpy(good, m.entry, 64);
    if (row->size) {
        stn_le_p(m.entry + row->offset, row->size, row->value);
    }
    if (row->status == IPSECNIC_TX_ST_SEQUENCE) {
        flags = ipn_get(m.entry, ipsecnic_tx_posted, flags);
        ipn_put(m.entry, ipsecnic_tx_posted, flags,
                flags | IPSECNIC_TX_SEQ_HI_VALID);
    }
    at = row->at < 0 ? m.frame->len + row->at : row->at;
    m.frame->data[at] ^= row->flip;
    marked_write(n, &m);
    refused(n, q, &m, row->status);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, 0);
    check_sa(n, handle, 0, 0, 0);

    /* Without what is wrong it is sent. */
    m.frame->data[at] ^= row->flip;
    marked_write(n, &m);
    memcpy(m.entry, good, 64);
    if (row->status != IPSECNIC_TX_ST_CAPABILITY) {
        accepted(n, q, &m);
    }
    g_byte_array_unref(m.frame);
}

/* T1, T3: without the activation, or the protocol, or after a reset. */
static void test_t1_t3_inactive(void)
{
    const uint32_t active = IPSECNIC_IPSEC_CTRL_ACTIVE;
    const uint32_t esp = IPSECNIC_IPSEC_CTRL_ESP;
    const uint32_t ah = IPSECNIC_IPSEC_CTRL_AH;
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint32_t handle = ipn_tx_sa_load(n, GCM4);
    const IpnSaVector *ah4 = &ipn_tx_sa_vectors[VECTOR_TX_SA_AH4];
    uint32_t ah_handle = ipn_tx_sa_load(n, ah4);
    Marked m, a;

    ipn_watch(n);
    marked_make(n, &m, VECTOR(esp, "gcm4"), 58, handle, 0);
    marked_make(n, &a, VECTOR(esp, "ah4"), 80, ah_handle, 0);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, esp | ah);
    refused(n, q, &m, IPSECNIC_TX_ST_INACTIVE);
    refused(n, q, &a, IPSECNIC_TX_ST_INACTIVE);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, active | ah);
    refused(n, q, &m, IPSECNIC_TX_ST_INACTIVE);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, active | esp);
    refused(n, q, &a, IPSECNIC_TX_ST_INACTIVE);
    accepted(n, q, &m);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, 0);
    refused(n, q, &m, IPSECNIC_TX_ST_INACTIVE);

    /* A reset deletes the SA and is not active any more. */
    ipn_up(n, &(IpnSetup) { .inactive = true });
    marked_write(n, &m);
    refused(n, q, &m, IPSECNIC_TX_ST_INACTIVE);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, active | esp | ah);
    refused(n, q, &m, IPSECNIC_TX_ST_UNKNOWN_SA);
    g_byte_array_unref(m.frame);
    g_byte_array_unref(a.frame);
}

/* T3: an SA that is there, but not for sending. */
static void test_t3_inbound_sa(void)
{
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint32_t handle = ipn_sa_load(n, GCM4);
    uint32_t main = ipn_tx_sa_load(n, GCM4);
    const IpnTxVector *nested = VECTOR(esp, "nested");
    uint32_t tunnel = ipn_sa_load(n, nested->tunnel);
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, VECTOR(esp, "gcm4"), 58, handle, 0);
    refused(n, q, &m, IPSECNIC_TX_ST_SA_DIRECTION);
    g_byte_array_unref(m.frame);
    marked_make(n, &m, nested, 94, main, tunnel);
    refused(n, q, &m, IPSECNIC_TX_ST_SA_DIRECTION);
    g_byte_array_unref(m.frame);
}

/* T3: an SA that was deleted or flushed, before the frame or behind it. */
static void test_t3_deleted_sa(void)
{
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint8_t cmd[64] = { 0 }, comp[64];
    uint16_t index;
    unsigned i;
    Marked m;

    ipn_watch(n);
    for (i = 0; i < 4; i++) {
        uint32_t handle = ipn_tx_sa_load(n, GCM4);

        marked_make(n, &m, VECTOR(esp, "gcm4"), 58, handle, 0);
        accepted(n, q, &m);
        index = q->tail;
        if (i & 1) {
            /* Posted, and not begun yet. */
            ipn_write(n, IPSECNIC_REG_TX_CTRL, 0);
            ipn_post(n, q, m.entry);
            ipn_doorbell(n, q);
            ipn_wire_quiet(n);
        }
        if (i & 2) {
            ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_FLUSH_SA);
            ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_OUTBOUND);
            g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
        } else {
            g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
        }
        if (i & 1) {
            ipn_write(n, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
            ipn_tx_completed(n, q, IPSECNIC_TX_ST_UNKNOWN_SA, 0, 0, index, 1,
                             55);
            ipn_wire_quiet(n);
        } else {
            refused(n, q, &m, IPSECNIC_TX_ST_UNKNOWN_SA);
        }
        g_byte_array_unref(m.frame);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==, 4);
}

/* T3: a driver that did not accept IPSEC_TX does not send in clear either. */
static void test_t3_not_negotiated(void)
{
    Ipn *n = ipn_start("", "");
    uint32_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO);
    IpnQueue *q = &n->tx[0];
    uint32_t handle;
    Marked m;

    ipn_up(n, &(IpnSetup) { .features = offered &
                                        ~(BIT(IPSECNIC_F_IPSEC_TX) |
                                          BIT(IPSECNIC_F_IPSEC_PACKET)) });
    ipn_watch(n);
    handle = ipn_tx_sa_load(n, GCM4);
    marked_make(n, &m, VECTOR(esp, "gcm4"), 58, handle, 0);
    refused(n, q, &m, IPSECNIC_TX_ST_NOT_NEGOTIATED);
    g_byte_array_unref(m.frame);

    /* A card that cannot do it. */
    n = up_with(",ipsec-tx=off", ALL_FEATURES);
    q = &n->tx[0];
    ipn_watch(n);
    marked_make(n, &m, VECTOR(esp, "gcm4"), 58, 1, 0);
    refused(n, q, &m, IPSECNIC_TX_ST_NOT_NEGOTIATED);
    g_byte_array_unref(m.frame);
}

/* T3: a fragment that cannot be read: the queue stops, and nothing is sent. */
static void test_t3_dma_fault(void)
{
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint32_t handle = ipn_tx_sa_load(n, GCM4);
    uint16_t index;
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, VECTOR(esp, "gcm4"), 58, handle, 0);
    ipn_put(m.entry, ipsecnic_tx_posted, flags,
            START | IPSECNIC_TX_IV_PRESENT);
    ipn_post(n, q, m.entry);
    index = ipn_tx_post(n, q, UINT64_MAX - 100, 50, END, 0);
    ipn_doorbell(n, q);
    ipn_queue_error(n, q, IPSECNIC_Q_ERR_DMA_READ, index);
    ipn_wire_quiet(n);
    g_byte_array_unref(m.frame);
}

/* T11: large send with a handle needs LSO; without a handle it does not. */
static void test_t11_lso(void)
{
    const IpnTxVector *v = VECTOR(open, "gcm4-large");
    const IpnTxVector *plain = VECTOR(segment, "tcp4");
    Ipn *n = up_with(",lso=off", ALL_FEATURES);
    IpnQueue *q = &n->tx[0];
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, v, v->header_length, ipn_tx_sa_load(n, GCM4), 0);
    refused(n, q, &m, IPSECNIC_TX_ST_CAPABILITY);
    g_byte_array_unref(m.frame);
    send_vector(n, q, plain, 0, 0, 1);
}

/* Large sends with something wrong, with ESP and without. */
static void test_large_rows(const void *data)
{
    static const struct {
        uint32_t status;
        uint16_t offset;
        uint16_t size;
        uint64_t value;
        int at;
        uint8_t flip;
        bool esp;               /* only with a handle */
    } large_rows[] = {
#define LARGE(status_, ...) { .status = IPSECNIC_TX_ST_##status_, __VA_ARGS__ }
        LARGE(BAD_OFFLOAD, ENTRY(flags, START | END | IPSECNIC_TX_SEGMENT)),
        LARGE(BAD_OFFLOAD, ENTRY(flags, START | END | IPSECNIC_TX_SEGMENT |
                                 IPSECNIC_TX_CSUM | IPSECNIC_TX_IV_PRESENT)),
        LARGE(BAD_OFFLOAD, ENTRY(flags, START | END | IPSECNIC_TX_CSUM)),
        LARGE(BAD_HEADER, ENTRY(header_length, 0)),
        LARGE(BAD_HEADER, ENTRY(header_length, 0xffff)),
        LARGE(BAD_HEADER, ENTRY(l3_offset, 0)),
        LARGE(BAD_HEADER, ENTRY(csum_start, 0)),
        LARGE(BAD_HEADER, ENTRY(csum_start, 0xffff)),
        LARGE(FRAGMENT, FLIP(20, 0x20)),
        LARGE(BAD_SEGMENT, ENTRY(segment_size, 0)),
        LARGE(BAD_SEGMENT, ENTRY(segment_size, 451)),
        LARGE(BAD_SEGMENT, ENTRY(segment_size, 0xffff)),
        /* There is no payload then, which comes first in the table. */
        LARGE(BAD_SEGMENT, ENTRY(trailer_length, 0xffff), .esp = true),
        LARGE(BAD_CSUM, ENTRY(csum_offset, 0xffff)),
        LARGE(UNKNOWN_SA, ENTRY(sa_handle, 0x12300001), .esp = true),
        LARGE(SA_MISMATCH, FLIP(37, 1), .esp = true),
    };
    bool esp = data;
    const IpnTxVector *v = esp ? VECTOR(open, "gcm4-large") :
                                 VECTOR(segment, "tcp4");
    Ipn *n = up();
    uint32_t handle = esp ? ipn_tx_sa_load(n, GCM4) : 0;
    IpnQueue *q = &n->tx[0];
    uint8_t good[64];
    unsigned i;
    Marked m;

    ipn_watch(n);
    marked_make(n, &m, v, v->header_length, handle, 0);
    memcpy(good, m.entry, 64);
    for (i = 0; i < ARRAY_SIZE(large_rows); i++) {
        if (large_rows[i].esp && !esp) {
            continue;
        }
        if (large_rows[i].size) {
            stn_le_p(m.entry + large_rows[i].offset, large_rows[i].size,
                     large_rows[i].value);
        }
        m.frame->data[large_rows[i].at] ^= large_rows[i].flip;
        marked_write(n, &m);
        refused(n, q, &m, large_rows[i].status);
        m.frame->data[large_rows[i].at] ^= large_rows[i].flip;
        memcpy(m.entry, good, 64);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS), ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_LARGE), ==, 0);
    g_byte_array_unref(m.frame);
}

/* What is not such a tunnel, or not where the entry says. */
static void test_carried_refused(void)
{
    static const struct {
        const char *vector;
        uint32_t status;
        uint8_t inner_l3;       /* 0: the right one */
        int at;
        uint8_t flip;
    } carried_rows[] = {
        /* UDP: no room for its header; no IP header; behind the frame */
        { "vxlan4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 20, 0, 0 },
        { "vxlan4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 31, 0, 0 },
        { "vxlan4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 255, 0, 0 },
        { "vxlan4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 7, 0, 0 },
        /* A protocol that nothing is carried in: SCTP, ESP */
        { "vxlan4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 0, 23, 17 ^ 132 },
        { "vxlan4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 0, 23, 17 ^ 50 },
        /* Fragments, of the tunnel and in it */
        { "vxlan4-tcp4", IPSECNIC_TX_ST_FRAGMENT, 0, 20, 0x20 },
        { "vxlan4-tcp4", IPSECNIC_TX_ST_FRAGMENT, 0, 70, 0x20 },
        /* Neither TCP nor UDP in it */
        { "vxlan4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 0, 73, 6 ^ 132 },
        /* GRE with numbers, with routing, of version 1; no room for its key */
        { "gre4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 0, 34, 0x10 },
        { "gre4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 0, 34, 0x40 },
        { "gre4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 0, 35, 0x01 },
        { "gre4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 0, 34, 0x20 },
        /* IP in IP: of the other version */
        { "ip4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 0, 23, 4 ^ 41 },
        { "ip4-tcp4", IPSECNIC_TX_ST_BAD_HEADER, 18, 0, 0 },
    };
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    unsigned i, k;

    ipn_watch(n);
    for (i = 0; i < ARRAY_SIZE(carried_rows); i++) {
        const IpnTxVector *v = NULL;
        Marked m;

        for (k = 0; k < ARRAY_SIZE(ipn_tx_carried_vectors); k++) {
            if (!strcmp(ipn_tx_carried_vectors[k].name,
                        carried_rows[i].vector)) {
                v = &ipn_tx_carried_vectors[k];
            }
        }
        g_assert_nonnull(v);
        marked_make(n, &m, v, v->header_length, 0, 0);
        if (carried_rows[i].inner_l3) {
            ipn_put(m.entry, ipsecnic_tx_posted, inner_l3,
                    carried_rows[i].inner_l3);
        }
        m.frame->data[carried_rows[i].at] ^= carried_rows[i].flip;
        marked_write(n, &m);
        refused(n, q, &m, carried_rows[i].status);
        g_byte_array_unref(m.frame);
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS), ==, 0);
}

/* A segment may not make the packet of the tunnel longer than IPv4 can say,
 * though the one in it would do. */
static void test_carried_too_long(void)
{
    g_autofree uint8_t *frame = g_malloc0(IPSECNIC_MAX_FRAME);
    const IpnTxVector *v = &ipn_tx_carried_vectors[0];
    g_autoptr(GByteArray) good = ipn_hex(v->frame);
    uint32_t length = IPSECNIC_MAX_FRAME;
    IpnTxVector ask = *v;
    uint8_t entry[64];
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint16_t index;
    uint64_t addr;

    memcpy(frame, good->data, v->header_length);
    addr = ipn_alloc(n, length);
    qtest_bufwrite(n->qts, addr, frame, length);
    /* 65535 bytes of IP in the tunnel, or one more */
    ask.segment_size = 14 + 65536 - v->header_length;
    ipn_tx_entry(entry, addr, length, START | END, 1);
    ipn_tx_entry_ask(entry, &ask, 0, 0);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    ipn_tx_completed(n, q, IPSECNIC_TX_ST_BAD_SEGMENT, 0, 0, index, 1, 1);
    ipn_wire_quiet(n);
    ask.segment_size--;
    ipn_tx_entry(entry, addr, length, START | END, 1);
    ipn_tx_entry_ask(entry, &ask, 0, 0);
    index = ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    g_assert_cmpuint(ipn_wire_recv(n, frame, length), ==, length -
                     (length - v->header_length - ask.segment_size));
    g_assert_cmpuint(ipn_wire_recv(n, frame, length), ==, length -
                     ask.segment_size);
    ipn_tx_completed(n, q, IPSECNIC_TX_ST_OK, length + v->header_length, 2,
                     index, 1, 1);
}

/* Without ESN the numbers of a large send may not go above 32 bits. */
static void test_sequence_numbers_used_up(void)
{
    const IpnTxVector *v = VECTOR(open, "gcm4-large");
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint32_t handle = ipn_tx_sa_load(n, GCM4);
    Marked m;

    g_assert_cmpuint(v->segments, ==, 5);
    ipn_watch(n);
    marked_make(n, &m, v, v->header_length, handle, 0);
    stl_be_p(m.frame->data + v->esp_offset + 4, 0xfffffffc);
    marked_write(n, &m);
    refused(n, q, &m, IPSECNIC_TX_ST_SEQUENCE);
    /* The last one is the highest that there is. */
    stl_be_p(m.frame->data + v->esp_offset + 4, 0xfffffffb);
    marked_write(n, &m);
    ipn_post(n, q, m.entry);
    ipn_doorbell(n, q);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS) == 5);
    g_byte_array_unref(m.frame);
}

/*
 * Scatter lists and rings
 */

/* As many fragments as are allowed, and more. */
static void test_scatter_lists(void)
{
    const IpnTxVector *v = VECTOR(esp, "gcm4-tcp-csum");
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint32_t handle = ipn_tx_sa_load(n, GCM4);
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    uint64_t addr = to_guest(n, frame->data, frame->len);
    uint16_t index;

    ipn_queue_stop(n, q);
    ipn_queue_setup(n, q, 2048, 8, IPSECNIC_VECTOR_NONE);
    ipn_queue_enable(n, q);
    ipn_watch(n);
    send_vector(n, q, v, handle, 0, 64);
    index = post_pieces(n, q, addr, frame->len, 65, v, handle, 0, 1);
    ipn_doorbell(n, q);
    ipn_tx_completed(n, q, IPSECNIC_TX_ST_TOO_MANY, 0, 0, index, 65, 1);
    /* Each of a byte; behind the frame there is more memory. */
    index = post_pieces(n, q, addr, 1000, 1000, v, handle, 0, 2);
    ipn_doorbell(n, q);
    ipn_tx_completed(n, q, IPSECNIC_TX_ST_TOO_MANY, 0, 0, index, 1000, 2);
    ipn_wire_quiet(n);
    send_vector(n, q, v, handle, 0, 1);
}

/* A ring that wraps in the middle of a frame, at each of its fragments. */
static void test_ring_wraps_within_a_frame(void)
{
    const IpnTxVector *single = VECTOR(esp, "gcm4");
    const IpnTxVector *large = VECTOR(open, "gcm4-large");
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint32_t handle = ipn_tx_sa_load(n, GCM4);
    unsigned i;

    ipn_queue_stop(n, q);
    ipn_queue_setup(n, q, 8, 8, IPSECNIC_VECTOR_NONE);
    ipn_queue_enable(n, q);
    for (i = 0; i < 16; i++) {
        send_vector(n, q, i & 1 ? large : single, handle, 0, 5);
    }
    g_assert_cmpuint(ipn_q_read(n, q, IPSECNIC_Q_POSTED_HEAD), ==, 80);
}

/*
 * How often a counter is seen between @from and @from + @all, until it is the
 * latter.
 */
static unsigned seen_on_the_way(Ipn *n, unsigned stat, uint64_t from,
                                uint64_t all)
{
    int64_t end = ipn_deadline();
    unsigned seen = 0;
    uint64_t now;

    while ((now = ipn_stat(n, stat) - from) != all) {
        g_assert_cmpuint(now, <, all);
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        seen += now != 0;
    }
    return seen;
}

/*
 * Neither a large send nor many large frames keep QEMU's main loop from doing
 * other things, though the peer takes all that it is given.  How much is seen
 * of it is a matter of how the host schedules this program; if all of it went
 * out in one turn, nothing ever would be.
 */
static void test_work_budget(void)
{
    const IpnTxVector *v = VECTOR(segment, "tcp4");
    const unsigned payload = 60000, frames = 100, tries = 100, enough = 3;
    Ipn *n = ipn_spawn("", "");
    IpnQueue *q = &n->tx[0];
    g_autoptr(GByteArray) head = ipn_hex(v->frame);
    g_autofree uint8_t *frame = g_malloc0(IPSECNIC_MAX_FRAME);
    uint8_t entry[64];
    unsigned i, try, seen, posted = 0;
    uint64_t addr;

    ipn_attach(n, -1);
    ipn_up(n, &(IpnSetup) { 0 });
    /* What nobody wants is gone at once. */
    g_assert_cmpint(shutdown(n->wire, SHUT_RD), ==, 0);
    memcpy(frame, head->data, v->header_length);
    addr = to_guest(n, frame, v->header_length + payload);
    ipn_tx_entry(entry, addr, v->header_length + payload, START | END, 3);
    ipn_tx_entry_ask(entry, v, 0, 0);
    ipn_put(entry, ipsecnic_tx_posted, segment_size, 1);
    for (try = 0, seen = 0; try < tries && seen < enough; try++) {
        ipn_post(n, q, entry);
        ipn_doorbell(n, q);
        seen += seen_on_the_way(n, IPSECNIC_STAT_TX_SEGMENTS,
                                (uint64_t)try * payload, payload);
        ipn_tx_completed(n, q, IPSECNIC_TX_ST_OK,
                         payload * (v->header_length + 1), payload, posted++,
                         1, 3);
    }
    g_test_message("%u times in %u large sends", seen, try);
    g_assert_cmpuint(seen, >=, enough);

    for (try = 0, seen = 0; try < tries && seen < enough; try++) {
        uint64_t before = ipn_stat(n, IPSECNIC_STAT_TX_FRAMES);

        for (i = 0; i < frames; i++) {
            ipn_tx_post(n, q, addr, payload, START | END, i);
        }
        ipn_doorbell(n, q);
        seen += seen_on_the_way(n, IPSECNIC_STAT_TX_FRAMES, before, frames);
        for (i = 0; i < frames; i++) {
            ipn_tx_completed(n, q, IPSECNIC_TX_ST_OK, payload, 1, posted++,
                             1, i);
        }
    }
    g_test_message("%u times in %u times %u large frames", seen, try, frames);
    g_assert_cmpuint(seen, >=, enough);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STALLS), ==, 0);
    ipn_free(n);
}

/*
 * In the middle of a large send
 */

static void test_stall_and_resume(const void *data)
{
    const IpnSaVector *sa = data;
    Ipn *n = up();
    IpnLarge l;

    ipn_watch(n);
    ipn_large(n, &l, sa, 1000, true);
    ipn_large_stall(n, &l);
    ipn_large_finish(n, &l);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS), ==,
                     IPN_LARGE_SEGMENTS);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_FRAMES), ==,
                     IPN_LARGE_SEGMENTS);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_BYTES), ==, l.bytes);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_LARGE), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STALLS), >=, 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_RESENT), ==, 0);
    check_sa(n, l.handle, IPN_LARGE_SEGMENTS,
             l.bytes - 14 * IPN_LARGE_SEGMENTS,
             l.sequence + IPN_LARGE_SEGMENTS - 1);
}

/* ESN: numbers go on into the high half, and the card finds the first one. */
static void test_stall_and_resume_esn(void)
{
    Ipn *n = up();
    IpnLarge l;

    ipn_watch(n);
    ipn_large(n, &l, ESN4, (7ull << 32) - 600, false);
    ipn_large_stall(n, &l);
    ipn_large_finish(n, &l);
    check_sa(n, l.handle, IPN_LARGE_SEGMENTS,
             l.bytes - 14 * IPN_LARGE_SEGMENTS,
             l.sequence + IPN_LARGE_SEGMENTS - 1);
}

/* The card has its own copy of the frame, from before the first segment. */
static void test_guest_memory_is_read_once(void)
{
    Ipn *n = up();
    IpnLarge l;

    ipn_watch(n);
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    qtest_memset(n->qts, l.addr, 0x5a, l.length);
    ipn_large_finish(n, &l);
}

/* What is posted behind a frame that is stalled waits, whoever posted it. */
static void test_others_wait_for_the_stalled(void)
{
    Ipn *n = ipn_start(",queues=2", "");
    IpnTxComp comp;
    uint8_t frame[100], got[200];
    uint64_t addr;
    IpnLarge l;
    unsigned q;

    ipn_up(n, &(IpnSetup) { .queues = 2 });
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    ipn_plain(frame, sizeof(frame), peer, 3);
    addr = to_guest(n, frame, sizeof(frame));
    for (q = 0; q < 2; q++) {
        ipn_tx_post(n, &n->tx[q], addr, sizeof(frame), START | END, q);
        ipn_doorbell(n, &n->tx[q]);
    }
    ipn_settle(n);
    g_assert_false(ipn_comp_ready(n, &n->tx[0]));
    g_assert_false(ipn_comp_ready(n, &n->tx[1]));
    IPN_WAIT(n, ipn_large_take(n, &l) && l.next == IPN_LARGE_SEGMENTS);
    for (q = 0; q < 2; q++) {
        g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, 100);
        g_assert_cmpmem(got, 100, frame, 100);
    }
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.segments, ==, IPN_LARGE_SEGMENTS);
    for (q = 0; q < 2; q++) {
        ipn_tx_next(n, &n->tx[q], &comp);
        g_assert_cmpuint(comp.cookie, ==, q);
        g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
    }
}

/* The completion of one that did not go out as a whole. */
static void ended(Ipn *n, const IpnLarge *l, uint32_t status)
{
    ipn_tx_completed(n, &n->tx[0], status, l->bytes, l->next, 0, 1, 0x1a46e);
    ipn_wire_quiet(n);
    g_assert_cmpuint(l->next, >, 0);
    g_assert_cmpuint(l->next, <, IPN_LARGE_SEGMENTS);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS), ==, l->next);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_LARGE), ==, 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STATUS(status)), ==, 1);
}

/* T3: its SA is deleted; what went out is whole packets, and no more go. */
static void test_t3_deleted_in_the_middle(void)
{
    Ipn *n = up();
    IpnLarge l;

    ipn_watch(n);
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    g_assert_cmpuint(ipn_sa_delete(n, l.handle), ==, IPSECNIC_ST_OK);
    ipn_large_drain(n, &l);
    ended(n, &l, IPSECNIC_TX_ST_UNKNOWN_SA);
}

/*
 * T3: handles come round after 4096 generations.  The SA that has the handle
 * now is not the one that the frame was checked with.
 */
static void test_t3_handle_comes_round(const void *data)
{
    const IpnSaVector *other = data;
    Ipn *n = up_with(",sa-capacity=1", ALL_FEATURES);
    uint32_t handle;
    IpnLarge l;
    unsigned i;
    IpnSa sa;

    ipn_watch(n);
    n->step_ns = 0;
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    ipn_tx_sa(&sa, other);
    for (i = 1; i <= 4096; i++) {
        g_assert_cmpuint(ipn_sa_delete(n, i == 1 ? l.handle : handle), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    }
    g_assert_cmphex(handle, ==, l.handle);
    ipn_large_drain(n, &l);
    ended(n, &l, IPSECNIC_TX_ST_UNKNOWN_SA);
}

/* All was checked before the first segment, so it goes on. */
static void test_switched_off_in_the_middle(void)
{
    Ipn *n = up();
    IpnLarge l;

    ipn_watch(n);
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, 0);
    ipn_large_finish(n, &l);
    ipn_post(n, &n->tx[0], l.entry);
    ipn_doorbell(n, &n->tx[0]);
    ipn_tx_completed(n, &n->tx[0], IPSECNIC_TX_ST_INACTIVE, 0, 0, 1, 1,
                     0x1a46e);
    ipn_wire_quiet(n);
}

static void test_link_down_in_the_middle(void)
{
    Ipn *n = up();
    IpnLarge l;

    ipn_watch(n);
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    ipn_link(n, false);
    ipn_large_drain(n, &l);
    ended(n, &l, IPSECNIC_TX_ST_LINK_DOWN);
    ipn_link(n, true);
    ipn_wire_quiet(n);
}

/* TX_CTRL.ENABLE: no further segment, until it is set again. */
static void test_transmit_off_in_the_middle(void)
{
    Ipn *n = up();
    IpnLarge l;
    unsigned next;

    ipn_watch(n);
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    ipn_write(n, IPSECNIC_REG_TX_CTRL, 0);
    ipn_large_drain(n, &l);
    next = l.next;
    g_assert_cmpuint(next, <, IPN_LARGE_SEGMENTS);
    ipn_wire_quiet(n);
    g_assert_false(ipn_comp_ready(n, &n->tx[0]));
    ipn_write(n, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    ipn_large_finish(n, &l);
}

enum { STOP_QUEUE, STOP_CARD, RESET, FLR };

/* What QEMU has is taken back, no completion comes, and what follows works. */
static void test_stop_in_the_middle(const void *data)
{
    unsigned how = GPOINTER_TO_UINT(data);
    const IpnTxVector *v = VECTOR(esp, "gcm4");
    Ipn *n = up();
    IpnQueue *q = &n->tx[0];
    uint32_t handle;
    unsigned next;
    IpnLarge l;

    ipn_watch(n);
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    switch (how) {
    case STOP_QUEUE:
        ipn_queue_stop(n, q);
        break;
    case STOP_CARD:
        ipn_write(n, IPSECNIC_REG_CTRL, 0);
        break;
    case RESET:
        ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
        break;
    case FLR:
        ipn_flr(n);
        ipn_pci_setup(n);
        break;
    }
    ipn_large_drain(n, &l);
    next = l.next;
    g_assert_cmpuint(next, >, 0);
    g_assert_cmpuint(next, <, IPN_LARGE_SEGMENTS);
    if (how == STOP_QUEUE) {
        g_assert_false(ipn_comp_ready(n, q));
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS), ==, next);
        ipn_queue_enable(n, q);
        ipn_wire_quiet(n);
        handle = l.handle;
    } else {
        ipn_up(n, &(IpnSetup) { 0 });
        ipn_wire_quiet(n);
        handle = ipn_tx_sa_load(n, GCM4);
    }
    send_vector(n, q, v, handle, 0, 2);
    /* And the whole of it again. */
    qtest_memset(n->qts, q->comp, 0, q->comp_size * IPSECNIC_ENTRY_SIZE);
    ipn_queue_stop(n, q);
    ipn_queue_enable(n, q);
    ipn_sa_delete(n, handle);
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    ipn_large_finish(n, &l);
}

/* The machine is stopped: what QEMU gives up is sent again when it goes on. */
static void test_stop_and_cont(void)
{
    Ipn *n = up();
    IpnLarge l;
    unsigned next;

    ipn_watch(n);
    n->step_ns = 0;
    ipn_large(n, &l, CBC4, 77, true);
    ipn_large_stall(n, &l);
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'stop' }");
    ipn_large_drain(n, &l);
    next = l.next;
    g_assert_cmpuint(next, <, IPN_LARGE_SEGMENTS);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS), ==, next);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_RESENT), ==, 0);
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'cont' }");
    ipn_large_finish(n, &l);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_RESENT), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_SEGMENTS), ==,
                     IPN_LARGE_SEGMENTS);
}

/* The same for a frame that is no large send, and asks for nothing. */
static void test_stop_and_cont_plain(void)
{
    const unsigned frames = 900;
    Ipn *n = ipn_start("", "");
    IpnQueue *q = &n->tx[0];
    uint8_t frame[60], got[200];
    uint64_t addr;
    unsigned i, sent, got_before;

    ipn_up(n, &(IpnSetup) { .tx = 1024 });
    n->step_ns = 0;
    ipn_plain(frame, sizeof(frame), peer, 8);
    addr = to_guest(n, frame, sizeof(frame));
    for (i = 0; i < frames; i++) {
        ipn_tx_post(n, q, addr, 50 + i % 10, START | END, i);
    }
    ipn_doorbell(n, q);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_STALLS) == 1);
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'stop' }");
    sent = ipn_stat(n, IPSECNIC_STAT_TX_FRAMES);
    for (got_before = 0; ipn_wire_take(n, got, sizeof(got)) >= 0;
         got_before++) {
        ;
    }
    g_assert_cmpuint(got_before, ==, sent);
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'cont' }");
    for (i = sent; i < frames; i++) {
        g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==, 50 + i % 10);
        g_assert_cmpmem(got, 50 + i % 10, frame, 50 + i % 10);
    }
    for (i = 0; i < frames; i++) {
        ipn_tx_completed(n, q, IPSECNIC_TX_ST_OK, 50 + i % 10, 1, i, 1, i);
    }
    ipn_wire_quiet(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_RESENT), ==, 1);
}

/* The machine is stopped, and the SA deleted before it sends again. */
static void test_t3_deleted_before_it_is_sent_again(void)
{
    Ipn *n = up();
    uint8_t cmd[64] = { 0 };
    IpnLarge l;

    ipn_watch(n);
    n->step_ns = 0;
    ipn_large(n, &l, GCM4, 1, true);
    ipn_large_stall(n, &l);
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'stop' }");
    ipn_write(n, IPSECNIC_REG_TX_CTRL, 0);
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'cont' }");
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_FLUSH_SA);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_OUTBOUND);
    g_assert_cmpuint(ipn_sa_delete(n, l.handle), ==, IPSECNIC_ST_OK);
    ipn_write(n, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    ipn_large_drain(n, &l);
    ended(n, &l, IPSECNIC_TX_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_RESENT), ==, 0);
}

/*
 * The rest
 */

/* Limits of an outbound SA: an event for each, when it is passed. */
static void test_limits(void)
{
    const IpnTxVector *v = VECTOR(esp, "gcm4");
    static const struct {
        unsigned packets;
        uint32_t limit;
    } expected[] = {
        { 2, IPSECNIC_LIMIT_SOFT_PACKETS }, { 3, IPSECNIC_LIMIT_SOFT_BYTES },
        { 4, IPSECNIC_LIMIT_HARD_PACKETS }, { 5, IPSECNIC_LIMIT_HARD_BYTES },
    };
    Ipn *n = up();
    g_autoptr(GByteArray) wire = ipn_hex(v->wire[0]);
    unsigned length = wire->len - 14, i;
    uint8_t comp[64], info[256];
    uint32_t handle;
    IpnSa sa;

    ipn_tx_sa(&sa, GCM4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, soft_packets, 2);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, hard_packets, 4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, soft_bytes, 3 * length);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, hard_bytes, 4 * length + 1);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    for (i = 1; i <= 6; i++) {
        unsigned row = i - 2;

        send_vector(n, &n->tx[0], v, handle, 0, 1);
        if (row >= ARRAY_SIZE(expected)) {
            ipn_settle(n);
            g_assert_false(ipn_event_ready(n));
            continue;
        }
        g_assert_cmpuint(expected[row].packets, ==, i);
        ipn_event(n, comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                         IPSECNIC_EVENT_SA_LIMIT);
        g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, handle), ==, handle);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, argument), ==,
                         expected[row].limit);
    }
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state), ==,
                    IPSECNIC_SA_STATE_SOFT_LIMIT |
                    IPSECNIC_SA_STATE_HARD_LIMIT);
}

/* A limit is passed in the middle of a large send, which goes on (R18). */
static void test_limit_in_the_middle(void)
{
    const IpnTxVector *v = VECTOR(open, "gcm4-large");
    Ipn *n = up();
    uint8_t comp[64];
    uint32_t handle;
    IpnSa sa;

    ipn_tx_sa(&sa, GCM4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, hard_packets, 3);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    send_vector(n, &n->tx[0], v, handle, 0, 1);
    ipn_event(n, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, argument), ==,
                     IPSECNIC_LIMIT_HARD_PACKETS);
    ipn_settle(n);
    g_assert_false(ipn_event_ready(n));
}

/* What the card sends, the card receives. */
static void test_loop(const void *data)
{
    const IpnTxVector *v = data;
    Ipn *n = up();
    g_autoptr(GByteArray) frame = ipn_hex(v->frame);
    uint64_t addr = to_guest(n, frame->data, frame->len);
    uint32_t out = ipn_tx_sa_load(n, v->sa), in;
    uint8_t got[2048];
    unsigned i;
    IpnSa sa;
    IpnRx rx;

    ipn_sa(&sa, v->sa);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].sequence, v->sequence - 1);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &in), ==, IPSECNIC_ST_OK);
    post_pieces(n, &n->tx[0], addr, frame->len, 1, v, out, 0, 1);
    ipn_doorbell(n, &n->tx[0]);
    for (i = 0; i < v->segments; i++) {
        g_autoptr(GByteArray) want = ipn_hex(v->wire[i]);
        size_t length = ipn_wire_recv(n, got, sizeof(got));

        ipn_send(n, got, length);
        ipn_rx_next(n, &n->rx[0], &rx);
        g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
        g_assert_cmphex(rx.sa_outer, ==, in);
        /* The checksums are right that the card made. */
        g_assert_cmpuint(IPSECNIC_CSUM_INNER_L4(rx.csum), ==,
                         IPSECNIC_CSUM_GOOD);
        g_assert_cmpmem(rx.data + rx.payload_offset,
                        length - rx.payload_offset - rx.trailer_length,
                        want->data + rx.payload_offset,
                        want->len - rx.payload_offset - rx.trailer_length);
    }
}

/* A card that sends IPsec and does not receive it. */
static void test_without_ipsec_rx(void)
{
    const uint32_t no_rx = ~(1u << IPSECNIC_F_IPSEC_RX |
                             1u << IPSECNIC_F_IPSEC_PACKET);
    const IpnFrameVector *r = &ipn_basic_vectors[0];
    const IpnTxVector *v = VECTOR(esp, "gcm4");
    Ipn *n = ipn_start("", "");
    uint32_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO);
    g_autoptr(GByteArray) frame = ipn_hex(r->wire);
    uint32_t handle, inbound;
    IpnSa sa;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .features = offered & no_rx });
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_IPSEC_CTRL) &
                    IPSECNIC_IPSEC_CTRL_ACTIVE, !=, 0);
    handle = ipn_tx_sa_load(n, GCM4);
    send_vector(n, &n->tx[0], v, handle, 0, 1);
    ipn_sa(&sa, GCM4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &inbound), ==,
                     IPSECNIC_ST_SA_DIRECTION);
    /* Behind SA_FLAGS and before SA_FAMILY, which comes before SA_ADDRESS. */
    sa.bytes[offsetof(struct ipsecnic_sa_ctx, src) + 15] = 1;
    g_assert_cmpuint(ipn_sa_add(n, &sa, &inbound), ==,
                     IPSECNIC_ST_SA_DIRECTION);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, flags,
            IPSECNIC_SA_FLAG_INBOUND | 0x80000000);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &inbound), ==, IPSECNIC_ST_SA_FLAGS);

    /* SAs stay over a new negotiation: one from before is not used. */
    ipn_up(n, &(IpnSetup) { 0 });
    inbound = ipn_sa_load(n, &ipn_sa_vectors[r->sa]);
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, offered & no_rx);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);
    n->rx[0] = (IpnQueue) { .reg = IPSECNIC_REG_RXQ(0), .buffer_size = 2048 };
    ipn_queue_setup(n, &n->rx[0], 8, 8, 1);
    n->rx[0].buffers = ipn_alloc(n, 8 * (2048 + 64));
    ipn_queue_enable(n, &n->rx[0]);
    ipn_rx_post(n, &n->rx[0], 8);
    ipn_send(n, frame->data, frame->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_INACTIVE);
}

/* Counters as an operator sees them. */
static void test_statistics_as_property(void)
{
    static const struct {
        const char *name;
        unsigned stat;
    } counters[] = {
        { "tx-frames", IPSECNIC_STAT_TX_FRAMES },
        { "tx-bytes", IPSECNIC_STAT_TX_BYTES },
        { "tx-errors", IPSECNIC_STAT_TX_ERRORS },
        { "tx-ipsec", IPSECNIC_STAT_TX_IPSEC },
        { "tx-large", IPSECNIC_STAT_TX_LARGE },
        { "tx-segments", IPSECNIC_STAT_TX_SEGMENTS },
        { "tx-resent", IPSECNIC_STAT_TX_RESENT },
        { "tx-ok", IPSECNIC_STAT_TX_STATUS(0) },
        { "tx-bad-descriptor", IPSECNIC_STAT_TX_STATUS(1) },
        { "tx-too-many", IPSECNIC_STAT_TX_STATUS(2) },
        { "tx-bad-length", IPSECNIC_STAT_TX_STATUS(3) },
        { "tx-not-negotiated", IPSECNIC_STAT_TX_STATUS(4) },
        { "tx-link-down", IPSECNIC_STAT_TX_STATUS(5) },
        { "tx-bad-offload", IPSECNIC_STAT_TX_STATUS(6) },
        { "tx-inactive", IPSECNIC_STAT_TX_STATUS(7) },
        { "tx-unknown-sa", IPSECNIC_STAT_TX_STATUS(8) },
        { "tx-sa-direction", IPSECNIC_STAT_TX_STATUS(9) },
        { "tx-bad-header", IPSECNIC_STAT_TX_STATUS(10) },
        { "tx-fragment", IPSECNIC_STAT_TX_STATUS(11) },
        { "tx-sa-mismatch", IPSECNIC_STAT_TX_STATUS(12) },
        { "tx-capability", IPSECNIC_STAT_TX_STATUS(13) },
        { "tx-bad-segment", IPSECNIC_STAT_TX_STATUS(14) },
        { "tx-bad-trailer", IPSECNIC_STAT_TX_STATUS(15) },
        { "tx-ip-length", IPSECNIC_STAT_TX_STATUS(16) },
        { "tx-bad-csum", IPSECNIC_STAT_TX_STATUS(17) },
        { "tx-sequence", IPSECNIC_STAT_TX_STATUS(18) },
        { "tx-crypto", IPSECNIC_STAT_TX_STATUS(19) },
    };
    const IpnTxVector *v = VECTOR(open, "gcm4-large");
    Ipn *n = up();
    uint32_t handle = ipn_tx_sa_load(n, GCM4);
    unsigned i, not_zero = 0;
    QDict *reply, *stats;
    Marked m;

    ipn_watch(n);
    send_vector(n, &n->tx[0], v, handle, 0, 1);
    marked_make(n, &m, v, v->header_length, 0x77, 0);
    refused(n, &n->tx[0], &m, IPSECNIC_TX_ST_UNKNOWN_SA);
    reply = qtest_qmp(n->qts, "{ 'execute': 'qom-get', 'arguments':"
                      " { 'path': 'card', 'property': 'x-stats' } }");
    stats = qdict_get_qdict(reply, "return");
    for (i = 0; i < ARRAY_SIZE(counters); i++) {
        uint64_t value = ipn_stat(n, counters[i].stat);

        g_assert_cmpuint(qdict_get_int(stats, counters[i].name), ==, value);
        not_zero += value != 0;
    }
    qobject_unref(reply);
    g_assert_cmpuint(not_zero, ==, 8);
    g_byte_array_unref(m.frame);
}

static void add_vectors(const char *group, const IpnTxVector *v, size_t count,
                        void (*func)(const void *))
{
    size_t i;

    for (i = 0; i < count; i++) {
        g_autofree char *path = g_strdup_printf("/ipsecnic/txipsec/%s/%s",
                                                group, v[i].name);

        qtest_add_data_func(path, &v[i], func);
    }
}

int main(int argc, char **argv)
{
    unsigned i;
    int ret;

    g_test_init(&argc, &argv, NULL);
#define VECTORS(group, name, func) \
    add_vectors(name, ipn_tx_##group##_vectors, \
                ARRAY_SIZE(ipn_tx_##group##_vectors), func)
    VECTORS(csum, "csum", test_vector);
    VECTORS(segment, "t12-large-send", test_vector);
    VECTORS(carried, "large-send-in-tunnel", test_vector);
    VECTORS(esp, "t4-t6-t7-driver-iv", test_vector);
    VECTORS(open, "t8-t9-t14-card-iv", test_vector);
    VECTORS(open, "loop", test_loop);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autofree char *path = g_strdup_printf(
            "/ipsecnic/txipsec/status-%u/%s", rows[i].status, rows[i].name);

        qtest_add_data_func(path, &rows[i], test_row);
    }
#define ADD(name, func) qtest_add_func("/ipsecnic/txipsec/" name, func)
#define ADD_DATA(name, data, func) \
    qtest_add_data_func("/ipsecnic/txipsec/" name, data, func)
    ADD("t2-watch-sees-plaintext", test_watch_sees_plaintext);
    ADD("t1-t3-inactive", test_t1_t3_inactive);
    ADD("t3-inbound-sa", test_t3_inbound_sa);
    ADD("t3-deleted-sa", test_t3_deleted_sa);
    ADD("t3-not-negotiated", test_t3_not_negotiated);
    ADD("t3-dma-fault", test_t3_dma_fault);
    ADD("t11-lso", test_t11_lso);
    ADD_DATA("t3-large-send/plain", NULL, test_large_rows);
    ADD_DATA("t3-large-send/esp", "esp", test_large_rows);
    ADD("large-send-in-tunnel-refused", test_carried_refused);
    ADD("large-send-in-tunnel-too-long", test_carried_too_long);
    ADD("sequence-numbers-used-up", test_sequence_numbers_used_up);
    ADD("scatter-lists", test_scatter_lists);
    ADD("ring-wraps-within-a-frame", test_ring_wraps_within_a_frame);
    ADD("work-budget", test_work_budget);
    ADD_DATA("in-the-middle/stall-and-resume/gcm", GCM4,
             test_stall_and_resume);
    ADD_DATA("in-the-middle/stall-and-resume/cbc", CBC4,
             test_stall_and_resume);
    ADD("in-the-middle/stall-and-resume/esn", test_stall_and_resume_esn);
    ADD("in-the-middle/guest-memory-is-read-once",
        test_guest_memory_is_read_once);
    ADD("in-the-middle/others-wait", test_others_wait_for_the_stalled);
    ADD("in-the-middle/t3-sa-deleted", test_t3_deleted_in_the_middle);
    ADD_DATA("in-the-middle/t3-handle-comes-round/ah",
             &ipn_tx_sa_vectors[VECTOR_TX_SA_AH4], test_t3_handle_comes_round);
    ADD_DATA("in-the-middle/t3-handle-comes-round/cbc", CBC4,
             test_t3_handle_comes_round);
    ADD("in-the-middle/switched-off", test_switched_off_in_the_middle);
    ADD("in-the-middle/link-down", test_link_down_in_the_middle);
    ADD("in-the-middle/transmit-off", test_transmit_off_in_the_middle);
    ADD_DATA("in-the-middle/queue-disabled", GUINT_TO_POINTER(STOP_QUEUE),
             test_stop_in_the_middle);
    ADD_DATA("in-the-middle/card-disabled", GUINT_TO_POINTER(STOP_CARD),
             test_stop_in_the_middle);
    ADD_DATA("in-the-middle/reset", GUINT_TO_POINTER(RESET),
             test_stop_in_the_middle);
    ADD_DATA("in-the-middle/function-level-reset", GUINT_TO_POINTER(FLR),
             test_stop_in_the_middle);
    ADD("in-the-middle/stop-and-cont", test_stop_and_cont);
    ADD("in-the-middle/t3-deleted-before-it-is-sent-again",
        test_t3_deleted_before_it_is_sent_again);
    ADD("stop-and-cont-plain", test_stop_and_cont_plain);
    ADD("limits", test_limits);
    ADD("limit-in-the-middle", test_limit_in_the_middle);
    ADD("without-ipsec-rx", test_without_ipsec_rx);
    ADD("statistics-as-property", test_statistics_as_property);
#undef ADD
    ret = g_test_run();
    ipn_quit();
    return ret;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzer: packet mode against crypto mode and what a transport does above it
 *
 * Two engines have the same SA, one of them in packet mode.  Each frame goes to
 * both.  What the one in crypto mode opened is checked for replay, against the
 * set of all numbers, and decapsulated here, from the RFCs; the other one must
 * have come to the same, byte by byte.
 *
 * Input: u8 which SA, u8 flags of the context, then packets: u8 number (what is
 * added to the last one), u8 FLAG_*, u8 next header, u8 traffic class of the
 * outer header, u8 length of the payload, payload, u8 number of changes (at most
 * 3), for each of them u16 offset into the frame and u8 value.
 */

#include <string.h>

#include "bytes.h"
#include "fuzz.h"

#define MAX_PACKETS     12
#define MAX_CHANGES     3

#define FLAG_AGAIN      0x01    /* the packet of before, as it was then */
#define FLAG_BACK       0x02    /* the number goes down */
#define FLAG_FAR        0x04    /* by many */
#define FLAG_IP         0x08    /* an IP packet that may be good inside */
#define FLAG_IPV6       0x10    /* of IPv6 */
#define FLAG_TAGS       0x60    /* VLAN tags */
#define FLAG_PAD        0x80    /* TFC padding, and behind the packet */

#define P32             UINT64_C(0x100000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Run {
    IpsecEngine *packet;
    IpsecEngine *crypto;
    TestSa sa;                  /* as the one in crypto mode has it */
    uint32_t flags;             /* and what packet mode adds to its context */
    uint32_t handle[2];         /* in packet, in crypto */
    uint64_t sequence;          /* of the last packet */
    GHashTable *received;
    uint64_t given;             /* numbers that the SA began with */
    uint64_t top;
    uint64_t count[4];          /* new, replayed, late, unusable */
} Run;

/* An engine that stays: to make one costs more than all else. */
static IpsecEngine *engine_number(unsigned n)
{
    static IpsecEngine *engines[3];

    if (!engines[n]) {
        engines[n] = test_engine(2);
        ipsec_engine_set_packet(engines[n], true);
        ipsec_engine_set_rx_csum(engines[n], true);
    }
    return engines[n];
}

static void forget_sas(IpsecEngine *engine)
{
    ipsec_engine_flush(engine, true, true);
    ipsec_engine_reap(engine, UINT32_MAX);
}

static uint32_t add_with(IpsecEngine *engine, const TestSa *sa, uint32_t flags)
{
    TestSa given = *sa;

    given.ctx.flags |= flags;
    return test_sa_must_add(engine, &given);
}

static void run_init(Run *run, uint8_t which, uint8_t flags)
{
    static const struct {
        uint64_t cipher, auth;
    } algorithm[] = {
        { IPSECNIC_CIPHER_AES_GCM_128, 0 },
        { IPSECNIC_CIPHER_NONE, IPSECNIC_AUTH_SHA256 },
        { IPSECNIC_CIPHER_AES_CBC_128, IPSECNIC_AUTH_SHA1 },
        { 0, IPSECNIC_AUTH_AES_GMAC_128 },
    };
    static const uint32_t windows[] = { 0, 1, 33, 64, 65, 4096, 16384, 7 };
    bool esn = which & 0x20, tunnel = which & 4;
    IpsecSaCtxOp *op = &run->sa.ctx.op[0];

    run->flags = IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    test_sa_init(&run->sa, algorithm[which & 3].cipher,
                 algorithm[which & 3].auth);
    run->sa.ctx.mode = tunnel ? IPSECNIC_MODE_TUNNEL :
                                IPSECNIC_MODE_TRANSPORT;
    if (which & 8) {
        test_sa_ipv6(&run->sa);
    }
    if (which & 16) {
        run->sa.ctx.encap = tunnel ? IPSECNIC_UDP_ESP_TUNNEL :
                                     IPSECNIC_UDP_ESP_TRANSPORT;
    }
    if (tunnel && (flags & 1)) {
        run->flags |= IPSECNIC_SA_FLAG_NO_ECN;
    }
    if (tunnel && (flags & 2)) {
        run->flags |= IPSECNIC_SA_FLAG_DECAP_DSCP;
    }
    op->replay_window = windows[flags >> 5];
    op->flags = esn ? IPSECNIC_OP_FLAG_ESN : 0;
    op->sequence = which & 0x40 ? (esn ? 3 * P32 - 20 : P32 - 200) : 0;
    run->packet = engine_number(0);
    run->crypto = engine_number(1);
    run->handle[0] = add_with(run->packet, &run->sa, run->flags);
    run->handle[1] = add_with(run->crypto, &run->sa, 0);
    run->sequence = run->top = run->given = op->sequence;
    run->received = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                          NULL);
}

static void run_clear(Run *run)
{
    forget_sas(run->packet);
    forget_sas(run->crypto);
    g_hash_table_unref(run->received);
}

/* ------------------------------------------------------------------------
 * The frame
 */

static GByteArray *make_payload(FuzzInput *in, uint8_t flags)
{
    GByteArray *payload = g_byte_array_new();
    unsigned length = fuzz_take8(in);

    g_byte_array_set_size(payload, length);
    fuzz_take(in, payload->data, length);
    if ((flags & FLAG_IP) && length >= 40) {
        /* Options and other lengths are left to what the input says. */
        unsigned cut = flags & FLAG_PAD ? length % 17 : 0;

        if (flags & FLAG_IPV6) {
            payload->data[0] = (uint8_t)(0x60 | (payload->data[0] & 0xf));
            ipsec_put_be16(payload->data + 4,
                           (uint16_t)(length - 40 - MIN(cut, length - 40)));
        } else {
            payload->data[0] = 0x45;
            ipsec_put_be16(payload->data + 2, (uint16_t)(length - cut));
            test_ipv4_checksum(payload->data, 20);
        }
    }
    return payload;
}

static GByteArray *make_frame(Run *run, FuzzInput *in)
{
    static const uint8_t tags[] = { 0x88, 0xa8, 0, 5, 0x81, 0, 0, 7 };
    int step = (int)fuzz_take8(in);
    uint8_t flags = fuzz_take8(in);
    uint8_t next = fuzz_take8(in);
    uint8_t traffic_class = fuzz_take8(in);
    g_autoptr(GByteArray) payload = make_payload(in, flags);
    g_autoptr(GByteArray) body = NULL;
    g_autoptr(GByteArray) ip = NULL;
    GByteArray *frame = g_byte_array_new();
    bool udp = run->sa.ctx.encap;
    unsigned tag_bytes = MIN((flags & FLAG_TAGS) >> 5, 2) * 4u;
    uint64_t most = run->sa.ctx.op[0].flags ? UINT64_MAX : UINT32_MAX;
    TestSeal seal = { .sa = &run->sa, .next_header = next, .pad_length = -1 };
    unsigned i, changes;

    if (flags & FLAG_IP) {
        seal.next_header = flags & FLAG_IPV6 ? 41 : 4;
    }
    step *= flags & FLAG_FAR ? 257 : 1;
    if (flags & FLAG_BACK) {
        run->sequence -= MIN(run->sequence, (uint64_t)step);
    } else {
        run->sequence += MIN(most - run->sequence, (uint64_t)step);
    }
    seal.sequence = run->sequence;
    body = test_esp(&seal, payload);
    if (udp) {
        GByteArray *esp = body;

        body = test_udp(&run->sa, 4500, 4500, esp, false);
        g_byte_array_unref(esp);
    }
    ip = test_ip(&run->sa, udp ? 17 : 50, body);
    if (ip->data[0] >> 4 == 4) {
        ip->data[1] = traffic_class;
        test_ipv4_checksum(ip->data, 20);
    } else {
        ip->data[0] = (uint8_t)(0x60 | traffic_class >> 4);
        ip->data[1] = (uint8_t)(traffic_class << 4);
    }
    for (i = 0; i < 12; i++) {
        test_append8(frame, 2 + i);
    }
    test_append(frame, tags + sizeof(tags) - tag_bytes, tag_bytes);
    test_append16(frame, ip->data[0] >> 4 == 4 ? 0x0800 : 0x86dd);
    test_append(frame, ip->data, ip->len);
    if (flags & FLAG_PAD) {
        test_append32(frame, 0x11223344);
    }
    changes = fuzz_take8(in) % (MAX_CHANGES + 1);
    for (i = 0; i < changes; i++) {
        unsigned offset = fuzz_take16(in) % frame->len;

        frame->data[offset] = fuzz_take8(in);
    }
    return frame;
}

/* ------------------------------------------------------------------------
 * What a transport does
 */

/* RFC 4303, section 3.4.3, with all numbers kept. */
static bool is_replay(Run *run, uint64_t n)
{
    uint32_t window = run->sa.ctx.op[0].replay_window;

    if (window == 0) {
        run->count[0]++;
        return false;
    }
    if (n <= run->top && run->top - n >= window) {
        run->count[2]++;
        return true;
    }
    if (n == 0 || n <= run->given || g_hash_table_contains(run->received, &n)) {
        run->count[1]++;
        return true;
    }
    g_hash_table_add(run->received, g_memdup2(&n, sizeof(n)));
    run->top = MAX(run->top, n);
    run->count[0]++;
    return false;
}

static unsigned class_of(const uint8_t *ip)
{
    return ip[0] >> 4 == 4 ? ip[1] : ((ip[0] & 0xf) << 4 | ip[1] >> 4);
}

/* RFC 6040, section 4.2; -1: drop */
static int combine_ecn(unsigned inner, unsigned outer)
{
    if (inner == 0) {
        return outer == 3 ? -1 : 0;
    }
    if (inner == 3 || outer == 3) {
        return 3;
    }
    return outer == 1 ? 1 : (int)inner;
}

static bool header_checksum_good(const uint8_t *ip)
{
    unsigned length = (ip[0] & 0xfu) * 4, i;
    uint32_t sum = 0;

    for (i = 0; i < length; i += 2) {
        sum += ipsec_get_be16(ip + i);
    }
    return sum % 0xffff == 0;
}

/* Behind the plaintext, as docs/specs says. */
static unsigned end_of(const IpsecRxResult *r)
{
    const uint8_t *ip = r->data + r->l3_offset;

    if (r->kind == IPSECNIC_KIND_UDP_ESP) {
        return r->ipsec_offset - 8u +
               ipsec_get_be16(r->data + r->ipsec_offset - 4) -
               r->trailer_length;
    }
    return r->l3_offset - r->trailer_length +
           (ip[0] >> 4 == 4 ? ipsec_get_be16(ip + 2) :
                              40u + ipsec_get_be16(ip + 4));
}

/* The frame that a tunnel protects. */
static uint8_t open_tunnel(const Run *run, const IpsecRxResult *r,
                           GByteArray *out)
{
    const uint8_t *outer = r->data + r->l3_offset;
    const uint8_t *p = r->data + r->payload_offset;
    unsigned room = end_of(r) - r->payload_offset, length;
    uint8_t next = IPSECNIC_HEADER_NEXT_HEADER(r->header_info);
    unsigned version, class, header;
    uint8_t *ip;
    int ecn;

    if (next != 4 && next != 41) {
        return IPSECNIC_REASON_MALFORMED;
    }
    version = next == 4 ? 4 : 6;
    header = version == 4 ? 20 : 40;
    if (room < header || p[0] >> 4 != version) {
        return IPSECNIC_REASON_MALFORMED;
    }
    length = version == 4 ? ipsec_get_be16(p + 2) : 40u + ipsec_get_be16(p + 4);
    if (version == 4) {
        header = (p[0] & 0xfu) * 4;
    }
    if (length > room || header > length || header < 20) {
        return IPSECNIC_REASON_MALFORMED;
    }
    class = class_of(p);
    if (!(run->flags & IPSECNIC_SA_FLAG_NO_ECN)) {
        ecn = combine_ecn(class & 3, class_of(outer) & 3);
        if (ecn < 0) {
            return IPSECNIC_REASON_ECN;
        }
        class = (class & ~3u) | (unsigned)ecn;
    }
    if (run->flags & IPSECNIC_SA_FLAG_DECAP_DSCP) {
        class = (class & 3) | (class_of(outer) & ~3u);
    }
    test_append(out, r->data, r->l3_offset - 2u);
    test_append16(out, version == 4 ? 0x0800 : 0x86dd);
    test_append(out, p, length);
    ip = out->data + r->l3_offset;
    if (version == 6) {
        ip[0] = (uint8_t)(0x60 | class >> 4);
        ip[1] = (uint8_t)((ip[1] & 0xf) | class << 4);
    } else if (ip[1] != class) {
        bool good = header_checksum_good(ip);

        ip[1] = (uint8_t)class;
        if (good) {
            test_ipv4_checksum(ip, header);
        } else {
            /* Any that is still wrong will do. */
            ip[10] = ip[11] = 0;
        }
    }
    return 0;
}

/* The frame that transport mode protects. */
static uint8_t open_transport(const IpsecRxResult *r, GByteArray *out)
{
    unsigned headers = r->ipsec_offset -
                       (r->kind == IPSECNIC_KIND_UDP_ESP ? 8u : 0);
    uint8_t next = IPSECNIC_HEADER_NEXT_HEADER(r->header_info);
    unsigned length, at;
    uint8_t *ip;
    bool good;

    if (next == 59) {
        return IPSECNIC_REASON_MALFORMED;
    }
    test_append(out, r->data, headers);
    test_append(out, r->data + r->payload_offset,
                end_of(r) - r->payload_offset);
    ip = out->data + r->l3_offset;
    length = out->len - r->l3_offset;
    if (ip[0] >> 4 == 4) {
        good = header_checksum_good(ip);
        ipsec_put_be16(ip + 2, (uint16_t)length);
        ip[9] = next;
        if (good) {
            test_ipv4_checksum(ip, (ip[0] & 0xfu) * 4);
        } else {
            ip[10] = ip[11] = 0;
        }
        return 0;
    }
    ipsec_put_be16(ip + 4, (uint16_t)(length - 40));
    if (r->l3_offset + 40u == headers) {
        ip[6] = next;
        return 0;
    }
    /* The last extension header in front of ESP or UDP */
    at = r->l3_offset + 40u;
    for (;;) {
        unsigned step = 8;
        uint8_t kind = at == r->l3_offset + 40u ? ip[6] : 0;

        if (kind != 44) {
            step += out->data[at + 1] * 8u;
        }
        if (at + step >= headers) {
            out->data[at] = next;
            return 0;
        }
        at += step;
    }
}

/* ------------------------------------------------------------------------
 * Both
 */

static void check_same(const GByteArray *frame, const IpsecRxResult *a,
                       const IpsecRxResult *b)
{
    g_assert_cmphex(a->oob, ==, b->oob);
    g_assert_cmpuint(a->reason, ==, b->reason);
    g_assert_cmpuint(a->kind, ==, b->kind);
    g_assert_cmpuint(a->csum, ==, b->csum);
    g_assert_cmphex(a->header_info, ==, b->header_info);
    g_assert_false(a->decapsulated);
    g_assert_cmpuint(a->length, ==, frame->len);
    g_assert_cmpint(memcmp(a->data, frame->data, frame->len), ==, 0);
}

static void check_decapsulated(const IpsecRxResult *r, GByteArray *expected)
{
    unsigned at = r->l3_offset;
    uint8_t *ip = expected->data + at;

    g_assert_true(r->decapsulated);
    g_assert_cmpuint(r->reason, ==, 0);
    g_assert_cmpuint(r->length, ==, expected->len);
    if (ip[0] >> 4 == 4) {
        bool good = header_checksum_good(ip);

        g_assert_true(header_checksum_good(r->data + at) == good);
        g_assert_cmpuint(r->csum & 3, ==, good ? IPSECNIC_CSUM_GOOD :
                                                 IPSECNIC_CSUM_BAD);
        /* There are two right ones, and many wrong ones. */
        memcpy(ip + 10, r->data + at + 10, 2);
    }
    g_assert_cmpint(memcmp(r->data, expected->data, expected->len), ==, 0);
    g_assert_cmpuint(r->ipsec_offset | r->payload_offset | r->trailer_length |
                     r->inner_l3_offset | r->inner_ipsec_offset, ==, 0);
}

/* Of a frame whose IP header is at @at. */
static bool is_outer_header_wrong(const GByteArray *frame, unsigned at)
{
    const uint8_t *ip = frame->data + at;

    return at != 0 && ip[0] >> 4 == 4 &&
           (ip[0] & 0xfu) * 4 <= frame->len - at && !header_checksum_good(ip);
}

static void check_frame(Run *run, const GByteArray *frame, uint64_t n)
{
    g_autoptr(GByteArray) expected = g_byte_array_new();
    const uint32_t good = IPSECNIC_OOB_CRYPTO_DONE;
    IpsecRxResult p, c;
    uint8_t reason;
    bool wrong;

    test_receive(run->packet, frame, &p);
    wrong = run->sa.ctx.mode == IPSECNIC_MODE_TUNNEL &&
            is_outer_header_wrong(frame, p.l3_offset);
    if (p.sa_outer && p.reason == IPSECNIC_REASON_MALFORMED && !p.oob) {
        /* The one in crypto mode must not count it. */
        g_assert_true(wrong);
        check_same(frame, &p, &p);
        return;
    }
    test_receive(run->crypto, frame, &c);
    g_assert_false(wrong && c.sa_outer);
    if (c.oob != good || c.reason) {
        check_same(frame, &p, &c);
        return;
    }
    g_assert_cmphex(p.oob, ==, c.oob);
    g_assert_cmphex(p.header_info, ==, c.header_info);
    g_assert_cmpuint(p.kind, ==, c.kind);
    g_assert_cmpuint(p.l3_offset, ==, c.l3_offset);
    if (is_replay(run, n)) {
        reason = IPSECNIC_REASON_REPLAY;
    } else {
        reason = run->sa.ctx.mode == IPSECNIC_MODE_TUNNEL ?
                 open_tunnel(run, &c, expected) :
                 open_transport(&c, expected);
        run->count[3] += reason != 0;
    }
    if (reason) {
        g_assert_cmpuint(p.reason, ==, reason);
        g_assert_false(p.decapsulated);
        g_assert_cmpuint(p.length, ==, frame->len);
        g_assert_cmpint(memcmp(p.data, frame->data, frame->len), ==, 0);
        g_assert_cmpuint(p.payload_offset | p.trailer_length, ==, 0);
        return;
    }
    check_decapsulated(&p, expected);
}

/* What the SA tells, and what of it goes to another host. */
static void check_info(Run *run)
{
    IpsecSaInfo info = test_sa_query(run->packet, run->handle[0]);
    IpsecSaInfo crypto = test_sa_query(run->crypto, run->handle[1]);
    g_autoptr(GByteArray) one = g_byte_array_new();
    g_autoptr(GByteArray) two = g_byte_array_new();
    IpsecEngine *second = engine_number(2);

    g_assert_cmpuint(info.packets, ==, run->count[0]);
    g_assert_cmpuint(info.replayed, ==, run->count[1]);
    g_assert_cmpuint(info.late, ==, run->count[2]);
    g_assert_cmpuint(info.unusable, ==, run->count[3]);
    g_assert_cmpuint(info.packets + info.replayed + info.late, ==,
                     crypto.packets);
    g_assert_cmpuint(info.sequence[0], ==, crypto.sequence[0]);
    g_assert_cmpint(memcmp(info.failed, crypto.failed, sizeof(info.failed)), ==,
                    0);
    ipsec_engine_save(run->packet, one);
    g_assert_true(ipsec_engine_load(second, one->data, one->len, NULL));
    ipsec_engine_save(second, two);
    g_assert_cmpuint(one->len, ==, two->len);
    g_assert_cmpint(memcmp(one->data, two->data, one->len), ==, 0);
    forget_sas(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput in = { data, size };
    g_autoptr(GByteArray) last = NULL;
    uint64_t number = 0;
    uint8_t which = fuzz_take8(&in), flags = fuzz_take8(&in);
    Run run = { 0 };
    unsigned i;

    run_init(&run, which, flags);
    for (i = 0; i < MAX_PACKETS && in.left; i++) {
        if (last && in.left > 1 && (in.data[1] & FLAG_AGAIN)) {
            fuzz_take16(&in);
        } else {
            if (last) {
                g_byte_array_unref(last);
            }
            last = make_frame(&run, &in);
            number = run.sequence;
        }
        check_frame(&run, last, number);
    }
    check_info(&run);
    run_clear(&run);
    return 0;
}

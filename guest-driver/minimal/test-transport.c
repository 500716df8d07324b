/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of transport.c, on the host: sequence numbers and decisions
 *
 * Expected values come from the RFCs and from a model that keeps every number
 * that was accepted; the platform is replaced by what stands here.
 */

#include <glib.h>

#include "transport.h"

#define HANDLE(index)   (0x00700000u | (index))

/* ------------------------------------------------------------------------
 * The platform
 */

static GPtrArray *memory;

void *allocate(size_t size, size_t align)
{
    void *p = g_malloc0(size + align);

    g_ptr_array_add(memory, p);
    return (void *)(((uintptr_t)p + align - 1) & ~(uintptr_t)(align - 1));
}

void print(const char *fmt, ...)
{
    (void)fmt;
}

bool ipsecnic_packet_read(const struct ipsecnic_packet *packet,
                          uint32_t offset, void *to, uint32_t length)
{
    if (offset > packet->info.frame_length ||
        length > packet->info.frame_length - offset) {
        return false;
    }
    memcpy(to, packet->first->data + offset, length);
    return true;
}

/* ------------------------------------------------------------------------
 * SAs and packets
 */

typedef struct Fixture {
    struct transport transport;
    struct ipsecnic_sa_ctx ctx[4];
    struct ipsecnic_result result[4];
    unsigned int count;
} Fixture;

/* Announce an SA; its handle is HANDLE of its position + 1. */
static struct ipsecnic_sa_ctx *add_sa(Fixture *f, uint8_t operation,
                                      uint32_t window, uint64_t sequence,
                                      bool esn)
{
    struct ipsecnic_sa_ctx *ctx = &f->ctx[f->count];

    memset(ctx, 0, sizeof(*ctx));
    ctx->length = sizeof(*ctx);
    ctx->num_ops = 1;
    ctx->op[0].operation = operation;
    ctx->op[0].flags = esn ? IPSECNIC_OP_FLAG_ESN : 0;
    ctx->op[0].replay_window = window;
    ctx->op[0].sequence = sequence;
    f->count++;
    f->result[f->count - 1].status = IPSECNIC_ST_OK;
    f->result[f->count - 1].handle = HANDLE(f->count);
    return ctx;
}

static void setup_done(Fixture *f)
{
    g_assert_true(transport_init(&f->transport, f->ctx, f->count, f->result));
}

/* Make a packet of the bytes of @frame; info is to be filled in. */
static void make_packet(struct ipsecnic_packet *packet,
                        struct ipsecnic_buffer *buffer, uint8_t *frame,
                        uint32_t length)
{
    memset(packet, 0, sizeof(*packet));
    memset(buffer, 0, sizeof(*buffer));
    buffer->data = frame;
    buffer->used = length;
    packet->first = packet->last = buffer;
    packet->num_buffers = 1;
    packet->info.frame_length = length;
}

static void put_be32(uint8_t *p, uint32_t value)
{
    p[0] = value >> 24;
    p[1] = value >> 16;
    p[2] = value >> 8;
    p[3] = value;
}

/* One ESP packet of the first SA, with an out-of-band word. */
static struct transport_decision receive_esp(Fixture *f, uint32_t sequence,
                                             uint32_t oob)
{
    struct transport_decision decision;
    struct ipsecnic_packet packet;
    struct ipsecnic_buffer buffer;
    uint8_t frame[64] = { 0 };

    put_be32(frame + 34, 0x12345678);
    put_be32(frame + 38, sequence);
    make_packet(&packet, &buffer, frame, sizeof(frame));
    packet.info.kind = IPSECNIC_KIND_ESP;
    packet.info.ipsec_offset = 34;
    packet.info.oob = oob;
    packet.info.sa_outer = HANDLE(1);
    transport_receive(&f->transport, &packet, &decision);
    g_assert_cmphex(decision.spi, ==, 0x12345678);
    return decision;
}

#define OOB(status) (IPSECNIC_OOB_CRYPTO_DONE | \
                     (uint32_t)(status) << IPSECNIC_OOB_STATUS_SHIFT)

static void assert_verdict(Fixture *f, uint32_t sequence, uint8_t verdict)
{
    g_assert_cmpint(receive_esp(f, sequence, OOB(0)).verdict, ==, verdict);
}

/* ------------------------------------------------------------------------
 * RFC 4303 section 3.4.3
 */

/* A few packets by hand: window 4, top 10. */
static void test_window_by_hand(void)
{
    Fixture f = { 0 };

    add_sa(&f, IPSECNIC_OP_ESP, 4, 10, false);
    setup_done(&f);
    assert_verdict(&f, 10, REPLAY_VERDICT_REPLAY);      /* the top: seen */
    assert_verdict(&f, 6, REPLAY_VERDICT_REPLAY);       /* left of 7..10 */
    assert_verdict(&f, 7, REPLAY_VERDICT_ACCEPTED);
    assert_verdict(&f, 7, REPLAY_VERDICT_REPLAY);
    assert_verdict(&f, 12, REPLAY_VERDICT_ACCEPTED);    /* now 9..12 */
    assert_verdict(&f, 8, REPLAY_VERDICT_REPLAY);
    assert_verdict(&f, 9, REPLAY_VERDICT_ACCEPTED);
    assert_verdict(&f, 11, REPLAY_VERDICT_ACCEPTED);
    assert_verdict(&f, 10, REPLAY_VERDICT_REPLAY);      /* still seen */
    assert_verdict(&f, 0xffffffff, REPLAY_VERDICT_ACCEPTED);
    assert_verdict(&f, 0xfffffffb, REPLAY_VERDICT_REPLAY);
    assert_verdict(&f, 0xfffffffc, REPLAY_VERDICT_ACCEPTED);
    /* Without ESN numbers do not start over. */
    assert_verdict(&f, 1, REPLAY_VERDICT_REPLAY);
}

/* The first packet has number 1. */
static void test_window_no_zero(void)
{
    Fixture f = { 0 };

    add_sa(&f, IPSECNIC_OP_ESP, 64, 0, false);
    setup_done(&f);
    assert_verdict(&f, 0, REPLAY_VERDICT_REPLAY);
    assert_verdict(&f, 1, REPLAY_VERDICT_ACCEPTED);
    assert_verdict(&f, 1, REPLAY_VERDICT_REPLAY);
}

static void test_window_none(void)
{
    Fixture f = { 0 };

    add_sa(&f, IPSECNIC_OP_ESP, 0, 100, false);
    setup_done(&f);
    assert_verdict(&f, 5, REPLAY_VERDICT_ACCEPTED);
    assert_verdict(&f, 5, REPLAY_VERDICT_ACCEPTED);
    assert_verdict(&f, 0, REPLAY_VERDICT_ACCEPTED);
}

static void remember(GHashTable *seen, uint64_t n)
{
    uint64_t *key = g_new(uint64_t, 1);

    *key = n;
    g_hash_table_add(seen, key);
}

/*
 * A random walk, against a model that remembers every number.  With ESN low
 * halves wrap; then a number left of the window cannot be told from one far
 * ahead, so the walk keeps out of there.
 */
static void walk(uint32_t window, uint64_t top, bool esn)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(
        g_int64_hash, g_int64_equal, g_free, NULL);
    int left = (int)window - 1 + (esn ? 0 : 3);
    Fixture f = { 0 };
    unsigned int i;

    add_sa(&f, IPSECNIC_OP_ESP, window, top, esn);
    setup_done(&f);
    remember(seen, top);
    for (i = 0; i < 1000; i++) {
        int step = g_test_rand_int_range(0, 3) > 0 ?
                   g_test_rand_int_range(-left, 4) :
                   g_test_rand_int_range(0, 4 * window + 70);
        uint64_t n = step < 0 && (uint64_t)-step > top ? top : top + step;
        struct transport_decision decision;
        bool fresh = n != 0 && n + window > top &&
                     !g_hash_table_contains(seen, &n);

        if (!esn && n > UINT32_MAX) {
            continue;
        }
        decision = receive_esp(&f, (uint32_t)n, OOB(0));
        g_assert_cmphex(decision.sequence, ==, n);
        g_assert_cmpint(decision.verdict, ==,
                        fresh ? REPLAY_VERDICT_ACCEPTED
                              : REPLAY_VERDICT_REPLAY);
        if (fresh) {
            remember(seen, n);
            top = MAX(top, n);
        }
    }
}

/* Every interesting size and place. */
static void test_window_model(void)
{
    static const uint32_t sizes[] = {
        1, 2, 31, 32, 33, 63, 64, 65, 66, 128, 1000, 4095, 4096,
    };
    static const uint64_t starts[] = {
        0, 1, 63, 64, 0xfffffff0, 0xffffffff, UINT64_C(0x100000000),
        UINT64_C(0x1ffffff80), UINT64_C(0x500000064),
    };
    unsigned int s, t;

    for (s = 0; s < G_N_ELEMENTS(sizes); s++) {
        for (t = 0; t < G_N_ELEMENTS(starts); t++) {
            walk(sizes[s], starts[t], true);
            if (starts[t] <= UINT32_MAX) {
                walk(sizes[s], starts[t], false);
            }
        }
    }
}

/* RFC 4303 appendix A2.2: cases A and B, both sides of each edge. */
static void test_esn_high_half(void)
{
    static const struct {
        uint32_t window;
        uint64_t top;
        uint32_t low;
        uint64_t expect;
    } cases[] = {
        /* A: the window ends within one stretch: [0x3000003c1, 0x300000400] */
        { 64, UINT64_C(0x300000400), 0x3c1, UINT64_C(0x3000003c1) },
        { 64, UINT64_C(0x300000400), 0x3c0, UINT64_C(0x4000003c0) },
        { 64, UINT64_C(0x300000400), 0xffffffff, UINT64_C(0x3ffffffff) },
        { 64, UINT64_C(0x300000400), 0, UINT64_C(0x400000000) },
        /* its edge is the first of the stretch */
        { 64, UINT64_C(0x30000003f), 0, UINT64_C(0x300000000) },
        { 64, UINT64_C(0x30000003f), 0xffffffff, UINT64_C(0x3ffffffff) },
        /* B: it reaches back: [0x2fffffff1, 0x300000030] */
        { 64, UINT64_C(0x300000030), 0xfffffff1, UINT64_C(0x2fffffff1) },
        { 64, UINT64_C(0x300000030), 0xfffffff0, UINT64_C(0x3fffffff0) },
        { 64, UINT64_C(0x300000030), 0, UINT64_C(0x300000000) },
        /* B at the very beginning: there is nothing before 0 */
        { 64, 5, 0xffffffff, 0xffffffff },
        /* no window: nearest to the top */
        { 0, UINT64_C(0x300000000), 0x80000000, UINT64_C(0x380000000) },
        { 0, UINT64_C(0x300000000), 0x80000001, UINT64_C(0x280000001) },
        { 0, UINT64_C(0x3f0000000), 0x10, UINT64_C(0x400000010) },
    };
    unsigned int i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        Fixture f = { 0 };

        add_sa(&f, IPSECNIC_OP_ESP, cases[i].window, cases[i].top, true);
        setup_done(&f);
        g_assert_cmphex(receive_esp(&f, cases[i].low, OOB(0)).sequence, ==,
                        cases[i].expect);
    }
}

/* ------------------------------------------------------------------------
 * R20 and the legal values of the receive word
 */

static void test_verdicts(void)
{
    static const uint8_t expect[] = {
        REPLAY_VERDICT_ACCEPTED, REPLAY_VERDICT_INVALID,
        REPLAY_VERDICT_ICV_FAILED, REPLAY_VERDICT_ICV_FAILED,
        REPLAY_VERDICT_ICV_FAILED, REPLAY_VERDICT_ICV_FAILED,
        REPLAY_VERDICT_INVALID, REPLAY_VERDICT_INVALID,
    };
    unsigned int status;

    for (status = 0; status < G_N_ELEMENTS(expect); status++) {
        Fixture f = { 0 };

        add_sa(&f, IPSECNIC_OP_ESP, 64, 0, false);
        setup_done(&f);
        g_assert_cmpint(receive_esp(&f, 9, OOB(status)).verdict, ==,
                        expect[status]);
        /* A packet that failed has not used up its number. */
        g_assert_cmpint(receive_esp(&f, 9, OOB(0)).verdict, ==,
                        status == 0 ? REPLAY_VERDICT_REPLAY
                                    : REPLAY_VERDICT_ACCEPTED);
    }
}

static void test_not_processed(void)
{
    Fixture f = { 0 };

    add_sa(&f, IPSECNIC_OP_ESP, 64, 0, false);
    setup_done(&f);
    g_assert_cmpint(receive_esp(&f, 3, 0).verdict, ==,
                    REPLAY_VERDICT_NOT_FOR_US);
    assert_verdict(&f, 3, REPLAY_VERDICT_ACCEPTED);
    /* R15, R16: the request to delete changes nothing by itself. */
    g_assert_cmpint(receive_esp(&f, 4, OOB(0) |
                                IPSECNIC_OOB_SA_DELETE_REQ).verdict, ==,
                    REPLAY_VERDICT_ACCEPTED);
    assert_verdict(&f, 5, REPLAY_VERDICT_ACCEPTED);
}

static void test_broken_words(void)
{
    static const uint32_t broken[] = {
        0x00000008, 0x00008002, 0x00000004, 0x00030000, 0x00080002,
        0xffff0002,
    };
    static const uint32_t legal[] = {
        0x00000000, 0x00000001, 0x00000002, 0x00000003, 0x00000006,
        0x00030006, 0x00070002,
    };
    Fixture f = { 0 };
    unsigned int i;

    add_sa(&f, IPSECNIC_OP_ESP, 64, 0, false);
    setup_done(&f);
    for (i = 0; i < G_N_ELEMENTS(broken); i++) {
        g_assert_nonnull(transport_broken_rule(broken[i]));
        g_assert_cmpint(receive_esp(&f, 1, broken[i]).verdict, ==,
                        REPLAY_VERDICT_INVALID);
    }
    for (i = 0; i < G_N_ELEMENTS(legal); i++) {
        g_assert_null(transport_broken_rule(legal[i]));
    }
    assert_verdict(&f, 1, REPLAY_VERDICT_ACCEPTED);
}

static void test_unknown_handle(void)
{
    struct transport_decision decision;
    struct ipsecnic_packet packet;
    struct ipsecnic_buffer buffer;
    uint8_t frame[64] = { 0 };
    static const uint32_t handles[] = {
        0, 1, HANDLE(2), HANDLE(0xfffff), 0x00800001,
    };
    Fixture f = { 0 };
    unsigned int i;

    add_sa(&f, IPSECNIC_OP_ESP, 64, 0, false);
    setup_done(&f);
    for (i = 0; i < G_N_ELEMENTS(handles); i++) {
        make_packet(&packet, &buffer, frame, sizeof(frame));
        packet.info.kind = IPSECNIC_KIND_ESP;
        packet.info.ipsec_offset = 34;
        packet.info.oob = OOB(0);
        packet.info.sa_outer = handles[i];
        transport_receive(&f.transport, &packet, &decision);
        g_assert_cmpint(decision.verdict, ==, REPLAY_VERDICT_INVALID);
    }
}

/* An SA that the card refused is none of ours, and no gap for the others. */
static void test_refused_sa(void)
{
    Fixture f = { 0 };

    add_sa(&f, IPSECNIC_OP_ESP, 64, 7, false);
    f.result[0].status = IPSECNIC_ST_SA_SPI;
    f.result[0].handle = 0;
    add_sa(&f, IPSECNIC_OP_ESP, 64, 0, false);
    f.result[1].handle = HANDLE(1);
    setup_done(&f);
    g_assert_cmpuint(f.transport.num_sas, ==, 1);
    assert_verdict(&f, 7, REPLAY_VERDICT_ACCEPTED);
}

/* Headers that the frame is too short for are not read. */
static void test_truncated(void)
{
    static const struct {
        uint8_t kind;
        uint32_t header;        /* bytes up to the sequence number's end */
    } cases[] = {
        { IPSECNIC_KIND_ESP, 8 },
        { IPSECNIC_KIND_UDP_ESP, 8 },
        { IPSECNIC_KIND_AH, 12 },
    };
    struct transport_decision decision;
    struct ipsecnic_packet packet;
    struct ipsecnic_buffer buffer;
    Fixture f = { 0 };
    uint32_t left;
    unsigned int i;

    setup_done(&f);
    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (left = 0; left <= 12; left++) {
            g_autofree uint8_t *frame = g_malloc(34 + left);

            memset(frame, 0xab, 34 + left);
            make_packet(&packet, &buffer, frame, 34 + left);
            packet.info.kind = cases[i].kind;
            packet.info.ipsec_offset = 34;
            packet.info.reason = IPSECNIC_REASON_TRUNCATED;
            transport_receive(&f.transport, &packet, &decision);
            g_assert_cmpint(decision.verdict, ==, REPLAY_VERDICT_NOT_FOR_US);
            g_assert_cmphex(decision.spi, ==,
                            left >= cases[i].header ? 0xabababab : 0);
        }
    }
}

/* ------------------------------------------------------------------------
 * More than one header
 */

/* An AH of 24 bytes at 34, optionally 16 bytes of options, then ESP. */
static uint8_t receive_bundle(Fixture *f, uint32_t ah, uint32_t esp,
                              bool options)
{
    struct transport_decision decision;
    struct ipsecnic_packet packet;
    struct ipsecnic_buffer buffer;
    uint8_t frame[100] = { 0 };
    unsigned int at = 34 + 24 + (options ? 16 : 0);

    frame[34] = options ? 60 : 50;
    frame[35] = 24 / 4 - 2;
    put_be32(frame + 38, 0x111);
    put_be32(frame + 42, ah);
    if (options) {
        frame[58] = 50;
        frame[59] = 16 / 8 - 1;
    }
    put_be32(frame + at, 0x222);
    put_be32(frame + at + 4, esp);
    make_packet(&packet, &buffer, frame, sizeof(frame));
    packet.info.kind = IPSECNIC_KIND_AH;
    packet.info.ipsec_offset = 34;
    packet.info.oob = OOB(0);
    packet.info.sa_outer = HANDLE(1);
    transport_receive(&f->transport, &packet, &decision);
    g_assert_cmphex(decision.spi, ==, 0x111);
    g_assert_cmpuint(decision.sequence, ==, ah);
    return decision.verdict;
}

/* On the wire AH is outside, wherever its operation stands in the context. */
static void test_bundle(void)
{
    unsigned int order, options;

    for (order = 0; order < 2; order++) {
        for (options = 0; options < 2; options++) {
            struct ipsecnic_sa_ctx *ctx;
            Fixture f = { 0 };

            ctx = add_sa(&f, order ? IPSECNIC_OP_ESP : IPSECNIC_OP_AH, 32, 0,
                         false);
            ctx->num_ops = 2;
            ctx->op[1].operation = order ? IPSECNIC_OP_AH : IPSECNIC_OP_ESP;
            ctx->op[1].replay_window = 32;
            setup_done(&f);
            g_assert_cmpint(receive_bundle(&f, 1, 100, options), ==,
                            REPLAY_VERDICT_ACCEPTED);
            /* the AH is old */
            g_assert_cmpint(receive_bundle(&f, 1, 101, options), ==,
                            REPLAY_VERDICT_REPLAY);
            /* the ESP is old */
            g_assert_cmpint(receive_bundle(&f, 2, 100, options), ==,
                            REPLAY_VERDICT_REPLAY);
            /* 101 was not reached above */
            g_assert_cmpint(receive_bundle(&f, 3, 101, options), ==,
                            REPLAY_VERDICT_ACCEPTED);
        }
    }
}

/* A tunnel portion at 34 and a transport portion at 90 (R8, R26). */
static uint8_t receive_nested(Fixture *f, uint32_t outer, uint32_t inner,
                              uint32_t oob)
{
    struct transport_decision decision;
    struct ipsecnic_packet packet;
    struct ipsecnic_buffer buffer;
    uint8_t frame[120] = { 0 };

    put_be32(frame + 34, 0x111);
    put_be32(frame + 38, outer);
    put_be32(frame + 90, 0x222);
    put_be32(frame + 94, inner);
    make_packet(&packet, &buffer, frame, sizeof(frame));
    packet.info.kind = IPSECNIC_KIND_ESP;
    packet.info.ipsec_offset = 34;
    packet.info.inner_ipsec_offset = 90;
    packet.info.oob = oob;
    packet.info.sa_outer = HANDLE(1);
    packet.info.sa_inner = HANDLE(2);
    transport_receive(&f->transport, &packet, &decision);
    g_assert_cmphex(decision.spi, ==, 0x111);
    return decision.verdict;
}

static void test_nested(void)
{
    const uint32_t both = OOB(0) | IPSECNIC_OOB_NEXT_CRYPTO_DONE;
    Fixture f = { 0 };

    add_sa(&f, IPSECNIC_OP_ESP, 32, 0, false);
    add_sa(&f, IPSECNIC_OP_ESP, 32, 0, false);
    setup_done(&f);
    g_assert_cmpint(receive_nested(&f, 1, 50, both), ==,
                    REPLAY_VERDICT_ACCEPTED);
    g_assert_cmpint(receive_nested(&f, 1, 51, both), ==,
                    REPLAY_VERDICT_REPLAY);
    g_assert_cmpint(receive_nested(&f, 2, 50, both), ==,
                    REPLAY_VERDICT_REPLAY);
    g_assert_cmpint(receive_nested(&f, 3, 51, both), ==,
                    REPLAY_VERDICT_ACCEPTED);
    /* Not checked by the card, so its number says nothing. */
    g_assert_cmpint(receive_nested(&f, 4, 51, OOB(0)), ==,
                    REPLAY_VERDICT_ACCEPTED);
    g_assert_cmpint(receive_nested(&f, 5, 52, OOB(0)), ==,
                    REPLAY_VERDICT_ACCEPTED);
    g_assert_cmpint(receive_nested(&f, 6, 52, both), ==,
                    REPLAY_VERDICT_ACCEPTED);
    /* Tunnel good, transport bad: neither number is used up. */
    g_assert_cmpint(receive_nested(&f, 7, 53, OOB(3) |
                                   IPSECNIC_OOB_NEXT_CRYPTO_DONE), ==,
                    REPLAY_VERDICT_ICV_FAILED);
    g_assert_cmpint(receive_nested(&f, 7, 53, both), ==,
                    REPLAY_VERDICT_ACCEPTED);
}

int main(int argc, char **argv)
{
    int status;

    memory = g_ptr_array_new_with_free_func(g_free);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/transport/rfc4303-3.4.3/window-by-hand",
                    test_window_by_hand);
    g_test_add_func("/transport/rfc4303-3.4.3/first-number-is-1",
                    test_window_no_zero);
    g_test_add_func("/transport/rfc4303-3.4.3/window-0-checks-nothing",
                    test_window_none);
    g_test_add_func("/transport/rfc4303-3.4.3/window-like-model",
                    test_window_model);
    g_test_add_func("/transport/rfc4303-A2.2/esn-high-half",
                    test_esn_high_half);
    g_test_add_func("/transport/R20/verdict-by-status", test_verdicts);
    g_test_add_func("/transport/R11/not-processed", test_not_processed);
    g_test_add_func("/transport/R9-R10-R12/broken-words", test_broken_words);
    g_test_add_func("/transport/handles/unknown-or-stale",
                    test_unknown_handle);
    g_test_add_func("/transport/handles/refused-sa", test_refused_sa);
    g_test_add_func("/transport/headers/truncated", test_truncated);
    g_test_add_func("/transport/headers/bundle", test_bundle);
    g_test_add_func("/transport/R26/nested", test_nested);
    status = g_test_run();
    g_ptr_array_free(memory, TRUE);
    return status;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of transport.c, on the host: sequence numbers, decisions, and
 * giving SAs back
 *
 * Expected values come from the RFCs, from the receive contract, and from a
 * model that keeps every number that was accepted; platform and driver are
 * replaced by what stands here.
 */

#include <string.h>
#include <glib.h>

#include "probe.h"
#include "transport.h"

#define HANDLE(index)   (0x00700000u | (index))

/* ------------------------------------------------------------------------
 * The platform
 */

static GPtrArray *memory;
/* The console. */
static GString *printed;

void *allocate(size_t size, size_t align)
{
    void *p = g_malloc0(size + align);

    g_ptr_array_add(memory, p);
    return (void *)(((uintptr_t)p + align - 1) & ~(uintptr_t)(align - 1));
}

void print(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    g_string_append_vprintf(printed, fmt, ap);
    va_end(ap);
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
 * The driver and its card: commands are kept until a test answers them
 */

typedef struct Command {
    uint16_t opcode;
    uint32_t handle;
    struct ipsecnic_sa_info *info;
    void *cookie;
} Command;

static struct {
    struct ipsecnic nic;
    /* Posted and not answered, the oldest first. */
    GQueue commands;
    /* How many there may be. */
    unsigned int room;
    uint64_t arrivals;
} card;

static bool post(struct ipsecnic *nic, uint16_t opcode, uint32_t handle,
                 struct ipsecnic_sa_info *info, void *cookie)
{
    Command *command;

    g_assert_true(nic == &card.nic);
    g_assert_nonnull(cookie);
    if (card.commands.length == card.room) {
        return false;
    }
    command = g_new(Command, 1);
    *command = (Command) { opcode, handle, info, cookie };
    g_queue_push_tail(&card.commands, command);
    return true;
}

bool ipsecnic_query_sa(struct ipsecnic *nic, uint32_t handle,
                       struct ipsecnic_sa_info *info, void *cookie)
{
    return post(nic, IPSECNIC_CMD_QUERY_SA, handle, info, cookie);
}

bool ipsecnic_delete_sa(struct ipsecnic *nic, uint32_t handle, void *cookie)
{
    return post(nic, IPSECNIC_CMD_DELETE_SA, handle, NULL, cookie);
}

uint64_t ipsecnic_counter(const struct ipsecnic *nic, unsigned int number)
{
    g_assert_true(nic == &card.nic);
    g_assert_cmpuint(number, ==, IPSECNIC_STAT_RX_ARRIVALS);
    return card.arrivals;
}

const char *ipsecnic_status_text(uint32_t status)
{
    (void)status;
    return "status";
}

/* ------------------------------------------------------------------------
 * SAs and packets
 */

typedef struct Fixture {
    struct transport transport;
    struct ipsecnic_sa_ctx ctx[16];
    struct ipsecnic_result result[16];
    unsigned int count;
} Fixture;

/* Announce an SA; its handle is HANDLE of its position + 1. */
static struct ipsecnic_sa_ctx *add_sa(Fixture *f, uint8_t operation,
                                      uint32_t window, uint64_t sequence,
                                      bool esn)
{
    struct ipsecnic_sa_ctx *ctx = &f->ctx[f->count];

    g_assert_cmpuint(f->count, <, G_N_ELEMENTS(f->ctx));
    memset(ctx, 0, sizeof(*ctx));
    ctx->length = sizeof(*ctx);
    ctx->flags = IPSECNIC_SA_FLAG_INBOUND;
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

static void assert_verdict(Fixture *f, uint32_t sequence,
                           enum transport_verdict verdict)
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
    assert_verdict(&f, 10, TRANSPORT_REPLAY);      /* the top: seen */
    assert_verdict(&f, 6, TRANSPORT_REPLAY);       /* left of 7..10 */
    assert_verdict(&f, 7, TRANSPORT_ACCEPTED);
    assert_verdict(&f, 7, TRANSPORT_REPLAY);
    assert_verdict(&f, 12, TRANSPORT_ACCEPTED);    /* now 9..12 */
    assert_verdict(&f, 8, TRANSPORT_REPLAY);
    assert_verdict(&f, 9, TRANSPORT_ACCEPTED);
    assert_verdict(&f, 11, TRANSPORT_ACCEPTED);
    assert_verdict(&f, 10, TRANSPORT_REPLAY);      /* still seen */
    assert_verdict(&f, 0xffffffff, TRANSPORT_ACCEPTED);
    assert_verdict(&f, 0xfffffffb, TRANSPORT_REPLAY);
    assert_verdict(&f, 0xfffffffc, TRANSPORT_ACCEPTED);
    /* Without ESN numbers do not start over. */
    assert_verdict(&f, 1, TRANSPORT_REPLAY);
}

/* The first packet has number 1. */
static void test_window_no_zero(void)
{
    Fixture f = { 0 };

    add_sa(&f, IPSECNIC_OP_ESP, 64, 0, false);
    setup_done(&f);
    assert_verdict(&f, 0, TRANSPORT_REPLAY);
    assert_verdict(&f, 1, TRANSPORT_ACCEPTED);
    assert_verdict(&f, 1, TRANSPORT_REPLAY);
}

static void test_window_none(void)
{
    Fixture f = { 0 };

    add_sa(&f, IPSECNIC_OP_ESP, 0, 100, false);
    setup_done(&f);
    assert_verdict(&f, 5, TRANSPORT_ACCEPTED);
    assert_verdict(&f, 5, TRANSPORT_ACCEPTED);
    assert_verdict(&f, 0, TRANSPORT_ACCEPTED);
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
                        fresh ? TRANSPORT_ACCEPTED
                              : TRANSPORT_REPLAY);
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
        TRANSPORT_ACCEPTED, TRANSPORT_INVALID,
        TRANSPORT_ICV_FAILED, TRANSPORT_ICV_FAILED,
        TRANSPORT_ICV_FAILED, TRANSPORT_ICV_FAILED,
        TRANSPORT_INVALID, TRANSPORT_INVALID,
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
                        status == 0 ? TRANSPORT_REPLAY
                                    : TRANSPORT_ACCEPTED);
    }
}

static void test_not_processed(void)
{
    Fixture f = { 0 };

    add_sa(&f, IPSECNIC_OP_ESP, 64, 0, false);
    setup_done(&f);
    g_assert_cmpint(receive_esp(&f, 3, 0).verdict, ==,
                    TRANSPORT_NOT_FOR_US);
    assert_verdict(&f, 3, TRANSPORT_ACCEPTED);
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
                        TRANSPORT_INVALID);
    }
    for (i = 0; i < G_N_ELEMENTS(legal); i++) {
        g_assert_null(transport_broken_rule(legal[i]));
    }
    assert_verdict(&f, 1, TRANSPORT_ACCEPTED);
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
        g_assert_cmpint(decision.verdict, ==, TRANSPORT_INVALID);
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
    assert_verdict(&f, 7, TRANSPORT_ACCEPTED);
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
            g_assert_cmpint(decision.verdict, ==, TRANSPORT_NOT_FOR_US);
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
                            TRANSPORT_ACCEPTED);
            /* the AH is old */
            g_assert_cmpint(receive_bundle(&f, 1, 101, options), ==,
                            TRANSPORT_REPLAY);
            /* the ESP is old */
            g_assert_cmpint(receive_bundle(&f, 2, 100, options), ==,
                            TRANSPORT_REPLAY);
            /* 101 was not reached above */
            g_assert_cmpint(receive_bundle(&f, 3, 101, options), ==,
                            TRANSPORT_ACCEPTED);
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
                    TRANSPORT_ACCEPTED);
    g_assert_cmpint(receive_nested(&f, 1, 51, both), ==,
                    TRANSPORT_REPLAY);
    g_assert_cmpint(receive_nested(&f, 2, 50, both), ==,
                    TRANSPORT_REPLAY);
    g_assert_cmpint(receive_nested(&f, 3, 51, both), ==,
                    TRANSPORT_ACCEPTED);
    /* Not checked by the card, so its number says nothing. */
    g_assert_cmpint(receive_nested(&f, 4, 51, OOB(0)), ==,
                    TRANSPORT_ACCEPTED);
    g_assert_cmpint(receive_nested(&f, 5, 52, OOB(0)), ==,
                    TRANSPORT_ACCEPTED);
    g_assert_cmpint(receive_nested(&f, 6, 52, both), ==,
                    TRANSPORT_ACCEPTED);
    /* Tunnel good, transport bad: neither number is used up. */
    g_assert_cmpint(receive_nested(&f, 7, 53, OOB(3) |
                                   IPSECNIC_OOB_NEXT_CRYPTO_DONE), ==,
                    TRANSPORT_ICV_FAILED);
    g_assert_cmpint(receive_nested(&f, 7, 53, both), ==,
                    TRANSPORT_ACCEPTED);
}

/* ------------------------------------------------------------------------
 * R15 to R18: giving SAs back
 */

#define ASKS IPSECNIC_OOB_SA_DELETE_REQ

enum { IN = 1, OUT = 0 };

/* Announce an ESP SA between the hosts @src and @dst of a network. */
static struct ipsecnic_sa_ctx *add_pair_sa(Fixture *f, int direction,
                                           uint8_t src, uint8_t dst)
{
    struct ipsecnic_sa_ctx *ctx = add_sa(f, IPSECNIC_OP_ESP, 64, 0, false);

    ctx->flags = direction == IN ? IPSECNIC_SA_FLAG_INBOUND : 0;
    ctx->mode = IPSECNIC_MODE_TRANSPORT;
    ctx->src[0] = ctx->dst[0] = 10;
    ctx->src[3] = src;
    ctx->dst[3] = dst;
    ctx->op[0].spi = 0x1000 + f->count;
    return ctx;
}

/* Take note of the SAs, and give the transport a card. */
static void setup_card(Fixture *f)
{
    setup_done(f);
    g_queue_clear_full(&card.commands, g_free);
    card.room = 64;
    card.arrivals = 0;
    g_string_truncate(printed, 0);
    f->transport.nic = &card.nic;
}

/* One packet that matched SAs (by their positions from 1; 0: none) comes, is
 * looked at, and the commands that are due go out. */
static uint8_t receive_from(Fixture *f, unsigned int outer, unsigned int inner,
                            uint32_t sequence, uint32_t oob)
{
    struct transport_decision decision;
    struct ipsecnic_packet packet;
    struct ipsecnic_buffer buffer;
    uint8_t frame[120] = { 0 };

    put_be32(frame + 38, sequence);
    put_be32(frame + 94, sequence);
    make_packet(&packet, &buffer, frame, sizeof(frame));
    packet.info.kind = IPSECNIC_KIND_ESP;
    packet.info.ipsec_offset = 34;
    packet.info.inner_ipsec_offset = inner != 0 ? 90 : 0;
    packet.info.oob = oob;
    packet.info.sa_outer = outer != 0 ? HANDLE(outer) : 0;
    packet.info.sa_inner = inner != 0 ? HANDLE(inner) : 0;
    packet.info.arrival = (uint32_t)card.arrivals++;
    transport_receive(&f->transport, &packet, &decision);
    transport_work(&f->transport);
    return decision.verdict;
}

/* The oldest command must be this one; the card answers it, and what that
 * leads to goes out.  Returns the SA whose deletion it was. */
static const struct transport_sa *answer(Fixture *f, uint16_t opcode,
                                         unsigned int position,
                                         uint32_t status, uint32_t state)
{
    g_autofree Command *command = g_queue_pop_head(&card.commands);
    const struct transport_sa *sa;

    g_assert_nonnull(command);
    g_assert_cmpuint(command->opcode, ==, opcode);
    g_assert_cmphex(command->handle, ==, HANDLE(position));
    if (command->info != NULL && status == IPSECNIC_ST_OK) {
        memset(command->info, 0, sizeof(*command->info));
        command->info->handle = command->handle;
        command->info->state = state;
    }
    sa = transport_command_done(&f->transport, command->cookie, status);
    g_assert_true((sa != NULL) == (opcode == IPSECNIC_CMD_DELETE_SA));
    transport_work(&f->transport);
    return sa;
}

static void assert_deletes(Fixture *f, unsigned int position)
{
    const struct transport_sa *sa;

    sa = answer(f, IPSECNIC_CMD_DELETE_SA, position, IPSECNIC_ST_OK, 0);
    g_assert_cmphex(sa->handle, ==, HANDLE(position));
}

static void assert_queried(Fixture *f, unsigned int position, uint32_t state)
{
    answer(f, IPSECNIC_CMD_QUERY_SA, position, IPSECNIC_ST_OK, state);
}

static void assert_idle(Fixture *f)
{
    g_assert_cmpuint(card.commands.length, ==, 0);
    g_assert_true(transport_idle(&f->transport));
}

/* The inbound SA that the packet used, then the outbound one. */
static void test_delete_order(void)
{
    Fixture f = { 0 };

    add_pair_sa(&f, OUT, 1, 2);
    add_pair_sa(&f, IN, 2, 1);
    setup_card(&f);
    g_assert_cmpint(receive_from(&f, 2, 0, 1, OOB(0)), ==,
                    TRANSPORT_ACCEPTED);
    assert_idle(&f);
    g_assert_cmpint(receive_from(&f, 2, 0, 2, OOB(0) | ASKS), ==,
                    TRANSPORT_ACCEPTED);
    /* Both are given to the card at once; it keeps their order. */
    g_assert_cmpuint(card.commands.length, ==, 2);
    g_assert_false(transport_idle(&f.transport));
    assert_deletes(&f, 2);
    g_assert_false(transport_idle(&f.transport));
    assert_deletes(&f, 1);
    assert_idle(&f);
    /* Which packet it was is known of both. */
    g_assert_cmpuint(f.transport.sas[0].asked_by, ==, 1);
    g_assert_cmpuint(f.transport.sas[1].asked_by, ==, 1);
}

/* Each of these differs from the partner in one thing. */
static void test_pairing_rule(void)
{
    enum {
        SAME, INBOUND, ADDRESSES_NOT_EXCHANGED, OTHER_SRC, OTHER_DST, FAMILY,
        MODE, ENCAP, REQID, OPERATION, BUNDLE, OTHER_SPI, CASES
    };
    unsigned int i;

    for (i = 0; i < CASES; i++) {
        bool fits = i == SAME || i == OTHER_SPI;
        struct ipsecnic_sa_ctx *ctx;
        Fixture f = { 0 };

        ctx = add_pair_sa(&f, IN, 2, 1);
        ctx->reqid = 7;
        ctx->op[0].spi = 0x1234;
        ctx = add_pair_sa(&f, i == INBOUND ? IN : OUT,
                          i == ADDRESSES_NOT_EXCHANGED ? 2 :
                          i == OTHER_SRC ? 3 : 1,
                          i == ADDRESSES_NOT_EXCHANGED ? 1 :
                          i == OTHER_DST ? 3 : 2);
        ctx->reqid = i == REQID ? 8 : 7;
        ctx->op[0].spi = i == OTHER_SPI ? 0x4321 : 0x1234;
        ctx->flags |= i == FAMILY ? IPSECNIC_SA_FLAG_IPV6 : 0;
        ctx->mode = i == MODE ? IPSECNIC_MODE_TUNNEL : ctx->mode;
        ctx->encap = i == ENCAP ? IPSECNIC_UDP_ESP_TRANSPORT : 0;
        ctx->op[0].operation = i == OPERATION ? IPSECNIC_OP_AH
                                              : IPSECNIC_OP_ESP;
        if (i == BUNDLE) {
            ctx->num_ops = 2;
            ctx->op[1].operation = IPSECNIC_OP_AH;
        }
        setup_card(&f);
        receive_from(&f, 1, 0, 1, OOB(0) | ASKS);
        g_assert_cmpuint(card.commands.length, ==, fits ? 2 : 1);
        assert_deletes(&f, 1);
        if (fits) {
            assert_deletes(&f, 2);
        }
        assert_idle(&f);
    }
}

/* The operations of a bundle are a set, in any order. */
static void test_pairing_bundle(void)
{
    struct ipsecnic_sa_ctx *ctx;
    Fixture f = { 0 };
    unsigned int i;

    for (i = 0; i < 2; i++) {
        ctx = add_pair_sa(&f, i == 0 ? OUT : IN, 1 + i, 2 - i);
        ctx->num_ops = 2;
        ctx->op[i].operation = IPSECNIC_OP_AH;
        ctx->op[1 - i].operation = IPSECNIC_OP_ESP;
    }
    setup_card(&f);
    receive_from(&f, 2, 0, 1, OOB(2) | ASKS);
    assert_deletes(&f, 2);
    assert_deletes(&f, 1);
    assert_idle(&f);
}

/* Of several that fit, the first one that is nobody's partner yet. */
static void test_pairing_first(void)
{
    Fixture f = { 0 };

    add_pair_sa(&f, OUT, 1, 3);     /* 1 */
    add_pair_sa(&f, OUT, 1, 2);     /* 2 */
    add_pair_sa(&f, IN, 2, 1);      /* 3: takes 2 */
    add_pair_sa(&f, IN, 2, 1);      /* 4: takes 6, as 5 was refused */
    add_pair_sa(&f, OUT, 1, 2);     /* 5 */
    f.result[4].status = IPSECNIC_ST_DUPLICATE;
    f.result[4].handle = 0;
    add_pair_sa(&f, OUT, 1, 2);     /* 6 */
    add_pair_sa(&f, IN, 2, 1);      /* 7: nothing is left */
    setup_card(&f);
    receive_from(&f, 7, 0, 1, OOB(0) | ASKS);
    assert_deletes(&f, 7);
    assert_idle(&f);
    receive_from(&f, 4, 0, 1, OOB(0) | ASKS);
    assert_deletes(&f, 4);
    assert_deletes(&f, 6);
    assert_idle(&f);
    receive_from(&f, 3, 0, 1, OOB(0) | ASKS);
    assert_deletes(&f, 3);
    assert_deletes(&f, 2);
    assert_idle(&f);
}

/* Many SAs of one connection pair up in their order. */
static void test_pairing_many(void)
{
    enum { PAIRS = 50000 };
    g_autofree struct ipsecnic_sa_ctx *ctx =
        g_new0(struct ipsecnic_sa_ctx, 2 * PAIRS);
    g_autofree struct ipsecnic_result *result =
        g_new0(struct ipsecnic_result, 2 * PAIRS);
    struct transport transport = { 0 };
    unsigned int i;

    for (i = 0; i < 2 * PAIRS; i++) {
        bool inbound = i >= PAIRS;

        ctx[i].length = sizeof(ctx[i]);
        ctx[i].flags = inbound ? IPSECNIC_SA_FLAG_INBOUND : 0;
        ctx[i].num_ops = 1;
        ctx[i].op[0].operation = IPSECNIC_OP_ESP;
        ctx[i].src[0] = inbound ? 2 : 1;
        ctx[i].dst[0] = inbound ? 1 : 2;
        result[i].handle = HANDLE(i + 1);
    }
    g_assert_true(transport_init(&transport, ctx, 2 * PAIRS, result));
    for (i = 0; i < PAIRS; i++) {
        g_assert_true(transport.sas[PAIRS + i].partner == &transport.sas[i]);
    }
}

/* Whatever became of the packet otherwise. */
static void test_asked_on_any_packet(void)
{
    static const uint32_t words[] = {
        OOB(0), OOB(1), OOB(3), OOB(6), OOB(7), 0,
    };
    unsigned int i;

    for (i = 0; i < G_N_ELEMENTS(words); i++) {
        Fixture f = { 0 };

        add_pair_sa(&f, IN, 2, 1);
        setup_card(&f);
        receive_from(&f, 1, 0, 1, words[i] | ASKS);
        assert_deletes(&f, 1);
        assert_idle(&f);
    }
}

/* Without a card to talk to, nothing happens, and nothing is lost. */
static void test_left_unanswered(void)
{
    Fixture f = { 0 };

    add_pair_sa(&f, IN, 2, 1);
    setup_card(&f);
    f.transport.nic = NULL;
    g_assert_cmpint(receive_from(&f, 1, 0, 1, OOB(0) | ASKS), ==,
                    TRANSPORT_ACCEPTED);
    g_assert_cmpint(receive_from(&f, 1, 0, 2, OOB(0) | ASKS), ==,
                    TRANSPORT_ACCEPTED);
    assert_idle(&f);
    g_assert_cmpstr(printed->str, ==, "");
}

/* Until it is deleted packets are as good as before, and it is deleted once,
 * however many ask. */
static void test_in_force_until_deleted(void)
{
    Fixture f = { 0 };
    uint32_t n;

    add_pair_sa(&f, IN, 2, 1);
    add_pair_sa(&f, OUT, 1, 2);
    setup_card(&f);
    for (n = 1; n <= 100; n++) {
        g_assert_cmpint(receive_from(&f, 1, 0, n, OOB(0) | ASKS), ==,
                        TRANSPORT_ACCEPTED);
    }
    g_assert_cmpint(receive_from(&f, 1, 0, 100, OOB(0) | ASKS), ==,
                    TRANSPORT_REPLAY);
    g_assert_cmpuint(card.commands.length, ==, 2);
    assert_deletes(&f, 1);
    g_assert_cmpuint(card.commands.length, ==, 1);
    assert_deletes(&f, 2);
    assert_idle(&f);
    g_assert_cmpstr(printed->str, ==, "");
}

/* Packets that had arrived before the deletion are good when they are looked
 * at after it; what arrives later cannot match. */
static void test_barrier(void)
{
    static const uint64_t starts[] = { 0, 0xfffffffd };
    unsigned int i;

    for (i = 0; i < G_N_ELEMENTS(starts); i++) {
        Fixture f = { 0 };

        add_pair_sa(&f, IN, 2, 1);
        setup_card(&f);
        card.arrivals = starts[i];
        receive_from(&f, 1, 0, 1, OOB(0) | ASKS);
        /* Five frames are in the rings when the card has deleted it. */
        card.arrivals += 5;
        assert_deletes(&f, 1);
        card.arrivals -= 5;
        g_assert_cmpint(receive_from(&f, 1, 0, 2, OOB(0) | ASKS), ==,
                        TRANSPORT_ACCEPTED);
        card.arrivals += 3;
        g_assert_cmpint(receive_from(&f, 1, 0, 6, OOB(0)), ==,
                        TRANSPORT_ACCEPTED);
        g_assert_cmpstr(printed->str, ==, "");
        g_assert_cmpint(receive_from(&f, 1, 0, 7, OOB(0)), ==,
                        TRANSPORT_INVALID);
        g_assert_nonnull(strstr(printed->str, "broke the contract"));
        g_assert_nonnull(strstr(printed->str, "DELETE_SA is a barrier"));
        /* Inside of another one it is no better. */
        g_string_truncate(printed, 0);
        g_assert_cmpint(receive_from(&f, 9, 1, 8, OOB(0)), ==,
                        TRANSPORT_INVALID);
        g_assert_nonnull(strstr(printed->str, "DELETE_SA is a barrier"));
        /* Nor does it ask again. */
        receive_from(&f, 1, 0, 9, OOB(0) | ASKS);
        assert_idle(&f);
    }
}

/* An SA that the card does not delete stays, and is left alone. */
static void test_refused(void)
{
    const struct transport_sa *sa;
    Fixture f = { 0 };

    add_pair_sa(&f, IN, 2, 1);
    add_pair_sa(&f, OUT, 1, 2);
    setup_card(&f);
    receive_from(&f, 1, 0, 1, OOB(0) | ASKS);
    sa = answer(&f, IPSECNIC_CMD_DELETE_SA, 1, IPSECNIC_ST_UNKNOWN_SA, 0);
    g_assert_cmphex(sa->handle, ==, HANDLE(1));
    assert_deletes(&f, 2);
    g_assert_cmpint(receive_from(&f, 1, 0, 2, OOB(0) | ASKS), ==,
                    TRANSPORT_ACCEPTED);
    assert_idle(&f);
    g_assert_cmpstr(printed->str, ==, "");
}

/* Of two SAs the card has to say which one it means. */
static void test_nested_which(void)
{
    static const uint32_t states[] = {
        IPSECNIC_SA_STATE_SOFT_LIMIT, IPSECNIC_SA_STATE_HARD_LIMIT,
        IPSECNIC_SA_STATE_DELETE_REQ,
    };
    const uint32_t both = OOB(0) | IPSECNIC_OOB_NEXT_CRYPTO_DONE;
    unsigned int i, which;

    for (i = 0; i < 4 * G_N_ELEMENTS(states); i++) {
        uint32_t state = states[i / 4];
        Fixture f = { 0 };

        which = i % 4;      /* bit 0: the outer one, bit 1: the inner one */
        add_pair_sa(&f, IN, 2, 1);
        add_pair_sa(&f, IN, 4, 3);
        add_pair_sa(&f, OUT, 1, 2);
        add_pair_sa(&f, OUT, 3, 4);
        setup_card(&f);
        g_assert_cmpint(receive_from(&f, 1, 2, 1, both | ASKS), ==,
                        TRANSPORT_ACCEPTED);
        g_assert_cmpint(receive_from(&f, 1, 2, 2, both | ASKS), ==,
                        TRANSPORT_ACCEPTED);
        /* One at a time: both would write to the same place. */
        g_assert_cmpuint(card.commands.length, ==, 1);
        assert_queried(&f, 1, which & 1 ? state : 0);
        assert_queried(&f, 2, which & 2 ? state : 0);
        if (which & 1) {
            assert_deletes(&f, 1);
            assert_deletes(&f, 3);
        }
        if (which & 2) {
            assert_deletes(&f, 2);
            assert_deletes(&f, 4);
        }
        assert_idle(&f);
        g_assert_cmpstr(printed->str, ==, "");
    }
}

/* The one that was not meant may be later, and is asked about again. */
static void test_nested_later(void)
{
    const uint32_t both = OOB(0) | IPSECNIC_OOB_NEXT_CRYPTO_DONE;
    Fixture f = { 0 };

    add_pair_sa(&f, IN, 2, 1);
    add_pair_sa(&f, IN, 4, 3);
    setup_card(&f);
    receive_from(&f, 1, 2, 1, both | ASKS);
    assert_queried(&f, 1, 0);
    assert_queried(&f, 2, IPSECNIC_SA_STATE_SOFT_LIMIT);
    /* The deletion of the inner one is under way. */
    receive_from(&f, 1, 2, 2, both | ASKS);
    assert_deletes(&f, 2);
    assert_queried(&f, 1, IPSECNIC_SA_STATE_DELETE_REQ);
    assert_deletes(&f, 1);
    assert_idle(&f);
    g_assert_cmpuint(f.transport.sas[0].asked_by, ==, 1);
    g_assert_cmpuint(f.transport.sas[1].asked_by, ==, 0);
}

/* A packet of one SA alone leaves no doubt, even if the query came too early
 * to know. */
static void test_nested_and_alone(void)
{
    const uint32_t both = OOB(0) | IPSECNIC_OOB_NEXT_CRYPTO_DONE;
    Fixture f = { 0 };

    add_pair_sa(&f, IN, 2, 1);
    add_pair_sa(&f, IN, 4, 3);
    setup_card(&f);
    receive_from(&f, 1, 2, 1, both | ASKS);
    receive_from(&f, 1, 0, 2, OOB(0) | ASKS);
    assert_queried(&f, 1, 0);
    assert_queried(&f, 2, IPSECNIC_SA_STATE_SOFT_LIMIT);
    assert_deletes(&f, 1);
    assert_deletes(&f, 2);
    assert_idle(&f);
}

/* A query that fails deletes nothing. */
static void test_nested_query_refused(void)
{
    Fixture f = { 0 };

    add_pair_sa(&f, IN, 2, 1);
    add_pair_sa(&f, IN, 4, 3);
    setup_card(&f);
    receive_from(&f, 1, 2, 1, OOB(0) | ASKS);
    answer(&f, IPSECNIC_CMD_QUERY_SA, 1, IPSECNIC_ST_UNKNOWN_SA, 0);
    g_assert_nonnull(strstr(printed->str, "QUERY_SA refused"));
    assert_queried(&f, 2, 0);
    assert_idle(&f);
}

/* The order is kept however little room the card has. */
static void test_little_room(void)
{
    unsigned int room, i;

    for (room = 1; room <= 3; room++) {
        Fixture f = { 0 };

        for (i = 0; i < 4; i++) {
            add_pair_sa(&f, IN, 10 + i, 1);
            add_pair_sa(&f, OUT, 1, 10 + i);
        }
        setup_card(&f);
        for (i = 0; i < 4; i++) {
            /* At first there is none at all. */
            card.room = i == 0 ? 0 : room;
            receive_from(&f, 1 + 2 * i, 0, 1, OOB(0) | ASKS);
            g_assert_cmpuint(card.commands.length, ==, card.room);
            g_assert_false(transport_idle(&f.transport));
        }
        for (i = 0; i < 8; i++) {
            g_assert_false(transport_idle(&f.transport));
            assert_deletes(&f, 1 + i);
        }
        assert_idle(&f);
    }
}

/* SaDeleteReq is of an SA, and received packets match inbound ones. */
static void test_broken_handles(void)
{
    Fixture f = { 0 };

    add_pair_sa(&f, IN, 2, 1);
    add_pair_sa(&f, OUT, 1, 2);
    setup_card(&f);
    g_assert_cmpint(receive_from(&f, 0, 0, 1, ASKS), ==,
                    TRANSPORT_INVALID);
    g_assert_nonnull(strstr(printed->str, "R15: "));
    g_string_truncate(printed, 0);
    g_assert_cmpint(receive_from(&f, 2, 0, 1, OOB(0)), ==,
                    TRANSPORT_INVALID);
    g_assert_nonnull(strstr(printed->str, "R3: "));
    receive_from(&f, 2, 0, 2, OOB(0) | ASKS);
    assert_idle(&f);
}

/* ------------------------------------------------------------------------
 * Packet mode: P4, P6, P9
 */

/* A packet of the first SA, of which the card says so much. */
static struct transport_decision receive_packet(Fixture *f, uint32_t sequence,
                                                uint32_t oob, uint8_t reason,
                                                uint32_t flags,
                                                uint32_t arrival)
{
    struct transport_decision decision;
    struct ipsecnic_packet packet;
    struct ipsecnic_buffer buffer;
    uint8_t frame[64] = { 0 };

    put_be32(frame + 34, 0x12345678);
    put_be32(frame + 38, sequence);
    make_packet(&packet, &buffer, frame, sizeof(frame));
    packet.info.kind = IPSECNIC_KIND_ESP;
    packet.info.ipsec_offset =
        flags & IPSECNIC_COMP_DECAPSULATED ? 0 : 34;
    packet.info.oob = oob;
    packet.info.reason = reason;
    packet.info.flags = flags;
    packet.info.arrival = arrival;
    packet.info.sa_outer = HANDLE(1);
    transport_receive(&f->transport, &packet, &decision);
    return decision;
}

/* A packet that is decapsulated: the original, then what was in it. */
static struct transport_decision decapsulate(Fixture *f, uint32_t sequence)
{
    static uint32_t arrival;
    struct transport_decision decision;

    decision = receive_packet(f, sequence, 0, 0, IPSECNIC_COMP_ORIGINAL,
                              ++arrival);
    g_assert_cmpint(decision.verdict, ==, TRANSPORT_ORIGINAL);
    return receive_packet(f, 0, OOB(0), 0, IPSECNIC_COMP_DECAPSULATED,
                          arrival);
}

static struct transport_decision refused(Fixture *f, uint32_t sequence,
                                         uint8_t reason)
{
    return receive_packet(f, sequence, OOB(0), reason, 0, 0);
}

static void add_packet_sa(Fixture *f, uint32_t window, uint64_t sequence,
                          bool esn)
{
    add_sa(f, IPSECNIC_OP_ESP, window, sequence, esn)->flags |=
        IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    setup_done(f);
}

/* The card decides, and is compared with the transport's own window. */
static void test_packet_compared(void)
{
    struct transport_decision decision;
    Fixture f = { 0 };

    add_packet_sa(&f, 4, 10, false);
    decision = decapsulate(&f, 12);
    g_assert_cmpint(decision.verdict, ==, TRANSPORT_ACCEPTED);
    g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_AGREED);
    g_assert_cmphex(decision.spi, ==, 0x12345678);
    g_assert_cmpuint(decision.sequence, ==, 12);
    /* Of a top that is given all numbers up to it were received. */
    decision = refused(&f, 9, IPSECNIC_REASON_REPLAY);
    g_assert_cmpint(decision.verdict, ==, TRANSPORT_REPLAY);
    g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_AGREED);
    decision = decapsulate(&f, 9);
    g_assert_cmpint(decision.verdict, ==, TRANSPORT_ACCEPTED);
    g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_CARD_ACCEPTED);
    decision = refused(&f, 11, IPSECNIC_REASON_REPLAY);
    g_assert_cmpint(decision.verdict, ==, TRANSPORT_REPLAY);
    g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_CARD_REFUSED);
    g_assert_cmpint(decapsulate(&f, 11).replay, ==, TRANSPORT_REPLAY_AGREED);
    g_assert_cmpint(decapsulate(&f, 8).replay, ==,
                    TRANSPORT_REPLAY_CARD_ACCEPTED);
}

/* What the card says of its window, @n words of bits behind it. */
static struct transport_comparison compare(const Fixture *f, uint64_t top,
                                           uint32_t size, const uint64_t *bits)
{
    const struct ipsecnic_window its = { .top = top, .size = size };
    const struct transport_window *own = transport_window(&f->transport.sas[0]);
    struct transport_comparison comparison;

    g_assert_nonnull(own);
    transport_compare_window(own, &its, bits, &comparison);
    return comparison;
}

/* The two windows in the end: each bit counts, and the top does. */
static void test_packet_windows(void)
{
    /* 1, 2 and 5 of a window of 70 */
    uint64_t bits[2] = { 1 << 0 | 1 << 3 | 1 << 4, 0 };
    struct transport_comparison c;
    Fixture f = { 0 }, g = { 0 }, h = { 0 };
    unsigned int i;

    add_packet_sa(&f, 70, 0, false);
    decapsulate(&f, 1);
    decapsulate(&f, 2);
    decapsulate(&f, 5);
    c = compare(&f, 5, 70, bits);
    g_assert_cmpuint(c.differences, ==, 0);
    g_assert_cmpuint(c.own_received, ==, 3);
    g_assert_cmpuint(c.card_received, ==, 3);
    g_assert_cmpuint(c.own_top, ==, 5);
    for (i = 1; i <= 5; i++) {
        bits[0] ^= 1 << (5 - i);
        c = compare(&f, 5, 70, bits);
        g_assert_cmpuint(c.differences, ==, 1);
        g_assert_cmpuint(c.first, ==, i);
        bits[0] ^= 1 << (5 - i);
    }
    /* a bit for no number, and one behind the window */
    bits[0] |= 1 << 5;
    g_assert_cmpuint(compare(&f, 5, 70, bits).differences, ==, 0);
    bits[1] = 1 << 6;
    g_assert_cmpuint(compare(&f, 5, 70, bits).differences, ==, 1);
    bits[1] = 0;
    /* another top: the same numbers, and yet */
    bits[0] = 1 << 1 | 1 << 4 | 1 << 5;
    c = compare(&f, 6, 70, bits);
    g_assert_cmpuint(c.differences, ==, 1);
    g_assert_cmpuint(c.first, ==, 5);
    g_assert_cmpuint(compare(&f, 5, 64, bits).differences, ==, 1);

    /* of a top that is given all were received; over 2^32 */
    add_packet_sa(&g, 64, 0xfffffff0, true);
    decapsulate(&g, 2);
    bits[0] = UINT64_MAX << 18 | 1;
    c = compare(&g, UINT64_C(0x100000002), 64, bits);
    g_assert_cmpuint(c.differences, ==, 0);
    g_assert_cmpuint(c.own_received, ==, 64 - 17);
    bits[0] ^= UINT64_C(1) << 63;
    c = compare(&g, UINT64_C(0x100000002), 64, bits);
    g_assert_cmpuint(c.differences, ==, 1);
    g_assert_cmpuint(c.first, ==, UINT64_C(0x100000002) - 63);

    /* the last numbers that there are */
    add_packet_sa(&h, 64, UINT64_MAX, true);
    bits[0] = UINT64_MAX;
    c = compare(&h, UINT64_MAX, 64, bits);
    g_assert_cmpuint(c.differences, ==, 0);
    g_assert_cmpuint(c.own_received, ==, 64);
}

/* No window is compared of an SA without one, of crypto mode, or outbound. */
static void test_packet_no_window(void)
{
    Fixture f = { 0 }, g = { 0 }, h = { 0 };

    add_packet_sa(&f, 0, 0, false);
    g_assert_null(transport_window(&f.transport.sas[0]));
    add_sa(&g, IPSECNIC_OP_ESP, 64, 0, false);
    setup_done(&g);
    g_assert_null(transport_window(&g.transport.sas[0]));
    add_sa(&h, IPSECNIC_OP_ESP, 64, 0, false)->flags =
        IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    setup_done(&h);
    g_assert_null(transport_window(&h.transport.sas[0]));
}

/* Extended numbers come from the originals, too. */
static void test_packet_extended(void)
{
    struct transport_decision decision;
    Fixture f = { 0 };

    add_packet_sa(&f, 64, 0xfffffff0, true);
    decision = decapsulate(&f, 2);
    g_assert_cmphex(decision.sequence, ==, UINT64_C(0x100000002));
    g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_AGREED);
    decision = refused(&f, 0xfffffff0, IPSECNIC_REASON_REPLAY);
    g_assert_cmphex(decision.sequence, ==, UINT64_C(0xfffffff0));
    g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_AGREED);
    g_assert_cmpint(decapsulate(&f, 0xfffffff1).replay, ==,
                    TRANSPORT_REPLAY_AGREED);
}

/* A number that was found authentic counts, whatever becomes of the packet;
 * one that was not does not. */
static void test_packet_reasons(void)
{
    static const uint8_t reasons[] = {
        IPSECNIC_REASON_POLICY, IPSECNIC_REASON_ECN, IPSECNIC_REASON_MALFORMED,
    };
    struct transport_decision decision;
    Fixture f = { 0 };
    unsigned int i;

    add_packet_sa(&f, 64, 0, false);
    for (i = 0; i < G_N_ELEMENTS(reasons); i++) {
        decision = refused(&f, i + 1, reasons[i]);
        g_assert_cmpint(decision.verdict, ==, TRANSPORT_DROPPED);
        g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_AGREED);
        g_assert_cmpint(decapsulate(&f, i + 1).replay, ==,
                        TRANSPORT_REPLAY_CARD_ACCEPTED);
    }
    decision = receive_packet(&f, 50, 0, IPSECNIC_REASON_EXPIRED, 0, 0);
    g_assert_cmpint(decision.verdict, ==, TRANSPORT_DROPPED);
    g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_NOT_COMPARED);
    decision = receive_packet(&f, 50,
                              OOB(IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED),
                              0, 0, 0);
    g_assert_cmpint(decision.verdict, ==, TRANSPORT_ICV_FAILED);
    g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_NOT_COMPARED);
    g_assert_cmpint(decapsulate(&f, 50).replay, ==, TRANSPORT_REPLAY_AGREED);
}

/* Without a window, or without the original, there is nothing to compare. */
static void test_packet_not_compared(void)
{
    struct transport_decision decision;
    Fixture f = { 0 }, g = { 0 };

    add_packet_sa(&f, 0, 0, false);
    g_assert_cmpint(decapsulate(&f, 5).replay, ==,
                    TRANSPORT_REPLAY_NOT_COMPARED);
    add_packet_sa(&g, 64, 0, false);
    decision = receive_packet(&g, 5, OOB(0), 0, IPSECNIC_COMP_DECAPSULATED, 0);
    g_assert_cmpint(decision.verdict, ==, TRANSPORT_ACCEPTED);
    g_assert_cmpint(decision.replay, ==, TRANSPORT_REPLAY_NOT_COMPARED);
    g_assert_cmphex(decision.spi, ==, 0);
}

/* What a descriptor cannot say is told, and the packet not used. */
static void test_packet_broken_rules(void)
{
    Fixture f = { 0 }, g = { 0 };

    add_packet_sa(&f, 64, 0, false);
    g_assert_cmpint(refused(&f, 1, IPSECNIC_REASON_PROCESSED).verdict, ==,
                    TRANSPORT_INVALID);
    g_assert_cmpint(receive_packet(&f, 1, 0, IPSECNIC_REASON_REPLAY, 0,
                                   0).verdict, ==, TRANSPORT_INVALID);
    g_assert_cmpint(receive_packet(&f, 1, 0, 0, IPSECNIC_COMP_DECAPSULATED,
                                   0).verdict, ==, TRANSPORT_INVALID);
    g_assert_cmpint(receive_packet(&f, 1, OOB(0), IPSECNIC_REASON_ECN,
                                   IPSECNIC_COMP_DECAPSULATED, 0).verdict, ==,
                    TRANSPORT_INVALID);
    /* what was in an original does not follow */
    receive_packet(&f, 1, 0, 0, IPSECNIC_COMP_ORIGINAL, 7);
    g_assert_cmpint(receive_packet(&f, 0, OOB(0), 0,
                                   IPSECNIC_COMP_DECAPSULATED, 8).verdict, ==,
                    TRANSPORT_INVALID);
    add_sa(&g, IPSECNIC_OP_ESP, 64, 0, false);
    setup_done(&g);
    g_assert_cmpint(receive_packet(&g, 1, OOB(0), 0,
                                   IPSECNIC_COMP_DECAPSULATED, 0).verdict, ==,
                    TRANSPORT_INVALID);
}

int main(int argc, char **argv)
{
    int status;

    memory = g_ptr_array_new_with_free_func(g_free);
    printed = g_string_new(NULL);
    g_queue_init(&card.commands);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/transport/packet/compared", test_packet_compared);
    g_test_add_func("/transport/packet/windows", test_packet_windows);
    g_test_add_func("/transport/packet/no-window", test_packet_no_window);
    g_test_add_func("/transport/packet/extended", test_packet_extended);
    g_test_add_func("/transport/packet/reasons", test_packet_reasons);
    g_test_add_func("/transport/packet/not-compared",
                    test_packet_not_compared);
    g_test_add_func("/transport/packet/broken-rules",
                    test_packet_broken_rules);
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
    g_test_add_func("/transport/R15/left-unanswered", test_left_unanswered);
    g_test_add_func("/transport/R15/nested-which", test_nested_which);
    g_test_add_func("/transport/R15/nested-later", test_nested_later);
    g_test_add_func("/transport/R15/nested-and-alone", test_nested_and_alone);
    g_test_add_func("/transport/R15/nested-query-refused",
                    test_nested_query_refused);
    g_test_add_func("/transport/R15-R3/broken-handles", test_broken_handles);
    g_test_add_func("/transport/R16/asked-on-any-packet",
                    test_asked_on_any_packet);
    g_test_add_func("/transport/R17/inbound-then-outbound",
                    test_delete_order);
    g_test_add_func("/transport/R17/pairing-rule", test_pairing_rule);
    g_test_add_func("/transport/R17/pairing-bundle", test_pairing_bundle);
    g_test_add_func("/transport/R17/pairing-first", test_pairing_first);
    g_test_add_func("/transport/R17/pairing-many", test_pairing_many);
    g_test_add_func("/transport/R17/little-room", test_little_room);
    g_test_add_func("/transport/R18/in-force-until-deleted",
                    test_in_force_until_deleted);
    g_test_add_func("/transport/R18/barrier", test_barrier);
    g_test_add_func("/transport/R18/refused", test_refused);
    status = g_test_run();
    g_queue_clear_full(&card.commands, g_free);
    g_string_free(printed, TRUE);
    g_ptr_array_free(memory, TRUE);
    return status;
}

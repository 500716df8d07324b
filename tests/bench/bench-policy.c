/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What policies and packet mode cost on the way out
 *
 * A lookup among few and many policies, for one flow and for many of them;
 * what it costs to add and delete them; and a frame in packet mode next to the
 * same in crypto mode, by the same engine in the same run.  Medians of
 * batches, which take turns.
 */

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bytes.h"
#include "encapsulate.h"
#include "engine.h"
#include "policy.h"
#include "sa_codec.h"
#include "segment.h"
#include "transmit.h"

#define BATCH       64
#define HEADERS     (14 + 20)
#define ESP_HEADER  16u         /* with the IV of GCM */
#define REQID       7
#define MANY        10000

static const unsigned counts[] = { 1, 100, MANY };
static const unsigned sizes[] = { 64, 576, 1420, 8900 };

static double seconds = 0.4;
static uint64_t random_state = UINT64_C(0x9e3779b97f4a7c15);

static G_NORETURN void die(const char *what)
{
    fprintf(stderr, "bench-policy: %s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

/* xorshift64*: the same in every run */
static uint32_t next_random(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * UINT64_C(0x2545f4914f6cdd1d)) >> 32);
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double median(GArray *samples)
{
    g_array_sort(samples, compare);
    return g_array_index(samples, double, samples->len / 2);
}

static IpsecEngine *engine_new(void)
{
    IpsecEngine *engine;
    IpsecCaps caps;

    ipsec_caps_available(&caps);
    caps.sa_capacity = 16;
    caps.policy_capacity = MANY + 1;
    engine = ipsec_engine_new(&caps, NULL);
    if (!engine) {
        die("no engine");
    }
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP);
    ipsec_engine_set_packet(engine, true);
    return engine;
}

static uint32_t add_sa(IpsecEngine *engine, uint32_t spi, uint32_t flags,
                       uint8_t mode)
{
    uint8_t bytes[IPSECNIC_SA_CTX_MAX] = { 0 };
    IpsecSaCtx ctx = {
        .version = IPSECNIC_SA_CTX_VERSION,
        .num_ops = 1,
        .flags = flags,
        .mode = mode,
        .src = { 10, 0, 0, 1 },
        .dst = { 10, 0, 0, 2 },
        .reqid = REQID,
        .soft_packets = IPSECNIC_NO_LIMIT,
        .hard_packets = IPSECNIC_NO_LIMIT,
        .soft_bytes = IPSECNIC_NO_LIMIT,
        .hard_bytes = IPSECNIC_NO_LIMIT,
        .op[0] = {
            .operation = IPSECNIC_OP_ESP,
            .spi = spi,
            .flags = IPSECNIC_OP_FLAG_ESN,
            .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
            .cipher_key_offset = sizeof(struct ipsecnic_sa_ctx),
            .cipher_key_length = 20,
            .cipher_icv_length = 16,
        },
    };
    uint32_t handle;
    size_t used;

    memset(bytes + sizeof(struct ipsecnic_sa_ctx), 0x5a, 20);
    ctx.length = (sizeof(struct ipsecnic_sa_ctx) + 20 + 7) & ~7u;
    ipsec_sa_ctx_encode(bytes, &ctx);
    if (ipsec_engine_add_sa(engine, bytes, ctx.length, &used, &handle)) {
        die("the engine refuses an SA");
    }
    return handle;
}

static uint32_t add_policy(IpsecEngine *engine, const uint8_t raw[128])
{
    uint32_t handle;

    if (ipsec_engine_add_policy(engine, raw, &handle)) {
        die("the engine refuses a policy");
    }
    return handle;
}

/*
 * Policies as a gateway has them: networks of several lengths, hosts, some with
 * protocol and port; their priorities are all over the place.
 */
static void mixed_policy(uint8_t raw[128], unsigned n)
{
    static const uint8_t lengths[][2] = {
        { 0, 24 }, { 0, 32 }, { 16, 16 }, { 16, 24 }, { 24, 24 }, { 24, 32 },
        { 32, 24 }, { 32, 32 }, { 20, 28 }, { 28, 20 },
    };
    unsigned src = lengths[n % G_N_ELEMENTS(lengths)][0];
    unsigned dst = lengths[n % G_N_ELEMENTS(lengths)][1];
    uint32_t address;

    memset(raw, 0, 128);
    ipsec_put_le32(raw + 4, next_random() % 4096);
    raw[8] = IPSECNIC_POLICY_BYPASS;
    raw[16] = (uint8_t)src;
    raw[17] = (uint8_t)dst;
    address = 0x0a000000 | (next_random() & 0xffffff);
    ipsec_put_be32(raw + 32, src ? address & UINT32_MAX << (32 - src) : 0);
    address = 0x0a000000 | (next_random() & 0xffffff);
    ipsec_put_be32(raw + 48, dst ? address & UINT32_MAX << (32 - dst) : 0);
    if (n % 3 == 0) {
        raw[10] = 6;
        ipsec_put_le16(raw + 24, (uint16_t)(next_random() % 1024));
        ipsec_put_le16(raw + 26, 0xffff);
    }
}

/* ------------------------------------------------------------------------
 * Lookups
 */

static void plain_frame(uint8_t *frame, unsigned length)
{
    unsigned ip = HEADERS - 14 + length;

    memset(frame, 0, HEADERS);
    frame[12] = 0x08;
    frame[14] = 0x45;
    ipsec_put_be16(frame + 16, (uint16_t)ip);
    frame[22] = 64;
    frame[23] = 17;
    ipsec_put_be32(frame + 26, 0x0a000001);
    ipsec_put_be32(frame + 30, 0x0a000002);
}

/* ns for each frame; @flows: of so many in turn. */
static double run_lookups(IpsecEngine *engine, uint8_t *frame, unsigned length,
                          const uint32_t *pair, unsigned flows)
{
    IpsecTxRequest request = { 0 };
    double start = now();
    uint32_t failed = 0;
    unsigned i;

    for (i = 0; i < BATCH; i++) {
        IpsecEncapsulated out;

        ipsec_put_be32(frame + 26, pair[2 * (i % flows)]);
        ipsec_put_be32(frame + 30, pair[2 * (i % flows) + 1]);
        failed |= ipsec_encapsulate(engine, frame, length, &request, &out);
    }
    start = now() - start;
    if (failed) {
        die("a lookup failed");
    }
    return start / BATCH;
}

static double lookup_cell(IpsecEngine *engine, unsigned flows)
{
    uint8_t block[IPSEC_ENCAPSULATE_ROOM + HEADERS + 64] = { 0 };
    uint8_t *frame = block + IPSEC_ENCAPSULATE_ROOM;
    g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(double));
    double end = now() + seconds * 1e9;
    uint32_t pair[2 * BATCH];
    unsigned i;

    plain_frame(frame, 64);
    while (samples->len < 16 || now() < end) {
        double t;

        for (i = 0; i < 2 * BATCH; i++) {
            pair[i] = 0x0a000000 | (next_random() & 0xffffff);
        }
        t = run_lookups(engine, frame, HEADERS + 64, pair, flows);
        g_array_append_val(samples, t);
    }
    return median(samples);
}

static void bench_lookups(void)
{
    unsigned n, i;

    printf("%8s %10s %10s %10s %10s\n", "policies", "one flow", "each new",
           "add", "delete");
    for (n = 0; n < G_N_ELEMENTS(counts); n++) {
        IpsecEngine *engine = engine_new();
        g_autofree uint32_t *handle = g_new(uint32_t, counts[n]);
        double added, deleted, burst, each;
        uint8_t raw[128];

        added = now();
        for (i = 0; i < counts[n]; i++) {
            mixed_policy(raw, i);
            handle[i] = add_policy(engine, raw);
        }
        added = (now() - added) / counts[n];
        burst = lookup_cell(engine, 1);
        each = lookup_cell(engine, BATCH);
        deleted = now();
        for (i = 0; i < counts[n]; i++) {
            ipsec_engine_delete_policy(engine, handle[i]);
        }
        deleted = (now() - deleted) / counts[n];
        printf("%8u %10.0f %10.0f %10.0f %10.0f\n", counts[n], burst, each,
               added, deleted);
        ipsec_engine_free(engine);
    }
}

/* As many kinds of policies as there may be, none of which agrees. */
static void bench_worst(void)
{
    IpsecEngine *engine = engine_new();
    uint8_t raw[128];
    unsigned i;

    for (i = 0; i < IPSEC_SPD_TUPLES; i++) {
        memset(raw, 0, sizeof(raw));
        raw[8] = IPSECNIC_POLICY_BYPASS;
        raw[16] = (uint8_t)(1 + i % 32);
        raw[17] = (uint8_t)(1 + i / 32);
        raw[32] = 0x80;
        raw[48] = 0x80;
        add_policy(engine, raw);
    }
    printf("%8s %10.0f %10.0f   of %u kinds\n", "worst",
           lookup_cell(engine, 1), lookup_cell(engine, BATCH),
           IPSEC_SPD_TUPLES);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Packet mode
 */

typedef struct Sender {
    IpsecEngine *engine;
    uint32_t crypto;
    unsigned payload;
    uint8_t *block;
    uint8_t *frame;
    uint8_t headers[HEADERS];
    uint32_t number;
} Sender;

/* The driver built it, and the card makes IV, trailer and ICV. */
static double run_crypto(Sender *s)
{
    unsigned text = HEADERS + ESP_HEADER;
    unsigned pad = -(s->payload + 2) & 3;
    IpsecTxRequest request = {
        .sa_handle = s->crypto, .l3_offset = 14, .esp_offset = HEADERS,
        .next_header = 17,
    };
    double start = now();
    uint32_t failed = 0, length;
    const uint8_t *data;
    unsigned i;
    IpsecTx tx;

    for (i = 0; i < BATCH; i++) {
        memcpy(s->frame, s->headers, HEADERS);
        s->frame[23] = 50;
        ipsec_put_be16(s->frame + 16, (uint16_t)(text - 14 + s->payload + pad +
                                                 2 + 16));
        ipsec_put_be32(s->frame + HEADERS, 0x1000);
        ipsec_put_be32(s->frame + HEADERS + 4, ++s->number);
        failed |= ipsec_tx_start(s->engine, &tx, s->frame, text + s->payload,
                                 &request);
        failed |= ipsec_tx_build(s->engine, &tx, 0, &data, &length);
        ipsec_tx_sent(s->engine, &tx, 0);
    }
    start = now() - start;
    if (failed) {
        die("crypto mode failed");
    }
    return start / BATCH;
}

static double run_packet(Sender *s)
{
    IpsecTxRequest request = { 0 };
    double start = now();
    uint32_t failed = 0, length;
    const uint8_t *data;
    unsigned i;
    IpsecTx tx;

    for (i = 0; i < BATCH; i++) {
        IpsecEncapsulated out;

        memcpy(s->frame, s->headers, HEADERS);
        failed |= ipsec_encapsulate(s->engine, s->frame, HEADERS + s->payload,
                                    &request, &out);
        failed |= ipsec_tx_start(s->engine, &tx, out.frame, out.length,
                                 &out.request);
        failed |= ipsec_tx_build(s->engine, &tx, 0, &data, &length);
        ipsec_tx_sent(s->engine, &tx, 0);
        ipsec_encapsulated_sent(s->engine, out.policy, 1,
                                HEADERS - 14 + s->payload);
    }
    start = now() - start;
    if (failed) {
        die("packet mode failed");
    }
    return start / BATCH;
}

static void bench_packets(uint8_t mode, unsigned policies)
{
    bool tunnel = mode == IPSECNIC_MODE_TUNNEL;
    Sender s = { .engine = engine_new() };
    uint8_t raw[128] = { 0 };
    unsigned i;

    s.crypto = add_sa(s.engine, 0x1000, 0, IPSECNIC_MODE_TRANSPORT);
    add_sa(s.engine, 0x2000, IPSECNIC_SA_FLAG_PACKET_OFFLOAD, mode);
    raw[8] = IPSECNIC_POLICY_PROTECT;
    raw[9] = mode;
    ipsec_put_le32(raw + 12, REQID);
    if (tunnel) {
        memcpy(raw + 64, "\x0a\0\0\x01", 4);
        memcpy(raw + 80, "\x0a\0\0\x02", 4);
    }
    add_policy(s.engine, raw);
    for (i = 1; i < policies; i++) {
        mixed_policy(raw, i);
        ipsec_put_le32(raw + 4, 5000);
        add_policy(s.engine, raw);
    }
    s.block = g_malloc0(IPSEC_ENCAPSULATE_ROOM + HEADERS + 16384);
    s.frame = s.block + IPSEC_ENCAPSULATE_ROOM;
    for (i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(GArray) crypto = g_array_new(FALSE, FALSE, sizeof(double));
        g_autoptr(GArray) packet = g_array_new(FALSE, FALSE, sizeof(double));
        double end = now() + seconds * 1e9;

        s.payload = sizes[i];
        plain_frame(s.headers, s.payload);
        while (crypto->len < 16 || now() < end) {
            double t[2];

            if (crypto->len % 2) {
                t[0] = run_crypto(&s);
                t[1] = run_packet(&s);
            } else {
                t[1] = run_packet(&s);
                t[0] = run_crypto(&s);
            }
            g_array_append_val(crypto, t[0]);
            g_array_append_val(packet, t[1]);
        }
        printf("%-9s %8u %6u %8.0f %8.0f %6.2f\n",
               tunnel ? "tunnel" : "transport", policies, sizes[i],
               median(crypto), median(packet),
               median(packet) / median(crypto));
    }
    g_free(s.block);
    ipsec_engine_free(s.engine);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--quick") == 0) {
        seconds = 0.01;
    } else if (argc != 1) {
        fprintf(stderr, "usage: bench-policy [--quick]\n");
        return 2;
    }
    printf("ns for each frame without IPsec, and each command\n");
    bench_lookups();
    bench_worst();
    printf("\nAES-128-GCM, ns for each frame\n%-9s %8s %6s %8s %8s %6s\n",
           "", "policies", "bytes", "crypto", "packet", "ratio");
    bench_packets(IPSECNIC_MODE_TRANSPORT, 1);
    bench_packets(IPSECNIC_MODE_TRANSPORT, MANY);
    bench_packets(IPSECNIC_MODE_TUNNEL, 1);
    return 0;
}

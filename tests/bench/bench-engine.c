/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much the engine costs on top of the cryptography
 *
 * Inbound ESP through the whole engine (parse, look up, check, decrypt) next
 * to the bare libgcrypt calls that it cannot do without, on the same bytes in
 * the same run; outbound ESP the same way (check, copy, number, make an IV and
 * a trailer, encrypt, sign); and a large send, segment by segment.  The bare
 * side is the best use of the library: one set of handles for each SA, keys set
 * once, no copies, no parsing, no lookup.
 *
 * Both sides take turns on batches of frames that were made in between, for
 * SAs in random order; what is reported is the median of each side, which a
 * busy machine disturbs least.  All SAs have the same key, so that one handle
 * seals for all, but each has handles of its own: the memory that they touch
 * is what it would be.
 */

#include <gcrypt.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"
#include "sa_codec.h"

#define BATCH           64
#define HEADERS         (14 + 20)   /* Ethernet, IPv4 */
#define TCP_HEADER      20
#define ESP_HEADER      8
#define SPI_BASE        0x10000u
#define ICV_MAX         32
#define WINDOW          128         /* of SAs in packet mode */

/* One kind of SA. */
typedef struct Algorithm {
    const char *name;
    uint64_t cipher_bit;
    uint64_t auth_bit;
    int cipher;                 /* of libgcrypt */
    int mode;
    int hash;                   /* 0: the cipher authenticates */
    unsigned key;               /* bytes, without salt */
    unsigned auth_key;
    unsigned iv;
    unsigned block;
    unsigned icv;
} Algorithm;

static const Algorithm algorithms[] = {
    { "AES-128-GCM", IPSECNIC_CIPHER_AES_GCM_128, 0, GCRY_CIPHER_AES128,
      GCRY_CIPHER_MODE_GCM, 0, 16, 0, 8, 4, 16 },
    { "AES-256-GCM", IPSECNIC_CIPHER_AES_GCM_256, 0, GCRY_CIPHER_AES256,
      GCRY_CIPHER_MODE_GCM, 0, 32, 0, 8, 4, 16 },
    { "AES-128-CBC+HMAC-SHA1", IPSECNIC_CIPHER_AES_CBC_128,
      IPSECNIC_AUTH_SHA1, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC,
      GCRY_MD_SHA1, 16, 20, 16, 16, 12 },
    { "AES-128-CBC+HMAC-SHA2-256", IPSECNIC_CIPHER_AES_CBC_128,
      IPSECNIC_AUTH_SHA256, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC,
      GCRY_MD_SHA256, 16, 32, 16, 16, 16 },
    { "AES-256-CBC+HMAC-SHA2-512", IPSECNIC_CIPHER_AES_CBC_256,
      IPSECNIC_AUTH_SHA512, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_CBC,
      GCRY_MD_SHA512, 32, 64, 16, 16, 32 },
    { "ChaCha20-Poly1305", IPSECNIC_CIPHER_CHACHA20_POLY1305, 0,
      GCRY_CIPHER_CHACHA20, GCRY_CIPHER_MODE_POLY1305, 0, 32, 0, 8, 4, 16 },
};

static const unsigned sizes[] = { 64, 256, 576, 1420, 8900 };
static const unsigned sa_counts[] = { 1, 1000, 100000 };

/* A large send: 64 KiB with all headers, in segments of 1420 bytes of TCP. */
#define LARGE_SEGMENT   1400
#define LARGE_SEGMENTS  46

/* What goes through the engine: received in crypto mode, and in packet mode, with
 * a replay window; sent as the driver framed it; sent,
 * with a trailer that the card makes; a large send. */
typedef enum Kind {
    KIND_IN, KIND_PACKET, KIND_OUT, KIND_CARD, KIND_LARGE, KINDS
} Kind;

static const char *const kind_names[KINDS] = {
    "in", "packet", "out", "card", "large"
};

/* What the project aims at, for AES-128-GCM and one SA. */
static const struct {
    Kind kind;
    unsigned size;
    double ratio;
} aims[] = {
    { KIND_IN, 64, 1.7 }, { KIND_IN, 1420, 1.15 },
    { KIND_OUT, 64, 1.7 }, { KIND_OUT, 1420, 1.15 },
    { KIND_LARGE, TCP_HEADER + LARGE_SEGMENT, 1.2 },
};

/* The bare side of one SA. */
typedef struct Bare {
    gcry_cipher_hd_t cipher;
    gcry_md_hd_t hmac;
} Bare;

/* All that one algorithm and number of SAs needs. */
typedef struct Bench {
    const Algorithm *alg;
    Kind kind;
    unsigned num_sas;
    uint8_t key[36];            /* with salt */
    uint8_t auth_key[64];
    IpsecEngine *engine;
    uint32_t *handles;
    Bare *bare;
    Bare seal;
    /* Frames of the current size. */
    unsigned text;              /* bytes that are encrypted */
    unsigned frame_length;
    uint8_t *pool;
    uint8_t *frames[BATCH];     /* within it, one behind the other */
    unsigned sa_of[BATCH];
    uint8_t *plain;             /* to compare with */
    uint8_t *out;
    uint64_t random;
    uint32_t sequence;          /* the last one that was sealed */
    /* Outbound; the handle is that of a frame. */
    IpsecTxRequest request;
    unsigned driver_length;
} Bench;

typedef struct Cell {
    const Algorithm *alg;
    Kind kind;
    unsigned num_sas;
    unsigned size;
    unsigned batches;
    double bare_median;         /* ns a packet */
    double engine_median;
    double bare_min;
    double engine_min;
} Cell;

static G_NORETURN void die(const char *what)
{
    fprintf(stderr, "bench-engine: %s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

/* xorshift64*: the same SAs in every run */
static uint32_t next_random(Bench *b)
{
    b->random ^= b->random >> 12;
    b->random ^= b->random << 25;
    b->random ^= b->random >> 27;
    return (uint32_t)((b->random * UINT64_C(0x2545f4914f6cdd1d)) >> 32);
}

static void put_be32(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 24);
    p[1] = (uint8_t)(v >> 16);
    p[2] = (uint8_t)(v >> 8);
    p[3] = (uint8_t)v;
}

static void bare_open(Bench *b, Bare *bare)
{
    const Algorithm *a = b->alg;

    if (gcry_cipher_open(&bare->cipher, a->cipher, a->mode, 0) ||
        gcry_cipher_setkey(bare->cipher, b->key, a->key)) {
        die("libgcrypt refuses the cipher");
    }
    if (a->hash && (gcry_md_open(&bare->hmac, a->hash, GCRY_MD_FLAG_HMAC) ||
                    gcry_md_setkey(bare->hmac, b->auth_key, a->auth_key))) {
        die("libgcrypt refuses the hash");
    }
}

static void bare_close(Bare *bare)
{
    gcry_cipher_close(bare->cipher);
    if (bare->hmac) {
        gcry_md_close(bare->hmac);
    }
}

static bool is_inbound(Kind kind)
{
    return kind == KIND_IN || kind == KIND_PACKET;
}

static void engine_add(Bench *b, unsigned n)
{
    const Algorithm *a = b->alg;
    uint8_t bytes[IPSECNIC_SA_CTX_MAX] = { 0 };
    unsigned at = sizeof(struct ipsecnic_sa_ctx);
    IpsecSaCtx ctx = {
        .version = IPSECNIC_SA_CTX_VERSION,
        .num_ops = 1,
        .flags = is_inbound(b->kind) ? IPSECNIC_SA_FLAG_INBOUND : 0,
        .mode = IPSECNIC_MODE_TRANSPORT,
        .src = { 10, 0, 0, 1 },
        .dst = { 10, 0, 0, 2 },
        .soft_packets = IPSECNIC_NO_LIMIT,
        .hard_packets = IPSECNIC_NO_LIMIT,
        .soft_bytes = IPSECNIC_NO_LIMIT,
        .hard_bytes = IPSECNIC_NO_LIMIT,
    };
    IpsecSaCtxOp *op = &ctx.op[0];
    size_t used;

    if (b->kind == KIND_PACKET) {
        ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
        op->replay_window = WINDOW;
    }
    op->operation = IPSECNIC_OP_ESP;
    op->spi = SPI_BASE + n;
    op->cipher_alg = a->cipher_bit;
    op->cipher_key_offset = at;
    op->cipher_key_length = a->key + (a->hash ? 0 : 4);
    memcpy(bytes + at, b->key, op->cipher_key_length);
    at += op->cipher_key_length;
    if (a->hash) {
        op->auth_alg = a->auth_bit;
        op->auth_key_offset = at;
        op->auth_key_length = a->auth_key;
        op->auth_icv_length = (uint16_t)a->icv;
        memcpy(bytes + at, b->auth_key, a->auth_key);
        at += a->auth_key;
    } else {
        op->cipher_icv_length = (uint16_t)a->icv;
    }
    ctx.length = (at + 7) & ~7u;
    ipsec_sa_ctx_encode(bytes, &ctx);
    if (ipsec_engine_add_sa(b->engine, bytes, ctx.length, &used,
                            &b->handles[n]) != IPSECNIC_ST_OK) {
        die("the engine refuses an SA");
    }
}

static void bench_open(Bench *b, const Algorithm *alg, Kind kind,
                       unsigned num_sas)
{
    IpsecCaps caps;
    unsigned i;

    memset(b, 0, sizeof(*b));
    b->alg = alg;
    b->kind = kind;
    b->num_sas = num_sas;
    b->random = UINT64_C(0x9e3779b97f4a7c15);
    for (i = 0; i < sizeof(b->key); i++) {
        b->key[i] = (uint8_t)(17 * i + 3);
    }
    for (i = 0; i < sizeof(b->auth_key); i++) {
        b->auth_key[i] = (uint8_t)(29 * i + 5);
    }
    ipsec_caps_available(&caps);
    caps.sa_capacity = num_sas;
    b->engine = ipsec_engine_new(&caps, NULL);
    if (!b->engine) {
        die("no engine");
    }
    ipsec_engine_set_control(b->engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP);
    ipsec_engine_set_packet(b->engine, kind == KIND_PACKET);
    b->bare = g_new0(Bare, num_sas);
    b->handles = g_new0(uint32_t, num_sas);
    /* In turns, so that both lie in memory alike. */
    for (i = 0; i < num_sas; i++) {
        engine_add(b, i);
        bare_open(b, &b->bare[i]);
    }
    bare_open(b, &b->seal);
    b->pool = g_malloc(BATCH * IPSECNIC_MAX_FRAME);
    b->plain = g_malloc(IPSECNIC_MAX_FRAME);
    b->out = g_malloc(IPSECNIC_MAX_FRAME);
}

static void bench_close(Bench *b)
{
    unsigned i;

    for (i = 0; i < b->num_sas; i++) {
        bare_close(&b->bare[i]);
    }
    bare_close(&b->seal);
    g_free(b->bare);
    g_free(b->handles);
    g_free(b->pool);
    g_free(b->plain);
    g_free(b->out);
    ipsec_engine_free(b->engine);
}

/* Frames with @size bytes of payload; the rest follows from the algorithm. */
static void set_size(Bench *b, unsigned size)
{
    const Algorithm *a = b->alg;
    unsigned pad = a->block - 1 - (size + 1) % a->block;
    unsigned i, ip_length;

    b->text = size + pad + 2;
    b->frame_length = HEADERS + ESP_HEADER + a->iv + b->text + a->icv;
    ip_length = b->frame_length - 14;
    for (i = 0; i < size; i++) {
        b->plain[i] = (uint8_t)(i * 7 + size);
    }
    for (i = 0; i < pad; i++) {
        b->plain[size + i] = (uint8_t)(i + 1);
    }
    b->plain[size + pad] = (uint8_t)pad;
    b->plain[size + pad + 1] = 17;
    for (i = 0; i < BATCH; i++) {
        uint8_t *f = b->pool + i * ((b->frame_length + 63) & ~63u);

        b->frames[i] = f;
        memset(f, 0, HEADERS);
        f[12] = 0x08;
        f[14] = 0x45;
        f[16] = (uint8_t)(ip_length >> 8);
        f[17] = (uint8_t)ip_length;
        f[22] = 64;
        f[23] = 50;
        put_be32(f + 26, 0x0a000001);
        put_be32(f + 30, 0x0a000002);
    }
}

static void gcm_nonce(const Bench *b, const uint8_t *iv, uint8_t nonce[12])
{
    memcpy(nonce, b->key + b->alg->key, 4);
    memcpy(nonce + 4, iv, 8);
}

/* Seal one frame for each place of the batch, for SAs in random order. */
static void seal_batch(Bench *b)
{
    const Algorithm *a = b->alg;
    unsigned i;

    for (i = 0; i < BATCH; i++) {
        uint8_t *esp = b->frames[i] + HEADERS;
        uint8_t *iv = esp + ESP_HEADER;
        uint8_t *text = iv + a->iv;
        uint8_t nonce[12];
        bool failed;

        b->sa_of[i] = next_random(b) % b->num_sas;
        put_be32(esp, SPI_BASE + b->sa_of[i]);
        put_be32(esp + 4, ++b->sequence);
        memset(iv, (int)i, a->iv);
        memcpy(text, b->plain, b->text);
        if (a->hash) {
            failed = gcry_cipher_setiv(b->seal.cipher, iv, a->iv) ||
                     gcry_cipher_encrypt(b->seal.cipher, text, b->text, NULL,
                                         0);
            gcry_md_reset(b->seal.hmac);
            gcry_md_write(b->seal.hmac, esp,
                          ESP_HEADER + a->iv + b->text);
            memcpy(text + b->text, gcry_md_read(b->seal.hmac, 0), a->icv);
        } else {
            gcm_nonce(b, iv, nonce);
            failed = gcry_cipher_setiv(b->seal.cipher, nonce, 12) ||
                     gcry_cipher_authenticate(b->seal.cipher, esp, 8) ||
                     gcry_cipher_encrypt(b->seal.cipher, text, b->text, NULL,
                                         0) ||
                     gcry_cipher_gettag(b->seal.cipher, text + b->text,
                                        a->icv);
        }
        if (failed) {
            die("sealing failed");
        }
    }
}

static bool differ(const uint8_t *a, const uint8_t *b, unsigned n)
{
    unsigned i, any = 0;

    for (i = 0; i < n; i++) {
        any |= a[i] ^ b[i];
    }
    return any;
}

static double run_bare(Bench *b)
{
    const Algorithm *a = b->alg;
    double start = now();
    unsigned failed = 0;
    unsigned i;

    for (i = 0; i < BATCH; i++) {
        const Bare *bare = &b->bare[b->sa_of[i]];
        const uint8_t *esp = b->frames[i] + HEADERS;
        const uint8_t *iv = esp + ESP_HEADER;
        const uint8_t *text = iv + a->iv;
        uint8_t nonce[12];

        if (a->hash) {
            gcry_md_reset(bare->hmac);
            gcry_md_write(bare->hmac, esp, ESP_HEADER + a->iv + b->text);
            failed |= differ(gcry_md_read(bare->hmac, 0), text + b->text,
                             a->icv) ||
                      gcry_cipher_setiv(bare->cipher, iv, a->iv) ||
                      gcry_cipher_decrypt(bare->cipher, b->out, b->text, text,
                                          b->text);
        } else {
            gcm_nonce(b, iv, nonce);
            failed |= gcry_cipher_setiv(bare->cipher, nonce, 12) ||
                      gcry_cipher_authenticate(bare->cipher, esp, 8) ||
                      gcry_cipher_decrypt(bare->cipher, b->out, b->text, text,
                                          b->text) ||
                      gcry_cipher_checktag(bare->cipher, text + b->text,
                                           a->icv);
        }
    }
    start = now() - start;
    if (failed || memcmp(b->out, b->plain, b->text) != 0) {
        die("the bare side failed");
    }
    return start / BATCH;
}

static double run_engine(Bench *b)
{
    bool packet = b->kind == KIND_PACKET;
    double start = now();
    IpsecRxResult r = { 0 };
    unsigned failed = 0, payload, length;
    unsigned i;

    for (i = 0; i < BATCH; i++) {
        IpsecFrame f;

        ipsec_frame_parse(&f, b->frames[i], b->frame_length,
                          IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ);
        ipsec_engine_receive(b->engine, &f, 0, &r);
        failed |= r.oob != IPSECNIC_OOB_CRYPTO_DONE;
        failed |= r.decapsulated != packet;
    }
    start = now() - start;
    payload = packet ? HEADERS : r.payload_offset;
    length = packet ? r.length - HEADERS : b->text;
    if (failed || memcmp(r.data + payload, b->plain, length) != 0) {
        die("the engine failed");
    }
    return start / BATCH;
}

/* ------------------------------------------------------------------------
 * Outbound
 */

/* Encrypt and sign @length bytes of text into @out, behind @esp with its IV:
 * what nobody can do without who sends ESP. */
static bool bare_seal(const Bench *b, const Bare *bare, const uint8_t *esp,
                      const uint8_t *text, unsigned length, uint8_t *out)
{
    const Algorithm *a = b->alg;
    const uint8_t *iv = esp + ESP_HEADER;
    uint8_t nonce[12];

    if (!a->hash) {
        gcm_nonce(b, iv, nonce);
        return !gcry_cipher_setiv(bare->cipher, nonce, 12) &&
               !gcry_cipher_authenticate(bare->cipher, esp, 8) &&
               !gcry_cipher_encrypt(bare->cipher, out, length, text, length) &&
               !gcry_cipher_gettag(bare->cipher, out + length, a->icv);
    }
    if (gcry_cipher_setiv(bare->cipher, iv, a->iv) ||
        gcry_cipher_encrypt(bare->cipher, out, length, text, length)) {
        return false;
    }
    gcry_md_reset(bare->hmac);
    gcry_md_write(bare->hmac, esp, ESP_HEADER + a->iv);
    gcry_md_write(bare->hmac, out, length);
    memcpy(out + length, gcry_md_read(bare->hmac, 0), a->icv);
    return true;
}

/* Frames as a driver builds them, for SAs in random order. */
static void make_batch(Bench *b)
{
    const Algorithm *a = b->alg;
    unsigned i;

    for (i = 0; i < BATCH; i++) {
        uint8_t *esp = b->frames[i] + HEADERS;

        b->sa_of[i] = next_random(b) % b->num_sas;
        put_be32(esp, SPI_BASE + b->sa_of[i]);
        put_be32(esp + 4, i + 1);
        memset(esp + ESP_HEADER, (int)i, a->iv);
        memcpy(esp + ESP_HEADER + a->iv, b->plain, b->text);
    }
}

/* The driver's form (T6): padding, trailer and room for the ICV are there; or
 * all of that is left to the card. */
static void set_request(Bench *b)
{
    unsigned trailer = b->plain[b->text - 2] + 2 + b->alg->icv;

    b->request = (IpsecTxRequest) {
        .flags = IPSECNIC_TX_START | IPSECNIC_TX_END,
        .l3_offset = 14,
        .esp_offset = HEADERS,
        .next_header = b->plain[b->text - 1],
    };
    b->driver_length = b->frame_length;
    if (b->kind == KIND_OUT) {
        b->request.flags |= IPSECNIC_TX_ICV_ROOM;
        b->request.trailer_length = (uint16_t)trailer;
    } else {
        b->driver_length -= trailer;
    }
}

static double run_bare_out(Bench *b)
{
    const Algorithm *a = b->alg;
    double start = now();
    unsigned failed = 0;
    unsigned i;

    for (i = 0; i < BATCH; i++) {
        const uint8_t *esp = b->frames[i] + HEADERS;

        failed |= !bare_seal(b, &b->bare[b->sa_of[i]], esp,
                             esp + ESP_HEADER + a->iv, b->text, b->out);
    }
    start = now() - start;
    if (failed) {
        die("the bare side failed");
    }
    return start / BATCH;
}

static double run_engine_out(Bench *b)
{
    double start = now();
    uint32_t failed = 0, out_length = 0;
    const uint8_t *data;
    unsigned i;
    IpsecTx tx;

    for (i = 0; i < BATCH; i++) {
        b->request.sa_handle = b->handles[b->sa_of[i]];
        failed |= ipsec_tx_start(b->engine, &tx, b->frames[i],
                                 b->driver_length, &b->request);
        failed |= ipsec_tx_build(b->engine, &tx, 0, &data, &out_length);
        ipsec_tx_sent(b->engine, &tx, 0);
    }
    start = now() - start;
    if (failed || out_length != b->frame_length) {
        die("the engine failed");
    }
    return start / BATCH;
}

/* With the same IV both sides come to the same. */
static void compare_out(Bench *b)
{
    uint8_t *esp = b->frames[BATCH - 1] + HEADERS;
    unsigned text = HEADERS + ESP_HEADER + b->alg->iv;
    const uint8_t *data;
    uint32_t length;
    IpsecTx tx;

    b->request.sa_handle = b->handles[b->sa_of[BATCH - 1]];
    b->request.flags |= IPSECNIC_TX_IV_PRESENT;
    if (!bare_seal(b, &b->bare[b->sa_of[BATCH - 1]], esp,
                   b->frames[BATCH - 1] + text, b->text, b->out) ||
        ipsec_tx_start(b->engine, &tx, b->frames[BATCH - 1], b->driver_length,
                       &b->request) ||
        ipsec_tx_build(b->engine, &tx, 0, &data, &length) ||
        length != b->frame_length ||
        memcmp(data + text, b->out, b->text + b->alg->icv) != 0) {
        die("both sides differ");
    }
    b->request.flags &= ~(uint32_t)IPSECNIC_TX_IV_PRESENT;
}

/* ------------------------------------------------------------------------
 * A large send
 */

/* One frame with 64 KiB of TCP; set_size() made its headers. */
static void make_large(Bench *b)
{
    unsigned text = HEADERS + ESP_HEADER + b->alg->iv, i;
    uint8_t *tcp = b->frames[0] + text;

    b->sa_of[0] = 0;
    put_be32(b->frames[0] + HEADERS, SPI_BASE);
    put_be32(b->frames[0] + HEADERS + 4, 1);
    memset(tcp, 0, TCP_HEADER);
    put_be32(tcp, 0x9c4001bb);
    tcp[12] = 0x50;
    tcp[13] = 0x18;
    for (i = 0; i < LARGE_SEGMENTS * LARGE_SEGMENT; i++) {
        tcp[TCP_HEADER + i] = (uint8_t)(i * 7);
    }
    b->request.sa_handle = b->handles[0];
    b->request.flags |= IPSECNIC_TX_CSUM | IPSECNIC_TX_SEGMENT;
    b->request.next_header = 6;
    b->request.csum_start = (uint16_t)text;
    b->request.csum_offset = (uint16_t)(text + 16);
    b->request.header_length = (uint16_t)(text + TCP_HEADER);
    b->request.segment_size = LARGE_SEGMENT;
}

static double run_bare_large(Bench *b)
{
    const uint8_t *esp = b->frames[0] + HEADERS;
    const uint8_t *text = esp + ESP_HEADER + b->alg->iv;
    double start = now();
    unsigned failed = 0;
    unsigned i;

    /* The same bytes as if each segment had its header in front already. */
    for (i = 0; i < LARGE_SEGMENTS; i++) {
        failed |= !bare_seal(b, &b->bare[0], esp, text + i * LARGE_SEGMENT,
                             b->text, b->out);
    }
    start = now() - start;
    if (failed) {
        die("the bare side failed");
    }
    return start / LARGE_SEGMENTS;
}

static double run_engine_large(Bench *b)
{
    unsigned length = b->request.header_length +
                      LARGE_SEGMENTS * LARGE_SEGMENT;
    double start = now();
    uint32_t failed, out_length = 0;
    const uint8_t *data;
    unsigned i;
    IpsecTx tx;

    failed = ipsec_tx_start(b->engine, &tx, b->frames[0], length,
                            &b->request);
    for (i = 0; !failed && i < tx.segments; i++) {
        failed |= ipsec_tx_build(b->engine, &tx, i, &data, &out_length);
        ipsec_tx_sent(b->engine, &tx, i);
    }
    start = now() - start;
    if (failed || tx.segments != LARGE_SEGMENTS ||
        out_length != b->frame_length) {
        die("the engine failed");
    }
    return start / LARGE_SEGMENTS;
}

/* ------------------------------------------------------------------------
 * The table
 */

static void make_frames(Bench *b)
{
    switch (b->kind) {
    case KIND_IN:
    case KIND_PACKET:
        seal_batch(b);
        break;
    case KIND_OUT:
    case KIND_CARD:
        make_batch(b);
        break;
    default:
        break;
    }
}

/* What both sides need once for a size. */
static void get_ready(Bench *b)
{
    if (is_inbound(b->kind)) {
        return;
    }
    set_request(b);
    make_batch(b);
    compare_out(b);
    if (b->kind == KIND_LARGE) {
        make_large(b);
    }
}

static double run(Bench *b, bool engine)
{
    switch (b->kind) {
    case KIND_IN:
    case KIND_PACKET:
        return engine ? run_engine(b) : run_bare(b);
    case KIND_OUT:
    case KIND_CARD:
        return engine ? run_engine_out(b) : run_bare_out(b);
    default:
        return engine ? run_engine_large(b) : run_bare_large(b);
    }
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

static Cell run_cell(Bench *b, unsigned size, double seconds)
{
    Cell cell = { b->alg, b->kind, b->num_sas, size, 0, 0, 0, 0, 0 };
    g_autoptr(GArray) bare = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) engine = g_array_new(FALSE, FALSE, sizeof(double));
    double end = now() + seconds * 1e9;

    set_size(b, size);
    get_ready(b);
    while (cell.batches < 16 || now() < end) {
        double t[2];

        make_frames(b);
        /* Whoever comes second finds the frames in the cache. */
        if (cell.batches % 2) {
            t[0] = run(b, false);
            t[1] = run(b, true);
        } else {
            t[1] = run(b, true);
            t[0] = run(b, false);
        }
        g_array_append_val(bare, t[0]);
        g_array_append_val(engine, t[1]);
        cell.batches++;
    }
    cell.bare_median = median(bare);
    cell.engine_median = median(engine);
    cell.bare_min = g_array_index(bare, double, 0);
    cell.engine_min = g_array_index(engine, double, 0);
    return cell;
}

static void print_cell(const Cell *c)
{
    printf("%-6s %-26s %7u %6u %8.0f %8.0f %6.2f %6.2f %8.0f\n",
           kind_names[c->kind], c->alg->name, c->num_sas, c->size,
           c->bare_median, c->engine_median,
           c->engine_median / c->bare_median, c->engine_min / c->bare_min,
           c->size * 8e3 / c->engine_median);
    fflush(stdout);
}

/* Numbers with a point, whatever the locale. */
static void append_number(GString *json, const char *name, double value,
                          const char *behind)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd(text, sizeof(text), "%.4f", value);
    g_string_append_printf(json, "\"%s\": %s%s", name, text, behind);
}

static void append_cell(GString *json, const Cell *c, bool last)
{
    g_string_append_printf(json, "    {\"direction\": \"%s\", "
                           "\"algorithm\": \"%s\", \"sas\": %u, "
                           "\"payload\": %u, \"batches\": %u, ",
                           kind_names[c->kind], c->alg->name, c->num_sas,
                           c->size, c->batches);
    append_number(json, "bare_ns", c->bare_median, ", ");
    append_number(json, "engine_ns", c->engine_median, ", ");
    append_number(json, "ratio", c->engine_median / c->bare_median, ", ");
    append_number(json, "bare_ns_min", c->bare_min, ", ");
    append_number(json, "engine_ns_min", c->engine_min, ", ");
    append_number(json, "ratio_min", c->engine_min / c->bare_min, "}");
    g_string_append(json, last ? "\n" : ",\n");
}

static bool write_json(const char *path, GArray *cells, GError **error)
{
    g_autoptr(GString) json = g_string_new("{\n");
    unsigned i;

    g_string_append_printf(json, "  \"benchmark\": \"engine\",\n"
                           "  \"libgcrypt\": \"%s\",\n"
                           "  \"batch\": %d,\n"
                           "  \"results\": [\n",
                           gcry_check_version(NULL), BATCH);
    for (i = 0; i < cells->len; i++) {
        append_cell(json, &g_array_index(cells, Cell, i),
                    i + 1 == cells->len);
    }
    g_string_append(json, "  ]\n}\n");
    return g_file_set_contents(path, json->str, (gssize)json->len, error);
}

/* All numbers of SAs and all sizes; of a large send there is one. */
static void run_algorithm(const Algorithm *alg, Kind kind, int only_sas,
                          int only_bytes, double seconds, GArray *cells)
{
    unsigned counts = kind == KIND_LARGE ? 1 : G_N_ELEMENTS(sa_counts);
    unsigned num_sizes = kind == KIND_LARGE ? 1 : G_N_ELEMENTS(sizes);
    unsigned n, s;

    for (n = 0; n < counts; n++) {
        Bench b;

        if (only_sas && (unsigned)only_sas != sa_counts[n]) {
            continue;
        }
        bench_open(&b, alg, kind, sa_counts[n]);
        for (s = 0; s < num_sizes; s++) {
            unsigned size = kind == KIND_LARGE ? TCP_HEADER + LARGE_SEGMENT :
                                                 sizes[s];
            Cell cell;

            if (only_bytes && (unsigned)only_bytes != size) {
                continue;
            }
            cell = run_cell(&b, size, seconds);
            print_cell(&cell);
            g_array_append_val(cells, cell);
        }
        bench_close(&b);
    }
}

static void print_aims(GArray *cells)
{
    unsigned i, k;

    for (i = 0; i < G_N_ELEMENTS(aims); i++) {
        for (k = 0; k < cells->len; k++) {
            const Cell *c = &g_array_index(cells, Cell, k);
            double ratio = c->engine_median / c->bare_median;

            if (c->alg == &algorithms[0] && c->num_sas == 1 &&
                c->kind == aims[i].kind && c->size == aims[i].size) {
                printf("aim: %s, %s, 1 SA, %u bytes: at most %.2f, is %.2f: "
                       "%s\n", kind_names[c->kind], c->alg->name, c->size,
                       aims[i].ratio, ratio,
                       ratio <= aims[i].ratio ? "met" : "missed");
            }
        }
    }
}

int main(int argc, char **argv)
{
    g_autofree char *json_path = NULL;
    g_autofree char *only = NULL;
    g_autofree char *only_kind = NULL;
    int only_sas = 0, only_bytes = 0;
    gboolean quick = FALSE;
    double seconds = 0.4;
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_FILENAME, &json_path,
          "Write the results to FILE as well", "FILE" },
        { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds,
          "Time for each line of the table (0.4)", "N" },
        { "algorithm", 0, 0, G_OPTION_ARG_STRING, &only,
          "Only this algorithm, by the name in the table", "NAME" },
        { "direction", 0, 0, G_OPTION_ARG_STRING, &only_kind,
          "Only this line of the table: in, packet, out, card, or large", "WHAT" },
        { "sas", 0, 0, G_OPTION_ARG_INT, &only_sas,
          "Only this number of SAs (1, 1000, 100000)", "N" },
        { "bytes", 0, 0, G_OPTION_ARG_INT, &only_bytes,
          "Only this size (64, 256, 576, 1420, 8900)", "N" },
        { "quick", 0, 0, G_OPTION_ARG_NONE, &quick,
          "One SA and little time, to see that it runs", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL }
    };
    g_autoptr(GOptionContext) options = g_option_context_new(NULL);
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(Cell));
    g_autoptr(GError) error = NULL;
    IpsecCaps caps;
    unsigned kind, a;

    g_option_context_set_summary(options,
        "ESP in both directions: the engine next to bare libgcrypt calls.");
    g_option_context_add_main_entries(options, entries, NULL);
    if (!g_option_context_parse(options, &argc, &argv, &error)) {
        fprintf(stderr, "bench-engine: %s\n", error->message);
        return 2;
    }
    if (argc > 1) {
        fprintf(stderr, "bench-engine: unexpected argument '%s'\n", argv[1]);
        return 2;
    }
    if (quick) {
        seconds = 0.02;
        only_sas = only_sas ? only_sas : 1;
    }

    ipsec_caps_available(&caps);
    printf("libgcrypt %s; medians of batches of %d frames; ns a packet\n",
           gcry_check_version(NULL), BATCH);
    printf("%-6s %-26s %7s %6s %8s %8s %6s %6s %8s\n", "", "algorithm", "SAs",
           "bytes", "bare", "engine", "ratio", "min", "Mbit/s");
    for (kind = 0; kind < KINDS; kind++) {
        if (only_kind && strcmp(only_kind, kind_names[kind]) != 0) {
            continue;
        }
        for (a = 0; a < G_N_ELEMENTS(algorithms); a++) {
            const Algorithm *alg = &algorithms[a];

            if (only && strcmp(only, alg->name) != 0) {
                continue;
            }
            if (!(caps.cipher_algs & alg->cipher_bit) ||
                (caps.auth_algs & alg->auth_bit) != alg->auth_bit) {
                printf("%-6s %-26s not offered by this libgcrypt\n",
                       kind_names[kind], alg->name);
                continue;
            }
            run_algorithm(alg, kind, only_sas, only_bytes, seconds, cells);
        }
    }
    if (cells->len == 0) {
        fprintf(stderr, "bench-engine: nothing fits these options\n");
        return 2;
    }
    print_aims(cells);
    if (json_path && !write_json(json_path, cells, &error)) {
        fprintf(stderr, "bench-engine: %s\n", error->message);
        return 1;
    }
    return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine's unit tests share: SA contexts and packets to feed it
 */

#include <gcrypt.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "compose.h"
#include "harness.h"

GByteArray *test_unhex(const char *hex)
{
    GByteArray *out = g_byte_array_new();
    int high = -1;

    for (; *hex; hex++) {
        int digit = g_ascii_xdigit_value(*hex);

        if (g_ascii_isspace(*hex)) {
            continue;
        }
        g_assert_cmpint(digit, >=, 0);
        if (high < 0) {
            high = digit;
        } else {
            uint8_t byte = (uint8_t)(high << 4 | digit);

            g_byte_array_append(out, &byte, 1);
            high = -1;
        }
    }
    g_assert_cmpint(high, ==, -1);
    return out;
}

/* ------------------------------------------------------------------------
 * SA contexts
 */

void test_sa_op(TestSa *sa, unsigned op, unsigned operation, uint32_t spi,
                uint64_t cipher, uint64_t auth)
{
    const TestAlgorithm *c = test_cipher(cipher);
    const TestAlgorithm *a = test_auth(auth);
    IpsecSaCtxOp *o = &sa->ctx.op[op];
    unsigned i;

    memset(o, 0, sizeof(*o));
    o->operation = (uint8_t)operation;
    o->spi = spi;
    o->cipher_alg = cipher;
    o->auth_alg = auth;
    o->cipher_key_length = c ? c->key + c->salt : 0;
    o->auth_key_length = a ? a->key + a->salt : 0;
    o->auth_icv_length = a ? (uint16_t)a->icv : 0;
    o->cipher_icv_length = c && test_is_aead(c) ? 16 : 0;
    for (i = 0; i < sizeof(sa->keys[0][0]); i++) {
        sa->keys[op][0][i] = (uint8_t)(0x40 + 7 * i + op);
        sa->keys[op][1][i] = (uint8_t)(0x13 + 11 * i + op);
    }
    if (op + 1u > sa->ctx.num_ops) {
        sa->ctx.num_ops = (uint16_t)(op + 1);
    }
}

void test_sa_init(TestSa *sa, uint64_t cipher, uint64_t auth)
{
    static const uint8_t src[] = { 10, 1, 0, 1 }, dst[] = { 10, 1, 0, 2 };

    memset(sa, 0, sizeof(*sa));
    sa->ctx.version = IPSECNIC_SA_CTX_VERSION;
    sa->ctx.flags = IPSECNIC_SA_FLAG_INBOUND;
    sa->ctx.mode = IPSECNIC_MODE_TRANSPORT;
    sa->ctx.soft_packets = IPSECNIC_NO_LIMIT;
    sa->ctx.hard_packets = IPSECNIC_NO_LIMIT;
    sa->ctx.soft_bytes = IPSECNIC_NO_LIMIT;
    sa->ctx.hard_bytes = IPSECNIC_NO_LIMIT;
    memcpy(sa->ctx.src, src, sizeof(src));
    memcpy(sa->ctx.dst, dst, sizeof(dst));
    test_sa_op(sa, 0, IPSECNIC_OP_ESP, TEST_SPI, cipher, auth);
}

static const uint64_t all_ciphers[] = {
    IPSECNIC_CIPHER_NONE, IPSECNIC_CIPHER_DES_CBC, IPSECNIC_CIPHER_3DES_CBC,
    IPSECNIC_CIPHER_AES_CBC_128, IPSECNIC_CIPHER_AES_CBC_192,
    IPSECNIC_CIPHER_AES_CBC_256, IPSECNIC_CIPHER_AES_GCM_128,
    IPSECNIC_CIPHER_AES_GCM_192, IPSECNIC_CIPHER_AES_GCM_256,
    IPSECNIC_CIPHER_CHACHA20_POLY1305, IPSECNIC_CIPHER_AES_CTR_128,
    IPSECNIC_CIPHER_AES_CTR_192, IPSECNIC_CIPHER_AES_CTR_256,
    IPSECNIC_CIPHER_AES_CCM_128, IPSECNIC_CIPHER_AES_CCM_192,
    IPSECNIC_CIPHER_AES_CCM_256, 0,
};

static const uint64_t all_auths[] = {
    IPSECNIC_AUTH_MD5, IPSECNIC_AUTH_SHA1, IPSECNIC_AUTH_SHA256,
    IPSECNIC_AUTH_AES_GMAC_128, IPSECNIC_AUTH_AES_GMAC_192,
    IPSECNIC_AUTH_AES_GMAC_256, IPSECNIC_AUTH_SHA384, IPSECNIC_AUTH_SHA512,
    IPSECNIC_AUTH_AES_XCBC, IPSECNIC_AUTH_AES_CMAC, 0,
};

static bool is_aead(uint64_t cipher)
{
    return cipher && test_is_aead(test_cipher(cipher));
}

static bool is_gmac(uint64_t auth)
{
    return auth && test_auth(auth)->mode;
}

/* Not each of the rest with each: those of IPsecOV2 are; an authenticator beyond
 * it is with a stream, a block and no cipher, a cipher beyond it with each
 * of those and with SHA256. */
static bool is_left_out(uint64_t cipher, uint64_t auth)
{
    return (auth >> 32 && cipher != IPSECNIC_CIPHER_NONE &&
            cipher != IPSECNIC_CIPHER_AES_CBC_128 &&
            cipher != IPSECNIC_CIPHER_AES_CTR_256) ||
           (cipher >> 32 && auth && !(auth >> 32) &&
            auth != IPSECNIC_AUTH_SHA256);
}

void test_for_each_esp(void (*check)(TestSa *sa))
{
    static const uint16_t icv_lengths[] = { 8, 12, 16 };
    unsigned c, a, i;
    TestSa sa;

    for (c = 0; c < G_N_ELEMENTS(all_ciphers); c++) {
        for (a = 0; a < G_N_ELEMENTS(all_auths); a++) {
            if (is_aead(all_ciphers[c]) != (all_auths[a] == 0) ||
                is_gmac(all_auths[a]) != (all_ciphers[c] == 0) ||
                is_left_out(all_ciphers[c], all_auths[a])) {
                continue;
            }
            test_sa_init(&sa, all_ciphers[c], all_auths[a]);
            for (i = 0; i < G_N_ELEMENTS(icv_lengths); i++) {
                if (is_aead(all_ciphers[c]) && all_ciphers[c] !=
                    IPSECNIC_CIPHER_CHACHA20_POLY1305) {
                    sa.ctx.op[0].cipher_icv_length = icv_lengths[i];
                } else if (i > 0) {
                    break;
                }
                check(&sa);
            }
        }
    }
}

TestLengths test_lengths(const IpsecSaCtxOp *op)
{
    const TestAlgorithm *c = test_cipher(op->cipher_alg);
    const TestAlgorithm *a = test_auth(op->auth_alg);

    return (TestLengths) {
        .iv = c ? c->iv : a->iv,
        .icv = op->auth_icv_length + op->cipher_icv_length,
        .block = c ? c->block : 4,
    };
}

const IpsecSaCtxOp *test_find_op(const TestSa *sa, unsigned operation,
                                 unsigned *n)
{
    for (*n = 0; *n < sa->ctx.num_ops; (*n)++) {
        if (sa->ctx.op[*n].operation == operation) {
            return &sa->ctx.op[*n];
        }
    }
    return NULL;
}

void test_sa_outbound(TestSa *sa)
{
    sa->ctx.flags &= ~IPSECNIC_SA_FLAG_INBOUND;
}

void test_sa_ipv6(TestSa *sa)
{
    static const uint8_t prefix[] = { 0x20, 0x01, 0x0d, 0xb8 };

    sa->ctx.flags |= IPSECNIC_SA_FLAG_IPV6;
    memset(sa->ctx.src, 0, 16);
    memset(sa->ctx.dst, 0, 16);
    memcpy(sa->ctx.src, prefix, sizeof(prefix));
    memcpy(sa->ctx.dst, prefix, sizeof(prefix));
    sa->ctx.src[15] = 1;
    sa->ctx.dst[15] = 2;
}

size_t test_sa_encode(const TestSa *sa, uint8_t out[IPSECNIC_SA_CTX_MAX])
{
    IpsecSaCtx ctx = sa->ctx;
    size_t at = sizeof(struct ipsecnic_sa_ctx);
    unsigned op;

    memset(out, 0, IPSECNIC_SA_CTX_MAX);
    for (op = 0; op < 2; op++) {
        IpsecSaCtxOp *o = &ctx.op[op];

        if (o->auth_key_length && !o->auth_key_offset) {
            o->auth_key_offset = (uint32_t)at;
            memcpy(out + at, sa->keys[op][0], MIN(o->auth_key_length, 64));
            at += o->auth_key_length;
        }
        if (o->cipher_key_length && !o->cipher_key_offset) {
            o->cipher_key_offset = (uint32_t)at;
            memcpy(out + at, sa->keys[op][1], MIN(o->cipher_key_length, 64));
            at += o->cipher_key_length;
        }
    }
    at = (at + 7) & ~(size_t)7;
    g_assert_cmpuint(at, <=, IPSECNIC_SA_CTX_MAX);
    if (!ctx.length) {
        ctx.length = (uint32_t)at;
    }
    ipsec_sa_ctx_encode(out, &ctx);
    return at;
}

uint32_t test_sa_add(IpsecEngine *engine, const TestSa *sa, uint32_t *handle)
{
    uint8_t bytes[IPSECNIC_SA_CTX_MAX];
    size_t length = test_sa_encode(sa, bytes);
    size_t used;

    return ipsec_engine_add_sa(engine, bytes, length, &used, handle);
}

uint32_t test_sa_must_add(IpsecEngine *engine, const TestSa *sa)
{
    uint32_t handle;

    g_assert_cmpuint(test_sa_add(engine, sa, &handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(handle, !=, 0);
    return handle;
}

IpsecSaInfo test_sa_query(IpsecEngine *engine, uint32_t handle)
{
    struct ipsecnic_sa_info bytes;
    IpsecSaInfo info;

    g_assert_cmpuint(ipsec_engine_query_sa(engine, handle, &bytes), ==,
                     IPSECNIC_ST_OK);
    ipsec_sa_info_decode(&info, &bytes);
    g_assert_cmpuint(info.handle, ==, handle);
    g_assert_true(info.reserved_zero);
    return info;
}

IpsecCaps test_caps(uint32_t capacity)
{
    IpsecCaps caps;

    ipsec_caps_available(&caps);
    caps.sa_capacity = capacity;
    return caps;
}

IpsecEngine *test_engine(uint32_t capacity)
{
    IpsecCaps caps = test_caps(capacity);
    g_autoptr(GError) error = NULL;
    IpsecEngine *engine = ipsec_engine_new(&caps, &error);

    g_assert_no_error(error);
    g_assert_nonnull(engine);
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP | IPSECNIC_IPSEC_CTRL_AH);
    return engine;
}

/* ------------------------------------------------------------------------
 * Packets
 */

GByteArray *test_payload(unsigned length)
{
    static const uint8_t ports[] = { 0x30, 0x39, 0x00, 0x35 };
    GByteArray *payload = g_byte_array_new();
    unsigned i;

    test_append(payload, ports, sizeof(ports));
    test_append16(payload, length);
    test_append16(payload, 0);
    for (i = 8; i < length; i++) {
        const uint8_t b = (uint8_t)(i * 5 + 1);

        test_append(payload, &b, 1);
    }
    g_byte_array_set_size(payload, length);
    return payload;
}

static gcry_cipher_hd_t open_cipher(const TestAlgorithm *alg,
                                    const uint8_t *key, const uint8_t *iv,
                                    size_t aad, size_t text, unsigned icv)
{
    gcry_cipher_hd_t hd;

    g_assert_cmpint(gcry_cipher_open(&hd, alg->id, alg->mode, 0), ==, 0);
    g_assert_cmpint(gcry_cipher_setkey(hd, key, alg->key), ==, 0);
    test_cipher_start(hd, alg, key, iv, aad, text, icv);
    return hd;
}

/* The ICV over @data, with the high half of an ESN behind it if wanted. */
static void append_mac(GByteArray *out, const TestAlgorithm *alg,
                       const uint8_t *key, const uint8_t *iv,
                       const GByteArray *data)
{
    uint8_t tag[16];
    gcry_cipher_hd_t hd;

    if (alg->mode) {
        hd = open_cipher(alg, key, iv, data->len, 0, 16);
        g_assert_cmpint(gcry_cipher_authenticate(hd, data->data, data->len),
                        ==, 0);
        g_assert_cmpint(gcry_cipher_gettag(hd, tag, 16), ==, 0);
        gcry_cipher_close(hd);
        test_append(out, tag, alg->icv);
    } else {
        test_append_hmac(out, alg, key, data);
    }
}

GByteArray *test_esp(const TestSeal *seal, const GByteArray *payload)
{
    const IpsecSaCtxOp *op = &seal->sa->ctx.op[seal->op];
    const uint8_t *auth_key = seal->sa->keys[seal->op][0];
    const uint8_t *cipher_key = seal->sa->keys[seal->op][1];
    const TestAlgorithm *cipher = test_cipher(op->cipher_alg);
    const TestAlgorithm *auth = test_auth(op->auth_alg);
    bool esn = op->flags & IPSECNIC_OP_FLAG_ESN;
    unsigned block = cipher ? cipher->block : 4;
    unsigned iv_length = cipher ? cipher->iv : auth->iv;
    g_autoptr(GByteArray) text = g_byte_array_new();
    g_autoptr(GByteArray) aad = g_byte_array_new();
    GByteArray *esp = g_byte_array_new();
    uint8_t iv[16], tag[16], b;
    gcry_cipher_hd_t hd;
    unsigned pad, i;

    /* RFC 4303, section 2.4: payload, padding 1, 2, 3, ..., two bytes */
    test_append(text, payload->data, payload->len);
    pad = block - 1 - (payload->len + 1) % block +
          (unsigned)seal->extra_pad * block;
    for (i = 1; i <= pad; i++) {
        b = (uint8_t)i;
        test_append(text, &b, 1);
    }
    b = (uint8_t)(seal->pad_length >= 0 ? (unsigned)seal->pad_length : pad);
    test_append(text, &b, 1);
    test_append(text, &seal->next_header, 1);
    g_assert_cmpuint(text->len % block, ==, 0);

    test_append32(esp, op->spi);
    test_append32(esp, (uint32_t)seal->sequence);
    for (i = 0; i < sizeof(iv); i++) {
        iv[i] = (uint8_t)(0xa0 + i + seal->sequence);
    }
    if (seal->iv) {
        memcpy(iv, seal->iv, iv_length);
    }
    test_append(esp, iv, iv_length);

    if (cipher && test_is_aead(cipher)) {
        test_append32(aad, op->spi);
        if (esn) {
            test_append32(aad, (uint32_t)(seal->sequence >> 32));
        }
        test_append32(aad, (uint32_t)seal->sequence);
        hd = open_cipher(cipher, cipher_key, iv, aad->len, text->len,
                         op->cipher_icv_length);
        g_assert_cmpint(gcry_cipher_authenticate(hd, aad->data, aad->len), ==,
                        0);
        g_assert_cmpint(gcry_cipher_encrypt(hd, text->data, text->len, NULL,
                                            0), ==, 0);
        g_assert_cmpint(gcry_cipher_gettag(hd, tag, op->cipher_icv_length),
                        ==, 0);
        gcry_cipher_close(hd);
        test_append(esp, text->data, text->len);
        test_append(esp, tag, op->cipher_icv_length);
        return esp;
    }
    if (cipher && cipher->mode) {
        hd = open_cipher(cipher, cipher_key, iv, 0, text->len, 0);
        g_assert_cmpint(gcry_cipher_encrypt(hd, text->data, text->len, NULL,
                                            0), ==, 0);
        gcry_cipher_close(hd);
    }
    test_append(esp, text->data, text->len);
    test_append(aad, esp->data, esp->len);
    if (esn && auth->mode) {
        /* RFC 4543, figure 3 */
        g_byte_array_set_size(aad, 4);
        test_append32(aad, (uint32_t)(seal->sequence >> 32));
        test_append(aad, esp->data + 4, esp->len - 4);
    } else if (esn) {
        test_append32(aad, (uint32_t)(seal->sequence >> 32));
    }
    append_mac(esp, auth, auth_key, iv, aad);
    return esp;
}

void test_ah_header(const TestSeal *seal, uint8_t *p, unsigned ah_length)
{
    const IpsecSaCtxOp *op = &seal->sa->ctx.op[seal->op];

    memset(p, 0, ah_length);
    p[0] = seal->next_header;
    p[1] = (uint8_t)(ah_length / 4 - 2);
    p[4] = (uint8_t)(op->spi >> 24);
    p[5] = (uint8_t)(op->spi >> 16);
    p[6] = (uint8_t)(op->spi >> 8);
    p[7] = (uint8_t)op->spi;
    p[8] = (uint8_t)(seal->sequence >> 24);
    p[9] = (uint8_t)(seal->sequence >> 16);
    p[10] = (uint8_t)(seal->sequence >> 8);
    p[11] = (uint8_t)seal->sequence;
}

GByteArray *test_ah(const TestSeal *seal, const GByteArray *packet,
                    const GByteArray *masked, unsigned offset,
                    unsigned ah_length)
{
    const IpsecSaCtxOp *op = &seal->sa->ctx.op[seal->op];
    const TestAlgorithm *auth = test_auth(op->auth_alg);
    g_autoptr(GByteArray) input = g_byte_array_new();
    g_autoptr(GByteArray) icv = g_byte_array_new();
    GByteArray *out = g_byte_array_new();
    g_autofree uint8_t *ah = g_malloc(ah_length);
    uint8_t iv[8];
    unsigned i;

    test_ah_header(seal, ah, ah_length);
    test_append(input, masked->data, offset);
    test_append(input, ah, ah_length);
    test_append(input, masked->data + offset, masked->len - offset);
    if (op->flags & IPSECNIC_OP_FLAG_ESN) {
        test_append32(input, (uint32_t)(seal->sequence >> 32));
    }
    for (i = 0; i < sizeof(iv); i++) {
        iv[i] = (uint8_t)(0xc0 + i + seal->sequence);
    }
    if (seal->iv) {
        memcpy(iv, seal->iv, auth->iv);
    }
    append_mac(icv, auth, seal->sa->keys[seal->op][0], iv, input);
    memcpy(ah + 12, iv, auth->iv);
    memcpy(ah + 12 + auth->iv, icv->data, icv->len);
    test_append(out, packet->data, offset);
    test_append(out, ah, ah_length);
    test_append(out, packet->data + offset, packet->len - offset);
    return out;
}

GByteArray *test_ip(const TestSa *sa, uint8_t protocol, const GByteArray *body)
{
    GByteArray *ip = g_byte_array_new();

    if (sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6) {
        const uint8_t rest[] = { protocol, 64 };

        test_append32(ip, 0x60000000);
        test_append16(ip, body->len);
        test_append(ip, rest, sizeof(rest));
        test_append(ip, sa->ctx.src, 16);
        test_append(ip, sa->ctx.dst, 16);
    } else {
        const uint8_t rest[] = { 64, protocol };

        test_append16(ip, 0x4500);
        test_append16(ip, body->len + 20);
        test_append32(ip, 0x12340000);
        test_append(ip, rest, sizeof(rest));
        test_append16(ip, 0);
        test_append(ip, sa->ctx.src, 4);
        test_append(ip, sa->ctx.dst, 4);
        test_ipv4_checksum(ip->data, 20);
    }
    test_append(ip, body->data, body->len);
    return ip;
}

GByteArray *test_udp(const TestSa *sa, uint16_t sport, uint16_t dport,
                     const GByteArray *body, bool checksum)
{
    unsigned n = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 16 : 4;
    GByteArray *udp = g_byte_array_new();
    g_autoptr(GByteArray) summed = g_byte_array_new();
    uint32_t sum = 0;
    unsigned i;

    test_append16(udp, sport);
    test_append16(udp, dport);
    test_append16(udp, body->len + 8);
    test_append16(udp, 0);
    test_append(udp, body->data, body->len);
    if (!checksum) {
        return udp;
    }
    test_append(summed, sa->ctx.src, n);
    test_append(summed, sa->ctx.dst, n);
    test_append32(summed, udp->len);
    test_append32(summed, 17);
    test_append(summed, udp->data, udp->len);
    if (summed->len % 2) {
        test_append(summed, "", 1);
    }
    for (i = 0; i < summed->len; i += 2) {
        sum += (uint32_t)summed->data[i] << 8 | summed->data[i + 1];
    }
    while (sum >> 16) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum = ~sum & 0xffff;
    sum = sum ? sum : 0xffff;
    udp->data[6] = (uint8_t)(sum >> 8);
    udp->data[7] = (uint8_t)sum;
    return udp;
}

GByteArray *test_ethernet(const GByteArray *ip)
{
    static const uint8_t macs[] = {
        0x52, 0x54, 0x00, 0x12, 0x34, 0x56, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01
    };
    GByteArray *frame = g_byte_array_new();

    test_append(frame, macs, sizeof(macs));
    test_append16(frame, ip->data[0] >> 4 == 6 ? 0x86dd : 0x0800);
    test_append(frame, ip->data, ip->len);
    return frame;
}

GByteArray *test_esp_frame(const TestSeal *seal, const GByteArray *payload)
{
    g_autoptr(GByteArray) esp = test_esp(seal, payload);
    g_autoptr(GByteArray) ip = test_ip(seal->sa, 50, esp);

    return test_ethernet(ip);
}

void test_receive(IpsecEngine *engine, const GByteArray *frame,
                  IpsecRxResult *result)
{
    /* In a block of its own, so that a sanitizer sees every byte too far. */
    g_autofree uint8_t *copy = g_malloc(frame->len ? frame->len : 1);
    IpsecFrame parsed;

    memcpy(copy, frame->data, frame->len);
    ipsec_frame_parse(&parsed, copy, frame->len,
                      IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ);
    ipsec_engine_receive(engine, &parsed, 0, result);
    g_assert_cmpmem(copy, frame->len, frame->data, frame->len);
    if (result->data == copy) {
        result->data = frame->data;
    }
}

void test_assert_untouched(const GByteArray *frame,
                           const IpsecRxResult *result, uint32_t word,
                           uint8_t reason)
{
    g_assert_cmphex(result->oob, ==, word);
    g_assert_cmpuint(result->reason, ==, reason);
    g_assert_cmpmem(result->data, frame->len, frame->data, frame->len);
    g_assert_cmphex(result->header_info, ==, 0);
    g_assert_cmpuint(result->payload_offset, ==, 0);
    g_assert_cmpuint(result->trailer_length, ==, 0);
}

bool test_in_little_memory(void (*part)(void))
{
#ifdef __s390x__
    g_test_skip("the emulator of the processor is limited with the program");
    return false;
#endif
    if (!g_file_test("/proc/self/statm", G_FILE_TEST_EXISTS)) {
        g_test_skip("this system has no /proc/self/statm");
        return false;
    }
    if (g_test_subprocess()) {
        part();
        return false;
    }
    g_test_trap_subprocess(NULL, 60 * G_USEC_PER_SEC, 0);
    g_test_trap_assert_passed();
    return true;
}

void test_memory_limit(size_t more)
{
    struct rlimit limit;
    unsigned long pages;
    FILE *f;

    f = fopen("/proc/self/statm", "r");
    g_assert_nonnull(f);
    g_assert_cmpint(fscanf(f, "%lu", &pages), ==, 1);
    fclose(f);
    g_assert_cmpint(getrlimit(RLIMIT_AS, &limit), ==, 0);
    limit.rlim_cur = pages * 4096 + more;
    g_assert_cmpint(setrlimit(RLIMIT_AS, &limit), ==, 0);
}

void test_memory_unlimit(void)
{
    struct rlimit limit;

    g_assert_cmpint(getrlimit(RLIMIT_AS, &limit), ==, 0);
    limit.rlim_cur = limit.rlim_max;
    g_assert_cmpint(setrlimit(RLIMIT_AS, &limit), ==, 0);
}

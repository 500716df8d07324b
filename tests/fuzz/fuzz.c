/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine's fuzzers share: the SA database and the checks
 */

#include <string.h>

#include "fuzz.h"

uint8_t fuzz_take8(FuzzInput *in)
{
    if (in->left == 0) {
        return 0;
    }
    in->left--;
    return *in->data++;
}

uint16_t fuzz_take16(FuzzInput *in)
{
    uint16_t low = fuzz_take8(in);

    return (uint16_t)(low | fuzz_take8(in) << 8);
}

uint32_t fuzz_take32(FuzzInput *in)
{
    uint32_t low = fuzz_take16(in);

    return low | (uint32_t)fuzz_take16(in) << 16;
}

void fuzz_take(FuzzInput *in, uint8_t *out, size_t n)
{
    size_t have = MIN(n, in->left);

    if (have) {
        memcpy(out, in->data, have);
        in->data += have;
        in->left -= have;
    }
    if (n > have) {
        memset(out + have, 0, n - have);
    }
}

/* ------------------------------------------------------------------------
 * The database
 */

const uint8_t fuzz_src[2][16] = {
    { 10, 1, 0, 1 },
    { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 },
};
const uint8_t fuzz_dst[2][16] = {
    { 10, 1, 0, 2 },
    { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 },
};

#define C(name) IPSECNIC_CIPHER_ ## name
#define A(name) IPSECNIC_AUTH_ ## name

/* Each of these exists for both families and both modes. */
static const struct Kind {
    uint64_t ah;                /* AH authenticator; 0: no AH */
    uint64_t cipher;            /* ESP; both 0: no ESP */
    uint64_t auth;
    unsigned icv;               /* of the cipher, if not 16 */
    bool esn;
    uint32_t window;
    uint16_t port;              /* UDP encapsulation */
} kinds[] = {
    { .cipher = C(AES_GCM_128) },
    { .cipher = C(AES_GCM_192), .icv = 12 },
    { .cipher = C(AES_GCM_256), .icv = 8, .esn = true },
    { .cipher = C(AES_CBC_128), .auth = A(SHA1) },
    { .cipher = C(AES_CBC_192), .auth = A(MD5) },
    { .cipher = C(AES_CBC_256), .auth = A(SHA256), .esn = true, .window = 64 },
    { .cipher = C(3DES_CBC), .auth = A(MD5) },
    { .cipher = C(DES_CBC), .auth = A(SHA1) },
    { .cipher = C(NONE), .auth = A(SHA256) },
    { .auth = A(AES_GMAC_128) },
    { .auth = A(AES_GMAC_256), .esn = true },
    { .ah = A(MD5) },
    { .ah = A(SHA1) },
    { .ah = A(SHA256), .esn = true, .window = 64 },
    { .ah = A(AES_GMAC_128) },
    { .ah = A(AES_GMAC_192), .esn = true },
    { .ah = A(SHA1), .cipher = C(AES_GCM_128) },
    { .ah = A(AES_GMAC_256), .cipher = C(AES_CBC_192), .auth = A(SHA1),
      .esn = true },
    { .cipher = C(AES_GCM_128), .port = 4500 },
    { .cipher = C(AES_CBC_128), .auth = A(SHA256), .port = FUZZ_OTHER_PORT },
    { .cipher = C(CHACHA20_POLY1305), .esn = true },
    { .cipher = C(AES_CTR_192), .auth = A(SHA512) },
    { .cipher = C(AES_CCM_128), .icv = 8, .esn = true },
    { .cipher = C(AES_CCM_256), .port = 4500 },
    { .cipher = C(AES_CBC_128), .auth = A(AES_XCBC), .esn = true },
    { .ah = A(SHA384), .cipher = C(NONE), .auth = A(AES_CMAC) },
};

static void make_sa(TestSa *sa, unsigned n, const struct Kind *kind, bool ipv6,
                    bool tunnel)
{
    unsigned op = 0;

    test_sa_init(sa, C(NONE), A(SHA1));
    sa->ctx.num_ops = 0;
    sa->ctx.flags = IPSECNIC_SA_FLAG_INBOUND |
                    (ipv6 ? IPSECNIC_SA_FLAG_IPV6 : 0);
    sa->ctx.mode = tunnel ? IPSECNIC_MODE_TUNNEL : IPSECNIC_MODE_TRANSPORT;
    memcpy(sa->ctx.src, fuzz_src[ipv6], 16);
    memcpy(sa->ctx.dst, fuzz_dst[ipv6], 16);
    if (n % 3 == 0) {
        memset(sa->ctx.src, 0, 16);
    }
    if (n % 4 == 1) {
        memset(sa->ctx.dst, 0, 16);
    }
    if (n % 5 == 2) {
        sa->ctx.soft_packets = 1;
        sa->ctx.hard_packets = 2;
        sa->ctx.soft_bytes = 60;
        sa->ctx.hard_bytes = 200;
    }
    if (kind->port) {
        sa->ctx.encap = tunnel ? IPSECNIC_UDP_ESP_TUNNEL :
                                 IPSECNIC_UDP_ESP_TRANSPORT;
        sa->ctx.encap_dport = kind->port == IPSECNIC_UDP_ESP_PORT ? 0 :
                              kind->port;
    }
    if (kind->ah) {
        test_sa_op(sa, op++, IPSECNIC_OP_AH, 0x1000 + n, 0, kind->ah);
    }
    if (kind->cipher || kind->auth) {
        test_sa_op(sa, op, IPSECNIC_OP_ESP, (op ? 0x2000 : 0x1000) + n,
                   kind->cipher, kind->auth);
        if (kind->icv) {
            sa->ctx.op[op].cipher_icv_length = (uint16_t)kind->icv;
        }
    }
    for (op = 0; op < sa->ctx.num_ops; op++) {
        /* Keys that do not differ hide a mistaken identity. */
        sa->keys[op][0][1] ^= (uint8_t)n;
        sa->keys[op][1][1] ^= (uint8_t)n;
        if (kind->esn) {
            sa->ctx.op[op].flags = IPSECNIC_OP_FLAG_ESN;
            sa->ctx.op[op].sequence = FUZZ_ESN_TOP;
            sa->ctx.op[op].replay_window = kind->window;
        }
    }
}

FuzzDb *fuzz_db(void)
{
    static FuzzDb db;
    unsigned i, form;

    if (db.engine) {
        return &db;
    }
    db.engine = test_engine(FUZZ_SA_MAX);
    for (form = 0; form < 4; form++) {
        for (i = 0; i < G_N_ELEMENTS(kinds); i++) {
            make_sa(&db.entry[db.count].sa, db.count, &kinds[i], form & 1,
                    form & 2);
            db.entry[db.count].handle =
                test_sa_must_add(db.engine, &db.entry[db.count].sa);
            db.count++;
        }
    }
    return &db;
}

static int find_entry(const FuzzDb *db, uint32_t handle)
{
    unsigned i;

    for (i = 0; i < db->count; i++) {
        if (db->entry[i].handle == handle) {
            return (int)i;
        }
    }
    return -1;
}

const TestSa *fuzz_db_sa(const FuzzDb *db, uint32_t handle)
{
    int i = find_entry(db, handle);

    return i < 0 ? NULL : &db->entry[i].sa;
}

/* Sequence numbers and limits that a frame moved go back to where they were:
 * an input must do the same whatever came before it. */
static void renew_sa(FuzzDb *db, uint32_t handle)
{
    int i = find_entry(db, handle);

    if (i < 0) {
        return;
    }
    g_assert_cmpuint(ipsec_engine_delete_sa(db->engine, handle), ==,
                     IPSECNIC_ST_OK);
    db->entry[i].handle = test_sa_must_add(db->engine, &db->entry[i].sa);
}

/* ------------------------------------------------------------------------
 * The checks
 */

/* What an SA counted: packets that passed, failed, were skipped. */
static uint64_t count_of(const FuzzDb *db, uint32_t handle)
{
    IpsecSaInfo info = test_sa_query(db->engine, handle);
    uint64_t sum = info.packets + info.skipped;
    unsigned i;

    g_assert_cmpuint(info.failed[0], ==, 0);
    for (i = 0; i < G_N_ELEMENTS(info.failed); i++) {
        sum += info.failed[i];
    }
    return sum;
}

static bool is_tunnel(const FuzzDb *db, uint32_t handle)
{
    const TestSa *sa = fuzz_db_sa(db, handle);

    g_assert_nonnull(sa);
    return sa->ctx.mode == IPSECNIC_MODE_TUNNEL;
}

/* The table of legal receive words. */
static void check_word(const FuzzDb *db, const IpsecRxResult *r)
{
    uint32_t status = IPSECNIC_OOB_STATUS(r->oob);
    bool done = r->oob & IPSECNIC_OOB_CRYPTO_DONE;
    bool next = r->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE;

    g_assert_cmphex(r->oob & 0xfff8, ==, 0);
    g_assert_cmpuint(status, <=, 7);
    g_assert_cmpuint(r->reason, <=, IPSECNIC_REASON_NOT_OWN_MAC);
    g_assert_cmpuint(r->inner_reason, <=, IPSECNIC_REASON_NOT_OWN_MAC);
    g_assert_true(done == (r->reason == IPSECNIC_REASON_PROCESSED));
    if (!done) {
        g_assert_cmphex(r->oob, ==, 0);
        g_assert_cmpuint(r->sa_inner, ==, 0);
        return;
    }
    g_assert_true(r->kind == IPSECNIC_KIND_ESP ||
                  r->kind == IPSECNIC_KIND_AH ||
                  r->kind == IPSECNIC_KIND_UDP_ESP);
    if (next) {
        g_assert_true(is_tunnel(db, r->sa_outer));
        g_assert_false(is_tunnel(db, r->sa_inner));
        g_assert_true(status != 4 && status != 5);
        g_assert_cmpuint(r->inner_reason, ==, 0);
    } else if (is_tunnel(db, r->sa_outer)) {
        g_assert_true(status != 2 && status != 3);
    } else {
        g_assert_true(status != 4 && status != 5);
        g_assert_cmpuint(r->sa_inner, ==, 0);
    }
    if (status && !next) {
        g_assert_cmpuint(r->sa_inner, ==, 0);
        g_assert_cmpuint(r->inner_l3_offset, ==, 0);
    }
}

static void check_offsets(const IpsecFrame *f, const IpsecRxResult *r)
{
    bool done = r->oob & IPSECNIC_OOB_CRYPTO_DONE;
    bool info = r->header_info & IPSECNIC_HEADER_INFO_SET;

    g_assert_cmpuint(r->l3_offset, <=, f->length);
    g_assert_cmpuint(r->ipsec_offset, <=, f->length);
    if (r->ipsec_offset) {
        g_assert_cmpuint(r->l3_offset, >=, IPSECNIC_MIN_FRAME);
        g_assert_cmpuint(r->ipsec_offset, >=, r->l3_offset + 20);
    }
    if (done) {
        g_assert_cmpuint(r->ipsec_offset, >=, IPSECNIC_MIN_FRAME + 20);
        g_assert_cmpuint(r->ipsec_offset + 8, <=, f->length);
    } else {
        g_assert_cmpuint(r->payload_offset, ==, 0);
        g_assert_cmpuint(r->inner_l3_offset, ==, 0);
        g_assert_cmpuint(r->inner_ipsec_offset, ==, 0);
        g_assert_cmphex(r->header_info, ==, 0);
    }
    if (r->payload_offset) {
        g_assert_cmpuint(r->payload_offset, >=, r->ipsec_offset + 8);
        g_assert_cmpuint(r->payload_offset, <=, f->length);
    }
    if (r->inner_l3_offset) {
        g_assert_cmpuint(r->inner_l3_offset, >=, r->ipsec_offset + 8);
        g_assert_cmpuint(r->inner_l3_offset, <=, r->payload_offset);
    }
    if (r->inner_ipsec_offset) {
        g_assert_cmpuint(r->inner_l3_offset, !=, 0);
        g_assert_cmpuint(r->inner_ipsec_offset, >=, r->inner_l3_offset + 20);
        /* Of a truncated header there may be nothing left. */
        g_assert_cmpuint(r->inner_ipsec_offset, <=, f->length);
    }
    if (r->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) {
        g_assert_cmpuint(r->inner_ipsec_offset, !=, 0);
        g_assert_cmpuint(r->inner_ipsec_offset + 8, <=, f->length);
    }
    /* D10 */
    g_assert_cmphex(r->header_info & ~0x1ffffu, ==, 0);
    g_assert_true(info == (r->trailer_length != 0));
    if (info) {
        g_assert_cmpuint(r->payload_offset, !=, 0);
        g_assert_cmpuint(r->trailer_length, >=,
                         IPSECNIC_HEADER_PAD_LENGTH(r->header_info) + 2 + 8);
        g_assert_cmpuint(r->payload_offset + r->trailer_length, <=, f->length);
    } else {
        g_assert_cmphex(r->header_info, ==, 0);
    }
}

/* No unauthenticated plaintext: what was not verified is as on the wire. */
static void check_bytes(const IpsecFrame *f, const uint8_t *wire,
                        const IpsecRxResult *r)
{
    uint32_t same = f->length;

    g_assert_nonnull(r->data);
    if ((r->oob & IPSECNIC_OOB_CRYPTO_DONE) &&
        ((r->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) ||
         IPSECNIC_OOB_STATUS(r->oob) == 0)) {
        same = r->inner_l3_offset ? r->inner_l3_offset : r->payload_offset;
        g_assert_cmpuint(same, !=, 0);
    } else {
        g_assert_true(r->data == f->data);
    }
    g_assert_cmpint(memcmp(r->data, wire, same), ==, 0);
    if (f->l3_offset && f->l3_offset + f->l3_length < f->length) {
        /* Behind the packet there is nothing of ours. */
        same = f->l3_offset + f->l3_length;
        g_assert_cmpint(memcmp(r->data + same, wire + same, f->length - same),
                        ==, 0);
    }
}

static void check_rest(const FuzzDb *db, const IpsecRxResult *r)
{
    unsigned i;

    g_assert_cmpuint(r->kind, <=, IPSECNIC_KIND_FRAGMENT);
    g_assert_cmphex(r->csum & ~0xfu, ==, 0);
    g_assert_cmpuint(r->csum & 3, <=, IPSECNIC_CSUM_BAD);
    g_assert_cmpuint(r->csum >> 2, <=, IPSECNIC_CSUM_BAD);
    g_assert_cmpuint(r->limits.count, <=, G_N_ELEMENTS(r->limits.at));
    for (i = 0; i < r->limits.count; i++) {
        g_assert_nonnull(fuzz_db_sa(db, r->limits.at[i].handle));
        g_assert_cmpuint(r->limits.at[i].limit, >=, IPSECNIC_LIMIT_SOFT_PACKETS);
        g_assert_cmpuint(r->limits.at[i].limit, <=, IPSECNIC_LIMIT_HARD_BYTES);
        /* D11 */
        g_assert_true(r->oob & IPSECNIC_OOB_SA_DELETE_REQ);
    }
}

void fuzz_check_result(const FuzzDb *db, const IpsecFrame *frame,
                       const uint8_t *wire, const IpsecRxResult *result)
{
    g_assert_cmpint(memcmp(frame->data, wire, frame->length), ==, 0);
    check_word(db, result);
    check_offsets(frame, result);
    check_bytes(frame, wire, result);
    check_rest(db, result);
}

/* Of the packets that match an SA, it counts those that were processed and
 * those that were more than the card can do. */
static unsigned counted(uint8_t reason)
{
    return reason == IPSECNIC_REASON_PROCESSED ||
           reason == IPSECNIC_REASON_CAPABILITY;
}

static uint8_t *copy_of(const uint8_t *data, uint32_t length)
{
    uint8_t *copy = g_malloc(length);

    memcpy(copy, data, length);
    return copy;
}

void fuzz_receive(FuzzDb *db, const uint8_t *frame, uint32_t length,
                  uint32_t encap, uint8_t skip, IpsecRxResult *result,
                  uint8_t **plain)
{
    uint8_t flow[36];
    uint8_t *block;
    IpsecFrame parsed;
    IpsecRxResult again;
    uint32_t handle[2];
    unsigned matches;

    memset(result, 0, sizeof(*result));
    if (plain) {
        *plain = NULL;
    }
    if (length < IPSECNIC_MIN_FRAME || length > IPSECNIC_MAX_FRAME) {
        return;
    }
    /* In a block of its own, so that a byte too far is seen. */
    block = copy_of(frame, length);
    ipsec_frame_parse(&parsed, block, length, encap);
    g_assert_cmpuint(ipsec_frame_flow(&parsed, flow), <=, sizeof(flow));
    ipsec_engine_receive(db->engine, &parsed, skip, result);
    fuzz_check_result(db, &parsed, frame, result);
    if (plain) {
        *plain = copy_of(result->data, length);
    }

    handle[0] = result->sa_outer;
    handle[1] = result->sa_inner;
    matches = counted(result->reason);
    if (handle[1] && handle[1] != handle[0]) {
        g_assert_cmpuint(count_of(db, handle[1]), ==,
                         counted(result->inner_reason));
    } else if (handle[1]) {
        matches += counted(result->inner_reason);
    }
    if (handle[0]) {
        g_assert_cmpuint(count_of(db, handle[0]), ==, matches);
    }

    /* R21: no replay detection; the same frame has the same result. */
    ipsec_engine_receive(db->engine, &parsed, skip, &again);
    fuzz_check_result(db, &parsed, frame, &again);
    g_assert_cmphex(again.oob | IPSECNIC_OOB_SA_DELETE_REQ, ==,
                    result->oob | IPSECNIC_OOB_SA_DELETE_REQ);
    g_assert_cmpuint(again.reason, ==, result->reason);
    g_assert_cmphex(again.header_info, ==, result->header_info);
    g_assert_cmpuint(again.payload_offset, ==, result->payload_offset);
    if (plain) {
        g_assert_cmpint(memcmp(again.data, *plain, length), ==, 0);
    }

    renew_sa(db, handle[0]);
    renew_sa(db, handle[1]);
    result->data = NULL;
    g_free(block);
}

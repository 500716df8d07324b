/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the plaintext ends: a driver that knows nothing but the formulas of the
 * specification finds the payload in every kind of frame, whatever is behind it
 */

#include <string.h>

#include "harness.h"

#define GCM         IPSECNIC_CIPHER_AES_GCM_128
#define NONE        IPSECNIC_CIPHER_NONE
#define SHA1        IPSECNIC_AUTH_SHA1

#define AH_LENGTH   24u         /* HMAC-SHA1-96 */
#define ESP_SPI     0x9abcdef0u /* of a bundle's ESP */
#define INNER_SPI   0x0bbbbbbbu

typedef enum Kind {
    NOTHING,
    ESP,
    ESP_NULL,
    UDP_ESP,
    AH,
    BUNDLE,
} Kind;

typedef struct Row {
    const char *name;
    Kind outer;                 /* a tunnel if there is an inner one */
    Kind inner;
    unsigned length;            /* bytes of payload */
    unsigned behind;            /* of the packet in a tunnel, before its end */
    bool outer6;
    bool inner6;
    bool inner_fails;
    bool inner_missing;
} Row;

#define ROW(name_, outer_, inner_, length_, ...) \
    { .name = (name_), .outer = (outer_), .inner = (inner_), \
      .length = (length_), .behind = __VA_ARGS__ }

static const Row rows[] = {
    ROW("esp", ESP, NOTHING, 26, 0),
    ROW("esp-ipv6", ESP, NOTHING, 27, 0, .outer6 = true),
    /* total length 44: two bytes short of the shortest Ethernet frame */
    ROW("esp-short", ESP_NULL, NOTHING, 2, 0),
    ROW("udp-esp", UDP_ESP, NOTHING, 50, 0),
    ROW("udp-esp-ipv6", UDP_ESP, NOTHING, 51, 0, .outer6 = true),
    ROW("ah", AH, NOTHING, 33, 0),
    ROW("bundle", BUNDLE, NOTHING, 33, 0),
    ROW("bundle-ipv6", BUNDLE, NOTHING, 33, 0, .outer6 = true),
    ROW("esp-in-esp", ESP, ESP, 26, 0),
    ROW("esp-in-esp-with-padding", ESP, ESP, 40, 101),
    ROW("esp-in-esp-6-in-4", ESP, ESP, 40, 0, .inner6 = true),
    ROW("esp-in-esp-4-in-6", ESP, ESP, 40, 9, .outer6 = true),
    ROW("esp-in-udp-esp", UDP_ESP, ESP, 41, 9),
    ROW("udp-esp-in-esp", ESP, UDP_ESP, 42, 9),
    ROW("ah-in-esp", ESP, AH, 43, 9),
    ROW("ah-in-udp-esp", UDP_ESP, AH, 43, 9),
    ROW("bundle-in-esp", ESP, BUNDLE, 44, 9),
    ROW("esp-in-ah", AH, ESP, 45, 9),
    ROW("ah-in-ah", AH, AH, 45, 9),
    ROW("esp-in-bundle", BUNDLE, ESP, 46, 9),
    ROW("inner-fails", ESP, ESP, 47, 0, .inner_fails = true),
    ROW("inner-fails-with-padding", ESP, ESP, 47, 9, .inner_fails = true),
    ROW("inner-fails-in-ah", AH, ESP, 47, 9, .inner_fails = true),
    ROW("inner-missing", ESP, ESP, 47, 9, .inner_missing = true),
    ROW("inner-missing-in-udp-esp", UDP_ESP, ESP, 47, 9, .inner_missing = true),
};

/* ------------------------------------------------------------------------
 * The driver: the formulas, word for word
 */

static unsigned be16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

/* E(o) */
static unsigned ip_end(const uint8_t *frame, unsigned o)
{
    return frame[o] >> 4 == 4 ? o + be16(frame + o + 2) :
                                o + 40 + be16(frame + o + 4);
}

/* U(s) */
static unsigned udp_end(const uint8_t *frame, unsigned s)
{
    return s - 8 + be16(frame + s - 8 + 4);
}

static unsigned plaintext_end(const IpsecRxResult *r, Kind inner)
{
    const uint8_t *f = r->data;

    if (!(r->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) ||
        IPSECNIC_OOB_STATUS(r->oob) != 0) {
        return (r->kind == IPSECNIC_KIND_UDP_ESP ?
                udp_end(f, r->ipsec_offset) : ip_end(f, r->l3_offset)) -
               r->trailer_length;
    }
    switch (inner) {
    case AH:
        return ip_end(f, r->inner_l3_offset);
    case UDP_ESP:
        return udp_end(f, r->inner_ipsec_offset) - r->trailer_length;
    default:
        return ip_end(f, r->inner_l3_offset) - r->trailer_length;
    }
}

/* ------------------------------------------------------------------------
 * The sender
 */

static void make_sa(TestSa *sa, Kind kind, bool ipv6, bool tunnel)
{
    test_sa_init(sa, kind == ESP_NULL ? NONE : GCM,
                 kind == ESP_NULL ? SHA1 : 0);
    switch (kind) {
    case AH:
        test_sa_op(sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, SHA1);
        break;
    case BUNDLE:
        test_sa_op(sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, SHA1);
        test_sa_op(sa, 1, IPSECNIC_OP_ESP, ESP_SPI, GCM, 0);
        break;
    case UDP_ESP:
        sa->ctx.encap = tunnel ? IPSECNIC_UDP_ESP_TUNNEL :
                                 IPSECNIC_UDP_ESP_TRANSPORT;
        break;
    default:
        break;
    }
    if (tunnel) {
        sa->ctx.mode = IPSECNIC_MODE_TUNNEL;
    }
    if (ipv6) {
        test_sa_ipv6(sa);
    }
}

static GByteArray *add_ah(const TestSa *sa, uint8_t next_header,
                          const GByteArray *body)
{
    bool ipv6 = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    unsigned header = ipv6 ? 40 : 20;
    TestSeal seal = { .sa = sa, .sequence = 5, .next_header = next_header };
    g_autoptr(GByteArray) room = g_byte_array_new(), ip = NULL;
    g_autoptr(GByteArray) packet = g_byte_array_new();
    g_autoptr(GByteArray) masked = g_byte_array_new();

    /* An IP header whose length counts the AH. */
    g_byte_array_set_size(room, AH_LENGTH + body->len);
    ip = test_ip(sa, 51, room);
    g_byte_array_append(packet, ip->data, header);
    g_byte_array_append(packet, body->data, body->len);
    g_byte_array_append(masked, packet->data, packet->len);
    if (ipv6) {
        masked->data[7] = 0;
    } else {
        masked->data[8] = masked->data[10] = masked->data[11] = 0;
    }
    return test_ah(&seal, packet, masked, header, AH_LENGTH);
}

/* An IP packet with @body in it, protected as @kind says. */
static GByteArray *protect(const TestSa *sa, Kind kind, uint8_t next_header,
                           const GByteArray *body, bool wrong)
{
    TestSeal seal = { .sa = sa, .op = kind == BUNDLE, .sequence = 6,
                      .next_header = next_header, .pad_length = -1 };
    g_autoptr(GByteArray) esp = NULL, udp = NULL;

    if (kind == AH) {
        return add_ah(sa, next_header, body);
    }
    esp = test_esp(&seal, body);
    if (wrong) {
        esp->data[esp->len - 1] ^= 1;
    }
    switch (kind) {
    case BUNDLE:
        return add_ah(sa, 50, esp);
    case UDP_ESP:
        udp = test_udp(sa, 54321, IPSECNIC_UDP_ESP_PORT, esp, false);
        return test_ip(sa, 17, udp);
    default:
        return test_ip(sa, 50, esp);
    }
}

static GByteArray *make_payload(unsigned length)
{
    GByteArray *a = test_payload(MAX(length, 10));

    g_byte_array_set_size(a, length);
    return a;
}

/* ------------------------------------------------------------------------
 * Both
 */

static void test_row(gconstpointer data)
{
    static const uint8_t src[] = { 192, 168, 1, 1 }, dst[] = { 192, 168, 1, 2 };
    static const unsigned padding[] = { 0, 1, 16, 500 };
    const Row *row = data;
    IpsecEngine *engine = test_engine(2);
    bool open = row->inner && !row->inner_fails && !row->inner_missing;
    g_autoptr(GByteArray) payload = make_payload(row->length);
    g_autoptr(GByteArray) inside = NULL, frame = NULL;
    TestSa outer, inner;
    unsigned i;

    make_sa(&outer, row->outer, row->outer6, row->inner);
    test_sa_must_add(engine, &outer);
    if (row->inner) {
        g_autoptr(GByteArray) packet = NULL;
        g_autoptr(GByteArray) both = g_byte_array_new();

        make_sa(&inner, row->inner, row->inner6, false);
        inner.ctx.op[0].spi = INNER_SPI;
        if (!row->inner6) {
            memcpy(inner.ctx.src, src, sizeof(src));
            memcpy(inner.ctx.dst, dst, sizeof(dst));
        }
        if (row->inner == UDP_ESP) {
            inner.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
        }
        if (!row->inner_missing) {
            test_sa_must_add(engine, &inner);
        }
        inside = protect(&inner, row->inner, 17, payload, row->inner_fails);
        g_byte_array_append(both, inside->data, inside->len);
        g_byte_array_set_size(both, inside->len + row->behind);
        memset(both->data + inside->len, 0xee, row->behind);
        packet = protect(&outer, row->outer, row->inner6 ? 41 : 4, both,
                         false);
        frame = test_ethernet(packet);
    } else {
        g_autoptr(GByteArray) packet = protect(&outer, row->outer, 17, payload,
                                               false);

        frame = test_ethernet(packet);
    }

    for (i = 0; i < G_N_ELEMENTS(padding); i++) {
        g_autoptr(GByteArray) padded = g_byte_array_new();
        const GByteArray *want = open || !row->inner ? payload : inside;
        IpsecRxResult r;
        unsigned end;

        /* To the length of an Ethernet frame, or by anybody else. */
        g_byte_array_append(padded, frame->data, frame->len);
        g_byte_array_set_size(padded, MAX(frame->len + padding[i], 60));
        memset(padded->data + frame->len, 0xaa, padded->len - frame->len);
        test_receive(engine, padded, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(
            1, open || row->inner_fails, row->inner_fails ?
            IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED : 0));
        end = plaintext_end(&r, open ? row->inner : NOTHING);
        if (row->inner && !open) {
            /* What the tunnel protects, and in it the packet. */
            g_assert_cmpuint(r.payload_offset, ==, r.inner_l3_offset);
            g_assert_cmpuint(end - r.payload_offset, ==,
                             inside->len + row->behind);
            end = ip_end(r.data, r.inner_l3_offset);
            g_assert_cmpuint(IPSECNIC_HEADER_NEXT_HEADER(r.header_info), ==,
                             row->outer == AH ? 0 : 4);
            g_assert_cmpint(!!(r.header_info & IPSECNIC_HEADER_INFO_SET), ==,
                            row->outer != AH);
        }
        g_assert_cmpmem(r.data + r.payload_offset, end - r.payload_offset,
                        want->data, want->len);
    }
    ipsec_engine_free(engine);
}

int main(int argc, char **argv)
{
    unsigned i;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = g_strconcat("/plaintext-end/", rows[i].name,
                                            NULL);

        g_test_add_data_func(name, &rows[i], test_row);
    }
    return g_test_run();
}

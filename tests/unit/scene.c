/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets as a peer composes them, and what a card is to indicate of them
 */

#include <string.h>

#include "scene.h"

void sc_init(Scene *s)
{
    *s = (Scene) {
        .caps = test_caps(MAX_SAS),
        .control = ACTIVE | ESP_ON | AH_ON,
        .encap = IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ,
        .csum = -1,
        .claim = -1,
        .seen = -1,
    };
    s->arrays = g_ptr_array_new_with_free_func(
        (GDestroyNotify)g_byte_array_unref);
}

void sc_clear(Scene *s)
{
    ipsec_engine_free(s->engine);
    g_ptr_array_unref(s->arrays);
}

static GByteArray *array(Scene *s)
{
    GByteArray *a = g_byte_array_new();

    g_ptr_array_add(s->arrays, a);
    return a;
}

static GByteArray *keep(Scene *s, GByteArray *a)
{
    g_ptr_array_add(s->arrays, a);
    return a;
}

static GByteArray *join(Scene *s, const GByteArray *head, unsigned length,
                        const GByteArray *tail)
{
    GByteArray *a = array(s);

    g_byte_array_append(a, head->data, length);
    g_byte_array_append(a, tail->data, tail->len);
    return a;
}

Packet sc_payload(Scene *s, unsigned length)
{
    GByteArray *a = keep(s, test_payload(length));

    return (Packet) { a, a };
}

Packet sc_hex(Scene *s, const char *digits)
{
    GByteArray *a = keep(s, test_unhex(digits));

    return (Packet) { a, a };
}

static unsigned iv_length(const IpsecSaCtxOp *op)
{
    return op->cipher_alg == IPSECNIC_CIPHER_NONE ? 0 :
           op->cipher_alg == CBC ? 16 : 8;
}

/* ESP around a packet, which the card is to open or not. */
Packet sc_esp(Scene *s, const TestSa *sa, unsigned op, uint64_t sequence,
              uint8_t next_header, Packet in, bool open)
{
    const IpsecSaCtxOp *o = &sa->ctx.op[op];
    unsigned start = 8 + iv_length(o);
    unsigned icv = o->auth_icv_length + o->cipher_icv_length;
    TestSeal seal = { .sa = sa, .op = op, .sequence = sequence,
                      .next_header = next_header, .pad_length = s->claim };
    Packet p;
    unsigned pad, i;

    p.wire = keep(s, test_esp(&seal, in.wire));
    p.clear = join(s, p.wire, p.wire->len, array(s));
    if (!open) {
        return p;
    }
    pad = p.wire->len - icv - 2 - start - in.clear->len;
    if (in.clear->len) {
        memcpy(p.clear->data + start, in.clear->data, in.clear->len);
    }
    for (i = 0; i < pad; i++) {
        p.clear->data[start + in.clear->len + i] = (uint8_t)(i + 1);
    }
    if (s->claim >= 0) {
        pad = (unsigned)s->claim;
    }
    p.clear->data[p.clear->len - icv - 2] = (uint8_t)pad;
    p.clear->data[p.clear->len - icv - 1] = next_header;
    if (!s->info) {
        s->info = IPSECNIC_HEADER_INFO_SET | pad << 8 | next_header;
    }
    return p;
}

/* An IP header of the SA's addresses in front. */
Packet sc_ip(Scene *s, const TestSa *sa, uint8_t protocol, Packet in)
{
    unsigned header = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 40 : 20;
    Packet p;

    p.wire = keep(s, test_ip(sa, protocol, in.wire));
    p.clear = join(s, p.wire, header, in.clear);
    return p;
}

Packet sc_udp(Scene *s, const TestSa *sa, uint16_t port, bool checksum,
              Packet in)
{
    Packet p;

    p.wire = keep(s, test_udp(sa, 54321, port, in.wire, checksum));
    p.clear = join(s, p.wire, 8, in.clear);
    return p;
}

/* IP and AH in front. */
Packet sc_ip_ah(Scene *s, const TestSa *sa, unsigned op,
                uint8_t next_header, Packet in)
{
    bool ipv6 = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    unsigned header = ipv6 ? 40 : 20;
    TestSeal seal = { .sa = sa, .op = op, .sequence = 55,
                      .next_header = next_header };
    GByteArray *body = array(s), *head, *packet, *masked;
    Packet p;

    /* An IP header whose length counts the AH. */
    g_byte_array_set_size(body, AH_LENGTH + in.wire->len);
    head = keep(s, test_ip(sa, 51, body));
    packet = join(s, head, header, in.wire);
    masked = join(s, head, header, in.wire);
    if (ipv6) {
        masked->data[7] = 0;
    } else {
        masked->data[8] = masked->data[10] = masked->data[11] = 0;
    }
    p.wire = keep(s, test_ah(&seal, packet, masked, header, AH_LENGTH));
    p.clear = join(s, p.wire, header + AH_LENGTH, in.clear);
    return p;
}

void sc_transmit(Scene *s, Packet packet)
{
    s->frame.wire = keep(s, test_ethernet(packet.wire));
    s->frame.clear = join(s, s->frame.wire, 14, packet.clear);
}

/* ESP of the only operation, in IP, around so many bytes */
void sc_transmit_esp(Scene *s, const TestSa *sa, unsigned length,
                     bool open)
{
    sc_transmit(s, sc_ip(s, sa, 50,
                         sc_esp(s, sa, 0, 7, 17, sc_payload(s, length), open)));
}

void sc_transmit_hex(Scene *s, const char *digits)
{
    s->frame = sc_hex(s, digits);
}

/* ------------------------------------------------------------------------
 * Changes on the way
 */

/* It is as it came: nothing is opened. */
void sc_as_it_came(Scene *s)
{
    s->frame.clear = join(s, s->frame.wire, s->frame.wire->len, array(s));
    s->info = 0;
}

/* A byte that does not matter. */
void sc_change(Scene *s, unsigned at, uint8_t by)
{
    s->frame.wire->data[at] ^= by;
    if (s->frame.clear != s->frame.wire) {
        s->frame.clear->data[at] ^= by;
    }
}

/* A byte that does. */
void sc_spoil(Scene *s, unsigned at, uint8_t by)
{
    s->frame.wire->data[at] ^= by;
    sc_as_it_came(s);
}

void sc_spoil_last(Scene *s)
{
    sc_spoil(s, s->frame.wire->len - 1, 1);
}

void sc_ip4_length(Scene *s, int more)
{
    uint8_t *p = s->frame.wire->data + IP4;
    unsigned length = (unsigned)((p[2] << 8 | p[3]) + more);

    p[2] = (uint8_t)(length >> 8);
    p[3] = (uint8_t)length;
    test_ipv4_checksum(p, (p[0] & 0xfu) * 4);
    memcpy(s->frame.clear->data + IP4, p, 20);
}

void sc_insert_array(GByteArray *a, unsigned at, const char *digits)
{
    g_autoptr(GByteArray) bytes = test_unhex(digits);

    g_byte_array_set_size(a, a->len + bytes->len);
    memmove(a->data + at + bytes->len, a->data + at,
            a->len - at - bytes->len);
    memcpy(a->data + at, bytes->data, bytes->len);
}

void sc_insert(Scene *s, unsigned at, const char *digits)
{
    sc_insert_array(s->frame.wire, at, digits);
    sc_insert_array(s->frame.clear, at, digits);
}

void sc_append(Scene *s, const char *digits)
{
    sc_insert(s, s->frame.wire->len, digits);
}

/* IPv4 options, a multiple of four bytes. */
void sc_options(Scene *s, const char *digits)
{
    unsigned words = (unsigned)strlen(digits) / 8;

    sc_insert(s, IN_IP4, digits);
    sc_change(s, IP4, (uint8_t)(5 ^ (5 + words)));
    sc_ip4_length(s, (int)words * 4);
}

/* An IPv6 extension header of eight bytes; its first byte is filled in. */
void sc_extension(Scene *s, uint8_t type, const char *digits)
{
    GByteArray *arrays[] = { s->frame.wire, s->frame.clear };
    unsigned i;

    sc_insert(s, IN_IP6, digits);
    for (i = 0; i < G_N_ELEMENTS(arrays); i++) {
        uint8_t *p = arrays[i]->data + 14;

        p[40] = p[6];
        p[6] = type;
        p[5] = (uint8_t)(p[5] + 8);
    }
}

void sc_cut(Scene *s, unsigned bytes)
{
    g_byte_array_set_size(s->frame.wire, s->frame.wire->len - bytes);
    sc_as_it_came(s);
}

/* ------------------------------------------------------------------------
 * SAs
 */

uint32_t sc_load(Scene *s, const TestSa *sa)
{
    uint32_t handle;

    if (!s->engine) {
        s->engine = ipsec_engine_new(&s->caps, NULL);
        g_assert_nonnull(s->engine);
        ipsec_engine_set_control(s->engine, s->control);
    }
    handle = test_sa_must_add(s->engine, sa);
    s->handle[s->num_sas++] = handle;
    return handle;
}

void sc_ask_for(Scene *s, uint32_t handle)
{
    g_assert_cmpuint(ipsec_engine_request_delete(s->engine, handle), ==,
                     IPSECNIC_ST_OK);
}

void sc_gcm_sa(TestSa *sa, unsigned mode)
{
    test_sa_init(sa, GCM, 0);
    sa->ctx.mode = (uint8_t)mode;
}

void sc_ah_sa(TestSa *sa, unsigned mode)
{
    test_sa_init(sa, 0, SHA1);
    test_sa_op(sa, 0, AH, TEST_SPI, 0, SHA1);
    sa->ctx.mode = (uint8_t)mode;
}

void sc_bundle_sa(TestSa *sa)
{
    test_sa_init(sa, 0, 0);
    sa->ctx.num_ops = 0;
    test_sa_op(sa, 0, AH, TEST_SPI, 0, SHA1);
    test_sa_op(sa, 1, ESP, ESP_SPI, CBC, SHA256);
}

/* For the packet inside of a tunnel. */
void sc_inner_addresses(TestSa *sa)
{
    static const uint8_t src[] = { 192, 168, 1, 1 }, dst[] = { 192, 168, 1, 2 };

    memcpy(sa->ctx.src, src, sizeof(src));
    memcpy(sa->ctx.dst, dst, sizeof(dst));
    sa->keys[0][0][0] ^= 0x5a;
    sa->keys[0][1][0] ^= 0x5a;
}

void sc_inner_sa(TestSa *sa)
{
    test_sa_init(sa, CBC, SHA1);
    sa->ctx.op[0].spi = INNER_SPI;
    sc_inner_addresses(sa);
}

void sc_good_ah_ipv6(Scene *s)
{
    TestSa sa;

    sc_ah_sa(&sa, TRANSPORT);
    test_sa_ipv6(&sa);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &sa, 0, 17, sc_payload(s, 50)));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inbound AH, alone and in front of ESP
 */

#include <string.h>

#include "vectors.h"

/* From 2001:db8::1 to 2001:db8::2 */
#define V6  "20010db800000000000000000000000120010db8000000000000000000000002"

#define MD5     IPSECNIC_AUTH_MD5
#define SHA1    IPSECNIC_AUTH_SHA1
#define SHA256  IPSECNIC_AUTH_SHA256

#define TUNNEL_AH_FAILED    IPSECNIC_CRYPTO_TUNNEL_AH_AUTH_FAILED
#define TRANSPORT_AH_FAILED IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED
#define SYNTAX              IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX
#define PROTOCOL            IPSECNIC_CRYPTO_INVALID_PROTOCOL

static void ah_sa(TestSa *sa, uint64_t auth, bool ipv6, unsigned mode)
{
    test_sa_init(sa, 0, auth);
    test_sa_op(sa, 0, IPSECNIC_OP_AH, TEST_SPI, 0, auth);
    if (ipv6) {
        test_sa_ipv6(sa);
    }
    sa->ctx.mode = (uint8_t)mode;
}

/* ------------------------------------------------------------------------
 * Packets that Scapy 2.5.0 made
 */

/* Whether byte @i of an IP packet may change on the way. */
static bool is_mutable(const GByteArray *ip, unsigned i)
{
    if (ip->data[0] >> 4 == 4) {
        unsigned header = (ip->data[0] & 0xfu) * 4;

        /* DSCP, flags and offset, TTL, checksum; record route and time stamp
         * with their types, which become others that may change; but not the
         * length of the first, which would take more with it */
        return i == 1 || (i >= 6 && i <= 8) || i == 10 || i == 11 ||
               (header == 48 && i >= 24 && i < 48 && i != 25 && i != 35);
    }
    /* traffic class (of byte 0, the low half is changed here), flow label, hop
     * limit; option 3e of the hop-by-hop */
    return i <= 3 || i == 7 ||
           (ip->data[6] == 0 && i >= 48 && i < 52);
}

static void check_vector(gconstpointer data)
{
    const AhVector *v = data;
    g_autoptr(GByteArray) ip = test_unhex(v->packet);
    g_autoptr(GByteArray) frame = test_ethernet(ip);
    bool ipv6 = ip->data[0] >> 4 == 6;
    bool tunnel = v->mode == IPSECNIC_MODE_TUNNEL;
    IpsecEngine *engine = test_engine(1);
    unsigned i, changed = 0, failed = 0;
    uint32_t handle;
    IpsecRxResult r;
    TestSa sa;

    ah_sa(&sa, v->auth, ipv6, v->mode);
    handle = test_sa_must_add(engine, &sa);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.kind, ==, IPSECNIC_KIND_AH);
    g_assert_cmpuint(r.sa_outer, ==, handle);
    g_assert_cmphex(r.header_info, ==, 0);
    g_assert_cmpuint(r.trailer_length, ==, 0);
    g_assert_cmpmem(r.data, frame->len, frame->data, frame->len);
    g_assert_cmpuint(r.payload_offset, ==, r.ipsec_offset +
                     (frame->data[r.ipsec_offset + 1] + 2) * 4);
    g_assert_cmpuint(r.inner_l3_offset, ==, tunnel ? r.payload_offset : 0);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==,
                     v->sequence);
    g_assert_cmpuint(test_sa_query(engine, handle).bytes, ==, ip->len);

    /* Every byte of it, changed: what may change does not matter, and nothing
     * else goes unnoticed. */
    for (i = 14; i < frame->len; i++) {
        frame->data[i] ^= 0x04;
        test_receive(engine, frame, &r);
        if (is_mutable(ip, i - 14) && !IPSECNIC_OOB_STATUS(r.oob) &&
            r.reason == 0) {
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            changed++;
        } else if (r.reason == 0) {
            uint32_t status = IPSECNIC_OOB_STATUS(r.oob);

            /* the lengths have a status of their own */
            g_assert_true(status == (tunnel ? TUNNEL_AH_FAILED :
                                              TRANSPORT_AH_FAILED) ||
                          status == SYNTAX);
            failed++;
        } else {
            /* other SPI, address, version, protocol, a fragment, ... */
            g_assert_cmphex(r.oob, ==, 0);
        }
        frame->data[i] ^= 0x04;
    }
    g_assert_cmpuint(changed, >=, 4);
    g_assert_cmpuint(failed, >=, ip->len - 20 - 4 - 4 - 40);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Sealed here
 */

/* The SA's addresses, a payload, and AH between; header of 20 or 40 bytes. */
static GByteArray *ah_frame(const TestSeal *seal, const GByteArray *payload,
                            unsigned ah_length)
{
    bool ipv6 = seal->sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    g_autoptr(GByteArray) body = g_byte_array_new();
    g_autoptr(GByteArray) ip = NULL, packet = NULL, masked = NULL;
    g_autoptr(GByteArray) sealed = NULL;
    unsigned header = ipv6 ? 40 : 20;

    /* an IP header whose lengths count the AH header */
    g_byte_array_set_size(body, ah_length + payload->len);
    ip = test_ip(seal->sa, 51, body);
    packet = g_byte_array_new();
    g_byte_array_append(packet, ip->data, header);
    g_byte_array_append(packet, payload->data, payload->len);
    masked = g_byte_array_new();
    g_byte_array_append(masked, packet->data, packet->len);
    if (ipv6) {
        masked->data[7] = 0;
    } else {
        masked->data[8] = 0;
        masked->data[10] = 0;
        masked->data[11] = 0;
    }
    sealed = test_ah(seal, packet, masked, header, ah_length);
    return test_ethernet(sealed);
}

static unsigned ah_length(const TestSa *sa, unsigned op)
{
    unsigned length = 12 + sa->ctx.op[op].auth_icv_length +
        test_lengths(&sa->ctx.op[op]).iv;

    return sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? (length + 7) & ~7u : length;
}

static const uint64_t all_auths[] = {
    MD5, SHA1, SHA256, IPSECNIC_AUTH_AES_GMAC_128, IPSECNIC_AUTH_AES_GMAC_192,
    IPSECNIC_AUTH_AES_GMAC_256, IPSECNIC_AUTH_SHA384, IPSECNIC_AUTH_SHA512,
    IPSECNIC_AUTH_AES_XCBC, IPSECNIC_AUTH_AES_CMAC,
};

/* RFC 4543, section 4, and erratum 3643: AH of 36 bytes, 40 in IPv6 */
static void test_every_authenticator(void)
{
    unsigned a, ipv6, length;

    for (a = 0; a < G_N_ELEMENTS(all_auths); a++) {
        for (ipv6 = 0; ipv6 < 2; ipv6++) {
            IpsecEngine *engine = test_engine(1);
            TestSa sa;
            TestSeal seal = { .sa = &sa, .next_header = 17 };

            ah_sa(&sa, all_auths[a], ipv6, IPSECNIC_MODE_TRANSPORT);
            test_sa_must_add(engine, &sa);
            for (length = 0; length < 1400; length += 1 + length / 4) {
                g_autoptr(GByteArray) payload = test_payload(length);
                g_autoptr(GByteArray) frame = NULL;
                IpsecRxResult r;

                seal.sequence++;
                frame = ah_frame(&seal, payload, ah_length(&sa, 0));
                test_receive(engine, frame, &r);
                g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
                g_assert_cmpuint(r.payload_offset + length, ==, frame->len);
                frame->data[frame->len - 1] ^= 1;
                test_receive(engine, frame, &r);
                test_assert_untouched(frame, &r,
                                      TEST_WORD(1, 0, TRANSPORT_AH_FAILED),
                                      0);
            }
            ipsec_engine_free(engine);
        }
    }
}

/* RFC 4302, section 3.3.3.2.1: more padding than needed is part of it. */
static void test_long_header(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(30);
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 17 };

    /* Linux does so: HMAC-SHA2-256-128 over IPv4, rounded up to 8 bytes */
    ah_sa(&sa, SHA256, false, IPSECNIC_MODE_TRANSPORT);
    test_sa_must_add(engine, &sa);
    frame = ah_frame(&seal, payload, 32);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.payload_offset, ==, 34 + 32);
    ipsec_engine_free(engine);
}

/* Status 6: the length field, at every value */
static void test_length_field(void)
{
    unsigned ipv6, n;

    for (ipv6 = 0; ipv6 < 2; ipv6++) {
        IpsecEngine *engine = test_engine(1);
        g_autoptr(GByteArray) payload = test_payload(100);
        g_autoptr(GByteArray) frame = NULL;
        unsigned offset = ipv6 ? 54 : 34;
        IpsecRxResult r;
        TestSa sa;
        TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 17 };

        ah_sa(&sa, SHA1, ipv6, IPSECNIC_MODE_TRANSPORT);
        test_sa_must_add(engine, &sa);
        frame = ah_frame(&seal, payload, 24);
        for (n = 0; n < 256; n++) {
            unsigned length = (n + 2) * 4;
            bool possible = length >= 24 && length <= 124 &&
                            (!ipv6 || length % 8 == 0);

            frame->data[offset + 1] = (uint8_t)n;
            test_receive(engine, frame, &r);
            if (n == 4) {
                g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            } else {
                test_assert_untouched(
                    frame, &r,
                    TEST_WORD(1, 0, possible ? TRANSPORT_AH_FAILED : SYNTAX),
                    0);
            }
        }
        ipsec_engine_free(engine);
    }
}

static void test_cut(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(40);
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    unsigned n;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 17 };

    ah_sa(&sa, SHA1, false, IPSECNIC_MODE_TRANSPORT);
    test_sa_must_add(engine, &sa);
    frame = ah_frame(&seal, payload, 24);
    for (n = 34; n < frame->len; n++) {
        g_autoptr(GByteArray) cut = g_byte_array_new();

        g_byte_array_append(cut, frame->data, n);
        test_receive(engine, cut, &r);
        if (n < 46) {
            test_assert_untouched(cut, &r, 0, IPSECNIC_REASON_TRUNCATED);
        } else {
            test_assert_untouched(cut, &r, TEST_WORD(1, 0, SYNTAX), 0);
        }
    }
    ipsec_engine_free(engine);
}

/* Options whose lengths lie: they cannot be masked. */
static void test_bad_options(void)
{
    static const char *const options[] = {
        "94000000", "94010000", "94050000", "01010194",
    };
    IpsecEngine *engine = test_engine(1);
    unsigned i;
    TestSa sa;

    ah_sa(&sa, SHA1, false, IPSECNIC_MODE_TRANSPORT);
    test_sa_must_add(engine, &sa);
    for (i = 0; i < G_N_ELEMENTS(options); i++) {
        g_autofree char *hex = g_strconcat(
            "46000038 00010000 40330000 0a010001 0a010002", options[i],
            "11040000 12345678 00000001 000000000000000000000000"
            "0102030405060708", NULL);
        g_autoptr(GByteArray) ip = test_unhex(hex);
        g_autoptr(GByteArray) frame = test_ethernet(ip);
        IpsecRxResult r;

        test_receive(engine, frame, &r);
        test_assert_untouched(frame, &r, TEST_WORD(1, 0, SYNTAX), 0);
    }
    ipsec_engine_free(engine);
}

static void test_esn(void)
{
    static const struct {
        uint64_t sequence;
        bool good;
    } steps[] = {
        { 0x1fffffff5, true }, { 0x200000003, true }, { 0x1fffffff9, true },
        { 0x300000004, false }, { 0x000000005, false },
    };
    unsigned a, i;

    for (a = 0; a < G_N_ELEMENTS(all_auths); a++) {
        IpsecEngine *engine = test_engine(1);
        g_autoptr(GByteArray) payload = test_payload(40);
        TestSa sa;
        TestSeal seal = { .sa = &sa, .next_header = 17 };
        uint32_t handle;

        ah_sa(&sa, all_auths[a], false, IPSECNIC_MODE_TRANSPORT);
        sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
        sa.ctx.op[0].sequence = UINT64_C(0x1fffffff0);
        handle = test_sa_must_add(engine, &sa);
        for (i = 0; i < G_N_ELEMENTS(steps); i++) {
            g_autoptr(GByteArray) frame = NULL;
            IpsecRxResult r;

            seal.sequence = steps[i].sequence;
            frame = ah_frame(&seal, payload, ah_length(&sa, 0));
            test_receive(engine, frame, &r);
            g_assert_cmphex(r.oob, ==,
                            TEST_WORD(1, 0, steps[i].good ? 0 :
                                            TRANSPORT_AH_FAILED));
        }
        g_assert_cmphex(test_sa_query(engine, handle).sequence[0], ==,
                        UINT64_C(0x200000003));
        ipsec_engine_free(engine);
    }
}

/* An atomic fragment: its fragment header is not under the ICV. */
static void test_atomic_fragment(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) ip = test_unhex(
        "60000000 0028 2c40" V6 "33000000 00000001"
        "11040000 12345678 00000001 000000000000000000000000"
        "0102030405060708");
    g_autoptr(GByteArray) frame = test_ethernet(ip);
    IpsecRxResult r;
    TestSa sa;

    ah_sa(&sa, SHA1, true, IPSECNIC_MODE_TRANSPORT);
    test_sa_must_add(engine, &sa);
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_FRAGMENT);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * D1: protocol
 */

static void test_d1_other_protocol(void)
{
    IpsecEngine *engine = test_engine(4);
    g_autoptr(GByteArray) payload = test_payload(40);
    g_autoptr(GByteArray) ah = NULL, esp = NULL;
    uint32_t handle[2];
    IpsecRxResult r;
    TestSa sa[2];
    TestSeal seal = { .sequence = 1, .next_header = 17, .pad_length = -1 };

    ah_sa(&sa[0], SHA1, false, IPSECNIC_MODE_TRANSPORT);
    test_sa_init(&sa[1], IPSECNIC_CIPHER_AES_GCM_128, 0);
    seal.sa = &sa[0];
    ah = ah_frame(&seal, payload, 24);
    seal.sa = &sa[1];
    esp = test_esp_frame(&seal, payload);

    /* AH SA alone: ESP packet has the wrong protocol, untouched */
    handle[0] = test_sa_must_add(engine, &sa[0]);
    test_receive(engine, esp, &r);
    test_assert_untouched(esp, &r, TEST_WORD(1, 0, PROTOCOL), 0);
    g_assert_cmpuint(r.sa_outer, ==, handle[0]);
    g_assert_cmpuint(test_sa_query(engine, handle[0]).failed[7], ==, 1);
    test_receive(engine, ah, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));

    /* both, with the same SPI: each has its own (RFC 4301, 4.1) */
    handle[1] = test_sa_must_add(engine, &sa[1]);
    test_receive(engine, esp, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.sa_outer, ==, handle[1]);
    test_receive(engine, ah, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.sa_outer, ==, handle[0]);

    /* ESP SA alone */
    ipsec_engine_delete_sa(engine, handle[0]);
    test_receive(engine, ah, &r);
    test_assert_untouched(ah, &r, TEST_WORD(1, 0, PROTOCOL), 0);
    g_assert_cmpuint(r.sa_outer, ==, handle[1]);

    /* D5: protocol before length */
    g_byte_array_set_size(ah, ah->len - 1);
    test_receive(engine, ah, &r);
    test_assert_untouched(ah, &r, TEST_WORD(1, 0, PROTOCOL), 0);
    ipsec_engine_free(engine);
}

/* D2: the packet's protocol, with any wildcard, before the other one */
static void test_d2_protocol_first(void)
{
    IpsecEngine *engine = test_engine(4);
    g_autoptr(GByteArray) payload = test_payload(40);
    g_autoptr(GByteArray) esp = NULL;
    uint32_t handle;
    IpsecRxResult r;
    TestSa ah, any;
    TestSeal seal = { .sequence = 1, .next_header = 17, .pad_length = -1 };

    ah_sa(&ah, SHA1, false, IPSECNIC_MODE_TRANSPORT);
    test_sa_must_add(engine, &ah);
    test_sa_init(&any, IPSECNIC_CIPHER_AES_GCM_128, 0);
    seal.sa = &any;
    esp = test_esp_frame(&seal, payload);
    memset(any.ctx.src, 0, 16);
    memset(any.ctx.dst, 0, 16);
    handle = test_sa_must_add(engine, &any);
    test_receive(engine, esp, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.sa_outer, ==, handle);
    ipsec_engine_free(engine);
}

static void test_capability(void)
{
    IpsecCaps caps = test_caps(4);
    IpsecEngine *engine;
    g_autoptr(GByteArray) payload = test_payload(40);
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    uint32_t handle;
    TestSa sa, esp;
    TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 17 };

    ah_sa(&sa, SHA1, false, IPSECNIC_MODE_TRANSPORT);
    frame = ah_frame(&seal, payload, 24);
    caps.ipsec &= ~IPSECNIC_CAP_AH;
    engine = ipsec_engine_new(&caps, NULL);
    ipsec_engine_set_control(engine, 7);
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_OPERATION);
    /* R6 before D1: packets with AH are not looked into */
    test_sa_init(&esp, IPSECNIC_CIPHER_AES_GCM_128, 0);
    test_sa_must_add(engine, &esp);
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_CAPABILITY);
    ipsec_engine_free(engine);

    /* R2 */
    engine = test_engine(4);
    test_sa_must_add(engine, &sa);
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP);
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_PROTOCOL_OFF);
    ipsec_engine_free(engine);
}

/* What the card makes of @frame, which has an ICV that it does not see, for the
 * same SA. */
static GByteArray *sign(const TestSa *sa, const GByteArray *frame, unsigned ah)
{
    IpsecEngine *engine = test_engine(1);
    GByteArray *block = g_byte_array_new(), *out = g_byte_array_new();
    IpsecTxRequest request = { .l3_offset = 14, .ah_offset = (uint16_t)ah };
    TestSa outbound = *sa;
    const uint8_t *data;
    uint32_t length;
    IpsecTx tx;

    test_sa_outbound(&outbound);
    request.sa_handle = test_sa_must_add(engine, &outbound);
    g_byte_array_append(block, frame->data, frame->len);
    memset(block->data + ah + 12, 0xee, 12);
    g_assert_cmpuint(ipsec_tx_start(engine, &tx, block->data, block->len,
                                    &request), ==, IPSECNIC_TX_ST_OK);
    g_assert_cmpuint(ipsec_tx_build(engine, &tx, 0, &data, &length), ==,
                     IPSECNIC_TX_ST_OK);
    g_byte_array_append(out, data, length);
    g_byte_array_unref(block);
    ipsec_engine_free(engine);
    return out;
}

/* RFC 6275, section 11.3.2: home address and care-of address change places for
 * the ICV.  Only where that option is one, and stands where it may. */
static void test_home_address(void)
{
    static const struct {
        uint8_t header, type, length;
        bool swapped;
    } c[] = {
        { 60, 0xc9, 16, true }, { 0, 0xc9, 16, false },
        { 60, 0x09, 16, false }, { 60, 0xc9, 14, false },
    };
    const unsigned ah = 40 + 24;
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        IpsecEngine *engine = test_engine(1);
        g_autoptr(GByteArray) payload = test_payload(30);
        g_autoptr(GByteArray) options = test_unhex(
            "3302 01020000 c910 20010db8000000000000000000000077");
        g_autoptr(GByteArray) room = g_byte_array_new(), ip = NULL;
        g_autoptr(GByteArray) packet = g_byte_array_new(), sealed = NULL;
        g_autoptr(GByteArray) masked = g_byte_array_new(), frame = NULL;
        g_autoptr(GByteArray) sent = NULL;
        IpsecRxResult r;
        TestSa sa;
        TestSeal seal = { .sa = &sa, .sequence = 5, .next_header = 17 };

        ah_sa(&sa, SHA1, true, IPSECNIC_MODE_TRANSPORT);
        test_sa_must_add(engine, &sa);
        options->data[6] = c[i].type;
        options->data[7] = c[i].length;
        if (c[i].length == 14) {
            memset(options->data + 22, 0, 2);   /* two of Pad1 */
        }
        g_byte_array_set_size(room, options->len + 24 + payload->len);
        ip = test_ip(&sa, c[i].header, room);
        g_byte_array_append(packet, ip->data, 40);
        g_byte_array_append(packet, options->data, options->len);
        g_byte_array_append(packet, payload->data, payload->len);
        g_byte_array_append(masked, packet->data, packet->len);
        masked->data[7] = 0;
        if (c[i].swapped) {
            memcpy(masked->data + 8, options->data + 8, 16);
            memcpy(masked->data + 48, sa.ctx.src, 16);
        }
        sealed = test_ah(&seal, packet, masked, ah, 24);
        frame = test_ethernet(sealed);
        test_receive(engine, frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        /* The bytes of the wire stay what they are. */
        g_assert_cmpmem(r.data, frame->len, frame->data, frame->len);
        sent = sign(&sa, frame, 14 + ah);
        g_assert_cmpmem(sent->data, sent->len, frame->data, frame->len);
        /* Either address is under the ICV. */
        frame->data[14 + 40 + 20] ^= 1;
        test_receive(engine, frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, TRANSPORT_AH_FAILED));
        ipsec_engine_free(engine);
    }
}

/* @rest, which is of protocol @next, behind @length bytes of destination
 * options; each header has 2048 at most. */
static GByteArray *behind_options(unsigned length, uint8_t next,
                                  const GByteArray *rest)
{
    GByteArray *out = g_byte_array_new();
    unsigned at = 0, n, left, pad;

    g_byte_array_set_size(out, length);
    memset(out->data, 0, length);
    for (left = length; left; left -= n, at += n) {
        n = MIN(left, 2048);
        out->data[at] = left > n ? 60 : next;
        out->data[at + 1] = (uint8_t)(n / 8 - 1);
        /* PadN */
        for (pad = at + 2; pad < at + n; pad += 2) {
            out->data[pad] = 1;
        }
    }
    g_byte_array_append(out, rest->data, rest->len);
    return out;
}

/* As many headers as there can be, and the longest AH of IPv6 */
static void test_longest_headers(void)
{
    const unsigned ah = 40 + IPSEC_MAX_EXT_HEADERS * 2048, ah_length = 1024;
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(40);
    g_autoptr(GByteArray) body = behind_options(ah - 40, 51, payload);
    g_autoptr(GByteArray) room = g_byte_array_new(), ip = NULL, packet = NULL;
    g_autoptr(GByteArray) masked = g_byte_array_new(), sealed = NULL;
    g_autoptr(GByteArray) frame = NULL, sent = NULL;
    IpsecRxResult r;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .sequence = 5, .next_header = 17 };

    ah_sa(&sa, SHA1, true, IPSECNIC_MODE_TRANSPORT);
    test_sa_must_add(engine, &sa);
    g_byte_array_set_size(room, body->len + ah_length);
    ip = test_ip(&sa, 60, room);
    packet = g_byte_array_new();
    g_byte_array_append(packet, ip->data, 40);
    g_byte_array_append(packet, body->data, body->len);
    g_byte_array_append(masked, packet->data, packet->len);
    masked->data[7] = 0;
    sealed = test_ah(&seal, packet, masked, ah, ah_length);
    frame = test_ethernet(sealed);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    sent = sign(&sa, frame, 14 + ah);
    g_assert_cmpmem(sent->data, sent->len, frame->data, frame->len);
    ipsec_engine_free(engine);
}

/* A frame may be sent while another is on its way to the guest's memory. */
static void test_received_stays(void)
{
    IpsecEngine *engine = test_engine(2);
    g_autoptr(GByteArray) payload = test_payload(100);
    g_autoptr(GByteArray) frame = NULL, copy = g_byte_array_new();
    g_autoptr(GByteArray) outgoing = NULL;
    IpsecTxRequest request = { .l3_offset = 14, .ah_offset = 34 };
    IpsecRxResult r;
    const uint8_t *data;
    uint32_t length;
    TestSa in, out;
    TestSeal seal = { .sa = &in, .sequence = 5, .next_header = 17,
                      .pad_length = -1 };
    IpsecTx tx;

    test_sa_init(&in, IPSECNIC_CIPHER_AES_GCM_128, 0);
    test_sa_must_add(engine, &in);
    ah_sa(&out, SHA1, false, IPSECNIC_MODE_TRANSPORT);
    test_sa_outbound(&out);
    request.sa_handle = test_sa_must_add(engine, &out);
    frame = test_esp_frame(&seal, payload);
    seal.sa = &out;
    outgoing = ah_frame(&seal, payload, 400);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_byte_array_append(copy, r.data, r.length);
    g_assert_cmpuint(ipsec_tx_start(engine, &tx, outgoing->data, outgoing->len,
                                    &request), ==, IPSECNIC_TX_ST_OK);
    g_assert_cmpuint(ipsec_tx_build(engine, &tx, 0, &data, &length), ==,
                     IPSECNIC_TX_ST_OK);
    g_assert_cmpmem(data, length, outgoing->data, outgoing->len);
    g_assert_cmpmem(r.data, r.length, copy->data, copy->len);
    ipsec_engine_free(engine);
}

/* ------------------------------------------------------------------------
 * Bundles: IP | AH | ESP | payload
 */

#define ESP_SPI     0x9abcdef0u

static void bundle_sa(TestSa *sa, bool ipv6, bool ah_first)
{
    test_sa_init(sa, 0, 0);
    sa->ctx.num_ops = 0;
    test_sa_op(sa, !ah_first, IPSECNIC_OP_AH, TEST_SPI, 0, SHA1);
    test_sa_op(sa, ah_first, IPSECNIC_OP_ESP, ESP_SPI,
               IPSECNIC_CIPHER_AES_CBC_128, SHA256);
    sa->ctx.num_ops = 2;
    if (ipv6) {
        test_sa_ipv6(sa);
    }
}

static GByteArray *bundle_frame(const TestSa *sa, bool ah_first,
                                const GByteArray *payload, bool bad_esp)
{
    TestSeal seal = { .sa = sa, .op = ah_first, .sequence = 77,
                      .next_header = 17, .pad_length = -1 };
    g_autoptr(GByteArray) esp = test_esp(&seal, payload);

    if (bad_esp) {
        esp->data[esp->len - 1] ^= 1;
    }
    seal.op = !ah_first;
    seal.sequence = 55;
    seal.next_header = 50;
    return ah_frame(&seal, esp, 24);
}

static void test_bundle(void)
{
    g_autoptr(GByteArray) payload = test_payload(100);
    unsigned ipv6, ah_first;

    for (ipv6 = 0; ipv6 < 2; ipv6++) {
        /* "Use Operation": either order in the context */
        for (ah_first = 0; ah_first < 2; ah_first++) {
            IpsecEngine *engine = test_engine(1);
            unsigned header = ipv6 ? 40 : 20;
            g_autoptr(GByteArray) frame = NULL;
            IpsecSaInfo info;
            uint32_t handle;
            IpsecRxResult r;
            TestSa sa;

            bundle_sa(&sa, ipv6, ah_first);
            handle = test_sa_must_add(engine, &sa);
            /* D14: one bundle */
            g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 1);
            frame = bundle_frame(&sa, ah_first, payload, false);
            test_receive(engine, frame, &r);
            /* R8: not two portions */
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            g_assert_cmpuint(r.kind, ==, IPSECNIC_KIND_AH);
            g_assert_cmpuint(r.sa_outer, ==, handle);
            g_assert_cmpuint(r.sa_inner, ==, 0);
            g_assert_cmpuint(r.ipsec_offset, ==, 14 + header);
            g_assert_cmpuint(r.payload_offset, ==, 14 + header + 24 + 24);
            g_assert_cmpmem(r.data, r.payload_offset, frame->data,
                            r.payload_offset);
            g_assert_cmpmem(r.data + r.payload_offset, 100, payload->data,
                            100);
            g_assert_cmpuint(r.payload_offset + 100 + r.trailer_length, ==,
                             frame->len);
            g_assert_cmphex(r.header_info, ==, IPSECNIC_HEADER_INFO_SET |
                            10 << 8 | 17);
            info = test_sa_query(engine, handle);
            g_assert_cmpuint(info.packets, ==, 1);
            g_assert_cmpuint(info.sequence[!ah_first], ==, 55);
            g_assert_cmpuint(info.sequence[ah_first], ==, 77);
            ipsec_engine_free(engine);
        }
    }
}

static void test_bundle_failures(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(100);
    g_autoptr(GByteArray) frame = NULL, bad_esp = NULL, alone = NULL;
    g_autoptr(GByteArray) plain_ah = NULL;
    TestSeal seal = { .pad_length = -1, .next_header = 17, .sequence = 60 };
    uint32_t handle;
    IpsecRxResult r;
    unsigned i;
    TestSa sa;

    bundle_sa(&sa, false, true);
    handle = test_sa_must_add(engine, &sa);
    seal.sa = &sa;

    /* D5: AH before ESP: every byte behind the SPI is under AH's ICV */
    frame = bundle_frame(&sa, true, payload, false);
    for (i = 34 + 24 + 4; i < frame->len; i++) {
        frame->data[i] ^= 1;
        test_receive(engine, frame, &r);
        test_assert_untouched(frame, &r, TEST_WORD(1, 0, TRANSPORT_AH_FAILED),
                              0);
        frame->data[i] ^= 1;
    }
    /* AH good, ESP bad */
    bad_esp = bundle_frame(&sa, true, payload, true);
    test_receive(engine, bad_esp, &r);
    test_assert_untouched(
        bad_esp, &r,
        TEST_WORD(1, 0, IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED), 0);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==, 55);
    g_assert_cmpuint(test_sa_query(engine, handle).sequence[1], ==, 0);

    /* one of the two alone: status 7 */
    seal.op = 1;
    alone = test_esp_frame(&seal, payload);
    test_receive(engine, alone, &r);
    test_assert_untouched(alone, &r, TEST_WORD(1, 0, PROTOCOL), 0);
    g_assert_cmpuint(r.sa_outer, ==, handle);
    seal.op = 0;
    plain_ah = ah_frame(&seal, payload, 24);
    test_receive(engine, plain_ah, &r);
    test_assert_untouched(plain_ah, &r, TEST_WORD(1, 0, PROTOCOL), 0);
    /* ESP of another SA behind the AH header */
    frame->data[34 + 24] ^= 1;
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, TEST_WORD(1, 0, PROTOCOL), 0);
    frame->data[34 + 24] ^= 1;
    /* an AH length that leaves no room for ESP */
    frame->data[34 + 1] = 0xff;
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, TEST_WORD(1, 0, SYNTAX), 0);
    frame->data[34 + 1] = 4;
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    ipsec_engine_free(engine);
}

/* Cut anywhere, with an IP length that says so. */
static void test_bundle_cut(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(30);
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    unsigned n;
    TestSa sa;

    bundle_sa(&sa, false, true);
    test_sa_must_add(engine, &sa);
    frame = bundle_frame(&sa, true, payload, false);
    for (n = 34 + 12; n < frame->len; n++) {
        g_autoptr(GByteArray) cut = g_byte_array_new();

        g_byte_array_append(cut, frame->data, n);
        cut->data[16] = (uint8_t)((n - 14) >> 8);
        cut->data[17] = (uint8_t)(n - 14);
        test_receive(engine, cut, &r);
        test_assert_untouched(cut, &r,
                              TEST_WORD(1, 0, n < 34 + 24 + 8 ? SYNTAX :
                                        TRANSPORT_AH_FAILED), 0);
    }
    ipsec_engine_free(engine);
}

/* Destination options between AH and ESP (RFC 4302, section 3.1.1) */
static void test_bundle_dest_options(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(64);
    g_autoptr(GByteArray) inside = test_unhex("3200 1e04 61626364");
    g_autoptr(GByteArray) esp = NULL, frame = NULL;
    IpsecRxResult r;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .op = 1, .sequence = 3, .next_header = 17,
                      .pad_length = -1 };

    bundle_sa(&sa, true, true);
    test_sa_must_add(engine, &sa);
    esp = test_esp(&seal, payload);
    g_byte_array_append(inside, esp->data, esp->len);
    seal.op = 0;
    seal.next_header = 60;
    frame = ah_frame(&seal, inside, 24);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.payload_offset, ==, 54 + 24 + 8 + 24);
    g_assert_cmpmem(r.data + r.payload_offset, 64, payload->data, 64);
    /* a length of theirs that runs away */
    frame->data[54 + 24 + 1] = 0xff;
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, TEST_WORD(1, 0, SYNTAX), 0);
    ipsec_engine_free(engine);
}

/* What begins too far behind for the field that tells of it cannot be told. */
static void test_payload_beyond_64k(void)
{
    unsigned start;

    /* Headers are multiples of eight bytes, behind Ethernet's 14. */
    for (start = 65534; start <= 65542; start += 8) {
        IpsecEngine *engine = test_engine(1);
        g_autoptr(GByteArray) payload = test_payload(2);
        g_autoptr(GByteArray) esp = NULL, inside = NULL, frame = NULL;
        uint32_t handle;
        IpsecRxResult r;
        TestSa sa;
        TestSeal seal = { .sa = &sa, .op = 1, .sequence = 3, .next_header = 17,
                          .pad_length = -1 };

        bundle_sa(&sa, true, true);
        test_sa_op(&sa, 1, IPSECNIC_OP_ESP, ESP_SPI,
                   IPSECNIC_CIPHER_AES_GCM_128, 0);
        sa.ctx.op[1].cipher_icv_length = 8;
        handle = test_sa_must_add(engine, &sa);
        esp = test_esp(&seal, payload);
        inside = behind_options(start - 16 - 54 - 24, 50, esp);
        seal.op = 0;
        seal.next_header = 60;
        frame = ah_frame(&seal, inside, 24);
        g_assert_cmpuint(frame->len, <=, IPSECNIC_MAX_FRAME);
        test_receive(engine, frame, &r);
        if (start <= UINT16_MAX) {
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            g_assert_cmpuint(r.payload_offset, ==, start);
            g_assert_cmpmem(r.data + start, 2, payload->data, 2);
        } else {
            test_assert_untouched(frame, &r, TEST_WORD(1, 0, SYNTAX), 0);
            g_assert_cmpuint(test_sa_query(engine, handle).sequence[0], ==, 0);
        }
        ipsec_engine_free(engine);
    }
}

/* R6: an extension header is one on either side of AH. */
static void check_behind_ah(bool bundle, bool offered, const char *header)
{
    IpsecCaps caps = test_caps(1);
    g_autoptr(GByteArray) payload = test_payload(64);
    g_autoptr(GByteArray) inside = test_unhex(header);
    g_autoptr(GByteArray) esp = NULL, frame = NULL;
    bool options = inside->len;
    IpsecEngine *engine;
    uint32_t handle;
    IpsecRxResult r;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .op = 1, .sequence = 3, .next_header = 17,
                      .pad_length = -1 };

    bundle_sa(&sa, true, true);
    caps.ipsec &= ~(offered ? 0 : IPSECNIC_CAP_IPV6_EXT_HEADERS);
    engine = ipsec_engine_new(&caps, NULL);
    ipsec_engine_set_control(engine, 7);
    esp = bundle ? test_esp(&seal, payload) : g_steal_pointer(&payload);
    if (!bundle) {
        ah_sa(&sa, SHA1, true, IPSECNIC_MODE_TRANSPORT);
    }
    handle = test_sa_must_add(engine, &sa);
    seal.op = 0;
    seal.next_header = bundle ? 50 : 17;
    if (options) {
        seal.next_header = inside->data[0];
        inside->data[0] = bundle ? 50 : 17;
    }
    g_byte_array_append(inside, esp->data, esp->len);
    frame = ah_frame(&seal, inside, 24);
    test_receive(engine, frame, &r);
    g_assert_cmpuint(r.sa_outer, ==, handle);
    if (options && !offered) {
        test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_CAPABILITY);
        g_assert_cmpuint(test_sa_query(engine, handle).skipped, ==, 1);
    } else {
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        g_assert_cmpuint(test_sa_query(engine, handle).packets, ==, 1);
    }
    ipsec_engine_free(engine);
}

static void test_dest_options_not_offered(void)
{
    unsigned offered;

    for (offered = 0; offered < 2; offered++) {
        /* none; destination options (the first byte becomes their type) */
        check_behind_ah(true, offered, "");
        check_behind_ah(false, offered, "");
        check_behind_ah(true, offered, "3c00 1e04 61626364");
        check_behind_ah(false, offered, "3c00 1e04 61626364");
        /* routing header at its end; a fragment header of a whole packet */
        check_behind_ah(false, offered, "2b00 0400 00000000");
        check_behind_ah(false, offered, "2c00 0000 00000001");
    }
}

static void test_bundle_context(void)
{
    IpsecCaps caps = test_caps(4);
    IpsecEngine *engine;
    uint32_t handle;
    TestSa sa;

    bundle_sa(&sa, false, true);
    caps.ipsec &= ~IPSECNIC_CAP_AH_ESP;
    engine = ipsec_engine_new(&caps, NULL);
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_BUNDLE);
    ipsec_engine_free(engine);

    engine = test_engine(4);
    test_sa_op(&sa, 1, IPSECNIC_OP_AH, ESP_SPI, 0, SHA1);
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_BUNDLE);
    test_sa_op(&sa, 0, IPSECNIC_OP_ESP, TEST_SPI,
               IPSECNIC_CIPHER_AES_GCM_128, 0);
    test_sa_op(&sa, 1, IPSECNIC_OP_ESP, ESP_SPI,
               IPSECNIC_CIPHER_AES_GCM_128, 0);
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_BUNDLE);
    /* what is wrong with the second operation */
    bundle_sa(&sa, false, true);
    sa.ctx.op[1].spi = 0;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_SPI);
    bundle_sa(&sa, false, true);
    sa.ctx.op[0].cipher_alg = IPSECNIC_CIPHER_NONE;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_AH_CIPHER);
    /* UDP goes with ESP alone */
    ah_sa(&sa, SHA1, false, IPSECNIC_MODE_TRANSPORT);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_OPERATION);
    ipsec_engine_free(engine);
}

/* Either half's key names a bundle, and is taken by it. */
static void test_bundle_keys(void)
{
    IpsecEngine *engine = test_engine(4);
    IpsecSaKey key = { .flags = IPSECNIC_SA_FLAG_INBOUND };
    struct ipsecnic_sa_key bytes;
    uint32_t handle, deleted;
    unsigned half;
    TestSa sa, other;

    for (half = 0; half < 2; half++) {
        bundle_sa(&sa, false, true);
        handle = test_sa_must_add(engine, &sa);
        test_sa_init(&other, IPSECNIC_CIPHER_AES_GCM_128, 0);
        other.ctx.op[0].spi = ESP_SPI;
        g_assert_cmpuint(test_sa_add(engine, &other, &deleted), ==,
                         IPSECNIC_ST_DUPLICATE);
        key.spi = half ? ESP_SPI : TEST_SPI;
        key.operation = half ? IPSECNIC_OP_ESP : IPSECNIC_OP_AH;
        memcpy(key.src, sa.ctx.src, 16);
        memcpy(key.dst, sa.ctx.dst, 16);
        ipsec_sa_key_encode(&bytes, &key);
        g_assert_cmpuint(ipsec_engine_delete_sa_by_key(engine, &bytes,
                                                       &deleted), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpuint(deleted, ==, handle);
        g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    }
    ipsec_engine_free(engine);
}

static void test_bundle_half_off(void)
{
    IpsecEngine *engine = test_engine(4);
    g_autoptr(GByteArray) payload = test_payload(30);
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    TestSa sa;

    bundle_sa(&sa, false, true);
    test_sa_must_add(engine, &sa);
    frame = bundle_frame(&sa, true, payload, false);
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_AH);
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_PROTOCOL_OFF);
    ipsec_engine_free(engine);
}

/* An SA of AH alone does its part of a packet that has both. */
static void test_ah_alone_of_both(void)
{
    IpsecEngine *engine = test_engine(4);
    g_autoptr(GByteArray) payload = test_payload(30);
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    TestSa sa, ah;

    bundle_sa(&sa, false, true);
    frame = bundle_frame(&sa, true, payload, false);
    ah = sa;
    ah.ctx.num_ops = 1;
    memset(&ah.ctx.op[1], 0, sizeof(ah.ctx.op[1]));
    test_sa_must_add(engine, &ah);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmphex(r.header_info, ==, 0);
    g_assert_cmpuint(r.payload_offset, ==, 34 + 24);
    g_assert_cmpmem(r.data, frame->len, frame->data, frame->len);
    ipsec_engine_free(engine);
}

/* An SA of ESP alone does not: the AH is what is looked up. */
static void test_esp_alone_of_both(void)
{
    IpsecEngine *engine = test_engine(4);
    g_autoptr(GByteArray) payload = test_payload(30);
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    TestSa sa, esp;

    bundle_sa(&sa, false, true);
    frame = bundle_frame(&sa, true, payload, false);
    test_sa_init(&esp, 0, 0);
    test_sa_op(&esp, 0, IPSECNIC_OP_ESP, ESP_SPI, IPSECNIC_CIPHER_AES_CBC_128,
               SHA256);
    test_sa_must_add(engine, &esp);
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_NO_SA);
    g_assert_cmpuint(r.sa_outer, ==, 0);
    ipsec_engine_free(engine);
}

/* D1: each protocol with the SPI of the bundle's other one */
static void test_d1_other_spi(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(30);
    TestSa sa, packet;
    TestSeal seal = { .sa = &packet, .sequence = 3, .next_header = 17,
                      .pad_length = -1 };
    g_autoptr(GByteArray) esp = NULL, ah = NULL;
    const GByteArray *frames[2];
    uint32_t handle;
    unsigned i;

    bundle_sa(&sa, false, true);
    handle = test_sa_must_add(engine, &sa);
    test_sa_init(&packet, IPSECNIC_CIPHER_AES_GCM_128, 0);
    frames[0] = esp = test_esp_frame(&seal, payload);
    test_sa_op(&packet, 0, IPSECNIC_OP_AH, ESP_SPI, 0, SHA1);
    frames[1] = ah = ah_frame(&seal, payload, 24);
    for (i = 0; i < G_N_ELEMENTS(frames); i++) {
        IpsecRxResult r;

        test_receive(engine, frames[i], &r);
        test_assert_untouched(frames[i], &r, TEST_WORD(1, 0, PROTOCOL), 0);
        g_assert_cmpuint(r.sa_outer, ==, handle);
        g_assert_cmpuint(test_sa_query(engine, handle).failed[PROTOCOL], ==,
                         i + 1);
    }
    ipsec_engine_free(engine);
}

/* R6: without AhEspCombined it leaves that packet alone. */
static void test_both_not_offered(void)
{
    IpsecCaps caps = test_caps(4);
    g_autoptr(GByteArray) payload = test_payload(30);
    g_autoptr(GByteArray) frame = NULL, alone = NULL;
    IpsecEngine *engine;
    IpsecRxResult r;
    uint32_t handle;
    TestSa sa, ah;
    TestSeal seal = { .sa = &ah, .sequence = 9, .next_header = 17 };

    bundle_sa(&sa, false, true);
    frame = bundle_frame(&sa, true, payload, false);
    ah = sa;
    ah.ctx.num_ops = 1;
    memset(&ah.ctx.op[1], 0, sizeof(ah.ctx.op[1]));
    alone = ah_frame(&seal, payload, 24);
    caps.ipsec &= ~IPSECNIC_CAP_AH_ESP;
    engine = ipsec_engine_new(&caps, NULL);
    ipsec_engine_set_control(engine, 7);
    handle = test_sa_must_add(engine, &ah);
    test_receive(engine, frame, &r);
    test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_CAPABILITY);
    g_assert_cmpuint(r.sa_outer, ==, handle);
    g_assert_cmpuint(test_sa_query(engine, handle).skipped, ==, 1);
    test_receive(engine, alone, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    ipsec_engine_free(engine);
}

/* Saved and loaded with both keys */
static void test_bundle_state(void)
{
    IpsecEngine *one = test_engine(2), *two = test_engine(2);
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_autoptr(GByteArray) payload = test_payload(30);
    g_autoptr(GByteArray) frame = NULL;
    g_autoptr(GError) error = NULL;
    IpsecRxResult r;
    TestSa sa;

    bundle_sa(&sa, true, true);
    test_sa_must_add(one, &sa);
    frame = bundle_frame(&sa, true, payload, false);
    ipsec_engine_save(one, stream);
    g_assert_true(ipsec_engine_load(two, stream->data, stream->len, &error));
    g_assert_no_error(error);
    test_receive(two, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpmem(r.data + r.payload_offset, 30, payload->data, 30);
    ipsec_engine_free(one);
    ipsec_engine_free(two);
}

int main(int argc, char **argv)
{
    unsigned i;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < G_N_ELEMENTS(ah_vectors); i++) {
        g_autofree char *name = g_strconcat("/ah/scapy/", ah_vectors[i].name,
                                            NULL);

        g_test_add_data_func(name, &ah_vectors[i], check_vector);
    }
    g_test_add_func("/ah/every-authenticator", test_every_authenticator);
    g_test_add_func("/ah/long-header", test_long_header);
    g_test_add_func("/ah/status-6-length-field", test_length_field);
    g_test_add_func("/ah/status-6-cut", test_cut);
    g_test_add_func("/ah/status-6-bad-options", test_bad_options);
    g_test_add_func("/ah/d6-esn", test_esn);
    g_test_add_func("/ah/atomic-fragment", test_atomic_fragment);
    g_test_add_func("/ah/d1-other-protocol", test_d1_other_protocol);
    g_test_add_func("/ah/d2-protocol-first", test_d2_protocol_first);
    g_test_add_func("/ah/r2-r6-switched-off", test_capability);
    g_test_add_func("/ah/home-address-option", test_home_address);
    g_test_add_func("/ah/longest-headers", test_longest_headers);
    g_test_add_func("/ah/received-stays-while-sending", test_received_stays);
    g_test_add_func("/bundle/ah-then-esp", test_bundle);
    g_test_add_func("/bundle/d5-failures", test_bundle_failures);
    g_test_add_func("/bundle/cut", test_bundle_cut);
    g_test_add_func("/bundle/destination-options", test_bundle_dest_options);
    g_test_add_func("/bundle/payload-beyond-64k", test_payload_beyond_64k);
    g_test_add_func("/bundle/r6-destination-options-not-offered",
                    test_dest_options_not_offered);
    g_test_add_func("/bundle/context", test_bundle_context);
    g_test_add_func("/bundle/keys", test_bundle_keys);
    g_test_add_func("/bundle/r2-half-switched-off", test_bundle_half_off);
    g_test_add_func("/bundle/ah-alone-of-both", test_ah_alone_of_both);
    g_test_add_func("/bundle/esp-alone-of-both", test_esp_alone_of_both);
    g_test_add_func("/bundle/d1-spi-of-the-other-operation",
                    test_d1_other_spi);
    g_test_add_func("/bundle/r6-both-not-offered", test_both_not_offered);
    g_test_add_func("/bundle/save-and-load", test_bundle_state);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VLAN tags that the card inserts: a frame is what it is without one, and four
 * bytes
 */

#include <string.h>

#include "sender.h"
#include "vlan.h"

static const struct Tag {
    uint32_t flags;
    uint16_t tpid;
    uint16_t tci;
} tag_list[] = {
    { IPSECNIC_TX_VLAN, 0x8100, 0x6123 },
    { IPSECNIC_TX_VLAN, 0x8100, 0 },
    { IPSECNIC_TX_VLAN | IPSECNIC_TX_VLAN_SERVICE, 0x88a8, 0xffff },
};

/* The frame with a tag in it. */
static GByteArray *tagged(const GByteArray *frame, const struct Tag *tag)
{
    GByteArray *out = g_byte_array_new();
    const uint8_t bytes[4] = {
        (uint8_t)(tag->tpid >> 8), (uint8_t)tag->tpid,
        (uint8_t)(tag->tci >> 8), (uint8_t)tag->tci,
    };

    g_byte_array_append(out, frame->data, 12);
    g_byte_array_append(out, bytes, 4);
    g_byte_array_append(out, frame->data + 12, frame->len - 12);
    return out;
}

static void test_insert(void)
{
    static const uint8_t frame[] = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x08, 0, 0x45,
    };
    static const uint8_t want[] = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x88, 0xa8, 0x9a, 0xbc,
        0x08, 0, 0x45,
    };
    uint8_t room[4 + sizeof(frame)];
    uint8_t *start;

    memset(room, 0xee, sizeof(room));
    memcpy(room + 4, frame, sizeof(frame));
    start = ipsec_vlan_insert(room + 4, true, 0x9abc);
    g_assert_true(start == room);
    g_assert_cmpmem(room, sizeof(room), want, sizeof(want));
    start = ipsec_vlan_insert(start + 4, false, 0x0001);
    g_assert_cmpmem(start + 12, 4, "\x81\x00\x00\x01", 4);
}

static void test_offset(void)
{
    g_assert_cmpuint(ipsec_vlan_offset(0), ==, 0);
    g_assert_cmpuint(ipsec_vlan_offset(18), ==, 14);
    g_assert_cmpuint(ipsec_vlan_offset(65535), ==, 65531);
}

/* The same request without and with each tag, in front of tags of its own. */
static void check_packet(TestPair *p)
{
    unsigned i;

    for (p->packet.vlan_tags = 0; p->packet.vlan_tags < 3;
         p->packet.vlan_tags++) {
        g_autoptr(GByteArray) plain = NULL;
        TestSend send;

        test_send_init(&send, &p->packet);
        plain = test_send_must(p->out, &send);
        for (i = 0; i < G_N_ELEMENTS(tag_list); i++) {
            const struct Tag *tag = &tag_list[i];
            g_autoptr(GByteArray) want = tagged(plain, tag);
            g_autoptr(GByteArray) frame = NULL;

            send.request.flags &= ~(uint32_t)IPSECNIC_TX_VLAN_SERVICE;
            send.request.flags |= tag->flags;
            send.request.vlan_tci = tag->tci;
            frame = test_send_must(p->out, &send);
            g_assert_cmpmem(frame->data, frame->len, want->data, want->len);
        }
        test_send_clear(&send);
    }
}

static void check_esp(TestSa *sa)
{
    static const uint8_t iv[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    g_autoptr(GByteArray) payload = test_payload(77);
    unsigned form;

    for (form = 0; form < 2; form++) {
        TestSa copy = *sa;
        uint32_t handle;
        uint64_t packets;
        TestPair p;

        if (form) {
            test_sa_ipv6(&copy);
        }
        test_pair_init(&p, &copy, NULL);
        handle = p.packet.portion[0].handle;
        p.packet.portion[0].sequence[0] = 9;
        p.packet.portion[0].iv[0] = iv;
        p.packet.iv_present = true;
        p.packet.next_header = 17;
        p.packet.payload = payload;
        check_packet(&p);
        /* The IP packet is counted, and not the tag. */
        packets = test_sa_query(p.out, handle).packets;
        g_assert_cmpuint(packets, ==, 12);
        g_assert_cmpuint(test_sa_query(p.out, handle).bytes % packets, ==, 0);
        test_pair_clear(&p);
    }
}

static void test_every_algorithm(void)
{
    test_for_each_esp(check_esp);
}

/* A frame without IPsec, and without a handle; copied as it is. */
static void test_plain(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) frame = test_payload(60);
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(tag_list); i++) {
        const struct Tag *tag = &tag_list[i];
        g_autoptr(GByteArray) want = tagged(frame, tag);
        IpsecTxRequest request = {
            .flags = IPSECNIC_TX_START | IPSECNIC_TX_END | tag->flags,
            .vlan_tci = tag->tci,
        };
        const uint8_t *data;
        uint32_t length;
        IpsecTx tx;

        g_assert_cmpuint(ipsec_tx_start(engine, &tx, frame->data, frame->len,
                                        &request), ==, IPSECNIC_TX_ST_OK);
        g_assert_cmpuint(tx.segments, ==, 1);
        g_assert_cmpuint(ipsec_tx_build(engine, &tx, 0, &data, &length), ==,
                         IPSECNIC_TX_ST_OK);
        g_assert_cmpmem(data, length, want->data, want->len);
    }
    ipsec_engine_free(engine);
}

static void test_max_length(void)
{
    const uint32_t vlan = IPSECNIC_TX_VLAN, segment = IPSECNIC_TX_SEGMENT;

    g_assert_cmpuint(ipsec_tx_max_length(0), ==, 65557);
    g_assert_cmpuint(ipsec_tx_max_length(vlan), ==, 65553);
    g_assert_cmpuint(ipsec_tx_max_length(vlan | segment), ==, 65557);
    g_assert_cmpuint(ipsec_tx_max_length(segment), ==, 65557);
}

/* An IPv6 packet of the longest length, with tags: one byte too many. */
static void test_longest(void)
{
    g_autoptr(GByteArray) payload = NULL;
    TestSa sa;
    TestPair p;
    unsigned tags;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    test_sa_ipv6(&sa);
    test_pair_init(&p, &sa, NULL);
    p.packet.next_header = 17;
    for (tags = 0; tags < 3; tags++) {
        /* Ethernet, tags, IPv6, ESP and IV, trailer, ICV */
        unsigned room = IPSECNIC_MAX_FRAME - 14 - 4 * tags - 40 - 16 - 16;
        unsigned more;

        for (more = 0; more < 8; more += 4) {
            unsigned text = MIN(room, 65535 - 32u) / 4 * 4 + more;
            bool fits, tag_fits;
            TestSend send;
            IpsecTx tx;

            g_clear_pointer(&payload, g_byte_array_unref);
            if (text > 65535 - 32) {
                continue;
            }
            payload = test_payload(text - 2);
            p.packet.payload = payload;
            p.packet.vlan_tags = tags;
            p.packet.portion[0].sequence[0] = 1;
            test_send_init(&send, &p.packet);
            fits = send.wire->len <= IPSECNIC_MAX_FRAME;
            tag_fits = send.wire->len + 4 <= IPSECNIC_MAX_FRAME;
            g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==,
                             fits ? IPSECNIC_TX_ST_OK :
                                    IPSECNIC_TX_ST_IP_LENGTH);
            send.request.flags |= IPSECNIC_TX_VLAN;
            g_assert_cmpuint(test_send_start(p.out, &send, &tx), ==,
                             tag_fits ? IPSECNIC_TX_ST_OK :
                                        IPSECNIC_TX_ST_IP_LENGTH);
            test_send_clear(&send);
        }
    }
    test_pair_clear(&p);
}

/* A large send of one segment, as long as one can be. */
static void test_longest_segment(void)
{
    IpsecEngine *engine = test_engine(1);
    unsigned tags, refused = 0;

    for (tags = 0; tags < 3; tags++) {
        unsigned header = 14 + 4 * tags + 40 + 8;
        unsigned size = MIN(IPSECNIC_MAX_FRAME - header, 65535u - 8);
        g_autofree uint8_t *frame = g_malloc0(header + size);
        IpsecTxRequest request = {
            .flags = IPSECNIC_TX_START | IPSECNIC_TX_END | IPSECNIC_TX_CSUM |
                     IPSECNIC_TX_SEGMENT,
            .l3_offset = (uint16_t)(header - 48),
            .csum_start = (uint16_t)(header - 8),
            .csum_offset = (uint16_t)(header - 2),
            .header_length = (uint16_t)header,
        };
        unsigned i, less;

        for (i = 0; i < tags; i++) {
            frame[12 + 4 * i] = 0x81;
        }
        frame[12 + 4 * tags] = 0x86;
        frame[13 + 4 * tags] = 0xdd;
        frame[header - 48] = 0x60;
        frame[header - 42] = 17;
        for (less = 0; less <= 5; less++) {
            bool fits = header + size - less + 4 <= IPSECNIC_MAX_FRAME;
            IpsecTx tx;

            request.segment_size = (uint16_t)(size - less);
            request.flags &= ~(uint32_t)IPSECNIC_TX_VLAN;
            g_assert_cmpuint(ipsec_tx_start(engine, &tx, frame,
                                            header + size, &request), ==,
                             IPSECNIC_TX_ST_OK);
            request.flags |= IPSECNIC_TX_VLAN;
            g_assert_cmpuint(ipsec_tx_start(engine, &tx, frame,
                                            header + size, &request), ==,
                             fits ? IPSECNIC_TX_ST_OK :
                                    IPSECNIC_TX_ST_BAD_SEGMENT);
            refused += !fits;
        }
    }
    g_assert_cmpuint(refused, >, 0);
    ipsec_engine_free(engine);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vlan/insert", test_insert);
    g_test_add_func("/vlan/offset", test_offset);
    g_test_add_func("/vlan/every-algorithm", test_every_algorithm);
    g_test_add_func("/vlan/plain", test_plain);
    g_test_add_func("/vlan/max-length", test_max_length);
    g_test_add_func("/vlan/longest", test_longest);
    g_test_add_func("/vlan/longest-segment", test_longest_segment);
    return g_test_run();
}

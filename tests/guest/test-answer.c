/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of answer.c, on the host: frames from a network that may send
 * anything
 *
 * That what is answered is right is seen in tests/e2e/ping-test.
 */

#include <glib.h>

#include "answer.h"
#include "ip.h"

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

static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };

/* Requests that are answered, each a template. */
static uint32_t make_request(uint8_t *frame, unsigned int kind)
{
    static const uint8_t arp[] = { 0, 1, 8, 0, 6, 4, 0, 1 };
    static const uint8_t ours[] = { 192, 0, 2, 1 };

    memset(frame, 0, ANSWER_MAX);
    switch (kind) {
    case 0:
        put_be16(frame + 12, ETHERTYPE_ARP);
        memcpy(frame + 14, arp, sizeof(arp));
        memcpy(frame + 38, ours, 4);
        return 42;
    case 1:
        put_be16(frame + 12, ETHERTYPE_IPV4);
        frame[14] = 0x45;
        put_be16(frame + 16, 20 + 8 + 5);
        frame[23] = PROTO_ICMP;
        memcpy(frame + 30, ours, 4);
        frame[34] = 8;
        put_be16(frame + 36, ip_sum_end(ip_sum(0, frame + 34, 13)));
        return 47;
    default:
        put_be16(frame + 12, ETHERTYPE_IPV6);
        frame[14] = 0x60;
        put_be16(frame + 18, 24);
        frame[20] = PROTO_ICMPV6;
        frame[21] = 255;
        frame[22] = 0xfe;
        frame[53] = 1;
        frame[54] = kind == 2 ? 128 : 135;
        frame[77] = 1;
        put_be16(frame + 56, ip_sum_end(ip_sum(ip_sum_pseudo(
            6, frame + 22, frame + 38, PROTO_ICMPV6, 24), frame + 54, 24)));
        return 78;
    }
}

static void setup(struct answer_host *host)
{
    static const char text[] = "192.0.2.1, ::1";

    g_assert_true(answer_host_init(host, mac, text, sizeof(text) - 1));
    g_assert_cmpuint(host->count, ==, 2);
}

/* The templates are answered, to who asked. */
static void test_answered(void)
{
    static const uint32_t lengths[] = { 42, 47, 78, 54 + 32 };
    struct answer_host host;
    uint8_t frame[ANSWER_MAX];
    uint32_t length;
    unsigned int i;

    setup(&host);
    for (i = 0; i < G_N_ELEMENTS(lengths); i++) {
        length = make_request(frame, i);
        frame[11] = 9;
        g_assert_cmpuint(answer_frame(&host, frame, length), ==, lengths[i]);
        g_assert_cmpuint(frame[5], ==, 9);
        g_assert_cmpmem(frame + 6, 6, mac, 6);
    }
}

/* Each with bytes that are anything, cut anywhere; the sanitizers watch. */
static void test_arbitrary(void)
{
    struct answer_host host;
    unsigned int i, n, answered = 0;

    setup(&host);
    for (i = 0; i < 200000; i++) {
        uint8_t whole[ANSWER_MAX];
        uint32_t length = make_request(whole, i % 4), room;
        g_autofree uint8_t *frame = NULL;

        for (n = g_test_rand_int_range(0, 3); n > 0; n--) {
            whole[g_test_rand_int_range(12, 90)] = g_test_rand_int() >> 8;
        }
        length = i % 3 ? length : (uint32_t)g_test_rand_int_range(14, 100);
        /* an advertisement may be longer than what asked for it */
        room = MAX(length, ETHER_HEADER + 8 + IPV6_HEADER + 32);
        frame = g_malloc(room);
        memcpy(frame, whole, room);
        n = answer_frame(&host, frame, length);
        g_assert_cmpuint(n, <=, room);
        answered += n > 0;
    }
    g_assert_cmpuint(answered, >, 20000);
}

/* What the card says of a packet is believed only as far as the packet goes. */
static void test_arbitrary_offsets(void)
{
    unsigned int i, made = 0;

    for (i = 0; i < 200000; i++) {
        struct ipsecnic_buffer buffer = { 0 };
        struct ipsecnic_packet packet = { .first = &buffer, .last = &buffer };
        struct ipsecnic_rx_comp *info = &packet.info;
        uint8_t frame[ANSWER_MAX], whole[ANSWER_MAX];
        uint32_t length = make_request(whole, 1 + i % 3), n;

        if (i % 2) {
            whole[23] = whole[20] = g_test_rand_int_range(48, 52);
        }
        buffer.data = whole;
        buffer.used = info->frame_length = length;
        info->oob = i % 16 ? IPSECNIC_OOB_CRYPTO_DONE : 0;
        info->l3_offset = 14;
        info->ipsec_offset = g_test_rand_int_range(0, 100);
        info->payload_offset = g_test_rand_int_range(0, 100);
        info->inner_l3_offset = i % 7 ? 0 : g_test_rand_int_range(0, 100);
        info->inner_ipsec_offset = i % 5 ? 0 : g_test_rand_int_range(0, 100);
        info->trailer_length = g_test_rand_int_range(0, i % 3 ? 8 : 65536);
        info->header_info = g_test_rand_int();
        n = answer_plain(&packet, frame);
        g_assert_cmpuint(n, <=, ANSWER_MAX);
        made += n > 0;
    }
    g_assert_cmpuint(made, >, 20000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/answered", test_answered);
    g_test_add_func("/answer/arbitrary", test_arbitrary);
    g_test_add_func("/answer/arbitrary-offsets", test_arbitrary_offsets);
    return g_test_run();
}

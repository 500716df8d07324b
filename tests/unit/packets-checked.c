/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets with one portion that is checked
 *
 * What becomes of each stands in docs/ipsecov2/packets-*.csv.
 */

#include <string.h>

#include "scene.h"

/* ------------------------------------------------------------------------
 * Status 7
 */

void packet_esp_for_an_ah_sa(Scene *s)
{
    TestSa ah, sa;

    sc_ah_sa(&ah, TRANSPORT);
    sc_gcm_sa(&sa, TRANSPORT);
    s->outer = sc_load(s, &ah);
    sc_transmit_esp(s, &sa, 50, false);
}

void packet_ah_for_an_esp_sa(Scene *s)
{
    TestSa ah, sa;

    sc_ah_sa(&ah, TRANSPORT);
    sc_gcm_sa(&sa, TRANSPORT);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &ah, 0, 17, sc_payload(s, 50)));
}

void packet_ah_for_an_esp_sa_and_too_long(Scene *s)
{
    packet_ah_for_an_esp_sa(s);
    sc_cut(s, 10);
}

void packet_bundle_esp_alone(Scene *s)
{
    TestSa sa;

    sc_bundle_sa(&sa);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 50,
                         sc_esp(s, &sa, 1, 77, 17, sc_payload(s, 50), false)));
}

void packet_bundle_ah_alone(Scene *s)
{
    TestSa sa;

    sc_bundle_sa(&sa);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &sa, 0, 17, sc_payload(s, 50)));
}

void packet_bundle_esp_of_another_spi(Scene *s)
{
    packet_bundle_good(s);
    sc_spoil(s, IN_IP4 + AH_LENGTH + 3, 1);
}

/* ------------------------------------------------------------------------
 * Status 6
 */

void packet_ip_length_beyond_frame(Scene *s)
{
    packet_esp_good(s);
    sc_cut(s, 4);
}

void packet_esp_without_room_for_a_trailer(Scene *s)
{
    packet_esp_good(s);
    /* 8 header + 8 IV + 16 ICV: no room for a trailer */
    sc_cut(s, s->frame.wire->len - IN_IP4 - 32);
    sc_ip4_length(s, 20 + 32 - (int)(s->frame.wire->data[17]));
}

void packet_esp_not_a_multiple_of_4(Scene *s)
{
    packet_esp_good(s);
    sc_cut(s, 1);
    sc_ip4_length(s, -1);
}

void packet_cbc_not_whole_blocks(Scene *s)
{
    TestSa sa;

    test_sa_init(&sa, CBC, SHA1);
    s->outer = sc_load(s, &sa);
    sc_transmit_esp(s, &sa, 50, true);
    sc_cut(s, 4);
    sc_ip4_length(s, -4);
}

void packet_ah_length_too_short(Scene *s)
{
    packet_ah_good(s);
    sc_spoil(s, IN_IP4 + 1, 4 ^ 3);
}

void packet_ah_length_beyond_packet(Scene *s)
{
    packet_ah_good(s);
    sc_spoil(s, IN_IP4 + 1, 4 ^ 0xff);
}

void packet_ah_length_in_ipv6_not_a_multiple_of_8(Scene *s)
{
    sc_good_ah_ipv6(s);
    sc_spoil(s, IN_IP6 + 1, 4 ^ 5);
}

void packet_ah_option_length_lies(Scene *s)
{
    packet_ah_good(s);
    sc_options(s, "94050000");
    sc_as_it_came(s);
}

void packet_bundle_without_room_for_esp(Scene *s)
{
    packet_bundle_good(s);
    sc_spoil(s, IN_IP4 + 1, 4 ^ 0xff);
}

void packet_pad_length_beyond_payload(Scene *s)
{
    s->claim = 255;
    packet_esp_good(s);
    sc_as_it_came(s);
    /* it was authenticated all the same */
    s->seen = 7;
}

/* ------------------------------------------------------------------------
 * Status 1 to 5
 */

void packet_esp_icv_wrong(Scene *s)
{
    packet_esp_good(s);
    sc_spoil_last(s);
    s->seen = 0;
}

void packet_esp_ciphertext_changed(Scene *s)
{
    packet_esp_good(s);
    sc_spoil(s, IN_IP4 + 20, 0x80);
}

void packet_esp_sequence_number_changed(Scene *s)
{
    packet_esp_good(s);
    sc_spoil(s, IN_IP4 + 7, 1);
}

void packet_esp_tunnel_good(Scene *s)
{
    TestSa sa, inside;

    sc_gcm_sa(&sa, TUNNEL);
    sc_inner_sa(&inside);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 50, sc_esp(s, &sa, 0, 7, 4, sc_ip(
        s, &inside, 17, sc_payload(s, 50)), true)));
}

void packet_esp_tunnel_icv_wrong(Scene *s)
{
    packet_esp_tunnel_good(s);
    sc_spoil_last(s);
}

void packet_ah_ttl_changed(Scene *s)
{
    packet_ah_good(s);
    sc_change(s, IP4 + 8, 0x3f);
    s->csum = IPSECNIC_CSUM_BAD;
}

void packet_ah_payload_changed(Scene *s)
{
    packet_ah_good(s);
    sc_spoil_last(s);
}

void packet_ah_source_changed(Scene *s)
{
    packet_ah_good(s);
    sc_spoil(s, IP4 + 15, 9);
    s->outer = 0;
    s->csum = IPSECNIC_CSUM_BAD;
}

void packet_ah_source_changed_any_source(Scene *s)
{
    TestSa sa, any;

    sc_ah_sa(&sa, TRANSPORT);
    any = sa;
    memset(any.ctx.src, 0, 16);
    s->outer = sc_load(s, &any);
    sc_transmit(s, sc_ip_ah(s, &sa, 0, 17, sc_payload(s, 50)));
    sc_spoil(s, IP4 + 15, 9);
}

void packet_ah_tunnel_changed(Scene *s)
{
    TestSa sa, inside;

    sc_ah_sa(&sa, TUNNEL);
    sc_inner_sa(&inside);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &sa, 0, 4,
                            sc_ip(s, &inside, 17, sc_payload(s, 50))));
    sc_spoil_last(s);
}

void packet_bundle_ah_wrong(Scene *s)
{
    packet_bundle_good(s);
    /* under the ICVs of both: AH is first */
    sc_spoil_last(s);
}

void packet_bundle_esp_wrong(Scene *s)
{
    TestSa sa;
    Packet inside;

    sc_bundle_sa(&sa);
    s->outer = sc_load(s, &sa);
    inside = sc_esp(s, &sa, 1, 77, 17, sc_payload(s, 50), false);
    inside.wire->data[inside.wire->len - 1] ^= 1;
    inside.clear = inside.wire;
    sc_transmit(s, sc_ip_ah(s, &sa, 0, 50, inside));
}

/* Each has an SA of its own: they are no bundle, and only AH is outside. */
void packet_ah_and_esp_of_two_sas(Scene *s)
{
    TestSa both, sa;

    sc_bundle_sa(&both);
    test_sa_init(&sa, CBC, SHA256);
    sa.ctx.op[0].spi = ESP_SPI;
    sc_load(s, &sa);
    sc_ah_sa(&sa, TRANSPORT);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &both, 0, 50, sc_esp(s, &both, 1, 77, 17,
                                                    sc_payload(s, 50), false)));
}

static void esn(Scene *s, uint64_t sequence)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    sa.ctx.op[0].sequence = UINT64_C(0x1fffffffe);
    sa.ctx.op[0].replay_window = 64;
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 50, sc_esp(s, &sa, 0, sequence, 17,
                                            sc_payload(s, 50), true)));
}

void packet_esn_over_the_wrap(Scene *s)
{
    esn(s, UINT64_C(0x200000001));
}

void packet_esn_back_over_the_wrap(Scene *s)
{
    esn(s, UINT64_C(0x1fffffff0));
}

void packet_esn_other_high_half(Scene *s)
{
    esn(s, UINT64_C(0x300000001));
    sc_as_it_came(s);
}

void packet_library_error(Scene *s)
{
    packet_esp_good(s);
    sc_as_it_came(s);
    s->library_fails = true;
}

/* ------------------------------------------------------------------------
 * Good, and odd
 */

void packet_replayed(Scene *s)
{
    packet_esp_good(s);
    s->before = 3;
}

void packet_header_checksum_wrong(Scene *s)
{
    packet_esp_good(s);
    sc_change(s, IP4 + 10, 0x55);
    s->csum = IPSECNIC_CSUM_BAD;
}

void packet_ethernet_padding(Scene *s)
{
    packet_esp_good(s);
    sc_append(s, "000102030405060708090a0b0c0d0e0f");
}

void packet_padding_bytes_odd(Scene *s)
{
    /* 50 bytes and no padding needed: the last ten are declared to be it */
    s->claim = 10;
    packet_esp_good(s);
}

static void trailer(Scene *s, unsigned mode, uint8_t next_header)
{
    TestSa sa;

    sc_gcm_sa(&sa, mode);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 50, sc_esp(s, &sa, 0, 7, next_header,
                                            sc_payload(s, 50), true)));
}

void packet_dummy_packet(Scene *s)
{
    trailer(s, TUNNEL, 59);
}

void packet_next_header_unknown(Scene *s)
{
    trailer(s, TRANSPORT, 255);
}

void packet_tunnel_holds_udp(Scene *s)
{
    trailer(s, TUNNEL, 17);
}

void packet_transport_holds_ip(Scene *s)
{
    TestSa sa, inside;

    sc_gcm_sa(&sa, TRANSPORT);
    s->outer = sc_load(s, &sa);
    sc_inner_sa(&inside);
    sc_load(s, &inside);
    sc_transmit(s, sc_ip(s, &sa, 50, sc_esp(s, &sa, 0, 7, 4, sc_ip(
        s, &inside, 50, sc_esp(s, &inside, 0, 3, 17, sc_payload(s, 50), false)),
        true)));
}

void packet_transport_holds_ah(Scene *s)
{
    TestSa sa, inside;

    sc_gcm_sa(&sa, TRANSPORT);
    s->outer = sc_load(s, &sa);
    sc_ah_sa(&inside, TRANSPORT);
    sc_load(s, &inside);
    sc_transmit(s, sc_ip(s, &sa, 50, sc_esp(s, &sa, 0, 7, 51, sc_hex(
        s, "11040000 12345678 00000001 000000000000000000000000" TCP), true)));
}

static void big(Scene *s, unsigned length)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    s->outer = sc_load(s, &sa);
    sc_transmit_esp(s, &sa, length, true);
}

void packet_jumbo(Scene *s)
{
    big(s, 8900);
}

void packet_longest_ipv4(Scene *s)
{
    /* 20 IP + 8 ESP + 8 IV + 65478 + 2 trailer + 16 ICV: no longer one ends
     * on four bytes and fits into an IPv4 packet */
    big(s, 65478);
    g_assert_cmpuint(s->frame.wire->len, ==, 14 + 65532);
}

/* ------------------------------------------------------------------------
 * SaDeleteReq
 */

void packet_soft_limit_reached(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sa.ctx.soft_packets = 1;
    s->outer = sc_load(s, &sa);
    sc_transmit_esp(s, &sa, 50, true);
}

void packet_soft_limit_not_reached(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sa.ctx.soft_packets = 2;
    s->outer = sc_load(s, &sa);
    sc_transmit_esp(s, &sa, 50, true);
}

void packet_hard_limit_passed(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sa.ctx.hard_packets = 1;
    s->outer = sc_load(s, &sa);
    sc_transmit_esp(s, &sa, 50, true);
    s->before = 5;
}

void packet_operator_asked(Scene *s)
{
    packet_esp_good(s);
    sc_ask_for(s, s->outer);
}

void packet_operator_asked_icv_wrong(Scene *s)
{
    packet_esp_icv_wrong(s);
    sc_ask_for(s, s->outer);
}

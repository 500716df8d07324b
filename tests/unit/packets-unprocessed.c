/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets that are not IPsec, or that no SA is applied to
 *
 * What becomes of each stands in docs/ipsecov2/packets-*.csv.
 */

#include <string.h>

#include "scene.h"

/* ------------------------------------------------------------------------
 * Not IPsec
 */

/* A good ESP packet in transport mode, and its SA */
void packet_esp_good(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    s->outer = sc_load(s, &sa);
    sc_transmit_esp(s, &sa, 50, true);
    s->csum = IPSECNIC_CSUM_GOOD;
}

void packet_esp_good_ipv6(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    test_sa_ipv6(&sa);
    s->outer = sc_load(s, &sa);
    sc_transmit_esp(s, &sa, 50, true);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

/* The same that nothing is done with, and no SA is named for. */
static void esp_not_ours(Scene *s)
{
    packet_esp_good(s);
    sc_as_it_came(s);
    s->outer = 0;
}

void packet_arp(Scene *s)
{
    sc_transmit_hex(s, "ffffffffffff 020000000001 0806 0001080006040001"
             "020000000001 0a010001 000000000000 0a010002");
}

void packet_plain_tcp(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 6, sc_hex(s, TCP)));
    s->csum = IPSECNIC_CSUM_GOOD;
}

void packet_plain_header_checksum_wrong(Scene *s)
{
    packet_plain_tcp(s);
    sc_spoil(s, IP4 + 10, 0x55);
    s->csum = IPSECNIC_CSUM_BAD;
}

void packet_ip_in_ip_around_esp(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 4, sc_ip(s, &sa, 50, sc_esp(
        s, &sa, 0, 7, 17, sc_payload(s, 50), false))));
}

void packet_ipcomp(Scene *s)
{
    esp_not_ours(s);
    s->frame.wire->data[IP4 + 9] = 108;
    test_ipv4_checksum(s->frame.wire->data + IP4, 20);
    sc_as_it_came(s);
}

void packet_icmp_quotes_esp(Scene *s)
{
    TestSa sa;
    Packet quoted;

    sc_gcm_sa(&sa, TRANSPORT);
    sc_load(s, &sa);
    quoted = sc_ip(s, &sa, 50,
                   sc_esp(s, &sa, 0, 7, 17, sc_payload(s, 50), false));
    sc_insert_array(quoted.wire, 0, "0304000000000500");
    sc_transmit(s, sc_ip(s, &sa, 1, (Packet) { quoted.wire, quoted.wire }));
}

void packet_ipv6_no_next_header(Scene *s)
{
    packet_esp_good_ipv6(s);
    s->outer = 0;
    sc_spoil(s, 14 + 6, 50 ^ 59);
}

void packet_llc_snap(Scene *s)
{
    esp_not_ours(s);
    s->frame.wire->data[12] = 0;
    s->frame.wire->data[13] = (uint8_t)(s->frame.wire->len - 14 + 8);
    sc_insert_array(s->frame.wire, 14, "aaaa03000000 0800");
    sc_as_it_came(s);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

void packet_vlan_one_tag(Scene *s)
{
    packet_esp_good(s);
    sc_insert(s, 12, "8100 a005");
}

void packet_vlan_two_tags(Scene *s)
{
    packet_esp_good(s);
    sc_insert(s, 12, "88a8 2003 8100 a005");
}

void packet_vlan_three_tags(Scene *s)
{
    esp_not_ours(s);
    sc_insert(s, 12, "88a8 2003 8100 a005 8100 0001");
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

void packet_vlan_not_offered(Scene *s)
{
    s->encap = IPSECNIC_ENCAP_8023;
    packet_vlan_one_tag(s);
    sc_as_it_came(s);
    s->outer = 0;
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

/* ------------------------------------------------------------------------
 * UDP
 */

static void udp_frame(Scene *s, uint16_t port, const char *bytes)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 17,
                         sc_udp(s, &sa, port, false, sc_hex(s, bytes))));
}

void packet_ike(Scene *s)
{
    udp_frame(s, 4500, "00000000 0102030405060708");
}

void packet_nat_keep_alive(Scene *s)
{
    udp_frame(s, 4500, "ff");
}

void packet_udp_4500_empty(Scene *s)
{
    udp_frame(s, 4500, "");
}

void packet_udp_4500_length_too_small(Scene *s)
{
    udp_frame(s, 4500, "12345678 00000001 0102030405060708");
    s->frame.wire->data[IN_IP4 + 5] = 7;
    sc_as_it_came(s);
}

void packet_udp_from_4500(Scene *s)
{
    udp_frame(s, 53, "12345678 00000001 0102030405060708");
    s->frame.wire->data[IN_IP4] = 4500 >> 8;
    s->frame.wire->data[IN_IP4 + 1] = 4500 & 0xff;
    sc_as_it_came(s);
}

/* UDP-encapsulated ESP of an SA of form 1 */
static void udp_esp_packet(Scene *s, uint16_t sa_sport, uint16_t sa_dport,
                           uint16_t port, bool checksum)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    sa.ctx.encap_sport = sa_sport;
    sa.ctx.encap_dport = sa_dport;
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 17, sc_udp(s, &sa, port, checksum, sc_esp(
        s, &sa, 0, 7, 17, sc_payload(s, 50), true))));
}

void packet_udp_esp_good(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, false);
    s->csum = IPSECNIC_CSUM_GOOD;
}

void packet_udp_esp_checksum_right(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, true);
    s->csum = IPSECNIC_CSUM_GOOD | IPSECNIC_CSUM_GOOD << 2;
}

void packet_udp_esp_checksum_wrong(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, true);
    sc_spoil(s, IN_IP4 + 7, 1);
    s->csum = IPSECNIC_CSUM_GOOD | IPSECNIC_CSUM_BAD << 2;
    /* not processed: the request does not come through */
    sc_ask_for(s, s->outer);
}

void packet_udp_esp_icv_wrong(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, false);
    sc_spoil_last(s);
}

void packet_udp_esp_port_of_the_sa(Scene *s)
{
    udp_esp_packet(s, 0, 4501, 4501, false);
}

void packet_udp_esp_on_another_port(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4501, false);
    sc_as_it_came(s);
    s->outer = 0;
}

void packet_udp_esp_sa_has_another_port(Scene *s)
{
    udp_esp_packet(s, 0, 4501, 4500, false);
    sc_as_it_came(s);
    s->outer = 0;
}

void packet_udp_esp_sa_has_another_source_port(Scene *s)
{
    udp_esp_packet(s, 4500, 0, 4500, false);
    sc_as_it_came(s);
    s->outer = 0;
}

void packet_udp_length_beyond_ip(Scene *s)
{
    udp_esp_packet(s, 0, 0, 4500, true);
    s->frame.wire->data[IN_IP4 + 5] = (uint8_t)(
        s->frame.wire->data[IN_IP4 + 5] + 4);
    sc_as_it_came(s);
}

void packet_udp_esp_sa_without_encapsulation(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 17, sc_udp(s, &sa, 4500, false, sc_esp(
        s, &sa, 0, 7, 17, sc_payload(s, 50), false))));
}

void packet_esp_sa_with_encapsulation(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sa.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT;
    sc_load(s, &sa);
    sc_transmit_esp(s, &sa, 50, false);
}

void packet_udp_esp_form_not_offered(Scene *s)
{
    TestSa sa;

    s->caps.udp_esp = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    sc_gcm_sa(&sa, TRANSPORT);
    sa.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip(s, &sa, 17, sc_udp(s, &sa, 4500, false, sc_esp(
        s, &sa, 0, 7, 17, sc_payload(s, 50), false))));
}

/* ------------------------------------------------------------------------
 * Headers that cannot be followed, or that end too early
 */

void packet_frame_ends_in_ip_header(Scene *s)
{
    esp_not_ours(s);
    sc_cut(s, s->frame.wire->len - 33);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

void packet_ipv4_header_length_16(Scene *s)
{
    esp_not_ours(s);
    sc_spoil(s, IP4, 0x45 ^ 0x44);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

void packet_ip_version_not_of_the_type(Scene *s)
{
    esp_not_ours(s);
    sc_spoil(s, IP4, 0x45 ^ 0x65);
    s->csum = IPSECNIC_CSUM_UNKNOWN;
}

void packet_ipv6_hop_by_hop_not_first(Scene *s)
{
    packet_esp_good_ipv6(s);
    sc_extension(s, 0, "0000010400000000");
    sc_extension(s, 60, "0000010400000000");
    sc_as_it_came(s);
    s->outer = 0;
}

void packet_ipv6_17_extension_headers(Scene *s)
{
    unsigned i;

    packet_esp_good_ipv6(s);
    for (i = 0; i < 17; i++) {
        sc_extension(s, 60, "0000010400000000");
    }
    sc_as_it_came(s);
    s->outer = 0;
}

/* RFC 2675: payload length 0, the length in a hop-by-hop option */
void packet_ipv6_jumbogram(Scene *s)
{
    packet_esp_good_ipv6(s);
    sc_extension(s, 0, "0000c20400010000");
    s->frame.wire->data[14 + 4] = s->frame.wire->data[14 + 5] = 0;
    sc_as_it_came(s);
    s->outer = 0;
}

void packet_esp_of_7_bytes(Scene *s)
{
    esp_not_ours(s);
    sc_cut(s, s->frame.wire->len - IN_IP4 - 7);
    sc_ip4_length(s, 27 - (int)(s->frame.wire->data[17]));
}

void packet_ah_good(Scene *s)
{
    TestSa sa;

    sc_ah_sa(&sa, TRANSPORT);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &sa, 0, 17, sc_payload(s, 50)));
    s->csum = IPSECNIC_CSUM_GOOD;
}

void packet_ah_of_11_bytes(Scene *s)
{
    packet_ah_good(s);
    sc_cut(s, s->frame.wire->len - IN_IP4 - 11);
    s->outer = 0;
}

void packet_esp_in_ethernet_padding(Scene *s)
{
    esp_not_ours(s);
    sc_ip4_length(s, 20 - (int)(s->frame.wire->data[17]));
}

/* ------------------------------------------------------------------------
 * Fragments
 */

static void fragment(Scene *s, uint8_t flags, uint8_t offset)
{
    esp_not_ours(s);
    s->frame.wire->data[IP4 + 6] = flags;
    s->frame.wire->data[IP4 + 7] = offset;
    test_ipv4_checksum(s->frame.wire->data + IP4, 20);
    sc_as_it_came(s);
}

void packet_esp_first_fragment(Scene *s)
{
    fragment(s, 0x20, 0);
}

void packet_esp_later_fragment(Scene *s)
{
    fragment(s, 0, 3);
}

void packet_tcp_fragment(Scene *s)
{
    packet_plain_tcp(s);
    sc_change(s, IP4 + 6, 0x20);
    s->csum = -1;
}

void packet_esp_do_not_fragment(Scene *s)
{
    packet_esp_good(s);
    sc_change(s, IP4 + 6, 0x40);
    s->csum = IPSECNIC_CSUM_BAD;
}

void packet_ipv6_esp_fragment(Scene *s)
{
    packet_esp_good_ipv6(s);
    sc_extension(s, 44, "0000000100000001");
    sc_as_it_came(s);
    s->outer = 0;
}

void packet_ipv6_atomic_fragment_esp(Scene *s)
{
    packet_esp_good_ipv6(s);
    sc_extension(s, 44, "0000000000000001");
}

void packet_ipv6_atomic_fragment_ah(Scene *s)
{
    sc_good_ah_ipv6(s);
    sc_extension(s, 44, "0000000000000001");
}

void packet_ipv6_atomic_fragment_ah_no_sa(Scene *s)
{
    packet_ipv6_atomic_fragment_ah(s);
    ipsec_engine_flush(s->engine, true, true);
    s->num_sas = 0;
    s->outer = 0;
}

/* ------------------------------------------------------------------------
 * Switches
 */

void packet_offload_inactive(Scene *s)
{
    s->control = ESP_ON | AH_ON;
    esp_not_ours(s);
}

void packet_offload_inactive_and_more(Scene *s)
{
    s->control = AH_ON;
    s->skip = IPSECNIC_REASON_NOT_OWN_MAC;
    esp_not_ours(s);
}

void packet_not_own_mac(Scene *s)
{
    s->control = ACTIVE | AH_ON;
    s->skip = IPSECNIC_REASON_NOT_OWN_MAC;
    esp_not_ours(s);
}

void packet_plain_not_own_mac(Scene *s)
{
    s->skip = IPSECNIC_REASON_NOT_OWN_MAC;
    packet_plain_tcp(s);
}

void packet_esp_configured_off(Scene *s)
{
    s->control = ACTIVE | AH_ON;
    esp_not_ours(s);
}

void packet_ah_configured_off(Scene *s)
{
    s->control = ACTIVE | ESP_ON;
    packet_ah_good(s);
    s->outer = 0;
}

void packet_bundle_good(Scene *s)
{
    TestSa sa;

    sc_bundle_sa(&sa);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &sa, 0, 50, sc_esp(s, &sa, 1, 77, 17,
                                                  sc_payload(s, 50), true)));
}

void packet_bundle_half_configured_off(Scene *s)
{
    s->control = ACTIVE | AH_ON;
    packet_bundle_good(s);
    sc_as_it_came(s);
}

/* ------------------------------------------------------------------------
 * Lookup
 */

void packet_esp_unknown_spi(Scene *s)
{
    esp_not_ours(s);
    sc_spoil(s, IN_IP4 + 3, 1);
}

void packet_esp_spi_0(Scene *s)
{
    esp_not_ours(s);
    memset(s->frame.wire->data + IN_IP4, 0, 4);
    sc_as_it_came(s);
}

void packet_esp_to_another_destination(Scene *s)
{
    esp_not_ours(s);
    s->frame.wire->data[IP4 + 19] = 3;
    test_ipv4_checksum(s->frame.wire->data + IP4, 20);
    sc_as_it_came(s);
}

void packet_esp_from_another_source(Scene *s)
{
    esp_not_ours(s);
    s->frame.wire->data[IP4 + 15] = 3;
    test_ipv4_checksum(s->frame.wire->data + IP4, 20);
    sc_as_it_came(s);
}

void packet_esp_any_source_any_destination(Scene *s)
{
    TestSa sa, any;

    sc_gcm_sa(&sa, TRANSPORT);
    any = sa;
    memset(any.ctx.src, 0, 16);
    memset(any.ctx.dst, 0, 16);
    s->outer = sc_load(s, &any);
    sc_transmit_esp(s, &sa, 50, true);
}

void packet_wildcard_of_the_other_family(Scene *s)
{
    TestSa sa, any;

    sc_gcm_sa(&sa, TRANSPORT);
    any = sa;
    test_sa_ipv6(&any);
    memset(any.ctx.src, 0, 16);
    memset(any.ctx.dst, 0, 16);
    sc_load(s, &any);
    sc_transmit_esp(s, &sa, 50, false);
}

void packet_outbound_sa_alone(Scene *s)
{
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    sa.ctx.flags &= ~IPSECNIC_SA_FLAG_INBOUND;
    sc_load(s, &sa);
    sc_transmit_esp(s, &sa, 50, false);
}

void packet_source_route_not_at_its_end(Scene *s)
{
    packet_esp_good(s);
    sc_options(s, "830704" "0a010009" "00");
    sc_as_it_came(s);
    s->outer = 0;
}

void packet_source_route_at_its_end(Scene *s)
{
    packet_esp_good(s);
    sc_options(s, "830708" "0a010009" "00");
}

void packet_ipv6_segments_left(Scene *s)
{
    packet_esp_good_ipv6(s);
    sc_extension(s, 43, "0000fd0100000000");
    sc_as_it_came(s);
    s->outer = 0;
}

void packet_esp_multicast(Scene *s)
{
    static const uint8_t mac[] = { 1, 0, 0x5e, 1, 2, 3 };
    static const uint8_t group[] = { 239, 1, 2, 3 };
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    memcpy(sa.ctx.dst, group, 4);
    s->outer = sc_load(s, &sa);
    sc_transmit_esp(s, &sa, 50, true);
    memcpy(s->frame.wire->data, mac, 6);
    memcpy(s->frame.clear->data, mac, 6);
}

void packet_ah_before_esp_with_an_sa(Scene *s)
{
    TestSa both, sa;

    /* one SA for the ESP, none for the AH in front of it */
    sc_bundle_sa(&both);
    test_sa_init(&sa, CBC, SHA256);
    sa.ctx.op[0].spi = ESP_SPI;
    sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &both, 0, 50, sc_esp(s, &both, 1, 77, 17,
                                                    sc_payload(s, 50), false)));
}

/* ------------------------------------------------------------------------
 * R6
 */

void packet_ipv4_options_offered(Scene *s)
{
    packet_esp_good(s);
    sc_options(s, "94040000");
}

void packet_ipv4_options_not_offered(Scene *s)
{
    s->caps.ipsec &= ~IPSECNIC_CAP_IPV4_OPTIONS;
    packet_esp_good(s);
    sc_options(s, "94040000");
    sc_as_it_came(s);
}

void packet_ipv4_options_not_offered_asked_for(Scene *s)
{
    packet_ipv4_options_not_offered(s);
    sc_ask_for(s, s->outer);
}

void packet_ipv4_options_not_offered_no_sa(Scene *s)
{
    packet_ipv4_options_not_offered(s);
    sc_spoil(s, IN_IP4 + 4 + 3, 1);
    s->outer = 0;
}

void packet_ipv6_ext_headers_offered(Scene *s)
{
    packet_esp_good_ipv6(s);
    sc_extension(s, 60, "0000010400000000");
}

void packet_ipv6_ext_headers_not_offered(Scene *s)
{
    s->caps.ipsec &= ~IPSECNIC_CAP_IPV6_EXT_HEADERS;
    packet_ipv6_ext_headers_offered(s);
    sc_as_it_came(s);
}

void packet_ipv6_ext_headers_behind_ah_not_offered(Scene *s)
{
    TestSa sa;

    s->caps.ipsec &= ~IPSECNIC_CAP_IPV6_EXT_HEADERS;
    sc_ah_sa(&sa, TRANSPORT);
    test_sa_ipv6(&sa);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &sa, 0, 60,
                            sc_hex(s, "1100 0104 00000000 30390035000a0000"
                                      "aabb")));
    sc_as_it_came(s);
}

void packet_ipv6_atomic_fragment_not_offered(Scene *s)
{
    s->caps.ipsec &= ~IPSECNIC_CAP_IPV6_EXT_HEADERS;
    packet_ipv6_atomic_fragment_esp(s);
    sc_as_it_came(s);
}

/* What is not offered cannot be configured on: IPSEC_CTRL.AH reads 0. */
void packet_ah_not_offered(Scene *s)
{
    TestSa ah, sa;

    s->caps.ipsec &= ~IPSECNIC_CAP_AH;
    s->control = ACTIVE | ESP_ON;
    sc_ah_sa(&ah, TRANSPORT);
    sc_gcm_sa(&sa, TRANSPORT);
    sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &ah, 0, 17, sc_payload(s, 50)));
}

/* AH and ESP in one portion, of which an SA has the AH alone */
void packet_ah_and_esp_not_offered(Scene *s)
{
    TestSa both, sa;

    s->caps.ipsec &= ~IPSECNIC_CAP_AH_ESP;
    sc_bundle_sa(&both);
    sc_ah_sa(&sa, TRANSPORT);
    s->outer = sc_load(s, &sa);
    sc_transmit(s, sc_ip_ah(s, &both, 0, 50, sc_esp(s, &both, 1, 77, 17,
                                                    sc_payload(s, 50), false)));
}

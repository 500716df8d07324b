/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets with two portions
 *
 * What becomes of each stands in docs/ipsecov2/packets-*.csv.
 */

#include "scene.h"

/* ------------------------------------------------------------------------
 * Two portions
 */

/* The frame is @inside in a tunnel of @outer, in UDP if its SA says so; @inner,
 * if not NULL, is an SA for the portion inside. */
static void nest(Scene *s, const TestSa *outer, const TestSa *inner,
                 Packet inside)
{
    s->outer = sc_load(s, outer);
    if (inner) {
        s->inner = sc_load(s, inner);
    }
    if (outer->ctx.encap) {
        sc_transmit(s, sc_ip(s, outer, 17, sc_udp(s, outer, 4500, false, sc_esp(
            s, outer, 0, 9, 4, inside, true))));
    } else {
        sc_transmit(s, sc_ip(s, outer, 50,
                             sc_esp(s, outer, 0, 9, 4, inside, true)));
    }
}

static Packet inner_esp(Scene *s, const TestSa *sa, bool open)
{
    return sc_ip(s, sa, 50, sc_esp(s, sa, 0, 3, 17, sc_payload(s, 60), open));
}

void packet_nested_good(Scene *s)
{
    TestSa outer, inner;

    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    nest(s, &outer, &inner, inner_esp(s, &inner, true));
}

void packet_operator_asked_for_the_inner_sa(Scene *s)
{
    packet_nested_good(s);
    sc_ask_for(s, s->inner);
}

void packet_nested_ah_outside(Scene *s)
{
    TestSa outer, inner;

    sc_ah_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    s->outer = sc_load(s, &outer);
    s->inner = sc_load(s, &inner);
    sc_transmit(s, sc_ip_ah(s, &outer, 0, 4, inner_esp(s, &inner, true)));
}

void packet_nested_bundle_outside(Scene *s)
{
    TestSa outer, inner;

    sc_bundle_sa(&outer);
    outer.ctx.mode = TUNNEL;
    sc_inner_sa(&inner);
    s->outer = sc_load(s, &outer);
    s->inner = sc_load(s, &inner);
    sc_transmit(s, sc_ip_ah(s, &outer, 0, 50, sc_esp(
        s, &outer, 1, 77, 4, inner_esp(s, &inner, true), true)));
}

void packet_nested_outer_icv_wrong(Scene *s)
{
    packet_nested_good(s);
    sc_spoil_last(s);
    s->inner = 0;
}

void packet_nested_outer_length(Scene *s)
{
    packet_nested_good(s);
    sc_cut(s, 4);
    s->inner = 0;
}

void packet_nested_outer_protocol(Scene *s)
{
    TestSa ah, outer, inner;

    sc_ah_sa(&ah, TUNNEL);
    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    s->outer = sc_load(s, &ah);
    sc_load(s, &inner);
    sc_transmit(s, sc_ip(s, &outer, 50, sc_esp(s, &outer, 0, 9, 4, inner_esp(
        s, &inner, false), false)));
}

/* The sender of the inner packet has it wrong, that of the outer one not. */
static void nested_inner_changed(Scene *s, unsigned from_end, int length)
{
    TestSa outer, inner;
    Packet inside;

    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    inside = inner_esp(s, &inner, false);
    if (from_end) {
        inside.wire->data[inside.wire->len - from_end] ^= 1;
    }
    inside.wire->data[3] = (uint8_t)(inside.wire->data[3] + length);
    inside.clear = inside.wire;
    nest(s, &outer, &inner, inside);
}

void packet_nested_inner_icv_wrong(Scene *s)
{
    nested_inner_changed(s, 1, 0);
}

void packet_nested_inner_length(Scene *s)
{
    nested_inner_changed(s, 0, 8);
}

void packet_nested_inner_ah_changed(Scene *s)
{
    TestSa outer, inner;
    Packet inside;

    sc_gcm_sa(&outer, TUNNEL);
    sc_ah_sa(&inner, TRANSPORT);
    sc_inner_addresses(&inner);
    inside = sc_ip_ah(s, &inner, 0, 17, sc_payload(s, 50));
    inside.wire->data[inside.wire->len - 1] ^= 1;
    inside.clear = inside.wire;
    nest(s, &outer, &inner, inside);
}

void packet_nested_inner_pad_length(Scene *s)
{
    TestSa outer, inner;
    Packet inside;

    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    s->claim = 255;
    inside = inner_esp(s, &inner, false);
    s->claim = -1;
    nest(s, &outer, &inner, inside);
}

void packet_nested_inner_protocol(Scene *s)
{
    TestSa outer, inner, ah;

    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    sc_ah_sa(&ah, TRANSPORT);
    sc_inner_addresses(&ah);
    ah.ctx.op[0].spi = INNER_SPI;
    nest(s, &outer, &ah, inner_esp(s, &inner, false));
}

void packet_nested_inner_unknown_spi(Scene *s)
{
    TestSa outer, inner;

    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    nest(s, &outer, NULL, inner_esp(s, &inner, false));
}

void packet_nested_not_offered(Scene *s)
{
    TestSa outer, inner;

    s->caps.ipsec &= ~IPSECNIC_CAP_TRANSPORT_TUNNEL;
    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    nest(s, &outer, &inner, inner_esp(s, &inner, false));
}

void packet_nested_not_offered_asked_for(Scene *s)
{
    packet_nested_not_offered(s);
    sc_ask_for(s, s->inner);
}

void packet_nested_tunnel_in_tunnel(Scene *s)
{
    TestSa outer, inner;

    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    inner.ctx.mode = TUNNEL;
    nest(s, &outer, &inner, inner_esp(s, &inner, false));
}

void packet_nested_inner_options_not_offered(Scene *s)
{
    TestSa outer, inner;
    Packet inside;

    s->caps.ipsec &= ~IPSECNIC_CAP_IPV4_OPTIONS;
    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    inside = inner_esp(s, &inner, false);
    sc_insert_array(inside.wire, 20, "94040000");
    inside.wire->data[0] = 0x46;
    inside.wire->data[3] = (uint8_t)(inside.wire->data[3] + 4);
    nest(s, &outer, &inner, (Packet) { inside.wire, inside.wire });
}

void packet_nested_inner_configured_off(Scene *s)
{
    TestSa outer, inner;

    s->control = ACTIVE | ESP_ON;
    sc_gcm_sa(&outer, TUNNEL);
    sc_ah_sa(&inner, TRANSPORT);
    sc_inner_addresses(&inner);
    nest(s, &outer, &inner, sc_ip_ah(s, &inner, 0, 17, sc_payload(s, 50)));
    s->inner = 0;
}

/* Something in a tunnel, with an SA for the address and SPI that it may have */
static void tunnel_holds(Scene *s, const char *inside)
{
    TestSa outer, inner;

    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    nest(s, &outer, &inner, sc_hex(s, inside));
    s->inner = 0;
}

#define INNER   "c0a80101 c0a80102 "

void packet_nested_inner_plain(Scene *s)
{
    tunnel_holds(s, "45000028 00010000 40060000 " INNER TCP);
}

void packet_nested_inner_fragment(Scene *s)
{
    tunnel_holds(s, "45000028 00012000 40320000 " INNER
                 "0bbbbbbb 00000001 000000000000000000000000");
}

void packet_nested_inner_truncated(Scene *s)
{
    tunnel_holds(s, "45000018 00010000 40320000 " INNER "0bbbbbbb");
}

void packet_nested_inner_malformed(Scene *s)
{
    tunnel_holds(s, "44000018 00010000 40320000 " INNER "0bbbbbbb");
}

void packet_nested_inner_nothing(Scene *s)
{
    tunnel_holds(s, "");
}

void packet_nested_inner_ike(Scene *s)
{
    tunnel_holds(s, "45000024 00010000 40110000 " INNER
                 "11941194 00100000 00000000 00000001");
}

void packet_nested_inner_source_route(Scene *s)
{
    tunnel_holds(s, "47000030 00010000 40320000 " INNER
                 "83070401 02030400 0bbbbbbb 00000001 0000000000000000");
}

void packet_nested_form_4(Scene *s)
{
    TestSa outer, inner;

    sc_gcm_sa(&outer, TUNNEL);
    outer.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL;
    sc_inner_sa(&inner);
    nest(s, &outer, &inner, inner_esp(s, &inner, true));
}

static Packet inner_udp_esp(Scene *s, const TestSa *sa, bool checksum,
                            bool open)
{
    return sc_ip(s, sa, 17, sc_udp(s, sa, 4500, checksum, sc_esp(
        s, sa, 0, 3, 17, sc_payload(s, 60), open)));
}

void packet_nested_form_8(Scene *s)
{
    TestSa outer, inner;

    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    inner.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    nest(s, &outer, &inner, inner_udp_esp(s, &inner, true, true));
}

void packet_nested_inner_udp_checksum_wrong(Scene *s)
{
    TestSa outer, inner;
    Packet inside;

    sc_gcm_sa(&outer, TUNNEL);
    sc_inner_sa(&inner);
    inner.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    inside = inner_udp_esp(s, &inner, true, false);
    inside.wire->data[20 + 7] ^= 1;
    inside.clear = inside.wire;
    nest(s, &outer, &inner, inside);
}

void packet_nested_udp_in_both_portions(Scene *s)
{
    TestSa outer, inner;

    sc_gcm_sa(&outer, TUNNEL);
    outer.ctx.encap = IPSECNIC_UDP_ESP_TUNNEL;
    sc_inner_sa(&inner);
    inner.ctx.encap = IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
    nest(s, &outer, &inner, inner_udp_esp(s, &inner, false, false));
}

/* Form 2 is off; what is inside shows that it was that, and it is too late. */
void packet_nested_form_2_not_offered(Scene *s)
{
    TestSa outer, inside;

    s->caps.udp_esp &= ~(uint32_t)IPSECNIC_UDP_ESP_TUNNEL;
    sc_gcm_sa(&outer, TUNNEL);
    outer.ctx.encap = IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL;
    sc_inner_sa(&inside);
    nest(s, &outer, NULL, sc_ip(s, &inside, 17, sc_payload(s, 50)));
}

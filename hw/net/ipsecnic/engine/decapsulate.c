/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Receiving in packet mode: what makes of a decrypted frame the one that was
 * protected
 *
 * Headers move towards the payload, which stays where it was decrypted to.
 */

#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "decapsulate.h"
#include "frame.h"

#define ETHERTYPE_IPV4          0x0800
#define ETHERTYPE_IPV6          0x86dd

/* RFC 4303, section 2.6; RFC 8200, section 4.7 */
#define IPPROTO_NR_NONE         59

/* RFC 3168, section 5 */
enum { NOT_ECT, ECT_1, ECT_0, CE, ECN_MASK = 3 };

/* RFC 6040, figure 4; DROPPED is no codepoint. */
enum { DROPPED = 4 };

static const uint8_t ecn_decapsulated[4][4] = {
    /*             outer: Not-ECT  ECT(1)   ECT(0)   CE */
    [NOT_ECT] = {         NOT_ECT, NOT_ECT, NOT_ECT, DROPPED },
    [ECT_1] =   {         ECT_1,   ECT_1,   ECT_1,   CE },
    [ECT_0] =   {         ECT_0,   ECT_1,   ECT_0,   CE },
    [CE] =      {         CE,      CE,      CE,      CE },
};

/* Write a field of an IPv4 header whose checksum keeps up: a wrong one stays
 * wrong (RFC 1624, equation 3). */
static void put_ipv4_field(uint8_t *header, unsigned at, uint16_t value)
{
    uint16_t before = ipsec_get_be16(header + at);
    uint32_t sum = (uint16_t)~ipsec_get_be16(header + 10) +
                   (uint32_t)(uint16_t)~before + value;

    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    ipsec_put_be16(header + at, value);
    ipsec_put_be16(header + 10, (uint16_t)~sum);
}

/* DSCP and ECN of an IP header. */
static uint8_t traffic_class(const uint8_t *header, unsigned version)
{
    return version == 4 ? header[1] :
                          (uint8_t)(ipsec_get_be16(header) >> 4);
}

static void put_traffic_class(uint8_t *header, unsigned version, uint8_t value)
{
    uint16_t word = ipsec_get_be16(header);

    if (version == 4) {
        put_ipv4_field(header, 0, (word & 0xff00) | value);
    } else {
        word = (word & 0xf00f) | (uint16_t)(value << 4);
        ipsec_put_be16(header, word);
    }
}

/* Where the number of the protocol behind the IP headers stands. */
static uint32_t protocol_offset(const IpsecFrame *f)
{
    uint32_t pos, at;

    if (f->ip_version == 4) {
        return f->l3_offset + 9u;
    }
    at = f->l3_offset + 6u;
    pos = f->l3_offset + IPSEC_IPV6_HEADER;
    while (pos < f->l4_offset) {
        bool fragment = f->data[at] == IPPROTO_NR_FRAGMENT;

        at = pos;
        pos += fragment ? 8 : (f->data[pos + 1] + 1u) * 8;
    }
    return at;
}

/* RFC 4303, section 3.1.1 */
static uint8_t from_transport(const IpsecFrame *f, const IpsecPayload *payload,
                              uint8_t *scratch, IpsecDecapsulated *out)
{
    /* What is in front of ESP, and of UDP in front of that */
    uint32_t headers = f->l4_offset;
    uint32_t protocol = protocol_offset(f);
    uint32_t ip_length;
    uint8_t *ip;

    out->data = scratch + payload->start - headers;
    out->length = headers + payload->end - payload->start;
    out->ip_version = f->ip_version;
    memcpy(out->data, f->data, headers);

    ip = out->data + f->l3_offset;
    ip_length = out->length - f->l3_offset;
    if (f->ip_version == 4) {
        put_ipv4_field(ip, 2, (uint16_t)ip_length);
        put_ipv4_field(ip, 8, (uint16_t)(ip[8] << 8 | payload->next_header));
    } else {
        out->data[protocol] = payload->next_header;
        ipsec_put_be16(ip + 4, (uint16_t)(ip_length - IPSEC_IPV6_HEADER));
    }
    return IPSECNIC_REASON_PROCESSED;
}

/* Bytes of the IP packet at @p, of which there are @room; 0: it is none. */
static uint32_t packet_length(const uint8_t *p, uint32_t room, unsigned version)
{
    uint32_t length, header;

    if (version == 4) {
        if (room < IPSEC_IPV4_HEADER || p[0] >> 4 != 4) {
            return 0;
        }
        header = (p[0] & 0xf) * 4u;
        length = ipsec_get_be16(p + 2);
        if (header < IPSEC_IPV4_HEADER || header > length) {
            return 0;
        }
    } else {
        if (room < IPSEC_IPV6_HEADER || p[0] >> 4 != 6) {
            return 0;
        }
        length = IPSEC_IPV6_HEADER + ipsec_get_be16(p + 4);
    }
    return length <= room ? length : 0;
}

/* RFC 4301, section 5.1.2, and RFC 6040, section 4.2 */
static uint8_t from_tunnel(const IpsecSa *sa, const IpsecFrame *f,
                           const IpsecPayload *payload, uint8_t *scratch,
                           IpsecDecapsulated *out)
{
    uint8_t *ip = scratch + payload->start;
    uint32_t length;
    uint8_t outer, before, after;

    if (payload->next_header != IPPROTO_NR_IPV4 &&
        payload->next_header != IPPROTO_NR_IPV6) {
        return IPSECNIC_REASON_MALFORMED;
    }
    out->ip_version = payload->next_header == IPPROTO_NR_IPV4 ? 4 : 6;
    length = packet_length(ip, payload->end - payload->start, out->ip_version);
    if (length == 0) {
        return IPSECNIC_REASON_MALFORMED;
    }

    outer = traffic_class(f->data + f->l3_offset, f->ip_version);
    before = traffic_class(ip, out->ip_version);
    after = before;
    if (!(sa->tunnel_flags & IPSECNIC_SA_FLAG_NO_ECN)) {
        uint8_t ecn = ecn_decapsulated[before & ECN_MASK][outer & ECN_MASK];

        if (ecn == DROPPED) {
            return IPSECNIC_REASON_ECN;
        }
        after = (uint8_t)((after & ~ECN_MASK) | ecn);
    }
    if (sa->tunnel_flags & IPSECNIC_SA_FLAG_DECAP_DSCP) {
        after = (uint8_t)((after & ECN_MASK) | (outer & ~ECN_MASK));
    }
    if (after != before) {
        put_traffic_class(ip, out->ip_version, after);
    }

    out->data = ip - f->l3_offset;
    out->length = f->l3_offset + length;
    memcpy(out->data, f->data, f->l3_offset);
    ipsec_put_be16(ip - 2, out->ip_version == 4 ? ETHERTYPE_IPV4 :
                                                  ETHERTYPE_IPV6);
    return IPSECNIC_REASON_PROCESSED;
}

uint8_t ipsec_decapsulate(const IpsecSa *sa, const IpsecFrame *frame,
                          const IpsecPayload *payload, uint8_t *scratch,
                          IpsecDecapsulated *out)
{
    if (payload->next_header == IPPROTO_NR_NONE) {
        return IPSECNIC_REASON_MALFORMED;
    }
    if (!payload->decrypted) {
        /* The wire's bytes are not ours to write to. */
        memcpy(scratch + payload->start, frame->data + payload->start,
               payload->end - payload->start);
    }
    if (sa->mode == IPSECNIC_MODE_TUNNEL) {
        return from_tunnel(sa, frame, payload, scratch, out);
    }
    return from_transport(frame, payload, scratch, out);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IP headers: where things are in a frame, and checksums
 */

#include "ip.h"

#define VLAN_TAG                4
#define VLAN_TAGS_MAX           2

/* Whether the bytes up to @end can be looked at. */
static enum ip_error look(uint32_t have, uint32_t length, uint32_t end)
{
    if (end > length) {
        return IP_MALFORMED;
    }
    return end > have ? IP_HEADERS_TOO_LONG : IP_OK;
}

static enum ip_error parse_ipv4(const uint8_t *frame, uint32_t have,
                                uint32_t length, struct ip_packet *ip)
{
    const uint8_t *header = frame + ip->l3;
    enum ip_error error;
    uint32_t bytes;

    error = look(have, length, ip->l3 + IPV4_HEADER);
    if (error) {
        return error;
    }
    bytes = (header[0] & 15) * 4u;
    ip->end = ip->l3 + get_be16(header + 2);
    if (header[0] >> 4 != 4 || bytes < IPV4_HEADER ||
        ip->end < ip->l3 + bytes || ip->end > length) {
        return IP_MALFORMED;
    }
    error = look(have, ip->end, ip->l3 + bytes);
    if (error) {
        return error;
    }
    ip->version = 4;
    ip->src = header + 12;
    ip->dst = header + 16;
    /* MF, and the offset */
    ip->fragment = get_be16(header + 6) & 0x3fff;
    ip->headless = get_be16(header + 6) & 0x1fff;
    ip->insert = ip->l4 = ip->l3 + bytes;
    ip->next_at = ip->l3 + 9;
    ip->next = header[9];
    ip->protocol = header[9];
    return IP_OK;
}

static enum ip_error parse_ipv6(const uint8_t *frame, uint32_t have,
                                uint32_t length, struct ip_packet *ip)
{
    const uint8_t *header = frame + ip->l3;
    uint32_t at = ip->l3 + IPV6_HEADER, next_at = ip->l3 + 6;
    enum ip_error error;
    uint8_t next;

    error = look(have, length, at);
    if (error) {
        return error;
    }
    ip->end = at + get_be16(header + 4);
    if (header[0] >> 4 != 6 || ip->end > length) {
        return IP_MALFORMED;
    }
    ip->version = 6;
    ip->src = header + 8;
    ip->dst = header + 24;
    ip->insert = at;
    ip->next_at = next_at;
    ip->next = next = frame[next_at];
    while (next == PROTO_HOP_BY_HOP || next == PROTO_ROUTING ||
           next == PROTO_FRAGMENT || next == PROTO_DEST_OPTIONS) {
        uint8_t kind = next;
        uint32_t bytes;

        error = look(have, ip->end, at + 8);
        if (error) {
            return error;
        }
        bytes = kind == PROTO_FRAGMENT ? 8 : (frame[at + 1] + 1) * 8u;
        error = look(have, ip->end, at + bytes);
        if (error) {
            return error;
        }
        next = frame[at];
        next_at = at;
        if (kind == PROTO_FRAGMENT) {
            ip->fragment = true;
        }
        if (kind == PROTO_FRAGMENT && get_be16(frame + at + 2) >= 8) {
            /* What comes now may be the middle of anything, and of what shows
             * only where no extension header stands between. */
            at += bytes;
            ip->headless = true;
            ip->insert = ip->l4 = at;
            ip->next_at = next_at;
            ip->next = next;
            ip->protocol = next == PROTO_DEST_OPTIONS ? PROTO_UNKNOWN : next;
            return IP_OK;
        }
        at += bytes;
        if (kind != PROTO_DEST_OPTIONS) {
            ip->insert = at;
            ip->next_at = next_at;
            ip->next = next;
        }
    }
    ip->protocol = next;
    ip->l4 = at;
    return IP_OK;
}

enum ip_error ip_parse(const uint8_t *frame, uint32_t have, uint32_t length,
                       struct ip_packet *ip)
{
    uint32_t type_at = ETHER_TYPE_AT;
    unsigned int tags = 0;

    memset(ip, 0, sizeof(*ip));
    while (type_at + 2 <= have && tags < VLAN_TAGS_MAX &&
           (get_be16(frame + type_at) == ETHERTYPE_VLAN ||
            get_be16(frame + type_at) == ETHERTYPE_QINQ)) {
        type_at += VLAN_TAG;
        tags++;
    }
    if (type_at + 2 > have) {
        return IP_OK;
    }
    ip->l3 = type_at + 2;
    switch (get_be16(frame + type_at)) {
    case ETHERTYPE_IPV4:
        return parse_ipv4(frame, have, length, ip);
    case ETHERTYPE_IPV6:
        return parse_ipv6(frame, have, length, ip);
    default:
        return IP_OK;
    }
}

uint32_t ip_sum(uint32_t sum, const uint8_t *data, uint32_t length)
{
    for (; length > 1; length -= 2, data += 2) {
        sum += get_be16(data);
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return length > 0 ? sum + (data[0] << 8) : sum;
}

uint32_t ip_sum_pseudo(unsigned int version, const uint8_t *src,
                       const uint8_t *dst, uint8_t protocol, uint32_t length)
{
    uint32_t size = version == 6 ? 16 : 4;
    uint32_t sum = ip_sum(ip_sum(0, src, size), dst, size);

    return sum + protocol + (length >> 16) + (length & 0xffff);
}

uint16_t ip_sum_end(uint32_t sum)
{
    while (sum >> 16) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return (uint16_t)~sum;
}

void ip_fill_ipv4_checksum(uint8_t *header)
{
    put_be16(header + 10, 0);
    put_be16(header + 10, ip_sum_end(ip_sum(0, header,
                                            (header[0] & 15) * 4u)));
}

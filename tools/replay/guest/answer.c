/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host that answers pings
 */

#include "hw/net/ipsecnic_abi.h"
#include "answer.h"
#include "ip.h"
#include "platform.h"

#define ARP_LENGTH              28
#define ARP_REQUEST             1
#define ARP_REPLY               2

#define ICMP_HEADER             8
#define ICMP_ECHO_REPLY         0
#define ICMP_ECHO               8
#define ICMPV6_ECHO             128
#define ICMPV6_ECHO_REPLY       129
#define ND_SOLICITATION         135
#define ND_ADVERTISEMENT        136
/* Up to the target, and with the one option of an advertisement */
#define ND_TARGET_AT            8
#define ND_OPTION_AT            24
#define ND_LENGTH               32
#define ND_SOLICITED            0x60    /* and override */
#define ND_HOP_LIMIT            255

#define HOP_LIMIT               64

/* ------------------------------------------------------------------------
 * Addresses
 */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' :
           c >= 'a' && c <= 'f' ? c - 'a' + 10 :
           c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A number of at most @digits digits; how many there are. */
static unsigned int read_number(const char *text, size_t length,
                                unsigned int base, unsigned int digits,
                                uint32_t *value)
{
    unsigned int n = 0;

    *value = 0;
    while (n < digits && n < length) {
        int digit = hex_digit(text[n]);

        if (digit < 0 || (unsigned int)digit >= base) {
            break;
        }
        *value = *value * base + (uint32_t)digit;
        n++;
    }
    return n;
}

static bool read_ipv4(const char *text, size_t length, uint8_t *bytes)
{
    uint32_t value;
    unsigned int i, n;

    for (i = 0; i < 4; i++) {
        n = read_number(text, length, 10, 3, &value);
        if (n == 0 || value > 255) {
            return false;
        }
        bytes[i] = (uint8_t)value;
        text += n;
        length -= n;
        if (i < 3) {
            if (length == 0 || *text != '.') {
                return false;
            }
            text++;
            length--;
        }
    }
    return length == 0;
}

/* RFC 4291 section 2.2, forms 1 and 2 */
static bool read_ipv6(const char *text, size_t length, uint8_t *bytes)
{
    unsigned int words = 0, gap = 0, i, n;
    bool have_gap = false;
    uint32_t value;

    memset(bytes, 0, 16);
    if (length >= 2 && text[0] == ':' && text[1] == ':') {
        have_gap = true;
        text += 2;
        length -= 2;
    }
    while (length > 0) {
        n = read_number(text, length, 16, 4, &value);
        if (n == 0 || words == 8) {
            return false;
        }
        put_be16(bytes + 2 * words++, value);
        text += n;
        length -= n;
        if (length == 0) {
            break;
        }
        if (*text != ':' || length == 1) {
            return false;
        }
        text++;
        length--;
        if (*text == ':') {
            if (have_gap) {
                return false;
            }
            have_gap = true;
            gap = words;
            text++;
            length--;
        }
    }
    if (!have_gap) {
        return words == 8;
    }
    if (words == 8) {
        return false;
    }
    /* What stands behind the gap belongs to the end. */
    for (i = 0; i < 2 * (words - gap); i++) {
        bytes[15 - i] = bytes[2 * words - 1 - i];
        bytes[2 * words - 1 - i] = 0;
    }
    return true;
}

static bool is_separator(char c)
{
    return c == ',' || c == ' ' || c == '\n' || c == '\0';
}

bool answer_host_init(struct answer_host *host, const uint8_t mac[6],
                      const char *text, size_t length)
{
    size_t n;

    memset(host, 0, sizeof(*host));
    memcpy(host->mac, mac, sizeof(host->mac));
    while (length > 0) {
        uint8_t *bytes = host->address[host->count].bytes;

        if (is_separator(*text)) {
            text++;
            length--;
            continue;
        }
        for (n = 0; n < length && !is_separator(text[n]); n++) {
            continue;
        }
        if (host->count == ANSWER_ADDRESSES) {
            return false;
        }
        if (read_ipv4(text, n, bytes)) {
            host->address[host->count].version = 4;
        } else if (read_ipv6(text, n, bytes)) {
            host->address[host->count].version = 6;
        } else {
            return false;
        }
        host->count++;
        text += n;
        length -= n;
    }
    return true;
}

static bool is_ours(const struct answer_host *host, unsigned int version,
                    const uint8_t *bytes)
{
    unsigned int i;

    for (i = 0; i < host->count; i++) {
        if (host->address[i].version == version &&
            memcmp(host->address[i].bytes, bytes, version == 6 ? 16 : 4) == 0) {
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------------
 * Without IPsec
 */

/*
 * Of a packet in transport mode: its IP header, and its payload right behind
 * that.  @l3, the header of IPsec, and @end are in the packet.
 */
static uint32_t join(const struct ipsecnic_packet *packet, uint8_t *frame,
                     uint32_t l3, uint32_t ipsec, uint32_t end)
{
    const struct ipsecnic_rx_comp *info = &packet->info;
    uint32_t at = ETHER_HEADER, payload = info->payload_offset, length, n;
    uint8_t next = IPSECNIC_HEADER_NEXT_HEADER(info->header_info), ah_next;
    struct ip_packet ip;

    /* The headers, to find out where AH or ESP was. */
    length = packet->info.frame_length - l3;
    n = length < ANSWER_MAX - at ? length : ANSWER_MAX - at;
    if (!ipsecnic_packet_read(packet, l3, frame + at, n) ||
        ip_parse(frame, at + n, at + length, &ip) != IP_OK ||
        ip.version == 0 ||
        !ipsecnic_packet_read(packet, ipsec, &ah_next, 1)) {
        return 0;
    }
    if (ip.next == PROTO_AH && ah_next != PROTO_ESP) {
        /* What the card says about a trailer is then of a tunnel around it. */
        next = ah_next;
    } else {
        end -= info->trailer_length;
    }
    n = end - payload;
    if (payload > end || n > ANSWER_MAX - ip.insert ||
        !ipsecnic_packet_read(packet, payload, frame + ip.insert, n)) {
        return 0;
    }
    frame[ip.next_at] = next;
    length = ip.insert + n;
    if (ip.version == 4) {
        put_be16(frame + at + 2, length - at);
        ip_fill_ipv4_checksum(frame + at);
    } else {
        put_be16(frame + at + 4, length - at - IPV6_HEADER);
    }
    return length;
}

/* Where the IP packet at @l3 ends. */
static uint32_t packet_end(const struct ipsecnic_packet *packet, uint32_t l3,
                           unsigned int *version)
{
    uint8_t start[6];
    uint32_t end;

    if (!ipsecnic_packet_read(packet, l3, start, sizeof(start))) {
        return 0;
    }
    *version = start[0] >> 4;
    end = l3 + (*version == 6 ? IPV6_HEADER + get_be16(start + 4)
                              : get_be16(start + 2));
    return end <= packet->info.frame_length ? end : 0;
}

uint32_t answer_plain(const struct ipsecnic_packet *packet, uint8_t *frame)
{
    const struct ipsecnic_rx_comp *info = &packet->info;
    uint32_t l3 = info->inner_l3_offset != 0 ? info->inner_l3_offset
                                             : info->l3_offset;
    uint32_t ipsec = info->inner_l3_offset != 0 ? info->inner_ipsec_offset
                                                : info->ipsec_offset;
    unsigned int version;
    uint32_t end;

    if (!(info->oob & IPSECNIC_OOB_CRYPTO_DONE)) {
        if (info->frame_length > ANSWER_MAX ||
            !ipsecnic_packet_read(packet, 0, frame, info->frame_length)) {
            return 0;
        }
        return info->frame_length;
    }
    if (!ipsecnic_packet_read(packet, 0, frame, ETHER_HEADER)) {
        return 0;
    }
    end = packet_end(packet, l3, &version);
    if (end == 0) {
        return 0;
    }
    put_be16(frame + ETHER_TYPE_AT,
             version == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
    if (ipsec == 0) {
        /* The packet of a tunnel, with nothing of IPsec in it */
        if (ETHER_HEADER + end - l3 > ANSWER_MAX ||
            !ipsecnic_packet_read(packet, l3, frame + ETHER_HEADER,
                                  end - l3)) {
            return 0;
        }
        return ETHER_HEADER + end - l3;
    }
    return join(packet, frame, l3, ipsec, end);
}

/* ------------------------------------------------------------------------
 * Answers
 */

static void swap(uint8_t *a, uint8_t *b, unsigned int size)
{
    uint8_t byte;

    while (size-- > 0) {
        byte = a[size];
        a[size] = b[size];
        b[size] = byte;
    }
}

/* To the MAC address that asked, from ours. */
static void turn_around(const struct answer_host *host, uint8_t *frame)
{
    memcpy(frame, frame + 6, 6);
    memcpy(frame + 6, host->mac, 6);
}

static uint32_t answer_arp(const struct answer_host *host, uint8_t *frame,
                           uint32_t length)
{
    /* Ethernet and IPv4, and their lengths */
    static const uint8_t kind[] = { 0, 1, 8, 0, 6, 4, 0, ARP_REQUEST };
    uint8_t *arp = frame + ETHER_HEADER;

    if (length < ETHER_HEADER + ARP_LENGTH ||
        memcmp(arp, kind, sizeof(kind)) != 0 ||
        !is_ours(host, 4, arp + 24)) {
        return 0;
    }
    turn_around(host, frame);
    arp[7] = ARP_REPLY;
    swap(arp + 8, arp + 18, 10);
    memcpy(arp + 8, host->mac, 6);
    return ETHER_HEADER + ARP_LENGTH;
}

static uint32_t answer_icmp(const struct answer_host *host, uint8_t *frame,
                            const struct ip_packet *ip)
{
    uint8_t *icmp = frame + ip->l4, *header = frame + ip->l3;
    uint32_t length = ip->end - ip->l4;

    if (length < ICMP_HEADER || icmp[0] != ICMP_ECHO || icmp[1] != 0 ||
        !is_ours(host, 4, ip->dst) ||
        ip_sum_end(ip_sum(0, icmp, length)) != 0) {
        return 0;
    }
    turn_around(host, frame);
    swap(header + 12, header + 16, 4);
    header[8] = HOP_LIMIT;
    ip_fill_ipv4_checksum(header);
    icmp[0] = ICMP_ECHO_REPLY;
    put_be16(icmp + 2, 0);
    put_be16(icmp + 2, ip_sum_end(ip_sum(0, icmp, length)));
    return ip->end;
}

static void fill_icmpv6_checksum(uint8_t *header, uint8_t *icmp,
                                 uint32_t length)
{
    uint32_t sum = ip_sum_pseudo(6, header + 8, header + 24, PROTO_ICMPV6,
                                 length);

    put_be16(icmp + 2, 0);
    put_be16(icmp + 2, ip_sum_end(ip_sum(sum, icmp, length)));
}

/* Who has one of our addresses?  RFC 4861 sections 4.3, 4.4 and 7.2.4 */
static uint32_t answer_solicitation(const struct answer_host *host,
                                    uint8_t *frame, const struct ip_packet *ip)
{
    static const uint8_t unspecified[16];
    uint8_t *icmp = frame + ip->l4, *header = frame + ip->l3;

    if (ip->end - ip->l4 < ND_OPTION_AT || header[7] != ND_HOP_LIMIT ||
        ip->l4 != ip->l3 + IPV6_HEADER ||
        !is_ours(host, 6, icmp + ND_TARGET_AT) ||
        memcmp(ip->src, unspecified, 16) == 0) {
        return 0;
    }
    turn_around(host, frame);
    memcpy(header + 24, header + 8, 16);
    memcpy(header + 8, icmp + ND_TARGET_AT, 16);
    put_be16(header + 4, ND_LENGTH);
    icmp[0] = ND_ADVERTISEMENT;
    memset(icmp + 4, 0, 4);
    icmp[4] = ND_SOLICITED;
    icmp[ND_OPTION_AT] = 2;     /* target link-layer address, 8 bytes */
    icmp[ND_OPTION_AT + 1] = 1;
    memcpy(icmp + ND_OPTION_AT + 2, host->mac, 6);
    fill_icmpv6_checksum(header, icmp, ND_LENGTH);
    return ip->l4 + ND_LENGTH;
}

static uint32_t answer_icmpv6(const struct answer_host *host, uint8_t *frame,
                              const struct ip_packet *ip)
{
    uint8_t *icmp = frame + ip->l4, *header = frame + ip->l3;
    uint32_t length = ip->end - ip->l4;

    if (length < ICMP_HEADER || icmp[1] != 0 ||
        ip_sum_end(ip_sum(ip_sum_pseudo(6, ip->src, ip->dst, PROTO_ICMPV6,
                                        length), icmp, length)) != 0) {
        return 0;
    }
    if (icmp[0] == ND_SOLICITATION) {
        return answer_solicitation(host, frame, ip);
    }
    /* A routing header is not turned around here. */
    if (icmp[0] != ICMPV6_ECHO || !is_ours(host, 6, ip->dst) ||
        ip->l4 != ip->l3 + IPV6_HEADER) {
        return 0;
    }
    turn_around(host, frame);
    swap(header + 8, header + 24, 16);
    header[7] = HOP_LIMIT;
    icmp[0] = ICMPV6_ECHO_REPLY;
    fill_icmpv6_checksum(header, icmp, length);
    return ip->end;
}

uint32_t answer_frame(const struct answer_host *host, uint8_t *frame,
                      uint32_t length)
{
    struct ip_packet ip;

    if (length >= ETHER_HEADER &&
        get_be16(frame + ETHER_TYPE_AT) == ETHERTYPE_ARP) {
        return answer_arp(host, frame, length);
    }
    if (ip_parse(frame, length, length, &ip) != IP_OK || ip.fragment) {
        return 0;
    }
    if (ip.version == 4 && ip.protocol == PROTO_ICMP) {
        return answer_icmp(host, frame, &ip);
    }
    if (ip.version == 6 && ip.protocol == PROTO_ICMPV6) {
        return answer_icmpv6(host, frame, &ip);
    }
    return 0;
}

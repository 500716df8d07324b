/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frame parser: Ethernet, VLAN tags, IPv4, IPv6, and where ESP, AH or ESP
 * in UDP stands
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "frame.h"

#define ETHERTYPE_IPV4          0x0800
#define ETHERTYPE_IPV6          0x86dd

#define MAX_VLAN_TAGS           2

/* IPv4 options (RFC 791) */
#define IPOPT_END               0
#define IPOPT_NOP               1
#define IPOPT_LSRR              0x83
#define IPOPT_SSRR              0x89

static inline void read_spi(IpsecFrame *frame, uint32_t offset)
{
    frame->spi = ipsec_get_be32(frame->data + offset);
    frame->sequence = ipsec_get_be32(frame->data + offset + 4);
}

/* RFC 3948, section 2: what a datagram on a port for ESP in UDP is.  [@pos,
 * @end) is what both the frame and the IP length say is there. */
static void parse_udp_esp(IpsecFrame *frame, uint32_t pos, uint32_t end)
{
    uint32_t room = end - pos;
    uint32_t length;
    const uint8_t *p;

    if (room < IPSEC_UDP_HEADER || pos + IPSEC_UDP_HEADER > UINT16_MAX) {
        return;
    }
    length = ipsec_get_be16(frame->data + pos + 4);
    if (length < IPSEC_UDP_HEADER) {
        return;
    }
    if (room > length) {
        room = length;
    }
    room -= IPSEC_UDP_HEADER;
    pos += IPSEC_UDP_HEADER;
    p = frame->data + pos;
    if (room == 1 && p[0] == 0xff) {
        frame->kind = IPSECNIC_KIND_KEEPALIVE;
    } else if (room >= 4 && ipsec_get_be32(p) == 0) {
        frame->kind = IPSECNIC_KIND_IKE;
    } else {
        frame->kind = IPSECNIC_KIND_UDP_ESP;
        frame->ipsec_offset = (uint16_t)pos;
        frame->truncated = room < IPSEC_ESP_HEADER;
        if (!frame->truncated) {
            read_spi(frame, pos);
        }
    }
}

void ipsec_frame_parse_udp_esp(IpsecFrame *frame)
{
    parse_udp_esp(frame, frame->l4_offset,
                  frame->l3_offset + ipsec_frame_l3_present(frame));
}

bool ipsec_frame_is_ext_header(unsigned protocol)
{
    switch (protocol) {
    case IPPROTO_NR_HOPOPTS:
    case IPPROTO_NR_ROUTING:
    case IPPROTO_NR_DSTOPTS:
    case IPPROTO_NR_MOBILITY:
    case IPPROTO_NR_HIP:
    case IPPROTO_NR_SHIM6:
        return true;
    default:
        return false;
    }
}

/* The same, or a fragment header. */
static bool is_ipv6_header(unsigned protocol)
{
    return protocol == IPPROTO_NR_FRAGMENT ||
           ipsec_frame_is_ext_header(protocol);
}

/* ESP, AH and ESP in UDP; all else is plain. */
static inline void parse_upper(IpsecFrame *frame, uint32_t pos, uint32_t end,
                        uint8_t protocol)
{
    uint32_t room = end - pos;

    if (pos > UINT16_MAX) {
        frame->malformed = true;
        return;
    }
    frame->l4_offset = (uint16_t)pos;
    frame->l4_protocol = protocol;

    switch (protocol) {
    case IPPROTO_NR_ESP:
        frame->kind = IPSECNIC_KIND_ESP;
        frame->ipsec_offset = (uint16_t)pos;
        frame->truncated = room < IPSEC_ESP_HEADER;
        if (!frame->truncated) {
            read_spi(frame, pos);
        }
        break;
    case IPPROTO_NR_AH:
        frame->kind = IPSECNIC_KIND_AH;
        frame->ipsec_offset = (uint16_t)pos;
        frame->truncated = room < IPSEC_AH_HEADER;
        if (!frame->truncated) {
            read_spi(frame, pos + 4);
            /* RFC 4302, section 3.1.1: some may stand behind it. */
            if (frame->ip_version == 6 && is_ipv6_header(frame->data[pos])) {
                frame->ext_headers = true;
            }
        }
        break;
    case IPPROTO_NR_UDP:
        if (room >= IPSEC_UDP_HEADER &&
            ipsec_get_be16(frame->data + pos + 2) == IPSECNIC_UDP_ESP_PORT) {
            parse_udp_esp(frame, pos, end);
        }
        break;
    default:
        break;
    }
}

/* Whether a source route among the options still has hops to go: then the
 * destination address is not the final one (RFC 791). */
static bool ipv4_is_routed(const uint8_t *option, uint32_t length)
{
    uint32_t i = 0;

    while (i < length && option[i] != IPOPT_END) {
        if (option[i] == IPOPT_NOP) {
            i++;
            continue;
        }
        if (length - i < 2 || option[i + 1] < 2 || option[i + 1] > length - i) {
            return false;
        }
        if ((option[i] == IPOPT_LSRR || option[i] == IPOPT_SSRR) &&
            option[i + 1] >= 3 && option[i + 2] <= option[i + 1]) {
            return true;
        }
        i += option[i + 1];
    }
    return false;
}

static void parse_ipv4(IpsecFrame *frame, uint32_t offset)
{
    const uint8_t *p = frame->data + offset;
    uint32_t room = frame->length - offset;
    uint32_t header;
    uint32_t total;

    if (room < IPSEC_IPV4_HEADER || p[0] >> 4 != 4 || offset > UINT16_MAX) {
        frame->malformed = true;
        return;
    }
    frame->l3_offset = (uint16_t)offset;
    header = (p[0] & 0xf) * 4u;
    total = ipsec_get_be16(p + 2);
    frame->l3_length = total;
    if (header < IPSEC_IPV4_HEADER || header > room || header > total) {
        frame->malformed = true;
        return;
    }
    frame->ip_options = header > IPSEC_IPV4_HEADER;
    if (ipsec_get_be16(p + 6) & 0x3fff) {
        frame->kind = IPSECNIC_KIND_FRAGMENT;
        return;
    }
    if (frame->ip_options) {
        frame->routed = ipv4_is_routed(p + IPSEC_IPV4_HEADER,
                                       header - IPSEC_IPV4_HEADER);
    }
    parse_upper(frame, offset + header, offset + (total < room ? total : room),
                p[9]);
}

bool ipsec_frame_has_home_address(const uint8_t *header, uint32_t length)
{
    uint32_t i = 2;

    while (i < length) {
        if (header[i] == 0) {   /* Pad1 */
            i++;
            continue;
        }
        if (length - i < 2) {
            break;
        }
        if (header[i] == IPSEC_HOME_ADDRESS) {
            return true;
        }
        i += header[i + 1] + 2u;
    }
    return false;
}

static void parse_ipv6(IpsecFrame *frame, uint32_t offset)
{
    const uint8_t *p = frame->data + offset;
    uint32_t room = frame->length - offset;
    uint32_t pos, end, length;
    uint8_t next;
    unsigned i;

    if (room < IPSEC_IPV6_HEADER || p[0] >> 4 != 6 || offset > UINT16_MAX) {
        frame->malformed = true;
        return;
    }
    frame->l3_offset = (uint16_t)offset;
    frame->l3_length = IPSEC_IPV6_HEADER + ipsec_get_be16(p + 4);
    end = offset + (frame->l3_length < room ? frame->l3_length : room);
    pos = offset + IPSEC_IPV6_HEADER;
    next = p[6];

    for (i = 0; i <= IPSEC_MAX_EXT_HEADERS; i++) {
        bool fragment = next == IPPROTO_NR_FRAGMENT;

        if (!is_ipv6_header(next)) {
            parse_upper(frame, pos, end, next);
            return;
        }
        /* RFC 8200, section 4.1: hop-by-hop options come first or nowhere */
        if (end - pos < 8 || (next == IPPROTO_NR_HOPOPTS && i > 0)) {
            break;
        }
        p = frame->data + pos;
        length = fragment ? 8 : (p[1] + 1u) * 8;
        if (end - pos < length) {
            break;
        }
        frame->ext_headers = true;
        if (fragment) {
            if (ipsec_get_be16(p + 2) & 0xfff9) {
                frame->kind = IPSECNIC_KIND_FRAGMENT;
                return;
            }
            frame->atomic_fragment = true;
        } else if (next == IPPROTO_NR_ROUTING && p[3] != 0) {
            frame->routed = true;
        } else if (next == IPPROTO_NR_DSTOPTS &&
                   ipsec_frame_has_home_address(p, length)) {
            frame->home_address = true;
        }
        next = p[0];
        pos += length;
    }
    frame->malformed = true;
}

void ipsec_frame_parse_ip(IpsecFrame *frame, uint32_t offset,
                          unsigned version)
{
    frame->ip_version = (uint8_t)version;
    if (version == 4) {
        parse_ipv4(frame, offset);
    } else {
        parse_ipv6(frame, offset);
    }
}

void ipsec_frame_parse(IpsecFrame *frame, const uint8_t *data, uint32_t length,
                       uint32_t encap)
{
    uint32_t offset = IPSEC_ETH_HEADER;
    uint16_t type;

    memset(frame, 0, sizeof(*frame));
    frame->data = data;
    frame->length = length;
    if (length < IPSEC_ETH_HEADER || !(encap & IPSECNIC_ENCAP_8023)) {
        return;
    }
    type = ipsec_get_be16(data + 12);
    while ((type == IPSECNIC_VLAN_TPID || type == IPSECNIC_VLAN_TPID_SERVICE) &&
           (encap & IPSECNIC_ENCAP_8023_PQ) &&
           frame->num_vlan_tags < MAX_VLAN_TAGS) {
        if (length - offset < IPSECNIC_VLAN_TAG) {
            return;
        }
        if (frame->num_vlan_tags == 0) {
            frame->vlan_tci = ipsec_get_be16(data + offset);
            frame->vlan_service = type == IPSECNIC_VLAN_TPID_SERVICE;
        }
        frame->num_vlan_tags++;
        type = ipsec_get_be16(data + offset + 2);
        offset += IPSECNIC_VLAN_TAG;
    }
    if (type == ETHERTYPE_IPV4) {
        ipsec_frame_parse_ip(frame, offset, 4);
    } else if (type == ETHERTYPE_IPV6) {
        ipsec_frame_parse_ip(frame, offset, 6);
    }
}

uint32_t ipsec_frame_esp_behind_ah(const IpsecFrame *frame)
{
    uint32_t offset = frame->ipsec_offset;
    uint32_t end = frame->l3_offset + frame->l3_length;
    uint8_t next = frame->data[offset];
    uint32_t length = ipsec_ah_length(frame->data + offset);

    for (;;) {
        if (next != IPPROTO_NR_ESP &&
            !(frame->ip_version == 6 && ipsec_frame_is_ext_header(next))) {
            return 0;
        }
        offset += length;
        if (next == IPPROTO_NR_ESP || offset + 8 > end ||
            offset + 8 > frame->length) {
            return offset;
        }
        next = frame->data[offset];
        length = (frame->data[offset + 1] + 1u) * 8;
    }
}

int ipsec_frame_flow_type(const IpsecFrame *frame)
{
    int type;

    if (frame->ip_version == 0 || frame->l3_offset == 0) {
        return -1;
    }
    if (frame->kind == IPSECNIC_KIND_ESP && !frame->truncated) {
        type = IPSECNIC_RSS_FLOW_ESP4;
    } else if (frame->kind == IPSECNIC_KIND_AH && !frame->truncated) {
        type = IPSECNIC_RSS_FLOW_AH4;
    } else if (frame->kind == IPSECNIC_KIND_UDP_ESP && !frame->truncated) {
        type = IPSECNIC_RSS_FLOW_UDP_ESP4;
    } else if (frame->l4_offset == 0 ||
               frame->length < frame->l4_offset + 4u) {
        type = IPSECNIC_RSS_FLOW_IP4;
    } else if (frame->l4_protocol == IPPROTO_NR_TCP) {
        type = IPSECNIC_RSS_FLOW_TCP4;
    } else if (frame->l4_protocol == IPPROTO_NR_UDP) {
        type = IPSECNIC_RSS_FLOW_UDP4;
    } else {
        type = IPSECNIC_RSS_FLOW_IP4;
    }
    return frame->ip_version == 4 ? type :
           type + IPSECNIC_RSS_FLOW_TCP6 - IPSECNIC_RSS_FLOW_TCP4;
}

/* Of two values of @size bytes at @pair each becomes the XOR of both. */
static void ipsec_frame_mix(uint8_t *pair, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++) {
        pair[i] ^= pair[size + i];
        pair[size + i] = pair[i];
    }
}

size_t ipsec_frame_flow_fields(const IpsecFrame *frame, uint8_t fields,
                               bool symmetric, uint8_t input[36])
{
    const uint8_t addresses = IPSECNIC_RSS_FIELD_SRC | IPSECNIC_RSS_FIELD_DST;
    const uint8_t ports = IPSECNIC_RSS_FIELD_SPORT | IPSECNIC_RSS_FIELD_DPORT;
    size_t address = frame->ip_version == 4 ? 4 : 16;
    size_t n = 0;

    if (fields & IPSECNIC_RSS_FIELD_SRC) {
        memcpy(input, ipsec_frame_source(frame), address);
        n += address;
    }
    if (fields & IPSECNIC_RSS_FIELD_DST) {
        memcpy(input + n, ipsec_frame_destination(frame), address);
        n += address;
    }
    if (symmetric && (fields & addresses) == addresses) {
        ipsec_frame_mix(input, address);
    }
    if (fields & IPSECNIC_RSS_FIELD_SPORT) {
        memcpy(input + n, frame->data + frame->l4_offset, 2);
        n += 2;
    }
    if (fields & IPSECNIC_RSS_FIELD_DPORT) {
        memcpy(input + n, frame->data + frame->l4_offset + 2, 2);
        n += 2;
    }
    if (symmetric && (fields & ports) == ports) {
        ipsec_frame_mix(input + n - 4, 2);
    }
    if (fields & IPSECNIC_RSS_FIELD_SPI) {
        ipsec_put_be32(input + n, frame->spi);
        n += 4;
    }
    return n;
}

size_t ipsec_frame_flow(const IpsecFrame *frame, uint8_t input[36])
{
    size_t n = 0;

    if (frame->ip_version == 0 || frame->l3_offset == 0) {
        return 0;
    }
    switch (frame->kind) {
    case IPSECNIC_KIND_ESP:
    case IPSECNIC_KIND_AH:
    case IPSECNIC_KIND_UDP_ESP:
        if (!frame->truncated) {
            ipsec_put_be32(input, frame->spi);
            return 4;
        }
        break;
    default:
        break;
    }
    n = frame->ip_version == 4 ? 8 : 32;
    memcpy(input, ipsec_frame_source(frame), n);
    if ((frame->l4_protocol == IPPROTO_NR_TCP ||
         frame->l4_protocol == IPPROTO_NR_UDP) &&
        frame->l4_offset != 0 && frame->length >= frame->l4_offset + 4u) {
        memcpy(input + n, frame->data + frame->l4_offset, 4);
        n += 4;
    }
    return n;
}

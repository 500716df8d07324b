/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets of captures that are not Ethernet
 *
 * The headers are those of https://www.tcpdump.org/linktypes.html.
 */

#include <pcap/pcap.h>
#include <string.h>
#include "link_type.h"

#define ETHERTYPE_IPV4  0x0800
#define ETHERTYPE_IPV6  0x86dd
/** Numbers below are lengths, not types. */
#define ETHERTYPE_MIN   0x0600
/** Raw IP of OpenBSD, whose number libpcap passes on. */
#define DLT_RAW_OPENBSD 14
/** Not in older headers of libpcap. */
#define LINK_SLL2       276

const char link_type_expected[] =
    "Ethernet, or what carries IP: RAW, IPV4, IPV6, NULL, LOOP, LINUX_SLL, "
    "LINUX_SLL2, PPP, PPP_SERIAL, PPP_ETHER, PPP_WITH_DIR, C_HDLC, ENC "
    "or NFLOG; where N bytes stand in front of IP, editcap -C N -L -T rawip "
    "INPUT OUTPUT makes it RAW";

/** What was found behind a link layer's header. */
typedef struct Payload {
    LinkVerdict verdict;
    uint16_t ethertype;
    /** Bytes in front of it. */
    uint32_t offset;
    /** Length of it; 0: all the rest. */
    uint32_t length;
    /** The sender's address, 6 bytes, or NULL. */
    const uint8_t *src;
} Payload;

static const Payload is_short = { .verdict = LINK_SHORT };
static const Payload no_ip = { .verdict = LINK_NO_IP };

static uint16_t be16(const uint8_t *p)
{
    return p[0] << 8 | p[1];
}

static Payload found(uint16_t ethertype, uint32_t offset)
{
    return (Payload) {
        .verdict = LINK_FRAME,
        .ethertype = ethertype,
        .offset = offset,
    };
}

/** IP without anything to say which version. */
static Payload raw_ip(const uint8_t *data, uint32_t length, uint32_t offset)
{
    if (length <= offset) {
        return is_short;
    }
    switch (data[offset] >> 4) {
    case 4:
        return found(ETHERTYPE_IPV4, offset);
    case 6:
        return found(ETHERTYPE_IPV6, offset);
    default:
        return no_ip;
    }
}

/** An address family of whatever system, in whatever byte order. */
static Payload family_ip(const uint8_t *data, uint32_t length, uint32_t offset)
{
    uint32_t family;

    if (length < 4) {
        return is_short;
    }
    memcpy(&family, data, sizeof(family));
    if (family & 0xffff0000) {
        family = GUINT32_SWAP_LE_BE(family);
    }
    switch (family) {
    case 2:
        return found(ETHERTYPE_IPV4, offset);
    case 10:    /* Linux */
    case 24:    /* NetBSD, OpenBSD */
    case 28:    /* FreeBSD */
    case 30:    /* macOS */
        return found(ETHERTYPE_IPV6, offset);
    default:
        return no_ip;
    }
}

static Payload ppp_protocol(const uint8_t *data, uint32_t length,
                            uint32_t offset)
{
    uint16_t protocol;

    if (length <= offset) {
        return is_short;
    }
    /* a field of one byte is odd */
    if (data[offset] & 1) {
        protocol = data[offset++];
    } else if (length < offset + 2) {
        return is_short;
    } else {
        protocol = be16(data + offset);
        offset += 2;
    }
    return protocol == 0x0021 ? found(ETHERTYPE_IPV4, offset) :
           protocol == 0x0057 ? found(ETHERTYPE_IPV6, offset) : no_ip;
}

/** Address 0xff and control 3 in front of PPP, which may be left out; 0x0f or
 *  0x8f: Cisco's HDLC, with an EtherType. */
static Payload ppp(const uint8_t *data, uint32_t length, uint32_t offset)
{
    if (length < offset + 2) {
        return is_short;
    }
    if (data[offset] == 0x0f || data[offset] == 0x8f) {
        return length < offset + 4 ? is_short :
               be16(data + offset + 2) < ETHERTYPE_MIN ? no_ip :
               found(be16(data + offset + 2), offset + 4);
    }
    if (data[offset] == 0xff && data[offset + 1] == 0x03) {
        offset += 2;
    }
    return ppp_protocol(data, length, offset);
}

/** Version and type, code, session, and the length of what follows. */
static Payload ppp_ether(const uint8_t *data, uint32_t length)
{
    Payload p;
    uint32_t end;

    if (length < 6) {
        return is_short;
    }
    if (data[0] != 0x11 || data[1] != 0) {
        return no_ip;   /* discovery */
    }
    end = 6 + be16(data + 4);
    p = ppp_protocol(data, MIN(length, end), 6);
    if (p.verdict == LINK_FRAME && end <= length && end > p.offset) {
        p.length = end - p.offset;
    }
    return p;
}

/** What Linux calls the protocol of a cooked packet. */
static Payload cooked(uint16_t protocol, uint16_t arphrd, uint32_t offset,
                      uint32_t length, uint16_t address_length,
                      const uint8_t *address)
{
    Payload p;

    switch (arphrd) {
    case 770:   /* frame relay: no EtherType there */
    case 778:   /* GRE: its own protocol type */
    case 801:   /* 802.11 and its relatives */
    case 802:
    case 803:
    case 824:   /* netlink */
        return no_ip;
    default:
        break;
    }
    if (protocol == 0x0001 || protocol == 0x0004) {
        /* 802.3: where a type would be is the length */
        if (length - offset >= ETHERTYPE_MIN) {
            return no_ip;
        }
        protocol = length - offset;
    } else if (protocol < ETHERTYPE_MIN) {
        return no_ip;
    }
    p = found(protocol, offset);
    p.src = address_length == 6 ? address : NULL;
    return p;
}

static Payload linux_sll(const uint8_t *data, uint32_t length)
{
    if (length < 16) {
        return is_short;
    }
    return cooked(be16(data + 14), be16(data + 2), 16, length,
                  be16(data + 4), data + 6);
}

static Payload linux_sll2(const uint8_t *data, uint32_t length)
{
    if (length < 20) {
        return is_short;
    }
    return cooked(be16(data), be16(data + 8), 20, length, data[11],
                  data + 12);
}

/** Family, version, resource; then fields, one of which is the packet. */
static Payload nflog(const uint8_t *data, uint32_t length, bool swapped)
{
    uint32_t at = 4;

    if (length < 4) {
        return is_short;
    }
    if (data[1] != 0) {
        return no_ip;
    }
    while (at + 4 <= length) {
        uint16_t size, type;

        memcpy(&size, data + at, sizeof(size));
        memcpy(&type, data + at + 2, sizeof(type));
        if (swapped) {
            size = GUINT16_SWAP_LE_BE(size);
            type = GUINT16_SWAP_LE_BE(type);
        }
        if (size < 4 || size > length - at) {
            return is_short;
        }
        if (type == 9) {
            Payload p = raw_ip(data, at + size, at + 4);

            p.length = size - 4;
            return p;
        }
        at += (size + 3u) & ~3u;
    }
    return no_ip;
}

int link_type_of_file(uint16_t linktype)
{
    switch (linktype) {
    case 101:
        return DLT_RAW;
    case 100:
        return DLT_ATM_RFC1483;
    case 102:
        return DLT_SLIP_BSDOS;
    case 103:
        return DLT_PPP_BSDOS;
    default:
        return linktype;
    }
}

bool link_type_is_taken(int dlt)
{
    switch (dlt) {
    case DLT_EN10MB:
    case DLT_RAW:
    case DLT_RAW_OPENBSD:
    case DLT_IPV4:
    case DLT_IPV6:
    case DLT_NULL:
    case DLT_LOOP:
    case DLT_LINUX_SLL:
    case LINK_SLL2:
    case DLT_PPP:
    case DLT_PPP_SERIAL:
    case DLT_PPP_ETHER:
    case DLT_PPP_PPPD:
    case DLT_PPP_WITH_DIR:
    case DLT_C_HDLC:
    case DLT_ENC:
    case DLT_NFLOG:
        return true;
    default:
        return false;
    }
}

char *link_type_text(int dlt)
{
    const char *name = dlt == DLT_PPP_WITH_DIR
                       ? "PPP_WITH_DIR" : pcap_datalink_val_to_name(dlt);

    return g_strdup_printf("%d (%s)", dlt, name ? name : "unknown");
}

static Payload find_payload(int dlt, const uint8_t *data, uint32_t length,
                            bool swapped)
{
    switch (dlt) {
    case DLT_RAW:
    case DLT_RAW_OPENBSD:
        return raw_ip(data, length, 0);
    case DLT_IPV4:
        return found(ETHERTYPE_IPV4, 0);
    case DLT_IPV6:
        return found(ETHERTYPE_IPV6, 0);
    case DLT_NULL:
    case DLT_LOOP:
        return family_ip(data, length, 4);
    case DLT_ENC:
        return length < 12 ? is_short : family_ip(data, length, 12);
    case DLT_LINUX_SLL:
        return linux_sll(data, length);
    case LINK_SLL2:
        return linux_sll2(data, length);
    case DLT_PPP:
    case DLT_PPP_SERIAL:
    case DLT_C_HDLC:
        return ppp(data, length, 0);
    case DLT_PPP_PPPD:
    case DLT_PPP_WITH_DIR:
        return ppp(data, length, 1);
    case DLT_PPP_ETHER:
        return ppp_ether(data, length);
    case DLT_NFLOG:
        return nflog(data, length, swapped);
    default:
        return no_ip;
    }
}

LinkVerdict link_to_ethernet(int dlt, const uint8_t *data, uint32_t length,
                             bool swapped, const LinkAddresses *addresses,
                             GByteArray *frame)
{
    const uint8_t *src = addresses->src;
    uint8_t type[2];
    Payload p;

    g_byte_array_set_size(frame, 0);
    if (dlt == DLT_EN10MB) {
        g_byte_array_append(frame, data, length);
        return LINK_FRAME;
    }
    p = find_payload(dlt, data, length, swapped);
    if (p.verdict != LINK_FRAME) {
        return p.verdict;
    }
    if (p.offset > length) {
        return LINK_SHORT;
    }
    type[0] = p.ethertype >> 8;
    type[1] = p.ethertype & 0xff;
    g_byte_array_append(frame, addresses->dst, sizeof(addresses->dst));
    g_byte_array_append(frame, p.src ? p.src : src, sizeof(addresses->src));
    g_byte_array_append(frame, type, sizeof(type));
    g_byte_array_append(frame, data + p.offset,
                        p.length ? p.length : length - p.offset);
    return LINK_FRAME;
}

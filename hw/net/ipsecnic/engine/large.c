/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Large sends: whose payload it is that is cut, and the tunnel around it
 */

#include <stdbool.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "checksum.h"
#include "frame.h"
#include "large.h"
#include "layout.h"

#define TCP_HEADER              20u

#define IPPROTO_NR_GRE          47
/* RFC 2784 and RFC 2890: what the first two bytes say is there */
#define GRE_CHECKSUM            0x8000
#define GRE_KEY                 0x2000
#define GRE_OTHERS              0x5fff  /* routing, numbers, versions */
#define GRE_WORD                4u

/* Whether UDP or GRE at @c, or nothing for IP in IP, leads to @inner. */
static bool carrier_reaches(const uint8_t *frame, const IpsecTxCarrier *c,
                            uint32_t inner)
{
    uint32_t room = inner > c->l4_offset ? inner - c->l4_offset : 0;
    uint32_t length = GRE_WORD;
    uint16_t flags;

    switch (c->protocol) {
    case IPPROTO_NR_UDP:
        return room >= IPSEC_UDP_HEADER;
    case IPPROTO_NR_GRE:
        if (room < length) {
            return false;
        }
        /* Numbers would have to go up with each segment (RFC 2890). */
        flags = ipsec_get_be16(frame + c->l4_offset);
        length += flags & GRE_CHECKSUM ? GRE_WORD : 0;
        length += flags & GRE_KEY ? GRE_WORD : 0;
        return !(flags & GRE_OTHERS) && room >= length;
    case IPPROTO_NR_IPV4:
    case IPPROTO_NR_IPV6:
        return inner == c->l4_offset &&
               frame[inner] >> 4 == (c->protocol == IPPROTO_NR_IPV4 ? 4 : 6);
    default:
        return false;
    }
}

/* Whether a carrier has a checksum that its addresses count for. */
static bool sums_addresses(const uint8_t *frame, const IpsecTxCarrier *c)
{
    const uint8_t *field = frame + c->l4_offset + IPSEC_UDP_CHECKSUM;

    return c->protocol == IPPROTO_NR_UDP && (field[0] || field[1]);
}

/* What is behind an IP header, which needs to be whole. */
static uint32_t follow_ip(const IpsecTx *tx, uint8_t *frame, IpsecTxCarrier *ip)
{
    IpsecFrame f = { .data = frame, .length = tx->length };

    if (ip->l4_offset) {
        return IPSECNIC_TX_ST_OK;
    }
    ipsec_tx_set_long_length(frame, tx->length, ip->l3_offset);
    ipsec_frame_parse_ip(&f, ip->l3_offset, ip->ip_version);
    if (f.kind == IPSECNIC_KIND_FRAGMENT || f.atomic_fragment) {
        return IPSECNIC_TX_ST_FRAGMENT;
    }
    if (f.malformed || f.l4_offset == 0) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    ip->elsewhere = ipsec_frame_elsewhere(&f);
    ip->l4_offset = f.l4_offset;
    ip->protocol = f.l4_protocol;
    return IPSECNIC_TX_ST_OK;
}

/* From the tunnel @ip to the IP header that it carries, which @ip is then. */
static uint32_t follow_carrier(IpsecTx *tx, uint8_t *frame, uint32_t inner,
                               IpsecTxCarrier *ip)
{
    unsigned version = inner < tx->length ? frame[inner] >> 4 : 0;

    if ((version != 4 && version != 6) || !carrier_reaches(frame, ip, inner) ||
        (ip->elsewhere && sums_addresses(frame, ip))) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    tx->carrier = *ip;
    *ip = (IpsecTxCarrier) { .l3_offset = inner, .ip_version = version };
    return follow_ip(tx, frame, ip);
}

uint32_t ipsec_large_find(IpsecTx *tx, uint8_t *frame,
                          const IpsecTxCarrier *outer,
                          const IpsecTxRequest *r)
{
    IpsecTxCarrier ip = *outer;
    uint32_t status = follow_ip(tx, frame, &ip);
    uint32_t l4, length;

    if (!status && r->inner_l3_offset) {
        status = follow_carrier(tx, frame, r->inner_l3_offset, &ip);
    }
    if (!status && ip.elsewhere) {
        status = IPSECNIC_TX_ST_BAD_HEADER;
    }
    if (status) {
        return status;
    }
    l4 = ip.l4_offset;
    tx->inner_l3_offset = ip.l3_offset;
    tx->inner_ip_version = ip.ip_version;
    tx->l4_protocol = ip.protocol;
    if (ip.protocol == IPPROTO_NR_UDP) {
        length = IPSEC_UDP_HEADER;
    } else if (ip.protocol == IPPROTO_NR_TCP &&
               tx->length >= l4 + TCP_HEADER) {
        length = (frame[l4 + 12] >> 4) * 4u;
        if (length < TCP_HEADER) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
    } else {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    /* Words of both are added up as one. */
    if (tx->carrier.l3_offset && (l4 - tx->carrier.l4_offset) % 2) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    return l4 == tx->csum_start && r->header_length == l4 + length &&
           l4 + length <= tx->length ? IPSECNIC_TX_ST_OK :
                                       IPSECNIC_TX_ST_BAD_HEADER;
}

/* An IPv4 header without length, identification and checksum. */
static void sum_ip_header(IpsecTx *tx, unsigned i, uint32_t offset,
                          unsigned version)
{
    const uint8_t *ip = tx->frame + offset;

    if (version == 4) {
        tx->ip_sum[i] = ipsec_checksum_sum(ip, 2) +
                        ipsec_checksum_sum(ip + 6, 4) +
                        ipsec_checksum_sum(ip + 12, (ip[0] & 0xf) * 4u - 12);
    }
}

/* TCP without sequence number, flags and checksum; UDP without length and
 * checksum; and the pseudo header without length. */
static void sum_l4_header(IpsecTx *tx)
{
    const uint8_t *l4 = tx->frame + tx->csum_start;

    tx->l4_sum = ipsec_checksum_pseudo(tx->frame + tx->inner_l3_offset,
                                       tx->inner_ip_version, tx->l4_protocol,
                                       0) +
                 ipsec_checksum_sum(l4, 4);
    if (tx->l4_protocol == IPPROTO_NR_TCP) {
        tx->l4_sum += ipsec_checksum_sum(l4 + 8, 4) +
                      ipsec_checksum_sum(l4 + 14, 2) +
                      ipsec_checksum_sum(l4 + 18, tx->header_length -
                                                  tx->csum_start - 18);
    }
}

void ipsec_large_sum_headers(IpsecTx *tx)
{
    unsigned i;

    for (i = 0; i < tx->portions; i++) {
        sum_ip_header(tx, i, tx->portion[i].l3_offset,
                      tx->portion[i].ip_version);
    }
    sum_ip_header(tx, IPSEC_INNER, tx->inner_l3_offset, tx->inner_ip_version);
    if (tx->carrier.l3_offset) {
        sum_ip_header(tx, IPSEC_CARRIER, tx->carrier.l3_offset,
                      tx->carrier.ip_version);
    }
    sum_l4_header(tx);
}

/* What the payload with its TCP or UDP header adds to a sum: all of it, its
 * checksum and its pseudo header add up to nothing. */
static uint64_t sum_of_payload(const IpsecTx *tx, const uint8_t *out,
                               uint32_t end)
{
    uint16_t word;

    ipsec_checksum_fill(ipsec_checksum_pseudo(out + tx->inner_l3_offset,
                                              tx->inner_ip_version,
                                              tx->l4_protocol,
                                              end - tx->csum_start),
                        (uint8_t *)&word, false);
    return word;
}

void ipsec_large_set_carrier(const IpsecTx *tx, uint8_t *out, uint32_t end)
{
    const IpsecTxCarrier *c = &tx->carrier;
    uint32_t length = end - c->l4_offset;
    uint8_t *l4 = out + c->l4_offset;
    uint64_t sum = 0;
    uint8_t *field;

    if (c->protocol == IPPROTO_NR_UDP) {
        ipsec_put_be16(l4 + 4, (uint16_t)length);
        field = l4 + IPSEC_UDP_CHECKSUM;
        if (!field[0] && !field[1]) {
            return;
        }
        sum = ipsec_checksum_pseudo(out + c->l3_offset, c->ip_version,
                                    IPPROTO_NR_UDP, length);
    } else if (c->protocol == IPPROTO_NR_GRE && (l4[0] & 0x80)) {
        field = l4 + GRE_WORD;
    } else {
        return;
    }
    memset(field, 0, 2);
    sum += ipsec_checksum_sum(l4, tx->csum_start - c->l4_offset) +
           sum_of_payload(tx, out, end);
    ipsec_checksum_fill(sum, field, c->protocol == IPPROTO_NR_UDP);
}

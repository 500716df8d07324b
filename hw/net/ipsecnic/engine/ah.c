/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AH (RFC 4302)
 */

#include <string.h>

#include "ah.h"
#include "bytes.h"
#include "frame.h"
#include "sequence.h"

/* Options that routers leave alone (RFC 4302, appendix A1); all others count
 * as zeros. */
static bool ipv4_option_is_immutable(uint8_t type)
{
    switch (type) {
    case 0x82:                  /* security */
    case 0x85:                  /* extended security */
    case 0x86:                  /* commercial security */
    case 0x94:                  /* router alert */
    case 0x95:                  /* sender directed multi-destination */
        return true;
    default:
        return false;
    }
}

/* Zero what changes on the way (RFC 4302, section 3.3.3.1.1). */
static bool mask_ipv4(uint8_t *ip, uint32_t header)
{
    uint32_t i = IPSEC_IPV4_HEADER;
    uint32_t length;

    ip[1] = 0;                  /* DSCP and ECN */
    ip[6] = 0;                  /* flags and fragment offset */
    ip[7] = 0;
    ip[8] = 0;                  /* TTL */
    ip[10] = 0;                 /* checksum */
    ip[11] = 0;

    while (i < header && ip[i] != 0) {
        if (ip[i] == 1) {
            i++;
            continue;
        }
        if (header - i < 2 || ip[i + 1] < 2 || ip[i + 1] > header - i) {
            return false;
        }
        length = ip[i + 1];
        if (!ipv4_option_is_immutable(ip[i])) {
            memset(ip + i, 0, length);
        }
        i += length;
    }
    return true;
}

/* RFC 6275, section 11.3.2: the ICV is that of a packet whose source is the
 * home address, and which has the care-of address in its option. */
static void swap_home_address(uint8_t *ip, uint8_t *address)
{
    uint8_t source[IPSEC_HOME_ADDRESS_DATA];

    memcpy(source, ip + 8, sizeof(source));
    memcpy(ip + 8, address, sizeof(source));
    memcpy(address, source, sizeof(source));
}

/* Zero the data of the options that may change (RFC 8200, section 4.2); those
 * of a destination options header of the packet at @ip, if that is not NULL. */
static bool mask_ipv6_options(uint8_t *ip, uint8_t *header, uint32_t length)
{
    uint32_t i = 2;

    while (i < length) {
        if (header[i] == 0) {   /* Pad1 */
            i++;
            continue;
        }
        if (length - i < 2 || header[i + 1] > length - i - 2) {
            return false;
        }
        if (header[i] & 0x20) {
            memset(header + i + 2, 0, header[i + 1]);
        }
        if (ip && header[i] == IPSEC_HOME_ADDRESS &&
            header[i + 1] == IPSEC_HOME_ADDRESS_DATA) {
            swap_home_address(ip, header + i + 2);
        }
        i += header[i + 1] + 2u;
    }
    return true;
}

/* Section 3.3.3.1.2.  A routing header is at its end, so it looks the way in
 * which the sender put it under its ICV. */
static bool mask_ipv6(uint8_t *ip, uint32_t to_ah)
{
    uint32_t pos = IPSEC_IPV6_HEADER;
    uint8_t next = ip[6];

    ip[0] = 0x60;               /* traffic class and flow label */
    ip[1] = 0;
    ip[2] = 0;
    ip[3] = 0;
    ip[7] = 0;                  /* hop limit */

    /* The parser came this way: all headers are within the packet. */
    while (pos < to_ah) {
        uint32_t length = (ip[pos + 1] + 1u) * 8;

        if ((next == IPPROTO_NR_HOPOPTS || next == IPPROTO_NR_DSTOPTS) &&
            !mask_ipv6_options(next == IPPROTO_NR_DSTOPTS ? ip : NULL, ip + pos,
                               length)) {
            return false;
        }
        next = ip[pos];
        pos += length;
    }
    return true;
}

bool ipsec_ah_maskable(const uint8_t *ip, unsigned version, uint32_t to_ah,
                       uint8_t *scratch)
{
    memcpy(scratch, ip, to_ah);
    return version == 4 ? mask_ipv4(scratch, to_ah) :
                          mask_ipv6(scratch, to_ah);
}

/*
 * Copy the headers up to and with AH to @scratch as they count for the ICV.
 * RFC 4302 zeroes the ICV field, and RFC 4543, section 4, puts the IV of GMAC
 * into that field.  Padding behind it counts as it is.
 */
static bool mask_headers(const IpsecTransform *t, const uint8_t *ip,
                         unsigned version, uint32_t to_ah, uint32_t ah_length,
                         uint8_t *scratch)
{
    memcpy(scratch, ip, to_ah + ah_length);
    if (version == 4 ? !mask_ipv4(scratch, to_ah) :
                       !mask_ipv6(scratch, to_ah)) {
        return false;
    }
    memset(scratch + to_ah + IPSEC_AH_HEADER, 0,
           (size_t)t->iv_length + t->icv_length);
    return true;
}

IpsecVerdict ipsec_ah_output(IpsecSaOp *op, IpsecRandomPool *pool, uint8_t *ip,
                             unsigned version, uint32_t to_ah,
                             uint32_t length, uint64_t sequence,
                             bool iv_present, uint8_t *scratch)
{
    IpsecTransform *t = &op->transform;
    uint8_t *ah = ip + to_ah;
    uint32_t ah_length = ipsec_ah_length(ah);
    uint8_t *iv = ah + IPSEC_AH_HEADER;
    uint8_t high[4];
    IpsecSpan spans[3];

    ipsec_put_be32(ah + 8, (uint32_t)sequence);
    if (!iv_present && t->iv_length) {
        ipsec_transform_make_iv(t, pool, sequence, iv);
    }
    if (!mask_headers(t, ip, version, to_ah, ah_length, scratch)) {
        return IPSEC_BAD_LENGTH;
    }
    ipsec_put_be32(high, (uint32_t)(sequence >> 32));
    spans[0] = (IpsecSpan) { scratch, to_ah + ah_length };
    spans[1] = (IpsecSpan) { ah + ah_length, length - to_ah - ah_length };
    spans[2] = (IpsecSpan) { high, sizeof(high) };
    return ipsec_transform_sign(t, iv, spans, op->esn ? 3 : 2,
                                iv + t->iv_length);
}

IpsecVerdict ipsec_ah_input(IpsecSaOp *op, const IpsecFrame *frame,
                            uint8_t *scratch, IpsecPayload *payload)
{
    IpsecTransform *t = &op->transform;
    const uint8_t *ip = frame->data + frame->l3_offset;
    const uint8_t *ah = frame->data + frame->ipsec_offset;
    uint32_t to_ah = frame->ipsec_offset - frame->l3_offset;
    uint32_t length = ipsec_ah_length(ah);
    uint32_t fixed = IPSEC_AH_HEADER + t->iv_length;
    uint64_t sequence;
    uint8_t high[4];
    IpsecSpan spans[3];
    IpsecVerdict verdict;

    if (length < fixed + t->icv_length || to_ah + length > frame->l3_length ||
        (frame->ip_version == 6 && length % 8 != 0)) {
        return IPSEC_BAD_LENGTH;
    }
    if (!mask_headers(t, ip, frame->ip_version, to_ah, length, scratch)) {
        return IPSEC_BAD_LENGTH;
    }

    sequence = ipsec_sequence(op, ipsec_get_be32(ah + 8));
    ipsec_put_be32(high, (uint32_t)(sequence >> 32));
    spans[0] = (IpsecSpan) { scratch, to_ah + length };
    spans[1] = (IpsecSpan) { ah + length, frame->l3_length - to_ah - length };
    spans[2] = (IpsecSpan) { high, sizeof(high) };
    verdict = ipsec_transform_verify(t, ah + IPSEC_AH_HEADER, spans,
                                     op->esn ? 3 : 2, ah + fixed);
    if (verdict != IPSEC_GOOD &&
        !(verdict == IPSEC_BAD_ICV && op->unchecked)) {
        return verdict;
    }
    ipsec_sequence_advance(op, sequence);
    payload->start = frame->ipsec_offset + length;
    payload->end = frame->l3_offset + frame->l3_length;
    payload->next_header = ah[0];
    return IPSEC_GOOD;
}

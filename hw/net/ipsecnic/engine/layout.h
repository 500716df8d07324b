/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a frame to send is laid out: what those who check a request and those who
 * build segments both know
 */

#ifndef IPSECNIC_LAYOUT_H
#define IPSECNIC_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "esp.h"
#include "frame.h"
#include "sa.h"
#include "transform.h"
#include "types.h"

/** Portions: that of sa_handle, and the tunnel around it; IP headers of a large
 *  send: theirs, the one of its payload if that is another, and that of a tunnel
 *  that is not IPsec's if no portion has it. */
enum { IPSEC_MAIN, IPSEC_TUNNEL, IPSEC_INNER, IPSEC_CARRIER };

/** Where the checksum is in a UDP header. */
#define IPSEC_UDP_CHECKSUM      6u

/** What protects a portion; valid as long as no SA comes or goes. */
typedef struct IpsecTxBundle {
    IpsecSa *sa;                /* NULL: nothing does */
    IpsecSaOp *esp;             /* NULL: the portion has none */
    IpsecSaOp *ah;
} IpsecTxBundle;

/** ipsec_tx_find_ops: of a bundle whose SA is known, the operations for the
 *  headers that a portion has. */
static inline void ipsec_tx_find_ops(IpsecTxBundle *bundle,
                                     const IpsecTxPortion *portion)
{
    bundle->ah = portion->ah_offset ?
                 ipsec_sa_find_op(bundle->sa, IPSECNIC_OP_AH) : NULL;
    bundle->esp = portion->esp_offset ?
                  ipsec_sa_find_op(bundle->sa, IPSECNIC_OP_ESP) : NULL;
}

/** ipsec_tx_address_fits: whether a packet's address is the SA's; zero fits
 *  any. */
static inline bool ipsec_tx_address_fits(const uint8_t sa[16],
                                         const uint8_t *packet,
                                         unsigned version)
{
    uint64_t a[2], b[2];

    if (version == 4) {
        uint32_t word = ipsec_get_be32(sa);

        return word == 0 || word == ipsec_get_be32(packet);
    }
    memcpy(a, sa, sizeof(a));
    memcpy(b, packet, sizeof(b));
    return (a[0] | a[1]) == 0 || (a[0] == b[0] && a[1] == b[1]);
}

/** ipsec_tx_addresses_fit: the same of both addresses of a frame's IP header,
 *  which is of the SA's family. */
static inline bool ipsec_tx_addresses_fit(const IpsecSa *sa,
                                          const IpsecFrame *f)
{
    return ipsec_tx_address_fits(sa->src, ipsec_frame_source(f),
                                 f->ip_version) &&
           ipsec_tx_address_fits(sa->dst, ipsec_frame_destination(f),
                                 f->ip_version);
}

/** ipsec_tx_is_segmented: whether it is a large send. */
static inline bool ipsec_tx_is_segmented(const IpsecTx *tx)
{
    return tx->flags & IPSECNIC_TX_SEGMENT;
}

/**
 * ipsec_tx_set_long_length: a large send's own lengths do not count: put one
 * into the IP header at @offset that all parsers are content with, the longest
 * that is possible.
 */
static inline void ipsec_tx_set_long_length(uint8_t *frame, uint32_t length,
                                            uint32_t offset)
{
    uint32_t room;

    if (offset >= length) {
        return;
    }
    room = length - offset < UINT16_MAX ? length - offset : UINT16_MAX;
    if (frame[offset] >> 4 == 4 && room >= IPSEC_IPV4_HEADER) {
        ipsec_put_be16(frame + offset + 2, (uint16_t)room);
    } else if (frame[offset] >> 4 == 6 && room >= IPSEC_IPV6_HEADER) {
        ipsec_put_be16(frame + offset + 4,
                       (uint16_t)(room - IPSEC_IPV6_HEADER));
    }
}

/** ipsec_tx_pad_length: bytes of padding behind @length bytes of what ESP
 *  protects (RFC 4303, section 2.4). */
static inline uint32_t ipsec_tx_pad_length(const IpsecTransform *t,
                                           uint32_t length)
{
    return -(length + IPSEC_ESP_TRAILER) & t->odd_bits;
}

/** ipsec_tx_tfc_length: bytes of TFC padding behind @length bytes of what a
 *  portion protects (RFC 4303, section 2.7). */
static inline uint32_t ipsec_tx_tfc_length(const IpsecTxPortion *p,
                                           uint32_t length)
{
    return length < p->tfc ? p->tfc - length : 0;
}

/** ipsec_tx_appended: bytes that come behind the @length bytes that a portion
 *  protects. */
static inline uint32_t ipsec_tx_appended(const IpsecTx *tx,
                                         const IpsecTxPortion *p,
                                         const IpsecSaOp *esp, uint32_t length)
{
    uint32_t n, tfc;

    if (!esp) {
        return 0;
    }
    n = esp->transform.icv_length;
    if (p->trailer_length && !ipsec_tx_is_segmented(tx)) {
        n += p->trailer_length;
        if (tx->flags & IPSECNIC_TX_ICV_ROOM) {
            n -= esp->transform.icv_length;
        }
        return n;
    }
    tfc = ipsec_tx_tfc_length(p, length);
    return n + tfc + ipsec_tx_pad_length(&esp->transform, length + tfc) +
           IPSEC_ESP_TRAILER;
}

/** ipsec_tx_find_ends: where the portions of a frame end whose payload ends at
 *  @end; @ends as in IpsecTx. */
static inline void ipsec_tx_find_ends(const IpsecTx *tx,
                                      const IpsecTxBundle bundle[2],
                                      uint32_t end, uint32_t ends[2])
{
    unsigned i;

    ends[IPSEC_MAIN] = end;
    ends[IPSEC_TUNNEL] = end;
    for (i = 0; i < tx->portions; i++) {
        end += ipsec_tx_appended(tx, &tx->portion[i], bundle[i].esp,
                                 end - tx->portion[i].text);
        ends[i] = end;
        ends[IPSEC_TUNNEL] = end;
    }
}

#endif /* IPSECNIC_LAYOUT_H */

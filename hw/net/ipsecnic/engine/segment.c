/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is sent of a frame that passed its checks
 *
 * ipsec_tx_build() makes one frame for the wire at a time, from the inside out:
 * payload, checksum, the portion of sa_handle, the portion of tunnel_handle.
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "ah.h"
#include "bytes.h"
#include "checksum.h"
#include "esp.h"
#include "frame.h"
#include "internal.h"
#include "large.h"
#include "layout.h"
#include "sa.h"
#include "sadb.h"
#include "secret.h"
#include "segment.h"
#include "sequence.h"
#include "transform.h"
#include "vlan.h"

/* In a TCP header */
#define TCP_FLAG_FIN            0x01
#define TCP_FLAG_PSH            0x08
#define TCP_FLAG_CWR            0x80

/* A frame under construction. */
typedef struct Build {
    IpsecEngine *engine;
    const IpsecTx *tx;
    uint32_t segment;
    uint8_t *out;
    uint32_t payload_end;
    uint32_t ends[2];
    /* What was added up: behind csum_start, or of a large send the payload. */
    uint64_t sum;
    /* The text of the main ESP with its trailer, where the driver left it;
     * NULL: it is in @out, since something of it has to be made. */
    const uint8_t *text;
    IpsecTxBundle bundle[2];
} Build;

/* The SA that ipsec_tx_start() found, or NULL: it is gone.  Another one may
 * have its handle when the generations have come round. */
static IpsecSa *find_sa_again(IpsecEngine *engine, const IpsecTxPortion *p)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, p->handle);

    return sa && sa->serial == p->sa_serial ? sa : NULL;
}

/* The SAs and their operations; UNKNOWN_SA: one is gone; EXPIRED: one in packet
 * mode has passed a hard limit, with the segments before this one (P8). */
static uint32_t find_again(Build *b)
{
    const IpsecTx *tx = b->tx;
    unsigned i;

    b->bundle[IPSEC_MAIN] = (IpsecTxBundle) { 0 };
    for (i = 0; i < tx->portions; i++) {
        b->bundle[i].sa = find_sa_again(b->engine, &tx->portion[i]);
        if (!b->bundle[i].sa) {
            return IPSECNIC_TX_ST_UNKNOWN_SA;
        }
        if (b->bundle[i].sa->packet &&
            (b->bundle[i].sa->state & IPSECNIC_SA_STATE_HARD_LIMIT)) {
            b->bundle[i].sa->expired++;
            return IPSECNIC_TX_ST_EXPIRED;
        }
        ipsec_tx_find_ops(&b->bundle[i], &tx->portion[i]);
    }
    return IPSECNIC_TX_ST_OK;
}

/* T12: length, identification and checksum of the @i-th IP header. */
static void set_ip_header(const Build *b, unsigned i, uint32_t offset,
                          unsigned version, uint32_t end)
{
    uint8_t *ip = b->out + offset;
    uint16_t length = (uint16_t)(end - offset);
    uint16_t id;

    if (version == 6) {
        ipsec_put_be16(ip + 4, (uint16_t)(length - IPSEC_IPV6_HEADER));
        return;
    }
    /* The half of the number space stays the one that it is. */
    id = ipsec_get_be16(b->tx->frame + offset + 4);
    id = (uint16_t)((id & 0x8000) | ((id + b->segment) & 0x7fff));
    ipsec_put_be32(ip + 2, (uint32_t)length << 16 | id);
    ipsec_checksum_fill(b->tx->ip_sum[i] + ipsec_checksum_word(length) +
                        ipsec_checksum_word(id), ip + 10, false);
}

/* T12: what is different in the TCP header of each segment.  Returns what that
 * adds to its checksum. */
static uint64_t set_tcp_header(const Build *b, uint8_t *tcp)
{
    const IpsecTx *tx = b->tx;
    const uint8_t *from = tx->frame + tx->csum_start;
    uint32_t sequence = ipsec_get_be32(from + 4) +
                        b->segment * tx->segment_size;
    uint16_t flags = ipsec_get_be16(from + 12);

    if (b->segment != 0) {
        flags &= (uint16_t)~TCP_FLAG_CWR;
    }
    if (b->segment != tx->segments - 1) {
        flags &= (uint16_t)~(TCP_FLAG_FIN | TCP_FLAG_PSH);
    }
    ipsec_put_be32(tcp + 4, sequence);
    ipsec_put_be16(tcp + 12, flags);
    return (uint64_t)ipsec_checksum_word((uint16_t)(sequence >> 16)) +
           ipsec_checksum_word((uint16_t)sequence) +
           ipsec_checksum_word(flags);
}

/* The headers of one segment of a large send, but for those of IPsec. */
static void set_segment_headers(const Build *b)
{
    const IpsecTx *tx = b->tx;
    uint8_t *l4 = b->out + tx->csum_start;
    uint16_t length = (uint16_t)(b->payload_end - tx->csum_start);
    uint64_t sum = tx->l4_sum + b->sum + ipsec_checksum_word(length);
    bool in_tunnel = b->bundle[IPSEC_MAIN].sa &&
                     b->bundle[IPSEC_MAIN].sa->mode == IPSECNIC_MODE_TUNNEL;
    unsigned i;

    if (tx->l4_protocol == IPPROTO_NR_TCP) {
        sum += set_tcp_header(b, l4);
    } else {
        ipsec_put_be16(l4 + 4, length);
        sum += ipsec_checksum_word(length);
    }
    ipsec_checksum_fill(sum, b->out + tx->csum_offset,
                        tx->l4_protocol == IPPROTO_NR_UDP);
    if (tx->portions == 0 || in_tunnel || tx->carrier.l3_offset) {
        set_ip_header(b, IPSEC_INNER, tx->inner_l3_offset, tx->inner_ip_version,
                      b->payload_end);
    }
    if (tx->carrier.l3_offset) {
        if (tx->portions == 0 || in_tunnel) {
            set_ip_header(b, IPSEC_CARRIER, tx->carrier.l3_offset,
                          tx->carrier.ip_version, b->payload_end);
        }
        ipsec_large_set_carrier(tx, b->out, b->payload_end);
    }
    for (i = 0; i < tx->portions; i++) {
        const IpsecTxPortion *p = &tx->portion[i];

        set_ip_header(b, i, p->l3_offset, p->ip_version, b->ends[i]);
        if (p->udp_offset) {
            ipsec_put_be16(b->out + p->udp_offset + 4,
                           (uint16_t)(b->ends[i] - p->udp_offset));
        }
    }
}

static void set_checksum(const Build *b)
{
    const IpsecTx *tx = b->tx;

    if (ipsec_tx_is_segmented(tx)) {
        set_segment_headers(b);
    } else if (tx->flags & IPSECNIC_TX_CSUM) {
        ipsec_checksum_fill(b->sum, b->out + tx->csum_offset,
                            tx->csum_offset - tx->csum_start ==
                            IPSEC_UDP_CHECKSUM);
    }
}

/* TFC padding, padding, pad length and next header at @at; returns where they
 * end. */
static uint32_t put_trailer(const Build *b, unsigned i, uint32_t at)
{
    const IpsecTx *tx = b->tx;
    const IpsecTxPortion *p = &tx->portion[i];
    const IpsecTransform *t = &b->bundle[i].esp->transform;
    uint32_t from, length, tfc, pad, n;

    if (p->trailer_length && !ipsec_tx_is_segmented(tx)) {
        length = p->trailer_length -
                 (tx->flags & IPSECNIC_TX_ICV_ROOM ? t->icv_length : 0u);
        if (i == IPSEC_TUNNEL || !b->text) {
            from = tx->payload_end +
                   (i == IPSEC_TUNNEL ?
                    tx->portion[IPSEC_MAIN].trailer_length : 0);
            memcpy(b->out + at, tx->frame + from, length);
        }
        return at + length;
    }
    tfc = ipsec_tx_tfc_length(p, at - p->text);
    memset(b->out + at, 0, tfc);
    at += tfc;
    pad = ipsec_tx_pad_length(t, at - p->text);
    for (n = 0; n < pad; n++) {
        b->out[at + n] = (uint8_t)(n + 1);
    }
    b->out[at + pad] = (uint8_t)pad;
    b->out[at + pad + 1] = p->next_header;
    return at + pad + IPSEC_ESP_TRAILER;
}

/* Encrypt and sign one portion whose payload ends at @end. */
static inline bool protect_portion(const Build *b, unsigned i, uint32_t end)
{
    const IpsecTxPortion *p = &b->tx->portion[i];
    IpsecSaOp *esp = b->bundle[i].esp;
    IpsecSaOp *ah = b->bundle[i].ah;
    bool iv_present = b->tx->flags & IPSECNIC_TX_IV_PRESENT;
    uint8_t *ip = b->out + p->l3_offset;
    uint8_t *udp = b->out + p->udp_offset;

    if (esp) {
        const uint8_t *text = i == IPSEC_MAIN && b->text ? b->text :
                                                     b->out + p->text;

        end = put_trailer(b, i, end);
        if (ipsec_esp_output(esp, &b->engine->random,
                             b->out + p->esp_offset, text, end - p->text,
                             p->sequence[0] + b->segment,
                             iv_present) != IPSEC_GOOD) {
            return false;
        }
        end += esp->transform.icv_length;
    }
    if (p->udp_offset && (udp[6] || udp[7])) {
        ipsec_checksum_fill_l4(ip, p->ip_version, IPPROTO_NR_UDP, udp,
                               end - p->udp_offset, 0, 0, udp + 6);
    }
    return !ah ||
           ipsec_ah_output(ah, &b->engine->random, ip, p->ip_version,
                           p->ah_offset - p->l3_offset, end - p->l3_offset,
                           p->sequence[1] + b->segment, iv_present,
                           b->engine->tx_headers) == IPSEC_GOOD;
}

/* Where the payload of a segment ends, in the frame that it becomes. */
static uint32_t segment_end(const IpsecTx *tx, uint32_t segment)
{
    uint32_t left;

    if (!ipsec_tx_is_segmented(tx)) {
        return tx->payload_end;
    }
    left = tx->payload_end - tx->header_length - segment * tx->segment_size;
    return tx->header_length + MIN(tx->segment_size, left);
}

/* Copy what goes out, but for what ESP encrypts on the way. */
static void copy_frame(Build *b)
{
    const IpsecTx *tx = b->tx;
    uint32_t start = tx->header_length;
    uint32_t skipped = b->segment * tx->segment_size;

    b->text = NULL;
    if (!ipsec_tx_is_segmented(tx)) {
        start = tx->payload_end;
        if (tx->flags & IPSECNIC_TX_CSUM) {
            start = tx->csum_start;
        } else if (b->bundle[IPSEC_MAIN].esp &&
                   tx->portion[IPSEC_MAIN].trailer_length) {
            /* T6: the driver framed it; the trailer is behind the payload. */
            start = tx->portion[IPSEC_MAIN].text;
            b->text = tx->frame + start;
        }
    }
    memcpy(b->out, tx->frame, start);
    if (!b->text) {
        b->sum = ipsec_checksum_copy(b->out + start,
                                     tx->frame + start + skipped,
                                     b->payload_end - start);
    }
}

uint32_t ipsec_tx_build(IpsecEngine *engine, IpsecTx *tx, uint32_t segment,
                        const uint8_t **data, uint32_t *out_length)
{
    uint8_t *base = engine->tx_buffer + IPSECNIC_VLAN_TAG;
    bool good = true;
    uint32_t status;
    unsigned i;
    Build b;

    *data = NULL;
    *out_length = 0;
    b.engine = engine;
    b.tx = tx;
    b.segment = segment;
    status = find_again(&b);
    if (status) {
        return status;
    }
    /* Ciphers write faster to where a cache line starts. */
    b.out = base + -((uintptr_t)base + tx->portion[IPSEC_MAIN].text) %
                   IPSEC_CACHE_LINE;
    b.payload_end = segment_end(tx, segment);
    if (ipsec_tx_is_segmented(tx) && segment == tx->segments - 1) {
        ipsec_tx_find_ends(tx, b.bundle, b.payload_end, b.ends);
    } else {
        memcpy(b.ends, tx->ends, sizeof(b.ends));
    }
    copy_frame(&b);
    set_checksum(&b);
    for (i = 0; good && i < tx->portions; i++) {
        good = protect_portion(&b, i, i ? b.ends[IPSEC_MAIN] : b.payload_end);
        tx->portion[i].ip_length = b.ends[i] - tx->portion[i].l3_offset;
    }
    if (!good) {
        /* Some of it may be in clear. */
        ipsec_wipe(engine->tx_buffer, IPSEC_BUFFER_SIZE);
        return IPSECNIC_TX_ST_CRYPTO;
    }
    *data = b.out;
    *out_length = b.ends[IPSEC_TUNNEL];
    if (tx->flags & IPSECNIC_TX_VLAN) {
        *data = ipsec_vlan_insert(b.out, tx->flags & IPSECNIC_TX_VLAN_SERVICE,
                                  tx->vlan_tci);
        *out_length += IPSECNIC_VLAN_TAG;
    }
    return IPSECNIC_TX_ST_OK;
}

void ipsec_tx_sent(IpsecEngine *engine, IpsecTx *tx, uint32_t segment)
{
    unsigned i;

    tx->limits.count = 0;
    for (i = 0; i < tx->portions; i++) {
        const IpsecTxPortion *p = &tx->portion[i];
        IpsecSa *sa = find_sa_again(engine, p);

        if (!sa) {
            continue;
        }
        ipsec_sa_count(sa, p->ip_length, &tx->limits);
        if (p->esp_offset) {
            ipsec_sequence_advance(ipsec_sa_find_op(sa, IPSECNIC_OP_ESP),
                                   p->sequence[0] + segment);
        }
        if (p->ah_offset) {
            ipsec_sequence_advance(ipsec_sa_find_op(sa, IPSECNIC_OP_AH),
                                   p->sequence[1] + segment);
        }
    }
}

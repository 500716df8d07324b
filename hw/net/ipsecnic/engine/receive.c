/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The receive contract: what becomes of one frame
 *
 * A frame goes through its portions from the outside in (R26): the outermost
 * IP header with its ESP or AH and, if that was a tunnel and passed, the IP
 * header inside.  Each portion has a lookup and a verdict of its own.
 *
 * Why a frame is not processed is decided in this order: what it is on the
 * wire (NOT_IPSEC, MALFORMED, IKE, FRAGMENT, TRUNCATED), the switches
 * (INACTIVE, the caller's reason, PROTOCOL_OFF), the lookup (NO_SA), what is
 * offered (CAPABILITY), the IPv4 header checksum of a tunnel in packet mode
 * (MALFORMED), and the UDP checksum.
 *
 * In packet mode there is one portion.  What passed its check goes on through
 * the replay window, the decapsulation and the inbound policies, and is the
 * frame as it came from the wire again if one of them is against it.
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "ah.h"
#include "bytes.h"
#include "checksum.h"
#include "decapsulate.h"
#include "esp.h"
#include "frame.h"
#include "internal.h"
#include "payload.h"
#include "receive.h"
#include "sa.h"
#include "sadb.h"
#include "spd.h"
#include "transform.h"

/* Where the outer verdicts stand in IpsecRxResult.csum */
#define CSUM_L3_SHIFT       0
#define CSUM_L4_SHIFT       2
#define CSUM_INNER_L3_SHIFT 4
#define CSUM_INNER_L4_SHIFT 6

#define TCP_HEADER          20u

/* One portion of a frame, and what was found out about it. */
typedef struct Portion {
    /* The frame as it is now, parsed from this portion's IP header on. */
    const IpsecFrame *frame;
    bool inner;
    /* The portion around it is encapsulated in UDP. */
    bool in_udp;
    /* IPSECNIC_REASON_*; status and payload are void unless it is 0. */
    uint8_t reason;
    /* The SA that matched, and its operations; NULL: it has no such one. */
    IpsecSa *sa;
    IpsecSaOp *ah;
    IpsecSaOp *esp;
    /* What matched is the SA's other protocol (D1). */
    bool wrong_protocol;
    /* IPSECNIC_CRYPTO_*. */
    uint32_t status;
    /* What the innermost operation protects, if status says success. */
    IpsecPayload payload;
    /* That operation was ESP, so there is a trailer. */
    bool has_trailer;
} Portion;

/* A frame on its way through all of them. */
typedef struct Pass {
    IpsecEngine *engine;
    IpsecRxResult *result;
    uint32_t frame_length;
    /* What is indicated, if it is not the frame itself. */
    uint8_t *copy;
} Pass;

/* ------------------------------------------------------------------------
 * Whether a portion is processed
 */

/* What the frame is on the wire may already settle it. */
static uint8_t reason_on_wire(const IpsecFrame *frame)
{
    switch (frame->kind) {
    case IPSECNIC_KIND_ESP:
    case IPSECNIC_KIND_UDP_ESP:
    case IPSECNIC_KIND_AH:
        return frame->truncated ? IPSECNIC_REASON_TRUNCATED :
                                  IPSECNIC_REASON_PROCESSED;
    case IPSECNIC_KIND_IKE:
    case IPSECNIC_KIND_KEEPALIVE:
        return IPSECNIC_REASON_IKE;
    case IPSECNIC_KIND_FRAGMENT:
        return IPSECNIC_REASON_FRAGMENT;
    default:
        return frame->malformed ? IPSECNIC_REASON_MALFORMED :
                                  IPSECNIC_REASON_NOT_IPSEC;
    }
}

static bool protocol_on(const IpsecEngine *engine, const IpsecFrame *frame)
{
    return engine->control & (frame->kind == IPSECNIC_KIND_AH ?
                              IPSECNIC_IPSEC_CTRL_AH :
                              IPSECNIC_IPSEC_CTRL_ESP);
}

/* Whether a datagram has the ports that the SA names. */
static bool ports_match(const IpsecFrame *f, const IpsecSa *sa)
{
    const uint8_t *udp = f->data + f->l4_offset;

    return ipsec_get_be16(udp + 2) == ipsec_sa_port(sa) &&
           (sa->encap_sport == 0 || ipsec_get_be16(udp) == sa->encap_sport);
}

/* R3, D1, D2 */
static void find_sa(IpsecEngine *engine, Portion *p)
{
    const IpsecFrame *f = p->frame;
    IpsecSelector s = {
        .dst = ipsec_frame_destination(f),
        .src = ipsec_frame_source(f),
        .spi = f->spi,
        .ip_version = f->ip_version,
        .operation = f->kind == IPSECNIC_KIND_AH ? IPSECNIC_OP_AH :
                                                   IPSECNIC_OP_ESP,
        .udp = f->kind == IPSECNIC_KIND_UDP_ESP,
    };
    unsigned op;

    p->sa = ipsec_sadb_lookup(&engine->db, &s, &op);
    if (!p->sa) {
        s.operation = s.operation == IPSECNIC_OP_AH ? IPSECNIC_OP_ESP :
                                                      IPSECNIC_OP_AH;
        p->sa = ipsec_sadb_probe(&engine->db, &s, &op);
        p->wrong_protocol = p->sa != NULL;
    }
    if (p->sa && s.udp && !ports_match(f, p->sa)) {
        p->sa = NULL;
    }
    if (p->sa && p->sa->num_ops > 1) {
        p->ah = ipsec_sa_find_op(p->sa, IPSECNIC_OP_AH);
        p->esp = ipsec_sa_find_op(p->sa, IPSECNIC_OP_ESP);
    } else if (p->sa && s.operation == IPSECNIC_OP_AH) {
        p->ah = &p->sa->op[op];
    } else if (p->sa) {
        p->esp = &p->sa->op[op];
    }
}

/* Whether ESP in UDP stands where it does in a form that is offered.  Of a
 * tunnel in UDP, what is inside shows which of two forms it is; UDP in both
 * portions is none. */
static bool udp_form_offered(const IpsecEngine *engine, const Portion *p)
{
    bool udp = p->frame->kind == IPSECNIC_KIND_UDP_ESP;
    uint32_t forms;

    if (p->inner) {
        forms = p->in_udp ? IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL :
                            IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
        if (udp && p->in_udp) {
            return false;
        }
    } else if (p->sa->mode == IPSECNIC_MODE_TUNNEL) {
        forms = IPSECNIC_UDP_ESP_TUNNEL |
                IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL;
    } else {
        forms = IPSECNIC_UDP_ESP_TRANSPORT;
    }
    return engine->caps.udp_esp & forms;
}

/* R6: what a packet is must have been offered, for the NIC to touch it. */
static bool within_capabilities(const IpsecEngine *engine, const Portion *p)
{
    const IpsecFrame *f = p->frame;
    uint32_t need = 0;

    /* A driver that did not accept packet mode may find such SAs loaded. */
    if (p->sa->packet && !engine->packet) {
        return false;
    }
    need |= f->kind == IPSECNIC_KIND_AH ? IPSECNIC_CAP_AH : IPSECNIC_CAP_ESP;
    /* Both in one packet is what AhEspCombined means, whatever the SA is. */
    if (p->sa->num_ops > 1 ||
        (f->kind == IPSECNIC_KIND_AH && ipsec_frame_esp_behind_ah(f))) {
        need |= IPSECNIC_CAP_AH_ESP;
    }
    if (f->ip_version == 6) {
        need |= IPSECNIC_CAP_IPV6;
    }
    if (f->ip_options) {
        need |= IPSECNIC_CAP_IPV4_OPTIONS;
    }
    if (f->ext_headers) {
        need |= IPSECNIC_CAP_IPV6_EXT_HEADERS;
    }
    if (p->inner) {
        need |= IPSECNIC_CAP_TRANSPORT_TUNNEL;
        /* Two tunnels are not what TransportTunnelCombined means; and nobody
         * would check the replay of packet mode. */
        if (p->sa->mode == IPSECNIC_MODE_TUNNEL || p->sa->packet) {
            return false;
        }
    }
    if ((f->kind == IPSECNIC_KIND_UDP_ESP || p->in_udp) &&
        !udp_form_offered(engine, p)) {
        return false;
    }
    return (need & ~engine->caps.ipsec) == 0;
}

/* Behind the UDP datagram, or behind the IP packet, as their headers say. */
static uint32_t claimed_end(const IpsecFrame *f)
{
    if (f->kind == IPSECNIC_KIND_UDP_ESP) {
        return f->l4_offset + ipsec_get_be16(f->data + f->l4_offset + 4);
    }
    return f->l3_offset + f->l3_length;
}

/* Whether the lengths in the headers fit into each other and the frame. */
static bool lengths_fit(const IpsecFrame *f)
{
    uint32_t ip_end = f->l3_offset + f->l3_length;

    return ip_end <= f->length && claimed_end(f) <= ip_end;
}

static uint8_t gate(IpsecEngine *engine, Portion *p, IpsecRxResult *result)
{
    const uint32_t both = IPSECNIC_IPSEC_CTRL_AH | IPSECNIC_IPSEC_CTRL_ESP;
    const IpsecFrame *f = p->frame;
    uint16_t verdict;

    if (!protocol_on(engine, f)) {
        return IPSECNIC_REASON_PROTOCOL_OFF;
    }

    /* A packet that has another hop to go is not at its destination. */
    if (!f->routed) {
        find_sa(engine, p);
    }
    if (!p->sa) {
        return IPSECNIC_REASON_NO_SA;
    }
    if (p->sa->num_ops > 1 && (engine->control & both) != both) {
        return IPSECNIC_REASON_PROTOCOL_OFF;
    }
    if (!within_capabilities(engine, p)) {
        p->sa->skipped++;
        return IPSECNIC_REASON_CAPABILITY;
    }
    /* AH does not cover a fragment header: it would have to go first. */
    if (f->kind == IPSECNIC_KIND_AH && f->atomic_fragment) {
        return IPSECNIC_REASON_FRAGMENT;
    }
    /* ESP does not cover the outer header, which will be gone: what is taken
     * from it, as its ECN, must not be by accident. */
    if (p->sa->packet && p->sa->mode == IPSECNIC_MODE_TUNNEL &&
        IPSECNIC_CSUM_OUTER_L3(result->csum) == IPSECNIC_CSUM_BAD) {
        return IPSECNIC_REASON_MALFORMED;
    }
    if (f->kind == IPSECNIC_KIND_UDP_ESP && !f->home_address &&
        lengths_fit(f)) {
        verdict = ipsec_l4_checksum(f->data + f->l3_offset, f->ip_version,
                                    IPPROTO_NR_UDP, f->data + f->l4_offset,
                                    claimed_end(f) - f->l4_offset);
        if (!p->inner) {
            result->csum |= (uint16_t)(verdict << CSUM_L4_SHIFT);
        }
        if (verdict == IPSECNIC_CSUM_BAD) {
            return IPSECNIC_REASON_UDP_CSUM;
        }
    }
    return IPSECNIC_REASON_PROCESSED;
}

/* ------------------------------------------------------------------------
 * Checksums of a packet
 */

static uint16_t l3_checksum(const IpsecFrame *f)
{
    if (f->ip_version != 4 || f->l3_offset == 0 || f->malformed) {
        return IPSECNIC_CSUM_UNKNOWN;
    }
    return ipsec_ipv4_header_checksum(f->data + f->l3_offset,
                                      ipsec_frame_ipv4_header_length(f));
}

/* The verdict on TCP or UDP in [@start, @end); a datagram may end earlier. */
static uint16_t l4_verdict(const uint8_t *data, uint32_t l3_offset,
                           unsigned version, uint8_t protocol, uint32_t start,
                           uint32_t end)
{
    uint32_t length = end - start;
    uint32_t claimed;

    if (end < start) {
        return IPSECNIC_CSUM_UNKNOWN;
    }
    if (protocol == IPPROTO_NR_UDP && length >= IPSEC_UDP_HEADER) {
        claimed = ipsec_get_be16(data + start + 4);
        if (claimed < IPSEC_UDP_HEADER || claimed > length) {
            return IPSECNIC_CSUM_UNKNOWN;
        }
        length = claimed;
    } else if (protocol != IPPROTO_NR_TCP || length < TCP_HEADER) {
        return IPSECNIC_CSUM_UNKNOWN;
    }
    return ipsec_l4_checksum(data + l3_offset, version, protocol, data + start,
                             length);
}

/* The same of a packet whose IP header leads to it. */
static uint16_t packet_l4_verdict(const IpsecFrame *f)
{
    uint32_t end = f->l3_offset + f->l3_length;

    if (f->l3_offset == 0 || f->l4_offset == 0 || f->malformed ||
        ipsec_frame_elsewhere(f) || f->kind == IPSECNIC_KIND_FRAGMENT ||
        end > f->length) {
        return IPSECNIC_CSUM_UNKNOWN;
    }
    return l4_verdict(f->data, f->l3_offset, f->ip_version, f->l4_protocol,
                      f->l4_offset, end);
}

/* ------------------------------------------------------------------------
 * Processing a portion
 */

static uint32_t crypto_status(IpsecVerdict verdict, const IpsecSa *sa,
                              const IpsecSaOp *op)
{
    bool tunnel = sa->mode == IPSECNIC_MODE_TUNNEL;

    switch (verdict) {
    case IPSEC_GOOD:
        return IPSECNIC_CRYPTO_SUCCESS;
    case IPSEC_BAD_LENGTH:
        return IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX;
    case IPSEC_BAD_ICV:
        if (op->operation == IPSECNIC_OP_AH) {
            return tunnel ? IPSECNIC_CRYPTO_TUNNEL_AH_AUTH_FAILED :
                            IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED;
        }
        return tunnel ? IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED :
                        IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED;
    default:
        return IPSECNIC_CRYPTO_GENERIC_ERROR;
    }
}

/* Where what the innermost operation protects begins, as the headers say. */
static uint32_t text_offset(const Portion *p, uint32_t esp_offset)
{
    uint32_t ah_offset = p->frame->ipsec_offset;

    return p->esp ?
        esp_offset + IPSEC_ESP_HEADER + p->esp->transform.iv_length :
        ah_offset + ipsec_ah_length(p->frame->data + ah_offset);
}

/* D5: protocol, length, authentication, trailer; AH before ESP. */
static uint32_t check_portion(Portion *p, uint8_t *scratch)
{
    const IpsecFrame *f = p->frame;
    IpsecSaOp *esp = p->esp;
    IpsecSaOp *ah = p->ah;
    uint32_t esp_offset = f->ipsec_offset;
    IpsecVerdict verdict;

    if (p->wrong_protocol) {
        return IPSECNIC_CRYPTO_INVALID_PROTOCOL;
    }
    if (ah && esp) {
        esp_offset = f->kind == IPSECNIC_KIND_AH ?
                     ipsec_frame_esp_behind_ah(f) : 0;
        if (esp_offset == 0) {
            return IPSECNIC_CRYPTO_INVALID_PROTOCOL;
        }
    }
    if (!lengths_fit(f) ||
        (esp && esp_offset + IPSEC_ESP_HEADER > claimed_end(f)) ||
        text_offset(p, esp_offset) > UINT16_MAX) {
        return IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX;
    }
    if (ah && esp && ipsec_get_be32(f->data + esp_offset) != esp->spi) {
        return IPSECNIC_CRYPTO_INVALID_PROTOCOL;
    }
    if (ah) {
        verdict = ipsec_ah_input(ah, f, scratch, &p->payload);
        if (verdict != IPSEC_GOOD || !esp) {
            return crypto_status(verdict, p->sa, ah);
        }
    }
    verdict = ipsec_esp_input(esp, f->data, esp_offset, claimed_end(f),
                              scratch, &p->payload);
    p->has_trailer = verdict == IPSEC_GOOD;
    return crypto_status(verdict, p->sa, esp);
}

static void set_header_info(const Portion *p, IpsecRxResult *result)
{
    result->header_info = IPSECNIC_HEADER_INFO_SET |
                          (uint32_t)p->payload.pad_length << 8 |
                          p->payload.next_header;
}

static inline void count_portion(const Portion *p, IpsecRxResult *result)
{
    IpsecSa *sa = p->sa;
    uint32_t length = p->frame->l3_length;

    if (p->status != IPSECNIC_CRYPTO_SUCCESS) {
        sa->failed[p->status]++;
        return;
    }
    ipsec_sa_count(sa, length, &result->limits);
}

/* Put the plaintext, which lies in @scratch, into place in what is indicated;
 * the bytes of the wire are not touched. */
static void commit_plaintext(Pass *pass, const Portion *p, uint8_t *scratch)
{
    uint32_t start = p->payload.start;
    uint32_t end = p->payload.end + p->payload.trailer_length -
                   p->esp->transform.icv_length;

    if (pass->copy) {
        memcpy(pass->copy + start, scratch + start, end - start);
        return;
    }
    memcpy(scratch, pass->result->data, start);
    memcpy(scratch + end, pass->result->data + end,
           pass->frame_length - end);
    pass->copy = scratch;
    pass->result->data = scratch;
}

/* Where a portion's plaintext goes, which is not where it comes from.  Ciphers
 * write faster to where a cache line starts. */
static uint8_t *find_scratch(const Pass *pass, const Portion *p)
{
    uint8_t *base = pass->engine->buffer[pass->copy != NULL];
    uint32_t start = p->frame->ipsec_offset + IPSEC_ESP_HEADER;

    if (p->esp) {
        start += p->esp->transform.iv_length;
    }
    return base + -((uintptr_t)base + start) % IPSEC_CACHE_LINE;
}

/* What is indicated is the packet that was protected. */
static void indicate_decapsulated(IpsecRxResult *result, const Portion *p,
                                  const IpsecDecapsulated *d, bool rx_csum)
{
    const uint8_t *ip = d->data + p->frame->l3_offset;
    IpsecFrame frame;

    result->data = d->data;
    result->length = d->length;
    result->decapsulated = true;
    result->ipsec_offset = 0;
    result->csum = 0;
    if (d->ip_version == 4) {
        result->csum = (uint16_t)(ipsec_ipv4_header_checksum(
            ip, (ip[0] & 0xf) * 4u) << CSUM_L3_SHIFT);
    }
    if (rx_csum) {
        frame = (IpsecFrame) { .data = d->data, .length = d->length };
        ipsec_frame_parse_ip(&frame, p->frame->l3_offset, d->ip_version);
        result->csum |= (uint16_t)(packet_l4_verdict(&frame) << CSUM_L4_SHIFT);
    }
}

/* Packet mode: what becomes of a portion that was checked (P4 to P6). */
static void finish_packet(Pass *pass, Portion *p, uint8_t *scratch)
{
    IpsecRxResult *result = pass->result;
    IpsecSa *sa = p->sa;
    IpsecDecapsulated d;

    if (p->status != IPSECNIC_CRYPTO_SUCCESS) {
        sa->failed[p->status]++;
        return;
    }
    set_header_info(p, result);
    if (p->payload.replay != IPSEC_WINDOW_NEW) {
        *(p->payload.replay == IPSEC_WINDOW_LATE ? &sa->late :
                                                   &sa->replayed) += 1;
        p->reason = IPSECNIC_REASON_REPLAY;
        return;
    }
    ipsec_sa_count(sa, p->frame->l3_length, &result->limits);
    p->reason = ipsec_decapsulate(sa, p->frame, &p->payload, scratch, &d);
    if (p->reason) {
        sa->unusable++;
        return;
    }
    if (!ipsec_spd_admit(&pass->engine->spd, d.data + p->frame->l3_offset,
                         d.length - p->frame->l3_offset, d.ip_version, sa)) {
        p->reason = IPSECNIC_REASON_POLICY;
        sa->policy++;
        return;
    }
    indicate_decapsulated(result, p, &d, pass->engine->rx_csum);
}

/* Returns whether the portion was checked; p->status tells how it went. */
static bool do_portion(Pass *pass, Portion *p)
{
    IpsecRxResult *result = pass->result;
    uint8_t *scratch;

    p->reason = gate(pass->engine, p, result);
    if (p->reason) {
        return false;
    }
    if (p->sa->packet && (p->sa->state & IPSECNIC_SA_STATE_HARD_LIMIT)) {
        p->sa->expired++;
        p->reason = IPSECNIC_REASON_EXPIRED;
        result->oob |= IPSECNIC_OOB_SA_DELETE_REQ;
        return false;
    }
    scratch = find_scratch(pass, p);
    if (G_UNLIKELY(pass->engine->fault_count)) {
        pass->engine->fault_count--;
        p->status = pass->engine->fault_status;
    } else {
        p->status = check_portion(p, scratch);
    }
    if (p->sa->packet) {
        finish_packet(pass, p, scratch);
    } else {
        count_portion(p, result);
    }
    /* D11; a hard limit without a soft one asks for the same. */
    if (p->sa->state) {
        result->oob |= IPSECNIC_OOB_SA_DELETE_REQ;
    }
    if (p->status != IPSECNIC_CRYPTO_SUCCESS || p->sa->packet) {
        return true;
    }
    if (p->payload.decrypted) {
        commit_plaintext(pass, p, scratch);
    }
    result->payload_offset = (uint16_t)p->payload.start;
    /* D10 */
    if (p->has_trailer) {
        result->trailer_length = p->payload.trailer_length;
        set_header_info(p, result);
    }
    return true;
}

/* ------------------------------------------------------------------------
 * The frame
 */

/* There may have been a verdict on UDP around the innermost portion. */
static void set_inner_l4(IpsecRxResult *result, uint16_t verdict)
{
    result->csum &= (uint16_t)~(3u << CSUM_INNER_L4_SHIFT);
    result->csum |= (uint16_t)(verdict << CSUM_INNER_L4_SHIFT);
}

/* RX_CSUM: the verdict on what the innermost portion @p protects. */
static void inner_checksum(Pass *pass, const Portion *p)
{
    IpsecRxResult *result = pass->result;
    const IpsecFrame *f = p->frame;

    if (!pass->engine->rx_csum || p->status != IPSECNIC_CRYPTO_SUCCESS ||
        p->sa->mode == IPSECNIC_MODE_TUNNEL || f->home_address) {
        return;
    }
    set_inner_l4(result, l4_verdict(result->data, f->l3_offset, f->ip_version,
                                    p->payload.next_header, p->payload.start,
                                    p->payload.end));
}

/* SAs may have other UDP ports than the one that the parser knows. */
static bool has_other_port(const IpsecEngine *engine, const IpsecFrame *f)
{
    uint32_t end = f->l3_offset + f->l3_length;

    return f->kind == IPSECNIC_KIND_PLAIN && !f->malformed &&
           f->l4_protocol == IPPROTO_NR_UDP && f->l4_offset != 0 &&
           f->l4_offset + IPSEC_UDP_HEADER <= MIN(end, f->length) &&
           ipsec_sadb_has_port(&engine->db, ipsec_get_be16(
               f->data + f->l4_offset + 2));
}

/* The packet in a tunnel that was verified; R26, D16. */
static void receive_inner(Pass *pass, const Portion *outer)
{
    IpsecRxResult *result = pass->result;
    IpsecFrame frame = { .data = result->data, .length = outer->payload.end };
    const IpsecFrame *f = &frame;
    Portion p = {
        .frame = &frame,
        .inner = true,
        .in_udp = outer->frame->kind == IPSECNIC_KIND_UDP_ESP,
    };
    unsigned version;

    switch (outer->payload.next_header) {
    case IPPROTO_NR_IPV4:
        version = 4;
        break;
    case IPPROTO_NR_IPV6:
        version = 6;
        break;
    default:
        return;
    }
    ipsec_frame_parse_ip(&frame, outer->payload.start, version);
    if (has_other_port(pass->engine, f)) {
        ipsec_frame_parse_udp_esp(&frame);
    }
    result->inner_l3_offset = f->l3_offset;
    result->inner_ipsec_offset = f->ipsec_offset;
    if (pass->engine->rx_csum) {
        result->csum |= (uint16_t)(l3_checksum(f) << CSUM_INNER_L3_SHIFT);
        set_inner_l4(result, packet_l4_verdict(f));
    }
    p.reason = reason_on_wire(f);
    if (p.reason == IPSECNIC_REASON_NOT_IPSEC) {
        /* There is no inner portion that could have been processed. */
        return;
    }
    if (!p.reason && do_portion(pass, &p)) {
        result->oob |= IPSECNIC_OOB_NEXT_CRYPTO_DONE |
                       p.status << IPSECNIC_OOB_STATUS_SHIFT;
        inner_checksum(pass, &p);
    }
    result->inner_reason = p.reason;
    result->sa_inner = p.sa ? p.sa->handle : 0;
}

/* P5 of a packet that came in clear; there is one policy database, and who did
 * not ask for it has none. */
static bool admitted_in_clear(IpsecEngine *engine, const IpsecFrame *frame)
{
    return !engine->packet || frame->ip_version == 0 ||
           !(engine->control & IPSECNIC_IPSEC_CTRL_ACTIVE) ||
           ipsec_spd_admit(&engine->spd, frame->data + frame->l3_offset,
                           frame->length - frame->l3_offset,
                           frame->ip_version, NULL);
}

static void receive(IpsecEngine *engine, const IpsecFrame *frame,
                    uint8_t skip, IpsecRxResult *result)
{
    Pass pass = { engine, result, frame->length, NULL };
    Portion p = { .frame = frame };

    memset(result, 0, offsetof(IpsecRxResult, limits));
    result->limits.count = 0;
    result->data = frame->data;
    result->length = frame->length;
    result->kind = frame->kind;
    result->l3_offset = frame->l3_offset;
    result->ipsec_offset = frame->ipsec_offset;
    result->csum = (uint16_t)(l3_checksum(frame) << CSUM_L3_SHIFT);

    result->reason = reason_on_wire(frame);
    if (result->reason) {
        if (result->reason == IPSECNIC_REASON_NOT_IPSEC && !skip &&
            !admitted_in_clear(engine, frame)) {
            result->reason = IPSECNIC_REASON_POLICY;
        }
        return;
    }
    if (!(engine->control & IPSECNIC_IPSEC_CTRL_ACTIVE)) {
        result->reason = IPSECNIC_REASON_INACTIVE;
        return;
    }
    if (skip) {
        result->reason = skip;
        return;
    }
    if (frame->length > IPSECNIC_MAX_FRAME) {
        result->reason = IPSECNIC_REASON_MALFORMED;
        return;
    }
    if (do_portion(&pass, &p)) {
        result->oob |= IPSECNIC_OOB_CRYPTO_DONE |
                       p.status << IPSECNIC_OOB_STATUS_SHIFT;
        if (p.status == IPSECNIC_CRYPTO_SUCCESS && !p.sa->packet) {
            if (p.sa->mode == IPSECNIC_MODE_TUNNEL) {
                receive_inner(&pass, &p);
            }
            inner_checksum(&pass, &p);
        }
    }
    result->reason = p.reason;
    result->sa_outer = p.sa ? p.sa->handle : 0;
}

void ipsec_engine_parse(const IpsecEngine *engine, IpsecFrame *frame,
                        const uint8_t *data, uint32_t length)
{
    ipsec_frame_parse(frame, data, length, engine->caps.encap);
    if (has_other_port(engine, frame)) {
        ipsec_frame_parse_udp_esp(frame);
    }
}

void ipsec_engine_receive(IpsecEngine *engine, const IpsecFrame *frame,
                          uint8_t skip, IpsecRxResult *result)
{
    IpsecFrame copy;

    if (G_UNLIKELY(has_other_port(engine, frame))) {
        copy = *frame;
        ipsec_frame_parse_udp_esp(&copy);
        frame = &copy;
    }
    receive(engine, frame, skip, result);
    if (engine->rx_csum && !result->decapsulated &&
        IPSECNIC_CSUM_OUTER_L4(result->csum) == IPSECNIC_CSUM_UNKNOWN) {
        result->csum |= (uint16_t)(packet_l4_verdict(frame) << CSUM_L4_SHIFT);
    }
}

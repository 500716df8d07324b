/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The transmit contract: whether a frame may be sent, and as what
 *
 * ipsec_tx_start() checks all of a frame and of what is asked for it, before
 * anything of it is on the wire, and ipsec_tx_resume() does so again for one
 * that goes on in another place.  What they find out is in the IpsecTx, from
 * which segment.c makes what is sent.  A frame that asks for IPsec either
 * passes through both files or is never seen by anybody: nothing leaves in
 * clear.
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
#include "sequence.h"
#include "transmit.h"

/* The field in its header */
#define TCP_CHECKSUM            16u

/* RFC 4303, section 2.6: a dummy packet */
#define IPPROTO_NR_NONE         59

/* A frame under examination. */
typedef struct Exam {
    IpsecEngine *engine;
    const IpsecTxRequest *request;
    /* What is found out about it that counts later. */
    IpsecTx *tx;
    /* tx->frame, for the lengths of a large send. */
    uint8_t *frame;
    /* Of a frame that has begun, the numbers that it has, by portion and
     * operation as in IpsecTxPortion; NULL: it begins. */
    const uint64_t (*begun)[2];
    IpsecTxBundle bundle[2];
    /* What the headers of each portion say: bytes of the IP packet, and the
     * next header of AH. */
    uint32_t l3_length[2];
    uint8_t ah_next_header[2];
    /* As in IpsecTxCarrier, of the portion of sa_handle. */
    bool elsewhere;
} Exam;

/* Whether the card put the headers there, for an SA in packet mode. */
static bool is_encapsulated(const Exam *e)
{
    return e->tx->flags & IPSECNIC_TX_ENCAPSULATE;
}

/* Keep the status that comes first in the table. */
static void blame(uint32_t *status, uint32_t found)
{
    if (found && (*status == IPSECNIC_TX_ST_OK || found < *status)) {
        *status = found;
    }
}

/* Whether a frame of that length can go out, with the tag that it gets. */
static bool frame_length_possible(const IpsecTx *tx, uint32_t length)
{
    if (tx->flags & IPSECNIC_TX_VLAN) {
        length += IPSECNIC_VLAN_TAG;
    }
    return length <= IPSECNIC_MAX_FRAME;
}

/* ------------------------------------------------------------------------
 * What is asked for
 */

static bool request_consistent(const IpsecTxRequest *r)
{
    const uint32_t ipsec_flags = IPSECNIC_TX_IV_PRESENT |
                                 IPSECNIC_TX_SEQ_HI_VALID |
                                 IPSECNIC_TX_ICV_ROOM;
    bool segment = r->flags & IPSECNIC_TX_SEGMENT;
    bool csum = r->flags & IPSECNIC_TX_CSUM;

    if (r->sa_handle == 0) {
        if (r->tunnel_handle || r->sequence_high || r->esp_offset ||
            r->ah_offset || r->trailer_length || r->next_header ||
            (r->flags & ipsec_flags) || (r->l3_offset && !segment)) {
            return false;
        }
    } else if (r->esp_offset == 0 && r->ah_offset == 0) {
        return false;
    }
    if (r->tunnel_handle == 0) {
        if (r->tunnel_l3_offset || r->tunnel_esp_offset ||
            r->tunnel_ah_offset || r->tunnel_trailer_length) {
            return false;
        }
    } else if (r->tunnel_esp_offset == 0 && r->tunnel_ah_offset == 0) {
        return false;
    }
    if (r->sequence_high && !(r->flags & IPSECNIC_TX_SEQ_HI_VALID)) {
        return false;
    }
    if (!csum && (r->csum_start || r->csum_offset)) {
        return false;
    }
    if (!(r->flags & IPSECNIC_TX_VLAN) &&
        (r->vlan_tci || (r->flags & IPSECNIC_TX_VLAN_SERVICE))) {
        return false;
    }
    if (segment) {
        return csum && !(r->flags & IPSECNIC_TX_IV_PRESENT);
    }
    return r->segment_size == 0 && r->header_length == 0 &&
           r->inner_l3_offset == 0;
}

/* All fields of @tx; one by one, since that is faster than to clear them. */
static void take_request(IpsecTx *tx, const uint8_t *frame, uint32_t length,
                         const IpsecTxRequest *r)
{
    tx->frame = frame;
    tx->length = length;
    tx->flags = r->flags;
    tx->vlan_tci = r->vlan_tci;
    tx->payload_end = 0;
    tx->csum_start = r->csum_start;
    tx->csum_offset = r->csum_offset;
    tx->header_length = 0;
    tx->segment_size = 0;
    tx->segments = 1;
    tx->inner_l3_offset = 0;
    tx->inner_ip_version = 0;
    tx->l4_protocol = 0;
    tx->carrier.l3_offset = 0;
    tx->portions = (uint8_t)((r->sa_handle != 0) + (r->tunnel_handle != 0));
    tx->portion[IPSEC_MAIN] = (IpsecTxPortion) {
        .handle = r->sa_handle,
        .l3_offset = r->l3_offset,
        .esp_offset = r->esp_offset,
        .ah_offset = r->ah_offset,
        .trailer_length = r->trailer_length,
        .next_header = r->next_header,
        .tfc = r->tfc,
    };
    tx->portion[IPSEC_TUNNEL] = (IpsecTxPortion) {
        .handle = r->tunnel_handle,
        .l3_offset = r->tunnel_l3_offset,
        .esp_offset = r->tunnel_esp_offset,
        .ah_offset = r->tunnel_ah_offset,
        .trailer_length = r->tunnel_trailer_length,
    };
    tx->limits.count = 0;
}

/* T1, T3: whether there are such SAs, and may be used.  The switches decide
 * about frames that begin. */
static uint32_t find_sas(Exam *e)
{
    IpsecTx *tx = e->tx;
    uint32_t status = IPSECNIC_TX_ST_OK;
    uint32_t need = IPSECNIC_IPSEC_CTRL_ACTIVE;
    unsigned i;

    for (i = 0; i < tx->portions; i++) {
        IpsecTxPortion *p = &tx->portion[i];
        IpsecSa *sa = ipsec_sadb_by_handle(&e->engine->db, p->handle);

        need |= p->esp_offset ? IPSECNIC_IPSEC_CTRL_ESP : 0;
        need |= p->ah_offset ? IPSECNIC_IPSEC_CTRL_AH : 0;
        if (!e->begun && (e->engine->control & need) != need) {
            blame(&status, IPSECNIC_TX_ST_INACTIVE);
        }
        if (!sa) {
            blame(&status, IPSECNIC_TX_ST_UNKNOWN_SA);
        } else if (!sa->outbound) {
            blame(&status, IPSECNIC_TX_ST_SA_DIRECTION);
        } else {
            p->sa_serial = sa->serial;
        }
        e->bundle[i].sa = sa;
    }
    return status;
}

/* ------------------------------------------------------------------------
 * Headers
 */

static void set_long_udp_length(uint8_t *frame, const IpsecFrame *f)
{
    uint32_t room = f->length - f->l4_offset;

    if (room >= IPSEC_UDP_HEADER) {
        ipsec_put_be16(frame + f->l4_offset + 4,
                       (uint16_t)MIN(room, UINT16_MAX));
    }
}

/* The UDP header in front of ESP, for what the port alone does not tell. */
static bool follow_udp(const Exam *e, IpsecFrame *f)
{
    if (f->l4_offset + IPSEC_UDP_HEADER > f->length) {
        return false;
    }
    if (ipsec_tx_is_segmented(e->tx)) {
        set_long_udp_length(e->frame, f);
    }
    ipsec_frame_parse_udp_esp(f);
    return f->kind == IPSECNIC_KIND_UDP_ESP;
}

static bool ports_fit(const IpsecSa *sa, const uint8_t *udp)
{
    return ipsec_get_be16(udp + 2) == ipsec_sa_port(sa) &&
           (sa->encap_sport == 0 || ipsec_get_be16(udp) == sa->encap_sport);
}

/* Whether the UDP header in front of ESP has a checksum, which is to be made
 * then. */
static bool has_udp_checksum(const IpsecTxPortion *p, const IpsecFrame *f)
{
    const uint8_t *field = f->data + p->udp_offset + IPSEC_UDP_CHECKSUM;

    return p->udp_offset && (field[0] || field[1]);
}

/* Whether AH stands where it should, with room for its ICV; T6. */
static bool follow_ah(Exam *e, unsigned i, const IpsecFrame *f)
{
    IpsecTxPortion *p = &e->tx->portion[i];
    const uint8_t *ah = f->data + p->ah_offset;
    const IpsecSaOp *op = e->bundle[i].ah;
    uint32_t length = ipsec_ah_length(ah);
    uint32_t to_ah = p->ah_offset - f->l3_offset;

    if (length > f->length - p->ah_offset ||
        (op && length < IPSEC_AH_HEADER + (uint32_t)op->transform.iv_length +
                        op->transform.icv_length) ||
        (f->ip_version == 6 && length % 8 != 0) ||
        !ipsec_ah_maskable(f->data + f->l3_offset, f->ip_version, to_ah,
                           e->engine->tx_headers)) {
        return false;
    }
    e->ah_next_header[i] = ah[0];
    p->text = p->ah_offset + length;
    if (p->esp_offset == 0) {
        return ah[0] != IPPROTO_NR_ESP;
    }
    /* Within the packet, or it is none. */
    return ipsec_frame_esp_behind_ah(f) == p->esp_offset &&
           p->esp_offset + IPSEC_ESP_HEADER <=
           MIN(f->length, f->l3_offset + f->l3_length);
}

/*
 * Follow the headers of a portion; @f is the frame parsed from its IP header
 * on.  BAD_HEADER, FRAGMENT, SA_MISMATCH or CAPABILITY.
 */
static uint32_t follow_portion(Exam *e, unsigned i, IpsecFrame *f)
{
    IpsecTxPortion *p = &e->tx->portion[i];
    const IpsecCaps *caps = &e->engine->caps;
    IpsecTxBundle *b = &e->bundle[i];
    const IpsecSa *sa = b->sa;
    uint32_t status = IPSECNIC_TX_ST_OK;
    uint32_t at;

    if (f->l3_offset == 0 || f->l3_offset != p->l3_offset || f->malformed) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    if (f->kind == IPSECNIC_KIND_FRAGMENT || f->atomic_fragment) {
        return IPSECNIC_TX_ST_FRAGMENT;
    }
    if (f->l4_protocol == IPPROTO_NR_UDP && sa->encap) {
        if (!follow_udp(e, f)) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
        p->udp_offset = f->l4_offset;
    }
    at = p->ah_offset ? p->ah_offset : p->esp_offset;
    if (f->truncated || f->ipsec_offset != at ||
        (p->ah_offset != 0) != (f->kind == IPSECNIC_KIND_AH)) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }

    ipsec_tx_find_ops(b, p);
    if (p->ah_offset && !follow_ah(e, i, f)) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    if (p->esp_offset) {
        p->text = p->esp_offset + IPSEC_ESP_HEADER +
                  (b->esp ? b->esp->transform.iv_length : 0);
        if (p->text > f->length) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
    }
    p->ip_version = f->ip_version;
    e->l3_length[i] = f->l3_length;
    e->elsewhere = i == IPSEC_MAIN && ipsec_frame_elsewhere(f);

    if (sa->ip_version != f->ip_version || f->routed ||
        sa->packet != is_encapsulated(e) ||
        (sa->encap != 0) != (f->kind == IPSECNIC_KIND_UDP_ESP) ||
        sa->num_ops != (unsigned)(b->esp != NULL) + (b->ah != NULL) ||
        (p->esp_offset != 0) != (b->esp != NULL) ||
        (p->ah_offset != 0) != (b->ah != NULL)) {
        return IPSECNIC_TX_ST_SA_MISMATCH;
    }
    if ((p->udp_offset && !ports_fit(sa, f->data + p->udp_offset)) ||
        (b->esp && ipsec_get_be32(f->data + p->esp_offset) != b->esp->spi) ||
        (b->ah && ipsec_get_be32(f->data + p->ah_offset + 4) != b->ah->spi)) {
        return IPSECNIC_TX_ST_SA_MISMATCH;
    }
    if (!ipsec_tx_addresses_fit(sa, f)) {
        return IPSECNIC_TX_ST_SA_MISMATCH;
    }
    if ((f->ip_options && !(caps->ipsec & IPSECNIC_CAP_IPV4_OPTIONS)) ||
        (f->ext_headers && !(caps->ipsec & IPSECNIC_CAP_IPV6_EXT_HEADERS)) ||
        (f->home_address && has_udp_checksum(p, f))) {
        blame(&status, IPSECNIC_TX_ST_CAPABILITY);
    }
    return status;
}

/* The protocol that the main portion says it protects. */
static uint8_t main_next_header(const Exam *e)
{
    return e->bundle[IPSEC_MAIN].esp ? e->tx->portion[IPSEC_MAIN].next_header :
                                 e->ah_next_header[IPSEC_MAIN];
}

/* The IP version of what is in a tunnel; 0: it is no IP packet. */
static unsigned version_inside(const IpsecTx *tx, unsigned i, uint32_t end)
{
    uint32_t text = tx->portion[i].text;
    unsigned version;

    if (text >= end) {
        return 0;
    }
    version = tx->frame[text] >> 4;
    return version == 4 || version == 6 ? version : 0;
}

static uint8_t protocol_of_version(unsigned version)
{
    return version == 4 ? IPPROTO_NR_IPV4 : IPPROTO_NR_IPV6;
}

/* The form of encapsulation that two portions are, if it is one. */
static uint32_t nested_form(const Exam *e)
{
    bool in = e->bundle[IPSEC_MAIN].sa->encap;
    bool out = e->bundle[IPSEC_TUNNEL].sa->encap;

    if (in && out) {
        return 0;
    }
    return out ? IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL :
                 IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
}

/* All portions of a frame with a handle, from the outside in. */
static uint32_t follow_portions(Exam *e)
{
    const IpsecCaps *caps = &e->engine->caps;
    const IpsecTxBundle *b = e->bundle;
    IpsecTx *tx = e->tx;
    IpsecTxPortion *p = tx->portion;
    bool nested = tx->portions == 2;
    unsigned outer = nested ? IPSEC_TUNNEL : IPSEC_MAIN;
    uint32_t status = IPSECNIC_TX_ST_OK;
    unsigned version;
    uint32_t found;
    IpsecFrame f;

    if (ipsec_tx_is_segmented(tx)) {
        ipsec_tx_set_long_length(e->frame, tx->length, p[outer].l3_offset);
    }
    ipsec_frame_parse(&f, e->frame, tx->length, caps->encap);
    found = follow_portion(e, outer, &f);
    blame(&status, found);
    if (found && found <= IPSECNIC_TX_ST_SA_MISMATCH) {
        /* What is inside cannot be found then. */
        return status;
    }
    if (nested) {
        version = version_inside(tx, IPSEC_TUNNEL, tx->length);
        if (version == 0 || p[IPSEC_TUNNEL].text != p[IPSEC_MAIN].l3_offset) {
            blame(&status, IPSECNIC_TX_ST_BAD_HEADER);
            return status;
        }
        p[IPSEC_TUNNEL].next_header = protocol_of_version(version);
        if (ipsec_tx_is_segmented(tx)) {
            ipsec_tx_set_long_length(e->frame, tx->length, p[IPSEC_MAIN].l3_offset);
        }
        f = (IpsecFrame) { .data = e->frame, .length = tx->length };
        ipsec_frame_parse_ip(&f, p[IPSEC_MAIN].l3_offset, version);
        blame(&status, follow_portion(e, IPSEC_MAIN, &f));
        if (b[IPSEC_TUNNEL].sa->mode != IPSECNIC_MODE_TUNNEL ||
            b[IPSEC_MAIN].sa->mode != IPSECNIC_MODE_TRANSPORT) {
            blame(&status, IPSECNIC_TX_ST_SA_MISMATCH);
        }
        if (b[IPSEC_TUNNEL].ah && !b[IPSEC_TUNNEL].esp &&
            e->ah_next_header[IPSEC_TUNNEL] != p[IPSEC_TUNNEL].next_header) {
            blame(&status, IPSECNIC_TX_ST_BAD_HEADER);
        }
        if (!(caps->ipsec & IPSECNIC_CAP_TRANSPORT_TUNNEL) ||
            ((b[IPSEC_MAIN].sa->encap || b[IPSEC_TUNNEL].sa->encap) &&
             !(caps->udp_esp & nested_form(e)))) {
            blame(&status, IPSECNIC_TX_ST_CAPABILITY);
        }
    }
    if (ipsec_tx_is_segmented(tx) && !(caps->ipsec & IPSECNIC_CAP_LSO)) {
        blame(&status, IPSECNIC_TX_ST_CAPABILITY);
    }
    return status;
}

/* ------------------------------------------------------------------------
 * Large sends
 */

/* The TCP or UDP header of a large send, and the IP header that belongs to
 * it; BAD_HEADER or FRAGMENT. */
static uint32_t follow_payload(Exam *e)
{
    const IpsecTxRequest *r = e->request;
    const IpsecSa *sa = e->bundle[IPSEC_MAIN].sa;
    IpsecTx *tx = e->tx;
    const IpsecTxPortion *p = &tx->portion[IPSEC_MAIN];
    IpsecTxCarrier outer = { 0 };
    IpsecFrame f;

    if (!sa) {
        ipsec_tx_set_long_length(e->frame, tx->length, r->l3_offset);
        ipsec_frame_parse(&f, e->frame, tx->length, e->engine->caps.encap);
        if (f.l3_offset == 0 || f.l3_offset != r->l3_offset) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
        outer.l3_offset = f.l3_offset;
        outer.ip_version = f.ip_version;
    } else if (sa->mode == IPSECNIC_MODE_TUNNEL) {
        outer.l3_offset = p->text;
        outer.ip_version = (uint8_t)version_inside(tx, IPSEC_MAIN, tx->length);
        if (outer.ip_version == 0) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
    } else {
        outer.l3_offset = p->l3_offset;
        outer.ip_version = p->ip_version;
        outer.l4_offset = p->text;
        outer.protocol = main_next_header(e);
        outer.elsewhere = e->elsewhere;
    }
    return ipsec_large_find(tx, e->frame, &outer, r);
}

/* ------------------------------------------------------------------------
 * Sizes
 */

/* What the driver put behind the payload of a portion. */
static bool trailer_ok(const IpsecTx *tx, const IpsecTxPortion *p,
                       const IpsecSaOp *esp, uint32_t trailer,
                       uint32_t payload_end)
{
    const uint8_t *at = tx->frame + trailer;
    uint32_t icv = 0, text;

    if (!esp) {
        return p->trailer_length == 0 && p->next_header == 0;
    }
    if (ipsec_tx_is_segmented(tx)) {
        /* It is left out, whatever it is. */
        return true;
    }
    if (p->trailer_length == 0) {
        return !(tx->flags & IPSECNIC_TX_ICV_ROOM);
    }
    if (tx->flags & IPSECNIC_TX_ICV_ROOM) {
        icv = esp->transform.icv_length;
    }
    if (p->trailer_length < icv + IPSEC_ESP_TRAILER ||
        p->trailer_length > icv + IPSEC_ESP_TRAILER + UINT8_MAX) {
        return false;
    }
    text = p->trailer_length - icv;
    return at[text - 2] == text - IPSEC_ESP_TRAILER &&
           at[text - 1] == p->next_header &&
           ((payload_end - p->text + text) & esp->transform.odd_bits) == 0;
}

/* What may be the next header of a tunnel SA that is the main one. */
static bool tunnel_next_header_ok(const Exam *e)
{
    unsigned version = version_inside(e->tx, IPSEC_MAIN, e->tx->payload_end);
    uint8_t next = main_next_header(e);

    if (next == IPPROTO_NR_NONE) {
        return true;
    }
    return version != 0 && next == protocol_of_version(version);
}

/*
 * No packet that a transport SA protects begins with hop-by-hop options: they
 * stand behind an IPv6 header or nowhere (RFC 8200, section 4.1), and IPv4 has
 * none.  A 0 is a field that nobody filled in.
 */
static bool transport_next_header_ok(const Exam *e)
{
    return main_next_header(e) != IPPROTO_NR_HOPOPTS;
}

static uint32_t check_trailers(const Exam *e)
{
    const IpsecTx *tx = e->tx;
    const IpsecTxPortion *p = tx->portion;
    const IpsecTxBundle *b = e->bundle;
    uint32_t end = tx->payload_end;
    unsigned i;

    if ((tx->flags & IPSECNIC_TX_ICV_ROOM) && !b[IPSEC_MAIN].esp &&
        !b[IPSEC_TUNNEL].esp) {
        return IPSECNIC_TX_ST_BAD_TRAILER;
    }
    for (i = 0; i < tx->portions; i++) {
        uint32_t payload_end = end;

        if (i == IPSEC_TUNNEL) {
            /* The inner packet is longer than what the driver put there. */
            uint32_t ends[2];

            ipsec_tx_find_ends(tx, b, tx->payload_end, ends);
            payload_end = ends[IPSEC_MAIN];
        }
        if (i == IPSEC_TUNNEL && !b[i].esp ? p[i].trailer_length != 0 :
            !trailer_ok(tx, &p[i], b[i].esp, end, payload_end)) {
            return IPSECNIC_TX_ST_BAD_TRAILER;
        }
        end += p[i].trailer_length;
    }
    if (tx->portions == 1 && b[IPSEC_MAIN].sa->mode == IPSECNIC_MODE_TUNNEL ?
        !tunnel_next_header_ok(e) : !transport_next_header_ok(e)) {
        return IPSECNIC_TX_ST_BAD_TRAILER;
    }
    return IPSECNIC_TX_ST_OK;
}

/* Whether an IP packet that begins at @offset can be as long as that. */
static bool ip_length_possible(uint32_t offset, unsigned version, uint32_t end)
{
    uint32_t header = version == 6 ? IPSEC_IPV6_HEADER : 0;

    return end - offset - header <= UINT16_MAX;
}

static uint32_t check_segments(const Exam *e)
{
    const IpsecTxRequest *r = e->request;
    IpsecTx *tx = e->tx;
    uint32_t payload = tx->payload_end - tx->header_length;
    uint32_t end = tx->header_length + r->segment_size;
    const IpsecTxCarrier *carrier = &tx->carrier;
    unsigned i;

    if (r->segment_size == 0 || r->segment_size > payload ||
        !ip_length_possible(tx->inner_l3_offset, tx->inner_ip_version, end) ||
        (carrier->l3_offset &&
         !ip_length_possible(carrier->l3_offset, carrier->ip_version, end))) {
        return IPSECNIC_TX_ST_BAD_SEGMENT;
    }
    ipsec_tx_find_ends(tx, e->bundle, end, tx->ends);
    for (i = 0; i < tx->portions; i++) {
        if (!ip_length_possible(tx->portion[i].l3_offset,
                                tx->portion[i].ip_version, tx->ends[i])) {
            return IPSECNIC_TX_ST_BAD_SEGMENT;
        }
    }
    if (!frame_length_possible(tx, tx->ends[IPSEC_TUNNEL])) {
        return IPSECNIC_TX_ST_BAD_SEGMENT;
    }
    tx->segment_size = r->segment_size;
    tx->segments = (payload + r->segment_size - 1) / r->segment_size;
    return IPSECNIC_TX_ST_OK;
}

/* The lengths in the headers are the ones on the wire. */
static uint32_t check_ip_lengths(const Exam *e)
{
    const IpsecTx *tx = e->tx;
    const uint32_t *ends = tx->ends;
    unsigned i;

    for (i = 0; i < tx->portions; i++) {
        const IpsecTxPortion *p = &tx->portion[i];

        if (p->l3_offset + e->l3_length[i] != ends[i] ||
            (p->udp_offset &&
             p->udp_offset + ipsec_get_be16(tx->frame + p->udp_offset + 4) !=
             ends[i])) {
            return IPSECNIC_TX_ST_IP_LENGTH;
        }
    }
    return frame_length_possible(tx, ends[IPSEC_TUNNEL]) ? IPSECNIC_TX_ST_OK :
                                                     IPSECNIC_TX_ST_IP_LENGTH;
}

/* Nothing in front of what the portions protect may be touched any more. */
static uint32_t check_csum(const IpsecTx *tx)
{
    uint32_t first = tx->portions ? tx->portion[IPSEC_MAIN].text :
                                    IPSECNIC_MIN_FRAME;
    uint32_t offset = tx->csum_offset - tx->csum_start;

    if (!(tx->flags & IPSECNIC_TX_CSUM)) {
        return IPSECNIC_TX_ST_OK;
    }
    if (tx->csum_start < first || tx->csum_offset < tx->csum_start ||
        offset % 2 != 0 || tx->csum_offset + 2 > tx->payload_end) {
        return IPSECNIC_TX_ST_BAD_CSUM;
    }
    if (ipsec_tx_is_segmented(tx) &&
        offset != (tx->l4_protocol == IPPROTO_NR_TCP ? TCP_CHECKSUM :
                                                       IPSEC_UDP_CHECKSUM)) {
        return IPSECNIC_TX_ST_BAD_CSUM;
    }
    return IPSECNIC_TX_ST_OK;
}

/* ------------------------------------------------------------------------
 * Sequence numbers
 */

static inline bool number_operation(const IpsecTx *tx, const IpsecSaOp *op,
                                    uint32_t low, bool high_given,
                                    uint32_t high, uint64_t *sequence)
{
    uint64_t limit = op->esn ? UINT64_MAX : UINT32_MAX;

    if (!op->esn && high_given && high) {
        return false;
    }
    if (!op->esn) {
        *sequence = low;
    } else if (high_given) {
        *sequence = (uint64_t)high << 32 | low;
    } else {
        *sequence = ipsec_esn_estimate(op->top, 0, low);
        if (*sequence < op->top && op->top - *sequence > UINT32_MAX / 2) {
            /* The nearest number would be beyond the last one. */
            return false;
        }
    }
    return *sequence <= limit - (tx->segments - 1);
}

/* Packet mode: the next ones, which are used up then (P8). */
static bool number_packet_mode(const IpsecTx *tx, IpsecSaOp *op,
                               uint64_t *sequence)
{
    uint64_t limit = op->esn ? UINT64_MAX : UINT32_MAX;

    if (op->top > limit || limit - op->top < tx->segments) {
        return false;
    }
    *sequence = op->top + 1;
    op->top += tx->segments;
    return true;
}

static uint32_t number(const Exam *e)
{
    const IpsecTxRequest *r = e->request;
    IpsecTx *tx = e->tx;
    unsigned i;

    for (i = 0; i < tx->portions; i++) {
        IpsecTxPortion *p = &tx->portion[i];
        const IpsecTxBundle *b = &e->bundle[i];
        bool given = i == IPSEC_MAIN && (r->flags & IPSECNIC_TX_SEQ_HI_VALID);

        if (e->begun) {
            memcpy(p->sequence, e->begun[i], sizeof(p->sequence));
            continue;
        }
        if (is_encapsulated(e)) {
            if (!number_packet_mode(tx, b->esp, &p->sequence[0])) {
                return IPSECNIC_TX_ST_SEQUENCE;
            }
            continue;
        }
        if ((b->esp &&
             !number_operation(tx, b->esp,
                               ipsec_get_be32(tx->frame + p->esp_offset + 4),
                               given, r->sequence_high, &p->sequence[0])) ||
            (b->ah &&
             !number_operation(tx, b->ah,
                               ipsec_get_be32(tx->frame + p->ah_offset + 8),
                               given, r->sequence_high, &p->sequence[1]))) {
            return IPSECNIC_TX_ST_SEQUENCE;
        }
    }
    return IPSECNIC_TX_ST_OK;
}

/* ------------------------------------------------------------------------
 * The whole check
 */

static uint32_t check(Exam *e)
{
    const IpsecTxRequest *r = e->request;
    IpsecTx *tx = e->tx;
    bool segmented = ipsec_tx_is_segmented(tx);
    uint32_t status, trailers;

    if (!request_consistent(r)) {
        return IPSECNIC_TX_ST_BAD_OFFLOAD;
    }
    status = find_sas(e);
    if (status) {
        return status;
    }

    if (r->sa_handle) {
        status = follow_portions(e);
    }
    if (segmented && (!status || status > IPSECNIC_TX_ST_SA_MISMATCH)) {
        blame(&status, follow_payload(e));
    }
    if (status) {
        return status;
    }

    trailers = tx->portion[IPSEC_MAIN].trailer_length +
               tx->portion[IPSEC_TUNNEL].trailer_length;
    tx->header_length = segmented ? r->header_length :
                                    tx->portion[IPSEC_MAIN].text;
    if (trailers > tx->length || tx->length - trailers < tx->header_length) {
        /* A large send has no payload then, which comes first. */
        return segmented ? IPSECNIC_TX_ST_BAD_SEGMENT :
                           IPSECNIC_TX_ST_BAD_TRAILER;
    }
    tx->payload_end = tx->length - trailers;
    if (segmented) {
        status = check_segments(e);
    }
    if (!status && r->sa_handle) {
        status = check_trailers(e);
    }
    if (!status && !segmented) {
        ipsec_tx_find_ends(tx, e->bundle, tx->payload_end, tx->ends);
        if (r->sa_handle) {
            status = check_ip_lengths(e);
        }
    }
    if (!status) {
        status = check_csum(tx);
    }
    if (!status) {
        status = number(e);
    }
    if (!status && segmented) {
        ipsec_large_sum_headers(tx);
    }
    return status;
}

uint32_t ipsec_tx_start(IpsecEngine *engine, IpsecTx *tx, uint8_t *frame,
                        uint32_t length, const IpsecTxRequest *request)
{
    Exam e = {
        .engine = engine, .request = request, .tx = tx, .frame = frame,
    };

    take_request(tx, frame, length, request);
    return check(&e);
}

uint32_t ipsec_tx_resume(IpsecEngine *engine, IpsecTx *tx, uint8_t *frame,
                         uint32_t length, const IpsecTxRequest *request,
                         uint32_t segments)
{
    uint64_t begun[G_N_ELEMENTS(tx->portion)][2];
    Exam e = {
        .engine = engine, .request = request, .tx = tx, .frame = frame,
        .begun = begun,
    };
    uint32_t status;
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(begun); i++) {
        memcpy(begun[i], tx->portion[i].sequence, sizeof(begun[i]));
    }
    take_request(tx, frame, length, request);
    status = check(&e);
    return !status && tx->segments != segments ? IPSECNIC_TX_ST_BAD_SEGMENT :
                                                 status;
}

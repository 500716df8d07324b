/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The transmit contract: what becomes of one frame to send
 *
 * ipsec_tx_start() checks all of a frame and of what is asked for it, before
 * anything of it is on the wire, and ipsec_tx_resume() does so again for one
 * that goes on in another place; ipsec_tx_build() makes one frame for the wire
 * at a time, from the inside out: payload, checksum, the portion of sa_handle,
 * the portion of tunnel_handle.  A frame that asks for IPsec either passes
 * through both steps or is never seen by anybody: nothing leaves in clear.
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
#include "sadb.h"
#include "secret.h"
#include "segment.h"
#include "sequence.h"
#include "transmit.h"
#include "vlan.h"

#define TCP_HEADER              20u
/* The fields in their headers */
#define TCP_CHECKSUM            16u
#define UDP_CHECKSUM            6u
#define TCP_FLAG_FIN            0x01
#define TCP_FLAG_PSH            0x08
#define TCP_FLAG_CWR            0x80

/* RFC 4303, section 2.6: a dummy packet */
#define IPPROTO_NR_NONE         59

/* Portions: that of sa_handle, and the tunnel around it; IP headers of a large
 * send: theirs, and the one of its payload if that is another */
enum { MAIN, TUNNEL, INNER };

/* What is known of one portion while a function runs. */
typedef struct Check {
    IpsecSa *sa;
    IpsecSaOp *esp;             /* NULL: the frame has none */
    IpsecSaOp *ah;
    /* Where what the portion protects begins. */
    uint32_t text;
    /* ipsec_tx_start() only: bytes of the IP packet, as its header says, and
     * the next header of AH. */
    uint32_t l3_length;
    uint8_t ah_next_header;
} Check;

/* Keep the status that comes first in the table. */
static void blame(uint32_t *status, uint32_t found)
{
    if (found && (*status == IPSECNIC_TX_ST_OK || found < *status)) {
        *status = found;
    }
}

static bool is_segmented(const IpsecTx *tx)
{
    return tx->flags & IPSECNIC_TX_SEGMENT;
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
    return r->segment_size == 0 && r->header_length == 0;
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
    tx->portions = (uint8_t)((r->sa_handle != 0) + (r->tunnel_handle != 0));
    tx->portion[MAIN] = (IpsecTxPortion) {
        .handle = r->sa_handle,
        .l3_offset = r->l3_offset,
        .esp_offset = r->esp_offset,
        .ah_offset = r->ah_offset,
        .trailer_length = r->trailer_length,
        .next_header = r->next_header,
    };
    tx->portion[TUNNEL] = (IpsecTxPortion) {
        .handle = r->tunnel_handle,
        .l3_offset = r->tunnel_l3_offset,
        .esp_offset = r->tunnel_esp_offset,
        .ah_offset = r->tunnel_ah_offset,
        .trailer_length = r->tunnel_trailer_length,
    };
    tx->limits.count = 0;
}

/* T1, T3: whether there are such SAs, and may be used, with the switches of
 * @control. */
static uint32_t find_sas(IpsecEngine *engine, IpsecTx *tx, uint32_t control,
                         Check c[2])
{
    uint32_t status = IPSECNIC_TX_ST_OK;
    uint32_t need = IPSECNIC_IPSEC_CTRL_ACTIVE;
    unsigned i;

    for (i = 0; i < tx->portions; i++) {
        IpsecTxPortion *p = &tx->portion[i];

        need |= p->esp_offset ? IPSECNIC_IPSEC_CTRL_ESP : 0;
        need |= p->ah_offset ? IPSECNIC_IPSEC_CTRL_AH : 0;
        if ((control & need) != need) {
            blame(&status, IPSECNIC_TX_ST_INACTIVE);
        }
        c[i].sa = ipsec_sadb_by_handle(&engine->db, p->handle);
        if (!c[i].sa) {
            blame(&status, IPSECNIC_TX_ST_UNKNOWN_SA);
        } else if (!c[i].sa->outbound) {
            blame(&status, IPSECNIC_TX_ST_SA_DIRECTION);
        } else {
            p->sa_serial = c[i].sa->serial;
        }
    }
    return status;
}

/* ------------------------------------------------------------------------
 * Headers
 */

/* A large send's own lengths do not count: put one there that all parsers are
 * content with, the longest that is possible. */
static void set_long_length(uint8_t *frame, uint32_t length, uint32_t offset)
{
    uint32_t room;

    if (offset >= length) {
        return;
    }
    room = MIN(length - offset, UINT16_MAX);
    if (frame[offset] >> 4 == 4 && room >= IPSEC_IPV4_HEADER) {
        ipsec_put_be16(frame + offset + 2, (uint16_t)room);
    } else if (frame[offset] >> 4 == 6 && room >= IPSEC_IPV6_HEADER) {
        ipsec_put_be16(frame + offset + 4,
                       (uint16_t)(room - IPSEC_IPV6_HEADER));
    }
}

static void set_long_udp_length(uint8_t *frame, const IpsecFrame *f)
{
    uint32_t room = f->length - f->l4_offset;

    if (room >= IPSEC_UDP_HEADER) {
        ipsec_put_be16(frame + f->l4_offset + 4,
                       (uint16_t)MIN(room, UINT16_MAX));
    }
}

/* The UDP header in front of ESP, for what the port alone does not tell. */
static bool follow_udp(const IpsecTx *tx, uint8_t *frame, IpsecFrame *f)
{
    if (f->l4_offset + IPSEC_UDP_HEADER > f->length) {
        return false;
    }
    if (is_segmented(tx)) {
        set_long_udp_length(frame, f);
    }
    ipsec_frame_parse_udp_esp(f);
    return f->kind == IPSECNIC_KIND_UDP_ESP;
}

static bool ports_fit(const IpsecSa *sa, const uint8_t *udp)
{
    return ipsec_get_be16(udp + 2) == ipsec_sa_port(sa) &&
           (sa->encap_sport == 0 || ipsec_get_be16(udp) == sa->encap_sport);
}

/* Whether AH stands where it should, with room for its ICV; T6. */
static bool follow_ah(IpsecEngine *engine, const IpsecTxPortion *p, Check *c,
                      const IpsecFrame *f)
{
    const uint8_t *ah = f->data + p->ah_offset;
    const IpsecSaOp *op = c->ah;
    uint32_t length = ipsec_ah_length(ah);
    uint32_t to_ah = p->ah_offset - f->l3_offset;

    if (length > f->length - p->ah_offset ||
        (op && length < IPSEC_AH_HEADER + (uint32_t)op->transform.iv_length +
                        op->transform.icv_length) ||
        (f->ip_version == 6 && length % 8 != 0) ||
        !ipsec_ah_maskable(f->data + f->l3_offset, f->ip_version, to_ah,
                           engine->buffer[0])) {
        return false;
    }
    c->ah_next_header = ah[0];
    c->text = p->ah_offset + length;
    if (p->esp_offset == 0) {
        return ah[0] != IPPROTO_NR_ESP;
    }
    /* Within the packet, or it is none. */
    return ipsec_frame_esp_behind_ah(f) == p->esp_offset &&
           p->esp_offset + IPSEC_ESP_HEADER <=
           MIN(f->length, f->l3_offset + f->l3_length);
}

/* Whether a packet's address is the SA's; zero fits any. */
static inline bool address_fits(const uint8_t sa[16], const uint8_t *packet,
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

/*
 * Follow the headers of a portion; @f is the frame parsed from its IP header
 * on.  BAD_HEADER, FRAGMENT, SA_MISMATCH or CAPABILITY.
 */
static uint32_t follow_portion(IpsecEngine *engine, const IpsecTx *tx,
                               uint8_t *frame, IpsecTxPortion *p, Check *c,
                               IpsecFrame *f)
{
    const IpsecSa *sa = c->sa;
    uint32_t status = IPSECNIC_TX_ST_OK;
    uint32_t at;

    if (f->l3_offset == 0 || f->l3_offset != p->l3_offset || f->malformed) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    if (f->kind == IPSECNIC_KIND_FRAGMENT || f->atomic_fragment) {
        return IPSECNIC_TX_ST_FRAGMENT;
    }
    if (f->l4_protocol == IPPROTO_NR_UDP && sa->encap) {
        if (!follow_udp(tx, frame, f)) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
        p->udp_offset = f->l4_offset;
    }
    at = p->ah_offset ? p->ah_offset : p->esp_offset;
    if (f->truncated || f->ipsec_offset != at ||
        (p->ah_offset != 0) != (f->kind == IPSECNIC_KIND_AH)) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }

    c->esp = p->esp_offset ? ipsec_sa_find_op(c->sa, IPSECNIC_OP_ESP) : NULL;
    c->ah = p->ah_offset ? ipsec_sa_find_op(c->sa, IPSECNIC_OP_AH) : NULL;
    if (p->ah_offset && !follow_ah(engine, p, c, f)) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    if (p->esp_offset) {
        c->text = p->esp_offset + IPSEC_ESP_HEADER +
                  (c->esp ? c->esp->transform.iv_length : 0);
        if (c->text > f->length) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
    }
    p->ip_version = f->ip_version;
    c->l3_length = f->l3_length;

    if (sa->ip_version != f->ip_version || f->routed ||
        (sa->encap != 0) != (f->kind == IPSECNIC_KIND_UDP_ESP) ||
        sa->num_ops != (unsigned)(c->esp != NULL) + (c->ah != NULL) ||
        (p->esp_offset != 0) != (c->esp != NULL) ||
        (p->ah_offset != 0) != (c->ah != NULL)) {
        return IPSECNIC_TX_ST_SA_MISMATCH;
    }
    if ((p->udp_offset && !ports_fit(sa, f->data + p->udp_offset)) ||
        (c->esp && ipsec_get_be32(f->data + p->esp_offset) != c->esp->spi) ||
        (c->ah && ipsec_get_be32(f->data + p->ah_offset + 4) != c->ah->spi)) {
        return IPSECNIC_TX_ST_SA_MISMATCH;
    }
    if (!address_fits(sa->src, ipsec_frame_source(f), f->ip_version) ||
        !address_fits(sa->dst, ipsec_frame_destination(f), f->ip_version)) {
        return IPSECNIC_TX_ST_SA_MISMATCH;
    }
    if ((f->ip_options &&
         !(engine->caps.ipsec & IPSECNIC_CAP_IPV4_OPTIONS)) ||
        (f->ext_headers &&
         !(engine->caps.ipsec & IPSECNIC_CAP_IPV6_EXT_HEADERS))) {
        blame(&status, IPSECNIC_TX_ST_CAPABILITY);
    }
    return status;
}

/* The IP version of what is in a tunnel; 0: it is no IP packet. */
static unsigned version_inside(const IpsecTx *tx, const Check *c,
                               uint32_t end)
{
    unsigned version;

    if (c->text >= end) {
        return 0;
    }
    version = tx->frame[c->text] >> 4;
    return version == 4 || version == 6 ? version : 0;
}

static uint8_t protocol_of_version(unsigned version)
{
    return version == 4 ? IPPROTO_NR_IPV4 : IPPROTO_NR_IPV6;
}

/* The form of encapsulation that two portions are, if it is one. */
static uint32_t nested_form(const Check c[2])
{
    bool in = c[MAIN].sa->encap, out = c[TUNNEL].sa->encap;

    if (in && out) {
        return 0;
    }
    return out ? IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL :
                 IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL;
}

/* All portions of a frame with a handle, from the outside in. */
static uint32_t follow_portions(IpsecEngine *engine, IpsecTx *tx,
                                uint8_t *frame, Check c[2])
{
    IpsecTxPortion *p = tx->portion;
    bool nested = tx->portions == 2;
    unsigned outer = nested ? TUNNEL : MAIN;
    uint32_t status = IPSECNIC_TX_ST_OK;
    unsigned version;
    uint32_t found;
    IpsecFrame f;

    if (is_segmented(tx)) {
        set_long_length(frame, tx->length, p[outer].l3_offset);
    }
    ipsec_frame_parse(&f, frame, tx->length, engine->caps.encap);
    found = follow_portion(engine, tx, frame, &p[outer], &c[outer], &f);
    blame(&status, found);
    if (found && found <= IPSECNIC_TX_ST_SA_MISMATCH) {
        /* What is inside cannot be found then. */
        return status;
    }
    if (nested) {
        version = version_inside(tx, &c[TUNNEL], tx->length);
        if (version == 0 || c[TUNNEL].text != p[MAIN].l3_offset) {
            blame(&status, IPSECNIC_TX_ST_BAD_HEADER);
            return status;
        }
        p[TUNNEL].next_header = protocol_of_version(version);
        if (is_segmented(tx)) {
            set_long_length(frame, tx->length, p[MAIN].l3_offset);
        }
        f = (IpsecFrame) { .data = frame, .length = tx->length };
        ipsec_frame_parse_ip(&f, p[MAIN].l3_offset, version);
        blame(&status, follow_portion(engine, tx, frame, &p[MAIN], &c[MAIN],
                                      &f));
        if (c[TUNNEL].sa->mode != IPSECNIC_MODE_TUNNEL ||
            c[MAIN].sa->mode != IPSECNIC_MODE_TRANSPORT) {
            blame(&status, IPSECNIC_TX_ST_SA_MISMATCH);
        }
        if (c[TUNNEL].ah && !c[TUNNEL].esp &&
            c[TUNNEL].ah_next_header != p[TUNNEL].next_header) {
            blame(&status, IPSECNIC_TX_ST_BAD_HEADER);
        }
        if (!(engine->caps.ipsec & IPSECNIC_CAP_TRANSPORT_TUNNEL) ||
            ((c[MAIN].sa->encap || c[TUNNEL].sa->encap) &&
             !(engine->caps.udp_esp & nested_form(c)))) {
            blame(&status, IPSECNIC_TX_ST_CAPABILITY);
        }
    }
    if (is_segmented(tx) && !(engine->caps.ipsec & IPSECNIC_CAP_LSO)) {
        blame(&status, IPSECNIC_TX_ST_CAPABILITY);
    }
    return status;
}

/* ------------------------------------------------------------------------
 * Large sends
 */

/* Behind the IP header at @offset, which needs to be whole, comes TCP or UDP
 * at csum_start. */
static uint32_t follow_to_l4(IpsecTx *tx, uint8_t *frame, uint32_t offset,
                             unsigned version)
{
    IpsecFrame f = { .data = frame, .length = tx->length };

    set_long_length(frame, tx->length, offset);
    ipsec_frame_parse_ip(&f, offset, version);
    if (f.kind == IPSECNIC_KIND_FRAGMENT || f.atomic_fragment) {
        return IPSECNIC_TX_ST_FRAGMENT;
    }
    if (f.malformed || f.l4_offset == 0 || f.l4_offset != tx->csum_start ||
        f.routed) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    tx->l4_protocol = f.l4_protocol;
    return IPSECNIC_TX_ST_OK;
}

/* The TCP or UDP header of a large send, and the IP header that belongs to
 * it; BAD_HEADER or FRAGMENT. */
static uint32_t follow_payload(IpsecEngine *engine, IpsecTx *tx,
                               uint8_t *frame, const Check *c,
                               const IpsecTxRequest *r)
{
    uint32_t l4 = tx->csum_start, length;
    uint32_t status;
    unsigned version;
    IpsecFrame f;

    if (!c->sa) {
        set_long_length(frame, tx->length, r->l3_offset);
        ipsec_frame_parse(&f, frame, tx->length, engine->caps.encap);
        if (f.l3_offset == 0 || f.l3_offset != r->l3_offset) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
        tx->inner_l3_offset = f.l3_offset;
        tx->inner_ip_version = f.ip_version;
        status = follow_to_l4(tx, frame, f.l3_offset, f.ip_version);
    } else if (c->sa->mode == IPSECNIC_MODE_TUNNEL) {
        version = version_inside(tx, c, tx->length);
        if (version == 0) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
        tx->inner_l3_offset = c->text;
        tx->inner_ip_version = (uint8_t)version;
        status = follow_to_l4(tx, frame, c->text, version);
    } else {
        tx->inner_l3_offset = tx->portion[MAIN].l3_offset;
        tx->inner_ip_version = tx->portion[MAIN].ip_version;
        tx->l4_protocol = c->esp ? r->next_header : c->ah_next_header;
        status = l4 == c->text ? IPSECNIC_TX_ST_OK : IPSECNIC_TX_ST_BAD_HEADER;
    }
    if (status) {
        return status;
    }
    if (tx->l4_protocol == IPPROTO_NR_UDP) {
        length = IPSEC_UDP_HEADER;
    } else if (tx->l4_protocol == IPPROTO_NR_TCP &&
               tx->length >= l4 + TCP_HEADER) {
        length = (frame[l4 + 12] >> 4) * 4u;
        if (length < TCP_HEADER) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
    } else {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    return r->header_length == l4 + length && l4 + length <= tx->length ?
           IPSECNIC_TX_ST_OK : IPSECNIC_TX_ST_BAD_HEADER;
}

/* ------------------------------------------------------------------------
 * Sizes
 */

/* Bytes of padding behind @length bytes of payload (RFC 4303, section 2.4). */
static uint32_t pad_length(const IpsecTransform *t, uint32_t length)
{
    return -(length + IPSEC_ESP_TRAILER) & t->odd_bits;
}

/* Bytes that the card adds behind what is @length bytes from the start of a
 * portion's text. */
static inline uint32_t appended(const IpsecTx *tx, const IpsecTxPortion *p,
                                const IpsecSaOp *esp, uint32_t length)
{
    uint32_t n;

    if (!esp) {
        return 0;
    }
    n = esp->transform.icv_length;
    if (p->trailer_length && !is_segmented(tx)) {
        n += p->trailer_length;
        if (tx->flags & IPSECNIC_TX_ICV_ROOM) {
            n -= esp->transform.icv_length;
        }
        return n;
    }
    return n + pad_length(&esp->transform, length) + IPSEC_ESP_TRAILER;
}

/* Where the portions of a frame end whose payload ends at @end. */
static inline void find_ends(const IpsecTx *tx, const Check c[2], uint32_t end,
                             uint32_t ends[2])
{
    unsigned i;

    ends[MAIN] = end;
    ends[TUNNEL] = end;
    for (i = 0; i < tx->portions; i++) {
        end += appended(tx, &tx->portion[i], c[i].esp, end - c[i].text);
        ends[i] = end;
        ends[TUNNEL] = end;
    }
}

/* What the driver put behind the payload of a portion. */
static bool trailer_ok(const IpsecTx *tx, const IpsecTxPortion *p,
                       const Check *c, uint32_t trailer, uint32_t payload_end)
{
    const uint8_t *at = tx->frame + trailer;
    uint32_t icv = 0, text;

    if (!c->esp) {
        return p->trailer_length == 0 && p->next_header == 0;
    }
    if (is_segmented(tx)) {
        /* It is left out, whatever it is. */
        return true;
    }
    if (p->trailer_length == 0) {
        return !(tx->flags & IPSECNIC_TX_ICV_ROOM);
    }
    if (tx->flags & IPSECNIC_TX_ICV_ROOM) {
        icv = c->esp->transform.icv_length;
    }
    if (p->trailer_length < icv + IPSEC_ESP_TRAILER ||
        p->trailer_length > icv + IPSEC_ESP_TRAILER + UINT8_MAX) {
        return false;
    }
    text = p->trailer_length - icv;
    return at[text - 2] == text - IPSEC_ESP_TRAILER &&
           at[text - 1] == p->next_header &&
           ((payload_end - c->text + text) &
            c->esp->transform.odd_bits) == 0;
}

/* What may be the next header of a tunnel SA that is the main one. */
static bool tunnel_next_header_ok(const IpsecTx *tx, const Check *c)
{
    uint8_t next = c->esp ? tx->portion[MAIN].next_header : c->ah_next_header;
    unsigned version = version_inside(tx, c, tx->payload_end);

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
static bool transport_next_header_ok(const IpsecTx *tx, const Check *c)
{
    return (c->esp ? tx->portion[MAIN].next_header : c->ah_next_header) !=
           IPPROTO_NR_HOPOPTS;
}

static uint32_t check_trailers(const IpsecTx *tx, const Check c[2])
{
    const IpsecTxPortion *p = tx->portion;
    uint32_t end = tx->payload_end;
    unsigned i;

    if ((tx->flags & IPSECNIC_TX_ICV_ROOM) && !c[MAIN].esp && !c[TUNNEL].esp) {
        return IPSECNIC_TX_ST_BAD_TRAILER;
    }
    for (i = 0; i < tx->portions; i++) {
        uint32_t payload_end = end;

        if (i == TUNNEL) {
            /* The inner packet is longer than what the driver put there. */
            uint32_t ends[2];

            find_ends(tx, c, tx->payload_end, ends);
            payload_end = ends[MAIN];
        }
        if (i == TUNNEL && !c[i].esp ? p[i].trailer_length != 0 :
            !trailer_ok(tx, &p[i], &c[i], end, payload_end)) {
            return IPSECNIC_TX_ST_BAD_TRAILER;
        }
        end += p[i].trailer_length;
    }
    if (tx->portions == 1 && c[MAIN].sa->mode == IPSECNIC_MODE_TUNNEL ?
        !tunnel_next_header_ok(tx, &c[MAIN]) :
        !transport_next_header_ok(tx, &c[MAIN])) {
        return IPSECNIC_TX_ST_BAD_TRAILER;
    }
    return IPSECNIC_TX_ST_OK;
}

/* Whether an IP packet of a portion can be as long as that. */
static bool ip_length_possible(const IpsecTxPortion *p, uint32_t end)
{
    uint32_t header = p->ip_version == 6 ? IPSEC_IPV6_HEADER : 0;

    return end - p->l3_offset - header <= UINT16_MAX;
}

static uint32_t check_segments(IpsecTx *tx, const Check c[2],
                               const IpsecTxRequest *r)
{
    uint32_t payload = tx->payload_end - tx->header_length;
    uint32_t end = tx->header_length + r->segment_size;
    IpsecTxPortion inner = { .l3_offset = tx->inner_l3_offset,
                             .ip_version = tx->inner_ip_version };
    unsigned i;

    if (r->segment_size == 0 || r->segment_size > payload ||
        !ip_length_possible(&inner, end)) {
        return IPSECNIC_TX_ST_BAD_SEGMENT;
    }
    find_ends(tx, c, end, tx->ends);
    for (i = 0; i < tx->portions; i++) {
        if (!ip_length_possible(&tx->portion[i], tx->ends[i])) {
            return IPSECNIC_TX_ST_BAD_SEGMENT;
        }
    }
    if (!frame_length_possible(tx, tx->ends[TUNNEL])) {
        return IPSECNIC_TX_ST_BAD_SEGMENT;
    }
    tx->segment_size = r->segment_size;
    tx->segments = (payload + r->segment_size - 1) / r->segment_size;
    return IPSECNIC_TX_ST_OK;
}

/* The lengths in the headers are the ones on the wire. */
static uint32_t check_ip_lengths(const IpsecTx *tx, const Check c[2])
{
    const uint32_t *ends = tx->ends;
    unsigned i;

    for (i = 0; i < tx->portions; i++) {
        const IpsecTxPortion *p = &tx->portion[i];

        if (p->l3_offset + c[i].l3_length != ends[i] ||
            (p->udp_offset &&
             p->udp_offset + ipsec_get_be16(tx->frame + p->udp_offset + 4) !=
             ends[i])) {
            return IPSECNIC_TX_ST_IP_LENGTH;
        }
    }
    return frame_length_possible(tx, ends[TUNNEL]) ? IPSECNIC_TX_ST_OK :
                                                     IPSECNIC_TX_ST_IP_LENGTH;
}

/* Nothing in front of what the portions protect may be touched any more. */
static uint32_t check_csum(const IpsecTx *tx, const Check *c)
{
    uint32_t first = c->sa ? c->text : IPSECNIC_MIN_FRAME;
    uint32_t offset = tx->csum_offset - tx->csum_start;

    if (!(tx->flags & IPSECNIC_TX_CSUM)) {
        return IPSECNIC_TX_ST_OK;
    }
    if (tx->csum_start < first || tx->csum_offset < tx->csum_start ||
        offset % 2 != 0 || tx->csum_offset + 2 > tx->payload_end) {
        return IPSECNIC_TX_ST_BAD_CSUM;
    }
    if (is_segmented(tx) &&
        offset != (tx->l4_protocol == IPPROTO_NR_TCP ? TCP_CHECKSUM :
                                                       UDP_CHECKSUM)) {
        return IPSECNIC_TX_ST_BAD_CSUM;
    }
    return IPSECNIC_TX_ST_OK;
}

/* ------------------------------------------------------------------------
 * Sequence numbers
 */

/* The sequence numbers of a frame that has begun, by portion and operation as
 * in IpsecTxPortion. */
typedef struct Begun {
    uint64_t sequence[2][2];
} Begun;

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

static void keep_numbers(IpsecTx *tx, const Check c[2], const Begun *begun)
{
    unsigned i;

    for (i = 0; i < tx->portions; i++) {
        IpsecTxPortion *p = &tx->portion[i];

        p->text = c[i].text;
        memcpy(p->sequence, begun->sequence[i], sizeof(p->sequence));
    }
}

static uint32_t number(IpsecTx *tx, const Check c[2],
                       const IpsecTxRequest *r)
{
    unsigned i;

    for (i = 0; i < tx->portions; i++) {
        IpsecTxPortion *p = &tx->portion[i];
        bool given = i == MAIN && (r->flags & IPSECNIC_TX_SEQ_HI_VALID);

        p->text = c[i].text;
        if ((c[i].esp &&
             !number_operation(tx, c[i].esp,
                               ipsec_get_be32(tx->frame + p->esp_offset + 4),
                               given, r->sequence_high, &p->sequence[0])) ||
            (c[i].ah &&
             !number_operation(tx, c[i].ah,
                               ipsec_get_be32(tx->frame + p->ah_offset + 8),
                               given, r->sequence_high, &p->sequence[1]))) {
            return IPSECNIC_TX_ST_SEQUENCE;
        }
    }
    return IPSECNIC_TX_ST_OK;
}

/* ------------------------------------------------------------------------
 * What all segments have in common
 */

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

static void sum_headers(IpsecTx *tx)
{
    unsigned i;

    for (i = 0; i < tx->portions; i++) {
        sum_ip_header(tx, i, tx->portion[i].l3_offset,
                      tx->portion[i].ip_version);
    }
    sum_ip_header(tx, INNER, tx->inner_l3_offset, tx->inner_ip_version);
    sum_l4_header(tx);
}

/* ------------------------------------------------------------------------
 * The whole check
 */

/* @control: the switches that count; @begun: NULL for a frame that begins. */
static inline uint32_t check(IpsecEngine *engine, IpsecTx *tx, uint8_t *frame,
                             uint32_t length, const IpsecTxRequest *r,
                             uint32_t control, const Begun *begun)
{
    Check c[2];
    uint32_t status, trailers;

    take_request(tx, frame, length, r);
    if (!request_consistent(r)) {
        return IPSECNIC_TX_ST_BAD_OFFLOAD;
    }
    memset(c, 0, sizeof(c));
    status = find_sas(engine, tx, control, c);
    if (status) {
        return status;
    }

    if (r->sa_handle) {
        status = follow_portions(engine, tx, frame, c);
    }
    if (is_segmented(tx) &&
        (!status || status > IPSECNIC_TX_ST_SA_MISMATCH)) {
        blame(&status, follow_payload(engine, tx, frame, &c[MAIN], r));
    }
    if (status) {
        return status;
    }

    trailers = tx->portion[MAIN].trailer_length +
               tx->portion[TUNNEL].trailer_length;
    tx->header_length = is_segmented(tx) ? r->header_length : c[MAIN].text;
    if (trailers > length || length - trailers < tx->header_length) {
        /* A large send has no payload then, which comes first. */
        return is_segmented(tx) ? IPSECNIC_TX_ST_BAD_SEGMENT :
                                  IPSECNIC_TX_ST_BAD_TRAILER;
    }
    tx->payload_end = length - trailers;
    if (is_segmented(tx)) {
        status = check_segments(tx, c, r);
    }
    if (!status && r->sa_handle) {
        status = check_trailers(tx, c);
    }
    if (!status && !is_segmented(tx)) {
        find_ends(tx, c, tx->payload_end, tx->ends);
        if (r->sa_handle) {
            status = check_ip_lengths(tx, c);
        }
    }
    if (!status) {
        status = check_csum(tx, &c[MAIN]);
    }
    if (!status && begun) {
        keep_numbers(tx, c, begun);
    } else if (!status) {
        status = number(tx, c, r);
    }
    if (!status && is_segmented(tx)) {
        sum_headers(tx);
    }
    return status;
}

uint32_t ipsec_tx_start(IpsecEngine *engine, IpsecTx *tx, uint8_t *frame,
                        uint32_t length, const IpsecTxRequest *request)
{
    return check(engine, tx, frame, length, request, engine->control, NULL);
}

uint32_t ipsec_tx_resume(IpsecEngine *engine, IpsecTx *tx, uint8_t *frame,
                         uint32_t length, const IpsecTxRequest *request,
                         uint32_t segments)
{
    /* The switches decide about frames that begin, and this one has begun. */
    const uint32_t control = IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP | IPSECNIC_IPSEC_CTRL_AH;
    uint32_t status;
    Begun begun;
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(begun.sequence); i++) {
        memcpy(begun.sequence[i], tx->portion[i].sequence,
               sizeof(begun.sequence[i]));
    }
    status = check(engine, tx, frame, length, request, control, &begun);
    return !status && tx->segments != segments ? IPSECNIC_TX_ST_BAD_SEGMENT :
                                                 status;
}

/* ------------------------------------------------------------------------
 * A frame for the wire
 */

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
    Check c[2];
} Build;

/* The SA that ipsec_tx_start() found, or NULL: it is gone.  Another one may
 * have its handle when the generations have come round. */
static IpsecSa *find_sa_again(IpsecEngine *engine, const IpsecTxPortion *p)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, p->handle);

    return sa && sa->serial == p->sa_serial ? sa : NULL;
}

/* What ipsec_tx_start() found out and an SA has; false: an SA is gone. */
static bool find_again(Build *b)
{
    const IpsecTx *tx = b->tx;
    unsigned i;

    b->c[MAIN] = (Check) { 0 };
    for (i = 0; i < tx->portions; i++) {
        const IpsecTxPortion *p = &tx->portion[i];
        Check *c = &b->c[i];

        c->sa = find_sa_again(b->engine, p);
        if (!c->sa) {
            return false;
        }
        c->text = p->text;
        c->ah = p->ah_offset ? ipsec_sa_find_op(c->sa, IPSECNIC_OP_AH) : NULL;
        c->esp = p->esp_offset ? ipsec_sa_find_op(c->sa, IPSECNIC_OP_ESP) :
                                 NULL;
    }
    return true;
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
    bool in_tunnel = b->c[MAIN].sa &&
                     b->c[MAIN].sa->mode == IPSECNIC_MODE_TUNNEL;
    unsigned i;

    if (tx->l4_protocol == IPPROTO_NR_TCP) {
        sum += set_tcp_header(b, l4);
    } else {
        ipsec_put_be16(l4 + 4, length);
        sum += ipsec_checksum_word(length);
    }
    ipsec_checksum_fill(sum, b->out + tx->csum_offset,
                        tx->l4_protocol == IPPROTO_NR_UDP);
    if (tx->portions == 0 || in_tunnel) {
        set_ip_header(b, INNER, tx->inner_l3_offset, tx->inner_ip_version,
                      b->payload_end);
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

    if (is_segmented(tx)) {
        set_segment_headers(b);
    } else if (tx->flags & IPSECNIC_TX_CSUM) {
        ipsec_checksum_fill(b->sum, b->out + tx->csum_offset,
                            tx->csum_offset - tx->csum_start ==
                            UDP_CHECKSUM);
    }
}

/* Padding, pad length and next header at @at; returns where they end. */
static uint32_t put_trailer(const Build *b, unsigned i, uint32_t at)
{
    const IpsecTx *tx = b->tx;
    const IpsecTxPortion *p = &tx->portion[i];
    const IpsecTransform *t = &b->c[i].esp->transform;
    uint32_t from, length, pad, n;

    if (p->trailer_length && !is_segmented(tx)) {
        length = p->trailer_length -
                 (tx->flags & IPSECNIC_TX_ICV_ROOM ? t->icv_length : 0u);
        if (i == TUNNEL || !b->text) {
            from = tx->payload_end +
                   (i == TUNNEL ? tx->portion[MAIN].trailer_length : 0);
            memcpy(b->out + at, tx->frame + from, length);
        }
        return at + length;
    }
    pad = pad_length(t, at - b->c[i].text);
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
    const Check *c = &b->c[i];
    bool iv_present = b->tx->flags & IPSECNIC_TX_IV_PRESENT;
    uint8_t *ip = b->out + p->l3_offset;
    uint8_t *udp = b->out + p->udp_offset;

    if (c->esp) {
        const uint8_t *text = i == MAIN && b->text ? b->text :
                                                     b->out + c->text;

        end = put_trailer(b, i, end);
        if (ipsec_esp_output(c->esp, &b->engine->random,
                             b->out + p->esp_offset, text, end - c->text,
                             p->sequence[0] + b->segment,
                             iv_present) != IPSEC_GOOD) {
            return false;
        }
        end += c->esp->transform.icv_length;
    }
    if (p->udp_offset && (udp[6] || udp[7])) {
        ipsec_checksum_fill_l4(ip, p->ip_version, IPPROTO_NR_UDP, udp,
                               end - p->udp_offset, 0, 0, udp + 6);
    }
    return !c->ah ||
           ipsec_ah_output(c->ah, &b->engine->random, ip, p->ip_version,
                           p->ah_offset - p->l3_offset, end - p->l3_offset,
                           p->sequence[1] + b->segment, iv_present,
                           b->engine->buffer[0]) == IPSEC_GOOD;
}

/* Where the payload of a segment ends, in the frame that it becomes. */
static uint32_t segment_end(const IpsecTx *tx, uint32_t segment)
{
    uint32_t left;

    if (!is_segmented(tx)) {
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
    if (!is_segmented(tx)) {
        start = tx->payload_end;
        if (tx->flags & IPSECNIC_TX_CSUM) {
            start = tx->csum_start;
        } else if (b->c[MAIN].esp && tx->portion[MAIN].trailer_length) {
            /* T6: the driver framed it; the trailer is behind the payload. */
            start = b->c[MAIN].text;
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
    unsigned i;
    Build b;

    *data = NULL;
    *out_length = 0;
    b.engine = engine;
    b.tx = tx;
    b.segment = segment;
    if (!find_again(&b)) {
        return IPSECNIC_TX_ST_UNKNOWN_SA;
    }
    /* Ciphers write faster to where a cache line starts. */
    b.out = base + -((uintptr_t)base + b.c[MAIN].text) % IPSEC_CACHE_LINE;
    b.payload_end = segment_end(tx, segment);
    if (is_segmented(tx) && segment == tx->segments - 1) {
        find_ends(tx, b.c, b.payload_end, b.ends);
    } else {
        memcpy(b.ends, tx->ends, sizeof(b.ends));
    }
    copy_frame(&b);
    set_checksum(&b);
    for (i = 0; good && i < tx->portions; i++) {
        good = protect_portion(&b, i, i ? b.ends[MAIN] : b.payload_end);
        tx->portion[i].ip_length = b.ends[i] - tx->portion[i].l3_offset;
    }
    if (!good) {
        /* Some of it may be in clear. */
        ipsec_wipe(engine->tx_buffer, IPSEC_BUFFER_SIZE);
        return IPSECNIC_TX_ST_CRYPTO;
    }
    *data = b.out;
    *out_length = b.ends[TUNNEL];
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

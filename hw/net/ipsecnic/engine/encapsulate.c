/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sending in packet mode: what makes of a plain frame one that transmit.h takes
 *
 * Policy, SA, limits and MTU are judged here, then the headers of the SA are
 * put in front of what is protected.  The payload stays where it is; all that
 * is done to it is done by those who send any frame with IPsec.
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "checksum.h"
#include "encapsulate.h"
#include "flow.h"
#include "frame.h"
#include "internal.h"
#include "layout.h"
#include "sa.h"
#include "sadb.h"
#include "spd.h"

#define ETHERTYPE_IPV4          0x0800
#define ETHERTYPE_IPV6          0x86dd

#define DEFAULT_TTL             64
#define IPV4_DF                 0x4000
#define ECN_MASK                0x03
#define FLOW_LABEL_MASK         0x000fffffu

/* The policies' view of a frame does not depend on what the card can do. */
#define ALL_ENCAP               (IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ)

/* A frame on its way. */
typedef struct Work {
    IpsecEngine *engine;
    const IpsecTxRequest *request;
    uint8_t *frame;
    uint32_t length;
    /* The numbers that the frame has; NULL: it begins. */
    const IpsecTx *begun;
    IpsecEncapsulated *out;
    IpsecFrame parsed;
    IpsecSa *sa;
    IpsecSaOp *esp;
    /* Where what is protected begins and ends. */
    uint32_t text;
    uint32_t end;
    uint8_t next_header;
    /* Transport mode: where the number of the next header stands. */
    uint32_t next_field;
    /* Bytes that are put in front of it, and those of them in front of ESP. */
    uint32_t inserted;
    uint32_t outer;
    /* What is shorter gets TFC padding; at most what the MTU has room for. */
    uint32_t tfc;
    uint32_t segment_size;
    uint32_t segments;
    uint64_t sequence;
} Work;

static bool is_segmented(const Work *w)
{
    return w->request->flags & IPSECNIC_TX_SEGMENT;
}

static bool is_tunnel(const Work *w)
{
    return w->sa->mode == IPSECNIC_MODE_TUNNEL;
}

/* Whether nothing is said of IPsec but sa_handle, and the rest is no
 * contradiction: what ipsec_tx_start() would say of it comes first. */
static bool is_plain(const IpsecTxRequest *r)
{
    const uint32_t flags = IPSECNIC_TX_IV_PRESENT | IPSECNIC_TX_SEQ_HI_VALID |
                           IPSECNIC_TX_ICV_ROOM;
    bool segment = r->flags & IPSECNIC_TX_SEGMENT;
    bool csum = r->flags & IPSECNIC_TX_CSUM;

    if ((r->flags & flags) || r->tunnel_handle || r->sequence_high ||
        r->esp_offset || r->ah_offset || r->trailer_length || r->next_header ||
        r->tunnel_l3_offset || r->tunnel_esp_offset || r->tunnel_ah_offset ||
        r->tunnel_trailer_length) {
        return false;
    }
    if (!csum && (segment || r->csum_start || r->csum_offset)) {
        return false;
    }
    if (!(r->flags & IPSECNIC_TX_VLAN) &&
        (r->vlan_tci || (r->flags & IPSECNIC_TX_VLAN_SERVICE))) {
        return false;
    }
    return segment ||
           (!r->l3_offset && !r->segment_size && !r->header_length &&
            !r->inner_l3_offset);
}

/* Of a large send the lengths in the headers do not count. */
static void parse_frame(Work *w)
{
    ipsec_frame_parse(&w->parsed, w->frame, w->length, ALL_ENCAP);
    if (is_segmented(w) && w->parsed.l3_offset) {
        ipsec_tx_set_long_length(w->frame, w->length, w->parsed.l3_offset);
        ipsec_frame_parse(&w->parsed, w->frame, w->length, ALL_ENCAP);
    }
}

/* ------------------------------------------------------------------------
 * Policy and SA
 */

static bool is_active(const Work *w)
{
    const uint32_t need = IPSECNIC_IPSEC_CTRL_ACTIVE | IPSECNIC_IPSEC_CTRL_ESP;

    return w->begun || (w->engine->control & need) == need;
}

/* P1, P3: what a policy says, and the SA if it says that; the policy counts
 * what it keeps from being sent. */
static uint32_t apply_policy(Work *w, IpsecPolicy *policy, IpsecSa *sa)
{
    w->out->policy = policy->handle;
    switch (policy->action) {
    case IPSECNIC_POLICY_BYPASS:
        return IPSECNIC_TX_ST_OK;
    case IPSECNIC_POLICY_PROTECT:
        break;
    default:
        policy->refused++;
        return IPSECNIC_TX_ST_POLICY;
    }
    if (!is_active(w)) {
        return IPSECNIC_TX_ST_INACTIVE;
    }
    if (!sa) {
        policy->no_sa++;
        return IPSECNIC_TX_ST_NO_SA;
    }
    w->sa = sa;
    return IPSECNIC_TX_ST_OK;
}

static IpsecSa *sa_of_policy(const Work *w, const IpsecPolicy *policy)
{
    bool tunnel = policy->mode == IPSECNIC_MODE_TUNNEL;
    IpsecSaWanted wanted = {
        .reqid = policy->reqid,
        .mode = policy->mode,
        .ip_version = policy->sa_version,
        .src = tunnel ? policy->tunnel_src : ipsec_frame_source(&w->parsed),
        .dst = tunnel ? policy->tunnel_dst :
                        ipsec_frame_destination(&w->parsed),
    };

    return policy->action != IPSECNIC_POLICY_PROTECT ? NULL :
           ipsec_sadb_by_policy(&w->engine->db, &wanted, !tunnel);
}

/* Find the SA by policy; none, and no status: the frame goes as it is. */
static uint32_t look_up(Work *w)
{
    IpsecEngine *engine = w->engine;
    IpsecLastOutbound *last = &engine->last_outbound;
    const IpsecFrame *f = &w->parsed;
    IpsecFlow flow;

    if (f->ip_version == 0 ||
        !ipsec_spd_has(&engine->spd, true, f->ip_version)) {
        return IPSECNIC_TX_ST_OK;
    }
    if (f->l3_offset == 0 ||
        !ipsec_flow_parse(&flow, w->frame + f->l3_offset,
                          w->length - f->l3_offset, f->ip_version)) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    if (!last->valid || last->policy_changes != engine->spd.changes ||
        last->sa_changes != engine->db.index_changes ||
        !ipsec_flow_equal(&last->flow, &flow)) {
        last->valid = true;
        last->policy_changes = engine->spd.changes;
        last->sa_changes = engine->db.index_changes;
        last->flow = flow;
        last->policy = ipsec_spd_lookup(&engine->spd, true, &flow);
        last->sa = last->policy ? sa_of_policy(w, last->policy) : NULL;
    }
    return last->policy ? apply_policy(w, last->policy, last->sa) :
                          IPSECNIC_TX_ST_OK;
}

/* Find the SA by name. */
static uint32_t look_up_named(Work *w)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&w->engine->db, w->request->sa_handle);

    if (!is_active(w)) {
        return IPSECNIC_TX_ST_INACTIVE;
    }
    if (!sa) {
        return IPSECNIC_TX_ST_UNKNOWN_SA;
    }
    if (!sa->outbound) {
        return IPSECNIC_TX_ST_SA_DIRECTION;
    }
    w->sa = sa;
    return IPSECNIC_TX_ST_OK;
}

/* ------------------------------------------------------------------------
 * What is protected
 */

/*
 * RFC 4303, section 3.1.1, as Linux has it: behind hop-by-hop options, routing
 * headers and destination options, but for those that are for the final
 * destination alone, since they come behind a routing header.  A Home Address
 * option comes behind one as well, and in front of ESP all the same (RFC 6275,
 * section 6.3): whoever receives it needs it to find the SA.  The chain was
 * followed before.
 */
static bool is_in_front(const uint8_t *ip, uint8_t next, uint32_t pos,
                        bool routing)
{
    switch (next) {
    case IPPROTO_NR_HOPOPTS:
    case IPPROTO_NR_ROUTING:
        return true;
    case IPPROTO_NR_DSTOPTS:
        return !routing ||
               ipsec_frame_has_home_address(ip + pos, (ip[pos + 1] + 1u) * 8);
    default:
        return false;
    }
}

static void find_ipv6_text(Work *w)
{
    const uint8_t *ip = w->frame + w->parsed.l3_offset;
    uint32_t pos = IPSEC_IPV6_HEADER;
    uint32_t field = 6;
    bool routing = false;

    while (is_in_front(ip, ip[field], pos, routing)) {
        routing = routing || ip[field] == IPPROTO_NR_ROUTING;
        field = pos;
        pos += (ip[field + 1] + 1u) * 8;
    }
    w->next_header = ip[field];
    w->text = w->parsed.l3_offset + pos;
    w->next_field = w->parsed.l3_offset + field;
}

/* BAD_HEADER, FRAGMENT, SA_MISMATCH or IP_LENGTH. */
static uint32_t find_text(Work *w)
{
    const IpsecTxRequest *r = w->request;
    const IpsecFrame *f = &w->parsed;

    if (f->l3_offset == 0 ||
        (f->malformed && (f->ip_version == 4 || !is_tunnel(w))) ||
        (is_segmented(w) && r->l3_offset != f->l3_offset)) {
        return IPSECNIC_TX_ST_BAD_HEADER;
    }
    if (!is_tunnel(w) &&
        (f->kind == IPSECNIC_KIND_FRAGMENT || f->atomic_fragment)) {
        return IPSECNIC_TX_ST_FRAGMENT;
    }
    if (!w->sa->packet ||
        (!is_tunnel(w) &&
         (w->sa->ip_version != f->ip_version || f->routed ||
          !ipsec_tx_addresses_fit(w->sa, f)))) {
        return IPSECNIC_TX_ST_SA_MISMATCH;
    }
    if (is_segmented(w)) {
        w->end = w->length;
    } else if (f->l3_length > w->length - f->l3_offset) {
        return IPSECNIC_TX_ST_IP_LENGTH;
    } else {
        /* What follows was there to make the frame long enough. */
        w->end = f->l3_offset + f->l3_length;
    }
    w->esp = ipsec_sa_find_op(w->sa, IPSECNIC_OP_ESP);
    w->outer = w->sa->encap ? IPSEC_UDP_HEADER : 0;
    if (is_tunnel(w)) {
        w->outer += w->sa->ip_version == 4 ? IPSEC_IPV4_HEADER :
                                             IPSEC_IPV6_HEADER;
        w->text = f->l3_offset;
        w->next_header = f->ip_version == 4 ? IPPROTO_NR_IPV4 :
                                              IPPROTO_NR_IPV6;
    } else if (f->ip_version == 4) {
        w->text = f->l3_offset + ipsec_frame_ipv4_header_length(f);
        w->next_field = f->l3_offset + 9;
        w->next_header = w->frame[w->next_field];
    } else {
        find_ipv6_text(w);
    }
    w->inserted = w->outer + IPSEC_ESP_HEADER +
                  w->esp->transform.iv_length;
    return IPSECNIC_TX_ST_OK;
}

/* ------------------------------------------------------------------------
 * Sizes
 */

/* Bytes of the IP packet on the wire that protects @text bytes. */
static uint32_t packet_length(const Work *w, uint32_t text)
{
    const IpsecTransform *t = &w->esp->transform;

    text = MAX(text, w->tfc);
    return w->text - w->parsed.l3_offset + w->inserted + text +
           ipsec_tx_pad_length(t, text) + IPSEC_ESP_TRAILER + t->icv_length;
}

/* The longest text whose packet has at most @limit bytes; false: none. */
static bool longest_text(const Work *w, uint32_t limit, uint32_t *text)
{
    const IpsecTransform *t = &w->esp->transform;
    uint32_t fixed = w->text - w->parsed.l3_offset + w->inserted +
                     t->icv_length;
    uint32_t room = limit > fixed ? (limit - fixed) & ~t->odd_bits : 0;

    *text = room - IPSEC_ESP_TRAILER;
    return room >= IPSEC_ESP_TRAILER;
}

/* P7: the longest IP packet that may be sent; 0: any that there can be. */
static uint32_t mtu_of(const Work *w)
{
    uint32_t mtu = w->engine->packet_mtu;

    return w->sa->mtu && (!mtu || w->sa->mtu < mtu) ? w->sa->mtu : mtu;
}

/* The longest one that can be sent at all. */
static uint32_t longest_packet(const Work *w)
{
    uint32_t frame = IPSECNIC_MAX_FRAME - w->parsed.l3_offset;
    uint32_t packet = UINT16_MAX +
                      (w->sa->ip_version == 6 ? IPSEC_IPV6_HEADER : 0);

    if (w->request->flags & IPSECNIC_TX_VLAN) {
        frame -= IPSECNIC_VLAN_TAG;
    }
    return MIN(frame, packet);
}

static uint32_t too_big(Work *w, uint32_t mtu)
{
    uint32_t header = w->text - w->parsed.l3_offset;
    uint32_t least = w->parsed.ip_version == 4 ? IPSEC_IPV4_HEADER :
                                                 IPSEC_IPV6_HEADER;
    uint32_t text;

    w->sa->too_big++;
    if (longest_text(w, mtu, &text) && header + text >= least) {
        w->out->fit = header + text;
    }
    return IPSECNIC_TX_ST_TOO_BIG;
}

/* TFC padding makes no packet longer than it may be. */
static void limit_tfc(Work *w, uint32_t most)
{
    uint32_t text;

    if (w->sa->tfc && longest_text(w, most, &text)) {
        w->tfc = MIN(w->sa->tfc, text);
    }
}

static uint32_t fit_packet(Work *w)
{
    uint32_t mtu = mtu_of(w);
    uint32_t length;

    w->segments = 1;
    if (w->begun && w->begun->portion[IPSEC_MAIN].tfc) {
        /* PACKET_MTU may have been changed since; it is for what begins. */
        w->tfc = MIN(w->sa->tfc, w->begun->portion[IPSEC_MAIN].tfc);
    } else {
        limit_tfc(w, mtu ? MIN(mtu, longest_packet(w)) : longest_packet(w));
    }
    length = packet_length(w, w->end - w->text);
    if (mtu && length > mtu && !w->begun) {
        return too_big(w, mtu);
    }
    return length > longest_packet(w) ? IPSECNIC_TX_ST_BAD_LENGTH :
                                        IPSECNIC_TX_ST_OK;
}

/* What a large send is cut from; 0: that of another tunnel cannot be seen. */
static uint8_t cut_protocol(const Work *w)
{
    IpsecFrame f = { .data = w->frame, .length = w->length };
    uint32_t inner = w->request->inner_l3_offset;

    if (!inner) {
        return w->parsed.l4_protocol;
    }
    if (inner >= w->length) {
        return 0;
    }
    ipsec_tx_set_long_length(w->frame, w->length, inner);
    ipsec_frame_parse_ip(&f, inner, w->frame[inner] >> 4);
    return f.l4_protocol;
}

static uint32_t segments_of(uint32_t payload, uint32_t segment_size)
{
    return (payload + segment_size - 1) / segment_size;
}

/* Whether a frame that has begun was cut as it was asked for. */
static bool was_not_recut(const Work *w, uint32_t payload)
{
    return w->begun && segments_of(payload, w->request->segment_size) ==
                       w->begun->segments;
}

/* What cannot be a large send is left to ipsec_tx_start() to refuse. */
static uint32_t fit_segments(Work *w)
{
    const IpsecTxRequest *r = w->request;
    uint32_t mtu = mtu_of(w);
    uint32_t limit = mtu ? MIN(mtu, longest_packet(w)) : longest_packet(w);
    uint32_t headers, payload, text;

    w->segments = 1;
    w->segment_size = r->segment_size;
    if (r->header_length < w->text || r->header_length >= w->end ||
        r->segment_size == 0) {
        return IPSECNIC_TX_ST_OK;
    }
    headers = r->header_length - w->text;
    payload = w->end - r->header_length;
    if (r->segment_size > payload) {
        return IPSECNIC_TX_ST_OK;
    }
    if (w->begun && w->begun->segment_size) {
        /* PACKET_MTU may have been changed since; it is for what begins. */
        w->segment_size = w->begun->segment_size;
        if (w->segment_size > r->segment_size ||
            packet_length(w, headers + w->segment_size) > longest_packet(w)) {
            return IPSECNIC_TX_ST_BAD_SEGMENT;
        }
    } else if (packet_length(w, headers + r->segment_size) >
               (was_not_recut(w, payload) ? longest_packet(w) : limit)) {
        if (cut_protocol(w) != IPPROTO_NR_TCP) {
            if (limit == mtu) {
                return too_big(w, mtu);
            }
        } else if (!longest_text(w, limit, &text) || text <= headers) {
            return too_big(w, limit);
        } else {
            w->segment_size = text - headers;
        }
    }
    /* The last segment as long as the others, if not shorter than tfc: what
     * those have room for does not depend on an MTU that may have changed. */
    w->tfc = MIN(w->sa->tfc, headers + w->segment_size);
    w->segments = segments_of(payload, w->segment_size);
    return IPSECNIC_TX_ST_OK;
}

/* ------------------------------------------------------------------------
 * Limits and numbers
 */

static void pass_last_number(Work *w)
{
    IpsecPassedLimits *limits = &w->out->limits;

    if (!(w->sa->state & IPSECNIC_SA_STATE_SEQUENCE_END)) {
        w->sa->state |= IPSECNIC_SA_STATE_SEQUENCE_END;
        limits->at[limits->count].handle = w->sa->handle;
        limits->at[limits->count].limit = IPSECNIC_LIMIT_SEQUENCE;
        limits->count++;
    }
}

/* P8.  The numbers are those that ipsec_tx_start() takes. */
static uint32_t check_limits(Work *w)
{
    uint64_t last = w->esp->esn ? UINT64_MAX : UINT32_MAX;

    if (w->begun) {
        w->sequence = w->begun->portion[IPSEC_MAIN].sequence[0];
        return IPSECNIC_TX_ST_OK;
    }
    if (w->esp->top > last || last - w->esp->top < w->segments) {
        w->sa->expired++;
        pass_last_number(w);
        return IPSECNIC_TX_ST_SEQUENCE;
    }
    w->sequence = w->esp->top + 1;
    return IPSECNIC_TX_ST_OK;
}

static uint32_t judge(Work *w)
{
    uint32_t status = find_text(w);

    if (status) {
        return status;
    }
    if (!w->begun && (w->sa->state & IPSECNIC_SA_STATE_HARD_LIMIT)) {
        w->sa->expired++;
        return IPSECNIC_TX_ST_EXPIRED;
    }
    status = is_segmented(w) ? fit_segments(w) : fit_packet(w);
    return status ? status : check_limits(w);
}

/* ------------------------------------------------------------------------
 * Headers
 */

/* P2: DSCP and ECN of the header in front of the one at @ip. */
static uint8_t outer_class(const IpsecSa *sa, const uint8_t *ip)
{
    uint8_t class = ip[0] >> 4 == 4 ? ip[1] :
                                      (uint8_t)(ipsec_get_be16(ip) >> 4);

    if (sa->tunnel_flags & IPSECNIC_SA_FLAG_NO_DSCP) {
        class &= ECN_MASK;
    }
    if (sa->tunnel_flags & IPSECNIC_SA_FLAG_NO_ECN) {
        class &= (uint8_t)~ECN_MASK;
    }
    return class;
}

static bool outer_df(const IpsecSa *sa, const uint8_t *ip)
{
    if (sa->df != IPSECNIC_DF_COPY) {
        return sa->df == IPSECNIC_DF_SET;
    }
    return ip[0] >> 4 == 6 || (ipsec_get_be16(ip + 6) & IPV4_DF);
}

/* The IP header of a tunnel at @p, for the packet at @ip. */
static void put_outer(const Work *w, uint8_t *p, const uint8_t *ip,
                      uint8_t protocol, uint32_t length)
{
    const IpsecSa *sa = w->sa;
    uint8_t class = outer_class(sa, ip);
    uint8_t ttl = sa->ttl ? sa->ttl : DEFAULT_TTL;
    uint32_t label = 0;

    if (sa->ip_version == 6) {
        if (ip[0] >> 4 == 6 &&
            !(sa->tunnel_flags & IPSECNIC_SA_FLAG_NO_FLOW_LABEL)) {
            label = ipsec_get_be32(ip) & FLOW_LABEL_MASK;
        }
        ipsec_put_be32(p, 6u << 28 | (uint32_t)class << 20 | label);
        ipsec_put_be16(p + 4, (uint16_t)(length - IPSEC_IPV6_HEADER));
        p[6] = protocol;
        p[7] = ttl;
        memcpy(p + 8, sa->src, 16);
        memcpy(p + 24, sa->dst, 16);
        return;
    }
    p[0] = 0x45;
    p[1] = class;
    ipsec_put_be16(p + 2, (uint16_t)length);
    /* By the number: the same packet has the same one wherever it is made. */
    ipsec_put_be16(p + 4, (uint16_t)(w->sequence + w->esp->spi));
    ipsec_put_be16(p + 6, outer_df(sa, ip) ? IPV4_DF : 0);
    p[8] = ttl;
    p[9] = protocol;
    ipsec_put_be16(p + 10, 0);
    memcpy(p + 12, sa->src, 4);
    memcpy(p + 16, sa->dst, 4);
    ipsec_checksum_fill(ipsec_checksum_sum(p, IPSEC_IPV4_HEADER), p + 10,
                        false);
}

/* What changes in the IP header of a packet in transport mode, which was moved:
 * what was parsed is not there any more. */
static void change_header(const Work *w, uint8_t *frame, uint8_t protocol,
                          uint32_t length)
{
    uint8_t *ip = frame + w->parsed.l3_offset;

    frame[w->next_field] = protocol;
    if (w->parsed.ip_version == 6) {
        ipsec_put_be16(ip + 4, (uint16_t)(length - IPSEC_IPV6_HEADER));
        return;
    }
    ipsec_put_be16(ip + 2, (uint16_t)length);
    ipsec_put_be16(ip + 10, 0);
    ipsec_checksum_fill(ipsec_checksum_sum(ip, w->text - w->parsed.l3_offset),
                        ip + 10, false);
}

/* RFC 3948, section 2.1: no checksum, which is for IPv4 only (RFC 8200, section
 * 8.1).  Any but 0 becomes the right one when the packet is built. */
static void put_udp(const Work *w, uint8_t *udp, uint32_t length)
{
    const IpsecSa *sa = w->sa;

    ipsec_put_be16(udp, sa->encap_sport ? sa->encap_sport :
                                          IPSECNIC_UDP_ESP_PORT);
    ipsec_put_be16(udp + 2, ipsec_sa_port(sa));
    ipsec_put_be16(udp + 4, (uint16_t)length);
    ipsec_put_be16(udp + 6, sa->ip_version == 6 ? 0xffff : 0);
}

/* Everything in front of what is protected.  Of a large send the lengths are
 * those of each segment, which does not have them yet. */
static void put_headers(Work *w)
{
    uint32_t l3 = w->parsed.l3_offset;
    uint8_t *frame = w->frame - w->inserted;
    uint32_t esp = w->text + w->outer;
    uint32_t length = is_segmented(w) ? UINT16_MAX :
                      packet_length(w, w->end - w->text);
    uint8_t protocol = w->sa->encap ? IPPROTO_NR_UDP : IPPROTO_NR_ESP;

    memmove(frame, w->frame, w->text);
    if (is_tunnel(w)) {
        put_outer(w, frame + l3, w->frame + l3, protocol, length);
        ipsec_put_be16(frame + l3 - 2, w->sa->ip_version == 4 ?
                       ETHERTYPE_IPV4 : ETHERTYPE_IPV6);
        if (!ipsec_is_zero(w->sa->mac_dst, sizeof(w->sa->mac_dst))) {
            memcpy(frame, w->sa->mac_dst, 6);
            memcpy(frame + 6, w->sa->mac_src, 6);
        }
    } else {
        change_header(w, frame, protocol, length);
    }
    if (w->sa->encap) {
        uint32_t udp = esp - IPSEC_UDP_HEADER;

        put_udp(w, frame + udp, length - (udp - l3));
    }
    memset(frame + esp, 0, w->inserted - w->outer);
    ipsec_put_be32(frame + esp, w->esp->spi);
    w->out->frame = frame;
    w->out->length = w->end + w->inserted;
}

/* Offsets of the plain frame become those of the one that is sent. */
static uint32_t move_request(Work *w)
{
    const IpsecTxRequest *from = w->request;
    IpsecTxRequest *r = &w->out->request;
    uint32_t most = UINT16_MAX - w->inserted;

    r->flags |= IPSECNIC_TX_ENCAPSULATE;
    r->sa_handle = w->sa->handle;
    r->l3_offset = w->parsed.l3_offset;
    r->esp_offset = (uint16_t)(w->text + w->outer);
    r->next_header = w->next_header;
    r->tfc = (uint16_t)w->tfc;
    if (from->flags & IPSECNIC_TX_CSUM) {
        if (from->csum_start > most || from->csum_offset > most) {
            return IPSECNIC_TX_ST_BAD_CSUM;
        }
        r->csum_start = (uint16_t)(from->csum_start + w->inserted);
        r->csum_offset = (uint16_t)(from->csum_offset + w->inserted);
    }
    if (is_segmented(w)) {
        if (from->header_length > most) {
            return IPSECNIC_TX_ST_BAD_HEADER;
        }
        r->header_length = (uint16_t)(from->header_length + w->inserted);
        if (from->inner_l3_offset) {
            r->inner_l3_offset = (uint16_t)(from->inner_l3_offset +
                                            w->inserted);
        }
        r->segment_size = (uint16_t)w->segment_size;
    }
    return IPSECNIC_TX_ST_OK;
}

/* ------------------------------------------------------------------------
 * All of it
 */

/* Without policies no frame has to be looked at. */
static bool has_policies(const Work *w)
{
    const IpsecSpd *spd = &w->engine->spd;

    return ipsec_spd_has(spd, true, 4) || ipsec_spd_has(spd, true, 6);
}

static uint32_t encapsulate(Work *w)
{
    const IpsecTxRequest *r = w->request;
    bool bypass = r->flags & IPSECNIC_TX_BYPASS;
    uint32_t status;

    if (r->flags & IPSECNIC_TX_ENCAPSULATE) {
        if (bypass || !r->sa_handle || !is_plain(r)) {
            return IPSECNIC_TX_ST_BAD_OFFLOAD;
        }
        status = look_up_named(w);
        if (!status) {
            parse_frame(w);
        }
    } else if (r->sa_handle || r->tunnel_handle) {
        return bypass ? IPSECNIC_TX_ST_BAD_OFFLOAD : IPSECNIC_TX_ST_OK;
    } else if (bypass || !w->engine->packet) {
        return IPSECNIC_TX_ST_OK;
    } else if (!is_plain(r)) {
        return IPSECNIC_TX_ST_BAD_OFFLOAD;
    } else if (!has_policies(w)) {
        return IPSECNIC_TX_ST_OK;
    } else {
        parse_frame(w);
        status = look_up(w);
    }
    if (status || !w->sa) {
        return status;
    }
    status = judge(w);
    if (!status) {
        status = move_request(w);
    }
    if (!status) {
        put_headers(w);
    }
    return status;
}

static uint32_t run(Work *w)
{
    IpsecEncapsulated *out = w->out;
    uint32_t status;

    out->frame = w->frame;
    out->length = w->length;
    out->request = *w->request;
    out->request.flags &= ~IPSECNIC_TX_BYPASS;
    out->policy = 0;
    out->fit = 0;
    out->limits.count = 0;
    status = encapsulate(w);
    /* Nobody has compared it with the frame if a policy lets that pass. */
    out->l3_length = ipsec_frame_l3_present(&w->parsed);
    if (status) {
        out->frame = NULL;
        out->length = 0;
    }
    return status;
}

uint32_t ipsec_encapsulate(IpsecEngine *engine, uint8_t *frame, uint32_t length,
                           const IpsecTxRequest *request,
                           IpsecEncapsulated *out)
{
    Work w = {
        .engine = engine, .request = request, .frame = frame,
        .length = length, .out = out,
    };

    return run(&w);
}

uint32_t ipsec_encapsulate_again(IpsecEngine *engine, uint8_t *frame,
                                 uint32_t length,
                                 const IpsecTxRequest *request,
                                 const IpsecTx *tx, IpsecEncapsulated *out)
{
    Work w = {
        .engine = engine, .request = request, .frame = frame,
        .length = length, .begun = tx, .out = out,
    };

    return run(&w);
}

void ipsec_encapsulated_sent(IpsecEngine *engine, uint32_t policy,
                             uint32_t packets, uint64_t bytes)
{
    IpsecPolicy *p = ipsec_spd_by_handle(&engine->spd, policy);

    if (p) {
        p->packets += packets;
        p->bytes += bytes;
    }
}

uint32_t ipsec_encapsulated_lost(IpsecEngine *engine, uint32_t policy,
                                 uint32_t status)
{
    IpsecPolicy *p = ipsec_spd_by_handle(&engine->spd, policy);

    if (policy == 0 || status != IPSECNIC_TX_ST_UNKNOWN_SA) {
        return status;
    }
    if (p) {
        p->no_sa++;
    }
    return IPSECNIC_TX_ST_NO_SA;
}

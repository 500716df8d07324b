/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sending half of the tiny transport: which SA protects a packet, and the
 * headers that go around it
 *
 * Read from the bottom: send_prepare() asks the policy, and protect() lays out
 * the headers of one portion or two, writes them, and tells the card where
 * they are.
 */

#include "ip.h"
#include "send.h"

#define ESP_HEADER              8
#define ESP_TRAILER             2
#define AH_HEADER               12
#define TCP_CHECKSUM            16

/* Of the headers that are made here */
#define HOP_LIMIT               64
#define IPV4_DONT_FRAGMENT      0x4000
/* T12: large sends count identifications within this half. */
#define IP_ID_MASK              0x7fff

/* ------------------------------------------------------------------------
 * SAs
 */

/* What an algorithm wants of a packet; "Algorithms" in the specification. */
static void set_lengths(struct send_op *op, const struct ipsecnic_sa_op *from)
{
    op->icv = (uint8_t)(from->auth_icv_length + from->cipher_icv_length);
    op->block = 4;
    switch (from->cipher_alg) {
    case IPSECNIC_CIPHER_DES_CBC:
    case IPSECNIC_CIPHER_3DES_CBC:
        op->iv = op->block = 8;
        break;
    case IPSECNIC_CIPHER_AES_CBC_128:
    case IPSECNIC_CIPHER_AES_CBC_192:
    case IPSECNIC_CIPHER_AES_CBC_256:
        op->iv = op->block = 16;
        break;
    case IPSECNIC_CIPHER_AES_GCM_128:
    case IPSECNIC_CIPHER_AES_GCM_192:
    case IPSECNIC_CIPHER_AES_GCM_256:
    case IPSECNIC_CIPHER_CHACHA20_POLY1305:
    case IPSECNIC_CIPHER_AES_CTR_128:
    case IPSECNIC_CIPHER_AES_CTR_192:
    case IPSECNIC_CIPHER_AES_CTR_256:
    case IPSECNIC_CIPHER_AES_CCM_128:
    case IPSECNIC_CIPHER_AES_CCM_192:
    case IPSECNIC_CIPHER_AES_CCM_256:
        op->iv = 8;
        break;
    default:
        break;
    }
    switch (from->auth_alg) {
    case IPSECNIC_AUTH_AES_GMAC_128:
    case IPSECNIC_AUTH_AES_GMAC_192:
    case IPSECNIC_AUTH_AES_GMAC_256:
        op->iv = 8;
        break;
    default:
        break;
    }
}

static void sa_init(struct send_sa *sa, const struct ipsecnic_sa_ctx *context,
                    uint32_t handle)
{
    unsigned int i;

    sa->handle = handle;
    sa->context = context;
    sa->packet = context->flags & IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    for (i = 0; i < context->num_ops; i++) {
        const struct ipsecnic_sa_op *from = &context->op[i];
        struct send_op *op = from->operation == IPSECNIC_OP_AH ? &sa->ah
                                                               : &sa->esp;

        op->present = true;
        op->esn = from->flags & IPSECNIC_OP_FLAG_ESN;
        op->spi = from->spi;
        op->sequence = from->sequence;
        set_lengths(op, from);
    }
}

bool send_init(struct sender *sender, const void *contexts, unsigned int count,
               const struct ipsecnic_result *results,
               const struct send_selector *selectors,
               unsigned int num_selectors)
{
    const uint8_t *at = contexts;
    unsigned int i, n;

    sender->sas = allocate(count * sizeof(sender->sas[0]), 64);
    if (sender->sas == NULL) {
        return false;
    }
    for (i = 0; i < count; i++) {
        const struct ipsecnic_sa_ctx *context = (const void *)at;
        struct send_sa *sa = &sender->sas[sender->num_sas];

        at += context->length;
        for (n = 0; n < num_selectors && selectors[n].sa == i; n++) {
            continue;
        }
        if (results[i].status == IPSECNIC_ST_OK &&
            !(context->flags & IPSECNIC_SA_FLAG_INBOUND)) {
            sa_init(sa, context, results[i].handle);
            sa->selectors = selectors;
            sa->num_selectors = n;
            sender->num_sas++;
        }
        selectors += n;
        num_selectors -= n;
    }
    return true;
}

struct send_sa *send_find(const struct sender *sender, uint32_t handle)
{
    unsigned int i;

    for (i = 0; i < sender->num_sas; i++) {
        if (sender->sas[i].handle == handle) {
            return &sender->sas[i];
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------------
 * Policy
 */

/* What a selector looks at. */
struct flow {
    uint8_t version;
    const uint8_t *src;
    const uint8_t *dst;
    /* or PROTO_UNKNOWN */
    int protocol;
    /* Source and destination port, or ICMP type and code; -1: they are not
     * there. */
    int sport;
    int dport;
};

static void describe(const struct ip_packet *ip, const uint8_t *start,
                     uint32_t have, struct flow *flow)
{
    const uint8_t *l4 = start + ip->l4;

    flow->version = ip->version;
    flow->src = ip->src;
    flow->dst = ip->dst;
    flow->protocol = ip->protocol;
    flow->sport = flow->dport = -1;
    if (ip->headless || ip->l4 + 4 > ip->end || ip->l4 + 4 > have) {
        return;
    }
    switch (ip->protocol) {
    case PROTO_TCP:
    case PROTO_UDP:
    case PROTO_DCCP:
    case PROTO_SCTP:
        flow->sport = get_be16(l4);
        flow->dport = get_be16(l4 + 2);
        break;
    case PROTO_ICMP:
    case PROTO_ICMPV6:
        flow->sport = l4[0];
        flow->dport = l4[1];
        break;
    case PROTO_MOBILITY:
        flow->sport = l4[2];
        break;
    default:
        break;
    }
}

static bool prefix_fits(const uint8_t *prefix, unsigned int bits,
                        const uint8_t *address)
{
    unsigned int bytes = bits / 8, rest = bits % 8;

    return memcmp(prefix, address, bytes) == 0 &&
           (rest == 0 || (prefix[bytes] ^ address[bytes]) >> (8 - rest) == 0);
}

/* What cannot be seen fits (RFC 4301 section 7): it is better refused than
 * sent in clear. */
static bool port_fits(int have, int want)
{
    return have < 0 || have == want;
}

static bool selector_fits(const struct send_selector *s,
                          const struct flow *flow)
{
    return (s->version == 0 || s->version == flow->version) &&
           prefix_fits(s->src, s->src_prefix, flow->src) &&
           prefix_fits(s->dst, s->dst_prefix, flow->dst) &&
           (!(s->flags & SEND_SELECTOR_PROTO) ||
            flow->protocol == PROTO_UNKNOWN || flow->protocol == s->proto) &&
           (!(s->flags & SEND_SELECTOR_SPORT) ||
            port_fits(flow->sport, s->sport)) &&
           (!(s->flags & SEND_SELECTOR_DPORT) ||
            port_fits(flow->dport, s->dport));
}

static bool address_fits(const uint8_t *of_sa, unsigned int size,
                         const uint8_t *address)
{
    static const uint8_t any[16];

    return memcmp(of_sa, any, size) == 0 || memcmp(of_sa, address, size) == 0;
}

static bool sa_fits(const struct send_sa *sa, const struct flow *flow)
{
    const struct ipsecnic_sa_ctx *context = sa->context;
    unsigned int version = context->flags & IPSECNIC_SA_FLAG_IPV6 ? 6 : 4;
    unsigned int size = version == 6 ? 16 : 4;
    unsigned int i;

    if (sa->num_selectors == 0) {
        return context->mode == IPSECNIC_MODE_TRANSPORT &&
               version == flow->version &&
               address_fits(context->src, size, flow->src) &&
               address_fits(context->dst, size, flow->dst);
    }
    for (i = 0; i < sa->num_selectors; i++) {
        if (!selector_fits(&sa->selectors[i], flow)) {
            return false;
        }
    }
    return true;
}

/* Whether frames are given to the SA by name. */
static bool takes(const struct sender *sender, const struct send_sa *sa)
{
    return !sa->packet || !sender->by_policy;
}

static bool any_takes(const struct sender *sender)
{
    unsigned int i;

    for (i = 0; i < sender->num_sas; i++) {
        if (takes(sender, &sender->sas[i])) {
            return true;
        }
    }
    return false;
}

static struct send_sa *find_sa(struct sender *sender, const struct flow *flow)
{
    unsigned int i;

    for (i = 0; i < sender->num_sas; i++) {
        if (takes(sender, &sender->sas[i]) &&
            sa_fits(&sender->sas[i], flow)) {
            return &sender->sas[i];
        }
    }
    return NULL;
}

/* A tunnel that asks for packets of this protocol in so many words. */
static bool names_protocol(const struct send_sa *sa, int protocol)
{
    unsigned int i;

    for (i = 0; i < sa->num_selectors; i++) {
        if ((sa->selectors[i].flags & SEND_SELECTOR_PROTO) &&
            sa->selectors[i].proto == protocol) {
            return true;
        }
    }
    return false;
}

static uint16_t encap_port(uint16_t port)
{
    return port != 0 ? port : IPSECNIC_UDP_ESP_PORT;
}

/* The SA for what @sa, in transport mode, makes of a packet. */
static struct send_sa *find_tunnel(struct sender *sender,
                                   const struct send_sa *sa,
                                   const struct flow *plain)
{
    struct flow flow = *plain;
    unsigned int i;

    flow.protocol = sa->ah.present ? PROTO_AH : PROTO_ESP;
    flow.sport = flow.dport = -1;
    if (sa->context->encap != 0) {
        flow.protocol = PROTO_UDP;
        flow.sport = encap_port(sa->context->encap_sport);
        flow.dport = encap_port(sa->context->encap_dport);
    }
    for (i = 0; i < sender->num_sas; i++) {
        struct send_sa *tunnel = &sender->sas[i];

        if (takes(sender, tunnel) &&
            tunnel->context->mode == IPSECNIC_MODE_TUNNEL &&
            names_protocol(tunnel, flow.protocol) && sa_fits(tunnel, &flow)) {
            return tunnel;
        }
    }
    return NULL;
}

/* A fragment can go through a tunnel (RFC 4301 section 7), but not where
 * it takes what the fragment does not show to tell that it should. */
static bool hidden(const struct send_sa *sa, const struct ip_packet *ip)
{
    unsigned int i;

    for (i = 0; i < sa->num_selectors && ip->headless; i++) {
        if ((sa->selectors[i].flags & (SEND_SELECTOR_SPORT |
                                       SEND_SELECTOR_DPORT)) ||
            ((sa->selectors[i].flags & SEND_SELECTOR_PROTO) &&
             ip->protocol == PROTO_UNKNOWN)) {
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------------
 * Where everything is
 */

/* One portion of the new frame; offsets are from its start. */
struct portion {
    struct send_sa *sa;
    /* IP header, and version of it */
    uint32_t l3;
    unsigned int version;
    /* UDP, AH and ESP header; 0: none */
    uint32_t udp;
    uint32_t ah;
    uint32_t esp;
    /* What is protected: where it begins, and its protocol. */
    uint32_t text;
    uint8_t next;
    /* Padding, pad length and next header; 0 without ESP. */
    uint32_t trailer;
    /* Where the IP packet ends on the wire. */
    uint32_t end;
};

/* A frame while it is being made. */
struct making {
    struct sender *sender;
    struct send_frame *out;
    const uint8_t *start;
    const struct ip_packet *ip;
    /* The portion of sa_handle, and that of tunnel_handle or NULL */
    struct portion main;
    struct portion outer;
    struct portion *tunnel;
    /* Bytes of the frame in front of a large send's payload; 0: it is none. */
    uint32_t payload;
};

/* The length of an AH, IV of GMAC included (RFC 4302 section 2.2, RFC 4543
 * section 4). */
static uint32_t ah_length(const struct portion *p)
{
    uint32_t length = AH_HEADER + p->sa->ah.iv + p->sa->ah.icv;
    uint32_t align = p->version == 6 ? 8 : 4;

    return (length + align - 1) & ~(align - 1);
}

/* Lay out what stands between an IP header and what is protected. */
static uint32_t lay_out(struct portion *p, uint32_t at)
{
    if (p->sa->context->encap != 0) {
        p->udp = at;
        at += UDP_HEADER;
    }
    if (p->sa->ah.present) {
        p->ah = at;
        at += ah_length(p);
    }
    if (p->sa->esp.present) {
        p->esp = at;
        at += ESP_HEADER + p->sa->esp.iv;
    }
    p->text = at;
    return at;
}

/* What comes behind it: padding as little as possible (RFC 4303 section 2.4);
 * @end: where what is protected ends. */
static void lay_out_end(struct portion *p, uint32_t end)
{
    p->end = end;
    if (p->sa->esp.present) {
        p->trailer = ESP_TRAILER + (-(end - p->text + ESP_TRAILER) &
                                    (p->sa->esp.block - 1u));
        p->end += p->trailer + p->sa->esp.icv;
    }
}

/* Whether an IP header can say so much, and a frame hold it. */
static bool length_possible(const struct portion *p)
{
    uint32_t counted = p->end - p->l3 - (p->version == 6 ? IPV6_HEADER : 0);

    return counted <= UINT16_MAX && p->end <= IPSECNIC_MAX_FRAME;
}

/* ------------------------------------------------------------------------
 * Headers
 */

/* Traffic class, or TOS, of the packet inside. */
static uint8_t traffic_class(const uint8_t *ip, unsigned int version)
{
    return version == 4 ? ip[1] : (uint8_t)(ip[0] << 4 | ip[1] >> 4);
}

/*
 * The outer header of a tunnel (RFC 4301 section 5.1.2): DSCP, ECN and DF are
 * those of the packet inside.  Of IPv6, which no router fragments, the same is
 * asked for outside.
 */
static void put_outer_header(struct making *m, const struct portion *p)
{
    const struct ipsecnic_sa_ctx *context = p->sa->context;
    const uint8_t *inside = m->start + m->ip->l3;
    uint8_t class = traffic_class(inside, m->ip->version);
    uint8_t *ip = m->out->head + p->l3;
    uint16_t flags = IPV4_DONT_FRAGMENT;

    if (p->version == 6) {
        ip[0] = (uint8_t)(0x60 | class >> 4);
        ip[1] = (uint8_t)(class << 4);
        ip[7] = HOP_LIMIT;
        memcpy(ip + 8, context->src, 16);
        memcpy(ip + 24, context->dst, 16);
    } else {
        if (m->ip->version == 4) {
            flags = get_be16(inside + 6) & IPV4_DONT_FRAGMENT;
        }
        ip[0] = 0x45;
        ip[1] = class;
        put_be16(ip + 4, m->sender->ip_id & IP_ID_MASK);
        put_be16(ip + 6, flags);
        ip[8] = HOP_LIMIT;
        memcpy(ip + 12, context->src, 4);
        memcpy(ip + 16, context->dst, 4);
    }
    put_be16(m->out->head + p->l3 - 2,
             p->version == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
}

/* The length in an IP header is the one on the wire; of a large send it does
 * not count (T12), and there is none that would be right. */
static void put_ip_length(struct making *m, const struct portion *p)
{
    uint8_t *ip = m->out->head + p->l3;
    uint32_t length = m->payload ? 0 : p->end - p->l3;

    if (p->version == 6) {
        put_be16(ip + 4, m->payload ? 0 : length - IPV6_HEADER);
    } else {
        put_be16(ip + 2, length);
        ip_fill_ipv4_checksum(ip);
    }
}

/* Not random, so not for keys that matter: the card makes better ones.  It
 * says whether the card takes those that it is given. */
static void put_iv(uint8_t *iv, unsigned int length, uint64_t sequence)
{
    memset(iv, 0, length);
    if (length >= 8) {
        put_be64(iv + length - 8, sequence);
    }
}

/* UDP, AH and ESP headers of a portion; returns the protocol of the first. */
static uint8_t put_headers(struct making *m, const struct portion *p)
{
    const struct send_sa *sa = p->sa;
    bool iv_present = m->out->offload.flags & IPSECNIC_TX_IV_PRESENT;
    uint8_t *head = m->out->head, *at;
    uint8_t next = p->next;

    if (p->esp != 0) {
        at = head + p->esp;
        put_be32(at, sa->esp.spi);
        put_be32(at + 4, (uint32_t)(sa->esp.sequence + 1));
        if (iv_present) {
            put_iv(at + ESP_HEADER, sa->esp.iv, sa->esp.sequence + 1);
        }
        next = PROTO_ESP;
    }
    if (p->ah != 0) {
        at = head + p->ah;
        at[0] = next;
        at[1] = (uint8_t)(ah_length(p) / 4 - 2);
        put_be32(at + 4, sa->ah.spi);
        put_be32(at + 8, (uint32_t)(sa->ah.sequence + 1));
        if (iv_present) {
            put_iv(at + AH_HEADER, sa->ah.iv, sa->ah.sequence + 1);
        }
        next = PROTO_AH;
    }
    if (p->udp != 0) {
        at = head + p->udp;
        put_be16(at, encap_port(sa->context->encap_sport));
        put_be16(at + 2, encap_port(sa->context->encap_dport));
        put_be16(at + 4, m->payload ? 0 : p->end - p->udp);
        /* RFC 3948 wants none; anything but 0 asks the card for the right
         * one. */
        put_be16(at + 6, m->sender->form & SEND_FORM_UDP_CSUM ? 1 : 0);
        next = PROTO_UDP;
    }
    return next;
}

/* The packet in transport mode: its own header with another next header. */
static void put_transport(struct making *m)
{
    const struct portion *p = &m->main;
    const struct ip_packet *ip = m->ip;

    memcpy(m->out->head + p->l3, m->start + ip->l3, ip->insert - ip->l3);
    m->out->head[p->l3 + ip->next_at - ip->l3] = put_headers(m, p);
    put_ip_length(m, p);
}

static void put_tunnel(struct making *m, const struct portion *p)
{
    uint8_t protocol = put_headers(m, p);

    put_outer_header(m, p);
    m->out->head[p->l3 + (p->version == 6 ? 6 : 9)] = protocol;
    put_ip_length(m, p);
}

/* The trailer that the card would append otherwise; returns its bytes. */
static uint32_t put_trailer(struct making *m, const struct portion *p)
{
    struct send_frame *out = m->out;
    uint8_t *at = out->tail + out->tail_length;
    uint32_t length = p->trailer, i;

    if (!(m->sender->form & SEND_FORM_TRAILER) || length == 0) {
        return 0;
    }
    for (i = 0; i < length - ESP_TRAILER; i++) {
        at[i] = (uint8_t)(i + 1);
    }
    at[i] = (uint8_t)i;
    at[i + 1] = p->next;
    if (m->sender->form & SEND_FORM_ICV_ROOM) {
        memset(at + length, 0, p->sa->esp.icv);
        length += p->sa->esp.icv;
        out->offload.flags |= IPSECNIC_TX_ICV_ROOM;
    }
    out->tail_length += length;
    return length;
}

/* ------------------------------------------------------------------------
 * Sequence numbers
 */

static uint64_t last_number(const struct send_op *op)
{
    return op->esn ? UINT64_MAX : UINT32_MAX;
}

/* They never start over (RFC 4303 section 3.3.3). */
static bool numbers_left(const struct send_sa *sa)
{
    return (!sa->esp.present || sa->esp.sequence < last_number(&sa->esp)) &&
           (!sa->ah.present || sa->ah.sequence < last_number(&sa->ah));
}

static void use_numbers(struct send_op *op, uint32_t count)
{
    uint64_t left = last_number(op) - op->sequence;

    op->sequence += left < count ? left : count;
}

/*
 * There is one upper half in the descriptor, for both operations of a bundle.
 * Where they are not at the same one the card has to track it, as it does for
 * a tunnel SA.
 */
static void put_sequence_high(struct making *m)
{
    const struct send_op *op[] = { &m->main.sa->esp, &m->main.sa->ah };
    struct ipsecnic_tx_posted *offload = &m->out->offload;
    bool there = false;
    uint32_t high = 0;
    unsigned int i;

    for (i = 0; i < 2; i++) {
        uint32_t own = (uint32_t)((op[i]->sequence + 1) >> 32);

        if (!op[i]->present) {
            continue;
        }
        if (there && own != high) {
            return;
        }
        there = true;
        high = own;
    }
    if ((m->main.sa->esp.esn || m->main.sa->ah.esn) &&
        !(m->sender->form & SEND_FORM_TRACK)) {
        offload->sequence_high = high;
        offload->flags |= IPSECNIC_TX_SEQ_HI_VALID;
    }
}

/* ------------------------------------------------------------------------
 * The whole frame
 */

/*
 * What to make a large send of: TCP with more payload than a segment.  Behind
 * ESP or AH in transport mode the card looks for TCP at once.
 */
static uint32_t large_send_payload(const struct sender *sender,
                                   const struct ip_packet *ip,
                                   const uint8_t *start, uint32_t have,
                                   const struct send_sa *sa)
{
    uint32_t at;

    if (sender->segment_size == 0 || ip->version == 0 || ip->fragment ||
        ip->protocol != PROTO_TCP || ip->l4 + TCP_HEADER > ip->end ||
        ip->l4 + TCP_HEADER > have ||
        (sa != NULL && sa->context->mode == IPSECNIC_MODE_TRANSPORT &&
         ip->l4 != ip->insert)) {
        return 0;
    }
    at = ip->l4 + (start[ip->l4 + 12] >> 4) * 4u;
    if (at < ip->l4 + TCP_HEADER || at > ip->end ||
        ip->end - at <= sender->segment_size) {
        return 0;
    }
    return at;
}

/* Ask for a large send; @moved: bytes that the frame grew by in front. */
static void put_large_send(struct ipsecnic_tx_posted *offload,
                           const struct sender *sender,
                           const struct ip_packet *ip, uint32_t payload,
                           uint32_t moved)
{
    offload->flags |= IPSECNIC_TX_CSUM | IPSECNIC_TX_SEGMENT;
    offload->csum_start = (uint16_t)(ip->l4 + moved);
    offload->csum_offset = (uint16_t)(ip->l4 + moved + TCP_CHECKSUM);
    offload->header_length = (uint16_t)(payload + moved);
    offload->segment_size = sender->segment_size;
}

/* As it is, but for a large send. */
static void prepare_plain(struct sender *sender, struct send_frame *out,
                          const uint8_t *start, uint32_t have,
                          uint32_t length, const struct ip_packet *ip)
{
    uint32_t payload = large_send_payload(sender, ip, start, have, NULL);

    out->length = length;
    if (payload != 0) {
        out->length = ip->end;
        out->offload.l3_offset = (uint16_t)ip->l3;
        put_large_send(&out->offload, sender, ip, payload, 0);
    }
}

/* Packet mode: as it is, and the card does all of ESP (P1, by name).  What is
 * behind the IP packet is no part of it. */
static void prepare_packet(struct sender *sender, struct send_frame *out,
                           const uint8_t *start, uint32_t have,
                           uint32_t length, const struct ip_packet *ip,
                           struct send_sa *sa)
{
    prepare_plain(sender, out, start, have, length, ip);
    out->length = ip->end;
    out->offload.flags |= IPSECNIC_TX_ENCAPSULATE;
    out->offload.sa_handle = sa->handle;
    out->sa[0] = sa;
}

static void describe_portions(struct making *m)
{
    struct ipsecnic_tx_posted *offload = &m->out->offload;
    const struct portion *p = &m->main;

    offload->sa_handle = p->sa->handle;
    offload->l3_offset = (uint16_t)p->l3;
    offload->esp_offset = (uint16_t)p->esp;
    offload->ah_offset = (uint16_t)p->ah;
    offload->next_header = p->esp != 0 ? p->next : 0;
    offload->trailer_length = (uint16_t)put_trailer(m, p);
    put_sequence_high(m);
    p = m->tunnel;
    if (p != NULL) {
        offload->tunnel_handle = p->sa->handle;
        offload->tunnel_l3_offset = (uint16_t)p->l3;
        offload->tunnel_esp_offset = (uint16_t)p->esp;
        offload->tunnel_ah_offset = (uint16_t)p->ah;
        offload->tunnel_trailer_length = (uint16_t)put_trailer(m, p);
    }
}

/* Which number the outermost header has, for the record; then it is used. */
static void number(struct making *m)
{
    const struct portion *outermost = m->tunnel != NULL ? m->tunnel : &m->main;
    const struct send_op *op = outermost->ah != 0 ? &outermost->sa->ah
                                                  : &outermost->sa->esp;
    uint32_t count = 1;

    m->out->spi = op->spi;
    m->out->sequence = op->sequence + 1;
    if (m->payload != 0) {
        count = (m->ip->end - m->payload + m->sender->segment_size - 1) /
                m->sender->segment_size;
    }
    use_numbers(&m->main.sa->esp, count);
    use_numbers(&m->main.sa->ah, count);
    if (m->tunnel != NULL) {
        use_numbers(&m->tunnel->sa->esp, count);
        use_numbers(&m->tunnel->sa->ah, count);
    }
    m->sender->ip_id += count;
}

static unsigned int sa_version(const struct send_sa *sa)
{
    return sa->context->flags & IPSECNIC_SA_FLAG_IPV6 ? 6 : 4;
}

/* Bytes of an IP header that is made here. */
static uint32_t ip_header_length(unsigned int version)
{
    return version == 6 ? IPV6_HEADER : IPV4_HEADER;
}

static uint8_t protocol_of(unsigned int version)
{
    return version == 6 ? PROTO_IPV6 : PROTO_IPV4;
}

static enum send_refusal protect(struct making *m, struct send_sa *sa,
                                 struct send_sa *tunnel)
{
    const struct ip_packet *ip = m->ip;
    struct send_frame *out = m->out;
    struct portion *p = &m->main;
    uint32_t at = ip->l3, end;

    if (!numbers_left(sa) || (tunnel != NULL && !numbers_left(tunnel))) {
        return SEND_REFUSED_SEQUENCE;
    }
    p->sa = sa;
    if (tunnel != NULL) {
        m->tunnel = &m->outer;
        m->outer.sa = tunnel;
        m->outer.l3 = at;
        m->outer.version = sa_version(tunnel);
        m->outer.next = protocol_of(ip->version);
        at = lay_out(&m->outer, at + ip_header_length(m->outer.version));
    }
    p->l3 = at;
    if (sa->context->mode == IPSECNIC_MODE_TUNNEL) {
        p->version = sa_version(sa);
        p->next = protocol_of(ip->version);
        out->head_length = lay_out(p, at + ip_header_length(p->version));
        out->from = ip->l3;
    } else {
        p->version = ip->version;
        p->next = ip->next;
        out->head_length = lay_out(p, at + ip->insert - ip->l3);
        out->from = ip->insert;
    }
    out->length = ip->end - out->from;
    end = out->head_length + out->length;
    lay_out_end(p, end);
    if (tunnel != NULL) {
        lay_out_end(&m->outer, p->end);
    }
    if (m->payload == 0 &&
        (!length_possible(p) ||
         (tunnel != NULL && !length_possible(&m->outer)))) {
        return SEND_REFUSED_TOO_LONG;
    }

    if (m->payload == 0 && (m->sender->form & SEND_FORM_IV)) {
        out->offload.flags |= IPSECNIC_TX_IV_PRESENT;
    }
    memset(out->head, 0, out->head_length);
    memcpy(out->head, m->start, ip->l3);
    if (sa->context->mode == IPSECNIC_MODE_TUNNEL) {
        put_tunnel(m, p);
    } else {
        put_transport(m);
    }
    if (tunnel != NULL) {
        put_tunnel(m, &m->outer);
    }
    describe_portions(m);
    if (m->payload != 0) {
        put_large_send(&out->offload, m->sender, ip, m->payload,
                       out->head_length - out->from);
    }
    /* What it takes is as long, of a large send, too. */
    if (end + out->tail_length > IPSECNIC_MAX_FRAME) {
        return SEND_REFUSED_TOO_LONG;
    }
    out->sa[0] = tunnel != NULL ? tunnel : sa;
    out->sa[1] = tunnel != NULL ? sa : NULL;
    number(m);
    return SEND_REFUSED_NOT;
}

static enum send_refusal parse(const uint8_t *start, uint32_t length,
                               struct ip_packet *ip)
{
    uint32_t have = length < SEND_PEEK ? length : SEND_PEEK;

    switch (ip_parse(start, have, length, ip)) {
    case IP_OK:
        return SEND_REFUSED_NOT;
    case IP_HEADERS_TOO_LONG:
        return SEND_REFUSED_HEADERS;
    default:
        return SEND_REFUSED_MALFORMED;
    }
}

static void frame_init(struct send_frame *out)
{
    memset(&out->offload, 0, sizeof(out->offload));
    out->sa[0] = out->sa[1] = NULL;
    out->by_policy = false;
    out->head_length = out->tail_length = 0;
    out->from = out->length = 0;
    out->spi = 0;
    out->sequence = 0;
}

static enum send_refusal prepare(struct sender *sender, struct send_frame *out,
                                 const uint8_t *start, uint32_t length,
                                 const struct ip_packet *ip, struct send_sa *sa,
                                 struct send_sa *tunnel)
{
    uint32_t have = length < SEND_PEEK ? length : SEND_PEEK;
    struct making m = {
        .sender = sender,
        .out = out,
        .start = start,
        .ip = ip,
    };

    if (sa == NULL) {
        prepare_plain(sender, out, start, have, length, ip);
        out->by_policy = sender->by_policy;
        return SEND_REFUSED_NOT;
    }
    if (sa->deleted || (tunnel != NULL && tunnel->deleted)) {
        return SEND_REFUSED_NO_SA;
    }
    if (sa->packet || (tunnel != NULL && tunnel->packet)) {
        if (tunnel != NULL) {
            return SEND_REFUSED_NESTED;
        }
        prepare_packet(sender, out, start, have, length, ip, sa);
        return SEND_REFUSED_NOT;
    }
    m.payload = large_send_payload(sender, ip, start, have, sa);
    return protect(&m, sa, tunnel);
}

enum send_refusal send_prepare_through(struct sender *sender,
                                       struct send_frame *out,
                                       const uint8_t *start, uint32_t length,
                                       struct send_sa *sa,
                                       struct send_sa *tunnel)
{
    struct ip_packet ip;
    enum send_refusal refused;

    frame_init(out);
    refused = parse(start, length, &ip);
    if (refused == SEND_REFUSED_NOT && sa != NULL && ip.version == 0) {
        refused = SEND_REFUSED_MALFORMED;
    }
    return refused != SEND_REFUSED_NOT
           ? refused : prepare(sender, out, start, length, &ip, sa, tunnel);
}

enum send_refusal send_prepare(struct sender *sender, struct send_frame *out,
                               const uint8_t *start, uint32_t length)
{
    struct send_sa *sa = NULL, *tunnel = NULL;
    struct ip_packet ip;
    struct flow flow;
    enum send_refusal refused;

    frame_init(out);
    refused = parse(start, length, &ip);
    if (refused != SEND_REFUSED_NOT) {
        /* Whether an SA should have taken it nobody can tell; without SAs
         * there is nothing to tell.  What the card's policies make of it is
         * the card's affair. */
        if (any_takes(sender)) {
            return refused;
        }
        ip.version = 0;
    }
    if (ip.version != 0) {
        describe(&ip, start, length < SEND_PEEK ? length : SEND_PEEK, &flow);
        sa = find_sa(sender, &flow);
        if (sa != NULL && hidden(sa, &ip)) {
            return SEND_REFUSED_FRAGMENT;
        }
        if (sa != NULL && sa->context->mode == IPSECNIC_MODE_TRANSPORT) {
            tunnel = find_tunnel(sender, sa, &flow);
        }
    }
    return prepare(sender, out, start, length, &ip, sa, tunnel);
}

const char *send_refusal_text(enum send_refusal refused)
{
    static const char *const text[] = {
        [SEND_REFUSED_MALFORMED] = "its IP headers cannot be followed",
        [SEND_REFUSED_HEADERS] = "its headers are too long",
        [SEND_REFUSED_FRAGMENT] = "a fragment that does not show what its "
                                    "SA is chosen by",
        [SEND_REFUSED_TOO_LONG] = "with its new headers it is too long",
        [SEND_REFUSED_SEQUENCE] = "the sequence numbers are used up",
        [SEND_REFUSED_NO_SA] = "the SA is deleted",
        [SEND_REFUSED_NESTED] = "packet mode is for one SA alone",
    };

    return refused < sizeof(text) / sizeof(text[0]) && text[refused] != NULL
           ? text[refused] : "?";
}

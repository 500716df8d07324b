/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tiny transport: what the contract leaves to the layer above the card
 */

#include "ip.h"
#include "platform.h"
#include "probe.h"
#include "transport.h"

#define HANDLE_INDEX(handle)    ((handle) & 0xfffff)

#define BITS                    64

/* Whatever makes the card ask for an SA (QUERY_SA). */
#define ASKED_FOR               (IPSECNIC_SA_STATE_SOFT_LIMIT | \
                                 IPSECNIC_SA_STATE_HARD_LIMIT | \
                                 IPSECNIC_SA_STATE_DELETE_REQ)

/* ------------------------------------------------------------------------
 * SAs
 */

/* @packet: it is the card's in truth, to which all numbers up to the top were
 *          seen ("Replay window") */
static bool window_init(struct transport_window *window,
                        const struct ipsecnic_sa_op *op, bool packet)
{
    window->top = op->sequence;
    window->size = op->replay_window;
    if (window->size == 0) {
        return true;
    }
    /* One word more than the window: it then never covers a word twice. */
    window->words = (window->size + BITS - 1) / BITS + 1;
    window->seen = allocate(window->words * sizeof(uint64_t),
                            sizeof(uint64_t));
    if (window->seen == NULL) {
        return false;
    }
    if (packet) {
        memset(window->seen, 0xff, window->words * sizeof(uint64_t));
        window->seen[window->top / BITS % window->words] =
            UINT64_MAX >> (BITS - 1 - window->top % BITS);
        return true;
    }
    /* The highest number that was seen has been seen; of those left of it in
     * the window nothing is known, and Linux takes them for unseen as well. */
    window->seen[window->top / BITS % window->words] |=
        UINT64_C(1) << (window->top % BITS);
    return true;
}

static bool is_inbound(const struct transport_sa *sa)
{
    return sa->context->flags & IPSECNIC_SA_FLAG_INBOUND;
}

static bool sa_init(struct transport_sa *sa,
                    const struct ipsecnic_sa_ctx *context, uint32_t handle)
{
    unsigned int i;

    sa->handle = handle;
    sa->context = context;
    sa->packet = context->flags & IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    sa->num_ops = context->num_ops;
    for (i = 0; i < sa->num_ops; i++) {
        sa->op[i].operation = context->op[i].operation;
        sa->op[i].esn = context->op[i].flags & IPSECNIC_OP_FLAG_ESN;
        if (is_inbound(sa) &&
            !window_init(&sa->op[i].window, &context->op[i], sa->packet)) {
            return false;
        }
    }
    return true;
}

/* What an inbound SA and the outbound one paired with it have in common. */
struct pair_key {
    uint8_t inbound_src[16];
    uint8_t inbound_dst[16];
    uint32_t reqid;
    uint8_t ipv6;
    uint8_t mode;
    uint8_t encap;
    /* bit n: IPSECNIC_OP_n */
    uint8_t operations;
};

static void make_key(const struct transport_sa *sa, struct pair_key *key)
{
    const struct ipsecnic_sa_ctx *context = sa->context;
    bool inbound = is_inbound(sa);
    unsigned int i;

    memcpy(key->inbound_src, inbound ? context->src : context->dst, 16);
    memcpy(key->inbound_dst, inbound ? context->dst : context->src, 16);
    key->reqid = context->reqid;
    key->ipv6 = (context->flags & IPSECNIC_SA_FLAG_IPV6) != 0;
    key->mode = context->mode;
    key->encap = context->encap;
    key->operations = 0;
    for (i = 0; i < sa->num_ops; i++) {
        key->operations |= 1u << sa->op[i].operation;
    }
}

/* FNV-1a, 32 bits */
static uint32_t hash_key(const struct pair_key *key)
{
    const uint8_t *bytes = (const uint8_t *)key;
    uint32_t hash = 0x811c9dc5;
    size_t i;

    for (i = 0; i < sizeof(*key); i++) {
        hash = (hash ^ bytes[i]) * 0x01000193;
    }
    return hash;
}

/* The rule is in transport.h.  A hash table, since there may be many. */
static bool pair_sas(struct transport *transport)
{
    struct transport_sa **table, **at, *sa;
    struct pair_key key, other;
    uint32_t size = 1;
    unsigned int i;

    while (size < transport->num_sas) {
        size *= 2;
    }
    table = allocate(size * sizeof(table[0]), 64);
    if (table == NULL) {
        return false;
    }
    /* Outbound SAs, the last one first: so each list is in their order. */
    for (i = transport->num_sas; i > 0; i--) {
        sa = &transport->sas[i - 1];
        if (!is_inbound(sa)) {
            make_key(sa, &key);
            at = &table[hash_key(&key) & (size - 1)];
            sa->next = *at;
            *at = sa;
        }
    }
    for (i = 0; i < transport->num_sas; i++) {
        sa = &transport->sas[i];
        if (!is_inbound(sa)) {
            continue;
        }
        make_key(sa, &key);
        at = &table[hash_key(&key) & (size - 1)];
        for (; *at != NULL; at = &(*at)->next) {
            make_key(*at, &other);
            if (memcmp(&key, &other, sizeof(key)) == 0) {
                sa->partner = *at;
                sa->partner->partner = sa;
                /* No other inbound SA gets it. */
                *at = sa->partner->next;
                break;
            }
        }
    }
    return true;
}

bool transport_init(struct transport *transport, const void *contexts,
                    unsigned int count, const struct ipsecnic_result *results)
{
    const uint8_t *at = contexts;
    unsigned int i;

    for (i = 0; i < count; i++) {
        uint32_t index = HANDLE_INDEX(results[i].handle);

        if (index >= transport->num_indices) {
            transport->num_indices = index + 1;
        }
    }
    transport->sas = allocate(count * sizeof(transport->sas[0]), 64);
    transport->by_index = allocate(transport->num_indices * sizeof(uint32_t),
                                   64);
    if (transport->sas == NULL || transport->by_index == NULL) {
        return false;
    }
    for (i = 0; i < count; i++) {
        const struct ipsecnic_sa_ctx *context = (const void *)at;

        at += context->length;
        if (results[i].status != IPSECNIC_ST_OK) {
            continue;
        }
        if (!sa_init(&transport->sas[transport->num_sas], context,
                     results[i].handle)) {
            return false;
        }
        transport->num_sas++;
        transport->by_index[HANDLE_INDEX(results[i].handle)] =
            transport->num_sas;
    }
    return pair_sas(transport);
}

static struct transport_sa *find_sa(const struct transport *transport,
                                    uint32_t handle)
{
    struct transport_sa *sa;
    uint32_t at = 0;

    if (HANDLE_INDEX(handle) < transport->num_indices) {
        at = transport->by_index[HANDLE_INDEX(handle)];
    }
    if (at == 0) {
        return NULL;
    }
    /* The other bits are a generation: an older SA had the same index. */
    sa = &transport->sas[at - 1];
    return sa->handle == handle ? sa : NULL;
}

uint32_t transport_partner(const struct transport *transport, uint32_t handle)
{
    const struct transport_sa *sa = find_sa(transport, handle);

    return sa != NULL && sa->partner != NULL ? sa->partner->handle : 0;
}

/* ------------------------------------------------------------------------
 * Sequence numbers (RFC 4303 section 3.4.3)
 */

/*
 * The high half of an extended sequence number is not on the wire.  It is
 * what puts the packet nearest to the window (RFC 4303 appendix A2.2): a low
 * half at or right of the window's left edge belongs to the window or to what
 * comes after it.  Without a window: nearest to the top.
 */
static uint64_t extend(const struct transport_window *window, uint32_t low)
{
    uint32_t size = window->size != 0 ? window->size : UINT32_C(1) << 31;
    uint32_t top_low = (uint32_t)window->top;
    uint32_t top_high = window->top >> 32;
    uint32_t high = top_high;

    if (top_low >= size - 1) {
        /* The window lies within one stretch of low halves. */
        if (low < top_low - (size - 1)) {
            high++;
        }
    } else {
        /* It reaches back into the stretch before. */
        if (low >= top_low - (size - 1) && high > 0) {
            high--;
        }
    }
    return (uint64_t)high << 32 | low;
}

/* Whether a number is new. */
static bool window_check(const struct transport_window *window, uint64_t n)
{
    if (window->size == 0) {
        return true;
    }
    /* No packet has number 0: counting starts at 1. */
    if (n == 0) {
        return false;
    }
    if (n > window->top) {
        return true;
    }
    if (window->top - n >= window->size) {
        return false;
    }
    return !(window->seen[n / BITS % window->words] >> (n % BITS) & 1);
}

/* Remember that a number was seen. */
static void window_advance(struct transport_window *window, uint64_t n)
{
    uint64_t word, last;

    if (n > window->top) {
        word = window->top / BITS;
        last = n / BITS;
        window->top = n;
        if (window->size == 0) {
            return;
        }
        /* What was left behind makes room for what is new. */
        if (last - word > window->words) {
            word = last - window->words;
        }
        while (word < last) {
            word++;
            window->seen[word % window->words] = 0;
        }
    } else if (window->size == 0) {
        return;
    }
    window->seen[n / BITS % window->words] |= UINT64_C(1) << (n % BITS);
}

/* ------------------------------------------------------------------------
 * Headers
 */

/* SPI and sequence number of the ESP or AH header at @offset (RFC 4303
 * section 2, RFC 4302 section 2); false if the frame ends before them. */
static bool read_header(const struct ipsecnic_packet *packet,
                        uint32_t offset, uint8_t operation, uint32_t *spi,
                        uint32_t *sequence)
{
    uint8_t header[8];

    if (operation == IPSECNIC_OP_AH) {
        offset += 4;
    }
    if (!ipsecnic_packet_read(packet, offset, header, sizeof(header))) {
        return false;
    }
    *spi = get_be32(header);
    *sequence = get_be32(header + 4);
    return true;
}

/* The header of a bundle's other operation, behind its AH. */
static bool skip_ah(const struct ipsecnic_packet *packet, uint32_t *offset)
{
    uint8_t next = PROTO_AH, header[2];

    for (;;) {
        if (!ipsecnic_packet_read(packet, *offset, header, sizeof(header))) {
            return false;
        }
        /* AH counts its length in words less 2, options in 8 bytes less 1. */
        *offset += next == PROTO_AH ? (header[1] + 2) * 4
                                    : (header[1] + 1) * 8;
        next = header[0];
        if (next == PROTO_ESP) {
            return true;
        }
        if (next != PROTO_DEST_OPTIONS) {
            return false;
        }
    }
}

/*
 * Check the sequence numbers of one portion, whose first IPsec header is at
 * @offset, and advance the windows.  Outside first: a packet is not looked
 * into further than to the first number that is old.
 */
static bool portion_is_new(struct transport_sa *sa,
                           const struct ipsecnic_packet *packet,
                           uint32_t offset)
{
    unsigned int i, op;

    for (i = 0; i < sa->num_ops; i++) {
        uint32_t spi, low;
        uint64_t n;

        /* In a bundle AH is the outer one, wherever its operation stands. */
        op = i;
        if (sa->num_ops == 2 && sa->op[0].operation != IPSECNIC_OP_AH) {
            op = 1 - i;
        }
        if ((i > 0 && !skip_ah(packet, &offset)) ||
            !read_header(packet, offset, sa->op[op].operation, &spi, &low)) {
            return false;
        }
        n = sa->op[op].esn ? extend(&sa->op[op].window, low) : low;
        if (!window_check(&sa->op[op].window, n)) {
            return false;
        }
        window_advance(&sa->op[op].window, n);
    }
    return true;
}

/* ------------------------------------------------------------------------
 * Giving SAs back (R15 to R18)
 */

static void append(struct transport *transport, struct transport_sa *sa,
                   enum transport_sa_state state)
{
    sa->state = state;
    sa->next = NULL;
    if (transport->first == NULL) {
        transport->first = sa;
    } else {
        transport->last->next = sa;
    }
    transport->last = sa;
}

/*
 * R17: first the inbound SA, then the outbound one that is paired with it,
 * each by its own command.  The card carries commands out in the order in
 * which it gets them.
 */
static void delete_pair(struct transport *transport, struct transport_sa *sa)
{
    append(transport, sa, TRANSPORT_SA_TO_DELETE);
    if (sa->partner != NULL) {
        sa->partner->asked_by = sa->asked_by;
        append(transport, sa->partner, TRANSPORT_SA_TO_DELETE);
    }
}

/*
 * R15, R16: the packet asks for the SA back that it matched, whether that
 * could be used on it or not.  More packets of the SA will say the same until
 * it is deleted; they are as good as those before (R18), and it is deleted
 * once.
 */
static void answer_request(struct transport *transport,
                           const struct ipsecnic_rx_comp *info)
{
    const uint32_t handles[] = { info->sa_outer, info->sa_inner };
    bool nested = info->sa_inner != 0;
    unsigned int i;

    for (i = 0; i < 2; i++) {
        struct transport_sa *sa = find_sa(transport, handles[i]);

        if (sa == NULL) {
            continue;
        }
        if (sa->state == TRANSPORT_SA_IN_FORCE) {
            sa->asked_by = info->arrival;
            /* There is one bit for two SAs: the card has to say whose. */
            if (nested) {
                append(transport, sa, TRANSPORT_SA_TO_QUERY);
            } else {
                delete_pair(transport, sa);
            }
        } else if (!nested && (sa->state == TRANSPORT_SA_TO_QUERY ||
                               sa->state == TRANSPORT_SA_QUERIED)) {
            sa->asked = true;
            sa->asked_by = info->arrival;
        }
    }
}

void transport_work(struct transport *transport)
{
    struct transport_sa *sa;

    while ((sa = transport->first) != NULL) {
        if (sa->state == TRANSPORT_SA_TO_QUERY) {
            /* One at a time: there is one place for what it says. */
            if (transport->querying ||
                !ipsecnic_query_sa(transport->nic, sa->handle,
                                   &transport->info, sa)) {
                return;
            }
            transport->querying = true;
            sa->state = TRANSPORT_SA_QUERIED;
        } else {
            if (!ipsecnic_delete_sa(transport->nic, sa->handle, sa)) {
                return;
            }
            sa->state = TRANSPORT_SA_DELETING;
        }
        transport->under_way++;
        transport->first = sa->next;
    }
}

const struct transport_sa *transport_command_done(struct transport *transport,
                                                  void *cookie,
                                                  uint32_t status)
{
    struct transport_sa *sa = cookie;

    transport->under_way--;
    if (sa->state == TRANSPORT_SA_QUERIED) {
        transport->querying = false;
        if (status != IPSECNIC_ST_OK) {
            print("SA %08x: QUERY_SA refused, status %u (%s)\n", sa->handle,
                  status, ipsecnic_status_text(status));
        } else if (transport->info.state & ASKED_FOR) {
            sa->asked = true;
        }
        if (sa->asked) {
            delete_pair(transport, sa);
        } else {
            sa->state = TRANSPORT_SA_IN_FORCE;
        }
        return NULL;
    }
    if (status != IPSECNIC_ST_OK) {
        sa->state = TRANSPORT_SA_KEPT;
        return sa;
    }
    /*
     * Packets of it may still lie in the rings: they came before, and are as
     * good as any (R18).  What arrives from now on cannot match it.
     */
    sa->state = TRANSPORT_SA_DELETED;
    sa->gone_from = ipsecnic_counter(transport->nic,
                                     IPSECNIC_STAT_RX_ARRIVALS);
    return sa;
}

bool transport_idle(const struct transport *transport)
{
    return transport->first == NULL && transport->under_way == 0;
}

/* ------------------------------------------------------------------------
 * Decision
 */

const char *transport_broken_rule(uint32_t oob)
{
    bool done = oob & IPSECNIC_OOB_CRYPTO_DONE;
    bool next = oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE;

    if (oob & 0xfff8) {
        return "reserved bits of the out-of-band word";
    }
    if (next && !done) {
        return "R9: NextCryptoDone without CryptoDone";
    }
    if (!done && IPSECNIC_OOB_STATUS(oob) != IPSECNIC_CRYPTO_SUCCESS) {
        return "R12: a status without CryptoDone";
    }
    if (IPSECNIC_OOB_STATUS(oob) > IPSECNIC_CRYPTO_INVALID_PROTOCOL) {
        return "R10: unknown CryptoStatus";
    }
    return NULL;
}

/* The same of the SAs that a packet is said to have matched. */
static const char *broken_rule_of_sas(const struct transport *transport,
                                      const struct ipsecnic_rx_comp *info)
{
    const uint32_t handles[] = { info->sa_outer, info->sa_inner };
    bool found = false;
    unsigned int i;

    for (i = 0; i < 2; i++) {
        const struct transport_sa *sa = find_sa(transport, handles[i]);

        if (sa == NULL) {
            continue;
        }
        found = true;
        if (!is_inbound(sa)) {
            return "R3: an outbound SA";
        }
        /* Arrival numbers wrap around. */
        if (sa->state == TRANSPORT_SA_DELETED &&
            (int32_t)(info->arrival - sa->gone_from) >= 0) {
            return "DELETE_SA is a barrier: an SA that was deleted before";
        }
    }
    if ((info->oob & IPSECNIC_OOB_SA_DELETE_REQ) && !found) {
        return "R15: SaDeleteReq without an SA";
    }
    return NULL;
}

static enum transport_verdict decide(struct transport *transport,
                                     const struct ipsecnic_packet *packet)
{
    const struct ipsecnic_rx_comp *info = &packet->info;
    struct transport_sa *sa;

    /* R4, R6, R11: nothing was done, so nothing is known.  A stack that has
     * IPsec in software would try that now. */
    if (!(info->oob & IPSECNIC_OOB_CRYPTO_DONE)) {
        return TRANSPORT_NOT_FOR_US;
    }
    switch (IPSECNIC_OOB_STATUS(info->oob)) {
    case IPSECNIC_CRYPTO_SUCCESS:
        break;
    case IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED:
    case IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED:
    case IPSECNIC_CRYPTO_TUNNEL_AH_AUTH_FAILED:
    case IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED:
        return TRANSPORT_ICV_FAILED;
    default:
        return TRANSPORT_INVALID;
    }

    /* R20, R21: all portions are authentic; whether they are new the card
     * does not know. */
    sa = find_sa(transport, info->sa_outer);
    if (sa == NULL) {
        return TRANSPORT_INVALID;
    }
    if (!portion_is_new(sa, packet, info->ipsec_offset)) {
        return TRANSPORT_REPLAY;
    }
    /* R8, R26: with NextCryptoDone the inner portion is authentic, too. */
    if (info->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) {
        sa = find_sa(transport, info->sa_inner);
        if (sa == NULL) {
            return TRANSPORT_INVALID;
        }
        if (!portion_is_new(sa, packet, info->inner_ipsec_offset)) {
            return TRANSPORT_REPLAY;
        }
    }
    return TRANSPORT_ACCEPTED;
}

/* ------------------------------------------------------------------------
 * Packet mode
 */

/* What a descriptor says of packet mode that it cannot say. */
static const char *broken_rule_of_packet(const struct transport_sa *sa,
                                         const struct ipsecnic_rx_comp *info)
{
    bool good = (info->oob & IPSECNIC_OOB_CRYPTO_DONE) &&
                IPSECNIC_OOB_STATUS(info->oob) == IPSECNIC_CRYPTO_SUCCESS;

    if (info->flags & IPSECNIC_COMP_DECAPSULATED) {
        if (sa == NULL || !sa->packet) {
            return "P4: decapsulated, without an SA in packet mode";
        }
        if (!good || info->reason != IPSECNIC_REASON_PROCESSED) {
            return "P9: decapsulated, and it failed";
        }
    } else if (sa != NULL && sa->packet && good &&
               info->reason == IPSECNIC_REASON_PROCESSED) {
        return "P9: not decapsulated, and no reason";
    } else if (info->reason == IPSECNIC_REASON_REPLAY && !good) {
        return "P6: a replay that is not authentic";
    }
    return NULL;
}

/* The packet that comes next on the queue was in this one. */
static const char *note_original(struct transport *transport,
                                 const struct ipsecnic_packet *packet)
{
    struct transport_original *original =
        &transport->original[packet->queue];

    original->present = true;
    original->arrival = packet->info.arrival;
    original->sa = packet->info.sa_outer;
    if (!read_header(packet, packet->info.ipsec_offset, IPSECNIC_OP_ESP,
                     &original->spi, &original->low)) {
        return "an original without ESP header";
    }
    return NULL;
}

/* Take what was on the wire of a packet that is decapsulated; false: unknown,
 * since originals are not asked for. */
static bool take_original(struct transport *transport,
                          const struct ipsecnic_packet *packet,
                          uint32_t *spi, uint32_t *low, const char **rule)
{
    struct transport_original *original =
        &transport->original[packet->queue];
    bool decapsulated = packet->info.flags & IPSECNIC_COMP_DECAPSULATED;

    *rule = NULL;
    if (!original->present) {
        return false;
    }
    original->present = false;
    if (!decapsulated || original->arrival != packet->info.arrival ||
        original->sa != packet->info.sa_outer) {
        *rule = "an original, and what was in it does not follow";
        return false;
    }
    *spi = original->spi;
    *low = original->low;
    return true;
}

/* What the transport's own window says to a number that the card accepted, or
 * refused; one that is accepted by both is remembered. */
static enum transport_replay compare(struct transport_window *window,
                                     uint64_t n, bool refused)
{
    bool is_new = window_check(window, n);

    if (window->size == 0) {
        return refused ? TRANSPORT_REPLAY_CARD_REFUSED
                       : TRANSPORT_REPLAY_NOT_COMPARED;
    }
    if (!refused && is_new) {
        window_advance(window, n);
        return TRANSPORT_REPLAY_AGREED;
    }
    return refused == !is_new ? TRANSPORT_REPLAY_AGREED
           : refused ? TRANSPORT_REPLAY_CARD_REFUSED
                     : TRANSPORT_REPLAY_CARD_ACCEPTED;
}

const struct transport_window *transport_window(const struct transport_sa *sa)
{
    return sa->packet && is_inbound(sa) && sa->op[0].window.size != 0 &&
           sa->state != TRANSPORT_SA_DELETED ? &sa->op[0].window : NULL;
}

/* Whether the card has @n for received. */
static bool card_received(const struct ipsecnic_window *card,
                          const uint64_t *bits, uint64_t n)
{
    uint64_t behind = card->top - n;

    return n <= card->top && behind < card->size &&
           (bits[behind / BITS] >> (behind % BITS) & 1);
}

/* The same of the transport. */
static bool own_received(const struct transport_window *own, uint64_t n)
{
    return n <= own->top && own->top - n < own->size && !window_check(own, n);
}

void transport_compare_window(const struct transport_window *own,
                              const struct ipsecnic_window *card,
                              const uint64_t *bits,
                              struct transport_comparison *comparison)
{
    uint64_t tops[2] = { own->top, card->top }, n;
    uint32_t i, bit;
    bool mine, its;

    memset(comparison, 0, sizeof(*comparison));
    comparison->own_top = own->top;
    comparison->own_size = own->size;
    comparison->card_top = card->top;
    comparison->card_size = card->size;
    if (card->size != own->size || card->top != own->top) {
        comparison->differences++;
        comparison->first = own->top < card->top ? own->top : card->top;
    }
    if (card->size != own->size) {
        return;
    }
    /* Numbers that only one of the windows still covers are told by the tops. */
    for (i = 0; i < own->size; i++) {
        n = (tops[0] > tops[1] ? tops[0] : tops[1]) - (own->size - 1) + i;
        /* Left of number 1 there is none. */
        if (n - 1 > tops[0] && n - 1 > tops[1]) {
            continue;
        }
        mine = own_received(own, n);
        its = card_received(card, bits, n);
        comparison->own_received += mine;
        comparison->card_received += its;
        if (mine != its && comparison->differences++ == 0) {
            comparison->first = n;
        }
    }
    for (bit = own->size; bit % BITS != 0; bit++) {
        comparison->differences += bits[bit / BITS] >> (bit % BITS) & 1;
    }
}

/* P9: what the card says is what becomes of the packet. */
static enum transport_verdict decide_packet(struct transport_sa *sa,
                                            const struct ipsecnic_rx_comp *info,
                                            bool have_number,
                                            struct transport_decision *decision)
{
    bool checked = info->oob & IPSECNIC_OOB_CRYPTO_DONE;
    bool refused = info->reason == IPSECNIC_REASON_REPLAY;

    if (checked && IPSECNIC_OOB_STATUS(info->oob) != IPSECNIC_CRYPTO_SUCCESS) {
        return IPSECNIC_OOB_STATUS(info->oob) ==
               IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED ||
               IPSECNIC_OOB_STATUS(info->oob) ==
               IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED ? TRANSPORT_ICV_FAILED
                                                      : TRANSPORT_INVALID;
    }
    if (have_number && checked) {
        decision->replay = compare(&sa->op[0].window, decision->sequence,
                                   refused);
    }
    switch (info->reason) {
    case IPSECNIC_REASON_PROCESSED:
        return TRANSPORT_ACCEPTED;
    case IPSECNIC_REASON_REPLAY:
        return TRANSPORT_REPLAY;
    case IPSECNIC_REASON_EXPIRED:
        return TRANSPORT_DROPPED;
    default:
        return checked ? TRANSPORT_DROPPED : TRANSPORT_NOT_FOR_US;
    }
}

/* SPI and number of the outermost header of a packet that still has it. */
static bool read_outermost(const struct ipsecnic_packet *packet, uint32_t *spi,
                           uint32_t *low, uint8_t *operation)
{
    const struct ipsecnic_rx_comp *info = &packet->info;

    if (info->kind == IPSECNIC_KIND_AH) {
        *operation = IPSECNIC_OP_AH;
    } else if (info->kind == IPSECNIC_KIND_ESP ||
               info->kind == IPSECNIC_KIND_UDP_ESP) {
        *operation = IPSECNIC_OP_ESP;
    } else {
        return false;
    }
    return info->ipsec_offset != 0 &&
           read_header(packet, info->ipsec_offset, *operation, spi, low);
}

/* The number as it is to @sa, before the packet itself moves the window. */
static uint64_t number_of(const struct transport_sa *sa, uint8_t operation,
                          uint32_t low)
{
    unsigned int i;

    for (i = 0; sa != NULL && i < sa->num_ops; i++) {
        if (sa->op[i].operation == operation && sa->op[i].esn) {
            return extend(&sa->op[i].window, low);
        }
    }
    return low;
}

void transport_receive(struct transport *transport,
                       const struct ipsecnic_packet *packet,
                       struct transport_decision *decision)
{
    const struct ipsecnic_rx_comp *info = &packet->info;
    struct transport_sa *sa = find_sa(transport, info->sa_outer);
    uint8_t operation = IPSECNIC_OP_ESP;
    const char *rule;
    bool have_number = false;
    uint32_t low = 0;

    decision->spi = 0;
    decision->sequence = 0;
    decision->replay = TRANSPORT_REPLAY_NOT_COMPARED;
    if (info->flags & IPSECNIC_COMP_ORIGINAL) {
        rule = note_original(transport, packet);
        decision->verdict = TRANSPORT_ORIGINAL;
    } else {
        have_number = take_original(transport, packet, &decision->spi, &low,
                                    &rule) ||
                      read_outermost(packet, &decision->spi, &low, &operation);
        if (have_number) {
            decision->sequence = number_of(sa, operation, low);
        }
        if (rule == NULL) {
            rule = transport_broken_rule(info->oob);
        }
        if (rule == NULL) {
            rule = broken_rule_of_sas(transport, info);
        }
        if (rule == NULL) {
            rule = broken_rule_of_packet(sa, info);
        }
    }
    if (rule != NULL) {
        print("the card broke the contract with frame %u, word %08x: %s\n",
              info->arrival, info->oob, rule);
        decision->verdict = TRANSPORT_INVALID;
        return;
    }
    if (info->flags & IPSECNIC_COMP_ORIGINAL) {
        return;
    }
    if (sa != NULL && sa->packet) {
        decision->verdict = decide_packet(sa, info, have_number, decision);
    } else if (info->reason == IPSECNIC_REASON_POLICY) {
        decision->verdict = TRANSPORT_DROPPED;
    } else {
        decision->verdict = decide(transport, packet);
    }
    if ((info->oob & IPSECNIC_OOB_SA_DELETE_REQ) && transport->nic != NULL) {
        answer_request(transport, info);
    }
}

const char *transport_verdict_text(enum transport_verdict verdict)
{
    static const char *const text[] = {
        [TRANSPORT_ACCEPTED] = "accepted",
        [TRANSPORT_ICV_FAILED] = "ICV failed",
        [TRANSPORT_INVALID] = "invalid",
        [TRANSPORT_REPLAY] = "replay",
        [TRANSPORT_NOT_FOR_US] = "not for us",
        [TRANSPORT_DROPPED] = "dropped",
        [TRANSPORT_ORIGINAL] = "original",
    };

    return verdict < sizeof(text) / sizeof(text[0]) ? text[verdict] : "?";
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tiny transport: what the contract leaves to the layer above the card
 */

#include "transport.h"

#define HANDLE_INDEX(handle)    ((handle) & 0xfffff)

/* IP protocol numbers */
#define PROTO_ESP               50
#define PROTO_AH                51
#define PROTO_DEST_OPTIONS      60

#define BITS                    64

/* ------------------------------------------------------------------------
 * SAs
 */

static bool window_init(struct transport_window *window,
                        const struct ipsecnic_sa_op *op)
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
    /* The highest number that was seen has been seen; of those left of it in
     * the window nothing is known, and Linux takes them for unseen as well. */
    window->seen[window->top / BITS % window->words] |=
        UINT64_C(1) << (window->top % BITS);
    return true;
}

static bool sa_init(struct transport_sa *sa,
                    const struct ipsecnic_sa_ctx *context, uint32_t handle)
{
    unsigned int i;

    sa->handle = handle;
    sa->num_ops = context->num_ops;
    for (i = 0; i < sa->num_ops; i++) {
        sa->op[i].operation = context->op[i].operation;
        sa->op[i].esn = context->op[i].flags & IPSECNIC_OP_FLAG_ESN;
        if (!window_init(&sa->op[i].window, &context->op[i])) {
            return false;
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
    return true;
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

static uint32_t get_be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

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

static uint8_t decide(struct transport *transport,
                      const struct ipsecnic_packet *packet)
{
    const struct ipsecnic_rx_comp *info = &packet->info;
    struct transport_sa *sa;

    /* R4, R6, R11: nothing was done, so nothing is known.  A stack that has
     * IPsec in software would try that now. */
    if (!(info->oob & IPSECNIC_OOB_CRYPTO_DONE)) {
        return REPLAY_VERDICT_NOT_FOR_US;
    }
    switch (IPSECNIC_OOB_STATUS(info->oob)) {
    case IPSECNIC_CRYPTO_SUCCESS:
        break;
    case IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED:
    case IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED:
    case IPSECNIC_CRYPTO_TUNNEL_AH_AUTH_FAILED:
    case IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED:
        return REPLAY_VERDICT_ICV_FAILED;
    default:
        return REPLAY_VERDICT_INVALID;
    }

    /* R20, R21: all portions are authentic; whether they are new the card
     * does not know. */
    sa = find_sa(transport, info->sa_outer);
    if (sa == NULL) {
        return REPLAY_VERDICT_INVALID;
    }
    if (!portion_is_new(sa, packet, info->ipsec_offset)) {
        return REPLAY_VERDICT_REPLAY;
    }
    /* R8, R26: with NextCryptoDone the inner portion is authentic, too. */
    if (info->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) {
        sa = find_sa(transport, info->sa_inner);
        if (sa == NULL) {
            return REPLAY_VERDICT_INVALID;
        }
        if (!portion_is_new(sa, packet, info->inner_ipsec_offset)) {
            return REPLAY_VERDICT_REPLAY;
        }
    }

    /*
     * R15 to R18: SaDeleteReq asks for the SA back, and nothing more: until
     * this layer deletes it, first the inbound SA, then its outbound partner,
     * it stays in force.  Without key management there is nobody to replace
     * it, so it is kept here.
     */
    return REPLAY_VERDICT_ACCEPTED;
}

void transport_receive(struct transport *transport,
                       const struct ipsecnic_packet *packet,
                       struct transport_decision *decision)
{
    const struct ipsecnic_rx_comp *info = &packet->info;
    const char *rule = transport_broken_rule(info->oob);
    struct transport_sa *sa = find_sa(transport, info->sa_outer);
    uint8_t operation = 0;
    uint32_t low;
    unsigned int i;

    decision->spi = 0;
    decision->sequence = 0;
    if (info->kind == IPSECNIC_KIND_AH) {
        operation = IPSECNIC_OP_AH;
    } else if (info->kind == IPSECNIC_KIND_ESP ||
               info->kind == IPSECNIC_KIND_UDP_ESP) {
        operation = IPSECNIC_OP_ESP;
    }
    if (operation != 0 && info->ipsec_offset != 0 &&
        read_header(packet, info->ipsec_offset, operation, &decision->spi,
                    &low)) {
        decision->sequence = low;
        for (i = 0; sa != NULL && i < sa->num_ops; i++) {
            if (sa->op[i].operation == operation && sa->op[i].esn) {
                /* Before the packet itself moves the window. */
                decision->sequence = extend(&sa->op[i].window, low);
            }
        }
    }
    if (rule != NULL) {
        print("the card broke the contract with frame %u, word %08x: %s\n",
              info->arrival, info->oob, rule);
        decision->verdict = REPLAY_VERDICT_INVALID;
        return;
    }
    decision->verdict = decide(transport, packet);
}

const char *transport_verdict_text(uint8_t verdict)
{
    static const char *const text[] = {
        [REPLAY_VERDICT_ACCEPTED] = "accepted",
        [REPLAY_VERDICT_ICV_FAILED] = "ICV failed",
        [REPLAY_VERDICT_INVALID] = "invalid",
        [REPLAY_VERDICT_REPLAY] = "replay",
        [REPLAY_VERDICT_NOT_FOR_US] = "not for us",
    };

    return verdict < sizeof(text) / sizeof(text[0]) ? text[verdict] : "?";
}

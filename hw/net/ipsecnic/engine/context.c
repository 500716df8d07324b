/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SA contexts: the rules that they must keep
 */

#include <glib.h>
#include <string.h>

#include "hw/net/ipsecnic_abi.h"

#include "algorithms.h"
#include "bytes.h"
#include "context.h"
#include "sa_codec.h"

/* RFC 4303, appendix A: the window is at most half of a subspace. */
#define WINDOW_MAX      0x80000000u

/* PACKET_MTU takes no less, either. */
#define MTU_MIN         256u

/* A context under examination. */
typedef struct Exam {
    const IpsecCaps *caps;
    bool inbound;               /* inbound SAs are taken */
    bool packet;                /* and those in packet mode */
    const IpsecSaCtx *ctx;
    const uint8_t *bytes;
    /* Operations that there are; 0 while num_ops is out of range. */
    unsigned num_ops;
    const IpsecAlgorithm *auth[2];
    const IpsecAlgorithm *cipher[2];
} Exam;

static bool offered(const Exam *e, uint32_t cap)
{
    return (e->caps->ipsec & cap) == cap;
}

static bool in_packet_mode(const Exam *e)
{
    return e->ctx->flags & IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
}

/* Whether the card puts an IP header of its own around packets. */
static bool writes_header(const Exam *e)
{
    return in_packet_mode(e) && e->ctx->mode == IPSECNIC_MODE_TUNNEL &&
           !(e->ctx->flags & IPSECNIC_SA_FLAG_INBOUND);
}

static bool version_ok(const Exam *e)
{
    return e->ctx->version == IPSECNIC_SA_CTX_VERSION;
}

static bool reserved_ok(const Exam *e)
{
    const IpsecSaCtx *c = e->ctx;
    unsigned i;

    if (!c->reserved_zero) {
        return false;
    }
    if (!in_packet_mode(e) &&
        !(ipsec_is_zero(c->mac_src, 6) && ipsec_is_zero(c->mac_dst, 6) &&
          c->ttl == 0 && c->df == 0 && c->mtu == 0)) {
        return false;
    }
    if (c->tfc && !(in_packet_mode(e) && e->caps->tfc)) {
        return false;
    }
    if (e->num_ops == 1 &&
        !ipsec_is_zero(e->bytes + offsetof(struct ipsecnic_sa_ctx, op) +
                       sizeof(struct ipsecnic_sa_op),
                       sizeof(struct ipsecnic_sa_op))) {
        return false;
    }
    for (i = 0; i < e->num_ops; i++) {
        const IpsecSaCtxOp *op = &c->op[i];

        if (!op->reserved_zero ||
            (op->auth_key_length == 0 && op->auth_key_offset != 0) ||
            (op->cipher_key_length == 0 && op->cipher_key_offset != 0)) {
            return false;
        }
    }
    return true;
}

static bool flags_ok(const Exam *e)
{
    uint32_t allowed = IPSECNIC_SA_FLAG_INBOUND | IPSECNIC_SA_FLAG_IPV6;
    unsigned i;

    if (e->packet) {
        allowed |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    }
    if (in_packet_mode(e) && e->ctx->mode == IPSECNIC_MODE_TUNNEL) {
        allowed |= IPSECNIC_SA_FLAG_NO_ECN;
        allowed |= e->ctx->flags & IPSECNIC_SA_FLAG_INBOUND ?
                   IPSECNIC_SA_FLAG_DECAP_DSCP :
                   IPSECNIC_SA_FLAG_NO_DSCP | IPSECNIC_SA_FLAG_NO_FLOW_LABEL;
    }
    if (e->ctx->flags & ~allowed) {
        return false;
    }
    for (i = 0; i < e->num_ops; i++) {
        if (e->ctx->op[i].flags & ~IPSECNIC_OP_FLAG_ESN) {
            return false;
        }
    }
    return true;
}

static bool direction_ok(const Exam *e)
{
    return e->inbound || !(e->ctx->flags & IPSECNIC_SA_FLAG_INBOUND);
}

static bool family_ok(const Exam *e)
{
    return !(e->ctx->flags & IPSECNIC_SA_FLAG_IPV6) ||
           offered(e, IPSECNIC_CAP_IPV6);
}

static bool address_ok(const Exam *e)
{
    return (e->ctx->flags & IPSECNIC_SA_FLAG_IPV6) ||
           (ipsec_is_zero(e->ctx->src + 4, 12) &&
            ipsec_is_zero(e->ctx->dst + 4, 12));
}

static bool mode_ok(const Exam *e)
{
    switch (e->ctx->mode) {
    case IPSECNIC_MODE_TRANSPORT:
        return offered(e, IPSECNIC_CAP_TRANSPORT);
    case IPSECNIC_MODE_TUNNEL:
        return offered(e, IPSECNIC_CAP_TUNNEL);
    default:
        return false;
    }
}

static bool encap_ok(const Exam *e)
{
    unsigned mode;

    switch (e->ctx->encap) {
    case 0:
        return true;
    case IPSECNIC_UDP_ESP_TRANSPORT:
    case IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL:
        mode = IPSECNIC_MODE_TRANSPORT;
        break;
    case IPSECNIC_UDP_ESP_TUNNEL:
    case IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL:
        mode = IPSECNIC_MODE_TUNNEL;
        break;
    default:
        return false;
    }
    return (e->caps->udp_esp & e->ctx->encap) && e->ctx->mode == mode;
}

static bool ports_ok(const Exam *e)
{
    return e->ctx->encap != 0 ||
           (e->ctx->encap_sport == 0 && e->ctx->encap_dport == 0);
}

/* Without a soft limit there is nothing that could be above the hard one. */
static bool limit_pair_ok(uint64_t soft, uint64_t hard)
{
    return soft != 0 && hard != 0 &&
           (soft == IPSECNIC_NO_LIMIT || soft <= hard);
}

static bool limit_ok(const Exam *e)
{
    return limit_pair_ok(e->ctx->soft_packets, e->ctx->hard_packets) &&
           limit_pair_ok(e->ctx->soft_bytes, e->ctx->hard_bytes);
}

static bool num_ops_ok(const Exam *e)
{
    return e->num_ops != 0;
}

static bool operation_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        switch (e->ctx->op[i].operation) {
        case IPSECNIC_OP_AH:
            /* RFC 3948, section 1: AH cannot pass a NAT, UDP or not */
            if (!offered(e, IPSECNIC_CAP_AH) || e->ctx->encap) {
                return false;
            }
            break;
        case IPSECNIC_OP_ESP:
            if (!offered(e, IPSECNIC_CAP_ESP)) {
                return false;
            }
            break;
        default:
            return false;
        }
    }
    return true;
}

static bool bundle_ok(const Exam *e)
{
    return e->num_ops == 1 ||
           (offered(e, IPSECNIC_CAP_AH_ESP) &&
            e->ctx->op[0].operation != e->ctx->op[1].operation);
}

/*
 * RFC 4303, section 2.1: 0 is never on the wire.  1 to 255 are reserved for
 * future use, which binds who assigns SPIs and not who is told to use one.
 */
static bool spi_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (e->ctx->op[i].spi == 0) {
            return false;
        }
    }
    return true;
}

static bool has_esn(const IpsecSaCtxOp *op)
{
    return op->flags & IPSECNIC_OP_FLAG_ESN;
}

static bool esn_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (has_esn(&e->ctx->op[i]) && !offered(e, IPSECNIC_CAP_ESN)) {
            return false;
        }
    }
    return true;
}

static bool sequence_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (!has_esn(&e->ctx->op[i]) && e->ctx->op[i].sequence > UINT32_MAX) {
            return false;
        }
    }
    return true;
}

static bool window_ok(const Exam *e)
{
    bool checked = in_packet_mode(e) &&
                   (e->ctx->flags & IPSECNIC_SA_FLAG_INBOUND);
    uint32_t most = checked ? IPSEC_WINDOW_MAX : WINDOW_MAX;
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (e->ctx->op[i].replay_window > most) {
            return false;
        }
    }
    return true;
}

static bool some_algorithm_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (e->ctx->op[i].auth_alg == 0 && e->ctx->op[i].cipher_alg == 0) {
            return false;
        }
    }
    return true;
}

static bool auth_alg_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        uint64_t bit = e->ctx->op[i].auth_alg;

        if (bit && (!e->auth[i] || !(e->caps->auth_algs & bit))) {
            return false;
        }
    }
    return true;
}

static bool is_kind(const IpsecAlgorithm *alg, IpsecAlgorithmKind kind)
{
    return alg && alg->kind == kind;
}

static bool cipher_alg_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        const IpsecSaCtxOp *op = &e->ctx->op[i];
        bool needed = op->operation == IPSECNIC_OP_ESP &&
                      !is_kind(e->auth[i], IPSEC_ALG_GMAC);

        if ((needed || op->cipher_alg) &&
            (!e->cipher[i] || !(e->caps->cipher_algs & op->cipher_alg))) {
            return false;
        }
    }
    return true;
}

static bool ah_cipher_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (e->ctx->op[i].operation == IPSECNIC_OP_AH && e->cipher[i]) {
            return false;
        }
    }
    return true;
}

static bool is_aead(const IpsecAlgorithm *alg)
{
    return alg && ipsec_algorithm_is_aead(alg);
}

static bool aead_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (is_aead(e->cipher[i]) && e->auth[i]) {
            return false;
        }
    }
    return true;
}

static bool gmac_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (is_kind(e->auth[i], IPSEC_ALG_GMAC) && e->cipher[i]) {
            return false;
        }
    }
    return true;
}

static bool authenticated_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (!e->auth[i] && !is_aead(e->cipher[i])) {
            return false;
        }
    }
    return true;
}

static bool auth_key_length_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (e->ctx->op[i].auth_key_length !=
            (e->auth[i] ? e->auth[i]->key_length : 0)) {
            return false;
        }
    }
    return true;
}

static bool cipher_key_length_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (e->ctx->op[i].cipher_key_length !=
            (e->cipher[i] ? e->cipher[i]->key_length : 0)) {
            return false;
        }
    }
    return true;
}

static bool range_ok(const Exam *e, uint32_t offset, uint32_t length)
{
    return length == 0 ||
           (offset >= IPSEC_SA_KEYS_START && offset <= e->ctx->length &&
            length <= e->ctx->length - offset);
}

static bool key_range_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        const IpsecSaCtxOp *op = &e->ctx->op[i];

        if (!range_ok(e, op->auth_key_offset, op->auth_key_length) ||
            !range_ok(e, op->cipher_key_offset, op->cipher_key_length)) {
            return false;
        }
    }
    return true;
}

/* @gcm: the lengths that GCM may have */
static bool icv_ok(const IpsecAlgorithm *alg, uint32_t gcm, unsigned length)
{
    uint64_t allowed = is_kind(alg, IPSEC_ALG_GCM) ? gcm : UINT64_MAX;

    if (!alg || alg->icv_lengths == 0) {
        return length == 0;
    }
    return length < 64 && ((alg->icv_lengths & allowed) >> length & 1);
}

static bool icv_length_ok(const Exam *e)
{
    unsigned i;

    for (i = 0; i < e->num_ops; i++) {
        if (!icv_ok(e->auth[i], UINT32_MAX, e->ctx->op[i].auth_icv_length) ||
            !icv_ok(e->cipher[i], e->caps->gcm_icv,
                    e->ctx->op[i].cipher_icv_length)) {
            return false;
        }
    }
    return true;
}

static bool packet_ok(const Exam *e)
{
    if (!in_packet_mode(e)) {
        return true;
    }
    switch (e->ctx->encap) {
    case 0:
    case IPSECNIC_UDP_ESP_TRANSPORT:
    case IPSECNIC_UDP_ESP_TUNNEL:
        return e->num_ops == 1 &&
               e->ctx->op[0].operation == IPSECNIC_OP_ESP;
    default:
        return false;
    }
}

static bool tunnel_ok(const Exam *e)
{
    const IpsecSaCtx *c = e->ctx;
    bool has_src = !ipsec_is_zero(c->mac_src, sizeof(c->mac_src));
    bool has_dst = !ipsec_is_zero(c->mac_dst, sizeof(c->mac_dst));

    if (!writes_header(e)) {
        return c->ttl == 0 && c->df == 0 && c->tfc == 0 && !has_src &&
               !has_dst;
    }
    return c->df <= IPSECNIC_DF_CLEAR && has_src == has_dst &&
           (c->df == 0 || !(c->flags & IPSECNIC_SA_FLAG_IPV6)) &&
           !ipsec_is_zero(c->src, sizeof(c->src)) &&
           !ipsec_is_zero(c->dst, sizeof(c->dst));
}

static bool mtu_ok(const Exam *e)
{
    return e->ctx->mtu == 0 ||
           (e->ctx->mtu >= MTU_MIN && in_packet_mode(e) &&
            !(e->ctx->flags & IPSECNIC_SA_FLAG_INBOUND));
}

/* The rules, in the order of their numbers, which is that of checking. */
static const struct {
    uint32_t status;
    bool (*ok)(const Exam *e);
} rules[] = {
    { IPSECNIC_ST_SA_VERSION, version_ok },
    { IPSECNIC_ST_SA_RESERVED, reserved_ok },
    { IPSECNIC_ST_SA_FLAGS, flags_ok },
    { IPSECNIC_ST_SA_DIRECTION, direction_ok },
    { IPSECNIC_ST_SA_FAMILY, family_ok },
    { IPSECNIC_ST_SA_ADDRESS, address_ok },
    { IPSECNIC_ST_SA_MODE, mode_ok },
    { IPSECNIC_ST_SA_ENCAP, encap_ok },
    { IPSECNIC_ST_SA_PORTS, ports_ok },
    { IPSECNIC_ST_SA_LIMIT, limit_ok },
    { IPSECNIC_ST_SA_NUM_OPS, num_ops_ok },
    { IPSECNIC_ST_SA_OPERATION, operation_ok },
    { IPSECNIC_ST_SA_BUNDLE, bundle_ok },
    { IPSECNIC_ST_SA_SPI, spi_ok },
    { IPSECNIC_ST_SA_ESN, esn_ok },
    { IPSECNIC_ST_SA_SEQUENCE, sequence_ok },
    { IPSECNIC_ST_SA_WINDOW, window_ok },
    { IPSECNIC_ST_SA_NO_ALGORITHM, some_algorithm_ok },
    { IPSECNIC_ST_SA_AUTH_ALG, auth_alg_ok },
    { IPSECNIC_ST_SA_CIPHER_ALG, cipher_alg_ok },
    { IPSECNIC_ST_SA_AH_CIPHER, ah_cipher_ok },
    { IPSECNIC_ST_SA_AUTH_WITH_AEAD, aead_ok },
    { IPSECNIC_ST_SA_GMAC_CIPHER, gmac_ok },
    { IPSECNIC_ST_SA_NO_AUTH, authenticated_ok },
    { IPSECNIC_ST_SA_AUTH_KEY_LENGTH, auth_key_length_ok },
    { IPSECNIC_ST_SA_CIPHER_KEY_LENGTH, cipher_key_length_ok },
    { IPSECNIC_ST_SA_KEY_RANGE, key_range_ok },
    { IPSECNIC_ST_SA_ICV_LENGTH, icv_length_ok },
    { IPSECNIC_ST_SA_PACKET, packet_ok },
    { IPSECNIC_ST_SA_TUNNEL, tunnel_ok },
    { IPSECNIC_ST_SA_MTU, mtu_ok },
};

size_t ipsec_context_length(const void *ctx, size_t length)
{
    uint32_t claimed;

    if (length < sizeof(struct ipsecnic_sa_ctx)) {
        return 0;
    }
    claimed = ipsec_get_le32(ctx);
    if (claimed < sizeof(struct ipsecnic_sa_ctx) || claimed > length ||
        claimed > IPSECNIC_SA_CTX_MAX || claimed % 8 != 0) {
        return 0;
    }
    return claimed;
}

uint32_t ipsec_context_check(const IpsecCaps *caps, bool inbound, bool packet,
                             const uint8_t *bytes, size_t length, size_t *used,
                             IpsecSaCtx *ctx)
{
    Exam e = {
        .caps = caps, .inbound = inbound, .packet = packet, .ctx = ctx,
        .bytes = bytes
    };
    unsigned i;

    *used = ipsec_context_length(bytes, length);
    if (*used == 0) {
        return IPSECNIC_ST_SA_LENGTH;
    }
    ipsec_sa_ctx_decode(ctx, bytes);
    if (ctx->num_ops == 1 || ctx->num_ops == 2) {
        e.num_ops = ctx->num_ops;
    }
    for (i = 0; i < e.num_ops; i++) {
        e.auth[i] = ipsec_auth_algorithm(ctx->op[i].auth_alg);
        e.cipher[i] = ipsec_cipher_algorithm(ctx->op[i].cipher_alg);
    }
    for (i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (!rules[i].ok(&e)) {
            return rules[i].status;
        }
    }
    return IPSECNIC_ST_OK;
}

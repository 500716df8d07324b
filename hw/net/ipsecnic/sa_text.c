/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what an SA is, in words and without its keys
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include <arpa/inet.h>

#include "sa_text.h"
#include "words.h"

typedef struct AlgorithmName {
    uint64_t bit;
    const char *name;
} AlgorithmName;

static const AlgorithmName ciphers[] = {
    { IPSECNIC_CIPHER_NONE, "null" },
    { IPSECNIC_CIPHER_DES_CBC, "des-cbc" },
    { IPSECNIC_CIPHER_3DES_CBC, "3des-cbc" },
    { IPSECNIC_CIPHER_AES_GCM_128, "aes-gcm-128" },
    { IPSECNIC_CIPHER_AES_GCM_192, "aes-gcm-192" },
    { IPSECNIC_CIPHER_AES_GCM_256, "aes-gcm-256" },
    { IPSECNIC_CIPHER_AES_CBC_128, "aes-cbc-128" },
    { IPSECNIC_CIPHER_AES_CBC_192, "aes-cbc-192" },
    { IPSECNIC_CIPHER_AES_CBC_256, "aes-cbc-256" },
    { IPSECNIC_CIPHER_CHACHA20_POLY1305, "chacha20-poly1305" },
    { IPSECNIC_CIPHER_AES_CTR_128, "aes-ctr-128" },
    { IPSECNIC_CIPHER_AES_CTR_192, "aes-ctr-192" },
    { IPSECNIC_CIPHER_AES_CTR_256, "aes-ctr-256" },
    { IPSECNIC_CIPHER_AES_CCM_128, "aes-ccm-128" },
    { IPSECNIC_CIPHER_AES_CCM_192, "aes-ccm-192" },
    { IPSECNIC_CIPHER_AES_CCM_256, "aes-ccm-256" },
};

static const AlgorithmName auths[] = {
    { IPSECNIC_AUTH_MD5, "hmac-md5" },
    { IPSECNIC_AUTH_SHA1, "hmac-sha1" },
    { IPSECNIC_AUTH_SHA256, "hmac-sha2-256" },
    { IPSECNIC_AUTH_AES_GMAC_128, "aes-gmac-128" },
    { IPSECNIC_AUTH_AES_GMAC_192, "aes-gmac-192" },
    { IPSECNIC_AUTH_AES_GMAC_256, "aes-gmac-256" },
    { IPSECNIC_AUTH_SHA384, "hmac-sha2-384" },
    { IPSECNIC_AUTH_SHA512, "hmac-sha2-512" },
    { IPSECNIC_AUTH_AES_XCBC, "aes-xcbc" },
    { IPSECNIC_AUTH_AES_CMAC, "aes-cmac" },
};

static const char *name_of(const AlgorithmName *names, size_t count,
                           uint64_t bit)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (names[i].bit == bit) {
            return names[i].name;
        }
    }
    return "?";
}

const char *ipsecnic_cipher_text(uint64_t cipher)
{
    return name_of(ciphers, ARRAY_SIZE(ciphers), cipher);
}

const char *ipsecnic_auth_text(uint64_t auth)
{
    return name_of(auths, ARRAY_SIZE(auths), auth);
}

void ipsecnic_address_text(const uint8_t *address, bool ipv6,
                           char out[INET6_ADDRSTRLEN])
{
    if (buffer_is_zero(address, ipv6 ? 16 : 4)) {
        pstrcpy(out, INET6_ADDRSTRLEN, "any");
    } else {
        inet_ntop(ipv6 ? AF_INET6 : AF_INET, address, out, INET6_ADDRSTRLEN);
    }
}

static void limit_text(GString *to, const char *name, uint64_t limit)
{
    if (limit != IPSECNIC_NO_LIMIT) {
        g_string_append_printf(to, "; %s: %" PRIu64, name, limit);
    }
}

static void op_text(GString *to, const IpsecSaCtxOp *op)
{
    g_string_append_printf(to, "; protocol: %s; spi: 0x%08" PRIx32,
                           op->operation == IPSECNIC_OP_AH ? "ah" : "esp",
                           op->spi);
    if (op->cipher_alg) {
        g_string_append_printf(to, "; cipher: %s",
                               ipsecnic_cipher_text(op->cipher_alg));
    }
    if (op->auth_alg) {
        g_string_append_printf(to, "; auth: %s",
                               ipsecnic_auth_text(op->auth_alg));
    }
    g_string_append_printf(to, "; icv: %u; esn: %s; top: %" PRIu64,
                           op->auth_alg ? op->auth_icv_length :
                           op->cipher_icv_length,
                           op->flags & IPSECNIC_OP_FLAG_ESN ? "yes" : "no",
                           op->sequence);
    if (op->replay_window) {
        g_string_append_printf(to, "; window: %" PRIu32, op->replay_window);
    }
}

void ipsecnic_sa_text(GString *to, const IpsecSaCtx *ctx)
{
    bool ipv6 = ctx->flags & IPSECNIC_SA_FLAG_IPV6;
    char src[INET6_ADDRSTRLEN];
    char dst[INET6_ADDRSTRLEN];
    uint32_t i;

    ipsecnic_address_text(ctx->src, ipv6, src);
    ipsecnic_address_text(ctx->dst, ipv6, dst);
    g_string_append_printf(to, "; direction: %s; mode: %s; offload: %s; "
                           "src: %s; dst: %s",
                           ctx->flags & IPSECNIC_SA_FLAG_INBOUND ? "in" : "out",
                           ctx->mode == IPSECNIC_MODE_TUNNEL ? "tunnel" :
                           "transport",
                           ctx->flags & IPSECNIC_SA_FLAG_PACKET_OFFLOAD ?
                           "packet" : "crypto", src, dst);
    if (ctx->encap) {
        g_string_append_printf(to, "; encap: udp; sport: %u; dport: %u",
                               ctx->encap_sport, ctx->encap_dport ?
                               ctx->encap_dport : IPSECNIC_UDP_ESP_PORT);
    }
    for (i = 0; i < MIN(ctx->num_ops, ARRAY_SIZE(ctx->op)); i++) {
        op_text(to, &ctx->op[i]);
    }
    if (ctx->reqid) {
        g_string_append_printf(to, "; reqid: %" PRIu32, ctx->reqid);
    }
    limit_text(to, "soft packets", ctx->soft_packets);
    limit_text(to, "hard packets", ctx->hard_packets);
    limit_text(to, "soft bytes", ctx->soft_bytes);
    limit_text(to, "hard bytes", ctx->hard_bytes);
}

void ipsecnic_policy_text(GString *to, const struct ipsecnic_policy *policy)
{
    uint32_t flags = le32_to_cpu(policy->flags);
    bool ipv6 = flags & IPSECNIC_POLICY_FLAG_IPV6;
    char src[INET6_ADDRSTRLEN];
    char dst[INET6_ADDRSTRLEN];

    ipsecnic_address_text(policy->src, ipv6, src);
    ipsecnic_address_text(policy->dst, ipv6, dst);
    g_string_append_printf(to, "; direction: %s; action: %s; priority: %"
                           PRIu32 "; src: %s/%u; dst: %s/%u; protocol: %u",
                           flags & IPSECNIC_POLICY_FLAG_INBOUND ? "in" : "out",
                           ipsecnic_action_word(policy->action) ?: "?",
                           le32_to_cpu(policy->priority), src,
                           policy->src_prefix, dst, policy->dst_prefix,
                           policy->protocol);
    if (policy->mode) {
        g_string_append_printf(to, "; mode: %s; reqid: %" PRIu32,
                               policy->mode == IPSECNIC_MODE_TUNNEL ?
                               "tunnel" : "transport",
                               le32_to_cpu(policy->reqid));
    }
}

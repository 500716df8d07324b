/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capabilities: what the engine and the host's library can do
 */

#include <glib.h>

#include "hw/net/ipsecnic_abi.h"

#include "algorithms.h"
#include "caps.h"
#include "transform.h"

/* The fields of NDIS_IPSEC_OFFLOAD_V2 that this engine implements */
#define IMPLEMENTED_IPSEC                                               \
    (IPSECNIC_CAP_IPV6 | IPSECNIC_CAP_IPV4_OPTIONS |                    \
     IPSECNIC_CAP_IPV6_EXT_HEADERS | IPSECNIC_CAP_AH |                  \
     IPSECNIC_CAP_ESP | IPSECNIC_CAP_AH_ESP | IPSECNIC_CAP_TRANSPORT |  \
     IPSECNIC_CAP_TUNNEL | IPSECNIC_CAP_TRANSPORT_TUNNEL |              \
     IPSECNIC_CAP_LSO | IPSECNIC_CAP_ESN)
#define IMPLEMENTED_UDP_ESP                                             \
    (IPSECNIC_UDP_ESP_TRANSPORT | IPSECNIC_UDP_ESP_TUNNEL |             \
     IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL |                       \
     IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL)

static IpsecCaps available;

static gpointer find_available(gpointer unused)
{
    const IpsecAlgorithm *alg;
    unsigned n;

    (void)unused;
    ipsec_transform_library_init();
    available.encap = IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ;
    available.ipsec = IMPLEMENTED_IPSEC;
    available.udp_esp = IMPLEMENTED_UDP_ESP;
    available.sa_capacity = IPSEC_SA_CAPACITY_MAX;
    available.tfc = true;
    for (n = 0; (alg = ipsec_auth_algorithm_nth(n)); n++) {
        if (ipsec_transform_available(alg)) {
            available.auth_algs |= alg->bit;
        }
    }
    for (n = 0; (alg = ipsec_cipher_algorithm_nth(n)); n++) {
        if (ipsec_transform_available(alg)) {
            available.cipher_algs |= alg->bit;
            if (alg->kind == IPSEC_ALG_GCM) {
                available.gcm_icv |= (uint32_t)alg->icv_lengths;
            }
        }
    }
    return NULL;
}

void ipsec_caps_available(IpsecCaps *caps)
{
    static GOnce once = G_ONCE_INIT;

    g_once(&once, find_available, NULL);
    *caps = available;
}

#define GCM_CIPHERS                                                     \
    (IPSECNIC_CIPHER_AES_GCM_128 | IPSECNIC_CIPHER_AES_GCM_192 |        \
     IPSECNIC_CIPHER_AES_GCM_256)

/* Leave out what is worth nothing without something else that is left out. */
static void drop_dependent(IpsecCaps *caps)
{
    const uint32_t bundle = IPSECNIC_CAP_AH | IPSECNIC_CAP_ESP;
    const uint32_t nested = IPSECNIC_CAP_TRANSPORT | IPSECNIC_CAP_TUNNEL;

    if (!(caps->ipsec & IPSECNIC_CAP_IPV6)) {
        caps->ipsec &= ~IPSECNIC_CAP_IPV6_EXT_HEADERS;
    }
    if ((caps->ipsec & bundle) != bundle) {
        caps->ipsec &= ~IPSECNIC_CAP_AH_ESP;
    }
    if ((caps->ipsec & nested) != nested) {
        caps->ipsec &= ~IPSECNIC_CAP_TRANSPORT_TUNNEL;
    }
    if (!(caps->ipsec & IPSECNIC_CAP_ESP)) {
        caps->udp_esp = 0;
        caps->cipher_algs = 0;
    }
    if (!(caps->ipsec & IPSECNIC_CAP_TRANSPORT)) {
        caps->udp_esp &= ~IPSECNIC_UDP_ESP_TRANSPORT;
    }
    if (!(caps->ipsec & IPSECNIC_CAP_TUNNEL)) {
        caps->udp_esp &= ~IPSECNIC_UDP_ESP_TUNNEL;
    }
    if (!(caps->ipsec & IPSECNIC_CAP_TRANSPORT_TUNNEL)) {
        caps->udp_esp &= ~(IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL |
                           IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL);
    }
    if (caps->gcm_icv == 0) {
        caps->cipher_algs &= ~GCM_CIPHERS;
    }
    if (!(caps->cipher_algs & GCM_CIPHERS)) {
        caps->gcm_icv = 0;
    }
}

void ipsec_caps_select(IpsecCaps *caps, const IpsecCaps *wanted)
{
    ipsec_caps_available(caps);
    caps->encap &= wanted->encap;
    caps->ipsec &= wanted->ipsec;
    caps->udp_esp &= wanted->udp_esp;
    caps->auth_algs &= wanted->auth_algs;
    caps->cipher_algs &= wanted->cipher_algs;
    caps->gcm_icv &= wanted->gcm_icv;
    caps->tfc = caps->tfc && wanted->tfc;
    caps->sa_capacity = wanted->sa_capacity;
    caps->policy_capacity = wanted->policy_capacity;
    drop_dependent(caps);
}

uint64_t ipsec_caps_features(const IpsecCaps *caps)
{
    uint64_t features = 0;
    const IpsecAlgorithm *alg;
    unsigned n;

    if (!(caps->ipsec & (IPSECNIC_CAP_AH | IPSECNIC_CAP_ESP))) {
        return 0;
    }
    for (n = 0; (alg = ipsec_auth_algorithm_nth(n)); n++) {
        features |= caps->auth_algs & alg->bit ? alg->feature : 0;
    }
    for (n = 0; (alg = ipsec_cipher_algorithm_nth(n)); n++) {
        features |= caps->cipher_algs & alg->bit ? alg->feature : 0;
    }
    return features;
}

void ipsec_caps_accept(IpsecCaps *caps, uint64_t features)
{
    const IpsecAlgorithm *alg;
    unsigned n;

    caps->tfc = caps->tfc && (features >> IPSECNIC_F_TFC & 1);
    for (n = 0; (alg = ipsec_auth_algorithm_nth(n)); n++) {
        if (alg->feature & ~features) {
            caps->auth_algs &= ~alg->bit;
        }
    }
    for (n = 0; (alg = ipsec_cipher_algorithm_nth(n)); n++) {
        if (alg->feature & ~features) {
            caps->cipher_algs &= ~alg->bit;
        }
    }
}

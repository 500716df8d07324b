/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: properties: what the operator sets and sees
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "hw/qdev-properties.h"
#include "net/eth.h"
#include "net/net.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/bitops.h"

#include "capture.h"
#include "engine/engine.h"
#include "espkeys.h"
#include "fault_act.h"
#include "fault_plan.h"
#include "fault_read.h"
#include "faults.h"
#include "properties.h"
#include "state.h"

#define IPSECNIC_DEFAULT_SA_CAPACITY 4096
#define IPSECNIC_DEFAULT_POLICY_CAPACITY 4096
#define IPSECNIC_DEFAULT_RX_RULES 256
/* Each frame is compared with as many. */
#define IPSECNIC_RX_RULES_MAX 1024

/*
 * The counters, named after the numbers of the interface: a number that is
 * added there has its name in x-stats by that.
 */
static const struct {
    const char *name;
    uint32_t stat;
} ipsecnic_counters[] = {
#define IPSECNIC_COUNTER(id, name) { name, IPSECNIC_STAT_##id },
    IPSECNIC_STAT_NAMES(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
#define IPSECNIC_COUNTER(id, name, counter) \
    { "rx_" name, IPSECNIC_STAT_RX_STATUS(IPSECNIC_CRYPTO_##id) },
    IPSECNIC_CRYPTO_NAMES(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
#define IPSECNIC_COUNTER(id, name) \
    { "rx_" name, IPSECNIC_STAT_RX_REASON(IPSECNIC_REASON_##id) },
    IPSECNIC_REASON_NAMES(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
#define IPSECNIC_COUNTER(id, name, text) \
    { "tx_" name, IPSECNIC_STAT_TX_STATUS(IPSECNIC_TX_ST_##id) },
    IPSECNIC_TX_ST_NAMES(IPSECNIC_COUNTER)
#undef IPSECNIC_COUNTER
};

bool ipsecnic_check_properties(IpsecnicState *s, Error **errp)
{
    IpsecnicConfig *config = &s->config;

    if (config->queues < 1 || config->queues > IPSECNIC_MAX_QUEUES) {
        error_setg(errp, "property 'queues' is %" PRIu32
                   ", must be from 1 to %d", config->queues,
                   IPSECNIC_MAX_QUEUES);
        return false;
    }
    if (config->sa_capacity < 1 ||
        config->sa_capacity > IPSEC_SA_CAPACITY_MAX) {
        error_setg(errp, "property 'sa-capacity' is %" PRIu32
                   ", must be from 1 to %d", config->sa_capacity,
                   IPSEC_SA_CAPACITY_MAX);
        return false;
    }
    if (config->policy_capacity < 1 ||
        config->policy_capacity > IPSEC_POLICY_CAPACITY_MAX) {
        error_setg(errp, "property 'policy-capacity' is %" PRIu32
                   ", must be from 1 to %d", config->policy_capacity,
                   IPSEC_POLICY_CAPACITY_MAX);
        return false;
    }
    if (config->rx_rules < 1 || config->rx_rules > IPSECNIC_RX_RULES_MAX) {
        error_setg(errp, "property 'rx-rules' is %" PRIu32
                   ", must be from 1 to %d", config->rx_rules,
                   IPSECNIC_RX_RULES_MAX);
        return false;
    }
    if (!config->rx_overrun || !strcmp(config->rx_overrun, "wait")) {
        s->overrun_drop = false;
    } else if (!strcmp(config->rx_overrun, "drop")) {
        s->overrun_drop = true;
    } else {
        error_setg(errp, "property 'rx-overrun' is '%s', must be "
                   "'wait' or 'drop'", config->rx_overrun);
        return false;
    }
    if (is_multicast_ether_addr(s->conf.macaddr.a)) {
        error_setg(errp, "property 'mac' is a multicast address, "
                   "must be the address of one station");
        return false;
    }
    if (s->conf.peers.queues > 1) {
        error_setg(errp, "property 'netdev' names a netdev with %d "
                   "queues, must be one with 1 (queues of the card are no "
                   "queues of the netdev)", s->conf.peers.queues);
        return false;
    }
    if (qemu_get_vnet_hdr_len(s->conf.peers.ncs[0])) {
        /* QEMU has no way to tell a tap that there are none any more. */
        error_setg(errp, "property 'netdev' names a netdev that another NIC "
                   "has used with virtio-net headers, which it keeps; make a "
                   "new one");
        return false;
    }
    return true;
}

const char *ipsecnic_counter_nth(uint32_t n, uint32_t *stat)
{
    if (n >= ARRAY_SIZE(ipsecnic_counters)) {
        return NULL;
    }
    *stat = ipsecnic_counters[n].stat;
    return ipsecnic_counters[n].name;
}

/* It was realized, and was not unplugged. */
static bool ipsecnic_live(Object *obj)
{
    return qdev_is_realized(DEVICE(obj)) && !IPSECNIC(obj)->gone;
}

/* A member for each counter; of a card that was not realized all are 0. */
static void ipsecnic_get_stats(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    const IpsecnicState *s = IPSECNIC(obj);
    const char *counter;
    bool ok = true;
    uint32_t stat;
    uint32_t i;

    if (!visit_start_struct(v, name, NULL, 0, errp)) {
        return;
    }
    for (i = 0; ok && (counter = ipsecnic_counter_nth(i, &stat)); i++) {
        g_autofree char *member = g_strdup(counter);
        uint64_t value = s->stats[stat];

        /* It is no reason; CryptoStatus says what became of it. */
        if (stat == IPSECNIC_STAT_RX_REASON(IPSECNIC_REASON_PROCESSED)) {
            continue;
        }
        /* QMP has no underscores. */
        g_strdelimit(member, "_", '-');
        ok = visit_type_uint64(v, member, &value, errp);
    }
    if (ok) {
        visit_check_struct(v, errp);
    }
    visit_end_struct(v, NULL);
}

static void ipsecnic_set_sa_delete_request(Object *obj, Visitor *v,
                                           const char *name, void *opaque,
                                           Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);
    uint32_t handle;

    if (!visit_type_uint32(v, name, &handle, errp)) {
        return;
    }
    if (!qdev_is_realized(DEVICE(obj))) {
        error_setg(errp, "property '%s' can be set only when the "
                   "card is there", name);
        return;
    }
    switch (ipsec_engine_request_delete(s->engine, handle)) {
    case IPSECNIC_ST_OK:
        break;
    case IPSECNIC_ST_SA_DIRECTION:
        error_setg(errp, "property '%s': SA 0x%" PRIx32 " is outbound, and "
                   "only packets that are received can ask for an SA", name,
                   handle);
        break;
    default:
        error_setg(errp, "property '%s': no SA has the handle 0x%"
                   PRIx32, name, handle);
        break;
    }
}

static void ipsecnic_get_fault_status(Object *obj, Visitor *v,
                                      const char *name, void *opaque,
                                      Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);
    uint32_t status = s->engine ? ipsec_engine_fault_status(s->engine) : 0;

    visit_type_uint32(v, name, &status, errp);
}

static void ipsecnic_set_fault_status(Object *obj, Visitor *v,
                                      const char *name, void *opaque,
                                      Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);
    uint32_t status;

    if (!visit_type_uint32(v, name, &status, errp)) {
        return;
    }
    if (!s->engine) {
        error_setg(errp, "property '%s' can be set only when the "
                   "card is there", name);
    } else if (!ipsec_engine_set_fault(s->engine, status,
                                   ipsec_engine_fault_count(s->engine))) {
        error_setg(errp, "property '%s': %" PRIu32 " is no CryptoStatus of a "
                   "failure, 1 to 7", name, status);
    }
}

static void ipsecnic_get_fault_count(Object *obj, Visitor *v, const char *name,
                                     void *opaque, Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);
    uint32_t count = s->engine ? ipsec_engine_fault_count(s->engine) : 0;

    visit_type_uint32(v, name, &count, errp);
}

static void ipsecnic_set_fault_count(Object *obj, Visitor *v, const char *name,
                                     void *opaque, Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);
    uint32_t count;

    if (!visit_type_uint32(v, name, &count, errp)) {
        return;
    }
    if (!s->engine) {
        error_setg(errp, "property '%s' can be set only when the "
                   "card is there", name);
    } else if (!ipsec_engine_set_fault(s->engine,
                                   ipsec_engine_fault_status(s->engine),
                                   count)) {
        error_setg(errp, "property '%s': x-rx-fault-status comes first", name);
    }
}

static char *ipsecnic_get_capture(Object *obj, Error **errp)
{
    return g_strdup(ipsecnic_capture_get_file(IPSECNIC(obj)));
}

static void ipsecnic_set_capture(Object *obj, const char *path, Error **errp)
{
    ipsecnic_capture_set_file(IPSECNIC(obj), path, ipsecnic_live(obj), errp);
}

static char *ipsecnic_get_capture_filter(Object *obj, Error **errp)
{
    return g_strdup(ipsecnic_capture_get_filter(IPSECNIC(obj)));
}

static void ipsecnic_set_capture_filter(Object *obj, const char *text,
                                        Error **errp)
{
    ipsecnic_capture_set_filter(IPSECNIC(obj), text, errp);
}

static void ipsecnic_get_capture_max_size(Object *obj, Visitor *v,
                                          const char *name, void *opaque,
                                          Error **errp)
{
    uint64_t size = ipsecnic_capture_max_size(IPSECNIC(obj));

    visit_type_size(v, name, &size, errp);
}

static void ipsecnic_set_capture_max_size(Object *obj, Visitor *v,
                                          const char *name, void *opaque,
                                          Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);
    uint64_t size;

    if (visit_type_size(v, name, &size, errp)) {
        ipsecnic_capture_set_limits(s, size, ipsecnic_capture_files(s), errp);
    }
}

static void ipsecnic_get_capture_files(Object *obj, Visitor *v,
                                       const char *name, void *opaque,
                                       Error **errp)
{
    uint32_t files = ipsecnic_capture_files(IPSECNIC(obj));

    visit_type_uint32(v, name, &files, errp);
}

static void ipsecnic_set_capture_files(Object *obj, Visitor *v,
                                       const char *name, void *opaque,
                                       Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);
    uint32_t files;

    if (visit_type_uint32(v, name, &files, errp)) {
        ipsecnic_capture_set_limits(s, ipsecnic_capture_max_size(s), files,
                                    errp);
    }
}

static void ipsecnic_get_capture_state(Object *obj, Visitor *v,
                                       const char *name, void *opaque,
                                       Error **errp)
{
    ipsecnic_capture_get_state(IPSECNIC(obj), v, name, errp);
}

static char *ipsecnic_get_esp_keys(Object *obj, Error **errp)
{
    return g_strdup(ipsecnic_esp_keys_get(IPSECNIC(obj)));
}

static void ipsecnic_set_esp_keys(Object *obj, const char *path, Error **errp)
{
    ipsecnic_esp_keys_set(IPSECNIC(obj), path, ipsecnic_live(obj), errp);
}

static void ipsecnic_get_faults(Object *obj, Visitor *v, const char *name,
                                void *opaque, Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);

    ipsecnic_fault_plan_write(v, name, s->faults ? s->faults->plan : NULL,
                              errp);
}

/* A plan, or null. */
static void ipsecnic_set_faults(Object *obj, Visitor *v, const char *name,
                                void *opaque, Error **errp)
{
    IpsecnicState *s = IPSECNIC(obj);
    IpsecnicFaultPlan *plan = NULL;

    /* Before anything is read: of -device and device_add the visitor is inside
     * of all properties, and a plan is read from the root of one. */
    if (!qdev_is_realized(DEVICE(obj)) || s->busy) {
        error_setg(errp, "property '%s' can be set only when the card is "
                   "there and not at work; 'x-faults' names a file with the "
                   "plan that it begins with", name);
        return;
    }
    if (!ipsecnic_fault_plan_read(v, s->config.queues, &plan, errp)) {
        return;
    }
    ipsecnic_fault_arm(s, plan);
}

/* A switch for one bit of a mask. */
#define IPSECNIC_SWITCH(_name, _field, _mask) \
    DEFINE_PROP_BIT(_name, IpsecnicState, config._field, \
                    __builtin_ctz(_mask), true)
#define IPSECNIC_SWITCH64(_name, _field, _mask) \
    DEFINE_PROP_BIT64(_name, IpsecnicState, config._field, \
                      __builtin_ctzll(_mask), true)

static const Property ipsecnic_properties[] = {
    DEFINE_NIC_PROPERTIES(IpsecnicState, conf),
    DEFINE_PROP_UINT32("queues", IpsecnicState, config.queues, 1),
    DEFINE_PROP_UINT32("sa-capacity", IpsecnicState, config.sa_capacity,
                       IPSECNIC_DEFAULT_SA_CAPACITY),
    DEFINE_PROP_UINT32("policy-capacity", IpsecnicState,
                       config.policy_capacity,
                       IPSECNIC_DEFAULT_POLICY_CAPACITY),
    DEFINE_PROP_UINT32("rx-rules", IpsecnicState, config.rx_rules,
                       IPSECNIC_DEFAULT_RX_RULES),
    DEFINE_PROP_STRING("rx-overrun", IpsecnicState, config.rx_overrun),
    DEFINE_PROP_STRING("x-faults", IpsecnicState, config.faults),
    DEFINE_PROP_BOOL("migratable", IpsecnicState, config.migratable, true),

    DEFINE_PROP_BIT64("ipsec-tx", IpsecnicState, config.features,
                      IPSECNIC_F_IPSEC_TX, true),
    DEFINE_PROP_BIT64("ipsec-packet", IpsecnicState, config.features,
                      IPSECNIC_F_IPSEC_PACKET, true),
    DEFINE_PROP_BIT64("tfc", IpsecnicState, config.features,
                      IPSECNIC_F_TFC, true),
    DEFINE_PROP_BIT64("tx-csum", IpsecnicState, config.features,
                      IPSECNIC_F_TX_CSUM, true),
    DEFINE_PROP_BIT64("rx-csum", IpsecnicState, config.features,
                      IPSECNIC_F_RX_CSUM, true),
    DEFINE_PROP_BIT64("tx-segment", IpsecnicState, config.features,
                      IPSECNIC_F_TX_SEGMENT, true),
    DEFINE_PROP_BIT64("tx-tunnel", IpsecnicState, config.features,
                      IPSECNIC_F_TX_TUNNEL, true),
    DEFINE_PROP_BIT64("rx-vlan", IpsecnicState, config.features,
                      IPSECNIC_F_VLAN_RX, true),
    DEFINE_PROP_BIT64("tx-vlan", IpsecnicState, config.features,
                      IPSECNIC_F_VLAN_TX, true),
    DEFINE_PROP_BIT64("rss", IpsecnicState, config.features,
                      IPSECNIC_F_RSS, true),
    DEFINE_PROP_BIT64("rss-symmetric", IpsecnicState, config.features,
                      IPSECNIC_F_RSS_SYMMETRIC, true),
    DEFINE_PROP_BIT64("rx-steer", IpsecnicState, config.features,
                      IPSECNIC_F_RX_STEER, true),
    DEFINE_PROP_BIT64("clock", IpsecnicState, config.features,
                      IPSECNIC_F_CLOCK, true),
    DEFINE_PROP_BIT64("rmon", IpsecnicState, config.features,
                      IPSECNIC_F_RMON, true),

    IPSECNIC_SWITCH("vlan", encap, IPSECNIC_ENCAP_8023_PQ),
    IPSECNIC_SWITCH("ipv6", ipsec, IPSECNIC_CAP_IPV6),
    IPSECNIC_SWITCH("ipv4-options", ipsec, IPSECNIC_CAP_IPV4_OPTIONS),
    IPSECNIC_SWITCH("ipv6-ext-headers", ipsec, IPSECNIC_CAP_IPV6_EXT_HEADERS),
    IPSECNIC_SWITCH("ah", ipsec, IPSECNIC_CAP_AH),
    IPSECNIC_SWITCH("esp", ipsec, IPSECNIC_CAP_ESP),
    IPSECNIC_SWITCH("ah-esp", ipsec, IPSECNIC_CAP_AH_ESP),
    IPSECNIC_SWITCH("transport", ipsec, IPSECNIC_CAP_TRANSPORT),
    IPSECNIC_SWITCH("tunnel", ipsec, IPSECNIC_CAP_TUNNEL),
    IPSECNIC_SWITCH("transport-tunnel", ipsec, IPSECNIC_CAP_TRANSPORT_TUNNEL),
    IPSECNIC_SWITCH("lso", ipsec, IPSECNIC_CAP_LSO),
    IPSECNIC_SWITCH("esn", ipsec, IPSECNIC_CAP_ESN),

    IPSECNIC_SWITCH("udp-esp-transport", udp_esp, IPSECNIC_UDP_ESP_TRANSPORT),
    IPSECNIC_SWITCH("udp-esp-tunnel", udp_esp, IPSECNIC_UDP_ESP_TUNNEL),
    IPSECNIC_SWITCH("udp-esp-transport-over-udp-tunnel", udp_esp,
                    IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL),
    IPSECNIC_SWITCH("udp-esp-udp-transport-over-tunnel", udp_esp,
                    IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL),

    IPSECNIC_SWITCH64("hmac-md5", auth_algs, IPSECNIC_AUTH_MD5),
    IPSECNIC_SWITCH64("hmac-sha1", auth_algs, IPSECNIC_AUTH_SHA1),
    IPSECNIC_SWITCH64("hmac-sha2-256", auth_algs, IPSECNIC_AUTH_SHA256),
    IPSECNIC_SWITCH64("aes-gmac-128", auth_algs, IPSECNIC_AUTH_AES_GMAC_128),
    IPSECNIC_SWITCH64("aes-gmac-192", auth_algs, IPSECNIC_AUTH_AES_GMAC_192),
    IPSECNIC_SWITCH64("aes-gmac-256", auth_algs, IPSECNIC_AUTH_AES_GMAC_256),
    IPSECNIC_SWITCH64("hmac-sha2-384", auth_algs, IPSECNIC_AUTH_SHA384),
    IPSECNIC_SWITCH64("hmac-sha2-512", auth_algs, IPSECNIC_AUTH_SHA512),
    IPSECNIC_SWITCH64("aes-xcbc", auth_algs, IPSECNIC_AUTH_AES_XCBC),
    IPSECNIC_SWITCH64("aes-cmac", auth_algs, IPSECNIC_AUTH_AES_CMAC),

    IPSECNIC_SWITCH64("cipher-null", cipher_algs, IPSECNIC_CIPHER_NONE),
    IPSECNIC_SWITCH64("des-cbc", cipher_algs, IPSECNIC_CIPHER_DES_CBC),
    IPSECNIC_SWITCH64("3des-cbc", cipher_algs, IPSECNIC_CIPHER_3DES_CBC),
    IPSECNIC_SWITCH64("aes-gcm-128", cipher_algs, IPSECNIC_CIPHER_AES_GCM_128),
    IPSECNIC_SWITCH64("aes-gcm-192", cipher_algs, IPSECNIC_CIPHER_AES_GCM_192),
    IPSECNIC_SWITCH64("aes-gcm-256", cipher_algs, IPSECNIC_CIPHER_AES_GCM_256),
    IPSECNIC_SWITCH64("aes-cbc-128", cipher_algs, IPSECNIC_CIPHER_AES_CBC_128),
    IPSECNIC_SWITCH64("aes-cbc-192", cipher_algs, IPSECNIC_CIPHER_AES_CBC_192),
    IPSECNIC_SWITCH64("aes-cbc-256", cipher_algs, IPSECNIC_CIPHER_AES_CBC_256),
    IPSECNIC_SWITCH64("chacha20-poly1305", cipher_algs,
                      IPSECNIC_CIPHER_CHACHA20_POLY1305),
    IPSECNIC_SWITCH64("aes-ctr-128", cipher_algs, IPSECNIC_CIPHER_AES_CTR_128),
    IPSECNIC_SWITCH64("aes-ctr-192", cipher_algs, IPSECNIC_CIPHER_AES_CTR_192),
    IPSECNIC_SWITCH64("aes-ctr-256", cipher_algs, IPSECNIC_CIPHER_AES_CTR_256),
    IPSECNIC_SWITCH64("aes-ccm-128", cipher_algs, IPSECNIC_CIPHER_AES_CCM_128),
    IPSECNIC_SWITCH64("aes-ccm-192", cipher_algs, IPSECNIC_CIPHER_AES_CCM_192),
    IPSECNIC_SWITCH64("aes-ccm-256", cipher_algs, IPSECNIC_CIPHER_AES_CCM_256),

    IPSECNIC_SWITCH("gcm-icv-8", gcm_icv, IPSECNIC_GCM_ICV(8)),
    IPSECNIC_SWITCH("gcm-icv-12", gcm_icv, IPSECNIC_GCM_ICV(12)),
};

static const struct {
    const char *name;
    const char *text;
} ipsecnic_descriptions[] = {
    { "mac", "permanent MAC address" },
    { "netdev", "netdev with one queue that the card is connected to" },
    { "queues", "pairs of receive and transmit queues, 1 to 16" },
    { "sa-capacity", "SAs (bundles) that can be loaded, 1 to 1048575" },
    { "policy-capacity", "policies that can be loaded, 1 to 1048575" },
    { "rx-rules", "receive rules that can be loaded, 1 to 1024" },
    { "rx-overrun", "frame without a receive buffer: wait (default) or drop" },
    { "migratable", "off: refuse migration, which puts keys into the stream" },
    { "ipsec-tx", "offer IPsec on transmit" },
    { "ipsec-packet", "offer packet mode; needs ipsec-tx" },
    { "tfc", "offer TFC padding in outbound tunnels of packet mode; needs "
      "ipsec-packet" },
    { "tx-csum", "offer checksums on transmit" },
    { "rx-csum", "offer verdicts on TCP, UDP and inner IP checksums" },
    { "tx-segment", "offer large send; needs tx-csum" },
    { "rx-vlan", "offer to remove VLAN tags on receive; needs vlan" },
    { "tx-vlan", "offer to insert VLAN tags on transmit; needs vlan" },
    { "rss", "offer hash key, fields and indirection tables" },
    { "rss-symmetric", "offer hashes that are the same for both directions; "
      "needs rss" },
    { "rx-steer", "offer receive rules" },
    { "clock", "offer a clock, and the times of frames" },
    { "rmon", "offer counters of frames by their length, and of multicast "
      "and broadcast frames sent" },
    { "vlan", "offer IPsec behind one or two VLAN tags, and all else that "
      "has to do with tags" },
    { "ipv6", "offer IPsec in IPv6" },
    { "ipv4-options", "offer IPsec in IPv4 with options" },
    { "ipv6-ext-headers", "offer IPsec in IPv6 with extension headers" },
    { "ah", "offer AH (RFC 4302)" },
    { "esp", "offer ESP (RFC 4303)" },
    { "ah-esp", "offer bundles of AH and ESP" },
    { "transport", "offer transport mode" },
    { "tunnel", "offer tunnel mode" },
    { "transport-tunnel", "offer transport mode inside tunnel mode" },
    { "lso", "offer large send with IPsec; needs ipsec-tx and tx-segment" },
    { "esn", "offer extended sequence numbers" },
    { "udp-esp-transport", "offer UDP-encapsulated ESP, transport mode" },
    { "udp-esp-tunnel", "offer UDP-encapsulated ESP, tunnel mode" },
    { "udp-esp-transport-over-udp-tunnel",
      "offer transport mode in a UDP-encapsulated tunnel" },
    { "udp-esp-udp-transport-over-tunnel",
      "offer UDP-encapsulated transport mode in a tunnel" },
    { "hmac-md5", "offer HMAC-MD5-96 (RFC 2403)" },
    { "hmac-sha1", "offer HMAC-SHA1-96 (RFC 2404)" },
    { "hmac-sha2-256", "offer HMAC-SHA-256-128 (RFC 4868)" },
    { "aes-gmac-128", "offer AES-GMAC with 128-bit keys (RFC 4543)" },
    { "aes-gmac-192", "offer AES-GMAC with 192-bit keys (RFC 4543)" },
    { "aes-gmac-256", "offer AES-GMAC with 256-bit keys (RFC 4543)" },
    { "cipher-null", "offer ESP without encryption (RFC 2410)" },
    { "des-cbc", "offer DES-CBC (RFC 2405)" },
    { "3des-cbc", "offer 3DES-CBC (RFC 2451)" },
    { "aes-gcm-128", "offer AES-GCM with 128-bit keys (RFC 4106)" },
    { "aes-gcm-192", "offer AES-GCM with 192-bit keys (RFC 4106)" },
    { "aes-gcm-256", "offer AES-GCM with 256-bit keys (RFC 4106)" },
    { "aes-cbc-128", "offer AES-CBC with 128-bit keys (RFC 3602)" },
    { "aes-cbc-192", "offer AES-CBC with 192-bit keys (RFC 3602)" },
    { "aes-cbc-256", "offer AES-CBC with 256-bit keys (RFC 3602)" },
    { "hmac-sha2-384", "offer HMAC-SHA-384-192 (RFC 4868)" },
    { "hmac-sha2-512", "offer HMAC-SHA-512-256 (RFC 4868)" },
    { "aes-xcbc", "offer AES-XCBC-MAC-96 (RFC 3566)" },
    { "aes-cmac", "offer AES-CMAC-96 (RFC 4494)" },
    { "chacha20-poly1305", "offer ChaCha20-Poly1305 (RFC 7634)" },
    { "aes-ctr-128", "offer AES-CTR with 128-bit keys (RFC 3686)" },
    { "aes-ctr-192", "offer AES-CTR with 192-bit keys (RFC 3686)" },
    { "aes-ctr-256", "offer AES-CTR with 256-bit keys (RFC 3686)" },
    { "aes-ccm-128", "offer AES-CCM with 128-bit keys (RFC 4309)" },
    { "aes-ccm-192", "offer AES-CCM with 192-bit keys (RFC 4309)" },
    { "aes-ccm-256", "offer AES-CCM with 256-bit keys (RFC 4309)" },
    { "gcm-icv-8", "offer AES-GCM with an ICV of 8 bytes" },
    { "gcm-icv-12", "offer AES-GCM with an ICV of 12 bytes" },
    { "x-sa-delete-request",
      "set to the handle of an SA: ask the driver to delete it" },
    { "x-rx-fault-status",
      "CryptoStatus that the next packets with an SA get, 1 to 7" },
    { "x-rx-fault-count", "how many of them get it; set it last" },
    { "x-stats", "the counters, a member for each" },
    { "capture", "pcapng file that tells of each packet; empty: none" },
    { "capture-filter", "which records: sa=, spi=, queue=, verdict=" },
    { "capture-max-size", "bytes of a capture before the next file; 0: any" },
    { "capture-files", "captures that are kept when there is a size" },
    { "capture-state", "whether a capture is running, and why it ended" },
    { "esp-keys", "file that the keys of SAs are written to; empty: none" },
    { "x-faults", "file with a plan of faults that the card begins with" },
    { "faults", "the plan of faults (JSON), or null" },
};

void ipsecnic_class_properties(ObjectClass *klass)
{
    uint32_t i;

    device_class_set_props(DEVICE_CLASS(klass), ipsecnic_properties);
    object_class_property_add(klass, "x-stats", "IpsecnicStats",
                              ipsecnic_get_stats, NULL, NULL, NULL);
    object_class_property_add(klass, "faults", "IpsecnicFaultPlan",
                              ipsecnic_get_faults, ipsecnic_set_faults,
                              NULL, NULL);
    object_class_property_add(klass, "x-sa-delete-request", "uint32", NULL,
                              ipsecnic_set_sa_delete_request, NULL, NULL);
    object_class_property_add(klass, "x-rx-fault-status", "uint32",
                              ipsecnic_get_fault_status,
                              ipsecnic_set_fault_status, NULL, NULL);
    object_class_property_add(klass, "x-rx-fault-count", "uint32",
                              ipsecnic_get_fault_count,
                              ipsecnic_set_fault_count, NULL, NULL);
    object_class_property_add_str(klass, "capture", ipsecnic_get_capture,
                                  ipsecnic_set_capture);
    object_class_property_add_str(klass, "capture-filter",
                                  ipsecnic_get_capture_filter,
                                  ipsecnic_set_capture_filter);
    object_class_property_add(klass, "capture-max-size", "size",
                              ipsecnic_get_capture_max_size,
                              ipsecnic_set_capture_max_size, NULL, NULL);
    object_class_property_add(klass, "capture-files", "uint32",
                              ipsecnic_get_capture_files,
                              ipsecnic_set_capture_files, NULL, NULL);
    object_class_property_add(klass, "capture-state", "IpsecnicCaptureState",
                              ipsecnic_get_capture_state, NULL, NULL, NULL);
    object_class_property_add_str(klass, "esp-keys", ipsecnic_get_esp_keys,
                                  ipsecnic_set_esp_keys);
    for (i = 0; i < ARRAY_SIZE(ipsecnic_descriptions); i++) {
        object_class_property_set_description(klass,
                                              ipsecnic_descriptions[i].name,
                                              ipsecnic_descriptions[i].text);
    }
}

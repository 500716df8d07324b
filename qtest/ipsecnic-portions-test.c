/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the receive contract says of packets with IPsec portions of every form:
 * AH, bundles, nested portions, ESP in UDP, extended sequence numbers, the
 * capability gate, and what holds for all of them together
 *
 * Most of it is in ipsecnic-portions.h: scripts of SAs and frames, with the
 * descriptor that each frame must get and the counters that each SA must have
 * in the end.
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-portions.h"

/* Where nothing is, with 64 MiB of memory. */
#define NOWHERE 0x50000000u

static const uint8_t own_mac[6] = IPN_MAC_BYTES;

/*
 * Frames of the scripts
 */

static const IpnPortionScript *find_script(const char *name)
{
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(ipn_portion_scripts); i++) {
        if (!strcmp(ipn_portion_scripts[i].name, name)) {
            return &ipn_portion_scripts[i];
        }
    }
    g_error("no script \"%s\"", name);
}

/* Change bytes as @changes says. */
static void change(GByteArray *bytes, const char *changes)
{
    char **words = g_strsplit(changes, " ", -1);
    unsigned i;

    for (i = 0; words[i]; i++) {
        char *colon;
        uint64_t at = g_ascii_strtoull(words[i], &colon, 16);
        g_autoptr(GByteArray) with = NULL;

        g_assert_cmpint(*colon, ==, ':');
        with = ipn_hex(colon + 1);
        g_assert_cmpuint(at + with->len, <=, bytes->len);
        memcpy(bytes->data + at, with->data, with->len);
    }
    g_strfreev(words);
}

static GByteArray *frame_wire(const IpnPortionScript *s,
                              const IpnPortionFrame *f)
{
    GByteArray *bytes;

    if (!f->like) {
        return ipn_hex(f->wire);
    }
    g_assert_cmpint(f->like, <=, f - s->frames);
    bytes = frame_wire(s, &s->frames[f->like - 1]);
    if (f->length) {
        g_assert_cmpuint(f->length, <, bytes->len);
        g_byte_array_set_size(bytes, f->length);
    }
    if (f->wire) {
        change(bytes, f->wire);
    }
    return bytes;
}

static GByteArray *frame_after(const IpnPortionScript *s,
                               const IpnPortionFrame *f)
{
    GByteArray *bytes = frame_wire(s, f);

    if (f->after) {
        change(bytes, f->after);
    }
    return bytes;
}

/*
 * Compare a frame that was received with what must have been.
 * @handle: of the SAs of the script
 * @more: bits of the word beyond those of the vector
 */
static void check_frame(const IpnPortionScript *s, const IpnPortionFrame *f,
                        const IpnRx *rx, const uint32_t *handle,
                        uint32_t more)
{
    g_autoptr(GByteArray) after = frame_after(s, f);
    const struct {
        const char *name;
        uint64_t is, want;
    } fields[] = {
#define FIELD(field) { #field, rx->field, f->field }
        { "oob", rx->oob, f->oob | more },
        FIELD(kind),
        FIELD(reason),
        FIELD(inner_reason),
        FIELD(header_info),
        { "sa_outer", rx->sa_outer, f->outer ? handle[f->outer - 1] : 0 },
        { "sa_inner", rx->sa_inner, f->inner ? handle[f->inner - 1] : 0 },
        FIELD(csum),
        FIELD(l3_offset),
        FIELD(ipsec_offset),
        FIELD(payload_offset),
        FIELD(inner_l3_offset),
        FIELD(inner_ipsec_offset),
        FIELD(trailer_length),
        FIELD(hash),
        { "frame_length", rx->frame_length, after->len },
        { "accept", rx->accept, IPSECNIC_ACCEPT_OWN },
#undef FIELD
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(fields); i++) {
        if (fields[i].is != fields[i].want) {
            g_error("%s, %s: %s is 0x%" PRIx64 ", not 0x%" PRIx64, s->name,
                    f->what, fields[i].name, fields[i].is, fields[i].want);
        }
    }
    for (i = 0; i < after->len; i++) {
        if (rx->data[i] != after->data[i]) {
            g_error("%s, %s: byte %u is 0x%02x, not 0x%02x", s->name, f->what,
                    i, rx->data[i], after->data[i]);
        }
    }
}

/* One frame in, one out, as it must be. */
static void exchange(Ipn *n, const IpnPortionScript *s,
                     const IpnPortionFrame *f, const uint32_t *handle,
                     uint32_t more)
{
    g_autoptr(GByteArray) wire = frame_wire(s, f);
    IpnRx rx;

    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_done(n, &n->rx[0], false);
    check_frame(s, f, &rx, handle, more);
}

/* The verdicts on checksums inside are tested elsewhere; the vectors have
 * those that every card gives. */
static void up(Ipn *n, IpnSetup setup)
{
    setup.features = ipn_read(n, IPSECNIC_REG_FEATURES_LO) &
                     ~BIT(IPSECNIC_F_RX_CSUM);
    ipn_up(n, &setup);
}

static Ipn *portions_up(const IpnPortionScript *s)
{
    Ipn *n = ipn_start(s->props ?: "", "");

    up(n, (IpnSetup) { });
    return n;
}

/* The host's library may lack old algorithms. */
static bool can_do(Ipn *n, const IpnSaVector *sa)
{
    uint32_t auth = ipn_read(n, IPSECNIC_REG_CAP_AUTH_LO);
    uint32_t cipher = ipn_read(n, IPSECNIC_REG_CAP_CIPHER_LO);

    return (sa->auth_alg & ~auth) == 0 && (sa->cipher_alg & ~cipher) == 0 &&
           (!sa->ah || can_do(n, sa->ah));
}

/* The SAs of a script; false: the card cannot do one of them. */
static bool load(Ipn *n, const IpnPortionScript *s, uint32_t handle[4])
{
    unsigned i;

    for (i = 0; i < s->num_sas; i++) {
        if (!can_do(n, s->sas[i].sa)) {
            g_test_skip("the library of the host lacks the algorithm");
            return false;
        }
        handle[i] = ipn_sa_load(n, s->sas[i].sa);
    }
    return true;
}

static void check_counter(const IpnPortionScript *s, unsigned sa,
                          const char *name, uint64_t is, uint64_t want)
{
    if (is != want) {
        g_error("%s: %s of SA %u is 0x%" PRIx64 ", not 0x%" PRIx64, s->name,
                name, sa + 1, is, want);
    }
}

/* What QUERY_SA says of the SAs of a script that went through. */
static void check_sas(Ipn *n, const IpnPortionScript *s,
                      const uint32_t *handle)
{
    uint8_t info[256];
    unsigned i, j;

    for (i = 0; i < s->num_sas; i++) {
        g_assert_cmpuint(ipn_sa_query(n, handle[i], info), ==, IPSECNIC_ST_OK);
#define COUNTER(field) check_counter(s, i, #field, \
        ipn_get(info, ipsecnic_sa_info, field), s->sas[i].field)
        COUNTER(packets);
        COUNTER(bytes);
        COUNTER(skipped);
        COUNTER(sequence[0]);
        COUNTER(sequence[1]);
#undef COUNTER
        for (j = 0; j < 8; j++) {
            check_counter(s, i, "failed",
                          ldq_le_p(info + offsetof(struct ipsecnic_sa_info,
                                                   failed) + 8 * j),
                          s->sas[i].failed[j]);
        }
        g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state), ==, 0);
    }
}

static void test_script(const void *data)
{
    const IpnPortionScript *s = data;
    Ipn *n = portions_up(s);
    unsigned status[8] = { 0 }, reason[16] = { 0 }, nested = 0, i;
    uint32_t handle[4];

    if (!load(n, s, handle)) {
        return;
    }
    /* D14: a bundle is one. */
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, s->num_sas);
    for (i = 0; i < s->num_frames; i++) {
        const IpnPortionFrame *f = &s->frames[i];

        exchange(n, s, f, handle, 0);
        if (f->oob & IPSECNIC_OOB_CRYPTO_DONE) {
            status[IPSECNIC_OOB_STATUS(f->oob)]++;
        }
        nested += !!(f->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE);
        reason[f->reason]++;
    }
    check_sas(n, s, handle);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, s->num_frames);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_NESTED), ==, nested);
    for (i = 0; i < ARRAY_SIZE(status); i++) {
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STATUS(i)), ==,
                         status[i]);
    }
    for (i = 1; i < 12; i++) {
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_REASON(i)), ==,
                         reason[i]);
    }
}

/*
 * R6: each field of NDIS_IPSEC_OFFLOAD_V2.  What is switched off is not
 * advertised, and nothing else is; an SA of it is refused; its packets stay as
 * they are.  With it they are processed: the script itself is a test.
 */

typedef struct GateRow {
    const char *name;           /* the field, or one bit of it */
    const char *props;
    uint32_t reg;
    uint32_t bit;
    const char *script;         /* an SA of which is refused; NULL: none is */
    uint32_t status;
    uint32_t also;              /* bits that mean nothing without this one */
    uint32_t udp;               /* and of CAP_UDP_ESP */
    bool ciphers;               /* all of CAP_CIPHER and CAP_GCM_ICV as well */
    uint8_t reason;             /* of its packet; 0: IPSECNIC_REASON_NO_SA */
    unsigned sa;                /* that SA; 0: the last one */
} GateRow;

#define CAPS(field) IPSECNIC_REG_CAP_IPSEC, IPSECNIC_CAP_##field
#define UDP_ESP(form) IPSECNIC_REG_CAP_UDP_ESP, IPSECNIC_UDP_ESP_##form
#define AUTH(alg) IPSECNIC_REG_CAP_AUTH_LO, IPSECNIC_AUTH_##alg
#define CIPHER(alg) IPSECNIC_REG_CAP_CIPHER_LO, IPSECNIC_CIPHER_##alg
#define GCM_ICV(n) IPSECNIC_REG_CAP_GCM_ICV, 1u << (n)
#define ST(status) IPSECNIC_ST_SA_##status

/* The forms of ESP in UDP that have a portion of each mode */
#define UDP_ESP_NESTED (IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL | \
                        IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL)

static const GateRow gate_rows[] = {
    /* These take no SA away: /r6-gate/ has scripts for their packets. */
    { "encapsulation", "vlan", IPSECNIC_REG_CAP_ENCAP,
      IPSECNIC_ENCAP_8023_PQ },
    { "ipv4-options", "ipv4-options", CAPS(IPV4_OPTIONS) },
    { "ipv6-non-ipsec-extension-headers", "ipv6-ext-headers",
      CAPS(IPV6_EXT_HEADERS) },
    { "transport-tunnel-combined", "transport-tunnel",
      CAPS(TRANSPORT_TUNNEL), .udp = UDP_ESP_NESTED },
    { "ipv6-supported", "ipv6", CAPS(IPV6),
      "d6-esn-wrap/gcm256-8", ST(FAMILY),
      .also = IPSECNIC_CAP_IPV6_EXT_HEADERS },
    { "ah", "ah", CAPS(AH),
      "d1-status-7/esp-to-ah-transport-ipv4", ST(OPERATION),
      .also = IPSECNIC_CAP_AH_ESP, .reason = IPSECNIC_REASON_PROTOCOL_OFF },
    { "ah/bundle", "ah", CAPS(AH),
      "r8-d5-bundle/transport-ipv4-sha1-over-cbc128-sha1", ST(OPERATION),
      .also = IPSECNIC_CAP_AH_ESP, .reason = IPSECNIC_REASON_PROTOCOL_OFF },
    { "esp", "esp", CAPS(ESP),
      "d1-status-7/ah-to-esp-transport-ipv4", ST(OPERATION),
      .also = IPSECNIC_CAP_AH_ESP, .udp = UDP_ESP_NESTED |
      IPSECNIC_UDP_ESP_TRANSPORT | IPSECNIC_UDP_ESP_TUNNEL, .ciphers = true,
      .reason = IPSECNIC_REASON_PROTOCOL_OFF },
    { "esp/bundle", "esp", CAPS(ESP),
      "r8-d5-bundle/transport-ipv4-sha1-over-cbc128-sha1", ST(OPERATION),
      .also = IPSECNIC_CAP_AH_ESP, .udp = UDP_ESP_NESTED |
      IPSECNIC_UDP_ESP_TRANSPORT | IPSECNIC_UDP_ESP_TUNNEL,
      .ciphers = true },
    { "ah-esp-combined", "ah-esp", CAPS(AH_ESP),
      "r8-d5-bundle/transport-ipv4-sha1-over-cbc128-sha1", ST(BUNDLE) },
    { "transport", "transport", CAPS(TRANSPORT),
      "r5-algorithm/gcm128-16", ST(MODE),
      .also = IPSECNIC_CAP_TRANSPORT_TUNNEL,
      .udp = UDP_ESP_NESTED | IPSECNIC_UDP_ESP_TRANSPORT },
    { "tunnel", "tunnel", CAPS(TUNNEL),
      "d1-status-7/ah-to-esp-tunnel-ipv4", ST(MODE),
      .also = IPSECNIC_CAP_TRANSPORT_TUNNEL,
      .udp = UDP_ESP_NESTED | IPSECNIC_UDP_ESP_TUNNEL },
    { "extended-sequence-numbers", "esn", CAPS(ESN),
      "d6-esn-wrap/gcm128-16", ST(ESN) },
    { "extended-sequence-numbers/ah", "esn", CAPS(ESN),
      "d6-esn-wrap/ah-sha256", ST(ESN) },
    { "udp-esp/transport", "udp-esp-transport", UDP_ESP(TRANSPORT),
      "d1-own-protocol-first/transport-ipv4", ST(ENCAP) },
    { "udp-esp/tunnel", "udp-esp-tunnel", UDP_ESP(TUNNEL),
      "d1-own-protocol-first/tunnel-ipv4", ST(ENCAP) },
    { "udp-esp/transport-over-udp-tunnel", "udp-esp-transport-over-udp-tunnel",
      UDP_ESP(TRANSPORT_OVER_UDP_TUNNEL),
      "r25-udp-esp/transport-over-udp-tunnel-ipv4", ST(ENCAP), .sa = 1 },
    { "udp-esp/udp-transport-over-tunnel", "udp-esp-udp-transport-over-tunnel",
      UDP_ESP(UDP_TRANSPORT_OVER_TUNNEL),
      "r25-udp-esp/udp-transport-over-tunnel-ipv4", ST(ENCAP) },
    { "authentication-algorithms/md5", "hmac-md5", AUTH(MD5),
      "r5-algorithm/null-md5", ST(AUTH_ALG) },
    { "authentication-algorithms/sha1", "hmac-sha1", AUTH(SHA1),
      "r5-algorithm/cbc128-sha1", ST(AUTH_ALG) },
    { "authentication-algorithms/sha256", "hmac-sha2-256", AUTH(SHA256),
      "r5-algorithm/cbc192-sha256", ST(AUTH_ALG) },
    { "authentication-algorithms/sha1-of-ah", "hmac-sha1", AUTH(SHA1),
      "d1-status-7/esp-to-ah-transport-ipv4", ST(AUTH_ALG) },
    { "authentication-algorithms/gmac-128", "aes-gmac-128", AUTH(AES_GMAC_128),
      "r5-algorithm/gmac128", ST(AUTH_ALG) },
    { "authentication-algorithms/gmac-192", "aes-gmac-192", AUTH(AES_GMAC_192),
      "r5-algorithm/gmac192", ST(AUTH_ALG) },
    { "authentication-algorithms/gmac-256", "aes-gmac-256", AUTH(AES_GMAC_256),
      "r5-algorithm/gmac256", ST(AUTH_ALG) },
    { "encryption-algorithms/none", "cipher-null", CIPHER(NONE),
      "r5-algorithm/null-md5", ST(CIPHER_ALG) },
    { "encryption-algorithms/des", "des-cbc", CIPHER(DES_CBC),
      "r5-algorithm/des-sha1", ST(CIPHER_ALG) },
    { "encryption-algorithms/3des", "3des-cbc", CIPHER(3DES_CBC),
      "r5-algorithm/3des-sha1", ST(CIPHER_ALG) },
    { "encryption-algorithms/gcm-128", "aes-gcm-128", CIPHER(AES_GCM_128),
      "r5-algorithm/gcm128-16", ST(CIPHER_ALG) },
    { "encryption-algorithms/gcm-192", "aes-gcm-192", CIPHER(AES_GCM_192),
      "r5-algorithm/gcm192-16", ST(CIPHER_ALG) },
    { "encryption-algorithms/gcm-256", "aes-gcm-256", CIPHER(AES_GCM_256),
      "r5-algorithm/gcm256-16", ST(CIPHER_ALG) },
    { "encryption-algorithms/cbc-128", "aes-cbc-128", CIPHER(AES_CBC_128),
      "r5-algorithm/cbc128-sha1", ST(CIPHER_ALG) },
    { "encryption-algorithms/cbc-192", "aes-cbc-192", CIPHER(AES_CBC_192),
      "r5-algorithm/cbc192-sha256", ST(CIPHER_ALG) },
    { "encryption-algorithms/cbc-256", "aes-cbc-256", CIPHER(AES_CBC_256),
      "r5-algorithm/cbc256-sha1", ST(CIPHER_ALG) },
    { "encryption-algorithms/gcm-icv-8", "gcm-icv-8", GCM_ICV(8),
      "r5-algorithm/gcm128-8", ST(ICV_LENGTH) },
    { "encryption-algorithms/gcm-icv-12", "gcm-icv-12", GCM_ICV(12),
      "r5-algorithm/gcm128-12", ST(ICV_LENGTH) },
};

#undef CAPS
#undef UDP_ESP
#undef AUTH
#undef CIPHER
#undef GCM_ICV
#undef ST
#undef UDP_ESP_NESTED

static const uint32_t cap_regs[] = {
    IPSECNIC_REG_CAP_ENCAP, IPSECNIC_REG_CAP_IPSEC, IPSECNIC_REG_CAP_UDP_ESP,
    IPSECNIC_REG_CAP_AUTH_LO, IPSECNIC_REG_CAP_AUTH_HI,
    IPSECNIC_REG_CAP_CIPHER_LO, IPSECNIC_REG_CAP_CIPHER_HI,
    IPSECNIC_REG_CAP_GCM_ICV, IPSECNIC_REG_SA_CAPACITY,
};

static void read_caps(const char *props, uint32_t *caps)
{
    Ipn *n = ipn_start(props, "");
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(cap_regs); i++) {
        caps[i] = ipn_read(n, cap_regs[i]);
    }
}

/* The first frame of the script that the SA makes good. */
static const IpnPortionFrame *frame_of(const IpnPortionScript *s, unsigned sa)
{
    unsigned i;

    for (i = 0; i < s->num_frames; i++) {
        const IpnPortionFrame *f = &s->frames[i];

        if ((f->outer == sa + 1 || f->inner == sa + 1) &&
            (f->oob & IPSECNIC_OOB_CRYPTO_DONE) &&
            IPSECNIC_OOB_STATUS(f->oob) == 0) {
            return f;
        }
    }
    g_error("%s: SA %u does nothing", s->name, sa + 1);
}

/* The SA is refused, and its packet left alone. */
static void check_refused(Ipn *n, const GateRow *row)
{
    const IpnPortionScript *s = find_script(row->script);
    unsigned which = (row->sa ?: s->num_sas) - 1;
    const IpnPortionFrame *f = frame_of(s, which);
    g_autoptr(GByteArray) wire = frame_wire(s, f);
    uint32_t handle;
    IpnSa sa;
    IpnRx rx;

    ipn_sa(&sa, s->sas[which].sa);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, row->status);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, wire->data, wire->len, f->kind,
                     row->reason ?: IPSECNIC_REASON_NO_SA);
}

static void test_gate(const void *data)
{
    const GateRow *row = data;
    g_autofree char *props = g_strdup_printf(",%s=off", row->props);
    static uint32_t with[ARRAY_SIZE(cap_regs)];
    uint32_t without[ARRAY_SIZE(cap_regs)];
    unsigned i;
    Ipn *n;

    if (!with[0]) {
        read_caps("", with);
    }
    read_caps(props, without);
    for (i = 0; i < ARRAY_SIZE(cap_regs); i++) {
        uint32_t lacks = 0;

        if (cap_regs[i] == row->reg) {
            if (!(with[i] & row->bit)) {
                g_test_skip("the library of the host lacks the algorithm");
                return;
            }
            g_assert_cmphex(without[i] & row->bit, ==, 0);
            lacks = row->bit | row->also;
        } else if (cap_regs[i] == IPSECNIC_REG_CAP_UDP_ESP) {
            g_assert_cmphex(without[i] & row->udp, ==, 0);
            lacks = row->udp;
        } else if (row->ciphers && (cap_regs[i] == IPSECNIC_REG_CAP_CIPHER_LO ||
                                    cap_regs[i] == IPSECNIC_REG_CAP_CIPHER_HI ||
                                    cap_regs[i] == IPSECNIC_REG_CAP_GCM_ICV)) {
            g_assert_cmphex(without[i], ==, 0);
            continue;
        }
        g_assert_cmphex(without[i] | lacks, ==, with[i] | lacks);
    }
    if (row->script) {
        n = ipn_start(props, "");
        up(n, (IpnSetup) { });
        check_refused(n, row);
    }
}

/* LsoSupported goes off by itself, and with what it needs. */
static void test_gate_lso(void)
{
    static const char *const off[] = {
        ",lso=off", ",tx-segment=off", ",tx-csum=off", ",ipsec-tx=off",
    };
    unsigned i;
    Ipn *n;

    n = ipn_start("", "");
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_IPSEC) & IPSECNIC_CAP_LSO, ==,
                    IPSECNIC_CAP_LSO);
    for (i = 0; i < ARRAY_SIZE(off); i++) {
        n = ipn_start(off[i], "");
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_IPSEC) &
                        IPSECNIC_CAP_LSO, ==, 0);
    }
}

/* D14: capacity counts bundles, of both directions together. */
static void test_gate_sa_capacity(void)
{
    Ipn *n = ipn_start(",sa-capacity=3", "");
    const IpnPortionScript *bundle =
        find_script("r8-d5-bundle/transport-ipv4-sha1-over-cbc128-sha1");
    const IpnPortionScript *esp = find_script("r5-algorithm/gcm128-16");
    const IpnPortionScript *other = find_script("r5-algorithm/gcm256-16");
    uint32_t handle[3], refused;
    IpnSa sa;

    up(n, (IpnSetup) { });
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_CAPACITY), ==, 3);
    handle[0] = ipn_sa_load(n, bundle->sas[0].sa);
    handle[1] = ipn_sa_load(n, esp->sas[0].sa);
    ipn_sa(&sa, esp->sas[0].sa);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, flags, 0);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[2]), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 3);

    ipn_sa(&sa, other->sas[0].sa);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &refused), ==, IPSECNIC_ST_TABLE_FULL);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, flags, 0);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &refused), ==, IPSECNIC_ST_TABLE_FULL);
    exchange(n, other, &(IpnPortionFrame) {
        .what = "the packet of an SA that did not fit",
        .wire = other->frames[0].wire,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = IPSECNIC_CSUM_GOOD, .l3_offset = 14, .ipsec_offset = 34,
        .hash = other->frames[0].hash,
    }, NULL, 0);
    /* Any one that goes makes room for one of either kind. */
    g_assert_cmpuint(ipn_sa_delete(n, handle[2]), ==, IPSECNIC_ST_OK);
    ipn_sa(&sa, other->sas[0].sa);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[2]), ==, IPSECNIC_ST_OK);
    exchange(n, other, &other->frames[0], &handle[2], 0);
    g_assert_cmpuint(ipn_sa_delete(n, handle[0]), ==, IPSECNIC_ST_OK);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, flags, 0);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[0]), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 3);
}

/*
 * An SA that is asked back
 */

static void ask_back(Ipn *n, uint32_t handle)
{
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments':"
                             " { 'path': '/machine/peripheral/card',"
                             " 'property': 'x-sa-delete-request',"
                             " 'value': %u } }", handle);
}

/* The frame of a script whose SA is not there (any more). */
static void exchange_unmatched(Ipn *n, const IpnPortionScript *s,
                               const IpnPortionFrame *f)
{
    g_autoptr(GByteArray) wire = frame_wire(s, f);
    IpnRx rx;

    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_done(n, &n->rx[0], false);
    ipn_rx_untouched(&rx, wire->data, wire->len, f->kind,
                     IPSECNIC_REASON_NO_SA);
}

/*
 * R17, R18: every packet of it says so, and is processed as before, until the
 * inbound SA is deleted; then the outbound partner goes, which was there all
 * the time.
 */
static void r18_until_it_is_deleted(bool by_operator)
{
    const IpnPortionScript *s = find_script("r18-asked-back");
    Ipn *n = portions_up(s);
    uint8_t info[256];
    uint32_t in[2], out[2];
    unsigned i, round, asked;
    IpnSa sa;

    for (i = 0; i < 2; i++) {
        ipn_sa(&sa, s->sas[i].sa);
        if (!by_operator) {
            ipn_put(sa.bytes, ipsecnic_sa_ctx, soft_packets, 2);
            ipn_put(sa.bytes, ipsecnic_sa_ctx, hard_packets, 3);
        }
        g_assert_cmpuint(ipn_sa_add(n, &sa, &in[i]), ==, IPSECNIC_ST_OK);
        ipn_put(sa.bytes, ipsecnic_sa_ctx, flags, 0);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &out[i]), ==, IPSECNIC_ST_OK);
    }
    /* The second packet of each SA is the one that makes up the soft limit. */
    for (round = 0; round < 3; round++) {
        for (i = 0; i < s->num_frames; i++) {
            asked = round > 0 || i >= 2;
            if (by_operator && round == 0 && i == 2) {
                ask_back(n, in[0]);
                ask_back(n, in[1]);
            }
            exchange(n, s, &s->frames[i], in,
                     asked ? IPSECNIC_OOB_SA_DELETE_REQ : 0);
        }
    }
    for (i = 0; i < 2; i++) {
        g_assert_cmpuint(ipn_sa_query(n, in[i], info), ==, IPSECNIC_ST_OK);
        g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state), ==,
                        by_operator ? IPSECNIC_SA_STATE_DELETE_REQ :
                                      IPSECNIC_SA_STATE_SOFT_LIMIT |
                                      IPSECNIC_SA_STATE_HARD_LIMIT);
        g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 12);
    }
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 4);

    /* The inbound one first; the other pair is not touched by it. */
    g_assert_cmpuint(ipn_sa_delete(n, in[0]), ==, IPSECNIC_ST_OK);
    exchange_unmatched(n, s, &s->frames[0]);
    exchange(n, s, &s->frames[1], in, IPSECNIC_OOB_SA_DELETE_REQ);
    g_assert_cmpuint(ipn_sa_query(n, out[0], info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 0);
    g_assert_cmpuint(ipn_sa_delete(n, out[0]), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_query(n, out[0], info), ==,
                     IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 2);
    /* And the other way round, which nobody forbids. */
    g_assert_cmpuint(ipn_sa_delete(n, out[1]), ==, IPSECNIC_ST_OK);
    exchange(n, s, &s->frames[1], in, IPSECNIC_OOB_SA_DELETE_REQ);
    g_assert_cmpuint(ipn_sa_delete(n, in[1]), ==, IPSECNIC_ST_OK);
    exchange_unmatched(n, s, &s->frames[1]);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
}

static void test_r18_soft_limit(void)
{
    r18_until_it_is_deleted(false);
}

static void test_r18_operator(void)
{
    r18_until_it_is_deleted(true);
}

/* R18: as many packets as there may be do not make the card take it away. */
static void test_r18_full_table(void)
{
    const IpnPortionScript *s = find_script("r18-asked-back");
    Ipn *n = ipn_start(",sa-capacity=2", "");
    uint32_t handle[2], refused;
    IpnSa sa;

    up(n, (IpnSetup) { });
    handle[0] = ipn_sa_load(n, s->sas[0].sa);
    handle[1] = ipn_sa_load(n, s->sas[1].sa);
    ask_back(n, handle[0]);
    exchange(n, s, &s->frames[0], handle, IPSECNIC_OOB_SA_DELETE_REQ);
    /* There is no room before the transport has made some. */
    ipn_sa(&sa, find_script("r5-algorithm/gcm128-16")->sas[0].sa);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &refused), ==, IPSECNIC_ST_TABLE_FULL);
    exchange(n, s, &s->frames[2], handle, IPSECNIC_OOB_SA_DELETE_REQ);
    exchange(n, s, &s->frames[1], handle, 0);
    g_assert_cmpuint(ipn_sa_delete(n, handle[0]), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &refused), ==, IPSECNIC_ST_OK);
    exchange_unmatched(n, s, &s->frames[2]);
}

/* R15: of two portions either one asks; an inner one that is not reached is
 * not matched and does not. */
static void test_r15_nested(void)
{
    const IpnPortionScript *s = find_script("r15-nested-asked-back");
    unsigned which, i;

    for (which = 0; which < 2; which++) {
        Ipn *n = portions_up(s);
        uint32_t handle[4];

        g_assert_true(load(n, s, handle));
        ask_back(n, handle[which]);
        for (i = 0; i < s->num_frames; i++) {
            exchange(n, s, &s->frames[i], handle,
                     which == 0 || s->frames[i].inner ?
                     IPSECNIC_OOB_SA_DELETE_REQ : 0);
        }
        /* The last is the one whose tunnel is bad. */
        g_assert_cmpuint(s->frames[i - 1].inner, ==, 0);
    }
}

/* D4: a packet outside of the capabilities has word 0, whatever is due. */
static void test_d4_asked_back(void)
{
    const IpnPortionScript *s =
        find_script("d4-asked-back-outside-of-the-capabilities");
    Ipn *n = portions_up(s);
    uint32_t handle[4];

    g_assert_true(load(n, s, handle));
    ask_back(n, handle[0]);
    exchange(n, s, &s->frames[0], handle, 0);
    exchange(n, s, &s->frames[1], handle, IPSECNIC_OOB_SA_DELETE_REQ);
}

/*
 * D6: UPDATE_SA moves the high half
 */

/* @top: what it must be afterwards */
static void update(Ipn *n, uint32_t handle, const IpnSaVector *sa,
                   uint64_t sequence, bool absolute, uint64_t top)
{
    uint8_t cmd[64] = { 0 }, comp[64], info[256];

    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_UPDATE_SA);
    ipn_put(cmd, ipsecnic_command, flags,
            absolute ? IPSECNIC_CMD_FLAG_ABSOLUTE : 0);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    ipn_put(cmd, ipsecnic_command, operation,
            sa->operation ?: IPSECNIC_OP_ESP);
    ipn_put(cmd, ipsecnic_command, spi, sa->spi);
    ipn_put(cmd, ipsecnic_command, sequence, sequence);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==, top);
}

static void test_d6_update_sa(const void *data)
{
    const IpnPortionScript *s = data;
    const IpnSaVector *sa = s->sas[0].sa;
    /* The high halves of the frames of the script. */
    static const unsigned high[] = { 0, 1, 5, 7 };
    static const struct {
        uint64_t sequence;
        bool absolute;
        unsigned good;          /* which of high[] is the right one then */
    } steps[] = {
        { 5ull << 32 | 0x1000, true, 2 },
        /* IPsecOV2's form only goes up, and its low half does not count. */
        { 3ull << 32 | 0xffffffff, false, 2 },
        { 5ull << 32, false, 2 },
        { 7ull << 32 | 5, false, 3 },
        { 5ull << 32, false, 3 },
        /* The absolute one goes anywhere. */
        { 1ull << 32 | 0x1000, true, 1 },
        { 0x1000, true, 0 },
        { 1ull << 32, false, 1 },
    };
    Ipn *n = portions_up(s);
    uint64_t top = sa->sequence;
    uint32_t handle[4];
    unsigned i, j;

    if (!load(n, s, handle)) {
        return;
    }
    for (i = 0; i < ARRAY_SIZE(steps); i++) {
        top = steps[i].absolute ? steps[i].sequence :
              MAX(top, steps[i].sequence & ~(uint64_t)UINT32_MAX);
        update(n, handle[0], sa, steps[i].sequence, steps[i].absolute, top);
        for (j = 0; j < ARRAY_SIZE(high); j++) {
            IpnPortionFrame f = s->frames[j];
            g_autoptr(GByteArray) wire = frame_wire(s, &f);
            IpnRx rx;

            if (j == steps[i].good) {
                exchange(n, s, &f, handle, 0);
                /* The packets of the script all end in this. */
                top = MAX(top, (uint64_t)high[j] << 32 | 0x1010);
                continue;
            }
            ipn_send(n, wire->data, wire->len);
            ipn_rx_next(n, &n->rx[0], &rx);
            ipn_rx_done(n, &n->rx[0], false);
            ipn_rx_failed(&rx, wire->data, wire->len, sa->operation ?
                          IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED :
                          IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED,
                          handle[0]);
        }
    }
}

/*
 * R23, and order
 */

/* Segments of one stream, all there before the first is read: as many frames
 * come out, each as it was, in order. */
static void test_r23_not_merged(const void *data)
{
    const IpnPortionScript *s = data;
    Ipn *n = portions_up(s);
    uint32_t handle[4];
    unsigned i;
    IpnRx rx;

    g_assert_true(load(n, s, handle));
    for (i = 0; i < s->num_frames; i++) {
        g_autoptr(GByteArray) wire = frame_wire(s, &s->frames[i]);

        ipn_send(n, wire->data, wire->len);
    }
    for (i = 0; i < s->num_frames; i++) {
        ipn_rx_next(n, &n->rx[0], &rx);
        check_frame(s, &s->frames[i], &rx, handle, 0);
        g_assert_cmpuint(rx.arrival, ==, i);
    }
    ipn_settle(n);
    g_assert_false(ipn_comp_ready(n, &n->rx[0]));
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, s->num_frames);
}

/* One of the frames that make up the load; without script, a plain one. */
typedef struct Load {
    const IpnPortionScript *script;
    const IpnPortionFrame *frame;
    uint32_t handle[4];
    GByteArray *wire;
} Load;

static void load_free(gpointer data)
{
    Load *l = data;

    g_byte_array_unref(l->wire);
    g_free(l);
}

/* Good and bad frames of every kind, and between them plain ones.  What must
 * become of each depends on none of the others. */
static GPtrArray *make_load(Ipn *n)
{
    static const char *const families[] = {
        "r5-algorithm/", "r10-ah/", "r8-d5-bundle/", "r8-r26-d16-nested/",
        "r25-udp-esp/tunnel", "r25-udp-esp/transport", "r24-fragments/",
    };
    GPtrArray *all = g_ptr_array_new_with_free_func(load_free);
    unsigned i, j, k;

    for (i = 0; i < ARRAY_SIZE(ipn_portion_scripts); i++) {
        const IpnPortionScript *s = &ipn_portion_scripts[i];
        uint32_t handle[4];
        bool wanted = false;

        for (j = 0; j < ARRAY_SIZE(families); j++) {
            wanted |= g_str_has_prefix(s->name, families[j]);
        }
        for (j = 0; wanted && j < s->num_sas; j++) {
            wanted = can_do(n, s->sas[j].sa);
        }
        if (!wanted) {
            continue;
        }
        for (j = 0; j < s->num_sas; j++) {
            handle[j] = ipn_sa_load(n, s->sas[j].sa);
        }
        for (j = 0; j < s->num_frames; j++) {
            for (k = 0; k < 2; k++) {
                Load *l = g_new0(Load, 1);

                l->wire = frame_wire(s, &s->frames[j]);
                if (k == 0) {
                    l->script = s;
                    l->frame = &s->frames[j];
                    memcpy(l->handle, handle, sizeof(handle));
                } else {
                    ipn_plain(l->wire->data, l->wire->len, own_mac, i + j);
                }
                g_ptr_array_add(all, l);
            }
        }
    }
    return all;
}

static void order_under_load(unsigned queues)
{
    g_autofree char *props = g_strdup_printf(",queues=%u", queues);
    Ipn *n = ipn_start(props, "");
    g_autoptr(GRand) rand = g_rand_new_with_seed(queues);
    g_autoptr(GPtrArray) all = NULL;
    uint32_t next = 0, seen[IPSECNIC_MAX_QUEUES] = { 0 };
    unsigned q, i, total = 4000, used = 0;
    g_autofree Load **sent = g_new(Load *, total);
    IpnRx rx;

    up(n, (IpnSetup) { .queues = queues, .posted = 256,
                            .buffer_size = 512 });
    all = make_load(n);
    g_assert_cmpuint(all->len, >, 400);
    while (next < total) {
        uint32_t first = next;

        /* As many at once as one queue has buffers for, or fewer. */
        for (i = g_rand_int_range(rand, 1, 250); i && next < total; i--) {
            sent[next] = all->pdata[g_rand_int_range(rand, 0, all->len)];
            ipn_send(n, sent[next]->wire->data, sent[next]->wire->len);
            next++;
        }
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS) == next);
        for (q = 0; q < queues; q++) {
            while (ipn_comp_ready(n, &n->rx[q])) {
                Load *l;

                ipn_rx_next(n, &n->rx[q], &rx);
                g_assert_cmpuint(rx.arrival, >=, seen[q]);
                g_assert_cmpuint(rx.arrival, <, next);
                seen[q] = rx.arrival + 1;
                g_assert_cmpuint(rx.hash % queues, ==, q);
                l = sent[rx.arrival];
                g_assert_nonnull(l);
                sent[rx.arrival] = NULL;
                if (l->script) {
                    check_frame(l->script, l->frame, &rx, l->handle, 0);
                } else {
                    ipn_rx_untouched(&rx, l->wire->data, l->wire->len,
                                     IPSECNIC_KIND_PLAIN,
                                     IPSECNIC_REASON_NOT_IPSEC);
                }
            }
            used += seen[q] > first;
            ipn_rx_done(n, &n->rx[q], false);
        }
        for (i = first; i < next; i++) {
            g_assert_null(sent[i]);
        }
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, total);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STALLS), ==, 0);
    /* All of the queues had something to do all of the time, nearly. */
    g_assert_cmpuint(used, >, queues * 10);
}

static void test_order_1_queue(void)
{
    order_under_load(1);
}

static void test_order_4_queues(void)
{
    order_under_load(4);
}

/* The hash of ESP in UDP is that of its SPI, whatever port the SA has, and so
 * all packets of one SA are on one queue. */
static void test_own_port_steering(void)
{
    const IpnPortionScript *s = find_script("r25-udp-esp/ports-of-the-sa");
    Ipn *n = ipn_start(",queues=4", "");
    uint32_t handle[4];
    unsigned i, q, seen = 0;
    IpnRx rx;

    up(n, (IpnSetup) { .queues = 4 });
    g_assert_true(load(n, s, handle));
    for (i = 0; i < s->num_frames; i++) {
        const IpnPortionFrame *f = &s->frames[i];
        g_autoptr(GByteArray) wire = frame_wire(s, f);

        q = f->hash % 4;
        seen |= BIT(q);
        ipn_send(n, wire->data, wire->len);
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_FRAMES) == i + 1);
        g_assert_true(ipn_comp_ready(n, &n->rx[q]));
        ipn_rx_next(n, &n->rx[q], &rx);
        check_frame(s, f, &rx, handle, 0);
    }
    g_assert_cmphex(seen & (seen - 1), !=, 0);
}

/* The port of an SA is one for ESP in UDP as long as there is such an SA. */
static void test_own_port_goes_with_the_sa(void)
{
    const IpnPortionScript *s = find_script("r25-udp-esp/ports-of-the-sa");
    const IpnPortionFrame *f = &s->frames[0];
    g_autoptr(GByteArray) wire = frame_wire(s, f);
    Ipn *n = portions_up(s);
    uint32_t handle[4];
    IpnRx rx;

    g_assert_true(load(n, s, handle));
    exchange(n, s, f, handle, 0);
    g_assert_cmpuint(f->kind, ==, IPSECNIC_KIND_UDP_ESP);
    g_assert_cmpuint(ipn_sa_delete(n, handle[0]), ==, IPSECNIC_ST_OK);
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, wire->data, wire->len, IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_NOT_IPSEC);
    handle[0] = ipn_sa_load(n, s->sas[0].sa);
    exchange(n, s, f, handle, 0);
}

/*
 * R19: payload, entry, phase
 */

/* No completion of a frame whose bytes could not be written, and the bytes of
 * one whose completion could not be. */
static void test_r19_payload_first(void)
{
    const IpnPortionScript *s = find_script("r5-algorithm/gcm128-16");
    g_autoptr(GByteArray) wire = frame_wire(s, &s->frames[0]);
    g_autoptr(GByteArray) after = frame_after(s, &s->frames[0]);
    g_autofree uint8_t *got = g_malloc(after->len);
    Ipn *n = ipn_start("", "");
    IpnQueue *q = &n->rx[0];
    uint8_t comps[128 * 64], entry[64];
    uint32_t handle[4];

    up(n, (IpnSetup) { .buffers = 1, .no_buffers = true });
    g_assert_true(load(n, s, handle));
    ipn_rx_entry(n, q, entry);
    ipn_put(entry, ipsecnic_rx_posted, addr, NOWHERE);
    ipn_post(n, q, entry);
    ipn_doorbell(n, q);
    ipn_send(n, wire->data, wire->len);
    ipn_queue_error(n, q, IPSECNIC_Q_ERR_DMA_WRITE, 0);
    qtest_bufread(n->qts, q->comp, comps, q->comp_size * 64);
    g_assert_true(buffer_is_zero(comps, q->comp_size * 64));

    ipn_queue_stop(n, q);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_BASE_LO, NOWHERE);
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    q->tail = 0;
    ipn_rx_post(n, q, 1);
    ipn_send(n, wire->data, wire->len);
    ipn_queue_error(n, q, IPSECNIC_Q_ERR_DMA_WRITE, 0);
    qtest_bufread(n->qts, q->buffers, got, after->len);
    g_assert_cmpmem(got, after->len, after->data, after->len);
}

/* A write of the card that was logged: where to, from @at to below @end. */
typedef struct Logged {
    uint64_t at, end;
} Logged;

/* All writes to [@start, @end) in QEMU's log, in order. */
static GArray *read_log(const char *path, uint64_t start, uint64_t end)
{
    GArray *all = g_array_new(false, false, sizeof(Logged));
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;
    unsigned i;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    lines = g_strsplit(text, "\n", -1);
    for (i = 0; lines[i]; i++) {
        const char *event = strstr(lines[i], "memory_region_ops_write ");
        const char *addr = event ? strstr(event, " addr 0x") : NULL;
        const char *size = event ? strstr(event, " size ") : NULL;
        Logged l;

        if (!addr || !size) {
            continue;
        }
        l.at = g_ascii_strtoull(addr + strlen(" addr 0x"), NULL, 16);
        l.end = l.at + g_ascii_strtoull(size + strlen(" size "), NULL, 10);
        if (l.at >= start && l.end <= end) {
            g_array_append_val(all, l);
        }
    }
    return all;
}

/*
 * Payload, entry, phase, as they come in at the far end: ring and buffers are
 * in the registers of another card, where every write is traced.  Nothing is
 * at those offsets, so the writes are ignored.
 */
static void test_r19_payload_entry_phase(void)
{
    const uint32_t ring = 0xe000, buffers = 0xf000, room = 256;
    const IpnPortionScript *s = find_script("r8-r26-d16-nested/esp-in-bundle");
    const unsigned frames = 4;
    g_autofree char *path = NULL, *args = NULL;
    g_autofree uint8_t *padded = g_malloc0(room + 72);
    g_autoptr(GByteArray) wire = frame_wire(s, &s->frames[0]);
    g_autoptr(GArray) log = NULL;
    uint64_t base;
    uint8_t entry[64];
    uint32_t handle[4];
    unsigned i, at, parts, next = 0;
    IpnQueue *q;
    Ipn *n, *far;
    int fd;

    if (!ipn_needs_pc("one card that writes to another")) {
        return;
    }
    fd = g_file_open_tmp("ipsecnic-qtest-XXXXXX", &path, NULL);
    g_assert_cmpint(fd, >=, 0);
    close(fd);
    args = g_strdup_printf("-device ipsecnic,addr=5 -D %s "
                           "-trace memory_region_ops_write", path);
    n = ipn_spawn(",addr=4", args);
    ipn_attach(n, QPCI_DEVFN(4, 0));
    n->step_ns = 1000;
    far = ipn_new(n->bus, QPCI_DEVFN(5, 0), n->mem_end - 0x1000, 0x1000, -1);
    n->mem_end -= 0x1000;
    base = far->regs;
    up(n, (IpnSetup) { .no_buffers = true });
    g_assert_true(load(n, s, handle));

    q = &n->rx[0];
    ipn_queue_stop(n, q);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_BASE_LO, base + ring);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_SIZE, 16);
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    q->tail = 0;
    for (i = 0; i < 8; i++) {
        ipn_rx_entry(n, q, entry);
        ipn_put(entry, ipsecnic_rx_posted, addr, base + buffers + i * room);
        ipn_put(entry, ipsecnic_rx_posted, length, room);
        ipn_post(n, q, entry);
    }
    ipn_doorbell(n, q);
    /* Two portions, decrypted; every other frame takes a second buffer. */
    g_assert_cmpuint(wire->len, <=, room - 16);
    memcpy(padded, wire->data, wire->len);
    for (i = 0; i < frames; i++) {
        ipn_send(n, padded, i % 2 ? room + 72 : room - 16);
    }
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_FRAMES) == frames);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_NESTED), ==,
                     frames);
    ipn_free(far);
    ipn_free(n);

    log = read_log(path, base + ring, base + 0x10000);
    unlink(path);
    for (i = 0, at = 0; i < frames; i++, at += parts) {
        uint64_t want, end;
        unsigned part;

        parts = i % 2 ? 2 : 1;
        /* All of its bytes first, each once; */
        for (part = 0; part < parts; part++) {
            want = base + buffers + (at + part) * room;
            end = want + (part ? 72 : i % 2 ? room : room - 16);
            while (want < end) {
                g_assert_cmpuint(next, <, log->len);
                g_assert_cmphex(g_array_index(log, Logged, next).at, ==, want);
                want = g_array_index(log, Logged, next++).end;
            }
            g_assert_cmphex(want, ==, end);
        }
        /* then each entry, and of an entry the last word behind the others. */
        for (part = 0; part < parts; part++) {
            want = base + ring + (at + part) * 64;
            end = want + 60;
            while (want < end) {
                g_assert_cmpuint(next, <, log->len);
                g_assert_cmphex(g_array_index(log, Logged, next).at, ==, want);
                want = g_array_index(log, Logged, next++).end;
            }
            g_assert_cmphex(want, ==, end);
            g_assert_cmpuint(next, <, log->len);
            g_assert_cmphex(g_array_index(log, Logged, next).at, ==, end);
            g_assert_cmphex(g_array_index(log, Logged, next++).end, ==,
                            end + 4);
        }
    }
    g_assert_cmpuint(next, ==, log->len);
}

int main(int argc, char **argv)
{
    unsigned i;
    int ret;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < ARRAY_SIZE(ipn_portion_scripts); i++) {
        const IpnPortionScript *s = &ipn_portion_scripts[i];
        g_autofree char *path = g_strdup_printf("/ipsecnic/portions/%s",
                                                s->name);

        if (!s->aside) {
            qtest_add_data_func(path, s, test_script);
        } else if (g_str_has_prefix(s->name, "d6-update-sa/")) {
            qtest_add_data_func(path, s, test_d6_update_sa);
        } else if (g_str_has_prefix(s->name, "r23-not-merged/")) {
            qtest_add_data_func(path, s, test_r23_not_merged);
        }
    }
#define ADD(name, func) qtest_add_func("/ipsecnic/portions/" name, func)
    ADD("r15-nested-either-asks", test_r15_nested);
    ADD("r17-r18-asked-back/soft-limit", test_r18_soft_limit);
    ADD("r17-r18-asked-back/operator", test_r18_operator);
    ADD("r19-payload-first", test_r19_payload_first);
    ADD("r23-order-under-load/1-queue", test_order_1_queue);
    ADD("r25-udp-esp/own-port-goes-with-the-sa",
        test_own_port_goes_with_the_sa);
    ADD("r23-order-under-load/4-queues", test_order_4_queues);
    ADD("r25-udp-esp/own-port-and-queues", test_own_port_steering);
    ADD("r18-full-table", test_r18_full_table);
    ADD("d4-asked-back-outside-of-the-capabilities", test_d4_asked_back);
    ADD("r6-gate/lso-supported", test_gate_lso);
    ADD("r6-gate/d14-sa-offload-capacity", test_gate_sa_capacity);
    for (i = 0; i < ARRAY_SIZE(gate_rows); i++) {
        g_autofree char *path = g_strdup_printf(
            "/ipsecnic/portions/r6-gate/off/%s", gate_rows[i].name);

        qtest_add_data_func(path, &gate_rows[i], test_gate);
    }
    ADD("r19-payload-entry-phase", test_r19_payload_entry_phase);
#undef ADD
    ret = g_test_run();
    ipn_quit();
    return ret;
}

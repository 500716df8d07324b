/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sender of wrong packets with right ICVs
 *
 * A description of a packet becomes a frame from the inside out: payload, ESP
 * trailer, encryption, ESP header, ICV, UDP, IP, AH, and all of that again for
 * the portion around it.  Between the steps bytes are changed as the
 * description says; each ICV is computed behind the changes to what it covers.
 * The steps are written down here as the RFCs tell them for the sender, the
 * headers in tests/unit/compose.c; of the engine only the ABI is used.
 *
 * Description: u8 outer SA, u8 FLAG_*, u8 inner SA, u16 sequence, u16 payload
 * length, u8 extra padding, u8 number of changes, the changes, and the rest is
 * the payload.  A change: u8 stage | kind << 4, u16 offset, u8 value.
 */

#include <gcrypt.h>
#include <string.h>

#include "compose.h"
#include "fuzz.h"

#define FLAG_NESTED     0x01
#define FLAG_OPTIONS    0x02    /* IPv4 options or IPv6 extension headers */
#define FLAG_VLAN       0x04
#define FLAG_VLAN2      0x08
#define FLAG_UDP_CSUM   0x10
#define FLAG_OTHER_OPTIONS 0x20
#define FLAG_ETH_PAD    0x40

#define MAX_CHANGES     12

/* Where a change is made; what is none of them changes nothing. */
typedef enum Stage {
    STAGE_TEXT,                 /* payload and trailer, not yet encrypted */
    STAGE_ESP,                  /* ESP header to ciphertext, no ICV yet */
    STAGE_ESP_ICV,              /* the same with the ICV */
    STAGE_UDP,
    STAGE_IP,                   /* IP packet; of AH: without ICV yet */
    STAGE_FRAME,
    STAGE_INNER = 8,            /* or'ed: in the inner portion */
} Stage;

typedef struct Change {
    unsigned stage;
    unsigned kind;
    unsigned offset;
    uint8_t value;
} Change;

typedef struct Plan {
    const FuzzDb *db;
    unsigned flags;
    uint16_t sequence;
    unsigned extra_pad;
    unsigned num_changes;
    Change change[MAX_CHANGES];
} Plan;

/* ------------------------------------------------------------------------
 * Bytes
 */

static void insert(GByteArray *in, unsigned offset, unsigned n, uint8_t value)
{
    unsigned tail = in->len - offset;

    g_byte_array_set_size(in, in->len + n);
    memmove(in->data + offset + n, in->data + offset, tail);
    memset(in->data + offset, value, n);
}

/* Make the changes of one stage. */
static void change(const Plan *plan, unsigned stage, GByteArray *bytes)
{
    unsigned i;

    for (i = 0; i < plan->num_changes; i++) {
        const Change *c = &plan->change[i];
        unsigned offset, n;

        if (c->stage != stage || bytes->len == 0) {
            continue;
        }
        /* Of a trailer, what counts stands at the end. */
        offset = c->offset % bytes->len;
        if (c->offset & 0x8000) {
            offset = bytes->len - 1 - (c->offset & 0x7fff) % bytes->len;
        }
        switch (c->kind % 5) {
        case 0:
            bytes->data[offset] = c->value;
            break;
        case 1:
            bytes->data[offset] ^= c->value;
            break;
        case 2:
            insert(bytes, offset, c->value % 64, c->value);
            break;
        case 3:
            n = MIN(c->value % 64u, bytes->len - offset);
            g_byte_array_remove_range(bytes, offset, n);
            break;
        case 4:
            /* Big-endian lengths are one more or less. */
            bytes->data[offset] = (uint8_t)(bytes->data[offset] +
                                            (c->value & 1 ? 1 : -1));
            break;
        }
    }
}

/* ------------------------------------------------------------------------
 * Cryptography
 */

/* A handle that stays: setting a key costs more than all else.  The keys of
 * the database stay where they are. */
static gcry_cipher_hd_t cipher_handle(const TestAlgorithm *alg,
                                      const uint8_t *key)
{
    static GHashTable *handles;
    gcry_cipher_hd_t hd;

    if (!handles) {
        handles = g_hash_table_new(NULL, NULL);
    }
    hd = g_hash_table_lookup(handles, key);
    if (!hd) {
        g_assert_cmpint(gcry_cipher_open(&hd, alg->id, alg->mode, 0), ==, 0);
        g_assert_cmpint(gcry_cipher_setkey(hd, key, alg->key), ==, 0);
        g_hash_table_insert(handles, (void *)key, hd);
    }
    gcry_cipher_reset(hd);
    return hd;
}

/* The @icv bytes of an AEAD tag; @text is encrypted, already. */
static void aead_tag(const TestAlgorithm *alg, const uint8_t *key,
                     const uint8_t *iv, const GByteArray *aad,
                     const uint8_t *text, unsigned length, unsigned icv,
                     uint8_t tag[16])
{
    gcry_cipher_hd_t hd = cipher_handle(alg, key);
    g_autofree uint8_t *plain = g_malloc(length);

    test_cipher_start(hd, alg, key, iv, aad->len, length, icv);
    g_assert_cmpint(gcry_cipher_authenticate(hd, aad->data, aad->len), ==, 0);
    if (length) {
        g_assert_cmpint(gcry_cipher_decrypt(hd, plain, length, text, length),
                        ==, 0);
    }
    g_assert_cmpint(gcry_cipher_gettag(hd, tag, icv), ==, 0);
}

static void append_mac(GByteArray *out, const TestAlgorithm *alg,
                       const uint8_t *key, const uint8_t *iv,
                       const GByteArray *data)
{
    uint8_t tag[16];

    if (alg->mode) {
        aead_tag(alg, key, iv, data, NULL, 0, alg->icv, tag);
        test_append(out, tag, alg->icv);
    } else {
        test_append_hmac(out, alg, key, data);
    }
}

/* ------------------------------------------------------------------------
 * Packets
 */

static uint64_t number_of(const Plan *plan, const IpsecSaCtxOp *op)
{
    return op->flags & IPSECNIC_OP_FLAG_ESN ?
           FUZZ_ESN_TOP + 1 + plan->sequence : plan->sequence + 1u;
}

/* ESP header to ICV around @payload. */
static GByteArray *seal_esp(const Plan *plan, unsigned inner, const TestSa *sa,
                            const GByteArray *payload, uint8_t next_header,
                            FuzzExpect *expect)
{
    unsigned n, block, iv_length, pad, i, text_length;
    const IpsecSaCtxOp *op = test_find_op(sa, IPSECNIC_OP_ESP, &n);
    const TestAlgorithm *cipher = test_cipher(op->cipher_alg);
    const TestAlgorithm *auth = test_auth(op->auth_alg);
    const uint8_t *cipher_key = sa->keys[n][1];
    uint64_t sequence = number_of(plan, op);
    bool esn = op->flags & IPSECNIC_OP_FLAG_ESN;
    bool aead = cipher && test_is_aead(cipher);
    g_autoptr(GByteArray) text = g_byte_array_new();
    g_autoptr(GByteArray) covered = g_byte_array_new();
    GByteArray *esp = g_byte_array_new();
    uint8_t iv[16], tag[16];
    gcry_cipher_hd_t hd;

    block = test_lengths(op).block;
    iv_length = test_lengths(op).iv;
    for (i = 0; i < sizeof(iv); i++) {
        iv[i] = (uint8_t)(0x51 * i + plan->sequence);
    }

    test_append(text, payload->data, payload->len);
    pad = block - 1 - (payload->len + 1) % block;
    pad += MIN(plan->extra_pad * block, (255 - pad) / block * block);
    for (i = 1; i <= pad; i++) {
        test_append8(text, i);
    }
    test_append8(text, pad);
    test_append8(text, next_header);
    change(plan, STAGE_TEXT | inner, text);
    expect->header_info = true;
    expect->pad_length = (uint8_t)pad;
    expect->next_header = next_header;

    /* What is no whole number of blocks goes out as it is. */
    text_length = text->len - text->len % block;
    if (cipher && cipher->mode && text_length) {
        hd = cipher_handle(cipher, cipher_key);
        test_cipher_start(hd, cipher, cipher_key, iv, 0, text_length, 16);
        g_assert_cmpint(gcry_cipher_encrypt(hd, text->data, text_length, NULL,
                                            0), ==, 0);
    }

    test_append32(esp, op->spi);
    test_append32(esp, (uint32_t)sequence);
    test_append(esp, iv, iv_length);
    test_append(esp, text->data, text->len);
    change(plan, STAGE_ESP | inner, esp);
    if (esp->len < 8 + iv_length) {
        g_byte_array_set_size(esp, 8 + iv_length);
    }

    if (aead) {
        /* RFC 4106, section 5 */
        test_append(covered, esp->data, 4);
        if (esn) {
            test_append32(covered, (uint32_t)(sequence >> 32));
        }
        test_append(covered, esp->data + 4, 4);
        aead_tag(cipher, cipher_key, esp->data + 8, covered, esp->data + 16,
                 esp->len - 16, op->cipher_icv_length, tag);
        test_append(esp, tag, op->cipher_icv_length);
    } else {
        bool gmac = auth->mode;

        /* RFC 4543, section 3.3: there the high half follows the SPI. */
        test_append(covered, esp->data, 4);
        if (esn && gmac) {
            test_append32(covered, (uint32_t)(sequence >> 32));
        }
        test_append(covered, esp->data + 4, esp->len - 4);
        if (esn && !gmac) {
            test_append32(covered, (uint32_t)(sequence >> 32));
        }
        append_mac(esp, auth, sa->keys[n][0], esp->data + 8, covered);
    }
    change(plan, STAGE_ESP_ICV | inner, esp);
    return esp;
}

static GByteArray *add_udp(const Plan *plan, unsigned inner, const TestSa *sa,
                           const GByteArray *esp)
{
    bool ipv6 = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    TestSa addressed = *sa;
    GByteArray *udp;

    /* The SA's own may be wildcards. */
    memcpy(addressed.ctx.src, fuzz_src[ipv6], 16);
    memcpy(addressed.ctx.dst, fuzz_dst[ipv6], 16);
    udp = test_udp(&addressed, 40000, sa->ctx.encap_dport ?
                   sa->ctx.encap_dport : IPSECNIC_UDP_ESP_PORT, esp,
                   plan->flags & FLAG_UDP_CSUM);
    change(plan, STAGE_UDP | inner, udp);
    return udp;
}

/* Options of IPv4: some that AH covers, some that change on the way. */
static const uint8_t ipv4_options[2][TEST_IPV4_OPTIONS] = {
    { 0x94, 4, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0 },
    { 0x44, 8, 5, 0, 1, 2, 3, 4, 0x94, 4, 0, 0 },
};

/* IPv6: hop-by-hop and destination options; those that may change are last. */
static const uint8_t ipv6_options[2][TEST_IPV6_OPTIONS] = {
    { 0, 0, 5, 2, 0, 0, 1, 0, 0, 0, 0x3e, 4, 1, 2, 3, 4 },
    { 0, 0, 0x3e, 4, 1, 2, 3, 4, 0, 0, 0x3e, 4, 1, 2, 3, 4 },
};

/* Zero what is mutable in an IPv4 header (RFC 4302, appendix A). */
static void mask_ipv4(GByteArray *ip, unsigned to_ah)
{
    uint8_t *p = ip->data;
    unsigned i = 20, n;

    p[1] = p[6] = p[7] = p[8] = p[10] = p[11] = 0;
    while (i + 1 < to_ah && p[i] != 0) {
        if (p[i] == 1) {
            i++;
            continue;
        }
        n = CLAMP(p[i + 1], 1u, to_ah - i);
        switch (p[i]) {
        case 130: case 133: case 134: case 148: case 149:
            break;
        default:
            memset(p + i, 0, n);
        }
        i += n;
    }
}

/* The same of IPv6: traffic class, flow label, hop limit, and the options
 * whose third bit says so. */
static void mask_ipv6(GByteArray *ip, unsigned to_ah)
{
    unsigned pos = 40, end, i;
    uint8_t *p = ip->data, next = p[6];

    p[0] &= 0xf0;
    p[1] = p[2] = p[3] = p[7] = 0;
    while (pos + 8 <= to_ah && next != 51) {
        end = MIN(pos + 8 + p[pos + 1] * 8u, to_ah);
        for (i = pos + 2; (next == 0 || next == 60) && i + 1 < end; ) {
            if (p[i] == 0) {
                i++;
                continue;
            }
            if (p[i] & 0x20) {
                memset(p + i + 2, 0, MIN(p[i + 1], end - i - 2));
            }
            i += 2u + p[i + 1];
        }
        next = p[pos];
        pos = end;
    }
}

/* One portion: IP header, AH if the SA has it, ESP if it has that. */
static GByteArray *seal_portion(const Plan *plan, unsigned inner,
                                const TestSa *sa, const GByteArray *payload,
                                uint8_t next_header, FuzzExpect *expect)
{
    unsigned n, to_ah, ah_length = 0, fixed = 0, spare;
    const IpsecSaCtxOp *ah = test_find_op(sa, IPSECNIC_OP_AH, &n);
    const TestAlgorithm *auth = ah ? test_auth(ah->auth_alg) : NULL;
    bool ipv6 = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    bool options = plan->flags & FLAG_OPTIONS;
    unsigned which = plan->flags & FLAG_OTHER_OPTIONS ? 1 : 0;
    g_autoptr(GByteArray) body = NULL;
    g_autoptr(GByteArray) covered = NULL;
    g_autoptr(GByteArray) icv = NULL;
    TestIpHeader h = { .ipv6 = ipv6, .src = fuzz_src[ipv6],
                       .dst = fuzz_dst[ipv6], .id = 0x1234 };
    GByteArray *ip;
    uint8_t protocol = next_header;
    unsigned op;

    expect->header_info = false;
    if (test_find_op(sa, IPSECNIC_OP_ESP, &op)) {
        body = seal_esp(plan, inner, sa, payload, next_header, expect);
        protocol = 50;
        if (sa->ctx.encap) {
            GByteArray *udp = add_udp(plan, inner, sa, body);

            g_byte_array_unref(body);
            body = udp;
            protocol = 17;
        }
    } else {
        body = g_byte_array_new();
        test_append(body, payload->data, payload->len);
    }

    if (ah) {
        fixed = 12 + auth->iv;
        ah_length = fixed + auth->icv;
        ah_length = ipv6 ? (ah_length + 7) / 8 * 8 : ah_length;
    }
    h.protocol = ah ? 51 : protocol;
    if (options) {
        h.options = ipv6 ? ipv6_options[which] : ipv4_options[which];
    }
    ip = test_ip_header(&h, ah_length + body->len);

    to_ah = ip->len;
    if (ah) {
        test_append8(ip, protocol);
        test_append8(ip, ah_length / 4 - 2);
        test_append16(ip, 0);
        test_append32(ip, ah->spi);
        test_append32(ip, (uint32_t)number_of(plan, ah));
        g_byte_array_set_size(ip, to_ah + ah_length);
        memset(ip->data + to_ah + 12, 0, ah_length - 12);
    }
    test_append(ip, body->data, body->len);
    change(plan, STAGE_IP | inner, ip);
    spare = to_ah + ah_length;
    if (ip->len < spare) {
        insert(ip, ip->len, spare - ip->len, 0);
    }
    if (ah) {
        covered = g_byte_array_new();
        test_append(covered, ip->data, ip->len);
        if (ipv6) {
            mask_ipv6(covered, to_ah);
        } else {
            mask_ipv4(covered, to_ah);
        }
        memset(covered->data + to_ah + 12, 0, fixed - 12 + auth->icv);
        if (ah->flags & IPSECNIC_OP_FLAG_ESN) {
            test_append32(covered, (uint32_t)(number_of(plan, ah) >> 32));
        }
        icv = g_byte_array_new();
        append_mac(icv, auth, sa->keys[n][0],
                   (const uint8_t *)"initvect", covered);
        memcpy(ip->data + to_ah + 12, "initvect", fixed - 12);
        memcpy(ip->data + to_ah + fixed, icv->data, icv->len);
    }
    return ip;
}

/* Where the payload of a portion starts, from its IP header on. */
static unsigned header_length(const Plan *plan, const TestSa *sa)
{
    bool ipv6 = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    unsigned length = ipv6 ? 40 : 20, op, n;
    const IpsecSaCtxOp *o = test_find_op(sa, IPSECNIC_OP_AH, &op);

    if (plan->flags & FLAG_OPTIONS) {
        length += ipv6 ? TEST_IPV6_OPTIONS : TEST_IPV4_OPTIONS;
    }
    if (o) {
        n = 12 + test_lengths(o).iv + test_lengths(o).icv;
        length += ipv6 ? (n + 7) / 8 * 8 : n;
    }
    o = test_find_op(sa, IPSECNIC_OP_ESP, &op);
    if (o) {
        length += (sa->ctx.encap ? 16 : 8) + test_lengths(o).iv;
    }
    return length;
}

GByteArray *fuzz_seal(const FuzzDb *db, FuzzInput *in, FuzzExpect *expect)
{
    static const uint8_t macs[] = {
        0x52, 0x54, 0, 0x12, 0x34, 0x56, 2, 0, 0, 0, 0, 1
    };
    Plan plan = { .db = db };
    GByteArray *frame = g_byte_array_new();
    g_autoptr(GByteArray) packet = NULL;
    g_autoptr(GByteArray) payload = g_byte_array_new();
    const TestSa *outer, *inner;
    bool nested, both_checked;
    uint8_t next_header;
    unsigned i;

    memset(expect, 0, sizeof(*expect));
    expect->outer = fuzz_take8(in) % db->count;
    plan.flags = fuzz_take8(in);
    expect->inner = fuzz_take8(in) % db->count;
    plan.sequence = fuzz_take16(in);
    expect->payload_length = fuzz_take16(in) % sizeof(expect->payload);
    plan.extra_pad = fuzz_take8(in);
    plan.num_changes = fuzz_take8(in) % (MAX_CHANGES + 1);
    for (i = 0; i < plan.num_changes; i++) {
        uint8_t what = fuzz_take8(in);

        plan.change[i].stage = what & 0xf;
        plan.change[i].kind = what >> 4;
        plan.change[i].offset = fuzz_take16(in);
        plan.change[i].value = fuzz_take8(in);
    }
    fuzz_take(in, expect->payload, expect->payload_length);
    test_append(payload, expect->payload, expect->payload_length);

    outer = &db->entry[expect->outer].sa;
    inner = &db->entry[expect->inner].sa;
    nested = (plan.flags & FLAG_NESTED) &&
             outer->ctx.mode == IPSECNIC_MODE_TUNNEL;
    both_checked = nested && inner->ctx.mode == IPSECNIC_MODE_TRANSPORT &&
                   !(outer->ctx.encap && inner->ctx.encap);

    next_header = 59;
    if (nested) {
        packet = seal_portion(&plan, STAGE_INNER, inner, payload, next_header,
                              expect);
        g_byte_array_unref(payload);
        payload = g_steal_pointer(&packet);
        next_header = inner->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 41 : 4;
    }
    if (both_checked) {
        FuzzExpect around;

        packet = seal_portion(&plan, 0, outer, payload, next_header, &around);
        /* D10: of the innermost trailer processed. */
        if (!expect->header_info) {
            expect->header_info = around.header_info;
            expect->next_header = around.next_header;
            expect->pad_length = around.pad_length;
        }
    } else {
        packet = seal_portion(&plan, 0, outer, payload, next_header, expect);
        if (nested) {
            expect->payload_length = MIN(payload->len,
                                         sizeof(expect->payload));
            memcpy(expect->payload, payload->data, expect->payload_length);
        }
    }

    test_append(frame, macs, sizeof(macs));
    if (plan.flags & FLAG_VLAN) {
        test_append32(frame, 0x81000000 | 5);
        if (plan.flags & FLAG_VLAN2) {
            test_append32(frame, 0x81000000 | 7);
        }
    }
    test_append16(frame, outer->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ?
                  0x86dd : 0x800);
    expect->payload_offset = frame->len + header_length(&plan, outer) +
                             (both_checked ? header_length(&plan, inner) : 0);
    test_append(frame, packet->data, packet->len);
    if (plan.flags & FLAG_ETH_PAD) {
        insert(frame, frame->len, 17, 0xee);
    }
    change(&plan, STAGE_FRAME, frame);

    expect->known = plan.num_changes == 0;
    expect->oob = IPSECNIC_OOB_CRYPTO_DONE |
                  (both_checked ? IPSECNIC_OOB_NEXT_CRYPTO_DONE : 0);
    return frame;
}

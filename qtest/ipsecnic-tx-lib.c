/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transmit, for tests of ipsecnic: see ipsecnic-tx-lib.h
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-tx-lib.h"

#include <gcrypt.h>

/* Offsets in a frame of IpnLarge. */
#define LARGE_IP        14
#define LARGE_ESP       (LARGE_IP + 20)

void ipn_tx_entry(uint8_t entry[64], uint64_t addr, uint32_t length,
                  uint32_t flags, uint64_t cookie)
{
    memset(entry, 0, 64);
    ipn_put(entry, ipsecnic_tx_posted, addr, addr);
    ipn_put(entry, ipsecnic_tx_posted, length, length);
    ipn_put(entry, ipsecnic_tx_posted, flags, flags);
    ipn_put(entry, ipsecnic_tx_posted, cookie, cookie);
}

void ipn_tx_entry_ask(uint8_t entry[64], const IpnTxVector *v,
                      uint32_t handle, uint32_t tunnel)
{
    ipn_put(entry, ipsecnic_tx_posted, flags,
            ipn_get(entry, ipsecnic_tx_posted, flags) | v->flags);
    ipn_put(entry, ipsecnic_tx_posted, sa_handle, handle);
    ipn_put(entry, ipsecnic_tx_posted, tunnel_handle, tunnel);
#define PUT(field) ipn_put(entry, ipsecnic_tx_posted, field, v->field)
    PUT(sequence_high);
    PUT(l3_offset);
    PUT(esp_offset);
    PUT(ah_offset);
    PUT(csum_start);
    PUT(csum_offset);
    PUT(segment_size);
    PUT(header_length);
    PUT(trailer_length);
    PUT(next_header);
    PUT(inner_l3);
    PUT(tunnel_l3_offset);
    PUT(tunnel_esp_offset);
    PUT(tunnel_ah_offset);
    PUT(tunnel_trailer_length);
#undef PUT
}

uint16_t ipn_tx_post(Ipn *n, IpnQueue *q, uint64_t addr, uint32_t length,
                     uint32_t flags, uint64_t cookie)
{
    uint8_t entry[64];

    ipn_tx_entry(entry, addr, length, flags, cookie);
    return ipn_post(n, q, entry);
}

void ipn_tx_next(Ipn *n, IpnQueue *q, IpnTxComp *comp)
{
    uint32_t flags;
    uint8_t raw[64];

    ipn_comp_next(n, q, raw);
    comp->cookie = ipn_get(raw, ipsecnic_tx_comp, cookie);
    comp->status = ipn_get(raw, ipsecnic_tx_comp, status);
    comp->frame_length = ipn_get(raw, ipsecnic_tx_comp, frame_length);
    comp->posted_index = ipn_get(raw, ipsecnic_tx_comp, posted_index);
    comp->fragments = ipn_get(raw, ipsecnic_tx_comp, fragments);
    comp->segments = ipn_get(raw, ipsecnic_tx_comp, segments);
    comp->fit = ipn_get(raw, ipsecnic_tx_comp, fit);
    comp->time = ipn_get(raw, ipsecnic_tx_comp, time);
    flags = ipn_get(raw, ipsecnic_tx_comp, flags);
    comp->stamped = flags & IPSECNIC_COMP_STAMPED;
    g_assert_cmphex(flags & ~(IPSECNIC_COMP_PHASE | IPSECNIC_COMP_STAMPED), ==,
                    0);
    g_assert_true(buffer_is_zero(raw + 28, 4));
    g_assert_true(buffer_is_zero(raw + 40, 20));
    if (!comp->stamped) {
        g_assert_cmpuint(comp->time, ==, 0);
    }
    if (comp->status != IPSECNIC_TX_ST_TOO_BIG) {
        g_assert_cmpuint(comp->fit, ==, 0);
    }
    /* Bytes and frames went out together. */
    g_assert_cmpint(comp->frame_length != 0, ==, comp->segments != 0);
    ipn_release(n, q, false);
}

void ipn_tx_completed(Ipn *n, IpnQueue *q, uint32_t status, uint32_t length,
                      uint32_t segments, uint16_t index, uint16_t fragments,
                      uint64_t cookie)
{
    IpnTxComp comp;

    ipn_tx_next(n, q, &comp);
    g_assert_cmpuint(comp.status, ==, status);
    g_assert_cmpuint(comp.frame_length, ==, length);
    g_assert_cmpuint(comp.segments, ==, segments);
    g_assert_cmpuint(comp.posted_index, ==, index);
    g_assert_cmpuint(comp.fragments, ==, fragments);
    g_assert_cmphex(comp.cookie, ==, cookie);
    g_assert_false(comp.stamped);
}

void ipn_tx_sa(IpnSa *sa, const IpnSaVector *v)
{
    ipn_sa(sa, v);
    ipn_put(sa->bytes, ipsecnic_sa_ctx, flags,
            ipn_get(sa->bytes, ipsecnic_sa_ctx, flags) &
            ~(uint64_t)IPSECNIC_SA_FLAG_INBOUND);
}

uint32_t ipn_tx_sa_load(Ipn *n, const IpnSaVector *v)
{
    uint32_t handle;
    IpnSa sa;

    ipn_tx_sa(&sa, v);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    return handle;
}

void ipn_tx_sa_unload(Ipn *n, uint32_t handle)
{
    if (handle) {
        g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    }
}

/*
 * The other end of an SA
 */

static void library_init(void)
{
    if (!gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
        g_assert_nonnull(gcry_check_version(NULL));
        gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
        gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
}

/* AES by the length of its key. */
static int aes(unsigned length)
{
    return length == 16 ? GCRY_CIPHER_AES128 :
           length == 24 ? GCRY_CIPHER_AES192 : GCRY_CIPHER_AES256;
}

/* RFC 4106 */
static void open_gcm(const GByteArray *key, bool esn, uint64_t sequence,
                     uint8_t *esp, size_t length, unsigned icv)
{
    unsigned key_length = key->len - 4;
    uint8_t nonce[12], aad[12];
    size_t text = length - 16 - icv;
    gcry_cipher_hd_t cipher;

    memcpy(nonce, key->data + key_length, 4);
    memcpy(nonce + 4, esp + 8, 8);
    memcpy(aad, esp, 8);
    if (esn) {
        stl_be_p(aad + 4, sequence >> 32);
        memcpy(aad + 8, esp + 4, 4);
    }
    g_assert_cmpint(gcry_cipher_open(&cipher, aes(key_length),
                                     GCRY_CIPHER_MODE_GCM, 0), ==, 0);
    g_assert_cmpint(gcry_cipher_setkey(cipher, key->data, key_length), ==, 0);
    g_assert_cmpint(gcry_cipher_setiv(cipher, nonce, 12), ==, 0);
    g_assert_cmpint(gcry_cipher_authenticate(cipher, aad, esn ? 12 : 8), ==, 0);
    g_assert_cmpint(gcry_cipher_decrypt(cipher, esp + 16, text, NULL, 0), ==,
                    0);
    g_assert_cmpint(gcry_cipher_checktag(cipher, esp + 16 + text, icv), ==, 0);
    gcry_cipher_close(cipher);
}

/* RFC 2404, RFC 4868 */
static void check_hmac(const IpnSaVector *sa, uint64_t sequence,
                       const uint8_t *esp, size_t length)
{
    g_autoptr(GByteArray) key = ipn_hex(sa->auth_key);
    g_autoptr(GHmac) hmac =
        g_hmac_new(sa->auth_alg == IPSECNIC_AUTH_SHA1 ? G_CHECKSUM_SHA1 :
                   G_CHECKSUM_SHA256, key->data, key->len);
    uint8_t digest[32], high[4];
    gsize size = sizeof(digest);

    g_hmac_update(hmac, esp, length - sa->auth_icv);
    if (sa->esn) {
        stl_be_p(high, sequence >> 32);
        g_hmac_update(hmac, high, 4);
    }
    g_hmac_get_digest(hmac, digest, &size);
    g_assert_cmpmem(digest, sa->auth_icv, esp + length - sa->auth_icv,
                    sa->auth_icv);
}

/* RFC 3602 */
static void open_cbc(const GByteArray *key, uint8_t *esp, size_t length,
                     unsigned icv)
{
    gcry_cipher_hd_t cipher;

    g_assert_cmpint(gcry_cipher_open(&cipher, aes(key->len),
                                     GCRY_CIPHER_MODE_CBC, 0), ==, 0);
    g_assert_cmpint(gcry_cipher_setkey(cipher, key->data, key->len), ==, 0);
    g_assert_cmpint(gcry_cipher_setiv(cipher, esp + 8, 16), ==, 0);
    g_assert_cmpint(gcry_cipher_decrypt(cipher, esp + 24, length - 24 - icv,
                                        NULL, 0), ==, 0);
    gcry_cipher_close(cipher);
}

void ipn_tx_open(const IpnSaVector *sa, uint64_t sequence, uint32_t esp_offset,
                 uint8_t *frame, size_t length)
{
    g_autoptr(GByteArray) key = ipn_hex(sa->cipher_key);
    uint8_t *esp = frame + esp_offset;
    unsigned icv = sa->cipher_icv ?: sa->auth_icv;
    unsigned iv = 0;

    library_init();
    g_assert_cmpuint(length, >=, esp_offset + 8 + 16 + 2 + icv);
    length -= esp_offset;
    g_assert_cmphex((uint32_t)ldl_be_p(esp), ==, sa->spi);
    g_assert_cmphex((uint32_t)ldl_be_p(esp + 4), ==, (uint32_t)sequence);
    if (sa->cipher_icv) {
        open_gcm(key, sa->esn, sequence, esp, length, icv);
        iv = 8;
    } else {
        check_hmac(sa, sequence, esp, length);
        if (key->len) {
            open_cbc(key, esp, length, icv);
            iv = 16;
        }
    }
    memset(esp + 8, 0, iv);
    memset(esp + length - icv, 0, icv);
}

/*
 * Large sends
 */

/* Bytes of IV, and what lengths of padded text are whole multiples of. */
static unsigned large_iv(const IpnSaVector *sa)
{
    return sa->cipher_icv ? 8 : *sa->cipher_key ? 16 : 0;
}

static unsigned large_block(const IpnSaVector *sa)
{
    return large_iv(sa) == 16 ? 16 : 4;
}

/* All up to the payload of segment @i; IP length and checksums are left 0. */
static unsigned large_headers(const IpnLarge *l, uint8_t *frame, unsigned i)
{
    static const uint8_t eth[14] = {
        2, 0, 0, 0, 0, 1, 0x52, 0x54, 0, 0x12, 0x34, 0x56, 8, 0
    };
    g_autoptr(GByteArray) src = ipn_hex(l->sa->src);
    g_autoptr(GByteArray) dst = ipn_hex(l->sa->dst);
    unsigned tcp = LARGE_ESP + 8 + large_iv(l->sa);
    uint8_t *ip = frame + LARGE_IP;

    memset(frame, 0, tcp + 20);
    memcpy(frame, eth, 14);
    ip[0] = 0x45;
    stw_be_p(ip + 4, (0x1100 + i) & 0x7fff);
    ip[8] = 64;
    ip[9] = 50;
    memcpy(ip + 12, src->data, 4);
    memcpy(ip + 16, dst->data, 4);
    stl_be_p(frame + LARGE_ESP, l->sa->spi);
    stl_be_p(frame + LARGE_ESP + 4, l->sequence + i);
    stw_be_p(frame + tcp, 4000);
    stw_be_p(frame + tcp + 2, 5000);
    stl_be_p(frame + tcp + 4, 0x1000 + i * IPN_LARGE_SIZE);
    frame[tcp + 12] = 5 << 4;
    frame[tcp + 13] = i == IPN_LARGE_SEGMENTS - 1 ? 0x19 : 0x10;
    return tcp;
}

void ipn_large(Ipn *n, IpnLarge *l, const IpnSaVector *v, uint64_t sequence,
               bool high)
{
    g_autofree uint8_t *frame = g_malloc(IPSECNIC_MAX_FRAME);
    IpnTxVector ask = {
        .flags = IPSECNIC_TX_CSUM | IPSECNIC_TX_SEGMENT |
                 (v->esn && high ? IPSECNIC_TX_SEQ_HI_VALID : 0),
        .sequence_high = v->esn && high ? sequence >> 32 : 0,
        .l3_offset = LARGE_IP,
        .esp_offset = LARGE_ESP,
        .segment_size = IPN_LARGE_SIZE,
        .next_header = 6,
    };
    IpnSa sa;

    *l = (IpnLarge) { .sa = v, .sequence = sequence };
    ask.csum_start = large_headers(l, frame, 0);
    ask.csum_offset = ask.csum_start + 16;
    ask.header_length = ask.csum_start + 20;
    frame[ask.csum_start + 13] = 0x19;
    l->length = ask.header_length + IPN_LARGE_SEGMENTS * IPN_LARGE_SIZE;
    g_assert_cmpuint(l->length, <=, IPSECNIC_MAX_FRAME);
    ipn_mark(frame + ask.header_length, l->length - ask.header_length);
    l->addr = ipn_alloc(n, l->length);
    qtest_bufwrite(n->qts, l->addr, frame, l->length);
    ipn_tx_sa(&sa, v);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].sequence, sequence - 1);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &l->handle), ==, IPSECNIC_ST_OK);
    ipn_tx_entry(l->entry, l->addr, l->length, IPSECNIC_TX_START |
                 IPSECNIC_TX_END, 0x1a46e);
    ipn_tx_entry_ask(l->entry, &ask, l->handle, 0);
    ipn_post(n, &n->tx[0], l->entry);
}

void ipn_large_plain(Ipn *n, IpnLarge *l, const IpnSaVector *v,
                     uint64_t sequence, uint32_t handle, bool named)
{
    g_autofree uint8_t *frame = g_malloc(IPSECNIC_MAX_FRAME);
    unsigned tcp = LARGE_IP + 20, header = tcp + 20;
    IpnTxVector ask = {
        .flags = IPSECNIC_TX_CSUM | IPSECNIC_TX_SEGMENT |
                 (named ? IPSECNIC_TX_ENCAPSULATE : 0),
        .l3_offset = LARGE_IP,
        .csum_start = tcp,
        .csum_offset = tcp + 16,
        .segment_size = IPN_LARGE_SIZE,
        .header_length = header,
    };

    *l = (IpnLarge) { .sa = v, .sequence = sequence, .handle = handle };
    memmove(frame + tcp, frame + large_headers(l, frame, 0), 20);
    l->length = header + IPN_LARGE_SEGMENTS * IPN_LARGE_SIZE;
    stw_be_p(frame + LARGE_IP + 2, l->length - LARGE_IP);
    frame[LARGE_IP + 9] = 6;
    ipn_ip4_csum(frame + LARGE_IP);
    frame[tcp + 13] = 0x19;
    ipn_mark(frame + header, l->length - header);
    l->addr = ipn_alloc(n, l->length);
    qtest_bufwrite(n->qts, l->addr, frame, l->length);
    ipn_tx_entry(l->entry, l->addr, l->length, IPSECNIC_TX_START |
                 IPSECNIC_TX_END, 0x1a46e);
    ipn_tx_entry_ask(l->entry, &ask, named ? handle : 0, 0);
    ipn_post(n, &n->tx[0], l->entry);
}

void ipn_large_tag(Ipn *n, IpnLarge *l, uint32_t tag)
{
    uint32_t flags = ipn_get(l->entry, ipsecnic_tx_posted, flags);

    l->tag = tag;
    flags |= IPSECNIC_TX_VLAN;
    flags |= tag >> 16 == 0x88a8 ? IPSECNIC_TX_VLAN_SERVICE : 0;
    ipn_put(l->entry, ipsecnic_tx_posted, flags, flags);
    ipn_put(l->entry, ipsecnic_tx_posted, vlan_tci, tag & 0xffff);
    qtest_memwrite(n->qts, n->tx[0].posted, l->entry, 64);
}

void ipn_large_stamp(Ipn *n, IpnLarge *l)
{
    ipn_put(l->entry, ipsecnic_tx_posted, flags,
            ipn_get(l->entry, ipsecnic_tx_posted, flags) | IPSECNIC_TX_STAMP);
    qtest_memwrite(n->qts, n->tx[0].posted, l->entry, 64);
}

void ipn_large_stall(Ipn *n, IpnLarge *l)
{
    uint64_t stalls = ipn_stat(n, IPSECNIC_STAT_TX_STALLS);

    ipn_doorbell(n, &n->tx[0]);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_STALLS) == stalls + 1);
    ipn_settle(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_TX_STALLS), ==, stalls + 1);
    g_assert_false(ipn_comp_ready(n, &n->tx[0]));
}

/* The Internet checksum, which must come out as all ones. */
static void check_sum(uint32_t sum, const uint8_t *p, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        sum += i % 2 ? p[i] : p[i] << 8;
    }
    while (sum >> 16) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    g_assert_cmphex(sum, ==, 0xffff);
}

bool ipn_large_take(Ipn *n, IpnLarge *l)
{
    uint8_t got[512], want[512], mark[IPN_LARGE_SEGMENTS * IPN_LARGE_SIZE];
    unsigned icv = l->sa->cipher_icv ?: l->sa->auth_icv;
    unsigned tcp, text, pad, i, addresses = 0;
    ssize_t length = ipn_wire_take(n, got, sizeof(got));

    if (length < 0) {
        return false;
    }
    g_assert_cmpuint(l->next, <, IPN_LARGE_SEGMENTS);
    if (l->tag) {
        g_assert_cmpint(length, >, 18);
        g_assert_cmphex((uint32_t)ldl_be_p(got + 12), ==, l->tag);
        length -= 4;
        memmove(got + 12, got + 16, length - 12);
        l->bytes += 4;
    }
    tcp = large_headers(l, want, l->next);
    text = tcp + 20 + IPN_LARGE_SIZE;
    pad = -(20 + IPN_LARGE_SIZE + 2) % large_block(l->sa);
    g_assert_cmpint(length, ==, text + pad + 2 + icv);
    ipn_tx_open(l->sa, l->sequence + l->next, LARGE_ESP, got, length);

    /* Lengths and sums are right; all else is as it was composed here. */
    g_assert_cmpuint(lduw_be_p(got + LARGE_IP + 2), ==, length - LARGE_IP);
    check_sum(0, got + LARGE_IP, 20);
    for (i = 12; i < 20; i += 2) {
        addresses += lduw_be_p(got + LARGE_IP + i);
    }
    check_sum(addresses + 6 + text - tcp, got + tcp, text - tcp);
    memset(got + LARGE_IP + 2, 0, 2);
    memset(got + LARGE_IP + 10, 0, 2);
    memset(got + tcp + 16, 0, 2);
    ipn_mark(mark, sizeof(mark));
    memcpy(want + tcp + 20, mark + l->next * IPN_LARGE_SIZE, IPN_LARGE_SIZE);
    for (i = 0; i < pad; i++) {
        want[text + i] = i + 1;
    }
    want[text + pad] = pad;
    want[text + pad + 1] = 6;
    memset(want + text + pad + 2, 0, icv);
    g_assert_cmpmem(got, length, want, text + pad + 2 + icv);
    l->next++;
    l->bytes += length;
    return true;
}

void ipn_large_drain(Ipn *n, IpnLarge *l)
{
    do {
        while (ipn_large_take(n, l)) {
            ;
        }
        ipn_settle(n);
    } while (ipn_large_take(n, l));
}

void ipn_large_finish(Ipn *n, IpnLarge *l)
{
    IPN_WAIT(n, ipn_large_take(n, l) && l->next == IPN_LARGE_SEGMENTS);
    ipn_tx_completed(n, &n->tx[0], IPSECNIC_TX_ST_OK, l->bytes, l->next, 0, 1,
                     0x1a46e);
    ipn_wire_quiet(n);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Receive path of ipsecnic: the receive contract (R1 to R26), descriptors,
 * filter, rings and back-pressure, steering
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "qobject/qdict.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#include <sys/socket.h>
#include <sys/un.h>

#define GCM4 (&ipn_sa_vectors[VECTOR_SA_GCM4])
#define CBC4 (&ipn_sa_vectors[VECTOR_SA_CBC4])

static const uint8_t own_mac[6] = IPN_MAC_BYTES;
static const uint8_t broadcast[6] = { 255, 255, 255, 255, 255, 255 };

static Ipn *rx_up(const char *props)
{
    Ipn *n = ipn_start(props, "");

    ipn_up(n, &(IpnSetup) { });
    return n;
}

/* One frame in, one out. */
static void exchange(Ipn *n, const void *frame, size_t length, IpnRx *rx)
{
    ipn_send(n, frame, length);
    ipn_rx_next(n, &n->rx[0], rx);
    ipn_rx_done(n, &n->rx[0], false);
}

static void exchange_hex(Ipn *n, const char *hex, IpnRx *rx)
{
    g_autoptr(GByteArray) frame = ipn_hex(hex);

    exchange(n, frame->data, frame->len, rx);
}

/*
 * ESP
 */

/* R5, R7, R10, R22: checked, decrypted in place, and nothing else changed. */
static void test_esp_decrypted(const void *data)
{
    const IpnFrameVector *v = data;
    Ipn *n = rx_up("");
    uint32_t handle = ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
    g_autoptr(GByteArray) frame = ipn_hex(v->wire);
    uint8_t info[256];
    IpnRx rx;

    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_clear(&rx, v, handle);
    g_assert_cmpuint(rx.descriptors, ==, 1);
    g_assert_cmpuint(rx.accept, ==, IPSECNIC_ACCEPT_OWN);
    g_assert_cmpuint(rx.inner_reason, ==, 0);
    g_assert_cmpuint(rx.arrival, ==, 0);

    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_BYTES), ==, frame->len);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STATUS(0)), ==, 1);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 1);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, bytes), ==,
                     frame->len - 14);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==,
                     v->sequence);
    g_assert_true(buffer_is_zero(info + 40, 72));
}

/* R13: a wrong ICV is indicated, as it came, with the status. */
static void test_r13_icv_failure_indicated(const void *data)
{
    const IpnFrameVector *v = data;
    Ipn *n = rx_up("");
    const IpnSaVector *sa = &ipn_sa_vectors[v->sa];
    uint32_t handle = ipn_sa_load(n, sa);
    uint32_t status = sa->mode == IPSECNIC_MODE_TUNNEL ?
                      IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED :
                      IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED;
    g_autoptr(GByteArray) frame = ipn_hex(v->wire);
    /* In the ICV, the ciphertext, the IV (if any), the sequence number. */
    const unsigned at[] = {
        frame->len - 1, frame->len - (sa->auth_icv ?: sa->cipher_icv),
        v->payload_offset, frame->len - v->trailer_length,
        v->payload_offset - 1, v->ipsec_offset + 7,
    };
    uint8_t info[256];
    unsigned i;
    IpnRx rx;

    for (i = 0; i < ARRAY_SIZE(at); i++) {
        frame->data[at[i]] ^= 0x10;
        exchange(n, frame->data, frame->len, &rx);
        ipn_rx_failed(&rx, frame->data, frame->len, status, handle);
        g_assert_cmpuint(rx.kind, ==, IPSECNIC_KIND_ESP);
        g_assert_cmpuint(rx.ipsec_offset, ==, v->ipsec_offset);
        frame->data[at[i]] ^= 0x10;
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STATUS(status)), ==, i);
    /* The SA is none the worse for it. */
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_clear(&rx, v, handle);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 1);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, failed[status]), ==, i);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==,
                     v->sequence);
}

/* R4: no SA, no change. */
static void test_r4_unmatched(void)
{
    Ipn *n = rx_up("");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    IpnRx rx;

    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_NO_SA);
    g_assert_cmpuint(rx.l3_offset, ==, 14);
    g_assert_cmpuint(rx.ipsec_offset, ==, 34);
    g_assert_cmphex(rx.hash, ==, ipn_basic_vectors[0].hash);

    /* R3: SPI and destination must both agree. */
    ipn_sa_load(n, GCM4);
    frame->data[34 + 3]++;
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_NO_SA);
    frame->data[34 + 3]--;
    frame->data[14 + 19]++;
    ipn_ip4_csum(frame->data + 14);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_NO_SA);
    frame->data[14 + 19]--;
    /* D2: the source filters too. */
    frame->data[14 + 15]++;
    ipn_ip4_csum(frame->data + 14);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_NO_SA);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_REASON(4)), ==, 4);
}

static void test_not_ipsec(void)
{
    Ipn *n = rx_up("");
    uint8_t frame[200];
    size_t length;
    IpnRx rx;

    for (length = 14; length <= sizeof(frame); length += 31) {
        ipn_plain(frame, length, own_mac, length);
        exchange(n, frame, length, &rx);
        ipn_rx_untouched(&rx, frame, length, IPSECNIC_KIND_PLAIN,
                         IPSECNIC_REASON_NOT_IPSEC);
        g_assert_cmpuint(rx.l3_offset, ==, 0);
        g_assert_cmphex(rx.hash, ==, 0);
        g_assert_cmphex(rx.csum, ==, 0);
    }
}

/* An IPv4 packet of the vector's with another protocol in it. */
static void as_udp(GByteArray *frame)
{
    frame->data[14 + 9] = 17;
    ipn_ip4_csum(frame->data + 14);
}

static void test_plain_ipv4_and_its_checksum(void)
{
    Ipn *n = rx_up("");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    uint32_t handle = ipn_sa_load(n, GCM4);
    IpnRx rx;

    as_udp(frame);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_NOT_IPSEC);
    g_assert_cmpuint(rx.l3_offset, ==, 14);
    g_assert_cmpuint(rx.ipsec_offset, ==, 0);
    g_assert_cmphex(IPSECNIC_CSUM_OUTER_L3(rx.csum), ==, IPSECNIC_CSUM_GOOD);
    frame->data[14 + 10] ^= 1;
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(IPSECNIC_CSUM_OUTER_L3(rx.csum), ==, IPSECNIC_CSUM_BAD);

    /* D5: a wrong one is reported and does not prevent processing. */
    g_byte_array_unref(frame);
    frame = ipn_hex(ipn_basic_vectors[0].wire);
    frame->data[14 + 10] ^= 1;
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmphex(rx.sa_outer, ==, handle);
    g_assert_cmphex(IPSECNIC_CSUM_OUTER_L3(rx.csum), ==, IPSECNIC_CSUM_BAD);
}

/* All four verdicts with RX_CSUM, and only as long as it is accepted. */
static void test_rx_csum_negotiated(void)
{
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    const uint32_t csum = BIT(IPSECNIC_F_RX_CSUM);
    Ipn *n = ipn_start("", "");
    uint32_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO);
    g_autoptr(GByteArray) sealed = ipn_hex(v->wire);
    uint8_t udp[60] = {
        0x52, 0x54, 0, 0x12, 0x34, 0x56, 2, 0, 0, 0, 0, 1, 8, 0,
        0x45, 0, 0, 30, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
        0, 1, 0, 2, 0, 10, 0, 0, 0xff, 0xff,
    };
    /* 10.0.0.1 and 10.0.0.2, protocol and length twice, ports, data */
    const uint16_t sum = ~(0x0a00 + 1 + 0x0a00 + 2 + 17 + 10 + 10 + 1 + 2);
    unsigned round;
    IpnRx rx;

    g_assert_cmphex(offered & csum, !=, 0);
    for (round = 0; round < 3; round++) {
        bool on = round != 1;
        uint32_t handle;

        ipn_up(n, &(IpnSetup) { .features = on ? offered : offered & ~csum });
        handle = ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
        exchange(n, sealed->data, sealed->len, &rx);
        ipn_rx_clear(&rx, v, handle);
        g_assert_cmpuint(IPSECNIC_CSUM_INNER_L4(rx.csum), ==,
                         on ? IPSECNIC_CSUM_GOOD : IPSECNIC_CSUM_UNKNOWN);
        ipn_ip4_csum(udp + 14);
        stw_be_p(udp + 40, sum);
        exchange(n, udp, sizeof(udp), &rx);
        g_assert_cmphex(rx.csum, ==, IPSECNIC_CSUM_GOOD |
                        (on ? IPSECNIC_CSUM_GOOD << 2 : 0));
        stw_be_p(udp + 40, sum ^ 0x100);
        exchange(n, udp, sizeof(udp), &rx);
        g_assert_cmphex(rx.csum, ==, IPSECNIC_CSUM_GOOD |
                        (on ? IPSECNIC_CSUM_BAD << 2 : 0));
    }
}

/* R24: what needs reassembly is left alone. */
static void test_r24_fragment(void)
{
    Ipn *n = rx_up("");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    IpnRx rx;

    ipn_sa_load(n, GCM4);
    stw_be_p(frame->data + 14 + 6, 0x2000);     /* more fragments */
    ipn_ip4_csum(frame->data + 14);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_FRAGMENT,
                     IPSECNIC_REASON_FRAGMENT);
    stw_be_p(frame->data + 14 + 6, 0x0003);     /* a later one */
    ipn_ip4_csum(frame->data + 14);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_FRAGMENT,
                     IPSECNIC_REASON_FRAGMENT);
    stw_be_p(frame->data + 14 + 6, 0x4000);     /* "do not" is none */
    ipn_ip4_csum(frame->data + 14);
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
}

static void test_malformed_and_truncated(void)
{
    Ipn *n = rx_up("");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    unsigned length;
    IpnRx rx;

    ipn_sa_load(n, GCM4);
    /* The frame ends in the IP header. */
    for (length = 15; length < 34; length++) {
        exchange(n, frame->data, length, &rx);
        ipn_rx_untouched(&rx, frame->data, length, IPSECNIC_KIND_PLAIN,
                         IPSECNIC_REASON_MALFORMED);
    }
    /* And before SPI and sequence number are complete. */
    for (length = 34; length < 42; length++) {
        exchange(n, frame->data, length, &rx);
        ipn_rx_untouched(&rx, frame->data, length, IPSECNIC_KIND_ESP,
                         IPSECNIC_REASON_TRUNCATED);
    }
    /* An IP version and a header length that cannot be. */
    frame->data[14] = 0x44;
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_MALFORMED);
    frame->data[14] = 0x65;
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_MALFORMED);
}

/* Lengths that are impossible: status 6, untouched (D5). */
static void test_status_6_invalid_packet_syntax(void)
{
    const uint32_t status = IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX;
    Ipn *n = rx_up("");
    uint32_t gcm = ipn_sa_load(n, GCM4), cbc = ipn_sa_load(n, CBC4);
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    g_autoptr(GByteArray) block = ipn_hex(ipn_basic_vectors[1].wire);
    g_autoptr(GByteArray) lies = ipn_hex(ipn_pad_lies_vectors[0].wire);
    unsigned total = lduw_be_p(frame->data + 16), count = 0, cut;
    uint8_t info[256];
    IpnRx rx;

    /* IP length beyond the frame. */
    exchange(n, frame->data, frame->len - 4, &rx);
    ipn_rx_failed(&rx, frame->data, frame->len - 4, status, gcm);
    exchange(n, frame->data, 42, &rx);
    ipn_rx_failed(&rx, frame->data, 42, status, gcm);
    count += 2;

    /* Too short for header, IV, trailer and ICV; or not a multiple of 4. */
    for (cut = 1; cut <= total - 28; cut++) {
        unsigned esp = total - 20 - cut;

        if (esp >= 36 && esp % 4 == 0) {
            continue;
        }
        stw_be_p(frame->data + 16, total - cut);
        ipn_ip4_csum(frame->data + 14);
        exchange(n, frame->data, frame->len - cut, &rx);
        ipn_rx_failed(&rx, frame->data, frame->len - cut, status, gcm);
        count++;
    }

    /* Not a whole number of blocks. */
    stw_be_p(block->data + 16, lduw_be_p(block->data + 16) - 4);
    ipn_ip4_csum(block->data + 14);
    exchange(n, block->data, block->len - 4, &rx);
    ipn_rx_failed(&rx, block->data, block->len - 4, status, cbc);

    /* A good ICV, and a pad length larger than the payload. */
    exchange(n, lies->data, lies->len, &rx);
    ipn_rx_failed(&rx, lies->data, lies->len, status, gcm);
    count++;
    g_assert_cmpuint(ipn_sa_query(n, gcm, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, failed[6]), ==, count);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 0);

    /* Padding that is all of the payload is good. */
    exchange_hex(n, ipn_pad_fits_vectors[0].wire, &rx);
    ipn_rx_clear(&rx, &ipn_pad_fits_vectors[0], gcm);
}

/* Bytes behind the IP packet, as Ethernet pads: left alone, not counted. */
static void test_ethernet_padding(void)
{
    Ipn *n = rx_up("");
    uint32_t handle = ipn_sa_load(n, GCM4);
    const IpnFrameVector *v = &ipn_stream_vectors[0];
    g_autoptr(GByteArray) frame = ipn_hex(v->wire);
    g_autoptr(GByteArray) clear = ipn_hex(v->clear);
    unsigned length = frame->len;
    uint8_t info[256];
    IpnRx rx;

    g_byte_array_set_size(frame, length + 9);
    memset(frame->data + length, 0xee, 9);
    g_byte_array_set_size(clear, length + 9);
    memset(clear->data + length, 0xee, 9);
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmpmem(rx.data, rx.frame_length, clear->data, clear->len);
    g_assert_cmpuint(rx.trailer_length, ==, v->trailer_length);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, bytes), ==, length - 14);
}

static void vlan_insert(GByteArray *frame, uint16_t type, uint16_t tci)
{
    uint8_t tag[4];

    stw_be_p(tag, type);
    stw_be_p(tag + 2, tci);
    g_byte_array_append(frame, tag, 4);
    memmove(frame->data + 16, frame->data + 12, frame->len - 16);
    memcpy(frame->data + 12, tag, 4);
}

static void test_vlan(void)
{
    Ipn *n = rx_up("");
    uint32_t handle = ipn_sa_load(n, GCM4);
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    g_autoptr(GByteArray) frame = ipn_hex(v->wire);
    g_autoptr(GByteArray) clear = ipn_hex(v->clear);
    unsigned tags;
    IpnRx rx;

    for (tags = 1; tags <= 2; tags++) {
        uint16_t type = tags == 1 ? 0x8100 : 0x88a8;
        uint16_t tci = tags == 1 ? 0x6123 : 0x0fed;

        vlan_insert(frame, type, tci);
        vlan_insert(clear, type, tci);
        exchange(n, frame->data, frame->len, &rx);
        g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
        g_assert_cmphex(rx.sa_outer, ==, handle);
        g_assert_cmpmem(rx.data, rx.frame_length, clear->data, clear->len);
        /* The tag is where it was; the descriptor tells of the outer one. */
        g_assert_cmphex(rx.vlan, ==, tags == 1 ? IPSECNIC_COMP_VLAN :
                        IPSECNIC_COMP_VLAN | IPSECNIC_COMP_VLAN_SERVICE);
        g_assert_cmphex(rx.vlan_tci, ==, tci);
        g_assert_cmpuint(rx.l3_offset, ==, 14 + 4 * tags);
        g_assert_cmpuint(rx.ipsec_offset, ==, v->ipsec_offset + 4 * tags);
        g_assert_cmpuint(rx.payload_offset, ==, v->payload_offset + 4 * tags);
        g_assert_cmphex(rx.hash, ==, v->hash);
    }
}

static void test_ipv4_options(void)
{
    Ipn *n = rx_up("");
    uint32_t handle = ipn_sa_load(n, GCM4);
    IpnRx rx;

    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_IPSEC) &
                    IPSECNIC_CAP_IPV4_OPTIONS, !=, 0);
    exchange_hex(n, ipn_options_vectors[0].wire, &rx);
    ipn_rx_clear(&rx, &ipn_options_vectors[0], handle);
}

/* R6: the gate comes after the match and before any cryptography. */
static void test_r6_ipv4_options_not_advertised(void)
{
    Ipn *n = rx_up(",ipv4-options=off");
    uint32_t handle = ipn_sa_load(n, GCM4);
    g_autoptr(GByteArray) frame = ipn_hex(ipn_options_vectors[0].wire);
    uint8_t info[256];
    IpnRx rx;

    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_IPSEC) &
                    IPSECNIC_CAP_IPV4_OPTIONS, ==, 0);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_CAPABILITY);
    g_assert_cmphex(rx.sa_outer, ==, handle);
    frame->data[frame->len - 1] ^= 1;
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_CAPABILITY);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, skipped), ==, 2);
    g_assert_true(buffer_is_zero(info + 24, 80));
}

/*
 * What a property takes away is not advertised, refused in an SA context, and
 * not performed: the frame of the vector stays as it is.
 */
typedef struct CapRow {
    const char *property;
    uint32_t reg;
    uint32_t bit;
    unsigned vector;
    uint32_t status;
    uint32_t also;              /* bits that mean nothing without this one */
} CapRow;

static const CapRow cap_rows[] = {
    { "ipv6", IPSECNIC_REG_CAP_IPSEC, IPSECNIC_CAP_IPV6,
      VECTOR_SA_GCM6, IPSECNIC_ST_SA_FAMILY,
      .also = IPSECNIC_CAP_IPV6_EXT_HEADERS },
    { "transport", IPSECNIC_REG_CAP_IPSEC, IPSECNIC_CAP_TRANSPORT,
      VECTOR_SA_GCM4, IPSECNIC_ST_SA_MODE,
      .also = IPSECNIC_CAP_TRANSPORT_TUNNEL },
    { "tunnel", IPSECNIC_REG_CAP_IPSEC, IPSECNIC_CAP_TUNNEL,
      VECTOR_SA_GCM4T, IPSECNIC_ST_SA_MODE,
      .also = IPSECNIC_CAP_TRANSPORT_TUNNEL },
    { "hmac-sha1", IPSECNIC_REG_CAP_AUTH_LO, IPSECNIC_AUTH_SHA1,
      VECTOR_SA_CBC4, IPSECNIC_ST_SA_AUTH_ALG },
    { "hmac-sha2-256", IPSECNIC_REG_CAP_AUTH_LO, IPSECNIC_AUTH_SHA256,
      VECTOR_SA_CBC6, IPSECNIC_ST_SA_AUTH_ALG },
    { "aes-gcm-128", IPSECNIC_REG_CAP_CIPHER_LO, IPSECNIC_CIPHER_AES_GCM_128,
      VECTOR_SA_GCM4, IPSECNIC_ST_SA_CIPHER_ALG },
    { "aes-cbc-128", IPSECNIC_REG_CAP_CIPHER_LO, IPSECNIC_CIPHER_AES_CBC_128,
      VECTOR_SA_CBC4, IPSECNIC_ST_SA_CIPHER_ALG },
    { "cipher-null", IPSECNIC_REG_CAP_CIPHER_LO, IPSECNIC_CIPHER_NONE,
      VECTOR_SA_NULL4, IPSECNIC_ST_SA_CIPHER_ALG },
};

static void test_capability_off(const void *data)
{
    const CapRow *row = data;
    g_autofree char *props = g_strdup_printf(",%s=off", row->property);
    uint32_t with = ipn_read(ipn_start("", ""), row->reg), handle;
    Ipn *n = rx_up(props);
    const char *wire = ipn_basic_vectors[row->vector].wire;
    g_autoptr(GByteArray) frame = ipn_hex(wire);
    IpnRx rx;
    IpnSa sa;

    g_assert_cmphex(with & row->bit, !=, 0);
    g_assert_cmphex(ipn_read(n, row->reg) & ~row->also, ==,
                    with & ~row->bit & ~row->also);
    ipn_sa(&sa, &ipn_sa_vectors[row->vector]);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, row->status);
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.oob, ==, 0);
    g_assert_cmpmem(rx.data, rx.frame_length, frame->data, frame->len);
    g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_NO_SA);
}

/* An ICV length is taken away; the others are still good. */
static void test_capability_gcm_icv_off(void)
{
    Ipn *n = rx_up(",gcm-icv-8=off");
    uint32_t handle;
    IpnSa sa;

    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_GCM_ICV), ==,
                    BIT(12) | BIT(16));
    ipn_sa(&sa, GCM4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].cipher_icv_length, 8);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==,
                     IPSECNIC_ST_SA_ICV_LENGTH);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].cipher_icv_length, 12);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
}

/* Neither ESP nor AH: then there is no IPsec offload to accept. */
static void test_capability_esp_and_ah_off(void)
{
    Ipn *n = rx_up(",esp=off,ah=off");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    uint32_t handle;
    IpnRx rx;
    IpnSa sa;

    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_IPSEC) &
                    (IPSECNIC_CAP_ESP | IPSECNIC_CAP_AH), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_FEATURES_LO) &
                    BIT(IPSECNIC_F_IPSEC_RX), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_IPSEC_CTRL), ==, 0);
    ipn_sa(&sa, GCM4);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==,
                     IPSECNIC_ST_NOT_NEGOTIATED);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_INACTIVE);
}

/* R25: a marker of four zero bytes, or a keep-alive, is no ESP. */
static void test_r25_udp_port_4500(void)
{
    static const struct {
        unsigned payload;
        uint8_t bytes[12];
        uint8_t kind, reason;
    } rows[] = {
        { 12, { 0, 0, 0, 0, 1, 2, 3, 4 }, IPSECNIC_KIND_IKE,
          IPSECNIC_REASON_IKE },
        { 1, { 0xff }, IPSECNIC_KIND_KEEPALIVE, IPSECNIC_REASON_IKE },
        { 12, { 0, 0, 0x10, 1, 0, 0, 0, 1 }, IPSECNIC_KIND_UDP_ESP,
          IPSECNIC_REASON_NO_SA },
    };
    Ipn *n = rx_up("");
    uint8_t frame[14 + 20 + 8 + 12], *ip = frame + 14;
    unsigned i, length;
    IpnRx rx;

    /* The SA has no UDP encapsulation: it takes only what comes bare. */
    ipn_sa_load(n, GCM4);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        memset(frame, 0, sizeof(frame));
        ipn_plain(frame, 14, own_mac, 0);
        length = 42 + rows[i].payload;
        stw_be_p(frame + 12, 0x0800);
        ip[0] = 0x45;
        stw_be_p(ip + 2, length - 14);
        ip[8] = 64;
        ip[9] = 17;
        stl_be_p(ip + 12, 0x0a010001);
        stl_be_p(ip + 16, 0x0a010002);
        ipn_ip4_csum(ip);
        stw_be_p(ip + 20, 4500);
        stw_be_p(ip + 22, 4500);
        stw_be_p(ip + 24, 8 + rows[i].payload);
        memcpy(ip + 28, rows[i].bytes, rows[i].payload);
        exchange(n, frame, length, &rx);
        ipn_rx_untouched(&rx, frame, length, rows[i].kind, rows[i].reason);
    }
}

/* Put an extension header of 8 bytes between IPv6 header and ESP. */
static void ext_insert(GByteArray *frame, uint8_t type, uint32_t content)
{
    uint8_t header[8] = { 0 };
    uint8_t *ip = frame->data + 14;

    header[0] = ip[6];
    stl_be_p(header + 2, content);
    ip[6] = type;
    stw_be_p(ip + 4, lduw_be_p(ip + 4) + 8);
    g_byte_array_append(frame, header, 8);
    memmove(frame->data + 62, frame->data + 54, frame->len - 62);
    memcpy(frame->data + 54, header, 8);
}

static void ipv6_ext_header(bool offered)
{
    Ipn *n = rx_up(offered ? "" : ",ipv6-ext-headers=off");
    const IpnFrameVector *v = &ipn_basic_vectors[VECTOR_SA_GCM6];
    uint32_t handle = ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM6]);
    g_autoptr(GByteArray) frame = ipn_hex(v->wire);
    g_autoptr(GByteArray) clear = ipn_hex(v->clear);
    IpnRx rx;

    g_assert_cmpint(!!(ipn_read(n, IPSECNIC_REG_CAP_IPSEC) &
                       IPSECNIC_CAP_IPV6_EXT_HEADERS), ==, offered);
    /* Destination options: PadN of four bytes. */
    ext_insert(frame, 60, 0x01040000);
    ext_insert(clear, 60, 0x01040000);
    exchange(n, frame->data, frame->len, &rx);
    if (!offered) {
        ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                         IPSECNIC_REASON_CAPABILITY);
        g_assert_cmphex(rx.sa_outer, ==, handle);
        return;
    }
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmpmem(rx.data, rx.frame_length, clear->data, clear->len);
    g_assert_cmphex(rx.sa_outer, ==, handle);
    g_assert_cmpuint(rx.ipsec_offset, ==, v->ipsec_offset + 8);
    g_assert_cmpuint(rx.payload_offset, ==, v->payload_offset + 8);
    g_assert_cmphex(rx.hash, ==, v->hash);
}

static void test_ipv6_extension_header(void)
{
    ipv6_ext_header(true);
}

static void test_r6_ipv6_extension_header_not_advertised(void)
{
    ipv6_ext_header(false);
}

static void test_ipv6_fragment(void)
{
    Ipn *n = rx_up("");
    const IpnFrameVector *v = &ipn_basic_vectors[VECTOR_SA_GCM6];
    /* Offset and "more" in the upper half: more; a later one; whole. */
    static const uint32_t contents[] = { 0x00010000, 0x00080000, 0 };
    unsigned i;
    IpnRx rx;

    ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM6]);
    for (i = 0; i < ARRAY_SIZE(contents); i++) {
        g_autoptr(GByteArray) frame = ipn_hex(v->wire);

        ext_insert(frame, 44, contents[i]);
        exchange(n, frame->data, frame->len, &rx);
        if (contents[i]) {
            ipn_rx_untouched(&rx, frame->data, frame->len,
                             IPSECNIC_KIND_FRAGMENT, IPSECNIC_REASON_FRAGMENT);
        } else {
            /* RFC 6946: a fragment header on a whole packet. */
            g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
            g_assert_cmpuint(rx.kind, ==, IPSECNIC_KIND_ESP);
        }
    }
}

/* D6: the high half is estimated around the top, and moves it. */
static void test_d6_extended_sequence_number(void)
{
    Ipn *n = rx_up("");
    const IpnFrameVector *v = &ipn_esn_vectors[0];
    g_autoptr(GByteArray) frame = ipn_hex(v->wire);
    static const struct {
        uint64_t top;
        bool good;
    } rows[] = {
        { 0x500000007, true }, { 0x4fffffff0, true }, { 0x500000010, true },
        { 0x400000007, false }, { 0x600000007, false }, { 7, false },
    };
    uint8_t info[256];
    uint32_t handle;
    unsigned i;
    IpnSa sa;
    IpnRx rx;

    if (!(ipn_read(n, IPSECNIC_REG_CAP_IPSEC) & IPSECNIC_CAP_ESN)) {
        g_test_skip("ESN is not offered");
        return;
    }
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        ipn_sa(&sa, GCM4);
        ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].flags, IPSECNIC_OP_FLAG_ESN);
        ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].replay_window, 32);
        ipn_put(sa.bytes, ipsecnic_sa_ctx, op[0].sequence, rows[i].top);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
        exchange(n, frame->data, frame->len, &rx);
        if (rows[i].good) {
            ipn_rx_clear(&rx, v, handle);
        } else {
            ipn_rx_failed(&rx, frame->data, frame->len, 3, handle);
        }
        g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
        g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==,
                        rows[i].good ? MAX(v->sequence, rows[i].top) :
                        rows[i].top);
        g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    }
}

/* R16: the operator wants the SA back; it works on until it is deleted. */
static void test_r16_delete_requested_by_the_operator(void)
{
    Ipn *n = rx_up("");
    uint32_t handle = ipn_sa_load(n, GCM4);
    uint8_t info[256];
    IpnRx rx;

    exchange_hex(n, ipn_stream_vectors[0].wire, &rx);
    ipn_rx_clear(&rx, &ipn_stream_vectors[0], handle);
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments':"
                             " { 'path': '/machine/peripheral/card',"
                             " 'property': 'x-sa-delete-request',"
                             " 'value': %u } }", handle);
    exchange_hex(n, ipn_stream_vectors[1].wire, &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE |
                    IPSECNIC_OOB_SA_DELETE_REQ);
    rx.oob &= ~IPSECNIC_OOB_SA_DELETE_REQ;
    ipn_rx_clear(&rx, &ipn_stream_vectors[1], handle);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state), ==,
                    IPSECNIC_SA_STATE_DELETE_REQ);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    qobject_unref(qtest_qmp_assert_failure_ref(
        n->qts, "{ 'execute': 'qom-set', 'arguments':"
        " { 'path': '/machine/peripheral/card',"
        " 'property': 'x-sa-delete-request', 'value': %u } }", handle));
}

/* R1: before activation nothing is processed, whatever is loaded. */
static void test_r1_inactive(void)
{
    Ipn *n = ipn_start("", "");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    uint32_t handle;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .inactive = true });
    handle = ipn_sa_load(n, GCM4);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_INACTIVE);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, IPSECNIC_IPSEC_CTRL_ACTIVE |
              IPSECNIC_IPSEC_CTRL_ESP);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_clear(&rx, &ipn_basic_vectors[0], handle);
    /* D8: switching off keeps the SA, unused. */
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, IPSECNIC_IPSEC_CTRL_ESP);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_INACTIVE);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);
}

/* R2: activation and configuration are two steps, and both are needed. */
static void test_r2_two_steps(void)
{
    Ipn *n = ipn_start("", "");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    uint32_t handle;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .inactive = true });
    handle = ipn_sa_load(n, GCM4);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, IPSECNIC_IPSEC_CTRL_ACTIVE);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_PROTOCOL_OFF);
    /* INACTIVE comes before PROTOCOL_OFF. */
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, 0);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_INACTIVE);
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, IPSECNIC_IPSEC_CTRL_ACTIVE |
              IPSECNIC_IPSEC_CTRL_ESP);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_clear(&rx, &ipn_basic_vectors[0], handle);
}

static void test_own_mac_only(void)
{
    Ipn *n = rx_up("");
    uint32_t handle = ipn_sa_load(n, GCM4);
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    IpnRx rx;

    /* R3: the MAC address plays no part in the match. */
    memcpy(frame->data, broadcast, 6);
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmphex(rx.sa_outer, ==, handle);
    g_assert_cmpuint(rx.accept, ==, IPSECNIC_ACCEPT_BROADCAST);

    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, IPSECNIC_IPSEC_CTRL_ACTIVE |
              IPSECNIC_IPSEC_CTRL_ESP | IPSECNIC_IPSEC_CTRL_OWN_MAC_ONLY);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_NOT_OWN_MAC);
    exchange_hex(n, ipn_basic_vectors[0].wire, &rx);
    ipn_rx_clear(&rx, &ipn_basic_vectors[0], handle);
}

/* D2: the most specific SA wins; a zero address is any of its family. */
static void test_d2_wildcards_and_precedence(void)
{
    static const struct {
        bool src, dst;
    } order[] = {
        /* least specific first: each new one takes over */
        { false, false }, { true, false }, { false, true }, { true, true },
    };
    Ipn *n = rx_up("");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    uint32_t handle[4];
    unsigned i;
    IpnRx rx;
    IpnSa sa;

    for (i = 0; i < 4; i++) {
        ipn_sa(&sa, GCM4);
        if (!order[i].src) {
            memset(sa.bytes + offsetof(struct ipsecnic_sa_ctx, src), 0, 16);
        }
        if (!order[i].dst) {
            memset(sa.bytes + offsetof(struct ipsecnic_sa_ctx, dst), 0, 16);
        }
        /* Only the right key opens it: every other one has a wrong key. */
        sa.bytes[288] ^= i & 1;
        g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[i]), ==, IPSECNIC_ST_OK);
        exchange(n, frame->data, frame->len, &rx);
        if (i & 1) {
            ipn_rx_failed(&rx, frame->data, frame->len,
                          IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED,
                          handle[i]);
        } else {
            ipn_rx_clear(&rx, &ipn_basic_vectors[0], handle[i]);
        }
    }
    for (i = 3; i > 0; i--) {
        g_assert_cmpuint(ipn_sa_delete(n, handle[i]), ==, IPSECNIC_ST_OK);
        exchange(n, frame->data, frame->len, &rx);
        g_assert_cmphex(rx.sa_outer, ==, handle[i - 1]);
    }
    /* Any of its family: an IPv6 frame with this SPI is none of its own. */
    g_assert_cmpuint(ipn_sa_delete(n, handle[0]), ==, IPSECNIC_ST_OK);
    ipn_sa(&sa, GCM4);
    memset(sa.bytes + offsetof(struct ipsecnic_sa_ctx, src), 0, 32);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, flags, IPSECNIC_SA_FLAG_INBOUND |
            IPSECNIC_SA_FLAG_IPV6);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[0]), ==, IPSECNIC_ST_OK);
    exchange(n, frame->data, frame->len, &rx);
    ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                     IPSECNIC_REASON_NO_SA);
}

/* R15, D11: SaDeleteReq from the soft limit on, and one event a limit. */
static void test_r15_soft_limit(void)
{
    Ipn *n = rx_up("");
    uint8_t event[64], info[256];
    uint32_t handle;
    unsigned i;
    IpnSa sa;
    IpnRx rx;

    ipn_sa(&sa, GCM4);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, soft_packets, 3);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, hard_packets, 5);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    for (i = 1; i <= 6; i++) {
        const IpnFrameVector *v = &ipn_stream_vectors[i - 1];

        exchange_hex(n, v->wire, &rx);
        g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE |
                        (i > 2 ? IPSECNIC_OOB_SA_DELETE_REQ : 0));
        /* R18: it works on as if nothing had been. */
        rx.oob &= ~IPSECNIC_OOB_SA_DELETE_REQ;
        ipn_rx_clear(&rx, v, handle);
        g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
        g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, state), ==,
                        (i > 2 ? IPSECNIC_SA_STATE_SOFT_LIMIT : 0) |
                        (i > 4 ? IPSECNIC_SA_STATE_HARD_LIMIT : 0));
        if (i == 3 || i == 5) {
            ipn_event(n, event);
            g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, code), ==,
                             IPSECNIC_EVENT_SA_LIMIT);
            g_assert_cmphex(ipn_get(event, ipsecnic_ctrl_comp, handle), ==,
                            handle);
            g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, argument), ==,
                             i == 3 ? IPSECNIC_LIMIT_SOFT_PACKETS :
                                      IPSECNIC_LIMIT_HARD_PACKETS);
        } else {
            g_assert_false(ipn_event_ready(n));
        }
    }
    /* A packet that fails its check matched the SA as well. */
    {
        g_autoptr(GByteArray) bad = ipn_hex(ipn_stream_vectors[6].wire);

        bad->data[bad->len - 1] ^= 1;
        exchange(n, bad->data, bad->len, &rx);
        g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_SA_DELETE_REQ |
                        IPSECNIC_OOB_CRYPTO_DONE | 3 << 16);
    }
}

static void test_soft_limit_of_bytes(void)
{
    Ipn *n = rx_up("");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    uint8_t event[64];
    uint32_t handle;
    IpnSa sa;
    IpnRx rx;

    ipn_sa(&sa, GCM4);
    /* Bytes of IP packets: the third one reaches the limit exactly. */
    ipn_put(sa.bytes, ipsecnic_sa_ctx, soft_bytes, 3 * (frame->len - 14));
    ipn_put(sa.bytes, ipsecnic_sa_ctx, hard_bytes, 3 * (frame->len - 14));
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    exchange(n, frame->data, frame->len, &rx);
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_false(ipn_event_ready(n));
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.oob, ==, IPSECNIC_OOB_CRYPTO_DONE |
                    IPSECNIC_OOB_SA_DELETE_REQ);
    ipn_event(n, event);
    g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, argument), ==,
                     IPSECNIC_LIMIT_SOFT_BYTES);
    ipn_event(n, event);
    g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, argument), ==,
                     IPSECNIC_LIMIT_HARD_BYTES);
}

/* After the completion of a delete no later descriptor names the handle. */
static void test_delete_is_a_barrier(void)
{
    Ipn *n = ipn_start("", "");
    g_autoptr(GByteArray) frame = ipn_hex(ipn_basic_vectors[0].wire);
    uint32_t handle, again;
    unsigned i;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .buffers = 1 });
    handle = ipn_sa_load(n, GCM4);
    /* One is placed, and the others wait in front of the card. */
    for (i = 0; i < 5; i++) {
        ipn_send(n, frame->data, frame->len);
    }
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) > 0);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_clear(&rx, &ipn_basic_vectors[0], handle);
    ipn_rx_post(n, &n->rx[0], 2);
    for (i = 0; i < 2; i++) {
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_untouched(&rx, frame->data, frame->len, IPSECNIC_KIND_ESP,
                         IPSECNIC_REASON_NO_SA);
    }
    /* And after an add every frame that is placed later sees the SA. */
    again = ipn_sa_load(n, GCM4);
    g_assert_cmphex(again, !=, handle);
    ipn_rx_post(n, &n->rx[0], 2);
    for (i = 0; i < 2; i++) {
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_clear(&rx, &ipn_basic_vectors[0], again);
    }
}

/* R21: the card does not look at the order of sequence numbers. */
static void test_r21_no_replay_detection(void)
{
    Ipn *n = rx_up("");
    uint32_t handle = ipn_sa_load(n, GCM4);
    static const uint8_t order[] = { 7, 0, 7, 3, 3, 7 };
    uint8_t info[256];
    unsigned i;
    IpnRx rx;

    for (i = 0; i < ARRAY_SIZE(order); i++) {
        exchange_hex(n, ipn_stream_vectors[order[i]].wire, &rx);
        ipn_rx_clear(&rx, &ipn_stream_vectors[order[i]], handle);
        g_assert_cmpuint(rx.arrival, ==, i);
    }
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, sequence[0]), ==, 8);
}

/*
 * Filter
 */

static void test_filter(void)
{
    static const uint8_t other[6] = { 2, 0, 0, 0, 0, 9 };
    static const uint8_t multi[6] = { 1, 0, 0x5e, 1, 2, 3 };
    static const struct {
        uint32_t rx_ctrl;
        bool entry;             /* multicast address in the table */
        int accept[4];          /* own, other, multicast, broadcast; -1: no */
    } rows[] = {
        { 0, false, { 0, -1, -1, -1 } },
        { 0, true, { 0, -1, 1, -1 } },
        { IPSECNIC_RX_CTRL_BROADCAST, false, { 0, -1, -1, 2 } },
        { IPSECNIC_RX_CTRL_ALL_MULTICAST, false, { 0, -1, 1, -1 } },
        { IPSECNIC_RX_CTRL_PROMISC, false, { 0, 3, 3, 3 } },
        { IPSECNIC_RX_CTRL_PROMISC, true, { 0, 3, 1, 3 } },
        { IPSECNIC_RX_CTRL_PROMISC | IPSECNIC_RX_CTRL_ALL_MULTICAST |
          IPSECNIC_RX_CTRL_BROADCAST, false, { 0, 3, 1, 2 } },
    };
    const uint8_t *const dst[4] = { own_mac, other, multi, broadcast };
    Ipn *n = rx_up("");
    unsigned i, j, dropped = 0, arrival = 0, multicast = 0, broad = 0;
    uint8_t frame[64];
    IpnRx rx;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        ipn_write(n, IPSECNIC_REG_RX_CTRL,
                  IPSECNIC_RX_CTRL_ENABLE | rows[i].rx_ctrl);
        ipn_write(n, IPSECNIC_REG_MCAST_LO(63), 0x015e0001);
        ipn_write(n, IPSECNIC_REG_MCAST_HI(63),
                  0x0302 | (rows[i].entry ? IPSECNIC_MCAST_VALID : 0));
        for (j = 0; j < 4; j++) {
            ipn_plain(frame, sizeof(frame), dst[j], i * 16 + j);
            ipn_send(n, frame, sizeof(frame));
            if (rows[i].accept[j] < 0) {
                dropped++;
                IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_FILTER) ==
                            dropped);
            } else {
                ipn_rx_next(n, &n->rx[0], &rx);
                g_assert_cmpmem(rx.data, rx.frame_length, frame,
                                sizeof(frame));
                g_assert_cmpuint(rx.accept, ==, rows[i].accept[j]);
                g_assert_cmpuint(rx.arrival, ==, arrival);
                multicast += j == 2;
                broad += j == 3;
            }
            arrival++;
        }
    }
    g_assert_cmpuint(dropped, >, 8);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, arrival);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==,
                     arrival - dropped);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_MULTICAST), ==, multicast);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_BROADCAST), ==, broad);
}

static void test_filter_own_address_can_change(void)
{
    static const uint8_t mac[6] = { 2, 0x11, 0x22, 0x33, 0x44, 0x55 };
    Ipn *n = ipn_start("", "");
    uint8_t frame[64];
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .rx_ctrl = IPSECNIC_RX_CTRL_BROADCAST });
    ipn_write(n, IPSECNIC_REG_MAC_LO, 0x33221102);
    ipn_write(n, IPSECNIC_REG_MAC_HI, 0x5544);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_PERM_MAC_LO), ==, IPN_MAC_LO);
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    ipn_send(n, frame, sizeof(frame));
    ipn_plain(frame, sizeof(frame), mac, 2);
    exchange(n, frame, sizeof(frame), &rx);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, sizeof(frame));
    g_assert_cmpuint(rx.accept, ==, IPSECNIC_ACCEPT_OWN);
    g_assert_cmpuint(rx.arrival, ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DROP_FILTER), ==, 1);
}

static void test_receive_off_is_counted(void)
{
    Ipn *n = rx_up("");
    uint8_t frame[64];
    IpnRx rx;

    ipn_plain(frame, sizeof(frame), own_mac, 1);
    ipn_write(n, IPSECNIC_REG_RX_CTRL, IPSECNIC_RX_CTRL_PROMISC);
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_DISABLED) == 1);
    ipn_write(n, IPSECNIC_REG_RX_CTRL, IPSECNIC_RX_CTRL_ENABLE);
    exchange(n, frame, sizeof(frame), &rx);
    g_assert_cmpuint(rx.arrival, ==, 1);
    /* The card not enabled, and a queue that does not run. */
    ipn_queue_stop(n, &n->rx[0]);
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_QUEUE) == 1);
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_DISABLED) == 2);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, 4);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, 1);
}

static void test_runt_and_oversize(void)
{
    Ipn *n = rx_up("");
    g_autofree uint8_t *frame = g_malloc0(2000);
    unsigned i;
    IpnRx rx;

    ipn_plain(frame, 2000, own_mac, 1);
    for (i = 1; i < 14; i++) {
        ipn_send(n, frame, i);
    }
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_RUNT) == 13);
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 1514);
    ipn_send(n, frame, 1515);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
    exchange(n, frame, 1514, &rx);
    g_assert_cmpuint(rx.frame_length, ==, 1514);
    g_assert_cmpuint(rx.arrival, ==, 14);
    exchange(n, frame, 14, &rx);
    g_assert_cmpuint(rx.frame_length, ==, 14);
}

/*
 * QEMU takes 0 for "not now": a frame of no bytes, which a stream can bring, must
 * not be answered by its length, or nothing comes after it.
 */
static void test_frame_of_no_bytes(void)
{
    g_autofree char *dir = g_dir_make_tmp("ipsecnic-rx-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "in", NULL);
    g_autofree char *args = g_strdup_printf(
        "-chardev socket,id=in,path=%s,server=on,wait=off "
        "-object filter-redirector,id=f0,netdev=n0,queue=tx,indev=in", path);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int in = socket(AF_UNIX, SOCK_STREAM, 0);
    Ipn *n = ipn_start("", args);
    uint8_t bytes[4 + 4 + 60] = { [7] = 60 };
    unsigned i;
    IpnRx rx;

    pstrcpy(address.sun_path, sizeof(address.sun_path), path);
    g_assert_cmpint(connect(in, (struct sockaddr *)&address, sizeof(address)),
                    ==, 0);
    ipn_plain(bytes + 8, 60, own_mac, 1);
    /* To a card that receives nothing, too. */
    g_assert_cmpint(write(in, bytes, sizeof(bytes)), ==, sizeof(bytes));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_DISABLED) == 2);
    ipn_up(n, &(IpnSetup) { });
    for (i = 1; i <= 3; i++) {
        g_assert_cmpint(write(in, bytes, sizeof(bytes)), ==, sizeof(bytes));
        ipn_rx_next(n, &n->rx[0], &rx);
        g_assert_cmpuint(rx.frame_length, ==, 60);
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DROP_RUNT), ==, i);
    }
    exchange(n, bytes + 8, 60, &rx);
    g_assert_cmpuint(rx.arrival, ==, 2 * 3);
    close(in);
    ipn_quit();
    unlink(path);
    rmdir(dir);
}

/* A switch learns where the address is that the guest uses, not only the one
 * that the card was made with. */
static void test_announce(void)
{
    static const uint8_t other[6] = { 2, 0, 0, 0, 0, 7 };
    Ipn *n = rx_up("");
    const uint8_t *macs[] = { own_mac, other };
    uint8_t frame[100];
    unsigned count, i;

    for (count = 1; count <= 2; count++) {
        qtest_qmp_assert_success(n->qts,
                                 "{ 'execute': 'announce-self', 'arguments':"
                                 " { 'initial': 50, 'max': 50, 'rounds': 1,"
                                 " 'step': 50 } }");
        for (i = 0; i < count; i++) {
            g_assert_cmpuint(ipn_wire_recv(n, frame, sizeof(frame)), ==, 60);
            g_assert_cmpuint(lduw_be_p(frame + 12), ==, 0x8035);
            g_assert_cmpmem(frame + 6, 6, macs[i], 6);
            g_assert_cmpmem(frame + 22, 6, macs[i], 6);
            g_assert_cmpmem(frame + 32, 6, macs[i], 6);
        }
        ipn_wire_quiet(n);
        ipn_write(n, IPSECNIC_REG_MAC_LO, 2);
        ipn_write(n, IPSECNIC_REG_MAC_HI, 0x0700);
    }
}

/*
 * Rings
 */

static void test_jumbo_over_several_buffers(void)
{
    Ipn *n = ipn_start("", "");
    uint32_t handle;
    const IpnFrameVector *v = &ipn_jumbo_vectors[0];
    static const unsigned sizes[] = { 256, 1000, 2048, 9000, 16384 };
    unsigned i;
    IpnRx rx;

    for (i = 0; i < ARRAY_SIZE(sizes); i++) {
        g_autoptr(GByteArray) frame = ipn_hex(v->wire);

        ipn_up(n, &(IpnSetup) { .buffer_size = sizes[i] });
        handle = ipn_sa_load(n, GCM4);
        ipn_send(n, frame->data, frame->len);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_clear(&rx, v, handle);
        g_assert_cmpuint(rx.descriptors, ==,
                         DIV_ROUND_UP(frame->len, sizes[i]));
        /* One that failed is as on the wire in every buffer. */
        frame->data[5000] ^= 1;
        ipn_rx_done(n, &n->rx[0], false);
        exchange(n, frame->data, frame->len, &rx);
        ipn_rx_failed(&rx, frame->data, frame->len, 3, handle);
        ipn_pci_setup(n);
    }
}

static void test_longest_frame(void)
{
    Ipn *n = ipn_start("", "");
    g_autofree uint8_t *frame = g_malloc0(65558);
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { });
    ipn_plain(frame, 65558, own_mac, 3);
    exchange(n, frame, 65557, &rx);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, 65557);
    g_assert_cmpuint(rx.descriptors, ==, 33);
    ipn_send(n, frame, 65558);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
}

/* Longer than the ring can ever hold: dropped, not waited for. */
static void test_oversize_for_the_ring(void)
{
    Ipn *n = ipn_start("", "");
    g_autofree uint8_t *frame = g_malloc0(4000);
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .posted = 8, .comp = 8, .buffer_size = 256 });
    ipn_plain(frame, 4000, own_mac, 3);
    ipn_send(n, frame, 2049);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
    exchange(n, frame, 2048, &rx);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, 2048);
    g_assert_cmpuint(rx.descriptors, ==, 8);

    /* All buffers of the ring are posted, and they are too small together. */
    ipn_up(n, &(IpnSetup) { .posted = 8, .comp = 32, .buffer_size = 256 });
    ipn_send(n, frame, 2049);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
    exchange(n, frame, 2048, &rx);
    g_assert_cmpuint(rx.descriptors, ==, 8);

    /* Not all are posted: larger ones may come, so it waits. */
    ipn_up(n, &(IpnSetup) { .posted = 8, .comp = 32, .buffers = 7,
                            .buffer_size = 256 });
    ipn_send(n, frame, 2049);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE), ==, 0);

    /* Fewer completions than buffers decide as well. */
    ipn_up(n, &(IpnSetup) { .posted = 16, .comp = 8, .buffer_size = 256 });
    ipn_send(n, frame, 2049);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERSIZE) == 1);
    exchange(n, frame, 2048, &rx);
    g_assert_cmpuint(rx.frame_length, ==, 2048);
}

static void test_ring_wraps_many_times(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t frame[600];
    unsigned i, length;
    uint32_t handle;
    IpnRx rx;

    /* Rings of different sizes, so that their ends do not meet. */
    ipn_up(n, &(IpnSetup) { .posted = 8, .comp = 16, .buffer_size = 256 });
    handle = ipn_sa_load(n, GCM4);
    for (i = 0; i < 100; i++) {
        length = 14 + (i * 37) % 580;
        ipn_plain(frame, length, own_mac, i);
        ipn_send(n, frame, length);
        ipn_send_hex(n, ipn_stream_vectors[i % 8].wire);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_untouched(&rx, frame, length, IPSECNIC_KIND_PLAIN,
                         IPSECNIC_REASON_NOT_IPSEC);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_clear(&rx, &ipn_stream_vectors[i % 8], handle);
        ipn_rx_done(n, &n->rx[0], false);
    }
    g_assert_cmpuint(n->rx[0].head, >, 300);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, 200);
    g_assert_cmphex(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_COMP_TAIL), ==,
                    n->rx[0].head);
    g_assert_cmphex(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_POSTED_HEAD), ==,
                    n->rx[0].head);
}

/* No buffer: QEMU keeps the frame, and it comes when there is one. */
static void test_empty_ring_and_refill_loses_nothing(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t frame[300];
    unsigned i, length, next = 0;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .posted = 8, .buffers = 2, .buffer_size = 256 });
    for (i = 0; i < 6; i++) {
        length = 100 + i;
        ipn_plain(frame, length, own_mac, i);
        ipn_send(n, frame, length);
    }
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) > 0);
    while (next < 6) {
        unsigned there = next == 0 ? 2 : 1;

        for (i = 0; i < there; i++) {
            length = 100 + next;
            ipn_plain(frame, length, own_mac, next);
            ipn_rx_next(n, &n->rx[0], &rx);
            g_assert_cmpmem(rx.data, rx.frame_length, frame, length);
            g_assert_cmpuint(rx.arrival, ==, next);
            next++;
        }
        ipn_settle(n);
        g_assert_false(ipn_comp_ready(n, &n->rx[0]));
        if (next < 6) {
            ipn_rx_post(n, &n->rx[0], 1);
        }
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, 6);

    /* A frame of two buffers is not begun while there is one. */
    ipn_rx_post(n, &n->rx[0], 1);
    ipn_plain(frame, 300, own_mac, 99);
    ipn_send(n, frame, 300);
    ipn_settle(n);
    g_assert_false(ipn_comp_ready(n, &n->rx[0]));
    ipn_rx_post(n, &n->rx[0], 1);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, 300);
    g_assert_cmpuint(rx.descriptors, ==, 2);
}

/* RX_STALLS counts tries: the frame that waits counts again at each of them. */
static void test_stalls_count_each_try(void)
{
    Ipn *n = ipn_start("", "");
    IpnQueue *q = &n->rx[0];
    uint8_t frame[300];
    uint64_t stalls = 1;
    unsigned i;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .posted = 8, .buffers = 1, .buffer_size = 256 });
    /* It needs two buffers, and there is one. */
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == stalls);
    ipn_settle(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STALLS), ==, stalls);
    for (i = 0; i < 3; i++) {
        /* Both doorbells, though neither says anything new. */
        ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, q->tail);
        stalls++;
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == stalls);
        ipn_q_write(n, q, IPSECNIC_Q_COMP_HEAD, q->head);
        stalls++;
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == stalls);
        ipn_write(n, IPSECNIC_REG_RX_CTRL, ipn_read(n, IPSECNIC_REG_RX_CTRL));
        stalls++;
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == stalls);
        ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 2000 + i);
        stalls++;
        IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == stalls);
    }
    /* It was one frame, which did not arrive before it could. */
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, 0);
    ipn_rx_post(n, q, 1);
    ipn_rx_next(n, q, &rx);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, sizeof(frame));
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, 1);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STALLS), ==, stalls);
}

static void test_overrun_drop(void)
{
    Ipn *n = ipn_start(",rx-overrun=drop", "");
    uint8_t frame[100];
    unsigned i;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .buffers = 1 });
    for (i = 0; i < 4; i++) {
        ipn_plain(frame, sizeof(frame), own_mac, i);
        ipn_send(n, frame, sizeof(frame));
    }
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_OVERRUN) == 3);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STALLS), ==, 0);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(rx.arrival, ==, 0);
    ipn_rx_post(n, &n->rx[0], 1);
    ipn_plain(frame, sizeof(frame), own_mac, 77);
    ipn_send(n, frame, sizeof(frame));
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, sizeof(frame));
    /* The gap tells how many are missing. */
    g_assert_cmpuint(rx.arrival, ==, 4);
}

/* A full completion ring stops the work until COMP_HEAD moves. */
static void test_full_completion_ring(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t frame[100], first[64], now[64];
    unsigned i;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .posted = 32, .comp = 8 });
    for (i = 0; i < 10; i++) {
        ipn_plain(frame, sizeof(frame), own_mac, i);
        ipn_send(n, frame, sizeof(frame));
    }
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) > 0);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_FRAMES), ==, 8);
    g_assert_cmpuint(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_COMP_TAIL), ==, 8);
    qtest_memread(n->qts, n->rx[0].comp, first, 64);
    ipn_settle(n);
    qtest_memread(n->qts, n->rx[0].comp, now, 64);
    g_assert_cmpmem(first, 64, now, 64);
    for (i = 0; i < 10; i++) {
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_plain(frame, sizeof(frame), own_mac, i);
        g_assert_cmpmem(rx.data, rx.frame_length, frame, sizeof(frame));
        /* One entry back, one frame more: no buffer has to be posted. */
        ipn_release(n, &n->rx[0], false);
    }
}

/* Disabled means STOPPED, and then the memory is the driver's. */
static void test_disabled_queue_touches_nothing(void)
{
    Ipn *n = rx_up("");
    IpnQueue *q = &n->rx[0];
    g_autofree uint8_t *before = g_malloc(64 * 2112);
    g_autofree uint8_t *after = g_malloc(64 * 2112);
    uint8_t frame[100];
    IpnRx rx;

    ipn_plain(frame, sizeof(frame), own_mac, 1);
    exchange(n, frame, sizeof(frame), &rx);
    ipn_queue_stop(n, q);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==, 0);
    qtest_memset(n->qts, q->comp, 0x77, 128 * 64);
    qtest_memset(n->qts, q->buffers, 0x88, 64 * 2112);
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_QUEUE) == 1);
    memset(before, 0x77, 128 * 64);
    qtest_bufread(n->qts, q->comp, after, 128 * 64);
    g_assert_cmpint(memcmp(before, after, 128 * 64), ==, 0);
    memset(before, 0x88, 64 * 2112);
    qtest_bufread(n->qts, q->buffers, after, 64 * 2112);
    g_assert_cmpint(memcmp(before, after, 64 * 2112), ==, 0);

    /* Enabled again it starts from index 0, and what was posted is gone. */
    ipn_queue_enable(n, q);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_POSTED_TAIL), ==, 0);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_POSTED_HEAD), ==, 0);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_COMP_TAIL), ==, 0);
    ipn_send(n, frame, sizeof(frame));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == 1);
    ipn_rx_post(n, q, 1);
    ipn_rx_next(n, q, &rx);
    g_assert_cmpmem(rx.data, rx.frame_length, frame, sizeof(frame));
}

/*
 * Hash and queues
 */

typedef struct HashRow {
    const char *name;
    const char *src, *dst;      /* hexadecimal */
    uint16_t sport, dport;
    uint32_t ip, tcp;
} HashRow;

/* Published by Microsoft: "Verifying the RSS Hash Calculation". */
static const HashRow hash_rows[] = {
    { "ipv4-1", "420995bb",
      "a18e6450",
      2794, 1766, 0x323e8fc2, 0x51ccc178 },
    { "ipv4-2", "c75c6f02",
      "41458c53",
      14230, 4739, 0xd718262a, 0xc626b0ea },
    { "ipv4-3", "1813c65f",
      "0c16cfb8",
      12898, 38024, 0xd2d0a5de, 0x5c2b394a },
    { "ipv4-4", "261bcd1e",
      "d18ea306",
      48228, 2217, 0x82989176, 0xafc7327f },
    { "ipv4-5", "9927a3bf",
      "cabc7f02",
      44251, 1303, 0x5d1809c5, 0x10e828a2 },
    { "ipv6-1", "3ffe250102001fff0000000000000007",
      "3ffe2501020000030000000000000001",
      2794, 1766, 0x2cc18cd5, 0x40207d3d },
    { "ipv6-2", "3ffe050100080000026097fffe40efab",
      "ff020000000000000000000000000001",
      14230, 4739, 0x0f0c461c, 0xdde51bbf },
    { "ipv6-3", "3ffe1900454500030200f8fffe2167cf",
      "fe800000000000000200f8fffe2167cf",
      44251, 38024, 0x4b61e985, 0x02d1feef },
};

static void hash_frame(GByteArray *frame, const char *src, const char *dst,
                       unsigned protocol, uint16_t sport, uint16_t dport)
{
    g_autoptr(GByteArray) s = ipn_hex(src);
    g_autoptr(GByteArray) d = ipn_hex(dst);
    uint8_t *ip;

    g_byte_array_set_size(frame, 100);
    memset(frame->data, 0, 100);
    ipn_plain(frame->data, 14, own_mac, 0);
    ip = frame->data + 14;
    if (s->len == 4) {
        stw_be_p(frame->data + 12, 0x0800);
        ip[0] = 0x45;
        stw_be_p(ip + 2, 86);
        ip[8] = 64;
        ip[9] = protocol;
        memcpy(ip + 12, s->data, 4);
        memcpy(ip + 16, d->data, 4);
        ipn_ip4_csum(ip);
        ip += 20;
    } else {
        stw_be_p(frame->data + 12, 0x86dd);
        ip[0] = 0x60;
        stw_be_p(ip + 4, 46);
        ip[6] = protocol;
        ip[7] = 64;
        memcpy(ip + 8, s->data, 16);
        memcpy(ip + 24, d->data, 16);
        ip += 40;
    }
    stw_be_p(ip, sport);
    stw_be_p(ip + 2, dport);
    /* As TCP: a header of 20 bytes; as UDP the length of all that follows. */
    ip[12] = 0x50;
    if (protocol == 17) {
        stw_be_p(ip + 4, 100 - (ip - frame->data));
    }
}

/*
 * A frame that ends before its SPI and sequence number has no SPI to be hashed
 * by: it is hashed as any other packet of its addresses, and of its ports where
 * it is UDP.
 */
static void test_hash_too_short_for_an_spi(void)
{
    Ipn *n = rx_up("");
    g_autoptr(GByteArray) frame = g_byte_array_new();
    unsigned i;
    IpnRx rx;

    for (i = 0; i < ARRAY_SIZE(hash_rows); i++) {
        const HashRow *row = &hash_rows[i];
        unsigned l4 = strlen(row->src) == 8 ? 34 : 54;
        uint32_t udp_hash;

        hash_frame(frame, row->src, row->dst, 50, row->sport, row->dport);
        exchange(n, frame->data, l4 + 8, &rx);
        g_assert_cmphex(rx.hash, !=, row->ip);
        exchange(n, frame->data, l4 + 7, &rx);
        g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_TRUNCATED);
        g_assert_cmphex(rx.hash, ==, row->ip);
        exchange(n, frame->data, l4, &rx);
        g_assert_cmphex(rx.hash, ==, row->ip);

        hash_frame(frame, row->src, row->dst, 51, row->sport, row->dport);
        exchange(n, frame->data, l4 + 11, &rx);
        g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_TRUNCATED);
        g_assert_cmphex(rx.hash, ==, row->ip);

        hash_frame(frame, row->src, row->dst, 6, row->sport, 4500);
        exchange(n, frame->data, frame->len, &rx);
        udp_hash = rx.hash;
        hash_frame(frame, row->src, row->dst, 17, row->sport, 4500);
        memset(frame->data + l4 + 8, 0x11, 8);
        exchange(n, frame->data, l4 + 16, &rx);
        g_assert_cmpuint(rx.kind, ==, IPSECNIC_KIND_UDP_ESP);
        g_assert_cmphex(rx.hash, !=, udp_hash);
        exchange(n, frame->data, l4 + 15, &rx);
        g_assert_cmpuint(rx.kind, ==, IPSECNIC_KIND_UDP_ESP);
        g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_TRUNCATED);
        g_assert_cmphex(rx.hash, ==, udp_hash);

        /* TCP whose ports are not there, and an IP header that leads nowhere */
        hash_frame(frame, row->src, row->dst, 6, row->sport, row->dport);
        exchange(n, frame->data, l4 + 3, &rx);
        g_assert_cmphex(rx.hash, ==, row->ip);
        exchange(n, frame->data, l4 + 4, &rx);
        g_assert_cmphex(rx.hash, ==, row->tcp);
        if (l4 == 34) {
            frame->data[14] = 0x4f;
            exchange(n, frame->data, l4 + 4, &rx);
            g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_MALFORMED);
            g_assert_cmphex(rx.hash, ==, row->ip);
        }
    }
}

static void test_hash_published_values(const void *data)
{
    const HashRow *row = data;
    Ipn *n = rx_up("");
    g_autoptr(GByteArray) frame = g_byte_array_new();
    IpnRx rx;

    hash_frame(frame, row->src, row->dst, 6, row->sport, row->dport);
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.hash, ==, row->tcp);
    hash_frame(frame, row->src, row->dst, 17, row->sport, row->dport);
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.hash, ==, row->tcp);
    /* Another protocol, and a fragment: the addresses alone. */
    hash_frame(frame, row->src, row->dst, 132, row->sport, row->dport);
    exchange(n, frame->data, frame->len, &rx);
    g_assert_cmphex(rx.hash, ==, row->ip);
    if (strlen(row->src) == 8) {
        hash_frame(frame, row->src, row->dst, 6, row->sport, row->dport);
        stw_be_p(frame->data + 14 + 6, 0x2000);
        ipn_ip4_csum(frame->data + 14);
        exchange(n, frame->data, frame->len, &rx);
        g_assert_cmphex(rx.hash, ==, row->ip);
        g_assert_cmpuint(rx.kind, ==, IPSECNIC_KIND_FRAGMENT);
    }
}

static void steering(unsigned max, unsigned queues)
{
    g_autofree char *props = g_strdup_printf(",queues=%u", max);
    Ipn *n = ipn_start(props, "");
    uint32_t handle[4];
    unsigned i, q, seen = 0;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .queues = queues });
    for (i = 0; i < 4; i++) {
        handle[i] = ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_STEER0 + i]);
    }
    for (i = 0; i < ARRAY_SIZE(ipn_steer_vectors); i++) {
        const IpnFrameVector *v = &ipn_steer_vectors[i];
        g_autoptr(GByteArray) frame = ipn_hex(v->wire);

        q = v->hash % queues;
        seen |= BIT(q);
        ipn_send(n, frame->data, frame->len);
        ipn_rx_next(n, &n->rx[q], &rx);
        ipn_rx_clear(&rx, v, handle[v->sa - VECTOR_SA_STEER0]);
        g_assert_cmpuint(rx.arrival, ==, 2 * i);
        /* Good or bad, one SA is always on one queue. */
        frame->data[frame->len - 1] ^= 1;
        ipn_send(n, frame->data, frame->len);
        ipn_rx_next(n, &n->rx[q], &rx);
        ipn_rx_failed(&rx, frame->data, frame->len, 3,
                      handle[v->sa - VECTOR_SA_STEER0]);
        g_assert_cmpuint(rx.arrival, ==, 2 * i + 1);
    }
    for (i = 0; i < ARRAY_SIZE(hash_rows); i++) {
        g_autoptr(GByteArray) frame = g_byte_array_new();

        q = hash_rows[i].tcp % queues;
        seen |= BIT(q);
        hash_frame(frame, hash_rows[i].src, hash_rows[i].dst, 6,
                   hash_rows[i].sport, hash_rows[i].dport);
        ipn_send(n, frame->data, frame->len);
        ipn_rx_next(n, &n->rx[q], &rx);
        g_assert_cmpmem(rx.data, rx.frame_length, frame->data, frame->len);
    }
    for (q = 0; q < queues; q++) {
        g_assert_false(ipn_comp_ready(n, &n->rx[q]));
    }
    g_assert_cmpuint(ctpop32(seen), >=, MIN(queues, 4));
}

static void test_steering_1_queue(void)
{
    steering(1, 1);
}

static void test_steering_4_queues(void)
{
    steering(4, 4);
}

static void test_steering_fewer_queues_than_there_are(void)
{
    steering(4, 3);
}

static void test_steering_8_queues(void)
{
    steering(8, 8);
}

/* The port is one line: the queues behind a stalled one wait as well. */
static void test_stalled_queue_holds_up_the_port(void)
{
    Ipn *n = ipn_start(",queues=4", "");
    const IpnFrameVector *first = &ipn_steer_vectors[1];
    const IpnFrameVector *second = &ipn_steer_vectors[2];
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .queues = 4, .no_buffers = true });
    ipn_rx_post(n, &n->rx[2], 4);
    ipn_send_hex(n, first->wire);
    ipn_send_hex(n, second->wire);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == 1);
    ipn_settle(n);
    g_assert_false(ipn_comp_ready(n, &n->rx[2]));
    ipn_rx_post(n, &n->rx[1], 1);
    ipn_rx_next(n, &n->rx[1], &rx);
    g_assert_cmpuint(rx.arrival, ==, 0);
    ipn_rx_next(n, &n->rx[2], &rx);
    g_assert_cmpuint(rx.arrival, ==, 1);
}

/*
 * Faults on demand
 */

static void set_fault(Ipn *n, const char *name, unsigned value)
{
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments':"
                             " { 'path': '/machine/peripheral/card',"
                             " 'property': %s, 'value': %u } }", name, value);
}

static void refuse_fault(Ipn *n, const char *name, unsigned value,
                         const char *why)
{
    QDict *error = qtest_qmp_assert_failure_ref(
        n->qts, "{ 'execute': 'qom-set', 'arguments':"
        " { 'path': '/machine/peripheral/card',"
        " 'property': %s, 'value': %u } }", name, value);

    g_assert_nonnull(strstr(qdict_get_str(error, "desc"), why));
    qobject_unref(error);
}

/* R10, R13: the operator has each of the statuses of a failure shown. */
static void test_r10_faults_on_demand(void)
{
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    Ipn *n = rx_up("");
    uint32_t handle = ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
    g_autoptr(GByteArray) frame = ipn_hex(v->wire);
    uint32_t status;
    IpnRx rx;

    refuse_fault(n, "x-rx-fault-count", 1, "x-rx-fault-status");
    refuse_fault(n, "x-rx-fault-status", 0, "1 to 7");
    refuse_fault(n, "x-rx-fault-status", 8, "1 to 7");
    for (status = 1; status <= 7; status++) {
        set_fault(n, "x-rx-fault-status", status);
        set_fault(n, "x-rx-fault-count", 1);
        exchange(n, frame->data, frame->len, &rx);
        ipn_rx_failed(&rx, frame->data, frame->len, status, handle);
        exchange(n, frame->data, frame->len, &rx);
        ipn_rx_clear(&rx, v, handle);
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STATUS(status)), ==, 1);
    }
}

int main(int argc, char **argv)
{
    unsigned i;
    int ret;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < ARRAY_SIZE(ipn_basic_vectors); i++) {
        const IpnFrameVector *v = &ipn_basic_vectors[i];
        g_autofree char *good = g_strdup_printf(
            "/ipsecnic/rx/esp-decrypted-in-place/%s", v->name);
        g_autofree char *bad = g_strdup_printf(
            "/ipsecnic/rx/r13-icv-failure-indicated/%s", v->name);

        qtest_add_data_func(good, v, test_esp_decrypted);
        qtest_add_data_func(bad, v, test_r13_icv_failure_indicated);
    }
    for (i = 0; i < ARRAY_SIZE(hash_rows); i++) {
        g_autofree char *path = g_strdup_printf(
            "/ipsecnic/rx/hash-published-values/%s", hash_rows[i].name);

        qtest_add_data_func(path, &hash_rows[i], test_hash_published_values);
    }
#define ADD(name, func) qtest_add_func("/ipsecnic/rx/" name, func)
    ADD("r1-inactive", test_r1_inactive);
    ADD("r2-two-steps", test_r2_two_steps);
    ADD("r4-unmatched", test_r4_unmatched);
    ADD("r10-faults-on-demand", test_r10_faults_on_demand);
    ADD("r15-soft-limit", test_r15_soft_limit);
    ADD("r15-soft-limit-of-bytes", test_soft_limit_of_bytes);
    ADD("r21-no-replay-detection", test_r21_no_replay_detection);
    ADD("rx-csum-negotiated", test_rx_csum_negotiated);
    ADD("r24-fragment", test_r24_fragment);
    ADD("r25-udp-port-4500", test_r25_udp_port_4500);
    ADD("r16-delete-requested-by-the-operator",
        test_r16_delete_requested_by_the_operator);
    ADD("d6-extended-sequence-number", test_d6_extended_sequence_number);
    ADD("ipv6-extension-header", test_ipv6_extension_header);
    ADD("ipv6-fragment", test_ipv6_fragment);
    ADD("d2-wildcards-and-precedence", test_d2_wildcards_and_precedence);
    ADD("not-ipsec", test_not_ipsec);
    ADD("plain-ipv4-and-its-checksum", test_plain_ipv4_and_its_checksum);
    ADD("malformed-and-truncated", test_malformed_and_truncated);
    ADD("status-6-invalid-packet-syntax", test_status_6_invalid_packet_syntax);
    ADD("ethernet-padding", test_ethernet_padding);
    ADD("vlan", test_vlan);
    ADD("ipv4-options", test_ipv4_options);
    ADD("own-mac-only", test_own_mac_only);
    ADD("delete-is-a-barrier", test_delete_is_a_barrier);
    ADD("filter", test_filter);
    ADD("filter-own-address-can-change", test_filter_own_address_can_change);
    ADD("receive-off-is-counted", test_receive_off_is_counted);
    ADD("runt-and-oversize", test_runt_and_oversize);
    ADD("frame-of-no-bytes", test_frame_of_no_bytes);
    ADD("announce", test_announce);
    ADD("jumbo-over-several-buffers", test_jumbo_over_several_buffers);
    ADD("longest-frame", test_longest_frame);
    ADD("oversize-for-the-ring", test_oversize_for_the_ring);
    ADD("ring-wraps-many-times", test_ring_wraps_many_times);
    ADD("empty-ring-and-refill-loses-nothing",
        test_empty_ring_and_refill_loses_nothing);
    ADD("full-completion-ring", test_full_completion_ring);
    ADD("stalls-count-each-try", test_stalls_count_each_try);
    ADD("hash-too-short-for-an-spi", test_hash_too_short_for_an_spi);
    ADD("disabled-queue-touches-nothing", test_disabled_queue_touches_nothing);
    ADD("steering/1-queue", test_steering_1_queue);
    ADD("steering/4-queues", test_steering_4_queues);
    ADD("steering/fewer-queues-than-there-are",
        test_steering_fewer_queues_than_there_are);
    ADD("stalled-queue-holds-up-the-port",
        test_stalled_queue_holds_up_the_port);
    ADD("steering/8-queues", test_steering_8_queues);
    ADD("overrun-drop", test_overrun_drop);
    ADD("r6-ipv4-options-not-advertised", test_r6_ipv4_options_not_advertised);
    for (i = 0; i < ARRAY_SIZE(cap_rows); i++) {
        g_autofree char *path = g_strdup_printf(
            "/ipsecnic/rx/capability-off/%s", cap_rows[i].property);

        qtest_add_data_func(path, &cap_rows[i], test_capability_off);
    }
    ADD("r6-ipv6-extension-header-not-advertised",
        test_r6_ipv6_extension_header_not_advertised);
    ADD("capability-off/gcm-icv-8", test_capability_gcm_icv_off);
    ADD("capability-off/esp-and-ah", test_capability_esp_and_ah_off);
#undef ADD
    ret = g_test_run();
    ipn_quit();
    return ret;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a driver sends: a packet as it builds it, what it asks the card to do
 * with it, and what must be on the wire then
 *
 * The packet of the wire is composed by the means of harness.h, which know
 * nothing of the engine; the driver's is the same with whatever the card fills
 * in replaced by rubbish, so that nothing of it can come through.
 */

#ifndef IPSECNIC_TEST_SENDER_H
#define IPSECNIC_TEST_SENDER_H

#include "harness.h"

/* Who puts the ESP trailers behind the payload. */
typedef enum TestTrailer {
    TEST_TRAILER_CARD,
    TEST_TRAILER_DRIVER,
    TEST_TRAILER_DRIVER_ICV,    /* with room for the ICV */
    TEST_TRAILERS
} TestTrailer;

/* One IP packet with IPsec. */
typedef struct TestPortion {
    const TestSa *sa;
    uint32_t handle;
    /* [0] ESP, [1] AH */
    uint64_t sequence[2];
    const uint8_t *iv[2];       /* NULL: any */
    /* Addresses, where the SA has none of its own. */
    const uint8_t *src;
    const uint8_t *dst;
    uint16_t id;                /* IPv4 */
    bool options;               /* IPv4 options, IPv6 extension headers */
    bool udp_checksum;
} TestPortion;

/* A packet to send: that of sa_handle, and the tunnel around it; without SAs
 * the payload is an IP packet. */
typedef struct TestPacket {
    TestPortion portion[2];
    unsigned vlan_tags;
    TestTrailer trailer;
    unsigned extra_pad;         /* blocks; the driver's trailers only */
    bool iv_present;
    bool sequence_high;
    uint8_t next_header;
    /* What the inner portion protects, on the wire and, if there is a
     * difference, from the driver. */
    const GByteArray *payload;
    const GByteArray *driver_payload;
} TestPacket;

/* What came of it. */
typedef struct TestSend {
    GByteArray *frame;          /* as the driver builds it */
    GByteArray *wire;           /* as it must come out */
    IpsecTxRequest request;
    unsigned payload;           /* where it begins, in both */
    uint8_t *block;             /* the frame while it is being sent */
} TestSend;

void test_send_init(TestSend *send, const TestPacket *packet);
void test_send_clear(TestSend *send);

/*
 * ipsec_tx_start() on a copy in a block of its own, in which a sanitizer sees
 * every byte too far.  The copy must stay as it is but for lengths in the
 * headers of a large send.
 */
uint32_t test_send_start(IpsecEngine *engine, TestSend *send, IpsecTx *tx);

/* ipsec_tx_build(); a frame if and only if the status is OK. */
uint32_t test_send_build(IpsecEngine *engine, IpsecTx *tx, uint32_t segment,
                         GByteArray **frame);

/* All of it for a frame that must go out as one. */
GByteArray *test_send_must(IpsecEngine *engine, TestSend *send);

/* TCP and UDP in front of @data; the checksum field is 0. */
GByteArray *test_tcp_segment(uint32_t sequence, uint8_t flags,
                             unsigned options, const uint8_t *data,
                             unsigned length);
GByteArray *test_udp_datagram(const uint8_t *data, unsigned length);

/*
 * Fill in the checksum of TCP or UDP between two addresses.
 * @partial: the sum of the pseudo header, as drivers leave it
 */
void test_l4_checksum(GByteArray *l4, uint8_t protocol, const uint8_t *src,
                      const uint8_t *dst, bool ipv6, bool partial);

/* The IP header of a host's packet in front of @body. */
GByteArray *test_host_packet(bool ipv6, uint8_t protocol, uint16_t id,
                             bool options, const GByteArray *body);

/* Addresses of these packets. */
extern const uint8_t test_host_src[2][16];
extern const uint8_t test_host_dst[2][16];

/* The twin of an outbound SA, at whoever receives. */
TestSa test_sa_twin(const TestSa *sa);

/* A card that sends and one that receives, with a packet between them. */
typedef struct TestPair {
    IpsecEngine *out;
    IpsecEngine *in;
    TestSa sa[2];
    TestPacket packet;
} TestPair;

/* @sa may be of either direction; the other portion is NULL or the tunnel. */
void test_pair_init_caps(TestPair *p, const IpsecCaps *caps, const TestSa *sa,
                         const TestSa *tunnel);
void test_pair_init(TestPair *p, const TestSa *sa, const TestSa *tunnel);
void test_pair_clear(TestPair *p);

/*
 * What the other card makes of the frame: the payload, as it was sent, and the
 * trailer, as it must have been made.
 */
void test_pair_assert_received(TestPair *p, const TestSend *send,
                               const GByteArray *frame, IpsecRxResult *r);

/*
 * Where the IVs of a frame are, if there are any; those of an inner portion are
 * found in what the other card makes of it.
 */
void test_find_ivs(const TestPacket *packet, const TestSend *send,
                   const uint8_t *data, const uint8_t *iv[2][2]);

#endif /* IPSECNIC_TEST_SENDER_H */

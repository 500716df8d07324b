/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzer: plain frames to send in packet mode, and what is asked with them
 *
 * One engine sends, and policies have it protect all that is IP; another one
 * has the twin of each SA, in packet mode.  Nothing that is IP may go out
 * without IPsec, whatever else becomes of it; and what was sent in one piece
 * must come out of the other engine as it went in.
 *
 * Input: u8 which SAs, u8 FLAG_*, u16 MTU, request (u8 flags, u8 L3 offset, u8
 * csum_start, u8 csum_offset behind it, u8 header_length, u16 segment_size),
 * frame.
 */

#include <string.h>

#include "bytes.h"
#include "encapsulate.h"
#include "flow.h"
#include "fuzz.h"
#include "policy.h"
#include "segment.h"
#include "transmit.h"

#define WHICH           32

#define FLAG_NAMED      0x01    /* the driver names the SA */
#define FLAG_MTU        0x02    /* there is one */
#define FLAG_IPV6       0x04    /* which SA it names */
#define FLAG_CSUM       0x08
#define FLAG_SEGMENT    0x10
#define FLAG_VLAN       0x20

#define REQUEST         11
#define REQID           3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An engine that sends and one that receives, with SAs for both families. */
typedef struct Pair {
    IpsecEngine *out;
    IpsecEngine *in;
    uint32_t handle[2];
} Pair;

static IpsecEngine *new_engine(void)
{
    IpsecCaps caps = test_caps(4);
    IpsecEngine *engine;

    caps.policy_capacity = 4;
    engine = ipsec_engine_new(&caps, NULL);
    g_assert_nonnull(engine);
    ipsec_engine_set_control(engine, IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_ESP);
    ipsec_engine_set_packet(engine, true);
    return engine;
}

/* SA and policy for plain packets of a family; the bits of @which: tunnel, IPv6
 * around it, UDP, CBC, ESN. */
static void add_family(Pair *pair, unsigned which, unsigned ipv6)
{
    bool tunnel = which & 1;
    uint8_t raw[128] = { 0 };
    uint32_t handle;
    TestSa sa;

    test_sa_init(&sa, which & 8 ? IPSECNIC_CIPHER_AES_CBC_128 :
                                  IPSECNIC_CIPHER_AES_GCM_128,
                 which & 8 ? IPSECNIC_AUTH_SHA1 : 0);
    if (tunnel ? which & 2 : ipv6) {
        test_sa_ipv6(&sa);
    }
    sa.ctx.mode = tunnel ? IPSECNIC_MODE_TUNNEL : IPSECNIC_MODE_TRANSPORT;
    sa.ctx.flags |= IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
    sa.ctx.op[0].flags = which & 16 ? IPSECNIC_OP_FLAG_ESN : 0;
    sa.ctx.op[0].spi += ipv6;
    sa.ctx.reqid = REQID + ipv6;
    if (which & 4) {
        sa.ctx.encap = tunnel ? IPSECNIC_UDP_ESP_TUNNEL :
                                IPSECNIC_UDP_ESP_TRANSPORT;
    }
    if (!tunnel) {
        memset(sa.ctx.src, 0, 16);
        memset(sa.ctx.dst, 0, 16);
    }
    test_sa_must_add(pair->in, &sa);
    sa.ctx.flags &= ~IPSECNIC_SA_FLAG_INBOUND;
    /* TFC padding of some that differ in nothing that matters to it */
    sa.ctx.tfc = tunnel && (which & 16) ? 700 : 0;
    pair->handle[ipv6] = test_sa_must_add(pair->out, &sa);

    raw[0] = (uint8_t)((ipv6 ? IPSECNIC_POLICY_FLAG_IPV6 : 0) |
                       (tunnel && (which & 2) ?
                        IPSECNIC_POLICY_FLAG_SA_IPV6 : 0));
    raw[8] = IPSECNIC_POLICY_PROTECT;
    raw[9] = sa.ctx.mode;
    raw[12] = (uint8_t)(REQID + ipv6);
    if (tunnel) {
        memcpy(raw + 64, sa.ctx.src, 16);
        memcpy(raw + 80, sa.ctx.dst, 16);
    }
    g_assert_cmpuint(ipsec_engine_add_policy(pair->out, raw, &handle), ==, 0);
}

/* They stay: to make them costs more than all else. */
static Pair *get_pair(unsigned which)
{
    static Pair pairs[WHICH];
    Pair *pair = &pairs[which];

    if (!pair->out) {
        pair->out = new_engine();
        pair->in = new_engine();
        add_family(pair, which, 0);
        add_family(pair, which, 1);
    }
    return pair;
}

/* There is IPsec in it, or no IP. */
static void assert_protected(const uint8_t *data, uint32_t length)
{
    IpsecFlow flow;
    IpsecFrame f;

    ipsec_frame_parse(&f, data, length,
                      IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ);
    if (f.kind == IPSECNIC_KIND_FRAGMENT) {
        /* Of a packet that had IPsec when it was cut. */
        g_assert_true(ipsec_flow_parse(&flow, data + f.l3_offset,
                                       length - f.l3_offset, f.ip_version));
        g_assert_true(flow.protocol == 50 || flow.protocol == 51);
        return;
    }
    g_assert_true(f.ip_version == 0 || f.kind == IPSECNIC_KIND_ESP ||
                  f.kind == IPSECNIC_KIND_AH ||
                  f.kind == IPSECNIC_KIND_UDP_ESP ||
                  (f.l4_protocol == 17 &&
                   ipsec_get_be16(data + f.l4_offset) == 4500));
}

/* What the other one makes of a frame that was sent: authentic in any case, and
 * if it can be decapsulated, what it was, but for a header checksum that was
 * wrong. */
static void assert_received(const Pair *pair, bool tunnel, const uint8_t *plain,
                            size_t size, const uint8_t *data, uint32_t length)
{
    g_autofree uint8_t *wire = g_memdup2(data, length);
    IpsecRxResult r;
    IpsecFrame f;
    uint32_t end;

    ipsec_frame_parse(&f, wire, length,
                      IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ);
    ipsec_engine_receive(pair->in, &f, 0, &r);
    g_assert_cmphex(r.oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    if (!r.decapsulated) {
        g_assert_cmpuint(r.reason, ==, IPSECNIC_REASON_MALFORMED);
        return;
    }
    ipsec_frame_parse(&f, plain, (uint32_t)size,
                      IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ);
    end = f.l3_offset + f.l3_length;
    g_assert_cmpuint(end, <=, size);
    g_assert_cmpuint(r.length, ==, end);
    if (!tunnel && f.ip_version == 4) {
        uint32_t at = f.l3_offset + 10u;

        g_assert_cmpmem(r.data, at, plain, at);
        g_assert_cmpmem(r.data + at + 2, end - at - 2, plain + at + 2,
                        end - at - 2);
    } else {
        g_assert_cmpmem(r.data, end, plain, end);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    IpsecTxRequest request = { 0 };
    g_autofree uint8_t *block = NULL;
    IpsecEncapsulated out;
    uint32_t n, length;
    uint32_t status;
    unsigned which;
    uint8_t flags;
    Pair *pair;
    IpsecTx tx;

    if (size < REQUEST + IPSECNIC_MIN_FRAME) {
        return 0;
    }
    which = data[0] % WHICH;
    pair = get_pair(which);
    flags = data[1];
    ipsec_engine_set_mtu(pair->out, flags & FLAG_MTU ?
                         256u + ipsec_get_le16(data + 2) % 1300 : 0);
    if (flags & FLAG_NAMED) {
        request.flags |= IPSECNIC_TX_ENCAPSULATE;
        request.sa_handle = pair->handle[!!(flags & FLAG_IPV6)];
    }
    request.flags |= flags & FLAG_CSUM ? IPSECNIC_TX_CSUM : 0;
    request.flags |= flags & FLAG_SEGMENT ? IPSECNIC_TX_SEGMENT : 0;
    request.flags |= flags & FLAG_VLAN ? IPSECNIC_TX_VLAN : 0;
    request.l3_offset = data[5];
    request.csum_start = data[6];
    request.csum_offset = (uint16_t)(data[7] ? data[6] + data[7] : 0);
    request.header_length = data[8];
    request.segment_size = ipsec_get_le16(data + 9);
    data += REQUEST;
    size -= REQUEST;

    block = g_malloc(IPSEC_ENCAPSULATE_ROOM + size);
    memcpy(block + IPSEC_ENCAPSULATE_ROOM, data, size);
    status = ipsec_encapsulate(pair->out, block + IPSEC_ENCAPSULATE_ROOM,
                               (uint32_t)size, &request, &out);
    if (status) {
        g_assert_null(out.frame);
        return 0;
    }
    if (ipsec_tx_start(pair->out, &tx, out.frame, out.length, &out.request)) {
        return 0;
    }
    for (n = 0; n < MIN(tx.segments, 8); n++) {
        const uint8_t *wire;

        g_assert_cmpuint(ipsec_tx_build(pair->out, &tx, n, &wire, &length), ==,
                         IPSECNIC_TX_ST_OK);
        g_assert_cmpuint(length, <=, IPSECNIC_MAX_FRAME);
        if (!(flags & FLAG_VLAN)) {
            assert_protected(wire, length);
            if (out.request.sa_handle &&
                !(flags & (FLAG_CSUM | FLAG_SEGMENT))) {
                assert_received(pair, which & 1, data, size, wire, length);
            }
        }
        ipsec_tx_sent(pair->out, &tx, n);
    }
    return 0;
}

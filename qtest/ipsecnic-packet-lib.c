/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packet mode, for tests of ipsecnic: see ipsecnic-packet-lib.h
 */

#include "qemu/osdep.h"
#include "tests/qtest/ipsecnic/ipsecnic-packet-lib.h"

#define ETH 14

/*
 * Policies
 */

void ipn_policy(IpnPolicy *p, bool inbound, bool ipv6, unsigned action)
{
    memset(p, 0, sizeof(*p));
    ipn_put(p->bytes, ipsecnic_policy, flags,
            (inbound ? IPSECNIC_POLICY_FLAG_INBOUND : 0) |
            (ipv6 ? IPSECNIC_POLICY_FLAG_IPV6 : 0));
    ipn_put(p->bytes, ipsecnic_policy, priority, 1000);
    ipn_put(p->bytes, ipsecnic_policy, action, action);
    ipn_put(p->bytes, ipsecnic_policy, driver_cookie, 0xc00c1e);
}

void ipn_policy_protect(IpnPolicy *p, bool inbound, bool ipv6,
                        const IpnSaVector *v)
{
    ipn_policy(p, inbound, ipv6, IPSECNIC_POLICY_PROTECT);
    ipn_put(p->bytes, ipsecnic_policy, mode, v->mode);
    ipn_put(p->bytes, ipsecnic_policy, reqid, IPN_REQID);
    if (v->mode == IPSECNIC_MODE_TUNNEL) {
        g_autoptr(GByteArray) src = ipn_hex(v->src);
        g_autoptr(GByteArray) dst = ipn_hex(v->dst);

        memcpy(p->bytes + offsetof(struct ipsecnic_policy, tunnel_src),
               src->data, 16);
        memcpy(p->bytes + offsetof(struct ipsecnic_policy, tunnel_dst),
               dst->data, 16);
        if (v->ipv6) {
            ipn_put(p->bytes, ipsecnic_policy, flags,
                    ipn_get(p->bytes, ipsecnic_policy, flags) |
                    IPSECNIC_POLICY_FLAG_SA_IPV6);
        }
    }
}

uint32_t ipn_policy_add(Ipn *n, const IpnPolicy *p, uint32_t *handle)
{
    uint8_t cmd[64] = { 0 }, comp[64];
    uint64_t next = n->mem_next;
    uint64_t data = ipn_alloc(n, sizeof(p->bytes) + 3) + 3;
    uint32_t status;

    qtest_memwrite(n->qts, data, p->bytes, sizeof(p->bytes));
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_ADD_POLICY);
    ipn_put(cmd, ipsecnic_command, count, 1);
    ipn_put(cmd, ipsecnic_command, cookie, 0xadd0 | data << 16);
    ipn_put(cmd, ipsecnic_command, data_addr, data);
    ipn_put(cmd, ipsecnic_command, data_length, sizeof(p->bytes));
    status = ipn_cmd(n, cmd, comp);
    n->mem_next = next;
    *handle = ipn_get(comp, ipsecnic_ctrl_comp, handle);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==,
                     status == IPSECNIC_ST_OK);
    g_assert_cmpint(*handle != 0, ==, status == IPSECNIC_ST_OK);
    return status;
}

uint32_t ipn_policy_load(Ipn *n, const IpnPolicy *p)
{
    uint32_t handle;

    g_assert_cmpuint(ipn_policy_add(n, p, &handle), ==, IPSECNIC_ST_OK);
    return handle;
}

uint32_t ipn_policy_delete(Ipn *n, uint32_t handle)
{
    return ipn_delete_one(n, IPSECNIC_CMD_DELETE_POLICY, handle);
}

uint32_t ipn_policy_query(Ipn *n, uint32_t handle, uint8_t info[64])
{
    uint32_t status = ipn_query_one(n, IPSECNIC_CMD_QUERY_POLICY, handle, info,
                                    64);

    if (status == IPSECNIC_ST_OK) {
        g_assert_cmphex(ipn_get(info, ipsecnic_policy_info, handle), ==,
                        handle);
        g_assert_cmphex(ipn_get(info, ipsecnic_policy_info, reserved0), ==, 0);
        g_assert_true(buffer_is_zero(info + 48, 16));
    }
    return status;
}

void ipn_policy_counted(Ipn *n, uint32_t handle, uint64_t packets,
                        uint64_t bytes, uint64_t no_sa, uint64_t refused)
{
    uint8_t info[64];

    g_assert_cmpuint(ipn_policy_query(n, handle, info), ==, IPSECNIC_ST_OK);
    g_assert_cmphex(ipn_get(info, ipsecnic_policy_info, driver_cookie), ==,
                    0xc00c1e);
    g_assert_cmpuint(ipn_get(info, ipsecnic_policy_info, packets), ==,
                     packets);
    g_assert_cmpuint(ipn_get(info, ipsecnic_policy_info, bytes), ==, bytes);
    g_assert_cmpuint(ipn_get(info, ipsecnic_policy_info, no_sa), ==, no_sa);
    g_assert_cmpuint(ipn_get(info, ipsecnic_policy_info, refused), ==,
                     refused);
}

/*
 * SAs and windows
 */

void ipn_packet_sa(IpnSa *sa, const IpnSaVector *v, bool inbound,
                   uint64_t sequence)
{
    ipn_sa(sa, v);
    ipn_put(sa->bytes, ipsecnic_sa_ctx, flags,
            (ipn_get(sa->bytes, ipsecnic_sa_ctx, flags) &
             ~(uint64_t)IPSECNIC_SA_FLAG_INBOUND) |
            IPSECNIC_SA_FLAG_PACKET_OFFLOAD |
            (inbound ? IPSECNIC_SA_FLAG_INBOUND : 0));
    ipn_put(sa->bytes, ipsecnic_sa_ctx, reqid, IPN_REQID);
    ipn_put(sa->bytes, ipsecnic_sa_ctx, op[0].sequence, sequence);
    if (inbound) {
        ipn_put(sa->bytes, ipsecnic_sa_ctx, op[0].replay_window, 64);
    }
}

uint32_t ipn_packet_sa_load(Ipn *n, const IpnSaVector *v, bool inbound,
                            uint64_t sequence)
{
    uint32_t handle;
    IpnSa sa;

    ipn_packet_sa(&sa, v, inbound, sequence);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    return handle;
}

uint32_t ipn_window_bytes(uint32_t size)
{
    return sizeof(struct ipsecnic_window) + DIV_ROUND_UP(size, 64) * 8;
}

static uint32_t window_command(Ipn *n, unsigned opcode, uint32_t handle,
                               void *window, uint32_t bytes)
{
    uint8_t cmd[64] = { 0 }, comp[64];
    uint64_t next = n->mem_next;
    uint64_t data = ipn_alloc(n, bytes + 64) + 5;
    uint32_t status;

    ipn_put(cmd, ipsecnic_command, opcode, opcode);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    ipn_put(cmd, ipsecnic_command, data_addr, data);
    ipn_put(cmd, ipsecnic_command, data_length, bytes);
    qtest_memwrite(n->qts, data, window, bytes);
    status = ipn_cmd(n, cmd, comp);
    qtest_memread(n->qts, data, window, bytes);
    n->mem_next = next;
    return status;
}

uint32_t ipn_window_query(Ipn *n, uint32_t handle, void *window,
                          uint32_t bytes)
{
    memset(window, 0xca, bytes);
    return window_command(n, IPSECNIC_CMD_QUERY_WINDOW, handle, window, bytes);
}

uint32_t ipn_window_set(Ipn *n, uint32_t handle, const void *window,
                        uint32_t bytes)
{
    g_autofree void *copy = g_memdup2(window, bytes);

    return window_command(n, IPSECNIC_CMD_SET_WINDOW, handle, copy, bytes);
}

/*
 * Packets
 */

static unsigned iv_of(const IpnSaVector *sa)
{
    return sa->cipher_icv ? 8 : *sa->cipher_key ? 16 : 0;
}

/* Lengths and checksum of the IP header at 14, and what follows it. */
static void ip_finish(GByteArray *frame, unsigned protocol)
{
    uint8_t *ip = frame->data + ETH;
    unsigned length = frame->len - ETH;

    if (ip[0] >> 4 == 4) {
        stw_be_p(ip + 2, length);
        ip[9] = protocol;
        ipn_ip4_csum(ip);
    } else {
        stw_be_p(ip + 4, length - 40);
        ip[6] = protocol;
    }
}

/* Behind MAC addresses: the type of what stands there. */
static void type_finish(GByteArray *frame)
{
    stw_be_p(frame->data + 12, frame->data[ETH] >> 4 == 4 ? 0x0800 : 0x86dd);
}

GByteArray *ipn_packet_plain(const IpnTxVector *v, IpnTxVector *ask)
{
    bool tunnel = v->sa->mode == IPSECNIC_MODE_TUNNEL;
    unsigned text = v->esp_offset + 8 + iv_of(v->sa);
    unsigned from = tunnel ? ETH : v->esp_offset - (v->sa->encap ? 8 : 0);
    GByteArray *frame = ipn_hex(v->frame);
    unsigned gone = text - from;

    g_assert_cmpuint(v->l3_offset, ==, ETH);
    g_byte_array_set_size(frame, frame->len - v->trailer_length);
    g_byte_array_remove_range(frame, from, gone);
    if (tunnel) {
        type_finish(frame);
    } else {
        ip_finish(frame, v->next_header);
    }
    *ask = (IpnTxVector) {
        .flags = v->flags & (IPSECNIC_TX_CSUM | IPSECNIC_TX_SEGMENT),
        .l3_offset = v->flags & IPSECNIC_TX_SEGMENT ? ETH : 0,
        .csum_start = v->csum_start ? v->csum_start - gone : 0,
        .csum_offset = v->csum_offset ? v->csum_offset - gone : 0,
        .segment_size = v->segment_size,
        .header_length = v->header_length ? v->header_length - gone : 0,
    };
    return frame;
}

size_t ipn_packet_wire(Ipn *n, const IpnTxVector *v, unsigned i,
                       uint64_t sequence)
{
    g_autoptr(GByteArray) want = ipn_hex(v->wire[i]);
    g_autofree uint8_t *got = g_malloc(IPSECNIC_MAX_FRAME);
    size_t length = ipn_wire_recv(n, got, IPSECNIC_MAX_FRAME);

    ipn_tx_open(v->sa, sequence + i, v->esp_offset, got, length);
    if (!v->opened) {
        ipn_tx_open(v->sa, v->sequence + i, v->esp_offset, want->data,
                    want->len);
    }
    stl_be_p(want->data + v->esp_offset + 4, sequence + i);
    if (v->sa->mode == IPSECNIC_MODE_TUNNEL && got[ETH] >> 4 == 4) {
        /* The identification is the card's. */
        memcpy(want->data + ETH + 4, got + ETH + 4, 2);
        ipn_ip4_csum(want->data + ETH);
    } else if (v->sa->mode == IPSECNIC_MODE_TUNNEL) {
        const uint8_t *inner = want->data + v->esp_offset + 8 + iv_of(v->sa);

        /* The vectors' outer header has no flow label; that inside has. */
        if (inner[0] >> 4 == 6) {
            memcpy(want->data + ETH + 1, inner + 1, 3);
        }
    }
    g_assert_cmpmem(got, length, want->data, want->len);
    return length;
}

GByteArray *ipn_packet_inside(const IpnFrameVector *v, const IpnSaVector *sa)
{
    GByteArray *frame = ipn_hex(v->clear);
    unsigned from = sa->mode == IPSECNIC_MODE_TUNNEL ? ETH : v->ipsec_offset;

    g_byte_array_set_size(frame, frame->len - v->trailer_length);
    g_byte_array_remove_range(frame, from, v->payload_offset - from);
    if (sa->mode == IPSECNIC_MODE_TUNNEL) {
        type_finish(frame);
    } else {
        ip_finish(frame, v->next_header);
    }
    return frame;
}

void ipn_packet_decapsulated(const IpnRx *rx, const IpnFrameVector *v,
                             const IpnSaVector *sa, uint32_t handle)
{
    g_autoptr(GByteArray) inside = ipn_packet_inside(v, sa);
    bool tunnel = sa->mode == IPSECNIC_MODE_TUNNEL;
    unsigned csum = (v->csum >> 4 & 0xc) |
                    (tunnel ? v->csum >> 4 & 3 : v->csum & 3);

    g_assert_true(rx->decapsulated);
    g_assert_cmphex(rx->oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmpuint(rx->reason, ==, IPSECNIC_REASON_PROCESSED);
    g_assert_cmpmem(rx->data, rx->frame_length, inside->data, inside->len);
    g_assert_cmphex(rx->header_info, ==, IPSECNIC_HEADER_INFO_SET |
                    v->pad_length << 8 | v->next_header);
    g_assert_cmphex(rx->sa_outer, ==, handle);
    g_assert_cmphex(rx->sa_inner, ==, 0);
    g_assert_cmpuint(rx->kind, ==, IPSECNIC_KIND_ESP);
    g_assert_cmpuint(rx->l3_offset, ==, ETH);
    g_assert_cmphex(rx->hash, ==, v->hash);
    g_assert_cmphex(rx->csum, ==, csum);
    g_assert_cmphex(rx->vlan, ==, 0);
}

GByteArray *ipn_packet_seal(Ipn *n, const IpnFrameVector *v,
                            const IpnSaVector *sa, uint32_t handle,
                            uint64_t sequence)
{
    GByteArray *frame = ipn_hex(v->clear);
    uint64_t next = n->mem_next;
    uint8_t entry[64], got[2048];
    IpnTxVector ask = {
        .l3_offset = ETH,
        .esp_offset = v->ipsec_offset,
        .next_header = v->next_header,
        .flags = sa->esn ? IPSECNIC_TX_SEQ_HI_VALID : 0,
        .sequence_high = sa->esn ? sequence >> 32 : 0,
    };
    uint64_t addr;
    size_t length;
    IpnTxComp comp;

    g_byte_array_set_size(frame, frame->len - v->trailer_length);
    stl_be_p(frame->data + v->ipsec_offset + 4, sequence);
    addr = ipn_alloc(n, frame->len);
    qtest_bufwrite(n->qts, addr, frame->data, frame->len);
    ipn_tx_entry(entry, addr, frame->len,
                 IPSECNIC_TX_START | IPSECNIC_TX_END, 0x5ea1);
    ipn_tx_entry_ask(entry, &ask, handle, 0);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    length = ipn_wire_recv(n, got, sizeof(got));
    ipn_tx_next(n, &n->tx[0], &comp);
    g_assert_cmpuint(comp.status, ==, IPSECNIC_TX_ST_OK);
    n->mem_next = next;
    g_byte_array_set_size(frame, 0);
    return g_byte_array_append(frame, got, length);
}

void ipn_large_packet(Ipn *n, IpnLarge *l, const IpnSaVector *v,
                      uint64_t sequence, bool named)
{
    uint32_t handle = ipn_packet_sa_load(n, v, false, sequence - 1);
    IpnPolicy policy;

    if (!named) {
        ipn_policy_protect(&policy, false, false, v);
        ipn_policy_load(n, &policy);
    }
    ipn_large_plain(n, l, v, sequence, handle, named);
}

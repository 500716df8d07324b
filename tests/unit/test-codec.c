/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The codecs: where each field lies, and in which order its bytes stand
 *
 * Every structure is decoded from the bytes 1, 2, 3, ...: each field's value
 * then tells its offset and byte order.  Offsets are those of the
 * specification, written out here once more.
 */

#include <glib.h>
#include <string.h>

#include "desc.h"
#include "sa_codec.h"

/* What a little-endian field at @offset reads from that pattern. */
#define LE16(offset)    ((uint16_t)(((offset) + 2) << 8 | \
                                    (((offset) + 1) & 0xff)))
#define LE32(offset)    ((uint32_t)LE16((offset) + 2) << 16 | LE16(offset))
#define LE64(offset)    ((uint64_t)LE32((offset) + 4) << 32 | LE32(offset))
#define U8(offset)      ((uint8_t)((offset) + 1))

static void fill(uint8_t *p, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        p[i] = (uint8_t)(i + 1);
    }
}

/* What an encoder must write: the pattern with its reserved bytes zero. */
static void clear(uint8_t *p, size_t offset, size_t n)
{
    memset(p + offset, 0, n);
}

static void assert_pattern(const uint8_t *p, size_t offset, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        g_assert_cmphex(p[i], ==, (uint8_t)(offset + i + 1));
    }
}

static void test_rx_posted(void)
{
    uint8_t in[64], expected[64], out[64];
    IpsecnicRxPosted s;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsecnic_rx_posted_decode(&s, in);
    g_assert_cmphex(s.addr, ==, LE64(0));
    g_assert_cmphex(s.length, ==, LE32(8));
    g_assert_cmphex(s.cookie, ==, LE64(16));
    g_assert_false(s.reserved_zero);

    memcpy(expected, in, sizeof(in));
    clear(expected, 12, 4);
    clear(expected, 24, 40);
    memset(out, 0xff, sizeof(out));
    ipsecnic_rx_posted_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));

    ipsecnic_rx_posted_decode(&s, expected);
    g_assert_true(s.reserved_zero);
    expected[12] = 1;
    ipsecnic_rx_posted_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[12] = 0;
    expected[15] = 1;
    ipsecnic_rx_posted_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[15] = 0;
    expected[24] = 1;
    ipsecnic_rx_posted_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[24] = 0;
    expected[63] = 1;
    ipsecnic_rx_posted_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[63] = 0;
}

static void test_rx_comp(void)
{
    uint8_t in[64], expected[64], out[64];
    IpsecnicRxComp s;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsecnic_rx_comp_decode(&s, in);
    g_assert_cmphex(s.oob, ==, LE32(0));
    g_assert_cmphex(s.header_info, ==, LE32(4));
    g_assert_cmphex(s.sa_outer, ==, LE32(8));
    g_assert_cmphex(s.sa_inner, ==, LE32(12));
    g_assert_cmphex(s.cookie, ==, LE64(16));
    g_assert_cmphex(s.frame_length, ==, LE32(24));
    g_assert_cmphex(s.buffer_length, ==, LE16(28));
    g_assert_cmphex(s.kind, ==, U8(30));
    g_assert_cmphex(s.reason, ==, U8(31));
    g_assert_cmphex(s.accept, ==, U8(32));
    g_assert_cmphex(s.inner_reason, ==, U8(33));
    g_assert_cmphex(s.csum, ==, LE16(34));
    g_assert_cmphex(s.l3_offset, ==, LE16(36));
    g_assert_cmphex(s.ipsec_offset, ==, LE16(38));
    g_assert_cmphex(s.payload_offset, ==, LE16(40));
    g_assert_cmphex(s.inner_l3_offset, ==, LE16(42));
    g_assert_cmphex(s.inner_ipsec_offset, ==, LE16(44));
    g_assert_cmphex(s.trailer_length, ==, LE16(46));
    g_assert_cmphex(s.hash, ==, LE32(48));
    g_assert_cmphex(s.arrival, ==, LE32(52));
    g_assert_cmphex(s.posted_index, ==, LE16(56));
    g_assert_cmphex(s.vlan_tci, ==, LE16(58));
    g_assert_cmphex(s.flags, ==, LE32(60));

    memcpy(expected, in, sizeof(in));
    memset(out, 0xff, sizeof(out));
    ipsecnic_rx_comp_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));
}

static void test_tx_posted(void)
{
    uint8_t in[64], expected[64], out[64];
    IpsecnicTxPosted s;
    unsigned i;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsecnic_tx_posted_decode(&s, in);
    g_assert_cmphex(s.addr, ==, LE64(0));
    g_assert_cmphex(s.length, ==, LE32(8));
    g_assert_cmphex(s.flags, ==, LE32(12));
    g_assert_cmphex(s.cookie, ==, LE64(16));
    g_assert_cmphex(s.sa_handle, ==, LE32(24));
    g_assert_cmphex(s.tunnel_handle, ==, LE32(28));
    g_assert_cmphex(s.sequence_high, ==, LE32(32));
    g_assert_cmphex(s.l3_offset, ==, LE16(36));
    g_assert_cmphex(s.esp_offset, ==, LE16(38));
    g_assert_cmphex(s.ah_offset, ==, LE16(40));
    g_assert_cmphex(s.csum_start, ==, LE16(42));
    g_assert_cmphex(s.csum_offset, ==, LE16(44));
    g_assert_cmphex(s.segment_size, ==, LE16(46));
    g_assert_cmphex(s.header_length, ==, LE16(48));
    g_assert_cmphex(s.trailer_length, ==, LE16(50));
    g_assert_cmphex(s.next_header, ==, U8(52));
    g_assert_cmphex(s.inner_l3, ==, U8(53));
    g_assert_cmphex(s.vlan_tci, ==, LE16(54));
    g_assert_cmphex(s.tunnel_l3_offset, ==, LE16(56));
    g_assert_cmphex(s.tunnel_esp_offset, ==, LE16(58));
    g_assert_cmphex(s.tunnel_ah_offset, ==, LE16(60));
    g_assert_cmphex(s.tunnel_trailer_length, ==, LE16(62));

    memcpy(expected, in, sizeof(in));
    memset(out, 0xff, sizeof(out));
    ipsecnic_tx_posted_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));

    /* offload_zero: all from sa_handle on, and nothing else */
    memset(expected, 0, sizeof(expected));
    memset(expected, 0xff, 24);
    ipsecnic_tx_posted_decode(&s, expected);
    g_assert_true(s.offload_zero);
    for (i = 24; i < 64; i++) {
        expected[i] = 0x80;
        ipsecnic_tx_posted_decode(&s, expected);
        g_assert_false(s.offload_zero);
        expected[i] = 0;
    }
}

static void test_tx_comp(void)
{
    uint8_t in[64], expected[64], out[64];
    IpsecnicTxComp s;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsecnic_tx_comp_decode(&s, in);
    g_assert_cmphex(s.cookie, ==, LE64(0));
    g_assert_cmphex(s.status, ==, LE32(8));
    g_assert_cmphex(s.frame_length, ==, LE32(12));
    g_assert_cmphex(s.posted_index, ==, LE16(16));
    g_assert_cmphex(s.fragments, ==, LE16(18));
    g_assert_cmphex(s.segments, ==, LE32(20));
    g_assert_cmphex(s.fit, ==, LE32(24));
    g_assert_cmphex(s.time, ==, LE64(32));
    g_assert_cmphex(s.flags, ==, LE32(60));
    g_assert_false(s.reserved_zero);

    memcpy(expected, in, sizeof(in));
    clear(expected, 28, 4);
    clear(expected, 40, 20);
    memset(out, 0xff, sizeof(out));
    ipsecnic_tx_comp_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));

    ipsecnic_tx_comp_decode(&s, expected);
    g_assert_true(s.reserved_zero);
    expected[28] = 1;
    ipsecnic_tx_comp_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[28] = 0;
    expected[59] = 1;
    ipsecnic_tx_comp_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[59] = 0;
}

static void test_command(void)
{
    uint8_t in[64], expected[64], out[64];
    IpsecnicCommand s;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsecnic_command_decode(&s, in);
    g_assert_cmphex(s.opcode, ==, LE16(0));
    g_assert_cmphex(s.flags, ==, LE16(2));
    g_assert_cmphex(s.count, ==, LE32(4));
    g_assert_cmphex(s.cookie, ==, LE64(8));
    g_assert_cmphex(s.data_addr, ==, LE64(16));
    g_assert_cmphex(s.data_length, ==, LE32(24));
    g_assert_cmphex(s.handle, ==, LE32(28));
    g_assert_cmphex(s.result_addr, ==, LE64(32));
    g_assert_cmphex(s.operation, ==, LE32(40));
    g_assert_cmphex(s.spi, ==, LE32(44));
    g_assert_cmphex(s.sequence, ==, LE64(48));
    g_assert_false(s.reserved_zero);

    memcpy(expected, in, sizeof(in));
    clear(expected, 56, 8);
    memset(out, 0xff, sizeof(out));
    ipsecnic_command_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));

    ipsecnic_command_decode(&s, expected);
    g_assert_true(s.reserved_zero);
    expected[56] = 1;
    ipsecnic_command_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[56] = 0;
    expected[63] = 1;
    ipsecnic_command_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[63] = 0;
}

static void test_result(void)
{
    uint8_t in[8], expected[8], out[8];
    IpsecnicResult s;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsecnic_result_decode(&s, in);
    g_assert_cmphex(s.status, ==, LE32(0));
    g_assert_cmphex(s.handle, ==, LE32(4));

    memcpy(expected, in, sizeof(in));
    memset(out, 0xff, sizeof(out));
    ipsecnic_result_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));
}

static void test_ctrl_comp(void)
{
    uint8_t in[64], expected[64], out[64];
    IpsecnicCtrlComp s;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsecnic_ctrl_comp_decode(&s, in);
    g_assert_cmphex(s.type, ==, LE16(0));
    g_assert_cmphex(s.code, ==, LE16(2));
    g_assert_cmphex(s.status, ==, LE32(4));
    g_assert_cmphex(s.cookie, ==, LE64(8));
    g_assert_cmphex(s.handle, ==, LE32(16));
    g_assert_cmphex(s.done, ==, LE32(20));
    g_assert_cmphex(s.index, ==, LE16(24));
    g_assert_cmphex(s.queue, ==, LE16(26));
    g_assert_cmphex(s.argument, ==, LE32(28));
    g_assert_cmphex(s.flags, ==, LE32(60));
    g_assert_false(s.reserved_zero);

    memcpy(expected, in, sizeof(in));
    clear(expected, 32, 28);
    memset(out, 0xff, sizeof(out));
    ipsecnic_ctrl_comp_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));

    ipsecnic_ctrl_comp_decode(&s, expected);
    g_assert_true(s.reserved_zero);
    expected[32] = 1;
    ipsecnic_ctrl_comp_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[32] = 0;
    expected[59] = 1;
    ipsecnic_ctrl_comp_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[59] = 0;
}

static void test_sa_key(void)
{
    uint8_t in[48], expected[48], out[48];
    IpsecSaKey s;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsec_sa_key_decode(&s, in);
    g_assert_cmphex(s.flags, ==, LE32(0));
    g_assert_cmphex(s.spi, ==, LE32(4));
    g_assert_cmphex(s.operation, ==, U8(8));
    g_assert_cmphex(s.encap, ==, U8(9));
    assert_pattern(s.src, 16, 16);
    assert_pattern(s.dst, 32, 16);
    g_assert_false(s.reserved_zero);

    memcpy(expected, in, sizeof(in));
    clear(expected, 10, 2);
    clear(expected, 12, 4);
    memset(out, 0xff, sizeof(out));
    ipsec_sa_key_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));

    ipsec_sa_key_decode(&s, expected);
    g_assert_true(s.reserved_zero);
    expected[10] = 1;
    ipsec_sa_key_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[10] = 0;
    expected[11] = 1;
    ipsec_sa_key_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[11] = 0;
    expected[12] = 1;
    ipsec_sa_key_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[12] = 0;
    expected[15] = 1;
    ipsec_sa_key_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[15] = 0;
}

static void test_sa_info(void)
{
    uint8_t in[256], expected[256], out[256];
    IpsecSaInfo s;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsec_sa_info_decode(&s, in);
    g_assert_cmphex(s.handle, ==, LE32(0));
    g_assert_cmphex(s.state, ==, LE32(4));
    g_assert_cmphex(s.driver_cookie, ==, LE64(8));
    g_assert_cmphex(s.reqid, ==, LE32(16));
    g_assert_cmphex(s.packets, ==, LE64(24));
    g_assert_cmphex(s.bytes, ==, LE64(32));
    g_assert_cmphex(s.failed[0], ==, LE64(40));
    g_assert_cmphex(s.failed[1], ==, LE64(48));
    g_assert_cmphex(s.failed[2], ==, LE64(56));
    g_assert_cmphex(s.failed[3], ==, LE64(64));
    g_assert_cmphex(s.failed[4], ==, LE64(72));
    g_assert_cmphex(s.failed[5], ==, LE64(80));
    g_assert_cmphex(s.failed[6], ==, LE64(88));
    g_assert_cmphex(s.failed[7], ==, LE64(96));
    g_assert_cmphex(s.skipped, ==, LE64(104));
    g_assert_cmphex(s.sequence[0], ==, LE64(112));
    g_assert_cmphex(s.sequence[1], ==, LE64(120));
    g_assert_cmphex(s.replayed, ==, LE64(128));
    g_assert_cmphex(s.late, ==, LE64(136));
    g_assert_cmphex(s.expired, ==, LE64(144));
    g_assert_cmphex(s.policy, ==, LE64(152));
    g_assert_cmphex(s.too_big, ==, LE64(160));
    g_assert_cmphex(s.unusable, ==, LE64(168));
    g_assert_false(s.reserved_zero);

    memcpy(expected, in, sizeof(in));
    clear(expected, 20, 4);
    clear(expected, 176, 80);
    memset(out, 0xff, sizeof(out));
    ipsec_sa_info_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));

    ipsec_sa_info_decode(&s, expected);
    g_assert_true(s.reserved_zero);
    expected[20] = 1;
    ipsec_sa_info_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[20] = 0;
    expected[23] = 1;
    ipsec_sa_info_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[23] = 0;
    expected[176] = 1;
    ipsec_sa_info_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[176] = 0;
    expected[255] = 1;
    ipsec_sa_info_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[255] = 0;
}

static void test_sa_ctx(void)
{
    uint8_t in[288], expected[288], out[288];
    IpsecSaCtx s;
    unsigned i;

    fill(in, sizeof(in));
    memset(&s, 0, sizeof(s));
    ipsec_sa_ctx_decode(&s, in);
    g_assert_cmphex(s.length, ==, LE32(0));
    g_assert_cmphex(s.version, ==, LE16(4));
    g_assert_cmphex(s.num_ops, ==, LE16(6));
    g_assert_cmphex(s.flags, ==, LE32(8));
    g_assert_cmphex(s.mode, ==, U8(12));
    g_assert_cmphex(s.encap, ==, U8(13));
    assert_pattern(s.src, 16, 16);
    assert_pattern(s.dst, 32, 16);
    g_assert_cmphex(s.encap_sport, ==, LE16(48));
    g_assert_cmphex(s.encap_dport, ==, LE16(50));
    g_assert_cmphex(s.reqid, ==, LE32(52));
    g_assert_cmphex(s.driver_cookie, ==, LE64(56));
    g_assert_cmphex(s.op[0].operation, ==, U8(64));
    g_assert_cmphex(s.op[0].flags, ==, LE16(66));
    g_assert_cmphex(s.op[0].spi, ==, LE32(68));
    g_assert_cmphex(s.op[0].auth_alg, ==, LE64(72));
    g_assert_cmphex(s.op[0].cipher_alg, ==, LE64(80));
    g_assert_cmphex(s.op[0].auth_key_offset, ==, LE32(88));
    g_assert_cmphex(s.op[0].auth_key_length, ==, LE32(92));
    g_assert_cmphex(s.op[0].cipher_key_offset, ==, LE32(96));
    g_assert_cmphex(s.op[0].cipher_key_length, ==, LE32(100));
    g_assert_cmphex(s.op[0].auth_icv_length, ==, LE16(104));
    g_assert_cmphex(s.op[0].cipher_icv_length, ==, LE16(106));
    g_assert_cmphex(s.op[0].replay_window, ==, LE32(108));
    g_assert_cmphex(s.op[0].sequence, ==, LE64(112));
    g_assert_cmphex(s.op[1].operation, ==, U8(128));
    g_assert_cmphex(s.op[1].flags, ==, LE16(130));
    g_assert_cmphex(s.op[1].spi, ==, LE32(132));
    g_assert_cmphex(s.op[1].auth_alg, ==, LE64(136));
    g_assert_cmphex(s.op[1].cipher_alg, ==, LE64(144));
    g_assert_cmphex(s.op[1].auth_key_offset, ==, LE32(152));
    g_assert_cmphex(s.op[1].auth_key_length, ==, LE32(156));
    g_assert_cmphex(s.op[1].cipher_key_offset, ==, LE32(160));
    g_assert_cmphex(s.op[1].cipher_key_length, ==, LE32(164));
    g_assert_cmphex(s.op[1].auth_icv_length, ==, LE16(168));
    g_assert_cmphex(s.op[1].cipher_icv_length, ==, LE16(170));
    g_assert_cmphex(s.op[1].replay_window, ==, LE32(172));
    g_assert_cmphex(s.op[1].sequence, ==, LE64(176));
    g_assert_cmphex(s.soft_packets, ==, LE64(192));
    g_assert_cmphex(s.hard_packets, ==, LE64(200));
    g_assert_cmphex(s.soft_bytes, ==, LE64(208));
    g_assert_cmphex(s.hard_bytes, ==, LE64(216));
    assert_pattern(s.mac_src, 256, 6);
    assert_pattern(s.mac_dst, 262, 6);
    g_assert_cmphex(s.ttl, ==, in[268]);
    g_assert_cmphex(s.df, ==, in[269]);
    g_assert_cmphex(s.mtu, ==, LE16(270));
    g_assert_cmphex(s.tfc, ==, LE16(272));
    g_assert_false(s.reserved_zero);

    memcpy(expected, in, sizeof(in));
    clear(expected, 14, 2);
    clear(expected, 65, 1);
    clear(expected, 120, 8);
    clear(expected, 129, 1);
    clear(expected, 184, 8);
    clear(expected, 224, 32);
    clear(expected, 274, 14);
    memset(out, 0xff, sizeof(out));
    ipsec_sa_ctx_encode(out, &s);
    g_assert_cmpmem(out, sizeof(out), expected, sizeof(expected));

    ipsec_sa_ctx_decode(&s, expected);
    g_assert_true(s.reserved_zero);
    expected[14] = 1;
    ipsec_sa_ctx_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[14] = 0;
    expected[15] = 1;
    ipsec_sa_ctx_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[15] = 0;
    expected[224] = 1;
    ipsec_sa_ctx_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[224] = 0;
    expected[255] = 1;
    ipsec_sa_ctx_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[255] = 0;
    expected[274] = 1;
    ipsec_sa_ctx_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[274] = 0;
    expected[287] = 1;
    ipsec_sa_ctx_decode(&s, expected);
    g_assert_false(s.reserved_zero);
    expected[287] = 0;

    for (i = 0; i < 2; i++) {
        static const unsigned reserved[] = { 1, 56, 63 };
        unsigned n;

        for (n = 0; n < G_N_ELEMENTS(reserved); n++) {
            ipsec_sa_ctx_decode(&s, expected);
            g_assert_true(s.op[i].reserved_zero);
            expected[64 + 64 * i + reserved[n]] = 1;
            ipsec_sa_ctx_decode(&s, expected);
            g_assert_false(s.op[i].reserved_zero);
            expected[64 + 64 * i + reserved[n]] = 0;
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/codec/rx-posted-bytes", test_rx_posted);
    g_test_add_func("/codec/rx-comp-bytes", test_rx_comp);
    g_test_add_func("/codec/tx-posted-bytes", test_tx_posted);
    g_test_add_func("/codec/tx-comp-bytes", test_tx_comp);
    g_test_add_func("/codec/command-bytes", test_command);
    g_test_add_func("/codec/result-bytes", test_result);
    g_test_add_func("/codec/ctrl-comp-bytes", test_ctrl_comp);
    g_test_add_func("/codec/sa-key-bytes", test_sa_key);
    g_test_add_func("/codec/sa-info-bytes", test_sa_info);
    g_test_add_func("/codec/sa-ctx-bytes", test_sa_ctx);
    return g_test_run();
}

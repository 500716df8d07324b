/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzer: frames against an SA database with SAs of every kind
 *
 * Input: u8 which switches are on (bits 0..2: not ACTIVE, ESP, AH; bits 3, 4:
 * MAC encapsulations that are not looked into; bit 5: the caller's reason),
 * and the frame.
 */

#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzDb *db = fuzz_db();
    IpsecRxResult result;
    uint8_t off;

    if (size < 1) {
        return 0;
    }
    off = data[0];
    ipsec_engine_set_control(db->engine,
        (off & 1 ? 0 : IPSECNIC_IPSEC_CTRL_ACTIVE) |
        (off & 2 ? 0 : IPSECNIC_IPSEC_CTRL_ESP) |
        (off & 4 ? 0 : IPSECNIC_IPSEC_CTRL_AH));
    fuzz_receive(db, data + 1, (uint32_t)MIN(size - 1, UINT32_MAX),
                 (off & 8 ? 0 : IPSECNIC_ENCAP_8023) |
                 (off & 16 ? 0 : IPSECNIC_ENCAP_8023_PQ),
                 off & 32 ? IPSECNIC_REASON_NOT_OWN_MAC : 0, &result, NULL);
    return 0;
}

/*
 * Bytes changed blindly seldom hit an SA: every other time, make the result
 * again a packet for one, as far as it has room for headers.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed)
{
    FuzzDb *db = fuzz_db();
    const TestSa *sa = &db->entry[seed / 64 % db->count].sa;
    const IpsecSaCtxOp *op = &sa->ctx.op[0];
    bool ipv6 = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6;
    uint8_t *eth = data + 1, *ip = eth + 14, *next;
    unsigned header, length;

    size = LLVMFuzzerMutate(data, size, max_size);
    if (size < 1 + 14 + 40 + 16 || seed % 2) {
        return size;
    }
    if (seed % 8 == 0) {
        data[0] = 0;
    }
    header = ipv6 ? 40 : 20;
    length = (unsigned)size - 15;
    eth[12] = ipv6 ? 0x86 : 0x08;
    eth[13] = ipv6 ? 0xdd : 0x00;
    if (ipv6) {
        ip[0] = (uint8_t)(0x60 | (ip[0] & 15));
        memcpy(ip + 8, fuzz_src[1], 16);
        memcpy(ip + 24, fuzz_dst[1], 16);
        if (seed & 2) {
            length = MIN(length - 40, 0xffff);
            ip[4] = (uint8_t)(length >> 8);
            ip[5] = (uint8_t)length;
        }
    } else {
        if (seed & 4) {
            ip[0] = 0x45;
            ip[6] = ip[7] = 0;
        }
        header = (ip[0] & 15) * 4u;
        memcpy(ip + 12, fuzz_src[0], 4);
        memcpy(ip + 16, fuzz_dst[0], 4);
        if (seed & 2) {
            length = MIN(length, 0xffff);
            ip[2] = (uint8_t)(length >> 8);
            ip[3] = (uint8_t)length;
        }
    }
    next = ip + header;
    if (header < 20 || next + 16 > data + size) {
        return size;
    }
    ip[ipv6 ? 6 : 9] = sa->ctx.encap ? 17 :
                       op->operation == IPSECNIC_OP_AH ? 51 : 50;
    if (sa->ctx.encap) {
        unsigned port = sa->ctx.encap_dport ? sa->ctx.encap_dport :
                                              IPSECNIC_UDP_ESP_PORT;

        next[2] = (uint8_t)(port >> 8);
        next[3] = (uint8_t)port;
        if (seed & 8) {
            next[6] = next[7] = 0;
        }
        next += 8;
    }
    if (op->operation == IPSECNIC_OP_AH && !sa->ctx.encap) {
        next += 4;
    }
    if (next + 4 <= data + size) {
        next[0] = (uint8_t)(op->spi >> 24);
        next[1] = (uint8_t)(op->spi >> 16);
        next[2] = (uint8_t)(op->spi >> 8);
        next[3] = (uint8_t)op->spi;
    }
    return size;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzer: packets that lie and were signed with the right key
 *
 * See seal.c for what an input means.  A packet that nothing was changed of
 * must pass and come out as it went in; whatever was changed, the rules of
 * fuzz_receive() hold.
 */

#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed);

static void check_expected(const FuzzExpect *expect, uint32_t outer_handle,
                           const IpsecRxResult *r, const uint8_t *plain)
{
    g_assert_cmphex(r->oob & ~IPSECNIC_OOB_SA_DELETE_REQ, ==, expect->oob);
    g_assert_cmpuint(r->sa_outer, ==, outer_handle);
    g_assert_cmpuint(r->payload_offset, ==, expect->payload_offset);
    g_assert_cmpint(memcmp(plain + expect->payload_offset, expect->payload,
                           expect->payload_length), ==, 0);
    g_assert_true(expect->header_info ==
                  !!(r->header_info & IPSECNIC_HEADER_INFO_SET));
    if (expect->header_info) {
        g_assert_cmpuint(IPSECNIC_HEADER_NEXT_HEADER(r->header_info), ==,
                         expect->next_header);
        g_assert_cmpuint(IPSECNIC_HEADER_PAD_LENGTH(r->header_info), ==,
                         expect->pad_length);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput in = { data, size };
    FuzzDb *db = fuzz_db();
    FuzzExpect expect;
    g_autoptr(GByteArray) frame = fuzz_seal(db, &in, &expect);
    g_autofree uint8_t *plain = NULL;
    uint32_t outer_handle = db->entry[expect.outer].handle;
    IpsecRxResult result;

    fuzz_receive(db, frame->data, frame->len,
                 IPSECNIC_ENCAP_8023 | IPSECNIC_ENCAP_8023_PQ, 0, &result,
                 &plain);
    if (expect.known && frame->len <= IPSECNIC_MAX_FRAME) {
        check_expected(&expect, outer_handle, &result, plain);
    }
    return 0;
}

static unsigned next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/*
 * Blindly changed bytes are mostly payload: every other time, write a new list
 * of changes, to what stands at the start and at the end of headers.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed)
{
    static const uint8_t values[] = { 0, 1, 2, 4, 8, 0x7f, 0x80, 0xff };
    const size_t list = 9, entry = 4;
    uint32_t state = seed;
    unsigned n, i;

    n = 1 + next_random(&state) % 3;
    if (next_random(&state) % 2 || max_size < list + n * entry) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    if (size < list + n * entry) {
        memset(data + size, 0, list + n * entry - size);
        size = list + n * entry;
    }
    data[0] = (uint8_t)next_random(&state);
    if (next_random(&state) % 4 == 0) {
        data[1] = (uint8_t)next_random(&state);
    }
    data[list - 1] = (uint8_t)n;
    for (i = 0; i < n; i++) {
        uint8_t *p = data + list + i * entry;
        unsigned offset = next_random(&state) % 64;

        /* Stage, of either portion, and what kind of change. */
        p[0] = (uint8_t)(next_random(&state) % 6 |
                         (next_random(&state) % 3 == 0 ? 8 : 0) |
                         next_random(&state) % 5 << 4);
        if (next_random(&state) % 3 == 0) {
            offset = 0x8000 | offset % 20;
        }
        p[1] = (uint8_t)offset;
        p[2] = (uint8_t)(offset >> 8);
        p[3] = next_random(&state) % 2 ?
               values[next_random(&state) % G_N_ELEMENTS(values)] :
               (uint8_t)next_random(&state);
    }
    return size;
}

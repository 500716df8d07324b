/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the self-test registers that do something
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"

#include "dma.h"
#include "engine/secret.h"
#include "selftest.h"
#include "state.h"
#include "trace.h"

void ipsecnic_test_irq(IpsecnicState *s, uint32_t vector)
{
    trace_ipsecnic_test_irq(vector);
    if (vector >= s->num_vectors) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "ipsecnic: TEST_IRQ %" PRIu32 ": there are %" PRIu32
                      " vectors\n", vector, s->num_vectors);
        return;
    }
    ipsecnic_dma_message(s, vector);
}

void ipsecnic_test_dma_start(IpsecnicState *s, uint32_t op)
{
    if (s->test_dma_status == IPSECNIC_TEST_DMA_ST_BUSY) {
        return;
    }
    s->test_dma_op = op;
    if (op < IPSECNIC_TEST_DMA_CLEAR || op > IPSECNIC_TEST_DMA_INVERT ||
        s->test_dma_size < 1 || s->test_dma_size > IPSECNIC_TEST_DMA_MAX) {
        s->test_dma_status = IPSECNIC_TEST_DMA_ST_BAD;
        qemu_log_mask(LOG_GUEST_ERROR,
                      "ipsecnic: TEST_DMA_CTRL %" PRIu32 " with size %" PRIu32
                      "\n", op, s->test_dma_size);
        return;
    }
    s->test_dma_status = IPSECNIC_TEST_DMA_ST_BUSY;
    qemu_bh_schedule(s->test_bh);
}

void ipsecnic_test_bh(void *opaque)
{
    IpsecnicState *s = opaque;
    uint64_t addr = (uint64_t)s->test_dma_addr_hi << 32 | s->test_dma_addr_lo;
    uint32_t size = s->test_dma_size;
    uint32_t epoch = s->epoch;
    MemTxResult result = MEMTX_OK;
    uint32_t i;

    /*
     * The size is checked again, since it can be written while the transfer is
     * under way.
     */
    if (!runstate_is_running() ||
        s->test_dma_status != IPSECNIC_TEST_DMA_ST_BUSY ||
        !ipsecnic_enter(s, IPSECNIC_PART_TEST)) {
        return;
    }
    if (size < 1 || size > IPSECNIC_TEST_DMA_MAX) {
        s->test_dma_status = IPSECNIC_TEST_DMA_ST_BAD;
        goto out;
    }
    switch (s->test_dma_op) {
    case IPSECNIC_TEST_DMA_CLEAR:
        memset(s->test_buffer, 0, size);
        break;
    case IPSECNIC_TEST_DMA_FILL:
        memset(s->test_buffer, IPSECNIC_TEST_DMA_PATTERN, size);
        break;
    default:
        result = ipsecnic_dma_read(s, addr, s->test_buffer, size);
        for (i = 0; i < size; i++) {
            s->test_buffer[i] ^= 0xff;
        }
        break;
    }
    /* A read that reset or unplugged the card has failed. */
    if (result == MEMTX_OK) {
        result = ipsecnic_dma_write(s, addr, s->test_buffer, size);
    }
    ipsec_wipe(s->test_buffer, size);
    if (s->epoch == epoch) {
        s->test_dma_status = result == MEMTX_OK ?
                             IPSECNIC_TEST_DMA_ST_DONE :
                             IPSECNIC_TEST_DMA_ST_FAILED;
        trace_ipsecnic_test_dma(addr, size, s->test_dma_op,
                                s->test_dma_status);
    }
out:
    ipsecnic_leave(s, IPSECNIC_PART_TEST);
}

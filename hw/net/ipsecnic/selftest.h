/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the self-test registers that do something
 */

#ifndef HW_NET_IPSECNIC_SELFTEST_H
#define HW_NET_IPSECNIC_SELFTEST_H

#include "state.h"

/**
 * ipsecnic_test_bh: do the DMA self-test that was asked for.
 * @opaque: the IpsecnicState
 */
void ipsecnic_test_bh(void *opaque);

/** ipsecnic_test_irq: send the message of a vector; a bad one is logged. */
void ipsecnic_test_irq(IpsecnicState *s, uint32_t vector);

/**
 * ipsecnic_test_dma_start: have a DMA self-test done.
 * @op: IPSECNIC_TEST_DMA_*; others, and bad sizes, end it at once
 */
void ipsecnic_test_dma_start(IpsecnicState *s, uint32_t op);

#endif /* HW_NET_IPSECNIC_SELFTEST_H */

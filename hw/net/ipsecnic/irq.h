/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: interrupt vectors and their moderation
 */

#ifndef HW_NET_IPSECNIC_IRQ_H
#define HW_NET_IPSECNIC_IRQ_H

#include "state.h"

/** ipsecnic_irq_init: make the timers; undone by ipsecnic_irq_free(). */
void ipsecnic_irq_init(IpsecnicState *s);

/** ipsecnic_irq_free: undo ipsecnic_irq_init(), if it was called. */
void ipsecnic_irq_free(IpsecnicState *s);

/** ipsecnic_irq_reset: nothing is pending, and nothing moderated. */
void ipsecnic_irq_reset(IpsecnicState *s);

/**
 * ipsecnic_irq_bh: fire what was held back and is due.
 * @opaque: the IpsecnicState
 */
void ipsecnic_irq_bh(void *opaque);

/**
 * ipsecnic_irq_raise: fire a vector, or hold it back for its interval.
 * @vector: IPSECNIC_VECTOR_NONE and other numbers out of range do nothing
 */
void ipsecnic_irq_raise(IpsecnicState *s, uint32_t vector);

#endif /* HW_NET_IPSECNIC_IRQ_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: registers of the card, whether it is there, and its link
 */

#ifndef IPSECNIC_HW_H
#define IPSECNIC_HW_H

#include <linux/io.h>
#include <linux/types.h>

#include "ipsecnic.h"

/**
 * ipsecnic_read - read a register
 * @ipn: card
 * @reg: offset in BAR 0
 *
 * Return: its value; all bits set if the card has gone.
 */
static inline u32 ipsecnic_read(const struct ipsecnic *ipn, u32 reg)
{
	return readl(ipn->regs + reg);
}

/**
 * ipsecnic_write - write a register
 * @ipn: card
 * @reg: offset in BAR 0
 * @value: what goes there
 */
static inline void ipsecnic_write(const struct ipsecnic *ipn, u32 reg,
				  u32 value)
{
	writel(value, ipn->regs + reg);
}

/**
 * ipsecnic_read_pair - read two registers that are one number
 * @ipn: card
 * @lo: offset of the low one in BAR 0; the high one is behind it
 *
 * Return: the number.
 */
static inline u64 ipsecnic_read_pair(const struct ipsecnic *ipn, u32 lo)
{
	return ipsecnic_read(ipn, lo) | (u64)ipsecnic_read(ipn, lo + 4) << 32;
}

/**
 * ipsecnic_is_enabled - is the card there, and enabled?
 * @status: IPSECNIC_REG_STATUS
 */
static inline bool ipsecnic_is_enabled(u32 status)
{
	return status != ~0U && (status & IPSECNIC_STATUS_ENABLED);
}

bool ipsecnic_gone(struct ipsecnic *ipn);
void ipsecnic_reset_now(struct ipsecnic *ipn);
void ipsecnic_update_link(struct ipsecnic *ipn);
void ipsecnic_reset_because(struct ipsecnic *ipn, const char *why);
void ipsecnic_reset_later(struct ipsecnic *ipn);
void ipsecnic_out_of_order(struct ipsecnic *ipn, const char *queue,
			   unsigned int index);
void ipsecnic_reset_to_stop(struct ipsecnic *ipn);
void ipsecnic_queue_failed(struct ipsecnic *ipn, u16 queue, u32 reason,
			   u32 index);

#endif /* IPSECNIC_HW_H */

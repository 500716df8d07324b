/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be done to SAs behind the driver's back, for tests of those who rely
 * on a card
 */

#ifndef IPSECNIC_MISHAP_H
#define IPSECNIC_MISHAP_H

#include <stdint.h>

#include "receive.h"
#include "transmit.h"
#include "types.h"

/**
 * ipsec_engine_reach_limit: an SA has passed a limit, whatever it has counted.
 * @limit: IPSECNIC_LIMIT_*
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_SA, or _NOT_PACKET if the end of the numbers
 * is asked for and the card does not count them.  The event is the caller's
 * affair.
 */
uint32_t ipsec_engine_reach_limit(IpsecEngine *engine, uint32_t handle,
                                  uint32_t limit);

/** ipsec_engine_spi: of the first operation of an SA, or 0. */
uint32_t ipsec_engine_spi(const IpsecEngine *engine, uint32_t handle);

/**
 * ipsec_engine_receive_unchecked: ipsec_engine_receive() as if the ICVs of the
 * SAs of @result were right, whatever they are.  Plaintext that nobody vouches
 * for is in @result then, and sequence numbers that nobody sent count.  What
 * failed has been counted so, and counts as good as well; a portion that was
 * good does not count again.
 * @frame: was received just now
 * @result: what came of that; filled in anew, but for the limits that were
 *          passed.  If nothing failed it stays as it is.
 */
void ipsec_engine_receive_unchecked(IpsecEngine *engine,
                                    const IpsecFrame *frame,
                                    IpsecRxResult *result);

/**
 * ipsec_engine_lose_top: the high halves of an SA's sequence numbers are
 * forgotten and become 0 (RFC 4303, 2.2.1: they are not transmitted).
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_SA, or _NOT_ESN if it has none.
 */
uint32_t ipsec_engine_lose_top(IpsecEngine *engine, uint32_t handle);

/**
 * ipsec_engine_lose_window: which sequence numbers an SA in packet mode has
 * received is forgotten (RFC 4303, 3.4.3); its top stays.
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_SA, or _NOT_PACKET if it has no window that
 * is checked.
 */
uint32_t ipsec_engine_lose_window(IpsecEngine *engine, uint32_t handle);

/**
 * ipsec_tx_break_icv: change a byte of the ICV of a frame's outermost portion, if
 * it has one.  A checksum of UDP around it is made once more, or whoever receives
 * the frame would look no further.
 * @tx: what ipsec_tx_build() made the frame of
 * @data: the frame; written
 * @length: bytes of it
 */
void ipsec_tx_break_icv(const IpsecTx *tx, uint8_t *data, uint32_t length);

#endif /* IPSECNIC_MISHAP_H */

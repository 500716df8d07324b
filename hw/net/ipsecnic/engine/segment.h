/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is sent of a frame that passed its checks, one frame for the wire at a
 * time
 */

#ifndef IPSECNIC_SEGMENT_H
#define IPSECNIC_SEGMENT_H

#include <stdint.h>

#include "types.h"

/**
 * ipsec_tx_build: make one frame for the wire.
 * @segment: 0 to tx->segments - 1
 * @data: the frame; the engine's until ipsec_tx_build() is called again
 * @out_length: its bytes, at most IPSECNIC_MAX_FRAME
 *
 * The same segment comes out the same each time, but for the random IVs of
 * CBC.  Returns IPSECNIC_TX_ST_OK, _UNKNOWN_SA if an SA is gone, _EXPIRED if one
 * in packet mode has passed a hard limit, or _CRYPTO.
 * On failure @data is NULL.
 */
uint32_t ipsec_tx_build(IpsecEngine *engine, IpsecTx *tx, uint32_t segment,
                        const uint8_t **data, uint32_t *out_length);

/**
 * ipsec_tx_sent: the segment that was built last was handed to the wire: count
 * it, move the SAs' sequence numbers, and say in tx->limits which limits it
 * passed.  SAs that are gone are left out.
 */
void ipsec_tx_sent(IpsecEngine *engine, IpsecTx *tx, uint32_t segment);

#endif /* IPSECNIC_SEGMENT_H */

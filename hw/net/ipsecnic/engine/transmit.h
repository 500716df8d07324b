/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The transmit contract: whether a frame may be sent, and as what
 */

#ifndef IPSECNIC_TRANSMIT_H
#define IPSECNIC_TRANSMIT_H

#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#include "types.h"

/**
 * ipsec_tx_max_length: the longest frame that can be given, in bytes.
 * @flags: IPSECNIC_TX_* of its request
 *
 * With the tag that is to be inserted it must not exceed IPSECNIC_MAX_FRAME;
 * of a large send that is a matter of its segments.
 */
static inline uint32_t ipsec_tx_max_length(uint32_t flags)
{
    return (flags & (IPSECNIC_TX_VLAN | IPSECNIC_TX_SEGMENT)) ==
           IPSECNIC_TX_VLAN ? IPSECNIC_MAX_FRAME - IPSECNIC_VLAN_TAG :
                              IPSECNIC_MAX_FRAME;
}

/**
 * ipsec_tx_start: check a frame to send and what is asked for it (T1 to T15).
 * @tx: filled in
 * @frame: the caller's own copy; stays where it is until the last segment.
 *         Lengths in the headers of a large send are overwritten.
 * @length: bytes, IPSECNIC_MIN_FRAME to ipsec_tx_max_length()
 * @request: whose features were already judged
 *
 * Returns IPSECNIC_TX_ST_OK, or the first status from _BAD_OFFLOAD on that
 * applies; nothing may be sent then.
 */
uint32_t ipsec_tx_start(IpsecEngine *engine, IpsecTx *tx, uint8_t *frame,
                        uint32_t length, const IpsecTxRequest *request);

/**
 * ipsec_tx_resume: ipsec_tx_start() for a frame of which something may have
 * been sent, on this engine or on another one that had the same SAs.
 * @tx: its portions have the sequence numbers of the first segment, from
 *      ipsec_tx_start(); all else is filled in
 * @frame: the frame once more, as the caller was given it
 * @segments: how many ipsec_tx_start() made of it
 *
 * A frame that has begun goes on with the numbers that it has, whatever
 * ipsec_engine_set_control() says now.  Returns what ipsec_tx_start() returns,
 * but never _INACTIVE or _SEQUENCE, and _BAD_SEGMENT also if the frame does not
 * become @segments any more.
 */
uint32_t ipsec_tx_resume(IpsecEngine *engine, IpsecTx *tx, uint8_t *frame,
                         uint32_t length, const IpsecTxRequest *request,
                         uint32_t segments);

#endif /* IPSECNIC_TRANSMIT_H */

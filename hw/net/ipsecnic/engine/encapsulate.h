/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sending in packet mode: what makes of a plain frame one that transmit.h takes
 */

#ifndef IPSECNIC_ENCAPSULATE_H
#define IPSECNIC_ENCAPSULATE_H

#include <stdint.h>

#include "types.h"

/** Bytes that must be free in front of the frame, for what is put there: outer
 *  IPv6, UDP and ESP header and the longest IV, rounded up. */
#define IPSEC_ENCAPSULATE_ROOM 128

/** What becomes of a plain frame. */
typedef struct IpsecEncapsulated {
    uint8_t *frame;             /* in the caller's memory, further in front */
    uint32_t length;            /* bytes */
    IpsecTxRequest request;     /* for ipsec_tx_start() or ipsec_tx_resume() */
    uint32_t policy;            /* handle of the one that decided; 0: none */
    uint32_t fit;               /* TOO_BIG: longest IP packet; see the ABI */
    /** Bytes of the plain IP packet, as its header says, if a policy or an SA
     *  was found; void of a large send. */
    uint32_t l3_length;
    /** SEQUENCE: that it was for the first time; to be told whatever the
     *  status is. */
    IpsecPassedLimits limits;
} IpsecEncapsulated;

/**
 * ipsec_encapsulate: find policy and SA of a plain frame, and put the headers
 * of the SA into it (P1 to P3, P7, P8).
 * @frame: the caller's own copy, with IPSEC_ENCAPSULATE_ROOM bytes in front of
 *         it, which are overwritten
 * @length: bytes, as of ipsec_tx_start()
 * @request: what is asked for; with IPSECNIC_TX_ENCAPSULATE its sa_handle is
 *           the SA, else it has none, nor IPSECNIC_TX_BYPASS
 * @out: filled in; what is to be sent.  A frame that goes as it is, comes out
 *       as it was.  Its request has no flag BYPASS, and one of what was
 *       encapsulated has the flag ENCAPSULATE, by which ipsec_tx_start() knows
 *       it; sa_handle is the SA that was found.  With a status there is no
 *       frame in it.
 *
 * Lengths in the headers of a large send are overwritten.  Returns
 * IPSECNIC_TX_ST_OK, or why the frame is not to be sent.  What is sent is not
 * counted yet: ipsec_encapsulated_sent() does that.
 */
uint32_t ipsec_encapsulate(IpsecEngine *engine, uint8_t *frame, uint32_t length,
                           const IpsecTxRequest *request,
                           IpsecEncapsulated *out);

/**
 * ipsec_encapsulate_again: ipsec_encapsulate() for a frame of which something
 * may have been sent, on this engine or on another one that had the same SAs.
 * @frame: the frame once more, as the caller was given it
 * @request: as the first time, with the flag ENCAPSULATE and the SA that was
 *           found then
 * @tx: as for ipsec_tx_resume(), which comes next: the numbers that it has are
 *      not chosen again, nor is the segment_size, unless that is 0: then it is
 *      that of @request if it makes tx->segments of the frame; nor, of one
 *      packet, the tfc of its portion, unless that is 0
 *
 * The same comes out, byte for byte.  Returns what ipsec_encapsulate() returns,
 * but never _INACTIVE, _SEQUENCE or _EXPIRED.
 */
uint32_t ipsec_encapsulate_again(IpsecEngine *engine, uint8_t *frame,
                                 uint32_t length,
                                 const IpsecTxRequest *request,
                                 const IpsecTx *tx, IpsecEncapsulated *out);

/** ipsec_encapsulated_sent: a frame of which policy @policy decided (0: none)
 *  was sent, in segments that hold @bytes of IP packets without IPsec. */
void ipsec_encapsulated_sent(IpsecEngine *engine, uint32_t policy,
                             uint32_t packets, uint64_t bytes);

/**
 * ipsec_encapsulated_lost: what is wrong with a frame that had begun
 * @policy: the policy that decided about it; 0: none
 * @status: why it cannot go on
 *
 * Who named no SA is not told of the one that is gone: by policy there is none
 * any more (P3), and the policy counts that, if it is still there.  Returns
 * IPSECNIC_TX_ST_NO_SA then, and else @status.
 */
uint32_t ipsec_encapsulated_lost(IpsecEngine *engine, uint32_t policy,
                                 uint32_t status);

#endif /* IPSECNIC_ENCAPSULATE_H */

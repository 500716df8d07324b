/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The receive contract: what becomes of one frame
 */

#ifndef IPSECNIC_RECEIVE_H
#define IPSECNIC_RECEIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "types.h"

/** What became of a frame: the receive descriptor without its buffers. */
typedef struct IpsecRxResult {
    /** The bytes to indicate: the frame itself if nothing was decrypted, else
     *  a copy that belongs to the engine and lasts until the next frame is
     *  received; others may be sent meanwhile. */
    const uint8_t *data;
    /** Bytes of it: those of the frame (R22), or if it was decapsulated those
     *  of the frame that was protected. */
    uint32_t length;
    /** Packet mode: @data is the frame that was protected (P4). */
    bool decapsulated;
    uint32_t oob;               /* IPSECNIC_OOB_* */
    uint32_t header_info;       /* IPSECNIC_HEADER_* */
    uint32_t sa_outer;
    uint32_t sa_inner;
    uint8_t kind;
    /** IPSECNIC_REASON_*; of packet mode also beside a good status. */
    uint8_t reason;
    uint8_t inner_reason;
    uint16_t csum;
    uint16_t l3_offset;
    uint16_t ipsec_offset;
    uint16_t payload_offset;
    uint16_t inner_l3_offset;
    uint16_t inner_ipsec_offset;
    uint16_t trailer_length;
    IpsecPassedLimits limits;
} IpsecRxResult;

/**
 * ipsec_engine_parse: ipsec_frame_parse() with the engine's capabilities, and
 * with the UDP ports of the SAs that it has now as well as port 4500.
 */
void ipsec_engine_parse(const IpsecEngine *engine, IpsecFrame *frame,
                        const uint8_t *data, uint32_t length);

/**
 * ipsec_engine_receive: process one frame (R3 to R16, R20 to R26; of SAs in
 * packet mode P4 to P6, P8 and P9).
 * @frame: parsed with the engine's capabilities
 * @skip: IPSECNIC_REASON_* why the frame shall not be processed, or 0
 * @result: filled in completely
 *
 * The frame's own bytes are never written.  No unauthenticated plaintext is
 * ever in @result->data.
 */
void ipsec_engine_receive(IpsecEngine *engine, const IpsecFrame *frame,
                          uint8_t skip, IpsecRxResult *result);

#endif /* IPSECNIC_RECEIVE_H */

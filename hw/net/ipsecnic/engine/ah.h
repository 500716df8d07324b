/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AH (RFC 4302): one header, inbound and outbound
 */

#ifndef IPSECNIC_AH_H
#define IPSECNIC_AH_H

#include <stdbool.h>
#include <stdint.h>

#include "payload.h"
#include "sa.h"
#include "transform.h"
#include "types.h"

/**
 * ipsec_ah_input: RFC 4302, section 3.4, but for the replay check.
 * @frame: parsed; the IP packet lies within it, and its kind is AH
 * @scratch: as large as the frame
 *
 * Moves op->top if the ICV was good.
 */
IpsecVerdict ipsec_ah_input(IpsecSaOp *op, const IpsecFrame *frame,
                            uint8_t *scratch, IpsecPayload *payload);

/**
 * ipsec_ah_output: sign an IP packet in place (RFC 4302, section 3.3).
 * @ip: the IP header, complete but for what changes on the way
 * @version: of it, 4 or 6
 * @to_ah: bytes from there to the AH header, whose own length is right and
 *         within the packet
 * @length: bytes of the IP packet
 * @sequence: whose low half is written to the header
 * @iv_present: the IV of GMAC is the caller's
 * @scratch: room for all up to and with the AH header
 *
 * Returns IPSEC_GOOD, IPSEC_FAILED, or IPSEC_BAD_LENGTH if the IP options
 * cannot be followed.
 */
IpsecVerdict ipsec_ah_output(IpsecSaOp *op, IpsecRandomPool *pool, uint8_t *ip,
                             unsigned version, uint32_t to_ah,
                             uint32_t length, uint64_t sequence,
                             bool iv_present, uint8_t *scratch);

/** ipsec_ah_maskable: whether the options in front of an AH header can be
 *  followed, so that ipsec_ah_output() knows what counts. */
bool ipsec_ah_maskable(const uint8_t *ip, unsigned version, uint32_t to_ah,
                       uint8_t *scratch);

#endif /* IPSECNIC_AH_H */

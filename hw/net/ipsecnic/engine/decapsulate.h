/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Receiving in packet mode: what makes of a decrypted frame the one that was
 * protected
 */

#ifndef IPSECNIC_DECAPSULATE_H
#define IPSECNIC_DECAPSULATE_H

#include <stdint.h>

#include "payload.h"
#include "sa.h"
#include "types.h"

/** The frame that was protected; its IP header is where that of the frame on
 *  the wire was. */
typedef struct IpsecDecapsulated {
    uint8_t *data;
    uint32_t length;            /* bytes */
    uint8_t ip_version;
} IpsecDecapsulated;

/**
 * ipsec_decapsulate: take away what protected a packet (RFC 4303, section 3.4;
 * P4).
 * @sa: in packet mode
 * @frame: on the wire; ESP or ESP in UDP
 * @payload: of its ESP, which was good
 * @scratch: as large as the frame; has the plaintext if @payload->decrypted,
 *           and gets the headers in front of it.  What is not encrypted is
 *           copied there.
 * @out: filled in; within @scratch
 *
 * Returns IPSECNIC_REASON_PROCESSED, _MALFORMED or _ECN; @out is void unless it
 * is the first.
 */
uint8_t ipsec_decapsulate(const IpsecSa *sa, const IpsecFrame *frame,
                          const IpsecPayload *payload, uint8_t *scratch,
                          IpsecDecapsulated *out);

#endif /* IPSECNIC_DECAPSULATE_H */

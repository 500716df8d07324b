/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one ESP or AH header of a received frame protects
 */

#ifndef IPSECNIC_PAYLOAD_H
#define IPSECNIC_PAYLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "window.h"

/** What a verified ESP or AH header protects, as offsets into the frame. */
typedef struct IpsecPayload {
    /** First byte behind the header and its IV. */
    uint32_t start;
    /** Behind the last byte of payload; trailer and ICV follow. */
    uint32_t end;
    /** ESP: padding, pad length, next header and ICV together. */
    uint16_t trailer_length;
    uint8_t pad_length;
    uint8_t next_header;
    /** The plaintext of [start, end + trailer without ICV) is in @out. */
    bool decrypted;
    /** What the replay window of ESP says; _NEW if it has none. */
    IpsecWindowVerdict replay;
} IpsecPayload;

#endif /* IPSECNIC_PAYLOAD_H */

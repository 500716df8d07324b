/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ESP header of a frame on the wire
 */

#include <string.h>
#include "wire_esp.h"

#define ETHERNET        14
#define TAG             4
#define ESP_BYTES       8
#define UDP_BYTES       8

#define TYPE_IPV4       0x0800
#define TYPE_IPV6       0x86dd

#define PROTO_HOP       0
#define PROTO_UDP       17
#define PROTO_ROUTING   43
#define PROTO_ESP       50
#define PROTO_OPTIONS   60

static unsigned get16(const uint8_t *p)
{
    return p[0] << 8 | p[1];
}

static uint32_t get32(const uint8_t *p)
{
    return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static bool is_tag(unsigned type)
{
    return type == 0x8100 || type == 0x88a8;
}

/** Move @at behind an IP header and what stands in front of ESP; false: it ends
 *  before. */
static bool skip_ip(const uint8_t *frame, uint32_t length, uint32_t *at,
                    unsigned *protocol, WireEsp *esp)
{
    const uint8_t *ip = frame + *at;

    if (esp->version == 4) {
        if (length - *at < 20 || (ip[0] & 15) < 5) {
            return false;
        }
        memcpy(esp->dst, ip + 16, 4);
        *protocol = ip[9];
        *at += (ip[0] & 15) * 4;
        return true;
    }
    if (length - *at < 40) {
        return false;
    }
    memcpy(esp->dst, ip + 24, 16);
    *protocol = ip[6];
    *at += 40;
    while (*protocol == PROTO_HOP || *protocol == PROTO_ROUTING ||
           *protocol == PROTO_OPTIONS) {
        if (*at + 8 > length) {
            return false;
        }
        *protocol = frame[*at];
        *at += (frame[*at + 1] + 1) * 8;
    }
    return true;
}

bool wire_esp_find(const uint8_t *frame, uint32_t length, WireEsp *esp)
{
    uint32_t at = ETHERNET;
    unsigned type, tags, protocol;

    memset(esp, 0, sizeof(*esp));
    for (tags = 0; ; tags++) {
        if (length < at) {
            return false;
        }
        type = get16(frame + at - 2);
        if (!is_tag(type) || tags == 2) {
            break;
        }
        at += TAG;
    }
    esp->version = type == TYPE_IPV4 ? 4 : type == TYPE_IPV6 ? 6 : 0;
    if (!esp->version || !skip_ip(frame, length, &at, &protocol, esp)) {
        return false;
    }
    if (protocol == PROTO_UDP) {
        esp->encap = true;
        at += UDP_BYTES;
    } else if (protocol != PROTO_ESP) {
        return false;
    }
    if (at + ESP_BYTES > length) {
        return false;
    }
    esp->spi = get32(frame + at);
    esp->sequence = get32(frame + at + 4);
    return true;
}

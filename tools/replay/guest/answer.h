/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host that answers pings
 *
 * As much of ARP (RFC 826), neighbour discovery (RFC 4861), ICMP (RFC 792) and
 * ICMPv6 (RFC 4443) as somebody needs who wants to see one answer.  What is
 * asked through IPsec is answered through IPsec.
 */

#ifndef IPSECNIC_GUEST_ANSWER_H
#define IPSECNIC_GUEST_ANSWER_H

#include "ipsecnic.h"

/** Addresses at most. */
#define ANSWER_ADDRESSES        8
/** Longest frame that is answered. */
#define ANSWER_MAX              2048

/** Whom we answer for. */
struct answer_host {
    uint8_t mac[6];
    unsigned int count;
    struct {
        /** 4 or 6 */
        uint8_t version;
        /** IPv4 in the first four bytes. */
        uint8_t bytes[16];
    } address[ANSWER_ADDRESSES];
};

/**
 * answer_host_init: read addresses from text, separated by commas or spaces.
 * False if something there is no address, or they are too many.
 */
bool answer_host_init(struct answer_host *host, const uint8_t mac[6],
                      const char *text, size_t length);

/**
 * answer_plain: what a packet says without its IPsec.
 * @packet: as it was indicated
 * @frame: room for ANSWER_MAX bytes
 *
 * Makes a frame of it as if there had been no AH, ESP, UDP in front of ESP,
 * and tunnel; all of it, if the card processed nothing.  Returns its length, 0
 * if it is too long or makes no sense.
 */
uint32_t answer_plain(const struct ipsecnic_packet *packet, uint8_t *frame);

/**
 * answer_frame: the answer to a frame, if it is one that asks.
 * @frame: @length bytes; it becomes the answer, in place
 *
 * Returns the length of the answer, 0: there is none.  Broadcasts are not
 * answered but for ARP and neighbour discovery; fragments are not.
 */
uint32_t answer_frame(const struct answer_host *host, uint8_t *frame,
                      uint32_t length);

#endif /* IPSECNIC_GUEST_ANSWER_H */

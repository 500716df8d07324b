/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pings that are answered, through the SAs that they came by
 */

#ifndef IPSECNIC_GUEST_PINGS_H
#define IPSECNIC_GUEST_PINGS_H

#include "hw/net/ipsecnic_abi.h"
#include "answer.h"
#include "ipsecnic.h"
#include "send.h"
#include "transport.h"

/** Answers that are on their way at the same time; more are not given. */
#define PINGS_ANSWERS           8

/** An answer, while it is on its way. */
struct pings_answer {
    bool under_way;
    struct send_frame out;
    uint8_t frame[ANSWER_MAX];
};

/** Who answers. */
struct pings {
    /** By which the answers leave. */
    struct ipsecnic *port;
    /** The SAs, of both directions. */
    const struct transport *transport;
    struct sender *sender;
    /** Whom we answer for; without an address nobody. */
    struct answer_host host;
    struct pings_answer answers[PINGS_ANSWERS];
};

/** pings_packet: answer a packet, if it asks and was accepted. */
void pings_packet(struct pings *pings, const struct ipsecnic_packet *packet,
                  const struct transport_decision *decision);

/** pings_sent: ops->sent() of the port comes here. */
void pings_sent(void *cookie, const struct ipsecnic_tx_comp *comp);

#endif /* IPSECNIC_GUEST_PINGS_H */

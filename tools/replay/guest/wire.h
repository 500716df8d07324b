/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The protocol's numbers for those of the transport
 *
 * What lies above the driver (send.h, transport.h) knows nothing of
 * ipsecnic-replay and has numbers of its own; here they become those of
 * replay_proto.h, and the other way round.
 */

#ifndef IPSECNIC_GUEST_WIRE_H
#define IPSECNIC_GUEST_WIRE_H

#include "send.h"
#include "transport.h"

/** wire_verdict: REPLAY_VERDICT_* of what the transport decided. */
uint8_t wire_verdict(enum transport_verdict verdict);

/** wire_replay: REPLAY_CHECK_* of how the replay checks compare. */
uint8_t wire_replay(enum transport_replay replay);

/** wire_refusal: REPLAY_REFUSED_* of why a frame is not sent; 0: it is. */
uint32_t wire_refusal(enum send_refusal refused);

/** wire_to_form: SEND_FORM_* of the REPLAY_FORM_* in a configuration; bits
 *  that are unknown stay as they are and mean nothing. */
uint32_t wire_to_form(uint32_t form);

/** wire_to_selectors: an array of struct replay_selector as the transport
 *  takes it, in place. */
const struct send_selector *wire_to_selectors(const void *selectors);

#endif /* IPSECNIC_GUEST_WIRE_H */

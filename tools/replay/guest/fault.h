/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver that lies
 *
 * What a driver must never do, done on purpose: so it can be seen that nothing
 * leaves the card in clear whatever it is told (T3; "Nothing leaves in clear"
 * in docs/specs/ipsecnic.rst).  No other file has a part in this.
 */

#ifndef IPSECNIC_GUEST_FAULT_H
#define IPSECNIC_GUEST_FAULT_H

#include "send.h"

/** Which lie, and what it needs. */
struct fault {
    /** REPLAY_FAULT_*. */
    uint32_t kind;
    /** DELETED_SA: number of the frame behind which they are deleted. */
    uint32_t at;
    /** INBOUND_SA: handle of one. */
    uint32_t inbound;
};

/**
 * fault_apply: make something wrong with a frame that goes through an SA.
 * @number: of the frame, which says where
 * @frame: descriptor and headers; its length and that of its tail may change,
 *         and then it is not longer than what there is
 */
void fault_apply(const struct fault *fault, uint32_t number,
                 struct send_frame *frame);

#endif /* IPSECNIC_GUEST_FAULT_H */

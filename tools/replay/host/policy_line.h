/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy of the file, understood but not yet one of the card
 */

#ifndef IPSECNIC_REPLAY_POLICY_LINE_H
#define IPSECNIC_REPLAY_POLICY_LINE_H

#include <stdbool.h>
#include <stdint.h>
#include "sa.h"

/** One policy with "offload packet". */
typedef struct PolicyLine {
    unsigned line;
    /** Position among the policies of the file that the card is to have, from
     *  1. */
    unsigned position;
    /** It is of what ip has printed, which is the youngest policy first. */
    bool printed;
    /** "ip xfrm policy update": it takes the place of an earlier one. */
    bool update;
    /** POLICY_SEEN_* of xfrm_policy.c. */
    unsigned seen;
    bool outbound;
    /** "action block". */
    bool block;
    uint32_t priority;
    SaSelector sel;
    /** There is a template, and what it says: family 0 without addresses, 4 or
     *  6; addresses in network byte order, IPv4 in the first four bytes. */
    bool has_template;
    int tunnel_family;
    uint8_t tunnel_src[16];
    uint8_t tunnel_dst[16];
    /** 0: any. */
    uint32_t spi;
    uint32_t reqid;
    /** IPSECNIC_MODE_*. */
    uint8_t mode;
    /** "proto esp" was there. */
    bool esp;
    /** Interface that it is offloaded to. */
    char offload_dev[16];
    /** Another policy took its place, or had it. */
    bool replaced;
} PolicyLine;

#endif /* IPSECNIC_REPLAY_POLICY_LINE_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tiny transport: what the contract leaves to the layer above the card
 *
 * It reads the verdict, checks the sequence number itself, and alone decides
 * what becomes of a packet (R20).  A real stack would go on here: check the
 * policy, remove headers and trailer, deliver.
 */

#ifndef IPSECNIC_GUEST_TRANSPORT_H
#define IPSECNIC_GUEST_TRANSPORT_H

#include "ipsecnic.h"
#include "replay_proto.h"

/** The replay window of one operation of an SA. */
struct transport_window {
    /** Highest sequence number that was accepted, 64 bits with ESN. */
    uint64_t top;
    /** Packets; 0: sequence numbers are not checked, as in Linux. */
    uint32_t size;
    /** Words of @seen. */
    uint32_t words;
    /** One bit a sequence number: word (n / 64) modulo @words, bit n % 64. */
    uint64_t *seen;
};

/** An SA, or a bundle. */
struct transport_sa {
    /** The card's name for it. */
    uint32_t handle;
    uint8_t num_ops;
    struct {
        /** IPSECNIC_OP_*. */
        uint8_t operation;
        bool esn;
        struct transport_window window;
    } op[2];
};

/** All SAs, found by the index in their handles. */
struct transport {
    struct transport_sa *sas;
    unsigned int num_sas;
    /** Position in @sas + 1 by index of the handle; 0: none. */
    uint32_t *by_index;
    uint32_t num_indices;
};

/** What was decided about a packet, and by what. */
struct transport_decision {
    /** REPLAY_VERDICT_*. */
    uint8_t verdict;
    /** From the outermost IPsec header; 0 without one. */
    uint32_t spi;
    /** Its sequence number, 64 bits if it is of an SA with ESN. */
    uint64_t sequence;
};

/**
 * transport_init: take note of SAs.
 * @transport: all zero
 * @contexts: @count contexts, one behind the other, as given to the card
 * @results: what the card made of them; those that it refused are left out
 *
 * False if there is not enough memory.
 */
bool transport_init(struct transport *transport, const void *contexts,
                    unsigned int count, const struct ipsecnic_result *results);

/**
 * transport_receive: decide about one packet, and remember its sequence number
 * if it is accepted.
 */
void transport_receive(struct transport *transport,
                       const struct ipsecnic_packet *packet,
                       struct transport_decision *decision);

/** transport_verdict_text: REPLAY_VERDICT_* in words. */
const char *transport_verdict_text(uint8_t verdict);

/**
 * transport_broken_rule: which statement Rn of the contract an out-of-band
 * word violates; NULL: none.
 */
const char *transport_broken_rule(uint32_t oob);

#endif /* IPSECNIC_GUEST_TRANSPORT_H */

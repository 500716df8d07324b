/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tiny transport: what the contract leaves to the layer above the card
 *
 * It reads the verdict, checks the sequence number itself, and alone decides
 * what becomes of a packet (R20).  A real stack would go on here: check the
 * policy, remove headers and trailer, deliver.
 *
 * It also gives SAs back when the card asks for them (R15): the inbound SA
 * that a packet with SaDeleteReq used, then the outbound SA paired with it
 * (R17).  A real stack would have its key management replace them first.  The
 * outbound SA paired with an inbound one has source and destination exchanged,
 * and the same address family, mode, encapsulation, reqid and set of
 * operations.  SPIs are not compared: each end chooses its own.  If several
 * fit, it is the first of those that are not yet the partner of an inbound SA
 * before this one, in the order of the contexts.  If none does, the inbound SA
 * is deleted alone.
 *
 * Of an SA in packet mode the card checks the numbers, and removes headers and
 * trailer: a packet that is decapsulated goes up as it is, and any other has a
 * reason.  Only to see whether the card is right the transport keeps a window
 * of such an SA, too; it learns the numbers from the originals
 * (ipsecnic_params).
 */

#ifndef IPSECNIC_GUEST_TRANSPORT_H
#define IPSECNIC_GUEST_TRANSPORT_H

#include "hw/net/ipsecnic_abi.h"
#include "ipsecnic.h"

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

/** How far an SA is on its way out. */
enum transport_sa_state {
    /** Nobody asked for it. */
    TRANSPORT_SA_IN_FORCE,
    /** To be queried, whether it is the one that is asked for. */
    TRANSPORT_SA_TO_QUERY,
    TRANSPORT_SA_QUERIED,
    /** To be deleted; in force until the card has done so (R18). */
    TRANSPORT_SA_TO_DELETE,
    TRANSPORT_SA_DELETING,
    TRANSPORT_SA_DELETED,
    /** The card refused to delete it; not tried again. */
    TRANSPORT_SA_KEPT,
};

/** An SA, or a bundle. */
struct transport_sa {
    /** The card's name for it. */
    uint32_t handle;
    const struct ipsecnic_sa_ctx *context;
    /** It is in packet mode. */
    bool packet;
    uint8_t num_ops;
    struct {
        /** IPSECNIC_OP_*. */
        uint8_t operation;
        bool esn;
        /** Inbound only. */
        struct transport_window window;
    } op[2];
    /** The SA of the other direction that it is paired with, or NULL. */
    struct transport_sa *partner;
    enum transport_sa_state state;
    /** It is the one that is asked for: a packet or the query said so. */
    bool asked;
    /** Arrival number of the packet that asked for it, or for its partner. */
    uint32_t asked_by;
    /** Once deleted: no packet of this arrival number or later may match. */
    uint32_t gone_from;
    /** The next one in the list that it is in. */
    struct transport_sa *next;
};

/** A packet as it came from the wire, before it was decapsulated. */
struct transport_original {
    /** There is one, and the packet that was in it is still to come. */
    bool present;
    uint32_t arrival;
    uint32_t sa;
    uint32_t spi;
    /** What is on the wire of its sequence number. */
    uint32_t low;
};

/** All SAs, found by the index in their handles. */
struct transport {
    struct transport_sa *sas;
    unsigned int num_sas;
    /** Position in @sas + 1 by index of the handle; 0: none. */
    uint32_t *by_index;
    uint32_t num_indices;
    /** The card, to answer SaDeleteReq; NULL: it is left unanswered, which the
     *  contract allows for any length of time. */
    struct ipsecnic *nic;
    /** SAs to be queried and deleted, in this order. */
    struct transport_sa *first, *last;
    /** Commands that the card has not answered yet. */
    unsigned int under_way;
    /** One of them writes here. */
    bool querying;
    struct ipsecnic_sa_info info;
    /** The last one of each receive queue. */
    struct transport_original original[IPSECNIC_MAX_QUEUES];
};

/** What becomes of a packet (R20). */
enum transport_verdict {
    /** Status good, sequence number good. */
    TRANSPORT_ACCEPTED,
    /** CryptoStatus 2 to 5. */
    TRANSPORT_ICV_FAILED,
    /** CryptoStatus 1, 6 or 7; or the card broke the contract. */
    TRANSPORT_INVALID,
    /** Status good, sequence number seen before or left of the window. */
    TRANSPORT_REPLAY,
    /** The card did nothing: no IPsec, or no SA of ours. */
    TRANSPORT_NOT_FOR_US,
    /** Packet mode: it is not to be had decapsulated, for a limit, a policy,
     *  RFC 6040, or since what was protected is no packet; info.reason. */
    TRANSPORT_DROPPED,
    /** Packet mode: it is as it came from the wire, and comes once more. */
    TRANSPORT_ORIGINAL,
    /** How many there are. */
    TRANSPORT_VERDICTS,
};

/** What card and transport think of a number, each by its own window. */
enum transport_replay {
    /** Not of packet mode, without a window, not authentic, or decapsulated
     *  without the original. */
    TRANSPORT_REPLAY_NOT_COMPARED,
    TRANSPORT_REPLAY_AGREED,
    /** The transport says that the number was there before, or is late. */
    TRANSPORT_REPLAY_CARD_ACCEPTED,
    /** The transport would have accepted it. */
    TRANSPORT_REPLAY_CARD_REFUSED,
    /** How many there are. */
    TRANSPORT_REPLAYS,
};

/** What was decided about a packet, and by what. */
struct transport_decision {
    enum transport_verdict verdict;
    /** Packet mode: the card decides, the transport looks whether it would
     *  have decided so itself.  That is no part of a real stack. */
    enum transport_replay replay;
    /** From the outermost IPsec header; 0 without one. */
    uint32_t spi;
    /** Its sequence number, 64 bits if it is of an SA with ESN. */
    uint64_t sequence;
};

/** How the card's window of an SA compares with the transport's own. */
struct transport_comparison {
    /** Tops and sizes of both, and how many numbers each has for received, of
     *  those within the size. */
    uint64_t card_top;
    uint64_t own_top;
    uint32_t card_size;
    uint32_t own_size;
    uint32_t card_received;
    uint32_t own_received;
    /** Numbers about which they differ, and the lowest of them; a bit of the
     *  card's that is for no number of the window counts as well. */
    uint32_t differences;
    uint64_t first;
};

/**
 * transport_init: take note of SAs, and pair them.
 * @transport: all zero
 * @contexts: @count contexts, one behind the other, as given to the card; they
 *            must stay
 * @results: what the card made of them; those that it refused are left out
 *
 * False if there is not enough memory.
 */
bool transport_init(struct transport *transport, const void *contexts,
                    unsigned int count, const struct ipsecnic_result *results);

/**
 * transport_receive: decide about one packet, and remember its sequence number
 * if it is accepted.  If it carries SaDeleteReq, note what is to be done.
 */
void transport_receive(struct transport *transport,
                       const struct ipsecnic_packet *packet,
                       struct transport_decision *decision);

/**
 * transport_work: give the card the commands that are due, as far as it has
 * room for them.  Does not wait; to be called again after packets were
 * received and commands done.
 */
void transport_work(struct transport *transport);

/**
 * transport_command_done: ops->command_done() of the driver comes here.
 * Returns the SA that was to be deleted, NULL if the command was another one.
 */
const struct transport_sa *transport_command_done(struct transport *transport,
                                                  void *cookie,
                                                  uint32_t status);

/** transport_window: the SA's own window, if it is an inbound one in packet mode
 *  that has one, and was not given back; else NULL. */
const struct transport_window *transport_window(const struct transport_sa *sa);

/**
 * transport_compare_window: whether the card has the same numbers for received
 * as the transport ("Replay window").
 * @card: what QUERY_WINDOW has written
 * @bits: the words behind it, as many as @own's size needs
 */
void transport_compare_window(const struct transport_window *own,
                              const struct ipsecnic_window *card,
                              const uint64_t *bits,
                              struct transport_comparison *comparison);

/** transport_idle: nothing is left to be done, and no command under way. */
bool transport_idle(const struct transport *transport);

/** transport_partner: the handle of the SA of the other direction that an SA
 *  is paired with; 0: there is none. */
uint32_t transport_partner(const struct transport *transport, uint32_t handle);

/** transport_verdict_text: a verdict in words. */
const char *transport_verdict_text(enum transport_verdict verdict);

/**
 * transport_broken_rule: which statement Rn of the contract an out-of-band
 * word violates; NULL: none.
 */
const char *transport_broken_rule(uint32_t oob);

#endif /* IPSECNIC_GUEST_TRANSPORT_H */

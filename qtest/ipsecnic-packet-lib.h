/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packet mode, for tests of ipsecnic: policies, SAs, and what a packet is
 * before and behind ESP
 *
 * The other end of an SA is never the card in packet mode: what comes out of it
 * is opened by ipn_tx_open() and compared with vectors, and what goes into it
 * are vectors, or was sealed by the card in crypto mode.
 */

#ifndef IPSECNIC_PACKET_LIB_H
#define IPSECNIC_PACKET_LIB_H

#include "tests/qtest/ipsecnic/ipsecnic-tx-lib.h"

/** reqid of all SAs and PROTECT policies, unless a test says otherwise. */
#define IPN_REQID 0x5eed

/** A policy that is being built. */
typedef struct IpnPolicy {
    uint8_t bytes[sizeof(struct ipsecnic_policy)];
} IpnPolicy;

/** ipn_policy: one for every packet of a family, without an SA. */
void ipn_policy(IpnPolicy *policy, bool inbound, bool ipv6, unsigned action);
/** ipn_policy_protect: the same, PROTECT by the SA of a vector. */
void ipn_policy_protect(IpnPolicy *policy, bool inbound, bool ipv6,
                        const IpnSaVector *sa);
/** ipn_policy_add: ADD_POLICY of one; its status, and the handle or 0. */
uint32_t ipn_policy_add(Ipn *n, const IpnPolicy *policy, uint32_t *handle);
/** ipn_policy_load: the same; must succeed; the handle. */
uint32_t ipn_policy_load(Ipn *n, const IpnPolicy *policy);
/** ipn_policy_delete: DELETE_POLICY of one handle; its status. */
uint32_t ipn_policy_delete(Ipn *n, uint32_t handle);
/** ipn_policy_query: QUERY_POLICY; its status. */
uint32_t ipn_policy_query(Ipn *n, uint32_t handle, uint8_t info[64]);
/** ipn_policy_counted: what a policy must have counted. */
void ipn_policy_counted(Ipn *n, uint32_t handle, uint64_t packets,
                        uint64_t bytes, uint64_t no_sa, uint64_t refused);

/** ipn_packet_sa: the context of a vector, in packet mode; window 64. */
void ipn_packet_sa(IpnSa *sa, const IpnSaVector *v, bool inbound,
                   uint64_t sequence);
/** ipn_packet_sa_load: ADD_SA of it; must succeed; the handle. */
uint32_t ipn_packet_sa_load(Ipn *n, const IpnSaVector *v, bool inbound,
                            uint64_t sequence);
/** ipn_window_bytes: bytes of the window of so many numbers. */
uint32_t ipn_window_bytes(uint32_t size);
/** ipn_window_query: QUERY_WINDOW into @window, of so many bytes. */
uint32_t ipn_window_query(Ipn *n, uint32_t handle, void *window,
                          uint32_t bytes);
/** ipn_window_set: SET_WINDOW. */
uint32_t ipn_window_set(Ipn *n, uint32_t handle, const void *window,
                        uint32_t bytes);

/**
 * ipn_packet_plain: the plain frame of a transmit vector, and what is asked for
 * with it.
 * @ask: its entry; nothing of IPsec is in it
 */
GByteArray *ipn_packet_plain(const IpnTxVector *v, IpnTxVector *ask);
/**
 * ipn_packet_wire: the next frame on the wire is segment @i of a vector, but
 * for what the card chooses.  Its length.
 * @sequence: number of the first segment
 */
size_t ipn_packet_wire(Ipn *n, const IpnTxVector *v, unsigned i,
                       uint64_t sequence);
/** ipn_packet_inside: the frame that is indicated for a receive vector. */
GByteArray *ipn_packet_inside(const IpnFrameVector *v, const IpnSaVector *sa);
/** ipn_packet_decapsulated: every field of a receive vector in packet mode. */
void ipn_packet_decapsulated(const IpnRx *rx, const IpnFrameVector *v,
                             const IpnSaVector *sa, uint32_t handle);
/**
 * ipn_packet_seal: a receive vector of AES-GCM in transport mode with another
 * sequence number, sealed by the card in crypto mode.
 * @handle: outbound SA in crypto mode, of ipn_tx_sa_load()
 */
GByteArray *ipn_packet_seal(Ipn *n, const IpnFrameVector *v,
                            const IpnSaVector *sa, uint32_t handle,
                            uint64_t sequence);

/**
 * ipn_large_packet: ipn_large() by the card alone: a plain frame, which a
 * policy for all packets has protected.
 * @named: no policy, the SA is named
 */
void ipn_large_packet(Ipn *n, IpnLarge *large, const IpnSaVector *sa,
                      uint64_t sequence, bool named);

#endif /* IPSECNIC_PACKET_LIB_H */

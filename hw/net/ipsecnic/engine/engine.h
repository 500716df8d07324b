/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IPsec engine: frame in, verdict and plaintext out
 *
 * It knows IPsec (RFC 4301 to 4303) and the IPsecOV2 receive contract, and
 * nothing of QEMU: C, GLib and libgcrypt.  The device model and the tests call
 * what stands here and in the headers that are included here: frames that come
 * in (receive.h), frames that go out (transmit.h, segment.h; encapsulate.h of
 * packet mode), SAs, policies (policy.h), and what of them goes to another host
 * (stream.h), or is shown (view.h).  Everything is in host byte order unless it
 * says otherwise; addresses are bytes in the order of the wire.  One engine is
 * used by one thread at a time.
 */

#ifndef IPSECNIC_ENGINE_H
#define IPSECNIC_ENGINE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#include "caps.h"
#include "context.h"
#include "encapsulate.h"
#include "frame.h"
#include "policy.h"
#include "receive.h"
#include "sa_codec.h"
#include "segment.h"
#include "stream.h"
#include "transmit.h"
#include "types.h"
#include "view.h"

/**
 * ipsec_engine_new: an engine without SAs, offload not active.
 * @wanted: what it shall be able to do; what is not available is left out
 * @errp: set if @wanted breaks a rule (capacity out of range)
 */
IpsecEngine *ipsec_engine_new(const IpsecCaps *wanted, GError **errp);

/** ipsec_engine_free: delete all SAs, wipe their keys, free the engine. */
void ipsec_engine_free(IpsecEngine *engine);

/** ipsec_engine_caps: what the engine can do; valid while it lives. */
const IpsecCaps *ipsec_engine_caps(const IpsecEngine *engine);

/**
 * ipsec_engine_set_control: R1, R2.
 * @control: IPSECNIC_IPSEC_CTRL_ACTIVE, _ESP, _AH
 */
void ipsec_engine_set_control(IpsecEngine *engine, uint32_t control);

/**
 * ipsec_engine_set_inbound: whether ipsec_engine_add_sa() takes inbound SAs,
 * or gives them IPSECNIC_ST_SA_DIRECTION.  It does at first; SAs that are
 * loaded stay, and ipsec_engine_load() takes them.
 */
void ipsec_engine_set_inbound(IpsecEngine *engine, bool inbound);

/**
 * ipsec_engine_set_packet: whether packet mode is on: ipsec_engine_add_sa()
 * takes SAs in packet mode, what matches one is processed, and inbound policies
 * are asked.  It is off at first; SAs that are loaded stay, and
 * ipsec_engine_load() takes them.
 */
void ipsec_engine_set_packet(IpsecEngine *engine, bool packet);

/**
 * ipsec_engine_set_features: which algorithms beyond IPsecOV2, and whether TFC
 * padding, ipsec_engine_add_sa() takes: those of the features in @features, as
 * bits 1 << IPSECNIC_F_*; of others only these count.  At first all of them; SAs
 * that are loaded stay, and ipsec_engine_load() takes what the engine can do.
 */
void ipsec_engine_set_features(IpsecEngine *engine, uint64_t features);

/**
 * ipsec_engine_set_mtu: the longest IP packet that packet mode makes (P7).
 * @mtu: bytes; 0: no limit but that of an SA
 */
void ipsec_engine_set_mtu(IpsecEngine *engine, uint32_t mtu);

/**
 * ipsec_engine_set_rx_csum: which checksum verdicts are wanted.
 * @all: all four; else that on the outer IPv4 header, and on the UDP header of
 *       ESP in UDP that matches an SA
 */
void ipsec_engine_set_rx_csum(IpsecEngine *engine, bool all);

/**
 * ipsec_engine_add_sa: check an SA context and load it.
 * @ctx: a struct ipsecnic_sa_ctx and the keys behind it, as the driver wrote
 *       it (little-endian); need not be aligned; not kept
 * @length: bytes that are there
 * @used: bytes that the context takes of them, or 0 if that cannot be told
 * @handle: the new handle, or 0
 *
 * Returns IPSECNIC_ST_*.  On failure nothing has changed.
 */
uint32_t ipsec_engine_add_sa(IpsecEngine *engine, const void *ctx,
                             size_t length, size_t *used, uint32_t *handle);

/** ipsec_engine_delete_sa: IPSECNIC_ST_OK or IPSECNIC_ST_UNKNOWN_SA. */
uint32_t ipsec_engine_delete_sa(IpsecEngine *engine, uint32_t handle);

/**
 * ipsec_engine_delete_sa_by_key: delete the SA that a key names exactly
 * (a zero address in the key names the SA with that zero address, not any).
 * @key: as the driver wrote it (little-endian)
 * @handle: the SA that was deleted, or 0
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_SA, or _RESERVED if a reserved field or an
 * unknown flag is not 0.
 */
uint32_t ipsec_engine_delete_sa_by_key(IpsecEngine *engine,
                                       const struct ipsecnic_sa_key *key,
                                       uint32_t *handle);

/**
 * ipsec_engine_update_sa: move the 64-bit top of an operation's sequence
 * numbers (D6).
 * @operation: IPSECNIC_OP_*
 * @sequence: the top (@absolute), or a number whose high half is taken
 *
 * Of packet mode, an absolute top may be of an operation without ESN, and all
 * numbers up to a new top count as received.
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_SA (no such handle, operation or SPI) or
 * _NOT_ESN.
 */
uint32_t ipsec_engine_update_sa(IpsecEngine *engine, uint32_t handle,
                                uint32_t operation, uint32_t spi,
                                uint64_t sequence, bool absolute);

/** ipsec_engine_query_sa: fill @info (little-endian) about one SA. */
uint32_t ipsec_engine_query_sa(IpsecEngine *engine, uint32_t handle,
                               struct ipsecnic_sa_info *info);

/**
 * ipsec_engine_next_sa: go through the SAs: inbound ones, then outbound ones,
 * each in the order of their adding.
 * @handle: the last one; 0: begin
 *
 * Returns the handle of the next SA, or 0: there is none, or @handle has gone.
 */
uint32_t ipsec_engine_next_sa(const IpsecEngine *engine, uint32_t handle);

/**
 * ipsec_engine_describe_sa: the context that would make an SA again, with the
 * sequence numbers as they are now, but without keys.
 *
 * Returns IPSECNIC_ST_OK, or _UNKNOWN_SA and @ctx is as it was.
 */
uint32_t ipsec_engine_describe_sa(const IpsecEngine *engine, uint32_t handle,
                                  IpsecSaCtx *ctx);

/**
 * ipsec_engine_sa_context: the same with the keys, little-endian.
 * @out: the caller wipes it
 *
 * Returns its length; 0: there is no such SA.
 */
size_t ipsec_engine_sa_context(const IpsecEngine *engine, uint32_t handle,
                               uint8_t out[IPSECNIC_SA_CTX_MAX]);

/**
 * ipsec_engine_query_window: the replay window of an inbound SA in packet mode.
 * @out: gets a struct ipsecnic_window and the words behind it (little-endian);
 *       need not be aligned; NULL: only @needed is asked for
 * @length: bytes that @out has room for; with NULL it does not matter
 * @needed: bytes that the window of this SA takes, or 0
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_SA, _NOT_PACKET (the SA has no window that
 * is checked) or _BAD_DATA_LENGTH (@length is not @needed).
 */
uint32_t ipsec_engine_query_window(IpsecEngine *engine, uint32_t handle,
                                   void *out, size_t length, size_t *needed);

/**
 * ipsec_engine_set_window: the reverse; the top of the SA moves to that of the
 * window.
 * @in: little-endian; need not be aligned
 * @length: bytes of it, which must be those of this SA's window
 *
 * Returns IPSECNIC_ST_OK, _UNKNOWN_SA, _NOT_PACKET, _BAD_DATA_LENGTH or
 * _BAD_WINDOW.  On failure nothing has changed.
 */
uint32_t ipsec_engine_set_window(IpsecEngine *engine, uint32_t handle,
                                 const void *in, size_t length);

/**
 * ipsec_engine_flush: delete all SAs of the directions; how many.
 *
 * They are gone when this returns, but to wipe and free many takes its time:
 * the caller calls ipsec_engine_reap() until it returns false.
 */
uint32_t ipsec_engine_flush(IpsecEngine *engine, bool inbound, bool outbound);

/**
 * ipsec_engine_reap: wipe and free SAs that were flushed.
 * @most: so many of them
 *
 * True: there are more.
 */
bool ipsec_engine_reap(IpsecEngine *engine, uint32_t most);

/**
 * ipsec_engine_reset: delete all SAs, wipe keys, offload not active.  Handles
 * of before the reset name nothing after it.  As ipsec_engine_flush(), it
 * leaves work for ipsec_engine_reap().
 */
void ipsec_engine_reset(IpsecEngine *engine);

/** ipsec_engine_sa_count: bundles loaded. */
uint32_t ipsec_engine_sa_count(const IpsecEngine *engine);

/**
 * ipsec_engine_request_delete: raise SaDeleteReq on every packet that matches
 * the SA from now on (R15).  IPSECNIC_ST_OK, _UNKNOWN_SA, or _SA_DIRECTION
 * for an outbound SA: no packet that is received matches it.
 */
uint32_t ipsec_engine_request_delete(IpsecEngine *engine, uint32_t handle);

/**
 * ipsec_engine_set_fault: the next @count portions that are to be checked are
 * not, and get @status, one of IPSECNIC_CRYPTO_* but SUCCESS; they stay as
 * they came from the wire (R22) and count as failed.  Neither a reset nor a
 * migration touches this.
 * Returns false, with nothing changed, if there is no such status.
 */
bool ipsec_engine_set_fault(IpsecEngine *engine, uint32_t status,
                            uint32_t count);

/** ipsec_engine_fault_status: the status that was set; 0: none was. */
uint32_t ipsec_engine_fault_status(const IpsecEngine *engine);

/** ipsec_engine_fault_count: portions that are yet to get it. */
uint32_t ipsec_engine_fault_count(const IpsecEngine *engine);

#endif /* IPSECNIC_ENGINE_H */

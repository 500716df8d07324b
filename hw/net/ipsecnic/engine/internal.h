/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an engine is made of
 */

#ifndef IPSECNIC_INTERNAL_H
#define IPSECNIC_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#include "flow.h"
#include "frame.h"
#include "sadb.h"
#include "spd.h"
#include "transform.h"
#include "types.h"

#define IPSEC_CACHE_LINE    64
/** Bytes of a buffer: a frame, and room to align what is in it; in front of
 *  what is sent, also for a VLAN tag. */
#define IPSEC_BUFFER_SIZE \
    (IPSECNIC_VLAN_TAG + IPSECNIC_MAX_FRAME + IPSEC_CACHE_LINE)

/** What the last frame without a handle came to: they come in bursts. */
typedef struct IpsecLastOutbound {
    bool valid;
    uint64_t policy_changes;    /* IpsecSpd.changes at that time */
    uint64_t sa_changes;        /* IpsecSadb.index_changes */
    IpsecFlow flow;
    IpsecPolicy *policy;        /* NULL: none is for it */
    IpsecSa *sa;                /* NULL: the policy has none */
} IpsecLastOutbound;

struct IpsecEngine {
    IpsecCaps caps;
    /** Those that ADD_SA goes by. */
    IpsecCaps accepted;
    /** IPSECNIC_IPSEC_CTRL_*. */
    uint32_t control;
    /** ADD_SA takes inbound SAs. */
    bool inbound;
    /** ADD_SA takes SAs in packet mode, and inbound policies are asked. */
    bool packet;
    /** Longest IP packet that packet mode makes; 0: no limit. */
    uint32_t packet_mtu;
    IpsecSadb db;
    IpsecSpd spd;
    IpsecLastOutbound last_outbound;
    /** Where plaintext goes, IPSEC_BUFFER_SIZE bytes each.  The second one is
     *  for the inner portion of a frame whose outer one is in the first. */
    uint8_t *buffer[2];
    /** What is sent, IPSEC_BUFFER_SIZE bytes. */
    uint8_t *tx_buffer;
    /** Headers as they count for the ICV of AH that is sent, IPSEC_MAX_HEADERS
     *  bytes: what was received last stays while something is sent. */
    uint8_t *tx_headers;
    IpsecRandomPool random;
    /** All checksum verdicts are wanted, not only those that IPsec needs. */
    bool rx_csum;
    /** A fault that the operator asked for: so many portions yet, and the
     *  status that they get. */
    uint32_t fault_count;
    uint32_t fault_status;
};

#endif /* IPSECNIC_INTERNAL_H */

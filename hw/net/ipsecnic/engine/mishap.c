/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be done to SAs behind the driver's back, for tests of those who rely
 * on a card
 */

#include <stddef.h>
#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#include "bytes.h"
#include "checksum.h"
#include "frame.h"
#include "internal.h"
#include "mishap.h"
#include "sa.h"
#include "window.h"

uint32_t ipsec_engine_reach_limit(IpsecEngine *engine, uint32_t handle,
                                  uint32_t limit)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);

    if (!sa) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    switch (limit) {
    case IPSECNIC_LIMIT_HARD_PACKETS:
    case IPSECNIC_LIMIT_HARD_BYTES:
        sa->state |= IPSECNIC_SA_STATE_HARD_LIMIT;
        break;
    case IPSECNIC_LIMIT_SEQUENCE:
        if (!sa->packet || !sa->outbound) {
            return IPSECNIC_ST_NOT_PACKET;
        }
        sa->state |= IPSECNIC_SA_STATE_SEQUENCE_END;
        break;
    default:
        sa->state |= IPSECNIC_SA_STATE_SOFT_LIMIT;
        break;
    }
    return IPSECNIC_ST_OK;
}

uint32_t ipsec_engine_spi(const IpsecEngine *engine, uint32_t handle)
{
    const IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);

    return sa ? sa->op[0].spi : 0;
}

static void set_unchecked(IpsecSa *sa, bool unchecked)
{
    unsigned i;

    for (i = 0; sa && i < sa->num_ops; i++) {
        sa->op[i].unchecked = unchecked;
    }
}

void ipsec_engine_receive_unchecked(IpsecEngine *engine,
                                    const IpsecFrame *frame,
                                    IpsecRxResult *result)
{
    IpsecSa *outer = ipsec_sadb_by_handle(&engine->db, result->sa_outer);
    IpsecSa *inner = ipsec_sadb_by_handle(&engine->db, result->sa_inner);
    IpsecPassedLimits limits = result->limits;
    unsigned i;

    if (IPSECNIC_OOB_STATUS(result->oob) == IPSECNIC_CRYPTO_SUCCESS) {
        return;
    }
    if (outer && (result->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE)) {
        /* It was good, and is about to be counted again. */
        outer->packets--;
        outer->bytes -= frame->l3_length;
    }
    set_unchecked(outer, true);
    set_unchecked(inner, true);
    ipsec_engine_receive(engine, frame, 0, result);
    set_unchecked(outer, false);
    set_unchecked(inner, false);
    /* No limit is passed twice, so there is room for all. */
    for (i = 0; i < result->limits.count; i++) {
        limits.at[limits.count++] = result->limits.at[i];
    }
    result->limits = limits;
}

uint32_t ipsec_engine_lose_top(IpsecEngine *engine, uint32_t handle)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);
    uint32_t status = IPSECNIC_ST_NOT_ESN;
    unsigned i;

    if (!sa) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    for (i = 0; i < sa->num_ops; i++) {
        if (sa->op[i].esn) {
            sa->op[i].top &= UINT32_MAX;
            if (sa->op[i].replay) {
                ipsec_window_clear(sa->op[i].replay);
            }
            status = IPSECNIC_ST_OK;
        }
    }
    return status;
}

uint32_t ipsec_engine_lose_window(IpsecEngine *engine, uint32_t handle)
{
    IpsecSa *sa = ipsec_sadb_by_handle(&engine->db, handle);

    if (!sa) {
        return IPSECNIC_ST_UNKNOWN_SA;
    }
    if (!sa->op[0].replay) {
        return IPSECNIC_ST_NOT_PACKET;
    }
    ipsec_window_clear(sa->op[0].replay);
    return IPSECNIC_ST_OK;
}

void ipsec_tx_break_icv(const IpsecTx *tx, uint8_t *data, uint32_t length)
{
    const IpsecTxPortion *p = &tx->portion[tx->portions - 1];
    uint32_t tag = tx->flags & IPSECNIC_TX_VLAN ? IPSECNIC_VLAN_TAG : 0;
    uint32_t end = p->l3_offset + tag + p->ip_length;
    uint32_t at = p->ah_offset ? p->ah_offset + tag + IPSEC_AH_HEADER : end - 1;
    uint32_t udp = p->udp_offset + tag;

    if (at >= length) {
        return;
    }
    data[at] ^= 0xff;
    if (p->udp_offset && end <= length && ipsec_get_be16(data + udp + 6)) {
        ipsec_checksum_fill_l4(data + p->l3_offset + tag, p->ip_version,
                               IPPROTO_NR_UDP, data + udp, end - udp, 0, 0,
                               data + udp + 6);
    }
}

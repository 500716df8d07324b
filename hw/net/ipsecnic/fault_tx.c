/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what faults do to frames that are sent
 *
 * All of them work on what the engine built, or on its numbers before that:
 * there is no way for a frame in clear.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "net/net.h"

#include "capture_story.h"
#include "engine/engine.h"
#include "engine/mishap.h"
#include "fault_act.h"
#include "fault_tx.h"
#include "faults.h"
#include "queue.h"
#include "state.h"

void ipsecnic_fault_tx_begin(IpsecnicState *s)
{
    memset(&s->faults->tx, 0, sizeof(s->faults->tx));
}

/*
 * Other sequence numbers.  High half, and so the epoch, stays; 0 is none.  The
 * segments of a large send have one after the other.
 */
static bool ipsecnic_fault_number(IpsecTx *tx, int64_t add)
{
    uint32_t last = tx->segments - 1;
    unsigned i, k;

    for (i = 0; i < tx->portions; i++) {
        for (k = 0; k < ARRAY_SIZE(tx->portion[i].sequence); k++) {
            uint64_t old = tx->portion[i].sequence[k];
            uint64_t now = old + add;

            if (old && (now >> 32 != old >> 32 || !(uint32_t)now ||
                        (now + last) >> 32 != now >> 32)) {
                return false;
            }
        }
    }
    for (i = 0; i < tx->portions; i++) {
        for (k = 0; k < ARRAY_SIZE(tx->portion[i].sequence); k++) {
            tx->portion[i].sequence[k] += tx->portion[i].sequence[k] ? add : 0;
        }
    }
    return tx->portions > 0;
}

uint32_t ipsecnic_fault_transmit(IpsecnicQueue *q, uint32_t sa)
{
    IpsecnicState *s = q->nic;
    IpsecnicFaultAction *action = &s->faults->tx;
    IpsecnicFaultPoint point = {
        .side = IPSECNIC_FAULT_TRANSMIT,
        .queue = q->id,
        .sa = sa,
        .spi = ipsec_engine_spi(s->engine, sa),
        .direction_known = true,
        .outbound = true,
        .packets = ipsecnic_fault_packets(s, sa),
    };

    ipsecnic_fault_point(s, &point, action);
    if (action->status) {
        return action->status->status;
    }
    if (action->sequence &&
        (!sa || !s->tx_built ||
         !ipsecnic_fault_number(&s->tx, action->sequence->value))) {
        ipsecnic_fault_missed(action->sequence);
    }
    if (action->icv && (!sa || !s->tx_built)) {
        ipsecnic_fault_missed(action->icv);
        action->icv = NULL;
    }
    return IPSECNIC_TX_ST_OK;
}

/* Keep a copy for later; false: there is no room. */
static bool ipsecnic_fault_keep(IpsecnicQueue *q, const IpsecnicFault *f,
                                const uint8_t *data, uint32_t length)
{
    IpsecnicFaults *faults = q->nic->faults;
    IpsecnicLate *late;

    late = ipsecnic_fault_late(q->nic, IPSECNIC_LATE_FRAME, q, f->ns);
    if (!late) {
        return false;
    }
    if (length > IPSECNIC_LATE_BYTES - faults->late_bytes) {
        ipsecnic_fault_forget(faults, late);
        return false;
    }
    late->packet = ipsecnic_capture_packet(q->nic);
    late->frame = g_memdup2(data, length);
    late->length = length;
    faults->late_bytes += length;
    return true;
}

ssize_t ipsecnic_fault_send(IpsecnicTxQueue *txq, const uint8_t *data,
                            uint32_t length, NetPacketSent *sent)
{
    IpsecnicQueue *q = &txq->q;
    IpsecnicState *s = q->nic;
    NetClientState *nc = qemu_get_queue(s->nic);
    const IpsecnicFaultAction *action = &s->faults->tx;
    const IpsecnicFault *f = action->frame;
    uint32_t generation = q->generation;
    g_autofree uint8_t *copy = NULL;

    if (action->icv) {
        copy = g_memdup2(data, length);
        data = copy;
        ipsec_tx_break_icv(&s->tx, copy, length);
    }
    if (f && f->kind == IPSECNIC_FAULT_LOSE_FRAME) {
        return length;
    }
    if (f && f->kind == IPSECNIC_FAULT_DELAY_FRAME) {
        if (ipsecnic_fault_keep(q, f, data, length)) {
            return length;
        }
        ipsecnic_fault_missed(f);
    }
    ipsecnic_capture_tx(s, txq, data, length);
    if (f && f->kind == IPSECNIC_FAULT_DUPLICATE_FRAME) {
        ipsecnic_capture_tx(s, txq, data, length);
        qemu_send_packet(nc, data, length);
        if (!ipsecnic_queue_same(q, generation)) {
            return length;
        }
    }
    return qemu_send_packet_async(nc, data, length, sent);
}

bool ipsecnic_fault_complete_tx(IpsecnicQueue *q, const void *entry,
                                uint32_t flags)
{
    IpsecnicFaultAction action = q->nic->faults->tx;

    ipsecnic_fault_tx_begin(q->nic);
    return ipsecnic_fault_complete(q, &action, entry, flags);
}

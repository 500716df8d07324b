/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the link, as QEMU has it and as the driver knows it
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "net/eth.h"
#include "net/net.h"
#include "qemu/cutils.h"

#include "event.h"
#include "faults.h"
#include "link.h"
#include "state.h"
#include "trace.h"

bool ipsecnic_link_is_up(IpsecnicState *s)
{
    NetClientState *nc = qemu_get_queue(s->nic);

    return nc->peer && !nc->link_down &&
           !(unlikely(s->faults) && ipsecnic_fault_link_down(s));
}

void ipsecnic_load_link(IpsecnicState *s, bool down)
{
    /* QEMU keeps it for the NIC until that goes as well. */
    qemu_get_queue(s->nic)->link_down = down || s->nic->peer_deleted;
}

void ipsecnic_update_link(IpsecnicState *s)
{
    bool up = ipsecnic_link_is_up(s);

    if (up == s->link_up || s->load_failed) {
        /* What a refused stream left is nothing to add an event to. */
        return;
    }
    trace_ipsecnic_link(up);
    s->link_up = up;
    ipsecnic_event(s, &(IpsecnicEvent) {
        .code = IPSECNIC_EVENT_LINK,
        .status = up,
    });
}

void ipsecnic_announce(NetClientState *nc)
{
    IpsecnicState *s = qemu_get_nic_opaque(nc);
    /* A request reverse for the address itself, padded to the shortest frame. */
    uint8_t frame[ETH_ZLEN] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, [12] = 0x80, 0x35,
        0x00, 0x01, 0x08, 0x00, ETH_ALEN, 4, 0x00, 0x03,
    };

    if (s->gone || !s->enabled || !ipsecnic_link_is_up(s) ||
        is_multicast_ether_addr(s->mac) || buffer_is_zero(s->mac, ETH_ALEN) ||
        !memcmp(s->mac, s->conf.macaddr.a, ETH_ALEN)) {
        return;
    }
    memcpy(frame + ETH_ALEN, s->mac, ETH_ALEN);
    memcpy(frame + 22, s->mac, ETH_ALEN);
    memcpy(frame + 32, s->mac, ETH_ALEN);
    qemu_send_packet_raw(nc, frame, sizeof(frame));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the link, as QEMU has it and as the driver knows it
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "net/net.h"

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

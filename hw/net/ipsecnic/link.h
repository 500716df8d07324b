/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the link, as QEMU has it and as the driver knows it
 */

#ifndef HW_NET_IPSECNIC_LINK_H
#define HW_NET_IPSECNIC_LINK_H

#include "state.h"

/**
 * ipsecnic_load_link: have the link that a stream tells
 * @s: the card
 * @down: it was down where the stream was written
 *
 * A netdev that was deleted here is none, whatever a snapshot from before says.
 */
void ipsecnic_load_link(IpsecnicState *s, bool down);

/** ipsecnic_link_is_up: there is a peer and the link is up. */
bool ipsecnic_link_is_up(IpsecnicState *s);

/** ipsecnic_update_link: tell the driver if the link is not as it knows it. */
void ipsecnic_update_link(IpsecnicState *s);

/**
 * ipsecnic_announce: NetClientInfo.announce: a switch is to learn where the
 * guest is now.  QEMU has told it of the permanent address; this is for another
 * one in MAC_LO/HI, by the same kind of frame (RARP, RFC 903).
 */
void ipsecnic_announce(NetClientState *nc);

#endif /* HW_NET_IPSECNIC_LINK_H */

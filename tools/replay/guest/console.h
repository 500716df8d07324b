/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is told on the console
 */

#ifndef IPSECNIC_GUEST_CONSOLE_H
#define IPSECNIC_GUEST_CONSOLE_H

#include "ipsecnic.h"
#include "transport.h"

/** console_packet: a line about a packet, with the first bytes of it. */
void console_packet(const struct ipsecnic_packet *packet,
                    const struct transport_decision *decision);

/** console_deleted: a line about an SA that was to be deleted.
 *  @status: IPSECNIC_ST_*, what the card made of it */
void console_deleted(const struct transport_sa *sa, uint32_t status);

#endif /* IPSECNIC_GUEST_CONSOLE_H */

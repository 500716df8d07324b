/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: events to the driver, until the control queue writes them
 */

#ifndef HW_NET_IPSECNIC_EVENT_H
#define HW_NET_IPSECNIC_EVENT_H

#include "engine/types.h"
#include "state.h"

/**
 * ipsecnic_event: have an event written.
 *
 * Nothing happens if the driver takes no events or the control queue does not
 * run.  An event that finds no room is counted as lost.
 */
void ipsecnic_event(IpsecnicState *s, const IpsecnicEvent *event);

/** ipsecnic_event_put: the same, and no fault has a say in it. */
void ipsecnic_event_put(IpsecnicState *s, const IpsecnicEvent *event);

/**
 * ipsecnic_event_lost: count an event that nobody will hear of.
 * @code: IPSECNIC_EVENT_*, for the trace
 */
void ipsecnic_event_lost(IpsecnicState *s, uint32_t code);

/** ipsecnic_event_limits: have the events for limits of SAs written. */
void ipsecnic_event_limits(IpsecnicState *s, const IpsecPassedLimits *limits);

#endif /* HW_NET_IPSECNIC_EVENT_H */

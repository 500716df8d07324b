/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what comes before the first queue, and errors
 */

#ifndef IPSECNIC_GUEST_PROBE_H
#define IPSECNIC_GUEST_PROBE_H

#include "ipsecnic_types.h"

/**
 * ipsecnic_find: the address of the @number th card of the machine, counted
 * from 0; -1: there is none.
 */
int ipsecnic_find(unsigned int number);

/**
 * ipsecnic_probe: find out that it is our card, test it, agree on features:
 * steps 1 to 3 of "Initialisation".  False: see nic->error.
 */
bool ipsecnic_probe(struct ipsecnic *nic);

/**
 * ipsecnic_fail: note the first thing that went wrong, in nic->error, and give
 * the card up.  Always false.
 */
bool ipsecnic_fail(struct ipsecnic *nic, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/** ipsecnic_status_text: IPSECNIC_ST_* in words. */
const char *ipsecnic_status_text(uint32_t status);

#endif /* IPSECNIC_GUEST_PROBE_H */

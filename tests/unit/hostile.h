/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever is asked of the outbound half of the engine: what must hold then
 *
 * Nothing leaves in clear: a frame with a handle comes out encrypted and signed
 * by the keys of its SAs, and holds what was asked for; or nothing comes out.
 * For the unit test, which makes inputs at random, and for the fuzzer.
 */

#ifndef IPSECNIC_TEST_HOSTILE_H
#define IPSECNIC_TEST_HOSTILE_H

#include "sender.h"

/* What became of a request. */
typedef struct TestHostile {
    bool good;                  /* nothing was wrong with it */
    uint32_t status;            /* of ipsec_tx_start() */
    uint32_t segments;          /* that were built and checked */
    uint8_t carrier;            /* in a tunnel that is not IPsec's: what is
                                 * behind its IP header */
} TestHostile;

/*
 * Send what an input describes, and check all of it; aborts on a violation.
 * What an input means is said in hostile.c.  The same input does the same,
 * whatever came before it.
 */
TestHostile test_hostile(const uint8_t *data, size_t size);

/* How many SAs there are for it to name. */
unsigned test_hostile_sas(void);

#endif /* IPSECNIC_TEST_HOSTILE_H */

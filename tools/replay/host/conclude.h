/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a run: how it went, and why
 */

#ifndef IPSECNIC_REPLAY_CONCLUDE_H
#define IPSECNIC_REPLAY_CONCLUDE_H

#include "run.h"

/** End the guest, tell the user how the run went, and set its exit status. */
void conclude(Replay *r);

#endif /* IPSECNIC_REPLAY_CONCLUDE_H */

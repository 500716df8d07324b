/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest's messages mean for the run
 */

#ifndef IPSECNIC_REPLAY_MESSAGES_H
#define IPSECNIC_REPLAY_MESSAGES_H

#include "report_line.h"

/** For report_new(), with the run (Replay *) as what is opaque. */
extern const ReportHandler messages_handler;

#endif /* IPSECNIC_REPLAY_MESSAGES_H */

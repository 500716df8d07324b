/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user is told on standard error
 */

#ifndef IPSECNIC_REPLAY_COMPLAIN_H
#define IPSECNIC_REPLAY_COMPLAIN_H

#include <glib.h>

/** What the program is called in its messages. */
#define PROGRAM "ipsecnic-replay"

/** Print a line on standard error, the program's name in front. */
void complain(const char *format, ...) G_GNUC_PRINTF(1, 2);

#endif /* IPSECNIC_REPLAY_COMPLAIN_H */

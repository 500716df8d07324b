/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loop: frames into the port, as fast as it takes them, and indications
 * from the report line into the output files
 */

#ifndef IPSECNIC_REPLAY_LOOP_H
#define IPSECNIC_REPLAY_LOOP_H

#include "run.h"

/**
 * Move frames and indications until all is done or something fails.
 *
 * @signal_fd: a signalfd; SIGCHLD wakes the loop, every other signal ends it
 */
void loop_run(Replay *r, int signal_fd);

/** Write what is prepared for @fd, from byte @done on, as much as it takes;
 *  false if the other side is gone. */
bool loop_write(Replay *r, int fd, GByteArray *data, size_t *done);

/** Read what QEMU and the guest have left behind on console and errors. */
void loop_drain_text(Replay *r);

#endif /* IPSECNIC_REPLAY_LOOP_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compressed files, read through the system's own programs
 */

#ifndef IPSECNIC_REPLAY_UNPACK_H
#define IPSECNIC_REPLAY_UNPACK_H

#include <stdbool.h>
#include <stdio.h>
#include <glib.h>

/** Error domain: one code, the message says it all. */
#define UNPACK_ERROR (unpack_error_quark())
GQuark unpack_error_quark(void);

typedef struct Unpack Unpack;

/**
 * If the file @fp, which is at its beginning, is compressed by gzip, bzip2, xz,
 * zstd or lz4, begin to read what is in it.
 *
 * @path: for errors
 * @unpack: set to NULL where it is not compressed
 *
 * Returns what is to be read in place of @fp, which it takes over; or NULL and
 * @errp, and @fp is closed.
 */
FILE *unpack_begin(FILE *fp, const char *path, Unpack **unpack, GError **errp);

/**
 * The end of the file was read: whether the program thinks so, too.
 * NULL is fine.
 */
bool unpack_check(Unpack *unpack, GError **errp);

/** End the program if it still runs, and free.  NULL is fine. */
void unpack_end(Unpack *unpack);

#endif /* IPSECNIC_REPLAY_UNPACK_H */

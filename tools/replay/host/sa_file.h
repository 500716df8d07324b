/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security associations as ip xfrm has them, and Wireshark's table of them
 *
 * Turns a text file into the SA contexts that the card takes.  Nothing here
 * looks at files other than the one named, and nothing prints: errors come back
 * as one line that names file, line, word and what was expected.  Key material
 * is never part of an error: words.h has the rule.
 */

#ifndef IPSECNIC_REPLAY_SA_FILE_H
#define IPSECNIC_REPLAY_SA_FILE_H

#include <stddef.h>
#include <glib.h>
#include "sa.h"

/**
 * Parse the text of an SA file.
 *
 * @name: how errors call the file
 * @text: the text, @length bytes, no terminator needed
 *
 * Returns the SAs, to be freed with sa_file_free(), or NULL and @errp.
 */
ReplaySaFile *sa_file_parse(const char *name, const char *text, size_t length,
                            GError **errp);

/** Read and parse the file @path ("-" is not special); as sa_file_parse(). */
ReplaySaFile *sa_file_load(const char *path, GError **errp);

#endif /* IPSECNIC_REPLAY_SA_FILE_H */

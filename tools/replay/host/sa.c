/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SAs of a file, as the card takes them
 */

#include <string.h>
#include "sa.h"

G_DEFINE_QUARK(sa-file-error-quark, sa_file_error)

void sa_wipe(void *p, size_t n)
{
    explicit_bzero(p, n);
}

void sa_file_free(ReplaySaFile *file)
{
    if (!file) {
        return;
    }
    if (file->sa) {
        sa_wipe(file->sa, file->num_sa * sizeof(*file->sa));
        g_free(file->sa);
    }
    g_free(file->policy);
    g_strfreev(file->notes);
    g_free(file);
}

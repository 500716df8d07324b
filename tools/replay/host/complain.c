/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user is told on standard error
 */

#include <stdarg.h>
#include <stdio.h>
#include "complain.h"

void complain(const char *format, ...)
{
    va_list ap;

    fputs(PROGRAM ": ", stderr);
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
}

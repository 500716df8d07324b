/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors that the sanitizers have to find; sanitizer-test runs this.
 *
 * usage: planted overflow|use-after-free|leak|shift|alignment|none
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The compiler must not see what is wrong. */
static volatile int zero;

static int overflow(void)
{
    char *volatile p = calloc(1, 8);
    int got = p[8 + zero];

    free(p);
    return got;
}

static int use_after_free(void)
{
    char *volatile p = calloc(1, 8);

    free(p);
    return p[zero];
}

static int leak(void)
{
    void *volatile p = calloc(1, 8);

    p = NULL;
    return p != NULL;
}

static int shift(void)
{
    return 1 << (32 + zero);
}

static int alignment(void)
{
    static _Alignas(8) char bytes[8];
    int *volatile p = (int *)(void *)(bytes + 1 + zero);

    return *p;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(void);
    } errors[] = {
        { "overflow", overflow },
        { "use-after-free", use_after_free },
        { "leak", leak },
        { "shift", shift },
        { "alignment", alignment },
    };

    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        if (argc == 2 && strcmp(argv[1], errors[i].name) == 0) {
            printf("%d\n", errors[i].run() & 0);
        }
    }
    return 0;
}

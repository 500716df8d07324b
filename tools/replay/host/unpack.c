/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compressed files, read through the system's own programs
 *
 * A program of its own for each pass over the file, and a pipe: nothing is kept
 * of what is in the file, however much it is.
 */

#define _GNU_SOURCE     /* pipe2() */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "unpack.h"

G_DEFINE_QUARK(unpack-error-quark, unpack_error)

/** What a file begins with, and what reads it from its standard input. */
static const struct {
    unsigned char magic[6];
    size_t length;
    const char *argv[4];
} programs[] = {
    { { 0x1f, 0x8b }, 2, { "gzip", "-dc" } },
    { { 'B', 'Z', 'h' }, 3, { "bzip2", "-dc" } },
    { { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, { "xz", "-dc" } },
    { { 0x28, 0xb5, 0x2f, 0xfd }, 4, { "zstd", "-dcq" } },
    { { 0x04, 0x22, 0x4d, 0x18 }, 4, { "lz4", "-dcq" } },
};

struct Unpack {
    char *path;
    const char *program;
    pid_t pid;
};

/** In the child, between fork and exec: only async-signal-safe calls. */
static void child_setup(gpointer opaque)
{
    const pid_t *parent = opaque;
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != *parent) {
        _exit(127);
    }
}

FILE *unpack_begin(FILE *fp, const char *path, Unpack **unpack, GError **errp)
{
    unsigned char magic[sizeof(programs[0].magic)] = { 0 };
    ssize_t have = pread(fileno(fp), magic, sizeof(magic), 0);
    pid_t parent = getpid();
    GError *error = NULL;
    int fd[2], pid;
    FILE *out;
    size_t i;

    *unpack = NULL;
    for (i = 0; i < G_N_ELEMENTS(programs); i++) {
        if (have >= (ssize_t)programs[i].length &&
            !memcmp(magic, programs[i].magic, programs[i].length)) {
            break;
        }
    }
    if (i == G_N_ELEMENTS(programs)) {
        return fp;
    }
    if (pipe2(fd, O_CLOEXEC) < 0) {
        g_set_error(errp, UNPACK_ERROR, 0, "%s: cannot make a pipe: %s", path,
                    g_strerror(errno));
        fclose(fp);
        return NULL;
    }
    if (!g_spawn_async_with_fds(NULL, (char **)programs[i].argv, NULL,
                                G_SPAWN_SEARCH_PATH |
                                G_SPAWN_DO_NOT_REAP_CHILD |
                                G_SPAWN_STDERR_TO_DEV_NULL, child_setup,
                                &parent, &pid, fileno(fp), fd[1], -1,
                                &error)) {
        bool missing = g_error_matches(error, G_SPAWN_ERROR,
                                       G_SPAWN_ERROR_NOENT);

        g_set_error(errp, UNPACK_ERROR, 0, "%s: compressed by %s, %s; expected "
                    "the program %s, or an uncompressed file", path,
                    programs[i].argv[0], missing ? "which is not installed" :
                    error->message, programs[i].argv[0]);
        g_error_free(error);
        close(fd[0]);
        close(fd[1]);
        fclose(fp);
        return NULL;
    }
    close(fd[1]);
    fclose(fp);
    *unpack = g_new0(Unpack, 1);
    (*unpack)->path = g_strdup(path);
    (*unpack)->program = programs[i].argv[0];
    (*unpack)->pid = pid;
    out = fdopen(fd[0], "rb");
    if (!out) {
        g_set_error(errp, UNPACK_ERROR, 0, "%s: %s", path, g_strerror(errno));
        close(fd[0]);
        unpack_end(*unpack);
        *unpack = NULL;
    }
    return out;
}

bool unpack_check(Unpack *unpack, GError **errp)
{
    int status;

    if (!unpack || !unpack->pid) {
        return true;
    }
    while (waitpid(unpack->pid, &status, 0) < 0) {
        if (errno != EINTR) {
            status = 0;
            break;
        }
    }
    unpack->pid = 0;
    if (!status) {
        return true;
    }
    g_set_error(errp, UNPACK_ERROR, 0, "%s: %s cannot decompress all of it; "
                "expected a whole file", unpack->path, unpack->program);
    return false;
}

void unpack_end(Unpack *unpack)
{
    if (!unpack) {
        return;
    }
    if (unpack->pid) {
        kill(unpack->pid, SIGKILL);
        while (waitpid(unpack->pid, NULL, 0) < 0 && errno == EINTR) {
            continue;
        }
    }
    g_free(unpack->path);
    g_free(unpack);
}

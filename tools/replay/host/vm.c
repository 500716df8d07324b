/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virtual machine: QEMU with the card and the minimal guest
 */

#define _GNU_SOURCE     /* memfd_create() */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib-unix.h>
#include "replay_proto.h"
#include "vm.h"

/** SAs that the port holds at least: what is usual for the card. */
#define SA_CAPACITY_MIN ((size_t)4096)
/** Policies that it holds without being told. */
#define POLICY_CAPACITY_MIN ((size_t)4096)

/* Slots on the root bus of machine q35 that nothing else takes. */
#define PORT_SLOT       2
#define REPORT_SLOT     3

G_DEFINE_QUARK(vm-error-quark, vm_error)

/** Descriptors that QEMU inherits, by their own numbers. */
enum {
    PASS_PORT,
    PASS_REPORT,
    PASS_CONFIG,
    PASS_SA,
    PASS_SELECTORS,
    PASS_POLICIES,
    PASSED,
};

typedef struct Passed {
    int fd[PASSED];
    pid_t parent;
} Passed;

/** In the child, between fork and exec: only async-signal-safe calls. */
static void child_setup(gpointer opaque)
{
    const Passed *passed = opaque;
    sigset_t none;
    int i;

    for (i = 0; i < PASSED; i++) {
        if (passed->fd[i] >= 0) {
            fcntl(passed->fd[i], F_SETFD, 0);
        }
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != passed->parent) {
        _exit(127);
    }
}

/** Anonymous memory that holds @size bytes of @data; -1 and errno. */
static int memory_file(const char *name, const void *data, size_t size)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    size_t done = 0;
    ssize_t n;

    while (fd >= 0 && done < size) {
        n = write(fd, (const char *)data + done, size - done);
        if (n < 0 && errno != EINTR) {
            int error = errno;

            close(fd);
            errno = error;
            return -1;
        }
        done += n > 0 ? n : 0;
    }
    return fd;
}

/** All policies, one behind the other; -1 and errno. */
static int policies_file(const ReplaySaFile *sas)
{
    g_autofree struct ipsecnic_policy *all =
        g_new(struct ipsecnic_policy, sas->num_policies);
    size_t i;

    for (i = 0; i < sas->num_policies; i++) {
        all[i] = sas->policy[i].policy;
    }
    return memory_file("ipsecnic-policies", all,
                       sas->num_policies * sizeof(*all));
}

/** The guest's configuration and its SAs, as files of anonymous memory. */
static bool make_files(const VmConfig *config, Passed *passed, GError **errp)
{
    struct replay_config words = {
        .version = GUINT32_TO_LE(REPLAY_VERSION),
        .port_bdf = GUINT32_TO_LE(PORT_SLOT << 3),
        .report_bdf = GUINT32_TO_LE(REPORT_SLOT << 3),
        .flags = GUINT32_TO_LE(config->flags),
        .ring_size = GUINT32_TO_LE(config->ring_size),
        .buffer_size = GUINT32_TO_LE(config->buffer_size),
        .form = GUINT32_TO_LE(config->form),
        .segment_size = GUINT32_TO_LE(config->segment_size),
        .fault = GUINT32_TO_LE(config->fault),
        .fault_at = GUINT32_TO_LE(config->fault_at),
        .num_policies = GUINT32_TO_LE(config->sas->num_policies),
        .mtu = GUINT32_TO_LE(config->mtu),
    };
    const GByteArray *selectors = config->selectors;
    const ReplaySaFile *sas = config->sas;
    size_t total = 0, at = 0, i;
    uint8_t *all;

    for (i = 0; i < sas->num_sa; i++) {
        total += sas->sa[i].ctx_length;
    }
    words.num_sa = GUINT32_TO_LE(sas->num_sa);
    passed->fd[PASS_CONFIG] = memory_file("ipsecnic-config", &words,
                                          sizeof(words));
    if (passed->fd[PASS_CONFIG] >= 0 && total) {
        all = g_malloc(total);
        for (i = 0; i < sas->num_sa; i++) {
            memcpy(all + at, sas->sa[i].ctx, sas->sa[i].ctx_length);
            at += sas->sa[i].ctx_length;
        }
        passed->fd[PASS_SA] = memory_file("ipsecnic-sa", all, total);
        explicit_bzero(all, total);
        g_free(all);
    }
    if (passed->fd[PASS_CONFIG] >= 0 && selectors->len) {
        passed->fd[PASS_SELECTORS] = memory_file("ipsecnic-selectors",
                                                 selectors->data,
                                                 selectors->len);
    }
    if (passed->fd[PASS_CONFIG] >= 0 && sas->num_policies) {
        passed->fd[PASS_POLICIES] = policies_file(sas);
    }
    if (passed->fd[PASS_CONFIG] < 0 || (total && passed->fd[PASS_SA] < 0) ||
        (selectors->len && passed->fd[PASS_SELECTORS] < 0) ||
        (sas->num_policies && passed->fd[PASS_POLICIES] < 0)) {
        g_set_error(errp, VM_ERROR, 0, "cannot make memory for the guest's "
                    "SAs: %s", g_strerror(errno));
        return false;
    }
    return true;
}

static void G_GNUC_PRINTF(2, 3) add_arg(GPtrArray *argv, const char *format,
                                        ...)
{
    va_list ap;

    va_start(ap, format);
    g_ptr_array_add(argv, g_strdup_vprintf(format, ap));
    va_end(ap);
}

static GPtrArray *make_command(const VmConfig *config, const Passed *passed)
{
    static const char *const fixed[] = {
        /* keys are in the guest's memory; who lifts the limit of core dumps
         * has none of it in them */
        "-machine", "q35,dump-guest-core=off",
        "-accel", "tcg", "-cpu", "max", "-m", "256M",
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-debugcon", "stdio",
    };
    GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *capacity = NULL;
    size_t i;

    add_arg(argv, "%s", config->qemu);
    for (i = 0; i < G_N_ELEMENTS(fixed); i++) {
        add_arg(argv, "%s", fixed[i]);
    }
    add_arg(argv, "-kernel");
    add_arg(argv, "%s", config->guest);
    /* not "stream": that connects in a thread of its own, and until then
     * drops what the guest sends */
    add_arg(argv, "-netdev");
    add_arg(argv, "socket,id=port,fd=%d", passed->fd[PASS_PORT]);
    add_arg(argv, "-device");
    /* a card that holds the file, unless the user says how much it holds */
    capacity = config->sas->num_policies > POLICY_CAPACITY_MIN
               ? g_strdup_printf(",policy-capacity=%zu",
                                 config->sas->num_policies)
               : g_strdup("");
    add_arg(argv, "ipsecnic,netdev=port,addr=%d,sa-capacity=%zu%s%s%s",
            PORT_SLOT, MAX(config->sas->num_sa, SA_CAPACITY_MIN), capacity,
            config->device ? "," : "", config->device ? config->device : "");
    add_arg(argv, "-netdev");
    add_arg(argv, "socket,id=report,fd=%d", passed->fd[PASS_REPORT]);
    add_arg(argv, "-device");
    add_arg(argv, "ipsecnic,netdev=report,addr=%d", REPORT_SLOT);
    add_arg(argv, "-fw_cfg");
    add_arg(argv, "name=" REPLAY_FW_CFG_CONFIG ",file=/proc/self/fd/%d",
            passed->fd[PASS_CONFIG]);
    if (passed->fd[PASS_SA] >= 0) {
        add_arg(argv, "-fw_cfg");
        add_arg(argv, "name=" REPLAY_FW_CFG_SA ",file=/proc/self/fd/%d",
                passed->fd[PASS_SA]);
    }
    if (passed->fd[PASS_SELECTORS] >= 0) {
        add_arg(argv, "-fw_cfg");
        add_arg(argv, "name=" REPLAY_FW_CFG_SELECTORS
                ",file=/proc/self/fd/%d", passed->fd[PASS_SELECTORS]);
    }
    if (passed->fd[PASS_POLICIES] >= 0) {
        add_arg(argv, "-fw_cfg");
        add_arg(argv, "name=" REPLAY_FW_CFG_POLICIES ",file=/proc/self/fd/%d",
                passed->fd[PASS_POLICIES]);
    }
    g_ptr_array_add(argv, NULL);
    return argv;
}

static bool socket_pair(int *ours, int *theirs, GError **errp)
{
    int fd[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) < 0) {
        g_set_error(errp, VM_ERROR, 0, "cannot make a socket: %s",
                    g_strerror(errno));
        return false;
    }
    *ours = fd[0];
    *theirs = fd[1];
    return g_unix_set_fd_nonblocking(fd[0], TRUE, errp);
}

Vm *vm_start(const VmConfig *config, GError **errp)
{
    Passed passed = { .fd = { -1, -1, -1, -1, -1, -1 }, .parent = getpid() };
    Vm *vm = g_new0(Vm, 1);
    GPtrArray *argv = NULL;
    bool ok;
    int i;

    vm->port_fd = vm->report_fd = vm->console_fd = vm->stderr_fd = -1;
    ok = socket_pair(&vm->port_fd, &passed.fd[PASS_PORT], errp) &&
         socket_pair(&vm->report_fd, &passed.fd[PASS_REPORT], errp) &&
         make_files(config, &passed, errp);
    if (ok) {
        argv = make_command(config, &passed);
        ok = g_spawn_async_with_pipes(NULL, (char **)argv->pdata, NULL,
                                      G_SPAWN_DO_NOT_REAP_CHILD, child_setup,
                                      &passed, &vm->pid, NULL,
                                      &vm->console_fd, &vm->stderr_fd, errp);
        g_ptr_array_free(argv, TRUE);
    }
    for (i = 0; i < PASSED; i++) {
        if (passed.fd[i] >= 0) {
            close(passed.fd[i]);
        }
    }
    if (ok) {
        /* the child does the same; whoever comes first */
        setpgid(vm->pid, vm->pid);
        ok = g_unix_set_fd_nonblocking(vm->console_fd, TRUE, errp) &&
             g_unix_set_fd_nonblocking(vm->stderr_fd, TRUE, errp);
    } else {
        vm->pid = 0;
    }
    if (!ok) {
        vm_free(vm);
        return NULL;
    }
    return vm;
}

bool vm_poll(Vm *vm)
{
    if (!vm->ended && vm->pid &&
        waitpid(vm->pid, &vm->wait_status, WNOHANG) == vm->pid) {
        vm->ended = true;
    }
    return vm->ended;
}

void vm_stop(Vm *vm, unsigned grace_ms)
{
    unsigned waited;

    for (waited = 0; !vm_poll(vm) && waited < grace_ms; waited += 5) {
        g_usleep(5 * 1000);
    }
    if (!vm->ended && vm->pid) {
        kill(-vm->pid, SIGKILL);
        while (waitpid(vm->pid, &vm->wait_status, 0) < 0 && errno == EINTR) {
            continue;
        }
        vm->ended = true;
    }
}

void vm_ask_to_end(const Vm *vm)
{
    if (!vm->ended && vm->pid) {
        kill(-vm->pid, SIGTERM);
    }
}

bool vm_ended_well(const Vm *vm)
{
    return WIFEXITED(vm->wait_status) ? WEXITSTATUS(vm->wait_status) == 0
                                      : WTERMSIG(vm->wait_status) == SIGKILL;
}

void vm_free(Vm *vm)
{
    int *fds[] = { &vm->port_fd, &vm->report_fd, &vm->console_fd,
                   &vm->stderr_fd };
    size_t i;

    vm_stop(vm, 0);
    for (i = 0; i < G_N_ELEMENTS(fds); i++) {
        if (*fds[i] >= 0) {
            close(*fds[i]);
        }
    }
    g_free(vm);
}

char *vm_end_text(const Vm *vm)
{
    if (WIFSIGNALED(vm->wait_status)) {
        return g_strdup_printf("signal %d (%s)", WTERMSIG(vm->wait_status),
                               g_strsignal(WTERMSIG(vm->wait_status)));
    }
    return g_strdup_printf("exit status %d", WEXITSTATUS(vm->wait_status));
}

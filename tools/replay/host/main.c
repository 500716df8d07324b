/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic-replay: run a capture through the card
 *
 * Everything is looked at before QEMU is started; from then on it is the loop's
 * (loop.h) until the end is told (conclude.h).
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include "capture.h"
#include "complain.h"
#include "conclude.h"
#include "ending.h"
#include "loop.h"
#include "messages.h"
#include "options.h"
#include "ranges.h"
#include "replay_proto.h"
#include "report_line.h"
#include "run.h"
#include "sa.h"
#include "sa_file.h"
#include "tail.h"
#include "transmit.h"
#include "vm.h"
#include "words.h"

/** Open an output file without touching what is in it; NULL: complained.
 *  @mode: who may read it, if it is new */
static FILE *open_output(const char *option, const char *path, mode_t mode,
                         const char *const *inputs)
{
    struct stat st, other;
    FILE *fp = NULL;
    int fd;

    /* not truncated before all the other checks have passed */
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, mode);
    if (fd < 0 || fstat(fd, &st) < 0) {
        const int error = errno;
        g_autofree char *shown = word_path(path);

        complain("%s %s: %s; expected a file that can be written", option,
                 shown, g_strerror(error));
    } else {
        for (; *inputs; inputs++) {
            if (S_ISREG(st.st_mode) && stat(*inputs, &other) == 0 &&
                st.st_dev == other.st_dev && st.st_ino == other.st_ino) {
                complain("%s '%s': the same file as '%s'; expected another "
                         "one", option, path, *inputs);
                break;
            }
        }
        if (!*inputs) {
            fp = fdopen(fd, "wb");
        }
    }
    if (!fp && fd >= 0) {
        close(fd);
    }
    return fp;
}

/** Whether packet mode has something to send by. */
static bool has_packet_mode(const ReplaySaFile *sas)
{
    size_t i;

    for (i = 0; i < sas->num_sa; i++) {
        const struct ipsecnic_sa_ctx *ctx = (const void *)sas->sa[i].ctx;

        if (GUINT32_FROM_LE(ctx->flags) & IPSECNIC_SA_FLAG_PACKET_OFFLOAD) {
            return true;
        }
    }
    return sas->num_policies > 0;
}

static bool has_inbound(const ReplaySaFile *sas)
{
    size_t i;

    for (i = 0; i < sas->num_sa; i++) {
        if (!sas->sa[i].outbound) {
            return true;
        }
    }
    return false;
}

/** Everything that can be wrong before QEMU is started. */
static bool prepare(Replay *r, Options *o)
{
    /* What no output may be; room for those that come, and the end. */
    const char *names[7] = { o->sa, o->in };
    size_t num_names = 2;
    g_autoptr(GError) error = NULL;
    FILE *out, *oob;
    char **note;

    if (!options_find_programs(o)) {
        return false;
    }
    r->sas = sa_file_load(o->sa, &error);
    if (!r->sas ||
        !capture_check(o->in, &o->capture, &r->summary, &error)) {
        complain("%s", error->message);
        return false;
    }
    capture_tell(&r->summary, PROGRAM, o->in);
    if (r->summary.total && !r->summary.frames) {
        complain("%s: no frame is left; expected one that the card can take",
                 o->in);
        return false;
    }
    if (o->fault_at) {
        /* the guest counts what it gets */
        if (r->summary.left_out_upto > o->fault_at) {
            complain("--fault 'deleted-sa': the frame and all before it are "
                     "left out; expected one behind them");
            return false;
        }
        o->fault_at -= r->summary.left_out_upto;
    }
    for (note = r->sas->notes; *note; note++) {
        complain("%s", *note);
    }
    if (o->transmit &&
        !transmit_selectors(r->sas, o->sa, r->selectors, &error)) {
        complain("%s", error->message);
        return false;
    }
    if (o->fault_kind == REPLAY_FAULT_INBOUND_SA && !has_inbound(r->sas)) {
        complain("--fault 'inbound-sa': there is no inbound SA in %s; "
                 "expected one", o->sa);
        return false;
    }
    if (o->mtu && !has_packet_mode(r->sas)) {
        complain("--mtu is of packet mode, and there is neither an SA nor a "
                 "policy with offload packet in %s; expected one", o->sa);
        return false;
    }
    /* one that is still written has more frames by now */
    o->capture.limit = r->summary.total;
    r->in = capture_open(o->in, &o->capture, &error);
    if (!r->in) {
        complain("%s", error->message);
        return false;
    }
    if (o->faults) {
        names[num_names++] = o->faults;
    }
    /* the card opens it later: there it may be yet to be made */
    if (o->story) {
        names[num_names++] = o->story;
    }
    /* as the card's own capture: there is plaintext in it */
    out = open_output("--out", o->out, 0600, names);
    names[num_names++] = o->out;
    oob = out ? open_output("--oob", o->oob, 0666, names) : NULL;
    names[num_names++] = o->oob;
    r->state = oob && o->state
               ? open_output("--state", o->state, 0666, names) : NULL;
    if (!oob || (o->state && !r->state)) {
        if (out) {
            fclose(out);
        }
        if (oob) {
            fclose(oob);
        }
        return false;
    }
    if (r->state && ftruncate(fileno(r->state), 0) < 0) {
        errno = 0;
    }
    /* devices and pipes cannot be truncated and need not be */
    if (ftruncate(fileno(out), 0) < 0 || ftruncate(fileno(oob), 0) < 0) {
        errno = 0;
    }
    r->ending = ending_new(r->sas, r->by_handle);
    r->oob = oob;
    r->out = capture_create(out, r->summary.nanoseconds, &error);
    if (!r->out) {
        complain("--out '%s': %s", o->out, error->message);
        return false;
    }
    if (o->transmit) {
        r->transmit = transmit_new(o->segment_bytes, r->out, r->oob,
                                   r->by_handle);
    }
    return true;
}

static bool start(Replay *r, GError **errp)
{
    VmConfig config = {
        .qemu = r->options->qemu,
        .guest = r->options->guest,
        .device = r->options->card,
        .sas = r->sas,
        .flags = (r->options->poll ? REPLAY_CONFIG_POLL : 0) |
                 (r->options->inactive ? REPLAY_CONFIG_INACTIVE : 0) |
                 (r->options->answer_sa_delete
                  ? REPLAY_CONFIG_ANSWER_SA_DELETE : 0) |
                 (r->transmit ? REPLAY_CONFIG_TRANSMIT : 0),
        .selectors = r->selectors,
        .ring_size = r->options->ring_entries,
        .buffer_size = r->options->buffer_bytes,
        .form = r->options->form_bits,
        .segment_size = r->options->segment_bytes,
        .fault = r->options->fault_kind,
        .fault_at = r->options->fault_at,
        .mtu = r->options->mtu_bytes,
    };

    r->vm = vm_start(&config, errp);
    return r->vm != NULL;
}

/** Close the outputs; false and a complaint if they are not complete. */
static bool close_outputs(Replay *r)
{
    bool ok = true;

    if (r->out && !capture_finish(r->out)) {
        complain("--out '%s': not all of it could be written",
                 r->options->out);
        ok = false;
    }
    if (r->oob && (ferror(r->oob) | fclose(r->oob))) {
        complain("--oob '%s': not all of it could be written",
                 r->options->oob);
        ok = false;
    }
    if (r->state && (ferror(r->state) | fclose(r->state))) {
        complain("--state '%s': not all of it could be written",
                 r->options->state);
        ok = false;
    }
    r->out = NULL;
    r->oob = NULL;
    r->state = NULL;
    return ok;
}

static void free_replay(Replay *r)
{
    if (r->vm) {
        vm_free(r->vm);
    }
    close_outputs(r);
    capture_close(r->in);
    capture_summary_clear(&r->summary);
    report_free(r->line);
    transmit_free(r->transmit);
    ending_free(r->ending);
    g_byte_array_free(r->selectors, TRUE);
    g_hash_table_destroy(r->by_handle);
    g_hash_table_destroy(r->gone);
    g_byte_array_free(r->held_frame, TRUE);
    g_array_free(r->deleted, TRUE);
    sa_file_free(r->sas);
    ranges_clear(&r->missing);
    ranges_clear(&r->disagreed);
    g_byte_array_free(r->to_port, TRUE);
    g_byte_array_free(r->to_report, TRUE);
    tail_free(&r->console);
    tail_free(&r->errors);
    g_free(r->failure);
    g_free(r);
}

/**
 * Run; the exit status.
 * @signals: what @signal_fd hears, to be blocked once there is a machine
 * @sig: the signal that ended it, or 0
 */
static int replay(Options *o, const sigset_t *signals, int signal_fd, int *sig)
{
    Replay *r = g_new0(Replay, 1);
    g_autoptr(GError) error = NULL;
    int status = EXIT_BAD_INPUT;

    r->options = o;
    r->by_handle = g_hash_table_new(NULL, NULL);
    r->gone = g_hash_table_new(NULL, NULL);
    r->selectors = g_byte_array_new();
    r->held_frame = g_byte_array_new();
    r->deleted = g_array_new(FALSE, FALSE, sizeof(SaDeleted));
    r->to_port = g_byte_array_new();
    r->to_report = g_byte_array_new();
    r->line = report_new(&messages_handler, r);
    tail_init(&r->console, "guest", o->verbose);
    tail_init(&r->errors, "qemu", o->verbose);
    r->errors.redact = o->card;

    /* until then somebody may wait for a pipe that nobody opens */
    if (prepare(r, o)) {
        sigprocmask(SIG_BLOCK, signals, NULL);
        if (!start(r, &error)) {
            complain("cannot start QEMU: %s", error->message);
            status = EXIT_FAILED;
        } else {
            loop_run(r, signal_fd);
            conclude(r);
            status = r->exit_status;
            *sig = r->signal;
        }
        if (!close_outputs(r) && status == EXIT_ALL_BACK) {
            status = EXIT_FAILED;
        }
    }
    free_replay(r);
    return status;
}

int main(int argc, char **argv)
{
    static const struct rlimit none;
    Options options = { 0 };
    int status = EXIT_BAD_INPUT;
    int signal_fd, sig = 0;
    sigset_t signals;

    /* there would be keys in it, and QEMU, which inherits this, has them too */
    setrlimit(RLIMIT_CORE, &none);
    if (options_parse(argc, argv, &options)) {
        /* SIGCHLD wakes the loop when QEMU ends */
        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGHUP);
        sigaddset(&signals, SIGCHLD);
        signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
        if (signal_fd < 0) {
            complain("signalfd: %s", g_strerror(errno));
            status = EXIT_FAILED;
        } else {
            status = replay(&options, &signals, signal_fd, &sig);
            close(signal_fd);
        }
        sigprocmask(SIG_UNBLOCK, &signals, NULL);
    }
    options_free(&options);
    if (sig) {
        signal(sig, SIG_DFL);
        raise(sig);
    }
    return status;
}

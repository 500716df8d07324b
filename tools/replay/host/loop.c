/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loop: frames into the port, as fast as it takes them, and indications
 * from the report line into the output files
 */

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include "capture.h"
#include "complain.h"
#include "ending.h"
#include "loop.h"
#include "replay_proto.h"
#include "report_line.h"
#include "tail.h"
#include "transmit.h"
#include "vm.h"

/** Bytes that are prepared for the port at a time. */
#define SEND_CHUNK          (128 * 1024)

/** Frames that may be on their way at the same time. */
static uint64_t window(const Replay *r)
{
    /* what comes behind a deletion is to be told from what comes before */
    return r->options->answer_sa_delete ? 1 : RUN_WINDOW;
}

/** The next frame of the capture; false: there is none, or it failed. */
static bool read_frame(Replay *r, CaptureFrame *frame)
{
    g_autoptr(GError) error = NULL;
    int ret = capture_read(r->in, frame, &error);

    if (ret < 0) {
        /* it was good when it was checked */
        run_fail(r, "%s (it changed since it was checked)", error->message);
        return false;
    }
    if (!ret) {
        r->all_read = true;
        if (run_frames_read(r) != r->summary.frames) {
            run_fail(r, "%s: %" G_GUINT64_FORMAT " frames, %" G_GUINT64_FORMAT
                     " when it was checked", r->options->in, run_frames_read(r),
                     r->summary.frames);
        }
    }
    return ret > 0;
}

/** Make room for more behind what is not sent yet. */
static void forget_done(GByteArray *data, size_t *done)
{
    if (*done) {
        g_byte_array_remove_range(data, 0, *done);
        *done = 0;
    }
}

/** Prepare more frames for the guest to send. */
static void read_frames_to_send(Replay *r)
{
    CaptureFrame frame;

    while (r->ready && !r->all_read && !r->failure &&
           transmit_has_room(r->transmit) &&
           r->to_report->len - r->report_done < SEND_CHUNK &&
           read_frame(r, &frame)) {
        forget_done(r->to_report, &r->report_done);
        transmit_frame(r->transmit, &frame, r->to_report);
    }
}

/** Prepare more frames for the port, as far as the window allows. */
static void read_frames(Replay *r)
{
    CaptureFrame frame;

    while (r->ready && !r->all_read && !r->holding &&
           r->next - r->oldest < window(r) &&
           r->to_port->len - r->port_done < SEND_CHUNK) {
        if (!read_frame(r, &frame)) {
            return;
        }
        forget_done(r->to_port, &r->port_done);
        report_append_frame(r->to_port, frame.data, frame.length);
        r->sent[r->next % RUN_WINDOW] = (Sent) {
            .time = frame.time,
            .position = frame.position,
            .length = frame.length,
        };
        r->next++;
        r->settled = false;
    }
}

bool loop_write(Replay *r, int fd, GByteArray *data, size_t *done)
{
    ssize_t n;

    while (*done < data->len) {
        n = send(fd, data->data + *done, data->len - *done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return errno == EAGAIN;
        }
        *done += n;
        if (fd == r->vm->port_fd || r->transmit) {
            run_progress(r);
        }
    }
    g_byte_array_set_size(data, 0);
    *done = 0;
    return true;
}

typedef void ReadFn(Replay *r, const uint8_t *data, size_t size);

/**
 * Read what there is, at most @limit bytes.  Returns false at the end of the
 * stream.
 */
static bool read_all(Replay *r, int fd, size_t limit, ReadFn *fn)
{
    static uint8_t buffer[64 * 1024];
    ssize_t n;

    while (limit) {
        n = read(fd, buffer, MIN(sizeof(buffer), limit));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return errno == EAGAIN;
        }
        if (!n) {
            return false;
        }
        if (fn) {
            fn(r, buffer, n);
        }
        limit -= n;
    }
    return true;
}

static void take_report(Replay *r, const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;

    if (!r->failure && !report_feed(r->line, data, size, &error)) {
        run_fail(r, "%s", error->message);
    }
}

static void take_wire(Replay *r, const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;

    run_progress(r);
    if (!r->failure &&
        !transmit_take_wire(r->transmit, data, size, &error)) {
        run_fail(r, "%s", error->message);
    }
}

static void take_console(Replay *r, const uint8_t *data, size_t size)
{
    tail_add(&r->console, (const char *)data, size);
}

static void take_errors(Replay *r, const uint8_t *data, size_t size)
{
    tail_add(&r->errors, (const char *)data, size);
}

/** Ask for the counters when nothing has come back for a while, or to learn
 *  when the guest has done what the last packet asked for. */
static void ask_for_stats(Replay *r, int64_t now)
{
    bool waiting = r->oldest < r->next &&
                   (r->all_read || r->next - r->oldest == window(r));

    if (r->ready && !r->to_port->len && !r->stats_asked &&
        (r->holding || (waiting && now >= r->stats_time +
                                          r->stats_delay * 1000))) {
        r->stats_asked = true;
        r->stats_next = r->next;
        report_request(r->to_report, REPLAY_MSG_STATS_REQUEST);
    }
}

/** Whether all frames are done with. */
static bool frames_finished(const Replay *r)
{
    if (r->transmit) {
        return r->all_read && run_frames_done(r) == run_frames_read(r);
    }
    return r->all_read && r->oldest == r->next && !r->holding;
}

static bool finished(const Replay *r)
{
    return frames_finished(r) &&
           (!ending_wanted(r->ending) || ending_told(r->ending));
}

/** When all frames are done with: have the guest ask the card how it ends. */
static void ask_for_state(Replay *r)
{
    if (r->ready && !r->state_asked && frames_finished(r) &&
        ending_wanted(r->ending)) {
        r->state_asked = true;
        report_request(r->to_report, REPLAY_MSG_STATE_REQUEST);
    }
}

/**
 * Read from the port what there is, after completions were read: what those
 * speak of is there.  False: the other end has closed it.
 */
static bool settle(Replay *r)
{
    g_autoptr(GError) error = NULL;
    bool open = read_all(r, r->vm->port_fd, SIZE_MAX, take_wire);

    if (!r->failure && !transmit_settle(r->transmit, &error)) {
        run_fail(r, "%s", error->message);
    }
    return open;
}

/** Say how far the run is, once a second. */
static void show_progress(Replay *r, int64_t now)
{
    if (r->options->verbose && r->ready &&
        now >= r->last_shown + G_USEC_PER_SEC) {
        r->last_shown = now;
        complain("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                 " frames given to the %s, %" G_GUINT64_FORMAT " %s",
                 run_frames_read(r), r->summary.frames,
                 r->transmit ? "guest" : "port", run_frames_done(r),
                 r->transmit ? "done with" : "came back");
    }
}

void loop_drain_text(Replay *r)
{
    read_all(r, r->vm->console_fd, 1024 * 1024, take_console);
    read_all(r, r->vm->stderr_fd, 1024 * 1024, take_errors);
}

void loop_run(Replay *r, int signal_fd)
{
    bool text_open[2] = { true, true };
    bool port_open = true;

    run_progress(r);
    r->stats_delay = STATS_DELAY_FIRST;
    while (!r->failure && !finished(r)) {
        int64_t now = g_get_monotonic_time();
        int64_t left, wait;
        struct pollfd fds[5];

        left = r->progress + r->options->timeout_us - now;
        if (left <= 0) {
            run_fail(r, "no progress for %g seconds (--timeout)%s",
                     r->options->timeout_us / (double)G_USEC_PER_SEC,
                     r->holding ? ", and the guest has not done what the last "
                     "packet asked for" : "");
            break;
        }
        show_progress(r, now);
        if (r->transmit) {
            read_frames_to_send(r);
        } else {
            read_frames(r);
            ask_for_stats(r, now);
        }
        ask_for_state(r);
        if (r->failure || finished(r)) {
            /* nothing more will arrive that could wake the loop */
            break;
        }

        fds[0] = (struct pollfd) {
            .fd = port_open ? r->vm->port_fd : -1,
            .events = POLLIN | (r->to_port->len ? POLLOUT : 0),
        };
        fds[1] = (struct pollfd) {
            .fd = r->vm->report_fd,
            .events = POLLIN | (r->to_report->len ? POLLOUT : 0),
        };
        fds[2] = (struct pollfd) {
            .fd = text_open[0] ? r->vm->console_fd : -1, .events = POLLIN,
        };
        fds[3] = (struct pollfd) {
            .fd = text_open[1] ? r->vm->stderr_fd : -1, .events = POLLIN,
        };
        fds[4] = (struct pollfd) { .fd = signal_fd, .events = POLLIN };
        wait = left / 1000 + 1;
        if (r->ready && r->oldest < r->next && !r->stats_asked) {
            wait = MIN(wait, MAX(r->stats_delay, 1));
        }
        if (r->options->verbose) {
            wait = MIN(wait, 1000);
        }
        if (poll(fds, G_N_ELEMENTS(fds), wait) < 0 && errno != EINTR) {
            run_fail(r, "poll: %s", g_strerror(errno));
            break;
        }

        if (fds[4].revents) {
            struct signalfd_siginfo info;

            if (read(signal_fd, &info, sizeof(info)) == sizeof(info) &&
                info.ssi_signo != SIGCHLD) {
                r->signal = info.ssi_signo;
                run_fail(r, "stopped by signal %u (%s)", info.ssi_signo,
                         g_strsignal(info.ssi_signo));
                break;
            }
        }
        if (fds[2].revents) {
            text_open[0] = read_all(r, r->vm->console_fd, 64 * 1024,
                                    take_console);
        }
        if (fds[3].revents) {
            text_open[1] = read_all(r, r->vm->stderr_fd, 64 * 1024,
                                    take_errors);
        }
        if (fds[1].revents & (POLLIN | POLLHUP | POLLERR)) {
            bool open = read_all(r, r->vm->report_fd, 1024 * 1024,
                                 take_report);

            if (r->transmit) {
                port_open = settle(r);
            }
            if (!capture_flush(r->out)) {
                run_fail(r, "%s: %s", r->options->out, g_strerror(errno));
            }
            if (fflush(r->oob)) {
                run_fail(r, "%s: %s", r->options->oob, g_strerror(errno));
            }
            if (!open && !finished(r)) {
                run_fail(r, "QEMU has ended");
            }
        }
        if (port_open && fds[0].revents && r->transmit) {
            port_open = read_all(r, r->vm->port_fd, 1024 * 1024, take_wire);
        } else if (port_open && fds[0].revents) {
            /* the guest sends nothing there; what QEMU might is not ours */
            port_open = read_all(r, r->vm->port_fd, 1024 * 1024, NULL) &&
                        loop_write(r, r->vm->port_fd, r->to_port,
                                   &r->port_done);
        }
        if (fds[1].revents & POLLOUT) {
            loop_write(r, r->vm->report_fd, r->to_report, &r->report_done);
        }
        if (vm_poll(r->vm) && !r->failure && !finished(r)) {
            /* take what it said before it ended */
            read_all(r, r->vm->report_fd, 64 * 1024 * 1024, take_report);
            if (r->transmit) {
                settle(r);
            }
            if (!finished(r)) {
                run_fail(r, "QEMU has ended");
            }
        }
    }
}

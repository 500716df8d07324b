/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a run: how it went, and why
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "hw/net/ipsecnic_abi.h"
#include "capture.h"
#include "complain.h"
#include "conclude.h"
#include "ending.h"
#include "loop.h"
#include "ranges.h"
#include "replay_proto.h"
#include "report_line.h"
#include "report_names.h"
#include "tail.h"
#include "transmit.h"
#include "vm.h"
#include "words.h"

/** Milliseconds that the guest gets to switch itself off at the end. */
#define BYE_GRACE           2000

/** A property that there is, and that one of @properties (PROP=VALUE[,...]) is
 *  nearly; or NULL. */
static const char *nearly_property(const char *properties)
{
    g_auto(GStrv) pieces = g_strsplit_set(properties, ",=", -1);
    size_t i;

    for (i = 0; pieces[i]; i++) {
        const char *nearly = word_is_known(pieces[i])
                             ? NULL : word_nearly(pieces[i]);

        if (nearly) {
            return nearly;
        }
    }
    return NULL;
}

/** The option that brought the property that QEMU complains of. */
static const char *option_of(const Options *o, const char *why)
{
    if (o->faults && strstr(why, "faults")) {
        return "--faults";
    }
    return o->story && strstr(why, "'capture'") ? "--capture" : "--device";
}

/** If QEMU did not like --device, say so as of any other option. */
static bool explain_device(Replay *r)
{
    GList *item;

    for (item = r->errors.lines.head; item; item = item->next) {
        const char *at = strstr(item->data, "-device ipsecnic,netdev=port");
        const char *why = at ? strstr(at, ": ") : NULL;

        if (!why) {
            continue;
        }
        if (strstr(why, "not a valid device model name")) {
            complain("--qemu '%s': this QEMU has no ipsecnic device; expected "
                     "one that was built with it", r->options->qemu);
        } else if (r->options->card) {
            const char *properties = r->options->properties;
            g_autofree char *shown = word_redact(why + 2, r->options->card);
            const char *nearly = properties ? nearly_property(properties)
                                            : NULL;

            complain("%s: %s%s%s%s", option_of(r->options, why), shown,
                     nearly ? "; nearly '" : "", nearly ? nearly : "",
                     nearly ? "'" : "");
        } else {
            complain("QEMU: %s", (char *)item->data);
        }
        return true;
    }
    return false;
}

/** Why frames are missing, as far as counters and queue states tell. */
static void print_reasons(const Replay *r)
{
    static const struct {
        unsigned number;
        const char *text;
    } drops[] = {
        { IPSECNIC_STAT_RX_DROP_FILTER,
          "the receive filter does not accept (RX_DROP_FILTER)" },
        { IPSECNIC_STAT_RX_DROP_RUNT, "too short (RX_DROP_RUNT)" },
        { IPSECNIC_STAT_RX_DROP_OVERSIZE,
          "longer than the receive ring can hold (RX_DROP_OVERSIZE)" },
        { IPSECNIC_STAT_RX_DROP_DISABLED,
          "while receive was not enabled (RX_DROP_DISABLED)" },
        { IPSECNIC_STAT_RX_DROP_QUEUE,
          "for a queue that had stopped (RX_DROP_QUEUE)" },
        { IPSECNIC_STAT_RX_DROP_DMA,
          "lost with a DMA fault (RX_DROP_DMA)" },
        { IPSECNIC_STAT_RX_DROP_OVERRUN,
          "without a buffer, with rx-overrun=drop (RX_DROP_OVERRUN)" },
    };
    const uint64_t *counter = r->stats.counter;
    bool said = false;
    size_t i;

    if (!r->have_stats) {
        complain("the guest has not told the card's counters");
        return;
    }
    for (i = 0; i < G_N_ELEMENTS(drops); i++) {
        if (counter[drops[i].number]) {
            complain("the card dropped %" G_GUINT64_FORMAT " frames: %s",
                     counter[drops[i].number], drops[i].text);
            said = true;
        }
    }
    for (i = 0; i < IPSECNIC_MAX_QUEUES; i++) {
        uint32_t state = r->stats.rx_queue_state[i];

        if (IPSECNIC_Q_STATE_OF(state) == IPSECNIC_Q_STATE_ERROR) {
            complain("receive queue %zu is in state ERROR: %s", i,
                     report_queue_error(IPSECNIC_Q_REASON_OF(state)));
            said = true;
        }
    }
    if (counter[IPSECNIC_STAT_RX_ARRIVALS] < r->next) {
        complain("%" G_GUINT64_FORMAT " frames were given to QEMU, the card "
                 "had taken %" G_GUINT64_FORMAT " of them when it was asked "
                 "last", r->next, counter[IPSECNIC_STAT_RX_ARRIVALS]);
        said = true;
    }
    if (counter[IPSECNIC_STAT_RX_FRAMES] > r->came_back) {
        complain("the card had indicated %" G_GUINT64_FORMAT " frames and the "
                 "driver %" G_GUINT64_FORMAT " when they were asked last; %"
                 G_GUINT64_FORMAT " reached " PROGRAM,
                 counter[IPSECNIC_STAT_RX_FRAMES], r->stats.indicated,
                 r->came_back);
        said = true;
    }
    if (!said) {
        complain("no counter of the card says why");
    }
}

static void print_missing(Replay *r)
{
    if (!r->missing.count) {
        return;
    }
    complain("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " frames did not "
             "come back (positions in %s, from 0):", r->missing.count,
             r->summary.frames, r->options->in);
    ranges_print(&r->missing, stderr);
    print_reasons(r);
}

static void print_disagreed(const Replay *r)
{
    if (!r->disagreed.count) {
        return;
    }
    complain("of %" G_GUINT64_FORMAT " packets in packet mode the card's "
             "replay check is not what the guest's transport finds (positions "
             "in %s, from 0):", r->disagreed.count, r->options->in);
    ranges_print(&r->disagreed, stderr);
}

/** The guest is gone: take what it left on the wire, whatever went wrong. */
static void read_wire(Replay *r)
{
    g_autoptr(GError) error = NULL;
    static uint8_t buffer[64 * 1024];
    ssize_t n;

    while ((n = read(r->vm->port_fd, buffer, sizeof(buffer))) > 0 ||
           (n < 0 && errno == EINTR)) {
        if (n > 0 && !transmit_take_wire(r->transmit, buffer, n, &error)) {
            break;
        }
    }
}

/** What makes a run fail whose frames are all done with. */
static void conclude_both(Replay *r)
{
    if (!ending_conclude(r->ending, r->options->sa, r->options->verbose)) {
        r->exit_status = EXIT_FAILED;
    }
    if (r->failure) {
        complain("%s", r->failure);
        r->exit_status = EXIT_FAILED;
    }
}

/** The end of a run that sent; the guest is gone, and all has been said. */
static void conclude_transmit(Replay *r)
{
    g_autoptr(GError) error = NULL;

    read_wire(r);
    if (!transmit_finish(r->transmit, &error)) {
        run_fail(r, "%s", error->message);
    }
    r->exit_status = transmit_conclude(r->transmit, PROGRAM, r->options->in,
                                       r->summary.frames)
                     ? EXIT_ALL_BACK : EXIT_FAILED;
    conclude_both(r);
    if (r->options->verbose) {
        complain("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " frames are "
                 "done with", run_frames_done(r), r->summary.frames);
    }
}

void conclude(Replay *r)
{
    g_autofree char *end = NULL;
    CaptureFrame frame;
    bool ended_itself;

    run_let_go(r);
    if (r->state) {
        ending_write(r->ending, r->state);
    }
    if (!r->failure) {
        report_request(r->to_report, REPLAY_MSG_BYE);
        loop_write(r, r->vm->report_fd, r->to_report, &r->report_done);
        vm_stop(r->vm, BYE_GRACE);
        loop_drain_text(r);
        if (!vm_ended_well(r->vm)) {
            end = vm_end_text(r->vm);
            run_fail(r, "all frames are done with, but QEMU did not end well "
                     "(%s)", end);
            tail_print(&r->errors, "what QEMU said");
        }
        if (r->transmit) {
            conclude_transmit(r);
            return;
        }
        r->exit_status = r->missing.count || r->deletions_refused ||
                         r->disagreed.count ? EXIT_FAILED : EXIT_ALL_BACK;
        print_missing(r);
        print_disagreed(r);
        conclude_both(r);
        if (r->options->verbose) {
            complain("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " frames "
                     "came back", r->came_back, r->summary.frames);
        }
        if (r->options->verbose && r->options->answer_sa_delete) {
            complain("%u SAs were deleted",
                     g_hash_table_size(r->gone) - r->deletions_refused);
        }
        return;
    }

    /* the card writes the last of its capture as QEMU ends */
    if (r->options->story) {
        vm_ask_to_end(r->vm);
    }
    /* a process that closed its sockets is about to end: let it say why */
    ended_itself = g_str_has_prefix(r->failure, "QEMU");
    vm_stop(r->vm, r->options->story || ended_itself ? BYE_GRACE : 0);
    loop_drain_text(r);
    r->exit_status = EXIT_FAILED;
    if (!*r->failure) {
        return;
    }
    if (r->signal) {
        complain("%s", r->failure);
        return;
    }
    if (ended_itself && !r->sa_results && explain_device(r)) {
        r->exit_status = EXIT_BAD_INPUT;
        return;
    }
    end = vm_end_text(r->vm);
    complain("%s%s%s%s", r->failure, ended_itself ? " (" : "",
             ended_itself ? end : "", ended_itself ? ")" : "");
    if (!r->ready) {
        complain("the guest never became ready, nothing was sent");
    } else if (r->transmit) {
        read_wire(r);
        transmit_finish(r->transmit, NULL);
        transmit_conclude(r->transmit, PROGRAM, r->options->in,
                          r->summary.frames);
        complain("what became of %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                 " frames is not known, from position %" G_GUINT64_FORMAT
                 " in %s on", r->summary.frames - run_frames_done(r),
                 r->summary.frames, transmit_position(r->transmit),
                 r->options->in);
    } else {
        /* what was not even sent did not come back either */
        run_give_up_outstanding(r);
        while (capture_read(r->in, &frame, NULL) > 0) {
            ranges_add(&r->missing, frame.position);
        }
        print_missing(r);
    }
    tail_print(&r->console, "the guest's last words");
    tail_print(&r->errors, "what QEMU said");
}

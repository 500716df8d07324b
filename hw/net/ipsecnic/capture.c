/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: a capture: how it begins and ends, and where it goes
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "migration/misc.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/error-report.h"
#include "system/runstate.h"
#include "system/system.h"

#include "capture.h"
#include "capture_record.h"
#include "dma.h"
#include "engine/engine.h"
#include "trace.h"

/* SAs that were there already are told of, but not more than so many. */
#define PRESENT_MAX 4096

/* A fault whose packet left no record. */
static void ipsecnic_capture_late_faults(IpsecnicCapture *c)
{
    IpsecnicState *s = c->nic;
    IpsecnicCaptureFacts facts = { .control = true };
    int i;

    for (i = 0; i < ARRAY_SIZE(c->faults); i++) {
        g_autofree char *text = NULL;

        if (!c->faults[i]->len || (s->busy & (BIT(IPSECNIC_PART_RX) |
                                              BIT(IPSECNIC_PART_TX)))) {
            continue;
        }
        text = g_strdup(c->faults[i]->str + strlen("; "));
        g_string_truncate(c->faults[i], 0);
        ipsecnic_capture_line(c, &facts, 0, text);
        if (s->capture != c) {
            return;
        }
    }
}

void ipsecnic_capture_flush(IpsecnicState *s)
{
    IpsecnicCapture *c = s->capture;
    Error *err = NULL;

    if (!c) {
        return;
    }
    ipsecnic_capture_late_faults(c);
    if (s->capture == c && !ipsecnic_capture_file_flush(c->file, &err)) {
        ipsecnic_capture_close(s, err);
    }
}

static void ipsecnic_capture_timer(void *opaque)
{
    IpsecnicState *s = opaque;

    ipsecnic_capture_flush(s);
    if (s->capture && ipsecnic_capture_file_waits(s->capture->file)) {
        timer_mod(s->capture->flush,
                  qemu_clock_get_ms(QEMU_CLOCK_REALTIME) +
                  IPSECNIC_CAPTURE_FLUSH);
    }
}

void ipsecnic_capture_end(IpsecnicState *s, const char *why)
{
    IpsecnicCapture *c = s->capture;
    IpsecnicCaptureFacts facts = { .control = true };
    g_autofree char *text = NULL;
    Error *err = NULL;
    uint32_t i;

    if (!c) {
        return;
    }
    ipsecnic_capture_late_faults(c);
    for (i = 0; i < s->queues && !s->load_failed; i++) {
        ipsecnic_capture_looked(s, &s->rxq[i].q);
        ipsecnic_capture_looked(s, &s->txq[i].q);
    }
    if (s->capture != c) {
        return;
    }
    text = g_strdup_printf("capture: ended; why: %s", why);
    ipsecnic_capture_line(c, &facts, 0, text);
    if (s->capture != c) {
        return;
    }
    s->capture_config->counts = *ipsecnic_capture_file_counts(c->file);
    ipsecnic_capture_finish(s, &err);
    if (err) {
        warn_report("ipsecnic: the capture ends: %s", error_get_pretty(err));
        ipsecnic_capture_ended(s, error_get_pretty(err));
        error_free(err);
    } else {
        ipsecnic_capture_ended(s, why);
    }
}

static void ipsecnic_capture_exit(Notifier *notifier, void *data)
{
    IpsecnicCapture *c = container_of(notifier, IpsecnicCapture, exit);

    ipsecnic_capture_end(c->nic, "QEMU ends");
}

/* From here on the packets are those of another host. */
static int ipsecnic_capture_migrated(NotifierWithReturn *notifier,
                                     MigrationEvent *event, Error **errp)
{
    IpsecnicCapture *c = container_of(notifier, IpsecnicCapture, migration);

    /* Behind a background snapshot the machine goes on here. */
    if (event->type == MIG_EVENT_PRECOPY_DONE && !runstate_is_running()) {
        ipsecnic_capture_end(c->nic, "migrated");
    }
    return 0;
}

/* The SAs that nobody saw coming. */
static void ipsecnic_capture_present(IpsecnicState *s, const char *what)
{
    IpsecnicCapture *c = s->capture;
    uint32_t handle = 0;
    uint32_t count = 0;
    IpsecSaCtx ctx;

    while (s->capture == c &&
           (handle = ipsec_engine_next_sa(s->engine, handle))) {
        if (count++ == PRESENT_MAX) {
            IpsecnicCaptureFacts facts = { .control = true };
            g_autofree char *text = NULL;

            text = g_strdup_printf("sa: %s; count: %" PRIu32
                                   "; text: the others are left out", what,
                                   ipsec_engine_sa_count(s->engine));
            ipsecnic_capture_line(c, &facts, 0, text);
            return;
        }
        ipsec_engine_describe_sa(s->engine, handle, &ctx);
        ipsecnic_capture_write_sa(s, what, handle, 0, &ctx, NULL);
    }
}

void ipsecnic_capture_came(IpsecnicState *s)
{
    if (s->capture) {
        ipsecnic_capture_present(s, "came");
    }
}

static bool ipsecnic_capture_begin(IpsecnicState *s, Error **errp)
{
    IpsecnicCaptureConfig *config = ipsecnic_capture_config(s);
    IpsecnicCaptureFacts facts = { .control = true };
    IpsecnicCaptureFile *file;
    IpsecnicCapture *c;
    g_autofree char *text = NULL;

    file = ipsecnic_capture_file_open(config->path, config->max,
                                      config->files, errp);
    if (!file) {
        error_prepend(errp, "property 'capture': ");
        return false;
    }
    c = g_new0(IpsecnicCapture, 1);
    c->nic = s;
    c->file = file;
    c->flush = timer_new_ms(QEMU_CLOCK_REALTIME, ipsecnic_capture_timer, s);
    c->posted = g_malloc(IPSECNIC_MAX_FRAME);
    c->faults[RECEIVED] = g_string_new(NULL);
    c->faults[SENT] = g_string_new(NULL);
    c->exit.notify = ipsecnic_capture_exit;
    qemu_add_exit_notifier(&c->exit);
    migration_add_notifier(&c->migration, ipsecnic_capture_migrated);
    s->capture = c;
    g_clear_pointer(&config->ended, g_free);
    trace_ipsecnic_capture_started(config->path);
    text = g_strdup_printf("capture: started; text: %s%s",
                           config->filter_text ? "filter " : "no filter",
                           config->filter_text ? config->filter_text : "");
    ipsecnic_capture_line(c, &facts, 0, text);
    ipsecnic_capture_present(s, "present");
    return true;
}

bool ipsecnic_capture_realize(IpsecnicState *s, Error **errp)
{
    return !s->capture_config || !s->capture_config->path ||
           ipsecnic_capture_begin(s, errp);
}

bool ipsecnic_capture_set_file(IpsecnicState *s, const char *path, bool live,
                               Error **errp)
{
    IpsecnicCaptureConfig *config = ipsecnic_capture_config(s);

    ipsecnic_capture_end(s, "by the operator");
    g_free(config->path);
    config->path = path && *path ? g_strdup(path) : NULL;
    if (config->path && live && !ipsecnic_capture_begin(s, errp)) {
        g_clear_pointer(&config->path, g_free);
        return false;
    }
    return true;
}

const char *ipsecnic_capture_get_file(IpsecnicState *s)
{
    return s->capture_config && s->capture_config->path ?
           s->capture_config->path : "";
}

bool ipsecnic_capture_set_filter(IpsecnicState *s, const char *text,
                                 Error **errp)
{
    IpsecnicCaptureConfig *config = ipsecnic_capture_config(s);
    IpsecnicCaptureFilter *filter = ipsecnic_capture_filter_new(text, errp);

    if (!filter) {
        error_prepend(errp, "property 'capture-filter': ");
        return false;
    }
    ipsecnic_capture_filter_free(config->filter);
    config->filter = filter;
    g_free(config->filter_text);
    config->filter_text = text && *text ? g_strdup(text) : NULL;
    ipsecnic_capture_control(s, 0, "capture: filter; text: %s",
                             text && *text ? text : "no filter");
    return true;
}

const char *ipsecnic_capture_get_filter(IpsecnicState *s)
{
    return s->capture_config && s->capture_config->filter_text ?
           s->capture_config->filter_text : "";
}

bool ipsecnic_capture_set_limits(IpsecnicState *s, uint64_t max,
                                 uint32_t files, Error **errp)
{
    IpsecnicCaptureConfig *config = ipsecnic_capture_config(s);

    if (max && max < IPSECNIC_CAPTURE_MIN) {
        error_setg(errp, "property 'capture-max-size' is %" PRIu64 ", must be "
                   "0 or from %d on", max, IPSECNIC_CAPTURE_MIN);
        return false;
    }
    if (!files || files > IPSECNIC_CAPTURE_FILES_MAX) {
        error_setg(errp, "property 'capture-files' is %" PRIu32 ", must be "
                   "from 1 to %d", files, IPSECNIC_CAPTURE_FILES_MAX);
        return false;
    }
    if (s->capture &&
        !ipsecnic_capture_file_limit(s->capture->file, max, files, errp)) {
        return false;
    }
    config->max = max;
    config->files = files;
    return true;
}

uint64_t ipsecnic_capture_max_size(IpsecnicState *s)
{
    return s->capture_config ? s->capture_config->max : 0;
}

uint32_t ipsecnic_capture_files(IpsecnicState *s)
{
    return s->capture_config ? s->capture_config->files :
           IPSECNIC_CAPTURE_FILES;
}

bool ipsecnic_capture_get_state(IpsecnicState *s, Visitor *v,
                                const char *name, Error **errp)
{
    IpsecnicCaptureConfig *config = ipsecnic_capture_config(s);
    const IpsecnicCaptureCounts *counts = s->capture ?
        ipsecnic_capture_file_counts(s->capture->file) : &config->counts;
    g_autofree char *file = g_strdup(config->path ? config->path : "");
    g_autofree char *ended = g_strdup(config->ended ? config->ended : "");
    bool running = s->capture;
    uint64_t wire = counts->records[IPSECNIC_CAPTURE_WIRE];
    uint64_t card = counts->records[IPSECNIC_CAPTURE_CARD];
    uint64_t control = counts->records[IPSECNIC_CAPTURE_CONTROL];
    uint64_t dropped = counts->dropped;
    uint64_t bytes = counts->bytes;
    uint64_t files = counts->files;
    bool ok;

    if (!visit_start_struct(v, name, NULL, 0, errp)) {
        return false;
    }
    ok = visit_type_bool(v, "running", &running, errp) &&
         visit_type_str(v, "file", &file, errp) &&
         visit_type_str(v, "ended", &ended, errp) &&
         visit_type_uint64(v, "wire", &wire, errp) &&
         visit_type_uint64(v, "card", &card, errp) &&
         visit_type_uint64(v, "control", &control, errp) &&
         visit_type_uint64(v, "dropped", &dropped, errp) &&
         visit_type_uint64(v, "bytes", &bytes, errp) &&
         visit_type_uint64(v, "files", &files, errp) &&
         visit_check_struct(v, errp);
    visit_end_struct(v, NULL);
    return ok;
}

void ipsecnic_capture_free(IpsecnicState *s)
{
    IpsecnicCaptureConfig *config = s->capture_config;

    ipsecnic_capture_end(s, "the card is gone");
    if (config) {
        ipsecnic_capture_filter_free(config->filter);
        g_free(config->filter_text);
        g_free(config->path);
        g_free(config->ended);
        g_clear_pointer(&s->capture_config, g_free);
    }
}

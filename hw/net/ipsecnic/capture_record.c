/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the records of a capture that is running
 *
 * What is written is in memory at first, and goes to the file a few times in a
 * second, when the machine stops and when the capture ends; so the main loop
 * writes much at once and seldom.
 */

#include "qemu/osdep.h"
#include "migration/misc.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "system/system.h"

#include "capture_record.h"
#include "trace.h"

IpsecnicCaptureConfig *ipsecnic_capture_config(IpsecnicState *s)
{
    if (!s->capture_config) {
        s->capture_config = g_new0(IpsecnicCaptureConfig, 1);
        s->capture_config->files = IPSECNIC_CAPTURE_FILES;
        s->capture_config->filter = ipsecnic_capture_filter_new(NULL,
                                                                &error_abort);
    }
    return s->capture_config;
}

void ipsecnic_capture_add(IpsecnicCapture *c,
                          const IpsecnicCaptureFacts *facts,
                          IpsecnicCaptureRecord *record)
{
    IpsecnicState *s = c->nic;
    Error *err = NULL;

    if (!ipsecnic_capture_filter_match(s->capture_config->filter, facts)) {
        return;
    }
    /* The host's clock may be set back; records stay in order. */
    c->time = MAX(c->time, ipsecnic_capture_now());
    record->time = c->time;
    if (!ipsecnic_capture_file_write(c->file, record, &err)) {
        ipsecnic_capture_close(s, err);
        return;
    }
    if (!timer_pending(c->flush)) {
        timer_mod(c->flush, qemu_clock_get_ms(QEMU_CLOCK_REALTIME) +
                  IPSECNIC_CAPTURE_FLUSH);
    }
}

void ipsecnic_capture_line(IpsecnicCapture *c,
                           const IpsecnicCaptureFacts *facts, uint64_t packet,
                           const char *text)
{
    ipsecnic_capture_add(c, facts, &(IpsecnicCaptureRecord) {
        .interface = IPSECNIC_CAPTURE_CONTROL,
        .packet = packet,
        .comment = text,
    });
}

void ipsecnic_capture_finish(IpsecnicState *s, Error **errp)
{
    IpsecnicCapture *c = s->capture;

    s->capture = NULL;
    ipsecnic_capture_file_close(c->file, errp);
    timer_free(c->flush);
    qemu_remove_exit_notifier(&c->exit);
    migration_remove_notifier(&c->migration);
    g_free(c->posted);
    g_string_free(c->faults[RECEIVED], true);
    g_string_free(c->faults[SENT], true);
    g_free(c);
}

void ipsecnic_capture_ended(IpsecnicState *s, const char *why)
{
    IpsecnicCaptureConfig *config = s->capture_config;

    trace_ipsecnic_capture_ended(config->path, why);
    g_free(config->ended);
    config->ended = g_strdup(why);
    g_clear_pointer(&config->path, g_free);
}

void ipsecnic_capture_close(IpsecnicState *s, Error *err)
{
    IpsecnicCapture *c = s->capture;

    s->capture_config->counts = *ipsecnic_capture_file_counts(c->file);
    ipsecnic_capture_finish(s, NULL);
    warn_report("ipsecnic: the capture ends: %s", error_get_pretty(err));
    ipsecnic_capture_ended(s, error_get_pretty(err));
    error_free(err);
}

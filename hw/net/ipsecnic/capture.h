/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: a capture: how it begins and ends, and where it goes
 *
 * The operator's, and never the guest's business: an error of the file ends the
 * capture and nothing else.
 */

#ifndef HW_NET_IPSECNIC_CAPTURE_H
#define HW_NET_IPSECNIC_CAPTURE_H

#include "capture_story.h"
#include "state.h"

struct Visitor;

/**
 * ipsecnic_capture_set_file: the property `capture`: begin a capture, or end
 * the one that there is.
 * @path: "" or NULL: no capture
 * @live: the card is realized; else ipsecnic_capture_realize() begins it
 * @errp: set, with path and reason, if the file is not to be written; an
 *        earlier capture has ended even so
 */
bool ipsecnic_capture_set_file(IpsecnicState *s, const char *path, bool live,
                               Error **errp);

/** ipsecnic_capture_realize: begin the capture that was asked for, if any. */
bool ipsecnic_capture_realize(IpsecnicState *s, Error **errp);

/** ipsecnic_capture_get_file: the file that is written now, or "". */
const char *ipsecnic_capture_get_file(IpsecnicState *s);

/** ipsecnic_capture_set_filter, _get_filter: the property `capture-filter`. */
bool ipsecnic_capture_set_filter(IpsecnicState *s, const char *text,
                                 Error **errp);
const char *ipsecnic_capture_get_filter(IpsecnicState *s);

/**
 * ipsecnic_capture_set_limits: the properties `capture-max-size` (bytes; 0:
 * none) and `capture-files`.  What reads them is below.
 */
bool ipsecnic_capture_set_limits(IpsecnicState *s, uint64_t max,
                                 uint32_t files, Error **errp);
uint64_t ipsecnic_capture_max_size(IpsecnicState *s);
uint32_t ipsecnic_capture_files(IpsecnicState *s);

/**
 * ipsecnic_capture_get_state: the property `capture-state`, a struct.
 * @name: of the member that it becomes
 */
bool ipsecnic_capture_get_state(IpsecnicState *s, struct Visitor *v,
                                const char *name, Error **errp);

/** ipsecnic_capture_came: the SAs of another host are there. */
void ipsecnic_capture_came(IpsecnicState *s);

/** ipsecnic_capture_flush: write what was not written yet. */
void ipsecnic_capture_flush(IpsecnicState *s);

/**
 * ipsecnic_capture_end: write a last record and close the file.
 * @why: in words
 */
void ipsecnic_capture_end(IpsecnicState *s, const char *why);

/** ipsecnic_capture_free: the card is freed. */
void ipsecnic_capture_free(IpsecnicState *s);

#endif /* HW_NET_IPSECNIC_CAPTURE_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: which records of a capture are wanted
 */

#ifndef HW_NET_IPSECNIC_CAPTURE_FILTER_H
#define HW_NET_IPSECNIC_CAPTURE_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "qapi/error.h"

typedef struct IpsecnicCaptureFilter IpsecnicCaptureFilter;

/** What a record has that a filter can ask for. */
typedef struct IpsecnicCaptureFacts {
    /** It is no packet: what it does not have, nobody asks of it. */
    bool control;
    uint32_t sa[2];             /* 0: none */
    uint32_t spi[3];            /* 0: none */
    const char *queue;          /* or NULL */
    const char *verdict[4];     /* words, or NULL */
} IpsecnicCaptureFacts;

/**
 * ipsecnic_capture_filter_new: read a filter.
 * @text: words KEY=VALUE with blanks between; NULL or "": everything
 * @errp: set, with the place of the word, to what is wrong with it
 *
 * NULL: see @errp.
 */
IpsecnicCaptureFilter *ipsecnic_capture_filter_new(const char *text,
                                                   Error **errp);

void ipsecnic_capture_filter_free(IpsecnicCaptureFilter *filter);

/** ipsecnic_capture_filter_match: is a record wanted? */
bool ipsecnic_capture_filter_match(const IpsecnicCaptureFilter *filter,
                                   const IpsecnicCaptureFacts *facts);

#endif /* HW_NET_IPSECNIC_CAPTURE_FILTER_H */

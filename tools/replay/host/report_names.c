/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers of card and guest in words
 */

#include <glib.h>
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "replay_proto.h"
#include "report_names.h"

typedef struct StatusText {
    uint32_t status;
    const char *name;
    const char *text;
} StatusText;

static const StatusText status_texts[] = {
#define STATUS(id, text) { IPSECNIC_ST_##id, #id, text },
    IPSECNIC_ST_NAMES(STATUS)
#undef STATUS
};

static const StatusText tx_status_texts[] = {
#define STATUS(id, name, text) { IPSECNIC_TX_ST_##id, #id, text },
    IPSECNIC_TX_ST_NAMES(STATUS)
#undef STATUS
};

static const StatusText refusal_texts[] = {
    { 0, "none", "not refused" },
    { REPLAY_REFUSED_MALFORMED, "malformed",
      "the headers of the IP packet cannot be followed" },
    { REPLAY_REFUSED_HEADERS, "headers", "its headers are too long" },
    { REPLAY_REFUSED_FRAGMENT, "fragment",
      "a fragment that does not show what its SA is chosen by" },
    { REPLAY_REFUSED_TOO_LONG, "too_long",
      "with its new headers it is too long for an IP packet" },
    { REPLAY_REFUSED_SEQUENCE, "sequence",
      "the sequence numbers of its SA are used up" },
    { REPLAY_REFUSED_NO_OFFLOAD, "no_offload",
      "this card does not offer what it needs" },
    { REPLAY_REFUSED_NO_SA, "no_sa", "its SA was deleted" },
    { REPLAY_REFUSED_NESTED, "nested",
      "it is for two SAs, one of which is in packet mode" },
};

static const StatusText *find_text(const StatusText *texts, size_t count,
                                   uint32_t status)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (texts[i].status == status) {
            return &texts[i];
        }
    }
    return NULL;
}

#define FIND_TEXT(texts, status) \
    find_text(texts, G_N_ELEMENTS(texts), status)

const char *report_status_name(uint32_t status)
{
    const StatusText *t = FIND_TEXT(status_texts, status);

    return t ? t->name : "an unknown status";
}

const char *report_status_text(uint32_t status)
{
    const StatusText *t = FIND_TEXT(status_texts, status);

    return t ? t->text : "this tool is older than the card";
}

const char *report_tx_status_name(uint32_t status)
{
    const StatusText *t = FIND_TEXT(tx_status_texts, status);

    return t ? t->name : "an unknown status";
}

const char *report_tx_status_text(uint32_t status)
{
    const StatusText *t = FIND_TEXT(tx_status_texts, status);

    return t ? t->text : "this tool is older than the card";
}

const char *report_refusal_name(uint32_t refused)
{
    const StatusText *t = FIND_TEXT(refusal_texts, refused);

    return t ? t->name : "unknown";
}

const char *report_refusal_text(uint32_t refused)
{
    const StatusText *t = FIND_TEXT(refusal_texts, refused);

    return t ? t->text : "this tool is older than the guest";
}

static const char *name_of(const char *const *names, size_t count,
                           unsigned number)
{
    return number < count ? names[number] : "unknown";
}

#define NAME_OF(names, number) name_of(names, G_N_ELEMENTS(names), number)

const char *report_queue_error(uint32_t reason)
{
    static const char *const names[] = {
#define REASON(id, text) [IPSECNIC_Q_ERR_##id] = #id,
        IPSECNIC_Q_ERR_NAMES(REASON)
#undef REASON
    };

    return NAME_OF(names, reason);
}

const char *report_action_name(uint32_t number)
{
    static const char *const names[] = {
#define ACTION(id, name) [IPSECNIC_POLICY_##id] = name,
        IPSECNIC_POLICY_NAMES(ACTION)
#undef ACTION
    };

    return NAME_OF(names, number);
}

const char *report_crypto_name(uint32_t number)
{
    static const char *const names[] = {
#define STATUS(id, name, counter) [IPSECNIC_CRYPTO_##id] = name,
        IPSECNIC_CRYPTO_NAMES(STATUS)
#undef STATUS
    };

    return NAME_OF(names, number);
}

const char *report_verdict_name(uint32_t number)
{
    static const char *const names[] = {
        [REPLAY_VERDICT_ACCEPTED] = "accepted",
        [REPLAY_VERDICT_ICV_FAILED] = "icv_failed",
        [REPLAY_VERDICT_INVALID] = "invalid",
        [REPLAY_VERDICT_REPLAY] = "replay",
        [REPLAY_VERDICT_NOT_FOR_US] = "not_for_us",
        [REPLAY_VERDICT_DROPPED] = "dropped",
    };

    return NAME_OF(names, number);
}

const char *report_check_name(uint32_t number)
{
    static const char *const names[] = {
        [REPLAY_CHECK_AGREED] = "agreed",
        [REPLAY_CHECK_CARD_ACCEPTED] = "card_accepted",
        [REPLAY_CHECK_CARD_REFUSED] = "card_refused",
    };

    return number == REPLAY_CHECK_NONE ? NULL : NAME_OF(names, number);
}

const char *report_kind_name(uint32_t number)
{
    static const char *const names[] = {
#define KIND(id, name) [IPSECNIC_KIND_##id] = name,
        IPSECNIC_KIND_NAMES(KIND)
#undef KIND
    };

    return NAME_OF(names, number);
}

const char *report_reason_name(uint32_t number)
{
    static const char *const names[] = {
#define REASON(id, name) [IPSECNIC_REASON_##id] = name,
        IPSECNIC_REASON_NAMES(REASON)
#undef REASON
    };

    return NAME_OF(names, number);
}

const char *report_accept_name(uint32_t number)
{
    static const char *const names[] = {
#define ACCEPT(id, name) [IPSECNIC_ACCEPT_##id] = name,
        IPSECNIC_ACCEPT_NAMES(ACCEPT)
#undef ACCEPT
    };

    return NAME_OF(names, number);
}

const char *report_csum_name(uint32_t number)
{
    static const char *const names[] = {
#define CSUM(id, name) [IPSECNIC_CSUM_##id] = name,
        IPSECNIC_CSUM_NAMES(CSUM)
#undef CSUM
    };

    return NAME_OF(names, number);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The protocol's numbers for those of the transport
 */

#include "replay_proto.h"
#include "wire.h"

uint8_t wire_verdict(enum transport_verdict verdict)
{
    static const uint8_t verdicts[] = {
        [TRANSPORT_ACCEPTED] = REPLAY_VERDICT_ACCEPTED,
        [TRANSPORT_ICV_FAILED] = REPLAY_VERDICT_ICV_FAILED,
        [TRANSPORT_INVALID] = REPLAY_VERDICT_INVALID,
        [TRANSPORT_REPLAY] = REPLAY_VERDICT_REPLAY,
        [TRANSPORT_NOT_FOR_US] = REPLAY_VERDICT_NOT_FOR_US,
        [TRANSPORT_DROPPED] = REPLAY_VERDICT_DROPPED,
        /* which the tool is not told of */
        [TRANSPORT_ORIGINAL] = REPLAY_VERDICT_INVALID,
    };
    _Static_assert(sizeof(verdicts) == TRANSPORT_VERDICTS,
                   "every verdict has a number in the protocol");

    return verdicts[verdict];
}

uint8_t wire_replay(enum transport_replay replay)
{
    static const uint8_t replays[] = {
        [TRANSPORT_REPLAY_NOT_COMPARED] = REPLAY_CHECK_NONE,
        [TRANSPORT_REPLAY_AGREED] = REPLAY_CHECK_AGREED,
        [TRANSPORT_REPLAY_CARD_ACCEPTED] = REPLAY_CHECK_CARD_ACCEPTED,
        [TRANSPORT_REPLAY_CARD_REFUSED] = REPLAY_CHECK_CARD_REFUSED,
    };
    _Static_assert(sizeof(replays) == TRANSPORT_REPLAYS,
                   "every comparison has a number in the protocol");

    return replays[replay];
}

uint32_t wire_refusal(enum send_refusal refused)
{
    static const uint8_t refusals[] = {
        [SEND_REFUSED_NOT] = 0,
        [SEND_REFUSED_MALFORMED] = REPLAY_REFUSED_MALFORMED,
        [SEND_REFUSED_HEADERS] = REPLAY_REFUSED_HEADERS,
        [SEND_REFUSED_FRAGMENT] = REPLAY_REFUSED_FRAGMENT,
        [SEND_REFUSED_TOO_LONG] = REPLAY_REFUSED_TOO_LONG,
        [SEND_REFUSED_SEQUENCE] = REPLAY_REFUSED_SEQUENCE,
        [SEND_REFUSED_NO_SA] = REPLAY_REFUSED_NO_SA,
        [SEND_REFUSED_NESTED] = REPLAY_REFUSED_NESTED,
    };
    _Static_assert(sizeof(refusals) == SEND_REFUSALS,
                   "every refusal has a number in the protocol");

    return refusals[refused];
}

/*
 * Forms and selectors have the same numbers and the same layout, so that there
 * is nothing to be done, and no second copy of a hundred thousand selectors.
 */
#define SAME_FORM(name) \
    _Static_assert((uint32_t)SEND_FORM_##name == REPLAY_FORM_##name, \
                   "the bits of a form are the protocol's")
#define SAME_FLAG(name) \
    _Static_assert((uint32_t)SEND_SELECTOR_##name == REPLAY_SELECTOR_##name, \
                   "the flags of a selector are the protocol's")
#define SAME_FIELD(name) \
    _Static_assert(offsetof(struct send_selector, name) == \
                   offsetof(struct replay_selector, name) && \
                   sizeof(((struct send_selector *)0)->name) == \
                   sizeof(((struct replay_selector *)0)->name), \
                   "the fields of a selector are where the protocol has them")

SAME_FORM(TRAILER);
SAME_FORM(ICV_ROOM);
SAME_FORM(IV);
SAME_FORM(TRACK);
SAME_FORM(UDP_CSUM);

uint32_t wire_to_form(uint32_t form)
{
    return form;
}

SAME_FLAG(PROTO);
SAME_FLAG(SPORT);
SAME_FLAG(DPORT);
SAME_FIELD(sa);
SAME_FIELD(version);
SAME_FIELD(flags);
SAME_FIELD(src_prefix);
SAME_FIELD(dst_prefix);
SAME_FIELD(src);
SAME_FIELD(dst);
SAME_FIELD(proto);
SAME_FIELD(sport);
SAME_FIELD(dport);
_Static_assert(sizeof(struct send_selector) == sizeof(struct replay_selector),
               "a selector is as long as in the protocol");

const struct send_selector *wire_to_selectors(const void *selectors)
{
    return selectors;
}

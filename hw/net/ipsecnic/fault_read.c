/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: fault plans: reading one, and whether it can be
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qapi/visitor-impl.h"
#include "qemu/cutils.h"
#include "qemu/timer.h"

#if __has_include("qobject/qnull.h")
#include "qobject/qnull.h"
#else
#include "qapi/qmp/qnull.h"
#endif

#include "fault_plan.h"
#include "fault_read.h"
#include "fault_words.h"

/* Longest time and highest count that a plan can ask for. */
#define MS_MAX          3600000
#define BEHIND_MAX      64
#define COUNT_MAX       UINT32_MAX
#define NAME_MAX_LENGTH 64

/* Members of "what" besides "kind". */
#define NEEDS_STATUS    0x0001
#define NEEDS_CHANGE    0x0002  /* field, and value, xor or add */
#define NEEDS_HANDLE    0x0004
#define NEEDS_MS        0x0008
#define NEEDS_BEHIND    0x0010
#define NEEDS_CAPACITY  0x0020
#define NEEDS_QUEUE     0x0040
#define NEEDS_Q_REASON  0x0080
#define NEEDS_CODE      0x0100
#define NEEDS_LIMIT     0x0200
#define NEEDS_ADD       0x0400
#define HAS_MS          0x1000  /* may be there */
#define HAS_BYTES       0x2000
#define HAS_REASON      0x4000
#define HAS_EXECUTED    0x8000
#define HAS_COUNTED     0x10000
#define HAS_SA          0x20000 /* needed where no opportunity has one */

#define ON(side) (1 << IPSECNIC_FAULT_##side)
#define ON_QUEUES (ON(RECEIVE) | ON(TRANSMIT) | ON(CONTROL))
#define ON_ALL ((1 << IPSECNIC_FAULT_SIDES) - 1)

static const struct {
    uint32_t sides;
    uint32_t members;
} kinds[IPSECNIC_FAULT_KINDS] = {
    [IPSECNIC_FAULT_STATUS] = {
        ON_QUEUES, NEEDS_STATUS | HAS_BYTES | HAS_EXECUTED
    },
    [IPSECNIC_FAULT_NOT_DONE] = {
        ON(RECEIVE), HAS_BYTES | HAS_REASON
    },
    [IPSECNIC_FAULT_HANDLE] = { ON(RECEIVE), NEEDS_HANDLE },
    [IPSECNIC_FAULT_STALE_HANDLE] = { ON(RECEIVE) },
    [IPSECNIC_FAULT_FIELD] = { ON(RECEIVE), NEEDS_CHANGE },
    [IPSECNIC_FAULT_LOSE_FRAME] = {
        ON(RECEIVE) | ON(TRANSMIT)
    },
    [IPSECNIC_FAULT_DUPLICATE_FRAME] = { ON(TRANSMIT) },
    [IPSECNIC_FAULT_DELAY_FRAME] = { ON(TRANSMIT), NEEDS_MS },
    [IPSECNIC_FAULT_CORRUPT_ICV] = { ON(TRANSMIT) },
    [IPSECNIC_FAULT_SEQUENCE] = { ON(TRANSMIT), NEEDS_ADD },
    [IPSECNIC_FAULT_LOSE_COMPLETION] = { ON_QUEUES },
    [IPSECNIC_FAULT_DUPLICATE_COMPLETION] = {
        ON_QUEUES
    },
    [IPSECNIC_FAULT_DELAY_COMPLETION] = {
        ON_QUEUES, NEEDS_MS
    },
    [IPSECNIC_FAULT_REORDER_COMPLETION] = {
        ON_QUEUES, NEEDS_BEHIND
    },
    [IPSECNIC_FAULT_PHASE_LATE] = { ON_QUEUES, NEEDS_MS },
    [IPSECNIC_FAULT_HANG] = { ON(CONTROL), HAS_MS },
    [IPSECNIC_FAULT_TABLE_FULL] = {
        ON(CONTROL), NEEDS_CAPACITY
    },
    [IPSECNIC_FAULT_LOSE] = {
        ON(EVENT) | ON(INTERRUPT), HAS_COUNTED
    },
    [IPSECNIC_FAULT_DUPLICATE] = { ON(EVENT) },
    [IPSECNIC_FAULT_DELAY] = {
        ON(EVENT) | ON(INTERRUPT), NEEDS_MS
    },
    [IPSECNIC_FAULT_STUCK] = { ON(RESET), HAS_MS },
    [IPSECNIC_FAULT_LINK_DOWN] = { ON_ALL, NEEDS_MS },
    [IPSECNIC_FAULT_QUEUE_ERROR] = {
        ON_ALL, NEEDS_QUEUE | NEEDS_Q_REASON
    },
    [IPSECNIC_FAULT_DEVICE_ERROR] = { ON_ALL, NEEDS_CODE },
    [IPSECNIC_FAULT_CARD_GONE] = { ON_ALL, HAS_MS },
    [IPSECNIC_FAULT_RAISE_INTERRUPT] = {
        ON_ALL, NEEDS_QUEUE
    },
    [IPSECNIC_FAULT_COUNTERS_STOP] = { ON_ALL, HAS_MS },
    [IPSECNIC_FAULT_SA_DELETE_REQUEST] = {
        ON_ALL, HAS_SA
    },
    [IPSECNIC_FAULT_SA_LIMIT] = { ON_ALL, NEEDS_LIMIT | HAS_SA },
    [IPSECNIC_FAULT_SEQUENCE_TOP_LOST] = {
        ON_ALL, HAS_SA
    },
    [IPSECNIC_FAULT_WINDOW_LOST] = { ON_ALL, HAS_SA },
};

/*
 * Reading.  The visitor names the place of what it refuses itself; what is
 * refused here has to.
 */

typedef struct Reader {
    Visitor *v;
    uint32_t queues;
    uint32_t index;             /* of the fault */
    IpsecnicFault *f;
    Error **errp;
} Reader;

static bool G_GNUC_PRINTF(3, 4) refuse(const Reader *r, const char *member,
                                       const char *fmt, ...)
{
    g_autofree char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    text = g_strdup_vprintf(fmt, ap);
    va_end(ap);
    error_setg(r->errp, "faults[%" PRIu32 "].%s: %s", r->index, member, text);
    return false;
}

/* An integer, if it is there; @has is set. */
static bool read_number(const Reader *r, const char *part, const char *name,
                        int64_t min, int64_t max, bool *has, int64_t *value)
{
    g_autofree char *place = g_strdup_printf("%s.%s", part, name);

    *has = visit_optional(r->v, name, has);
    if (!*has) {
        return true;
    }
    if (!visit_type_int64(r->v, name, value, r->errp)) {
        return false;
    }
    if (*value < min || *value > max) {
        return refuse(r, place, "%" PRId64 " is not from %" PRId64 " to %"
                      PRId64, *value, min, max);
    }
    return true;
}

static bool read_word(const Reader *r, const char *part, const char *name,
                      const IpsecnicFaultWord *words, bool *has,
                      uint32_t *number)
{
    g_autofree char *place = g_strdup_printf("%s.%s", part, name);
    g_autofree char *text = NULL;
    g_autoptr(GString) all = g_string_new("");

    *has = visit_optional(r->v, name, has);
    if (!*has) {
        return true;
    }
    if (!visit_type_str(r->v, name, &text, r->errp)) {
        return false;
    }
    for (; words->id; words++) {
        if (ipsecnic_fault_word_is(text, words->id)) {
            *number = words->number;
            return true;
        }
        g_string_append(all, all->len ? ", " : "");
        ipsecnic_fault_word_append(all, words->id);
    }
    return refuse(r, place, "'%s' is none of: %s", text, all->str);
}

static bool read_bool(const Reader *r, const char *name, bool *value)
{
    bool has;

    return !visit_optional(r->v, name, &has) ||
           visit_type_bool(r->v, name, value, r->errp);
}

/* "ctrl", "rx0", "tx0" and so on. */
static bool read_queue(const Reader *r, const char *part, bool *has,
                       uint32_t *queue)
{
    g_autofree char *place = g_strdup_printf("%s.queue", part);
    g_autofree char *text = NULL;
    uint64_t pair;

    *has = visit_optional(r->v, "queue", has);
    if (!*has) {
        return true;
    }
    if (!visit_type_str(r->v, "queue", &text, r->errp)) {
        return false;
    }
    if (!strcmp(text, "ctrl")) {
        *queue = IPSECNIC_QUEUE_CTRL;
        return true;
    }
    if ((!strncmp(text, "rx", 2) || !strncmp(text, "tx", 2)) &&
        g_ascii_isdigit(text[2]) && !parse_uint_full(text + 2, 10, &pair)) {
        if (pair >= r->queues) {
            return refuse(r, place, "'%s' is not there, the card has %" PRIu32
                          " pairs of queues", text, r->queues);
        }
        *queue = text[0] == 'r' ? IPSECNIC_QUEUE_RX(pair) :
                 IPSECNIC_QUEUE_TX(pair);
        return true;
    }
    return refuse(r, place, "'%s' is neither ctrl, rxN nor txN", text);
}

static bool read_where(const Reader *r)
{
    IpsecnicFault *f = r->f;
    g_autofree char *text = NULL;
    uint32_t side = 0;
    uint32_t outbound = 0;
    int64_t sa = 0;
    int64_t spi = 0;
    bool sa_sides;

    if (!visit_type_str(r->v, "side", &text, r->errp)) {
        return false;
    }
    while (side < IPSECNIC_FAULT_SIDES &&
           strcmp(text, ipsecnic_fault_side_name(side))) {
        side++;
    }
    if (side == IPSECNIC_FAULT_SIDES) {
        return refuse(r, "where.side", "'%s' is none of: receive, transmit, "
                      "control, event, interrupt, reset, time", text);
    }
    f->side = side;
    if (!read_queue(r, "where", &f->has_queue, &f->queue) ||
        !read_number(r, "where", "sa", 1, UINT32_MAX, &f->has_sa, &sa) ||
        !read_number(r, "where", "spi", 1, UINT32_MAX, &f->has_spi, &spi) ||
        !read_word(r, "where", "frame", ipsecnic_fault_frame_words,
                   &f->has_frame, &f->frame) ||
        !read_word(r, "where", "opcode", ipsecnic_fault_opcode_words,
                   &f->has_opcode, &f->opcode) ||
        !read_word(r, "where", "event", ipsecnic_fault_event_words,
                   &f->has_event, &f->event) ||
        !read_word(r, "where", "direction", ipsecnic_fault_direction_words,
                   &f->has_direction, &outbound)) {
        return false;
    }
    f->sa = sa;
    f->spi = spi;
    f->outbound = outbound;
    if (f->has_queue &&
        !(side == IPSECNIC_FAULT_INTERRUPT ||
          (side == IPSECNIC_FAULT_RECEIVE &&
           f->queue >= IPSECNIC_QUEUE_RX(0) &&
           f->queue < IPSECNIC_QUEUE_TX(0)) ||
          (side == IPSECNIC_FAULT_TRANSMIT &&
           f->queue >= IPSECNIC_QUEUE_TX(0)))) {
        return refuse(r, "where.queue", "nothing of side '%s' has this queue",
                      ipsecnic_fault_side_name(side));
    }
    sa_sides = ON_QUEUES & (1 << side);
    if (f->has_sa && !sa_sides && side != IPSECNIC_FAULT_EVENT) {
        return refuse(r, "where.sa", "nothing of side '%s' has an SA",
                      ipsecnic_fault_side_name(side));
    }
    if (f->has_spi && !sa_sides) {
        return refuse(r, "where.spi", "nothing of side '%s' has an SPI",
                      ipsecnic_fault_side_name(side));
    }
    if (f->has_frame && side != IPSECNIC_FAULT_RECEIVE) {
        return refuse(r, "where.frame", "only side 'receive' has it");
    }
    if (f->has_opcode && side != IPSECNIC_FAULT_CONTROL) {
        return refuse(r, "where.opcode", "only side 'control' has it");
    }
    if (f->has_event && side != IPSECNIC_FAULT_EVENT) {
        return refuse(r, "where.event", "only side 'event' has it");
    }
    if (f->has_direction && !sa_sides) {
        return refuse(r, "where.direction", "nothing of side '%s' has one",
                      ipsecnic_fault_side_name(side));
    }
    if (f->has_direction &&
        ((side == IPSECNIC_FAULT_RECEIVE && f->outbound) ||
         (side == IPSECNIC_FAULT_TRANSMIT && !f->outbound))) {
        return refuse(r, "where.direction", "side '%s' has the other one",
                      ipsecnic_fault_side_name(side));
    }
    return true;
}

static bool read_when(const Reader *r)
{
    IpsecnicFault *f = r->f;
    bool has_nth, has_every, has_times, has_from, has_until, has_after;
    bool has_period;
    int64_t nth = 0, every = 0, times = 0, from = 0, until = 0, after = 0;
    int64_t period = 0;
    double probability = 0;

    if (!read_number(r, "when", "nth", 1, COUNT_MAX, &has_nth, &nth) ||
        !read_number(r, "when", "every", 1, COUNT_MAX, &has_every, &every) ||
        !read_number(r, "when", "times", 1, COUNT_MAX, &has_times, &times) ||
        !read_number(r, "when", "from-ms", 0, MS_MAX, &has_from, &from) ||
        !read_number(r, "when", "until-ms", 1, MS_MAX, &has_until, &until) ||
        !read_number(r, "when", "period-ms", 1, MS_MAX, &has_period,
                     &period) ||
        !read_number(r, "when", "after-packets", 1, INT64_MAX, &has_after,
                     &after)) {
        return false;
    }
    f->has_probability = visit_optional(r->v, "probability",
                                        &f->has_probability);
    if (f->has_probability) {
        if (!visit_type_number(r->v, "probability", &probability, r->errp)) {
            return false;
        }
        if (!(probability > 0 && probability <= 1)) {
            return refuse(r, "when.probability", "%g is not above 0 and up to "
                          "1", probability);
        }
        f->chance = probability * (double)(1ull << 53);
    }
    if (has_nth + has_every + f->has_probability > 1) {
        return refuse(r, "when", "'nth', 'every' and 'probability' exclude "
                      "each other");
    }
    if (has_nth && has_times) {
        return refuse(r, "when", "'nth' happens once, 'times' says nothing");
    }
    if (has_until && until <= from) {
        return refuse(r, "when.until-ms", "%" PRId64 " is not behind "
                      "'from-ms'", until);
    }
    if (has_period && f->side != IPSECNIC_FAULT_TIME) {
        return refuse(r, "when.period-ms", "only side 'time' has it");
    }
    if (has_after && !(ON_QUEUES & (1 << f->side))) {
        return refuse(r, "when.after-packets", "nothing of side '%s' has an "
                      "SA", ipsecnic_fault_side_name(f->side));
    }
    f->nth = nth;
    f->every = every;
    f->times = has_times ? times : UINT64_MAX;
    f->from_ns = from * SCALE_MS;
    f->until_ns = has_until ? until * SCALE_MS : INT64_MAX;
    f->period_ns = period * SCALE_MS;
    f->due_ns = f->from_ns;
    f->after_packets = after;
    return true;
}

/* field, and one of value, xor and add; of SEQUENCE add alone. */
static bool read_change(const Reader *r, uint32_t members)
{
    IpsecnicFault *f = r->f;
    int64_t max = INT64_MAX;
    int64_t value = 0, xor = 0, add = 0;
    bool has_field, has_value, has_xor, has_add;
    g_autofree char *text = NULL;

    has_field = visit_optional(r->v, "field", &has_field);
    if (has_field) {
        uint32_t size;

        if (!(members & NEEDS_CHANGE)) {
            return refuse(r, "what.field", "kind '%s' does not have it",
                          ipsecnic_fault_kind_name(f->kind));
        }
        if (!visit_type_str(r->v, "field", &text, r->errp)) {
            return false;
        }
        if (!ipsecnic_fault_field_named(text, &f->field, &size)) {
            return refuse(r, "what.field", "'%s' is no field of a receive "
                          "completion", text);
        }
        if (size < 8) {
            max = (1ll << 8 * size) - 1;
        }
    }
    if (!read_number(r, "what", "value", 0, max, &has_value, &value) ||
        !read_number(r, "what", "xor", 1, max, &has_xor, &xor) ||
        !read_number(r, "what", "add", members & NEEDS_ADD ? INT32_MIN : -max,
                     members & NEEDS_ADD ? INT32_MAX : max, &has_add, &add)) {
        return false;
    }
    if (!(members & (NEEDS_CHANGE | NEEDS_ADD))) {
        if (has_value || has_xor || has_add) {
            return refuse(r, "what", "kind '%s' changes no number",
                          ipsecnic_fault_kind_name(f->kind));
        }
        return true;
    }
    if ((members & NEEDS_CHANGE) &&
        (!has_field || has_value + has_xor + has_add != 1)) {
        return refuse(r, "what", "kind 'field' needs 'field' and one of "
                      "'value', 'xor' and 'add'");
    }
    if ((members & NEEDS_ADD) && (has_value || has_xor || !has_add)) {
        return refuse(r, "what", "kind '%s' needs 'add' alone",
                      ipsecnic_fault_kind_name(f->kind));
    }
    if (has_add && !add) {
        return refuse(r, "what.add", "0 changes nothing");
    }
    f->change = has_value ? IPSECNIC_FAULT_SET :
                has_xor ? IPSECNIC_FAULT_XOR : IPSECNIC_FAULT_ADD;
    f->value = has_value ? value : has_xor ? xor : add;
    return true;
}

static const IpsecnicFaultWord *status_words(IpsecnicFaultSide side)
{
    switch (side) {
    case IPSECNIC_FAULT_TRANSMIT:
        return ipsecnic_fault_tx_words;
    case IPSECNIC_FAULT_CONTROL:
        return ipsecnic_fault_command_status_words;
    default:
        return ipsecnic_fault_crypto_words;
    }
}

/* A member that was given, or was not, against what the kind has. */
static bool belongs(const Reader *r, const char *name, bool has, bool may,
                    bool must)
{
    if (has && !may) {
        g_autofree char *place = g_strdup_printf("what.%s", name);

        return refuse(r, place, "kind '%s' of side '%s' does not have it",
                      ipsecnic_fault_kind_name(r->f->kind),
                      ipsecnic_fault_side_name(r->f->side));
    }
    if (!has && must) {
        return refuse(r, "what", "'%s' is missing", name);
    }
    return true;
}

/* What a status fault says besides its status. */
static bool check_status(const Reader *r, bool has_executed)
{
    IpsecnicFault *f = r->f;
    bool unprotected = f->side == IPSECNIC_FAULT_RECEIVE && !f->status;

    if (f->unauthenticated && !unprotected) {
        return refuse(r, "what.unauthenticated-plaintext", "only the status "
                      "'success' of side 'receive' has it");
    }
    if (unprotected && f->decrypted) {
        return refuse(r, "what.bytes", "what failed its check was never "
                      "decrypted; see unauthenticated-plaintext");
    }
    if (f->side == IPSECNIC_FAULT_TRANSMIT && !f->status) {
        return refuse(r, "what.status", "a frame that is reported as sent and "
                      "is not: kind 'lose-frame'");
    }
    if (has_executed && f->side != IPSECNIC_FAULT_CONTROL) {
        return refuse(r, "what.executed", "only side 'control' has it");
    }
    if (f->side == IPSECNIC_FAULT_CONTROL && !f->status && f->executed) {
        return refuse(r, "what.executed", "a command that is done and said to "
                      "be is no fault");
    }
    return true;
}

static bool read_what(const Reader *r)
{
    IpsecnicFault *f = r->f;
    g_autofree char *text = NULL;
    const IpsecnicFaultWord *reasons;
    bool has_status, has_bytes, has_reason, has_handle, has_ms, has_behind;
    bool has_capacity, has_queue, has_code, has_limit, has_executed;
    bool has_counted;
    uint32_t decrypted = 0;
    uint32_t members;
    int64_t handle = 0, ms = 0, behind = 0, capacity = 0, code = 0;
    bool sa_needed;
    size_t i;

    if (!visit_type_str(r->v, "kind", &text, r->errp)) {
        return false;
    }
    for (i = 0; i < ARRAY_SIZE(kinds) &&
                strcmp(text, ipsecnic_fault_kind_name(i)); i++) {
        continue;
    }
    if (i == ARRAY_SIZE(kinds)) {
        return refuse(r, "what.kind", "'%s' is no kind of fault", text);
    }
    f->kind = i;
    if (!(kinds[i].sides & (1 << f->side))) {
        return refuse(r, "what.kind", "side '%s' has no '%s'",
                      ipsecnic_fault_side_name(f->side), text);
    }
    members = kinds[i].members;
    if (f->side != IPSECNIC_FAULT_RECEIVE) {
        members &= ~HAS_BYTES;
    }
    if (f->side != IPSECNIC_FAULT_EVENT) {
        members &= ~HAS_COUNTED;
    }

    reasons = members & NEEDS_Q_REASON ? ipsecnic_fault_queue_reason_words :
              ipsecnic_fault_reason_words;

    has_executed = visit_optional(r->v, "executed", &has_executed);
    has_counted = visit_optional(r->v, "counted", &has_counted);
    if (!read_word(r, "what", "status", status_words(f->side), &has_status,
                   &f->status) ||
        !read_word(r, "what", "bytes", ipsecnic_fault_bytes_words, &has_bytes,
                   &decrypted) ||
        !read_word(r, "what", "reason", reasons, &has_reason, &f->reason) ||
        !read_number(r, "what", "sa", 1, UINT32_MAX, &has_handle, &handle) ||
        !read_number(r, "what", "ms", 1, MS_MAX, &has_ms, &ms) ||
        !read_number(r, "what", "behind", 1, BEHIND_MAX, &has_behind,
                     &behind) ||
        !read_number(r, "what", "capacity", 0, COUNT_MAX, &has_capacity,
                     &capacity) ||
        !read_queue(r, "what", &has_queue, &f->target) ||
        !read_number(r, "what", "code", 1, UINT32_MAX, &has_code, &code) ||
        !read_word(r, "what", "limit", ipsecnic_fault_limit_words, &has_limit,
                   &f->limit) ||
        !read_bool(r, "executed", &f->executed) ||
        !read_bool(r, "counted", &f->counted) ||
        !read_bool(r, "unauthenticated-plaintext", &f->unauthenticated) ||
        !read_change(r, members)) {
        return false;
    }
    sa_needed = (members & NEEDS_HANDLE) ||
                ((members & HAS_SA) && !(ON_QUEUES & (1 << f->side)) &&
                 f->side != IPSECNIC_FAULT_EVENT);
    if (!belongs(r, "status", has_status, members & NEEDS_STATUS,
                 members & NEEDS_STATUS) ||
        !belongs(r, "bytes", has_bytes, members & HAS_BYTES, false) ||
        !belongs(r, "reason", has_reason,
                 members & (HAS_REASON | NEEDS_Q_REASON),
                 members & NEEDS_Q_REASON) ||
        !belongs(r, "sa", has_handle, members & (NEEDS_HANDLE | HAS_SA),
                 sa_needed) ||
        !belongs(r, "ms", has_ms, members & (NEEDS_MS | HAS_MS),
                 members & NEEDS_MS) ||
        !belongs(r, "behind", has_behind, members & NEEDS_BEHIND,
                 members & NEEDS_BEHIND) ||
        !belongs(r, "capacity", has_capacity, members & NEEDS_CAPACITY,
                 members & NEEDS_CAPACITY) ||
        !belongs(r, "queue", has_queue, members & NEEDS_QUEUE,
                 members & NEEDS_QUEUE) ||
        !belongs(r, "code", has_code, members & NEEDS_CODE,
                 members & NEEDS_CODE) ||
        !belongs(r, "limit", has_limit, members & NEEDS_LIMIT,
                 members & NEEDS_LIMIT) ||
        !belongs(r, "executed", has_executed, members & HAS_EXECUTED,
                 false) ||
        !belongs(r, "counted", has_counted, members & HAS_COUNTED, false) ||
        !belongs(r, "unauthenticated-plaintext", f->unauthenticated,
                 members & NEEDS_STATUS, false)) {
        return false;
    }
    if (f->kind == IPSECNIC_FAULT_QUEUE_ERROR && !f->reason) {
        return refuse(r, "what.reason", "'none' is no reason");
    }
    if (f->kind == IPSECNIC_FAULT_NOT_DONE && !has_reason) {
        f->reason = IPSECNIC_REASON_NO_SA;
    }
    if (f->kind == IPSECNIC_FAULT_TABLE_FULL && f->has_opcode &&
        f->opcode != IPSECNIC_CMD_ADD_SA) {
        return refuse(r, "where.opcode", "kind 'table-full' is of add-sa");
    }
    f->decrypted = decrypted;
    f->handle = handle;
    f->ns = ms * SCALE_MS;
    f->behind = behind;
    f->capacity = capacity;
    f->code = code;
    return f->kind != IPSECNIC_FAULT_STATUS || check_status(r, has_executed);
}

/* A struct that is a member of a fault. */
static bool read_part(const Reader *r, const char *name,
                      bool (*read)(const Reader *r))
{
    bool ok;

    if (!visit_start_struct(r->v, name, NULL, 0, r->errp)) {
        return false;
    }
    ok = read(r) && visit_check_struct(r->v, r->errp);
    visit_end_struct(r->v, NULL);
    return ok;
}

static bool read_fault(const Reader *r, const IpsecnicFaultPlan *plan)
{
    IpsecnicFault *f = r->f;
    bool has;
    uint32_t i;

    has = visit_optional(r->v, "name", &has);
    if (has) {
        const char *p;

        if (!visit_type_str(r->v, "name", &f->name, r->errp)) {
            return false;
        }
        for (p = f->name; g_ascii_isalnum(*p) || (*p && strchr("-_.", *p));
             p++) {
            continue;
        }
        if (*p || p == f->name || p - f->name > NAME_MAX_LENGTH) {
            return refuse(r, "name", "must be 1 to %d letters, digits, '-', "
                          "'_' and '.'", NAME_MAX_LENGTH);
        }
    } else {
        f->name = g_strdup_printf("fault-%" PRIu32, r->index);
    }
    for (i = 0; i < r->index; i++) {
        if (!strcmp(plan->faults[i].name, f->name)) {
            return refuse(r, "name", "'%s' is that of faults[%" PRIu32
                          "], too", f->name, i);
        }
    }
    if (!read_part(r, "where", read_where)) {
        return false;
    }
    f->times = UINT64_MAX;
    f->until_ns = INT64_MAX;
    has = visit_optional(r->v, "when", &has);
    return (!has || read_part(r, "when", read_when)) &&
           read_part(r, "what", read_what);
}

static bool read_faults(Visitor *v, uint32_t queues, IpsecnicFaultPlan *plan,
                        Error **errp)
{
    Reader r = { .v = v, .queues = queues, .errp = errp };
    GenericList *list = NULL;
    GenericList *tail;
    bool ok = true;

    if (!visit_start_list(v, "faults", &list, sizeof(*list), errp)) {
        return false;
    }
    for (tail = list; ok && tail; tail = visit_next_list(v, tail,
                                                         sizeof(*list))) {
        IpsecnicFault *f = &plan->faults[plan->count];

        if (plan->count == IPSECNIC_FAULTS_MAX) {
            error_setg(errp, "faults: there are more than %d",
                       IPSECNIC_FAULTS_MAX);
            ok = false;
            break;
        }
        r.index = plan->count;
        r.f = f;
        ok = visit_start_struct(v, NULL, NULL, 0, errp);
        if (ok) {
            plan->count++;
            ok = read_fault(&r, plan) && visit_check_struct(v, errp);
            visit_end_struct(v, NULL);
        }
        /* One after the other, or faults with one seed would be alike. */
        f->random = plan->seed ^ (r.index * 0xd1342543de82ef95ull);
        plan->needs_packets |= f->after_packets != 0;
        plan->needs_context |= f->side == IPSECNIC_FAULT_CONTROL &&
                               (f->has_direction || f->has_spi);
    }
    if (ok) {
        ok = visit_check_list(v, errp);
    }
    visit_end_list(v, (void **)&list);
    while (list) {
        tail = list;
        list = list->next;
        g_free(tail);
    }
    return ok;
}

static bool read_plan(Visitor *v, uint32_t queues, IpsecnicFaultPlan *plan,
                      Error **errp)
{
    int64_t seed = 0;
    bool has;
    bool ok;

    /* No name, so that places begin within the plan. */
    if (!visit_start_struct(v, NULL, NULL, 0, errp)) {
        return false;
    }
    has = visit_optional(v, "seed", &has);
    ok = !has || visit_type_int64(v, "seed", &seed, errp);
    if (ok && seed < 0) {
        error_setg(errp, "seed: %" PRId64 " is below 0", seed);
        ok = false;
    }
    plan->seed = seed;
    ok = ok && read_faults(v, queues, plan, errp) &&
         visit_check_struct(v, errp);
    visit_end_struct(v, NULL);
    return ok;
}

bool ipsecnic_fault_plan_read(Visitor *v, uint32_t queues,
                              IpsecnicFaultPlan **plan, Error **errp)
{
    GenericAlternate *alt;
    bool is_null;

    *plan = NULL;
    /* "qom-set" of the monitor has one that reads single values alone. */
    if (!v->start_alternate || !v->start_struct || !v->start_list) {
        error_setg(errp, "a plan of faults is a JSON object (in the monitor: "
                   "qom-set -j)");
        return false;
    }
    if (!visit_start_alternate(v, NULL, &alt, sizeof(*alt), errp)) {
        return false;
    }
    is_null = alt->type == QTYPE_QNULL;
    visit_end_alternate(v, (void **)&alt);
    g_free(alt);
    if (is_null) {
        QNull *null = NULL;

        if (!visit_type_null(v, NULL, &null, errp)) {
            return false;
        }
        qobject_unref(null);
        return true;
    }
    *plan = g_new0(IpsecnicFaultPlan, 1);
    if (!read_plan(v, queues, *plan, errp)) {
        g_clear_pointer(plan, ipsecnic_fault_plan_free);
        return false;
    }
    if (!(*plan)->count) {
        g_clear_pointer(plan, ipsecnic_fault_plan_free);
    }
    return true;
}

static bool write_fault(Visitor *v, const IpsecnicFault *f, Error **errp)
{
    char *side = (char *)ipsecnic_fault_side_name(f->side);
    char *kind = (char *)ipsecnic_fault_kind_name(f->kind);
    char *name = f->name;
    uint64_t matched = f->matched;
    uint64_t fired = f->fired;
    uint64_t missed = f->missed;
    bool ok;

    if (!visit_start_struct(v, NULL, NULL, 0, errp)) {
        return false;
    }
    ok = visit_type_str(v, "name", &name, errp) &&
         visit_type_str(v, "side", &side, errp) &&
         visit_type_str(v, "kind", &kind, errp) &&
         visit_type_uint64(v, "matched", &matched, errp) &&
         visit_type_uint64(v, "fired", &fired, errp) &&
         visit_type_uint64(v, "missed", &missed, errp);
    if (ok) {
        visit_check_struct(v, errp);
    }
    visit_end_struct(v, NULL);
    return ok;
}

bool ipsecnic_fault_plan_write(Visitor *v, const char *name,
                               const IpsecnicFaultPlan *plan, Error **errp)
{
    uint64_t seed = plan ? plan->seed : 0;
    /* An output visitor asks only whether there is one. */
    GenericList dummy = { };
    GenericList *list = plan ? &dummy : NULL;
    bool ok;
    uint32_t i;

    if (!visit_start_struct(v, name, NULL, 0, errp)) {
        return false;
    }
    ok = visit_type_uint64(v, "seed", &seed, errp) &&
         visit_start_list(v, "faults", &list, sizeof(*list), errp);
    if (ok) {
        for (i = 0; ok && plan && i < plan->count; i++) {
            ok = write_fault(v, &plan->faults[i], errp);
        }
        visit_end_list(v, (void **)&list);
    }
    if (ok) {
        visit_check_struct(v, errp);
    }
    visit_end_struct(v, NULL);
    return ok;
}

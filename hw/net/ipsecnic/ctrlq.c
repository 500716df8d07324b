/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the control queue: commands and events
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"

#include "capture_story.h"
#include "ctrlq.h"
#include "desc.h"
#include "dma.h"
#include "engine/engine.h"
#include "engine/sa_codec.h"
#include "engine/secret.h"
#include "espkeys.h"
#include "event.h"
#include "fault_act.h"
#include "guest_error.h"
#include "queue.h"
#include "rss.h"
#include "sa_text.h"
#include "state.h"
#include "steer.h"
#include "trace.h"
#include "words.h"

/* Fields that a command may use besides opcode and cookie. */
#define USES_COUNT      0x01
#define USES_DATA       0x02
#define USES_HANDLE     0x04
#define USES_RESULT     0x08
#define USES_OPERATION  0x10    /* operation, spi and sequence */

/* Longest argument: a full batch of the longest contexts. */
#define DATA_MAX (IPSECNIC_BATCH_MAX * IPSECNIC_SA_CTX_MAX)

/* The longest replay window, and what a place for one can be. */
#define WINDOW_BYTES_MAX \
    (sizeof(struct ipsecnic_window) + IPSEC_WINDOW_MAX / 8)

QEMU_BUILD_BUG_ON(WINDOW_BYTES_MAX > DATA_MAX);
QEMU_BUILD_BUG_ON(IPSECNIC_BATCH_MAX * sizeof(struct ipsecnic_policy) >
                  DATA_MAX);

typedef struct IpsecnicCommandType IpsecnicCommandType;

/* A command on its way. */
typedef struct IpsecnicWork {
    const IpsecnicCommandType *type;
    IpsecnicCommand cmd;
    uint32_t index;             /* of the posted entry */
    uint32_t done;              /* for the completion */
    uint32_t handle;
    uint32_t failed_member;     /* the first one, and its status; OK: none */
    uint32_t failed_status;
    uint8_t results[IPSECNIC_BATCH_MAX * sizeof(struct ipsecnic_result)];
} IpsecnicWork;

struct IpsecnicCommandType {
    uint16_t flags;             /* that it knows */
    uint16_t uses;
    bool ipsec;                 /* needs the feature IPSEC_RX or IPSEC_TX */
    uint8_t feature;            /* needs this one; 0: none of its own */
    bool makes_handles;         /* a batch must have a place for them */
    bool reads_data;            /* the argument is read before it runs */
    bool moves_frames;          /* may change which queue a frame is for */
    /* Is data_length possible?  NULL: any. */
    bool (*length_ok)(const IpsecnicCommand *cmd);
    uint16_t length;            /* data_length is this; 0: see length_ok */
    /* Is the argument consistent?  IPSECNIC_ST_*; NULL: yes. */
    uint32_t (*check)(IpsecnicState *s, const IpsecnicCommand *cmd);
    /* Do it, and return IPSECNIC_ST_*. */
    uint32_t (*run)(IpsecnicState *s, IpsecnicWork *w);
    /* The same, of commands that are run elsewhere and tell nothing more. */
    uint32_t (*act)(IpsecnicState *s, const IpsecnicCommand *cmd);
};

/* Why something was refused; NULL: it was not. */
static const char *ipsecnic_refusal_text(uint32_t status)
{
    return status ? ipsecnic_status_text(status) : NULL;
}

/* Tell what an SA was to be; @length bytes of its context are there. */
static void ipsecnic_capture_add_sa(IpsecnicState *s, const uint8_t *bytes,
                                    uint32_t length, uint32_t status,
                                    uint32_t handle)
{
    IpsecSaCtx ctx;
    bool whole = length >= IPSEC_SA_KEYS_START;

    if (whole) {
        ipsec_sa_ctx_decode(&ctx, bytes);
    }
    ipsecnic_capture_sa(s, status ? "refused" : "added", handle, 0,
                        whole ? &ctx : NULL, ipsecnic_refusal_text(status));
}

static void ipsecnic_capture_add_policy(IpsecnicState *s,
                                        const struct ipsecnic_policy *policy,
                                        uint32_t status, uint32_t handle)
{
    g_autoptr(GString) text = g_string_new(NULL);

    ipsecnic_policy_text(text, policy);
    ipsecnic_capture_control(s, 0, "policy: %s; handle: 0x%08" PRIx32 "%s%s%s",
                             status ? "refused" : "added", handle, text->str,
                             status ? "; text: " : "",
                             ipsecnic_refusal_text(status) ?: "");
}

/* The status of a batch from those of its members. */
static uint32_t ipsecnic_batch_status(const IpsecnicWork *w, uint32_t first)
{
    if (w->done == w->cmd.count) {
        return IPSECNIC_ST_OK;
    }
    return w->done ? IPSECNIC_ST_PARTIAL : first;
}

static void ipsecnic_batch_member(IpsecnicWork *w, uint32_t member,
                                  uint32_t status, uint32_t handle)
{
    IpsecnicResult result = { .status = status, .handle = handle };

    trace_ipsecnic_command_member(w->index, member, status, handle);
    ipsecnic_result_encode(w->results +
                           member * sizeof(struct ipsecnic_result), &result);
    if (status == IPSECNIC_ST_OK) {
        w->done++;
    } else if (w->failed_status == IPSECNIC_ST_OK) {
        w->failed_member = member;
        w->failed_status = status;
    }
}

static uint32_t ipsecnic_run_nop(IpsecnicState *s, IpsecnicWork *w)
{
    return IPSECNIC_ST_OK;
}

static bool ipsecnic_add_length_ok(const IpsecnicCommand *cmd)
{
    return cmd->data_length > 0 && cmd->data_length <= DATA_MAX;
}

/* Nothing may be left behind the last context. */
static uint32_t ipsecnic_add_check(IpsecnicState *s, const IpsecnicCommand *cmd)
{
    uint32_t offset = 0;
    uint32_t i;

    for (i = 0; i < cmd->count; i++) {
        uint32_t length = ipsec_context_length(s->ctrl_data + offset,
                                               cmd->data_length - offset);

        if (!length) {
            return IPSECNIC_ST_OK;
        }
        offset += length;
    }
    return offset == cmd->data_length ? IPSECNIC_ST_OK :
           IPSECNIC_ST_BAD_DATA_LENGTH;
}

static uint32_t ipsecnic_run_add(IpsecnicState *s, IpsecnicWork *w)
{
    uint32_t offset = 0;
    uint32_t first = IPSECNIC_ST_OK;
    bool ended = false;
    uint32_t i;

    for (i = 0; i < w->cmd.count; i++) {
        uint32_t status = IPSECNIC_ST_SA_LENGTH;
        uint32_t handle = 0;
        size_t used;

        if (!ended) {
            const uint8_t *ctx = s->ctrl_data + offset;
            uint32_t left = w->cmd.data_length - offset;

            if (unlikely(s->faults) && ipsecnic_fault_full(s)) {
                status = IPSECNIC_ST_TABLE_FULL;
                used = ipsec_context_length(ctx, left);
            } else {
                status = ipsec_engine_add_sa(s->engine, ctx, left, &used,
                                             &handle);
            }
            if (unlikely(s->capture)) {
                ipsecnic_capture_add_sa(s, ctx, left, status, handle);
            }
            if (!status) {
                ipsecnic_esp_keys_add(s, handle);
            }
            offset += used;
            ended = used == 0;
        }
        if (i == 0) {
            first = status;
        }
        ipsecnic_batch_member(w, i, status, handle);
        if (w->cmd.count == 1) {
            w->handle = handle;
        }
    }
    return ipsecnic_batch_status(w, first);
}

/* One SA or policy by the handle in the command itself. */
static bool ipsecnic_delete_one(const IpsecnicCommand *cmd)
{
    return cmd->count == 1 && !cmd->data_addr && !cmd->data_length &&
           !(cmd->flags & IPSECNIC_CMD_FLAG_BY_KEY);
}

static bool ipsecnic_delete_length_ok(const IpsecnicCommand *cmd)
{
    uint32_t size = cmd->flags & IPSECNIC_CMD_FLAG_BY_KEY ?
                    sizeof(struct ipsecnic_sa_key) : sizeof(uint32_t);

    return ipsecnic_delete_one(cmd) || cmd->data_length == cmd->count * size;
}

static uint32_t ipsecnic_delete_check(IpsecnicState *s,
                                      const IpsecnicCommand *cmd)
{
    return cmd->handle && !ipsecnic_delete_one(cmd) ? IPSECNIC_ST_RESERVED :
           IPSECNIC_ST_OK;
}

/* An SA by the handle of it; what it was is told of it. */
static uint32_t ipsecnic_delete_sa(IpsecnicState *s, uint32_t handle)
{
    IpsecSaCtx ctx;
    bool known = s->capture &&
                 ipsec_engine_describe_sa(s->engine, handle, &ctx) ==
                 IPSECNIC_ST_OK;
    uint32_t status = ipsec_engine_delete_sa(s->engine, handle);

    ipsecnic_capture_sa(s, status ? "refused" : "deleted", handle, 0,
                        known ? &ctx : NULL, ipsecnic_refusal_text(status));
    return status;
}

static uint32_t ipsecnic_delete_policy(IpsecnicState *s, uint32_t handle)
{
    uint32_t status = ipsec_engine_delete_policy(s->engine, handle);

    ipsecnic_capture_control(s, 0, "policy: %s; handle: 0x%08" PRIx32,
                             status ? "refused" : "deleted", handle);
    return status;
}

/* SAs or policies. */
static uint32_t ipsecnic_run_delete(IpsecnicState *s, IpsecnicWork *w)
{
    uint32_t first = IPSECNIC_ST_OK;
    uint32_t i;

    for (i = 0; i < w->cmd.count; i++) {
        uint32_t handle = w->cmd.handle;
        uint32_t status;

        if (w->cmd.flags & IPSECNIC_CMD_FLAG_BY_KEY) {
            const struct ipsecnic_sa_key *keys = (void *)s->ctrl_data;

            status = ipsec_engine_delete_sa_by_key(s->engine, &keys[i],
                                                   &handle);
            ipsecnic_capture_sa(s, status ? "refused" : "deleted", handle,
                                le32_to_cpu(keys[i].spi), NULL,
                                ipsecnic_refusal_text(status));
        } else {
            if (!ipsecnic_delete_one(&w->cmd)) {
                handle = ldl_le_p(s->ctrl_data + i * sizeof(uint32_t));
            }
            status = w->cmd.opcode == IPSECNIC_CMD_DELETE_POLICY ?
                     ipsecnic_delete_policy(s, handle) :
                     ipsecnic_delete_sa(s, handle);
        }
        if (status == IPSECNIC_ST_OK &&
            w->cmd.opcode == IPSECNIC_CMD_DELETE_SA) {
            ipsecnic_esp_keys_gone(s, handle, "deleted");
        }
        if (i == 0) {
            first = status;
        }
        ipsecnic_batch_member(w, i, status, handle);
    }
    return ipsecnic_batch_status(w, first);
}

static uint32_t ipsecnic_run_update(IpsecnicState *s, IpsecnicWork *w)
{
    uint32_t status;

    status = ipsec_engine_update_sa(s->engine, w->cmd.handle,
                                    w->cmd.operation, w->cmd.spi,
                                    w->cmd.sequence,
                                    w->cmd.flags & IPSECNIC_CMD_FLAG_ABSOLUTE);
    ipsecnic_capture_control(s, w->cmd.handle, "sa: %s; handle: 0x%08" PRIx32
                             "; spi: 0x%08" PRIx32 "; sequence: %" PRIu64
                             "%s%s",
                             status ? "refused" : "updated", w->cmd.handle,
                             w->cmd.spi, w->cmd.sequence,
                             status ? "; text: " : "",
                             ipsecnic_refusal_text(status) ?: "");
    return status;
}

static uint32_t ipsecnic_run_query(IpsecnicState *s, IpsecnicWork *w)
{
    struct ipsecnic_sa_info info;
    uint32_t status;

    status = ipsec_engine_query_sa(s->engine, w->cmd.handle, &info);
    if (status == IPSECNIC_ST_OK &&
        ipsecnic_dma_write(s, w->cmd.data_addr, &info, sizeof(info)) !=
        MEMTX_OK) {
        return IPSECNIC_ST_DMA_FAULT;
    }
    return status;
}

static uint32_t ipsecnic_flush_check(IpsecnicState *s,
                                     const IpsecnicCommand *cmd)
{
    return cmd->flags ? IPSECNIC_ST_OK : IPSECNIC_ST_RESERVED;
}

static uint32_t ipsecnic_run_flush(IpsecnicState *s, IpsecnicWork *w)
{
    w->done = ipsec_engine_flush(s->engine,
                                 w->cmd.flags & IPSECNIC_CMD_FLAG_INBOUND,
                                 w->cmd.flags & IPSECNIC_CMD_FLAG_OUTBOUND);
    ipsecnic_capture_control(s, 0, "sa: flushed; count: %" PRIu32
                             "; direction: %s%s", w->done,
                             w->cmd.flags & IPSECNIC_CMD_FLAG_INBOUND ?
                             "in" : "",
                             w->cmd.flags & IPSECNIC_CMD_FLAG_OUTBOUND ?
                             "out" : "");
    if (w->done) {
        ipsecnic_esp_keys_gone(s, 0, "flushed");
    }
    qemu_bh_schedule(s->reap_bh);
    return IPSECNIC_ST_OK;
}

static bool ipsecnic_add_policy_length_ok(const IpsecnicCommand *cmd)
{
    return cmd->data_length == cmd->count * sizeof(struct ipsecnic_policy);
}

static uint32_t ipsecnic_run_add_policy(IpsecnicState *s, IpsecnicWork *w)
{
    const struct ipsecnic_policy *policies = (void *)s->ctrl_data;
    uint32_t first = IPSECNIC_ST_OK;
    uint32_t i;

    for (i = 0; i < w->cmd.count; i++) {
        uint32_t handle = 0;
        uint32_t status = ipsec_engine_add_policy(s->engine, &policies[i],
                                                  &handle);

        if (unlikely(s->capture)) {
            ipsecnic_capture_add_policy(s, &policies[i], status, handle);
        }
        if (i == 0) {
            first = status;
        }
        ipsecnic_batch_member(w, i, status, handle);
        if (w->cmd.count == 1) {
            w->handle = handle;
        }
    }
    return ipsecnic_batch_status(w, first);
}

static uint32_t ipsecnic_run_query_policy(IpsecnicState *s, IpsecnicWork *w)
{
    struct ipsecnic_policy_info info;
    uint32_t status;

    status = ipsec_engine_query_policy(s->engine, w->cmd.handle, &info);
    if (status == IPSECNIC_ST_OK &&
        ipsecnic_dma_write(s, w->cmd.data_addr, &info, sizeof(info)) !=
        MEMTX_OK) {
        return IPSECNIC_ST_DMA_FAULT;
    }
    return status;
}

static uint32_t ipsecnic_run_flush_policy(IpsecnicState *s, IpsecnicWork *w)
{
    w->done = ipsec_engine_flush_policies(s->engine,
                                          w->cmd.flags &
                                          IPSECNIC_CMD_FLAG_INBOUND,
                                          w->cmd.flags &
                                          IPSECNIC_CMD_FLAG_OUTBOUND);
    ipsecnic_capture_control(s, 0, "policy: flushed; count: %" PRIu32,
                             w->done);
    qemu_bh_schedule(s->reap_bh);
    return IPSECNIC_ST_OK;
}

/* Some window has this length; the SA says which. */
static bool ipsecnic_window_length_ok(const IpsecnicCommand *cmd)
{
    return cmd->data_length > sizeof(struct ipsecnic_window) &&
           cmd->data_length <= WINDOW_BYTES_MAX &&
           (cmd->data_length - sizeof(struct ipsecnic_window)) % 8 == 0;
}

static uint32_t ipsecnic_run_query_window(IpsecnicState *s, IpsecnicWork *w)
{
    uint8_t window[WINDOW_BYTES_MAX];
    uint32_t status;
    size_t needed;

    status = ipsec_engine_query_window(s->engine, w->cmd.handle, window,
                                       w->cmd.data_length, &needed);
    if (status == IPSECNIC_ST_OK &&
        ipsecnic_dma_write(s, w->cmd.data_addr, window,
                           w->cmd.data_length) != MEMTX_OK) {
        return IPSECNIC_ST_DMA_FAULT;
    }
    return status;
}

static uint32_t ipsecnic_run_set_window(IpsecnicState *s, IpsecnicWork *w)
{
    return ipsec_engine_set_window(s->engine, w->cmd.handle, s->ctrl_data,
                                   w->cmd.data_length);
}

static const IpsecnicCommandType ipsecnic_command_types[] = {
    [IPSECNIC_CMD_NOP] = {
        .run = ipsecnic_run_nop,
    },
    [IPSECNIC_CMD_ADD_SA] = {
        .uses = USES_COUNT | USES_DATA | USES_RESULT,
        .ipsec = true,
        .makes_handles = true,
        .reads_data = true,
        .moves_frames = true,
        .length_ok = ipsecnic_add_length_ok,
        .check = ipsecnic_add_check,
        .run = ipsecnic_run_add,
    },
    [IPSECNIC_CMD_UPDATE_SA] = {
        .flags = IPSECNIC_CMD_FLAG_ABSOLUTE,
        .uses = USES_HANDLE | USES_OPERATION,
        .ipsec = true,
        .run = ipsecnic_run_update,
    },
    [IPSECNIC_CMD_DELETE_SA] = {
        .flags = IPSECNIC_CMD_FLAG_BY_KEY,
        .uses = USES_COUNT | USES_DATA | USES_HANDLE | USES_RESULT,
        .ipsec = true,
        .reads_data = true,
        .moves_frames = true,
        .length_ok = ipsecnic_delete_length_ok,
        .check = ipsecnic_delete_check,
        .run = ipsecnic_run_delete,
    },
    [IPSECNIC_CMD_QUERY_SA] = {
        .uses = USES_DATA | USES_HANDLE,
        .ipsec = true,
        .length = sizeof(struct ipsecnic_sa_info),
        .run = ipsecnic_run_query,
    },
    [IPSECNIC_CMD_FLUSH_SA] = {
        .flags = IPSECNIC_CMD_FLAG_INBOUND | IPSECNIC_CMD_FLAG_OUTBOUND,
        .ipsec = true,
        .moves_frames = true,
        .check = ipsecnic_flush_check,
        .run = ipsecnic_run_flush,
    },
    [IPSECNIC_CMD_ADD_POLICY] = {
        .uses = USES_COUNT | USES_DATA | USES_RESULT,
        .feature = IPSECNIC_F_IPSEC_PACKET,
        .makes_handles = true,
        .reads_data = true,
        .length_ok = ipsecnic_add_policy_length_ok,
        .run = ipsecnic_run_add_policy,
    },
    [IPSECNIC_CMD_DELETE_POLICY] = {
        .uses = USES_COUNT | USES_DATA | USES_HANDLE | USES_RESULT,
        .feature = IPSECNIC_F_IPSEC_PACKET,
        .reads_data = true,
        .length_ok = ipsecnic_delete_length_ok,
        .check = ipsecnic_delete_check,
        .run = ipsecnic_run_delete,
    },
    [IPSECNIC_CMD_QUERY_POLICY] = {
        .uses = USES_DATA | USES_HANDLE,
        .feature = IPSECNIC_F_IPSEC_PACKET,
        .length = sizeof(struct ipsecnic_policy_info),
        .run = ipsecnic_run_query_policy,
    },
    [IPSECNIC_CMD_FLUSH_POLICY] = {
        .flags = IPSECNIC_CMD_FLAG_INBOUND | IPSECNIC_CMD_FLAG_OUTBOUND,
        .feature = IPSECNIC_F_IPSEC_PACKET,
        .check = ipsecnic_flush_check,
        .run = ipsecnic_run_flush_policy,
    },
    [IPSECNIC_CMD_QUERY_WINDOW] = {
        .uses = USES_DATA | USES_HANDLE,
        .feature = IPSECNIC_F_IPSEC_PACKET,
        .length_ok = ipsecnic_window_length_ok,
        .run = ipsecnic_run_query_window,
    },
    [IPSECNIC_CMD_SET_WINDOW] = {
        .uses = USES_DATA | USES_HANDLE,
        .feature = IPSECNIC_F_IPSEC_PACKET,
        .reads_data = true,
        .length_ok = ipsecnic_window_length_ok,
        .run = ipsecnic_run_set_window,
    },
    [IPSECNIC_CMD_SET_RSS] = {
        .uses = USES_DATA | USES_HANDLE,
        .feature = IPSECNIC_F_RSS,
        .reads_data = true,
        .moves_frames = true,
        .length = sizeof(struct ipsecnic_rss),
        .act = ipsecnic_run_set_rss,
    },
    [IPSECNIC_CMD_QUERY_RSS] = {
        .uses = USES_DATA | USES_HANDLE,
        .feature = IPSECNIC_F_RSS,
        .length = sizeof(struct ipsecnic_rss),
        .act = ipsecnic_run_query_rss,
    },
    [IPSECNIC_CMD_DELETE_RSS] = {
        .uses = USES_HANDLE,
        .feature = IPSECNIC_F_RSS,
        .moves_frames = true,
        .act = ipsecnic_run_delete_context,
    },
    [IPSECNIC_CMD_SET_RX_RULE] = {
        .uses = USES_DATA | USES_HANDLE,
        .feature = IPSECNIC_F_RX_STEER,
        .reads_data = true,
        .moves_frames = true,
        .length = sizeof(struct ipsecnic_rx_rule),
        .act = ipsecnic_run_set_rule,
    },
    [IPSECNIC_CMD_DELETE_RX_RULE] = {
        .uses = USES_HANDLE,
        .feature = IPSECNIC_F_RX_STEER,
        .moves_frames = true,
        .act = ipsecnic_run_delete_rule,
    },
    [IPSECNIC_CMD_QUERY_RX_RULE] = {
        .uses = USES_DATA | USES_HANDLE,
        .feature = IPSECNIC_F_RX_STEER,
        .length = sizeof(struct ipsecnic_rx_rule_info),
        .act = ipsecnic_run_query_rule,
    },
    [IPSECNIC_CMD_FLUSH_RX_RULES] = {
        .feature = IPSECNIC_F_RX_STEER,
        .moves_frames = true,
        .act = ipsecnic_run_flush_rules,
    },
};

#define IPSECNIC_COMMAND_ONE(id) + 1
QEMU_BUILD_BUG_ON(0 IPSECNIC_CMD_NAMES(IPSECNIC_COMMAND_ONE) !=
                  ARRAY_SIZE(ipsecnic_command_types));

/*
 * The one place where a command's fields are judged, in the order of the
 * specification.  Behind it count and data_length are safe to use.
 */
static uint32_t ipsecnic_command_check(IpsecnicState *s,
                                       const IpsecnicCommandType *type,
                                       const IpsecnicCommand *cmd)
{
    if ((type->ipsec && !ipsecnic_feature_ipsec(s)) ||
        (type->feature && !ipsecnic_feature(s, type->feature))) {
        return IPSECNIC_ST_NOT_NEGOTIATED;
    }
    if (!cmd->reserved_zero || (cmd->flags & ~type->flags) ||
        (!(type->uses & USES_COUNT) && cmd->count) ||
        (!(type->uses & USES_DATA) && (cmd->data_addr || cmd->data_length)) ||
        (!(type->uses & USES_HANDLE) && cmd->handle) ||
        (!(type->uses & USES_RESULT) && cmd->result_addr) ||
        (!(type->uses & USES_OPERATION) &&
         (cmd->operation || cmd->spi || cmd->sequence))) {
        return IPSECNIC_ST_RESERVED;
    }
    if ((type->uses & USES_COUNT) &&
        (cmd->count < 1 || cmd->count > IPSECNIC_BATCH_MAX)) {
        return IPSECNIC_ST_BAD_COUNT;
    }
    /* The handles of the members could be told nowhere else. */
    if (type->makes_handles && cmd->count > 1 && !cmd->result_addr) {
        return IPSECNIC_ST_BAD_COUNT;
    }
    if ((type->length && cmd->data_length != type->length) ||
        (type->length_ok && !type->length_ok(cmd))) {
        return IPSECNIC_ST_BAD_DATA_LENGTH;
    }
    return IPSECNIC_ST_OK;
}

static uint32_t ipsecnic_command_run(IpsecnicState *s, IpsecnicWork *w)
{
    const IpsecnicCommandType *type = w->type;
    const IpsecnicCommand *cmd = &w->cmd;
    uint32_t generation = s->ctrlq.generation;
    uint32_t results = cmd->count * sizeof(struct ipsecnic_result);
    uint32_t status;

    status = ipsecnic_command_check(s, type, cmd);
    if (status) {
        return status;
    }
    if (type->reads_data && cmd->data_length &&
        ipsecnic_dma_read(s, cmd->data_addr, s->ctrl_data,
                          cmd->data_length) != MEMTX_OK) {
        return IPSECNIC_ST_DMA_FAULT;
    }
    if (type->check) {
        status = type->check(s, cmd);
        if (status) {
            return status;
        }
    }
    if (cmd->result_addr &&
        ipsecnic_dma_write(s, cmd->result_addr, w->results, results) !=
        MEMTX_OK) {
        return IPSECNIC_ST_DMA_FAULT;
    }
    if (!ipsecnic_queue_same(&s->ctrlq, generation)) {
        return IPSECNIC_ST_DMA_FAULT;
    }
    status = type->run ? type->run(s, w) : type->act(s, cmd);
    if (type->moves_frames && s->rx_held) {
        /* The frame that QEMU holds may not be for a full queue any more. */
        qemu_bh_schedule(s->rx_bh);
    }
    if (cmd->result_addr &&
        ipsecnic_queue_same(&s->ctrlq, generation) &&
        ipsecnic_dma_write(s, cmd->result_addr, w->results, results) !=
        MEMTX_OK) {
        return IPSECNIC_ST_DMA_FAULT;
    }
    return status;
}

static void ipsecnic_capture_command(IpsecnicState *s, const IpsecnicWork *w,
                                     uint32_t status)
{
    uint32_t handle = w->handle ? w->handle : w->cmd.handle;
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_printf(text, "command: %s; queue: %s; index: %" PRIu32
                    "; status: %s",
                    w->type ? ipsecnic_command_word(w->cmd.opcode) :
                    "unknown", s->ctrlq.name, w->index,
                    ipsecnic_status_word(status) ?: "?");
    if (handle) {
        g_string_append_printf(text, "; handle: 0x%08" PRIx32, handle);
    }
    if (w->cmd.count) {
        g_string_append_printf(text, "; count: %" PRIu32 "; done: %" PRIu32,
                               w->cmd.count, w->done);
    }
    if (status) {
        g_string_append_printf(text, "; text: %s",
                               ipsecnic_status_text(status) ?: "?");
    }
    ipsecnic_capture_control(s, handle, "%s", text->str);
}

/*
 * Run the command at POSTED_HEAD; there is room for its completion.  Returns
 * how much work it was.
 */
static uint32_t ipsecnic_command(IpsecnicState *s)
{
    IpsecnicQueue *q = &s->ctrlq;
    uint32_t generation = q->generation;
    uint8_t entry[IPSECNIC_ENTRY_SIZE];
    IpsecnicWork w = { .index = q->posted_head };
    IpsecnicCtrlComp comp = { .type = IPSECNIC_CTRL_COMP_COMMAND };
    bool faulty = s->faults;
    IpsecnicFaultAction fault;

    if (!ipsecnic_queue_fetch(q, q->posted_head, entry, 1)) {
        return 1;
    }
    ipsecnic_command_decode(&w.cmd, entry);
    if (w.cmd.opcode < ARRAY_SIZE(ipsecnic_command_types)) {
        w.type = &ipsecnic_command_types[w.cmd.opcode];
    }
    trace_ipsecnic_command(w.index,
                           w.type ? ipsecnic_command_word(w.cmd.opcode) :
                           "unknown", w.cmd.flags, w.cmd.count, w.cmd.handle,
                           w.cmd.cookie);
    if (unlikely(faulty) && !ipsecnic_fault_command(s, &w.cmd, &fault)) {
        return 1;
    }
    if (unlikely(faulty) && fault.status && !fault.status->executed) {
        comp.status = fault.status->status;
    } else if (w.type) {
        comp.status = ipsecnic_command_run(s, &w);
        if (w.type->reads_data) {
            ipsec_wipe(s->ctrl_data, MIN(w.cmd.data_length, DATA_MAX));
        }
    } else {
        comp.status = IPSECNIC_ST_UNKNOWN_OPCODE;
    }
    if (!ipsecnic_queue_same(q, generation)) {
        return 1;
    }

    if (unlikely(faulty)) {
        comp.status = ipsecnic_fault_ran(s, &w.cmd, &fault, comp.status);
        if (fault.status) {
            w.done = comp.status ? 0 : MIN(w.cmd.count, IPSECNIC_BATCH_MAX);
            w.handle = 0;
        }
    }
    /* What the plan of faults says is not the guest's mistake. */
    if (comp.status && !(faulty && fault.status)) {
        qemu_log_mask(LOG_GUEST_ERROR, "ipsecnic: command %" PRIu32
                      " (opcode %" PRIu32 "): status %" PRIu32 "\n", w.index,
                      (uint32_t)w.cmd.opcode, comp.status);
        ipsecnic_guest_error(s, &(IpsecnicGuestError) {
            .kind = IPSECNIC_GUEST_COMMAND,
            .status = comp.status,
            .index = w.index,
            .opcode = w.cmd.opcode,
            .handle = w.cmd.handle,
            .count = w.cmd.count,
            .member = w.failed_member,
            .member_status = w.failed_status,
        });
    }
    trace_ipsecnic_command_done(w.index, comp.status, w.handle, w.done);
    if (unlikely(s->capture)) {
        ipsecnic_capture_command(s, &w, comp.status);
    }
    comp.code = w.cmd.opcode;
    comp.cookie = w.cmd.cookie;
    comp.handle = w.handle;
    comp.done = w.done;
    comp.index = w.index;
    comp.flags = ipsecnic_queue_phase(q);
    ipsecnic_ctrl_comp_encode(entry, &comp);
    if (unlikely(faulty) ?
        ipsecnic_fault_complete(q, &fault, entry, comp.flags) :
        ipsecnic_queue_complete(q, entry, comp.flags)) {
        q->posted_head = (q->posted_head + 1) & IPSECNIC_INDEX_MASK;
        s->stats[IPSECNIC_STAT_COMMANDS]++;
        if (comp.status) {
            s->stats[IPSECNIC_STAT_COMMAND_ERRORS]++;
        }
        ipsecnic_queue_notify(q);
    }
    /* The longest data take as long as a full batch, whatever is to be done. */
    return 1 + MAX(MIN(w.cmd.count, IPSECNIC_BATCH_MAX),
                   MIN(w.cmd.data_length, DATA_MAX) / IPSECNIC_SA_CTX_MAX);
}

/*
 * Write the events that have come up.  This never happens between reading a
 * command and completing it, so events cannot take the room of a command that
 * was read.
 */
static void ipsecnic_events_write(IpsecnicState *s)
{
    IpsecnicQueue *q = &s->ctrlq;
    uint32_t generation = q->generation;
    uint8_t entry[IPSECNIC_ENTRY_SIZE];
    uint32_t i;

    /* Each write can bring about another event, at the end of the list. */
    for (i = 0; i < s->num_events; i++) {
        IpsecnicEvent event = s->events[i];
        IpsecnicCtrlComp comp = {
            .type = IPSECNIC_CTRL_COMP_EVENT,
            .code = event.code,
            .status = event.status,
            .handle = event.handle,
            .index = event.index,
            .queue = event.queue,
            .argument = event.argument,
            .flags = ipsecnic_queue_phase(q),
        };

        if (!ipsecnic_queue_room(q)) {
            ipsecnic_event_lost(s, event.code);
            s->events[i].code = 0;
            continue;
        }
        trace_ipsecnic_event(event.code, event.status, event.handle,
                             event.queue, event.index, event.argument);
        ipsecnic_ctrl_comp_encode(entry, &comp);
        if (!ipsecnic_queue_complete(q, entry, comp.flags)) {
            return;
        }
        s->stats[IPSECNIC_STAT_EVENTS]++;
        /* Not lost if the queue stops before the last one. */
        s->events[i].code = 0;
        ipsecnic_queue_notify(q);
        if (!ipsecnic_queue_same(q, generation)) {
            return;
        }
    }
    s->num_events = 0;
}

static void ipsecnic_ctrl_kick(IpsecnicQueue *q)
{
    qemu_bh_schedule(q->nic->ctrl_bh);
}

static void ipsecnic_ctrl_left(IpsecnicQueue *q)
{
    IpsecnicState *s = q->nic;
    uint32_t i;

    /* Nobody has judged those of a stream that was refused. */
    for (i = 0; i < s->num_events && !s->load_failed; i++) {
        if (s->events[i].code) {
            ipsecnic_event_lost(s, s->events[i].code);
        }
    }
    s->num_events = 0;
}

static const IpsecnicQueueOps ipsecnic_ctrl_ops = {
    .kick = ipsecnic_ctrl_kick,
    .left = ipsecnic_ctrl_left,
};

void ipsecnic_ctrl_init(IpsecnicState *s)
{
    ipsecnic_queue_init(s, &s->ctrlq, &ipsecnic_ctrl_ops, "ctrl",
                        IPSECNIC_QUEUE_CTRL, 0);
}

void ipsecnic_ctrl_bh(void *opaque)
{
    IpsecnicState *s = opaque;
    IpsecnicQueue *q = &s->ctrlq;
    uint32_t budget = IPSECNIC_BUDGET;

    if (!runstate_is_running() || !ipsecnic_queue_running(q) ||
        !ipsecnic_enter(s, IPSECNIC_PART_CTRL)) {
        return;
    }
    ipsecnic_events_write(s);
    while (ipsecnic_queue_running(q) && ipsecnic_queue_posted(q) &&
           ipsecnic_queue_room(q)) {
        if (!budget) {
            trace_ipsecnic_ctrl_spent(ipsecnic_queue_posted(q));
            qemu_bh_schedule(s->ctrl_bh);
            break;
        }
        if (unlikely(s->faults) && ipsecnic_fault_hung(s)) {
            break;
        }
        budget -= MIN(budget, ipsecnic_command(s));
        if (unlikely(s->faults)) {
            ipsecnic_fault_after(q);
        }
    }
    ipsecnic_leave(s, IPSECNIC_PART_CTRL);
}

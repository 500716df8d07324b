/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the driver
 *
 * Section names in comments are those of docs/specs/ipsecnic.rst, Rn are the
 * statements of the receive contract in docs/ipsecov2.rst.  Read from the top:
 * queues, commands and events, start and stop, receiving, sending, interrupts.
 * How the card is found, tested and talked to first is in probe.c.
 */

#include "hw/net/ipsecnic_names.h"
#include "ipsecnic.h"
#include "ipsecnic_internal.h"
#include "platform.h"
#include "probe.h"

/* Room for a whole load of batches, and for events beside them. */
#define CTRL_POSTED_SIZE        64
#define CTRL_COMP_SIZE          256
/* A receive queue that fails more often than this is given up. */
#define RESTARTS_MAX            16

static const char *queue_error_text(uint32_t reason)
{
    static const char *const text[] = {
#define REASON(id, words) [IPSECNIC_Q_ERR_##id] = words,
        IPSECNIC_Q_ERR_NAMES(REASON)
#undef REASON
    };

    return reason < sizeof(text) / sizeof(text[0]) ? text[reason] : "?";
}

/* ------------------------------------------------------------------------
 * Queues: "Queue registers", "States", "Posting and completing"
 */

static bool queue_create(struct ipsecnic *nic, struct ipsecnic_queue *q,
                         const char *name, unsigned int regs, uint32_t vector,
                         uint32_t posted_size, uint32_t comp_size)
{
    q->name = name;
    q->regs = regs;
    q->vector = nic->params.polling ? IPSECNIC_VECTOR_NONE : vector;
    q->posted_size = posted_size;
    q->comp_size = comp_size;
    q->posted = allocate((size_t)posted_size * IPSECNIC_ENTRY_SIZE,
                         IPSECNIC_RING_ALIGN);
    q->comp = allocate((size_t)comp_size * IPSECNIC_ENTRY_SIZE,
                       IPSECNIC_RING_ALIGN);
    if (q->posted == NULL || q->comp == NULL) {
        return ipsecnic_fail(nic, "no memory for rings of %u and %u entries",
                             posted_size, comp_size);
    }
    return true;
}

/* @control: what Q_CTRL gets besides ENABLE */
static bool queue_enable(struct ipsecnic *nic, struct ipsecnic_queue *q,
                         uint32_t control)
{
    uint32_t state;

    /* From the zeros on, the phase tells old entries from new ones. */
    memset(q->comp, 0, (size_t)q->comp_size * IPSECNIC_ENTRY_SIZE);
    q->posted_tail = q->posted_told = 0;
    q->comp_head = q->comp_told = 0;
    q->armed = false;
    q->failed = false;

    reg_write(nic, q->regs + IPSECNIC_Q_VECTOR, q->vector);
    reg_write_address(nic, q->regs + IPSECNIC_Q_POSTED_BASE_LO, q->posted);
    reg_write(nic, q->regs + IPSECNIC_Q_POSTED_SIZE, q->posted_size);
    reg_write_address(nic, q->regs + IPSECNIC_Q_COMP_BASE_LO, q->comp);
    reg_write(nic, q->regs + IPSECNIC_Q_COMP_SIZE, q->comp_size);
    ipsecnic_wmb();
    reg_write(nic, q->regs + IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE | control);
    state = reg_read(nic, q->regs + IPSECNIC_Q_STATE);
    if (IPSECNIC_Q_STATE_OF(state) != IPSECNIC_Q_STATE_RUNNING) {
        return ipsecnic_fail(nic, "%s queue does not start: %s", q->name,
                             queue_error_text(IPSECNIC_Q_REASON_OF(state)));
    }
    return true;
}

static bool queue_disable(struct ipsecnic *nic, struct ipsecnic_queue *q)
{
    struct deadline deadline;

    if (q->regs == 0) {
        /* It was never made. */
        return true;
    }
    reg_write(nic, q->regs + IPSECNIC_Q_CTRL, 0);
    deadline_start(&deadline, PATIENCE_MS);
    while (IPSECNIC_Q_STATE_OF(reg_read(nic, q->regs + IPSECNIC_Q_STATE)) !=
           IPSECNIC_Q_STATE_STOPPED) {
        if (deadline_passed(&deadline)) {
            return ipsecnic_fail(nic, "%s queue does not stop", q->name);
        }
    }
    return true;
}

static void *queue_posted(const struct ipsecnic_queue *q, uint16_t index)
{
    return q->posted + (index & (q->posted_size - 1)) * IPSECNIC_ENTRY_SIZE;
}

/* The next posted entry that is ours to fill; its reserved fields are zero
 * since the ring was allocated. */
static void *queue_next_posted(struct ipsecnic_queue *q)
{
    return queue_posted(q, q->posted_tail++);
}

/* The next completion, or NULL; found in memory, no register is read. */
static void *queue_next_completion(struct ipsecnic_queue *q)
{
    uint8_t *entry = q->comp + (q->comp_head & (q->comp_size - 1)) *
                     IPSECNIC_ENTRY_SIZE;
    uint32_t flags = *(volatile uint32_t *)(entry + IPSECNIC_ENTRY_SIZE - 4);
    uint32_t phase = 1 ^ ((q->comp_head / q->comp_size) & 1);

    if ((flags & IPSECNIC_COMP_PHASE) != phase) {
        return NULL;
    }
    /* The phase first, all else behind it. */
    ipsecnic_rmb();
    q->comp_head++;
    return entry;
}

/* The completion that was taken last is of nothing that the card was given. */
static void queue_makes_no_sense(struct ipsecnic *nic,
                                 const struct ipsecnic_queue *q)
{
    ipsecnic_fail(nic, "%s queue: completion %u makes no sense", q->name,
                  (uint16_t)(q->comp_head - 1));
}

static void queue_kick(struct ipsecnic *nic, struct ipsecnic_queue *q)
{
    if (q->failed) {
        return;
    }
    if (q->comp_told != q->comp_head) {
        ipsecnic_release();
        q->comp_told = q->comp_head;
        reg_write(nic, q->regs + IPSECNIC_Q_COMP_HEAD, q->comp_head);
    }
    if (q->posted_told != q->posted_tail) {
        ipsecnic_wmb();
        q->posted_told = q->posted_tail;
        reg_write(nic, q->regs + IPSECNIC_Q_POSTED_TAIL, q->posted_tail);
    }
}

/*
 * One interrupt for the next completion.  One that is there already fires at
 * once, so nothing can be missed between the last look and this.
 */
static void queue_arm(struct ipsecnic *nic, struct ipsecnic_queue *q)
{
    if (!q->armed && !q->failed && q->vector != IPSECNIC_VECTOR_NONE) {
        ipsecnic_release();
        q->comp_told = q->comp_head;
        q->armed = true;
        reg_write(nic, q->regs + IPSECNIC_Q_COMP_HEAD,
                  q->comp_head | IPSECNIC_COMP_HEAD_ARM);
    }
}

static void queue_read_state(struct ipsecnic *nic, struct ipsecnic_queue *q)
{
    uint32_t state;

    if (q->regs == 0) {
        return;
    }
    state = reg_read(nic, q->regs + IPSECNIC_Q_STATE);
    if (IPSECNIC_Q_STATE_OF(state) == IPSECNIC_Q_STATE_ERROR) {
        q->failed = true;
    }
}

/*
 * A queue that goes to state ERROR fires its vector and writes an event.  The
 * event is enough; only where there is none, or where the vector fired and
 * nothing was found, a register is read.
 */
static void queue_check(struct ipsecnic *nic, struct ipsecnic_queue *q,
                        bool found)
{
    uint32_t bit = q->vector < IPSECNIC_MAX_VECTORS ? 1u << q->vector : 0;

    if (!(nic->woken & bit)) {
        return;
    }
    nic->woken &= ~bit;
    q->armed = false;
    if (!found || !(nic->features & (UINT64_C(1) << IPSECNIC_F_EVENTS))) {
        queue_read_state(nic, q);
    }
}

static void queue_describe_error(struct ipsecnic *nic,
                                 const struct ipsecnic_queue *q, char *out,
                                 size_t size)
{
    uint32_t state = reg_read(nic, q->regs + IPSECNIC_Q_STATE);

    format(out, size, "%s queue stopped at index %u: %s", q->name,
           reg_read(nic, q->regs + IPSECNIC_Q_ERROR_INDEX),
           queue_error_text(IPSECNIC_Q_REASON_OF(state)));
}

/* ------------------------------------------------------------------------
 * Receive queues
 */

static void rx_post(struct ipsecnic_rx_queue *rx,
                    struct ipsecnic_buffer *buffer, uint32_t size)
{
    struct ipsecnic_rx_posted *entry = queue_next_posted(&rx->q);

    entry->addr = bus_address(buffer->data);
    entry->length = size;
    entry->cookie = buffer - rx->buffers;
}

static bool rx_enable(struct ipsecnic *nic, struct ipsecnic_rx_queue *rx)
{
    uint32_t i, control = 0;

    if (nic->params.packet && nic->params.originals) {
        control = IPSECNIC_Q_CTRL_ORIGINAL;
    }
    if (!queue_enable(nic, &rx->q, control)) {
        return false;
    }
    rx->packet.first = NULL;
    /* What the layer above still has it gives back later. */
    for (i = 0; i < rx->q.posted_size; i++) {
        if (!rx->buffers[i].kept) {
            rx_post(rx, &rx->buffers[i], nic->params.buffer_size);
        }
    }
    queue_kick(nic, &rx->q);
    return true;
}

static bool rx_create(struct ipsecnic *nic, unsigned int n)
{
    static const char *const names[IPSECNIC_MAX_QUEUES] = {
        "receive 0", "receive 1", "receive 2", "receive 3",
        "receive 4", "receive 5", "receive 6", "receive 7",
        "receive 8", "receive 9", "receive 10", "receive 11",
        "receive 12", "receive 13", "receive 14", "receive 15",
    };
    struct ipsecnic_rx_queue *rx = &nic->rx[n];
    uint32_t size = nic->params.rx_ring_size;
    uint8_t *data;
    uint32_t i;

    if (!queue_create(nic, &rx->q, names[n], IPSECNIC_REG_RXQ(n),
                      VECTOR_RX(n), size, size)) {
        return false;
    }
    /* As many buffers as entries: the longest frame can use them all. */
    rx->buffers = allocate(size * sizeof(rx->buffers[0]), 64);
    data = allocate_unset((size_t)size * nic->params.buffer_size, 64);
    if (rx->buffers == NULL || data == NULL) {
        return ipsecnic_fail(nic, "no memory for %u receive buffers of %u "
                             "bytes", size, nic->params.buffer_size);
    }
    for (i = 0; i < size; i++) {
        rx->buffers[i].data = data + (size_t)i * nic->params.buffer_size;
        rx->buffers[i].queue = n;
    }
    rx->packet.queue = n;
    return rx_enable(nic, rx);
}

/*
 * The queue is in state ERROR, and all that it had completed is indicated:
 * start it again.  What was half received is lost, and the card counts it.
 */
static void rx_restart(struct ipsecnic *nic, struct ipsecnic_rx_queue *rx)
{
    char text[96];

    queue_describe_error(nic, &rx->q, text, sizeof(text));
    if (rx->restarts++ == RESTARTS_MAX) {
        ipsecnic_fail(nic, "%s, for the %uth time", text, rx->restarts);
        return;
    }
    print("%s: %s; starting it again\n", nic->name, text);
    if (queue_disable(nic, &rx->q)) {
        rx_enable(nic, rx);
    }
}

/* ------------------------------------------------------------------------
 * Control queue: commands and events
 */

static void read_link(struct ipsecnic *nic)
{
    nic->link_up = (reg_read(nic, IPSECNIC_REG_STATUS) &
                    IPSECNIC_STATUS_LINK_UP) != 0;
}

static void handle_event(struct ipsecnic *nic,
                         const struct ipsecnic_ctrl_comp *event)
{
    unsigned int q;

    switch (event->code) {
    case IPSECNIC_EVENT_LINK:
        nic->link_up = event->status != 0;
        break;
    case IPSECNIC_EVENT_QUEUE_ERROR:
        /* Noted here, treated where the queue is polled.  The event may be
         * old news: its vector may have been faster. */
        for (q = 0; q < nic->num_queues; q++) {
            if (event->queue == IPSECNIC_QUEUE_RX(q)) {
                queue_read_state(nic, &nic->rx[q].q);
            }
        }
        if (event->queue == IPSECNIC_QUEUE_TX(0)) {
            queue_read_state(nic, &nic->tx);
        }
        break;
    case IPSECNIC_EVENT_DEVICE_ERROR:
        ipsecnic_fail(nic, "the card failed, error %u", event->status);
        break;
    default:
        /* Events that are not known yet are for nobody. */
        break;
    }
    if (nic->params.ops->event != NULL) {
        nic->params.ops->event(nic->params.opaque, event);
    }
}

/* "Events": what found no room in the ring is told by registers. */
static void check_lost_events(struct ipsecnic *nic)
{
    unsigned int q;

    queue_kick(nic, &nic->ctrl);
    if (!(reg_read(nic, IPSECNIC_REG_STATUS) & IPSECNIC_STATUS_EVENTS_LOST)) {
        return;
    }
    /* Before anything is looked at, so that none is lost unseen. */
    reg_write(nic, IPSECNIC_REG_EVENTS_LOST, 0);
    read_link(nic);
    for (q = 0; q < nic->num_queues; q++) {
        queue_read_state(nic, &nic->rx[q].q);
    }
    queue_read_state(nic, &nic->tx);
}

void ipsecnic_poll_control(struct ipsecnic *nic)
{
    struct ipsecnic_ctrl_comp *comp;
    bool found = false;
    char text[96];

    while ((comp = queue_next_completion(&nic->ctrl)) != NULL) {
        found = true;
        if (comp->type == IPSECNIC_CTRL_COMP_COMMAND) {
            /* One for each command, in order. */
            if (nic->commands == 0 ||
                comp->index !=
                (uint16_t)(nic->ctrl.posted_tail - nic->commands)) {
                queue_makes_no_sense(nic, &nic->ctrl);
                return;
            }
            nic->commands--;
            nic->commands_done++;
            if (nic->command_status == IPSECNIC_ST_OK) {
                nic->command_status = comp->status;
            }
            if (comp->cookie != 0) {
                nic->params.ops->command_done(nic->params.opaque,
                                              (void *)(uintptr_t)comp->cookie,
                                              comp->status);
            }
        } else if (comp->type == IPSECNIC_CTRL_COMP_EVENT) {
            handle_event(nic, comp);
        }
    }
    if (found) {
        check_lost_events(nic);
    }
    /* The one queue whose errors cannot be told by an event. */
    queue_check(nic, &nic->ctrl, false);
    if (nic->ctrl.failed) {
        queue_describe_error(nic, &nic->ctrl, text, sizeof(text));
        ipsecnic_fail(nic, "%s", text);
    }
}

/* The next command, which goes to the card with the next kick; NULL: the ring
 * is full. */
static struct ipsecnic_command *command_new(struct ipsecnic *nic,
                                            uint16_t opcode, void *cookie)
{
    struct ipsecnic_command *command;

    if (nic->commands == nic->ctrl.posted_size) {
        return NULL;
    }
    nic->commands++;
    command = queue_next_posted(&nic->ctrl);
    /* "Command": what a command does not use must be 0, and another one may
     * have used it here. */
    memset(command, 0, sizeof(*command));
    command->opcode = opcode;
    command->cookie = (uintptr_t)cookie;
    return command;
}

/* Have the card write what it knows of @handle to @length bytes at @data. */
static bool query(struct ipsecnic *nic, uint16_t opcode, uint32_t handle,
                  void *data, size_t length, void *cookie)
{
    struct ipsecnic_command *command = command_new(nic, opcode, cookie);

    if (command == NULL) {
        return false;
    }
    command->handle = handle;
    command->data_addr = bus_address(data);
    command->data_length = length;
    return true;
}

static bool delete_one(struct ipsecnic *nic, uint16_t opcode, uint32_t handle,
                       void *cookie)
{
    struct ipsecnic_command *command = command_new(nic, opcode, cookie);

    if (command == NULL) {
        return false;
    }
    command->count = 1;
    command->handle = handle;
    return true;
}

bool ipsecnic_query_sa(struct ipsecnic *nic, uint32_t handle,
                       struct ipsecnic_sa_info *info, void *cookie)
{
    return query(nic, IPSECNIC_CMD_QUERY_SA, handle, info, sizeof(*info),
                 cookie);
}

bool ipsecnic_query_window(struct ipsecnic *nic, uint32_t handle,
                           struct ipsecnic_window *window, size_t length,
                           void *cookie)
{
    return query(nic, IPSECNIC_CMD_QUERY_WINDOW, handle, window, length,
                 cookie);
}

bool ipsecnic_query_policy(struct ipsecnic *nic, uint32_t handle,
                           struct ipsecnic_policy_info *info, void *cookie)
{
    return query(nic, IPSECNIC_CMD_QUERY_POLICY, handle, info, sizeof(*info),
                 cookie);
}

bool ipsecnic_delete_sa(struct ipsecnic *nic, uint32_t handle, void *cookie)
{
    return delete_one(nic, IPSECNIC_CMD_DELETE_SA, handle, cookie);
}

bool ipsecnic_delete_policy(struct ipsecnic *nic, uint32_t handle,
                            void *cookie)
{
    return delete_one(nic, IPSECNIC_CMD_DELETE_POLICY, handle, cookie);
}

bool ipsecnic_flush_sas(struct ipsecnic *nic, uint16_t directions,
                        void *cookie)
{
    struct ipsecnic_command *command;

    command = command_new(nic, IPSECNIC_CMD_FLUSH_SA, cookie);
    if (command == NULL) {
        return false;
    }
    command->flags = directions;
    return true;
}

/* Members of a command that adds: SA contexts, or policies. */
struct batch {
    uint16_t opcode;
    const char *name;
    /* The next one, and how many are left. */
    const uint8_t *at;
    unsigned int left;
    /* Bytes of each; 0: each says so itself. */
    uint32_t size;
    struct ipsecnic_result *results;
};

static uint32_t context_length(const uint8_t *context)
{
    return ((const struct ipsecnic_sa_ctx *)context)->length;
}

/* Post one command for as many members as fit; returns how many, 0 if there
 * is no room for a command. */
static unsigned int post_batch(struct ipsecnic *nic, struct batch *batch)
{
    struct ipsecnic_command *command;
    const uint8_t *end = batch->at;
    unsigned int n;
    uint32_t max;

    command = command_new(nic, batch->opcode, NULL);
    if (command == NULL) {
        return 0;
    }
    max = reg_read(nic, IPSECNIC_REG_BATCH_MAX);
    for (n = 0; n < batch->left && n < max; n++) {
        end += batch->size != 0 ? batch->size : context_length(end);
    }
    command->count = n;
    command->data_addr = bus_address(batch->at);
    command->data_length = end - batch->at;
    command->result_addr = bus_address(batch->results);
    batch->at = end;
    batch->left -= n;
    batch->results += n;
    return n;
}

/* Add all of a batch and wait; false and an error as of ipsecnic_add_sas(). */
static bool add_all(struct ipsecnic *nic, struct batch *batch)
{
    struct ipsecnic_result *results = batch->results;
    unsigned int i, count = batch->left;
    struct deadline deadline;
    uint32_t done;

    for (i = 0; i < count; i++) {
        results[i].status = UINT32_MAX;
        results[i].handle = 0;
    }
    nic->commands_done = 0;
    nic->command_status = IPSECNIC_ST_OK;
    deadline_start(&deadline, PATIENCE_MS);
    do {
        /* Keep the ring full: the card works while we prepare the next. */
        done = nic->commands_done;
        while (batch->left > 0 && post_batch(nic, batch) > 0) {
            continue;
        }
        ipsecnic_kick(nic);
        cpu_relax();
        ipsecnic_poll_control(nic);
        if (nic->commands_done != done) {
            deadline_start(&deadline, PATIENCE_MS);
        } else if (deadline_passed(&deadline)) {
            ipsecnic_fail(nic, "%s: no answer, %u commands done, %u not",
                          batch->name, done, nic->commands);
        }
    } while (!nic->broken && (batch->left > 0 || nic->commands > 0));
    ipsecnic_kick(nic);

    /* A member that was refused has its own status; one that has none was
     * never looked at, and then the status is that of the command. */
    for (i = 0; i < count && !nic->broken; i++) {
        if (results[i].status == UINT32_MAX) {
            ipsecnic_fail(nic, "%s failed: %s", batch->name,
                          ipsecnic_status_text(nic->command_status));
        }
    }
    return !nic->broken;
}

bool ipsecnic_add_sas(struct ipsecnic *nic, const void *contexts,
                      size_t length, unsigned int count,
                      struct ipsecnic_result *results)
{
    const uint8_t *at = contexts, *end = at + length;
    struct batch batch = {
        .opcode = IPSECNIC_CMD_ADD_SA,
        .name = "ADD_SA",
        .at = contexts,
        .left = count,
        .results = results,
    };
    unsigned int i;

    if (!(nic->features & (UINT64_C(1) << IPSECNIC_F_IPSEC_RX))) {
        return ipsecnic_fail(nic, "the card does not offer IPSEC_RX");
    }
    for (i = 0; i < count; i++) {
        if ((size_t)(end - at) < sizeof(struct ipsecnic_sa_ctx) ||
            context_length(at) < sizeof(struct ipsecnic_sa_ctx) ||
            context_length(at) > (size_t)(end - at)) {
            return ipsecnic_fail(nic, "SA %u: the context has no possible "
                                 "length", i);
        }
        at += context_length(at);
    }
    return add_all(nic, &batch);
}

bool ipsecnic_add_policies(struct ipsecnic *nic,
                           const struct ipsecnic_policy *policies,
                           unsigned int count,
                           struct ipsecnic_result *results)
{
    struct batch batch = {
        .opcode = IPSECNIC_CMD_ADD_POLICY,
        .name = "ADD_POLICY",
        .at = (const uint8_t *)policies,
        .left = count,
        .size = sizeof(*policies),
        .results = results,
    };

    return add_all(nic, &batch);
}

/* ------------------------------------------------------------------------
 * Start and stop
 */

bool ipsecnic_start(struct ipsecnic *nic, const char *name, uint16_t bdf,
                    const struct ipsecnic_params *params)
{
    unsigned int i;

    nic->name = name;
    nic->bdf = bdf;
    nic->params = *params;
    if (!ipsecnic_probe(nic) ||
        !queue_create(nic, &nic->ctrl, "control", IPSECNIC_REG_CTRLQ,
                      VECTOR_CTRL, CTRL_POSTED_SIZE, CTRL_COMP_SIZE) ||
        !queue_enable(nic, &nic->ctrl, 0)) {
        return false;
    }
    reg_write(nic, IPSECNIC_REG_QUEUES, nic->num_queues);
    if (reg_read(nic, IPSECNIC_REG_QUEUES) != nic->num_queues) {
        return ipsecnic_fail(nic, "the card does not take %u queues",
                             nic->num_queues);
    }
    for (i = 0; i < nic->num_queues; i++) {
        if (!rx_create(nic, i)) {
            return false;
        }
    }
    if (!queue_create(nic, &nic->tx, "transmit", IPSECNIC_REG_TXQ(0),
                      VECTOR_TX(nic), params->tx_ring_size,
                      params->tx_ring_size) ||
        !queue_enable(nic, &nic->tx, 0)) {
        return false;
    }
    /* What changes from here on is told by an event. */
    read_link(nic);
    return true;
}

void ipsecnic_activate(struct ipsecnic *nic, bool active)
{
    /* R2: what is configured (ESP and AH, both on from reset) is one thing,
     * the activation another.  R1: before it nothing is processed. */
    uint32_t control = reg_read(nic, IPSECNIC_REG_IPSEC_CTRL);

    control &= ~IPSECNIC_IPSEC_CTRL_ACTIVE;
    reg_write(nic, IPSECNIC_REG_IPSEC_CTRL,
              control | (active ? IPSECNIC_IPSEC_CTRL_ACTIVE : 0));
}

void ipsecnic_open(struct ipsecnic *nic)
{
    reg_write(nic, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    reg_write(nic, IPSECNIC_REG_RX_CTRL,
              IPSECNIC_RX_CTRL_ENABLE | IPSECNIC_RX_CTRL_PROMISC |
              IPSECNIC_RX_CTRL_ALL_MULTICAST | IPSECNIC_RX_CTRL_BROADCAST);
}

bool ipsecnic_stop(struct ipsecnic *nic)
{
    bool stopped = true;
    unsigned int i;

    if (nic->regs == NULL) {
        return true;
    }
    /* "Reset": no more frames, then the queues, each until it says so. */
    reg_write(nic, IPSECNIC_REG_RX_CTRL, 0);
    reg_write(nic, IPSECNIC_REG_TX_CTRL, 0);
    for (i = 0; i < nic->num_queues; i++) {
        stopped = queue_disable(nic, &nic->rx[i].q) && stopped;
    }
    stopped = queue_disable(nic, &nic->tx) && stopped;
    stopped = queue_disable(nic, &nic->ctrl) && stopped;
    /* The card forgets SAs and wipes keys; a queue that did not stop does. */
    reg_write(nic, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    return stopped;
}

/* ------------------------------------------------------------------------
 * Receiving
 */

unsigned int ipsecnic_poll_receive(struct ipsecnic *nic, unsigned int queue,
                                   unsigned int budget)
{
    struct ipsecnic_rx_queue *rx = &nic->rx[queue];
    struct ipsecnic_packet *packet = &rx->packet;
    const struct ipsecnic_rx_posted *posted;
    struct ipsecnic_rx_comp *comp = NULL;
    struct ipsecnic_buffer *buffer;
    unsigned int indicated = 0;
    bool found = false;
    uint16_t index;

    while (indicated < budget &&
           (comp = queue_next_completion(&rx->q)) != NULL) {
        found = true;
        /* "Posting and completing": one for each posted entry, in order, so
         * that both rings have one index.  What does not fit would give a
         * buffer away twice, or one that the card still writes to. */
        index = rx->q.comp_head - 1;
        posted = queue_posted(&rx->q, index);
        if (index == rx->q.posted_told || comp->posted_index != index ||
            comp->cookie != posted->cookie ||
            comp->buffer_length > posted->length ||
            !(comp->flags & IPSECNIC_COMP_START) != (packet->first != NULL)) {
            queue_makes_no_sense(nic, &rx->q);
            return indicated;
        }
        buffer = &rx->buffers[posted->cookie];
        buffer->used = comp->buffer_length;
        buffer->next = NULL;
        if (packet->first == NULL) {
            /* R19: the out-of-band word is in place before the packet is
             * indicated.  It is the same in all completions of the frame. */
            packet->info = *comp;
            packet->first = buffer;
            packet->num_buffers = 1;
        } else {
            packet->last->next = buffer;
            packet->num_buffers++;
        }
        packet->last = buffer;
        if (!(comp->flags & IPSECNIC_COMP_END)) {
            continue;
        }

        /*
         * R13: every packet is indicated, whatever CryptoStatus says; the
         * fate of errored ones is for the layer above to decide (R20).  R23:
         * as it came, none merged with another, in the queue's order.  R22:
         * with its AH or ESP header, trailer and ICV, so that the layer above
         * can check sequence numbers, which neither card nor driver do (R21).
         */
        for (buffer = packet->first; buffer != NULL; buffer = buffer->next) {
            buffer->kept = true;
        }
        indicated++;
        nic->indicated++;
        buffer = packet->first;
        if (!nic->params.ops->indicate(nic->params.opaque, packet)) {
            ipsecnic_return_buffers(nic, buffer);
        }
        packet->first = NULL;
    }
    if (comp == NULL) {
        queue_check(nic, &rx->q, found);
        if (rx->q.failed && !nic->broken) {
            rx_restart(nic, rx);
        }
    }
    return indicated;
}

void ipsecnic_return_buffers(struct ipsecnic *nic,
                             struct ipsecnic_buffer *first)
{
    struct ipsecnic_buffer *buffer;
    struct ipsecnic_rx_queue *rx;

    for (buffer = first; buffer != NULL; buffer = buffer->next) {
        rx = &nic->rx[buffer->queue];
        buffer->kept = false;
        /* A failed queue gets all its buffers when it starts again. */
        if (!rx->q.failed) {
            rx_post(rx, buffer, nic->params.buffer_size);
        }
    }
}

bool ipsecnic_packet_read(const struct ipsecnic_packet *packet,
                          uint32_t offset, void *to, uint32_t length)
{
    const struct ipsecnic_buffer *buffer = packet->first;
    uint8_t *out = to;
    uint32_t n;

    if (offset > packet->info.frame_length ||
        length > packet->info.frame_length - offset) {
        return false;
    }
    for (; buffer != NULL && offset >= buffer->used; buffer = buffer->next) {
        offset -= buffer->used;
    }
    for (; buffer != NULL && length > 0; buffer = buffer->next) {
        n = buffer->used - offset < length ? buffer->used - offset : length;
        memcpy(out, buffer->data + offset, n);
        out += n;
        length -= n;
        offset = 0;
    }
    return length == 0;
}

/* ------------------------------------------------------------------------
 * Sending
 */

unsigned int ipsecnic_transmit_room(const struct ipsecnic *nic)
{
    return nic->tx.failed ? 0 : nic->tx.posted_size - nic->tx_used;
}

bool ipsecnic_transmit(struct ipsecnic *nic,
                       const struct ipsecnic_fragment *fragments,
                       unsigned int count,
                       const struct ipsecnic_tx_posted *offload, void *cookie)
{
    /* "Transmit": padding to the shortest Ethernet frame is our affair.  What
     * is encrypted cannot be padded: nothing may follow the packet. */
    static const uint8_t zeros[60];
    struct ipsecnic_tx_posted *entry;
    uint32_t length = 0;
    unsigned int i, total = count;

    for (i = 0; i < count; i++) {
        length += fragments[i].length;
    }
    if (length < sizeof(zeros) &&
        (offload == NULL || offload->sa_handle == 0)) {
        total++;
    }
    if (total > ipsecnic_transmit_room(nic)) {
        return false;
    }
    for (i = 0; i < total; i++) {
        entry = queue_next_posted(&nic->tx);
        /* What the card is to do stands in the first entry, and in the others
         * 0, whatever a frame before had there. */
        if (i == 0 && offload != NULL) {
            *entry = *offload;
        } else {
            memset(entry, 0, sizeof(*entry));
        }
        if (i < count) {
            entry->addr = bus_address(fragments[i].data);
            entry->length = fragments[i].length;
        } else {
            entry->addr = bus_address(zeros);
            entry->length = sizeof(zeros) - length;
        }
        entry->flags |= (i == 0 ? IPSECNIC_TX_START : 0) |
                        (i + 1 == total ? IPSECNIC_TX_END : 0);
        entry->cookie = (uintptr_t)cookie;
    }
    nic->tx_used += total;
    return true;
}

unsigned int ipsecnic_poll_transmit(struct ipsecnic *nic)
{
    struct ipsecnic_tx_comp *comp;
    unsigned int n = 0;
    char text[96];

    while ((comp = queue_next_completion(&nic->tx)) != NULL) {
        /* One for each frame, in order. */
        if (comp->fragments == 0 || comp->fragments > nic->tx_used ||
            comp->posted_index !=
            (uint16_t)(nic->tx.posted_tail - nic->tx_used)) {
            queue_makes_no_sense(nic, &nic->tx);
            return n;
        }
        n++;
        nic->tx_used -= comp->fragments;
        nic->params.ops->sent(nic->params.opaque,
                              (void *)(uintptr_t)comp->cookie, comp);
    }
    queue_check(nic, &nic->tx, n > 0);
    if (nic->tx.failed) {
        queue_describe_error(nic, &nic->tx, text, sizeof(text));
        ipsecnic_fail(nic, "%s", text);
    }
    return n;
}

/* ------------------------------------------------------------------------
 * Doorbells and interrupts
 */

void ipsecnic_kick(struct ipsecnic *nic)
{
    unsigned int i;

    queue_kick(nic, &nic->ctrl);
    for (i = 0; i < nic->num_queues; i++) {
        queue_kick(nic, &nic->rx[i].q);
    }
    queue_kick(nic, &nic->tx);
}

void ipsecnic_arm_control(struct ipsecnic *nic)
{
    queue_arm(nic, &nic->ctrl);
}

void ipsecnic_arm_receive(struct ipsecnic *nic)
{
    unsigned int i;

    for (i = 0; i < nic->num_queues; i++) {
        queue_arm(nic, &nic->rx[i].q);
    }
}

void ipsecnic_arm_transmit(struct ipsecnic *nic)
{
    if (nic->tx_used > 0) {
        queue_arm(nic, &nic->tx);
    }
}

void ipsecnic_wake(struct ipsecnic *nic)
{
    nic->woken |= __atomic_exchange_n(&nic->fired, 0, __ATOMIC_ACQUIRE);
}

/* ------------------------------------------------------------------------
 * For people
 */

uint64_t ipsecnic_counter(const struct ipsecnic *nic, unsigned int number)
{
    /* One access of 8 bytes reads one consistent value. */
    return mmio_read64(nic->regs + IPSECNIC_REG_STAT_LO(number));
}

uint32_t ipsecnic_policies(const struct ipsecnic *nic)
{
    return reg_read(nic, IPSECNIC_REG_POLICY_COUNT);
}

uint32_t ipsecnic_queue_state(const struct ipsecnic *nic, unsigned int queue)
{
    return reg_read(nic, IPSECNIC_REG_RXQ(queue) + IPSECNIC_Q_STATE);
}

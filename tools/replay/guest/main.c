/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest: takes SAs from QEMU, frames from the card, and tells what it got
 *
 * With a configuration from ipsecnic-replay (replay_proto.h) it sends every
 * indication over a second card, the report line (line.h).  If it is to
 * transmit, frames come over that card and leave by the port (outgoing.h).
 * Without a configuration it prints a line a frame (console.h), and answers
 * pings (pings.h).
 */

#include "hw/net/ipsecnic_abi.h"
#include "answer.h"
#include "console.h"
#include "ending.h"
#include "ipsecnic.h"
#include "line.h"
#include "outgoing.h"
#include "pings.h"
#include "platform.h"
#include "probe.h"
#include "replay_proto.h"
#include "send.h"
#include "transport.h"
#include "wire.h"

#define DEFAULT_RING_SIZE       512
#define DEFAULT_BUFFER_SIZE     2048
#define REPORT_RX_RING_SIZE     64
#define REPORT_RX_BUFFER_SIZE   2048
/* Of frames to send the longest takes 33 buffers. */
#define TRANSMIT_RX_RING_SIZE   256
#define TRANSMIT_RING_SIZE      512
#define RING_SIZE_MAX           IPSECNIC_RING_MAX
/* Frames of one queue before the next queue has its turn. */
#define BUDGET                  64
/* Refused SAs that get a line on the console. */
#define SA_LINES                10
/* Results in one message. */
#define SA_RESULTS              1024
/* How long the other end may take to come up. */
#define LINK_UP_MS              2000

extern uint32_t boot_start_info;
void guest_main(void);

static struct replay_config config;
static struct ipsecnic port;
static struct line line;
static struct transport transport;
static struct outgoing outgoing;
static struct pings pings = {
    .port = &port,
    .transport = &transport,
    .sender = &outgoing.sender,
};
static struct ending ending = {
    .port = &port,
    .line = &line,
    .transport = &transport,
};
static bool stats_wanted, state_wanted, bye;
/* SA contexts, as they were given. */
static struct {
    const uint8_t *contexts;
    size_t size;
    unsigned int count;
} sas;
/* Policies of packet mode, and how many. */
static const struct ipsecnic_policy *policies;
static unsigned int num_policies;

/* ------------------------------------------------------------------------
 * What it is to do
 */

static bool has_report(void)
{
    return config.report_bdf != REPLAY_NO_REPORT;
}

static _Noreturn void fatal(const char *text)
{
    line_fatal(&line, text);
}

/* Whether frames to send come over the report line. */
static bool transmits(void)
{
    return has_report() && (config.flags & REPLAY_CONFIG_TRANSMIT);
}

/* ------------------------------------------------------------------------
 * Indications
 */

/* Whether the report line can take the next frame. */
static bool can_indicate(void)
{
    return !has_report() ||
           ipsecnic_transmit_room(&line.nic) >= line_entries_for_a_frame(&port);
}

/* ------------------------------------------------------------------------
 * The port
 */

static bool port_indicate(void *opaque, const struct ipsecnic_packet *packet)
{
    struct transport_decision decision;

    (void)opaque;
    transport_receive(&transport, packet, &decision);
    if (decision.verdict == TRANSPORT_ORIGINAL) {
        return false;
    }
    if (has_report()) {
        line_indicate(&line, packet, &decision);
        return true;
    }
    console_packet(packet, &decision);
    pings_packet(&pings, packet, &decision);
    return false;
}

static void port_sent(void *opaque, void *cookie,
                      const struct ipsecnic_tx_comp *comp)
{
    (void)opaque;
    if (has_report()) {
        outgoing_sent(&outgoing, cookie, comp);
        return;
    }
    pings_sent(cookie, comp);
}

static void port_event(void *opaque, const struct ipsecnic_ctrl_comp *event)
{
    (void)opaque;
    switch (event->code) {
    case IPSECNIC_EVENT_LINK:
        print("port: link %s\n", event->status ? "up" : "down");
        break;
    case IPSECNIC_EVENT_SA_LIMIT:
        print("port: SA %08x passed limit %u\n", event->handle,
              event->argument);
        break;
    default:
        break;
    }
}

static void report_deleted(const struct transport_sa *sa, uint32_t status)
{
    struct {
        struct replay_header header;
        struct replay_sa_deleted record;
    } *message;

    /* An SA is deleted once, so this does not go on for ever. */
    message = allocate(sizeof(*message), 8);
    if (message == NULL) {
        fatal("no memory to report the deletion of an SA");
    }
    message->record.handle = sa->handle;
    message->record.status = status;
    message->record.arrival = sa->asked_by;
    message->record.partner = sa->partner != NULL ? sa->partner->handle : 0;
    message->record.direction =
        sa->context->flags & IPSECNIC_SA_FLAG_INBOUND ? REPLAY_DIRECTION_IN
                                                      : REPLAY_DIRECTION_OUT;
    line_send(&line, &message->header, REPLAY_MSG_SA_DELETED, sizeof(*message),
              NULL, 0);
}

static void port_command_done(void *opaque, void *cookie, uint32_t status)
{
    const struct transport_sa *sa;

    (void)opaque;
    if (outgoing_command_done(&outgoing, cookie)) {
        return;
    }
    if (ending_is_slot(&ending, cookie)) {
        ending_command_done(&ending, cookie, status);
        return;
    }
    sa = transport_command_done(&transport, cookie, status);
    if (sa != NULL) {
        struct send_sa *outbound = send_find(&outgoing.sender, sa->handle);

        if (outbound != NULL && status == IPSECNIC_ST_OK) {
            outbound->deleted = true;
        }
        console_deleted(sa, status);
        if (has_report()) {
            report_deleted(sa, status);
        }
    }
}

static const struct ipsecnic_ops port_ops = {
    .indicate = port_indicate,
    .sent = port_sent,
    .command_done = port_command_done,
    .event = port_event,
};

/* ------------------------------------------------------------------------
 * The report line
 */

/* A request from the tool. */
static bool report_indicate(void *opaque, const struct ipsecnic_packet *packet)
{
    struct replay_header header;
    const char *wrong;

    (void)opaque;
    if (!ipsecnic_packet_read(packet, 0, &header, sizeof(header)) ||
        header.ethertype[0] != REPLAY_ETHERTYPE >> 8 ||
        header.ethertype[1] != (REPLAY_ETHERTYPE & 0xff)) {
        return false;
    }
    switch (header.type) {
    case REPLAY_MSG_STATS_REQUEST:
        stats_wanted = true;
        return false;
    case REPLAY_MSG_STATE_REQUEST:
        state_wanted = true;
        return false;
    case REPLAY_MSG_BYE:
        bye = true;
        return false;
    case REPLAY_MSG_SEND:
    case REPLAY_MSG_SEND_MORE:
        wrong = "frames to send are for a guest that transmits";
        if (transmits()) {
            wrong = outgoing_message(&outgoing, packet, &header);
        }
        if (wrong != NULL) {
            fatal(wrong);
        }
        return true;
    default:
        return false;
    }
}

static void report_sent(void *opaque, void *cookie,
                        const struct ipsecnic_tx_comp *comp)
{
    (void)opaque;
    if (comp->status != IPSECNIC_TX_ST_OK && !line.nic.broken) {
        /* There is nobody left to tell it to but the console. */
        line.nic.broken = true;
        format(line.nic.error, sizeof(line.nic.error),
               "report: a message was not sent, status %u", comp->status);
    }
    if (outgoing_is_slot(&outgoing, cookie)) {
        outgoing_told(&outgoing, cookie);
    } else if (ending_is_slot(&ending, cookie)) {
        ending_told(&ending, cookie);
    } else if (cookie != NULL) {
        ipsecnic_return_buffers(&port, cookie);
    }
}

/* What became of a frame; there are never more of them than the ring holds. */
static void tell_sent(struct outgoing_slot *slot)
{
    line_post(&line, &slot->message.header, REPLAY_MSG_SENT,
              sizeof(slot->message), slot);
}

static const struct ipsecnic_ops report_ops = {
    .indicate = report_indicate,
    .sent = report_sent,
};

static void send_stats(void)
{
    static struct {
        struct replay_header header;
        struct replay_stats stats;
    } message;
    unsigned int i;

    for (i = 0; i < IPSECNIC_STATS; i++) {
        message.stats.counter[i] = ipsecnic_counter(&port, i);
    }
    memset(message.stats.rx_queue_state, 0,
           sizeof(message.stats.rx_queue_state));
    for (i = 0; i < port.num_queues; i++) {
        message.stats.rx_queue_state[i] = ipsecnic_queue_state(&port, i);
    }
    message.stats.indicated = port.indicated;
    line_send(&line, &message.header, REPLAY_MSG_STATS, sizeof(message), NULL,
              0);
}

/* What became of SAs, or policies. */
static void send_results(uint16_t type, const struct ipsecnic_result *results,
                         unsigned int count)
{
    struct {
        struct replay_header header;
        struct replay_sa_results results;
    } *message;
    unsigned int i, n;

    for (i = 0; i < count; i += n) {
        n = count - i < SA_RESULTS ? count - i : SA_RESULTS;
        message = allocate(sizeof(*message), 8);
        if (message == NULL) {
            fatal("no memory to report what was added");
        }
        message->results.first = i;
        message->results.count = n;
        line_send(&line, &message->header, type, sizeof(*message), results + i,
                  n * sizeof(results[0]));
    }
}

/* ------------------------------------------------------------------------
 * Start
 */

static void start_report(void)
{
    const struct ipsecnic_params params = {
        .ops = &report_ops,
        .queues = 1,
        .rx_ring_size = transmits() ? TRANSMIT_RX_RING_SIZE
                                    : REPORT_RX_RING_SIZE,
        .tx_ring_size = LINE_TX_RING_SIZE,
        .buffer_size = REPORT_RX_BUFFER_SIZE,
        .polling = config.flags & REPLAY_CONFIG_POLL,
    };
    struct deadline deadline;

    if (!ipsecnic_start(&line.nic, "report", config.report_bdf, &params)) {
        fatal(line.nic.error);
    }
    ipsecnic_open(&line.nic);
    deadline_start(&deadline, LINK_UP_MS);
    while (!line.nic.link_up) {
        ipsecnic_poll_control(&line.nic);
        if (line.nic.broken || deadline_passed(&deadline)) {
            fatal(line.nic.broken ? line.nic.error
                                  : "report: the link is down");
        }
        cpu_relax();
    }
}

/* How many SA contexts there are; ipsecnic_add_sas() looks closer. */
static unsigned int count_sas(const uint8_t *contexts, size_t size)
{
    unsigned int n = 0;
    uint32_t length;

    while (size >= sizeof(struct ipsecnic_sa_ctx)) {
        length = ((const struct ipsecnic_sa_ctx *)contexts)->length;
        if (length < sizeof(struct ipsecnic_sa_ctx) || length > size) {
            break;
        }
        contexts += length;
        size -= length;
        n++;
    }
    return size > 0 ? n + 1 : n;
}

static void find_sas(bool have_config)
{
    char text[96];

    sas.contexts = fw_cfg_load(REPLAY_FW_CFG_SA, &sas.size);
    if (sas.contexts == NULL && sas.size != 0) {
        format(text, sizeof(text), "no memory for %zu bytes of SA contexts",
               sas.size);
        fatal(text);
    }
    sas.count = count_sas(sas.contexts, sas.size);
    if (have_config && sas.count != config.num_sa) {
        format(text, sizeof(text), "config: %u SAs announced, %u found",
               config.num_sa, sas.count);
        fatal(text);
    }
}

static void find_policies(void)
{
    char text[96];
    size_t size;

    policies = fw_cfg_load(REPLAY_FW_CFG_POLICIES, &size);
    if (policies == NULL && size != 0) {
        fatal("no memory for the policies");
    }
    num_policies = size / sizeof(policies[0]);
    if (num_policies != config.num_policies ||
        size % sizeof(policies[0]) != 0) {
        format(text, sizeof(text), "config: %u policies announced, %zu bytes "
               "found", config.num_policies, size);
        fatal(text);
    }
}

/* Whether there is an SA that needs packet mode.  Of a context that is broken
 * ipsecnic_add_sas() complains. */
static bool wants_packet(void)
{
    const uint8_t *at = sas.contexts;
    unsigned int i;

    for (i = 0; i + 1 <= sas.count; i++) {
        const struct ipsecnic_sa_ctx *context = (const void *)at;

        if ((size_t)(sas.contexts + sas.size - at) < sizeof(*context)) {
            break;
        }
        if (context->flags & IPSECNIC_SA_FLAG_PACKET_OFFLOAD) {
            return true;
        }
        at += context->length;
    }
    return false;
}

static void start_port(void)
{
    const struct ipsecnic_params params = {
        .ops = &port_ops,
        .queues = config.queues,
        .rx_ring_size = config.ring_size != 0 ? config.ring_size
                                              : DEFAULT_RING_SIZE,
        .tx_ring_size = transmits() && config.ring_size != 0
                        ? config.ring_size : TRANSMIT_RING_SIZE,
        .buffer_size = config.buffer_size != 0 ? config.buffer_size
                                               : DEFAULT_BUFFER_SIZE,
        .polling = config.flags & REPLAY_CONFIG_POLL,
        .ipsec = true,
        .packet = wants_packet() || num_policies > 0,
        .originals = true,
        .mtu = config.mtu,
    };

    if (params.buffer_size < IPSECNIC_RX_BUFFER_MIN ||
        params.buffer_size > IPSECNIC_RX_BUFFER_MAX) {
        fatal("config: buffer_size is out of range");
    }
    if (params.rx_ring_size < IPSECNIC_RING_MIN ||
        params.rx_ring_size > RING_SIZE_MAX ||
        (params.rx_ring_size & (params.rx_ring_size - 1)) != 0) {
        fatal("config: ring_size is not a power of two in range");
    }
    if (!ipsecnic_start(&port, "port", config.port_bdf, &params)) {
        fatal(port.error);
    }
    if (has_report() && line_entries_for_a_frame(&port) > LINE_TX_RING_SIZE) {
        fatal("config: buffer_size is too small for the report line");
    }
}

/* What each outbound SA takes; see send.h. */
static void load_policy(const void *contexts, unsigned int count,
                        const struct ipsecnic_result *results)
{
    const void *selectors;
    size_t size;

    selectors = fw_cfg_load(REPLAY_FW_CFG_SELECTORS, &size);
    if ((selectors == NULL && size != 0) ||
        !send_init(&outgoing.sender, contexts, count, results,
                   wire_to_selectors(selectors),
                   size / sizeof(struct replay_selector))) {
        fatal("no memory for the policy");
    }
}

static void load_sas(void)
{
    struct ipsecnic_result *results;
    unsigned int i, refused = 0;

    if (sas.count == 0) {
        return;
    }
    results = allocate_unset(sas.count * sizeof(results[0]), 64);
    if (results == NULL) {
        fatal("no memory for the results of ADD_SA");
    }
    if (!ipsecnic_add_sas(&port, sas.contexts, sas.size, sas.count, results)) {
        fatal(port.error);
    }
    /* Whether it can go on without the refused ones is for the tool to say:
     * their frames are indicated all the same. */
    for (i = 0; i < sas.count; i++) {
        if (results[i].status != IPSECNIC_ST_OK && refused++ < SA_LINES) {
            print("SA %u: status %u (%s)\n", i, results[i].status,
                  ipsecnic_status_text(results[i].status));
        }
    }
    if (refused > 0) {
        print("%u of %u SAs refused\n", refused, sas.count);
    }
    if (!transport_init(&transport, sas.contexts, sas.count, results)) {
        fatal("no memory for the replay windows");
    }
    load_policy(sas.contexts, sas.count, results);
    if (has_report()) {
        send_results(REPLAY_MSG_SA_RESULTS, results, sas.count);
    }
}

static bool is_outbound(const struct ipsecnic_policy *policy)
{
    return !(policy->flags & IPSECNIC_POLICY_FLAG_INBOUND);
}

/* They come behind the SAs, so that none of them lacks one that is there. */
static void load_policies(void)
{
    struct ipsecnic_result *results;
    unsigned int i;

    if (num_policies == 0) {
        return;
    }
    results = allocate_unset(num_policies * sizeof(results[0]), 64);
    if (results == NULL) {
        fatal("no memory for the results of ADD_POLICY");
    }
    if (!ipsecnic_add_policies(&port, policies, num_policies, results)) {
        fatal(port.error);
    }
    for (i = 0; i < num_policies; i++) {
        if (results[i].status == IPSECNIC_ST_OK && is_outbound(&policies[i])) {
            outgoing.sender.by_policy = true;
        }
    }
    if (has_report()) {
        send_results(REPLAY_MSG_POLICY_RESULTS, results, num_policies);
    }
    ending.policies = results;
    ending.num_policies = num_policies;
}

static void start_transmit(void)
{
    unsigned int i;

    outgoing.port = &port;
    outgoing.report = &line.nic;
    outgoing.tell = tell_sent;
    outgoing.sender.form = wire_to_form(config.form);
    outgoing.sender.segment_size = (uint16_t)config.segment_size;
    outgoing.fault.kind = config.fault;
    outgoing.fault.at = config.fault_at;
    for (i = 0; i < transport.num_sas && outgoing.fault.inbound == 0; i++) {
        const struct transport_sa *sa = &transport.sas[i];

        if (sa->context->flags & IPSECNIC_SA_FLAG_INBOUND) {
            outgoing.fault.inbound = sa->handle;
        }
    }
    if (config.segment_size > UINT16_MAX) {
        fatal("config: segment_size is out of range");
    }
    if (!outgoing_init(&outgoing)) {
        fatal("no memory for frames to send");
    }
}

/* Whose pings are answered, without a tool. */
static void load_addresses(void)
{
    const char *text;
    size_t size;

    text = fw_cfg_load(REPLAY_FW_CFG_ADDRESS, &size);
    if (text == NULL && size != 0) {
        fatal("no memory for the addresses");
    }
    if (text != NULL && !answer_host_init(&pings.host, port.mac, text, size)) {
        fatal(REPLAY_FW_CFG_ADDRESS ": expected up to 8 IPv4 and IPv6 "
              "addresses, with commas between them");
    }
}

static bool load_config(void)
{
    const struct replay_config *file;
    char text[96];
    size_t size;
    int bdf;

    file = fw_cfg_load(REPLAY_FW_CFG_CONFIG, &size);
    if (file != NULL) {
        if (size < sizeof(config) || file->version != REPLAY_VERSION) {
            config.report_bdf = REPLAY_NO_REPORT;
            format(text, sizeof(text), "config: %zu bytes, version %u; "
                   "expected %zu and %u", size,
                   size >= 4 ? file->version : 0, sizeof(config),
                   REPLAY_VERSION);
            fatal(text);
        }
        config = *file;
        return true;
    }
    bdf = ipsecnic_find(0);
    config.report_bdf = REPLAY_NO_REPORT;
    config.port_bdf = bdf;
    config.flags = REPLAY_CONFIG_ANSWER_SA_DELETE;
    if (bdf < 0) {
        fatal("there is no ipsecnic in this machine");
    }
    return false;
}

/* ------------------------------------------------------------------------
 * The loop
 */

/* Whether there is room for what the next message may ask. */
static bool can_be_asked(void)
{
    return !transmits() || outgoing_ready(&outgoing);
}

/* Poll everything once; true if there was something. */
static bool work(void)
{
    unsigned int q, n, busy = 0;

    ipsecnic_wake(&port);
    ipsecnic_poll_control(&port);
    busy += ipsecnic_poll_transmit(&port);
    if (has_report()) {
        ipsecnic_wake(&line.nic);
        ipsecnic_poll_control(&line.nic);
        busy += ipsecnic_poll_transmit(&line.nic);
        for (n = 0; n < BUDGET && can_be_asked(); n++) {
            if (ipsecnic_poll_receive(&line.nic, 0, 1) == 0) {
                break;
            }
        }
        busy += n;
    }
    for (q = 0; q < port.num_queues; q++) {
        for (n = 0; n < BUDGET && can_indicate(); n++) {
            if (ipsecnic_poll_receive(&port, q, 1) == 0) {
                break;
            }
        }
        busy += n;
    }
    transport_work(&transport);
    ending_work(&ending);
    ipsecnic_kick(&port);
    if (has_report()) {
        ipsecnic_kick(&line.nic);
    }
    return busy > 0;
}

static void sleep(void)
{
    if (config.flags & REPLAY_CONFIG_POLL) {
        cpu_relax();
        return;
    }
    ipsecnic_arm_control(&port);
    ipsecnic_arm_transmit(&port);
    /* With no room on the report line the port has to wait, and would fire
     * again and again. */
    if (can_indicate()) {
        ipsecnic_arm_receive(&port);
    }
    if (has_report()) {
        ipsecnic_arm_control(&line.nic);
        if (can_be_asked()) {
            ipsecnic_arm_receive(&line.nic);
        }
        ipsecnic_arm_transmit(&line.nic);
    }
    wait_for_interrupt(&port.fired, &line.nic.fired);
}

void guest_main(void)
{
    static struct replay_header ready;
    bool have_config;

    config.report_bdf = REPLAY_NO_REPORT;
    platform_init(boot_start_info);
    print("ipsecnic minimal guest\n");
    have_config = load_config();
    if (has_report()) {
        start_report();
    }
    find_sas(have_config);
    if (have_config) {
        find_policies();
    }
    start_port();
    load_sas();
    load_policies();
    if (has_report() && !ending_init(&ending)) {
        fatal("no memory to tell how it ends");
    }
    if (config.flags & REPLAY_CONFIG_ANSWER_SA_DELETE) {
        transport.nic = &port;
    }
    if (transmits()) {
        start_transmit();
    } else if (!has_report()) {
        load_addresses();
    }
    ipsecnic_activate(&port, !(config.flags & REPLAY_CONFIG_INACTIVE));
    ipsecnic_open(&port);
    if (has_report()) {
        line_send(&line, &ready, REPLAY_MSG_READY, sizeof(ready), NULL, 0);
    }
    print("port: ready, SAs %u, queues %u, link %s\n", transport.num_sas,
          port.num_queues, port.link_up ? "up" : "down");

    while (!bye) {
        bool busy = work();

        if (port.broken || line.nic.broken) {
            fatal(port.broken ? port.error : line.nic.error);
        }
        /* Nothing was left after the request had been seen: all that came
         * before it is indicated, and what that asked for is done.  With
         * nothing under way the memory of an earlier answer is free, too. */
        if (stats_wanted && !busy && line.nic.tx_used == 0 &&
            outgoing.under_way == 0 && transport_idle(&transport)) {
            stats_wanted = false;
            send_stats();
        } else if (state_wanted && !busy && line.nic.tx_used == 0 &&
                   outgoing.under_way == 0 && transport_idle(&transport)) {
            state_wanted = false;
            ending_start(&ending);
        } else if (!busy) {
            sleep();
        }
    }
    if (!ipsecnic_stop(&port) || !ipsecnic_stop(&line.nic)) {
        fatal(port.broken ? port.error : line.nic.error);
    }
    power_off(false);
}

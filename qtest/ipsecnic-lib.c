/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver of ipsecnic for tests: see ipsecnic-lib.h
 */

#include "qemu/osdep.h"
#include "hw/pci/pci_regs.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <linux/sockios.h>

/* Behind a receive buffer, and in a frame's room before it comes. */
#define CANARY 0xa5

/* Data of the message of a vector. */
#define IRQ_DATA(v) (0xc0de0000u | (v))

/* Not a text, and no count: nothing else looks like it. */
static const uint8_t mark[8] = {
    0xc1, 0xea, 0x12, 0x7e, 0x47, 0x5e, 0xc2, 0x37
};

static Ipn *shared;

static void wire_drain(Ipn *n);

int64_t ipn_deadline(void)
{
    return g_get_monotonic_time() + IPN_DEADLINE_S * G_TIME_SPAN_SECOND;
}

void ipn_poll(Ipn *n, int64_t end, const char *cond, const char *file,
              int line)
{
    if (g_get_monotonic_time() > end) {
        g_printerr("%s:%d: did not become true in %d s: %s\n", file, line,
                   IPN_DEADLINE_S, cond);
        abort();
    }
    if (n->step_ns) {
        qtest_clock_step(n->qts, n->step_ns);
    }
    g_usleep(20);
}

void ipn_settle(Ipn *n)
{
    unsigned i;

    /*
     * Each command is a turn of QEMU's main loop, which runs bottom halves and
     * looks at sockets.
     */
    for (i = 0; i < 20; i++) {
        ipn_read(n, IPSECNIC_REG_MAGIC);
        if (i % 5 == 0) {
            g_usleep(200);
        }
    }
}

/*
 * Machines
 */

bool ipn_on_pc(void)
{
    return !strcmp(qtest_get_arch(), "x86_64");
}

bool ipn_needs_pc(const char *what)
{
    g_autofree char *why = NULL;

    if (ipn_on_pc()) {
        return true;
    }
    why = g_strdup_printf("%s: tested on a PC alone", what);
    g_test_skip(why);
    return false;
}

char *ipn_machine(void)
{
    if (ipn_on_pc()) {
        return g_strdup("-M q35");
    }
    g_assert_cmpstr(qtest_get_arch(), ==, "ppc");
    return g_strconcat("-M ppce500,", ppce500_opts(), NULL);
}

QPCIBus *ipn_bus_new(QTestState *qts)
{
    QPCIBusPpce500 *ppce500;

    if (ipn_on_pc()) {
        return qpci_new_pc(qts, NULL);
    }
    ppce500 = g_new(QPCIBusPpce500, 1);
    qpci_init_ppce500(ppce500, qts);
    return &ppce500->bus;
}

void ipn_bus_free(QPCIBus *bus)
{
    if (ipn_on_pc()) {
        qpci_free_pc(bus);
    } else {
        g_free(container_of(bus, QPCIBusPpce500, bus));
    }
}

Ipn *ipn_new(QPCIBus *bus, int devfn, uint64_t mem, uint64_t mem_size,
             int wire)
{
    Ipn *n = g_new0(Ipn, 1);

    n->qts = bus->qts;
    n->bus = bus;
    n->mem_start = ROUND_UP(mem, 64);
    n->mem_next = n->mem_start;
    n->mem_end = mem + mem_size;
    n->wire = wire;
    n->events = g_queue_new();
    n->frame = g_malloc(IPSECNIC_MAX_FRAME);
    ipn_attach(n, devfn);
    return n;
}

void ipn_free(Ipn *n)
{
    if (n->own) {
        wire_drain(n);
        qtest_quit(n->qts);
        ipn_bus_free(n->bus);
        close(n->wire);
    }
    g_queue_free_full(n->events, g_free);
    g_free(n->frame);
    g_free(n->args);
    g_free(n);
}

static void card_found(QPCIDevice *dev, int devfn, void *data)
{
    int *found = data;

    g_assert_cmpint(*found, ==, -1);
    *found = devfn;
    g_free(dev);
}

void ipn_attach(Ipn *n, int devfn)
{
    uint32_t table;
    unsigned i;

    if (devfn < 0) {
        qpci_device_foreach(n->bus, IPSECNIC_PCI_VENDOR_ID,
                            IPSECNIC_PCI_DEVICE_ID, card_found, &devfn);
        g_assert_cmpint(devfn, >=, 0);
    }
    n->dev.bus = n->bus;
    n->dev.devfn = devfn;
    n->regs = qpci_iomap(&n->dev, IPSECNIC_BAR_REGS, NULL).addr;
    n->msix = qpci_iomap(&n->dev, IPSECNIC_BAR_MSIX, NULL).addr;
    for (i = 0; i < ARRAY_SIZE(n->bar); i++) {
        n->bar[i] = qpci_config_readl(&n->dev, PCI_BASE_ADDRESS_0 + 4 * i);
    }
    n->msix_cap = qpci_find_capability(&n->dev, PCI_CAP_ID_MSIX, 0);
    n->exp_cap = qpci_find_capability(&n->dev, PCI_CAP_ID_EXP, 0);
    n->pm_cap = qpci_find_capability(&n->dev, PCI_CAP_ID_PM, 0);
    g_assert_cmpuint(n->msix_cap, !=, 0);
    g_assert_cmpuint(n->exp_cap, !=, 0);
    g_assert_cmpuint(n->pm_cap, !=, 0);
    table = qpci_config_readl(&n->dev, n->msix_cap + PCI_MSIX_TABLE);
    g_assert_cmpuint(table & PCI_MSIX_TABLE_BIR, ==, IPSECNIC_BAR_MSIX);
    n->msix_table = table & PCI_MSIX_TABLE_OFFSET;
    table = qpci_config_readl(&n->dev, n->msix_cap + PCI_MSIX_PBA);
    g_assert_cmpuint(table & PCI_MSIX_PBA_BIR, ==, IPSECNIC_BAR_MSIX);
    n->msix_pba = table & PCI_MSIX_PBA_OFFSET;
    n->vectors = qpci_msix_table_size(&n->dev);
    g_assert_cmpuint(n->vectors, <=, 1 + 2 * IPSECNIC_MAX_QUEUES);
    ipn_pci_setup(n);
    n->max_queues = ipn_read(n, IPSECNIC_REG_MAX_QUEUES);
}

void ipn_bus_master(Ipn *n, bool on)
{
    uint16_t command = qpci_config_readw(&n->dev, PCI_COMMAND);

    command = on ? command | PCI_COMMAND_MASTER : command & ~PCI_COMMAND_MASTER;
    qpci_config_writew(&n->dev, PCI_COMMAND, command);
}

void ipn_pci_setup(Ipn *n)
{
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(n->bar); i++) {
        qpci_config_writel(&n->dev, PCI_BASE_ADDRESS_0 + 4 * i, n->bar[i]);
    }
    qpci_config_writew(&n->dev, PCI_COMMAND,
                       PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
    qpci_config_writew(&n->dev, n->msix_cap + PCI_MSIX_FLAGS,
                       PCI_MSIX_FLAGS_ENABLE);
    n->mem_next = n->mem_start;
    /* Migration streams that are kept have memory behind room for 17. */
    n->cells = ipn_alloc(n, 4 * MAX(17, n->vectors));
    for (i = 0; i < n->vectors; i++) {
        uint64_t entry = n->msix + n->msix_table + i * PCI_MSIX_ENTRY_SIZE;
        uint64_t cell = n->cells + 4 * i;

        ipn_io_write(n, entry + PCI_MSIX_ENTRY_VECTOR_CTRL, 4,
                     PCI_MSIX_ENTRY_CTRL_MASKBIT);
        ipn_io_write(n, entry + PCI_MSIX_ENTRY_LOWER_ADDR, 4, cell);
        ipn_io_write(n, entry + PCI_MSIX_ENTRY_UPPER_ADDR, 4, cell >> 32);
        ipn_io_write(n, entry + PCI_MSIX_ENTRY_DATA, 4, IRQ_DATA(i));
        ipn_io_write(n, entry + PCI_MSIX_ENTRY_VECTOR_CTRL, 4, 0);
        /* What was pending from an earlier test has just fired. */
        ipn_mem_write(n, cell, 4, 0);
    }
}

Ipn *ipn_spawn(const char *props, const char *args)
{
    g_autofree char *machine = strstr(args, "-M ") ? NULL : ipn_machine();
    g_autofree char *netdev = NULL;
    QTestState *qts;
    Ipn *n;
    int sv[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_DGRAM, 0, sv), ==, 0);
    netdev = g_strdup_printf("-netdev dgram,id=n0,local.type=fd,local.str=%d",
                             sv[1]);
    qts = qtest_initf("%s -nodefaults -m 64 %s "
                      "-device ipsecnic,id=card,netdev=n0,mac=" IPN_MAC "%s %s",
                      machine ?: "", netdev, props, args);
    close(sv[1]);

    n = g_new0(Ipn, 1);
    n->own = true;
    n->qts = qts;
    n->bus = ipn_bus_new(qts);
    n->mem_start = n->mem_next = 0x100000;
    n->mem_end = 0x3c00000;
    n->wire = sv[0];
    n->events = g_queue_new();
    n->frame = g_malloc(IPSECNIC_MAX_FRAME);
    return n;
}

Ipn *ipn_start(const char *props, const char *args)
{
    g_autofree char *key = g_strconcat(props, " ", args, NULL);
    int unread;

    if (shared && strcmp(shared->args, key)) {
        ipn_quit();
    }
    if (!shared) {
        shared = ipn_spawn(props, args);
        shared->args = g_steal_pointer(&key);
        ipn_attach(shared, -1);
    } else {
        ipn_pci_setup(shared);
        /* Frames of the last test are dropped by a card that is not up. */
        ipn_write(shared, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
        IPN_WAIT(shared, ioctl(shared->wire, SIOCOUTQ, &unread) == 0 &&
                         unread == 0);
        ipn_settle(shared);
        wire_drain(shared);
    }
    shared->watch = false;
    ipn_write(shared, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    shared->step_ns = 1000;
    g_queue_clear_full(shared->events, g_free);
    return shared;
}

void ipn_quit(void)
{
    if (shared) {
        ipn_free(shared);
        shared = NULL;
    }
}

uint64_t ipn_alloc(Ipn *n, uint64_t bytes)
{
    uint64_t addr = n->mem_next;

    n->mem_next += ROUND_UP(bytes, 64);
    g_assert_cmphex(n->mem_next, <=, n->mem_end);
    qtest_memset(n->qts, addr, 0, bytes);
    return addr;
}

void ipn_link(Ipn *n, bool up)
{
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'set_link', 'arguments':"
                             " { 'name': 'n0', 'up': %i } }", up);
}

void ipn_flr(Ipn *n)
{
    uint16_t control = qpci_config_readw(&n->dev, n->exp_cap + PCI_EXP_DEVCTL);

    g_assert_cmphex(qpci_config_readl(&n->dev, n->exp_cap + PCI_EXP_DEVCAP) &
                    PCI_EXP_DEVCAP_FLR, !=, 0);
    qpci_config_writew(&n->dev, n->exp_cap + PCI_EXP_DEVCTL,
                       control | PCI_EXP_DEVCTL_BCR_FLR);
}

/*
 * Memory and registers.  PCI is little-endian and so are all entries, but not
 * all processors: what qtest_readl() returns is the processor's.
 */

uint64_t ipn_mem_read(Ipn *n, uint64_t addr, unsigned size)
{
    uint8_t bytes[8];

    qtest_memread(n->qts, addr, bytes, size);
    return ldn_le_p(bytes, size);
}

void ipn_mem_write(Ipn *n, uint64_t addr, unsigned size, uint64_t value)
{
    uint8_t bytes[8];

    stn_le_p(bytes, size, value);
    qtest_memwrite(n->qts, addr, bytes, size);
}

uint64_t ipn_io_read(Ipn *n, uint64_t addr, unsigned size)
{
    uint8_t bytes[8];

    qpci_memread(&n->dev, (QPCIBar) { .addr = addr }, 0, bytes, size);
    return ldn_le_p(bytes, size);
}

void ipn_io_write(Ipn *n, uint64_t addr, unsigned size, uint64_t value)
{
    uint8_t bytes[8];

    stn_le_p(bytes, size, value);
    qpci_memwrite(&n->dev, (QPCIBar) { .addr = addr }, 0, bytes, size);
}

uint32_t ipn_io_read_far(Ipn *n, uint64_t addr)
{
    return ipn_mem_read(n, ipn_on_pc() ? addr : ppce500_far_to_cpu(addr), 4);
}

void ipn_read_all(Ipn *n, uint8_t image[IPSECNIC_BAR_REGS_SIZE])
{
    qpci_memread(&n->dev, (QPCIBar) { .addr = n->regs }, 0, image,
                 IPSECNIC_BAR_REGS_SIZE);
}

uint32_t ipn_read(Ipn *n, uint32_t reg)
{
    return ipn_io_read(n, n->regs + reg, 4);
}

void ipn_write(Ipn *n, uint32_t reg, uint32_t value)
{
    ipn_io_write(n, n->regs + reg, 4, value);
}

uint64_t ipn_stat(Ipn *n, unsigned which)
{
    return ipn_io_read(n, n->regs + IPSECNIC_REG_STAT_LO(which), 8);
}

uint32_t ipn_q_read(Ipn *n, const IpnQueue *q, uint32_t reg)
{
    return ipn_read(n, q->reg + reg);
}

void ipn_q_write(Ipn *n, const IpnQueue *q, uint32_t reg, uint32_t value)
{
    ipn_write(n, q->reg + reg, value);
}

/*
 * Interrupts
 */

bool ipn_irq_take(Ipn *n, unsigned v)
{
    uint32_t data = ipn_mem_read(n, n->cells + 4 * v, 4);

    if (!data) {
        return false;
    }
    g_assert_cmphex(data, ==, IRQ_DATA(v));
    ipn_mem_write(n, n->cells + 4 * v, 4, 0);
    return true;
}

void ipn_irq_wait(Ipn *n, unsigned v)
{
    IPN_WAIT(n, ipn_irq_take(n, v));
}

void ipn_irq_mask(Ipn *n, unsigned v, bool masked)
{
    ipn_io_write(n, n->msix + n->msix_table + v * PCI_MSIX_ENTRY_SIZE +
                 PCI_MSIX_ENTRY_VECTOR_CTRL, 4,
                 masked ? PCI_MSIX_ENTRY_CTRL_MASKBIT : 0);
}

bool ipn_irq_pending(Ipn *n, unsigned v)
{
    uint32_t bits = ipn_io_read(n, n->msix + n->msix_pba + v / 32 * 4, 4);

    return bits & (1u << v % 32);
}

/*
 * Queues
 */

bool ipn_negotiate(Ipn *n, uint32_t features)
{
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, features);
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_HI, n->features_hi);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    n->features = features;
    return ipn_read(n, IPSECNIC_REG_STATUS) & IPSECNIC_STATUS_ENABLED;
}

void ipn_queue_setup(Ipn *n, IpnQueue *q, uint32_t posted, uint32_t comp,
                     uint16_t vector)
{
    q->posted = ipn_alloc(n, posted * IPSECNIC_ENTRY_SIZE);
    q->comp = ipn_alloc(n, comp * IPSECNIC_ENTRY_SIZE);
    q->posted_size = posted;
    q->comp_size = comp;
    q->vector = vector;
    ipn_q_write(n, q, IPSECNIC_Q_VECTOR, vector);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_BASE_LO, q->posted);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_BASE_HI, q->posted >> 32);
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_SIZE, posted);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_BASE_LO, q->comp);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_BASE_HI, q->comp >> 32);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_SIZE, comp);
}

void ipn_queue_enable(Ipn *n, IpnQueue *q)
{
    qtest_memset(n->qts, q->comp, 0, q->comp_size * IPSECNIC_ENTRY_SIZE);
    q->tail = 0;
    q->head = 0;
    q->returned = 0;
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
}

void ipn_queue_stop(Ipn *n, IpnQueue *q)
{
    ipn_q_write(n, q, IPSECNIC_Q_CTRL, 0);
    IPN_WAIT(n, IPSECNIC_Q_STATE_OF(ipn_q_read(n, q, IPSECNIC_Q_STATE)) ==
                IPSECNIC_Q_STATE_STOPPED);
}

void ipn_queue_error(Ipn *n, IpnQueue *q, unsigned reason, uint32_t index)
{
    uint32_t state;

    IPN_WAIT(n, (state = ipn_q_read(n, q, IPSECNIC_Q_STATE),
                 IPSECNIC_Q_STATE_OF(state) == IPSECNIC_Q_STATE_ERROR));
    g_assert_cmphex(state, ==, IPSECNIC_Q_STATE_ERROR | reason << 8);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_ERROR_INDEX), ==, index);
}

uint16_t ipn_post(Ipn *n, IpnQueue *q, const void *entry)
{
    uint16_t index = q->tail++;

    qtest_memwrite(n->qts, q->posted + index % q->posted_size *
                   IPSECNIC_ENTRY_SIZE, entry, IPSECNIC_ENTRY_SIZE);
    return index;
}

void ipn_doorbell(Ipn *n, IpnQueue *q)
{
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, q->tail);
}

static uint64_t comp_addr(const IpnQueue *q, uint16_t index)
{
    return q->comp + index % q->comp_size * IPSECNIC_ENTRY_SIZE;
}

bool ipn_comp_ready(Ipn *n, IpnQueue *q)
{
    uint32_t flags = ipn_mem_read(n, comp_addr(q, q->head) + 60, 4);
    uint32_t phase = 1 ^ (q->head / q->comp_size & 1);

    return (flags & IPSECNIC_COMP_PHASE) == phase;
}

void ipn_comp_next(Ipn *n, IpnQueue *q, uint8_t comp[64])
{
    IPN_WAIT(n, ipn_comp_ready(n, q));
    qtest_memread(n->qts, comp_addr(q, q->head), comp, IPSECNIC_ENTRY_SIZE);
    q->head++;
}

void ipn_release(Ipn *n, IpnQueue *q, bool arm)
{
    ipn_q_write(n, q, IPSECNIC_Q_COMP_HEAD,
                q->head | (arm ? IPSECNIC_COMP_HEAD_ARM : 0));
}

void ipn_up(Ipn *n, const IpnSetup *s)
{
    uint32_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO);
    unsigned queues = s->queues ?: 1;
    unsigned posted = s->posted ?: 64;
    unsigned q;

    g_assert_true(ipn_negotiate(n, s->features ?: offered));
    n->ctrl = (IpnQueue) { .reg = IPSECNIC_REG_CTRLQ };
    ipn_queue_setup(n, &n->ctrl, s->ctrl ?: 64, s->ctrl ?: 64, 0);
    ipn_queue_enable(n, &n->ctrl);
    if (queues > 1) {
        ipn_write(n, IPSECNIC_REG_QUEUES, queues);
    }
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_QUEUES), ==, queues);
    for (q = 0; q < queues; q++) {
        IpnQueue *rx = &n->rx[q], *tx = &n->tx[q];

        *rx = (IpnQueue) { .reg = IPSECNIC_REG_RXQ(q) };
        ipn_queue_setup(n, rx, posted, s->comp ?: 2 * posted, 1 + 2 * q);
        rx->buffer_size = s->buffer_size ?: 2048;
        rx->buffers = ipn_alloc(n, posted * (rx->buffer_size + 64));
        ipn_queue_enable(n, rx);
        if (!s->no_buffers) {
            ipn_rx_post(n, rx, s->buffers ?: posted);
        }
        *tx = (IpnQueue) { .reg = IPSECNIC_REG_TXQ(q) };
        ipn_queue_setup(n, tx, s->tx ?: 128, s->tx ?: 128, 2 + 2 * q);
        ipn_queue_enable(n, tx);
    }
    if (!s->inactive) {
        ipn_write(n, IPSECNIC_REG_IPSEC_CTRL,
                  ipn_read(n, IPSECNIC_REG_IPSEC_CTRL) |
                  IPSECNIC_IPSEC_CTRL_ACTIVE);
    }
    ipn_write(n, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
    ipn_write(n, IPSECNIC_REG_RX_CTRL, IPSECNIC_RX_CTRL_ENABLE |
              (s->rx_ctrl ?: IPSECNIC_RX_CTRL_PROMISC |
                             IPSECNIC_RX_CTRL_BROADCAST));
}

/*
 * Control queue
 */

/* Read entries of the control completion ring until a command's comes. */
static bool ctrl_scan(Ipn *n, uint8_t comp[64], bool wait)
{
    for (;;) {
        if (!wait && !ipn_comp_ready(n, &n->ctrl)) {
            return false;
        }
        ipn_comp_next(n, &n->ctrl, comp);
        g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, flags), <=,
                        IPSECNIC_COMP_PHASE);
        g_assert_true(buffer_is_zero(comp + 32, 28));
        if (ipn_get(comp, ipsecnic_ctrl_comp, type) ==
            IPSECNIC_CTRL_COMP_COMMAND) {
            return true;
        }
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, type), ==,
                         IPSECNIC_CTRL_COMP_EVENT);
        g_queue_push_tail(n->events, g_memdup2(comp, 64));
    }
}

void ipn_cmd_next(Ipn *n, uint8_t comp[64])
{
    ctrl_scan(n, comp, true);
}

bool ipn_event_ready(Ipn *n)
{
    uint8_t comp[64];

    if (g_queue_is_empty(n->events)) {
        g_assert_false(ctrl_scan(n, comp, false));
        ipn_release(n, &n->ctrl, false);
    }
    return !g_queue_is_empty(n->events);
}

void ipn_event(Ipn *n, uint8_t comp[64])
{
    g_autofree uint8_t *event = NULL;

    IPN_WAIT(n, ipn_event_ready(n));
    event = g_queue_pop_head(n->events);
    memcpy(comp, event, 64);
}

uint32_t ipn_cmd(Ipn *n, const void *command, uint8_t comp[64])
{
    uint16_t index = ipn_post(n, &n->ctrl, command);

    ipn_doorbell(n, &n->ctrl);
    ipn_cmd_next(n, comp);
    ipn_release(n, &n->ctrl, false);
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, index), ==, index);
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, code), ==,
                    ipn_get(command, ipsecnic_command, opcode));
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, cookie), ==,
                    ipn_get(command, ipsecnic_command, cookie));
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, queue), ==, 0);
    g_assert_cmphex(ipn_get(comp, ipsecnic_ctrl_comp, argument), ==, 0);
    return ipn_get(comp, ipsecnic_ctrl_comp, status);
}

/* Append a key to a context; its offset, or 0 for no key. */
static uint32_t sa_key_append(IpnSa *sa, const char *hex, uint32_t *length)
{
    g_autoptr(GByteArray) key = ipn_hex(hex);
    uint32_t offset = sa->length;

    *length = key->len;
    if (!key->len) {
        return 0;
    }
    g_assert_cmpuint(offset + key->len, <=, sizeof(sa->bytes));
    memcpy(sa->bytes + offset, key->data, key->len);
    sa->length = ROUND_UP(offset + key->len, 8);
    return offset;
}

static void sa_op(IpnSa *sa, unsigned i, const IpnSaVector *v)
{
    uint8_t *op = sa->bytes + offsetof(struct ipsecnic_sa_ctx, op) +
                  i * sizeof(struct ipsecnic_sa_op);
    uint32_t offset, length;

    ipn_put(op, ipsecnic_sa_op, operation, v->operation ?: IPSECNIC_OP_ESP);
    ipn_put(op, ipsecnic_sa_op, flags, v->esn ? IPSECNIC_OP_FLAG_ESN : 0);
    ipn_put(op, ipsecnic_sa_op, spi, v->spi);
    ipn_put(op, ipsecnic_sa_op, auth_alg, v->auth_alg);
    ipn_put(op, ipsecnic_sa_op, cipher_alg, v->cipher_alg);
    ipn_put(op, ipsecnic_sa_op, auth_icv_length, v->auth_icv);
    ipn_put(op, ipsecnic_sa_op, cipher_icv_length, v->cipher_icv);
    ipn_put(op, ipsecnic_sa_op, replay_window, v->window);
    ipn_put(op, ipsecnic_sa_op, sequence, v->sequence);
    offset = sa_key_append(sa, v->auth_key, &length);
    ipn_put(op, ipsecnic_sa_op, auth_key_offset, offset);
    ipn_put(op, ipsecnic_sa_op, auth_key_length, length);
    offset = sa_key_append(sa, v->cipher_key, &length);
    ipn_put(op, ipsecnic_sa_op, cipher_key_offset, offset);
    ipn_put(op, ipsecnic_sa_op, cipher_key_length, length);
}

void ipn_sa(IpnSa *sa, const IpnSaVector *v)
{
    g_autoptr(GByteArray) src = ipn_hex(v->src);
    g_autoptr(GByteArray) dst = ipn_hex(v->dst);
    uint8_t *b = sa->bytes;

    memset(sa, 0, sizeof(*sa));
    sa->length = sizeof(struct ipsecnic_sa_ctx);
    ipn_put(b, ipsecnic_sa_ctx, version, IPSECNIC_SA_CTX_VERSION);
    ipn_put(b, ipsecnic_sa_ctx, num_ops, v->ah ? 2 : 1);
    ipn_put(b, ipsecnic_sa_ctx, flags, IPSECNIC_SA_FLAG_INBOUND |
            (v->ipv6 ? IPSECNIC_SA_FLAG_IPV6 : 0));
    ipn_put(b, ipsecnic_sa_ctx, mode, v->mode);
    ipn_put(b, ipsecnic_sa_ctx, encap, v->encap);
    ipn_put(b, ipsecnic_sa_ctx, encap_sport, v->sport);
    ipn_put(b, ipsecnic_sa_ctx, encap_dport, v->dport);
    memcpy(b + offsetof(struct ipsecnic_sa_ctx, src), src->data, 16);
    memcpy(b + offsetof(struct ipsecnic_sa_ctx, dst), dst->data, 16);
    sa_op(sa, v->ah_first, v);
    if (v->ah) {
        sa_op(sa, !v->ah_first, v->ah);
    }
    ipn_put(b, ipsecnic_sa_ctx, soft_packets, IPSECNIC_NO_LIMIT);
    ipn_put(b, ipsecnic_sa_ctx, hard_packets, IPSECNIC_NO_LIMIT);
    ipn_put(b, ipsecnic_sa_ctx, soft_bytes, IPSECNIC_NO_LIMIT);
    ipn_put(b, ipsecnic_sa_ctx, hard_bytes, IPSECNIC_NO_LIMIT);
    ipn_put(b, ipsecnic_sa_ctx, length, sa->length);
}

void ipn_sa_key(uint8_t key[48], const IpnSa *sa)
{
    const uint8_t *b = sa->bytes;

    memset(key, 0, 48);
    ipn_put(key, ipsecnic_sa_key, flags, ipn_get(b, ipsecnic_sa_ctx, flags));
    ipn_put(key, ipsecnic_sa_key, spi, ipn_get(b, ipsecnic_sa_ctx, op[0].spi));
    ipn_put(key, ipsecnic_sa_key, operation,
            ipn_get(b, ipsecnic_sa_ctx, op[0].operation));
    ipn_put(key, ipsecnic_sa_key, encap, ipn_get(b, ipsecnic_sa_ctx, encap));
    memcpy(key + offsetof(struct ipsecnic_sa_key, src),
           b + offsetof(struct ipsecnic_sa_ctx, src), 32);
}

uint32_t ipn_sa_add(Ipn *n, const IpnSa *sa, uint32_t *handle)
{
    uint8_t cmd[64] = { 0 }, comp[64];
    uint64_t next = n->mem_next;
    uint64_t data = ipn_alloc(n, sizeof(sa->bytes));
    uint32_t status;

    qtest_memwrite(n->qts, data, sa->bytes, sizeof(sa->bytes));
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_ADD_SA);
    ipn_put(cmd, ipsecnic_command, count, 1);
    ipn_put(cmd, ipsecnic_command, cookie, 0xadd0000000000000 | data);
    ipn_put(cmd, ipsecnic_command, data_addr, data);
    ipn_put(cmd, ipsecnic_command, data_length, sa->length);
    status = ipn_cmd(n, cmd, comp);
    n->mem_next = next;
    *handle = ipn_get(comp, ipsecnic_ctrl_comp, handle);
    if (status == IPSECNIC_ST_OK) {
        g_assert_cmphex(*handle & 0xfffff, !=, 0);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 1);
    } else {
        g_assert_cmphex(*handle, ==, 0);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, 0);
    }
    return status;
}

uint32_t ipn_sa_load(Ipn *n, const IpnSaVector *v)
{
    uint32_t handle;
    IpnSa sa;

    ipn_sa(&sa, v);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    return handle;
}

uint32_t ipn_delete_one(Ipn *n, uint16_t opcode, uint32_t handle)
{
    uint8_t cmd[64] = { 0 }, comp[64];
    uint32_t status;

    ipn_put(cmd, ipsecnic_command, opcode, opcode);
    ipn_put(cmd, ipsecnic_command, count, 1);
    ipn_put(cmd, ipsecnic_command, cookie, 0xde1 | (uint64_t)handle << 32);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    status = ipn_cmd(n, cmd, comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==,
                     status == IPSECNIC_ST_OK);
    return status;
}

uint32_t ipn_sa_delete(Ipn *n, uint32_t handle)
{
    return ipn_delete_one(n, IPSECNIC_CMD_DELETE_SA, handle);
}

uint32_t ipn_query_one(Ipn *n, uint16_t opcode, uint32_t handle, void *info,
                       uint32_t length)
{
    uint8_t cmd[64] = { 0 }, comp[64];
    uint64_t next = n->mem_next;
    uint64_t data = ipn_alloc(n, length);
    uint32_t status;

    ipn_put(cmd, ipsecnic_command, opcode, opcode);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    ipn_put(cmd, ipsecnic_command, data_addr, data);
    ipn_put(cmd, ipsecnic_command, data_length, length);
    qtest_memset(n->qts, data, CANARY, length);
    status = ipn_cmd(n, cmd, comp);
    qtest_memread(n->qts, data, info, length);
    n->mem_next = next;
    return status;
}

uint32_t ipn_sa_query(Ipn *n, uint32_t handle, uint8_t info[256])
{
    uint32_t status = ipn_query_one(n, IPSECNIC_CMD_QUERY_SA, handle, info,
                                    256);

    if (status == IPSECNIC_ST_OK) {
        g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, handle), ==, handle);
        g_assert_cmphex(ipn_get(info, ipsecnic_sa_info, reserved0), ==, 0);
        g_assert_true(buffer_is_zero(info + 176, 80));
    }
    return status;
}

/*
 * Frames
 */

GByteArray *ipn_hex(const char *hex)
{
    size_t length = strlen(hex) / 2, i;
    GByteArray *bytes = g_byte_array_sized_new(length);

    g_assert_cmpuint(strlen(hex) % 2, ==, 0);
    g_byte_array_set_size(bytes, length);
    for (i = 0; i < length; i++) {
        int high = g_ascii_xdigit_value(hex[2 * i]);
        int low = g_ascii_xdigit_value(hex[2 * i + 1]);

        g_assert_cmpint(high | low, >=, 0);
        bytes->data[i] = high << 4 | low;
    }
    return bytes;
}

void ipn_send(Ipn *n, const void *frame, size_t length)
{
    struct timeval limit = { .tv_sec = IPN_DEADLINE_S };

    /* The socket takes a few frames; then QEMU must have read some. */
    g_assert_cmpint(setsockopt(n->wire, SOL_SOCKET, SO_SNDTIMEO, &limit,
                               sizeof(limit)), ==, 0);
    g_assert_cmpint(send(n->wire, frame, length, 0), ==, length);
}

void ipn_send_hex(Ipn *n, const char *hex)
{
    g_autoptr(GByteArray) frame = ipn_hex(hex);

    ipn_send(n, frame->data, frame->len);
}

void ipn_plain(uint8_t *frame, size_t length, const uint8_t dst[6],
               uint8_t seed)
{
    static const uint8_t peer[6] = { 2, 0, 0, 0, 0, 1 };
    size_t i;

    for (i = 14; i < length; i++) {
        frame[i] = seed + 13 * i;
    }
    memcpy(frame, dst, 6);
    memcpy(frame + 6, peer, 6);
    /* An EtherType for local experiments. */
    frame[12] = 0x88;
    frame[13] = 0xb5;
}

void ipn_ip4_csum(uint8_t *ip)
{
    unsigned length = (ip[0] & 15) * 4, i;
    uint32_t sum = 0;

    stw_be_p(ip + 10, 0);
    for (i = 0; i < length; i += 2) {
        sum += lduw_be_p(ip + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    stw_be_p(ip + 10, ~sum);
}

void ipn_mark(uint8_t *p, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        p[i] = mark[i % sizeof(mark)];
    }
}

bool ipn_is_marked(const uint8_t *p, size_t length)
{
    /* So many in a row do not come about by accident. */
    const unsigned enough = 6;
    unsigned phase, i;
    size_t at;

    for (at = 0; at + enough <= length; at++) {
        for (phase = 0; phase < sizeof(mark); phase++) {
            for (i = 0; i < enough; i++) {
                if (p[at + i] != mark[(phase + i) % sizeof(mark)]) {
                    break;
                }
            }
            if (i == enough) {
                return true;
            }
        }
    }
    return false;
}

void ipn_watch(Ipn *n)
{
    n->watch = true;
}

ssize_t ipn_wire_take(Ipn *n, void *frame, size_t room)
{
    /* All of it is looked at, however much is asked for. */
    static uint8_t whole[IPSECNIC_MAX_FRAME + 64];
    ssize_t length = recv(n->wire, whole, sizeof(whole), MSG_DONTWAIT);

    if (length < 0) {
        return -1;
    }
    if (n->watch && ipn_is_marked(whole, length)) {
        g_error("plaintext on the wire, in a frame of %zd bytes", length);
    }
    length = MIN(length, room);
    memcpy(frame, whole, length);
    return length;
}

size_t ipn_wire_recv(Ipn *n, void *frame, size_t room)
{
    ssize_t length;

    IPN_WAIT(n, (length = ipn_wire_take(n, frame, room)) >= 0);
    return length;
}

static void wire_drain(Ipn *n)
{
    uint8_t byte;

    while (ipn_wire_take(n, &byte, 1) >= 0) {
        ;
    }
}

void ipn_wire_quiet(Ipn *n)
{
    uint8_t byte;

    ipn_settle(n);
    g_assert_cmpint(ipn_wire_take(n, &byte, 1), ==, -1);
}

static uint64_t rx_buffer(const IpnQueue *q, uint16_t index)
{
    /* The bytes behind a buffer show whether the card kept to its length. */
    return q->buffers + index % q->posted_size * (q->buffer_size + 64);
}

static uint64_t rx_cookie(const IpnQueue *q, uint16_t index)
{
    return (uint64_t)q->reg << 32 | 0xb0f0000 | index;
}

void ipn_rx_entry(Ipn *n, IpnQueue *q, uint8_t entry[64])
{
    memset(entry, 0, 64);
    ipn_put(entry, ipsecnic_rx_posted, addr, rx_buffer(q, q->tail));
    ipn_put(entry, ipsecnic_rx_posted, length, q->buffer_size);
    ipn_put(entry, ipsecnic_rx_posted, cookie, rx_cookie(q, q->tail));
}

void ipn_rx_post(Ipn *n, IpnQueue *q, unsigned count)
{
    uint8_t entry[64];

    while (count--) {
        qtest_memset(n->qts, rx_buffer(q, q->tail), CANARY,
                     q->buffer_size + 64);
        ipn_rx_entry(n, q, entry);
        ipn_post(n, q, entry);
    }
    ipn_doorbell(n, q);
}

void ipn_rx_next(Ipn *n, IpnQueue *q, IpnRx *rx)
{
    uint8_t first[64], comp[64], tail[128];
    uint32_t got = 0, flags, length, room;
    unsigned count = 0, i;

    do {
        ipn_comp_next(n, q, comp);
        flags = ipn_get(comp, ipsecnic_rx_comp, flags);
        length = ipn_get(comp, ipsecnic_rx_comp, buffer_length);
        g_assert_cmphex(flags & ~0x1ffu, ==, 0);
        g_assert_cmpint(!!(flags & IPSECNIC_COMP_START), ==, count == 0);
        g_assert_cmphex(ipn_get(comp, ipsecnic_rx_comp, posted_index), ==,
                        q->returned);
        if (count == 0) {
            memcpy(first, comp, 64);
        }
        if (flags & IPSECNIC_COMP_STAMPED) {
            g_assert_cmpmem(comp + 16, 8, first + 16, 8);
        } else {
            g_assert_cmphex(ipn_get(comp, ipsecnic_rx_comp, cookie), ==,
                            rx_cookie(q, q->returned));
        }
        g_assert_cmpmem(comp, 16, first, 16);
        g_assert_cmpmem(comp + 24, 4, first + 24, 4);
        g_assert_cmpmem(comp + 30, 26, first + 30, 26);
        g_assert_cmpmem(comp + 58, 2, first + 58, 2);
        g_assert_cmphex((flags ^ ldl_le_p(first + 60)) & 0x1f8, ==, 0);
        rx->frame_length = ipn_get(comp, ipsecnic_rx_comp, frame_length);
        g_assert_cmpuint(rx->frame_length, <=, IPSECNIC_MAX_FRAME);
        g_assert_cmpuint(length, ==, MIN(q->buffer_size,
                                         rx->frame_length - got));
        qtest_bufread(n->qts, rx_buffer(q, q->returned), n->frame + got,
                      length);
        room = MIN(q->buffer_size + 64 - length, sizeof(tail));
        qtest_memread(n->qts, rx_buffer(q, q->returned) + length, tail, room);
        for (i = 0; i < room; i++) {
            g_assert_cmphex(tail[i], ==, CANARY);
        }
        got += length;
        q->returned++;
        count++;
        g_assert_cmpint(!!(flags & IPSECNIC_COMP_END), ==,
                        got == rx->frame_length);
    } while (!(flags & IPSECNIC_COMP_END));

    rx->data = n->frame;
    rx->descriptors = count;
    rx->rx_csum = n->features & BIT(IPSECNIC_F_RX_CSUM);
    rx->vlan = flags & (IPSECNIC_COMP_VLAN | IPSECNIC_COMP_VLAN_SERVICE |
                        IPSECNIC_COMP_VLAN_STRIPPED);
    rx->decapsulated = flags & IPSECNIC_COMP_DECAPSULATED;
    rx->original = flags & IPSECNIC_COMP_ORIGINAL;
    rx->stamped = flags & IPSECNIC_COMP_STAMPED;
    rx->time = rx->stamped ? ipn_get(comp, ipsecnic_rx_comp, cookie) : 0;
    rx->oob = ipn_get(comp, ipsecnic_rx_comp, oob);
    rx->header_info = ipn_get(comp, ipsecnic_rx_comp, header_info);
    rx->sa_outer = ipn_get(comp, ipsecnic_rx_comp, sa_outer);
    rx->sa_inner = ipn_get(comp, ipsecnic_rx_comp, sa_inner);
    rx->kind = ipn_get(comp, ipsecnic_rx_comp, kind);
    rx->reason = ipn_get(comp, ipsecnic_rx_comp, reason);
    rx->accept = ipn_get(comp, ipsecnic_rx_comp, accept);
    rx->inner_reason = ipn_get(comp, ipsecnic_rx_comp, inner_reason);
    rx->csum = ipn_get(comp, ipsecnic_rx_comp, csum);
    rx->l3_offset = ipn_get(comp, ipsecnic_rx_comp, l3_offset);
    rx->ipsec_offset = ipn_get(comp, ipsecnic_rx_comp, ipsec_offset);
    rx->payload_offset = ipn_get(comp, ipsecnic_rx_comp, payload_offset);
    rx->inner_l3_offset = ipn_get(comp, ipsecnic_rx_comp, inner_l3_offset);
    rx->inner_ipsec_offset = ipn_get(comp, ipsecnic_rx_comp,
                                     inner_ipsec_offset);
    rx->trailer_length = ipn_get(comp, ipsecnic_rx_comp, trailer_length);
    rx->hash = ipn_get(comp, ipsecnic_rx_comp, hash);
    rx->arrival = ipn_get(comp, ipsecnic_rx_comp, arrival);
    rx->vlan_tci = ipn_get(comp, ipsecnic_rx_comp, vlan_tci);

    /* What R9, R11, R12, P9 and the legal values of the word say. */
    g_assert_cmphex(rx->oob & 0xfff8, ==, 0);
    g_assert_cmpuint(IPSECNIC_OOB_STATUS(rx->oob), <=, 7);
    if (rx->original) {
        g_assert_false(rx->decapsulated);
        g_assert_cmphex(rx->oob | rx->header_info | rx->reason | rx->csum, ==,
                        0);
        g_assert_cmphex(rx->inner_reason | rx->payload_offset |
                        rx->inner_l3_offset | rx->inner_ipsec_offset |
                        rx->trailer_length, ==, 0);
    } else if (!(rx->oob & IPSECNIC_OOB_CRYPTO_DONE)) {
        g_assert_cmphex(rx->oob & ~IPSECNIC_OOB_SA_DELETE_REQ, ==, 0);
        g_assert_cmphex(rx->header_info, ==, 0);
        g_assert_cmpuint(rx->reason, !=, 0);
        g_assert_false(rx->decapsulated);
    } else {
        switch (rx->reason) {
        case IPSECNIC_REASON_PROCESSED:
            break;
        case IPSECNIC_REASON_REPLAY:
        case IPSECNIC_REASON_MALFORMED:
        case IPSECNIC_REASON_ECN:
        case IPSECNIC_REASON_POLICY:
            g_assert_true(n->features & BIT(IPSECNIC_F_IPSEC_PACKET));
            g_assert_cmpuint(IPSECNIC_OOB_STATUS(rx->oob), ==, 0);
            g_assert_false(rx->decapsulated);
            break;
        default:
            g_assert_not_reached();
        }
        g_assert_cmphex(rx->sa_outer, !=, 0);
    }
    if (rx->decapsulated) {
        g_assert_true(n->features & BIT(IPSECNIC_F_IPSEC_PACKET));
        g_assert_cmpuint(IPSECNIC_OOB_STATUS(rx->oob), ==, 0);
        g_assert_cmphex(rx->inner_reason | rx->ipsec_offset |
                        rx->payload_offset | rx->inner_l3_offset |
                        rx->inner_ipsec_offset | rx->trailer_length, ==, 0);
    }
    if (!(rx->vlan & IPSECNIC_COMP_VLAN)) {
        g_assert_cmphex(rx->vlan | rx->vlan_tci, ==, 0);
    }
    if (!(n->features & BIT(IPSECNIC_F_VLAN_RX))) {
        g_assert_cmphex(rx->vlan, ==, 0);
    }
    if (!(n->features & BIT(IPSECNIC_F_CLOCK))) {
        g_assert_false(rx->stamped);
    }
}

void ipn_rx_done(Ipn *n, IpnQueue *q, bool arm)
{
    unsigned count = (uint16_t)(q->returned + q->posted_size - q->tail);

    ipn_release(n, q, arm);
    if (count) {
        ipn_rx_post(n, q, count);
    }
}

void ipn_rx_untouched(const IpnRx *rx, const void *frame, size_t length,
                      uint8_t kind, uint8_t reason)
{
    g_assert_cmpmem(rx->data, rx->frame_length, frame, length);
    g_assert_cmphex(rx->oob, ==, 0);
    g_assert_cmpuint(rx->reason, ==, reason);
    g_assert_cmpuint(rx->kind, ==, kind);
    if (reason != IPSECNIC_REASON_CAPABILITY &&
        reason != IPSECNIC_REASON_UDP_CSUM) {
        g_assert_cmphex(rx->sa_outer, ==, 0);
    }
    g_assert_cmphex(rx->sa_inner, ==, 0);
    g_assert_cmpuint(rx->payload_offset, ==, 0);
    g_assert_cmpuint(rx->inner_l3_offset, ==, 0);
    g_assert_cmpuint(rx->inner_ipsec_offset, ==, 0);
    g_assert_cmpuint(rx->trailer_length, ==, 0);
    g_assert_cmpuint(rx->inner_reason, ==, 0);
}

void ipn_rx_failed(const IpnRx *rx, const void *frame, size_t length,
                   uint32_t status, uint32_t handle)
{
    g_assert_cmphex(rx->oob, ==, IPSECNIC_OOB_CRYPTO_DONE |
                    status << IPSECNIC_OOB_STATUS_SHIFT);
    g_assert_cmpmem(rx->data, rx->frame_length, frame, length);
    g_assert_cmphex(rx->header_info, ==, 0);
    g_assert_cmphex(rx->sa_outer, ==, handle);
    g_assert_cmphex(rx->sa_inner, ==, 0);
    g_assert_cmpuint(rx->payload_offset, ==, 0);
    g_assert_cmpuint(rx->inner_l3_offset, ==, 0);
    g_assert_cmpuint(rx->trailer_length, ==, 0);
    g_assert_cmpuint(rx->inner_reason, ==, 0);
}

void ipn_rx_clear(const IpnRx *rx, const IpnFrameVector *v, uint32_t handle)
{
    g_autoptr(GByteArray) clear = ipn_hex(v->clear);

    g_assert_false(rx->decapsulated);
    g_assert_cmphex(rx->oob, ==, IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmpmem(rx->data, rx->frame_length, clear->data, clear->len);
    g_assert_cmphex(rx->header_info, ==, IPSECNIC_HEADER_INFO_SET |
                    v->pad_length << 8 | v->next_header);
    g_assert_cmphex(rx->sa_outer, ==, handle);
    g_assert_cmphex(rx->sa_inner, ==, 0);
    g_assert_cmpuint(rx->kind, ==, IPSECNIC_KIND_ESP);
    g_assert_cmpuint(rx->l3_offset, ==, 14);
    g_assert_cmpuint(rx->ipsec_offset, ==, v->ipsec_offset);
    g_assert_cmpuint(rx->payload_offset, ==, v->payload_offset);
    g_assert_cmpuint(rx->inner_l3_offset, ==, v->inner_l3_offset);
    g_assert_cmpuint(rx->inner_ipsec_offset, ==, 0);
    g_assert_cmpuint(rx->trailer_length, ==, v->trailer_length);
    g_assert_cmphex(rx->hash, ==, v->hash);
    /* Without RX_CSUM it is the outer IP header alone. */
    g_assert_cmphex(rx->csum, ==, rx->rx_csum ? v->csum : v->csum & 3);
    g_assert_cmphex(rx->vlan, ==, 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that turns the card against its own machine
 *
 * The card writes where its driver tells it to.  Here that is configuration
 * space: the slot control of the root port above it, which unplugs it on the
 * spot; the port's bridge control, which resets the bus; its own device
 * control, which resets the function; its own COMMAND, which takes bus and
 * memory away from it.  Every kind of access that a driver can aim is tried
 * with each of them.
 *
 * Freed memory is overwritten in the QEMU under test (MALLOC_PERTURB_), so that
 * whoever uses it shows.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include <glib/gstdio.h>
#include "hw/pci/pci_regs.h"
#include "qemu/units.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

/* Where the q35 is told to have its configuration space in memory. */
#define ECAM            0xb0000000u
#define PORT_SLOT       4
#define PORT2_SLOT      5
#define OTHER_SLOT      6
#define CARD            (1 << 8)

/* The bytes that may be received in one turn, as docs/ipsecnic.rst says. */
#define TURN_BYTES      (256 * KiB)

/*
 * Long frames, a whole number of which makes a turn.  The card reads its posted
 * entries some at a time, and where a frame takes the last that it has read, it
 * looks for more, which starts a turn as well.  That must not happen in here:
 * with so many buffers for each, these are too few.
 */
#define LONG_LENGTH     (64 * KiB)
#define LONG_BUFFERS    5
#define LONG_FRAMES     15

/* Offsets into a frame at which a value for configuration space stands. */
#define VALUE_OFFSET    256
#define FRAME_LENGTH    (VALUE_OFFSET + 4)

typedef enum Target {
    UNPLUG,
    BUS_RESET,
    FLR,
    COMMAND_OFF,
    TARGETS
} Target;

static const char *const target_names[] = {
    [UNPLUG] = "unplug",
    [BUS_RESET] = "bus-reset",
    [FLR] = "flr",
    [COMMAND_OFF] = "command-off",
};

/* What a card is connected to. */
typedef enum Net {
    NET_WIRE,                   /* this test */
    NET_OTHER,                  /* another card, by a hub */
    NET_BOTH,                   /* both of them, by a hub */
} Net;

/* A card behind a root port, and where it can do harm. */
typedef struct Machine {
    QTestState *qts;
    QPCIBus *bus;
    QPCIDevice port;
    uint32_t port_exp;          /* in its configuration space */
    int wire;
    Ipn *card;
    Ipn *other;                 /* on the same hub; NULL: there is none */
} Machine;

typedef struct Way {
    const char *name;
    bool other;                 /* needs the other card */
    bool blocked;               /* by QEMU: the host bridge is in use itself */
    /* The card writes @value to @addr, which is what @target means. */
    void (*aim)(Machine *m, Target target, uint64_t addr, uint32_t value);
} Way;

static const uint8_t own_mac[6] = IPN_MAC_BYTES;

static uint64_t config_addr(int devfn, unsigned offset)
{
    return ECAM + ((uint64_t)devfn << 12) + offset;
}

static void port_setup(QPCIDevice *port, unsigned bus, unsigned window)
{
    qpci_config_writeb(port, PCI_SECONDARY_BUS, bus);
    qpci_config_writeb(port, PCI_SUBORDINATE_BUS, bus);
    qpci_config_writew(port, PCI_MEMORY_BASE, window);
    qpci_config_writew(port, PCI_MEMORY_LIMIT, window + 0xff0);
    qpci_config_writew(port, PCI_COMMAND,
                       PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

/* @props: of the card, ",name=value..."; @args: further ones for QEMU */
static Machine *machine_start(Net net, const char *props, const char *args)
{
    Machine *m = g_new0(Machine, 1);
    QPCIDevice host = { .devfn = 0 };
    g_autofree char *wire = NULL;
    int sv[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_DGRAM, 0, sv), ==, 0);
    wire = net == NET_OTHER ? g_strdup("") :
        g_strdup_printf("-netdev dgram,id=%s,local.type=fd,local.str=%d",
                        net == NET_WIRE ? "n0" : "wire", sv[1]);
    m->qts = qtest_initf("-M q35 -nodefaults -m 64 "
                         "-global ICH9-LPC.acpi-pci-hotplug-with-bridge-support"
                         "=off -device pcie-root-port,id=rp,addr=4,slot=1,"
                         "chassis=1 -device pcie-root-port,id=rp2,addr=5,"
                         "slot=2,chassis=2 %s %s %s -device ipsecnic,id=card,"
                         "bus=rp,netdev=n0,mac=" IPN_MAC "%s %s", wire,
                         net == NET_WIRE ? "" :
                         "-netdev hubport,id=n0,hubid=0 "
                         "-netdev hubport,id=n1,hubid=0 "
                         "-device ipsecnic,id=other,netdev=n1,addr=6",
                         net == NET_BOTH ?
                         "-netdev hubport,id=n2,hubid=0,netdev=wire" : "",
                         props, args);
    close(sv[1]);
    m->wire = sv[0];
    m->bus = qpci_new_pc(m->qts, NULL);
    host.bus = m->bus;
    qpci_config_writel(&host, 0x60, ECAM | 1);
    m->port.bus = m->bus;
    m->port.devfn = QPCI_DEVFN(PORT_SLOT, 0);
    port_setup(&m->port, 1, 0xe000);
    m->port_exp = qpci_find_capability(&m->port, PCI_CAP_ID_EXP, 0);
    m->card = ipn_new(m->bus, CARD, 0x100000, 0x1000000, m->wire);
    if (net != NET_WIRE) {
        m->other = ipn_new(m->bus, QPCI_DEVFN(OTHER_SLOT, 0), 0x1200000,
                           0x1000000, -1);
    }
    return m;
}

static Machine *machine_new(const char *props, bool other)
{
    return machine_start(other ? NET_OTHER : NET_WIRE, props, "");
}

static void machine_free(Machine *m)
{
    ipn_free(m->card);
    if (m->other) {
        ipn_free(m->other);
    }
    qtest_quit(m->qts);
    qpci_free_pc(m->bus);
    close(m->wire);
    g_free(m);
}

/* Where a target is, and what has to be written there, in 32 bits. */
static uint64_t target_addr(Machine *m, Target target, uint32_t *value)
{
    switch (target) {
    case UNPLUG:
        /* Power off, indicator off; not yet so at the moment. */
        qpci_config_writew(&m->port, m->port_exp + PCI_EXP_SLTCTL,
                           PCI_EXP_SLTCTL_PWR_IND_ON);
        *value = PCI_EXP_SLTCTL_PCC | PCI_EXP_SLTCTL_PWR_IND_OFF;
        return config_addr(m->port.devfn, m->port_exp + PCI_EXP_SLTCTL);
    case BUS_RESET:
        *value = PCI_BRIDGE_CTL_BUS_RESET << 16;
        return config_addr(m->port.devfn, PCI_BRIDGE_CONTROL - 2);
    case FLR:
        *value = PCI_EXP_DEVCTL_BCR_FLR;
        return config_addr(CARD, m->card->exp_cap + PCI_EXP_DEVCTL);
    default:
        *value = 0;
        return config_addr(CARD, PCI_COMMAND);
    }
}

/* QEMU lives, and its main loop does its work. */
static void check_alive(Machine *m)
{
    unsigned i;

    for (i = 0; i < 3; i++) {
        qtest_clock_step(m->qts, 1000000);
        qtest_qmp_assert_success(m->qts, "{ 'execute': 'query-status' }");
    }
}

/* The card was finalized: nobody holds it any more. */
static void wait_deleted(Machine *m)
{
    QDict *event;

    IPN_WAIT(m->card, (qtest_qmp_assert_success(m->qts, "{ 'execute': "
                                                "'query-status' }"),
                       event = qtest_qmp_event_ref(m->qts,
                                                   "DEVICE_DELETED")));
    qobject_unref(event);
}

/* The card takes and gives frames, once it was set up again. */
static void check_works(Machine *m)
{
    Ipn *n = m->card;
    uint8_t frame[64], got[64], entry[64] = { 0 }, comp[64];
    uint64_t addr;
    IpnRx rx;

    ipn_pci_setup(n);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_MAGIC), ==, IPSECNIC_MAGIC);
    ipn_up(n, &(IpnSetup) { });
    ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM6]);
    if (m->other) {
        return;
    }
    ipn_plain(frame, sizeof(frame), own_mac, 1);
    ipn_send(n, frame, sizeof(frame));
    do {
        /* One of before may have come late. */
        ipn_rx_next(n, &n->rx[0], &rx);
    } while (rx.frame_length != sizeof(frame));
    g_assert_cmpmem(rx.data, rx.frame_length, frame, sizeof(frame));
    addr = ipn_alloc(n, sizeof(frame));
    qtest_memwrite(n->qts, addr, frame, sizeof(frame));
    ipn_put(entry, ipsecnic_tx_posted, addr, addr);
    ipn_put(entry, ipsecnic_tx_posted, length, sizeof(frame));
    ipn_put(entry, ipsecnic_tx_posted, flags,
            IPSECNIC_TX_START | IPSECNIC_TX_END);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    while (ipn_wire_recv(n, got, sizeof(got)) != sizeof(frame) ||
           memcmp(got, frame, sizeof(frame))) {
        /* Something that was sent before. */
    }
    ipn_comp_next(n, &n->tx[0], comp);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, status), ==, 0);
}

/* The card is gone for good, and another one can take its place. */
static void check_gone(Machine *m)
{
    bool locked;

    wait_deleted(m);
    g_assert_cmphex(qpci_config_readw(&m->card->dev, PCI_VENDOR_ID), ==,
                    0xffff);
    check_alive(m);
    locked = qpci_config_readw(&m->port, m->port_exp + PCI_EXP_SLTSTA) &
             PCI_EXP_SLTSTA_EIS;
    qpci_config_writew(&m->port, m->port_exp + PCI_EXP_SLTCTL,
                       PCI_EXP_SLTCTL_PWR_IND_ON |
                       (locked ? PCI_EXP_SLTCTL_EIC : 0));
    qtest_qmp_device_add(m->qts, "ipsecnic", "card",
                         "{'bus': 'rp', 'netdev': 'n0', 'mac': '" IPN_MAC
                         "'}");
    check_works(m);
}

/* The card is there, in its reset state. */
static void check_reset(Machine *m, Target target)
{
    check_alive(m);
    if (target == BUS_RESET) {
        qpci_config_writew(&m->port, PCI_BRIDGE_CONTROL, 0);
    }
    ipn_pci_setup(m->card);
    g_assert_cmphex(ipn_read(m->card, IPSECNIC_REG_STATUS) &
                    IPSECNIC_STATUS_ENABLED, ==, 0);
    g_assert_cmpuint(ipn_read(m->card, IPSECNIC_REG_SA_COUNT), ==, 0);
    g_assert_cmpuint(ipn_q_read(m->card, &m->card->rx[0], IPSECNIC_Q_STATE),
                     ==, IPSECNIC_Q_STATE_STOPPED);
    check_works(m);
}

static void check_disabled(Machine *m)
{
    check_alive(m);
    ipn_pci_setup(m->card);
    check_works(m);
}

/* The rest of a frame goes to @addr; the part in front of it to memory. */
static void post_aimed(Ipn *n, uint64_t addr)
{
    uint8_t entry[64] = { 0 };

    ipn_put(entry, ipsecnic_rx_posted, addr, ipn_alloc(n, VALUE_OFFSET));
    ipn_put(entry, ipsecnic_rx_posted, length, VALUE_OFFSET);
    ipn_post(n, &n->rx[0], entry);
    ipn_put(entry, ipsecnic_rx_posted, addr, addr);
    ipn_put(entry, ipsecnic_rx_posted, length, 16384);
    ipn_post(n, &n->rx[0], entry);
}

static void make_frame(uint8_t frame[FRAME_LENGTH], const uint8_t dst[6],
                       uint32_t value)
{
    ipn_plain(frame, FRAME_LENGTH, dst, 3);
    stl_le_p(frame + VALUE_OFFSET, value);
}

static void send_from(Ipn *n, const uint8_t frame[FRAME_LENGTH])
{
    uint8_t entry[64] = { 0 };
    uint64_t addr = ipn_alloc(n, FRAME_LENGTH);

    qtest_memwrite(n->qts, addr, frame, FRAME_LENGTH);
    ipn_put(entry, ipsecnic_tx_posted, addr, addr);
    ipn_put(entry, ipsecnic_tx_posted, length, FRAME_LENGTH);
    ipn_put(entry, ipsecnic_tx_posted, flags,
            IPSECNIC_TX_START | IPSECNIC_TX_END);
    ipn_post(n, &n->tx[0], entry);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
}

/*
 * Ways
 */

/* One command that is followed by others, which must not be run. */
static void post_command(Ipn *n, uint8_t cmd[64])
{
    uint8_t nop[64] = { 0 };

    ipn_post(n, &n->ctrl, cmd);
    ipn_post(n, &n->ctrl, nop);
    ipn_post(n, &n->ctrl, nop);
    ipn_doorbell(n, &n->ctrl);
}

static void by_command_result(Machine *m, Target target, uint64_t addr,
                              uint32_t value)
{
    Ipn *n = m->card;
    uint64_t handle = ipn_alloc(n, 4);
    uint8_t cmd[64] = { 0 };

    /* DELETE_SA of no such handle writes its status, and the handle. */
    ipn_mem_write(n, handle, 4, value);
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_DELETE_SA);
    ipn_put(cmd, ipsecnic_command, count, 1);
    ipn_put(cmd, ipsecnic_command, data_addr, handle);
    ipn_put(cmd, ipsecnic_command, data_length, 4);
    ipn_put(cmd, ipsecnic_command, result_addr,
            addr - offsetof(struct ipsecnic_result, handle));
    post_command(n, cmd);
}

static void by_query(Machine *m, Target target, uint64_t addr, uint32_t value)
{
    Ipn *n = m->card;
    uint8_t cmd[64] = { 0 };
    uint32_t handle;
    IpnSa sa;

    ipn_sa(&sa, &ipn_sa_vectors[VECTOR_SA_GCM4]);
    ipn_put(sa.bytes, ipsecnic_sa_ctx, driver_cookie, value);
    g_assert_cmpuint(ipn_sa_add(n, &sa, &handle), ==, IPSECNIC_ST_OK);
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_QUERY_SA);
    ipn_put(cmd, ipsecnic_command, handle, handle);
    ipn_put(cmd, ipsecnic_command, data_addr,
            addr - offsetof(struct ipsecnic_sa_info, driver_cookie));
    ipn_put(cmd, ipsecnic_command, data_length,
            sizeof(struct ipsecnic_sa_info));
    post_command(n, cmd);
}

static void self_test(Ipn *n, uint64_t addr, uint32_t size)
{
    ipn_write(n, IPSECNIC_REG_TEST_DMA_ADDR_LO, addr);
    ipn_write(n, IPSECNIC_REG_TEST_DMA_ADDR_HI, addr >> 32);
    ipn_write(n, IPSECNIC_REG_TEST_DMA_SIZE, size);
    ipn_write(n, IPSECNIC_REG_TEST_DMA_CTRL, IPSECNIC_TEST_DMA_INVERT);
}

/* What is inverted is chosen beforehand, as far as it can be written. */
static void by_self_test(Machine *m, Target target, uint64_t addr,
                         uint32_t value)
{
    if (target == UNPLUG) {
        qpci_config_writew(&m->port, m->port_exp + PCI_EXP_SLTCTL, 0);
    }
    self_test(m->card, addr, 4);
}

static void by_frame(Machine *m, Target target, uint64_t addr, uint32_t value)
{
    uint8_t frame[FRAME_LENGTH];

    post_aimed(m->card, addr);
    ipn_doorbell(m->card, &m->card->rx[0]);
    make_frame(frame, own_mac, value);
    ipn_send(m->card, frame, sizeof(frame));
    ipn_send(m->card, frame, sizeof(frame));
}

/* QEMU holds frames that found no buffer; a doorbell has them all delivered. */
static void by_held_frame(Machine *m, Target target, uint64_t addr,
                          uint32_t value)
{
    uint8_t frame[FRAME_LENGTH];
    unsigned i;

    make_frame(frame, own_mac, value);
    for (i = 0; i < 4; i++) {
        ipn_send(m->card, frame, sizeof(frame));
    }
    IPN_WAIT(m->card, ipn_stat(m->card, IPSECNIC_STAT_RX_STALLS) > 0);
    post_aimed(m->card, addr);
    ipn_doorbell(m->card, &m->card->rx[0]);
}

static void by_frame_of_other(Machine *m, Target target, uint64_t addr,
                              uint32_t value)
{
    uint8_t frame[FRAME_LENGTH];

    post_aimed(m->card, addr);
    ipn_doorbell(m->card, &m->card->rx[0]);
    make_frame(frame, own_mac, value);
    ipn_up(m->other, &(IpnSetup) { });
    send_from(m->other, frame);
}

/* It is the other card that writes there, within what this one sends. */
static void by_sending(Machine *m, Target target, uint64_t addr,
                       uint32_t value)
{
    uint8_t frame[FRAME_LENGTH];

    ipn_up(m->other, &(IpnSetup) { .no_buffers = true });
    post_aimed(m->other, addr);
    ipn_doorbell(m->other, &m->other->rx[0]);
    make_frame(frame, own_mac, value);
    send_from(m->card, frame);
}

static void aim_vector(Ipn *n, unsigned v, uint64_t addr, uint32_t value)
{
    uint64_t entry = n->msix + n->msix_table + v * PCI_MSIX_ENTRY_SIZE;

    ipn_io_write(n, entry + PCI_MSIX_ENTRY_LOWER_ADDR, 4, addr);
    ipn_io_write(n, entry + PCI_MSIX_ENTRY_UPPER_ADDR, 4, addr >> 32);
    ipn_io_write(n, entry + PCI_MSIX_ENTRY_DATA, 4, value);
}

static void by_message_of_test_irq(Machine *m, Target target, uint64_t addr,
                                   uint32_t value)
{
    aim_vector(m->card, 0, addr, value);
    ipn_write(m->card, IPSECNIC_REG_TEST_IRQ, 0);
}

static void by_message_of_queue(Machine *m, Target target, uint64_t addr,
                                uint32_t value)
{
    Ipn *n = m->card;
    uint8_t frame[FRAME_LENGTH];

    ipn_release(n, &n->rx[0], true);
    aim_vector(n, n->rx[0].vector, addr, value);
    ipn_rx_post(n, &n->rx[0], 8);
    make_frame(frame, own_mac, value);
    ipn_send(n, frame, sizeof(frame));
    ipn_send(n, frame, sizeof(frame));
}

static void by_message_of_error(Machine *m, Target target, uint64_t addr,
                                uint32_t value)
{
    Ipn *n = m->card;

    aim_vector(n, n->tx[0].vector, addr, value);
    ipn_q_write(n, &n->tx[0], IPSECNIC_Q_POSTED_TAIL, 0x8000);
}

/* Moderation holds the second one back; a timer has it sent. */
static void by_message_held_back(Machine *m, Target target, uint64_t addr,
                                 uint32_t value)
{
    Ipn *n = m->card;
    uint8_t nop[64] = { 0 }, comp[64];

    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(n->ctrl.vector), 50000);
    ipn_release(n, &n->ctrl, true);
    ipn_cmd(n, nop, comp);
    ipn_release(n, &n->ctrl, true);
    ipn_cmd(n, nop, comp);
    IPN_WAIT(n, ipn_read(n, IPSECNIC_REG_VEC_PENDING(n->ctrl.vector)));
    aim_vector(n, n->ctrl.vector, addr, value);
    qtest_clock_step(m->qts, 60 * 1000 * 1000);
}

static void by_message_unmasked(Machine *m, Target target, uint64_t addr,
                                uint32_t value)
{
    Ipn *n = m->card;

    ipn_irq_mask(n, 1, true);
    aim_vector(n, 1, addr, value);
    ipn_write(n, IPSECNIC_REG_TEST_IRQ, 1);
    g_assert_true(ipn_irq_pending(n, 1));
    ipn_irq_mask(n, 1, false);
}

static void by_message_function_unmasked(Machine *m, Target target,
                                         uint64_t addr, uint32_t value)
{
    Ipn *n = m->card;

    qpci_config_writew(&n->dev, n->msix_cap + PCI_MSIX_FLAGS,
                       PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
    aim_vector(n, 1, addr, value);
    ipn_write(n, IPSECNIC_REG_TEST_IRQ, 1);
    qpci_config_writew(&n->dev, n->msix_cap + PCI_MSIX_FLAGS,
                       PCI_MSIX_FLAGS_ENABLE);
}

static const Way ways[] = {
    { "command-result", .aim = by_command_result },
    { "query", .aim = by_query },
    { "self-test", .aim = by_self_test },
    { "frame", .aim = by_frame },
    { "held-frame", .aim = by_held_frame },
    { "frame-of-other-card", .other = true, .aim = by_frame_of_other },
    { "sending", .other = true, .aim = by_sending },
    { "message-of-test-irq", .aim = by_message_of_test_irq },
    { "message-of-queue", .aim = by_message_of_queue },
    { "message-of-error", .aim = by_message_of_error },
    { "message-held-back", .aim = by_message_held_back },
    { "message-unmasked", .aim = by_message_unmasked },
    { "message-function-unmasked", .blocked = true,
      .aim = by_message_function_unmasked },
};

static void run(Machine *m, const Way *way, Target target)
{
    bool frames = way->aim == by_frame || way->aim == by_held_frame ||
                  way->aim == by_frame_of_other ||
                  way->aim == by_message_of_queue;
    uint64_t addr;
    uint32_t value;

    ipn_up(m->card, &(IpnSetup) { .no_buffers = frames });
    ipn_sa_load(m->card, &ipn_sa_vectors[VECTOR_SA_GCM6]);
    addr = target_addr(m, target, &value);
    way->aim(m, target, addr, value);
    if (way->blocked) {
        check_disabled(m);
        return;
    }
    switch (target) {
    case UNPLUG:
        check_gone(m);
        break;
    case BUS_RESET:
    case FLR:
        check_reset(m, target);
        break;
    default:
        check_disabled(m);
        break;
    }
}

static void test_unplug(const void *data)
{
    const Way *way = data;
    Machine *m = machine_new("", way->other);

    run(m, way, UNPLUG);
    machine_free(m);
}

static void test_resets(const void *data)
{
    const Way *way = data;
    Machine *m = machine_new("", way->other);
    Target target;

    for (target = BUS_RESET; target < TARGETS; target++) {
        g_test_message("%s", target_names[target]);
        run(m, way, target);
    }
    machine_free(m);
}

/*
 * What is decrypted is in the card's own memory when it is written to where it
 * unplugs the card.
 */
static void test_unplug_by_plaintext(void)
{
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    Machine *m = machine_new("", false);
    Ipn *n = m->card;
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    g_autoptr(GByteArray) clear = ipn_hex(v->clear);
    uint8_t entry[64] = { 0 };
    uint32_t at = v->payload_offset;
    uint32_t value;
    uint64_t addr;

    ipn_up(n, &(IpnSetup) { .no_buffers = true });
    ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
    addr = target_addr(m, UNPLUG, &value);
    while ((lduw_le_p(clear->data + at) & value) != value) {
        at++;
        g_assert_cmpuint(at, <, clear->len - v->trailer_length);
    }
    ipn_put(entry, ipsecnic_rx_posted, addr, addr - at);
    ipn_put(entry, ipsecnic_rx_posted, length, 2048);
    ipn_post(n, &n->rx[0], entry);
    ipn_doorbell(n, &n->rx[0]);
    ipn_send(n, wire->data, wire->len);
    check_gone(m);
    machine_free(m);
}

/*
 * The self-test writes 64 KiB over the slot control and the port behind it: all
 * of it comes from where it was read, and not from memory that was freed.
 */
static void test_unplug_leaks_nothing(void)
{
    Machine *m = machine_new("", false);
    QPCIDevice port2 = { .bus = m->bus, .devfn = QPCI_DEVFN(PORT2_SLOT, 0) };
    const uint32_t pattern = 0x12345678;
    uint32_t value, got;
    uint64_t addr;

    addr = target_addr(m, UNPLUG, &value);
    qpci_config_writew(&m->port, m->port_exp + PCI_EXP_SLTCTL, 0);
    qpci_config_writel(&port2, PCI_PREF_BASE_UPPER32, pattern);
    self_test(m->card, addr, IPSECNIC_TEST_DMA_MAX);
    wait_deleted(m);
    got = qpci_config_readl(&port2, PCI_PREF_BASE_UPPER32);
    g_assert_true(got == ~pattern || got == pattern || got == 0);
    check_alive(m);
    machine_free(m);
}

/* What was unplugged cannot be realized again. */
static void test_realize_again(void)
{
    Machine *m = machine_new("", false);
    QDict *reply;

    qtest_qmp_assert_success(m->qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': 'card', 'property': 'realized', "
                             "'value': false } }");
    check_alive(m);
    reply = qtest_qmp(m->qts, "{ 'execute': 'qom-set', 'arguments': "
                      "{ 'path': 'card', 'property': 'realized', "
                      "'value': true } }");
    g_assert_true(qdict_haskey(reply, "error"));
    qobject_unref(reply);
    /* Its properties can be read and set, for what that is worth. */
    qtest_qmp_assert_success(m->qts, "{ 'execute': 'qom-get', 'arguments': "
                             "{ 'path': 'card', 'property': "
                             "'x-rx-fault-count' } }");
    qtest_qmp_assert_success(m->qts, "{ 'execute': 'qom-get', 'arguments': "
                             "{ 'path': 'card', 'property': "
                             "'x-stats' } }");
    reply = qtest_qmp(m->qts, "{ 'execute': 'qom-set', 'arguments': "
                      "{ 'path': 'card', 'property': 'x-sa-delete-request', "
                      "'value': 1 } }");
    g_assert_true(qdict_haskey(reply, "error"));
    qobject_unref(reply);
    /* It is on its bus still, which resets it. */
    qtest_system_reset(m->qts);
    check_alive(m);
    machine_free(m);
}

/* netdev and link change while QEMU holds frames for the card. */
static void test_netdev_goes_while_frames_wait(void)
{
    Machine *m = machine_new("", false);
    uint8_t frame[FRAME_LENGTH];
    Ipn *n = m->card;
    uint64_t addr;
    uint32_t value;
    unsigned i;

    ipn_up(n, &(IpnSetup) { .no_buffers = true });
    make_frame(frame, own_mac, 0);
    for (i = 0; i < 4; i++) {
        ipn_send(n, frame, sizeof(frame));
    }
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) > 0);
    ipn_link(n, false);
    qtest_qmp_assert_success(m->qts, "{ 'execute': 'netdev_del', "
                             "'arguments': { 'id': 'n0' } }");
    check_alive(m);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS) &
                    IPSECNIC_STATUS_LINK_UP, ==, 0);
    addr = target_addr(m, UNPLUG, &value);
    by_message_of_test_irq(m, UNPLUG, addr, value);
    wait_deleted(m);
    check_alive(m);
    machine_free(m);
}

/* A flush is done when its completion comes, for any number of SAs. */
static void test_flush_is_at_once(void)
{
    Machine *m = machine_new("", false);
    Ipn *n = m->card;
    uint8_t cmd[64] = { 0 }, comp[64];
    uint32_t handle[64];
    unsigned i;

    ipn_up(n, &(IpnSetup) { });
    for (i = 0; i < ARRAY_SIZE(handle); i++) {
        IpnSa sa;

        ipn_sa(&sa, &ipn_sa_vectors[VECTOR_SA_GCM4]);
        stl_le_p(sa.bytes + offsetof(struct ipsecnic_sa_ctx, op) +
                 offsetof(struct ipsecnic_sa_op, spi), 0x1000 + i);
        g_assert_cmpuint(ipn_sa_add(n, &sa, &handle[i]), ==, IPSECNIC_ST_OK);
    }
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_FLUSH_SA);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_INBOUND);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==,
                     ARRAY_SIZE(handle));
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 0);
    for (i = 0; i < ARRAY_SIZE(handle); i++) {
        g_assert_cmpuint(ipn_sa_delete(n, handle[i]), ==,
                         IPSECNIC_ST_UNKNOWN_SA);
    }
    machine_free(m);
}

/* A machine that writes these traces to a log without a name; the log. */
static FILE *machine_start_traced(Machine **m, Net net, const char *traces)
{
    g_autofree char *path = NULL, *args = NULL;
    FILE *log;
    int fd;

    fd = g_file_open_tmp("ipsecnic-turns-XXXXXX", &path, NULL);
    g_assert_cmpint(fd, >=, 0);
    log = fdopen(fd, "r");
    g_assert_nonnull(log);
    args = g_strdup_printf("-D '%s' %s", path, traces);
    *m = machine_start(net, "", args);
    g_assert_cmpint(g_unlink(path), ==, 0);
    return log;
}

/*
 * No turn that QEMU's log tells of has more than its bytes, and none that came
 * to its end fewer; false: this QEMU's traces do not go to its log.
 */
static bool check_turns(FILE *log)
{
    uint64_t total = 0, turn = 0;
    unsigned ends = 0;
    char line[256];

    while (fgets(line, sizeof(line), log)) {
        if (strstr(line, "ipsecnic_rx_completion ")) {
            const char *buffer = strstr(line, ", buffer ");
            unsigned bytes;

            g_assert_nonnull(buffer);
            g_assert_cmpint(sscanf(buffer, ", buffer %*u, %u bytes", &bytes),
                            ==, 1);
            total += bytes;
            turn += bytes;
            g_assert_cmpuint(turn, <=, TURN_BYTES);
        } else if (strstr(line, "ipsecnic_rx_spent ")) {
            g_assert_cmpuint(turn, ==, TURN_BYTES);
            turn = 0;
            ends++;
        }
    }
    if (!total) {
        return false;
    }
    g_test_message("%" PRIu64 " bytes, and %u turns that came to their end",
                   total, ends);
    g_assert_cmpuint(total, ==, LONG_FRAMES * LONG_LENGTH);
    g_assert_cmpuint(ends, >=, DIV_ROUND_UP(total, TURN_BYTES) - 1);
    return true;
}

/*
 * Long frames leave others their turn, whether QEMU held them and one doorbell
 * has them all delivered (@backlog) or they find their buffers when they come.
 * All of them come, in their order and as they were sent.
 */
static void test_long_frames(const void *data)
{
    bool backlog = GPOINTER_TO_UINT(data);
    g_autofree uint8_t *frame = g_malloc(LONG_LENGTH);
    Machine *m;
    unsigned i;
    FILE *log;
    Ipn *n;

    /*
     * A socket alone would keep its frames until the first is delivered.  A
     * hub takes them, as long as there is anybody who takes them from it.
     */
    log = machine_start_traced(&m, backlog ? NET_BOTH : NET_WIRE,
                               "-trace ipsecnic_rx_spent "
                               "-trace ipsecnic_rx_completion");
    n = m->card;
    ipn_up(n, &(IpnSetup) {
        .no_buffers = true, .posted = 128,
        .buffer_size = DIV_ROUND_UP(LONG_LENGTH, LONG_BUFFERS),
    });
    if (!backlog) {
        ipn_rx_post(n, &n->rx[0], LONG_FRAMES * LONG_BUFFERS);
        ipn_settle(n);
    }
    for (i = 0; i < LONG_FRAMES; i++) {
        ipn_plain(frame, LONG_LENGTH, own_mac, i);
        ipn_send(n, frame, LONG_LENGTH);
    }
    if (backlog) {
        IPN_WAIT(n, ipn_stat(m->other, IPSECNIC_STAT_RX_ARRIVALS) ==
                    LONG_FRAMES);
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_STALLS), ==, 1);
        g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_RX_ARRIVALS), ==, 0);
        ipn_rx_post(n, &n->rx[0], LONG_FRAMES * LONG_BUFFERS);
    }
    for (i = 0; i < LONG_FRAMES; i++) {
        IpnRx rx;

        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_plain(frame, LONG_LENGTH, own_mac, i);
        g_assert_cmpmem(rx.data, rx.frame_length, frame, LONG_LENGTH);
        g_assert_cmpuint(rx.arrival, ==, i);
        g_assert_cmpuint(rx.descriptors, ==, LONG_BUFFERS);
    }
    g_assert_false(ipn_comp_ready(n, &n->rx[0]));
    machine_free(m);
    if (!check_turns(log)) {
        g_test_skip("QEMU was built without the trace backend \"log\"");
    }
    fclose(log);
}

/* Data take time to read, be it for one SA: a few of the longest are a turn. */
static void test_long_commands(void)
{
    enum { COMMANDS = 32 };
    unsigned i, commands = 0, ends = 0;
    uint8_t cmd[64] = { 0 };
    char line[256];
    Machine *m;
    FILE *log;
    Ipn *n;

    log = machine_start_traced(&m, NET_WIRE, "-trace ipsecnic_ctrl_spent "
                               "-trace ipsecnic_command");
    n = m->card;
    ipn_up(n, &(IpnSetup) { 0 });
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_ADD_SA);
    ipn_put(cmd, ipsecnic_command, count, 1);
    ipn_put(cmd, ipsecnic_command, data_length, 0x20000);
    for (i = 0; i < COMMANDS; i++) {
        ipn_post(n, &n->ctrl, cmd);
    }
    ipn_doorbell(n, &n->ctrl);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_COMMANDS) == COMMANDS);
    machine_free(m);
    while (fgets(line, sizeof(line), log)) {
        commands += !!strstr(line, "ipsecnic_command ");
        ends += !!strstr(line, "ipsecnic_ctrl_spent ");
    }
    fclose(log);
    if (!commands) {
        g_test_skip("QEMU was built without the trace backend \"log\"");
        return;
    }
    g_assert_cmpuint(commands, ==, COMMANDS);
    g_assert_cmpuint(ends, >=, COMMANDS - 1);
}

/*
 * Anything of the above, in any order, and more: whatever a guest does by turns
 * for long.  IPSECNIC_HOSTILE_STEPS says for how many turns; --seed repeats
 * them.
 */

/* The card is there and its port set up, whatever was done to them. */
static void revive(Machine *m)
{
    uint16_t status;

    port_setup(&m->port, 1, 0xe000);
    qpci_config_writew(&m->port, PCI_BRIDGE_CONTROL, 0);
    status = qpci_config_readw(&m->port, m->port_exp + PCI_EXP_SLTSTA);
    qpci_config_writew(&m->port, m->port_exp + PCI_EXP_SLTCTL,
                       PCI_EXP_SLTCTL_PWR_IND_ON |
                       (status & PCI_EXP_SLTSTA_EIS ? PCI_EXP_SLTCTL_EIC : 0));
    if (qpci_config_readw(&m->card->dev, PCI_VENDOR_ID) !=
        IPSECNIC_PCI_VENDOR_ID) {
        wait_deleted(m);
        qtest_qmp_device_add(m->qts, "ipsecnic", "card",
                             "{'bus': 'rp', 'netdev': 'n0', 'queues': 2, "
                             "'mac': '" IPN_MAC "'}");
    }
    qpci_config_writew(&m->card->dev, m->card->pm_cap + PCI_PM_CTRL, 0);
    ipn_pci_setup(m->card);
    if (m->other) {
        ipn_pci_setup(m->other);
    }
}

/* Some word of configuration space that the guest could name. */
static uint64_t any_config(Machine *m)
{
    switch (g_test_rand_int_range(0, 3)) {
    case 0:
        return config_addr(m->port.devfn, g_test_rand_int_range(0, 64) * 4);
    case 1:
        return config_addr(CARD, g_test_rand_int_range(0, 64) * 4);
    default:
        return config_addr(m->port.devfn, m->port_exp + PCI_EXP_SLTCTL);
    }
}

static void any_registers(Machine *m)
{
    Ipn *n = m->card;
    unsigned i, count = g_test_rand_int_range(1, 30);

    for (i = 0; i < count; i++) {
        uint32_t reg = g_test_rand_int_range(0, 0x400) * 4;
        uint32_t value = g_test_rand_int();

        switch (g_test_rand_int_range(0, 4)) {
        case 0:
            value &= 0xff;
            break;
        case 1:
            value = any_config(m);
            break;
        case 2:
            reg = n->rx[0].reg + reg % 0x40;
            value &= 0x7f;
            break;
        default:
            break;
        }
        if (g_test_rand_bit()) {
            ipn_write(n, reg, value);
        } else {
            ipn_read(n, reg);
        }
    }
}

/* Rings full of entries that point anywhere, and a doorbell for all of them. */
static void any_entries(Machine *m, IpnQueue *q)
{
    uint8_t entry[64];
    unsigned i, k;

    for (i = 0; i < MIN(q->posted_size, 32); i++) {
        for (k = 0; k < sizeof(entry); k += 4) {
            stl_le_p(entry + k, g_test_rand_bit() ? 0 : g_test_rand_int());
        }
        if (q == &m->card->ctrl) {
            ipn_put(entry, ipsecnic_command, opcode,
                    g_test_rand_int_range(0, 7));
            ipn_put(entry, ipsecnic_command, reserved, 0);
            ipn_put(entry, ipsecnic_command, count,
                    g_test_rand_int_range(0, 3));
            ipn_put(entry, ipsecnic_command, data_length, 256);
            ipn_put(entry, ipsecnic_command, result_addr, any_config(m));
        } else {
            /* address and length stand at the same place in both kinds */
            memset(entry, 0, sizeof(entry));
            ipn_put(entry, ipsecnic_rx_posted, length,
                    g_test_rand_int_range(0, 2048));
            if (q == &m->card->tx[0]) {
                ipn_put(entry, ipsecnic_tx_posted, flags,
                        IPSECNIC_TX_START | IPSECNIC_TX_END);
            }
        }
        stq_le_p(entry + (q == &m->card->ctrl ?
                          offsetof(struct ipsecnic_command, data_addr) : 0),
                 g_test_rand_bit() ? any_config(m) : 0x800000);
        ipn_post(m->card, q, entry);
    }
    ipn_doorbell(m->card, q);
}

static void any_frames(Machine *m)
{
    unsigned i, count = g_test_rand_int_range(1, 12);

    for (i = 0; i < count; i++) {
        uint8_t frame[FRAME_LENGTH];

        if (m->other) {
            return;
        }
        if (g_test_rand_bit()) {
            ipn_send_hex(m->card, ipn_stream_vectors[i].wire);
        } else {
            make_frame(frame, own_mac, g_test_rand_int());
            ipn_send(m->card, frame, sizeof(frame));
        }
    }
}

static void turn(Machine *m)
{
    const Way *way = &ways[g_test_rand_int_range(0, ARRAY_SIZE(ways))];
    Ipn *n = m->card;
    uint32_t value;
    uint64_t addr;

    revive(m);
    ipn_up(n, &(IpnSetup) {
        .no_buffers = g_test_rand_bit(),
        .posted = 32, .comp = g_test_rand_bit() ? 8 : 64, .tx = 32, .ctrl = 32,
    });
    ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM4]);
    switch (g_test_rand_int_range(0, 8)) {
    case 0:
        any_registers(m);
        break;
    case 1:
        any_entries(m, &n->ctrl);
        break;
    case 2:
        any_entries(m, &n->tx[0]);
        break;
    case 3:
        any_frames(m);
        ipn_link(n, g_test_rand_bit());
        any_registers(m);
        ipn_link(n, true);
        break;
    default:
        /* A way to aim needs the queues as they are made for it. */
        if (way->other != (m->other != NULL)) {
            any_frames(m);
            break;
        }
        ipn_up(n, &(IpnSetup) { .no_buffers = true });
        ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM6]);
        addr = target_addr(m, g_test_rand_int_range(0, TARGETS), &value);
        if (g_test_rand_int_range(0, 3) == 0) {
            addr = any_config(m);
            value = g_test_rand_int();
        }
        if (way->aim != by_message_of_queue) {
            way->aim(m, UNPLUG, addr, value);
        }
        any_frames(m);
        break;
    }
    if (g_test_rand_bit()) {
        qtest_clock_step(m->qts, g_test_rand_int_range(1, 1000000));
    }
}

static void test_any(const void *data)
{
    const char *steps = g_getenv("IPSECNIC_HOSTILE_STEPS");
    unsigned i, count = steps ? atoi(steps) : 100;
    Machine *m = machine_new(",queues=2", GPOINTER_TO_UINT(data));

    for (i = 0; i < count; i++) {
        turn(m);
    }
    check_alive(m);
    machine_free(m);
}

/* What a plan of faults can do, all of it, for anybody and at any time. */
static const char *const any_faults[] = {
#define ANY(side, what) \
    "{ 'where': { 'side': '" side "' }, 'when': { 'probability': 0.2 }," \
    " 'what': { " what " } }"
#define ANY_QUEUES(what) \
    ANY("receive", what), ANY("transmit", what), ANY("control", what)
    ANY("receive", "'kind': 'status', 'status': 'generic-error'"),
    ANY("receive", "'kind': 'status', 'status': 'success',"
                   " 'unauthenticated-plaintext': true"),
    ANY("receive", "'kind': 'not-done', 'bytes': 'decrypted'"),
    ANY("receive", "'kind': 'stale-handle'"),
    ANY("receive", "'kind': 'field', 'field': 'frame-length', 'add': 999999"),
    ANY("receive", "'kind': 'field', 'field': 'buffer-length', 'xor': 65535"),
    ANY("receive", "'kind': 'lose-frame'"),
    ANY("transmit", "'kind': 'status', 'status': 'crypto'"),
    ANY("transmit", "'kind': 'lose-frame'"),
    ANY("transmit", "'kind': 'duplicate-frame'"),
    ANY("transmit", "'kind': 'delay-frame', 'ms': 1"),
    ANY("transmit", "'kind': 'corrupt-icv'"),
    ANY("transmit", "'kind': 'sequence', 'add': -1"),
    ANY_QUEUES("'kind': 'lose-completion'"),
    ANY_QUEUES("'kind': 'duplicate-completion'"),
    ANY_QUEUES("'kind': 'delay-completion', 'ms': 1"),
    ANY_QUEUES("'kind': 'reorder-completion', 'behind': 3"),
    ANY_QUEUES("'kind': 'phase-late', 'ms': 1"),
    ANY("control", "'kind': 'status', 'status': 'ok'"),
    ANY("control", "'kind': 'hang', 'ms': 1"),
    ANY("control", "'kind': 'table-full', 'capacity': 0"),
    ANY("event", "'kind': 'lose', 'counted': true"),
    ANY("event", "'kind': 'duplicate'"),
    ANY("event", "'kind': 'delay', 'ms': 1"),
    ANY("interrupt", "'kind': 'lose'"),
    ANY("interrupt", "'kind': 'delay', 'ms': 1"),
    ANY("reset", "'kind': 'stuck', 'ms': 1"),
    ANY_QUEUES("'kind': 'link-down', 'ms': 1"),
    ANY_QUEUES("'kind': 'queue-error', 'queue': 'rx0', 'reason': 'dma-read'"),
    ANY("event", "'kind': 'queue-error', 'queue': 'ctrl',"
                 " 'reason': 'bad-base'"),
    ANY("interrupt", "'kind': 'card-gone', 'ms': 1"),
    ANY("receive", "'kind': 'card-gone', 'ms': 1"),
    ANY("control", "'kind': 'device-error', 'code': 9"),
    ANY_QUEUES("'kind': 'raise-interrupt', 'queue': 'ctrl'"),
    ANY("receive", "'kind': 'counters-stop'"),
    ANY_QUEUES("'kind': 'sa-delete-request'"),
    ANY_QUEUES("'kind': 'sa-limit', 'limit': 'hard-packets'"),
    ANY_QUEUES("'kind': 'sequence-top-lost'"),
    ANY_QUEUES("'kind': 'window-lost'"),
    "{ 'where': { 'side': 'time' }, 'when': { 'period-ms': 1 },"
    " 'what': { 'kind': 'raise-interrupt', 'queue': 'rx0' } }",
#undef ANY_QUEUES
#undef ANY
};

/* Some of them, or none.  False: the card was unplugged. */
static bool any_plan(Machine *m, unsigned most)
{
    g_autoptr(GString) plan = g_string_new("");
    unsigned count = most ? g_test_rand_int_range(1, most) : 0;
    unsigned i;
    QDict *answer;
    bool armed;

    g_string_printf(plan, "{ 'seed': %d, 'faults': [",
                    g_test_rand_int_range(0, 1000000));
    for (i = 0; i < count; i++) {
        g_string_append_printf(plan, "%s%s", i ? ", " : "",
                               any_faults[g_test_rand_int_range(
                                   0, ARRAY_SIZE(any_faults))]);
    }
    g_string_append(plan, "] }");
    answer = qtest_qmp(m->qts, "{ 'execute': 'qom-set', 'arguments': {"
                       " 'path': '/machine/peripheral/card',"
                       " 'property': 'faults', 'value': %p } }",
                       qobject_from_json(plan->str, &error_abort));
    armed = qdict_haskey(answer, "return");
    qobject_unref(answer);
    return armed;
}

/* The same with faults, which can do no more than confuse the card. */
static void test_any_faulty(void)
{
    const char *steps = g_getenv("IPSECNIC_HOSTILE_STEPS");
    unsigned i, k, count = steps ? atoi(steps) : 100;
    Machine *m = machine_new(",queues=2", false);
    Ipn *n = m->card;

    for (i = 0; i < count; i++) {
        any_plan(m, 0);
        revive(m);
        ipn_up(n, &(IpnSetup) {
            .no_buffers = g_test_rand_int_range(0, 8) == 0,
            .posted = 32, .comp = g_test_rand_bit() ? 8 : 64, .tx = 32,
            .ctrl = 32,
        });
        ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM4]);
        g_assert_true(any_plan(m, 24));
        for (k = 0; k < 6; k++) {
            switch (g_test_rand_int_range(0, 6)) {
            case 0:
                any_registers(m);
                break;
            case 1:
                any_entries(m, &n->ctrl);
                break;
            case 2:
                any_entries(m, &n->tx[0]);
                break;
            case 3:
                /* What is held back meets a queue of another life. */
                ipn_q_write(n, &n->rx[0], IPSECNIC_Q_CTRL, 0);
                ipn_q_write(n, &n->rx[0], IPSECNIC_Q_CTRL,
                            IPSECNIC_Q_CTRL_ENABLE);
                break;
            default:
                any_frames(m);
                break;
            }
            if (g_test_rand_bit()) {
                qtest_clock_step(m->qts, g_test_rand_int_range(1, 3000000));
            }
        }
        if (g_test_rand_int_range(0, 16) == 0) {
            qobject_unref(qtest_qmp(m->qts, "{ 'execute': 'device_del',"
                                    " 'arguments': { 'id': 'card' } }"));
        }
    }
    any_plan(m, 0);
    revive(m);
    check_alive(m);
    machine_free(m);
}

static void test_not_here(void)
{
    ipn_needs_pc("a root port that can be written to by its card");
}

int main(int argc, char **argv)
{
    unsigned i;

    g_setenv("MALLOC_PERTURB_", "90", true);
    g_test_init(&argc, &argv, NULL);
    if (!ipn_on_pc()) {
        qtest_add_func("/ipsecnic/hostile/all", test_not_here);
        return g_test_run();
    }
    for (i = 0; i < ARRAY_SIZE(ways); i++) {
        g_autofree char *unplug =
            g_strdup_printf("/ipsecnic/hostile/unplug/%s", ways[i].name);
        g_autofree char *resets =
            g_strdup_printf("/ipsecnic/hostile/resets/%s", ways[i].name);

        qtest_add_data_func(unplug, &ways[i], test_unplug);
        qtest_add_data_func(resets, &ways[i], test_resets);
    }
#define ADD(name, func) qtest_add_func("/ipsecnic/hostile/" name, func)
    ADD("unplug/plaintext", test_unplug_by_plaintext);
    ADD("unplug/leaks-nothing", test_unplug_leaks_nothing);
    ADD("unplug/realize-again", test_realize_again);
    ADD("unplug/netdev-goes-while-frames-wait",
        test_netdev_goes_while_frames_wait);
    ADD("turns/flush-is-at-once", test_flush_is_at_once);
    ADD("turns/long-commands", test_long_commands);
#undef ADD
    qtest_add_data_func("/ipsecnic/hostile/turns/backlog-of-long-frames",
                        GUINT_TO_POINTER(true), test_long_frames);
    qtest_add_data_func("/ipsecnic/hostile/turns/burst-of-long-frames",
                        GUINT_TO_POINTER(false), test_long_frames);
    qtest_add_data_func("/ipsecnic/hostile/any/alone", GUINT_TO_POINTER(0),
                        test_any);
    qtest_add_func("/ipsecnic/hostile/any/faulty", test_any_faulty);
    qtest_add_data_func("/ipsecnic/hostile/any/two-cards", GUINT_TO_POINTER(1),
                        test_any);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Core tests of ipsecnic in libqos' graph: on every bus that the node knows
 *
 * The other tests are in stand-alone programs, which share one QEMU.
 */

#include "qemu/osdep.h"
#include "qemu/module.h"
#include "tests/qtest/libqtest-single.h"
#include "tests/qtest/ipsecnic/qos-ipsecnic.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#include <sys/socket.h>

static Ipn *get(void *obj, void *data)
{
    QIpsecnic *d = obj;
    int *wire = data;

    if (wire) {
        d->n->wire = wire[0];
    }
    d->n->step_ns = 1000;
    return d->n;
}

/*
 * On a pseries the card reaches memory, and its messages the interrupt
 * controller, only after a guest has asked for it by hypercalls.
 */
static bool no_dma(Ipn *n)
{
    if (!n->bus->has_buggy_msi) {
        return false;
    }
    g_test_skip("without a guest the card cannot reach memory here");
    return true;
}

static void test_identity(void *obj, void *data, QGuestAllocator *alloc)
{
    Ipn *n = get(obj, data);

    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_MAGIC), ==, 0x4e535049);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_ABI_VERSION), ==, 0x00010004);
    g_assert_cmpuint(n->max_queues, ==, 4);
}

static void receive(Ipn *n, unsigned queues)
{
    uint32_t handle[ARRAY_SIZE(ipn_steer_vectors)];
    unsigned i, q;
    IpnRx rx;

    if (no_dma(n)) {
        return;
    }
    ipn_up(n, &(IpnSetup) { .queues = queues });
    for (i = 0; i < 4; i++) {
        handle[i] = ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_STEER0 + i]);
    }
    for (i = 0; i < ARRAY_SIZE(ipn_steer_vectors); i++) {
        const IpnFrameVector *v = &ipn_steer_vectors[i];

        q = v->hash % queues;
        ipn_release(n, &n->rx[q], true);
        ipn_send_hex(n, v->wire);
        ipn_rx_next(n, &n->rx[q], &rx);
        ipn_rx_clear(&rx, v, handle[v->sa - VECTOR_SA_STEER0]);
        ipn_irq_wait(n, n->rx[q].vector);
    }
}

static void test_receive_1_queue(void *obj, void *data, QGuestAllocator *alloc)
{
    receive(get(obj, data), 1);
}

static void test_receive_4_queues(void *obj, void *data, QGuestAllocator *alloc)
{
    receive(get(obj, data), 4);
}

static void test_transmit(void *obj, void *data, QGuestAllocator *alloc)
{
    Ipn *n = get(obj, data);
    uint8_t frame[100], got[200], entry[64] = { 0 }, comp[64];
    uint8_t peer[6] = { 2, 0, 0, 0, 0, 1 };
    unsigned q;
    uint64_t addr;

    if (no_dma(n)) {
        return;
    }
    ipn_up(n, &(IpnSetup) { .queues = 4 });
    addr = ipn_alloc(n, sizeof(frame));
    for (q = 0; q < 4; q++) {
        ipn_plain(frame, sizeof(frame), peer, q);
        qtest_memwrite(n->qts, addr, frame, sizeof(frame));
        ipn_put(entry, ipsecnic_tx_posted, addr, addr);
        ipn_put(entry, ipsecnic_tx_posted, length, sizeof(frame));
        ipn_put(entry, ipsecnic_tx_posted, flags,
                IPSECNIC_TX_START | IPSECNIC_TX_END);
        ipn_put(entry, ipsecnic_tx_posted, cookie, q + 1);
        ipn_release(n, &n->tx[q], true);
        ipn_post(n, &n->tx[q], entry);
        ipn_doorbell(n, &n->tx[q]);
        g_assert_cmpuint(ipn_wire_recv(n, got, sizeof(got)), ==,
                         sizeof(frame));
        g_assert_cmpint(memcmp(got, frame, sizeof(frame)), ==, 0);
        ipn_comp_next(n, &n->tx[q], comp);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, status), ==,
                         IPSECNIC_TX_ST_OK);
        g_assert_cmpuint(ipn_get(comp, ipsecnic_tx_comp, cookie), ==, q + 1);
        ipn_irq_wait(n, n->tx[q].vector);
    }
}

static void test_hotplug(void *obj, void *data, QGuestAllocator *alloc)
{
    Ipn *n = get(obj, NULL);

    if (n->bus->not_hotpluggable) {
        g_test_skip("the bus does not support hot-plug");
        return;
    }
    qtest_qmp_device_add(n->qts, "ipsecnic", "second", "{'addr': '0x06'}");
    qpci_unplug_acpi_device_test(n->qts, "second", 6);
}

static void wire_clear(void *data)
{
    int *wire = data;

    close(wire[0]);
    close(wire[1]);
    qos_invalidate_command_line();
    g_free(wire);
}

static void *wire_init(GString *cmd_line, void *arg)
{
    int *wire = g_new(int, 2);

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_DGRAM, 0, wire), ==, 0);
    g_string_append_printf(cmd_line, " -netdev dgram,id=n0,local.type=fd,"
                           "local.str=%d ", wire[1]);
    g_test_queue_destroy(wire_clear, wire);
    return wire;
}

static void *wire_none(GString *cmd_line, void *arg)
{
    g_string_append(cmd_line, " -netdev hubport,hubid=0,id=n0 ");
    return NULL;
}

static void register_ipsecnic_test(void)
{
    QOSGraphTestOptions opts = { .before = wire_init };

    qos_add_test("receive-1-queue", "ipsecnic", test_receive_1_queue, &opts);
    qos_add_test("receive-4-queues", "ipsecnic", test_receive_4_queues, &opts);
    qos_add_test("transmit", "ipsecnic", test_transmit, &opts);
    opts.before = wire_none;
    qos_add_test("identity", "ipsecnic", test_identity, &opts);
    qos_add_test("hotplug", "ipsecnic", test_hotplug, &opts);
}

libqos_init(register_ipsecnic_test);

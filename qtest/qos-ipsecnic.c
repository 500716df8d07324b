/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic as a node of libqos
 *
 * libqos has neither q35 nor ppce500.  The machines made here offer their
 * buses under names that nobody else consumes: as "pci-bus" they would draw in
 * every PCI test of QEMU, some of which cannot pass there.
 */

#include "qemu/osdep.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "tests/qtest/libqos/malloc-pc.h"
#include "tests/qtest/libqos/pci-pc.h"
#include "tests/qtest/ipsecnic/qos-ipsecnic.h"

#define MEMORY (16 * MiB)

/* A machine with a host bridge. */
typedef struct QMachine {
    QOSGraphObject obj;
    QOSGraphObject host;
    QGuestAllocator alloc;
    QPCIBus *bus;
    union {
        QPCIBusPC pc;
        QPCIBusPpce500 ppce500;
    } u;
} QMachine;

static void *host_get_driver(void *obj, const char *interface)
{
    QMachine *machine = container_of(obj, QMachine, host);

    if (!g_strcmp0(interface, "ipsecnic-bus")) {
        return machine->bus;
    }
    g_printerr("%s not present in the host bridge\n", interface);
    g_assert_not_reached();
}

static QOSGraphObject *machine_get_device(void *obj, const char *device)
{
    QMachine *machine = obj;

    if (!g_strcmp0(device, "ipsecnic-q35-pcihost") ||
        !g_strcmp0(device, "ipsecnic-ppce500-pcihost")) {
        return &machine->host;
    }
    g_printerr("%s not present in the machine\n", device);
    g_assert_not_reached();
}

static void *machine_get_driver(void *obj, const char *interface)
{
    QMachine *machine = obj;

    if (!g_strcmp0(interface, "memory")) {
        return &machine->alloc;
    }
    g_printerr("%s not present in the machine\n", interface);
    g_assert_not_reached();
}

static void machine_destructor(QOSGraphObject *obj)
{
    QMachine *machine = (QMachine *)obj;

    alloc_destroy(&machine->alloc);
}

static QMachine *machine_new(void)
{
    QMachine *machine = g_new0(QMachine, 1);

    machine->obj.get_device = machine_get_device;
    machine->obj.get_driver = machine_get_driver;
    machine->obj.destructor = machine_destructor;
    machine->host.get_driver = host_get_driver;
    return machine;
}

static void *q35_create(QTestState *qts)
{
    QMachine *machine = machine_new();

    pc_alloc_init(&machine->alloc, qts, ALLOC_NO_FLAGS);
    qpci_init_pc(&machine->u.pc, qts, &machine->alloc);
    machine->bus = &machine->u.pc.bus;
    machine->bus->not_hotpluggable = true;
    return &machine->obj;
}

static void *ppce500_create(QTestState *qts)
{
    QMachine *machine = machine_new();

    /* It has 128 MiB, with the program at the start. */
    alloc_init(&machine->alloc, ALLOC_NO_FLAGS, 1 * MiB, 128 * MiB, 4 * KiB);
    qpci_init_ppce500(&machine->u.ppce500, qts);
    machine->bus = &machine->u.ppce500.bus;
    return &machine->obj;
}

static void *ipsecnic_get_driver(void *obj, const char *interface)
{
    QIpsecnic *d = obj;

    if (!g_strcmp0(interface, "ipsecnic")) {
        return d;
    }
    if (!g_strcmp0(interface, "pci-device")) {
        return &d->n->dev;
    }
    g_printerr("%s not present in ipsecnic\n", interface);
    g_assert_not_reached();
}

static void ipsecnic_destructor(QOSGraphObject *obj)
{
    QIpsecnic *d = (QIpsecnic *)obj;

    ipn_free(d->n);
}

static void *ipsecnic_create(void *bus, QGuestAllocator *alloc, void *addr)
{
    QIpsecnic *d = g_new0(QIpsecnic, 1);

    d->n = ipn_new(bus, -1, guest_alloc(alloc, MEMORY), MEMORY, -1);
    d->obj.get_driver = ipsecnic_get_driver;
    d->obj.destructor = ipsecnic_destructor;
    return &d->obj;
}

static void ipsecnic_register_nodes(void)
{
    /* Every test brings a netdev of this name. */
    QOSGraphEdgeOptions opts = {
        .extra_device_opts = "netdev=n0,mac=" IPN_MAC ",queues=4",
    };

    qos_node_create_machine("x86_64/q35", q35_create);
    qos_node_contains("x86_64/q35", "ipsecnic-q35-pcihost", NULL);
    qos_node_create_driver("ipsecnic-q35-pcihost", NULL);
    qos_node_produces("ipsecnic-q35-pcihost", "ipsecnic-bus");

    qos_node_create_machine_args("ppc/ppce500", ppce500_create,
                                 ppce500_opts());
    qos_node_contains("ppc/ppce500", "ipsecnic-ppce500-pcihost", NULL);
    qos_node_create_driver("ipsecnic-ppce500-pcihost", NULL);
    qos_node_produces("ipsecnic-ppce500-pcihost", "ipsecnic-bus");

    qos_node_create_driver("ipsecnic", ipsecnic_create);
    qos_node_consumes("ipsecnic", "pci-bus", &opts);
    qos_node_consumes("ipsecnic", "ipsecnic-bus", &opts);
}

libqos_init(ipsecnic_register_nodes);

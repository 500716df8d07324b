/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic as a node of libqos
 *
 * libqos has no q35.  The machine made here offers its bus under a name that
 * nobody else consumes: as "pci-bus" it would draw in every PCI test of QEMU,
 * some of which cannot pass there.
 */

#include "qemu/osdep.h"
#include "qemu/module.h"
#include "tests/qtest/libqos/malloc-pc.h"
#include "tests/qtest/libqos/pci-pc.h"
#include "tests/qtest/ipsecnic/qos-ipsecnic.h"

#define MEMORY (16 * 1024 * 1024)

typedef struct QQ35Machine {
    QOSGraphObject obj;
    QGuestAllocator alloc;
    QOSGraphObject host;
    QPCIBusPC pci;
} QQ35Machine;

static void *q35_host_get_driver(void *obj, const char *interface)
{
    QQ35Machine *machine = container_of(obj, QQ35Machine, host);

    if (!g_strcmp0(interface, "ipsecnic-pcie")) {
        return &machine->pci.bus;
    }
    g_printerr("%s not present in ipsecnic-q35-pcihost\n", interface);
    g_assert_not_reached();
}

static QOSGraphObject *q35_get_device(void *obj, const char *device)
{
    QQ35Machine *machine = obj;

    if (!g_strcmp0(device, "ipsecnic-q35-pcihost")) {
        return &machine->host;
    }
    g_printerr("%s not present in x86_64/q35\n", device);
    g_assert_not_reached();
}

static void *q35_get_driver(void *obj, const char *interface)
{
    QQ35Machine *machine = obj;

    if (!g_strcmp0(interface, "memory")) {
        return &machine->alloc;
    }
    g_printerr("%s not present in x86_64/q35\n", interface);
    g_assert_not_reached();
}

static void q35_destructor(QOSGraphObject *obj)
{
    QQ35Machine *machine = (QQ35Machine *)obj;

    alloc_destroy(&machine->alloc);
}

static void *q35_create(QTestState *qts)
{
    QQ35Machine *machine = g_new0(QQ35Machine, 1);

    machine->obj.get_device = q35_get_device;
    machine->obj.get_driver = q35_get_driver;
    machine->obj.destructor = q35_destructor;
    machine->host.get_driver = q35_host_get_driver;
    pc_alloc_init(&machine->alloc, qts, ALLOC_NO_FLAGS);
    qpci_init_pc(&machine->pci, qts, &machine->alloc);
    machine->pci.bus.not_hotpluggable = true;
    return &machine->obj;
}

static void *ipsecnic_get_driver(void *obj, const char *interface)
{
    QIpsecnic *d = obj;

    if (!g_strcmp0(interface, "ipsecnic") ||
        !g_strcmp0(interface, "ipsecnic-q35")) {
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
    qos_node_produces("ipsecnic-q35-pcihost", "ipsecnic-pcie");

    qos_node_create_driver("ipsecnic", ipsecnic_create);
    qos_node_consumes("ipsecnic", "pci-bus", &opts);
    qos_node_consumes("ipsecnic", "ipsecnic-pcie", &opts);
}

libqos_init(ipsecnic_register_nodes);

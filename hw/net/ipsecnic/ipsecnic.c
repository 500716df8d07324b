/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: an Ethernet card with inline IPsec, as no vendor makes it
 *
 * The PCI function, and its life from realize to exit and finalize.
 * docs/specs/ipsecnic.rst is what it does; state.h says where it is done.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/pci/msix.h"
#include "hw/pci/pci_device.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_aer.h"
#include "migration/blocker.h"
#include "net/net.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "system/replay.h"
#include "system/system.h"

#include "capture.h"
#include "core.h"
#include "dma.h"
#include "espkeys.h"
#include "fault_act.h"
#include "fault_file.h"
#include "fault_plan.h"
#include "link.h"
#include "migration.h"
#include "properties.h"
#include "query.h"
#include "regs.h"
#include "rss.h"
#include "rx.h"
#include "state.h"
#include "trace.h"
#include "tx.h"

/* Class data and interface lists became const between QEMU 10.0 and 10.2. */
#if QEMU_VERSION_MAJOR > 10 || \
    (QEMU_VERSION_MAJOR == 10 && QEMU_VERSION_MINOR >= 1)
#define IPSECNIC_CONST const
#else
#define IPSECNIC_CONST
#endif

static void ipsecnic_link_status_changed(NetClientState *nc)
{
    IpsecnicState *s = qemu_get_nic_opaque(nc);

    if (s->gone) {
        return;
    }
    ipsecnic_update_link(s);
    if (!ipsecnic_link_is_up(s)) {
        ipsecnic_tx_link_down(s);
    }
}

static NetClientInfo ipsecnic_net_info = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    /* no .can_receive: see the top of rx.c */
    .receive = ipsecnic_receive,
    .link_status_changed = ipsecnic_link_status_changed,
    .announce = ipsecnic_announce,
};

static void ipsecnic_reset_hold(Object *obj, ResetType type)
{
    IpsecnicState *s = IPSECNIC(obj);

    /* A card that is no more on its bus has no configuration space. */
    if (!s->gone) {
        pcie_cap_deverr_reset(PCI_DEVICE(obj));
    }
    ipsecnic_reset_state(s, "bus, machine or function");
}

static void ipsecnic_config_write(PCIDevice *pdev, uint32_t addr,
                                  uint32_t val, int len)
{
    IpsecnicState *s = IPSECNIC(pdev);
    uint8_t *pmcsr = pdev->config + pdev->pm_cap + PCI_PM_CTRL;
    bool slept = pci_get_word(pmcsr) & PCI_PM_CTRL_STATE_MASK;
    bool woke;

    pci_default_write_config(pdev, addr, val, len);
    if (s->gone) {
        /* The message of a vector that was unmasked, and was pending. */
        return;
    }
    woke = slept && !(pci_get_word(pmcsr) & PCI_PM_CTRL_STATE_MASK);
    pcie_cap_flr_write_config(pdev, addr, val, len);
    pcie_aer_write_config(pdev, addr, val, len);
    if (woke) {
        /* No_Soft_Reset is 0 (PCI PM 1.2, 3.2.4). */
        pci_device_reset(pdev);
    }
}

static bool ipsecnic_init_msix(IpsecnicState *s, Error **errp)
{
    PCIDevice *pdev = PCI_DEVICE(s);
    Error *local_err = NULL;
    uint32_t i;
    int ret;

    ret = msix_init_exclusive_bar(pdev, s->num_vectors, IPSECNIC_BAR_MSIX,
                                  &local_err);
    if (ret == -ENOTSUP) {
        error_free(local_err);
        error_setg(errp, "the machine has no MSI-X, and the card "
                   "has no other interrupts");
        return false;
    }
    if (ret < 0) {
        error_propagate(errp, local_err);
        return false;
    }
    for (i = 0; i < s->num_vectors; i++) {
        msix_vector_use(pdev, i);
    }
    return true;
}

static bool ipsecnic_init_capabilities(IpsecnicState *s, Error **errp)
{
    PCIDevice *pdev = PCI_DEVICE(s);

    if (pcie_endpoint_cap_init(pdev, 0) < 0) {
        error_setg(errp, "no room for the PCI Express capability");
        return false;
    }
    pcie_cap_flr_init(pdev);
    pcie_cap_deverr_init(pdev);

    if (pci_pm_init(pdev, 0, errp) < 0) {
        goto fail_pm;
    }
    pci_set_word(pdev->config + pdev->pm_cap + PCI_PM_PMC, PCI_PM_CAP_VER_1_2);
    pci_set_word(pdev->wmask + pdev->pm_cap + PCI_PM_CTRL,
                 PCI_PM_CTRL_STATE_MASK);

    if (!ipsecnic_init_msix(s, errp)) {
        goto fail_pm;
    }
    if (pcie_aer_init(pdev, PCI_ERR_VER, 0x100, PCI_ERR_SIZEOF, errp) < 0) {
        goto fail_aer;
    }
    return true;

fail_aer:
    msix_unuse_all_vectors(pdev);
    msix_uninit_exclusive_bar(pdev);
fail_pm:
    pcie_cap_exit(pdev);
    return false;
}

/*
 * A processor may be on its way to the MSI-X table, whose accessors take it for
 * granted.  What it finds is all ones, and masked; it is freed last.
 */
static void ipsecnic_exit_msix(IpsecnicState *s)
{
    PCIDevice *pdev = PCI_DEVICE(s);
    size_t table = (size_t)s->num_vectors * PCI_MSIX_ENTRY_SIZE;
    /* It is read in words. */
    size_t pending = QEMU_ALIGN_UP(s->num_vectors, 64) / 8;

    msix_unuse_all_vectors(pdev);
    msix_uninit_exclusive_bar(pdev);
    s->gone_table = g_malloc(table);
    s->gone_pending = g_malloc(pending);
    memset(s->gone_table, 0xff, table);
    memset(s->gone_pending, 0xff, pending);
    pdev->msix_entries_nr = s->num_vectors;
    pdev->msix_table = s->gone_table;
    pdev->msix_pba = s->gone_pending;
    pdev->msix_function_masked = true;
}

static void ipsecnic_exit_capabilities(IpsecnicState *s)
{
    PCIDevice *pdev = PCI_DEVICE(s);

    pcie_aer_exit(pdev);
    ipsecnic_exit_msix(s);
    pcie_cap_exit(pdev);
}

static void ipsecnic_realize(PCIDevice *pdev, Error **errp)
{
    IpsecnicState *s = IPSECNIC(pdev);
    DeviceState *dev = DEVICE(pdev);
    MemReentrancyGuard *guard = &dev->mem_reentrancy_guard;
    IpsecnicFaultPlan *plan = NULL;

    if (s->gone) {
        error_setg(errp, "the card was unplugged; only a new one can be "
                   "plugged in");
        return;
    }
    if (replay_mode != REPLAY_MODE_NONE) {
        error_setg(errp, "record/replay does not log what the card does, "
                   "and cannot be used with it");
        return;
    }
    if (!ipsecnic_check_properties(s, errp) ||
        (s->config.faults &&
         !ipsecnic_fault_plan_load(s->config.faults, s->config.queues, &plan,
                                   errp))) {
        return;
    }
    s->num_vectors = 1 + 2 * s->config.queues;

    if (!s->config.migratable) {
        error_setg(&s->migration_blocker, "an ipsecnic card has the property "
                   "migratable=off");
        if (migrate_add_blocker(&s->migration_blocker, errp) < 0) {
            goto fail_blocker;
        }
    }
    if (!ipsecnic_create_engine(s, errp)) {
        goto fail_engine;
    }
    if (!ipsecnic_capture_realize(s, errp)) {
        goto fail_capture;
    }
    if (!ipsecnic_esp_keys_realize(s, errp)) {
        goto fail_keys;
    }

    memory_region_init_io(&s->regs, OBJECT(s), &ipsecnic_regs_ops, s,
                          "ipsecnic-regs", IPSECNIC_BAR_REGS_SIZE);
    pci_register_bar(pdev, IPSECNIC_BAR_REGS,
                     PCI_BASE_ADDRESS_SPACE_MEMORY |
                     PCI_BASE_ADDRESS_MEM_TYPE_64, &s->regs);
    if (!ipsecnic_init_capabilities(s, errp)) {
        goto fail_capabilities;
    }

    ipsecnic_core_init(s);
    /* The last, since frames can come in from here on. */
    qemu_macaddr_default_if_unset(&s->conf.macaddr);
    s->nic = qemu_new_nic(&ipsecnic_net_info, &s->conf,
                          object_get_typename(OBJECT(s)), dev->id, guard, s);
    qemu_format_nic_info_str(qemu_get_queue(s->nic), s->conf.macaddr.a);
    ipsecnic_fault_arm(s, plan);
    trace_ipsecnic_realize(dev->id ? dev->id : TYPE_IPSECNIC,
                           s->config.queues, s->caps.sa_capacity);
    return;

fail_capabilities:
    ipsecnic_esp_keys_free(s);
fail_keys:
    ipsecnic_capture_end(s, "the card was not made");
fail_capture:
    ipsecnic_free_engine(s);
fail_engine:
    migrate_del_blocker(&s->migration_blocker);
fail_blocker:
    ipsecnic_fault_plan_free(plan);
}

/*
 * Unplugged: by the operator, the guest, or the card's own DMA, in which case
 * it is at work further up the stack.  From here on it answers all ones and
 * takes nothing.  Whatever somebody can still hold stays until
 * ipsecnic_finalize(), the network client included: QEMU's queues do not expect
 * that it goes while they deliver.
 */
static void ipsecnic_exit(PCIDevice *pdev)
{
    IpsecnicState *s = IPSECNIC(pdev);

    trace_ipsecnic_gone();
    ipsecnic_gone(s);
    ipsecnic_reset_state(s, "exit");
    ipsecnic_capture_end(s, "unplugged");
    ipsecnic_esp_keys_free(s);
    qemu_purge_queued_packets(qemu_get_queue(s->nic));
    ipsecnic_exit_capabilities(s);
    migrate_del_blocker(&s->migration_blocker);
}

/* Nobody holds the card any more; it may never have been realized. */
static void ipsecnic_finalize(Object *obj)
{
    IpsecnicState *s = IPSECNIC(obj);

    trace_ipsecnic_finalize();
    if (s->nic) {
        qemu_purge_queued_packets(qemu_get_queue(s->nic));
        qemu_del_nic(s->nic);
    }
    ipsecnic_core_free(s);
    ipsecnic_capture_free(s);
    ipsecnic_esp_keys_free(s);
    g_clear_pointer(&s->gone_table, g_free);
    g_clear_pointer(&s->gone_pending, g_free);
    ipsecnic_free_engine(s);
}

static void ipsecnic_instance_init(Object *obj)
{
    IpsecnicState *s = IPSECNIC(obj);

    s->pdev = PCI_DEVICE(obj);
    device_add_bootindex_property(obj, &s->conf.bootindex, "bootindex",
                                  "/ethernet-phy@0", DEVICE(obj));
}

static void ipsecnic_class_init(ObjectClass *klass, IPSECNIC_CONST void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    ipsecnic_rss_class_init();
    pc->realize = ipsecnic_realize;
    pc->exit = ipsecnic_exit;
    pc->config_write = ipsecnic_config_write;
    pc->vendor_id = IPSECNIC_PCI_VENDOR_ID;
    pc->device_id = IPSECNIC_PCI_DEVICE_ID;
    pc->subsystem_vendor_id = IPSECNIC_PCI_SUBSYSTEM_VENDOR_ID;
    pc->subsystem_id = IPSECNIC_PCI_SUBSYSTEM_ID;
    pc->revision = IPSECNIC_PCI_REVISION;
    pc->class_id = PCI_CLASS_NETWORK_ETHERNET;

    rc->phases.hold = ipsecnic_reset_hold;

    dc->desc = "Ethernet card with inline IPsec";
    dc->vmsd = &ipsecnic_vmstate;
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
    ipsecnic_class_properties(klass);
    ipsecnic_query_class_properties(klass);
}

static const TypeInfo ipsecnic_types[] = {
    {
        .name = TYPE_IPSECNIC,
        .parent = TYPE_PCI_DEVICE,
        .instance_size = sizeof(IpsecnicState),
        .instance_init = ipsecnic_instance_init,
        .instance_finalize = ipsecnic_finalize,
        .class_init = ipsecnic_class_init,
        .interfaces = (IPSECNIC_CONST InterfaceInfo[]) {
            { INTERFACE_PCIE_DEVICE },
            { }
        },
    },
};

DEFINE_TYPES(ipsecnic_types)

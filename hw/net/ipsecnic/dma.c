/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: guest memory, and what an access to it can bring about
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/pci/msix.h"
#include "hw/pci/pci_device.h"
#include "qemu/main-loop.h"
#include "qemu/rcu.h"

#include "dma.h"
#include "state.h"
#include "trace.h"

static QEMUBH *ipsecnic_part_bh(IpsecnicState *s, IpsecnicPart part)
{
    switch (part) {
    case IPSECNIC_PART_CTRL:
        return s->ctrl_bh;
    case IPSECNIC_PART_RX:
        return s->rx_bh;
    case IPSECNIC_PART_TX:
        return s->tx_bh;
    case IPSECNIC_PART_IRQ:
        return s->irq_bh;
    case IPSECNIC_PART_FAULT:
        return s->fault_bh;
    default:
        return s->test_bh;
    }
}

bool ipsecnic_enter(IpsecnicState *s, IpsecnicPart part)
{
    if (s->gone) {
        return false;
    }
    if (s->busy & BIT(part)) {
        s->again |= BIT(part);
        return false;
    }
    s->busy |= BIT(part);
    return true;
}

/*
 * Called by the RCU thread with the BQL: whoever held it when the card was
 * unplugged has let go of it, and processors have looked at the memory map
 * anew.
 */
static void ipsecnic_release(struct rcu_head *head)
{
    IpsecnicState *s = container_of(head, IpsecnicState, release_rcu);

    if (s->busy) {
        /* Something that a part waits for has let go of the BQL. */
        s->release_late = true;
        return;
    }
    trace_ipsecnic_release();
    object_unref(OBJECT(s));
}

void ipsecnic_leave(IpsecnicState *s, IpsecnicPart part)
{
    s->busy &= ~BIT(part);
    if (s->again & BIT(part)) {
        s->again &= ~BIT(part);
        if (!s->gone) {
            qemu_bh_schedule(ipsecnic_part_bh(s, part));
        }
    }
    if (s->release_late && !s->busy) {
        s->release_late = false;
        call_rcu1(&s->release_rcu, ipsecnic_release);
    }
}

void ipsecnic_gone(IpsecnicState *s)
{
    s->gone = true;
    s->epoch++;
    object_ref(OBJECT(s));
    call_rcu1(&s->release_rcu, ipsecnic_release);
}

bool ipsecnic_bus_master(IpsecnicState *s)
{
    PCIDevice *pdev = s->pdev;

    /*
     * After a function-level reset the bit is clear, but the region through
     * which a device masters the bus stays open until COMMAND is written.  In
     * D3hot a function masters nothing either.  One that is gone has no
     * configuration space.
     */
    return !s->gone &&
           (pci_get_word(pdev->config + PCI_COMMAND) & PCI_COMMAND_MASTER) &&
           !(pci_get_word(pdev->config + pdev->pm_cap + PCI_PM_CTRL) &
             PCI_PM_CTRL_STATE_MASK);
}

static bool ipsecnic_dma_ok(IpsecnicState *s, uint64_t addr, uint32_t len)
{
    return ipsecnic_bus_master(s) && (!len || addr + len - 1 >= addr);
}

MemTxResult ipsecnic_dma_read(IpsecnicState *s, uint64_t addr, void *buf,
                              uint32_t len)
{
    uint32_t epoch = s->epoch;
    MemTxResult result;

    if (!ipsecnic_dma_ok(s, addr, len)) {
        return MEMTX_ERROR;
    }
    result = pci_dma_read(s->pdev, addr, buf, len);
    return s->epoch == epoch ? result : MEMTX_ERROR;
}

MemTxResult ipsecnic_dma_write(IpsecnicState *s, uint64_t addr,
                               const void *buf, uint32_t len)
{
    uint32_t epoch = s->epoch;
    MemTxResult result;

    if (!ipsecnic_dma_ok(s, addr, len)) {
        return MEMTX_ERROR;
    }
    result = pci_dma_write(s->pdev, addr, buf, len);
    return s->epoch == epoch ? result : MEMTX_ERROR;
}

MemTxResult ipsecnic_dma_write32(IpsecnicState *s, uint64_t addr,
                                 uint32_t value)
{
    uint32_t epoch = s->epoch;
    MemTxResult result;

    if (!ipsecnic_dma_ok(s, addr, sizeof(value))) {
        return MEMTX_ERROR;
    }
    result = stl_le_pci_dma(s->pdev, addr, value, MEMTXATTRS_UNSPECIFIED);
    return s->epoch == epoch ? result : MEMTX_ERROR;
}

void ipsecnic_dma_message(IpsecnicState *s, uint32_t vector)
{
    bool enabled = !s->gone && msix_enabled(s->pdev);
    bool masked = enabled && msix_is_masked(s->pdev, vector);

    trace_ipsecnic_irq_fire(vector, enabled, masked);
    s->stats[IPSECNIC_STAT_INTERRUPTS]++;
    if (!enabled || (!masked && !ipsecnic_bus_master(s))) {
        /* A message is a write to memory like any other. */
        return;
    }
    msix_notify(s->pdev, vector);
}

uint32_t ipsecnic_dma_reason(IpsecnicState *s, bool write)
{
    if (!ipsecnic_bus_master(s)) {
        return IPSECNIC_Q_ERR_NO_BUS_MASTER;
    }
    return write ? IPSECNIC_Q_ERR_DMA_WRITE : IPSECNIC_Q_ERR_DMA_READ;
}

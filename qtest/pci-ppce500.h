/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PCI bus of the machine ppce500 of qemu-system-ppc, for libqos
 *
 * libqos has no machine of big-endian processors whose PCI cards reach memory
 * before a guest ran: this is one.  The bus sees memory at the addresses where
 * the processor has it; what lies in BARs the processor sees through two
 * windows.
 */

#ifndef PCI_PPCE500_H
#define PCI_PPCE500_H

#include "tests/qtest/libqos/pci.h"

/* Bus addresses that the processor reaches besides those of qpci_iomap(). */
#define PPCE500_FAR_BUS  0x4000000000ull
#define PPCE500_FAR_SIZE 0x100000ull

/** A QPCIBus on a ppce500. */
typedef struct QPCIBusPpce500 {
    QPCIBus bus;
} QPCIBusPpce500;

/**
 * qpci_init_ppce500: set up the windows of the bridge, as firmware would.
 *
 * The bridge keeps them when the machine is reset, and an incoming migration
 * leaves them as they are.
 */
void qpci_init_ppce500(QPCIBusPpce500 *qpci, QTestState *qts);
/** ppce500_far_to_cpu: where the processor sees a bus address from FAR_BUS. */
uint64_t ppce500_far_to_cpu(uint64_t addr);
/**
 * ppce500_opts: machine options without which it does not start; static.
 *
 * They name a program, which does nothing, and which can be loaded as long as
 * the calling process lives.
 */
const char *ppce500_opts(void);

#endif /* PCI_PPCE500_H */

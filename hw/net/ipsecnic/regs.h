/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the registers of BAR 0
 */

#ifndef HW_NET_IPSECNIC_REGS_H
#define HW_NET_IPSECNIC_REGS_H

#include "hw/pci/pci_device.h"

/** Registers: 32 bits wide, in BAR 0. */
extern const MemoryRegionOps ipsecnic_regs_ops;

#endif /* HW_NET_IPSECNIC_REGS_H */

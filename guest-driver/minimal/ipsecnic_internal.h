/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: registers and memory ordering, for the files of the driver
 */

#ifndef IPSECNIC_GUEST_INTERNAL_H
#define IPSECNIC_GUEST_INTERNAL_H

#include "ipsecnic_types.h"
#include "platform.h"

/** How long the card may take for anything at all. */
#define PATIENCE_MS             10000

/* One vector for each queue that is used. */
#define VECTOR_CTRL             0
#define VECTOR_RX(q)            (1 + (q))
#define VECTOR_TX(nic)          (1 + (nic)->num_queues)

/*
 * Memory ordering.  An x86 does not reorder what matters here, so that it is
 * enough to keep the compiler from it; another CPU needs what the names say.
 */
#define compiler_barrier()      asm volatile("" : : : "memory")
/* between reading a phase bit and reading what it vouches for */
#define ipsecnic_rmb()          compiler_barrier()
/* between writing posted entries and ringing the doorbell */
#define ipsecnic_wmb()          compiler_barrier()
/* between reading completions and giving them back */
#define ipsecnic_release()      compiler_barrier()

static inline uint32_t reg_read(const struct ipsecnic *nic, unsigned int reg)
{
    return mmio_read32(nic->regs + reg);
}

static inline void reg_write(struct ipsecnic *nic, unsigned int reg,
                             uint32_t value)
{
    mmio_write32(nic->regs + reg, value);
}

static inline void reg_write_address(struct ipsecnic *nic, unsigned int reg,
                                     const volatile void *address)
{
    reg_write(nic, reg, (uint32_t)bus_address(address));
    reg_write(nic, reg + 4, bus_address(address) >> 32);
}

#endif /* IPSECNIC_GUEST_INTERNAL_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PCI bus of the machine ppce500: see pci-ppce500.h
 *
 * The registers are those of the MPC8544E (chapter "PCI Bus Interface" of its
 * reference manual).  They are big-endian and so is the processor, for whom
 * qtest_writel() speaks.  PCI is little-endian; what goes through it is moved
 * as bytes.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/host-utils.h"
#include "elf.h"
#include "tests/qtest/libqtest.h"
#include "tests/qtest/ipsecnic/pci-ppce500.h"

#include <sys/mman.h>

#define REGS 0xfe0008000ull
#define CONFIG_ADDR (REGS + 0)
#define CONFIG_DATA (REGS + 4)

/* Address translation of outbound window i (1..4), inbound window i (1..3). */
#define OUTBOUND(i) (REGS + 0xc00 + 0x20 * (i))
#define INBOUND(i)  (REGS + 0xe00 - 0x20 * (i))
#define TRANSLATED  0x00        /* what it leads to, in pages of 4 KiB */
#define BASE        0x08        /* where it is, in pages of 4 KiB */
#define ATTRIBUTES  0x10
#define ENABLE      0x80000000u
#define SIZE(bytes) (ctz64(bytes) - 1)

/* For BARs: what the machine's device tree says. */
#define NEAR_BUS    0xe0000000ull
#define NEAR_SIZE   0x20000000ull
#define NEAR_CPU    0xc00000000ull
/* For the far ones: where nothing is. */
#define FAR_CPU     0x800000000ull
/* Memory, at most. */
#define MEMORY_SIZE 0x200000000ull

static void window(QTestState *qts, uint64_t reg, uint64_t base, uint64_t to,
                   uint64_t bytes)
{
    /* Its attributes come last: they enable it. */
    qtest_writel(qts, reg + TRANSLATED, to >> 12);
    qtest_writel(qts, reg + BASE, base >> 12);
    qtest_writel(qts, reg + ATTRIBUTES, ENABLE | SIZE(bytes));
}

static uint64_t config_select(QPCIBus *bus, int devfn, uint8_t offset)
{
    qtest_writel(bus->qts, CONFIG_ADDR,
                 0x80000000u | devfn << 8 | (offset & ~3u));
    return CONFIG_DATA + (offset & 3);
}

static uint32_t config_read(QPCIBus *bus, int devfn, uint8_t offset,
                            unsigned size)
{
    uint64_t data = config_select(bus, devfn, offset);
    uint8_t bytes[4];

    qtest_memread(bus->qts, data, bytes, size);
    return ldn_le_p(bytes, size);
}

static void config_write(QPCIBus *bus, int devfn, uint8_t offset,
                         uint32_t value, unsigned size)
{
    uint64_t data = config_select(bus, devfn, offset);
    uint8_t bytes[4];

    stn_le_p(bytes, size, value);
    qtest_memwrite(bus->qts, data, bytes, size);
}

static uint8_t config_readb(QPCIBus *bus, int devfn, uint8_t offset)
{
    return config_read(bus, devfn, offset, 1);
}

static uint16_t config_readw(QPCIBus *bus, int devfn, uint8_t offset)
{
    return config_read(bus, devfn, offset, 2);
}

static uint32_t config_readl(QPCIBus *bus, int devfn, uint8_t offset)
{
    return config_read(bus, devfn, offset, 4);
}

static void config_writeb(QPCIBus *bus, int devfn, uint8_t offset,
                          uint8_t value)
{
    config_write(bus, devfn, offset, value, 1);
}

static void config_writew(QPCIBus *bus, int devfn, uint8_t offset,
                          uint16_t value)
{
    config_write(bus, devfn, offset, value, 2);
}

static void config_writel(QPCIBus *bus, int devfn, uint8_t offset,
                          uint32_t value)
{
    config_write(bus, devfn, offset, value, 4);
}

static uint64_t near_to_cpu(uint32_t addr, size_t len)
{
    g_assert_cmphex(addr, >=, NEAR_BUS);
    g_assert_cmphex(addr + len, <=, NEAR_BUS + NEAR_SIZE);
    return addr - NEAR_BUS + NEAR_CPU;
}

static void bus_memread(QPCIBus *bus, uint32_t addr, void *buf, size_t len)
{
    qtest_memread(bus->qts, near_to_cpu(addr, len), buf, len);
}

static void bus_memwrite(QPCIBus *bus, uint32_t addr, const void *buf,
                         size_t len)
{
    qtest_memwrite(bus->qts, near_to_cpu(addr, len), buf, len);
}

void qpci_init_ppce500(QPCIBusPpce500 *qpci, QTestState *qts)
{
    /* Or the tests would not show what they are run here for. */
    g_assert_true(qtest_big_endian(qts));
    /* There is no I/O space: the card has none. */
    *qpci = (QPCIBusPpce500) { .bus = {
        .memread = bus_memread,
        .memwrite = bus_memwrite,
        .config_readb = config_readb,
        .config_readw = config_readw,
        .config_readl = config_readl,
        .config_writeb = config_writeb,
        .config_writew = config_writew,
        .config_writel = config_writel,
        .qts = qts,
        .mmio_alloc_ptr = NEAR_BUS,
        .mmio_limit = NEAR_BUS + NEAR_SIZE,
        .not_hotpluggable = true,
    } };
    window(qts, OUTBOUND(1), NEAR_CPU, NEAR_BUS, NEAR_SIZE);
    window(qts, OUTBOUND(2), FAR_CPU, PPCE500_FAR_BUS, PPCE500_FAR_SIZE);
    window(qts, INBOUND(1), 0, 0, MEMORY_SIZE);
}

uint64_t ppce500_far_to_cpu(uint64_t addr)
{
    g_assert_cmphex(addr, >=, PPCE500_FAR_BUS);
    g_assert_cmphex(addr, <, PPCE500_FAR_BUS + PPCE500_FAR_SIZE);
    return addr - PPCE500_FAR_BUS + FAR_CPU;
}

const char *ppce500_opts(void)
{
    static char *opts;
    struct {
        Elf32_Ehdr head;
        Elf32_Phdr part;
        uint32_t code;
    } program = {
        .head = {
            .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2MSB,
                         EV_CURRENT },
            .e_type = cpu_to_be16(ET_EXEC),
            .e_machine = cpu_to_be16(EM_PPC),
            .e_version = cpu_to_be32(EV_CURRENT),
            .e_phoff = cpu_to_be32(sizeof(program.head)),
            .e_ehsize = cpu_to_be16(sizeof(program.head)),
            .e_phentsize = cpu_to_be16(sizeof(program.part)),
            .e_phnum = cpu_to_be16(1),
        },
        .part = {
            .p_type = cpu_to_be32(PT_LOAD),
            .p_offset = cpu_to_be32(sizeof(program.head) +
                                    sizeof(program.part)),
            .p_filesz = cpu_to_be32(sizeof(program.code)),
            .p_memsz = cpu_to_be32(sizeof(program.code)),
        },
        .code = cpu_to_be32(0x48000000),    /* a branch to itself */
    };
    int fd;

    if (!opts) {
        fd = memfd_create("program", 0);
        g_assert_cmpint(fd, >=, 0);
        g_assert_cmpint(write(fd, &program, sizeof(program)), ==,
                        sizeof(program));
        opts = g_strdup_printf("kernel=/proc/%d/fd/%d", getpid(), fd);
    }
    return opts;
}

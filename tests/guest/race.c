/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest whose processors use the card while one of them unplugs it
 *
 * All but the first processor make one access after the other to a register,
 * which means that they wait for QEMU's lock nearly all of the time.  The first
 * one ejects the card meanwhile.  What waited goes on behind that, with a card
 * that is not there any more.
 *
 * Then the host plugs in another one, and the next access of the table is
 * tried.  On the debug console, for race-test: a letter when a card was ejected
 * ("u"), "." at the end of the table, "!" and a word if something is not as
 * this guest expects.
 */

#include <stdint.h>

#include "hw/net/ipsecnic_abi.h"

#define ECAM        0xb0000000u
#define PORT_SLOT   4
#define LAPIC       0xfee00000u
#define CPUS        8

#define CONSOLE     0xe9
#define EXIT        0xf4

/* ACPI hot-plug of the q35: the registers of its PCI part */
#define ACPI_EJECT  0xcc8
#define ACPI_BUS    0xcd0

void race_main(void);
void race_other(unsigned cpu);
extern const uint8_t trampoline[], trampoline_end[];

/* One access that is tried. */
struct access {
    uint8_t bar;                /* 0: registers, 2: MSI-X */
    uint8_t write;
    uint16_t offset;
    uint32_t value;
};

/*
 * The pending bits are not among them: TCG can take an access to a page with
 * several regions for one to the wrong one of them when the memory map changes,
 * and QEMU's MSI-X code asserts then, with any card.
 */
static const struct access accesses[] = {
    { 0, 0, IPSECNIC_REG_SA_COUNT, 0 },
    { 0, 0, IPSECNIC_REG_STATUS, 0 },
    { 0, 1, IPSECNIC_REG_MAC_HI, 0x5634 },
    { 0, 0, IPSECNIC_REG_STAT_LO(0), 0 },
    { 0, 1, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET },
    { 0, 1, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE },
    { 0, 1, IPSECNIC_REG_IPSEC_CTRL, IPSECNIC_IPSEC_CTRL_ACTIVE },
    { 0, 1, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE },
    { 0, 1, IPSECNIC_REG_RX_CTRL, IPSECNIC_RX_CTRL_ENABLE },
    { 0, 1, IPSECNIC_REG_TEST_IRQ, 0 },
    { 0, 1, IPSECNIC_REG_TEST_DMA_CTRL, IPSECNIC_TEST_DMA_FILL },
    { 0, 1, IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE },
    { 0, 0, IPSECNIC_REG_CTRLQ + IPSECNIC_Q_STATE, 0 },
    { 2, 0, 0, 0 },             /* table: address of vector 0 */
    { 2, 1, 12, 0 },            /* its mask bit */
};

#define ACCESSES (sizeof(accesses) / sizeof(accesses[0]))

static struct {
    volatile uint32_t address;  /* 0: wait */
    volatile uint32_t write;
    volatile uint32_t value;
    volatile uint32_t done[CPUS];   /* accesses of each processor */
    volatile uint32_t busy[CPUS];
} work;

static void out8(uint16_t port, uint8_t value)
{
    asm volatile("outb %0, %1" : : "a" (value), "Nd" (port));
}

static void out32(uint16_t port, uint32_t value)
{
    asm volatile("outl %0, %1" : : "a" (value), "Nd" (port));
}

static uint32_t mem_read(uint32_t address)
{
    return *(volatile uint32_t *)address;
}

static void mem_write(uint32_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

static uint32_t config(unsigned bus, unsigned slot, unsigned offset)
{
    return ECAM + (bus << 20) + (slot << 15) + offset;
}

static void say(const char *text)
{
    while (*text) {
        out8(CONSOLE, (uint8_t)*text++);
    }
}

static void end(const char *text)
{
    say(text);
    for (;;) {
        out8(EXIT, 0);
    }
}

/* Offset of a capability, or 0. */
static unsigned find_capability(unsigned bus, unsigned slot, unsigned id)
{
    unsigned at = mem_read(config(bus, slot, 0x34)) & 0xfc;

    while (at) {
        uint32_t value = mem_read(config(bus, slot, at));

        if ((value & 0xff) == id) {
            return at;
        }
        at = value >> 8 & 0xfc;
    }
    return 0;
}

void race_other(unsigned cpu)
{
    for (;;) {
        uint32_t address = work.address;

        if (!address) {
            work.busy[cpu] = 0;
            asm volatile("pause");
            continue;
        }
        work.busy[cpu] = 1;
        if (work.write) {
            mem_write(address, work.value);
        } else {
            (void)mem_read(address);
        }
        work.done[cpu]++;
    }
}

static void start_others(void)
{
    unsigned n = (unsigned)(trampoline_end - trampoline);
    volatile uint8_t *to = (volatile uint8_t *)0x8000;
    unsigned i;

    for (i = 0; i < n; i++) {
        to[i] = trampoline[i];
    }
    /* To all but oneself: INIT, then start at page 8. */
    mem_write(LAPIC + 0x300, 0x000c4500);
    for (i = 0; i < 1000000; i++) {
        asm volatile("pause");
    }
    mem_write(LAPIC + 0x300, 0x000c4608);
}

/* Wait until the other processors have made some accesses each. */
static void wait_for_others(unsigned cpus)
{
    uint32_t from[CPUS];
    unsigned i;

    for (i = 1; i < cpus; i++) {
        from[i] = work.done[i];
    }
    for (i = 1; i < cpus; i++) {
        while (work.done[i] - from[i] < 50) {
            asm volatile("pause");
        }
    }
}

/* Power the slot, and wait until the host has plugged in a card. */
static void wait_for_card(unsigned slot_control)
{
    *(volatile uint16_t *)config(0, PORT_SLOT, slot_control) = 0x0100;
    while ((mem_read(config(1, 0, 0)) & 0xffff) != IPSECNIC_PCI_VENDOR_ID) {
        asm volatile("pause");
    }
}

/* It is to be where the first one was. */
static void card_setup(uint32_t bar0, uint32_t bar2)
{
    unsigned msix;

    mem_write(config(1, 0, 0x10), bar0);
    mem_write(config(1, 0, 0x14), 0);
    mem_write(config(1, 0, 0x18), bar2);
    mem_write(config(1, 0, 0x04), 6);
    msix = find_capability(1, 0, 0x11);
    if (!msix || mem_read(bar0) != IPSECNIC_MAGIC) {
        end("!card");
    }
    mem_write(config(1, 0, msix), mem_read(config(1, 0, msix)) | 0x80000000u);
    mem_write(bar2, 0x7000);
    mem_write(bar2 + 4, 0);
    mem_write(bar2 + 8, 1);
    mem_write(bar2 + 12, 0);
    mem_write(bar0 + IPSECNIC_REG_TEST_DMA_ADDR_LO, 0x7100);
    mem_write(bar0 + IPSECNIC_REG_TEST_DMA_SIZE, 4);
}

static void eject(unsigned slot_control)
{
    unsigned bus;

    for (bus = 0; bus < 4; bus++) {
        out32(ACPI_BUS, bus);
        out32(ACPI_EJECT, 1);
    }
    if ((mem_read(config(1, 0, 0)) & 0xffff) == IPSECNIC_PCI_VENDOR_ID) {
        /* Power off, power indicator off */
        *(volatile uint16_t *)config(0, PORT_SLOT, slot_control) = 0x0700;
    }
}

void race_main(void)
{
    uint32_t bar0 = mem_read(config(1, 0, 0x10)) & ~15u;
    uint32_t bar2 = mem_read(config(1, 0, 0x18)) & ~15u;
    unsigned port = find_capability(0, PORT_SLOT, 0x10);
    unsigned cpus = 3;
    unsigned i, cpu;

    if (!bar0 || !bar2 || !port) {
        end("!pci");
    }
    start_others();
    for (i = 0; i < ACCESSES; i++) {
        const struct access *a = &accesses[i];

        wait_for_card(port + 0x18);
        card_setup(bar0, bar2);
        work.write = a->write;
        work.value = a->value;
        work.address = (a->bar ? bar2 : bar0) + a->offset;
        wait_for_others(cpus);
        eject(port + 0x18);
        wait_for_others(cpus);
        work.address = 0;
        for (cpu = 1; cpu < cpus; cpu++) {
            while (work.busy[cpu]) {
                asm volatile("pause");
            }
        }
        say("u");
    }
    /* So that the host is not in the middle of it. */
    wait_for_card(port + 0x18);
    end(".");
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operating system would provide: memory, console, PCI, interrupts
 *
 * As little of it as a driver needs on QEMU's PC machines (q35, pc), with one
 * CPU.  There is nothing of the card in here.  Virtual, physical and bus
 * addresses are the same.
 */

#ifndef IPSECNIC_GUEST_PLATFORM_H
#define IPSECNIC_GUEST_PLATFORM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The compiler calls these by itself, also in freestanding code. */
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);

/**
 * platform_init: set up console, memory and interrupts.
 * @start_info: physical address of the struct hvm_start_info that PVH gives
 */
void platform_init(uint32_t start_info);

/* --- console ---------------------------------------------------------- */

/**
 * print: write text to QEMU's debug console (port 0xe9, -debugcon), or to the
 * first serial port if there is none.
 *
 * Understands %c %s %u %d %x %% with field widths, 0 and the sizes l and z.
 */
void print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * format, vformat: the same into @out, at most @size bytes with the
 * terminating 0.  Return how many bytes are in @out without it.
 */
size_t format(char *out, size_t size, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
size_t vformat(char *out, size_t size, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

/* --- end -------------------------------------------------------------- */

/**
 * power_off: end QEMU.  With @failed, a -device isa-debug-exit at its default
 * port ends it with exit status 3; otherwise, or if there is none, ACPI ends
 * it with 0.
 */
_Noreturn void power_off(bool failed);

/* --- memory ----------------------------------------------------------- */

/**
 * allocate: @size bytes of memory, aligned to @align (a power of two), for
 * ever.  Zeroed.  NULL if there is not so much.
 */
void *allocate(size_t size, size_t align);

/** allocate_unset: the same, but not zeroed. */
void *allocate_unset(size_t size, size_t align);

/** memory_left: bytes that can still be allocated. */
size_t memory_left(void);

/** bus_address: what a device has to be told to reach @p. */
static inline uint64_t bus_address(const volatile void *p)
{
    return (uintptr_t)p;
}

/* --- fw_cfg ----------------------------------------------------------- */

/**
 * fw_cfg_load: fetch the file @name that QEMU was given by -fw_cfg.
 * @size: its bytes
 *
 * Returns NULL if there is none, or no memory for it (then *@size is not 0).
 */
const void *fw_cfg_load(const char *name, size_t *size);

/* --- time ------------------------------------------------------------- */

/** A point in time that a wait must not pass. */
struct deadline {
    uint32_t last;
    uint64_t left;
};

/** deadline_start: @ms milliseconds from now, by the ACPI timer. */
void deadline_start(struct deadline *deadline, unsigned int ms);

/** deadline_passed: to be called at least every 4 seconds. */
bool deadline_passed(struct deadline *deadline);

/** cpu_relax: what to do in a loop that waits for the device. */
static inline void cpu_relax(void)
{
    asm volatile("pause" : : : "memory");
}

/* --- PCI -------------------------------------------------------------- */

/* A function's address: bus << 8 | device << 3 | function. */

/** pci_read, pci_write: configuration space; @offset a multiple of 4. */
uint32_t pci_read(uint16_t bdf, unsigned int offset);
void pci_write(uint16_t bdf, unsigned int offset, uint32_t value);

#define PCI_ID                  0x00
#define PCI_COMMAND             0x04
#define PCI_COMMAND_MEMORY      0x0002u
#define PCI_COMMAND_MASTER      0x0004u
#define PCI_COMMAND_NO_INTX     0x0400u
#define PCI_SUBSYSTEM           0x2c

/**
 * pci_for_each: call @fn for every function, behind bridges too, until it
 * returns true.
 */
void pci_for_each(bool (*fn)(void *opaque, uint16_t bdf), void *opaque);

/**
 * pci_map_bar: make memory BAR @bar accessible.  NULL if the firmware gave it
 * no address.  @size: bytes that are needed.
 */
volatile void *pci_map_bar(uint16_t bdf, unsigned int bar, size_t size);

/** What is called when an interrupt comes; it may not wait. */
typedef void interrupt_fn(void *opaque, unsigned int number);

/**
 * pci_enable_msix: have @fn(@opaque, v) called for the MSI-X vectors v from 0
 * to @count - 1 of a function.  False if it has no MSI-X, not so many
 * vectors, or the CPU has no more.
 */
bool pci_enable_msix(uint16_t bdf, unsigned int count, interrupt_fn *fn,
                     void *opaque);

/* --- interrupts ------------------------------------------------------- */

/**
 * wait_for_interrupt: stop the CPU until an interrupt comes, unless *@a or *@b
 * is not 0 already.  The handlers set them.
 */
void wait_for_interrupt(const volatile uint32_t *a,
                        const volatile uint32_t *b);

/** mmio_read32, ...: access to a device's registers, in program order. */
static inline uint32_t mmio_read32(const volatile void *address)
{
    return *(const volatile uint32_t *)address;
}

static inline uint64_t mmio_read64(const volatile void *address)
{
    return *(const volatile uint64_t *)address;
}

static inline void mmio_write32(volatile void *address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

#endif /* IPSECNIC_GUEST_PLATFORM_H */

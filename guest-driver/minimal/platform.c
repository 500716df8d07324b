/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operating system would provide; see platform.h
 */

#include "platform.h"

/* ------------------------------------------------------------------------
 * CPU
 */

static inline void outb(uint16_t port, uint8_t value)
{
    asm volatile("outb %0, %1" : : "a" (value), "Nd" (port) : "memory");
}

static inline void outw(uint16_t port, uint16_t value)
{
    asm volatile("outw %0, %1" : : "a" (value), "Nd" (port) : "memory");
}

static inline void outl(uint16_t port, uint32_t value)
{
    asm volatile("outl %0, %1" : : "a" (value), "Nd" (port) : "memory");
}

static inline uint8_t inb(uint16_t port)
{
    uint8_t value;

    asm volatile("inb %1, %0" : "=a" (value) : "Nd" (port) : "memory");
    return value;
}

static inline uint32_t inl(uint16_t port)
{
    uint32_t value;

    asm volatile("inl %1, %0" : "=a" (value) : "Nd" (port) : "memory");
    return value;
}

/*
 * Words where possible: an emulated CPU takes eight times as long for bytes.
 * The build forbids the compiler to recognise these loops, lest the functions
 * call themselves.
 */
typedef uint64_t __attribute__((may_alias, aligned(1))) word;

void *memcpy(void *to, const void *from, size_t n)
{
    uint8_t *t = to;
    const uint8_t *f = from;

    for (; n >= sizeof(word); n -= sizeof(word)) {
        *(word *)t = *(const word *)f;
        t += sizeof(word);
        f += sizeof(word);
    }
    for (; n > 0; n--) {
        *t++ = *f++;
    }
    return to;
}

void *memset(void *to, int byte, size_t n)
{
    uint8_t *t = to;

    for (; n >= sizeof(word); n -= sizeof(word)) {
        *(word *)t = UINT64_C(0x0101010101010101) * (uint8_t)byte;
        t += sizeof(word);
    }
    for (; n > 0; n--) {
        *t++ = byte;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const uint8_t *x = a;
    const uint8_t *y = b;

    for (; n > 0; n--, x++, y++) {
        if (*x != *y) {
            return *x < *y ? -1 : 1;
        }
    }
    return 0;
}

size_t strlen(const char *s)
{
    size_t n = 0;

    while (s[n] != 0) {
        n++;
    }
    return n;
}

/* ------------------------------------------------------------------------
 * Console
 */

#define DEBUGCON_PORT   0xe9
#define COM1_PORT       0x3f8

static uint16_t console_port;

static void console_init(void)
{
    /* The debug console answers with its own number. */
    console_port = inb(DEBUGCON_PORT) == DEBUGCON_PORT ? DEBUGCON_PORT
                                                       : COM1_PORT;
}

static size_t put(char *out, size_t size, size_t at, char c)
{
    if (at + 1 < size) {
        out[at++] = c;
    }
    return at;
}

size_t vformat(char *out, size_t size, const char *fmt, va_list ap)
{
    size_t at = 0;

    for (; *fmt != 0; fmt++) {
        char digits[24];
        unsigned int width = 0, longs = 0, n = 0, base = 10;
        bool negative = false;
        uint64_t value;
        char fill = ' ';
        const char *s;

        if (*fmt != '%') {
            at = put(out, size, at, *fmt);
            continue;
        }
        fmt++;
        if (*fmt == '0') {
            fill = '0';
            fmt++;
        }
        for (; *fmt >= '0' && *fmt <= '9'; fmt++) {
            width = width * 10 + (*fmt - '0');
        }
        for (; *fmt == 'l' || *fmt == 'z'; fmt++) {
            longs++;
        }
        switch (*fmt) {
        case 'c':
            at = put(out, size, at, va_arg(ap, int));
            continue;
        case 's':
            for (s = va_arg(ap, const char *); *s != 0; s++, n++) {
                at = put(out, size, at, *s);
            }
            for (; n < width; n++) {
                at = put(out, size, at, ' ');
            }
            continue;
        case 'd':
            value = longs ? va_arg(ap, long) : va_arg(ap, int);
            negative = (int64_t)value < 0;
            value = negative ? -value : value;
            break;
        case 'u':
        case 'x':
            value = longs ? va_arg(ap, unsigned long)
                          : va_arg(ap, unsigned int);
            base = *fmt == 'x' ? 16 : 10;
            break;
        case 0:
            fmt--;
            continue;
        default:
            at = put(out, size, at, *fmt);
            continue;
        }
        do {
            digits[n++] = "0123456789abcdef"[value % base];
            value /= base;
        } while (value != 0);
        if (negative) {
            digits[n++] = '-';
        }
        for (; width > n; width--) {
            at = put(out, size, at, fill);
        }
        while (n > 0) {
            at = put(out, size, at, digits[--n]);
        }
    }
    if (size > 0) {
        out[at] = 0;
    }
    return at;
}

size_t format(char *out, size_t size, const char *fmt, ...)
{
    va_list ap;
    size_t n;

    va_start(ap, fmt);
    n = vformat(out, size, fmt, ap);
    va_end(ap);
    return n;
}

void print(const char *fmt, ...)
{
    char text[512];
    va_list ap;
    size_t i, n;

    va_start(ap, fmt);
    n = vformat(text, sizeof(text), fmt, ap);
    va_end(ap);
    for (i = 0; i < n; i++) {
        outb(console_port, text[i]);
    }
}

/* ------------------------------------------------------------------------
 * ACPI: power and time
 */

#define LPC_BDF             0x00f8  /* 00:1f.0 */
#define LPC_ID_ICH9         0x29188086u
#define LPC_PMBASE          0x40
#define ACPI_PMBASE         0x600   /* where QEMU's firmware puts it */
#define ACPI_PM1_CONTROL    0x04
#define ACPI_PM_TIMER       0x08
#define ACPI_SLEEP_ENABLE   0x2000  /* type 0 is soft off on QEMU */
#define DEBUG_EXIT_PORT     0x501   /* default of isa-debug-exit */

#define PM_TIMER_KHZ        3580    /* 3.579545 MHz, 24 bits */

static uint16_t acpi_base = ACPI_PMBASE;

static void acpi_init(void)
{
    if (pci_read(LPC_BDF, PCI_ID) == LPC_ID_ICH9) {
        uint16_t base = pci_read(LPC_BDF, LPC_PMBASE) & 0xff80;

        if (base != 0) {
            acpi_base = base;
        }
    }
}

_Noreturn void power_off(bool failed)
{
    asm volatile("cli");
    if (failed) {
        outb(DEBUG_EXIT_PORT, 1);
    }
    outw(acpi_base + ACPI_PM1_CONTROL, ACPI_SLEEP_ENABLE);
    for (;;) {
        asm volatile("cli; hlt");
    }
}

static uint32_t pm_timer(void)
{
    return inl(acpi_base + ACPI_PM_TIMER) & 0xffffff;
}

void deadline_start(struct deadline *deadline, unsigned int ms)
{
    deadline->last = pm_timer();
    deadline->left = (uint64_t)ms * PM_TIMER_KHZ;
}

bool deadline_passed(struct deadline *deadline)
{
    uint32_t now = pm_timer();
    uint32_t passed = (now - deadline->last) & 0xffffff;

    deadline->last = now;
    deadline->left -= passed < deadline->left ? passed : deadline->left;
    return deadline->left == 0;
}

/* ------------------------------------------------------------------------
 * Memory
 */

/* Xen's public interface: struct hvm_start_info and its memory map. */
#define HVM_START_MAGIC     0x336ec578u
#define E820_RAM            1

struct hvm_start_info {
    uint32_t magic;
    uint32_t version;
    uint32_t flags;
    uint32_t nr_modules;
    uint64_t modlist_paddr;
    uint64_t cmdline_paddr;
    uint64_t rsdp_paddr;
    uint64_t memmap_paddr;
    uint32_t memmap_entries;
    uint32_t reserved;
};

struct hvm_memmap_entry {
    uint64_t addr;
    uint64_t size;
    uint32_t type;
    uint32_t reserved;
};

#define PAGE_SIZE           4096u
#define PTE_PRESENT         0x001u
#define PTE_TABLE           0x003u  /* present, writable */
#define PTE_DEVICE_2M       0x093u  /* and not cached, 2 MiB */
#define PTE_ADDRESS         0x000ffffffffff000u

extern uint8_t image_start[], image_end[];
extern uint64_t boot_pml4[];

static uintptr_t heap_next, heap_end;

static void memory_init(const struct hvm_start_info *info)
{
    const struct hvm_memmap_entry *map;
    uint32_t i;

    heap_next = (uintptr_t)image_end;
    heap_end = heap_next;
    if (info->magic != HVM_START_MAGIC || info->version < 1) {
        print("boot: no PVH memory map\n");
        power_off(true);
    }
    map = (const void *)(uintptr_t)info->memmap_paddr;
    for (i = 0; i < info->memmap_entries; i++) {
        if (map[i].type == E820_RAM &&
            map[i].addr <= (uintptr_t)image_start &&
            map[i].addr + map[i].size > heap_end) {
            heap_end = map[i].addr + map[i].size;
        }
    }
}

void *allocate_unset(size_t size, size_t align)
{
    uintptr_t at = (heap_next + align - 1) & ~(uintptr_t)(align - 1);

    if (at > heap_end || size > heap_end - at) {
        return NULL;
    }
    heap_next = at + size;
    return (void *)at;
}

void *allocate(size_t size, size_t align)
{
    void *p = allocate_unset(size, align);

    return p == NULL ? NULL : memset(p, 0, size);
}

size_t memory_left(void)
{
    return heap_end - heap_next;
}

static uint64_t *page_table_below(uint64_t *entry)
{
    if (!(*entry & PTE_PRESENT)) {
        void *table = allocate(PAGE_SIZE, PAGE_SIZE);

        if (table == NULL) {
            return NULL;
        }
        *entry = (uintptr_t)table | PTE_TABLE;
    }
    return (uint64_t *)(uintptr_t)(*entry & PTE_ADDRESS);
}

/* Map what lies above the 4 GiB that boot.S mapped. */
static bool map_device(uint64_t addr, size_t size)
{
    uint64_t end = addr + size;
    uint64_t *table;

    addr &= ~UINT64_C(0x1fffff);
    for (; addr < end; addr += 0x200000) {
        if (addr < UINT64_C(0x100000000)) {
            continue;
        }
        table = page_table_below(&boot_pml4[(addr >> 39) & 511]);
        if (table != NULL) {
            table = page_table_below(&table[(addr >> 30) & 511]);
        }
        if (table == NULL) {
            return false;
        }
        table[(addr >> 21) & 511] = addr | PTE_DEVICE_2M;
    }
    return true;
}

/* ------------------------------------------------------------------------
 * fw_cfg, by its DMA interface (docs/specs/fw_cfg.rst in QEMU)
 */

#define FW_CFG_DMA_PORT     0x514   /* high half; 0x518: low half, starts */
#define FW_CFG_FILE_DIR     0x19
#define FW_CFG_DMA_ERROR    0x01u
#define FW_CFG_DMA_READ     0x02u
#define FW_CFG_DMA_SELECT   0x08u

struct fw_cfg_dma {
    uint32_t control;
    uint32_t length;
    uint64_t address;
};

struct fw_cfg_file {
    uint32_t size;
    uint16_t select;
    uint16_t reserved;
    char name[56];
};

/* fw_cfg is big-endian.  Without DMA nobody clears control: that is no. */
static bool fw_cfg_read(uint32_t control, void *to, uint32_t length)
{
    static volatile struct fw_cfg_dma dma;
    uint32_t done;

    dma.control = __builtin_bswap32(control | FW_CFG_DMA_READ);
    dma.length = __builtin_bswap32(length);
    dma.address = __builtin_bswap64(bus_address(to));
    outl(FW_CFG_DMA_PORT, 0);
    outl(FW_CFG_DMA_PORT + 4, __builtin_bswap32((uint32_t)bus_address(&dma)));
    done = __builtin_bswap32(dma.control);
    asm volatile("" : : : "memory");
    return done == 0;
}

const void *fw_cfg_load(const char *name, size_t *size)
{
    static struct fw_cfg_file file;
    static uint32_t count;
    size_t name_size = strlen(name) + 1;
    uint32_t i;
    void *p;

    *size = 0;
    if (!fw_cfg_read(FW_CFG_FILE_DIR << 16 | FW_CFG_DMA_SELECT, &count, 4)) {
        return NULL;
    }
    for (i = 0; i < __builtin_bswap32(count); i++) {
        if (!fw_cfg_read(0, &file, sizeof(file))) {
            return NULL;
        }
        if (name_size > sizeof(file.name) ||
            memcmp(file.name, name, name_size) != 0) {
            continue;
        }
        *size = __builtin_bswap32(file.size);
        /* Never a NULL for a file that is there but empty. */
        p = allocate_unset(*size + 1, 64);
        if (p == NULL ||
            !fw_cfg_read((uint32_t)__builtin_bswap16(file.select) << 16 |
                         FW_CFG_DMA_SELECT, p, *size)) {
            return NULL;
        }
        return p;
    }
    return NULL;
}

/* ------------------------------------------------------------------------
 * Interrupts
 */

#define VECTORS             256
#define VECTOR_FIRST        0x30
#define VECTOR_SPURIOUS     0xff
#define VECTOR_EXCEPTIONS   32

#define LAPIC_BASE          UINT64_C(0xfee00000)
#define LAPIC_ID            0x020
#define LAPIC_EOI           0x0b0
#define LAPIC_SPURIOUS      0x0f0
#define LAPIC_ENABLE        0x100u

#define IDT_GATE            0x8e00u /* present, interrupt gate */
#define IDT_SELECTOR        0x08

/* What boot.S leaves on the stack. */
struct trap_frame {
    uint64_t saved[9];
    uint64_t vector;
    uint64_t error;
    uint64_t rip;
    uint64_t cs;
    uint64_t rflags;
    uint64_t rsp;
    uint64_t ss;
};

struct idt_entry {
    uint16_t offset0;
    uint16_t selector;
    uint16_t gate;
    uint16_t offset1;
    uint32_t offset2;
    uint32_t reserved;
};

extern uint8_t interrupt_stubs[];
void interrupt_dispatch(const struct trap_frame *frame);

static struct idt_entry idt[VECTORS];
static struct {
    interrupt_fn *fn;
    void *opaque;
    unsigned int number;
} handlers[VECTORS];
static unsigned int next_vector = VECTOR_FIRST;

static volatile void *lapic(unsigned int offset)
{
    return (volatile void *)(uintptr_t)(LAPIC_BASE + offset);
}

static void interrupt_init(void)
{
    struct __attribute__((packed)) {
        uint16_t limit;
        uint64_t base;
    } pointer = { sizeof(idt) - 1, (uintptr_t)idt };
    unsigned int i;

    for (i = 0; i < VECTORS; i++) {
        uintptr_t stub = (uintptr_t)interrupt_stubs + 16 * i;

        idt[i].offset0 = stub & 0xffff;
        idt[i].selector = IDT_SELECTOR;
        idt[i].gate = IDT_GATE;
        idt[i].offset1 = (stub >> 16) & 0xffff;
        idt[i].offset2 = stub >> 32;
    }
    asm volatile("lidt %0" : : "m" (pointer));
    /* Everything comes by MSI: the old interrupt controllers stay masked. */
    outb(0x21, 0xff);
    outb(0xa1, 0xff);
    mmio_write32(lapic(LAPIC_SPURIOUS), LAPIC_ENABLE | VECTOR_SPURIOUS);
    asm volatile("sti");
}

void interrupt_dispatch(const struct trap_frame *frame)
{
    uint64_t cr2;

    if (frame->vector < VECTOR_EXCEPTIONS) {
        asm volatile("movq %%cr2, %0" : "=r" (cr2));
        print("FATAL: CPU exception %lu at %lx, error code %lx, CR2 %lx, "
              "RSP %lx\n", frame->vector, frame->rip, frame->error, cr2,
              frame->rsp);
        power_off(true);
    }
    if (frame->vector == VECTOR_SPURIOUS) {
        return;
    }
    if (handlers[frame->vector].fn != NULL) {
        handlers[frame->vector].fn(handlers[frame->vector].opaque,
                                   handlers[frame->vector].number);
    }
    mmio_write32(lapic(LAPIC_EOI), 0);
}

void wait_for_interrupt(const volatile uint32_t *a, const volatile uint32_t *b)
{
    asm volatile("cli" : : : "memory");
    if (*a == 0 && *b == 0) {
        /* sti takes effect behind hlt: nothing can come between the two. */
        asm volatile("sti; hlt" : : : "memory");
    } else {
        asm volatile("sti" : : : "memory");
    }
}

/* ------------------------------------------------------------------------
 * PCI
 */

#define PCI_ADDRESS_PORT    0xcf8
#define PCI_DATA_PORT       0xcfc
#define PCI_HEADER_TYPE     0x0c    /* third byte */
#define PCI_BAR(n)          (0x10 + 4 * (n))
#define PCI_BAR_IO          0x1u
#define PCI_BAR_64          0x4u
#define PCI_BUS_NUMBERS     0x18    /* of a bridge; second byte: secondary */
#define PCI_CAP_POINTER     0x34
#define PCI_CAP_MSIX        0x11

#define MSIX_CONTROL        0x00    /* upper half of the first word */
#define MSIX_TABLE          0x04
#define MSIX_ENABLE         0x80000000u
#define MSIX_MASK_ALL       0x40000000u
#define MSIX_ENTRY_SIZE     16

uint32_t pci_read(uint16_t bdf, unsigned int offset)
{
    outl(PCI_ADDRESS_PORT, 0x80000000u | (uint32_t)bdf << 8 | offset);
    return inl(PCI_DATA_PORT);
}

void pci_write(uint16_t bdf, unsigned int offset, uint32_t value)
{
    outl(PCI_ADDRESS_PORT, 0x80000000u | (uint32_t)bdf << 8 | offset);
    outl(PCI_DATA_PORT, value);
}

static bool pci_scan_bus(unsigned int bus, bool (*fn)(void *, uint16_t),
                         void *opaque)
{
    unsigned int device, function;

    for (device = 0; device < 32; device++) {
        for (function = 0; function < 8; function++) {
            uint16_t bdf = bus << 8 | device << 3 | function;
            unsigned int type, below;

            if ((pci_read(bdf, PCI_ID) & 0xffff) == 0xffff) {
                if (function == 0) {
                    break;
                }
                continue;
            }
            type = (pci_read(bdf, PCI_HEADER_TYPE) >> 16) & 0xff;
            if (fn(opaque, bdf)) {
                return true;
            }
            below = (pci_read(bdf, PCI_BUS_NUMBERS) >> 8) & 0xff;
            /* Numbers rise on the way down, or they are not set up. */
            if ((type & 0x7f) == 1 && below > bus &&
                pci_scan_bus(below, fn, opaque)) {
                return true;
            }
            if (function == 0 && !(type & 0x80)) {
                break;
            }
        }
    }
    return false;
}

void pci_for_each(bool (*fn)(void *opaque, uint16_t bdf), void *opaque)
{
    pci_scan_bus(0, fn, opaque);
}

volatile void *pci_map_bar(uint16_t bdf, unsigned int bar, size_t size)
{
    uint32_t low = pci_read(bdf, PCI_BAR(bar));
    uint64_t addr = low & ~0xfu;

    if (low & PCI_BAR_IO) {
        return NULL;
    }
    if (low & PCI_BAR_64) {
        addr |= (uint64_t)pci_read(bdf, PCI_BAR(bar + 1)) << 32;
    }
    if (addr == 0 || !map_device(addr, size)) {
        return NULL;
    }
    return (volatile void *)(uintptr_t)addr;
}

static unsigned int pci_find_capability(uint16_t bdf, unsigned int id)
{
    unsigned int at = pci_read(bdf, PCI_CAP_POINTER) & 0xfc;
    unsigned int left;

    /* A list that bites its own tail ends, too. */
    for (left = 48; at != 0 && left > 0; left--) {
        uint32_t header = pci_read(bdf, at);

        if ((header & 0xff) == id) {
            return at;
        }
        at = (header >> 8) & 0xfc;
    }
    return 0;
}

bool pci_enable_msix(uint16_t bdf, unsigned int count, interrupt_fn *fn,
                     void *opaque)
{
    unsigned int cap = pci_find_capability(bdf, PCI_CAP_MSIX);
    uint32_t control, where, apic_id;
    volatile uint8_t *table;
    unsigned int i;

    if (cap == 0) {
        return false;
    }
    control = pci_read(bdf, cap + MSIX_CONTROL);
    where = pci_read(bdf, cap + MSIX_TABLE);
    if (count > ((control >> 16) & 0x7ff) + 1 ||
        count > VECTOR_SPURIOUS - next_vector) {
        return false;
    }
    table = pci_map_bar(bdf, where & 7, (where & ~7u) +
                        count * MSIX_ENTRY_SIZE);
    if (table == NULL) {
        return false;
    }
    table += where & ~7u;
    pci_write(bdf, cap + MSIX_CONTROL, control | MSIX_ENABLE | MSIX_MASK_ALL);
    apic_id = mmio_read32(lapic(LAPIC_ID)) >> 24;
    for (i = 0; i < count; i++) {
        handlers[next_vector].fn = fn;
        handlers[next_vector].opaque = opaque;
        handlers[next_vector].number = i;
        /* address: the CPU's local APIC; data: edge, fixed, the vector */
        mmio_write32(table + 0, LAPIC_BASE | apic_id << 12);
        mmio_write32(table + 4, 0);
        mmio_write32(table + 8, next_vector);
        mmio_write32(table + 12, 0);
        table += MSIX_ENTRY_SIZE;
        next_vector++;
    }
    pci_write(bdf, cap + MSIX_CONTROL,
              (control | MSIX_ENABLE) & ~MSIX_MASK_ALL);
    return true;
}

/* ------------------------------------------------------------------------ */

void platform_init(uint32_t start_info)
{
    console_init();
    interrupt_init();
    acpi_init();
    memory_init((const void *)(uintptr_t)start_info);
}

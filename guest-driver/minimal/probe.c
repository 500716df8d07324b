/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the driver's first steps: find, test, negotiate
 *
 * Section names in comments are those of docs/specs/ipsecnic.rst.
 */

#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "ipsecnic_internal.h"
#include "platform.h"
#include "probe.h"

bool ipsecnic_fail(struct ipsecnic *nic, const char *fmt, ...)
{
    va_list ap;
    size_t n;

    if (!nic->broken) {
        nic->broken = true;
        n = format(nic->error, sizeof(nic->error), "%s: ", nic->name);
        va_start(ap, fmt);
        vformat(nic->error + n, sizeof(nic->error) - n, fmt, ap);
        va_end(ap);
    }
    return false;
}

/* ------------------------------------------------------------------------
 * Finding the card ("PCI")
 */

static bool is_ipsecnic(uint16_t bdf)
{
    /* All four ids: they are from a range that everybody may use. */
    return pci_read(bdf, PCI_ID) == ((uint32_t)IPSECNIC_PCI_DEVICE_ID << 16 |
                                     IPSECNIC_PCI_VENDOR_ID) &&
           pci_read(bdf, PCI_SUBSYSTEM) ==
               ((uint32_t)IPSECNIC_PCI_SUBSYSTEM_ID << 16 |
                IPSECNIC_PCI_SUBSYSTEM_VENDOR_ID);
}

struct find {
    unsigned int skip;
    int bdf;
};

static bool find_one(void *opaque, uint16_t bdf)
{
    struct find *find = opaque;

    if (!is_ipsecnic(bdf) || find->skip-- > 0) {
        return false;
    }
    find->bdf = bdf;
    return true;
}

int ipsecnic_find(unsigned int number)
{
    struct find find = { number, -1 };

    pci_for_each(find_one, &find);
    return find.bdf;
}

/* ------------------------------------------------------------------------
 * Start: "Initialisation", steps 1 to 3, and "Self-test"
 */

/* All that happens at interrupt time: the loop does the work. */
static void interrupt(void *opaque, unsigned int vector)
{
    struct ipsecnic *nic = opaque;

    __atomic_fetch_or(&nic->fired, 1u << vector, __ATOMIC_RELEASE);
}

static bool self_test_dma(struct ipsecnic *nic, volatile uint8_t *buffer,
                          unsigned int size, uint32_t request, uint8_t expect)
{
    struct deadline deadline;
    uint32_t status;
    unsigned int i;

    reg_write_address(nic, IPSECNIC_REG_TEST_DMA_ADDR_LO, buffer);
    reg_write(nic, IPSECNIC_REG_TEST_DMA_SIZE, size);
    reg_write(nic, IPSECNIC_REG_TEST_DMA_CTRL, request);
    deadline_start(&deadline, PATIENCE_MS);
    do {
        status = reg_read(nic, IPSECNIC_REG_TEST_DMA_STATUS);
    } while (status == IPSECNIC_TEST_DMA_ST_BUSY &&
             !deadline_passed(&deadline));
    ipsecnic_rmb();
    if (status != IPSECNIC_TEST_DMA_ST_DONE) {
        return ipsecnic_fail(nic, "self-test: DMA test ended with status %u",
                             status);
    }
    for (i = 0; i < size; i++) {
        if (buffer[i] != expect) {
            return ipsecnic_fail(nic, "self-test: DMA request %u left %02x at "
                                 "byte %u instead of %02x", request, buffer[i],
                                 i, expect);
        }
    }
    return true;
}

static bool self_test(struct ipsecnic *nic)
{
    static volatile uint8_t buffer[512];
    const uint32_t number = 0x12345678;
    uint32_t all = (1u << nic->num_vectors) - 1;
    struct deadline deadline;
    unsigned int v;

    reg_write(nic, IPSECNIC_REG_TEST_SCRATCH, number);
    if (reg_read(nic, IPSECNIC_REG_TEST_SCRATCH) != ~number) {
        return ipsecnic_fail(nic, "self-test: wrote %08x, read %08x, expected "
                             "%08x", number,
                             reg_read(nic, IPSECNIC_REG_TEST_SCRATCH), ~number);
    }
    if (!self_test_dma(nic, buffer, sizeof(buffer), IPSECNIC_TEST_DMA_FILL,
                       IPSECNIC_TEST_DMA_PATTERN) ||
        !self_test_dma(nic, buffer, sizeof(buffer), IPSECNIC_TEST_DMA_INVERT,
                       0xff & ~IPSECNIC_TEST_DMA_PATTERN) ||
        !self_test_dma(nic, buffer, sizeof(buffer), IPSECNIC_TEST_DMA_CLEAR,
                       0)) {
        return false;
    }
    if (nic->params.polling) {
        return true;
    }
    for (v = 0; v < nic->num_vectors; v++) {
        reg_write(nic, IPSECNIC_REG_TEST_IRQ, v);
    }
    deadline_start(&deadline, PATIENCE_MS);
    while (nic->fired != all && !deadline_passed(&deadline)) {
        cpu_relax();
    }
    if (nic->fired != all) {
        return ipsecnic_fail(nic, "self-test: of the vectors %x only %x fired",
                             all, nic->fired);
    }
    nic->fired = 0;
    return true;
}

static bool negotiate(struct ipsecnic *nic)
{
    uint64_t offered, wanted;
    uint32_t status;

    offered = reg_read(nic, IPSECNIC_REG_FEATURES_LO) |
              (uint64_t)reg_read(nic, IPSECNIC_REG_FEATURES_HI) << 32;
    /* Bits that we do not know stay 0, whatever they would be good for. */
    wanted = UINT64_C(1) << IPSECNIC_F_EVENTS;
    /*
     * The descriptor is to tell of VLAN tags.  They stay in the frame, since
     * RX_CTRL.STRIP_VLAN stays 0: what was received is shown as it was.
     */
    wanted |= UINT64_C(1) << IPSECNIC_F_VLAN_RX;
    if (nic->num_queues > 1) {
        wanted |= UINT64_C(1) << IPSECNIC_F_MULTI_QUEUE;
    }
    if (nic->params.ipsec) {
        wanted |= UINT64_C(1) << IPSECNIC_F_IPSEC_RX |
                  UINT64_C(1) << IPSECNIC_F_IPSEC_TX |
                  UINT64_C(1) << IPSECNIC_F_TX_CSUM |
                  UINT64_C(1) << IPSECNIC_F_TX_SEGMENT |
                  UINT64_C(1) << IPSECNIC_F_RX_CSUM;
        /* Without these the card takes the algorithms of IPsecOV2 alone. */
        wanted |= UINT64_C(1) << IPSECNIC_F_CHACHA20          |
                  UINT64_C(1) << IPSECNIC_F_HMAC_SHA512 |
                  UINT64_C(1) << IPSECNIC_F_AES_CTR |
                  UINT64_C(1) << IPSECNIC_F_AES_CCM |
                  UINT64_C(1) << IPSECNIC_F_AES_MAC;
    }
    if (nic->params.ipsec && nic->params.packet) {
        wanted |= UINT64_C(1) << IPSECNIC_F_IPSEC_PACKET |
                  UINT64_C(1) << IPSECNIC_F_TFC;
    }
    nic->features = offered & wanted;
    if (nic->num_queues > 1 &&
        !(offered & (UINT64_C(1) << IPSECNIC_F_MULTI_QUEUE))) {
        return ipsecnic_fail(nic, "the card does not offer MULTI_QUEUE");
    }
    /* P3: without it policies would protect nothing, and nobody would know. */
    if ((wanted & ~offered) & (UINT64_C(1) << IPSECNIC_F_IPSEC_PACKET)) {
        return ipsecnic_fail(nic, "the card does not offer IPSEC_PACKET");
    }
    reg_write(nic, IPSECNIC_REG_DRIVER_FEATURES_LO, (uint32_t)nic->features);
    reg_write(nic, IPSECNIC_REG_DRIVER_FEATURES_HI, nic->features >> 32);
    reg_write(nic, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    status = reg_read(nic, IPSECNIC_REG_STATUS);
    if (!(status & IPSECNIC_STATUS_ENABLED)) {
        return ipsecnic_fail(nic, "the card refused the features %lx of the "
                             "offered %lx (status %x)", nic->features, offered,
                             status);
    }
    if (nic->params.packet && nic->params.mtu != 0) {
        reg_write(nic, IPSECNIC_REG_PACKET_MTU, nic->params.mtu);
        if (reg_read(nic, IPSECNIC_REG_PACKET_MTU) != nic->params.mtu) {
            return ipsecnic_fail(nic, "the card does not take an MTU of %u",
                                 nic->params.mtu);
        }
    }
    return true;
}

static bool identify(struct ipsecnic *nic)
{
    uint32_t value;
    unsigned int i;

    if (!is_ipsecnic(nic->bdf)) {
        return ipsecnic_fail(nic, "there is no ipsecnic at %02x:%02x.%x",
                             nic->bdf >> 8, (nic->bdf >> 3) & 31, nic->bdf & 7);
    }
    nic->regs = pci_map_bar(nic->bdf, IPSECNIC_BAR_REGS,
                            IPSECNIC_BAR_REGS_SIZE);
    if (nic->regs == NULL) {
        return ipsecnic_fail(nic, "the firmware gave BAR %u no address",
                             IPSECNIC_BAR_REGS);
    }
    value = pci_read(nic->bdf, PCI_COMMAND) & 0xffff;
    pci_write(nic->bdf, PCI_COMMAND, value | PCI_COMMAND_MEMORY);
    if (reg_read(nic, IPSECNIC_REG_MAGIC) != IPSECNIC_MAGIC) {
        return ipsecnic_fail(nic, "MAGIC is %08x",
                             reg_read(nic, IPSECNIC_REG_MAGIC));
    }
    /* A higher minor number only adds, another major number is unknown. */
    if (reg_read(nic, IPSECNIC_REG_ABI_VERSION) >> 16 !=
        IPSECNIC_ABI_VERSION >> 16) {
        return ipsecnic_fail(nic, "ABI version %08x is not known",
                             reg_read(nic, IPSECNIC_REG_ABI_VERSION));
    }

    /* Whoever was here before left nothing behind. */
    reg_write(nic, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    pci_write(nic->bdf, PCI_COMMAND, value | PCI_COMMAND_MEMORY |
              PCI_COMMAND_MASTER | PCI_COMMAND_NO_INTX);

    value = reg_read(nic, IPSECNIC_REG_MAX_QUEUES);
    if (value < 1 || value > IPSECNIC_MAX_QUEUES) {
        return ipsecnic_fail(nic, "MAX_QUEUES is %u", value);
    }
    nic->num_queues = nic->params.queues != 0 ? nic->params.queues : value;
    if (nic->num_queues > value) {
        return ipsecnic_fail(nic, "the card has %u queue pairs, not %u", value,
                             nic->num_queues);
    }
    /* One each for control, every receive queue and the transmit queue. */
    nic->num_vectors = 2 + nic->num_queues;
    if (nic->num_vectors > reg_read(nic, IPSECNIC_REG_VECTORS)) {
        return ipsecnic_fail(nic, "the card has %u interrupt vectors, not %u",
                             reg_read(nic, IPSECNIC_REG_VECTORS),
                             nic->num_vectors);
    }
    if (!nic->params.polling &&
        !pci_enable_msix(nic->bdf, nic->num_vectors, interrupt, nic)) {
        return ipsecnic_fail(nic, "MSI-X cannot be set up");
    }
    for (i = 0; i < 6; i++) {
        value = reg_read(nic, i < 4 ? IPSECNIC_REG_MAC_LO
                                    : IPSECNIC_REG_MAC_HI);
        nic->mac[i] = value >> (8 * (i & 3));
    }
    return true;
}

bool ipsecnic_probe(struct ipsecnic *nic)
{
    return identify(nic) && self_test(nic) && negotiate(nic);
}

/* ------------------------------------------------------------------------
 * For people
 */

const char *ipsecnic_status_text(uint32_t status)
{
    static const char *const text[] = {
#define STATUS(id, words) [IPSECNIC_ST_##id] = words,
        IPSECNIC_ST_NAMES(STATUS)
#undef STATUS
    };

    if (status >= sizeof(text) / sizeof(text[0]) || text[status] == NULL) {
        return "unknown status";
    }
    return text[status];
}

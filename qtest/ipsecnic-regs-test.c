/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers of ipsecnic: identity, reset values, access sizes, negotiation,
 * self-test, the four kinds of reset, properties, hot-plug
 */

#include "qemu/osdep.h"
#include "hw/pci/pci_regs.h"
#include "qapi/error.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#define REGS (IPSECNIC_BAR_REGS_SIZE / 4)

/* Bus addresses where nothing is, with 64 MiB of memory. */
#define NOWHERE 0x50000000u
#define MEMORY_END 0x4000000u

/*
 * Identity and reset values
 */

static void test_pci_identity(void)
{
    Ipn *n = ipn_start("", "");
    QPCIDevice *d = &n->dev;
    uint32_t bar;

    g_assert_cmphex(qpci_config_readw(d, PCI_VENDOR_ID), ==, 0x1af4);
    g_assert_cmphex(qpci_config_readw(d, PCI_DEVICE_ID), ==, 0x10f9);
    g_assert_cmphex(qpci_config_readw(d, PCI_SUBSYSTEM_VENDOR_ID), ==, 0x1af4);
    g_assert_cmphex(qpci_config_readw(d, PCI_SUBSYSTEM_ID), ==, 0x4950);
    g_assert_cmphex(qpci_config_readl(d, PCI_CLASS_REVISION), ==, 0x02000001);
    g_assert_cmphex(qpci_config_readb(d, PCI_INTERRUPT_PIN), ==, 0);

    bar = qpci_config_readl(d, PCI_BASE_ADDRESS_0);
    g_assert_cmphex(bar & 15, ==, PCI_BASE_ADDRESS_MEM_TYPE_64);
    qpci_config_writel(d, PCI_BASE_ADDRESS_0, 0xffffffff);
    g_assert_cmphex(qpci_config_readl(d, PCI_BASE_ADDRESS_0), ==,
                    0xffff0000 | PCI_BASE_ADDRESS_MEM_TYPE_64);
    qpci_config_writel(d, PCI_BASE_ADDRESS_0, bar);
    g_assert_cmphex(qpci_config_readl(d, PCI_BASE_ADDRESS_2) & 15, ==, 0);

    g_assert_cmpuint(qpci_msix_table_size(d), ==,
                     ipn_read(n, IPSECNIC_REG_VECTORS));
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_VECTORS), ==,
                     1 + 2 * n->max_queues);
    g_assert_cmphex(qpci_config_readl(d, n->exp_cap + PCI_EXP_DEVCAP) &
                    PCI_EXP_DEVCAP_FLR, !=, 0);
}

static void test_pci_extended_capabilities(void)
{
    Ipn *n;
    QPCIDevice *d;
    uint64_t ecam = 0xb0000000;

    if (!ipn_needs_pc("extended configuration space")) {
        return;
    }
    n = ipn_start("", "");
    d = &n->dev;
    /* It is only seen through the q35's ECAM window. */
    qtest_outl(n->qts, 0xcf8, 0x80000060);
    qtest_outl(n->qts, 0xcfc, ecam | 1);
    g_assert_cmphex(qtest_readl(n->qts, ecam + (d->devfn << 12)), ==,
                    0x10f91af4);
    g_assert_cmphex(qtest_readl(n->qts, ecam + (d->devfn << 12) + 0x100) &
                    0xffff, ==, PCI_EXT_CAP_ID_ERR);
    qtest_outl(n->qts, 0xcfc, 0);
}

/* Registers whose content is checked elsewhere: properties decide, or time. */
static bool checked_elsewhere(uint32_t reg)
{
    return reg == IPSECNIC_REG_CLOCK_TIME_LO ||
           reg == IPSECNIC_REG_CLOCK_TIME_HI || reg == IPSECNIC_REG_FEATURES_LO ||
           reg == IPSECNIC_REG_FEATURES_HI ||
           (reg >= IPSECNIC_REG_CAP_ENCAP && reg <= IPSECNIC_REG_CAP_GCM_ICV);
}

static void reset_image(Ipn *n, uint32_t image[REGS])
{
    uint32_t caps = ipn_read(n, IPSECNIC_REG_CAP_IPSEC);
    unsigned q;

    memset(image, 0, REGS * 4);
#define IS(reg, value) image[(reg) / 4] = (value)
    IS(IPSECNIC_REG_MAGIC, 0x4e535049);
    IS(IPSECNIC_REG_ABI_VERSION, 0x00010004);
    IS(IPSECNIC_REG_STATUS, IPSECNIC_STATUS_LINK_UP);
    IS(IPSECNIC_REG_IPSEC_CTRL,
       (caps & IPSECNIC_CAP_ESP ? IPSECNIC_IPSEC_CTRL_ESP : 0) |
       (caps & IPSECNIC_CAP_AH ? IPSECNIC_IPSEC_CTRL_AH : 0));
    IS(IPSECNIC_REG_MAX_QUEUES, n->max_queues);
    IS(IPSECNIC_REG_QUEUES, 1);
    IS(IPSECNIC_REG_VECTORS, 1 + 2 * n->max_queues);
    IS(IPSECNIC_REG_MAC_LO, IPN_MAC_LO);
    IS(IPSECNIC_REG_MAC_HI, IPN_MAC_HI);
    IS(IPSECNIC_REG_PERM_MAC_LO, IPN_MAC_LO);
    IS(IPSECNIC_REG_PERM_MAC_HI, IPN_MAC_HI);
    IS(IPSECNIC_REG_RX_MAX_FRAME, 65557);
    IS(IPSECNIC_REG_MAX_FRAME, 65557);
    IS(IPSECNIC_REG_TX_MAX_FRAGMENTS, 64);
    IS(IPSECNIC_REG_MCAST_ENTRIES, 64);
    IS(IPSECNIC_REG_SA_CAPACITY, ipn_read(n, IPSECNIC_REG_SA_CAPACITY));
    IS(IPSECNIC_REG_SA_CTX_MAX, 512);
    IS(IPSECNIC_REG_BATCH_MAX, 256);
    IS(IPSECNIC_REG_POLICY_CAPACITY, 4096);
    IS(IPSECNIC_REG_WINDOW_MAX, 16384);
    IS(IPSECNIC_REG_RSS_CONTEXTS, 64);
    IS(IPSECNIC_REG_RX_RULE_CAPACITY, 256);
    IS(IPSECNIC_REG_TEST_SCRATCH, 0xffffffff);
    IS(IPSECNIC_REG_CTRLQ + IPSECNIC_Q_VECTOR, 0xffff);
    for (q = 0; q < n->max_queues; q++) {
        IS(IPSECNIC_REG_RXQ(q) + IPSECNIC_Q_VECTOR, 0xffff);
        IS(IPSECNIC_REG_TXQ(q) + IPSECNIC_Q_VECTOR, 0xffff);
    }
#undef IS
}

/* Every register of BAR 0, holes included, has its reset value. */
static void check_reset_values(Ipn *n)
{
    g_autofree uint32_t *image = g_new(uint32_t, REGS);
    g_autofree uint8_t *found = g_malloc(REGS * 4);
    unsigned i;

    reset_image(n, image);
    ipn_read_all(n, found);
    for (i = 0; i < REGS; i++) {
        if (!checked_elsewhere(4 * i) &&
            image[i] != ldl_le_p(found + 4 * i)) {
            g_error("register 0x%x is 0x%x, not 0x%x", 4 * i,
                    ldl_le_p(found + 4 * i), image[i]);
        }
    }
}

static void test_reset_values(void)
{
    check_reset_values(ipn_start("", ""));
}

static void test_reset_values_8_queues(void)
{
    Ipn *n = ipn_start(",queues=8", "");

    g_assert_cmpuint(n->max_queues, ==, 8);
    check_reset_values(n);
}

static void test_features_offered(void)
{
    Ipn *n = ipn_start("", "");
    const uint32_t always = BIT(IPSECNIC_F_EVENTS) |
                            BIT(IPSECNIC_F_MODERATION);
    const uint32_t rx = BIT(IPSECNIC_F_IPSEC_RX), tx = BIT(IPSECNIC_F_IPSEC_TX);
    const uint32_t tx_csum = BIT(IPSECNIC_F_TX_CSUM);
    const uint32_t rx_csum = BIT(IPSECNIC_F_RX_CSUM);
    const uint32_t segment = BIT(IPSECNIC_F_TX_SEGMENT);
    const uint32_t rx_vlan = BIT(IPSECNIC_F_VLAN_RX);
    const uint32_t tx_vlan = BIT(IPSECNIC_F_VLAN_TX);
    const uint32_t packet = BIT(IPSECNIC_F_IPSEC_PACKET);
    const uint32_t tunnel = BIT(IPSECNIC_F_TX_TUNNEL);
    const uint32_t rss = BIT(IPSECNIC_F_RSS), steer = BIT(IPSECNIC_F_RX_STEER);
    const uint32_t clock = BIT(IPSECNIC_F_CLOCK);
    const uint32_t symmetric = BIT(IPSECNIC_F_RSS_SYMMETRIC);
    const uint32_t rmon = BIT(IPSECNIC_F_RMON);
    const uint32_t known = always | rx | tx | tx_csum | rx_csum | segment |
                           rx_vlan | tx_vlan | packet | tunnel | rss | steer |
                           clock | symmetric | rmon;
    const struct {
        const char *props;
        uint32_t features;
        bool lso;
    } rows[] = {
        { "", known, true },
        { ",queues=4", known | BIT(IPSECNIC_F_MULTI_QUEUE), true },
        { ",ipsec-tx=off", known & ~(tx | packet), false },
        { ",ipsec-packet=off", known & ~packet, true },
        { ",tx-csum=off", known & ~(tx_csum | segment | tunnel), false },
        { ",rx-csum=off", known & ~rx_csum, true },
        { ",tx-segment=off", known & ~(segment | tunnel), false },
        { ",tx-tunnel=off", known & ~tunnel, true },
        { ",lso=off", known, false },
        { ",ah=off", known, true },
        { ",esp=off", known, true },
        { ",ah=off,esp=off", known & ~(rx | tx | packet), false },
        { ",rx-vlan=off", known & ~rx_vlan, true },
        { ",tx-vlan=off", known & ~tx_vlan, true },
        { ",vlan=off", known & ~(rx_vlan | tx_vlan), true },
        { ",rss=off", known & ~(rss | symmetric), true },
        { ",rss-symmetric=off", known & ~symmetric, true },
        { ",rx-steer=off", known & ~steer, true },
        { ",clock=off", known & ~clock, true },
        { ",rmon=off", known & ~rmon, true },
        { ",ipsec-tx=off,tx-csum=off,rx-csum=off,tx-segment=off,vlan=off,"
          "rss=off,rx-steer=off,clock=off,rmon=off", always | rx, false },
    };
    unsigned i;

    g_assert_cmpuint(n->max_queues, ==, 1);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        n = ipn_start(rows[i].props, "");
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_FEATURES_LO), ==,
                        rows[i].features);
        g_assert_cmpint(!!(ipn_read(n, IPSECNIC_REG_CAP_IPSEC) &
                           IPSECNIC_CAP_LSO), ==, rows[i].lso);
    }
}

/* Each of them is offered while one of its algorithms is. */
static void test_features_of_algorithms(void)
{
    static const struct {
        const char *props;
        uint32_t hi, auth, cipher;
    } rows[] = {
        { "", 0x1f, 0xf, 0x7f },
        { ",chacha20-poly1305=off", 0x1e, 0xf, 0x7e },
        { ",hmac-sha2-384=off", 0x1f, 0xe, 0x7f },
        { ",hmac-sha2-512=off", 0x1f, 0xd, 0x7f },
        { ",hmac-sha2-384=off,hmac-sha2-512=off", 0x1d, 0xc, 0x7f },
        { ",aes-ctr-128=off", 0x1f, 0xf, 0x7d },
        { ",aes-ctr-128=off,aes-ctr-192=off,aes-ctr-256=off", 0x1b, 0xf,
          0x71 },
        { ",aes-ccm-128=off,aes-ccm-192=off", 0x1f, 0xf, 0x4f },
        { ",aes-ccm-128=off,aes-ccm-192=off,aes-ccm-256=off", 0x17, 0xf,
          0x0f },
        { ",aes-xcbc=off", 0x1f, 0xb, 0x7f },
        { ",aes-cmac=off", 0x1f, 0x7, 0x7f },
        { ",aes-xcbc=off,aes-cmac=off", 0x0f, 0x3, 0x7f },
        { ",esp=off", 0x12, 0xf, 0 },
        { ",ah=off", 0x1f, 0xf, 0x7f },
        { ",ah=off,esp=off", 0, 0xf, 0 },
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        Ipn *n = ipn_start(rows[i].props, "");

        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_FEATURES_HI) & 0x1f, ==,
                        rows[i].hi);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_AUTH_HI), ==,
                        rows[i].auth);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_CIPHER_HI), ==,
                        rows[i].cipher);
        /* what is not offered cannot be accepted */
        n->features_hi = 0x1f;
        g_assert_cmpint(ipn_negotiate(n, BIT(IPSECNIC_F_EVENTS)), ==,
                        rows[i].hi == 0x1f);
    }
}

static void test_capabilities_known_bits(void)
{
    Ipn *n = ipn_start("", "");
    uint32_t caps = ipn_read(n, IPSECNIC_REG_CAP_IPSEC);
    uint32_t auth = ipn_read(n, IPSECNIC_REG_CAP_AUTH_LO);
    uint32_t cipher = ipn_read(n, IPSECNIC_REG_CAP_CIPHER_LO);

    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_ENCAP), ==, 6);
    g_assert_cmphex(caps & ~0x7ffu, ==, 0);
    /* What every libgcrypt can do and no property took away. */
    g_assert_cmphex(caps & 0xd1, ==, IPSECNIC_CAP_IPV6 | IPSECNIC_CAP_ESP |
                    IPSECNIC_CAP_TRANSPORT | IPSECNIC_CAP_TUNNEL);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_UDP_ESP) & ~0xfu, ==, 0);
    g_assert_cmphex(auth & ~0x3fu, ==, 0);
    g_assert_cmphex(auth & 6, ==, IPSECNIC_AUTH_SHA1 | IPSECNIC_AUTH_SHA256);
    g_assert_cmphex(cipher & ~0x1ffu, ==, 0);
    g_assert_cmphex(cipher & 0x1f9, ==, 0x1f9);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CAP_GCM_ICV), ==,
                    BIT(8) | BIT(12) | BIT(16));
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_CAPACITY), >, 0);
}

/*
 * Accesses
 */

static void test_access_sizes(void)
{
    Ipn *n = ipn_start("", "");
    uint64_t scratch = n->regs + IPSECNIC_REG_TEST_SCRATCH;
    unsigned i;

    g_assert_cmphex(ipn_io_read(n, n->regs, 4), ==, IPSECNIC_MAGIC);
    for (i = 0; i < 8; i++) {
        g_assert_cmphex(ipn_io_read(n, n->regs + i, 1), ==, 0);
        g_assert_cmphex(ipn_io_read(n, n->regs + i, 2), ==, 0);
    }
    g_assert_cmphex(ipn_io_read(n, n->regs + 2, 4), ==, 0);

    ipn_io_write(n, scratch, 4, 0x12345678);
    for (i = 0; i < 4; i++) {
        ipn_io_write(n, scratch + i, 1, 0xaa);
        ipn_io_write(n, scratch + i, 2, 0xaaaa);
    }
    ipn_io_write(n, scratch - 2, 4, 0xaaaaaaaa);
    ipn_io_write(n, scratch + 1, 4, 0xaaaaaaaa);
    ipn_io_write(n, scratch + 2, 4, 0xaaaaaaaa);
    g_assert_cmphex(ipn_io_read(n, scratch, 4), ==, ~0x12345678u);
}

static void test_access_of_8_bytes_is_low_then_high(void)
{
    Ipn *n = ipn_start("", "");

    g_assert_cmphex(ipn_io_read(n, n->regs, 8), ==, 0x000100044e535049);
    ipn_io_write(n, n->regs + IPSECNIC_REG_TEST_DMA_ADDR_LO, 8,
                 0x1122334455667788);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TEST_DMA_ADDR_LO), ==, 0x55667788);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TEST_DMA_ADDR_HI), ==, 0x11223344);

    /*
     * TEST_DMA_SIZE stands below TEST_DMA_CTRL: in this order the one write
     * starts a transfer of the right size.
     */
    ipn_io_write(n, n->regs + IPSECNIC_REG_TEST_DMA_ADDR_LO, 8,
                 ipn_alloc(n, 64));
    ipn_io_write(n, n->regs + IPSECNIC_REG_TEST_DMA_SIZE, 8,
                 64 | (uint64_t)IPSECNIC_TEST_DMA_FILL << 32);
    IPN_WAIT(n, ipn_read(n, IPSECNIC_REG_TEST_DMA_STATUS) !=
                IPSECNIC_TEST_DMA_ST_BUSY);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_TEST_DMA_STATUS), ==,
                     IPSECNIC_TEST_DMA_ST_DONE);
}

static void test_undefined_offsets_and_read_only(void)
{
    Ipn *n = ipn_start("", "");
    uint32_t reg;

    /* Everything that has no register, or a read-only one. */
    static const struct {
        uint32_t from, to;
    } ranges[] = {
        { 0x000, 0x010 }, { 0x01c, 0x024 }, { 0x030, 0x034 },
        { 0x038, 0x03c }, { 0x048, 0x050 }, { 0x054, 0x0c0 },
        { 0x0d8, 0x108 }, { 0x110, 0x114 }, { 0x118, 0x400 },
        { 0x600, 0x2000 }, { 0x2004, 0x2010 },
        { 0x2030, 0x4000 }, { 0x4004, 0x400c }, { 0x4020, 0x4028 },
        { 0x4038, 0x8000 }, { 0x8038, 0xc000 }, { 0xc038, 0x10000 },
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(ranges); i++) {
        for (reg = ranges[i].from; reg < ranges[i].to; reg += 4) {
            ipn_write(n, reg, 0xffffffff);
        }
    }
    check_reset_values(n);
}

static void test_bar_above_4g(void)
{
    Ipn *n = ipn_start("", "");

    qpci_config_writel(&n->dev, PCI_BASE_ADDRESS_0, (uint32_t)IPN_FAR);
    qpci_config_writel(&n->dev, PCI_BASE_ADDRESS_0 + 4, IPN_FAR >> 32);
    g_assert_cmphex(ipn_io_read_far(n, IPN_FAR), ==, IPSECNIC_MAGIC);
}

/*
 * Negotiation
 */

static void test_negotiation_accepted(void)
{
    Ipn *n = ipn_start("", "");
    uint32_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO);
    const uint32_t ipsec = BIT(IPSECNIC_F_IPSEC_RX) | BIT(IPSECNIC_F_IPSEC_TX);
    uint32_t features;

    /* Every subset is good in which TX_SEGMENT, TX_TUNNEL and IPSEC_PACKET have
     * what they need. */
    for (features = 0; features <= offered; features++) {
        /* Of a feature that has to do with no other, one of two will do. */
        if ((features & ~offered) == 0 &&
            !(features & BIT(IPSECNIC_F_CLOCK)) == !(features & 1) &&
            !(features & BIT(IPSECNIC_F_RSS_SYMMETRIC)) == !(features & 1) &&
            !(features & BIT(IPSECNIC_F_RMON)) == !(features & 1) &&
            (!(features & BIT(IPSECNIC_F_TX_SEGMENT)) ||
             (features & BIT(IPSECNIC_F_TX_CSUM))) &&
            (!(features & BIT(IPSECNIC_F_TX_TUNNEL)) ||
             (features & BIT(IPSECNIC_F_TX_SEGMENT))) &&
            (!(features & BIT(IPSECNIC_F_IPSEC_PACKET)) ||
             (features & ipsec) == ipsec)) {
            g_assert_true(ipn_negotiate(n, features));
            g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==,
                            IPSECNIC_STATUS_ENABLED | IPSECNIC_STATUS_LINK_UP);
            g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CTRL), ==,
                            IPSECNIC_CTRL_ENABLE);
            g_assert_cmphex(ipn_read(n, IPSECNIC_REG_DRIVER_FEATURES_LO), ==,
                            features);
        }
    }
}

/* What can be written before the card is enabled, and what is ignored. */
static void test_ignored_before_enable(void)
{
    static const struct {
        uint32_t reg, value, then;
    } rows[] = {
        /* ignored */
        { IPSECNIC_REG_IPSEC_CTRL, 0x107, 6 },
        { IPSECNIC_REG_IPSEC_CTRL, 0, 6 },
        { IPSECNIC_REG_QUEUES, 2, 1 },
        { IPSECNIC_REG_QUEUES, 0, 1 },
        { IPSECNIC_REG_CTRLQ + IPSECNIC_Q_POSTED_TAIL, 1, 0 },
        { IPSECNIC_REG_CTRLQ + IPSECNIC_Q_COMP_HEAD, 0x80000001, 0 },
        { IPSECNIC_REG_RXQ(0) + IPSECNIC_Q_POSTED_TAIL, 1, 0 },
        { IPSECNIC_REG_RXQ(0) + IPSECNIC_Q_COMP_HEAD, 0x80000001, 0 },
        { IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_POSTED_TAIL, 1, 0 },
        { IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_COMP_HEAD, 0x80000001, 0 },
        /* taken, and kept from here on */
        { IPSECNIC_REG_QUEUES, 1, 1 },
        { IPSECNIC_REG_RX_CTRL, 15, 15 },
        { IPSECNIC_REG_TX_CTRL, 1, 1 },
        { IPSECNIC_REG_MAC_LO, 0x44332202, 0x44332202 },
        { IPSECNIC_REG_MAC_HI, 0x6655, 0x6655 },
        { IPSECNIC_REG_RX_MAX_FRAME, 1600, 1600 },
        { IPSECNIC_REG_MCAST_LO(3), 0x5e0001, 0x5e0001 },
        { IPSECNIC_REG_MCAST_HI(3), 0x80000203, 0x80000203 },
        { IPSECNIC_REG_VEC_INTERVAL(1), 77, 77 },
        { IPSECNIC_REG_TEST_SCRATCH, 1, 0xfffffffe },
        { IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_VECTOR, 2, 2 },
        { IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_POSTED_BASE_LO, 0x1000, 0x1000 },
        { IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_POSTED_SIZE, 8, 8 },
        { IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_COMP_BASE_HI, 1, 1 },
        { IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_COMP_SIZE, 16, 16 },
    };
    Ipn *n = ipn_start(",queues=2", "");
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        ipn_write(n, rows[i].reg, rows[i].value);
        g_assert_cmphex(ipn_read(n, rows[i].reg), ==, rows[i].then);
    }
    /* Q_CTRL.ENABLE is an error, and reads back as what was written. */
    ipn_write(n, IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_CTRL, 1);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_CTRL), ==, 1);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_ERROR | IPSECNIC_Q_ERR_DISABLED << 8);

    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, 0);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CTRL), ==, 1);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_assert_cmphex(ipn_read(n, rows[i].reg), ==, rows[i].then);
    }
    /* Still ignored, since nothing was accepted. */
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, 7);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_IPSEC_CTRL), ==, 6);
    ipn_write(n, IPSECNIC_REG_RX_CTRL, 0);
    ipn_write(n, IPSECNIC_REG_QUEUES, 2);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_QUEUES), ==, 1);
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, 2);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_DRIVER_FEATURES_LO), ==, 0);

    /* Disabling stops the queue, and ENABLE of both reads as 0. */
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CTRL), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_CTRL), ==, 0);
    /* A refused ENABLE reads back as 0. */
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_HI, BIT(31));
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CTRL), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS) &
                    IPSECNIC_STATUS_FEATURES_BAD, !=, 0);
}

/* What runs goes on when QUEUES becomes smaller, without new frames. */
static void test_fewer_queues_leave_the_others_running(void)
{
    Ipn *n = ipn_start(",queues=2", "");
    uint8_t frame[64];
    unsigned i;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .queues = 2 });
    ipn_write(n, IPSECNIC_REG_RX_CTRL, 0);
    ipn_write(n, IPSECNIC_REG_QUEUES, 1);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_QUEUES), ==, 1);
    g_assert_cmphex(ipn_q_read(n, &n->rx[1], IPSECNIC_Q_STATE), ==,
                    IPSECNIC_Q_STATE_RUNNING);
    ipn_write(n, IPSECNIC_REG_RX_CTRL, IPSECNIC_RX_CTRL_ENABLE |
              IPSECNIC_RX_CTRL_PROMISC);
    g_assert_cmphex(ipn_steer_vectors[1].hash % 2, ==, 1);
    ipn_send_hex(n, ipn_steer_vectors[1].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_false(ipn_comp_ready(n, &n->rx[1]));
    /* Its transmit queue sends. */
    for (i = 0; i < 2; i++) {
        uint8_t entry[64] = { 0 }, comp[64];
        uint64_t addr = ipn_alloc(n, 64);

        qtest_memset(n->qts, addr, 0x40 + i, 64);
        ipn_put(entry, ipsecnic_tx_posted, addr, addr);
        ipn_put(entry, ipsecnic_tx_posted, length, 64);
        ipn_put(entry, ipsecnic_tx_posted, flags,
                IPSECNIC_TX_START | IPSECNIC_TX_END);
        ipn_post(n, &n->tx[1], entry);
        ipn_doorbell(n, &n->tx[1]);
        g_assert_cmpuint(ipn_wire_recv(n, frame, sizeof(frame)), ==, 64);
        g_assert_cmphex(frame[0], ==, 0x40 + i);
        ipn_comp_next(n, &n->tx[1], comp);
    }
}

static void test_negotiation_refused(void)
{
    Ipn *n = ipn_start("", "");
    uint64_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO) |
                       (uint64_t)ipn_read(n, IPSECNIC_REG_FEATURES_HI) << 32;
    unsigned bit;

    for (bit = 0; bit < 64; bit++) {
        uint64_t asked = offered | BIT_ULL(bit);

        if (asked == offered) {
            continue;
        }
        ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
        ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, asked);
        ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_HI, asked >> 32);
        ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==,
                        IPSECNIC_STATUS_FEATURES_BAD | IPSECNIC_STATUS_LINK_UP);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_CTRL), ==, 0);
        /* The next write to CTRL clears it; a good one is accepted. */
        ipn_write(n, IPSECNIC_REG_CTRL, 0);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==,
                        IPSECNIC_STATUS_LINK_UP);
        ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, offered);
        ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_HI, offered >> 32);
        ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==,
                        IPSECNIC_STATUS_ENABLED | IPSECNIC_STATUS_LINK_UP);
    }
}

/* Large send needs checksums, and that in tunnels needs large send: one without
 * the other is refused. */
static void test_negotiation_segment_without_csum(void)
{
    Ipn *n = ipn_start("", "");
    uint32_t offered = ipn_read(n, IPSECNIC_REG_FEATURES_LO);

    g_assert_false(ipn_negotiate(n, offered & ~BIT(IPSECNIC_F_TX_CSUM)));
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==,
                    IPSECNIC_STATUS_FEATURES_BAD | IPSECNIC_STATUS_LINK_UP);
    g_assert_false(ipn_negotiate(n, BIT(IPSECNIC_F_TX_SEGMENT)));
    g_assert_true(ipn_negotiate(n, BIT(IPSECNIC_F_TX_SEGMENT) |
                                BIT(IPSECNIC_F_TX_CSUM)));
    g_assert_false(ipn_negotiate(n, BIT(IPSECNIC_F_TX_TUNNEL) |
                                 BIT(IPSECNIC_F_TX_CSUM)));
    g_assert_true(ipn_negotiate(n, BIT(IPSECNIC_F_TX_CSUM)));
}

static void test_driver_features_locked_while_enabled(void)
{
    Ipn *n = ipn_start("", "");

    g_assert_true(ipn_negotiate(n, BIT(IPSECNIC_F_EVENTS)));
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, BIT(IPSECNIC_F_IPSEC_RX));
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_HI, 1);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_DRIVER_FEATURES_LO), ==,
                    BIT(IPSECNIC_F_EVENTS));
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_DRIVER_FEATURES_HI), ==, 0);
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    ipn_write(n, IPSECNIC_REG_DRIVER_FEATURES_LO, BIT(IPSECNIC_F_IPSEC_RX));
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_DRIVER_FEATURES_LO), ==,
                    BIT(IPSECNIC_F_IPSEC_RX));
}

static void test_enable_cleared_stops_queues_and_keeps_the_rest(void)
{
    Ipn *n = ipn_start("", "");
    uint32_t ipsec_ctrl;
    uint8_t info[256];
    uint32_t handle;

    ipn_up(n, &(IpnSetup) { });
    handle = ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM4]);
    ipsec_ctrl = ipn_read(n, IPSECNIC_REG_IPSEC_CTRL);
    ipn_write(n, IPSECNIC_REG_CTRL, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==,
                    IPSECNIC_STATUS_LINK_UP);
    IPN_WAIT(n, ipn_q_read(n, &n->ctrl, IPSECNIC_Q_STATE) == 0 &&
                ipn_q_read(n, &n->rx[0], IPSECNIC_Q_STATE) == 0 &&
                ipn_q_read(n, &n->tx[0], IPSECNIC_Q_STATE) == 0);
    g_assert_cmphex(ipn_q_read(n, &n->rx[0], IPSECNIC_Q_CTRL), ==, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL), ==,
                    IPSECNIC_RX_CTRL_ENABLE | IPSECNIC_RX_CTRL_PROMISC |
                    IPSECNIC_RX_CTRL_BROADCAST);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TX_CTRL), ==, 1);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_IPSEC_CTRL), ==, ipsec_ctrl);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_SA_COUNT), ==, 1);

    /* A queue cannot be enabled now. */
    ipn_q_write(n, &n->rx[0], IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    ipn_queue_error(n, &n->rx[0], IPSECNIC_Q_ERR_DISABLED, 0);

    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    ipn_queue_enable(n, &n->ctrl);
    g_assert_cmpuint(ipn_sa_query(n, handle, info), ==, IPSECNIC_ST_OK);
}

/*
 * Registers with rules of their own
 */

static void test_queues_register(void)
{
    Ipn *n = ipn_start(",queues=4", "");

    /* Without MULTI_QUEUE it stays 1. */
    g_assert_true(ipn_negotiate(n, BIT(IPSECNIC_F_IPSEC_RX)));
    ipn_write(n, IPSECNIC_REG_QUEUES, 2);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_QUEUES), ==, 1);

    g_assert_true(ipn_negotiate(n, BIT(IPSECNIC_F_MULTI_QUEUE)));
    ipn_write(n, IPSECNIC_REG_QUEUES, 3);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_QUEUES), ==, 3);
    ipn_write(n, IPSECNIC_REG_QUEUES, 0);
    ipn_write(n, IPSECNIC_REG_QUEUES, 5);
    ipn_write(n, IPSECNIC_REG_QUEUES, 0xffffffff);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_QUEUES), ==, 3);
    ipn_write(n, IPSECNIC_REG_RX_CTRL, IPSECNIC_RX_CTRL_ENABLE);
    ipn_write(n, IPSECNIC_REG_QUEUES, 2);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_QUEUES), ==, 3);
    ipn_write(n, IPSECNIC_REG_RX_CTRL, 0);
    ipn_write(n, IPSECNIC_REG_QUEUES, 4);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_QUEUES), ==, 4);
}

static void test_rx_max_frame_range(void)
{
    Ipn *n = ipn_start("", "");

    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 64);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_MAX_FRAME), ==, 64);
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 63);
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 0);
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 65558);
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 0xffffffff);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_MAX_FRAME), ==, 64);
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 65557);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_RX_MAX_FRAME), ==, 65557);
}

static void test_undefined_bits_are_ignored(void)
{
    Ipn *n = ipn_start("", "");
    uint32_t ipsec_ctrl = ipn_read(n, IPSECNIC_REG_IPSEC_CTRL);

    /* IPSEC_CTRL takes no write without IPSEC_RX. */
    g_assert_true(ipn_negotiate(n, BIT(IPSECNIC_F_EVENTS)));
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, 0xffffffff);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_IPSEC_CTRL), ==, ipsec_ctrl);

    g_assert_true(ipn_negotiate(n, BIT(IPSECNIC_F_IPSEC_RX) |
                                   BIT(IPSECNIC_F_MODERATION)));
    ipn_write(n, IPSECNIC_REG_IPSEC_CTRL, 0xffffffff);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_IPSEC_CTRL), ==,
                    ipsec_ctrl | IPSECNIC_IPSEC_CTRL_ACTIVE |
                    IPSECNIC_IPSEC_CTRL_OWN_MAC_ONLY);
    ipn_write(n, IPSECNIC_REG_RX_CTRL, 0xffffffff);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_RX_CTRL), ==, 15);
    ipn_write(n, IPSECNIC_REG_TX_CTRL, 0xffffffff);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TX_CTRL), ==, 1);
    ipn_write(n, IPSECNIC_REG_MAC_HI, 0xffffffff);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_MAC_HI), ==, 0xffff);
    ipn_write(n, IPSECNIC_REG_MCAST_HI(63), 0xffffffff);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_MCAST_HI(63)), ==, 0x8000ffff);
    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(2), 0x1ffff);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_VEC_INTERVAL(2)) & ~0xffffu, ==,
                    0);
}

static void test_vector_out_of_range_is_none(void)
{
    Ipn *n = ipn_start(",queues=4", "");
    uint32_t reg = IPSECNIC_REG_RXQ(3) + IPSECNIC_Q_VECTOR;

    ipn_write(n, reg, 8);
    g_assert_cmphex(ipn_read(n, reg), ==, 8);
    ipn_write(n, reg, 9);
    g_assert_cmphex(ipn_read(n, reg), ==, 0xffff);
    ipn_write(n, reg, 3);
    ipn_write(n, reg, 0x10003);
    g_assert_cmphex(ipn_read(n, reg), ==, 0xffff);
}

static void test_queue_registers_locked_while_running(void)
{
    static const uint32_t locked[] = {
        IPSECNIC_Q_VECTOR, IPSECNIC_Q_POSTED_BASE_LO,
        IPSECNIC_Q_POSTED_BASE_HI, IPSECNIC_Q_POSTED_SIZE,
        IPSECNIC_Q_COMP_BASE_LO, IPSECNIC_Q_COMP_BASE_HI, IPSECNIC_Q_COMP_SIZE,
    };
    Ipn *n = ipn_start("", "");
    IpnQueue *q = &n->rx[0];
    unsigned i;

    ipn_up(n, &(IpnSetup) { .no_buffers = true });
    for (i = 0; i < ARRAY_SIZE(locked); i++) {
        uint32_t before = ipn_q_read(n, q, locked[i]);

        ipn_q_write(n, q, locked[i], before ^ 0x40);
        g_assert_cmphex(ipn_q_read(n, q, locked[i]), ==, before);
    }
    ipn_queue_stop(n, q);
    for (i = 0; i < ARRAY_SIZE(locked); i++) {
        ipn_q_write(n, q, locked[i], 2);
        g_assert_cmphex(ipn_q_read(n, q, locked[i]), ==, 2);
    }
    /* And the doorbells do nothing while it is stopped. */
    ipn_q_write(n, q, IPSECNIC_Q_POSTED_TAIL, 5);
    ipn_q_write(n, q, IPSECNIC_Q_COMP_HEAD, 5 | IPSECNIC_COMP_HEAD_ARM);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_POSTED_TAIL), ==, 0);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_COMP_HEAD), ==, 0);
    g_assert_cmphex(ipn_q_read(n, q, IPSECNIC_Q_STATE), ==, 0);
}

/*
 * Self-test
 */

static void test_self_test_scratch(void)
{
    Ipn *n = ipn_start("", "");

    ipn_write(n, IPSECNIC_REG_TEST_SCRATCH, 0);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TEST_SCRATCH), ==, 0xffffffff);
    ipn_write(n, IPSECNIC_REG_TEST_SCRATCH, 0xdeadbeef);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TEST_SCRATCH), ==, 0x21524110);
}

static void test_self_test_irq(void)
{
    Ipn *n = ipn_start(",queues=4", "");
    unsigned v, w;

    for (v = 0; v < n->vectors; v++) {
        ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(v), 65535);
        ipn_write(n, IPSECNIC_REG_TEST_IRQ, v);
        ipn_irq_wait(n, v);
        /* No moderation: at once again. */
        ipn_write(n, IPSECNIC_REG_TEST_IRQ, v);
        ipn_irq_wait(n, v);
        for (w = 0; w < n->vectors; w++) {
            g_assert_false(ipn_irq_take(n, w));
        }
    }
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_INTERRUPTS), ==, 2 * n->vectors);
    ipn_write(n, IPSECNIC_REG_TEST_IRQ, n->vectors);
    ipn_write(n, IPSECNIC_REG_TEST_IRQ, 0xffff);
    ipn_write(n, IPSECNIC_REG_TEST_IRQ, 0xffffffff);
    ipn_settle(n);
    g_assert_cmpuint(ipn_stat(n, IPSECNIC_STAT_INTERRUPTS), ==, 2 * n->vectors);
    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_TEST_IRQ), ==, 0);
}

static uint32_t test_dma(Ipn *n, uint64_t addr, uint32_t size, uint32_t ctrl)
{
    uint32_t status;

    ipn_write(n, IPSECNIC_REG_TEST_DMA_ADDR_LO, addr);
    ipn_write(n, IPSECNIC_REG_TEST_DMA_ADDR_HI, addr >> 32);
    ipn_write(n, IPSECNIC_REG_TEST_DMA_SIZE, size);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TEST_DMA_SIZE), ==, size);
    ipn_write(n, IPSECNIC_REG_TEST_DMA_CTRL, ctrl);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_TEST_DMA_CTRL), ==, 0);
    IPN_WAIT(n, (status = ipn_read(n, IPSECNIC_REG_TEST_DMA_STATUS)) !=
                IPSECNIC_TEST_DMA_ST_BUSY);
    return status;
}

static void test_self_test_dma(void)
{
    static const struct {
        uint32_t offset, size;
    } rows[] = {
        { 0, 1 }, { 1, 1 }, { 3, 61 }, { 4095, 2 }, { 4095, 4098 },
        { 1, 4096 }, { 7, 65536 }, { 0, 65536 }, { 8192, 64 },
    };
    Ipn *n = ipn_start("", "");
    uint64_t mem = ipn_alloc(n, 0x20000) + 64;
    g_autofree uint8_t *want = g_malloc(0x20000);
    g_autofree uint8_t *got = g_malloc(0x20000);
    unsigned i, op, b;

    for (i = 0; i < 0x20000; i++) {
        want[i] = i * 31 + (i >> 8);
    }
    qtest_bufwrite(n->qts, mem - 64, want, 0x20000);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        for (op = 3; op >= 1; op--) {
            uint8_t *w = want + 64 + rows[i].offset;

            g_assert_cmpuint(test_dma(n, mem + rows[i].offset, rows[i].size,
                                      op), ==, IPSECNIC_TEST_DMA_ST_DONE);
            for (b = 0; b < rows[i].size; b++) {
                w[b] = op == 1 ? 0 : op == 2 ? 0x96 : ~w[b];
            }
            qtest_bufread(n->qts, mem - 64, got, 0x20000);
            g_assert_cmpint(memcmp(got, want, 0x20000), ==, 0);
        }
    }
    /* It works while the card is not enabled, and disturbs nothing. */
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==,
                    IPSECNIC_STATUS_LINK_UP);
}

static void test_self_test_dma_bad(void)
{
    Ipn *n = ipn_start("", "");
    uint64_t mem = ipn_alloc(n, 64);
    unsigned op;

    g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_TEST_DMA_STATUS), ==,
                     IPSECNIC_TEST_DMA_ST_IDLE);
    g_assert_cmpuint(test_dma(n, mem, 0, 2), ==, IPSECNIC_TEST_DMA_ST_BAD);
    g_assert_cmpuint(test_dma(n, mem, 65537, 2), ==, IPSECNIC_TEST_DMA_ST_BAD);
    g_assert_cmpuint(test_dma(n, mem, 0xffffffff, 2), ==,
                     IPSECNIC_TEST_DMA_ST_BAD);
    g_assert_cmpuint(test_dma(n, mem, 64, 0), ==, IPSECNIC_TEST_DMA_ST_BAD);
    g_assert_cmpuint(test_dma(n, mem, 64, 4), ==, IPSECNIC_TEST_DMA_ST_BAD);
    g_assert_cmphex(ipn_mem_read(n, mem, 4), ==, 0);
    for (op = 1; op <= 3; op++) {
        g_assert_cmpuint(test_dma(n, NOWHERE, 64, op), ==,
                         IPSECNIC_TEST_DMA_ST_FAILED);
        g_assert_cmpuint(test_dma(n, MEMORY_END - 32, 64, op), ==,
                         IPSECNIC_TEST_DMA_ST_FAILED);
        /* A range that wraps around the end of the address space. */
        g_assert_cmpuint(test_dma(n, UINT64_MAX - 31, 64, op), ==,
                         IPSECNIC_TEST_DMA_ST_FAILED);
        /* Its own registers: no endless loop, whatever becomes of it. */
        test_dma(n, n->regs + IPSECNIC_REG_TEST_DMA_ADDR_LO, 64, op);
    }
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    ipn_bus_master(n, false);
    g_assert_cmpuint(test_dma(n, mem, 64, 2), ==, IPSECNIC_TEST_DMA_ST_FAILED);
    ipn_bus_master(n, true);
    g_assert_cmphex(ipn_mem_read(n, mem, 4), ==, 0);
    g_assert_cmpuint(test_dma(n, mem, 64, 2), ==, IPSECNIC_TEST_DMA_ST_DONE);
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    check_reset_values(n);
}

static void test_64_bit_dma(void)
{
    /* Memory that nobody touches takes no memory. */
    Ipn *n = ipn_start("", ipn_on_pc() ? "-M q35,max-ram-below-4g=32M" :
                       "-object memory-backend-ram,id=ram,size=5G,reserve=off "
                       "-machine memory-backend=ram -m 5G");
    uint64_t high = 0x100000000;

    g_assert_cmpuint(test_dma(n, high + 3, 100, 2), ==,
                     IPSECNIC_TEST_DMA_ST_DONE);
    g_assert_cmphex(ipn_mem_read(n, high, 8), ==, 0x9696969696000000);

    /* Rings and buffers up there too. */
    n->mem_next = high + 0x10000;
    n->mem_end = high + 0x1000000;
    ipn_up(n, &(IpnSetup) { });
    ipn_send_hex(n, ipn_basic_vectors[0].wire);
    {
        uint8_t mac[6] = IPN_MAC_BYTES;
        IpnRx rx;

        ipn_rx_next(n, &n->rx[0], &rx);
        g_assert_cmpmem(rx.data, 6, mac, 6);
        g_assert_cmpuint(rx.reason, ==, IPSECNIC_REASON_NO_SA);
    }
    n->mem_end = 0x1c00000;
}

/*
 * Link
 */

static void test_link_state(void)
{
    Ipn *n = ipn_start("", "");
    uint8_t event[64];

    ipn_up(n, &(IpnSetup) { });
    ipn_link(n, false);
    IPN_WAIT(n, !(ipn_read(n, IPSECNIC_REG_STATUS) & IPSECNIC_STATUS_LINK_UP));
    ipn_event(n, event);
    g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_EVENT_LINK);
    g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, status), ==, 0);
    /* A reset does not bring the link up. */
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==, 0);
    ipn_up(n, &(IpnSetup) { });
    ipn_link(n, true);
    ipn_event(n, event);
    g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, code), ==,
                     IPSECNIC_EVENT_LINK);
    g_assert_cmpuint(ipn_get(event, ipsecnic_ctrl_comp, status), ==, 1);
    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==,
                    IPSECNIC_STATUS_ENABLED | IPSECNIC_STATUS_LINK_UP);
}

static void test_no_peer_is_link_down(void)
{
    g_autofree char *machine = ipn_machine();
    QTestState *qts = qtest_initf("%s -nodefaults -m 64 -device ipsecnic",
                                  machine);
    QPCIBus *bus = ipn_bus_new(qts);
    Ipn *n = ipn_new(bus, -1, 0x100000, 0x100000, -1);

    g_assert_cmphex(ipn_read(n, IPSECNIC_REG_STATUS), ==, 0);
    ipn_free(n);
    ipn_bus_free(bus);
    qtest_quit(qts);
}

/*
 * Reset in the middle of everything
 */

typedef void ResetFunc(Ipn *n);

static void reset_register(Ipn *n)
{
    /* The other bits of the write are ignored. */
    ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET | IPSECNIC_CTRL_ENABLE);
}

static void reset_flr(Ipn *n)
{
    /* Which errors are reported: bits 0..3 of Device Control. */
    uint16_t control = qpci_config_readw(&n->dev, n->exp_cap + PCI_EXP_DEVCTL);

    qpci_config_writew(&n->dev, n->exp_cap + PCI_EXP_DEVCTL, control | 0xf);
    g_assert_cmphex(qpci_config_readw(&n->dev, n->exp_cap + PCI_EXP_DEVCTL) &
                    0xf, ==, 0xf);
    ipn_flr(n);
    g_assert_cmphex(qpci_config_readw(&n->dev, n->exp_cap + PCI_EXP_DEVCTL) &
                    0xf, ==, 0);
    g_assert_cmphex(qpci_config_readw(&n->dev, PCI_COMMAND), ==, 0);
}

static void reset_system(Ipn *n)
{
    qtest_system_reset(n->qts);
    g_assert_cmphex(qpci_config_readw(&n->dev, PCI_COMMAND), ==, 0);
}

static void reset_d3hot(Ipn *n)
{
    uint16_t pmcsr = qpci_config_readw(&n->dev, n->pm_cap + PCI_PM_CTRL);

    qpci_config_writew(&n->dev, n->pm_cap + PCI_PM_CTRL, pmcsr | 3);
    qpci_config_writew(&n->dev, n->pm_cap + PCI_PM_CTRL, pmcsr & ~3);
}

static void reset_in_the_middle(const char *props, unsigned queues,
                                ResetFunc *reset)
{
    Ipn *n = ipn_start(props, "");
    g_autofree uint8_t *before = g_malloc(0x100000);
    g_autofree uint8_t *after = g_malloc(0x100000);
    uint8_t mac[6] = IPN_MAC_BYTES, frame[100], info[256], entry[64] = { 0 };
    uint64_t from, bytes, cells;
    uint32_t old;
    IpnRx rx;

    from = n->mem_next;
    ipn_up(n, &(IpnSetup) { .queues = queues, .posted = 8, .comp = 16,
                            .buffers = 1, .ctrl = 8, .tx = 8 });
    old = ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM4]);
    ipn_write(n, IPSECNIC_REG_MAC_LO, 0x11111102);
    ipn_write(n, IPSECNIC_REG_RX_MAX_FRAME, 1514);
    ipn_write(n, IPSECNIC_REG_MCAST_LO(5), 0x5e0001);
    ipn_write(n, IPSECNIC_REG_MCAST_HI(5), IPSECNIC_MCAST_VALID);
    ipn_write(n, IPSECNIC_REG_VEC_INTERVAL(1), 50000);
    ipn_write(n, IPSECNIC_REG_TEST_SCRATCH, 5);
    /* A transmit frame that waits for its END. */
    ipn_put(entry, ipsecnic_tx_posted, addr, ipn_alloc(n, 100));
    ipn_put(entry, ipsecnic_tx_posted, length, 100);
    ipn_put(entry, ipsecnic_tx_posted, flags, IPSECNIC_TX_START);
    ipn_post(n, &n->tx[0], entry);
    ipn_doorbell(n, &n->tx[0]);
    /* A completion that was not read, and an armed queue that has fired. */
    ipn_release(n, &n->rx[0], true);
    ipn_send_hex(n, ipn_basic_vectors[0].wire);
    if (queues == 1) {
        ipn_irq_wait(n, 1);
        /* An interrupt that waits for its interval. */
        ipn_release(n, &n->rx[0], true);
        g_assert_cmpuint(ipn_read(n, IPSECNIC_REG_VEC_PENDING(1)), ==, 1);
    }
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_FRAMES) == 1);
    /* The buffer is gone: this frame waits in QEMU. */
    ipn_send_hex(n, ipn_basic_vectors[0].wire);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_STALLS) == 1);
    bytes = n->mem_next - from;
    g_assert_cmpuint(bytes, <=, 0x100000);
    ipn_settle(n);
    qtest_bufread(n->qts, from, before, bytes);
    cells = n->cells;

    reset(n);
    if (!(qpci_config_readw(&n->dev, PCI_COMMAND) & PCI_COMMAND_MEMORY)) {
        ipn_pci_setup(n);
        g_assert_cmphex(n->cells, ==, cells);
    } else {
        /* CTRL.RESET leaves PCI configuration and MSI-X as they are. */
        g_assert_true(reset == reset_register);
        ipn_write(n, IPSECNIC_REG_TEST_IRQ, 2);
        ipn_irq_wait(n, 2);
        ipn_write(n, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    }
    check_reset_values(n);

    /* Nothing that was under way comes later. */
    qtest_clock_step(n->qts, 100000000);
    ipn_settle(n);
    check_reset_values(n);
    qtest_bufread(n->qts, from, after, bytes);
    g_assert_cmpint(memcmp(before, after, bytes), ==, 0);
    g_assert_false(ipn_irq_take(n, 1));
    ipn_wire_quiet(n);

    /* And the card works again, without what was before. */
    ipn_up(n, &(IpnSetup) { .queues = queues });
    ipn_plain(frame, sizeof(frame), mac, 1);
    ipn_send(n, frame, sizeof(frame));
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_untouched(&rx, frame, sizeof(frame), IPSECNIC_KIND_PLAIN,
                     IPSECNIC_REASON_NOT_IPSEC);
    g_assert_cmpuint(rx.arrival, ==, 0);
    g_assert_cmpuint(ipn_sa_query(n, old, info), ==, IPSECNIC_ST_UNKNOWN_SA);
    g_assert_cmphex(ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM4]), !=, old);
}

static void test_reset_by_register(void)
{
    reset_in_the_middle("", 1, reset_register);
    reset_in_the_middle(",queues=4", 4, reset_register);
}

static void test_reset_by_flr(void)
{
    reset_in_the_middle("", 1, reset_flr);
    reset_in_the_middle(",queues=4", 4, reset_flr);
}

static void test_reset_of_the_system(void)
{
    reset_in_the_middle("", 1, reset_system);
    reset_in_the_middle(",queues=4", 4, reset_system);
}

static void test_reset_by_d3hot(void)
{
    reset_in_the_middle("", 1, reset_d3hot);
}

/*
 * Properties and hot-plug
 */

/* device_add must fail, and the message must name the property. */
static void add_fails(QTestState *qts, const char *property, const char *json)
{
    QDict *error = qtest_qmp_assert_failure_ref(qts, "%p",
        qobject_from_json(json, &error_abort));
    const char *text = qdict_get_str(error, "desc");

    g_test_message("%s", text);
    if (!strstr(text, property)) {
        g_error("the message does not name %s: %s", property, text);
    }
    qobject_unref(error);
}

static void test_property_errors(void)
{
    static const struct {
        const char *property, *value;
    } rows[] = {
        { "queues", "0" }, { "queues", "17" }, { "queues", "4294967295" },
        { "sa-capacity", "0" }, { "sa-capacity", "1048576" },
        { "rx-overrun", "'maybe'" }, { "rx-overrun", "''" },
    };
    QTestState *qts;
    unsigned i;

    if (!ipn_needs_pc("hot-plug")) {
        return;
    }
    qts = qtest_init("-M pc -nodefaults -m 64");
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autofree char *json = g_strdup_printf(
            "{ 'execute': 'device_add', 'arguments': { 'driver': 'ipsecnic',"
            " 'id': 'c', '%s': %s } }", rows[i].property, rows[i].value);

        add_fails(qts, rows[i].property, json);
    }
    /* Nothing is left behind of those. */
    qtest_qmp_device_add(qts, "ipsecnic", "c", "{'addr': '0x6'}");
    qpci_unplug_acpi_device_test(qts, "c", 6);
    qtest_quit(qts);
}

static void test_hotplug_conventional_bus(void)
{
    QTestState *qts;
    QPCIBus *bus;
    unsigned i;

    if (!ipn_needs_pc("hot-plug")) {
        return;
    }
    qts = qtest_init("-M pc -nodefaults -m 64 -netdev hubport,id=h0,hubid=0");
    bus = qpci_new_pc(qts, NULL);
    for (i = 0; i < 3; i++) {
        Ipn *n;

        qtest_qmp_device_add(qts, "ipsecnic", "card", "{'addr': '0x6',"
                             " 'netdev': 'h0', 'queues': 4}");
        n = ipn_new(bus, 6 << 3, 0x100000, 0x400000, -1);
        ipn_up(n, &(IpnSetup) { .queues = 4 });
        ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_CBC6]);
        qpci_unplug_acpi_device_test(qts, "card", 6);
        ipn_free(n);
    }
    qpci_free_pc(bus);
    qtest_quit(qts);
}

static void test_hotplug_root_port(void)
{
    QTestState *qts;
    QPCIBus *bus;
    QPCIDevice port = { .devfn = QPCI_DEVFN(5, 0) };
    unsigned i;

    if (!ipn_needs_pc("a root port")) {
        return;
    }
    qts = qtest_init("-M q35 -nodefaults -m 64 -netdev hubport,id=h0,hubid=0 "
                     "-device pcie-root-port,id=rp0,addr=5");
    port.bus = bus = qpci_new_pc(qts, NULL);
    /* What firmware would do: a bus number and a window of memory. */
    qpci_config_writeb(&port, PCI_SECONDARY_BUS, 1);
    qpci_config_writeb(&port, PCI_SUBORDINATE_BUS, 1);
    qpci_config_writew(&port, PCI_MEMORY_BASE, 0xe000);
    qpci_config_writew(&port, PCI_MEMORY_LIMIT, 0xeff0);
    qpci_config_writew(&port, PCI_COMMAND, PCI_COMMAND_MEMORY |
                       PCI_COMMAND_MASTER);
    for (i = 0; i < 2; i++) {
        Ipn *n;

        qtest_qmp_device_add(qts, "ipsecnic", "card",
                             "{'bus': 'rp0', 'netdev': 'h0'}");
        n = ipn_new(bus, 1 << 8, 0x100000, 0x400000, -1);
        g_assert_cmphex(ipn_read(n, IPSECNIC_REG_MAGIC), ==, IPSECNIC_MAGIC);
        ipn_up(n, &(IpnSetup) { });
        ipn_sa_load(n, &ipn_sa_vectors[VECTOR_SA_GCM6]);
        qtest_qmp_device_del_send(qts, "card");
        /* ACPI hot-plug of the q35: select the only such bus, eject. */
        qtest_outl(qts, 0xcc0 + 0x10, 0);
        qtest_outl(qts, 0xcc0 + 0x08, 1);
        qtest_qmp_eventwait(qts, "DEVICE_DELETED");
        ipn_free(n);
    }
    qpci_free_pc(bus);
    qtest_quit(qts);
}

/* What the card does is not in the log, so there is no card with one. */
static void test_record_replay(void)
{
    g_autofree char *machine = ipn_machine();
    g_autofree char *command = g_strdup_printf(
        "%s %s -nodefaults -m 64 -display none -S -accel tcg"
        " -icount shift=7,rr=record,rrfile=/dev/null -device ipsecnic",
        getenv("QTEST_QEMU_BINARY"), machine);
    g_auto(GStrv) argv = g_strsplit(command, " ", -1);
    g_autofree char *said = NULL;
    int status;

    g_assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL,
                               NULL, NULL, NULL, &said, &status, NULL));
    g_test_message("%s", said);
    g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    g_assert_nonnull(strstr(said, "-device ipsecnic"));
    g_assert_nonnull(strstr(said, "record/replay does not log"));
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
#define ADD(name, func) qtest_add_func("/ipsecnic/regs/" name, func)
    ADD("pci-identity", test_pci_identity);
    ADD("pci-extended-capabilities", test_pci_extended_capabilities);
    ADD("reset-values", test_reset_values);
    ADD("capabilities-known-bits", test_capabilities_known_bits);
    ADD("access-sizes", test_access_sizes);
    ADD("access-of-8-bytes-is-low-then-high",
        test_access_of_8_bytes_is_low_then_high);
    ADD("undefined-offsets-and-read-only",
        test_undefined_offsets_and_read_only);
    ADD("bar-above-4g", test_bar_above_4g);
    ADD("negotiation-accepted", test_negotiation_accepted);
    ADD("negotiation-refused", test_negotiation_refused);
    ADD("ignored-before-enable", test_ignored_before_enable);
    ADD("negotiation-segment-without-csum",
        test_negotiation_segment_without_csum);
    ADD("driver-features-locked-while-enabled",
        test_driver_features_locked_while_enabled);
    ADD("enable-cleared-stops-queues-and-keeps-the-rest",
        test_enable_cleared_stops_queues_and_keeps_the_rest);
    ADD("rx-max-frame-range", test_rx_max_frame_range);
    ADD("undefined-bits-are-ignored", test_undefined_bits_are_ignored);
    ADD("queue-registers-locked-while-running",
        test_queue_registers_locked_while_running);
    ADD("self-test/scratch", test_self_test_scratch);
    ADD("self-test/dma", test_self_test_dma);
    ADD("self-test/dma-bad", test_self_test_dma_bad);
    ADD("link-state", test_link_state);
    ADD("reset/register", test_reset_by_register);
    ADD("reset/flr", test_reset_by_flr);
    ADD("record-replay", test_record_replay);
    ADD("reset/system", test_reset_of_the_system);
    ADD("reset/d3hot", test_reset_by_d3hot);
    ADD("features-offered", test_features_offered);
    ADD("features-of-algorithms", test_features_of_algorithms);
    ADD("queues-register", test_queues_register);
    ADD("fewer-queues-leave-the-others-running",
        test_fewer_queues_leave_the_others_running);
    ADD("vector-out-of-range-is-none", test_vector_out_of_range_is_none);
    ADD("self-test/irq", test_self_test_irq);
    ADD("reset-values-8-queues", test_reset_values_8_queues);
    ADD("64-bit-dma", test_64_bit_dma);
    ADD("no-peer-is-link-down", test_no_peer_is_link_down);
    ADD("property-errors", test_property_errors);
    ADD("hotplug/conventional-bus", test_hotplug_conventional_bus);
    ADD("hotplug/root-port", test_hotplug_root_port);
#undef ADD
    ret = g_test_run();
    ipn_quit();
    return ret;
}

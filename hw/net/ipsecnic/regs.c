/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the registers of BAR 0
 *
 * A write changes registers and schedules bottom halves.  Guest memory is
 * never touched from here, but for the message of an interrupt that is due.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/pci/pci_device.h"
#include "net/net.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"

#include "clock.h"
#include "core.h"
#include "engine/engine.h"
#include "faults.h"
#include "link.h"
#include "queue.h"
#include "regs.h"
#include "rx.h"
#include "selftest.h"
#include "state.h"
#include "trace.h"

/* The address in MCAST_HI, beside MCAST_VALID. */
#define IPSECNIC_MCAST_HI_MASK  0xffff

/* Where the blocks of BAR 0 end, and how far apart their members are. */
#define IPSECNIC_MCAST_END      IPSECNIC_REG_MCAST_LO(IPSECNIC_MCAST_MAX)
#define IPSECNIC_MCAST_STRIDE   (IPSECNIC_REG_MCAST_LO(1) - \
                                 IPSECNIC_REG_MCAST_LO(0))
#define IPSECNIC_STAT_END       IPSECNIC_REG_STAT_LO(IPSECNIC_STATS)
#define IPSECNIC_STAT_STRIDE    (IPSECNIC_REG_STAT_LO(1) - \
                                 IPSECNIC_REG_STAT_LO(0))
#define IPSECNIC_VEC_STRIDE     (IPSECNIC_REG_VEC_INTERVAL(1) - \
                                 IPSECNIC_REG_VEC_INTERVAL(0))
#define IPSECNIC_Q_STRIDE       (IPSECNIC_REG_RXQ(1) - IPSECNIC_REG_RXQ(0))

/* The queue whose registers are at an offset; NULL: there is none. */
static IpsecnicQueue *ipsecnic_queue_at(IpsecnicState *s, hwaddr offset)
{
    hwaddr block = QEMU_ALIGN_DOWN(offset, IPSECNIC_Q_STRIDE);
    uint32_t n = s->config.queues;

    if (block == IPSECNIC_REG_CTRLQ) {
        return &s->ctrlq;
    }
    if (block >= IPSECNIC_REG_RXQ(0) && block < IPSECNIC_REG_RXQ(n)) {
        return &s->rxq[(block - IPSECNIC_REG_RXQ(0)) / IPSECNIC_Q_STRIDE].q;
    }
    if (block >= IPSECNIC_REG_TXQ(0) && block < IPSECNIC_REG_TXQ(n)) {
        return &s->txq[(block - IPSECNIC_REG_TXQ(0)) / IPSECNIC_Q_STRIDE].q;
    }
    return NULL;
}

static uint32_t ipsecnic_read_status(IpsecnicState *s)
{
    return (s->enabled ? IPSECNIC_STATUS_ENABLED : 0) |
           (ipsecnic_link_is_up(s) ? IPSECNIC_STATUS_LINK_UP : 0) |
           (s->features_bad ? IPSECNIC_STATUS_FEATURES_BAD : 0) |
           (s->events_lost ? IPSECNIC_STATUS_EVENTS_LOST : 0);
}

static uint32_t ipsecnic_read_global(IpsecnicState *s, hwaddr offset)
{
    switch (offset) {
    case IPSECNIC_REG_MAGIC:
        return IPSECNIC_MAGIC;
    case IPSECNIC_REG_ABI_VERSION:
        return IPSECNIC_ABI_VERSION;
    case IPSECNIC_REG_FEATURES_LO:
        return extract64(s->features, 0, 32);
    case IPSECNIC_REG_FEATURES_HI:
        return extract64(s->features, 32, 32);
    case IPSECNIC_REG_DRIVER_FEATURES_LO:
        return extract64(s->driver_features, 0, 32);
    case IPSECNIC_REG_DRIVER_FEATURES_HI:
        return extract64(s->driver_features, 32, 32);
    case IPSECNIC_REG_CTRL:
        return s->enabled ? IPSECNIC_CTRL_ENABLE : 0;
    case IPSECNIC_REG_STATUS:
        return ipsecnic_read_status(s);
    case IPSECNIC_REG_RX_CTRL:
        return s->rx_ctrl;
    case IPSECNIC_REG_TX_CTRL:
        return s->tx_ctrl;
    case IPSECNIC_REG_IPSEC_CTRL:
        return s->ipsec_ctrl;
    case IPSECNIC_REG_MAX_QUEUES:
        return s->config.queues;
    case IPSECNIC_REG_QUEUES:
        return s->queues;
    case IPSECNIC_REG_VECTORS:
        return s->num_vectors;
    case IPSECNIC_REG_EVENTS_LOST:
        return s->events_lost;
    case IPSECNIC_REG_MAC_LO:
        return ldl_le_p(s->mac);
    case IPSECNIC_REG_MAC_HI:
        return lduw_le_p(s->mac + 4);
    case IPSECNIC_REG_PERM_MAC_LO:
        return ldl_le_p(s->conf.macaddr.a);
    case IPSECNIC_REG_PERM_MAC_HI:
        return lduw_le_p(s->conf.macaddr.a + 4);
    case IPSECNIC_REG_RX_MAX_FRAME:
        return s->rx_max_frame;
    case IPSECNIC_REG_MAX_FRAME:
        return IPSECNIC_MAX_FRAME;
    case IPSECNIC_REG_TX_MAX_FRAGMENTS:
        return IPSECNIC_TX_MAX_FRAGMENTS;
    case IPSECNIC_REG_MCAST_ENTRIES:
        return IPSECNIC_MCAST_MAX;

    case IPSECNIC_REG_CAP_ENCAP:
        return s->caps.encap;
    case IPSECNIC_REG_CAP_IPSEC:
        return s->caps.ipsec;
    case IPSECNIC_REG_CAP_UDP_ESP:
        return s->caps.udp_esp;
    case IPSECNIC_REG_CAP_AUTH_LO:
        return extract64(s->caps.auth_algs, 0, 32);
    case IPSECNIC_REG_CAP_AUTH_HI:
        return extract64(s->caps.auth_algs, 32, 32);
    case IPSECNIC_REG_CAP_CIPHER_LO:
        return extract64(s->caps.cipher_algs, 0, 32);
    case IPSECNIC_REG_CAP_CIPHER_HI:
        return extract64(s->caps.cipher_algs, 32, 32);
    case IPSECNIC_REG_CAP_GCM_ICV:
        return s->caps.gcm_icv;
    case IPSECNIC_REG_SA_CAPACITY:
        return s->caps.sa_capacity;
    case IPSECNIC_REG_SA_COUNT:
        return ipsec_engine_sa_count(s->engine);
    case IPSECNIC_REG_SA_CTX_MAX:
        return IPSECNIC_SA_CTX_MAX;
    case IPSECNIC_REG_BATCH_MAX:
        return IPSECNIC_BATCH_MAX;
    case IPSECNIC_REG_POLICY_CAPACITY:
        return s->caps.policy_capacity;
    case IPSECNIC_REG_POLICY_COUNT:
        return ipsec_engine_policy_count(s->engine);
    case IPSECNIC_REG_WINDOW_MAX:
        return s->features & BIT_ULL(IPSECNIC_F_IPSEC_PACKET) ?
               IPSEC_WINDOW_MAX : 0;
    case IPSECNIC_REG_PACKET_MTU:
        return s->packet_mtu;
    case IPSECNIC_REG_RSS_CONTEXTS:
        return s->features & BIT_ULL(IPSECNIC_F_RSS) ?
               IPSECNIC_RSS_CONTEXTS : 0;
    case IPSECNIC_REG_RX_RULE_CAPACITY:
        return s->features & BIT_ULL(IPSECNIC_F_RX_STEER) ?
               s->config.rx_rules : 0;
    case IPSECNIC_REG_RX_RULE_COUNT:
        return s->num_rules;
    case IPSECNIC_REG_CLOCK_TIME_LO ... IPSECNIC_REG_CLOCK_RATE:
        return ipsecnic_clock_read(s, offset);

    case IPSECNIC_REG_TEST_SCRATCH:
        return ~s->test_scratch;
    case IPSECNIC_REG_TEST_DMA_ADDR_LO:
        return s->test_dma_addr_lo;
    case IPSECNIC_REG_TEST_DMA_ADDR_HI:
        return s->test_dma_addr_hi;
    case IPSECNIC_REG_TEST_DMA_SIZE:
        return s->test_dma_size;
    case IPSECNIC_REG_TEST_DMA_STATUS:
        return s->test_dma_status;
    default:
        /* DEVICE_ERROR, write-only registers and holes */
        return 0;
    }
}

static uint64_t ipsecnic_regs_read(void *opaque, hwaddr offset, unsigned size)
{
    IpsecnicState *s = opaque;
    IpsecnicQueue *q = ipsecnic_queue_at(s, offset);
    uint32_t value = 0;

    if (s->gone) {
        /* A processor that was on its way here when the card was unplugged. */
        value = UINT32_MAX;
    } else if (q) {
        value = ipsecnic_queue_read(q, offset % IPSECNIC_Q_STRIDE);
    } else if (offset < IPSECNIC_REG_MCAST_LO(0)) {
        value = ipsecnic_read_global(s, offset);
    } else if (offset < IPSECNIC_MCAST_END) {
        uint32_t n = (offset - IPSECNIC_REG_MCAST_LO(0)) /
                     IPSECNIC_MCAST_STRIDE;

        value = offset % IPSECNIC_MCAST_STRIDE ? s->mcast_hi[n] :
                s->mcast_lo[n];
    } else if (offset >= IPSECNIC_REG_STAT_LO(0) &&
               offset < IPSECNIC_STAT_END) {
        uint32_t n = (offset - IPSECNIC_REG_STAT_LO(0)) /
                     IPSECNIC_STAT_STRIDE;

        value = extract64(s->stats[n],
                          offset % IPSECNIC_STAT_STRIDE ? 32 : 0, 32);
    } else if (offset >= IPSECNIC_REG_VEC_INTERVAL(0) &&
               offset < IPSECNIC_REG_VEC_INTERVAL(s->num_vectors)) {
        IpsecnicVector *v = &s->vectors[(offset -
                                         IPSECNIC_REG_VEC_INTERVAL(0)) /
                                        IPSECNIC_VEC_STRIDE];

        switch (offset % IPSECNIC_VEC_STRIDE) {
        case IPSECNIC_REG_VEC_INTERVAL(0) % IPSECNIC_VEC_STRIDE:
            value = v->interval;
            break;
        case IPSECNIC_REG_VEC_PENDING(0) % IPSECNIC_VEC_STRIDE:
            value = v->pending;
            break;
        default:
            break;
        }
    }
    if (unlikely(s->faults) && !s->gone) {
        value = ipsecnic_fault_read(s, offset, value);
    }
    trace_ipsecnic_mmio_read(offset, value);
    return value;
}

static void ipsecnic_ignored(hwaddr offset, uint32_t value, const char *why)
{
    qemu_log_mask(LOG_GUEST_ERROR, "ipsecnic: write of 0x%" PRIx32
                  " to register 0x%" HWADDR_PRIx " ignored: %s\n",
                  value, offset, why);
}

static void ipsecnic_write_ctrl(IpsecnicState *s, uint32_t value)
{
    s->features_bad = 0;
    if (value & IPSECNIC_CTRL_RESET) {
        ipsecnic_reset_state(s, "CTRL.RESET");
    } else if (value & IPSECNIC_CTRL_ENABLE) {
        ipsecnic_enable(s);
    } else {
        ipsecnic_disable(s);
    }
}

static void ipsecnic_write_ipsec_ctrl(IpsecnicState *s, uint32_t value)
{
    if (!ipsecnic_feature_ipsec(s)) {
        ipsecnic_ignored(IPSECNIC_REG_IPSEC_CTRL, value,
                         "neither IPSEC_RX nor IPSEC_TX was accepted");
        return;
    }
    s->ipsec_ctrl = value & (IPSECNIC_IPSEC_CTRL_ACTIVE |
                             IPSECNIC_IPSEC_CTRL_OWN_MAC_ONLY |
                             ipsecnic_ipsec_ctrl_protocols(s));
    ipsecnic_update_control(s);
}

static void ipsecnic_write_queues(IpsecnicState *s, uint32_t value)
{
    if (s->rx_ctrl & IPSECNIC_RX_CTRL_ENABLE) {
        ipsecnic_ignored(IPSECNIC_REG_QUEUES, value, "RX_CTRL.ENABLE is set");
    } else if (value < 1 || value > s->config.queues ||
               (value > 1 && !ipsecnic_feature(s, IPSECNIC_F_MULTI_QUEUE))) {
        ipsecnic_ignored(IPSECNIC_REG_QUEUES, value,
                         "out of range, or MULTI_QUEUE was not accepted");
    } else {
        s->queues = value;
    }
}

static void ipsecnic_write_packet_mtu(IpsecnicState *s, uint32_t value)
{
    if (!ipsecnic_feature(s, IPSECNIC_F_IPSEC_PACKET)) {
        ipsecnic_ignored(IPSECNIC_REG_PACKET_MTU, value,
                         "IPSEC_PACKET was not accepted");
    } else if (value && (value < IPSECNIC_PACKET_MTU_MIN ||
                         value > IPSECNIC_PACKET_MTU_MAX)) {
        ipsecnic_ignored(IPSECNIC_REG_PACKET_MTU, value, "out of range");
    } else {
        s->packet_mtu = value;
        ipsecnic_update_control(s);
    }
}

static void ipsecnic_write_driver_features(IpsecnicState *s, int start,
                                           uint32_t value)
{
    if (s->enabled) {
        ipsecnic_ignored(IPSECNIC_REG_DRIVER_FEATURES_LO + start / 8, value,
                         "the card is enabled");
        return;
    }
    s->driver_features = deposit64(s->driver_features, start, 32, value);
}

static void ipsecnic_write_rx_ctrl(IpsecnicState *s, uint32_t value)
{
    if (!ipsecnic_feature(s, IPSECNIC_F_VLAN_RX)) {
        value &= ~IPSECNIC_RX_CTRL_STRIP_VLAN;
    }
    if (!ipsecnic_feature(s, IPSECNIC_F_CLOCK)) {
        value &= ~IPSECNIC_RX_CTRL_STAMP;
    }
    s->rx_ctrl = value & IPSECNIC_RX_CTRL_MASK;
    ipsecnic_rx_kick(s);
}

static void ipsecnic_write_clock(IpsecnicState *s, hwaddr offset,
                                 uint32_t value)
{
    const char *why = ipsecnic_clock_write(s, offset, value);

    if (why) {
        ipsecnic_ignored(offset, value, why);
    }
}

static void ipsecnic_write_global(IpsecnicState *s, hwaddr offset,
                                  uint32_t value)
{
    switch (offset) {
    case IPSECNIC_REG_DRIVER_FEATURES_LO:
        ipsecnic_write_driver_features(s, 0, value);
        break;
    case IPSECNIC_REG_DRIVER_FEATURES_HI:
        ipsecnic_write_driver_features(s, 32, value);
        break;
    case IPSECNIC_REG_CTRL:
        ipsecnic_write_ctrl(s, value);
        break;
    case IPSECNIC_REG_RX_CTRL:
        ipsecnic_write_rx_ctrl(s, value);
        break;
    case IPSECNIC_REG_TX_CTRL:
        s->tx_ctrl = value & IPSECNIC_TX_CTRL_ENABLE;
        qemu_bh_schedule(s->tx_bh);
        break;
    case IPSECNIC_REG_IPSEC_CTRL:
        ipsecnic_write_ipsec_ctrl(s, value);
        break;
    case IPSECNIC_REG_QUEUES:
        ipsecnic_write_queues(s, value);
        break;
    case IPSECNIC_REG_EVENTS_LOST:
        s->events_lost = 0;
        break;
    case IPSECNIC_REG_MAC_LO:
        stl_le_p(s->mac, value);
        break;
    case IPSECNIC_REG_MAC_HI:
        stw_le_p(s->mac + 4, value);
        qemu_format_nic_info_str(qemu_get_queue(s->nic), s->mac);
        break;
    case IPSECNIC_REG_RX_MAX_FRAME:
        if (value < IPSECNIC_RX_MAX_FRAME_MIN || value > IPSECNIC_MAX_FRAME) {
            ipsecnic_ignored(offset, value, "out of range");
            break;
        }
        s->rx_max_frame = value;
        ipsecnic_rx_kick(s);
        break;
    case IPSECNIC_REG_PACKET_MTU:
        ipsecnic_write_packet_mtu(s, value);
        break;
    case IPSECNIC_REG_CLOCK_TIME_LO ... IPSECNIC_REG_CLOCK_RATE:
        ipsecnic_write_clock(s, offset, value);
        break;
    case IPSECNIC_REG_TEST_SCRATCH:
        s->test_scratch = value;
        break;
    case IPSECNIC_REG_TEST_IRQ:
        ipsecnic_test_irq(s, value);
        break;
    case IPSECNIC_REG_TEST_DMA_ADDR_LO:
        s->test_dma_addr_lo = value;
        break;
    case IPSECNIC_REG_TEST_DMA_ADDR_HI:
        s->test_dma_addr_hi = value;
        break;
    case IPSECNIC_REG_TEST_DMA_SIZE:
        s->test_dma_size = value;
        break;
    case IPSECNIC_REG_TEST_DMA_CTRL:
        ipsecnic_test_dma_start(s, value);
        break;
    default:
        ipsecnic_ignored(offset, value, "read-only or not there");
        break;
    }
}

static void ipsecnic_regs_write(void *opaque, hwaddr offset, uint64_t val,
                                unsigned size)
{
    IpsecnicState *s = opaque;
    IpsecnicQueue *q = ipsecnic_queue_at(s, offset);
    uint32_t value = val;

    trace_ipsecnic_mmio_write(offset, value);
    if (s->gone ||
        (unlikely(s->faults) && !ipsecnic_fault_write(s, offset, value))) {
        return;
    }
    if (q) {
        ipsecnic_queue_write(q, offset % IPSECNIC_Q_STRIDE, value);
    } else if (offset < IPSECNIC_REG_MCAST_LO(0)) {
        ipsecnic_write_global(s, offset, value);
    } else if (offset < IPSECNIC_MCAST_END) {
        uint32_t n = (offset - IPSECNIC_REG_MCAST_LO(0)) /
                     IPSECNIC_MCAST_STRIDE;

        if (offset % IPSECNIC_MCAST_STRIDE) {
            s->mcast_hi[n] = value & (IPSECNIC_MCAST_VALID |
                                    IPSECNIC_MCAST_HI_MASK);
        } else {
            s->mcast_lo[n] = value;
        }
    } else if (offset >= IPSECNIC_REG_VEC_INTERVAL(0) &&
               offset < IPSECNIC_REG_VEC_INTERVAL(s->num_vectors) &&
               offset % IPSECNIC_VEC_STRIDE ==
               IPSECNIC_REG_VEC_INTERVAL(0) % IPSECNIC_VEC_STRIDE) {
        uint32_t v = (offset - IPSECNIC_REG_VEC_INTERVAL(0)) /
                     IPSECNIC_VEC_STRIDE;

        s->vectors[v].interval = value & IPSECNIC_VEC_INTERVAL_MAX;
    } else {
        ipsecnic_ignored(offset, value, "read-only or not there");
    }
}

const MemoryRegionOps ipsecnic_regs_ops = {
    .read = ipsecnic_regs_read,
    .write = ipsecnic_regs_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 8,
    },
    .impl = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

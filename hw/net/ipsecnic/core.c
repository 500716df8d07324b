/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the card as a whole: made and freed, enabled, disabled, and reset
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "net/eth.h"
#include "net/net.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"

#include "capture.h"
#include "clock.h"
#include "core.h"
#include "ctrlq.h"
#include "engine/engine.h"
#include "engine/secret.h"
#include "espkeys.h"
#include "fault_act.h"
#include "guest_error.h"
#include "irq.h"
#include "link.h"
#include "queue.h"
#include "rss.h"
#include "rx.h"
#include "selftest.h"
#include "state.h"
#include "steer.h"
#include "trace.h"
#include "tx.h"

/* The features that need more than their property. */
static uint64_t ipsecnic_offered_features(const IpsecnicConfig *config,
                                          uint32_t ipsec)
{
    uint64_t features = config->features;

    if (ipsec & (IPSECNIC_CAP_ESP | IPSECNIC_CAP_AH)) {
        features |= BIT_ULL(IPSECNIC_F_IPSEC_RX);
    } else {
        features &= ~BIT_ULL(IPSECNIC_F_IPSEC_TX);
    }
    if (!(features & BIT_ULL(IPSECNIC_F_IPSEC_TX))) {
        features &= ~BIT_ULL(IPSECNIC_F_IPSEC_PACKET);
    }
    if (!(features & BIT_ULL(IPSECNIC_F_IPSEC_PACKET))) {
        features &= ~BIT_ULL(IPSECNIC_F_TFC);
    }
    if (!(features & BIT_ULL(IPSECNIC_F_TX_CSUM))) {
        features &= ~BIT_ULL(IPSECNIC_F_TX_SEGMENT);
    }
    if (!(features & BIT_ULL(IPSECNIC_F_TX_SEGMENT))) {
        features &= ~BIT_ULL(IPSECNIC_F_TX_TUNNEL);
    }
    if (!(features & BIT_ULL(IPSECNIC_F_RSS))) {
        features &= ~BIT_ULL(IPSECNIC_F_RSS_SYMMETRIC);
    }
    if (!(config->encap & IPSECNIC_ENCAP_8023_PQ)) {
        /* A tag is not a thing that the card knows. */
        features &= ~(BIT_ULL(IPSECNIC_F_VLAN_RX) |
                      BIT_ULL(IPSECNIC_F_VLAN_TX));
    }
    if (config->queues > 1) {
        features |= BIT_ULL(IPSECNIC_F_MULTI_QUEUE);
    }
    return features | BIT_ULL(IPSECNIC_F_EVENTS) |
           BIT_ULL(IPSECNIC_F_MODERATION);
}

bool ipsecnic_create_engine(IpsecnicState *s, Error **errp)
{
    const uint64_t lso = BIT_ULL(IPSECNIC_F_IPSEC_TX) |
                         BIT_ULL(IPSECNIC_F_TX_SEGMENT);
    IpsecnicConfig *config = &s->config;
    g_autoptr(GError) err = NULL;
    IpsecCaps available;
    IpsecCaps wanted;

    ipsec_caps_available(&available);
    wanted = (IpsecCaps) {
        .encap = available.encap & (config->encap | IPSECNIC_ENCAP_8023),
        .ipsec = available.ipsec & config->ipsec,
        .udp_esp = available.udp_esp & config->udp_esp,
        .auth_algs = available.auth_algs & config->auth_algs,
        .cipher_algs = available.cipher_algs & config->cipher_algs,
        .gcm_icv = available.gcm_icv &
                   (config->gcm_icv | IPSECNIC_GCM_ICV(16)),
        .sa_capacity = config->sa_capacity,
    };
    s->features = ipsecnic_offered_features(config, wanted.ipsec);
    if (s->features & BIT_ULL(IPSECNIC_F_IPSEC_PACKET)) {
        wanted.policy_capacity = config->policy_capacity;
    }
    wanted.tfc = s->features & BIT_ULL(IPSECNIC_F_TFC);
    if ((s->features & lso) != lso) {
        wanted.ipsec &= ~IPSECNIC_CAP_LSO;
    }
    s->engine = ipsec_engine_new(&wanted, &err);
    if (!s->engine) {
        error_setg(errp, "%s", err ? err->message :
                   "the IPsec engine cannot be created");
        return false;
    }
    s->caps = *ipsec_engine_caps(s->engine);
    s->features |= ipsec_caps_features(&s->caps);
    return true;
}

void ipsecnic_free_engine(IpsecnicState *s)
{
    g_clear_pointer(&s->engine, ipsec_engine_free);
}

uint32_t ipsecnic_ipsec_ctrl_protocols(const IpsecnicState *s)
{
    return (s->caps.ipsec & IPSECNIC_CAP_ESP ? IPSECNIC_IPSEC_CTRL_ESP : 0) |
           (s->caps.ipsec & IPSECNIC_CAP_AH ? IPSECNIC_IPSEC_CTRL_AH : 0);
}

void ipsecnic_update_control(IpsecnicState *s)
{
    uint32_t control = s->ipsec_ctrl & (IPSECNIC_IPSEC_CTRL_ACTIVE |
                                        IPSECNIC_IPSEC_CTRL_ESP |
                                        IPSECNIC_IPSEC_CTRL_AH);

    if (!ipsecnic_feature_ipsec(s)) {
        control &= ~IPSECNIC_IPSEC_CTRL_ACTIVE;
    }
    ipsec_engine_set_control(s->engine, control);
    ipsec_engine_set_inbound(s->engine,
                             ipsecnic_feature(s, IPSECNIC_F_IPSEC_RX));
    ipsec_engine_set_rx_csum(s->engine,
                             ipsecnic_feature(s, IPSECNIC_F_RX_CSUM));
    ipsec_engine_set_packet(s->engine,
                            ipsecnic_feature(s, IPSECNIC_F_IPSEC_PACKET));
    ipsec_engine_set_features(s->engine,
                              s->enabled ? s->driver_features : 0);
    ipsec_engine_set_mtu(s->engine, s->packet_mtu);
}

bool ipsecnic_features_ok(const IpsecnicState *s)
{
    const uint64_t segment = BIT_ULL(IPSECNIC_F_TX_SEGMENT);
    const uint64_t tunnel = BIT_ULL(IPSECNIC_F_TX_TUNNEL);
    const uint64_t packet = BIT_ULL(IPSECNIC_F_IPSEC_PACKET);
    const uint64_t ipsec = BIT_ULL(IPSECNIC_F_IPSEC_RX) |
                           BIT_ULL(IPSECNIC_F_IPSEC_TX);

    return !(s->driver_features & ~s->features) &&
           (!(s->driver_features & segment) ||
            (s->driver_features & BIT_ULL(IPSECNIC_F_TX_CSUM))) &&
           (!(s->driver_features & tunnel) ||
            (s->driver_features & segment)) &&
           (!(s->driver_features & packet) ||
            (s->driver_features & ipsec) == ipsec) &&
           (!(s->driver_features & BIT_ULL(IPSECNIC_F_TFC)) ||
            (s->driver_features & packet));
}

void ipsecnic_disable(IpsecnicState *s)
{
    uint32_t i;

    if (!s->enabled) {
        return;
    }
    trace_ipsecnic_disable();
    ipsecnic_capture_control(s, 0, "card: disabled");
    ipsecnic_queue_stop(&s->ctrlq);
    for (i = 0; i < s->config.queues; i++) {
        ipsecnic_queue_stop(&s->rxq[i].q);
        ipsecnic_queue_stop(&s->txq[i].q);
    }
    s->enabled = 0;
    ipsecnic_update_control(s);
}

void ipsecnic_enable(IpsecnicState *s)
{
    if (s->enabled) {
        return;
    }
    if (!ipsecnic_features_ok(s)) {
        trace_ipsecnic_features_bad(s->driver_features, s->features);
        qemu_log_mask(LOG_GUEST_ERROR, "ipsecnic: DRIVER_FEATURES 0x%" PRIx64
                      " is more than FEATURES 0x%" PRIx64
                      ", TX_SEGMENT without TX_CSUM, TX_TUNNEL without "
                      "TX_SEGMENT, IPSEC_PACKET without IPSEC_RX and "
                      "IPSEC_TX, or TFC without IPSEC_PACKET\n",
                      s->driver_features, s->features);
        ipsecnic_guest_error(s, &(IpsecnicGuestError) {
            .kind = IPSECNIC_GUEST_FEATURES,
            .features = s->driver_features,
        });
        s->features_bad = 1;
        return;
    }
    trace_ipsecnic_enable(s->driver_features);
    ipsecnic_capture_control(s, 0, "card: enabled; features: 0x%" PRIx64,
                             s->driver_features);
    s->enabled = 1;
    if (!ipsecnic_feature(s, IPSECNIC_F_MULTI_QUEUE)) {
        s->queues = 1;
    }
    if (!ipsecnic_feature(s, IPSECNIC_F_VLAN_RX)) {
        s->rx_ctrl &= ~IPSECNIC_RX_CTRL_STRIP_VLAN;
    }
    if (!ipsecnic_feature(s, IPSECNIC_F_CLOCK)) {
        s->rx_ctrl &= ~IPSECNIC_RX_CTRL_STAMP;
    }
    if (!ipsecnic_feature(s, IPSECNIC_F_IPSEC_PACKET)) {
        s->packet_mtu = 0;
        s->rx_original = 0;
    }
    ipsecnic_steer_enabled(s);
    ipsecnic_rss_enabled(s);
    s->link_up = ipsecnic_link_is_up(s);
    ipsecnic_update_control(s);
}

void ipsecnic_reset_state(IpsecnicState *s, const char *why)
{
    uint32_t i;

    trace_ipsecnic_reset(why);
    ipsecnic_capture_control(s, 0, "reset: %s; count: %" PRIu32, why,
                             ipsec_engine_sa_count(s->engine));
    if (ipsec_engine_sa_count(s->engine)) {
        ipsecnic_esp_keys_gone(s, 0, "reset");
    }
    s->epoch++;

    /*
     * Queues first: what is on its way sees from here on that its queue is
     * not the one that it began with.  It also takes back from QEMU the frame
     * that waits for the peer.
     */
    s->enabled = 0;
    ipsecnic_queue_reset(&s->ctrlq);
    for (i = 0; i < IPSECNIC_MAX_QUEUES; i++) {
        ipsecnic_queue_reset(&s->rxq[i].q);
        ipsecnic_queue_reset(&s->txq[i].q);
    }
    ipsecnic_irq_reset(s);
    qemu_bh_cancel(s->ctrl_bh);
    qemu_bh_cancel(s->rx_bh);
    qemu_bh_cancel(s->tx_bh);
    qemu_bh_cancel(s->irq_bh);
    qemu_bh_cancel(s->test_bh);

    ipsec_engine_reset(s->engine);
    qemu_bh_schedule(s->reap_bh);
    ipsec_wipe(s->ctrl_data, IPSECNIC_BATCH_MAX * IPSECNIC_SA_CTX_MAX);

    s->driver_features = 0;
    s->features_bad = 0;
    s->rx_ctrl = 0;
    s->tx_ctrl = 0;
    s->ipsec_ctrl = ipsecnic_ipsec_ctrl_protocols(s);
    s->queues = 1;
    s->events_lost = 0;
    s->num_events = 0;
    s->rx_max_frame = IPSECNIC_MAX_FRAME;
    s->packet_mtu = 0;
    s->rx_original = 0;
    ipsecnic_steer_reset(s);
    ipsecnic_rss_reset(s);
    ipsecnic_clock_reset(s);
    memcpy(s->mac, s->conf.macaddr.a, ETH_ALEN);
    qemu_format_nic_info_str(qemu_get_queue(s->nic), s->mac);
    memset(s->mcast_lo, 0, sizeof(s->mcast_lo));
    memset(s->mcast_hi, 0, sizeof(s->mcast_hi));
    memset(s->stats, 0, sizeof(s->stats));
    s->test_scratch = 0;
    s->test_dma_addr_lo = 0;
    s->test_dma_addr_hi = 0;
    s->test_dma_size = 0;
    s->test_dma_op = 0;
    s->test_dma_status = IPSECNIC_TEST_DMA_ST_IDLE;
    ipsecnic_tx_reset(s);
    s->link_up = ipsecnic_link_is_up(s);
    ipsecnic_update_control(s);

    s->load_failed = false;
    if (s->faults) {
        ipsecnic_fault_reset(s);
    }
    ipsecnic_rx_purge(s);
}

/*
 * Bottom halves do nothing while the machine is stopped.  What they would have
 * done follows from the registers, so it is enough to have all of them look
 * when it goes on, be that here or where it was migrated to.
 */
static void ipsecnic_vm_state_change(void *opaque, bool running,
                                     RunState state)
{
    IpsecnicState *s = opaque;

    trace_ipsecnic_vm_state(running);
    ipsecnic_capture_control(s, 0, "machine: %s",
                             running ? "running" : "stopped");
    ipsecnic_capture_flush(s);
    if (!running || s->gone) {
        return;
    }
    if (s->load_failed) {
        ipsecnic_reset_state(s, "refused stream");
    }
    ipsecnic_update_link(s);
    qemu_bh_schedule(s->ctrl_bh);
    qemu_bh_schedule(s->rx_bh);
    qemu_bh_schedule(s->tx_bh);
    qemu_bh_schedule(s->irq_bh);
    qemu_bh_schedule(s->test_bh);
    qemu_bh_schedule(s->fault_bh);
}

/*
 * SAs that were flushed are gone at once; to wipe and free a million takes a
 * while.  The machine may be stopped meanwhile, and the card gone.
 */
static void ipsecnic_reap_bh(void *opaque)
{
    IpsecnicState *s = opaque;

    if (ipsec_engine_reap(s->engine, IPSECNIC_REAP)) {
        qemu_bh_schedule(s->reap_bh);
    }
}

void ipsecnic_core_init(IpsecnicState *s)
{
    MemReentrancyGuard *guard = &DEVICE(s)->mem_reentrancy_guard;

    s->ctrl_data = g_malloc0(IPSECNIC_BATCH_MAX * IPSECNIC_SA_CTX_MAX);
    s->tx_room = g_malloc0(IPSEC_ENCAPSULATE_ROOM + IPSECNIC_MAX_FRAME);
    s->tx_frame = s->tx_room + IPSEC_ENCAPSULATE_ROOM;
    s->test_buffer = g_malloc0(IPSECNIC_TEST_DMA_MAX);
    s->ctrl_bh = qemu_bh_new_guarded(ipsecnic_ctrl_bh, s, guard);
    s->rx_bh = qemu_bh_new_guarded(ipsecnic_rx_bh, s, guard);
    s->tx_bh = qemu_bh_new_guarded(ipsecnic_tx_bh, s, guard);
    s->irq_bh = qemu_bh_new_guarded(ipsecnic_irq_bh, s, guard);
    s->test_bh = qemu_bh_new_guarded(ipsecnic_test_bh, s, guard);
    s->reap_bh = qemu_bh_new_guarded(ipsecnic_reap_bh, s, guard);
    s->fault_bh = qemu_bh_new_guarded(ipsecnic_fault_bh, s, guard);
    s->reset = ipsecnic_reset_state;
    ipsecnic_irq_init(s);
    ipsecnic_ctrl_init(s);
    ipsecnic_rx_init(s);
    ipsecnic_steer_init(s);
    ipsecnic_tx_init(s);
    s->vm_state = qemu_add_vm_change_state_handler(ipsecnic_vm_state_change,
                                                   s);
}

void ipsecnic_core_free(IpsecnicState *s)
{
    if (s->vm_state) {
        qemu_del_vm_change_state_handler(s->vm_state);
    }
    ipsecnic_irq_free(s);
    g_clear_pointer(&s->ctrl_bh, qemu_bh_delete);
    g_clear_pointer(&s->rx_bh, qemu_bh_delete);
    g_clear_pointer(&s->tx_bh, qemu_bh_delete);
    g_clear_pointer(&s->irq_bh, qemu_bh_delete);
    g_clear_pointer(&s->test_bh, qemu_bh_delete);
    g_clear_pointer(&s->reap_bh, qemu_bh_delete);
    g_clear_pointer(&s->fault_bh, qemu_bh_delete);
    ipsecnic_fault_free(s);
    ipsecnic_steer_free(s);
    ipsecnic_rss_reset(s);
    g_clear_pointer(&s->ctrl_data, g_free);
    s->tx_frame = NULL;
    g_clear_pointer(&s->tx_room, g_free);
    g_clear_pointer(&s->test_buffer, g_free);
}

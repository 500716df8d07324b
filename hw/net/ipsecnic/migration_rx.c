/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: migration of what a driver has set about queues of frames
 *
 * Contexts and rules are in the stream as drivers give them to the card, and
 * are judged as if a driver did.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "migration/qemu-file-types.h"
#include "migration/vmstate.h"
#include "qemu/bswap.h"
#include "qemu/error-report.h"

#include "migration_rx.h"
#include "rss.h"
#include "state.h"
#include "steer.h"
#include "words.h"

uint32_t ipsecnic_rx_ctrl_mask(const IpsecnicState *s)
{
    uint32_t mask = IPSECNIC_RX_CTRL_MASK;

    if (!ipsecnic_feature_left(s, IPSECNIC_F_VLAN_RX)) {
        mask &= ~IPSECNIC_RX_CTRL_STRIP_VLAN;
    }
    if (!ipsecnic_feature_left(s, IPSECNIC_F_CLOCK)) {
        mask &= ~IPSECNIC_RX_CTRL_STAMP;
    }
    return mask;
}

/* How many contexts, and of each its number and what QUERY_RSS says. */
static int ipsecnic_put_rss_contexts(QEMUFile *f, void *pv, size_t size,
                                 const VMStateField *field, JSONWriter *vmdesc)
{
    const IpsecnicState *s = pv;
    struct ipsecnic_rss rss;
    uint32_t count = 0;
    uint32_t i;

    for (i = 0; i < IPSECNIC_RSS_CONTEXTS; i++) {
        count += ipsecnic_rss_get(s, i, &rss);
    }
    qemu_put_be32(f, count);
    for (i = 0; i < IPSECNIC_RSS_CONTEXTS; i++) {
        if (ipsecnic_rss_get(s, i, &rss)) {
            qemu_put_be32(f, i);
            qemu_put_buffer(f, (void *)&rss, sizeof(rss));
        }
    }
    return 0;
}

static int ipsecnic_get_rss_contexts(QEMUFile *f, void *pv, size_t size,
                                 const VMStateField *field)
{
    IpsecnicState *s = pv;
    uint32_t count = qemu_get_be32(f);

    if (count > IPSECNIC_RSS_CONTEXTS ||
        !ipsecnic_feature_left(s, IPSECNIC_F_RSS)) {
        error_report("ipsecnic: migration stream: there cannot be %" PRIu32
                     " contexts of the hash", count);
        return -EINVAL;
    }
    while (count--) {
        uint32_t number = qemu_get_be32(f);
        struct ipsecnic_rss rss = { };
        uint32_t status;

        qemu_get_buffer(f, (void *)&rss, sizeof(rss));
        status = ipsecnic_rss_put(s, number, &rss);
        if (status) {
            error_report("ipsecnic: migration stream: hash context %" PRIu32
                         ": %s", number, ipsecnic_status_text(status));
            return -EINVAL;
        }
    }
    return 0;
}

static const VMStateInfo ipsecnic_vmstate_contexts = {
    .name = "ipsecnic-rss-contexts",
    .get = ipsecnic_get_rss_contexts,
    .put = ipsecnic_put_rss_contexts,
};

static bool ipsecnic_rss_needed(void *opaque)
{
    IpsecnicState *s = opaque;
    struct ipsecnic_rss rss;
    uint32_t i;

    for (i = 0; i < IPSECNIC_RSS_CONTEXTS; i++) {
        if (ipsecnic_rss_get(s, i, &rss)) {
            return true;
        }
    }
    return false;
}

const VMStateDescription ipsecnic_vmstate_rss = {
    .name = TYPE_IPSECNIC "/rss",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = ipsecnic_rss_needed,
    .fields = (const VMStateField[]) {
        {
            .name = "contexts",
            .info = &ipsecnic_vmstate_contexts,
            .flags = VMS_SINGLE,
        },
        VMSTATE_END_OF_LIST()
    },
};

/* How many rules, and of each its place, itself, and what it has counted. */
static int ipsecnic_put_rx_rules(QEMUFile *f, void *pv, size_t size,
                                 const VMStateField *field, JSONWriter *vmdesc)
{
    const IpsecnicState *s = pv;
    struct ipsecnic_rx_rule_info info;
    uint32_t i;

    qemu_put_be32(f, s->num_rules);
    for (i = 0; i < s->num_rules; i++) {
        uint32_t place = s->rule_order[i];
        const struct ipsecnic_rx_rule *rule = ipsecnic_steer_nth(s, place,
                                                                 &info);

        qemu_put_be32(f, place);
        qemu_put_buffer(f, (const void *)rule, sizeof(*rule));
        qemu_put_be64(f, le64_to_cpu(info.packets));
        qemu_put_be64(f, le64_to_cpu(info.bytes));
    }
    return 0;
}

static int ipsecnic_get_rx_rules(QEMUFile *f, void *pv, size_t size,
                                   const VMStateField *field)
{
    IpsecnicState *s = pv;
    uint32_t count = qemu_get_be32(f);

    if (count > s->config.rx_rules ||
        !ipsecnic_feature_left(s, IPSECNIC_F_RX_STEER)) {
        error_report("ipsecnic: migration stream: there cannot be %" PRIu32
                     " receive rules", count);
        return -EINVAL;
    }
    while (count--) {
        uint32_t place = qemu_get_be32(f);
        struct ipsecnic_rx_rule rule = { };
        uint64_t packets, bytes;
        uint32_t status;

        qemu_get_buffer(f, (void *)&rule, sizeof(rule));
        packets = qemu_get_be64(f);
        bytes = qemu_get_be64(f);
        status = ipsecnic_steer_put(s, place, &rule, packets, bytes);
        if (status) {
            error_report("ipsecnic: migration stream: receive rule %" PRIu32
                         ": %s", place, ipsecnic_status_text(status));
            return -EINVAL;
        }
    }
    return 0;
}

static const VMStateInfo ipsecnic_vmstate_rules = {
    .name = "ipsecnic-rx-rules",
    .get = ipsecnic_get_rx_rules,
    .put = ipsecnic_put_rx_rules,
};

/* The driver was told how many there can be. */
static bool ipsecnic_steer_needed(void *opaque)
{
    IpsecnicState *s = opaque;

    return s->num_rules || ipsecnic_feature(s, IPSECNIC_F_RX_STEER);
}

const VMStateDescription ipsecnic_vmstate_steer = {
    .name = TYPE_IPSECNIC "/steer",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = ipsecnic_steer_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(config.rx_rules, IpsecnicState,
                             "ipsecnic: 'rx-rules' differs"),
        {
            .name = "rules",
            .info = &ipsecnic_vmstate_rules,
            .flags = VMS_SINGLE,
        },
        VMSTATE_END_OF_LIST()
    },
};

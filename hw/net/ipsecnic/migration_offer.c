/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: migration: does the card offer what the driver was offered?
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "migration/qemu-file-types.h"
#include "migration/vmstate.h"
#include "qemu/bitops.h"
#include "qemu/error-report.h"

#include "migration_offer.h"

static int ipsecnic_put_features(QEMUFile *f, void *pv, size_t size,
                                 const VMStateField *field, JSONWriter *vmdesc)
{
    const uint64_t *features = pv;

    qemu_put_be64(f, *features);
    return 0;
}

/*
 * The driver was offered these, and has accepted some: they must still be
 * there.  Those that cards of an older version had not may be more.
 */
static int ipsecnic_get_features(QEMUFile *f, void *pv, size_t size,
                                 const VMStateField *field)
{
    const uint64_t added = BIT_ULL(IPSECNIC_F_VLAN_RX) |
                           BIT_ULL(IPSECNIC_F_VLAN_TX) |
                           BIT_ULL(IPSECNIC_F_IPSEC_PACKET) |
                           BIT_ULL(IPSECNIC_F_RSS) |
                           BIT_ULL(IPSECNIC_F_RX_STEER) |
                           BIT_ULL(IPSECNIC_F_TX_TUNNEL) |
                           BIT_ULL(IPSECNIC_F_RSS_SYMMETRIC) |
                           BIT_ULL(IPSECNIC_F_CLOCK) |
                           BIT_ULL(IPSECNIC_F_RMON) |
                           BIT_ULL(IPSECNIC_F_CHACHA20) |
                           BIT_ULL(IPSECNIC_F_HMAC_SHA512) |
                           BIT_ULL(IPSECNIC_F_AES_CTR) |
                           BIT_ULL(IPSECNIC_F_AES_CCM) |
                           BIT_ULL(IPSECNIC_F_AES_MAC) |
                           BIT_ULL(IPSECNIC_F_TFC);
    const uint64_t *features = pv;
    uint64_t theirs = qemu_get_be64(f);

    if ((theirs & ~*features) || (*features & ~theirs & ~added)) {
        error_report("ipsecnic: offered features differ: 0x%" PRIx64
                     " in the migration stream, 0x%" PRIx64 " here", theirs,
                     *features);
        return -EINVAL;
    }
    return 0;
}

const VMStateInfo ipsecnic_vmstate_features = {
    .name = "ipsecnic-features",
    .get = ipsecnic_get_features,
    .put = ipsecnic_put_features,
};

/* The same of algorithms: those beyond IPsecOV2 may be more. */
static int ipsecnic_get_algorithms(QEMUFile *f, void *pv, size_t size,
                                   const VMStateField *field)
{
    const uint64_t *algorithms = pv;
    uint64_t theirs = qemu_get_be64(f);

    if ((theirs & ~*algorithms) || (uint32_t)(*algorithms & ~theirs)) {
        error_report("ipsecnic: %s differs: 0x%" PRIx64 " in the migration "
                     "stream, 0x%" PRIx64 " here", field->name, theirs,
                     *algorithms);
        return -EINVAL;
    }
    return 0;
}

const VMStateInfo ipsecnic_vmstate_algorithms = {
    .name = "ipsecnic-algorithms",
    .get = ipsecnic_get_algorithms,
    .put = ipsecnic_put_features,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is told on the console
 */

#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"
#include "console.h"
#include "platform.h"
#include "probe.h"

void console_packet(const struct ipsecnic_packet *packet,
                    const struct transport_decision *decision)
{
    static const char *const kinds[] = {
#define KIND(id, name) [IPSECNIC_KIND_##id] = name,
        IPSECNIC_KIND_NAMES(KIND)
#undef KIND
    };
    const struct ipsecnic_rx_comp *info = &packet->info;
    uint8_t byte;
    unsigned int i;

    print("#%u %u bytes, queue %u, %s", info->arrival, info->frame_length,
          packet->queue, info->kind < sizeof(kinds) / sizeof(kinds[0])
                         ? kinds[info->kind] : "?");
    if (decision->spi != 0) {
        print(" SPI %08x sequence %lu", decision->spi, decision->sequence);
    }
    print(", CryptoDone %u, NextCryptoDone %u, CryptoStatus %u, ",
          (info->oob & IPSECNIC_OOB_CRYPTO_DONE) != 0,
          (info->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE) != 0,
          IPSECNIC_OOB_STATUS(info->oob));
    if (info->reason != IPSECNIC_REASON_PROCESSED) {
        print("reason %u, ", info->reason);
    }
    if (info->oob & IPSECNIC_OOB_SA_DELETE_REQ) {
        print("SaDeleteReq, ");
    }
    print("%s:", transport_verdict_text(decision->verdict));
    /* the plaintext, or the frame if there is none */
    for (i = 0; i < 16 &&
         ipsecnic_packet_read(packet, info->payload_offset + i, &byte, 1);
         i++) {
        print(" %02x", byte);
    }
    print("\n");
}

void console_deleted(const struct transport_sa *sa, uint32_t status)
{
    bool inbound = sa->context->flags & IPSECNIC_SA_FLAG_INBOUND;

    print("SA %08x (SPI %08x, %s): ", sa->handle, sa->context->op[0].spi,
          inbound ? "in" : "out");
    if (status == IPSECNIC_ST_OK) {
        print("deleted, ");
    } else {
        print("not deleted, status %u (%s), ", status,
              ipsecnic_status_text(status));
    }
    if (inbound) {
        print("as frame %u asked for it\n", sa->asked_by);
    } else {
        print("as the partner of SA %08x\n", sa->partner->handle);
    }
}

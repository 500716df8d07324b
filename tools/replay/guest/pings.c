/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pings that are answered, through the SAs that they came by
 */

#include "hw/net/ipsecnic_abi.h"
#include "pings.h"
#include "platform.h"

/* The outbound SA that is paired with an inbound one; NULL: there is none. */
static struct send_sa *partner_of(const struct pings *pings, uint32_t handle)
{
    uint32_t partner = transport_partner(pings->transport, handle);

    return partner != 0 ? send_find(pings->sender, partner) : NULL;
}

/*
 * What came through SAs is answered through their partners, or not at all;
 * what came plain as the policy says.
 */
static enum send_refusal prepare(const struct pings *pings,
                                 struct pings_answer *answer,
                                 const struct ipsecnic_rx_comp *info,
                                 uint32_t length)
{
    struct send_sa *outer = NULL, *inner = NULL;

    if (!(info->oob & IPSECNIC_OOB_CRYPTO_DONE)) {
        return send_prepare(pings->sender, &answer->out, answer->frame,
                            length);
    }
    outer = partner_of(pings, info->sa_outer);
    if (outer == NULL) {
        return SEND_REFUSED_NO_SA;
    }
    if (!(info->oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE)) {
        return send_prepare_through(pings->sender, &answer->out,
                                    answer->frame, length, outer, NULL);
    }
    inner = partner_of(pings, info->sa_inner);
    if (inner == NULL) {
        return SEND_REFUSED_NO_SA;
    }
    return send_prepare_through(pings->sender, &answer->out, answer->frame,
                                length, inner, outer);
}

static void send_answer(const struct pings *pings, struct pings_answer *answer,
                        const struct ipsecnic_packet *packet, uint32_t length)
{
    const struct send_frame *out = &answer->out;
    struct ipsecnic_fragment fragments[3];
    enum send_refusal refused;
    unsigned int n = 0;

    refused = prepare(pings, answer, &packet->info, length);
    if (refused != SEND_REFUSED_NOT) {
        print("#%u: no answer, %s\n", packet->info.arrival,
              send_refusal_text(refused));
        return;
    }
    if (out->head_length > 0) {
        fragments[n].data = out->head;
        fragments[n++].length = out->head_length;
    }
    fragments[n].data = answer->frame + out->from;
    fragments[n++].length = out->length;
    answer->under_way = ipsecnic_transmit(pings->port, fragments, n,
                                          &out->offload, answer);
    print("#%u: answered", packet->info.arrival);
    if (out->sa[0] != NULL && out->sa[0]->packet) {
        print(" in packet mode through SA %08x", out->sa[0]->handle);
    } else if (out->sa[0] != NULL) {
        print(" through SPI %08x, sequence %lu", out->spi, out->sequence);
    }
    print("\n");
}

void pings_packet(struct pings *pings, const struct ipsecnic_packet *packet,
                  const struct transport_decision *decision)
{
    bool done = packet->info.oob & IPSECNIC_OOB_CRYPTO_DONE;
    struct pings_answer *answer = pings->answers;
    uint32_t length;

    if (pings->host.count == 0 ||
        (done && decision->verdict != TRANSPORT_ACCEPTED)) {
        return;
    }
    while (answer->under_way) {
        if (++answer == pings->answers + PINGS_ANSWERS) {
            return;
        }
    }
    length = answer_plain(packet, answer->frame);
    length = answer_frame(&pings->host, answer->frame, length);
    if (length > 0) {
        send_answer(pings, answer, packet, length);
    }
}

void pings_sent(void *cookie, const struct ipsecnic_tx_comp *comp)
{
    struct pings_answer *answer = cookie;

    answer->under_way = false;
    if (comp->status != IPSECNIC_TX_ST_OK) {
        print("port: an answer was not sent, status %u\n", comp->status);
    }
}

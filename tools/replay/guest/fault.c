/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver that lies
 */

#include "hw/net/ipsecnic_abi.h"
#include "fault.h"
#include "ip.h"
#include "platform.h"
#include "replay_proto.h"

/* Of the descriptor: what offload is asked for, so all from the flags on but
 * the cookie, which is ours, and START and END, which make it a frame. */
#define FIRST_FLAG              2
#define FLAGS_AT                offsetof(struct ipsecnic_tx_posted, flags)
#define OFFLOAD_AT              offsetof(struct ipsecnic_tx_posted, sa_handle)
#define FLAGS_BITS              (32 - FIRST_FLAG)
#define OFFLOAD_BITS            (8 * (sizeof(struct ipsecnic_tx_posted) - \
                                      OFFLOAD_AT))

static void flip(void *bytes, uint32_t bit)
{
    ((uint8_t *)bytes)[bit / 8] ^= (uint8_t)(1u << (bit % 8));
}

static void flip_descriptor(struct ipsecnic_tx_posted *offload, uint32_t bit)
{
    uint8_t *bytes = (uint8_t *)offload;

    bit %= FLAGS_BITS + OFFLOAD_BITS;
    if (bit < FLAGS_BITS) {
        flip(bytes + FLAGS_AT, bit + FIRST_FLAG);
    } else {
        flip(bytes + OFFLOAD_AT, bit - FLAGS_BITS);
    }
}

void fault_apply(const struct fault *fault, uint32_t number,
                 struct send_frame *frame)
{
    uint32_t all = frame->head_length + frame->length;

    switch (fault->kind) {
    case REPLAY_FAULT_UNKNOWN_SA:
        /* Another generation, or another index, in turn. */
        frame->offload.sa_handle ^= number % 2 ? 1u << 31 : 1u << 19;
        break;
    case REPLAY_FAULT_INBOUND_SA:
        frame->offload.sa_handle = fault->inbound;
        break;
    case REPLAY_FAULT_DESCRIPTOR:
        flip_descriptor(&frame->offload, number);
        break;
    case REPLAY_FAULT_HEADERS:
        /* The MAC addresses mean nothing to the card. */
        flip(frame->head + ETHER_TYPE_AT,
             number % (8 * (frame->head_length - ETHER_TYPE_AT)));
        break;
    case REPLAY_FAULT_SHORT:
        /* The tail goes first; what is left has an Ethernet header. */
        frame->tail_length = 0;
        number = all - number % (all - ETHER_HEADER) - 1;
        if (number < frame->head_length) {
            frame->head_length = number;
            frame->length = 0;
        } else {
            frame->length = number - frame->head_length;
        }
        break;
    case REPLAY_FAULT_LONG:
        number = number % (SEND_TAIL_MAX - frame->tail_length) + 1;
        memset(frame->tail + frame->tail_length, 0x5a, number);
        frame->tail_length += number;
        break;
    default:
        break;
    }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the entries of rings, between guest memory and the host
 *
 * Nothing of QEMU is in here: unit tests compile this file as it is.
 */

#include <string.h>

#include "engine/bytes.h"

#include "desc.h"

/* Where member @m of structure @s lies behind @p. */
#define AT(p, s, m) ((p) + offsetof(struct s, m))

void ipsecnic_rx_posted_encode(void *dst, const IpsecnicRxPosted *src)
{
    uint8_t *p = dst;

    memset(p, 0, sizeof(struct ipsecnic_rx_posted));
    ipsec_put_le64(AT(p, ipsecnic_rx_posted, addr), src->addr);
    ipsec_put_le32(AT(p, ipsecnic_rx_posted, length), src->length);
    ipsec_put_le64(AT(p, ipsecnic_rx_posted, cookie), src->cookie);
}

void ipsecnic_rx_posted_decode(IpsecnicRxPosted *dst, const void *src)
{
    const uint8_t *p = src;

    dst->addr = ipsec_get_le64(AT(p, ipsecnic_rx_posted, addr));
    dst->length = ipsec_get_le32(AT(p, ipsecnic_rx_posted, length));
    dst->cookie = ipsec_get_le64(AT(p, ipsecnic_rx_posted, cookie));
    dst->reserved_zero =
        ipsec_is_zero(AT(p, ipsecnic_rx_posted, reserved0), 4) &&
        ipsec_is_zero(AT(p, ipsecnic_rx_posted, reserved1), 40);
}

void ipsecnic_rx_comp_encode(void *dst, const IpsecnicRxComp *src)
{
    uint8_t *p = dst;

    ipsec_put_le32(AT(p, ipsecnic_rx_comp, oob), src->oob);
    ipsec_put_le32(AT(p, ipsecnic_rx_comp, header_info), src->header_info);
    ipsec_put_le32(AT(p, ipsecnic_rx_comp, sa_outer), src->sa_outer);
    ipsec_put_le32(AT(p, ipsecnic_rx_comp, sa_inner), src->sa_inner);
    ipsec_put_le64(AT(p, ipsecnic_rx_comp, cookie), src->cookie);
    ipsec_put_le32(AT(p, ipsecnic_rx_comp, frame_length), src->frame_length);
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, buffer_length), src->buffer_length);
    *AT(p, ipsecnic_rx_comp, kind) = src->kind;
    *AT(p, ipsecnic_rx_comp, reason) = src->reason;
    *AT(p, ipsecnic_rx_comp, accept) = src->accept;
    *AT(p, ipsecnic_rx_comp, inner_reason) = src->inner_reason;
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, csum), src->csum);
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, l3_offset), src->l3_offset);
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, ipsec_offset), src->ipsec_offset);
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, payload_offset),
                   src->payload_offset);
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, inner_l3_offset),
                   src->inner_l3_offset);
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, inner_ipsec_offset),
                   src->inner_ipsec_offset);
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, trailer_length),
                   src->trailer_length);
    ipsec_put_le32(AT(p, ipsecnic_rx_comp, hash), src->hash);
    ipsec_put_le32(AT(p, ipsecnic_rx_comp, arrival), src->arrival);
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, posted_index), src->posted_index);
    ipsec_put_le16(AT(p, ipsecnic_rx_comp, vlan_tci), src->vlan_tci);
    ipsec_put_le32(AT(p, ipsecnic_rx_comp, flags), src->flags);
}

void ipsecnic_rx_comp_decode(IpsecnicRxComp *dst, const void *src)
{
    const uint8_t *p = src;

    dst->oob = ipsec_get_le32(AT(p, ipsecnic_rx_comp, oob));
    dst->header_info = ipsec_get_le32(AT(p, ipsecnic_rx_comp, header_info));
    dst->sa_outer = ipsec_get_le32(AT(p, ipsecnic_rx_comp, sa_outer));
    dst->sa_inner = ipsec_get_le32(AT(p, ipsecnic_rx_comp, sa_inner));
    dst->cookie = ipsec_get_le64(AT(p, ipsecnic_rx_comp, cookie));
    dst->frame_length = ipsec_get_le32(AT(p, ipsecnic_rx_comp, frame_length));
    dst->buffer_length = ipsec_get_le16(AT(p, ipsecnic_rx_comp, buffer_length));
    dst->kind = *AT(p, ipsecnic_rx_comp, kind);
    dst->reason = *AT(p, ipsecnic_rx_comp, reason);
    dst->accept = *AT(p, ipsecnic_rx_comp, accept);
    dst->inner_reason = *AT(p, ipsecnic_rx_comp, inner_reason);
    dst->csum = ipsec_get_le16(AT(p, ipsecnic_rx_comp, csum));
    dst->l3_offset = ipsec_get_le16(AT(p, ipsecnic_rx_comp, l3_offset));
    dst->ipsec_offset = ipsec_get_le16(AT(p, ipsecnic_rx_comp, ipsec_offset));
    dst->payload_offset =
        ipsec_get_le16(AT(p, ipsecnic_rx_comp, payload_offset));
    dst->inner_l3_offset =
        ipsec_get_le16(AT(p, ipsecnic_rx_comp, inner_l3_offset));
    dst->inner_ipsec_offset =
        ipsec_get_le16(AT(p, ipsecnic_rx_comp, inner_ipsec_offset));
    dst->trailer_length =
        ipsec_get_le16(AT(p, ipsecnic_rx_comp, trailer_length));
    dst->hash = ipsec_get_le32(AT(p, ipsecnic_rx_comp, hash));
    dst->arrival = ipsec_get_le32(AT(p, ipsecnic_rx_comp, arrival));
    dst->posted_index = ipsec_get_le16(AT(p, ipsecnic_rx_comp, posted_index));
    dst->vlan_tci = ipsec_get_le16(AT(p, ipsecnic_rx_comp, vlan_tci));
    dst->flags = ipsec_get_le32(AT(p, ipsecnic_rx_comp, flags));
}

void ipsecnic_tx_posted_encode(void *dst, const IpsecnicTxPosted *src)
{
    uint8_t *p = dst;

    memset(p, 0, sizeof(struct ipsecnic_tx_posted));
    ipsec_put_le64(AT(p, ipsecnic_tx_posted, addr), src->addr);
    ipsec_put_le32(AT(p, ipsecnic_tx_posted, length), src->length);
    ipsec_put_le32(AT(p, ipsecnic_tx_posted, flags), src->flags);
    ipsec_put_le64(AT(p, ipsecnic_tx_posted, cookie), src->cookie);
    ipsec_put_le32(AT(p, ipsecnic_tx_posted, sa_handle), src->sa_handle);
    ipsec_put_le32(AT(p, ipsecnic_tx_posted, tunnel_handle),
                   src->tunnel_handle);
    ipsec_put_le32(AT(p, ipsecnic_tx_posted, sequence_high),
                   src->sequence_high);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, l3_offset), src->l3_offset);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, esp_offset), src->esp_offset);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, ah_offset), src->ah_offset);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, csum_start), src->csum_start);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, csum_offset), src->csum_offset);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, segment_size), src->segment_size);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, header_length),
                   src->header_length);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, trailer_length),
                   src->trailer_length);
    *AT(p, ipsecnic_tx_posted, next_header) = src->next_header;
    *AT(p, ipsecnic_tx_posted, inner_l3) = src->inner_l3;
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, vlan_tci), src->vlan_tci);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, tunnel_l3_offset),
                   src->tunnel_l3_offset);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, tunnel_esp_offset),
                   src->tunnel_esp_offset);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, tunnel_ah_offset),
                   src->tunnel_ah_offset);
    ipsec_put_le16(AT(p, ipsecnic_tx_posted, tunnel_trailer_length),
                   src->tunnel_trailer_length);
}

void ipsecnic_tx_posted_decode(IpsecnicTxPosted *dst, const void *src)
{
    const uint8_t *p = src;

    dst->addr = ipsec_get_le64(AT(p, ipsecnic_tx_posted, addr));
    dst->length = ipsec_get_le32(AT(p, ipsecnic_tx_posted, length));
    dst->flags = ipsec_get_le32(AT(p, ipsecnic_tx_posted, flags));
    dst->cookie = ipsec_get_le64(AT(p, ipsecnic_tx_posted, cookie));
    dst->sa_handle = ipsec_get_le32(AT(p, ipsecnic_tx_posted, sa_handle));
    dst->tunnel_handle =
        ipsec_get_le32(AT(p, ipsecnic_tx_posted, tunnel_handle));
    dst->sequence_high =
        ipsec_get_le32(AT(p, ipsecnic_tx_posted, sequence_high));
    dst->l3_offset = ipsec_get_le16(AT(p, ipsecnic_tx_posted, l3_offset));
    dst->esp_offset = ipsec_get_le16(AT(p, ipsecnic_tx_posted, esp_offset));
    dst->ah_offset = ipsec_get_le16(AT(p, ipsecnic_tx_posted, ah_offset));
    dst->csum_start = ipsec_get_le16(AT(p, ipsecnic_tx_posted, csum_start));
    dst->csum_offset = ipsec_get_le16(AT(p, ipsecnic_tx_posted, csum_offset));
    dst->segment_size = ipsec_get_le16(AT(p, ipsecnic_tx_posted, segment_size));
    dst->header_length =
        ipsec_get_le16(AT(p, ipsecnic_tx_posted, header_length));
    dst->trailer_length =
        ipsec_get_le16(AT(p, ipsecnic_tx_posted, trailer_length));
    dst->next_header = *AT(p, ipsecnic_tx_posted, next_header);
    dst->inner_l3 = *AT(p, ipsecnic_tx_posted, inner_l3);
    dst->vlan_tci = ipsec_get_le16(AT(p, ipsecnic_tx_posted, vlan_tci));
    dst->tunnel_l3_offset =
        ipsec_get_le16(AT(p, ipsecnic_tx_posted, tunnel_l3_offset));
    dst->tunnel_esp_offset =
        ipsec_get_le16(AT(p, ipsecnic_tx_posted, tunnel_esp_offset));
    dst->tunnel_ah_offset =
        ipsec_get_le16(AT(p, ipsecnic_tx_posted, tunnel_ah_offset));
    dst->tunnel_trailer_length =
        ipsec_get_le16(AT(p, ipsecnic_tx_posted, tunnel_trailer_length));
    dst->offload_zero =
        ipsec_is_zero(AT(p, ipsecnic_tx_posted, sa_handle),
                      sizeof(struct ipsecnic_tx_posted) -
                      offsetof(struct ipsecnic_tx_posted, sa_handle));
}

void ipsecnic_tx_comp_encode(void *dst, const IpsecnicTxComp *src)
{
    uint8_t *p = dst;

    memset(p, 0, sizeof(struct ipsecnic_tx_comp));
    ipsec_put_le64(AT(p, ipsecnic_tx_comp, cookie), src->cookie);
    ipsec_put_le32(AT(p, ipsecnic_tx_comp, status), src->status);
    ipsec_put_le32(AT(p, ipsecnic_tx_comp, frame_length), src->frame_length);
    ipsec_put_le16(AT(p, ipsecnic_tx_comp, posted_index), src->posted_index);
    ipsec_put_le16(AT(p, ipsecnic_tx_comp, fragments), src->fragments);
    ipsec_put_le32(AT(p, ipsecnic_tx_comp, segments), src->segments);
    ipsec_put_le32(AT(p, ipsecnic_tx_comp, fit), src->fit);
    ipsec_put_le64(AT(p, ipsecnic_tx_comp, time), src->time);
    ipsec_put_le32(AT(p, ipsecnic_tx_comp, flags), src->flags);
}

void ipsecnic_tx_comp_decode(IpsecnicTxComp *dst, const void *src)
{
    const uint8_t *p = src;

    dst->cookie = ipsec_get_le64(AT(p, ipsecnic_tx_comp, cookie));
    dst->status = ipsec_get_le32(AT(p, ipsecnic_tx_comp, status));
    dst->frame_length = ipsec_get_le32(AT(p, ipsecnic_tx_comp, frame_length));
    dst->posted_index = ipsec_get_le16(AT(p, ipsecnic_tx_comp, posted_index));
    dst->fragments = ipsec_get_le16(AT(p, ipsecnic_tx_comp, fragments));
    dst->segments = ipsec_get_le32(AT(p, ipsecnic_tx_comp, segments));
    dst->fit = ipsec_get_le32(AT(p, ipsecnic_tx_comp, fit));
    dst->time = ipsec_get_le64(AT(p, ipsecnic_tx_comp, time));
    dst->flags = ipsec_get_le32(AT(p, ipsecnic_tx_comp, flags));
    dst->reserved_zero =
        ipsec_is_zero(AT(p, ipsecnic_tx_comp, reserved0), 4) &&
        ipsec_is_zero(AT(p, ipsecnic_tx_comp, reserved1), 20);
}

void ipsecnic_command_encode(void *dst, const IpsecnicCommand *src)
{
    uint8_t *p = dst;

    memset(p, 0, sizeof(struct ipsecnic_command));
    ipsec_put_le16(AT(p, ipsecnic_command, opcode), src->opcode);
    ipsec_put_le16(AT(p, ipsecnic_command, flags), src->flags);
    ipsec_put_le32(AT(p, ipsecnic_command, count), src->count);
    ipsec_put_le64(AT(p, ipsecnic_command, cookie), src->cookie);
    ipsec_put_le64(AT(p, ipsecnic_command, data_addr), src->data_addr);
    ipsec_put_le32(AT(p, ipsecnic_command, data_length), src->data_length);
    ipsec_put_le32(AT(p, ipsecnic_command, handle), src->handle);
    ipsec_put_le64(AT(p, ipsecnic_command, result_addr), src->result_addr);
    ipsec_put_le32(AT(p, ipsecnic_command, operation), src->operation);
    ipsec_put_le32(AT(p, ipsecnic_command, spi), src->spi);
    ipsec_put_le64(AT(p, ipsecnic_command, sequence), src->sequence);
}

void ipsecnic_command_decode(IpsecnicCommand *dst, const void *src)
{
    const uint8_t *p = src;

    dst->opcode = ipsec_get_le16(AT(p, ipsecnic_command, opcode));
    dst->flags = ipsec_get_le16(AT(p, ipsecnic_command, flags));
    dst->count = ipsec_get_le32(AT(p, ipsecnic_command, count));
    dst->cookie = ipsec_get_le64(AT(p, ipsecnic_command, cookie));
    dst->data_addr = ipsec_get_le64(AT(p, ipsecnic_command, data_addr));
    dst->data_length = ipsec_get_le32(AT(p, ipsecnic_command, data_length));
    dst->handle = ipsec_get_le32(AT(p, ipsecnic_command, handle));
    dst->result_addr = ipsec_get_le64(AT(p, ipsecnic_command, result_addr));
    dst->operation = ipsec_get_le32(AT(p, ipsecnic_command, operation));
    dst->spi = ipsec_get_le32(AT(p, ipsecnic_command, spi));
    dst->sequence = ipsec_get_le64(AT(p, ipsecnic_command, sequence));
    dst->reserved_zero =
        ipsec_is_zero(AT(p, ipsecnic_command, reserved), 8);
}

void ipsecnic_result_encode(void *dst, const IpsecnicResult *src)
{
    uint8_t *p = dst;

    ipsec_put_le32(AT(p, ipsecnic_result, status), src->status);
    ipsec_put_le32(AT(p, ipsecnic_result, handle), src->handle);
}

void ipsecnic_result_decode(IpsecnicResult *dst, const void *src)
{
    const uint8_t *p = src;

    dst->status = ipsec_get_le32(AT(p, ipsecnic_result, status));
    dst->handle = ipsec_get_le32(AT(p, ipsecnic_result, handle));
}

void ipsecnic_ctrl_comp_encode(void *dst, const IpsecnicCtrlComp *src)
{
    uint8_t *p = dst;

    memset(p, 0, sizeof(struct ipsecnic_ctrl_comp));
    ipsec_put_le16(AT(p, ipsecnic_ctrl_comp, type), src->type);
    ipsec_put_le16(AT(p, ipsecnic_ctrl_comp, code), src->code);
    ipsec_put_le32(AT(p, ipsecnic_ctrl_comp, status), src->status);
    ipsec_put_le64(AT(p, ipsecnic_ctrl_comp, cookie), src->cookie);
    ipsec_put_le32(AT(p, ipsecnic_ctrl_comp, handle), src->handle);
    ipsec_put_le32(AT(p, ipsecnic_ctrl_comp, done), src->done);
    ipsec_put_le16(AT(p, ipsecnic_ctrl_comp, index), src->index);
    ipsec_put_le16(AT(p, ipsecnic_ctrl_comp, queue), src->queue);
    ipsec_put_le32(AT(p, ipsecnic_ctrl_comp, argument), src->argument);
    ipsec_put_le32(AT(p, ipsecnic_ctrl_comp, flags), src->flags);
}

void ipsecnic_ctrl_comp_decode(IpsecnicCtrlComp *dst, const void *src)
{
    const uint8_t *p = src;

    dst->type = ipsec_get_le16(AT(p, ipsecnic_ctrl_comp, type));
    dst->code = ipsec_get_le16(AT(p, ipsecnic_ctrl_comp, code));
    dst->status = ipsec_get_le32(AT(p, ipsecnic_ctrl_comp, status));
    dst->cookie = ipsec_get_le64(AT(p, ipsecnic_ctrl_comp, cookie));
    dst->handle = ipsec_get_le32(AT(p, ipsecnic_ctrl_comp, handle));
    dst->done = ipsec_get_le32(AT(p, ipsecnic_ctrl_comp, done));
    dst->index = ipsec_get_le16(AT(p, ipsecnic_ctrl_comp, index));
    dst->queue = ipsec_get_le16(AT(p, ipsecnic_ctrl_comp, queue));
    dst->argument = ipsec_get_le32(AT(p, ipsecnic_ctrl_comp, argument));
    dst->flags = ipsec_get_le32(AT(p, ipsecnic_ctrl_comp, flags));
    dst->reserved_zero =
        ipsec_is_zero(AT(p, ipsecnic_ctrl_comp, reserved), 28);
}

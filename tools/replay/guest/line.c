/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report line: messages to the tool
 */

#include "hw/net/ipsecnic_abi.h"
#include "line.h"
#include "platform.h"
#include "wire.h"

/* How long the other end may take to take the last words. */
#define LAST_WORDS_MS           2000

/* ------------------------------------------------------------------------
 * Messages
 */

static void header_init(struct line *line, struct replay_header *header,
                        uint16_t type, uint32_t length)
{
    memset(header->dst, 0xff, sizeof(header->dst));
    memcpy(header->src, line->nic.mac, sizeof(header->src));
    header->ethertype[0] = REPLAY_ETHERTYPE >> 8;
    header->ethertype[1] = REPLAY_ETHERTYPE & 0xff;
    header->type = type;
    header->length = length;
    header->number = line->number++;
}

/* Wait until there is room for a few entries. */
static void drain(struct line *line)
{
    while (line->nic.tx_used >= LINE_TX_RING_SIZE - 4) {
        ipsecnic_kick(&line->nic);
        ipsecnic_poll_transmit(&line->nic);
        if (line->nic.broken) {
            line_fatal(line, line->nic.error);
        }
        cpu_relax();
    }
}

void line_send(struct line *line, struct replay_header *header, uint16_t type,
               size_t header_size, const void *more, size_t size)
{
    struct ipsecnic_fragment fragments[2] = {
        { header, header_size },
        { more, size },
    };

    header_init(line, header, type, header_size + size);
    drain(line);
    ipsecnic_transmit(&line->nic, fragments, size > 0 ? 2 : 1, NULL, NULL);
    ipsecnic_kick(&line->nic);
}

void line_post(struct line *line, struct replay_header *header, uint16_t type,
               size_t size, void *cookie)
{
    struct ipsecnic_fragment fragment = { header, size };

    header_init(line, header, type, size);
    drain(line);
    ipsecnic_transmit(&line->nic, &fragment, 1, NULL, cookie);
}

_Noreturn void line_fatal(struct line *line, const char *text)
{
    static struct replay_header header;
    struct ipsecnic_fragment fragments[2];
    struct deadline deadline;

    print("FATAL: %s\n", text);
    if (line->nic.link_up && !line->nic.broken) {
        header_init(line, &header, REPLAY_MSG_FATAL,
                    sizeof(header) + strlen(text));
        fragments[0].data = &header;
        fragments[0].length = sizeof(header);
        fragments[1].data = text;
        fragments[1].length = strlen(text);
        deadline_start(&deadline, LAST_WORDS_MS);
        while (ipsecnic_transmit_room(&line->nic) < 3 && !line->nic.broken &&
               !deadline_passed(&deadline)) {
            ipsecnic_kick(&line->nic);
            ipsecnic_poll_transmit(&line->nic);
        }
        ipsecnic_transmit(&line->nic, fragments, 2, NULL, NULL);
        ipsecnic_kick(&line->nic);
        while (line->nic.tx_used > 0 && !line->nic.broken &&
               !deadline_passed(&deadline)) {
            ipsecnic_poll_transmit(&line->nic);
        }
    }
    power_off(true);
}

/* ------------------------------------------------------------------------
 * Indications
 */

/* What goes in front of a frame lies in the frame's first buffer. */
struct indication_head {
    struct replay_header header;
    struct replay_indication record;
};
_Static_assert(sizeof(struct indication_head) <= IPSECNIC_BUFFER_PRIVATE,
               "the head of an indication fits into a buffer's private part");

/* Fragments of one message: its head and buffers. */
#define MESSAGE_FRAGMENTS       IPSECNIC_TX_FRAGMENTS_MIN

unsigned int line_entries_for_a_frame(const struct ipsecnic *port)
{
    unsigned int buffers = IPSECNIC_MAX_FRAME / port->params.buffer_size + 1;

    if (buffers > port->params.rx_ring_size) {
        buffers = port->params.rx_ring_size;
    }
    /* One head for each message: at most one in 4 KiB, and the padding. */
    return buffers + buffers / (MESSAGE_FRAGMENTS - 2) +
           IPSECNIC_MAX_FRAME / 4096 + 2;
}

void line_indicate(struct line *line, const struct ipsecnic_packet *packet,
                   const struct transport_decision *decision)
{
    struct ipsecnic_fragment fragments[MESSAGE_FRAGMENTS];
    struct ipsecnic_buffer *first = packet->first, *next;

    while (first != NULL) {
        struct indication_head *head = (void *)first->private;
        struct ipsecnic_buffer *last = NULL;
        bool indication = first == packet->first;
        unsigned int n = 0;
        uint32_t length = 0;

        fragments[n].data = head;
        fragments[n++].length = indication ? sizeof(*head)
                                           : sizeof(head->header);
        for (next = first; next != NULL && n < MESSAGE_FRAGMENTS &&
             sizeof(*head) + length + next->used <= IPSECNIC_MAX_FRAME;
             next = next->next) {
            fragments[n].data = next->data;
            fragments[n++].length = next->used;
            length += next->used;
            last = next;
        }
        if (indication) {
            head->record.comp = packet->info;
            head->record.length = length;
            head->record.verdict = wire_verdict(decision->verdict);
            head->record.queue = packet->queue;
            head->record.check = wire_replay(decision->replay);
            head->record.reserved = 0;
            head->record.spi = decision->spi;
            head->record.reserved1 = 0;
            head->record.sequence = decision->sequence;
        }
        header_init(line, &head->header,
                    indication ? REPLAY_MSG_INDICATION : REPLAY_MSG_MORE,
                    fragments[0].length + length);
        /* The buffers of a message come back with it. */
        last->next = NULL;
        ipsecnic_transmit(&line->nic, fragments, n, NULL, first);
        first = next;
    }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the parts of the card tell a capture
 *
 * What is captured changes nothing that a driver sees.  Without a capture each
 * call here is one branch.  docs/story.rst says what is written; the comments
 * keep to the grammar there.
 */

#ifndef HW_NET_IPSECNIC_CAPTURE_STORY_H
#define HW_NET_IPSECNIC_CAPTURE_STORY_H

#include "desc.h"
#include "engine/sa_codec.h"
#include "engine/types.h"
#include "state.h"

/* What the inline functions below call when there is a capture. */
void ipsecnic_capture_write_rx(IpsecnicState *s, const IpsecnicQueue *q,
                               const IpsecFrame *frame, const uint8_t *data,
                               const IpsecnicRxComp *comp, uint32_t buffers,
                               bool original);
void ipsecnic_capture_write_drop(IpsecnicState *s, const IpsecnicQueue *q,
                                 const uint8_t *data, size_t length,
                                 const char *why);
void ipsecnic_capture_write_held(IpsecnicState *s, const IpsecnicQueue *q);
void ipsecnic_capture_keep_posted(IpsecnicState *s, const uint8_t *data,
                                  uint32_t length);
void ipsecnic_capture_write_posted(IpsecnicState *s, const IpsecnicTxQueue *txq,
                                   uint32_t status);
void ipsecnic_capture_write_sent(IpsecnicState *s, const IpsecnicTxQueue *txq,
                                 const uint8_t *data, uint32_t length);
void ipsecnic_capture_write_completed(IpsecnicState *s,
                                      const IpsecnicTxQueue *txq,
                                      uint32_t status, uint32_t segments);
void ipsecnic_capture_write_late(IpsecnicState *s, const IpsecnicQueue *q,
                                 uint64_t packet, const uint8_t *data,
                                 uint32_t length);
void ipsecnic_capture_write_looked(IpsecnicState *s, const IpsecnicQueue *q);
void ipsecnic_capture_write_begun(IpsecnicState *s, const IpsecnicQueue *q);
uint64_t ipsecnic_capture_number(IpsecnicState *s);
void ipsecnic_capture_forget(IpsecnicState *s);
void ipsecnic_capture_write_control(IpsecnicState *s, uint32_t handle,
                                    const char *text);
void ipsecnic_capture_write_sa(IpsecnicState *s, const char *what,
                               uint32_t handle, uint32_t spi,
                               const IpsecSaCtx *ctx, const char *why);
void ipsecnic_capture_write_fault(IpsecnicState *s, const char *text);

/**
 * ipsecnic_capture_rx: a frame was placed in guest memory, and its completions
 * were written, but the driver was not notified yet.
 * @frame: as it came from the wire
 * @data: what was placed, with the VLAN tag that may have been left out
 * @comp: what is the same in all completions of it
 * @buffers: that it took
 * @original: it was placed as it came from the wire, too (Q_CTRL.ORIGINAL)
 */
static inline void ipsecnic_capture_rx(IpsecnicState *s, const IpsecnicQueue *q,
                                       const IpsecFrame *frame,
                                       const uint8_t *data,
                                       const IpsecnicRxComp *comp,
                                       uint32_t buffers, bool original)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_rx(s, q, frame, data, comp, buffers, original);
    }
}

/**
 * ipsecnic_capture_drop: a frame was not indicated, and will not be.
 * @q: the queue that it was for; NULL: that was not known yet
 * @data: the frame as it came from the wire, @length bytes
 * @why: in words
 */
static inline void ipsecnic_capture_drop(IpsecnicState *s,
                                         const IpsecnicQueue *q,
                                         const uint8_t *data, size_t length,
                                         const char *why)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_drop(s, q, data, length, why);
    }
}

/** ipsecnic_capture_held: a frame found no buffer and stays with QEMU. */
static inline void ipsecnic_capture_held(IpsecnicState *s,
                                         const IpsecnicQueue *q)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_held(s, q);
    }
}

/**
 * ipsecnic_capture_posted: remember a frame as the driver posted it; packet
 * mode works in place.  ipsecnic_capture_begun() writes it.
 */
static inline void ipsecnic_capture_posted(IpsecnicState *s,
                                           const uint8_t *data, uint32_t length)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_keep_posted(s, data, length);
    }
}

/**
 * ipsecnic_capture_begun: the frame at POSTED_HEAD was judged.
 * @status: IPSECNIC_TX_ST_*
 */
static inline void ipsecnic_capture_begun(IpsecnicState *s,
                                          const IpsecnicTxQueue *txq,
                                          uint32_t status)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_posted(s, txq, status);
    }
}

/**
 * ipsecnic_capture_tx: segment tx_segment of the frame under way is handed to
 * the peer now.
 * @data: as it goes to the wire, @length bytes
 */
static inline void ipsecnic_capture_tx(IpsecnicState *s,
                                       const IpsecnicTxQueue *txq,
                                       const uint8_t *data, uint32_t length)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_sent(s, txq, data, length);
    }
}

/** ipsecnic_capture_looked: a driver has moved COMP_HEAD of a queue of a pair. */
static inline void ipsecnic_capture_looked(IpsecnicState *s,
                                           const IpsecnicQueue *q)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_looked(s, q);
    }
}

/** ipsecnic_capture_queue_begun: a queue of a pair starts. */
static inline void ipsecnic_capture_queue_begun(IpsecnicState *s,
                                                const IpsecnicQueue *q)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_begun(s, q);
    }
}

/**
 * ipsecnic_capture_packet: the number of the frame under way; 0: it has none.
 */
static inline uint64_t ipsecnic_capture_packet(IpsecnicState *s)
{
    return unlikely(s->capture) ? ipsecnic_capture_number(s) : 0;
}

/**
 * ipsecnic_capture_late: a frame that a fault has put off goes to the wire.
 * @packet: its number, as it was asked for when it was put off
 * @data: as it goes to the wire, @length bytes
 */
static inline void ipsecnic_capture_late(IpsecnicState *s,
                                         const IpsecnicQueue *q,
                                         uint64_t packet, const uint8_t *data,
                                         uint32_t length)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_late(s, q, packet, data, length);
    }
}

/**
 * ipsecnic_capture_left: the frame under way was given up, and gets no
 * completion.
 */
static inline void ipsecnic_capture_left(IpsecnicState *s)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_forget(s);
    }
}

/**
 * ipsecnic_capture_completed: the completion of the frame at POSTED_HEAD was
 * written, but the driver was not notified yet.
 * @status: IPSECNIC_TX_ST_*
 * @segments: that went out
 */
static inline void ipsecnic_capture_completed(IpsecnicState *s,
                                              const IpsecnicTxQueue *txq,
                                              uint32_t status,
                                              uint32_t segments)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_completed(s, txq, status, segments);
    }
}

/**
 * ipsecnic_capture_control: something happened that is no packet.
 * @handle: the SA that it is about, as far as filters are concerned; or 0
 * @format: pairs of the grammar, joined by "; "
 */
#define ipsecnic_capture_control(s, handle, ...) \
    do { \
        if (unlikely((s)->capture)) { \
            g_autofree char *text_ = g_strdup_printf(__VA_ARGS__); \
            ipsecnic_capture_write_control(s, handle, text_); \
        } \
    } while (0)

/**
 * ipsecnic_capture_sa: something happened to an SA.
 * @what: the value of "sa": "added", ...
 * @handle: or 0
 * @spi: if @ctx is NULL; 0: not known
 * @ctx: what it is, or was to be; or NULL
 * @why: in words; or NULL
 */
static inline void ipsecnic_capture_sa(IpsecnicState *s, const char *what,
                                       uint32_t handle, uint32_t spi,
                                       const IpsecSaCtx *ctx, const char *why)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_sa(s, what, handle, spi, ctx, why);
    }
}

/**
 * ipsecnic_capture_fault: a fault of the plan fired.
 * @text: which, and what it did; one line
 *
 * It goes into the comment of the packet that it hit, if one is being received
 * or sent; else it is a record of its own.
 */
static inline void ipsecnic_capture_fault(IpsecnicState *s, const char *text)
{
    if (unlikely(s->capture)) {
        ipsecnic_capture_write_fault(s, text);
    }
}

#endif /* HW_NET_IPSECNIC_CAPTURE_STORY_H */

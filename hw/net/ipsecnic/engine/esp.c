/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ESP (RFC 4303)
 */

#include <string.h>

#include "algorithms.h"
#include "bytes.h"
#include "esp.h"
#include "frame.h"
#include "sequence.h"

#define TRAILER_LENGTH  IPSEC_ESP_TRAILER

/* RFC 4106, section 5, RFC 4309, section 5, and RFC 7634, section 2.1: the
 * header, with the high half in its middle. */
static size_t esn_aad(uint8_t aad[12], const uint8_t *esp, uint64_t sequence)
{
    memcpy(aad, esp, 4);
    ipsec_put_be32(aad + 4, (uint32_t)(sequence >> 32));
    memcpy(aad + 8, esp + 4, 4);
    return 12;
}

/* What an authenticator runs over, from @esp to @icv; returns how many spans. */
static unsigned esp_spans(const IpsecSaOp *op, const uint8_t *esp,
                          const uint8_t *icv, const uint8_t high[4],
                          IpsecSpan spans[3])
{
    size_t length = (size_t)(icv - esp);

    if (!op->esn) {
        spans[0] = (IpsecSpan) { esp, length };
        return 1;
    }
    if (op->transform.auth_kind == IPSEC_ALG_GMAC) {
        /* RFC 4543, section 3.3: the high half stands where it belongs */
        spans[0] = (IpsecSpan) { esp, 4 };
        spans[1] = (IpsecSpan) { high, 4 };
        spans[2] = (IpsecSpan) { esp + 4, length - 4 };
        return 3;
    }
    /* RFC 4303, section 2.2.1: the high half comes last */
    spans[0] = (IpsecSpan) { esp, length };
    spans[1] = (IpsecSpan) { high, 4 };
    return 2;
}

/* A verdict on an ICV, if it is to be relied on. */
static inline IpsecVerdict trusted(const IpsecSaOp *op, IpsecVerdict verdict)
{
    return verdict == IPSEC_BAD_ICV && op->unchecked ? IPSEC_GOOD : verdict;
}

/* Check the ICV, decrypt; not yet the trailer. */
static IpsecVerdict esp_crypto(IpsecSaOp *op, const uint8_t *esp,
                               uint64_t sequence, const uint8_t *iv,
                               const uint8_t *text, uint32_t length,
                               uint8_t *out)
{
    IpsecTransform *t = &op->transform;
    const uint8_t *icv = text + length;
    uint8_t aad[12], high[4];
    IpsecSpan spans[3];
    IpsecVerdict verdict;
    unsigned n;

    if (t->aead) {
        /* the same: without ESN the header as it is */
        verdict = op->esn ?
                  ipsec_transform_open(t, iv, aad,
                                       esn_aad(aad, esp, sequence), text,
                                       length, icv, out) :
                  ipsec_transform_open(t, iv, esp, 8, text, length, icv, out);
        return trusted(op, verdict);
    }
    ipsec_put_be32(high, (uint32_t)(sequence >> 32));
    n = esp_spans(op, esp, icv, high, spans);
    verdict = trusted(op, ipsec_transform_verify(t, iv, spans, n, icv));
    if (verdict == IPSEC_GOOD && t->cipher_kind != IPSEC_ALG_NULL) {
        verdict = ipsec_transform_decrypt(t, iv, text, length, out);
    }
    return verdict;
}

IpsecVerdict ipsec_esp_output(IpsecSaOp *op, IpsecRandomPool *pool,
                              uint8_t *esp, const uint8_t *from,
                              uint32_t length, uint64_t sequence,
                              bool iv_present)
{
    IpsecTransform *t = &op->transform;
    uint8_t *iv = esp + IPSEC_ESP_HEADER;
    uint8_t *text = iv + t->iv_length;
    uint8_t *icv = text + length;
    uint8_t aad[12], high[4];
    IpsecSpan spans[3];

    /* In one piece, as it is read next. */
    ipsec_put_be64(esp, (uint64_t)op->spi << 32 | (uint32_t)sequence);
    if (!iv_present && t->iv_length) {
        ipsec_transform_make_iv(t, pool, sequence, iv);
    }
    if (t->aead) {
        if (!op->esn) {
            return ipsec_transform_seal(t, iv, esp, 8, from, length, text,
                                        icv);
        }
        return ipsec_transform_seal(t, iv, aad, esn_aad(aad, esp, sequence),
                                    from, length, text, icv);
    }
    if (t->cipher_kind != IPSEC_ALG_NULL) {
        if (ipsec_transform_encrypt(t, iv, from, length, text) != IPSEC_GOOD) {
            return IPSEC_FAILED;
        }
    } else if (from != text) {
        memcpy(text, from, length);
    }
    ipsec_put_be32(high, (uint32_t)(sequence >> 32));
    return ipsec_transform_sign(t, iv, spans,
                                esp_spans(op, esp, icv, high, spans), icv);
}

IpsecVerdict ipsec_esp_input(IpsecSaOp *op, const uint8_t *data,
                             uint32_t offset, uint32_t end, uint8_t *out,
                             IpsecPayload *payload)
{
    const IpsecTransform *t = &op->transform;
    uint32_t start = offset + IPSEC_ESP_HEADER + t->iv_length;
    uint32_t length;            /* of the text: payload, padding, trailer */
    uint64_t sequence;
    const uint8_t *plain;
    IpsecVerdict verdict;

    if (end < start || end - start < (uint32_t)t->icv_length + TRAILER_LENGTH) {
        return IPSEC_BAD_LENGTH;
    }
    length = end - start - t->icv_length;
    if (length & t->odd_bits) {
        return IPSEC_BAD_LENGTH;
    }

    sequence = ipsec_sequence(op, ipsec_get_be32(data + offset + 4));
    verdict = esp_crypto(op, data + offset, sequence,
                         data + offset + IPSEC_ESP_HEADER, data + start,
                         length, out + start);
    if (verdict != IPSEC_GOOD) {
        return verdict;
    }
    if (op->replay) {
        payload->replay = ipsec_window_accept(op->replay, &op->top, sequence);
    } else {
        payload->replay = IPSEC_WINDOW_NEW;
        ipsec_sequence_advance(op, sequence);
    }

    payload->decrypted = t->cipher_kind != IPSEC_ALG_NULL;
    plain = (payload->decrypted ? out : data) + start;
    payload->pad_length = plain[length - 2];
    payload->next_header = plain[length - 1];
    if (payload->pad_length + TRAILER_LENGTH > length) {
        return IPSEC_BAD_LENGTH;
    }
    payload->start = start;
    payload->end = start + length - TRAILER_LENGTH - payload->pad_length;
    payload->trailer_length = (uint16_t)(end - payload->end);
    return IPSEC_GOOD;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A replay window: which of the latest sequence numbers were received
 */

#include <glib.h>
#include <string.h>

#include "window.h"

#define WORD_BITS       64u

static uint64_t *word_of(IpsecWindow *window, uint64_t n)
{
    return &window->word[(n / WORD_BITS) & window->mask];
}

static inline uint64_t bit_of(uint64_t n)
{
    return (uint64_t)1 << n % WORD_BITS;
}

static inline bool received(const IpsecWindow *window, uint64_t n)
{
    return window->word[(n / WORD_BITS) & window->mask] & bit_of(n);
}

IpsecWindow *ipsec_window_new(uint32_t size, uint64_t top)
{
    /* The first and the last word may belong to the window in part. */
    uint32_t needed = (size + WORD_BITS - 1 + WORD_BITS - 1) / WORD_BITS;
    uint32_t words = 1;
    IpsecWindow *window;

    while (words < needed) {
        words *= 2;
    }
    window = g_try_malloc(sizeof(*window) + words * sizeof(window->word[0]));
    if (window) {
        window->size = size;
        window->mask = words - 1;
        ipsec_window_fill(window, top);
    }
    return window;
}

void ipsec_window_free(IpsecWindow *window)
{
    g_free(window);
}

void ipsec_window_fill(IpsecWindow *window, uint64_t top)
{
    memset(window->word, 0xff,
           ((size_t)window->mask + 1) * sizeof(window->word[0]));
    *word_of(window, top) = bit_of(top) | (bit_of(top) - 1);
}

IpsecWindowVerdict ipsec_window_check(const IpsecWindow *window, uint64_t top,
                                      uint64_t n)
{
    if (n > top) {
        return IPSEC_WINDOW_NEW;
    }
    if (top - n >= window->size) {
        return IPSEC_WINDOW_LATE;
    }
    return n == 0 || received(window, n) ? IPSEC_WINDOW_SEEN :
                                           IPSEC_WINDOW_NEW;
}

IpsecWindowVerdict ipsec_window_accept(IpsecWindow *window, uint64_t *top,
                                       uint64_t n)
{
    IpsecWindowVerdict verdict = ipsec_window_check(window, *top, n);
    uint64_t from, i, steps;

    if (verdict != IPSEC_WINDOW_NEW) {
        return verdict;
    }
    if (n > *top) {
        from = *top / WORD_BITS;
        steps = n / WORD_BITS - from;
        steps = MIN(steps, (uint64_t)window->mask + 1);
        for (i = 1; i <= steps; i++) {
            window->word[(from + i) & window->mask] = 0;
        }
        *top = n;
    }
    *word_of(window, n) |= bit_of(n);
    return IPSEC_WINDOW_NEW;
}

/* The first bit becomes the last one, and so on. */
static uint64_t reverse(uint64_t word)
{
    static const uint64_t masks[] = {
        UINT64_C(0x5555555555555555), UINT64_C(0x3333333333333333),
        UINT64_C(0x0f0f0f0f0f0f0f0f), UINT64_C(0x00ff00ff00ff00ff),
        UINT64_C(0x0000ffff0000ffff), UINT64_C(0x00000000ffffffff),
    };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(masks); i++) {
        word = (word >> (1u << i) & masks[i]) | (word & masks[i]) << (1u << i);
    }
    return word;
}

uint64_t ipsec_window_encode(const IpsecWindow *window, uint64_t top,
                             uint32_t i)
{
    uint64_t first = (uint64_t)i * WORD_BITS;
    uint64_t most = MIN((uint64_t)window->size, top);
    uint64_t n = top - first;
    unsigned shift = WORD_BITS - 1 - n % WORD_BITS;
    uint64_t word;

    if (first >= most) {
        return 0;
    }
    /* A million windows are saved while a machine stands still: by words. */
    word = window->word[(n / WORD_BITS) & window->mask] << shift;
    if (shift) {
        word |= window->word[(n / WORD_BITS - 1) & window->mask] >>
                (WORD_BITS - shift);
    }
    word = reverse(word);
    return most - first >= WORD_BITS ? word : word & (bit_of(most - first) - 1);
}

bool ipsec_window_valid_word(uint32_t size, uint64_t top, uint32_t i,
                             uint64_t word)
{
    uint64_t first = (uint64_t)i * WORD_BITS;
    uint64_t most = MIN((uint64_t)size, top);

    if (first >= most) {
        return word == 0;
    }
    return most - first >= WORD_BITS || word >> (most - first) == 0;
}

void ipsec_window_clear(IpsecWindow *window)
{
    memset(window->word, 0,
           ((size_t)window->mask + 1) * sizeof(window->word[0]));
}

void ipsec_window_decode(IpsecWindow *window, uint64_t top, uint32_t i,
                         uint64_t word)
{
    uint64_t n = top - (uint64_t)i * WORD_BITS;
    unsigned shift = WORD_BITS - 1 - n % WORD_BITS;

    word = reverse(word);
    *word_of(window, n) |= word >> shift;
    if (shift) {
        *word_of(window, n - WORD_BITS) |= word << (WORD_BITS - shift);
    }
}

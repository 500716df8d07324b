/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A replay window (RFC 4303, section 3.4.3): which of the latest sequence
 * numbers were received
 */

#ifndef IPSECNIC_WINDOW_H
#define IPSECNIC_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a window says of a number. */
typedef enum IpsecWindowVerdict {
    IPSEC_WINDOW_NEW,           /* not received before */
    IPSEC_WINDOW_SEEN,          /* received before, or 0, which nobody sends */
    IPSEC_WINDOW_LATE,          /* left of the window */
} IpsecWindowVerdict;

/**
 * The numbers of (top - size, top], as a ring of words in which number n is bit
 * n mod 64 of word n / 64 (RFC 6479).  A window that moves clears words and
 * shifts none.  The top belongs to the operation, and is handed in.
 */
typedef struct IpsecWindow {
    uint32_t size;              /* numbers, 1..IPSEC_WINDOW_MAX */
    uint32_t mask;              /* words of the ring - 1; a power of two - 1 */
    uint64_t word[];            /* bits of numbers above the top are 0 */
} IpsecWindow;

/**
 * ipsec_window_new: a window in which all numbers up to @top were received.
 * @size: numbers, 1..IPSEC_WINDOW_MAX
 *
 * NULL if the host has no memory.
 */
IpsecWindow *ipsec_window_new(uint32_t size, uint64_t top);

/** ipsec_window_free: @window may be NULL. */
void ipsec_window_free(IpsecWindow *window);

/** ipsec_window_fill: all numbers up to @top were received, and none above. */
void ipsec_window_fill(IpsecWindow *window, uint64_t top);

/** ipsec_window_check: what the window says of number @n; changes nothing. */
IpsecWindowVerdict ipsec_window_check(const IpsecWindow *window, uint64_t top,
                                      uint64_t n);

/**
 * ipsec_window_accept: ipsec_window_check() of a number that was found
 * authentic; if it is new it counts as received from now on.
 * @top: moves to @n if that is larger
 */
IpsecWindowVerdict ipsec_window_accept(IpsecWindow *window, uint64_t *top,
                                       uint64_t n);

/** ipsec_window_words: 64-bit words that the bits of @size numbers take. */
static inline uint32_t ipsec_window_words(uint32_t size)
{
    return (size + 63) / 64;
}

/**
 * ipsec_window_encode: word @i of what stands behind struct ipsecnic_window.
 * @i: below ipsec_window_words(); bit n is about number top - 64 * @i - n
 */
uint64_t ipsec_window_encode(const IpsecWindow *window, uint64_t top,
                             uint32_t i);

/**
 * ipsec_window_valid_word: whether such a word says nothing of numbers that a
 * window of @size has not, or that are below 1.
 */
bool ipsec_window_valid_word(uint32_t size, uint64_t top, uint32_t i,
                             uint64_t word);

/** ipsec_window_clear: no number was received; decoding begins with this. */
void ipsec_window_clear(IpsecWindow *window);

/** ipsec_window_decode: the reverse of ipsec_window_encode(), of a word that is
 *  valid. */
void ipsec_window_decode(IpsecWindow *window, uint64_t top, uint32_t i,
                         uint64_t word);

#endif /* IPSECNIC_WINDOW_H */

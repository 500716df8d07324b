/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzer: frames to send, and what is asked for them
 *
 * See ../unit/hostile.c for what an input means, and for what must hold: a
 * good request is accepted; and whatever is accepted comes out encrypted and
 * signed, and holds what was asked for, as a receiver with the same keys finds
 * it.
 */

#include <string.h>

#include "hostile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed);

/* The description, its list of changes, and a list of actions. */
#define DESCRIPTION     12
#define CHANGE          5
#define MAX_NEW         3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    test_hostile(data, size);
    return 0;
}

static unsigned next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static void put16(uint8_t *p, unsigned v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
}

/* A few changes, to what lies close to where something begins or ends. */
static size_t write_changes(uint8_t *p, uint32_t *state)
{
    static const uint16_t values[] = {
        0, 1, 2, 4, 8, 14, 20, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff,
    };
    unsigned n = next_random(state) % (MAX_NEW + 1), i;

    *p++ = (uint8_t)n;
    for (i = 0; i < n; i++, p += CHANGE) {
        unsigned value = next_random(state);

        p[0] = (uint8_t)(next_random(state) % 12);
        put16(p + 1, next_random(state) % 2 ? next_random(state) % 64 :
                                              next_random(state) % 160);
        if (next_random(state) % 2) {
            value = values[value % G_N_ELEMENTS(values)];
        } else if (next_random(state) % 2) {
            /* For what is added: a little more or less */
            value = 124 + value % 9;
        }
        put16(p + 3, value);
    }
    return 1 + n * CHANGE;
}

/*
 * Blindly changed, an input is mostly about lengths.  Every other time change
 * what is sent through what SA, or what is wrong with it, or what happens while
 * it is sent.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed)
{
    const size_t longest = DESCRIPTION + 1 + MAX_NEW * CHANGE + 3;
    uint32_t state = seed;
    size_t end;

    if (next_random(&state) % 2 || max_size < longest) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    if (size < longest) {
        memset(data + size, 0, longest - size);
        size = longest;
    }
    switch (next_random(&state) % 5) {
    case 0:
        data[0] = (uint8_t)(next_random(&state) % test_hostile_sas());
        break;
    case 1:
        data[1] = (uint8_t)(next_random(&state) % test_hostile_sas());
        break;
    case 2:
        data[2] = (uint8_t)next_random(&state);
        data[3] = (uint8_t)next_random(&state);
        break;
    case 3:
        /* A large send, in another tunnel or none */
        data[2] |= 2;
        put16(data + 8, next_random(&state) % 0x1000);
        break;
    default:
        break;
    }
    end = DESCRIPTION + write_changes(data + DESCRIPTION, &state);
    if (next_random(&state) % 3 == 0) {
        data[end] = 1;
        data[end + 1] = (uint8_t)next_random(&state);
        data[end + 2] = (uint8_t)(next_random(&state) % 4);
    } else {
        data[end] = 0;
    }
    return size;
}

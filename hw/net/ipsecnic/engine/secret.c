/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for keys: not in core dumps, not in swap if the host lets us
 *
 * Pages are marked and locked, not bytes, so the pieces come from pages of
 * their own: chunks with pieces of one size each, at addresses that are a
 * multiple of the chunk.
 *
 * libgcrypt's secure memory would not do.  How much there is decides whoever
 * initialises the library, once for the whole process and before its first use;
 * in QEMU that is not the engine.  What it takes beyond that is neither locked
 * nor left out of core dumps.
 */

#include <glib.h>
#include <stdint.h>
#include <string.h>
#ifndef _WIN32
#include <sys/mman.h>
#endif

#include "secret.h"

void ipsec_wipe(void *p, size_t length)
{
    /* A call through a volatile pointer may have any effect. */
    static void *(*const volatile fill)(void *, int, size_t) = memset;

    if (length) {
        fill(p, 0, length);
    }
}

#ifndef _WIN32

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

/*
 * LeakSanitizer does not look into this memory by itself: what is referred to
 * from here alone it would call leaked.
 */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define HAVE_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN
#endif
#ifdef HAVE_ASAN
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_register_root_region(p, size)    ((void)(p), (void)(size))
#define __lsan_unregister_root_region(p, size)  ((void)(p), (void)(size))
#endif

#define CHUNK           ((size_t)256 * 1024)
#define UNIT            64
#define CLASSES         (IPSEC_SECRET_MAX / UNIT)

/* At the start of each chunk; pieces begin behind it. */
typedef struct Chunk {
    struct Chunk *next;         /* of those that have room */
    struct Chunk *previous;
    void *free;                 /* pieces that were given back */
    size_t fresh;               /* offset of those that were never used */
    size_t piece;               /* bytes */
    unsigned used;
    unsigned class;
    gboolean locked;
} Chunk;

G_STATIC_ASSERT(sizeof(Chunk) <= UNIT);

static GMutex mutex;
static Chunk *rooms[CLASSES];   /* chunks with room, for each size */
static size_t locked;
/* Once it was refused, it is asked for again when some was given back. */
static gboolean refused;

static Chunk *chunk_new(unsigned class)
{
    uint8_t *at = mmap(NULL, 2 * CHUNK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint8_t *start;
    size_t before;
    Chunk *chunk;

    if (at == MAP_FAILED) {
        return NULL;
    }
    start = (uint8_t *)(((uintptr_t)at + CHUNK - 1) & ~(uintptr_t)(CHUNK - 1));
    before = (size_t)(start - at);
    if (before) {
        munmap(at, before);
    }
    if (CHUNK - before) {
        munmap(start + CHUNK, CHUNK - before);
    }
#ifdef MADV_DONTDUMP
    madvise(start, CHUNK, MADV_DONTDUMP);
#endif
    chunk = (Chunk *)start;
    if (!refused && mlock(start, CHUNK) == 0) {
        chunk->locked = TRUE;
        locked += CHUNK;
    } else {
        refused = TRUE;
    }
    __lsan_register_root_region(start, CHUNK);
    chunk->class = class;
    chunk->piece = (size_t)(class + 1) * UNIT;
    chunk->fresh = UNIT;
    return chunk;
}

static void chunk_free(Chunk *chunk)
{
    if (chunk->locked) {
        locked -= CHUNK;
        refused = FALSE;
    }
    __lsan_unregister_root_region(chunk, CHUNK);
    munmap(chunk, CHUNK);
}

static gboolean has_room(const Chunk *chunk)
{
    return chunk->free || chunk->fresh + chunk->piece <= CHUNK;
}

static void room_add(Chunk *chunk)
{
    Chunk **first = &rooms[chunk->class];

    chunk->previous = NULL;
    chunk->next = *first;
    if (*first) {
        (*first)->previous = chunk;
    }
    *first = chunk;
}

static void room_remove(Chunk *chunk)
{
    if (chunk->previous) {
        chunk->previous->next = chunk->next;
    } else {
        rooms[chunk->class] = chunk->next;
    }
    if (chunk->next) {
        chunk->next->previous = chunk->previous;
    }
}

void *ipsec_secret_alloc(size_t size)
{
    unsigned class = (unsigned)((size + UNIT - 1) / UNIT) - 1;
    void *p = NULL;
    Chunk *chunk;

    if (size == 0 || size > IPSEC_SECRET_MAX) {
        return NULL;
    }
    g_mutex_lock(&mutex);
    chunk = rooms[class];
    if (!chunk) {
        chunk = chunk_new(class);
        if (chunk) {
            room_add(chunk);
        }
    }
    if (chunk) {
        if (chunk->free) {
            p = chunk->free;
            memcpy(&chunk->free, p, sizeof(chunk->free));
            memset(p, 0, sizeof(chunk->free));
        } else {
            p = (uint8_t *)chunk + chunk->fresh;
            chunk->fresh += chunk->piece;
        }
        chunk->used++;
        if (!has_room(chunk)) {
            room_remove(chunk);
        }
    }
    g_mutex_unlock(&mutex);
    return p;
}

void ipsec_secret_free(void *p, size_t size)
{
    Chunk *chunk;

    if (!p) {
        return;
    }
    ipsec_wipe(p, size);
    chunk = (Chunk *)((uintptr_t)p & ~(uintptr_t)(CHUNK - 1));
    g_mutex_lock(&mutex);
    if (!has_room(chunk)) {
        room_add(chunk);
    }
    memcpy(p, &chunk->free, sizeof(chunk->free));
    chunk->free = p;
    chunk->used--;
    /* One that is empty stays, for those who add and delete by turns. */
    if (!chunk->used && (chunk->next || chunk->previous)) {
        room_remove(chunk);
        chunk_free(chunk);
    }
    g_mutex_unlock(&mutex);
}

size_t ipsec_secret_locked(void)
{
    size_t n;

    g_mutex_lock(&mutex);
    n = locked;
    g_mutex_unlock(&mutex);
    return n;
}

#else /* _WIN32 */

void *ipsec_secret_alloc(size_t size)
{
    return size && size <= IPSEC_SECRET_MAX ? g_try_malloc0(size) : NULL;
}

void ipsec_secret_free(void *p, size_t size)
{
    if (p) {
        ipsec_wipe(p, size);
        g_free(p);
    }
}

size_t ipsec_secret_locked(void)
{
    return 0;
}

#endif

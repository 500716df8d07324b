/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for keys: not in core dumps, not in swap if the host lets us, and
 * wiped when it is done with
 */

#ifndef IPSECNIC_SECRET_H
#define IPSECNIC_SECRET_H

#include <stddef.h>

/** ipsec_wipe: zero memory in a way that no compiler leaves out. */
void ipsec_wipe(void *p, size_t length);

/** The largest piece that can be had, in bytes. */
#define IPSEC_SECRET_MAX 2048

/**
 * ipsec_secret_alloc: zeroed memory for something that has keys in it.
 * @size: bytes, at most IPSEC_SECRET_MAX
 *
 * NULL if the host has no memory.  The memory is left out of core dumps
 * (MADV_DONTDUMP).  It is locked as long as RLIMIT_MEMLOCK allows; beyond that,
 * and where there is no such thing, it is memory as any other.
 */
void *ipsec_secret_alloc(size_t size);

/**
 * ipsec_secret_free: wipe it and give it back.
 * @p: may be NULL
 * @size: as it was asked for
 */
void ipsec_secret_free(void *p, size_t size);

/** ipsec_secret_locked: bytes that are locked now, for all engines. */
size_t ipsec_secret_locked(void);

#endif /* IPSECNIC_SECRET_H */

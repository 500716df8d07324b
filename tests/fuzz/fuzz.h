/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine's fuzzers share: an SA database with SAs of every kind, and
 * what must hold of every frame whatever is in it
 */

#ifndef IPSECNIC_FUZZ_H
#define IPSECNIC_FUZZ_H

#include "harness.h"

/** Bytes that a fuzzer made, and how far they were read. */
typedef struct FuzzInput {
    const uint8_t *data;
    size_t left;
} FuzzInput;

/** fuzz_take8: the next byte, 0 at the end. */
uint8_t fuzz_take8(FuzzInput *in);
/** fuzz_take16: the next two bytes, little-endian. */
uint16_t fuzz_take16(FuzzInput *in);
/** fuzz_take32: the next four bytes, little-endian. */
uint32_t fuzz_take32(FuzzInput *in);
/** fuzz_take: up to @n of the next bytes into @out, zeros behind them. */
void fuzz_take(FuzzInput *in, uint8_t *out, size_t n);

/** Most SAs in the database. */
#define FUZZ_SA_MAX     128

/** An engine, and what its SAs were made of. */
typedef struct FuzzDb {
    IpsecEngine *engine;
    unsigned count;
    struct {
        TestSa sa;
        uint32_t handle;
    } entry[FUZZ_SA_MAX];
} FuzzDb;

/** Addresses of all packets and, as far as they name any, of the SAs. */
extern const uint8_t fuzz_src[2][16];
extern const uint8_t fuzz_dst[2][16];

/** UDP port of the SAs that do not have the usual one. */
#define FUZZ_OTHER_PORT 5000

/** Sequence number that SAs with ESN start from: the wrap is near. */
#define FUZZ_ESN_TOP    0x1fffffff0ull

/**
 * fuzz_db: the database, made when it is first asked for: ESP, AH and bundles,
 * every algorithm, both families and modes, UDP encapsulation, ESN,
 * wildcards, limits.  SA number n has the SPI 0x1000 + n (and 0x2000 + n for
 * the ESP of a bundle).
 */
FuzzDb *fuzz_db(void);

/** fuzz_db_sa: the SA that has a handle; NULL if none has. */
const TestSa *fuzz_db_sa(const FuzzDb *db, uint32_t handle);

/**
 * fuzz_receive: give a frame to the engine, twice, and check all that must
 * hold of every frame.  Afterwards the database is as it was.
 * @length: 0 to IPSECNIC_MAX_FRAME; what is shorter than a frame is ignored
 * @encap: IPSECNIC_ENCAP_*, what the frame is parsed with
 * @result: filled in; its data is NULL (see @plain) if nothing was received
 * @plain: NULL, or the bytes that were indicated, freed by the caller
 *
 * Aborts on a violation.
 */
void fuzz_receive(FuzzDb *db, const uint8_t *frame, uint32_t length,
                  uint32_t encap, uint8_t skip, IpsecRxResult *result,
                  uint8_t **plain);

/**
 * fuzz_check_result: what must hold of every result (the table of legal
 * receive words; R7 to R12, R22; no unauthenticated plaintext).
 * @wire: the frame as it was before
 */
void fuzz_check_result(const FuzzDb *db, const IpsecFrame *frame,
                       const uint8_t *wire, const IpsecRxResult *result);

/** What the engine must make of a packet that fuzz_seal() made. */
typedef struct FuzzExpect {
    bool known;                 /* nothing was changed that no sender sends */
    uint32_t oob;               /* but for SaDeleteReq */
    unsigned outer;             /* which SAs of the database */
    unsigned inner;
    bool header_info;
    uint8_t next_header;
    uint8_t pad_length;
    unsigned payload_offset;
    unsigned payload_length;
    uint8_t payload[2048];
} FuzzExpect;

/**
 * fuzz_seal: turn a description of a packet into a frame.
 * @expect: what the engine must make of it, if expect->known
 *
 * The description says which SA, what payload, and which bytes to change
 * behind encryption; ICVs are computed over what came out of that, so that
 * the packet gets past them.
 */
GByteArray *fuzz_seal(const FuzzDb *db, FuzzInput *in, FuzzExpect *expect);

#endif /* IPSECNIC_FUZZ_H */

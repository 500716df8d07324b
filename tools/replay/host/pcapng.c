/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading pcapng files (draft-ietf-opsawg-pcapng)
 */

#include <string.h>
#include <glib.h>
#include "pcapng.h"

#define BLOCK_SECTION       PCAPNG_MAGIC
#define BLOCK_INTERFACE     1
/** Obsolete, and still about. */
#define BLOCK_PACKET        2
#define BLOCK_SIMPLE        3
#define BLOCK_ENHANCED      6
#define BYTE_ORDER_MAGIC    0x1a2b3c4d
#define OPTION_END          0
#define OPTION_RESOLUTION   9
#define OPTION_FCS_LENGTH   13
#define OPTION_OFFSET       14
/** Of a packet. */
#define OPTION_FLAGS        2
/** Bits of the flags that are the length of the FCS, 0: not told. */
#define FLAGS_FCS_SHIFT     5
#define FLAGS_FCS_MASK      0xf
/** The only version that there is. */
#define VERSION_MAJOR       1
/** A resolution: this bit for powers of 2 in place of 10, and the exponent. */
#define RESOLUTION_BINARY   0x80
#define RESOLUTION_EXPONENT 0x7f
/** What it is if nothing is told: microseconds. */
#define RESOLUTION_DEFAULT  6
/** The highest power of 10 in 64 bits. */
#define DECIMAL_MAX         19
/** A block that is looked at is no longer. */
#define BLOCK_MAX_BYTES     (16 * 1024 * 1024)
/** Type, length, and the length once more at the end. */
#define BLOCK_FRAME_BYTES   12
/** What begin_section() reads behind that. */
#define SECTION_READ_BYTES  6
#define INTERFACES_MAX      65536
#define NANOSECONDS         UINT64_C(1000000000)
#define NANOSECOND_EXPONENT 9

typedef struct Interface {
    uint16_t linktype;
    uint32_t snap_length;
    /** Units of a time stamp in a second, as the option has it. */
    uint8_t resolution;
    /** Seconds to be added. */
    int64_t offset;
    /** Bytes of FCS at the end of a packet that tells nothing else. */
    uint8_t fcs;
} Interface;

struct PcapngReader {
    FILE *fp;
    bool swapped;
    bool in_section;
    GArray *interfaces;
    GByteArray *block;
};

PcapngReader *pcapng_open(FILE *fp)
{
    PcapngReader *r = g_new0(PcapngReader, 1);

    r->fp = fp;
    r->interfaces = g_array_new(FALSE, FALSE, sizeof(Interface));
    r->block = g_byte_array_new();
    return r;
}

void pcapng_close(PcapngReader *r)
{
    if (r) {
        g_array_free(r->interfaces, TRUE);
        g_byte_array_free(r->block, TRUE);
        g_free(r);
    }
}

static uint16_t get16(const PcapngReader *r, const uint8_t *p)
{
    uint16_t v;

    memcpy(&v, p, sizeof(v));
    return r->swapped ? GUINT16_SWAP_LE_BE(v) : v;
}

static uint32_t get32(const PcapngReader *r, const uint8_t *p)
{
    uint32_t v;

    memcpy(&v, p, sizeof(v));
    return r->swapped ? GUINT32_SWAP_LE_BE(v) : v;
}

static bool read_bytes(PcapngReader *r, void *to, size_t size)
{
    return fread(to, 1, size, r->fp) == size;
}

static bool skip_bytes(PcapngReader *r, size_t size)
{
    uint8_t buffer[4096];

    while (size) {
        size_t n = MIN(size, sizeof(buffer));

        if (!read_bytes(r, buffer, n)) {
            return false;
        }
        size -= n;
    }
    return true;
}

/** The value of option @wanted, of @length bytes; NULL: it is not there. */
static const uint8_t *find_option(const PcapngReader *r, const uint8_t *p,
                                  size_t size, uint16_t wanted,
                                  uint16_t wanted_length)
{
    while (size >= 4) {
        uint16_t code = get16(r, p), length = get16(r, p + 2);
        size_t padded = 4 + ((length + 3u) & ~3u);

        if (code == OPTION_END || length > size - 4) {
            break;
        }
        if (code == wanted && length == wanted_length) {
            return p + 4;
        }
        if (padded > size) {
            break;
        }
        p += padded;
        size -= padded;
    }
    return NULL;
}

/** The options of an interface that say how its packets are meant. */
static void take_options(const PcapngReader *r, Interface *i, const uint8_t *p,
                         size_t size)
{
    const uint8_t *value;

    value = find_option(r, p, size, OPTION_RESOLUTION, 1);
    if (value) {
        i->resolution = *value;
    }
    value = find_option(r, p, size, OPTION_OFFSET, 8);
    if (value) {
        uint64_t v;

        memcpy(&v, value, sizeof(v));
        i->offset = r->swapped ? GUINT64_SWAP_LE_BE(v) : v;
    }
    value = find_option(r, p, size, OPTION_FCS_LENGTH, 1);
    if (value) {
        /* the draft speaks of bits, and its example and Wireshark of bytes */
        i->fcs = *value < 16 ? *value : *value / 8;
    }
}

static const char *take_interface(PcapngReader *r)
{
    Interface i = { .resolution = RESOLUTION_DEFAULT };

    if (r->block->len < 8) {
        return "a damaged interface block";
    }
    if (r->interfaces->len == INTERFACES_MAX) {
        return "too many interfaces";
    }
    i.linktype = get16(r, r->block->data);
    i.snap_length = get32(r, r->block->data + 4);
    take_options(r, &i, r->block->data + 8, r->block->len - 8);
    g_array_append_val(r->interfaces, i);
    return NULL;
}

/** 10 to a power of DECIMAL_MAX at most. */
static uint64_t power_of_10(unsigned exponent)
{
    uint64_t power = 1;

    while (exponent--) {
        power *= 10;
    }
    return power;
}

/** Units of 10 to the power of -@exponent. */
static uint64_t split_decimal(uint64_t stamp, unsigned exponent,
                              uint32_t *nanoseconds)
{
    uint64_t seconds = 0, rest = stamp;

    if (exponent <= DECIMAL_MAX) {
        seconds = stamp / power_of_10(exponent);
        rest = stamp % power_of_10(exponent);
    }
    if (exponent <= NANOSECOND_EXPONENT) {
        *nanoseconds = rest * power_of_10(NANOSECOND_EXPONENT - exponent);
    } else {
        exponent -= NANOSECOND_EXPONENT;
        *nanoseconds =
            exponent <= DECIMAL_MAX ? rest / power_of_10(exponent) : 0;
    }
    return seconds;
}

/** The same of 2; without integers of 128 bits, which not all hosts have. */
static uint64_t split_binary(uint64_t stamp, unsigned exponent,
                             uint32_t *nanoseconds)
{
    uint64_t seconds = exponent < 64 ? stamp >> exponent : 0;
    uint64_t rest = exponent < 64 ? stamp - (seconds << exponent) : stamp;
    uint64_t low = (rest & UINT32_MAX) * NANOSECONDS;
    uint64_t high = (rest >> 32) * NANOSECONDS + (low >> 32);

    /* the product of rest and NANOSECONDS is high and the lower half of low */
    if (exponent < 32) {
        *nanoseconds = low >> exponent;
    } else {
        *nanoseconds = exponent - 32 < 64 ? high >> (exponent - 32) : 0;
    }
    return seconds;
}

void pcapng_time(uint64_t stamp, uint8_t resolution, int64_t offset,
                 int64_t *seconds, uint32_t *nanoseconds)
{
    unsigned exponent = resolution & RESOLUTION_EXPONENT;
    uint64_t whole = resolution & RESOLUTION_BINARY
                     ? split_binary(stamp, exponent, nanoseconds)
                     : split_decimal(stamp, exponent, nanoseconds);

    if (__builtin_add_overflow((int64_t)MIN(whole, INT64_MAX), offset,
                               seconds)) {
        *seconds = INT64_MAX;
    }
}

/** A packet block of any kind; NULL: @packet is set. */
static const char *take_packet(PcapngReader *r, uint32_t type,
                               PcapngPacket *packet)
{
    const uint8_t *p = r->block->data;
    const size_t head = type == BLOCK_SIMPLE ? 4 : 20;
    const uint8_t *flags;
    const Interface *i;
    uint32_t number;
    size_t padded;

    if (r->block->len < head) {
        return "a damaged packet block";
    }
    number = type == BLOCK_SIMPLE ? 0 :
             type == BLOCK_PACKET ? get16(r, p) : get32(r, p);
    if (number >= r->interfaces->len) {
        return "a packet of an interface that is not described";
    }
    i = &g_array_index(r->interfaces, Interface, number);
    *packet = (PcapngPacket) {
        .data = p + head,
        .linktype = i->linktype,
        .swapped = r->swapped,
        .fcs = i->fcs,
    };
    if (type == BLOCK_SIMPLE) {
        packet->length = get32(r, p);
        packet->captured = MIN(packet->length, r->block->len - head);
        if (i->snap_length) {
            packet->captured = MIN(packet->captured, i->snap_length);
        }
        return NULL;
    }
    pcapng_time((uint64_t)get32(r, p + 4) << 32 | get32(r, p + 8),
                i->resolution, i->offset, &packet->seconds,
                &packet->nanoseconds);
    packet->captured = get32(r, p + 12);
    packet->length = get32(r, p + 16);
    if (packet->captured > r->block->len - head) {
        return "a damaged packet block";
    }
    padded = head + ((packet->captured + (size_t)3) & ~(size_t)3);
    flags = padded >= r->block->len ? NULL :
            find_option(r, p + padded, r->block->len - padded, OPTION_FLAGS, 4);
    if (flags && (get32(r, flags) >> FLAGS_FCS_SHIFT & FLAGS_FCS_MASK)) {
        packet->fcs = get32(r, flags) >> FLAGS_FCS_SHIFT & FLAGS_FCS_MASK;
    }
    return NULL;
}

/** A section's byte order, which its length needs; NULL: it was read. */
static const char *begin_section(PcapngReader *r, uint8_t head[8])
{
    /* the magic, and the version behind it */
    uint8_t order[SECTION_READ_BYTES];
    uint32_t magic;

    if (!read_bytes(r, order, sizeof(order))) {
        return "it ends within a block";
    }
    memcpy(&magic, order, sizeof(magic));
    if (magic != BYTE_ORDER_MAGIC &&
        magic != GUINT32_SWAP_LE_BE(BYTE_ORDER_MAGIC)) {
        return "a damaged section block";
    }
    r->swapped = magic != BYTE_ORDER_MAGIC;
    r->in_section = true;
    g_array_set_size(r->interfaces, 0);
    if (get16(r, order + 4) != VERSION_MAJOR) {
        return "a section of another version than 1";
    }
    return get32(r, head + 4) < BLOCK_FRAME_BYTES + 16
           ? "a damaged section block" : NULL;
}

int pcapng_next(PcapngReader *r, PcapngPacket *packet, const char **why)
{
    for (;;) {
        uint8_t head[8], tail[4];
        uint32_t type, length, body;
        bool wanted, section;
        size_t n = fread(head, 1, sizeof(head), r->fp);

        if (!n) {
            *why = "it cannot be read";
            return ferror(r->fp) ? -1 : 0;
        }
        *why = "it ends within a block";
        if (n != sizeof(head)) {
            return -1;
        }
        memcpy(&type, head, sizeof(type));
        section = type == BLOCK_SECTION;
        if (!section && !r->in_section) {
            *why = "it does not begin with a section";
            return -1;
        }
        if (section && (*why = begin_section(r, head)) != NULL) {
            return -1;
        }
        type = get32(r, head);
        length = get32(r, head + 4);
        if (length < BLOCK_FRAME_BYTES || length % 4) {
            *why = "a block of an impossible length";
            return -1;
        }
        body = length - BLOCK_FRAME_BYTES - (section ? SECTION_READ_BYTES : 0);
        wanted = type == BLOCK_INTERFACE || type == BLOCK_PACKET ||
                 type == BLOCK_SIMPLE || type == BLOCK_ENHANCED;
        if (wanted && body > BLOCK_MAX_BYTES) {
            *why = "a block of an impossible length";
            return -1;
        }
        *why = "it ends within a block";
        if (wanted) {
            g_byte_array_set_size(r->block, body);
        }
        if ((wanted ? !read_bytes(r, r->block->data, body)
                    : !skip_bytes(r, body)) ||
            !read_bytes(r, tail, sizeof(tail))) {
            return -1;
        }
        if (get32(r, tail) != length) {
            *why = "a block whose two lengths differ";
            return -1;
        }
        if (type == BLOCK_INTERFACE) {
            *why = take_interface(r);
        } else if (wanted) {
            *why = take_packet(r, type, packet);
            if (!*why) {
                return 1;
            }
        } else {
            *why = NULL;
        }
        if (*why) {
            return -1;
        }
    }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: a pcapng file that is written
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "qemu/timer.h"
#include "qemu/units.h"
#include <sys/resource.h>

#include "capture_file.h"

#define BLOCK_SECTION       0x0a0d0d0a
#define BLOCK_INTERFACE     1
#define BLOCK_STATISTICS    5
#define BLOCK_PACKET        6
#define BYTE_ORDER_MAGIC    0x1a2b3c4d

#define OPTION_END          0
#define OPTION_COMMENT      1
#define SECTION_HARDWARE    2
#define SECTION_APPLICATION 4
#define INTERFACE_NAME      2
#define INTERFACE_TEXT      3
#define INTERFACE_UNITS     9
#define PACKET_FLAGS        2
#define PACKET_ID           5
#define STATISTICS_RECEIVED 4
#define STATISTICS_DROPPED  5

#define LINKTYPE_ETHERNET   1
#define LINKTYPE_UPPER_PDU  252

/* Of LINKTYPE_UPPER_PDU, big-endian: what the packet is to be read as. */
#define PDU_DISSECTOR       12
#define PDU_PROTOCOL_COLUMN 33

/* RFC 5424: facility 3 (daemons), severity 6 (informational) */
#define SYSLOG_PRIORITY     "<30>"

/* What is in memory before it is written without being asked to. */
#define BUFFERED            (256 * KiB)
/* The longest comment. */
#define COMMENT_MAX         4096

struct IpsecnicCaptureFile {
    char *path;
    int fd;
    bool regular;
    uint64_t max;
    uint32_t files;

    GByteArray *buffer;         /* blocks; of the first, some may be written */
    size_t written;             /* of buffer */
    uint64_t size;              /* of the file: whole blocks */
    uint64_t records;           /* in this file */
    size_t start;               /* of the block that is being made */
    IpsecnicCaptureCounts counts;
    IpsecnicCaptureCounts before; /* that this file was begun */
};

static const struct {
    const char *name;
    const char *text;
    uint16_t link_type;
} interfaces[IPSECNIC_CAPTURE_INTERFACES] = {
    [IPSECNIC_CAPTURE_WIRE] = {
        "wire", "frames as they are on the network", LINKTYPE_ETHERNET,
    },
    [IPSECNIC_CAPTURE_CARD] = {
        "card", "frames as the driver sees them", LINKTYPE_ETHERNET,
    },
    [IPSECNIC_CAPTURE_CONTROL] = {
        "control", "SAs, commands, events and completions",
        LINKTYPE_UPPER_PDU,
    },
};

static void put(IpsecnicCaptureFile *f, const void *data, size_t length)
{
    g_byte_array_append(f->buffer, data, length);
}

static void put16(IpsecnicCaptureFile *f, uint16_t value)
{
    value = cpu_to_le16(value);
    put(f, &value, sizeof(value));
}

static void put32(IpsecnicCaptureFile *f, uint32_t value)
{
    value = cpu_to_le32(value);
    put(f, &value, sizeof(value));
}

/* Blocks, options and packets end at a multiple of four bytes. */
static void pad(IpsecnicCaptureFile *f, size_t length)
{
    static const uint8_t zeros[4];

    put(f, zeros, -length & 3);
}

int64_t ipsecnic_capture_now(void)
{
    struct timespec now;

    /* QEMU_CLOCK_HOST counts microseconds. */
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * NANOSECONDS_PER_SECOND + now.tv_nsec;
}

static void put_time(IpsecnicCaptureFile *f, int64_t time)
{
    put32(f, (uint64_t)time >> 32);
    put32(f, time);
}

static void begin_block(IpsecnicCaptureFile *f, uint32_t type)
{
    f->start = f->buffer->len;
    put32(f, type);
    put32(f, 0);
}

static void end_block(IpsecnicCaptureFile *f)
{
    uint32_t length = f->buffer->len - f->start + 4;

    put32(f, length);
    stl_le_p(f->buffer->data + f->start + 4, length);
}

static void put_option(IpsecnicCaptureFile *f, uint16_t code, const void *data,
                       uint16_t length)
{
    put16(f, code);
    put16(f, length);
    put(f, data, length);
    pad(f, length);
}

static void put_text(IpsecnicCaptureFile *f, uint16_t code, const char *text)
{
    put_option(f, code, text, MIN(strlen(text), COMMENT_MAX));
}

static void put_option64(IpsecnicCaptureFile *f, uint16_t code, uint64_t value)
{
    value = cpu_to_le64(value);
    put_option(f, code, &value, sizeof(value));
}

static void put_section(IpsecnicCaptureFile *f)
{
    static const uint8_t nanoseconds = 9;
    size_t i;

    begin_block(f, BLOCK_SECTION);
    put32(f, BYTE_ORDER_MAGIC);
    put16(f, 1);
    put16(f, 0);
    put32(f, UINT32_MAX);       /* the section's length is not told */
    put32(f, UINT32_MAX);
    put_text(f, SECTION_HARDWARE, "ipsecnic");
    put_text(f, SECTION_APPLICATION, "QEMU, device ipsecnic");
    put_option(f, OPTION_END, NULL, 0);
    end_block(f);
    for (i = 0; i < ARRAY_SIZE(interfaces); i++) {
        begin_block(f, BLOCK_INTERFACE);
        put16(f, interfaces[i].link_type);
        put16(f, 0);
        put32(f, 0);            /* no limit */
        put_text(f, INTERFACE_NAME, interfaces[i].name);
        put_text(f, INTERFACE_TEXT, interfaces[i].text);
        put_option(f, INTERFACE_UNITS, &nanoseconds, sizeof(nanoseconds));
        put_option(f, OPTION_END, NULL, 0);
        end_block(f);
    }
}

/* How many records of each interface the file has. */
static void put_statistics(IpsecnicCaptureFile *f)
{
    uint32_t i;

    for (i = 0; i < ARRAY_SIZE(interfaces); i++) {
        begin_block(f, BLOCK_STATISTICS);
        put32(f, i);
        put_time(f, ipsecnic_capture_now());
        put_option64(f, STATISTICS_RECEIVED,
                     f->counts.records[i] - f->before.records[i]);
        if (i == IPSECNIC_CAPTURE_CONTROL) {
            put_option64(f, STATISTICS_DROPPED,
                         f->counts.dropped - f->before.dropped);
        }
        put_option(f, OPTION_END, NULL, 0);
        end_block(f);
    }
}

static void put_tag(GByteArray *to, uint16_t tag, const char *text)
{
    size_t length = QEMU_ALIGN_UP(strlen(text), 4);
    uint8_t head[4];
    size_t at = to->len;

    stw_be_p(head, tag);
    stw_be_p(head + 2, length);
    g_byte_array_append(to, head, sizeof(head));
    g_byte_array_set_size(to, at + sizeof(head) + length);
    memset(to->data + at + sizeof(head), 0, length);
    memcpy(to->data + at + sizeof(head), text, strlen(text));
}

/* A line of text that is shown in the list of packets. */
static GByteArray *text_packet(const char *text)
{
    GByteArray *packet = g_byte_array_new();
    static const uint8_t end[4];

    put_tag(packet, PDU_DISSECTOR, "syslog");
    put_tag(packet, PDU_PROTOCOL_COLUMN, "ipsecnic");
    g_byte_array_append(packet, end, sizeof(end));
    g_byte_array_append(packet, (const uint8_t *)SYSLOG_PRIORITY,
                        strlen(SYSLOG_PRIORITY));
    g_byte_array_append(packet, (const uint8_t *)text,
                        MIN(strlen(text), COMMENT_MAX));
    return packet;
}

static void put_record(IpsecnicCaptureFile *f, const IpsecnicCaptureRecord *r)
{
    g_autoptr(GByteArray) text = NULL;
    IpsecnicCaptureRecord record = *r;
    uint32_t flags = cpu_to_le32(r->direction);
    uint32_t length;

    if (r->interface == IPSECNIC_CAPTURE_CONTROL) {
        text = text_packet(r->comment);
        record.head_length = 0;
        record.data = text->data;
        record.length = text->len;
    }
    length = record.head_length + record.length;
    begin_block(f, BLOCK_PACKET);
    put32(f, record.interface);
    put_time(f, record.time);
    put32(f, length);
    put32(f, length);
    put(f, record.head, record.head_length);
    put(f, record.data, record.length);
    pad(f, length);
    put_text(f, OPTION_COMMENT, record.comment);
    if (record.direction != IPSECNIC_CAPTURE_NEITHER) {
        put_option(f, PACKET_FLAGS, &flags, sizeof(flags));
    }
    if (record.packet) {
        put_option64(f, PACKET_ID, record.packet);
    }
    put_option(f, OPTION_END, NULL, 0);
    end_block(f);
}

static size_t block_end(const IpsecnicCaptureFile *f, size_t at)
{
    return at + ldl_le_p(f->buffer->data + at + 4);
}

/* Where the block begins of which the first byte that is not written is part. */
static size_t first_left(const IpsecnicCaptureFile *f)
{
    size_t at = 0;

    while (at < f->buffer->len && block_end(f, at) <= f->written) {
        at = block_end(f, at);
    }
    return at;
}

/*
 * What is not written yet is lost, with the block that was written in part.
 * Returns the bytes of the buffer in front of it.
 */
static size_t lose(IpsecnicCaptureFile *f)
{
    size_t first = first_left(f), at;

    for (at = first; at < f->buffer->len; at = block_end(f, at)) {
        const uint8_t *block = f->buffer->data + at;

        if (ldl_le_p(block) == BLOCK_PACKET) {
            f->counts.records[ldl_le_p(block + 8)]--;
            f->counts.dropped++;
        }
    }
    return first;
}

/* Move what is not written to the front, with the whole of its first block. */
static void shift(IpsecnicCaptureFile *f)
{
    size_t first = first_left(f);

    g_byte_array_remove_range(f->buffer, 0, first);
    f->written -= first;
}

bool ipsecnic_capture_beyond_limit(int fd, size_t length)
{
    struct rlimit limit;
    struct stat st;

    return !getrlimit(RLIMIT_FSIZE, &limit) &&
           limit.rlim_cur != RLIM_INFINITY &&
           !fstat(fd, &st) && S_ISREG(st.st_mode) &&
           st.st_size + length > limit.rlim_cur;
}

bool ipsecnic_capture_file_flush(IpsecnicCaptureFile *f, Error **errp)
{
    while (f->written < f->buffer->len) {
        size_t length = f->buffer->len - f->written;
        ssize_t n;

        if (ipsecnic_capture_beyond_limit(f->fd, length)) {
            errno = EFBIG;
            n = -1;
        } else {
            n = write(f->fd, f->buffer->data + f->written, length);
        }
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            /* What is left is moved seldom, or that is all that is done. */
            if (f->written >= f->buffer->len - f->written) {
                shift(f);
            }
            return true;
        }
        if (n < 0) {
            int err = errno;

            f->size += lose(f);
            g_byte_array_set_size(f->buffer, 0);
            f->written = 0;
            if (f->regular && (ftruncate(f->fd, f->size) < 0 ||
                               lseek(f->fd, f->size, SEEK_SET) < 0)) {
                /* Nothing may follow half a block. */
                qemu_close(f->fd);
                f->fd = -1;
            }
            error_setg_errno(errp, err, "write to '%s'", f->path);
            return false;
        }
        f->written += n;
        f->counts.bytes += n;
    }
    f->size += f->written;
    f->written = 0;
    g_byte_array_set_size(f->buffer, 0);
    return true;
}

/* Those that a monitor was given have no name by which another one is kept. */
static bool is_passed(const char *path)
{
    return strstart(path, "/dev/fdset/", NULL);
}

/* Is what is there a capture, or nothing at all? */
static bool may_overwrite(const char *path, Error **errp)
{
    uint8_t magic[4];
    struct stat st;
    ssize_t n;
    int fd;

    if (is_passed(path)) {
        /* Who put it there knows what it is. */
        return true;
    }
    fd = qemu_open(path, O_RDONLY | O_NONBLOCK, errp);
    if (fd < 0) {
        return false;
    }
    n = fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ? 0 :
        read(fd, magic, sizeof(magic));
    qemu_close(fd);
    if (n == 0 || (n == sizeof(magic) &&
                   ldl_le_p(magic) == BLOCK_SECTION)) {
        return true;
    }
    error_setg(errp, "'%s' exists and is no capture; it is not overwritten",
               path);
    return false;
}

/* May files of at most @max bytes follow one another? */
static bool may_rotate(const IpsecnicCaptureFile *f, uint64_t max, Error **errp)
{
    if (max && (!f->regular || is_passed(f->path))) {
        error_setg(errp, "'%s' is no %s, and only one is rotated; "
                   "capture-max-size must be 0", f->path,
                   f->regular ? "file with a name" : "regular file");
        return false;
    }
    return true;
}

/* Open @f->path, and have it begun in memory. */
static bool open_file(IpsecnicCaptureFile *f, Error **errp)
{
    Error *err = NULL;
    struct stat st;

    f->fd = qemu_create(f->path, O_WRONLY | O_NONBLOCK | O_NOCTTY, 0600, &err);
    if (f->fd < 0) {
        if (errno == ENXIO) {
            error_append_hint(&err, "Of a FIFO the reader comes first.\n");
        }
        error_propagate(errp, err);
        return false;
    }
    if (fstat(f->fd, &st) < 0) {
        error_setg_errno(errp, errno, "Could not look at '%s'", f->path);
        goto fail;
    }
    if (S_ISBLK(st.st_mode) || S_ISDIR(st.st_mode)) {
        error_setg(errp, "'%s' is neither a file nor a FIFO", f->path);
        goto fail;
    }
    f->regular = S_ISREG(st.st_mode);
    if (!may_rotate(f, f->max, errp)) {
        goto fail;
    }
    if (f->regular) {
        int ret = qemu_lock_fd(f->fd, 0, 0, true);

        if (ret == -EAGAIN || ret == -EACCES) {
            error_setg(errp, "'%s' is being written by somebody else",
                       f->path);
            goto fail;
        }
        if (!may_overwrite(f->path, errp)) {
            goto fail;
        }
        if (ftruncate(f->fd, 0) < 0 || lseek(f->fd, 0, SEEK_SET) < 0) {
            error_setg_errno(errp, errno, "Could not empty '%s'", f->path);
            goto fail;
        }
    }
    f->size = 0;
    f->records = 0;
    f->before = f->counts;
    f->counts.files++;
    put_section(f);
    return true;

fail:
    qemu_close(f->fd);
    f->fd = -1;
    return false;
}

/* FILE becomes FILE.1, FILE.1 FILE.2, and so on; the oldest goes. */
static bool rotate(IpsecnicCaptureFile *f, Error **errp)
{
    uint32_t i;

    put_statistics(f);
    if (!ipsecnic_capture_file_flush(f, errp)) {
        return false;
    }
    for (i = f->files - 1; i > 0; i--) {
        g_autofree char *to = g_strdup_printf("%s.%" PRIu32, f->path, i);
        g_autofree char *from = i > 1 ?
            g_strdup_printf("%s.%" PRIu32, f->path, i - 1) :
            g_strdup(f->path);

        if (access(from, F_OK) < 0) {
            continue;
        }
        if (access(to, F_OK) == 0 && !may_overwrite(to, errp)) {
            return false;
        }
        if (rename(from, to) < 0) {
            error_setg_errno(errp, errno, "Could not rename '%s' to '%s'",
                             from, to);
            return false;
        }
    }
    qemu_close(f->fd);
    f->fd = -1;
    return open_file(f, errp);
}

IpsecnicCaptureFile *ipsecnic_capture_file_open(const char *path, uint64_t max,
                                                uint32_t files, Error **errp)
{
    IpsecnicCaptureFile *f = g_new0(IpsecnicCaptureFile, 1);

    if (is_passed(path) || g_path_is_absolute(path)) {
        f->path = g_strdup(path);
    } else {
        /* The next one is opened when -daemonize has gone to the root. */
        g_autofree char *here = g_get_current_dir();

        f->path = g_build_filename(here, path, NULL);
    }
    f->max = max;
    f->files = files;
    f->fd = -1;
    f->buffer = g_byte_array_sized_new(BUFFERED);
    if (!open_file(f, errp) || !ipsecnic_capture_file_flush(f, errp)) {
        g_byte_array_set_size(f->buffer, 0);
        ipsecnic_capture_file_close(f, NULL);
        return NULL;
    }
    return f;
}

bool ipsecnic_capture_file_limit(IpsecnicCaptureFile *f, uint64_t max,
                                 uint32_t files, Error **errp)
{
    if (!may_rotate(f, max, errp)) {
        return false;
    }
    f->max = max;
    f->files = files;
    return true;
}

bool ipsecnic_capture_file_write(IpsecnicCaptureFile *f,
                                 const IpsecnicCaptureRecord *r, Error **errp)
{
    /* More than what is around the frame and the comment, and at the end. */
    size_t most = r->head_length + r->length + 2 * strlen(r->comment) + 512;

    if (f->max && f->records && f->size + f->buffer->len + most > f->max &&
        !rotate(f, errp)) {
        return false;
    }
    if (!f->regular && f->buffer->len - f->written > IPSECNIC_CAPTURE_BACKLOG) {
        f->counts.dropped++;
        return true;
    }
    put_record(f, r);
    f->records++;
    f->counts.records[r->interface]++;
    return f->buffer->len - f->written < BUFFERED ||
           ipsecnic_capture_file_flush(f, errp);
}

bool ipsecnic_capture_file_waits(const IpsecnicCaptureFile *f)
{
    return f->buffer->len > f->written;
}

const IpsecnicCaptureCounts *
ipsecnic_capture_file_counts(const IpsecnicCaptureFile *f)
{
    return &f->counts;
}

bool ipsecnic_capture_file_close(IpsecnicCaptureFile *f, Error **errp)
{
    bool ok = true;

    if (f->fd >= 0) {
        put_statistics(f);
        ok = ipsecnic_capture_file_flush(f, errp);
        if (ok && ipsecnic_capture_file_waits(f)) {
            error_setg(errp, "'%s': nobody has read the last %u bytes",
                       f->path, f->buffer->len - (unsigned)f->written);
            ok = false;
        }
        qemu_close(f->fd);
    }
    g_byte_array_free(f->buffer, TRUE);
    g_free(f->path);
    g_free(f);
    return ok;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures of frames: pcap and pcapng in, also compressed; classic pcap out
 */

#include <errno.h>
#include <pcap/pcap.h>
#include <string.h>
#include <sys/stat.h>
#include "capture.h"
#include "hw/net/ipsecnic_abi.h"
#include "pcapng.h"
#include "unpack.h"
#include "words.h"

/** The snap length that libpcap itself writes for "everything". */
#define SNAPLEN 262144
#define NANOSECONDS 1000000000

G_DEFINE_QUARK(capture-error-quark, capture_error)

/** A packet as it stands in the file. */
typedef struct Packet {
    const uint8_t *data;
    uint32_t captured;
    uint32_t length;
    CaptureTime time;
    int link_type;
    bool swapped;
    /** Bytes at its end that are the FCS. */
    uint32_t fcs;
} Packet;

struct CaptureReader {
    char *path;
    CaptureOptions options;
    FILE *fp;
    Unpack *unpack;
    /** One of these; libpcap owns @fp. */
    pcap_t *pcap;
    PcapngReader *pcapng;
    /** Packets read so far, and at most. */
    uint64_t packets, limit;
    GByteArray *frame;
    /** Where what is found is written down, or NULL. */
    CaptureSummary *summary;
};

struct CaptureWriter {
    pcap_t *pcap;
    pcap_dumper_t *dumper;
    bool nanoseconds;
};

/** Open a file that can be read twice; NULL and @errp. */
static FILE *open_file(const char *path, GError **errp)
{
    struct stat st;
    FILE *fp = NULL;
    int error;

    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        /* it is checked as a whole before anything is started */
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: not a regular file; expected "
                    "a pcap or pcapng file, no pipe and no directory", path);
        return NULL;
    }
    fp = fopen(path, "rbe");
    error = errno;
    if (!fp) {
        g_autofree char *shown = word_path(path);

        g_set_error(errp, CAPTURE_ERROR, 0, "--in %s: %s; expected a pcap or "
                    "pcapng file", shown, g_strerror(error));
    }
    return fp;
}

/** Whether pcapng follows; nothing is taken from @fp. */
static bool is_pcapng(FILE *fp)
{
    static const unsigned char magic[] = { 0x0a, 0x0d, 0x0d, 0x0a };
    unsigned char head[sizeof(magic)];
    size_t have = fread(head, 1, sizeof(head), fp), n;

    clearerr(fp);
    for (n = have; n > 0; n--) {
        /* also of a pipe: they are in the buffer */
        ungetc(head[n - 1], fp);
    }
    return have == sizeof(head) && !memcmp(head, magic, sizeof(magic));
}

CaptureReader *capture_open(const char *path, const CaptureOptions *options,
                            GError **errp)
{
    CaptureReader *reader = g_new0(CaptureReader, 1);
    char why[PCAP_ERRBUF_SIZE] = "";

    reader->path = g_strdup(path);
    reader->options = *options;
    reader->frame = g_byte_array_new();
    reader->limit = options->limit ? options->limit : UINT64_MAX;
    reader->fp = open_file(path, errp);
    if (reader->fp) {
        reader->fp = unpack_begin(reader->fp, path, &reader->unpack, errp);
    }
    if (!reader->fp) {
        capture_close(reader);
        return NULL;
    }
    if (is_pcapng(reader->fp)) {
        reader->pcapng = pcapng_open(reader->fp);
        return reader;
    }
    reader->pcap = pcap_fopen_offline_with_tstamp_precision(reader->fp,
                       PCAP_TSTAMP_PRECISION_NANO, why);
    if (!reader->pcap) {
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: %s; expected a pcap or "
                    "pcapng file (editcap INPUT OUTPUT makes one of most other "
                    "captures)", path, why);
    } else if (!link_type_is_taken(pcap_datalink(reader->pcap))) {
        g_autofree char *text = link_type_text(pcap_datalink(reader->pcap));

        g_set_error(errp, CAPTURE_ERROR, 0, "%s: link type %s; expected %s",
                    path, text, link_type_expected);
    } else {
        return reader;
    }
    capture_close(reader);
    return NULL;
}

/** Say why the file cannot be read on; always -1. */
static int bad_file(CaptureReader *reader, const char *why, GError **errp)
{
    g_set_error(errp, CAPTURE_ERROR, 0, "%s: frame %" G_GUINT64_FORMAT
                ": %s; expected a whole capture (editcap INPUT OUTPUT makes "
                "one of the frames in front of it)", reader->path,
                reader->packets, why);
    return -1;
}

/** What libpcap says of the FCS of a file's packets: bytes. */
static uint32_t fcs_of_file(pcap_t *pcap)
{
    int ext = pcap_datalink_ext(pcap);

    return LT_FCS_LENGTH_PRESENT(ext) ? 2 * (uint32_t)LT_FCS_LENGTH(ext) : 0;
}

/** The next packet of the file, as capture_read(). */
static int read_packet(CaptureReader *reader, Packet *packet, GError **errp)
{
    struct pcap_pkthdr *header;
    PcapngPacket ng;
    const char *why;
    int ret;

    if (reader->pcapng) {
        ret = pcapng_next(reader->pcapng, &ng, &why);
        if (ret < 0) {
            return bad_file(reader, why, errp);
        }
        if (ret > 0) {
            *packet = (Packet) {
                .data = ng.data,
                .captured = ng.captured,
                .length = ng.length,
                .time = { ng.seconds, ng.nanoseconds },
                .link_type = link_type_of_file(ng.linktype),
                .swapped = ng.swapped,
                .fcs = ng.fcs,
            };
            return 1;
        }
    } else {
        ret = pcap_next_ex(reader->pcap, &header, &packet->data);
        if (ret != 1 && ret != PCAP_ERROR_BREAK) {
            return bad_file(reader, pcap_geterr(reader->pcap), errp);
        }
        if (ret == 1) {
            packet->captured = header->caplen;
            packet->length = header->len;
            /* libpcap keeps nanoseconds in tv_usec where asked for them, and
             * a file may have more of them than a second; it takes the seconds
             * of the file, which end in 2106, for signed ones */
            packet->time = (CaptureTime) {
                (int64_t)(uint32_t)header->ts.tv_sec +
                header->ts.tv_usec / NANOSECONDS,
                MAX(header->ts.tv_usec % NANOSECONDS, 0),
            };
            packet->fcs = fcs_of_file(reader->pcap);
            packet->link_type = pcap_datalink(reader->pcap);
            packet->swapped = false;
            return 1;
        }
    }
    return unpack_check(reader->unpack, errp) ? 0 : -1;
}

/** Leave out the packet that was read last: 0; -1 and @errp: all must be
 *  taken. */
static int G_GNUC_PRINTF(4, 5) leave_out(CaptureReader *reader,
                                         CaptureReason reason, GError **errp,
                                         const char *format, ...)
{
    uint64_t position = reader->packets - 1;
    va_list ap;

    if (reader->options.strict) {
        g_autofree char *text = NULL;

        va_start(ap, format);
        text = g_strdup_vprintf(format, ap);
        va_end(ap);
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: frame %" G_GUINT64_FORMAT
                    ": %s (--strict)", reader->path, position, text);
        return -1;
    }
    if (reader->summary) {
        reader->summary->left_out[reason].most = RANGES_READABLE;
        ranges_add(&reader->summary->left_out[reason], position);
        reader->summary->left_out_upto += position <= reader->options.upto;
    }
    return 0;
}

static void count_converted(CaptureSummary *summary, int link_type)
{
    uint64_t *count;

    if (!summary->converted) {
        summary->converted = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    }
    count = g_hash_table_lookup(summary->converted,
                                GINT_TO_POINTER(link_type));
    if (!count) {
        count = g_new0(uint64_t, 1);
        g_hash_table_insert(summary->converted, GINT_TO_POINTER(link_type),
                            count);
    }
    (*count)++;
}

/** Take the FCS away, which is none of the frame's. */
static void strip_fcs(Packet *packet)
{
    if (packet->captured <= packet->length && packet->length > packet->fcs) {
        packet->length -= packet->fcs;
        packet->captured = MIN(packet->captured, packet->length);
    }
}

/** Whether a pcap file, whose seconds have 32 bits, can hold a time. */
static bool fits_pcap(const CaptureTime *time)
{
    return time->seconds >= 0 && time->seconds <= UINT32_MAX;
}

/** Make a frame of the packet that was read last: 1; else as leave_out(). */
static int take_packet(CaptureReader *reader, const Packet *packet,
                       CaptureFrame *frame, GError **errp)
{
    g_autofree char *link = NULL;

    if (!link_type_is_taken(packet->link_type)) {
        link = link_type_text(packet->link_type);
        if (reader->summary) {
            reader->summary->link_type = packet->link_type;
        }
        return leave_out(reader, CAPTURE_LINK_TYPE, errp, "link type %s; "
                         "expected %s", link, link_type_expected);
    }
    if (packet->captured > packet->length) {
        return leave_out(reader, CAPTURE_LENGTHS, errp, "%u bytes were "
                         "captured, of %u; expected no more than there were",
                         packet->captured, packet->length);
    }
    if (packet->captured != packet->length) {
        return leave_out(reader, CAPTURE_CUT, errp, "%u of its %u bytes were "
                         "captured (snap length); expected whole frames",
                         packet->captured, packet->length);
    }
    switch (link_to_ethernet(packet->link_type, packet->data, packet->captured,
                             packet->swapped, &reader->options.addresses,
                             reader->frame)) {
    case LINK_FRAME:
        break;
    case LINK_SHORT:
        link = link_type_text(packet->link_type);
        return leave_out(reader, CAPTURE_SHORT, errp, "%u bytes, which is less "
                         "than the header of link type %s; expected whole "
                         "packets", packet->captured, link);
    case LINK_NO_IP:
        link = link_type_text(packet->link_type);
        return leave_out(reader, CAPTURE_NO_IP, errp, "of link type %s, and "
                         "without IP in it; expected packets that an Ethernet "
                         "header can announce", link);
    }
    if (reader->frame->len < IPSECNIC_MIN_FRAME ||
        reader->frame->len > IPSECNIC_MAX_FRAME) {
        return leave_out(reader, reader->frame->len < IPSECNIC_MIN_FRAME
                         ? CAPTURE_SHORT : CAPTURE_LONG, errp, "%u bytes; "
                         "expected %u to %u, which is what the card takes",
                         reader->frame->len, IPSECNIC_MIN_FRAME,
                         IPSECNIC_MAX_FRAME);
    }
    if (reader->summary && packet->link_type != DLT_EN10MB) {
        count_converted(reader->summary, packet->link_type);
    }
    frame->data = reader->frame->data;
    frame->length = reader->frame->len;
    frame->time = packet->time;
    frame->position = reader->packets - 1;
    return 1;
}

int capture_read(CaptureReader *reader, CaptureFrame *frame, GError **errp)
{
    Packet packet = { 0 };
    int ret;

    do {
        if (reader->packets == reader->limit) {
            return 0;
        }
        ret = read_packet(reader, &packet, errp);
        if (ret <= 0) {
            return ret;
        }
        reader->packets++;
        strip_fcs(&packet);
        ret = take_packet(reader, &packet, frame, errp);
    } while (!ret);
    return ret;
}

void capture_close(CaptureReader *reader)
{
    if (!reader) {
        return;
    }
    pcapng_close(reader->pcapng);
    if (reader->pcap) {
        pcap_close(reader->pcap);
    } else if (reader->fp) {
        fclose(reader->fp);
    }
    unpack_end(reader->unpack);
    g_byte_array_free(reader->frame, TRUE);
    g_free(reader->path);
    g_free(reader);
}

bool capture_check(const char *path, const CaptureOptions *options,
                   CaptureSummary *summary, GError **errp)
{
    CaptureReader *reader;
    CaptureFrame frame;
    int ret;

    *summary = (CaptureSummary) { .link_type = -1 };
    reader = capture_open(path, options, errp);
    if (!reader) {
        return false;
    }
    reader->summary = summary;
    while ((ret = capture_read(reader, &frame, errp)) > 0) {
        summary->frames++;
        summary->bytes += frame.length;
        summary->nanoseconds |= frame.time.nanoseconds % 1000 != 0;
        summary->out_of_time += !fits_pcap(&frame.time);
    }
    summary->total = reader->packets;
    capture_close(reader);
    if (!ret && summary->total &&
        summary->left_out[CAPTURE_LINK_TYPE].count == summary->total) {
        g_autofree char *text = link_type_text(summary->link_type);

        g_set_error(errp, CAPTURE_ERROR, 0, "%s: link type %s; expected %s",
                    path, text, link_type_expected);
        return false;
    }
    return ret == 0;
}

void capture_summary_clear(CaptureSummary *summary)
{
    size_t i;

    for (i = 0; i < CAPTURE_REASONS; i++) {
        ranges_clear(&summary->left_out[i]);
    }
    if (summary->converted) {
        g_hash_table_destroy(summary->converted);
    }
    summary->converted = NULL;
}

static int by_number(const void *a, const void *b)
{
    return GPOINTER_TO_INT(a) - GPOINTER_TO_INT(b);
}

/** One line about the frames that got a header, whatever they were. */
static void tell_converted(GHashTable *converted, const char *program,
                           const char *path)
{
    GList *types = g_list_sort(g_hash_table_get_keys(converted), by_number);
    g_autoptr(GString) all = g_string_new(NULL);
    GList *item;

    for (item = types; item; item = item->next) {
        g_autofree char *text = link_type_text(GPOINTER_TO_INT(item->data));
        const uint64_t *count = g_hash_table_lookup(converted, item->data);

        g_string_append_printf(all, "%s%" G_GUINT64_FORMAT "%s of link type "
                               "%s", item == types ? "" : item->next ? ", " :
                               " and ", *count, item == types ? " frames" : "",
                               text);
    }
    g_list_free(types);
    fprintf(stderr, "%s: %s: %s got an Ethernet header; lengths and offsets "
            "count from it\n", program, path, all->str);
}

void capture_tell(const CaptureSummary *summary, const char *program,
                  const char *path)
{
    static const char *const reasons[CAPTURE_REASONS] = {
        [CAPTURE_CUT] = "not captured whole (snap length)",
        [CAPTURE_LENGTHS] = "with more bytes captured than there were",
        [CAPTURE_LONG] = "longer than the card takes",
        [CAPTURE_SHORT] = "shorter than a link layer's header",
        [CAPTURE_NO_IP] = "without IP, and no EtherType for what is in it",
        [CAPTURE_LINK_TYPE] = "of an interface whose link type is not taken",
    };
    uint64_t left_out = summary->total - summary->frames;
    size_t i;

    if (summary->converted) {
        tell_converted(summary->converted, program, path);
    }
    if (summary->out_of_time) {
        fprintf(stderr, "%s: %s: %" G_GUINT64_FORMAT " frames are of a time "
                "before 1970 or after February 2106, which a pcap file cannot "
                "hold; --out has the nearest one\n", program, path,
                summary->out_of_time);
    }
    if (!left_out) {
        return;
    }
    fprintf(stderr, "%s: %s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
            " frames are left out (positions from 0; --strict refuses "
            "them):\n", program, path, left_out, summary->total);
    for (i = 0; i < CAPTURE_REASONS; i++) {
        const Ranges *ranges = &summary->left_out[i];

        if (!ranges->count) {
            continue;
        }
        fprintf(stderr, "%s: %" G_GUINT64_FORMAT " %s", program, ranges->count,
                reasons[i]);
        if (i == CAPTURE_LINK_TYPE) {
            g_autofree char *text = link_type_text(summary->link_type);

            fprintf(stderr, ", such as %s", text);
        }
        fprintf(stderr, ":\n");
        ranges_print(ranges, stderr);
    }
}

CaptureWriter *capture_create(FILE *fp, bool nanoseconds, GError **errp)
{
    CaptureWriter *writer = g_new0(CaptureWriter, 1);

    writer->nanoseconds = nanoseconds;
    writer->pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, SNAPLEN,
        nanoseconds ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO);
    if (writer->pcap) {
        writer->dumper = pcap_dump_fopen(writer->pcap, fp);
    }
    if (!writer->dumper) {
        g_set_error(errp, CAPTURE_ERROR, 0, "cannot begin a capture: %s",
                    writer->pcap ? pcap_geterr(writer->pcap) : "no memory");
        fclose(fp);
        capture_finish(writer);
        return NULL;
    }
    return writer;
}

void capture_write(CaptureWriter *writer, const CaptureFrame *frame)
{
    struct pcap_pkthdr header = {
        .ts.tv_sec = CLAMP(frame->time.seconds, 0, (int64_t)UINT32_MAX),
        .ts.tv_usec = frame->time.nanoseconds /
                      (writer->nanoseconds ? 1 : 1000),
        .caplen = frame->length,
        .len = frame->length,
    };

    pcap_dump((u_char *)writer->dumper, &header, frame->data);
}

bool capture_flush(CaptureWriter *writer)
{
    return pcap_dump_flush(writer->dumper) == 0 &&
           !ferror(pcap_dump_file(writer->dumper));
}

bool capture_finish(CaptureWriter *writer)
{
    bool ok = true;

    if (!writer) {
        return true;
    }
    if (writer->dumper) {
        ok = capture_flush(writer);
        pcap_dump_close(writer->dumper);
    }
    if (writer->pcap) {
        pcap_close(writer->pcap);
    }
    g_free(writer);
    return ok;
}

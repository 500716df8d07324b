/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures of Ethernet frames: pcap and pcapng in, classic pcap out
 */

#include <errno.h>
#include <pcap/pcap.h>
#include <sys/stat.h>
#include "capture.h"
#include "hw/net/ipsecnic_abi.h"

/** The snap length that libpcap itself writes for "everything". */
#define SNAPLEN 262144

G_DEFINE_QUARK(capture-error-quark, capture_error)

struct CaptureReader {
    char *path;
    pcap_t *pcap;
    /** Frames read so far. */
    uint64_t frames;
};

struct CaptureWriter {
    pcap_t *pcap;
    pcap_dumper_t *dumper;
    bool nanoseconds;
};

CaptureReader *capture_open(const char *path, GError **errp)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    CaptureReader *reader;
    const char *link;
    struct stat st;
    pcap_t *pcap;
    FILE *fp;

    if (stat(path, &st) < 0) {
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: %s; expected a pcap or "
                    "pcapng file", path, g_strerror(errno));
        return NULL;
    }
    if (!S_ISREG(st.st_mode)) {
        /* it is read twice: checked as a whole before anything is started */
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: not a regular file; expected "
                    "a pcap or pcapng file, no pipe and no directory", path);
        return NULL;
    }
    fp = fopen(path, "rbe");
    if (!fp) {
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: %s; expected a pcap or "
                    "pcapng file", path, g_strerror(errno));
        return NULL;
    }
    pcap = pcap_fopen_offline_with_tstamp_precision(fp,
               PCAP_TSTAMP_PRECISION_NANO, why);
    if (!pcap) {
        fclose(fp);
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: %s; expected a pcap or "
                    "pcapng file", path, why);
        return NULL;
    }
    if (pcap_datalink(pcap) != DLT_EN10MB) {
        link = pcap_datalink_val_to_name(pcap_datalink(pcap));
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: link type %d (%s); expected "
                    "Ethernet (EN10MB)", path, pcap_datalink(pcap),
                    link ? link : "unknown");
        pcap_close(pcap);
        return NULL;
    }
    reader = g_new0(CaptureReader, 1);
    reader->path = g_strdup(path);
    reader->pcap = pcap;
    return reader;
}

int capture_read(CaptureReader *reader, CaptureFrame *frame, GError **errp)
{
    struct pcap_pkthdr *header;
    const u_char *data;
    int ret = pcap_next_ex(reader->pcap, &header, &data);

    if (ret == PCAP_ERROR_BREAK) {
        return 0;
    }
    if (ret != 1) {
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: frame %" G_GUINT64_FORMAT
                    ": %s; expected a whole capture", reader->path,
                    reader->frames, pcap_geterr(reader->pcap));
        return -1;
    }
    if (header->caplen != header->len) {
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: frame %" G_GUINT64_FORMAT
                    ": %u of its %u bytes were captured (snap length); "
                    "expected whole frames", reader->path, reader->frames,
                    header->caplen, header->len);
        return -1;
    }
    if (header->caplen < IPSECNIC_MIN_FRAME ||
        header->caplen > IPSECNIC_MAX_FRAME) {
        g_set_error(errp, CAPTURE_ERROR, 0, "%s: frame %" G_GUINT64_FORMAT
                    ": %u bytes; expected %u to %u, which is what the card "
                    "takes", reader->path, reader->frames, header->caplen,
                    IPSECNIC_MIN_FRAME, IPSECNIC_MAX_FRAME);
        return -1;
    }
    reader->frames++;
    frame->data = data;
    frame->length = header->caplen;
    frame->time.seconds = header->ts.tv_sec;
    /* libpcap keeps nanoseconds in tv_usec where asked for them */
    frame->time.nanoseconds = header->ts.tv_usec;
    return 1;
}

void capture_close(CaptureReader *reader)
{
    if (!reader) {
        return;
    }
    pcap_close(reader->pcap);
    g_free(reader->path);
    g_free(reader);
}

bool capture_check(const char *path, CaptureSummary *summary, GError **errp)
{
    CaptureReader *reader = capture_open(path, errp);
    CaptureFrame frame;
    int ret;

    *summary = (CaptureSummary) { 0 };
    if (!reader) {
        return false;
    }
    while ((ret = capture_read(reader, &frame, errp)) > 0) {
        summary->frames++;
        summary->bytes += frame.length;
        summary->nanoseconds |= frame.time.nanoseconds % 1000 != 0;
    }
    capture_close(reader);
    return ret == 0;
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
        .ts.tv_sec = frame->time.seconds,
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

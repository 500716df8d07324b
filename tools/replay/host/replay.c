/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic-replay: run a capture through the card
 *
 * Everything is looked at before QEMU is started; from then on one loop moves
 * frames into the port, as fast as it takes them, and indications from the
 * report line into the output files.  What is kept in memory is the frames'
 * time stamps, from the oldest that has not come back to the newest that was
 * sent, and never more than WINDOW of them.  To transmit it is the other way
 * round: transmit.h.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib.h>
#include "capture.h"
#include "config.h"
#include "ranges.h"
#include "replay_proto.h"
#include "report_line.h"
#include "report_names.h"
#include "report_record.h"
#include "sa_file.h"
#include "transmit.h"
#include "vm.h"
#include "words.h"

#define PROGRAM "ipsecnic-replay"

/** Exit statuses. */
enum {
    EXIT_ALL_BACK = 0,
    EXIT_FAILED = 1,
    EXIT_BAD_INPUT = 2,
};

/** Frames on their way at most; a power of two. */
#define WINDOW              8192
/** Bytes that are prepared for the port at a time. */
#define SEND_CHUNK          (128 * 1024)
/** Milliseconds without an indication after which the counters are asked. */
#define STATS_DELAY_FIRST   20
#define STATS_DELAY_MAX     500
/** Milliseconds that the guest gets to switch itself off at the end. */
#define BYE_GRACE           2000
/** Lines of console and of standard error that are shown with an error. */
#define LAST_LINES          20
#define LAST_LINE_BYTES     400

/* ------------------------------------------------------------------------
 * Text that arrives in pieces, of which the end is kept
 */

typedef struct Tail {
    /** In front of each line when it is shown at once. */
    const char *name;
    bool show;
    /** What the user gave to who speaks here; parts of it are not repeated. */
    const char *redact;
    GQueue lines;
    GString *partial;
} Tail;

static void tail_init(Tail *tail, const char *name, bool show)
{
    tail->name = name;
    tail->show = show;
    g_queue_init(&tail->lines);
    tail->partial = g_string_new(NULL);
}

static void tail_free(Tail *tail)
{
    g_queue_clear_full(&tail->lines, g_free);
    g_string_free(tail->partial, TRUE);
}

static void tail_end_line(Tail *tail)
{
    if (tail->redact) {
        char *shown = word_redact(tail->partial->str, tail->redact);

        g_string_assign(tail->partial, shown);
        g_free(shown);
    }
    if (tail->show) {
        fprintf(stderr, "%s: %s\n", tail->name, tail->partial->str);
    }
    g_queue_push_tail(&tail->lines, g_strdup(tail->partial->str));
    if (tail->lines.length > LAST_LINES) {
        g_free(g_queue_pop_head(&tail->lines));
    }
    g_string_truncate(tail->partial, 0);
}

static void tail_add(Tail *tail, const char *data, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++) {
        if (data[i] == '\n') {
            tail_end_line(tail);
        } else if (data[i] != '\r' && tail->partial->len < LAST_LINE_BYTES) {
            g_string_append_c(tail->partial,
                              g_ascii_isprint(data[i]) || data[i] == '\t' ||
                              (data[i] & 0x80) ? data[i] : '?');
        }
    }
}

/** Show what is kept on standard error, indented. */
static void tail_print(Tail *tail, const char *title)
{
    GList *item;

    if (tail->partial->len) {
        tail_end_line(tail);
    }
    if (tail->show) {
        return;     /* it has been seen already */
    }
    fprintf(stderr, "%s: %s%s\n", PROGRAM, title,
            tail->lines.length ? ":" : ": none");
    for (item = tail->lines.head; item; item = item->next) {
        fprintf(stderr, "    %s\n", (char *)item->data);
    }
}

/* ------------------------------------------------------------------------
 * Options
 */

typedef struct Options {
    char *sa;
    char *in;
    char *out;
    char *oob;
    char **device;
    char *qemu;
    char *guest;
    char *timeout;
    char *ring_size;
    char *buffer_size;
    gboolean transmit;
    char *segment;
    char *form;
    char *fault;
    gboolean poll;
    gboolean inactive;
    gboolean answer_sa_delete;
    gboolean strict;
    gboolean verbose;
    /** How the capture is read. */
    CaptureOptions capture;
    /** --timeout in microseconds. */
    int64_t timeout_us;
    uint32_t ring_entries;
    uint32_t buffer_bytes;
    uint32_t segment_bytes;
    /** REPLAY_FORM_* and REPLAY_FAULT_*. */
    uint32_t form_bits;
    uint32_t fault_kind;
    uint32_t fault_at;
    /** All of --device in one. */
    char *properties;
} Options;

static void G_GNUC_PRINTF(1, 2) complain(const char *format, ...)
{
    va_list ap;

    fputs(PROGRAM ": ", stderr);
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
}

static const char description[] =
    "The SA file has SAs in the words that follow \"ip xfrm state add\", as "
    "\"ip\n"
    "xfrm state\" prints them, or as Wireshark's table esp_sa has them.\n"
    "An SA is inbound unless its line says \"offload dev NAME dir out\".\n"
    "With --transmit an outbound SA takes what its \"sel src ADDR/LEN dst "
    "ADDR/LEN\"\n"
    "fits; what no SA takes is sent as it is.\n"
    "\n"
    "Frames that the card cannot take are left out, and told; what is not\n"
    "Ethernet and carries IP gets an Ethernet header.\n"
    "\n"
    "Exit status: 0 if every other frame of the capture came back, or was sent;\n"
    "1 if not, or if the card or the guest failed; 2 if an option, the SA\n"
    "file or the capture is wrong, and then nothing was started.\n"
    "\n"
    "Without --qemu and --guest: $IPSECNIC_QEMU and $IPSECNIC_GUEST, else\n"
    "what this program was built with, else qemu-system-x86_64 of the PATH.\n";

/** Whole number from @min to @max, or a complaint. */
static bool parse_uint(const char *option, const char *text, uint64_t min,
                       uint64_t max, uint32_t *value)
{
    uint64_t v;

    if (!g_ascii_string_to_unsigned(text, 10, min, max, &v, NULL)) {
        g_autofree char *shown = word_in_message(text, WORD_NUMBER);

        complain("%s %s: expected a number from %" G_GUINT64_FORMAT " to %"
                 G_GUINT64_FORMAT, option, shown, min, max);
        return false;
    }
    *value = v;
    return true;
}

/** Check PROP=VALUE[,...] as far as the tool can; commas in a value double. */
static bool check_device(const char *text)
{
    static const char *const ours[] = {
        "addr", "bus", "driver", "id", "netdev", NULL,
    };
    const char *s = text, *equals, *end;

    for (;;) {
        g_autofree char *name = NULL;

        equals = s + strspn(s, "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
        name = g_strndup(s, equals - s);
        if (equals == s || *equals != '=') {
            complain("--device (" WORD_NOT_SHOWN "): expected "
                     "PROP=VALUE[,PROP=VALUE...]");
            return false;
        }
        if (g_strv_contains(ours, name)) {
            complain("--device: %s is set by " PROGRAM " itself; expected "
                     "another property", name);
            return false;
        }
        for (end = equals + 1; *end && !(end[0] == ',' && end[1] != ',');
             end++) {
            end += end[0] == ',';
        }
        if (!*end) {
            return true;
        }
        s = end + 1;
    }
}

/** The port's MAC address: QEMU's first one, unless --device says another. */
static void port_address(char **device, uint8_t address[6])
{
    static const uint8_t first[6] = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 };
    unsigned byte[6];
    size_t i, j;

    memcpy(address, first, sizeof(first));
    for (i = 0; device && device[i]; i++) {
        g_auto(GStrv) properties = g_strsplit(device[i], ",", -1);

        for (j = 0; properties[j]; j++) {
            if (sscanf(properties[j], "mac=%2x:%2x:%2x:%2x:%2x:%2x", &byte[0],
                       &byte[1], &byte[2], &byte[3], &byte[4],
                       &byte[5]) == 6) {
                size_t k;

                for (k = 0; k < G_N_ELEMENTS(byte); k++) {
                    address[k] = byte[k];
                }
            }
        }
    }
}

/** What packets without an Ethernet header get: to the card, or from it. */
static void set_capture_options(Options *o)
{
    static const uint8_t other[6] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x01 };
    LinkAddresses *a = &o->capture.addresses;

    o->capture.strict = o->strict;
    o->capture.upto = o->fault_at;
    port_address(o->device, o->transmit ? a->src : a->dst);
    memcpy(o->transmit ? a->dst : a->src, other, sizeof(other));
}

/** A word and its number. */
typedef struct Word {
    const char *name;
    uint32_t value;
} Word;

static const Word forms[] = {
    { "trailer", REPLAY_FORM_TRAILER },
    { "icv-room", REPLAY_FORM_TRAILER | REPLAY_FORM_ICV_ROOM },
    { "iv", REPLAY_FORM_IV },
    { "track-esn", REPLAY_FORM_TRACK },
    { "udp-csum", REPLAY_FORM_UDP_CSUM },
};

static const Word faults[] = {
    { "unknown-sa", REPLAY_FAULT_UNKNOWN_SA },
    { "inbound-sa", REPLAY_FAULT_INBOUND_SA },
    { "deleted-sa", REPLAY_FAULT_DELETED_SA },
    { "descriptor", REPLAY_FAULT_DESCRIPTOR },
    { "headers", REPLAY_FAULT_HEADERS },
    { "short", REPLAY_FAULT_SHORT },
    { "long", REPLAY_FAULT_LONG },
};

/** The number of a word; 0 and a complaint if there is no such word. */
static uint32_t find_word(const char *option, const char *text,
                          const Word *words, size_t count)
{
    g_autofree char *shown = NULL;
    GString *all;
    size_t i;

    for (i = 0; i < count; i++) {
        if (!strcmp(words[i].name, text)) {
            return words[i].value;
        }
    }
    all = g_string_new(NULL);
    for (i = 0; i < count; i++) {
        g_string_append_printf(all, "%s%s", !i ? "" : i + 1 == count ? " or "
                                                                     : ", ",
                               words[i].name);
    }
    shown = word_in_message(text, WORD_ANY);
    complain("%s %s: expected %s", option, shown, all->str);
    g_string_free(all, TRUE);
    return 0;
}

static bool parse_form(Options *o)
{
    g_auto(GStrv) words = g_strsplit(o->form, ",", -1);
    uint32_t value;
    size_t i;

    if (!words[0]) {
        complain("--form '': expected a word; try --help");
        return false;
    }
    for (i = 0; words[i]; i++) {
        value = find_word("--form", words[i], forms, G_N_ELEMENTS(forms));
        if (!value) {
            return false;
        }
        o->form_bits |= value;
    }
    return true;
}

/** NAME, or deleted-sa=FRAME */
static bool parse_fault(Options *o)
{
    const char *equals = strchr(o->fault, '=');
    g_autofree char *name = equals ? g_strndup(o->fault, equals - o->fault)
                                   : g_strdup(o->fault);

    o->fault_kind = find_word("--fault", name, faults, G_N_ELEMENTS(faults));
    if (!o->fault_kind) {
        return false;
    }
    if (equals && o->fault_kind != REPLAY_FAULT_DELETED_SA) {
        complain("--fault %s=...: only deleted-sa takes a frame; expected %s",
                 name, name);
        return false;
    }
    return !equals || parse_uint("--fault deleted-sa", equals + 1, 0,
                                 UINT32_MAX, &o->fault_at);
}

/** What belongs to --transmit, and what does not. */
static bool parse_transmit(Options *o)
{
    const struct {
        const char *name;
        bool given;
        bool transmit;
    } rules[] = {
        { "--segment", o->segment, true },
        { "--form", o->form, true },
        { "--fault", o->fault, true },
        { "--buffer-size", o->buffer_size, false },
        { "--answer-sa-delete", o->answer_sa_delete, false },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (rules[i].given && rules[i].transmit != !!o->transmit) {
            complain(rules[i].transmit
                     ? "%s is about sending; expected it with --transmit only"
                     : "%s is about receiving; expected it without --transmit "
                       "only", rules[i].name);
            return false;
        }
    }
    if (o->transmit && o->ring_size &&
        o->ring_entries < IPSECNIC_TX_FRAGMENTS_MIN) {
        complain("--ring-size '%u': expected %u or more with --transmit, for "
                 "the longest frame", o->ring_entries,
                 IPSECNIC_TX_FRAGMENTS_MIN);
        return false;
    }
    return (!o->segment || parse_uint("--segment", o->segment, 1, UINT16_MAX,
                                      &o->segment_bytes)) &&
           (!o->form || parse_form(o)) && (!o->fault || parse_fault(o));
}

/** Which argument of the command line @argument is, from 1. */
static int argument_number(const char *argument, char **given, int num_given)
{
    int i;

    for (i = 1; i < num_given && strcmp(given[i], argument); i++) {
        continue;
    }
    return i;
}

/** Say what GLib thinks is wrong with the options.  It repeats an option that
 *  it does not know: that may be anything, also a key. */
static void complain_option(const GError *error, char **given, int num_given)
{
    int i;

    if (!g_error_matches(error, G_OPTION_ERROR,
                         G_OPTION_ERROR_UNKNOWN_OPTION)) {
        /* "Missing argument for --sa": it names options that there are */
        complain("%s; try --help", error->message);
        return;
    }
    for (i = 1; i < num_given; i++) {
        if (given[i][0] == '-' &&
            g_str_has_suffix(error->message, given[i])) {
            complain("argument %d (" WORD_NOT_SHOWN "): there is no such "
                     "option; try --help", i);
            return;
        }
    }
    complain("an argument (" WORD_NOT_SHOWN ") is no option; try --help");
}

static bool parse_options(int argc, char **argv, Options *o)
{
    const GOptionEntry entries[] = {
        { "sa", 0, 0, G_OPTION_ARG_FILENAME, &o->sa,
          "security associations", "FILE" },
        { "in", 0, 0, G_OPTION_ARG_FILENAME, &o->in,
          "frames to push into the card, or to send (pcap, pcapng; also "
          "compressed)", "FILE" },
        { "out", 0, 0, G_OPTION_ARG_FILENAME, &o->out,
          "packets as the guest driver indicated them, or as they appeared "
          "on the wire (pcap)", "FILE" },
        { "oob", 0, 0, G_OPTION_ARG_FILENAME, &o->oob,
          "one JSON object a packet", "FILE" },
        { "device", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->device,
          "properties of -device ipsecnic, e.g. queues=4",
          "PROP=VALUE[,...]" },
        { "qemu", 0, 0, G_OPTION_ARG_FILENAME, &o->qemu,
          "QEMU with the ipsecnic device", "PATH" },
        { "guest", 0, 0, G_OPTION_ARG_FILENAME, &o->guest,
          "the minimal guest", "PATH" },
        { "timeout", 0, 0, G_OPTION_ARG_STRING, &o->timeout,
          "give up after so long without progress (60)", "SECONDS" },
        { "poll", 0, 0, G_OPTION_ARG_NONE, &o->poll,
          "have the guest poll its rings instead of taking interrupts", NULL },
        { "inactive", 0, 0, G_OPTION_ARG_NONE, &o->inactive,
          "load the SAs, but leave the offload inactive", NULL },
        { "answer-sa-delete", 0, 0, G_OPTION_ARG_NONE, &o->answer_sa_delete,
          "delete the SAs that the card asks for; one frame at a time", NULL },
        { "transmit", 0, 0, G_OPTION_ARG_NONE, &o->transmit,
          "have the guest send the frames, through the outbound SAs", NULL },
        { "segment", 0, 0, G_OPTION_ARG_STRING, &o->segment,
          "send TCP as large sends, in segments of so much payload",
          "BYTES" },
        { "form", 0, 0, G_OPTION_ARG_STRING, &o->form,
          "what the guest does itself or leaves to the card: trailer, "
          "icv-room, iv, track-esn, udp-csum", "WORD[,...]" },
        { "fault", 0, 0, G_OPTION_ARG_STRING, &o->fault,
          "have the guest's driver lie: unknown-sa, inbound-sa, "
          "deleted-sa[=FRAME], descriptor, headers, short, long", "NAME" },
        { "strict", 0, 0, G_OPTION_ARG_NONE, &o->strict,
          "refuse a capture with frames that would be left out", NULL },
        { "ring-size", 0, 0, G_OPTION_ARG_STRING, &o->ring_size,
          "entries of each receive ring, or of the transmit ring, a power of "
          "two", "ENTRIES" },
        { "buffer-size", 0, 0, G_OPTION_ARG_STRING, &o->buffer_size,
          "bytes of each receive buffer", "BYTES" },
        { "verbose", 0, 0, G_OPTION_ARG_NONE, &o->verbose,
          "show the guest's console, QEMU's messages and progress", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL }
    };
    GOptionContext *context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    /* the parser takes out what it understands */
    const int num_given = argc;
    g_autofree char **given = g_memdup2(argv, argc * sizeof(*argv));
    const char *missing;
    double seconds;
    char *end;
    size_t i;
    bool ok;

    g_option_context_set_summary(context,
        "Push a capture of ESP traffic through the ipsecnic card, and write "
        "down what\nits guest driver indicates. Or, with --transmit, have a "
        "capture sent through\nthe card, and write down what appears on the "
        "wire.");
    g_option_context_set_description(context, description);
    g_option_context_add_main_entries(context, entries, NULL);
    ok = g_option_context_parse(context, &argc, &argv, &error);
    g_option_context_free(context);
    if (!ok) {
        complain_option(error, given, num_given);
        return false;
    }
    if (argc > 1) {
        complain("argument %d (" WORD_NOT_SHOWN "): expected options only; try "
                 "--help", argument_number(argv[1], given, num_given));
        return false;
    }
    missing = !o->sa ? "--sa" : !o->in ? "--in" : !o->out ? "--out" :
              !o->oob ? "--oob" : NULL;
    if (missing) {
        complain("%s FILE is missing; try --help", missing);
        return false;
    }

    o->timeout_us = 60 * G_USEC_PER_SEC;
    if (o->timeout) {
        seconds = g_ascii_strtod(o->timeout, &end);
        if (end == o->timeout || *end || !(seconds > 0 && seconds <= 86400)) {
            g_autofree char *shown = word_in_message(o->timeout, WORD_NUMBER);

            complain("--timeout %s: expected seconds, above 0 and at most "
                     "86400", shown);
            return false;
        }
        o->timeout_us = MAX(seconds * G_USEC_PER_SEC, 1);
    }
    if (o->ring_size &&
        (!parse_uint("--ring-size", o->ring_size, IPSECNIC_RING_MIN,
                     IPSECNIC_RING_MAX, &o->ring_entries))) {
        return false;
    }
    if (o->ring_entries & (o->ring_entries - 1)) {
        complain("--ring-size '%u': expected a power of two",
                 o->ring_entries);
        return false;
    }
    if (o->buffer_size &&
        !parse_uint("--buffer-size", o->buffer_size, IPSECNIC_RX_BUFFER_MIN,
                    IPSECNIC_RX_BUFFER_MAX, &o->buffer_bytes)) {
        return false;
    }
    if (!parse_transmit(o)) {
        return false;
    }
    for (i = 0; o->device && o->device[i]; i++) {
        if (!check_device(o->device[i])) {
            return false;
        }
    }
    if (o->device) {
        o->properties = g_strjoinv(",", o->device);
    }
    set_capture_options(o);
    return true;
}

static bool is_program(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
           access(path, X_OK) == 0;
}

static bool is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
           access(path, R_OK) == 0;
}

/** @relative to the directory of this program; NULL if that is unknown. */
static char *beside_program(const char *relative)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *dir = self ? g_path_get_dirname(self) : NULL;

    return dir ? g_build_filename(dir, relative, NULL) : NULL;
}

/** Find QEMU and the guest, or say where they were looked for. */
static bool find_programs(Options *o)
{
    g_autofree char *qemu_beside = beside_program("../qemu/qemu-system-x86_64");
    g_autofree char *guest_beside =
        beside_program("replay/guest/guest.elf");
    const char *from;

    from = o->qemu ? "--qemu" : g_getenv("IPSECNIC_QEMU") ? "$IPSECNIC_QEMU"
                                                          : NULL;
    if (!o->qemu) {
        o->qemu = g_strdup(g_getenv("IPSECNIC_QEMU"));
    }
    if (o->qemu) {
        char *found = strchr(o->qemu, '/') ? g_strdup(o->qemu)
                                           : g_find_program_in_path(o->qemu);

        if (!found || !is_program(found)) {
            g_autofree char *shown = word_path(o->qemu);

            complain("%s %s: no such program; expected QEMU with the ipsecnic "
                     "device", from, shown);
            g_free(found);
            return false;
        }
        g_free(o->qemu);
        o->qemu = found;
    } else if (qemu_beside && is_program(qemu_beside)) {
        o->qemu = g_strdup(qemu_beside);
    } else if (is_program(CONFIG_QEMU)) {
        o->qemu = g_strdup(CONFIG_QEMU);
    } else {
        o->qemu = g_find_program_in_path("qemu-system-x86_64");
        if (!o->qemu) {
            complain("QEMU is missing: there is no " CONFIG_QEMU
                     " and no qemu-system-x86_64 in the PATH; expected --qemu "
                     "PATH or $IPSECNIC_QEMU");
            return false;
        }
    }

    from = o->guest ? "--guest" : "$IPSECNIC_GUEST";
    if (!o->guest) {
        o->guest = g_strdup(g_getenv("IPSECNIC_GUEST"));
    }
    if (o->guest) {
        if (!is_file(o->guest)) {
            g_autofree char *shown = word_path(o->guest);

            complain("%s %s: no such file; expected the minimal guest", from,
                     shown);
            return false;
        }
    } else if (guest_beside && is_file(guest_beside)) {
        o->guest = g_strdup(guest_beside);
    } else if (is_file(CONFIG_GUEST)) {
        o->guest = g_strdup(CONFIG_GUEST);
    } else {
        complain("the minimal guest is missing: there is no " CONFIG_GUEST
                 "; expected --guest PATH or $IPSECNIC_GUEST");
        return false;
    }
    return true;
}

/* ------------------------------------------------------------------------
 * A run
 */

/** A frame that was sent. */
typedef struct Sent {
    CaptureTime time;
    /** Number in the capture, of which some may have been left out. */
    uint64_t position;
    uint32_t length;
    bool back;
} Sent;

typedef struct Replay {
    const Options *options;
    CaptureSummary summary;
    ReplaySaFile *sas;
    GHashTable *by_handle;
    uint32_t sa_results;
    uint32_t sa_refused;

    CaptureReader *in;
    CaptureWriter *out;
    FILE *oob;
    Vm *vm;
    ReportLine *line;
    /** With --transmit: frames on their way; NULL without. */
    Transmit *transmit;
    /** Its policy. */
    GByteArray *selectors;
    Tail console;
    Tail errors;

    bool ready;
    /** The capture has been read to its end. */
    bool all_read;
    /** Frames on their way: numbers @oldest to @next - 1. */
    Sent sent[WINDOW];
    uint64_t oldest;
    uint64_t next;
    uint64_t came_back;
    /** Positions of frames that did not come back. */
    Ranges missing;
    /** With --answer-sa-delete: the last packet asked for an SA.  It is
     *  written down, and the next one sent, when that is done. */
    bool holding;
    Indication held;
    GByteArray *held_frame;
    /** Its arrival number, and its number in the capture. */
    uint64_t held_index;
    uint64_t held_position;
    /** SAs (SaDeleted) that were deleted since, as it asked for them. */
    GArray *deleted;
    /** Handles of all that were. */
    GHashTable *gone;
    uint32_t deletions_refused;
    GByteArray *to_port;
    size_t port_done;
    GByteArray *to_report;
    size_t report_done;

    /** A request for the counters is under way, and @next at that time. */
    bool stats_asked;
    uint64_t stats_next;
    /** The counters have said once that everything arrived. */
    bool settled;
    int64_t stats_time;
    int64_t stats_delay;
    struct replay_stats stats;
    bool have_stats;

    /** Monotonic time of the last progress. */
    int64_t progress;
    int64_t last_shown;
    /** Why the run ends without success; said already if empty. */
    char *failure;
    int exit_status;
    int signal;
} Replay;

/** Note that something moved: the timeout starts again. */
static void progress(Replay *r)
{
    r->progress = g_get_monotonic_time();
}

static bool G_GNUC_PRINTF(2, 3) refuse(GError **errp, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    if (errp) {
        *errp = g_error_new_valist(REPORT_ERROR, 0, format, ap);
    }
    va_end(ap);
    return false;
}

static bool on_sa_results(void *opaque, uint32_t first, uint32_t count,
                          const struct ipsecnic_result *result, GError **errp)
{
    Replay *r = opaque;
    uint32_t i;

    progress(r);
    if (first != r->sa_results || count > r->sas->num_sa - first) {
        return refuse(errp, "the guest tells of SAs %u to %u, of %zu, after "
                      "%u", first, first + count, r->sas->num_sa,
                      r->sa_results);
    }
    r->sa_results += count;
    for (i = 0; i < count; i++) {
        ReplaySa *sa = &r->sas->sa[first + i];

        if (result[i].status == IPSECNIC_ST_OK && result[i].handle) {
            g_hash_table_insert(r->by_handle,
                                GUINT_TO_POINTER(result[i].handle), sa);
            continue;
        }
        r->sa_refused++;
        complain("%s:%u: the card refused the SA: %s (%s, status %u)",
                 r->options->sa, sa->line,
                 report_status_text(result[i].status),
                 report_status_name(result[i].status), result[i].status);
    }
    return true;
}

static bool on_ready(void *opaque, GError **errp)
{
    Replay *r = opaque;

    progress(r);
    if (r->sa_refused) {
        r->failure = g_strdup("");
        return true;
    }
    if (r->ready || r->sa_results != r->sas->num_sa) {
        return refuse(errp, "the guest is ready %s", r->ready ? "twice" :
                      "and has not told of all SAs");
    }
    r->ready = true;
    r->stats_time = r->progress;
    if (r->options->verbose) {
        complain("the guest is ready, %zu SAs are loaded", r->sas->num_sa);
    }
    return true;
}

/** Forget frames at the front of the window that came back. */
static void advance(Replay *r)
{
    while (r->oldest < r->next && r->sent[r->oldest % WINDOW].back) {
        r->oldest++;
    }
}

/** Write down a packet's record. */
static void write_record(Replay *r, const Indication *ind, uint64_t position)
{
    g_autofree char *json = report_json(ind, position, r->by_handle,
                                        r->options->answer_sa_delete
                                        ? r->deleted : NULL);

    fputs(json, r->oob);
    putc('\n', r->oob);
}

/** Keep a packet until what it asked for is done. */
static void hold(Replay *r, const Indication *ind, uint64_t index)
{
    r->holding = true;
    r->held = *ind;
    g_byte_array_set_size(r->held_frame, 0);
    g_byte_array_append(r->held_frame, ind->frame, ind->comp.frame_length);
    r->held.frame = r->held_frame->data;
    r->held_index = index;
    r->held_position = r->sent[index % WINDOW].position;
}

/** It is done, or will not be. */
static void let_go(Replay *r)
{
    if (r->holding) {
        r->holding = false;
        write_record(r, &r->held, r->held_position);
        g_array_set_size(r->deleted, 0);
    }
}

static bool on_indication(void *opaque, const Indication *ind, GError **errp)
{
    Replay *r = opaque;
    uint64_t index = r->oldest + (uint32_t)(ind->comp.arrival -
                                            (uint32_t)r->oldest);
    CaptureFrame frame;
    Sent *sent;

    if (!r->ready) {
        return refuse(errp, "the guest indicates a packet before it is ready");
    }
    if (index >= r->next || r->sent[index % WINDOW].back) {
        return refuse(errp, "the guest indicates frame %u (by its arrival), "
                      "which was not sent or came back before",
                      ind->comp.arrival);
    }
    sent = &r->sent[index % WINDOW];
    if (ind->comp.frame_length != sent->length) {
        return refuse(errp, "frame %" G_GUINT64_FORMAT " was sent with %u "
                      "bytes and came back with %u; the card must not change "
                      "a length", sent->position, sent->length,
                      ind->comp.frame_length);
    }
    sent->back = true;
    r->came_back++;
    progress(r);
    r->stats_time = r->progress;
    r->stats_delay = STATS_DELAY_FIRST;
    advance(r);

    frame = (CaptureFrame) {
        .data = ind->frame,
        .length = ind->comp.frame_length,
        .time = sent->time,
    };
    capture_write(r->out, &frame);
    if (r->options->answer_sa_delete &&
        (ind->comp.oob & IPSECNIC_OOB_SA_DELETE_REQ)) {
        hold(r, ind, index);
    } else {
        write_record(r, ind, sent->position);
    }
    return true;
}

static bool on_sa_deleted(void *opaque, const SaDeleted *gone, GError **errp)
{
    Replay *r = opaque;
    gpointer handle = GUINT_TO_POINTER(gone->handle);
    const ReplaySa *sa = g_hash_table_lookup(r->by_handle, handle);
    const ReplaySa *partner =
        g_hash_table_lookup(r->by_handle, GUINT_TO_POINTER(gone->partner));
    g_autofree char *name = NULL, *other = NULL;

    progress(r);
    if (!r->holding || gone->arrival != (uint32_t)r->held_index) {
        return refuse(errp, "the guest deletes an SA for frame %u (by its "
                      "arrival), which did not ask for it", gone->arrival);
    }
    if (!sa || sa->outbound != gone->outbound ||
        (gone->partner && !partner) || (gone->outbound && !partner)) {
        return refuse(errp, "the guest deletes SA %#x (a handle), partner "
                      "%#x, and there is no such pair", gone->handle,
                      gone->partner);
    }
    name = report_sa_text(sa);
    if (gone->outbound &&
        !g_hash_table_contains(r->gone, GUINT_TO_POINTER(gone->partner))) {
        return refuse(errp, "the guest deletes %s before its inbound partner",
                      name);
    }
    if (!g_hash_table_add(r->gone, handle)) {
        return refuse(errp, "the guest deletes %s twice", name);
    }
    g_array_append_vals(r->deleted, gone, 1);
    if (gone->status != IPSECNIC_ST_OK) {
        r->deletions_refused++;
        complain("%s: the card refused to delete it: %s (%s, status %u)", name,
                 report_status_text(gone->status),
                 report_status_name(gone->status), gone->status);
        return true;
    }
    other = partner ? report_sa_text(partner) : NULL;
    if (gone->outbound) {
        complain("%s: deleted, as the partner of %s", name, other);
    } else {
        complain("%s: deleted, as frame %" G_GUINT64_FORMAT " asked for it%s",
                 name, r->held_position, partner ? "" :
                 "; no outbound SA is paired with it");
    }
    return true;
}

static bool on_sent(void *opaque, const SendResult *sent, GError **errp)
{
    Replay *r = opaque;

    progress(r);
    if (!r->ready || !r->transmit) {
        return refuse(errp, "the guest says that it sent frame %u, which it "
                      "did not get", sent->number);
    }
    return transmit_take_sent(r->transmit, sent, errp);
}

/** The frames that are still on their way will not come any more. */
static void give_up_outstanding(Replay *r)
{
    for (; r->oldest < r->next; r->oldest++) {
        if (!r->sent[r->oldest % WINDOW].back) {
            ranges_add(&r->missing, r->sent[r->oldest % WINDOW].position);
        }
    }
}

static bool on_stats(void *opaque, const struct replay_stats *stats,
                     GError **errp G_GNUC_UNUSED)
{
    Replay *r = opaque;
    uint64_t arrivals = stats->counter[IPSECNIC_STAT_RX_ARRIVALS];

    r->stats_asked = false;
    if (r->holding) {
        /* the guest answers when all that was asked for is done */
        let_go(r);
        progress(r);
    }
    if (!r->have_stats ||
        arrivals != r->stats.counter[IPSECNIC_STAT_RX_ARRIVALS]) {
        progress(r);
    }
    r->stats = *stats;
    r->have_stats = true;
    r->stats_time = g_get_monotonic_time();
    if (arrivals != r->next || r->stats_next != r->next) {
        r->settled = false;
        r->stats_delay = MIN(r->stats_delay * 2, STATS_DELAY_MAX);
    } else if (!r->settled) {
        /* The answer to one more request stands behind every indication of
         * what the counter has seen. */
        r->settled = true;
        r->stats_delay = 0;
    } else {
        r->settled = false;
        r->stats_delay = STATS_DELAY_FIRST;
        give_up_outstanding(r);
    }
    return true;
}

static bool on_fatal(void *opaque, const char *text, GError **errp)
{
    Replay *r = opaque;

    /* what the card said about SAs is the reason, and clearer */
    if (r->sa_refused) {
        r->failure = g_strdup("");
        return true;
    }
    return refuse(errp, "the guest gave up: %s", text);
}

static const ReportHandler handler = {
    .sa_results = on_sa_results,
    .ready = on_ready,
    .indication = on_indication,
    .sa_deleted = on_sa_deleted,
    .sent = on_sent,
    .stats = on_stats,
    .fatal = on_fatal,
};

/* ------------------------------------------------------------------------
 * The loop
 */

/** End the run with @text; the first failure counts. */
static void G_GNUC_PRINTF(2, 3) fail(Replay *r, const char *format, ...)
{
    va_list ap;

    if (!r->failure) {
        va_start(ap, format);
        r->failure = g_strdup_vprintf(format, ap);
        va_end(ap);
    }
}

/** Frames that may be on their way at the same time. */
static uint64_t window(const Replay *r)
{
    /* what comes behind a deletion is to be told from what comes before */
    return r->options->answer_sa_delete ? 1 : WINDOW;
}

/** Frames that were read, and those that are done with. */
static uint64_t frames_read(const Replay *r)
{
    return r->transmit ? transmit_next(r->transmit) : r->next;
}

static uint64_t frames_done(const Replay *r)
{
    return r->transmit ? transmit_done(r->transmit) : r->came_back;
}

/** The next frame of the capture; false: there is none, or it failed. */
static bool read_frame(Replay *r, CaptureFrame *frame)
{
    g_autoptr(GError) error = NULL;
    int ret = capture_read(r->in, frame, &error);

    if (ret < 0) {
        /* it was good when it was checked */
        fail(r, "%s (it changed since it was checked)", error->message);
        return false;
    }
    if (!ret) {
        r->all_read = true;
        if (frames_read(r) != r->summary.frames) {
            fail(r, "%s: %" G_GUINT64_FORMAT " frames, %" G_GUINT64_FORMAT
                 " when it was checked", r->options->in, frames_read(r),
                 r->summary.frames);
        }
    }
    return ret > 0;
}

/** Make room for more behind what is not sent yet. */
static void forget_done(GByteArray *data, size_t *done)
{
    if (*done) {
        g_byte_array_remove_range(data, 0, *done);
        *done = 0;
    }
}

/** Prepare more frames for the guest to send. */
static void read_frames_to_send(Replay *r)
{
    CaptureFrame frame;

    while (r->ready && !r->all_read && !r->failure &&
           transmit_has_room(r->transmit) &&
           r->to_report->len - r->report_done < SEND_CHUNK &&
           read_frame(r, &frame)) {
        forget_done(r->to_report, &r->report_done);
        transmit_frame(r->transmit, &frame, r->to_report);
    }
}

/** Prepare more frames for the port, as far as the window allows. */
static void read_frames(Replay *r)
{
    CaptureFrame frame;

    while (r->ready && !r->all_read && !r->holding &&
           r->next - r->oldest < window(r) &&
           r->to_port->len - r->port_done < SEND_CHUNK) {
        if (!read_frame(r, &frame)) {
            return;
        }
        forget_done(r->to_port, &r->port_done);
        report_append_frame(r->to_port, frame.data, frame.length);
        r->sent[r->next % WINDOW] = (Sent) {
            .time = frame.time,
            .position = frame.position,
            .length = frame.length,
        };
        r->next++;
        r->settled = false;
    }
}

/** Write what is prepared; false if the other side is gone. */
static bool write_socket(Replay *r, int fd, GByteArray *data, size_t *done)
{
    ssize_t n;

    while (*done < data->len) {
        n = send(fd, data->data + *done, data->len - *done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return errno == EAGAIN;
        }
        *done += n;
        if (fd == r->vm->port_fd || r->transmit) {
            progress(r);
        }
    }
    g_byte_array_set_size(data, 0);
    *done = 0;
    return true;
}

typedef void ReadFn(Replay *r, const uint8_t *data, size_t size);

/**
 * Read what there is, at most @limit bytes.  Returns false at the end of the
 * stream.
 */
static bool read_all(Replay *r, int fd, size_t limit, ReadFn *fn)
{
    static uint8_t buffer[64 * 1024];
    ssize_t n;

    while (limit) {
        n = read(fd, buffer, MIN(sizeof(buffer), limit));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return errno == EAGAIN;
        }
        if (!n) {
            return false;
        }
        if (fn) {
            fn(r, buffer, n);
        }
        limit -= n;
    }
    return true;
}

static void take_report(Replay *r, const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;

    if (!r->failure && !report_feed(r->line, data, size, &error)) {
        fail(r, "%s", error->message);
    }
}

static void take_wire(Replay *r, const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;

    progress(r);
    if (!r->failure &&
        !transmit_take_wire(r->transmit, data, size, &error)) {
        fail(r, "%s", error->message);
    }
}

static void take_console(Replay *r, const uint8_t *data, size_t size)
{
    tail_add(&r->console, (const char *)data, size);
}

static void take_errors(Replay *r, const uint8_t *data, size_t size)
{
    tail_add(&r->errors, (const char *)data, size);
}

/** Ask for the counters when nothing has come back for a while, or to learn
 *  when the guest has done what the last packet asked for. */
static void ask_for_stats(Replay *r, int64_t now)
{
    bool waiting = r->oldest < r->next &&
                   (r->all_read || r->next - r->oldest == window(r));

    if (r->ready && !r->to_port->len && !r->stats_asked &&
        (r->holding || (waiting && now >= r->stats_time +
                                          r->stats_delay * 1000))) {
        r->stats_asked = true;
        r->stats_next = r->next;
        report_request(r->to_report, REPLAY_MSG_STATS_REQUEST);
    }
}

static bool finished(const Replay *r)
{
    if (r->transmit) {
        return r->all_read && frames_done(r) == frames_read(r);
    }
    return r->all_read && r->oldest == r->next && !r->holding;
}

/**
 * Read from the port what there is, after completions were read: what those
 * speak of is there.  False: the other end has closed it.
 */
static bool settle(Replay *r)
{
    g_autoptr(GError) error = NULL;
    bool open = read_all(r, r->vm->port_fd, SIZE_MAX, take_wire);

    if (!r->failure && !transmit_settle(r->transmit, &error)) {
        fail(r, "%s", error->message);
    }
    return open;
}

/** Say how far the run is, once a second. */
static void show_progress(Replay *r, int64_t now)
{
    if (r->options->verbose && r->ready &&
        now >= r->last_shown + G_USEC_PER_SEC) {
        r->last_shown = now;
        complain("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                 " frames given to the %s, %" G_GUINT64_FORMAT " %s",
                 frames_read(r), r->summary.frames,
                 r->transmit ? "guest" : "port", frames_done(r),
                 r->transmit ? "done with" : "came back");
    }
}

/** Read what QEMU and the guest have left behind on console and errors. */
static void drain_text(Replay *r)
{
    read_all(r, r->vm->console_fd, 1024 * 1024, take_console);
    read_all(r, r->vm->stderr_fd, 1024 * 1024, take_errors);
}

/** Move frames and indications until all is done or something fails. */
static void run_loop(Replay *r, int signal_fd)
{
    bool text_open[2] = { true, true };
    bool port_open = true;

    progress(r);
    r->stats_delay = STATS_DELAY_FIRST;
    while (!r->failure && !finished(r)) {
        int64_t now = g_get_monotonic_time();
        int64_t left, wait;
        struct pollfd fds[5];

        left = r->progress + r->options->timeout_us - now;
        if (left <= 0) {
            fail(r, "no progress for %g seconds (--timeout)%s",
                 r->options->timeout_us / (double)G_USEC_PER_SEC,
                 r->holding ? ", and the guest has not done what the last "
                 "packet asked for" : "");
            break;
        }
        show_progress(r, now);
        if (r->transmit) {
            read_frames_to_send(r);
        } else {
            read_frames(r);
            ask_for_stats(r, now);
        }
        if (r->failure || finished(r)) {
            /* nothing more will arrive that could wake the loop */
            break;
        }

        fds[0] = (struct pollfd) {
            .fd = port_open ? r->vm->port_fd : -1,
            .events = POLLIN | (r->to_port->len ? POLLOUT : 0),
        };
        fds[1] = (struct pollfd) {
            .fd = r->vm->report_fd,
            .events = POLLIN | (r->to_report->len ? POLLOUT : 0),
        };
        fds[2] = (struct pollfd) {
            .fd = text_open[0] ? r->vm->console_fd : -1, .events = POLLIN,
        };
        fds[3] = (struct pollfd) {
            .fd = text_open[1] ? r->vm->stderr_fd : -1, .events = POLLIN,
        };
        fds[4] = (struct pollfd) { .fd = signal_fd, .events = POLLIN };
        wait = left / 1000 + 1;
        if (r->ready && r->oldest < r->next && !r->stats_asked) {
            wait = MIN(wait, MAX(r->stats_delay, 1));
        }
        if (r->options->verbose) {
            wait = MIN(wait, 1000);
        }
        if (poll(fds, G_N_ELEMENTS(fds), wait) < 0 && errno != EINTR) {
            fail(r, "poll: %s", g_strerror(errno));
            break;
        }

        if (fds[4].revents) {
            struct signalfd_siginfo info;

            if (read(signal_fd, &info, sizeof(info)) == sizeof(info) &&
                info.ssi_signo != SIGCHLD) {
                r->signal = info.ssi_signo;
                fail(r, "stopped by signal %u (%s)", info.ssi_signo,
                     g_strsignal(info.ssi_signo));
                break;
            }
        }
        if (fds[2].revents) {
            text_open[0] = read_all(r, r->vm->console_fd, 64 * 1024,
                                    take_console);
        }
        if (fds[3].revents) {
            text_open[1] = read_all(r, r->vm->stderr_fd, 64 * 1024,
                                    take_errors);
        }
        if (fds[1].revents & (POLLIN | POLLHUP | POLLERR)) {
            bool open = read_all(r, r->vm->report_fd, 1024 * 1024,
                                 take_report);

            if (r->transmit) {
                port_open = settle(r);
            }
            if (!capture_flush(r->out)) {
                fail(r, "%s: %s", r->options->out, g_strerror(errno));
            }
            if (fflush(r->oob)) {
                fail(r, "%s: %s", r->options->oob, g_strerror(errno));
            }
            if (!open && !finished(r)) {
                fail(r, "QEMU has ended");
            }
        }
        if (port_open && fds[0].revents && r->transmit) {
            port_open = read_all(r, r->vm->port_fd, 1024 * 1024, take_wire);
        } else if (port_open && fds[0].revents) {
            /* the guest sends nothing there; what QEMU might is not ours */
            port_open = read_all(r, r->vm->port_fd, 1024 * 1024, NULL) &&
                        write_socket(r, r->vm->port_fd, r->to_port,
                                     &r->port_done);
        }
        if (fds[1].revents & POLLOUT) {
            write_socket(r, r->vm->report_fd, r->to_report, &r->report_done);
        }
        if (vm_poll(r->vm) && !r->failure && !finished(r)) {
            /* take what it said before it ended */
            read_all(r, r->vm->report_fd, 64 * 1024 * 1024, take_report);
            if (r->transmit) {
                settle(r);
            }
            if (!finished(r)) {
                fail(r, "QEMU has ended");
            }
        }
    }
}

/* ------------------------------------------------------------------------
 * What went wrong
 */

/** A property that there is, and that one of @properties (PROP=VALUE[,...]) is
 *  nearly; or NULL. */
static const char *nearly_property(const char *properties)
{
    g_auto(GStrv) pieces = g_strsplit_set(properties, ",=", -1);
    size_t i;

    for (i = 0; pieces[i]; i++) {
        const char *nearly = word_is_known(pieces[i])
                             ? NULL : word_nearly(pieces[i]);

        if (nearly) {
            return nearly;
        }
    }
    return NULL;
}

/** If QEMU did not like --device, say so as of any other option. */
static bool explain_device(Replay *r)
{
    GList *item;

    for (item = r->errors.lines.head; item; item = item->next) {
        const char *at = strstr(item->data, "-device ipsecnic,netdev=port");
        const char *why = at ? strstr(at, ": ") : NULL;

        if (!why) {
            continue;
        }
        if (strstr(why, "not a valid device model name")) {
            complain("--qemu '%s': this QEMU has no ipsecnic device; expected "
                     "one that was built with it", r->options->qemu);
        } else if (r->options->properties) {
            g_autofree char *shown = word_redact(why + 2,
                                                 r->options->properties);
            const char *nearly = nearly_property(r->options->properties);

            complain("--device: %s%s%s%s", shown, nearly ? "; nearly '" :
                     "", nearly ? nearly : "", nearly ? "'" : "");
        } else {
            complain("QEMU: %s", (char *)item->data);
        }
        return true;
    }
    return false;
}

/** Why frames are missing, as far as counters and queue states tell. */
static void print_reasons(const Replay *r)
{
    static const struct {
        unsigned number;
        const char *text;
    } drops[] = {
        { IPSECNIC_STAT_RX_DROP_FILTER,
          "the receive filter does not accept (RX_DROP_FILTER)" },
        { IPSECNIC_STAT_RX_DROP_RUNT, "too short (RX_DROP_RUNT)" },
        { IPSECNIC_STAT_RX_DROP_OVERSIZE,
          "longer than the receive ring can hold (RX_DROP_OVERSIZE)" },
        { IPSECNIC_STAT_RX_DROP_DISABLED,
          "while receive was not enabled (RX_DROP_DISABLED)" },
        { IPSECNIC_STAT_RX_DROP_QUEUE,
          "for a queue that had stopped (RX_DROP_QUEUE)" },
        { IPSECNIC_STAT_RX_DROP_DMA,
          "lost with a DMA fault (RX_DROP_DMA)" },
        { IPSECNIC_STAT_RX_DROP_OVERRUN,
          "without a buffer, with rx-overrun=drop (RX_DROP_OVERRUN)" },
    };
    const uint64_t *counter = r->stats.counter;
    bool said = false;
    size_t i;

    if (!r->have_stats) {
        complain("the guest has not told the card's counters");
        return;
    }
    for (i = 0; i < G_N_ELEMENTS(drops); i++) {
        if (counter[drops[i].number]) {
            complain("the card dropped %" G_GUINT64_FORMAT " frames: %s",
                     counter[drops[i].number], drops[i].text);
            said = true;
        }
    }
    for (i = 0; i < IPSECNIC_MAX_QUEUES; i++) {
        uint32_t state = r->stats.rx_queue_state[i];

        if (IPSECNIC_Q_STATE_OF(state) == IPSECNIC_Q_STATE_ERROR) {
            complain("receive queue %zu is in state ERROR: %s", i,
                     report_queue_error(IPSECNIC_Q_REASON_OF(state)));
            said = true;
        }
    }
    if (counter[IPSECNIC_STAT_RX_ARRIVALS] < r->next) {
        complain("%" G_GUINT64_FORMAT " frames were given to QEMU, the card "
                 "had taken %" G_GUINT64_FORMAT " of them when it was asked "
                 "last", r->next, counter[IPSECNIC_STAT_RX_ARRIVALS]);
        said = true;
    }
    if (counter[IPSECNIC_STAT_RX_FRAMES] > r->came_back) {
        complain("the card had indicated %" G_GUINT64_FORMAT " frames and the "
                 "driver %" G_GUINT64_FORMAT " when they were asked last; %"
                 G_GUINT64_FORMAT " reached " PROGRAM,
                 counter[IPSECNIC_STAT_RX_FRAMES], r->stats.indicated,
                 r->came_back);
        said = true;
    }
    if (!said) {
        complain("no counter of the card says why");
    }
}

static void print_missing(Replay *r)
{
    if (!r->missing.count) {
        return;
    }
    complain("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " frames did not "
             "come back (positions in %s, from 0):", r->missing.count,
             r->summary.frames, r->options->in);
    ranges_print(&r->missing, stderr);
    print_reasons(r);
}

/** The guest is gone: take what it left on the wire, whatever went wrong. */
static void read_wire(Replay *r)
{
    g_autoptr(GError) error = NULL;
    static uint8_t buffer[64 * 1024];
    ssize_t n;

    while ((n = read(r->vm->port_fd, buffer, sizeof(buffer))) > 0 ||
           (n < 0 && errno == EINTR)) {
        if (n > 0 && !transmit_take_wire(r->transmit, buffer, n, &error)) {
            break;
        }
    }
}

/** The same of a run that sent; the guest is gone, and all has been said. */
static void conclude_transmit(Replay *r)
{
    g_autoptr(GError) error = NULL;

    read_wire(r);
    if (!transmit_finish(r->transmit, &error)) {
        fail(r, "%s", error->message);
    }
    r->exit_status = transmit_conclude(r->transmit, PROGRAM, r->options->in,
                                       r->summary.frames)
                     ? EXIT_ALL_BACK : EXIT_FAILED;
    if (r->failure) {
        complain("%s", r->failure);
        r->exit_status = EXIT_FAILED;
    }
    if (r->options->verbose) {
        complain("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " frames are "
                 "done with", frames_done(r), r->summary.frames);
    }
}

/** Tell how the run went; sets the exit status. */
static void conclude(Replay *r)
{
    g_autofree char *end = NULL;
    CaptureFrame frame;
    bool ended_itself;

    let_go(r);
    if (!r->failure) {
        report_request(r->to_report, REPLAY_MSG_BYE);
        write_socket(r, r->vm->report_fd, r->to_report, &r->report_done);
        vm_stop(r->vm, BYE_GRACE);
        drain_text(r);
        if (r->transmit) {
            conclude_transmit(r);
            return;
        }
        r->exit_status = r->missing.count || r->deletions_refused
                         ? EXIT_FAILED : EXIT_ALL_BACK;
        print_missing(r);
        if (r->options->verbose) {
            complain("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " frames "
                     "came back", r->came_back, r->summary.frames);
        }
        if (r->options->verbose && r->options->answer_sa_delete) {
            complain("%u SAs were deleted",
                     g_hash_table_size(r->gone) - r->deletions_refused);
        }
        return;
    }

    /* a process that closed its sockets is about to end: let it say why */
    vm_stop(r->vm, g_str_has_prefix(r->failure, "QEMU") ? BYE_GRACE : 0);
    drain_text(r);
    r->exit_status = EXIT_FAILED;
    if (!*r->failure) {
        return;
    }
    if (r->signal) {
        complain("%s", r->failure);
        return;
    }
    ended_itself = g_str_has_prefix(r->failure, "QEMU");
    if (ended_itself && !r->sa_results && explain_device(r)) {
        r->exit_status = EXIT_BAD_INPUT;
        return;
    }
    end = vm_end_text(r->vm);
    complain("%s%s%s%s", r->failure, ended_itself ? " (" : "",
             ended_itself ? end : "", ended_itself ? ")" : "");
    if (!r->ready) {
        complain("the guest never became ready, nothing was sent");
    } else if (r->transmit) {
        read_wire(r);
        transmit_finish(r->transmit, NULL);
        transmit_conclude(r->transmit, PROGRAM, r->options->in,
                          r->summary.frames);
        complain("what became of %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                 " frames is not known, from position %" G_GUINT64_FORMAT
                 " in %s on", r->summary.frames - frames_done(r),
                 r->summary.frames, transmit_position(r->transmit),
                 r->options->in);
    } else {
        /* what was not even sent did not come back either */
        give_up_outstanding(r);
        while (capture_read(r->in, &frame, NULL) > 0) {
            ranges_add(&r->missing, frame.position);
        }
        print_missing(r);
    }
    tail_print(&r->console, "the guest's last words");
    tail_print(&r->errors, "what QEMU said");
}

/* ------------------------------------------------------------------------
 * Before and after
 */

/** Open an output file without touching what is in it; NULL: complained. */
static FILE *open_output(const char *option, const char *path,
                         const char *const *inputs)
{
    struct stat st, other;
    FILE *fp = NULL;
    int fd;

    /* not truncated before all the other checks have passed */
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
    if (fd < 0 || fstat(fd, &st) < 0) {
        const int error = errno;
        g_autofree char *shown = word_path(path);

        complain("%s %s: %s; expected a file that can be written", option,
                 shown, g_strerror(error));
    } else {
        for (; *inputs; inputs++) {
            if (S_ISREG(st.st_mode) && stat(*inputs, &other) == 0 &&
                st.st_dev == other.st_dev && st.st_ino == other.st_ino) {
                complain("%s '%s': the same file as '%s'; expected another "
                         "one", option, path, *inputs);
                break;
            }
        }
        if (!*inputs) {
            fp = fdopen(fd, "wb");
        }
    }
    if (!fp && fd >= 0) {
        close(fd);
    }
    return fp;
}

static bool has_inbound(const ReplaySaFile *sas)
{
    size_t i;

    for (i = 0; i < sas->num_sa; i++) {
        if (!sas->sa[i].outbound) {
            return true;
        }
    }
    return false;
}

/** Everything that can be wrong before QEMU is started. */
static bool prepare(Replay *r, Options *o)
{
    const char *const inputs[] = { o->sa, o->in, NULL };
    const char *const all[] = { o->sa, o->in, o->out, NULL };
    g_autoptr(GError) error = NULL;
    FILE *out, *oob;
    char **note;

    if (!find_programs(o)) {
        return false;
    }
    r->sas = sa_file_load(o->sa, &error);
    if (!r->sas ||
        !capture_check(o->in, &o->capture, &r->summary, &error)) {
        complain("%s", error->message);
        return false;
    }
    capture_tell(&r->summary, PROGRAM, o->in);
    if (r->summary.total && !r->summary.frames) {
        complain("%s: no frame is left; expected one that the card can take",
                 o->in);
        return false;
    }
    if (o->fault_at) {
        /* the guest counts what it gets */
        if (r->summary.left_out_upto > o->fault_at) {
            complain("--fault 'deleted-sa': the frame and all before it are "
                     "left out; expected one behind them");
            return false;
        }
        o->fault_at -= r->summary.left_out_upto;
    }
    for (note = r->sas->notes; *note; note++) {
        complain("%s", *note);
    }
    if (o->transmit &&
        !transmit_selectors(r->sas, o->sa, r->selectors, &error)) {
        complain("%s", error->message);
        return false;
    }
    if (o->fault_kind == REPLAY_FAULT_INBOUND_SA && !has_inbound(r->sas)) {
        complain("--fault 'inbound-sa': there is no inbound SA in %s; "
                 "expected one", o->sa);
        return false;
    }
    r->in = capture_open(o->in, &o->capture, &error);
    if (!r->in) {
        complain("%s", error->message);
        return false;
    }
    out = open_output("--out", o->out, inputs);
    oob = out ? open_output("--oob", o->oob, all) : NULL;
    if (!oob) {
        if (out) {
            fclose(out);
        }
        return false;
    }
    /* devices and pipes cannot be truncated and need not be */
    if (ftruncate(fileno(out), 0) < 0 || ftruncate(fileno(oob), 0) < 0) {
        errno = 0;
    }
    r->oob = oob;
    r->out = capture_create(out, r->summary.nanoseconds, &error);
    if (!r->out) {
        complain("--out '%s': %s", o->out, error->message);
        return false;
    }
    if (o->transmit) {
        r->transmit = transmit_new(o->segment_bytes, r->out, r->oob,
                                   r->by_handle);
    }
    return true;
}

static bool start(Replay *r, GError **errp)
{
    VmConfig config = {
        .qemu = r->options->qemu,
        .guest = r->options->guest,
        .device = r->options->properties,
        .sas = r->sas,
        .flags = (r->options->poll ? REPLAY_CONFIG_POLL : 0) |
                 (r->options->inactive ? REPLAY_CONFIG_INACTIVE : 0) |
                 (r->options->answer_sa_delete
                  ? REPLAY_CONFIG_ANSWER_SA_DELETE : 0) |
                 (r->transmit ? REPLAY_CONFIG_TRANSMIT : 0),
        .selectors = r->selectors,
        .ring_size = r->options->ring_entries,
        .buffer_size = r->options->buffer_bytes,
        .form = r->options->form_bits,
        .segment_size = r->options->segment_bytes,
        .fault = r->options->fault_kind,
        .fault_at = r->options->fault_at,
    };

    r->vm = vm_start(&config, errp);
    return r->vm != NULL;
}

/** Close the outputs; false and a complaint if they are not complete. */
static bool close_outputs(Replay *r)
{
    bool ok = true;

    if (r->out && !capture_finish(r->out)) {
        complain("--out '%s': not all of it could be written",
                 r->options->out);
        ok = false;
    }
    if (r->oob && (ferror(r->oob) | fclose(r->oob))) {
        complain("--oob '%s': not all of it could be written",
                 r->options->oob);
        ok = false;
    }
    r->out = NULL;
    r->oob = NULL;
    return ok;
}

static void free_options(Options *o)
{
    g_free(o->sa);
    g_free(o->in);
    g_free(o->out);
    g_free(o->oob);
    g_strfreev(o->device);
    g_free(o->qemu);
    g_free(o->guest);
    g_free(o->timeout);
    g_free(o->ring_size);
    g_free(o->buffer_size);
    g_free(o->segment);
    g_free(o->form);
    g_free(o->fault);
    g_free(o->properties);
}

static void free_replay(Replay *r)
{
    if (r->vm) {
        vm_free(r->vm);
    }
    close_outputs(r);
    capture_close(r->in);
    capture_summary_clear(&r->summary);
    report_free(r->line);
    transmit_free(r->transmit);
    g_byte_array_free(r->selectors, TRUE);
    g_hash_table_destroy(r->by_handle);
    g_hash_table_destroy(r->gone);
    g_byte_array_free(r->held_frame, TRUE);
    g_array_free(r->deleted, TRUE);
    sa_file_free(r->sas);
    ranges_clear(&r->missing);
    g_byte_array_free(r->to_port, TRUE);
    g_byte_array_free(r->to_report, TRUE);
    tail_free(&r->console);
    tail_free(&r->errors);
    g_free(r->failure);
    g_free(r);
}

/** Run; the exit status.  @sig: the signal that ended it, or 0. */
static int replay(Options *o, int signal_fd, int *sig)
{
    Replay *r = g_new0(Replay, 1);
    g_autoptr(GError) error = NULL;
    int status = EXIT_BAD_INPUT;

    r->options = o;
    r->by_handle = g_hash_table_new(NULL, NULL);
    r->gone = g_hash_table_new(NULL, NULL);
    r->selectors = g_byte_array_new();
    r->held_frame = g_byte_array_new();
    r->deleted = g_array_new(FALSE, FALSE, sizeof(SaDeleted));
    r->to_port = g_byte_array_new();
    r->to_report = g_byte_array_new();
    r->line = report_new(&handler, r);
    tail_init(&r->console, "guest", o->verbose);
    tail_init(&r->errors, "qemu", o->verbose);
    r->errors.redact = o->properties;

    if (prepare(r, o)) {
        if (!start(r, &error)) {
            complain("cannot start QEMU: %s", error->message);
            status = EXIT_FAILED;
        } else {
            run_loop(r, signal_fd);
            conclude(r);
            status = r->exit_status;
            *sig = r->signal;
        }
        if (!close_outputs(r) && status == EXIT_ALL_BACK) {
            status = EXIT_FAILED;
        }
    }
    free_replay(r);
    return status;
}

int main(int argc, char **argv)
{
    Options options = { 0 };
    int status = EXIT_BAD_INPUT;
    int signal_fd, sig = 0;
    sigset_t signals;

    if (parse_options(argc, argv, &options)) {
        /* SIGCHLD wakes the loop when QEMU ends */
        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGHUP);
        sigaddset(&signals, SIGCHLD);
        sigprocmask(SIG_BLOCK, &signals, NULL);
        signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
        if (signal_fd < 0) {
            complain("signalfd: %s", g_strerror(errno));
            status = EXIT_FAILED;
        } else {
            status = replay(&options, signal_fd, &sig);
            close(signal_fd);
        }
        sigprocmask(SIG_UNBLOCK, &signals, NULL);
    }
    free_options(&options);
    if (sig) {
        signal(sig, SIG_DFL);
        raise(sig);
    }
    return status;
}

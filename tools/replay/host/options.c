/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "hw/net/ipsecnic_abi.h"
#include "complain.h"
#include "config.h"
#include "link_type.h"
#include "options.h"
#include "replay_proto.h"
#include "words.h"

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

/** As a value in -device, where commas double. */
static char *as_value(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);

    return g_strjoinv(",,", parts);
}

static bool same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;

    return !strcmp(a, b) ||
           (stat(a, &of_a) == 0 && stat(b, &of_b) == 0 &&
            of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino);
}

/** --capture and --faults: what the card writes and reads itself. */
static bool set_card(Options *o)
{
    const char *const others[] = {
        o->sa, o->in, o->out, o->oob, o->state, o->faults,
    };
    GString *card = g_string_new(o->properties);
    size_t i;

    if ((o->story && !*o->story) || (o->faults && !*o->faults)) {
        complain("%s '': expected a file", o->story && !*o->story
                 ? "--capture" : "--faults");
        g_string_free(card, TRUE);
        return false;
    }
    for (i = 0; o->story && i < G_N_ELEMENTS(others); i++) {
        if (others[i] && same_file(o->story, others[i])) {
            g_autofree char *shown = word_path(o->story);

            complain("--capture %s: another option names the same file; "
                     "expected one of its own", shown);
            g_string_free(card, TRUE);
            return false;
        }
    }
    if (o->faults && access(o->faults, R_OK) < 0) {
        g_autofree char *shown = word_path(o->faults);

        complain("--faults %s: %s; expected a fault plan", shown,
                 g_strerror(errno));
        g_string_free(card, TRUE);
        return false;
    }
    if (o->story) {
        g_autofree char *value = as_value(o->story);

        g_string_append_printf(card, "%scapture=%s", card->len ? "," : "",
                               value);
    }
    if (o->faults) {
        g_autofree char *value = as_value(o->faults);

        g_string_append_printf(card, "%sx-faults=%s", card->len ? "," : "",
                               value);
    }
    o->card = g_string_free(card, card->len == 0);
    return true;
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

/** PACKET_MTU takes no less. */
#define PACKET_MTU_MIN  256

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
        { "--mtu", o->mtu, true },
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
           (!o->mtu || parse_uint("--mtu", o->mtu, PACKET_MTU_MIN, UINT16_MAX,
                                  &o->mtu_bytes)) &&
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

bool options_parse(int argc, char **argv, Options *o)
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
        { "capture", 0, 0, G_OPTION_ARG_FILENAME, &o->story,
          "have the card write what happened to each packet (pcapng, for "
          "ipsecnic-story)", "FILE" },
        { "faults", 0, 0, G_OPTION_ARG_FILENAME, &o->faults,
          "a fault plan for the card", "FILE" },
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
        { "mtu", 0, 0, G_OPTION_ARG_STRING, &o->mtu,
          "longest IP packet of SAs in packet mode", "BYTES" },
        { "state", 0, 0, G_OPTION_ARG_FILENAME, &o->state,
          "what the card knew of policies and replay windows in the end, as "
          "JSON objects", "FILE" },
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
    return set_card(o);
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

bool options_find_programs(Options *o)
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

void options_free(Options *o)
{
    g_free(o->sa);
    g_free(o->in);
    g_free(o->out);
    g_free(o->oob);
    g_strfreev(o->device);
    g_free(o->story);
    g_free(o->faults);
    g_free(o->qemu);
    g_free(o->guest);
    g_free(o->timeout);
    g_free(o->ring_size);
    g_free(o->buffer_size);
    g_free(o->segment);
    g_free(o->form);
    g_free(o->fault);
    g_free(o->mtu);
    g_free(o->state);
    g_free(o->properties);
    g_free(o->card);
}

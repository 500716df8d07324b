/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security associations as ip xfrm has them, and Wireshark's table of them:
 * the file
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "esp_sa.h"
#include "policy_context.h"
#include "sa_again.h"
#include "sa_context.h"
#include "sa_file.h"
#include "sa_foreign.h"
#include "sa_line.h"
#include "sa_parser.h"
#include "sa_text.h"
#include "setkey_sa.h"
#include "words.h"
#include "xfrm_command.h"
#include "xfrm_monitor.h"
#include "xfrm_policy.h"
#include "xfrm_words.h"

/** A file larger than this is taken for a mistake. */
#define FILE_MAX_BYTES  (64 * 1024 * 1024)

/** How a file of the card's property esp-keys begins, ... */
static const char keys_of_card[] = "# ipsecnic: keys of SAs";

/** ... and how each SA in it ends, but for the direction. */
static const char *const end_of_card[] = { "dev", "ipsecnic0", "dir" };

static const char note_monitor[] =
    "read as what ip xfrm monitor prints: an SA is loaded once, whether it was "
    "updated or deleted; all other events are left out";

static const char note_again[] =
    "an SA that came before, with the same keys; it is loaded once, as it was "
    "then";

static const char note_told[] =
    "an SA that Wireshark's table had before, with the same keys; it is loaded "
    "once, as it is here, which says more";

static const char note_moved[] =
    "an SA that came before, with the same keys and another UDP port of the "
    "peer; it is loaded once, for any port of the peer";

static const char note_port_lost[] =
    "an SA that came before, with the same keys and another UDP port that its "
    "packets go to; it is loaded once, and those to the later port are not "
    "recognised";

static void free_line(gpointer line)
{
    sa_wipe(line, sizeof(SaLine));
    g_free(line);
}

/** What is known of the file while it is read. */
typedef struct Reading {
    const char *name;
    const char *text;
    const char *end;
    /** A line between, which is no entry; NULL: none. */
    const char *title;
    /** Number of the line at @text. */
    unsigned line;
    GPtrArray *lines;
    SasSeen *seen;
    /** Policies for the card. */
    GPtrArray *policies;
    /** SA entries so far. */
    unsigned positions;
    /** It is what "ip xfrm monitor" prints. */
    bool monitor;
    /** A card has written some of it. */
    bool card;
    SaNotes *notes;
    GError **errp;
} Reading;

static bool has_word(const Parser *p, const char *word)
{
    guint i;

    for (i = 0; i < p->words->len; i++) {
        if (!strcmp(g_ptr_array_index(p->words, i), word)) {
            return true;
        }
    }
    return false;
}

/** Whether the words begin an entry of what "ip xfrm state" or "policy"
 *  prints, the rest of which stands on lines that are indented. */
static bool begins_listing(const Parser *p)
{
    return p->words->len >= 4 &&
           !strcmp(g_ptr_array_index(p->words, 0), "src") &&
           !strcmp(g_ptr_array_index(p->words, 2), "dst") &&
           !has_word(p, "spi");
}

/** Whether the line at the text goes on with such an entry. */
static bool continues_listing(const Reading *r)
{
    const char *s = r->text;

    if (s < r->end && sa_text_odd(s, r->end)) {
        /* looks like the blanks in front of it, and will be refused */
        return true;
    }
    if (s == r->end || (*s != '\t' && *s != ' ')) {
        return false;
    }
    while (s < r->end && (*s == '\t' || *s == ' ')) {
        s++;
    }
    /* neither a line of blanks nor an SA of its own */
    return s < r->end && !strchr("\r\n#", *s) &&
           !((size_t)(r->end - s) > 3 && (!memcmp(s, "src", 3) ||
                                          !memcmp(s, "dst", 3)));
}

/** Whether it says how packets are protected. */
static bool has_algorithm(const Parser *p)
{
    return has_word(p, "aead") || has_word(p, "enc") || has_word(p, "auth") ||
           has_word(p, "auth-trunc");
}

/** Whether ip has printed the SA between @text and @end: over several lines, or
 *  with a backslash where "ip -o" ends one. */
static bool is_printed(const char *text, const char *end, bool listing)
{
    return listing || g_strstr_len(text, end - text, "\\\t");
}

/** Whether the card has written an SA: others may be typed behind its own. */
static bool is_of_card(const Reading *r, const Parser *p)
{
    const size_t length = G_N_ELEMENTS(end_of_card) + 1;
    size_t i;

    if (!r->card || p->words->len < length) {
        return false;
    }
    for (i = 0; i < G_N_ELEMENTS(end_of_card); i++) {
        if (strcmp(g_ptr_array_index(p->words, p->words->len - length + i),
                   end_of_card[i])) {
            return false;
        }
    }
    return true;
}

/** Keep an SA, which is given away, unless it came before. */
static bool keep_line(Reading *r, SaLine *l, bool event)
{
    const unsigned line = l->line;

    switch (sas_seen_add(r->seen, l, r->name, r->errp)) {
    case SA_NEW:
        g_ptr_array_add(r->lines, l);
        r->positions = MAX(r->positions, l->position);
        return true;
    case SA_AGAIN:
        if (!event) {
            sa_notes_add(r->notes, line, note_again);
        }
        free_line(l);
        return true;
    case SA_TOLD:
        if (!event) {
            sa_notes_add(r->notes, line, note_told);
        }
        free_line(l);
        return true;
    case SA_MOVED:
        sa_notes_add(r->notes, line, note_moved);
        free_line(l);
        return true;
    case SA_PORT_LOST:
        sa_notes_add(r->notes, line, note_port_lost);
        free_line(l);
        return true;
    case SA_CLASHES:
        break;
    }
    free_line(l);
    return false;
}

/** Give an SA of a table, which is loaded as two, the position of the one of
 *  them that came before: whichever of both lines is first, it is one SA. */
static void take_position(const Reading *r, SaLine *l, SaLine *other)
{
    unsigned position = sas_seen_position(r->seen, l);

    if (!position) {
        position = sas_seen_position(r->seen, other);
    }
    if (position) {
        l->position = position;
        other->position = position;
    }
}

/** What one SA comes from. */
typedef enum SaFrom {
    FROM_COMMAND,
    /** Wireshark's table; a line that has the length of the sequence number. */
    FROM_TABLE,
    FROM_LONG_TABLE,
    /** What ip xfrm state prints, and of setkey what has no keys yet. */
    FROM_LISTING,
    /** What ip xfrm monitor prints of one that was updated or is gone: it is
     *  loaded as it was while there were packets of it. */
    FROM_EVENT,
} SaFrom;

/** Read one SA. */
static bool add_lines(Reading *r, Parser *p, SaFrom from)
{
    const bool event = from == FROM_EVENT;
    SaLine *l = g_new0(SaLine, 1), *other = NULL;

    l->position = r->positions + 1;
    l->printed = has_word(p, "anti-replay");
    l->listed = is_of_card(r, p);
    l->of_table = from == FROM_TABLE || from == FROM_LONG_TABLE;
    l->tells_esn = from == FROM_LONG_TABLE;
    l->of_event = event;
    l->of_listing = event || from == FROM_LISTING;
    l->keyless = l->of_listing && !has_algorithm(p);
    if (l->keyless) {
        /* nothing else is to be told of what is left out */
        p->notes = NULL;
    }
    if (!xfrm_read_sa(p, l)) {
        free_line(l);
        return false;
    }
    if (l->left_out) {
        if (!event) {
            sa_notes_add(r->notes, l->line, l->left_out);
        }
        free_line(l);
        return true;
    }
    if (l->of_table) {
        /* the table does not say whether UDP is around ESP: both */
        other = g_memdup2(l, sizeof(*l));
        other->seen |= SEEN_ENCAP;
        take_position(r, l, other);
    }
    if (!keep_line(r, l, event)) {
        if (other) {
            free_line(other);
        }
        return false;
    }
    return !other || keep_line(r, other, event);
}

/** Events stand in the order in which they happened, the youngest last: as what
 *  is typed, and not as what a listing prints. */
static void order_events(Reading *r)
{
    guint i;

    for (i = 0; r->monitor && i < r->lines->len; i++) {
        ((SaLine *)g_ptr_array_index(r->lines, i))->printed = false;
    }
    for (i = 0; r->monitor && i < r->policies->len; i++) {
        ((PolicyLine *)g_ptr_array_index(r->policies, i))->printed = false;
    }
}

/** Read one policy. */
static bool add_policy(Reading *r, Parser *p, bool update)
{
    g_autofree PolicyLine *l = g_new0(PolicyLine, 1);

    l->printed = p->next == 0 && has_word(p, "ptype");
    switch (xfrm_read_policy(p, l, update)) {
    case POLICY_CARD:
        g_ptr_array_add(r->policies, g_steal_pointer(&l));
        return true;
    case POLICY_NOTED:
        return true;
    case POLICY_BAD:
        break;
    }
    return false;
}

/** Skip the prompt of a shell; true: with the rest of its line, which loads
 *  nothing. */
static bool skip_shell(Reading *r, Parser *p)
{
    const char *behind = xfrm_skip_prompt(r->text, r->end);
    const char *stop;

    if (behind == r->text) {
        return false;
    }
    r->text = behind;
    stop = behind + parser_line_length(behind, r->end);
    if (xfrm_command_loads(behind, stop - behind)) {
        return false;
    }
    while (behind < stop && strchr(" \t\r", *behind)) {
        behind++;
    }
    if (behind < stop) {
        xfrm_note_command(p);
    }
    for (; r->text < stop; r->text++) {
        r->line += *r->text == '\n';
    }
    r->line++;
    r->text = MIN(stop + 1, r->end);
    return true;
}

/** Read what setkey has. */
static bool read_setkey(Reading *r, Parser *p, SetkeyKind kind)
{
    bool larval;

    if (kind == SETKEY_DELETE && r->positions) {
        return parser_fail_line(p, "the SAs of a file are all loaded at once, "
                                "none is deleted between; expected the SAs "
                                "that remain");
    }
    return setkey_read(p, kind, &r->text, r->end, &r->line, &larval) &&
           (kind == SETKEY_OTHER || kind == SETKEY_DELETE ||
            add_lines(r, p, larval ? FROM_LISTING : FROM_COMMAND));
}

/** Skip a line that is a comment: whatever format it looks like. */
static bool skip_comment(Reading *r)
{
    const char *s = sa_text_skip_blanks(r->text, r->end);

    if (s == r->end || *s != '#') {
        return false;
    }
    r->card = r->card || sa_text_starts_with(s, r->end, keys_of_card);
    r->text = sa_text_next_line(s, r->end);
    r->line++;
    return true;
}

/** Read an entry, of one logical line or of several. */
static bool read_entry(Reading *r, Parser *p)
{
    const char *foreign, *begin;
    bool begins, tells_esn, listing = false;
    SetkeyKind setkey;
    XfrmEvent event;

    if (r->text == r->title) {
        r->text = strchr(r->text, '\n') + 1;
        r->line++;
        return true;
    }
    p->line = r->line;
    foreign = sa_foreign_comment(r->text, r->end);
    if (foreign) {
        return parser_fail_line(p, "%s", foreign);
    }
    if (skip_comment(r)) {
        return true;
    }
    switch (esp_sa_recognise(r->text, r->end)) {
    case ESP_SA_IKE:
        return parser_fail_line(p, "keys of IKE (Wireshark's ikev1_ or "
                                "ikev2_decryption_table), not of an SA; "
                                "expected the table esp_sa");
    case ESP_SA_LINE:
        return esp_sa_read(p, &r->text, r->end, &r->line, &tells_esn) &&
               add_lines(r, p, tells_esn ? FROM_LONG_TABLE : FROM_TABLE);
    case ESP_SA_NONE:
        break;
    }
    foreign = sa_foreign(r->text, r->end);
    if (foreign) {
        return parser_fail_line(p, "%s", foreign);
    }
    if (skip_shell(r, p)) {
        return true;
    }
    setkey = setkey_recognise(r->text, r->end);
    if (setkey != SETKEY_NONE) {
        return read_setkey(r, p, setkey);
    }
    event = xfrm_skip_event(&r->text, r->end, &r->line);
    if (event != XFRM_EVENT_NONE) {
        sa_notes_add(p->notes, p->line, note_monitor);
        r->monitor = true;
    }
    if (event == XFRM_EVENT_OTHER) {
        return true;
    }
    begin = r->text;
    if (!parser_split_line(p, &r->text, r->end, &r->line)) {
        return false;
    }
    begins = begins_listing(p);
    while (begins && continues_listing(r)) {
        listing = true;
        if (!parser_split_line(p, &r->text, r->end, &r->line)) {
            return false;
        }
    }
    if (!p->words->len) {
        return true;
    }
    if (event == XFRM_EVENT_EXPIRED ||
        (event == XFRM_EVENT_DELETED && xfrm_is_policy(p))) {
        return true;
    }
    if (xfrm_is_policy(p)) {
        return add_policy(r, p, event == XFRM_EVENT_UPDATED);
    }
    if (event != XFRM_EVENT_NONE) {
        return add_lines(r, p, FROM_EVENT);
    }
    switch (xfrm_skip_command(p, r->positions == 0, r->policies->len == 0)) {
    case XFRM_SA:
        return xfrm_is_policy(p) ? add_policy(r, p, false)
                                 : add_lines(r, p, is_printed(begin, r->text,
                                                              listing)
                                             ? FROM_LISTING : FROM_COMMAND);
    case XFRM_POLICY:
        return add_policy(r, p, false);
    case XFRM_POLICY_UPDATE:
        return add_policy(r, p, true);
    case XFRM_NOTED:
        return true;
    case XFRM_BAD:
        break;
    }
    return false;
}

/** The line that is @title, with a line end of Unix or Windows; NULL: none. */
static const char *find_title(const char *text, const char *end,
                              const char *title)
{
    while (text < end) {
        const char *next = sa_text_next_line(text, end);

        if (sa_text_starts_with(text, next, title)) {
            const char *s = text + strlen(title);

            while (s < next && *s == '\r') {
                s++;
            }
            if (s < next && *s == '\n') {
                return text;
            }
        }
        text = next;
    }
    return NULL;
}

/** What "ipsec look" of libreswan prints around states and policies. */
static void skip_titles(Reading *r)
{
    const char *at = find_title(r->text, r->end, "XFRM state:");
    const char *s;

    if (!at) {
        return;
    }
    at = sa_text_next_line(at, r->end);
    for (s = r->text; s < at; s++) {
        r->line += *s == '\n';
    }
    r->text = at;
    r->title = find_title(at, r->end, "XFRM policy:");
    if (r->title) {
        s = find_title(r->title, r->end, "XFRM done");
        r->end = s ? s : r->title;
    }
    sa_notes_add(r->notes, r->line, "read as what libreswan's ipsec look "
                 "prints: only the states and policies");
}

/** Tell of the first SA that stands in a comment. */
static void note_comment(SaNotes *notes, const char *text, const char *end)
{
    unsigned line;

    for (line = 1; text < end; line++) {
        const char *next = sa_text_next_line(text, end);

        text = sa_text_skip_blanks(text, next);
        if (text < next && *text == '#' &&
            g_strstr_len(text, next - text, "src ")) {
            sa_notes_add(notes, line, "no SA is loaded: what stands behind a "
                         "'#' is a comment");
            return;
        }
        text = next;
    }
}

ReplaySaFile *sa_file_parse(const char *name, const char *text, size_t length,
                            GError **errp)
{
    ReplaySaFile *file = g_new0(ReplaySaFile, 1);
    char *decoded = sa_text_decode(&text, &length);
    Reading r = {
        .name = name,
        .text = text,
        .end = text + length,
        .line = 1,
        .lines = g_ptr_array_new_with_free_func(free_line),
        .seen = sas_seen_new(),
        .policies = g_ptr_array_new_with_free_func(g_free),
        .notes = sa_notes_new(),
        .errp = errp,
    };
    bool ok = true;

    skip_titles(&r);
    while (ok && r.text < r.end) {
        Parser p = { .file = name, .notes = r.notes, .errp = errp };

        parser_init(&p);
        ok = read_entry(&r, &p);
        parser_clear(&p);
    }
    order_events(&r);
    ok = ok && sa_context_make_all(file, name, r.lines, errp) &&
         policy_context_make_all(file, name, r.policies, r.notes, errp);
    if (ok) {
        if (!file->num_sa && !file->num_policies) {
            note_comment(r.notes, text, r.end);
        }
        file->positions = r.positions;
        file->notes = sa_notes_texts(r.notes, name);
    }
    sas_seen_free(r.seen);
    g_ptr_array_free(r.lines, TRUE);
    g_ptr_array_free(r.policies, TRUE);
    sa_notes_free(r.notes);
    if (decoded) {
        sa_wipe(decoded, length);
        g_free(decoded);
    }
    if (!ok) {
        sa_file_free(file);
        return NULL;
    }
    return file;
}

ReplaySaFile *sa_file_load(const char *path, GError **errp)
{
    ReplaySaFile *file = NULL;
    size_t size = 0, room = 64 * 1024;
    char *text = NULL;
    struct stat st;
    ssize_t n;
    int fd;

    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0) {
        const int error = errno;
        g_autofree char *shown = word_path(path);

        g_set_error(errp, SA_FILE_ERROR, 0, "--sa %s: %s; expected a file with "
                    "one SA a line", shown, g_strerror(error));
        goto out;
    }
    if (S_ISREG(st.st_mode) && st.st_size < FILE_MAX_BYTES) {
        room = st.st_size + 1;
    }
    text = g_malloc(room);
    for (;;) {
        if (size == room) {
            char *more;

            if (room >= FILE_MAX_BYTES) {
                g_set_error(errp, SA_FILE_ERROR, 0, "%s: longer than %d "
                            "bytes; expected a file with one SA a line", path,
                            FILE_MAX_BYTES);
                goto out;
            }
            /* not realloc(), which would leave keys behind */
            more = g_malloc(2 * room);
            memcpy(more, text, size);
            sa_wipe(text, size);
            g_free(text);
            text = more;
            room *= 2;
        }
        n = read(fd, text + size, room - size);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            g_set_error(errp, SA_FILE_ERROR, 0, "%s: %s; expected a file with "
                        "one SA a line", path, g_strerror(errno));
            goto out;
        }
        if (!n) {
            break;
        }
        size += n;
    }
    file = sa_file_parse(path, text, size, errp);
out:
    if (text) {
        sa_wipe(text, size);
        g_free(text);
    }
    if (fd >= 0) {
        close(fd);
    }
    return file;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operator's capture and key files of ipsecnic: what is in them, what they
 * refuse, and that the card never minds
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/units.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "qobject/qlist.h"
#include "tests/qtest/ipsecnic/ipsecnic-packet-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-portions.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-tx-vectors.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-vectors.h"

#include <glib/gstdio.h>
#include <sys/resource.h>

#define GCM4 (&ipn_sa_vectors[VECTOR_SA_GCM4])
#define CBC6 (&ipn_sa_vectors[VECTOR_SA_CBC6])

enum { WIRE, CARD, CONTROL, INTERFACES };

/* Directory for files; removed at the end. */
static char *dir;

static char *in_dir(const char *name)
{
    return g_build_filename(dir, name, NULL);
}

/* One record of a capture. */
typedef struct Record {
    unsigned interface;
    uint64_t time;
    uint64_t packet;
    uint32_t direction;
    char *comment;
    GByteArray *data;
} Record;

/* All files of a capture, read by the letter of the format. */
typedef struct Capture {
    GPtrArray *records;
    GByteArray *bytes;          /* of the file */
    unsigned statistics;        /* blocks */
    uint64_t counted[INTERFACES];
} Capture;

static void record_free(gpointer p)
{
    Record *r = p;

    g_free(r->comment);
    g_byte_array_unref(r->data);
    g_free(r);
}

static void capture_free(Capture *c)
{
    g_ptr_array_unref(c->records);
    g_byte_array_unref(c->bytes);
    g_free(c);
}

static void read_options(Record *r, const uint8_t *p, const uint8_t *end)
{
    for (;;) {
        uint16_t code, length;

        g_assert_cmpuint(end - p, >=, 4);
        code = lduw_le_p(p);
        length = lduw_le_p(p + 2);
        p += 4;
        g_assert_cmpuint(QEMU_ALIGN_UP(length, 4), <=, end - p);
        switch (code) {
        case 0:
            g_assert_true(p == end && !length);
            return;
        case 1:
            g_assert_null(r->comment);
            r->comment = g_strndup((const char *)p, length);
            break;
        case 2:
            r->direction = ldl_le_p(p);
            break;
        case 5:
            r->packet = ldq_le_p(p);
            break;
        default:
            g_error("option %u", code);
        }
        p += QEMU_ALIGN_UP(length, 4);
    }
}

static void read_packet(Capture *c, const uint8_t *p, uint32_t length)
{
    Record *r = g_new0(Record, 1);
    uint32_t captured = ldl_le_p(p + 12);

    r->interface = ldl_le_p(p);
    r->time = (uint64_t)ldl_le_p(p + 4) << 32 | (uint32_t)ldl_le_p(p + 8);
    g_assert_cmpuint(r->interface, <, INTERFACES);
    g_assert_cmpuint(ldl_le_p(p + 16), ==, captured);
    g_assert_cmpuint(captured, <=, length - 20);
    r->data = g_byte_array_new();
    g_byte_array_append(r->data, p + 20, captured);
    read_options(r, p + 20 + QEMU_ALIGN_UP(captured, 4), p + length);
    g_assert_nonnull(r->comment);
    g_ptr_array_add(c->records, r);
}

/* Every block has to be whole. */
static Capture *capture_read(const char *path)
{
    Capture *c = g_new0(Capture, 1);
    unsigned interfaces = 0;
    uint64_t last = 0;
    gchar *content;
    gsize size, at;

    g_assert_true(g_file_get_contents(path, &content, &size, NULL));
    c->bytes = g_byte_array_new_take((guint8 *)content, size);
    c->records = g_ptr_array_new_with_free_func(record_free);
    for (at = 0; at < size;) {
        const uint8_t *p = c->bytes->data + at;
        uint32_t length;

        g_assert_cmpuint(size - at, >=, 12);
        length = ldl_le_p(p + 4);
        g_assert_cmpuint(length, >=, 12);
        g_assert_cmpuint(length % 4, ==, 0);
        g_assert_cmpuint(length, <=, size - at);
        g_assert_cmpuint(ldl_le_p(p + length - 4), ==, length);
        switch (ldl_le_p(p)) {
        case 0x0a0d0d0a:
            g_assert_cmpuint(at, ==, 0);
            break;
        case 1:
            g_assert_cmpuint(lduw_le_p(p + 8), ==,
                             interfaces == CONTROL ? 252 : 1);
            interfaces++;
            break;
        case 5:
            g_assert_cmpuint(lduw_le_p(p + 20), ==, 4);
            c->counted[ldl_le_p(p + 8)] = ldq_le_p(p + 24);
            c->statistics++;
            break;
        case 6:
            g_assert_cmpuint(interfaces, ==, INTERFACES);
            read_packet(c, p + 8, length - 12);
            break;
        default:
            g_error("block 0x%x", ldl_le_p(p));
        }
        at += length;
    }
    for (at = 0; at < c->records->len; at++) {
        Record *r = g_ptr_array_index(c->records, at);

        g_assert_cmpuint(r->time, >=, last);
        last = r->time;
    }
    return c;
}

/* A capture that was ended, and says how many records it has. */
static Capture *capture_read_whole(const char *path)
{
    Capture *c = capture_read(path);
    uint64_t count[INTERFACES] = { 0 };
    unsigned i;

    g_assert_cmpuint(c->statistics, ==, INTERFACES);
    for (i = 0; i < c->records->len; i++) {
        count[((Record *)g_ptr_array_index(c->records, i))->interface]++;
    }
    for (i = 0; i < INTERFACES; i++) {
        g_assert_cmpuint(count[i], ==, c->counted[i]);
    }
    return c;
}

/* The next record from *@at on whose comment begins so, and has all pieces. */
static Record *find(Capture *c, unsigned *at, const char *start, ...)
{
    for (; *at < c->records->len; (*at)++) {
        Record *r = g_ptr_array_index(c->records, *at);
        const char *piece;
        va_list pieces;

        if (!g_str_has_prefix(r->comment, start)) {
            continue;
        }
        va_start(pieces, start);
        while ((piece = va_arg(pieces, const char *))) {
            if (!strstr(r->comment, piece)) {
                g_error("no \"%s\" in: %s", piece, r->comment);
            }
        }
        va_end(pieces);
        (*at)++;
        return r;
    }
    g_error("no record \"%s\"", start);
}

static unsigned count(Capture *c, const char *start)
{
    unsigned n = 0, i;

    for (i = 0; i < c->records->len; i++) {
        Record *r = g_ptr_array_index(c->records, i);

        n += g_str_has_prefix(r->comment, start);
    }
    return n;
}

static void check_bytes(const Record *r, const char *hex)
{
    g_autoptr(GByteArray) want = ipn_hex(hex);

    g_assert_cmpmem(r->data->data, r->data->len, want->data, want->len);
}

static void check_no_key(Capture *c, const char *hex)
{
    g_autoptr(GByteArray) key = hex ? ipn_hex(hex) : g_byte_array_new();

    g_assert_null(key->len ? memmem(c->bytes->data, c->bytes->len, key->data,
                                    MIN(key->len, 16)) : NULL);
}

static Ipn *spawn(const char *props)
{
    Ipn *n = ipn_spawn(props, "");

    ipn_attach(n, -1);
    return n;
}

static void quit(Ipn *n)
{
    /* As an operator does it; qtest_quit() would kill QEMU. */
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'quit' }");
    qtest_wait_qemu(n->qts);
    qtest_set_expected_status(n->qts, 0);
    ipn_free(n);
}

static void set(Ipn *n, const char *property, const char *value)
{
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments':"
                             " { 'path': 'card', 'property': %s, 'value': %s }"
                             " }", property, value);
}

static void set_number(Ipn *n, const char *property, uint64_t value)
{
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'qom-set', 'arguments':"
                             " { 'path': 'card', 'property': %s, 'value': %"
                             PRIu64 " } }", property, value);
}

/* Setting must fail, and the message have @text in it. */
static void set_fails(Ipn *n, const char *property, const char *value,
                      const char *text)
{
    QDict *error = qtest_qmp_assert_failure_ref(
        n->qts, "{ 'execute': 'qom-set', 'arguments': { 'path': 'card',"
        " 'property': %s, 'value': %s } }", property, value);
    const char *desc = qdict_get_str(error, "desc");

    g_test_message("%s", desc);
    if (!strstr(desc, property) || !strstr(desc, text)) {
        g_error("neither %s nor \"%s\" in: %s", property, text, desc);
    }
    qobject_unref(error);
}

static char *get(Ipn *n, const char *property)
{
    QDict *reply = qtest_qmp(n->qts, "{ 'execute': 'qom-get', 'arguments':"
                             " { 'path': 'card', 'property': %s } }",
                             property);
    char *value = g_strdup(qdict_get_str(reply, "return"));

    qobject_unref(reply);
    return value;
}

/* Is a capture running?  @ended: gets why not; freed by the caller. */
static bool running(Ipn *n, char **ended)
{
    QDict *reply = qtest_qmp_assert_success_ref(
        n->qts, "{ 'execute': 'qom-get', 'arguments': { 'path': 'card',"
        " 'property': 'capture-state' } }");
    bool is = qdict_get_bool(reply, "running");

    if (ended) {
        *ended = g_strdup(qdict_get_str(reply, "ended"));
    }
    qobject_unref(reply);
    return is;
}

/* A good frame, a damaged one, and one that nobody knows. */
static void arrivals(Ipn *n, const IpnFrameVector *v)
{
    g_autoptr(GByteArray) wire = ipn_hex(v->wire);
    IpnRx rx;

    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    wire->data[wire->len - 1] ^= 1;
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    wire->data[v->ipsec_offset] ^= 0x40;
    ipn_send(n, wire->data, wire->len);
    ipn_rx_next(n, &n->rx[0], &rx);
    ipn_rx_done(n, &n->rx[0], false);
}

/* Capture, from the start to the end of QEMU. */
static void test_receive(void)
{
    g_autofree char *path = in_dir("receive.pcapng");
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    const IpnSaVector *sa = &ipn_sa_vectors[v->sa];
    Ipn *n = spawn(props);
    Record *wire, *card, *drop;
    g_autofree char *handle_is = NULL;
    uint8_t alien[64];
    uint32_t handle;
    unsigned at = 0;
    struct stat st;
    Capture *c;

    ipn_send_hex(n, v->wire);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_DISABLED) == 1);
    ipn_up(n, &(IpnSetup) { .rx_ctrl = IPSECNIC_RX_CTRL_BROADCAST });
    ipn_plain(alien, sizeof(alien), (const uint8_t[]) { 2, 0, 0, 0, 0, 9 }, 1);
    ipn_send(n, alien, sizeof(alien));
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_RX_DROP_FILTER) == 1);
    ipn_up(n, &(IpnSetup) { 0 });
    handle = ipn_sa_load(n, sa);
    arrivals(n, v);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_UNKNOWN_SA);
    quit(n);

    g_assert_cmpint(stat(path, &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0600);
    c = capture_read_whole(path);
    handle_is = g_strdup_printf("; handle: 0x%08x", handle);
    find(c, &at, "capture: started", NULL);
    drop = find(c, &at, "dropped: receive is not enabled", "spi: 0x",
                "verdict: dropped", NULL);
    g_assert_cmpuint(drop->interface, ==, WIRE);
    check_bytes(drop, v->wire);
    find(c, &at, "card: enabled", "features: 0x", NULL);
    drop = find(c, &at, "dropped: receive filter", "kind: plain", NULL);
    g_assert_cmpmem(drop->data->data, drop->data->len, alien, sizeof(alien));
    find(c, &at, "reset: CTRL.RESET", NULL);
    find(c, &at, "sa: added", handle_is, "direction: in", "spi: 0x",
         "mode: transport", NULL);
    find(c, &at, "command: ADD_SA", "status: OK", "count: 1; done: 1", NULL);

    wire = find(c, &at, "received: esp", "queue: rx0", "sequence: ", NULL);
    card = find(c, &at, "indicated: decrypted", "status: success", "top: ",
                "mode: transport", "interrupt: ", "arrival: 0", NULL);
    g_assert_cmpuint(wire->interface, ==, WIRE);
    g_assert_cmpuint(card->interface, ==, CARD);
    g_assert_cmpuint(wire->packet, >, 0);
    g_assert_cmpuint(wire->packet, ==, card->packet);
    g_assert_cmpuint(wire->direction, ==, 1);
    check_bytes(wire, v->wire);
    check_bytes(card, v->clear);

    wire = find(c, &at, "received: esp", "verdict: bad", NULL);
    card = find(c, &at, "indicated: unchanged",
                "status: transport_esp_auth_failed", "arrival: 1", NULL);
    g_assert_cmpuint(wire->packet, ==, card->packet);
    g_assert_cmpmem(wire->data->data, wire->data->len, card->data->data,
                    card->data->len);
    find(c, &at, "indicated: unchanged", "status: none", "reason: no_sa",
         NULL);
    find(c, &at, "sa: deleted", handle_is, "spi: 0x", NULL);
    find(c, &at, "sa: refused", handle_is, "text: no such SA", NULL);
    find(c, &at, "command: DELETE_SA", "status: UNKNOWN_SA", NULL);
    find(c, &at, "capture: ended", "why: QEMU ends", NULL);
    g_assert_cmpuint(at, ==, c->records->len);
    check_no_key(c, sa->cipher_key);
    capture_free(c);
}

/* A frame of no bytes, which is refused before it is read. */
static void post_nothing(Ipn *n, uint64_t addr)
{
    ipn_tx_post(n, &n->tx[0], addr, 0, IPSECNIC_TX_START | IPSECNIC_TX_END, 1);
    ipn_doorbell(n, &n->tx[0]);
    IPN_WAIT(n, ipn_stat(n, IPSECNIC_STAT_TX_ERRORS) == 1);
}

/* A large send: the posted frame, and each segment as it left. */
static void test_transmit(void)
{
    g_autofree char *path = in_dir("transmit.pcapng");
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    const IpnSaVector *sa = &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4];
    g_autofree char *handle = NULL;
    g_autofree char *last = NULL;
    Ipn *n = spawn(props);
    Record *posted, *sent, *completed;
    unsigned at = 0, i;
    IpnLarge l;
    Capture *c;

    ipn_up(n, &(IpnSetup) { 0 });
    ipn_watch(n);
    ipn_large(n, &l, sa, 5000, false);
    ipn_large_stall(n, &l);
    ipn_large_finish(n, &l);
    post_nothing(n, l.addr);
    quit(n);

    c = capture_read_whole(path);
    handle = g_strdup_printf("; sa: 0x%08x", l.handle);
    posted = find(c, &at, "posted: ipsec", "segment", "queue: tx0; index: 0",
                  handle, "status: ok", "segments: 1100", NULL);
    g_assert_cmpuint(posted->interface, ==, CARD);
    g_assert_cmpuint(posted->direction, ==, 2);
    g_assert_cmpuint(posted->data->len, ==, l.length);
    g_assert_true(ipn_is_marked(posted->data->data, posted->data->len));
    for (i = 0; i < IPN_LARGE_SEGMENTS; i++) {
        g_autofree char *number = g_strdup_printf("sent: %u; of: 1100", i + 1);
        g_autofree char *sequence = g_strdup_printf("; sequence: %u;",
                                                    5000 + i);

        sent = find(c, &at, number, handle, sequence, NULL);
        g_assert_cmpuint(sent->interface, ==, WIRE);
        g_assert_cmpuint(sent->packet, ==, posted->packet);
        g_assert_false(ipn_is_marked(sent->data->data, sent->data->len));
    }
    completed = find(c, &at, "completed: ok", "index: 0", "segments: 1100",
                     "interrupt: ", NULL);
    g_assert_cmpuint(completed->interface, ==, CONTROL);
    g_assert_cmpuint(completed->packet, ==, posted->packet);
    completed = find(c, &at, "completed: bad_descriptor", "index: 1",
                     "text: the descriptor breaks a rule", NULL);
    g_assert_cmpuint(completed->packet, ==, 0);
    for (i = 0; i < c->records->len; i++) {
        Record *r = g_ptr_array_index(c->records, i);

        g_assert_true(r->interface == CARD ||
                      !ipn_is_marked(r->data->data, r->data->len));
    }
    check_no_key(c, sa->cipher_key);
    capture_free(c);
}

/* Begun and ended while the card works. */
static void test_run_time(void)
{
    g_autofree char *path = in_dir("run-time.pcapng");
    g_autofree char *other = in_dir("other.pcapng");
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    g_autofree char *is = NULL;
    g_autofree char *was = NULL;
    g_autofree char *ended = NULL;
    g_autofree char *why = NULL;
    g_autofree char *handle_is = NULL;
    Ipn *n = spawn("");
    unsigned at = 0;
    uint32_t handle;
    Capture *c;
    IpnRx rx;

    g_assert_false(running(n, NULL));
    ipn_up(n, &(IpnSetup) { 0 });
    handle = ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
    arrivals(n, v);
    set(n, "capture", path);
    is = get(n, "capture");
    g_assert_cmpstr(is, ==, path);
    g_assert_true(running(n, NULL));
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    set(n, "capture", "");
    was = get(n, "capture");
    g_assert_cmpstr(was, ==, "");
    g_assert_false(running(n, &ended));
    g_assert_cmpstr(ended, ==, "by the operator");
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);

    handle_is = g_strdup_printf("; handle: 0x%08x", handle);
    c = capture_read_whole(path);
    find(c, &at, "capture: started", NULL);
    find(c, &at, "sa: present", handle_is, NULL);
    find(c, &at, "received: esp", NULL);
    find(c, &at, "indicated: decrypted", NULL);
    find(c, &at, "capture: ended", "why: by the operator", NULL);
    g_assert_cmpuint(at, ==, c->records->len);
    capture_free(c);

    /* Once more into the same file, which is emptied; then into another. */
    set(n, "capture", path);
    set(n, "capture", other);
    c = capture_read_whole(path);
    g_assert_cmpuint(count(c, "received"), ==, 0);
    capture_free(c);
    /* A reset goes by. */
    ipn_up(n, &(IpnSetup) { 0 });
    g_assert_true(running(n, NULL));
    /* What was said is in the file in a moment, and whole. */
    IPN_WAIT(n, (c = capture_read(other), at = count(c, "card: enabled"),
                 capture_free(c), at));
    /* And an error ends the capture that there is. */
    set_fails(n, "capture", "/nonexistent/file", "No such file or directory");
    g_assert_false(running(n, &why));
    c = capture_read_whole(other);
    g_assert_cmpuint(count(c, "reset: CTRL.RESET; count: 1"), ==, 1);
    capture_free(c);
    quit(n);
}

static void test_filter(void)
{
    g_autofree char *path = in_dir("filter.pcapng");
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    g_autofree char *sa_is = NULL;
    g_autofree char *spi_is = NULL;
    g_autofree char *is = NULL;
    Ipn *n = spawn(",capture-filter=verdict=bad");
    const struct {
        const char *filter;
        unsigned good, bad, unknown, deleted;
    } rows[] = {
        { "", 1, 1, 1, 1 },
        { "verdict=bad", 0, 1, 0, 1 },
        { "verdict=good verdict=no_sa", 1, 0, 1, 1 },
        { "verdict=transport_esp_auth_failed", 0, 1, 0, 1 },
        { "verdict=unprocessed queue=rx0", 0, 0, 1, 1 },
        { "queue=rx1", 0, 0, 0, 1 },
        { "queue=rx15 queue=tx9", 0, 0, 0, 1 },
        { "SA", 1, 1, 0, 1 },
        { "SPI  verdict=success", 1, 0, 0, 1 },
        { "spi=1", 0, 0, 0, 0 },
        { "sa=0xffffffff sa=1", 0, 0, 0, 0 },
    };
    static const struct {
        const char *filter, *text;
    } wrong[] = {
        { "spi", "word 1, 'spi', must be KEY=VALUE" },
        { "sa=1 spy=2", "word 2, 'spy=2': the keys are" },
        { "=1", "the keys are" },
        { "spi=0", "a number from 1" }, { "spi=", "a number from 1" },
        { "spi=-1", "a number from 1" }, { "sa=1x", "a number from 1" },
        { "sa=0x100000000", "a number from 1" },
        { "queue=rx16", "rx0 to rx15" }, { "queue=rx", "rx0 to rx15" },
        { "queue=rx00", "rx0 to rx15" }, { "queue=tx1x", "rx0 to rx15" },
        { "verdict=fine", "a CryptoStatus" },
        { "sa=1,spi=2", "a number from 1" },
    };
    uint32_t handle;
    unsigned i;

    is = get(n, "capture-filter");
    g_assert_cmpstr(is, ==, "verdict=bad");
    for (i = 0; i < ARRAY_SIZE(wrong); i++) {
        set_fails(n, "capture-filter", wrong[i].filter, wrong[i].text);
    }
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autofree char *filter = NULL;
        Capture *c;

        ipn_up(n, &(IpnSetup) { 0 });
        handle = ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
        filter = !strcmp(rows[i].filter, "SA") ?
                 g_strdup_printf("sa=%u", handle) :
                 g_str_has_prefix(rows[i].filter, "SPI") ?
                 g_strdup_printf("spi=0x%x%s", ipn_sa_vectors[v->sa].spi,
                                 rows[i].filter + 3) :
                 g_strdup(rows[i].filter);
        set(n, "capture-filter", filter);
        set(n, "capture", path);
        arrivals(n, v);
        ipn_sa_delete(n, handle);
        set(n, "capture", "");
        c = capture_read_whole(path);
        g_test_message("%s", filter);
        g_assert_cmpuint(count(c, "indicated: decrypted"), ==, rows[i].good);
        g_assert_cmpuint(count(c, "indicated: unchanged"), ==,
                         rows[i].bad + rows[i].unknown);
        g_assert_cmpuint(count(c, "received: "), ==,
                         rows[i].good + rows[i].bad + rows[i].unknown);
        g_assert_cmpuint(count(c, "sa: deleted"), ==, rows[i].deleted);
        g_assert_cmpuint(count(c, "capture: ended"), ==, 1);
        capture_free(c);
    }
    quit(n);
}

/* Of two portions each has the keys of its SA. */
static void test_nested(void)
{
    g_autofree char *path = in_dir("nested.pcapng");
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    const IpnPortionScript *script = ipn_portion_scripts;
    g_autofree char *outer = NULL, *inner = NULL;
    Ipn *n = spawn(props);
    const char *mode;
    unsigned at = 0;
    Record *r;
    Capture *c;
    IpnRx rx;

    while (!g_str_has_prefix(script->name, "r8-r26-d16-nested/ipv6-in-ipv4")) {
        script++;
    }
    ipn_up(n, &(IpnSetup) { 0 });
    ipn_sa_load(n, script->sas[0].sa);
    ipn_sa_load(n, script->sas[1].sa);
    ipn_send_hex(n, script->frames[0].wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmphex(rx.oob & IPSECNIC_OOB_NEXT_CRYPTO_DONE, !=, 0);
    outer = g_strdup_printf("; sa: 0x%08x; mode: tunnel; top: ", rx.sa_outer);
    inner = g_strdup_printf("; inner sa: 0x%08x; inner mode: transport; "
                            "inner top: ", rx.sa_inner);
    quit(n);
    c = capture_read_whole(path);
    r = find(c, &at, "indicated: ", outer, inner, NULL);
    mode = strstr(r->comment, "; mode: ");
    g_assert_null(strstr(mode + 1, "; mode: "));
    capture_free(c);
}

/* Why the driver was not told: it is at work, or it has not armed the queue. */
static void test_interrupts(void)
{
    g_autofree char *path = in_dir("interrupts.pcapng");
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    static const struct {
        const char *word;
        bool release, arm;      /* behind it */
    } rows[] = {
        { "not armed", true, false }, { "polled", false, false },
        { "not armed", true, true }, { "raised", false, false },
        { "not armed", false, false }, { "not armed", true, true },
        { "raised", true, false }, { "polled", true, false },
    };
    Ipn *n = spawn(props);
    unsigned at = 0, i;
    Capture *c;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { 0 });
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        ipn_send_hex(n, v->wire);
        ipn_rx_next(n, &n->rx[0], &rx);
        if (rows[i].release) {
            ipn_rx_done(n, &n->rx[0], rows[i].arm);
        }
    }
    quit(n);
    c = capture_read_whole(path);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autofree char *piece = g_strdup_printf("; interrupt: %s;",
                                                 rows[i].word);

        g_test_message("frame %u", i);
        find(c, &at, "indicated: ", piece, NULL);
    }
    capture_free(c);
}

/* Completions that the driver was not told of, and how long it was not there. */
static void test_waited(void)
{
    g_autofree char *path = in_dir("waited.pcapng");
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    /* How many come before the time passes, and whether the queue is armed. */
    static const struct {
        unsigned frames, ms;
        bool arm;
        const char *told;
    } rows[] = {
        { 1, 100, false, NULL },
        { 2, 300, true, "waited: rx0; completions: 2; ms: 300; " },
        { 1, 300, false, NULL }, /* with an interrupt */
        { 3, 250, true, "waited: rx0; completions: 3; ms: 250; " },
    };
    Ipn *n = spawn(props);
    unsigned at = 0, i, k;
    Capture *c;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { 0 });
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        for (k = 0; k < rows[i].frames; k++) {
            ipn_send_hex(n, v->wire);
            ipn_rx_next(n, &n->rx[0], &rx);
        }
        qtest_clock_step(n->qts, rows[i].ms * 1000000ll);
        ipn_rx_done(n, &n->rx[0], rows[i].arm);
    }
    /* One that is never looked at: the first has an interrupt. */
    for (k = 0; k < 2; k++) {
        ipn_send_hex(n, v->wire);
        ipn_rx_next(n, &n->rx[0], &rx);
    }
    qtest_clock_step(n->qts, 1000 * 1000000ll);
    quit(n);
    c = capture_read_whole(path);
    g_assert_cmpuint(count(c, "waited: "), ==, 3);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        if (rows[i].told) {
            find(c, &at, rows[i].told, NULL);
        }
    }
    find(c, &at, "waited: rx0; completions: 1; ms: 1000; ", NULL);
    capture_free(c);
}

static void post_plain(Ipn *n, const GByteArray *frame, uint32_t status)
{
    uint64_t addr = ipn_alloc(n, frame->len);
    uint16_t index;

    qtest_bufwrite(n->qts, addr, frame->data, frame->len);
    index = ipn_tx_post(n, &n->tx[0], addr, frame->len,
                        IPSECNIC_TX_START | IPSECNIC_TX_END, 9);
    ipn_doorbell(n, &n->tx[0]);
    ipn_tx_completed(n, &n->tx[0], status, 0, 0, index, 1, 9);
}

/* A frame that packet mode refuses names the policy that decided. */
static void test_refused_by_policy(void)
{
    g_autofree char *path = in_dir("policy.pcapng");
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    g_autofree char *discards = NULL, *protects = NULL;
    IpnTxVector ask;
    g_autoptr(GByteArray) frame = ipn_packet_plain(&ipn_tx_esp_vectors[0],
                                                   &ask);
    Ipn *n = spawn(props);
    unsigned at = 0;
    uint32_t handle;
    IpnPolicy p;
    Capture *c;

    ipn_up(n, &(IpnSetup) { 0 });
    ipn_policy(&p, false, false, IPSECNIC_POLICY_DISCARD);
    handle = ipn_policy_load(n, &p);
    discards = g_strdup_printf("; policy: 0x%08x;", handle);
    post_plain(n, frame, IPSECNIC_TX_ST_POLICY);
    g_assert_cmpuint(ipn_policy_delete(n, handle), ==, IPSECNIC_ST_OK);
    ipn_policy_protect(&p, false, false, ipn_tx_esp_vectors[0].sa);
    protects = g_strdup_printf("; policy: 0x%08x;", ipn_policy_load(n, &p));
    post_plain(n, frame, IPSECNIC_TX_ST_NO_SA);
    quit(n);
    c = capture_read_whole(path);
    find(c, &at, "posted: packet;", discards, "status: policy", NULL);
    find(c, &at, "completed: policy", "index: 0", NULL);
    find(c, &at, "posted: packet;", protects, "status: no_sa", NULL);
    capture_free(c);
}

/* A completion has nothing of a frame that was given up before it. */
static void test_given_up(void)
{
    g_autofree char *path = in_dir("given-up.pcapng");
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    const IpnSaVector *sa = &ipn_tx_sa_vectors[VECTOR_TX_SA_GCM4];
    Record *posted, *completed;
    Ipn *n = spawn(props);
    unsigned at = 0;
    IpnLarge l;
    Capture *c;

    ipn_up(n, &(IpnSetup) { 0 });
    ipn_large(n, &l, sa, 5000, false);
    ipn_large_stall(n, &l);
    ipn_queue_stop(n, &n->tx[0]);
    ipn_queue_enable(n, &n->tx[0]);
    post_nothing(n, l.addr);
    quit(n);
    c = capture_read_whole(path);
    posted = find(c, &at, "posted: ipsec", NULL);
    g_assert_cmpuint(posted->packet, >, 0);
    completed = find(c, &at, "completed: bad_descriptor", NULL);
    g_assert_cmpuint(completed->packet, ==, 0);
    g_assert_null(strstr(completed->comment, "; sa: "));
    capture_free(c);
}

/* FILE, FILE.1 and so on, each whole, and no more of them than is said. */
static void test_rotate(void)
{
    g_autofree char *path = in_dir("rotate.pcapng");
    g_autofree char *oldest = g_strconcat(path, ".2", NULL);
    g_autofree char *none = g_strconcat(path, ".3", NULL);
    g_autofree char *props = g_strdup_printf(
        ",capture=%s,capture-max-size=256K,capture-files=3", path);
    Ipn *n = spawn(props);
    uint8_t *frame = g_malloc(9000);
    uint64_t next = UINT64_MAX;
    unsigned i, k, frames = 80;
    struct stat st;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { .buffer_size = 16384, .posted = 128 });
    for (i = 0; i < frames; i++) {
        ipn_plain(frame, 9000, (const uint8_t[]) IPN_MAC_BYTES, i);
        ipn_send(n, frame, 9000);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_done(n, &n->rx[0], false);
    }
    quit(n);
    g_free(frame);

    for (k = 0; k < 3; k++) {
        g_autofree char *name = k ? g_strdup_printf("%s.%u", path, k) :
                                g_strdup(path);
        Capture *c = capture_read_whole(name);
        Record *r;
        unsigned at = 0;

        g_assert_cmpuint(c->bytes->len, <=, 256 * KiB);
        if (k) {
            /* What is in front of the younger file, without a gap. */
            at = c->records->len - 1;
            r = g_ptr_array_index(c->records, at);
            g_assert_cmpuint(next - r->packet, <=, 1);
        }
        at = 0;
        while (!(next = ((Record *)g_ptr_array_index(c->records,
                                                     at))->packet)) {
            at++;
        }
        capture_free(c);
    }
    g_assert_cmpint(stat(none, &st), !=, 0);

    /* Nothing that is no capture is in the way. */
    g_assert_true(g_file_set_contents(oldest, "mine", -1, NULL));
    n = spawn(props);
    frame = g_malloc(9000);
    ipn_up(n, &(IpnSetup) { .buffer_size = 16384, .posted = 128 });
    for (i = 0; i < 60; i++) {
        ipn_plain(frame, 9000, (const uint8_t[]) IPN_MAC_BYTES, i);
        ipn_send(n, frame, 9000);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_done(n, &n->rx[0], false);
    }
    {
        g_autofree char *ended = NULL;

        g_assert_false(running(n, &ended));
        g_assert_nonnull(strstr(ended, "is no capture"));
    }
    quit(n);
    g_free(frame);
}

/* An open file that QEMU was given has no name to be kept by, and the set of it
 * is let go. */
static void test_passed(void)
{
    g_autofree char *path = in_dir("passed.pcapng");
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    g_autofree char *args = g_strdup_printf("-add-fd fd=%d,set=7", fd);
    Ipn *n = ipn_spawn("", args);
    QList *sets;
    QDict *reply;
    Capture *c;

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    ipn_attach(n, -1);
    set_number(n, "capture-max-size", 256 * KiB);
    set_fails(n, "capture", "/dev/fdset/7", "is no file with a name");
    set_number(n, "capture-max-size", 0);
    set(n, "capture", "/dev/fdset/7");
    g_assert_true(running(n, NULL));
    ipn_up(n, &(IpnSetup) { 0 });
    set(n, "capture", "");
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'remove-fd', 'arguments':"
                             " { 'fdset-id': 7 } }");
    reply = qtest_qmp(n->qts, "{ 'execute': 'query-fdsets' }");
    sets = qdict_get_qlist(reply, "return");
    g_assert_true(qlist_empty(sets));
    qobject_unref(reply);
    quit(n);
    c = capture_read_whole(path);
    g_assert_cmpuint(count(c, "card: enabled"), ==, 1);
    capture_free(c);
}

static unsigned open_files(Ipn *n)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/fd", qtest_pid(n->qts));
    GDir *d = g_dir_open(path, 0, NULL);
    unsigned count = 0;

    g_assert_nonnull(d);
    while (g_dir_read_name(d)) {
        count++;
    }
    g_dir_close(d);
    return count;
}

/* As programs do that look at a card for a moment: nothing is left over. */
static void test_again_and_again(void)
{
    g_autofree char *path = in_dir("again.pcapng");
    g_autofree char *keys = in_dir("again.keys");
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    Ipn *n = spawn("");
    unsigned i, before = 0;
    Capture *c;
    IpnRx rx;

    ipn_up(n, &(IpnSetup) { 0 });
    ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
    for (i = 0; i < 50; i++) {
        set(n, "capture", path);
        set(n, "esp-keys", keys);
        if (i % 2) {
            /* In place of the one that there is. */
            set(n, "capture", path);
        }
        ipn_send_hex(n, v->wire);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_done(n, &n->rx[0], false);
        set(n, "esp-keys", "");
        set(n, "capture", "");
        if (!i) {
            before = open_files(n);
        }
    }
    g_assert_cmpuint(open_files(n), ==, before);
    c = capture_read_whole(path);
    g_assert_cmpuint(count(c, "received"), ==, 1);
    g_assert_cmpuint(count(c, "capture"), ==, 2);
    capture_free(c);
    quit(n);
}

/* A guest without a driver leaves a capture, and a file without keys. */
static void test_nobody_drives(void)
{
    g_autofree char *path = in_dir("nobody.pcapng");
    g_autofree char *keys = in_dir("nobody.keys");
    g_autofree char *props = g_strdup_printf(",capture=%s,esp-keys=%s", path,
                                             keys);
    g_autofree char *text = NULL;
    Ipn *n = spawn(props);
    Capture *c;

    ipn_send_hex(n, ipn_basic_vectors[0].wire);
    ipn_settle(n);
    quit(n);
    c = capture_read_whole(path);
    g_assert_cmpuint(count(c, "received"), ==, 0);
    g_assert_cmpuint(count(c, "sa"), ==, 0);
    g_assert_cmpuint(count(c, "capture"), ==, 2);
    capture_free(c);
    g_assert_true(g_file_get_contents(keys, &text, NULL, NULL));
    g_assert_true(g_str_has_prefix(text, "# ipsecnic: "));
    g_assert_cmpuint(strchr(text, '\n') - text + 1, ==, strlen(text));
}

/* There is no card that was to write into @path; @text: why. */
static void add_fails(QTestState *pc, const char *path, const char *text)
{
    QDict *error = qtest_qmp_assert_failure_ref(
        pc, "{ 'execute': 'device_add', 'arguments': {"
        " 'driver': 'ipsecnic', 'capture': %s } }", path);

    g_test_message("%s", qdict_get_str(error, "desc"));
    g_assert_nonnull(strstr(qdict_get_str(error, "desc"), text));
    qobject_unref(error);
}

static void test_refused(void)
{
    g_autofree char *text = in_dir("text");
    g_autofree char *mine = in_dir("mine.pcapng");
    g_autofree char *fifo = in_dir("unread");
    g_autofree char *taken = in_dir("taken.pcapng");
    g_autofree char *taken_props = g_strdup_printf(",capture=%s", taken);
    Ipn *other = spawn(taken_props);
    Ipn *n = spawn("");
    const struct {
        const char *path, *text;
    } rows[] = {
        { "/nonexistent/file", "No such file or directory" },
        { dir, "Is a directory" },
        { text, "is no capture" },
        { fifo, "No such device or address" },
        { taken, "being written by somebody else" },
        { "/dev/full", "No space left on device" },
        { "/dev/fdset/99", "fdset" },
    };
    g_autofree char *content = NULL;
    QTestState *pc = NULL;
    unsigned i;

    if (ipn_on_pc()) {
        pc = qtest_init("-M pc -nodefaults -m 64");
    }
    g_assert_true(g_file_set_contents(text, "my thesis", -1, NULL));
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        set_fails(n, "capture", rows[i].path, rows[i].text);
        g_assert_false(running(n, NULL));
        if (pc) {
            add_fails(pc, rows[i].path, rows[i].text);
        }
    }
    if (pc) {
        /* Two cards of one machine, either. */
        qtest_qmp_assert_success(pc, "{ 'execute': 'device_add', 'arguments':"
                                 " { 'driver': 'ipsecnic', 'id': 'one',"
                                 " 'capture': %s } }", mine);
        add_fails(pc, mine, "being written by somebody else");
        qtest_quit(pc);
    }
    g_assert_true(g_file_get_contents(text, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, "my thesis");
    {
        QDict *error = qtest_qmp_assert_failure_ref(
            n->qts, "{ 'execute': 'qom-set', 'arguments': { 'path': 'card',"
            " 'property': 'capture-max-size', 'value': 1000 } }");

        g_assert_nonnull(strstr(qdict_get_str(error, "desc"), "262144"));
        qobject_unref(error);
        error = qtest_qmp_assert_failure_ref(
            n->qts, "{ 'execute': 'qom-set', 'arguments': { 'path': 'card',"
            " 'property': 'capture-files', 'value': 0 } }");
        g_assert_nonnull(strstr(qdict_get_str(error, "desc"), "1 to 1000"));
        qobject_unref(error);
    }
    set(n, "capture", mine);
    set_fails(n, "esp-keys", mine, "is no file of keys");
    g_assert_true(running(n, NULL));
    set(n, "capture", "");
    set_number(n, "capture-max-size", 1 * MiB);
    set_fails(n, "capture", "/dev/null", "no regular file");
    set_number(n, "capture-max-size", 0);
    set(n, "capture", "/dev/null");
    g_assert_true(running(n, NULL));
    ipn_up(n, &(IpnSetup) { 0 });
    quit(n);
    quit(other);
}

/* No file of QEMU can become longer; it is more than a log has. */
#define FILE_LIMIT (1 * MiB)

static void limit_files(Ipn *n)
{
    struct rlimit limit;

    g_assert_cmpint(prlimit(qtest_pid(n->qts), RLIMIT_FSIZE, NULL, &limit),
                    ==, 0);
    limit.rlim_cur = FILE_LIMIT;
    g_assert_cmpint(prlimit(qtest_pid(n->qts), RLIMIT_FSIZE, &limit, NULL),
                    ==, 0);
}

/* A number of capture-state. */
static uint64_t state_of(Ipn *n, const char *what)
{
    QDict *reply = qtest_qmp_assert_success_ref(
        n->qts, "{ 'execute': 'qom-get', 'arguments': { 'path': 'card',"
        " 'property': 'capture-state' } }");
    uint64_t number = qdict_get_int(reply, what);

    qobject_unref(reply);
    return number;
}

/* The disk is full: the capture ends where the last whole record does, and what
 * is not there is not counted as if it were. */
static void test_disk_full(void)
{
    uint64_t wire, card, dropped;
    g_autofree char *path = in_dir("full.pcapng");
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    g_autofree char *ended = NULL;
    g_autofree uint8_t *frame = g_malloc(9000);
    Ipn *n = spawn(props);
    unsigned i;
    Capture *c;
    IpnRx rx;

    limit_files(n);
    ipn_up(n, &(IpnSetup) { .buffer_size = 16384 });
    ipn_sa_load(n, &ipn_sa_vectors[v->sa]);
    for (i = 0; i < 80; i++) {
        ipn_plain(frame, 9000, (const uint8_t[]) IPN_MAC_BYTES, i);
        ipn_send(n, frame, 9000);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_done(n, &n->rx[0], false);
    }
    IPN_WAIT(n, !running(n, NULL));
    running(n, &ended);
    g_assert_nonnull(strstr(ended, path));
    g_assert_nonnull(strstr(ended, "File too large"));
    wire = state_of(n, "wire");
    card = state_of(n, "card");
    dropped = state_of(n, "dropped");
    /* The card has not noticed. */
    ipn_send_hex(n, v->wire);
    ipn_rx_next(n, &n->rx[0], &rx);
    g_assert_cmpuint(IPSECNIC_OOB_STATUS(rx.oob), ==,
                     IPSECNIC_CRYPTO_SUCCESS);
    quit(n);
    c = capture_read(path);
    g_assert_cmpuint(c->bytes->len, <=, FILE_LIMIT);
    g_assert_cmpuint(count(c, "received"), >, 10);
    g_assert_cmpuint(count(c, "received"), ==, wire);
    g_assert_cmpuint(count(c, "indicated"), ==, card);
    g_assert_cmpuint(dropped, >, 0);
    capture_free(c);
}

/* A reader at the other end of a FIFO, which goes away. */
static void test_fifo(void)
{
    g_autofree char *path = in_dir("fifo");
    g_autofree char *copy = in_dir("fifo.pcapng");
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    g_autoptr(GByteArray) got = g_byte_array_new();
    g_autofree char *ended = NULL;
    Ipn *n = spawn("");
    uint8_t buffer[4096];
    ssize_t length;
    Capture *c;
    int fd;

    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    fd = open(path, O_RDONLY | O_NONBLOCK);
    g_assert_cmpint(fd, >=, 0);
    set(n, "capture", path);
    ipn_up(n, &(IpnSetup) { 0 });
    arrivals(n, v);
    set(n, "capture", "");
    while ((length = read(fd, buffer, sizeof(buffer))) > 0) {
        g_byte_array_append(got, buffer, length);
    }
    g_assert_true(g_file_set_contents(copy, (char *)got->data, got->len,
                                      NULL));
    c = capture_read_whole(copy);
    g_assert_cmpuint(count(c, "received"), ==, 3);
    capture_free(c);

    set(n, "capture", path);
    close(fd);
    arrivals(n, v);
    IPN_WAIT(n, !running(n, NULL));
    running(n, &ended);
    g_assert_nonnull(strstr(ended, "Broken pipe"));
    arrivals(n, v);
    quit(n);
}

/* Nobody reads: the card goes on, and what is written stays whole. */
static void test_slow_reader(void)
{
    g_autofree char *path = in_dir("slow");
    g_autofree char *copy = in_dir("slow.pcapng");
    g_autoptr(GByteArray) got = g_byte_array_new();
    Ipn *n = spawn("");
    uint8_t *frame = g_malloc(16000);
    uint64_t dropped = 0;
    ssize_t length;
    Capture *c;
    unsigned i;
    IpnRx rx;
    int fd;

    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    fd = open(path, O_RDONLY | O_NONBLOCK);
    set(n, "capture", path);
    ipn_up(n, &(IpnSetup) { .buffer_size = 16384 });
    for (i = 0; i < 250; i++) {
        ipn_plain(frame, 16000, (const uint8_t[]) IPN_MAC_BYTES, i);
        ipn_send(n, frame, 16000);
        ipn_rx_next(n, &n->rx[0], &rx);
        ipn_rx_done(n, &n->rx[0], false);
    }
    g_assert_true(running(n, NULL));
    dropped = state_of(n, "dropped");
    g_assert_cmpuint(dropped, >, 0);
    for (;;) {
        QDict *reply;

        while ((length = read(fd, frame, 16000)) > 0) {
            g_byte_array_append(got, frame, length);
        }
        if (length == 0) {
            break;
        }
        /* The timer of the card writes on; then the capture is ended. */
        g_usleep(20000);
        if (got->len > 4 * MiB) {
            reply = qtest_qmp(n->qts, "{ 'execute': 'qom-set', 'arguments':"
                              " { 'path': 'card', 'property': 'capture',"
                              " 'value': '' } }");
            qobject_unref(reply);
        }
    }
    g_assert_true(g_file_set_contents(copy, (char *)got->data, got->len,
                                      NULL));
    c = capture_read_whole(copy);
    g_assert_cmpuint(count(c, "received") + count(c, "indicated") + dropped,
                     >=, 500);
    capture_free(c);
    close(fd);
    g_free(frame);
    quit(n);
}

/* The packets that follow are another host's. */
static void test_migrated(void)
{
    g_autofree char *path = in_dir("source.pcapng");
    g_autofree char *other = in_dir("destination.pcapng");
    g_autofree char *keys = in_dir("destination.keys");
    g_autofree char *uri = g_strdup_printf("unix:%s/migrate", dir);
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    g_autofree char *other_props = g_strdup_printf(
        ",capture=%s,esp-keys=%s", other, keys);
    const IpnFrameVector *v = &ipn_basic_vectors[0];
    Ipn *src = spawn(props), *dst;
    g_autofree char *ended = NULL;
    g_autofree char *content = NULL;
    unsigned at = 0;
    Capture *c;

    dst = ipn_spawn(other_props, "-incoming defer");
    ipn_up(src, &(IpnSetup) { 0 });
    ipn_sa_load(src, &ipn_sa_vectors[v->sa]);
    arrivals(src, v);
    qtest_qmp_assert_success(dst->qts, "{ 'execute': 'migrate-incoming',"
                             " 'arguments': { 'uri': %s } }", uri);
    qtest_qmp_assert_success(src->qts, "{ 'execute': 'migrate',"
                             " 'arguments': { 'uri': %s } }", uri);
    IPN_WAIT(src, !running(src, NULL));
    running(src, &ended);
    g_assert_cmpstr(ended, ==, "migrated");
    c = capture_read_whole(path);
    find(c, &at, "machine: stopped", NULL);
    find(c, &at, "capture: ended", "why: migrated", NULL);
    g_assert_cmpuint(at, ==, c->records->len);
    capture_free(c);
    qtest_qmp_eventwait(dst->qts, "RESUME");
    quit(src);
    quit(dst);
    c = capture_read_whole(other);
    at = 0;
    find(c, &at, "sa: came", "spi: 0x", NULL);
    find(c, &at, "machine: running", NULL);
    capture_free(c);
    g_assert_true(g_file_get_contents(keys, &content, NULL, NULL));
    g_assert_nonnull(strstr(content, "\"IPv4\","));
}

/* A migration that fails takes nothing away. */
static void test_migration_fails(void)
{
    g_autofree char *path = in_dir("stays.pcapng");
    g_autofree char *props = g_strdup_printf(",capture=%s", path);
    Ipn *n = spawn(props);
    Capture *c;

    ipn_up(n, &(IpnSetup) { 0 });
    qtest_qmp_assert_success(n->qts, "{ 'execute': 'migrate', 'arguments':"
                             " { 'uri': 'exec:exit 1' } }");
    IPN_WAIT(n, ({
        QDict *reply = qtest_qmp_assert_success_ref(
            n->qts, "{ 'execute': 'query-migrate' }");
        bool failed = !g_strcmp0(qdict_get_try_str(reply, "status"),
                                 "failed");

        qobject_unref(reply);
        failed;
    }));
    g_assert_true(running(n, NULL));
    quit(n);
    c = capture_read_whole(path);
    g_assert_cmpuint(count(c, "capture: ended; why: QEMU ends"), ==, 1);
    capture_free(c);
}

/*
 * Keys
 */

/* The key of a vector in a file, or not. */
static bool has_key(const char *path, const char *hex)
{
    g_autofree char *content = NULL;
    g_autofree char *key = g_strconcat("0x", hex, NULL);

    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    return strstr(content, key);
}

static void flush_sas(Ipn *n)
{
    uint8_t cmd[64] = { 0 }, comp[64];

    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_FLUSH_SA);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_INBOUND |
                                          IPSECNIC_CMD_FLAG_OUTBOUND);
    g_assert_cmpuint(ipn_cmd(n, cmd, comp), ==, IPSECNIC_ST_OK);
}

static void test_keys(void)
{
    g_autofree char *path = in_dir("keys");
    g_autofree char *xfrm = g_strconcat(path, ".xfrm", NULL);
    g_autofree char *is = NULL;
    g_autofree char *content = NULL;
    g_autofree char *after = NULL;
    g_autofree char *gone = NULL;
    mode_t mask = umask(0);
    struct stat st;
    uint32_t first;
    Ipn *n;

    n = spawn("");
    umask(mask);
    ipn_up(n, &(IpnSetup) { 0 });
    first = ipn_sa_load(n, GCM4);
    set(n, "esp-keys", path);
    is = get(n, "esp-keys");
    g_assert_cmpstr(is, ==, path);
    g_assert_cmpint(stat(path, &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 07777, ==, 0600);
    g_assert_cmpint(stat(xfrm, &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 07777, ==, 0600);
    /* That which was there, and that which comes. */
    g_assert_true(has_key(path, GCM4->cipher_key));
    g_assert_true(has_key(xfrm, GCM4->cipher_key));
    g_assert_false(has_key(path, CBC6->cipher_key));
    ipn_sa_load(n, CBC6);
    g_assert_true(has_key(path, CBC6->cipher_key));
    g_assert_true(has_key(path, CBC6->auth_key));
    g_assert_true(has_key(xfrm, CBC6->auth_key));
    g_assert_cmpuint(ipn_sa_delete(n, first), ==, IPSECNIC_ST_OK);
    gone = g_strdup_printf(" SA 0x%08x deleted\n", first);
    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_assert_nonnull(strstr(content, gone));
    g_assert_true(has_key(path, GCM4->cipher_key));
    /* All of them are gone; once more, and there is nothing to say. */
    flush_sas(n);
    g_clear_pointer(&content, g_free);
    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_assert_nonnull(strstr(content, " SAs flushed\n"));
    flush_sas(n);
    g_assert_true(g_file_get_contents(path, &after, NULL, NULL));
    g_assert_cmpstr(content, ==, after);
    g_clear_pointer(&after, g_free);
    /* None any more. */
    set(n, "esp-keys", "");
    ipn_sa_load(n, GCM4);
    g_assert_true(g_file_get_contents(path, &after, NULL, NULL));
    g_assert_cmpstr(content, ==, after);
    /* It is added to. */
    set(n, "esp-keys", path);
    ipn_up(n, &(IpnSetup) { 0 });
    g_clear_pointer(&after, g_free);
    g_assert_true(g_file_get_contents(path, &after, NULL, NULL));
    g_assert_true(g_str_has_prefix(after, content));
    g_assert_nonnull(strstr(after, " SAs reset\n"));
    quit(n);
}

static void test_keys_refused(void)
{
    g_autofree char *open_file = in_dir("open");
    g_autofree char *link = in_dir("link");
    g_autofree char *target = in_dir("target");
    g_autofree char *hard = in_dir("hard");
    g_autofree char *fifo = in_dir("keys.fifo");
    g_autofree char *profile = in_dir("profile");
    g_autofree char *second = in_dir("second");
    g_autofree char *second_xfrm = in_dir("second.xfrm");
    Ipn *n = spawn("");
    const struct {
        const char *path, *text;
    } rows[] = {
        { open_file, "mode 644" },
        { link, "symbolic link" },
        { hard, "has other names" },
        { fifo, "no regular file" },
        { profile, "no file of keys" },
        { second, "mode 640" },
        { dir, "Is a directory" },
        { "/nonexistent/file", "No such file or directory" },
        { "/dev/null", "no regular file" },
    };
    g_autofree char *content = NULL;
    unsigned i;

    g_assert_true(g_file_set_contents(open_file, "", 0, NULL));
    g_assert_cmpint(chmod(open_file, 0644), ==, 0);
    g_assert_true(g_file_set_contents(target, "", 0, NULL));
    g_assert_cmpint(chmod(target, 0600), ==, 0);
    g_assert_cmpint(symlink(target, link), ==, 0);
    g_assert_cmpint(g_rename(target, hard), ==, 0);
    g_assert_cmpint(linkat(AT_FDCWD, hard, AT_FDCWD, target, 0), ==, 0);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    g_assert_true(g_file_set_contents(profile, "alias ls=rm\n", -1, NULL));
    g_assert_cmpint(chmod(profile, 0600), ==, 0);
    g_assert_true(g_file_set_contents(second_xfrm, "", 0, NULL));
    g_assert_cmpint(chmod(second_xfrm, 0640), ==, 0);
    ipn_up(n, &(IpnSetup) { 0 });
    ipn_sa_load(n, GCM4);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        g_autofree char *is = NULL;

        set_fails(n, "esp-keys", rows[i].path, rows[i].text);
        is = get(n, "esp-keys");
        g_assert_cmpstr(is, ==, "");
    }
    g_assert_true(g_file_get_contents(profile, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, "alias ls=rm\n");
    g_assert_false(has_key(open_file, GCM4->cipher_key));
    g_assert_false(has_key(second, GCM4->cipher_key));
    quit(n);
}

static void test_keys_disk_full(void)
{
    g_autofree char *path = in_dir("full.keys");
    g_autofree char *props = g_strdup_printf(",esp-keys=%s", path);
    g_autofree char *is = NULL;
    uint32_t handle;
    Ipn *n = spawn(props);

    ipn_up(n, &(IpnSetup) { 0 });
    handle = ipn_sa_load(n, GCM4);
    g_assert_cmpint(truncate(path, FILE_LIMIT - 50), ==, 0);
    limit_files(n);
    ipn_sa_load(n, CBC6);
    is = get(n, "esp-keys");
    g_assert_cmpstr(is, ==, "");
    /* Nor is there room for what is there already. */
    set(n, "esp-keys", path);
    g_free(is);
    is = get(n, "esp-keys");
    g_assert_cmpstr(is, ==, "");
    g_assert_cmpuint(ipn_sa_delete(n, handle), ==, IPSECNIC_ST_OK);
    quit(n);
}

/* Nor for the first line: there is no such card, and the file is named. */
static void test_keys_no_room(void)
{
    g_autofree char *path = in_dir("no-room-for-the-first-line.keys");
    struct rlimit limit;
    QTestState *pc;
    QDict *error;

    if (!ipn_needs_pc("hot-plug")) {
        return;
    }
    /* It warns, too; that may go to a file. */
    signal(SIGXFSZ, SIG_IGN);
    pc = qtest_init("-M pc -nodefaults -m 64");
    signal(SIGXFSZ, SIG_DFL);
    g_assert_cmpint(prlimit(qtest_pid(pc), RLIMIT_FSIZE, NULL, &limit), ==, 0);
    limit.rlim_cur = 10;
    g_assert_cmpint(prlimit(qtest_pid(pc), RLIMIT_FSIZE, &limit, NULL), ==, 0);
    error = qtest_qmp_assert_failure_ref(
        pc, "{ 'execute': 'device_add', 'arguments': {"
        " 'driver': 'ipsecnic', 'esp-keys': %s } }", path);
    g_test_message("%s", qdict_get_str(error, "desc"));
    g_assert_nonnull(strstr(qdict_get_str(error, "desc"), path));
    qobject_unref(error);
    qtest_quit(pc);
}

int main(int argc, char **argv)
{
    const char *name;
    GDir *d;
    int ret;

    g_test_init(&argc, &argv, NULL);
    dir = g_dir_make_tmp("ipsecnic-capture-XXXXXX", NULL);
#define ADD(name, func) qtest_add_func("/ipsecnic/capture/" name, func)
    ADD("receive", test_receive);
    ADD("transmit", test_transmit);
    ADD("run-time", test_run_time);
    ADD("filter", test_filter);
    ADD("nested", test_nested);
    ADD("interrupts", test_interrupts);
    ADD("waited", test_waited);
    ADD("refused-by-policy", test_refused_by_policy);
    ADD("given-up", test_given_up);
    ADD("rotate", test_rotate);
    ADD("passed", test_passed);
    ADD("nobody-drives", test_nobody_drives);
    ADD("again-and-again", test_again_and_again);
    ADD("refused", test_refused);
    ADD("disk-full", test_disk_full);
    ADD("fifo", test_fifo);
    ADD("slow-reader", test_slow_reader);
    ADD("migrated", test_migrated);
    ADD("migration-fails", test_migration_fails);
    ADD("keys", test_keys);
    ADD("keys-refused", test_keys_refused);
    ADD("keys-disk-full", test_keys_disk_full);
    ADD("keys-no-room", test_keys_no_room);
#undef ADD
    ret = g_test_run();
    d = g_dir_open(dir, 0, NULL);
    while ((name = g_dir_read_name(d))) {
        g_autofree char *path = in_dir(name);

        g_unlink(path);
    }
    g_dir_close(d);
    g_rmdir(dir);
    g_free(dir);
    return ret;
}

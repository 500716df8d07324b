/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-seeds frame|context|encapsulate|output|packet|sealed|device DIR: what the
 * fuzzers start from
 *
 * Packets for every SA of the database, alone and nested, with and without
 * options, and steps that put every SA into a database.  The descriptions
 * follow the comments at the top of seal.c, fuzz-frame.c, fuzz-context.c and
 * ../unit/hostile.c.
 * For the device: drivers that bring the card up and use it, in the language of
 * QEMU's generic fuzzer (tests/qtest/fuzz/generic_fuzz.c).
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "desc.h"
#include "fuzz.h"
#include "hostile.h"

static const char *dir;
static unsigned written;

static bool write_seed(const void *data, size_t length)
{
    g_autofree char *name = g_strdup_printf("%s/seed-%03u", dir, written++);
    g_autoptr(GError) error = NULL;

    if (!g_file_set_contents(name, data, (gssize)length, &error)) {
        fprintf(stderr, "make-seeds: %s\n", error->message);
        return false;
    }
    return true;
}

/* What a sender sends through SA number @n, or through it around another. */
static size_t describe(uint8_t *out, const FuzzDb *db, unsigned n,
                       unsigned variant)
{
    static const uint8_t flags[] = { 0x00, 0x13, 0x27, 0x5d };
    const uint8_t d[] = {
        (uint8_t)n, flags[variant], (uint8_t)((n * 7 + variant * 11) %
                                              db->count),
        (uint8_t)n, 0, (uint8_t)(8 + n + variant * 40), 0,
        (uint8_t)(variant == 2 ? n : 0), 0,
        'p', 'a', 'y', 'l', 'o', 'a', 'd',
    };

    memcpy(out, d, sizeof(d));
    return sizeof(d);
}

static bool make_packets(bool frames)
{
    const FuzzDb *db = fuzz_db();
    uint8_t d[32];
    unsigned n, variant;

    for (n = 0; n < db->count; n++) {
        for (variant = 0; variant < 4; variant++) {
            size_t length = describe(d, db, n, variant);
            FuzzInput in = { d, length };
            FuzzExpect expect;
            g_autoptr(GByteArray) frame = NULL;

            if (!frames) {
                if (!write_seed(d, length)) {
                    return false;
                }
                continue;
            }
            frame = fuzz_seal(db, &in, &expect);
            g_byte_array_prepend(frame, (const uint8_t *)"", 1);
            if (!write_seed(frame->data, frame->len)) {
                return false;
            }
        }
    }
    return true;
}

/* Packets for every SA that fuzz-packet.c has: in order, again, far ahead, back
 * within the window, with good and bad packets inside, tags and padding. */
static bool make_packet_mode(void)
{
    static const uint8_t packets[][4] = {
        /* step, FLAG_*, next header, traffic class */
        { 1, 0x08, 17, 0 }, { 1, 0x18, 17, 1 }, { 1, 0x28, 6, 2 },
        { 1, 0x01, 0, 0 }, { 1, 0xc8, 17, 3 }, { 1, 0x00, 17, 0xb8 },
        { 40, 0x98, 59, 3 }, { 39, 0x02, 59, 0 }, { 1, 0x04, 6, 0 },
        { 5, 0x0a, 17, 2 }, { 1, 0x01, 0, 0 },
    };
    unsigned which, n;

    for (which = 0; which < 128; which++) {
        g_autoptr(GByteArray) seed = g_byte_array_new();

        test_append8(seed, which);
        test_append8(seed, which * 37 | (which & 7) << 5);
        for (n = 0; n < G_N_ELEMENTS(packets); n++) {
            unsigned length = 44 + n * 3 + which % 5, i;

            if (packets[n][1] & 1) {
                test_append16(seed, 1 << 8 | 1);
                continue;
            }
            test_append(seed, packets[n], 4);
            test_append8(seed, length);
            for (i = 0; i < length; i++) {
                test_append8(seed, i == 1 || i == 0 ? which : i);
            }
            test_append8(seed, n == 5 ? 1 : 0);
            if (n == 5) {
                test_append16(seed, which);
                test_append8(seed, n);
            }
        }
        if (!write_seed(seed->data, seed->len)) {
            return false;
        }
    }
    return true;
}

/* A frame of each family, tagged or not, small and large, for every pair of SAs
 * that fuzz-encapsulate.c has. */
static bool make_plain(void)
{
    unsigned which, form;

    for (which = 0; which < 32; which++) {
        for (form = 0; form < 16; form++) {
            bool ipv6 = form & 1, tcp = form & 2, tag = form & 8;
            g_autoptr(GByteArray) seed = g_byte_array_new();
            g_autoptr(GByteArray) l4 = NULL, ip = NULL;
            uint8_t text[400] = { 1, 2, 3 };
            unsigned l3 = tag ? 18 : 14, start;

            l4 = tcp ? test_tcp_segment(5, 0x18, 0, text, sizeof(text)) :
                       test_udp_datagram(text, 30 + which);
            ip = test_host_packet(ipv6, tcp ? 6 : 17, 9, form & 4, l4);
            start = l3 + ip->len - l4->len;
            test_append8(seed, which);
            test_append8(seed, tcp ? 0x1a : (form & 4 ? 3 : 0) | ipv6 << 2);
            test_append16(seed, which);
            test_append8(seed, 0);
            test_append8(seed, tcp ? l3 : 0);
            test_append8(seed, tcp ? start : 0);
            test_append8(seed, tcp ? 16 : 0);
            test_append8(seed, tcp ? start + 20 : 0);
            test_append16(seed, tcp ? 0x6400 : 0);
            test_append(seed, "\2\0\0\0\0\1\2\0\0\0\0\2", 12);
            if (tag) {
                test_append32(seed, 0x81000005);
            }
            test_append16(seed, ipv6 ? 0x86dd : 0x0800);
            test_append(seed, ip->data, ip->len);
            if (!write_seed(seed->data, seed->len)) {
                return false;
            }
        }
    }
    return true;
}

static bool make_steps(void)
{
    const FuzzDb *db = fuzz_db();
    unsigned n;

    for (n = 0; n + 1 < db->count; n += 2) {
        const uint8_t a = (uint8_t)n, b = (uint8_t)(n + 1);
        const uint8_t steps[] = {
            3,                          /* room for four */
            0, a, 0,                    /* add two */
            0, b, 0,
            0, a, 0,                    /* and one again */
            14, a, 0, 0, 0, 0, 40, 0,   /* a packet for each */
            14, b, 0, 0, 0, 0, 40, 0,
            8, 0,                       /* query, update, request */
            9, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0,
            15, 1,
            11,                         /* save and load */
            12, 1, 9, 0, 3, 0,          /* load with a byte changed */
            6, 0,                       /* delete */
            7, b, 0,                    /* by key */
            0, a, 1, 40, 0, 1,          /* add with a byte changed */
            11,
            10, 3,                      /* flush */
        };
        const uint8_t packet_mode[] = {
            3,
            0, a | 0x80, b, 0,          /* add two in packet mode */
            0, b | 0x80, 1, 0,
            14, a, 0, 0, 0, 0, 40, 0,   /* a packet for each */
            14, b, 0, 0, 0, 0, 40, 0,
            0x5f, 0, 0,                 /* windows, one changed */
            0x5f, 1, 1, 16, 0, 5,
            9, 0, 13, 0, 0, 0, 0, 80, 0, 0, 0,  /* another top */
            11,                         /* save and load */
            12, 1, 200, 1, 3, 0,        /* load with a byte changed */
            10, 3,                      /* flush */
        };

        if (!write_seed(steps, sizeof(steps)) ||
            !write_seed(packet_mode, sizeof(packet_mode))) {
            return false;
        }
    }
    return true;
}

/* Good requests for every SA: single and large, alone and in a tunnel, without
 * any SA; and some with an SA that goes away half-way. */
static bool make_requests(void)
{
    static const struct {
        uint8_t flags, more, trailer, action;
    } variants[] = {
        { 0x00, 0x00, 0, 0 },   /* single, the card's trailer and IV */
        { 0x2c, 0x15, 1, 0 },   /* checksum, driver's IV and trailer, options,
                                 * VLAN, UDP */
        { 0x53, 0x48, 9, 0 },   /* large, in a tunnel, SEQ_HI_VALID, UDP
                                 * checksum, lengths 0 */
        { 0x02, 0x24, 3, 1 },   /* large, UDP, backwards; SA deleted */
        { 0x21, 0x82, 5, 3 },   /* single in a tunnel, options; UPDATE_SA */
        { 0x86, 0x08, 0, 0 },   /* large, no SA */
    };
    unsigned sas = test_hostile_sas(), n, v;

    for (n = 0; n < sas; n++) {
        for (v = 0; v < G_N_ELEMENTS(variants); v++) {
            const uint8_t d[] = {
                (uint8_t)n, (uint8_t)((n * 7 + 2 + v) % sas),
                variants[v].flags, variants[v].more,
                (uint8_t)(200 + n), 3,          /* payload length */
                (uint8_t)(90 + n), 1,           /* segment size */
                (uint8_t)(n + v), 0,            /* sequence number */
                variants[v].trailer, 0x9b,
                0,                              /* changes */
                variants[v].action != 0, variants[v].action, 2,
            };
            TestHostile h = test_hostile(d, sizeof(d));

            if (v != 2 && v != 4 && h.status != IPSECNIC_TX_ST_OK) {
                fprintf(stderr, "make-seeds: request %u of SA %u gets status "
                        "%u\n", v, n, h.status);
                return false;
            }
            if (!write_seed(d, sizeof(d))) {
                return false;
            }
        }
    }
    return true;
}

/* ------------------------------------------------------------------------
 * The device
 *
 * Two cards on one hub: what one sends, the other receives.  A step of the
 * generic fuzzer is a number, its arguments laid out as C structures with
 * their padding, and a separator.  Memory that the card reads is filled with
 * the patterns, one for each read.
 */

enum { STEP_READ = 2, STEP_WRITE = 3, STEP_ADD_PATTERN = 7,
       STEP_CLEAR_PATTERNS = 8, STEP_CLOCK = 9 };
enum { SIZE_LONG = 2 };

/* The registers of each card among the regions that are fuzzed: the MSI-X
 * table and its pending bits come behind them. */
enum { SENDER = 0, RECEIVER = 3 };

#define RING_ENTRIES    8

static void end_step(GByteArray *out)
{
    g_byte_array_append(out, (const uint8_t *)"FUZZ", 4);
}

static void add_le(GByteArray *out, uint64_t value, unsigned n)
{
    while (n--) {
        const uint8_t b = (uint8_t)value;

        g_byte_array_append(out, &b, 1);
        value >>= 8;
    }
}

static void write_reg(GByteArray *out, unsigned card, uint32_t reg,
                      uint32_t value)
{
    add_le(out, STEP_WRITE, 1);
    add_le(out, SIZE_LONG, 1);
    add_le(out, card, 1);
    add_le(out, 0, 2);
    add_le(out, reg, 4);
    add_le(out, value, 8);
    end_step(out);
}

static void read_reg(GByteArray *out, unsigned card, uint32_t reg)
{
    add_le(out, STEP_READ, 1);
    add_le(out, SIZE_LONG, 1);
    add_le(out, card, 1);
    add_le(out, 0, 2);
    add_le(out, reg, 4);
    end_step(out);
}

static void simple_step(GByteArray *out, unsigned step)
{
    add_le(out, step, 1);
    end_step(out);
}

static void add_pattern(GByteArray *out, const void *data, size_t length)
{
    add_le(out, STEP_ADD_PATTERN, 1);
    add_le(out, 0, 2);
    g_byte_array_append(out, data, (guint)length);
    end_step(out);
}

static void start_queue(GByteArray *out, unsigned card, uint32_t queue,
                        uint32_t memory)
{
    write_reg(out, card, queue + IPSECNIC_Q_VECTOR, 0);
    write_reg(out, card, queue + IPSECNIC_Q_POSTED_BASE_LO, memory);
    write_reg(out, card, queue + IPSECNIC_Q_POSTED_SIZE, RING_ENTRIES);
    write_reg(out, card, queue + IPSECNIC_Q_COMP_BASE_LO, memory + 0x1000);
    write_reg(out, card, queue + IPSECNIC_Q_COMP_SIZE, RING_ENTRIES);
    write_reg(out, card, queue + IPSECNIC_Q_CTRL, IPSECNIC_Q_CTRL_ENABLE);
    write_reg(out, card, queue + IPSECNIC_Q_COMP_HEAD, IPSECNIC_COMP_HEAD_ARM);
}

static void start_card(GByteArray *out, unsigned card)
{
    uint32_t memory = 0x100000 + card * 0x100000;

    write_reg(out, card, IPSECNIC_REG_DRIVER_FEATURES_LO, 0xf);
    write_reg(out, card, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_ENABLE);
    write_reg(out, card, IPSECNIC_REG_IPSEC_CTRL, IPSECNIC_IPSEC_CTRL_ACTIVE |
              IPSECNIC_IPSEC_CTRL_ESP | IPSECNIC_IPSEC_CTRL_AH);
    start_queue(out, card, IPSECNIC_REG_CTRLQ, memory);
    start_queue(out, card, IPSECNIC_REG_RXQ(0), memory + 0x10000);
    start_queue(out, card, IPSECNIC_REG_TXQ(0), memory + 0x20000);
    write_reg(out, card, IPSECNIC_REG_RX_CTRL, IPSECNIC_RX_CTRL_ENABLE |
              IPSECNIC_RX_CTRL_PROMISC | IPSECNIC_RX_CTRL_BROADCAST);
    write_reg(out, card, IPSECNIC_REG_TX_CTRL, IPSECNIC_TX_CTRL_ENABLE);
}

/* A command, with what it reads from memory, as command number @n. */
static void command(GByteArray *out, unsigned n, IpsecnicCommand *c,
                    const void *data, size_t length)
{
    uint8_t entry[64];

    c->cookie = n;
    if (data) {
        c->data_addr = 0x900000;
    }
    c->data_length = (uint32_t)length;
    ipsecnic_command_encode(entry, c);
    simple_step(out, STEP_CLEAR_PATTERNS);
    add_pattern(out, entry, sizeof(entry));
    if (data) {
        add_pattern(out, data, length);
    }
    write_reg(out, RECEIVER, IPSECNIC_REG_CTRLQ + IPSECNIC_Q_POSTED_TAIL, n);
}

static void send_frame(GByteArray *out, unsigned n, const GByteArray *frame)
{
    IpsecnicTxPosted tx = { .addr = 0xa00000, .length = frame->len,
                            .flags = IPSECNIC_TX_START |
                                     IPSECNIC_TX_END, .cookie = n };
    uint8_t entry[64];

    ipsecnic_tx_posted_encode(entry, &tx);
    simple_step(out, STEP_CLEAR_PATTERNS);
    add_pattern(out, entry, sizeof(entry));
    add_pattern(out, frame->data, frame->len);
    write_reg(out, SENDER, IPSECNIC_REG_TXQ(0) + IPSECNIC_Q_POSTED_TAIL, n);
    simple_step(out, STEP_CLOCK);
}

static bool make_driver(const FuzzDb *db, unsigned n)
{
    const IpsecnicRxPosted buffer = { .addr = 0xb00000, .length = 2048,
                                      .cookie = 7 };
    IpsecnicCommand add = { .opcode = IPSECNIC_CMD_ADD_SA, .count = 1,
                            .result_addr = 0xc00000 };
    IpsecnicCommand query = { .opcode = IPSECNIC_CMD_QUERY_SA,
                              .data_addr = 0xc10000 };
    IpsecnicCommand delete = { .opcode = IPSECNIC_CMD_DELETE_SA, .count = 1,
                               .result_addr = 0xc00000 };
    IpsecnicCommand flush = { .opcode = IPSECNIC_CMD_FLUSH_SA,
                              .flags = IPSECNIC_CMD_FLAG_INBOUND };
    IpsecEngine *engine = test_engine(8);
    g_autoptr(GByteArray) out = g_byte_array_new();
    g_autoptr(GByteArray) frame = NULL;
    uint8_t context[IPSECNIC_SA_CTX_MAX], entry[64], d[32];
    size_t length = test_sa_encode(&db->entry[n].sa, context);
    FuzzInput in = { d, describe(d, db, n, n % 2 * 2) };
    FuzzExpect expect;

    /* The first handle that a card gives out. */
    delete.handle = test_sa_must_add(engine, &db->entry[n].sa);
    query.handle = delete.handle;
    ipsec_engine_free(engine);

    frame = fuzz_seal(db, &in, &expect);
    start_card(out, SENDER);
    start_card(out, RECEIVER);
    command(out, 1, &add, context, length);
    simple_step(out, STEP_CLEAR_PATTERNS);
    ipsecnic_rx_posted_encode(entry, &buffer);
    add_pattern(out, entry, sizeof(entry));
    write_reg(out, RECEIVER, IPSECNIC_REG_RXQ(0) + IPSECNIC_Q_POSTED_TAIL, 4);
    send_frame(out, 1, frame);
    send_frame(out, 2, frame);
    command(out, 2, &query, NULL, sizeof(struct ipsecnic_sa_info));
    command(out, 3, &delete, NULL, 0);
    command(out, 4, &flush, NULL, 0);
    read_reg(out, RECEIVER, IPSECNIC_REG_STAT_LO(IPSECNIC_STAT_RX_FRAMES));
    read_reg(out, RECEIVER, IPSECNIC_REG_STAT_LO(IPSECNIC_STAT_RX_STATUS(0)));
    read_reg(out, RECEIVER, IPSECNIC_REG_STAT_LO(IPSECNIC_STAT_COMMAND_ERRORS));
    write_reg(out, RECEIVER, IPSECNIC_REG_CTRL, IPSECNIC_CTRL_RESET);
    return write_seed(out->data, out->len);
}

static bool make_drivers(void)
{
    const FuzzDb *db = fuzz_db();
    unsigned n;

    for (n = 0; n < db->count; n += 7) {
        if (!make_driver(db, n)) {
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    bool good;

    if (argc != 3 || (strcmp(argv[1], "frame") && strcmp(argv[1], "context") &&
                      strcmp(argv[1], "output") &&
                      strcmp(argv[1], "encapsulate") &&
                      strcmp(argv[1], "packet") &&
                      strcmp(argv[1], "sealed") &&
                      strcmp(argv[1], "device"))) {
        fprintf(stderr,
                "Usage: make-seeds frame|context|encapsulate|output|packet|"
                "sealed|device DIR\n");
        return 2;
    }
    dir = argv[2];
    if (g_mkdir_with_parents(dir, 0777) < 0) {
        fprintf(stderr, "make-seeds: %s: %s\n", dir, g_strerror(errno));
        return 1;
    }
    if (!strcmp(argv[1], "context")) {
        good = make_steps();
    } else if (!strcmp(argv[1], "output")) {
        good = make_requests();
    } else if (!strcmp(argv[1], "encapsulate")) {
        good = make_plain();
    } else if (!strcmp(argv[1], "packet")) {
        good = make_packet_mode();
    } else if (!strcmp(argv[1], "device")) {
        good = make_drivers();
    } else {
        good = make_packets(!strcmp(argv[1], "frame"));
    }
    if (good) {
        printf("%u seeds in %s\n", written, dir);
    }
    return good ? 0 : 1;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver of ipsecnic for tests
 *
 * It does what docs/specs/ipsecnic.rst asks of a driver, and lets a test do
 * what the specification forbids.  It never looks at the device's own code:
 * entries are built and read here, from the offsets of the ABI header.
 *
 * Every function that waits has a deadline of IPN_DEADLINE_S seconds of real
 * time and fails the test when it passes.  Addresses are bus addresses, which
 * are guest physical addresses unless the test puts an IOMMU in between.
 * Integers are in host byte order but in entries, which are byte arrays in the
 * form of the ABI; read and write those with ipn_get() and ipn_put().
 */

#ifndef IPSECNIC_LIB_H
#define IPSECNIC_LIB_H

#include "hw/net/ipsecnic_abi.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "tests/qtest/libqtest.h"
#include "tests/qtest/libqos/pci-pc.h"
#include "tests/qtest/ipsecnic/pci-ppce500.h"

#define IPN_DEADLINE_S 60

/* A bus address above 4 GiB that every processor reaches. */
#define IPN_FAR PPCE500_FAR_BUS

/* MAC address of the card, and of the peer, in all the vectors. */
#define IPN_MAC         "52:54:00:12:34:56"
#define IPN_MAC_BYTES   { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 }
#define IPN_MAC_LO      0x12005452u
#define IPN_MAC_HI      0x00005634u

/**
 * One SA of ipsecnic-vectors.h or ipsecnic-portions.h; keys and addresses are
 * hexadecimal.
 */
typedef struct IpnSaVector {
    const char *name;
    uint8_t operation;          /* IPSECNIC_OP_*; 0: ESP */
    uint8_t mode;
    bool ipv6;
    uint32_t spi;
    uint64_t auth_alg;
    uint64_t cipher_alg;
    uint16_t auth_icv;
    uint16_t cipher_icv;
    const char *src;
    const char *dst;
    const char *auth_key;
    const char *cipher_key;
    uint8_t encap;              /* IPSECNIC_UDP_ESP_*, or 0 */
    uint16_t sport;
    uint16_t dport;
    bool esn;
    uint32_t window;
    uint64_t sequence;
    const struct IpnSaVector *ah;   /* the other operation of a bundle */
    bool ah_first;              /* which is op[0] then */
} IpnSaVector;

/** One frame of ipsecnic-vectors.h, and what the descriptor must say. */
typedef struct IpnFrameVector {
    const char *name;
    unsigned sa;                /* index into ipn_sa_vectors[] */
    uint64_t sequence;
    uint8_t next_header;
    uint8_t pad_length;
    uint16_t ipsec_offset;
    uint16_t payload_offset;
    uint16_t inner_l3_offset;
    uint16_t trailer_length;
    uint32_t hash;
    uint16_t csum;              /* all four verdicts */
    const char *wire;
    const char *clear;
} IpnFrameVector;

/**
 * One frame of ipsecnic-portions.h, and what the descriptor must say.
 *
 * Changes are written "34:00ff 3a:01": an offset in hexadecimal and the bytes
 * that stand there.
 */
typedef struct IpnPortionFrame {
    const char *what;
    uint16_t like;              /* made from this frame of the script, counted
                                 * from 1 on; 0: from none */
    uint16_t length;            /* its first so many bytes; 0: all of them */
    const char *wire;           /* hexadecimal; with @like: changes, or NULL */
    const char *after;          /* changes to the wire, or NULL */
    uint32_t oob;
    uint32_t header_info;
    uint8_t outer;              /* SA of the script, from 1 on; 0: none */
    uint8_t inner;
    uint8_t kind;
    uint8_t reason;
    uint8_t inner_reason;
    uint16_t csum;
    uint16_t l3_offset;
    uint16_t ipsec_offset;
    uint16_t payload_offset;
    uint16_t inner_l3_offset;
    uint16_t inner_ipsec_offset;
    uint16_t trailer_length;
    uint32_t hash;
} IpnPortionFrame;

/** SAs, and frames that arrive one after the other. */
typedef struct IpnPortionScript {
    const char *name;
    const char *props;          /* of the card; NULL: none */
    bool aside;                 /* a test takes the frames that it needs */
    const IpnPortionFrame *frames;
    unsigned num_frames;
    unsigned num_sas;
    struct {
        const IpnSaVector *sa;
        /* What QUERY_SA must say at the end. */
        uint64_t packets;
        uint64_t bytes;
        uint64_t skipped;
        uint64_t failed[8];
        uint64_t sequence[2];
    } sas[4];
} IpnPortionScript;

/** A queue of the card, seen from the driver. */
typedef struct IpnQueue {
    uint32_t reg;               /* its register block */
    uint64_t posted;            /* ring */
    uint64_t comp;              /* ring */
    uint32_t posted_size;       /* entries */
    uint32_t comp_size;         /* entries */
    uint16_t vector;
    uint16_t tail;              /* index of the next entry to post */
    uint16_t head;              /* index of the next completion */
    uint64_t buffers;           /* receive buffers, one for each entry */
    uint32_t buffer_size;
    uint16_t returned;          /* index of the next buffer to come back */
} IpnQueue;

/** A card in a QEMU. */
typedef struct Ipn {
    QTestState *qts;
    QPCIBus *bus;
    QPCIDevice dev;
    uint64_t regs;              /* BAR 0 */
    uint64_t msix;              /* BAR 2 */
    uint32_t msix_table;        /* offsets in it */
    uint32_t msix_pba;
    uint8_t msix_cap;           /* offsets in configuration space */
    uint8_t exp_cap;
    uint8_t pm_cap;
    uint32_t bar[6];            /* as written to configuration space */
    unsigned vectors;
    unsigned max_queues;
    uint32_t features;          /* that ipn_negotiate() accepted */
    uint32_t features_hi;       /* that it accepts beyond, bits 32 and on */
    uint64_t cells;             /* where interrupt messages go */
    uint64_t mem_start;
    uint64_t mem_next;
    uint64_t mem_end;
    int wire;                   /* our end of the wire, a datagram socket */
    bool watch;                 /* ipn_watch() */
    bool own;                   /* QEMU belongs to this structure */
    char *args;
    int64_t step_ns;            /* virtual time that passes at each poll */
    IpnQueue ctrl;
    IpnQueue rx[IPSECNIC_MAX_QUEUES];
    IpnQueue tx[IPSECNIC_MAX_QUEUES];
    GQueue *events;             /* uint8_t[64], read and not yet asked for */
    uint8_t *frame;             /* the last one that ipn_rx_next() found */
} Ipn;

/** How ipn_up() sets a card up; 0 stands for what is said there. */
typedef struct IpnSetup {
    unsigned queues;            /* pairs in use: 1 */
    unsigned posted;            /* entries of the receive rings: 64 */
    unsigned comp;              /* and completions: twice as many */
    unsigned buffers;           /* posted at the start: as many as fit */
    unsigned buffer_size;       /* bytes: 2048 */
    unsigned tx;                /* entries of the transmit rings: 128 */
    unsigned ctrl;              /* entries of the control rings: 64 */
    bool no_buffers;            /* post none at the start */
    bool inactive;              /* do not set IPSEC_CTRL.ACTIVE */
    uint32_t features;          /* accept these; 0: all that are offered */
    uint32_t rx_ctrl;           /* besides ENABLE; 0: PROMISC, BROADCAST */
} IpnSetup;

/** A received frame: the descriptor in host byte order, and the bytes. */
typedef struct IpnRx {
    const uint8_t *data;        /* valid until the next ipn_rx_next() */
    uint32_t oob;
    uint32_t header_info;
    uint32_t sa_outer;
    uint32_t sa_inner;
    uint32_t frame_length;
    uint8_t kind;
    uint8_t reason;
    uint8_t accept;
    uint8_t inner_reason;
    uint16_t csum;
    uint16_t l3_offset;
    uint16_t ipsec_offset;
    uint16_t payload_offset;
    uint16_t inner_l3_offset;
    uint16_t inner_ipsec_offset;
    uint16_t trailer_length;
    uint32_t hash;
    uint32_t arrival;
    uint16_t vlan_tci;
    uint32_t vlan;              /* IPSECNIC_COMP_VLAN and what goes with it */
    bool decapsulated;          /* packet mode */
    bool original;              /* as it came; the next one was in it */
    bool stamped;               /* CLOCK: there is a time of it */
    uint64_t time;
    bool rx_csum;               /* all verdicts were asked for */
    unsigned descriptors;
} IpnRx;

/** An SA context that is being built. */
typedef struct IpnSa {
    uint8_t bytes[IPSECNIC_SA_CTX_MAX];
    uint32_t length;
} IpnSa;

/* ipn_get: a field of an entry, in host byte order. */
#define ipn_get(p, type, field) \
    ldn_le_p((const uint8_t *)(p) + offsetof(struct type, field), \
             sizeof(((struct type *)0)->field))

/* ipn_put: set a field of an entry. */
#define ipn_put(p, type, field, value) \
    stn_le_p((uint8_t *)(p) + offsetof(struct type, field), \
             sizeof(((struct type *)0)->field), (value))

/* IPN_WAIT: poll until a condition holds, or fail the test. */
#define IPN_WAIT(n, cond) \
    do { \
        int64_t ipn_end_ = ipn_deadline(); \
        while (!(cond)) { \
            ipn_poll((n), ipn_end_, #cond, __FILE__, __LINE__); \
        } \
    } while (0)

/** ipn_deadline: IPN_DEADLINE_S from now, for ipn_poll(). */
int64_t ipn_deadline(void);
/** ipn_poll: let some time pass; fail the test if @end is over. */
void ipn_poll(Ipn *n, int64_t end, const char *cond, const char *file,
              int line);
/** ipn_settle: give QEMU's main loop the time to do all that is pending. */
void ipn_settle(Ipn *n);

/*
 * Machines.  The tests run on a q35, and again on a ppce500, whose processor
 * is big-endian.
 */

/** ipn_on_pc: is it a PC, or else a ppce500? */
bool ipn_on_pc(void);
/**
 * ipn_needs_pc: for a test that cannot run elsewhere; if false, it has been
 * skipped and must return.
 * @what: what other machines lack, or have in another way
 */
bool ipn_needs_pc(const char *what);
/** ipn_machine: arguments for QEMU that choose the machine; to be freed. */
char *ipn_machine(void);
/** ipn_bus_new: the PCI bus of a machine that was started with those. */
QPCIBus *ipn_bus_new(QTestState *qts);
/** ipn_bus_free: the opposite of ipn_bus_new(). */
void ipn_bus_free(QPCIBus *bus);

/**
 * ipn_start: a card behind a wire, freshly reset, not enabled.
 * @props: properties of the device, ",name=value...", or ""
 * @args: further arguments for QEMU, or ""
 *
 * The same QEMU serves one call after the other as long as the arguments are
 * the same.  The machine is ipn_machine(), unless @args names another with -M.
 */
Ipn *ipn_start(const char *props, const char *args);
/** ipn_quit: end the QEMU of ipn_start(), if there is one. */
void ipn_quit(void);
/**
 * ipn_new: a card in a QEMU that was started in some other way.
 * @bus: where it is
 * @devfn: bus << 8 | slot << 3 | function; -1: look for it
 * @mem: guest memory that the tests may use: address and bytes
 * @wire: the test's end of the wire, or -1
 */
Ipn *ipn_new(QPCIBus *bus, int devfn, uint64_t mem, uint64_t mem_size,
             int wire);
/** ipn_free: forget a card; the QEMU of an own one ends. */
void ipn_free(Ipn *n);
/**
 * ipn_spawn: start a QEMU with a card and a wire, which is nobody else's.
 * The card has not been touched yet: see ipn_attach().
 */
Ipn *ipn_spawn(const char *props, const char *args);
/** ipn_attach: find the card, map its BARs, enable MSI-X; ipn_pci_setup(). */
void ipn_attach(Ipn *n, int devfn);
/** ipn_pci_setup: write BARs, COMMAND and the MSI-X table, all unmasked. */
void ipn_pci_setup(Ipn *n);
/** ipn_bus_master: set or clear the bus-master bit. */
void ipn_bus_master(Ipn *n, bool on);
/** ipn_alloc: zeroed guest memory, aligned to 64 bytes. */
uint64_t ipn_alloc(Ipn *n, uint64_t bytes);
/** ipn_link: set_link on the netdev. */
void ipn_link(Ipn *n, bool up);
/** ipn_flr: function-level reset; the card needs ipn_pci_setup() after it. */
void ipn_flr(Ipn *n);

/*
 * Memory and registers
 */

/** ipn_mem_read: little-endian integer of 1, 2, 4 or 8 bytes in memory. */
uint64_t ipn_mem_read(Ipn *n, uint64_t addr, unsigned size);
/** ipn_mem_write: the opposite. */
void ipn_mem_write(Ipn *n, uint64_t addr, unsigned size, uint64_t value);
/** ipn_io_read: one access of 1, 2, 4 or 8 bytes to a BAR. */
uint64_t ipn_io_read(Ipn *n, uint64_t addr, unsigned size);
/** ipn_io_write: the opposite. */
void ipn_io_write(Ipn *n, uint64_t addr, unsigned size, uint64_t value);
/** ipn_io_read_far: one of 4 bytes to a BAR that was moved to IPN_FAR. */
uint32_t ipn_io_read_far(Ipn *n, uint64_t addr);
/** ipn_read_all: all of BAR 0, as the bus has it. */
void ipn_read_all(Ipn *n, uint8_t image[IPSECNIC_BAR_REGS_SIZE]);

/** ipn_read: a register of 32 bits. */
uint32_t ipn_read(Ipn *n, uint32_t reg);
/** ipn_write: a register of 32 bits. */
void ipn_write(Ipn *n, uint32_t reg, uint32_t value);
/** ipn_stat: a statistics counter, by IPSECNIC_STAT_*. */
uint64_t ipn_stat(Ipn *n, unsigned which);
/** ipn_q_read: a register of a queue. */
uint32_t ipn_q_read(Ipn *n, const IpnQueue *q, uint32_t reg);
/** ipn_q_write: a register of a queue. */
void ipn_q_write(Ipn *n, const IpnQueue *q, uint32_t reg, uint32_t value);

/*
 * Interrupts.  Each vector writes a word of its own to guest memory.
 */

/** ipn_irq_take: has vector @v fired since the last call? */
bool ipn_irq_take(Ipn *n, unsigned v);
/** ipn_irq_wait: wait until vector @v has fired. */
void ipn_irq_wait(Ipn *n, unsigned v);
/** ipn_irq_mask: set or clear the mask bit of vector @v. */
void ipn_irq_mask(Ipn *n, unsigned v, bool masked);
/** ipn_irq_pending: bit of vector @v in the pending-bit array. */
bool ipn_irq_pending(Ipn *n, unsigned v);

/*
 * Queues
 */

/** ipn_negotiate: reset, accept @features, enable; true if ENABLED. */
bool ipn_negotiate(Ipn *n, uint32_t features);
/** ipn_queue_setup: allocate rings, write the registers, do not enable. */
void ipn_queue_setup(Ipn *n, IpnQueue *q, uint32_t posted, uint32_t comp,
                     uint16_t vector);
/** ipn_queue_enable: zero the completion ring, enable; must be RUNNING. */
void ipn_queue_enable(Ipn *n, IpnQueue *q);
/** ipn_queue_stop: clear ENABLE and wait for STOPPED. */
void ipn_queue_stop(Ipn *n, IpnQueue *q);
/** ipn_queue_error: wait for state ERROR and check reason and index. */
void ipn_queue_error(Ipn *n, IpnQueue *q, unsigned reason, uint32_t index);
/** ipn_post: write one entry of 64 bytes; its index.  No doorbell. */
uint16_t ipn_post(Ipn *n, IpnQueue *q, const void *entry);
/** ipn_doorbell: write POSTED_TAIL. */
void ipn_doorbell(Ipn *n, IpnQueue *q);
/** ipn_comp_ready: has the next completion come?  Reads memory alone. */
bool ipn_comp_ready(Ipn *n, IpnQueue *q);
/** ipn_comp_next: wait for the next completion and read its 64 bytes. */
void ipn_comp_next(Ipn *n, IpnQueue *q, uint8_t comp[64]);
/** ipn_release: write COMP_HEAD. */
void ipn_release(Ipn *n, IpnQueue *q, bool arm);
/** ipn_up: reset, negotiate, set up and start all queues, receive. */
void ipn_up(Ipn *n, const IpnSetup *setup);

/*
 * Control queue
 */

/** ipn_cmd: one command from doorbell to completion; its status. */
uint32_t ipn_cmd(Ipn *n, const void *command, uint8_t comp[64]);
/** ipn_cmd_next: the next command completion; events go to the list. */
void ipn_cmd_next(Ipn *n, uint8_t comp[64]);
/** ipn_event: wait for the next event. */
void ipn_event(Ipn *n, uint8_t comp[64]);
/** ipn_event_ready: is there an event? */
bool ipn_event_ready(Ipn *n);
/** ipn_sa: the inbound context of a vector; no limits. */
void ipn_sa(IpnSa *sa, const IpnSaVector *v);
/** ipn_sa_key: the key that names the SA of a context. */
void ipn_sa_key(uint8_t key[48], const IpnSa *sa);
/** ipn_sa_add: ADD_SA of one; its status, and the handle or 0. */
uint32_t ipn_sa_add(Ipn *n, const IpnSa *sa, uint32_t *handle);
/** ipn_sa_load: ADD_SA of a vector; must succeed; the handle. */
uint32_t ipn_sa_load(Ipn *n, const IpnSaVector *v);
/** ipn_delete_one: DELETE_SA or DELETE_POLICY of one handle; its status. */
uint32_t ipn_delete_one(Ipn *n, uint16_t opcode, uint32_t handle);
/** ipn_query_one: a command that writes @length bytes about a handle into guest
 *  memory, which are read from there whatever its status is; the status. */
uint32_t ipn_query_one(Ipn *n, uint16_t opcode, uint32_t handle, void *info,
                       uint32_t length);
/** ipn_sa_delete: DELETE_SA of one handle; its status. */
uint32_t ipn_sa_delete(Ipn *n, uint32_t handle);
/** ipn_sa_query: QUERY_SA; its status. */
uint32_t ipn_sa_query(Ipn *n, uint32_t handle, uint8_t info[256]);

/*
 * Frames
 */

/** ipn_hex: bytes from hexadecimal digits. */
GByteArray *ipn_hex(const char *hex);
/** ipn_send: put a frame on the wire to the card. */
void ipn_send(Ipn *n, const void *frame, size_t length);
/** ipn_send_hex: the same, of a vector. */
void ipn_send_hex(Ipn *n, const char *hex);
/** ipn_plain: a frame that is not IP, with a pattern made from @seed. */
void ipn_plain(uint8_t *frame, size_t length, const uint8_t dst[6],
               uint8_t seed);
/** ipn_ip4_csum: write the right checksum into an IPv4 header. */
void ipn_ip4_csum(uint8_t *ip);
/** ipn_mark: fill with a pattern that must not be on the wire. */
void ipn_mark(uint8_t *p, size_t length);
/** ipn_is_marked: is there a piece of that pattern, at any place? */
bool ipn_is_marked(const uint8_t *p, size_t length);
/**
 * ipn_watch: from now on to the end of the test, no frame that comes from the
 * card may have a piece of the pattern of ipn_mark() in it.
 */
void ipn_watch(Ipn *n);
/** ipn_wire_take: the next frame from the card; its length, or -1: none. */
ssize_t ipn_wire_take(Ipn *n, void *frame, size_t room);
/** ipn_wire_recv: wait for a frame from the card; its length. */
size_t ipn_wire_recv(Ipn *n, void *frame, size_t room);
/** ipn_wire_quiet: let QEMU do its work; nothing may come from the card. */
void ipn_wire_quiet(Ipn *n);
/** ipn_rx_entry: what ipn_rx_post() posts next. */
void ipn_rx_entry(Ipn *n, IpnQueue *q, uint8_t entry[64]);
/** ipn_rx_post: post @count buffers and ring the doorbell. */
void ipn_rx_post(Ipn *n, IpnQueue *q, unsigned count);
/**
 * ipn_rx_next: wait for a frame on a receive queue.
 *
 * Checks what holds for every frame: START and END, the order of the buffers,
 * cookies or times, lengths, equal fields in all descriptors, reserved bits, and that
 * nothing was written behind the frame.  Buffers are not posted again and
 * COMP_HEAD is not written.
 */
void ipn_rx_next(Ipn *n, IpnQueue *q, IpnRx *rx);
/** ipn_rx_done: give back completions, post as many buffers as came back. */
void ipn_rx_done(Ipn *n, IpnQueue *q, bool arm);
/** ipn_rx_untouched: the frame is as on the wire, oob 0, with this reason. */
void ipn_rx_untouched(const IpnRx *rx, const void *frame, size_t length,
                      uint8_t kind, uint8_t reason);
/** ipn_rx_failed: CryptoDone with @status, bytes as on the wire. */
void ipn_rx_failed(const IpnRx *rx, const void *frame, size_t length,
                   uint32_t status, uint32_t handle);
/** ipn_rx_clear: decrypted as the vector says; every field is checked. */
void ipn_rx_clear(const IpnRx *rx, const IpnFrameVector *v, uint32_t handle);

#endif /* IPSECNIC_LIB_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the card consists of
 *
 * The structures that its parts share, and questions to them that change
 * nothing.  The interface to the guest is docs/specs/ipsecnic.rst; the
 * cryptography is behind engine/engine.h.  All is used with the BQL held.
 *
 * Where work is done:
 *
 *   register writes       only record and schedule (regs.c, queue.c)
 *   guarded bottom halves commands and events (ctrlq.c), transmit (tx.c),
 *                         reading ahead and flushing QEMU's queue (rx.c),
 *                         interrupts that were held back (irq.c), the DMA
 *                         self-test (selftest.c), freeing SAs (core.c), what
 *                         a fault held back (fault_act.c)
 *   .receive              one frame from the peer to guest memory (rx.c)
 *
 * A part that finds work for a bottom half of another schedules it through the
 * pointer here, and calls nothing of that part.
 *
 * Every access to guest memory and every frame that is sent can come back with
 * the card reset or gone (dma.h).  What goes on afterwards first looks whether
 * the queue's generation is still the one that it began with.
 */

#ifndef HW_NET_IPSECNIC_STATE_H
#define HW_NET_IPSECNIC_STATE_H

#include "hw/net/ipsecnic_abi.h"
#include "hw/pci/pci_device.h"
#include "net/net.h"
#include "qemu/bitops.h"
#include "qemu/rcu.h"
#include "qemu/timer.h"
#include "qemu/units.h"
#include "qom/object.h"

#include "engine/types.h"

#define TYPE_IPSECNIC "ipsecnic"
OBJECT_DECLARE_SIMPLE_TYPE(IpsecnicState, IPSECNIC)

#define IPSECNIC_MAX_VECTORS (1 + 2 * IPSECNIC_MAX_QUEUES)

/* Units of work (entries, frames, members of a batch) in one bottom half. */
#define IPSECNIC_BUDGET 256

/*
 * Bytes that are copied, encrypted, decrypted or summed up for one direction
 * before others have their turn: with the slowest cipher some ten milliseconds.
 */
#define IPSECNIC_BUDGET_BYTES (256 * KiB)

/* SAs that are wiped and freed in one bottom half. */
#define IPSECNIC_REAP 1024

/* Posted entries of a receive queue that are read with one access. */
#define IPSECNIC_RX_BATCH 16
/*
 * The longest frame in the smallest buffers takes 257 of them, and with
 * ORIGINAL there are two of it.  More are never needed to tell whether a frame
 * fits; a batch may be read beyond.
 */
#define IPSECNIC_RX_CACHE \
    (2 * DIV_ROUND_UP(IPSECNIC_MAX_FRAME, IPSECNIC_RX_BUFFER_MIN) + \
     IPSECNIC_RX_BATCH)

#define IPSECNIC_RX_MAX_FRAME_MIN 64

/* The range of PACKET_MTU, besides 0. */
#define IPSECNIC_PACKET_MTU_MIN 256
#define IPSECNIC_PACKET_MTU_MAX 65535

/* The bits that RX_CTRL has. */
#define IPSECNIC_RX_CTRL_MASK (IPSECNIC_RX_CTRL_ENABLE | \
                               IPSECNIC_RX_CTRL_PROMISC | \
                               IPSECNIC_RX_CTRL_ALL_MULTICAST | \
                               IPSECNIC_RX_CTRL_BROADCAST | \
                               IPSECNIC_RX_CTRL_STRIP_VLAN | \
                               IPSECNIC_RX_CTRL_STAMP)

/* In CAP_GCM_ICV, the bit of an ICV of so many bytes. */
#define IPSECNIC_GCM_ICV(bytes) BIT(bytes)

#define IPSECNIC_TX_MAX_FRAGMENTS IPSECNIC_TX_FRAGMENTS_MIN

/* Errors of the guest that are remembered for the operator. */
#define IPSECNIC_GUEST_ERRORS 16

/* Contexts of the hash: the one that is always there, and those of rules. */
#define IPSECNIC_RSS_CONTEXTS 64

/* Events that wait for the bottom half that writes them. */
#define IPSECNIC_EVENT_FIFO 256

typedef struct IpsecnicQueue IpsecnicQueue;
typedef struct IpsecnicFaults IpsecnicFaults;

/*
 * What the owner of a queue, above queue.c, does about what happens to it.
 * They are called from register writes too: they record and schedule.
 */
typedef struct IpsecnicQueueOps {
    /* There is posted work, or room for its completions: have it done. */
    void (*kick)(IpsecnicQueue *q);
    /* The driver wrote POSTED_TAIL; it may be what it was.  NULL: kick, if
     * there is posted work. */
    void (*posted)(IpsecnicQueue *q);
    /* The queue left RUNNING, or stays out of it: forget what was read. */
    void (*left)(IpsecnicQueue *q);
} IpsecnicQueueOps;

/* What all queues have: two rings and their registers. */
struct IpsecnicQueue {
    IpsecnicState *nic;
    const IpsecnicQueueOps *ops;
    uint16_t id;                /* IPSECNIC_QUEUE_* */
    uint16_t pair;              /* number; 0 for the control queue */
    char name[8];
    /*
     * Counts up whenever the queue leaves or enters RUNNING, for those who
     * were at work on it meanwhile.  Not migrated.
     */
    uint32_t generation;

    uint32_t enabled;           /* Q_CTRL.ENABLE as written */
    uint32_t state;             /* IPSECNIC_Q_STATE_* */
    uint32_t reason;            /* IPSECNIC_Q_ERR_* */
    uint32_t error_index;
    uint32_t vector;            /* below vectors, or IPSECNIC_VECTOR_NONE */
    uint32_t posted_base_lo;
    uint32_t posted_base_hi;
    uint32_t posted_size;
    uint32_t posted_tail;       /* all four indices are modulo 65536 */
    uint32_t posted_head;
    uint32_t comp_base_lo;
    uint32_t comp_base_hi;
    uint32_t comp_size;
    uint32_t comp_head;
    uint32_t comp_tail;
    uint32_t armed;
};

/* A posted receive buffer that was read; length 0: it breaks a rule. */
typedef struct IpsecnicRxBuffer {
    uint64_t addr;
    uint64_t cookie;
    uint32_t length;
} IpsecnicRxBuffer;

typedef struct IpsecnicRxQueue {
    IpsecnicQueue q;

    /* buffers[first] belongs to index posted_head, and so on */
    uint32_t first;
    uint32_t cached;
    IpsecnicRxBuffer buffers[IPSECNIC_RX_CACHE];
} IpsecnicRxQueue;

typedef struct IpsecnicFragment {
    uint64_t addr;
    uint32_t length;
} IpsecnicFragment;

/* The frame at POSTED_HEAD of a transmit queue, as far as it was read. */
typedef struct IpsecnicTxQueue {
    IpsecnicQueue q;

    uint32_t scanned;           /* entries from POSTED_HEAD on */
    uint32_t complete;          /* they are a whole frame */
    uint32_t status;            /* IPSECNIC_TX_ST_* so far */
    uint32_t length;            /* of the fragments; stops above MAX_FRAME */
    uint8_t first[IPSECNIC_ENTRY_SIZE]; /* its first entry, as it was read */
    uint32_t num_fragments;
    IpsecnicFragment fragments[IPSECNIC_TX_MAX_FRAGMENTS];

    /* the entry that began the next frame before this one had ended */
    uint32_t next_valid;
    uint8_t next[IPSECNIC_ENTRY_SIZE];
} IpsecnicTxQueue;

/*
 * The one frame that may be under way to the peer.  It passed all checks, and
 * of its segments those below tx_segment went out.
 */
typedef enum IpsecnicTxState {
    IPSECNIC_TX_IDLE,           /* none */
    IPSECNIC_TX_WAITING,        /* QEMU has tx_segment; the peer is busy */
    IPSECNIC_TX_RETRY,          /* QEMU gave it back; to be sent again */
    IPSECNIC_TX_MORE,           /* tx_segment is next, if there is one left */
} IpsecnicTxState;

typedef struct IpsecnicVector {
    IpsecnicState *nic;
    QEMUTimer *timer;           /* runs: fires when it is over */
    uint32_t interval;          /* microseconds */
    uint32_t pending;
    uint32_t fired;             /* last_fired means something */
    int64_t last_fired;         /* QEMU_CLOCK_VIRTUAL, nanoseconds */
} IpsecnicVector;

/* All of it is 0 at power-on; of the first three no reset takes any. */
typedef struct IpsecnicClock {
    uint64_t time;              /* what it showed at since, nanoseconds */
    int64_t since;              /* QEMU_CLOCK_VIRTUAL, nanoseconds */
    int32_t rate;               /* CLOCK_RATE */
    uint32_t latched_hi;        /* CLOCK_TIME_HI */
    uint64_t argument;          /* CLOCK_ARG */
} IpsecnicClock;

typedef struct IpsecnicEvent {
    uint16_t code;              /* IPSECNIC_EVENT_* */
    uint16_t index;
    uint16_t queue;
    uint32_t status;
    uint32_t handle;
    uint32_t argument;
} IpsecnicEvent;

/* What the guest did wrong. */
typedef enum IpsecnicGuestErrorKind {
    IPSECNIC_GUEST_QUEUE,       /* a queue went to state ERROR */
    IPSECNIC_GUEST_COMMAND,     /* a command failed */
    IPSECNIC_GUEST_FEATURES,    /* FEATURES_BAD */
} IpsecnicGuestErrorKind;

typedef struct IpsecnicGuestError {
    IpsecnicGuestErrorKind kind;
    int64_t time;               /* QEMU_CLOCK_VIRTUAL, nanoseconds */
    const IpsecnicQueue *queue; /* QUEUE */
    uint32_t status;            /* QUEUE: IPSECNIC_Q_ERR_*; COMMAND: _ST_* */
    uint32_t index;             /* QUEUE: ERROR_INDEX; COMMAND: of its entry */
    uint16_t opcode;            /* COMMAND: as it was read */
    uint32_t handle;            /* COMMAND: that it names; 0: none */
    uint32_t count;             /* COMMAND: members of the batch, as read */
    uint32_t member;            /* COMMAND, of a batch: the first that failed */
    uint32_t member_status;     /* and why, IPSECNIC_ST_*; OK: none did */
    uint64_t features;          /* FEATURES: DRIVER_FEATURES */
} IpsecnicGuestError;

/* What the operator wants to see of SAs and policies. */
typedef struct IpsecnicQueryFilter {
    bool has_handle;
    bool has_spi;
    bool has_reqid;
    bool has_outbound;
    uint32_t handle;
    uint32_t spi;
    uint32_t reqid;
    bool outbound;
    uint32_t after;             /* those behind this handle; 0: all */
    uint32_t limit;             /* so many at once; 0: the default */
} IpsecnicQueryFilter;

/* What the properties ask for, and after realize what the card is. */
typedef struct IpsecnicConfig {
    uint32_t queues;
    uint32_t sa_capacity;
    uint32_t policy_capacity;
    uint32_t rx_rules;
    char *rx_overrun;
    char *faults;               /* file with the plan to begin with */
    bool migratable;
    uint64_t features;          /* IPSECNIC_F_* with a switch of their own */
    uint32_t encap;
    uint32_t ipsec;
    uint32_t udp_esp;
    uint32_t gcm_icv;
    uint64_t auth_algs;
    uint64_t cipher_algs;
} IpsecnicConfig;

/* What the operator watches the card with; its own files know what it is. */
typedef struct IpsecnicCapture IpsecnicCapture;
typedef struct IpsecnicCaptureConfig IpsecnicCaptureConfig;
typedef struct IpsecnicEspKeys IpsecnicEspKeys;

/* What the driver has set about queues of frames; rss.c and steer.c know it. */
typedef struct IpsecnicRssContext IpsecnicRssContext;
typedef struct IpsecnicRxRule IpsecnicRxRule;

struct IpsecnicState {
    PCIDevice parent_obj;

    PCIDevice *pdev;            /* PCI_DEVICE(s), where it is used often */
    NICConf conf;
    IpsecnicConfig config;

    NICState *nic;
    MemoryRegion regs;
    IpsecEngine *engine;
    IpsecCaps caps;             /* what the engine has of the config */
    uint64_t features;          /* offered */
    uint32_t num_vectors;
    bool overrun_drop;
    Error *migration_blocker;
    VMChangeStateEntry *vm_state;

    QEMUBH *ctrl_bh;
    QEMUBH *rx_bh;
    QEMUBH *tx_bh;
    QEMUBH *irq_bh;
    QEMUBH *test_bh;
    QEMUBH *reap_bh;
    QEMUBH *fault_bh;

    /* registers */
    uint64_t driver_features;
    uint32_t enabled;
    uint32_t features_bad;
    uint32_t rx_ctrl;
    uint32_t tx_ctrl;
    uint32_t ipsec_ctrl;
    uint32_t queues;            /* in use */
    uint32_t events_lost;
    uint32_t rx_max_frame;
    uint32_t packet_mtu;
    uint32_t rx_original;       /* bit for each receive queue with ORIGINAL */
    uint8_t mac[6];
    uint32_t mcast_lo[IPSECNIC_MCAST_MAX];
    uint32_t mcast_hi[IPSECNIC_MCAST_MAX];
    uint64_t stats[IPSECNIC_STATS];
    uint32_t test_scratch;
    uint32_t test_dma_addr_lo;
    uint32_t test_dma_addr_hi;
    uint32_t test_dma_size;
    uint32_t test_dma_op;
    uint32_t test_dma_status;
    IpsecnicClock clock;

    IpsecnicVector vectors[IPSECNIC_MAX_VECTORS];

    IpsecnicQueue ctrlq;
    IpsecnicRxQueue rxq[IPSECNIC_MAX_QUEUES];
    IpsecnicTxQueue txq[IPSECNIC_MAX_QUEUES];

    /* control queue */
    uint8_t *ctrl_data;         /* argument of the command; holds keys */
    uint32_t num_events;
    IpsecnicEvent events[IPSECNIC_EVENT_FIFO];
    uint32_t link_up;           /* as the driver was told last */

    /* receive */
    bool rx_held;               /* .receive returned 0 */
    uint32_t rx_units;          /* frames left in this turn */
    uint32_t rx_bytes;          /* and bytes to process; one at 0: over */
    IpsecnicRssContext *rss[IPSECNIC_RSS_CONTEXTS]; /* NULL: none was set */
    IpsecnicRxRule **rules;     /* by place; NULL: none is there */
    uint16_t *rule_order;       /* the places where one is, from 0 on */
    uint32_t num_rules;

    /* transmit */
    uint8_t *tx_room;           /* what is free in front of tx_frame */
    uint8_t *tx_frame;          /* the frame under way, as it was posted */
    bool tx_frame_valid;        /* all up to tx is of this frame */
    bool tx_built;              /* its segments are those of tx */
    uint32_t tx_l3_length;      /* bytes of IP in it, if tx_policy is set */
    IpsecTx tx;
    uint32_t tx_state;          /* IpsecnicTxState */
    uint32_t tx_queue;          /* of the frame under way; else: next in turn */
    uint32_t tx_segment;        /* segments of it that went out */
    uint32_t tx_segments;       /* of all that there are; IDLE: 0 */
    uint32_t tx_bytes;          /* that went out */
    uint32_t tx_sa;             /* packet mode: the SA that was chosen; or 0 */
    uint32_t tx_policy;         /* packet mode: the policy that decided; or 0 */
    uint32_t tx_length;         /* WAITING: bytes of the segment that waits */
    uint8_t tx_dst[6];          /* where the last segment, or that one, goes */
    uint64_t tx_time;           /* with STAMP: when the last segment went out */

    /* what the operator watches; none of it is the guest's, or migrates */
    IpsecnicCapture *capture;   /* NULL: nothing is captured */
    IpsecnicCaptureConfig *capture_config;
    IpsecnicEspKeys *esp_keys;  /* NULL: keys are written nowhere */
    char *esp_keys_path;        /* of the property; or NULL */
    IpsecnicFaults *faults;     /* NULL: no plan was ever armed */
    /* All as after power-on, but for the plan of faults; of core.c. */
    void (*reset)(IpsecnicState *s, const char *why);

    /* The operator's; no reset and no migration touches them. */
    uint64_t num_guest_errors;  /* that there ever were */
    IpsecnicGuestError guest_errors[IPSECNIC_GUEST_ERRORS]; /* a ring */
    IpsecnicQueryFilter query_filter;

    uint8_t *test_buffer;
    uint32_t saved_link_down;   /* migration only */
    bool load_failed;           /* a stream was begun and not accepted */

    /* life; see dma.h */
    bool gone;                  /* unplugged */
    bool release_late;          /* to be finalized when nobody is busy */
    uint32_t epoch;             /* counts resets, and the end */
    uint32_t busy;              /* bit for each IpsecnicPart at work */
    uint32_t again;             /* and for each that was asked meanwhile */
    struct rcu_head release_rcu;
    uint8_t *gone_table;        /* MSI-X table and pending bits since then */
    uint8_t *gone_pending;
};

/** ipsecnic_feature: was it accepted, and is the card enabled? */
static inline bool ipsecnic_feature(const IpsecnicState *s, unsigned bit)
{
    return s->enabled && (s->driver_features >> bit & 1);
}

/**
 * ipsecnic_feature_left: can there be what a feature allows to set?  It was
 * accepted, or, since that stays while the card is disabled, may have been.
 */
static inline bool ipsecnic_feature_left(const IpsecnicState *s, unsigned bit)
{
    return (s->enabled ? s->driver_features : s->features) >> bit & 1;
}

/** ipsecnic_feature_ipsec: was IPsec accepted, in any direction? */
static inline bool ipsecnic_feature_ipsec(const IpsecnicState *s)
{
    return ipsecnic_feature(s, IPSECNIC_F_IPSEC_RX) ||
           ipsecnic_feature(s, IPSECNIC_F_IPSEC_TX);
}

/** ipsecnic_queue_original: it is a receive queue, and has Q_CTRL.ORIGINAL. */
static inline bool ipsecnic_queue_original(const IpsecnicQueue *q)
{
    return q->id == IPSECNIC_QUEUE_RX(q->pair) &&
           (q->nic->rx_original & BIT(q->pair));
}

/** ipsecnic_queue_running: it may use memory. */
static inline bool ipsecnic_queue_running(const IpsecnicQueue *q)
{
    return q->state == IPSECNIC_Q_STATE_RUNNING;
}

#endif /* HW_NET_IPSECNIC_STATE_H */

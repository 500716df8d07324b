/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-3-Clause */
/*
 * ipsecnic: the interface between the card and its driver
 *
 * The only header that the device model, the register-level tests and every
 * guest driver share.  docs/specs/ipsecnic.rst is the specification; where the
 * two differ, that is a bug in one of them.
 *
 * It needs nothing but fixed-width integers, so that it compiles in QEMU, in a
 * Linux kernel module, in C++ and freestanding for any target.  Everything
 * that lies in memory is little-endian and naturally aligned at the offset
 * stated; there are no bit-fields, no enum members and no packing.  Network
 * addresses are byte arrays in the order of the wire.
 */

#ifndef HW_NET_IPSECNIC_ABI_H
#define HW_NET_IPSECNIC_ABI_H

#if defined(__KERNEL__) && defined(__linux__)
#include <linux/stddef.h>
#include <linux/types.h>
typedef __u8 ipsecnic_u8;
typedef __le16 ipsecnic_le16;
typedef __le32 ipsecnic_le32;
typedef __le64 ipsecnic_le64;
#define IPSECNIC_U64_C(x) x##ULL
#else
#include <stddef.h>
#include <stdint.h>
/** One byte. */
typedef uint8_t ipsecnic_u8;
/** 16 bits, stored little-endian. */
typedef uint16_t ipsecnic_le16;
/** 32 bits, stored little-endian. */
typedef uint32_t ipsecnic_le32;
/** 64 bits, stored little-endian. */
typedef uint64_t ipsecnic_le64;
#define IPSECNIC_U64_C(x) UINT64_C(x)
#endif

#if defined(__cplusplus)
#define IPSECNIC_STATIC_ASSERT(cond, text) static_assert(cond, text)
#else
#define IPSECNIC_STATIC_ASSERT(cond, text) _Static_assert(cond, text)
#endif
#define IPSECNIC_ASSERT_SIZE(type, size) \
    IPSECNIC_STATIC_ASSERT(sizeof(type) == (size), "size of " #type)
#define IPSECNIC_ASSERT_OFFSET(type, member, offset) \
    IPSECNIC_STATIC_ASSERT(offsetof(type, member) == (offset), \
                           "offset of " #type "." #member)

/* ------------------------------------------------------------------------
 * PCI identity
 *
 * The ids come from the range that QEMU sets aside for experimental use
 * without registration, so a driver matches all four of them and the magic
 * register too.
 */
#define IPSECNIC_PCI_VENDOR_ID          0x1af4
#define IPSECNIC_PCI_DEVICE_ID          0x10f9
#define IPSECNIC_PCI_SUBSYSTEM_VENDOR_ID 0x1af4
#define IPSECNIC_PCI_SUBSYSTEM_ID       0x4950
/** PCI revision: the major number of the ABI. */
#define IPSECNIC_PCI_REVISION           0x01

/** BAR of the registers: 64-bit memory, not prefetchable. */
#define IPSECNIC_BAR_REGS               0
#define IPSECNIC_BAR_REGS_SIZE          0x10000
/** BAR of the MSI-X table and pending bits. */
#define IPSECNIC_BAR_MSIX               2

#define IPSECNIC_MAX_QUEUES             16

/* ------------------------------------------------------------------------
 * Registers, as byte offsets into BAR 0
 *
 * Every register is 32 bits wide.  A 64-bit access acts on the register at the
 * lower offset first, then on the one above it.  RO, RW, WO, RW1C as usual.
 */
#define IPSECNIC_REG_MAGIC              0x000 /* RO: IPSECNIC_MAGIC */
#define IPSECNIC_REG_ABI_VERSION        0x004 /* RO: major << 16 | minor */
#define IPSECNIC_REG_FEATURES_LO        0x008 /* RO: offered, bits 0..31 */
#define IPSECNIC_REG_FEATURES_HI        0x00c /* RO: offered, bits 32..63 */
#define IPSECNIC_REG_DRIVER_FEATURES_LO 0x010 /* RW while not enabled */
#define IPSECNIC_REG_DRIVER_FEATURES_HI 0x014 /* RW while not enabled */
#define IPSECNIC_REG_CTRL               0x018 /* RW: IPSECNIC_CTRL_* */
#define IPSECNIC_REG_STATUS             0x01c /* RO: IPSECNIC_STATUS_* */
#define IPSECNIC_REG_DEVICE_ERROR       0x020 /* RO: why STATUS says ERROR */
#define IPSECNIC_REG_RX_CTRL            0x024 /* RW: IPSECNIC_RX_CTRL_* */
#define IPSECNIC_REG_TX_CTRL            0x028 /* RW: IPSECNIC_TX_CTRL_* */
#define IPSECNIC_REG_IPSEC_CTRL         0x02c /* RW: IPSECNIC_IPSEC_CTRL_* */
#define IPSECNIC_REG_MAX_QUEUES         0x030 /* RO: queue pairs present */
#define IPSECNIC_REG_QUEUES             0x034 /* RW while RX is off */
#define IPSECNIC_REG_VECTORS            0x038 /* RO: MSI-X vectors present */
#define IPSECNIC_REG_EVENTS_LOST        0x03c /* RO count; any write clears */
#define IPSECNIC_REG_MAC_LO             0x040 /* RW: bytes 0..3, byte 0 low */
#define IPSECNIC_REG_MAC_HI             0x044 /* RW: bytes 4..5 */
#define IPSECNIC_REG_PERM_MAC_LO        0x048 /* RO */
#define IPSECNIC_REG_PERM_MAC_HI        0x04c /* RO */
#define IPSECNIC_REG_RX_MAX_FRAME       0x050 /* RW: bytes */
#define IPSECNIC_REG_MAX_FRAME          0x054 /* RO: IPSECNIC_MAX_FRAME */
#define IPSECNIC_REG_TX_MAX_FRAGMENTS   0x058 /* RO: at least 64 */
#define IPSECNIC_REG_MCAST_ENTRIES      0x05c /* RO: multicast table size */

/* What the card can do.  NDIS_IPSEC_OFFLOAD_V2, field by field. */
#define IPSECNIC_REG_CAP_ENCAP          0x080 /* RO: IPSECNIC_ENCAP_* */
#define IPSECNIC_REG_CAP_IPSEC          0x084 /* RO: IPSECNIC_CAP_* */
#define IPSECNIC_REG_CAP_UDP_ESP        0x088 /* RO: IPSECNIC_UDP_ESP_* */
#define IPSECNIC_REG_CAP_AUTH_LO        0x08c /* RO: IPSECNIC_AUTH_*, 0..31 */
#define IPSECNIC_REG_CAP_AUTH_HI        0x090 /* RO: IPSECNIC_AUTH_*, 32..63 */
#define IPSECNIC_REG_CAP_CIPHER_LO      0x094 /* RO: IPSECNIC_CIPHER_* */
#define IPSECNIC_REG_CAP_CIPHER_HI      0x098 /* RO */
#define IPSECNIC_REG_CAP_GCM_ICV        0x09c /* RO: bit n: n bytes allowed */
#define IPSECNIC_REG_SA_CAPACITY        0x0a0 /* RO: bundles */
#define IPSECNIC_REG_SA_COUNT           0x0a4 /* RO: bundles loaded now */
#define IPSECNIC_REG_SA_CTX_MAX         0x0a8 /* RO: longest SA context */
#define IPSECNIC_REG_BATCH_MAX          0x0ac /* RO: SAs in one command */

/* IPSEC_PACKET. */
#define IPSECNIC_REG_POLICY_CAPACITY    0x0b0 /* RO: policies */
#define IPSECNIC_REG_POLICY_COUNT       0x0b4 /* RO: policies loaded now */
#define IPSECNIC_REG_WINDOW_MAX         0x0b8 /* RO: largest replay window */
#define IPSECNIC_REG_PACKET_MTU         0x0bc /* RW: bytes of IP; 0: no limit */

/* Self-test.  They work from the moment the BAR is mapped. */
#define IPSECNIC_REG_TEST_SCRATCH       0x0c0 /* RW: reads back inverted */
#define IPSECNIC_REG_TEST_IRQ           0x0c4 /* WO: vector to fire */
#define IPSECNIC_REG_TEST_DMA_ADDR_LO   0x0c8 /* RW */
#define IPSECNIC_REG_TEST_DMA_ADDR_HI   0x0cc /* RW */
#define IPSECNIC_REG_TEST_DMA_SIZE      0x0d0 /* RW: 1..IPSECNIC_TEST_DMA_MAX */
#define IPSECNIC_REG_TEST_DMA_CTRL      0x0d4 /* WO: IPSECNIC_TEST_DMA_* */
#define IPSECNIC_REG_TEST_DMA_STATUS    0x0d8 /* RO: IPSECNIC_TEST_DMA_ST_* */

/* RSS and RX_STEER. */
#define IPSECNIC_REG_RSS_CONTEXTS       0x0e4 /* RO: hash contexts present */
#define IPSECNIC_REG_RX_RULE_CAPACITY   0x0e8 /* RO: places for receive rules */
#define IPSECNIC_REG_RX_RULE_COUNT      0x0ec /* RO: rules loaded now */

/* CLOCK.  They work from the moment the BAR is mapped. */
#define IPSECNIC_REG_CLOCK_TIME_LO      0x100 /* RO: ns, 0..31; latches HI */
#define IPSECNIC_REG_CLOCK_TIME_HI      0x104 /* RO: 32..63 of that time */
#define IPSECNIC_REG_CLOCK_ARG_LO       0x108 /* RW: ns, of CLOCK_OP; 0..31 */
#define IPSECNIC_REG_CLOCK_ARG_HI       0x10c /* RW: 32..63 */
#define IPSECNIC_REG_CLOCK_OP           0x110 /* WO: IPSECNIC_CLOCK_OP_* */
#define IPSECNIC_REG_CLOCK_RATE         0x114 /* RW: signed, in 2^-32 */

/* Multicast table: entry n, two registers each; the second holds VALID. */
#define IPSECNIC_REG_MCAST_LO(n)        (0x400 + 8 * (n)) /* RW */
#define IPSECNIC_REG_MCAST_HI(n)        (0x404 + 8 * (n)) /* RW */
#define IPSECNIC_MCAST_VALID            0x80000000u
#define IPSECNIC_MCAST_MAX              64

/* Statistics: counter n, 64 bits, RO, zeroed by every reset. */
#define IPSECNIC_REG_STAT_LO(n)         (0x1000 + 8 * (n))
#define IPSECNIC_REG_STAT_HI(n)         (0x1004 + 8 * (n))

/* Interrupt vectors. */
#define IPSECNIC_REG_VEC_INTERVAL(v)    (0x2000 + 0x10 * (v)) /* RW: us */
#define IPSECNIC_REG_VEC_PENDING(v)     (0x2004 + 0x10 * (v)) /* RO: 0 or 1 */
#define IPSECNIC_VEC_INTERVAL_MAX       65535

/* Queue blocks; the offsets within one follow. */
#define IPSECNIC_REG_CTRLQ              0x4000
#define IPSECNIC_REG_RXQ(q)             (0x8000 + 0x100 * (q))
#define IPSECNIC_REG_TXQ(q)             (0xc000 + 0x100 * (q))

#define IPSECNIC_Q_CTRL                 0x00 /* RW: IPSECNIC_Q_CTRL_* */
#define IPSECNIC_Q_STATE                0x04 /* RO: state | reason << 8 */
#define IPSECNIC_Q_ERROR_INDEX          0x08 /* RO: see "States" */
#define IPSECNIC_Q_VECTOR               0x0c /* RW while stopped */
#define IPSECNIC_Q_POSTED_BASE_LO       0x10 /* RW while stopped */
#define IPSECNIC_Q_POSTED_BASE_HI       0x14 /* RW while stopped */
#define IPSECNIC_Q_POSTED_SIZE          0x18 /* RW while stopped: entries */
#define IPSECNIC_Q_POSTED_TAIL          0x1c /* RW: the driver's; doorbell */
#define IPSECNIC_Q_POSTED_HEAD          0x20 /* RO: the card's */
#define IPSECNIC_Q_COMP_BASE_LO         0x28 /* RW while stopped */
#define IPSECNIC_Q_COMP_BASE_HI         0x2c /* RW while stopped */
#define IPSECNIC_Q_COMP_SIZE            0x30 /* RW while stopped: entries */
#define IPSECNIC_Q_COMP_HEAD            0x34 /* RW: the driver's | ARM */
#define IPSECNIC_Q_COMP_TAIL            0x38 /* RO: the card's */

/** MAGIC: the bytes "IPSN" in order of address. */
#define IPSECNIC_MAGIC                  0x4e535049u
/** ABI_VERSION of this header. */
#define IPSECNIC_ABI_VERSION            0x00010004u

/** Longest frame that the card takes or sends: 64 KiB - 1 of IP, two tags. */
#define IPSECNIC_MAX_FRAME              65557
/** Shortest frame that the card takes or sends: an Ethernet header. */
#define IPSECNIC_MIN_FRAME              14

/* Features: bit numbers of FEATURES and DRIVER_FEATURES. */
/** Inbound IPsec offload: IPSEC_CTRL and the SA commands work. */
#define IPSECNIC_F_IPSEC_RX             0
/** More than one queue pair may be used. */
#define IPSECNIC_F_MULTI_QUEUE          1
/** Events are written to the control queue's completion ring. */
#define IPSECNIC_F_EVENTS               2
/** VEC_INTERVAL works. */
#define IPSECNIC_F_MODERATION           3
/** Outbound IPsec offload: sa_handle and what belongs to it. */
#define IPSECNIC_F_IPSEC_TX             8
/** Checksums on transmit: IPSECNIC_TX_CSUM. */
#define IPSECNIC_F_TX_CSUM              9
/** All four checksum verdicts of a receive completion. */
#define IPSECNIC_F_RX_CSUM              10
/** Large send: IPSECNIC_TX_SEGMENT; needs TX_CSUM. */
#define IPSECNIC_F_TX_SEGMENT           11
/** Receive-side scaling: hash key, fields and indirection tables by command. */
#define IPSECNIC_F_RSS                  12
/** The VLAN tag of a received frame, and its removal: COMP_VLAN, STRIP_VLAN. */
#define IPSECNIC_F_VLAN_RX              13
/** Packet offload: the card encapsulates, numbers, and decapsulates, checks
 *  replay and policies; needs IPSEC_RX and IPSEC_TX. */
#define IPSECNIC_F_IPSEC_PACKET         14
/** Insertion of a VLAN tag on transmit: IPSECNIC_TX_VLAN. */
#define IPSECNIC_F_VLAN_TX              15
/** Receive rules: frames that match go to a queue or a context, or nowhere. */
#define IPSECNIC_F_RX_STEER             16
/** Large sends of what a VXLAN, GENEVE, GRE or IP tunnel carries: inner_l3;
 *  needs TX_SEGMENT. */
#define IPSECNIC_F_TX_TUNNEL            17
/** Hashes that are the same for both directions of a flow:
 *  IPSECNIC_RSS_FLAG_SYMMETRIC; needs RSS. */
#define IPSECNIC_F_RSS_SYMMETRIC        18
/** A clock, and the times of frames: RX_CTRL.STAMP, IPSECNIC_TX_STAMP. */
#define IPSECNIC_F_CLOCK                20
/** Counters of frames by their length, and of multicast and broadcast frames
 *  sent: STAT_RX_TO_64 to STAT_TX_BROADCAST. */
#define IPSECNIC_F_RMON                 21
/* Algorithms beyond IPsecOV2: ADD_SA takes those of a feature that was
 * accepted. */
/** IPSECNIC_CIPHER_CHACHA20_POLY1305. */
#define IPSECNIC_F_CHACHA20             32
/** IPSECNIC_AUTH_SHA384, _SHA512. */
#define IPSECNIC_F_HMAC_SHA512          33
/** IPSECNIC_CIPHER_AES_CTR_*. */
#define IPSECNIC_F_AES_CTR              34
/** IPSECNIC_CIPHER_AES_CCM_*. */
#define IPSECNIC_F_AES_CCM              35
/** IPSECNIC_AUTH_AES_XCBC, _AES_CMAC. */
#define IPSECNIC_F_AES_MAC              36
/** SAs in packet mode may have a tfc; accepted with IPSEC_PACKET only. */
#define IPSECNIC_F_TFC                  37

#define IPSECNIC_CTRL_ENABLE            0x00000001u
#define IPSECNIC_CTRL_RESET             0x80000000u /* reads as 0 */

#define IPSECNIC_STATUS_ENABLED         0x00000001u
#define IPSECNIC_STATUS_LINK_UP         0x00000002u
#define IPSECNIC_STATUS_FEATURES_BAD    0x00000004u
#define IPSECNIC_STATUS_ERROR           0x00000008u
#define IPSECNIC_STATUS_EVENTS_LOST     0x00000010u

#define IPSECNIC_RX_CTRL_ENABLE         0x00000001u
#define IPSECNIC_RX_CTRL_PROMISC        0x00000002u
#define IPSECNIC_RX_CTRL_ALL_MULTICAST  0x00000004u
#define IPSECNIC_RX_CTRL_BROADCAST      0x00000008u
/** VLAN_RX: leave the outer VLAN tag out of what is put into the buffers. */
#define IPSECNIC_RX_CTRL_STRIP_VLAN     0x00000010u
/** CLOCK: completions have the time of the frame in place of the cookie. */
#define IPSECNIC_RX_CTRL_STAMP          0x00000020u

#define IPSECNIC_TX_CTRL_ENABLE         0x00000001u

/** R2: the activation; no receive-side IPsec before it is set. */
#define IPSECNIC_IPSEC_CTRL_ACTIVE      0x00000001u
/** R2: the configuration, one bit a protocol; set by reset where offered. */
#define IPSECNIC_IPSEC_CTRL_ESP         0x00000002u
#define IPSECNIC_IPSEC_CTRL_AH          0x00000004u
/** Leave frames alone that were not sent to the card's own MAC address. */
#define IPSECNIC_IPSEC_CTRL_OWN_MAC_ONLY 0x00000100u

/** The time becomes CLOCK_ARG. */
#define IPSECNIC_CLOCK_OP_SET           1
/** CLOCK_ARG, a signed number, is added to the time. */
#define IPSECNIC_CLOCK_OP_ADD           2
/** Largest magnitude of CLOCK_RATE: 2^-4, or 62 500 000 parts in 10^9. */
#define IPSECNIC_CLOCK_RATE_MAX         0x10000000

#define IPSECNIC_TEST_DMA_CLEAR         1 /* write zeros */
#define IPSECNIC_TEST_DMA_FILL          2 /* write IPSECNIC_TEST_DMA_PATTERN */
#define IPSECNIC_TEST_DMA_INVERT        3 /* read, write back inverted */
#define IPSECNIC_TEST_DMA_PATTERN       0x96
#define IPSECNIC_TEST_DMA_MAX           65536
#define IPSECNIC_TEST_DMA_ST_IDLE       0
#define IPSECNIC_TEST_DMA_ST_BUSY       1
#define IPSECNIC_TEST_DMA_ST_DONE       2
#define IPSECNIC_TEST_DMA_ST_FAILED     3 /* a DMA fault */
#define IPSECNIC_TEST_DMA_ST_BAD        4 /* size or request out of range */

/* ------------------------------------------------------------------------
 * Queues
 */
#define IPSECNIC_Q_CTRL_ENABLE          0x00000001u
/** IPSEC_PACKET, receive queue: indicate what is decapsulated as it came from
 *  the wire, too, in front of it. */
#define IPSECNIC_Q_CTRL_ORIGINAL        0x00000002u

#define IPSECNIC_Q_STATE_STOPPED        0
#define IPSECNIC_Q_STATE_RUNNING        1
#define IPSECNIC_Q_STATE_ERROR          2
#define IPSECNIC_Q_STATE_OF(r)          ((r) & 0xff)
#define IPSECNIC_Q_REASON_OF(r)         (((r) >> 8) & 0xff)

/* Why a queue is in state ERROR. */
#define IPSECNIC_Q_ERR_NONE             0
#define IPSECNIC_Q_ERR_DISABLED         1 /* card or queue not in use */
#define IPSECNIC_Q_ERR_BAD_BASE         2 /* ring not aligned to 64, or wraps */
#define IPSECNIC_Q_ERR_BAD_SIZE         3 /* not a power of two in range */
#define IPSECNIC_Q_ERR_BAD_INDEX        4 /* TAIL or HEAD out of range */
#define IPSECNIC_Q_ERR_BAD_DESCRIPTOR   5 /* posted entry breaks a rule */
#define IPSECNIC_Q_ERR_DMA_READ         6
#define IPSECNIC_Q_ERR_DMA_WRITE        7
#define IPSECNIC_Q_ERR_NO_BUS_MASTER    8

#define IPSECNIC_RING_MIN               8
#define IPSECNIC_RING_MAX               32768
#define IPSECNIC_RING_ALIGN             64
#define IPSECNIC_ENTRY_SIZE             64
/** Indices run freely modulo this; entry = index & (size - 1). */
#define IPSECNIC_INDEX_MASK             0xffffu
/** COMP_HEAD: also arm the queue's interrupt. */
#define IPSECNIC_COMP_HEAD_ARM          0x80000000u
/** Q_VECTOR: the queue raises no interrupt. */
#define IPSECNIC_VECTOR_NONE            0xffffu

/* The last word of every completion: written last, in one piece. */
/** 1 in the first pass over the ring, 0 in the second, and so on. */
#define IPSECNIC_COMP_PHASE             0x00000001u
#define IPSECNIC_COMP_START             0x00000002u /* first buffer of frame */
#define IPSECNIC_COMP_END               0x00000004u /* last buffer of frame */
/** VLAN_RX: the frame came with a VLAN tag; vlan_tci is the outer one's. */
#define IPSECNIC_COMP_VLAN              0x00000008u
/** VLAN_RX: that tag is a service tag, TPID 0x88a8; else TPID 0x8100. */
#define IPSECNIC_COMP_VLAN_SERVICE      0x00000010u
/** VLAN_RX: that tag is not in the buffers; offsets and lengths are of the
 *  frame without it. */
#define IPSECNIC_COMP_VLAN_STRIPPED     0x00000020u
/** IPSEC_PACKET: the frame was decapsulated: what is in the buffers is the
 *  packet that was protected, and offsets and lengths are of that. */
#define IPSECNIC_COMP_DECAPSULATED      0x00000040u
/** IPSEC_PACKET: the frame as it came from the wire; the next frame of the
 *  queue is what was in it. */
#define IPSECNIC_COMP_ORIGINAL          0x00000080u
/** CLOCK: the completion says when the frame came or went. */
#define IPSECNIC_COMP_STAMPED           0x00000100u

/* ------------------------------------------------------------------------
 * Receive
 */
#define IPSECNIC_RX_BUFFER_MIN          256
#define IPSECNIC_RX_BUFFER_MAX          16384

/** An entry of a receive queue's posted ring: one buffer. */
struct ipsecnic_rx_posted {
    /** Bus address of the buffer, any alignment. */
    ipsecnic_le64 addr;
    /** Bytes, IPSECNIC_RX_BUFFER_MIN to IPSECNIC_RX_BUFFER_MAX. */
    ipsecnic_le32 length;
    /** Zero. */
    ipsecnic_le32 reserved0;
    /** The driver's; comes back in the completion. */
    ipsecnic_le64 cookie;
    /** Zero. */
    ipsecnic_le64 reserved1[5];
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_rx_posted, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_posted, length, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_posted, cookie, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_posted, reserved1, 24);

/**
 * An entry of a receive queue's completion ring: the receive descriptor.
 *
 * One for each buffer that the frame fills.  All but buffer_length, cookie,
 * posted_index and the START and END flags are the same in each of them.
 * Offsets are bytes from the start of the frame as it is in the buffers; 0 says
 * that there is no such thing.
 */
struct ipsecnic_rx_comp {
    /** The receive word of IPsecOV2, bit for bit: IPSECNIC_OOB_*. */
    ipsecnic_le32 oob;
    /** The receive header word of IPsecOV2: IPSECNIC_HEADER_*. */
    ipsecnic_le32 header_info;
    /** Handle of the SA that matched outermost; 0: none. */
    ipsecnic_le32 sa_outer;
    /** Handle of the SA that matched inside it; 0: none. */
    ipsecnic_le32 sa_inner;
    /** Cookie of the posted buffer; with IPSECNIC_COMP_STAMPED instead of it
     *  when the card took the frame from the port: nanoseconds of its clock,
     *  the same in each of them. */
    ipsecnic_le64 cookie;
    /** Bytes of the whole frame: as on the wire, or without the tag that was
     *  left out. */
    ipsecnic_le32 frame_length;
    /** Bytes of the frame in this buffer. */
    ipsecnic_le16 buffer_length;
    /** IPSECNIC_KIND_*. */
    ipsecnic_u8 kind;
    /** IPSECNIC_REASON_*: why the frame was not processed, or not
     *  decapsulated; 0 if it was. */
    ipsecnic_u8 reason;
    /** IPSECNIC_ACCEPT_*. */
    ipsecnic_u8 accept;
    /** IPSECNIC_REASON_* of the inner portion if only the outer was done. */
    ipsecnic_u8 inner_reason;
    /** Checksum verdicts: IPSECNIC_CSUM_*. */
    ipsecnic_le16 csum;
    /** IP header. */
    ipsecnic_le16 l3_offset;
    /** Outermost ESP or AH header. */
    ipsecnic_le16 ipsec_offset;
    /** First byte behind the innermost processed AH or ESP header and IV. */
    ipsecnic_le16 payload_offset;
    /** Inner IP header of a processed tunnel portion. */
    ipsecnic_le16 inner_l3_offset;
    /** ESP or AH header of the inner portion. */
    ipsecnic_le16 inner_ipsec_offset;
    /** Innermost processed ESP: bytes of padding, pad length, next header
     *  and ICV together, back from the end of its IP packet, which is not
     *  always that of the frame ("Where the plaintext ends"). */
    ipsecnic_le16 trailer_length;
    /** Flow hash. */
    ipsecnic_le32 hash;
    /** Number of the frame in the order of arrival at the port, modulo 2^32;
     *  the first after a reset is 0.  Frames that the card drops count. */
    ipsecnic_le32 arrival;
    /** Posted-ring index of the buffer. */
    ipsecnic_le16 posted_index;
    /** VLAN_RX: TCI of the outer VLAN tag (priority, DEI, VLAN id), when
     *  IPSECNIC_COMP_VLAN is set; else 0. */
    ipsecnic_le16 vlan_tci;
    /** IPSECNIC_COMP_*; written last. */
    ipsecnic_le32 flags;
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_rx_comp, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, header_info, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, sa_outer, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, sa_inner, 12);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, cookie, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, frame_length, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, buffer_length, 28);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, kind, 30);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, reason, 31);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, accept, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, inner_reason, 33);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, csum, 34);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, l3_offset, 36);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, ipsec_offset, 38);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, payload_offset, 40);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, inner_l3_offset, 42);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, inner_ipsec_offset, 44);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, trailer_length, 46);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, hash, 48);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, arrival, 52);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, posted_index, 56);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, vlan_tci, 58);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_comp, flags, 60);

/* oob: NDIS_IPSEC_OFFLOAD_V2_NET_BUFFER_LIST_INFO, receive view. */
#define IPSECNIC_OOB_SA_DELETE_REQ      0x00000001u
#define IPSECNIC_OOB_CRYPTO_DONE        0x00000002u
#define IPSECNIC_OOB_NEXT_CRYPTO_DONE   0x00000004u
#define IPSECNIC_OOB_STATUS_SHIFT       16
#define IPSECNIC_OOB_STATUS(oob)        ((oob) >> IPSECNIC_OOB_STATUS_SHIFT)

/* CryptoStatus, with the numbers of IPsecOV2 (Linux numbers them one-hot). */
#define IPSECNIC_CRYPTO_SUCCESS                  0
#define IPSECNIC_CRYPTO_GENERIC_ERROR            1
#define IPSECNIC_CRYPTO_TRANSPORT_AH_AUTH_FAILED 2
#define IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED 3
#define IPSECNIC_CRYPTO_TUNNEL_AH_AUTH_FAILED    4
#define IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED   5
#define IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX    6
#define IPSECNIC_CRYPTO_INVALID_PROTOCOL         7

/* header_info: ..._HEADER_NET_BUFFER_LIST_INFO, receive view. */
#define IPSECNIC_HEADER_NEXT_HEADER(h)  ((h) & 0xff)
#define IPSECNIC_HEADER_PAD_LENGTH(h)   (((h) >> 8) & 0xff)
#define IPSECNIC_HEADER_INFO_SET        0x00010000u

/* kind: what the frame is on the wire. */
#define IPSECNIC_KIND_PLAIN             0
#define IPSECNIC_KIND_ESP               1
#define IPSECNIC_KIND_AH                2
#define IPSECNIC_KIND_UDP_ESP           3
#define IPSECNIC_KIND_IKE               4 /* UDP port with the non-ESP marker */
#define IPSECNIC_KIND_KEEPALIVE         5 /* NAT keep-alive */
#define IPSECNIC_KIND_FRAGMENT          6

/* reason: why a frame, or its inner portion, was not processed. */
#define IPSECNIC_REASON_PROCESSED       0
#define IPSECNIC_REASON_NOT_IPSEC       1
#define IPSECNIC_REASON_INACTIVE        2 /* R1: offload not active */
#define IPSECNIC_REASON_PROTOCOL_OFF    3 /* R2: ESP or AH configured off */
#define IPSECNIC_REASON_NO_SA           4 /* R4 */
#define IPSECNIC_REASON_FRAGMENT        5 /* R24 */
#define IPSECNIC_REASON_CAPABILITY      6 /* R6 */
#define IPSECNIC_REASON_IKE             7 /* R25: marker or keep-alive */
#define IPSECNIC_REASON_TRUNCATED       8 /* too short for SPI and sequence */
#define IPSECNIC_REASON_MALFORMED       9 /* headers cannot be followed */
#define IPSECNIC_REASON_UDP_CSUM        10 /* outer UDP checksum wrong */
#define IPSECNIC_REASON_NOT_OWN_MAC     11 /* OWN_MAC_ONLY */
/* IPSEC_PACKET: why a frame was not decapsulated. */
#define IPSECNIC_REASON_REPLAY          12 /* received before, or too late */
#define IPSECNIC_REASON_EXPIRED         13 /* a hard limit was passed */
#define IPSECNIC_REASON_POLICY          14 /* policies want it otherwise */
#define IPSECNIC_REASON_ECN             15 /* RFC 6040: to be dropped */
#define IPSECNIC_REASONS                16

/* accept: which rule of the filter let the frame in. */
#define IPSECNIC_ACCEPT_OWN             0
#define IPSECNIC_ACCEPT_MULTICAST       1
#define IPSECNIC_ACCEPT_BROADCAST       2
#define IPSECNIC_ACCEPT_PROMISC         3

/* csum: two bits for each of four sums. */
#define IPSECNIC_CSUM_UNKNOWN           0 /* not there or not looked at */
#define IPSECNIC_CSUM_GOOD              1
#define IPSECNIC_CSUM_BAD               2
#define IPSECNIC_CSUM_OUTER_L3(c)       ((c) & 3)
#define IPSECNIC_CSUM_OUTER_L4(c)       (((c) >> 2) & 3)
#define IPSECNIC_CSUM_INNER_L3(c)       (((c) >> 4) & 3)
#define IPSECNIC_CSUM_INNER_L4(c)       (((c) >> 6) & 3)

/* ------------------------------------------------------------------------
 * Transmit
 */
#define IPSECNIC_TX_FRAGMENTS_MIN       64

/**
 * An entry of a transmit queue's posted ring: one fragment of a frame.
 *
 * The fields from sa_handle on, and the flags from IPSECNIC_TX_CSUM on, stand
 * in the first fragment of a frame and are zero in the others.  What belongs
 * to a feature that was not negotiated is zero.  Offsets are bytes from the
 * start of the frame as it is posted, without the tag that the card inserts.
 *
 * A frame with IPsec has one portion, or two: the packet of the SA that
 * sa_handle names may lie in a tunnel whose SA tunnel_handle names.
 */
struct ipsecnic_tx_posted {
    /** Bus address of the fragment, any alignment. */
    ipsecnic_le64 addr;
    /** Bytes of the fragment, not 0. */
    ipsecnic_le32 length;
    /** IPSECNIC_TX_*. */
    ipsecnic_le32 flags;
    /** The driver's; that of the frame's first fragment comes back. */
    ipsecnic_le64 cookie;
    /** IPSEC_TX: handle of the outbound SA (T2, T4); 0: no IPsec, and all
     *  that belongs to it is 0 too. */
    ipsecnic_le32 sa_handle;
    /** IPSEC_TX: handle of the tunnel SA around it; 0: none. */
    ipsecnic_le32 tunnel_handle;
    /** IPSEC_TX: with IPSECNIC_TX_SEQ_HI_VALID, bits 32..63 of the sequence
     *  numbers of sa_handle. */
    ipsecnic_le32 sequence_high;
    /** IPSEC_TX: IP header of the packet of sa_handle; TX_SEGMENT without
     *  IPsec: IP header. */
    ipsecnic_le16 l3_offset;
    /** IPSEC_TX: ESP and AH header (T5); 0: none. */
    ipsecnic_le16 esp_offset;
    ipsecnic_le16 ah_offset;
    /** TX_CSUM: where summing starts: the TCP or UDP header.  Both this and
     *  csum_offset are from the start of the frame; Linux's csum_offset is
     *  relative to csum_start. */
    ipsecnic_le16 csum_start;
    /** TX_CSUM: where the sum goes; csum_start + 16 of TCP, + 6 of UDP. */
    ipsecnic_le16 csum_offset;
    /** TX_SEGMENT: payload bytes of a segment. */
    ipsecnic_le16 segment_size;
    /** TX_SEGMENT: bytes of all headers in front of the payload. */
    ipsecnic_le16 header_length;
    /** IPSEC_TX: bytes of padding, pad length, next header and, with
     *  IPSECNIC_TX_ICV_ROOM, ICV that the driver put behind the payload; 0:
     *  the card does (T10).  TX_SEGMENT: bytes to leave out there (T9). */
    ipsecnic_le16 trailer_length;
    /** IPSEC_TX: next header of the ESP trailer (T5); not 0 with ESP, and 0
     *  without (BAD_TRAILER). */
    ipsecnic_u8 next_header;
    /** TX_TUNNEL: with IPSECNIC_TX_SEGMENT, IP header of the TCP or UDP that is
     *  cut, in units of two bytes, behind the headers of a tunnel that is not
     *  IPsec's; 0: there is none. */
    ipsecnic_u8 inner_l3;
    /** VLAN_TX: with IPSECNIC_TX_VLAN, the TCI of the tag to insert. */
    ipsecnic_le16 vlan_tci;
    /** IPSEC_TX: the same of the packet of tunnel_handle; the next header of
     *  its trailer is the version of the IP header inside. */
    ipsecnic_le16 tunnel_l3_offset;
    ipsecnic_le16 tunnel_esp_offset;
    ipsecnic_le16 tunnel_ah_offset;
    ipsecnic_le16 tunnel_trailer_length;
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_tx_posted, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, length, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, flags, 12);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, cookie, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, sa_handle, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, tunnel_handle, 28);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, sequence_high, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, l3_offset, 36);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, esp_offset, 38);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, ah_offset, 40);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, csum_start, 42);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, csum_offset, 44);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, segment_size, 46);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, header_length, 48);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, trailer_length, 50);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, next_header, 52);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, inner_l3, 53);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, vlan_tci, 54);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, tunnel_l3_offset, 56);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, tunnel_esp_offset, 58);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, tunnel_ah_offset, 60);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_posted, tunnel_trailer_length, 62);

/* flags of a transmit entry */
#define IPSECNIC_TX_START               0x00000001u /* first fragment */
#define IPSECNIC_TX_END                 0x00000002u /* last fragment */
/** TX_CSUM: fill in the checksum; what stands there counts, too. */
#define IPSECNIC_TX_CSUM                0x00000004u
/** TX_SEGMENT: a large send. */
#define IPSECNIC_TX_SEGMENT             0x00000008u
/** IPSEC_TX: the IV is in its place; else the card makes one (T14). */
#define IPSECNIC_TX_IV_PRESENT          0x00000010u
/** IPSEC_TX: sequence_high counts; else the card's own tracking does. */
#define IPSECNIC_TX_SEQ_HI_VALID        0x00000020u
/** IPSEC_TX: the frame has room for the ICV of ESP at its end; else the card
 *  appends it. */
#define IPSECNIC_TX_ICV_ROOM            0x00000040u
/** VLAN_TX: insert a tag with vlan_tci behind the MAC addresses, of a large send
 *  into every segment. */
#define IPSECNIC_TX_VLAN                0x00000080u
/** VLAN_TX: that tag is a service tag, TPID 0x88a8; else TPID 0x8100. */
#define IPSECNIC_TX_VLAN_SERVICE        0x00000100u
/** IPSEC_PACKET: no policy is looked up for the frame. */
#define IPSECNIC_TX_BYPASS              0x00000200u
/** IPSEC_PACKET: sa_handle is an SA in packet mode, and the frame is the plain
 *  packet: the card does all of ESP.  No policy is looked up. */
#define IPSECNIC_TX_ENCAPSULATE         0x00000400u
/** CLOCK: the completion is to say when the frame went out. */
#define IPSECNIC_TX_STAMP               0x00000800u

/** TPIDs of VLAN tags: customer (IEEE 802.1Q), service (802.1ad). */
#define IPSECNIC_VLAN_TPID              0x8100
#define IPSECNIC_VLAN_TPID_SERVICE      0x88a8
/** Bytes of a VLAN tag, which stands behind the two MAC addresses. */
#define IPSECNIC_VLAN_TAG               4
#define IPSECNIC_VLAN_TAG_OFFSET        12

/** An entry of a transmit queue's completion ring: one for each frame. */
struct ipsecnic_tx_comp {
    /** Cookie of the frame's first fragment. */
    ipsecnic_le64 cookie;
    /** IPSECNIC_TX_ST_*. */
    ipsecnic_le32 status;
    /** Bytes that went out, inserted tags included, of all segments
     *  together. */
    ipsecnic_le32 frame_length;
    /** Posted-ring index of the frame's first fragment. */
    ipsecnic_le16 posted_index;
    /** Posted entries that the frame took. */
    ipsecnic_le16 fragments;
    /** Frames that went out: 1, or the segments of a large send. */
    ipsecnic_le32 segments;
    /** TOO_BIG: bytes of the longest IP packet, as it is posted, that would
     *  fit, or 0: none would. */
    ipsecnic_le32 fit;
    ipsecnic_le32 reserved0;
    /** With IPSECNIC_COMP_STAMPED: when the last of its frames was handed to
     *  the peer, in nanoseconds of the card's clock; else 0. */
    ipsecnic_le64 time;
    ipsecnic_le32 reserved1[5];
    /** IPSECNIC_COMP_PHASE, IPSECNIC_COMP_STAMPED; written last. */
    ipsecnic_le32 flags;
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_tx_comp, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, status, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, frame_length, 12);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, posted_index, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, fragments, 18);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, segments, 20);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, fit, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, reserved0, 28);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, time, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, reserved1, 40);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_tx_comp, flags, 60);

/* status of a transmit completion; with any but OK nothing went out, or, of a
 * large send, the first so many segments */
#define IPSECNIC_TX_ST_OK               0
#define IPSECNIC_TX_ST_BAD_DESCRIPTOR   1 /* reserved or contradictory */
#define IPSECNIC_TX_ST_TOO_MANY         2 /* more than TX_MAX_FRAGMENTS */
#define IPSECNIC_TX_ST_BAD_LENGTH       3 /* frame too short or too long */
#define IPSECNIC_TX_ST_NOT_NEGOTIATED   4 /* asks for a feature not accepted */
#define IPSECNIC_TX_ST_LINK_DOWN        5
#define IPSECNIC_TX_ST_BAD_OFFLOAD      6 /* offload fields contradict */
#define IPSECNIC_TX_ST_INACTIVE         7 /* IPsec, ESP or AH is off */
#define IPSECNIC_TX_ST_UNKNOWN_SA       8 /* T3: handle names no SA */
#define IPSECNIC_TX_ST_SA_DIRECTION     9 /* handle names an inbound SA */
#define IPSECNIC_TX_ST_BAD_HEADER       10 /* not where the entry says */
#define IPSECNIC_TX_ST_FRAGMENT         11 /* T13 */
#define IPSECNIC_TX_ST_SA_MISMATCH      12 /* packet does not fit its SA */
#define IPSECNIC_TX_ST_CAPABILITY       13 /* not offered */
#define IPSECNIC_TX_ST_BAD_SEGMENT      14 /* sizes of a large send */
#define IPSECNIC_TX_ST_BAD_TRAILER      15 /* ESP trailer */
#define IPSECNIC_TX_ST_IP_LENGTH        16 /* not what the packet will have */
#define IPSECNIC_TX_ST_BAD_CSUM         17 /* checksum outside of the packet */
#define IPSECNIC_TX_ST_SEQUENCE         18 /* numbers are used up */
#define IPSECNIC_TX_ST_CRYPTO           19 /* the crypto library failed */
/* IPSEC_PACKET. */
#define IPSECNIC_TX_ST_POLICY           20 /* a policy discards it */
#define IPSECNIC_TX_ST_NO_SA            21 /* a policy protects it, by no SA */
#define IPSECNIC_TX_ST_EXPIRED          22 /* the SA passed a hard limit */
#define IPSECNIC_TX_ST_TOO_BIG          23 /* longer than the MTU allows */
#define IPSECNIC_TX_STATUSES            32

/* ------------------------------------------------------------------------
 * Control queue
 */

/** A command: an entry of the control queue's posted ring. */
struct ipsecnic_command {
    /** IPSECNIC_CMD_*. */
    ipsecnic_le16 opcode;
    /** IPSECNIC_CMD_FLAG_*. */
    ipsecnic_le16 flags;
    /** How many SAs, handles or keys; at most BATCH_MAX. */
    ipsecnic_le32 count;
    /** The driver's; comes back in the completion. */
    ipsecnic_le64 cookie;
    /** Bus address and bytes of the argument; 0 and 0: none. */
    ipsecnic_le64 data_addr;
    ipsecnic_le32 data_length;
    /** SA, policy, context or rule that the command is about, if it is about
     *  one. */
    ipsecnic_le32 handle;
    /** Bus address of count struct ipsecnic_result; 0: none wanted. */
    ipsecnic_le64 result_addr;
    /** UPDATE_SA: which operation, by its kind and its SPI, as a number. */
    ipsecnic_le32 operation;
    ipsecnic_le32 spi;
    /** UPDATE_SA: see IPSECNIC_CMD_FLAG_ABSOLUTE. */
    ipsecnic_le64 sequence;
    /** Zero. */
    ipsecnic_le64 reserved;
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_command, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, flags, 2);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, count, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, cookie, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, data_addr, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, data_length, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, handle, 28);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, result_addr, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, operation, 40);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, spi, 44);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, sequence, 48);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_command, reserved, 56);

/* opcode */
/** Does nothing; completes in its turn. */
#define IPSECNIC_CMD_NOP                0
/** data: count SA contexts, one behind the other, each of its own length. */
#define IPSECNIC_CMD_ADD_SA             1
/** handle, operation, spi, sequence: set the ESN top of one operation. */
#define IPSECNIC_CMD_UPDATE_SA          2
/** count 1 and no data: handle; else data: count handles or keys. */
#define IPSECNIC_CMD_DELETE_SA          3
/** handle; data: where struct ipsecnic_sa_info goes. */
#define IPSECNIC_CMD_QUERY_SA           4
/** Delete the SAs of the directions that the flags name. */
#define IPSECNIC_CMD_FLUSH_SA           5
/** IPSEC_PACKET; data: count struct ipsecnic_policy. */
#define IPSECNIC_CMD_ADD_POLICY         6
/** count 1 and no data: handle; else data: count handles. */
#define IPSECNIC_CMD_DELETE_POLICY      7
/** handle; data: where struct ipsecnic_policy_info goes. */
#define IPSECNIC_CMD_QUERY_POLICY       8
/** Delete the policies of the directions that the flags name. */
#define IPSECNIC_CMD_FLUSH_POLICY       9
/** handle of an inbound SA in packet mode; data: where struct ipsecnic_window
 *  and its bits go. */
#define IPSECNIC_CMD_QUERY_WINDOW       10
/** The same; data: what QUERY_WINDOW would write from then on. */
#define IPSECNIC_CMD_SET_WINDOW         11
/** RSS; handle: number of a context; data: struct ipsecnic_rss. */
#define IPSECNIC_CMD_SET_RSS            12
/** RSS; the same; data: where struct ipsecnic_rss goes. */
#define IPSECNIC_CMD_QUERY_RSS          13
/** RSS; handle: context that is to be as after a reset. */
#define IPSECNIC_CMD_DELETE_RSS         14
/** RX_STEER; handle: place of the rule; data: struct ipsecnic_rx_rule. */
#define IPSECNIC_CMD_SET_RX_RULE        15
/** RX_STEER; handle: place of the rule. */
#define IPSECNIC_CMD_DELETE_RX_RULE     16
/** RX_STEER; handle: place of the rule; data: where struct
 *  ipsecnic_rx_rule_info goes. */
#define IPSECNIC_CMD_QUERY_RX_RULE      17
/** RX_STEER; delete all rules. */
#define IPSECNIC_CMD_FLUSH_RX_RULES     18

/* flags of a command */
/** DELETE_SA: data holds struct ipsecnic_sa_key, not handles. */
#define IPSECNIC_CMD_FLAG_BY_KEY        0x0001
/** UPDATE_SA: sequence is the whole top; else its high half only counts and
 *  the top becomes the larger of itself and that half with a zero low half. */
#define IPSECNIC_CMD_FLAG_ABSOLUTE      0x0002
/** FLUSH_SA, FLUSH_POLICY: inbound ones. */
#define IPSECNIC_CMD_FLAG_INBOUND       0x0004
/** FLUSH_SA, FLUSH_POLICY: outbound ones. */
#define IPSECNIC_CMD_FLAG_OUTBOUND      0x0008

#define IPSECNIC_BATCH_MAX              256

/** What became of one member of a batch. */
struct ipsecnic_result {
    /** IPSECNIC_ST_*. */
    ipsecnic_le32 status;
    /** ADD_SA: the new handle, 0 on failure; DELETE_SA: the handle. */
    ipsecnic_le32 handle;
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_result, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_result, handle, 4);

/** An entry of the control queue's completion ring. */
struct ipsecnic_ctrl_comp {
    /** IPSECNIC_CTRL_COMP_*. */
    ipsecnic_le16 type;
    /** Opcode of the command, or IPSECNIC_EVENT_*. */
    ipsecnic_le16 code;
    /** Command: IPSECNIC_ST_*.  Event: see there. */
    ipsecnic_le32 status;
    /** Cookie of the command. */
    ipsecnic_le64 cookie;
    /** ADD_SA with count 1: the new handle.  Events: the SA. */
    ipsecnic_le32 handle;
    /** How many members of the batch succeeded; FLUSH_SA: SAs deleted. */
    ipsecnic_le32 done;
    /** Posted-ring index of the command; QUEUE_ERROR: ERROR_INDEX's low
     *  half. */
    ipsecnic_le16 index;
    /** QUEUE_ERROR: IPSECNIC_QUEUE_*. */
    ipsecnic_le16 queue;
    /** Events: see there. */
    ipsecnic_le32 argument;
    ipsecnic_le32 reserved[7];
    /** IPSECNIC_COMP_PHASE; written last. */
    ipsecnic_le32 flags;
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_ctrl_comp, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_ctrl_comp, code, 2);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_ctrl_comp, status, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_ctrl_comp, cookie, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_ctrl_comp, handle, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_ctrl_comp, done, 20);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_ctrl_comp, index, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_ctrl_comp, queue, 26);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_ctrl_comp, argument, 28);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_ctrl_comp, flags, 60);

#define IPSECNIC_CTRL_COMP_COMMAND      1
#define IPSECNIC_CTRL_COMP_EVENT        2

/* code of an event */
/** status: 1 up, 0 down. */
#define IPSECNIC_EVENT_LINK             1
/** queue; status: IPSECNIC_Q_ERR_*; index: ERROR_INDEX. */
#define IPSECNIC_EVENT_QUEUE_ERROR      2
/** status: DEVICE_ERROR. */
#define IPSECNIC_EVENT_DEVICE_ERROR     3
/** handle; argument: IPSECNIC_LIMIT_*. */
#define IPSECNIC_EVENT_SA_LIMIT         4
/** The CAP registers changed; read them again. */
#define IPSECNIC_EVENT_CAPABILITIES     5

/* argument of IPSECNIC_EVENT_SA_LIMIT */
#define IPSECNIC_LIMIT_SOFT_PACKETS     1
#define IPSECNIC_LIMIT_SOFT_BYTES       2
#define IPSECNIC_LIMIT_HARD_PACKETS     3
#define IPSECNIC_LIMIT_HARD_BYTES       4
/** IPSEC_PACKET, outbound: fewer sequence numbers left than a frame needs. */
#define IPSECNIC_LIMIT_SEQUENCE         5

/* queue of IPSECNIC_EVENT_QUEUE_ERROR */
#define IPSECNIC_QUEUE_CTRL             0x0000
#define IPSECNIC_QUEUE_RX(q)            (0x0100 + (q))
#define IPSECNIC_QUEUE_TX(q)            (0x0200 + (q))

/* status of a command and of each member of a batch */
#define IPSECNIC_ST_OK                  0
#define IPSECNIC_ST_PARTIAL             1 /* batch: some failed */
#define IPSECNIC_ST_UNKNOWN_OPCODE      2
#define IPSECNIC_ST_RESERVED            3 /* reserved or unused field not 0 */
#define IPSECNIC_ST_BAD_COUNT           4
#define IPSECNIC_ST_BAD_DATA_LENGTH     5
#define IPSECNIC_ST_DMA_FAULT           6 /* data or result out of reach */
#define IPSECNIC_ST_NOT_NEGOTIATED      7
#define IPSECNIC_ST_TABLE_FULL          8
#define IPSECNIC_ST_DUPLICATE           9
#define IPSECNIC_ST_UNKNOWN_SA          10 /* handle or key names none */
#define IPSECNIC_ST_NOT_ESN             11 /* UPDATE_SA of an SA without ESN */
#define IPSECNIC_ST_UNKNOWN_POLICY      12 /* handle names none */
#define IPSECNIC_ST_NOT_PACKET          13 /* the SA has no replay window */
#define IPSECNIC_ST_BAD_WINDOW          14 /* size or numbers of SET_WINDOW */
/* what is wrong with an SA context, in the order in which it is checked */
#define IPSECNIC_ST_SA_LENGTH           32 /* length field */
#define IPSECNIC_ST_SA_VERSION          33
#define IPSECNIC_ST_SA_RESERVED         34 /* reserved or unused field not 0 */
#define IPSECNIC_ST_SA_FLAGS            35 /* unknown flag */
#define IPSECNIC_ST_SA_DIRECTION        36 /* direction not offered */
#define IPSECNIC_ST_SA_FAMILY           37 /* IPv6 not offered */
#define IPSECNIC_ST_SA_ADDRESS          38 /* IPv4 address with a long tail */
#define IPSECNIC_ST_SA_MODE             39 /* no such mode, or not offered */
#define IPSECNIC_ST_SA_ENCAP            40 /* no such form, or not offered */
#define IPSECNIC_ST_SA_PORTS            41 /* ports without encapsulation */
#define IPSECNIC_ST_SA_LIMIT            42 /* limit 0, or soft above hard */
#define IPSECNIC_ST_SA_NUM_OPS          43
#define IPSECNIC_ST_SA_OPERATION        44 /* no such, or not offered */
#define IPSECNIC_ST_SA_BUNDLE           45 /* pair not AH+ESP, or not offered */
#define IPSECNIC_ST_SA_SPI              46 /* 0 */
#define IPSECNIC_ST_SA_ESN              47 /* ESN not offered */
#define IPSECNIC_ST_SA_SEQUENCE         48 /* 64-bit number without ESN */
#define IPSECNIC_ST_SA_WINDOW           49
#define IPSECNIC_ST_SA_NO_ALGORITHM     50
#define IPSECNIC_ST_SA_AUTH_ALG         51 /* unknown or not offered */
#define IPSECNIC_ST_SA_CIPHER_ALG       52 /* unknown or not offered */
#define IPSECNIC_ST_SA_AH_CIPHER        53 /* AH with a cipher */
#define IPSECNIC_ST_SA_AUTH_WITH_AEAD   54 /* AEAD and an authenticator */
#define IPSECNIC_ST_SA_GMAC_CIPHER      55 /* GMAC and a cipher */
#define IPSECNIC_ST_SA_NO_AUTH          56 /* D13: ESP not authenticated */
#define IPSECNIC_ST_SA_AUTH_KEY_LENGTH  57
#define IPSECNIC_ST_SA_CIPHER_KEY_LENGTH 58
#define IPSECNIC_ST_SA_KEY_RANGE        59 /* key outside of the context */
#define IPSECNIC_ST_SA_ICV_LENGTH       60
#define IPSECNIC_ST_SA_WEAK_KEY         61 /* the cipher calls the key weak */
#define IPSECNIC_ST_SA_CRYPTO           62 /* the crypto library refused it */
#define IPSECNIC_ST_SA_PACKET           63 /* not what packet mode can be */
#define IPSECNIC_ST_SA_TUNNEL           64 /* what the outer header gets */
#define IPSECNIC_ST_SA_MTU              65
/* what is wrong with a policy, in the order in which it is checked */
#define IPSECNIC_ST_POLICY_RESERVED     96 /* reserved or unused field not 0 */
#define IPSECNIC_ST_POLICY_FLAGS        97 /* unknown flag */
#define IPSECNIC_ST_POLICY_FAMILY       98 /* IPv6 not offered */
#define IPSECNIC_ST_POLICY_ACTION       99
#define IPSECNIC_ST_POLICY_PREFIX       100 /* longer than an address */
#define IPSECNIC_ST_POLICY_ADDRESS      101 /* bits behind the prefix */
#define IPSECNIC_ST_POLICY_PORTS        102 /* of a protocol without, or bits
                                             * outside of the mask */
#define IPSECNIC_ST_POLICY_MODE         103 /* no such mode, or not offered */
#define IPSECNIC_ST_POLICY_TUNNEL       104 /* end points */
#define IPSECNIC_ST_POLICY_UNUSED       105 /* SA fields without protection */
/* struct ipsecnic_rss, struct ipsecnic_rx_rule, and the numbers of them */
#define IPSECNIC_ST_RSS_CONTEXT         128 /* no such one, or it is in use */
#define IPSECNIC_ST_RSS_RESERVED        129 /* reserved or unused field not 0 */
#define IPSECNIC_ST_RSS_FLAGS           130 /* unknown flag */
#define IPSECNIC_ST_RSS_FUNCTION        131
#define IPSECNIC_ST_RSS_FIELDS          132 /* that such packets do not have */
#define IPSECNIC_ST_RSS_QUEUE           133 /* the card has no such queue */
#define IPSECNIC_ST_UNKNOWN_RX_RULE     144 /* no rule, or no such place */
#define IPSECNIC_ST_RX_RULE_RESERVED    145 /* reserved field not 0 */
#define IPSECNIC_ST_RX_RULE_ACTION      146
#define IPSECNIC_ST_RX_RULE_TARGET      147 /* no such queue or context */
#define IPSECNIC_ST_RX_RULE_FAMILY      148 /* fields of IP without a family */
#define IPSECNIC_ST_RX_RULE_ADDRESS     149 /* IPv4 address with a long tail */
#define IPSECNIC_ST_RX_RULE_PORTS       150 /* of a protocol without */
#define IPSECNIC_ST_RX_RULE_VALUE       151 /* bits outside of a mask */

/* ------------------------------------------------------------------------
 * SA context
 */

/** One operation of a bundle: IPSEC_OFFLOAD_V2_OPERATION. */
struct ipsecnic_sa_op {
    /** IPSECNIC_OP_*, with the numbers of IPsecOV2. */
    ipsecnic_u8 operation;
    ipsecnic_u8 reserved0;
    /** IPSECNIC_OP_FLAG_*. */
    ipsecnic_le16 flags;
    /** SPI, as a number: little-endian like all others, not the bytes of the
     *  packet (Linux has a __be32). */
    ipsecnic_le32 spi;
    /** One bit of IPSECNIC_AUTH_*, or 0. */
    ipsecnic_le64 auth_alg;
    /** One bit of IPSECNIC_CIPHER_*, or 0 (AH, and GMAC in ESP). */
    ipsecnic_le64 cipher_alg;
    /** Keys: bytes from the start of the context, and bytes.  GCM and GMAC
     *  keys end in the four bytes of the salt (RFC 4106, RFC 4543). */
    ipsecnic_le32 auth_key_offset;
    ipsecnic_le32 auth_key_length;
    ipsecnic_le32 cipher_key_offset;
    ipsecnic_le32 cipher_key_length;
    /** Bytes of ICV of the authenticator, and of the AEAD cipher. */
    ipsecnic_le16 auth_icv_length;
    ipsecnic_le16 cipher_icv_length;
    /** Sequence numbers; 0: none given.  With ESN the window steers the estimate
     *  of the high half.  In packet mode the card checks replay with it, and 0
     *  means that it does not; else it never does. */
    ipsecnic_le32 replay_window;
    /** Inbound: highest sequence number seen.  Outbound: last one used; the
     *  driver numbers packets, the card the segments of a large send, and all
     *  of them in packet mode. */
    ipsecnic_le64 sequence;
    ipsecnic_le64 reserved1;
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_sa_op, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, reserved0, 1);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, flags, 2);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, spi, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, auth_alg, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, cipher_alg, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, auth_key_offset, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, auth_key_length, 28);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, cipher_key_offset, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, cipher_key_length, 36);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, auth_icv_length, 40);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, cipher_icv_length, 42);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, replay_window, 44);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, sequence, 48);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_op, reserved1, 56);

/** The fixed part of an SA context; keys follow it. */
struct ipsecnic_sa_ctx {
    /** Bytes of this context, keys included; a multiple of 8. */
    ipsecnic_le32 length;
    /** IPSECNIC_SA_CTX_VERSION. */
    ipsecnic_le16 version;
    /** 1 or 2. */
    ipsecnic_le16 num_ops;
    /** IPSECNIC_SA_FLAG_*. */
    ipsecnic_le32 flags;
    /** IPSECNIC_MODE_*. */
    ipsecnic_u8 mode;
    /** One bit of IPSECNIC_UDP_ESP_*, or 0. */
    ipsecnic_u8 encap;
    ipsecnic_le16 reserved0;
    /** Outer addresses of the packets that the SA is for; IPv4 in the first
     *  four bytes.  Inbound, all zero matches any address of the family. */
    ipsecnic_u8 src[16];
    ipsecnic_u8 dst[16];
    /** UDP ports on the wire, as numbers (Linux has a __be16); with
     *  encapsulation source port 0 is any and destination port 0 is 4500. */
    ipsecnic_le16 encap_sport;
    ipsecnic_le16 encap_dport;
    /** Given back by QUERY_SA; the card attaches no meaning to it. */
    ipsecnic_le32 reqid;
    ipsecnic_le64 driver_cookie;
    struct ipsecnic_sa_op op[2];
    /** Lifetimes in packets and bytes, not 0; each IPSECNIC_NO_LIMIT: none. */
    ipsecnic_le64 soft_packets;
    ipsecnic_le64 hard_packets;
    ipsecnic_le64 soft_bytes;
    ipsecnic_le64 hard_bytes;
    ipsecnic_u8 reserved1[32];
    /** Packet mode, outbound tunnel: MAC addresses of what is sent, or all
     *  zero: those that the frame has. */
    ipsecnic_u8 mac_src[6];
    ipsecnic_u8 mac_dst[6];
    /** The same: TTL or hop limit of the outer header; 0: 64. */
    ipsecnic_u8 ttl;
    /** The same, of an IPv4 header: IPSECNIC_DF_*. */
    ipsecnic_u8 df;
    /** Packet mode, outbound: the longest IP packet that may be sent with the
     *  SA, in bytes; 0: what PACKET_MTU says. */
    ipsecnic_le16 mtu;
    /** Packet mode, outbound tunnel: packets that are shorter than this, in
     *  bytes, are made as long by TFC padding (RFC 4303, section 2.7); 0: none
     *  is. */
    ipsecnic_le16 tfc;
    ipsecnic_u8 reserved2[14];
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_sa_ctx, 288);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, version, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, num_ops, 6);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, flags, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, mode, 12);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, encap, 13);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, reserved0, 14);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, src, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, dst, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, encap_sport, 48);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, encap_dport, 50);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, reqid, 52);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, driver_cookie, 56);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, op, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, soft_packets, 192);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, hard_packets, 200);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, soft_bytes, 208);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, hard_bytes, 216);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, reserved1, 224);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, mac_src, 256);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, mac_dst, 262);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, ttl, 268);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, df, 269);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, mtu, 270);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, tfc, 272);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_ctx, reserved2, 274);

#define IPSECNIC_SA_CTX_VERSION         1
/** Longest context: the fixed part and room for the keys of two operations. */
#define IPSECNIC_SA_CTX_MAX             512
#define IPSECNIC_NO_LIMIT               IPSECNIC_U64_C(0xffffffffffffffff)

/* flags of an SA context; the first two have the numbers of IPsecOV2 */
#define IPSECNIC_SA_FLAG_INBOUND        0x00000001u
#define IPSECNIC_SA_FLAG_IPV6           0x00000010u
/** IPSEC_PACKET: the SA is in packet mode. */
#define IPSECNIC_SA_FLAG_PACKET_OFFLOAD 0x00000100u
/* Packet mode, tunnel; see RFC 4301, section 5.1.2, and RFC 6040. */
/** Outbound: DSCP of the outer header is 0, not that of the inner one. */
#define IPSECNIC_SA_FLAG_NO_DSCP        0x00000200u
/** ECN of the outer header is 0; inbound: the inner header's is not touched. */
#define IPSECNIC_SA_FLAG_NO_ECN         0x00000400u
/** Inbound: DSCP of the inner header becomes that of the outer one. */
#define IPSECNIC_SA_FLAG_DECAP_DSCP     0x00000800u
/** Outbound, IPv6 in IPv6: the flow label is 0, not that of the inner header. */
#define IPSECNIC_SA_FLAG_NO_FLOW_LABEL  0x00001000u

/* DF of an outer IPv4 header */
#define IPSECNIC_DF_COPY                0 /* that inside; of IPv6: set */
#define IPSECNIC_DF_SET                 1
#define IPSECNIC_DF_CLEAR               2

#define IPSECNIC_MODE_TRANSPORT         1
#define IPSECNIC_MODE_TUNNEL            2

#define IPSECNIC_OP_AH                  1
#define IPSECNIC_OP_ESP                 2
#define IPSECNIC_OP_FLAG_ESN            0x0001

/** Names an SA by what it is looked up with: DELETE_SA BY_KEY. */
struct ipsecnic_sa_key {
    /** IPSECNIC_SA_FLAG_INBOUND and IPV6 as in the context. */
    ipsecnic_le32 flags;
    /** SPI of either operation, as a number. */
    ipsecnic_le32 spi;
    /** IPSECNIC_OP_* of that operation. */
    ipsecnic_u8 operation;
    /** As in the context. */
    ipsecnic_u8 encap;
    ipsecnic_le16 reserved0;
    ipsecnic_le32 reserved1;
    ipsecnic_u8 src[16];
    ipsecnic_u8 dst[16];
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_sa_key, 48);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_key, spi, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_key, operation, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_key, encap, 9);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_key, reserved0, 10);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_key, reserved1, 12);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_key, src, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_key, dst, 32);

/** What QUERY_SA writes. */
struct ipsecnic_sa_info {
    ipsecnic_le32 handle;
    /** IPSECNIC_SA_STATE_*. */
    ipsecnic_le32 state;
    /** As given in the context. */
    ipsecnic_le64 driver_cookie;
    ipsecnic_le32 reqid;
    ipsecnic_le32 reserved0;
    /** Packets that matched the SA and passed, and the bytes of their IP
     *  packets, headers included. */
    ipsecnic_le64 packets;
    ipsecnic_le64 bytes;
    /** Packets that matched and failed, by CryptoStatus; [0] is zero. */
    ipsecnic_le64 failed[8];
    /** Packets that matched and were outside of the capabilities. */
    ipsecnic_le64 skipped;
    /** Highest sequence number of each operation: inbound authenticated; outbound
     *  sent, or in packet mode used up. */
    ipsecnic_le64 sequence[2];
    /** Packet mode, inbound: authentic, but received before. */
    ipsecnic_le64 replayed;
    /** The same: left of the replay window. */
    ipsecnic_le64 late;
    /** Packet mode: packets that a hard limit or the end of the sequence
     *  numbers kept from being sent, or from being processed. */
    ipsecnic_le64 expired;
    /** Packet mode, inbound: authentic, but policies want it otherwise. */
    ipsecnic_le64 policy;
    /** Packet mode, outbound: too long for the MTU. */
    ipsecnic_le64 too_big;
    /** Packet mode, inbound: authentic, but no packet that can be indicated:
     *  REASON_MALFORMED and REASON_ECN. */
    ipsecnic_le64 unusable;
    ipsecnic_le64 reserved1[10];
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_sa_info, 256);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, state, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, driver_cookie, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, reqid, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, packets, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, bytes, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, failed, 40);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, skipped, 104);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, sequence, 112);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, replayed, 128);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, late, 136);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, expired, 144);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, policy, 152);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, too_big, 160);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, unusable, 168);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_sa_info, reserved1, 176);

/** SaDeleteReq is being raised: a soft limit was passed. */
#define IPSECNIC_SA_STATE_SOFT_LIMIT    0x00000001u
/** A hard limit was passed. */
#define IPSECNIC_SA_STATE_HARD_LIMIT    0x00000002u
/** SaDeleteReq is being raised: the operator asked for it. */
#define IPSECNIC_SA_STATE_DELETE_REQ    0x00000004u
/** Packet mode, outbound: fewer sequence numbers were left than a frame needs. */
#define IPSECNIC_SA_STATE_SEQUENCE_END  0x00000008u

/* ------------------------------------------------------------------------
 * Packet mode: policies and replay windows
 */

/** A policy: RFC 4301, section 4.4.1, as Linux's struct xfrm_policy has it. */
struct ipsecnic_policy {
    /** IPSECNIC_POLICY_FLAG_*. */
    ipsecnic_le32 flags;
    /** Of those that match the lowest number decides, and of equal ones the
     *  one that was added first. */
    ipsecnic_le32 priority;
    /** IPSECNIC_POLICY_*. */
    ipsecnic_u8 action;
    /** PROTECT: IPSECNIC_MODE_* of the SA; else 0. */
    ipsecnic_u8 mode;
    /** Protocol number behind the IP headers; 0: any. */
    ipsecnic_u8 protocol;
    ipsecnic_u8 reserved0;
    /** PROTECT: reqid of the SA; else 0. */
    ipsecnic_le32 reqid;
    /** Bits of src and dst that count, from the first one on. */
    ipsecnic_u8 src_prefix;
    ipsecnic_u8 dst_prefix;
    ipsecnic_le16 reserved1;
    /** Ports as numbers (Linux has __be16), and the bits of them that count;
     *  mask 0: any.  Of ICMP and ICMPv6 sport is the type and dport the code,
     *  of Mobility Headers sport is the type. */
    ipsecnic_le16 sport;
    ipsecnic_le16 sport_mask;
    ipsecnic_le16 dport;
    ipsecnic_le16 dport_mask;
    ipsecnic_le32 reserved2;
    /** Addresses of the packet that is protected, or would be; IPv4 in the
     *  first four bytes. */
    ipsecnic_u8 src[16];
    ipsecnic_u8 dst[16];
    /** PROTECT by a tunnel: its end points, of the family that POLICY_FLAG_
     *  SA_IPV6 says. */
    ipsecnic_u8 tunnel_src[16];
    ipsecnic_u8 tunnel_dst[16];
    /** Given back by QUERY_POLICY; the card attaches no meaning to it. */
    ipsecnic_le64 driver_cookie;
    ipsecnic_le64 reserved3[3];
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_policy, 128);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, priority, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, action, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, mode, 9);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, protocol, 10);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, reserved0, 11);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, reqid, 12);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, src_prefix, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, dst_prefix, 17);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, reserved1, 18);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, sport, 20);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, sport_mask, 22);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, dport, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, dport_mask, 26);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, reserved2, 28);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, src, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, dst, 48);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, tunnel_src, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, tunnel_dst, 80);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, driver_cookie, 96);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy, reserved3, 104);

/* flags of a policy */
#define IPSECNIC_POLICY_FLAG_INBOUND    0x00000001u
/** src and dst are IPv6 addresses. */
#define IPSECNIC_POLICY_FLAG_IPV6       0x00000010u
/** PROTECT by a tunnel: its end points are. */
#define IPSECNIC_POLICY_FLAG_SA_IPV6    0x00000020u

/* action of a policy */
#define IPSECNIC_POLICY_PROTECT         1
#define IPSECNIC_POLICY_BYPASS          2
#define IPSECNIC_POLICY_DISCARD         3

/** What QUERY_POLICY writes. */
struct ipsecnic_policy_info {
    ipsecnic_le32 handle;
    ipsecnic_le32 reserved0;
    /** As given. */
    ipsecnic_le64 driver_cookie;
    /** Packets that it let pass, protected where it says so, and the bytes of
     *  their IP packets as they are without IPsec. */
    ipsecnic_le64 packets;
    ipsecnic_le64 bytes;
    /** PROTECT, outbound: packets for which there was no SA. */
    ipsecnic_le64 no_sa;
    /** Packets that it discards, or that came otherwise than it wants. */
    ipsecnic_le64 refused;
    ipsecnic_le64 reserved1[2];
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_policy_info, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy_info, reserved0, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy_info, driver_cookie, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy_info, packets, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy_info, bytes, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy_info, no_sa, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy_info, refused, 40);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_policy_info, reserved1, 48);

/**
 * A replay window: what QUERY_WINDOW writes and SET_WINDOW reads.
 *
 * Its bits follow, in size / 64 words of 64 bits, rounded up, each stored
 * little-endian: bit n of them, from the least significant one of the first
 * word on, says that top - n was received.  Those from size on are 0.
 */
struct ipsecnic_window {
    /** Highest number that was authenticated. */
    ipsecnic_le64 top;
    /** replay_window of the SA. */
    ipsecnic_le32 size;
    ipsecnic_le32 reserved;
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_window, 16);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_window, size, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_window, reserved, 12);

/* ------------------------------------------------------------------------
 * Receive-side scaling and receive rules
 */

/** Bytes of a hash key. */
#define IPSECNIC_RSS_KEY                40
/** Entries of an indirection table. */
#define IPSECNIC_RSS_TABLE              128

/** A context: how frames are hashed, and to which queues hashes go. */
struct ipsecnic_rss {
    /** IPSECNIC_RSS_FLAG_*. */
    ipsecnic_le32 flags;
    /** IPSECNIC_RSS_TOEPLITZ. */
    ipsecnic_u8 function;
    ipsecnic_u8 reserved0[3];
    /** IPSECNIC_RSS_FIELD_* that are hashed, by IPSECNIC_RSS_FLOW_*. */
    ipsecnic_u8 fields[12];
    ipsecnic_u8 reserved1[4];
    ipsecnic_u8 key[40];
    /** FLAG_TABLE: the queue of hash modulo 128; else zeros. */
    ipsecnic_u8 table[128];
    ipsecnic_le64 reserved2[8];
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_rss, 256);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rss, function, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rss, reserved0, 5);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rss, fields, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rss, reserved1, 20);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rss, key, 24);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rss, table, 64);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rss, reserved2, 192);

/** The queue is that of the table; else it is the hash modulo QUEUES. */
#define IPSECNIC_RSS_FLAG_TABLE         0x00000001u
/** RSS_SYMMETRIC: of two addresses that are hashed each is replaced by the XOR of
 *  both, and so of two ports. */
#define IPSECNIC_RSS_FLAG_SYMMETRIC     0x00000002u

#define IPSECNIC_RSS_TOEPLITZ           1

/* What is hashed, in this order. */
#define IPSECNIC_RSS_FIELD_SRC          0x01 /* source address */
#define IPSECNIC_RSS_FIELD_DST          0x02 /* destination address */
#define IPSECNIC_RSS_FIELD_SPORT        0x04 /* source port */
#define IPSECNIC_RSS_FIELD_DPORT        0x08 /* destination port */
#define IPSECNIC_RSS_FIELD_SPI          0x10 /* of the outermost AH or ESP */

/* Kinds of packets that may be hashed each in its own way. */
#define IPSECNIC_RSS_FLOW_TCP4          0
#define IPSECNIC_RSS_FLOW_UDP4          1
#define IPSECNIC_RSS_FLOW_IP4           2 /* no other, and fragments */
#define IPSECNIC_RSS_FLOW_ESP4          3
#define IPSECNIC_RSS_FLOW_AH4           4
#define IPSECNIC_RSS_FLOW_UDP_ESP4      5
#define IPSECNIC_RSS_FLOW_TCP6          6
#define IPSECNIC_RSS_FLOW_UDP6          7
#define IPSECNIC_RSS_FLOW_IP6           8
#define IPSECNIC_RSS_FLOW_ESP6          9
#define IPSECNIC_RSS_FLOW_AH6           10
#define IPSECNIC_RSS_FLOW_UDP_ESP6      11

/**
 * A receive rule.  Of each field those bits count that are set in its mask, and
 * the field has no others; a rule without any mask matches all frames.
 */
struct ipsecnic_rx_rule {
    /** IPSECNIC_RX_ACTION_*. */
    ipsecnic_u8 action;
    /** 4 or 6: IPv4 or IPv6 alone; 0: any frame. */
    ipsecnic_u8 family;
    /** QUEUE: number of the queue; CONTEXT: of the context; else 0. */
    ipsecnic_le16 target;
    /** Protocol behind the IP headers. */
    ipsecnic_u8 protocol;
    ipsecnic_u8 protocol_mask;
    /** TOS of IPv4, traffic class of IPv6. */
    ipsecnic_u8 tos;
    ipsecnic_u8 tos_mask;
    ipsecnic_u8 mac_dst[6];
    ipsecnic_u8 mac_dst_mask[6];
    ipsecnic_u8 mac_src[6];
    ipsecnic_u8 mac_src_mask[6];
    /** Type behind the VLAN tags, as a number. */
    ipsecnic_le16 ethertype;
    ipsecnic_le16 ethertype_mask;
    /** TCI of the outer VLAN tag, as a number. */
    ipsecnic_le16 vlan_tci;
    ipsecnic_le16 vlan_tci_mask;
    /** Addresses; IPv4 in the first four bytes. */
    ipsecnic_u8 src[16];
    ipsecnic_u8 src_mask[16];
    ipsecnic_u8 dst[16];
    ipsecnic_u8 dst_mask[16];
    /** Ports as numbers. */
    ipsecnic_le16 sport;
    ipsecnic_le16 sport_mask;
    ipsecnic_le16 dport;
    ipsecnic_le16 dport_mask;
    /** SPI of the outermost AH or ESP, as a number. */
    ipsecnic_le32 spi;
    ipsecnic_le32 spi_mask;
    ipsecnic_le64 reserved;
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_rx_rule, 128);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, family, 1);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, target, 2);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, protocol, 4);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, protocol_mask, 5);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, tos, 6);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, tos_mask, 7);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, mac_dst, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, mac_dst_mask, 14);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, mac_src, 20);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, mac_src_mask, 26);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, ethertype, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, ethertype_mask, 34);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, vlan_tci, 36);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, vlan_tci_mask, 38);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, src, 40);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, src_mask, 56);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, dst, 72);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, dst_mask, 88);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, sport, 104);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, sport_mask, 106);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, dport, 108);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, dport_mask, 110);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, spi, 112);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, spi_mask, 116);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule, reserved, 120);

/* action of a receive rule */
#define IPSECNIC_RX_ACTION_QUEUE        1
#define IPSECNIC_RX_ACTION_CONTEXT      2
#define IPSECNIC_RX_ACTION_DROP         3

/** What QUERY_RX_RULE writes. */
struct ipsecnic_rx_rule_info {
    /** Frames that it matched, and their bytes on the wire: those that were
     *  indicated or, by DROP, dropped. */
    ipsecnic_le64 packets;
    ipsecnic_le64 bytes;
    ipsecnic_le64 reserved[2];
};
IPSECNIC_ASSERT_SIZE(struct ipsecnic_rx_rule_info, 32);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule_info, bytes, 8);
IPSECNIC_ASSERT_OFFSET(struct ipsecnic_rx_rule_info, reserved, 16);

/* ------------------------------------------------------------------------
 * Capabilities
 */

/* CAP_ENCAP: MAC encapsulations, with the numbers of NDIS. */
#define IPSECNIC_ENCAP_8023             0x00000002u
#define IPSECNIC_ENCAP_8023_PQ          0x00000004u

/* CAP_IPSEC: one bit for each yes-or-no field. */
#define IPSECNIC_CAP_IPV6               0x00000001u
#define IPSECNIC_CAP_IPV4_OPTIONS       0x00000002u
#define IPSECNIC_CAP_IPV6_EXT_HEADERS   0x00000004u
#define IPSECNIC_CAP_AH                 0x00000008u
#define IPSECNIC_CAP_ESP                0x00000010u
#define IPSECNIC_CAP_AH_ESP             0x00000020u
#define IPSECNIC_CAP_TRANSPORT          0x00000040u
#define IPSECNIC_CAP_TUNNEL             0x00000080u
#define IPSECNIC_CAP_TRANSPORT_TUNNEL   0x00000100u
#define IPSECNIC_CAP_LSO                0x00000200u
#define IPSECNIC_CAP_ESN                0x00000400u

/* CAP_UDP_ESP and the encap field: with the numbers of IPsecOV2. */
#define IPSECNIC_UDP_ESP_TRANSPORT               0x01
#define IPSECNIC_UDP_ESP_TUNNEL                  0x02
#define IPSECNIC_UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL 0x04
#define IPSECNIC_UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL 0x08
#define IPSECNIC_UDP_ESP_PORT           4500

/* Authenticators: bits 0..31 as in IPsecOV2, bits 32..63 beyond it. */
#define IPSECNIC_AUTH_MD5               IPSECNIC_U64_C(0x01) /* RFC 2403 */
#define IPSECNIC_AUTH_SHA1              IPSECNIC_U64_C(0x02) /* RFC 2404 */
#define IPSECNIC_AUTH_SHA256            IPSECNIC_U64_C(0x04) /* RFC 4868 */
#define IPSECNIC_AUTH_AES_GMAC_128      IPSECNIC_U64_C(0x08) /* RFC 4543 */
#define IPSECNIC_AUTH_AES_GMAC_192      IPSECNIC_U64_C(0x10)
#define IPSECNIC_AUTH_AES_GMAC_256      IPSECNIC_U64_C(0x20)
#define IPSECNIC_AUTH_SHA384            IPSECNIC_U64_C(0x100000000) /* 4868 */
#define IPSECNIC_AUTH_SHA512            IPSECNIC_U64_C(0x200000000)
#define IPSECNIC_AUTH_AES_XCBC          IPSECNIC_U64_C(0x400000000) /* 3566 */
#define IPSECNIC_AUTH_AES_CMAC          IPSECNIC_U64_C(0x800000000) /* 4494 */

/* Ciphers: bits 0..31 as in IPsecOV2, bits 32..63 beyond it. */
#define IPSECNIC_CIPHER_NONE            IPSECNIC_U64_C(0x001) /* RFC 2410 */
#define IPSECNIC_CIPHER_DES_CBC         IPSECNIC_U64_C(0x002) /* RFC 2405 */
#define IPSECNIC_CIPHER_3DES_CBC        IPSECNIC_U64_C(0x004) /* RFC 2451 */
#define IPSECNIC_CIPHER_AES_GCM_128     IPSECNIC_U64_C(0x008) /* RFC 4106 */
#define IPSECNIC_CIPHER_AES_GCM_192     IPSECNIC_U64_C(0x010)
#define IPSECNIC_CIPHER_AES_GCM_256     IPSECNIC_U64_C(0x020)
#define IPSECNIC_CIPHER_AES_CBC_128     IPSECNIC_U64_C(0x040) /* RFC 3602 */
#define IPSECNIC_CIPHER_AES_CBC_192     IPSECNIC_U64_C(0x080)
#define IPSECNIC_CIPHER_AES_CBC_256     IPSECNIC_U64_C(0x100)
#define IPSECNIC_CIPHER_CHACHA20_POLY1305 \
    IPSECNIC_U64_C(0x100000000) /* RFC 7634 */
#define IPSECNIC_CIPHER_AES_CTR_128     IPSECNIC_U64_C(0x200000000) /* 3686 */
#define IPSECNIC_CIPHER_AES_CTR_192     IPSECNIC_U64_C(0x400000000)
#define IPSECNIC_CIPHER_AES_CTR_256     IPSECNIC_U64_C(0x800000000)
#define IPSECNIC_CIPHER_AES_CCM_128     IPSECNIC_U64_C(0x1000000000) /* 4309 */
#define IPSECNIC_CIPHER_AES_CCM_192     IPSECNIC_U64_C(0x2000000000)
#define IPSECNIC_CIPHER_AES_CCM_256     IPSECNIC_U64_C(0x4000000000)

/* ------------------------------------------------------------------------
 * Statistics: numbers for IPSECNIC_REG_STAT_LO and _HI
 */
#define IPSECNIC_STAT_RX_ARRIVALS       0  /* frames taken from the wire */
#define IPSECNIC_STAT_RX_FRAMES         1  /* indicated */
#define IPSECNIC_STAT_RX_BYTES          2
#define IPSECNIC_STAT_RX_MULTICAST      3
#define IPSECNIC_STAT_RX_BROADCAST      4
#define IPSECNIC_STAT_RX_STALLS         5  /* no buffer; again at each try */
#define IPSECNIC_STAT_RX_DROP_FILTER    6
#define IPSECNIC_STAT_RX_DROP_RUNT      7
#define IPSECNIC_STAT_RX_DROP_OVERSIZE  8
#define IPSECNIC_STAT_RX_DROP_DISABLED  9
#define IPSECNIC_STAT_RX_DROP_QUEUE     10 /* queue not running */
#define IPSECNIC_STAT_RX_DROP_DMA       11
#define IPSECNIC_STAT_RX_DROP_OVERRUN   12 /* rx-overrun=drop */
#define IPSECNIC_STAT_RX_VLAN_STRIPPED  13 /* indicated without a tag */
#define IPSECNIC_STAT_RX_DECAPSULATED   14 /* of them, by packet mode */
#define IPSECNIC_STAT_RX_ORIGINALS      15 /* indicated beside them */
#define IPSECNIC_STAT_TX_FRAMES         16
#define IPSECNIC_STAT_TX_BYTES          17
#define IPSECNIC_STAT_TX_ERRORS         18 /* error completions */
#define IPSECNIC_STAT_TX_STALLS         19 /* peer busy; frame kept */
#define IPSECNIC_STAT_TX_IPSEC          20 /* frames sent with AH or ESP */
#define IPSECNIC_STAT_TX_LARGE          21 /* large sends completed */
#define IPSECNIC_STAT_TX_SEGMENTS       22 /* frames that they became */
#define IPSECNIC_STAT_TX_RESENT         23 /* given up by QEMU, sent again */
#define IPSECNIC_STAT_COMMANDS          24
#define IPSECNIC_STAT_COMMAND_ERRORS    25
#define IPSECNIC_STAT_EVENTS            26
#define IPSECNIC_STAT_EVENTS_LOST       27
#define IPSECNIC_STAT_INTERRUPTS        28
#define IPSECNIC_STAT_QUEUE_ERRORS      29
#define IPSECNIC_STAT_TX_VLAN_INSERTED  30 /* frames that got a tag */
#define IPSECNIC_STAT_TX_ENCAPSULATED   31 /* frames of packet mode */
/** Frames processed, by CryptoStatus 0..7. */
#define IPSECNIC_STAT_RX_STATUS(s)      (32 + (s))
/** Frames not processed, by IPSECNIC_REASON_* 1..15. */
#define IPSECNIC_STAT_RX_REASON(r)      (48 + (r))
/** Frames with both portions checked (NextCryptoDone). */
#define IPSECNIC_STAT_RX_NESTED         40
#define IPSECNIC_STAT_RX_STEERED        46 /* indicated, and matched a rule */
#define IPSECNIC_STAT_RX_DROP_RULE      47 /* dropped by a rule */
/** Transmit completions, by IPSECNIC_TX_ST_* 0..31. */
#define IPSECNIC_STAT_TX_STATUS(s)      (64 + (s))
/* RMON: what RX_ARRIVALS counts, by length; as RFC 2819 has it, with the four
 * bytes of a frame check sequence, which no frame here has. */
#define IPSECNIC_STAT_RX_TO_64          96
#define IPSECNIC_STAT_RX_65_TO_127      97
#define IPSECNIC_STAT_RX_128_TO_255     98
#define IPSECNIC_STAT_RX_256_TO_511     99
#define IPSECNIC_STAT_RX_512_TO_1023    100
#define IPSECNIC_STAT_RX_1024_TO_1518   101
#define IPSECNIC_STAT_RX_FROM_1519      102
/* RMON: what TX_FRAMES counts, likewise, and by the kind of its address. */
#define IPSECNIC_STAT_TX_TO_64          103
#define IPSECNIC_STAT_TX_65_TO_127      104
#define IPSECNIC_STAT_TX_128_TO_255     105
#define IPSECNIC_STAT_TX_256_TO_511     106
#define IPSECNIC_STAT_TX_512_TO_1023    107
#define IPSECNIC_STAT_TX_1024_TO_1518   108
#define IPSECNIC_STAT_TX_FROM_1519      109
#define IPSECNIC_STAT_TX_MULTICAST      110 /* not broadcast */
#define IPSECNIC_STAT_TX_BROADCAST      111
#define IPSECNIC_STATS                  112

#endif /* HW_NET_IPSECNIC_ABI_H */

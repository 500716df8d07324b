/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets as a peer composes them, and what a card is to indicate of them
 *
 * A scene is an engine, the SAs that it has, and one frame, which is composed
 * from the inside out: each step keeps the bytes of the wire and those that are
 * to be found in the buffer afterwards.  The packets of docs/ipsecov2 are each
 * a function packet_NAME(), in packets-*.c.
 */

#ifndef IPSECNIC_TEST_SCENE_H
#define IPSECNIC_TEST_SCENE_H

#include "harness.h"

#define GCM         IPSECNIC_CIPHER_AES_GCM_128
#define CBC         IPSECNIC_CIPHER_AES_CBC_128
#define SHA1        IPSECNIC_AUTH_SHA1
#define SHA256      IPSECNIC_AUTH_SHA256

#define ESP         IPSECNIC_OP_ESP
#define AH          IPSECNIC_OP_AH
#define TRANSPORT   IPSECNIC_MODE_TRANSPORT
#define TUNNEL      IPSECNIC_MODE_TUNNEL

#define ACTIVE      IPSECNIC_IPSEC_CTRL_ACTIVE
#define ESP_ON      IPSECNIC_IPSEC_CTRL_ESP
#define AH_ON       IPSECNIC_IPSEC_CTRL_AH

#define ESP_SPI     0x9abcdef0u     /* of a bundle's ESP */
#define INNER_SPI   0x0bbbbbbbu

/* HMAC-SHA1-96 */
#define AH_LENGTH   24u
/* Where IP and what follows it are in a frame without tags */
#define IP4         14u
#define IN_IP4      34u
#define IN_IP6      54u

/* A TCP header, in hexadecimal */
#define TCP     "30390050 00000001 00000000 50022000 abcd0000"

#define MAX_SAS     4

/** A packet as it is sent, and as it is to be indicated. */
typedef struct Packet {
    GByteArray *wire;
    GByteArray *clear;
} Packet;

/**
 * What a packet meets.  sc_init() sets what is usual: all capabilities, all
 * switched on.
 */
typedef struct Scene {
    IpsecCaps caps;
    uint32_t control;
    uint32_t encap;             /* IPSECNIC_ENCAP_* of the card */
    uint8_t skip;               /* what the device tells the engine */
    unsigned before;            /* times that the frame came before */
    bool library_fails;
    int csum;                   /* expected outer verdicts; -1: any */
    int claim;                  /* pad length to claim; -1: the truth */
    int seen;                   /* top of the SA's numbers then; -1: any */
    IpsecEngine *engine;
    uint32_t handle[MAX_SAS];
    unsigned num_sas;
    /* What is to be found as sa_outer and sa_inner. */
    uint32_t outer;
    uint32_t inner;
    /* header_info of the innermost ESP that is opened. */
    uint32_t info;
    Packet frame;
    GPtrArray *arrays;
} Scene;

/** An empty scene. */
void sc_init(Scene *s);

/** Free all that it has, and its engine. */
void sc_clear(Scene *s);

/** @length bytes of payload: not encrypted, and not to be. */
Packet sc_payload(Scene *s, unsigned length);

/** The bytes that @digits say, in hexadecimal with blanks. */
Packet sc_hex(Scene *s, const char *digits);

/**
 * ESP around @in, sealed as operation @op of @sa says, with the trailer's
 * @next_header; @open: whether the card is to decrypt it.  Sets s->info.
 */
Packet sc_esp(Scene *s, const TestSa *sa, unsigned op, uint64_t sequence,
              uint8_t next_header, Packet in, bool open);

/** An IP header with the addresses of @sa in front, of its family. */
Packet sc_ip(Scene *s, const TestSa *sa, uint8_t protocol, Packet in);

/**
 * UDP from port 54321 to @port in front; without @checksum, the checksum is
 * zero.
 */
Packet sc_udp(Scene *s, const TestSa *sa, uint16_t port, bool checksum,
              Packet in);

/** IP and AH in front, which operation @op of @sa authenticates. */
Packet sc_ip_ah(Scene *s, const TestSa *sa, unsigned op,
                uint8_t next_header, Packet in);

/** The frame is @packet, behind an Ethernet header. */
void sc_transmit(Scene *s, Packet packet);

/**
 * The frame is ESP of the only operation of @sa, around @length bytes, in IP;
 * @open: whether the card is to decrypt it.
 */
void sc_transmit_esp(Scene *s, const TestSa *sa, unsigned length,
                     bool open);

/** The frame is what @digits say, from the Ethernet header on. */
void sc_transmit_hex(Scene *s, const char *digits);

/** Nothing of the frame is opened: it is indicated as it came. */
void sc_as_it_came(Scene *s);

/** Change a byte of the frame that no check depends on: XOR with @by. */
void sc_change(Scene *s, unsigned at, uint8_t by);

/** Change a byte so that nothing of the frame is opened: XOR with @by. */
void sc_spoil(Scene *s, unsigned at, uint8_t by);

/** Change the last byte, which is the ICV's, or authenticated. */
void sc_spoil_last(Scene *s);

/** Change the total length of the outer IPv4 header, with its checksum. */
void sc_ip4_length(Scene *s, int more);

/** Insert bytes, in hexadecimal, into a part of a packet. */
void sc_insert_array(GByteArray *a, unsigned at, const char *digits);

/** Insert bytes, in hexadecimal, into the frame. */
void sc_insert(Scene *s, unsigned at, const char *digits);

/** Append bytes, in hexadecimal, to the frame. */
void sc_append(Scene *s, const char *digits);

/** Give the IPv4 header options: @digits, a multiple of four bytes. */
void sc_options(Scene *s, const char *digits);

/**
 * Put an IPv6 extension header of eight bytes in front of all others; its
 * first byte is filled in.
 */
void sc_extension(Scene *s, uint8_t type, const char *digits);

/** Cut bytes off at the end of the frame: nothing of it is opened. */
void sc_cut(Scene *s, unsigned bytes);

/**
 * Give @sa to the engine, which is made when the first comes: what is to be
 * set in the scene's capabilities must be set before.  Returns the handle.
 */
uint32_t sc_load(Scene *s, const TestSa *sa);

/** The operator asks for this SA back. */
void sc_ask_for(Scene *s, uint32_t handle);

/** An SA for ESP with AES-128-GCM, IPv4. */
void sc_gcm_sa(TestSa *sa, unsigned mode);

/** An SA for AH with HMAC-SHA1-96, IPv4. */
void sc_ah_sa(TestSa *sa, unsigned mode);

/**
 * One SA for AH and for ESP behind it (SPI ESP_SPI), in transport mode,
 * IPv4.
 */
void sc_bundle_sa(TestSa *sa);

/**
 * Give an SA the addresses of a packet inside of a tunnel, and keys of its
 * own.
 */
void sc_inner_addresses(TestSa *sa);

/**
 * An SA for the packet inside of a tunnel: ESP with AES-128-CBC, INNER_SPI.
 */
void sc_inner_sa(TestSa *sa);

/** A good AH packet of IPv6, in transport mode, and its SA. */
void sc_good_ah_ipv6(Scene *s);

/* packet_NAME(): load what SAs there are to be, and compose that packet. */
#define PACKET(function, ...)   void packet_##function(Scene *s);
#include "packets.h"
#undef PACKET

#endif /* IPSECNIC_TEST_SCENE_H */

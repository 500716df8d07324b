/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-3-Clause */
/*
 * ipsecnic: the numbers of the interface in words
 *
 * One list for each number space of ipsecnic_abi.h.  The card, the drivers and
 * the tools print what stands here, so that a number has the same name in a
 * trace, in ethtool and in JSON.  A list is a macro that takes a macro: it is
 * applied to each number, in order, with the last part of its name in
 * ipsecnic_abi.h and then its words.  A table, for instance:
 *
 *     static const char *const kinds[] = {
 *     #define KIND(id, name) [IPSECNIC_KIND_##id] = name,
 *         IPSECNIC_KIND_NAMES(KIND)
 *     #undef KIND
 *     };
 *
 * Names are lower-case words with underscores between them, and part of the
 * interface of those who print them: what one names is never changed.  Texts
 * are for people, and go behind a colon; they may be changed.
 */

#ifndef HW_NET_IPSECNIC_NAMES_H
#define HW_NET_IPSECNIC_NAMES_H

/** Features, IPSECNIC_F_*: X(id, name). */
#define IPSECNIC_F_NAMES(X) \
    X(IPSEC_RX, "ipsec_rx") \
    X(MULTI_QUEUE, "multi_queue") \
    X(EVENTS, "events") \
    X(MODERATION, "moderation") \
    X(IPSEC_TX, "ipsec_tx") \
    X(TX_CSUM, "tx_csum") \
    X(RX_CSUM, "rx_csum") \
    X(TX_SEGMENT, "tx_segment") \
    X(RSS, "rss") \
    X(VLAN_RX, "vlan_rx") \
    X(IPSEC_PACKET, "ipsec_packet") \
    X(VLAN_TX, "vlan_tx") \
    X(RX_STEER, "rx_steer") \
    X(TX_TUNNEL, "tx_tunnel") \
    X(RSS_SYMMETRIC, "rss_symmetric") \
    X(CLOCK, "clock") \
    X(RMON, "rmon") \
    X(CHACHA20, "chacha20") \
    X(HMAC_SHA512, "hmac_sha512") \
    X(AES_CTR, "aes_ctr") \
    X(AES_CCM, "aes_ccm") \
    X(AES_MAC, "aes_mac") \
    X(TFC, "tfc")

/** How packets are protected, IPSECNIC_MODE_*: X(id, name). */
#define IPSECNIC_MODE_NAMES(X) \
    X(TRANSPORT, "transport") \
    X(TUNNEL, "tunnel")

/** Operations of an SA, IPSECNIC_OP_*: X(id, name). */
#define IPSECNIC_OP_NAMES(X) \
    X(AH, "ah") \
    X(ESP, "esp")

/** ESP in UDP, IPSECNIC_UDP_ESP_*: X(id, name). */
#define IPSECNIC_UDP_ESP_NAMES(X) \
    X(TRANSPORT, "udp_transport") \
    X(TUNNEL, "udp_tunnel") \
    X(TRANSPORT_OVER_UDP_TUNNEL, "transport_over_udp_tunnel") \
    X(UDP_TRANSPORT_OVER_TUNNEL, "udp_transport_over_tunnel")

/** What has come over an SA, IPSECNIC_SA_STATE_*: X(id, name). */
#define IPSECNIC_SA_STATE_NAMES(X) \
    X(SOFT_LIMIT, "soft_limit_passed") \
    X(HARD_LIMIT, "hard_limit_passed") \
    X(DELETE_REQ, "delete_requested") \
    X(SEQUENCE_END, "sequence_end")

/** Whether the card works on a queue, IPSECNIC_Q_STATE_*: X(id, name). */
#define IPSECNIC_Q_STATE_NAMES(X) \
    X(STOPPED, "stopped") \
    X(RUNNING, "running") \
    X(ERROR, "error")

/** Why a queue stopped, IPSECNIC_Q_ERR_*: X(id, text). */
#define IPSECNIC_Q_ERR_NAMES(X) \
    X(NONE, "none") \
    X(DISABLED, "enabled while the card or the pair is not") \
    X(BAD_BASE, "bad ring address") \
    X(BAD_SIZE, "bad ring size") \
    X(BAD_INDEX, "bad index written") \
    X(BAD_DESCRIPTOR, "bad descriptor") \
    X(DMA_READ, "memory cannot be read") \
    X(DMA_WRITE, "memory cannot be written") \
    X(NO_BUS_MASTER, "bus mastering is off")

/**
 * CryptoStatus, IPSECNIC_CRYPTO_*: X(id, name, counter).  What counts them is
 * named by the shorter one, so that ETH_GSTRING_LEN holds it with a prefix.
 */
#define IPSECNIC_CRYPTO_NAMES(X) \
    X(SUCCESS, "success", "success") \
    X(GENERIC_ERROR, "generic_error", "generic_error") \
    X(TRANSPORT_AH_AUTH_FAILED, "transport_ah_auth_failed", \
      "transport_ah_auth") \
    X(TRANSPORT_ESP_AUTH_FAILED, "transport_esp_auth_failed", \
      "transport_esp_auth") \
    X(TUNNEL_AH_AUTH_FAILED, "tunnel_ah_auth_failed", "tunnel_ah_auth") \
    X(TUNNEL_ESP_AUTH_FAILED, "tunnel_esp_auth_failed", "tunnel_esp_auth") \
    X(INVALID_PACKET_SYNTAX, "invalid_packet_syntax", "invalid_syntax") \
    X(INVALID_PROTOCOL, "invalid_protocol", "invalid_protocol")

/** What the frame is, IPSECNIC_KIND_*: X(id, name). */
#define IPSECNIC_KIND_NAMES(X) \
    X(PLAIN, "plain") \
    X(ESP, "esp") \
    X(AH, "ah") \
    X(UDP_ESP, "udp_esp") \
    X(IKE, "ike") \
    X(KEEPALIVE, "keepalive") \
    X(FRAGMENT, "fragment")

/** Why a frame was not processed, IPSECNIC_REASON_*: X(id, name). */
#define IPSECNIC_REASON_NAMES(X) \
    X(PROCESSED, "processed") \
    X(NOT_IPSEC, "not_ipsec") \
    X(INACTIVE, "inactive") \
    X(PROTOCOL_OFF, "protocol_off") \
    X(NO_SA, "no_sa") \
    X(FRAGMENT, "fragment") \
    X(CAPABILITY, "capability") \
    X(IKE, "ike") \
    X(TRUNCATED, "truncated") \
    X(MALFORMED, "malformed") \
    X(UDP_CSUM, "udp_csum") \
    X(NOT_OWN_MAC, "not_own_mac") \
    X(REPLAY, "replay") \
    X(EXPIRED, "expired") \
    X(POLICY, "policy") \
    X(ECN, "ecn")

/** What a policy does, IPSECNIC_POLICY_*: X(id, name). */
#define IPSECNIC_POLICY_NAMES(X) \
    X(PROTECT, "protect") \
    X(BYPASS, "bypass") \
    X(DISCARD, "discard")

/** Kinds of packets that are hashed each in its own way, IPSECNIC_RSS_FLOW_*:
 *  X(id, name). */
#define IPSECNIC_RSS_FLOW_NAMES(X) \
    X(TCP4, "tcp4") \
    X(UDP4, "udp4") \
    X(IP4, "ip4") \
    X(ESP4, "esp4") \
    X(AH4, "ah4") \
    X(UDP_ESP4, "udp_esp4") \
    X(TCP6, "tcp6") \
    X(UDP6, "udp6") \
    X(IP6, "ip6") \
    X(ESP6, "esp6") \
    X(AH6, "ah6") \
    X(UDP_ESP6, "udp_esp6")

/** What is hashed, IPSECNIC_RSS_FIELD_*: X(id, name). */
#define IPSECNIC_RSS_FIELD_NAMES(X) \
    X(SRC, "src") \
    X(DST, "dst") \
    X(SPORT, "sport") \
    X(DPORT, "dport") \
    X(SPI, "spi")

/** What a receive rule does, IPSECNIC_RX_ACTION_*: X(id, name). */
#define IPSECNIC_RX_ACTION_NAMES(X) \
    X(QUEUE, "queue") \
    X(CONTEXT, "context") \
    X(DROP, "drop")

/** Which rule of the receive filter took it, IPSECNIC_ACCEPT_*: X(id, name). */
#define IPSECNIC_ACCEPT_NAMES(X) \
    X(OWN, "own") \
    X(MULTICAST, "multicast") \
    X(BROADCAST, "broadcast") \
    X(PROMISC, "promiscuous")

/** A verdict on a checksum, IPSECNIC_CSUM_*: X(id, name). */
#define IPSECNIC_CSUM_NAMES(X) \
    X(UNKNOWN, "unknown") \
    X(GOOD, "good") \
    X(BAD, "bad")

/** What became of a frame to send, IPSECNIC_TX_ST_*: X(id, name, text). */
#define IPSECNIC_TX_ST_NAMES(X) \
    X(OK, "ok", "sent") \
    X(BAD_DESCRIPTOR, "bad_descriptor", "the descriptor breaks a rule") \
    X(TOO_MANY, "too_many", "it is in more pieces than the card takes") \
    X(BAD_LENGTH, "bad_length", \
      "it is shorter or longer than the card takes") \
    X(NOT_NEGOTIATED, "not_negotiated", \
      "the guest has not accepted the feature") \
    X(LINK_DOWN, "link_down", "the link is down") \
    X(BAD_OFFLOAD, "bad_offload", \
      "what is asked of the card contradicts itself") \
    X(INACTIVE, "inactive", "the offload, or ESP or AH, is not active") \
    X(UNKNOWN_SA, "unknown_sa", "there is no such SA") \
    X(SA_DIRECTION, "sa_direction", "the SA is an inbound one") \
    X(BAD_HEADER, "bad_header", "a header is not where the descriptor says") \
    X(FRAGMENT, "fragment", "it is a fragment") \
    X(SA_MISMATCH, "sa_mismatch", "the packet does not fit its SA") \
    X(CAPABILITY, "capability", "this card does not offer it") \
    X(BAD_SEGMENT, "bad_segment", "it cannot be cut into such segments") \
    X(BAD_TRAILER, "bad_trailer", "the ESP trailer is wrong") \
    X(IP_LENGTH, "ip_length", "the IP length is not that of the packet") \
    X(BAD_CSUM, "bad_csum", "the checksum lies outside of what it is of") \
    X(SEQUENCE, "sequence", "the sequence numbers are used up") \
    X(CRYPTO, "crypto", "the cryptography library failed") \
    X(POLICY, "policy", "a policy discards it") \
    X(NO_SA, "no_sa", "a policy protects it, and there is no SA for that") \
    X(EXPIRED, "expired", "its SA has passed a hard limit") \
    X(TOO_BIG, "too_big", "with ESP it is longer than the MTU")

/** Commands, IPSECNIC_CMD_*: X(id). */
#define IPSECNIC_CMD_NAMES(X) \
    X(NOP) \
    X(ADD_SA) \
    X(UPDATE_SA) \
    X(DELETE_SA) \
    X(QUERY_SA) \
    X(FLUSH_SA) \
    X(ADD_POLICY) \
    X(DELETE_POLICY) \
    X(QUERY_POLICY) \
    X(FLUSH_POLICY) \
    X(QUERY_WINDOW) \
    X(SET_WINDOW) \
    X(SET_RSS) \
    X(QUERY_RSS) \
    X(DELETE_RSS) \
    X(SET_RX_RULE) \
    X(DELETE_RX_RULE) \
    X(QUERY_RX_RULE) \
    X(FLUSH_RX_RULES)

/** What became of a command or a member of a batch, IPSECNIC_ST_*:
 *  X(id, text). */
#define IPSECNIC_ST_NAMES(X) \
    X(OK, "done") \
    X(PARTIAL, "some members of the batch failed") \
    X(UNKNOWN_OPCODE, "no such command") \
    X(RESERVED, "a field of the command that must be 0 is not") \
    X(BAD_COUNT, "too many SAs in one command, or none") \
    X(BAD_DATA_LENGTH, "the length does not fit the command") \
    X(DMA_FAULT, "the card could not reach the command's memory") \
    X(NOT_NEGOTIATED, "this card offers no inbound IPsec") \
    X(TABLE_FULL, "the card holds as many SAs as it can") \
    X(DUPLICATE, "an SA with the same addresses, SPI, protocol and " \
      "encapsulation is loaded already") \
    X(UNKNOWN_SA, "no such SA") \
    X(NOT_ESN, "the SA has no extended sequence numbers") \
    X(UNKNOWN_POLICY, "no such policy") \
    X(NOT_PACKET, "the SA has no replay window in the card") \
    X(BAD_WINDOW, "the replay window has another size, or such numbers " \
      "cannot be") \
    X(SA_LENGTH, "the length of the SA context is impossible") \
    X(SA_VERSION, "the card knows another version of the SA context") \
    X(SA_RESERVED, "a field that must be 0 is not") \
    X(SA_FLAGS, "a flag that the card does not know") \
    X(SA_DIRECTION, "the card does not take SAs of this direction") \
    X(SA_FAMILY, "this card has no IPv6") \
    X(SA_ADDRESS, "an IPv4 address with bytes behind it") \
    X(SA_MODE, "this card does not offer the mode") \
    X(SA_ENCAP, "this card does not offer this UDP encapsulation") \
    X(SA_PORTS, "UDP ports without encapsulation") \
    X(SA_LIMIT, "a limit of 0, or a soft limit above the hard one") \
    X(SA_NUM_OPS, "neither one operation nor two") \
    X(SA_OPERATION, "this card does not offer the protocol (AH or ESP)") \
    X(SA_BUNDLE, "this card does not offer AH and ESP in one bundle") \
    X(SA_SPI, "the SPI is 0") \
    X(SA_ESN, "this card does not offer extended sequence numbers") \
    X(SA_SEQUENCE, "a sequence number above 32 bits without flag esn") \
    X(SA_WINDOW, "the replay window is too large") \
    X(SA_NO_ALGORITHM, "no algorithm") \
    X(SA_AUTH_ALG, "this card does not offer the authenticator") \
    X(SA_CIPHER_ALG, "this card does not offer the cipher") \
    X(SA_AH_CIPHER, "AH with a cipher") \
    X(SA_AUTH_WITH_AEAD, "an AEAD cipher with an authenticator") \
    X(SA_GMAC_CIPHER, "GMAC with a cipher") \
    X(SA_NO_AUTH, "ESP without authentication") \
    X(SA_AUTH_KEY_LENGTH, "the authenticator's key has a wrong length") \
    X(SA_CIPHER_KEY_LENGTH, "the cipher's key has a wrong length") \
    X(SA_KEY_RANGE, "a key lies outside of the SA context") \
    X(SA_ICV_LENGTH, "this card does not offer the ICV length") \
    X(SA_WEAK_KEY, "the cipher calls this key weak") \
    X(SA_CRYPTO, "the cryptography library refused it") \
    X(SA_PACKET, "packet mode takes ESP alone, in UDP or not") \
    X(SA_TUNNEL, "fields of the outer header that contradict the SA") \
    X(SA_MTU, "the MTU leaves no room for a packet") \
    X(POLICY_RESERVED, "a field of the policy that must be 0 is not") \
    X(POLICY_FLAGS, "a flag of the policy that the card does not know") \
    X(POLICY_FAMILY, "a policy for IPv6, which this card has not") \
    X(POLICY_ACTION, "neither protect, bypass nor discard") \
    X(POLICY_PREFIX, "a prefix longer than an address") \
    X(POLICY_ADDRESS, "an address with bits behind its prefix") \
    X(POLICY_PORTS, "ports of a protocol that has none, or bits of a port " \
      "outside of its mask") \
    X(POLICY_MODE, "a policy with a mode that this card does not offer") \
    X(POLICY_TUNNEL, "a tunnel without end points, or end points without " \
      "a tunnel") \
    X(POLICY_UNUSED, "an SA is named, and nothing is protected") \
    X(RSS_CONTEXT, "no such context, or rules that send frames to it") \
    X(RSS_RESERVED, "a field of the context that must be 0 is not") \
    X(RSS_FLAGS, "a flag of the context that the card does not know") \
    X(RSS_FUNCTION, "the card does not have the hash function") \
    X(RSS_FIELDS, "such packets have no such fields to be hashed") \
    X(RSS_QUEUE, "the table names a queue that the card does not have") \
    X(UNKNOWN_RX_RULE, "no such rule, or no such place for one") \
    X(RX_RULE_RESERVED, "a field of the rule that must be 0 is not") \
    X(RX_RULE_ACTION, "neither queue, context nor drop") \
    X(RX_RULE_TARGET, "the rule names a queue or a context that is not there") \
    X(RX_RULE_FAMILY, "a rule about IP that says neither IPv4 nor IPv6") \
    X(RX_RULE_ADDRESS, "a rule for IPv4 with bytes behind its addresses") \
    X(RX_RULE_PORTS, "a rule about ports of a protocol that has none") \
    X(RX_RULE_VALUE, "a field of the rule has bits outside of its mask")

/** Events, IPSECNIC_EVENT_*: X(id, name). */
#define IPSECNIC_EVENT_NAMES(X) \
    X(LINK, "link") \
    X(QUEUE_ERROR, "queue_error") \
    X(DEVICE_ERROR, "device_error") \
    X(SA_LIMIT, "sa_limit") \
    X(CAPABILITIES, "capabilities")

/** Limits of an SA, IPSECNIC_LIMIT_*: X(id, name). */
#define IPSECNIC_LIMIT_NAMES(X) \
    X(SOFT_PACKETS, "soft_packets") \
    X(SOFT_BYTES, "soft_bytes") \
    X(HARD_PACKETS, "hard_packets") \
    X(HARD_BYTES, "hard_bytes") \
    X(SEQUENCE, "sequence")

/**
 * The counters that have a number each, IPSECNIC_STAT_*: X(id, name).  Those
 * that count a number of another space are named after it.
 */
#define IPSECNIC_STAT_NAMES(X) \
    X(RX_ARRIVALS, "rx_arrivals") \
    X(RX_FRAMES, "rx_frames") \
    X(RX_BYTES, "rx_bytes") \
    X(RX_MULTICAST, "rx_multicast") \
    X(RX_BROADCAST, "rx_broadcast") \
    X(RX_STALLS, "rx_stalls") \
    X(RX_DROP_FILTER, "rx_drop_filter") \
    X(RX_DROP_RUNT, "rx_drop_runt") \
    X(RX_DROP_OVERSIZE, "rx_drop_oversize") \
    X(RX_DROP_DISABLED, "rx_drop_disabled") \
    X(RX_DROP_QUEUE, "rx_drop_queue") \
    X(RX_DROP_DMA, "rx_drop_dma") \
    X(RX_DROP_OVERRUN, "rx_drop_overrun") \
    X(RX_VLAN_STRIPPED, "rx_vlan_stripped") \
    X(RX_DECAPSULATED, "rx_decapsulated") \
    X(RX_ORIGINALS, "rx_originals") \
    X(TX_FRAMES, "tx_frames") \
    X(TX_BYTES, "tx_bytes") \
    X(TX_ERRORS, "tx_errors") \
    X(TX_STALLS, "tx_stalls") \
    X(TX_IPSEC, "tx_ipsec") \
    X(TX_LARGE, "tx_large") \
    X(TX_SEGMENTS, "tx_segments") \
    X(TX_RESENT, "tx_resent") \
    X(COMMANDS, "commands") \
    X(COMMAND_ERRORS, "command_errors") \
    X(EVENTS, "events") \
    X(EVENTS_LOST, "events_lost") \
    X(INTERRUPTS, "interrupts") \
    X(QUEUE_ERRORS, "queue_errors") \
    X(TX_VLAN_INSERTED, "tx_vlan_inserted") \
    X(TX_ENCAPSULATED, "tx_encapsulated") \
    X(RX_NESTED, "rx_nested") \
    X(RX_STEERED, "rx_steered") \
    X(RX_DROP_RULE, "rx_drop_rule") \
    X(RX_TO_64, "rx_to_64") \
    X(RX_65_TO_127, "rx_65_to_127") \
    X(RX_128_TO_255, "rx_128_to_255") \
    X(RX_256_TO_511, "rx_256_to_511") \
    X(RX_512_TO_1023, "rx_512_to_1023") \
    X(RX_1024_TO_1518, "rx_1024_to_1518") \
    X(RX_FROM_1519, "rx_from_1519") \
    X(TX_TO_64, "tx_to_64") \
    X(TX_65_TO_127, "tx_65_to_127") \
    X(TX_128_TO_255, "tx_128_to_255") \
    X(TX_256_TO_511, "tx_256_to_511") \
    X(TX_512_TO_1023, "tx_512_to_1023") \
    X(TX_1024_TO_1518, "tx_1024_to_1518") \
    X(TX_FROM_1519, "tx_from_1519") \
    X(TX_MULTICAST, "tx_multicast") \
    X(TX_BROADCAST, "tx_broadcast")

#endif /* HW_NET_IPSECNIC_NAMES_H */

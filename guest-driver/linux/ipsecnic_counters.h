/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: the driver's counters, and their names in ethtool -S
 *
 * The one place for a new counter: a line here makes the field, or the number,
 * that is counted by, and the name by which it is shown.  A list is a macro
 * that takes a macro, which is applied to each counter, in the order of
 * ethtool -S.  Names have 31 characters at most, and are never changed.
 *
 * Counters by status, reason and CryptoStatus, and those of the card itself,
 * are made of the lists in ipsecnic_names.h.
 */

#ifndef IPSECNIC_COUNTERS_H
#define IPSECNIC_COUNTERS_H

/*
 * Of a receive queue, struct ipsecnic_rx_stats: X(field, name).  What
 * "ip -s link" shows already is not repeated.
 */
#define IPSECNIC_RX_COUNTERS(X) \
	X(csum_good, "rx_csum_good") \
	X(csum_bad, "rx_csum_bad") \
	X(alloc_failed, "rx_alloc_failed") \
	/* to the stack without GRO, so that packet sockets see it */ \
	X(shown, "rx_shown") \
	/* CryptoDone, but the state is gone, or there was no memory */ \
	X(state_gone, "rx_state_gone") \
	X(no_secpath, "rx_no_secpath") \
	/* packet mode: plain packets that were protected */ \
	X(decapsulated, "rx_decapsulated") \
	/* packet mode: refused by the card, for packet sockets only */ \
	X(packet_refused, "rx_packet_refused") \
	/* packet mode: as from the wire, beside what was in it */ \
	X(originals, "rx_originals") \
	/* not protected, while there are policies: the stack looks closely */ \
	X(unprotected, "rx_unprotected") \
	/* NextCryptoDone and SaDeleteReq, which xfrm has no reader for */ \
	X(next_crypto_done, "rx_next_crypto_done") \
	X(sa_delete_req, "rx_sa_delete_req") \
	/* verdicts of an XDP program; the first one may still be dropped */ \
	X(xdp_pass, "rx_xdp_pass") \
	X(xdp_drop, "rx_xdp_drop") \
	X(xdp_tx, "rx_xdp_tx") \
	X(xdp_redirect, "rx_xdp_redirect") \
	/* aborted, no verdict at all, or one that could not be carried out */ \
	X(xdp_errors, "rx_xdp_errors") \
	/* to go elsewhere, and for the stack to open, or to look at, first */ \
	X(xdp_refused, "rx_xdp_refused") \
	/* what the card had said was of a frame that the program has moved */ \
	X(xdp_moved, "rx_xdp_moved")

/* Of a transmit queue, struct ipsecnic_tx_stats: X(field, name). */
#define IPSECNIC_TX_COUNTERS(X) \
	X(gso, "tx_gso") \
	X(gso_segments, "tx_gso_segments") \
	X(csum, "tx_csum") \
	X(map_failed, "tx_map_failed") \
	X(linearized, "tx_linearized") \
	X(stopped, "tx_stopped") \
	X(ipsec, "tx_ipsec") \
	X(ipsec_gso, "tx_ipsec_gso") \
	/* dropped, since nothing may leave in clear */ \
	X(ipsec_refused, "tx_ipsec_refused") \
	/* packet mode: too long with ESP, and its sender was told so */ \
	X(too_big_told, "tx_too_big_told") \
	/* of XDP: posted; not taken */ \
	X(xdp, "tx_xdp") \
	X(xdp_errors, "tx_xdp_errors")

/*
 * Why a state, or a packet, was left to software or not sent, and what else
 * there is to know about states, IPSECNIC_XFRM_*: X(id, name).
 */
#define IPSECNIC_XFRM_COUNTERS(X) \
	/* a gauge: states that the card has */ \
	X(LOADED, "sa_loaded") \
	X(OFFLOADED, "sa_offloaded") \
	X(DELETED, "sa_deleted") \
	X(REFUSED_DOWN, "sa_refused_interface_down") \
	X(REFUSED_FEATURE_OFF, "sa_refused_feature_off") \
	X(REFUSED_PACKET_MODE, "sa_refused_packet_offload") \
	X(REFUSED_DIRECTION, "sa_refused_direction") \
	X(REFUSED_PROTOCOL, "sa_refused_protocol") \
	X(REFUSED_FAMILY, "sa_refused_family") \
	X(REFUSED_MODE, "sa_refused_mode") \
	X(REFUSED_ENCAP, "sa_refused_encapsulation") \
	X(REFUSED_MARK, "sa_refused_mark") \
	X(REFUSED_TFC, "sa_refused_tfc_padding") \
	X(REFUSED_SPI, "sa_refused_spi") \
	X(REFUSED_ESN, "sa_refused_esn") \
	X(REFUSED_SEQ_WRAP, "sa_refused_sequence_may_wrap") \
	X(REFUSED_ALGORITHM, "sa_refused_algorithm") \
	X(REFUSED_SWITCHED_OFF, "sa_refused_algorithm_off") \
	X(REFUSED_NO_AUTH, "sa_refused_no_authentication") \
	X(REFUSED_ICV, "sa_refused_icv_length") \
	X(REFUSED_KEY, "sa_refused_key") \
	X(REFUSED_GENIV, "sa_refused_iv_generator") \
	X(REFUSED_TABLE_FULL, "sa_refused_table_full") \
	X(REFUSED_DUPLICATE, "sa_refused_duplicate") \
	X(REFUSED_BOND_MODE, "sa_refused_bond_mode") \
	X(REFUSED_NAMESPACE, "sa_refused_namespace") \
	X(REFUSED_RESET, "sa_refused_card_not_there") \
	X(REFUSED_CARD, "sa_refused_by_card") \
	X(RESTORED, "sa_restored") \
	X(RESTORE_FAILED, "sa_restore_failed") \
	X(NESTED, "sa_nested_to_software") \
	X(SOFT_EXPIRED, "sa_soft_expired") \
	X(ESN_UPDATED, "sa_esn_updated") \
	/* a gauge: policies that the card has */ \
	X(POLICY_LOADED, "policy_loaded") \
	X(POLICY_REFUSED, "policy_refused") \
	X(POLICY_RESTORED, "policy_restored") \
	/* packets left to software */ \
	X(SW_NOT_LOADED, "tx_software_sa_not_loaded") \
	X(SW_OPTIONS, "tx_software_ipv4_options") \
	X(SW_EXT_HEADERS, "tx_software_ipv6_ext_headers") \
	X(SW_PORTS, "tx_software_udp_ports") \
	X(SW_GSO, "tx_software_udp_gso") \
	X(SW_SEGMENTS, "tx_software_segments_unknown") \
	X(SW_VLAN_GSO, "tx_software_vlan_gso") \
	X(SW_TUNNEL, "tx_software_tunnel_gso") \
	/* all that is sent in ESP and not by the card */ \
	X(SW_ESP, "tx_esp_not_by_card") \
	/* packets dropped, since they would have left in clear */ \
	X(TX_NOT_ENCRYPTED, "tx_refused_not_encrypted") \
	X(TX_NOT_OURS, "tx_refused_other_device") \
	X(TX_NOT_LOADED, "tx_refused_sa_not_loaded") \
	X(TX_HEADER, "tx_refused_esp_header") \
	X(TX_TRAILER, "tx_refused_esp_trailer") \
	/* packet mode: the station that a tunnel leads to is not known yet */ \
	X(TX_NO_NEIGHBOUR, "tx_refused_no_neighbour") \
	/* packets that no policy is looked for */ \
	X(TX_BYPASS, "tx_policy_bypass")

/* Of the driver itself: X(field, name), the field being in struct ipsecnic. */
#define IPSECNIC_DRIVER_COUNTERS(X) \
	X(resets, "resets") \
	X(queue_errors, "queue_errors") \
	/* interrupts that did not come: the service task found completions */ \
	X(lost_irqs, "lost_interrupts") \
	X(ctrl_irqs, "control_interrupts")

/* Of each queue pair: X(value, name), see ipsecnic_stats(). */
#define IPSECNIC_PAIR_COUNTERS(X) \
	X(rx.packets, "rx_queue_%u_packets") \
	X(rx.bytes, "rx_queue_%u_bytes") \
	X(tx.packets, "tx_queue_%u_packets") \
	X(tx.bytes, "tx_queue_%u_bytes") \
	X(pair->irqs, "queue_%u_interrupts")

#endif /* IPSECNIC_COUNTERS_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the words for numbers of the interface, for people
 */

#ifndef HW_NET_IPSECNIC_WORDS_H
#define HW_NET_IPSECNIC_WORDS_H

/*
 * Each takes any number, and returns NULL for one that has no word.  They are
 * those of hw/net/ipsecnic_names.h.
 */

/** ipsecnic_command_word: IPSECNIC_CMD_*. */
const char *ipsecnic_command_word(uint32_t opcode);

/** ipsecnic_status_word, _text: IPSECNIC_ST_*: its name, and a sentence. */
const char *ipsecnic_status_word(uint32_t status);
const char *ipsecnic_status_text(uint32_t status);

/** ipsecnic_queue_reason_text: IPSECNIC_Q_ERR_*. */
const char *ipsecnic_queue_reason_text(uint32_t reason);

/** ipsecnic_crypto_word: IPSECNIC_CRYPTO_*. */
const char *ipsecnic_crypto_word(uint32_t status);

/** ipsecnic_action_word: IPSECNIC_POLICY_*. */
const char *ipsecnic_action_word(uint32_t action);

/** ipsecnic_reason_word: IPSECNIC_REASON_*. */
const char *ipsecnic_reason_word(uint32_t reason);

/** ipsecnic_kind_word: IPSECNIC_KIND_*. */
const char *ipsecnic_kind_word(uint32_t kind);

/** ipsecnic_accept_word: IPSECNIC_ACCEPT_*. */
const char *ipsecnic_accept_word(uint32_t accept);

/** ipsecnic_tx_status_word, _text: IPSECNIC_TX_ST_*. */
const char *ipsecnic_tx_status_word(uint32_t status);
const char *ipsecnic_tx_status_text(uint32_t status);

#endif /* HW_NET_IPSECNIC_WORDS_H */

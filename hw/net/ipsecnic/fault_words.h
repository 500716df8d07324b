/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: fault plans: the words for the numbers of the interface
 */

#ifndef HW_NET_IPSECNIC_FAULT_WORDS_H
#define HW_NET_IPSECNIC_FAULT_WORDS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** A number of the interface; the word of a plan is its name in lower case,
 *  with "-" for "_". */
typedef struct IpsecnicFaultWord {
    const char *id;             /* NULL: the table ends */
    uint32_t number;
} IpsecnicFaultWord;

extern const IpsecnicFaultWord ipsecnic_fault_crypto_words[];
extern const IpsecnicFaultWord ipsecnic_fault_tx_words[];
extern const IpsecnicFaultWord ipsecnic_fault_command_status_words[];
extern const IpsecnicFaultWord ipsecnic_fault_reason_words[];
extern const IpsecnicFaultWord ipsecnic_fault_queue_reason_words[];
extern const IpsecnicFaultWord ipsecnic_fault_frame_words[];
extern const IpsecnicFaultWord ipsecnic_fault_opcode_words[];
extern const IpsecnicFaultWord ipsecnic_fault_event_words[];
extern const IpsecnicFaultWord ipsecnic_fault_limit_words[];
extern const IpsecnicFaultWord ipsecnic_fault_direction_words[];
extern const IpsecnicFaultWord ipsecnic_fault_bytes_words[];

/** ipsecnic_fault_word_is: is a word of a plan the one for a name? */
bool ipsecnic_fault_word_is(const char *word, const char *id);

/** ipsecnic_fault_word_append: write the word for a name behind @text. */
void ipsecnic_fault_word_append(GString *text, const char *id);

#endif /* HW_NET_IPSECNIC_FAULT_WORDS_H */

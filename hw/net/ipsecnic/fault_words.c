/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: fault plans: the words for the numbers of the interface
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"

#include "fault_words.h"

const IpsecnicFaultWord ipsecnic_fault_crypto_words[] = {
#define WORD(id, name, counter) { #id, IPSECNIC_CRYPTO_##id },
    IPSECNIC_CRYPTO_NAMES(WORD)
#undef WORD
    { }
};

const IpsecnicFaultWord ipsecnic_fault_tx_words[] = {
#define WORD(id, name, text) { #id, IPSECNIC_TX_ST_##id },
    IPSECNIC_TX_ST_NAMES(WORD)
#undef WORD
    { }
};

const IpsecnicFaultWord ipsecnic_fault_command_status_words[] = {
#define WORD(id, text) { #id, IPSECNIC_ST_##id },
    IPSECNIC_ST_NAMES(WORD)
#undef WORD
    { }
};

const IpsecnicFaultWord ipsecnic_fault_reason_words[] = {
#define WORD(id, name) { #id, IPSECNIC_REASON_##id },
    IPSECNIC_REASON_NAMES(WORD)
#undef WORD
    { }
};

const IpsecnicFaultWord ipsecnic_fault_queue_reason_words[] = {
#define WORD(id, text) { #id, IPSECNIC_Q_ERR_##id },
    IPSECNIC_Q_ERR_NAMES(WORD)
#undef WORD
    { }
};

const IpsecnicFaultWord ipsecnic_fault_frame_words[] = {
#define WORD(id, name) { #id, IPSECNIC_KIND_##id },
    IPSECNIC_KIND_NAMES(WORD)
#undef WORD
    { }
};

const IpsecnicFaultWord ipsecnic_fault_opcode_words[] = {
#define WORD(id) { #id, IPSECNIC_CMD_##id },
    IPSECNIC_CMD_NAMES(WORD)
#undef WORD
    { }
};

const IpsecnicFaultWord ipsecnic_fault_event_words[] = {
#define WORD(id, name) { #id, IPSECNIC_EVENT_##id },
    IPSECNIC_EVENT_NAMES(WORD)
#undef WORD
    { }
};

const IpsecnicFaultWord ipsecnic_fault_limit_words[] = {
#define WORD(id, name) { #id, IPSECNIC_LIMIT_##id },
    IPSECNIC_LIMIT_NAMES(WORD)
#undef WORD
    { }
};

const IpsecnicFaultWord ipsecnic_fault_direction_words[] = {
    { "INBOUND", 0 },
    { "OUTBOUND", 1 },
    { }
};

const IpsecnicFaultWord ipsecnic_fault_bytes_words[] = {
    { "WIRE", 0 },
    { "DECRYPTED", 1 },
    { }
};

bool ipsecnic_fault_word_is(const char *word, const char *id)
{
    for (; *id; id++, word++) {
        if (*word != (*id == '_' ? '-' : g_ascii_tolower(*id))) {
            return false;
        }
    }
    return !*word;
}

void ipsecnic_fault_word_append(GString *text, const char *id)
{
    for (; *id; id++) {
        g_string_append_c(text, *id == '_' ? '-' : g_ascii_tolower(*id));
    }
}

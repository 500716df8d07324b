/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: the words for numbers of the interface, for people
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "hw/net/ipsecnic_names.h"

#include "words.h"

#define WORD_OF(words, number) \
    ((number) < ARRAY_SIZE(words) ? (words)[number] : NULL)

const char *ipsecnic_command_word(uint32_t opcode)
{
    static const char *const words[] = {
#define WORD(id) [IPSECNIC_CMD_##id] = #id,
        IPSECNIC_CMD_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(words, opcode);
}

const char *ipsecnic_status_word(uint32_t status)
{
    static const char *const words[] = {
#define WORD(id, text) [IPSECNIC_ST_##id] = #id,
        IPSECNIC_ST_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(words, status);
}

const char *ipsecnic_status_text(uint32_t status)
{
    static const char *const texts[] = {
#define WORD(id, text) [IPSECNIC_ST_##id] = text,
        IPSECNIC_ST_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(texts, status);
}

const char *ipsecnic_queue_reason_text(uint32_t reason)
{
    static const char *const texts[] = {
#define WORD(id, text) [IPSECNIC_Q_ERR_##id] = text,
        IPSECNIC_Q_ERR_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(texts, reason);
}

const char *ipsecnic_crypto_word(uint32_t status)
{
    static const char *const words[] = {
#define WORD(id, name, counter) [IPSECNIC_CRYPTO_##id] = name,
        IPSECNIC_CRYPTO_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(words, status);
}

const char *ipsecnic_action_word(uint32_t action)
{
    static const char *const words[] = {
#define WORD(id, name) [IPSECNIC_POLICY_##id] = name,
        IPSECNIC_POLICY_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(words, action);
}

const char *ipsecnic_reason_word(uint32_t reason)
{
    static const char *const words[] = {
#define WORD(id, name) [IPSECNIC_REASON_##id] = name,
        IPSECNIC_REASON_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(words, reason);
}

const char *ipsecnic_kind_word(uint32_t kind)
{
    static const char *const words[] = {
#define WORD(id, name) [IPSECNIC_KIND_##id] = name,
        IPSECNIC_KIND_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(words, kind);
}

const char *ipsecnic_accept_word(uint32_t accept)
{
    static const char *const words[] = {
#define WORD(id, name) [IPSECNIC_ACCEPT_##id] = name,
        IPSECNIC_ACCEPT_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(words, accept);
}

const char *ipsecnic_tx_status_word(uint32_t status)
{
    static const char *const words[] = {
#define WORD(id, name, text) [IPSECNIC_TX_ST_##id] = name,
        IPSECNIC_TX_ST_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(words, status);
}

const char *ipsecnic_tx_status_text(uint32_t status)
{
    static const char *const texts[] = {
#define WORD(id, name, text) [IPSECNIC_TX_ST_##id] = text,
        IPSECNIC_TX_ST_NAMES(WORD)
#undef WORD
    };

    return WORD_OF(texts, status);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: numbers of the card in words
 *
 * The words are those of ipsecnic_names.h, which the card and its other drivers
 * print, too.
 */

#include <linux/kernel.h>
#include <linux/types.h>

#include "ipsecnic_abi.h"
#include "ipsecnic_names.h"
#include "ipsecnic_text.h"

static const char *ipsecnic_text_of(const char * const *names,
				    unsigned int count, u32 number)
{
	return number < count && names[number] ? names[number] : "unknown";
}

/**
 * ipsecnic_crypto_name - name of a CryptoStatus
 * @status: IPSECNIC_CRYPTO_*
 *
 * Return: the name, "unknown" if it has none.
 */
const char *ipsecnic_crypto_name(u32 status)
{
	static const char * const names[] = {
#define IPSECNIC_TEXT(id, name, counter) [IPSECNIC_CRYPTO_##id] = name,
		IPSECNIC_CRYPTO_NAMES(IPSECNIC_TEXT)
#undef IPSECNIC_TEXT
	};

	return ipsecnic_text_of(names, ARRAY_SIZE(names), status);
}

/**
 * ipsecnic_reason_name - name of the reason why a frame was not processed
 * @reason: IPSECNIC_REASON_*
 *
 * Return: the name, "unknown" if it has none.
 */
const char *ipsecnic_reason_name(u32 reason)
{
	static const char * const names[] = {
#define IPSECNIC_TEXT(id, name) [IPSECNIC_REASON_##id] = name,
		IPSECNIC_REASON_NAMES(IPSECNIC_TEXT)
#undef IPSECNIC_TEXT
	};

	return ipsecnic_text_of(names, ARRAY_SIZE(names), reason);
}

/**
 * ipsecnic_kind_name - name of what a frame is
 * @kind: IPSECNIC_KIND_*
 *
 * Return: the name, "unknown" if it has none.
 */
const char *ipsecnic_kind_name(u32 kind)
{
	static const char * const names[] = {
#define IPSECNIC_TEXT(id, name) [IPSECNIC_KIND_##id] = name,
		IPSECNIC_KIND_NAMES(IPSECNIC_TEXT)
#undef IPSECNIC_TEXT
	};

	return ipsecnic_text_of(names, ARRAY_SIZE(names), kind);
}

/**
 * ipsecnic_accept_name - name of the rule by which a frame was accepted
 * @accept: IPSECNIC_ACCEPT_*
 *
 * Return: the name, "unknown" if it has none.
 */
const char *ipsecnic_accept_name(u32 accept)
{
	static const char * const names[] = {
#define IPSECNIC_TEXT(id, name) [IPSECNIC_ACCEPT_##id] = name,
		IPSECNIC_ACCEPT_NAMES(IPSECNIC_TEXT)
#undef IPSECNIC_TEXT
	};

	return ipsecnic_text_of(names, ARRAY_SIZE(names), accept);
}

/**
 * ipsecnic_csum_name - name of a verdict on a checksum
 * @verdict: IPSECNIC_CSUM_*, two bits of a descriptor
 *
 * Return: the name, "invalid" if it has none.
 */
const char *ipsecnic_csum_name(u32 verdict)
{
	static const char * const names[] = {
#define IPSECNIC_TEXT(id, name) [IPSECNIC_CSUM_##id] = name,
		IPSECNIC_CSUM_NAMES(IPSECNIC_TEXT)
#undef IPSECNIC_TEXT
		[3] = "invalid",
	};

	return names[verdict & 3];
}

/**
 * ipsecnic_q_state_name - name of the state of a queue
 * @state: IPSECNIC_Q_STATE_*
 *
 * Return: the name, "unknown" if it has none.
 */
const char *ipsecnic_q_state_name(u32 state)
{
	static const char * const names[] = {
#define IPSECNIC_TEXT(id, name) [IPSECNIC_Q_STATE_##id] = name,
		IPSECNIC_Q_STATE_NAMES(IPSECNIC_TEXT)
#undef IPSECNIC_TEXT
	};

	return ipsecnic_text_of(names, ARRAY_SIZE(names), state);
}

/**
 * ipsecnic_q_error_text - why a queue is in state ERROR
 * @reason: IPSECNIC_Q_ERR_*
 *
 * Return: the words, "unknown" if there are none.
 */
const char *ipsecnic_q_error_text(u32 reason)
{
	static const char * const texts[] = {
#define IPSECNIC_TEXT(id, text) [IPSECNIC_Q_ERR_##id] = text,
		IPSECNIC_Q_ERR_NAMES(IPSECNIC_TEXT)
#undef IPSECNIC_TEXT
	};

	return ipsecnic_text_of(texts, ARRAY_SIZE(texts), reason);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers of card and guest in words
 *
 * Those of the card are the ones of hw/net/ipsecnic_names.h.  A number without
 * a name has one as well, so that no caller has to ask.
 */

#ifndef IPSECNIC_REPLAY_REPORT_NAMES_H
#define IPSECNIC_REPLAY_REPORT_NAMES_H

#include <stdint.h>

/** Name of a status of the control queue (IPSECNIC_ST_*). */
const char *report_status_name(uint32_t status);
/** What it means, in words. */
const char *report_status_text(uint32_t status);
/** Name of the reason of a queue in state ERROR (IPSECNIC_Q_ERR_*). */
const char *report_queue_error(uint32_t reason);

/** The same of a status of a transmit completion (IPSECNIC_TX_ST_*). */
const char *report_tx_status_name(uint32_t status);
const char *report_tx_status_text(uint32_t status);
/** And of a frame that the guest did not hand to the card
 *  (REPLAY_REFUSED_*). */
const char *report_refusal_name(uint32_t refused);
const char *report_refusal_text(uint32_t refused);

/** Name of what a policy does, IPSECNIC_POLICY_*. */
const char *report_action_name(uint32_t number);
/** Name of CryptoStatus, IPSECNIC_CRYPTO_*. */
const char *report_crypto_name(uint32_t number);
/** Name of what the transport decided, REPLAY_VERDICT_*. */
const char *report_verdict_name(uint32_t number);
/** Name of how the replay checks of card and transport compare,
 *  REPLAY_CHECK_*; NULL: they were not compared. */
const char *report_check_name(uint32_t number);
/** Name of what a frame is, IPSECNIC_KIND_*. */
const char *report_kind_name(uint32_t number);
/** Name of why a frame was not processed, IPSECNIC_REASON_*. */
const char *report_reason_name(uint32_t number);
/** Name of the rule of the receive filter that took a frame,
 *  IPSECNIC_ACCEPT_*. */
const char *report_accept_name(uint32_t number);
/** Name of a verdict on a checksum, IPSECNIC_CSUM_*. */
const char *report_csum_name(uint32_t number);

#endif /* IPSECNIC_REPLAY_REPORT_NAMES_H */
